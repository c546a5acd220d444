/* A record: what is written of it and what is not; things in it are found; its words. */
#include "../failing.h"
#include "record_sample.h"

static void values_are_carried(void **state) {
    (void)state;
    arena_t arena;
    buf_t bytes;
    arena_init(&arena, 0);
    buf_init(&bytes, 0);
    record_t r = sample(), read;
    record_encode(&r, &bytes);
    assert_int_equal(record_decode((bytes_t){bytes.at, bytes.len}, &arena, &read, NULL), 0);
    assert_true(value_equal(record_field(&read, "amount"), &fields[0].value));
    assert_true(value_equal(record_field(&read, "purpose"), &fields[1].value));
    assert_null(record_field(&read, "a"));
    assert_null(record_field(&read, "b"));
    assert_null(record_field(&read, "z"));
    buf_free(&bytes);
    arena_free(&arena);
}

/* What would not be read is not written either. */
static void check_unwritable(const record_t *r) {
    buf_t bytes;
    buf_init(&bytes, 0);
    record_encode(r, &bytes);
    assert_true(bytes.failed);
    buf_free(&bytes);
}

static void what_could_not_be_read_is_not_written(void **state) {
    (void)state;
    record_t r = sample();
    field_t twice[] = {fields[0], fields[0]}, backwards[] = {fields[1], fields[0]}, empty[] = {{.name = "a"}};
    r.fields = twice;
    check_unwritable(&r);
    r.fields = backwards;
    check_unwritable(&r);
    r.fields = empty;
    r.field_count = 1;
    check_unwritable(&r);
    r = sample();
    step_t rootless[] = {steps[0], steps[1]};
    r.steps = rootless;
    rootless[0].parent = 2; /* below one that comes later: nobody would get to the root */
    check_unwritable(&r);
    rootless[0].parent = 9;
    check_unwritable(&r);
    r = sample();
    plan_place_t outside = {.first = 1, .count = 2};
    r.plans = &outside;
    check_unwritable(&r);
    r = sample();
    task_t unordered[] = {tasks[1], tasks[0]};
    r.tasks = unordered;
    check_unwritable(&r);
    r = sample();
    cs_clock_t strange[] = {clocks[0], clocks[1]};
    strange[1].task = 10;
    r.clocks = strange;
    check_unwritable(&r);
    r = sample();
    r.created_at = INSTANT_MAX + 1;
    check_unwritable(&r);
    r = sample();
    r.task_count = RECORD_TASKS_MAX + 1;
    check_unwritable(&r);
}

/* A damaged record with a number at the end of its range would overflow with the next round or event. */
static void numbers_that_are_counted_on_from_have_room_for_one_more(void **state) {
    (void)state;
    record_t r = sample();
    r.round = INT32_MAX;
    check_unwritable(&r);
    r = sample();
    r.reopened = INT32_MAX;
    check_unwritable(&r);
    r = sample();
    r.version = INT64_MAX;
    check_unwritable(&r);
    r = sample();
    r.comments = INT64_MAX;
    check_unwritable(&r);
    r = sample();
    step_t last[] = {steps[0], steps[1]};
    last[1].no = INT32_MAX;
    r.steps = last;
    check_unwritable(&r);
}

static void steps_tasks_and_clocks_are_found(void **state) {
    (void)state;
    record_t r = sample();
    assert_ptr_equal(record_step(&r, 2), &steps[1]);
    assert_null(record_step(&r, 3));
    assert_null(record_step(&r, 0));
    step_t moved[] = {steps[1], steps[0]}, same_name[] = {steps[1], steps[1]};
    r.steps = moved;
    assert_ptr_equal(record_step(&r, 2), &moved[0]);
    same_name[1].no = 5;
    r.steps = same_name;
    assert_ptr_equal(record_step_named(&r, "c"), &same_name[1]); /* the newest */
    assert_null(record_step_named(&r, "none"));
    assert_ptr_equal(record_task(&r, 10), &tasks[0]);
    assert_ptr_equal(record_task(&r, 20), &tasks[1]);
    assert_null(record_task(&r, 15));
    assert_ptr_equal(record_clock(&r, 30), &clocks[1]);
    assert_null(record_clock(&r, 0));
    assert_ptr_equal(record_task_clock(&r, &tasks[1]), &clocks[1]);
    assert_null(record_task_clock(&r, &tasks[0])); /* it has none */
}

static void a_record_rests_when_nothing_is_open(void **state) {
    (void)state;
    record_t r = sample();
    assert_false(record_at_rest(&r));
    r.state = RECORD_FINISHED;
    assert_false(record_at_rest(&r)); /* a task is open */
    r.task_count = 1;
    assert_true(record_at_rest(&r));
    r.state = RECORD_OPEN;
    assert_false(record_at_rest(&r));
    r.state = RECORD_DRAFT;
    assert_true(record_at_rest(&r));
}

static void a_suspended_record_alone_carries_what_it_goes_back_to(void **state) {
    (void)state;
    record_t r = sample(), read;
    r.suspended_from = RECORD_OPEN;
    check_unwritable(&r);
    r.state = RECORD_SUSPENDED;
    arena_t arena;
    buf_t bytes;
    arena_init(&arena, 0);
    buf_init(&bytes, 0);
    record_encode(&r, &bytes);
    assert_false(bytes.failed);
    assert_int_equal(record_decode((bytes_t){bytes.at, bytes.len}, &arena, &read, NULL), 0);
    assert_int_equal(read.suspended_from, RECORD_OPEN);
    buf_free(&bytes);
    arena_free(&arena);
}

static void words_are_stable(void **state) {
    (void)state;
    assert_string_equal(record_state_word(RECORD_DRAFT), "draft");
    assert_string_equal(record_state_word(RECORD_ENDED_REFUSED), "ended_refused");
    assert_string_equal(record_state_word(RECORD_SUSPENDED), "suspended");
    assert_string_equal(record_state_word(RECORD_CANCELLED), "cancelled");
    assert_string_equal(record_state_word(RECORD_OWING), "owing");
    assert_string_equal(record_state_word((record_state_t)0), "unknown");
    assert_string_equal(outcome_word(OUTCOME_NONE), "none");
    assert_string_equal(outcome_word(OUTCOME_COPIED), "copied");
    assert_string_equal(outcome_word((outcome_t)99), "unknown");
    assert_string_equal(task_state_word(TASK_WAITING), "waiting");
    assert_string_equal(task_state_word((task_state_t)0), "unknown");
    assert_string_equal(clock_state_word(CLOCK_PAUSED), "paused");
    assert_string_equal(clock_state_word((clock_state_t)9), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_carried),
        cmocka_unit_test(what_could_not_be_read_is_not_written),
        cmocka_unit_test(numbers_that_are_counted_on_from_have_room_for_one_more),
        cmocka_unit_test(steps_tasks_and_clocks_are_found),
        cmocka_unit_test(a_record_rests_when_nothing_is_open),
        cmocka_unit_test(a_suspended_record_alone_carries_what_it_goes_back_to),
        cmocka_unit_test(words_are_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
