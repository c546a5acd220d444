/* Sentences, limits, lengths and columns of explanations; see print_explain.h. */
#include "cli/print_explain.h"
#include "cli/table.h"
#include <stdio.h>
#include <string.h>

typedef struct filling {
    cli_t *cli;
    const json_t *values;
} filling_t;

static const char *value_of(void *ctx, const char *name) {
    const filling_t *f = ctx;
    const json_t *value = json_object_get(f->values, name);
    if (json_is_integer(value))
        return arena_printf(&f->cli->arena, "%lld", (long long)json_integer_value(value));
    return json_is_string(value) ? json_string_value(value) : NULL;
}

const char *print_filled(cli_t *cli, const char *code, json_t *values) {
    filling_t f = {cli, values};
    const char *words = texts_fill(cli->texts, code, value_of, &f, &cli->arena);
    json_decref(values);
    return words != NULL ? words : "";
}

const char *print_length(cli_t *cli, long long seconds) {
    static const struct {
        const char *code;
        long long seconds;
    } UNITS[] = {{"length.hours", 3600}, {"length.minutes", 60}, {"length.seconds", 1}};
    const char *out = "";
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        long long n = seconds / UNITS[i].seconds;
        seconds %= UNITS[i].seconds;
        if (n == 0) continue;
        const char *part = print_filled(cli, UNITS[i].code, json_pack("{s:I}", "n", (json_int_t)n));
        const char *longer = arena_printf(&cli->arena, "%s%s%s", out, out[0] != '\0' ? " " : "", part);
        if (longer != NULL) out = longer;
    }
    return out[0] != '\0' ? out : cli_word(cli, "length.nothing");
}

const char *print_limit(cli_t *cli, const json_t *limit) {
    const char *kind = print_text(limit, "kind");
    json_int_t days = json_integer_value(json_object_get(limit, "days"));
    const char *length = print_length(cli, (long long)json_integer_value(json_object_get(limit, "seconds")));
    const char *code = "limit.none";
    if (strcmp(kind, "workdays") == 0)
        code = json_is_true(json_object_get(limit, "same_time")) ? "limit.same_time"
               : days == 1                                       ? "limit.workday"
                                                                 : "limit.workdays";
    if (strcmp(kind, "worktime") == 0) code = "limit.worktime";
    if (strcmp(kind, "elapsed") == 0) code = "limit.elapsed";
    if (strcmp(kind, "day_time") == 0) code = "limit.day_time";
    return print_filled(
        cli, code,
        json_pack("{s:I,s:s,s:s}", "days", days, "length", length, "time", print_text(limit, "time")));
}

void print_heading(cli_t *cli, const char *code) {
    const char *words = code != NULL ? cli_word(cli, code) : "";
    size_t width = text_width(words);
    fprintf(cli->out, "%s%*s", words, width < HEADING_WIDTH ? (int)(HEADING_WIDTH - width) : 1, "");
}

const char *print_people_list(cli_t *cli, const json_t *people) {
    const char *out = "";
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)people, i, one) {
        const char *who = print_text(one, "handle");
        if (who[0] == '\0') who = print_person(one, "person");
        const char *longer = arena_printf(&cli->arena, "%s%s%s", out, i > 0 ? print_comma(cli) : "", who);
        if (longer != NULL) out = longer;
    }
    return out;
}

const char *print_time_of(cli_t *cli, const json_t *object, const char *name) {
    return cli_time(cli, json_object_get(object, name));
}
