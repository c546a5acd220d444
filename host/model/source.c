/* Sources of people: their encoding, and their words for reasons and drawings. A source is a list (next)
 * whose members may hold another list (of); both are bounded, since they are read from stored bytes. */
#include "model/source.h"
#include "model/codec.h"

static void list_encode(const source_t *s, buf_t *out, int depth) {
    int count = 0;
    for (; s; s = s->next) {
        if (depth > SOURCE_DEPTH_MAX || ++count > SOURCE_LIST_MAX) {
            out->failed = true;
            return;
        }
        codec_put_enum(out, (int)s->kind, SOURCE_PERSON, SOURCE_LAST);
        buf_text(out, s->key);
        buf_text(out, s->item);
        codec_put_range(out, s->level, INT32_MIN, INT32_MAX);
        buf_flag(out, s->first_only);
        list_encode(s->of, out, depth + 1);
    }
    buf_u8(out, SOURCE_NONE);
}

void source_encode(const source_t *s, buf_t *out) {
    list_encode(s, out, 1);
}

static source_t *list_decode(cursor_t *in, int depth) {
    source_t *first = NULL, *last = NULL;
    for (int count = 0;; count++) {
        int kind = codec_get_enum(in, SOURCE_NONE, SOURCE_LAST);
        if (in->failed || kind == SOURCE_NONE) break;
        if (depth > SOURCE_DEPTH_MAX || count == SOURCE_LIST_MAX) codec_fail(in);
        source_t *s = codec_array(in, 1, sizeof *s);
        if (!s) break;
        s->kind = (source_kind_t)kind;
        s->key = cursor_text(in);
        s->item = cursor_text(in);
        s->level = (int32_t)codec_get_range(in, INT32_MIN, INT32_MAX);
        s->first_only = cursor_flag(in);
        s->of = list_decode(in, depth + 1);
        if (last) last->next = s;
        if (!first) first = s;
        last = s;
    }
    return in->failed ? NULL : first;
}

source_t *source_decode(cursor_t *in) {
    return list_decode(in, 1);
}

static const char *word(const char *s) {
    return s ? s : "";
}

static char *one_text(const source_t *s, arena_t *arena, int depth);

/* "head of finance", "head of department of initiator". */
static char *of_text(const char *what, const source_t *s, arena_t *arena, int depth) {
    if (s->key) return arena_printf(arena, "%s of %s", what, s->key);
    if (!s->of) return arena_strdup(arena, what);
    char *of = one_text(s->of, arena, depth + 1);
    return of ? arena_printf(arena, "%s of the department of %s", what, of) : NULL;
}

static char *chain_text(const source_t *s, arena_t *arena, int depth) {
    const char *of = s->of ? one_text(s->of, arena, depth + 1) : "initiator";
    if (!of) return NULL;
    if (s->key) return arena_printf(arena, "superiors of %s up to %s", of, s->key);
    return arena_printf(arena, "superiors of %s, %d levels", of, (int)s->level);
}

/* "picked by initiator from role it.security". */
static char *picked_text(const source_t *s, arena_t *arena, int depth) {
    const char *from = s->of ? one_text(s->of, arena, depth + 1) : "nobody";
    int count = 1;
    for (const source_t *more = s->of ? s->of->next : NULL; more && from && count < SOURCE_LIST_MAX;
         more = more->next, count++) {
        const char *next = one_text(more, arena, depth + 1);
        from = next ? arena_printf(arena, "%s, %s", from, next) : NULL;
    }
    return from ? arena_printf(arena, "picked by %s from %s", s->key ? s->key : "initiator", from) : NULL;
}

static char *one_text(const source_t *s, arena_t *arena, int depth) {
    if (depth > SOURCE_DEPTH_MAX) return arena_strdup(arena, "…");
    switch (s->kind) {
    case SOURCE_PERSON:
        return arena_strdup(arena, word(s->key));
    case SOURCE_ROLE:
        if (s->item) return arena_printf(arena, "role %s in %s", word(s->key), s->item);
        return arena_printf(arena, "role %s", word(s->key));
    case SOURCE_POST:
        return arena_printf(arena, "post %s", word(s->key));
    case SOURCE_HOLDER:
        return arena_printf(arena, "holder of %s %s", word(s->key), word(s->item));
    case SOURCE_HEAD:
        return of_text("head", s, arena, depth);
    case SOURCE_LEADER:
        return of_text("leader", s, arena, depth);
    case SOURCE_SERVICE:
        return arena_printf(arena, "service %s", word(s->key));
    case SOURCE_FIELD:
        return arena_printf(arena, "field %s", word(s->key));
    case SOURCE_INITIATOR:
        return arena_strdup(arena, "initiator");
    case SOURCE_ASSIGNEE:
        return arena_strdup(arena, "assignee");
    case SOURCE_FUNCTION:
        return arena_printf(arena, "function %s", word(s->key));
    case SOURCE_SUPERIOR: {
        const char *of = s->of ? one_text(s->of, arena, depth + 1) : "initiator";
        return of ? arena_printf(arena, "superior of %s", of) : NULL;
    }
    case SOURCE_CHAIN:
        return chain_text(s, arena, depth);
    case SOURCE_DECIDER:
        return arena_printf(arena, "decider of %s", word(s->key));
    case SOURCE_PICKED:
        return picked_text(s, arena, depth);
    case SOURCE_NONE:
        break;
    }
    return arena_strdup(arena, "nobody");
}

char *source_text(const source_t *s, arena_t *arena) {
    if (!s) return arena_strdup(arena, "nobody");
    const char *joint = s->first_only ? ", else " : ", ";
    char *text = one_text(s, arena, 1);
    int count = 1;
    for (const source_t *more = s->next; more && text && count < SOURCE_LIST_MAX;
         more = more->next, count++) {
        char *next = one_text(more, arena, 1);
        text = next ? arena_printf(arena, "%s%s%s", text, joint, next) : NULL;
    }
    return text;
}

/* ---- for programs */

static void quoted(const char *text, buf_t *out) {
    buf_puts(out, " \"");
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\') buf_u8(out, '\\');
        buf_u8(out, (uint8_t)*p);
    }
    buf_puts(out, "\"");
}

static const char *kind_code(source_kind_t kind) {
    static const char *const codes[] = {
        [SOURCE_NONE] = "nobody",         [SOURCE_PERSON] = "person",     [SOURCE_ROLE] = "role",
        [SOURCE_POST] = "post",           [SOURCE_HOLDER] = "holder",     [SOURCE_HEAD] = "head",
        [SOURCE_LEADER] = "leader",       [SOURCE_SERVICE] = "service",   [SOURCE_FIELD] = "field",
        [SOURCE_INITIATOR] = "initiator", [SOURCE_ASSIGNEE] = "assignee", [SOURCE_FUNCTION] = "function",
        [SOURCE_SUPERIOR] = "superior",   [SOURCE_CHAIN] = "chain",       [SOURCE_DECIDER] = "decider",
        [SOURCE_PICKED] = "picked"};
    return kind >= SOURCE_NONE && kind <= SOURCE_LAST ? codes[kind] : "nobody";
}

static void list_code(const source_t *s, buf_t *out, int depth);

static void one_code(const source_t *s, buf_t *out, int depth) {
    static const source_t initiator = {.kind = SOURCE_INITIATOR};
    bool of_somebody = s->kind == SOURCE_SUPERIOR || s->kind == SOURCE_CHAIN;
    const source_t *of = s->of ? s->of : of_somebody ? &initiator : NULL;
    if (depth > SOURCE_DEPTH_MAX) {
        buf_puts(out, "(nobody)");
        return;
    }
    buf_puts(out, "(");
    buf_puts(out, kind_code(s->kind));
    if (s->key) quoted(s->key, out);
    if (s->key && s->item) quoted(s->item, out);
    if (!s->key && s->kind == SOURCE_PICKED) quoted("initiator", out);
    if (of) {
        buf_puts(out, " ");
        list_code(of, out, depth + 1);
    }
    if (s->kind == SOURCE_CHAIN && !s->key) buf_printf(out, " %d", (int)s->level);
    buf_puts(out, ")");
}

static void list_code(const source_t *s, buf_t *out, int depth) {
    int count = 0;
    if (!s->next) {
        one_code(s, out, depth);
        return;
    }
    buf_puts(out, s->first_only ? "(first" : "(each");
    for (; s && count < SOURCE_LIST_MAX; s = s->next, count++) {
        buf_puts(out, " ");
        one_code(s, out, depth);
    }
    buf_puts(out, ")");
}

char *source_code(const source_t *s, arena_t *arena) {
    buf_t out;
    buf_init(&out, 0);
    if (s) list_code(s, &out, 1);
    buf_u8(&out, 0);
    char *code = out.failed ? NULL : arena_strdup(arena, (const char *)out.at);
    buf_free(&out);
    return code;
}

bool source_same(const source_t *a, const source_t *b, bool *failed) {
    buf_t x, y;
    buf_init(&x, 0);
    buf_init(&y, 0);
    source_encode(a, &x);
    source_encode(b, &y);
    bool same = buf_same(&x, &y);
    if (x.failed || y.failed) *failed = true;
    buf_free(&x);
    buf_free(&y);
    return same;
}
