/* report mutual: pairs of people who approve each other's records, a line each way. */
#include "cli/print_explain.h"

static void print_half(cli_t *cli, const json_t *half) {
    size_t i;
    json_t *id;
    fprintf(cli->out, "  %s\n",
            print_filled(cli, "mutual.half",
                         json_pack("{s:s,s:s,s:I,s:s}", "by", print_person(half, "by"), "initiator",
                                   print_person(half, "initiator"), "times",
                                   json_integer_value(json_object_get(half, "times")), "last",
                                   print_time_of(cli, half, "last_at"))));
    fputs("   ", cli->out);
    json_array_foreach(json_object_get(half, "records"), i, id)
        fprintf(cli->out, " %s", json_string_value(id));
    fputc('\n', cli->out);
}

void print_mutual(cli_t *cli, const json_t *answer) {
    size_t i, k;
    json_t *pair, *half;
    const json_t *pairs = json_object_get(answer, "pairs");
    if (json_array_size(pairs) == 0) fprintf(cli->out, "%s\n", cli_word(cli, "mutual.none"));
    json_array_foreach((json_t *)pairs, i, pair) {
        fprintf(cli->out, "%s – %s\n", print_person(json_array_get(pair, 0), "by"),
                print_person(json_array_get(pair, 1), "by"));
        json_array_foreach(pair, k, half) print_half(cli, half);
    }
}
