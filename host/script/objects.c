/* Objects: their marks, their metatables, and the errors of words that were given something else. */
#include "script/objects.h"
#include "base/text.h"
#include "script/sandbox.h"
#include "script/words.h"
#include <string.h>

enum { OBJECT_MAGIC = 0x43534f42 };

void object_kind_setup(lua_State *L, object_kind_t kind, const char *word, const luaL_Reg *methods) {
    lua_newtable(L);
    lua_pushstring(L, word);
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    if (methods) luaL_setfuncs(L, methods, 0);
    ruleset_of(L)->metatables[kind] = luaL_ref(L, LUA_REGISTRYINDEX);
}

void *object_new(lua_State *L, object_kind_t kind, size_t size, int user_values) {
    object_t *o = lua_newuserdatauv(L, size, user_values);
    memset(o, 0, size);
    o->magic = OBJECT_MAGIC;
    o->kind = (uint32_t)kind;
    lua_rawgeti(L, LUA_REGISTRYINDEX, ruleset_of(L)->metatables[kind]);
    lua_setmetatable(L, -2);
    return o;
}

static object_t *any_object(lua_State *L, int idx) {
    if (lua_type(L, idx) != LUA_TUSERDATA || lua_rawlen(L, idx) < sizeof(object_t)) return NULL;
    object_t *o = lua_touserdata(L, idx);
    return o->magic == OBJECT_MAGIC ? o : NULL;
}

void *object_at(lua_State *L, int idx, object_kind_t kind) {
    object_t *o = any_object(L, idx);
    return o && o->kind == (uint32_t)kind ? o : NULL;
}

object_kind_t object_kind(lua_State *L, int idx) {
    object_t *o = any_object(L, idx);
    return o ? (object_kind_t)o->kind : (object_kind_t)0;
}

static const char *kind_word(object_kind_t kind) {
    switch (kind) {
    case OBJECT_MONEY:
        return "an amount of money";
    case OBJECT_NUMBER:
        return "a number";
    case OBJECT_DATE:
        return "a date";
    case OBJECT_RANGE:
        return "a range of dates";
    case OBJECT_LIMIT:
        return "a time limit";
    case OBJECT_SOURCE:
        return "a source of people";
    case OBJECT_RECORD:
        return "the record";
    case OBJECT_SETTINGS:
        return "the settings";
    case OBJECT_DEPARTMENT:
        return "a department";
    case OBJECT_PERSON:
        return "a person";
    case OBJECT_TASK:
        return "a task";
    case OBJECT_ROWS:
        return "a table of rows";
    case OBJECT_ROW:
        return "a row";
    case OBJECT_USED:
        return "a sum over like records";
    case OBJECT_NODE:
    case OBJECT_KINDS:
        break;
    }
    return "something declared";
}

const char *object_word(lua_State *L, int idx) {
    object_kind_t kind = object_kind(L, idx);
    if (kind) return kind == OBJECT_NODE ? node_word(L, idx) : kind_word(kind);
    switch (lua_type(L, idx)) {
    case LUA_TNONE:
    case LUA_TNIL:
        return "nothing";
    case LUA_TBOOLEAN:
        return lua_toboolean(L, idx) ? "true" : "false";
    case LUA_TNUMBER:
        return "a number";
    case LUA_TSTRING:
        return has_words(lua_tostring(L, idx)) ? "a text" : "a text without words";
    case LUA_TTABLE:
        return "a list { … }";
    case LUA_TFUNCTION:
        return "a function";
    default:
        return "something else";
    }
}

int argument_fail(lua_State *L, int idx, const char *word, const char *expected) {
    const char *empty = words_last_empty(L);
    if (lua_isnoneornil(L, idx) && empty)
        sandbox_fail(L, "rule.empty_field", "field", empty, "word", word, NULL);
    sandbox_fail(L, "rule.argument", "word", word, "expected", expected, "got", object_word(L, idx), NULL);
}

const char *argument_text(lua_State *L, int idx, const char *word, const char *expected) {
    size_t length = 0;
    const char *text = lua_type(L, idx) == LUA_TSTRING ? lua_tolstring(L, idx, &length) : NULL;
    if (!text || strlen(text) != length || !has_words(text)) argument_fail(L, idx, word, expected);
    return text;
}
