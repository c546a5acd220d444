/* The words of rules for values: amounts, numbers, dates, limits, facts, and comparing them. Each test is a
 * small rule file. */
#include "vocabulary.h"

static void amounts_are_exact_and_keep_their_currency(void **state) {
    (void)state;
    HOLDS("r.amount > amount '26.84 EUR'", "amount", "26.85");
    HOLDS_NOT("r.amount > amount '26.85 EUR'", "amount", "26.85");
    HOLDS("r.amount == amount 'EUR 26.85'", "amount", "26.85");
    HOLDS("r.amount * 3 == amount '80.55 EUR' and 3 * r.amount == r.amount + r.amount + r.amount", "amount",
          "26.85");
    HOLDS("r.amount * 0.1 == amount '2.69 EUR' and -r.amount < r.amount - amount '1 EUR'", "amount", "26.85");
    HOLDS("divide(r.amount, 2) == amount '13.43 EUR' and divide(r.amount, r.amount) == 1", "amount", "26.85");
    HOLDS("divide(1, 3) == number '0.333333333' and tostring(r.amount) == '26.85 EUR'", "amount", "26.85");
    HOLDS("r.amount.currency == 'EUR' and r.fee ~= r.amount", "amount", "5", "fee", "5 JPY");
    FAILS("r.amount > r.fee", "money.currencies", "a=JPY b=EUR", "amount", "5", "fee", "5 JPY");
    FAILS("r.amount > 5", "rule.operands", "operation=< left=a number right=an amount of money", "amount",
          "5");
    FAILS("divide(r.amount, 0) > r.amount", "rule.division", NULL, "amount", "5");
    FAILS("r.amount * 9000000000000000 > r.amount", "money.overflow", NULL, "amount", "999999999999");
    FAILS("r.amount * (1/3) > r.amount", "rule.operands", NULL, "amount", "5");
    FAILS("r.amount > amount '1.234 EUR'", "value.money", NULL, "amount", "5");
    FAILS("r.amount.currancy == 'EUR'", "rule.unknown_name",
          "name=currancy of=an amount of money near=currency", "amount", "5");
}

static void numbers_are_exact(void **state) {
    (void)state;
    HOLDS("r.count == 3 and r.count + 1 == 4 and r.count > 2", "count", "3");
    HOLDS("r.rate == number '0.3' and r.rate + r.rate == number '0.6' and r.rate * 10 == 3", "rate", "0.3");
    HOLDS("r.rate < 1 and r.rate < 0.31 and 0.29 < r.rate and r.rate >= 0.3", "rate", "0.3");
    HOLDS("r.rate - 0.1 - 0.2 == 0 and tostring(r.rate) == '0.3'", "rate", "0.3");
    HOLDS("r.rate * r.count == number '2.1'", "rate", "0.3", "count", "7");
    FAILS("r.rate > r.note", "rule.operands", "operation=< left=a text right=a number", "rate", "0.3", "note",
          "x");
    FAILS("r.rate.x", "rule.unknown_name", NULL, "rate", "0.3");
}

static void dates_count_days(void **state) {
    (void)state;
    HOLDS("r.day >= date '2026-03-01' and r.day + 1 == date '2026-03-02' and r.day - 1 == date '2026-02-28'",
          "day", "2026-03-01");
    HOLDS("r.day:days_until(date '2026-03-11') == 10 and r.day - date '2026-02-01' == 28", "day",
          "2026-03-01");
    HOLDS("r.day.year == 2026 and r.day.month == 3 and r.day.weekday == 7", "day", "2026-03-01");
    HOLDS("r.trip.days == 3 and r.trip.from == r.day and r.trip.to == r.day + 2", "day", "2026-03-01", "trip",
          "2026-03-01..2026-03-03");
    HOLDS("r.submitted_on == date '2026-01-01'", "count", "1");
    FAILS("r.day > 5", "rule.operands", "operation=< left=a number right=a date", "day", "2026-03-01");
    FAILS("r.day > date '2026-02-30'", "value.date", "text=2026-02-30", "day", "2026-03-01");
}

static void limits_of_one_kind_are_compared(void **state) {
    (void)state;
    HOLDS("workdays(1) < workdays(2) and workdays(2, { same_time = true }) > workdays(1) and "
          "workdays(2):same_time() == workdays(2, { same_time = true })",
          "count", "1");
    HOLDS("hours(24) == days(1) and workhours(0.5) < workhours(1) and at('05:15', { day = 7 }) < at('05:16', "
          "{ day = 7 })",
          "count", "1");
    FAILS("workdays(1) < hours(2)", "rule.operands", "operation=< left=a time limit right=a time limit",
          "count", "1");
    FAILS("workdays(-1) < workdays(1)", "rule.argument",
          "word=workdays expected=a whole number from 0 to 3660 got=a number", "count", "1");
    FAILS("workdays(1, { sametime = true }) < workdays(1)", "rule.unknown_name",
          "name=sametime of=workdays near=same_time", "count", "1");
    FAILS("at('25:00', { day = 1 }) < at('05:00', { day = 1 })", "rule.argument", NULL, "count", "1");
}

/* Opened on Friday evening the same time on the second day is Wednesday at nine, the end of the second
 * Tuesday's; opened on Friday at noon it is the other way round. */
static void A60_limits_are_only_compared_where_it_does_not_matter_when_a_step_opens(void **state) {
    (void)state;
    HOLDS("workdays(2):same_time() < workdays(4) and workdays(3) < workdays(4):same_time() and "
          "workdays(0):same_time() < workdays(0) and workdays(2):same_time() ~= workdays(2)",
          "count", "1");
    FAILS("workdays(2):same_time() < workdays(2)", "rule.limits",
          "left=2 workdays same time right=2 workdays", "count", "1");
    FAILS("workdays(3) > workdays(2):same_time()", "rule.limits", NULL, "count",
          "1"); /* days of other lengths */
    HOLDS("at('09:00', { day = 0 }) < at('09:00', { day = 1 }) and at('17:00', { day = 0 }) < at('09:00', "
          "{ day = 2 })",
          "count", "1");
    FAILS("at('17:00', { day = 0 }) < at('09:00', { day = 1 })", "rule.limits", NULL, "count", "1");
    FAILS("at('09:00', { day = 0 }) < at('17:00', { day = 0 })", "rule.limits", NULL, "count", "1");
}

static void limits_read_back_what_they_are_written_as(void **state) {
    (void)state;
    static const char *const texts[] = {
        "3 workdays", "0 workdays", "2 workdays same time", "4 workhours", "0.5 workhours", "36 hours",
        "1.25 hours", "5 days",     "05:15 day 7",          "00:00 day 0", "3660 days",     "3660 workdays"};
    static const char *const wrong[] = {
        "",      "3",         "workdays",     "-1 workdays", "3661 workdays", "1.5 workdays", "24:00 day 1",
        "05:15", "05:15 day", "1.2345 hours", "3 weeks",     "3  workdays",   "99999 hours"};
    arena_t arena;
    limit_t limit;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (limit_parse(texts[i], &limit, NULL) != 0) fail_msg("%s", texts[i]);
        assert_string_equal(limit_text(&limit, &arena), texts[i]);
        assert_true(limit_valid(&limit));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (limit_parse(wrong[i], &limit, NULL) == 0) fail_msg("%s was taken", wrong[i]);
    }
    arena_free(&arena);
}

static void empty_fields_are_nil_and_say_their_name_when_used(void **state) {
    (void)state;
    HOLDS("r.amount == nil and is_empty(r.amount) and not r.urgent and #r.lines == 0 and is_empty(r.lines)",
          "count", "1");
    FAILS("r.amount > amount '1 EUR'", "rule.empty_field", "field=amount word=<", "count", "1");
    FAILS("r.rate > 1", "rule.empty_field", "field=rate word=<", "count", "1");
    FAILS("r.day + 1 == r.day", "rule.empty_field", "field=day word=+", "count", "1");
    FAILS("head_of(r.unit) == nil", "rule.empty_field", "field=unit word=head_of", "count", "1");
}

static void misspelt_fields_and_settings_suggest_the_near_name(void **state) {
    (void)state;
    FAILS("r.amuont > 1", "rule.unknown_field", "field=amuont near=amount", "count", "1");
    FAILS("r.departmnt == 1", "rule.unknown_field", "field=departmnt near=department", "count", "1");
    FAILS("set.nothing", "rule.unknown_setting", "setting=nothing near=", "count", "1");
    FAILS("r.department.budgt == 'x'", "rule.unknown_name", "name=budgt of=a department near=", "count", "1");
    FAILS("r.initiator.nam == 'x'", "rule.unknown_name", "name=nam of=a person near=name", "count", "1");
}

static void facts_can_not_be_changed(void **state) {
    (void)state;
    fails(FLOW("r.amount = 1"), "rule.read_only", "what=the record", FLOW_LINE, "count", "1", NULL);
    fails(FLOW("set.x = 1"), "rule.read_only", "what=the settings", FLOW_LINE, "count", "1", NULL);
}

static void departments_and_people_are_looked_at(void **state) {
    (void)state;
    HOLDS("r.department.key == 'hr' and r.department.name == 'People' and r.department.budget == 'HR-01'",
          "count", "1");
    HOLDS("r.department:is_within 'company' and not r.department:is_within 'finance'", "count", "1");
    HOLDS("r.department.parent.key == 'company' and r.department.head.handle == 'wu.yan'", "count", "1");
    HOLDS("r.initiator.handle == 'wang.fang' and r.initiator.grade == '7' and r.initiator.department == "
          "r.department",
          "count", "1");
    HOLDS("r.unit == department 'finance' and r.unit ~= r.department and r.unit.budget == 'FIN-01'", "unit",
          "finance");
    HOLDS("r.buyer.handle == 'li.na' and r.buyer ~= r.initiator and tostring(r.buyer) == 'li.na'", "buyer",
          "li.na");
    HOLDS("r.flow == 'a.flow' and r.stage == 'approval' and r.round == 0 and r.number == nil", "count", "1");
    FAILS("department 'nowhere' == r.department", "rule.unknown_department", "department=nowhere", "count",
          "1");
}

static void rows_are_read_and_summed(void **state) {
    (void)state;
    try_t t;
    try_open(
        &t,
        FLOW("local n = 0\n"
             "    for i, line in ipairs(r.lines) do n = n + line.pieces * i end\n"
             "    return sequence {\n"
             "      approve 'a' { by = initiator, when = n == 8 },\n"
             "      approve 'b' { by = initiator, when = sum(r.lines, 'price') == amount '7.50 EUR' },\n"
             "      each(r.lines, function(line, i) return approve('c' .. i) { by = initiator } end),\n"
             "      approve 'd' { by = initiator, when = r.lines[2].price == nil and r.lines[4] == nil },\n"
             "    }"));
    const flow_t *flow = try_flow(&t, "a.flow");
    value_t cells[3][2] = {
        {{.kind = VALUE_MONEY, .u.money = {250, "EUR", 2}}, {.kind = VALUE_NUMBER, .u.number = {1, 0}}},
        {{.kind = VALUE_NONE}, {.kind = VALUE_NUMBER, .u.number = {2, 0}}},
        {{.kind = VALUE_MONEY, .u.money = {500, "EUR", 2}}, {.kind = VALUE_NUMBER, .u.number = {1, 0}}}};
    row_t rows[3] = {{cells[0], 2}, {cells[1], 2}, {cells[2], 2}};
    field_t field = {"lines", {.kind = VALUE_TABLE, .u.table = {rows, 3}}};
    assert_string_equal(flow_field(flow, "lines")->columns[0].name, "price");
    t.record.fields = &field;
    t.record.field_count = 1;
    try_planned(&t, flow, "sequence[ a b c1 c2 c3 d ]");
    try_close(&t);
}

static int is_long(void *ctx, const value_t *arguments, size_t count, arena_t *arena, value_t *out,
                   diag_t *d) {
    (void)ctx;
    (void)arena;
    if (count != 1 || arguments[0].kind != VALUE_TEXT)
        return diag_set(d, "function.failed", "function", "words.is_long", "message", "a text is needed",
                        NULL);
    out->kind = VALUE_FLAG;
    out->u.flag = strlen(arguments[0].u.text) > 3;
    return 0;
}

/* Opening the file is refused for this condition. */
static void never_holds(const char *condition, const char *params) {
    try_t t;
    char source[4096], text[512] = "";
    snprintf(source, sizeof source, FLOW("return approve 'x' { by = initiator, when = %s }"), condition);
    try_open(&t, source);
    if (t.rs) fail_msg("%s was taken", condition);
    assert_int_equal(t.d.line, FLOW_LINE);
    snprintf(text, sizeof text, "%s: %s", t.d.code + 5, t.d.param_count > 3 ? diag_get(&t.d, "instead") : "");
    assert_string_equal(text, params);
    try_close(&t);
}

static void comparisons_that_never_hold_are_refused(void **state) {
    (void)state;
    never_holds("r.department == 'hr'", "never_equal: its .key with a text, or department \"hr\"");
    never_holds("'wang.fang' ~= r.initiator", "never_equal: its .handle with a text, or another person");
    never_holds("r.amount == '5 EUR'", "never_equal: an amount: amount \"5000 EUR\"");
    never_holds("r.amount == 5", "never_equal: an amount: amount \"5000 EUR\"");
    never_holds("r.rate == 0.5", "never_equal: a whole number, or number \"0.5\"");
    never_holds("r.count == '5'", "never_equal: a whole number, or number \"0.5\"");
    never_holds("r.kind == 'good'", "never_equal: one of its choices");
    never_holds("r.day == '2026-01-31'", "never_equal: a date: date \"2026-01-31\"");
    never_holds("r.urgent == 'yes'", "never_equal: true or false");
    never_holds("r.note == 5", "never_equal: a text in quotes");
    never_holds("r.lines == 0", "never_equal: the number of its rows: #r.lines");
    never_holds("r.count / r.rate > 1", "binary_division: ");
    never_holds("1 / r.count > 1", "binary_division: ");
    HOLDS("r.kind == 'goods' and r.count == -3 and r.note ~= 'x' and r.department.key == 'hr' and r.fee == "
          "nil and "
          "r.urgent == false and r.note == 'a' .. 'b' and r.note:sub(1, 1) == 'a' and r.count // 2 == -2",
          "kind", "goods", "count", "-3", "note", "ab");
}

static void pure_functions_of_plugins_are_called_by_name(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    pure_function_t function = {"words.is_long", is_long, NULL};
    ruleset_options_t options = {.functions = &function, .function_count = 1};
    try_file_t file = {
        "company/a.lua",
        FLOW("return approve 'x' { by = initiator, when = words.is_long(r.note or r.count) }")};
    try_open_with(&t, &file, 1, NULL, 0, &options);
    const flow_t *flow = try_flow(&t, "a.flow");
    try_fields(&t, flow, "note", "abcd", NULL);
    try_planned(&t, flow, "sequence[ x ]");
    try_fields(&t, flow, "note", "abc", NULL);
    try_planned(&t, flow, "sequence[ -x ]");
    try_fields(&t, flow, "count", "3", NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
    assert_string_equal(t.d.cause->code, "function.failed");
    try_close(&t);
}

static void comparisons_are_heard(void *ctx, const value_t *a, const value_t *b) {
    arena_t arena;
    char *out = ctx;
    arena_init(&arena, 0);
    strcat(out, value_text(a, &arena));
    strcat(out, " ? ");
    strcat(out, value_text(b, &arena));
    strcat(out, "; ");
    arena_free(&arena);
}

static void the_checker_hears_comparisons(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    char heard[512] = "";
    try_open(&t,
             FLOW("return approve 'x' { by = initiator, when = r.amount > amount '5 EUR' or r.count >= 3 or\n"
                  "  r.day < date '2026-02-01' or r.rate <= 0.5 }"));
    const flow_t *flow = try_flow(&t, "a.flow");
    try_fields(&t, flow, "amount", "1", "count", "2", "day", "2026-03-01", "rate", "0.75", NULL);
    ruleset_listen(t.rs, comparisons_are_heard, heard);
    assert_int_equal(try_plan(&t, flow, 0, &plan), 0);
    ruleset_listen(t.rs, NULL, NULL);
    assert_string_equal(heard, "5.00 EUR ? 1.00 EUR; 3 ? 2; 2026-03-01 ? 2026-02-01; 0.75 ? 0.5; ");
    try_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_exact_and_keep_their_currency),
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(dates_count_days),
        cmocka_unit_test(limits_of_one_kind_are_compared),
        cmocka_unit_test(A60_limits_are_only_compared_where_it_does_not_matter_when_a_step_opens),
        cmocka_unit_test(limits_read_back_what_they_are_written_as),
        cmocka_unit_test(empty_fields_are_nil_and_say_their_name_when_used),
        cmocka_unit_test(misspelt_fields_and_settings_suggest_the_near_name),
        cmocka_unit_test(facts_can_not_be_changed),
        cmocka_unit_test(departments_and_people_are_looked_at),
        cmocka_unit_test(rows_are_read_and_summed),
        cmocka_unit_test(comparisons_that_never_hold_are_refused),
        cmocka_unit_test(pure_functions_of_plugins_are_called_by_name),
        cmocka_unit_test(the_checker_hears_comparisons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
