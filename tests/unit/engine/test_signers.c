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

static void whoever_added_a_signer_takes_them_out_but_not_the_only_one(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    int64_t people[2] = {scene_person(&s, "li.na"), scene_person(&s, "chen.wei")};
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 2;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei"));
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "li.na"), "signer.last");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signer_before_decides_first_and_the_adders_clock_waits),
        cmocka_unit_test(a_signer_before_who_refuses_refuses_the_step),
        cmocka_unit_test(a_signer_after_comes_between_this_step_and_the_next),
        cmocka_unit_test(a_signer_beside_decides_as_well_and_both_count),
        cmocka_unit_test(someone_added_adds_nobody_unless_the_rule_allows_it),
        cmocka_unit_test(nobody_is_added_who_decides_already_or_applies_for_it),
        cmocka_unit_test(the_one_removed_no_longer_counts_and_the_last_one_stays),
        cmocka_unit_test(whoever_added_a_signer_takes_them_out_but_not_the_only_one),
        cmocka_unit_test(responsibility_moves_with_what_remains_of_the_limit),
        cmocka_unit_test(a_step_decided_by_another_closes_the_signer_whom_one_of_its_people_wanted),
        cmocka_unit_test(A25_a_signer_before_a_signer_goes_too_when_another_decides_the_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
