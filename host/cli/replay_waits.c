/* Gathering waiting times; see replay_waits.h. */
#include "cli/replay_waits.h"
#include "store/queries.h"
#include <stdlib.h>
#include <string.h>

const int64_t wait_bounds[WAIT_BUCKETS - 1] = {3600,       86400,      3 * 86400, 7 * 86400,
                                               14 * 86400, 30 * 86400, 90 * 86400};

typedef struct gathering {
    replay_t *r;
    waits_t *out;
    snapshot_t *snapshot;
    arena_t arena; /* of one case */
    size_t wait_room, rung_room;
} gathering_t;

static wait_t *next_wait(gathering_t *g) {
    if (g->out->count == g->wait_room) {
        size_t wider = g->wait_room == 0 ? 4096 : g->wait_room * 2;
        g->out->list = arena_grow(&g->out->arena, g->out->list, g->wait_room, wider, sizeof *g->out->list);
        g->wait_room = g->out->list == NULL ? 0 : wider;
    }
    return g->out->list == NULL ? NULL : &g->out->list[g->out->count++];
}

static rung_row_t *next_rung(gathering_t *g) {
    if (g->out->rung_count == g->rung_room) {
        size_t wider = g->rung_room == 0 ? 1024 : g->rung_room * 2;
        g->out->rungs = arena_grow(&g->out->arena, g->out->rungs, g->rung_room, wider, sizeof *g->out->rungs);
        g->rung_room = g->out->rungs == NULL ? 0 : wider;
    }
    return g->out->rungs == NULL ? NULL : &g->out->rungs[g->out->rung_count++];
}

/* The decision that one event of the log made, if it decided a task. */
static int gather_wait(gathering_t *g, const record_t *record, size_t event, diag_t *d) {
    const task_t *task = g->r->tasks[event] != 0 ? record_task(record, g->r->tasks[event]) : NULL;
    const step_t *step = task != NULL ? record_step(record, task->step) : NULL;
    if (step == NULL || task->state != TASK_DECIDED) return 0;
    const calendars_t *calendars = &g->snapshot->working_time;
    const log_event_t *e = &g->r->log.by_case[event];
    int64_t working_ms;
    if (calendars->worked(calendars->ctx, directory_calendar(g->snapshot->directory, task->person),
                          task->opened_at, task->ended_at, &working_ms, d) != 0)
        return -1;
    wait_t *w = next_wait(g);
    if (w == NULL) return diag_memory(d);
    *w = (wait_t){.case_id = g->r->log.cases[e->log_case].id,
                  .step = arena_strdup(&g->out->arena, step->name),
                  .role = e->role,
                  .outcome = outcome_word(task->outcome),
                  .round = step->round,
                  .opened = task->opened_at,
                  .decided = task->ended_at,
                  .wait_s = (task->ended_at - task->opened_at) / MS_SECOND,
                  .working_s = working_ms / MS_SECOND};
    return w->step == NULL ? diag_memory(d) : 0;
}

static int gather_rung(gathering_t *g, const event_t *e, const record_t *record, const char *case_id,
                       diag_t *d) {
    const cs_clock_t *clock = record_clock(record, e->u.rung.clock);
    const task_t *task = clock != NULL ? record_task(record, clock->task) : NULL;
    const step_t *step = task != NULL ? record_step(record, task->step) : NULL;
    if (step == NULL) return 0;
    rung_row_t *row = next_rung(g);
    if (row == NULL) return diag_memory(d);
    bool named = e->u.rung.rung >= 0 && (size_t)e->u.rung.rung < step->ladder.count;
    *row = (rung_row_t){.case_id = case_id,
                        .step = arena_strdup(&g->out->arena, step->name),
                        .rung = named ? arena_strdup(&g->out->arena, step->ladder.rungs[e->u.rung.rung].name)
                                      : "",
                        .outcome = rung_outcome_word(e->u.rung.outcome),
                        .round = step->round,
                        .due = e->u.rung.due,
                        .fired = e->recorded};
    return row->step == NULL || row->rung == NULL ? diag_memory(d) : 0;
}

static int gather_rungs(gathering_t *g, const record_t *record, const char *case_id, diag_t *d) {
    event_row_t *rows;
    size_t count;
    bool more;
    if (store_events(host_store(g->r->host), record->id, 0, (size_t)record->version, EVENTS_OLDEST_FIRST,
                     &g->arena, &rows, &count, &more, d) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (rows[i].event.kind == EVENT_RUNG && rows[i].event.u.rung.outcome != RUNG_OVERTAKEN &&
            gather_rung(g, &rows[i].event, record, case_id, d) != 0)
            return -1;
    return 0;
}

static int gather_case(gathering_t *g, size_t i, diag_t *d) {
    const log_case_t *c = &g->r->log.cases[i];
    if (g->r->cases[i].record == 0) return 0;
    bytes_t state;
    chain_t chain;
    record_t record;
    if (store_record(host_store(g->r->host), g->r->cases[i].record, &g->arena, &state, &chain, d) != 0 ||
        record_decode_of(g->r->cases[i].record, state, &g->arena, &record, d) != 0)
        return -1;
    for (int32_t k = 0; k < c->count; k++)
        if (gather_wait(g, &record, (size_t)c->first + (size_t)k, d) != 0) return -1;
    return gather_rungs(g, &record, c->id, d);
}

int waits_gather(replay_t *r, waits_t *out, diag_t *d) {
    memset(out, 0, sizeof *out);
    arena_init(&out->arena, 0);
    gathering_t g = {.r = r, .out = out, .snapshot = host_snapshot(r->host)};
    arena_init(&g.arena, 0);
    int status = store_begin(host_store(r->host), d); /* all that is read in one transaction */
    for (size_t i = 0; status == 0 && i < r->log.case_count; i++) {
        status = gather_case(&g, i, d);
        arena_reset(&g.arena);
    }
    arena_free(&g.arena);
    store_rollback(host_store(r->host));
    snapshot_unref(g.snapshot);
    return status;
}

void waits_free(waits_t *waits) {
    arena_free(&waits->arena);
}

static int by_length(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int bucket_of(int64_t seconds) {
    int b = 0;
    while (b < WAIT_BUCKETS - 1 && seconds >= wait_bounds[b])
        b++;
    return b;
}

static void sum_up(const waits_t *waits, step_waits_t *row, int64_t *lengths) {
    for (size_t i = 0; i < waits->count; i++) {
        if (strcmp(waits->list[i].step, row->step) != 0) continue;
        lengths[row->count++] = waits->list[i].wait_s;
        row->buckets[bucket_of(waits->list[i].wait_s)]++;
    }
    qsort(lengths, row->count, sizeof *lengths, by_length);
    row->median_s = lengths[row->count / 2];
    row->p90_s = lengths[row->count * 9 / 10];
}

step_waits_t *waits_by_step(waits_t *waits, size_t *count) {
    enum { STEPS_MAX = 64 };
    *count = 0;
    step_waits_t *rows = arena_array(&waits->arena, STEPS_MAX, sizeof *rows);
    int64_t *lengths = arena_array(&waits->arena, waits->count + 1, sizeof *lengths);
    if (rows == NULL || lengths == NULL) return NULL;
    for (size_t i = 0; i < waits->count; i++) {
        size_t k = 0;
        while (k < *count && strcmp(rows[k].step, waits->list[i].step) != 0)
            k++;
        if (k == *count && k < STEPS_MAX) rows[(*count)++].step = waits->list[i].step;
    }
    for (size_t k = 0; k < *count; k++)
        sum_up(waits, &rows[k], lengths);
    return rows;
}
