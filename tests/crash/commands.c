/* Random commands that a company's people might send: mostly what is open to them, sometimes not. */
#include "crash/book.h"
#include "store/queries.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const INITIATORS[] = {"gao.min", "sun.tao"};
static const char *const PEOPLE[] = {"li.na", "chen.wei", "gao.min", "sun.tao", "hu.jun", "yu.ran"};

static bool one_in(book_t *b, uint64_t n) {
    return chance_below(&b->chance, n) == 0;
}

entry_t *command_new(book_t *b, bool keyed) {
    entry_t *e = calloc(1, sizeof *e);
    if (b->count == b->room) {
        b->room = b->room * 2 + 64;
        b->entries = realloc(b->entries, b->room * sizeof *b->entries);
    }
    if (e == NULL || b->entries == NULL) abort();
    e->mark = (int)b->count + 1;
    e->events = UNSEEN;
    b->entries[b->count++] = e;
    snprintf(e->text, sizeof e->text, "m%06d;", e->mark % 1000000);
    snprintf(e->key, sizeof e->key, "key-%d", e->mark);
    e->request.command = (command_t){.at = INSTANT_NONE, .key = keyed ? e->key : NULL};
    return e;
}

static void with_form(book_t *b, entry_t *e) {
    static const char *const AMOUNTS[] = {"12.50 EUR", "499 EUR", "500.01 EUR", "80000 EUR"};
    e->fields[0] = (field_t){"amount", {.kind = VALUE_TEXT, .u.text = AMOUNTS[chance_below(&b->chance, 4)]}};
    e->fields[1] = (field_t){"what", {.kind = VALUE_TEXT, .u.text = e->text}};
    e->request.command.fields = e->fields;
    e->request.command.field_count = 2;
}

entry_t *command_draft(site_t *s, book_t *b, bool keyed) {
    entry_t *e = command_new(b, keyed);
    e->request.command.kind = COMMAND_DRAFT;
    e->request.command.flow = "sales.purchase";
    e->request.command.actor = site_actor(site_person(s, INITIATORS[chance_below(&b->chance, 2)]));
    with_form(b, e);
    return e;
}

static void decide_on(book_t *b, entry_t *e, const record_t *r, const task_t *task) {
    command_t *c = &e->request.command;
    uint64_t dice = chance_below(&b->chance, 100);
    c->actor = site_actor(task->person);
    c->text = e->text;
    if (dice >= 40) c->task = task->id;
    switch (record_step(r, task->step)->kind) {
    case STEP_ACT:
        c->kind = COMMAND_DONE;
        break;
    case STEP_ACKNOWLEDGE:
        c->kind = COMMAND_ACKNOWLEDGE;
        break;
    case STEP_REVISE:
        c->kind = COMMAND_SUBMIT;
        c->text = NULL;
        c->task = 0;
        with_form(b, e);
        break;
    default:
        c->kind = dice < 70   ? COMMAND_APPROVE
                  : dice < 80 ? COMMAND_REFUSE
                  : dice < 90 ? COMMAND_RETURN
                              : COMMAND_COMMENT;
        break;
    }
}

/* What its initiator does with it while nobody else has it. */
static void initiator_acts(book_t *b, entry_t *e, const record_t *r) {
    command_t *c = &e->request.command;
    uint64_t dice = chance_below(&b->chance, 100);
    c->actor = site_actor(r->initiator);
    bool own = r->state == RECORD_DRAFT || r->state == RECORD_REFUSED;
    if (own && dice < 90) {
        c->kind = dice < 75 ? COMMAND_SUBMIT : COMMAND_EDIT;
        with_form(b, e);
    } else {
        c->kind = r->state == RECORD_OPEN && dice < 50 ? COMMAND_WITHDRAW : COMMAND_COMMENT;
        c->text = e->text;
    }
}

/* A record that somebody was told of, the newer ones rather; 0: none. */
static int64_t some_record(book_t *b) {
    for (int tries = 0; b->count > 0 && tries < 8; tries++) {
        uint64_t back = chance_below(&b->chance, b->count < 60 || one_in(b, 4) ? b->count : 60);
        const entry_t *e = b->entries[b->count - 1 - back];
        if (e->answered && e->reply.record != 0) return e->reply.record;
    }
    return 0;
}

static bool load(site_t *s, int64_t id, arena_t *arena, record_t *out) {
    bytes_t state;
    chain_t chain;
    diag_t d = {0};
    bool good = !host_read_only(s->host) && host_store(s->host) != NULL &&
                store_record(host_store(s->host), id, arena, &state, &chain, &d) == 0 &&
                record_decode(state, arena, out, &d) == 0;
    diag_clear(&d);
    return good;
}

static const task_t *some_task(book_t *b, const record_t *r) {
    const task_t *found = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].state == TASK_OPEN && chance_below(&b->chance, ++seen) == 0) found = &r->tasks[i];
    return found;
}

/* What nobody may do, mostly. */
static void act_wrongly(site_t *s, book_t *b, entry_t *e) {
    static const command_kind_t KINDS[] = {COMMAND_SUBMIT, COMMAND_APPROVE,  COMMAND_REFUSE, COMMAND_DONE,
                                           COMMAND_RETURN, COMMAND_WITHDRAW, COMMAND_EDIT};
    command_t *c = &e->request.command;
    c->kind = KINDS[chance_below(&b->chance, sizeof KINDS / sizeof KINDS[0])];
    c->actor = site_actor(site_person(s, PEOPLE[chance_below(&b->chance, sizeof PEOPLE / sizeof PEOPLE[0])]));
    if (c->kind == COMMAND_SUBMIT || c->kind == COMMAND_EDIT)
        with_form(b, e);
    else
        c->text = e->text;
}

entry_t *command_random(site_t *s, book_t *b) {
    bool keyed = !one_in(b, 6);
    int64_t id = one_in(b, 5) ? 0 : some_record(b);
    if (id == 0) return command_draft(s, b, keyed);
    entry_t *e = command_new(b, keyed);
    arena_t arena;
    record_t r;
    e->request.command.record = id;
    arena_init(&arena, 0);
    if (one_in(b, 12) || !load(s, id, &arena, &r)) {
        act_wrongly(s, b, e);
    } else {
        const task_t *task = one_in(b, 15) ? NULL : some_task(b, &r);
        if (task != NULL)
            decide_on(b, e, &r, task);
        else
            initiator_acts(b, e, &r);
    }
    arena_free(&arena);
    return e;
}
