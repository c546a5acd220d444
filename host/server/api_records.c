/* Records that open one another (A7), as answers show them. */
#include "engine/tree.h"
#include "server/api_parts.h"
#include "store/store.h"
#include <string.h>

/* What is known of another record now; without its number and state when it is gone, or can't be looked up.
 */
static json_t *other(shape_t *s, int64_t id) {
    glance_t glance = {0};
    bool found = false;
    diag_t d = {0};
    json_t *o = shape_object(s);
    if (s->store != NULL && store_record_glance(s->store, id, s->arena, &glance, &found, &d) != 0)
        s->failed = s->failed || diag_is(&d, "memory.out");
    diag_clear(&d);
    shape_id(s, o, "record", id);
    shape_text(s, o, "number", found ? glance.number : NULL);
    shape_text(s, o, "flow", found ? glance.flow : NULL);
    shape_text(s, o, "state", found ? record_state_word(glance.state) : NULL);
    return o;
}

const char *shape_state_word(record_state_t state, bool notice) {
    return notice ? "to_acknowledge" : record_state_word(state);
}

void shape_other_record(shape_t *s, json_t *object, const char *name, int64_t id) {
    shape_put(s, object, name, id != 0 ? other(s, id) : json_null());
}

static const char *child_word(child_state_t state) {
    static const char *const words[] = {[CHILD_OPEN] = "awaited",
                                        [CHILD_ENDED] = "ended",
                                        [CHILD_CLOSED] = "closed",
                                        [CHILD_APART] = "apart"};
    return words[state];
}

/* The same step by name and kind in the plan that took over, where nobody was asked yet: it is planned anew
 * there. */
static bool planned_anew(const record_t *record, const step_t *step) {
    const plan_place_t *place = tree_plan(record, (int32_t)(step - record->steps)),
                       *end = record->plans + record->plan_count;
    const plan_place_t *next = place != NULL ? place + 1 : end;
    if (next == end || next->stage != place->stage || next->round != place->round || !step->name)
        return false;
    for (int32_t i = next->first; i < next->first + next->count; i++) {
        const step_t *s = &record->steps[i];
        if (s->kind == step->kind && s->name != NULL && s->name[0] != '\0' &&
            strcmp(s->name, step->name) == 0 && !tree_not_needed(s))
            return true;
    }
    return false;
}

/* Of a plan that another one took over from (A53, P2.3.3): does the step go on there? */
static bool goes_on(const record_t *record, const step_t *step) {
    bool left = step->superseded && (step_left_for(step, "migrated") || step_left_for(step, "replanned") ||
                                     step_left_for(step, "held"));
    for (size_t i = 0; left && i < record->step_count; i++)
        if (record->steps[i].origin == step->no) return true;
    return left && planned_anew(record, step);
}

json_t *shape_step_of(shape_t *s, const record_t *record, const step_t *step) {
    json_t *o = shape_step(s, step);
    if (goes_on(record, step)) shape_text(s, o, "left_out", "goes_on");
    if (s->moment != NULL && (step->state == STEP_OPEN || step->state == STEP_WAITING))
        shape_checks(s, o, s->moment, step, step->state == STEP_OPEN);
    if (step->kind != STEP_RECORD) return o;
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->child_count; i++) {
        const child_t *c = &record->children[i];
        if (c->step != step->no) continue;
        json_t *one = other(s, c->record);
        shape_text(s, one, "stands", child_word(c->state));
        shape_text(s, one, "ended_as", c->state == CHILD_ENDED ? record_state_word(c->ended_as) : NULL);
        shape_instant(s, one, "opened_at", c->opened_at);
        shape_instant(s, one, "ended_at", c->ended_at);
        shape_add(s, list, one);
    }
    shape_put(s, o, "records", list);
    return o;
}

void shape_opener(shape_t *s, json_t *object, const record_t *record) {
    if (record->opener.record == 0) {
        shape_put(s, object, "opener", json_null());
        return;
    }
    json_t *o = other(s, record->opener.record);
    shape_int(s, o, "step", record->opener.step);
    shape_int(s, o, "depth", record->opener.depth);
    shape_flag(s, o, "waits", record->opener.waits);
    shape_put(s, object, "opener", o);
}

void shape_child_event(shape_t *s, json_t *o, const event_t *e) {
    switch (e->kind) {
    case EVENT_PLAN_ADDED: {
        json_t *steps = shape_array(s);
        for (size_t i = 0; i < e->u.plan_added.piece.step_count; i++)
            shape_add(s, steps, shape_step(s, &e->u.plan_added.piece.steps[i]));
        shape_put(s, o, "steps", steps);
        break;
    }
    case EVENT_CHILD_OPENED:
        shape_other_record(s, o, "child", e->u.child_opened.child);
        shape_text(s, o, "flow", e->u.child_opened.flow);
        shape_flag(s, o, "apart", e->u.child_opened.apart);
        break;
    case EVENT_CHILD_ENDED:
        shape_other_record(s, o, "child", e->u.child_ended.child);
        shape_text(s, o, "state", record_state_word(e->u.child_ended.state));
        break;
    case EVENT_CHILD_CLOSED:
        shape_other_record(s, o, "child", e->u.child_closed.child);
        break;
    case EVENT_CHILD_OPEN_AGAIN:
        shape_other_record(s, o, "child", e->u.child_open_again.child);
        break;
    case EVENT_OPENED_BY:
        shape_other_record(s, o, "opener", e->u.opened_by.opener);
        shape_flag(s, o, "waits", e->u.opened_by.waits);
        break;
    case EVENT_CLOSED:
        shape_text(s, o, "cause", e->u.closed.cause);
        break;
    default:
        break;
    }
}
