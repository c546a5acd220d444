/* What an administrator may do to a record, each with a reason on record: who is one, whose task is meant,
 * and the acts that touch a task or end the record (A51). What changes the plan: jump.c, exception.c; what
 * holds the record: suspend.c.
 *
 * None of it is a decision of whoever held the task, and none of it is for whoever applies for the record:
 * who may not approve their own request may not bring it past its approvers either (A12). */
#include "engine/acts.h"
#include "engine/administering.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "engine/tree.h"
#include <string.h>

enum {
    ADMINISTRATORS_MAX = 256,
    COMPLETED_KINDS = KIND(STEP_APPROVE) | KIND(STEP_AGREE) | KIND(STEP_ACT) | KIND(STEP_ACKNOWLEDGE) |
                      KIND(STEP_ANSWER) | KIND(STEP_ASSIST) | KIND(STEP_RECORD) | KIND(STEP_MONITOR) |
                      KIND(STEP_WARNING),
    REASSIGNED_KINDS = COMPLETED_KINDS | KIND(STEP_REVISE),
};

/* ---- who may */

/* The store's owner, and whoever is in the role now. */
static bool administers(const deciding_t *x) {
    int64_t people[ADMINISTRATORS_MAX], person = x->in->command->actor.person;
    if (x->in->command->owner) return true;
    if (person == 0 || x->in->command->actor.kind == ACTOR_PROXY) return false;
    size_t count = directory_role_holders(x->in->directory, "administrator", NULL, x->in->now, people,
                                          ADMINISTRATORS_MAX);
    for (size_t i = 0; i < count && i < ADMINISTRATORS_MAX; i++)
        if (people[i] == person) return true;
    return false;
}

/* Whoever has the task to watch over a suspension may end it. */
static bool watches(const deciding_t *x) {
    const step_t *step = suspension(x->record);
    int64_t person = x->in->command->actor.person;
    for (size_t i = 0; step && person && i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        if (t->step == step->no && t->state == TASK_OPEN && (t->person == person || t->principal == person))
            return true;
    }
    return false;
}

static int check_administrator(deciding_t *x) {
    command_kind_t kind = x->in->command->kind;
    const char *word = command_kind_word(kind);
    bool bulk = kind == COMMAND_HAND_OVER || kind == COMMAND_MIGRATE; /* no choice about this record */
    if (!administers(x) && !(kind == COMMAND_RESUME && watches(x)))
        return diag_set(x->d, "actor.not_administrator", "verb", word, NULL);
    if (!bulk && kind != COMMAND_RESUME && applies_for(x, x->in->command->actor.person))
        return diag_set(x->d, "admin.own_record", "command", word, NULL);
    if (!has_words(x->in->command->text)) return diag_set(x->d, "reason.required", "command", word, NULL);
    return 0;
}

int administered(deciding_t *x, int32_t step, int64_t task) {
    event_t e = {
        .u.administered = {
            .act = x->in->command->kind, .step = step, .task = task, .reason = x->in->command->text}};
    return emit(x, EVENT_ADMINISTERED, &e);
}

int tell_closing(deciding_t *x, const bool *which) {
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        int32_t at = t->state == TASK_OPEN ? tree_index(x->record, t->step) : -1;
        if (at < 0 || (which && !which[at])) continue;
        if (tell(x, t->person, "task.removed", t, x->in->command->text)) return -1;
    }
    return 0;
}

int tell_concerned(deciding_t *x, const char *kind) {
    const record_t *r = x->record;
    const char *text = x->in->command->text;
    if (tell(x, r->initiator, kind, NULL, text)) return -1;
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *step = record_step(r, r->tasks[i].step);
        bool again = r->tasks[i].state != TASK_OPEN || step->added == ADDED_SUSPENSION ||
                     r->tasks[i].person == r->initiator;
        for (size_t j = 0; j < i && !again; j++)
            again = r->tasks[j].state == TASK_OPEN && r->tasks[j].person == r->tasks[i].person;
        if (!again && tell(x, r->tasks[i].person, kind, &r->tasks[i], text)) return -1;
    }
    return 0;
}

/* ---- which task */

static bool meant(const deciding_t *x, const task_t *t, uint32_t kinds) {
    const command_t *c = x->in->command;
    const step_t *step = record_step(x->record, t->step);
    if (t->state != TASK_OPEN || !step || !(kinds >> step->kind & 1)) return false;
    if (c->step && (!step->name || strcmp(step->name, c->step) != 0)) return false;
    return c->holder == 0 || t->person == c->holder || t->principal == c->holder;
}

static int several(deciding_t *x, uint32_t kinds) {
    const char *list = "";
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        if (!meant(x, t, kinds)) continue;
        list = arena_printf(x->arena, "%s%s%s (%s)", list, *list ? ", " : "",
                            record_step(x->record, t->step)->name, handle_of(x, t->person));
        if (!list) return diag_memory(x->d);
    }
    return diag_set(x->d, "task.several", "tasks", list, NULL);
}

static task_t *task_by_id(deciding_t *x, uint32_t kinds) {
    task_t *t = record_task(x->record, x->in->command->task);
    const step_t *step = t ? record_step(x->record, t->step) : NULL;
    if (!step) {
        diag_set(x->d, "task.unknown", NULL);
        diag_param_int(x->d, "task", x->in->command->task);
        return NULL;
    }
    if (t->state != TASK_OPEN) {
        task_ended(x, t);
        return NULL;
    }
    if (kinds >> step->kind & 1) return t;
    diag_set(x->d, "command.misfit", "command", command_kind_word(x->in->command->kind), "step", step->name,
             "kind", step_kind_word(step->kind), NULL);
    return NULL;
}

/* The open task that an administrator means, by its id, or the only one of that step and holder;
 * NULL with the diag set where there is none, or more than one. */
static task_t *task_meant(deciding_t *x, uint32_t kinds) {
    task_t *found = NULL;
    if (x->in->command->task) return task_by_id(x, kinds);
    for (size_t i = 0; i < x->record->task_count; i++) {
        if (!meant(x, &x->record->tasks[i], kinds)) continue;
        if (found) {
            several(x, kinds);
            return NULL;
        }
        found = &x->record->tasks[i];
    }
    if (!found) diag_set(x->d, "task.none_open", "step", x->in->command->step, NULL);
    return found;
}

/* ---- A51 */

static int check_completes(deciding_t *x, const task_t *task, const step_t *step) {
    const step_t *before = serving_before(x->record, task->id);
    bool refusable = step->kind == STEP_APPROVE || step->kind == STEP_AGREE || step->kind == STEP_RECORD;
    if (step->added == ADDED_SUSPENSION || (x->in->command->refuse && !refusable))
        return diag_set(x->d, "command.misfit", "command", command_kind_word(COMMAND_COMPLETE), "step",
                        step->name, "kind", step_kind_word(step->kind), NULL);
    if (before) return diag_set(x->d, "task.waits", "step", step->name, "for", before->name, NULL);
    if (refuse_separated(x, step, x->in->command->actor.person, true)) return -1;
    event_t none = {0}; /* it ticks nothing: what has to be looked at, an administrator has not looked at */
    if (x->in->command->refuse) return 0;
    int64_t id = task->id;
    int32_t no = step->no;
    return check_required(x, step, &none) ? -1 : check_compliance(x, no, id);
}

static int do_complete(deciding_t *x) {
    task_t *task = task_meant(x, COMPLETED_KINDS);
    if (!task) return -1;
    step_kind_t kind = record_step(x->record, task->step)->kind;
    int64_t id = task->id;
    int32_t no = task->step;
    if (check_completes(x, task, record_step(x->record, no))) return -1;
    event_t e = {.u.task_completed = {.task = id,
                                      .outcome = x->in->command->refuse ? OUTCOME_REFUSED : passing(kind),
                                      .reason = x->in->command->text}};
    if (administered(x, no, id) || serving_close(x, id, "outcome")) return -1;
    if (emit(x, EVENT_TASK_COMPLETED, &e)) return -1;
    task = record_task(x->record, id);
    if (tell(x, task->person, "task.completed", task, x->in->command->text)) return -1;
    x->out->task = id;
    bool over;
    if (decided_told(x, id, &over)) return -1;
    if (over) return 0;
    if (kind == STEP_ACKNOWLEDGE) return acknowledged(x, no);
    return settle_after(x, no);
}

static int do_reassign(deciding_t *x) {
    const command_t *command = x->in->command;
    if (command->people_count != 1)
        return diag_set(x->d, "person.required", "command", command_kind_word(command->kind), NULL);
    const task_t *task = task_meant(x, REASSIGNED_KINDS);
    if (!task) return -1;
    const step_t *step = record_step(x->record, task->step);
    int64_t id = task->id, to = command->people[0];
    bool back = task->principal == to;
    if (check_newcomer(x, step, to) || check_seat(x, task, to)) return -1;
    found_t who = {.person = to, .reason = "people.reassigned", .text = handle_of(x, task->person)};
    if (administered(x, step->no, id)) return -1;
    x->out->task = id;
    if (task_reassign(x, id, &who, &command->within, "reassigned")) return -1;
    return back ? 0 : stand_in_renew(x, id);
}

static int do_cancel(deciding_t *x) {
    if (record_has_ended(x->record->state)) return wrong_state(x);
    if (administered(x, 0, 0) || tell_closing(x, NULL)) return -1;
    if (plan_close(x, "cancelled") || added_close(x, "cancelled")) return -1;
    event_t e = {.u.cancelled.from = x->record->state};
    if (emit(x, EVENT_CANCELLED, &e)) return -1;
    return tell(x, x->record->initiator, "record.ended", NULL, record_state_word(RECORD_CANCELLED));
}

int do_administer(deciding_t *x) {
    if (check_administrator(x)) return -1;
    switch (x->in->command->kind) {
    case COMMAND_JUMP:
        return do_jump(x);
    case COMMAND_COMPLETE:
        return do_complete(x);
    case COMMAND_REASSIGN:
        return do_reassign(x);
    case COMMAND_CANCEL:
        return do_cancel(x);
    case COMMAND_SUSPEND:
        return do_suspend(x);
    case COMMAND_RESUME:
        return do_resume(x);
    case COMMAND_EXCEPTION:
        return do_exception(x);
    case COMMAND_MIGRATE:
        return do_migrate(x);
    case COMMAND_HAND_OVER:
        return do_hand_over(x);
    default:
        return diag_set(x->d, "command.unknown", NULL);
    }
}
