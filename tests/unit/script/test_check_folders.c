/* What the checker finds of several files together: flows beside each other, departments and what they
 * change; the rules that are shipped. */
#include "checked.h"

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

/* Sales is below operations: what both change holds there together, and is checked together. */
static void departments_below_one_another_are_checked_with_what_those_above_change(void **state) {
    (void)state;
    static const char company[] =
        "flow \"company.t\" { title = \"T\", owner = \"finance\", fallback = post \"finance.head\", within = "
        "workdays(2),\n"
        "  settings = { patience = workdays(2) },\n"
        "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
        "  route = function(r, set) return approve \"head\" { by = head_of(r.department), within = "
        "set.patience,\n"
        "    fixed = true } end }\n";
    static const char operations[] = "extend \"company.t\" { department = \"operations\", add = { approve "
                                     "\"plan\" { after = \"head\", by = post "
                                     "\"hr.head\" } } }\n";
    static const struct {
        const char *sales, *found;
    } cases[] = {
        {"add = { approve \"price\" { after = \"plan\", by = post \"legal.head\" } }", NULL},
        {"leave_out = { plan = \"sales plans itself\" }", NULL},
        {"add = { approve \"price\" { after = \"plans\", by = post \"legal.head\" } }", "rule.extend_target"},
        {"leave_out = { plan = \"sales plans itself\", head = \"and decides\" }", "rule.fixed"},
        {"add = { approve \"price\" { by = post \"legal.head\" } }", "rule.extend_place"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        checked_t c;
        diag_t d;
        diag_init(&d);
        (void)snprintf(text, sizeof text, "extend \"company.t\" { department = \"sales\", %s }\n",
                       cases[i].sales);
        const char *files[] = {
            "company/t.lua", company, "operations/t.lua", operations, "sales/t.lua", text, NULL};
        ruleset_t *rs = folder_of_texts(files, &d);
        if (!rs) folder_fail(text, &d);
        check_set(&c, rs, people(), NULL);
        if (cases[i].found == NULL) {
            if (c.report.errors > 0) tell_all(&c);
            assert_int_equal(c.report.errors, 0);
        } else {
            const check_finding_t *f = find(&c, cases[i].found);
            if (!f) tell_all(&c);
            assert_non_null(f);
            assert_string_equal(f->department, "sales");
        }
        done(&c);
    }
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

static void P1_3_2_a_departments_folder_changes_nothing_for_another(void **state) {
    (void)state;
    const char *files[] = {
        "finance/t.lua",
        HEAD "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n",
        "sales/u.lua",
        "extend \"finance.t\" { department = \"hr\", add = { approve \"b\" { after = \"a\", by = post "
        "\"hr.head\" } } }\n",
        NULL};
    diag_t d;
    diag_init(&d);
    assert_null(folder_of_texts(files, &d));
    assert_string_equal(d.code, "rule.foreign_department");
    assert_string_equal(diag_get(&d, "department"), "hr");
    assert_string_equal(d.file, "sales/u.lua");
    diag_clear(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P1_3_2_a_departments_folder_changes_nothing_for_another),
        cmocka_unit_test(P1_2_a_flow_of_no_department_is_an_error_with_the_nearest_name),
        cmocka_unit_test(P1_2_a_folder_that_is_no_department_is_told_and_what_it_changes_is_an_error),
        cmocka_unit_test(two_flows_with_one_prefix_are_an_error),
        cmocka_unit_test(an_extension_that_loosens_a_fixed_step_is_an_error_in_its_own_file),
        cmocka_unit_test(departments_below_one_another_are_checked_with_what_those_above_change),
        cmocka_unit_test(the_shipped_rules_have_nothing_to_mend),
        cmocka_unit_test(the_published_policies_have_no_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
