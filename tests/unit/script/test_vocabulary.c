/* The words of rules that make a plan: people, groups, steps, ladders, forms, stages. Each test is a small
 * rule file. */
#include "vocabulary.h"

static const source_t *source_of(try_t *t, const char *by) {
    static plan_t plan;
    char text[2048];
    snprintf(text, sizeof text, FLOW("return approve 'x' { by = %s }"), by);
    try_open(t, text);
    const flow_t *flow = try_flow(t, "a.flow");
    try_fields(t, flow, "note", "HR-01", "buyer", "li.na", NULL);
    if (try_plan(t, flow, 0, &plan) != 0) fail_msg("%s: %s", by, try_error(&t->d));
    return plan.steps[1].by;
}

static void people_come_from_each_source(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"person 'wang.fang'", "wang.fang"},
        {"role 'buyer'", "role buyer"},
        {"role('buyer', r.department)", "role buyer in hr"},
        {"post 'boss'", "post boss"},
        {"holder('budget', r.note)", "holder of budget HR-01"},
        {"head_of(r.department)", "head of hr"},
        {"head_of 'finance'", "head of finance"},
        {"head_of(initiator)", "head of the department of initiator"},
        {"leader_of(r.department)", "leader of hr"},
        {"superior_of(initiator)", "superior of initiator"},
        {"chain_of_superiors { of = initiator, levels = 2 }", "superiors of initiator, 2 levels"},
        {"chain_of_superiors { upto = 'boss' }", "superiors of initiator up to boss"},
        {"service 'treasury'", "service treasury"},
        {"field 'buyer'", "field buyer"},
        {"r.buyer", "li.na"},
        {"r.initiator", "wang.fang"},
        {"initiator", "initiator"},
        {"decider 'x'", "decider of x"},
        {"{ post 'boss', role 'buyer', person 'li.na' }", "post boss, role buyer, li.na"},
        {"first_of { head_of(r.department), post 'boss' }", "head of hr, else post boss"},
        {"function(r) return r.buyer end", "function approval/x/by"},
        {"{ post 'boss', function(r) return r.buyer end }", "post boss, function approval/x/by/3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        try_t t;
        const source_t *s = source_of(&t, cases[i][0]);
        assert_string_equal(source_text(s, &t.arena), cases[i][1]);
        try_close(&t);
    }
}

static void a_function_names_people_when_the_step_opens(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    source_t *found;
    try_open(&t, FLOW("return sequence { approve 'y' { by = initiator, when = r.urgent },\n"
                      "      approve 'x' { by = function(r, set) if r.count > 1 then return { r.buyer, post "
                      "'boss' } end "
                      "end } }"));
    const flow_t *flow = try_flow(&t, "a.flow");
    try_fields(&t, flow, "count", "2", "buyer", "li.na", NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), 0);
    const char *reference = plan.steps[2].by->key;
    assert_int_equal(t.rules->people(t.rules->ctx, flow, reference, &t.facts, &t.arena, &found, &t.d), 0);
    assert_string_equal(source_text(found, &t.arena), "li.na, post boss");
    try_fields(&t, flow, "count", "1", NULL);
    assert_int_equal(t.rules->people(t.rules->ctx, flow, reference, &t.facts, &t.arena, &found, &t.d), 0);
    assert_null(found);
    try_fields(&t, flow, "note", "no count", NULL);
    assert_int_equal(t.rules->people(t.rules->ctx, flow, reference, &t.facts, &t.arena, &found, &t.d), -1);
    assert_string_equal(t.d.cause->code, "rule.empty_field");
    assert_int_equal(t.rules->people(t.rules->ctx, flow, "approval/z/by", &t.facts, &t.arena, &found, &t.d),
                     -1);
    assert_string_equal(t.d.code, "rule.function_gone");
    bool known = false; /* which a migration asks beforehand (A53) */
    assert_int_equal(t.rules->knows(t.rules->ctx, flow, reference, &t.facts, &t.arena, &known, &t.d), 0);
    assert_true(known);
    assert_int_equal(t.rules->knows(t.rules->ctx, flow, "approval/z/by", &t.facts, &t.arena, &known, &t.d),
                     0);
    assert_false(known);
    try_close(&t);
}

static void groups_nest_and_say_how_they_end(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(&t,
             FLOW("return sequence {\n"
                  "      all 'board' { on_refuse = refusals(2), approve 'a' { by = initiator },\n"
                  "        { approve 'b' { by = initiator }, { approve 'c' { by = initiator } } } },\n"
                  "      any { need = 2, approve 'd' { by = initiator }, approve 'e' { by = initiator } },\n"
                  "      parallel { on_refuse = 'wait', sequence { approve 'f' { by = initiator } },\n"
                  "        act 'g' { by = initiator, when = false, because = { en = 'no', zh = '否' } } },\n"
                  "      choose { approve 'h' { by = initiator, when = r.count > 5 },\n"
                  "        approve 'i' { by = initiator, when = r.count > 3, because = 'many' },\n"
                  "        approve 'j' { by = initiator } },\n"
                  "      vote { need = 1, approve 'k' { by = initiator }, approve 'l' { by = initiator } },\n"
                  "      copy_to 'm' { to = role 'readers' },\n"
                  "    }"));
    const flow_t *flow = try_flow(&t, "a.flow");
    try_fields(&t, flow, "count", "4", NULL);
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
    assert_string_equal(
        try_shape(&plan),
        "sequence[ all:board[ a b c ] any[ d e ] parallel[ sequence[ f ] -g ] sequence[ -h i -j ] "
        "vote[ k l ] m ]");
    assert_int_equal(plan.steps[1].on_refuse, ON_REFUSE_THRESHOLD);
    assert_int_equal(plan.steps[1].refuse_need, 2);
    assert_int_equal(plan.steps[5].need, 2);
    assert_int_equal(plan.steps[8].on_refuse, ON_REFUSE_WAIT);
    assert_string_equal(plan.steps[11].name, "g");
    assert_string_equal(plan.steps[11].left_out, "condition");
    assert_string_equal(plan.steps[11].why.because_zh, "否");
    assert_string_equal(plan.steps[13].left_out, "condition");
    assert_string_equal(plan.steps[15].left_out, "other_branch");
    assert_int_equal(plan.steps[19].kind, STEP_COPY);
    assert_int_equal(plan.steps[19].ladder.count, 0);
    try_close(&t);
}

static void options_of_a_step_are_read(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(
        &t,
        FLOW("return sequence {\n"
             "  approve 'x' { by = { person 'li.na', person 'wu.yan' }, decide = 'in_order', within = "
             "workhours(4),\n"
             "    title = { en = 'Look', zh = '看' }, aspects = { 'budget', 'risk' }, may_return = true,\n"
             "    if_empty = passes_if_empty 'nobody there', if_initiator = allowed 'own budget', because = "
             "'always',\n"
             "    overdue = ladder { { fraction = 0.8, remind = assignee } } },\n"
             "  approve 'y' { by = chain_of_superiors { levels = 2 }, if_empty = 'superior', if_initiator = "
             "'fallback' },\n"
             "  approve 'z' { by = initiator, if_empty = fallback, if_initiator = skip('it is theirs') },\n"
             "}"));
    const flow_t *flow = try_flow(&t, "a.flow");
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
    const step_t *x = &plan.steps[1], *y = &plan.steps[2], *z = &plan.steps[3];
    assert_int_equal(x->mode, DECIDE_IN_ORDER);
    assert_int_equal(x->within.kind, LIMIT_WORKTIME);
    assert_string_equal(x->title_zh, "看");
    assert_string_equal(x->aspects, "budget,risk");
    assert_true(x->may_return);
    assert_int_equal(x->on_empty, EMPTY_PASSES);
    assert_int_equal(x->on_self, SELF_ALLOWED);
    assert_string_equal(x->passes_because, "nobody there; own budget");
    assert_int_equal(x->ladder.rungs[0].permille, 800);
    assert_int_equal(y->mode, DECIDE_IN_ORDER);
    assert_int_equal(y->on_empty, EMPTY_SUPERIOR);
    assert_int_equal(y->on_self, SELF_FALLBACK);
    assert_int_equal(y->within.days, 3);
    assert_int_equal(z->on_self, SELF_SKIP);
    try_close(&t);
}

static void ladders_climb_by_each_anchor(void **state) {
    (void)state;
    try_t t;
    effects_t effects;
    try_open(
        &t,
        "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(3),\n" FORM
        "  route = function(r) return approve 'x' { by = initiator } end,\n"
        "  overdue = ladder {\n"
        "    { before = workhours(4), remind = assignee },\n"
        "    { fraction = 0.5, notify = { head_of(assignee), post 'boss' } },\n"
        "    { name = 'day-seven', from_opening = at('05:15', { day = 7 }), notify = leader_of(assignee) },\n"
        "    { after = workdays(1), reassign = superior_of(assignee), within = workdays(1), remind = "
        "assignee },\n"
        "    { after = workdays(2), call = function(r, set, task)\n"
        "      return { notify { to = post 'boss', text = 'late: ' .. task.step .. ' ' .. task.person.handle "
        "},\n"
        "        reassign { to = post 'boss', within = hours(4) }, set_field { urgent = true, note = 'late' "
        "},\n"
        "        remind(assignee) } end },\n"
        "    { after = workdays(9), refuse = 'nobody answered' },\n"
        "    { after = workdays(10), approve = because 'small sums pass' },\n"
        "  } }\n");
    const flow_t *flow = try_flow(&t, "a.flow");
    const ladder_t *l = &flow->overdue;
    assert_int_equal(l->count, 7);
    assert_int_equal(l->rungs[0].anchor, RUNG_BEFORE_DUE);
    assert_int_equal(l->rungs[1].anchor, RUNG_FRACTION);
    assert_int_equal(l->rungs[1].permille, 500);
    assert_non_null(l->rungs[1].acts[0].who->next);
    assert_string_equal(l->rungs[2].name, "day-seven");
    assert_int_equal(l->rungs[2].anchor, RUNG_AFTER_OPEN);
    assert_int_equal(l->rungs[2].distance.minute, 315);
    assert_string_equal(l->rungs[3].name, "4");
    assert_int_equal(l->rungs[3].act_count, 2);
    assert_int_equal(l->rungs[3].acts[1].within.days, 1);
    assert_string_equal(l->rungs[4].acts[0].function, "*/overdue/5/call");
    assert_int_equal(l->rungs[5].acts[0].action, RUNG_REFUSE);
    assert_string_equal(l->rungs[6].acts[0].because, "small sums pass");
    step_t step = {.no = 1, .kind = STEP_APPROVE, .name = "x"};
    task_t task = {.id = 1, .step = 1, .person = 3};
    t.record.steps = &step;
    t.record.step_count = 1;
    t.facts.task = &task;
    if (t.rules->call(t.rules->ctx, flow, "*/overdue/5/call", &t.facts, &t.arena, &effects, &t.d) != 0)
        fail_msg("%s", try_error(&t.d));
    assert_int_equal(effects.count, 5);
    assert_int_equal(effects.list[0].kind, EFFECT_NOTIFY);
    assert_string_equal(effects.list[0].text, "late: x wu.yan");
    assert_int_equal(effects.list[1].within.ms, 4 * MS_HOUR);
    assert_string_equal(effects.list[2].field.name, "note");
    assert_true(effects.list[3].field.value.u.flag);
    assert_int_equal(effects.list[4].who->kind, SOURCE_ASSIGNEE);
    try_close(&t);
}

static void forms_are_checked_by_the_flow(void **state) {
    (void)state;
    try_t t;
    problem_t *problems;
    size_t count;
    try_open(&t, "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(3),\n" FORM
                 "  route = function(r) return approve 'x' { by = initiator } end,\n"
                 "  check = function(r)\n"
                 "    if r.count == 1 then return problem('count', 'one is too few', '一个太少') end\n"
                 "    if r.count == 2 then return { problem('count', { en = 'a', zh = '甲' }), problem 'all "
                 "of it' } end\n"
                 "    if r.count == 3 then return problem('cuont', 'x') end\n"
                 "  end }\n");
    const flow_t *flow = try_flow(&t, "a.flow");
    for (int i = 0; i < 4; i++) {
        char text[8];
        snprintf(text, sizeof text, "%d", i);
        try_fields(&t, flow, "count", text, NULL);
        int failed = t.rules->check(t.rules->ctx, flow, &t.facts, &t.arena, &problems, &count, &t.d);
        assert_int_equal(failed, i == 3 ? -1 : 0);
        assert_int_equal(count, i == 3 ? 0 : i);
        if (i == 1) {
            assert_string_equal(problems[0].field, "count");
            assert_string_equal(problems[0].text_zh, "一个太少");
            assert_int_equal(problems[0].line, 8);
        }
        if (i == 2) assert_null(problems[1].field);
    }
    assert_string_equal(t.d.code, "rule.unknown_field");
    assert_string_equal(diag_get(&t.d, "near"), "count");
    try_close(&t);
}

static void a_check_of_the_form_knows_the_day_and_of_no_task(void **state) {
    (void)state;
    try_t t;
    problem_t *problems;
    size_t count;
    try_open(&t, "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(3),\n" FORM
                 "  route = function(r) return approve 'x' { by = initiator } end,\n"
                 "  check = function(r, set, task)\n"
                 "    if r.count == 1 then return problem('count', tostring(task.today)) end\n"
                 "    if r.count == 2 and task.person then return problem('count', 'somebody decides') end\n"
                 "  end }\n");
    const flow_t *flow = try_flow(&t, "a.flow");
    t.facts.at = 0;
    try_fields(&t, flow, "count", "1", NULL);
    assert_int_equal(t.rules->check(t.rules->ctx, flow, &t.facts, &t.arena, &problems, &count, &t.d), 0);
    assert_string_equal(problems[0].text_en, "1970-01-01");
    try_fields(&t, flow, "count", "2", NULL);
    assert_int_equal(t.rules->check(t.rules->ctx, flow, &t.facts, &t.arena, &problems, &count, &t.d), -1);
    assert_string_equal(t.d.cause->code, "rule.no_task");
    try_close(&t);
}

static void stages_come_in_their_order(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(&t,
             "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(3),\n"
             "  stages = { execution = function(r) return act 'do' { by = initiator } end,\n"
             "    prepare = function(r) return all {} end,\n"
             "    approval = function(r) return approve('at-' .. r.stage) { by = initiator } end } }\n"
             "flow 'a.listed' { owner = 'hr', fallback = post 'boss', within = workdays(3),\n"
             "  stages = { stage 'first' { route = function(r) return approve 'x' { by = initiator } end,\n"
             "      title = { en = 'First', zh = '一' } },\n"
             "    stage 'acceptance' { function(r) return sequence {} end } } }\n");
    const flow_t *flow = try_flow(&t, "a.flow"), *listed = try_flow(&t, "a.listed");
    assert_int_equal(flow->stage_count, 3);
    assert_int_equal(flow->stages[0].kind, STAGE_PREPARE);
    assert_int_equal(flow->stages[2].kind, STAGE_EXECUTION);
    assert_int_equal(try_plan(&t, flow, 0, &plan), 0);
    assert_string_equal(try_shape(&plan), "-all[ ]");
    assert_int_equal(try_plan(&t, flow, 1, &plan), 0);
    assert_string_equal(try_shape(&plan), "sequence[ at-approval ]");
    assert_int_equal(plan.steps[0].stage, 1);
    assert_int_equal(listed->stages[0].kind, STAGE_OTHER);
    assert_string_equal(listed->stages[0].title_zh, "一");
    assert_int_equal(listed->stages[1].kind, STAGE_ACCEPTANCE);
    assert_int_equal(try_plan(&t, listed, 1, &plan), 0);
    assert_int_equal(plan.step_count, 0);
    try_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_come_from_each_source),
        cmocka_unit_test(a_function_names_people_when_the_step_opens),
        cmocka_unit_test(groups_nest_and_say_how_they_end),
        cmocka_unit_test(options_of_a_step_are_read),
        cmocka_unit_test(ladders_climb_by_each_anchor),
        cmocka_unit_test(forms_are_checked_by_the_flow),
        cmocka_unit_test(a_check_of_the_form_knows_the_day_and_of_no_task),
        cmocka_unit_test(stages_come_in_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
