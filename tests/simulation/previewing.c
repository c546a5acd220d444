/* Previews held against what follows; see previewing.h. What the preview says is held against the record as
 * it was and as it is: steps, tasks, fields, who is told. Of a record that opens others, or was opened by
 * one, a preview does not see what those make of it: there only the refusal is compared that it foretells. */
#include "simulation/previewing.h"
#include "simulation/answers.h"
#include "simulation/asking.h"
#include "simulation/batches.h"
#include "simulation/checks.h"
#include "simulation/sim.h"
#include "store/tables.h"
#include <inttypes.h>
#include <string.h>

typedef struct trying {
    sim_t *s;
    claim_t *claim;
    past_t *p;
    json_t *said;
    record_t before, after;
    int64_t messages; /* of the account before the command was given */
    bool alone;       /* nobody else has a part in it */
    bool quiet;       /* no rung was due: whoever is told is told of the command */
} trying_t;

/* ---- what to try */

/* One that can be tried: of a record that is known, by somebody who is in the directory. */
static claim_t *draw(sim_t *s) {
    for (int i = 0; i < 12; i++) {
        claim_t *c = operation_draw(s);
        command_kind_t kind = c->op->kind;
        if (kind == COMMAND_DRAFT || kind == COMMAND_COPY || kind == COMMAND_MIGRATE) continue;
        c->request.command.key = NULL; /* a preview has no answer that could be remembered */
        if (asking_fits(s, c)) return c;
    }
    return NULL;
}

static past_t *aim_of(sim_t *s, const claim_t *c) {
    for (size_t i = s->history.count; i-- > 0;)
        if (claim_names(s, c, s->history.records[i]->id)) return s->history.records[i];
    return NULL;
}

static bool decoded(sim_t *s, const past_t *p, record_t *out) {
    diag_t d = {0};
    return record_decode((bytes_t){p->folded.at, p->folded.len}, &s->arena, out, &d) == 0 ||
           sim_fail_diag(s, p->id, "a state can be read", "no error", &d);
}

static bool something_due(sim_t *s, const record_t *r) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->clocks[i].state == CLOCK_RUNNING && r->clocks[i].rung_at != INSTANT_NONE &&
            r->clocks[i].rung_at <= host_now(s->machine.host))
            return true;
    return false;
}

/* ---- nothing changed by it */

static bool tried(trying_t *t) {
    sim_t *s = t->s;
    int64_t events = s->totals.n[COUNT_EVENTS], messages = s->totals.n[COUNT_MESSAGES];
    json_t *request = asking_request(s, t->claim);
    json_object_set_new(request, "preview", json_true());
    t->said = asking_send(s, request);
    s->totals.n[COUNT_TRIED]++;
    bool good = sim_chance(s, 90) ? check_records(s, &t->p->id, 1) : check_all_records(s);
    if (!good) return false;
    if (s->totals.n[COUNT_EVENTS] == events && s->totals.n[COUNT_MESSAGES] == messages) return true;
    return sim_fail(s, t->p->id, "a preview changes nothing", "no event, no message",
                    "%" PRId64 " events, %" PRId64 " messages", s->totals.n[COUNT_EVENTS] - events,
                    s->totals.n[COUNT_MESSAGES] - messages);
}

/* ---- what it said, what came */

static bool differs(trying_t *t, const char *what, const char *said, const char *came) {
    return sim_fail(t->s, t->p->id, what,
                    sim_text(t->s, "%s #%" PRIu64 ": %s", t->claim->op->name, t->claim->serial, said), "%s",
                    came);
}

static const char *text_in(const json_t *o, const char *name) {
    const char *text = json_string_value(json_object_get(o, name));
    return text != NULL ? text : "";
}

/* "3 s2 waiting open" for each step that is new, or stands otherwise than before; sorted by number. */
static const char *steps_said(trying_t *t) {
    buf_t b;
    size_t i;
    const json_t *one;
    buf_init(&b, 0);
    json_array_foreach(json_object_get(t->said, "steps"), i, one)
        buf_printf(&b, "%d %s %s %s%s; ", (int)json_integer_value(json_object_get(one, "no")),
                   text_in(one, "name"), text_in(one, "before"), text_in(one, "after"),
                   json_is_true(json_object_get(one, "superseded")) ? " superseded" : "");
    const char *text = arena_strndup(&t->s->arena, b.len > 0 ? (const char *)b.at : "", b.len);
    buf_free(&b);
    return text;
}

static const char *steps_come(trying_t *t) {
    buf_t b;
    buf_init(&b, 0);
    for (size_t i = 0; i < t->after.step_count; i++) {
        const step_t *now = &t->after.steps[i], *was = record_step(&t->before, now->no);
        if (was != NULL && was->state == now->state && was->superseded == now->superseded) continue;
        if (step_is_group(now->kind) && now->name[0] == '\0') continue;
        buf_printf(&b, "%d %s %s %s%s; ", now->no, now->name, was != NULL ? step_state_word(was->state) : "",
                   step_state_word(now->state), now->superseded ? " superseded" : "");
    }
    const char *text = arena_strndup(&t->s->arena, b.len > 0 ? (const char *)b.at : "", b.len);
    buf_free(&b);
    return text;
}

/* What changes hands, in order; ids of tasks that are new are made up in a preview. */
static const char *tasks_said(trying_t *t) {
    buf_t b;
    size_t i;
    const json_t *one;
    buf_init(&b, 0);
    json_array_foreach(json_object_get(t->said, "tasks"), i, one) buf_printf(
        &b, "%s at %d of %s; ", text_in(one, "change"), (int)json_integer_value(json_object_get(one, "step")),
        text_in(json_object_get(one, "person"), "id"));
    const char *text = arena_strndup(&t->s->arena, b.len > 0 ? (const char *)b.at : "", b.len);
    buf_free(&b);
    return text;
}

static const char *tasks_come(trying_t *t) {
    buf_t b;
    buf_init(&b, 0);
    for (size_t i = 0; i < t->after.task_count; i++) {
        const task_t *now = &t->after.tasks[i], *was = record_task(&t->before, now->id);
        bool held = was != NULL && was->state == TASK_OPEN, holds = now->state == TASK_OPEN;
        const char *change = !held && holds                       ? "opens"
                             : held && !holds                     ? "ends"
                             : held && was->person != now->person ? "moves"
                                                                  : NULL;
        if (change != NULL) buf_printf(&b, "%s at %d of %" PRId64 "; ", change, now->step, now->person);
    }
    const char *text = arena_strndup(&t->s->arena, b.len > 0 ? (const char *)b.at : "", b.len);
    buf_free(&b);
    return text;
}

/* Each field that it names changes; what it does not name is hidden from whoever asked (rules.c hides one).
 */
static bool fields_come(trying_t *t) {
    size_t i, named = 0, changed = 0;
    const json_t *one;
    for (size_t k = 0; k < t->after.field_count; k++) {
        const field_t *now = &t->after.fields[k];
        const value_t *was = record_field(&t->before, now->name);
        bool hidden = strcmp(now->name, "deputy") == 0;
        changed += !hidden && (was == NULL || !value_equal(was, &now->value));
    }
    for (size_t k = 0; k < t->before.field_count; k++)
        changed += record_field(&t->after, t->before.fields[k].name) == NULL &&
                   strcmp(t->before.fields[k].name, "deputy") != 0;
    json_array_foreach(json_object_get(t->said, "fields"), i, one) {
        const char *name = text_in(one, "name");
        const value_t *was = record_field(&t->before, name), *now = record_field(&t->after, name);
        named += strcmp(name, "deputy") != 0;
        if ((was == NULL) != (now == NULL) || (was != NULL && !value_equal(was, now))) continue;
        return differs(t, "a preview names the fields that change (A22)", name, "it is as it was");
    }
    return named == changed || differs(t, "a preview names the fields that change (A22)",
                                       sim_text(t->s, "%zu", named), sim_text(t->s, "%zu", changed));
}

/* Whoever was to be told is told, of the same; one row of each channel. */
static bool messages_come(trying_t *t) {
    const mail_t *m = &t->s->mail;
    size_t i, said = json_array_size(json_object_get(t->said, "messages")), come = 0;
    const json_t *one;
    for (size_t k = m->told; k < m->count; k++)
        come += m->items[k].record == t->p->id && m->items[k].channel == 0;
    json_array_foreach(json_object_get(t->said, "messages"), i, one) {
        bool found = false;
        for (size_t k = m->told; k < m->count && !found; k++) {
            const mail_item_t *item = &m->items[k];
            const char *to = text_in(json_object_get(one, "recipient"), "id");
            found = item->record == t->p->id && strcmp(item->kind, text_in(one, "kind")) == 0 &&
                    strcmp(to, sim_text(t->s, "%" PRId64, item->recipient)) == 0;
        }
        if (!found)
            return differs(t, "a preview names who is told (A22)", text_in(one, "kind"), "no such message");
    }
    return said == come || differs(t, "a preview names who is told (A22)", sim_text(t->s, "%zu", said),
                                   sim_text(t->s, "%zu messages", come));
}

static bool came_true(trying_t *t) {
    const char *said = text_in(t->said, "state"), *came = NULL;
    if (!decoded(t->s, t->p, &t->after)) return false;
    came = record_state_word(t->after.state);
    if (t->after.child_count > 0 || t->after.opener.record != 0) return true;
    t->s->totals.n[COUNT_CAME_TRUE]++;
    if (strcmp(said, came) != 0)
        return differs(t, "a preview says how the record will stand (A22)", said, came);
    said = steps_said(t), came = steps_come(t);
    if (strcmp(said, came) != 0) return differs(t, "a preview says what becomes of steps (A22)", said, came);
    said = tasks_said(t), came = tasks_come(t);
    if (strcmp(said, came) != 0) return differs(t, "a preview says what becomes of tasks (A22)", said, came);
    return fields_come(t) && (!t->quiet || messages_come(t));
}

/* Refused as it was foretold; but who may not see a record is not told more of it than that. */
static bool refused_alike(trying_t *t, const char *code) {
    const char *said = asking_error(t->said);
    bool ok = json_is_true(json_object_get(t->said, "ok"));
    t->s->totals.n[COUNT_REFUSAL_TOLD]++;
    if (strcmp(said, code) == 0 || (!ok && strcmp(said, "store.not_found") == 0)) return true;
    if (ok && strcmp(code, "follow_up.refused") == 0) return true; /* of another record: not foreseen */
    return differs(t, "a preview says what will be refused (A22)", ok ? "done" : said, code);
}

static bool given(trying_t *t) {
    sim_t *s = t->s;
    reply_t reply;
    int64_t touched;
    if (sim_chance(s, 50)) {
        json_t *answer = asking_send(s, asking_request(s, t->claim));
        asking_reply(s, answer, &reply);
        json_decref(answer);
    } else {
        writer_run(s->machine.host, &t->claim->request, &reply, 1);
    }
    bool ok = reply.ok;
    const char *code = ok ? "" : sim_text(s, "%s", reply.error.code);
    trace_line(&s->trace, "%6" PRId64 " %s, tried first: %s", s->step, t->claim->op->name,
               ok ? "done" : code);
    if (!answer_take(s, t->claim, &reply, false, &touched) || !check_records(s, &touched, 1)) return false;
    if (!ok) return refused_alike(t, code);
    if (!json_is_true(json_object_get(t->said, "ok")))
        return strcmp(asking_error(t->said), "store.not_found") == 0 ||
               differs(t, "a preview says what will be refused (A22)", asking_error(t->said), "done");
    return came_true(t);
}

bool previewing_act(sim_t *s) {
    trying_t t = {.s = s};
    /* A reader has the clock's time; of one that was put back the writer has the latest (A65). */
    if (s->machine.clock < s->machine.latest) return true;
    bool fires = sim_chance(s, 60);
    if (fires && !batch_fire_all(s)) return false;
    t.claim = machine_ready(s) ? draw(s) : NULL;
    t.p = t.claim != NULL ? aim_of(s, t.claim) : NULL;
    if (t.p == NULL) return true;
    if (!decoded(s, t.p, &t.before)) return false;
    t.alone = t.before.child_count == 0 && t.before.opener.record == 0;
    t.quiet = !something_due(s, &t.before);
    if (!t.alone && !fires) return true; /* rungs of the others come first, too */
    bool good = tried(&t) && given(&t);
    json_decref(t.said);
    return good;
}
