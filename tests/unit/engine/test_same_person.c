/* The same person again (A14): whose earlier approval counts, and what ends it. */
#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static source_t li_too = {.kind = SOURCE_PERSON, .key = "li.na"};
static source_t liu_then_li = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &li_too};
static source_t wang_too = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &li_too};
static source_t liu_wang_li = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang_too};

static step_t *approval(scene_t *s, int32_t parent, const char *name, const source_t *by,
                        same_person_t same) {
    step_t *step = fixed_leaf(&s->rules, 0, parent, STEP_APPROVE, name, by);
    step->same_person = same;
    return step;
}

static void begin(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
}

/* The task of a step for which an earlier approval stands; NULL: none. */
static const task_t *counted(const scene_t *s, const char *step) {
    for (size_t i = s->record->task_count; i-- > 0;) {
        const task_t *t = &s->record->tasks[i];
        if (t->outcome == OUTCOME_COUNTED && strcmp(record_step(s->record, t->step)->name, step) == 0)
            return t;
    }
    return NULL;
}

/* first (liu), second (wang), third (liu): does liu's approval count for the third? */
static bool counts_for_third(same_person_t same) {
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &liu, same);
    approval(&s, 1, "second", &wang, same);
    approval(&s, 1, "third", &liu, same);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    bool finished = s.record->state == RECORD_FINISHED;
    assert_int_equal(finished, counted(&s, "third") != NULL);
    assert_int_equal(finished, open_task(&s, "third", "liu.yang") == NULL);
    scene_free(&s);
    return finished;
}

static void A14_is_off_unless_the_rule_says_so_and_anywhere_reaches_over_other_steps(void **state) {
    (void)state;
    assert_false(counts_for_third(SAME_OFF));
    assert_false(counts_for_third(SAME_CONSECUTIVE));
    assert_true(counts_for_third(SAME_ANYWHERE));
}

static void A14_consecutive_is_the_step_just_before_and_goes_on_through_those_counted(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &liu, SAME_OFF);
    approval(&s, 1, "second", &liu, SAME_CONSECUTIVE)->state = STEP_LEFT_OUT; /* not gone through */
    approval(&s, 1, "third", &liu, SAME_CONSECUTIVE);
    approval(&s, 1, "fourth", &liu, SAME_CONSECUTIVE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "work", &wang);
    approval(&s, 1, "last", &liu, SAME_CONSECUTIVE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "third"), STEP_PASSED);
    assert_int_equal(state_of(&s, "fourth"), STEP_PASSED);
    assert_int_equal(counted(&s, "fourth")->counts, counted(&s, "third")->counts);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL)); /* somebody else had it in between */
    assert_non_null(open_task(&s, "last", "liu.yang"));
    scene_free(&s);
}

static void A14_consecutive_looks_at_what_ended_the_group_before(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    fixed_group(&s.rules, 0, 1, STEP_PARALLEL);
    fixed_group(&s.rules, 0, 2, STEP_SEQUENCE);
    approval(&s, 3, "early", &liu, SAME_OFF);
    approval(&s, 3, "late", &wang, SAME_OFF);
    approval(&s, 2, "beside", &li, SAME_OFF);
    fixed_group(&s.rules, 0, 1, STEP_ALL);
    approval(&s, 7, "again-early", &liu, SAME_CONSECUTIVE);
    approval(&s, 7, "again-late", &wang, SAME_CONSECUTIVE);
    approval(&s, 7, "again-beside", &li, SAME_CONSECUTIVE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_null(counted(&s, "again-early"));
    assert_non_null(counted(&s, "again-late"));
    assert_non_null(counted(&s, "again-beside"));
    scene_free(&s);
}

static void A14_is_the_rules_act_and_names_the_approval_that_counts(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &liu, SAME_ANYWHERE);
    approval(&s, 1, "second", &liu, SAME_ANYWHERE);
    approval(&s, 1, "third", &wang, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    int64_t first = open_task(&s, "first", "liu.yang")->id;
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "fine"));
    const task_t *task = counted(&s, "second");
    assert_non_null(task);
    assert_int_equal(task->counts, first);
    assert_int_equal(task->person, scene_person(&s, "liu.yang"));
    assert_int_equal(task->decided_by, 0); /* nobody decided it */
    assert_null(task->opinion);
    assert_int_equal(s.record->clocks[task - s.record->tasks].id, 0);
    assert_int_equal(told(&s, "task.opened", "liu.yang"), 0);
    for (size_t i = 0; i < s.out.event_count; i++)
        if (s.out.events[i].kind == EVENT_TASK_COUNTED)
            assert_int_equal(s.out.events[i].actor.kind, ACTOR_RULE);
    assert_int_equal(events_of(&s, EVENT_TASK_COUNTED), 1);
    assert_non_null(open_task(&s, "third", "wang.fang"));
    scene_free(&s);
}

static void A14_of_several_each_counts_for_themselves_and_of_any_one_is_enough(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &li, SAME_OFF);
    approval(&s, 1, "any", &liu_then_li, SAME_ANYWHERE);
    approval(&s, 1, "all", &liu_then_li, SAME_ANYWHERE)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "any"), STEP_PASSED);
    assert_int_equal(told(&s, "task.opened", "liu.yang"), 1); /* for `all` alone */
    assert_non_null(counted(&s, "all"));
    assert_int_equal(state_of(&s, "all"), STEP_OPEN);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A14_in_order_a_turn_that_counts_is_passed_as_it_comes(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &wang, SAME_OFF);
    approval(&s, 1, "chain", &liu_wang_li, SAME_ANYWHERE)->mode = DECIDE_IN_ORDER;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "chain", "liu.yang"));
    assert_null(counted(&s, "chain"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(counted(&s, "chain")->person, scene_person(&s, "wang.fang"));
    assert_non_null(open_task(&s, "chain", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* The same, by a return to the initiator or after a refusal. */
static void a_round_later(bool refused) {
    scene_t s;
    begin(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    approval(&s, 1, "first", &liu, SAME_ANYWHERE);
    approval(&s, 1, "second", &wang, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", refused ? COMMAND_REFUSE : COMMAND_RETURN, "once more"));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->round, 2);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A14_an_earlier_round_does_not_count(void **state) {
    (void)state;
    a_round_later(false);
    a_round_later(true);
}

static void A14_what_was_approved_before_a_return_to_a_step_is_asked_again(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &liu, SAME_ANYWHERE);
    approval(&s, 1, "second", &wang, SAME_ANYWHERE);
    approval(&s, 1, "third", &li, SAME_ANYWHERE);
    approval(&s, 1, "fourth", &liu, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    command_t back = scene_cmd(&s, "li.na", COMMAND_RETURN);
    back.text = "look again";
    back.to_step = "second";
    must(&s, scene_command(&s, &back));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "fourth", "liu.yang"));
    scene_free(&s);
}

/* first (liu), second (wang, late: a rule sets `set`), third (liu); the route reads `read`. */
static bool counts_after_change(const char *read, const char *set) {
    scene_t s;
    fact_t fact = {.path = read, .text = "x"};
    begin(&s);
    field_t purpose = text_field("purpose", "another"), amount = money_field("amount", 999900);
    effect_t change = {.kind = EFFECT_SET_FIELD, .field = strcmp(set, "amount") == 0 ? amount : purpose};
    rung_act_t act = {.action = RUNG_CALL, .function = "change"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    s.rules.effects = (effects_t){&change, 1};
    s.rules.plans[0].facts = &fact;
    s.rules.plans[0].fact_count = 1;
    approval(&s, 1, "first", &liu, SAME_ANYWHERE);
    approval(&s, 1, "second", &wang, SAME_ANYWHERE)->ladder = (ladder_t){&rung, 1};
    approval(&s, 1, "third", &liu, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_true(fire_next(&s));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    bool finished = s.record->state == RECORD_FINISHED;
    scene_free(&s);
    return finished;
}

static void A14_ends_when_a_field_that_the_route_reads_changed_since(void **state) {
    (void)state;
    assert_false(counts_after_change("amount", "amount"));
    assert_false(counts_after_change("amount.currency", "amount")); /* read in part */
    assert_true(counts_after_change("amount", "purpose"));
    assert_true(counts_after_change("amount_in_words", "amount")); /* another field, beginning alike */
}

static void A14_a_change_that_they_saw_when_they_approved_does_not_end_it(void **state) {
    (void)state;
    scene_t s;
    fact_t fact = {.path = "amount", .text = "x"};
    begin(&s);
    s.rules.plans[0].facts = &fact;
    s.rules.plans[0].fact_count = 1;
    approval(&s, 1, "first", &liu, SAME_ANYWHERE);
    approval(&s, 1, "second", &liu, SAME_ANYWHERE);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 999900)));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A14_who_refused_or_abstained_meanwhile_is_asked_again(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &liu, SAME_OFF);
    step_t *any = fixed_group(&s.rules, 0, 1, STEP_VOTE);
    any->need = 1;
    approval(&s, 3, "one", &liu, SAME_OFF)->permits |= PERMIT_ABSTAIN;
    approval(&s, 3, "other", &wang, SAME_OFF);
    approval(&s, 1, "last", &liu, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "last", "liu.yang"));
    scene_free(&s);
}

static void A14_a_step_that_requires_something_asks_again(void **state) {
    (void)state;
    scene_t s;
    require_t read = {.kind = REQUIRE_CHECK, .name = "read"};
    begin(&s);
    approval(&s, 1, "first", &liu, SAME_ANYWHERE);
    approval(&s, 1, "second", &liu, SAME_ANYWHERE)->form =
        (step_form_t){.requires = &read, .require_count = 1};
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "liu.yang"));
    scene_free(&s);
}

static void A14_a_step_that_asks_for_other_opinions_asks_again(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &liu, SAME_ANYWHERE)->aspects = "feasibility";
    approval(&s, 1, "second", &liu, SAME_ANYWHERE)->aspects = "feasibility";
    approval(&s, 1, "third", &liu, SAME_ANYWHERE)->aspects = "budget";
    submit_by(&s, "gao.min");
    command_t approve = scene_cmd(&s, "liu.yang", COMMAND_APPROVE);
    aspect_opinion_t sound = {"feasibility", "sound"};
    approve.opinions = &sound;
    approve.opinion_count = 1;
    must(&s, scene_command(&s, &approve));
    assert_int_equal(state_of(&s, "second"), STEP_PASSED);
    assert_non_null(open_task(&s, "third", "liu.yang"));
    scene_free(&s);
}

#define IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR) /* Zhou Jie stands in for Wang Fang */

static void A14_a_stand_ins_approval_is_not_their_own_nor_the_principals(void **state) {
    (void)state;
    scene_t s;
    source_t zhou = {.kind = SOURCE_PERSON, .key = "zhou.jie"};
    begin(&s);
    s.now = IN_AUGUST;
    approval(&s, 1, "first", &wang, SAME_ANYWHERE);
    approval(&s, 1, "second", &zhou, SAME_ANYWHERE);
    approval(&s, 1, "third", &wang, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "zhou.jie"));
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "third", "zhou.jie"));
    assert_null(counted(&s, "third"));
    scene_free(&s);
}

static void A14_a_timers_approval_is_nobodys(void **state) {
    (void)state;
    scene_t s;
    rung_act_t act = {.action = RUNG_APPROVE, .because = "small sums pass"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    begin(&s);
    approval(&s, 1, "first", &liu, SAME_ANYWHERE)->ladder = (ladder_t){&rung, 1};
    approval(&s, 1, "second", &liu, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "second", "liu.yang"));
    scene_free(&s);
}

static void A14_what_was_counted_goes_with_the_decision_that_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    approval(&s, 1, "first", &liu, SAME_ANYWHERE);
    approval(&s, 1, "second", &liu, SAME_ANYWHERE);
    approval(&s, 1, "third", &wang, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "a slip"));
    assert_int_equal(state_of(&s, "second"), STEP_WAITING);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    assert_null(open_task(&s, "third", "wang.fang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* counts anew */
    assert_int_equal(events_of(&s, EVENT_TASK_COUNTED), 1);
    assert_non_null(open_task(&s, "third", "wang.fang"));
    scene_free(&s);
}

static void A14_an_approval_that_counted_on_another_branch_is_not_taken_back(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    fixed_group(&s.rules, 0, 1, STEP_PARALLEL);
    fixed_group(&s.rules, 0, 2, STEP_SEQUENCE);
    approval(&s, 3, "a", &liu, SAME_OFF);
    approval(&s, 3, "b", &wang, SAME_OFF);
    fixed_group(&s.rules, 0, 2, STEP_SEQUENCE);
    approval(&s, 6, "c", &li, SAME_OFF);
    approval(&s, 6, "d", &liu, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(counted(&s, "d"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "a slip"), "take_back.touched");
    error_says(&s, "step", "d");
    scene_free(&s);
}

static void A14_an_approval_taken_back_counts_no_more(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    step_t *any = fixed_group(&s.rules, 0, 1, STEP_ANY);
    any->need = 2;
    approval(&s, 2, "a", &liu, SAME_OFF);
    approval(&s, 2, "b", &wang, SAME_OFF);
    approval(&s, 2, "c", &li, SAME_OFF);
    approval(&s, 1, "last", &liu, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "a slip"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "last", "liu.yang"));
    scene_free(&s);
}

/* first (liu), second (wang, who writes the purpose), third: `by`, who comes to liu.yang; a function names
 * those people, and reads the purpose if told to. */
static bool counts_after_writing(const source_t *by, const source_t *people, bool function_reads) {
    static field_right_t right = {"purpose", ACCESS_WRITE};
    static const traced_t read = {NULL, "purpose"};
    scene_t s;
    begin(&s);
    s.rules.people = people;
    s.rules.people_read = &read;
    s.rules.people_read_count = function_reads;
    approval(&s, 1, "first", &liu, SAME_ANYWHERE);
    approval(&s, 1, "second", &wang, SAME_ANYWHERE)->form = (step_form_t){.rights = &right, .right_count = 1};
    approval(&s, 1, "third", by, SAME_ANYWHERE);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as_with(&s, "wang.fang", COMMAND_APPROVE, text_field("purpose", "another")));
    assert_int_equal(s.record->state == RECORD_FINISHED, open_task(&s, "third", "liu.yang") == NULL);
    bool finished = s.record->state == RECORD_FINISHED;
    scene_free(&s);
    return finished;
}

static void A14_what_says_who_decides_is_read_by_the_route_too(void **state) {
    (void)state;
    static source_t function = {.kind = SOURCE_FUNCTION, .key = "who"};
    static source_t named = {.kind = SOURCE_FIELD, .key = "purpose", .next = &liu};
    assert_true(counts_after_writing(&function, &liu, false));
    assert_false(counts_after_writing(&function, &liu, true));
    assert_true(counts_after_writing(&liu, &liu, true)); /* no step asks it */
    assert_false(counts_after_writing(&named, &liu, false));
    assert_false(counts_after_writing(&function, &named, false)); /* the function names the field */
}

static void A14_over_stages_a_draft_edited_before_its_submission_has_not_changed_since(void **state) {
    (void)state;
    static fact_t fact = {.path = "amount", .text = "x"};
    static field_right_t right = {"amount", ACCESS_WRITE};
    for (int changes = 0; changes < 2; changes++) {
        scene_t s;
        begin(&s);
        s.rules.flow.stage_count = 2;
        s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
        s.rules.plans[0].facts = &fact;
        s.rules.plans[0].fact_count = 1;
        approval(&s, 1, "first", &liu, SAME_OFF);
        approval(&s, 1, "second", &wang, SAME_OFF)->form = (step_form_t){.rights = &right, .right_count = 1};
        fixed_leaf(&s.rules, 1, 0, STEP_APPROVE, "later", &liu)->same_person = SAME_ANYWHERE;
        must(&s, draft_by(&s, "gao.min"));
        must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 5000)));
        must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        if (changes)
            must(&s, as_with(&s, "wang.fang", COMMAND_APPROVE, money_field("amount", 6000)));
        else
            must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        assert_int_equal(open_task(&s, "later", "liu.yang") != NULL, changes == 1);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A14_is_off_unless_the_rule_says_so_and_anywhere_reaches_over_other_steps),
        cmocka_unit_test(A14_consecutive_is_the_step_just_before_and_goes_on_through_those_counted),
        cmocka_unit_test(A14_consecutive_looks_at_what_ended_the_group_before),
        cmocka_unit_test(A14_is_the_rules_act_and_names_the_approval_that_counts),
        cmocka_unit_test(A14_of_several_each_counts_for_themselves_and_of_any_one_is_enough),
        cmocka_unit_test(A14_in_order_a_turn_that_counts_is_passed_as_it_comes),
        cmocka_unit_test(A14_an_earlier_round_does_not_count),
        cmocka_unit_test(A14_what_was_approved_before_a_return_to_a_step_is_asked_again),
        cmocka_unit_test(A14_ends_when_a_field_that_the_route_reads_changed_since),
        cmocka_unit_test(A14_a_change_that_they_saw_when_they_approved_does_not_end_it),
        cmocka_unit_test(A14_who_refused_or_abstained_meanwhile_is_asked_again),
        cmocka_unit_test(A14_a_step_that_asks_for_other_opinions_asks_again),
        cmocka_unit_test(A14_a_step_that_requires_something_asks_again),
        cmocka_unit_test(A14_a_stand_ins_approval_is_not_their_own_nor_the_principals),
        cmocka_unit_test(A14_a_timers_approval_is_nobodys),
        cmocka_unit_test(A14_what_was_counted_goes_with_the_decision_that_is_taken_back),
        cmocka_unit_test(A14_an_approval_that_counted_on_another_branch_is_not_taken_back),
        cmocka_unit_test(A14_an_approval_taken_back_counts_no_more),
        cmocka_unit_test(A14_what_says_who_decides_is_read_by_the_route_too),
        cmocka_unit_test(A14_over_stages_a_draft_edited_before_its_submission_has_not_changed_since),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
