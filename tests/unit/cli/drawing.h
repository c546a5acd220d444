/* What the tests of drawings share: a command line without a company, answers made from random plans, and a
 * reader of XML that is just strict enough to find what a browser would refuse. */
#ifndef TESTS_UNIT_CLI_DRAWING_H
#define TESTS_UNIT_CLI_DRAWING_H

#include "unit/failing.h"

#include "base/json.h"
#include "cli/draw_private.h"
#include <ctype.h>
#include <string.h>

/* "en" or "zh". */
static inline void open_cli(cli_t *cli, const char *lang) {
    diag_t d = {0};
    memset(cli, 0, sizeof *cli);
    cli->zone_asked = true; /* there is no company: times are told in UTC */
    cli->zh = strcmp(lang, "zh") == 0;
    arena_init(&cli->arena, 0);
    cli->texts = texts_open(lang, &d);
    assert_non_null(cli->texts);
}

static inline void close_cli(cli_t *cli) {
    texts_close(cli->texts);
    arena_free(&cli->arena);
}

static inline draw_t drawing_of(cli_t *cli, const json_t *answer, bool preview) {
    return (draw_t){.cli = cli,
                    .arena = &cli->arena,
                    .answer = answer,
                    .preview = preview,
                    .tasks = json_object_get(answer, "tasks"),
                    .now = draw_instant(answer, "now")};
}

static inline json_t *read_json(const char *text) {
    diag_t d = {0};
    json_t *value = json_read(text, strlen(text), strlen(text), &d);
    if (value == NULL) fail_msg("%s", text);
    return value;
}

/* The SVG of an answer within `width` px; the caller frees it with mem_free. */
static inline char *svg_of(draw_t *d, int width) {
    draw_box_t *root = draw_route(d);
    if (root == NULL || draw_layout(root, width, d->arena) != 0) return NULL;
    return draw_svg(root, draw_headline(d), draw_description(d), d->cli->zh ? "zh" : "en");
}

/* ---- XML ---- */

enum { XML_DEPTH_MAX = 64 };

static inline bool xml_reference(const char **p) {
    static const char *const NAMES[] = {"amp;", "lt;", "gt;", "quot;"};
    for (size_t i = 0; i < 4; i++) {
        size_t length = strlen(NAMES[i]);
        if (strncmp(*p + 1, NAMES[i], length) != 0) continue;
        *p += length + 1;
        return true;
    }
    return false;
}

/* A tag from "<" on: its name, whether it ends or is empty; *p stands behind it. False: it is no tag. */
static inline bool xml_tag(const char **p, char name[32], bool *ends, bool *empty) {
    size_t length = 0;
    const char *q = *p + 1;
    *ends = *q == '/';
    q += *ends;
    while ((isalnum((unsigned char)*q) || *q == ':') && length < 31)
        name[length++] = *q++;
    name[length] = '\0';
    while (*q == ' ') {
        while (*q == ' ')
            q++;
        while (isalnum((unsigned char)*q) || *q == '-' || *q == ':')
            q++;
        if (*q == '/' || *q == '>') break;
        if (q[0] != '=' || q[1] != '\'') return false;
        for (q += 2; *q != '\'';) {
            if (*q == '\0' || *q == '<') return false;
            if (*q == '&' ? !xml_reference(&q) : (q++, false)) return false;
        }
        q++;
    }
    *empty = *q == '/';
    q += *empty;
    if (length == 0 || *q != '>') return false;
    *p = q + 1;
    return true;
}

/* Where it stops being well-formed; NULL: it is, to its end. */
static inline const char *xml_wrong(const char *xml) {
    char open[XML_DEPTH_MAX][32];
    int depth = 0;
    bool begun = false;
    for (const char *p = xml; *p != '\0';) {
        if (*p == '<') {
            const char *at = p;
            char name[32];
            bool ends, empty;
            if ((begun && depth == 0) || !xml_tag(&p, name, &ends, &empty)) return at;
            if (ends && (depth == 0 || strcmp(open[--depth], name) != 0)) return at;
            if (!ends && !empty && depth == XML_DEPTH_MAX) return at;
            if (!ends && !empty) strcpy(open[depth++], name);
            begun = true;
        } else if (*p == '&') {
            if (!xml_reference(&p)) return p;
        } else {
            if ((unsigned char)*p < 0x20 && *p != '\n') return p;
            if (depth == 0 && !isspace((unsigned char)*p)) return p;
            p++;
        }
    }
    return begun && depth == 0 ? NULL : xml + strlen(xml);
}

static inline void assert_xml(const char *svg) {
    const char *wrong = xml_wrong(svg);
    if (wrong != NULL) fail_msg("no XML at %zu: %.60s", (size_t)(wrong - svg), wrong);
}

/* ---- what is to be read in a drawing ---- */

/* A record with one plan: steps and tasks as JSON lists. */
static inline json_t *record_of(const char *steps, const char *tasks) {
    static const char FORM[] =
        "{\"ok\":true,\"number\":\"PUR-1\",\"title\":{\"en\":\"Purchase\",\"zh\":\"采购\"},\"state\":"
        "\"open\","
        "\"department\":\"hr\",\"department_name\":{\"en\":\"Human resources\",\"zh\":\"人力资源部\"},"
        "\"initiator\":{\"id\":\"1\",\"handle\":\"gao.min\",\"name\":\"Gao Min\"},\"round\":1,"
        "\"submitted_at\":\"2026-03-02T01:00:00Z\",\"now\":\"2026-03-04T01:00:00Z\","
        "\"plans\":[{\"stage\":\"approval\",\"round\":1,\"steps\":%s}],\"tasks\":%s}";
    char text[8192];
    assert_true(snprintf(text, sizeof text, FORM, steps, tasks) < (int)sizeof text);
    return read_json(text);
}

static inline char *drawn_of(cli_t *cli, const json_t *answer) {
    draw_t d = drawing_of(cli, answer, json_object_get(answer, "stages") != NULL);
    char *svg = svg_of(&d, 688);
    assert_non_null(svg);
    assert_xml(svg);
    return svg;
}

/* The drawing without its tags: texts one a line, those of a line together. */
static inline char *words_of(cli_t *cli, const json_t *answer) {
    char *svg = drawn_of(cli, answer), *from = strstr(svg, "</style>"), *to = svg;
    bool title = false;
    for (; *from != '\0'; from++) {
        if (*from != '<') {
            bool unbroken = strncmp(from, "\xC2\xA0", 2) == 0; /* a blank that no line breaks at */
            if (unbroken) *++from = ' ';
            if (!title) *to++ = *from;
            continue;
        }
        if (strncmp(from, "<title", 6) == 0) title = true;
        if (strncmp(from, "</title", 7) == 0) title = false;
        while (*from != '>')
            from++;
    }
    *to = '\0';
    return svg;
}

static inline void assert_says(cli_t *cli, const json_t *answer, const char *words) {
    char *said = words_of(cli, answer);
    bool found = strstr(said, words) != NULL;
    for (char *p = said; (p = strchr(p, '\n')) != NULL;)
        *p = ' '; /* it may stand in two lines */
    if (!found && strstr(said, words) == NULL) fail_msg("nowhere “%s” in:%s", words, said);
    mem_free(said);
}

static inline void assert_says_not(cli_t *cli, const json_t *answer, const char *words) {
    char *said = words_of(cli, answer);
    if (strstr(said, words) != NULL) fail_msg("“%s” in:%s", words, said);
    mem_free(said);
}

static inline void assert_marked(cli_t *cli, const json_t *answer, const char *mark) {
    char *svg = drawn_of(cli, answer), text[64];
    snprintf(text, sizeof text, "<g class='%s' transform", mark);
    if (strstr(svg, text) == NULL) fail_msg("no mark %s in:%s", mark, svg);
    mem_free(svg);
}

#define STEP(no, parent, kind, name, state)                                                                  \
    "{\"no\":" #no ",\"parent\":" #parent ",\"kind\":\"" kind "\",\"name\":\"" name "\",\"state\":\"" state  \
    "\""
#define LEAF ",\"mode\":\"any\",\"opened_at\":\"2026-03-02T01:00:00Z\"}"
#define PERSON(n) "\"person\":{\"id\":\"7\",\"handle\":\"x\",\"name\":\"" n "\"}"

/* ---- without memory ---- */

typedef struct one_drawing {
    texts_t *texts;
    const json_t *answer;
} one_drawing_t;

static inline int draw_once(void *ctx) {
    const one_drawing_t *one = ctx;
    cli_t cli = {.zone_asked = true, .texts = one->texts};
    arena_init(&cli.arena, 0);
    draw_t d = drawing_of(&cli, one->answer, false);
    char *svg = svg_of(&d, 688);
    int status = svg != NULL && !arena_failed(&cli.arena) ? 0 : -1;
    mem_free(svg);
    arena_free(&cli.arena);
    return status;
}

/* A command line in English for all tests of a program: group set-up and tear-down. */
static inline int open_one(void **state) {
    static cli_t cli;
    open_cli(&cli, "en");
    *state = &cli;
    return 0;
}

static inline int close_one(void **state) {
    close_cli(*state);
    return 0;
}

#endif
