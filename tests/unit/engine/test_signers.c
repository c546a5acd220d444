/* Signers who come in and go (A25, A26), tasks handed on (A23), clocks that wait meanwhile (A62). */
#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

/* sequence: first (liu.yang), second (wang.fang) */
static void two_steps(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(s, "gao.min");
}

static int add(scene_t *s, const char *who, const char *whom, added_t where) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = where;
    return scene_command(s, &c);
}

static int with_person(scene_t *s, const char *who, command_kind_t kind, const char *whom) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, kind);
    c.people = people;
    c.people_count = 1;
    return scene_command(s, &c);
}

static const cs_clock_t *clock_of(const scene_t *s, const char *step, const char *who) {
    const task_t *task = open_task(s, step, who);
    assert_non_null(task);
    return record_task_clock(s->record, task);
}

static void a_signer_before_decides_first_and_the_adders_clock_waits(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    instant_t due = clock_of(&s, "first", "liu.yang")->due_at;
    s.now += MS_HOUR;
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    const cs_clock_t *clock = clock_of(&s, "first", "liu.yang");
    assert_int_equal(clock->state, CLOCK_PAUSED);
    assert_int_equal(clock->ran_ms, MS_HOUR);
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.waits");
    error_says(&s, "for", "first.before");
    s.now += 3 * MS_HOUR;
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    clock = clock_of(&s, "first", "liu.yang");
    assert_int_equal(clock->state, CLOCK_RUNNING);
    assert_true(clock->due_at > due);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void a_signer_before_who_refuses_refuses_the_step(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(record_step_named(s.record, "first")->state, STEP_CLOSED);
    scene_free(&s);
}

/* One step of liu, wang and sun, who all decide, and li, whom liu wants to sign before. */
static void three_and_a_signer(scene_t *s, on_refuse_t on_refuse, uint32_t permits) {
    static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
    static source_t wang_sun = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &sun};
    static source_t three = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang_sun};
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "board", &three);
    step->mode = DECIDE_ALL;
    step->on_refuse = on_refuse;
    step->refuse_need = 2;
    step->permits = permits;
    submit_by(s, "gao.min");
    must(s, add(s, "liu.yang", "li.na", ADDED_BEFORE));
}

static void approve(scene_t *s, const char *who) {
    must(s, as(s, who, COMMAND_APPROVE, NULL));
}

static void A25_A2_where_all_are_heard_a_signer_before_refuses_for_one_seat(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_WAIT, PERMIT_USUAL);
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_null(open_task(&s, "board", "liu.yang")); /* theirs counts as refused */
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    approve(&s, "wang.fang");
    assert_non_null(open_task(&s, "board", "sun.li"));
    approve(&s, "sun.li");
    assert_int_equal(state_of(&s, "board"), STEP_REFUSED);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
    three_and_a_signer(&s, ON_REFUSE_WAIT, PERMIT_USUAL); /* the last word is the signer's */
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A2_a_signers_refusal_is_one_towards_a_threshold(void **state) {
    (void)state;
    for (int second = 0; second < 2; second++) {
        scene_t s;
        three_and_a_signer(&s, ON_REFUSE_THRESHOLD, PERMIT_USUAL);
        must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
        assert_int_equal(s.record->state, RECORD_OPEN);
        if (second) {
            must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "nor time"));
        } else {
            approve(&s, "wang.fang");
            approve(&s, "sun.li");
        }
        assert_int_equal(s.record->state, second ? RECORD_ENDED_REFUSED : RECORD_FINISHED);
        scene_free(&s);
    }
}

static void A25_A2_a_signer_before_who_abstains_alone_refuses_for_that_seat(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_THRESHOLD, PERMIT_ALL);
    must(&s, as(&s, "li.na", COMMAND_ABSTAIN, NULL));
    assert_null(open_task(&s, "board", "liu.yang"));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "nor time"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A2_so_does_whoever_signs_beside_that_signer(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_WAIT, PERMIT_ALL);
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BESIDE));
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "no budget"));
    assert_null(open_task(&s, "board.before", "li.na"));
    assert_null(open_task(&s, "board", "liu.yang"));
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, "after all"), "take_back.stands");
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A2_also_once_that_signer_has_signed(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_THRESHOLD, PERMIT_ALL);
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BESIDE));
    approve(&s, "li.na");
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "no budget"));
    assert_null(open_task(&s, "board", "liu.yang"));
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED); /* one refusal of three */
    scene_free(&s);
}

static void A25_A27_what_counts_for_a_seat_is_not_taken_back(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_WAIT, PERMIT_USUAL);
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
    refused_with(&s, as(&s, "li.na", COMMAND_TAKE_BACK, "after all"), "take_back.stands");
    approve(&s, "wang.fang");
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, "let me see")); /* a seat beside it can be */
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void a_signer_after_comes_between_this_step_and_the_next(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_AFTER));
    assert_null(open_task(&s, "first.after", "li.na"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "second", "wang.fang"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_signer_beside_decides_as_well_and_both_count(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    assert_int_equal(clock_of(&s, "first", "liu.yang")->state, CLOCK_RUNNING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "second", "wang.fang"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void someone_added_adds_nobody_unless_the_rule_allows_it(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    refused_with(&s, add(&s, "li.na", "chen.wei", ADDED_BEFORE), "task.not_permitted");
    scene_free(&s);
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL | PERMIT_ADD_AGAIN;
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BEFORE));
    assert_int_equal(clock_of(&s, "first.before", "li.na")->state, CLOCK_PAUSED);
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void nobody_is_added_who_decides_already_or_applies_for_it(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    refused_with(&s, add(&s, "liu.yang", "liu.yang", ADDED_BEFORE), "task.held_already");
    refused_with(&s, add(&s, "liu.yang", "gao.min", ADDED_BEFORE), "self.approval");
    refused_with(&s, add(&s, "liu.yang", "li.na", ADDED_NOT), "signer.where");
    refused_with(&s, add(&s, "wang.fang", "li.na", ADDED_BEFORE), "task.not_yours");
    scene_free(&s);
}

static void the_one_removed_no_longer_counts_and_the_last_one_stays(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    step_t *step = fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &both);
    step->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "wang.fang"), "signer.not_removable");
    must(&s, with_person(&s, "liu.yang", COMMAND_TRANSFER, "li.na"));
    refused_with(&s, with_person(&s, "chen.wei", COMMAND_REMOVE_SIGNER, "li.na"), "signer.not_removable");
    scene_free(&s);
    scene_init(&s);
    step = fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &both);
    step->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "wang.fang"));
    assert_null(open_task(&s, "first", "wang.fang"));
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "liu.yang"), "signer.not_removable");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* Whoever adds several says how they decide (A25). */
static int add_two(scene_t *s, const char *who, added_t where, decide_mode_t mode) {
    int64_t people[2] = {scene_person(s, "li.na"), scene_person(s, "chen.wei")};
    command_t c = scene_cmd(s, who, COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 2;
    c.where = where;
    c.mode = mode;
    return scene_command(s, &c);
}

static void A26_whoever_added_signers_takes_them_out_and_with_the_last_the_step(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BEFORE, 0));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei"));
    assert_int_equal(clock_of(&s, "first", "liu.yang")->state, CLOCK_PAUSED);
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    assert_int_equal(state_of(&s, "first.before"), STEP_LEFT_OUT);
    assert_int_equal(told(&s, "task.removed", "li.na"), 1);
    assert_int_equal(clock_of(&s, "first", "liu.yang")->state, CLOCK_RUNNING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    refused_with(&s, as(&s, "li.na", COMMAND_APPROVE, NULL), "task.not_open");
    assert_null(diag_get(&s.d, "by")); /* who decided at the same instant decided another step (A3) */
    scene_free(&s);
}

static void A26_the_only_signer_beside_or_after_goes_and_what_waited_goes_on(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    assert_int_equal(state_of(&s, "first.beside"), STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_AFTER));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    assert_int_equal(state_of(&s, "first.after"), STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "second", "wang.fang"));
    command_t back = scene_cmd(&s, "wang.fang", COMMAND_RETURN); /* nor do they come back by a return */
    back.text = "look again";
    back.to_step = "first";
    must(&s, scene_command(&s, &back));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void A26_a_signer_after_goes_before_they_were_asked(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_AFTER));
    refused_with(&s, with_person(&s, "wang.fang", COMMAND_REMOVE_SIGNER, "li.na"), "signer.not_removable");
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    assert_int_equal(state_of(&s, "first.after"), STEP_LEFT_OUT);
    assert_int_equal(told(&s, "task.removed", "li.na"), 0); /* had never heard of it */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static size_t named(const scene_t *s, const char *step) {
    size_t count = 0;
    for (const source_t *by = record_step_named(s->record, step)->by; by; by = by->next)
        count++;
    return count;
}

static void A26_one_of_several_signers_after_goes_before_they_were_asked(void **state) {
    (void)state;
    scene_t s;
    const char *first[] = {"chen.wei", "li.na"}, *second[] = {"li.na", "chen.wei"};
    for (int i = 0; i < 2; i++) {
        two_steps(&s);
        must(&s, add_two(&s, "liu.yang", ADDED_AFTER, DECIDE_ALL));
        refused_with(&s, with_person(&s, "wang.fang", COMMAND_REMOVE_SIGNER, first[i]),
                     "signer.not_removable");
        must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, first[i]));
        assert_int_equal(s.out.message_count, 0); /* nobody had heard of it */
        assert_int_equal(named(&s, "first.after"), 1);
        refused_with(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, first[i]),
                     "signer.not_removable");
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        assert_null(open_task(&s, "first.after", first[i]));
        assert_non_null(open_task(&s, "first.after", second[i]));
        must(&s, as(&s, second[i], COMMAND_APPROVE, NULL));
        assert_non_null(open_task(&s, "second", "wang.fang"));
        scene_free(&s);
    }
    two_steps(&s); /* one after the other, all of them */
    must(&s, add_two(&s, "liu.yang", ADDED_AFTER, DECIDE_IN_ORDER));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei"));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    assert_int_equal(state_of(&s, "first.after"), STEP_LEFT_OUT);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

/* What was gone through before keeps the names of then. */
static void A26_one_goes_of_those_who_are_to_sign_again(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_AFTER, DECIDE_ALL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    command_t back = scene_cmd(&s, "wang.fang", COMMAND_RETURN);
    back.text = "look again";
    back.to_step = "first";
    must(&s, scene_command(&s, &back));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    for (size_t i = 0; i < s.record->step_count; i++) {
        const step_t *step = &s.record->steps[i];
        if (strcmp(step->name, "first.after") == 0 && step->superseded) assert_non_null(step->by->next);
    }
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "first.after", "li.na"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void A26_the_last_signer_stays_where_whoever_they_sign_with_decides_no_more(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits |= PERMIT_ABSTAIN;
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"), "signer.last");
    scene_free(&s);
}

static void A26_the_step_is_evaluated_again_at_once(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BESIDE, DECIDE_ALL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "second", NULL));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei"));
    assert_int_equal(state_of(&s, "first.beside"), STEP_PASSED);
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void A2_A26_a_threshold_counts_those_who_are_left(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    step_t *step = fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &both);
    step->mode = DECIDE_ALL;
    step->on_refuse = ON_REFUSE_THRESHOLD;
    step->refuse_need = 2;
    submit_by(&s, "gao.min");
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "wang.fang"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_several_who_are_added_decide_as_all_any_or_in_order(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BEFORE, DECIDE_ANY));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "first.before"), STEP_PASSED);
    scene_free(&s);
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BEFORE, DECIDE_ALL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "first.before"), STEP_OPEN);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "first.before"), STEP_PASSED);
    scene_free(&s);
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BEFORE, DECIDE_IN_ORDER));
    assert_null(open_task(&s, "first.before", "chen.wei"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "first.before", "chen.wei"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "first.before"), STEP_PASSED);
    scene_free(&s);
}

static void A4_A25_a_vote_has_its_weight_also_with_a_signer_beside_it(void **state) {
    (void)state;
    static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
    scene_t s;
    scene_init(&s);
    step_t *vote = fixed_group(&s.rules, 0, 0, STEP_VOTE);
    vote->need = 3;
    vote->need_of = 5;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "heavy", &liu)->weight = 3;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "one", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "other", &sun);
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN); /* one vote of two people */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void responsibility_moves_with_what_remains_of_the_limit(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    instant_t due = clock_of(&s, "first", "liu.yang")->due_at;
    s.now += MS_HOUR;
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_TRANSFER, "gao.min"), "self.approval");
    must(&s, with_person(&s, "liu.yang", COMMAND_TRANSFER, "li.na"));
    assert_int_equal(clock_of(&s, "first", "li.na")->due_at, due);
    assert_string_equal(open_task(&s, "first", "li.na")->reason, "people.transferred");
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.not_yours");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void a_step_decided_by_another_closes_the_signer_whom_one_of_its_people_wanted(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &both);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "first.before", "li.na"));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

/* What the small-scope check found: the group of the two signers stayed open with nobody in it, and the
 * record with it. */
static void A25_a_signer_before_a_signer_goes_too_when_another_decides_the_step(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &both)->permits = PERMIT_ALL;
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BEFORE));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* liu.yang decides "first", li.na signs before, and brought in chen.wei there. */
static void brought_in_before(scene_t *s, added_t where) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_ALL;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(s, "gao.min");
    must(s, add(s, "liu.yang", "li.na", ADDED_BEFORE));
    must(s, add(s, "li.na", "chen.wei", where));
}

/* chen.wei, whose task is of `step`, has to sign; then the holder is told, and goes on. */
static void waits_for_chen(scene_t *s, const char *step) {
    assert_int_equal(clock_of(s, "first", "liu.yang")->state, CLOCK_PAUSED);
    assert_int_equal(told(s, "task.back", "liu.yang"), 0);
    refused_with(s, as(s, "liu.yang", COMMAND_APPROVE, NULL), "task.waits");
    error_says(s, "for", step);
    must(s, as(s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(told(s, "task.back", "liu.yang"), 1);
    assert_int_equal(clock_of(s, "first", "liu.yang")->state, CLOCK_RUNNING);
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(s, "second", "wang.fang"));
}

static void A25_the_holder_waits_for_all_whom_a_signer_before_brought_in(void **state) {
    (void)state;
    scene_t s;
    brought_in_before(&s, ADDED_BESIDE);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    waits_for_chen(&s, "first.before.beside");
    scene_free(&s);
    brought_in_before(&s, ADDED_AFTER);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    waits_for_chen(&s, "first.before.after");
    scene_free(&s);
    brought_in_before(&s, ADDED_BESIDE);
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    waits_for_chen(&s, "first.before.beside");
    scene_free(&s);
}

static void A26_whom_a_signer_removed_since_had_brought_in_is_removed_by_who_added_that_one(void **state) {
    (void)state;
    scene_t s;
    brought_in_before(&s, ADDED_BESIDE);
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei"), "signer.not_removable");
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    refused_with(&s, with_person(&s, "wang.fang", COMMAND_REMOVE_SIGNER, "chen.wei"), "signer.not_removable");
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei"));
    assert_int_equal(state_of(&s, "first.before.beside"), STEP_LEFT_OUT);
    assert_int_equal(told(&s, "task.back", "liu.yang"), 0); /* it was their own doing */
    assert_int_equal(clock_of(&s, "first", "liu.yang")->state, CLOCK_RUNNING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
    brought_in_before(&s, ADDED_AFTER); /* who was not asked yet goes first, or is asked then */
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"));
    assert_non_null(open_task(&s, "first.before.after", "chen.wei"));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    scene_free(&s);
    brought_in_before(&s, ADDED_BESIDE); /* who has signed wanted them */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei"), "signer.not_removable");
    must(&s, with_person(&s, "li.na", COMMAND_REMOVE_SIGNER, "chen.wei"));
    assert_int_equal(told(&s, "task.back", "liu.yang"), 1);
    scene_free(&s);
}

static void A25_whom_a_signer_before_brought_in_goes_too_when_another_decides_the_step(void **state) {
    (void)state;
    const added_t where[] = {ADDED_BESIDE, ADDED_AFTER};
    for (int i = 0; i < 2; i++) {
        scene_t s;
        scene_init(&s);
        fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &both)->permits = PERMIT_ALL;
        submit_by(&s, "gao.min");
        must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
        must(&s, add(&s, "li.na", "chen.wei", where[i]));
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signer_before_decides_first_and_the_adders_clock_waits),
        cmocka_unit_test(a_signer_before_who_refuses_refuses_the_step),
        cmocka_unit_test(A25_A2_where_all_are_heard_a_signer_before_refuses_for_one_seat),
        cmocka_unit_test(A25_A2_a_signers_refusal_is_one_towards_a_threshold),
        cmocka_unit_test(A25_A2_a_signer_before_who_abstains_alone_refuses_for_that_seat),
        cmocka_unit_test(A25_A2_so_does_whoever_signs_beside_that_signer),
        cmocka_unit_test(A25_A2_also_once_that_signer_has_signed),
        cmocka_unit_test(A25_A27_what_counts_for_a_seat_is_not_taken_back),
        cmocka_unit_test(a_signer_after_comes_between_this_step_and_the_next),
        cmocka_unit_test(a_signer_beside_decides_as_well_and_both_count),
        cmocka_unit_test(someone_added_adds_nobody_unless_the_rule_allows_it),
        cmocka_unit_test(nobody_is_added_who_decides_already_or_applies_for_it),
        cmocka_unit_test(the_one_removed_no_longer_counts_and_the_last_one_stays),
        cmocka_unit_test(A26_whoever_added_signers_takes_them_out_and_with_the_last_the_step),
        cmocka_unit_test(A26_the_only_signer_beside_or_after_goes_and_what_waited_goes_on),
        cmocka_unit_test(A26_a_signer_after_goes_before_they_were_asked),
        cmocka_unit_test(A26_one_of_several_signers_after_goes_before_they_were_asked),
        cmocka_unit_test(A26_one_goes_of_those_who_are_to_sign_again),
        cmocka_unit_test(A26_the_last_signer_stays_where_whoever_they_sign_with_decides_no_more),
        cmocka_unit_test(A26_the_step_is_evaluated_again_at_once),
        cmocka_unit_test(A2_A26_a_threshold_counts_those_who_are_left),
        cmocka_unit_test(A25_several_who_are_added_decide_as_all_any_or_in_order),
        cmocka_unit_test(A4_A25_a_vote_has_its_weight_also_with_a_signer_beside_it),
        cmocka_unit_test(responsibility_moves_with_what_remains_of_the_limit),
        cmocka_unit_test(a_step_decided_by_another_closes_the_signer_whom_one_of_its_people_wanted),
        cmocka_unit_test(A25_a_signer_before_a_signer_goes_too_when_another_decides_the_step),
        cmocka_unit_test(A25_the_holder_waits_for_all_whom_a_signer_before_brought_in),
        cmocka_unit_test(A26_whom_a_signer_removed_since_had_brought_in_is_removed_by_who_added_that_one),
        cmocka_unit_test(A25_whom_a_signer_before_brought_in_goes_too_when_another_decides_the_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
