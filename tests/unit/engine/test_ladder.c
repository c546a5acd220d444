/* Limits and ladders (approval.md A60, A61): when rungs fire, what they do, and that each has one outcome. */
#include "unit/engine/scene.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t initiator = {.kind = SOURCE_INITIATOR};
static const source_t nobody = {.kind = SOURCE_POST, .key = "finance.tax.head"};
static const source_t assignee = {.kind = SOURCE_ASSIGNEE};
static const source_t head_of_assignee = {.kind = SOURCE_HEAD, .of = &assignee};

enum { RUNGS = 6 };
static rung_t rungs[RUNGS];
static rung_act_t acts[RUNGS];
static size_t rung_count;

static void no_rungs(void) {
    memset(rungs, 0, sizeof rungs);
    memset(acts, 0, sizeof acts);
    rung_count = 0;
}

static rung_act_t *rung(rung_anchor_t anchor, limit_t distance, rung_action_t action, const source_t *who) {
    static const char *const names[] = {"1", "2", "3", "4", "5", "6"};
    size_t i = rung_count++;
    acts[i] = (rung_act_t){.action = action, .who = who};
    rungs[i] =
        (rung_t){.name = names[i], .anchor = anchor, .distance = distance, .acts = &acts[i], .act_count = 1};
    return &acts[i];
}

/* One step of Wang's within ten hours of the wall clock, with the rungs made so far. */
static step_t *wang_step(scene_t *s) {
    scene_init(s);
    step_t *step = fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "step", &wang);
    step->within = limit_hours(10);
    step->ladder = (ladder_t){rungs, rung_count};
    return step;
}

static const cs_clock_t *clock_of(const scene_t *s) {
    return &s->record->clocks[0];
}

static instant_t hours(double h) {
    return SCENE_START + (instant_t)(h * MS_HOUR);
}

static void A60_due_follows_limit_and_calendar(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s)->within = limit_workdays(2);
    submit_by(&s, "gao.min");
    assert_int_equal(clock_of(&s)->due_at, SCENE_START - 9 * MS_HOUR + 3 * (instant_t)MS_DAY);
    assert_int_equal(clock_of(&s)->next_rung, -1);
    scene_free(&s);
}

static void A60_a_calendar_that_is_missing_refuses_the_command(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s);
    directory_builder_t *b = demo_directory_builder();
    person_info_t who = {.id = 1900,
                         .handle = "he.jun",
                         .name = "何军",
                         .department = "it",
                         .calendar = "missing",
                         .kind = PERSON_HUMAN,
                         .uid = -1,
                         .from = INSTANT_NONE,
                         .until = INSTANT_MAX};
    assert_int_equal(directory_add_person(b, &who, NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 2, NULL);
    source_t he = source_by(SOURCE_PERSON, "he.jun");
    s.rules.steps[0][0].by = &he;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "calendar.unknown");
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

static void A61_rungs_are_taken_by_instant_wherever_they_are_anchored(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(2), RUNG_NOTIFY, &liu);
    rung(RUNG_BEFORE_DUE, limit_hours(3), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REMIND, NULL);
    rung(RUNG_FRACTION, (limit_t){0}, RUNG_REMIND, NULL);
    rungs[3].permille = 500;
    rung(RUNG_BEFORE_DUE, limit_hours(99), RUNG_REMIND, NULL); /* not before the opening */
    wang_step(&s);
    submit_by(&s, "gao.min");
    static const int32_t order[] = {4, 2, 3, 1, 0};
    static const double when[] = {0, 1, 5, 7, 12};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(clock_of(&s)->next_rung, order[i]);
        assert_int_equal(clock_of(&s)->rung_at, hours(when[i]));
        assert_true(fire_next(&s));
        assert_int_equal(events_of(&s, EVENT_RUNG), 1);
        assert_int_equal(s.out.events[0].actor.kind, ACTOR_TIMER);
        assert_int_equal(s.out.events[0].u.rung.due, hours(when[i]));
        assert_int_equal(
            told(&s, order[i] ? "task.reminder" : "task.overdue", order[i] ? "wang.fang" : "liu.yang"), 1);
    }
    assert_false(fire_next(&s));
    assert_int_equal(clock_of(&s)->state, CLOCK_RUNNING); /* the task is still owed */
    scene_free(&s);
}

static void A61_a_fraction_counts_in_the_limits_own_time(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_FRACTION, (limit_t){0}, RUNG_REMIND, NULL);
    rungs[0].permille = 750;
    wang_step(&s)->within = limit_workhours(160); /* of weekdays of 24 hours */
    submit_by(&s, "gao.min");
    /* 120 hours: exactly the working days of a week; the week-end does not count */
    assert_int_equal(clock_of(&s)->rung_at, hours(7 * 24));
    scene_free(&s);
}

static void A61_rungs_of_one_instant_come_in_the_order_written(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &liu);
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &sun);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LIU_YANG);
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_SUN_LI);
    scene_free(&s);
}

static void A61_reminders_missed_are_merged_into_the_last_of_them(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(2), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(3), RUNG_NOTIFY, &liu);
    rung(RUNG_AFTER_OPEN, limit_hours(4), RUNG_REASSIGN, &sun);
    rung(RUNG_AFTER_OPEN, limit_hours(5), RUNG_REMIND, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    s.now = hours(24 * 7); /* a week's downtime */
    assert_true(fire_next(&s));
    assert_int_equal(s.out.event_count, 3);
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_MERGED);
    assert_int_equal(s.out.events[1].u.rung.outcome, RUNG_MERGED);
    assert_int_equal(s.out.events[2].u.rung.outcome, RUNG_FIRED);
    assert_int_equal(s.out.events[2].u.rung.rung, 2);
    assert_int_equal(s.out.message_count, 1);
    assert_true(fire_next(&s)); /* what is more than a reminder is not skipped, and comes in order */
    assert_int_equal(s.record->tasks[0].person, DEMO_SUN_LI);
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "sun.li"), 1);
    scene_free(&s);
}

static void A61_rungs_that_never_came_are_overtaken_when_the_task_ends(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_DUE, limit_hours(1), RUNG_REFUSE, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    int64_t clock = clock_of(&s)->id;
    instant_t due = clock_of(&s)->rung_at;
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(clock_of(&s)->state, CLOCK_STOPPED);
    assert_int_equal(clock_of(&s)->rungs_past, 3);
    s.now = hours(24);
    must(&s, fire_rung(&s, clock, 0, due)); /* the row was on its way */
    assert_int_equal(s.out.event_count, 0);
    assert_int_equal(s.out.message_count, 0);
    scene_free(&s);
}

static void a_firing_that_is_stale_early_or_of_nobody_says_nothing(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(2), RUNG_REMIND, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    int64_t clock = clock_of(&s)->id;
    must(&s, fire_rung(&s, clock, 0, hours(1))); /* not due yet */
    assert_int_equal(s.out.event_count, 0);
    s.now = hours(1);
    must(&s, fire_rung(&s, clock, 1, hours(1))); /* another rung */
    assert_int_equal(s.out.event_count, 0);
    must(&s, fire_rung(&s, clock, 0, hours(0.5))); /* a row that moved */
    assert_int_equal(s.out.event_count, 0);
    must(&s, fire_rung(&s, 99, 0, hours(1)));
    assert_int_equal(s.out.event_count, 0);
    must(&s, fire_rung(&s, clock, 0, hours(1)));
    assert_int_equal(s.out.event_count, 1);
    must(&s, fire_rung(&s, clock, 0, hours(1))); /* twice */
    assert_int_equal(s.out.event_count, 0);
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_FIRE);
    c.clock = clock;
    c.rung = 1;
    refused_with(&s, scene_command(&s, &c), "actor.unknown");
    scene_free(&s);
}

static void A61_after_a_reassignment_the_ladder_goes_on_and_what_remains_counts(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(4), RUNG_REASSIGN, &liu);
    rung(RUNG_AFTER_DUE, limit_hours(1), RUNG_NOTIFY, &sun);
    wang_step(&s);
    submit_by(&s, "gao.min");
    instant_t due = clock_of(&s)->due_at;
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LIU_YANG);
    assert_int_equal(clock_of(&s)->due_at, due);
    assert_int_equal(clock_of(&s)->next_rung, 1);
    assert_int_equal(clock_of(&s)->rungs_past, 1);
    assert_int_equal(told(&s, "task.reassigned", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.reassigned", "wang.fang"), 1);
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "task.not_yours");
    error_says(&s, "holder", "liu.yang");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->tasks[0].decided_by, DEMO_LIU_YANG);
    scene_free(&s);
}

static void A61_a_reassignment_may_bring_a_limit_of_its_own(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(2), RUNG_REASSIGN, &liu)->within = limit_hours(6);
    rung(RUNG_AFTER_DUE, limit_hours(3), RUNG_NOTIFY, &sun);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(clock_of(&s)->due_at, hours(12 + 6));
    assert_int_equal(clock_of(&s)->started_at, hours(12));
    assert_int_equal(clock_of(&s)->next_rung, 1); /* where it was, not from the start */
    assert_int_equal(clock_of(&s)->rung_at, hours(12 + 6 + 3));
    const event_t *set = NULL;
    for (size_t i = 0; i < s.out.event_count; i++)
        if (s.out.events[i].kind == EVENT_CLOCK_SET) set = &s.out.events[i];
    assert_int_equal(set->u.clock_set.old_due, hours(10));
    assert_int_equal(set->u.clock_set.new_due, hours(18));
    scene_free(&s);
}

static void A12_a_reassignment_never_hands_the_request_to_its_initiator(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &initiator);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_CHEN_WEI); /* Gao Min's superior */
    scene_free(&s);
}

static void A61_a_reassignment_to_nobody_goes_to_the_fallback(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &nobody);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    assert_string_equal(s.record->tasks[0].reason, "people.fallback");
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FIRED);
    scene_free(&s);
}

static void A61_a_reassignment_passes_over_whoever_holds_a_task_of_the_step(void **state) {
    (void)state;
    static const source_t liu_wang = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &head_of_assignee);
    step_t *step = wang_step(&s);
    step->by = &liu_wang;
    step->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->tasks[0].person, DEMO_LIU_YANG); /* whose head, Wang, signs beside */
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA); /* so it is Wang's superior */
    assert_int_equal(s.record->tasks[1].person, DEMO_WANG_FANG);
    scene_free(&s);
}

static void A61_the_timer_refuses_and_is_shown_as_the_one_who_did(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(1), RUNG_REFUSE, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(s.record->tasks[0].outcome, OUTCOME_REFUSED);
    assert_int_equal(s.record->tasks[0].decided_by, 0);
    for (size_t i = 0; i < s.log_count; i++)
        assert_int_equal(s.log[i].actor, ACTOR_TIMER);
    refused_with(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "step", NULL), "task.not_open");
    error_says(&s, "by", "timer");
    scene_free(&s);
}

static void A61_the_timer_approves_only_with_words_in_the_rule(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_APPROVE, NULL)->because = "silence is consent for small sums";
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_string_equal(s.record->tasks[0].opinion, "silence is consent for small sums");
    scene_free(&s);

    acts[0].because = NULL;
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "rung.no_reason");
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA); /* the fallback gets it */
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

static void
A61_a_function_that_fails_leaves_a_failed_rung_an_incident_and_the_task_with_the_fallback(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_CALL, NULL)->function = "late";
    rung(RUNG_AFTER_DUE, limit_hours(5), RUNG_REMIND, NULL);
    wang_step(&s);
    s.rules.call_fails = "rule.error";
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "rule.error");
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].file, "demo.lua");
    assert_int_equal(clock_of(&s)->next_rung, 1); /* the ladder goes on */
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "li.na"), 1);
    scene_free(&s);
}

static void A61_a_rung_that_fails_half_way_tells_nobody_of_the_first_half(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    acts[1] = (rung_act_t){.action = RUNG_APPROVE}; /* without words */
    rungs[0].act_count = 2;
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_int_equal(told(&s, "task.reminder", NULL), 0);
    assert_int_equal(told(&s, "task.reassigned", "li.na"), 1);
    scene_free(&s);
}

static void A61_a_fraction_after_a_restart_counts_from_there(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REASSIGN, &liu)->within = limit_hours(8);
    rung(RUNG_FRACTION, (limit_t){0}, RUNG_REMIND, NULL);
    rungs[1].permille = 500;
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(clock_of(&s)->rung_at, hours(1 + 4));
    scene_free(&s);
}

static void A61_without_a_fallback_a_failed_rung_leaves_the_task_with_its_holder(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &nobody);
    wang_step(&s);
    s.rules.flow.fallback = &nobody;
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.event_count, 1);
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_int_equal(s.record->tasks[0].person, DEMO_WANG_FANG);
    assert_int_equal(s.out.incident_count, 2);
    assert_int_equal(s.out.message_count, 0);
    scene_free(&s);
}

static void A61_a_timers_decision_that_leads_nowhere_is_taken_back_whole(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_APPROVE, NULL)->because = "routine";
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "step", &wang);
    step->ladder = (ladder_t){rungs, 1};
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "next", &nobody); /* vacant, and so is the fallback */
    s.rules.flow.fallback = &nobody;
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "people.none");
    assert_int_equal(s.record->tasks[0].state, TASK_OPEN);
    assert_int_equal(s.out.message_count, 0);
    assert_int_equal(s.out.task, 0);
    scene_free(&s);
}

static void A61_effects_of_a_function_are_checked_then_carried_out(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_CALL, NULL)->function = "late";
    effect_t effects[3] = {
        {.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "late")},
        {.kind = EFFECT_NOTIFY, .who = &liu, .text = "look"},
        {.kind = EFFECT_REASSIGN, .who = &sun, .within = limit_hours(1)},
    };
    wang_step(&s);
    s.rules.effects = (effects_t){effects, 3};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_string_equal(record_field(s.record, "purpose")->u.text, "late");
    assert_int_equal(s.record->tasks[0].person, DEMO_SUN_LI);
    assert_int_equal(told(&s, "task.overdue", "liu.yang"), 1);
    bool by_rule = false;
    for (size_t i = 0; i < s.log_count; i++)
        if (s.log[i].kind == EVENT_EDITED) by_rule = s.log[i].actor == ACTOR_RULE;
    assert_true(by_rule);
    scene_free(&s);

    effects[0].field = text_field("colour", "red");
    wang_step(&s);
    s.rules.effects = (effects_t){effects, 3};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "effect.misfit");
    assert_null(record_field(s.record, "purpose")); /* none of them was carried out */
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    scene_free(&s);
}

static void A61_a_function_may_refuse_with_a_reason(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_CALL, NULL)->function = "late";
    effect_t effect = {.kind = EFFECT_REFUSE, .text = "nobody answered for a month"};
    wang_step(&s);
    s.rules.effects = (effects_t){&effect, 1};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_string_equal(s.record->tasks[0].opinion, "nobody answered for a month");
    scene_free(&s);
}

static void A61_the_flows_ladder_watches_over_notices_and_revisions(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s);
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_DUE, limit_hours(5), RUNG_REFUSE, NULL);
    s.rules.flow.overdue = (ladder_t){rungs, rung_count};
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    s.rules.flow.acknowledge_within = limit_hours(3);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    assert_true(fire_next(&s));
    assert_int_equal(s.now, hours(3));
    assert_int_equal(told(&s, "task.reminder", "gao.min"), 1);
    assert_true(fire_next(&s)); /* nobody takes notice: the refusal stands for good */
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);

    wang_step(&s);
    s.rules.flow.overdue = (ladder_t){rungs, rung_count};
    s.rules.flow.revise_within = limit_hours(4);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "why"));
    assert_true(fire_next(&s));
    assert_int_equal(s.now, hours(4));
    scene_free(&s);
}

static void A61_a_revision_handed_on_is_the_new_holders_to_submit(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s);
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &head_of_assignee);
    s.rules.flow.overdue = (ladder_t){rungs, rung_count};
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "why"));
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "revise", "chen.wei"));
    refused_with(&s, as(&s, "sun.li", COMMAND_SUBMIT, NULL), "record.not_yours");
    must(&s, as(&s, "chen.wei", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->round, 2);
    assert_int_equal(s.record->initiator, DEMO_GAO_MIN);
    scene_free(&s);
}

static void A12_whoever_revised_it_in_the_initiators_place_does_not_approve_it(void **state) {
    (void)state;
    static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
    scene_t s;
    no_rungs();
    wang_step(&s)->by = &chen;
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &head_of_assignee);
    s.rules.flow.overdue = (ladder_t){rungs, rung_count};
    submit_by(&s, "gao.min");
    must(&s, as(&s, "chen.wei", COMMAND_RETURN, "why"));
    assert_true(fire_next(&s));
    must(&s, as(&s, "chen.wei", COMMAND_SUBMIT, NULL)); /* Gao Min's head submits it himself */
    assert_null(open_task(&s, "step", "chen.wei"));
    assert_string_equal(open_task(&s, "step", "li.na")->reason, "people.self_superior");
    must(&s, as(&s, "li.na", COMMAND_RETURN, "once more"));
    must(&s,
         as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* by the initiator again: nothing to keep him from it */
    assert_non_null(open_task(&s, "step", "chen.wei"));
    scene_free(&s);
}

static void A61_a_timer_cannot_revise(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s);
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_APPROVE, NULL)->because = "time is up";
    s.rules.flow.overdue = (ladder_t){rungs, rung_count};
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "why"));
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_string_equal(s.out.events[0].u.rung.error, "rung.misfit");
    scene_free(&s);
}

static void a_firing_under_rules_that_are_gone_fails_and_the_task_stays(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    s.rules.flow.name = "demo.renamed";
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "flow.unknown");
    assert_int_equal(s.record->tasks[0].person, DEMO_WANG_FANG);
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

static void a_running_record_is_decided_by_its_own_rules_or_not_at_all(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    rules_t other = fixed_rules(&s.rules);
    calendars_t calendars = plain_calendars();
    hash_of("later", 5, &other.ruleset);
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_APPROVE);
    decide_in_t in = {.record = s.record,
                      .command = &c,
                      .now = s.now,
                      .ids = &s.ids,
                      .numbers = {.ctx = &s, .next = scene_number},
                      .directory = s.dir,
                      .calendars = &calendars,
                      .latest = &other};
    assert_int_equal(decide(&in, &s.arena, &s.out, &s.d), -1);
    assert_string_equal(s.d.code, "ruleset.missing");
    const cs_clock_t *clock = clock_of(&s);
    in.now = clock->rung_at;
    c = (command_t){.kind = COMMAND_FIRE,
                    .actor = {.kind = ACTOR_TIMER, .uid = -1},
                    .clock = clock->id,
                    .due = clock->rung_at,
                    .at = INSTANT_NONE};
    diag_clear(&s.d);
    assert_int_equal(decide(&in, &s.arena, &s.out, &s.d), 0);
    assert_int_equal(s.out.event_count, 1);
    assert_string_equal(s.out.events[0].u.rung.error, "ruleset.missing");
    assert_memory_equal(&s.out.events[0].ruleset, &s.record->ruleset, sizeof s.record->ruleset);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A60_due_follows_limit_and_calendar),
        cmocka_unit_test(A60_a_calendar_that_is_missing_refuses_the_command),
        cmocka_unit_test(A61_rungs_are_taken_by_instant_wherever_they_are_anchored),
        cmocka_unit_test(A61_a_fraction_counts_in_the_limits_own_time),
        cmocka_unit_test(A61_rungs_of_one_instant_come_in_the_order_written),
        cmocka_unit_test(A61_reminders_missed_are_merged_into_the_last_of_them),
        cmocka_unit_test(A61_rungs_that_never_came_are_overtaken_when_the_task_ends),
        cmocka_unit_test(a_firing_that_is_stale_early_or_of_nobody_says_nothing),
        cmocka_unit_test(A61_after_a_reassignment_the_ladder_goes_on_and_what_remains_counts),
        cmocka_unit_test(A61_a_reassignment_may_bring_a_limit_of_its_own),
        cmocka_unit_test(A12_a_reassignment_never_hands_the_request_to_its_initiator),
        cmocka_unit_test(A61_a_reassignment_to_nobody_goes_to_the_fallback),
        cmocka_unit_test(A61_a_reassignment_passes_over_whoever_holds_a_task_of_the_step),
        cmocka_unit_test(A61_the_timer_refuses_and_is_shown_as_the_one_who_did),
        cmocka_unit_test(A61_the_timer_approves_only_with_words_in_the_rule),
        cmocka_unit_test(A61_a_rung_that_fails_half_way_tells_nobody_of_the_first_half),
        cmocka_unit_test(A61_a_fraction_after_a_restart_counts_from_there),
        cmocka_unit_test(
            A61_a_function_that_fails_leaves_a_failed_rung_an_incident_and_the_task_with_the_fallback),
        cmocka_unit_test(A61_without_a_fallback_a_failed_rung_leaves_the_task_with_its_holder),
        cmocka_unit_test(A61_a_timers_decision_that_leads_nowhere_is_taken_back_whole),
        cmocka_unit_test(A61_effects_of_a_function_are_checked_then_carried_out),
        cmocka_unit_test(A61_a_function_may_refuse_with_a_reason),
        cmocka_unit_test(A61_the_flows_ladder_watches_over_notices_and_revisions),
        cmocka_unit_test(A61_a_revision_handed_on_is_the_new_holders_to_submit),
        cmocka_unit_test(A12_whoever_revised_it_in_the_initiators_place_does_not_approve_it),
        cmocka_unit_test(A61_a_timer_cannot_revise),
        cmocka_unit_test(a_running_record_is_decided_by_its_own_rules_or_not_at_all),
        cmocka_unit_test(a_firing_under_rules_that_are_gone_fails_and_the_task_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
