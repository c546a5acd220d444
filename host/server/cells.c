/* Cells of a form's tables; see cells.h. */
#include "server/cells.h"
#include "engine/form_rights.h"
#include <string.h>

typedef struct filled {
    struct filled *next;
    const field_def_t *def;
    row_t *rows;
    bool *named; /* each row beyond those that were there */
    size_t had, count;
} filled_t;

bool cell_name_read(const char *name, arena_t *arena, cell_name_t *out) {
    const char *dot = strchr(name, '.'), *p = dot != NULL ? dot + 1 : NULL;
    if (dot == NULL || dot == name || *p < '1' || *p > '9') return false;
    out->row = 0;
    for (; *p >= '0' && *p <= '9' && out->row <= VALUE_ROWS_MAX; p++)
        out->row = out->row * 10 + (size_t)(*p - '0');
    if (*p != '\0' && (*p != '.' || p[1] == '\0')) return false;
    out->column = *p == '.' ? p + 1 : NULL;
    out->table = arena_strndup(arena, name, (size_t)(dot - name));
    return out->table != NULL;
}

/* The table as it is; of a copy, as in the record that it is made from. NULL: there is none, or it is of
 * other columns. */
static const value_t *table_now(const decide_in_t *in, const field_def_t *def) {
    const record_t *record = in->record != NULL ? in->record : in->original;
    const value_t *now = record != NULL ? record_field(record, def->name) : NULL;
    if (now == NULL || now->kind != VALUE_TABLE) return NULL;
    for (size_t i = 0; i < now->u.table.count; i++)
        if (now->u.table.rows[i].count != def->column_count) return NULL;
    return now;
}

static int no_row(const cells_t *cells, const filled_t *f, size_t row, diag_t *d) {
    const decide_in_t *in = cells->in;
    bool shown = in->record == NULL || /* A71 */
                 (in->command != NULL && form_shows(in->record, in->command->actor.person, f->def->name));
    diag_set(d, "field.row", "field", f->def->name, "label", f->def->label_en, "label_en", f->def->label_en,
             "label_zh", f->def->label_zh, NULL);
    diag_param_int(d, "row", (int64_t)row);
    if (shown) diag_param_int(d, "rows", (int64_t)f->had);
    return -1;
}

static filled_t *begin(cells_t *cells, const field_def_t *def) {
    const value_t *now = table_now(cells->in, def);
    filled_t *f = arena_alloc(cells->arena, sizeof *f);
    if (f == NULL) return NULL;
    f->def = def;
    f->had = f->count = now != NULL ? now->u.table.count : 0;
    f->rows = arena_array(cells->arena, f->had + cells->most + 1, sizeof *f->rows);
    f->named = arena_array(cells->arena, cells->most + 1, sizeof *f->named);
    if (f->rows == NULL || f->named == NULL) return NULL;
    for (size_t i = 0; i < f->had; i++) {
        f->rows[i].count = def->column_count;
        f->rows[i].cells = arena_copy(cells->arena, now->u.table.rows[i].cells,
                                      def->column_count * sizeof *f->rows[i].cells);
        if (f->rows[i].cells == NULL) return NULL;
    }
    f->next = cells->first;
    return cells->first = f;
}

int cells_put(cells_t *cells, const field_def_t *table, size_t row, size_t column, const value_t *value,
              diag_t *d) {
    filled_t *f = cells->first;
    while (f != NULL && f->def != table)
        f = f->next;
    if (f == NULL) f = begin(cells, table);
    if (f == NULL) return diag_memory(d);
    if (row > f->had + cells->most || row > VALUE_ROWS_MAX) return no_row(cells, f, row, d);
    for (; f->count < row; f->count++) {
        row_t *added = &f->rows[f->count];
        added->count = table->column_count;
        added->cells = arena_array(cells->arena, added->count + 1, sizeof *added->cells);
        if (added->cells == NULL) return diag_memory(d);
    }
    f->rows[row - 1].cells[column] = *value;
    if (row > f->had) f->named[row - f->had - 1] = true;
    return 0;
}

int cells_end(const cells_t *cells, field_t *fields, size_t *count, const char **wrong, diag_t *d) {
    for (const filled_t *f = cells->first; f != NULL; f = f->next) {
        *wrong = f->def->name;
        for (size_t i = f->had; i < f->count; i++)
            if (!f->named[i - f->had]) return no_row(cells, f, i + 1, d);
        field_t *field = &fields[(*count)++];
        *field = (field_t){.name = f->def->name, .value = {.kind = VALUE_TABLE}};
        field->value.u.table.rows = f->rows;
        field->value.u.table.count = f->count;
    }
    return 0;
}
