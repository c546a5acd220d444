/* Rule files as tokens: which texts a file compares a field with, which steps and settings it names. The
 * checker runs routes; it asks the text only for what running can't tell (a text compared by == makes no
 * sound). */
#include "script/check_private.h"
#include <ctype.h>
#include <string.h>

typedef struct scan {
    const char *at, *end;
    int32_t line;
    arena_t *arena;
    tokens_t *out;
    size_t room;
} scan_t;

static int push(scan_t *s, token_kind_t kind, const char *text, size_t length, int32_t line) {
    if (s->out->count == s->room) {
        size_t room = s->room ? s->room * 2 : 256;
        token_t *more = arena_grow(s->arena, s->out->list, s->out->count, room, sizeof *more);
        if (!more) return -1;
        s->out->list = more;
        s->room = room;
    }
    char *copy = arena_strndup(s->arena, text, length);
    if (!copy) return -1;
    s->out->list[s->out->count++] = (token_t){kind, copy, line};
    return 0;
}

static void skip(scan_t *s, size_t count) {
    for (; count > 0 && s->at < s->end; count--, s->at++) {
        if (*s->at == '\n') s->line++;
    }
}

static bool starts(const scan_t *s, const char *word) {
    size_t length = strlen(word);
    return (size_t)(s->end - s->at) >= length && memcmp(s->at, word, length) == 0;
}

/* The level of a long bracket at `at` ("[[": 0, "[=[": 1), or -1. */
static int long_level(const scan_t *s) {
    const char *p = s->at;
    if (p >= s->end || *p != '[') return -1;
    int level = 0;
    for (p++; p < s->end && *p == '='; p++)
        level++;
    return p < s->end && *p == '[' ? level : -1;
}

/* Past a long bracket; its inside is [*text, *text + *length). */
static void long_bracket(scan_t *s, int level, const char **text, size_t *length) {
    skip(s, (size_t)level + 2);
    *text = s->at;
    for (; s->at < s->end; skip(s, 1)) {
        const char *p = s->at;
        if (*p != ']') continue;
        int marks = 0;
        for (p++; p < s->end && *p == '='; p++)
            marks++;
        if (marks == level && p < s->end && *p == ']') {
            *length = (size_t)(s->at - *text);
            skip(s, (size_t)level + 2);
            return;
        }
    }
    *length = (size_t)(s->at - *text);
}

static void comment(scan_t *s) {
    const char *text;
    size_t length;
    skip(s, 2);
    int level = long_level(s);
    if (level >= 0) {
        long_bracket(s, level, &text, &length);
        return;
    }
    while (s->at < s->end && *s->at != '\n')
        skip(s, 1);
}

static int quoted(scan_t *s) {
    char mark = *s->at, text[1024];
    size_t length = 0;
    int32_t line = s->line;
    skip(s, 1);
    while (s->at < s->end && *s->at != mark && *s->at != '\n') {
        if (*s->at == '\\')
            skip(s, 1); /* \" and \\ ; other escapes do not stand in texts compared with fields */
        if (s->at < s->end && length < sizeof text - 1) text[length++] = *s->at;
        skip(s, 1);
    }
    skip(s, 1);
    return push(s, TOKEN_TEXT, text, length, line);
}

static bool name_byte(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

static int word(scan_t *s) {
    const char *from = s->at;
    bool number = isdigit((unsigned char)*from) != 0;
    while (s->at < s->end && (name_byte(*s->at) || (number && *s->at == '.')))
        s->at++;
    return push(s, number ? TOKEN_NUMBER : TOKEN_NAME, from, (size_t)(s->at - from), s->line);
}

static int one(scan_t *s) {
    const char *text;
    size_t length;
    if (isspace((unsigned char)*s->at)) {
        skip(s, 1);
        return 0;
    }
    if (starts(s, "--")) {
        comment(s);
        return 0;
    }
    int level = long_level(s);
    if (level >= 0) {
        int32_t line = s->line;
        long_bracket(s, level, &text, &length);
        return push(s, TOKEN_TEXT, text, length, line);
    }
    if (*s->at == '"' || *s->at == '\'') return quoted(s);
    if (name_byte(*s->at)) return word(s);
    size_t size = starts(s, "==") || starts(s, "~=") || starts(s, "..") ? 2 : 1;
    int failed = push(s, TOKEN_MARK, s->at, size, s->line);
    skip(s, size);
    return failed;
}

int tokens_read(const rule_file_t *file, arena_t *arena, tokens_t *out) {
    scan_t s = {
        (const char *)file->content.at, (const char *)file->content.at + file->content.len, 1, arena, out, 0};
    *out = (tokens_t){.file = file->name};
    while (s.at < s.end) {
        if (one(&s) != 0) return -1;
    }
    return 0;
}

/* ---- questions ---- */

bool token_is(const tokens_t *t, size_t i, token_kind_t kind, const char *text) {
    return i < t->count && t->list[i].kind == kind && (!text || strcmp(t->list[i].text, text) == 0);
}

static bool is_equality(const tokens_t *t, size_t i) {
    return token_is(t, i, TOKEN_MARK, "==") || token_is(t, i, TOKEN_MARK, "~=");
}

/* `local alias = r.field`: is this name such an alias, or the field's own name? */
static bool stands_for(const tokens_t *t, const char *name, const char *field) {
    if (strcmp(name, field) == 0) return true;
    for (size_t i = 0; i + 5 < t->count; i++) {
        if (token_is(t, i, TOKEN_NAME, "local") && token_is(t, i + 1, TOKEN_NAME, name) &&
            token_is(t, i + 2, TOKEN_MARK, "=") && token_is(t, i + 3, TOKEN_NAME, NULL) &&
            token_is(t, i + 4, TOKEN_MARK, ".") && token_is(t, i + 5, TOKEN_NAME, field))
            return true;
    }
    return false;
}

int tokens_literals(const tokens_t *t, token_kind_t kind, const char *field, literal_fn each, void *ctx) {
    for (size_t i = 1; i < t->count; i++) {
        if (!is_equality(t, i)) continue;
        const char *text = NULL;
        if (token_is(t, i + 1, kind, NULL) && token_is(t, i - 1, TOKEN_NAME, NULL) &&
            stands_for(t, t->list[i - 1].text, field))
            text = t->list[i + 1].text;
        if (token_is(t, i - 1, kind, NULL)) {
            size_t last = i + 1; /* "x" == a.b.c */
            while (token_is(t, last + 1, TOKEN_MARK, ".") && token_is(t, last + 2, TOKEN_NAME, NULL))
                last += 2;
            if (token_is(t, last, TOKEN_NAME, NULL) && stands_for(t, t->list[last].text, field))
                text = t->list[i - 1].text;
        }
        if (text && each(ctx, text) != 0) return -1;
    }
    return 0;
}

bool tokens_feeds(const tokens_t *t, const char *field, const char *column) {
    if (strcmp(field, column) == 0) return true;
    for (size_t i = 0; i + 2 < t->count; i++) {
        if (!token_is(t, i, TOKEN_NAME, column) || !token_is(t, i + 1, TOKEN_MARK, "=")) continue;
        for (size_t k = i + 2;
             k < t->count && !token_is(t, k, TOKEN_MARK, ",") && !token_is(t, k, TOKEN_MARK, "}"); k++) {
            if (token_is(t, k, TOKEN_NAME, NULL) && stands_for(t, t->list[k].text, field)) return true;
        }
    }
    return false;
}

bool tokens_mention(const tokens_t *t, const char *name) {
    for (size_t i = 1; i < t->count; i++) {
        if (token_is(t, i, TOKEN_NAME, name) && token_is(t, i - 1, TOKEN_MARK, ".")) return true;
        if (token_is(t, i, TOKEN_TEXT, name) &&
            (token_is(t, i - 1, TOKEN_NAME, "field") || (i > 1 && token_is(t, i - 2, TOKEN_NAME, "field"))))
            return true;
    }
    return false;
}

/* open = open_record "name" { … }: what a rung opens is in no plan. */
static bool opened_by_rung(const tokens_t *t, size_t i) {
    return i > 1 && token_is(t, i - 1, TOKEN_MARK, "=") && token_is(t, i - 2, TOKEN_NAME, "open");
}

int tokens_steps(const tokens_t *t, step_fn each, void *ctx) {
    static const char *const words[] = {"approve", "act", "agree", "copy_to", "open_record"};
    for (size_t i = 0; i < t->count; i++) {
        size_t name = token_is(t, i + 1, TOKEN_MARK, "(") ? i + 2 : i + 1;
        bool step = false;
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            step = step || token_is(t, i, TOKEN_NAME, words[k]);
        if (!step || opened_by_rung(t, i) || !token_is(t, name, TOKEN_TEXT, NULL) ||
            token_is(t, name + 1, TOKEN_MARK, ".."))
            continue;
        if (each(ctx, t->list[name].text, t->list[name].line) != 0) return -1;
    }
    return 0;
}

bool tokens_patterns(const tokens_t *t) {
    static const char *const words[] = {"match", "gmatch",      "find",     "gsub",
                                        "sub",   "starts_with", "contains", "split"};
    for (size_t i = 1; i < t->count; i++) {
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            if (token_is(t, i, TOKEN_NAME, words[k]) && token_is(t, i - 1, TOKEN_MARK, ":")) return true;
        }
    }
    return false;
}
