/* Derived rows follow the state through a record's life; verify names the first that does not, and finds rows
 * that belong to nothing. */
#include "unit/store/fixture.h"

static void stray_none(fixture_t *f) {
    stray_cursor_t cursor = {0};
    bool done = false;
    for (int i = 0; i < 1000 && !done; i++)
        fx_ok(f, store_stray(f->store, &cursor, 2, &done, &f->d));
    assert_true(done);
}

static void stray_found(fixture_t *f, const char *table) {
    stray_cursor_t cursor = {0};
    bool done = false;
    int rc = 0;
    for (int i = 0; i < 1000 && !done && rc == 0; i++)
        rc = store_stray(f->store, &cursor, 2, &done, &f->d);
    fx_refused(f, rc, "store.stray");
    assert_string_equal(diag_get(&f->d, "table"), table);
}

static void rows_follow_the_state_all_along(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_begin(f);
    fx_draft(f, &l, 7, "finance.declaration");
    fx_write(f, &l);
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
    fx_submit(f, &l, 1, 42);
    fx_write(f, &l);
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
    for (int i = 0; i < FX_STEPS; i++) {
        fx_approve(f, &l, 43 + i);
        fx_write(f, &l);
        fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
    }
    fx_commit(f);
    stray_none(f);
}

static void a_deadline_moves_with_its_clock(void **state) {
    fixture_t *f = *state;
    life_t l;
    deadline_t *due = NULL;
    size_t count = 0;
    fx_submitted(f, &l, 1, 42);
    instant_t first = l.clocks[0].rung_at;
    fx_begin(f);
    fx_change(f, &l);
    event_t *e = fx_event(f, &l, EVENT_RUNG);
    e->u.rung.clock = l.clocks[0].id;
    e->u.rung.outcome = RUNG_FIRED;
    e->u.rung.due = first;
    e->u.rung.did = "remind";
    l.clocks[0].next_rung = e->u.rung.next_rung = 1;
    l.clocks[0].rung_at = e->u.rung.rung_at = first + MS_DAY;
    l.clocks[0].rungs_past = 1;
    fx_write(f, &l);
    fx_commit(f);
    fx_ok(f, store_due(f->store, INT64_MAX, 10, &f->arena, &due, &count, &f->d));
    assert_int_equal(count, 1);
    assert_true(due[0].due == first + MS_DAY);
    assert_int_equal(due[0].rung, 1);
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
    stray_none(f);
}

static void a_form_edited_takes_the_records_row_back_to_draft(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_begin(f);
    fx_draft(f, &l, 7, "finance.declaration");
    l.record.state = RECORD_PREPARED;
    fx_write(f, &l);
    fx_change(f, &l);
    fx_event(f, &l, EVENT_EDITED);
    l.record.state = RECORD_DRAFT;
    fx_write(f, &l);
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
    fx_commit(f);
}

static void clocks_are_compared_task_by_task_whichever_began_first(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    fx_begin(f);
    fx_approve(f, &l, 43);
    /* The first of two had to wait for its turn: its clock is the newer one. */
    l.clocks[0].id = l.clocks[1].id + 1;
    fx_write(f, &l);
    fx_commit(f);
    fx_tamper(f, "DELETE FROM clocks WHERE id = (SELECT min(id) FROM clocks)");
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
    fx_tamper(f, "UPDATE clocks SET due_at = 5 WHERE id = (SELECT max(id) FROM clocks)");
    fx_refused(f, store_rows_compare(f->store, &l.record, &f->d), "store.rows");
    assert_string_equal(diag_get(&f->d, "column"), "due_at");
}

static void a_reassigned_task_changes_inboxes(void **state) {
    fixture_t *f = *state;
    life_t l;
    open_task_t *tasks = NULL;
    size_t count = 0;
    fx_submitted(f, &l, 1, 42);
    fx_begin(f);
    fx_change(f, &l);
    event_t *e = fx_event(f, &l, EVENT_TASK_REASSIGNED);
    e->u.task_reassigned.task = l.tasks[0].id;
    e->u.task_reassigned.from = 42;
    l.tasks[0].person = e->u.task_reassigned.to = 50;
    e->u.task_reassigned.reason = l.tasks[0].reason = "people.superior";
    e->u.task_reassigned.reason_text = l.tasks[0].reason_text = "42";
    fx_write(f, &l);
    fx_commit(f);
    fx_ok(f, store_tasks_of(f->store, 42, 0, 10, &f->arena, &tasks, &count, &f->d));
    assert_int_equal(count, 0);
    fx_ok(f, store_tasks_of(f->store, 50, 0, 10, &f->arena, &tasks, &count, &f->d));
    assert_int_equal(count, 1);
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
    stray_none(f);
}

static void the_first_difference_is_named(void **state) {
    static const struct {
        const char *sql, *table, *column, *have, *should;
    } cases[] = {
        {"UPDATE records SET state = 7 WHERE id > 0", "records", "state", "7", "4"},
        {"UPDATE records SET number = NULL", "records", "number", "NULL", "EXP-2026-000001"},
        {"UPDATE states SET body = CAST(body || x'00' AS BLOB) WHERE record > 0", "states", "body", NULL,
         NULL},
        {"UPDATE states SET version = 3 WHERE record > 0", "states", "version", "3", "5"},
        {"UPDATE steps SET name = 'x' WHERE no = 2", "steps", "name", "x", "supervisor"},
        {"DELETE FROM steps WHERE no = 3", "steps", "", "no row", "a row"},
        {"INSERT INTO steps SELECT record, 9, parent, stage, round, kind, state, name, opened_at, ended_at "
         "FROM "
         "steps WHERE no = 3",
         "steps", "", "a row", "no row"},
        {"UPDATE tasks SET person = 1", "tasks", "person", "1", "42"},
        {"UPDATE clocks SET due_at = 5", "clocks", "due_at", "5", NULL},
        {"DELETE FROM clocks", "clocks", "", "no row", "a row"},
        {"UPDATE open_tasks SET step_name = 'x'", "open_tasks", "step_name", "x", "administration"},
        {"DELETE FROM open_tasks", "open_tasks", "", "no row", "a row"},
        {"UPDATE deadlines SET rung = 4", "deadlines", "rung", "4", "0"},
        {"DELETE FROM deadlines", "deadlines", "", "no row", "a row"},
    };
    fixture_t *f = *state;
    life_t l;
    char copy[128], command[320];
    fx_submitted(f, &l, 1, 42);
    fx_close(f);
    snprintf(copy, sizeof copy, "%s/kept.db", f->folder);
    snprintf(command, sizeof command, "cp '%s' '%s'", f->path, copy);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "cp '%s' '%s'", copy, f->path);
    fx_open(f, STORE_WRITE, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fx_close(f);
        assert_int_equal(system(command), 0);
        fx_open(f, STORE_WRITE, NULL);
        fx_tamper(f, cases[i].sql);
        fx_refused(f, store_rows_compare(f->store, &l.record, &f->d), "store.rows");
        assert_string_equal(diag_get(&f->d, "table"), cases[i].table);
        assert_string_equal(diag_get(&f->d, "column"), cases[i].column);
        if (cases[i].have) assert_string_equal(diag_get(&f->d, "have"), cases[i].have);
        if (cases[i].should) assert_string_equal(diag_get(&f->d, "should"), cases[i].should);
    }
}

static void rows_that_belong_to_nothing_are_found(void **state) {
    static const struct {
        const char *sql, *table;
    } cases[] = {
        {"INSERT INTO deadlines VALUES (5, 6, 7, 0)", "deadlines"},
        {"DELETE FROM deadlines WHERE clock = 6; UPDATE clocks SET state = 3", "deadlines"},
        {"UPDATE clocks SET state = 1; INSERT INTO open_tasks SELECT 77, task, record, number, flow, "
         "initiator, step, "
         "step_kind, step_name, principal, opened_at, due_at, provisional FROM open_tasks",
         "open_tasks"},
        {"DELETE FROM open_tasks WHERE person = 77; INSERT INTO steps VALUES (3, 1, 0, 0, 0, 10, 1, 'x', "
         "NULL, NULL)",
         "steps"},
    };
    fixture_t *f = *state;
    life_t l;
    for (int i = 1; i <= 5; i++)
        fx_submitted(f, &l, i, 42);
    stray_none(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fx_tamper(f, cases[i].sql);
        stray_found(f, cases[i].table);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(rows_follow_the_state_all_along),
        TEST(a_deadline_moves_with_its_clock),
        TEST(a_reassigned_task_changes_inboxes),
        TEST(the_first_difference_is_named),
        TEST(rows_that_belong_to_nothing_are_found),
        TEST(clocks_are_compared_task_by_task_whichever_began_first),
        TEST(a_form_edited_takes_the_records_row_back_to_draft),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
