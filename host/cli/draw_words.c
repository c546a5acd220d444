/* What a drawing says, in the reader's language; see draw_private.h. */
#include "base/instant.h"
#include "cli/draw_private.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 6 };

static const char NO_BREAK[] = "\xC2\xA0";

typedef struct values {
    const char *names[NAMES_MAX], *texts[NAMES_MAX];
    size_t count;
} values_t;

static const char *value_named(void *ctx, const char *name) {
    const values_t *values = ctx;
    for (size_t i = 0; i < values->count; i++)
        if (strcmp(values->names[i], name) == 0) return values->texts[i];
    return NULL;
}

static void add_value(values_t *values, const char *name, const char *text) {
    if (text == NULL || text[0] == '\0' || values->count == NAMES_MAX) return;
    values->names[values->count] = name;
    values->texts[values->count++] = text;
}

const char *draw_fill(draw_t *d, const char *code, ...) {
    values_t values = {.count = 0};
    const char *name;
    va_list rest;
    va_start(rest, code);
    while ((name = va_arg(rest, const char *)) != NULL)
        add_value(&values, name, va_arg(rest, const char *));
    va_end(rest);
    const char *words = texts_fill(d->cli->texts, code, value_named, &values, d->arena);
    return words != NULL ? words : "";
}

const char *draw_join(draw_t *d, const char *left, const char *right) {
    if (left[0] == '\0') return right;
    if (right[0] == '\0') return left;
    const char *both = arena_printf(d->arena, "%s · %s", left, right);
    return both != NULL ? both : left;
}

const char *draw_digits(draw_t *d, int64_t n) {
    const char *text = arena_printf(d->arena, "%lld", (long long)n);
    return text != NULL ? text : "";
}

/* The same with blanks that no line breaks at. */
static const char *unbroken(draw_t *d, const char *text) {
    size_t blanks = 0;
    for (const char *p = text; *p != '\0'; p++)
        blanks += *p == ' ';
    char *out = arena_alloc(d->arena, strlen(text) + blanks + 1), *to = out;
    if (out == NULL) return text;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == ' ')
            to = stpcpy(to, NO_BREAK);
        else
            *to++ = *p;
    }
    return out;
}

const char *draw_time(draw_t *d, const json_t *object, const char *name) {
    return unbroken(d, cli_time(d->cli, json_object_get(object, name)));
}

static const char *span(draw_t *d, int64_t ms) {
    int64_t minutes = ms / MS_MINUTE, hours = minutes / 60, days = hours / 24;
    if (hours == 0) return draw_fill(d, "draw.span_minutes", "n", draw_digits(d, minutes), NULL);
    if (days == 0) {
        const char *rest = minutes % 60 != 0 ? draw_digits(d, minutes % 60) : NULL;
        return draw_fill(d, "draw.span_hours", "n", draw_digits(d, hours), "minutes", rest, NULL);
    }
    const char *rest = days < 10 && hours % 24 != 0 ? draw_digits(d, hours % 24) : NULL;
    return draw_fill(d, "draw.span_days", "n", draw_digits(d, days), "hours", rest, NULL);
}

const char *draw_span(draw_t *d, int64_t ms) {
    return unbroken(d, span(d, ms));
}

instant_t draw_instant(const json_t *object, const char *name) {
    instant_t t;
    return instant_parse(print_text(object, name), &t) == 0 ? t : INSTANT_NONE;
}

const char *draw_person(draw_t *d, const json_t *person) {
    static const char *const MEMBERS[] = {"name", "handle", "id"};
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++)
        if (print_text(person, MEMBERS[i])[0] != '\0') return print_text(person, MEMBERS[i]);
    (void)d;
    return json_is_string(person) ? json_string_value(person) : "";
}

const char *draw_holder(draw_t *d, const json_t *holder) {
    const char *name = draw_person(d, print_acted(holder));
    const json_t *principal = json_object_get(holder, "principal");
    if (!json_is_object(principal)) return name;
    if (print_in_person(holder))
        return draw_fill(d, "draw.in_person", "person", name, "stand_in",
                         draw_person(d, json_object_get(holder, "person")), NULL);
    return draw_fill(d, "draw.stand_in", "person", name, "principal", draw_person(d, principal), NULL);
}

/* Is the one meant named by the rule itself? */
static bool is_named(const json_t *holder) {
    const char *reason = print_text(holder, "reason");
    return strcmp(reason, "people.person") == 0 || strcmp(reason, "people.service") == 0;
}

/* The last of the record's steps with that name, of `length` bytes. NULL: none. */
static const json_t *named(const draw_t *d, const char *name, size_t length) {
    const json_t *plans = json_object_get(d->answer, d->preview ? "stages" : "plans"), *found = NULL;
    size_t i, k, count = json_array_size(plans);
    json_t *step;
    for (i = 0; i <= count; i++) { /* what was added last */
        const json_t *steps = i < count ? json_object_get(json_array_get(plans, i), "steps")
                                        : json_object_get(d->answer, "added_steps");
        json_array_foreach((json_t *)steps, k, step) {
            const char *one = print_text(step, "name");
            if (strlen(one) == length && strncmp(one, name, length) == 0) found = step;
        }
    }
    return found;
}

/* What was given earlier and stands for theirs (A14, A22); "" where nothing does. */
static const char *counted(draw_t *d, const json_t *holder) {
    const json_t *of = json_object_get(holder, "counted");
    const char *name = print_text(of, "step");
    const json_t *step = named(d, name, strlen(name));
    bool work = strcmp(print_text(of, "outcome"), "done") == 0;
    return json_is_object(of) ? draw_fill(d, work ? "draw.counted_work" : "draw.counted", "step",
                                          step != NULL ? draw_title(d, step) : name, NULL)
                              : "";
}

/* The name of whoever had the task before, who is told by what is typed; that, where they have none here. */
static const char *name_of(const draw_t *d, const char *handle) {
    size_t i;
    json_t *task;
    json_array_foreach((json_t *)d->tasks, i, task) {
        const json_t *person = json_object_get(task, "person"), *by = json_object_get(task, "decided_by");
        if (strcmp(print_text(person, "handle"), handle) == 0) return print_text(person, "name");
        if (strcmp(print_text(by, "handle"), handle) == 0) return print_text(by, "name");
    }
    return handle;
}

static const char *found_how(draw_t *d, const json_t *holder) {
    const char *reason = print_text(holder, "reason"), *of = print_words(d->cli, holder, "reason_of");
    if (reason[0] == '\0' || is_named(holder)) return ""; /* whose name is shown */
    if (of[0] == '\0') of = print_reason_of(d->cli, holder);
    if (strcmp(reason, "people.transferred") == 0) of = name_of(d, of);
    const char *words = print_word(d->cli, "reason", reason),
               *code = arena_printf(d->arena, "draw.found.%s", reason);
    if (of[0] == '\0') return words;
    if (code == NULL || texts_template(d->cli->texts, code) == NULL)
        return print_how_found(d->cli, reason, of);
    return draw_fill(d, code, "of", of, NULL);
}

const char *draw_found(draw_t *d, const json_t *holder) {
    return draw_join(d, found_how(d, holder), counted(d, holder));
}

/* Of an open task: how long is left; of one that was decided after its time: by how much. */
const char *draw_due(draw_t *d, const json_t *task) {
    const json_t *clock = json_object_get(task, "clock");
    instant_t due = draw_instant(clock, "due_at"), ended = draw_instant(task, "ended_at");
    const char *time = draw_time(d, clock, "due_at"), *out;
    if (due == INSTANT_NONE) return "";
    if (ended != INSTANT_NONE)
        return ended < due ? "" : draw_fill(d, "draw.was_late", "span", draw_span(d, ended - due), NULL);
    if (strcmp(print_text(clock, "state"), "paused") == 0) {
        const char *cause = print_word(d->cli, "cause", print_text(clock, "pause_cause"));
        return draw_fill(d, "draw.paused", "cause", cause, "left",
                         print_remaining(d->cli, json_object_get(clock, "remaining")), NULL);
    }
    if (strcmp(print_text(clock, "state"), "stopped") == 0) return "";
    if (due <= d->now)
        out = draw_fill(d, "draw.is_late", "span", draw_span(d, d->now - due), "time", time, NULL);
    else
        out = draw_fill(d, "draw.due_in", "span", draw_span(d, due - d->now), "time", time, NULL);
    bool provisional = json_is_true(json_object_get(clock, "provisional"));
    return provisional ? draw_fill(d, "draw.provisional", "due", out, NULL) : out;
}

/* How those that a step waits for will be found. */
const char *draw_by(draw_t *d, const json_t *step) {
    const json_t *simple = json_object_get(step, "by_reason");
    const char *words = is_named(simple)         ? print_words(d->cli, simple, "reason_of")
                        : json_is_object(simple) ? draw_found(d, simple)
                                                 : "";
    return words[0] != '\0' ? words : print_source(d->cli, step, "by");
}

const char *draw_why(draw_t *d, const json_t *step) {
    const char *sentence = print_words(d->cli, json_object_get(step, "why"), "because");
    return sentence[0] != '\0' ? print_word(d->cli, "cause", sentence) : "";
}

const char *draw_cause(draw_t *d, const json_t *step) {
    return print_word(d->cli, "cause", print_quoted(d->cli, step, "left_out"));
}

static const char *rule_of(draw_t *d, const json_t *step, size_t members) {
    const char *kind = print_text(step, "kind"), *of = draw_digits(d, (int64_t)members);
    json_int_t need = json_integer_value(json_object_get(step, "need"));
    if (strcmp(kind, "all") == 0) return draw_fill(d, "draw.rule_all", "of", members > 1 ? of : NULL, NULL);
    if (strcmp(kind, "parallel") == 0) return cli_word(d->cli, "draw.rule_parallel");
    if (strcmp(kind, "any") == 0 && need > 1)
        return draw_fill(d, "draw.rule_need", "need", draw_digits(d, need), "of", of, NULL);
    if (strcmp(kind, "any") == 0) return cli_word(d->cli, "draw.rule_any");
    if (strcmp(kind, "vote") == 0)
        return draw_fill(d, "draw.rule_vote", "need", need > 0 ? draw_digits(d, need) : NULL, "of", of, NULL);
    json_int_t rounds = json_integer_value(json_object_get(step, "rounds"));
    if (strcmp(kind, "loop") == 0) {
        const char *passes = print_quoted(d->cli, step, "passes_because");
        return draw_fill(d, rounds == 1 ? "draw.rule_loop_once" : "draw.rule_loop", "rounds",
                         rounds > 0 ? draw_digits(d, rounds) : NULL, "passes",
                         passes[0] != '\0' ? passes : NULL, NULL);
    }
    return print_word(d->cli, "kind", kind);
}

const char *draw_rule(draw_t *d, const json_t *step, size_t members) {
    const char *refusal = print_text(step, "on_refuse"), *rule = draw_raised(d, rule_of(d, step, members));
    json_int_t refusals = json_integer_value(json_object_get(step, "refuse_need"));
    if (strcmp(refusal, "wait") == 0) return draw_join(d, rule, cli_word(d->cli, "draw.refusal_waits"));
    if (strcmp(refusal, "threshold") == 0)
        return draw_join(d, rule, draw_fill(d, "draw.refusals", "n", draw_digits(d, refusals), NULL));
    return rule;
}

const char *draw_stage(draw_t *d, const json_t *stage) {
    const char *title = print_words(d->cli, stage, "stage_title"), *name = print_text(stage, "stage");
    return draw_raised(d, title[0] == '\0' || strcmp(title, name) == 0 ? print_word(d->cli, "stage", name)
                                                                       : title);
}

const char *draw_raised(draw_t *d, const char *text) {
    if (text[0] < 'a' || text[0] > 'z') return text;
    char *raised = arena_strdup(d->arena, text);
    if (raised == NULL) return text;
    raised[0] = (char)(raised[0] - 'a' + 'A');
    return raised;
}

/* What somebody added is called after the step that it was added to: "third.before" is a name to type. */
static const char *title_of_added(draw_t *d, const json_t *step) {
    const char *name = print_text(step, "name"), *dot = strrchr(name, '.'),
               *code = arena_printf(d->arena, "draw.added.%s", print_text(step, "added"));
    if (dot == NULL || code == NULL || texts_template(d->cli->texts, code) == NULL) return "";
    const json_t *to = named(d, name, (size_t)(dot - name));
    if (to == NULL || json_equal(to, step)) return "";
    const char *of = print_words(d->cli, to, "title");
    if (of[0] == '\0') of = title_of_added(d, to);
    return draw_fill(d, code, "step", of[0] != '\0' ? of : draw_title(d, to), NULL);
}

const char *draw_title(draw_t *d, const json_t *step) {
    const char *title = print_words(d->cli, step, "title"), *name = print_text(step, "name");
    if (title[0] == '\0') title = draw_raised(d, title_of_added(d, step));
    if (title[0] != '\0') return title;
    bool own = name[0] != '\0' && strcmp(name, print_text(step, "kind")) != 0;
    return own ? name : draw_raised(d, print_word(d->cli, "kind", print_text(step, "kind")));
}
