/* The plain text of values: what the command line, tests of rules and the history show. */
#include "model/value.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "-0.05" from -5 and 2: sign, whole part, point, exactly `places` digits. */
static char *fixed_point(int64_t v, unsigned places, const char *unit, arena_t *arena) {
    uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    uint64_t power = 1;
    for (unsigned i = 0; i < places && i < 18; i++)
        power *= 10;
    const char *sign = v < 0 ? "-" : "", *blank = unit[0] ? " " : "";
    if (places == 0) return arena_printf(arena, "%s%" PRIu64 "%s%s", sign, size, blank, unit);
    return arena_printf(arena, "%s%" PRIu64 ".%0*" PRIu64 "%s%s", sign, size / power, (int)places,
                        size % power, blank, unit);
}

/* "[a, b; c, d]": rows by semicolon, cells by comma, an empty cell empty. */
static char *table_text(const value_t *v, arena_t *arena) {
    buf_t text;
    buf_init(&text, 0);
    buf_puts(&text, "[");
    for (size_t i = 0; i < v->u.table.count; i++) {
        if (i > 0) buf_puts(&text, "; ");
        const row_t *row = &v->u.table.rows[i];
        for (size_t j = 0; j < row->count; j++) {
            if (j > 0) buf_puts(&text, ", ");
            const value_t *cell = &row->cells[j];
            char *word = cell->kind == VALUE_TABLE ? NULL : value_text(cell, arena);
            if (word) {
                buf_puts(&text, word);
            } else {
                text.failed = true;
            }
        }
    }
    buf_puts(&text, "]");
    char *out = text.failed ? NULL : arena_strndup(arena, (const char *)text.at, text.len);
    buf_free(&text);
    return out;
}

char *value_text(const value_t *v, arena_t *arena) {
    char a[INSTANT_TEXT], b[INSTANT_TEXT];
    switch (v->kind) {
    case VALUE_NONE:
        return arena_strdup(arena, "");
    case VALUE_TEXT:
    case VALUE_CHOICE:
    case VALUE_DEPARTMENT:
        return arena_strdup(arena, v->u.text ? v->u.text : "");
    case VALUE_MONEY:
        return fixed_point(v->u.money.minor, v->u.money.digits, v->u.money.currency, arena);
    case VALUE_NUMBER:
        return fixed_point(v->u.number.mantissa, v->u.number.scale, "", arena);
    case VALUE_DATE:
        return arena_strdup(arena, day_format(v->u.date, a));
    case VALUE_RANGE:
        return arena_printf(arena, "%s..%s", day_format(v->u.range.from, a), day_format(v->u.range.until, b));
    case VALUE_PERSON:
        return arena_printf(arena, "#%" PRId64, v->u.person);
    case VALUE_DOCUMENT:
        return arena_strdup(arena, v->u.document.name ? v->u.document.name : "");
    case VALUE_TABLE:
        return table_text(v, arena);
    case VALUE_FLAG:
        return arena_strdup(arena, v->u.flag ? "yes" : "no");
    }
    return arena_strdup(arena, "");
}
