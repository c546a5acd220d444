/* What a run tells: counts of what happened, a hash of its trace (the same for the same seed), the last
 * steps, and the first thing that did not hold. */
#ifndef TESTS_SIMULATION_REPORT_H
#define TESTS_SIMULATION_REPORT_H

#include "base/instant.h"
#include <stdbool.h>
#include <stdio.h>

/* Everything counted, and its words. */
#define SIMULATION_COUNTS(X)                                                                                 \
    X(SEEDS, "seeds")                                                                                        \
    X(STEPS, "steps")                                                                                        \
    X(DAYS, "virtual days")                                                                                  \
    X(RECORDS, "records")                                                                                    \
    X(EVENTS, "events")                                                                                      \
    X(BATCHES, "batches")                                                                                    \
    X(COMMANDS, "commands")                                                                                  \
    X(ACCEPTED, "commands accepted")                                                                         \
    X(REPEATED, "commands answered from their key")                                                          \
    X(UNKNOWN, "commands without an answer to rely on")                                                      \
    X(UNKNOWN_DONE, "of these carried out")                                                                  \
    X(RUNGS_FIRED, "rungs fired")                                                                            \
    X(RUNGS_MERGED, "rungs merged")                                                                          \
    X(RUNGS_FAILED, "rungs failed")                                                                          \
    X(RUNGS_OVERTAKEN, "rungs overtaken")                                                                    \
    X(STARTS, "starts of the host")                                                                          \
    X(DEATHS, "deaths of the process")                                                                       \
    X(DEATHS_IN_WORK, "deaths of the process in mid-work")                                                   \
    X(CUTS, "power cuts")                                                                                    \
    X(CUTS_IN_WORK, "power cuts in mid-work")                                                                \
    X(DISK_FAILURES, "disk calls failed")                                                                    \
    X(READ_ONLY, "times read-only")                                                                          \
    X(RECOVERIES, "recoveries")                                                                              \
    X(MEMORY, "batches without enough memory")                                                               \
    X(CLOCK_BACK, "clock steps back")                                                                        \
    X(CLOCK_FORWARD, "clock steps forward")                                                                  \
    X(DOWNTIMES, "downtimes of weeks")                                                                       \
    X(ACTIVATIONS, "rule activations")                                                                       \
    X(BROKEN_RULES, "broken rules refused")                                                                  \
    X(CALENDARS, "calendar changes")                                                                         \
    X(IMPORTS, "holidays imported")                                                                          \
    X(IMPORTED_DAYS, "dates of theirs held against the file")                                                \
    X(MOVED, "due times moved by them")                                                                      \
    X(PEOPLE_CHANGES, "people and posts changed")                                                            \
    X(INTERVALS, "running times held against the minutes")                                                   \
    X(RUNGS_STOOD, "rungs of clocks that stood still, held against the minutes")                             \
    X(OPENED_DUE, "limits held against the minutes, from the start")                                         \
    X(DUTIES, "pairs of tasks whose duties may be apart")                                                    \
    X(STAND_INS_NAMED, "stand-ins that people named, or ended")                                              \
    X(SETTINGS, "settings changed")                                                                          \
    X(ROLLBACKS, "earlier versions in force again")                                                          \
    X(EXPLAINED, "routes, steps and previews of records that were explained")                                \
    X(ENTERED_LATER, "commands of what had happened before")                                                 \
    X(LEAVERS, "people who left")                                                                            \
    X(LEAVERS_RESUMED, "of these taken up again by a host that had died")                                    \
    X(HANDED_OVER, "tasks that went to who took over")                                                       \
    X(MIGRATED, "records that went on under other rules")                                                    \
    X(MIGRATIONS, "migrations to the rules in force")                                                        \
    X(MIGRATIONS_OLDER, "migrations to an older version that was kept")                                      \
    X(MANY, "batches of decisions")                                                                          \
    X(MANY_AGAIN, "of these sent again")                                                                     \
    X(MANY_DONE, "decisions in batches carried out")                                                         \
    X(MANY_REFUSED, "decisions in batches refused")                                                          \
    X(TRIED, "commands tried first")                                                                         \
    X(CAME_TRUE, "of these carried out as said")                                                             \
    X(REFUSAL_TOLD, "of these refused as said")                                                              \
    X(DISPOSALS, "disposals")                                                                                \
    X(DISPOSED, "records disposed of")                                                                       \
    X(DISPOSED_NOT, "records kept for something that hangs on them")                                         \
    X(SURVIVORS, "asked of records whose opener is gone")                                                    \
    X(SETTLED, "incidents settled")                                                                          \
    X(REPORTS, "acceptance reports filed")                                                                   \
    X(MILESTONES, "milestones warned of")                                                                    \
    X(REOPENED, "records withdrawn after their approval")                                                    \
    X(CHANGING, "records on their way again for a change")                                                   \
    X(CHILDREN, "records opened by others")                                                                  \
    X(CHILDREN_CLOSED, "of these closed with what waited for them")                                          \
    X(CHILDREN_AGAIN, "of these open again with it")                                                         \
    X(FAMILIES, "families of records held together")                                                         \
    X(KEPT, "approvals kept on a way straight back")                                                         \
    X(COUNTED, "earlier approvals that counted")                                                             \
    X(ADDED_BY_RULES, "times a rule added steps on the way")                                                 \
    X(AHEAD, "approvals owed ahead of their stage")                                                          \
    X(EXCUSED, "debts excused that nobody had made up")                                                      \
    X(OWED, "approvals owed for urgent work")                                                                \
    X(REPLANNED, "plans worked out anew after a deviation")                                                  \
    X(BACK_ADJUSTED, "of deviations, what was agreed to and taken back")                                     \
    X(BACK_BESIDE, "decisions beside the plan taken back")                                                   \
    X(BACK_PREPARED, "decisions of a preparation that was over taken back")                                  \
    X(ENTRIES, "entries written")                                                                            \
    X(WARNED, "warnings and orders of rules")                                                                \
    X(RATED, "risks worked out")                                                                             \
    X(PLANNED, "steps of plans held against the form")                                                       \
    X(RISKS, "risks held against the form")                                                                  \
    X(ANSWERS, "records of a high risk that ended well")                                                     \
    X(PICKED, "people picked for steps")                                                                     \
    X(STAND_INS, "times somebody stood in where sums have limits")                                           \
    X(READS, "reads")                                                                                        \
    X(MESSAGES, "messages")                                                                                  \
    X(DELIVERED, "deliveries")                                                                               \
    X(DELIVERED_AGAIN, "of these again under the same key")                                                  \
    X(LOST_CLAIMS, "deliveries whose outcome was lost")                                                      \
    X(STUCK, "messages stuck")                                                                               \
    X(RESENT, "messages sent again by hand")                                                                 \
    X(CHECKS, "records checked")                                                                             \
    X(FULL_CHECKS, "checks of the whole store")

typedef enum count {
#define X(name, words) COUNT_##name,
    SIMULATION_COUNTS(X)
#undef X
        COUNTS
} count_t;

enum { TALLIES_MAX = 128, TRACE_KEPT = 20, TRACE_LINE = 320, WORDS_MAX = 400 };

/* How often, by a word. */
typedef struct tally {
    struct {
        char word[48];
        int64_t count;
    } list[TALLIES_MAX];
    size_t count;
} tally_t;

typedef struct totals {
    int64_t n[COUNTS];
    tally_t refusals;    /* by code */
    tally_t carried_out; /* by operation */
} totals_t;

void tally_add(tally_t *t, const char *word, int64_t count);
void totals_add(totals_t *to, const totals_t *from);
void totals_print(const totals_t *t, FILE *out);
/* Whether each operation of the list was carried out; those that were not are named. */
bool totals_complete(const totals_t *t, FILE *out);

typedef struct trace {
    uint64_t hash;
    bool print; /* every line, as it comes */
    char lines[TRACE_KEPT][TRACE_LINE];
    int64_t count;
} trace_t;

void trace_begin(trace_t *t, bool print);
/* Into the hash. */
void trace_mix(trace_t *t, const void *data, size_t len);
void trace_mix_int(trace_t *t, int64_t v);
/* A line about what happened, hashed too. */
void trace_line(trace_t *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void trace_print_last(const trace_t *t, FILE *out);

/* The first thing that did not hold. */
typedef struct failure {
    bool failed, ending; /* ending: while the run was brought to rest, after its last step */
    int64_t step, record;
    char what[WORDS_MAX], expected[WORDS_MAX], found[WORDS_MAX];
} failure_t;

#endif
