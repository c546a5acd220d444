/* Folding a record's events anew; see past.h. */
#include "server/past.h"
#include "engine/tree.h"
#include <string.h>

int past_read(reader_t *r, const record_t *record, arena_t *arena, past_t *out, diag_t *d) {
    bool more;
    *out = (past_t){.arena = arena};
    size_t most = record->version > 0 ? (size_t)record->version : 1;
    if (store_events(r->store, record->id, 0, most, EVENTS_OLDEST_FIRST, arena, &out->rows, &out->count,
                     &more, d) != 0)
        return -1;
    for (size_t i = 0; i < out->count; i++)
        out->erased = out->erased || out->rows[i].erased;
    return 0;
}

int past_record(const past_t *past, int64_t seq, record_t *out, diag_t *d) {
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < past->count && past->rows[i].event.seq <= seq; i++)
        if (apply(out, &past->rows[i].event, past->arena, d) != 0) return -1;
    return 0;
}

const event_t *past_plan_event(const past_t *past, size_t plan) {
    for (size_t i = 0; i < past->count; i++)
        if (past->rows[i].event.kind == EVENT_STAGE_OPENED && plan-- == 0) return &past->rows[i].event;
    return NULL;
}

int64_t past_plan_of(const record_t *record, const step_t *step) {
    int64_t index = step - record->steps;
    for (size_t i = 0; i < record->plan_count; i++) {
        const plan_place_t *place = &record->plans[i];
        if (index >= place->first && index < (int64_t)place->first + place->count) return (int64_t)i;
    }
    return -1;
}

static int32_t step_of(const event_t *e) {
    switch (e->kind) {
    case EVENT_STEP_ADDED:
        return e->u.step_added.step.no;
    case EVENT_STEP_OPENED:
        return e->u.step_opened.step;
    case EVENT_STEP_ENDED:
        return e->u.step_ended.step;
    default:
        return 0;
    }
}

const event_t *past_step_event(const past_t *past, event_kind_t kind, int32_t step) {
    for (size_t i = past->count; i-- > 0;)
        if (past->rows[i].event.kind == kind && step_of(&past->rows[i].event) == step)
            return &past->rows[i].event;
    return NULL;
}

static bool holds(const plan_t *plan, int32_t no) {
    return plan->step_count > 0 && no >= plan->steps[0].no &&
           no - plan->steps[0].no < (int32_t)plan->step_count;
}

static const carried_t *carried_by(const event_t *e, int32_t no) {
    bool other_rules = e->kind == EVENT_MIGRATED;
    if (!other_rules && e->kind != EVENT_REPLANNED) return NULL;
    const carried_t *steps = other_rules ? e->u.migrated.steps : e->u.replanned.steps;
    size_t count = other_rules ? e->u.migrated.step_count : e->u.replanned.step_count;
    for (size_t i = 0; i < count; i++)
        if (steps[i].now == no) return &steps[i];
    return NULL;
}

int32_t past_carried_from(const past_t *past, int32_t step) {
    for (size_t i = 0; i < past->count; i++) {
        const carried_t *c = carried_by(&past->rows[i].event, step);
        if (c != NULL) return c->old;
    }
    return 0;
}

const event_t *past_step_event_ever(const past_t *past, event_kind_t kind, int32_t step) {
    const event_t *e = NULL;
    for (int32_t no = step; no != 0 && e == NULL; no = past_carried_from(past, no))
        e = past_step_event(past, kind, no);
    return e;
}

static bool brought(const event_t *e, int32_t no) {
    switch (e->kind) {
    case EVENT_STAGE_OPENED:
        return holds(&e->u.stage_opened.plan, no);
    case EVENT_PLAN_ADDED:
        return e->u.plan_added.group.no == no || holds(&e->u.plan_added.piece, no);
    case EVENT_PLAN_GROWN:
        return e->u.plan_grown.group.no == no || e->u.plan_grown.leaf.no == no;
    case EVENT_STEP_ADDED:
        return e->u.step_added.step.no == no;
    case EVENT_STEP_EXCEPTED:
        return e->u.step_excepted.owed.no == no;
    case EVENT_DEBT_OWED:
        return holds(&e->u.debt_owed.owed, no);
    case EVENT_DEBT_AHEAD:
        return holds(&e->u.debt_ahead.owed, no);
    default:
        return false;
    }
}

bool past_brought_in(const event_t *e) {
    const char *because = e->kind == EVENT_PLAN_ADDED ? e->u.plan_added.group.why.because : NULL;
    return because != NULL && strcmp(because, BY_RULE) == 0;
}

static const event_t *brought_with(const past_t *past, int32_t no) {
    for (size_t i = 0; i < past->count; i++)
        if (brought(&past->rows[i].event, no)) return &past->rows[i].event;
    return NULL;
}

const event_t *past_brought_by(const past_t *past, const record_t *record, const step_t *step,
                               const step_t **as) {
    const event_t *found = NULL;
    *as = step;
    for (const step_t *s = step; s != NULL; s = record_step(record, s->origin)) {
        const event_t *e = brought_with(past, s->no);
        if (e == NULL || past_carried_from(past, s->no) != 0) continue;
        if (found != NULL && !past_brought_in(e)) break; /* it came along from no earlier plan */
        found = e;
        *as = s;
        if (!past_brought_in(e)) break;
    }
    return found;
}
