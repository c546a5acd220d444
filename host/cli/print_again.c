/* Why a step was asked for again, or is in a plan made anew (P2.3.3, A46): what the values were and are, and
 * which thresholds of the rule lie between. */
#include "cli/print_explain.h"
#include <string.h>

/* Of that field, choices by what they are called; NULL: of none. */
static const char *value_words(cli_t *cli, const char *field, const json_t *value) {
    if (value == NULL || json_is_null(value)) return cli_word(cli, "what_if.empty");
    return print_value_of(cli, field != NULL ? print_definition(cli, field) : NULL, value);
}

/* "budget, planned": the changed fields that were read for it, by what they are called. */
static const char *fields_read(cli_t *cli, const json_t *again) {
    const char *out = "";
    size_t i, k;
    json_t *name, *field;
    json_array_foreach(json_object_get(again, "reads"), i, name) {
        const char *words = json_string_value(name);
        json_array_foreach(json_object_get(again, "fields"), k, field) {
            if (strcmp(print_text(field, "name"), words) == 0 && print_words(cli, field, "label")[0] != '\0')
                words = print_words(cli, field, "label");
        }
        const char *longer = arena_printf(&cli->arena, "%s%s%s", out, i > 0 ? print_comma(cli) : "", words);
        if (longer != NULL) out = longer;
    }
    return out;
}

static void print_changed(cli_t *cli, const json_t *again) {
    size_t i;
    json_t *field;
    if (strcmp(print_text(again, "cause"), "change") != 0) return; /* a deviation shows them itself */
    json_array_foreach(json_object_get(again, "fields"), i, field) {
        const char *label = print_words(cli, field, "label");
        print_heading(cli, NULL);
        fprintf(cli->out, "%s%s%s → %s\n", label[0] != '\0' ? label : print_text(field, "name"),
                print_colon(cli),
                value_words(cli, print_text(field, "name"), json_object_get(field, "before")),
                value_words(cli, print_text(field, "name"), json_object_get(field, "after")));
    }
}

/* "Leader from" of the setting that has the value; "": none has. */
static const char *setting_name(cli_t *cli, const json_t *crossed) {
    const char *name = print_text(crossed, "setting");
    const char *path = name[0] != '\0' ? arena_printf(&cli->arena, "set.%s", name) : NULL;
    return path != NULL ? print_fact_name(cli, path) : "";
}

static void print_crossed(cli_t *cli, const json_t *again) {
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(again, "crossed"), i, one) {
        const char *against = value_words(cli, NULL, json_object_get(one, "against"));
        const json_t *before = json_object_get(one, "against_before");
        if (before != NULL) {
            const char *both = arena_printf(&cli->arena, "%s → %s", value_words(cli, NULL, before), against);
            if (both != NULL) against = both;
        }
        print_heading(cli, NULL);
        fprintf(cli->out, "%s  [%s:%lld]\n",
                print_filled(cli, "again.crossed",
                             json_pack("{s:s,s:s,s:s,s:s}", "before",
                                       value_words(cli, NULL, json_object_get(one, "before")), "after",
                                       value_words(cli, NULL, json_object_get(one, "after")), "against",
                                       against, "setting", setting_name(cli, one))),
                print_text(one, "file"), (long long)json_integer_value(json_object_get(one, "line")));
        if (print_text(one, "text")[0] == '\0') continue;
        print_heading(cli, NULL);
        fprintf(cli->out, "  %s\n", print_text(one, "text"));
    }
}

void print_again(cli_t *cli, const json_t *answer) {
    const json_t *again = json_object_get(answer, "again");
    const char *because = print_text(again, "because");
    if (!json_is_object(again)) return;
    const char *cause = arena_printf(&cli->arena, "again.cause.%s", print_text(again, "cause"));
    bool planned = strcmp(print_text(again, "cause"), "replanned") == 0;
    print_heading(cli, planned ? "why.planned_anew" : "why.again");
    fputs(print_filled(cli, cause != NULL ? cause : "",
                       json_pack("{s:s}", "at", print_time_of(cli, again, "at"))),
          cli->out);
    const char *code = arena_printf(&cli->arena, "again.%s", because);
    if (because[0] != '\0' && strcmp(because, "not") != 0 && code != NULL)
        fprintf(cli->out, "%s%s", cli_word(cli, "again.since"),
                print_filled(cli, code, json_pack("{s:s}", "fields", fields_read(cli, again))));
    fputc('\n', cli->out);
    print_changed(cli, again);
    print_crossed(cli, again);
    if (!json_is_true(json_object_get(again, "drifted"))) return;
    print_heading(cli, NULL);
    fprintf(cli->out, "%s\n", print_brackets(cli, cli_word(cli, "again.drifted")));
}
