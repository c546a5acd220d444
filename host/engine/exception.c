/* An exception (A52, policy P1.3.2): an administrator has a step skipped, and what is owed for it opens at
 * once, as a step of its own with people, a limit and a ladder (owing.c). What the green channel owed and
 * ended with its record, so that nobody can make it up any more (A64), is excused by the same means: it says
 * who, and why, and nothing is owed afterwards. */
#include "engine/acts.h"
#include "engine/administering.h"
#include "engine/course.h"
#include "engine/form.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

enum { SKIPPED_KINDS = KIND(STEP_APPROVE) | KIND(STEP_AGREE) | KIND(STEP_ACT) };

static int no_exception(deciding_t *x, const char *problem) {
    return diag_set(x->d, "exception.step", "step", x->in->command->step, "problem", problem, NULL);
}

static int check_exception(deciding_t *x, int32_t *at) {
    const record_t *r = x->record;
    if (r->state != RECORD_OPEN) return wrong_state(x);
    *at = r->plan_count > 0 ? tree_named(r, &r->plans[r->plan_count - 1], x->in->command->step) : -1;
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

static int check_owed_by(deciding_t *x, const step_t *step) {
    for (size_t i = 0; i < x->in->command->people_count; i++)
        if (check_newcomer(x, step, x->in->command->people[i])) return -1;
    return 0; /* whoever should have decided it may well owe it */
}

static step_t owed_step(deciding_t *x, const step_t *step) {
    const limit_t *within = &x->in->command->within;
    step_t owed = owed_leaf(x, step, DEBT_EXCEPTION);
    owed.no = tree_highest(x->record) + 1;
    owed.by = owed_by(x, step);
    owed.added_by = x->actor.person;
    if (within->kind != LIMIT_NONE) owed.within = *within;
    return owed;
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

/* ---- what nobody can make up */

/* The newest of that name that was never made up; NULL: none. */
static const step_t *lost(const record_t *r, const char *name) {
    for (size_t i = r->step_count; name && i-- > 0;)
        if (record_never_made_up(r, &r->steps[i]) && strcmp(r->steps[i].name, name) == 0) return &r->steps[i];
    return NULL;
}

static int32_t root_of(const record_t *r, const step_t *step) {
    while (step->parent)
        step = record_step(r, step->parent);
    return step->no;
}

/* What was owed as one is excused as one. */
static int excuse(deciding_t *x, const step_t *step) {
    const record_t *r = x->record;
    int32_t root = root_of(r, step);
    if (administered(x, step->no, 0)) return -1;
    for (size_t i = 0; i < r->step_count; i++) {
        event_t e = {.u.debt_excused.step = r->steps[i].no};
        if (!record_never_made_up(r, &r->steps[i]) || root_of(r, &r->steps[i]) != root) continue;
        if (emit(x, EVENT_DEBT_EXCUSED, &e)) return -1;
    }
    return tell(x, r->initiator, "record.excused", NULL, x->in->command->text);
}

int do_exception(deciding_t *x) {
    record_t *r = x->record;
    int32_t at = -1;
    const step_t *owed_once = lost(r, x->in->command->step);
    if (owed_once) return excuse(x, owed_once);
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
