/* stand-in: who stands in for somebody, until when, and which open tasks that moves. */
#include "cli/print_explain.h"

static void print_window(cli_t *cli, const json_t *window) {
    const char *flow = print_text(window, "flow");
    fprintf(cli->out, "  %s\n",
            print_filled(cli, "stand_in.window_of",
                         json_pack("{s:s,s:s,s:s,s:s}", "person", print_person(window, "person"), "flow",
                                   flow, "from", print_time_of(cli, window, "from"), "until",
                                   print_time_of(cli, window, "until"))));
}

static void print_task(cli_t *cli, const json_t *task) {
    fprintf(cli->out, "  %s %s%s%s\n", print_name(task), print_text(task, "step"), print_colon(cli),
            print_filled(cli, "stand_in.moves",
                         json_pack("{s:s,s:s,s:s}", "from", print_person(task, "person"), "to",
                                   print_person(task, "to"), "at", print_time_of(cli, task, "asked_at"))));
}

void print_stand_in(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *one;
    const json_t *list = json_object_get(answer, "stand_ins"), *tasks = json_object_get(answer, "tasks");
    fprintf(cli->out, "%s\n",
            print_filled(cli, json_array_size(list) > 0 ? "stand_in.list" : "stand_in.nobody",
                         json_pack("{s:s}", "principal", print_person(answer, "principal"))));
    json_array_foreach((json_t *)list, i, one) print_window(cli, one);
    json_array_foreach((json_t *)tasks, i, one) {
        if (!json_equal(json_object_get(one, "person"), json_object_get(one, "to"))) print_task(cli, one);
    }
    if (json_is_true(json_object_get(answer, "preview")))
        fprintf(cli->out, "%s\n", cli_word(cli, "plan.nothing_written"));
}
