/* Counts, trace and its hash; see report.h. */
#include "simulation/report.h"
#include "simulation/operations.h"
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

static const char *const WORDS[] = {
#define X(name, words) words,
    SIMULATION_COUNTS(X)
#undef X
};

void tally_add(tally_t *t, const char *word, int64_t count) {
    size_t i = 0;
    while (i < t->count && strcmp(t->list[i].word, word) != 0)
        i++;
    if (i == TALLIES_MAX) return;
    if (i == t->count) snprintf(t->list[t->count++].word, sizeof t->list[0].word, "%s", word);
    t->list[i].count += count;
}

static void tallies_add(tally_t *to, const tally_t *from) {
    for (size_t i = 0; i < from->count; i++)
        tally_add(to, from->list[i].word, from->list[i].count);
}

void totals_add(totals_t *to, const totals_t *from) {
    for (int i = 0; i < COUNTS; i++)
        to->n[i] += from->n[i];
    tallies_add(&to->refusals, &from->refusals);
    tallies_add(&to->carried_out, &from->carried_out);
}

static void tally_print(const tally_t *t, const char *title, FILE *out) {
    fprintf(out, "  %s:\n", title);
    for (size_t i = 0; i < t->count; i++)
        fprintf(out, "    %-40s %12" PRId64 "\n", t->list[i].word, t->list[i].count);
}

void totals_print(const totals_t *t, FILE *out) {
    for (int i = 0; i < COUNTS; i++)
        fprintf(out, "  %-42s %12" PRId64 "\n", WORDS[i], t->n[i]);
    fprintf(out, "  %-42s %12.1f\n", "virtual years", (double)t->n[COUNT_DAYS] / 365.25);
    tally_print(&t->carried_out, "carried out, by operation", out);
    tally_print(&t->refusals, "refused, by code", out);
}

static int64_t tally_of(const tally_t *t, const char *word) {
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->list[i].word, word) == 0) return t->list[i].count;
    return 0;
}

/* What is no command of its own, and what commands lead to, that a run must have come to. */
static const count_t NEEDED[] = {
    COUNT_REPEATED,      COUNT_RUNGS_FIRED,      COUNT_RUNGS_MERGED, COUNT_ACTIVATIONS,
    COUNT_BROKEN_RULES,  COUNT_CALENDARS,        COUNT_MOVED,        COUNT_INTERVALS,
    COUNT_DUTIES,        COUNT_LEAVERS,          COUNT_HANDED_OVER,  COUNT_MIGRATED,
    COUNT_MIGRATIONS,    COUNT_MIGRATIONS_OLDER, COUNT_MANY,         COUNT_MANY_AGAIN,
    COUNT_MANY_DONE,     COUNT_MANY_REFUSED,     COUNT_TRIED,        COUNT_CAME_TRUE,
    COUNT_REFUSAL_TOLD,  COUNT_DISPOSALS,        COUNT_DISPOSED,     COUNT_SETTLED,
    COUNT_REPORTS,       COUNT_MILESTONES,       COUNT_REOPENED,     COUNT_CHANGING,
    COUNT_CHILDREN,      COUNT_CHILDREN_CLOSED,  COUNT_COUNTED,      COUNT_ADDED_BY_RULES,
    COUNT_OWED,          COUNT_REPLANNED,        COUNT_ENTRIES,      COUNT_WARNED,
    COUNT_RATED,         COUNT_PICKED,           COUNT_STAND_INS,    COUNT_STAND_INS_NAMED,
    COUNT_SETTINGS,      COUNT_ROLLBACKS,        COUNT_EXPLAINED,    COUNT_ENTERED_LATER,
    COUNT_IMPORTS,       COUNT_IMPORTED_DAYS,    COUNT_OPENED_DUE,   COUNT_BACK_BESIDE,
    COUNT_BACK_PREPARED, COUNT_BACK_ADJUSTED,    COUNT_RUNGS_STOOD};

bool totals_complete(const totals_t *t, FILE *out) {
    static const char *const RETURNS[] = {"return to a step, through", "return to a step, straight"};
    bool complete = true;
    for (size_t i = 0; i < operation_count + 2; i++) {
        const char *name = i < operation_count ? operations[i].name : RETURNS[i - operation_count];
        if (tally_of(&t->carried_out, name) > 0) continue;
        fprintf(out, "simulate: never carried out: %s\n", name);
        complete = false;
    }
    for (size_t i = 0; i < sizeof NEEDED / sizeof *NEEDED; i++) {
        if (t->n[NEEDED[i]] > 0) continue;
        fprintf(out, "simulate: never came to: %s\n", WORDS[NEEDED[i]]);
        complete = false;
    }
    return complete;
}

void trace_begin(trace_t *t, bool print) {
    memset(t, 0, sizeof *t);
    t->hash = UINT64_C(14695981039346656037);
    t->print = print;
}

/* FNV-1a, 64 bits. */
void trace_mix(trace_t *t, const void *data, size_t len) {
    const unsigned char *at = data;
    for (size_t i = 0; i < len; i++)
        t->hash = (t->hash ^ at[i]) * UINT64_C(1099511628211);
}

void trace_mix_int(trace_t *t, int64_t v) {
    trace_mix(t, &v, sizeof v);
}

void trace_line(trace_t *t, const char *format, ...) {
    char *line = t->lines[t->count++ % TRACE_KEPT];
    va_list args;
    va_start(args, format);
    vsnprintf(line, TRACE_LINE, format, args);
    va_end(args);
    trace_mix(t, line, strlen(line));
    if (t->print) printf("%s\n", line);
}

void trace_print_last(const trace_t *t, FILE *out) {
    int64_t first = t->count > TRACE_KEPT ? t->count - TRACE_KEPT : 0;
    for (int64_t i = first; i < t->count; i++)
        fprintf(out, "    %s\n", t->lines[i % TRACE_KEPT]);
}
