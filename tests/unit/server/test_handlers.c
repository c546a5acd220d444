/* What a flow's handlers return besides plans: effects and steps, carried out in the commit of what they were
 * asked about, or it is refused. */
#include "base/mem.h"
#include "handling.h"

static const char REMIND[] = "{ after = workdays(9), remind = assignee }";

static const char *field(fixture_t *f, const char *name) {
    size_t i;
    const char *found = "";
    json_t *one, *fields = json_object_get(show(f, order), "fields");
    json_array_foreach(fields, i, one) {
        if (strcmp(text_at(one, "name"), name) == 0) found = text_at(one, "value");
    }
    return found;
}

static void a_step_that_a_handler_returns_comes_after_the_one_that_was_decided(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND,
          "decided = function(r, set, e) if e.step == \"head\" and e.outcome == \"approved\" then\n"
          "  return approve \"extra\" { by = e.person, if_initiator = \"fallback\", within = workdays(1) } "
          "end end",
          "");
    file_order(&f, "a chair");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(step(&f, "extra"), "open");
    assert_string_equal(holder(&f, "extra"), "chen.wei");
    assert_string_equal(step(&f, "boss"), "waiting");
    const json_t *added = event_of(&f, order, "plan.added");
    assert_string_equal(text_at(json_object_get(added, "actor"), "kind"), "rule");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(step(&f, "boss"), "open");
    fixture_end_clean(&f);
}

static void a_step_or_a_group_comes_before_a_step_that_has_not_begun(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND,
          "stage_opened = function(r, set, e) if e.stage == \"approval\" then return {\n"
          "  all { before = \"boss\", approve \"left\" { by = person \"yu.ran\" }, approve \"right\" { by = "
          "initiator,\n"
          "    if_initiator = allowed(\"a test says so\") } },\n"
          "  notify { to = initiator, text = \"two more\" } } end end",
          "");
    file_order(&f, "a chair");
    assert_string_equal(step(&f, "left"), "waiting");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(step(&f, "left"), "open");
    assert_string_equal(step(&f, "right"), "open");
    assert_string_equal(step(&f, "boss"), "waiting");
    must(as(&f, "approve", "yu.ran", order));
    must(as(&f, "approve", "gao.min", order));
    assert_string_equal(step(&f, "boss"), "open");
    fixture_end_clean(&f);
}

static void a27_a_decision_is_taken_back_with_what_a_handler_added_to_the_stage_that_it_opened(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND,
          "stage_opened = function(r, set, e) if e.stage == \"execution\" then\n"
          "  return act \"pack\" { before = \"make\", by = person \"yu.ran\" } end end",
          "");
    file_order(&f, "small");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(holder(&f, "pack"), "yu.ran");
    must(as(&f, "take_back", "chen.wei", order));
    assert_string_equal(holder(&f, "head"), "chen.wei");
    assert_string_equal(holder(&f, "pack"), "");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "done", "yu.ran", order));
    assert_string_equal(holder(&f, "make"), "gao.min");
    assert_string_equal(text_at(json_object_get(as(&f, "take_back", "chen.wei", order), "error"), "code"),
                        "take_back.touched");
    fixture_end_clean(&f);
}

static void what_is_set_as_the_record_is_submitted_is_what_the_route_reads(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND, "submitted = function(r, set, e) return set_field { what = \"small\" } end", "");
    file_order(&f, "a chair");
    assert_string_equal(field(&f, "what"), "small");
    assert_string_equal(step(&f, "boss"), "left_out");
    assert_string_equal(text_at(json_object_get(event_of(&f, order, "record.edited"), "actor"), "kind"),
                        "rule");
    fixture_end_clean(&f);
}

static void a_handler_is_not_asked_about_what_a_handler_does(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND,
          "changed = function(r, set, e) if e.fields.note then return set_field { note = r.note .. \"!\" } "
          "end end",
          "");
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\"}"));
    snprintf(order, sizeof order, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"edit\",\"as\":\"gao.min\",\"record\":\"%s\",\"fields\":{\"note\":\"now\"}}",
             order));
    assert_string_equal(field(&f, "note"), "now!");
    fixture_end_clean(&f);
}

static void a_record_that_a_handler_opens_stands_beside_the_step_and_the_stage_waits_for_it(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND,
          "decided = function(r, set, e) if e.step == \"head\" then\n"
          "  return open_record \"mend\" { flow = \"sales.mend\", fields = { what = r.what } } end end",
          "");
    file_order(&f, "a chair");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(step(&f, "head"), "passed");
    assert_string_equal(step(&f, "mend"), "open");
    assert_string_equal(step(&f, "boss"), "waiting");
    assert_string_equal(state_of(&f, "MND-2026-000001"), "open");
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    assert_string_equal(step(&f, "mend"), "passed");
    assert_string_equal(step(&f, "boss"), "open");
    fixture_end_clean(&f);
}

static void a_record_that_a_handler_opens_as_the_stage_opens_stands_beside_its_plan(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND,
          "stage_opened = function(r, set, e) if e.stage == \"approval\" then\n"
          "  return open_record \"mend\" { flow = \"sales.mend\", fields = { what = r.what } } end end",
          "");
    file_order(&f, "a chair");
    assert_string_equal(step(&f, "head"), "open");
    assert_string_equal(step(&f, "mend"), "open");
    assert_string_equal(state_of(&f, "MND-2026-000001"), "open");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "approve", "li.na", order));
    assert_string_equal(step(&f, "make"), "none"); /* it is waited for */
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    assert_string_equal(step(&f, "mend"), "passed");
    assert_string_equal(step(&f, "make"), "open");
    fixture_end_clean(&f);
}

static void a_record_opens_beside_the_first_step_of_the_stage_and_no_later_one(void **state) {
    (void)state;
    static const char *const steps[] = {"head", "boss"};
    for (int later = 0; later < 2; later++) {
        fixture_t f;
        char handlers[512];
        snprintf(handlers, sizeof handlers,
                 "stage_opened = function(r, set, e) if e.stage == \"approval\" then\n"
                 "  return open_record \"mend\" { after = \"%s\", flow = \"sales.mend\", fields = { what = "
                 "r.what } } end end",
                 steps[later]);
        begin(&f, REMIND, handlers, "");
        if (!later) {
            file_order(&f, "a chair");
            assert_string_equal(step(&f, "mend"), "open");
            must(as(&f, "approve", "chen.wei", order));
            assert_string_equal(step(&f, "boss"), "waiting");
            must(as(&f, "approve", "li.na", "MND-2026-000001"));
            assert_string_equal(step(&f, "boss"), "open");
        } else { /* nothing would keep what it is filled in with until then */
            must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":{"
                         "\"what\":\"a chair\"}}"));
            snprintf(order, sizeof order, "%s", text_at(f.answer, "record"));
            must_refuse(as(&f, "submit", "gao.min", order), "effect.misfit");
            assert_string_equal(error_param(f.answer, "problem"), "step_not_open");
            assert_string_equal(error_param(f.answer, "step"), "mend");
            assert_string_equal(state_of(&f, order), "draft");
        }
        fixture_end_clean(&f);
    }
}

static void what_a_handler_tells_leaves_a_trace(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND,
          "decided = function(r, set, e) if e.step == \"head\" then\n"
          "  return notify { to = { initiator, post \"company.head\" }, text = \"it moves\" } end end",
          "");
    file_order(&f, "a chair");
    must(as(&f, "approve", "chen.wei", order));
    const json_t *told = event_of(&f, order, "record.notified");
    assert_non_null(told);
    assert_string_equal(text_at(json_object_get(told, "actor"), "kind"), "rule");
    assert_string_equal(text_at(json_object_get(told, "step"), "name"), "head");
    const json_t *data = json_object_get(told, "data");
    assert_string_equal(text_at(data, "about"), "decided");
    assert_string_equal(text_at(data, "text"), "it moves");
    const json_t *people = json_object_get(data, "people");
    assert_int_equal(json_array_size(people), 2);
    assert_string_equal(text_at(json_array_get(people, 0), "handle"), "gao.min");
    assert_string_equal(text_at(json_array_get(people, 1), "handle"), "li.na");
    fixture_end_clean(&f);
}

static void the_end_of_a_stage_and_of_the_record_are_told_to_handlers(void **state) {
    (void)state;
    fixture_t f;
    begin(
        &f, REMIND,
        "stage_ended = function(r, set, e) return set_field { note = e.stage .. (e.passed and \" well\" or "
        "\"\") } end,\n"
        "ended = function(r, set, e) return notify { to = post \"company.head\", text = \"it is over\" } end",
        "");
    file_order(&f, "small");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(field(&f, "note"), "approval well");
    must(as(&f, "done", "gao.min", order));
    must(as(&f, "done", "gao.min", order));
    assert_string_equal(state_of(&f, order), "finished");
    fixture_end_clean(&f);
}

static const char *refused_with(json_t *answer) {
    return text_at(json_object_get(answer, "error"), "code");
}

static void what_comes_too_late_is_refused_in_words(void **state) {
    (void)state;
    static const char *const late[][2] = {
        {"ended = function(r, set, e) return set_field { note = \"late\" } end", "over"},
        {"ended = function(r, set, e) return warn { to = post \"company.head\", text = \"late\" } end",
         "over"},
        {"stage_ended = function(r, set, e) if e.stage == \"execution\" then\n"
         "  return warn { to = post \"company.head\", text = \"late\" } end end",
         "no_stage"}};
    for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
        fixture_t f;
        begin(&f, REMIND, late[i][0], "");
        file_order(&f, "small");
        must(as(&f, "approve", "chen.wei", order));
        must(as(&f, "done", "gao.min", order));
        json_t *error = json_object_get(as(&f, "done", "gao.min", order), "error");
        assert_string_equal(text_at(error, "code"), "effect.misfit");
        assert_string_equal(text_at(json_object_get(error, "params"), "problem"), late[i][1]);
        assert_non_null(strstr(text_at(error, "file"), ".lua"));
        assert_string_equal(step(&f, "ship"), "open");
        fixture_end_clean(&f);
    }
}

static void the_end_is_told_also_when_it_is_refused(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND, "ended = function(r, set, e) if not e.passed then error(\"refused it was\") end end",
          "");
    file_order(&f, "small");
    json_t *answer =
        ask(&f, "{\"verb\":\"refuse\",\"as\":\"chen.wei\",\"record\":\"%s\",\"reason\":\"no\"}", order);
    assert_string_equal(refused_with(answer), "rule.runtime");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "done", "gao.min", order));
    must(as(&f, "done", "gao.min", order));
    fixture_end_clean(&f);
}

static void what_an_administrator_completes_is_told_too(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND, "decided = function(r, set, e) if e.step == \"head\" then error(\"seen\") end end", "");
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{\"roles\":[{\"role\":\"administrator\","
                 "\"person\":\"yu.ran\"}]}}"));
    file_order(&f, "small");
    json_t *answer = ask(&f,
                         "{\"verb\":\"complete\",\"as\":\"yu.ran\",\"record\":\"%s\",\"step\":\"head\","
                         "\"reason\":\"ill\"}",
                         order);
    assert_string_equal(refused_with(answer), "rule.runtime");
    assert_string_equal(step(&f, "head"), "open");
    fixture_end_clean(&f);
}

static void a_handler_finishes_a_record_that_needs_no_more(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND,
          "decided = function(r, set, e) if e.step == \"make\" then return finish \"nothing is to be "
          "shipped\" end end",
          "");
    file_order(&f, "small");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "done", "gao.min", order));
    assert_string_equal(state_of(&f, order), "finished");
    assert_string_equal(step(&f, "ship"), "closed");
    fixture_end_clean(&f);
}

static void nothing_is_finished_that_somebody_has_still_to_agree_to(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND, "decided = function(r, set, e) return finish \"enough\" end", "");
    file_order(&f, "a chair");
    must_refuse(as(&f, "approve", "chen.wei", order), "effect.misfit");
    assert_string_equal(error_param(f.answer, "problem"), "approval_owed");
    assert_string_equal(step(&f, "head"), "open");
    fixture_end_clean(&f);
}

static void P2_5_nothing_is_finished_that_somebody_has_still_to_accept(void **state) {
    (void)state;
    fixture_t f;
    char record[32];
    begin(&f, REMIND, "",
          "flow \"sales.job\" { owner = \"sales\", prefix = \"JOB\", fallback = person \"yu.ran\", within = "
          "workdays(9),\n"
          "  form = { what = text {} },\n"
          "  stages = { execution = function() return act \"make\" { by = initiator } end,\n"
          "    acceptance = function() return approve \"accept\" { by = post \"company.head\" } end },\n"
          "  on = { decided = function(r, set, e) return finish \"enough\" end } }\n");
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.job\"}"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(as(&f, "submit", "gao.min", record));
    must_refuse(as(&f, "done", "gao.min", record), "effect.misfit");
    assert_string_equal(error_param(f.answer, "problem"), "approval_owed");
    fixture_end_clean(&f);
}

static void a_handler_that_fails_refuses_the_command_with_file_and_line(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND, "decided = function(r, set, e) return set_field { nothing = 1 } end", "");
    file_order(&f, "a chair");
    json_int_t version = json_integer_value(json_object_get(show(&f, order), "version"));
    must_refuse(as(&f, "approve", "chen.wei", order), "rule.unknown_field");
    const json_t *error = json_object_get(f.answer, "error");
    assert_string_equal(text_at(error, "file"), "sales/purchase.lua");
    assert_int_equal(json_integer_value(json_object_get(error, "line")), 9);
    assert_int_equal(json_integer_value(json_object_get(show(&f, order), "version")), version);
    must(ask(&f, "{\"verb\":\"incidents\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "incidents")), 1);
    fixture_end_clean(&f);
}

static void a_handler_decides_for_nobody(void **state) {
    (void)state;
    static const char *const wrong[] = {"pass \"why\"", "refuse \"why\"", "reassign(initiator)",
                                        "remind(assignee)"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fixture_t f;
        char handlers[128];
        snprintf(handlers, sizeof handlers, "decided = function(r, set, e) return %s end", wrong[i]);
        begin(&f, REMIND, handlers, "");
        file_order(&f, "a chair");
        must_refuse(as(&f, "approve", "chen.wei", order), "effect.misfit");
        assert_string_equal(error_param(f.answer, "problem"), "no_task");
        fixture_end_clean(&f);
    }
}

static void a_departments_handlers_are_asked_after_the_companys(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, REMIND, "submitted = function(r, set, e) return set_field { note = \"one\" } end",
          "extend \"sales.order\" { department = \"sales\", on = {\n"
          "  submitted = function(r, set, e) return set_field { what = \"small\" } end } }");
    file_order(&f, "a chair");
    assert_string_equal(field(&f, "note"), "one");
    assert_string_equal(field(&f, "what"), "small");
    fixture_end_clean(&f);
}

static void an_unknown_happening_is_refused_as_the_rules_are_put_into_force(void **state) {
    (void)state;
    fixture_t f;
    char *rules = NULL;
    fixture_create(&f, NULL);
    fixture_people(&f);
    if (asprintf(&rules, ORDER_RULES, REMIND, "decidet = function(r, set, e) end") < 0) abort();
    fixture_rules(&f, rules);
    free(rules);
    assert_false(is_ok(f.answer));
    fixture_end(&f);
}

static void without_memory_all_that_a_handler_wants_is_done_or_nothing(void **state) {
    (void)state;
    fixture_t f;
    char text[160];
    bool done = false;
    int refused = 0;
    begin(&f, REMIND,
          "decided = function(r, set, e) if e.step == \"head\" then return { set_field { note = \"seen\" },\n"
          "  open_record \"mend\" { flow = \"sales.mend\", fields = { what = r.what } },\n"
          "  approve \"extra\" { by = person \"yu.ran\" }, notify { to = initiator, text = \"more\" } } end "
          "end",
          "");
    file_order(&f, "a chair");
    snprintf(text, sizeof text, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", order);
    json_t *body = json_read(text, strlen(text), sizeof text, &f.d);
    for (int64_t n = 1; !done; n += 1 + n / 20) {
        mem_fail_after(n);
        json_t *answer = api_handle(company_host(f.company), &f.reader, body, &f.caller);
        mem_fail_after(0);
        json_decref(answer);
        done = strcmp(step(&f, "head"), "passed") == 0;
        refused += !done;
        assert_string_equal(field(&f, "note"), done ? "seen" : "");
        assert_string_equal(step(&f, "mend"), done ? "open" : "none");
        must(ask(&f, "{\"verb\":\"records\",\"flow\":\"sales.mend\"}"));
        assert_int_equal(json_array_size(json_object_get(f.answer, "records")), done ? 1 : 0);
        if (!fixture_is_clean(&f)) fail_msg("after allocation %lld", (long long)n);
    }
    assert_true(refused > 20);
    json_decref(body);
    fixture_end_clean(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_that_a_handler_returns_comes_after_the_one_that_was_decided),
        cmocka_unit_test(a_step_or_a_group_comes_before_a_step_that_has_not_begun),
        cmocka_unit_test(a27_a_decision_is_taken_back_with_what_a_handler_added_to_the_stage_that_it_opened),
        cmocka_unit_test(what_is_set_as_the_record_is_submitted_is_what_the_route_reads),
        cmocka_unit_test(a_handler_is_not_asked_about_what_a_handler_does),
        cmocka_unit_test(a_record_that_a_handler_opens_stands_beside_the_step_and_the_stage_waits_for_it),
        cmocka_unit_test(a_record_that_a_handler_opens_as_the_stage_opens_stands_beside_its_plan),
        cmocka_unit_test(a_record_opens_beside_the_first_step_of_the_stage_and_no_later_one),
        cmocka_unit_test(what_a_handler_tells_leaves_a_trace),
        cmocka_unit_test(the_end_of_a_stage_and_of_the_record_are_told_to_handlers),
        cmocka_unit_test(what_comes_too_late_is_refused_in_words),
        cmocka_unit_test(the_end_is_told_also_when_it_is_refused),
        cmocka_unit_test(what_an_administrator_completes_is_told_too),
        cmocka_unit_test(a_handler_finishes_a_record_that_needs_no_more),
        cmocka_unit_test(P2_5_nothing_is_finished_that_somebody_has_still_to_accept),
        cmocka_unit_test(nothing_is_finished_that_somebody_has_still_to_agree_to),
        cmocka_unit_test(a_handler_that_fails_refuses_the_command_with_file_and_line),
        cmocka_unit_test(a_handler_decides_for_nobody),
        cmocka_unit_test(a_departments_handlers_are_asked_after_the_companys),
        cmocka_unit_test(an_unknown_happening_is_refused_as_the_rules_are_put_into_force),
        cmocka_unit_test(without_memory_all_that_a_handler_wants_is_done_or_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
