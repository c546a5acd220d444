/* Each allocation of opening a ruleset, and of every kind of call, is refused once: the answer is an error,
 * nothing leaks, and the next call works. */
#include "rules_try.h"

#include "unit/failing.h"

static const char RULES[] =
    "local d = decision 'levels' { inputs = { 'amount' }, outputs = { 'who' },\n"
    "  rows = { { below '10 EUR', 'a' }, { at_least '10 EUR', 'b' } } }\n"
    "flow 'a.flow' { owner = 'hr', fallback = { post 'boss', person 'li.na' }, within = workdays(3),\n"
    "  title = { en = 'A', zh = '甲' }, clause = 'P1', on_refuse = to_initiator { acknowledge = true },\n"
    "  form = { amount = money { currency = 'EUR', required = true }, kind = choice { 'x', 'y' }, urgent = "
    "flag {},\n"
    "    double = money { currency = 'EUR', computed = function(r) return r.amount * 2 end } },\n"
    "  uses = { recent = sum_of { field = 'amount', same = { 'kind', 'department' }, within = days(30) } },\n"
    "  settings = { above = setting { amount '5 EUR', label = 'Above' }, patience = workdays(2), by = role "
    "'x' },\n"
    "  check = function(r) return problem('amount', 'too little', '太少') end,\n"
    "  route = function(r, set) return sequence {\n"
    "    approve 'head' { by = head_of(r.department), within = set.patience, fixed = true, aspects = { 'a', "
    "'b' },\n"
    "      require = { field 'amount', checklist { { en = 'seen', zh = '已核' } } },\n"
    "      fields = { kind = 'hidden', urgent = 'write' }, when = r.recent.sum < r.amount },\n"
    "    all { approve 'x' { by = function(r) return { r.initiator, post 'boss' } end,\n"
    "      when = r.amount > set.above, because = { en = 'why', zh = '因为' } },\n"
    "      approve 'y' { by = first_of { head_of(initiator), set.by }, when = d { amount = r.amount } == "
    "'b',\n"
    "        overdue = ladder { { after = workdays(1), notify = leader_of(assignee) } } } },\n"
    "    loop { rounds = 2, approve 'w' { by = initiator }, when_used_up = approve 'z' { by = post 'boss' } "
    "},\n"
    "  } end,\n"
    "  risk = function(r) return 'high', { { en = 'large', zh = '大' }, 'new' },\n"
    "    response_plan { by = initiator, within = workdays(1), check = post 'boss' } end,\n"
    "  on = { decided = function(r, set, e) return { approve 'late' { by = post 'boss' },\n"
    "    warn { to = initiator, text = 'look', severity = 'major' } } end },\n"
    "  checks = { check 'limit' { title = { en = 'Limit', zh = '限额' }, clause = 'P1', steps = { 'head' },\n"
    "    finds = function(r, set, task) return { problem('amount', 'for ' .. task.step) } end } },\n"
    "  overdue = ladder { { after = workdays(1), call = function(r, set, task) return { notify { to = "
    "assignee,\n"
    "    text = 'late' }, set_field { urgent = true } } end } },\n"
    "}\n"
    "extend 'a.flow' { department = 'hr', settings = { patience = workdays(1) },\n"
    "  add = { act 'more' { after = 'head', by = role 'y' } } }\n"
    "test 'it' { flow = 'a.flow', fields = { amount = '5 EUR' }, expect = { 'head', { 'x', 'y' } },\n"
    "  people = { head = { 'li.na', 'wu.yan' } }, settings = { above = '3 EUR' } }\n";

#define SHAPE "sequence[ head more all[ x y ] loop[ w z ] ]"

typedef struct whole {
    buf_t packed;
    directory_t *dir;
} whole_t;

/* Opens, asks everything once, closes. */
static int ask_everything(void *ctx) {
    whole_t *w = ctx;
    field_t fields[] = {{"amount", {.kind = VALUE_MONEY, .u.money = {5000, "EUR", 2}}}};
    step_t step = {.no = 1, .kind = STEP_APPROVE, .name = "head"};
    task_t task = {.id = 1, .step = 1, .person = 3};
    record_t record = {.flow = "a.flow",
                       .department = "hr",
                       .initiator = 1,
                       .fields = fields,
                       .field_count = 1,
                       .steps = &step,
                       .step_count = 1};
    facts_t facts = {.record = &record, .directory = w->dir, .at = INT64_C(1767225600000), .task = &task};
    arena_t arena;
    diag_t d;
    const flow_t *flow;
    plan_t plan;
    source_t *source;
    effects_t effects;
    problem_t *problems = NULL;
    computed_t *computed;
    risk_t risk;
    happened_t what = {.what = HAPPENED_DECIDED, .task = &task};
    size_t count;
    int result = -1;
    arena_init(&arena, 0);
    diag_init(&d);
    ruleset_t *rs = ruleset_open((bytes_t){w->packed.at, w->packed.len}, NULL, &d);
    if (rs) {
        const rules_t *r = ruleset_rules(rs);
        result = r->flow(r->ctx, "a.flow", "hr", w->dir, &flow, &d);
        if (!result) result = r->plan(r->ctx, flow, 0, &facts, &arena, &plan, &d);
        if (!result && strcmp(try_shape(&plan), SHAPE) != 0) result = 1;
        if (!result) result = r->people(r->ctx, flow, "approval/x/by", &facts, &arena, &source, &d);
        if (!result) result = r->call(r->ctx, flow, "*/overdue/1/call", &facts, &arena, &effects, &d);
        if (!result) result = r->compute(r->ctx, flow, &facts, &arena, &computed, &count, &d);
        if (!result && computed[0].field.value.u.money.minor != 10000) result = 1;
        if (!result) result = r->check(r->ctx, flow, &facts, &arena, &problems, &count, &d);
        if (!result)
            result = r->comply(r->ctx, flow, &flow->checks[0], &facts, &arena, &problems, &count, &d);
        if (!result && (!problems || strcmp(problems[0].text_en, "for head") != 0)) result = 1;
        if (!result) result = r->risk(r->ctx, flow, &facts, &arena, &risk, &d);
        if (!result && risk.response.count != 1) result = 1;
        if (!result) result = r->handle(r->ctx, flow, &what, &facts, &arena, &effects, &d);
        if (!result && effects.count != 2) result = 1;
    }
    if (result == 1) fail_msg("a wrong answer was given; the plan: %s", try_shape(&plan));
    if (result && !d.code) fail_msg("an error without a code");
    ruleset_close(rs);
    diag_clear(&d);
    arena_free(&arena);
    return result;
}

static void each_allocation_may_fail(void **state) {
    (void)state;
    whole_t w;
    try_file_t file = {"company/a.lua", RULES};
    assert_int_equal(hash_setup(), 0);
    buf_init(&w.packed, 0);
    try_pack(&file, 1, NULL, 0, &w.packed);
    w.dir = try_company();
    diag_t d;
    diag_init(&d);
    ruleset_t *rs = ruleset_open((bytes_t){w.packed.at, w.packed.len}, NULL, &d);
    if (!rs) fail_msg("%s", try_error(&d));
    ruleset_close(rs);
    int64_t made = each_allocation_fails(ask_everything, &w, false);
    assert_true(made > 1000);
    directory_unref(w.dir);
    buf_free(&w.packed);
}

/* In a ruleset that stays: the call that was refused memory fails, the next one works. */
static void a_call_without_memory_leaves_the_ruleset_fit(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(&t, RULES);
    const flow_t *flow = try_flow(&t, "a.flow");
    try_fields(&t, flow, "amount", "50 EUR", NULL);
    try_planned(&t, flow, SHAPE);
    int refused = 0;
    for (int64_t n = 1; n < 100000; n++) {
        arena_t arena;
        arena_init(&arena, 0);
        mem_fail_after(n);
        int result = t.rules->plan(t.rules->ctx, flow, 0, &t.facts, &arena, &plan, &t.d);
        bool enough = mem_fail_count() < n;
        mem_fail_after(0);
        if (result == 0) assert_string_equal(try_shape(&plan), SHAPE);
        arena_free(&arena);
        diag_clear(&t.d);
        if (enough) break;
        refused += result != 0;
        try_planned(&t, flow, SHAPE);
    }
    assert_true(refused > 10);
    try_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(a_call_without_memory_leaves_the_ruleset_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
