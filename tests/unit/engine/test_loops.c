/* A loop and the limit on its rounds (A8): what comes when they are used up, and what counts as a round. */
#include "admin_scene.h"
#include "engine/tree.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

/* sequence: loop of `rounds`: (mend by liu.yang, check by wang.fang); behind by chen.wei. */
static step_t *a_loop(fixed_rules_t *rules, int32_t rounds) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    step_t *loop = fixed_group(rules, 0, 1, STEP_LOOP);
    loop->rounds_max = rounds;
    fixed_group(rules, 0, 2, STEP_SEQUENCE);
    fixed_leaf(rules, 0, 3, STEP_ACT, "mend", &liu)->may_return = true;
    fixed_leaf(rules, 0, 3, STEP_APPROVE, "check", &wang)->may_return = true;
    return loop;
}

static step_t *and_then(fixed_rules_t *rules, const char *name, source_t *by) {
    step_t *last = fixed_leaf(rules, 0, 2, STEP_APPROVE, name, by);
    last->used_up = USED_UP_DECIDES;
    last->may_return = true;
    return last;
}

static void behind(fixed_rules_t *rules) {
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "behind", &chen)->may_return = true;
}

static void round_of(scene_t *s, command_kind_t verdict) {
    must(s, as(s, "liu.yang", COMMAND_DONE, NULL));
    must(s, as(s, "wang.fang", verdict, verdict == COMMAND_REFUSE ? "not yet" : NULL));
}

static const step_t *loop_of(const scene_t *s) {
    const step_t *found = NULL;
    for (size_t i = 0; i < s->record->step_count; i++)
        if (s->record->steps[i].kind == STEP_LOOP && !s->record->steps[i].superseded)
            found = &s->record->steps[i];
    return found;
}

static void return_to(scene_t *s, const char *who, const char *to) {
    command_t c = scene_cmd(s, who, COMMAND_RETURN);
    c.text = "look again";
    c.to_step = to;
    must(s, scene_command(s, &c));
}

static void A8_when_its_rounds_are_used_up_it_is_refused_and_says_so(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    a_loop(&s.rules, 2);
    submit_by(&s, "gao.min");
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(loop_of(&s)->state, STEP_OPEN);
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(loop_of(&s)->state, STEP_REFUSED);
    assert_string_equal(loop_of(&s)->left_out, "rounds_used_up");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A8_it_passes_with_a_reason_in_words_and_that_is_the_rules_act(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    step_t *loop = a_loop(&s.rules, 2);
    loop->used_up = USED_UP_PASSES;
    loop->passes_because = "two drafts are enough";
    behind(&s.rules);
    submit_by(&s, "gao.min");
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(loop_of(&s)->state, STEP_OPEN); /* not before */
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(loop_of(&s)->state, STEP_PASSED);
    assert_string_equal(loop_of(&s)->left_out, "two drafts are enough");
    for (size_t i = 0; i < s.out.event_count; i++)
        if (s.out.events[i].kind == EVENT_STEP_ENDED && s.out.events[i].u.step_ended.step == loop_of(&s)->no)
            assert_int_equal(s.out.events[i].actor.kind, ACTOR_RULE);
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_without_the_words_it_does_not_pass(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    a_loop(&s.rules, 2)->used_up = USED_UP_PASSES;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    error_says(&s, "problem", "no_reason");
    scene_free(&s);
}

static void A8_only_a_member_of_a_loop_decides_when_rounds_are_used_up(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->used_up = USED_UP_DECIDES;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    error_says(&s, "problem", "used_up");
    scene_free(&s);
}

static void a_last_word(scene_t *s, int32_t rounds) {
    admin_scene(s);
    a_loop(&s->rules, rounds);
    and_then(&s->rules, "last-word", &li);
    behind(&s->rules);
    submit_by(s, "gao.min");
}

static void A8_somebody_decides_instead_when_the_rounds_are_used_up_and_not_before(void **state) {
    (void)state;
    for (int approves = 0; approves < 2; approves++) {
        scene_t s;
        a_last_word(&s, 2);
        round_of(&s, COMMAND_REFUSE);
        assert_null(open_task(&s, "last-word", NULL));
        assert_non_null(open_task(&s, "mend", "liu.yang"));
        round_of(&s, COMMAND_REFUSE);
        assert_non_null(open_task(&s, "last-word", "li.na"));
        assert_null(open_task(&s, "mend", NULL));
        assert_int_equal(loop_of(&s)->state, STEP_OPEN);
        must(&s, as(&s, "li.na", approves ? COMMAND_APPROVE : COMMAND_REFUSE, "I have looked"));
        assert_int_equal(loop_of(&s)->state, approves ? STEP_PASSED : STEP_REFUSED);
        assert_int_equal(s.record->state, approves ? RECORD_OPEN : RECORD_ENDED_REFUSED);
        scene_free(&s);
    }
}

static void A8_who_would_decide_instead_is_not_asked_when_a_round_passes(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 2);
    round_of(&s, COMMAND_REFUSE);
    round_of(&s, COMMAND_APPROVE);
    assert_int_equal(loop_of(&s)->state, STEP_PASSED);
    assert_int_equal(counts(&s, "last-word")->state, STEP_CLOSED);
    assert_int_equal(counts(&s, "last-word")->opened_at, INSTANT_NONE);
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_a_step_that_its_condition_leaves_out_decides_nothing(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    a_loop(&s.rules, 1);
    step_t *last = and_then(&s.rules, "last-word", &li);
    last->state = STEP_LEFT_OUT;
    last->left_out = "condition";
    submit_by(&s, "gao.min");
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_string_equal(loop_of(&s)->left_out, "rounds_used_up");
    scene_free(&s);
}

static void A8_a_loop_whose_body_is_left_out_asks_nobody(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    step_t *body = fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "check", &wang);
    body->state = STEP_LEFT_OUT;
    body->left_out = "condition";
    and_then(&s.rules, "last-word", &li);
    behind(&s.rules);
    submit_by(&s, "gao.min");
    assert_int_equal(loop_of(&s)->state, STEP_LEFT_OUT);
    assert_int_equal(counts(&s, "last-word")->state, STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_who_decides_instead_may_return_it_into_the_loop_which_has_no_more_rounds_then(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 2);
    round_of(&s, COMMAND_REFUSE);
    round_of(&s, COMMAND_REFUSE);
    return_to(&s, "li.na", "mend");
    assert_non_null(open_task(&s, "mend", "liu.yang"));
    assert_null(open_task(&s, "last-word", NULL));
    round_of(&s, COMMAND_REFUSE);
    assert_non_null(open_task(&s, "last-word", "li.na")); /* no third round of its own */
    return_to(&s, "li.na", "check");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(loop_of(&s)->state, STEP_PASSED);
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_a_return_from_behind_leads_to_whoever_decided_instead_too(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    return_to(&s, "chen.wei", "last-word");
    assert_non_null(open_task(&s, "last-word", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "after all not"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A8_a_loop_that_is_gone_through_again_as_a_whole_has_all_its_rounds(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &li);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "check", &wang);
    behind(&s.rules);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    return_to(&s, "chen.wei", "first");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    assert_non_null(open_task(&s, "check", "wang.fang")); /* the first of two again */
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not at all"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void add_beside(scene_t *s, const char *who, const char *whom) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = ADDED_BESIDE;
    must(s, scene_command(s, &c));
}

static void A8_a_signer_who_is_added_in_a_round_gives_the_loop_no_further_one(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "check", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    add_beside(&s, "wang.fang", "chen.wei");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A8_a_signer_beside_whoever_decides_instead_decides_as_well(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    add_beside(&s, "li.na", "liu.yang");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(loop_of(&s)->state, STEP_OPEN);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(loop_of(&s)->state, STEP_PASSED);
    scene_free(&s);
}

static void A50_to_whoever_decides_instead_passes_over_the_rounds_that_are_left(void **state) {
    (void)state;
    for (int at_check = 0; at_check < 2; at_check++) {
        scene_t s;
        a_last_word(&s, 3);
        if (at_check) must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
        must(&s, jump(&s, "last-word"));
        assert_non_null(open_task(&s, "last-word", "li.na"));
        assert_null(open_task(&s, "mend", NULL));
        assert_null(open_task(&s, "check", NULL));
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(loop_of(&s)->state, STEP_PASSED);
        scene_free(&s);
    }
}

static void A50_back_into_the_loop_gives_it_the_rounds_that_were_left(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 2);
    must(&s, jump(&s, "last-word"));
    must(&s, jump(&s, "mend"));
    round_of(&s, COMMAND_REFUSE);
    assert_non_null(open_task(&s, "mend", "liu.yang"));
    round_of(&s, COMMAND_REFUSE);
    assert_non_null(open_task(&s, "last-word", "li.na"));
    scene_free(&s);
}

static void A50_from_a_later_stage_back_to_whoever_decided_instead(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    s.rules.flow.stage_count = 2;
    a_loop(&s.rules, 1);
    and_then(&s.rules, "last-word", &li);
    fixed_leaf(&s.rules, 1, 0, STEP_ACT, "work", &chen);
    submit_by(&s, "gao.min");
    round_of(&s, COMMAND_REFUSE);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "work", "chen.wei"));
    must(&s, jump(&s, "last-word"));
    assert_non_null(open_task(&s, "last-word", "li.na"));
    assert_null(open_task(&s, "mend", NULL));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "after all not"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A53_whoever_decides_instead_goes_on_under_the_new_rules(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    int64_t id = open_task(&s, "last-word", "li.na")->id;
    s.has_later = true;
    a_loop(&s.later, 5);
    and_then(&s.later, "last-word", &li);
    behind(&s.later);
    must(&s, migrate(&s));
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN);
    assert_null(open_task(&s, "mend", NULL)); /* asked once, it decides: no round begins */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A53_whoever_decided_instead_may_be_a_step_like_any_other_under_the_new_rules(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    s.has_later = true;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "last-word", &li);
    behind(&s.later);
    must(&s, migrate(&s));
    assert_int_equal(counts(&s, "last-word")->used_up, USED_UP_REFUSES);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_a_loop_within_a_loop_uses_up_its_own_rounds_first(void **state) {
    (void)state;
    static source_t nobody = {.kind = SOURCE_POST, .key = "finance.tax.head"};
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_LOOP)->rounds_max = 2;
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "vacant", &nobody)->on_empty = EMPTY_REFUSE;
    and_then(&s.rules, "inner-word", &wang)->parent = 2;
    and_then(&s.rules, "outer-word", &li)->parent = 1;
    submit_by(&s, "gao.min"); /* nobody is found for what is repeated, twice */
    assert_non_null(open_task(&s, "inner-word", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no")); /* once more round, the inner one with it */
    assert_non_null(open_task(&s, "inner-word", "wang.fang"));
    assert_null(open_task(&s, "outer-word", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    assert_non_null(open_task(&s, "outer-word", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A8_where_the_rounds_within_are_used_up_at_once_whoever_decides_is_asked_at_once(void **state) {
    (void)state;
    static source_t nobody = {.kind = SOURCE_POST, .key = "finance.tax.head"};
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_LOOP)->rounds_max = 1;
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 3;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "vacant", &nobody)->on_empty = EMPTY_REFUSE;
    and_then(&s.rules, "outer-word", &li)->parent = 1;
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "outer-word", "li.na"));
    scene_free(&s);
}

static void A53_a_round_begins_again_without_touching_what_was_open_behind_it(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "behind", &chen);
    submit_by(&s, "gao.min");
    int64_t id = open_task(&s, "behind", "chen.wei")->id;
    s.has_later = true;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.later, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s.later, 0, 2, STEP_APPROVE, "check", &wang);
    behind(&s.later);
    must(&s, migrate(&s));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    assert_non_null(open_task(&s, "check", "wang.fang"));
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN);
    assert_int_equal(counts(&s, "behind")->no, record_task(s.record, id)->step); /* not repeated */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A52_to_skip_whoever_decides_instead_would_refuse_it(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_EXCEPTION);
    c.text = "she is away";
    c.step = "last-word";
    c.within = limit_workdays(5);
    refused_with(&s, scene_command(&s, &c), "exception.outcome");
    scene_free(&s);
}

/* The round of the newest step of that name, or of the one that is gone through no more. */
static int32_t round_at(const scene_t *s, const char *name, bool superseded) {
    int32_t loop = -1, round = -1;
    for (size_t i = 0; i < s->record->step_count; i++) {
        const step_t *step = &s->record->steps[i];
        if (strcmp(step->name, name) != 0 || step->superseded != superseded) continue;
        round = tree_round_of(s->record, (int32_t)i, &loop);
        if (round) assert_int_equal(s->record->steps[loop].rounds_max, 3);
    }
    return round;
}

static void A8_each_step_of_a_loop_has_the_number_of_its_round(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    a_loop(&s.rules, 3);
    and_then(&s.rules, "last", &chen);
    behind(&s.rules);
    submit_by(&s, "gao.min");
    assert_int_equal(round_at(&s, "mend", false), 1);
    round_of(&s, COMMAND_REFUSE);
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    int64_t signer = scene_person(&s, "li.na");
    command_t add = scene_cmd(&s, "wang.fang", COMMAND_ADD_SIGNER);
    add.people = &signer;
    add.people_count = 1;
    add.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &add));
    assert_int_equal(round_at(&s, "check", true), 1);
    assert_int_equal(round_at(&s, "check", false), 2);
    assert_int_equal(round_at(&s, "check.before", false), 2);
    assert_int_equal(round_at(&s, "last", false), 0); /* is asked after all of them */
    assert_int_equal(round_at(&s, "behind", false), 0);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    assert_int_equal(round_at(&s, "check", false), 3);
    scene_free(&s);
}

/* It was for the round in which it was made. */
static void A8_A52_an_exception_leaves_a_step_out_of_one_round(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 5;
    fixed_group(&s.rules, 0, 2, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 3, STEP_ACT, "mend", &liu);
    fixed_leaf(&s.rules, 0, 3, STEP_ACT, "measure", &li);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "check", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "measure", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "measure", "li.na"));
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "measure", NULL)); /* and may be excepted again */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A8_when_its_rounds_are_used_up_it_is_refused_and_says_so),
        cmocka_unit_test(A8_it_passes_with_a_reason_in_words_and_that_is_the_rules_act),
        cmocka_unit_test(A8_without_the_words_it_does_not_pass),
        cmocka_unit_test(A8_only_a_member_of_a_loop_decides_when_rounds_are_used_up),
        cmocka_unit_test(A8_somebody_decides_instead_when_the_rounds_are_used_up_and_not_before),
        cmocka_unit_test(A8_who_would_decide_instead_is_not_asked_when_a_round_passes),
        cmocka_unit_test(A8_a_step_that_its_condition_leaves_out_decides_nothing),
        cmocka_unit_test(A8_a_loop_whose_body_is_left_out_asks_nobody),
        cmocka_unit_test(A8_who_decides_instead_may_return_it_into_the_loop_which_has_no_more_rounds_then),
        cmocka_unit_test(A8_a_return_from_behind_leads_to_whoever_decided_instead_too),
        cmocka_unit_test(A8_a_loop_that_is_gone_through_again_as_a_whole_has_all_its_rounds),
        cmocka_unit_test(A8_a_signer_who_is_added_in_a_round_gives_the_loop_no_further_one),
        cmocka_unit_test(A8_a_signer_beside_whoever_decides_instead_decides_as_well),
        cmocka_unit_test(A50_to_whoever_decides_instead_passes_over_the_rounds_that_are_left),
        cmocka_unit_test(A50_back_into_the_loop_gives_it_the_rounds_that_were_left),
        cmocka_unit_test(A50_from_a_later_stage_back_to_whoever_decided_instead),
        cmocka_unit_test(A53_whoever_decides_instead_goes_on_under_the_new_rules),
        cmocka_unit_test(A53_whoever_decided_instead_may_be_a_step_like_any_other_under_the_new_rules),
        cmocka_unit_test(A8_a_loop_within_a_loop_uses_up_its_own_rounds_first),
        cmocka_unit_test(A8_where_the_rounds_within_are_used_up_at_once_whoever_decides_is_asked_at_once),
        cmocka_unit_test(A53_a_round_begins_again_without_touching_what_was_open_behind_it),
        cmocka_unit_test(A52_to_skip_whoever_decides_instead_would_refuse_it),
        cmocka_unit_test(A8_each_step_of_a_loop_has_the_number_of_its_round),
        cmocka_unit_test(A8_A52_an_exception_leaves_a_step_out_of_one_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
