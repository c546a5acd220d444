/* The checker: each kind of finding on a rule file that has it, and nothing on one that has not; the values
 * that it finds by itself; the shipped rules. */
#include "checked.h"

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

/* ---- the values that it finds ---- */

/* The route fails for one combination alone: the checker must come to it. */
static void finds(const char *form, const char *condition, const char *example) {
    char text[2048];
    checked_t c;
    (void)snprintf(
        text, sizeof text,
        HEAD "  form = { %s },\n  settings = { limit = amount \"321 EUR\" },\n  route = function(r, set)\n"
             "    if %s then error(\"found\") end\n    return approve \"a\" { by = head_of(r.department) }\n"
             "  end }\nlocal used = function(set) return set.limit end\n",
        form, condition);
    check_text(&c, text);
    const check_finding_t *f = find(&c, "rule.runtime");
    if (!f || !strstr(diag_get(f->what, "example"), example)) {
        tell_all(&c);
        fail_msg("%s: no failing run with %s", condition, example);
    }
    assert_int_equal(f->severity, CHECK_ERROR);
    assert_int_equal(f->what->line, 6);
    done(&c);
}

static void amounts_are_tried_on_both_sides_of_what_they_are_compared_with(void **state) {
    (void)state;
    const char *form = "amount = money { currency = \"EUR\", required = true }";
    finds(form, "r.amount == amount \"5000 EUR\"", "amount = 5000.00 EUR");
    finds(form, "r.amount > amount \"77.10 EUR\" and r.amount < amount \"77.12 EUR\"", "amount = 77.11 EUR");
    finds(form, "r.amount >= set.limit and not (r.amount > set.limit)", "amount = 321.00 EUR");
    finds(form,
          "r.amount > amount \"10 EUR\" and r.amount < amount \"20 EUR\" and r.amount == amount \"15 EUR\"",
          "amount = 15.00 EUR");
}

static void numbers_are_tried_around_literals_and_settings(void **state) {
    (void)state;
    const char *form = "n = number { required = true }, m = number { required = true }";
    finds(form, "r.n == 7", "n = 7");
    finds(form, "r.n > 41 and r.n < 43", "n = 42");
    finds(form, "r.n > r.m and r.m > 99", "m = ");
}

static void texts_choices_and_flags_are_tried(void **state) {
    (void)state;
    finds("kind = choice { \"a\", \"b\", \"c\", required = true }", "r.kind == \"c\"", "kind = c");
    finds("urgent = flag {}, small = flag {}", "r.urgent and not r.small", "urgent = yes, small = no");
    finds("word = text { required = true }", "r.word == \"special\"", "word = special");
    finds("word = text { required = true }", "\"special\" ~= r.word and r.word ~= \"other\"", "word = ");
    finds("word = text {}", "not r.word", "word = (empty)");
    finds("rows = table_of { name = text {} }", "#(r.rows or {}) == 2", "rows = ");
}

static void what_stands_behind_several_conditions_is_reached(void **state) {
    (void)state;
    finds("kind = choice { \"a\", \"b\", required = true }, amount = money { currency = \"EUR\", required = "
          "true }, word = text {}",
          "r.kind == \"b\" and r.amount > amount \"100 EUR\" and r.amount <= amount \"200 EUR\" and r.word "
          "== \"x\"",
          "kind = b, amount = ");
}

static void dates_and_the_day_of_submission_are_tried(void **state) {
    (void)state;
    finds("day = date { required = true }", "r.day == date \"2027-02-03\"", "day = 2027-02-03");
    finds("word = text {}", "r.submitted_on < date \"2018-01-01\"", "submitted_on = 2017-12-31");
}

static void attributes_of_the_department_are_tried_as_texts(void **state) {
    (void)state;
    finds("budget = text { required = true }", "r.budget == r.department.budget", "budget = ");
}

static void the_conditions_of_decision_tables_give_texts_too(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, "local t = decision \"t\" { inputs = { \"w\" }, outputs = { { \"o\", default = 1 } }, "
                   "rows = { { \"deep\", 2 } } }\n" HEAD
                   "  form = { word = text { required = true } },\n  route = function(r)\n"
                   "    local n = t { w = r.word }\n    if n == 2 then error(\"found\") end\n"
                   "    return approve \"a\" { by = head_of(r.department) }\n  end }\n");
    expect(&c, "rule.runtime", CHECK_ERROR, 7, "word = deep");
    done(&c);
}

static void a_table_declared_inside_a_route_is_refused_in_words(void **state) {
    (void)state;
    checked_t c;
    check_text(
        &c,
        HEAD "  route = function(r)\n"
             "    local t = decision \"t\" { inputs = { \"w\" }, outputs = { \"o\" }, rows = { { 1, 2 } } }\n"
             "    return approve \"a\" { by = head_of(r.department), when = t { w = 1 } == 2 }\n  end }\n");
    expect(&c, "rule.runtime", CHECK_ERROR, 4, "declare it in the file itself");
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

static void forms_that_the_flow_refuses_are_not_judged_and_it_says_so(void **state) {
    (void)state;
    checked_t c;
    check_text(&c,
               HEAD "  form = { n = number { required = true }, code = text { required = true } },\n"
                    "  check = function(r)\n"
                    "    if r.n < 0 then return problem(\"n\", \"not below zero\") end\n"
                    "    if r.n > 50 and not r.code:match \"^%u%d%d$\" then return problem(\"code\", \"a "
                    "letter, two digits\") end\n"
                    "  end,\n"
                    "  route = function(r)\n"
                    "    if r.n < 0 then error(\"never asked\") end\n"
                    "    return sequence {\n"
                    "      approve \"a\" { by = head_of(r.department) },\n"
                    "      approve \"b\" { by = head_of(r.department), when = r.n > 50 },\n    }\n  end }\n");
    assert_null(find(&c, "rule.runtime"));
    expect(&c, "check.step_unjudged", CHECK_NOTE, 12, "b");
    expect_counts(&c, 0, 0, 0);
    assert_non_null(find(&c, "check.patterns"));
    assert_true(c.report.covered[0].refused > 0);
    done(&c);
}

/* What a check says of one form it is not asked of the like again: they must be alike in all that it reads.
 */
static void forms_refused_for_their_day_alone_or_for_a_field_behind_the_risk_are_not_judged(void **state) {
    (void)state;
    static const char *const reasons[] = {"r.submitted_on < date \"2018-01-01\"", "r.risk == \"high\""};
    for (size_t i = 0; i < 2; i++) {
        checked_t c;
        char text[2048];
        snprintf(text, sizeof text,
                 HEAD "  form = { grave = flag {} },\n"
                      "  risk = function(r) return r.grave and \"high\" or \"low\", \"as it says\" end,\n"
                      "  check = function(r)\n"
                      "    if %s then return problem(\"grave\", \"not so\") end\n  end,\n"
                      "  route = function(r)\n    return sequence {\n"
                      "      approve \"a\" { by = head_of(r.department), when = not r.grave },\n"
                      "      approve \"b\" { by = head_of(r.department), when = not (%s) },\n"
                      "      approve \"never\" { by = head_of(r.department), when = %s },\n    }\n  end }\n",
                 reasons[i], reasons[i], reasons[i]);
        check_text(&c, text);
        assert_in_range(c.report.covered[0].refused, 1, c.report.covered[0].runs - 1);
        assert_non_null(find(&c, "check.step_unjudged"));
        done(&c);
    }
}

static void a_check_of_the_form_that_fails_is_an_error(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, HEAD "  form = { n = number { required = true } },\n  check = function(r)\n"
                        "    if r.n > 70 then return problem(\"n\", \"at most \" .. nil) end\n  end,\n"
                        "  route = function(r)\n    return approve \"a\" { by = head_of(r.department), when "
                        "= r.n > 3 }\n  end }\n");
    const check_finding_t *f = NULL;
    for (size_t i = 0; i < c.report.finding_count; i++)
        if (c.report.findings[i].what->line == 5) f = &c.report.findings[i];
    if (!f) tell_all(&c);
    assert_non_null(f);
    assert_int_equal(f->severity, CHECK_ERROR);
    assert_non_null(strstr(diag_get(f->what, "example"), "n = "));
    done(&c);
}

/* ---- flows ---- */

static void two_flows_with_one_prefix_are_an_error(void **state) {
    (void)state;
    static const char flow[] =
        "flow \"finance.%s\" { title = \"T\", prefix = \"EXP\", owner = \"finance\", fallback = post "
        "\"finance.head\",\n"
        "  within = workdays(2), overdue = ladder { { after = workhours(0), remind = assignee } },\n"
        "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n";
    char text[2048];
    checked_t c;
    int used = snprintf(text, sizeof text, flow, "one");
    (void)snprintf(text + used, sizeof text - (size_t)used, flow, "two");
    check_text(&c, text);
    expect(&c, "check.prefix_twice", CHECK_ERROR, 4, "finance.one");
    expect_counts(&c, 1, 0, 0);
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

static void an_extension_that_loosens_a_fixed_step_is_an_error_in_its_own_file(void **state) {
    (void)state;
    static const char *const loosening[] = {
        "within = { head = workdays(9) }",
        "leave_out = { head = \"we trust each other\" }",
        "change = { head = { by = post \"hr.head\" } }",
        "settings = { patience = workdays(9) }",
    };
    for (size_t i = 0; i < sizeof loosening / sizeof *loosening; i++) {
        char text[512];
        checked_t c;
        diag_t d;
        diag_init(&d);
        (void)snprintf(text, sizeof text, "\nextend \"company.t\" { department = \"sales\", %s }\n",
                       loosening[i]);
        const char *files[] = {"company/t.lua",
                               "flow \"company.t\" { title = \"T\", owner = \"finance\", fallback = post "
                               "\"finance.head\", within = workdays(2),\n"
                               "  settings = { patience = workdays(2) },\n"
                               "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
                               "  route = function(r, set)\n"
                               "    return approve \"head\" { by = head_of(r.department), within = "
                               "set.patience, fixed = true }\n  end }\n",
                               "sales/t.lua", text, NULL};
        ruleset_t *rs = folder_of_texts(files, &d);
        if (!rs) { /* refused as it is loaded is as good, in the same words */
            assert_string_equal(d.file, "sales/t.lua");
            assert_int_equal(d.line, 2);
            diag_clear(&d);
            continue;
        }
        check_set(&c, rs, people(), NULL);
        const check_finding_t *f = find(&c, "rule.fixed");
        if (!f) tell_all(&c);
        assert_non_null(f);
        assert_string_equal(f->what->file, "sales/t.lua");
        assert_int_equal(f->what->line, 2);
        assert_string_equal(f->department, "sales");
        done(&c);
    }
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

/* ---- bounds ---- */

static void a_limit_that_was_reached_is_told_and_pairs_are_tried_all_the_same(void **state) {
    (void)state;
    checked_t c;
    diag_t d;
    diag_init(&d);
    /* 2^8 combinations; the failing one differs in two values from the ordinary */
    const char *files[] = {
        "finance/t.lua",
        HEAD
        "  form = { a = flag {}, b = flag {}, c = flag {}, d = flag {}, e = flag {}, f = flag {}, g = flag "
        "{}, h = flag {} },\n"
        "  route = function(r)\n"
        "    local on = 0\n"
        "    for _, x in ipairs { r.a, r.b, r.c, r.d, r.e, r.f, r.g, r.h } do if x then on = on + 1 end end\n"
        "    if r.a and r.h and on == 2 then error(\"found\") end\n"
        "    return approve \"s\" { by = head_of(r.department) }\n  end }\n",
        NULL};
    ruleset_t *rs = folder_of_texts(files, &d);
    check_options_t options = {.at = INSTANT_NONE, .runs = 60};
    check_set(&c, rs, people(), &options);
    expect(&c, "check.limit", CHECK_NOTE, 1, "60");
    assert_true(c.report.covered[0].limited);
    assert_non_null(find(&c, "rule.runtime"));
    done(&c);
}

/* Each run of it comes near the limit of one run: all of them would take minutes. */
static void rules_that_take_long_are_checked_as_far_as_the_work_allows(void **state) {
    (void)state;
    checked_t c;
    diag_t d;
    diag_init(&d);
    const char *files[] = {
        "finance/t.lua",
        HEAD "  form = { a = flag {}, b = flag {}, c = flag {}, d = flag {}, e = flag {}, f = flag {} },\n"
             "  route = function(r)\n"
             "    local on = 0\n"
             "    for _, x in ipairs { r.a, r.b, r.c, r.d, r.e, r.f } do if x then on = on + 1 end end\n"
             "    for i = 1, 100000 do on = on + i end\n"
             "    return approve \"s\" { by = head_of(r.department) }\n  end }\n",
        NULL};
    ruleset_t *rs = folder_of_texts(files, &d);
    check_options_t options = {.at = INSTANT_NONE, .work = 3000000};
    check_set(&c, rs, people(), &options);
    expect(&c, "check.work", CHECK_NOTE, 1, "approval");
    assert_null(find(&c, "check.limit"));
    assert_true(c.report.covered[0].limited);
    assert_in_range(c.report.covered[0].runs, 2, 20); /* of 64 */
    done(&c);
    rs = folder_of_texts(files, &d);
    check_set(&c, rs, people(), NULL);
    assert_null(find(&c, "check.work"));
    assert_true(c.report.covered[0].runs >= 64);
    done(&c);
}

static void a_route_that_never_ends_is_a_finding_and_the_rest_is_checked(void **state) {
    (void)state;
    checked_t c;
    check_text(&c,
               HEAD "  form = { kind = choice { \"a\", \"b\", required = true } },\n  route = function(r)\n"
                    "    while r.kind == \"b\" do end\n"
                    "    return approve \"s\" { by = post \"gone\" }\n  end }\n");
    expect(&c, "rule.time", CHECK_ERROR, 5, "kind = b");
    expect(&c, "check.unknown_post", CHECK_ERROR, 6, "gone");
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

/* ---- the shipped rules ---- */

static void check_folder(checked_t *c, const char *rules, const char *persons) {
    diag_t d;
    diag_init(&d);
    ruleset_t *rs = folder_open(rules, &d);
    if (!rs) folder_fail(rules, &d);
    check_set(c, rs, folder_directory(persons), NULL);
}

static void the_shipped_rules_have_nothing_to_mend(void **state) {
    (void)state;
    checked_t c;
    check_folder(&c, SOURCE_DIR "/rules", SOURCE_DIR "/rules/company/people.lua");
    /* of feedback: whoever gave it judges the answer, and who says nothing against it has taken it; twice */
    expect_counts(&c, 0, 0, 4);
    int64_t ways = 0;
    for (size_t i = 0; i < c.report.covered_count; i++) {
        assert_false(c.report.covered[i].limited);
        ways += c.report.covered[i].ways;
    }
    /* five flows and one department's version, two of them with a preparation */
    assert_true(c.report.covered_count >= 7 && ways > 100 && c.report.tables >= 1);
    done(&c);
}

static void the_published_policies_have_no_errors(void **state) {
    (void)state;
    static const char *const folders[] = {"gsa", "sourcegraph"};
    for (size_t i = 0; i < 2; i++) {
        char rules[512], persons[640];
        checked_t c;
        (void)snprintf(rules, sizeof rules, "%s/tests/rules/%s", SOURCE_DIR, folders[i]);
        (void)snprintf(persons, sizeof persons, "%s/people.lua", rules);
        check_folder(&c, rules, persons);
        if (c.report.errors) tell_all(&c);
        assert_int_equal(c.report.errors, 0);
        done(&c);
    }
}

/* One file of that name, with the demo company's people. */
static void check_file(checked_t *c, const char *name, const char *text) {
    const char *files[] = {
        "finance/t.lua",
        HEAD "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n", name, text,
        NULL};
    diag_t d;
    diag_init(&d);
    ruleset_t *rs = folder_of_texts(files, &d);
    if (!rs) folder_fail(text, &d);
    check_set(c, rs, people(), NULL);
}

#define REST                                                                                                 \
    "fallback = post \"finance.head\", within = workdays(2), prefix = \"OTHER\",\n"                          \
    "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"                                  \
    "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n"

static void P1_2_a_flow_of_no_department_is_an_error_with_the_nearest_name(void **state) {
    (void)state;
    checked_t c;
    check_file(&c, "finance/u.lua", "flow \"finance.u\" { owner = \"finanse\", " REST);
    expect(&c, "check.owner_department", CHECK_ERROR, 1, "finanse");
    expect(&c, "check.owner_department", CHECK_ERROR, 1, "finance");
    expect_counts(&c, 1, 0, 0);
    done(&c);
    check_file(&c, "zzz/u.lua", "flow \"finance.u\" { " REST); /* the folder's, where it says nothing */
    expect(&c, "check.owner_department", CHECK_ERROR, 1, "zzz");
    expect_counts(&c, 1, 0, 0);
    done(&c);
}

static void P1_2_a_folder_that_is_no_department_is_told_and_what_it_changes_is_an_error(void **state) {
    (void)state;
    checked_t c;
    check_file(&c, "zzz/u.lua", "flow \"finance.u\" { owner = \"finance\", " REST);
    expect(&c, "check.folder_department", CHECK_WARNING, 1, "zzz");
    expect_counts(&c, 0, 1, 0);
    done(&c);
    check_file(&c, "slaes/u.lua",
               "extend \"finance.t\" { add = { approve \"b\" { after = \"a\", by = post \"hr.head\" } } }\n");
    expect(&c, "check.extension_department", CHECK_ERROR, 1, "slaes");
    expect(&c, "check.extension_department", CHECK_ERROR, 1, "sales");
    done(&c);
    check_file(&c, "sales/u.lua",
               "extend \"finance.t\" { add = { approve \"b\" { after = \"a\", by = post \"hr.head\" } } }\n");
    expect_counts(&c, 0, 0, 0);
    done(&c);
}

/* ---- memory ---- */

static void every_allocation_may_fail(void **state) {
    (void)state;
    check_without_memory(SOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P1_2_a_flow_of_no_department_is_an_error_with_the_nearest_name),
        cmocka_unit_test(P1_2_a_folder_that_is_no_department_is_told_and_what_it_changes_is_an_error),
        cmocka_unit_test(a_sound_rule_file_has_no_findings_and_its_coverage_is_told),
        cmocka_unit_test(names_that_the_directory_does_not_know_are_errors),
        cmocka_unit_test(a_place_that_is_vacant_for_some_is_a_warning_that_names_a_case),
        cmocka_unit_test(A11_a_place_that_is_empty_may_be_refused_or_passed_where_the_rule_says_so),
        cmocka_unit_test(A11_a_vacant_place_among_several_is_told_where_all_of_them_decide),
        cmocka_unit_test(P2_3_3_a_deviation_that_goes_to_nobody_known_is_an_error),
        cmocka_unit_test(P2_3_3_deviations_without_a_stage_to_report_them_in_are_an_error),
        cmocka_unit_test(A7_what_a_rung_or_a_step_opens_must_be_a_flow_that_exists_with_fields_that_it_has),
        cmocka_unit_test(A61_functions_of_ladders_and_monitors_are_called),
        cmocka_unit_test(a_fallback_that_is_nobody_is_an_error),
        cmocka_unit_test(amounts_are_tried_on_both_sides_of_what_they_are_compared_with),
        cmocka_unit_test(numbers_are_tried_around_literals_and_settings),
        cmocka_unit_test(texts_choices_and_flags_are_tried),
        cmocka_unit_test(what_stands_behind_several_conditions_is_reached),
        cmocka_unit_test(dates_and_the_day_of_submission_are_tried),
        cmocka_unit_test(attributes_of_the_department_are_tried_as_texts),
        cmocka_unit_test(the_conditions_of_decision_tables_give_texts_too),
        cmocka_unit_test(a_table_declared_inside_a_route_is_refused_in_words),
        cmocka_unit_test(steps_that_never_come_or_never_stay_are_warnings),
        cmocka_unit_test(what_is_risky_and_meant_is_listed_as_a_risk),
        cmocka_unit_test(A8_a_loop_that_passes_in_the_end_is_a_risk_that_somebody_should_know),
        cmocka_unit_test(a_step_without_a_ladder_is_a_warning),
        cmocka_unit_test(forms_that_the_flow_refuses_are_not_judged_and_it_says_so),
        cmocka_unit_test(forms_refused_for_their_day_alone_or_for_a_field_behind_the_risk_are_not_judged),
        cmocka_unit_test(a_check_of_the_form_that_fails_is_an_error),
        cmocka_unit_test(two_flows_with_one_prefix_are_an_error),
        cmocka_unit_test(settings_that_nothing_reads_and_fields_only_kept_are_told),
        cmocka_unit_test(an_extension_that_loosens_a_fixed_step_is_an_error_in_its_own_file),
        cmocka_unit_test(overlapping_rows_are_errors_and_gaps_warnings),
        cmocka_unit_test(amounts_one_cent_apart_leave_no_gap),
        cmocka_unit_test(a_limit_that_was_reached_is_told_and_pairs_are_tried_all_the_same),
        cmocka_unit_test(rules_that_take_long_are_checked_as_far_as_the_work_allows),
        cmocka_unit_test(a_route_that_never_ends_is_a_finding_and_the_rest_is_checked),
        cmocka_unit_test(without_people_only_declarations_are_checked_and_it_says_so),
        cmocka_unit_test(the_shipped_rules_have_nothing_to_mend),
        cmocka_unit_test(the_published_policies_have_no_errors),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
