/* Batches of decisions; see many.h. Each stands alone: what it answers and leaves is what it would by itself.
 */
#include "simulation/many.h"
#include "simulation/answers.h"
#include "simulation/asking.h"
#include "simulation/checks.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

/* Somebody's open tasks, and by what they may be ended together. */
typedef struct inbox {
    past_t *records[MANY_MOST];
    const past_task_t *tasks[MANY_MOST];
    size_t count;
} inbox_t;

static step_kind_t kind_of(past_t *p, const past_task_t *t) {
    const past_step_t *step = past_step(p, t->step);
    return step != NULL ? step->kind : (step_kind_t)0;
}

/* All that they have open at steps of that kind. */
static void look_through(sim_t *s, int64_t person, step_kind_t kind, inbox_t *out) {
    out->count = 0;
    for (size_t i = 0; i < s->history.count; i++) {
        past_t *p = s->history.records[i];
        for (size_t k = 0; k < p->task_count && out->count < MANY_MOST; k++) {
            const past_task_t *t = &p->tasks[k];
            if (t->state != TASK_OPEN || t->person != person || kind_of(p, t) != kind) continue;
            out->records[out->count] = p;
            out->tasks[out->count++] = t;
        }
    }
}

/* Somebody who has several; false: nobody was found. */
static bool find_inbox(sim_t *s, inbox_t *out, step_kind_t *kind) {
    static const uint32_t KINDS =
        1u << STEP_APPROVE | 1u << STEP_AGREE | 1u << STEP_ACT | 1u << STEP_ACKNOWLEDGE | 1u << STEP_WARNING;
    for (int i = 0; i < 20 && s->history.count > 0; i++) {
        past_t *p = s->history.records[sim_below(s, (int)s->history.count)];
        if (p->task_count == 0) continue;
        const past_task_t *t = &p->tasks[sim_below(s, (int)p->task_count)];
        *kind = kind_of(p, t);
        if (t->state != TASK_OPEN || !(KINDS >> *kind & 1)) continue;
        look_through(s, t->person, *kind, out);
        if (out->count > 1 || i > 15) return true;
    }
    return false;
}

static command_kind_t decision_for(sim_t *s, step_kind_t kind) {
    int luck = sim_below(s, 100);
    if (kind == STEP_ACKNOWLEDGE || kind == STEP_WARNING) return COMMAND_ACKNOWLEDGE;
    if (kind == STEP_ACT) return COMMAND_DONE;
    if (kind == STEP_AGREE) return luck < 85 ? COMMAND_AGREE : COMMAND_REFUSE;
    return luck < 75 ? COMMAND_APPROVE : luck < 90 ? COMMAND_REFUSE : COMMAND_ABSTAIN;
}

/* ---- what is asked for */

/* As api_batch.c makes it of the batch's key and what the item is about. */
static const char *item_key(sim_t *s, const many_t *m, const claim_t *c) {
    const command_t *o = &c->request.command;
    if (m->key == NULL) return NULL;
    return sim_text(s, "%s/%s/%s/%" PRId64, m->key, c->request.record_name, o->step != NULL ? o->step : "",
                    o->task);
}

/* An item that says the same as one before is that one, asked for twice. */
static claim_t *same_item(const many_t *m, const claim_t *c) {
    for (size_t i = 0; i < m->count && m->key != NULL; i++)
        if (strcmp(m->items[i]->request.command.key, c->request.command.key) == 0) return m->items[i];
    return NULL;
}

static void add_item(sim_t *s, many_t *m, const operation_t *op, const command_t *common, const char *name,
                     int64_t task) {
    claim_t *c = claim_new(s, op);
    c->request = (request_t){.command = *common, .record_name = name};
    c->request.command.task = task;
    c->request.command.key = item_key(s, m, c);
    c->one_of_many = true;
    if (m->count > 0) c->serial = m->items[0]->serial; /* the words are the same for all */
    claim_t *same = same_item(m, c);
    m->items[m->count++] = same != NULL ? same : c;
}

static const char *some_name(sim_t *s, const past_t *p) {
    if (p->number[0] != '\0' && sim_chance(s, 50)) return sim_text(s, "%s", p->number);
    return sim_text(s, "%" PRId64, p->id);
}

/* Mostly what they have before them; now and then something else, nothing that there is, or one twice. */
static void draw_items(sim_t *s, many_t *m, const inbox_t *in, const operation_t *op,
                       const command_t *common) {
    size_t most = sim_chance(s, 97) ? 2 + (size_t)sim_below(s, 12) : MANY_MOST;
    size_t from = (size_t)sim_below(s, (int)in->count);
    for (size_t i = 0; m->count < most && i < in->count; i++) {
        size_t at = (from + i) % in->count;
        int64_t task = sim_chance(s, 60) ? in->tasks[at]->id : 0;
        add_item(s, m, op, common, some_name(s, in->records[at]), task);
        if (m->count < most && sim_chance(s, 4))
            add_item(s, m, op, common, some_name(s, in->records[at]), task);
        if (m->count < most && sim_chance(s, 4)) add_item(s, m, op, common, "NO-2026-000001", 0);
        if (m->count < most && sim_chance(s, 6)) {
            const past_t *other = s->history.records[sim_below(s, (int)s->history.count)];
            add_item(s, m, op, common, some_name(s, other), 0);
        }
    }
    while (most == MANY_MOST && m->count < most)
        add_item(s, m, op, common, sim_text(s, "NO-2026-%06zu", m->count), 0);
}

static many_t *draw(sim_t *s) {
    inbox_t *in = sim_take(s, 1, sizeof *in);
    step_kind_t kind;
    if (!find_inbox(s, in, &kind)) return NULL;
    many_t *m = sim_keep(s, 1, sizeof *m);
    const operation_t *op = operation_row(decision_for(s, kind));
    command_t common = {
        .kind = op->kind,
        .actor = {.kind = in->tasks[0]->person == s->people[PEOPLE - 1] ? ACTOR_SERVICE : ACTOR_PERSON,
                  .person = in->tasks[0]->person,
                  .auth = AUTH_ENTERED_BY},
        .at = INSTANT_NONE};
    if (sim_chance(s, 70)) m->key = sim_text(s, "many%" PRId64, ++s->claims.keys);
    if (op->kind == COMMAND_REFUSE || sim_chance(s, 50))
        common.text = sim_text(s, "to all #%" PRIu64, s->claims.serial + 1);
    draw_items(s, m, in, op, &common);
    return m;
}

static json_t *request_of(sim_t *s, const many_t *m, const size_t *order) {
    claim_t common = *m->items[0];
    json_t *list = json_array();
    common.request.command.key = m->key;
    common.request.command.task = 0;
    for (size_t i = 0; i < m->count; i++) {
        const request_t *r = &m->items[order[i]]->request;
        bool plain = r->command.task == 0 && i % 2 == 0;
        json_array_append_new(list, plain ? json_string(r->record_name)
                                          : json_pack("{s:s,s:I}", "record", r->record_name, "task",
                                                      (json_int_t)r->command.task));
    }
    json_t *request = asking_request(s, &common);
    json_object_del(request, "record");
    json_object_set_new(request, "records", list);
    return request;
}

/* ---- what is answered */

/* Whether the answer as a whole says what its results say. */
static bool counts_right(sim_t *s, const json_t *answer, const json_t *results, size_t count) {
    size_t i, refused = 0;
    const json_t *one, *error = json_object_get(answer, "error");
    json_array_foreach(results, i, one) refused += !json_is_true(json_object_get(one, "ok"));
    bool ok = json_is_true(json_object_get(answer, "ok"));
    const char *said = json_string_value(json_object_get(json_object_get(error, "params"), "refused"));
    const char *want = sim_text(s, "%zu", refused);
    if (json_array_size(results) != count)
        return sim_fail(s, 0, "a batch answers each of its items (A31)", sim_text(s, "%zu", count), "%zu",
                        json_array_size(results));
    if (ok == (refused == 0) && (ok || (said != NULL && strcmp(said, want) == 0))) return true;
    return sim_fail(s, 0, "a batch says how many were refused (A31)", want, "%s",
                    said != NULL ? said : "nothing");
}

static bool take_results(sim_t *s, const many_t *m, const size_t *order, const json_t *results, bool again,
                         int64_t *touched) {
    bool good = true;
    for (size_t i = 0; i < m->count; i++) {
        claim_t *c = m->items[order[i]];
        const json_t *one = json_array_get(results, i);
        reply_t reply;
        bool before = again;
        for (size_t k = 0; k < i; k++)
            before |= m->items[order[k]] == c;
        asking_reply(s, one, &reply);
        const char *named = json_string_value(json_object_get(one, "record"));
        if (!reply.ok && (named == NULL || strcmp(named, c->request.record_name) != 0))
            good = sim_fail(s, 0, "a refusal in a batch names its record (A31)", c->request.record_name, "%s",
                            named != NULL ? named : "none");
        s->totals.n[reply.ok ? COUNT_MANY_DONE : COUNT_MANY_REFUSED]++;
        good &= answer_take(s, c, &reply, before, &touched[i]);
    }
    return good;
}

static void keep(sim_t *s, many_t *m) {
    many_sent_t *sent = &s->many;
    if (m->key != NULL) sent->kept[sent->count++ % MANY_KEPT] = m;
}

/* One that was sent before; NULL: none that a key is remembered of for certain. */
static many_t *draw_again(sim_t *s) {
    const many_sent_t *sent = &s->many;
    size_t kept = sent->count < MANY_KEPT ? sent->count : MANY_KEPT;
    if (kept == 0) return NULL;
    many_t *m = sent->kept[sim_below(s, (int)kept)];
    for (size_t i = 0; i < m->count; i++)
        if (!answer_key_holds(s, m->items[i])) return NULL;
    return m;
}

static void shuffle(sim_t *s, size_t *order, size_t count) {
    for (size_t i = count; i-- > 1;) {
        size_t k = (size_t)sim_below(s, (int)i + 1), kept = order[i];
        order[i] = order[k];
        order[k] = kept;
    }
}

bool many_send(sim_t *s) {
    many_t *m = sim_chance(s, 25) ? draw_again(s) : NULL;
    bool again = m != NULL;
    if (m == NULL) m = draw(s);
    if (m == NULL) return true;
    size_t order[MANY_MOST];
    int64_t touched[MANY_MOST] = {0};
    for (size_t i = 0; i < m->count; i++)
        order[i] = i;
    if (again) shuffle(s, order, m->count);
    json_t *answer = asking_send(s, request_of(s, m, order));
    const json_t *results = json_object_get(answer, "results");
    int64_t done = s->totals.n[COUNT_MANY_DONE];
    bool good =
        counts_right(s, answer, results, m->count) && take_results(s, m, order, results, again, touched);
    json_decref(answer);
    s->totals.n[COUNT_MANY]++;
    s->totals.n[COUNT_MANY_AGAIN] += again;
    if (!again) keep(s, m);
    trace_line(&s->trace, "%6" PRId64 " %s on %zu%s, %" PRId64 " done", s->step, m->items[0]->op->name,
               m->count, again ? " again" : "", s->totals.n[COUNT_MANY_DONE] - done);
    return good && (!machine_sure(s) || check_records(s, touched, m->count));
}
