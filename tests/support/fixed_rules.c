/* Answers of fixed_rules.h. Plans are copied into the caller's arena by way of their encoding. */
#include "support/fixed_rules.h"
#include <assert.h>
#include <string.h>

static int fails(const char *code, const char *phase, diag_t *d) {
    if (!code) return 0;
    diag_set(d, code, "phase", phase, NULL);
    return diag_at(d, "demo.lua", 7);
}

static int get_flow(void *ctx, const char *name, const char *department, const directory_t *dir,
                    const flow_t **out, diag_t *d) {
    fixed_rules_t *rules = ctx;
    (void)department;
    (void)dir;
    if (strcmp(name, rules->flow.name) != 0) return diag_set(d, "flow.unknown", "flow", name, NULL);
    *out = &rules->flow;
    return 0;
}

static int copy_plan(const plan_t *plan, arena_t *arena, plan_t *out, diag_t *d) {
    buf_t bytes;
    buf_init(&bytes, 0);
    plan_encode(plan, &bytes);
    cursor_t in;
    cursor_init(&in, (bytes_t){bytes.at, bytes.len}, arena);
    plan_decode(&in, out);
    bool read = !bytes.failed && cursor_done(&in);
    buf_free(&bytes);
    return read ? 0 : diag_memory(d);
}

static int get_plan(void *ctx, const flow_t *flow, int32_t stage, const facts_t *facts, arena_t *arena,
                    plan_t *out, diag_t *d) {
    fixed_rules_t *rules = ctx;
    (void)flow;
    rules->plan_calls++;
    if (fails(rules->plan_fails, "plan", d) != 0) return -1;
    assert(stage >= 0 && stage < FIXED_STAGES);
    if (plan_check(&rules->plans[stage], d) != 0) return -1;
    if (copy_plan(&rules->plans[stage], arena, out, d) != 0) return -1;
    if (rules->shape) rules->shape(facts->record, arena, out);
    if (facts->trace) {
        facts->trace->list = (traced_t *)rules->traced;
        facts->trace->count = rules->traced_count;
    }
    return 0;
}

static int get_people(void *ctx, const flow_t *flow, const char *function, const facts_t *facts,
                      arena_t *arena, source_t **out, diag_t *d) {
    fixed_rules_t *rules = ctx;
    (void)flow;
    (void)function;
    rules->people_calls++;
    if (facts->trace) {
        facts->trace->list = (traced_t *)rules->people_read;
        facts->trace->count = rules->people_read_count;
    }
    if (fails(rules->people_fails, "people", d) != 0) return -1;
    *out = NULL;
    if (!rules->people) return 0;
    *out = arena_copy(arena, rules->people, sizeof *rules->people);
    return *out ? 0 : diag_memory(d);
}

static int get_call(void *ctx, const flow_t *flow, const char *function, const facts_t *facts, arena_t *arena,
                    effects_t *out, diag_t *d) {
    fixed_rules_t *rules = ctx;
    (void)flow;
    (void)function;
    (void)facts;
    (void)arena;
    rules->call_calls++;
    if (fails(rules->call_fails, "call", d) != 0) return -1;
    *out = rules->effects;
    return 0;
}

static int get_handle(void *ctx, const flow_t *flow, const happened_t *what, const facts_t *facts,
                      arena_t *arena, effects_t *out, diag_t *d) {
    fixed_rules_t *rules = ctx;
    (void)flow;
    (void)what;
    (void)facts;
    (void)arena;
    rules->handle_calls++;
    if (fails(rules->call_fails, "call", d) != 0) return -1;
    *out = rules->effects;
    return 0;
}

static int get_comply(void *ctx, const flow_t *flow, const check_def_t *check, const facts_t *facts,
                      arena_t *arena, problem_t **out, size_t *count, diag_t *d) {
    fixed_rules_t *rules = ctx;
    (void)flow;
    rules->comply_calls++;
    *out = NULL;
    *count = 0;
    if (fails(rules->comply_fails, "comply", d) != 0) return -1;
    if (rules->finds) *out = rules->finds(check, facts, arena, count);
    return *count && !*out ? diag_memory(d) : 0;
}

static int get_openings(void *ctx, const flow_t *flow, const step_t *step, const facts_t *facts,
                        arena_t *arena, child_opening_t **out, size_t *count, diag_t *d) {
    fixed_rules_t *rules = ctx;
    (void)flow;
    (void)step;
    (void)facts;
    (void)arena;
    if (fails(rules->openings_fail, "call", d) != 0) return -1;
    *out = rules->openings;
    *count = rules->opening_count;
    return 0;
}

static int get_check(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, problem_t **out,
                     size_t *count, diag_t *d) {
    fixed_rules_t *rules = ctx;
    (void)flow;
    (void)facts;
    (void)arena;
    rules->check_calls++;
    if (fails(rules->check_fails, "check", d) != 0) return -1;
    *out = rules->problems;
    *count = rules->problem_count;
    return 0;
}

static int get_risk(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, risk_t *out,
                    diag_t *d) {
    (void)flow;
    (void)facts;
    (void)arena;
    (void)d;
    *out = ((fixed_rules_t *)ctx)->risk;
    return 0;
}

static int get_knows(void *ctx, const flow_t *flow, const char *function, const facts_t *facts,
                     arena_t *arena, bool *known, diag_t *d) {
    const char *lacks = ((fixed_rules_t *)ctx)->lacks;
    (void)flow;
    (void)facts;
    (void)arena;
    (void)d;
    *known = !lacks || strcmp(lacks, function) != 0;
    return 0;
}

rules_t fixed_rules(fixed_rules_t *rules) {
    rules_t out = {.ctx = rules,
                   .flow = get_flow,
                   .plan = get_plan,
                   .people = get_people,
                   .call = get_call,
                   .handle = get_handle,
                   .openings = get_openings,
                   .check = get_check,
                   .comply = get_comply,
                   .risk = get_risk,
                   .knows = get_knows};
    hash_of("fixed", 5, &out.ruleset);
    return out;
}

void fixed_rules_init(fixed_rules_t *rules) {
    memset(rules, 0, sizeof *rules);
    rules->fields[0] = (field_def_t){.name = "amount",
                                     .kind = VALUE_MONEY,
                                     .required = true,
                                     .label_en = "Amount",
                                     .label_zh = "金额",
                                     .currency = "EUR"};
    rules->fields[1] =
        (field_def_t){.name = "purpose", .kind = VALUE_TEXT, .label_en = "Purpose", .label_zh = "用途"};
    rules->fields[2] =
        (field_def_t){.name = "deputy", .kind = VALUE_PERSON, .label_en = "Deputy", .label_zh = "代办人"};
    rules->stages[0] =
        (stage_def_t){.name = "approval", .kind = STAGE_APPROVAL, .title_en = "Approval", .title_zh = "审批"};
    rules->fallback = source_by(SOURCE_PERSON, "li.na");
    for (int i = 0; i < FIXED_STAGES; i++)
        rules->plans[i].steps = rules->steps[i];
    rules->flow = (flow_t){.name = "demo.expense",
                           .title_en = "Demo expense",
                           .title_zh = "示例报销",
                           .owner = "finance",
                           .prefix = "EXP",
                           .fallback = &rules->fallback,
                           .fields = rules->fields,
                           .field_count = 3,
                           .stages = rules->stages,
                           .stage_count = 1,
                           .within = limit_workdays(3),
                           .on_refuse = REFUSE_FINISH,
                           .acknowledge_within = limit_workdays(5),
                           .revise_within = limit_workdays(5),
                           .withdraw = WITHDRAW_BEFORE_DECISION,
                           .urge_every = {.kind = LIMIT_ELAPSED, .ms = FLOW_URGE_MS},
                           .file = "demo.lua",
                           .line = 1};
}

static step_t *append(fixed_rules_t *rules, int stage, int32_t parent, step_kind_t kind) {
    assert(stage >= 0 && stage < FIXED_STAGES && rules->plans[stage].step_count < FIXED_STEPS);
    plan_t *plan = &rules->plans[stage];
    step_t *step = &plan->steps[plan->step_count++];
    *step = (step_t){.no = (int32_t)plan->step_count,
                     .parent = parent,
                     .kind = kind,
                     .state = STEP_WAITING,
                     .name = "",
                     .on_refuse = ON_REFUSE_AT_ONCE,
                     .why = {.file = "demo.lua", .line = 10 + (int32_t)plan->step_count},
                     .opened_at = INSTANT_NONE,
                     .ended_at = INSTANT_NONE};
    return step;
}

step_t *fixed_group(fixed_rules_t *rules, int stage, int32_t parent, step_kind_t kind) {
    return append(rules, stage, parent, kind);
}

step_t *fixed_leaf(fixed_rules_t *rules, int stage, int32_t parent, step_kind_t kind, const char *name,
                   const source_t *by) {
    step_t *step = append(rules, stage, parent, kind);
    step->name = name;
    step->by = by;
    step->mode = DECIDE_ANY;
    if (kind != STEP_COPY) step->within = rules->flow.within;
    step->on_empty = EMPTY_FALLBACK;
    step->on_self = SELF_SUPERIOR;
    step->may_return = kind == STEP_APPROVE;
    if (kind == STEP_APPROVE || kind == STEP_ACT || kind == STEP_AGREE) step->permits = PERMIT_USUAL;
    return step;
}

source_t source_by(source_kind_t kind, const char *key) {
    return (source_t){.kind = kind, .key = key};
}

limit_t limit_workdays(int32_t days) {
    return (limit_t){.kind = LIMIT_WORKDAYS, .days = days};
}

limit_t limit_workhours(int64_t hours) {
    return (limit_t){.kind = LIMIT_WORKTIME, .ms = hours * MS_HOUR};
}

limit_t limit_hours(int64_t hours) {
    return (limit_t){.kind = LIMIT_ELAPSED, .ms = hours * MS_HOUR};
}
