/* Figures and their budgets, for people and for programs; see bench.h. */
#include "cli/bench.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WHAT_WIDTH = 58, FIGURES_WIDTH = 34 };

static double judged(const measured_t *m) {
    return m->against != 0 ? m->ratio : m->value;
}

bool bench_met(const measured_t *m) {
    double figure = judged(m);
    if (!isfinite(figure)) return false;
    if (m->sense == BUDGET_AT_LEAST) return figure >= m->limit;
    return m->sense == BUDGET_NONE || figure < m->limit;
}

static json_t *real_or_null(bool there, double value) {
    return there && isfinite(value) ? json_real(value) : json_null();
}

json_t *bench_json(const measured_t *m) {
    bool pair = m->against != 0, judges = m->sense != BUDGET_NONE;
    json_t *budget = judges ? json_pack("{s:s,s:f}", "sense", m->sense == BUDGET_BELOW ? "below" : "at_least",
                                        "limit", m->limit)
                            : json_null();
    return json_pack("{s:s,s:o,s:s,s:o,s:o,s:o,s:o,s:o}", "name", m->name, "size",
                     m->size > 0 ? json_integer((json_int_t)m->size) : json_null(), "unit", m->unit, "value",
                     real_or_null(true, m->value), "against", real_or_null(pair, m->against), "ratio",
                     real_or_null(pair, m->ratio), "budget", budget, "met",
                     judges ? json_boolean(bench_met(m)) : json_null());
}

/* Three figures that count: 24189, 11.6, 0.37. */
static const char *figure(double value, char out[32]) {
    double size = fabs(value);
    snprintf(out, 32, "%.*f", size >= 100 ? 0 : size >= 10 ? 1 : 2, value);
    return out;
}

/* Pads to a width that counts Chinese characters as two. */
static void put(cli_t *cli, const char *text, int width) {
    int gap = width - (int)text_width(text);
    fprintf(cli->out, "%s%*s", text, gap > 0 ? gap : 0, "");
}

void bench_print(cli_t *cli, const measured_t *m) {
    char value[32], against[32], ratio[32], limit[32], line[512], size[32] = "";
    const char *unit = texts_word(cli->texts, "bench", m->unit);
    if (m->size > 0) snprintf(size, sizeof size, " × %zu", m->size);
    snprintf(line, sizeof line, "%s%s", texts_word(cli->texts, "bench", m->name), size);
    put(cli, line, WHAT_WIDTH);
    if (m->against != 0)
        snprintf(line, sizeof line, "%s : %s %s", figure(m->value, value), figure(m->against, against), unit);
    else
        snprintf(line, sizeof line, "%s %s", figure(m->value, value), unit);
    fputs("  ", cli->out);
    put(cli, line, FIGURES_WIDTH);
    if (m->against != 0) snprintf(ratio, sizeof ratio, "%.2f", m->ratio);
    fprintf(cli->out, "  %5s", m->against != 0 ? ratio : "");
    if (m->sense != BUDGET_NONE) {
        bool met = bench_met(m);
        fprintf(cli->out, "  %s %-6s %s", m->sense == BUDGET_BELOW ? "<" : "≥", figure(m->limit, limit),
                texts_word(cli->texts, "bench", met ? "met" : "missed"));
    }
    fputc('\n', cli->out);
    fflush(cli->out);
}

void bench_tell(bench_t *b, const measured_t *m) {
    json_array_append_new(b->measured, bench_json(m));
    if (!b->cli->json) bench_print(b->cli, m);
}

void bench_skip(bench_t *b, const char *name, const char *why) {
    json_array_append_new(b->skipped, json_pack("{s:s,s:s}", "name", name, "why", why));
    if (b->cli->json) return;
    put(b->cli, texts_word(b->cli->texts, "bench", name), WHAT_WIDTH);
    fprintf(b->cli->out, "  %s\n", texts_word(b->cli->texts, "bench", why));
}

void bench_doing(bench_t *b, const char *what) {
    FILE *err = b->cli->err;
    if (!isatty(fileno(err))) return;
    fprintf(err, "… %s\n", texts_word(b->cli->texts, "bench", what));
}

double bench_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_part(double *values, size_t count, double part) {
    if (count == 0) return 0;
    qsort(values, count, sizeof *values, by_value);
    size_t at = (size_t)ceil(part * (double)count);
    return values[at > 0 ? at - 1 : 0];
}
