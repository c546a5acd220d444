/* Why a step is there, as people read it: its rule, facts, people, time, ladder and end, a heading each. */
#include "cli/print_explain.h"
#include "cli/table.h"
#include <string.h>

static long long number(const json_t *object, const char *name) {
    return (long long)json_integer_value(json_object_get(object, name));
}

static bool flag(const json_t *object, const char *name) {
    return json_is_true(json_object_get(object, name));
}

/* ---- the rule, and what it read ---- */

/* Of a step that other rules had planned than those that the record goes by now (A53). */
static void print_earlier(cli_t *cli, const json_t *rule, const json_t *answer) {
    const char *then = print_ruleset_of(cli, rule, "ruleset"),
               *now = print_ruleset_of(cli, answer, "ruleset");
    if (then[0] == '\0' || now[0] == '\0' || strcmp(then, now) == 0) return;
    print_heading(cli, NULL);
    fprintf(cli->out, "%s\n",
            print_brackets(cli, print_filled(cli, "why.earlier_rules",
                                             json_pack("{s:s,s:s}", "then", then, "now", now))));
}

static void print_rule(cli_t *cli, const json_t *answer) {
    const json_t *rule = json_object_get(answer, "rule"), *step = json_object_get(answer, "step");
    const char *left_out = print_quoted(cli, step, "left_out");
    bool out = strcmp(print_text(step, "state"), "left_out") == 0;
    print_heading(cli, "why.rule");
    if (json_is_object(rule)) {
        const char *sentence = print_word(cli, "cause", print_words(cli, rule, "because"));
        fprintf(cli->out, "%s:%lld%s%s\n", print_text(rule, "file"), number(rule, "line"),
                sentence[0] != '\0' ? "  — " : "", sentence);
        if (print_text(rule, "text")[0] != '\0') {
            print_heading(cli, NULL);
            fprintf(cli->out, "%s\n", print_text(rule, "text"));
        }
        print_earlier(cli, rule, answer);
    } else {
        const json_t *planned = json_object_get(answer, "planned"),
                     *actor = json_object_get(planned, "actor");
        const char *cause = print_text(planned, "kind"), *by = print_person(actor, "person");
        json_t *values = json_pack("{s:s}", "cause", print_word(cli, "event", cause));
        if (by[0] != '\0') (void)json_object_set_new(values, "person", json_string(by));
        fprintf(cli->out, "%s\n", print_filled(cli, "why.no_rule", values));
    }
    if (!out) return;
    print_heading(cli, NULL);
    fprintf(cli->out, "%s\n", print_filled(cli, "why.left_out", json_pack("{s:s}", "cause", left_out)));
}

/* What was said with a warning, an order, a request; and how severe it is. */
static void print_said(cli_t *cli, const json_t *answer) {
    const json_t *said = json_object_get(answer, "said");
    const char *text = print_quoted(cli, said, "text");
    if (text[0] == '\0') return;
    print_heading(cli, "why.said");
    const char *severity = print_text(said, "severity");
    fprintf(cli->out, "“%s”%s%s\n", text, severity[0] != '\0' ? "  " : "",
            severity[0] != '\0' ? print_word(cli, "severity", severity) : "");
}

/* The deviation that it decides about, or because of which it is asked again (P2.3.3). */
static void print_because_of(cli_t *cli, const json_t *answer) {
    const json_t *deviation = json_object_get(answer, "deviation");
    if (!json_is_object(deviation)) return;
    print_heading(cli, "why.deviation");
    print_deviation_after(cli, deviation, HEADING_WIDTH);
}

/* The risk that it answers (P4.2.2). */
static void print_answered(cli_t *cli, const json_t *answer) {
    const json_t *risk = json_object_get(answer, "risk");
    if (!json_is_object(risk)) return;
    print_heading(cli, "risk");
    fprintf(cli->out, "%s — %s\n", print_word(cli, "risk", print_text(risk, "level")),
            print_words(cli, risk, "because"));
}

/* "  (now 900.00 EUR)", where there is such a value. */
static void print_beside(cli_t *cli, const json_t *fact, const char *name, const char *code) {
    if (json_is_string(json_object_get(fact, name)))
        fprintf(
            cli->out, "  %s",
            print_brackets(
                cli, print_filled(cli, code, json_pack("{s:s}", name, print_fact_value(cli, fact, name)))));
}

static void print_facts(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *fact;
    const json_t *facts = json_object_get(answer, "facts");
    if (json_array_size(facts) == 0) return;
    json_array_foreach((json_t *)facts, i, fact) {
        print_heading(cli, i == 0 ? "why.facts" : NULL);
        fprintf(cli->out, "%s = %s", print_fact_name(cli, print_text(fact, "path")),
                print_fact_value(cli, fact, "text"));
        print_beside(cli, fact, "before", "why.fact_before");
        print_beside(cli, fact, "now", "why.fact_now");
        fputc('\n', cli->out);
    }
    print_heading(cli, NULL);
    const char *kind = print_text(json_object_get(answer, "planned"), "kind");
    const char *when = strcmp(kind, "stage.opened") == 0 ? "why.read_at"
                       : strcmp(kind, "step.added") == 0 ? "why.read_then"
                                                         : "why.read_again";
    fprintf(cli->out, "%s\n",
            print_brackets(
                cli, print_filled(cli, when,
                                  json_pack("{s:s}", "at",
                                            print_time_of(cli, json_object_get(answer, "planned"), "at")))));
    if (!flag(answer, "erased")) return;
    print_heading(cli, NULL);
    fprintf(cli->out, "%s\n", print_brackets(cli, cli_word(cli, "why.erased")));
}

/* ---- the people ---- */

/* "the post company.head", "superior of li.na". */
static const char *print_place(cli_t *cli, const json_t *organisation) {
    const char *what = print_text(organisation, "what"), *key = print_text(organisation, "key"),
               *item = print_text(organisation, "item");
    if (strcmp(what, "superior") == 0) return print_how_found(cli, "people.superior", key);
    const char *place = print_both(cli, print_word(cli, "directory", what), key);
    return item[0] != '\0' ? print_both(cli, place, item) : place;
}

/* "the post company.head: then li.na, now sun.tao". */
static void print_organisation(cli_t *cli, const json_t *organisation) {
    if (!json_is_object(organisation)) return;
    const json_t *then = json_object_get(organisation, "then"), *now = json_object_get(organisation, "now");
    const char *names = print_people_list(cli, then);
    print_heading(cli, NULL);
    fprintf(cli->out, "  %s%s", print_place(cli, organisation), print_colon(cli));
    fputs(names[0] != '\0' ? print_filled(cli, "why.then", json_pack("{s:s}", "then", names))
                           : cli_word(cli, "why.nobody_then"),
          cli->out);
    if (flag(organisation, "rewritten"))
        fputs(print_aside(cli, cli_word(cli, "why.entered_later")), cli->out);
    names = print_people_list(cli, now);
    if (json_equal(then, now))
        fprintf(cli->out, "%s%s\n", print_clause(cli), cli_word(cli, "why.same_now"));
    else
        fprintf(cli->out, "%s%s\n", print_clause(cli),
                names[0] != '\0' ? print_filled(cli, "why.now", json_pack("{s:s}", "now", names))
                                 : cli_word(cli, "why.nobody_now"));
}

static void print_holder(cli_t *cli, const json_t *holder) {
    const char *how = print_text(holder, "reason"), *for_whom = print_for_whom(cli, holder);
    fputs(print_text(print_acted(holder), "handle"), cli->out);
    if (for_whom[0] != '\0') fprintf(cli->out, " %s", for_whom);
    if (how[0] != '\0') fputs(print_aside(cli, print_found_how(cli, holder)), cli->out);
    print_counted(cli, holder);
}

static void print_tasks_of(cli_t *cli, const json_t *answer, bool *first) {
    size_t i;
    json_t *task;
    json_array_foreach(json_object_get(answer, "people"), i, task) {
        const char *outcome = print_text(task, "outcome"), *by = print_done_by(cli, task),
                   *back = print_taken_back(cli, task),
                   *opinion = print_opinion(cli, json_object_get(answer, "step"), task);
        print_heading(cli, *first ? "why.people" : NULL);
        *first = false;
        print_holder(cli, task);
        fprintf(cli->out, "  %s  %s%s%s", print_time_of(cli, task, "given_at"),
                outcome[0] != '\0'        ? print_outcome(cli, task)
                : print_has_claimed(task) ? cli_word(cli, "people.claimed")
                                          : print_word(cli, "task", print_text(task, "state")),
                by[0] != '\0' ? " " : "", by);
        if (back[0] != '\0') fputs(print_aside(cli, back), cli->out);
        if (opinion[0] != '\0') fprintf(cli->out, "  “%s”", opinion);
        fputc('\n', cli->out);
        print_organisation(cli, json_object_get(task, "organisation"));
    }
}

static void print_moves(cli_t *cli, const json_t *answer) {
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(answer, "events"), i, event) {
        const json_t *data = json_object_get(event, "data");
        bool stood_in = strcmp(print_text(event, "kind"), "task.stood_in") == 0;
        if (!stood_in && strcmp(print_text(event, "kind"), "task.reassigned") != 0) continue;
        print_heading(cli, NULL);
        fprintf(cli->out, "%s\n",
                print_filled(cli, stood_in ? "why.stood_in" : "why.handed_on",
                             json_pack("{s:s,s:s,s:s}", "at", print_time_of(cli, event, "recorded"), "from",
                                       print_person(data, "from"), "to",
                                       print_person(data, stood_in ? "person" : "to"))));
    }
}

/* A place is vacant; a field may have been left empty, and nobody picked or decided yet. */
static const char *nobody_code(const json_t *asked) {
    static const char *const no_places[] = {"(field ", "(decider ", "(picked ", "(function "};
    const char *code = print_text(asked, "source_code");
    for (size_t i = 0; i < sizeof no_places / sizeof *no_places; i++)
        if (strncmp(code, no_places[i], strlen(no_places[i])) == 0) return "why.nobody_named";
    return "why.nobody_then";
}

/* What each source named; a problem in its place. */
static void print_asked(cli_t *cli, const json_t *answer, bool *first) {
    size_t i;
    json_t *one;
    const json_t *asked = json_object_get(answer, "asked");
    json_array_foreach((json_t *)asked, i, one) {
        const char *source = print_source(cli, one, "source");
        const char *names = print_people_list(cli, json_object_get(one, "named"));
        if (i == 0) {
            print_heading(cli, *first ? "why.people" : NULL);
            *first = false;
            fputs(print_filled(cli, "why.asked",
                               json_pack("{s:s}", "at", print_time_of(cli, answer, "asked_at"))),
                  cli->out);
            if (flag(answer, "rewritten"))
                fputs(print_aside(cli, cli_word(cli, "why.entered_later")), cli->out);
            fputc('\n', cli->out);
        }
        if (flag(one, "fallback"))
            source = print_filled(cli, "why.fallback", json_pack("{s:s}", "source", source));
        print_heading(cli, NULL);
        fprintf(cli->out, "  %s → %s\n", source,
                json_is_object(json_object_get(one, "problem"))
                    ? cli_error_words(cli, json_object_get(one, "problem"))
                : names[0] != '\0' ? names
                                   : cli_word(cli, nobody_code(one)));
    }
}

static void print_expected(cli_t *cli, const json_t *answer, bool first) {
    const json_t *expected = json_object_get(answer, "expected");
    const char *found = print_text(expected, "answer");
    if (!json_is_object(expected)) return;
    print_heading(cli, first ? "why.people" : NULL);
    if (json_is_object(json_object_get(expected, "problem"))) {
        fprintf(cli->out, "%s %s\n", cli_word(cli, "why.expected"),
                cli_error_words(cli, json_object_get(expected, "problem")));
        return;
    }
    if (strcmp(found, "people") != 0) {
        fprintf(cli->out, "%s\n",
                print_filled(cli,
                             strcmp(found, "refuses") == 0 ? "why.expected_refuses" : "why.expected_passes",
                             json_pack("{s:s}", "cause", print_quoted(cli, expected, "cause"))));
        return;
    }
    size_t i;
    json_t *person;
    fputs(cli_word(cli, "why.expected"), cli->out);
    json_array_foreach(json_object_get(expected, "people"), i, person) {
        fputs(i > 0 ? print_comma(cli) : " ", cli->out);
        print_holder(cli, person);
    }
    fputc('\n', cli->out);
}

static void print_step_people(cli_t *cli, const json_t *answer) {
    bool first = true;
    print_tasks_of(cli, answer, &first);
    print_moves(cli, answer);
    print_asked(cli, answer, &first);
    print_expected(cli, answer, first);
}

/* ---- the time ---- */

/* "09:00" of "2026-03-02 09:00"; the whole of it on another day than `day`. */
static const char *clock_time(cli_t *cli, const json_t *piece, const char *name) {
    const char *time = print_time_of(cli, piece, name), *day = print_text(piece, "day");
    return strncmp(time, day, strlen(day)) == 0 && strlen(time) > 11 ? time + 11 : time;
}

static void print_piece(cli_t *cli, const json_t *piece) {
    const char *kind = print_text(piece, "kind"), *as = print_text(piece, "as");
    print_heading(cli, NULL);
    fprintf(cli->out, "%s %s  ", print_text(piece, "day"),
            print_word(cli, "day_as", print_text(piece, "weekday")));
    if (strcmp(kind, "begun") == 0) {
        fprintf(cli->out, "%s\n", cli_word(cli, "why.day_begun"));
        return;
    }
    if (strcmp(kind, "off") == 0) {
        const char *name = print_text(piece, "name");
        const char *words = cli_word(cli, strcmp(as, "off") == 0 ? "why.day_off" : "why.week_off");
        fprintf(cli->out, "%s%s%s\n", words, name[0] != '\0' ? print_colon(cli) : "", name);
        return;
    }
    fprintf(cli->out, "%s–%s", clock_time(cli, piece, "from"), clock_time(cli, piece, "until"));
    if (strcmp(kind, "day") == 0)
        fprintf(cli->out, "  %lld", number(piece, "sum"));
    else
        fprintf(cli->out, "  %s  = %s", print_length(cli, number(piece, "seconds")),
                print_length(cli, number(piece, "sum")));
    if (strcmp(as, "ordinary") != 0)
        fprintf(cli->out, "  %s",
                print_brackets(cli, print_filled(cli, "why.day_as", json_pack("{s:s}", "as", as))));
    if (flag(piece, "unconfirmed"))
        fprintf(cli->out, "  %s", print_brackets(cli, cli_word(cli, "why.unconfirmed")));
    fputc('\n', cli->out);
}

static void print_pieces(cli_t *cli, const json_t *clock) {
    size_t i;
    json_t *piece;
    const json_t *counted = json_object_get(clock, "counted");
    json_array_foreach((json_t *)counted, i, piece) {
        if (number(clock, "not_listed") > 0 && i + 1 == json_array_size(counted)) {
            print_heading(cli, NULL);
            fprintf(cli->out, "%s\n",
                    print_filled(cli, "why.not_listed",
                                 json_pack("{s:I}", "count", (json_int_t)number(clock, "not_listed"))));
        }
        print_piece(cli, piece);
    }
}

static void print_due(cli_t *cli, const json_t *clock) {
    const json_t *calendar = json_object_get(clock, "calendar");
    if (json_is_object(json_object_get(clock, "worked_out")) ||
        print_time_of(cli, clock, "worked_out")[0] != '\0') {
        print_heading(cli, NULL);
        fprintf(
            cli->out, "→ %s",
            print_filled(cli, "why.due", json_pack("{s:s}", "at", print_time_of(cli, clock, "worked_out"))));
        if (flag(clock, "provisional"))
            fprintf(cli->out, "  %s",
                    print_brackets(cli, print_filled(cli, "why.provisional",
                                                     json_pack("{s:s}", "confirmed_until",
                                                               print_text(calendar, "confirmed_until")))));
        fputc('\n', cli->out);
    }
    if (!json_is_false(json_object_get(clock, "as_worked_out"))) return;
    print_heading(cli, NULL);
    fprintf(cli->out, "%s\n",
            print_filled(cli, "why.moved", json_pack("{s:s}", "due", print_time_of(cli, clock, "due_at"))));
}

static void print_changes(cli_t *cli, const json_t *clock) {
    size_t i;
    json_t *change;
    json_array_foreach(json_object_get(clock, "changes"), i, change) {
        bool waits = strcmp(print_text(change, "state"), "paused") == 0;
        print_heading(cli, i == 0 ? "why.changes" : NULL);
        json_t *values =
            json_pack("{s:s,s:s,s:s,s:s,s:s}", "at", print_time_of(cli, change, "at"), "cause",
                      print_text(change, "cause"), "old_due", print_time_of(cli, change, "old_due"),
                      "new_due", print_time_of(cli, change, "new_due"), "limit",
                      print_limit(cli, json_object_get(change, "limit")));
        if (json_is_true(json_object_get(change, "provisional")))
            (void)json_object_set_new(values, "provisional",
                                      json_string(cli_word(cli, "why.set_provisional")));
        fprintf(cli->out, "%s\n", print_filled(cli, waits ? "why.set_waiting" : "why.set", values));
    }
}

/* ---- the ladder ---- */

static const char *anchor_words(cli_t *cli, const json_t *rung) {
    const json_t *distance = json_object_get(rung, "distance");
    const char *anchor = print_text(rung, "anchor");
    bool at_once = number(distance, "seconds") == 0 && number(distance, "days") == 0 &&
                   strcmp(print_text(distance, "kind"), "day_time") != 0;
    if (at_once && strcmp(anchor, "after_due") == 0) return cli_word(cli, "why.at_due");
    const char *code = arena_printf(&cli->arena, "why.%s", anchor);
    return print_filled(cli, code != NULL ? code : "",
                        json_pack("{s:s,s:I}", "distance", print_limit(cli, distance), "permille",
                                  (json_int_t)number(rung, "permille")));
}

static const char *acts_words(cli_t *cli, const json_t *rung) {
    const char *out = "";
    size_t i;
    json_t *act;
    json_array_foreach(json_object_get(rung, "acts"), i, act) {
        const char *who = print_source(cli, act, "who");
        const char *longer = arena_printf(&cli->arena, "%s%s%s%s%s", out, i > 0 ? print_comma(cli) : "",
                                          print_word(cli, "action", print_text(act, "action")),
                                          who[0] != '\0' ? " " : "", who);
        if (longer != NULL) out = longer;
    }
    return out;
}

static void print_ladder(cli_t *cli, const json_t *clock) {
    size_t i;
    json_t *rung;
    json_array_foreach(json_object_get(clock, "rungs"), i, rung) {
        const char *outcome = print_text(rung, "outcome");
        const char *words = strcmp(outcome, "to_come") == 0  ? cli_word(cli, "why.to_come")
                            : strcmp(outcome, "paused") == 0 ? cli_word(cli, "why.rung_paused")
                                                             : print_word(cli, "firing", outcome);
        print_heading(cli, i == 0 ? "why.ladder" : NULL);
        fprintf(cli->out, "%s  %s  %s%s%s  — %s", print_word(cli, "rung", print_text(rung, "rung")),
                print_time_of(cli, rung, "at"), anchor_words(cli, rung), print_colon(cli),
                acts_words(cli, rung), words);
        const json_t *told = json_object_get(json_object_get(json_object_get(rung, "event"), "data"), "told");
        if (json_array_size(told) > 0) fprintf(cli->out, " → %s", print_people_list(cli, told));
        fputc('\n', cli->out);
        print_unmoved(cli, rung);
    }
}

/* The limit and since when it runs; of a clock that stands still why, and what remains. */
static void print_limit_of(cli_t *cli, const json_t *clock, bool paused) {
    const json_t *calendar = json_object_get(clock, "calendar");
    long long ran = number(clock, "ran_before_seconds");
    const char *limit = print_limit(cli, json_object_get(clock, "limit"));
    if (paused) limit = print_remaining(cli, json_object_get(clock, "remaining"));
    fputs(print_filled(cli, paused ? "why.paused" : "why.counted",
                       json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "limit", limit, "from",
                                 print_time_of(cli, clock, "started_at"), "calendar",
                                 print_text(calendar, "name"), "zone", print_text(calendar, "zone"), "cause",
                                 print_text(clock, "pause_cause"), "ran",
                                 ran > 0 ? print_length(cli, ran) : "")),
          cli->out);
    if (flag(clock, "usual_limit") && !paused)
        fprintf(cli->out, "  %s", print_brackets(cli, cli_word(cli, "why.usual_limit")));
    if (ran > 0 && !paused)
        fprintf(cli->out, "%s%s", print_clause(cli),
                print_filled(cli, "why.ran_before", json_pack("{s:s}", "ran", print_length(cli, ran))));
}

static void print_one_clock(cli_t *cli, const json_t *clock, bool several) {
    print_heading(cli, "why.time");
    if (several) fprintf(cli->out, "%s%s", print_person(clock, "person"), print_colon(cli));
    print_limit_of(cli, clock, strcmp(print_text(clock, "state"), "paused") == 0);
    fputc('\n', cli->out);
    print_pieces(cli, clock);
    print_due(cli, clock);
    print_stood(cli, clock);
    print_changes(cli, clock);
    print_ladder(cli, clock);
}

void print_why_step(cli_t *cli, const json_t *answer) {
    const json_t *step = json_object_get(answer, "step"), *clocks = json_object_get(answer, "clocks");
    size_t i;
    json_t *clock;
    print_learn(cli, answer);
    fprintf(cli->out, "%s  %s  %s", print_name(answer), print_words(cli, answer, "title"),
            print_step_name(cli, step));
    if (!print_passed_over(print_text(step, "left_out")))
        fprintf(cli->out, "  %s", print_word(cli, "step", print_text(step, "state")));
    if (number(answer, "round") > 0)
        fprintf(cli->out, "  %s %lld", cli_word(cli, "round"), number(answer, "round"));
    print_loop_round(cli, step);
    fputc('\n', cli->out);
    print_rule(cli, answer);
    print_said(cli, answer);
    print_because_of(cli, answer);
    print_again(cli, answer);
    print_answered(cli, answer);
    print_facts(cli, answer);
    print_step_people(cli, answer);
    if (json_array_size(json_object_get(step, "records")) > 0) {
        print_heading(cli, "why.records");
        fputc('\n', cli->out);
    }
    print_step_records(cli, step, 4);
    json_array_foreach((json_t *)clocks, i, clock) print_one_clock(cli, clock, json_array_size(clocks) > 1);
    print_why_end(cli, answer);
}
