/* What engine asks of rules (model/rules.h), answered by calling the author's functions in the sandbox under
 * one budget each. Every answer is read and checked before it is given; any failure is an error with file and
 * line, and decides nothing. */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

typedef struct asked {
    ruleset_t *rs;
    variant_t *variant;
    const facts_t *facts;
    arena_t *arena;
    int32_t stage;
    const char *reference; /* of a function */
    plan_t *plan;
    const source_t *source;
    effects_t *effects;
    const happened_t *happened;
    const flow_t *opens; /* the flow of the records that a step opens */
    child_opening_t *openings;
    size_t opening_count;
    problem_t *problems;
    size_t problem_count;
    risk_t *risk;
    const check_def_t *check;
} asked_t;

static const variant_t *variant_of(const flow_t *flow) {
    return (const variant_t *)flow;
}

static reader_t reader_for(lua_State *L, const asked_t *a, const variant_t *v, diag_t *d) {
    return (reader_t){.L = L,
                      .rs = a->rs,
                      .arena = a->arena,
                      .d = d,
                      .variant = v,
                      .file = v->base->file,
                      .line = v->base->line,
                      .what = v->flow.name,
                      .stage = a->stage};
}

static void look_at(const asked_t *a, const variant_t *v) {
    call_t *call = &a->rs->call;
    call->variant = v;
    call->risk = RISK_NONE; /* settings may differ */
    call->stage =
        a->stage >= 0 && (size_t)a->stage < v->flow.stage_count ? v->flow.stages[a->stage].name : NULL;
}

/* What the function on top returns as a whole has no place of its own: its first line is the nearest. */
static void note_function(reader_t *rd) {
    lua_Debug ar;
    lua_pushvalue(rd->L, -1);
    if (!lua_getinfo(rd->L, ">S", &ar) || ar.source[0] != '@') return;
    rd->file = ruleset_file_name(rd->rs, ar.source + 1);
    rd->line = ar.linedefined;
}

/* Calls a stage's function and reads the tree it returned. */
static int stage_tree(reader_t *rd, const variant_t *v, branch_t **out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    const stage_def_t *stage = &v->flow.stages[rd->stage];
    rd->path = stage->name;
    rd->prepare = stage->kind == STAGE_PREPARE;
    rd->overdue = NULL;
    rd->steps = 0;
    slot_push(L, v->stage_slots[rd->stage]);
    note_function(rd);
    facts_push_record(L);
    facts_push_settings(L);
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1))
        return read_fail(rd, "rule.no_plan", "flow", v->flow.name, "stage", stage->name, NULL);
    if (branch_read(rd, top + 1, out) != 0) return -1;
    lua_settop(L, top);
    return 0;
}

/* The tree of a stage as it holds for the department, checked against what the company fixed. */
static int variant_tree(reader_t *rd, const asked_t *a, branch_t **out) {
    const variant_t *v = a->variant, *company = v->company;
    call_t *call = &a->rs->call;
    fixed_steps_t fixed = {0};
    branch_t *theirs = NULL;
    *out = NULL;
    if (v == company) return stage_tree(rd, v, out);
    if (v->settings_differ) {
        bool quiet = call->quiet;
        reader_t own = reader_for(rd->L, a, company, rd->d);
        look_at(a, company);
        call->quiet = true;
        if (stage_tree(&own, company, &theirs) != 0 || fixed_note(theirs, a->arena, &fixed, rd->d) != 0)
            return -1;
        call->quiet = quiet;
        /* What was read quietly is read for the first time by the department's own plan. */
        memset(call->fields_read, 0, sizeof call->fields_read);
        memset(call->settings_read, 0, sizeof call->settings_read);
        look_at(a, v);
    }
    if (stage_tree(rd, v, out) != 0) return -1;
    if (!v->settings_differ && fixed_note(*out, a->arena, &fixed, rd->d) != 0) return -1;
    if (extend_apply(rd, v, out) != 0) return -1;
    return fixed_check(rd, v, &fixed, *out);
}

static int plan_body(lua_State *L, void *ctx, diag_t *d) {
    const asked_t *a = ctx;
    reader_t rd = reader_for(L, a, a->variant, d);
    branch_t *root;
    if (variant_tree(&rd, a, &root) != 0) return -1;
    if (branch_flatten(root, a->arena, a->plan, d) != 0) return -1;
    a->plan->facts = a->rs->call.log;
    a->plan->fact_count = a->rs->call.log_count;
    if (plan_check(a->plan, d) != 0) return -1;
    return arena_failed(a->arena) ? diag_memory(d) : 0;
}

/* Finds the function of a reference again: the stage is computed anew for the facts of now, and the function
 * met under that reference is taken; those of the flow's own ladder are found in its declaration. */
static int push_function(lua_State *L, asked_t *a, diag_t *d) {
    reader_t rd = reader_for(L, a, a->variant, d);
    const char *slash = strchr(a->reference, '/');
    int found = 0;
    rd.wanted = a->reference;
    rd.found = &found;
    if (a->reference[0] == '*') {
        ladder_t ladder;
        int top = lua_gettop(L);
        sandbox_push(L, a->variant->base->options);
        sandbox_resolve(L, top + 1);
        lua_pushliteral(L, "overdue");
        lua_rawget(L, top + 1);
        rd.path = "*";
        if (!lua_isnil(L, top + 2) && read_ladder(&rd, top + 2, &ladder) != 0) return -1;
        lua_settop(L, top);
    } else if (slash) {
        branch_t *root;
        for (size_t i = 0; i < a->variant->flow.stage_count; i++) {
            const char *name = a->variant->flow.stages[i].name;
            if (strlen(name) != (size_t)(slash - a->reference) ||
                strncmp(name, a->reference, strlen(name)) != 0)
                continue;
            a->stage = rd.stage = (int32_t)i;
            look_at(a, a->variant);
            if (variant_tree(&rd, a, &root) != 0) return -1;
        }
    }
    if (found == 0) return read_fail(&rd, "rule.function_gone", "function", a->reference, NULL);
    reader_push_found(L);
    return 0;
}

static int people_body(lua_State *L, void *ctx, diag_t *d) {
    asked_t *a = ctx;
    tracing_t *trace = a->facts->trace;
    a->rs->call.quiet = true;
    if (trace) trace->quiet = true; /* until the function itself runs */
    if (push_function(L, a, d) != 0) return -1;
    if (trace) trace->quiet = false;
    facts_push_record(L);
    facts_push_settings(L);
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1)) return 0;
    reader_t rd = reader_for(L, a, a->variant, d);
    rd.what = rd.path = a->reference;
    if (read_source(&rd, lua_gettop(L), "by", &a->source) != 0) return -1;
    for (const source_t *s = a->source; s; s = s->next) {
        if (s->kind == SOURCE_FUNCTION || s->kind == SOURCE_PICKED) /* which are to be known beforehand */
            return read_expected(&rd, lua_gettop(L), "by", "people, not one more function, nor a pick");
    }
    return 0;
}

/* From here on what is read is told, where somebody asks. */
static void listen(asked_t *a) {
    call_t *call = &a->rs->call;
    call->quiet = a->facts->trace == NULL;
    memset(call->fields_read, 0, sizeof call->fields_read);
    memset(call->settings_read, 0, sizeof call->settings_read);
}

static int tell_read(const asked_t *a, effects_t *out) {
    out->read = a->rs->call.log;
    out->read_count = a->rs->call.log_count;
    return 0;
}

static int call_body(lua_State *L, void *ctx, diag_t *d) {
    asked_t *a = ctx;
    a->rs->call.quiet = true;
    if (push_function(L, a, d) != 0) return -1;
    listen(a);
    if (lua_type(L, -1) == LUA_TFUNCTION) { /* else a record that a rung opens */
        facts_push_record(L);
        facts_push_settings(L);
        facts_push_task(L);
        lua_call(L, 3, 1);
    }
    reader_t rd = reader_for(L, a, a->variant, d);
    rd.path = a->reference;
    return effects_read(&rd, lua_gettop(L), a->effects) != 0 ? -1 : tell_read(a, a->effects);
}

/* One declaration's handler of what happened, if it has one. */
static int handle_one(lua_State *L, asked_t *a, const declared_t *declared, diag_t *d) {
    reader_t rd = reader_for(L, a, a->variant, d);
    int top = lua_gettop(L);
    rd.file = declared->file;
    rd.line = declared->line;
    rd.what = rd.path = happening_word(a->happened->what);
    sandbox_push(L, declared->options);
    sandbox_resolve(L, top + 1);
    lua_pushliteral(L, "on");
    if (lua_rawget(L, top + 1) == LUA_TTABLE) {
        sandbox_resolve(L, top + 2);
        lua_pushstring(L, rd.what);
        if (lua_rawget(L, top + 2) != LUA_TNIL) {
            note_function(&rd);
            facts_push_record(L);
            facts_push_settings(L);
            facts_push_happened(L, a->happened);
            lua_call(L, 3, 1);
            if (effects_read(&rd, top + 3, a->effects) != 0) return -1;
        }
    }
    lua_settop(L, top);
    return 0;
}

static int handle_body(lua_State *L, void *ctx, diag_t *d) {
    asked_t *a = ctx;
    a->rs->call.quiet = true;
    if (handle_one(L, a, a->variant->base, d) != 0) return -1;
    for (size_t i = 0; i < a->variant->extension_count; i++)
        if (handle_one(L, a, a->variant->extensions[i], d) != 0) return -1;
    return 0;
}

static int openings_body(lua_State *L, void *ctx, diag_t *d) {
    asked_t *a = ctx;
    a->rs->call.quiet = true;
    if (push_function(L, a, d) != 0) return -1; /* here the options of the step */
    reader_t rd = reader_for(L, a, a->variant, d);
    rd.what = rd.path = a->reference;
    int top = lua_gettop(L);
    sandbox_resolve(L, top);
    return record_openings_read(&rd, top, a->opens, &a->openings, &a->opening_count);
}

static int check_one(lua_State *L, asked_t *a, const declared_t *declared, diag_t *d) {
    reader_t rd = reader_for(L, a, a->variant, d);
    int top = lua_gettop(L);
    rd.file = declared->file;
    rd.line = declared->line;
    sandbox_push(L, declared->options);
    sandbox_resolve(L, top + 1);
    lua_pushliteral(L, "check");
    if (lua_rawget(L, top + 1) != LUA_TNIL) {
        facts_push_record(L);
        facts_push_settings(L);
        facts_push_task(L); /* nobody's: what day it is */
        lua_call(L, 3, 1);
        if (problems_read(&rd, top + 2, &a->problems, &a->problem_count) != 0) return -1;
    }
    lua_settop(L, top);
    return 0;
}

static int check_body(lua_State *L, void *ctx, diag_t *d) {
    asked_t *a = ctx;
    a->rs->call.quiet = true;
    if (check_one(L, a, a->variant->base, d) != 0) return -1;
    for (size_t i = 0; i < a->variant->extension_count; i++) {
        if (check_one(L, a, a->variant->extensions[i], d) != 0) return -1;
    }
    return 0;
}

static int comply_body(lua_State *L, void *ctx, diag_t *d) {
    asked_t *a = ctx;
    reader_t rd = reader_for(L, a, a->variant, d);
    int top = lua_gettop(L);
    rd.file = a->check->file;
    rd.line = a->check->line;
    rd.what = rd.path = a->check->name;
    a->rs->call.quiet = true;
    if (flow_check_push(L, a->variant, a->check) != 0)
        return read_fail(&rd, "rule.function_gone", "function", a->check->name, NULL);
    facts_push_record(L);
    facts_push_settings(L);
    facts_push_task(L);
    lua_call(L, 3, 1);
    return problems_read(&rd, top + 1, &a->problems, &a->problem_count);
}

/* What answers a risk has no task to decide, and does not change what it was worked out from. */
static int check_answers(reader_t *rd, const effects_t *answers) {
    static const char *const words[] = {
        [EFFECT_REMIND] = "remind", [EFFECT_REASSIGN] = "reassign",   [EFFECT_REFUSE] = "refuse",
        [EFFECT_PASS] = "pass",     [EFFECT_SET_FIELD] = "set_field", [EFFECT_FINISH] = "finish"};
    for (size_t i = 0; i < answers->count; i++) {
        const effect_t *e = &answers->list[i];
        if ((size_t)e->kind >= sizeof words / sizeof *words || !words[e->kind]) continue;
        rd->file = e->file;
        rd->line = e->line;
        return read_fail(rd, "rule.misplaced", "word", words[e->kind], "in", "risk", NULL);
    }
    return 0;
}

static int risk_body(lua_State *L, void *ctx, diag_t *d) {
    asked_t *a = ctx;
    int top = lua_gettop(L);
    reader_t rd = reader_for(L, a, a->variant, d);
    listen(a);
    rd.what = rd.path = "risk";
    facts_call_risk(L);
    const char *level = lua_type(L, top + 1) == LUA_TSTRING ? lua_tostring(L, top + 1) : "";
    a->risk->level = risk_from(level);
    if (a->risk->level == RISK_NONE)
        return read_fail(&rd, "rule.risk_level", "flow", a->variant->flow.name, "level", level, NULL);
    if (reasons_read(&rd, top + 2, &a->risk->because, &a->risk->because_zh) != 0) return -1;
    if (!a->risk->because) return read_fail(&rd, "rule.risk_because", "flow", a->variant->flow.name, NULL);
    if (effects_read(&rd, top + 3, &a->risk->response) != 0) return -1;
    return check_answers(&rd, &a->risk->response) != 0 ? -1 : tell_read(a, &a->risk->response);
}

/* Which flow failed, for whom, and under which version. */
void rules_context(const ruleset_t *rs, const variant_t *v, diag_t *d) {
    char hex[HASH_HEX];
    if (!d || !d->code || strcmp(d->code, "memory.out") == 0) return;
    if (!diag_get(d, "flow") && d->param_count < DIAG_PARAMS_MAX) diag_param(d, "flow", v->flow.name);
    if (d->param_count < DIAG_PARAMS_MAX) {
        (void)hash_hex(&rs->hash, hex);
        hex[12] = '\0';
        diag_param(d, "ruleset", hex);
    }
}

static int ask(asked_t *a, sandbox_body_fn body, diag_t *d) {
    ruleset_t *rs = a->rs;
    if (ruleset_ready(rs, d) != 0) return -1;
    const tracing_t *trace = a->facts ? a->facts->trace : NULL;
    bool aloud = rs->numbers_aloud;
    rs->call = (call_t){.facts = a->facts, .arena = a->arena};
    look_at(a, a->variant);
    rs->numbers_aloud = aloud || (trace && trace->aloud);
    int failed = sandbox_run(rs->sb, body, a, d);
    rs->numbers_aloud = aloud;
    rs->last_facts = rs->call.log;
    rs->last_fact_count = rs->call.log_count;
    memcpy(rs->last_fields_read, rs->call.fields_read, sizeof rs->last_fields_read);
    rs->call = (call_t){0};
    if (failed) rules_context(rs, a->variant, d);
    return failed;
}

static int rules_flow(void *ctx, const char *name, const char *department, const directory_t *dir,
                      const flow_t **out, diag_t *d) {
    return variant_for(ctx, name, department, dir, out, d);
}

static int rules_plan(void *ctx, const flow_t *flow, int32_t stage, const facts_t *facts, arena_t *arena,
                      plan_t *out, diag_t *d) {
    asked_t a = {.rs = ctx,
                 .variant = (variant_t *)variant_of(flow),
                 .facts = facts,
                 .arena = arena,
                 .stage = stage,
                 .plan = out};
    *out = (plan_t){0};
    if (stage < 0 || (size_t)stage >= flow->stage_count)
        return diag_set(d, "rule.no_stage", "flow", flow->name, NULL);
    if (ask(&a, plan_body, d) == 0) return 0;
    *out = (plan_t){0};
    return -1;
}

static int rules_people(void *ctx, const flow_t *flow, const char *function, const facts_t *facts,
                        arena_t *arena, source_t **out, diag_t *d) {
    asked_t a = {.rs = ctx,
                 .variant = (variant_t *)variant_of(flow),
                 .facts = facts,
                 .arena = arena,
                 .stage = -1,
                 .reference = function};
    *out = NULL;
    if (ask(&a, people_body, d) != 0) return -1;
    *out = (source_t *)a.source;
    return 0;
}

static int rules_call(void *ctx, const flow_t *flow, const char *function, const facts_t *facts,
                      arena_t *arena, effects_t *out, diag_t *d) {
    asked_t a = {.rs = ctx,
                 .variant = (variant_t *)variant_of(flow),
                 .facts = facts,
                 .arena = arena,
                 .stage = -1,
                 .reference = function,
                 .effects = out};
    *out = (effects_t){0};
    return ask(&a, call_body, d);
}

static int rules_handle(void *ctx, const flow_t *flow, const happened_t *what, const facts_t *facts,
                        arena_t *arena, effects_t *out, diag_t *d) {
    asked_t a = {.rs = ctx,
                 .variant = (variant_t *)variant_of(flow),
                 .facts = facts,
                 .arena = arena,
                 .stage = what->stage,
                 .happened = what,
                 .effects = out};
    *out = (effects_t){0};
    return ask(&a, handle_body, d);
}

static int rules_openings(void *ctx, const flow_t *flow, const step_t *step, const facts_t *facts,
                          arena_t *arena, child_opening_t **out, size_t *count, diag_t *d) {
    asked_t a = {
        .rs = ctx, .variant = (variant_t *)variant_of(flow), .facts = facts, .arena = arena, .stage = -1};
    *count = 0;
    if (step->stage < 0 || (size_t)step->stage >= flow->stage_count || !step->opens)
        return diag_set(d, "rule.no_stage", "flow", flow->name, NULL);
    a.reference = arena_printf(arena, "%s/%s/record", flow->stages[step->stage].name, step->name);
    if (!a.reference) return diag_memory(d);
    if (variant_for(ctx, step->opens, NULL, facts->directory, &a.opens, d) != 0) return -1;
    if (ask(&a, openings_body, d) != 0) return -1;
    *out = a.openings;
    *count = a.opening_count;
    return 0;
}

static int rules_check(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, problem_t **out,
                       size_t *count, diag_t *d) {
    asked_t a = {
        .rs = ctx, .variant = (variant_t *)variant_of(flow), .facts = facts, .arena = arena, .stage = -1};
    *out = NULL;
    *count = 0;
    if (ask(&a, check_body, d) != 0) return -1;
    *out = a.problems;
    *count = a.problem_count;
    return 0;
}

static int rules_comply(void *ctx, const flow_t *flow, const check_def_t *check, const facts_t *facts,
                        arena_t *arena, problem_t **out, size_t *count, diag_t *d) {
    asked_t a = {.rs = ctx,
                 .variant = (variant_t *)variant_of(flow),
                 .facts = facts,
                 .arena = arena,
                 .stage = facts->record->stage,
                 .check = check};
    *out = NULL;
    *count = 0;
    if (ask(&a, comply_body, d) != 0) return -1;
    *out = a.problems;
    *count = a.problem_count;
    return 0;
}

static int rules_risk(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, risk_t *out,
                      diag_t *d) {
    asked_t a = {.rs = ctx,
                 .variant = (variant_t *)variant_of(flow),
                 .facts = facts,
                 .arena = arena,
                 .stage = -1,
                 .risk = out};
    *out = (risk_t){0};
    return ask(&a, risk_body, d);
}

static int knows_body(lua_State *L, void *ctx, diag_t *d) {
    asked_t *a = ctx;
    a->rs->call.quiet = true;
    return push_function(L, a, d);
}

static int rules_knows(void *ctx, const flow_t *flow, const char *function, const facts_t *facts,
                       arena_t *arena, bool *known, diag_t *d) {
    asked_t a = {.rs = ctx,
                 .variant = (variant_t *)variant_of(flow),
                 .facts = facts,
                 .arena = arena,
                 .stage = -1,
                 .reference = function};
    *known = ask(&a, knows_body, d) == 0;
    if (*known) return 0;
    if (!diag_is(d, "rule.function_gone")) return -1;
    diag_clear(d);
    return 0;
}

void rules_open(ruleset_t *rs) {
    rs->rules = (rules_t){.ctx = rs,
                          .ruleset = rs->hash,
                          .flow = rules_flow,
                          .plan = rules_plan,
                          .people = rules_people,
                          .call = rules_call,
                          .openings = rules_openings,
                          .handle = rules_handle,
                          .check = rules_check,
                          .comply = rules_comply,
                          .compute = rules_compute,
                          .risk = rules_risk,
                          .knows = rules_knows};
}
