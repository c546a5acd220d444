/* What the route would have been, as people read it: + came, − went, ~ is otherwise; then, field by field,
 * the nearest value that would have changed it. */
#include "cli/print_explain.h"
#include "cli/table.h"
#include <string.h>

static const char *step_name(cli_t *cli, const json_t *step) {
    const char *name = print_text(step, "name"), *title = print_words(cli, step, "title");
    if (name[0] == '\0') return print_word(cli, "kind", print_text(step, "kind"));
    if (title[0] == '\0' || strcmp(title, name) == 0) return name;
    const char *both = arena_printf(&cli->arena, "%s %s", name, title);
    return both != NULL ? both : name;
}

static const char *value_words(cli_t *cli, const char *field, const json_t *value) {
    if (value == NULL || json_is_null(value)) return cli_word(cli, "what_if.empty");
    return print_value_of(cli, print_definition(cli, field), value);
}

/* "li.na (head of hr)", or why there is nobody. */
static const char *people_words(cli_t *cli, const json_t *people) {
    const char *out = "";
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)people, i, one) {
        const char *how = print_text(one, "reason"), *part = "";
        if (json_is_object(json_object_get(one, "problem")))
            part = cli_error_words(cli, json_object_get(one, "problem"));
        else if (print_text(one, "answer")[0] != '\0')
            part = print_word(cli, "cause", print_quoted(cli, one, "cause"));
        else
            part = arena_printf(&cli->arena, "%s%s", print_person(one, "person"),
                                how[0] != '\0' ? print_aside(cli, print_found_how(cli, one)) : "");
        const char *longer =
            arena_printf(&cli->arena, "%s%s%s", out, i > 0 ? print_comma(cli) : "", part != NULL ? part : "");
        if (longer != NULL) out = longer;
    }
    return out;
}

static const char *aspect_value(cli_t *cli, const char *what, const json_t *value) {
    if (strcmp(what, "people") == 0) return people_words(cli, value);
    if (strcmp(what, "within") == 0) return print_limit(cli, value);
    if (strcmp(what, "kind") == 0) return print_word(cli, "kind", json_string_value(value));
    if (strcmp(what, "aspects") == 0) return print_aspect_names(cli, json_string_value(value));
    return print_value(cli, value);
}

static void print_aspects(cli_t *cli, const json_t *aspects) {
    size_t i;
    json_t *aspect;
    json_array_foreach((json_t *)aspects, i, aspect) {
        const char *what = print_text(aspect, "what");
        const char *before = aspect_value(cli, what, json_object_get(aspect, "before")),
                   *after = aspect_value(cli, what, json_object_get(aspect, "after"));
        fprintf(cli->out, "%s%s%s", i > 0 ? print_clause(cli) : "  ", print_word(cli, "aspect", what),
                print_colon(cli));
        if (strcmp(before, after) == 0) /* a ladder of as many rungs */
            fputs(cli_word(cli, "aspect.another"), cli->out);
        else
            fprintf(cli->out, "%s → %s", before, after);
    }
}

void print_step_change(cli_t *cli, const json_t *entry, const char *indent) {
    const json_t *step = json_object_get(entry, "step"), *other = json_object_get(entry, "left_out_why");
    const char *change = print_text(entry, "change");
    const char *mark = strcmp(change, "added") == 0 ? "+" : strcmp(change, "gone") == 0 ? "−" : "~";
    fprintf(cli->out, "%s%s %s", indent, mark, step_name(cli, step));
    if (strcmp(change, "changed") == 0)
        print_aspects(cli, json_object_get(entry, "aspects"));
    else
        fprintf(cli->out, "  %s", people_words(cli, json_object_get(entry, "people")));
    if (strcmp(change, "gone") == 0) {
        const json_t *why = json_object_get(json_is_object(other) ? other : step, "why");
        const char *sentence = print_words(cli, why, "because"),
                   *cause = print_quoted(cli, entry, "left_out");
        bool rule = sentence[0] != '\0' && (cause[0] == '\0' || strcmp(cause, "condition") == 0);
        fprintf(cli->out, "  — %s%s", rule ? cli_word(cli, "not.applying") : "",
                rule ? sentence : print_word(cli, "cause", cause[0] != '\0' ? cause : "not_mentioned"));
        if (print_text(why, "file")[0] != '\0')
            fprintf(cli->out, "  [%s:%lld]", print_text(why, "file"),
                    (long long)json_integer_value(json_object_get(why, "line")));
    } else {
        print_why(cli, step);
    }
    fputc('\n', cli->out);
}

static void print_stage(cli_t *cli, const json_t *stage, const char *indent) {
    size_t i;
    json_t *entry;
    const json_t *shape = json_object_get(stage, "shape"), *problem = json_object_get(stage, "problem");
    if (json_is_object(problem)) fprintf(cli->out, "%s! %s\n", indent, cli_error_words(cli, problem));
    json_array_foreach(json_object_get(stage, "steps"), i, entry) print_step_change(cli, entry, indent);
    if (json_is_object(shape))
        fprintf(cli->out, "%s~ %s%s%s → %s\n", indent, cli_word(cli, "what_if.shape"), print_colon(cli),
                print_text(shape, "before"), print_text(shape, "after"));
}

static void print_stages(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *stage;
    const json_t *stages = json_object_get(answer, "stages");
    json_array_foreach((json_t *)stages, i, stage) {
        fputs(print_stage_name(cli, stage), cli->out);
        if (!json_is_true(json_object_get(stage, "opened")))
            fputs(print_aside(cli, cli_word(cli, "what_if.expected")), cli->out);
        fprintf(cli->out, "%s\n",
                json_is_true(json_object_get(stage, "differs")) ? "" : cli_word(cli, "what_if.same"));
        if (json_is_true(json_object_get(stage, "drifted")))
            fprintf(cli->out, "  ! %s\n", cli_word(cli, "what_if.drifted"));
        print_stage(cli, stage, "  ");
    }
}

/* ---- the nearest ---- */

static void print_found(cli_t *cli, const json_t *axis, const json_t *found, const char *code) {
    size_t i;
    json_t *stage, *problem;
    const char *value = value_words(cli, print_text(axis, "path"), json_object_get(found, "value"));
    fprintf(cli->out, "  %s\n", print_filled(cli, code, json_pack("{s:s}", "value", value)));
    json_array_foreach(json_object_get(found, "stages"), i, stage) print_stage(cli, stage, "    ");
    json_array_foreach(json_object_get(found, "problems"), i, problem) fprintf(
        cli->out, "    ! %s\n",
        print_filled(cli, "what_if.refused", json_pack("{s:s}", "text", print_words(cli, problem, "text"))));
}

static bool changes_nothing(const json_t *axis) {
    return !json_is_object(json_object_get(axis, "below")) &&
           !json_is_object(json_object_get(axis, "above")) &&
           json_array_size(json_object_get(axis, "others")) == 0 &&
           !json_is_true(json_object_get(axis, "any_other"));
}

static void print_axis(cli_t *cli, const json_t *axis) {
    size_t i;
    json_t *other;
    const char *path = print_text(axis, "path");
    /* of its rows: what its cells change stands at each of them */
    if (strcmp(print_text(axis, "kind"), "table") == 0 && changes_nothing(axis)) return;
    fprintf(cli->out, "%s = %s", print_fact_name(cli, path),
            value_words(cli, path, json_object_get(axis, "value")));
    if (changes_nothing(axis))
        fprintf(cli->out, "  %s",
                cli_word(cli, json_is_true(json_object_get(axis, "cut_short")) ? "what_if.cut_short"
                                                                               : "what_if.no_change"));
    fputc('\n', cli->out);
    if (json_is_object(json_object_get(axis, "below")))
        print_found(cli, axis, json_object_get(axis, "below"), "what_if.below");
    if (json_is_object(json_object_get(axis, "above")))
        print_found(cli, axis, json_object_get(axis, "above"), "what_if.above");
    json_array_foreach(json_object_get(axis, "others"), i, other)
        print_found(cli, axis, other, "what_if.other");
    if (json_is_true(json_object_get(axis, "more_others")))
        fprintf(cli->out, "  %s\n", cli_word(cli, "what_if.more_others"));
    bool person = strcmp(print_text(axis, "kind"), "person") == 0;
    if (json_is_true(json_object_get(axis, "any_other")))
        fprintf(cli->out, "  %s\n", cli_word(cli, person ? "what_if.anybody_else" : "what_if.any_other"));
}

/* Which values it is asked with, and since when they are the form's. */
static void print_from(cli_t *cli, const json_t *answer) {
    const json_t *from = json_object_get(answer, "from");
    const char *at = print_time_of(cli, from, "at"), *event = print_text(from, "event");
    if (at[0] == '\0') return;
    bool submission = strcmp(print_text(from, "values"), "submission") == 0;
    fprintf(cli->out, "  %s\n",
            print_filled(cli, submission ? "what_if.from_submission" : "what_if.from_now",
                         json_pack("{s:s,s:s}", "at", at, "event", print_word(cli, "event", event))));
}

/* "+ add a step review: zhao.lei, within 1 working day", for each thing that it would have been answered by.
 */
static void print_answers(cli_t *cli, const json_t *answers) {
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)answers, i, one) {
        const char *step = print_text(one, "step"), *text = print_words(cli, one, "text");
        const json_t *within = json_object_get(one, "within");
        json_t *values =
            json_pack("{s:s,s:s}", "effect", print_word(cli, "effect", print_text(one, "effect")), "people",
                      people_words(cli, json_object_get(one, "people")));
        if (step[0] != '\0') (void)json_object_set_new(values, "step", json_string(step));
        if (json_is_object(within))
            (void)json_object_set_new(values, "within", json_string(print_limit(cli, within)));
        if (text[0] != '\0') (void)json_object_set_new(values, "text", json_string(text));
        fprintf(cli->out, "  %s %s\n", strcmp(print_text(one, "change"), "added") == 0 ? "+" : "−",
                print_filled(cli, "what_if.answer", values));
    }
}

/* "risk: low → high — likelihood likely", and the plan that would have answered it (P4.2.2). */
static void print_risk_diff(cli_t *cli, const json_t *risk) {
    const json_t *before = json_object_get(risk, "before"), *after = json_object_get(risk, "after"),
                 *response = json_object_get(risk, "response");
    if (!json_is_object(risk)) return;
    fprintf(cli->out, "  %s%s%s → %s — %s\n", cli_word(cli, "risk"), print_colon(cli),
            print_word(cli, "risk", print_text(before, "level")),
            print_word(cli, "risk", print_text(after, "level")), print_words(cli, after, "because"));
    print_answers(cli, json_object_get(risk, "answers"));
    if (!json_is_object(response)) return;
    json_t *values = json_pack("{s:s,s:s}", "by", people_words(cli, json_object_get(response, "by")), "check",
                               people_words(cli, json_object_get(response, "check")));
    const json_t *within = json_object_get(response, "within");
    if (json_is_object(within))
        (void)json_object_set_new(values, "within", json_string(print_limit(cli, within)));
    fprintf(cli->out, "  + %s\n", print_filled(cli, "what_if.response", values));
}

void print_what_if(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *one;
    const json_t *changes = json_object_get(answer, "changes"), *nearest = json_object_get(answer, "nearest");
    print_learn(cli, answer);
    fprintf(cli->out, "%s  %s\n", print_name(answer), print_words(cli, answer, "title"));
    print_from(cli, answer);
    json_array_foreach((json_t *)changes, i, one)
        fprintf(cli->out, "  %s%s%s → %s\n", print_label(cli, print_text(one, "field")), print_colon(cli),
                value_words(cli, print_text(one, "field"), json_object_get(one, "before")),
                value_words(cli, print_text(one, "field"), json_object_get(one, "after")));
    json_array_foreach(json_object_get(answer, "problems"), i, one) fprintf(
        cli->out, "  ! %s\n",
        print_filled(cli, "what_if.refused", json_pack("{s:s}", "text", print_words(cli, one, "text"))));
    print_risk_diff(cli, json_object_get(answer, "risk"));
    if (json_array_size(changes) > 0) print_stages(cli, answer);
    if (json_array_size(nearest) > 0) fprintf(cli->out, "\n%s\n", cli_word(cli, "what_if.nearest"));
    json_array_foreach((json_t *)nearest, i, one) print_axis(cli, one);
    if (json_is_true(json_object_get(answer, "nearest_hidden")))
        fprintf(cli->out, "%s\n", cli_word(cli, "what_if.nearest_hidden"));
    fprintf(cli->out, "%s\n", cli_word(cli, "what_if.nothing_written"));
}
