/* The last of what is told of why a step is there: what it had to hold against, how it ended, and what else
 * on the record is called so. */
#include "cli/print_explain.h"
#include "cli/table.h"
#include <string.h>

static long long number(const json_t *object, const char *name) {
    return (long long)json_integer_value(json_object_get(object, name));
}

/* ---- its checks (P1.3.1) ---- */

static void print_checks(cli_t *cli, const json_t *answer) {
    size_t i, k;
    json_t *check, *found;
    json_array_foreach(json_object_get(answer, "checks"), i, check) {
        const json_t *list = json_object_get(check, "found"), *problem = json_object_get(check, "problem");
        const char *title = print_words(cli, check, "title"), *name = print_text(check, "check");
        const char *passed = print_time_of(cli, check, "passed_at");
        print_heading(cli, i == 0 ? "why.checks" : NULL);
        fprintf(cli->out, "%s%s%s", name, strcmp(title, name) != 0 ? "  " : "",
                strcmp(title, name) != 0 ? title : "");
        if (passed[0] != '\0')
            fprintf(cli->out, "  — %s", print_filled(cli, "check.passed", json_pack("{s:s}", "at", passed)));
        else if (json_is_object(problem))
            fprintf(cli->out, "  — %s", cli_error_words(cli, problem));
        else if (json_is_array(list) && json_array_size(list) == 0)
            fprintf(cli->out, "  — %s", cli_word(cli, "check.holds"));
        json_array_foreach((json_t *)list, k, found) {
            fprintf(cli->out, "%s %s", k == 0 ? "  —" : ";", print_words(cli, found, "text"));
            if (print_text(found, "file")[0] != '\0')
                fprintf(cli->out, " [%s:%lld]", print_text(found, "file"), number(found, "line"));
        }
        fputc('\n', cli->out);
    }
}

/* ---- the end ---- */

static void print_end(cli_t *cli, const json_t *answer) {
    const json_t *ended = json_object_get(answer, "ended"), *with = json_object_get(ended, "with"),
                 *by = json_object_get(ended, "by"), *actor = json_object_get(by, "actor");
    if (!json_is_object(ended)) return;
    print_heading(cli, "why.end");
    fputs(print_filled(cli, "why.ended",
                       json_pack("{s:s,s:s,s:s}", "at", print_time_of(cli, ended, "at"), "state",
                                 print_text(ended, "state"), "cause", print_quoted(cli, ended, "cause"))),
          cli->out);
    if (json_is_object(with)) {
        const char *name = print_text(with, "name");
        fprintf(
            cli->out, "%s%s", print_clause(cli),
            print_filled(cli, "why.ended_with",
                         json_pack("{s:s,s:s}", "step",
                                   name[0] != '\0' ? name : print_word(cli, "kind", print_text(with, "kind")),
                                   "state", "closed")));
    }
    const json_t *child = json_object_get(json_object_get(by, "data"), "child");
    if (json_is_object(child)) {
        fprintf(cli->out, "%s%s", print_clause(cli),
                print_filled(cli, "why.ended_record",
                             json_pack("{s:s,s:s}", "record", print_name(child), "state",
                                       print_text(json_object_get(by, "data"), "state"))));
    } else if (json_is_object(by)) {
        const char *who = print_person(actor, "person"),
                   *outcome = print_text(json_object_get(by, "data"), "outcome");
        const char *what = outcome[0] != '\0' ? print_word(cli, "outcome", outcome)
                                              : print_word(cli, "event", print_text(by, "kind"));
        fprintf(
            cli->out, "%s%s", print_clause(cli),
            print_filled(cli, "why.ended_by",
                         json_pack("{s:s,s:s,s:s}", "actor",
                                   who[0] != '\0' ? who : print_word(cli, "actor", print_text(actor, "kind")),
                                   "what", what, "step", print_text(json_object_get(by, "step"), "name"))));
    }
    fputc('\n', cli->out);
}

/* ---- others of its name ---- */

static void print_namesakes(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *other;
    json_array_foreach(json_object_get(answer, "others"), i, other) {
        const char *left_out = print_text(other, "left_out");
        print_heading(cli, i == 0 ? "why.others" : NULL);
        fprintf(cli->out, "%lld  %s  %s %lld", number(other, "no"), print_stage_name(cli, other),
                cli_word(cli, "round"), number(other, "round"));
        print_loop_round(cli, other);
        fprintf(cli->out, "  %s\n",
                left_out[0] != '\0' && strcmp(print_text(other, "state"), "left_out") == 0
                    ? print_word(cli, "cause", left_out)
                    : print_word(cli, "step", print_text(other, "state")));
    }
    if (i == 0) return;
    print_heading(cli, NULL);
    fprintf(cli->out, "%s\n",
            print_brackets(
                cli, print_filled(cli, "why.others_how", json_pack("{s:s}", "record", print_name(answer)))));
}

void print_why_end(cli_t *cli, const json_t *answer) {
    print_checks(cli, answer);
    print_end(cli, answer);
    print_namesakes(cli, answer);
}
