/* Idempotency keys; see remember.h. */
#include "server/remember.h"
#include "store/disposal.h"
#include <string.h>

enum { REPLY_VERSION = 1, NOTICE = 128 /* with the state */ };

/* Everything of the command that its sender chose: not the time it came in. */
static int digest_of(const request_t *request, hash_t *out, diag_t *d) {
    const command_t *c = &request->command;
    buf_t b;
    buf_init(&b, 0);
    buf_int(&b, c->kind);
    buf_int(&b, c->record);
    buf_text(&b, request->record_name);
    buf_int(&b, c->task);
    buf_text(&b, c->step);
    buf_int(&b, c->form_version);
    buf_text(&b, c->flow);
    buf_text(&b, c->department);
    buf_text(&b, c->text);
    buf_varint(&b, c->field_count);
    for (size_t i = 0; i < c->field_count; i++) {
        buf_text(&b, c->fields[i].name);
        value_encode(&c->fields[i].value, &b);
    }
    bool more = c->people_count > 0 || c->where || c->mode || c->within.kind || c->to_step || c->straight;
    if (more) { /* a command without any has the digest that it had before there were any */
        buf_varint(&b, c->people_count);
        for (size_t i = 0; i < c->people_count; i++)
            buf_int(&b, c->people[i]);
        buf_u8(&b, (uint8_t)c->where);
        buf_u8(&b, (uint8_t)c->mode);
        limit_encode(&c->within, &b);
        buf_text(&b, c->to_step);
        buf_flag(&b, c->straight);
    }
    if (c->check_count > 0) {
        buf_text(&b, "checks");
        buf_varint(&b, c->check_count);
        for (size_t i = 0; i < c->check_count; i++)
            buf_text(&b, c->checks[i]);
    }
    if (c->opinion_count > 0) {
        buf_text(&b, "opinions");
        opinion_list_encode(c->opinions, c->opinion_count, &b);
    }
    if (c->holder || c->refuse || c->until) { /* the same of these */
        buf_int(&b, c->holder);
        buf_flag(&b, c->refuse);
        buf_int(&b, c->until);
    }
    if (c->pick_count > 0) buf_text(&b, "picks");
    for (size_t i = 0; i < c->pick_count; i++) {
        buf_text(&b, c->picks[i].step);
        buf_varint(&b, c->picks[i].count);
        for (size_t j = 0; j < c->picks[i].count; j++)
            buf_int(&b, c->picks[i].people[j]);
    }
    if (c->entry || c->severity || c->urgent) {
        buf_text(&b, "entry, severity, urgent");
        buf_int(&b, c->entry);
        buf_int(&b, c->severity);
        buf_flag(&b, c->urgent);
    }
    if (c->at != INSTANT_NONE) { /* when it happened, as its sender says */
        buf_text(&b, "at");
        buf_int(&b, c->at);
    }
    int status = b.failed ? diag_memory(d) : 0;
    if (status == 0) hash_of(b.at, b.len, out);
    buf_free(&b);
    return status;
}

static int read_reply(bytes_t from, arena_t *arena, reply_t *reply, diag_t *d) {
    cursor_t c;
    cursor_init(&c, from, arena);
    uint8_t version = cursor_u8(&c);
    reply->record = cursor_int(&c);
    reply->task = cursor_int(&c);
    const char *number = cursor_text(&c);
    uint8_t state = cursor_u8(&c);
    reply->state = (record_state_t)(state & ~NOTICE);
    reply->notice = state & NOTICE;
    reply->version = cursor_int(&c);
    reply->form_version = cursor_int(&c);
    if (arena_failed(arena)) return diag_memory(d);
    if (version != REPLY_VERSION || !cursor_done(&c))
        return diag_set(d, "store.corrupt", "what", "idempotency key", NULL);
    snprintf(reply->number, sizeof reply->number, "%s", number != NULL ? number : "");
    reply->ok = true;
    reply->repeated = true;
    return 0;
}

/* The command was carried out, and not again; but what it was about is disposed of. */
static int is_gone(host_t *h, int64_t record, arena_t *arena, diag_t *d) {
    disposed_row_t row;
    bool gone;
    if (record == 0) return 0;
    if (store_disposed_row(host_store(h), record, arena, &row, &gone, d) != 0) return -1;
    return gone ? store_gone_id(host_store(h), record, d) : 0;
}

int remember_find(host_t *h, const request_t *request, arena_t *arena, hash_t *digest, reply_t *reply,
                  bool *repeated) {
    const command_t *c = &request->command;
    remembered_t found;
    *repeated = false;
    if (digest_of(request, digest, &reply->error) != 0 ||
        store_key_find(host_store(h), &c->actor, c->key, arena, &found, repeated, &reply->error) != 0)
        return -1;
    if (!*repeated) return 0;
    if (!hash_equal(digest, &found.digest)) return diag_set(&reply->error, "key.reused", "key", c->key, NULL);
    if (is_gone(h, found.record, arena, &reply->error) != 0) return -1;
    return read_reply(found.reply, arena, reply, &reply->error);
}

int remember_put(host_t *h, const request_t *request, const hash_t *digest, reply_t *reply, instant_t now) {
    buf_t b;
    buf_init(&b, 0);
    buf_u8(&b, REPLY_VERSION);
    buf_int(&b, reply->record);
    buf_int(&b, reply->task);
    buf_text(&b, reply->number);
    buf_u8(&b, (uint8_t)(reply->state | (reply->notice ? NOTICE : 0)));
    buf_int(&b, reply->version);
    buf_int(&b, reply->form_version);
    remembered_t what = {
        .digest = *digest, .record = reply->record, .task = reply->task, .reply = {b.at, b.len}, .at = now};
    int status = b.failed ? diag_memory(&reply->error)
                          : store_key_put(host_store(h), &request->command.actor, request->command.key, &what,
                                          &reply->error);
    buf_free(&b);
    return status;
}
