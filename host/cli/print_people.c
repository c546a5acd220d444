/* The people of a step, in the lines of a record or a preview: who has, had or will have it, and what they
 * did. */
#include "cli/print_explain.h"
#include <string.h>

/* More than these stand one a line, below their step. */
enum { ON_ONE_LINE = 6 };

static long long number(const json_t *object, const char *name) {
    return (long long)json_integer_value(json_object_get(object, name));
}

/* "wang.fang 王芳 (head of finance)", for a task or one of a preview's people. */
static void print_holder(cli_t *cli, const json_t *holder, bool first) {
    const json_t *acted = print_acted(holder);
    const char *how = print_text(holder, "reason"), *for_whom = print_for_whom(cli, holder);
    fprintf(cli->out, "%s%s %s", first ? "  " : print_comma(cli), print_text(acted, "handle"),
            print_text(acted, "name"));
    if (for_whom[0] != '\0') fprintf(cli->out, " %s", for_whom);
    if (how[0] != '\0') fputs(print_aside(cli, print_found_how(cli, holder)), cli->out);
}

/* Until when whoever has the task open has it; "" of one that is not. */
static const char *open_until(cli_t *cli, const json_t *step, const json_t *task) {
    bool open = number(task, "step") == number(step, "no") && strcmp(print_text(task, "state"), "open") == 0;
    return open ? print_clock(cli, json_object_get(task, "clock")) : "";
}

/* Have those who have the step now different times? */
static bool times_differ(cli_t *cli, const json_t *step, const json_t *tasks) {
    size_t i;
    json_t *task;
    const char *one = "";
    json_array_foreach((json_t *)tasks, i, task) {
        const char *due = open_until(cli, step, task);
        if (due[0] == '\0') continue;
        if (one[0] != '\0' && strcmp(one, due) != 0) return true;
        one = due;
    }
    return false;
}

/* Of a step that was not closed itself: removed, decided otherwise by the others (A2), or asked before a
 * decision was taken back. */
static bool is_out(const json_t *step, const json_t *task) {
    return strcmp(print_text(step, "state"), "closed") != 0 &&
           strcmp(print_text(task, "state"), "closed") == 0;
}

/* Whom somebody added, and has still to be asked: nothing names them otherwise. */
static void print_not_asked(cli_t *cli, const json_t *step) {
    const char *by = print_text(step, "by_code");
    if (print_text(step, "added")[0] == '\0' || strcmp(print_text(step, "state"), "waiting") != 0 ||
        by[0] == '\0')
        return;
    fprintf(cli->out, "  %s", texts_source(cli->texts, by, &cli->arena));
}

/* What somebody who has, had or will have the task did with it. `each`: with a time of their own. */
static void print_task(cli_t *cli, const json_t *step, const json_t *task, bool each) {
    const char *outcome = print_text(task, "outcome"), *opinion = print_opinion(cli, step, task),
               *by = print_done_by(cli, task);
    if (outcome[0] != '\0' && strcmp(outcome, "none") != 0)
        fprintf(cli->out, " %s", print_outcome(cli, task));
    else if (print_has_claimed(task))
        fprintf(cli->out, " %s", cli_word(cli, "people.claimed"));
    if (by[0] != '\0') fprintf(cli->out, " %s", by);
    if (is_out(step, task)) fprintf(cli->out, " %s", print_word(cli, "task", "closed"));
    if (strcmp(print_text(task, "state"), "waiting") == 0)
        fprintf(cli->out, " %s", print_word(cli, "task", "waiting"));
    print_counted(cli, task);
    const char *read = cli_time(cli, json_object_get(task, "read_at"));
    if (read[0] != '\0') fputs(print_aside(cli, print_both(cli, cli_word(cli, "copy.read"), read)), cli->out);
    if (opinion[0] != '\0') fprintf(cli->out, " “%s”", opinion);
    const char *back = print_taken_back(cli, task), *until = open_until(cli, step, task);
    if (back[0] != '\0') fputs(print_aside(cli, back), cli->out);
    if (each && until[0] != '\0') fprintf(cli->out, " %s", until);
}

/* Of a monitor, which asks again and again, only what is not answered is a person's to do. */
static bool is_answered(const json_t *step, const json_t *task) {
    return strcmp(print_text(step, "kind"), "monitor") == 0 &&
           strcmp(print_text(task, "state"), "decided") == 0;
}

static size_t count_holders(const json_t *step, const json_t *tasks) {
    size_t i, count = json_array_size(json_object_get(step, "people"));
    json_t *task;
    json_array_foreach((json_t *)tasks, i, task) count +=
        number(task, "step") == number(step, "no") && !is_answered(step, task);
    return count;
}

void print_many(cli_t *cli, const json_t *step, const json_t *tasks, int depth) {
    size_t i;
    json_t *holder;
    bool each = times_differ(cli, step, tasks);
    if (count_holders(step, tasks) <= ON_ONE_LINE) return;
    json_array_foreach(json_object_get(step, "people"), i, holder) {
        fprintf(cli->out, "  %*s  ", 2 * depth, "");
        print_holder(cli, holder, true);
        print_counted(cli, holder);
        fputc('\n', cli->out);
    }
    json_array_foreach((json_t *)tasks, i, holder) {
        if (number(holder, "step") != number(step, "no") || is_answered(step, holder)) continue;
        fprintf(cli->out, "  %*s  ", 2 * depth, "");
        print_holder(cli, holder, true);
        print_task(cli, step, holder, each);
        fputc('\n', cli->out);
    }
}

void print_holders(cli_t *cli, const json_t *step, const json_t *tasks) {
    size_t i, answered = 0, count = count_holders(step, tasks);
    json_t *holder;
    bool first = true, each = times_differ(cli, step, tasks), many = count > ON_ONE_LINE;
    const char *last = "";
    const char *due = print_clock(cli, step); /* of a preview */
    if (many)
        fprintf(cli->out, "  %s",
                print_filled(cli, "people.many", json_pack("{s:I}", "n", (json_int_t)count)));
    json_array_foreach(json_object_get(step, "people"), i, holder) {
        if (!many) print_holder(cli, holder, first);
        if (!many) print_counted(cli, holder);
        first = false;
    }
    json_array_foreach((json_t *)tasks, i, holder) {
        if (number(holder, "step") != number(step, "no")) continue;
        if (is_answered(step, holder)) {
            answered++;
            last = cli_time(cli, json_object_get(holder, "ended_at"));
            continue;
        }
        if (!many) print_holder(cli, holder, first);
        if (!many) print_task(cli, step, holder, each);
        first = false;
        const char *until = open_until(cli, step, holder);
        if (until[0] != '\0') due = each ? "" : until;
    }
    if (answered > 0)
        fputs(print_aside(cli, print_filled(cli, "monitor.times",
                                            json_pack("{s:o,s:s}", "count", json_sprintf("%zu", answered),
                                                      "time", last))),
              cli->out);
    if (first) print_not_asked(cli, step);
    const char *ended = cli_time(cli, json_object_get(step, "ended_at"));
    if (ended[0] != '\0' && strcmp(print_text(step, "state"), "left_out") != 0)
        fprintf(cli->out, "  %s", ended);
    else if (due[0] != '\0')
        fprintf(cli->out, "  %s", due);
}
