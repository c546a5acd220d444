/* A store that bench fills holds records like those that people file: other ids and numbers, times that moved
 * together, and nothing that verify would find. */
#include "unit/failing.h"

#include "cli/bench.h"
#include "store/queries.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILLED = 5, EVERY_US = 90000000 };

typedef struct world {
    cli_t cli;
    bench_t bench;
    bench_company_t company;
    char folder[64];
    arena_t arena;
} world_t;

static void must(int status, const diag_t *d) {
    if (status != 0) fail_msg("%s", d->code != NULL ? d->code : "?");
}

static void begin(world_t *w) {
    diag_t d = {0};
    memset(w, 0, sizeof *w);
    snprintf(w->folder, sizeof w->folder, "/tmp/countersign-fill-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    w->cli.folder = w->folder;
    w->cli.out = w->cli.err = stderr;
    w->cli.texts = texts_open("en", &d);
    assert_int_equal(instant_parse("2026-03-02T09:00:00+08:00", &w->cli.clock), 0);
    w->bench.cli = &w->cli;
    must(bench_company_open(&w->company, &w->bench, &d), &d);
}

static void end(world_t *w) {
    bench_company_close(&w->company);
    assert_int_equal(rmdir(w->folder), 0);
    texts_close(w->cli.texts);
    arena_free(&w->cli.arena);
    arena_free(&w->arena);
}

/* Every record but the system's, by id. */
static record_t *records(world_t *w, size_t wanted) {
    diag_t d = {0};
    int64_t *ids;
    size_t count;
    bytes_t state;
    chain_t chain;
    store_t *store = host_store(bench_host(&w->company));
    must(store_record_ids(store, 0, 100, &w->arena, &ids, &count, &d), &d);
    assert_int_equal(count, wanted);
    record_t *all = arena_array(&w->arena, count, sizeof *all);
    assert_non_null(all);
    for (size_t i = 0; i < count; i++) {
        must(store_record(store, ids[i], &w->arena, &state, &chain, &d), &d);
        must(record_decode(state, &w->arena, &all[i], &d), &d);
    }
    return all;
}

static void assert_like(const record_t *a, const record_t *b) {
    instant_t moved = b->created_at - a->created_at;
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->version, b->version);
    assert_string_equal(a->flow, b->flow);
    assert_int_equal(a->step_count, b->step_count);
    assert_int_equal(a->task_count, b->task_count);
    for (size_t i = 0; i < a->task_count; i++) {
        assert_int_equal(a->tasks[i].person, b->tasks[i].person);
        assert_int_equal(a->tasks[i].state, b->tasks[i].state);
        assert_int_equal(b->tasks[i].opened_at - a->tasks[i].opened_at, moved);
        assert_int_equal(b->clocks[i].due_at - a->clocks[i].due_at, moved);
        assert_int_equal(b->clocks[i].task, b->tasks[i].id);
        if (a->clocks[i].rung_at != INSTANT_NONE)
            assert_int_equal(b->clocks[i].rung_at - a->clocks[i].rung_at, moved);
    }
}

static bool same_ids(const record_t *a, const record_t *b) {
    for (size_t i = 0; i < a->task_count; i++)
        for (size_t k = 0; k < b->task_count; k++)
            if (a->tasks[i].id == b->tasks[k].id || a->clocks[i].id == b->clocks[k].id) return true;
    return a->id == b->id || strcmp(a->number, b->number) == 0;
}

/* Fills, then files one more the ordinary way at the same pace: all of them are of one kind. */
static void assert_filled(world_t *w, int64_t model, const char *flow, bool approved) {
    diag_t d = {0};
    int64_t last;
    must(bench_fill(&w->company, model, FILLED, EVERY_US, &d), &d);
    w->cli.clock += EVERY_US / 1000;
    must(bench_file_one(&w->company, flow, &last, &d), &d);
    if (approved) bench_approve(&w->company, &last, 1, 1, &d);
    assert_null(d.code);
    record_t *all = records(w, FILLED + 2);
    for (size_t i = 0; i < FILLED + 2; i++) {
        assert_int_equal(all[i].created_at, all[0].created_at + (instant_t)i * EVERY_US / 1000);
        assert_int_equal(all[i].number_seq, i + 1);
        assert_like(&all[0], &all[i]);
        for (size_t k = 0; k < i; k++)
            assert_false(same_ids(&all[i], &all[k]));
    }
    bench_company_leave(&w->company);
    must(bench_fill_check(&w->company, 0, &d), &d);
}

static void open_records_are_filled_with_their_deadlines(void **state) {
    (void)state;
    diag_t d = {0};
    world_t w;
    int64_t model;
    deadline_t *due;
    size_t count;
    begin(&w);
    must(bench_file_one(&w.company, "bench.open", &model, &d), &d);
    assert_filled(&w, model, "bench.open", false);
    must(bench_company_again(&w.company, &d), &d);
    must(store_due(host_store(bench_host(&w.company)), INSTANT_MAX, 1000, &w.arena, &due, &count, &d), &d);
    assert_int_equal(count, (FILLED + 2) * OPEN_TASKS);
    end(&w);
}

static void finished_records_are_filled_with_their_decisions(void **state) {
    (void)state;
    diag_t d = {0};
    world_t w;
    int64_t model;
    begin(&w);
    must(bench_file_one(&w.company, "bench.hour", &model, &d), &d);
    bench_approve(&w.company, &model, 1, 1, &d);
    assert_null(d.code);
    assert_filled(&w, model, "bench.hour", true);
    end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_records_are_filled_with_their_deadlines),
        cmocka_unit_test(finished_records_are_filled_with_their_decisions),
    };
    if (hash_setup() != 0) return 2;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
