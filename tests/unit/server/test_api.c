/* Commands through the API, on a company of its own: who gives them, with which fields, and that a key has
 * one effect. */
#include "answering.h"

static void a_purchase_goes_its_way(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    assert_string_equal(number, "PUR-2026-000001");
    must(ask(&f, "{\"verb\":\"tasks\",\"as\":\"chen.wei\"}"));
    json_t *task = first(f.answer, "tasks");
    assert_int_equal(count_of(f.answer, "tasks"), 1);
    assert_string_equal(text_at(task, "number"), number);
    assert_string_equal(text_at(task, "step"), "head");
    assert_string_equal(text_at(task, "kind"), "approve");
    assert_string_equal(text_at(json_object_get(task, "title"), "zh"), "采购");
    assert_string_equal(handle_at(task, "initiator"), "gao.min");
    assert_string_equal(text_at(task, "due_at"), "2026-03-03T17:00:00Z");
    assert_false(json_is_true(json_object_get(task, "overdue")));
    must(
        ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\",\"opinion\":\"fine\"}", number));
    assert_string_equal(text_at(f.answer, "state"), "finished");
    must(ask(&f, "{\"verb\":\"tasks\",\"as\":\"chen.wei\"}"));
    assert_int_equal(count_of(f.answer, "tasks"), 0);
    fixture_end(&f);
}

static void a_refusal_needs_a_reason_and_goes_back(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    must_refuse(ask(&f, "{\"verb\":\"refuse\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number),
                "reason.required");
    must(ask(&f, "{\"verb\":\"refuse\",\"as\":\"chen.wei\",\"record\":\"%s\",\"reason\":\"too dear\"}",
             number));
    must(ask(&f, "{\"verb\":\"show\",\"as\":\"gao.min\",\"record\":\"%s\"}", number));
    json_t *next = first(f.answer, "next");
    assert_string_equal(handle_at(next, "person"), "gao.min");
    assert_string_equal(json_string_value(json_array_get(json_object_get(next, "verbs"), 0)), "acknowledge");
    fixture_end(&f);
}

static void whoever_runs_it_is_the_person_of_that_unix_user(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    must(ask(&f, "{\"verb\":\"draft\",\"flow\":\"sales.purchase\"}"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", record));
    json_t *actor = json_object_get(first(f.answer, "events"), "actor");
    assert_string_equal(handle_at(actor, "person"), "gao.min");
    assert_string_equal(text_at(actor, "auth"), auth_kind_word(AUTH_PEER_UID));
    assert_int_equal(json_integer_value(json_object_get(actor, "uid")), getuid());
    fixture_end(&f);
}

static void only_the_owner_may_enter_for_others_and_it_shows(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"li.na\",\"flow\":\"sales.purchase\"}"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", record));
    json_t *actor = json_object_get(first(f.answer, "events"), "actor");
    assert_string_equal(text_at(actor, "auth"), auth_kind_word(AUTH_ENTERED_BY));
    must_refuse(ask(&f, "{\"verb\":\"draft\",\"as\":\"nobody\",\"flow\":\"sales.purchase\"}"),
                "actor.unknown");
    f.caller = (caller_t){.uid = 54321, .owner = false};
    must_refuse(ask(&f, "{\"verb\":\"draft\",\"as\":\"li.na\",\"flow\":\"sales.purchase\"}"),
                "actor.not_owner");
    f.caller.uid = 999999;
    must_refuse(ask(&f, "{\"verb\":\"draft\",\"flow\":\"sales.purchase\"}"), "actor.no_person");
    assert_string_equal(error_param(f.answer, "uid"), "999999");
    fixture_end(&f);
}

static void A40_a_draft_is_shown_to_its_initiator_alone(void **state) {
    (void)state;
    fixture_t f;
    char record[32];
    fixture_begin(&f, NULL);
    must(ask(
        &f,
        "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"1\"}}"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f,
             "{\"verb\":\"people.import\",\"table\":\"persons\",\"rows\":["
             "{\"handle\":\"li.na\",\"name\":\"Li Na (demo)\",\"department\":\"company\",\"uid\":40002}]}"));
    f.caller = (caller_t){.uid = 40002, .owner = false}; /* heads the department above */
    static const char *const verbs[] = {"show", "history", "plan"};
    for (size_t i = 0; i < 3; i++)
        must_refuse(ask(&f, "{\"verb\":\"%s\",\"record\":\"%s\"}", verbs[i], record), "store.not_found");
    f.caller.uid = (int64_t)getuid(); /* whose it is */
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", record));
    must(ask(&f, "{\"verb\":\"submit\",\"record\":\"%s\"}", record));
    f.caller.uid = 40002;
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", record));
    fixture_end(&f);
}

/* Who the kernel says is at the other end stands in the event, with the uid by which it was known. */
static void what_somebody_does_in_their_own_name_keeps_the_peers_uid(void **state) {
    (void)state;
    fixture_t f;
    char record[32];
    fixture_begin(&f, NULL);
    const struct {
        int64_t uid;
        bool owner;
        const char *handle;
    } callers[] = {{(int64_t)getuid(), true, "gao.min"}, {54321, false, "yu.ran"}};
    for (size_t i = 0; i < 2; i++) {
        f.caller = (caller_t){.uid = callers[i].uid, .owner = callers[i].owner};
        must(ask(&f, "{\"verb\":\"draft\",\"flow\":\"sales.purchase\"}"));
        snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
        must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", record));
        json_t *actor = json_object_get(first(f.answer, "events"), "actor");
        assert_string_equal(text_at(actor, "auth"), auth_kind_word(AUTH_PEER_UID));
        assert_int_equal(json_integer_value(json_object_get(actor, "uid")), callers[i].uid);
        assert_string_equal(text_at(json_object_get(actor, "person"), "handle"), callers[i].handle);
        if (callers[i].owner) continue;
        must_refuse(ask(&f, "{\"verb\":\"show\",\"as\":\"gao.min\",\"record\":\"%s\"}", record),
                    "actor.not_owner");
        must_refuse(
            ask(&f, "{\"verb\":\"submit\",\"as\":\"%s\",\"record\":\"%s\"}", callers[i].handle, record),
            "actor.not_owner"); /* not even in one's own name: it would be entered by somebody */
    }
    fixture_end(&f);
}

static void the_same_key_gets_the_same_answer_once(void **state) {
    (void)state;
    fixture_t f;
    static const char draft[] =
        "{\"verb\":\"draft\",\"as\":\"gao.min\",\"key\":\"k1\",\"flow\":\"sales.purchase\","
        "\"fields\":{\"amount\":\"%s\"}}";
    fixture_begin(&f, NULL);
    must(ask(&f, draft, "1"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, draft, "1"));
    assert_string_equal(text_at(f.answer, "record"), record);
    assert_true(json_is_true(json_object_get(f.answer, "repeated")));
    must_refuse(ask(&f, draft, "2"), "key.reused");
    fixture_end(&f);
}

static void mistakes_are_told_with_what_was_probably_meant(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    must_refuse(ask(&f, "{\"verb\":\"aprove\"}"), "api.verb");
    assert_string_equal(error_param(f.answer, "nearest"), "approve");
    must_refuse(ask(&f, "{\"verb\":\"approve\",\"record\":\"1\",\"raeson\":\"x\"}"), "api.field");
    assert_string_equal(error_param(f.answer, "nearest"), "reason");
    must_refuse(ask(&f, "{\"verb\":\"approve\"}"), "json.missing");
    must_refuse(ask(&f, "{\"verb\":7}"), "json.type");
    must_refuse(ask(&f, "{}"), "json.missing");
    must_refuse(ask(&f, "[]"), "api.request");
    must_refuse(ask(&f, "{\"verb\":\"approve\",\"record\":\"PUR-2026-000099\"}"), "store.not_found");
    must_refuse(ask(&f, "{\"verb\":\"approve\",\"record\":\"1\",\"reason\":\"a\",\"opinion\":\"b\"}"),
                "api.value");
    must_refuse(
        ask(&f, "{\"verb\":\"comment\",\"record\":\"1\",\"text\":\"a\",\"at\":\"2026-01-01T00:00:00Z\"}"),
        "api.value");
    fixture_end(&f);
}

static void form_values_are_typed_and_numbers_with_a_fraction_travel_as_text(void **state) {
    (void)state;
    fixture_t f;
    static const char draft[] = "{\"verb\":\"draft\",\"flow\":\"sales.purchase\",\"fields\":%s}";
    fixture_begin(&f, NULL);
    must_refuse(ask(&f, draft, "{\"amount\":26.85}"), "api.value");
    must_refuse(ask(&f, draft, "{\"amonut\":\"26.85\"}"), "field.unknown");
    assert_string_equal(error_param(f.answer, "nearest"), "amount");
    must_refuse(ask(&f, draft, "{\"amount\":\"26.855\"}"), "form.invalid");
    must(ask(&f, draft, "{\"amount\":26,\"what\":null}"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", record));
    assert_string_equal(text_at(first(f.answer, "fields"), "value"), "26.00 EUR");
    assert_string_equal(text_at(json_object_get(first(f.answer, "fields"), "label"), "zh"), "金额");
    fixture_end(&f);
}

static void rows_of_a_table_come_by_column_or_in_order(void **state) {
    (void)state;
    fixture_t f;
    static const char draft[] =
        "{\"verb\":\"draft\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"1\",\"items\":%s}}";
    fixture_begin(&f, NULL);
    must(ask(&f, draft, "[{\"pieces\":3,\"name\":\"pens\"},{\"name\":\"ink\"},[\"paper\",\"2.5\"]]"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", record));
    json_t *fields = json_object_get(f.answer, "fields"), *rows = NULL;
    for (size_t i = 0; i < json_array_size(fields); i++)
        if (strcmp(text_at(json_array_get(fields, i), "name"), "items") == 0)
            rows = json_object_get(json_array_get(fields, i), "value");
    char *text = json_dumps(rows, JSON_COMPACT);
    assert_string_equal(text, "[[\"pens\",\"3\"],[\"ink\",null],[\"paper\",\"2.5\"]]");
    free(text);
    must_refuse(ask(&f, draft, "[{\"name\":\"pens\",\"peices\":3}]"), "form.invalid");
    must_refuse(ask(&f, draft, "[[\"pens\",\"many\"]]"), "form.invalid");
    must_refuse(ask(&f, draft, "[3]"), "api.value");
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_purchase_goes_its_way),
        cmocka_unit_test(a_refusal_needs_a_reason_and_goes_back),
        cmocka_unit_test(whoever_runs_it_is_the_person_of_that_unix_user),
        cmocka_unit_test(only_the_owner_may_enter_for_others_and_it_shows),
        cmocka_unit_test(A40_a_draft_is_shown_to_its_initiator_alone),
        cmocka_unit_test(what_somebody_does_in_their_own_name_keeps_the_peers_uid),
        cmocka_unit_test(the_same_key_gets_the_same_answer_once),
        cmocka_unit_test(mistakes_are_told_with_what_was_probably_meant),
        cmocka_unit_test(form_values_are_typed_and_numbers_with_a_fraction_travel_as_text),
        cmocka_unit_test(rows_of_a_table_come_by_column_or_in_order),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
