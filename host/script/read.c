/* Reading options that an author wrote: closed (an unknown word is an error that names the near one), typed,
 * and in a fixed order, so that the same file always gives the same error. */
#include "base/text.h"
#include "script/words.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char FOUND = 0; /* the registry's key */

int read_fail(const reader_t *rd, const char *code, ...) {
    va_list list;
    diag_set(rd->d, code, NULL);
    va_start(list, code);
    for (const char *name = va_arg(list, const char *); name; name = va_arg(list, const char *)) {
        const char *value = va_arg(list, const char *);
        diag_param(rd->d, name, value ? value : "");
    }
    va_end(list);
    return diag_at(rd->d, rd->file ? rd->file : "", rd->line), -1;
}

const char *read_what(const reader_t *rd) {
    const char *what = rd->what ? rd->what : "";
    if (rd->node) {
        const char *word = node_kind_word(rd->node);
        what = rd->node->name ? arena_printf(rd->arena, "%s \"%s\"", word, rd->node->name) : word;
    }
    return what ? what : "";
}

const char *read_path(const reader_t *rd) {
    const char *path = rd->path ? rd->path : "";
    return rd->step ? arena_printf(rd->arena, "%s/%s", path, rd->step) : path;
}

int read_expected(const reader_t *rd, int idx, const char *word, const char *expected) {
    return read_fail(rd, "rule.expected", "in", read_what(rd), "word", word, "expected", expected, "got",
                     object_word(rd->L, idx), NULL);
}

static int key_index(const char *const *keys, size_t count, const names_t *interned, const char *key) {
    if (interned) return names_find(interned, key);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i], key) == 0) return (int)i;
    }
    return -1;
}

static int holes_fail(const reader_t *rd, int idx, lua_Integer highest) {
    char text[24];
    for (lua_Integer i = 1; i <= highest; i++) {
        int type = lua_rawgeti(rd->L, idx, i);
        lua_pop(rd->L, 1);
        if (type != LUA_TNIL) continue;
        (void)snprintf(text, sizeof text, "%lld", (long long)i);
        break;
    }
    return read_fail(rd, "rule.hole", "in", read_what(rd), "index", text, NULL);
}

int read_options(const reader_t *rd, int idx, const char *const *keys, size_t count, const names_t *interned,
                 int *base, uint32_t *given, lua_Integer *items) {
    lua_State *L = rd->L;
    uint32_t found = 0;
    const char *unknown = NULL;
    lua_Integer highest = 0, positional = 0;
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "", "options in { … }");
    luaL_checkstack(L, (int)count + 8, "too many options");
    *base = lua_gettop(L) + 1;
    lua_settop(L, *base - 1 + (int)count);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        if (lua_type(L, -2) == LUA_TSTRING) {
            const char *key = lua_tostring(L, -2);
            int at = key_index(keys, count, interned, key);
            if (at >= 0) {
                if (at < 32) found |= UINT32_C(1) << at;
                lua_replace(L, *base + at);
                continue;
            }
            if (!unknown || strcmp(key, unknown) < 0) unknown = key;
        } else if (lua_isinteger(L, -2) && lua_tointeger(L, -2) > 0) {
            positional++;
            if (lua_tointeger(L, -2) > highest) highest = lua_tointeger(L, -2);
        } else {
            return read_expected(rd, -2, "", "names, or a plain list");
        }
        lua_pop(L, 1);
    }
    if (unknown) {
        const char *near = sandbox_nearest(unknown, keys, count);
        return read_fail(rd, "rule.unknown_word", "word", unknown, "in", read_what(rd), "near",
                         near ? near : "", NULL);
    }
    if (!items && positional > 0) return read_fail(rd, "rule.unnamed", "in", read_what(rd), NULL);
    if (highest != positional) return holes_fail(rd, idx, highest);
    if (items) *items = positional;
    if (given) *given = found;
    return 0;
}

int read_text(const reader_t *rd, int idx, const char *word, size_t most, const char **out) {
    size_t length = 0;
    const char *text = lua_type(rd->L, idx) == LUA_TSTRING ? lua_tolstring(rd->L, idx, &length) : NULL;
    char limit[24];
    if (!text || strlen(text) != length || !has_words(text)) return read_expected(rd, idx, word, "a text");
    if (length > most) {
        (void)snprintf(limit, sizeof limit, "%zu", most);
        return read_fail(rd, "rule.text_length", "in", read_what(rd), "word", word, "max", limit, NULL);
    }
    *out = arena_strndup(rd->arena, text, length);
    return *out ? 0 : diag_memory(rd->d);
}

int read_words(const reader_t *rd, int idx, const char *word, bool both, const char **en, const char **zh) {
    static const char *const keys[] = {"en", "zh"};
    lua_State *L = rd->L;
    int top = lua_gettop(L), base = 0;
    if (lua_type(L, idx) == LUA_TSTRING) {
        if (read_text(rd, idx, word, RULE_WORDS_MAX, en) != 0) return -1;
        *zh = both ? *en : NULL;
        return 0;
    }
    const node_t *reason = node_at(L, idx, NODE_REASON);
    if (reason && reason->value == REASON_BECAUSE) {
        if (read_reason(rd, idx, reason, word, en, zh) != 0) return -1;
        if (both && !*zh) *zh = *en;
        return 0;
    }
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, word, "a text, or { en = \"…\", zh = \"…\" }");
    lua_pushvalue(L, idx);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, keys, 2, NULL, &base, NULL, NULL) != 0) return -1;
    *en = *zh = NULL;
    if (!lua_isnil(L, base) && read_text(rd, base, word, RULE_WORDS_MAX, en) != 0) return -1;
    if (!lua_isnil(L, base + 1) && read_text(rd, base + 1, word, RULE_WORDS_MAX, zh) != 0) return -1;
    if (!*en && !*zh) return read_expected(rd, idx, word, "a text, or { en = \"…\", zh = \"…\" }");
    if (!*en) *en = *zh;
    if (!*zh && both) *zh = *en;
    lua_settop(L, top);
    return 0;
}

int read_reason(const reader_t *rd, int idx, const node_t *reason, const char *word, const char **en,
                const char **zh) {
    int top = lua_gettop(rd->L);
    *zh = NULL;
    if (reason->name) {
        *en = arena_strdup(rd->arena, reason->name);
        return *en ? 0 : diag_memory(rd->d);
    }
    node_options(rd->L, idx);
    int failed = read_words(rd, top + 1, word, false, en, zh);
    lua_settop(rd->L, top);
    return failed;
}

int join_reasons(const reader_t *rd, const char *en, const char *zh, const char **all_en,
                 const char **all_zh) {
    const char *before = *all_en, *before_zh = *all_zh;
    *all_en = before ? arena_printf(rd->arena, "%s; %s", before, en) : en;
    if (before && (before_zh || zh))
        *all_zh = arena_printf(rd->arena, "%s; %s", before_zh ? before_zh : before, zh ? zh : en);
    else
        *all_zh = zh;
    return *all_en && (*all_zh || !(before_zh || zh)) ? 0 : diag_memory(rd->d);
}

int read_flag(const reader_t *rd, int idx, const char *word, bool *out) {
    if (lua_type(rd->L, idx) != LUA_TBOOLEAN) return read_expected(rd, idx, word, "true or false");
    *out = lua_toboolean(rd->L, idx);
    return 0;
}

int read_count(const reader_t *rd, int idx, const char *word, int32_t least, int32_t most, int32_t *out) {
    char expected[64];
    if (!lua_isinteger(rd->L, idx) || lua_tointeger(rd->L, idx) < least || lua_tointeger(rd->L, idx) > most) {
        (void)snprintf(expected, sizeof expected, "a whole number from %d to %d", (int)least, (int)most);
        return read_expected(rd, idx, word, expected);
    }
    *out = (int32_t)lua_tointeger(rd->L, idx);
    return 0;
}

int read_limit(const reader_t *rd, int idx, const char *word, limit_t *out) {
    const limit_t *limit = limit_at(rd->L, idx);
    if (!limit) return read_expected(rd, idx, word, "a time limit such as workdays(3)");
    *out = *limit;
    return 0;
}

int read_one_of(const reader_t *rd, int idx, const char *word, const char *const *words,
                const char *expected) {
    if (lua_type(rd->L, idx) == LUA_TSTRING) {
        const char *text = lua_tostring(rd->L, idx);
        for (int i = 0; words[i]; i++) {
            if (strcmp(words[i], text) == 0) return i;
        }
    }
    return read_expected(rd, idx, word, expected);
}

void reader_offer(const reader_t *rd, int idx, const char *reference) {
    if (!rd->wanted || strcmp(rd->wanted, reference) != 0) return;
    lua_pushvalue(rd->L, idx);
    lua_rawsetp(rd->L, LUA_REGISTRYINDEX, &FOUND);
    ++*rd->found;
}

void reader_push_found(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &FOUND);
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &FOUND);
}
