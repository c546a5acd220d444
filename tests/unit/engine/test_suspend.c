/* A suspended record (A51): no decisions, all clocks wait, somebody watches over it; and what remains of each
 * limit when it goes on (A62). */
#include "admin_scene.h"

static int suspend(scene_t *s, const char *who, instant_t until, limit_t within) {
    command_t c = scene_cmd(s, who, COMMAND_SUSPEND);
    c.text = "the supplier is being looked at";
    c.until = until;
    c.within = within;
    return scene_command(s, &c);
}

static int resume(scene_t *s, const char *who) {
    return as(s, who, COMMAND_RESUME, "settled");
}

static const limit_t usual = {.kind = LIMIT_NONE};

static void all_clocks_wait_and_what_remains_runs_on(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    instant_t due = due_of(&s, "first");
    s.now += MS_DAY;
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    assert_int_equal(s.record->state, RECORD_SUSPENDED);
    assert_int_equal(clock_of(&s, "first"), CLOCK_PAUSED);
    const cs_clock_t *clock = record_task_clock(s.record, open_task(&s, "first", NULL));
    assert_string_equal(clock->pause_cause, "suspended");
    assert_int_equal(clock->ran_ms, MS_DAY);
    s.now += 7 * MS_DAY; /* a whole week of the calendar */
    must(&s, resume(&s, "xu.jing"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(clock_of(&s, "first"), CLOCK_RUNNING);
    assert_int_equal(due_of(&s, "first"), due + 7 * MS_DAY);
    const event_t *e = event_of(&s, EVENT_CLOCK_RESUMED);
    assert_int_equal(e->u.clock_resumed.old_due, due);
    assert_int_equal(e->u.clock_resumed.new_due, due + 7 * MS_DAY);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void it_takes_no_decisions_and_says_so(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    static const command_kind_t kinds[] = {
        COMMAND_APPROVE, COMMAND_REFUSE,    COMMAND_RETURN, COMMAND_TRANSFER, COMMAND_DELEGATE,  COMMAND_ASK,
        COMMAND_CLAIM,   COMMAND_TAKE_BACK, COMMAND_DONE,   COMMAND_ABSTAIN,  COMMAND_ADD_SIGNER};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        refused_with(&s, as(&s, "liu.yang", kinds[i], "no"), "record.suspended");
        error_says(&s, "watcher", "xu.jing");
    }
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "record.suspended");
    refused_with(&s, as(&s, "gao.min", COMMAND_URGE, NULL), "record.suspended");
    refused_with(&s, as(&s, "xu.jing", COMMAND_DONE, NULL), "record.suspended");
    refused_with(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL), "record.suspended");
    refused_with(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual), "record.suspended");
    must(&s, as(&s, "liu.yang", COMMAND_COMMENT, "how long?"));
    scene_free(&s);
}

static void A51_who_is_concerned_hears_that_it_is_held_and_that_it_goes_on(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    assert_int_equal(told(&s, "record.suspended", "gao.min"), 1);
    assert_int_equal(told(&s, "record.suspended", "liu.yang"), 1);
    assert_int_equal(told(&s, "record.suspended", "wang.fang"), 0); /* has not been asked yet */
    must(&s, resume(&s, "xu.jing"));
    assert_int_equal(told(&s, "record.resumed", "gao.min"), 1);
    assert_int_equal(told(&s, "record.resumed", "liu.yang"), 1);
    assert_int_equal(told(&s, "record.resumed", "wang.fang"), 0);
    scene_free(&s);
}

/* Each open task has a clock: those that wait do so for one that has. */
static void its_watcher_is_reminded_then_the_fallback_hears_of_it_and_has_it_in_the_end(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, limit_hours(48)));
    instant_t due = s.now + 2 * MS_DAY;
    assert_int_equal(due_of(&s, "record.suspended"), due);
    assert_int_equal(next_clock(s.record)->task, open_task(&s, "record.suspended", "xu.jing")->id);
    assert_true(fire_next(&s));
    assert_int_equal(s.now, due);
    assert_int_equal(told(&s, "task.reminder", "xu.jing"), 1);
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.overdue", "li.na"), 1);
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "record.suspended", "li.na"));
    assert_false(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_SUSPENDED); /* nothing goes on by itself */
    must(&s, resume(&s, "li.na"));                       /* who watches may end it */
    assert_int_equal(s.record->state, RECORD_OPEN);
    scene_free(&s);
}

static void nobody_else_ends_it(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    refused_with(&s, resume(&s, "liu.yang"), "actor.not_administrator");
    refused_with(&s, resume(&s, "gao.min"), "actor.not_administrator");
    refused_with(&s, as(&s, "xu.jing", COMMAND_RESUME, NULL), "reason.required");
    must(&s, resume(&s, "xu.jing"));
    refused_with(&s, resume(&s, "xu.jing"), "record.state");
    scene_free(&s);
}

static void until_a_date_to_come(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    refused_with(&s, suspend(&s, "xu.jing", s.now, usual), "suspend.until");
    refused_with(&s, suspend(&s, "xu.jing", s.now + INT64_C(4000) * MS_DAY, usual), "suspend.until");
    must(&s, suspend(&s, "xu.jing", s.now + INT64_C(30) * MS_DAY, usual));
    assert_int_equal(due_of(&s, "record.suspended"), s.now + INT64_C(30) * MS_DAY);
    scene_free(&s);
}

static void where_the_owner_suspends_it_the_fallback_watches(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    command_t c = {.kind = COMMAND_SUSPEND,
                   .actor = {.kind = ACTOR_SYSTEM, .auth = AUTH_PEER_UID, .uid = 0},
                   .record = s.record->id,
                   .text = "looked at",
                   .owner = true,
                   .at = INSTANT_NONE};
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "record.suspended", "li.na"));
    while (fire_next(&s))
        for (size_t i = 0; i < s.out.incident_count; i++)
            fail_msg("an incident: %s", s.out.incidents[i].code);
    scene_free(&s);
}

/* A clock that waited for a signer before waits for the suspension meanwhile, and for the signer again. */
static void a_clock_that_waited_already_waits_on_afterwards(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    int64_t people[1] = {scene_person(&s, "chen.wei")};
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    assert_int_equal(clock_of(&s, "first.before"), CLOCK_PAUSED);
    s.now += MS_DAY;
    must(&s, resume(&s, "xu.jing"));
    assert_int_equal(clock_of(&s, "first.before"), CLOCK_RUNNING);
    assert_int_equal(clock_of(&s, "first"), CLOCK_PAUSED);
    assert_string_equal(record_task_clock(s.record, open_task(&s, "first", NULL))->pause_cause,
                        "signer_before");
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(clock_of(&s, "first"), CLOCK_RUNNING);
    scene_free(&s);
}

static void with_its_initiator_it_can_be_suspended_too_and_is_with_them_again(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "look again"));
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    assert_int_equal(clock_of(&s, "revise"), CLOCK_PAUSED);
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "record.suspended");
    must(&s, resume(&s, "xu.jing"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual)); /* again, under a name of its own */
    assert_non_null(open_task(&s, "record.suspended2", "xu.jing"));
    scene_free(&s);
}

static void what_is_not_on_its_way_is_not_suspended(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual), "record.state");
    scene_free(&s);
}

static void meanwhile_a_task_may_change_hands_and_the_record_be_cancelled(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "first", "chen.wei"));
    assert_int_equal(clock_of(&s, "first"), CLOCK_PAUSED);
    must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "record.suspended", "zhao.lei"));
    assert_int_equal(clock_of(&s, "record.suspended"), CLOCK_RUNNING);
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    assert_int_equal(s.record->state, RECORD_CANCELLED);
    assert_true(record_at_rest(s.record));
    scene_free(&s);
}

/* ---- A51, A62: who has it meanwhile */

static int reassign(scene_t *s, const char *step, const char *whom, limit_t within) {
    int64_t person = scene_person(s, whom);
    command_t c = scene_cmd(s, "xu.jing", COMMAND_REASSIGN);
    c.text = "she is ill";
    c.step = step;
    c.people = &person;
    c.people_count = 1;
    c.within = within;
    return scene_command(s, &c);
}

static const cs_clock_t *clock_for(const scene_t *s, const char *step) {
    return record_task_clock(s->record, open_task(s, step, NULL));
}

static void
A51_A62_a_limit_that_is_given_while_the_clock_waits_runs_whole_from_when_it_goes_on(void **state) {
    (void)state;
    limit_t limits[] = {limit_workdays(2), limit_hours(5), limit_workhours(6)};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        scene_t s;
        three_steps(&s);
        s.now += MS_DAY;
        must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
        instant_t old = due_of(&s, "first");
        must(&s, reassign(&s, "first", "chen.wei", limits[i]));
        const event_t *e = event_of(&s, EVENT_CLOCK_SET);
        assert_non_null(e);
        assert_int_equal(e->u.clock_set.state, CLOCK_PAUSED);
        assert_int_equal(e->u.clock_set.limit.kind, limits[i].kind);
        assert_int_equal(clock_for(&s, "first")->state, CLOCK_PAUSED);
        s.now += MS_DAY;
        calendars_t plain = plain_calendars();
        due_t due;
        assert_int_equal(plain.due(plain.ctx, "sales", s.now, &limits[i], &due, NULL), 0);
        must(&s, resume(&s, "xu.jing"));
        e = event_of(&s, EVENT_CLOCK_RESUMED);
        assert_int_equal(e->u.clock_resumed.old_due, old);
        assert_int_equal(due_of(&s, "first"), due.at);
        assert_int_equal(clock_for(&s, "first")->ran_ms, 0);
        scene_free(&s);
    }
}

static void A62_a_clock_that_waits_goes_on_by_the_calendar_of_whoever_has_the_task_then(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.now += MS_DAY;
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    limit_t left = clock_for(&s, "first")->limit;
    must(&s, reassign(&s, "first", "chen.wei", usual));
    assert_string_equal(event_of(&s, EVENT_CLOCK_SET)->u.clock_set.calendar, "sales");
    assert_string_equal(clock_for(&s, "first")->calendar, "sales");
    assert_int_equal(clock_for(&s, "first")->limit.ms, left.ms);
    assert_int_equal(clock_for(&s, "first")->ran_ms, MS_DAY);
    must(&s, resume(&s, "xu.jing"));
    assert_string_equal(clock_for(&s, "first")->calendar, "sales");
    must(&s, reassign(&s, "first", "zhao.lei", usual));
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    must(&s, reassign(&s, "first", "liu.yang", usual)); /* of the same calendar: nothing is to be said */
    assert_null(event_of(&s, EVENT_CLOCK_SET));
    scene_free(&s);
}

static void A30_a_copy_is_read_also_while_the_record_is_suspended(void **state) {
    (void)state;
    static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_COPY, "office", &sun);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    submit_by(&s, "gao.min");
    must(&s, suspend(&s, "xu.jing", INSTANT_NONE, usual));
    must(&s, as(&s, "sun.li", COMMAND_READ, NULL));
    assert_int_equal(events_of(&s, EVENT_COPY_READ), 1);
    assert_int_equal(s.record->state, RECORD_SUSPENDED);
    scene_free(&s);
}

/* ---- A62: with the initiator */

static bool runs(const scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, NULL);
    return task && record_task_clock(s->record, task)->state == CLOCK_RUNNING;
}

/* Whoever asked the initiator waits for the answer, where the rule says so; a record that was given back
 * waits for the initiator with nothing else of it open: no limit of anybody else's runs. */
static void A62_while_it_waits_for_its_initiator_no_limit_of_who_waits_runs(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL | PERMIT_ASK_PAUSES;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(&s, "gao.min");
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "third", NULL));
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ASK);
    int64_t gao = scene_person(&s, "gao.min");
    c.people = &gao;
    c.people_count = 1;
    c.text = "which trip?";
    must(&s, scene_command(&s, &c));
    assert_false(runs(&s, "first"));
    assert_true(runs(&s, "first.answer") && runs(&s, "second") && runs(&s, "third.owed"));
    must(&s, as_on(&s, "wang.fang", COMMAND_RETURN, "second", "what is it for?"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    size_t running = 0;
    for (size_t i = 0; i < s.record->task_count; i++)
        running += s.record->clocks[i].id != 0 && s.record->clocks[i].state != CLOCK_STOPPED;
    assert_int_equal(running, 1);
    assert_true(runs(&s, "revise"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_clocks_wait_and_what_remains_runs_on),
        cmocka_unit_test(it_takes_no_decisions_and_says_so),
        cmocka_unit_test(A51_who_is_concerned_hears_that_it_is_held_and_that_it_goes_on),
        cmocka_unit_test(its_watcher_is_reminded_then_the_fallback_hears_of_it_and_has_it_in_the_end),
        cmocka_unit_test(nobody_else_ends_it),
        cmocka_unit_test(until_a_date_to_come),
        cmocka_unit_test(where_the_owner_suspends_it_the_fallback_watches),
        cmocka_unit_test(a_clock_that_waited_already_waits_on_afterwards),
        cmocka_unit_test(with_its_initiator_it_can_be_suspended_too_and_is_with_them_again),
        cmocka_unit_test(what_is_not_on_its_way_is_not_suspended),
        cmocka_unit_test(meanwhile_a_task_may_change_hands_and_the_record_be_cancelled),
        cmocka_unit_test(A51_A62_a_limit_that_is_given_while_the_clock_waits_runs_whole_from_when_it_goes_on),
        cmocka_unit_test(A62_a_clock_that_waits_goes_on_by_the_calendar_of_whoever_has_the_task_then),
        cmocka_unit_test(A30_a_copy_is_read_also_while_the_record_is_suspended),
        cmocka_unit_test(A62_while_it_waits_for_its_initiator_no_limit_of_who_waits_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
