/* Rule files as text: see rule_text.h. The tokens are those of the checker. */
#include "script/rule_text.h"
#include "script/check_private.h"
#include <string.h>

const char *rule_line(const ruleset_content_t *content, const char *file, int32_t line, arena_t *arena) {
    for (size_t i = 0; i < content->file_count; i++) {
        const rule_file_t *f = &content->files[i];
        if (strcmp(f->name, file) != 0) continue;
        const char *at = (const char *)f->content.at, *end = at + f->content.len;
        for (int32_t n = 1; n < line && at < end; n++) {
            const char *next = memchr(at, '\n', (size_t)(end - at));
            at = next != NULL ? next + 1 : end;
        }
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        return at < end ? arena_strndup(arena, at, (size_t)((stop != NULL ? stop : end) - at)) : NULL;
    }
    return NULL;
}

typedef struct naming_search {
    const ruleset_content_t *content;
    const char *handle;
    arena_t *arena;
    tokens_t *files; /* as the content has them */
    naming_t *list;
    size_t count, room;
} naming_search_t;

static int found(naming_search_t *n, const naming_t *one) {
    if (n->count == n->room) {
        size_t room = n->room ? n->room * 2 : 16;
        naming_t *more = arena_grow(n->arena, n->list, n->count, room, sizeof *more);
        if (!more) return -1;
        n->list = more;
        n->room = room;
    }
    n->list[n->count++] = *one;
    return 0;
}

/* person, service: words that take a handle. */
static bool takes_handle(const tokens_t *t, size_t i) {
    return token_is(t, i, TOKEN_NAME, "person") || token_is(t, i, TOKEN_NAME, "service");
}

/* person(name), person(set.name): is the handle in what goes by that name anywhere? */
static bool said_of(const naming_search_t *n, const char *name) {
    for (size_t f = 0; f < n->content->file_count; f++) {
        const tokens_t *t = &n->files[f];
        for (size_t i = 0; i + 2 < t->count; i++) {
            size_t last = i + 2; /* set.a.name */
            if (!takes_handle(t, i) || !token_is(t, i + 1, TOKEN_MARK, "(")) continue;
            while (token_is(t, last + 1, TOKEN_MARK, ".") && token_is(t, last + 2, TOKEN_NAME, NULL))
                last += 2;
            if (token_is(t, last, TOKEN_NAME, name) && token_is(t, last + 1, TOKEN_MARK, ")")) return true;
        }
    }
    return false;
}

/* The text of token `i`: is somebody named by it there? */
static bool names_somebody(const naming_search_t *n, const tokens_t *t, size_t i) {
    size_t before = i - 1;
    if (i > 0 && takes_handle(t, before)) return true;
    if (i > 1 && token_is(t, before, TOKEN_MARK, "(") && takes_handle(t, before - 1)) return true;
    if (i > 3 && token_is(t, before, TOKEN_MARK, "{") && token_is(t, before - 1, TOKEN_NAME, "setting"))
        before -= 2; /* name = setting { "handle", label = … } */
    return i > 1 && token_is(t, before, TOKEN_MARK, "=") && token_is(t, before - 1, TOKEN_NAME, NULL) &&
           said_of(n, t->list[before - 1].text);
}

/* At the word of test "…" { … }: the place of its last brace; else `i`. */
static size_t past_test(const tokens_t *t, size_t i) {
    int depth = 0;
    if (!token_is(t, i, TOKEN_NAME, "test") || !token_is(t, i + 1, TOKEN_TEXT, NULL) ||
        !token_is(t, i + 2, TOKEN_MARK, "{"))
        return i;
    for (size_t k = i + 2; k < t->count; k++) {
        depth += token_is(t, k, TOKEN_MARK, "{") - token_is(t, k, TOKEN_MARK, "}");
        if (depth == 0) return k;
    }
    return i;
}

static int search_file(naming_search_t *n, const tokens_t *t) {
    int32_t line = 0;
    for (size_t i = 0; i < t->count; i++) {
        i = past_test(t, i);
        if (t->list[i].line == line || !token_is(t, i, TOKEN_TEXT, n->handle) || !names_somebody(n, t, i))
            continue;
        line = t->list[i].line;
        naming_t one = {.file = t->file, .line = line};
        one.text = rule_line(n->content, t->file, line, n->arena);
        if (!one.text || found(n, &one) != 0) return -1;
    }
    return 0;
}

/* ---- settings that were set ---- */

/* "person li.na" of a setting that is a source; the handle alone of one that is a text. */
static bool set_to(const naming_search_t *n, const setting_value_t *v) {
    static const char *const words[] = {"person ", "service "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(v->text, words[i], length) == 0 && strcmp(v->text + length, n->handle) == 0) return true;
    }
    return strcmp(v->text, n->handle) == 0 && said_of(n, v->name);
}

/* The line in which that file gives the setting of that flow its value; 0: it does not. */
static int32_t declared(const tokens_t *t, const setting_value_t *v) {
    bool here = false;
    for (size_t i = 0; i + 1 < t->count; i++) {
        bool flow = token_is(t, i, TOKEN_NAME, "flow") || token_is(t, i, TOKEN_NAME, "extend");
        if (flow && token_is(t, i + 1, TOKEN_TEXT, NULL)) here = strcmp(t->list[i + 1].text, v->flow) == 0;
        if (here && token_is(t, i, TOKEN_NAME, v->name) && token_is(t, i + 1, TOKEN_MARK, "="))
            return t->list[i].line;
    }
    return 0;
}

static int search_setting(naming_search_t *n, const setting_value_t *v) {
    naming_t one = {.text = v->text, .flow = v->flow, .department = v->department, .setting = v->name};
    for (size_t f = 0; set_to(n, v) && f < n->content->file_count; f++) {
        int32_t line = declared(&n->files[f], v);
        if (line == 0) continue;
        one.file = n->files[f].file;
        one.line = line;
        break;
    }
    return set_to(n, v) ? found(n, &one) : 0;
}

int rules_naming(const ruleset_content_t *content, const char *handle, arena_t *arena, naming_t **out,
                 size_t *count, diag_t *d) {
    naming_search_t n = {.content = content, .handle = handle, .arena = arena};
    int failed = 0;
    n.files = arena_array(arena, content->file_count + 1, sizeof *n.files);
    if (!n.files) return diag_memory(d);
    for (size_t i = 0; !failed && i < content->file_count; i++)
        failed = tokens_read(&content->files[i], arena, &n.files[i]);
    for (size_t i = 0; !failed && i < content->file_count; i++)
        failed = search_file(&n, &n.files[i]);
    for (size_t i = 0; !failed && i < content->setting_count; i++)
        failed = search_setting(&n, &content->settings[i]);
    *out = n.list;
    *count = n.count;
    return failed ? diag_memory(d) : 0;
}
