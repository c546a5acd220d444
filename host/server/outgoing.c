/* Messages claimed, delivered, settled; see outgoing.h. */
#include "server/outgoing.h"
#include "base/log.h"
#include "server/host_internal.h"
#include <inttypes.h>
#include <stdio.h>

int64_t delivery_backoff(const delivery_options_t *options, int32_t attempts) {
    int64_t wait = options->retry_ms;
    for (int32_t i = 1; i < attempts && wait < options->retry_max_ms; i++)
        wait *= 2;
    return wait < options->retry_max_ms ? wait : options->retry_max_ms;
}

void outgoing_init(outgoing_t *o, const char *channel, const char *holder,
                   const delivery_options_t *options) {
    *o = (outgoing_t){.channel = channel, .holder = holder, .options = *options};
    arena_init(&o->arena, 0);
}

void outgoing_free(outgoing_t *o) {
    arena_free(&o->arena);
    o->count = 0;
}

/* ---- claim and settle ---- */

static int begin(host_t *h, diag_t *d) {
    if (host_read_only(h)) return host_refuse(h, d);
    return store_begin(h->store, d);
}

static int fail(host_t *h, diag_t *d) {
    if (h->store != NULL) store_rollback(h->store);
    if (store_fatal(d)) host_distrust(h, d);
    return -1;
}

/* Number and flow of the record that a message is about, for the recipient's eyes. A message goes out without
 * them rather than not at all. */
static void find_record(host_t *h, outgoing_t *o, parcel_t *p) {
    diag_t unread = {0};
    bytes_t state;
    chain_t chain;
    record_t record;
    if (p->row.message.record != 0 &&
        store_record(h->store, p->row.message.record, &o->arena, &state, &chain, &unread) == 0 &&
        record_decode(state, &o->arena, &record, &unread) == 0) {
        p->number = record.number;
        p->flow = record.flow;
    }
    if (store_fatal(&unread))
        host_distrust(h, &unread); /* the claim stands, but the store has to be opened again */
    diag_clear(&unread);
}

int outgoing_take_over(host_t *h, const outgoing_t *o, diag_t *d) {
    size_t count = 0;
    if (begin(h, d) != 0) return fail(h, d);
    if (outbox_release(h->store, o->channel, o->holder, host_now(h), o->options.retry_ms, &count, d) != 0 ||
        store_commit(h->store, d) != 0)
        return fail(h, d);
    if (count > 0)
        log_line(LOG_LEVEL_INFO, "%s: %zu deliveries of a host that died are tried again", o->channel, count);
    return 0;
}

int outgoing_claim(host_t *h, outgoing_t *o, int64_t lease_ms, diag_t *d) {
    outbox_row_t *rows;
    size_t count;
    o->count = 0;
    if (begin(h, d) != 0) return fail(h, d);
    instant_t now = host_now(h);
    if (outbox_claim(h->store, o->channel, o->holder, now, lease_ms, OUTGOING_MAX, &o->arena, &rows, &count,
                     d) != 0 ||
        store_commit(h->store, d) != 0)
        return fail(h, d);
    for (size_t i = 0; i < count; i++) {
        o->parcels[i] = (parcel_t){.row = rows[i]};
        find_record(h, o, &o->parcels[i]);
    }
    o->count = count;
    return 0;
}

static bool is_stuck(const outgoing_t *o, const parcel_t *p) {
    return p->how == CS_GIVE_UP || p->row.attempts >= o->options.attempts_max;
}

static int put_down(host_t *h, const outgoing_t *o, const parcel_t *p, instant_t now, diag_t *d) {
    int64_t id = p->row.message.id;
    if (p->how == CS_DELIVERED) return outbox_delivered(h->store, id, o->channel, o->holder, now, d);
    if (is_stuck(o, p)) return outbox_give_up(h->store, id, o->channel, o->holder, now, p->error, d);
    instant_t next = now + delivery_backoff(&o->options, p->row.attempts);
    return outbox_retry(h->store, id, o->channel, o->holder, next, p->error, d);
}

int outgoing_settle(host_t *h, outgoing_t *o, diag_t *d) {
    if (begin(h, d) != 0) return fail(h, d);
    instant_t now = host_now(h);
    int status = 0;
    for (size_t i = 0; status == 0 && i < o->count; i++) {
        status = put_down(h, o, &o->parcels[i], now, d);
        if (status == 0 || !diag_is(d, "outbox.lost")) continue;
        log_diag(LOG_LEVEL_WARN, "a delivery took longer than its claim", d);
        diag_clear(d);
        status = 0;
    }
    if (status != 0 || store_commit(h->store, d) != 0) return fail(h, d);
    return 0;
}

/* ---- delivery ---- */

static const char *id_text(int64_t id, char out[24]) {
    if (id == 0) return NULL;
    snprintf(out, 24, "%" PRId64, id);
    return out;
}

static void deliver_one(outgoing_t *o, const directory_t *directory, parcel_t *p, outgoing_fn deliver,
                        void *ctx) {
    const message_t *m = &p->row.message;
    char key[24], record[24], task[24], due[INSTANT_TEXT];
    person_info_t person, principal = {0};
    diag_t d = {0};
    if (!directory_person(directory, m->recipient, &person)) {
        p->how = CS_GIVE_UP;
        p->error = "the recipient is not in the directory";
        return;
    }
    if (p->row.principal != 0 && !directory_person(directory, p->row.principal, &principal))
        principal = (person_info_t){0}; /* it goes out without */
    struct cs_message message = {.key = id_text(m->id, key),
                                 .kind = m->kind,
                                 .recipient = person.handle,
                                 .name = person.name,
                                 .email = person.email,
                                 .record = id_text(m->record, record),
                                 .number = p->number,
                                 .flow = p->flow,
                                 .step = m->step,
                                 .task = id_text(m->task, task),
                                 .due = m->due != INSTANT_NONE ? instant_format(m->due, 0, true, due) : NULL,
                                 .text = m->text,
                                 .attempt = (uint32_t)p->row.attempts,
                                 .principal = principal.handle,
                                 .principal_name = principal.name};
    p->how = deliver(ctx, &message, &d);
    if (p->how != CS_DELIVERED) {
        const char *detail = diag_get(&d, "detail");
        p->error = detail != NULL ? arena_strdup(&o->arena, detail) : NULL;
        if (p->error == NULL) p->error = "no memory for the reason";
        bool stuck = is_stuck(o, p);
        log_diag(stuck ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN,
                 stuck ? "a message is stuck" : "a message could not be delivered yet", &d);
    }
    diag_clear(&d);
}

void outgoing_deliver(outgoing_t *o, const directory_t *directory, outgoing_fn deliver, void *ctx) {
    for (size_t i = 0; i < o->count; i++)
        deliver_one(o, directory, &o->parcels[i], deliver, ctx);
}
