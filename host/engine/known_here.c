/* Departments and people in a form (A70): a department that the directory knows, not any text, since one that
 * it does not know would have no head, and go to the flow's fallback as if that were who decides; and
 * somebody who is in service, since nobody else can be in charge of anything. */
#include "engine/deciding.h"
#include "engine/form.h"
#include "model/directory_meant.h"

static bool in_service(const deciding_t *x, const field_def_t *def, int64_t person, diag_t *found) {
    if (directory_active(x->in->directory, person, x->in->now)) return true;
    diag_set(found, "field.person_left", "field", def->name, "label_en", def->label_en, "label_zh",
             def->label_zh, "person", handle_of(x, person), NULL);
    return false;
}

static bool known(const deciding_t *x, const field_def_t *def, const value_t *value, diag_t *found) {
    department_info_t info;
    if (value->kind == VALUE_PERSON) return in_service(x, def, value->u.person, found);
    const directory_t *dir = x->in->directory;
    if (value->kind != VALUE_DEPARTMENT || directory_department(dir, value->u.text, &info)) return true;
    bool meant = directory_department_meant(dir, value->u.text, &info);
    diag_set(found, "field.department", "field", def->name, "label_en", def->label_en, "label_zh",
             def->label_zh, "department", value->u.text, "nearest", meant ? info.key : "", "called_en",
             meant ? info.name_en : "", "called_zh", meant ? info.name_zh : "", NULL);
    return false;
}

/* The same of a cell, under the name and labels by which field_check knows it. */
static bool cell_known(const deciding_t *x, const field_def_t *table, size_t column, size_t row,
                       const value_t *cell, diag_t *found) {
    field_def_t def = table->columns[column];
    if (cell->kind != VALUE_DEPARTMENT && cell->kind != VALUE_PERSON) return true;
    def.name = arena_printf(x->arena, "%s[%zu].%s", table->name, row + 1, def.name);
    def.label_en = arena_printf(x->arena, "%s %zu: %s", table->label_en, row + 1, def.label_en);
    def.label_zh = arena_printf(x->arena, "%s %zu：%s", table->label_zh, row + 1, def.label_zh);
    return known(x, &def, cell, found);
}

bool known_here(const deciding_t *x, const field_def_t *def, const value_t *value, diag_t *found) {
    if (value->kind != VALUE_TABLE) return known(x, def, value, found);
    for (size_t i = 0; i < value->u.table.count; i++)
        for (size_t j = 0; j < value->u.table.rows[i].count && j < def->column_count; j++)
            if (!cell_known(x, def, j, i, &value->u.table.rows[i].cells[j], found)) return false;
    return true;
}
