/* Approvals asked for again, because an adjustment changed what they read (P2.3.3): which of them is what a
 * change after the end would open again (change_plan.c). They come to stand beside the plan of the stage
 * under way, in a group around both, so that the stage doesn't end before them, with the groups that they
 * form. */
#include "engine/adjusting.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/tree.h"
#include <string.h>

/* Of one stage. */
typedef struct asked {
    plan_t plan;
    int32_t stage;
    again_t *why; /* by index of its steps */
} asked_t;

typedef struct asked_plans {
    asked_t *list; /* of each stage, in order, whose approvals are asked for again */
    size_t count, steps;
} asked_plans_t;

/* ---- which */

/* Stages in which somebody agreed to the record, and by which plan. */
static const plan_place_t *agreed_by(const deciding_t *x, int32_t stage) {
    const record_t *r = x->record;
    stage_kind_t kind = x->flow->stages[stage].kind;
    if (kind != STAGE_PREPARE && kind != STAGE_APPROVAL) return NULL;
    for (size_t i = r->plan_count; i-- > 0;) {
        const plan_place_t *place = &r->plans[i];
        const step_t *root = place->count && place->stage == stage ? &r->steps[place->first] : NULL;
        if (root && !root->superseded && (root->state == STEP_PASSED || root->state == STEP_LEFT_OUT))
            return place;
    }
    return NULL;
}

/* The record as change_plan.c looks at one that is changed: what was agreed to, what has changed since when,
 * and as what it was before. */
static record_t *as_changed(deciding_t *x, const deviation_t *d) {
    const record_t *r = x->record;
    record_t *out = arena_copy(x->arena, r, sizeof *r);
    plan_place_t *plans = arena_array(x->arena, (size_t)r->stage + 1, sizeof *plans);
    if (!out || !plans) return NULL;
    out->plans = plans;
    out->plan_count = 0;
    for (int32_t stage = 0; stage < r->stage; stage++) {
        const plan_place_t *place = agreed_by(x, stage);
        if (place) plans[out->plan_count++] = *place;
    }
    out->kept_round = r->round;
    out->kept_since = d->since - 1;
    out->kept = d->before;
    out->kept_count = d->before_count;
    return out;
}

static int ask_stages(deciding_t *x, const record_t *changed, asked_plans_t *out) {
    for (size_t i = 0; i < changed->plan_count; i++) {
        asked_t one = {.stage = changed->plans[i].stage};
        size_t opened = 0;
        if (stage_plan(x, one.stage, &one.plan)) return -1;
        if (plan_keep(x, one.stage, &one.plan, &opened, &one.why)) return -1;
        if (opened == 0 || one.plan.steps[0].state == STEP_LEFT_OUT) continue;
        out->list[out->count++] = one;
        out->steps += one.plan.step_count;
    }
    return 0;
}

static int work_out(deciding_t *x, const deviation_t *d, asked_plans_t *out) {
    record_t *now = x->record, *changed = as_changed(x, d);
    out->list = arena_array(x->arena, (size_t)now->stage + 1, sizeof *out->list);
    if (!changed || !out->list) return diag_memory(x->d);
    x->record = changed;
    int result = ask_stages(x, changed, out);
    x->record = now;
    return result;
}

/* ---- where they stand */

static bool is_taken(const record_t *r, const plan_place_t *place, const char *name) {
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        const step_t *s = &r->steps[i];
        bool counts = !s->superseded && s->state != STEP_LEFT_OUT;
        if (counts && s->name && strcmp(s->name, name) == 0) return true;
    }
    return false;
}

/* "leader", or "leader.2" where the stage has a step of that name. */
static const char *free_name(deciding_t *x, const plan_place_t *place, const char *wanted) {
    const char *name = wanted;
    for (int n = 2; name && name[0] && is_taken(x->record, place, name); n++)
        name = arena_printf(x->arena, "%s.%d", wanted, n);
    return name;
}

/* One after the other, numbered on from `no`. */
static plan_t joined(deciding_t *x, const asked_plans_t *asked, const plan_place_t *place, int32_t no) {
    bool several = asked->count > 1;
    plan_t out = {.steps = arena_array(x->arena, asked->steps + 1, sizeof *out.steps)};
    if (!out.steps) return out;
    if (several)
        out.steps[out.step_count++] = (step_t){.no = no,
                                               .kind = STEP_SEQUENCE,
                                               .state = STEP_WAITING,
                                               .name = "",
                                               .why = {.because = "deviation"},
                                               .opened_at = INSTANT_NONE,
                                               .ended_at = INSTANT_NONE};
    for (size_t i = 0; i < asked->count; i++) {
        int32_t base = no + (int32_t)out.step_count - 1;
        for (size_t k = 0; k < asked->list[i].plan.step_count; k++) {
            step_t *s = &out.steps[out.step_count++];
            *s = asked->list[i].plan.steps[k];
            s->parent = s->parent ? s->parent + base : several ? no : 0;
            s->no += base;
            s->name = s->name ? free_name(x, place, s->name) : NULL;
            s->opened_at = s->ended_at = INSTANT_NONE;
        }
    }
    return out;
}

/* How deep the deepest step of the plan stands, and of what is asked for again. */
static int32_t deepest(const record_t *r, const plan_place_t *place, const asked_plans_t *asked) {
    int32_t most = 0;
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        int32_t depth = tree_depth(r, i) + 1;
        if (depth > most) most = depth;
    }
    for (size_t i = 0; i < asked->count; i++)
        for (size_t k = 0; k < asked->list[i].plan.step_count; k++) {
            const step_t *steps = asked->list[i].plan.steps;
            int32_t depth = 2;
            for (int32_t no = steps[k].parent; no; no = steps[no - 1].parent)
                depth++;
            if (depth > most) most = depth;
        }
    return most;
}

static int check_room(deciding_t *x, const plan_place_t *place, const asked_plans_t *asked) {
    const record_t *r = x->record;
    size_t count = asked->steps + 2; /* with the groups around them */
    if (deepest(r, place, asked) >= PLAN_DEPTH_MAX) return limit_reached(x, "limit.depth", PLAN_DEPTH_MAX);
    if (r->step_count + count <= RECORD_STEPS_MAX && (size_t)place->count + count <= PLAN_STEPS_MAX) return 0;
    return limit_reached(x, "limit.steps", PLAN_STEPS_MAX);
}

int approvals_again_why(deciding_t *x, int32_t deviation, size_t index, int32_t *stage, const char **name,
                        again_t *why) {
    asked_plans_t asked = {0};
    const deviation_t *d = record_deviation(x->record, deviation);
    *stage = -1;
    if (!d) return 0;
    if (work_out(x, d, &asked)) return -1;
    size_t at = asked.count > 1 ? 1 : 0; /* a group around those of several stages comes first */
    if (index < at) return 0;
    for (size_t i = 0; i < asked.count; at += asked.list[i++].plan.step_count) {
        const asked_t *one = &asked.list[i];
        if (index - at >= one->plan.step_count) continue;
        *stage = one->stage;
        *name = one->plan.steps[index - at].name;
        *why = one->why[index - at];
        return 0;
    }
    return 0;
}

int approvals_again(deciding_t *x, int32_t deviation) {
    asked_plans_t asked = {0};
    if (work_out(x, record_deviation(x->record, deviation), &asked)) return -1;
    if (asked.count == 0) return 0;
    const record_t *r = x->record;
    const plan_place_t *place = &r->plans[r->plan_count - 1];
    int32_t no = tree_highest(r) + 1;
    if (check_room(x, place, &asked)) return -1;
    event_t e = {.u.plan_added = {.at = r->steps[place->first].no,
                                  .group = {.no = no,
                                            .kind = STEP_ALL,
                                            .state = STEP_WAITING,
                                            .name = "",
                                            .on_refuse = ON_REFUSE_AT_ONCE,
                                            .added = ADDED_REAPPROVAL,
                                            .origin = deviation,
                                            .why = {.because = "deviation"},
                                            .opened_at = INSTANT_NONE,
                                            .ended_at = INSTANT_NONE},
                                  .piece = joined(x, &asked, place, no + 1)}};
    if (arena_failed(x->arena)) return diag_memory(x->d);
    return emit(x, EVENT_PLAN_ADDED, &e);
}

const step_t *asked_again(const record_t *r, int32_t group) {
    int32_t at = tree_index(r, group);
    if (at < 0 || r->steps[at].added != ADDED_REAPPROVAL || r->steps[at].superseded) return NULL;
    for (int32_t i = tree_end(r, tree_member(r, at, at)); i < tree_end(r, at); i++)
        if (!step_is_group(r->steps[i].kind) && !r->steps[i].superseded && !step_ended(r->steps[i].state))
            return &r->steps[i];
    return NULL;
}

int32_t refused_again(const record_t *r, int32_t group) {
    int32_t at = tree_index(r, group), first = at < 0 ? -1 : tree_member(r, at, at);
    if (first < 0) return -1;
    for (int32_t m = tree_member(r, at, first); m >= 0; m = tree_member(r, at, m))
        if (r->steps[m].state == STEP_REFUSED) return m;
    return -1;
}
