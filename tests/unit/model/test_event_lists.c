/* Lists in payloads of events: what they hold is carried, and none is written that could not be read. */
#include "event_samples.h"
#include <string.h>

static void fields_plans_and_tasks_without_clock_are_carried(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    event_t e = sample_of(EVENT_DRAFTED), read = reread(&e, &arena);
    assert_int_equal(read.u.drafted.field_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(read.u.drafted.fields[i].name, fields[i].name);
        assert_true(value_equal(&read.u.drafted.fields[i].value, &fields[i].value));
    }
    e = sample_of(EVENT_TASK_OPENED);
    e.u.task_opened.no_clock = true;
    read = reread(&e, &arena);
    assert_true(read.u.task_opened.no_clock);
    assert_int_equal(read.u.task_opened.clock, 0);
    assert_true(read.u.task_opened.due.at == INSTANT_NONE);
    assert_int_equal(read.u.task_opened.next_rung, -1);
    arena_free(&arena);
}

/* A53, A64: where nothing moved, nothing is written of it, as in events of before. */
static void stages_that_a_migration_moved_are_carried(void **state) {
    (void)state;
    moved_stage_t moved[] = {{2, 3}, {4, STAGE_GONE}};
    arena_t arena;
    arena_init(&arena, 0);
    for (size_t count = 0; count <= 2; count++) {
        event_t e = {
            .kind = EVENT_MIGRATED, .version = 1, .u.migrated = {.stages = moved, .stage_count = count}};
        event_t read = reread(&e, &arena);
        assert_int_equal(read.u.migrated.stage_count, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(read.u.migrated.stages[i].from, moved[i].from);
            assert_int_equal(read.u.migrated.stages[i].to, moved[i].to);
        }
    }
    arena_free(&arena);
}

static bool disposed_same(const disposed_t *a, const disposed_t *b) {
    bool numbers = a->number && b->number ? strcmp(a->number, b->number) == 0 : a->number == b->number;
    return a->record == b->record && numbers && strcmp(a->flow, b->flow) == 0 && a->state == b->state &&
           a->length == b->length && hash_equal(&a->head, &b->head);
}

/* What stays of a record disposed of, whether or not its flow is spelt again. */
static void each_record_disposed_of_is_carried(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    event_t e = sample_of(EVENT_DISPOSED), read = reread(&e, &arena);
    assert_int_equal(read.u.disposed.record_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(disposed_same(&read.u.disposed.records[i], &disposed[i]));
    arena_free(&arena);
}

/* No list can be written that a reader would refuse: out of order, twice the same, none, too many. */
static void a_list_that_could_not_be_read_is_not_written(void **state) {
    (void)state;
    static disposed_t many[DISPOSED_MAX + 1];
    disposed_t twice[2] = {disposed[0], disposed[0]}, back[2] = {disposed[1], disposed[0]};
    for (size_t i = 0; i < DISPOSED_MAX + 1; i++)
        many[i] = (disposed_t){.record = (int64_t)i + 1, .flow = "f", .state = RECORD_FINISHED, .length = 1};
    const struct {
        disposed_t *list;
        size_t count;
        bool good;
    } lists[] = {{twice, 2, false},
                 {back, 2, false},
                 {disposed, 0, false},
                 {many, DISPOSED_MAX + 1, false},
                 {many, DISPOSED_MAX, true}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        buf_t payload, personal;
        buf_init(&payload, 0);
        buf_init(&personal, 0);
        event_t e = {
            .kind = EVENT_DISPOSED, .version = 1, .u.disposed = {"why", lists[i].list, lists[i].count}};
        event_encode(&e, &payload, &personal);
        assert_int_equal(payload.failed, !lists[i].good);
        buf_free(&payload);
        buf_free(&personal);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_plans_and_tasks_without_clock_are_carried),
        cmocka_unit_test(stages_that_a_migration_moved_are_carried),
        cmocka_unit_test(each_record_disposed_of_is_carried),
        cmocka_unit_test(a_list_that_could_not_be_read_is_not_written),
    };
    if (hash_setup() != 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
