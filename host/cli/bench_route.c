/* What a route of ten steps costs: rules_t.plan, all in all, against the same route in a plain Lua state with
 * the simplest constructors that can build the tree. In turn, pass by pass; each the best of its passes, the
 * ratio their median. */
#include "cli/bench.h"
#include "script/ruleset.h"
#include <lauxlib.h>
#include <lualib.h>
#include <string.h>
#include <time.h>

enum { PASSES = 9 };

#define STEPS                                                                                                \
    "    return sequence {\n"                                                                                \
    "      approve 'administration' { by = role 'finance.administration', within = workdays(2) },\n"         \
    "      approve 'budget-owner' { by = holder('budget', r.budget), within = set.patience,\n"               \
    "                               when = r.budget ~= r.other, because = 'another budget' },\n"             \
    "      approve 'supervisor' { by = head_of(r.unit), within = set.patience },\n"                          \
    "      approve 'controller' { by = post 'controller', within = set.patience },\n"                        \
    "      parallel {\n"                                                                                     \
    "        approve 'legal' { by = post 'legal.head', within = workdays(3), when = r.kind == 'services' "   \
    "},\n"                                                                                                   \
    "        approve 'security' { by = role 'it.security', within = workdays(3), when = r.kind == "          \
    "'software' },\n"                                                                                        \
    "      },\n"                                                                                             \
    "      approve 'director' { by = leader_of(r.unit), within = set.patience,\n"                            \
    "                           when = r.amount > set.director_above, because = 'over the threshold' },\n"   \
    "      approve 'manager' { by = post 'manager', within = workdays(5), when = r.amount > "                \
    "set.manager_above },\n"                                                                                 \
    "      act 'order' { by = role 'buyer', within = workdays(5) },\n"                                       \
    "      act 'payment' { by = service 'treasury', within = workdays(5) },\n"                               \
    "    }\n"

static const char RULES[] =
    "flow 'bench.route' {\n"
    "  owner = 'finance', fallback = post 'finance.head', within = workdays(3),\n"
    "  form = { amount = money { currency = 'EUR' }, budget = text {}, other = text {}, unit = text {},\n"
    "           kind = choice { 'goods', 'services', 'software' } },\n"
    "  settings = { patience = workdays(3), director_above = amount '5000 EUR', manager_above = amount "
    "'50000 EUR' },\n"
    "  route = function(r, set)\n" STEPS "  end,\n"
    "  overdue = ladder { { after = workhours(0), remind = assignee }, { after = workdays(1), notify = "
    "head_of(assignee) } },\n"
    "}\n";

static const char PLAIN[] =
    "local function node(kind) return function(name)\n"
    "  if type(name) == 'table' then name.kind = kind return name end\n"
    "  return function(t) t.kind, t.name = kind, name return t end end end\n"
    "local function source(kind) return function(key, item) return { kind = kind, key = key, item = item } "
    "end end\n"
    "local approve, act, sequence, parallel = node 'approve', node 'act', node 'sequence', node 'parallel'\n"
    "local role, post, holder, head_of, leader_of, service = source 'role', source 'post', source 'holder',\n"
    "  source 'head', source 'leader', source 'service'\n"
    "local function workdays(n) return { kind = 'workdays', n = n } end\n"
    "return function(r, set)\n" STEPS "end\n";

/* Of this thread alone: another program's turn costs neither side. */
static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The plain state's record: numbers in place of money, which is as cheap as a comparison can be. */
static void push_facts(lua_State *L) {
    static const char *const texts[][2] = {
        {"budget", "HR-01"}, {"other", "FIN-01"}, {"unit", "hr"}, {"kind", "services"}};
    lua_newtable(L);
    lua_pushinteger(L, 700000);
    lua_setfield(L, -2, "amount");
    for (size_t i = 0; i < 4; i++) {
        lua_pushstring(L, texts[i][1]);
        lua_setfield(L, -2, texts[i][0]);
    }
    lua_newtable(L);
    lua_pushinteger(L, 500000);
    lua_setfield(L, -2, "director_above");
    lua_pushinteger(L, 5000000);
    lua_setfield(L, -2, "manager_above");
    lua_newtable(L);
    lua_setfield(L, -2, "patience");
}

/* A plain state with the function, the facts and the settings on its stack; NULL: no memory. */
static lua_State *plain_open(void) {
    lua_State *L = luaL_newstate();
    if (L == NULL) return NULL;
    luaL_openlibs(L);
    if (luaL_dostring(L, PLAIN) == LUA_OK) {
        push_facts(L);
        return L;
    }
    lua_close(L);
    return NULL;
}

static int plain_pass(lua_State *L, size_t runs, double *us) {
    double begin = seconds();
    for (size_t i = 0; i < runs; i++) {
        lua_pushvalue(L, 1);
        lua_pushvalue(L, 2);
        lua_pushvalue(L, 3);
        if (lua_pcall(L, 2, 1, 0) != LUA_OK) return -1;
        lua_pop(L, 1);
    }
    *us = (seconds() - begin) / (double)runs * 1e6;
    return 0;
}

typedef struct ours {
    ruleset_t *rules;
    const flow_t *flow;
    field_t fields[5];
    record_t record;
    arena_t arena, calls;
} ours_t;

static int ours_open(ours_t *o, diag_t *d) {
    static const char *const texts[][2] = {{"amount", "7000 EUR"},
                                           {"budget", "HR-01"},
                                           {"kind", "services"},
                                           {"other", "FIN-01"},
                                           {"unit", "hr"}};
    rule_file_t file = {"company/bench.lua", {(const uint8_t *)RULES, strlen(RULES)}};
    ruleset_content_t content = {.files = &file, .file_count = 1};
    buf_t packed;
    buf_init(&packed, 0);
    if (ruleset_pack(&content, &packed, NULL, d) == 0)
        o->rules = ruleset_open((bytes_t){packed.at, packed.len}, NULL, d);
    buf_free(&packed);
    if (o->rules == NULL) return -1;
    const rules_t *r = ruleset_rules(o->rules);
    if (r->flow(r->ctx, "bench.route", "hr", NULL, &o->flow, d) != 0) return -1;
    for (size_t i = 0; i < 5; i++) {
        o->fields[i].name = texts[i][0];
        if (field_parse(flow_field(o->flow, texts[i][0]), texts[i][1], &o->arena, &o->fields[i].value, d) !=
            0)
            return -1;
    }
    o->record = (record_t){.flow = o->flow->name, .department = "hr", .fields = o->fields, .field_count = 5};
    return 0;
}

static int ours_pass(ours_t *o, size_t runs, double *us, diag_t *d) {
    const rules_t *r = ruleset_rules(o->rules);
    facts_t facts = {.record = &o->record};
    double begin = seconds();
    for (size_t i = 0; i < runs; i++) {
        plan_t plan;
        arena_reset(&o->calls);
        if (r->plan(r->ctx, o->flow, 0, &facts, &o->calls, &plan, d) != 0) return -1;
    }
    *us = (seconds() - begin) / (double)runs * 1e6;
    return 0;
}

int bench_route(bench_t *b, diag_t *d) {
    double ours[PASSES] = {0}, plain[PASSES] = {0}, ratios[PASSES] = {0};
    ours_t o = {0};
    arena_init(&o.arena, 0);
    arena_init(&o.calls, 0);
    lua_State *L = plain_open();
    int status = L == NULL ? diag_memory(d) : ours_open(&o, d);
    for (size_t i = 0; status == 0 && i < PASSES; i++) {
        status = ours_pass(&o, b->sizes->routes, &ours[i], d);
        if (status == 0 && plain_pass(L, b->sizes->routes, &plain[i]) != 0) status = diag_memory(d);
        if (status == 0) ratios[i] = ours[i] / plain[i];
    }
    if (status == 0) {
        double best = bench_part(ours, PASSES, 0);
        bench_tell(b, &(measured_t){
                          .name = "route", .unit = "us", .value = best, .sense = BUDGET_BELOW, .limit = 30});
        bench_tell(b, &(measured_t){.name = "sandbox",
                                    .unit = "us",
                                    .value = best,
                                    .against = bench_part(plain, PASSES, 0),
                                    .ratio = bench_part(ratios, PASSES, 0.5),
                                    .sense = BUDGET_BELOW,
                                    .limit = 2.5});
    }
    if (L != NULL) lua_close(L);
    ruleset_close(o.rules);
    arena_free(&o.calls);
    arena_free(&o.arena);
    return status;
}
