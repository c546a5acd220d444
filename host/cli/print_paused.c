/* Clocks that stand still (A62) and a record that is suspended (A51), as people read them. */
#include "cli/print_explain.h"
#include <string.h>

static bool stands_still(const json_t *clock) {
    return strcmp(print_text(clock, "state"), "paused") == 0;
}

const char *print_remaining(cli_t *cli, const json_t *remaining) {
    const json_t *seconds = json_object_get(remaining, "seconds");
    if (!json_is_object(remaining)) return "";
    if (json_is_integer(seconds) && json_integer_value(seconds) == 0) return cli_word(cli, "paused.overrun");
    return print_filled(cli, "paused.left", json_pack("{s:s}", "left", print_limit(cli, remaining)));
}

const char *print_clock(cli_t *cli, const json_t *clock) {
    const char *due = print_due_time(cli, clock, "due_at");
    if (due[0] == '\0') return "";
    if (!stands_still(clock)) {
        bool late = json_is_true(json_object_get(clock, "overdue"));
        const char *words = arena_printf(&cli->arena, "%s %s%s%s", cli_word(cli, "due"), due,
                                         late ? print_clause(cli) : "", late ? cli_word(cli, "overdue") : "");
        return words != NULL ? words : due;
    }
    const char *cause = print_text(clock, "pause_cause");
    return print_filled(cli, "paused.clock",
                        json_pack("{s:s,s:s,s:s}", "left",
                                  print_remaining(cli, json_object_get(clock, "remaining")), "cause",
                                  strcmp(cause, "suspended") == 0 ? "" : cause, "due", due));
}

static const json_t *numbered(const json_t *steps, const json_t *no) {
    size_t i;
    json_t *step;
    json_array_foreach((json_t *)steps, i, step) if (json_equal(json_object_get(step, "no"), no)) return step;
    return NULL;
}

/* Is that the step's number, or that of a group above it? */
static bool is_within(const json_t *steps, const json_t *no, const json_t *group) {
    for (int deep = 0; no != NULL && deep < 20; deep++) {
        if (json_equal(no, json_object_get(group, "no"))) return true;
        no = json_object_get(numbered(steps, no), "parent");
    }
    return false;
}

bool print_stands_still(const json_t *steps, const json_t *step, const json_t *tasks) {
    size_t i;
    json_t *task;
    bool any = false;
    if (strcmp(print_text(step, "state"), "open") != 0) return false;
    json_array_foreach((json_t *)tasks, i, task) {
        if (strcmp(print_text(task, "state"), "open") != 0) continue;
        if (!is_within(steps, json_object_get(task, "step"), step)) continue;
        if (!stands_still(json_object_get(task, "clock"))) return false;
        any = true;
    }
    return any;
}

const char *print_suspension(cli_t *cli, const json_t *suspended) {
    if (!json_is_object(suspended)) return "";
    return print_filled(
        cli, "suspended.line",
        json_pack("{s:s,s:s,s:s,s:s,s:s}", "since", print_time_of(cli, suspended, "since"), "by",
                  print_person(suspended, "by"), "until", print_time_of(cli, suspended, "until"), "watcher",
                  print_person(suspended, "watcher"), "reason", print_text(suspended, "reason")));
}

void print_stood(cli_t *cli, const json_t *clock) {
    size_t i;
    json_t *pause;
    json_array_foreach(json_object_get(clock, "stood"), i, pause) {
        print_heading(cli, i == 0 ? "why.stood" : NULL);
        fprintf(
            cli->out, "%s\n",
            print_filled(cli, "why.stood_still",
                         json_pack("{s:s,s:s,s:s}", "from", print_time_of(cli, pause, "from"), "until",
                                   print_time_of(cli, pause, "until"), "cause", print_text(pause, "cause"))));
    }
    if (!json_is_true(json_object_get(clock, "overrun"))) return;
    print_heading(cli, NULL);
    fprintf(cli->out, "%s\n",
            print_filled(cli, "why.overrun", json_pack("{s:s}", "due", print_time_of(cli, clock, "due_at"))));
}

void print_unmoved(cli_t *cli, const json_t *rung) {
    const char *unmoved = print_time_of(cli, rung, "unmoved");
    bool time_of_day = strcmp(print_text(json_object_get(rung, "distance"), "kind"), "day_time") == 0;
    if (unmoved[0] == '\0') return;
    print_heading(cli, NULL);
    fprintf(cli->out, "%s\n",
            print_filled(cli, time_of_day ? "why.unmoved_time" : "why.unmoved",
                         json_pack("{s:s}", "unmoved", unmoved)));
}
