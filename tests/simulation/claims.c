/* What was asked and answered; see claims.h. */
#include "simulation/claims.h"
#include "simulation/sim.h"
#include <stdlib.h>
#include <string.h>

/* What an event tells of the command behind it. */
typedef struct event_mark {
    const operation_t *op;
    int64_t record, person;
    uint64_t serial;
} event_mark_t;

static void append(sim_t *s, claim_t ***list, size_t *count, size_t *room, claim_t *c) {
    if (*count == *room) {
        claim_t **more = sim_keep(s, *room * 2 + 64, sizeof *more);
        if (*count > 0) memcpy(more, *list, *count * sizeof *more);
        *list = more;
        *room = *room * 2 + 64;
    }
    (*list)[(*count)++] = c;
}

claim_t *claim_new(sim_t *s, const operation_t *op) {
    claim_t *c = sim_keep(s, 1, sizeof *c);
    c->op = op;
    c->serial = ++s->claims.serial;
    return c;
}

void claim_open(sim_t *s, claim_t *c) {
    claims_t *all = &s->claims;
    append(s, &all->list, &all->count, &all->room, c);
    if (c->request.command.key != NULL) append(s, &all->keyed, &all->keyed_count, &all->keyed_room, c);
}

void claim_unknown(sim_t *s, claim_t *c) {
    claims_t *all = &s->claims;
    c->state = CLAIM_UNKNOWN;
    append(s, &all->unknown, &all->unknown_count, &all->unknown_room, c);
}

/* Whether its event carries words by which it is known. */
static bool is_worded(const claim_t *c) {
    event_kind_t leaves = c->op->leaves;
    bool words = operation_worded(c->op) && c->request.command.text != NULL;
    return leaves == EVENT_DRAFTED || leaves == EVENT_EDITED || leaves == EVENT_MADE_FROM ||
           leaves == EVENT_LOGGED || words;
}

bool claim_swap(sim_t *s, claim_t *c) {
    claims_t *all = &s->claims;
    for (size_t i = 0; i < all->unknown_count && !is_worded(c); i++) {
        claim_t *other = all->unknown[i];
        if (other == c || other->op->kind != c->op->kind || other->record != c->record || is_worded(other))
            continue;
        if (other->state != CLAIM_UNKNOWN || other->found == c->found ||
            other->request.command.actor.person != c->request.command.actor.person)
            continue;
        other->found = c->found;
        c->found = !c->found;
        return true;
    }
    return false;
}

uint64_t serial_in(const char *words) {
    const char *mark = words != NULL ? strrchr(words, '#') : NULL;
    return mark != NULL ? strtoull(mark + 1, NULL, 10) : 0;
}

bool claim_names(sim_t *s, const claim_t *c, int64_t record) {
    const char *name = c->request.record_name;
    if (c->request.command.record != 0 || name == NULL) return c->request.command.record == record;
    const past_t *p = history_find(s, record);
    return p != NULL &&
           (strcmp(p->number, name) == 0 || strcmp(name, sim_text(s, "%lld", (long long)p->id)) == 0);
}

/* Whether this event may be the mark of that claim. */
static bool fits(sim_t *s, const claim_t *c, int64_t record, int64_t person, uint64_t serial) {
    if (c->request.command.actor.person != person) return false;
    if (serial != 0) return c->serial == serial && (!c->one_of_many || claim_names(s, c, record));
    return !is_worded(c) && claim_names(s, c, record);
}

/* `sure`: of those acknowledged alone. */
static claim_t *asked(sim_t *s, const event_mark_t *m, bool sure, bool found) {
    for (size_t i = 0; i < s->claims.count; i++) {
        claim_t *c = s->claims.list[i];
        if (c->state == CLAIM_REFUSED || (sure && c->state != CLAIM_DONE) || c->found != found) continue;
        if (c->op->kind == m->op->kind && fits(s, c, m->record, m->person, m->serial)) return c;
    }
    return NULL;
}

claim_t *claim_of(sim_t *s, const operation_t *op, int64_t record, int64_t person, const char *words) {
    event_mark_t m = {.op = op, .record = record, .person = person, .serial = serial_in(words)};
    if (!op->many) return asked(s, &m, false, false);
    claim_t *c = asked(s, &m, true, false);
    if (c == NULL) c = asked(s, &m, true, true);
    if (c == NULL)
        c = asked(s, &m, false, true); /* of those unheard as few as can be; claim_swap does the rest */
    return c != NULL ? c : asked(s, &m, false, false);
}

bool claims_settle(sim_t *s) {
    claims_t *all = &s->claims;
    for (size_t i = 0; i < all->count; i++) {
        claim_t *c = all->list[i];
        if (c->state == CLAIM_DONE && !c->found && !c->op->may_leave_nothing)
            return sim_fail(s, c->reply.record, "an acknowledged command is there",
                            sim_text(s, "%s #%llu of %lld", c->op->name, (unsigned long long)c->serial,
                                     (long long)c->request.command.actor.person),
                            "no event of it");
        if (c->state == CLAIM_UNKNOWN && c->found) s->totals.n[COUNT_UNKNOWN_DONE]++;
        c->settled = true;
    }
    all->count = 0;
    return true;
}
