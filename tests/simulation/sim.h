/* The simulation: the whole host but its sockets, on a clock of its own, driven by a scheduler that draws
 * everything it does from one seed.
 *
 *     actions.c    one table of what may happen next, by weight: a batch of commands, deadlines, a crash …
 *     operations.c one table of what people do: a row for each kind of command
 *     asking.c     commands as requests of the API; answers.c: what came back
 *     many.c       one decision on many tasks; previewing.c: commands that are tried first, then given
 *     machine.c    the computer: its clock, its disk, the process that runs on it and dies
 *     company.c    200 people (demo), their calendars; rules.c: rule files as text, good and broken
 *     adjusting.c  stand-ins, settings, earlier versions of the rules
 *     importing.c  holidays from a published file, while records are on their way
 *     leaving.c    who leaves, and who takes over; migrating.c: records that go on under other rules
 *     disposing.c  records that have ended go for good; reports.c: acceptances are reported, milestones
 *     channels.c   what becomes of messages
 *     history.c    a second, simple account of every record, folded from its events alone; of its tasks and
 *                  rungs in history_tasks.c
 *     asked.c      whether what people did is what they asked for
 *     family.c     records that open one another
 *     worktime.c   when each clock ran, by an oracle that walks along the minutes
 *     authority.c  who may stand in up to which sum
 *     duties.c     duties that a rule keeps apart; risks.c, plans.c: what the rules make of a
 *                  form; versions.c: which rules those were
 *     checks.c     what must hold after every step; full_check.c: of the whole store, and at rest
 *     report.c     counts, the trace, the first difference
 *
 * A function that answers bool says false when something did not hold: the run has failed, s->failure says
 * how, and nothing more is done. Memory: `keep` for the whole run, `arena` for one step. */
#ifndef TESTS_SIMULATION_SIM_H
#define TESTS_SIMULATION_SIM_H

#include "simulation/channels.h"
#include "simulation/claims.h"
#include "simulation/disposing.h"
#include "simulation/history.h"
#include "simulation/leaving.h"
#include "simulation/machine.h"
#include "simulation/many.h"
#include "simulation/report.h"
#include "simulation/versions.h"
#include "support/random_model.h"

enum { PEOPLE = 200, FLOWS = VERSION_FLOWS, WISHES_MAX = 12 };

/* Steps of a flow whose people its initiator picks (A10), by name. */
typedef struct wishes {
    char step[WISHES_MAX][16];
    size_t count;
} wishes_t;

typedef struct sim {
    uint64_t seed;
    int64_t step;
    bool each;    /* look at the whole store after each step */
    bool mending; /* nothing fails any more */
    rng_t rng;
    arena_t keep, arena;
    machine_t machine;
    int64_t people[PEOPLE]; /* ids in the directory, by number */
    int rule_version;       /* of the files drawn so far */
    hash_t ruleset;         /* the active one, as last acknowledged; zero: none yet */
    bool ruleset_unsure, people_unsure;
    int calendar_version;
    wishes_t wishes[FLOWS]; /* what the rules drawn last want picked as a record is submitted */
    versions_t versions;    /* of the rules, as they were in force */
    leaving_t leaving;
    many_sent_t many;
    disposing_t disposing;
    history_t history;
    claims_t claims;
    mail_t mail;
    totals_t totals;
    trace_t trace;
    failure_t failure;
} sim_t;

/* 0 to below - 1; 0 when below is 0. */
int sim_below(sim_t *s, int below);
bool sim_chance(sim_t *s, int percent);
/* The run has failed: what did not hold, where, what was expected and what was found. Always false. */
bool sim_fail(sim_t *s, int64_t record, const char *what, const char *expected, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The same with an error as what was found. The error is cleared. */
bool sim_fail_diag(sim_t *s, int64_t record, const char *what, const char *expected, diag_t *found);
/* Memory of the run or the step; never NULL: without memory the program ends. */
void *sim_keep(sim_t *s, size_t count, size_t size);
void *sim_take(sim_t *s, size_t count, size_t size);
const char *sim_text(sim_t *s, const char *format, ...) __attribute__((format(printf, 2, 3))); /* kept */

/* One run: a company is founded, `steps` steps, then rest. False: s->failure says what did not hold. The
 * caller ends it by sim_end. */
bool sim_run(sim_t *s, uint64_t seed, int64_t steps, bool each, bool print);
void sim_end(sim_t *s);

#endif
