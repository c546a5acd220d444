/* Commands and firings; see batches.h. */
#include "simulation/batches.h"
#include "server/vacancies.h"
#include "simulation/answers.h"
#include "simulation/checks.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

/* One that was sent before, as its sender tries it again; NULL: none. */
static claim_t *draw_again(sim_t *s) {
    const claims_t *all = &s->claims;
    size_t recent = all->keyed_count < 200 ? all->keyed_count : 200;
    if (recent == 0) return NULL;
    claim_t *c = all->keyed[all->keyed_count - 1 - (size_t)sim_below(s, (int)recent)];
    return answer_key_holds(s, c) ? c : NULL;
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
    for (size_t i = 0; i < b->count; i++)
        good &= answer_take(s, b->claims[i], &b->replies[i], b->again[i], &b->touched[i]);
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

/* Is somebody's time over, so that firing moves what they hold, in whatever record (P1.3.4)? */
static bool somebody_went(sim_t *s, instant_t now) {
    instant_t next = INSTANT_NONE;
    diag_t d = {0};
    bool unknown = vacancies_next(s->machine.host, &next, &d) != 0;
    diag_clear(&d);
    return unknown || (next != INSTANT_NONE && next <= now);
}

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
    bool everywhere = somebody_went(s, now);
    mem_fail_after(s->machine.memory_ends);
    int status = writer_fire(h, now, max, &fired, more, &d);
    mem_fail_after(0);
    trace_line(&s->trace, "%6" PRId64 " fire %zu of %zu%s %s", s->step, fired, max, *more ? ", more" : "",
               d.code != NULL ? d.code : "");
    bool excused = store_fatal(&d) || (s->machine.memory_ends != 0 && diag_is(&d, "memory.out"));
    if (status != 0 && !excused) return sim_fail_diag(s, 0, "deadlines can be fired", "no error", &d);
    diag_clear(&d);
    if (!machine_sure(s)) return true;
    return everywhere ? check_all_records(s) : check_records(s, touched, count);
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
