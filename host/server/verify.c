/* Verification of a store; see verify.h. */
#include "engine/engine.h"
#include "server/verify_system.h"
#include "store/queries.h"
#include <string.h>

enum { SLICE = 256, STRAY_SLICE = 10000 };

void verify_tell(const verifying_t *v, int64_t record, diag_t *difference) {
    v->report->differences++;
    if (v->options->found != NULL) v->options->found(v->options->ctx, record, difference);
    diag_clear(difference);
}

/* Errors of reading that are about this record alone; all others end the verification. */
static bool about_record(const diag_t *d) {
    static const char *const ABOUT[] = {"store.chain",    "store.rows",   "store.corrupt",
                                        "event.corrupt",  "event.misfit", "event.version",
                                        "record.corrupt", "verify.state", "verify.family"};
    for (size_t i = 0; i < sizeof ABOUT / sizeof *ABOUT; i++)
        if (diag_is(d, ABOUT[i])) return true;
    return false;
}

/* Where two encodings part, for whoever has to find out why. */
static int states_differ(int64_t id, bytes_t stored, const buf_t *folded, diag_t *d) {
    size_t at = 0, least = stored.len < folded->len ? stored.len : folded->len;
    while (at < least && stored.at[at] == folded->at[at])
        at++;
    diag_set(d, "verify.state", NULL);
    diag_param_int(d, "record", id);
    diag_param_int(d, "at", (int64_t)at);
    return -1;
}

static int fold(verifying_t *v, int64_t id, bytes_t state, const event_row_t *rows, size_t count, diag_t *d) {
    record_t record = {0};
    buf_t folded;
    for (size_t i = 0; i < count; i++)
        if (apply(&record, &rows[i].event, &v->arena, d) != 0) return -1;
    buf_init(&folded, 0);
    record_encode(&record, &folded);
    int status = 0;
    if (folded.failed)
        status = diag_memory(d);
    else if (folded.len != state.len || memcmp(folded.at, state.at, state.len) != 0)
        status = states_differ(id, state, &folded, d);
    buf_free(&folded);
    if (status != 0 || store_rows_compare(v->store, &record, d) != 0) return -1;
    return verify_family(v, &record, d);
}

/* One record, as it stands at one moment. */
static int verify_record(verifying_t *v, int64_t id, diag_t *d) {
    bytes_t state;
    chain_t chain;
    event_row_t *rows;
    size_t count;
    bool more;
    if (store_record(v->store, id, &v->arena, &state, &chain, d) != 0) return -1;
    if (store_events(v->store, id, 0, (size_t)(chain.version > 0 ? chain.version : 1), EVENTS_OLDEST_FIRST,
                     &v->arena, &rows, &count, &more, d) != 0)
        return -1;
    v->report->events += (int64_t)count;
    if (store_chain_check(id, rows, count, &chain, d) != 0) return -1;
    return fold(v, id, state, rows, count, d);
}

static int verify_one(verifying_t *v, int64_t id, diag_t *d) {
    if (store_begin(v->store, d) != 0) return -1;
    int status = verify_record(v, id, d);
    store_rollback(v->store);
    arena_reset(&v->arena);
    if (status == 0 || !about_record(d)) return status;
    verify_tell(v, id, d);
    return 0;
}

static int verify_records(verifying_t *v, diag_t *d) {
    arena_t ids;
    int64_t *list, last = 0, seen = 0;
    size_t count = SLICE;
    arena_init(&ids, 0);
    int status = 0;
    while (status == 0 && count == SLICE && !v->report->stopped) {
        status = store_record_ids(v->store, last, SLICE, &ids, &list, &count, d);
        for (size_t i = 0; status == 0 && i < count && !v->report->stopped; i++) {
            last = list[i];
            if (v->options->every > 1 && seen++ % v->options->every != 0) continue;
            status = verify_one(v, last, d);
            v->report->records++;
            v->report->stopped = v->options->stop != NULL && *v->options->stop;
        }
        arena_reset(&ids);
        if (v->options->progress != NULL)
            v->options->progress(v->options->ctx, (size_t)v->report->records, 0);
    }
    arena_free(&ids);
    return status;
}

static int verify_strays(verifying_t *v, diag_t *d) {
    stray_cursor_t cursor = {0};
    bool done = false;
    while (!done && !v->report->stopped) {
        if (store_begin(v->store, d) != 0) return -1;
        int status = store_stray(v->store, &cursor, STRAY_SLICE, &done, d);
        store_rollback(v->store);
        if (status == 0) continue;
        if (!diag_is(d, "store.stray")) return -1;
        verify_tell(v, 0, d); /* the first is told; what follows it is likely of the same cause */
        return 0;
    }
    return 0;
}

int verify_store(const char *path, const store_options_t *options, const verify_options_t *verify,
                 verify_report_t *out, diag_t *d) {
    memset(out, 0, sizeof *out);
    verifying_t v = {.options = verify, .report = out};
    v.store = store_open(path, STORE_READ, options, d);
    if (v.store == NULL) return -1;
    arena_init(&v.arena, 0);
    int status = verify_system(v.store, verify, out, d);
    if (status == 0) status = verify_records(&v, d);
    if (status == 0 && verify->every == 0) status = verify_strays(&v, d);
    arena_free(&v.arena);
    store_close(v.store);
    return status;
}
