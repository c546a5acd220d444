/* The API on a company of its own: commands, what everybody may see, previews that write nothing. */
#include "fixture.h"

static json_t *first(const json_t *answer, const char *list) {
    return json_array_get(json_object_get(answer, list), 0);
}

static size_t count_of(const json_t *answer, const char *list) {
    return json_array_size(json_object_get(answer, list));
}

static const char *handle_at(const json_t *object, const char *name) {
    return text_at(json_object_get(object, name), "handle");
}

/* ---- commands ---- */

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

/* ---- who may see what ---- */

static void a_record_is_shown_to_those_who_have_to_do_with_it(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    must(ask(&f,
             "{\"verb\":\"people.import\",\"table\":\"persons\",\"rows\":["
             "{\"handle\":\"chen.wei\",\"name\":\"Chen Wei (demo)\",\"department\":\"sales\",\"uid\":40001},"
             "{\"handle\":\"li.na\",\"name\":\"Li Na (demo)\",\"department\":\"company\",\"uid\":40002}]}"));
    f.caller = (caller_t){.uid = 40001, .owner = false}; /* holds a task */
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    f.caller.uid = 40002; /* heads the department above */
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    f.caller.uid = (int64_t)getuid(); /* filed it */
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    f.caller.uid = 54321; /* in another department */
    must_refuse(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number), "store.not_found");
    must_refuse(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number), "store.not_found");
    must_refuse(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"2027-01-01\"}", number),
                "store.not_found");
    must_refuse(ask(&f, "{\"verb\":\"tasks\",\"person\":\"chen.wei\"}"), "actor.not_administrator");
    must_refuse(ask(&f, "{\"verb\":\"history\",\"record\":\"0\"}"), "actor.not_administrator");
    must(ask(&f, "{\"verb\":\"records\"}"));
    assert_int_equal(count_of(f.answer, "records"), 0);
    must_refuse(ask(&f, "{\"verb\":\"records\",\"initiator\":\"gao.min\"}"), "actor.not_administrator");
    fixture_end(&f);
}

static void the_role_of_administrator_opens_what_the_owner_may(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    f.caller = (caller_t){.uid = 54321, .owner = false};
    must_refuse(ask(&f, "{\"verb\":\"outbox\"}"), "actor.not_administrator");
    must_refuse(ask(&f, "{\"verb\":\"rules.rollback\"}"), "actor.not_administrator");
    f.caller.owner = true;
    must(ask(&f, "{\"verb\":\"people.import\",\"table\":\"roles\",\"rows\":["
                 "{\"role\":\"administrator\",\"person\":\"yu.ran\"}]}"));
    f.caller.owner = false;
    must(ask(&f, "{\"verb\":\"outbox\"}"));
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    must_refuse(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number),
                "actor.not_owner");
    fixture_end(&f);
}

static void records_are_listed_newest_first_in_pages(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    for (int i = 0; i < 5; i++)
        file_purchase(&f, "10", number);
    must(ask(&f, "{\"verb\":\"records\",\"state\":\"open\",\"limit\":2}"));
    assert_string_equal(text_at(first(f.answer, "records"), "number"), "PUR-2026-000005");
    char next[32];
    snprintf(next, sizeof next, "%s", text_at(f.answer, "next"));
    must(ask(&f, "{\"verb\":\"records\",\"state\":\"open\",\"limit\":2,\"after\":\"%s\"}", next));
    assert_string_equal(text_at(first(f.answer, "records"), "number"), "PUR-2026-000003");
    must(ask(&f, "{\"verb\":\"records\",\"state\":\"finished\"}"));
    assert_int_equal(count_of(f.answer, "records"), 0);
    must_refuse(ask(&f, "{\"verb\":\"records\",\"state\":\"lost\"}"), "api.value");
    must_refuse(ask(&f, "{\"verb\":\"records\",\"limit\":0}"), "api.value");
    must_refuse(ask(&f, "{\"verb\":\"records\",\"limit\":1001}"), "api.value");
    fixture_end(&f);
}

/* ---- reading a record ---- */

static void history_says_why_a_step_is_there(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "600", number);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number));
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    json_t *events = json_object_get(f.answer, "events"), *why = NULL;
    for (size_t i = 0; i < json_array_size(events); i++) {
        json_t *e = json_array_get(events, i);
        assert_int_equal(json_integer_value(json_object_get(e, "seq")), i + 1);
        assert_int_equal(strlen(text_at(e, "hash")), 64);
        if (strcmp(text_at(e, "kind"), "task.opened") == 0 &&
            strcmp(text_at(json_object_get(e, "step"), "name"), "director") == 0)
            why = json_object_get(json_object_get(e, "step"), "why");
    }
    assert_non_null(why);
    assert_string_equal(text_at(why, "file"), "sales/purchase.lua");
    assert_string_equal(text_at(json_object_get(why, "because"), "en"), "over the director's threshold");
    assert_int_equal(json_integer_value(json_object_get(why, "line")), 13);
    fixture_end(&f);
}

static void show_tells_plan_people_clock_and_facts(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    atomic_store(&f.now, FIXTURE_START + 2 * (int64_t)MS_DAY);
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    json_t *plan = first(f.answer, "plans"), *steps = json_object_get(plan, "steps");
    const char *left_out = NULL;
    for (size_t i = 0; i < json_array_size(steps); i++)
        if (strcmp(text_at(json_array_get(steps, i), "name"), "director") == 0)
            left_out = text_at(json_array_get(steps, i), "state");
    assert_string_equal(left_out, step_state_word(STEP_LEFT_OUT));
    assert_true(json_array_size(json_object_get(plan, "facts")) > 0);
    json_t *task = first(f.answer, "tasks"), *clock = json_object_get(task, "clock");
    assert_string_equal(handle_at(task, "person"), "chen.wei");
    assert_string_equal(text_at(clock, "due_at"), "2026-03-03T17:00:00Z");
    assert_true(json_is_true(json_object_get(clock, "overdue")));
    assert_string_equal(text_at(clock, "rung"), "1");
    fixture_end(&f);
}

/* ---- previews ---- */

static int64_t events_in(fixture_t *f) {
    must(ask(f, "{\"verb\":\"status\"}"));
    return json_integer_value(json_object_get(json_object_get(f->answer, "counts"), "records"));
}

static void the_route_is_shown_before_submitting_and_nothing_is_written(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    int64_t before = events_in(&f);
    must(ask(&f, "{\"verb\":\"plan\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"600\"}}"));
    json_t *steps = json_object_get(first(f.answer, "stages"), "steps"), *head = NULL, *director = NULL;
    for (size_t i = 0; i < json_array_size(steps); i++) {
        json_t *step = json_array_get(steps, i);
        if (strcmp(text_at(step, "name"), "head") == 0) head = step;
        if (strcmp(text_at(step, "name"), "director") == 0) director = step;
    }
    assert_string_equal(handle_at(first(head, "people"), "person"), "chen.wei");
    assert_string_equal(text_at(head, "due_at"), "2026-03-03T17:00:00Z");
    assert_string_equal(handle_at(first(director, "people"), "person"), "li.na");
    assert_string_equal(text_at(director, "starts_at"), "2026-03-03T17:00:00Z");
    assert_string_equal(text_at(director, "due_at"), "2026-03-05T17:00:00Z");
    assert_string_equal(text_at(f.answer, "expected_end"), "2026-03-05T17:00:00Z");
    assert_int_equal(events_in(&f), before);
    char number[32];
    file_purchase(&f, "1", number); /* no number was used up */
    assert_string_equal(number, "PUR-2026-000001");
    must_refuse(ask(&f, "{\"verb\":\"plan\",\"flow\":\"sales.purchase\"}"), "form.invalid");
    must_refuse(ask(&f, "{\"verb\":\"plan\",\"flow\":\"sales.purchases\"}"), "flow.unknown");
    fixture_end(&f);
}

static bool has_step(const json_t *object, const char *name) {
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(object, "steps"), i, step) {
        if (strcmp(text_at(step, "name"), name) == 0) return true;
    }
    return false;
}

/* Of a flow that says `latest` the next round goes by the rules in force, and so do what is expected of it
 * and what the submission would do. */
static void A22_A41_a_preview_of_the_next_round_goes_by_the_rules_that_it_will_have(void **state) {
    static const char RULES[] = "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post "
                                "\"company.head\", latest = "
                                "true, within = workdays(3), form = { what = text {} },\n"
                                "  route = function(r, set) return approve \"%s\" { by = post "
                                "\"company.head\", may_return = true } end }\n";
    static const char *const ASKED[] = {"\"verb\":\"submit\",\"as\":\"gao.min\",\"preview\":true",
                                        "\"verb\":\"submit\",\"as\":\"gao.min\""};
    (void)state;
    fixture_t f;
    char first_rules[512], later_rules[512];
    fixture_create(&f, NULL);
    fixture_people(&f);
    snprintf(first_rules, sizeof first_rules, RULES, "before");
    snprintf(later_rules, sizeof later_rules, RULES, "after");
    fixture_rules(&f, first_rules);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":{}}"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    must(ask(&f, "{\"verb\":\"return\",\"as\":\"li.na\",\"record\":\"%s\",\"reason\":\"more\"}", record));
    fixture_rules(&f, later_rules);
    must(ask(&f, "{\"verb\":\"plan\",\"record\":\"%s\"}", record));
    assert_true(has_step(first(f.answer, "stages"), "after"));
    must(ask(&f, "{%s,\"record\":\"%s\"}", ASKED[0], record));
    assert_true(has_step(f.answer, "after"));
    must(ask(&f, "{%s,\"record\":\"%s\"}", ASKED[1], record));
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"li.na\",\"record\":\"%s\",\"step\":\"after\"}", record));
    assert_string_equal(text_at(f.answer, "state"), "finished");
    fixture_end(&f);
}

static void a_simulation_tells_what_would_fire_and_writes_nothing(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    must(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"2026-03-03\"}", number));
    assert_int_equal(count_of(f.answer, "firings"), 1);
    must(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"2026-04-01\"}", number));
    assert_int_equal(count_of(f.answer, "firings"), 2);
    json_t *second = json_array_get(json_object_get(f.answer, "firings"), 1);
    assert_string_equal(text_at(second, "due"), "2026-03-04T17:00:00Z");
    assert_string_equal(text_at(second, "rung"), "2");
    assert_string_equal(text_at(second, "outcome"), "fired");
    assert_string_equal(handle_at(first(second, "messages"), "recipient"), "li.na");
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    json_t *events = json_object_get(f.answer, "events");
    for (size_t i = 0; i < json_array_size(events); i++)
        assert_string_not_equal(text_at(json_array_get(events, i), "kind"), "rung");
    must(ask(&f, "{\"verb\":\"deadlines\"}"));
    assert_string_equal(text_at(first(f.answer, "deadlines"), "due"), "2026-03-03T17:00:00Z");
    assert_string_equal(text_at(first(f.answer, "deadlines"), "rung"), "1");
    must_refuse(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\"}", number), "json.missing");
    must_refuse(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"soon\"}", number), "api.value");
    fixture_end(&f);
}

/* ---- anything at all ---- */

static uint32_t next_random(uint32_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static json_t *random_value(uint32_t *seed, const char *const *texts, size_t count, int depth) {
    json_t *list;
    switch (next_random(seed) % (depth > 0 ? 9 : 7)) {
    case 0:
        return json_integer((json_int_t)next_random(seed) - 100000);
    case 1:
        return json_null();
    case 2:
        return json_boolean(next_random(seed) & 1);
    case 3:
        return json_real(1.5);
    case 7:
        list = json_array();
        for (uint32_t n = next_random(seed) % 4; n > 0; n--)
            json_array_append_new(list, random_value(seed, texts, count, depth - 1));
        return list;
    case 8:
        list = json_object();
        for (uint32_t n = next_random(seed) % 4; n > 0; n--)
            json_object_set_new(list, texts[next_random(seed) % count],
                                random_value(seed, texts, count, depth - 1));
        return list;
    default:
        return json_string(texts[next_random(seed) % count]);
    }
}

/* Requests put together at random from words that mean something: each gets an answer, none breaks the host.
 */
static void whatever_is_asked_there_is_an_answer(void **state) {
    (void)state;
    static const char *const words[] = {"sales.purchase",
                                        "1",
                                        "0",
                                        "-1",
                                        "9223372036854775807",
                                        "PUR-2026-000001",
                                        "gao.min",
                                        "chen.wei",
                                        "li.na",
                                        "amount",
                                        "26.85",
                                        "600 EUR",
                                        "items",
                                        "what",
                                        "persons",
                                        "roles",
                                        "role",
                                        "person",
                                        "handle",
                                        "name",
                                        "uid",
                                        "2026-03-09",
                                        "2026-03-09T10:00:00Z",
                                        "",
                                        "open",
                                        "head",
                                        "director_above",
                                        "company",
                                        "sales",
                                        "\xe4\xbc\x9a\xe7\xad\xbe",
                                        "content",
                                        "sales/purchase.lua",
                                        "flow \"x\" {}",
                                        "{\"year\":2026,\"days\":[]}",
                                        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
                                        "windows"};
    enum { WORDS = sizeof words / sizeof words[0], TRIES = 6000 };
    fixture_t f;
    char number[32], name[32];
    uint32_t seed = 20260302;
    size_t verbs = 0, good = 0;
    while (api_verbs[verbs].name != NULL)
        verbs++;
    fixture_begin(&f, NULL);
    file_purchase(&f, "600", number);
    for (int i = 0; i < TRIES; i++) {
        const api_verb_t *verb = &api_verbs[next_random(&seed) % verbs];
        if (strcmp(verb->name, "backup") == 0) continue; /* writes where it is told to */
        json_t *body = json_pack("{s:s,s:s}", "verb", verb->name, "as", words[6 + next_random(&seed) % 3]);
        for (const char *at = verb->fields; *at != '\0';) {
            size_t length = strcspn(at, " ");
            snprintf(name, sizeof name, "%.*s", (int)length, at);
            if (next_random(&seed) % 3 > 0)
                json_object_set_new(body, name, random_value(&seed, words, WORDS, 3));
            at += length + (at[length] == ' ');
        }
        json_t *answer = api_handle(company_host(f.company), &f.reader, body, &f.caller);
        assert_non_null(answer);
        assert_true(is_ok(answer) || error_code(answer)[0] != '\0');
        good += is_ok(answer);
        json_decref(answer);
        json_decref(body);
    }
    print_message("%zu of %d random requests were carried out\n", good, TRIES);
    assert_true(good > TRIES / 100);
    must(ask(&f, "{\"verb\":\"status\"}"));
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_purchase_goes_its_way),
        cmocka_unit_test(a_refusal_needs_a_reason_and_goes_back),
        cmocka_unit_test(A40_a_draft_is_shown_to_its_initiator_alone),
        cmocka_unit_test(whoever_runs_it_is_the_person_of_that_unix_user),
        cmocka_unit_test(only_the_owner_may_enter_for_others_and_it_shows),
        cmocka_unit_test(what_somebody_does_in_their_own_name_keeps_the_peers_uid),
        cmocka_unit_test(the_same_key_gets_the_same_answer_once),
        cmocka_unit_test(mistakes_are_told_with_what_was_probably_meant),
        cmocka_unit_test(form_values_are_typed_and_numbers_with_a_fraction_travel_as_text),
        cmocka_unit_test(rows_of_a_table_come_by_column_or_in_order),
        cmocka_unit_test(a_record_is_shown_to_those_who_have_to_do_with_it),
        cmocka_unit_test(the_role_of_administrator_opens_what_the_owner_may),
        cmocka_unit_test(records_are_listed_newest_first_in_pages),
        cmocka_unit_test(history_says_why_a_step_is_there),
        cmocka_unit_test(show_tells_plan_people_clock_and_facts),
        cmocka_unit_test(the_route_is_shown_before_submitting_and_nothing_is_written),
        cmocka_unit_test(A22_A41_a_preview_of_the_next_round_goes_by_the_rules_that_it_will_have),
        cmocka_unit_test(whatever_is_asked_there_is_an_answer),
        cmocka_unit_test(a_simulation_tells_what_would_fire_and_writes_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
