/* An exception (A52, policy P1.3.2): an administrator has a step skipped, and what is owed for it opens at
 * once, as a step of its own with people, a limit and a ladder.
 *
 * It stands outside of the plan, beside all stages: the record goes on without it, through later stages too,
 * and it stays when the record is returned to a step before. A record whose stages have all ended well while
 * something is owed is not finished but "owing", until the last of it is decided: so it is never closed,
 * disposed of or withdrawn as if nothing were missing. What is refused afterwards refuses the record, as the
 * step would have. A record that is given back to its initiator begins anew, with every step: what was owed
 * then is owed no longer. */
#include "engine/deciding.h"
#include "engine/tree.h"
#include <string.h>

enum { SKIPPED_KINDS = KIND(STEP_APPROVE) | KIND(STEP_AGREE) | KIND(STEP_ACT) };

static int no_exception(deciding_t *x, const char *problem) {
    return diag_set(x->d, "exception.step", "step", x->in->command->step, "problem", problem, NULL);
}

/* The step of that name in the present plan that counts; -1: none. */
static int32_t step_meant(const deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *place = r->plan_count > 0 ? &r->plans[r->plan_count - 1] : NULL;
    const char *name = x->in->command->step;
    for (int32_t i = place ? place->first + place->count : 0; place && name && i-- > place->first;) {
        const step_t *s = &r->steps[i];
        if (!s->superseded && s->name && s->name[0] && strcmp(s->name, name) == 0) return i;
    }
    return -1;
}

static int check_exception(deciding_t *x, int32_t *at) {
    const record_t *r = x->record;
    if (r->state != RECORD_OPEN) return wrong_state(x);
    *at = step_meant(x);
    if (*at < 0) return no_exception(x, x->in->command->step ? "unknown" : "unsaid");
    const step_t *s = &r->steps[*at];
    if (!(SKIPPED_KINDS >> s->kind & 1)) return no_exception(x, "kind");
    if (step_ended(s->state)) return no_exception(x, s->state == STEP_LEFT_OUT ? "not_needed" : "ended");
    if (r->step_count >= RECORD_STEPS_MAX) return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    return 0;
}

/* ---- what is owed */

/* Whoever should have decided it, or those named. */
static const source_t *owed_by(deciding_t *x, const step_t *step) {
    const command_t *command = x->in->command;
    if (command->people_count == 0) return step->by;
    source_t *all = arena_array(x->arena, command->people_count, sizeof *all);
    for (size_t i = 0; all && i < command->people_count; i++)
        all[i] = (source_t){.kind = SOURCE_PERSON,
                            .key = handle_of(x, command->people[i]),
                            .next = i + 1 < command->people_count ? &all[i + 1] : NULL};
    return all;
}

/* Escalated as the step would have been; but no time-out pays what is owed. */
static ladder_t owed_ladder(deciding_t *x, const step_t *step) {
    const ladder_t *from = step->ladder.count ? &step->ladder : &x->flow->overdue;
    rung_t *rungs = arena_array(x->arena, from->count + 1, sizeof *rungs);
    ladder_t out = {.rungs = rungs};
    for (size_t i = 0; rungs && i < from->count; i++) {
        rung_t *rung = &rungs[out.count];
        *rung = from->rungs[i];
        rung->acts = arena_array(x->arena, rung->act_count + 1, sizeof *rung->acts);
        rung->act_count = 0;
        for (size_t j = 0; rung->acts && j < from->rungs[i].act_count; j++)
            if (from->rungs[i].acts[j].action != RUNG_APPROVE)
                rung->acts[rung->act_count++] = from->rungs[i].acts[j];
        if (rung->act_count) out.count++;
    }
    return out.count ? out : watch_ladder(x);
}

static int check_owed_by(deciding_t *x, const step_t *step) {
    for (size_t i = 0; i < x->in->command->people_count; i++)
        if (check_newcomer(x, step, x->in->command->people[i]) &&
            !diag_is(x->d, "task.held_already")) /* whoever should have decided it may well owe it */
            return -1;
    diag_clear(x->d);
    return 0;
}

static step_t owed_step(deciding_t *x, const step_t *step) {
    const uint32_t kept = PERMIT_TRANSFER | PERMIT_DELEGATE | PERMIT_ASK | PERMIT_ASK_PAUSES;
    return (step_t){.no = tree_highest(x->record) + 1,
                    .stage = step->stage,
                    .round = step->round,
                    .kind = step->kind,
                    .state = STEP_WAITING,
                    .name = step_name_free(x, step->name, "owed"),
                    .title_en = step->title_en,
                    .title_zh = step->title_zh,
                    .by = owed_by(x, step),
                    .mode = step->mode,
                    .within =
                        x->in->command->within.kind != LIMIT_NONE ? x->in->command->within : step->within,
                    .ladder = owed_ladder(x, step),
                    .on_empty = EMPTY_FALLBACK,
                    .on_self = SELF_SUPERIOR,
                    .aspects = step->aspects,
                    .on_refuse = step->on_refuse,
                    .refuse_need = step->refuse_need,
                    .permits = step->permits & kept,
                    .added = ADDED_DEBT,
                    .added_by = x->actor.person,
                    .origin = step->no,
                    .form = step->form,
                    .why = {.because = "exception"},
                    .opened_at = INSTANT_NONE,
                    .ended_at = INSTANT_NONE};
}

/* Does what is left of the groups around the step still allow them to pass? */
static int check_outcome(deciding_t *x, int32_t at) {
    const record_t *r = x->record;
    const plan_place_t *plan = tree_plan(r, at);
    const char *name = r->steps[at].name;
    for (int32_t group = at; r->steps[group].parent;) {
        group = tree_index(r, r->steps[group].parent);
        if (group_verdict(r->steps + plan->first, plan->count, group - plan->first) == STEP_REFUSED)
            return diag_set(x->d, "exception.outcome", "step", name, NULL);
    }
    return 0;
}

int do_exception(deciding_t *x) {
    record_t *r = x->record;
    int32_t at = -1;
    if (check_exception(x, &at) || check_owed_by(x, &r->steps[at])) return -1;
    int32_t no = r->steps[at].no;
    event_t e = {.u.step_excepted = {.step = no, .owed = owed_step(x, &r->steps[at])}};
    int32_t owed = e.u.step_excepted.owed.no;
    bool *which = arena_array(x->arena, r->step_count, sizeof *which);
    if (!which || arena_failed(x->arena)) return diag_memory(x->d);
    which[at] = true;
    if (administered(x, no, 0) || tell_closing(x, which)) return -1;
    if (r->steps[at].state == STEP_OPEN && leaf_end(x, at, STEP_LEFT_OUT, "exception")) return -1;
    if (emit(x, EVENT_STEP_EXCEPTED, &e) || check_outcome(x, at)) return -1;
    if (leaf_open(x, tree_index(r, owed))) return -1;
    if (tell(x, r->initiator, "record.excepted", NULL, x->in->command->text)) return -1;
    return route_settle(x);
}

/* ---- what follows from it */

bool owes(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].added == ADDED_DEBT && r->steps[i].state == STEP_OPEN) return true;
    return false;
}

int debts_close(deciding_t *x, const char *cause) {
    for (size_t i = x->record->step_count; i-- > 0;) {
        const step_t *s = &x->record->steps[i];
        if (s->added != ADDED_DEBT || s->state != STEP_OPEN) continue;
        if (leaf_end(x, (int32_t)i, STEP_CLOSED, cause)) return -1;
    }
    return 0;
}

/* As if the step had been refused: its stage, where that still goes on, and the record. */
static int debt_refused(deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    bool going = r->state == RECORD_OPEN && plan->count && r->steps[plan->first].state == STEP_OPEN;
    if (!going && r->state != RECORD_OWING) return clocks_follow(x); /* it is refused already */
    if (going) {
        event_t e = {.u.stage_ended = {.stage = plan->stage, .passed = false}};
        if (plan_close(x, "debt_refused") || emit(x, EVENT_STAGE_ENDED, &e)) return -1;
    }
    return debts_close(x, "outcome") ? -1 : stage_refused(x);
}

static int debt_settle(deciding_t *x, int32_t no) {
    if (leaf_settle(x, tree_index(x->record, no))) return -1;
    const step_t *step = record_step(x->record, no);
    if (!step_ended(step->state)) return clocks_follow(x);
    if (step->state != STEP_PASSED) return debt_refused(x);
    if (x->record->state == RECORD_OWING && !owes(x->record)) return record_finish(x);
    return clocks_follow(x);
}

/* Is it owed, or does it serve the task of what is owed? */
static bool beside_the_plan(const record_t *r, const step_t *step) {
    const task_t *served = step->serves ? record_task(r, step->serves) : NULL;
    const step_t *of = served ? record_step(r, served->step) : NULL;
    return r->state == RECORD_OWING || (of && of->added == ADDED_DEBT);
}

int settle_after(deciding_t *x, int32_t no) {
    const step_t *step = record_step(x->record, no);
    if (step->added == ADDED_DEBT) return debt_settle(x, no);
    if (!beside_the_plan(x->record, step)) return route_settle(x);
    return serving_settle(x) ? -1 : clocks_follow(x);
}
