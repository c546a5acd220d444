/* Steps that serve a task: a signer before its holder, a question, a delegation. They end with the task;
 * while one of them is open the task's clock may wait (pause.c). Questions and delegations stand outside of
 * the plan. */
#include "engine/serving.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/tree.h"
#include <string.h>

static bool signs_before(const step_t *s) {
    return s->serves && s->added == ADDED_BEFORE && !s->superseded;
}

/* All who sign before a task's holder with the signer at that index: the step of theirs, or the group around
 * it in which those sign whom the signer brought in. Its index. */
static int32_t whole_before(const record_t *r, int32_t index) {
    const task_t *served = record_task(r, r->steps[index].serves);
    int32_t step = served ? tree_index(r, served->step) : -1;
    int32_t around = step >= 0 ? tree_common(r, index, step) : -1, at = index;
    while (around >= 0 && r->steps[at].parent != r->steps[around].no)
        at = tree_index(r, r->steps[at].parent);
    return at;
}

/* Of those, somebody who has not decided: the signer, else who is asked. */
static const step_t *undecided(const record_t *r, int32_t index) {
    int32_t whole = whole_before(r, index);
    if (!step_ended(r->steps[index].state)) return &r->steps[index];
    for (int32_t i = whole; i < tree_end(r, whole); i++) {
        const step_t *s = &r->steps[i];
        if (s->state == STEP_OPEN && !s->superseded && step_is_leaf(s->kind)) return s;
    }
    return NULL;
}

const step_t *serving_before(const record_t *r, int64_t task) {
    const step_t *found = NULL;
    for (size_t i = 0; i < r->step_count && !found; i++)
        if (r->steps[i].serves == task && signs_before(&r->steps[i])) found = undecided(r, (int32_t)i);
    return found;
}

const step_t *serving_signer(const record_t *r, const step_t *step) {
    int32_t index = (int32_t)(step - r->steps), found = -1;
    for (size_t i = 0; i < r->step_count && step->parent; i++) {
        int32_t signer = (int32_t)i;
        if (!signs_before(&r->steps[i]) || !tree_within(r, index, whole_before(r, signer))) continue;
        if (found < 0 || tree_depth(r, signer) > tree_depth(r, found)) found = signer;
    }
    return found >= 0 ? &r->steps[found] : NULL;
}

/* With whom the signer brought in, also those who have yet to be asked. */
static int before_close(deciding_t *x, int32_t index, const char *cause) {
    const record_t *r = x->record;
    int32_t whole = whole_before(r, index);
    bool *marks = arena_array(x->arena, r->step_count, sizeof *marks);
    if (!marks) return diag_memory(x->d);
    for (int32_t i = whole; i < tree_end(r, whole); i++)
        marks[i] = true;
    return steps_close(x, marks, r->step_count, cause);
}

/* Has somebody been told already that this task needs nothing of them any more? */
static bool told_removed(const deciding_t *x, int64_t task) {
    for (size_t i = 0; i < x->out->message_count; i++)
        if (x->out->messages[i].task == task && strcmp(x->out->messages[i].kind, "task.removed") == 0)
            return true;
    return false;
}

/* What somebody was asked, or prepares, for one person is of no use any more: they hear of it. */
static int beside_close_one(deciding_t *x, int32_t index, const char *cause) {
    int32_t no = x->record->steps[index].no;
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        if (t->step != no || t->state != TASK_OPEN || t->person == x->actor.person) continue;
        if (!told_removed(x, t->id) && tell(x, t->person, "task.removed", t, NULL)) return -1;
    }
    return leaf_end(x, index, STEP_CLOSED, cause);
}

int serving_close(deciding_t *x, int64_t task, const char *cause) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->serves != task) continue;
        bool before = signs_before(s);
        if (before && before_close(x, (int32_t)i, cause)) return -1;
        if (!before && s->state == STEP_OPEN && beside_close_one(x, (int32_t)i, cause)) return -1;
    }
    return 0;
}

bool served_until(const step_t *s, const task_t *task) {
    bool beside = s->added == ADDED_QUESTION || s->added == ADDED_DELEGATION;
    return beside && s->serves == task->id && s->state == STEP_CLOSED && s->ended_at == task->ended_at;
}

/* Nobody is asked there any more: what their signer said counts. */
int serving_refused(deciding_t *x, int32_t no) {
    const record_t *r = x->record;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *seat = &r->tasks[i];
        event_t e = {.u.task_closed = {.task = seat->id, .cause = "signer_refused"}};
        if (seat->step != no || seat->state != TASK_OPEN || !seat_refused(r, seat)) continue;
        if (tell(x, seat->person, "task.removed", seat, NULL)) return -1;
        if (serving_close(x, seat->id, "outcome") || emit(x, EVENT_TASK_CLOSED, &e)) return -1;
    }
    return 0;
}

int serving_refused_ahead(deciding_t *x, const step_t *step, int32_t order, const found_t *who) {
    task_t seat = {.order = order, .person = who->person, .reason = who->reason, .reason_text = who->text};
    if (seat_queue(x, step->no, &seat)) return -1;
    const task_t *queued = &x->record->tasks[x->record->task_count - 1];
    event_t e = {.u.task_closed = {.task = queued->id, .cause = "signer_refused"}};
    if (tell(x, queued->person, "task.removed", queued, NULL)) return -1;
    return emit(x, EVENT_TASK_CLOSED, &e);
}

/* Those outside of the plan: the walk does not come to them. */
int serving_settle(deciding_t *x) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->parent == 0 && s->serves && s->state == STEP_OPEN && leaf_settle(x, (int32_t)i)) return -1;
    }
    return 0;
}

static const char *last_words(const record_t *r, int32_t step) {
    for (size_t i = r->task_count; i-- > 0;)
        if (r->tasks[i].step == step && r->tasks[i].state == TASK_DECIDED) return r->tasks[i].opinion;
    return NULL;
}

/* An answer that is there and nobody hears of is waited for all the same. */
int serving_told(deciding_t *x, int32_t no) {
    const step_t *step = record_step(x->record, no);
    const step_t *serves = step && !step->serves ? serving_signer(x->record, step) : step;
    const task_t *task = serves && serves->serves ? record_task(x->record, serves->serves) : NULL;
    if (!task || task->state != TASK_OPEN || !step_ended(step->state)) return 0;
    if (task->person == x->actor.person) return 0; /* who did it knows */
    if (serves->added == ADDED_BEFORE && serving_before(x->record, task->id))
        return 0; /* another has still to */
    return tell(x, task->person, "task.back", task, last_words(x->record, no));
}

const char *step_name_free(deciding_t *x, const char *step, const char *what) {
    const char *name = arena_printf(x->arena, "%s.%s", step, what);
    for (int n = 2; name && record_step_named(x->record, name); n++)
        name = arena_printf(x->arena, "%s.%s%d", step, what, n);
    return name;
}
