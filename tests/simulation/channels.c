/* Messages; see channels.h. */
#include "simulation/channels.h"
#include "server/host_internal.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SLICE = 400 };
#define LEASE_MS ((int64_t)10 * MS_MINUTE)

const char *const channel_names[CHANNELS] = {"mail", "webhook"};
const delivery_options_t channel_options = {
    .attempts_max = 4, .retry_ms = MS_MINUTE, .retry_max_ms = 6 * (int64_t)MS_HOUR};

/* ---- the account ---- */

static int channel_no(const char *name) {
    return strcmp(name, channel_names[0]) == 0 ? 0 : 1;
}

mail_item_t *mail_find(sim_t *s, int64_t message, int channel) {
    mail_t *m = &s->mail;
    size_t low = 0, high = m->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const mail_item_t *item = &m->items[middle];
        if (item->message == message && item->channel == channel) return &m->items[middle];
        if (item->message < message || (item->message == message && item->channel < channel))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void add_item(sim_t *s, const outbox_row_t *row) {
    mail_t *m = &s->mail;
    if (m->count == m->room) {
        mail_item_t *more = sim_keep(s, m->room * 2 + 256, sizeof *more);
        if (m->count > 0) memcpy(more, m->items, m->count * sizeof *more);
        m->items = more;
        m->room = m->room * 2 + 256;
    }
    mail_item_t *item = &m->items[m->count++];
    *item = (mail_item_t){.message = row->message.id,
                          .recipient = row->message.recipient,
                          .record = row->message.record,
                          .task = row->message.task,
                          .channel = channel_no(row->channel)};
    snprintf(item->kind, sizeof item->kind, "%s", row->message.kind);
    s->totals.n[COUNT_MESSAGES]++;
}

/* How many of these rows can be taken: the last message may be cut in two when there are more. */
static size_t whole_rows(const outbox_row_t *rows, size_t count) {
    size_t whole = count;
    if (count < SLICE) return count;
    while (whole > 0 && rows[whole - 1].message.id == rows[count - 1].message.id)
        whole--;
    return whole;
}

/* One row that answers for it, of those new and not yet taken by another; -1: none. */
static bool take_row(const mail_t *m, bool *taken, const expected_t *e, int channel) {
    for (size_t i = m->told; i < m->count; i++) {
        const mail_item_t *item = &m->items[i];
        if (taken[i - m->told] || item->channel != channel || item->record != e->record ||
            item->task != e->task)
            continue;
        if ((e->recipient != 0 && item->recipient != e->recipient) || strcmp(item->kind, e->kind) != 0)
            continue;
        taken[i - m->told] = true;
        return true;
    }
    return false;
}

bool mail_take(sim_t *s, store_t *reader) {
    mail_t *m = &s->mail;
    history_t *h = &s->history;
    diag_t d = {0};
    size_t count = SLICE;
    m->told = m->count;
    while (count == SLICE) {
        outbox_row_t *rows;
        int64_t last = m->count > 0 ? m->items[m->count - 1].message : 0;
        if (outbox_rows(reader, OUTBOX_LIST_ALL, last, SLICE, &s->arena, &rows, &count, &d) != 0)
            return sim_fail_diag(s, 0, "the outbox can be read", "no error", &d);
        size_t whole = whole_rows(rows, count);
        for (size_t i = 0; i < whole; i++)
            add_item(s, &rows[i]);
    }
    bool *taken = sim_take(s, m->count - m->told + 1, sizeof *taken);
    for (size_t i = 0; i < h->expected_count; i++)
        for (int channel = 0; channel < CHANNELS; channel++)
            if (!take_row(m, taken, &h->expected[i], channel))
                return sim_fail(s, h->expected[i].record, "what happened is told to those concerned",
                                sim_text(s, "%s to %" PRId64 " by %s about task %" PRId64,
                                         h->expected[i].kind, h->expected[i].recipient,
                                         channel_names[channel], h->expected[i].task),
                                "no row in the outbox");
    return true;
}

/* ---- delivering ---- */

typedef struct weather {
    sim_t *s;
    int channel;
    bool fine; /* everything arrives */
} weather_t;

/* The channel: it may take its time, fail, refuse for good, or deliver and yet say that it did not. */
static enum cs_delivery arrive(void *ctx, const struct cs_message *message, diag_t *d) {
    const weather_t *w = ctx;
    sim_t *s = w->s;
    int luck = w->fine ? 0 : sim_below(s, 100);
    mail_item_t *item = mail_find(s, strtoll(message->key, NULL, 10), w->channel);
    if (item == NULL || strcmp(item->kind, message->kind) != 0)
        sim_fail(s, 0, "what arrives was committed", "a message of the account", "%s under key %s",
                 message->kind, message->key);
    if (luck >= 92)
        machine_wait(s, 1 + sim_below(s, 20 * MS_MINUTE)); /* slow, perhaps longer than its claim */
    bool arrives = luck < 70 || (luck >= 80 && luck < 84) || luck >= 94;
    if (arrives && item != NULL) {
        if (item->arrived++ > 0) s->totals.n[COUNT_DELIVERED_AGAIN]++;
        s->totals.n[COUNT_DELIVERED]++;
    }
    if (luck < 70 || luck >= 94) return CS_DELIVERED;
    diag_set(d, "plugin.deliver", "detail", "a channel that fails (simulation)", NULL);
    return luck == 93 ? CS_GIVE_UP : CS_TRY_AGAIN;
}

static bool claim_some(sim_t *s, int channel) {
    diag_t d = {0};
    outgoing_t *o = mem_alloc(sizeof *o);
    if (o == NULL) return sim_fail(s, 0, "memory", "enough", "none");
    outgoing_init(o, channel_names[channel], s->mail.holder, &channel_options);
    int status = outgoing_claim(s->machine.host, o, LEASE_MS, &d);
    bool good =
        status == 0 || store_fatal(&d) || sim_fail_diag(s, 0, "messages can be claimed", "no error", &d);
    trace_line(&s->trace, "%6" PRId64 " claim %s: %zu%s", s->step, channel_names[channel], o->count,
               d.code != NULL ? d.code : "");
    diag_clear(&d);
    if (status == 0 && o->count > 0) {
        s->mail.out[channel] = o;
    } else {
        outgoing_free(o);
        mem_free(o);
    }
    return good;
}

static bool deliver_and_settle(sim_t *s, int channel, bool fine) {
    diag_t d = {0};
    outgoing_t *o = s->mail.out[channel];
    weather_t weather = {s, channel, fine};
    snapshot_t *snapshot = host_snapshot(s->machine.host);
    s->mail.out[channel] = NULL;
    outgoing_deliver(o, snapshot->directory, arrive, &weather);
    snapshot_unref(snapshot);
    bool lost = !fine && sim_chance(s, 6); /* the worker never comes to tell */
    int status = lost ? 0 : outgoing_settle(s->machine.host, o, &d);
    if (lost || status != 0) s->totals.n[COUNT_LOST_CLAIMS] += (int64_t)o->count;
    bool good =
        status == 0 || store_fatal(&d) || sim_fail_diag(s, 0, "deliveries can be settled", "no error", &d);
    trace_line(&s->trace, "%6" PRId64 " deliver %s: %zu%s %s", s->step, channel_names[channel], o->count,
               lost ? " lost" : "", d.code != NULL ? d.code : "");
    diag_clear(&d);
    outgoing_free(o);
    mem_free(o);
    return good && !s->failure.failed;
}

bool mail_act(sim_t *s) {
    int channel = sim_below(s, CHANNELS);
    return s->mail.out[channel] != NULL ? deliver_and_settle(s, channel, false) : claim_some(s, channel);
}

bool mail_begin(sim_t *s) {
    for (int channel = 0; channel < CHANNELS; channel++) {
        diag_t d = {0};
        outgoing_t o;
        outgoing_init(&o, channel_names[channel], s->mail.holder, &channel_options);
        int status = outgoing_take_over(s->machine.host, &o, &d);
        outgoing_free(&o);
        if (status != 0)
            return sim_fail_diag(s, 0, "claims of a host that died are taken over", "no error", &d);
    }
    return true;
}

void mail_drop(sim_t *s) {
    for (int i = 0; i < CHANNELS; i++) {
        if (s->mail.out[i] == NULL) continue;
        s->totals.n[COUNT_LOST_CLAIMS] += (int64_t)s->mail.out[i]->count;
        outgoing_free(s->mail.out[i]);
        mem_free(s->mail.out[i]);
        s->mail.out[i] = NULL;
    }
    snprintf(s->mail.holder, sizeof s->mail.holder, "life-%d", ++s->mail.lives);
}

/* An administrator looks at what is stuck, and has one of them sent again. */
bool mail_resend(sim_t *s) {
    diag_t d = {0};
    outbox_row_t *rows;
    size_t count;
    store_t *store = host_store(s->machine.host);
    if (outbox_rows(s->machine.reader.store, OUTBOX_LIST_STUCK, 0, 100, &s->arena, &rows, &count, &d) != 0)
        return sim_fail_diag(s, 0, "the outbox can be read", "no error", &d);
    if (count == 0) return true;
    const outbox_row_t *row = &rows[sim_below(s, (int)count)];
    if (store_begin(store, &d) != 0 ||
        outbox_resend(store, row->message.id, row->channel, host_now(s->machine.host), &d) != 0 ||
        store_commit(store, &d) != 0) {
        bool fatal = store_fatal(&d); /* of a call before, that nobody had to tell of */
        if (fatal) host_distrust(s->machine.host, &d);
        if (!fatal) sim_fail_diag(s, 0, "a stuck message can be sent again", "no error", &d);
        diag_clear(&d);
        return fatal;
    }
    s->totals.n[COUNT_RESENT]++;
    trace_line(&s->trace, "%6" PRId64 " resend %" PRId64 " by %s", s->step, row->message.id, row->channel);
    return true;
}

/* ---- the whole outbox ---- */

static bool check_row(sim_t *s, const outbox_row_t *row, bool *seen) {
    mail_item_t *item = mail_find(s, row->message.id, channel_no(row->channel));
    if (item == NULL)
        return sim_fail(s, 0, "the outbox holds what was committed", "known", "%" PRId64, row->message.id);
    seen[item - s->mail.items] = true;
    item->stuck = row->state == OUTBOX_STUCK;
    if (row->state == OUTBOX_DELIVERED && item->arrived == 0)
        return sim_fail(s, row->message.record, "delivered means that it arrived", "arrived",
                        "message %" PRId64 " by %s did not", row->message.id, row->channel);
    return true;
}

bool mail_check(sim_t *s, store_t *reader) {
    mail_t *m = &s->mail;
    diag_t d = {0};
    bool *seen = sim_take(s, m->count + 1, sizeof *seen);
    int64_t last = 0;
    size_t count = SLICE;
    while (count == SLICE) {
        outbox_row_t *rows;
        if (outbox_rows(reader, OUTBOX_LIST_ALL, last, SLICE, &s->arena, &rows, &count, &d) != 0)
            return sim_fail_diag(s, 0, "the outbox can be read", "no error", &d);
        size_t whole = whole_rows(rows, count);
        for (size_t i = 0; i < whole; i++)
            if (!check_row(s, &rows[i], seen)) return false;
        if (whole > 0) last = rows[whole - 1].message.id;
    }
    for (size_t i = 0; i < m->count; i++) {
        mail_item_t *item = &m->items[i];
        if (seen[i]) continue;
        if (item->arrived == 0)
            return sim_fail(s, item->record, "the outbox loses nothing",
                            sim_text(s, "message %" PRId64 " by %s, %s", item->message,
                                     channel_names[item->channel], item->kind),
                            "no row, and it never arrived");
        item->gone = true; /* delivered, and forgotten in time */
    }
    return true;
}

bool mail_drain(sim_t *s) {
    for (int channel = 0; channel < CHANNELS; channel++) {
        for (int rounds = 0;; rounds++) {
            diag_t d = {0};
            instant_t next;
            if (outbox_next(host_store(s->machine.host), channel_names[channel], &next, &d) != 0)
                return sim_fail_diag(s, 0, "the outbox can be read", "no error", &d);
            if (next == INSTANT_NONE && s->mail.out[channel] == NULL) break;
            if (rounds > 100000)
                return sim_fail(s, 0, "the outbox empties", "in the end", "not after 100000 rounds");
            if (next != INSTANT_NONE && next > s->machine.clock) machine_wait(s, next - s->machine.clock);
            if (s->mail.out[channel] == NULL && !claim_some(s, channel)) return false;
            if (s->mail.out[channel] != NULL && !deliver_and_settle(s, channel, true)) return false;
        }
    }
    if (!mail_check(s, s->machine.reader.store)) return false;
    for (size_t i = 0; i < s->mail.count; i++) {
        const mail_item_t *item = &s->mail.items[i];
        if (item->stuck) s->totals.n[COUNT_STUCK]++;
        if (item->arrived == 0 && !item->stuck)
            return sim_fail(s, item->record, "every message arrives in the end, or is stuck and visible",
                            "either", "message %" PRId64 " by %s, %s: neither", item->message,
                            channel_names[item->channel], item->kind);
    }
    return true;
}
