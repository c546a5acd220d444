/* What a route of ten steps costs: rules_t.plan, all in all, against the same route in a plain Lua state with
 * the simplest constructors that can build the tree. Prints microseconds and the ratio; the budgets are in
 * design.md §7. Usage: bench_route [ROUNDS] */
#include "script/ruleset.h"
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static double seconds(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int fail(const char *what, const diag_t *d) {
    (void)fprintf(stderr, "bench_route: %s: %s %s (%s:%d)\n", what, d && d->code ? d->code : "",
                  d && diag_get(d, "message") ? diag_get(d, "message") : "", d ? d->file : "",
                  d ? d->line : 0);
    return 1;
}

/* The plain state's record: numbers in place of money, which is as cheap as a comparison can be. */
static void push_facts(lua_State *L) {
    lua_newtable(L);
    lua_pushinteger(L, 700000);
    lua_setfield(L, -2, "amount");
    static const char *const texts[][2] = {
        {"budget", "HR-01"}, {"other", "FIN-01"}, {"unit", "hr"}, {"kind", "services"}};
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

static double plain_route(long rounds) {
    lua_State *L = luaL_newstate();
    if (!L) return -1;
    luaL_openlibs(L);
    if (luaL_dostring(L, PLAIN) != LUA_OK) return -1;
    push_facts(L);
    double best = 1e9;
    for (int pass = 0; pass < 5; pass++) {
        double start = seconds();
        for (long i = 0; i < rounds; i++) {
            lua_pushvalue(L, 1);
            lua_pushvalue(L, 2);
            lua_pushvalue(L, 3);
            if (lua_pcall(L, 2, 1, 0) != LUA_OK) return -1;
            lua_pop(L, 1);
        }
        double took = (seconds() - start) / (double)rounds * 1e6;
        if (took < best) best = took;
    }
    lua_close(L);
    return best;
}

static double rules_route(long rounds, diag_t *d) {
    rule_file_t file = {"company/bench.lua", {(const uint8_t *)RULES, strlen(RULES)}};
    ruleset_content_t content = {&file, 1, NULL, 0};
    buf_t packed;
    arena_t arena, calls;
    const flow_t *flow;
    buf_init(&packed, 0);
    arena_init(&arena, 0);
    arena_init(&calls, 0);
    if (ruleset_pack(&content, &packed, NULL, d) != 0) return -1;
    ruleset_t *rs = ruleset_open((bytes_t){packed.at, packed.len}, NULL, d);
    if (!rs) return -1;
    const rules_t *rules = ruleset_rules(rs);
    if (rules->flow(rules->ctx, "bench.route", "hr", NULL, &flow, d) != 0) return -1;
    static const char *const texts[][2] = {{"amount", "7000 EUR"},
                                           {"budget", "HR-01"},
                                           {"kind", "services"},
                                           {"other", "FIN-01"},
                                           {"unit", "hr"}};
    field_t fields[5];
    for (size_t i = 0; i < 5; i++) {
        fields[i].name = texts[i][0];
        if (field_parse(flow_field(flow, texts[i][0]), texts[i][1], &arena, &fields[i].value, d) != 0)
            return -1;
    }
    record_t record = {.flow = flow->name, .department = "hr", .fields = fields, .field_count = 5};
    facts_t facts = {.record = &record};
    double best = 1e9;
    for (int pass = 0; pass < 5; pass++) {
        double start = seconds();
        for (long i = 0; i < rounds; i++) {
            plan_t plan;
            arena_reset(&calls);
            if (rules->plan(rules->ctx, flow, 0, &facts, &calls, &plan, d) != 0) return -1;
        }
        double took = (seconds() - start) / (double)rounds * 1e6;
        if (took < best) best = took;
    }
    ruleset_close(rs);
    arena_free(&calls);
    arena_free(&arena);
    buf_free(&packed);
    return best;
}

int main(int argc, char **argv) {
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 20000;
    diag_t d;
    diag_init(&d);
    if (rounds < 1 || hash_setup() != 0) return 2;
    double plain = plain_route(rounds), rules = rules_route(rounds, &d);
    if (plain < 0) return fail("the plain route", NULL);
    if (rules < 0) return fail("the route in rules", &d);
    printf("a route of ten steps: %.2f us by rules_t.plan, %.2f us in plain Lua, ratio %.2f\n", rules, plain,
           rules / plain);
    return 0;
}
