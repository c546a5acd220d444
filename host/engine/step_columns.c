/* Tables of which a step opens some columns (A71): its rows, and what stands in the others, stay as they are,
 * so whoever marks criteria doesn't rewrite them. A command may give the whole table, as a form that was
 * filled in comes back; it is held against what is there. And what a step's people find anew is emptied as
 * the step opens: what was found the last time stays on record and is never taken for a finding of now. */
#include "engine/computed.h"
#include "engine/copy.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/form_rights.h"
#include <string.h>

/* ---- written */

/* Which columns the step opens, by their place in the form; false: none. */
static bool columns_open(const deciding_t *x, const step_t *step, const field_def_t *def, bool *open) {
    bool some = false;
    for (size_t j = 0; j < def->column_count && j < VALUE_CELLS_MAX; j++) {
        const char *path = arena_printf(x->arena, "%s.%s", def->name, def->columns[j].name);
        open[j] = path && step_form_access(&step->form, path) >= ACCESS_WRITE;
        some = some || open[j];
    }
    return some;
}

/* "result, note": what may be written. NULL: no memory. */
static const char *open_words(const deciding_t *x, const field_def_t *def, const bool *open) {
    const char *text = "";
    for (size_t j = 0; text && j < def->column_count; j++)
        if (open[j]) text = arena_printf(x->arena, "%s%s%s", text, *text ? ", " : "", def->columns[j].name);
    return text;
}

/* "lines.price": hidden from whoever writes, who gives nothing of it, or what they can't know of? */
static bool hidden_from(const deciding_t *x, const field_def_t *def, bool hidden[VALUE_CELLS_MAX]) {
    return form_hidden_columns(x->record, x->actor.person, def->name, def, hidden);
}

int hidden_kept(deciding_t *x, field_t *field) {
    bool hidden[VALUE_CELLS_MAX];
    const field_def_t *def = flow_field(x->flow, field->name);
    const value_t *then = record_field(x->record, field->name);
    value_t *now = &field->value;
    if (!def || def->kind != VALUE_TABLE || !hidden_from(x, def, hidden)) return 0;
    size_t had = then && then->kind == VALUE_TABLE ? then->u.table.count : 0;
    size_t rows = now->kind == VALUE_TABLE ? now->u.table.count : 0;
    if (rows != had) {
        diag_set(x->d, "field.rows_hidden", "field", def->name, "label", def->label_en, "label_zh",
                 def->label_zh, NULL);
        diag_param_int(x->d, "rows", (int64_t)had);
        diag_param_int(x->d, "given", (int64_t)rows);
        return -1;
    }
    *now = copy_value(x->arena, now); /* what was given is the command's */
    if (arena_failed(x->arena)) return diag_memory(x->d);
    for (size_t i = 0; i < rows; i++) {
        const row_t *old = &then->u.table.rows[i], *row = &now->u.table.rows[i];
        for (size_t j = 0; j < old->count && j < row->count; j++)
            if (hidden[j]) row->cells[j] = copy_value(x->arena, &old->cells[j]);
    }
    return arena_failed(x->arena) ? diag_memory(x->d) : 0;
}

/* What is given has no stamp yet: a document is known by its content. */
static bool same_cell(const value_t *then, const value_t *now) {
    if (then->kind == VALUE_DOCUMENT && now->kind == VALUE_DOCUMENT)
        return document_same(&then->u.document, &now->u.document);
    return value_equal(then, now);
}

static int rows_kept(deciding_t *x, const step_t *step, const field_def_t *def, const bool *open, size_t had,
                     size_t given) {
    const char *columns = open_words(x, def, open);
    if (!columns) return diag_memory(x->d);
    diag_set(x->d, "field.rows_kept", "step", step->name, "field", def->name, "label", def->label_en,
             "label_zh", def->label_zh, "columns", columns, NULL);
    diag_param_int(x->d, "rows", (int64_t)had);
    diag_param_int(x->d, "given", (int64_t)given);
    return -1;
}

/* People know the cell as "Criteria of acceptance 2: Criterion". */
static int cell_kept(deciding_t *x, const step_t *step, const field_def_t *def, const bool *open, size_t row,
                     size_t column) {
    const field_def_t *of = &def->columns[column];
    const char *columns = open_words(x, def, open);
    const char *label = arena_printf(x->arena, "%s %zu: %s", def->label_en, row + 1, of->label_en),
               *label_zh = arena_printf(x->arena, "%s %zu：%s", def->label_zh, row + 1, of->label_zh);
    if (!columns || !label || !label_zh) return diag_memory(x->d);
    diag_set(x->d, "field.cell_kept", "step", step->name, "field", def->name, "column", of->name, "columns",
             columns, "label", label, "label_zh", label_zh, NULL);
    diag_param_int(x->d, "row", (int64_t)row + 1);
    return -1;
}

int check_columns(deciding_t *x, const step_t *step, const field_def_t *def, const field_t *field,
                  bool *some) {
    bool open[VALUE_CELLS_MAX] = {false}, hidden[VALUE_CELLS_MAX];
    const value_t *then = record_field(x->record, def->name), *now = &field->value;
    *some = def->kind == VALUE_TABLE && columns_open(x, step, def, open);
    if (arena_failed(x->arena)) return diag_memory(x->d);
    bool given = now->kind == VALUE_TABLE;
    if (!*some || (!given && now->kind != VALUE_NONE)) return 0; /* of another kind: told with its field */
    size_t had = then && then->kind == VALUE_TABLE ? then->u.table.count : 0;
    size_t rows = given ? now->u.table.count : 0;
    if (rows != had) return rows_kept(x, step, def, open, had, rows);
    (void)hidden_from(x, def, hidden);
    for (size_t i = 0; i < rows; i++) {
        const row_t *old = &then->u.table.rows[i], *row = &now->u.table.rows[i];
        for (size_t j = 0; j < old->count && j < row->count && j < def->column_count; j++)
            if (!open[j] && !hidden[j] && !same_cell(&old->cells[j], &row->cells[j]))
                return cell_kept(x, step, def, open, i, j);
    }
    return 0;
}

/* ---- found anew */

/* The table without what stands in the columns to be found anew; false: it is as it was. */
static bool columns_emptied(const deciding_t *x, const step_form_t *form, const field_def_t *def,
                            value_t *table) {
    bool emptied = false;
    for (size_t j = 0; j < def->column_count; j++) {
        const char *path = arena_printf(x->arena, "%s.%s", def->name, def->columns[j].name);
        if (!path || step_form_access(form, path) != ACCESS_ANEW) continue;
        for (size_t i = 0; i < table->u.table.count; i++) {
            const row_t *row = &table->u.table.rows[i];
            if (j >= row->count || row->cells[j].kind == VALUE_NONE) continue;
            row->cells[j] = (value_t){.kind = VALUE_NONE};
            emptied = true;
        }
    }
    return emptied;
}

/* What the field is to hold as the step opens; false: what it holds. */
static bool emptied(const deciding_t *x, const step_form_t *form, const field_def_t *def, field_t *out) {
    const value_t *now = record_field(x->record, def->name);
    *out = (field_t){.name = def->name};
    if (!now || def->computed || !step_form_writes(form, def->name)) return false;
    if (step_form_access(form, def->name) == ACCESS_ANEW) return true;
    if (now->kind != VALUE_TABLE || def->kind != VALUE_TABLE) return false;
    out->value = copy_value(x->arena, now);
    return !arena_failed(x->arena) && columns_emptied(x, form, def, &out->value);
}

int find_anew(deciding_t *x, int32_t no) {
    const step_form_t form = record_step(x->record, no)->form; /* placed for good; the steps may move */
    field_t *fields = NULL;
    size_t count = 0;
    for (size_t i = 0; form.right_count > 0 && i < x->flow->field_count; i++) {
        field_t field;
        if (!emptied(x, &form, &x->flow->fields[i], &field)) continue;
        fields = arena_grow(x->arena, fields, count, count + 1, sizeof *fields);
        if (!fields) break;
        fields[count++] = field;
    }
    if (arena_failed(x->arena)) return diag_memory(x->d);
    if (count == 0) return 0;
    computed_t *computed;
    event_t e = {.u.edited = {.fields = fields, .field_count = count}};
    actor_t actor = act_as_rule(x);
    int result = emit(x, EVENT_EDITED, &e);
    x->actor = actor;
    return result ? -1 : compute_fields(x, &computed, &count);
}
