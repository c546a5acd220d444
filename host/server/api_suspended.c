/* A record that an administrator holds (A51), and clocks that stand still (A62), as answers show them. */
#include "server/api_parts.h"
#include "store/queries.h"
#include <string.h>

enum { EVENTS_LOOKED_AT = 1000 }; /* for the reason; what came in since the suspension is little */

json_t *shape_remaining(shape_t *s, const cs_clock_t *clock) {
    return clock->state == CLOCK_PAUSED ? shape_limit(s, &clock->limit) : json_null();
}

static const step_t *suspension_of(const record_t *record) {
    for (size_t i = record->step_count; record->state == RECORD_SUSPENDED && i-- > 0;)
        if (record->steps[i].added == ADDED_SUSPENSION && record->steps[i].state == STEP_OPEN)
            return &record->steps[i];
    return NULL;
}

/* The words of the administrator's act, which stands right before what came of it. */
static int reason_of(reader_t *r, const record_t *record, int32_t step, arena_t *arena, const char **out,
                     diag_t *d) {
    event_row_t *rows;
    size_t count;
    bool more, past_it = false;
    *out = NULL;
    if (store_events(r->store, record->id, 0, EVENTS_LOOKED_AT, EVENTS_NEWEST_FIRST, arena, &rows, &count,
                     &more, d) != 0)
        return -1;
    for (size_t i = 0; i < count && *out == NULL; i++) {
        const event_t *e = &rows[i].event;
        past_it = past_it || (e->kind == EVENT_STEP_ADDED && e->u.step_added.step.no == step);
        if (past_it && e->kind == EVENT_ADMINISTERED) {
            *out = e->u.administered.reason;
            break;
        }
    }
    return 0;
}

int shape_suspended(shape_t *s, json_t *object, reader_t *r, const record_t *record, diag_t *d) {
    const step_t *step = suspension_of(record);
    const char *reason;
    if (step == NULL) {
        shape_put(s, object, "suspended", json_null());
        return 0;
    }
    if (reason_of(r, record, step->no, s->arena, &reason, d) != 0) return -1;
    json_t *o = shape_object(s);
    shape_text(s, o, "step", step->name);
    shape_instant(s, o, "since", step->opened_at);
    shape_person(s, o, "by", step->added_by); /* nobody of the directory: the store's owner */
    shape_text(s, o, "reason", reason);
    for (size_t i = 0; i < record->task_count; i++) {
        const task_t *task = &record->tasks[i];
        if (task->step != step->no || task->state != TASK_OPEN) continue;
        shape_person(s, o, "watcher", task->person);
        shape_instant(s, o, "until", record->clocks[i].due_at);
        break;
    }
    shape_put(s, object, "suspended", o);
    return 0;
}
