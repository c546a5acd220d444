/* What one command caused, written: its events onto the record's chain, the state after them, derived rows,
 * messages and incidents. The chain's rule: hash = event_hash(previous hash, head, payload, digest), where
 * the digest is all zero for an event without personal values. */
#include "store/rows.h"
#include <string.h>

static int event_insert(store_t *s, const event_t *e, const chain_t *chain, const hash_t *digest,
                        const hash_t *hash, diag_t *d) {
    query_t q;
    int64_t ruleset = 0;
    if (ruleset_number(s, &e->ruleset, true, &ruleset, d) || query_open(&q, s, ST_event_put, d)) return -1;
    query_int(&q, e->id);
    query_int(&q, e->record);
    query_int(&q, e->seq);
    if (chain->last_event)
        query_int(&q, chain->last_event);
    else
        query_null(&q);
    query_int(&q, e->kind);
    query_int(&q, e->version);
    if (ruleset)
        query_int(&q, ruleset);
    else
        query_null(&q);
    query_int(&q, e->at);
    query_int(&q, e->recorded);
    query_int(&q, e->actor.kind);
    query_int(&q, e->actor.person);
    query_int(&q, e->actor.principal);
    query_int(&q, e->actor.auth);
    query_int(&q, e->actor.uid);
    query_int(&q, HASH_ALG_BLAKE2B_256);
    query_blob(&q, s->payload.at, s->payload.len);
    if (digest)
        query_hash(&q, digest);
    else
        query_null(&q);
    query_hash(&q, hash);
    return query_run(&q, NULL, d);
}

static int personal_insert(store_t *s, int64_t event, const uint8_t *salt, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_personal_put, d)) return -1;
    query_int(&q, event);
    query_blob(&q, salt, SALT_SIZE);
    query_blob(&q, s->personal.at, s->personal.len);
    return query_run(&q, NULL, d);
}

/* No memory, or a value that no reader would take back. */
static int not_encoded(const buf_t *b, const char *what, int64_t id, diag_t *d) {
    if (b->no_memory) return diag_memory(d);
    diag_set(d, "store.encoding", "what", what, NULL);
    diag_param_int(d, "id", id);
    return -1;
}

static int event_encoded(store_t *s, const event_t *e, diag_t *d) {
    buf_reset(&s->head);
    buf_reset(&s->payload);
    buf_reset(&s->personal);
    event_encode_head(e, &s->head);
    event_encode(e, &s->payload, &s->personal);
    const buf_t *const parts[3] = {&s->head, &s->payload, &s->personal};
    for (size_t i = 0; i < 3; i++)
        if (parts[i]->failed) return not_encoded(parts[i], "event", e->id, d);
    return 0;
}

static int sequence_refused(const event_t *e, int64_t record, const chain_t *chain, diag_t *d) {
    diag_set(d, "store.sequence", NULL);
    diag_param_int(d, "record", record);
    diag_param_int(d, "seq", e->seq);
    diag_param_int(d, "expected", chain->version + 1);
    return -1;
}

static int event_write(store_t *s, const event_t *e, int64_t record, chain_t *chain, diag_t *d) {
    hash_t digest = {{0}}, hash;
    uint8_t salt[SALT_SIZE];
    if (e->record != record || e->seq != chain->version + 1) return sequence_refused(e, record, chain, d);
    if (event_encoded(s, e, d)) return -1;
    bool personal = s->personal.len > 0;
    if (personal) {
        random_bytes(salt, sizeof salt);
        hash_salted(salt, s->personal.at, s->personal.len, &digest);
    }
    bytes_t head = {s->head.at, s->head.len}, payload = {s->payload.at, s->payload.len};
    event_hash(&chain->head, head, payload, &digest, &hash);
    if (event_insert(s, e, chain, personal ? &digest : NULL, &hash, d)) return -1;
    if (personal && personal_insert(s, e->id, salt, d)) return -1;
    *chain = (chain_t){.version = e->seq, .last_event = e->id, .head = hash};
    store_note_id(s, e->id);
    if (s->highest_recorded < e->recorded) {
        s->highest_recorded = e->recorded;
        s->highest_moved = true;
    }
    return 0;
}

static int body_encoded(store_t *s, const record_t *record, arena_t *arena, bytes_t *state, diag_t *d) {
    buf_reset(&s->body);
    if (record) record_encode(record, &s->body);
    if (s->body.failed) return not_encoded(&s->body, "record", record ? record->id : 0, d);
    *state = (bytes_t){arena_copy(arena, s->body.at, s->body.len), s->body.len};
    return state->at ? 0 : diag_memory(d);
}

static int conflict(int64_t record, diag_t *d) {
    diag_set(d, "store.conflict", NULL);
    diag_param_int(d, "record", record);
    return -1;
}

static int state_write(store_t *s, int64_t record, const chain_t *before, const chain_t *after, bytes_t body,
                       diag_t *d) {
    query_t q;
    int changed = 0;
    bool fresh = record != 0 && before->version == 0;
    if (query_open(&q, s, fresh ? ST_state_insert : ST_state_update, d)) return -1;
    query_int(&q, record);
    query_int(&q, after->version);
    query_int(&q, after->last_event);
    query_hash(&q, &after->head);
    query_blob(&q, body.at, body.len);
    if (!fresh) query_int(&q, before->version);
    if (query_run(&q, &changed, d)) return -1;
    return changed == 1 ? 0 : conflict(record, d);
}

static int message_write(store_t *s, const message_t *m, const char *channel, instant_t now, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_message_put, d)) return -1;
    query_int(&q, m->id);
    query_text(&q, channel);
    query_int(&q, m->recipient);
    query_text(&q, m->kind ? m->kind : "");
    query_int(&q, m->record);
    query_int(&q, m->task);
    query_text(&q, m->step);
    query_instant(&q, m->due);
    query_text(&q, m->text);
    query_int(&q, now);
    return query_run(&q, NULL, d);
}

static int incident_write(store_t *s, const incident_t *i, instant_t now, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_incident_put, d)) return -1;
    query_int(&q, i->id);
    query_int(&q, now);
    query_text(&q, i->code ? i->code : "");
    query_text(&q, i->text);
    query_text(&q, i->file);
    query_int(&q, i->line);
    query_int(&q, i->record);
    query_int(&q, i->person);
    store_note_id(s, i->id);
    return query_run(&q, NULL, d);
}

static int told_write(store_t *s, const change_t *c, diag_t *d) {
    for (size_t m = 0; m < c->message_count; m++) {
        store_note_id(s, c->messages[m].id);
        for (size_t i = 0; i < c->channel_count; i++) {
            if (message_write(s, &c->messages[m], c->channels[i], c->now, d)) return -1;
        }
    }
    for (size_t i = 0; i < c->incident_count; i++) {
        if (incident_write(s, &c->incidents[i], c->now, d)) return -1;
    }
    return 0;
}

/* Ids that no row of their own keeps in order: the next start must not give them again. */
static void note_ids(store_t *s, const record_t *r) {
    store_note_id(s, r->id);
    for (size_t i = 0; i < r->task_count; i++) {
        store_note_id(s, r->tasks[i].id);
        store_note_id(s, r->clocks[i].id);
    }
}

int store_write(store_t *s, const change_t *change, chain_t *chain, arena_t *arena, bytes_t *state,
                diag_t *d) {
    int64_t record = change->record ? change->record->id : 0;
    chain_t next = *chain;
    *state = (bytes_t){NULL, 0};
    for (size_t i = 0; i < change->event_count; i++) {
        if (event_write(s, &change->events[i], record, &next, d)) return -1;
    }
    if (change->event_count > 0) {
        if (change->record) note_ids(s, change->record);
        if (change->record && rows_write(s, change, arena, d)) return -1;
        if (body_encoded(s, change->record, arena, state, d)) return -1;
        if (state_write(s, record, chain, &next, *state, d)) return -1;
    }
    if (told_write(s, change, d)) return -1;
    *chain = next;
    return 0;
}

int store_personal_erase(store_t *s, int64_t event, bool *found, diag_t *d) {
    query_t q;
    int changed = 0;
    if (query_open(&q, s, ST_personal_erase, d)) return -1;
    query_int(&q, event);
    if (query_run(&q, &changed, d)) return -1;
    *found = changed > 0;
    return 0;
}

int store_state_put(store_t *s, const record_t *record, arena_t *arena, bytes_t *state, diag_t *d) {
    query_t q;
    int changed = 0;
    if (rows_write_all(s, record, d) || body_encoded(s, record, arena, state, d)) return -1;
    if (query_open(&q, s, ST_state_body, d)) return -1;
    query_int(&q, record->id);
    query_blob(&q, state->at, state->len);
    query_int(&q, record->version);
    if (query_run(&q, &changed, d)) return -1;
    return changed == 1 ? 0 : conflict(record->id, d);
}
