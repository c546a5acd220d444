/* Steps that serve a task: a signer before its holder, a question, a delegation. They end with the task;
 * while one of them is open the task's clock may wait (pause.c). Questions and delegations stand outside of
 * the plan. */
#include "engine/serving.h"
#include "engine/course.h"
#include "engine/deciding.h"

const step_t *serving_before(const record_t *r, int64_t task) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->serves == task && s->added == ADDED_BEFORE && !s->superseded && !step_ended(s->state))
            return s;
    }
    return NULL;
}

int serving_close(deciding_t *x, int64_t task, const char *cause) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->serves == task && s->state == STEP_OPEN && leaf_end(x, (int32_t)i, STEP_CLOSED, cause))
            return -1;
    }
    return 0;
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
    const task_t *task = step && step->serves ? record_task(x->record, step->serves) : NULL;
    if (!task || task->state != TASK_OPEN || !step_ended(step->state)) return 0;
    if (step->added == ADDED_BEFORE && serving_before(x->record, task->id))
        return 0; /* another has still to */
    return tell(x, task->person, "task.back", task, last_words(x->record, no));
}

const char *step_name_free(deciding_t *x, const char *step, const char *what) {
    const char *name = arena_printf(x->arena, "%s.%s", step, what);
    for (int n = 2; name && record_step_named(x->record, name); n++)
        name = arena_printf(x->arena, "%s.%s%d", step, what, n);
    return name;
}
