/* One record as people read it: its form, its plans as trees with the reasons; and a plan before submitting.
 */
#include "cli/print_explain.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static long long number(const json_t *object, const char *name) {
    return (long long)json_integer_value(json_object_get(object, name));
}

bool print_passed_over(const char *left_out) {
    return strcmp(left_out, "jumped") == 0 || strcmp(left_out, "exception") == 0 ||
           strcmp(left_out, "green") == 0 || strcmp(left_out, "gone_through") == 0 ||
           strcmp(left_out, "migrated") == 0 || strcmp(left_out, "held") == 0 ||
           strcmp(left_out, "goes_on") == 0 || strcmp(left_out, "stands") == 0 ||
           strcmp(left_out, "made_up") == 0;
}

bool print_says_why(const char *left_out) {
    return print_passed_over(left_out) || strcmp(left_out, "straight") == 0 ||
           strcmp(left_out, "taken_back") == 0 || strcmp(left_out, "removed") == 0;
}

bool print_overtaken(const json_t *step) {
    return json_object_get(step, "opened_at") == NULL && strcmp(print_text(step, "state"), "closed") == 0 &&
           strcmp(print_text(step, "left_out"), "outcome") == 0;
}

void print_why(cli_t *cli, const json_t *step) {
    const json_t *why = json_object_get(step, "why");
    const char *sentence = print_words(cli, why, "because"), *left_out = print_text(step, "left_out");
    bool out = strcmp(print_text(step, "state"), "left_out") == 0;
    bool passed_over = print_says_why(left_out), rule = sentence[0] != '\0' && !passed_over;
    if (out && rule) rule = left_out[0] == '\0' || strcmp(left_out, "condition") == 0;
    if (!rule) sentence = print_quoted(cli, step, "left_out");
    if (print_overtaken(step)) sentence = cli_word(cli, "preview.overtaken");
    if (sentence[0] != '\0')
        fprintf(cli->out, "  — %s%s", out && !passed_over ? cli_word(cli, rule ? "not.applying" : "not") : "",
                print_word(cli, "cause", sentence));
    if (print_text(why, "file")[0] != '\0')
        fprintf(cli->out, "  [%s:%lld]", print_text(why, "file"), number(why, "line"));
}

static int depth_of(const json_t *steps, const json_t *step) {
    int depth = 0;
    for (long long parent = number(step, "parent"); parent != 0 && depth < 16; depth++) {
        size_t i;
        json_t *other;
        long long above = 0;
        json_array_foreach((json_t *)steps, i, other) {
            if (number(other, "no") == parent) above = number(other, "parent");
        }
        parent = above;
    }
    return depth;
}

static const char *mark(const char *state) {
    static const struct {
        const char *state, *mark;
    } MARKS[] = {{"passed", "✓"},   {"refused", "✗"}, {"open", "▶"},  {"closed", "–"},
                 {"left_out", "·"}, {"waiting", "○"}, {"paused", "‖"}};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (strcmp(state, MARKS[i].state) == 0) return MARKS[i].mark;
    return " ";
}

const char *print_titled(cli_t *cli, const char *name, const char *title) {
    if (title[0] == '\0' || strcasecmp(title, name) == 0) return name;
    const char *both = arena_printf(&cli->arena, "%s %s", name, title);
    return both != NULL ? both : name;
}

const char *print_step_name(cli_t *cli, const json_t *step) {
    const char *name = print_text(step, "name");
    if (name[0] == '\0') name = print_word(cli, "kind", print_text(step, "kind"));
    return print_titled(cli, name, print_words(cli, step, "title"));
}

static bool is_work(const json_t *counted) {
    return strcmp(print_text(counted, "outcome"), "done") == 0;
}

const char *print_outcome(cli_t *cli, const json_t *task) {
    bool work = is_work(json_object_get(task, "counted"));
    return print_word(cli, "outcome", work ? "counted_work" : print_text(task, "outcome"));
}

void print_counted(cli_t *cli, const json_t *holder) {
    const json_t *counted = json_object_get(holder, "counted");
    if (!json_is_object(counted)) return;
    const char *by = print_person(counted, "by"), *words = "people.counted";
    if (is_work(counted)) words = "people.counted_work";
    if (strcmp(by, print_person(holder, "person")) != 0) words = "people.counted_by";
    fputs(print_aside(cli, print_filled(cli, words,
                                        json_pack("{s:s,s:s,s:s}", "step", print_text(counted, "step"), "by",
                                                  by, "at", cli_time(cli, json_object_get(counted, "at"))))),
          cli->out);
}

const char *print_reason_of(cli_t *cli, const json_t *holder) {
    const char *of = print_text(holder, "reason_text");
    if (print_text(holder, "reason_code")[0] != '\0')
        return texts_source(cli->texts, print_text(holder, "reason_code"), &cli->arena);
    return strcmp(print_text(holder, "reason"), "people.field") == 0 ? print_label(cli, of) : of;
}

const char *print_found_how(cli_t *cli, const json_t *holder) {
    bool about = print_text(holder, "reason_text")[0] != '\0';
    return print_how_found(cli, print_text(holder, "reason"), about ? print_reason_of(cli, holder) : "");
}

const json_t *print_acted(const json_t *holder) {
    const json_t *person = json_object_get(holder, "person"), *by = json_object_get(holder, "decided_by");
    return json_is_object(by) && !json_is_true(json_object_get(holder, "administered")) ? by : person;
}

bool print_has_claimed(const json_t *holder) {
    const json_t *by = json_object_get(holder, "claimed_by");
    return json_is_object(by) && json_equal(by, json_object_get(holder, "person"));
}

bool print_in_person(const json_t *holder) {
    const json_t *principal = json_object_get(holder, "principal"), *acted = print_acted(holder);
    return json_is_object(principal) && json_equal(acted, principal) &&
           !json_equal(acted, json_object_get(holder, "person"));
}

const char *print_for_whom(cli_t *cli, const json_t *holder) {
    const json_t *principal = json_object_get(holder, "principal");
    if (!json_is_object(principal)) return "";
    if (print_in_person(holder))
        return print_filled(cli, "people.in_person",
                            json_pack("{s:s}", "stand_in", print_person(holder, "person")));
    const char *words =
        arena_printf(&cli->arena, "%s %s", cli_word(cli, "for"), print_text(principal, "handle"));
    return words != NULL ? words : "";
}

const char *print_done_by(cli_t *cli, const json_t *task) {
    if (strcmp(print_text(task, "automatic"), "timer") == 0) return cli_word(cli, "by_timer");
    if (!json_is_true(json_object_get(task, "administered"))) return "";
    const char *words = cli_word(cli, "by_administrator"),
               *by = print_text(json_object_get(task, "decided_by"), "handle");
    char *both = by[0] != '\0' ? arena_printf(&cli->arena, "%s %s", words, by) : NULL;
    return both != NULL ? both : words;
}

const char *print_opinion(cli_t *cli, const json_t *step, const json_t *task) {
    const char *opinion = print_quoted(cli, task, "opinion");
    if (print_text(task, "automatic")[0] != '\0') return print_word(cli, "cause", opinion);
    return print_with_aspects(cli, opinion, print_text(step, "aspects"));
}

const char *print_taken_back(cli_t *cli, const json_t *task) {
    return json_is_true(json_object_get(task, "taken_back")) ? cli_word(cli, "cause.taken_back") : "";
}

void print_step_records(cli_t *cli, const json_t *step, int indent) {
    size_t i;
    json_t *other;
    json_array_foreach(json_object_get(step, "records"), i, other) {
        const char *state = print_text(other, "state");
        fprintf(cli->out, "%*s↳ %s  %s  %s\n", indent, "", print_name(other), print_text(other, "flow"),
                state[0] != '\0' ? print_word(cli, "state", state) : cli_word(cli, "record.gone"));
    }
}

/* What the step asks for before it is decided (A21): a line each, while it is not behind. */
static void print_requires(cli_t *cli, const json_t *step, int depth) {
    size_t i;
    json_t *need;
    const char *state = print_text(step, "state"), *aspects = print_text(step, "aspects");
    if (strcmp(state, "open") != 0 && strcmp(state, "waiting") != 0 && strcmp(state, "expected") != 0) return;
    while (*aspects != '\0') {
        size_t length = strcspn(aspects, ",");
        char *aspect = arena_strndup(&cli->arena, aspects, length);
        fprintf(cli->out, "  %*s    ☐ %s%s%s\n", 2 * depth, "", cli_word(cli, "needs.opinion"),
                print_colon(cli), aspect != NULL ? print_word(cli, "aspect", aspect) : "");
        aspects += length + (aspects[length] == ',');
    }
    json_array_foreach(json_object_get(step, "requires"), i, need) {
        const char *kind = print_text(need, "kind"), *label = print_words(cli, need, "label");
        const json_t *there = json_object_get(need, "there");
        if (strcmp(kind, "check") == 0)
            label = print_words(cli, need, "check");
        else if (label[0] == '\0')
            label = print_label(cli, print_text(need, "field"));
        fprintf(cli->out, "  %*s    %s %s%s%s\n", 2 * depth, "", json_is_true(there) ? "☑" : "☐",
                print_word(cli, "needs", kind), print_colon(cli), label);
    }
}

/* "account", or of a column "criteria.ROW.result": as it is to be typed. */
static const char *name_to_type(cli_t *cli, const char *field) {
    const char *dot = strchr(field, '.');
    if (dot == NULL) return field;
    const char *typed = arena_printf(&cli->arena, "%.*s.%s.%s", (int)(dot - field), field,
                                     cli_word(cli, "writes.row"), dot + 1);
    return typed != NULL ? typed : field;
}

/* What its people may write with their decision (A71), while it is open. */
static void print_writes(cli_t *cli, const json_t *step, int depth) {
    const char *field;
    json_t *access;
    bool first = true;
    if (strcmp(print_text(step, "state"), "open") != 0) return;
    json_object_foreach(json_object_get(step, "fields"), field, access) {
        const char *word = json_string_value(access);
        if (word == NULL || strcmp(word, "hidden") == 0) continue;
        if (first) fprintf(cli->out, "  %*s    ✎ %s", 2 * depth, "", cli_word(cli, "writes.fields"));
        fprintf(cli->out, "%s%s%s", first ? print_colon(cli) : print_comma(cli), name_to_type(cli, field),
                strcmp(word, "anew") == 0 ? cli_word(cli, "writes.anew") : "");
        first = false;
    }
    if (!first) fputc('\n', cli->out);
}

/* P1.3.1: what its named checks find now, a line each; of one that is to come, that there is one. */
static void print_step_checks(cli_t *cli, const json_t *step, int depth) {
    size_t i, k;
    json_t *check, *found;
    json_array_foreach(json_object_get(step, "checks"), i, check) {
        const json_t *list = json_object_get(check, "found"), *problem = json_object_get(check, "problem");
        const char *mark = json_is_object(problem) || json_array_size(list) > 0 ? "☒"
                           : json_is_array(list)                                ? "☑"
                                                                                : "☐";
        fprintf(cli->out, "  %*s    %s %s%s%s", 2 * depth, "", mark, cli_word(cli, "needs.compliance"),
                print_colon(cli), print_words(cli, check, "title"));
        json_array_foreach((json_t *)list, k, found) {
            const char *text = print_words(cli, found, "text");
            if (text[0] != '\0') fprintf(cli->out, "%s%s", k == 0 ? " — " : cli_word(cli, "mark.also"), text);
        }
        if (json_is_object(problem)) fprintf(cli->out, " — %s", cli_error_words(cli, problem));
        fputc('\n', cli->out);
    }
}

/* A8: how often a loop goes round, and what comes then. */
static void print_rounds(cli_t *cli, const json_t *step) {
    const char *then = print_text(step, "when_used_up");
    if (number(step, "rounds") > 0)
        fprintf(cli->out, "  %s",
                print_filled(cli, number(step, "rounds") == 1 ? "loop.round" : "loop.rounds",
                             json_pack("{s:o}", "n", json_incref(json_object_get(step, "rounds")))));
    if (strcmp(then, "decides") == 0) fprintf(cli->out, "  %s", cli_word(cli, "loop.decides"));
    if (strcmp(then, "passes") == 0)
        fprintf(cli->out, "%s%s", print_clause(cli),
                print_filled(cli, "loop.passes",
                             json_pack("{s:s}", "because", print_quoted(cli, step, "passes_because"))));
}

bool print_undone(const json_t *step) {
    return json_is_true(json_object_get(step, "superseded")) &&
           strcmp(print_text(step, "left_out"), "taken_back") == 0;
}

/* A8: which round of a loop the step at `index` is the body of; 0: of none. */
static long long round_of(const json_t *steps, size_t index) {
    const json_t *step = json_array_get(steps, index), *loop = NULL, *other;
    long long parent = number(step, "parent"), round = 1;
    if (strcmp(print_text(step, "when_used_up"), "decides") == 0 || print_undone(step)) return 0;
    for (size_t i = 0; i < index; i++) {
        other = json_array_get(steps, i);
        if (number(other, "no") == parent) loop = other;
        if (number(other, "parent") == parent && strcmp(print_text(other, "kind"), "monitor") != 0 &&
            strcmp(print_text(other, "when_used_up"), "decides") != 0 && !print_undone(other))
            round++;
    }
    bool goes_round = loop != NULL && strcmp(print_text(loop, "kind"), "loop") == 0;
    return goes_round && number(loop, "rounds") != 1 ? round + number(loop, "rounds_gone") : 0;
}

void print_loop_round(cli_t *cli, const json_t *step) {
    const json_t *loop = json_object_get(step, "loop");
    if (!json_is_object(loop)) return;
    fprintf(cli->out, "  %s",
            print_filled(cli, "loop.nth_of",
                         json_pack("{s:I,s:I}", "n", (json_int_t)number(loop, "round"), "rounds",
                                   (json_int_t)number(loop, "rounds"))));
}

static void print_turn(cli_t *cli, const json_t *steps, size_t index) {
    long long round = round_of(steps, index);
    if (round > 0)
        fprintf(cli->out, "  %s", print_filled(cli, "loop.nth", json_pack("{s:I}", "n", (json_int_t)round)));
}

/* The words of a warning, an order, a request. */
static void print_said(cli_t *cli, const json_t *said) {
    const char *text = print_quoted(cli, said, "text"), *severity = print_text(said, "severity");
    if (text[0] == '\0') return;
    fprintf(cli->out, "  “%s”", text);
    if (severity[0] != '\0') fprintf(cli->out, "  %s", print_word(cli, "severity", severity));
}

static void print_steps(cli_t *cli, const json_t *steps, const json_t *tasks) {
    size_t i;
    json_t *step;
    json_array_foreach((json_t *)steps, i, step) {
        const char *state = print_stands_still(steps, step, tasks) ? "paused" : print_text(step, "state");
        fprintf(cli->out, "  %*s%s %s", 2 * depth_of(steps, step), "", mark(state),
                print_step_name(cli, step));
        print_turn(cli, steps, i);
        print_rounds(cli, step);
        print_holders(cli, step, tasks);
        const json_t *problem = json_object_get(step, "problem");
        if (json_is_object(problem)) fprintf(cli->out, "  ! %s", cli_error_words(cli, problem));
        if (print_text(step, "name")[0] != '\0') print_why(cli, step);
        print_said(cli, json_object_get(step, "said"));
        fputc('\n', cli->out);
        print_many(cli, step, tasks, depth_of(steps, step));
        print_step_records(cli, step, 2 * depth_of(steps, step) + 4);
        print_requires(cli, step, depth_of(steps, step));
        print_writes(cli, step, depth_of(steps, step));
        print_step_checks(cli, step, depth_of(steps, step));
    }
}

/* "offer.pdf (application/pdf, 1234 bytes, li.na 2026-03-02 09:00, initiation)". */
static const char *document_words(cli_t *cli, const json_t *value) {
    const char *mark = print_clause(cli);
    char *about = arena_printf(&cli->arena, "%s%s%lld %s%s%s %s%s%s", print_text(value, "media_type"), mark,
                               number(value, "size"), cli_word(cli, "bytes"), mark, print_person(value, "by"),
                               cli_time(cli, json_object_get(value, "at")), mark,
                               print_word(cli, "document", print_text(value, "class")));
    char *out = about != NULL
                    ? arena_printf(&cli->arena, "%s%s", print_text(value, "name"), print_aside(cli, about))
                    : NULL;
    return out != NULL ? out : "";
}

const char *print_value(cli_t *cli, const json_t *value) {
    if (json_is_object(value)) return document_words(cli, value);
    if (json_is_string(value)) return json_string_value(value);
    if (json_is_boolean(value)) return print_word(cli, "flag", json_is_true(value) ? "true" : "false");
    if (json_is_array(value)) return print_value_of(cli, NULL, value);
    if (!json_is_integer(value)) return "";
    char *digits = arena_printf(&cli->arena, "%lld", (long long)json_integer_value(value));
    return digits != NULL ? digits : "";
}

/* What is not there is said in words: a blank would be overlooked. */
static const char *value_or_empty(cli_t *cli, const json_t *field, const char *name) {
    const char *text =
        print_value_of(cli, print_definition(cli, print_text(field, "name")), json_object_get(field, name));
    return text[0] != '\0' ? text : cli_word(cli, "changes.empty");
}

/* What changed from round to round, before → after (A44). */
static void print_changes(cli_t *cli, const json_t *changes) {
    size_t i, k;
    json_t *round, *field;
    json_array_foreach((json_t *)changes, i, round) {
        bool agreed = json_object_get(round, "preparation") != NULL;
        const char *stands =
            json_is_true(json_object_get(round, "pending"))   ? cli_word(cli, "changes.pending")
            : json_is_true(json_object_get(round, "dropped")) ? cli_word(cli, "changes.dropped")
                                                              : "";
        const char *from = print_text(round, "returned_from");
        if (from[0] != '\0')
            fprintf(cli->out, "  %s %s%s\n", cli_word(cli, "changes.returned"), from,
                    cli_word(cli, "mark.head"));
        else
            fprintf(cli->out, "  %s %lld%s%s\n", cli_word(cli, agreed ? "changes.agreed" : "changes.round"),
                    number(round, "round"), stands, cli_word(cli, "mark.head"));
        json_array_foreach(json_object_get(round, "fields"), k, field) {
            const char *label = print_words(cli, field, "label");
            fprintf(cli->out, "    %s%s%s → %s\n", label[0] != '\0' ? label : print_text(field, "name"),
                    print_colon(cli), value_or_empty(cli, field, "before"),
                    value_or_empty(cli, field, "after"));
        }
    }
}

static void print_risk(cli_t *cli, const json_t *risk) {
    if (!json_is_object(risk)) return;
    fprintf(cli->out, "  %s %s — %s\n", cli_word(cli, "risk"),
            print_word(cli, "risk", print_text(risk, "level")), print_words(cli, risk, "because"));
}

void print_plan(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *stage;
    print_learn(cli, answer);
    if (print_name(answer)[0] != '\0')
        fprintf(cli->out, "%s  %s  %s\n", print_name(answer), print_words(cli, answer, "title"),
                print_word(cli, "state", print_text(answer, "stands")));
    else
        fprintf(cli->out, "%s\n", print_words(cli, answer, "title"));
    print_risk(cli, json_object_get(answer, "risk"));
    print_changes(cli, json_object_get(answer, "changes"));
    json_array_foreach(json_object_get(answer, "stages"), i, stage) {
        if (json_array_size(json_object_get(answer, "stages")) > 1)
            fprintf(cli->out, " %s\n", print_stage_name(cli, stage));
        print_steps(cli, json_object_get(stage, "steps"), NULL);
    }
    if (json_array_size(json_object_get(answer, "owed")) > 0) {
        fprintf(cli->out, " %s\n", cli_word(cli, "plan.owed"));
        print_steps(cli, json_object_get(answer, "owed"), NULL);
    }
    if (json_array_size(json_object_get(answer, "beside")) > 0) {
        fprintf(cli->out, " %s\n", cli_word(cli, "plan.beside"));
        print_steps(cli, json_object_get(answer, "beside"), NULL);
    }
    print_others(cli, json_object_get(answer, "others"));
    fprintf(cli->out, "%s\n", cli_word(cli, "plan.nothing_written"));
}

static void print_form(cli_t *cli, const json_t *fields) {
    size_t i;
    json_t *field;
    json_array_foreach((json_t *)fields, i, field) {
        const json_t *value = json_object_get(field, "value");
        const char *label = print_words(cli, field, "label");
        const char *text = print_value_of(cli, field, value);
        fprintf(cli->out, "  %s%s%s\n", label[0] != '\0' ? label : print_text(field, "name"),
                text[0] != '\0' ? print_colon(cli) : cli_word(cli, "mark.head"), text);
    }
}

/* Rounds begin with the first submission. */
static void print_round(cli_t *cli, const json_t *object) {
    if (number(object, "round") > 0)
        fprintf(cli->out, "  %s %lld", cli_word(cli, "round"), number(object, "round"));
    fputc('\n', cli->out);
}

/* A73: like records that the route was told of. */
static void print_uses(cli_t *cli, const json_t *uses) {
    size_t i;
    json_t *use;
    json_array_foreach((json_t *)uses, i, use) {
        if (strcmp(print_text(use, "count"), "0") == 0) continue;
        fprintf(cli->out, "  ! %s\n", print_filled(cli, "uses.line", json_incref(use)));
    }
}

/* A50: who had it go on from another step, and why. */
static void print_jumps(cli_t *cli, const json_t *jumps) {
    size_t i;
    json_t *jump;
    json_array_foreach((json_t *)jumps, i, jump)
        fprintf(cli->out, "  %s\n",
                print_filled(cli, "jumped.line",
                             json_pack("{s:s,s:s,s:s,s:s}", "at", print_time_of(cli, jump, "at"), "by",
                                       print_person(jump, "by"), "step",
                                       print_text(json_object_get(jump, "to"), "name"), "reason",
                                       print_text(jump, "reason"))));
}

/* "to come: execution, acceptance". */
static void print_to_come(cli_t *cli, const json_t *stages) {
    size_t i;
    json_t *stage;
    json_array_foreach((json_t *)stages, i, stage)
        fprintf(cli->out, "%s%s%s", i == 0 ? "\n " : print_comma(cli),
                i == 0 ? cli_word(cli, "show.to_come") : "", print_stage_name(cli, stage));
    if (i > 0) fputc('\n', cli->out);
}

void print_show(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *plan;
    const json_t *tasks = json_object_get(answer, "tasks");
    print_learn(cli, answer);
    fprintf(cli->out, "%s  %s  %s", print_name(answer), print_words(cli, answer, "title"),
            print_word(cli, "state", print_text(answer, "state")));
    print_round(cli, answer);
    fprintf(cli->out, "  %s %s%s\n", cli_word(cli, "initiator"), print_person(answer, "initiator"),
            print_aside(cli, print_text(answer, "department")));
    const char *suspension = print_suspension(cli, json_object_get(answer, "suspended"));
    if (suspension[0] != '\0') fprintf(cli->out, "  %s\n", suspension);
    print_jumps(cli, json_object_get(answer, "jumps"));
    const json_t *opener = json_object_get(answer, "opener");
    if (json_is_object(opener))
        fprintf(cli->out, "  %s %s\n", cli_word(cli, "opened_by"), print_name(opener));
    if (json_is_object(json_object_get(answer, "made_from")))
        fprintf(cli->out, "  %s %s\n", cli_word(cli, "made_from"),
                print_name(json_object_get(answer, "made_from")));
    if (json_is_true(json_object_get(answer, "urgent"))) fprintf(cli->out, "  %s\n", cli_word(cli, "urgent"));
    print_risk(cli, json_object_get(answer, "risk"));
    print_form(cli, json_object_get(answer, "fields"));
    print_changes(cli, json_object_get(answer, "changes"));
    print_deviations(cli, json_object_get(answer, "deviations"));
    print_documents(cli, json_object_get(answer, "documents"));
    json_array_foreach(json_object_get(answer, "plans"), i, plan) {
        fprintf(cli->out, "\n %s", print_stage_name(cli, plan));
        print_round(cli, plan);
        print_uses(cli, json_object_get(plan, "uses"));
        print_steps(cli, json_object_get(plan, "steps"), tasks);
    }
    print_to_come(cli, json_object_get(answer, "to_come"));
    const json_t *added = json_object_get(answer, "added_steps");
    if (json_array_size(added) > 0) fputc('\n', cli->out);
    print_steps(cli, added, tasks);
}
