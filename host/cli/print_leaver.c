/* What goes over when somebody leaves: the directory's rows, then the tasks, then what could not, then the
 * rules, and the forms, that name them, which go on doing so. */
#include "cli/print_private.h"
#include "cli/table.h"

static void print_rows(cli_t *cli, const json_t *rows) {
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)rows, i, row) {
        fprintf(cli->out, "%-10s %-10s %s  %s\n", print_word(cli, "import", print_text(row, "change")),
                print_text(row, "table"), print_text(row, "person"), print_text(row, "what"));
    }
}

typedef struct counts {
    cli_t *cli;
    const json_t *answer;
} counts_t;

static const char *count_of(void *ctx, const char *name) {
    const counts_t *x = ctx;
    const json_t *value = json_object_get(x->answer, name);
    if (!json_is_integer(value)) return NULL;
    return arena_printf(&x->cli->arena, "%lld", (long long)json_integer_value(value));
}

static void print_tasks_moved(cli_t *cli, const json_t *tasks) {
    size_t i;
    json_t *task;
    json_array_foreach((json_t *)tasks, i, task) {
        const char *to = print_person(task, "to");
        fprintf(cli->out, "  %s  %s  %s\n", print_name(task), print_text(task, "step"),
                to[0] != '\0' ? to : cli_word(cli, "leaver.closed"));
    }
}

void print_handed_over(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *one;
    const json_t *refused = json_object_get(answer, "refused");
    if (json_integer_value(json_object_get(answer, "moved")) == 0)
        fprintf(cli->out, "%s\n", cli_word(cli, "leaver.none"));
    else
        fprintf(cli->out, "%s\n",
                texts_fill(cli->texts, "leaver.tasks", count_of, &(counts_t){cli, answer}, &cli->arena));
    print_tasks_moved(cli, json_object_get(answer, "tasks"));
    if (json_array_size(refused) > 0) fprintf(cli->out, "%s\n", cli_word(cli, "leaver.refused"));
    json_array_foreach((json_t *)refused, i, one) {
        fprintf(cli->out, "  %s  %s\n", print_name(one), cli_error_words(cli, json_object_get(one, "error")));
    }
}

static const char *place_of(cli_t *cli, const json_t *named) {
    const char *place = arena_printf(&cli->arena, "%s:%lld", print_text(named, "file"),
                                     (long long)json_integer_value(json_object_get(named, "line")));
    return print_text(named, "file")[0] != '\0' && place != NULL ? place : "";
}

static void print_named(cli_t *cli, const json_t *list) {
    size_t i;
    json_t *one;
    if (json_array_size(list) > 0) fprintf(cli->out, "%s\n", cli_word(cli, "leaver.named"));
    json_array_foreach((json_t *)list, i, one) {
        const char *department = print_text(one, "department");
        fprintf(cli->out, "  %s  ", place_of(cli, one));
        if (print_text(one, "setting")[0] != '\0')
            fprintf(cli->out, "%s%s%s %s = ", print_text(one, "flow"), department[0] != '\0' ? " " : "",
                    department, print_text(one, "setting"));
        fprintf(cli->out, "%s\n", print_text(one, "text"));
    }
}

static void print_in_fields(cli_t *cli, const json_t *list) {
    size_t i;
    json_t *one;
    if (json_array_size(list) > 0) fprintf(cli->out, "%s\n", cli_word(cli, "leaver.in_fields"));
    json_array_foreach((json_t *)list, i, one)
        fprintf(cli->out, "  %s  %s\n", print_name(one), print_text(one, "fields"));
}

void print_leaver(cli_t *cli, const json_t *answer) {
    print_rows(cli, json_object_get(answer, "rows"));
    print_handed_over(cli, answer);
    print_named(cli, json_object_get(answer, "named"));
    print_in_fields(cli, json_object_get(answer, "in_fields"));
    if (json_is_true(json_object_get(answer, "preview")))
        fprintf(cli->out, "%s\n", cli_word(cli, "import.preview"));
}
