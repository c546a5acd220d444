/* The vocabulary of the business process: monitors, and what steps ask for. */
#include "rules_try.h"

/* A flow whose approval is `steps`, which may use `r.spent` and `r.budget`. */
static void open_with(try_t *t, const char *steps) {
    char text[4096];
    snprintf(text, sizeof text,
             "flow \"x.works\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
             "  form = { spent = money { currency = \"EUR\" }, budget = money { currency = \"EUR\" } },\n"
             "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
             "  route = function(r, set) return %s end }\n",
             steps);
    try_open(t, text);
}

static void planned_as(try_t *t, const char *steps, plan_t *plan) {
    open_with(t, steps);
    const flow_t *flow = try_flow(t, "x.works");
    try_fields(t, flow, "spent", "11 EUR", "budget", "10 EUR", NULL);
    if (try_plan(t, flow, 0, plan) != 0) fail_msg("%s", try_error(&t->d));
}

static void refused_as(const char *steps, const char *code, const char *param, const char *value) {
    try_t t;
    plan_t plan;
    open_with(&t, steps);
    const flow_t *flow = try_flow(&t, "x.works");
    assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
    assert_string_equal(t.d.code, code);
    assert_string_equal(diag_get(&t.d, param), value);
    assert_int_equal(t.d.line, 4);
    try_close(&t);
}

static void a_monitor_asks_for_a_report_so_often(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    planned_as(
        &t,
        "sequence { act \"work\" { by = initiator }, monitor \"p\" { by = initiator, every = workdays(5) },"
        " monitor \"w\" { by = initiator, every = workdays(3), asks_for = \"work\", when = false } }",
        &plan);
    assert_string_equal(try_shape(&plan), "sequence[ work p -w ]");
    const step_t *p = &plan.steps[2], *w = &plan.steps[3];
    assert_int_equal(p->kind, STEP_MONITOR);
    assert_int_equal(p->entry, ENTRY_REPORT);
    assert_int_equal(p->within.days, 5);
    assert_int_equal(p->ladder.count, 1);
    assert_int_equal(p->permits & (PERMIT_ADD_SIGNER | PERMIT_REMOVE_SIGNER | PERMIT_TAKE_BACK), 0);
    assert_int_equal(w->entry, ENTRY_WORK);
    try_close(&t);
}

static void a_function_that_looks_is_a_rung_of_its_own_ladder(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    effects_t effects;
    planned_as(
        &t,
        "sequence { act \"work\" { by = initiator }, monitor \"f\" { by = initiator, every = workdays(1),"
        " watch = function(r) if r.spent > r.budget then return notify { to = initiator, text = \"over\" } "
        "end end } }",
        &plan);
    const step_t *f = &plan.steps[2];
    assert_string_equal(f->watch, "approval/f/watch");
    assert_int_equal(f->entry, ENTRY_NONE);
    assert_int_equal(f->ladder.count, 2);
    assert_int_equal(f->ladder.rungs[0].act_count, 2);
    assert_int_equal(f->ladder.rungs[0].acts[1].action, RUNG_APPROVE);
    t.facts.task = &(task_t){.step = 3, .person = 1};
    const flow_t *flow = try_flow(&t, "x.works");
    if (t.rules->call(t.rules->ctx, flow, f->watch, &t.facts, &t.arena, &effects, &t.d) != 0)
        fail_msg("%s", try_error(&t.d));
    assert_int_equal(effects.count, 1);
    assert_string_equal(effects.list[0].text, "over");
    try_close(&t);
}

static void with_a_report_the_look_does_not_answer_for_it(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    planned_as(
        &t,
        "sequence { act \"work\" { by = initiator }, monitor \"f\" { by = initiator, every = workdays(1),"
        " asks_for = \"report\", watch = function(r) end } }",
        &plan);
    assert_int_equal(plan.steps[2].ladder.rungs[0].act_count, 1);
    try_close(&t);
}

static void what_means_nothing_is_refused(void **state) {
    (void)state;
    refused_as("monitor \"p\" { by = initiator }", "rule.missing", "word", "every");
    refused_as("monitor \"p\" { by = initiator, within = workdays(1), every = workdays(1) }",
               "rule.misplaced", "word", "within");
    refused_as("act \"a\" { by = initiator, every = workdays(1) }", "rule.misplaced", "word", "every");
    refused_as("approve \"a\" { by = initiator, asks_for = \"work\" }", "rule.misplaced", "word", "asks_for");
    refused_as("act \"a\" { by = initiator, asks_for = \"poem\" }", "rule.expected", "word", "asks_for");
    refused_as("sequence { watch = function() end, act \"a\" { by = initiator } }", "rule.misplaced", "word",
               "watch");
    refused_as("loop { rounds = 2, monitor \"p\" { by = initiator, every = workdays(1) } }", "rule.loop_body",
               "in", "loop");
    refused_as("any { need = 2, act \"a\" { by = initiator }, monitor \"p\" { by = initiator, every = "
               "workdays(1) } }",
               "rule.need", "in", "any");
}

/* A61: the flow's ladder is for many steps, so what can't be is left out of it; a step's own is a mistake. */
static void P2_3_2_no_ladder_of_a_step_that_asks_for_an_entry_lets_it_pass(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    char text[1024];
    for (int all = 0; all <= 1; all++) {
        snprintf(text, sizeof text,
                 "flow \"x.works\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
                 "  form = { a = text {} }, overdue = ladder { %s\n"
                 "    { after = workdays(1), approve = because \"small things pass\" } },\n"
                 "  route = function(r, set) return sequence { act \"work\" { by = initiator },\n"
                 "    act \"log\" { by = initiator, asks_for = \"work\" },\n"
                 "    monitor \"rec\" { by = initiator, every = workdays(2) } } end }\n",
                 all ? "{ after = workhours(0), remind = assignee }," : "");
        try_open(&t, text);
        const flow_t *flow = try_flow(&t, "x.works");
        try_fields(&t, flow, "a", "tiles", NULL);
        if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
        assert_int_equal(plan.steps[1].ladder.count, all + 1);
        for (int i = 2; i <= 3; i++) {
            const ladder_t *ladder = &plan.steps[i].ladder;
            assert_int_equal(ladder->count,
                             all ? 1 : 3); /* where none is left the fallback hears of it, then has it */
            assert_int_equal(ladder->rungs[0].acts[0].action, RUNG_REMIND);
            if (!all) assert_int_equal(ladder->rungs[2].acts[0].action, RUNG_REASSIGN);
            if (!all) assert_string_equal(ladder->rungs[2].acts[0].who->key, "boss");
        }
        try_close(&t);
    }
    const char *own = "overdue = ladder { { after = workdays(1), approve = because \"it is late\" } }";
    snprintf(text, sizeof text, "act \"log\" { by = initiator, asks_for = \"work\", %s }", own);
    refused_as(text, "rule.silence", "bars", "entry");
    snprintf(text, sizeof text, "act \"log\" { by = initiator, %s }", own);
    planned_as(&t, text, &plan);
    assert_int_equal(plan.steps[plan.step_count - 1].ladder.rungs[0].acts[0].action, RUNG_APPROVE);
    try_close(&t);
}

/* A11, A12, A61: each is a reason in words, and blanks of any script are none. */
static void A61_a_reason_in_words_has_words(void **state) {
    (void)state;
    static const char *const steps[] = {
        "approve \"a\" { by = initiator, overdue = ladder { { after = workdays(1), approve = because \"%s\" "
        "} } }",
        "approve \"a\" { by = initiator, overdue = ladder { { after = workdays(1), refuse = \"%s\" } } }",
        "approve \"a\" { by = initiator, if_empty = passes_if_empty \"%s\" }",
        "approve \"a\" { by = initiator, if_initiator = allowed \"%s\" }",
        "approve \"a\" { by = initiator, if_initiator = skip \"%s\" }",
        "loop { rounds = 2, when_used_up = pass \"%s\", approve \"a\" { by = initiator } }",
        "approve \"a\" { by = initiator, when = true, because = \"%s\" }",
    };
    static const char *const blanks[] = {" ", "\u3000", " \u00A0"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char text[512];
        try_t t;
        plan_t plan;
        for (size_t k = 0; k < sizeof blanks / sizeof *blanks; k++) {
            snprintf(text, sizeof text, steps[i], blanks[k]);
            open_with(&t, text);
            const flow_t *flow = try_flow(&t, "x.works");
            if (try_plan(&t, flow, 0, &plan) == 0) fail_msg("it passes: %s", text);
            if (!strstr(try_error(&t.d), "got=a text without words") &&
                !strstr(try_error(&t.d), "word=when_used_up"))
                fail_msg("%s: %s", text, try_error(&t.d));
            try_close(&t);
        }
        snprintf(text, sizeof text, steps[i], "\u597D");
        planned_as(&t, text, &plan);
        try_close(&t);
    }
}

static void an_interval_of_nothing_would_ask_for_ever(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    open_with(
        &t,
        "sequence { act \"a\" { by = initiator }, monitor \"p\" { by = initiator, every = workhours(0) } }");
    const flow_t *flow = try_flow(&t, "x.works");
    assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
    assert_string_equal(t.d.code, "plan.shape");
    assert_string_equal(diag_get(&t.d, "problem"), "no_interval");
    try_close(&t);
}

/* ---- risk */

static const char RISKY[] =
    "local grade = matrix { likelihood = { \"rare\", \"likely\" }, impact = { \"minor\", \"grave\" },\n"
    "  { \"low\", \"medium\" }, { \"medium\", \"high\" } }\n"
    "flow \"x.risky\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
    "  form = { odds = choice { \"rare\", \"likely\" }, harm = choice { \"minor\", \"grave\" } },\n"
    "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
    "  risk = function(r) local how, why = grade(r.odds, r.harm)\n"
    "    return how, { why, \"as the matrix says\" }, response_plan { by = initiator, check = post \"boss\" "
    "} end,\n"
    "  route = function(r) return { approve \"a\" { by = initiator, if_initiator = allowed \"it is a test\" "
    "},\n"
    "    approve \"b\" { by = post \"boss\", when = r.risk == \"high\" } } end }\n";

static void a_matrix_gives_the_level_and_the_route_reads_it(void **state) {
    (void)state;
    static const char *const cases[][3] = {{"rare", "minor", "low"},
                                           {"rare", "grave", "medium"},
                                           {"likely", "minor", "medium"},
                                           {"likely", "grave", "high"}};
    for (size_t i = 0; i < 4; i++) {
        try_t t;
        plan_t plan;
        risk_t risk;
        try_open(&t, RISKY);
        const flow_t *flow = try_flow(&t, "x.risky");
        try_fields(&t, flow, "odds", cases[i][0], "harm", cases[i][1], NULL);
        assert_true(flow->has_risk);
        if (t.rules->risk(t.rules->ctx, flow, &t.facts, &t.arena, &risk, &t.d) != 0)
            fail_msg("%s", try_error(&t.d));
        assert_string_equal(risk_word(risk.level), cases[i][2]);
        assert_non_null(strstr(risk.because, "as the matrix says"));
        assert_int_equal(risk.response.list[0].kind, EFFECT_RESPONSE);
        if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
        assert_string_equal(try_shape(&plan), i == 3 ? "sequence[ a b ]" : "sequence[ a -b ]");
        size_t read = 0;
        for (size_t k = 0; k < plan.fact_count; k++)
            read += strcmp(plan.facts[k].path, "risk") == 0 || strcmp(plan.facts[k].path, "odds") == 0;
        assert_int_equal(read, 2); /* the level, and what it comes from */
        try_close(&t);
    }
}

static void risk_refused(const char *body, const char *form, const char *code) {
    char text[2048];
    try_t t;
    risk_t risk;
    snprintf(
        text, sizeof text,
        "flow \"x.risky\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2), form = { %s },\n"
        "  risk = function(r) %s end,\n"
        "  route = function(r) return approve \"a\" { by = post \"boss\" } end }\n",
        form, body);
    try_open(&t, text);
    if (t.rs) {
        const flow_t *flow = try_flow(&t, "x.risky");
        assert_int_equal(t.rules->risk(t.rules->ctx, flow, &t.facts, &t.arena, &risk, &t.d), -1);
    }
    const diag_t *last = &t.d;
    while (last->cause)
        last = last->cause;
    if (strcmp(last->code, code) != 0) fail_msg("%s", try_error(&t.d));
    try_close(&t);
}

static void a_risk_that_says_nothing_is_refused(void **state) {
    (void)state;
    risk_refused("return \"awful\", \"why\"", "", "rule.risk_level");
    risk_refused("return \"high\"", "", "rule.risk_because");
    /* nor does what answers it decide a task, or change what it is worked out from */
    risk_refused("return \"low\", \"why\", { notify(initiator), finish \"done\" }", "", "rule.misplaced");
    risk_refused("return \"low\", \"why\", set_field { odds = \"rare\" }", "odds = text {}",
                 "rule.misplaced");
    risk_refused("return r.risk, \"why\"", "", "rule.risk_itself");
    risk_refused("return \"low\", \"why\"", "risk = text {}", "rule.risk_field");
    risk_refused("return \"low\", \"why\", response_plan { by = initiator }", "", "rule.missing");
}

/* P2.3.3: a flow with such a `deviation`; NULL: it is refused, with t->d. */
static const flow_t *deviating(try_t *t, const char *deviation) {
    char text[2048];
    const flow_t *flow = NULL;
    snprintf(text, sizeof text,
             "flow \"x.works\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
             "  form = { who = person {} },\n"
             "  route = function(r) return approve \"a\" { by = post \"boss\" } end,\n"
             "  deviation = %s }\n",
             deviation);
    try_open(t, text);
    if (t->rs && t->rules->flow(t->rules->ctx, "x.works", "hr", t->facts.directory, &flow, &t->d) != 0)
        flow = NULL;
    return flow;
}

static void
P2_3_3_a_flow_says_who_decides_about_a_deviation_for_how_long_and_whether_it_is_planned_anew(void **state) {
    (void)state;
    try_t t;
    const flow_t *flow =
        deviating(&t, "{ to = head_of(field \"who\"), within = workhours(4), replan = false }");
    assert_non_null(flow);
    assert_int_equal(flow->deviation_to->kind, SOURCE_HEAD);
    assert_int_equal(flow->deviation_to->of->kind, SOURCE_FIELD);
    assert_int_equal(flow->deviation_within.ms, 4 * MS_HOUR);
    assert_true(flow->deviation_keeps_plan);
    try_close(&t);
    flow = deviating(&t, "{}");
    assert_non_null(flow);
    assert_null(flow->deviation_to);
    assert_int_equal(flow->deviation_within.kind, LIMIT_NONE);
    assert_false(flow->deviation_keeps_plan);
    try_close(&t);
}

static void P2_3_3_a_department_says_what_is_otherwise_of_its_deviations(void **state) {
    (void)state;
    try_t t;
    static const char company[] =
        "flow \"x.works\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
        "  route = function(r) return approve \"a\" { by = post \"boss\" } end,\n"
        "  deviation = { to = post \"boss\", within = workhours(4), replan = false } }\n";
    try_file_t files[] = {
        {"company/works.lua", company},
        {"hr/works.lua", "extend \"x.works\" { deviation = { to = person \"li.na\" } }"},
    };
    const flow_t *flow;
    try_open_with(&t, files, 2, NULL, 0, NULL);
    assert_int_equal(t.rules->flow(t.rules->ctx, "x.works", "hr", t.facts.directory, &flow, &t.d), 0);
    assert_int_equal(flow->deviation_to->kind, SOURCE_PERSON);
    assert_int_equal(flow->deviation_within.ms, 4 * MS_HOUR); /* what it does not say stays */
    assert_true(flow->deviation_keeps_plan);
    assert_int_equal(t.rules->flow(t.rules->ctx, "x.works", "finance", t.facts.directory, &flow, &t.d), 0);
    assert_int_equal(flow->deviation_to->kind, SOURCE_POST);
    try_close(&t);
    files[1].text = "extend \"x.works\" { deviation = { to = function() return initiator end } }";
    try_open_with(&t, files, 2, NULL, 0, NULL);
    if (t.rs)
        assert_int_equal(t.rules->flow(t.rules->ctx, "x.works", "hr", t.facts.directory, &flow, &t.d), -1);
    assert_string_equal(t.d.code, "rule.expected");
    try_close(&t);
}

/* Words that a rule says to people, in both languages. */
static void a_choice_is_called_by_its_labels(void **state) {
    (void)state;
    try_t t;
    const flow_t *flow;
    const char *en, *zh;
    try_open(&t, "flow \"x.buy\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
                 "  form = { kind = choice { \"goods\", \"not so\", labels = { goods = { en = \"Goods\", zh "
                 "= \"货物\" } } } },\n"
                 "  route = function(r) return approve \"a\" { by = post \"boss\" } end }\n");
    assert_int_equal(t.rules->flow(t.rules->ctx, "x.buy", "hr", t.facts.directory, &flow, &t.d), 0);
    assert_true(field_choice_label(&flow->fields[0], "goods", &en, &zh));
    assert_string_equal(en, "Goods");
    assert_string_equal(zh, "货物");
    assert_false(field_choice_label(&flow->fields[0], "not so", &en, &zh));
    try_close(&t);
}

static void P2_3_3_what_means_nothing_of_a_deviation_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"5",
                                        "{ to = function() return post \"boss\" end }",
                                        "{ to = 7 }",
                                        "{ within = 3 }",
                                        "{ replan = \"no\" }",
                                        "{ whom = post \"boss\" }"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        try_t t;
        if (deviating(&t, wrong[i])) fail_msg("taken: %s", wrong[i]);
        assert_non_null(t.d.code);
        assert_string_equal(t.d.code, i == 5 ? "rule.unknown_word" : "rule.expected");
        try_close(&t);
    }
}

static bool formed(try_t *t, const char *form) {
    char text[1024];
    snprintf(
        text, sizeof text,
        "flow \"x.works\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2), form = { %s },\n"
        "  route = function(r, set) return approve \"a\" { by = post \"boss\" } end }\n",
        form);
    try_open(t, text);
    return t->rs != NULL;
}

static void P2_1_2_a_field_says_that_it_may_change_after_departments_agreed(void **state) {
    (void)state;
    try_t t;
    assert_true(formed(&t, "note = text { needs_agreement = false }, budget = money {},\n"
                           "lines = rows { needs_agreement = false, columns = { what = text {} } }"));
    const flow_t *flow = try_flow(&t, "x.works");
    assert_true(flow_field(flow, "note")->agreement_free);
    assert_false(flow_field(flow, "budget")->agreement_free);
    assert_true(flow_field(flow, "lines")->agreement_free);
    assert_int_equal(flow_field(flow, "lines")->column_count, 1);
    try_close(&t);
    assert_false(formed(&t, "note = text { needs_agreement = 3 }"));
    assert_string_equal(t.d.code, "rule.expected");
    try_close(&t);
    assert_false(formed(&t, "lines = rows { columns = { what = text { needs_agreement = false } } }"));
    assert_string_equal(t.d.code, "rule.misplaced");
    try_close(&t);
}

static void A70_a_range_of_dates_has_a_first_day_and_a_last(void **state) {
    (void)state;
    try_t t;
    value_t value;
    diag_t d;
    arena_t arena;
    diag_init(&d);
    arena_init(&arena, 0);
    assert_true(formed(&t, "planned = date_range { min = date \"2026-03-01\", max = date \"2026-06-30\" }"));
    const field_def_t *planned = flow_field(try_flow(&t, "x.works"), "planned");
    assert_int_equal(field_parse(planned, "2026-03-01..2026-06-30", &arena, &value, &d), 0);
    assert_int_equal(field_parse(planned, "2026-02-28..2026-06-30", &arena, &value, &d), -1);
    assert_string_equal(d.code, "field.range");
    assert_string_equal(diag_get(&d, "min"), "2026-03-01");
    assert_int_equal(field_parse(planned, "2026-03-01..2026-07-01", &arena, &value, &d), -1);
    assert_string_equal(d.code, "field.range");
    assert_string_equal(diag_get(&d, "max"), "2026-06-30");
    diag_clear(&d);
    arena_free(&arena);
    try_close(&t);
    assert_false(formed(&t, "planned = date_range { min = 5 }"));
    assert_string_equal(t.d.code, "rule.expected");
    try_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_monitor_asks_for_a_report_so_often),
        cmocka_unit_test(A61_a_reason_in_words_has_words),
        cmocka_unit_test(P2_3_2_no_ladder_of_a_step_that_asks_for_an_entry_lets_it_pass),
        cmocka_unit_test(a_function_that_looks_is_a_rung_of_its_own_ladder),
        cmocka_unit_test(with_a_report_the_look_does_not_answer_for_it),
        cmocka_unit_test(what_means_nothing_is_refused),
        cmocka_unit_test(an_interval_of_nothing_would_ask_for_ever),
        cmocka_unit_test(a_matrix_gives_the_level_and_the_route_reads_it),
        cmocka_unit_test(a_risk_that_says_nothing_is_refused),
        cmocka_unit_test(
            P2_3_3_a_flow_says_who_decides_about_a_deviation_for_how_long_and_whether_it_is_planned_anew),
        cmocka_unit_test(P2_3_3_a_department_says_what_is_otherwise_of_its_deviations),
        cmocka_unit_test(a_choice_is_called_by_its_labels),
        cmocka_unit_test(P2_3_3_what_means_nothing_of_a_deviation_is_refused),
        cmocka_unit_test(P2_1_2_a_field_says_that_it_may_change_after_departments_agreed),
        cmocka_unit_test(A70_a_range_of_dates_has_a_first_day_and_a_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
