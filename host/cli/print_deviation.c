/* Deviations (P2.3.3) as people read them: what goes otherwise, what became of it, each field before and
 * after; and the documents that the host made of a record (P2.5.3). */
#include "cli/print_private.h"

static const char *value_or_none(cli_t *cli, const char *name, const json_t *value) {
    const char *text = print_value_of(cli, print_definition(cli, name), value);
    return text[0] != '\0' ? text : "–";
}

void print_deviation(cli_t *cli, const json_t *deviation, int indent) {
    fprintf(cli->out, "%*s", indent, "");
    print_deviation_after(cli, deviation, indent);
}

void print_deviation_after(cli_t *cli, const json_t *deviation, int indent) {
    size_t i;
    json_t *field;
    fprintf(cli->out, "%s  %s  %s  “%s”  %s\n", print_text(deviation, "step_name"),
            cli_time(cli, json_object_get(deviation, "at")), print_person(deviation, "by"),
            print_text(deviation, "text"), print_word(cli, "deviation", print_text(deviation, "stands")));
    json_array_foreach(json_object_get(deviation, "passed_over"), i, field) {
        fprintf(cli->out, "%*s  %s %s\n", indent, "", cli_word(cli, "deviation.jumped"),
                json_string_value(field));
    }
    json_array_foreach(json_object_get(deviation, "fields"), i, field) {
        const char *label = print_words(cli, field, "label");
        fprintf(cli->out, "%*s  %s%s%s → %s\n", indent, "",
                label[0] != '\0' ? label : print_text(field, "name"), print_colon(cli),
                value_or_none(cli, print_text(field, "name"), json_object_get(field, "before")),
                value_or_none(cli, print_text(field, "name"), json_object_get(field, "after")));
    }
}

void print_deviations(cli_t *cli, const json_t *deviations) {
    size_t i;
    json_t *one;
    if (json_array_size(deviations) > 0)
        fprintf(cli->out, "  %s%s\n", cli_word(cli, "deviations"), cli_word(cli, "mark.head"));
    json_array_foreach((json_t *)deviations, i, one) {
        print_deviation(cli, one, 4);
    }
}

void print_documents(cli_t *cli, const json_t *documents) {
    size_t i;
    json_t *one;
    if (json_array_size(documents) > 0)
        fprintf(cli->out, "  %s%s\n", cli_word(cli, "documents"), cli_word(cli, "mark.head"));
    json_array_foreach((json_t *)documents, i, one) {
        fprintf(cli->out, "    %s  %s  %s  %s  %s\n", print_text(one, "name"),
                print_word(cli, "class", print_text(one, "class")), print_text(one, "blake2b"),
                print_person(one, "by"), cli_time(cli, json_object_get(one, "at")));
    }
}

void print_before_and_after(cli_t *cli, const json_t *before, const json_t *after) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)after, name, value) {
        fprintf(cli->out, "        %s%s%s → %s\n", print_label(cli, name), print_colon(cli),
                value_or_none(cli, name, json_object_get(before, name)), value_or_none(cli, name, value));
    }
}
