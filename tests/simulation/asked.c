/* What people did, held against what they asked for; see asked.h. */
#include "simulation/asked.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

static const char *note_in(const field_t *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, "note") == 0) return fields[i].value.u.text;
    return NULL;
}

/* The note, the name of a document, or the first text of an entry that carries a number. */
static const char *said_in(const field_t *fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const value_t *v = &fields[i].value;
        const char *text = v->kind == VALUE_DOCUMENT ? v->u.document.name
                           : v->kind == VALUE_TEXT   ? v->u.text
                                                     : NULL;
        if (text != NULL && strchr(text, '#') != NULL) return text;
    }
    return NULL;
}

const char *asked_words(const past_t *p, const event_t *e) {
    switch (e->kind) {
    case EVENT_DRAFTED:
        return note_in(e->u.drafted.fields, e->u.drafted.field_count);
    case EVENT_MADE_FROM:
        return p->drafted_with;
    case EVENT_EDITED:
        return said_in(e->u.edited.fields, e->u.edited.field_count);
    case EVENT_LOGGED:
        return said_in(e->u.logged.fields, e->u.logged.field_count);
    case EVENT_WARNED:
        return e->u.warned.text;
    case EVENT_DEVIATED:
        return e->u.deviated.text;
    case EVENT_TASK_DECIDED:
        return e->u.task_decided.opinion;
    case EVENT_WITHDRAWN:
        return e->u.withdrawn.reason;
    case EVENT_REOPENED:
        return e->u.reopened.reason;
    case EVENT_CHANGE_DROPPED:
        return e->u.change_dropped.reason;
    case EVENT_AMENDED:
        return e->u.amended.reason;
    case EVENT_COMMENTED:
        return e->u.commented.text;
    case EVENT_ASKED:
        return e->u.asked.text;
    case EVENT_TASK_TAKEN_BACK:
        return e->u.task_taken_back.reason;
    case EVENT_ADMINISTERED:
        return e->u.administered.reason;
    case EVENT_MIGRATED:
        return e->u.migrated.reason;
    default:
        return NULL;
    }
}

/* Fields that came with a submission or a preparation, a remark that came with something else, the draft that
 * a copy begins with: they are of that command. */
static bool came_along(sim_t *s, const past_t *p, const event_t *e) {
    const char *words = asked_words(p, e);
    for (size_t i = 0; i < s->claims.count; i++) {
        const claim_t *c = s->claims.list[i];
        if (c->state == CLAIM_REFUSED) continue;
        /* an entry that ends a task ends it as done; it need not have said anything besides */
        bool logs = c->op->kind == COMMAND_LOG && e->kind == EVENT_TASK_DECIDED;
        if (logs && words == NULL && c->record == e->record &&
            c->request.command.actor.person == e->actor.person)
            return true;
        if (c->serial != serial_in(words)) continue;
        if (logs) return true;
        if (e->kind == EVENT_EDITED && c->op->leaves != EVENT_EDITED && c->request.command.field_count > 0)
            return true;
        if (e->kind == EVENT_DRAFTED && c->op->leaves == EVENT_MADE_FROM) return true;
        if (e->kind == EVENT_COMMENTED && c->op->remark) return true;
    }
    return false;
}

bool asked_for(sim_t *s, const past_t *p, const event_t *e) {
    const operation_t *op = operation_of(e);
    const char *words = asked_words(p, e);
    if (e->actor.kind > ACTOR_SERVICE || op == NULL) return true;
    claim_t *c = claim_of(s, op, e->record, e->actor.person, words);
    if (c == NULL && came_along(s, p, e)) return true;
    if (c == NULL)
        return sim_fail(s, e->record, "what people did is what they asked for, once",
                        "a command that was accepted",
                        "event %" PRId64 " seq %" PRId64 " %s of %" PRId64 ": %s", e->id, e->seq,
                        event_kind_word(e->kind), e->actor.person, words != NULL ? words : "");
    c->found = true;
    instant_t at = c->request.command.at;
    if (at == INSTANT_NONE || c->one_of_many || serial_in(words) != c->serial) return true;
    s->totals.n[COUNT_ENTERED_LATER]++;
    return e->at == at || (at > e->recorded && e->at == e->recorded) ||
           sim_fail(s, e->record, "what is entered later says when it happened (A65)",
                    sim_text(s, "%" PRId64, at), "%" PRId64 ", recorded %" PRId64, e->at, e->recorded);
}
