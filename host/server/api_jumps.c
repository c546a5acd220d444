/* Where an administrator had a record go on from another step (A50), as answers show it: who, when, why, to
 * which step. The record keeps only what came of it; the events tell the rest, and are read only where a step
 * says that it was gone past. */
#include "server/api_parts.h"
#include "store/queries.h"
#include <string.h>

static bool was_jumped(const record_t *record) {
    for (size_t i = 0; i < record->step_count; i++)
        if (step_left_for(&record->steps[i], "jumped")) return true;
    return false;
}

/* The step that stands for one that was gone back to: its first repetition. */
static const step_t *repetition(const record_t *record, int32_t of) {
    const step_t *found = NULL;
    for (size_t i = 0; i < record->step_count; i++) {
        const step_t *s = &record->steps[i];
        if (s->origin == of && (found == NULL || s->no < found->no)) found = s;
    }
    return found;
}

static const step_t *planned_as(const record_t *record, const plan_t *plan, const char *name) {
    for (size_t i = 0; name != NULL && i < plan->step_count; i++)
        if (plan->steps[i].name && strcmp(plan->steps[i].name, name) == 0)
            return record_step(record, plan->steps[i].no);
    return NULL;
}

/* What the act that stands at `at` came to: the step that it went on from, as it is in the record. */
static const step_t *target(const record_t *record, const event_row_t *rows, size_t count, size_t at) {
    const step_t *to = NULL;
    const char *name = NULL;
    for (size_t i = at + 1; i < count && rows[i].event.recorded == rows[at].event.recorded; i++) {
        const event_t *e = &rows[i].event;
        if (e->kind == EVENT_ADMINISTERED) break;
        if (e->kind == EVENT_PLAN_JUMPED) to = record_step(record, e->u.plan_jumped.to);
        if (e->kind == EVENT_PLAN_REWOUND) to = repetition(record, e->u.plan_rewound.to);
        if (e->kind == EVENT_STAGE_JUMPED) name = e->u.stage_jumped.to;
        if (e->kind == EVENT_STAGE_OPENED && planned_as(record, &e->u.stage_opened.plan, name) != NULL)
            to = planned_as(record, &e->u.stage_opened.plan, name);
    }
    return to;
}

int shape_jumps(shape_t *s, json_t *object, reader_t *r, const record_t *record, diag_t *d) {
    event_row_t *rows = NULL;
    size_t count = 0;
    bool more;
    json_t *list = shape_array(s);
    shape_put(s, object, "jumps", list);
    if (!was_jumped(record)) return 0;
    if (store_events(r->store, record->id, 0, (size_t)record->version, EVENTS_OLDEST_FIRST, s->arena, &rows,
                     &count, &more, d) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const event_t *e = &rows[i].event;
        if (e->kind != EVENT_ADMINISTERED || e->u.administered.act != COMMAND_JUMP) continue;
        const step_t *to = target(record, rows, count, i);
        json_t *o = shape_object(s);
        shape_instant(s, o, "at", e->recorded);
        shape_person(s, o, "by", e->actor.person);
        shape_text(s, o, "reason", e->u.administered.reason);
        shape_put(s, o, "to", shape_step_named(s, to));
        shape_add(s, list, o);
    }
    return 0;
}
