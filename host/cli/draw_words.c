/* What a drawing says, in the reader's language; see draw_private.h. */
#include "base/instant.h"
#include "cli/draw_private.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 6 };

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

const char *draw_fill(draw_t *d, const char *code, ...) {
    values_t values = {.count = 0};
    va_list rest;
    va_start(rest, code);
    const char *name;
    while (values.count < NAMES_MAX && (name = va_arg(rest, const char *)) != NULL) {
        const char *text = va_arg(rest, const char *);
        if (text == NULL || text[0] == '\0') continue;
        values.names[values.count] = name;
        values.texts[values.count++] = text;
    }
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

static const char *digits(draw_t *d, int64_t n) {
    const char *text = arena_printf(d->arena, "%lld", (long long)n);
    return text != NULL ? text : "";
}

const char *draw_span(draw_t *d, int64_t ms) {
    int64_t minutes = ms / MS_MINUTE, hours = minutes / 60, days = hours / 24;
    if (hours == 0) return draw_fill(d, "draw.span_minutes", "n", digits(d, minutes), NULL);
    if (days == 0) {
        const char *rest = minutes % 60 != 0 ? digits(d, minutes % 60) : NULL;
        return draw_fill(d, "draw.span_hours", "n", digits(d, hours), "minutes", rest, NULL);
    }
    const char *rest = days < 10 && hours % 24 != 0 ? digits(d, hours % 24) : NULL;
    return draw_fill(d, "draw.span_days", "n", digits(d, days), "hours", rest, NULL);
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
    const char *name = draw_person(d, json_object_get(holder, "person"));
    const json_t *principal = json_object_get(holder, "principal");
    if (!json_is_object(principal)) return name;
    return draw_fill(d, "draw.stand_in", "person", name, "principal", draw_person(d, principal), NULL);
}

const char *draw_found(draw_t *d, const json_t *holder) {
    const char *reason = print_text(holder, "reason"), *of = print_text(holder, "reason_text");
    if (reason[0] == '\0') return "";
    const char *words = print_word(d->cli, "reason", reason);
    if (of[0] == '\0') return words;
    return draw_fill(d, "draw.found", "how", words, "of", of, NULL);
}

/* Of an open task: how long is left; of one that was decided after its time: by how much. */
const char *draw_due(draw_t *d, const json_t *task) {
    const json_t *clock = json_object_get(task, "clock");
    instant_t due = draw_instant(clock, "due_at"), ended = draw_instant(task, "ended_at");
    const char *time = cli_time(d->cli, json_object_get(clock, "due_at")), *out;
    if (due == INSTANT_NONE) return "";
    if (ended != INSTANT_NONE)
        return ended < due ? "" : draw_fill(d, "draw.was_late", "span", draw_span(d, ended - due), NULL);
    if (strcmp(print_text(clock, "state"), "paused") == 0) {
        const char *cause = print_word(d->cli, "cause", print_text(clock, "pause_cause"));
        return draw_fill(d, "draw.paused", "cause", cause, NULL);
    }
    if (strcmp(print_text(clock, "state"), "stopped") == 0) return "";
    if (due <= d->now)
        out = draw_fill(d, "draw.is_late", "span", draw_span(d, d->now - due), "time", time, NULL);
    else
        out = draw_fill(d, "draw.due_in", "span", draw_span(d, due - d->now), "time", time, NULL);
    bool provisional = json_is_true(json_object_get(clock, "provisional"));
    return provisional ? draw_fill(d, "draw.provisional", "due", out, NULL) : out;
}

const char *draw_why(draw_t *d, const json_t *step) {
    const char *sentence = print_words(d->cli, json_object_get(step, "why"), "because");
    bool out = strcmp(print_text(step, "state"), "left_out") == 0;
    const char *cause = print_text(step, "left_out");
    if (sentence[0] == '\0' || (!out && cause[0] != '\0'))
        sentence = cause[0] != '\0' ? print_word(d->cli, "cause", cause) : sentence;
    return sentence;
}

const char *draw_rule(draw_t *d, const json_t *step, size_t members) {
    const char *kind = print_text(step, "kind"), *refusal = print_text(step, "on_refuse");
    json_int_t need = json_integer_value(json_object_get(step, "need")),
               refusals = json_integer_value(json_object_get(step, "refuse_need"));
    const char *of = digits(d, (int64_t)members);
    const char *rule = print_word(d->cli, "kind", kind), *then = "";
    if (strcmp(kind, "all") == 0) rule = draw_fill(d, "draw.rule_all", "of", members > 1 ? of : NULL, NULL);
    if (strcmp(kind, "parallel") == 0) rule = cli_word(d->cli, "draw.rule_parallel");
    if (strcmp(kind, "any") == 0)
        rule = need > 1 ? draw_fill(d, "draw.rule_need", "need", digits(d, need), "of", of, NULL)
                        : cli_word(d->cli, "draw.rule_any");
    if (strcmp(kind, "vote") == 0)
        rule = draw_fill(d, "draw.rule_vote", "need", need > 0 ? digits(d, need) : NULL, "of", of, NULL);
    if (strcmp(refusal, "wait") == 0) then = cli_word(d->cli, "draw.refusal_waits");
    if (strcmp(refusal, "threshold") == 0)
        then = draw_fill(d, "draw.refusals", "n", digits(d, refusals), NULL);
    return draw_join(d, rule, then);
}

const char *draw_stage(draw_t *d, const json_t *stage) {
    const char *title = print_words(d->cli, stage, "stage_title"), *name = print_text(stage, "stage");
    return title[0] == '\0' || strcmp(title, name) == 0 ? print_word(d->cli, "stage", name) : title;
}

const char *draw_title(draw_t *d, const json_t *step) {
    const char *title = print_words(d->cli, step, "title"), *name = print_text(step, "name");
    if (title[0] != '\0') return title;
    return name[0] != '\0' ? name : print_word(d->cli, "kind", print_text(step, "kind"));
}
