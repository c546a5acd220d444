/* The checker: each kind of finding on a rule file that has it, and nothing on one that has not; the values
 * that it finds by itself; the shipped rules. */
#include "checked.h"

#include "support/demo_directory.h"

static const char SOUND[] =
    HEAD "  form = { amount = money { currency = \"EUR\", required = true } },\n"
         "  settings = { above = amount \"5000 EUR\" },\n"
         "  route = function(r, set)\n"
         "    return sequence {\n"
         "      approve \"head\" { by = head_of(r.department) },\n"
         "      approve \"leader\" { by = leader_of(r.department), when = r.amount > set.above },\n"
         "    }\n"
         "  end }\n";

static void a_sound_rule_file_has_no_findings_and_its_coverage_is_told(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, SOUND);
    expect_counts(&c, 0, 0, 0);
    assert_int_equal(c.report.finding_count, 0);
    assert_int_equal(c.report.covered_count, 1);
    const check_cover_t *cover = &c.report.covered[0];
    assert_string_equal(cover->varied, "amount");
    /* with the leader and without, from each department in a place of its own */
    assert_true(cover->ways >= 2 && cover->initiators >= 8 && cover->runs >= cover->initiators * 2);
    assert_false(cover->limited);
    done(&c);
}

static void names_that_the_directory_does_not_know_are_errors(void **state) {
    (void)state;
    static const char *const sources[][3] = {
        {"post \"finance.boss\"", "check.unknown_post", "finance.boss"},
        {"role \"finance.admin\"", "check.unknown_role", "finance.admin"},
        {"holder(\"key\", \"HR-01\")", "check.unknown_holder", "key"},
        {"person \"wang.feng\"", "check.unknown_person", "wang.feng"},
        {"service \"wang.fang\"", "check.unknown_service", "wang.fang"},
        {"head_of(post \"hr.boss\")", "check.unknown_post", "hr.boss"},
        {"{ post \"hr.head\", role \"nobody\" }", "check.unknown_role", "nobody"},
        {"head_of(\"marketing\")", "check.unknown_department", "marketing"},
        {"field \"boss\"", "check.unknown_person_field", "boss"},
    };
    char text[2048];
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        checked_t c;
        (void)snprintf(text, sizeof text,
                       HEAD "  route = function(r)\n    return approve \"a\" { by = %s }\n  end }\n",
                       sources[i][0]);
        check_text(&c, text);
        expect(&c, sources[i][1], CHECK_ERROR, 4, sources[i][2]);
        expect_counts(&c, 1, 0, 0);
        done(&c);
    }
}

/* Ma Chao of the tests' company left in 2025; whoever leaves only later is told as well. */
static void A16_somebody_who_is_named_and_leaves_is_a_warning_in_a_step_and_as_the_fallback(void **state) {
    (void)state;
    static const char *const texts[] = {
        HEAD "  route = function(r)\n    return approve \"a\" { by = person \"ma.chao\" }\n  end }\n",
        "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = first_of { person \"ma.chao\", "
        "post \"finance.head\" },\n  within = workdays(2), route = function(r)\n    return approve \"a\" { "
        "by = "
        "post \"finance.head\" }\n  end }\n"};
    for (size_t i = 0; i < 2; i++) {
        const char *files[] = {"finance/t.lua", texts[i], NULL};
        checked_t c;
        diag_t d;
        diag_init(&d);
        ruleset_t *rs = folder_of_texts(files, &d);
        if (!rs) folder_fail(texts[i], &d);
        check_set(&c, rs, demo_directory(1), NULL);
        expect(&c, "check.person_leaves", CHECK_WARNING, i == 0 ? 4 : 1, "ma.chao");
        assert_string_equal(diag_get(find(&c, "check.person_leaves")->what, "until"), "2025-01-01T00:00:00Z");
        done(&c);
    }
}

static void a_place_that_is_vacant_for_some_is_a_warning_that_names_a_case(void **state) {
    (void)state;
    checked_t c;
    /* the company's own department has a head; nobody holds a budget of that name */
    check_text(&c,
               HEAD "  form = { kind = choice { \"a\", \"b\", required = true } },\n  route = function(r)\n"
                    "    return approve \"a\" { by = holder(\"budget\", r.kind == \"a\" and \"HR-01\" or "
                    "\"HR-99\") }\n  end }\n");
    expect(&c, "check.vacant", CHECK_WARNING, 5, "kind = b");
    expect(&c, "check.vacant", CHECK_WARNING, 5, "fallback");
    expect_counts(&c, 0, 1, 0);
    done(&c);
}

/* Where the fallback is nobody either. Somebody who gets a copy need not be there. */
static void P1_3_4_a_step_that_nobody_could_take_is_an_error(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = holder(\"budget\", "
                   "\"HR-99\"), within = workdays(2),\n"
                   "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
                   "  route = function(r) return sequence {\n"
                   "    approve \"a\" { by = holder(\"budget\", \"HR-98\") },\n"
                   "    copy_to \"c\" { to = holder(\"budget\", \"HR-97\") } } end }\n");
    expect(&c, "check.nobody", CHECK_ERROR, 4, "HR-98");
    expect(&c, "check.copy_nobody", CHECK_WARNING, 5, "HR-97");
    done(&c);
}

/* The rule has said what happens then: it is done as it says, and told so. */
static void A11_a_place_that_is_empty_may_be_refused_or_passed_where_the_rule_says_so(void **state) {
    (void)state;
    static const char *const said[][2] = {{"\"refuse\"", "refuse"},
                                          {"passes_if_empty(\"nobody yet\")", "passes"},
                                          {"\"superior\"", "superior"}};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        checked_t c;
        char text[1024];
        (void)snprintf(text, sizeof text,
                       HEAD "  route = function(r)\n"
                            "    return approve \"a\" { by = holder(\"budget\", \"HR-99\"), if_empty = %s }\n"
                            "  end }\n",
                       said[i][0]);
        check_text(&c, text);
        expect(&c, "check.vacant_said", CHECK_WARNING, 4, said[i][1]);
        done(&c);
    }
}

/* Where all decide, each place counts; where one is enough, the others are there. */
static void A11_a_vacant_place_among_several_is_told_where_all_of_them_decide(void **state) {
    (void)state;
    static const char *const modes[] = {"all", "in_order", "any"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        checked_t c;
        char text[1024];
        (void)snprintf(text, sizeof text,
                       HEAD "  route = function(r)\n"
                            "    return approve \"a\" { decide = \"%s\",\n"
                            "      by = { post \"finance.head\", holder(\"budget\", \"HR-99\") } }\n"
                            "  end }\n",
                       modes[i]);
        check_text(&c, text);
        if (i < 2)
            expect(&c, "check.vacant", CHECK_WARNING, 4, "HR-99");
        else
            expect_counts(&c, 0, 0, 0);
        done(&c);
    }
}

static void P2_3_3_a_deviation_that_goes_to_nobody_known_is_an_error(void **state) {
    (void)state;
    checked_t c;
    check_text(&c,
               "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = post \"finance.head\",\n"
               "  deviation = { to = post \"gone\" }, within = workdays(3),\n"
               "  route = function(r) return approve \"a\" { by = post \"finance.head\" } end }\n");
    expect(&c, "check.unknown_post", CHECK_ERROR, 1, "gone");
    done(&c);
}

static void P2_3_3_deviations_without_a_stage_to_report_them_in_are_an_error(void **state) {
    (void)state;
    static const char *const stages[] = {"approval", "execution"};
    for (size_t i = 0; i < 2; i++) {
        char text[1024];
        checked_t c;
        (void)snprintf(text, sizeof text,
                       HEAD "  deviation = { within = workdays(1) },\n  stages = {\n"
                            "    %s = function(r) return %s \"a\" { by = head_of(r.department) } end } }\n",
                       stages[i], i == 0 ? "approve" : "act");
        check_text(&c, text);
        if (i == 0) expect(&c, "check.deviation_stage", CHECK_ERROR, 1, "finance.t");
        expect_counts(&c, i == 0 ? 1 : 0, 0, 0);
        done(&c);
    }
}

/* ---- what no plan shows */

/* Of the flow "finance.mend", which has one field, "sum". */
static void opens(const char *ladder, const char *step, const char *code, int line, const char *part) {
    char text[4096];
    checked_t c;
    (void)snprintf(
        text, sizeof text,
        "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = post \"finance.head\", within = "
        "workdays(2),\n"
        "  form = { amount = money { currency = \"EUR\", required = true } },\n"
        "  overdue = ladder {\n"
        "    %s },\n"
        "  route = function(r) return sequence { approve \"a\" { by = head_of(r.department) },\n"
        "    %s } end }\n"
        "flow \"finance.mend\" { title = \"M\", owner = \"finance\", prefix = \"MND\", fallback = post "
        "\"finance.head\", within = workdays(2),\n"
        "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
        "  form = { sum = money { currency = \"EUR\" } },\n"
        "  route = function(r) return approve \"b\" { by = head_of(r.department), when = r.sum ~= nil } end "
        "}\n",
        ladder, step);
    check_text(&c, text);
    if (code) expect(&c, code, CHECK_ERROR, line, part);
    expect_counts(&c, code ? 1 : 0, 0, 0);
    done(&c);
}

#define REMINDS "{ after = workhours(0), remind = assignee }"
#define OPENS(flow, fields)                                                                                  \
    "open_record \"m\" { flow = \"" flow "\", within = workdays(5), fields = { " fields " } }"

static void A7_what_a_rung_or_a_step_opens_must_be_a_flow_that_exists_with_fields_that_it_has(void **state) {
    (void)state;
    const char *after = "approve \"z\" { by = head_of(r.department) }";
    opens("{ after = workdays(1), open = " OPENS("finance.mend", "sum = amount \"1 EUR\"") " }", after, NULL,
          0, "");
    opens("{ after = workdays(1), open = " OPENS("finance.mand", "") " }", after, "rule.unknown_flow", 4,
          "finance.mand");
    opens("{ after = workdays(1), open = " OPENS("finance.mend", "some = 1") " }", after,
          "rule.unknown_field", 4, "some");
    opens(REMINDS,
          "approve \"z\" { by = head_of(r.department), overdue = ladder { { after = workdays(1),\n open "
          "= " OPENS("finance.mend", "some = r.amount") " } } }",
          "rule.unknown_field", 7, "some");
    opens(REMINDS, OPENS("finance.mend", "sum = r.amount"), NULL, 0, "");
    opens(REMINDS, OPENS("finance.mend", "sum = amount \"1 USD\""), NULL, 0,
          ""); /* a value is told as it opens */
    opens(REMINDS, OPENS("finance.mend", "some = r.amount"), "rule.unknown_field", 6, "some");
}

/* With a note that the form must have, though no route reads it: its ladder's rung stands on line 3, and what
 * its monitor looks by on line 8. */
static void calls(const char *rung, const char *watch, const char *code, int line, const char *part) {
    char text[4096];
    checked_t c;
    (void)snprintf(
        text, sizeof text,
        "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = post \"finance.head\", within "
        "= workdays(2),\n"
        "  overdue = ladder {\n"
        "    { after = workdays(1), call = function(r, set, task) %s end } },\n"
        "  form = { note = text {} },\n"
        "  check = function(r) if r.note ~= \"urgent\" then return problem(\"note\", \"say\", \"请写\") end "
        "end,\n"
        "  stages = { execution = function(r) return sequence {\n"
        "    act \"a\" { by = head_of(r.department) },\n"
        "    monitor \"m\" { by = initiator, every = workdays(1), watch = function(r, set, task) %s end } } "
        "end } }\n",
        rung, watch);
    check_text(&c, text);
    if (code) expect(&c, code, CHECK_ERROR, line, part);
    expect_counts(&c, code ? 1 : 0, 0, 0);
    done(&c);
}

static void A61_functions_of_ladders_and_monitors_are_called(void **state) {
    (void)state;
    const char *rung = "return { approve \"b\" { by = task.person }, remind(assignee) }";
    const char *watch =
        "if task.step ~= \"m\" or r.note ~= \"urgent\" then return set_field { nothing = 1 } end "
        "return notify { to = initiator, text = tostring(task.today) }";
    calls(rung, watch, NULL, 0, "");
    calls("return set_field { nothing = 1 }", watch, "rule.unknown_field", 3, "nothing");
    calls("return reassign(post \"gone\")", watch, "check.unknown_post", 3, "gone");
    calls(rung, "return warn { to = { initiator, post \"gone\" }, text = \"late\" }", "check.unknown_post", 8,
          "gone");
    calls(rung, "return r.nothing", "rule.runtime", 8, "nothing");
}

static void a_fallback_that_is_nobody_is_an_error(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = post \"gone\", "
                   "within = workdays(2),\n"
                   "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
                   "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n");
    expect(&c, "check.unknown_post", CHECK_ERROR, 1, "gone");
    done(&c);
}

/* ---- steps ---- */

static void steps_that_never_come_or_never_stay_are_warnings(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, HEAD
               "  form = { amount = money { currency = \"EUR\", required = true } },\n  route = function(r)\n"
               "    local low = r.amount < amount \"3 EUR\"\n"
               "    if low and r.amount > amount \"5 EUR\" then\n"
               "      return approve \"never\" { by = head_of(r.department) }\n    end\n"
               "    return sequence {\n      approve \"a\" { by = head_of(r.department) },\n"
               "      approve \"out\" { by = head_of(r.department), when = false },\n    }\n  end }\n");
    expect(&c, "check.step_never", CHECK_WARNING, 7, "never");
    expect(&c, "check.step_always_left_out", CHECK_WARNING, 11, "out");
    expect_counts(&c, 0, 2, 0);
    done(&c);
}

static void what_is_risky_and_meant_is_listed_as_a_risk(void **state) {
    (void)state;
    checked_t c;
    check_text(
        &c, "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = post \"finance.head\", "
            "within = workdays(2),\n"
            "  overdue = ladder { { after = workdays(9), approve = because \"silence is consent\" } },\n"
            "  route = function(r) return sequence {\n"
            "    approve \"a\" { by = head_of(r.department), if_empty = passes_if_empty \"nobody minds\" },\n"
            "    approve \"b\" { by = head_of(r.department), if_initiator = allowed \"small\" },\n"
            "    approve \"c\" { by = head_of(r.department), if_initiator = skip \"known\" },\n"
            "  } end }\n");
    expect(&c, "check.risk_passes_if_empty", CHECK_RISK, 4, "nobody minds");
    expect(&c, "check.risk_self_allowed", CHECK_RISK, 5, "small");
    expect(&c, "check.risk_self_skip", CHECK_RISK, 6, "known");
    expect(&c, "check.risk_timeout_approves", CHECK_RISK, 4, "silence is consent");
    done(&c);
}

static void A8_a_loop_that_passes_in_the_end_is_a_risk_that_somebody_should_know(void **state) {
    (void)state;
    checked_t c;
    check_text(
        &c, HEAD
        "  route = function(r) return loop { rounds = 2, when_used_up = pass \"two drafts are enough\",\n"
        "    approve \"a\" { by = head_of(r.department) } } end }\n");
    expect(&c, "check.risk_rounds_pass", CHECK_RISK, 3, "two drafts are enough");
    done(&c);
}

static void a_step_without_a_ladder_is_a_warning(void **state) {
    (void)state;
    checked_t c;
    check_text(&c,
               "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = post \"finance.head\", "
               "within = workdays(2),\n"
               "  route = function(r)\n    return approve \"a\" { by = head_of(r.department) }\n  end }\n");
    expect(&c, "check.no_ladder", CHECK_WARNING, 1, "a");
    expect_counts(&c, 0, 1, 0);
    done(&c);
}

static void settings_that_nothing_reads_and_fields_only_kept_are_told(void **state) {
    (void)state;
    checked_t c;
    check_text(&c,
               HEAD "  form = { why = text {}, amount = money { currency = \"EUR\", required = true } },\n"
                    "  settings = { patience = workdays(3) },\n"
                    "  route = function(r)\n    return approve \"a\" { by = head_of(r.department), when = "
                    "r.amount > amount \"1 EUR\" }\n  end }\n");
    expect(&c, "check.setting_unused", CHECK_WARNING, 1, "patience");
    expect(&c, "check.fields_unread", CHECK_NOTE, 1, "why");
    done(&c);
}

static void A73_a_field_that_a_sum_over_like_records_reads_is_not_only_kept(void **state) {
    (void)state;
    checked_t c;
    check_text(
        &c, HEAD
        "  form = { why = text {}, supplier = text {}, amount = money { currency = \"EUR\" } },\n"
        "  uses = { recent = sum_of { field = \"amount\", same = { \"supplier\" }, within = days(30) } },\n"
        "  route = function(r)\n    return approve \"a\" { by = head_of(r.department), when = "
        "r.recent.count > 2 }\n  end }\n");
    const check_finding_t *f = find(&c, "check.fields_unread");
    assert_non_null(f);
    assert_string_equal(diag_get(f->what, "fields"), "why");
    expect(&c, "check.step_asks_for_sums", CHECK_NOTE, 6, "a"); /* and not that it be taken out */
    assert_null(find(&c, "check.step_always_left_out"));
    done(&c);
    check_text(
        &c, HEAD /* of another flow */
        "  form = { why = text {}, supplier = text {}, amount = money { currency = \"EUR\" } },\n"
        "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n"
        "flow \"finance.u\" { title = \"U\", owner = \"finance\", fallback = post \"finance.head\", "
        "within = workdays(2),\n"
        "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
        "  form = { supplier = text {} },\n"
        "  uses = { recent = sum_of { flow = \"finance.t\", field = \"amount\", same = { \"supplier\" }, "
        "within = days(30) } },\n"
        "  route = function(r) return approve \"a\" { by = head_of(r.department), when = r.recent.count > 2 "
        "} "
        "end }\n");
    f = find(&c, "check.fields_unread");
    assert_non_null(f);
    assert_string_equal(diag_get(f->what, "fields"), "why");
    done(&c);
}

static void A10_the_assignee_is_nobody_before_a_step_has_people(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, HEAD /* whose ladder asks for the assignee, as ladders may */
               "  route = function(r) return sequence {\n"
               "    approve \"a\" { by = head_of(r.department) },\n"
               "    approve \"b\" { by = { person \"chen.wei\", head_of(assignee) } } } end }\n");
    expect(&c, "check.assignee", CHECK_WARNING, 5, "b");
    done(&c);
}

static void overlapping_rows_are_errors_and_gaps_warnings(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, HEAD
               "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n"
               "decision \"o\" { inputs = { { \"x\", at_least \"0 EUR\" } }, outputs = { \"n\" }, rows = {\n"
               "  { at_most \"10 EUR\", 1 },\n"
               "  { between(\"10 EUR\", \"20 EUR\"), 2 },\n"
               "  { at_least \"20.02 EUR\", 3 },\n} }\n");
    expect(&c, "check.table_overlap", CHECK_ERROR, 6, "x = 10.00 EUR");
    expect(&c, "check.table_gap", CHECK_WARNING, 4, "x = between 20.00 EUR and 20.02 EUR");
    expect_counts(&c, 1, 1, 0);
    assert_int_equal(c.report.tables, 1);
    done(&c);
}

static void amounts_one_cent_apart_leave_no_gap(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, HEAD
               "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n"
               "decision \"o\" { inputs = { { \"x\", at_least \"0 EUR\" } }, outputs = { \"n\" }, rows = {\n"
               "  { at_most \"10 EUR\", 1 },\n  { at_least \"10.01 EUR\", 2 },\n} }\n"
               "decision \"d\" { inputs = { \"day\" }, outputs = { \"n\" }, rows = {\n"
               "  { at_most \"2026-01-31\", 1 },\n  { at_least \"2026-02-01\", 2 },\n} }\n");
    expect_counts(&c, 0, 0, 0);
    done(&c);
}

static void without_people_only_declarations_are_checked_and_it_says_so(void **state) {
    (void)state;
    const char *files[] = {"finance/t.lua", SOUND, NULL};
    checked_t c;
    diag_t d;
    diag_init(&d);
    check_set(&c, folder_of_texts(files, &d), NULL, NULL);
    expect_counts(&c, 0, 0, 0);
    assert_non_null(find(&c, "check.no_people"));
    assert_int_equal(c.report.covered_count, 0);
    done(&c);
}

/* ---- memory ---- */

static void every_allocation_may_fail(void **state) {
    (void)state;
    check_without_memory(SOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_rule_file_has_no_findings_and_its_coverage_is_told),
        cmocka_unit_test(names_that_the_directory_does_not_know_are_errors),
        cmocka_unit_test(A16_somebody_who_is_named_and_leaves_is_a_warning_in_a_step_and_as_the_fallback),
        cmocka_unit_test(a_place_that_is_vacant_for_some_is_a_warning_that_names_a_case),
        cmocka_unit_test(A11_a_place_that_is_empty_may_be_refused_or_passed_where_the_rule_says_so),
        cmocka_unit_test(A11_a_vacant_place_among_several_is_told_where_all_of_them_decide),
        cmocka_unit_test(P2_3_3_a_deviation_that_goes_to_nobody_known_is_an_error),
        cmocka_unit_test(P2_3_3_deviations_without_a_stage_to_report_them_in_are_an_error),
        cmocka_unit_test(A7_what_a_rung_or_a_step_opens_must_be_a_flow_that_exists_with_fields_that_it_has),
        cmocka_unit_test(A61_functions_of_ladders_and_monitors_are_called),
        cmocka_unit_test(a_fallback_that_is_nobody_is_an_error),
        cmocka_unit_test(P1_3_4_a_step_that_nobody_could_take_is_an_error),
        cmocka_unit_test(steps_that_never_come_or_never_stay_are_warnings),
        cmocka_unit_test(what_is_risky_and_meant_is_listed_as_a_risk),
        cmocka_unit_test(A8_a_loop_that_passes_in_the_end_is_a_risk_that_somebody_should_know),
        cmocka_unit_test(a_step_without_a_ladder_is_a_warning),
        cmocka_unit_test(settings_that_nothing_reads_and_fields_only_kept_are_told),
        cmocka_unit_test(A73_a_field_that_a_sum_over_like_records_reads_is_not_only_kept),
        cmocka_unit_test(A10_the_assignee_is_nobody_before_a_step_has_people),
        cmocka_unit_test(overlapping_rows_are_errors_and_gaps_warnings),
        cmocka_unit_test(amounts_one_cent_apart_leave_no_gap),
        cmocka_unit_test(without_people_only_declarations_are_checked_and_it_says_so),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
