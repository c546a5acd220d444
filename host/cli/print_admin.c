/* Answers to administrators. */
#include "cli/csv.h"
#include "cli/print_explain.h"
#include "cli/print_private.h"
#include "cli/table.h"
#include <stdlib.h>
#include <string.h>

enum { LABEL_WIDTH = 24, RULESET_SHOWN = 12 };

static long long count(const json_t *answer, const char *name) {
    return (long long)json_integer_value(json_object_get(answer, name));
}

static void print_counts(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"added", "changed", "ended", "unchanged"};
    for (size_t i = 0; i < 4; i++)
        if (json_is_integer(json_object_get(answer, NAMES[i])))
            fprintf(cli->out, "%s %lld  ", print_word(cli, "import", NAMES[i]), count(answer, NAMES[i]));
    fputc('\n', cli->out);
    if (json_is_true(json_object_get(answer, "preview")))
        fprintf(cli->out, "%s\n", cli_word(cli, "import.preview"));
}

/* What people hold whose time, or whose post, ends on a day to come. */
static void print_soon(cli_t *cli, const json_t *soon) {
    size_t i;
    json_t *task;
    if (json_array_size(soon) > 0) fprintf(cli->out, "%s\n", cli_word(cli, "import.soon"));
    json_array_foreach((json_t *)soon, i, task) {
        const char *post = print_text(task, "post");
        fprintf(cli->out, "  %s  %s  %s  %s", cli_time(cli, json_object_get(task, "until")),
                print_text(task, "person"), print_name(task), print_text(task, "step"));
        if (post[0] != '\0') fprintf(cli->out, "  %s", print_brackets(cli, post));
        fputc('\n', cli->out);
    }
}

void print_people_import(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "rows"), i, row) {
        const char *column;
        json_t *value;
        fprintf(cli->out, "  %s ", print_word(cli, "import", print_text(row, "change")));
        json_object_foreach(json_object_get(row, "key"), column, value) {
            fprintf(cli->out, " %s", json_string_value(value));
        }
        fputc('\n', cli->out);
    }
    if (json_object_get(answer, "tasks") != NULL) {
        fprintf(cli->out, "%s\n", cli_word(cli, "import.vacated"));
        print_handed_over(cli, answer);
    }
    print_soon(cli, json_object_get(answer, "soon"));
    print_counts(cli, answer);
}

/* "line 12  2026-10-01  Mid-Autumn: its summary fits neither pattern". */
static void print_import_note(cli_t *cli, const json_t *note) {
    const char *why = print_text(note, "why"), *words = texts_template(cli->texts, why);
    fputs("  ", cli->out);
    if (count(note, "line") > 0) fprintf(cli->out, "%lld: ", count(note, "line"));
    if (print_text(note, "day")[0] != '\0') fprintf(cli->out, "%s  ", print_text(note, "day"));
    if (print_text(note, "name")[0] != '\0') fprintf(cli->out, "%s — ", print_text(note, "name"));
    fprintf(cli->out, "%s", words != NULL ? words : why);
    if (print_text(note, "detail")[0] != '\0') fputs(print_aside(cli, print_text(note, "detail")), cli->out);
    fputc('\n', cli->out);
}

/* Due times on a calendar that changed, or would. */
static void print_moved(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *row;
    bool preview = json_is_true(json_object_get(answer, "preview"));
    if (count(answer, "moved") > 0)
        fprintf(cli->out, "%s %lld\n", cli_word(cli, preview ? "import.would_move" : "import.moved"),
                count(answer, "moved"));
    json_array_foreach(json_object_get(answer, "due_times"), i, row) {
        const char *number = print_text(row, "number");
        fprintf(cli->out, "  %s  %s  %s  %s → %s\n", number[0] != '\0' ? number : print_text(row, "record"),
                print_text(row, "step"), print_text(row, "person"),
                cli_time(cli, json_object_get(row, "due_before")),
                cli_time(cli, json_object_get(row, "due_at")));
    }
}

void print_calendar_import(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "days"), i, row)
        fprintf(cli->out, "  %s  %s → %s  %s\n", print_text(row, "day"),
                print_word(cli, "day", print_text(row, "was")), print_word(cli, "day", print_text(row, "as")),
                print_text(row, "name"));
    if (json_array_size(json_object_get(answer, "notes")) > 0)
        fprintf(cli->out, "%s\n", cli_word(cli, "import.notes"));
    json_array_foreach(json_object_get(answer, "notes"), i, row) print_import_note(cli, row);
    print_counts(cli, answer);
    print_moved(cli, answer);
}

void print_calendar_put(cli_t *cli, const json_t *answer) {
    bool preview = json_is_true(json_object_get(answer, "preview"));
    fprintf(cli->out, "%s\n", cli_word(cli, preview ? "import.preview" : "done"));
    if (json_integer_value(json_object_get(answer, "people")) == 0)
        fprintf(cli->out, "%s\n",
                print_filled(cli, "calendar.unused",
                             json_pack("{s:s}", "calendar", print_text(answer, "calendar"))));
    print_moved(cli, answer);
}

static void put_row(cli_t *cli, const json_t *row) {
    size_t i, last = json_array_size(row);
    json_t *cell;
    json_array_foreach((json_t *)row, i, cell)
        csv_put(cli->out, json_is_string(cell) ? json_string_value(cell) : "", i + 1 == last ? '\n' : ',');
}

void print_people_export(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *row;
    put_row(cli, json_object_get(answer, "columns"));
    json_array_foreach(json_object_get(answer, "rows"), i, row) put_row(cli, row);
}

const char *print_ruleset_of(cli_t *cli, const json_t *object, const char *name) {
    const char *hash = print_text(object, name);
    size_t length = strlen(hash);
    char *shown = arena_strndup(&cli->arena, hash, length < RULESET_SHOWN ? length : RULESET_SHOWN);
    return shown != NULL ? shown : hash;
}

/* What the checker warns of, and settings that the new files have no place for. */
static void print_findings(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(answer, "findings"), i, item) {
        const char *severity = print_text(item, "severity");
        if (strcmp(severity, "note") == 0) continue;
        fprintf(cli->out, "%s%s%s\n", print_word(cli, "severity", severity), print_colon(cli),
                cli_error_words(cli, item));
    }
    json_array_foreach(json_object_get(answer, "settings_dropped"), i, item)
        fprintf(cli->out, "%s %s %s = %s\n", cli_word(cli, "rules.dropped"), print_text(item, "flow"),
                print_text(item, "name"), print_text(item, "value"));
}

/* After rules or a setting changed: which version is in force now, and which was. */
void print_ruleset(cli_t *cli, const json_t *answer) {
    const char *now = print_ruleset_of(cli, answer, "ruleset"),
               *before = print_ruleset_of(cli, answer, "previous");
    bool unchanged = json_is_true(json_object_get(answer, "unchanged"));
    fprintf(cli->out, "%s %s", cli_word(cli, unchanged ? "rules.unchanged" : "rules.in_force"), now);
    if (before[0] != '\0' && !unchanged)
        fputs(print_aside(cli, print_both(cli, cli_word(cli, "rules.before"), before)), cli->out);
    fputc('\n', cli->out);
    print_findings(cli, answer);
    if (json_is_true(json_object_get(answer, "preview")))
        fprintf(cli->out, "%s\n", cli_word(cli, "import.preview"));
}

/* A table of texts: the members named, with their names as its head. */
static void print_list(cli_t *cli, const json_t *list, const char *const *names) {
    table_t t;
    size_t columns = 0, i;
    json_t *row;
    while (names[columns] != NULL)
        columns++;
    table_init(&t, &cli->arena, columns);
    for (size_t k = 0; k < columns; k++)
        table_put(&t, print_word(cli, "column", names[k]));
    json_array_foreach((json_t *)list, i, row) {
        for (size_t k = 0; k < columns; k++) {
            const json_t *value = json_object_get(row, names[k]);
            const char *time = json_is_string(value) ? cli_time(cli, value) : "";
            if (time[0] != '\0')
                table_put(&t, time);
            else if (json_is_object(value))
                table_put(&t, json_object_get(value, "handle") != NULL ? print_text(value, "handle")
                                                                       : print_words(cli, row, names[k]));
            else if (strcmp(names[k], "ruleset") == 0)
                table_put(&t, print_ruleset_of(cli, row, "ruleset"));
            else if (strcmp(names[k], "kind") == 0)
                table_put(&t, print_word(cli, "setting_kind", print_text(row, "kind")));
            else if (json_is_string(value))
                table_put(&t, json_string_value(value));
            else
                table_put(&t, json_is_true(value) ? "✓"
                              : json_is_integer(value)
                                  ? arena_printf(&cli->arena, "%lld", (long long)json_integer_value(value))
                                  : "");
        }
    }
    table_print(&t, cli->out);
}

void print_settings(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"flow", "department", "name", "kind", "value", "label", NULL};
    print_list(cli, json_object_get(answer, "settings"), NAMES);
}

void print_rules(cli_t *cli, const json_t *answer) {
    static const char *const VERSIONS[] = {"ruleset", "active", "added_at", "added_by", "activated_at", NULL};
    static const char *const FLOWS[] = {"flow", "department", "title", "owner", "clause", "prefix", NULL};
    print_list(cli, json_object_get(answer, "rulesets"), VERSIONS);
    fputc('\n', cli->out);
    print_list(cli, json_object_get(answer, "flows"), FLOWS);
}

void print_calendar(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"name", "zone", "version", "confirmed_until", NULL};
    const json_t *one = json_object_get(answer, "calendar");
    if (json_is_object(one)) {
        json_dumpf(one, cli->out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        fputc('\n', cli->out);
    } else {
        print_list(cli, json_object_get(answer, "calendars"), NAMES);
    }
}

/* Name and value, one a line; what is a group below its name. */
static void print_members(cli_t *cli, const json_t *object, const char *family, int depth) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        const char *label = print_word(cli, family, name),
                   *time = json_is_string(value) ? cli_time(cli, value) : "";
        int pad = 2 * depth + (int)text_width(label);
        if (strcmp(name, "ok") == 0 || json_is_null(value)) continue;
        fprintf(cli->out, "%*s%s", 2 * depth, "", label);
        if (json_is_object(value) && strcmp(name, "broken") != 0) {
            fputc('\n', cli->out);
            print_members(cli, value, strcmp(name, "by_state") == 0 ? "state" : family, depth + 1);
            continue;
        }
        fprintf(cli->out, "%*s ", pad < LABEL_WIDTH ? LABEL_WIDTH - pad : 0, "");
        if (strcmp(name, "broken") == 0)
            fprintf(cli->out, "%s\n", cli_error_words(cli, value));
        else if (json_is_boolean(value))
            fprintf(cli->out, "%s\n", print_word(cli, "flag", json_is_true(value) ? "true" : "false"));
        else if (json_is_integer(value))
            fprintf(cli->out, "%lld\n", (long long)json_integer_value(value));
        else
            fprintf(cli->out, "%s\n",
                    time[0] != '\0'         ? time
                    : json_is_string(value) ? json_string_value(value)
                                            : "");
    }
}

void print_status(cli_t *cli, const json_t *answer) {
    print_members(cli, answer, "status", 0);
}
