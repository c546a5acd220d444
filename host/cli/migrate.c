/* countersign migrate: slice after slice, until every running record was looked at; SIGINT ends it between
 * two of them. What would change, or did, is printed record by record, and what is refused with why. */
#include "base/json.h"
#include "cli/print_explain.h"
#include "cli/print_private.h"
#include "cli/verbs.h"
#include <string.h>

typedef struct migration {
    cli_t *cli;
    client_t *client;
    json_t *request, *migrated, *refused;
} migration_t;

/* How it stands; of what was passed over on its way, why. */
static const char *standing(cli_t *cli, const json_t *step) {
    const char *left_out = print_text(step, "left_out");
    return left_out[0] != '\0' ? print_word(cli, "cause", left_out)
                               : print_word(cli, "step", print_text(step, "state"));
}

static void print_names(cli_t *cli, const json_t *record, const char *word, const char *list,
                        const char *member) {
    const json_t *steps = json_object_get(record, list), *titles = json_object_get(record, "titles");
    size_t i;
    json_t *one;
    if (json_array_size(steps) == 0) return;
    fprintf(cli->out, "  %s", cli_word(cli, word));
    json_array_foreach((json_t *)steps, i, one) {
        const char *name = member != NULL ? print_text(one, member) : json_string_value(one);
        if (name == NULL) name = "";
        const char *title = print_words(cli, json_object_get(titles, name), "title");
        fprintf(cli->out, "%s%s", i > 0 ? print_comma(cli) : print_colon(cli),
                print_titled(cli, name, title));
        if (member != NULL) fputs(print_aside(cli, standing(cli, one)), cli->out);
    }
    fputc('\n', cli->out);
}

/* What comes of the new rules for this record: what it was asked for, or is through, they do not change. */
static void print_changes(cli_t *cli, const json_t *record) {
    size_t i;
    json_t *entry;
    const json_t *diff = json_object_get(record, "diff");
    const char *when = print_text(diff, "when");
    bool differs = json_is_true(json_object_get(diff, "differs")), told = strcmp(when, "now") == 0;
    size_t holding = 0;
    json_array_foreach(json_object_get(diff, "steps"), i,
                       entry) if (json_is_true(json_object_get(entry, "holds")) && holding++ == 0 && !told)
        fprintf(cli->out, "  %s\n", cli_word(cli, "migrate.next_round"));
    json_array_foreach(json_object_get(diff, "steps"), i,
                       entry) if (json_is_true(json_object_get(entry, "holds")))
        print_step_change(cli, entry, "  ");
    bool ordered = strcmp(when, "never") != 0 && json_is_object(json_object_get(diff, "shape"));
    if (ordered && holding == 0 && !told) fprintf(cli->out, "  %s\n", cli_word(cli, "migrate.next_round"));
    if (ordered) fprintf(cli->out, "  %s\n", cli_word(cli, "migrate.order"));
    if (json_is_object(diff) && holding == 0 && !ordered)
        fprintf(cli->out, "  %s\n", cli_word(cli, differs ? "migrate.none" : "migrate.same"));
}

/* "is asked now: make (wang.fang), in the stage: making", and whether nothing is left to be done. */
static void print_opened(cli_t *cli, const json_t *record) {
    const json_t *opened = json_object_get(record, "opened"), *titles = json_object_get(record, "titles");
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)opened, i, one) {
        const char *name = print_text(one, "step");
        fprintf(cli->out, "  %s%s%s%s", cli_word(cli, "migrate.opened"), print_colon(cli),
                print_titled(cli, name, print_words(cli, json_object_get(titles, name), "title")),
                print_aside(cli, print_people_list(cli, json_object_get(one, "people"))));
        if (print_text(one, "stage")[0] != '\0')
            fprintf(cli->out, "%s%s%s%s", print_clause(cli), cli_word(cli, "migrate.in_stage"),
                    print_colon(cli), print_stage_name(cli, one));
        fputc('\n', cli->out);
    }
    if (strcmp(print_text(record, "state"), "finished") == 0)
        fprintf(cli->out, "  %s\n", cli_word(cli, "migrate.ends"));
}

static void print_risk(cli_t *cli, const json_t *record) {
    const json_t *risk = json_object_get(record, "risk");
    const char *before = print_text(risk, "before");
    if (json_is_object(risk))
        fprintf(cli->out, "  %s%s%s → %s\n", cli_word(cli, "migrate.risk"), print_colon(cli),
                before[0] != '\0' ? print_word(cli, "risk", before) : "–",
                print_word(cli, "risk", print_text(risk, "after")));
    print_names(cli, record, "migrate.asked", "asked", NULL);
}

static void take(migration_t *x, const json_t *answer) {
    size_t i;
    json_t *one;
    cli_t *cli = x->cli;
    json_array_extend(x->migrated, json_object_get(answer, "migrated"));
    json_array_extend(x->refused, json_object_get(answer, "refused"));
    if (cli->json) return;
    json_array_foreach(json_object_get(answer, "migrated"), i, one) {
        fprintf(cli->out, "%s  %s\n", print_name(one),
                print_titled(cli, print_text(one, "flow"), print_words(cli, one, "title")));
        print_changes(cli, one);
        print_names(cli, one, "migrate.kept", "kept", "step");
        print_names(cli, one, "migrate.closed", "closed", NULL);
        print_names(cli, one, "migrate.held", "held", NULL);
        print_opened(cli, one);
        print_risk(cli, one);
    }
    json_array_foreach(json_object_get(answer, "refused"), i, one) {
        fprintf(cli->err, "%s  %s %s\n", print_name(one), cli_word(cli, "migrate.refused_record"),
                cli_error_words(cli, json_object_get(one, "error")));
    }
}

static int run(migration_t *x) {
    int code = EXIT_DONE;
    for (bool more = true; more && !cli_stop && code == EXIT_DONE;) {
        json_t *answer = client_ask(x->client, x->request, &code);
        if (answer == NULL) return code;
        json_t *next = json_object_get(answer, "next");
        more = json_is_string(next);
        if (more) json_object_set(x->request, "after", next);
        if (json_is_true(json_object_get(answer, "ok")))
            take(x, answer);
        else
            code = cli_answer_error(x->cli, answer);
        json_decref(answer);
    }
    return code;
}

static void print_end(migration_t *x, bool preview) {
    cli_t *cli = x->cli;
    if (cli->json) {
        cli_print_json(cli, json_pack("{s:b,s:O,s:O,s:b,s:b}", "ok", 1, "migrated", x->migrated, "refused",
                                      x->refused, "stopped", cli_stop != 0, "preview", preview));
        return;
    }
    fprintf(cli->out, "%s %zu", cli_word(cli, preview ? "migrate.would" : "migrate.done"),
            json_array_size(x->migrated));
    if (json_array_size(x->refused) > 0)
        fprintf(cli->out, "%s%s %zu", print_clause(cli), cli_word(cli, "migrate.refused"),
                json_array_size(x->refused));
    fputc('\n', cli->out);
    if (preview) fprintf(cli->out, "%s\n", cli_word(cli, "import.preview"));
}

int verb_migrate(cli_t *cli, const verb_t *verb, json_t *request) {
    migration_t x = {.cli = cli, .request = request, .migrated = json_array(), .refused = json_array()};
    (void)verb;
    if (json_array_size(json_object_get(request, "records")) == 0) json_object_del(request, "records");
    verb_interruptible();
    int code = client_open(cli, &x.client);
    if (code == EXIT_DONE) {
        code = run(&x);
        if (code == EXIT_DONE) print_end(&x, json_flag(request, "preview"));
        client_close(x.client);
    }
    if (code == EXIT_DONE && cli_stop) code = EXIT_INTERRUPTED;
    if (code == EXIT_DONE && json_array_size(x.refused) > 0) code = EXIT_REFUSED;
    json_decref(x.migrated);
    json_decref(x.refused);
    return code;
}
