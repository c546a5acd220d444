/* Work records (policy P2.3.2) and monitors (P2.4.1): what is written down, what is asked for again and
 * again, and what looks at the figures. */
#include "admin_scene.h"

static const source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

static step_t *monitor(scene_t *s, int32_t parent, const char *name, const source_t *by, entry_kind_t entry) {
    step_t *step = fixed_leaf(&s->rules, 0, parent, STEP_MONITOR, name, by);
    step->within = limit_workdays(5);
    step->entry = entry;
    return step;
}

/* Liu works, and writes a record of it every five working days. */
static void works(scene_t *s, entry_kind_t entry) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_ACT, "work", &liu);
    monitor(s, 1, "records", &liu, entry);
}

static int logs(scene_t *s, const char *who, entry_kind_t entry, const char *step, field_t *said,
                size_t count) {
    command_t c = scene_cmd(s, who, COMMAND_LOG);
    c.entry = entry;
    c.step = step;
    c.said = said;
    c.said_count = count;
    return scene_command(s, &c);
}

static void whole(field_t *out) {
    static const char *const names[] = {"time", "place", "participants", "content", "problems", "measures"};
    static const char *const texts[] = {"2026-03-02 09:00", "Delft", "Liu, Wang", "Tiles", "none", "none"};
    for (size_t i = 0; i < 6; i++)
        out[i] = text_field(names[i], texts[i]);
}

static const cs_clock_t *clock_for(const scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, NULL);
    assert_non_null(task);
    return record_task_clock(s->record, task);
}

static void a_work_record_has_exactly_its_six_fields(void **state) {
    (void)state;
    scene_t s;
    works(&s, ENTRY_WORK);
    submit_by(&s, "gao.min");
    for (size_t left = 0; left < 6; left++) { /* one is missing */
        field_t said[6], five[5];
        whole(said);
        for (size_t i = 0, n = 0; i < 6; i++)
            if (i != left) five[n++] = said[i];
        refused_with(&s, logs(&s, "liu.yang", ENTRY_WORK, NULL, five, 5), "form.invalid");
        error_says(&s, "fields", said[left].name);
        assert_string_equal(s.d.cause->code, "field.required");
    }
    field_t more[7];
    whole(more);
    more[6] = text_field("weather", "rain");
    refused_with(&s, logs(&s, "liu.yang", ENTRY_WORK, NULL, more, 7), "form.invalid");
    assert_string_equal(s.d.cause->code, "entry.field");
    whole(more);
    more[3] = text_field("content", "  ");
    refused_with(&s, logs(&s, "liu.yang", ENTRY_WORK, NULL, more, 6), "form.invalid");
    whole(more);
    more[0] = text_field("time", "2026-03-03");
    refused_with(&s, logs(&s, "liu.yang", ENTRY_WORK, NULL, more, 6), "form.invalid");
    assert_string_equal(s.d.cause->code, "entry.future");
    more[0] = text_field("time", "yesterday");
    refused_with(&s, logs(&s, "liu.yang", ENTRY_WORK, NULL, more, 6), "form.invalid");
    assert_string_equal(s.d.cause->code, "entry.time");
    whole(more);
    must(&s, logs(&s, "liu.yang", ENTRY_WORK, NULL, more, 6));
    assert_int_equal(s.record->entries, 1);
    scene_free(&s);
}

static void a_record_demanded_is_asked_for_again_so_long_after_the_last(void **state) {
    (void)state;
    field_t said[6];
    whole(said);
    scene_t s;
    works(&s, ENTRY_WORK);
    submit_by(&s, "gao.min");
    instant_t first = clock_for(&s, "records")->due_at;
    refused_with(&s, as_on(&s, "liu.yang", COMMAND_DONE, "records", "all well"), "entry.required");
    s.now += 2 * MS_DAY;
    must(&s, logs(&s, "liu.yang", ENTRY_WORK, NULL, said, 6));
    const task_t *next = open_task(&s, "records", "liu.yang");
    assert_non_null(next);
    assert_int_equal(next->order, 1);
    assert_int_equal(clock_for(&s, "records")->due_at, first + 2 * MS_DAY);
    assert_int_equal(state_of(&s, "records"), STEP_OPEN);
    scene_free(&s);
}

static void a_missing_record_is_overdue_like_a_task(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_REMIND};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    works(&s, ENTRY_WORK);
    s.rules.steps[0][2].ladder = (ladder_t){.rungs = &rung, .count = 1};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "liu.yang"), 1);
    assert_non_null(open_task(&s, "records", "liu.yang"));
    scene_free(&s);
}

static void it_ends_with_what_it_watches_and_decides_nothing(void **state) {
    (void)state;
    scene_t s;
    works(&s, ENTRY_REPORT);
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "work", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(state_of(&s, "records"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "records")->left_out, "watched");
    assert_null(open_task(&s, "records", NULL));
    scene_free(&s);
}

/* At the very instant at which it is due, one is overdue (A60). */
static void P2_3_2_the_work_is_not_done_while_a_work_record_of_it_is_overdue(void **state) {
    (void)state;
    field_t said[6];
    whole(said);
    for (int overdue = 0; overdue <= 1; overdue++) {
        scene_t s;
        works(&s, ENTRY_WORK);
        submit_by(&s, "gao.min");
        s.now = clock_for(&s, "records")->due_at - !overdue;
        must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "work", NULL));
        assert_int_equal(state_of(&s, "work"), STEP_PASSED);
        assert_int_equal(s.record->state, overdue ? RECORD_OPEN : RECORD_FINISHED);
        if (overdue) {
            assert_int_equal(clock_for(&s, "records")->state, CLOCK_RUNNING); /* and is escalated as ever */
            must(&s, logs(&s, "liu.yang", ENTRY_WORK, NULL, said, 6));
        }
        assert_int_equal(s.record->state, RECORD_FINISHED); /* and no more is asked for */
        assert_null(open_task(&s, "records", NULL));
        assert_int_equal(s.record->entries, overdue);
        scene_free(&s);
    }
}

static void P2_3_2_other_entries_that_are_overdue_hold_nothing_up_nor_what_is_refused(void **state) {
    (void)state;
    scene_t s;
    works(&s, ENTRY_REPORT);
    submit_by(&s, "gao.min");
    s.now = clock_for(&s, "records")->due_at;
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "work", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
    works(&s, ENTRY_WORK);
    s.rules.steps[0][1].kind = STEP_APPROVE;
    submit_by(&s, "gao.min");
    s.now = clock_for(&s, "records")->due_at;
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "work", "it can't be done"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_null(open_task(&s, "records", NULL));
    scene_free(&s);
}

static void of_several_who_are_asked_one_answer_is_enough(void **state) {
    (void)state;
    field_t report = text_field("content", "half done");
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "work", &liu);
    monitor(&s, 1, "reports", &both, ENTRY_REPORT);
    submit_by(&s, "gao.min");
    must(&s, logs(&s, "wang.fang", ENTRY_NONE, "reports", &report, 1));
    assert_int_equal(open_task(&s, "reports", "wang.fang")->order, 1);
    assert_int_equal(open_task(&s, "reports", "liu.yang")->order, 1);
    scene_free(&s);
}

static void an_entry_of_those_concerned_is_kept_without_a_task(void **state) {
    (void)state;
    field_t said[6];
    whole(said);
    scene_t s;
    works(&s, ENTRY_REPORT);
    submit_by(&s, "gao.min");
    must(&s, logs(&s, "gao.min", ENTRY_WORK, NULL, said, 6));
    assert_int_equal(s.record->entries, 1);
    assert_non_null(open_task(&s, "records", "liu.yang"));
    refused_with(&s, logs(&s, "xu.jing", ENTRY_WORK, NULL, said, 6), "record.not_concerned");
    refused_with(&s, logs(&s, "liu.yang", ENTRY_WORK, "records", said, 6), "entry.misfit");
    scene_free(&s);
}

/* The third stage of a loop is repeated with its monitor; the monitor outside of it goes on. */
static void what_is_gone_through_again_is_watched_again(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    step_t *loop = fixed_group(&s.rules, 0, 1, STEP_LOOP);
    loop->rounds_max = 3;
    fixed_group(&s.rules, 0, 2, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 3, STEP_ACT, "mend", &liu);
    monitor(&s, 3, "inner", &liu, ENTRY_REPORT);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "check", &wang);
    monitor(&s, 1, "outer", &liu, ENTRY_REPORT);
    submit_by(&s, "gao.min");
    int64_t outer = open_task(&s, "outer", NULL)->id;
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "mend", NULL));
    must(&s, as_on(&s, "wang.fang", COMMAND_REFUSE, "check", "not yet"));
    assert_int_equal(open_task(&s, "outer", NULL)->id, outer);
    assert_non_null(open_task(&s, "inner", "liu.yang"));
    assert_non_null(open_task(&s, "mend", "liu.yang"));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "mend", NULL));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "check", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* A decision taken back opens its group again, and with it what watched the group. */
/* A22: nobody is asked anything there that they could decide. */
static void A22_nothing_is_returned_to_what_only_watches(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 2, STEP_ACT, "work", &liu);
    monitor(&s, 2, "reports", &liu, ENTRY_REPORT);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "look", &wang)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "work", NULL));
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_RETURN);
    c.step = "look";
    c.text = "once more";
    c.to_step = "reports";
    refused_with(&s, scene_command(&s, &c), "return.target");
    error_says(&s, "problem", "undecided");
    c.to_step = "work";
    must(&s, scene_command(&s, &c));
    scene_free(&s);
}

static void A50_nor_does_a_jump_lead_there(void **state) {
    (void)state;
    scene_t s;
    for (int later = 0; later <= 1; later++) {
        admin_scene(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "look", &wang);
        s.rules.flow.stage_count = 2;
        s.rules.stages[1] = (stage_def_t){.name = "second", .kind = STAGE_EXECUTION};
        fixed_group(&s.rules, 1, 0, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 1, 1, STEP_ACT, "work", &liu);
        step_t *step = fixed_leaf(&s.rules, later, 1, STEP_MONITOR, "reports", &liu);
        step->within = limit_workdays(5);
        submit_by(&s, "gao.min");
        command_t c = scene_cmd(&s, "xu.jing", COMMAND_JUMP);
        c.to_step = "reports";
        c.text = "it must be so";
        refused_with(&s, scene_command(&s, &c), "jump.target");
        if (later) error_says(&s, "problem", "undecided");
        scene_free(&s);
    }
}

static void a_group_open_again_is_watched_again(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "first", &liu);
    monitor(&s, 2, "reports", &wang, ENTRY_REPORT);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "reports"), STEP_CLOSED);
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_int_equal(state_of(&s, "reports"), STEP_OPEN);
    assert_non_null(open_task(&s, "reports", "wang.fang"));
    scene_free(&s);
}

static void a_report_is_no_decision_to_take_back_and_has_no_signers(void **state) {
    (void)state;
    field_t report = text_field("content", "half done");
    scene_t s;
    works(&s, ENTRY_REPORT);
    submit_by(&s, "gao.min");
    must(&s, logs(&s, "liu.yang", ENTRY_NONE, "records", &report, 1));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.entered");
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    int64_t wang_id = scene_person(&s, "wang.fang");
    c.people = &wang_id;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    c.step = "records";
    refused_with(&s, scene_command(&s, &c), "command.misfit");
    c.kind = COMMAND_TRANSFER; /* it can be handed on, also after a report was given */
    s.rules.steps[0][2].permits = PERMIT_USUAL;
    refused_with(&s, scene_command(&s, &c), "task.not_permitted");
    scene_free(&s);
}

/* ---- figures */

static effect_t over = {.kind = EFFECT_NOTIFY, .text = "over the budget"};

static void watched(scene_t *s) {
    works(s, ENTRY_NONE);
    s->rules.steps[0][2].watch = "approval/records/watch";
    over.who = &wang;
    s->rules.effects = (effects_t){&over, 1};
}

static void figures_are_looked_at_when_a_stage_opens_and_an_entry_is_written(void **state) {
    (void)state;
    field_t said[6];
    whole(said);
    scene_t s;
    watched(&s);
    submit_by(&s, "gao.min");
    assert_int_equal(s.rules.call_calls, 1);
    assert_int_equal(told(&s, "record.notice", "wang.fang"), 1);
    must(&s, as(&s, "gao.min", COMMAND_COMMENT, "nothing changed"));
    assert_int_equal(s.rules.call_calls, 1);
    must(&s, logs(&s, "gao.min", ENTRY_WORK, NULL, said, 6));
    assert_int_equal(s.rules.call_calls, 2);
    scene_free(&s);
}

static void a_function_that_fails_stops_nobody_and_is_told(void **state) {
    (void)state;
    scene_t s;
    watched(&s);
    s.rules.call_fails = "rule.error";
    submit_by(&s, "gao.min");
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].code, "rule.error");
    assert_int_equal(events_of(&s, EVENT_EDITED), 0);
    scene_free(&s);
}

static void the_timetable_looks_by_itself_and_goes_on(void **state) {
    (void)state;
    rung_act_t acts[] = {{.action = RUNG_CALL, .function = "approval/records/watch"},
                         {.action = RUNG_APPROVE, .because = "looked at"}};
    rung_t rung = {.name = "watch", .anchor = RUNG_AFTER_DUE, .acts = acts, .act_count = 2};
    scene_t s;
    watched(&s);
    s.rules.steps[0][2].ladder = (ladder_t){.rungs = &rung, .count = 1};
    submit_by(&s, "gao.min");
    int64_t task = open_task(&s, "records", NULL)->id;
    assert_true(fire_next(&s));
    assert_int_equal(s.rules.call_calls, 2);
    assert_int_equal(told(&s, "record.notice", "wang.fang"), 1);
    assert_int_equal(record_task(s.record, task)->outcome, OUTCOME_DONE);
    assert_int_equal(open_task(&s, "records", NULL)->order, 1);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_work_record_has_exactly_its_six_fields),
        cmocka_unit_test(a_record_demanded_is_asked_for_again_so_long_after_the_last),
        cmocka_unit_test(a_missing_record_is_overdue_like_a_task),
        cmocka_unit_test(it_ends_with_what_it_watches_and_decides_nothing),
        cmocka_unit_test(P2_3_2_the_work_is_not_done_while_a_work_record_of_it_is_overdue),
        cmocka_unit_test(P2_3_2_other_entries_that_are_overdue_hold_nothing_up_nor_what_is_refused),
        cmocka_unit_test(of_several_who_are_asked_one_answer_is_enough),
        cmocka_unit_test(an_entry_of_those_concerned_is_kept_without_a_task),
        cmocka_unit_test(what_is_gone_through_again_is_watched_again),
        cmocka_unit_test(A22_nothing_is_returned_to_what_only_watches),
        cmocka_unit_test(A50_nor_does_a_jump_lead_there),
        cmocka_unit_test(a_group_open_again_is_watched_again),
        cmocka_unit_test(a_report_is_no_decision_to_take_back_and_has_no_signers),
        cmocka_unit_test(figures_are_looked_at_when_a_stage_opens_and_an_entry_is_written),
        cmocka_unit_test(a_function_that_fails_stops_nobody_and_is_told),
        cmocka_unit_test(the_timetable_looks_by_itself_and_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
