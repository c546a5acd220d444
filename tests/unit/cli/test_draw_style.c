/* The colours of a drawing, as WCAG 2 reckons contrast: words and marks are read on whatever lies beneath
 * them, arrows and the frames of what was left out are seen; on light and dark screens and on paper. */
#include "unit/cli/drawing.h"
#include <stdlib.h>

/* x to the power of 2.4, of 0 < x <= 1: the fifth root of its twelfth power, by Newton's way from above. */
static double power_2_4(double x) {
    double square = x * x, fourth = square * square, twelfth = fourth * fourth * fourth, root = 1;
    for (int i = 0; i < 60; i++) {
        double r4 = root * root * root * root;
        root -= (r4 * root - twelfth) / (5 * r4);
    }
    return root;
}

/* The channel's share of the light, from 0 to 255. */
static double light_of(long channel) {
    double part = (double)channel / 255;
    return part <= 0.03928 ? part / 12.92 : power_2_4((part + 0.055) / 1.055);
}

/* The relative luminance of "#rgb" or "#rrggbb". */
static double luminance(const char *colour) {
    char digits[7];
    if (strspn(colour + 1, "0123456789abcdef") >= 6)
        snprintf(digits, sizeof digits, "%.6s", colour + 1);
    else
        snprintf(digits, sizeof digits, "%c%c%c%c%c%c", colour[1], colour[1], colour[2], colour[2], colour[3],
                 colour[3]);
    long all = strtol(digits, NULL, 16);
    return 0.2126 * light_of(all >> 16) + 0.7152 * light_of(all >> 8 & 255) + 0.0722 * light_of(all & 255);
}

/* The colour as the last of the rules up to `end` that gives it: light ones come first, then dark or print.
 */
static const char *colour(const char *name, const char *from, const char *end) {
    char wanted[16];
    const char *found = NULL;
    snprintf(wanted, sizeof wanted, "--%s:#", name);
    for (const char *p = from; (p = strstr(p, wanted)) != NULL && p < end; p++)
        found = p + strlen(wanted) - 1;
    if (found == NULL) fail_msg("no colour %s", name);
    return found;
}

typedef struct scheme {
    const char *name, *from, *end;
} scheme_t;

static void assert_contrast(const scheme_t *scheme, const char *above, const char *beneath, double least) {
    double one = luminance(colour(above, scheme->from, scheme->end)),
           other = luminance(colour(beneath, scheme->from, scheme->end));
    double ratio = one > other ? (one + 0.05) / (other + 0.05) : (other + 0.05) / (one + 0.05);
    if (ratio < least)
        fail_msg("%s: %s on %s has %.2f, not %.1f", scheme->name, above, beneath, ratio, least);
}

static void what_is_to_be_read_or_followed_has_contrast_enough_in_every_scheme(void **state) {
    (void)state;
    static const char *const BENEATH[] = {"bg", "card", "group", "lane"}, *const WORDS[] = {"ink",  "soft",
                                                                                            "pass", "ref",
                                                                                            "open", "late",
                                                                                            "back", "shut"},
                             *const LINES[] = {"way", "far"};
    const char *dark = strstr(draw_style_sheet, "prefers-color-scheme:dark"),
               *print = strstr(draw_style_sheet, "@media print"), *end = strstr(print, ".cs.sheet");
    const scheme_t schemes[] = {
        {"light", draw_style_sheet, dark}, {"dark", dark, print}, {"print", print, end}};
    for (size_t s = 0; s < 3; s++) {
        for (size_t b = 0; b < 4; b++) {
            for (size_t i = 0; i < 8; i++)
                assert_contrast(&schemes[s], WORDS[i], BENEATH[b], 4.5);
            for (size_t i = 0; i < 2; i++)
                assert_contrast(&schemes[s], LINES[i], BENEATH[b], 3.0);
        }
    }
}

static void an_arrow_that_was_not_gone_is_told_by_its_shape_too(void **state) {
    (void)state;
    cli_t cli;
    open_cli(&cli, "en");
    json_t *answer = record_of("[" STEP(1, 0, "approve", "head", "open") LEAF "]", "[]");
    char *svg = drawn_of(&cli, answer);
    assert_non_null(strstr(svg, " class='a'/>"));
    assert_non_null(strstr(svg, " class='a w i'/>"));
    assert_non_null(strstr(svg, ".cs .i{stroke-dasharray:"));
    mem_free(svg);
    json_decref(answer);
    close_cli(&cli);
}

/* The stage has passed: the record went through what was left out at its end. */
static void the_way_through_a_stage_that_has_passed_was_gone_to_its_end(void **state) {
    (void)state;
    cli_t cli;
    open_cli(&cli, "en");
    json_t *answer =
        record_of("[" STEP(1, 0, "sequence", "", "passed") ",\"opened_at\":\"2026-03-02T01:00:00Z\"}," STEP(
                      2, 1, "approve", "head", "passed") LEAF
                  "," STEP(3, 1, "approve", "manager", "left_out") ",\"mode\":\"any\"}]",
                  "[]");
    json_array_append_new(json_object_get(answer, "plans"),
                          read_json("{\"stage\":\"execution\",\"round\":1,\"steps\":[" STEP(
                              4, 0, "act", "build", "open") LEAF "]}"));
    char *svg = drawn_of(&cli, answer), *first = strstr(svg, " class='a w i'/>");
    assert_non_null(first); /* to the end */
    assert_null(strstr(first + 1, " class='a w i'/>"));
    mem_free(svg);
    json_decref(answer);
    close_cli(&cli);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_to_be_read_or_followed_has_contrast_enough_in_every_scheme),
        cmocka_unit_test(the_way_through_a_stage_that_has_passed_was_gone_to_its_end),
        cmocka_unit_test(an_arrow_that_was_not_gone_is_told_by_its_shape_too),
    };
    return cmocka_run_group_tests_name("draw_style", tests, NULL, NULL);
}
