/* What may happen next; see actions.h. A new kind of event in the life of a host is one more row. */
#include "simulation/actions.h"
#include "simulation/adjusting.h"
#include "simulation/admin.h"
#include "simulation/batches.h"
#include "simulation/checks.h"
#include "simulation/disposing.h"
#include "simulation/importing.h"
#include "simulation/leaving.h"
#include "simulation/many.h"
#include "simulation/migrating.h"
#include "simulation/previewing.h"
#include "simulation/reports.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <sqlite3.h>

/* When it can happen. */
enum { READY = 1, BROKEN = 2, DOWN = 4, UP = READY | BROKEN };

typedef struct action {
    const char *name;
    int weight;
    unsigned when;
    bool (*run)(sim_t *s);
} action_t;

/* ---- time ---- */

static bool wait_for(sim_t *s, int64_t ms, const char *words) {
    char at[INSTANT_TEXT];
    machine_wait(s, ms);
    trace_line(&s->trace, "%6" PRId64 " %s: %s", s->step, words,
               instant_format(s->machine.clock, 0, true, at));
    return true;
}

static bool seconds_pass(sim_t *s) {
    return wait_for(s, 1 + sim_below(s, 120 * MS_SECOND), "seconds pass");
}

static bool hours_pass(sim_t *s) {
    return wait_for(s, 1 + sim_below(s, 10 * MS_HOUR), "hours pass");
}

static bool days_pass(sim_t *s) {
    return wait_for(s, (int64_t)(1 + sim_below(s, 13)) * MS_DAY + sim_below(s, MS_DAY), "days pass");
}

/* The host is punctual: the clock comes to the next deadline, and it is fired. Some of its instants are those
 * of commands, which then come later. */
static bool deadline_comes(sim_t *s) {
    instant_t next = machine_next_due(s);
    if (s->failure.failed || !machine_ready(s)) return !s->failure.failed;
    if (next == INSTANT_NONE) return days_pass(s);
    if (next > s->machine.clock) wait_for(s, next - s->machine.clock, "a deadline comes");
    return sim_chance(s, 30) ? batch_send(s) : batch_fire_all(s);
}

static bool clock_steps_back(sim_t *s) {
    s->totals.n[COUNT_CLOCK_BACK]++;
    return wait_for(s, -(int64_t)(1 + sim_below(s, sim_chance(s, 50) ? 10 * MS_MINUTE : MS_DAY)),
                    "the clock steps back");
}

static bool clock_steps_forward(sim_t *s) {
    s->totals.n[COUNT_CLOCK_FORWARD]++;
    return wait_for(s, 1 + sim_below(s, 3 * MS_HOUR), "the clock steps forward");
}

/* ---- the process comes and goes ---- */

static bool comes_up(sim_t *s) {
    trace_line(&s->trace, "%6" PRId64 " the host starts", s->step);
    disk_heal(s->machine.disk);
    return machine_start(s) && check_all_records(s) && admin_check(s) && leaving_check(s);
}

static bool stops(sim_t *s) {
    trace_line(&s->trace, "%6" PRId64 " the host is stopped", s->step);
    machine_stop(s);
    return true;
}

static bool weeks_of_downtime(sim_t *s) {
    s->totals.n[COUNT_DOWNTIMES]++;
    machine_stop(s);
    wait_for(s, (int64_t)(7 + sim_below(s, 30)) * MS_DAY, "weeks of downtime");
    return comes_up(s);
}

static bool dies(sim_t *s) {
    s->totals.n[COUNT_DEATHS]++;
    trace_line(&s->trace, "%6" PRId64 " the process dies", s->step);
    machine_dies(s);
    return true;
}

static bool loses_power(sim_t *s) {
    s->totals.n[COUNT_CUTS]++;
    trace_line(&s->trace, "%6" PRId64 " the power goes", s->step);
    machine_loses_power(s);
    return true;
}

/* ---- in the middle of work ----
 *
 * On a disk that is not power-safe SQLite fills its log up to a sector's end with one frame more, of which
 * only the beginning is synced with the commit. When a call fails after that, what the system shows of it and
 * what the disk has are two things, more than SQLite can bear (disk.h): there the power goes instead. */

static bool works(sim_t *s) {
    s->machine.armed = true;
    switch (sim_below(s, 16)) {
    case 0:
        return admin_people(s);
    case 1:
        return sim_chance(s, 50) ? admin_calendar(s) : importing_act(s);
    case 2:
        return admin_activate(s);
    case 3:
        return mail_act(s);
    case 4:
    case 5:
        return batch_fire(s, NULL);
    case 6:
        return migrating_act(s);
    case 7:
    case 8:
        return leaving_act(s);
    case 9:
        return disposing_act(s);
    case 10:
    case 11:
        return many_send(s);
    default:
        return batch_send(s);
    }
}

static bool loses_power_in_work(sim_t *s) {
    s->totals.n[COUNT_CUTS_IN_WORK]++;
    bool in_sync = sim_chance(s, 60); /* in a commit, then: what became of it nobody heard */
    int n = 1 + sim_below(s, in_sync ? 2 : 120);
    trace_line(&s->trace, "%6" PRId64 " the power goes at %s %d", s->step, in_sync ? "sync" : "call", n);
    disk_power_cut_on(s->machine.disk, in_sync ? DISK_SYNC : DISK_ANY, n);
    bool good = works(s);
    machine_loses_power(s);
    return good;
}

static bool dies_in_work(sim_t *s) {
    if (!s->machine.power_safe) return loses_power_in_work(s);
    s->totals.n[COUNT_DEATHS_IN_WORK]++;
    int n = 1 + sim_below(s, sim_chance(s, 50) ? 12 : 120);
    trace_line(&s->trace, "%6" PRId64 " the process dies at call %d", s->step, n);
    disk_fail(s->machine.disk, DISK_ANY, n, SQLITE_IOERR, true);
    bool good = works(s);
    machine_dies(s);
    return good;
}

static bool disk_fails(sim_t *s) {
    static const struct {
        disk_call_t call;
        int error;
    } KINDS[] = {{DISK_WRITE, SQLITE_FULL},         {DISK_WRITE, SQLITE_IOERR_WRITE},
                 {DISK_SYNC, SQLITE_IOERR_FSYNC},   {DISK_READ, SQLITE_IOERR_READ},
                 {DISK_ANY, SQLITE_IOERR},          {DISK_LOCK, SQLITE_IOERR_LOCK},
                 {DISK_SHARED, SQLITE_IOERR_SHMMAP}};
    if (!s->machine.power_safe) return loses_power_in_work(s);
    int kind = sim_below(s, 7), n = 1 + sim_below(s, 8);
    bool stays = sim_chance(s, 50);
    trace_line(&s->trace, "%6" PRId64 " the disk fails: kind %d call %d%s", s->step, kind, n,
               stays ? ", stays" : "");
    disk_fail(s->machine.disk, KINDS[kind].call, n, KINDS[kind].error, stays);
    bool good = works(s);
    s->machine.armed = false;
    s->totals.n[COUNT_DISK_FAILURES] += disk_failed(s->machine.disk);
    if (!machine_ready(s)) {
        s->totals.n[COUNT_READ_ONLY]++;
        return good;
    }
    disk_heal(s->machine.disk);
    return good && check_all_records(s) && admin_check(s);
}

/* The host tries to write again, as it does by itself from time to time. */
static bool recovers(sim_t *s) {
    diag_t d = {0};
    bool healed = s->mending || sim_chance(s, 70);
    if (healed) disk_heal(s->machine.disk);
    int status = host_recover(s->machine.host, &d);
    trace_line(&s->trace, "%6" PRId64 " recovery: %s", s->step, status == 0 ? "good" : d.code);
    if (status != 0 && healed) return sim_fail_diag(s, 0, "a sound store is trusted again", "recovered", &d);
    diag_clear(&d);
    if (status != 0) return true;
    disk_heal(s->machine.disk);
    s->totals.n[COUNT_RECOVERIES]++;
    return check_all_records(s) && admin_check(s) && leaving_check(s);
}

/* For one batch there is not enough memory: it is rolled back, and what was kept of it with it. */
static bool memory_ends(sim_t *s) {
    s->totals.n[COUNT_MEMORY]++;
    s->machine.memory_ends = 1 + sim_below(s, sim_chance(s, 50) ? 400 : 6000);
    bool good = sim_chance(s, 75) ? batch_send(s) : batch_fire(s, NULL);
    s->machine.memory_ends = 0;
    return good;
}

static bool fires(sim_t *s) {
    return batch_fire(s, NULL);
}

static const action_t actions[] = {
    {"commands", 42, READY, batch_send},
    {"commands while broken", 10, BROKEN, batch_send},
    {"fire", 8, READY, fires},
    {"fire all", 4, READY, batch_fire_all},
    {"mail", 14, READY, mail_act},
    {"resend", 1, READY, mail_resend},
    {"deadline", 10, READY, deadline_comes},
    {"seconds", 12, UP, seconds_pass},
    {"hours", 8, UP | DOWN, hours_pass},
    {"days", 5, UP | DOWN, days_pass},
    {"clock back", 1, UP | DOWN, clock_steps_back},
    {"clock forward", 1, UP | DOWN, clock_steps_forward},
    {"downtime", 1, READY, weeks_of_downtime},
    {"stop", 1, UP, stops},
    {"death", 1, UP, dies},
    {"death in work", 2, READY, dies_in_work},
    {"power cut", 1, UP | DOWN, loses_power},
    {"power cut in work", 2, READY, loses_power_in_work},
    {"disk fails", 3, READY, disk_fails},
    {"memory ends", 3, READY, memory_ends},
    {"recover", 30, BROKEN, recovers},
    {"start", 60, DOWN, comes_up},
    {"rules", 1, READY, admin_activate},
    {"people", 2, READY, admin_people},
    {"calendar", 1, READY, admin_calendar},
    {"holidays", 1, READY, importing_act},
    {"stand-in", 2, READY, adjusting_stand_in},
    {"setting", 1, READY, adjusting_setting},
    {"rollback", 1, READY, adjusting_rollback},
    {"leaver", 2, READY, leaving_act},
    {"migration", 2, READY, migrating_act},
    {"batch of decisions", 5, READY, many_send},
    {"tried first", 10, READY, previewing_act},
    {"report", 2, READY, reports_act},
    {"disposal", 2, READY, disposing_act},
    {"what is gone", 1, READY, disposed_read},
    {"house", 2, READY, admin_house},
    {"read", 7, READY, admin_read},
};

bool action_next(sim_t *s) {
    unsigned now = s->machine.host == NULL ? DOWN : machine_ready(s) ? READY : BROKEN;
    int all = 0;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (actions[i].when & now) all += actions[i].weight;
    int at = sim_below(s, all);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (!(actions[i].when & now)) continue;
        at -= actions[i].weight;
        if (at < 0) return actions[i].run(s);
    }
    return true;
}

bool action_mend(sim_t *s) {
    disk_heal(s->machine.disk);
    if (s->machine.host == NULL) return comes_up(s);
    return machine_ready(s) || recovers(s);
}
