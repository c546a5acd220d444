/* Keeping the book: what is asked, and what the answers promise. See book.h; book_check.c holds it against
 * the store. */
#include "crash/book.h"
#include "store/outbox.h"
#include "store/tables.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRINTED_MOST = 8 };

void book_init(book_t *b, uint64_t seed, const char *replay) {
    memset(b, 0, sizeof *b);
    b->seed = seed;
    b->prefix = "PUR";
    b->chance.state = seed * 2 + 1;
    b->fired_until = INSTANT_NONE;
    snprintf(b->replay, sizeof b->replay, "%s", replay);
}

static void entry_copy(entry_t *to, const entry_t *from) {
    *to = *from;
    command_t *c = &to->request.command;
    if (c->key != NULL) c->key = to->key;
    if (c->text != NULL) c->text = to->text;
    if (c->fields == NULL) return;
    c->fields = to->fields;
    to->fields[1].value.u.text = to->text;
}

void book_copy(book_t *b, const book_t *from, uint64_t seed, const char *replay) {
    book_init(b, seed, replay);
    b->count = from->count;
    b->room = from->count + 1;
    b->entries = calloc(b->room, sizeof *b->entries);
    for (size_t i = 0; b->entries != NULL && i < b->count; i++) {
        b->entries[i] = calloc(1, sizeof(entry_t));
        if (b->entries[i] == NULL) abort();
        entry_copy(b->entries[i], from->entries[i]);
    }
    b->told_count = from->told_count;
    b->told_room = from->told_count + 1;
    b->told = calloc(b->told_room, sizeof *b->told);
    if (b->entries == NULL || b->told == NULL) abort();
    if (from->told_count > 0) memcpy(b->told, from->told, from->told_count * sizeof *b->told);
    b->last_message = from->last_message;
    b->active = from->active;
    b->fired_until = from->fired_until;
    b->batches = from->batches;
}

void book_free(book_t *b) {
    for (size_t i = 0; i < b->count; i++)
        free(b->entries[i]);
    free(b->entries);
    free(b->told);
}

void book_fail(book_t *b, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (b->failures++ == 0) printf("FAILED, again with: %s\n", b->replay);
    if (b->failures <= PRINTED_MOST) printf("  %s\n", text);
}

/* ---- answers ---- */

/* Nothing of the command's: the store, the host or memory. */
static bool is_of_store(const diag_t *d) {
    return (strncmp(d->code, "store.", 6) == 0 && !diag_is(d, "store.not_found")) ||
           strncmp(d->code, "host.", 5) == 0 || diag_is(d, "memory.out");
}

static void heard(book_t *b, const diag_t *d) {
    if (b->judge != NULL) b->judge(b, d);
}

static bool same_answer(const reply_t *a, const reply_t *b) {
    return a->record == b->record && a->task == b->task && strcmp(a->number, b->number) == 0 &&
           a->state == b->state && a->version == b->version && a->form_version == b->form_version;
}

static void note_done(book_t *b, entry_t *e, const reply_t *reply) {
    if (e->answered) {
        if (!reply->repeated || !same_answer(&e->reply, reply))
            book_fail(b, "%s was answered again, and otherwise", e->text);
        b->figures.repeated++;
        return;
    }
    if (e->events > 0 && !reply->repeated)
        book_fail(b, "%s is there, and was carried out once more", e->text);
    if (e->events == 0 && reply->repeated)
        book_fail(b, "%s is not there, and was answered as if it were", e->text);
    if (e->state == ENTRY_FAILED && reply->repeated)
        book_fail(b, "%s was told to have failed, and was done", e->text);
    e->state = ENTRY_DONE;
    e->answered = true;
    e->reply = *reply;
    b->figures.done++;
}

static bool note_answer(book_t *b, entry_t *e, reply_t *reply, int batch) {
    bool good = true;
    if (reply->ok) {
        note_done(b, e, reply);
    } else if (is_of_store(&reply->error)) {
        heard(b, &reply->error);
        good = false;
        bool fatal = store_fatal(&reply->error);
        if (e->state != ENTRY_DONE && !(e->state == ENTRY_DOUBT && !fatal)) {
            e->state = fatal ? ENTRY_DOUBT : ENTRY_FAILED;
            e->batch = batch;
            e->events = UNSEEN;
            b->figures.doubted += fatal;
        }
    } else {
        if (e->state == ENTRY_DONE)
            book_fail(b, "%s was done, and is refused under its key: %s", e->text, reply->error.code);
        if (e->events > 0) book_fail(b, "%s is there, and is refused: %s", e->text, reply->error.code);
        e->state = ENTRY_REFUSED;
        b->figures.refused++;
    }
    diag_clear(&reply->error);
    return good;
}

static void told_add(book_t *b, const outbox_row_t *row) {
    if (b->told_count == b->told_room) {
        b->told_room = b->told_room * 2 + 256;
        b->told = realloc(b->told, b->told_room * sizeof *b->told);
        if (b->told == NULL) abort();
    }
    told_t *t = &b->told[b->told_count++];
    *t = (told_t){
        .message = row->message.id, .record = row->message.record, .recipient = row->message.recipient};
    snprintf(t->kind, sizeof t->kind, "%s", row->message.kind);
    snprintf(t->channel, sizeof t->channel, "%s", row->channel);
}

/* What has just been committed is to be told for ever: it is in the book from now on. A store that can't be
 * read just then leaves it for the next time. */
static void note_outbox(site_t *s, book_t *b) {
    enum { SLICE = 200 };
    arena_t arena;
    outbox_row_t *rows;
    size_t count = SLICE;
    diag_t d = {0};
    arena_init(&arena, 0);
    if (!host_read_only(s->host) && host_store(s->host) != NULL &&
        outbox_rows(host_store(s->host), OUTBOX_LIST_ALL, b->last_message, SLICE, &arena, &rows, &count,
                    &d) == 0) {
        for (size_t i = 0; i < count; i++) {
            told_add(b, &rows[i]);
            b->last_message = rows[i].message.id;
        }
    }
    if (d.code != NULL) heard(b, &d);
    diag_clear(&d);
    arena_free(&arena);
}

bool book_answer(book_t *b, entry_t *e, reply_t *reply) {
    return note_answer(b, e, reply, ++b->batches);
}

bool book_run(site_t *s, book_t *b, entry_t **entries, size_t count) {
    request_t requests[BATCH_MAX];
    reply_t replies[BATCH_MAX];
    bool good = true;
    b->batches++;
    for (size_t i = 0; i < count; i++)
        requests[i] = entries[i]->request;
    writer_run(s->host, requests, replies, count);
    for (size_t i = 0; i < count; i++)
        if (!note_answer(b, entries[i], &replies[i], b->batches)) good = false;
    if (good) note_outbox(s, b);
    return good;
}

/* ---- what happens in a company ---- */

/* One that was answered before, and has a key. */
static entry_t *answered_before(book_t *b) {
    for (int tries = 0; b->count > 0 && tries < 8; tries++) {
        entry_t *e = b->entries[chance_below(&b->chance, b->count)];
        if (e->answered && e->request.command.key != NULL) return e;
    }
    return NULL;
}

bool book_batch(site_t *s, book_t *b) {
    entry_t *entries[BATCH_MAX], *again;
    size_t count = 0, wanted = 1 + chance_below(&b->chance, BATCH_MAX - 2);
    entries[count++] = command_draft(s, b, false);
    while (count < wanted) {
        bool repeat = chance_below(&b->chance, 12) == 0 && (again = answered_before(b)) != NULL;
        entries[count++] = repeat ? again : command_random(s, b);
    }
    entries[count++] = command_draft(s, b, true);
    return book_run(s, b, entries, count);
}

/* 0, or what went wrong is heard and forgotten. */
static bool well(book_t *b, int status, diag_t *d) {
    if (status != 0) heard(b, d);
    diag_clear(d);
    return status == 0;
}

bool book_fire(site_t *s, book_t *b, bool all) {
    diag_t d = {0};
    bool more = true;
    instant_t until = host_now(s->host);
    for (int turns = 0; more; turns++) {
        size_t fired;
        if (!well(b, writer_fire(s->host, until, all ? 64 : 5, &fired, &more, &d), &d)) return false;
        b->figures.rungs += (int64_t)fired;
        if (!all) break;
        if (turns > 1000) {
            book_fail(b, "there is always more to fire");
            return true;
        }
    }
    if (!more) b->fired_until = until;
    note_outbox(s, b);
    return true;
}

bool book_activate(site_t *s, book_t *b) {
    diag_t d = {0};
    bool found = false;
    b->active_doubtful = true;
    if (!well(b, site_activate(s, 100 + (int)chance_below(&b->chance, 900), &d), &d)) return false;
    if (!well(b, store_ruleset_active(host_store(s->host), &b->active, &found, &d), &d)) return false;
    b->active_doubtful = false;
    b->figures.activations++;
    return true;
}

bool book_deliver(site_t *s, book_t *b) {
    enum { MOST = 6 };
    store_t *store = host_store(s->host);
    outbox_row_t *rows;
    size_t count = 0;
    arena_t arena;
    diag_t d = {0};
    if (host_read_only(s->host)) return false;
    arena_init(&arena, 0);
    int status = store_begin(store, &d);
    if (status == 0) {
        status = outbox_claim(store, "mail", "test", s->now, 60000, MOST, &arena, &rows, &count, &d);
        for (size_t i = 0; status == 0 && i < count; i++)
            status = outbox_delivered(store, rows[i].message.id, "mail", "test", s->now, &d);
        if (status == 0)
            status = store_commit(store, &d);
        else
            store_rollback(store);
    }
    for (size_t i = 0; status == 0 && i < count; i++)
        for (size_t k = 0; k < b->told_count; k++)
            if (b->told[k].message == rows[i].message.id && strcmp(b->told[k].channel, "mail") == 0)
                b->told[k].delivered = true;
    arena_free(&arena);
    return well(b, status, &d);
}

bool book_checkpoint(site_t *s, book_t *b) {
    diag_t d = {0};
    if (host_read_only(s->host)) return false;
    bool whole = chance_below(&b->chance, 3) == 0;
    return well(b,
                whole ? store_checkpoint(host_store(s->host), &d)
                      : store_checkpoint_maybe(host_store(s->host), true, &d),
                &d);
}

bool book_step(site_t *s, book_t *b) {
    uint64_t dice = chance_below(&b->chance, 100);
    if (chance_below(&b->chance, 4) == 0) s->now += (instant_t)chance_below(&b->chance, 8 * MS_HOUR);
    if (dice < 60) return book_batch(s, b);
    if (dice < 80) return book_fire(s, b, dice < 70);
    if (dice < 90) return book_checkpoint(s, b);
    if (dice < 97) return book_deliver(s, b);
    return book_activate(s, b);
}

bool book_retry(site_t *s, book_t *b) {
    entry_t *entries[BATCH_MAX];
    size_t count = 0;
    bool good = true;
    for (size_t i = 0; i < b->count; i++) {
        entry_t *e = b->entries[i];
        if (e->state != ENTRY_DOUBT && e->state != ENTRY_FAILED) continue;
        if (e->request.command.key == NULL) { /* nobody will send it again */
            if (e->state == ENTRY_FAILED || e->events == 0) e->state = ENTRY_REFUSED;
            if (e->events > 0) e->state = ENTRY_DONE;
            continue;
        }
        entries[count++] = e;
        if (count < BATCH_MAX) continue;
        good = book_run(s, b, entries, count) && good;
        count = 0;
    }
    return (count == 0 || book_run(s, b, entries, count)) && good;
}
