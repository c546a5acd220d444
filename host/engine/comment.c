/* Remarks (A29), made at a task or on the record as a whole. What is remarked by whoever holds a task is
 * remarked there: a decision that led to it is not taken back any more (A27). */
#include "engine/acts.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include <string.h>

/* Is that step with anybody, or was it? */
static bool had_somebody(const record_t *r, const char *name) {
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *s = record_step(r, r->tasks[i].step);
        if (s && s->name && strcmp(s->name, name) == 0) return true;
    }
    return false;
}

/* One's own, whether open or not: a remark there tells others that it was begun. */
static int check_task(deciding_t *x, int64_t id) {
    const task_t *task = record_task(x->record, id);
    int64_t person = x->in->command->actor.person;
    if (!task) {
        diag_set(x->d, "task.unknown", NULL);
        diag_param_int(x->d, "task", id);
        return -1;
    }
    if (task->person == person || (task->principal && task->principal == person)) return 0;
    const step_t *step = record_step(x->record, task->step);
    return diag_set(x->d, "task.not_yours", "step", step ? step->name : "", "holder", holders_of(x, task),
                    NULL);
}

/* The task named; the actor's of the step named; else the actor's, of several the one that came last. 0: they
 * have none. */
static int task_remarked(deciding_t *x, int64_t *out) {
    const command_t *command = x->in->command;
    task_t *task = NULL;
    *out = command->task;
    if (command->task) return check_task(x, command->task);
    if (command->step && !had_somebody(x->record, command->step))
        return diag_set(x->d, "step.nobody", "step", command->step, NULL);
    if (command->step && task_find(x, UINT32_MAX, &task)) return -1;
    if (!command->step) task = task_held(x);
    *out = task ? task->id : 0;
    return 0;
}

int do_comment(deciding_t *x) {
    const record_t *r = x->record;
    int64_t task;
    if (!has_words(x->in->command->text))
        return diag_set(x->d, "reason.required", "command", command_kind_word(COMMAND_COMMENT), NULL);
    if (r->round == 0 && r->task_count == 0 && !is_initiator(x)) /* a draft is its initiator's alone (A40) */
        return diag_set(x->d, "record.not_yours", "initiator", handle_of(x, r->initiator), NULL);
    if (task_remarked(x, &task)) return -1;
    event_t e = {.u.commented = {.task = task, .text = x->in->command->text}};
    return emit(x, EVENT_COMMENTED, &e);
}
