/* Sources of people and ladders, from what rules hold to the structs of model/. */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

typedef struct list {
    const char *word;
    source_t *first, *last;
    int count; /* also of functions, which are named by it */
} list_t;

static const char SOURCES[] =
    "people: role \"…\", head_of(r.department), person \"…\", a list of these, or a function(r, set)";

static int read_into(reader_t *rd, int idx, list_t *list, int depth);

static int append(const reader_t *rd, list_t *list, const source_t *s) {
    source_t *copy = arena_alloc(rd->arena, sizeof *copy);
    if (!copy) return diag_memory(rd->d);
    *copy = *s;
    copy->next = NULL;
    if (list->last)
        list->last->next = copy;
    else
        list->first = copy;
    list->last = copy;
    return 0;
}

static int append_function(const reader_t *rd, int idx, list_t *list) {
    source_t s = {.kind = SOURCE_FUNCTION};
    const char *path = read_path(rd);
    s.key = list->count > 1 ? arena_printf(rd->arena, "%s/%s/%d", path ? path : "", list->word, list->count)
                            : arena_printf(rd->arena, "%s/%s", path ? path : "", list->word);
    if (!s.key) return diag_memory(rd->d);
    reader_offer(rd, idx, s.key);
    return append(rd, list, &s);
}

/* The text that is the user value `which` of the source at idx, in the arena; NULL when it has none. */
static int user_text(const reader_t *rd, int idx, int which, const char **out) {
    int type = lua_getiuservalue(rd->L, idx, which);
    *out = NULL;
    if (type == LUA_TSTRING) {
        *out = arena_strdup(rd->arena, lua_tostring(rd->L, -1));
        if (!*out) return diag_memory(rd->d);
    }
    lua_pop(rd->L, 1);
    return 0;
}

/* A range to pick from is known when the pick is made: no function, no other pick. */
static bool is_range(const source_t *s) {
    for (; s; s = s->next)
        if (s->kind == SOURCE_FUNCTION || s->kind == SOURCE_PICKED || (s->of && !is_range(s->of)))
            return false;
    return true;
}

static int append_source(reader_t *rd, int idx, list_t *list, int depth) {
    lua_State *L = rd->L;
    const source_object_t *o = object_at(L, idx, OBJECT_SOURCE);
    source_t s = {.kind = o->kind, .level = o->level};
    if (user_text(rd, idx, 1, &s.key) != 0 || user_text(rd, idx, 2, &s.item) != 0) return -1;
    if (lua_getiuservalue(L, idx, 3) != LUA_TNIL) {
        list_t of = {.word = list->word};
        if (read_into(rd, lua_gettop(L), &of, depth + 1) != 0) return -1;
        s.of = of.first;
        if (s.kind == SOURCE_PICKED && !is_range(s.of))
            return read_expected(rd, idx, "from",
                                 "people that are known beforehand: no function, no other pick");
    }
    lua_pop(L, 1);
    return append(rd, list, &s);
}

/* first_of { … }: alternatives can't be mixed with other sources in one list, since the list itself says
 * whether its members are alternatives. */
static int append_alternatives(reader_t *rd, int idx, list_t *list, int depth) {
    if (list->first || depth > 1)
        return read_fail(rd, "rule.first_of", "in", read_what(rd), "word", list->word, NULL);
    lua_getiuservalue(rd->L, idx, 3);
    if (read_into(rd, lua_gettop(rd->L), list, depth + 1) != 0) return -1;
    lua_pop(rd->L, 1);
    if (list->first) list->first->first_only = true;
    return 0;
}

static int append_list(reader_t *rd, int idx, list_t *list, int depth) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    lua_pushvalue(L, idx);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    if (items == 0 || items > SOURCE_LIST_MAX) return read_expected(rd, top + 1, list->word, SOURCES);
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, top + 1, i);
        if (list->first && list->first->first_only && depth == 1)
            return read_fail(rd, "rule.first_of", "in", read_what(rd), "word", list->word, NULL);
        if (read_into(rd, lua_gettop(L), list, depth + 1) != 0) return -1;
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
    return 0;
}

static int read_into(reader_t *rd, int idx, list_t *list, int depth) {
    lua_State *L = rd->L;
    source_t s = {.kind = SOURCE_PERSON};
    if (depth > SOURCE_DEPTH_MAX || ++list->count > SOURCE_LIST_MAX * 2)
        return read_expected(rd, idx, list->word, "fewer sources inside one another");
    luaL_checkstack(L, 16, "too many sources");
    const source_object_t *o = object_at(L, idx, OBJECT_SOURCE);
    if (o && o->kind == SOURCE_NONE) return append_alternatives(rd, idx, list, depth);
    if (o) return append_source(rd, idx, list, depth);
    int64_t person = person_at(L, idx);
    if (person) {
        const char *handle = person_handle(L, person);
        if (!handle) return read_fail(rd, "rule.unknown_person", NULL);
        s.key = arena_strdup(rd->arena, handle);
        return s.key ? append(rd, list, &s) : diag_memory(rd->d);
    }
    if (lua_type(L, idx) == LUA_TFUNCTION) return append_function(rd, idx, list);
    if (lua_type(L, idx) == LUA_TTABLE) return append_list(rd, idx, list, depth);
    return read_expected(rd, idx, list->word, SOURCES);
}

int read_source(reader_t *rd, int idx, const char *word, const source_t **out) {
    list_t list = {.word = word};
    int top = lua_gettop(rd->L);
    if (read_into(rd, lua_absindex(rd->L, idx), &list, 1) != 0) return -1;
    lua_settop(rd->L, top);
    *out = list.first;
    return 0;
}
