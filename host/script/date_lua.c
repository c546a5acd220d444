/* Dates and ranges of dates as rules see them. A date has no time of day and no zone; it is compared, counted
 * and printed, never read from a clock. */
#include "script/objects.h"
#include "script/sandbox.h"
#include "script/words.h"
#include <string.h>

typedef struct date_object {
    object_t head;
    day_t day;
} date_object_t;

typedef struct range_object {
    object_t head;
    day_t from, until;
} range_object_t;

/* Years 1 to 9999. */
enum { DAY_MIN = -719162, DAY_MAX = 2932896 };

void date_push(lua_State *L, day_t day) {
    date_object_t *o = object_new(L, OBJECT_DATE, sizeof *o, 0);
    o->day = day;
}

bool date_at(lua_State *L, int idx, day_t *out) {
    date_object_t *o = object_at(L, idx, OBJECT_DATE);
    if (o) *out = o->day;
    return o != NULL;
}

void range_push(lua_State *L, day_t from, day_t until) {
    range_object_t *o = object_new(L, OBJECT_RANGE, sizeof *o, 0);
    o->from = from;
    o->until = until;
}

bool range_at(lua_State *L, int idx, day_t *from, day_t *until) {
    range_object_t *o = object_at(L, idx, OBJECT_RANGE);
    if (o) {
        *from = o->from;
        *until = o->until;
    }
    return o != NULL;
}

static int misfit(lua_State *L, const char *operation) {
    const char *empty = words_last_empty(L);
    if (empty && (lua_isnil(L, 1) || lua_isnil(L, 2)))
        sandbox_fail(L, "rule.empty_field", "field", empty, "word", operation, NULL);
    sandbox_fail(L, "rule.operands", "operation", operation, "left", object_word(L, 1), "right",
                 object_word(L, 2), NULL);
}

/* The answer of a comparison, told to whoever listens. */
static int date_answer(lua_State *L, day_t a, day_t b, bool held) {
    value_t x = {.kind = VALUE_DATE, .u.date = a}, y = {.kind = VALUE_DATE, .u.date = b};
    words_heard(L, &x, &y, held);
    lua_pushboolean(L, held);
    return 1;
}

static int date_order(lua_State *L, const char *operation, bool or_same) {
    day_t a = 0, b = 0;
    if (!date_at(L, 1, &a) || !date_at(L, 2, &b)) misfit(L, operation);
    return date_answer(L, a, b, a < b || (or_same && a == b));
}

static int date_lt(lua_State *L) {
    return date_order(L, "<", false);
}

static int date_le(lua_State *L) {
    return date_order(L, "<=", true);
}

static int date_eq(lua_State *L) {
    day_t a, b;
    if (date_at(L, 1, &a) && date_at(L, 2, &b)) return date_answer(L, a, b, a == b);
    lua_pushboolean(L, false);
    return 1;
}

static int push_day(lua_State *L, int64_t day) {
    if (day < DAY_MIN || day > DAY_MAX) sandbox_fail(L, "date.overflow", NULL);
    date_push(L, (day_t)day);
    return 1;
}

/* date + days */
static int date_plus(lua_State *L) {
    day_t day;
    bool first = date_at(L, 1, &day);
    int days = first ? 2 : 1;
    if ((!first && !date_at(L, 2, &day)) || !lua_isinteger(L, days)) misfit(L, "+");
    lua_Integer n = lua_tointeger(L, days);
    if (n > DAY_MAX * 2 || n < -DAY_MAX * 2) sandbox_fail(L, "date.overflow", NULL);
    return push_day(L, (int64_t)day + n);
}

/* date - days → date; date - date → days */
static int date_minus(lua_State *L) {
    day_t a, b;
    if (!date_at(L, 1, &a)) misfit(L, "-");
    if (date_at(L, 2, &b)) {
        words_push_count(L, (int64_t)a - b, false);
        return 1;
    }
    if (!lua_isinteger(L, 2)) misfit(L, "-");
    lua_Integer n = lua_tointeger(L, 2);
    if (n > DAY_MAX * 2 || n < -DAY_MAX * 2) sandbox_fail(L, "date.overflow", NULL);
    return push_day(L, (int64_t)a - n);
}

static int date_tostring(lua_State *L) {
    day_t day;
    char text[INSTANT_TEXT];
    if (!date_at(L, 1, &day)) misfit(L, "tostring");
    lua_pushstring(L, day_format(day, text));
    return 1;
}

static int range_tostring(lua_State *L) {
    day_t from, until;
    char a[INSTANT_TEXT], b[INSTANT_TEXT];
    if (!range_at(L, 1, &from, &until)) misfit(L, "tostring");
    lua_pushfstring(L, "%s..%s", day_format(from, a), day_format(until, b));
    return 1;
}

/* d:days_until(other) */
static int days_until(lua_State *L) {
    day_t a, b;
    if (!date_at(L, 1, &a)) argument_fail(L, 1, "days_until", "a date before the colon: d:days_until(other)");
    if (!date_at(L, 2, &b)) argument_fail(L, 2, "days_until", "a date");
    words_push_count(L, (int64_t)b - a, false);
    return 1;
}

static int date_index(lua_State *L) {
    static const char *const names[] = {"year", "month", "day", "weekday", "days_until"};
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    day_t at;
    int32_t year;
    int month, day;
    if (!date_at(L, 1, &at)) misfit(L, ".");
    day_to_civil(at, &year, &month, &day);
    if (strcmp(key, "days_until") == 0)
        lua_pushcfunction(L, days_until);
    else if (strcmp(key, "year") == 0)
        words_push_count(L, year, true);
    else if (strcmp(key, "month") == 0)
        words_push_count(L, month, true);
    else if (strcmp(key, "day") == 0)
        words_push_count(L, day, true);
    else if (strcmp(key, "weekday") == 0)
        words_push_count(L, day_weekday(at), true);
    else
        return words_unknown(L, "a date", key, names, sizeof names / sizeof *names);
    return 1;
}

static int range_index(lua_State *L) {
    static const char *const names[] = {"from", "to", "days"};
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    day_t from, until;
    if (!range_at(L, 1, &from, &until)) misfit(L, ".");
    if (strcmp(key, "from") == 0)
        date_push(L, from);
    else if (strcmp(key, "to") == 0)
        date_push(L, until);
    else if (strcmp(key, "days") == 0)
        words_push_count(L, (int64_t)until - from + 1, false);
    else
        return words_unknown(L, "a range of dates", key, names, sizeof names / sizeof *names);
    return 1;
}

static int range_eq(lua_State *L) {
    day_t a, b, c, d;
    lua_pushboolean(L, range_at(L, 1, &a, &b) && range_at(L, 2, &c, &d) && a == c && b == d);
    return 1;
}

int word_day(lua_State *L) {
    const char *text = argument_text(L, 1, "date", "a text such as \"2026-01-31\"");
    day_t day;
    if (day_parse(text, &day) != 0) sandbox_fail(L, "value.date", "text", text, NULL);
    date_push(L, day);
    return 1;
}

void date_setup(lua_State *L) {
    static const luaL_Reg date_methods[] = {
        {"__add", date_plus}, {"__sub", date_minus},         {"__eq", date_eq},       {"__lt", date_lt},
        {"__le", date_le},    {"__tostring", date_tostring}, {"__index", date_index}, {NULL, NULL},
    };
    static const luaL_Reg range_methods[] = {
        {"__eq", range_eq},
        {"__tostring", range_tostring},
        {"__index", range_index},
        {NULL, NULL},
    };
    object_kind_setup(L, OBJECT_DATE, "a date", date_methods);
    object_kind_setup(L, OBJECT_RANGE, "a range of dates", range_methods);
}
