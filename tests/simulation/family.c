/* Records that open one another; see family.h. */
#include "simulation/family.h"
#include "simulation/disposing.h"
#include "simulation/sim.h"
#include <inttypes.h>

static past_child_t *child_of(past_t *p, int64_t record) {
    for (size_t i = 0; i < p->child_count; i++)
        if (p->children[i].record == record) return &p->children[i];
    return NULL;
}

static bool opens(sim_t *s, past_t *p, const event_t *e) {
    const past_step_t *step = past_step(p, e->u.child_opened.step);
    if (step == NULL || step->kind != STEP_RECORD || step->ended)
        return history_misfit(s, e, "a step that has not ended opens a record");
    if (child_of(p, e->u.child_opened.child) != NULL) return history_misfit(s, e, "a record is opened once");
    p->children = history_room(s, p->children, p->child_count, &p->child_room, sizeof *p->children);
    p->children[p->child_count++] = (past_child_t){
        .record = e->u.child_opened.child,
        .step = step->no,
        .state = e->u.child_opened.apart ? CHILD_APART : CHILD_OPEN,
    };
    s->totals.n[COUNT_CHILDREN]++;
    return true;
}

static bool child_ends(sim_t *s, past_t *p, const event_t *e, int64_t record, child_state_t state) {
    past_child_t *child = child_of(p, record);
    if (child == NULL || child->state != CHILD_OPEN)
        return history_misfit(s, e, "a record that is waited for ends once");
    child->state = state;
    if (state == CHILD_CLOSED) s->totals.n[COUNT_CHILDREN_CLOSED]++;
    return true;
}

static bool goes_on(sim_t *s, past_t *p, const event_t *e) {
    past_child_t *child = child_of(p, e->u.child_open_again.child);
    if (child == NULL || child->state != CHILD_CLOSED)
        return history_misfit(s, e, "what goes on was closed with its step (A7, A27)");
    child->state = CHILD_OPEN;
    s->totals.n[COUNT_CHILDREN_AGAIN]++;
    return true;
}

bool family_take(sim_t *s, past_t *p, const event_t *e) {
    switch (e->kind) {
    case EVENT_OPENED_BY:
        if (p->opener != 0) return history_misfit(s, e, "one record opens another");
        p->opener = e->u.opened_by.opener;
        p->opener_waits = e->u.opened_by.waits;
        return true;
    case EVENT_CHILD_OPENED:
        return opens(s, p, e);
    case EVENT_CHILD_OPEN_AGAIN:
        return goes_on(s, p, e);
    case EVENT_CHILD_ENDED:
        return child_ends(s, p, e, e->u.child_ended.child, CHILD_ENDED);
    default:
        return child_ends(s, p, e, e->u.child_closed.child, CHILD_CLOSED);
    }
}

static bool misfit(sim_t *s, const past_t *p, const past_child_t *c, const char *what, const past_t *child) {
    return sim_fail(s, p->id, what, "as A7 says", "it is %s and opened %" PRId64 ", which is %s",
                    record_state_word(p->state), c->record,
                    child != NULL ? record_state_word(child->state) : "not there");
}

bool family_check(sim_t *s, const past_t *p) {
    const past_t *opener = p->opener != 0 ? history_find(s, p->opener) : NULL;
    if (p->child_count > 0 || p->opener != 0) s->totals.n[COUNT_FAMILIES]++;
    bool alone = p->opener == 0 || disposed_of(s, p->opener);
    if (!alone && (opener == NULL || child_of((past_t *)opener, p->id) == NULL))
        return sim_fail(s, p->id, "who opened a record knows it (A7)", "one that has it", "%" PRId64,
                        p->opener);
    for (size_t i = 0; i < p->child_count; i++) {
        const past_child_t *c = &p->children[i];
        const past_t *child = history_find(s, c->record);
        const past_step_t *step = past_step((past_t *)p, c->step);
        if (c->state != CHILD_OPEN && disposed_of(s, c->record)) continue;
        if (child == NULL || child->opener != p->id || child->opener_waits != (c->state != CHILD_APART))
            return misfit(s, p, c, "a record that was opened is there, and knows by whom (A7)", child);
        if (c->state == CHILD_CLOSED && !record_is_over(child->state))
            return misfit(s, p, c, "what was closed with its step is open nowhere (A7)", child);
        if (c->state != CHILD_OPEN) continue;
        if (record_is_over(p->state) || step == NULL || step->ended)
            return misfit(s, p, c, "nothing ends before what it waits for (A7)", child);
        if (record_is_over(child->state))
            return misfit(s, p, c, "whoever waits hears of the end (A7)", child);
    }
    return true;
}
