/* Many records like one: its events with other ids, numbers and times, folded by the engine's apply and
 * written by the store, as the writer would have left them. Rules and people are not asked again, which is
 * all that makes it faster than filing each. */
#include "cli/bench.h"
#include "cli/verbs.h"
#include "engine/engine.h"
#include "server/verify.h"
#include "store/queries.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { RECORDS_A_COMMIT = 1000, IDS_MAX = 64, PREFIX_MAX = 16 };

typedef struct filling {
    bench_company_t *c;
    event_row_t *like; /* the record to copy */
    size_t count;
    instant_t made;
    char prefix[PREFIX_MAX];
    int32_t year;
    int64_t seq; /* of the last number given */
    struct {
        int64_t old, fresh;
    } ids[IDS_MAX]; /* of the record in hand */
    size_t id_count;
} filling_t;

/* What that id of the model is in the record in hand. */
static int64_t fresh(filling_t *f, int64_t old) {
    if (old == 0) return 0;
    for (size_t i = 0; i < f->id_count; i++)
        if (f->ids[i].old == old) return f->ids[i].fresh;
    if (f->id_count == IDS_MAX) return 0; /* apply refuses the event then */
    int64_t id = id_next(host_ids(bench_host(f->c)), f->c->b->cli->clock);
    f->ids[f->id_count].old = old;
    f->ids[f->id_count++].fresh = id;
    return id;
}

static void give_number(filling_t *f, event_t *e, arena_t *arena) {
    f->seq++;
    e->u.submitted.number_seq = f->seq;
    e->u.submitted.number =
        arena_printf(arena, "%s-%" PRId32 "-%06" PRId64, f->prefix, e->u.submitted.number_year, f->seq);
}

/* The kinds of events that the bench's own records have; another would be left with the model's ids, which
 * verify would tell. */
static void make_fresh(filling_t *f, event_t *e, arena_t *arena) {
    instant_t moved = f->c->b->cli->clock - f->made;
    e->id = id_next(host_ids(bench_host(f->c)), f->c->b->cli->clock);
    e->record = fresh(f, e->record);
    e->at += moved;
    e->recorded += moved;
    if (e->kind == EVENT_SUBMITTED) give_number(f, e, arena);
    if (e->kind == EVENT_TASK_DECIDED) e->u.task_decided.task = fresh(f, e->u.task_decided.task);
    if (e->kind != EVENT_TASK_OPENED) return;
    e->u.task_opened.task = fresh(f, e->u.task_opened.task);
    e->u.task_opened.clock = fresh(f, e->u.task_opened.clock);
    e->u.task_opened.due.at += moved;
    if (e->u.task_opened.rung_at != INSTANT_NONE) e->u.task_opened.rung_at += moved;
}

static int write_one(filling_t *f, arena_t *arena, diag_t *d) {
    record_t record = {0};
    chain_t chain = {0};
    bytes_t state;
    event_t *events = arena_array(arena, f->count, sizeof *events);
    if (events == NULL) return diag_memory(d);
    f->id_count = 0;
    for (size_t i = 0; i < f->count; i++) {
        events[i] = f->like[i].event;
        make_fresh(f, &events[i], arena);
        if (apply(&record, &events[i], arena, d) != 0) return -1;
    }
    change_t change = {
        .record = &record, .events = events, .event_count = f->count, .now = f->c->b->cli->clock};
    return store_write(host_store(bench_host(f->c)), &change, &chain, arena, &state, d);
}

static int write_some(filling_t *f, instant_t begin, size_t from, size_t to, int64_t every_us, arena_t *arena,
                      diag_t *d) {
    for (size_t i = from; i < to; i++) {
        f->c->b->cli->clock = begin + (instant_t)(i + 1) * every_us / 1000;
        if (write_one(f, arena, d) != 0) return -1;
        arena_reset(arena);
    }
    return store_number_put(host_store(bench_host(f->c)), f->prefix, f->year, f->seq, d);
}

static int write_all(filling_t *f, size_t count, int64_t every_us, arena_t *arena, diag_t *d) {
    store_t *store = host_store(bench_host(f->c));
    instant_t begin = f->c->b->cli->clock;
    for (size_t i = 0; i < count; i += RECORDS_A_COMMIT) {
        if (cli_stop) return diag_set(d, "bench.stopped", NULL);
        size_t end = i + RECORDS_A_COMMIT < count ? i + RECORDS_A_COMMIT : count;
        if (store_begin(store, d) != 0) return -1;
        if (write_some(f, begin, i, end, every_us, arena, d) != 0) {
            store_rollback(store);
            return -1;
        }
        if (store_commit(store, d) != 0 || store_checkpoint_maybe(store, false, d) != 0) return -1;
        verb_progress(f->c->b->cli, end, count);
    }
    return 0;
}

/* Where the series of numbers stands after the model's. */
static void read_number(filling_t *f) {
    for (size_t i = 0; i < f->count; i++) {
        const event_t *e = &f->like[i].event;
        if (e->kind != EVENT_SUBMITTED || e->u.submitted.number == NULL) continue;
        size_t length = strcspn(e->u.submitted.number, "-");
        snprintf(f->prefix, sizeof f->prefix, "%.*s", (int)length, e->u.submitted.number);
        f->year = e->u.submitted.number_year;
    }
}

int bench_fill(bench_company_t *c, int64_t record, size_t count, int64_t every_us, diag_t *d) {
    filling_t f = {.c = c};
    store_t *store = host_store(bench_host(c));
    arena_t model, work;
    bytes_t state;
    chain_t chain;
    bool more;
    arena_init(&model, 0);
    arena_init(&work, 0);
    int status = store_record(store, record, &model, &state, &chain, d);
    if (status == 0)
        status = store_events(store, record, 0, (size_t)chain.version, EVENTS_OLDEST_FIRST, &model, &f.like,
                              &f.count, &more, d);
    if (status == 0) {
        f.made = f.like[0].event.at;
        read_number(&f);
        status = store_number(store, f.prefix, f.year, &f.seq, d);
        f.seq--; /* store_number tells the next */
    }
    if (status == 0) status = write_all(&f, count, every_us, &work, d);
    arena_free(&work);
    arena_free(&model);
    return status;
}

static void keep_first(void *ctx, int64_t record, const diag_t *difference) {
    (void)record;
    diag_t *d = ctx;
    if (d->code == NULL) diag_copy(d, difference);
}

int bench_fill_check(bench_company_t *c, int64_t every, diag_t *d) {
    verify_options_t options = {.found = keep_first, .ctx = d, .stop = &cli_stop, .every = every};
    verify_report_t report;
    if (verify_store(bench_path(c, "countersign.db"), &(store_options_t){0}, &options, &report, d) != 0)
        return -1;
    return d->code == NULL ? 0 : -1;
}
