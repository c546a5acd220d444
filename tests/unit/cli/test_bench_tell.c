/* What bench says of a figure: beside its budget, and clearly when that was missed. */
#include "unit/failing.h"

#include "base/json.h"
#include "cli/bench.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const measured_t RATIO = {.name = "decisions",
                                 .unit = "a_second",
                                 .size = 128,
                                 .value = 24189,
                                 .against = 38761,
                                 .ratio = 0.624,
                                 .sense = BUDGET_AT_LEAST,
                                 .limit = 0.60};
static const measured_t ALONE = {
    .name = "inbox", .unit = "ms", .value = 0.81, .sense = BUDGET_BELOW, .limit = 5};

/* What is printed for it, in that language. */
static char *printed(const measured_t *m, const char *lang) {
    diag_t d = {0};
    char *text = NULL;
    size_t size = 0;
    cli_t cli = {.texts = texts_open(lang, &d), .out = open_memstream(&text, &size)};
    assert_non_null(cli.texts);
    bench_print(&cli, m);
    fclose(cli.out);
    texts_close(cli.texts);
    return text;
}

static void assert_printed(const measured_t *m, const char *lang, const char *wanted) {
    char *text = printed(m, lang);
    if (strstr(text, wanted) == NULL) fail_msg("not in it: %s\n%s", wanted, text);
    free(text);
}

static void a_figure_within_its_budget_is_met(void **state) {
    (void)state;
    measured_t exact = RATIO;
    exact.ratio = 0.60;
    assert_true(bench_met(&RATIO));
    assert_true(bench_met(&exact));
    assert_true(bench_met(&ALONE));
    assert_printed(&RATIO, "en", "24189 : 38761 a second");
    assert_printed(&RATIO, "en", " 0.62  ≥ 0.60   met\n");
    assert_printed(&ALONE, "en", "0.81 ms");
    assert_printed(&ALONE, "en", "< 5.00   met\n");
    assert_printed(&RATIO, "zh", "达到\n");
}

static void a_missed_budget_is_marked(void **state) {
    (void)state;
    measured_t ratio = RATIO, alone = ALONE;
    ratio.ratio = 0.599;
    alone.value = 5; /* below means below */
    assert_false(bench_met(&ratio));
    assert_false(bench_met(&alone));
    assert_printed(&ratio, "en", "≥ 0.60   MISSED\n");
    assert_printed(&alone, "en", "< 5.00   MISSED\n");
    assert_printed(&ratio, "zh", "未达到\n");
    json_t *json = bench_json(&ratio);
    assert_true(json_is_false(json_object_get(json, "met")));
    json_decref(json);
}

/* A measurement that gave no number must not look like a good one. */
static void what_is_no_number_meets_nothing(void **state) {
    (void)state;
    measured_t ratio = RATIO, alone = ALONE;
    ratio.ratio = NAN;
    alone.value = -INFINITY;
    assert_false(bench_met(&ratio));
    assert_false(bench_met(&alone));
    json_t *json = bench_json(&ratio);
    assert_true(json_is_null(json_object_get(json, "ratio")));
    assert_true(json_is_false(json_object_get(json, "met")));
    json_decref(json);
}

static void a_figure_without_a_budget_is_not_judged(void **state) {
    (void)state;
    measured_t m = {.name = "armed", .unit = "a_second", .size = 7, .value = 12.34};
    char *text = printed(&m, "en");
    assert_non_null(strstr(text, "× 7"));
    assert_non_null(strstr(text, "12.3 a second"));
    assert_null(strstr(text, "met"));
    assert_null(strstr(text, "MISSED"));
    free(text);
    json_t *json = bench_json(&m);
    assert_true(json_is_null(json_object_get(json, "met")));
    assert_true(json_is_null(json_object_get(json, "budget")));
    assert_true(json_is_null(json_object_get(json, "against")));
    assert_int_equal(json_integer_value(json_object_get(json, "size")), 7);
    json_decref(json);
}

static void parts_of_a_list_are_values_of_it(void **state) {
    (void)state;
    double values[] = {5, 1, 4, 2, 3}, many[200];
    for (int i = 0; i < 200; i++)
        many[i] = 200 - i;
    assert_true(bench_part(values, 5, 0.5) == 3);
    assert_true(bench_part(values, 5, 0.99) == 5);
    assert_true(bench_part(values, 5, 0) == 1);
    assert_true(bench_part(values, 1, 0.5) == 1);
    assert_true(bench_part(values, 0, 0.5) == 0);
    assert_true(bench_part(many, 200, 0.99) == 198);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_within_its_budget_is_met),
        cmocka_unit_test(a_missed_budget_is_marked),
        cmocka_unit_test(what_is_no_number_meets_nothing),
        cmocka_unit_test(a_figure_without_a_budget_is_not_judged),
        cmocka_unit_test(parts_of_a_list_are_values_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
