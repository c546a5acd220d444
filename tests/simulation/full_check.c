/* The whole store, and the run brought to rest; see checks.h. */
#include "server/verify.h"
#include "simulation/actions.h"
#include "simulation/admin.h"
#include "simulation/batches.h"
#include "simulation/checks.h"
#include "simulation/sim.h"
#include <inttypes.h>

typedef struct finding {
    int64_t record;
    diag_t first;
} finding_t;

static void found(void *ctx, int64_t record, const diag_t *difference) {
    finding_t *f = ctx;
    if (f->first.code != NULL) return;
    f->record = record;
    diag_copy(&f->first, difference);
}

static bool verified(sim_t *s) {
    finding_t finding = {0};
    verify_options_t options = {.found = found, .ctx = &finding};
    verify_report_t report;
    diag_t d = {0};
    if (verify_store(s->machine.path, &s->machine.options.store, &options, &report, &d) != 0)
        return sim_fail_diag(s, 0, "the store can be verified", "no error", &d);
    if (report.differences > 0)
        return sim_fail_diag(s, finding.record, "what verify finds", "no difference", &finding.first);
    if ((size_t)report.records != s->history.count)
        return sim_fail(s, 0, "the store holds the records that are known",
                        sim_text(s, "%zu", s->history.count), "%" PRId64, report.records);
    return true;
}

static bool due_stands(sim_t *s, const past_t *p, const cs_clock_t *c, const calendars_t *calendars) {
    due_t due;
    diag_t d = {0};
    bool counts = c->limit.kind == LIMIT_WORKDAYS || c->limit.kind == LIMIT_WORKTIME;
    if (c->id == 0 || c->state != CLOCK_RUNNING || !counts || c->due_at <= host_now(s->machine.host))
        return true;
    if (calendars->due(calendars->ctx, c->calendar, c->started_at, &c->limit, &due, &d) != 0)
        return sim_fail_diag(s, p->id, "a due time can be worked out", "no error", &d);
    if (due.at == c->due_at && due.provisional == c->provisional) return true;
    return sim_fail(s, p->id, "due times are those of the calendar in force (A63)",
                    sim_text(s, "%" PRId64, due.at), "%" PRId64 " of clock %" PRId64, c->due_at, c->id);
}

/* Every clock that runs towards a time to come stands where its limit ends on the calendar as it is now. */
static bool due_times_stand(sim_t *s) {
    snapshot_t *snapshot = host_snapshot(s->machine.host);
    bool good = true;
    for (size_t i = 0; good && i < s->history.count; i++) {
        const past_t *p = s->history.records[i];
        diag_t d = {0};
        record_t r;
        if (p->state == RECORD_FINISHED || p->state == RECORD_WITHDRAWN || p->state == RECORD_ENDED_REFUSED)
            continue;
        if (record_decode((bytes_t){p->folded.at, p->folded.len}, &s->arena, &r, &d) != 0)
            good = sim_fail_diag(s, p->id, "a state can be read", "no error", &d);
        for (size_t k = 0; good && k < r.task_count; k++)
            good = due_stands(s, p, &r.clocks[k], &snapshot->working_time);
    }
    snapshot_unref(snapshot);
    return good;
}

bool check_store(sim_t *s) {
    s->totals.n[COUNT_FULL_CHECKS]++;
    return check_all_records(s) && verified(s) && due_times_stand(s) &&
           mail_check(s, s->machine.reader.store) && admin_check(s);
}

/* Is there a rung to come of anything but what asks again for ever: monitors, and demands that nobody
 * answers? */
static bool rungs_left(sim_t *s) {
    for (size_t i = 0; i < s->history.count; i++) {
        past_t *p = s->history.records[i];
        for (size_t k = 0; k < p->task_count; k++) {
            const past_task_t *t = &p->tasks[k];
            const past_step_t *step = t->state == TASK_OPEN ? past_step(p, t->step) : NULL;
            if (step == NULL || step->kind == STEP_MONITOR || step->beside) continue;
            for (size_t r = 0; r < step->rungs; r++)
                if (!(t->outcomes >> r & 1)) return true;
        }
    }
    return false;
}

/* Years in which nobody does anything: every ladder comes to its end. */
static bool all_comes_due(sim_t *s) {
    for (int i = 0; i < 60; i++) {
        arena_reset(&s->arena);
        if (!batch_fire_all(s)) return false;
        instant_t next = machine_next_due(s);
        if (s->failure.failed || (!machine_ready(s) && !action_mend(s))) return false;
        if (next == INSTANT_NONE || !rungs_left(s)) return true;
        machine_wait(s, next - s->machine.clock + (int64_t)(i * i / 8) * MS_DAY);
    }
    return true;
}

bool check_at_rest(sim_t *s) {
    s->mending = true;
    s->failure.ending = true;
    if (!action_mend(s)) return false;
    /* A clock that was put back catches up. */
    if (s->machine.clock < s->machine.latest) machine_wait(s, s->machine.latest - s->machine.clock);
    bool good = batch_fire_all(s) && all_comes_due(s) && mail_drain(s) && check_store(s);
    if (good) s->failure.ending = false;
    return good;
}
