/* What a risk brought that rose by a deviation goes when that is taken back (A27, P2.3.3, P4.2.2), and what
 * it had closed by falling is asked for again. */
#include "risk_scene.h"
#include "take_back_scene.h"

static const source_t zhou = {.kind = SOURCE_PERSON, .key = "zhou.jie"};

static void risky(scene_t *s, risk_level_t level, const effects_t *response) {
    s->rules.risk = (risk_t){.level = level, .because = "as it is", .response = *response};
}

/* Filed at a low risk. */
static void rules_with_risk(scene_t *s) {
    const effects_t none = {0};
    rules_of(s);
    s->rules.flow.has_risk = true;
    risky(s, RISK_LOW, &none);
}

static void A27_what_a_risk_that_rose_brought_goes_with_it(void **state) {
    (void)state;
    step_t second = reviewer("reviewer", STEP_APPROVE, &zhou);
    effect_t effects[] = {
        {.kind = EFFECT_RESPONSE, .name = "response", .who = &liu, .check = &li},
        {.kind = EFFECT_WARN, .who = &wang, .text = "it is dear", .severity = SEVERITY_MAJOR},
        {.kind = EFFECT_ADD, .steps = &second, .step_count = 1, .where = ADDED_BESIDE, .beside = "build"}};
    const effects_t response = {effects, 3}, none = {0};
    for (int keeps = 0; keeps < 2; keeps++) {
        scene_t s;
        rules_with_risk(&s);
        s.rules.flow.deviation_keeps_plan = keeps;
        approved(&s);
        must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
        standing_t before = standing(&s);
        hour(&s);
        risky(&s, RISK_HIGH, &response);
        must(&s, agree(&s, "deviation"));
        assert_int_equal(s.record->risk, RISK_HIGH);
        assert_non_null(open_task(&s, "reviewer", "zhou.jie"));
        assert_non_null(open_task(&s, "response", "liu.yang"));
        assert_non_null(open_task(&s, "warning", "wang.fang"));
        assert_int_equal(events_of(&s, EVENT_ADJUSTMENT_ADDED), 1);
        risky(&s, RISK_LOW, &none);
        undone(&s, &before);
        assert_int_equal(s.record->risk, RISK_LOW);
        assert_null(open_task(&s, "reviewer", NULL));
        assert_null(open_task(&s, "response", NULL));
        assert_null(open_task(&s, "warning", NULL));
        assert_int_equal(told(&s, "task.taken_back", "zhou.jie"), 1);
        assert_int_equal(told(&s, "task.taken_back", "liu.yang"), 1);
        waits_again(&s, 3000);
        risky(&s, RISK_HIGH, &response); /* it brings all of that again */
        must(&s, agree(&s, "deviation"));
        assert_non_null(open_task(&s, "response.2", "liu.yang"));
        must(&s, as(&s, "wang.fang", COMMAND_ACKNOWLEDGE, NULL));
        refused_with(&s, take_back(&s, "chen.wei"), "take_back.touched");
        error_says(&s, "by", "wang.fang");
        scene_free(&s);
    }
}

/* Who came in by an earlier rise comes along into the plan made anew, and goes back where they stood: one who
 * looks beside the work, and one who waits for it. */
static void P4_2_2_A27_whom_an_earlier_rise_brought_stands_where_they_stood(void **state) {
    (void)state;
    step_t beside = reviewer("beside", STEP_APPROVE, &zhou), after = reviewer("after", STEP_APPROVE, &zhou);
    effect_t effects[] = {
        {.kind = EFFECT_ADD, .steps = &beside, .step_count = 1, .where = ADDED_BESIDE, .beside = "build"},
        {.kind = EFFECT_ADD, .steps = &after, .step_count = 1, .where = ADDED_AFTER, .beside = "build"}};
    const effects_t response = {effects, 2};
    scene_t s;
    rules_with_risk(&s);
    s.rules.traced_count = 0;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dearer", 3000));
    risky(&s, RISK_MEDIUM, &response);
    must(&s, agree(&s, "deviation"));
    hour(&s);
    must(&s, deviate(&s, "sun.li", "and dearer", 6000));
    int64_t task = open_task(&s, "beside", "zhou.jie")->id;
    assert_int_equal(counts(&s, "after")->state, STEP_WAITING);
    standing_t before = standing(&s);
    must(&s, agree(&s, "deviation.2"));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 1);
    assert_int_equal(open_task(&s, "beside", "zhou.jie")->id, task);
    undone(&s, &before);
    assert_int_equal(open_task(&s, "beside", "zhou.jie")->id, task);
    assert_int_equal(amount_of(s.record), 3000);
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "enough"));
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as_on(&s, "zhou.jie", COMMAND_APPROVE, "after", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A27_what_a_risk_that_fell_had_closed_is_asked_for_again_and_nothing_twice(void **state) {
    (void)state;
    effect_t effects[] = {
        {.kind = EFFECT_RESPONSE, .name = "response", .who = &liu, .check = &li},
        {.kind = EFFECT_WARN, .who = &wang, .text = "it is dear", .severity = SEVERITY_MAJOR},
        {.kind = EFFECT_NOTIFY, .who = &zhao, .text = "it is dear"}};
    const effects_t response = {effects, 3}, none = {0};
    for (int answered = 0; answered < 2; answered++) {
        scene_t s;
        rules_with_risk(&s);
        approved(&s);
        must(&s, deviate(&s, "sun.li", "dearer", 3000));
        risky(&s, RISK_HIGH, &response);
        must(&s, agree(&s, "deviation"));
        hour(&s);
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "wang.fang", COMMAND_ACKNOWLEDGE, NULL));
        if (answered)
            must(&s, write_response(&s, "liu.yang", "response")); /* then it is the check that waits */
        must(&s, deviate(&s, "sun.li", "cheaper", 2700));
        hour(&s);
        const char *waits = answered ? "response.check" : "response";
        instant_t due = due_of(&s, waits);
        risky(&s, RISK_LOW, &none);
        must(&s, agree(&s, "deviation.2"));
        assert_null(open_task(&s, waits, NULL));
        s.now += 2 * MS_HOUR;
        risky(&s, RISK_HIGH, &response);
        must(&s, take_back(&s, "chen.wei"));
        assert_int_equal(s.record->risk, RISK_HIGH);
        assert_int_equal(amount_of(s.record), 3000);
        assert_non_null(open_task(&s, waits, answered ? "li.na" : "liu.yang"));
        assert_true(due_of(&s, waits) >= due);
        assert_null(open_task(&s, "warning.2", NULL)); /* she had been warned */
        assert_int_equal(events_of(&s, EVENT_NOTIFIED), 0);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_what_a_risk_that_rose_brought_goes_with_it),
        cmocka_unit_test(P4_2_2_A27_whom_an_earlier_rise_brought_stands_where_they_stood),
        cmocka_unit_test(A27_what_a_risk_that_fell_had_closed_is_asked_for_again_and_nothing_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
