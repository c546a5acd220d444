/* Due times on a changed calendar; see reckon.h. */
#include "server/reckon.h"
#include "server/work.h"
#include "store/queries.h"

enum { SLICE = 128 };

typedef struct reckoning {
    host_t *h;
    snapshot_t *snapshot;
    bool dry; /* every batch is rolled back */
    arena_t *arena;
    moved_due_t *list;
    size_t max, count;
} reckoning_t;

static int keep(reckoning_t *r, const record_t *record, const event_t *e, diag_t *d) {
    if (e->kind != EVENT_CLOCK_SET || e->u.clock_set.old_due == e->u.clock_set.new_due) return 0;
    if (r->count++ >= r->max) return 0;
    const cs_clock_t *clock = record_clock(record, e->u.clock_set.clock);
    const task_t *task = record_task(record, clock->task);
    moved_due_t *m = &r->list[r->count - 1];
    *m = (moved_due_t){.record = record->id,
                       .person = task->person,
                       .number = arena_strdup(r->arena, record->number),
                       .step = arena_strdup(r->arena, record_step(record, task->step)->name),
                       .before = e->u.clock_set.old_due,
                       .after = e->u.clock_set.new_due,
                       .provisional = e->u.clock_set.provisional};
    return arena_failed(r->arena) ? diag_memory(d) : 0;
}

/* A task whose ladder is at its end, or that has none, has a due time all the same. */
static bool runs_a_clock(const record_t *r) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->clocks[i].id != 0 && r->clocks[i].state == CLOCK_RUNNING) return true;
    return false;
}

static int reckon_record(reckoning_t *r, int64_t id, diag_t *d) {
    work_t w;
    decide_out_t out;
    command_t command = {
        .kind = COMMAND_RECKON, .actor = {.kind = ACTOR_SYSTEM, .uid = -1}, .record = id, .at = INSTANT_NONE};
    work_begin(&w, r->h, r->snapshot);
    if (work_load(&w, id, d) != 0) {
        if (host_passing(d)) return -1;
        diag_clear(d);
        return 0;
    }
    if (!runs_a_clock(w.record)) return 0;
    if (work_decide(&w, &command, &out, d) != ENDED_OK) return -1;
    int status = 0;
    for (size_t i = 0; status == 0 && i < out.event_count; i++)
        status = keep(r, w.record, &out.events[i], d);
    return status;
}

static int reckon_slice(reckoning_t *r, const record_row_t *rows, size_t count, diag_t *d) {
    if (batch_begin(r->h, d) != 0) return -1;
    int status = 0;
    for (size_t i = 0; status == 0 && i < count; i++)
        status = reckon_record(r, rows[i].id, d);
    bool looked = r->dry && status == 0;
    status = batch_end(r->h, looked ? -1 : status, d);
    return looked ? 0 : status;
}

int host_reckon(host_t *h, calendar_set_t *tried, size_t max, arena_t *arena, moved_due_t **out,
                size_t *count, diag_t *d) {
    reckoning_t r = {.h = h,
                     .snapshot = host_snapshot(h),
                     .arena = arena,
                     .max = max,
                     .list = arena_array(arena, max + 1, sizeof *r.list)};
    record_filter_t filter = {.going = true};
    /* Lives as long as this call, and nobody else sees it. Not copied whole: others count the references. */
    snapshot_t would_be = {.directory = r.snapshot->directory,
                           .calendars = r.snapshot->calendars,
                           .working_time = r.snapshot->working_time,
                           .ruleset = r.snapshot->ruleset};
    if (tried != NULL) {
        would_be.calendars = tried;
        would_be.working_time = calendar_set_calendars(tried);
    }
    snapshot_t *own = r.snapshot;
    r.dry = tried != NULL;
    if (r.dry) r.snapshot = &would_be;
    arena_t rows_arena;
    record_row_t *rows;
    size_t found = SLICE;
    arena_init(&rows_arena, 0);
    int status = r.list == NULL ? diag_memory(d) : 0;
    while (r.list != NULL && status == 0 && found == SLICE) {
        status = store_records(h->store, &filter, SLICE, &rows_arena, &rows, &found, d);
        if (status == 0 && found > 0) {
            filter.before = rows[found - 1].id;
            status = reckon_slice(&r, rows, found, d);
        }
        arena_reset(&rows_arena);
    }
    arena_free(&rows_arena);
    snapshot_unref(own);
    *out = r.list;
    *count = r.count;
    return status;
}
