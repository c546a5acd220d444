/* What verify asks: do the derived rows say what the state says, and does every row belong to something? */
#include "store/queries.h"
#include "store/rows.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { VALUE_TEXT_SIZE = 64 };

static const char *cell_text(const cell_t *cell, char out[VALUE_TEXT_SIZE]) {
    if (cell->kind == CELL_NULL) return "NULL";
    if (cell->kind == CELL_TEXT) return cell->text;
    snprintf(out, VALUE_TEXT_SIZE, "%" PRId64, cell->number);
    return out;
}

static int differs(rows_table_t table, const row_cells_t *row, const char *column, const char *have,
                   const char *should, diag_t *d) {
    char key[2 * VALUE_TEXT_SIZE], first[VALUE_TEXT_SIZE], second[VALUE_TEXT_SIZE];
    snprintf(key, sizeof key, "%s,%s", cell_text(&row->cells[0], first), cell_text(&row->cells[1], second));
    return diag_set(d, "store.rows", "table", rows_table_name(table), "key",
                    table == ROWS_RECORD ? first : key, "column", column, "have", have, "should", should,
                    NULL);
}

/* What stands in the column, as a cell. */
static cell_t column_cell(query_t *q, int column) {
    int type = sqlite3_column_type(q->q, column);
    if (type == SQLITE_INTEGER) return (cell_t){.kind = CELL_INT, .number = query_col_int(q, column)};
    if (type == SQLITE_TEXT) return (cell_t){.kind = CELL_TEXT, .text = query_peek_text(q, column)};
    return (cell_t){.kind = CELL_NULL};
}

static bool cell_equal(const cell_t *a, const cell_t *b) {
    if (a->kind != b->kind) return false;
    if (a->kind == CELL_INT) return a->number == b->number;
    return a->kind == CELL_NULL || strcmp(a->text, b->text) == 0;
}

/* The present row of the query against what it should be. The query stays open. */
static int row_compare(query_t *q, rows_table_t table, const row_cells_t *should, diag_t *d) {
    char have[VALUE_TEXT_SIZE], want[VALUE_TEXT_SIZE];
    for (int i = 0; i < should->count; i++) {
        cell_t cell = column_cell(q, i);
        if (cell_equal(&cell, &should->cells[i])) continue;
        return differs(table, should, sqlite3_column_name(q->q, i), cell_text(&cell, have),
                       cell_text(&should->cells[i], want), d);
    }
    return 0;
}

static int row_missing(rows_table_t table, const row_cells_t *should, diag_t *d) {
    return differs(table, should, "", "no row", "a row", d);
}

static int row_extra(query_t *q, rows_table_t table, diag_t *d) {
    row_cells_t have = {.count = 2};
    have.cells[0] = column_cell(q, 0);
    have.cells[1] = column_cell(q, 1);
    return differs(table, &have, "", "a row", "no row", d);
}

/* The step with the lowest number above `no`; they stand in the order of the plan, mostly that of numbers
 * too.
 */
static size_t step_after(const record_t *r, int32_t no, size_t guess) {
    size_t found = r->step_count;
    if (guess < r->step_count && r->steps[guess].no == no + 1) return guess;
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].no > no && (found == r->step_count || r->steps[i].no < r->steps[found].no)) found = i;
    return found;
}

static bool by_steps(rows_table_t table) {
    return table == ROWS_STEPS || table == ROWS_DEBTS;
}

/* Which row of the table comes after the one of index `i`, in the order of keys. */
static size_t row_after(const record_t *r, rows_table_t table, size_t i) {
    return by_steps(table) ? step_after(r, r->steps[i].no, i + 1) : i + 1;
}

/* Tables whose rows of one record lie side by side: both lists in the order of their keys. */
static int compare_listed(store_t *s, const record_t *r, rows_table_t table, statement_t rows,
                          int64_t ruleset, diag_t *d) {
    query_t q;
    row_cells_t should;
    if (query_open(&q, s, rows, d)) return -1;
    query_int(&q, r->id);
    int rc = 0, row = 1;
    size_t i = by_steps(table) ? step_after(r, 0, 0) : 0;
    for (; i < rows_count(r, table) && rc == 0; i = row_after(r, table, i)) {
        if (!rows_make(r, table, i, ruleset, &should)) continue;
        row = query_next(&q, d);
        if (row < 0) return -1;
        if (row == 0) return row_missing(table, &should, d);
        rc = query_texts(&q, d) ? -1 : row_compare(&q, table, &should, d);
    }
    if (rc == 0) {
        row = query_next(&q, d);
        if (row < 0) return -1;
        if (row > 0) rc = row_extra(&q, table, d);
    }
    query_close(&q);
    return rc;
}

/* Tables kept by another key: each row the state has is looked up; rows too many are found by store_stray. */
static int compare_keyed(store_t *s, const record_t *r, rows_table_t table, statement_t one, diag_t *d) {
    query_t q;
    row_cells_t should;
    for (size_t i = 0; i < rows_count(r, table); i++) {
        if (!rows_make(r, table, i, 0, &should)) continue;
        if (query_open(&q, s, one, d)) return -1;
        query_int(&q, should.cells[0].number);
        query_int(&q, should.cells[1].number);
        int row = query_next(&q, d);
        if (row < 0) return -1;
        if (row == 0) return row_missing(table, &should, d);
        int rc = query_texts(&q, d) ? -1 : row_compare(&q, table, &should, d);
        query_close(&q);
        if (rc) return -1;
    }
    return 0;
}

static int state_differs(const record_t *r, const char *column, int64_t have, int64_t should, diag_t *d) {
    diag_set(d, "store.rows", "table", "states", "column", column, NULL);
    diag_param_int(d, "key", r->id);
    diag_param_int(d, "have", have);
    diag_param_int(d, "should", should);
    return -1;
}

/* The encoded state: one state has one encoding. Where they differ, have and should are the first byte's
 * place in each. */
static int compare_state(store_t *s, const record_t *r, diag_t *d) {
    query_t q;
    buf_reset(&s->body);
    record_encode(r, &s->body);
    if (s->body.failed) return diag_memory(d);
    if (query_open(&q, s, ST_state_get, d)) return -1;
    query_int(&q, r->id);
    int row = query_next(&q, d);
    if (row < 0) return -1;
    if (row == 0) return state_differs(r, "", 0, 1, d);
    bytes_t body = query_peek_blob(&q, 3);
    int64_t version = query_col_int(&q, 0);
    size_t shorter = body.len < s->body.len ? body.len : s->body.len, same = 0;
    while (same < shorter && body.at[same] == s->body.at[same])
        same++;
    int rc = 0;
    if (version != r->version)
        rc = state_differs(r, "version", version, r->version, d);
    else if (same < shorter)
        rc = state_differs(r, "body", (int64_t)same, (int64_t)same, d);
    else if (body.len != s->body.len)
        rc = state_differs(r, "body", (int64_t)body.len, (int64_t)s->body.len, d);
    query_close(&q);
    return rc;
}

static int compare_all(store_t *s, const record_t *record, diag_t *d) {
    int64_t ruleset = 0;
    if (ruleset_number(s, &record->ruleset, false, &ruleset, d)) return -1;
    if (compare_state(s, record, d)) return -1;
    if (compare_listed(s, record, ROWS_RECORD, ST_record_row, ruleset, d)) return -1;
    if (compare_listed(s, record, ROWS_STEPS, ST_step_rows, 0, d)) return -1;
    if (compare_listed(s, record, ROWS_TASKS, ST_task_rows, 0, d)) return -1;
    if (compare_listed(s, record, ROWS_CLOCKS, ST_clock_rows, 0, d)) return -1;
    if (compare_listed(s, record, ROWS_DEBTS, ST_debt_rows, 0, d)) return -1;
    if (compare_keyed(s, record, ROWS_OPEN_TASKS, ST_open_task_row, d)) return -1;
    return compare_keyed(s, record, ROWS_DEADLINES, ST_deadline_row, d);
}

int store_rows_compare(store_t *s, const record_t *record, diag_t *d) {
    bool own = false;
    if (read_begin(s, &own, d)) return -1;
    return read_end(s, own, compare_all(s, record, d), d);
}

static const struct {
    const char *name;
    statement_t walk;
} strays[] = {{"deadlines", ST_stray_deadlines}, {"open_tasks", ST_stray_open_tasks},
              {"steps", ST_stray_steps},         {"tasks", ST_stray_tasks},
              {"clocks", ST_stray_clocks},       {"states", ST_stray_states},
              {"events", ST_stray_events},       {"disposed", ST_stray_disposed},
              {"outbox", ST_stray_outbox},       {"incidents", ST_stray_incidents},
              {"debts", ST_stray_debts}};

enum { STRAY_TABLES = sizeof strays / sizeof *strays };

static int stray(const stray_cursor_t *cursor, int64_t record, diag_t *d) {
    diag_set(d, "store.stray", "table", strays[cursor->table].name, NULL);
    char key[VALUE_TEXT_SIZE];
    snprintf(key, sizeof key, "%" PRId64 ",%" PRId64, cursor->key, cursor->second);
    diag_param(d, "key", key);
    diag_param_int(d, "record", record);
    return -1;
}

int store_stray(store_t *s, stray_cursor_t *cursor, size_t max, bool *done, diag_t *d) {
    query_t q;
    *done = cursor->table >= STRAY_TABLES;
    if (*done) return 0;
    if (query_open(&q, s, strays[cursor->table].walk, d)) return -1;
    query_int(&q, cursor->begun ? cursor->key : INT64_MIN);
    query_int(&q, cursor->begun ? cursor->second : INT64_MIN);
    query_int(&q, (int64_t)max);
    size_t seen = 0;
    int row;
    while ((row = query_next(&q, d)) > 0) {
        seen++;
        cursor->begun = true;
        cursor->key = query_col_int(&q, 0);
        cursor->second = query_col_int(&q, 1);
        if (query_col_int(&q, 3)) continue;
        int64_t record = query_col_int(&q, 2);
        query_close(&q);
        return stray(cursor, record, d);
    }
    if (row == 0 && seen < max) *cursor = (stray_cursor_t){.table = cursor->table + 1};
    *done = cursor->table >= STRAY_TABLES;
    return row;
}
