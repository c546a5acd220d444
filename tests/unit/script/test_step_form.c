/* What a rule says that a step requires (A21), and what its people may do with the fields (A71). */
#include "rules_try.h"

#define FLOW(step)                                                                                           \
    "flow 'company.purchase' { owner = 'finance', fallback = post 'boss', within = workdays(5),\n"           \
    "  form = { amount = money { currency = 'EUR' }, account = text {}, contract = document {},\n"           \
    "    lines = rows { columns = { what = text { required = true }, mark = text {}, note = text {} } },\n"  \
    "    code = text { required = true }, sum = text { computed = function(r) return 'x' end } },\n"         \
    "  route = function(r, set) return sequence {\n" step "\n} end }\n"

static void planned(try_t *t, const char *text, plan_t *plan) {
    try_open(t, text);
    const flow_t *flow = try_flow(t, "company.purchase");
    try_fields(t, flow, "amount", "5", NULL);
    if (try_plan(t, flow, 0, plan) != 0) fail_msg("%s", try_error(&t->d));
}

static void refused(const char *text, const char *error) {
    try_t t;
    plan_t plan;
    try_open(&t, text);
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "amount", "5", NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
    if (!strstr(try_error(&t.d), error)) fail_msg("got %s", try_error(&t.d));
    try_close(&t);
}

static void a_step_says_what_it_requires(void **state) { /* A21 */
    (void)state;
    try_t t;
    plan_t plan;
    planned(&t,
            FLOW("approve 'a' { by = post 'boss', require = { field 'account', document 'contract',\n"
                 "  checklist { 'seen', { en = 'counted', zh = '已清点' } } } },\n"
                 "act 'b' { by = post 'boss', require = document 'contract' },\n"
                 "act 'c' { by = post 'boss' }"),
            &plan);
    const step_form_t *a = &plan.steps[1].form, *b = &plan.steps[2].form;
    assert_int_equal(a->require_count, 4);
    assert_int_equal(a->requires[0].kind, REQUIRE_FIELD);
    assert_string_equal(a->requires[0].name, "account");
    assert_int_equal(a->requires[1].kind, REQUIRE_DOCUMENT);
    assert_string_equal(a->requires[1].name, "contract");
    assert_int_equal(a->requires[2].kind, REQUIRE_CHECK);
    assert_string_equal(a->requires[2].name, "seen");
    assert_string_equal(a->requires[3].name, "counted");
    assert_string_equal(a->requires[3].name_zh, "已清点");
    assert_int_equal(b->require_count, 1);
    assert_true(step_form_empty(&plan.steps[3].form));
    try_close(&t);
}

static void a_step_says_what_its_people_see_and_write(void **state) { /* A71 */
    (void)state;
    try_t t;
    plan_t plan;
    planned(&t,
            FLOW("approve 'a' { by = post 'boss', fields = { contract = 'read', amount = 'hidden', account = "
                 "'write' } }"),
            &plan);
    const step_form_t *a = &plan.steps[1].form;
    assert_int_equal(a->right_count, 2); /* to read is what is so anyway */
    assert_string_equal(a->rights[0].field, "account");
    assert_int_equal(a->rights[0].access, ACCESS_WRITE);
    assert_string_equal(a->rights[1].field, "amount");
    assert_int_equal(a->rights[1].access, ACCESS_HIDDEN);
    assert_int_equal(step_form_access(a, "contract"), ACCESS_READ);
    try_close(&t);
}

static void a_step_opens_columns_of_a_table(void **state) { /* A71 */
    (void)state;
    try_t t;
    plan_t plan;
    planned(&t,
            FLOW("approve 'a' { by = post 'boss', fields = { lines = { mark = 'anew', what = 'read', note = "
                 "'write' }, account = 'anew' } }"),
            &plan);
    const step_form_t *a = &plan.steps[1].form;
    assert_int_equal(a->right_count, 3);
    assert_string_equal(a->rights[1].field, "lines.mark");
    assert_int_equal(step_form_access(a, "lines.mark"), ACCESS_ANEW);
    assert_int_equal(step_form_access(a, "lines.note"), ACCESS_WRITE);
    assert_int_equal(step_form_access(a, "lines.what"), ACCESS_READ);
    assert_int_equal(step_form_access(a, "lines"), ACCESS_READ); /* not as a whole */
    assert_int_equal(step_form_access(a, "account"), ACCESS_ANEW);
    assert_true(step_form_writes(a, "lines"));
    assert_false(step_form_writes(a, "line"));
    assert_false(step_form_writes(a, "contract"));
    try_close(&t);
}

static void a_step_hides_columns_of_a_table_and_asks_for_them(void **state) { /* A71, A21 */
    (void)state;
    try_t t;
    plan_t plan;
    planned(&t,
            FLOW("approve 'a' { by = post 'boss', fields = { lines = { mark = 'hidden', note = 'write' } }, "
                 "require = { field 'lines.note', field 'lines' } }"),
            &plan);
    const step_form_t *a = &plan.steps[1].form;
    assert_int_equal(step_form_access(a, "lines.mark"), ACCESS_HIDDEN);
    assert_int_equal(step_form_access(a, "lines.note"), ACCESS_WRITE);
    assert_int_equal(step_form_access(a, "lines"), ACCESS_READ);
    assert_int_equal(a->require_count, 2);
    assert_string_equal(a->requires[0].name, "lines.note");
    assert_string_equal(a->requires[1].name, "lines");
    try_close(&t);
}

static void what_is_said_of_a_table_is_said_of_its_columns(void **state) { /* A71 */
    (void)state;
    field_right_t rights[] = {{"lines", ACCESS_HIDDEN}, {"lines.mark", ACCESS_WRITE}};
    step_form_t form = {.rights = rights, .right_count = 2};
    assert_int_equal(step_form_access(&form, "lines.mark"), ACCESS_HIDDEN);
    rights[0].access = ACCESS_WRITE;
    assert_int_equal(step_form_access(&form, "lines.what"), ACCESS_WRITE);
    rights[1].access = ACCESS_ANEW;
    assert_int_equal(step_form_access(&form, "lines.mark"), ACCESS_ANEW);
    assert_int_equal(step_form_access(&form, "linesmen"), ACCESS_READ);
}

static void mistakes_are_told_with_their_line(void **state) {
    (void)state;
    refused(FLOW("approve 'a' { by = post 'boss', require = field 'contrct' }"),
            "rule.unknown_field(field=contrct flow=company.purchase near=contract");
    refused(FLOW("approve 'a' { by = post 'boss', require = field 'lines.marks' }"),
            "rule.unknown_column(in=approve \"a\" field=lines column=marks near=mark");
    refused(FLOW("approve 'a' { by = post 'boss', require = field 'account.mark' }"), "rule.expected(");
    refused(FLOW("approve 'a' { by = post 'boss', require = document 'account' }"),
            "rule.no_document(in=approve \"a\" field=account");
    refused(FLOW("approve 'a' { by = post 'boss', require = 'account' }"), "rule.expected(");
    refused(FLOW("approve 'a' { by = post 'boss', require = checklist {} }"), "rule.expected(");
    refused(FLOW("approve 'a' { by = post 'boss', fields = { contrct = 'hidden' } }"), "near=contract");
    refused(FLOW("approve 'a' { by = post 'boss', fields = { account = 'secret' } }"), "rule.expected(");
    refused(FLOW("approve 'a' { by = post 'boss', fields = { lines = { marks = 'write' } } }"),
            "rule.unknown_column(in=approve \"a\" field=lines column=marks near=mark");
    refused(FLOW("approve 'a' { by = post 'boss', fields = { lines = { mark = 'secret' } } }"),
            "rule.expected(");
    refused(FLOW("approve 'a' { by = post 'boss', fields = { account = { mark = 'write' } } }"),
            "rule.expected(");
    refused(FLOW("approve 'a' { by = post 'boss', fields = { lines = { what = 'anew' } } }"),
            "rule.anew(in=approve \"a\" field=lines.what problem=required");
    refused(FLOW("approve 'a' { by = post 'boss', fields = { code = 'anew' } }"), "problem=required");
    refused(FLOW("approve 'a' { by = post 'boss', fields = { sum = 'anew' } }"), "problem=computed");
    refused(FLOW("sequence { require = field 'account', approve 'a' { by = post 'boss' } }"),
            "rule.misplaced(");
}

static void no_clock_ticks_a_checklist(void **state) { /* A21, A61 */
    (void)state;
    refused(FLOW("approve 'a' { by = post 'boss', require = checklist { 'seen' },\n"
                 "  overdue = ladder { { after = workdays(1), approve = because 'late' } } }"),
            "rule.checks_by_timer(step=a ");
}

static void extended(const char *change, const char *error) {
    try_t t;
    plan_t plan;
    char extension[512];
    (void)snprintf(extension, sizeof extension, "extend 'company.purchase' { change = { a = { %s } } }",
                   change);
    try_file_t files[] = {
        {"company/purchase.lua",
         FLOW("approve 'a' { by = post 'boss', fixed = true, require = field 'account', fields = { amount = "
              "'hidden' } }")},
        {"hr/purchase.lua", extension}};
    try_open_with(&t, files, 2, NULL, 0, NULL);
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "amount", "5", NULL);
    int result = try_plan(&t, flow, 0, &plan);
    if (!error) {
        if (result) fail_msg("%s", try_error(&t.d));
        assert_int_equal(plan.steps[1].form.require_count, 2);
        assert_int_equal(plan.steps[1].form.right_count, 2);
    } else if (result == 0 || !strstr(try_error(&t.d), error)) {
        fail_msg("got %s", result ? try_error(&t.d) : "a plan");
    }
    try_close(&t);
}

static void a_department_asks_for_more_of_a_fixed_step_and_never_for_less(void **state) { /* A21, A71 */
    (void)state;
    extended("require = checklist { 'seen' }, fields = { contract = 'hidden' }", NULL);
    extended("fields = { amount = 'read' }", "rule.fixed(step=a what=fields");
    extended("fields = { contract = 'write' }", "rule.fixed(step=a what=fields");
    extended("fields = { lines = { mark = 'write' } }", "rule.fixed(step=a what=fields");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_says_what_it_requires),
        cmocka_unit_test(a_step_says_what_its_people_see_and_write),
        cmocka_unit_test(a_step_opens_columns_of_a_table),
        cmocka_unit_test(a_step_hides_columns_of_a_table_and_asks_for_them),
        cmocka_unit_test(what_is_said_of_a_table_is_said_of_its_columns),
        cmocka_unit_test(mistakes_are_told_with_their_line),
        cmocka_unit_test(no_clock_ticks_a_checklist),
        cmocka_unit_test(a_department_asks_for_more_of_a_fixed_step_and_never_for_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
