/* The writer; see writer.h. One command: remembered? → load → rungs due first → decide → rows → remember. */
#include "server/writer.h"
#include "engine/explain.h"
#include "server/remember.h"
#include "server/sees.h"
#include "server/work.h"
#include <stdio.h>
#include <string.h>

static void answer(reply_t *reply, const work_t *w, const decide_out_t *out) {
    reply->ok = true;
    if (w->record == NULL) return;
    reply->record = w->record->id;
    reply->task = out->task;
    reply->state = w->record->state;
    reply->notice = awaits_notice(w->record);
    reply->version = w->record->version;
    reply->form_version = w->record->form_version;
    if (w->record->number != NULL) snprintf(reply->number, sizeof reply->number, "%s", w->record->number);
}

static ended_t not_there(const request_t *request, diag_t *d) {
    diag_clear(d);
    diag_set(d, "store.not_found", "record", request->record_name != NULL ? request->record_name : "", NULL);
    return ENDED_REFUSED;
}

/* To whoever may not know of it there is no such record, and nothing of it is told, whatever they try; the
 * administrator hears of it. */
static ended_t refuse_unseen(work_t *w, const request_t *request, diag_t *d) {
    const command_t *command = &request->command;
    const char *verb = command_kind_word(command->kind), *name = request->record_name;
    incident_t tried = {.id = id_next(&w->h->ids, w->now),
                        .code = "attempt.without_right",
                        .text = arena_printf(w->arena, "command=%s < store.not_found record=%s", verb,
                                             name != NULL ? name : ""),
                        .record = command->record,
                        .person = command->actor.person};
    decide_out_t out = {.incidents = &tried, .incident_count = 1};
    if (tried.text == NULL) {
        diag_memory(d);
        return ENDED_REFUSED;
    }
    if (work_write_incidents(w, &out, d) != 0) return ENDED_FAILED;
    return not_there(request, d);
}

static bool is_unseen(const work_t *w, const request_t *request) {
    const record_t *record = w->record != NULL ? w->record : w->original;
    return request->guarded && !sees_by_command(w->snapshot->directory, record, &request->command, w->now);
}

/* One request within the open transaction. */
static ended_t carry_out(host_t *h, snapshot_t *snapshot, const request_t *request, reply_t *reply) {
    diag_t *d = &reply->error;
    work_t w;
    work_begin(&w, h, snapshot);
    command_t command = request->command;
    bool repeated = false, unseen = false;
    hash_t digest;
    if (command.key != NULL) {
        if (remember_find(h, request, w.arena, &digest, reply, &repeated) != 0)
            return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
        if (repeated) return ENDED_OK;
    }
    if (request->twice) {
        diag_set(d, "batch.twice", "record", request->record_name, NULL);
        return ENDED_REFUSED;
    }
    if (command.kind != COMMAND_DRAFT) {
        if (command.record == 0 && store_record_find(h->store, request->record_name, &command.record, d) != 0)
            return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
        bool copies = command.kind == COMMAND_COPY;
        if ((copies ? work_load_original : work_load)(&w, command.record, d) != 0)
            return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
        unseen = is_unseen(&w, request);
        /* a flow may let others change a record that has ended (A46): only the rules know whom */
        if (unseen && command.kind != COMMAND_CHANGE) return refuse_unseen(&w, request, d);
        ended_t first = copies ? ENDED_OK : work_fire_family(&w, w.now, d);
        if (first != ENDED_OK) return first;
    }
    decide_out_t out;
    ended_t ended = work_decide(&w, &command, &out, d);
    if (ended == ENDED_REFUSED && unseen) return not_there(request, d);
    if (ended != ENDED_OK) return ended;
    answer(reply, &w, &out);
    if (command.key != NULL && remember_put(h, request, &digest, reply, w.now) != 0) return ENDED_FAILED;
    return ENDED_OK;
}

/* All in one transaction; false: nothing of it stands, and the failed request's error says why. */
static bool run_together(host_t *h, const request_t *requests, reply_t *replies, size_t count,
                         size_t *culprit) {
    snapshot_t *snapshot = host_snapshot(h);
    *culprit = 0;
    bool ok = batch_begin(h, &replies[0].error) == 0;
    int status = 0;
    for (size_t i = 0; ok && status == 0 && i < count; i++) {
        *culprit = i;
        if (carry_out(h, snapshot, &requests[i], &replies[i]) == ENDED_FAILED) status = -1;
        work_end(h);
    }
    if (ok && status == 0) {
        diag_t d = {0};
        *culprit = 0;
        ok = batch_end(h, 0, &d) == 0;
        if (!ok) {
            diag_clear(&replies[0].error);
            replies[0].error = d;
        }
    } else if (ok) {
        ok = batch_end(h, status, &replies[*culprit].error) == 0;
    }
    snapshot_unref(snapshot);
    return ok;
}

static void forget(reply_t *replies, size_t count) {
    for (size_t i = 0; i < count; i++) {
        diag_clear(&replies[i].error);
        memset(&replies[i], 0, sizeof replies[i]);
    }
}

/* The same error for every one of them. */
static void fail_all(reply_t *replies, size_t count, const diag_t *error) {
    diag_t kept = {0};
    diag_copy(&kept, error);
    forget(replies, count);
    for (size_t i = 0; i < count; i++)
        diag_copy(&replies[i].error, &kept);
    diag_clear(&kept);
}

/* It was carried out, and then it could not be kept: nothing but the error is true any more. */
static void fail_alone(reply_t *reply) {
    diag_t error = reply->error;
    memset(reply, 0, sizeof *reply);
    reply->error = error;
}

static void refuse_read_only(host_t *h, reply_t *replies, size_t count) {
    diag_t d = {0};
    host_refuse(h, &d);
    fail_all(replies, count, &d);
    diag_clear(&d);
}

void writer_run(host_t *h, const request_t *requests, reply_t *replies, size_t count) {
    memset(replies, 0, count * sizeof *replies);
    if (count == 0) return;
    if (h->read_only) {
        refuse_read_only(h, replies, count);
        return;
    }
    size_t culprit;
    if (run_together(h, requests, replies, count, &culprit)) return;
    if (store_fatal(&replies[culprit].error)) {
        diag_t cause = {0};
        diag_copy(&cause, &replies[culprit].error);
        host_distrust(h, &cause);
        fail_all(replies, count, &cause);
        diag_clear(&cause);
        return;
    }
    if (count == 1) {
        fail_alone(&replies[0]);
        return;
    }
    forget(replies, count);
    for (size_t i = 0; i < count; i++)
        writer_run(h, &requests[i], &replies[i], 1);
}

int writer_open_transaction(host_t *h, diag_t *d) {
    if (h->read_only) return host_refuse(h, d);
    if (store_begin(h->store, d) != 0) return -1;
    h->in_transaction = true;
    return 0;
}

int writer_close_transaction(host_t *h, diag_t *d) {
    if (!h->in_transaction) return diag_set(d, "host.transaction_lost", NULL);
    h->in_transaction = false;
    if (store_commit(h->store, d) == 0) return 0;
    cache_clear(&h->cache); /* batches inside were kept as they ended; none of them stands */
    if (store_fatal(d)) host_distrust(h, d);
    return -1;
}

int writer_note(host_t *h, const actor_t *actor, const char *code, const char *text, diag_t *d) {
    chain_t chain;
    bytes_t state;
    instant_t now = host_now(h);
    arena_t arena;
    arena_init(&arena, 0);
    int status = store_record(h->store, 0, &arena, &state, &chain, d);
    if (status == 0) {
        event_t event = {.id = id_next(&h->ids, now),
                         .seq = chain.version + 1,
                         .kind = EVENT_NOTED,
                         .version = 1,
                         .at = now,
                         .recorded = now,
                         .actor = *actor,
                         .u.noted = {code, text}};
        change_t change = {.events = &event, .event_count = 1, .now = now};
        status = store_write(h->store, &change, &chain, &arena, &state, d);
    }
    arena_free(&arena);
    return status;
}
