/* Counts, trace and its hash; see report.h. */
#include "simulation/report.h"
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

static const char *const WORDS[] = {
#define X(name, words) words,
    SIMULATION_COUNTS(X)
#undef X
};

void totals_refused(totals_t *t, const char *code, int64_t count) {
    size_t i = 0;
    while (i < t->refusal_count && strcmp(t->refusals[i].code, code) != 0)
        i++;
    if (i == REFUSALS_MAX) return;
    if (i == t->refusal_count)
        snprintf(t->refusals[t->refusal_count++].code, sizeof t->refusals[0].code, "%s", code);
    t->refusals[i].count += count;
}

void totals_add(totals_t *to, const totals_t *from) {
    for (int i = 0; i < COUNTS; i++)
        to->n[i] += from->n[i];
    for (size_t i = 0; i < from->refusal_count; i++)
        totals_refused(to, from->refusals[i].code, from->refusals[i].count);
}

void totals_print(const totals_t *t, FILE *out) {
    for (int i = 0; i < COUNTS; i++)
        fprintf(out, "  %-42s %12" PRId64 "\n", WORDS[i], t->n[i]);
    fprintf(out, "  %-42s %12.1f\n", "virtual years", (double)t->n[COUNT_DAYS] / 365.25);
    fprintf(out, "  refused, by code:\n");
    for (size_t i = 0; i < t->refusal_count; i++)
        fprintf(out, "    %-40s %12" PRId64 "\n", t->refusals[i].code, t->refusals[i].count);
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
