/* Answers in columns: lists; see print.h. */
#include "base/instant.h"
#include "cli/print_private.h"
#include "cli/table.h"
#include <string.h>

const char *print_text(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? json_string_value(value) : "";
}

/* Instants travel in UTC; with the answer's own `local` beside them they are shown as people there read them.
 */
const char *cli_time(cli_t *cli, const json_t *instant) {
    const char *iso = json_string_value(instant);
    instant_t t;
    char text[INSTANT_TEXT];
    if (iso == NULL || instant_parse(iso, &t) != 0) return "";
    /* The offset is the company's: it comes with the answer as "+08:00" at the end, or is UTC. */
    size_t length = strlen(iso);
    int32_t offset = 0;
    if (length > 6 && (iso[length - 6] == '+' || iso[length - 6] == '-')) {
        int hours = (iso[length - 5] - '0') * 10 + iso[length - 4] - '0',
            minutes = (iso[length - 2] - '0') * 10 + iso[length - 1] - '0';
        offset = (iso[length - 6] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    }
    instant_format(t - (t % MS_MINUTE + MS_MINUTE) % MS_MINUTE, offset, false, text);
    char *out = arena_strdup(&cli->arena, text);
    if (out == NULL) return "";
    if (strlen(out) >= 16) {
        out[10] = ' ';
        out[16] = '\0';
    }
    return out;
}

/* A state, kind or outcome in words: "state.open". */
const char *print_word(cli_t *cli, const char *family, const char *word) {
    if (word == NULL || word[0] == '\0') return "";
    char *code = arena_printf(&cli->arena, "%s.%s", family, word);
    const char *words = code != NULL ? texts_template(cli->texts, code) : NULL;
    return words != NULL ? words : word;
}

/* The head of a table: its columns by name. */
static void head(cli_t *cli, table_t *t, const char *const *names) {
    size_t columns = 0;
    while (names[columns] != NULL)
        columns++;
    table_init(t, &cli->arena, columns);
    for (size_t i = 0; i < columns; i++)
        table_put(t, print_word(cli, "column", names[i]));
}

/* A list of texts on one line. */
static const char *joined(cli_t *cli, const json_t *list) {
    const char *text = "";
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)list, i, item) {
        const char *next = arena_printf(&cli->arena, "%s%s%s", text, i > 0 ? ", " : "",
                                        json_is_string(item) ? json_string_value(item) : "?");
        if (next != NULL) text = next;
    }
    return text;
}

static void nothing(cli_t *cli, const char *code) {
    fprintf(cli->out, "%s\n", cli_word(cli, code));
}

void print_ok(cli_t *cli, const json_t *answer) {
    const char *text = print_text(answer, "message");
    fprintf(cli->out, "%s\n", text[0] != '\0' ? text : cli_word(cli, "done"));
}

const char *print_name(const json_t *object) {
    const char *number = print_text(object, "number");
    return number[0] != '\0' ? number : print_text(object, "record");
}

void print_done(cli_t *cli, const json_t *answer) {
    fprintf(cli->out, "%s  %s", print_name(answer), print_word(cli, "state", print_text(answer, "state")));
    if (json_is_true(json_object_get(answer, "repeated")))
        fprintf(cli->out, "  (%s)", cli_word(cli, "repeated"));
    fputc('\n', cli->out);
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(answer, "open"), i, step) {
        const char *due = cli_time(cli, json_object_get(step, "due"));
        fprintf(cli->out, "  → %s: %s", print_text(step, "step"),
                joined(cli, json_object_get(step, "people")));
        if (due[0] != '\0') fprintf(cli->out, "  %s %s", cli_word(cli, "due"), due);
        fputc('\n', cli->out);
    }
}

void print_tasks(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"record", "step", "title", "initiator",
                                        "opened", "due",  "note",  NULL};
    const json_t *tasks = json_object_get(answer, "tasks");
    if (json_array_size(tasks) == 0) {
        nothing(cli, "tasks.none");
        return;
    }
    table_t t;
    head(cli, &t, NAMES);
    size_t i;
    json_t *task;
    json_array_foreach((json_t *)tasks, i, task) {
        table_put(&t, print_name(task));
        table_put(&t, print_text(task, "step"));
        table_put(&t, print_text(task, "title"));
        table_put(&t, print_text(task, "initiator"));
        table_put(&t, cli_time(cli, json_object_get(task, "opened")));
        table_put(&t, cli_time(cli, json_object_get(task, "due")));
        table_put(&t, json_is_true(json_object_get(task, "overdue")) ? cli_word(cli, "overdue") : "");
    }
    table_print(&t, cli->out);
}

void print_records(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"record",     "title",   "state", "initiator",
                                        "department", "created", "open",  NULL};
    const json_t *records = json_object_get(answer, "records");
    if (json_array_size(records) == 0) {
        nothing(cli, "records.none");
        return;
    }
    table_t t;
    head(cli, &t, NAMES);
    size_t i;
    json_t *r;
    json_array_foreach((json_t *)records, i, r) {
        table_put(&t, print_name(r));
        table_put(&t, print_text(r, "title"));
        table_put(&t, print_word(cli, "state", print_text(r, "state")));
        table_put(&t, print_text(r, "initiator"));
        table_put(&t, print_text(r, "department"));
        table_put(&t, cli_time(cli, json_object_get(r, "created")));
        table_put(&t, joined(cli, json_object_get(r, "open")));
    }
    table_print(&t, cli->out);
    const char *next = print_text(answer, "next");
    if (next[0] != '\0') fprintf(cli->out, "%s --after %s\n", cli_word(cli, "more"), next);
}

void print_deadlines(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"due", "record", "step", "person", "rung", "does", NULL};
    const json_t *list = json_object_get(answer, "deadlines");
    if (json_array_size(list) == 0) {
        nothing(cli, "deadlines.none");
        return;
    }
    table_t t;
    head(cli, &t, NAMES);
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)list, i, row) {
        table_put(&t, cli_time(cli, json_object_get(row, "due")));
        table_put(&t, print_name(row));
        table_put(&t, print_text(row, "step"));
        table_put(&t, print_text(row, "person"));
        table_put(&t, print_text(row, "rung"));
        const json_t *acts = json_object_get(row, "acts");
        table_put(&t, json_is_array(acts) ? joined(cli, acts) : print_text(row, "acts"));
    }
    table_print(&t, cli->out);
}

void print_simulate(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"at", "step", "person", "rung", "does", "to", NULL};
    const json_t *list = json_object_get(answer, "fires");
    if (json_array_size(list) == 0) {
        nothing(cli, "simulate.none");
        return;
    }
    table_t t;
    head(cli, &t, NAMES);
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)list, i, row) {
        table_put(&t, cli_time(cli, json_object_get(row, "at")));
        table_put(&t, print_text(row, "step"));
        table_put(&t, print_text(row, "person"));
        table_put(&t, print_text(row, "rung"));
        table_put(&t, print_text(row, "did"));
        const json_t *to = json_object_get(row, "to");
        table_put(&t, json_is_array(to) ? joined(cli, to) : print_text(row, "to"));
    }
    table_print(&t, cli->out);
    fprintf(cli->out, "%s\n", cli_word(cli, "simulate.nothing_written"));
}

void print_outbox(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"message", "channel",  "recipient", "kind",
                                        "state",   "attempts", "error",     NULL};
    const json_t *list = json_object_get(answer, "messages");
    if (json_array_size(list) == 0) {
        nothing(cli, "outbox.none");
        return;
    }
    table_t t;
    head(cli, &t, NAMES);
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)list, i, row) {
        table_put(&t, print_text(row, "id"));
        table_put(&t, print_text(row, "channel"));
        table_put(&t, print_text(row, "recipient"));
        table_put(&t, print_text(row, "kind"));
        table_put(&t, print_word(cli, "outbox", print_text(row, "state")));
        table_put(&t, arena_printf(&cli->arena, "%lld",
                                   (long long)json_integer_value(json_object_get(row, "attempts"))));
        table_put(&t, print_text(row, "error"));
    }
    table_print(&t, cli->out);
}

void print_incidents(cli_t *cli, const json_t *answer) {
    const json_t *list = json_object_get(answer, "incidents");
    size_t i;
    json_t *row;
    if (json_array_size(list) == 0) nothing(cli, "incidents.none");
    json_array_foreach((json_t *)list, i, row) {
        fprintf(cli->out, "%s  %s  %s", cli_time(cli, json_object_get(row, "at")), print_text(row, "code"),
                print_text(row, "text"));
        if (print_text(row, "file")[0] != '\0')
            fprintf(cli->out, "  %s:%lld", print_text(row, "file"),
                    (long long)json_integer_value(json_object_get(row, "line")));
        fputc('\n', cli->out);
    }
}
