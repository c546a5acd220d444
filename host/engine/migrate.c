/* A running record goes on under other rules (A53). The form must be whole under them, its data and not only
 * its place; the present stage is planned anew. Steps decided stay decided, what is open stays open where the
 * new plan has the same step, with its people, its clock and the terms under which it was asked for; what the
 * new plan has not is closed; the rest follows the new plan. Steps are the same by name and kind.
 *
 * Refused, with why: a form that the new rules do not take, another stage in its place, signers who came in
 * and have not decided, a group that would be refused by the new plan at once. */
#include "engine/deciding.h"
#include "engine/tree.h"
#include <string.h>

typedef struct migration {
    const rules_t *old, *new;
    plan_t plan;      /* of the present stage, numbered on */
    carried_t *steps; /* for the event */
    size_t count;
    bool *kept; /* by index in the record: goes on in the new plan */
} migration_t;

/* The plan that is under way; NULL: none is. */
static const plan_place_t *under_way(const record_t *r) {
    const plan_place_t *place = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    bool going = r->state == RECORD_OPEN || r->state == RECORD_PREPARING;
    return going && place && place->count && r->steps[place->first].state == STEP_OPEN ? place : NULL;
}

static int refuse(deciding_t *x, const char *code, const char *step) {
    return diag_set(x->d, code, "step", step, NULL);
}

/* ---- what is the same */

static const step_t *same_leaf(const record_t *r, const plan_place_t *place, const step_t *like) {
    for (int32_t i = place->first + place->count; i-- > place->first;) {
        const step_t *s = &r->steps[i];
        if (!s->superseded && s->kind == like->kind && s->name && strcmp(s->name, like->name) == 0) return s;
    }
    return NULL;
}

/* Left out on the way, not by the rule: by a jump, as owed, by a policy when it began. */
static bool left_out_on_the_way(const step_t *s) {
    return s->opened_at != INSTANT_NONE || step_is_owed(s) ||
           (s->left_out && (strcmp(s->left_out, "jumped") == 0 || strcmp(s->left_out, "straight") == 0));
}

/* Does what became of the step hold in the new plan, too? */
static bool goes_on(const step_t *old, const step_t *now) {
    if (old->state == STEP_OPEN) return now->state != STEP_LEFT_OUT;
    if (old->state == STEP_LEFT_OUT) return left_out_on_the_way(old);
    return step_ended(old->state);
}

static int check_added(deciding_t *x, const plan_place_t *place) {
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->added && !s->superseded && !step_is_group(s->kind) && !step_ended(s->state))
            return refuse(x, "migrate.added", s->name);
    }
    return 0;
}

static void add(migration_t *m, int32_t old, int32_t now, step_state_t state) {
    m->steps[m->count++] = (carried_t){.old = old, .now = now, .state = state};
}

/* The leaves of the new plan that take over, also in m->plan, so that its groups can be looked at. */
static void carry_leaves(deciding_t *x, migration_t *m, const plan_place_t *place) {
    for (size_t i = 0; i < m->plan.step_count; i++) {
        step_t *now = &m->plan.steps[i];
        const step_t *old = step_is_group(now->kind) || !now->name ? NULL : same_leaf(x->record, place, now);
        if (!old || !goes_on(old, now)) continue;
        m->kept[old - x->record->steps] = true;
        add(m, old->no, now->no, old->state);
        now->state = old->state;
        now->left_out = old->left_out;
        now->opened_at = old->opened_at;
    }
}

/* ---- how its groups stand */

static bool any_below(const plan_t *plan, size_t group, step_state_t state) {
    for (size_t i = group + 1; i < plan->step_count; i++) {
        int32_t parent = plan->steps[i].parent;
        while (parent && parent != plan->steps[group].no)
            parent = plan->steps[parent - plan->steps[0].no].parent;
        if (parent && !step_is_group(plan->steps[i].kind) && plan->steps[i].state == state) return true;
    }
    return false;
}

/* The body of a loop whose rounds are used up may well have been refused: somebody decides instead (A8). */
static bool decided_instead(const plan_t *plan, const step_t *group) {
    const step_t *above = group->parent ? &plan->steps[group->parent - plan->steps[0].no] : NULL;
    if (!above || above->kind != STEP_LOOP) return false;
    int32_t at = plan_loop_member(plan->steps, plan->step_count, (int32_t)(above - plan->steps), true);
    return at >= 0 && &plan->steps[at] != group &&
           (plan->steps[at].state == STEP_OPEN || any_below(plan, (size_t)at, STEP_OPEN));
}

/* Members before their group. A group with somebody at work in it is open; one whose members have all that it
 * takes has passed, so that nobody else is asked; one that was left out with all of its members is not, where
 * one of them goes on. */
static int carry_groups(deciding_t *x, migration_t *m) {
    for (size_t i = m->plan.step_count; i-- > 0;) {
        step_t *g = &m->plan.steps[i];
        if (!step_is_group(g->kind)) continue;
        bool open = any_below(&m->plan, i, STEP_OPEN), passed = any_below(&m->plan, i, STEP_PASSED);
        if (!open && !passed) continue;
        bool was_out = g->state == STEP_LEFT_OUT;
        if (was_out) g->state = STEP_WAITING;
        step_state_t verdict = group_verdict(m->plan.steps, (int32_t)m->plan.step_count, (int32_t)i);
        if (verdict == STEP_REFUSED && !open && decided_instead(&m->plan, g))
            g->state = STEP_REFUSED;
        else if (verdict == STEP_REFUSED)
            return refuse(x, "migrate.refused_group",
                          g->name && *g->name ? g->name : step_kind_word(g->kind));
        if (open) g->state = STEP_OPEN;
        if (!open && verdict == STEP_PASSED) g->state = STEP_PASSED;
        if (was_out || g->state != STEP_WAITING) add(m, 0, g->no, g->state);
    }
    return 0;
}

/* ---- the whole */

static int find_stage(deciding_t *x, const flow_t *old, int32_t stage) {
    const flow_t *now = x->flow;
    const char *name = stage < (int32_t)old->stage_count ? old->stages[stage].name : "";
    if (stage < (int32_t)now->stage_count && strcmp(now->stages[stage].name, name) == 0) return 0;
    return diag_set(x->d, "migrate.stage", "stage", name, NULL);
}

static int make_plan(deciding_t *x, migration_t *m, const plan_place_t *place) {
    if (stage_plan(x, place->stage, &m->plan)) return -1;
    if (m->plan.step_count == 0 || m->plan.steps[0].state == STEP_LEFT_OUT)
        return refuse(x, "migrate.empty", x->flow->stages[place->stage].name);
    if (x->record->step_count + m->plan.step_count > RECORD_STEPS_MAX)
        return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    if (x->record->plan_count >= RECORD_PLANS_MAX) return limit_reached(x, "limit.stages", RECORD_PLANS_MAX);
    plan_place(x, place->stage, &m->plan);
    return 0;
}

/* The plan as the rules gave it stands in its own event; what is carried over in the other. */
static plan_t as_planned(deciding_t *x, const plan_t *plan) {
    plan_t copy = *plan;
    copy.steps = arena_copy(x->arena, plan->steps, plan->step_count * sizeof *plan->steps);
    return copy;
}

/* What is open and has no place in the new plan. */
static int close_gone(deciding_t *x, const migration_t *m, int32_t first, int32_t count) {
    bool *gone = arena_array(x->arena, x->record->step_count, sizeof *gone);
    if (!gone) return diag_memory(x->d);
    for (int32_t i = first; i < first + count; i++)
        gone[i] =
            x->record->steps[i].state == STEP_OPEN && !m->kept[i] && !step_is_group(x->record->steps[i].kind);
    if (tell_closing(x, gone)) return -1;
    return steps_close(x, gone, x->record->step_count, "migrated");
}

static int replan(deciding_t *x, migration_t *m, const plan_place_t *place, event_t *migrated) {
    record_t *r = x->record;
    int32_t first = place->first, count = place->count, stage = place->stage;
    if (check_added(x, place) || make_plan(x, m, place)) return -1;
    m->steps = arena_array(x->arena, m->plan.step_count, sizeof *m->steps);
    m->kept = arena_array(x->arena, r->step_count, sizeof *m->kept);
    event_t opened = {.u.stage_opened = {.stage = stage, .round = r->round, .plan = as_planned(x, &m->plan)}};
    if (!m->steps || !m->kept || !opened.u.stage_opened.plan.steps) return diag_memory(x->d);
    carry_leaves(x, m, place);
    if (carry_groups(x, m)) return -1;
    migrated->u.migrated.replanned = true;
    migrated->u.migrated.steps = m->steps;
    migrated->u.migrated.step_count = m->count;
    if (use_rules(x, m->old) || close_gone(x, m, first, count))
        return -1; /* under the rules that asked for it */
    return use_rules(x, m->new) ? -1 : emit(x, EVENT_STAGE_OPENED, &opened);
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
    if (emit(x, EVENT_MIGRATED, &e)) return -1;
    if (tell(x, r->initiator, "record.migrated", NULL, x->in->command->text)) return -1;
    return place ? route_settle(x) : clocks_follow(x);
}
