/* The book held against the store: every record is folded from its events again, and what the answers
 * promised is looked for in them. See book.h. */
#include "crash/book.h"
#include "server/verify.h"
#include "store/outbox.h"
#include "store/queries.h"
#include "store/tables.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_MOST = 20000, EVENT_KINDS = 64 };

/* One look at the store, in one read connection. */
typedef struct look {
    site_t *site;
    book_t *b;
    store_t *store;
    arena_t arena; /* of one record, or one list */
    int64_t *numbers;
    size_t number_count;
    uint8_t *kinds; /* per mark: how many events of the kind looked at last have it */
} look_t;

/* ---- one record ---- */

/* What was true after each of its events. */
typedef struct course {
    record_t record;
    const event_row_t *rows;
    size_t count;
    struct {
        record_state_t state;
        int64_t form_version;
        bool numbered;
    } * after; /* of event i */
} course_t;

/* The mark that begins at this byte; 0: none. */
static int mark_at(bytes_t bytes, size_t i) {
    if (bytes.len - i < MARK_LENGTH || bytes.at[i] != 'm' || bytes.at[i + MARK_LENGTH - 1] != ';') return 0;
    int mark = 0;
    for (size_t k = 1; k < MARK_LENGTH - 1; k++) {
        if (bytes.at[i + k] < '0' || bytes.at[i + k] > '9') return 0;
        mark = mark * 10 + (bytes.at[i + k] - '0');
    }
    return mark;
}

/* Each event has the mark of one command at most once in one kind of event. */
static void find_marks(look_t *l, int64_t record, const event_row_t *row) {
    const bytes_t parts[] = {row->payload, row->personal};
    for (size_t part = 0; part < 2; part++) {
        for (size_t i = 0; i + MARK_LENGTH <= parts[part].len; i++) {
            int mark = mark_at(parts[part], i);
            if (mark == 0 || (size_t)mark > l->b->count) continue;
            entry_t *e = l->b->entries[mark - 1];
            e->events++;
            uint8_t *seen =
                &l->kinds[(size_t)(mark - 1) * EVENT_KINDS + (size_t)row->event.kind % EVENT_KINDS];
            if (++*seen > 1) book_fail(l->b, "%s had its effect twice, in record %" PRId64, e->text, record);
            if (e->answered && e->reply.record != record)
                book_fail(l->b, "%s had its effect in record %" PRId64 " and not in %" PRId64, e->text,
                          record, e->reply.record);
            if (e->answered && row->event.seq > e->reply.version)
                book_fail(l->b, "%s had its effect after it was answered", e->text);
        }
    }
}

static void check_answers(look_t *l, const course_t *c) {
    for (size_t i = 0; i < l->b->count; i++) {
        const entry_t *e = l->b->entries[i];
        if (!e->answered || e->reply.record != c->record.id) continue;
        const reply_t *said = &e->reply;
        if (said->version < 1 || (size_t)said->version > c->count) {
            book_fail(l->b, "%s made version %" PRId64 " of record %" PRId64 ", which has %zu", e->text,
                      said->version, c->record.id, c->count);
            continue;
        }
        size_t at = (size_t)said->version - 1;
        bool numbered = said->number[0] != '\0';
        if (said->state != c->after[at].state || said->form_version != c->after[at].form_version ||
            numbered != c->after[at].numbered || (numbered && strcmp(said->number, c->record.number) != 0))
            book_fail(l->b, "%s was answered otherwise than record %" PRId64 " has it", e->text,
                      c->record.id);
    }
}

static const event_t *opened(const course_t *c, int64_t clock) {
    for (size_t i = 0; i < c->count; i++)
        if (c->rows[i].event.kind == EVENT_TASK_OPENED && c->rows[i].event.u.task_opened.clock == clock)
            return &c->rows[i].event;
    return NULL;
}

/* Each rung one outcome, none after its task has ended. */
static void check_rungs(look_t *l, const course_t *c) {
    for (size_t i = 0; i < c->count; i++) {
        const event_t *rung = &c->rows[i].event;
        if (rung->kind != EVENT_RUNG) continue;
        /* The head of the company has nobody above: that rung fails by the rules. */
        if (rung->u.rung.outcome == RUNG_FAILED && strcmp(rung->u.rung.error, "people.none") != 0)
            book_fail(l->b, "rung %d of clock %" PRId64 " failed: %s", rung->u.rung.rung, rung->u.rung.clock,
                      rung->u.rung.error);
        const event_t *task = opened(c, rung->u.rung.clock);
        if (task == NULL) book_fail(l->b, "a rung of record %" PRId64 " belongs to no task", c->record.id);
        for (size_t k = 0; task != NULL && k < i; k++) {
            const event_t *e = &c->rows[k].event;
            if (e->kind == EVENT_RUNG && e->u.rung.clock == rung->u.rung.clock &&
                e->u.rung.rung == rung->u.rung.rung)
                book_fail(l->b, "rung %d of clock %" PRId64 " has two outcomes", rung->u.rung.rung,
                          rung->u.rung.clock);
            bool ended =
                (e->kind == EVENT_TASK_DECIDED && e->u.task_decided.task == task->u.task_opened.task) ||
                (e->kind == EVENT_TASK_CLOSED && e->u.task_closed.task == task->u.task_opened.task);
            if (ended)
                book_fail(l->b, "rung %d of clock %" PRId64 " fired after its step had ended",
                          rung->u.rung.rung, rung->u.rung.clock);
        }
    }
}

/* Whatever is running waits for a rung that has no outcome yet, and the ones before it have theirs. */
static void check_clocks(look_t *l, const course_t *c) {
    for (size_t i = 0; i < c->record.task_count; i++) {
        const cs_clock_t *clock = &c->record.clocks[i];
        uint64_t past = 0;
        for (size_t k = 0; k < c->count; k++) {
            const event_t *e = &c->rows[k].event;
            if (e->kind == EVENT_RUNG && e->u.rung.clock == clock->id) past |= UINT64_C(1) << e->u.rung.rung;
        }
        if (clock->state != CLOCK_RUNNING) continue;
        if (past != clock->rungs_past)
            book_fail(l->b, "clock %" PRId64 " has other outcomes than its events", clock->id);
        if (clock->next_rung >= 0 && (past >> clock->next_rung & 1) != 0)
            book_fail(l->b, "clock %" PRId64 " waits for a rung that has its outcome", clock->id);
        if (clock->next_rung >= 0 && l->b->fired_until != INSTANT_NONE && clock->rung_at <= l->b->fired_until)
            book_fail(l->b, "clock %" PRId64 " waits for what was told to have fired", clock->id);
    }
}

static bool fold(look_t *l, course_t *c, diag_t *d) {
    c->after = arena_array(&l->arena, c->count + 1, sizeof *c->after);
    if (c->after == NULL) abort();
    for (size_t i = 0; i < c->count; i++) {
        if (apply(&c->record, &c->rows[i].event, &l->arena, d) != 0) return false;
        c->after[i].state = c->record.state;
        c->after[i].form_version = c->record.form_version;
        c->after[i].numbered = c->record.number != NULL;
    }
    return true;
}

static void look_at_record(look_t *l, int64_t id) {
    course_t c = {0};
    event_row_t *rows;
    bool more;
    diag_t d = {0};
    if (store_events(l->store, id, 0, 1000000, EVENTS_OLDEST_FIRST, &l->arena, &rows, &c.count, &more, &d) !=
        0) {
        book_fail(l->b, "the events of record %" PRId64 ": %s", id, d.code);
        diag_clear(&d);
        return;
    }
    c.rows = rows;
    if (id != 0 && !fold(l, &c, &d)) book_fail(l->b, "record %" PRId64 " can't be folded: %s", id, d.code);
    diag_clear(&d);
    for (size_t i = 0; i < c.count; i++)
        find_marks(l, id, &rows[i]);
    l->b->figures.events += (int64_t)c.count;
    if (id == 0) return;
    l->b->figures.records++;
    check_answers(l, &c);
    check_rungs(l, &c);
    check_clocks(l, &c);
    if (c.record.number != NULL && l->number_count < RECORDS_MOST)
        l->numbers[l->number_count++] = c.record.number_seq;
}

static void look_at_records(look_t *l) {
    int64_t *ids;
    size_t count = 0;
    diag_t d = {0};
    arena_t list;
    arena_init(&list, 0);
    if (store_record_ids(l->store, -1, RECORDS_MOST, &list, &ids, &count, &d) != 0)
        book_fail(l->b, "the records can't be listed: %s", d.code);
    diag_clear(&d);
    for (size_t i = 0; i < count; i++) {
        look_at_record(l, ids[i]);
        arena_reset(&l->arena);
    }
    arena_free(&list);
}

/* ---- all of them together ---- */

static void check_entries(look_t *l) {
    for (size_t i = 0; i < l->b->count; i++) {
        const entry_t *e = l->b->entries[i];
        if (e->unmarked) continue;
        if (e->state == ENTRY_DONE && e->events == 0)
            book_fail(l->b, "%s was acknowledged, and is not there", e->text);
        if (e->state == ENTRY_REFUSED && e->events > 0)
            book_fail(l->b, "%s was refused, and is there", e->text);
        if (e->state == ENTRY_FAILED && e->events > 0)
            book_fail(l->b, "%s was told to have failed, and is there", e->text);
    }
}

/* A batch that failed as one begins with a draft and ends with one: with both of them, or with nothing. */
static void check_doubts(look_t *l) {
    book_t *b = l->b;
    for (size_t i = 0; i < b->count;) {
        size_t end = i + 1, there = 0, drafts = 0, drafts_there = 0;
        int batch = b->entries[i]->batch;
        if (b->entries[i]->state != ENTRY_DOUBT) {
            i++;
            continue;
        }
        for (; end < b->count && b->entries[end]->state == ENTRY_DOUBT && b->entries[end]->batch == batch;)
            end++;
        for (size_t k = i; k < end; k++) {
            bool is_draft = b->entries[k]->request.command.kind == COMMAND_DRAFT;
            there += b->entries[k]->events > 0;
            drafts += is_draft;
            drafts_there += is_draft && b->entries[k]->events > 0;
        }
        if (drafts_there != 0 && drafts_there != drafts)
            book_fail(b, "of a batch in doubt, %zu of %zu drafts are there", drafts_there, drafts);
        if (drafts > 0 && drafts_there == 0 && there > 0)
            book_fail(b, "of a batch in doubt, %zu commands are there and its drafts are not", there);
        b->figures.doubts_whole += there > 0;
        b->figures.doubts_gone += there == 0;
        i = end;
    }
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void check_numbers(look_t *l) {
    qsort(l->numbers, l->number_count, sizeof *l->numbers, by_value);
    for (size_t i = 0; i < l->number_count; i++) {
        if (l->numbers[i] == (int64_t)i + 1) continue;
        book_fail(l->b, "numbers: after %zu comes %" PRId64, i, l->numbers[i]);
        return;
    }
    int64_t next = 0;
    diag_t d = {0};
    if (store_number(l->store, l->b->prefix, 2026, &next, &d) != 0 || next != (int64_t)l->number_count + 1)
        book_fail(l->b, "the next number is %" PRId64 " after %zu", next, l->number_count);
    diag_clear(&d);
}

static bool is_told(const told_t *t, const outbox_row_t *row) {
    return row->message.id == t->message && strcmp(row->channel, t->channel) == 0;
}

static void check_told(look_t *l, const told_t *t, const outbox_row_t *row) {
    if (row->message.record != t->record || row->message.recipient != t->recipient ||
        strcmp(row->message.kind, t->kind) != 0)
        book_fail(l->b, "message %" PRId64 " is another one", t->message);
    if (t->delivered && row->state != OUTBOX_DELIVERED)
        book_fail(l->b, "message %" PRId64 " was noted as delivered, and is not", t->message);
}

/* Both lists go by message; a message's channels may stand in any order. */
static void check_outbox(look_t *l) {
    outbox_row_t *rows;
    size_t count = 0, first = 0;
    diag_t d = {0};
    if (outbox_rows(l->store, OUTBOX_LIST_ALL, 0, 1000000, &l->arena, &rows, &count, &d) != 0)
        book_fail(l->b, "the outbox: %s", d.code);
    diag_clear(&d);
    for (size_t i = 0; i < l->b->told_count; i++) {
        const told_t *t = &l->b->told[i];
        while (first < count && rows[first].message.id < t->message)
            first++;
        size_t at = first;
        while (at < count && rows[at].message.id == t->message && !is_told(t, &rows[at]))
            at++;
        if (at == count || !is_told(t, &rows[at]))
            book_fail(l->b, "message %" PRId64 " to %s is lost", t->message, t->channel);
        else
            check_told(l, t, &rows[at]);
    }
    l->b->figures.told = (int64_t)l->b->told_count;
    arena_reset(&l->arena);
}

/* The rules in force are those of the last activation acknowledged, and the host goes by them. */
static void check_rules(look_t *l) {
    hash_t active = {0};
    bool found = false;
    diag_t d = {0};
    if (store_ruleset_active(l->store, &active, &found, &d) != 0)
        book_fail(l->b, "the active rules: %s", d.code);
    diag_clear(&d);
    if (!l->b->active_doubtful && found && !hash_is_zero(&l->b->active) &&
        !hash_equal(&active, &l->b->active))
        book_fail(l->b, "other rules are active than were acknowledged");
    l->b->active = active;
    l->b->active_doubtful = false;
    snapshot_t *s = host_snapshot(l->site->host);
    if (!hash_equal(&s->ruleset, &active)) book_fail(l->b, "the host goes by other rules than the store's");
    snapshot_unref(s);
}

static void found_by_verify(void *ctx, int64_t record, const diag_t *difference) {
    book_fail(ctx, "verify: record %" PRId64 ": %s", record, difference->code);
}

static void check_verify(look_t *l) {
    verify_options_t options = {.found = found_by_verify, .ctx = l->b};
    verify_report_t report;
    diag_t d = {0};
    if (verify_store(l->site->path, &l->site->options.store, &options, &report, &d) != 0)
        book_fail(l->b, "verify could not read the store: %s", d.code);
    diag_clear(&d);
}

void book_check(site_t *s, book_t *b) {
    int before = b->failures;
    look_t l = {.site = s, .b = b};
    diag_t d = {0};
    store_options_t options = {.vfs = disk_vfs(s->disk), .read_ms = 60000};
    l.store = store_open(s->path, STORE_READ, &options, &d);
    if (l.store == NULL) {
        book_fail(b, "the store can't be read: %s", d.code);
        diag_clear(&d);
        return;
    }
    l.numbers = calloc(RECORDS_MOST, sizeof *l.numbers);
    l.kinds = calloc(b->count + 1, EVENT_KINDS);
    if (l.numbers == NULL || l.kinds == NULL) abort();
    arena_init(&l.arena, 0);
    for (size_t i = 0; i < b->count; i++)
        b->entries[i]->events = 0;
    look_at_records(&l);
    check_entries(&l);
    check_doubts(&l);
    check_numbers(&l);
    check_outbox(&l);
    check_rules(&l);
    check_verify(&l);
    if (before == 0 && b->failures > 0) site_keep(s);
    store_close(l.store);
    arena_free(&l.arena);
    free(l.numbers);
    free(l.kinds);
}
