/* Effects that change a record's course: steps and records that a rule adds, and a record that needs no more.
 * They come from a ladder's function or from a flow's handlers, are carried out in the commit of what they
 * were asked about, and are the rule's doing. */
#include "engine/adjusting.h"
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include "model/sentence.h"
#include <string.h>

int effect_misfit(deciding_t *x, const effect_t *e, int32_t step, const char *effect, const char *problem) {
    const step_t *s = step ? record_step(x->record, step) : NULL;
    diag_set(x->d, "effect.misfit", "step", s ? s->name : x->flow->name, "effect", effect, "problem", problem,
             NULL);
    return e->file ? diag_at(x->d, e->file, e->line) : diag_at(x->d, x->flow->file, x->flow->line);
}

/* ---- where it comes to stand */

/* The plan of the stage that is under way in this round; NULL: none. */
static const plan_place_t *present_plan(const deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *plan = r->plan_count > 0 ? &r->plans[r->plan_count - 1] : NULL;
    bool present =
        plan && plan->count > 0 && is_under_way(x) && plan->stage == r->stage && plan->round == r->round;
    return present ? plan : NULL;
}

/* The step beside which it stands: the one named, the one that the function was asked about, else the whole
 * plan; 0: the error is set. */
static int32_t place_for(deciding_t *x, int32_t about, const effect_t *e) {
    const record_t *r = x->record;
    const plan_place_t *plan = present_plan(x);
    if (!plan) return effect_misfit(x, e, about, "add", "no_stage"), 0;
    /* a monitor has no place in the order of its group */
    int32_t asked = about ? tree_index(r, about) : -1;
    bool stands = plan_holds(plan, asked) && r->steps[asked].kind != STEP_MONITOR;
    int32_t at = e->beside ? tree_named(r, plan, e->beside) : stands ? asked : plan->first;
    if (at < 0 || r->steps[at].kind == STEP_MONITOR)
        return effect_misfit(x, e, about, "add", "unknown_step"), 0;
    const step_t *s = &r->steps[at];
    if (step_ended(s->state)) return effect_misfit(x, e, about, "add", "step_ended"), 0;
    if (e->where == ADDED_BEFORE && s->state == STEP_OPEN)
        return effect_misfit(x, e, about, "add", "step_open"), 0;
    if (e->openings && s->state != STEP_OPEN && !x->stage_opens)
        return effect_misfit(x, e, about, "add", "step_not_open"), 0;
    return s->no;
}

static int check_room(deciding_t *x, int32_t at, size_t count) {
    int32_t index = tree_index(x->record, at);
    if (tree_depth(x->record, index) + 2 >= PLAN_DEPTH_MAX)
        return limit_reached(x, "limit.depth", PLAN_DEPTH_MAX);
    if (x->record->step_count + count + 1 <= RECORD_STEPS_MAX &&
        (size_t)tree_plan(x->record, index)->count + count + 1 <= PLAN_STEPS_MAX)
        return 0;
    return limit_reached(x, "limit.steps", PLAN_STEPS_MAX);
}

/* ---- steps and records */

static int add_piece(deciding_t *x, int32_t at, const effect_t *e, added_t where) {
    int32_t no = tree_highest(x->record) + 1;
    step_t *steps = arena_copy(x->arena, e->steps, e->step_count * sizeof *steps);
    if (!steps) return diag_memory(x->d);
    for (size_t i = 0; i < e->step_count; i++) {
        steps[i].no += no;
        steps[i].parent = i == 0 ? 0 : steps[i].parent + no;
        /* a rule may add its steps more than once: "reviewer", "reviewer.2" … */
        if (steps[i].name && steps[i].name[0]) steps[i].name = beside_name(x, steps[i].name);
        steps[i].added = where;
        steps[i].stage = x->record->stage;
        steps[i].round = x->record->round;
        if (!steps[i].name) return diag_memory(x->d);
    }
    event_t added = {.u.plan_added = {.at = at,
                                      .group = {.no = no,
                                                .kind = where == ADDED_BESIDE ? STEP_ALL : STEP_SEQUENCE,
                                                .state = STEP_WAITING,
                                                .name = "",
                                                .on_refuse = ON_REFUSE_AT_ONCE,
                                                .added = where,
                                                .why = {.file = e->file, .line = e->line, .because = BY_RULE},
                                                .opened_at = INSTANT_NONE,
                                                .ended_at = INSTANT_NONE},
                                      .piece = {.steps = steps, .step_count = e->step_count}}};
    return emit(x, EVENT_PLAN_ADDED, &added);
}

/* ---- records that open with their step */

/* As a stage opens, the step beside which they stand has not begun: then they open with it, in the same
 * command, since nothing but the command keeps what they are filled in with. */
struct opening_due {
    struct opening_due *next;
    int32_t step;
    const effect_t *effect;
};

static int open_with_step(deciding_t *x, int32_t step, const effect_t *e) {
    struct opening_due *due = arena_alloc(x->arena, sizeof *due);
    if (!due) return diag_memory(x->d);
    *due = (struct opening_due){x->openings_due, step, e};
    x->openings_due = due;
    return 0;
}

const effect_t *opening_due(const deciding_t *x, int32_t step) {
    const struct opening_due *due = x->openings_due;
    while (due && due->step != step)
        due = due->next;
    return due ? due->effect : NULL;
}

int openings_came(deciding_t *x) {
    for (const struct opening_due *due = x->openings_due; due; due = due->next) {
        const step_t *step = record_step(x->record, due->step);
        if (step && step->state == STEP_WAITING)
            return effect_misfit(x, due->effect, due->step, "add", "step_not_open");
    }
    return 0;
}

static int add(deciding_t *x, int32_t about, const effect_t *e) {
    int32_t at = place_for(x, about, e);
    added_t where = e->openings ? ADDED_BESIDE : e->where ? e->where : ADDED_AFTER;
    if (!at || check_room(x, at, e->step_count)) return -1;
    bool waits = record_step(x->record, at)->state == STEP_WAITING;
    if (add_piece(x, at, e, where)) return -1;
    if (!e->openings) return 0;
    int32_t step = tree_highest(x->record);
    if (waits) return open_with_step(x, step, e);
    return records_open(x, tree_index(x->record, step), e->openings, e->opening_count);
}

/* ---- the end */

/* Somebody still has to agree to it: in the plan, or in a stage to come, as who accepts it does (P2.5). */
static bool approval_owed(const deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    if (beside_holds(r)) return true;
    if (flow_agreement_to_come(x->flow, r->stage)) return true;
    for (int32_t i = plan->first; i < plan->first + plan->count; i++) {
        const step_t *s = &r->steps[i];
        if ((s->kind != STEP_APPROVE && s->kind != STEP_AGREE) || s->superseded || step_ended(s->state))
            continue;
        if (s->state != STEP_OPEN || leaf_verdict(r, s) != STEP_PASSED) return true;
    }
    return false;
}

static int finish(deciding_t *x, int32_t about, const effect_t *e) {
    if (x->record->state != RECORD_OPEN || !present_plan(x))
        return effect_misfit(x, e, about, "finish", "no_stage");
    if (approval_owed(x)) return effect_misfit(x, e, about, "finish", "approval_owed");
    const char *why = sentence_both(x->arena, e->text, e->text_zh);
    if (!why) return diag_memory(x->d);
    return plan_close(x, why) ? -1 : record_finish(x);
}

int course_check(deciding_t *x, int32_t about, const effect_t *e) {
    if (e->kind == EFFECT_FINISH)
        return has_words(e->text) ? 0 : effect_misfit(x, e, about, "finish", "no_reason");
    if (e->step_count == 0 || e->step_count > PLAN_STEPS_MAX)
        return effect_misfit(x, e, about, "add", "too_many");
    plan_t piece = {.steps = e->steps, .step_count = e->step_count};
    if (step_is_group(e->steps[0].kind)) return plan_check(&piece, x->d);
    return limit_valid(&e->steps[0].within) ? 0 : effect_misfit(x, e, about, "add", "limit_range");
}

int course_carry_out(deciding_t *x, int32_t about, const effect_t *e) {
    actor_t actor = act_as_rule(x);
    int result = e->kind == EFFECT_FINISH ? finish(x, about, e) : add(x, about, e);
    x->actor = actor;
    return result;
}

bool is_under_way(const deciding_t *x) {
    return x->record->state == RECORD_OPEN || x->record->state == RECORD_PREPARING;
}

/* ---- handlers */

/* What a rule may still do: once a stage is over nobody can be asked beside it, once the record is, all that
 * is left is to tell somebody. */
static int check_fits(deciding_t *x, happening_t what, int32_t step, const effect_t *e) {
    static const char *const words[] = {
        [EFFECT_REMIND] = "remind", [EFFECT_NOTIFY] = "notify",   [EFFECT_REASSIGN] = "reassign",
        [EFFECT_REFUSE] = "refuse", [EFFECT_PASS] = "pass",       [EFFECT_SET_FIELD] = "set_field",
        [EFFECT_WARN] = "warn",     [EFFECT_RECTIFY] = "rectify", [EFFECT_RESPONSE] = "response",
        [EFFECT_ADD] = "add",       [EFFECT_FINISH] = "finish"};
    bool asks = e->kind == EFFECT_WARN || e->kind == EFFECT_RECTIFY || e->kind == EFFECT_RESPONSE;
    if (what == HAPPENED_ENDED && e->kind != EFFECT_NOTIFY)
        return effect_misfit(x, e, step, words[e->kind], "over");
    if (what == HAPPENED_STAGE_ENDED && asks) return effect_misfit(x, e, step, words[e->kind], "no_stage");
    return 0;
}

int decided_told(deciding_t *x, int64_t task, bool *over) {
    record_state_t before = x->record->state;
    happened_t what = {
        .what = HAPPENED_DECIDED, .stage = x->record->stage, .task = record_task(x->record, task)};
    if (happened(x, &what)) return -1;
    *over = x->record->state != before && record_has_ended(x->record->state);
    /* what was written with it counts before the stage can end by it (P4.2.2); a refusal asks for nothing */
    outcome_t outcome = record_task(x->record, task)->outcome;
    bool passes = outcome != OUTCOME_REFUSED && outcome != OUTCOME_RETURNED && !*over;
    return passes ? risk_follow_change(x) : 0;
}

int happened(deciding_t *x, const happened_t *what) {
    effects_t effects = {0};
    const flow_t *flow = x->flow;
    if (x->handling || !flow || !(flow->handles >> what->what & 1)) return 0;
    facts_t facts;
    if (facts_of(x, what->task, &facts)) return -1;
    happened_t e = *what;
    e.by = x->actor.kind;
    if (x->rules->handle(x->rules->ctx, flow, &e, &facts, x->arena, &effects, x->d)) return -1;
    int64_t task = what->task ? what->task->id : 0;
    int32_t step = what->task ? what->task->step : 0;
    for (size_t i = 0; i < effects.count; i++)
        if (check_fits(x, e.what, step, &effects.list[i]) || effect_check(x, task, step, &effects.list[i]))
            return -1;
    const char *about = x->about;
    x->handling = true; /* what a handler does is asked of no handler */
    x->about = happening_word(e.what);
    x->stage_opens = e.what == HAPPENED_STAGE_OPENED;
    int result = 0;
    for (size_t i = 0; result == 0 && i < effects.count; i++)
        result = effect_carry_out(x, task, step, &effects.list[i]);
    x->handling = x->stage_opens = false;
    x->about = about;
    return result;
}
