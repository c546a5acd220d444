/* Columns; see table.h. */
#include "cli/table.h"
#include <stdint.h>
#include <string.h>

void table_init(table_t *t, arena_t *arena, size_t columns) {
    memset(t, 0, sizeof *t);
    t->arena = arena;
    t->columns = columns;
}

void table_put(table_t *t, const char *text) {
    if (t->rows == t->room) {
        size_t wider = t->room == 0 ? 64 : t->room * 2;
        const char **cells = arena_grow(t->arena, t->cells, t->room, wider, sizeof *cells);
        if (cells == NULL) return;
        t->cells = cells;
        t->room = wider;
    }
    t->cells[t->rows++] = text != NULL ? arena_strdup(t->arena, text) : NULL;
}

/* Wide and fullwidth forms of UAX #11, as far as names and titles use them. */
static bool is_wide(uint32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
           (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

/* Goes on past one character; the places that it takes. */
static size_t step_over(const unsigned char **at) {
    const unsigned char *p = *at;
    uint32_t c = *p;
    int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
    if (more > 0) c &= 0x3FU >> more;
    for (p++; more > 0 && (*p & 0xC0) == 0x80; more--, p++)
        c = c << 6 | (*p & 0x3F);
    *at = p;
    return is_wide(c) ? 2 : 1;
}

size_t text_width(const char *text) {
    size_t width = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p != 0;)
        width += step_over(&p);
    return width;
}

const char *text_cut(arena_t *arena, const char *text, size_t places) {
    const unsigned char *end = (const unsigned char *)text;
    size_t width = 0;
    if (text_width(text) <= places) return text;
    for (const unsigned char *p = end; *p != 0; end = p) {
        width += step_over(&p);
        if (width + 1 > places) break; /* the ellipsis takes one */
    }
    const char *cut = arena_printf(arena, "%.*s…", (int)(end - (const unsigned char *)text), text);
    return cut != NULL ? cut : "";
}

void table_print(const table_t *t, FILE *out) {
    size_t widths[TABLE_COLUMNS_MAX] = {0};
    for (size_t i = 0; i < t->rows; i++) {
        size_t width = t->cells[i] != NULL ? text_width(t->cells[i]) : 0;
        if (width > widths[i % t->columns]) widths[i % t->columns] = width;
    }
    size_t pad = 0;
    for (size_t i = 0; i < t->rows; i++) {
        const char *text = t->cells[i] != NULL ? t->cells[i] : "";
        bool last = i % t->columns == t->columns - 1;
        if (text[0] != '\0') { /* blanks wait for the next text: none at the end of a line */
            fprintf(out, "%*s%s", (int)pad, "", text);
            pad = 0;
        }
        pad += widths[i % t->columns] - text_width(text) + 2;
        if (last) {
            fputc('\n', out);
            pad = 0;
        }
    }
}
