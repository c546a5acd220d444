/* What must hold in every state: nothing is lost, every task has an owner and a clock, a clock that waits
 * waits for something that has a clock itself; and from one state to the next: what ended is not ended again.
 */
#include "scope.h"
#include <string.h>

static bool has_task(const record_t *r, const step_t *s, task_state_t state) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == s->no && r->tasks[i].state == state) return true;
    return false;
}

static const char *name_of(const step_t *s) {
    return s->name && s->name[0] ? s->name : step_kind_word(s->kind);
}

static bool stands_in(const record_t *r, const step_t *s, int32_t group) {
    while (s && s->no != group)
        s = s->parent ? record_step(r, s->parent) : NULL;
    return s != NULL;
}

/* A25: is somebody asked there with a signer before that task's holder: both in what stands before the task's
 * own step? */
static bool asked_with_signer(const record_t *r, const step_t *asked, const task_t *t) {
    const step_t *own = record_step(r, t->step), *part = asked;
    if (asked->state != STEP_OPEN || step_is_group(asked->kind) || asked->superseded) return false;
    while (part->parent && !stands_in(r, own, part->parent))
        part = record_step(r, part->parent);
    for (size_t i = 0; i < r->step_count && part->parent && part != own; i++) {
        const step_t *s = &r->steps[i];
        if (s->serves == t->id && s->added == ADDED_BEFORE && !s->superseded && stands_in(r, s, part->no))
            return true;
    }
    return false;
}

/* The step that a task's clock has to wait for, worked out apart from the engine. */
static bool must_wait(const record_t *r, const task_t *t) {
    const step_t *suspension = suspended_by(r);
    if (suspension) return t->step != suspension->no;
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (asked_with_signer(r, s, t)) return true;
        if (s->serves != t->id || s->state != STEP_OPEN || s->superseded) continue;
        if (s->added == ADDED_BEFORE || s->added == ADDED_DELEGATION) return true;
        if (s->added == ADDED_QUESTION && s->permits & PERMIT_ASK_PAUSES) return true;
    }
    return false;
}

static bool check_paused(world_t *w, const record_t *r, const step_t *step, const task_t *t,
                         const cs_clock_t *c) {
    const step_t *cause = record_step(r, c->pause_step);
    if (!must_wait(r, t)) return broken(w, "the clock at %s waits for nothing", name_of(step));
    const step_t *suspension = suspended_by(r);
    if (suspension && cause != suspension)
        return broken(w, "the clock at %s waits for something else than the suspension", name_of(step));
    bool served = suspension || (cause && (cause->serves == t->id || asked_with_signer(r, cause, t)));
    if (!cause || cause->state != STEP_OPEN || !served)
        return broken(w, "the clock at %s waits for what is not open", name_of(step));
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == cause->no && r->tasks[i].state == TASK_OPEN && r->clocks[i].id)
            return c->next_rung == -1 || broken(w, "a clock that waits has a rung");
    return broken(w, "the clock at %s waits for %s, which has no clock", name_of(step), name_of(cause));
}

static bool check_running(world_t *w, const step_t *step, const cs_clock_t *c) {
    uint64_t all = (UINT64_C(1) << step->ladder.count) - 1;
    bool more = (c->rungs_past & all) != all;
    if (c->state != CLOCK_RUNNING)
        return broken(w, "an open task at %s whose clock has stopped", name_of(step));
    if (c->due_at == INSTANT_NONE) return broken(w, "a clock at %s without due time", name_of(step));
    if (more != (c->next_rung >= 0) || more != (c->rung_at != INSTANT_NONE))
        return broken(w, "the ladder at %s: %s", name_of(step),
                      more ? "a rung is forgotten" : "a rung too many");
    if (more && c->rungs_past >> c->next_rung & 1)
        return broken(w, "a rung at %s comes twice", name_of(step));
    return true;
}

static bool check_open(world_t *w, const record_t *r, size_t i) {
    const task_t *t = &r->tasks[i];
    const cs_clock_t *c = &r->clocks[i];
    const step_t *step = record_step(r, t->step);
    if (step->state != STEP_OPEN || step->superseded)
        return broken(w, "an open task at %s, which is not open", name_of(step));
    if (!t->person) return broken(w, "a task without an owner at %s", name_of(step));
    if (step->kind == STEP_APPROVE && t->person == r->initiator)
        return broken(w, "the initiator is to decide at %s", name_of(step));
    if (!c->id || c->task != t->id) return broken(w, "an open task at %s without a clock", name_of(step));
    for (size_t j = 0; j < i; j++)
        if (r->tasks[j].step == t->step && r->tasks[j].person == t->person &&
            (r->tasks[j].state == TASK_OPEN || r->tasks[j].state == TASK_WAITING))
            return broken(w, "%s is asked twice at %s", part_handle(part_of(t->person)), name_of(step));
    if (c->state == CLOCK_PAUSED) return check_paused(w, r, step, t, c);
    if (must_wait(r, t)) return broken(w, "the clock at %s runs while it has to wait", name_of(step));
    return check_running(w, step, c);
}

static bool check_ended(world_t *w, const record_t *r, size_t i) {
    const task_t *t = &r->tasks[i];
    const cs_clock_t *c = &r->clocks[i];
    const step_t *step = record_step(r, t->step);
    if (t->ended_at == INSTANT_NONE) return broken(w, "a task at %s ended at no time", name_of(step));
    if ((t->state == TASK_DECIDED) != (t->outcome != OUTCOME_NONE))
        return broken(w, "a task at %s with half an outcome", name_of(step));
    if (c->id && (c->state != CLOCK_STOPPED || c->next_rung != -1))
        return broken(w, "a task at %s ended and its clock runs", name_of(step));
    bool judged = t->outcome == OUTCOME_APPROVED || t->outcome == OUTCOME_REFUSED;
    if (judged && step->kind == STEP_APPROVE && t->decided_by == r->initiator)
        return broken(w, "the initiator decided at %s", name_of(step));
    return true;
}

static bool check_tasks(world_t *w, const record_t *r) {
    size_t open = 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        const step_t *step = record_step(r, t->step);
        if (!step) return broken(w, "a task of no step");
        if (t->state == TASK_OPEN) {
            open++;
            if (!check_open(w, r, i)) return false;
        } else if (t->state == TASK_WAITING) {
            if (step->mode != DECIDE_IN_ORDER || !has_task(r, step, TASK_OPEN) || !t->person)
                return broken(w, "a turn at %s that will not come", name_of(step));
        } else if (!check_ended(w, r, i)) {
            return false;
        }
    }
    bool suspended = r->state == RECORD_SUSPENDED;
    bool under_way = r->state == RECORD_OPEN || r->state == RECORD_RETURNED || suspended;
    if (suspended != (suspended_by(r) != NULL)) return broken(w, "half a suspension");
    if (suspended && open < 2) return broken(w, "a suspended record has nothing to go on with");
    if (under_way && open == 0) return broken(w, "the record is lost: nobody has a task");
    if (!under_way && open > 0) return broken(w, "the record has ended and a task is open");
    return true;
}

static bool open_below(const record_t *r, const step_t *group) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].parent == group->no && r->steps[i].state == STEP_OPEN && !r->steps[i].superseded)
            return true;
    return false;
}

/* What serves a task ends with it. */
static bool check_serving(world_t *w, const record_t *r, const step_t *s) {
    const task_t *t = s->serves ? record_task(r, s->serves) : NULL;
    if (!s->serves || s->superseded || step_ended(s->state)) return true;
    if (t && t->state == TASK_OPEN) return true;
    const step_t *served = t ? record_step(r, t->step) : NULL;
    if (served && served->state == STEP_WAITING) return true; /* its seat opens anew after this one */
    for (size_t i = 0; served && served->superseded && i < r->step_count; i++)
        if (r->steps[i].origin == served->no && !r->steps[i].superseded && r->steps[i].state == STEP_WAITING)
            return true; /* the same, of a step that is gone through again */
    return broken(w, "%s is %s for a task that has ended", name_of(s), step_state_word(s->state));
}

/* In a group that goes on, a member was closed only because all in it abstained, because whom it served went
 * on without it, or for a step taken back, which then waits. */
static bool check_member(world_t *w, const record_t *r, const step_t *s) {
    const step_t *group = s->parent ? record_step(r, s->parent) : NULL;
    if (s->superseded) return s->state != STEP_OPEN || broken(w, "%s is open and superseded", name_of(s));
    if (!group) return true;
    if (s->state == STEP_OPEN && group->state != STEP_OPEN)
        return broken(w, "%s is open in a group that is not", name_of(s));
    if (step_ended(group->state) && !step_ended(s->state))
        return broken(w, "%s is left %s in a group that has ended", name_of(s), step_state_word(s->state));
    if (group->state != STEP_OPEN || s->state != STEP_CLOSED || s->serves || s->added == ADDED_BEFORE)
        return true;
    if (step_is_group(s->kind)) return true; /* its members are looked at themselves */
    bool nobody = step_left_for(s, "abstained");
    bool passed_over = step_left_for(s, "jumped");
    return nobody || passed_over || broken(w, "%s stays closed in a group that goes on", name_of(s));
}

/* In a sequence one member has its turn; a signer before is asked while whom it serves waits for it. */
static bool check_turn(world_t *w, const record_t *r, const step_t *s) {
    const step_t *group = s->parent ? record_step(r, s->parent) : NULL;
    bool in_order = group && group->kind == STEP_SEQUENCE;
    for (const step_t *o = s; in_order && o-- > group && o->added != ADDED_BEFORE;)
        if (o->parent == s->parent && o->state == STEP_OPEN)
            return broken(w, "%s and %s are open, one of which comes after the other", name_of(o),
                          name_of(s));
    return true;
}

static bool check_steps(world_t *w, const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (!check_member(w, r, s) || !check_serving(w, r, s)) return false;
        if (s->state != STEP_OPEN) continue;
        if (step_is_group(s->kind) ? !open_below(r, s) : !has_task(r, s, TASK_OPEN))
            return broken(w, "%s is open and nothing in it is", name_of(s));
        if (!check_turn(w, r, s)) return false;
    }
    return true;
}

bool check_state(world_t *w, const record_t *r) {
    return check_tasks(w, r) && check_steps(w, r);
}

/* What a way back passed counts again when that way is taken back. */
static bool way_undone(const record_t *old, const record_t *r) {
    return r->round == old->round && r->way_count < old->way_count;
}

/* Nothing is completed twice, nothing that ended is changed but by being taken back. */
bool check_step_by_step(world_t *w, const record_t *old, const record_t *r) {
    if (r->task_count < old->task_count || r->step_count < old->step_count)
        return broken(w, "history was lost");
    for (size_t i = 0; i < old->task_count; i++) {
        const task_t *a = &old->tasks[i], *b = record_task(r, a->id);
        if (!b) return broken(w, "a task was lost");
        if (a->state != TASK_DECIDED && a->state != TASK_CLOSED) continue;
        if (a->state != b->state || a->outcome != b->outcome || a->decided_by != b->decided_by ||
            a->ended_at != b->ended_at || a->person != b->person || (a->taken_back && !b->taken_back))
            return broken(w, "a task at %s was completed twice", name_of(record_step(r, b->step)));
    }
    for (size_t i = 0; i < old->step_count; i++) {
        const step_t *a = &old->steps[i], *b = record_step(r, a->no);
        if (!b) return broken(w, "a step was lost");
        if (a->superseded && !(way_undone(old, r) && !b->superseded) &&
            (!b->superseded || a->state != b->state))
            return broken(w, "%s was superseded and changed", name_of(b));
    }
    for (size_t i = 0; i < old->task_count && old->state == RECORD_SUSPENDED; i++)
        if (old->tasks[i].state == TASK_OPEN && record_task(r, old->tasks[i].id)->state == TASK_DECIDED)
            return broken(w, "something was decided while the record was suspended");
    return old->state != RECORD_FINISHED || r->state == RECORD_FINISHED ||
           broken(w, "a finished record went on");
}

bool record_at_end(const record_t *r) {
    return r->state == RECORD_FINISHED || r->state == RECORD_REFUSED || r->state == RECORD_ENDED_REFUSED ||
           r->state == RECORD_WITHDRAWN;
}
