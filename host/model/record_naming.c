/* Whom a record's form names; see record_naming.h. */
#include "model/record_naming.h"

static bool names(const value_t *value, int64_t person) {
    if (value->kind == VALUE_PERSON) return value->u.person == person;
    if (value->kind != VALUE_TABLE) return false;
    for (size_t i = 0; i < value->u.table.count; i++)
        for (size_t k = 0; k < value->u.table.rows[i].count; k++)
            if (names(&value->u.table.rows[i].cells[k], person)) return true;
    return false;
}

const char *record_naming(const record_t *r, int64_t person, arena_t *arena) {
    const char *list = "";
    for (size_t i = 0; list && i < r->field_count; i++)
        if (names(&r->fields[i].value, person))
            list = arena_printf(arena, "%s%s%s", list, *list ? ", " : "", r->fields[i].name);
    return list;
}
