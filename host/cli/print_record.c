/* One record as people read it: its form, its plan as a tree with the reasons, its history; and a plan before
 * submitting. */
#include "cli/print_private.h"
#include <stdlib.h>
#include <string.h>

/* The sentence of a step in the reader's language. */
static const char *because(cli_t *cli, const json_t *step) {
    const char *zh = print_text(step, "because_zh");
    return cli->zh && zh[0] != '\0' ? zh : print_text(step, "because");
}

static const char *title(cli_t *cli, const json_t *object) {
    const json_t *value = json_object_get(object, "title");
    if (json_is_object(value)) return print_text(value, cli->zh ? "zh" : "en");
    return print_text(object, "title");
}

static int depth_of(const json_t *steps, const json_t *step) {
    int depth = 0;
    json_int_t parent = json_integer_value(json_object_get(step, "parent"));
    while (parent != 0 && depth < 16) {
        size_t i;
        json_t *other;
        json_int_t above = 0;
        json_array_foreach((json_t *)steps, i, other) {
            if (json_integer_value(json_object_get(other, "no")) == parent)
                above = json_integer_value(json_object_get(other, "parent"));
        }
        parent = above;
        depth++;
    }
    return depth;
}

static const char *mark(const char *state) {
    static const struct {
        const char *state, *mark;
    } MARKS[] = {{"passed", "✓"}, {"refused", "✗"},  {"open", "▶"},
                 {"closed", "–"}, {"left_out", "·"}, {"waiting", "○"}};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (strcmp(state, MARKS[i].state) == 0) return MARKS[i].mark;
    return " ";
}

static void print_people(cli_t *cli, const json_t *people) {
    size_t i;
    json_t *person;
    json_array_foreach((json_t *)people, i, person) {
        fputs(i > 0 ? ", " : "  ", cli->out);
        if (json_is_string(person)) {
            fputs(json_string_value(person), cli->out);
            continue;
        }
        const char *name = print_text(person, "name"), *how = print_text(person, "reason");
        fprintf(cli->out, "%s", print_text(person, "handle"));
        if (name[0] != '\0') fprintf(cli->out, " %s", name);
        if (how[0] != '\0')
            fprintf(cli->out, " (%s %s)", print_word(cli, "reason", how), print_text(person, "reason_text"));
    }
}

static void print_steps(cli_t *cli, const json_t *steps) {
    size_t i;
    json_t *step;
    json_array_foreach((json_t *)steps, i, step) {
        const char *state = print_text(step, "state"), *name = print_text(step, "name");
        fprintf(cli->out, "  %*s%s %s", 2 * depth_of(steps, step), "", mark(state),
                name[0] != '\0' ? name : print_word(cli, "kind", print_text(step, "kind")));
        if (title(cli, step)[0] != '\0' && strcmp(title(cli, step), name) != 0)
            fprintf(cli->out, " %s", title(cli, step));
        print_people(cli, json_object_get(step, "people"));
        const char *due = cli_time(cli, json_object_get(step, "due")),
                   *ended = cli_time(cli, json_object_get(step, "ended"));
        if (ended[0] != '\0' && strcmp(state, "left_out") != 0)
            fprintf(cli->out, "  %s", ended);
        else if (due[0] != '\0')
            fprintf(cli->out, "  %s %s", cli_word(cli, "due"), due);
        if (because(cli, step)[0] != '\0')
            fprintf(cli->out, "  — %s%s", strcmp(state, "left_out") == 0 ? cli_word(cli, "not") : "",
                    because(cli, step));
        if (print_text(step, "file")[0] != '\0' && json_integer_value(json_object_get(step, "parent")) >= 0 &&
            name[0] != '\0')
            fprintf(cli->out, "  [%s:%lld]", print_text(step, "file"),
                    (long long)json_integer_value(json_object_get(step, "line")));
        fputc('\n', cli->out);
    }
}

void print_plan(cli_t *cli, const json_t *answer) {
    if (title(cli, answer)[0] != '\0') fprintf(cli->out, "%s\n", title(cli, answer));
    print_steps(cli, json_object_get(answer, "steps"));
    fprintf(cli->out, "%s\n", cli_word(cli, "plan.nothing_written"));
}

void print_show(cli_t *cli, const json_t *answer) {
    fprintf(cli->out, "%s  %s  %s  %s %lld\n", print_name(answer), title(cli, answer),
            print_word(cli, "state", print_text(answer, "state")), cli_word(cli, "round"),
            (long long)json_integer_value(json_object_get(answer, "round")));
    fprintf(cli->out, "  %s %s (%s)\n", cli_word(cli, "initiator"), print_text(answer, "initiator"),
            print_text(answer, "department"));
    size_t i;
    json_t *field;
    json_array_foreach(json_object_get(answer, "fields"), i, field) {
        const json_t *label = json_object_get(field, "label");
        const json_t *value = json_object_get(field, "value");
        const char *name =
            json_is_object(label) ? print_text(label, cli->zh ? "zh" : "en") : print_text(field, "label");
        char *other = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        fprintf(cli->out, "  %s: %s\n", name[0] != '\0' ? name : print_text(field, "name"),
                other != NULL ? other : json_string_value(value));
        free(other);
    }
    fputc('\n', cli->out);
    print_steps(cli, json_object_get(answer, "steps"));
}

/* What of an event is worth a line: everything but what every event has. */
static bool is_common(const char *name) {
    static const char *const COMMON[] = {"id",    "seq",    "kind",    "at",        "recorded", "actor",
                                         "hash",  "digest", "version", "ruleset",   "previous", "facts",
                                         "steps", "plan",   "fields",  "clock",     "calendar", "erased",
                                         "file",  "line",   "because", "because_zh"};
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
        if (strcmp(name, COMMON[i]) == 0) return true;
    return false;
}

static void print_actor(cli_t *cli, const json_t *actor) {
    const char *kind = print_text(actor, "kind"), *person = print_text(actor, "person"),
               *principal = print_text(actor, "principal");
    const char *auth = print_text(actor, "auth");
    fprintf(cli->out, "%s", person[0] != '\0' ? person : print_word(cli, "actor", kind));
    if (principal[0] != '\0') fprintf(cli->out, " %s %s", cli_word(cli, "for"), principal);
    if (strcmp(auth, "entered_by") == 0) fprintf(cli->out, " (%s)", cli_word(cli, "entered_by"));
}

static void print_event(cli_t *cli, const json_t *event) {
    fprintf(cli->out, "%4lld  %s  %-18s ", (long long)json_integer_value(json_object_get(event, "seq")),
            cli_time(cli, json_object_get(event, "recorded")),
            print_word(cli, "event", print_text(event, "kind")));
    print_actor(cli, json_object_get(event, "actor"));
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)event, name, value) {
        if (is_common(name) || json_is_null(value) || json_is_object(value) || json_is_array(value)) continue;
        fprintf(cli->out, "  %s=", name);
        if (json_is_string(value)) {
            const char *time = cli_time(cli, value);
            fputs(time[0] != '\0' ? time : json_string_value(value), cli->out);
        } else {
            json_dumpf(value, cli->out, JSON_ENCODE_ANY);
        }
    }
    if (because(cli, event)[0] != '\0') fprintf(cli->out, "  — %s", because(cli, event));
    if (print_text(event, "file")[0] != '\0')
        fprintf(cli->out, "  [%s:%lld]", print_text(event, "file"),
                (long long)json_integer_value(json_object_get(event, "line")));
    fputc('\n', cli->out);
}

void print_history(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(answer, "events"), i, event) print_event(cli, event);
}
