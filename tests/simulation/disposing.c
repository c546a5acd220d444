/* Disposal; see disposing.h. */
#include "simulation/disposing.h"
#include "simulation/admin.h"
#include "simulation/answers.h"
#include "simulation/checks.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SLICES_MOST = 64 };

bool disposed_of(const sim_t *s, int64_t record) {
    const disposing_t *o = &s->disposing;
    for (size_t i = 0; i < o->gone_count; i++)
        if (o->gone[i] == record) return true;
    return false;
}

static const char *text_in(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

/* ---- what went */

static bool is_named(sim_t *s, const disposing_t *o, const past_t *p) {
    const char *id = sim_text(s, "%" PRId64, p->id);
    for (size_t i = 0; i < o->name_count; i++)
        if (strcmp(o->names[i], id) == 0 || strcmp(o->names[i], p->number) == 0) return true;
    return false;
}

/* Was that record what was asked for? */
static bool is_meant(sim_t *s, const past_t *p) {
    const disposing_t *o = &s->disposing;
    if (!record_has_ended(p->state)) return false;
    if (o->before == INSTANT_NONE) return is_named(s, o, p);
    return p->ended_at < o->before && (o->flow == NULL || strcmp(o->flow, p->flow) == 0);
}

/* A message about it that has not arrived yet; NULL: none. */
static const mail_item_t *untold(const sim_t *s, const past_t *p) {
    for (size_t i = 0; i < s->mail.count; i++)
        if (s->mail.items[i].record == p->id && s->mail.items[i].arrived == 0) return &s->mail.items[i];
    return NULL;
}

/* One that it opened, or that opened it, and is on its way; NULL: none. */
static const past_t *relative_under_way(sim_t *s, const past_t *p) {
    for (size_t i = 0; i <= p->child_count; i++) {
        const past_t *other = history_find(s, i < p->child_count ? p->children[i].record : p->opener);
        if (other != NULL && !record_is_over(other->state)) return other;
    }
    return NULL;
}

static bool wrong(sim_t *s, const past_t *p, const char *what, const char *found) {
    return sim_fail(s, p->id, "only what may go is disposed of", what, "%s, %s", record_state_word(p->state),
                    found);
}

static bool may_go(sim_t *s, const past_t *p, const disposed_t *kept) {
    if (!is_meant(s, p)) return wrong(s, p, "what was asked for, and has ended", s->disposing.reason);
    for (size_t i = 0; i < p->task_count; i++)
        if (p->tasks[i].state == TASK_OPEN || p->tasks[i].state == TASK_WAITING)
            return wrong(s, p, "nobody has a task of it", "an open task");
    if (untold(s, p) != NULL) return wrong(s, p, "those concerned were told", untold(s, p)->kind);
    if (relative_under_way(s, p) != NULL) return wrong(s, p, "its family is over (A7)", "one is on its way");
    bool same = kept->length == p->chain.version && hash_equal(&kept->head, &p->chain.head) &&
                strcmp(kept->number != NULL ? kept->number : "", p->number) == 0 && kept->state == p->state;
    return same || wrong(s, p, "what stays of it is how it ended", "another number, length, head or state");
}

static void forget(sim_t *s, past_t *p) {
    disposing_t *o = &s->disposing;
    o->gone = history_room(s, o->gone, o->gone_count, &o->gone_room, sizeof *o->gone);
    o->gone[o->gone_count++] = p->id;
    s->totals.n[COUNT_DISPOSED]++;
    history_remove(s, p);
}

bool disposing_take(sim_t *s, const event_t *e) {
    const char *reason = e->u.disposed.reason != NULL ? e->u.disposed.reason : "";
    if (s->disposing.reason == NULL || strcmp(s->disposing.reason, reason) != 0)
        return sim_fail(s, 0, "what is disposed of was asked for",
                        s->disposing.reason != NULL ? s->disposing.reason : "nothing", "%s", reason);
    for (size_t i = 0; i < e->u.disposed.record_count; i++) {
        const disposed_t *kept = &e->u.disposed.records[i];
        past_t *p = history_find(s, kept->record);
        if (p == NULL) return sim_fail(s, kept->record, "a record goes once", "one that is there", "none");
        if (!may_go(s, p, kept)) return false;
        forget(s, p);
    }
    return true;
}

/* ---- asking */

/* Incidents hold records until somebody has looked at them. */
static bool settles_incidents(sim_t *s) {
    json_t *answer, *list, *one;
    size_t i;
    bool ok, good = true;
    if (!admin_ask(s, "incidents are read", json_pack("{s:s,s:i}", "verb", "incidents", "limit", 40), false,
                   &answer, &ok))
        return false;
    list = json_object_get(answer, "incidents");
    json_array_foreach(list, i, one) {
        json_t *settled;
        good = good && admin_ask(s, "an incident is settled",
                                 json_pack("{s:s,s:s}", "verb", "incidents.settle", "incident",
                                           text_in(one, "incident")),
                                 false, &settled, &ok);
        if (good) json_decref(settled);
        s->totals.n[COUNT_SETTLED] += ok;
    }
    json_decref(answer);
    return good && check_all_records(s);
}

/* Mostly one that has ended, and of these one that opened others. */
static const past_t *some_record(sim_t *s) {
    const past_t *p = NULL;
    for (int i = 0; i < 12; i++) {
        p = s->history.records[sim_below(s, (int)s->history.count)];
        if (record_has_ended(p->state) && (p->child_count > 0 || i > 6)) break;
    }
    return p;
}

static void draw(sim_t *s) {
    disposing_t *o = &s->disposing;
    o->reason = sim_text(s, "kept long enough %" PRId64, ++o->serial);
    o->flow = NULL;
    o->name_count = 0;
    o->before = host_now(s->machine.host) - (int64_t)sim_below(s, 90) * MS_DAY - sim_below(s, MS_DAY);
    if (s->history.count == 0 || sim_chance(s, 55)) {
        if (sim_chance(s, 30)) o->flow = rules_flow(sim_below(s, FLOWS));
        return;
    }
    o->before = INSTANT_NONE;
    while (o->name_count < NAMED_MOST) {
        const past_t *p = some_record(s);
        bool by_number = p->number[0] != '\0' && sim_chance(s, 50);
        o->names[o->name_count++] = by_number ? sim_text(s, "%s", p->number) : sim_text(s, "%" PRId64, p->id);
    }
}

static json_t *request_of(const disposing_t *o, bool preview, const char *after) {
    char at[INSTANT_TEXT];
    json_t *request = json_pack("{s:s,s:b}", "verb", "records.dispose", "preview", (int)preview);
    if (!preview) json_object_set_new(request, "reason", json_string(o->reason));
    if (after != NULL) json_object_set_new(request, "after", json_string(after));
    if (o->flow != NULL) json_object_set_new(request, "flow", json_string(o->flow));
    if (o->before != INSTANT_NONE) {
        json_object_set_new(request, "ended_before", json_string(instant_format(o->before, 0, true, at)));
        return request;
    }
    json_t *names = json_array();
    for (size_t i = 0; i < o->name_count; i++)
        json_array_append_new(names, json_string(o->names[i]));
    json_object_set_new(request, "records", names);
    return request;
}

/* What stays though it was meant, over all slices. */
typedef struct kept {
    int64_t *ids;
    size_t count, room;
} kept_t;

static void note_kept(sim_t *s, kept_t *k, const json_t *answer) {
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(answer, "refused"), i, one) {
        k->ids = history_room(s, k->ids, k->count, &k->room, sizeof *k->ids);
        k->ids[k->count++] = strtoll(text_in(one, "record"), NULL, 10);
        tally_add(&s->totals.refusals, text_in(json_object_get(one, "error"), "code"), 1);
        s->totals.n[COUNT_DISPOSED_NOT]++;
    }
}

static bool was_kept(const kept_t *k, int64_t record) {
    for (size_t i = 0; i < k->count; i++)
        if (k->ids[i] == record) return true;
    return false;
}

/* All that was meant has gone, but what the answers name. */
static bool all_gone(sim_t *s, const kept_t *k) {
    for (size_t i = 0; i < s->history.count; i++) {
        const past_t *p = s->history.records[i];
        if (is_meant(s, p) && !was_kept(k, p->id))
            return wrong(s, p, "all that was meant goes", "still there");
    }
    return true;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The records that an answer lists, each after a blank: by id, in whatever order they were asked for. */
static const char *listed(sim_t *s, const json_t *answer) {
    const json_t *one, *list = json_object_get(answer, "disposed");
    size_t i, count = json_array_size(list);
    const char **ids = sim_take(s, count + 1, sizeof *ids), *text = "";
    json_array_foreach(list, i, one) ids[i] = sim_text(s, "%s", text_in(one, "record"));
    qsort(ids, count, sizeof *ids, by_text);
    for (i = 0; i < count; i++)
        text = sim_text(s, "%.400s %s", text, ids[i]);
    return text;
}

/* *foretold: what the first slice takes, by its preview; NULL: not asked. */
static bool previewed(sim_t *s, const char **foretold) {
    json_t *answer;
    bool ok;
    int64_t events = s->totals.n[COUNT_EVENTS];
    if (!admin_ask(s, "a disposal is previewed", request_of(&s->disposing, true, NULL), false, &answer, &ok))
        return false;
    *foretold = listed(s, answer);
    json_decref(answer);
    if (!check_all_records(s)) return false;
    return s->totals.n[COUNT_EVENTS] == events ||
           sim_fail(s, 0, "a preview changes nothing", "no event", "%" PRId64 " events",
                    s->totals.n[COUNT_EVENTS] - events);
}

/* Of a record whose opener is gone all can be asked that could be before: its initiator reads it. */
static bool ask_survivors(sim_t *s) {
    for (size_t i = 0; i < s->history.count && machine_ready(s); i++) {
        const past_t *p = s->history.records[i];
        reply_t reply;
        int64_t touched;
        if (p->opener == 0 || !disposed_of(s, p->opener) || sim_chance(s, 50)) continue;
        claim_t *c = claim_new(s, operation_row(COMMAND_READ));
        c->request.command =
            (command_t){.kind = COMMAND_READ,
                        .record = p->id,
                        .actor = {.kind = ACTOR_PERSON, .person = p->initiator, .auth = AUTH_ENTERED_BY},
                        .at = INSTANT_NONE};
        writer_run(s->machine.host, &c->request, &reply, 1);
        s->totals.n[COUNT_SURVIVORS]++;
        if (!answer_take(s, c, &reply, false, &touched) || !check_records(s, &touched, 1)) return false;
    }
    return true;
}

bool disposing_act(sim_t *s) {
    kept_t kept = {0};
    const char *next = NULL, *foretold = NULL;
    bool ok = true, sure = machine_sure(s), good = true;
    for (int i = 0; sure && good && i < 16 && machine_ready(s); i++)
        good = mail_act(s); /* what nobody was told of yet stays */
    if (!good) return false;
    if (sure && sim_chance(s, 40) && !settles_incidents(s)) return false;
    draw(s);
    bool held = s->machine.clock < s->machine.latest; /* the next transaction says so in an event */
    if (sure && !held && sim_chance(s, 40) && !previewed(s, &foretold)) return false;
    if (sure && sim_chance(s, 20)) return true;
    for (int i = 0; i < SLICES_MOST && ok && (i == 0 || next != NULL); i++) {
        json_t *answer;
        if (!admin_ask(s, "records are disposed of", request_of(&s->disposing, false, next), false, &answer,
                       &ok))
            return false;
        const char *more = json_string_value(json_object_get(answer, "next")), *came = listed(s, answer);
        next = more != NULL ? sim_text(s, "%s", more) : NULL;
        note_kept(s, &kept, answer);
        json_decref(answer);
        if (!machine_sure(s)) return true;
        if (i == 0 && foretold != NULL && strcmp(foretold, came) != 0)
            return sim_fail(s, 0, "a preview says what will be disposed of", foretold, "%s", came);
    }
    s->totals.n[COUNT_DISPOSALS]++;
    return check_all_records(s) && (!ok || next != NULL || all_gone(s, &kept)) && ask_survivors(s);
}

bool disposed_read(sim_t *s) {
    const disposing_t *o = &s->disposing;
    json_t *answer;
    bool ok;
    if (o->gone_count == 0) return true;
    int64_t record = o->gone[sim_below(s, (int)o->gone_count)];
    json_t *request = json_pack("{s:s,s:s}", "verb", "show", "record", sim_text(s, "%" PRId64, record));
    bool good = admin_ask(s, "what is gone is read", request, true, &answer, &ok);
    const char *code = sim_text(s, "%s", text_in(json_object_get(answer, "error"), "code"));
    json_decref(answer);
    if (!good) return false;
    return strcmp(code, "record.disposed") == 0 ||
           sim_fail(s, record, "whoever asks for what is gone is told so", "record.disposed", "%s", code);
}
