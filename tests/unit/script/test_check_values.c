/* The values that the checker tries, found by running a route: all that it compares fields with; and how far
 * it goes. */
#include "checked.h"

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
    finds("word = text {}", "not r.word", "word = nil");
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_tried_on_both_sides_of_what_they_are_compared_with),
        cmocka_unit_test(numbers_are_tried_around_literals_and_settings),
        cmocka_unit_test(texts_choices_and_flags_are_tried),
        cmocka_unit_test(what_stands_behind_several_conditions_is_reached),
        cmocka_unit_test(dates_and_the_day_of_submission_are_tried),
        cmocka_unit_test(attributes_of_the_department_are_tried_as_texts),
        cmocka_unit_test(the_conditions_of_decision_tables_give_texts_too),
        cmocka_unit_test(a_table_declared_inside_a_route_is_refused_in_words),
        cmocka_unit_test(forms_that_the_flow_refuses_are_not_judged_and_it_says_so),
        cmocka_unit_test(forms_refused_for_their_day_alone_or_for_a_field_behind_the_risk_are_not_judged),
        cmocka_unit_test(a_check_of_the_form_that_fails_is_an_error),
        cmocka_unit_test(a_limit_that_was_reached_is_told_and_pairs_are_tried_all_the_same),
        cmocka_unit_test(rules_that_take_long_are_checked_as_far_as_the_work_allows),
        cmocka_unit_test(a_route_that_never_ends_is_a_finding_and_the_rest_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
