/* Writing derived rows: those that the events of one command touched, and no others, so that a decision
 * touches few pages (rows.h). */
#include "store/rows.h"

static const statement_t put_statements[ROWS_TABLES] = {
    [ROWS_RECORD] = ST_record_put, [ROWS_STEPS] = ST_step_put,           [ROWS_TASKS] = ST_task_put,
    [ROWS_CLOCKS] = ST_clock_put,  [ROWS_OPEN_TASKS] = ST_open_task_put, [ROWS_DEADLINES] = ST_deadline_put,
    [ROWS_DEBTS] = ST_debt_put,
};

static int row_put(store_t *s, rows_table_t table, const row_cells_t *row, diag_t *d) {
    query_t q;
    if (query_open(&q, s, put_statements[table], d)) return -1;
    for (int i = 0; i < row->count; i++) {
        const cell_t *cell = &row->cells[i];
        if (cell->kind == CELL_INT)
            query_int(&q, cell->number);
        else
            query_text(&q, cell->text);
    }
    return query_run(&q, NULL, d);
}

static int row_make_put(store_t *s, const record_t *r, rows_table_t table, size_t index, int64_t ruleset,
                        diag_t *d) {
    row_cells_t row;
    return rows_make(r, table, index, ruleset, &row) ? row_put(s, table, &row, d) : 0;
}

static int open_task_delete(store_t *s, int64_t person, int64_t task, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_open_task_delete, d)) return -1;
    query_int(&q, person);
    query_int(&q, task);
    return query_run(&q, NULL, d);
}

static int record_put(store_t *s, const record_t *r, diag_t *d) {
    int64_t ruleset = 0;
    if (ruleset_number(s, &r->ruleset, true, &ruleset, d)) return -1;
    return row_make_put(s, r, ROWS_RECORD, 0, ruleset, d);
}

/* What the events of one command touched. */
typedef struct touched {
    bool record;    /* its row in the list of records */
    bool all_tasks; /* every open task shows something of the record that changed */
    bool *steps, *tasks;
} touched_t;

static void touch_step(const record_t *r, touched_t *t, int32_t no) {
    for (size_t i = 0; i < r->step_count; i++) {
        if (r->steps[i].no == no) t->steps[i] = true;
    }
}

static void touch_task(const record_t *r, touched_t *t, int64_t id) {
    for (size_t i = r->task_count; i-- > 0;) {
        if (r->tasks[i].id == id) t->tasks[i] = true;
    }
}

static void touch_clock(const record_t *r, touched_t *t, int64_t id) {
    for (size_t i = r->task_count; i-- > 0;) {
        if (r->clocks[i].id == id) t->tasks[i] = true;
    }
}

/* What opened or ended at the event's time changed with it, whether or not the event names it. */
static void touch_time(const record_t *r, touched_t *t, instant_t at) {
    for (size_t i = 0; i < r->step_count; i++) {
        if (r->steps[i].opened_at == at || r->steps[i].ended_at == at) t->steps[i] = true;
    }
    for (size_t i = 0; i < r->task_count; i++) {
        if (r->tasks[i].opened_at == at || r->tasks[i].ended_at == at) t->tasks[i] = true;
    }
}

static void touch_event(const record_t *r, const event_t *e, touched_t *t) {
    switch (e->kind) {
    case EVENT_STAGE_OPENED:
        t->record = true;
        for (size_t i = 0; i < e->u.stage_opened.plan.step_count; i++) {
            touch_step(r, t, e->u.stage_opened.plan.steps[i].no);
        }
        break;
    case EVENT_STEP_ADDED:
        touch_step(r, t, e->u.step_added.step.no);
        break;
    case EVENT_STEP_OPENED:
        touch_step(r, t, e->u.step_opened.step);
        break;
    case EVENT_STEP_ENDED:
        touch_step(r, t, e->u.step_ended.step);
        break;
    case EVENT_TASK_QUEUED:
        touch_task(r, t, e->u.task_queued.task);
        break;
    case EVENT_COPIED:
        touch_task(r, t, e->u.copied.task);
        break;
    case EVENT_TASK_OPENED:
        touch_task(r, t, e->u.task_opened.task);
        break;
    case EVENT_TASK_DECIDED:
        touch_task(r, t, e->u.task_decided.task);
        break;
    case EVENT_TASK_CLOSED:
        touch_task(r, t, e->u.task_closed.task);
        break;
    case EVENT_TASK_REASSIGNED:
        touch_task(r, t, e->u.task_reassigned.task);
        break;
    case EVENT_CLOCK_SET:
        touch_clock(r, t, e->u.clock_set.clock);
        break;
    case EVENT_RUNG:
        touch_clock(r, t, e->u.rung.clock);
        break;
    case EVENT_CLOCK_PAUSED:
        touch_clock(r, t, e->u.clock_paused.clock);
        break;
    case EVENT_CLOCK_RESUMED:
        touch_clock(r, t, e->u.clock_resumed.clock);
        break;
    case EVENT_PLAN_GROWN:
    case EVENT_PLAN_ADDED:
    case EVENT_PLAN_REWOUND:
    case EVENT_PLAN_JUMPED:
    case EVENT_STEP_EXCEPTED:
    case EVENT_STAGE_JUMPED:
    case EVENT_DEBT_OWED:
    case EVENT_DEBT_AHEAD:
    case EVENT_DEBT_CAME:
    case EVENT_TASK_TAKEN_BACK:
    case EVENT_STAGE_RETURNED:
    case EVENT_PLAN_RESTORED:
    case EVENT_STAGE_TAKEN_BACK: /* rare, and far-reaching: every step of the record, and where it stands */
        t->record = true;
        for (size_t i = 0; i < r->step_count; i++)
            t->steps[i] = true;
        break;
    case EVENT_MIGRATED: /* tasks belong to other steps now */
    case EVENT_REPLANNED:
    case EVENT_ADJUSTMENT_UNDONE:
        t->record = true;
        for (size_t i = 0; i < r->step_count; i++)
            t->steps[i] = true;
        for (size_t i = 0; i < r->task_count; i++)
            t->tasks[i] = true;
        break;
    case EVENT_DEBT_EXCUSED:
        touch_step(r, t, e->u.debt_excused.step);
        break;
    case EVENT_STEP_RESET:
        touch_step(r, t, e->u.step_reset.step);
        break;
    case EVENT_LIMIT_TIGHTENED:
        touch_step(r, t, e->u.limit_tightened.step);
        break;
    case EVENT_SIGNER_REMOVED:
        touch_step(r, t, e->u.signer_removed.step);
        break;
    case EVENT_TASK_STOOD_IN:
        touch_task(r, t, e->u.task_stood_in.task);
        break;
    case EVENT_TASK_COUNTED:
        touch_task(r, t, e->u.task_counted.task);
        break;
    case EVENT_TASK_CLAIMED:
        touch_task(r, t, e->u.task_claimed.task);
        break;
    case EVENT_COPY_READ:
        touch_task(r, t, e->u.copy_read.task);
        break;
    case EVENT_CHANGE_DROPPED:
    case EVENT_REOPENED: /* copies sent before stand no longer, or again */
        t->record = true;
        for (size_t i = 0; i < r->task_count; i++)
            if (r->tasks[i].outcome == OUTCOME_COPIED) t->tasks[i] = true;
        break;
    case EVENT_TASK_COMPLETED:
        touch_task(r, t, e->u.task_completed.task);
        break;
    case EVENT_ADMINISTERED:
    case EVENT_PICKED:
    case EVENT_COMMENTED:
    case EVENT_URGED: /* no column of its own */
    case EVENT_ASKED:
    case EVENT_LOGGED:
    case EVENT_RATED:
    case EVENT_WARNED:
    case EVENT_URGENT:
    case EVENT_DEVIATED:
    case EVENT_ADJUSTMENT_ADDED:
    case EVENT_DOCUMENTED:
    case EVENT_COMPLIED:
    case EVENT_NOTIFIED:
        break;
    case EVENT_SUBMITTED:
        t->all_tasks = true;
        t->record = true;
        break;
    default: /* a form that was edited takes a prepared record back to draft */
        t->record = true;
    }
}

static int put_touched(store_t *s, const record_t *r, const touched_t *t, diag_t *d) {
    if (t->record && record_put(s, r, d)) return -1;
    for (size_t i = 0; i < r->step_count; i++) {
        if (t->steps[i] && row_make_put(s, r, ROWS_STEPS, i, 0, d)) return -1;
    }
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        bool open = task->state == TASK_OPEN;
        if (t->tasks[i] &&
            (row_make_put(s, r, ROWS_TASKS, i, 0, d) || row_make_put(s, r, ROWS_CLOCKS, i, 0, d))) {
            return -1;
        }
        if ((t->tasks[i] || t->all_tasks) && open && row_make_put(s, r, ROWS_OPEN_TASKS, i, 0, d)) return -1;
        if (t->tasks[i] && !open && open_task_delete(s, task->person, task->id, d)) return -1;
    }
    return 0;
}

/* Who no longer holds a task no longer sees it. */
static int drop_reassigned(store_t *s, const change_t *change, diag_t *d) {
    for (size_t i = 0; i < change->event_count; i++) {
        const event_t *e = &change->events[i];
        if (e->kind == EVENT_TASK_REASSIGNED && e->u.task_reassigned.from != e->u.task_reassigned.to &&
            open_task_delete(s, e->u.task_reassigned.from, e->u.task_reassigned.task, d)) {
            return -1;
        }
        if (e->kind == EVENT_TASK_STOOD_IN && e->u.task_stood_in.from != e->u.task_stood_in.person &&
            open_task_delete(s, e->u.task_stood_in.from, e->u.task_stood_in.task, d)) {
            return -1;
        }
    }
    return 0;
}

static int deadline_delete(store_t *s, const deadline_t *deadline, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_deadline_delete, d)) return -1;
    query_int(&q, deadline->due);
    query_int(&q, deadline->clock);
    return query_run(&q, NULL, d);
}

static bool deadline_among(const deadline_t *list, size_t count, const deadline_t *one) {
    for (size_t i = 0; i < count; i++) {
        if (list[i].due == one->due && list[i].clock == one->clock && list[i].rung == one->rung) return true;
    }
    return false;
}

/* Deletes what was before and is no more, put_statements what is new. */
static int deadlines_move(store_t *s, const change_t *change, arena_t *arena, diag_t *d) {
    deadline_t *now = NULL;
    size_t count = 0;
    if (store_deadlines_of(change->record, arena, &now, &count, d)) return -1;
    for (size_t i = 0; i < change->before_count; i++) {
        if (!deadline_among(now, count, &change->before[i]) && deadline_delete(s, &change->before[i], d)) {
            return -1;
        }
    }
    for (size_t i = 0; i < count; i++) {
        row_cells_t row;
        if (deadline_among(change->before, change->before_count, &now[i])) continue;
        rows_of_deadline(&now[i], &row);
        if (row_put(s, ROWS_DEADLINES, &row, d)) return -1;
    }
    return 0;
}

/* Few records ever owe anything: the rows of those that do are written anew. */
static int debts_write(store_t *s, const record_t *r, diag_t *d) {
    query_t q;
    bool any = false;
    for (size_t i = 0; i < r->step_count; i++)
        any = any || r->steps[i].added == ADDED_DEBT;
    if (!any) return 0;
    if (query_open(&q, s, ST_debts_delete, d)) return -1;
    query_int(&q, r->id);
    if (query_run(&q, NULL, d)) return -1;
    for (size_t i = 0; i < r->step_count; i++)
        if (row_make_put(s, r, ROWS_DEBTS, i, 0, d)) return -1;
    return 0;
}

int rows_write(store_t *s, const change_t *change, arena_t *arena, diag_t *d) {
    const record_t *r = change->record;
    touched_t t = {.steps = arena_array(arena, r->step_count, sizeof(bool)),
                   .tasks = arena_array(arena, r->task_count, sizeof(bool))};
    if (!t.steps || !t.tasks) return diag_memory(d);
    for (size_t i = 0; i < change->event_count; i++) {
        const event_t *e = &change->events[i];
        touch_event(r, e, &t);
        touch_time(r, &t, e->at);
        if (e->recorded != e->at) touch_time(r, &t, e->recorded);
    }
    if (drop_reassigned(s, change, d) || put_touched(s, r, &t, d) || debts_write(s, r, d)) return -1;
    return deadlines_move(s, change, arena, d);
}

int rows_write_all(store_t *s, const record_t *r, diag_t *d) {
    if (record_put(s, r, d)) return -1;
    for (rows_table_t table = ROWS_STEPS; table < ROWS_TABLES; table++) {
        for (size_t i = 0; i < rows_count(r, table); i++) {
            if (row_make_put(s, r, table, i, 0, d)) return -1;
        }
    }
    return 0;
}
