/* The values that rules hold and C made: money, dates, limits, sources of people, steps, the record. Each is
 * a userdata that begins with a mark and its kind; rules can't make, change or forge one. Private to script/.
 */
#ifndef CS_SCRIPT_OBJECTS_H
#define CS_SCRIPT_OBJECTS_H

#include "model/limit.h"
#include "model/source.h"
#include "model/value.h"
#include <lauxlib.h>
#include <lua.h>

typedef enum object_kind {
    OBJECT_MONEY = 1,
    OBJECT_NUMBER, /* an exact decimal that is no whole number; whole ones are Lua integers */
    OBJECT_DATE,
    OBJECT_RANGE,
    OBJECT_LIMIT,
    OBJECT_SOURCE,
    OBJECT_NODE, /* something declared: a step, a field, a ladder … (words.h) */
    OBJECT_RECORD,
    OBJECT_SETTINGS,
    OBJECT_DEPARTMENT,
    OBJECT_PERSON,
    OBJECT_TASK,
    OBJECT_ROWS,
    OBJECT_ROW,
    OBJECT_USED, /* sums over like records */
    OBJECT_KINDS
} object_kind_t;

typedef struct object {
    uint32_t magic;
    uint32_t kind;
} object_t;

/* Makes the metatable of a kind: its word for error messages ("an amount") and its methods, which may hold
 * metamethods. Once a state and kind, before the first object. May raise Lua errors, as all below. */
void object_kind_setup(lua_State *L, object_kind_t kind, const char *word, const luaL_Reg *methods);
/* Pushes a new object of `size` bytes, its header filled in, the rest zeroed. */
void *object_new(lua_State *L, object_kind_t kind, size_t size, int user_values);
/* The object of that kind at idx, or NULL. */
void *object_at(lua_State *L, int idx, object_kind_t kind);
/* Its kind; 0 when the value at idx is no object. */
object_kind_t object_kind(lua_State *L, int idx);
/* What the value at idx is, in the author's terms: "a text", "an amount", "nothing". */
const char *object_word(lua_State *L, int idx);

/* Raises rule.argument {word, expected, got}, or rule.empty_field {field, word} when an empty field of the
 * record was given. Never returns. */
int argument_fail(lua_State *L, int idx, const char *word, const char *expected) __attribute__((noreturn));
/* The text at idx; raises when it is none, or empty. */
const char *argument_text(lua_State *L, int idx, const char *word, const char *expected);

/* Money and decimals: money_lua.c. */
void money_setup(lua_State *L);
void money_push(lua_State *L, const money_t *m);
const money_t *money_at(lua_State *L, int idx); /* NULL: none */
/* Whole numbers become Lua integers, others decimals. */
void decimal_push(lua_State *L, const decimal_t *n);
/* A whole number, a decimal, or a number literal such as 0.25 whose shortest spelling has at most nine
 * fraction digits. False: none of these. */
bool decimal_at(lua_State *L, int idx, decimal_t *out);
/* Words for rules: amount "5000 EUR", decimal "0.5", divide(a, b). */
int word_amount(lua_State *L);
int word_decimal(lua_State *L);
int word_divide(lua_State *L);

/* Dates: date_lua.c. */
void date_setup(lua_State *L);
void date_push(lua_State *L, day_t day);
bool date_at(lua_State *L, int idx, day_t *out);
void range_push(lua_State *L, day_t from, day_t until);
bool range_at(lua_State *L, int idx, day_t *from, day_t *until);
int word_day(lua_State *L);

/* Limits: limit_lua.c. */
void limit_setup(lua_State *L);
void limit_push(lua_State *L, const limit_t *limit);
const limit_t *limit_at(lua_State *L, int idx); /* NULL: none */
/* -1, 0, 1: the first ends sooner or then, just then, later or then, whenever a step opens, in and out of
 * hours; 2: of two kinds, or one or the other, as the step opens. */
int limit_order(const limit_t *a, const limit_t *b);
int word_workdays(lua_State *L);
int word_workhours(lua_State *L);
int word_hours(lua_State *L);
int word_days(lua_State *L);
int word_at(lua_State *L);

#endif
