/* A running record goes on under other rules (A53): what is decided stays, what is open stays where the new
 * plan has it, the rest follows the new plan; and what is refused. */
#include "admin_scene.h"

/* The new rules: the same form; steps are put in by the test. */
static void later(scene_t *s) {
    s->has_later = true;
    fixed_group(&s->later, 0, 0, STEP_SEQUENCE);
}

static const hash_t *later_hash(void) {
    static hash_t hash;
    hash_of("later", 5, &hash);
    return &hash;
}

static void A53_decided_stays_decided_open_stays_open_and_the_rest_follows(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "fine"));
    int64_t id = open_task(&s, "second", "wang.fang")->id;
    instant_t due = due_of(&s, "second");
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first",
               &li); /* by somebody else now: it is decided all the same */
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang)->within = limit_hours(1);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "fourth", &liu);
    s.now += MS_HOUR;
    must(&s, migrate(&s));
    const event_t *e = event_of(&s, EVENT_MIGRATED);
    assert_int_equal(events_of(&s, EVENT_MIGRATED), 1);
    assert_string_equal(e->u.migrated.reason, "the policy of March");
    assert_false(hash_equal(&e->u.migrated.from, later_hash()));
    assert_true(hash_equal(&e->ruleset, later_hash()));
    assert_true(hash_equal(&s.record->ruleset, later_hash()));
    assert_int_equal(counts(&s, "first")->state, STEP_PASSED);
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN); /* the same task, with its clock */
    assert_int_equal(due_of(&s, "second"), due);
    assert_null(counts(&s, "third"));
    assert_int_equal(s.out.message_count, 1); /* nobody is asked anew */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "fourth", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_none_of_it_hides_what_was_there(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "fine"));
    size_t steps = s.record->step_count, tasks = s.record->task_count;
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang);
    must(&s, migrate(&s));
    assert_int_equal(s.record->task_count, tasks);
    assert_int_equal(s.record->plan_count, 2);
    for (size_t i = 0; i < steps; i++)
        assert_true(s.record->steps[i].superseded);
    const step_t *third = record_step_named(s.record, "third");
    assert_int_equal(third->state, STEP_CLOSED);
    assert_string_equal(third->left_out, "migrated");
    const step_t *first = counts(&s, "first");
    assert_string_equal(record_step(s.record, first->origin)->name, "first");
    assert_int_equal(s.record->tasks[0].step, first->no);
    assert_string_equal(s.record->tasks[0].opinion, "fine");
    scene_free(&s);
}

static void A53_an_open_step_that_the_new_plan_has_not_is_closed(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &wang);
    must(&s, migrate(&s));
    assert_null(open_task(&s, "first", NULL));
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    assert_non_null(open_task(&s, "other", "wang.fang"));
    scene_free(&s);
}

static void A53_a_new_step_before_where_it_stands_is_asked_now(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "security", &li);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "third", &liu);
    must(&s, migrate(&s));
    assert_non_null(open_task(&s, "security", "li.na"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "third", NULL)); /* not before both have decided */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "third", "liu.yang"));
    scene_free(&s);
}

/* What the new rules want approved before it is done is not done before that. */
static void A53_work_waits_for_an_approval_that_the_new_rules_put_before_it(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "order", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &liu);
    submit_by(&s, "gao.min");
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "legal", &li);
    fixed_leaf(&s.later, 0, 1, STEP_ACT, "order", &wang);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "last", &liu);
    must(&s, migrate(&s));
    assert_non_null(open_task(&s, "legal", "li.na"));
    assert_null(open_task(&s, "order", NULL));
    assert_int_equal(told(&s, "task.removed", "wang.fang"), 1);
    assert_int_equal(counts(&s, "order")->state, STEP_WAITING);
    assert_string_equal(record_step(s.record, s.record->tasks[0].step)->left_out, "held");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "order", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_where_all_that_the_new_plan_asks_is_decided_the_stage_has_ended(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    must(&s, migrate(&s));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_groups_stand_as_their_members_do_and_nobody_is_asked_for_nothing(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    later(&s);
    fixed_group(&s.later, 0, 1, STEP_ANY); /* 2 */
    fixed_leaf(&s.later, 0, 2, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 2, STEP_APPROVE, "deputy", &li);
    fixed_group(&s.later, 0, 1, STEP_PARALLEL); /* 5 */
    fixed_leaf(&s.later, 0, 5, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.later, 0, 5, STEP_APPROVE, "beside", &li);
    must(&s, migrate(&s));
    assert_null(open_task(&s, "deputy", NULL));
    assert_int_equal(told(&s, "task.opened", "li.na"), 1); /* beside, not deputy */
    assert_int_equal(counts(&s, "deputy")->state, STEP_CLOSED);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_some_of_several_seats_are_decided_and_stay_so(void **state) {
    (void)state;
    scene_t s;
    source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &both)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "a", &li);
    must(&s, migrate(&s));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL)); /* under the terms of before */
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_what_was_skipped_stays_so_with_its_debt(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "first", NULL));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &li);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang);
    must(&s, migrate(&s));
    assert_int_equal(counts(&s, "first")->state, STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "first.owed", "liu.yang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A53_with_its_initiator_only_the_rules_change(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "look again"));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &wang);
    must(&s, migrate(&s));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_int_equal(s.record->plan_count, 1);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "other", "wang.fang"));
    scene_free(&s);
}

static void under_those_rules_already_nothing_happens(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, migrate(&s));
    assert_int_equal(s.out.event_count, 0);
    scene_free(&s);
}

/* ---- refused, with why */

static void A53_the_data_must_fit_the_new_form(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    s.later.fields[1].required = true; /* purpose */
    refused_with(&s, migrate(&s), "form.invalid");
    error_says(&s, "fields", "purpose");
    s.later.fields[1].required = false;
    s.later.fields[0].kind = VALUE_TEXT; /* amount */
    refused_with(&s, migrate(&s), "form.invalid");
    s.later.fields[0].name = "sum";
    s.later.fields[0].required = false;
    refused_with(&s, migrate(&s), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.unknown");
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A53_another_stage_signers_under_way_and_a_plan_that_would_refuse_are_refused(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    s.later.stages[0].name = "another";
    refused_with(&s, migrate(&s), "migrate.stage");
    scene_free(&s);

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
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    refused_with(&s, migrate(&s), "migrate.added");
    error_says(&s, "step", "first.before");
    scene_free(&s);

    admin_scene(&s); /* b refused, and the others decide all the same; under the new rules that is the end */
    fixed_group(&s.rules, 0, 0, STEP_ALL)->on_refuse = ON_REFUSE_WAIT;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "b", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    s.has_later = true;
    fixed_group(&s.later, 0, 0, STEP_ALL);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "b", &wang);
    refused_with(&s, migrate(&s), "migrate.refused_group");
    scene_free(&s);
}

static void
A53_a_step_that_stays_open_and_whose_ladder_asks_a_function_that_is_gone_is_refused(void **state) {
    (void)state;
    source_t late = {.kind = SOURCE_FUNCTION, .key = "who"}, above = {.kind = SOURCE_SUPERIOR, .of = &late};
    rung_act_t acts[] = {{.action = RUNG_CALL, .function = "late"}, {.action = RUNG_NOTIFY, .who = &above}};
    rung_t rungs[] = {{.name = "1", .anchor = RUNG_AFTER_DUE, .acts = acts, .act_count = 2}};
    const char *const lacks[] = {"late", "who", "another", NULL};
    for (int i = 0; i < 4; i++) {
        for (int stays = 0; stays <= 1; stays++) {
            scene_t s;
            admin_scene(&s);
            fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
            step_t *first = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
            first->ladder = (ladder_t){.rungs = rungs, .count = 1};
            submit_by(&s, "gao.min");
            later(&s);
            fixed_leaf(&s.later, 0, 1, STEP_APPROVE, stays ? "first" : "other", &liu);
            s.later.lacks = lacks[i];
            if (stays && i < 2) {
                refused_with(&s, migrate(&s), "migrate.function");
                error_says(&s, "step", "first");
                error_says(&s, "function", lacks[i]);
            } else {
                must(&s, migrate(&s));
            }
            scene_free(&s);
        }
    }
}

/* The step is decided, so it does not keep the record from going over; once it is open again, it would. */
static void A27_what_was_decided_under_rules_with_other_functions_is_not_taken_back(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_CALL, .function = "late"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    for (int gone = 0; gone <= 1; gone++) {
        scene_t s;
        admin_scene(&s);
        fixed_rules_t *all[] = {&s.rules, &s.later};
        for (int i = 0; i < 2; i++) {
            fixed_group(all[i], 0, 0, STEP_ALL);
            step_t *first = fixed_leaf(all[i], 0, 1, STEP_APPROVE, "first", &liu);
            fixed_leaf(all[i], 0, 1, STEP_APPROVE, "other", &li);
            first->permits = PERMIT_USUAL;
            if (i == 0) first->ladder = (ladder_t){.rungs = &rung, .count = 1};
        }
        submit_by(&s, "gao.min");
        must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
        s.has_later = true;
        s.later.lacks = gone ? "late" : "another";
        must(&s, migrate(&s));
        if (gone) {
            refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.function");
            error_says(&s, "step", "first");
            error_says(&s, "function", "late");
        } else {
            must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
            assert_non_null(open_task(&s, "first", "liu.yang"));
        }
        scene_free(&s);
    }
}

static void A53_with_its_initiator_too_what_is_open_must_find_its_functions(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_CALL, .function = "late"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    admin_scene(&s);
    s.rules.flow.overdue = (ladder_t){.rungs = &rung, .count = 1};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "look again"));
    s.has_later = true;
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "first", &liu);
    s.later.lacks = "late";
    refused_with(&s, migrate(&s), "migrate.function");
    error_says(&s, "step", "revise");
    scene_free(&s);
}

static void A53_a_monitor_must_find_what_watches_and_whom_it_asks(void **state) {
    (void)state;
    static const source_t who = {.kind = SOURCE_FUNCTION, .key = "who"};
    const char *const lacks[] = {"figures", "who", NULL};
    for (int i = 0; i < 3; i++) {
        scene_t s;
        admin_scene(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
        fixed_leaf(&s.rules, 0, 1, STEP_MONITOR, "report", &who)->watch = "figures";
        s.rules.people = &wang;
        submit_by(&s, "gao.min");
        later(&s);
        fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
        fixed_leaf(&s.later, 0, 1, STEP_MONITOR, "report", &who)->watch = "figures";
        s.later.people = &wang;
        s.later.lacks = lacks[i];
        if (lacks[i])
            refused_with(&s, migrate(&s), "migrate.function");
        else
            must(&s, migrate(&s));
        scene_free(&s);
    }
}

static void A53_not_one_that_has_ended(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    refused_with(&s, migrate(&s), "record.state");
    scene_free(&s);
}

/* ---- while it is suspended */

static void A53_a_suspended_record_is_planned_anew_and_nobody_is_asked_before_it_is_resumed(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    int64_t id = open_task(&s, "second", "wang.fang")->id;
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "before", &li); /* new, and before where it stands */
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, migrate(&s));
    assert_int_equal(s.record->state, RECORD_SUSPENDED);
    assert_true(hash_equal(&s.record->ruleset, later_hash()));
    assert_null(open_task(&s, "before", NULL));
    assert_int_equal(clock_of(&s, "second"), CLOCK_PAUSED); /* it waits, as before */
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "record.suspended");
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_non_null(open_task(&s, "before", "li.na"));
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN);
    assert_int_equal(clock_of(&s, "second"), CLOCK_RUNNING);
    scene_free(&s);
}

static void A53_where_nothing_open_is_left_a_suspended_record_goes_on_when_it_is_resumed(void **state) {
    (void)state;
    for (int ended = 0; ended <= 1; ended++) {
        scene_t s;
        three_steps(&s);
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        later(&s);
        fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
        if (!ended) fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &li); /* second is gone */
        must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
        must(&s, migrate(&s));
        assert_int_equal(s.record->state, RECORD_SUSPENDED);
        must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
        if (ended)
            assert_int_equal(s.record->state, RECORD_FINISHED);
        else
            assert_non_null(open_task(&s, "other", "li.na"));
        scene_free(&s);
    }
}

static void A53_suspended_with_its_initiator_only_the_rules_change(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    later(&s);
    s.later.flow.on_refuse = REFUSE_TO_INITIATOR;
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &li);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, migrate(&s));
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "other", "li.na"));
    scene_free(&s);
}

static void A51_resumed_while_a_refusal_waits_for_notice_it_still_does(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_non_null(open_task(&s, "acknowledge", "gao.min"));
    assert_int_equal(clock_of(&s, "acknowledge"), CLOCK_RUNNING);
    scene_free(&s);
}

/* ---- loops on their way */

/* loop of so many rounds: sequence of make (wang.fang), judge (li.na), perhaps with something before */
static void a_loop(fixed_rules_t *rules, int32_t rounds, const char *before) {
    int32_t loop = 2;
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    if (before) fixed_leaf(rules, 0, 1, STEP_APPROVE, before, &liu), loop++;
    fixed_group(rules, 0, 1, STEP_LOOP)->rounds_max = rounds;
    fixed_group(rules, 0, loop, STEP_SEQUENCE);
    fixed_leaf(rules, 0, loop + 1, STEP_ACT, "make", &wang);
    fixed_leaf(rules, 0, loop + 1, STEP_APPROVE, "judge", &li);
}

static void one_more_round(scene_t *s) {
    must(s, as(s, "wang.fang", COMMAND_DONE, NULL));
    must(s, as(s, "li.na", COMMAND_REFUSE, "not yet"));
}

static void A53_a_loop_on_its_way_goes_on_in_the_round_that_it_is_in(void **state) {
    (void)state;
    for (int open = 0; open <= 1; open++) { /* in make, or in judge */
        scene_t s;
        admin_scene(&s);
        a_loop(&s.rules, 3, NULL);
        submit_by(&s, "gao.min");
        one_more_round(&s); /* in the second round of three */
        if (open) must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        s.has_later = true;
        a_loop(&s.later, 3, "first");
        must(&s, migrate(&s));
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* new, and before it */
        if (!open) must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
        assert_int_equal(s.record->state, RECORD_OPEN);
        one_more_round(&s); /* the third was the last */
        assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
        scene_free(&s);
    }
}

static void A53_the_new_rules_say_how_many_rounds_there_are_and_those_gone_through_count(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    a_loop(&s.rules, 5, NULL);
    submit_by(&s, "gao.min");
    one_more_round(&s);
    one_more_round(&s);
    s.has_later = true;
    a_loop(&s.later, 2, NULL);
    must(&s, migrate(&s)); /* in the third of two */
    assert_non_null(open_task(&s, "make", "wang.fang"));
    one_more_round(&s);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void a_loop_with_a_resort(fixed_rules_t *rules) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_group(rules, 0, 1, STEP_LOOP)->rounds_max = 1;
    fixed_group(rules, 0, 2, STEP_SEQUENCE);
    fixed_leaf(rules, 0, 3, STEP_ACT, "make", &wang);
    fixed_leaf(rules, 0, 3, STEP_APPROVE, "judge", &li);
    fixed_leaf(rules, 0, 2, STEP_APPROVE, "resort", &wang)->used_up = USED_UP_DECIDES;
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "last", &liu);
}

static void A53_a_loop_that_somebody_passed_when_its_rounds_were_used_up_has_passed(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    a_loop_with_a_resort(&s.rules);
    submit_by(&s, "gao.min");
    one_more_round(&s);
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "resort", NULL));
    int64_t id = open_task(&s, "last", "liu.yang")->id;
    s.has_later = true;
    a_loop_with_a_resort(&s.later);
    must(&s, migrate(&s));
    assert_int_equal(open_task(&s, "last", "liu.yang")->id, id);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_another_loop_has_all_its_rounds(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    a_loop(&s.rules, 2, NULL);
    submit_by(&s, "gao.min");
    one_more_round(&s);
    s.has_later = true;
    a_loop(&s.later, 2, NULL);
    s.later.steps[0][3].name = "build"; /* of the new loop neither step was there before */
    s.later.steps[0][4].name = "look";
    must(&s, migrate(&s));
    one_more_round(&s);
    assert_int_equal(s.record->state, RECORD_OPEN);
    one_more_round(&s);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

/* sequence: loop of two rounds of a (liu.yang), loop of two rounds of b (li.na) */
static void two_loops(fixed_rules_t *rules) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_group(rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_group(rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(rules, 0, 4, STEP_APPROVE, "b", &li);
}

static void A53_each_loop_goes_on_with_its_own_rounds(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    two_loops(&s.rules);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "not yet"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* in the second and last round of a */
    s.has_later = true;
    two_loops(&s.later);
    must(&s, migrate(&s));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
    assert_non_null(open_task(&s, "b", "li.na")); /* b has a second one, too */
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

/* Zhou Jie stands in for Wang Fang in August, and approves up to 20 EUR; the first rules know no amount. */
static void A15_A53_under_rules_that_know_the_amount_who_is_beyond_it_has_the_task_no_more(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(
        directory_add_role(b, "administrator", NULL, DEMO_XU_JING, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    assert_int_equal(directory_add_attribute(b, "person:zhou.jie", "approval_limit", "20 EUR", NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 1, NULL);
    assert_non_null(s.dir);
    s.now = INT64_C(20668) * MS_DAY + 9 * MS_HOUR;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &wang);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "first", "zhou.jie"));
    later(&s);
    s.later.flow.amount = "amount";
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &wang);
    must(&s, migrate(&s));
    assert_null(open_task(&s, "first", "zhou.jie"));
    assert_non_null(open_task(&s, "first", "wang.fang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A53_decided_stays_decided_open_stays_open_and_the_rest_follows),
        cmocka_unit_test(A53_none_of_it_hides_what_was_there),
        cmocka_unit_test(A53_an_open_step_that_the_new_plan_has_not_is_closed),
        cmocka_unit_test(A53_a_new_step_before_where_it_stands_is_asked_now),
        cmocka_unit_test(A53_work_waits_for_an_approval_that_the_new_rules_put_before_it),
        cmocka_unit_test(A53_where_all_that_the_new_plan_asks_is_decided_the_stage_has_ended),
        cmocka_unit_test(A53_groups_stand_as_their_members_do_and_nobody_is_asked_for_nothing),
        cmocka_unit_test(A53_some_of_several_seats_are_decided_and_stay_so),
        cmocka_unit_test(A53_what_was_skipped_stays_so_with_its_debt),
        cmocka_unit_test(A53_with_its_initiator_only_the_rules_change),
        cmocka_unit_test(under_those_rules_already_nothing_happens),
        cmocka_unit_test(A53_the_data_must_fit_the_new_form),
        cmocka_unit_test(A53_another_stage_signers_under_way_and_a_plan_that_would_refuse_are_refused),
        cmocka_unit_test(A53_a_step_that_stays_open_and_whose_ladder_asks_a_function_that_is_gone_is_refused),
        cmocka_unit_test(A27_what_was_decided_under_rules_with_other_functions_is_not_taken_back),
        cmocka_unit_test(A53_with_its_initiator_too_what_is_open_must_find_its_functions),
        cmocka_unit_test(A53_a_monitor_must_find_what_watches_and_whom_it_asks),
        cmocka_unit_test(A53_not_one_that_has_ended),
        cmocka_unit_test(A53_a_suspended_record_is_planned_anew_and_nobody_is_asked_before_it_is_resumed),
        cmocka_unit_test(A53_where_nothing_open_is_left_a_suspended_record_goes_on_when_it_is_resumed),
        cmocka_unit_test(A53_suspended_with_its_initiator_only_the_rules_change),
        cmocka_unit_test(A51_resumed_while_a_refusal_waits_for_notice_it_still_does),
        cmocka_unit_test(A53_a_loop_on_its_way_goes_on_in_the_round_that_it_is_in),
        cmocka_unit_test(A53_the_new_rules_say_how_many_rounds_there_are_and_those_gone_through_count),
        cmocka_unit_test(A53_a_loop_that_somebody_passed_when_its_rounds_were_used_up_has_passed),
        cmocka_unit_test(A53_another_loop_has_all_its_rounds),
        cmocka_unit_test(A53_each_loop_goes_on_with_its_own_rounds),
        cmocka_unit_test(A15_A53_under_rules_that_know_the_amount_who_is_beyond_it_has_the_task_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
