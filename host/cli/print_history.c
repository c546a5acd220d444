/* A record's history as people read it: one line an event, its reasons and values below. */
#include "cli/print_explain.h"
#include "cli/table.h"
#include <string.h>

enum { KIND_WIDTH = 18 };

/* Members that only programs need, and those that have a place of their own on the line or below it. */
static bool is_inner(const char *name) {
    static const char *const INNER[] = {"clock",      "task",          "step",  "order",       "calendar",
                                        "limit",      "next_rung",     "rung",  "provisional", "no_clock",
                                        "number_seq", "number_year",   "stage", "reason_text", "fields",
                                        "facts",      "steps",         "code",  "rung_at",     "waits",
                                        "apart",      "before_fields", "form",  "stage_title", "text_zh",
                                        "cause_zh",   "opinion_zh"};
    for (size_t i = 0; i < sizeof INNER / sizeof *INNER; i++)
        if (strcmp(name, INNER[i]) == 0) return true;
    return false;
}

/* The family of words that a member's value belongs to; NULL: it is shown as it is. */
static const char *family_of(const char *kind, const char *name) {
    static const struct {
        const char *kind, *name, *family;
    } FAMILIES[] = {{"clock.rung", "outcome", "firing"},
                    {"step.ended", "state", "step"},
                    {"clock.set", "state", "clock"},
                    {"record.ended", "state", "state"},
                    {"child.ended", "state", "state"},
                    {"record.cancelled", "from", "state"},
                    {"record.logged", "entry", "entry"},
                    {"record.rated", "level", "risk"},
                    {"record.warned", "severity", "severity"},
                    {"record.notified", "about", "happening"},
                    {"record.migrated", "replanned", "flag"},
                    {NULL, "outcome", "outcome"},
                    {NULL, "cause", "cause"},
                    {NULL, "act", "do"}};
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++)
        if ((FAMILIES[i].kind == NULL || strcmp(FAMILIES[i].kind, kind) == 0) &&
            strcmp(FAMILIES[i].name, name) == 0)
            return FAMILIES[i].family;
    return NULL;
}

/* How somebody was found ("head of hr"); a reason in somebody's own words as it is. */
static const char *reason_words(cli_t *cli, const json_t *data, const char *reason) {
    const char *of = print_text(data, "reason_text");
    return print_how_found(cli, reason, strcmp(reason, "people.field") == 0 ? print_label(cli, of) : of);
}

/* Numbers of steps: the step itself stands on the line, or beside them by its name. */
static bool is_number_of_step(const char *kind, const char *name) {
    bool place = strcmp(name, "to") == 0 || strcmp(name, "from") == 0 || strcmp(name, "at") == 0;
    return place && (strncmp(kind, "plan.", 5) == 0);
}

static bool is_hash(const char *kind, const char *name) {
    return strcmp(kind, "record.migrated") == 0 && (strcmp(name, "from") == 0 || strcmp(name, "to") == 0);
}

/* A version of the rules, as far as it takes to tell it from others. */
static const char *hash_shown(cli_t *cli, const json_t *value) {
    enum { SHOWN = 12 };
    const char *hash = json_is_string(value) ? json_string_value(value) : "";
    const char *shown = arena_strndup(&cli->arena, hash, strlen(hash) < SHOWN ? strlen(hash) : SHOWN);
    return shown != NULL ? shown : hash;
}

/* Whether it passed; of what else may be so or not, the word for it where it is. */
static const char *flag_words(cli_t *cli, const char *name, bool yes) {
    if (strcmp(name, "passed") == 0) return print_word(cli, "step", yes ? "passed" : "refused");
    if (strcmp(name, "claimed") == 0) return print_word(cli, "flag", yes ? "true" : "false");
    return yes ? print_word(cli, "flag", "true") : "";
}

static const char *member_words(cli_t *cli, const json_t *event, const char *name, const json_t *value) {
    const json_t *data = json_object_get(event, "data");
    const char *kind = print_text(event, "kind");
    if (strcmp(name, "because") == 0) return print_words(cli, data, name);
    if (strcmp(name, "stage_name") == 0) return print_stage_name(cli, data);
    if (strcmp(name, "ran_ms") == 0)
        return print_length(cli, (long long)json_integer_value(value) / MS_SECOND);
    if (is_number_of_step(kind, name)) return "";
    if (is_hash(kind, name)) return hash_shown(cli, value);
    if (strcmp(name, "owed") == 0 || strcmp(name, "from_step") == 0) return print_step_name(cli, value);
    if (json_is_object(value) && json_object_get(value, "record") != NULL) return print_name(value);
    if (strcmp(name, "document") == 0) return print_text(value, "name");
    if (strcmp(kind, "limit.tightened") == 0 && json_is_object(value)) return print_limit(cli, value);
    if (json_is_object(value)) return print_text(value, "handle");
    if (strcmp(name, "told") == 0 || strcmp(name, "people") == 0) return print_people_list(cli, value);
    if (json_is_boolean(value)) return flag_words(cli, name, json_is_true(value));
    if (json_is_integer(value)) {
        char *number = arena_printf(&cli->arena, "%lld", (long long)json_integer_value(value));
        return number != NULL ? number : "";
    }
    if (!json_is_string(value)) return "";
    const char *text = print_quoted(cli, data, name), *time = cli_time(cli, value);
    if (time[0] != '\0') return time;
    if (strcmp(name, "reason") == 0) return reason_words(cli, data, text);
    if (strcmp(name, "did") == 0) return print_actions(cli, text);
    if (strcmp(name, "rung_name") == 0) return print_word(cli, "rung", text);
    if (strcmp(name, "error") == 0) return print_code(cli, text);
    bool by_timer = strcmp(print_text(json_object_get(event, "actor"), "kind"), "timer") == 0;
    if (strcmp(name, "opinion") == 0 && by_timer) return print_word(cli, "cause", text);
    const char *family = family_of(kind, name);
    return family != NULL ? print_word(cli, family, text) : text;
}

static void print_members(cli_t *cli, const json_t *event) {
    const json_t *data = json_object_get(event, "data");
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)data, name, value) {
        if (strcmp(name, "provisional") == 0 && json_is_true(value)) /* the due time before it */
            fprintf(cli->out, " %s", cli_word(cli, "due.provisional"));
        const char *words = is_inner(name) ? "" : member_words(cli, event, name, value);
        if (words[0] == '\0') continue;
        bool plain = strcmp(name, "outcome") == 0 || strcmp(name, "state") == 0 ||
                     strcmp(name, "passed") == 0 || strcmp(name, "did") == 0 || strcmp(name, "person") == 0 ||
                     strcmp(name, "act") == 0 || strcmp(name, "stage_name") == 0;
        if (plain)
            fprintf(cli->out, "  %s", words);
        else if (strcmp(name, "reason") == 0 && json_object_get(data, "reason_text") != NULL)
            fputs(print_aside(cli, words), cli->out);
        else if (strcmp(name, "opinion") == 0 || strcmp(name, "text") == 0 || strcmp(name, "reason") == 0)
            fprintf(cli->out, "  “%s”", words);
        else
            fprintf(cli->out, "  %s %s", print_word(cli, "data", name), words);
    }
}

/* The values that were filled in or changed, a line each. */
static void print_values(cli_t *cli, const json_t *fields) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)fields, name, value) {
        const char *text = print_value_of(cli, print_definition(cli, name), value);
        fprintf(cli->out, "        %s%s%s\n", print_label(cli, name), print_colon(cli),
                text[0] != '\0' ? text : "–");
    }
}

/* Values of a form, or of an entry, whose fields are its own. */
static void print_entry(cli_t *cli, const json_t *data) {
    const json_t *form = cli->form, *own = json_object_get(data, "form");
    if (json_is_array(own)) cli->form = own;
    print_values(cli, json_object_get(data, "fields"));
    cli->form = form;
}

/* What was ticked with a decision (A21), a line each. */
static void print_checks(cli_t *cli, const json_t *checks) {
    size_t i;
    json_t *check;
    json_array_foreach((json_t *)checks, i, check) {
        const char *title = print_words(cli, check, "title");
        fprintf(cli->out, "        ☑ %s\n", title[0] != '\0' ? title : print_words(cli, check, "check"));
    }
}

/* Opinions by aspect (A20), a line each. */
static void print_opinions(cli_t *cli, const json_t *opinions) {
    size_t i;
    json_t *opinion;
    json_array_foreach((json_t *)opinions, i, opinion) {
        fprintf(cli->out, "        %s%s“%s”\n", print_word(cli, "aspect", print_text(opinion, "aspect")),
                print_colon(cli), print_text(opinion, "text"));
    }
}

/* What the route left out, with why. */
static void print_left_out(cli_t *cli, const json_t *steps) {
    size_t i;
    json_t *step;
    json_array_foreach((json_t *)steps, i, step) {
        if (strcmp(print_text(step, "state"), "left_out") != 0) continue;
        fprintf(cli->out, "        · %s", print_step_name(cli, step));
        print_why(cli, step);
        fputc('\n', cli->out);
    }
}

static const char *actor_words(cli_t *cli, const json_t *actor) {
    const char *person = print_person(actor, "person"), *principal = print_person(actor, "principal");
    if (person[0] == '\0') person = print_word(cli, "actor", print_text(actor, "kind"));
    if (principal[0] == '\0') return person;
    char *both = arena_printf(&cli->arena, "%s %s %s", person, cli_word(cli, "for"), principal);
    return both != NULL ? both : person;
}

/* Who entered it for somebody else, and when it happened when that is not when it was recorded (A65): once
 * for all events of a command. */
static void print_circumstances(cli_t *cli, const json_t *event, const json_t *before) {
    const json_t *actor = json_object_get(event, "actor"), *last = json_object_get(before, "actor");
    bool same = before != NULL &&
                strcmp(print_text(event, "recorded"), print_text(before, "recorded")) == 0 &&
                json_equal(actor, last);
    if (same) return;
    if (strcmp(print_text(actor, "auth"), "entered_by") == 0)
        fputs(print_aside(cli, cli_word(cli, "entered_by")), cli->out);
    if (!json_is_object(json_object_get(actor, "person")) &&
        strcmp(print_text(actor, "auth"), "peer_uid") == 0)
        fputs(print_aside(cli, arena_printf(&cli->arena, "%s %lld", print_word(cli, "auth", "peer_uid"),
                                            (long long)json_integer_value(json_object_get(actor, "uid")))),
              cli->out);
    if (strcmp(print_text(event, "at"), print_text(event, "recorded")) != 0)
        fputs(print_aside(cli, print_both(cli, cli_word(cli, "happened"),
                                          cli_time(cli, json_object_get(event, "at")))),
              cli->out);
}

/* The numbers of the records that were disposed of, some in a line. */
static void print_disposed(cli_t *cli, const json_t *records) {
    enum { IN_A_LINE = 5 };
    size_t i;
    json_t *record;
    json_array_foreach((json_t *)records, i, record) {
        fprintf(cli->out, "%s%s", i % IN_A_LINE == 0 ? "        " : "  ", print_name(record));
        if (i % IN_A_LINE == IN_A_LINE - 1 || i + 1 == json_array_size(records)) fputc('\n', cli->out);
    }
}

/* Whom somebody added as a signer: who comes after is given nothing yet. */
static void print_signers(cli_t *cli, const json_t *added) {
    const char *code = print_text(added, "by_code");
    if (code[0] != '\0') fprintf(cli->out, "  %s", texts_source(cli->texts, code, &cli->arena));
}

/* Whom had been picked for the same step before (A10): they have it no more, which nothing else says. */
static void print_replaced(cli_t *cli, const json_t *events, size_t at) {
    const json_t *event = json_array_get(events, at), *data = json_object_get(event, "data");
    for (size_t i = at; strcmp(print_text(event, "kind"), "record.picked") == 0 && i-- > 0;) {
        const json_t *other = json_array_get(events, i), *was = json_object_get(other, "data");
        if (strcmp(print_text(other, "kind"), "record.picked") != 0 ||
            strcmp(print_text(was, "for_step"), print_text(data, "for_step")) != 0)
            continue;
        const char *people = print_people_list(cli, json_object_get(was, "people"));
        fprintf(cli->out, "  %s", print_filled(cli, "picked.instead", json_pack("{s:s}", "people", people)));
        return;
    }
}

static void print_event(cli_t *cli, const json_t *events, size_t at) {
    const json_t *event = json_array_get(events, at),
                 *before = at > 0 ? json_array_get(events, at - 1) : NULL;
    const json_t *step = json_object_get(event, "step"), *data = json_object_get(event, "data");
    const char *kind = print_text(event, "kind"), *words = print_word(cli, "event", kind);
    size_t width = text_width(words);
    fprintf(cli->out, "%4lld  %s  %s%*s", (long long)json_integer_value(json_object_get(event, "seq")),
            cli_time(cli, json_object_get(event, "recorded")), words,
            width < KIND_WIDTH ? (int)(KIND_WIDTH - width) : 1, "");
    fputs(actor_words(cli, json_object_get(event, "actor")), cli->out);
    print_circumstances(cli, event, before);
    if (json_is_object(step)) fprintf(cli->out, "  %s", print_step_name(cli, step));
    print_loop_round(cli, step);
    if (strcmp(kind, "system.noted") == 0) {
        fprintf(cli->out, "  %s", print_note(cli, print_text(data, "code"), print_text(data, "text")));
    } else {
        print_members(cli, event);
    }
    print_replaced(cli, events, at);
    if (strcmp(kind, "plan.grown") == 0) print_signers(cli, json_object_get(data, "step"));
    const json_t *gone = json_object_get(data, "records");
    if (gone != NULL)
        fprintf(cli->out, "  %s %zu", print_word(cli, "data", "disposed"), json_array_size(gone));
    if (json_is_true(json_object_get(event, "erased")))
        fprintf(cli->out, "  %s", print_brackets(cli, cli_word(cli, "erased")));
    if (json_is_object(step) && strcmp(kind, "step.opened") == 0) print_why(cli, step);
    fputc('\n', cli->out);
    if (json_object_get(data, "before_fields") != NULL)
        print_before_and_after(cli, json_object_get(data, "before_fields"), json_object_get(data, "fields"));
    else
        print_entry(cli, data);
    print_checks(cli, json_object_get(data, "checks"));
    print_opinions(cli, json_object_get(data, "opinions"));
    print_disposed(cli, gone);
    if (strcmp(kind, "stage.opened") == 0) print_left_out(cli, json_object_get(data, "steps"));
}

void print_history(cli_t *cli, const json_t *answer) {
    const json_t *events = json_object_get(answer, "events");
    print_learn(cli, answer);
    const char *number = print_name(answer);
    if (strcmp(number, "0") == 0)
        fprintf(cli->out, "%s\n", cli_word(cli, "history.company"));
    else
        fprintf(cli->out, "%s  %s\n", number, print_words(cli, answer, "title"));
    for (size_t i = 0; i < json_array_size(events); i++)
        print_event(cli, events, i);
    if (print_text(answer, "before")[0] != '\0')
        fprintf(cli->out, "%s --before %s\n", cli_word(cli, "more"), print_text(answer, "before"));
}
