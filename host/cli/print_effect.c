/* What a command would do: the answer to its preview, as people read it. */
#include "cli/print_private.h"
#include <string.h>

/* "  finance  open → closed", "  head  new → open", "  head  passed  (gone through again)" */
static void print_step(cli_t *cli, const json_t *step) {
    const char *before = print_text(step, "before"), *after = print_text(step, "after");
    fprintf(cli->out, "  %s  %s", print_step_name(cli, step),
            before[0] != '\0' ? print_word(cli, "step", before) : cli_word(cli, "effect.new"));
    if (strcmp(before, after) != 0) fprintf(cli->out, " → %s", print_word(cli, "step", after));
    if (json_is_true(json_object_get(step, "superseded")))
        fprintf(cli->out, "  %s", cli_word(cli, "effect.again"));
    fputc('\n', cli->out);
}

static void print_task(cli_t *cli, const json_t *task) {
    const char *due = print_clock(cli, json_object_get(task, "clock"));
    bool open = strcmp(print_text(task, "state"), "open") == 0;
    char *code = arena_printf(&cli->arena, "effect.%s", print_text(task, "change"));
    fprintf(cli->out, "  %s%s%s %s", print_text(task, "step_name"), print_colon(cli),
            code != NULL ? cli_word(cli, code) : "", print_person(task, "person"));
    if (open && due[0] != '\0') fprintf(cli->out, "  %s", due);
    fputc('\n', cli->out);
}

static void print_field(cli_t *cli, const json_t *field) {
    const json_t *what = print_definition(cli, print_text(field, "name"));
    const char *before = print_value_of(cli, what, json_object_get(field, "before")),
               *after = print_value_of(cli, what, json_object_get(field, "after"));
    fprintf(cli->out, "  %s%s%s → %s\n", print_label(cli, print_text(field, "name")), print_colon(cli),
            before[0] != '\0' ? before : "–", after[0] != '\0' ? after : "–");
}

static void print_changes(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(answer, "fields"), i, item) {
        print_field(cli, item);
    }
    json_array_foreach(json_object_get(answer, "steps"), i, item) {
        print_step(cli, item);
    }
    json_array_foreach(json_object_get(answer, "tasks"), i, item) {
        print_task(cli, item);
    }
}

/* What a deviation would come to if it is agreed to. */
static void print_agreed(cli_t *cli, const json_t *agreed) {
    if (!json_is_object(agreed)) return;
    fprintf(cli->out, "%s\n", cli_word(cli, "effect.if_agreed"));
    if (json_is_object(json_object_get(agreed, "error")))
        fprintf(cli->out, "  %s\n", cli_error_words(cli, json_object_get(agreed, "error")));
    print_changes(cli, agreed);
}

void print_others(cli_t *cli, const json_t *others) {
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)others, i, one) {
        const char *before = print_text(one, "state_before"), *after = print_text(one, "state");
        const char *name = print_name(one);
        print_learn(cli, one);
        fprintf(cli->out, "%s %s  %s", cli_word(cli, "effect.other"),
                name[0] != '\0' ? name : print_text(one, "flow"),
                print_word(cli, "state", before[0] != '\0' ? before : after));
        if (before[0] != '\0' && strcmp(before, after) != 0)
            fprintf(cli->out, " → %s", print_word(cli, "state", after));
        fputc('\n', cli->out);
        print_changes(cli, one);
    }
}

void print_effect(cli_t *cli, const json_t *answer) {
    const char *before = print_text(answer, "state_before"), *after = print_text(answer, "state");
    print_learn(cli, answer);
    fprintf(cli->out, "%s  %s", print_name(answer), print_word(cli, "state", before));
    if (strcmp(before, after) != 0) fprintf(cli->out, " → %s", print_word(cli, "state", after));
    fputc('\n', cli->out);
    print_changes(cli, answer);
    print_agreed(cli, json_object_get(answer, "if_agreed"));
    print_others(cli, json_object_get(answer, "others"));
    fprintf(cli->out, "%s\n", cli_word(cli, "plan.nothing_written"));
}
