/* Records that open one another (A7): what each of the two keeps of the other. */
#include "engine/applying.h"
#include "engine/copy.h"

const char *apply_opened_by(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    bool begins = r->state == RECORD_DRAFT && r->round == 0 && r->plan_count == 0 && r->reopened == 0;
    if (!begins || r->opener.record) return "another record opens one as it begins";
    if (e->u.opened_by.opener == 0 || e->u.opened_by.opener == r->id) return "it can't open itself";
    if (e->u.opened_by.step < 1 || e->u.opened_by.depth < 1) return "no step opened it";
    r->opener = (opener_t){.record = e->u.opened_by.opener,
                           .step = e->u.opened_by.step,
                           .depth = e->u.opened_by.depth,
                           .waits = e->u.opened_by.waits};
    return NULL;
}

const char *apply_child_opened(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    const step_t *step = record_step(r, e->u.child_opened.step);
    if (!step || step->kind != STEP_RECORD || step->state != STEP_OPEN) return "no step opens a record";
    if (e->u.child_opened.child == 0 || e->u.child_opened.child == r->id) return "it can't open itself";
    if (record_child(r, e->u.child_opened.child)) return "it was opened before";
    if (r->child_count >= RECORD_CHILDREN_MAX) return "too many records";
    child_t *list = apply_room(a->arena, r->children, r->child_count, 1, &r->room.children, sizeof *list);
    if (!list) return NULL;
    r->children = list;
    list[r->child_count++] = (child_t){.record = e->u.child_opened.child,
                                       .step = step->no,
                                       .state = e->u.child_opened.apart ? CHILD_APART : CHILD_OPEN,
                                       .flow = arena_strdup(a->arena, e->u.child_opened.flow),
                                       .opened_at = e->recorded,
                                       .ended_at = INSTANT_NONE};
    return NULL;
}

static const char *child_end(applying_t *a, int64_t record, child_state_t state, record_state_t ended_as) {
    child_t *child = record_child(a->record, record);
    if (!child) return "no such record was opened";
    if (child->state != CHILD_OPEN) return "nothing waits for it";
    child->state = state;
    child->ended_as = ended_as;
    child->ended_at = a->event->recorded;
    return NULL;
}

const char *apply_child_ended(applying_t *a) {
    record_state_t state = a->event->u.child_ended.state;
    if (!record_is_over(state)) return "no state to end in";
    return child_end(a, a->event->u.child_ended.child, CHILD_ENDED, state);
}

const char *apply_child_closed(applying_t *a) {
    return child_end(a, a->event->u.child_closed.child, CHILD_CLOSED, 0);
}

const char *apply_closed(applying_t *a) {
    record_t *r = a->record;
    if (record_is_over(r->state)) return "the record is at rest";
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].state == TASK_OPEN || r->tasks[i].state == TASK_WAITING)
            return "a task is still open";
    if (a->event->u.closed.from && a->event->u.closed.from != r->state) return "it stood elsewhere";
    if (a->event->u.closed.from) r->closed_from = r->state == RECORD_SUSPENDED ? r->suspended_from : r->state;
    r->state = RECORD_CLOSED;
    r->suspended_from = (record_state_t)0;
    r->ended_at = a->event->recorded;
    return NULL;
}

const char *apply_child_open_again(applying_t *a) {
    child_t *child = record_child(a->record, a->event->u.child_open_again.child);
    const step_t *step = child ? record_step(a->record, child->step) : NULL;
    if (!child) return "no such record was opened";
    if (child->state != CHILD_CLOSED) return "it was not closed with its step";
    if (!step || step->state != STEP_OPEN) return "no step waits for it";
    child->state = CHILD_OPEN;
    child->ended_at = INSTANT_NONE;
    return NULL;
}

const char *apply_open_again(applying_t *a) {
    record_t *r = a->record;
    if (r->state != RECORD_CLOSED || !r->closed_from)
        return "it was not closed with the step that waits for it";
    r->state = a->event->u.open_again.suspended ? RECORD_SUSPENDED : r->closed_from;
    if (a->event->u.open_again.suspended) r->suspended_from = r->closed_from;
    r->closed_from = (record_state_t)0;
    r->ended_at = INSTANT_NONE;
    return NULL;
}
