/* Straight back (A22) to a step in which several decide: who had said yes there keeps it, where each decides
 * for themselves. The kept ones are counted as such in the step that is gone through again (TASK_COUNTED). */
#include "way_back_scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na", .next = &sun};
static source_t board = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &li};
static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static fact_t amount_read = {.path = "amount", .text = "26.85 EUR"};
static field_right_t writes[] = {{"amount", ACCESS_WRITE}, {"purpose", ACCESS_WRITE}};

/* first (liu, may write the form), then the board: wang, li and sun. */
static step_t *begin_at(scene_t *s, instant_t at, decide_mode_t mode) {
    scene_init(s);
    s->now = at;
    s->rules.plans[0].facts = &amount_read;
    s->rules.plans[0].fact_count = 1;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu)->form =
        (step_form_t){.rights = writes, .right_count = 2};
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "board", &board);
    step->mode = mode;
    step->on_refuse = ON_REFUSE_AT_ONCE;
    step->permits = PERMIT_ALL;
    return step;
}

static step_t *begin(scene_t *s, decide_mode_t mode) {
    return begin_at(s, SCENE_START, mode);
}

/* Submitted, passed first, approved by wang, and returned by li. */
static void returned_by_li(scene_t *s, const char *to, bool straight) {
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "wang.fang");
    must(s, give_back(s, "li.na", to, straight));
}

/* What was counted in the step as it stands now, of whoever has that seat; NULL: nothing. */
static const task_t *kept(const scene_t *s, const char *step, const char *who) {
    const record_t *r = s->record;
    for (size_t i = r->task_count; i-- > 0;) {
        const task_t *t = &r->tasks[i];
        const step_t *at = record_step(r, t->step);
        bool here = !at->superseded && at->round == r->round && strcmp(at->name, step) == 0;
        if (here && t->outcome == OUTCOME_COUNTED && !t->taken_back && t->person == scene_person(s, who))
            return t;
    }
    return NULL;
}

static void A22_who_had_approved_beside_whoever_returned_it_is_not_asked_again(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL);
    returned_by_li(&s, "first", true);
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, text_field("purpose", "another")));
    const task_t *counted = kept(&s, "board", "wang.fang");
    assert_non_null(counted);
    assert_null(open_task(&s, "board", "wang.fang"));
    assert_non_null(open_task(&s, "board", "li.na"));
    assert_non_null(open_task(&s, "board", "sun.li"));
    assert_int_equal(told(&s, "task.opened", NULL), 2);
    const task_t *given = record_task(s.record, counted->counts);
    assert_int_equal(given->decided_by, counted->person);
    assert_true(record_step(s.record, given->step)->superseded);
    for (size_t i = 0; i < s.out.event_count; i++)
        if (s.out.events[i].kind == EVENT_TASK_COUNTED)
            assert_int_equal(s.out.events[i].actor.kind, ACTOR_RULE);
    assert_int_equal(events_of(&s, EVENT_TASK_COUNTED), 1);
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A22_through_every_step_asks_all_of_them(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL);
    returned_by_li(&s, "first", false);
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "board", "wang.fang"));
    assert_int_equal(told(&s, "task.opened", NULL), 3);
    scene_free(&s);
}

static void A22_a_field_that_the_route_reads_has_all_of_them_asked(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL);
    returned_by_li(&s, "first", true);
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", 5000)));
    assert_non_null(open_task(&s, "board", "wang.fang"));
    scene_free(&s);
}

static void A22_from_the_initiator_too(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL);
    returned_by_li(&s, NULL, true);
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, text_field("purpose", "another")));
    assert_int_equal(state_of(&s, "first"), STEP_LEFT_OUT);
    assert_non_null(kept(&s, "board", "wang.fang"));
    assert_null(open_task(&s, "board", "wang.fang"));
    must(&s,
         give_back(&s, "sun.li", NULL, true)); /* and again: what was kept is kept, and names who gave it */
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    const task_t *counted = kept(&s, "board", "wang.fang");
    assert_non_null(counted);
    assert_int_equal(record_task(s.record, counted->counts)->outcome, OUTCOME_APPROVED);
    assert_non_null(open_task(&s, "board", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
    begin(&s, DECIDE_ALL);
    returned_by_li(&s, NULL, true);
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, money_field("amount", 5000)));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "board", "wang.fang"));
    scene_free(&s);
}

static void A22_across_stages_too(void **state) {
    (void)state;
    for (int changes = 0; changes < 2; changes++) {
        scene_t s;
        scene_init(&s);
        s.rules.plans[0].facts = &amount_read;
        s.rules.plans[0].fact_count = 1;
        s.rules.flow.stage_count = 2;
        s.rules.stages[1] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
        fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu)->form =
            (step_form_t){.rights = writes, .right_count = 2};
        fixed_leaf(&s.rules, 1, 0, STEP_APPROVE, "board", &board)->mode = DECIDE_ALL;
        returned_by_li(&s, "first", true);
        field_t amount = money_field("amount", 5000), purpose = text_field("purpose", "another");
        must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, changes ? amount : purpose));
        assert_int_equal(kept(&s, "board", "wang.fang") != NULL, !changes);
        assert_int_equal(open_task(&s, "board", "wang.fang") != NULL, changes);
        assert_non_null(open_task(&s, "board", "li.na"));
        scene_free(&s);
    }
}

static void A22_in_order_the_turn_is_whoever_returned_its(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_IN_ORDER);
    returned_by_li(&s, "first", true);
    approve(&s, "liu.yang");
    assert_non_null(kept(&s, "board", "wang.fang"));
    assert_non_null(open_task(&s, "board", "li.na"));
    assert_null(open_task(&s, "board", "sun.li"));
    approve(&s, "li.na");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* A threshold, and a vote around the step, are decided together: all of it is another time. */
static void A22_A4_where_it_is_one_decision_all_are_asked(void **state) {
    (void)state;
    scene_t s;
    step_t *step = begin(&s, DECIDE_ALL);
    step->on_refuse = ON_REFUSE_THRESHOLD;
    step->refuse_need = 2;
    returned_by_li(&s, "first", true);
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "board", "wang.fang"));
    scene_free(&s);
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "board", &board)->mode = DECIDE_ALL;
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "other", &chen);
    returned_by_li(&s, "first", true);
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "board", "wang.fang"));
    scene_free(&s);
}

static void A22_a_refusal_that_waited_and_an_approval_taken_back_are_not_kept(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL)->on_refuse = ON_REFUSE_WAIT;
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too dear"));
    must(&s, give_back(&s, "li.na", "first", true));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "board", "wang.fang"));
    scene_free(&s);
    begin(&s, DECIDE_ALL);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, "too soon"));
    must(&s, give_back(&s, "li.na", "first", true));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "board", "wang.fang"));
    scene_free(&s);
}

static void A22_A23_who_had_been_handed_a_seat_and_approved_keeps_it(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    int64_t chen_wei = scene_person(&s, "chen.wei");
    command_t hand = scene_cmd(&s, "wang.fang", COMMAND_TRANSFER);
    hand.people = &chen_wei;
    hand.people_count = 1;
    must(&s, scene_command(&s, &hand));
    approve(&s, "chen.wei");
    must(&s, give_back(&s, "li.na", "first", true));
    approve(&s, "liu.yang");
    assert_non_null(kept(&s, "board", "chen.wei"));
    assert_null(open_task(&s, "board", "wang.fang"));
    assert_null(open_task(&s, "board", "chen.wei"));
    scene_free(&s);
}

/* Zhou Jie stands in for Wang Fang from 2026-08-03: the seat is hers, and the approval it stands on names
 * both. */
static void A22_A15_what_a_stand_in_gave_stands_for_whose_seat_it_is(void **state) {
    (void)state;
    scene_t s;
    begin_at(&s, (INT64_C(20668) * MS_DAY + 9 * MS_HOUR), DECIDE_ALL);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "zhou.jie");
    must(&s, give_back(&s, "li.na", "first", true));
    approve(&s, "liu.yang");
    const task_t *counted = kept(&s, "board", "wang.fang");
    assert_non_null(counted);
    const task_t *given = record_task(s.record, counted->counts);
    assert_int_equal(given->decided_by, scene_person(&s, "zhou.jie"));
    assert_int_equal(given->principal, scene_person(&s, "wang.fang"));
    assert_null(open_task(&s, "board", "zhou.jie"));
    scene_free(&s);
}

/* Nobody would be asked any more what was found wanting. */
static void A22_where_whoever_returned_it_has_no_seat_any_more_all_are_asked(void **state) {
    (void)state;
    static source_t named = {.kind = SOURCE_FUNCTION, .key = "who"};
    static source_t others = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &sun};
    for (int gone = 0; gone < 2; gone++) {
        scene_t s;
        begin(&s, DECIDE_ALL)->by = &named;
        s.rules.people = &board;
        returned_by_li(&s, "first", true);
        if (gone) s.rules.people = &others;
        approve(&s, "liu.yang");
        assert_int_equal(open_task(&s, "board", "wang.fang") != NULL, gone);
        assert_non_null(open_task(&s, "board", "sun.li"));
        scene_free(&s);
    }
}

static void A22_A20_where_the_step_asks_for_more_now_all_are_asked(void **state) {
    (void)state;
    static require_t checked = {.kind = REQUIRE_CHECK, .name = "weighed"};
    for (int what = 0; what < 3; what++) {
        scene_t s;
        step_t *step = begin(&s, DECIDE_ALL);
        returned_by_li(&s, NULL, true);
        if (what == 0) step->aspects = "budget";
        if (what == 1) step->form = (step_form_t){.requires = &checked, .require_count = 1};
        must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
        assert_int_equal(kept(&s, "board", "wang.fang") == NULL, what < 2);
        assert_int_equal(open_task(&s, "board", "wang.fang") != NULL, what < 2);
        scene_free(&s);
    }
}

static void A22_what_is_found_anew_is_found_by_all(void **state) {
    (void)state;
    static field_right_t anew[] = {{"purpose", ACCESS_ANEW}};
    scene_t s;
    begin(&s, DECIDE_ALL)->form = (step_form_t){.rights = anew, .right_count = 1};
    returned_by_li(&s, "first", true);
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "board", "wang.fang"));
    scene_free(&s);
}

static void A22_work_that_somebody_had_done_is_not_done_again(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL)->kind = STEP_ACT;
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, give_back(&s, "li.na", "first", true));
    approve(&s, "liu.yang");
    assert_non_null(kept(&s, "board", "wang.fang"));
    assert_null(open_task(&s, "board", "wang.fang"));
    must(&s, as(&s, "li.na", COMMAND_DONE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A22_A27_the_return_taken_back_it_is_as_it_was(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL);
    returned_by_li(&s, "first", true);
    must(&s, as(&s, "li.na", COMMAND_TAKE_BACK, "it is good"));
    assert_non_null(open_task(&s, "board", "li.na"));
    assert_null(kept(&s, "board", "wang.fang"));
    approve(&s, "li.na");
    approve(&s, "sun.li"); /* wang's own approval stands */
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* What was counted goes when what opened the step is taken back, and is counted once more as it opens again.
 */
static void A22_A27_the_step_opened_twice_counts_it_once(void **state) {
    (void)state;
    scene_t s;
    begin(&s, DECIDE_ALL);
    returned_by_li(&s, "first", true);
    approve(&s, "liu.yang");
    for (int i = 0; i < 2; i++) { /* what went before is nobody's act: it can be taken back again */
        must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "one word more"));
        assert_null(kept(&s, "board", "wang.fang"));
        approve(&s, "liu.yang");
        assert_non_null(kept(&s, "board", "wang.fang"));
    }
    approve(&s, "li.na");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A22_who_had_approved_beside_whoever_returned_it_is_not_asked_again),
        cmocka_unit_test(A22_through_every_step_asks_all_of_them),
        cmocka_unit_test(A22_a_field_that_the_route_reads_has_all_of_them_asked),
        cmocka_unit_test(A22_from_the_initiator_too),
        cmocka_unit_test(A22_across_stages_too),
        cmocka_unit_test(A22_in_order_the_turn_is_whoever_returned_its),
        cmocka_unit_test(A22_A4_where_it_is_one_decision_all_are_asked),
        cmocka_unit_test(A22_a_refusal_that_waited_and_an_approval_taken_back_are_not_kept),
        cmocka_unit_test(A22_A23_who_had_been_handed_a_seat_and_approved_keeps_it),
        cmocka_unit_test(A22_A15_what_a_stand_in_gave_stands_for_whose_seat_it_is),
        cmocka_unit_test(A22_where_whoever_returned_it_has_no_seat_any_more_all_are_asked),
        cmocka_unit_test(A22_A20_where_the_step_asks_for_more_now_all_are_asked),
        cmocka_unit_test(A22_what_is_found_anew_is_found_by_all),
        cmocka_unit_test(A22_work_that_somebody_had_done_is_not_done_again),
        cmocka_unit_test(A22_A27_the_return_taken_back_it_is_as_it_was),
        cmocka_unit_test(A22_A27_the_step_opened_twice_counts_it_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
