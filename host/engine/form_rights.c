/* Who sees which field; see form_rights.h. */
#include "engine/form_rights.h"
#include "engine/copy.h"
#include "engine/fields.h"
#include <stdio.h>

enum { PATH_MAX_BYTES = 512 };
enum { ASKED_DEEP = 8 }; /* somebody added by somebody added …: deeper ones see what no step hides */

static bool hidden_somewhere(const record_t *r, const char *field) {
    for (size_t i = 0; i < r->step_count; i++)
        if (step_form_access(&r->steps[i].form, field) == ACCESS_HIDDEN) return true;
    return false;
}

static bool holds(const task_t *task, int64_t person) {
    return task->person == person || task->principal == person || task->decided_by == person;
}

/* Did somebody ask these people for help in what they see themselves (A24, A25, A29, P2.4.3), or to say what
 * a deviation comes to? Of a rule, which sees all, nobody's. */
static bool is_asked(const step_t *step) {
    switch (step->added) {
    case ADDED_BEFORE:
    case ADDED_AFTER:
    case ADDED_BESIDE:
    case ADDED_QUESTION:
    case ADDED_DELEGATION:
    case ADDED_REQUEST:
    case ADDED_DEVIATION:
        return step->added_by != 0;
    default:
        return false;
    }
}

/* Beside the plan, and about something else than its form: to watch over a suspension, to be warned, to
 * answer an order. No rule said what such a step shows, so it shows nothing that its people don't see
 * anyway. */
static bool is_about_else(const step_t *step) {
    switch (step->added) {
    case ADDED_SUSPENSION:
    case ADDED_DEMAND:
    case ADDED_CHECK:
    case ADDED_WARNING:
        return true;
    case ADDED_REQUEST:
        return step->added_by == 0;
    default:
        return false;
    }
}

static bool shows(const record_t *r, int64_t person, const char *field, int deep) {
    bool involved = false;
    if (person == r->initiator) return true;
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *step =
            holds(&r->tasks[i], person) ? record_step((record_t *)r, r->tasks[i].step) : NULL;
        if (!step || is_about_else(step)) continue;
        involved = true;
        if (is_asked(step) ? deep > 0 && step->added_by != person && shows(r, step->added_by, field, deep - 1)
                           : step_form_access(&step->form, field) != ACCESS_HIDDEN)
            return true;
    }
    return !involved && !hidden_somewhere(r, field);
}

bool form_shows(const record_t *r, int64_t person, const char *field) {
    return person == 0 || !form_hides(r) || shows(r, person, field, ASKED_DEEP);
}

bool form_hides(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        for (size_t j = 0; j < r->steps[i].form.right_count; j++)
            if (r->steps[i].form.rights[j].access == ACCESS_HIDDEN) return true;
    return false;
}

/* ---- columns ---- */

/* Is that path one of a column of the table? */
static bool is_column(const char *path, const char *table) {
    size_t length = strlen(table);
    return strncmp(path, table, length) == 0 && path[length] == '.';
}

static bool hides_column(const record_t *r, int64_t person, const char *table) {
    for (size_t i = 0; i < r->step_count; i++)
        for (size_t j = 0; j < r->steps[i].form.right_count; j++) {
            const field_right_t *right = &r->steps[i].form.rights[j];
            if (right->access == ACCESS_HIDDEN && is_column(right->field, table) &&
                !form_shows(r, person, right->field))
                return true;
        }
    return false;
}

static bool shows_column(const record_t *r, int64_t person, const char *table, const char *column) {
    char path[PATH_MAX_BYTES];
    int length = snprintf(path, sizeof path, "%s.%s", table, column);
    return length > 0 && (size_t)length < sizeof path && form_shows(r, person, path);
}

bool form_hidden_columns(const record_t *r, int64_t person, const char *table, const field_def_t *def,
                         bool hidden[VALUE_CELLS_MAX]) {
    memset(hidden, 0, VALUE_CELLS_MAX * sizeof *hidden);
    if (person == 0 || !hides_column(r, person, table)) return false;
    for (size_t j = 0; j < VALUE_CELLS_MAX; j++)
        hidden[j] = !def || j >= def->column_count || !shows_column(r, person, table, def->columns[j].name);
    return true;
}

const value_t *form_shown(const record_t *r, int64_t person, const char *field, const field_def_t *def,
                          const value_t *value, arena_t *arena) {
    bool hidden[VALUE_CELLS_MAX];
    if (value->kind != VALUE_TABLE || !form_hidden_columns(r, person, field, def, hidden)) return value;
    value_t *shown = arena_alloc(arena, sizeof *shown);
    if (!shown) return NULL;
    *shown = copy_value(arena, value);
    for (size_t i = 0; shown->u.table.rows && i < shown->u.table.count; i++) {
        const row_t *row = &shown->u.table.rows[i];
        for (size_t j = 0; j < row->count; j++)
            if (hidden[j]) row->cells[j] = (value_t){.kind = VALUE_NONE};
    }
    return arena_failed(arena) ? NULL : shown;
}

bool form_shows_cell(const record_t *r, int64_t person, const char *path) {
    const char *row = strchr(path, '['), *column = row ? strchr(row, '.') : NULL;
    char plain[PATH_MAX_BYTES];
    if (!row) return form_shows(r, person, path);
    int length = snprintf(plain, sizeof plain, "%.*s%s", (int)(row - path), path, column ? column : "");
    return length > 0 && (size_t)length < sizeof plain && form_shows(r, person, plain);
}

/* ---- facts ---- */

bool form_shows_fact(const record_t *r, int64_t person, const char *path) {
    if (person == 0 || !form_hides(r)) return true;
    for (size_t i = 0; i < r->step_count; i++)
        for (size_t j = 0; j < r->steps[i].form.right_count; j++) {
            const field_right_t *right = &r->steps[i].form.rights[j];
            if (right->access != ACCESS_HIDDEN || form_shows(r, person, right->field)) continue;
            if (fact_reads(path, right->field) || is_column(right->field, path)) return false;
        }
    return true;
}
