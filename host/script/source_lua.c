/* Where people come from, as rules write it: role "finance.administration", head_of(r.department),
 * holder("budget", r.budget) … Only a description is made here; who it is, is found when the step opens. */
#include "script/words.h"
#include <string.h>

/* User values of a source: 1 key, 2 item, 3 `of` (a source) or the list of alternatives. */
static source_object_t *source_new(lua_State *L, source_kind_t kind) {
    source_object_t *s = object_new(L, OBJECT_SOURCE, sizeof *s, 3);
    s->kind = kind;
    return s;
}

static void set_value(lua_State *L, int which, int idx) {
    lua_pushvalue(L, idx);
    lua_setiuservalue(L, -2, which);
}

static void set_text(lua_State *L, int which, const char *text) {
    lua_pushstring(L, text);
    lua_setiuservalue(L, -2, which);
}

static const char *key_expected(source_kind_t kind) {
    switch (kind) {
    case SOURCE_PERSON:
        return "a person's handle such as \"wang.fang\"";
    case SOURCE_ROLE:
        return "a role's key such as \"finance.administration\"";
    case SOURCE_POST:
        return "a post's key such as \"finance.head\"";
    case SOURCE_SERVICE:
        return "a service account's handle such as \"treasury\"";
    case SOURCE_FIELD:
        return "the name of a form field of type person";
    default:
        return "the name of a step";
    }
}

/* person, post, service, field, decider: one text. */
static int simple(lua_State *L, source_kind_t kind, const char *word) {
    (void)argument_text(L, 1, word, key_expected(kind));
    (void)source_new(L, kind);
    set_value(L, 1, 1);
    return 1;
}

int word_handle(lua_State *L) {
    return simple(L, SOURCE_PERSON, "person");
}

static int word_post(lua_State *L) {
    return simple(L, SOURCE_POST, "post");
}

static int word_service(lua_State *L) {
    return simple(L, SOURCE_SERVICE, "service");
}

static int word_field(lua_State *L) {
    return simple(L, SOURCE_FIELD, "field");
}

static int word_decider(lua_State *L) {
    return simple(L, SOURCE_DECIDER, "decider");
}

void source_push_simple(lua_State *L, source_kind_t kind) {
    (void)source_new(L, kind);
    set_value(L, 1, lua_gettop(L) - 1);
    lua_remove(L, -2);
}

/* A department's key, from a text or a department. */
static const char *department_key(lua_State *L, int idx, const char *word) {
    const char *key = department_at(L, idx);
    return key ? key : argument_text(L, idx, word, "a department: r.department, or its key as a text");
}

static int word_role(lua_State *L) {
    (void)argument_text(L, 1, "role", key_expected(SOURCE_ROLE));
    bool somewhere = lua_gettop(L) > 1;
    const char *department = somewhere ? department_key(L, 2, "role") : NULL;
    (void)source_new(L, SOURCE_ROLE);
    set_value(L, 1, 1);
    if (department) set_text(L, 2, department);
    return 1;
}

/* holder(kind, item): items are texts, whole numbers or choices of a form. */
static int word_holder(lua_State *L) {
    (void)argument_text(L, 1, "holder", "the kind of thing held, such as \"budget\"");
    if (lua_type(L, 2) != LUA_TNUMBER) (void)argument_text(L, 2, "holder", "which one, such as r.budget");
    (void)source_new(L, SOURCE_HOLDER);
    set_value(L, 1, 1);
    lua_pushvalue(L, 2);
    lua_tostring(L, -1);
    lua_setiuservalue(L, -2, 2);
    return 1;
}

/* Puts a source on top of the stack for what stands at idx: a source, or a person of the record. */
static bool push_source(lua_State *L, int idx) {
    if (object_at(L, idx, OBJECT_SOURCE)) {
        lua_pushvalue(L, idx);
        return true;
    }
    int64_t id = person_at(L, idx);
    const char *handle = id ? person_handle(L, id) : NULL;
    if (!handle) return false;
    (void)source_new(L, SOURCE_PERSON);
    set_text(L, 1, handle);
    return true;
}

/* head_of and leader_of: of a department (key or value), or of the department of somebody. */
static int of_department(lua_State *L, source_kind_t kind, const char *word) {
    lua_settop(L, 1);
    const char *key = department_at(L, 1);
    if (!key && lua_type(L, 1) == LUA_TSTRING) key = argument_text(L, 1, word, "a department's key");
    if (key) {
        (void)source_new(L, kind);
        set_text(L, 1, key);
        return 1;
    }
    if (!push_source(L, 1))
        argument_fail(L, 1, word,
                      "a department (r.department, or its key), or somebody: assignee, initiator");
    (void)source_new(L, kind);
    set_value(L, 3, 2);
    return 1;
}

static int word_head_of(lua_State *L) {
    return of_department(L, SOURCE_HEAD, "head_of");
}

static int word_leader_of(lua_State *L) {
    return of_department(L, SOURCE_LEADER, "leader_of");
}

static int word_superior_of(lua_State *L) {
    lua_settop(L, 1);
    if (!push_source(L, 1)) argument_fail(L, 1, "superior_of", "somebody: initiator, assignee, person \"…\"");
    (void)source_new(L, SOURCE_SUPERIOR);
    set_value(L, 3, 2);
    return 1;
}

/* Every key of the options at 1, the only value on the stack, is one of those; raises. */
static void known_options(lua_State *L, const char *word, const char *const *names, size_t count) {
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "1";
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || strcmp(key, names[i]) == 0;
        if (!known) words_unknown(L, word, key, names, count);
        lua_settop(L, 2);
    }
}

/* chain_of_superiors { of = initiator, levels = 3 } or { of = …, upto = "general.manager" } */
static int word_chain(lua_State *L) {
    static const char *const names[] = {"of", "levels", "upto"};
    lua_settop(L, 1);
    if (!lua_istable(L, 1))
        argument_fail(L, 1, "chain_of_superiors", "options: { of = initiator, levels = 3 }");
    sandbox_resolve(L, 1);
    known_options(L, "chain_of_superiors", names, 3);
    source_object_t *s = source_new(L, SOURCE_CHAIN);
    lua_getfield(L, 1, "levels");
    lua_getfield(L, 1, "upto");
    if (lua_isnil(L, 3) == lua_isnil(L, 4))
        sandbox_fail(L, "rule.argument", "word", "chain_of_superiors", "expected", "either levels or upto",
                     "got", lua_isnil(L, 3) ? "neither" : "both", NULL);
    if (lua_isnil(L, 4)) {
        if (!lua_isinteger(L, 3) || lua_tointeger(L, 3) < 1 || lua_tointeger(L, 3) > 20)
            argument_fail(L, 3, "chain_of_superiors: levels", "a whole number from 1 to 20");
        s->level = (int32_t)lua_tointeger(L, 3);
    } else {
        (void)argument_text(L, 4, "chain_of_superiors: upto", "a post's key");
        lua_pushvalue(L, 4);
        lua_setiuservalue(L, 2, 1);
    }
    lua_getfield(L, 1, "of");
    if (!lua_isnil(L, 5)) {
        if (!push_source(L, 5))
            argument_fail(L, 5, "chain_of_superiors: of", "somebody: initiator, assignee");
        lua_setiuservalue(L, 2, 3);
    }
    lua_settop(L, 2);
    return 1;
}

/* picked { from = role "it.security" }, picked { by = "head", from = …, most = 3 } */
static int word_picked(lua_State *L) {
    static const char *const names[] = {"by", "from", "most"};
    lua_settop(L, 1);
    if (!lua_istable(L, 1)) argument_fail(L, 1, "picked", "options: { from = role \"…\" }");
    sandbox_resolve(L, 1);
    known_options(L, "picked", names, 3);
    source_object_t *s = source_new(L, SOURCE_PICKED);
    s->level = 1;
    lua_getfield(L, 1, "by");
    lua_getfield(L, 1, "from");
    lua_getfield(L, 1, "most");
    const source_object_t *by = object_at(L, 3, OBJECT_SOURCE);
    if (!lua_isnil(L, 3) && !(by && by->kind == SOURCE_INITIATOR)) {
        (void)argument_text(L, 3, "picked: by", "initiator, or the name of an earlier step");
        lua_pushvalue(L, 3);
        lua_setiuservalue(L, 2, 1);
    }
    if (!object_at(L, 4, OBJECT_SOURCE) && !lua_istable(L, 4))
        argument_fail(L, 4, "picked: from", "the range to pick from: role \"…\", or a list of sources");
    lua_pushvalue(L, 4);
    lua_setiuservalue(L, 2, 3);
    if (!lua_isnil(L, 5)) {
        if (!lua_isinteger(L, 5) || lua_tointeger(L, 5) < 1 || lua_tointeger(L, 5) > 20)
            argument_fail(L, 5, "picked: most", "a whole number from 1 to 20");
        s->level = (int32_t)lua_tointeger(L, 5);
    }
    lua_settop(L, 2);
    return 1;
}

/* first_of { a, b, … }: the first of them with somebody in it. */
static int word_first_of(lua_State *L) {
    lua_settop(L, 1);
    if (!lua_istable(L, 1))
        argument_fail(L, 1, "first_of", "a list of sources: first_of { head_of(…), post \"…\" }");
    (void)source_new(L, SOURCE_NONE);
    set_value(L, 3, 1);
    ruleset_t *rs = ruleset_of(L);
    if (rs->loading) {
        lua_pushvalue(L, 1);
        (void)sandbox_keep(L);
    }
    return 1;
}

/* host.source("initiator"), host.source("assignee"): the two that are values, not functions. */
int source_word(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    (void)source_new(L, strcmp(name, "initiator") == 0 ? SOURCE_INITIATOR : SOURCE_ASSIGNEE);
    return 1;
}

static int source_index(lua_State *L) {
    return words_unknown(L, "a source of people", lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "",
                         NULL, 0);
}

void source_setup(lua_State *L) {
    static const luaL_Reg methods[] = {{"__index", source_index}, {NULL, NULL}};
    object_kind_setup(L, OBJECT_SOURCE, "a source of people", methods);
}

const luaL_Reg source_words[] = {
    {"source", source_word},

    {"post", word_post},
    {"service", word_service},
    {"field", word_field},
    {"decider", word_decider},
    {"role", word_role},
    {"holder", word_holder},
    {"head_of", word_head_of},
    {"leader_of", word_leader_of},
    {"superior_of", word_superior_of},
    {"chain_of_superiors", word_chain},
    {"picked", word_picked},
    {"first_of", word_first_of},
    {NULL, NULL},
};
