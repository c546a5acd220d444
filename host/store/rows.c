/* Derived rows: their cells for a state (rows.h). */
#include "store/rows.h"

const char *rows_table_name(rows_table_t table) {
    static const char *const names[ROWS_TABLES] = {
        [ROWS_RECORD] = "records", [ROWS_STEPS] = "steps",           [ROWS_TASKS] = "tasks",
        [ROWS_CLOCKS] = "clocks",  [ROWS_OPEN_TASKS] = "open_tasks", [ROWS_DEADLINES] = "deadlines",
        [ROWS_DEBTS] = "debts",
    };
    return names[table];
}

size_t rows_count(const record_t *r, rows_table_t table) {
    if (table == ROWS_RECORD) return 1;
    return table == ROWS_STEPS || table == ROWS_DEBTS ? r->step_count : r->task_count;
}

static void put_int(row_cells_t *row, int64_t v) {
    row->cells[row->count++] = (cell_t){.kind = CELL_INT, .number = v};
}

static void put_text(row_cells_t *row, const char *v) {
    row->cells[row->count++] = (cell_t){.kind = v ? CELL_TEXT : CELL_NULL, .text = v};
}

static void put_instant(row_cells_t *row, instant_t v) {
    row->cells[row->count++] = (cell_t){.kind = v == INSTANT_NONE ? CELL_NULL : CELL_INT, .number = v};
}

static void make_record(const record_t *r, int64_t ruleset, row_cells_t *row) {
    put_int(row, r->id);
    put_text(row, r->flow ? r->flow : "");
    put_text(row, r->department);
    put_int(row, r->initiator);
    put_int(row, r->state);
    put_int(row, r->stage);
    put_int(row, r->round);
    put_text(row, r->number);
    if (ruleset)
        put_int(row, ruleset);
    else
        put_text(row, NULL);
    put_instant(row, r->created_at);
    put_instant(row, r->submitted_at);
    put_instant(row, r->ended_at);
}

static void make_step(const record_t *r, const step_t *step, row_cells_t *row) {
    put_int(row, r->id);
    put_int(row, step->no);
    put_int(row, step->parent);
    put_int(row, step->stage);
    put_int(row, step->round);
    put_int(row, step->kind);
    put_int(row, step->state);
    put_text(row, step->name ? step->name : "");
    put_instant(row, step->opened_at);
    put_instant(row, step->ended_at);
}

static void make_task(const record_t *r, const task_t *task, row_cells_t *row) {
    put_int(row, r->id);
    put_int(row, task->id);
    put_int(row, task->step);
    put_int(row, task->order);
    put_int(row, task->person);
    put_int(row, task->principal);
    put_text(row, task->reason);
    put_text(row, task->reason_text);
    put_int(row, task->state);
    put_int(row, task->outcome);
    put_int(row, task->decided_by);
    put_instant(row, task->opened_at);
    put_instant(row, task->ended_at);
}

static void make_clock(const record_t *r, const cs_clock_t *clock, row_cells_t *row) {
    put_int(row, r->id);
    put_int(row, clock->id);
    put_int(row, clock->task);
    put_int(row, clock->state);
    put_text(row, clock->pause_cause);
    put_text(row, clock->calendar);
    put_instant(row, clock->started_at);
    put_int(row, clock->ran_ms);
    put_instant(row, clock->due_at);
    put_int(row, clock->provisional);
    put_int(row, clock->next_rung);
    put_instant(row, clock->rung_at);
}

static void make_open_task(const record_t *r, const task_t *task, const cs_clock_t *clock, row_cells_t *row) {
    const step_t *step = NULL;
    for (size_t i = 0; i < r->step_count && !step; i++) {
        if (r->steps[i].no == task->step) step = &r->steps[i];
    }
    put_int(row, task->person);
    put_int(row, task->id);
    put_int(row, r->id);
    put_text(row, r->number);
    put_text(row, r->flow ? r->flow : "");
    put_int(row, r->initiator);
    put_int(row, task->step);
    put_int(row, step ? (int64_t)step->kind : 0);
    put_text(row, step && step->name ? step->name : "");
    put_int(row, task->principal);
    put_instant(row, task->opened_at);
    put_instant(row, clock->id ? clock->due_at : INSTANT_NONE);
    put_int(row, clock->id && clock->provisional);
}

bool rows_deadline(const record_t *r, size_t index, deadline_t *out) {
    const cs_clock_t *clock = &r->clocks[index];
    if (!clock->id || clock->state != CLOCK_RUNNING || clock->next_rung < 0 ||
        clock->rung_at == INSTANT_NONE) {
        return false;
    }
    *out = (deadline_t){.due = clock->rung_at, .clock = clock->id, .record = r->id, .rung = clock->next_rung};
    return true;
}

void rows_of_deadline(const deadline_t *deadline, row_cells_t *out) {
    out->count = 0;
    put_int(out, deadline->due);
    put_int(out, deadline->clock);
    put_int(out, deadline->record);
    put_int(out, deadline->rung);
}

static bool make_deadline(const record_t *r, size_t index, row_cells_t *row) {
    deadline_t deadline;
    if (!rows_deadline(r, index, &deadline)) return false;
    rows_of_deadline(&deadline, row);
    return true;
}

/* The earliest due time of the step's open tasks. */
static instant_t step_due(const record_t *r, int32_t step) {
    instant_t due = INSTANT_NONE;
    for (size_t i = 0; i < r->task_count; i++) {
        if (r->tasks[i].step != step || r->tasks[i].state != TASK_OPEN || !r->clocks[i].id) continue;
        if (due == INSTANT_NONE || r->clocks[i].due_at < due) due = r->clocks[i].due_at;
    }
    return due;
}

/* What was never made up stays in the list, and bars until it is excused: see debts.sql. */
enum { DEBT_NEVER_MADE_UP = DEBT_LAST + 1 };

static bool make_debt(const record_t *r, const step_t *step, row_cells_t *row) {
    bool open = step->added == ADDED_DEBT && step->state == STEP_OPEN && !step_is_group(step->kind);
    if (!open && !record_never_made_up(r, step)) return false;
    put_int(row, r->id);
    put_int(row, step->no);
    put_text(row, r->department ? r->department : "");
    put_int(row, open ? (int)debt_kind(step) : DEBT_NEVER_MADE_UP);
    put_instant(row, step->opened_at);
    put_instant(row, step_due(r, step->no));
    return true;
}

bool rows_make(const record_t *r, rows_table_t table, size_t index, int64_t ruleset, row_cells_t *out) {
    out->count = 0;
    switch (table) {
    case ROWS_RECORD:
        make_record(r, ruleset, out);
        return true;
    case ROWS_STEPS:
        make_step(r, &r->steps[index], out);
        return true;
    case ROWS_TASKS:
        make_task(r, &r->tasks[index], out);
        return true;
    case ROWS_CLOCKS:
        if (!r->clocks[index].id) return false;
        make_clock(r, &r->clocks[index], out);
        return true;
    case ROWS_OPEN_TASKS:
        if (r->tasks[index].state != TASK_OPEN) return false;
        make_open_task(r, &r->tasks[index], &r->clocks[index], out);
        return true;
    case ROWS_DEADLINES:
        return make_deadline(r, index, out);
    case ROWS_DEBTS:
        return make_debt(r, &r->steps[index], out);
    case ROWS_TABLES:
        break;
    }
    return false;
}
