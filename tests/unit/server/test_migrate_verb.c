/* The verb that brings running records under the rules in force (A53): what it tells of those that can't go
 * on under them. */
#include "fixture.h"

static const char RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post \"company.head\", within = "
    "workdays(3),\n"
    "  form = { what = text {} },\n"
    "  route = function(r, set) return sequence { %s } end }\n";
static const char BEFORE[] = "approve \"head\" { by = head_of(r.department) }";
/* trying it out does not find it */
static const char FAILS[] =
    "approve \"boss\" { by = post \"company.head\", when = function(r, set) if #(r.what or "
    "\"\") == 4 then error(\"no such thing\") end return true end }";
static void rules(fixture_t *f, const char *steps) {
    char *text = NULL;
    if (asprintf(&text, RULES, steps) < 0) abort();
    fixture_rules(f, text);
    free(text);
    must(f->answer);
}

static void order(fixture_t *f, const char *what) {
    char record[32];
    must(ask(f,
             "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":{\"what\":\"%s\"}}",
             what));
    snprintf(record, sizeof record, "%s", text_at(f->answer, "record"));
    must(ask(f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
}

static size_t count(const fixture_t *f, const char *list) {
    return json_array_size(json_object_get(f->answer, list));
}

static void a_record_that_the_new_rules_cannot_plan_is_told_and_the_others_go_on_A53(void **state) {
    fixture_t f;
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    rules(&f, BEFORE);
    order(&f, "fail");
    order(&f, "something");
    rules(&f, FAILS);
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"new rules\"}"));
    assert_int_equal(count(&f, "migrated"), 1);
    assert_int_equal(count(&f, "refused"), 1);
    json_t *refused = json_array_get(json_object_get(f.answer, "refused"), 0);
    assert_string_equal(error_code(refused), "rule.runtime");
    assert_string_equal(text_at(json_object_get(json_object_get(refused, "diff"), "problem"), "code"),
                        "rule.runtime");
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_that_the_new_rules_cannot_plan_is_told_and_the_others_go_on_A53),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
