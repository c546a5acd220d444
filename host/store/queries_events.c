/* A record's events, walked backwards from its last one, and the check of their chain. */
#include "store/connection.h"
#include "store/queries.h"
#include <string.h>

static int corrupt(int64_t record, int64_t event, const char *what, diag_t *d) {
    diag_set(d, "store.corrupt", "what", what, NULL);
    diag_param_int(d, "record", record);
    diag_param_int(d, "event", event);
    return -1;
}

static void read_head(query_t *q, event_row_t *row) {
    event_t *e = &row->event;
    e->id = query_col_int(q, 0);
    e->record = query_col_int(q, 1);
    e->seq = query_col_int(q, 2);
    row->previous = query_col_int(q, 3);
    e->kind = (event_kind_t)query_col_int(q, 4);
    e->version = (uint16_t)query_col_int(q, 5);
    e->at = query_col_int(q, 8);
    e->recorded = query_col_int(q, 9);
    e->actor.kind = (actor_kind_t)query_col_int(q, 10);
    e->actor.person = query_col_int(q, 11);
    e->actor.principal = query_col_int(q, 12);
    e->actor.auth = (auth_kind_t)query_col_int(q, 13);
    e->actor.uid = query_col_int(q, 14);
    row->hash_alg = (int32_t)query_col_int(q, 15);
}

/* False: a blob has a length that none of ours has, or a ruleset is named that is not there. */
static bool read_blobs(query_t *q, event_row_t *row, arena_t *arena) {
    bytes_t salt = query_peek_blob(q, 19);
    bool good = query_col_hash(q, 6, &row->event.ruleset) && query_col_hash(q, 17, &row->digest) &&
                query_col_hash(q, 18, &row->hash) && (!salt.at || salt.len == SALT_SIZE) &&
                query_col_null(q, 6) == query_col_null(q, 7);
    row->payload = query_col_blob(q, 16, arena);
    row->personal = query_col_blob(q, 20, arena);
    row->has_personal = !query_col_null(q, 17);
    row->erased = row->has_personal && !salt.at;
    if (salt.at && salt.len == SALT_SIZE) memcpy(row->salt, salt.at, SALT_SIZE);
    return good && (row->has_personal || !salt.at);
}

static int event_read(store_t *s, int64_t record, int64_t id, arena_t *arena, event_row_t *row, diag_t *d) {
    query_t q;
    *row = (event_row_t){.previous = 0};
    if (query_open(&q, s, ST_event_get, d)) return -1;
    query_int(&q, id);
    int found = query_next(&q, d);
    if (found < 0) return -1;
    if (found == 0) return corrupt(record, id, "an event is missing", d);
    read_head(&q, row);
    bool good = read_blobs(&q, row, arena);
    query_close(&q);
    if (q.rc != SQLITE_OK) return diag_memory(d);
    if (!good) return corrupt(record, id, "an event's columns", d);
    if (row->event.record != record) return corrupt(record, id, "an event of another record", d);
    return 0;
}

static int event_decoded(event_row_t *row, arena_t *arena, diag_t *d) {
    const bytes_t none = {NULL, 0};
    return event_decode(row->payload, row->has_personal && !row->erased ? &row->personal : &none, arena,
                        &row->event, d);
}

static void reverse(event_row_t *rows, size_t count) {
    if (!rows) return;
    for (size_t i = 0; i < count / 2; i++) {
        event_row_t row = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = row;
    }
}

/* Walks from event `id`, newest first. */
static int walk(store_t *s, int64_t record, int64_t id, int64_t before, size_t max, arena_t *arena,
                list_t *out, bool *more, diag_t *d) {
    size_t room = max < 16 ? max : 16;
    int64_t expected = -1; /* unknown yet; seqs go down by one: a chain that runs in a circle ends here */
    event_row_t *rows = arena_array(arena, room, sizeof *rows), row;
    if (!rows) return diag_memory(d);
    while (id != 0 && out->count < max) {
        if (event_read(s, record, id, arena, &row, d)) return -1;
        if (row.event.seq < 1 || (expected >= 0 && row.event.seq != expected))
            return corrupt(record, id, "an event out of sequence", d);
        expected = row.event.seq - 1;
        id = row.previous;
        if (before && row.event.seq >= before) continue;
        if (event_decoded(&row, arena, d)) return -1;
        if (out->count == room) {
            rows = arena_grow(arena, rows, room, room * 2, sizeof *rows);
            room *= 2;
            if (!rows) return diag_memory(d);
        }
        rows[out->count++] = row;
    }
    out->at = rows;
    *more = id != 0;
    return 0;
}

static int last_event(store_t *s, int64_t record, int64_t *id, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_state_get, d)) return -1;
    query_int(&q, record);
    int row = query_next(&q, d);
    if (row > 0) *id = query_col_int(&q, 1);
    query_close(&q);
    if (row != 0) return row < 0 ? -1 : 0;
    diag_set(d, "store.not_found", NULL);
    diag_param_int(d, "id", record);
    return -1;
}

int store_events(store_t *s, int64_t record, int64_t before, size_t max, event_order_t order, arena_t *arena,
                 event_row_t **out, size_t *count, bool *more, diag_t *d) {
    list_t list = {NULL, 0};
    bool own = false;
    int64_t id = 0;
    *out = NULL;
    *count = 0;
    *more = false;
    if (read_begin(s, &own, d)) return -1;
    int rc = last_event(s, record, &id, d);
    if (rc == 0) rc = walk(s, record, id, before, max, arena, &list, more, d);
    if (read_end(s, own, rc, d)) return -1;
    if (order == EVENTS_OLDEST_FIRST) reverse(list.at, list.count);
    *out = list.at;
    *count = list.count;
    return 0;
}

int store_events_back(store_t *s, int64_t record, int64_t event, size_t max, arena_t *arena,
                      event_row_t **out, size_t *count, diag_t *d) {
    list_t list = {NULL, 0};
    bool own = false, more = false;
    *out = NULL;
    *count = 0;
    if (read_begin(s, &own, d)) return -1;
    if (read_end(s, own, walk(s, record, event, 0, max, arena, &list, &more, d), d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

static int chain_broken(int64_t record, const event_t *e, const char *what, diag_t *d) {
    diag_set(d, "store.chain", "what", what, NULL);
    diag_param_int(d, "record", record);
    if (e) {
        diag_param_int(d, "event", e->id);
        diag_param_int(d, "seq", e->seq);
    }
    return -1;
}

int store_event_check(const hash_t *previous, const event_row_t *row, hash_t *out, diag_t *d) {
    const event_t *e = &row->event;
    hash_t digest;
    buf_t head;
    if (row->hash_alg != HASH_ALG_BLAKE2B_256) return chain_broken(e->record, e, "algorithm", d);
    if (row->has_personal && !row->erased) {
        hash_salted(row->salt, row->personal.at, row->personal.len, &digest);
        if (!hash_equal(&digest, &row->digest)) return chain_broken(e->record, e, "digest", d);
    }
    buf_init(&head, 0);
    event_encode_head(e, &head);
    if (!head.failed) event_hash(previous, (bytes_t){head.at, head.len}, row->payload, &row->digest, out);
    bool failed = head.failed;
    buf_free(&head);
    if (failed) return diag_memory(d);
    return hash_equal(out, &row->hash) ? 0 : chain_broken(e->record, e, "hash", d);
}

int store_chain_check(int64_t record, const event_row_t *rows, size_t count, const chain_t *chain,
                      diag_t *d) {
    hash_t head = {{0}};
    int64_t previous = 0;
    instant_t recorded = INSTANT_NONE;
    for (size_t i = 0; i < count; i++) {
        const event_t *e = &rows[i].event;
        if (e->seq != (int64_t)i + 1) return chain_broken(record, e, "seq", d);
        if (rows[i].previous != previous) return chain_broken(record, e, "previous", d);
        if (e->recorded < recorded) return chain_broken(record, e, "time", d);
        if (store_event_check(&head, &rows[i], &head, d)) return -1;
        previous = e->id;
        recorded = e->recorded;
    }
    const event_t *last = count > 0 ? &rows[count - 1].event : NULL;
    if (chain->version != (int64_t)count || chain->last_event != previous) {
        return chain_broken(record, last, "length", d);
    }
    return hash_equal(&chain->head, &head) ? 0 : chain_broken(record, last, "head", d);
}
