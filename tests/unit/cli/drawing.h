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
    while (isalnum((unsigned char)*q) && length < 31)
        name[length++] = *q++;
    name[length] = '\0';
    while (*q == ' ') {
        while (*q == ' ')
            q++;
        while (isalnum((unsigned char)*q) || *q == '-')
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

#endif
