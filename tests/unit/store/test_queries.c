/* Lists: inboxes, records by filter and page, deadlines in order, counts. */
#include "unit/store/fixture.h"

static void an_inbox_shows_all_it_needs_and_only_what_is_open(void **state) {
    fixture_t *f = *state;
    life_t going, done;
    open_task_t *tasks = NULL;
    size_t count = 0;
    fx_submitted(f, &going, 1, 42);
    fx_finished(f, &done, 2, 42);
    fx_ok(f, store_tasks_of(f->store, 42, 0, 10, &f->arena, &tasks, &count, &f->d));
    assert_int_equal(count, 1);
    assert_int_equal(tasks[0].task, going.tasks[0].id);
    assert_int_equal(tasks[0].record, going.record.id);
    assert_int_equal(tasks[0].person, 42);
    assert_int_equal(tasks[0].initiator, 7);
    assert_string_equal(tasks[0].number, "EXP-2026-000001");
    assert_string_equal(tasks[0].flow, "finance.declaration");
    assert_string_equal(tasks[0].step_name, "administration");
    assert_int_equal(tasks[0].step_kind, STEP_APPROVE);
    assert_true(tasks[0].due_at == going.clocks[0].due_at);
    fx_ok(f, store_tasks_of_record(f->store, going.record.id, &f->arena, &tasks, &count, &f->d));
    assert_int_equal(count, 1);
    assert_string_equal(tasks[0].step_name, "administration");
    assert_true(tasks[0].due_at == going.clocks[0].due_at);
    fx_ok(f, store_tasks_of_record(f->store, done.record.id, &f->arena, &tasks, &count, &f->d));
    assert_int_equal(count, 0);
}

static void an_inbox_goes_on_from_the_last_task(void **state) {
    fixture_t *f = *state;
    life_t l;
    open_task_t *tasks = NULL;
    size_t count = 0, seen = 0;
    int64_t after = 0;
    for (int i = 1; i <= 7; i++) {
        fx_submitted(f, &l, i, 42);
        fx_submitted(f, &l, 100 + i, 41 + 2 * (i % 2)); /* neighbours */
    }
    do {
        fx_ok(f, store_tasks_of(f->store, 42, after, 3, &f->arena, &tasks, &count, &f->d));
        for (size_t i = 0; i < count; i++) {
            assert_true(tasks[i].task > after);
            assert_int_equal(tasks[i].person, 42);
            after = tasks[i].task;
            seen++;
        }
    } while (count == 3);
    assert_int_equal(seen, 7);
}

/* A record in any state, without events: only lists look at it. `notice`: its initiator has yet to take
 * notice of a refusal. */
static int64_t plant(fixture_t *f, record_state_t state, bool notice, const char *flow,
                     const char *department, int64_t initiator) {
    life_t l;
    fx_begin(f);
    fx_draft(f, &l, initiator, flow);
    l.record.department = department;
    l.record.state = state;
    if (state == RECORD_SUSPENDED) l.record.suspended_from = RECORD_OPEN;
    if (notice) {
        l.steps[0] = (step_t){.no = 1,
                              .kind = STEP_ACKNOWLEDGE,
                              .state = STEP_OPEN,
                              .name = "notice",
                              .opened_at = f->now,
                              .ended_at = INSTANT_NONE};
        l.record.step_count = 1;
    }
    fx_write(f, &l);
    fx_commit(f);
    return l.record.id;
}

typedef struct planted {
    int64_t id, initiator;
    record_state_t state;
    bool notice;
    const char *flow, *department;
} planted_t;

enum { PLANTED = 90 };

static bool matches(const planted_t *p, const record_filter_t *f) {
    bool refused = p->notice && (p->state == RECORD_OPEN || p->state == RECORD_OWING);
    if (f->to_acknowledge && !refused) return false;
    if (f->state && (p->state != f->state || refused)) return false;
    if (!f->state && f->going && record_has_ended(p->state)) return false;
    if (f->initiator && p->initiator != f->initiator) return false;
    if (f->flow && strcmp(p->flow, f->flow) != 0) return false;
    return !f->department || strcmp(p->department, f->department) == 0;
}

/* All pages of a filter against a walk over what was planted. */
static void filter_agrees(fixture_t *f, const planted_t *all, record_filter_t filter, size_t page) {
    record_row_t *rows = NULL;
    size_t count = 0;
    int next = PLANTED - 1;
    do {
        fx_ok(f, store_records(f->store, &filter, page, &f->arena, &rows, &count, &f->d));
        for (size_t i = 0; i < count; i++) {
            while (next >= 0 && !matches(&all[next], &filter))
                next--;
            assert_true(next >= 0);
            assert_int_equal(rows[i].id, all[next].id);
            assert_int_equal(rows[i].state, all[next].state);
            assert_string_equal(rows[i].department, all[next].department);
            filter.before = rows[i].id;
            next--;
        }
    } while (count == page);
    while (next >= 0 && !matches(&all[next], &filter))
        next--;
    assert_int_equal(next, -1);
}

static void every_filter_and_page_agrees_with_a_plain_walk(void **state) {
    static const char *const flows[] = {NULL, "a.flow", "b.flow"}, *const departments[] = {NULL, "x", "y"};
    fixture_t *f = *state;
    planted_t all[PLANTED];
    for (int i = 0; i < PLANTED; i++) {
        planted_t *p = &all[i];
        p->state = (record_state_t)(1 + i * 7 % RECORD_STATE_LAST);
        p->notice = i / 2 % 2 == 1; /* of any state: a suspended record is listed as suspended */
        p->flow = flows[1 + i / 3 % 2];
        p->department = departments[1 + i / 5 % 2];
        p->initiator = 1 + i / 4 % 3;
        p->id = plant(f, p->state, p->notice, p->flow, p->department, p->initiator);
    }
    for (int flow = 0; flow < 3; flow++) {
        for (int department = 0; department < 3; department++) {
            for (int initiator = 0; initiator < 2; initiator++) {
                for (int which = -2; which <= RECORD_STATE_LAST; which++) {
                    record_filter_t filter = {.flow = flows[flow],
                                              .department = departments[department],
                                              .initiator = initiator,
                                              .going = which == -1,
                                              .to_acknowledge = which == -2,
                                              .state = which < 0 ? 0 : (record_state_t)which};
                    filter_agrees(f, all, filter, 4);
                }
            }
        }
        arena_reset(&f->arena);
    }
}

static void a_walk_over_all_records_meets_each_once(void **state) {
    fixture_t *f = *state;
    int64_t planted[7], after = 0, *ids = NULL;
    size_t count = 0, seen = 0;
    for (int i = 0; i < 7; i++)
        planted[i] = plant(f, RECORD_DRAFT, false, "a.flow", "x", 1);
    do {
        fx_ok(f, store_record_ids(f->store, after, 3, &f->arena, &ids, &count, &f->d));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(ids[i], planted[seen++]);
        if (count > 0) after = ids[count - 1];
    } while (count == 3);
    assert_int_equal(seen, 7);
}

static void deadlines_come_in_order_of_time_then_clock(void **state) {
    fixture_t *f = *state;
    deadline_t *due = NULL;
    size_t count = 0;
    instant_t next = 0;
    fx_ok(f, store_next_due(f->store, &next, &f->d));
    assert_true(next == INSTANT_NONE);
    fx_tamper(f,
              "INSERT INTO deadlines VALUES (300, 1, 9, 0), (100, 5, 9, 1), (200, 2, 9, 0), (100, 3, 9, 2)");
    fx_ok(f, store_next_due(f->store, &next, &f->d));
    assert_int_equal(next, 100);
    fx_ok(f, store_due(f->store, 200, 10, &f->arena, &due, &count, &f->d));
    assert_int_equal(count, 3);
    assert_int_equal(due[0].clock, 3);
    assert_int_equal(due[0].rung, 2);
    assert_int_equal(due[1].clock, 5);
    assert_int_equal(due[2].clock, 2);
    fx_ok(f, store_due(f->store, 1000, 2, &f->arena, &due, &count, &f->d));
    assert_int_equal(count, 2);
    fx_ok(f, store_due(f->store, 99, 2, &f->arena, &due, &count, &f->d));
    assert_int_equal(count, 0);
}

static void what_fires_next_is_shown_with_its_record_and_step(void **state) {
    fixture_t *f = *state;
    life_t l;
    deadline_row_t *rows = NULL;
    size_t count = 0;
    deadline_t after = {.due = INSTANT_NONE};
    for (int i = 1; i <= 5; i++)
        fx_submitted(f, &l, i, 42);
    size_t seen = 0;
    do {
        fx_ok(f, store_deadline_rows(f->store, seen ? &after : NULL, 2, &f->arena, &rows, &count, &f->d));
        for (size_t i = 0; i < count; i++) {
            assert_true(rows[i].deadline.due > after.due);
            after = rows[i].deadline;
            seen++;
        }
    } while (count == 2);
    assert_int_equal(seen, 5);
    assert_int_equal(rows[0].deadline.record, l.record.id);
    assert_string_equal(rows[0].number, "EXP-2026-000005");
    assert_string_equal(rows[0].step_name, "administration");
    assert_int_equal(rows[0].person, 42);
    assert_int_equal(rows[0].task, l.tasks[0].id);
}

static void counts_stop_at_their_limit(void **state) {
    fixture_t *f = *state;
    life_t l;
    store_counts_t counts;
    for (int i = 1; i <= 5; i++)
        fx_submitted(f, &l, i, 42);
    fx_finished(f, &l, 6, 42);
    plant(f, RECORD_WITHDRAWN, false, "a.flow", "x", 1);
    fx_ok(f, store_count(f->store, 100, f->now + 3 * (int64_t)MS_DAY - 4000, &counts, &f->d));
    assert_int_equal(counts.records, 7);
    assert_int_equal(counts.by_state[RECORD_OPEN], 5);
    assert_int_equal(counts.by_state[RECORD_WITHDRAWN], 1);
    assert_int_equal(counts.by_state[RECORD_FINISHED], 0);
    assert_int_equal(counts.open_tasks, 5);
    assert_int_equal(counts.deadlines, 5);
    assert_int_equal(counts.waiting, 8);
    assert_int_equal(counts.stuck, 0);
    assert_in_range(counts.overdue, 1, 5);
    fx_ok(f, store_count(f->store, 3, 0, &counts, &f->d));
    assert_int_equal(counts.records, 3);
    assert_int_equal(counts.open_tasks, 3);
    assert_int_equal(counts.overdue, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(an_inbox_shows_all_it_needs_and_only_what_is_open),
        TEST(an_inbox_goes_on_from_the_last_task),
        TEST(every_filter_and_page_agrees_with_a_plain_walk),
        TEST(a_walk_over_all_records_meets_each_once),
        TEST(deadlines_come_in_order_of_time_then_clock),
        TEST(what_fires_next_is_shown_with_its_record_and_step),
        TEST(counts_stop_at_their_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
