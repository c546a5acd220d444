/* The green channel over several stages (A64): what is owed for stages to come opens as the work begins, and
 * is looked at again as its stage comes. */
#include "admin_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t deputy = {.kind = SOURCE_FIELD, .key = "deputy"};
static source_t function = {.kind = SOURCE_FUNCTION, .key = "whoever"};

/* Who builds may write the amount and name a deputy. */
static field_right_t writes[] = {{.field = "amount", .access = ACCESS_WRITE},
                                 {.field = "deputy", .access = ACCESS_WRITE}};

static bool reads_amount, boss_needed;

static void shape(const record_t *r, arena_t *arena, plan_t *plan) {
    const value_t *amount = record_field(r, "amount");
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].name && strcmp(plan->steps[i].name, "boss") == 0 && !boss_needed)
            plan->steps[i].state = STEP_LEFT_OUT;
    if (!reads_amount) return;
    plan->facts = arena_array(arena, 1, sizeof *plan->facts);
    plan->fact_count = 1;
    plan->facts[0] = (fact_t){"amount", arena_printf(arena, "%d", amount ? (int)amount->u.money.minor : 0)};
}

/* approval: head (liu.yang); execution: build (wang.fang); second approval: boss (li.na); acceptance: inspect
 * (chen.wei). The channel: 16 hours around the clock. */
static void four_stages(scene_t *s) {
    admin_scene(s);
    reads_amount = false;
    boss_needed = true;
    s->rules.shape = shape;
    s->rules.flow.green_within = limit_hours(16);
    s->rules.flow.withdraw = WITHDRAW_BEFORE_END;
    s->rules.flow.stage_count = 4;
    s->rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    s->rules.stages[2] = (stage_def_t){.name = "second", .kind = STAGE_APPROVAL};
    s->rules.stages[3] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "head", &liu);
    step_t *build = fixed_leaf(&s->rules, 1, 0, STEP_ACT, "build", &wang);
    build->may_return = true;
    build->permits = PERMIT_USUAL;
    build->form.rights = writes;
    build->form.right_count = 2;
    fixed_leaf(&s->rules, 2, 0, STEP_APPROVE, "boss", &li);
    fixed_leaf(&s->rules, 3, 0, STEP_APPROVE, "inspect", &chen);
}

static void begun(scene_t *s) {
    four_stages(s);
    must(s, submit_urgent(s, "the roof leaks"));
}

static void done_writing(scene_t *s, field_t *field) {
    command_t c = scene_cmd(s, "wang.fang", COMMAND_DONE);
    c.fields = field;
    c.field_count = 1;
    must(s, scene_command(s, &c));
}

static field_t an_amount(int64_t minor) {
    return (field_t){.name = "amount",
                     .value = {.kind = VALUE_MONEY, .u.money = {.minor = minor, .currency = "EUR"}}};
}

static void A64_what_a_stage_behind_the_work_owes_opens_as_the_work_begins(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "build", "wang.fang"));
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    assert_int_equal(due_of(&s, "boss.owed"), s.now + 16 * MS_HOUR);
    const step_t *owed = record_step_named(s.record, "boss.owed");
    assert_string_equal(owed->ahead_of, "boss");
    assert_int_equal(owed->stage, 2);
    assert_int_equal(debt_kind(owed), DEBT_GREEN);
    assert_int_equal(told(&s, "task.opened", "li.na"), 1);
    assert_null(record_step_named(s.record, "inspect.owed")); /* part of the work, asked in its turn */
    scene_free(&s);
}

static void A64_made_up_before_its_stage_comes_it_counts_there(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 3);
    const step_t *boss = record_step_named(s.record, "boss");
    assert_int_equal(boss->state, STEP_LEFT_OUT);
    assert_string_equal(boss->left_out, "green");
    assert_int_equal(boss->origin, record_step_named(s.record, "boss.owed")->no);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_not_made_up_yet_its_stage_waits_for_it_and_nobody_is_asked_twice(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 2);
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_null(open_task(&s, "boss", NULL));
    assert_null(record_step_named(s.record, "boss.owed2"));
    assert_null(record_step_named(s.record, "inspect"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* another stage's debt is not what it waits for */
    assert_int_equal(s.record->stage, 2);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 3);
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_refused_ahead_it_refuses_the_record_at_once(void **state) {
    (void)state;
    for (int waiting = 0; waiting <= 1; waiting++) { /* its stage has come, and waits for it */
        scene_t s;
        begun(&s);
        if (waiting) must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        must(&s, as_on(&s, "li.na", COMMAND_REFUSE, "boss.owed", "never"));
        assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
        assert_true(record_at_rest(s.record));
        scene_free(&s);
    }
}

static void A64_stages_of_approval_one_after_the_other_before_the_work_hold_nothing(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    s.rules.stages[1].kind = STAGE_APPROVAL; /* head and build are both before any execution */
    s.rules.stages[3].kind = STAGE_EXECUTION;
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 3);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A64_a_vote_is_owed_ahead_as_one(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    s.rules.plans[2].step_count = 0;
    fixed_group(&s.rules, 2, 0, STEP_VOTE)->need = 1;
    fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "a", &li);
    fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "b", &chen);
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_non_null(open_task(&s, "a.owed", "li.na"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "a.owed"), STEP_CLOSED);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 3);
    assert_int_equal(state_of(&s, "b"), STEP_LEFT_OUT);
    assert_int_equal(record_step_named(s.record, "b")->origin, record_step_named(s.record, "b.owed")->no);
    scene_free(&s);
}

/* ---- what the work sets */

static void A64_an_approval_given_ahead_counts_unless_what_its_route_reads_has_changed_since(void **state) {
    (void)state;
    for (int reads = 0; reads <= 1; reads++) {
        scene_t s;
        field_t dearer = an_amount(990000);
        four_stages(&s);
        reads_amount = reads;
        must(&s, submit_urgent(&s, "the roof leaks"));
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        done_writing(&s, &dearer);
        assert_int_equal(s.record->stage, reads ? 2 : 3);
        if (reads) assert_non_null(open_task(&s, "boss.owed2", "li.na")); /* of the new amount */
        if (reads) must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed2", NULL));
        assert_int_equal(s.record->stage, 3);
        scene_free(&s);
    }
}

static void A64_what_is_open_still_is_decided_on_the_form_as_it_is(void **state) {
    (void)state;
    scene_t s;
    field_t dearer = an_amount(990000);
    four_stages(&s);
    reads_amount = true;
    must(&s, submit_urgent(&s, "the roof leaks"));
    done_writing(&s, &dearer);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    assert_null(record_step_named(s.record, "boss.owed2"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 3);
    scene_free(&s);
}

static void A64_what_its_stage_does_not_ask_for_is_owed_no_longer_and_who_had_it_hears(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    boss_needed = false;
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 3);
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "boss.owed")->left_out, "not_asked");
    assert_int_equal(told(&s, "task.removed", "li.na"), 1);
    scene_free(&s);
}

static void A64_what_its_stage_asks_for_then_is_owed_from_then_on(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    boss_needed = false;
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_null(record_step_named(s.record, "boss.owed"));
    boss_needed = true;
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    assert_int_equal(s.record->stage, 2); /* for which the stage waits as well */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 3);
    scene_free(&s);
}

static void A64_other_people_are_asked_anew(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    s.rules.steps[2][0].by = &chen;
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_non_null(open_task(&s, "boss.owed2", "chen.wei"));
    scene_free(&s);
}

/* Nobody is asked for whom the work will name, nor is the fallback in their place. */
static void A64_whom_the_work_will_name_is_asked_when_the_stage_comes(void **state) {
    (void)state;
    scene_t s;
    field_t named = {.name = "deputy", .value = {.kind = VALUE_PERSON}};
    four_stages(&s);
    s.rules.steps[2][0].by = &deputy;
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_null(record_step_named(s.record, "boss.owed"));
    named.value.u.person = scene_person(&s, "chen.wei");
    done_writing(&s, &named);
    assert_non_null(open_task(&s, "boss.owed", "chen.wei"));
    scene_free(&s);
}

static void A64_whom_a_field_named_that_has_changed_is_asked_no_longer(void **state) {
    (void)state;
    scene_t s;
    field_t named = {.name = "deputy", .value = {.kind = VALUE_PERSON}};
    four_stages(&s);
    s.rules.steps[2][0].by = &deputy;
    must(&s, draft_by(&s, "gao.min"));
    command_t c = scene_cmd(&s, "gao.min", COMMAND_SUBMIT);
    named.value.u.person = scene_person(&s, "li.na");
    c.urgent = true;
    c.text = "now";
    c.fields = &named;
    c.field_count = 1;
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    named.value.u.person = scene_person(&s, "chen.wei");
    done_writing(&s, &named);
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_non_null(open_task(&s, "boss.owed2", "chen.wei"));
    scene_free(&s);
}

static void A64_a_route_that_fails_before_its_time_stops_no_work_and_is_an_incident(void **state) {
    (void)state;
    for (int people = 0; people <= 1; people++) {
        scene_t s;
        four_stages(&s);
        s.rules.plans[2].step_count = 0;
        step_t *vote = fixed_group(&s.rules, 2, 0, STEP_VOTE);
        vote->need = people ? 1 : 5; /* more than it has */
        fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "boss", people ? &function : &li);
        s.rules.people = &li;
        s.rules.people_fails = people ? "rule.failed" : NULL;
        must(&s, submit_urgent(&s, "the roof leaks"));
        assert_int_equal(s.record->stage, 1);
        assert_null(record_step_named(s.record, "boss.owed"));
        assert_int_equal(s.out.incident_count, 1);
        assert_string_equal(s.out.incidents[0].code, people ? "rule.failed" : "plan.shape");
        vote->need = 1;
        s.rules.people_fails = NULL;
        must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        assert_non_null(open_task(&s, "boss.owed", "li.na"));
        scene_free(&s);
    }
}

/* ---- the ways that a record goes */

static void
A27_what_was_owed_ahead_stays_when_the_decision_that_brought_its_stage_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 2);
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 3);
    scene_free(&s);
}

static void A50_a_jump_past_its_stage_pays_nothing(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_JUMP);
    c.to_step = "inspect";
    c.text = "it is there already";
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.record->stage, 3);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A50_led_back_before_its_stage_what_is_owed_is_asked_once(void **state) {
    (void)state;
    for (int made_up = 0; made_up <= 1; made_up++) {
        scene_t s;
        begun(&s);
        must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        if (made_up) must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        command_t c = scene_cmd(&s, "xu.jing", COMMAND_JUMP);
        c.to_step = "build";
        c.text = "once more";
        must(&s, scene_command(&s, &c));
        assert_int_equal(s.record->stage, 1);
        assert_false(record_step_named(s.record, "boss.owed")->superseded); /* of no plan that was left */
        must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        assert_int_equal(s.record->stage, 2);
        if (made_up) /* what was decided then is gone through again */
            assert_non_null(open_task(&s, "boss.owed2", "li.na"));
        else
            assert_null(record_step_named(s.record, "boss.owed2"));
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->stage, 3);
        scene_free(&s);
    }
}

static void A64_given_back_it_stays_owed_and_the_approval_of_a_later_round_makes_up_for_it(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "what for?"));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* the ordinary way */
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "head", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "boss", "li.na"));
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss", NULL));
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "boss.owed")->left_out, "made_up");
    scene_free(&s);
}

static void A51_suspended_its_time_stands_still_and_completed_it_is_decided(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    assert_int_equal(clock_of(&s, "boss.owed"), CLOCK_PAUSED);
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_int_equal(clock_of(&s, "boss.owed"), CLOCK_RUNNING);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_COMPLETE);
    c.step = "boss.owed";
    c.text = "she said so by telephone";
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.record->stage, 3);
    scene_free(&s);
}

/* Nothing is owed where the approvals come first, under whatever rules. */
static void A53_what_did_not_take_the_channel_owes_nothing_under_other_rules_either(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    submit_by(&s, "gao.min");
    s.has_later = true;
    s.later.flow.green_within = limit_hours(16);
    s.later.flow.stage_count = 4;
    memcpy(s.later.stages, s.rules.stages, sizeof s.later.stages);
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.later, 2, 0, STEP_APPROVE, "boss", &li);
    must(&s, act(&s, "xu.jing", COMMAND_MIGRATE, NULL, NULL));
    assert_null(record_step_named(s.record, "boss.owed"));
    scene_free(&s);
}

/* Before it, side by side with it, and behind it. */
static void order_of_payment(scene_t *s) {
    four_stages(s);
    s->rules.plans[2].step_count = 0;
    fixed_group(&s->rules, 2, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 2, 1, STEP_ACT, "count", &wang);
    fixed_group(&s->rules, 2, 1, STEP_PARALLEL);
    fixed_leaf(&s->rules, 2, 3, STEP_APPROVE, "boss", &li);
    fixed_leaf(&s->rules, 2, 3, STEP_ACT, "file", &chen);
    fixed_leaf(&s->rules, 2, 1, STEP_ACT, "pay", &liu);
    must(s, submit_urgent(s, "the roof leaks"));
    must(s, as(s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s->record->stage, 2);
}

static void A64_behind_the_work_what_comes_after_an_approval_waits_for_it(void **state) {
    (void)state;
    for (int made_up = 0; made_up <= 1; made_up++) {
        scene_t s;
        order_of_payment(&s);
        if (made_up) must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
        if (!made_up) {
            assert_int_equal(state_of(&s, "pay"), STEP_WAITING);
            must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "head.owed", NULL)); /* of another stage */
            assert_int_equal(state_of(&s, "pay"), STEP_WAITING);
            must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        }
        must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "pay", NULL));
        assert_int_equal(s.record->stage, 3);
        scene_free(&s);
    }
}

static void A50_a_jump_gets_behind_an_approval_that_is_waited_for(void **state) {
    (void)state;
    for (int elsewhere = 0; elsewhere <= 1; elsewhere++) { /* out of the stage before */
        scene_t s;
        if (elsewhere) {
            order_of_payment(&s);
            must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
            assert_int_equal(s.record->stage, 1);
        } else {
            order_of_payment(&s);
        }
        command_t c = scene_cmd(&s, "xu.jing", COMMAND_JUMP);
        c.to_step = "pay";
        c.text = "the bank closes";
        must(&s, scene_command(&s, &c));
        assert_non_null(open_task(&s, "pay", "liu.yang"));
        must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "pay", NULL));
        assert_int_equal(s.record->stage, 2); /* which lasts until it is made up */
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->stage, 3);
        scene_free(&s);
    }
}

static void A64_refused_while_something_waits_for_it_the_record_is_refused(void **state) {
    (void)state;
    scene_t s;
    order_of_payment(&s);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "never"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(state_of(&s, "pay"), STEP_CLOSED);
    scene_free(&s);
}

static void A64_a_vote_with_more_voters_is_another_one(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    s.rules.plans[2].step_count = 0;
    fixed_group(&s.rules, 2, 0, STEP_VOTE)->need = 1;
    fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "a", &li);
    must(&s, submit_urgent(&s, "the roof leaks"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "b", &chen);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 2);
    assert_non_null(open_task(&s, "b.owed", "chen.wei"));
    scene_free(&s);
}

static void A64_a_vote_with_fewer_voters_is_another_one(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    s.rules.plans[2].step_count = 0;
    fixed_group(&s.rules, 2, 0, STEP_VOTE)->need = 1;
    fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "a", &li);
    step_t *other = fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "b", &chen);
    must(&s, submit_urgent(&s, "the roof leaks"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL)); /* who has no vote when it comes to it */
    other->state = STEP_LEFT_OUT;
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 2);
    assert_non_null(open_task(&s, "a.owed2", "li.na"));
    scene_free(&s);
}

static void A53_migrated_it_goes_on_or_goes_with_a_stage_that_there_is_no_more(void **state) {
    (void)state;
    for (int gone = 0; gone <= 1; gone++) {
        scene_t s;
        begun(&s);
        s.has_later = true;
        s.later.flow.green_within = limit_hours(16);
        s.later.flow.stage_count = 4;
        memcpy(s.later.stages, s.rules.stages, sizeof s.later.stages);
        s.later.stages[2].kind = gone ? STAGE_ACCEPTANCE : STAGE_APPROVAL;
        fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "head", &liu);
        fixed_leaf(&s.later, 1, 0, STEP_ACT, "build", &wang);
        fixed_leaf(&s.later, 2, 0, STEP_APPROVE, "boss", &li);
        fixed_leaf(&s.later, 3, 0, STEP_APPROVE, "inspect", &chen);
        must(&s, act(&s, "xu.jing", COMMAND_MIGRATE, NULL, NULL));
        assert_null(record_step_named(s.record, "boss.owed2"));
        assert_int_equal(state_of(&s, "boss.owed"), gone ? STEP_CLOSED : STEP_OPEN);
        must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        assert_int_equal(open_task(&s, "boss", "li.na") != NULL, gone);
        scene_free(&s);
    }
}

/* Another approval comes before the one that was owed ahead, of a step of the same name and the same person;
 * or it is called otherwise now, and is another. */
static void A53_what_is_owed_ahead_goes_with_its_stage_whatever_place_that_has(void **state) {
    (void)state;
    for (int paid = 0; paid <= 1; paid++) {
        scene_t s;
        begun(&s);
        if (paid) must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed", NULL));
        s.has_later = true;
        s.later.flow.green_within = limit_hours(16);
        s.later.flow.stage_count = 4;
        memcpy(s.later.stages, s.rules.stages, sizeof s.later.stages);
        s.later.stages[2].name = "audit";
        s.later.stages[3] = s.rules.stages[2];
        fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "head", &liu);
        fixed_leaf(&s.later, 1, 0, STEP_ACT, "build", &wang);
        fixed_leaf(&s.later, 2, 0, STEP_APPROVE, "boss", &li);
        fixed_leaf(&s.later, 3, 0, STEP_APPROVE, "boss", &li);
        must(&s, act(&s, "xu.jing", COMMAND_MIGRATE, NULL, NULL));
        assert_int_equal(record_step_named(s.record, "boss.owed")->stage, 3);
        assert_int_equal(record_step_named(s.record, "boss.owed2")->stage, 2);
        assert_non_null(open_task(&s, "boss.owed2", "li.na")); /* the audit asks as well */
        must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        assert_int_equal(s.record->stage, 2);
        must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed2", NULL));
        assert_int_equal(s.record->stage, 3);
        if (!paid) must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed", NULL));
        must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "head.owed", NULL));
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

static void A53_a_stage_of_another_name_in_its_place_is_another(void **state) {
    (void)state;
    for (int paid = 0; paid <= 1; paid++) {
        scene_t s;
        begun(&s);
        if (paid) must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed", NULL));
        s.has_later = true;
        s.later.flow.green_within = limit_hours(16);
        s.later.flow.stage_count = 4;
        memcpy(s.later.stages, s.rules.stages, sizeof s.later.stages);
        s.later.stages[2].name = "audit";
        fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "head", &liu);
        fixed_leaf(&s.later, 1, 0, STEP_ACT, "build", &wang);
        fixed_leaf(&s.later, 2, 0, STEP_APPROVE, "boss", &li);
        fixed_leaf(&s.later, 3, 0, STEP_APPROVE, "inspect", &chen);
        must(&s, act(&s, "xu.jing", COMMAND_MIGRATE, NULL, NULL));
        assert_int_equal(state_of(&s, "boss.owed"), paid ? STEP_PASSED : STEP_CLOSED);
        assert_non_null(open_task(&s, "boss.owed2", "li.na"));
        scene_free(&s);
    }
}

static void A53_a_stage_that_other_rules_have_besides_is_owed_ahead_from_then_on(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    s.has_later = true;
    s.later.flow.green_within = limit_hours(16);
    s.later.flow.stage_count = 4;
    memcpy(s.later.stages, s.rules.stages, sizeof s.later.stages);
    s.later.stages[3].kind = STAGE_APPROVAL;
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.later, 1, 0, STEP_ACT, "build", &wang);
    fixed_leaf(&s.later, 2, 0, STEP_APPROVE, "boss", &li);
    fixed_leaf(&s.later, 3, 0, STEP_APPROVE, "inspect", &chen);
    must(&s, act(&s, "xu.jing", COMMAND_MIGRATE, NULL, NULL));
    assert_non_null(open_task(&s, "inspect.owed", "chen.wei"));
    assert_null(record_step_named(s.record, "boss.owed2"));
    scene_free(&s);
}

static void A64_what_can_not_follow_is_no_event(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    event_t came = {.kind = EVENT_DEBT_CAME, .version = 1, .seq = s.record->version + 1};
    came.record = s.record->id;
    came.recorded = s.now;
    came.u.debt_came.step = record_step_named(s.record, "head")->no;
    came.u.debt_came.owed = record_step_named(s.record, "boss.owed")->no;
    assert_int_equal(apply(s.record, &came, &s.arena, &s.d), -1);
    error_says(&s, "problem", "it was not owed ahead");
    came.u.debt_came.owed = record_step_named(s.record, "build")->no;
    assert_int_equal(apply(s.record, &came, &s.arena, &s.d), -1);
    error_says(&s, "problem", "nothing that is owed");
    step_t owed = *record_step_named(s.record, "boss.owed");
    event_t ahead = {.kind = EVENT_DEBT_AHEAD, .version = 1, .seq = s.record->version + 1};
    ahead.record = s.record->id;
    ahead.u.debt_ahead.owed = (plan_t){.steps = &owed, .step_count = 1};
    owed.no = record_step_named(s.record, "boss.owed")->no + 1;
    owed.state = STEP_WAITING;
    owed.stage = 1;
    assert_int_equal(apply(s.record, &ahead, &s.arena, &s.d), -1);
    error_says(&s, "problem", "its stage is not to come");
    owed.stage = 2;
    owed.ahead_of = NULL;
    assert_int_equal(apply(s.record, &ahead, &s.arena, &s.d), -1);
    error_says(&s, "problem", "it is not owed ahead");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A64_what_a_stage_behind_the_work_owes_opens_as_the_work_begins),
        cmocka_unit_test(A64_made_up_before_its_stage_comes_it_counts_there),
        cmocka_unit_test(A64_not_made_up_yet_its_stage_waits_for_it_and_nobody_is_asked_twice),
        cmocka_unit_test(A64_refused_ahead_it_refuses_the_record_at_once),
        cmocka_unit_test(A64_stages_of_approval_one_after_the_other_before_the_work_hold_nothing),
        cmocka_unit_test(A64_a_vote_is_owed_ahead_as_one),
        cmocka_unit_test(A64_an_approval_given_ahead_counts_unless_what_its_route_reads_has_changed_since),
        cmocka_unit_test(A64_what_is_open_still_is_decided_on_the_form_as_it_is),
        cmocka_unit_test(A64_what_its_stage_does_not_ask_for_is_owed_no_longer_and_who_had_it_hears),
        cmocka_unit_test(A64_what_its_stage_asks_for_then_is_owed_from_then_on),
        cmocka_unit_test(A64_other_people_are_asked_anew),
        cmocka_unit_test(A64_whom_the_work_will_name_is_asked_when_the_stage_comes),
        cmocka_unit_test(A64_whom_a_field_named_that_has_changed_is_asked_no_longer),
        cmocka_unit_test(A64_a_route_that_fails_before_its_time_stops_no_work_and_is_an_incident),
        cmocka_unit_test(
            A27_what_was_owed_ahead_stays_when_the_decision_that_brought_its_stage_is_taken_back),
        cmocka_unit_test(A50_a_jump_past_its_stage_pays_nothing),
        cmocka_unit_test(A50_led_back_before_its_stage_what_is_owed_is_asked_once),
        cmocka_unit_test(A64_given_back_it_stays_owed_and_the_approval_of_a_later_round_makes_up_for_it),
        cmocka_unit_test(A51_suspended_its_time_stands_still_and_completed_it_is_decided),
        cmocka_unit_test(A53_what_did_not_take_the_channel_owes_nothing_under_other_rules_either),
        cmocka_unit_test(A64_behind_the_work_what_comes_after_an_approval_waits_for_it),
        cmocka_unit_test(A50_a_jump_gets_behind_an_approval_that_is_waited_for),
        cmocka_unit_test(A64_refused_while_something_waits_for_it_the_record_is_refused),
        cmocka_unit_test(A64_a_vote_with_more_voters_is_another_one),
        cmocka_unit_test(A64_a_vote_with_fewer_voters_is_another_one),
        cmocka_unit_test(A53_migrated_it_goes_on_or_goes_with_a_stage_that_there_is_no_more),
        cmocka_unit_test(A53_what_is_owed_ahead_goes_with_its_stage_whatever_place_that_has),
        cmocka_unit_test(A53_a_stage_of_another_name_in_its_place_is_another),
        cmocka_unit_test(A53_a_stage_that_other_rules_have_besides_is_owed_ahead_from_then_on),
        cmocka_unit_test(A64_what_can_not_follow_is_no_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
