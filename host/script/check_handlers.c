/* What the checker says of a flow's handlers (`on`): they are called about all that can happen to a record,
 * for forms that get there, so that one which fails, or names a field, a step, a flow or somebody that does
 * not exist, is an error before it refuses somebody's command. What it returns is read as it would be, and
 * held against the plan at hand; nothing is carried out.
 *
 * Forms. Those of the first ways through a stage; then the ordinary one with one field after the other at
 * every value that it may have, those included that the handlers themselves compare it with; and from each
 * value that makes them read other fields, one other field after the other once more. Bounded by the number
 * of forms and by what the calls may cost; where that was not all of the first two, a note says so. */
#include "script/check_private.h"
#include "script/words.h"
#include <string.h>

enum {
    HANDLED_WAYS = 32,    /* forms of the ways through one stage */
    HANDLED_FORMS = 1000, /* forms of one stage in all */
};
/* Of one flow, in the sandbox's instructions: a fraction of what a stage may cost. */
#define HANDLED_WORK (CHECK_WORK_STAGE / 4)

/* One call: what happened, for which form and plan. */
typedef struct telling {
    check_t *c;
    const plan_t *plan;
    int32_t stage;        /* that it is of */
    const facts_t *facts; /* whose record has the plan's steps */
    const char *example;
    arena_t *scratch;
    bool counts;        /* what it shows is told; else it is only listened to */
    const task_t *task; /* whose decision it is asked about; NULL: about none */
} telling_t;

static bool is_handled(const check_t *c, happening_t what) {
    return c->flow->handles >> what & 1;
}

/* ---- what it returned */

static const char *effect_word(effect_kind_t kind) {
    static const char *const words[] = {[EFFECT_REMIND] = "remind",
                                        [EFFECT_NOTIFY] = "notify",
                                        [EFFECT_REASSIGN] = "reassign",
                                        [EFFECT_REFUSE] = "refuse",
                                        [EFFECT_SET_FIELD] = "set_field",
                                        [EFFECT_ADD] = "add",
                                        [EFFECT_FINISH] = "finish",
                                        [EFFECT_PASS] = "pass",
                                        [EFFECT_WARN] = "warn",
                                        [EFFECT_RECTIFY] = "rectify",
                                        [EFFECT_RESPONSE] = "response_plan"};
    return (size_t)kind < sizeof words / sizeof *words && words[kind] ? words[kind] : "";
}

/* Is the step at `index` of the plan the one at `group`, or below it? */
static bool within(const plan_t *plan, int32_t index, int32_t group) {
    while (index != group && plan->steps[index].parent)
        index = plan->steps[index].parent - plan->steps[0].no;
    return index == group;
}

/* Does the step come after one that is not over, in a sequence: the one at `decided`, or with -1 any that
 * somebody has to see to? */
static bool comes_later(const plan_t *plan, int32_t index, int32_t decided) {
    for (int32_t at = index; plan->steps[at].parent;) {
        int32_t group = plan->steps[at].parent - plan->steps[0].no;
        step_kind_t kind = plan->steps[group].kind;
        bool ordered = kind == STEP_SEQUENCE || kind == STEP_LOOP;
        int32_t m = ordered ? plan_member(plan->steps, plan->step_count, group, group) : -1;
        for (; m >= 0 && m < at; m = plan_member(plan->steps, plan->step_count, group, m)) {
            const step_t *before = &plan->steps[m];
            bool over = before->state == STEP_LEFT_OUT || before->kind == STEP_COPY;
            if (decided < 0 ? !over : within(plan, decided, m)) return true;
        }
        at = group;
    }
    return false;
}

/* A record opens beside a step that is open, or opens with its stage. */
static bool opens_too_soon(const telling_t *t, happening_t what, const effect_t *e, int32_t index) {
    if (!e->openings) return false;
    if (what == HAPPENED_STAGE_OPENED) return comes_later(t->plan, index, -1);
    return what == HAPPENED_DECIDED && t->task &&
           comes_later(t->plan, index, t->task->step - t->plan->steps[0].no);
}

/* Why the engine would refuse it whatever else there is; NULL: it may do. */
static const char *never_fits(const telling_t *t, happening_t what, const effect_t *e) {
    bool opens = e->kind == EFFECT_WARN || e->kind == EFFECT_RECTIFY || e->kind == EFFECT_RESPONSE;
    bool decides = e->kind == EFFECT_REMIND || e->kind == EFFECT_REASSIGN || e->kind == EFFECT_REFUSE ||
                   e->kind == EFFECT_PASS;
    if (what == HAPPENED_ENDED && e->kind != EFFECT_NOTIFY) return "over";
    if (decides) return "no_task";
    if (what == HAPPENED_STAGE_ENDED && (opens || e->kind == EFFECT_ADD)) return "no_stage";
    if (what == HAPPENED_SUBMITTED && (e->kind == EFFECT_ADD || e->kind == EFFECT_FINISH)) return "no_stage";
    if (e->kind == EFFECT_FINISH && flow_agreement_to_come(t->c->flow, t->stage)) return "approval_owed";
    if (e->kind != EFFECT_ADD || !e->beside || what == HAPPENED_CHANGED) return NULL;
    for (size_t i = 0; i < t->plan->step_count; i++) {
        const step_t *s = &t->plan->steps[i];
        if (!s->name || strcmp(s->name, e->beside) != 0) continue;
        if (s->state == STEP_LEFT_OUT) return "step_ended";
        return opens_too_soon(t, what, e, (int32_t)i) ? "step_not_open" : NULL;
    }
    return "unknown_step";
}

/* A finding about an effect of the handler, where the rule says it. */
static int say(const telling_t *t, happening_t what, const effect_t *e, const char *code, const char *name,
               const char *value) {
    const flow_t *flow = t->c->flow;
    return check_say(t->c, CHECK_ERROR, e->file ? e->file : flow->file, e->file ? e->line : flow->line, code,
                     "step", happening_word(what), name, value, "effect", effect_word(e->kind), "example",
                     t->example, NULL);
}

static int judge_people(const telling_t *t, happening_t what, const effect_t *e, const source_t *source) {
    const char *code, *key;
    if (!source || !people_unknown(t->c, source, &code, &key)) return 0;
    return say(t, what, e, code, "key", key);
}

static int judge_effect(const telling_t *t, happening_t what, const effect_t *e) {
    const char *problem = never_fits(t, what, e);
    for (size_t i = 0; i < e->step_count; i++)
        if (steps_added(t->c, &e->steps[i]) != 0) return -1;
    if (problem) return say(t, what, e, "effect.misfit", "problem", problem);
    const field_def_t *def = e->kind == EFFECT_SET_FIELD ? flow_field(t->c->flow, e->field.name) : NULL;
    if (def && def->computed) return say(t, what, e, "field.computed", "field", def->name);
    if (judge_people(t, what, e, e->who) != 0 || judge_people(t, what, e, e->check) != 0) return -1;
    for (size_t i = 0; i < e->step_count; i++)
        if (judge_people(t, what, e, e->steps[i].by) != 0) return -1;
    return 0;
}

/* ---- calls */

/* A value that does not fit, none to open: that hangs on the form of the day, not on the rules. */
static bool hangs_on_form(const diag_t *failed) {
    return strncmp(failed->code, "rule.", 5) != 0 && strncmp(failed->code, "flow.", 5) != 0;
}

static int note_failure(const telling_t *t, happening_t what, diag_t *failed) {
    int status = diag_is(failed, "memory.out") ? -1 : 0;
    if (status == 0 && t->counts && !hangs_on_form(failed)) {
        diag_param(failed, "key", happening_word(what));
        diag_param(failed, "example", t->example);
        t->c->broken = true;
        status = check_add(t->c, CHECK_ERROR, failed);
    }
    diag_clear(failed);
    return status;
}

/* Forms of which the handlers read the same fields one after the other take the same way through them. */
static void note_reads(check_t *c, const tracing_t *trace) {
    for (size_t i = 0; i < trace->count; i++)
        for (const char *p = trace->list[i].field;; p++) {
            c->handled_reads = (c->handled_reads ^ (uint8_t)*p) * UINT64_C(1099511628211);
            if (!*p) break;
        }
}

static int tell(const telling_t *t, const happened_t *what, const task_t *task) {
    check_t *c = t->c;
    facts_t facts = *t->facts;
    tracing_t trace = {0};
    effects_t effects = {0};
    diag_t failed;
    if (!is_handled(c, what->what) || c->handled_work >= HANDLED_WORK) return 0;
    diag_init(&failed);
    facts.task = task;
    facts.trace = &trace;
    int status = c->rules->handle(c->rules->ctx, c->flow, what, &facts, t->scratch, &effects, &failed);
    c->handled_work += check_cost(c);
    note_reads(c, &trace);
    if (status) return note_failure(t, what->what, &failed);
    telling_t about = *t;
    about.task = task;
    for (size_t i = 0; t->counts && i < effects.count; i++)
        if (judge_effect(&about, what->what, &effects.list[i]) != 0) return -1;
    return 0;
}

/* What may become of a step's task. */
static size_t outcomes_of(const step_t *s, outcome_t *out) {
    size_t count = 0;
    switch (s->kind) {
    case STEP_APPROVE:
        out[count++] = OUTCOME_APPROVED;
        if (s->permits & PERMIT_ABSTAIN) out[count++] = OUTCOME_ABSTAINED;
        break;
    case STEP_AGREE:
        out[count++] = OUTCOME_AGREED;
        break;
    case STEP_ACT:
    case STEP_MONITOR:
        out[count++] = OUTCOME_DONE;
        return count;
    default:
        return 0;
    }
    out[count++] = OUTCOME_REFUSED;
    if (s->may_return) out[count++] = OUTCOME_RETURNED;
    return count;
}

static int tell_decided(const telling_t *t, int32_t stage) {
    for (size_t i = 0; i < t->plan->step_count; i++) {
        const step_t *s = &t->plan->steps[i];
        outcome_t outcomes[4];
        size_t count = s->state == STEP_LEFT_OUT ? 0 : outcomes_of(s, outcomes);
        for (size_t k = 0; k < count; k++) {
            task_t task = {.id = 1,
                           .step = s->no,
                           .person = t->facts->record->initiator,
                           .state = TASK_DECIDED,
                           .outcome = outcomes[k]};
            happened_t what = {.what = HAPPENED_DECIDED, .stage = stage, .task = &task, .by = ACTOR_PERSON};
            if (tell(t, &what, &task) != 0) return -1;
        }
    }
    return 0;
}

/* All that can happen to this form while it is in that stage. */
static int tell_all(const telling_t *t, int32_t stage) {
    const record_t *r = t->facts->record;
    const happened_t first[] = {
        {.what = HAPPENED_SUBMITTED, .stage = -1, .by = ACTOR_PERSON},
        {.what = HAPPENED_STAGE_OPENED, .stage = stage, .by = ACTOR_PERSON},
        {.what = HAPPENED_STAGE_ENDED, .stage = stage, .passed = true, .by = ACTOR_PERSON},
        {.what = HAPPENED_STAGE_ENDED, .stage = stage, .by = ACTOR_PERSON},
        {.what = HAPPENED_CHANGED,
         .stage = stage,
         .fields = r->fields,
         .field_count = r->field_count,
         .by = ACTOR_PERSON},
        {.what = HAPPENED_ENDED, .stage = -1, .passed = true, .by = ACTOR_PERSON},
        {.what = HAPPENED_ENDED, .stage = -1, .by = ACTOR_PERSON},
    };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (tell(t, &first[i], NULL) != 0) return -1;
    return tell_decided(t, stage);
}

/* ---- forms */

int handlers_keep(check_t *c, int32_t stage, const uint8_t *choice) {
    size_t same = 0;
    for (size_t i = c->handled_count; i > 0 && c->handled[i - 1].stage == stage; i--)
        same++;
    if (same >= HANDLED_WAYS) {
        c->handled_part = true;
        return 0;
    }
    if (c->handled_count == c->handled_room) {
        size_t room = c->handled_room ? c->handled_room * 2 : 16;
        handled_t *more = arena_grow(c->arena, c->handled, c->handled_count, room, sizeof *more);
        if (!more) return -1;
        c->handled = more;
        c->handled_room = room;
    }
    uint8_t *copy = arena_copy(c->arena, choice, c->axis_count);
    if (!copy) return -1;
    c->handled[c->handled_count++] = (handled_t){stage, copy};
    return 0;
}

/* The form of the choices as they are, if it gets to the stage at all. */
static int handle_form(check_t *c, int32_t stage, bool counts, arena_t *scratch, diag_t *d) {
    plan_t plan = {0};
    problem_t *problems;
    size_t count = 0;
    diag_t failed;
    facts_t facts = check_facts(c, stage);
    arena_reset(scratch);
    diag_init(&failed);
    c->handled_reads = 0;
    int status = c->rules->check(c->rules->ctx, c->flow, &facts, scratch, &problems, &count, &failed);
    if (status == 0 && count == 0)
        status = c->rules->plan(c->rules->ctx, c->flow, stage, &facts, scratch, &plan, &failed);
    bool memory = diag_is(&failed, "memory.out");
    diag_clear(&failed);
    if (memory) return diag_memory(d);
    if (status || count > 0) return 0; /* told where the stage is walked, or never gets here */
    record_t record = *facts.record;
    record.steps = plan.steps;
    record.step_count = plan.step_count;
    const char *example = steps_example(c, plan.facts, plan.fact_count, scratch);
    telling_t t = {.c = c,
                   .plan = &plan,
                   .stage = stage,
                   .facts = &facts,
                   .example = example,
                   .scratch = scratch,
                   .counts = counts && !c->rs->said_aloud};
    facts.record = &record;
    c->handled_forms++;
    return tell_all(&t, stage) != 0 ? diag_memory(d) : 0;
}

/* A value with which the handlers read other fields than with the ordinary one. */
typedef struct turning {
    size_t axis;
    uint8_t value;
} turning_t;

enum { TURNINGS = 32 };

/* The values of one field after the other, the others as they are. */
typedef struct varying {
    int32_t stage;
    bool listens;        /* to learn what they compare fields with; nothing is told */
    int64_t most;        /* forms in all */
    bool cut;            /* there were more */
    turning_t *turnings; /* TURNINGS of them; NULL: nobody asks */
    size_t turning_count;
} varying_t;

static void note_turning(varying_t *v, size_t axis, size_t value, bool differs) {
    if (!differs || !v->turnings || v->turning_count == TURNINGS) return;
    v->turnings[v->turning_count++] = (turning_t){axis, (uint8_t)value};
}

static int handle_values(check_t *c, varying_t *v, arena_t *scratch, diag_t *d) {
    if (v->turnings && handle_form(c, v->stage, false, scratch, d) != 0) return -1;
    const uint64_t ordinary_reads = c->handled_reads;
    for (size_t i = 0; i < c->axis_count; i++) {
        uint8_t ordinary = c->choice[i];
        for (size_t k = 0; k < c->axes[i].count; k++) {
            if (k == ordinary || (!v->listens && c->axes[i].values[k].probe)) continue;
            if (c->handled_forms >= v->most) {
                v->cut = true;
                break;
            }
            c->choice[i] = (uint8_t)k;
            if (handle_form(c, v->stage, !v->listens, scratch, d) != 0) return -1;
            note_turning(v, i, k, c->handled_reads != ordinary_reads);
        }
        c->choice[i] = ordinary;
    }
    return 0;
}

/* Around the form of the choices as they are: first what the handlers compare fields with, then each value.
 */
static int handle_around(check_t *c, varying_t *v, arena_t *scratch, diag_t *d) {
    varying_t heard = {.stage = v->stage, .listens = true, .most = v->most};
    heard_start(c);
    int failed =
        handle_form(c, v->stage, false, scratch, d) != 0 || handle_values(c, &heard, scratch, d) != 0;
    heard_stop(c);
    return failed || handle_values(c, v, scratch, d) != 0 ? -1 : 0;
}

/* Beyond a value that makes them read others, other fields may matter: these are varied there once more, as
 * far as the forms of the stage go. */
static int handle_stage(check_t *c, const handled_t *way, arena_t *scratch, diag_t *d) {
    turning_t turnings[TURNINGS] = {{0}};
    varying_t v = {.stage = way->stage, .most = c->handled_forms + HANDLED_FORMS, .turnings = turnings};
    memcpy(c->choice, way->choice, c->axis_count);
    if (handle_around(c, &v, scratch, d) != 0) return -1;
    c->handled_part = c->handled_part || v.cut;
    for (size_t i = 0; i < v.turning_count && c->handled_forms < v.most; i++) {
        varying_t beyond = {.stage = way->stage, .most = v.most};
        uint8_t ordinary = c->choice[turnings[i].axis];
        c->choice[turnings[i].axis] = turnings[i].value;
        if (handle_around(c, &beyond, scratch, d) != 0) return -1;
        c->choice[turnings[i].axis] = ordinary;
    }
    return 0;
}

int handlers_check(check_t *c, diag_t *d) {
    if (c->flow->handles == 0) return 0;
    arena_t scratch;
    int failed = 0;
    int32_t stage = -1;
    arena_init(&scratch, 0);
    c->handled_work = c->handled_forms = 0;
    for (size_t i = 0; i < c->handled_count && !failed; i++) {
        const handled_t *way = &c->handled[i];
        memcpy(c->choice, way->choice, c->axis_count);
        failed = handle_form(c, way->stage, true, &scratch, d);
        if (!failed && way->stage != stage) failed = handle_stage(c, way, &scratch, d);
        stage = way->stage;
    }
    memset(c->choice, 0, sizeof c->choice);
    arena_free(&scratch);
    if (failed) return -1;
    if (!c->handled_part && c->handled_work < HANDLED_WORK) return 0;
    return check_say(c, CHECK_NOTE, c->flow->file, c->flow->line, "check.handlers", "flow", c->flow->name,
                     "forms", arena_printf(c->arena, "%lld", (long long)c->handled_forms), NULL)
               ? diag_memory(d)
               : 0;
}
