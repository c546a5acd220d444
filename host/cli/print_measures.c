/* How business goes, flow by flow and step by step, as people read it. */
#include "cli/print_private.h"
#include "cli/table.h"
#include <string.h>

static long long count(const json_t *object, const char *name) {
    return (long long)json_integer_value(json_object_get(object, name));
}

/* "4.2 d", "3.5 h", "12.0 min"; "" for none. Days are of 24 hours: working time is told in hours. */
static const char *duration(cli_t *cli, const json_t *spread, const char *name, bool working) {
    static const struct {
        double ms;
        const char *unit;
    } UNITS[] = {{86400000.0, "unit.days"}, {3600000.0, "unit.hours"}, {60000.0, "unit.minutes"}};
    if (!json_is_object(spread)) return "";
    double ms = (double)count(spread, name);
    size_t i = working ? 1 : 0;
    while (i < 2 && ms < UNITS[i].ms)
        i++;
    const char *text = arena_printf(&cli->arena, "%.1f %s", ms / UNITS[i].ms, cli_word(cli, UNITS[i].unit));
    return text != NULL ? text : "";
}

static void put_count(cli_t *cli, table_t *t, const json_t *object, const char *name) {
    table_put(t, arena_printf(&cli->arena, "%lld", count(object, name)));
}

static void print_flow(cli_t *cli, const json_t *flow) {
    static const char *const STEPS[] = {"step",     "decided",     "late",   "refused", "returned",
                                        "left_out", "passed_over", "median", "p90",     "open_now",
                                        "waits",    "note",        NULL};
    const json_t *took = json_object_get(flow, "took");
    size_t i;
    json_t *step;
    table_t t;
    fprintf(cli->out, "%s\n  ", print_text(flow, "flow"));
    static const char *const COUNTS[] = {"submitted", "finished",    "going",  "refused",
                                         "withdrawn", "cancelled",   "closed", "late",
                                         "again",     "passed_over", NULL};
    for (size_t k = 0; COUNTS[k] != NULL; k++)
        fprintf(cli->out, "%s%s %lld", k > 0 ? "  " : "", print_word(cli, "column", COUNTS[k]),
                count(flow, COUNTS[k]));
    fputc('\n', cli->out);
    if (json_is_object(took))
        fprintf(cli->out, "  %s%s%s %s%s%s %s%s%s %s\n", cli_word(cli, "measures.took"), print_colon(cli),
                cli_word(cli, "column.median"), duration(cli, took, "median_ms", false), print_clause(cli),
                cli_word(cli, "column.p90"), duration(cli, took, "p90_ms", false), print_clause(cli),
                cli_word(cli, "measures.working"),
                duration(cli, json_object_get(flow, "took_working"), "median_ms", true));
    print_head(cli, &t, STEPS);
    json_array_foreach(json_object_get(flow, "steps"), i, step) {
        const char *name = print_text(step, "step");
        bool slowest = strcmp(name, print_text(flow, "waits_longest")) == 0,
             idle = json_is_true(json_object_get(step, "never_changed"));
        table_put(&t, name);
        for (size_t k = 1; k < 7; k++)
            put_count(cli, &t, step, STEPS[k]);
        table_put(&t, duration(cli, json_object_get(step, "waited"), "median_ms", true));
        table_put(&t, duration(cli, json_object_get(step, "waited"), "p90_ms", true));
        put_count(cli, &t, step, "open");
        table_put(&t, duration(cli, json_object_get(step, "waits"), "longest_ms", true));
        table_put(&t, arena_printf(&cli->arena, "%s%s%s", slowest ? cli_word(cli, "measures.slowest") : "",
                                   slowest && idle ? "; " : "", idle ? cli_word(cli, "measures.never") : ""));
    }
    table_print(&t, cli->out);
    fputc('\n', cli->out);
}

void print_measures(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *flow;
    if (json_array_size(json_object_get(answer, "flows")) == 0)
        fprintf(cli->out, "%s\n", cli_word(cli, "records.none"));
    json_array_foreach(json_object_get(answer, "flows"), i, flow) {
        print_flow(cli, flow);
    }
}
