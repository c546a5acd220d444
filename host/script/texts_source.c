/* People in words; see texts_source.h. A code is read once, from left to right: (kind, then its key and item
 * in quotes, a number, and codes of people within it. The words of each kind are a template of the family
 * "source", with {key}, {item}, {of} and {level}. */
#include "script/texts_source.h"
#include <stdio.h>
#include <string.h>

enum { DEEP_MAX = 16, WORD_MAX = 32, TEXT_MAX_BYTES = 4096 };

typedef struct reading {
    const texts_t *texts;
    const char *at;
    bool wrong;
} reading_t;

/* What stands in one pair of parentheses. */
typedef struct people {
    char kind[WORD_MAX], level[WORD_MAX];
    char *key, *item, *of;
} people_t;

static const char *part(void *ctx, const char *name) {
    const people_t *p = ctx;
    if (strcmp(name, "key") == 0) return p->key;
    if (strcmp(name, "item") == 0) return p->item;
    if (strcmp(name, "of") == 0) return p->of;
    return strcmp(name, "level") == 0 ? p->level : NULL;
}

static char *fail(reading_t *r) {
    r->wrong = true;
    return NULL;
}

static char *read_quoted(reading_t *r, arena_t *arena) {
    const char *from = ++r->at;
    while (*r->at != '\0' && *r->at != '"')
        r->at += *r->at == '\\' && r->at[1] != '\0' ? 2 : 1;
    char *out = *r->at == '"' ? arena_strndup(arena, from, (size_t)(r->at - from)) : NULL;
    if (out == NULL) return fail(r);
    char *to = out;
    for (const char *p = out; *p != '\0'; p++) {
        if (*p == '\\') p++;
        *to++ = *p;
    }
    *to = '\0';
    r->at++;
    return out;
}

static char *read_people(reading_t *r, arena_t *arena, int deep);

/* Another one in the list of those within. */
static bool add_within(reading_t *r, arena_t *arena, people_t *p, int deep) {
    const char *joint =
        texts_template(r->texts, strcmp(p->kind, "first") == 0 ? "source.else" : "source.and");
    char *one = read_people(r, arena, deep + 1);
    if (one == NULL) return false;
    p->of = p->of != NULL ? arena_printf(arena, "%s%s%s", p->of, joint != NULL ? joint : ", ", one) : one;
    return p->of != NULL || fail(r) != NULL;
}

static bool read_part(reading_t *r, arena_t *arena, people_t *p, int deep) {
    if (*r->at == '(') return add_within(r, arena, p, deep);
    if (*r->at == '"') {
        char *text = read_quoted(r, arena);
        *(p->key == NULL ? &p->key : &p->item) = text;
        return text != NULL;
    }
    size_t digits = strspn(r->at, "0123456789");
    if (digits == 0 || digits >= sizeof p->level) return fail(r) != NULL;
    snprintf(p->level, sizeof p->level, "%.*s", (int)digits, r->at);
    r->at += digits;
    return true;
}

static char *read_people(reading_t *r, arena_t *arena, int deep) {
    people_t p = {.level = ""};
    char code[WORD_MAX + 8];
    if (deep > DEEP_MAX || *r->at != '(') return fail(r);
    size_t length = strcspn(++r->at, " )");
    if (length == 0 || length >= sizeof p.kind) return fail(r);
    snprintf(p.kind, sizeof p.kind, "%.*s", (int)length, r->at);
    r->at += length;
    while (*r->at == ' ') {
        r->at++;
        if (!read_part(r, arena, &p, deep)) return NULL;
    }
    if (*r->at++ != ')') return fail(r);
    snprintf(code, sizeof code, "source.%s", p.kind);
    if (texts_template(r->texts, code) == NULL) return fail(r);
    char *words = texts_fill(r->texts, code, part, &p, arena);
    return words != NULL ? words : fail(r);
}

void texts_put_source(const texts_t *t, const char *code, buf_t *out) {
    arena_t arena;
    arena_init(&arena, 0);
    reading_t r = {.texts = t, .at = code};
    bool fits = code[0] == '(' && strlen(code) <= TEXT_MAX_BYTES;
    const char *words = fits ? read_people(&r, &arena, 1) : NULL;
    buf_puts(out, words != NULL && *r.at == '\0' ? words : code);
    arena_free(&arena);
}

char *texts_source(const texts_t *t, const char *code, arena_t *arena) {
    buf_t out;
    buf_init(&out, 0);
    texts_put_source(t, code, &out);
    buf_u8(&out, 0);
    char *words = out.failed ? NULL : arena_strdup(arena, (const char *)out.at);
    buf_free(&out);
    return words;
}
