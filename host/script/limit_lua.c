/* Time limits as rules write them: workdays(3), workhours(4), hours(36), days(2), at("05:15", {day = 7}).
 * They can't be changed; two of one kind can be compared. */
#include "script/objects.h"
#include "script/sandbox.h"
#include "script/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_SAID = 64 };

typedef struct limit_object {
    object_t head;
    limit_t limit;
} limit_object_t;

void limit_push(lua_State *L, const limit_t *limit) {
    limit_object_t *o = object_new(L, OBJECT_LIMIT, sizeof *o, 0);
    o->limit = *limit;
}

const limit_t *limit_at(lua_State *L, int idx) {
    limit_object_t *o = object_at(L, idx, OBJECT_LIMIT);
    return o ? &o->limit : NULL;
}

static int sign(int64_t left, int64_t right) {
    return (left > right) - (left < right);
}

/* The same time on the m-th working day, against the end of the n-th. Out of hours the first counts from the
 * next working instant, which may be of the next working day, and its time may lie after the end of a shorter
 * day: two days more are later for certain, as many or one more are not. */
static int same_time_order(int32_t m, int32_t n) {
    if (m == 0 || m + 1 < n) return -1; /* no days at all: that instant itself */
    return m > n ? 1 : 2;
}

static int workdays_order(const limit_t *a, const limit_t *b) {
    if (a->same_time == b->same_time) return sign(a->days, b->days);
    if (a->same_time) return same_time_order(a->days, b->days);
    int order = same_time_order(b->days, a->days);
    return order == 2 ? 2 : -order;
}

/* With 0 days it is of today or, once that time is past, of tomorrow. */
static int day_time_order(const limit_t *a, const limit_t *b) {
    int order = a->days != b->days ? sign(a->days, b->days) : sign(a->minute, b->minute);
    const limit_t *today = order < 0 ? a : b, *other = order < 0 ? b : a;
    if (order == 0 || today->days > 0 || other->days > 1) return order;
    return other->days == 1 && today->minute <= other->minute ? order : 2;
}

int limit_order(const limit_t *a, const limit_t *b) {
    if (a->kind != b->kind) return 2;
    if (a->kind == LIMIT_WORKDAYS) return workdays_order(a, b);
    if (a->kind == LIMIT_DAY_TIME) return day_time_order(a, b);
    return sign(a->ms, b->ms);
}

/* As limit_text writes it. */
static const char *limit_said(const limit_t *limit, char out[LIMIT_SAID]) {
    arena_t arena;
    arena_init(&arena, 0);
    char *made = limit_text(limit, &arena);
    (void)snprintf(out, LIMIT_SAID, "%s", made ? made : "");
    arena_free(&arena);
    return out;
}

static int limit_compare(lua_State *L, const char *operation) {
    const limit_t *a = limit_at(L, 1), *b = limit_at(L, 2);
    int order = a && b ? limit_order(a, b) : 2;
    if (order == 2 && a && b && a->kind == b->kind) {
        char texts[2][LIMIT_SAID];
        sandbox_fail(L, "rule.limits", "left", limit_said(a, texts[0]), "right", limit_said(b, texts[1]),
                     NULL);
    }
    if (order == 2)
        sandbox_fail(L, "rule.operands", "operation", operation, "left", object_word(L, 1), "right",
                     object_word(L, 2), NULL);
    return order;
}

static int limit_lt(lua_State *L) {
    lua_pushboolean(L, limit_compare(L, "<") < 0);
    return 1;
}

static int limit_le(lua_State *L) {
    lua_pushboolean(L, limit_compare(L, "<=") <= 0);
    return 1;
}

static int limit_eq(lua_State *L) {
    const limit_t *a = limit_at(L, 1), *b = limit_at(L, 2);
    lua_pushboolean(L, a && b && limit_order(a, b) == 0);
    return 1;
}

static int limit_tostring(lua_State *L) {
    char text[LIMIT_SAID];
    lua_pushstring(L, limit_said(limit_at(L, 1), text));
    return 1;
}

static int same_time(lua_State *L) {
    const limit_t *limit = limit_at(L, 1);
    if (!limit || limit->kind != LIMIT_WORKDAYS)
        argument_fail(L, 1, "same_time", "workdays before the colon: workdays(3):same_time()");
    limit_t changed = *limit;
    changed.same_time = true;
    limit_push(L, &changed);
    return 1;
}

static int limit_index(lua_State *L) {
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    if (strcmp(key, "same_time") != 0)
        return words_unknown(L, "a time limit", key, (const char *const[]){"same_time"}, 1);
    lua_pushcfunction(L, same_time);
    return 1;
}

static int32_t count_at(lua_State *L, int idx, const char *word) {
    if (!lua_isinteger(L, idx) || lua_tointeger(L, idx) < 0 || lua_tointeger(L, idx) > LIMIT_DAYS_MAX)
        argument_fail(L, idx, word, "a whole number from 0 to 3660");
    return (int32_t)lua_tointeger(L, idx);
}

/* The only option of workdays and at: checked here, so that a misspelt one is not passed over. */
static void one_option(lua_State *L, int idx, const char *word, const char *option) {
    if (!lua_istable(L, idx)) argument_fail(L, idx, word, "options in { … }");
    sandbox_resolve(L, idx);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "1";
        if (strcmp(key, option) != 0) words_unknown(L, word, key, &option, 1);
        lua_pop(L, 1);
    }
    lua_pushstring(L, option);
    lua_rawget(L, idx);
}

int word_workdays(lua_State *L) {
    limit_t limit = {.kind = LIMIT_WORKDAYS, .days = count_at(L, 1, "workdays")};
    if (!lua_isnoneornil(L, 2)) {
        one_option(L, 2, "workdays", "same_time");
        limit.same_time = lua_toboolean(L, -1);
    }
    limit_push(L, &limit);
    return 1;
}

static int hours_of(lua_State *L, limit_kind_t kind, const char *word) {
    decimal_t n;
    limit_t limit = {.kind = kind};
    if (!decimal_at(L, 1, &n) || n.mantissa < 0 || n.scale > 3)
        argument_fail(L, 1, word, "a number of hours");
    int64_t unit = MS_HOUR;
    for (int i = 0; i < n.scale; i++)
        unit /= 10;
    if (n.mantissa > LIMIT_MS_MAX / unit) argument_fail(L, 1, word, "a number of hours up to 87840");
    limit.ms = n.mantissa * unit;
    limit_push(L, &limit);
    return 1;
}

int word_workhours(lua_State *L) {
    return hours_of(L, LIMIT_WORKTIME, "workhours");
}

int word_hours(lua_State *L) {
    return hours_of(L, LIMIT_ELAPSED, "hours");
}

int word_days(lua_State *L) {
    limit_t limit = {.kind = LIMIT_ELAPSED, .ms = (int64_t)count_at(L, 1, "days") * MS_DAY};
    limit_push(L, &limit);
    return 1;
}

/* at("05:15", { day = 7 }): the seventh day, counted from the day it began as day 0. */
int word_at(lua_State *L) {
    const char *text = argument_text(L, 1, "at", "a time of day such as \"05:15\"");
    limit_t limit = {.kind = LIMIT_DAY_TIME};
    if (strlen(text) != 5 || !clock_minute(text, &limit.minute))
        argument_fail(L, 1, "at", "a time of day from \"00:00\" to \"23:59\"");
    one_option(L, 2, "at", "day");
    limit.days = count_at(L, lua_gettop(L), "at: day");
    limit_push(L, &limit);
    return 1;
}

void limit_setup(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"__eq", limit_eq},       {"__lt", limit_lt}, {"__le", limit_le}, {"__tostring", limit_tostring},
        {"__index", limit_index}, {NULL, NULL},
    };
    object_kind_setup(L, OBJECT_LIMIT, "a time limit", methods);
}
