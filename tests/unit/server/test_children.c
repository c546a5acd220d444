/* Sub-records (A7): a step opens other records and waits for all, any or none of them; what it waits for is
 * closed with it; both know the other; and what can't be opened refuses the command that would have opened
 * it. */
#include "fixture.h"
#include "server/verify.h"
#include <sqlite3.h>

/* An order, whose step "mend" opens records of "sales.mend"; `%s` stands for options of that step. */
static const char RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post \"company.head\",\n"
    "  form = { what = text {}, lines = rows { columns = { what = text {}, price = text {} } } },\n"
    "  withdraw = \"before_end\", within = workdays(30),\n"
    "  route = function(r, set) return sequence {\n"
    "    approve \"head\" { by = head_of(r.department), within = workdays(1),\n"
    "      overdue = ladder { { after = workdays(1), approve = because \"a test says so\" } } },\n"
    "    open_record \"mend\" { flow = \"sales.mend\", within = workdays(5),\n"
    "      overdue = ladder { { after = workdays(1), refuse = \"it took too long\" } }, %s },\n"
    "    approve \"boss\" { by = post \"company.head\" } } end }\n"
    "flow \"sales.mend\" { owner = \"sales\", prefix = \"MND\", fallback = post \"company.head\",\n"
    "  form = { what = text { required = true }, price = money { currency = \"EUR\" },\n"
    "    what_twice = text { computed = function(r) return r.what and r.what .. r.what end } }, within = "
    "workdays(3),\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(2) }, copy_at_end = person "
    "\"yu.ran\",\n"
    "  overdue = ladder { { after = workdays(1), refuse = \"nobody mended it\" } },\n"
    "  route = function(r, set) return choose {\n"
    "    open_record \"deeper\" { flow = \"sales.mend\", fields = { what = r.what }, when = r.what == "
    "\"endless\" },\n"
    "    sequence { when = r.what == \"nested\",\n"
    "      open_record \"inner\" { flow = \"sales.mend\", fields = { what = \"inner\" } } },\n"
    "    approve \"check\" { by = post \"company.head\" } } end }\n";

static void begin(fixture_t *f, const char *options) {
    char *rules = NULL;
    fixture_create(f, NULL);
    fixture_people(f);
    if (asprintf(&rules, RULES, options) < 0) abort();
    fixture_rules(f, rules);
    free(rules);
    must(f->answer);
}

static char order[32];

/* An order by gao.min, submitted; not yet approved by the head. */
static void file_order(fixture_t *f, const char *fields) {
    char record[32];
    must(ask(f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":%s}", fields));
    snprintf(record, sizeof record, "%s", text_at(f->answer, "record"));
    must(ask(f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    snprintf(order, sizeof order, "%s", text_at(f->answer, "number"));
}

static json_t *as(fixture_t *f, const char *verb, const char *who, const char *record) {
    return ask(f, "{\"verb\":\"%s\",\"as\":\"%s\",\"record\":\"%s\",\"reason\":\"so it is\"}", verb, who,
               record);
}

static json_t *show(fixture_t *f, const char *record) {
    must(ask(f, "{\"verb\":\"show\",\"record\":\"%s\"}", record));
    return f->answer;
}

static const char *state_of(fixture_t *f, const char *record) {
    return text_at(show(f, record), "state");
}

/* The step of that name as `show` has it; it lives until the next question. */
static json_t *step_of(fixture_t *f, const char *record, const char *name) {
    size_t i, k;
    json_t *plan, *step, *found = NULL, *plans = json_object_get(show(f, record), "plans");
    json_array_foreach(plans, i, plan) {
        json_array_foreach(json_object_get(plan, "steps"), k, step) {
            if (strcmp(text_at(step, "name"), name) == 0) found = step;
        }
    }
    assert_non_null(found);
    return found;
}

static void step_is(fixture_t *f, const char *name, const char *state) {
    assert_string_equal(text_at(step_of(f, order, name), "state"), state);
}

static const json_t *child(fixture_t *f, size_t i) {
    return json_array_get(json_object_get(step_of(f, order, "mend"), "records"), i);
}

static void child_is(fixture_t *f, size_t i, const char *stands, const char *state) {
    const json_t *c = child(f, i);
    assert_string_equal(text_at(c, "stands"), stands);
    assert_string_equal(text_at(c, "state"), state);
}

static void differs(void *ctx, int64_t record, const diag_t *d) {
    (void)record;
    strncat(ctx, d->code, 200);
    strcat(ctx, " ");
}

static int verify(const fixture_t *f, char codes[1024]) {
    char path[128];
    diag_t d = {0};
    verify_report_t report;
    codes[0] = '\0';
    verify_options_t o = {.found = differs, .ctx = codes};
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    if (verify_store(path, &(store_options_t){0}, &o, &report, &d) != 0) fail_msg("%s", d.code);
    return (int)report.differences;
}

/* Also from the beginning: every record is the fold of its events. */
static void end(fixture_t *f) {
    char codes[1024];
    if (verify(f, codes) != 0) fail_msg("%s", codes);
    fixture_end(f);
}

/* Fires what is due up to the moment that lies so many days after the beginning. */
static size_t wait_days(fixture_t *f, int days) {
    size_t fired, all = 0;
    bool more = true;
    atomic_store(&f->now, FIXTURE_START + days * INT64_C(86400000));
    while (more) {
        assert_int_equal(writer_fire(company_host(f->company), f->now, 64, &fired, &more, &f->d), 0);
        all += fired;
    }
    return all;
}

static const json_t *event_of(fixture_t *f, const char *record, const char *kind) {
    size_t i;
    json_t *event, *found = NULL;
    must(ask(f, "{\"verb\":\"history\",\"record\":\"%s\"}", record));
    json_array_foreach(json_object_get(f->answer, "events"), i, event) {
        if (strcmp(text_at(event, "kind"), kind) == 0) found = event;
    }
    return found;
}

static void a7_a_step_opens_a_record_by_the_rule_in_the_initiators_name_and_waits_for_its_end(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = r.what }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    step_is(&f, "mend", "open");
    child_is(&f, 0, "awaited", "open");
    assert_string_equal(text_at(child(&f, 0), "number"), "MND-2026-000001");
    /* the new record knows who opened it, and that it was the rule */
    json_t *mend = show(&f, "MND-2026-000001");
    assert_string_equal(text_at(json_object_get(mend, "initiator"), "handle"), "gao.min");
    assert_string_equal(text_at(json_object_get(mend, "opener"), "number"), order);
    assert_string_equal(text_at(json_array_get(json_object_get(mend, "fields"), 0), "value"), "a chair");
    const json_t *drafted = event_of(&f, "MND-2026-000001", "record.drafted");
    assert_string_equal(text_at(json_object_get(drafted, "actor"), "kind"), "rule");
    assert_string_equal(
        text_at(json_object_get(event_of(&f, "MND-2026-000001", "record.submitted"), "actor"), "kind"),
        "rule");
    const json_t *by = json_object_get(event_of(&f, "MND-2026-000001", "record.opened_by"), "data");
    assert_string_equal(text_at(json_object_get(by, "opener"), "number"), order);
    const json_t *opened = json_object_get(event_of(&f, order, "child.opened"), "data");
    assert_string_equal(text_at(json_object_get(opened, "child"), "number"), "MND-2026-000001");
    /* and its end carries the order on, by the rule too */
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    step_is(&f, "mend", "passed");
    step_is(&f, "boss", "open");
    child_is(&f, 0, "ended", "finished");
    assert_string_equal(text_at(json_object_get(event_of(&f, order, "child.ended"), "actor"), "kind"),
                        "rule");
    must(as(&f, "approve", "li.na", order));
    assert_string_equal(state_of(&f, order), "finished");
    end(&f);
}

static json_t *preview(fixture_t *f, const char *verb, const char *who, const char *record) {
    return ask(f,
               "{\"verb\":\"%s\",\"as\":\"%s\",\"record\":\"%s\",\"reason\":\"so it is\",\"preview\":true}",
               verb, who, record);
}

/* The change of the step of that name, in what a preview says of another record. */
static const json_t *changed(const json_t *other, const char *name) {
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(other, "steps"), i, step) {
        if (strcmp(text_at(step, "name"), name) == 0) return step;
    }
    return NULL;
}

static void
a41_a_preview_tells_what_a_command_does_to_the_record_that_waits_or_is_opened_or_closed(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = r.what }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(preview(&f, "approve", "chen.wei", order)); /* opens one */
    const json_t *other = json_array_get(json_object_get(f.answer, "others"), 0);
    assert_string_equal(text_at(other, "led_by"), "open");
    assert_string_equal(text_at(other, "flow"), "sales.mend");
    assert_string_equal(text_at(other, "state"), "open");
    assert_string_equal(text_at(changed(other, "check"), "after"), "open");
    must(as(&f, "approve", "chen.wei", order));
    must(preview(&f, "approve", "li.na", "MND-2026-000001")); /* its last step: the order goes on */
    assert_string_equal(text_at(f.answer, "state"), "finished");
    other = json_array_get(json_object_get(f.answer, "others"), 0);
    assert_string_equal(text_at(other, "number"), order);
    assert_string_equal(text_at(other, "led_by"), "child_ended");
    assert_string_equal(text_at(changed(other, "mend"), "after"), "passed");
    assert_string_equal(text_at(changed(other, "boss"), "after"), "open");
    const json_t *task = json_array_get(json_object_get(other, "tasks"), 1);
    assert_string_equal(text_at(json_object_get(task, "person"), "handle"), "li.na");
    step_is(&f, "boss", "waiting");                                      /* nothing was written */
    must(ask(&f, "{\"verb\":\"plan\",\"record\":\"MND-2026-000001\"}")); /* its route, too, ends with that */
    other = json_array_get(json_object_get(f.answer, "others"), 0);
    assert_string_equal(text_at(other, "number"), order);
    assert_string_equal(text_at(changed(other, "boss"), "after"), "open");
    must(preview(&f, "withdraw", "gao.min", order)); /* closes it */
    other = json_array_get(json_object_get(f.answer, "others"), 0);
    assert_string_equal(text_at(other, "number"), "MND-2026-000001");
    assert_string_equal(text_at(other, "state"), "closed");
    assert_string_equal(state_of(&f, "MND-2026-000001"), "open");
    end(&f);
}

static void a41_a_preview_is_refused_by_what_another_record_would_refuse(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = {{ }}");
    file_order(&f, "{}"); /* the other one requires it */
    must_refuse(as(&f, "approve", "chen.wei", order), "follow_up.refused");
    must_refuse(preview(&f, "approve", "chen.wei", order), "follow_up.refused");
    end(&f);
}

static void a7_who_answers_for_the_records_holds_a_task_with_a_clock_and_decides_nothing(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = r.what }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    size_t i, open = 0;
    json_t *task, *tasks = json_object_get(show(&f, order), "tasks");
    json_array_foreach(tasks, i, task) {
        if (strcmp(text_at(task, "state"), "open") != 0) continue;
        open++;
        assert_string_equal(text_at(json_object_get(task, "person"), "handle"), "gao.min");
        assert_string_equal(text_at(json_object_get(task, "clock"), "state"), "running");
    }
    assert_int_equal(open, 1);
    must_refuse(as(&f, "approve", "gao.min", order), "command.misfit");
    must_refuse(as(&f, "done", "gao.min", order), "command.misfit");
    end(&f);
}

#define THREE "{\"lines\":[{\"what\":\"a leg\"},{\"what\":\"an arm\"},{\"what\":\"a seat\"}]}"
#define EACH "fields = each(r.lines, function(line) return { what = line.what } end)"

static void begin_three(fixture_t *f, const char *options) {
    begin(f, options);
    file_order(f, THREE);
    must(as(f, "approve", "chen.wei", order));
    for (size_t i = 0; i < 3; i++)
        child_is(f, i, "awaited", "open");
    assert_null(child(f, 3));
}

static void a7_one_record_per_item_of_a_list_and_all_of_them_are_waited_for(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH);
    must(as(&f, "approve", "li.na", "MND-2026-000002"));
    must(as(&f, "approve", "li.na", "MND-2026-000003"));
    step_is(&f, "mend", "open");
    assert_string_equal(
        text_at(json_array_get(json_object_get(show(&f, "MND-2026-000002"), "fields"), 0), "value"),
        "an arm");
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    step_is(&f, "mend", "passed");
    end(&f);
}

static void a7_values_that_its_flow_works_out_are_there_as_a_record_is_opened_a72(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH);
    assert_string_equal(
        text_at(json_array_get(json_object_get(show(&f, "MND-2026-000002"), "fields"), 2), "value"),
        "an arman arm");
    end(&f);
}

static void a7_of_any_the_first_to_be_finished_ends_the_step_and_closes_the_rest(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", wait = \"any\"");
    must(as(&f, "refuse", "li.na", "MND-2026-000001"));
    must(as(&f, "acknowledge", "gao.min", "MND-2026-000001"));
    step_is(&f, "mend", "open"); /* one that is refused leaves it to the others */
    must(as(&f, "approve", "li.na", "MND-2026-000002"));
    step_is(&f, "mend", "passed");
    child_is(&f, 0, "ended", "refused");
    child_is(&f, 1, "ended", "finished");
    child_is(&f, 2, "closed", "closed");
    must_refuse(as(&f, "approve", "li.na", "MND-2026-000003"), "task.not_open");
    assert_string_equal(
        text_at(json_object_get(event_of(&f, "MND-2026-000003", "record.closed"), "actor"), "kind"), "rule");
    end(&f);
}

static void a7_of_any_the_step_is_refused_when_none_is_left(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", wait = \"any\"");
    const char *const all[] = {"MND-2026-000001", "MND-2026-000002", "MND-2026-000003"};
    for (size_t i = 0; i < 3; i++) {
        step_is(&f, "mend", "open");
        must(as(&f, "withdraw", "gao.min", all[i]));
    }
    step_is(&f, "mend", "refused");
    assert_string_equal(state_of(&f, order), "ended_refused");
    end(&f);
}

static void a7_none_is_waited_for_the_step_ends_as_it_opens_and_the_records_go_their_own_way(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = r.what }, wait = \"none\"");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    step_is(&f, "mend", "passed");
    child_is(&f, 0, "apart", "open");
    must(as(&f, "withdraw", "gao.min", order));
    child_is(&f, 0, "apart", "open"); /* it is not closed with the order */
    must(as(&f, "refuse", "li.na", "MND-2026-000001"));
    must(as(&f, "acknowledge", "gao.min", "MND-2026-000001"));
    must(ask(
        &f,
        "{\"verb\":\"resubmit\",\"as\":\"gao.min\",\"record\":\"MND-2026-000001\"}")); /* and its initiator
                                                                                          may bring it again
                                                                                        */
    end(&f);
}

static void a7_a_refused_record_refuses_the_step_at_once_and_the_others_are_closed(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH);
    must(as(&f, "refuse", "li.na", "MND-2026-000002"));
    step_is(&f, "mend", "open"); /* the initiator has not taken notice: it is on its way */
    must(as(&f, "acknowledge", "gao.min", "MND-2026-000002"));
    step_is(&f, "mend", "refused");
    child_is(&f, 0, "closed", "closed");
    child_is(&f, 1, "ended", "refused");
    assert_string_equal(state_of(&f, order), "ended_refused");
    /* the order was told how it ended: it can't come again */
    must_refuse(ask(&f, "{\"verb\":\"resubmit\",\"as\":\"gao.min\",\"record\":\"MND-2026-000002\"}"),
                "record.over");
    end(&f);
}

static void a7_on_refuse_wait_lets_all_end_first(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", on_refuse = \"wait\"");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000001"));
    must(as(&f, "approve", "li.na", "MND-2026-000002"));
    step_is(&f, "mend", "open");
    must(as(&f, "approve", "li.na", "MND-2026-000003"));
    step_is(&f, "mend", "refused");
    end(&f);
}

static void a7_on_refuse_with_a_number_needs_so_many_refusals(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", on_refuse = refusals(2)");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000001"));
    step_is(&f, "mend", "open");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000003"));
    step_is(&f, "mend", "refused");
    child_is(&f, 1, "closed", "closed");
    end(&f);
}

static void a7_on_refuse_go_on_waits_for_the_end_whatever_it_is(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", on_refuse = \"go_on\"");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000001"));
    must(as(&f, "withdraw", "gao.min", "MND-2026-000002"));
    step_is(&f, "mend", "open");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000003"));
    step_is(&f, "mend", "passed");
    step_is(&f, "boss", "open");
    end(&f);
}

static void a7_closing_the_record_closes_what_it_waits_for_and_what_that_waits_for(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"nested\" }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(state_of(&f, "MND-2026-000002"), "open"); /* the inner one */
    must(as(&f, "withdraw", "gao.min", order));
    assert_string_equal(state_of(&f, "MND-2026-000001"), "closed");
    assert_string_equal(state_of(&f, "MND-2026-000002"), "closed");
    must(ask(&f, "{\"verb\":\"deadlines\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "deadlines")), 0);
    end(&f);
}

static void a7_the_end_of_an_inner_record_comes_through_to_the_outermost_in_one_commit(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"nested\" }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "approve", "li.na", "MND-2026-000002"));
    assert_string_equal(state_of(&f, "MND-2026-000001"), "finished");
    step_is(&f, "mend", "passed");
    end(&f);
}

static void
a7_a_record_that_cant_be_opened_refuses_the_command_with_the_cause_and_changes_nothing(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = each(r.lines, function(line) return { what = line.what } end)");
    file_order(&f, "{\"lines\":[{\"what\":\"a leg\"},{\"price\":\"5 EUR\"}]}"); /* the second names nothing */
    json_int_t version = json_integer_value(json_object_get(show(&f, order), "version"));
    must_refuse(as(&f, "approve", "chen.wei", order), "follow_up.refused");
    const json_t *cause = json_object_get(json_object_get(f.answer, "error"), "cause");
    assert_string_equal(text_at(cause, "code"), "form.invalid");
    assert_int_equal(json_integer_value(json_object_get(show(&f, order), "version")), version);
    step_is(&f, "head", "open");
    must(ask(&f, "{\"verb\":\"records\",\"flow\":\"sales.mend\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "records")), 0);
    end(&f);
}

static void a7_a_value_that_does_not_fit_is_told_with_the_rules_file_and_line(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\", price = \"5 USD\" }");
    file_order(&f, "{}");
    must_refuse(as(&f, "approve", "chen.wei", order), "field.currency");
    const json_t *error = json_object_get(f.answer, "error");
    assert_string_equal(text_at(error, "file"), "sales/purchase.lua");
    end(&f);
}

static void a7_what_a_deadline_cant_open_fails_its_rung_and_the_fallback_has_the_task(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = {{ }}");
    file_order(&f, "{}");
    wait_days(&f, 4); /* the head's step would pass by time-out, and "mend" open a record without its field */
    step_is(&f, "head", "open");
    const json_t *rung = json_object_get(event_of(&f, order, "clock.rung"), "data");
    assert_string_equal(text_at(rung, "outcome"), "failed");
    assert_string_equal(text_at(rung, "error"), "follow_up.refused");
    const json_t *moved = json_object_get(event_of(&f, order, "task.reassigned"), "data");
    assert_string_equal(text_at(json_object_get(moved, "to"), "handle"), "li.na");
    must(ask(&f, "{\"verb\":\"incidents\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "incidents")), 1);
    end(&f);
}

static void a7_a_deadline_opens_and_a_deadline_ends_a_record_as_a_command_would(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\" }, within = workdays(20)");
    file_order(&f, "{}");
    wait_days(&f, 3);
    step_is(&f, "mend", "open");
    child_is(&f, 0, "awaited", "open");
    for (int day = 4; day < 20; day++)
        wait_days(&f, day); /* the check is refused by its ladder, the notice lapses by its own */
    child_is(&f, 0, "ended", "ended_refused");
    step_is(&f, "mend", "refused");
    end(&f);
}

static void a7_the_steps_own_limit_closes_the_records_that_it_still_waits_for(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\" }, within = workdays(1), overdue = ladder {\n"
              " { after = workhours(0), refuse = \"too long\" } }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    wait_days(&f, 2);
    step_is(&f, "mend", "refused");
    child_is(&f, 0, "closed", "closed");
    end(&f);
}

static void
a60_a_deadline_of_the_record_that_waits_comes_before_a_decision_in_the_one_it_waits_for(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\" }, within = workdays(1), overdue = ladder {\n"
              " { after = workhours(0), refuse = \"too long\" } }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    atomic_store(&f.now, FIXTURE_START + INT64_C(2) * 86400000); /* the timer has not been here */
    must_refuse(as(&f, "approve", "li.na", "MND-2026-000001"), "task.not_open");
    step_is(&f, "mend", "refused");
    end(&f);
}

static void a7_a_list_without_items_is_refused_unless_the_rule_says_that_it_passes(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, EACH);
    file_order(&f, "{\"lines\":[{\"what\":\"x\"}]}");
    fixture_end(&f);
    begin(&f, "fields = {}");
    file_order(&f, "{}");
    must_refuse(as(&f, "approve", "chen.wei", order), "children.none");
    end(&f);
    begin(&f, "fields = {}, if_empty = passes_if_empty(\"nothing is broken\")");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    step_is(&f, "mend", "left_out");
    assert_string_equal(text_at(step_of(&f, order, "mend"), "left_out"), "nothing is broken");
    step_is(&f, "boss", "open");
    end(&f);
}

static void a7_records_open_one_another_only_so_deep(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"endless\" }");
    file_order(&f, "{}");
    must_refuse(as(&f, "approve", "chen.wei", order), "follow_up.refused");
    const json_t *cause = json_object_get(json_object_get(f.answer, "error"), "cause");
    assert_string_equal(text_at(cause, "code"), "limit.record_depth");
    must(ask(&f, "{\"verb\":\"records\",\"flow\":\"sales.mend\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "records")), 0);
    end(&f);
}

static void a7_what_is_filled_in_is_read_as_the_step_opens(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"round \" .. r.round }, initiator = head_of(r.department)");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    json_t *mend = show(&f, "MND-2026-000001");
    assert_string_equal(text_at(json_array_get(json_object_get(mend, "fields"), 0), "value"), "round 1");
    assert_string_equal(text_at(json_object_get(mend, "initiator"), "handle"), "chen.wei");
    end(&f);
}

static void a27_a_decision_that_opened_a_record_cant_be_taken_back(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\" }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    must_refuse(as(&f, "take_back", "chen.wei", order), "take_back.opened");
    end(&f);
}

static void a7_neither_is_disposed_of_while_the_other_lives(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = each(r.lines, function(line) return { what = line.what } end), wait = \"none\"");
    file_order(&f, "{\"lines\":[{\"what\":\"a leg\"}]}");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "approve", "li.na", order));
#define DISPOSE "{\"verb\":\"records.dispose\",\"reason\":\"over\",\"records\":[\"%s\"]}"
    must(ask(&f, DISPOSE, order));
    const json_t *refused = json_array_get(json_object_get(f.answer, "refused"), 0);
    assert_string_equal(text_at(json_object_get(refused, "error"), "code"), "dispose.child_lives");
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    must(ask(&f, DISPOSE, "MND-2026-000001"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "refused")), 0);
    assert_string_equal(text_at(child(&f, 0), "state"), ""); /* its id is still there */
    must(ask(&f, DISPOSE, order));
    assert_int_equal(json_array_size(json_object_get(f.answer, "refused")), 0);
    end(&f);
    begin_three(&f, EACH);
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    must(ask(&f, DISPOSE, "MND-2026-000001"));
    refused = json_array_get(json_object_get(f.answer, "refused"), 0);
    assert_string_equal(text_at(json_object_get(refused, "error"), "code"), "dispose.opener_lives");
    end(&f);
}

/* Of the one that is left all can be asked that could be before. */
static void a7_a_record_outlives_the_one_that_opened_it(void **state) {
    (void)state;
    fixture_t f;
    static const char MEND[] = "MND-2026-000001";
    begin(&f, "fields = { what = \"a chair\" }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "approve", "li.na", MEND));
    must(as(&f, "approve", "li.na", order));
    must(ask(&f, DISPOSE, order));
    assert_int_equal(json_array_size(json_object_get(f.answer, "refused")), 0);
    must(ask(&f, "{\"verb\":\"read\",\"as\":\"yu.ran\",\"record\":\"%s\"}", MEND));
    must_refuse(as(&f, "withdraw", "gao.min", MEND), "record.state");
    assert_string_equal(state_of(&f, MEND), "finished");
    end(&f);
}

static void a7_verify_finds_a_record_that_was_opened_and_is_not_there(void **state) {
    (void)state;
    fixture_t f;
    char path[128], codes[1024];
    sqlite3 *db;
    begin(&f, "fields = { what = \"a chair\" }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    fixture_close(&f);
    snprintf(path, sizeof path, "%s/countersign.db", f.folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "CREATE TEMP TABLE gone AS SELECT id FROM records WHERE flow = 'sales.mend';"
                     "DELETE FROM states WHERE record IN gone; DELETE FROM steps WHERE record IN gone;"
                     "DELETE FROM clocks WHERE record IN gone; DELETE FROM tasks WHERE record IN gone;"
                     "DELETE FROM open_tasks WHERE record IN gone; DELETE FROM outbox WHERE record IN gone;"
                     "DELETE FROM deadlines WHERE record IN gone; DELETE FROM numbers WHERE prefix = 'MND';"
                     "DELETE FROM event_personal WHERE event IN (SELECT id FROM events WHERE record IN gone);"
                     "DROP TRIGGER events_are_kept; DELETE FROM events WHERE record IN gone;"
                     "DELETE FROM records WHERE id IN gone;",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(verify(&f, codes), 1);
    assert_string_equal(codes, "verify.family ");
    fixture_end(&f);
}

/* Places where deciding, writing and following up ask for memory are refused it once; all stands, or nothing.
 */
static void a7_without_memory_all_of_it_stands_or_nothing(void **state) {
    (void)state;
    fixture_t f;
    char text[160];
    bool done = false;
    begin(&f, EACH);
    file_order(&f, THREE);
    snprintf(text, sizeof text, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", order);
    json_t *body = json_read(text, strlen(text), sizeof text, &f.d);
    for (int64_t n = 1; !done; n += 1 + n / 20) {
        char codes[1024];
        mem_fail_after(n);
        json_t *answer = api_handle(company_host(f.company), &f.reader, body, &f.caller);
        mem_fail_after(0);
        json_decref(answer);
        done = strcmp(text_at(step_of(&f, order, "head"), "state"), "passed") == 0;
        must(ask(&f, "{\"verb\":\"records\",\"flow\":\"sales.mend\"}"));
        assert_int_equal(json_array_size(json_object_get(f.answer, "records")), done ? 3 : 0);
        if (verify(&f, codes) != 0) fail_msg("%s", codes);
    }
    json_decref(body);
    for (size_t i = 0; i < 3; i++)
        child_is(&f, i, "awaited", "open");
    end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a7_a_step_opens_a_record_by_the_rule_in_the_initiators_name_and_waits_for_its_end),
        cmocka_unit_test(
            a41_a_preview_tells_what_a_command_does_to_the_record_that_waits_or_is_opened_or_closed),
        cmocka_unit_test(a41_a_preview_is_refused_by_what_another_record_would_refuse),
        cmocka_unit_test(a7_who_answers_for_the_records_holds_a_task_with_a_clock_and_decides_nothing),
        cmocka_unit_test(a7_one_record_per_item_of_a_list_and_all_of_them_are_waited_for),
        cmocka_unit_test(a7_values_that_its_flow_works_out_are_there_as_a_record_is_opened_a72),
        cmocka_unit_test(a7_of_any_the_first_to_be_finished_ends_the_step_and_closes_the_rest),
        cmocka_unit_test(a7_of_any_the_step_is_refused_when_none_is_left),
        cmocka_unit_test(a7_none_is_waited_for_the_step_ends_as_it_opens_and_the_records_go_their_own_way),
        cmocka_unit_test(a7_a_refused_record_refuses_the_step_at_once_and_the_others_are_closed),
        cmocka_unit_test(a7_on_refuse_wait_lets_all_end_first),
        cmocka_unit_test(a7_on_refuse_with_a_number_needs_so_many_refusals),
        cmocka_unit_test(a7_on_refuse_go_on_waits_for_the_end_whatever_it_is),
        cmocka_unit_test(a7_closing_the_record_closes_what_it_waits_for_and_what_that_waits_for),
        cmocka_unit_test(a7_the_end_of_an_inner_record_comes_through_to_the_outermost_in_one_commit),
        cmocka_unit_test(
            a7_a_record_that_cant_be_opened_refuses_the_command_with_the_cause_and_changes_nothing),
        cmocka_unit_test(a7_a_value_that_does_not_fit_is_told_with_the_rules_file_and_line),
        cmocka_unit_test(a7_what_a_deadline_cant_open_fails_its_rung_and_the_fallback_has_the_task),
        cmocka_unit_test(a7_a_deadline_opens_and_a_deadline_ends_a_record_as_a_command_would),
        cmocka_unit_test(a7_the_steps_own_limit_closes_the_records_that_it_still_waits_for),
        cmocka_unit_test(
            a60_a_deadline_of_the_record_that_waits_comes_before_a_decision_in_the_one_it_waits_for),
        cmocka_unit_test(a7_a_list_without_items_is_refused_unless_the_rule_says_that_it_passes),
        cmocka_unit_test(a7_records_open_one_another_only_so_deep),
        cmocka_unit_test(a7_what_is_filled_in_is_read_as_the_step_opens),
        cmocka_unit_test(a27_a_decision_that_opened_a_record_cant_be_taken_back),
        cmocka_unit_test(a7_neither_is_disposed_of_while_the_other_lives),
        cmocka_unit_test(a7_a_record_outlives_the_one_that_opened_it),
        cmocka_unit_test(a7_verify_finds_a_record_that_was_opened_and_is_not_there),
        cmocka_unit_test(a7_without_memory_all_of_it_stands_or_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
