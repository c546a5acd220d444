/* What the holder of a task has others do for it: prepare it (委派, A24), answer a question (征询, A29);
 * claiming a task that several could take (A28), urging (催办, A43). The steps that they add stand outside of
 * the plan and serve the task; serving.c ends them, pause.c has the task's clock wait. */
#include "engine/acts.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/form.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "engine/silence.h"
#include "engine/tree.h"
#include <string.h>

enum { HELD_KINDS = KIND(STEP_APPROVE) | KIND(STEP_AGREE) | KIND(STEP_ACT) | KIND(STEP_MONITOR) };

/* Adds the step for one person and opens it. *no: its number. */
static int serve(deciding_t *x, const task_t *task, step_kind_t kind, added_t added, int64_t person,
                 int32_t *no) {
    const step_t *step = record_step(x->record, task->step);
    const command_t *command = x->in->command;
    source_t *by = arena_array(x->arena, 1, sizeof *by);
    if (!by) return diag_memory(x->d);
    if (x->record->step_count >= RECORD_STEPS_MAX) return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    *by = (source_t){.kind = SOURCE_PERSON, .key = handle_of(x, person)};
    event_t e = {
        .u.step_added.step =
            {
                .no = tree_highest(x->record) + 1,
                .stage = step->stage,
                .round = step->round,
                .kind = kind,
                .state = STEP_WAITING,
                .name = step_name_free(x, step->name, step_kind_word(kind)),
                .by = by,
                .mode = DECIDE_ANY,
                .within = command->within.kind != LIMIT_NONE ? command->within : step->within,
                .ladder = step->ladder,
                .on_empty = EMPTY_FALLBACK,
                .permits = step->permits & PERMIT_ASK_PAUSES,
                .added = added,
                .added_by = x->actor.person,
                .serves = task->id,
                .why = {.because = step_kind_word(kind)},
                .opened_at = INSTANT_NONE,
                .ended_at = INSTANT_NONE,
            },
    };
    if (added == ADDED_QUESTION)
        e.u.step_added.step.ladder = silence_ladder(x, &e.u.step_added.step, &step->ladder);
    if (!e.u.step_added.step.name || arena_failed(x->arena)) return diag_memory(x->d);
    *no = e.u.step_added.step.no;
    if (emit(x, EVENT_STEP_ADDED, &e)) return -1;
    return leaf_open(x, tree_index(x->record, *no));
}

static int whom(deciding_t *x, int64_t *out) {
    const command_t *command = x->in->command;
    if (command->people_count != 1)
        return diag_set(x->d, "person.required", "command", command_kind_word(command->kind), NULL);
    *out = command->people[0];
    if (*out == x->actor.person)
        return diag_set(x->d, "person.yourself", "command", command_kind_word(command->kind), NULL);
    return check_person(x, *out);
}

/* Somebody prepares it already: who? */
static int delegated_already(deciding_t *x, const task_t *task) {
    const record_t *r = x->record;
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *s = r->tasks[i].state == TASK_OPEN ? record_step(r, r->tasks[i].step) : NULL;
        if (s && s->serves == task->id && s->added == ADDED_DELEGATION)
            return diag_set(x->d, "delegate.twice", "step", record_step(r, task->step)->name, "for", s->name,
                            "by", handle_of(x, r->tasks[i].person), NULL);
    }
    return 0;
}

int do_delegate(deciding_t *x) {
    task_t *task;
    int64_t person = 0;
    int32_t no;
    if (whom(x, &person) || task_find(x, HELD_KINDS, &task)) return -1;
    const step_t *step = record_step(x->record, task->step);
    if (check_permit(x, step, PERMIT_DELEGATE) || delegated_already(x, task)) return -1;
    int64_t id = task->id;
    if (serve(x, task, STEP_ASSIST, ADDED_DELEGATION, person, &no)) return -1;
    event_t e = {.u.commented = {.task = id, .text = x->in->command->text}};
    if (has_words(x->in->command->text) && emit(x, EVENT_COMMENTED, &e)) return -1;
    x->out->task = id;
    return clocks_follow(x);
}

int do_ask(deciding_t *x) {
    task_t *task;
    int64_t person = 0;
    int32_t no;
    if (!has_words(x->in->command->text)) return diag_set(x->d, "question.required", NULL);
    if (whom(x, &person) || task_find(x, HELD_KINDS, &task)) return -1;
    if (check_permit(x, record_step(x->record, task->step), PERMIT_ASK)) return -1;
    int64_t id = task->id;
    if (serve(x, task, STEP_ANSWER, ADDED_QUESTION, person, &no)) return -1;
    event_t e = {.u.asked = {.step = no, .task = id, .text = x->in->command->text}};
    if (emit(x, EVENT_ASKED, &e)) return -1;
    x->out->task = id;
    return clocks_follow(x);
}

int do_claim(deciding_t *x) {
    bool claim = x->in->command->kind == COMMAND_CLAIM;
    task_t *task;
    if (task_find(x, HELD_KINDS, &task)) return -1;
    const step_t *step = record_step(x->record, task->step);
    const task_t *other = claimed_by_other(x, task);
    if (claim && step->mode != DECIDE_ANY) return diag_set(x->d, "claim.not_any", "step", step->name, NULL);
    if (claim && other)
        return diag_set(x->d, "task.claimed", "step", step->name, "by", handle_of(x, other->person), NULL);
    if (claim && (refuse_separated(x, step, x->actor.person, true) ||
                  refuse_second_vote(x, step, x->actor.person, false)))
        return -1;
    if (!claim && !task->claimed) {
        diag_set(x->d, "claim.none", "step", step->name, NULL);
        if (other) diag_param(x->d, "by", handle_of(x, other->person));
        return -1;
    }
    if (task->claimed == claim) return 0; /* nothing changes */
    event_t e = {.u.task_claimed = {.task = task->id, .claimed = claim}};
    x->out->task = task->id;
    return emit(x, EVENT_TASK_CLAIMED, &e);
}

/* A43: every open task of the plan, each at most so often. */
int do_urge(deciding_t *x) {
    const calendars_t *c = x->in->calendars;
    size_t urged = 0, open = 0;
    instant_t again = INSTANT_NONE;
    const limit_t *every = &x->flow->urge_every;
    if (!is_initiator(x))
        return diag_set(x->d, "record.not_yours", "initiator", handle_of(x, x->record->initiator), NULL);
    record_state_t state = x->record->state; /* with its initiator, somebody may owe an approval still */
    if (state != RECORD_OPEN && state != RECORD_PREPARING && state != RECORD_OWING &&
        state != RECORD_RETURNED)
        return wrong_state(x);
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        if (t->state != TASK_OPEN || t->person == x->actor.person) continue;
        if (serving_before(x->record, t->id)) continue; /* who has to sign first is urged */
        open++;
        if (t->urged_at != INSTANT_NONE && t->urged_at != 0) {
            due_t due;
            const char *calendar = directory_calendar(x->in->directory, t->person);
            if (c->due(c->ctx, calendar, t->urged_at, every, &due, x->d)) return -1;
            if (due.at > x->in->now) {
                if (again == INSTANT_NONE || due.at < again) again = due.at;
                continue;
            }
        }
        event_t e = {.u.urged = {.task = t->id, .person = t->person}};
        if (emit(x, EVENT_URGED, &e)) return -1;
        if (tell(x, t->person, "task.urged", t, x->in->command->text)) return -1;
        urged++;
    }
    if (open == 0) return diag_set(x->d, "urge.nobody", NULL);
    if (urged > 0) return 0;
    char at[INSTANT_TEXT];
    return diag_set(x->d, "urge.too_often", "at", instant_format(again, 0, true, at), NULL);
}
