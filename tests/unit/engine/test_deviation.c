/* Deviations (policy P2.3.3): reported while a record is carried out, decided by the head of the department;
 * what an adjustment changes, whom it asks again, and what is left of one that is refused. */
#include "admin_scene.h"

#define MONDAY_IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR)

static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};
static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};

/* "money" and "big" read the amount, "check" nothing; "big" is there over 100 EUR, "inspect" over 50. */
static const traced_t for_steps[] = {{"money", "amount"}, {"big", "amount"}, {"inspect", "amount"}};

static int64_t amount_of(const record_t *r) {
    const value_t *amount = record_field(r, "amount");
    return amount ? amount->u.money.minor : 0;
}

static void leave_out_below(const record_t *r, plan_t *plan, const char *step, int64_t most) {
    for (size_t i = 0; i < plan->step_count; i++) {
        if (strcmp(plan->steps[i].name, step) != 0 || amount_of(r) > most) continue;
        plan->steps[i].state = STEP_LEFT_OUT;
        plan->steps[i].left_out = "condition";
    }
}

static void shape(const record_t *r, arena_t *arena, plan_t *plan) {
    leave_out_below(r, plan, "big", 10000);
    leave_out_below(r, plan, "inspect", 5000);
    plan->facts = arena_array(arena, 1, sizeof *plan->facts);
    plan->fact_count = 1;
    plan->facts[0] = (fact_t){"amount", arena_printf(arena, "%d EUR", (int)(amount_of(r) / 100))};
}

/* Gao Min of sales, whose head is Chen Wei, applies; Sun Li builds, then, of what is dear, Liu inspects. */
static void rules_of(scene_t *s) {
    admin_scene(s);
    s->rules.stages[1] =
        (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION, .title_en = "e", .title_zh = "e"};
    s->rules.flow.stage_count = 2;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "money", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "big", &zhao);
    fixed_group(&s->rules, 1, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "build", &sun);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "inspect", &liu);
    s->rules.shape = shape;
    s->rules.traced = for_steps;
    s->rules.traced_count = 3;
}

static void approved(scene_t *s) {
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(s, "build", "sun.li"));
}

static void carried_out(scene_t *s) {
    rules_of(s);
    approved(s);
}

/* Sun Li reports it; `minor` 0: without saying what the amount should be. */
static int deviate(scene_t *s, const char *who, const char *text, int64_t minor) {
    command_t c = scene_cmd(s, who, COMMAND_DEVIATE);
    field_t amount = money_field("amount", minor);
    c.text = text;
    c.fields = &amount;
    c.field_count = minor ? 1 : 0;
    return scene_command(s, &c);
}

static int agree_with(scene_t *s, const char *step, field_t field) {
    command_t c = scene_cmd(s, "chen.wei", COMMAND_APPROVE);
    c.step = step;
    c.fields = &field;
    c.field_count = 1;
    return scene_command(s, &c);
}

static int agree(scene_t *s, const char *step) {
    return as_on(s, "chen.wei", COMMAND_APPROVE, step, NULL);
}

static void adjusted(scene_t *s, int64_t minor) {
    carried_out(s);
    must(s, deviate(s, "sun.li", "steel has become dear", minor));
    must(s, agree(s, "deviation"));
}

/* The newest step of that name that counts. */
static const step_t *counts(const scene_t *s, const char *name) {
    const step_t *found = NULL;
    for (size_t i = 0; i < s->record->step_count; i++) {
        const step_t *step = &s->record->steps[i];
        if (!step->superseded && step->name && strcmp(step->name, name) == 0) found = step;
    }
    return found;
}

static void P2_3_3_a_deviation_goes_to_the_head_at_once_and_the_stage_waits_for_it(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    assert_non_null(open_task(&s, "deviation", "chen.wei"));
    assert_int_equal(told(&s, "task.opened", "chen.wei"), 1);
    assert_int_equal(told(&s, "record.deviated", "gao.min"), 1);
    const event_t *e = event_of(&s, EVENT_DEVIATED);
    assert_string_equal(e->u.deviated.text, "steel has become dear");
    assert_int_equal(e->u.deviated.fields[0].value.u.money.minor, 3000);
    assert_int_equal(amount_of(s.record), 2685); /* proposed, no more */
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "buy elsewhere"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_refused_it_goes_on_as_planned_and_the_reason_is_on_record(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 30000));
    refused_with(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", " "), "reason.required");
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "buy elsewhere"));
    assert_int_equal(amount_of(s.record), 2685);
    assert_int_equal(state_of(&s, "deviation"), STEP_REFUSED);
    assert_int_equal(events_of(&s, EVENT_ADJUSTED), 0);
    assert_false(s.record->deviations[0].settled);
    assert_string_equal(s.record->deviations[0].text, "steel has become dear");
    assert_non_null(open_task(&s, "build", "sun.li"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_agreed_to_the_values_take_effect_and_before_and_after_are_kept(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    const event_t *e = event_of(&s, EVENT_ADJUSTED);
    assert_int_equal(e->actor.person, scene_person(&s, "chen.wei"));
    assert_int_equal(e->u.adjusted.fields[0].value.u.money.minor, 3000);
    assert_int_equal(e->u.adjusted.before[0].value.u.money.minor, 2685);
    assert_int_equal(amount_of(s.record), 3000);
    assert_int_equal(s.record->deviations[0].before[0].value.u.money.minor, 2685);
    assert_int_equal(told(&s, "record.adjusted", "sun.li") + told(&s, "record.adjusted", "gao.min"), 2);
    scene_free(&s);
}

static void P2_3_3_who_approved_what_changed_approves_again_before_the_execution_ends(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    assert_non_null(open_task(&s, "money", "wang.fang"));
    assert_null(open_task(&s, "check", NULL)); /* read nothing of it */
    assert_null(open_task(&s, "big", NULL));   /* nor is needed yet */
    assert_non_null(open_task(&s, "build", "sun.li"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

static void P2_3_3_across_a_threshold_those_above_it_are_asked_for_the_first_time(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 10001);
    assert_null(open_task(&s, "big", NULL)); /* one after the other, as in the approval */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "big", "zhao.lei"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_it_is_approved_again_also_where_an_exception_left_the_stage_without_a_step(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "build", NULL));
    must(&s, as_on(&s, "sun.li", COMMAND_DONE, "build.owed", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, agree(&s, "deviation"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

static void P2_3_3_what_no_approval_read_is_adjusted_without_asking_anybody(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "another purpose", 0));
    must(&s, agree_with(&s, "deviation", text_field("purpose", "a fair")));
    assert_int_equal(events_of(&s, EVENT_ADJUSTED), 1);
    assert_int_equal(events_of(&s, EVENT_PLAN_ADDED), 0);
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 0);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_agreed_to_without_values_it_is_noted_and_goes_on(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "gao.min", "two days late", 0));
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "deviation", "so be it"));
    assert_int_equal(event_of(&s, EVENT_ADJUSTED)->u.adjusted.field_count, 0);
    assert_true(s.record->deviations[0].settled);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL)); /* and is not settled a second time */
    assert_int_equal(events_of(&s, EVENT_ADJUSTED), 0);
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_what_the_head_says_instead_takes_effect(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 30000));
    must(&s, agree_with(&s, "deviation", money_field("amount", 3500)));
    assert_int_equal(amount_of(s.record), 3500);
    assert_int_equal(s.record->deviations[0].fields[0].value.u.money.minor, 3500);
    scene_free(&s);
}

static void P2_3_3_an_approval_refused_leaves_the_values_and_the_plan_of_before(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 6000);
    assert_int_equal(counts(&s, "inspect")->state, STEP_WAITING);
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too much"));
    assert_int_equal(events_of(&s, EVENT_ADJUSTMENT_DROPPED), 1);
    assert_int_equal(amount_of(s.record), 2685);
    assert_true(s.record->deviations[0].dropped);
    assert_int_equal(counts(&s, "inspect")->state, STEP_LEFT_OUT);
    assert_int_equal(told(&s, "record.adjustment_dropped", "sun.li"), 1);
    assert_int_equal(told(&s, "record.adjustment_dropped", "gao.min"), 1);
    assert_non_null(open_task(&s, "build", "sun.li"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED); /* as it was approved */
    scene_free(&s);
}

static void P2_3_3_refused_after_the_work_was_done_it_ends_as_it_was_approved(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too much"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 2685);
    scene_free(&s);
}

static void P2_3_3_what_was_written_since_is_not_taken_back_by_a_refusal(void **state) {
    (void)state;
    field_right_t right = {.field = "amount", .access = ACCESS_WRITE};
    scene_t s;
    rules_of(&s);
    s.rules.steps[1][1].form = (step_form_t){.rights = &right, .right_count = 1};
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    must(&s, agree_with(&s, "deviation", text_field("purpose", "a fair")));
    must(&s, as_with(&s, "sun.li", COMMAND_DONE, money_field("amount", 3100)));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too much"));
    assert_int_equal(amount_of(s.record), 3100);
    assert_null(record_field(s.record, "purpose"));
    scene_free(&s);
}

static void P2_3_3_the_remaining_plan_is_worked_out_anew_and_what_is_open_goes_on(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    int64_t task = open_task(&s, "build", "sun.li")->id;
    instant_t due = due_of(&s, "build");
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    s.now += MS_HOUR;
    must(&s, agree(&s, "deviation"));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 1);
    assert_int_equal(counts(&s, "inspect")->state, STEP_WAITING);
    assert_int_equal(open_task(&s, "build", "sun.li")->id, task);
    assert_int_equal(due_of(&s, "build"), due);
    assert_int_equal(s.record->plan_count, 3); /* nothing of the one before is hidden */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "inspect", "liu.yang"));
    scene_free(&s);
}

static void P2_3_3_what_is_not_needed_any_more_is_closed_with_its_cause(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, money_field("amount", 6000)));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    int32_t open = record_step(s.record, open_task(&s, "inspect", NULL)->step)->no;
    must(&s, deviate(&s, "liu.yang", "half of it is enough", 3000));
    must(&s, agree(&s, "deviation"));
    assert_int_equal(record_step(s.record, open)->state, STEP_CLOSED);
    assert_string_equal(record_step(s.record, open)->left_out, "replanned");
    assert_int_equal(s.record->state, RECORD_OPEN); /* Wang Fang approves the new sum */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_a_flow_may_keep_its_plan(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.flow.deviation_keeps_plan = true;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    must(&s, agree(&s, "deviation"));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 0);
    assert_int_equal(counts(&s, "inspect")->state, STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "money", "wang.fang"));
    scene_free(&s);
}

static void
P2_3_3_when_the_work_was_done_before_the_head_decides_approvals_are_asked_all_the_same(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    assert_non_null(open_task(&s, "inspect", "liu.yang")); /* and what the new plan has more */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_one_adjustment_after_the_other_each_measured_by_itself(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 12000);
    must(&s, deviate(&s, "sun.li", "and dearer", 13000));
    refused_with(&s, agree(&s, "deviation.2"), "deviation.still_approving");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    must(&s, agree_with(&s, "deviation.2", money_field("amount", 13000)));
    assert_non_null(open_task(&s, "money.2", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "big.2", "zhao.lei"));
    must(&s, as(&s, "zhao.lei", COMMAND_REFUSE, "enough"));
    assert_int_equal(amount_of(s.record), 12000); /* the first one stands */
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static const cs_clock_t *clock_at(const scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, "chen.wei");
    assert_non_null(task);
    return record_task_clock(s->record, task);
}

/* Whoever can't agree to it yet is not late by that (A62). */
static void
P2_3_3_a_deviation_that_can_t_be_agreed_to_yet_waits_and_its_limit_runs_on_afterwards(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 12000));
    must(&s, deviate(&s, "sun.li", "and dearer", 13000));
    must(&s, deviate(&s, "sun.li", "and it rains", 0));
    assert_int_equal(clock_at(&s, "deviation.2")->state, CLOCK_RUNNING);
    must(&s, agree(&s, "deviation"));
    assert_int_equal(clock_at(&s, "deviation.2")->state, CLOCK_PAUSED);
    assert_string_equal(clock_at(&s, "deviation.2")->pause_cause, "approving");
    assert_int_equal(clock_at(&s, "deviation.2")->pause_step, counts(&s, "money")->no);
    assert_int_equal(clock_at(&s, "deviation.3")->state, CLOCK_RUNNING); /* it changes nothing */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(clock_at(&s, "deviation.2")->pause_step, counts(&s, "big")->no);
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(clock_at(&s, "deviation.2")->state, CLOCK_RUNNING);
    must(&s, agree_with(&s, "deviation.2", money_field("amount", 13000)));
    scene_free(&s);
}

static void P2_3_3_after_many_adjustments_a_plan_is_as_deep_as_a_plan_can_be(void **state) {
    (void)state;
    scene_t s;
    int adjustments = 0;
    carried_out(&s);
    for (; adjustments < 2 * PLAN_DEPTH_MAX; adjustments++) {
        must(&s, deviate(&s, "sun.li", "dearer still", 3000 + adjustments));
        command_t c = scene_cmd(&s, "chen.wei", COMMAND_APPROVE);
        c.task = s.out.task;
        if (scene_command(&s, &c)) break;
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    }
    assert_string_equal(s.d.code, "limit.depth");
    assert_true(adjustments >= 10);
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "enough"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* The last stage can't be planned: the rung that refused "money" comes to nothing, and so does what followed.
 */
static void P2_3_3_a_rung_that_fails_drops_no_adjustment(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_REFUSE, .because = "nobody looked"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    rules_of(&s);
    s.rules.stages[2] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    s.rules.flow.stage_count = 3;
    s.rules.steps[0][2].ladder = (ladder_t){.rungs = &rung, .count = 1};
    fixed_leaf(&s.rules, 2, 0, STEP_APPROVE, "accept", &li);
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    must(&s, agree(&s, "deviation"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    s.rules.plan_fails = "rule.error";
    assert_true(fire_next(&s));
    assert_false(s.record->deviations[0].dropped);
    assert_int_equal(amount_of(s.record), 3000);
    assert_non_null(open_task(&s, "money", "li.na")); /* the fallback has it */
    scene_free(&s);
}

/* "big" reads nothing here: it is asked when the amount makes it needed, and need not be again. */
static void P2_3_3_who_approved_an_adjustment_has_approved(void **state) {
    (void)state;
    static const traced_t purpose_too[] = {{"money", "purpose"}};
    scene_t s;
    rules_of(&s);
    s.rules.traced = purpose_too;
    s.rules.traced_count = 1;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 12000));
    must(&s, agree(&s, "deviation"));
    assert_null(open_task(&s, "money", NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    must(&s, deviate(&s, "sun.li", "another purpose", 0));
    must(&s, agree_with(&s, "deviation.2", text_field("purpose", "a fair")));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "big", NULL));
    assert_null(open_task(&s, "big.2", NULL));
    scene_free(&s);
}

static void P2_3_3_votes_are_asked_for_again_as_a_whole(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.plans[0].step_count = 0;
    s.rules.traced_count = 1; /* "money" alone reads it */
    fixed_group(&s.rules, 0, 0, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "money", &wang);
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "check", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_it_is_refused_without_words_without_a_part_and_outside_of_the_execution(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    submit_by(&s, "gao.min");
    refused_with(&s, deviate(&s, "gao.min", "dear", 0), "deviation.stage");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    refused_with(&s, deviate(&s, "sun.li", " ", 3000), "reason.required");
    refused_with(&s, deviate(&s, "xu.jing", "dear", 3000), "record.not_concerned");
    refused_with(&s, deviate(&s, "wang.fang", "dear", 3000), "record.not_concerned"); /* she approved */
    command_t c = scene_cmd(&s, "sun.li", COMMAND_DEVIATE);
    field_t unknown = text_field("colour", "red");
    c.text = "dear";
    c.fields = &unknown;
    c.field_count = 1;
    refused_with(&s, scene_command(&s, &c), "form.invalid");
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    refused_with(&s, deviate(&s, "sun.li", "dear", 3000), "record.state");
    scene_free(&s);
}

static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

/* The head of the department carries it out and reports. */
static void reported_by_the_head(scene_t *s, const source_t *to) {
    rules_of(s);
    s->rules.steps[1][1].by = &chen;
    s->rules.flow.deviation_to = to;
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    must(s, deviate(s, "chen.wei", "dear", 3000));
}

static void P2_3_3_what_the_head_reports_goes_to_the_heads_superior(void **state) {
    (void)state;
    scene_t s;
    reported_by_the_head(&s, NULL);
    assert_non_null(open_task(&s, "deviation", "li.na"));
    assert_null(open_task(&s, "deviation", "chen.wei"));
    scene_free(&s);
}

static void P2_3_3_an_adjustment_leaves_a_whole_form(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "no sum is known any more", 0));
    refused_with(&s, agree_with(&s, "deviation", (field_t){.name = "amount"}), "form.invalid");
    assert_int_equal(amount_of(s.record), 2685);
    must(&s, agree(&s, "deviation"));
    scene_free(&s);
}

/* The head could do nothing but refuse it. */
static void P2_3_3_what_could_never_be_agreed_to_is_refused_as_it_is_reported(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    command_t c = scene_cmd(&s, "sun.li", COMMAND_DEVIATE);
    field_t proposed[] = {{.name = "amount"}, text_field("purpose", "a fair")};
    c.text = "no sum is known any more";
    c.fields = proposed;
    c.field_count = 2;
    refused_with(&s, scene_command(&s, &c), "form.invalid");
    error_says(&s, "fields", "amount");
    assert_int_equal(s.record->deviation_count, 0);
    assert_null(open_task(&s, "deviation", NULL));
    proposed[0] = money_field("amount", 3000);
    must(&s, scene_command(&s, &c));
    assert_int_equal(amount_of(s.record), 2685); /* tried, and no more */
    assert_null(record_field(s.record, "purpose"));
    assert_int_equal(events_of(&s, EVENT_EDITED), 0);
    must(&s, agree(&s, "deviation"));
    scene_free(&s);
}

static void P2_3_3_what_stood_there_as_it_was_reported_is_kept(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 30000));
    const event_t *e = event_of(&s, EVENT_DEVIATED);
    assert_int_equal(e->u.deviated.before_count, 1);
    assert_int_equal(e->u.deviated.before[0].value.u.money.minor, 2685);
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "buy elsewhere"));
    must(&s, deviate(&s, "sun.li", "elsewhere", 3500));
    must(&s, agree(&s, "deviation.2"));
    assert_int_equal(amount_of(s.record), 3500);
    const deviation_t *refused = &s.record->deviations[0], *agreed = &s.record->deviations[1];
    assert_int_equal(refused->before_count, 1);
    assert_string_equal(refused->before[0].name, "amount");
    assert_int_equal(refused->before[0].value.u.money.minor, 2685);
    assert_int_equal(agreed->before[0].value.u.money.minor, 2685);
    scene_free(&s);
}

static void P2_3_3_nobody_decides_about_what_they_reported(void **state) {
    (void)state;
    static source_t several[2];
    several[0] = (source_t){.kind = SOURCE_PERSON, .key = "chen.wei", .next = &several[1]};
    several[1] = (source_t){.kind = SOURCE_PERSON, .key = "li.na"};
    scene_t s;
    reported_by_the_head(&s, several);
    refused_with(&s, agree(&s, "deviation"), "deviation.own");
    refused_with(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "no"), "deviation.own");
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "deviation", NULL));
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

static void P2_3_3_the_flow_says_who_decides_and_for_how_long(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.flow.deviation_to = &li;
    s.rules.flow.deviation_within = limit_hours(5);
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    assert_non_null(open_task(&s, "deviation", "li.na"));
    assert_int_equal(due_of(&s, "deviation"), s.now + 5 * MS_HOUR);
    scene_free(&s);
}

static void P2_3_3_no_time_out_adjusts_anything(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_APPROVE, .because = "small sums pass"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    rules_of(&s);
    approved(&s);
    s.rules.flow.overdue = (ladder_t){.rungs = &rung, .count = 1};
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    for (int i = 0; i < 5 && fire_next(&s); i++)
        assert_int_equal(amount_of(s.record), 2685);
    assert_int_equal(counts(&s, "deviation")->state, STEP_OPEN);
    scene_free(&s);
}

static void P2_3_3_what_is_hidden_is_neither_proposed_nor_changed(void **state) {
    (void)state;
    field_right_t right = {.field = "purpose", .access = ACCESS_HIDDEN};
    scene_t s;
    rules_of(&s);
    s.rules.steps[1][1].form = (step_form_t){.rights = &right, .right_count = 1};
    approved(&s);
    command_t c = scene_cmd(&s, "sun.li", COMMAND_DEVIATE);
    field_t purpose = text_field("purpose", "a fair");
    c.text = "dear";
    c.fields = &purpose;
    c.field_count = 1;
    refused_with(&s, scene_command(&s, &c), "field.not_writable");
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    /* the head sees through it what Sun Li sees */
    refused_with(&s, agree_with(&s, "deviation", purpose), "field.not_writable");
    scene_free(&s);
}

static void P2_3_3_a_new_round_begins_without_it(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    for (int i = 1; i < 4; i++)
        s.rules.steps[0][i].may_return = true;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    must(&s, agree(&s, "deviation"));
    must(&s, as_on(&s, "wang.fang", COMMAND_RETURN, "money", "think again"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

/* Zhou Jie stands in for Wang Fang in August, and approves up to 30 EUR: "check", which reads no amount, and
 * the work are Wang Fang's. */
static void stood_in(scene_t *s) {
    rules_of(s);
    s->now = MONDAY_IN_AUGUST;
    s->rules.flow.amount = "amount";
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "person:zhou.jie", "approval_limit", "30 EUR", NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
    s->rules.steps[0][1].by = &wang; /* check */
    s->rules.steps[1][1].by = &wang; /* build */
    submit_by(s, "gao.min");
    must(s, as_on(s, "zhou.jie", COMMAND_APPROVE, "check", NULL));
    must(s, as_on(s, "wang.fang", COMMAND_APPROVE, "money", NULL));
    assert_non_null(open_task(s, "build", "zhou.jie"));
}

static void
A15_what_a_stand_in_approved_is_asked_again_when_the_amount_grows_beyond_their_limit(void **state) {
    (void)state;
    scene_t s;
    stood_in(&s);
    must(&s, deviate(&s, "zhou.jie", "steel has become dear", 3001));
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "check", "wang.fang")); /* who may approve it now */
    assert_non_null(open_task(&s, "build", "wang.fang")); /* and has the work in hand again */
    assert_int_equal(told(&s, "task.reassigned", "wang.fang"), 1);
    scene_free(&s);
}

static void A15_what_is_within_the_limits_of_a_stand_in_stands(void **state) {
    (void)state;
    scene_t s;
    stood_in(&s);
    must(&s, deviate(&s, "zhou.jie", "steel has become dear", 3000));
    must(&s, agree(&s, "deviation"));
    assert_null(open_task(&s, "check", NULL));
    assert_non_null(open_task(&s, "money", NULL)); /* which reads the amount */
    assert_non_null(open_task(&s, "build", "zhou.jie"));
    scene_free(&s);
}

/* Zhou Jie took the work while it was to cost less than their limit, and is beyond it when that is refused.
 */
static void A15_values_that_stand_again_take_the_task_from_whom_they_are_beyond(void **state) {
    (void)state;
    rung_act_t remind = {.action = RUNG_REMIND};
    rung_t rung = {.name = "1",
                   .anchor = RUNG_AFTER_OPEN,
                   .distance = {.kind = LIMIT_ELAPSED, .ms = 2 * MS_HOUR},
                   .acts = &remind,
                   .act_count = 1};
    scene_t s;
    rules_of(&s);
    s.now = MONDAY_IN_AUGUST;
    s.rules.flow.amount = "amount";
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "person:zhou.jie", "approval_limit", "20 EUR", NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 2, NULL);
    assert_non_null(s.dir);
    s.rules.steps[0][2].by = &zhao; /* money */
    s.rules.steps[1][1].by = &wang; /* build */
    s.rules.steps[1][1].ladder = (ladder_t){&rung, 1};
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "check", NULL));
    must(&s, as_on(&s, "zhao.lei", COMMAND_APPROVE, "money", NULL));
    must(&s, deviate(&s, "wang.fang", "half of it will do", 1500));
    must(&s, agree(&s, "deviation"));
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "build", "zhou.jie"));
    must(&s, as_on(&s, "zhao.lei", COMMAND_REFUSE, "money", "all of it"));
    assert_int_equal(amount_of(s.record), 2685);
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

static void A53_a_record_with_approvals_asked_for_again_is_not_migrated(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    s.has_later = true;
    s.later.stages[1] = s.rules.stages[1];
    s.later.flow.stage_count = 2;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.later, 1, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 1, 1, STEP_ACT, "build", &sun);
    refused_with(&s, as(&s, "xu.jing", COMMAND_MIGRATE, "new rules"), "migrate.added");
    error_says(&s, "step", "money");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "xu.jing", COMMAND_MIGRATE, "new rules"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A46_a_change_after_the_end_counts_from_what_the_adjustment_was_approved_for(void **state) {
    (void)state;
    static change_rule_t changes[] = {{.field = "purpose"}};
    static const traced_t purpose_too[] = {{"money", "purpose"}};
    scene_t s;
    rules_of(&s);
    s.rules.traced = purpose_too;
    s.rules.traced_count = 1;
    s.rules.flow.changes = changes;
    s.rules.flow.change_count = 1;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dear", 12000));
    must(&s, agree(&s, "deviation"));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_CHANGE);
    field_t purpose = text_field("purpose", "a fair");
    c.text = "another purpose";
    c.fields = &purpose;
    c.field_count = 1;
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED); /* Zhao Lei approved 120 EUR; nobody builds again */
    scene_free(&s);
}

/* An approval that urgent work began before is still to be given, and then about what was adjusted. */
static void A64_what_is_still_owed_is_not_asked_for_a_second_time(void **state) {
    (void)state;
    for (int made_up = 0; made_up <= 1; made_up++) {
        scene_t s;
        rules_of(&s);
        s.rules.flow.green_within = limit_hours(16);
        must(&s, draft_by(&s, "gao.min"));
        command_t c = scene_cmd(&s, "gao.min", COMMAND_SUBMIT);
        c.urgent = true;
        c.text = "the roof leaks";
        must(&s, scene_command(&s, &c));
        if (made_up) must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        must(&s, deviate(&s, "sun.li", "steel has become dear", 4000));
        must(&s, agree(&s, "deviation"));
        assert_int_equal(open_task(&s, "money.owed", "wang.fang") != NULL, !made_up);
        size_t open = 0; /* who made it up had agreed to another amount */
        for (size_t i = 0; i < s.record->task_count; i++)
            open += s.record->tasks[i].state == TASK_OPEN &&
                    s.record->tasks[i].person == scene_person(&s, "wang.fang");
        assert_int_equal(open, 1);
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        scene_free(&s);
    }
}

/* ---- and a change after the end (A46) */

static int change(scene_t *s, int64_t minor) {
    field_t field = money_field("amount", minor);
    command_t c = scene_cmd(s, "gao.min", COMMAND_CHANGE);
    c.fields = &field;
    c.field_count = 1;
    c.text = "the price has changed";
    return scene_command(s, &c);
}

static void A46_how_far_is_measured_from_the_value_of_an_adjustment_that_was_approved(void **state) {
    (void)state;
    scene_t s;
    change_rule_t rule = {.field = "amount", .from = money_field("amount", 1000).value};
    adjusted(&s, 3000);
    s.rules.flow.changes = &rule;
    s.rules.flow.change_count = 1;
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, 3900));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, 4000));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    scene_free(&s);
}

static void A46_what_was_done_before_an_adjustment_stands_with_its_value(void **state) {
    (void)state;
    scene_t s;
    static const traced_t for_build[] = {{"build", "amount"}, {"inspect", "amount"}};
    change_rule_t rule = {.field = "amount", .from = money_field("amount", 1000).value};
    rules_of(&s);
    s.rules.traced = for_build;
    s.rules.traced_count = 2;
    s.rules.flow.changes = &rule;
    s.rules.flow.change_count = 1;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 4000));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    s.now += 1;
    must(&s, agree(&s, "deviation"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, 4900));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A46_how_far_is_measured_from_the_value_of_an_adjustment_that_was_approved),
        cmocka_unit_test(A46_what_was_done_before_an_adjustment_stands_with_its_value),
        cmocka_unit_test(P2_3_3_a_deviation_goes_to_the_head_at_once_and_the_stage_waits_for_it),
        cmocka_unit_test(P2_3_3_refused_it_goes_on_as_planned_and_the_reason_is_on_record),
        cmocka_unit_test(P2_3_3_agreed_to_the_values_take_effect_and_before_and_after_are_kept),
        cmocka_unit_test(P2_3_3_who_approved_what_changed_approves_again_before_the_execution_ends),
        cmocka_unit_test(P2_3_3_across_a_threshold_those_above_it_are_asked_for_the_first_time),
        cmocka_unit_test(P2_3_3_it_is_approved_again_also_where_an_exception_left_the_stage_without_a_step),
        cmocka_unit_test(P2_3_3_what_no_approval_read_is_adjusted_without_asking_anybody),
        cmocka_unit_test(P2_3_3_agreed_to_without_values_it_is_noted_and_goes_on),
        cmocka_unit_test(P2_3_3_what_the_head_says_instead_takes_effect),
        cmocka_unit_test(P2_3_3_an_approval_refused_leaves_the_values_and_the_plan_of_before),
        cmocka_unit_test(P2_3_3_refused_after_the_work_was_done_it_ends_as_it_was_approved),
        cmocka_unit_test(P2_3_3_what_was_written_since_is_not_taken_back_by_a_refusal),
        cmocka_unit_test(P2_3_3_the_remaining_plan_is_worked_out_anew_and_what_is_open_goes_on),
        cmocka_unit_test(P2_3_3_what_is_not_needed_any_more_is_closed_with_its_cause),
        cmocka_unit_test(P2_3_3_a_flow_may_keep_its_plan),
        cmocka_unit_test(
            P2_3_3_when_the_work_was_done_before_the_head_decides_approvals_are_asked_all_the_same),
        cmocka_unit_test(P2_3_3_one_adjustment_after_the_other_each_measured_by_itself),
        cmocka_unit_test(
            P2_3_3_a_deviation_that_can_t_be_agreed_to_yet_waits_and_its_limit_runs_on_afterwards),
        cmocka_unit_test(P2_3_3_after_many_adjustments_a_plan_is_as_deep_as_a_plan_can_be),
        cmocka_unit_test(P2_3_3_a_rung_that_fails_drops_no_adjustment),
        cmocka_unit_test(P2_3_3_who_approved_an_adjustment_has_approved),
        cmocka_unit_test(P2_3_3_votes_are_asked_for_again_as_a_whole),
        cmocka_unit_test(P2_3_3_it_is_refused_without_words_without_a_part_and_outside_of_the_execution),
        cmocka_unit_test(P2_3_3_what_the_head_reports_goes_to_the_heads_superior),
        cmocka_unit_test(P2_3_3_an_adjustment_leaves_a_whole_form),
        cmocka_unit_test(P2_3_3_what_could_never_be_agreed_to_is_refused_as_it_is_reported),
        cmocka_unit_test(P2_3_3_what_stood_there_as_it_was_reported_is_kept),
        cmocka_unit_test(P2_3_3_nobody_decides_about_what_they_reported),
        cmocka_unit_test(P2_3_3_the_flow_says_who_decides_and_for_how_long),
        cmocka_unit_test(P2_3_3_no_time_out_adjusts_anything),
        cmocka_unit_test(P2_3_3_what_is_hidden_is_neither_proposed_nor_changed),
        cmocka_unit_test(P2_3_3_a_new_round_begins_without_it),
        cmocka_unit_test(
            A15_what_a_stand_in_approved_is_asked_again_when_the_amount_grows_beyond_their_limit),
        cmocka_unit_test(A15_what_is_within_the_limits_of_a_stand_in_stands),
        cmocka_unit_test(A15_values_that_stand_again_take_the_task_from_whom_they_are_beyond),
        cmocka_unit_test(A53_a_record_with_approvals_asked_for_again_is_not_migrated),
        cmocka_unit_test(A46_a_change_after_the_end_counts_from_what_the_adjustment_was_approved_for),
        cmocka_unit_test(A64_what_is_still_owed_is_not_asked_for_a_second_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
