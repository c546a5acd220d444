/* Answers to commands; see answers.h. */
#include "simulation/answers.h"
#include "simulation/disposing.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

/* Keys are kept for 30 days at least. */
#define KEY_AGE ((int64_t)25 * MS_DAY)

bool answer_key_holds(const sim_t *s, const claim_t *c) {
    return c->at != INSTANT_NONE && s->machine.latest - c->at < KEY_AGE;
}

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
    if (diag_is(&reply->error, "record.disposed") && history_find(s, c->record) != NULL)
        return sim_fail(s, c->record, "what is there is not said to be gone", "another reason", "%s of %s",
                        c->op->name, code);
    if (!had_effect && unsure) claim_unknown(s, c);
    if (!had_effect && !unsure) c->state = CLAIM_REFUSED;
    bool broken = unsure || diag_is(&reply->error, "host.read_only") ||
                  (s->machine.memory_ends != 0 && diag_is(&reply->error, "memory.out"));
    bool gone = diag_is(&reply->error, "record.disposed") && disposed_of(s, c->reply.record);
    if (had_effect && !broken && !gone)
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
        if (claim_names(s, c, s->history.records[i]->id)) return s->history.records[i]->id;
    return 0;
}

bool answer_take(sim_t *s, claim_t *c, reply_t *reply, bool sent_before, int64_t *touched) {
    bool again = sent_before && (c->state == CLAIM_DONE || c->found);
    c->record = *touched = touched_by(s, c, reply);
    bool good = !s->failure.failed && take_answer(s, c, reply, &again);
    diag_clear(&reply->error);
    if (!again) sent_before ? open_again(s, c) : claim_open(s, c);
    return good;
}
