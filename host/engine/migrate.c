/* A running record goes on under other rules (A53). The form must be whole under them, its data and not only
 * its place; the present stage is planned anew. Steps decided stay decided, what is open stays open where the
 * new plan has the same step, with its people, its clock and the terms under which it was asked for; what the
 * new plan has not is closed; the rest follows the new plan. Steps are the same by name and kind. The risk is
 * what the new rules say of it, and answered by them.
 *
 * Refused, with why: a form that the new rules do not take, another stage in its place, signers who came in
 * and have not decided, a group that would be refused by the new plan at once, a step that stays open and
 * whose ladder asks a function that the new rules have not. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/form.h"
#include "engine/functions.h"
#include "engine/owing.h"
#include "engine/take_over.h"
#include <string.h>

typedef struct migration {
    const rules_t *old, *new;
} migration_t;

/* The plan that is under way, also where the record is held in it; NULL: none is. */
static const plan_place_t *under_way(const record_t *r) {
    const plan_place_t *place = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    record_state_t state = r->state == RECORD_SUSPENDED ? r->suspended_from : r->state;
    bool going = state == RECORD_OPEN || state == RECORD_PREPARING;
    return going && place && place->count && r->steps[place->first].state == STEP_OPEN ? place : NULL;
}

static int find_stage(deciding_t *x, const flow_t *old, int32_t stage) {
    const flow_t *now = x->flow;
    const char *name = stage < (int32_t)old->stage_count ? old->stages[stage].name : "";
    if (stage < (int32_t)now->stage_count && strcmp(now->stages[stage].name, name) == 0) return 0;
    diag_set(x->d, "migrate.stage", "stage", name, NULL);
    return stage < (int32_t)old->stage_count ? stage_blame(x, &old->stages[stage]) : -1;
}

static int replan(deciding_t *x, const migration_t *m, const plan_place_t *place, event_t *migrated) {
    taking_over_t t;
    if (take_over_work_out(x, place, true, &t)) return -1;
    migrated->u.migrated.replanned = true;
    migrated->u.migrated.steps = t.steps;
    migrated->u.migrated.step_count = t.step_count;
    if (use_rules(x, m->old) || take_over_close(x, &t, "migrated"))
        return -1; /* under the rules that asked for it */
    return use_rules(x, m->new) ? -1 : take_over_open(x, &t);
}

/* What stays open keeps its ladder, whose functions are found where the rules have them. */
static int check_functions(deciding_t *x) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *step = &x->record->steps[i];
        bool open = step->state == STEP_OPEN && step_is_leaf(step->kind) && !step->superseded;
        const char *missing = NULL;
        if (open && function_missing(x, step, &missing)) return -1;
        if (missing) return diag_set(x->d, "migrate.function", "step", step->name, "function", missing, NULL);
    }
    return 0;
}

int do_migrate(deciding_t *x) {
    record_t *r = x->record;
    migration_t m = {.old = x->rules, .new = x->in->latest};
    const flow_t *old_flow = x->flow;
    if (record_has_ended(r->state)) return wrong_state(x);
    if (!m.new) return diag_set(x->d, "ruleset.missing", NULL);
    if (decide_by_latest(r) || hash_equal(&r->ruleset, &m.new->ruleset))
        return 0; /* it goes by them already */
    const plan_place_t *place = under_way(r);
    event_t e = {.u.migrated = {.from = r->ruleset, .reason = x->in->command->text}};
    if (use_rules(x, m.new) || check_form(x)) return -1;
    if (place && (find_stage(x, old_flow, place->stage) || replan(x, &m, place, &e))) return -1;
    if (owed_moved(x, old_flow, &e.u.migrated.stages, &e.u.migrated.stage_count)) return -1;
    if (emit(x, EVENT_MIGRATED, &e) || owed_ahead(x) || check_functions(x) || risk_follow(x, false) ||
        risk_answer(x))
        return -1;
    if (tell(x, r->initiator, "record.migrated", NULL, x->in->command->text)) return -1;
    /* of a suspended record nobody is asked before it is resumed */
    return place && r->state != RECORD_SUSPENDED ? route_settle(x) : clocks_follow(x);
}
