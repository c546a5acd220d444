/* Commands and firings; see batches.h. */
#include "simulation/batches.h"
#include "simulation/checks.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

/* Keys are kept for 30 days at least. */
#define KEY_AGE ((int64_t)25 * MS_DAY)

static bool key_holds(const sim_t *s, const claim_t *c) {
    return c->at != INSTANT_NONE && s->machine.latest - c->at < KEY_AGE;
}

/* One that was sent before, as its sender tries it again; NULL: none. */
static claim_t *draw_again(sim_t *s) {
    const claims_t *all = &s->claims;
    size_t recent = all->keyed_count < 200 ? all->keyed_count : 200;
    if (recent == 0) return NULL;
    claim_t *c = all->keyed[all->keyed_count - 1 - (size_t)sim_below(s, (int)recent)];
    return key_holds(s, c) ? c : NULL;
}

/* Another command under a key that was used. */
static claim_t *draw_reused(sim_t *s) {
    claim_t *old = draw_again(s), *c = operation_draw(s);
    if (old == NULL || old->request.command.actor.kind != c->request.command.actor.kind) return c;
    c->request.command.key = old->request.command.key;
    c->request.command.actor = old->request.command.actor;
    c->request.command.text = sim_text(s, "again #%llu", (unsigned long long)c->serial);
    return c;
}

static int draw_size(sim_t *s) {
    int luck = sim_below(s, 100);
    if (luck < 55) return 1;
    if (luck < 85) return 2 + sim_below(s, 6);
    if (luck < 97) return 8 + sim_below(s, 25);
    return luck < 99 ? 33 + sim_below(s, 60) : WRITER_BATCH_MAX;
}

/* ---- answers ---- */

static bool answered_again(sim_t *s, claim_t *c, const reply_t *reply) {
    s->totals.n[COUNT_REPEATED]++;
    if (c->state == CLAIM_UNKNOWN) { /* carried out, as the records say: from now on this is its answer */
        c->state = CLAIM_DONE;
        c->reply = *reply;
    }
    bool same = c->reply.record == reply->record && c->reply.task == reply->task &&
                c->reply.version == reply->version && strcmp(c->reply.number, reply->number) == 0;
    if (reply->repeated && same) return true;
    return sim_fail(
        s, reply->record, "a key has one effect and one answer",
        sim_text(s, "%s #%" PRIu64 " version %" PRId64 " again", c->op->name, c->serial, c->reply.version),
        "%s version %" PRId64, reply->repeated ? "repeated" : "carried out again", reply->version);
}

static bool refused(sim_t *s, claim_t *c, reply_t *reply, bool had_effect) {
    const char *code = reply->error.code != NULL ? reply->error.code : "no code";
    bool unsure = store_fatal(&reply->error) && !diag_is(&reply->error, "host.read_only");
    tally_add(&s->totals.refusals, code, 1);
    trace_mix(&s->trace, code, strlen(code));
    if (unsure) s->totals.n[COUNT_UNKNOWN]++;
    if (diag_is(&reply->error, "event.misfit"))
        return sim_fail_diag(s, c->record, "nothing is decided that can't be applied",
                             "done, or refused in words", &reply->error);
    if (!had_effect && unsure) claim_unknown(s, c);
    if (!had_effect && !unsure) c->state = CLAIM_REFUSED;
    bool broken = unsure || diag_is(&reply->error, "host.read_only") ||
                  (s->machine.memory_ends != 0 && diag_is(&reply->error, "memory.out"));
    if (had_effect && !broken)
        return sim_fail(s, c->reply.record, "a key is answered again", "the answer that was given", "%s",
                        code);
    return true;
}

/* `again`: it had been answered, or found in the records, before this. */
static bool take_answer(sim_t *s, claim_t *c, reply_t *reply, bool *again) {
    bool good = true;
    s->totals.n[COUNT_COMMANDS]++;
    trace_mix_int(&s->trace, reply->ok ? reply->record + reply->version : -1);
    bool broken = !reply->ok && (store_fatal(&reply->error) || diag_is(&reply->error, "host.read_only") ||
                                 diag_is(&reply->error, "memory.out"));
    if (c->state == CLAIM_UNKNOWN && c->settled && *again != reply->repeated && !broken && claim_swap(s, c))
        *again = !*again;
    if (!reply->ok) {
        good = refused(s, c, reply, *again);
    } else if (*again) {
        good = answered_again(s, c, reply);
    } else if (reply->repeated && c->state == CLAIM_UNKNOWN && c->op->may_leave_nothing) {
        c->state = CLAIM_DONE; /* it was carried out, and changed nothing */
        c->reply = *reply;
    } else if (reply->repeated) {
        good = sim_fail(s, reply->record, "what was never carried out is not answered from its key",
                        sim_text(s, "%s #%" PRIu64 " anew", c->op->name, c->serial), "repeated");
    } else {
        s->totals.n[COUNT_ACCEPTED]++;
        bool to_step = c->request.command.kind == COMMAND_RETURN && c->request.command.to_step != NULL;
        tally_add(&s->totals.carried_out,
                  !to_step                      ? c->op->name
                  : c->request.command.straight ? "return to a step, straight"
                                                : "return to a step, through",
                  1);
        c->state = CLAIM_DONE;
        c->reply = *reply;
    }
    if (!*again) c->at = s->machine.latest;
    diag_clear(&reply->error);
    return good;
}

static void open_again(sim_t *s, claim_t *c) {
    for (size_t i = 0; i < s->claims.count; i++)
        if (s->claims.list[i] == c) return;
    const char *key = c->request.command.key;
    c->request.command.key = NULL; /* it stands among those with keys already */
    claim_open(s, c);
    c->request.command.key = key;
    c->settled = false;
}

static int64_t touched_by(sim_t *s, const claim_t *c, const reply_t *reply) {
    if (reply->record != 0) return reply->record;
    if (c->request.command.record != 0 || c->request.record_name == NULL) return c->request.command.record;
    for (size_t i = s->history.count; i-- > 0;)
        if (strcmp(s->history.records[i]->number, c->request.record_name) == 0)
            return s->history.records[i]->id;
    return 0;
}

typedef struct batch {
    claim_t *claims[WRITER_BATCH_MAX];
    request_t requests[WRITER_BATCH_MAX];
    reply_t replies[WRITER_BATCH_MAX];
    bool again[WRITER_BATCH_MAX];
    int64_t touched[WRITER_BATCH_MAX];
    size_t count;
} batch_t;

static void draw_batch(sim_t *s, batch_t *b) {
    b->count = (size_t)draw_size(s);
    for (size_t i = 0; i < b->count; i++) {
        claim_t *c = sim_chance(s, 8) ? draw_again(s) : NULL;
        b->again[i] = c != NULL;
        if (c == NULL) c = sim_chance(s, 2) ? draw_reused(s) : operation_draw(s);
        b->claims[i] = c;
        b->requests[i] = c->request;
    }
}

static bool take_answers(sim_t *s, batch_t *b) {
    bool good = true;
    for (size_t i = 0; i < b->count; i++) {
        claim_t *c = b->claims[i];
        bool again = b->again[i] && (c->state == CLAIM_DONE || c->found);
        c->record = b->touched[i] = touched_by(s, c, &b->replies[i]);
        if (good) good = take_answer(s, c, &b->replies[i], &again);
        diag_clear(&b->replies[i].error);
        if (!again) b->again[i] ? open_again(s, c) : claim_open(s, c);
    }
    return good;
}

bool batch_send(sim_t *s) {
    batch_t *b = sim_take(s, 1, sizeof *b);
    bool was_ready = machine_ready(s);
    int64_t accepted = s->totals.n[COUNT_ACCEPTED];
    draw_batch(s, b);
    mem_fail_after(s->machine.memory_ends);
    writer_run(s->machine.host, b->requests, b->replies, b->count);
    mem_fail_after(0);
    bool good = take_answers(s, b);
    s->totals.n[COUNT_BATCHES]++;
    accepted = s->totals.n[COUNT_ACCEPTED] - accepted;
    trace_line(&s->trace, "%6" PRId64 " %zu commands, %" PRId64 " accepted%s", s->step, b->count, accepted,
               machine_ready(s) ? "" : ", the store fails");
    if (!was_ready && accepted > 0)
        return sim_fail(s, 0, "nothing is accepted while the store can't be trusted", "refused", "%" PRId64,
                        accepted);
    return good && (!machine_sure(s) || check_records(s, b->touched, b->count));
}

/* ---- deadlines ---- */

static bool fire_some(sim_t *s, size_t max, bool *more) {
    host_t *h = s->machine.host;
    deadline_t *rows;
    size_t count = 0, fired;
    diag_t d = {0};
    instant_t now = host_now(h);
    *more = false;
    /* Which records it will touch; on a failing disk this fails before it does. */
    if (store_due(host_store(h), now, max, &s->arena, &rows, &count, &d) != 0) {
        if (store_fatal(&d)) count = 0;
        diag_clear(&d);
    }
    int64_t *touched = sim_take(s, count + 1, sizeof *touched);
    for (size_t i = 0; i < count; i++)
        touched[i] = rows[i].record;
    mem_fail_after(s->machine.memory_ends);
    int status = writer_fire(h, now, max, &fired, more, &d);
    mem_fail_after(0);
    trace_line(&s->trace, "%6" PRId64 " fire %zu of %zu%s %s", s->step, fired, max, *more ? ", more" : "",
               d.code != NULL ? d.code : "");
    bool excused = store_fatal(&d) || (s->machine.memory_ends != 0 && diag_is(&d, "memory.out"));
    if (status != 0 && !excused) return sim_fail_diag(s, 0, "deadlines can be fired", "no error", &d);
    diag_clear(&d);
    return !machine_sure(s) || check_records(s, touched, count);
}

bool batch_fire(sim_t *s, bool *more) {
    static const size_t SIZES[] = {1, 3, 16, 64, 256};
    bool left;
    bool good = fire_some(s, SIZES[sim_below(s, 5)], &left);
    if (more != NULL) *more = left;
    return good;
}

bool batch_fire_all(sim_t *s) {
    bool more = true;
    while (more && machine_ready(s))
        if (!fire_some(s, 64, &more)) return false;
    if (!machine_ready(s)) return true;
    instant_t next, row = INSTANT_NONE, now = host_now(s->machine.host);
    diag_t d = {0};
    if (writer_next_due(s->machine.host, &next, &d) != 0 ||
        store_next_due(host_store(s->machine.host), &row, &d) != 0) {
        bool broken = store_fatal(&d);
        if (!broken) return sim_fail_diag(s, 0, "deadlines can be read", "no error", &d);
        diag_clear(&d);
        return true;
    }
    if (row == INSTANT_NONE || row > now) return true;
    return sim_fail(s, 0, "after firing no deadline lies in the past", "later than now",
                    "%" PRId64 " ms ago%s", now - row, next != row ? ", set aside" : "");
}
