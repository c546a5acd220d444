/* Every allocation that the store or SQLite makes is refused once: nothing crashes, nothing leaks, the batch
 * is rolled back, memory that comes back is enough to go on. */
#include "store/bench.h"
#include "store/outbox.h"
#include "unit/failing.h"
#include "unit/store/fixture.h"

typedef struct attempt {
    fixture_t *f;
    life_t life; /* at the start of each attempt */
    int64_t id;
} attempt_t;

static void refused_for_memory(const diag_t *d) {
    if (!diag_is(d, "memory.out")) /* a deadline that fails for anything else is put away for good */
        fail_msg("%s", d->code ? d->code : "(none)");
    assert_false(store_fatal(d));
}

/* One batch of two changes; rolled back at the end so that the next attempt finds the same store. */
static int write_batch(void *ctx) {
    attempt_t *a = ctx;
    store_t *s = a->f->store;
    arena_t arena;
    diag_t d;
    chain_t chain = a->life.chain;
    bytes_t state;
    diag_init(&d);
    arena_init(&arena, 0);
    int rc = store_begin(s, &d);
    if (rc == 0) rc = store_savepoint(s, &d);
    if (rc == 0) rc = store_write(s, &a->life.change, &chain, &arena, &state, &d);
    if (rc) assert_int_equal(chain.version, a->life.chain.version);
    if (rc == 0) rc = store_release(s, &d);
    if (rc) refused_for_memory(&d);
    store_rollback(s);
    diag_clear(&d);
    arena_free(&arena);
    return rc;
}

static void a_write_without_memory_is_rolled_back(void **state) {
    attempt_t a = {.f = *state};
    fx_submitted(a.f, &a.life, 1, 42);
    fx_approve(a.f, &a.life, 43);
    int64_t made = each_allocation_fails(write_batch, &a, false);
    assert_true(made > 5);
    /* the statements are prepared by now; with fresh ones and a fresh cache there is more to refuse */
    fx_close(a.f);
    fx_open(a.f, STORE_WRITE, NULL);
    each_allocation_fails(write_batch, &a, false);
    fx_begin(a.f);
    fx_write(a.f, &a.life);
    fx_commit(a.f);
    fx_ok(a.f, store_rows_compare(a.f->store, &a.life.record, &a.f->d));
}

static int commit_one(void *ctx) {
    attempt_t *a = ctx;
    diag_t d;
    diag_init(&d);
    int rc = store_begin(a->f->store, &d);
    if (rc == 0) {
        rc = store_setting_put(a->f->store, "a", "b", &d);
        if (rc)
            store_rollback(a->f->store);
        else
            rc = store_commit(a->f->store, &d);
    }
    if (rc) refused_for_memory(&d);
    diag_clear(&d);
    return rc;
}

static void a_commit_without_memory_is_rolled_back(void **state) {
    attempt_t a = {.f = *state};
    each_allocation_fails(commit_one, &a, false);
}

static int open_and_close(void *ctx) {
    attempt_t *a = ctx;
    diag_t d;
    diag_init(&d);
    store_t *s = store_open(a->f->path, STORE_WRITE, NULL, &d);
    if (!s) refused_for_memory(&d);
    store_close(s);
    diag_clear(&d);
    return s ? 0 : -1;
}

static void opening_without_memory_fails_clean(void **state) {
    attempt_t a = {.f = *state};
    fx_close(a.f);
    assert_true(each_allocation_fails(open_and_close, &a, false) > 10);
    fx_open(a.f, STORE_WRITE, NULL);
}

static int read_all(void *ctx) {
    attempt_t *a = ctx;
    store_t *s = a->f->store;
    arena_t arena;
    diag_t d;
    open_task_t *tasks;
    event_row_t *events;
    record_row_t *records;
    outbox_row_t *outbox;
    record_filter_t going = {.going = true};
    size_t count;
    bool more;
    diag_init(&d);
    arena_init(&arena, 0);
    int rc = store_tasks_of(s, 42, 0, 10, &arena, &tasks, &count, &d);
    if (rc == 0) rc = store_events(s, a->id, 0, 100, EVENTS_OLDEST_FIRST, &arena, &events, &count, &more, &d);
    if (rc == 0) rc = store_records(s, &going, 10, &arena, &records, &count, &d);
    if (rc == 0) rc = outbox_rows(s, OUTBOX_LIST_ALL, 0, 10, &arena, &outbox, &count, &d);
    if (rc == 0) rc = store_rows_compare(s, &a->life.record, &d);
    if (rc) refused_for_memory(&d);
    diag_clear(&d);
    arena_free(&arena);
    return rc;
}

static void reading_without_memory_fails_clean(void **state) {
    attempt_t a = {.f = *state};
    fx_submitted(a.f, &a.life, 1, 42);
    a.id = a.life.record.id;
    fx_close(a.f);
    fx_open(a.f, STORE_READ, NULL);
    assert_true(each_allocation_fails(read_all, &a, false) > 10);
}

static int load_directory(void *ctx) {
    attempt_t *a = ctx;
    diag_t d;
    diag_init(&d);
    directory_t *dir = store_directory(a->f->store, &d);
    if (!dir)
        refused_for_memory(&d);
    else
        assert_int_equal(directory_people(dir), 2);
    directory_unref(dir);
    diag_clear(&d);
    return dir ? 0 : -1;
}

static void a_directory_without_memory_is_none_never_half(void **state) {
    attempt_t a = {.f = *state};
    const char *const department[] = {"key", "a", "name_en", "A", NULL};
    const char *const one[] = {"handle", "one", "name", "One", "department", "a", NULL};
    const char *const two[] = {"handle", "two", "name", "Two", NULL};
    fx_ok(a.f, store_people_put(a.f->store, PEOPLE_DEPARTMENTS, department, 0, &a.f->d));
    fx_ok(a.f, store_people_put(a.f->store, PEOPLE_PERSONS, one, 1, &a.f->d));
    fx_ok(a.f, store_people_put(a.f->store, PEOPLE_PERSONS, two, 2, &a.f->d));
    each_allocation_fails(load_directory, &a, false);
}

/* bench's tape: the same rows, byte for byte, from the bare statements. */
static void a_tape_plays_the_same_rows(void **state) {
    fixture_t *f = *state;
    life_t l, dropped;
    char path[128];
    tape_t *tape = tape_new(&f->d);
    assert_non_null(tape);
    store_record_on(f->store, tape);
    fx_finished(f, &l, 1, 42);
    size_t mark = tape_mark(tape);
    fx_begin(f);
    fx_draft(f, &dropped, 7, "a.flow");
    fx_write(f, &dropped);
    store_rollback(f->store);
    tape_cut(tape, mark);
    store_record_on(f->store, NULL);
    snprintf(path, sizeof path, "%s/bare.db", f->folder);
    store_t *bare = store_open(path, STORE_CREATE, NULL, &f->d);
    assert_non_null(bare);
    fx_ok(f, store_begin(bare, &f->d));
    fx_ok(f, tape_play(bare, tape, 0, mark, &f->d));
    fx_ok(f, store_commit(bare, &f->d));
    store_t *own = f->store;
    f->store = bare;
    fx_ok(f, store_rows_compare(bare, &l.record, &f->d));
    bytes_t body;
    chain_t chain;
    fx_ok(f, store_record(bare, l.record.id, &f->arena, &body, &chain, &f->d));
    assert_true(hash_equal(&chain.head, &l.chain.head));
    fx_refused(f, store_record(bare, dropped.record.id, &f->arena, &body, &chain, &f->d), "store.not_found");
    f->store = own;
    store_close(bare);
    tape_free(tape);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(a_write_without_memory_is_rolled_back),
        TEST(a_commit_without_memory_is_rolled_back),
        TEST(opening_without_memory_fails_clean),
        TEST(reading_without_memory_fails_clean),
        TEST(a_directory_without_memory_is_none_never_half),
        TEST(a_tape_plays_the_same_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
