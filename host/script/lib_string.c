/* The text functions of rules. Beside Lua's own names stand helpers (trim, split, starts_with, ends_with,
 * contains), so that rules rarely need a pattern. Case and blanks are those of ASCII. */
#include "script/sandbox_internal.h"
#include <string.h>

/* Lua's positions: from 1, negative from the end. First … last as offsets [*from, *to); empty when from >=
 * to. */
static void slice(lua_State *L, int arg, size_t len, lua_Integer last_default, size_t *from, size_t *to) {
    lua_Integer n = (lua_Integer)len;
    lua_Integer first = luaL_optinteger(L, arg, 1), last = luaL_optinteger(L, arg + 1, last_default);
    if (first < 0) first = first < -n ? 1 : n + first + 1;
    if (first < 1) first = 1;
    if (last < 0) last = last < -n ? 0 : n + last + 1;
    if (last > n) last = n;
    *from = first > n ? len : (size_t)first - 1;
    *to = last < 1 ? 0 : (size_t)last;
}

static int string_sub(lua_State *L) {
    size_t len, from, to;
    const char *s = luaL_checklstring(L, 1, &len);
    luaL_checkinteger(L, 2);
    slice(L, 2, len, -1, &from, &to);
    size_t taken = from < to ? to - from : 0;
    lib_text_cost(L, taken);
    lua_pushlstring(L, s + from, taken);
    return 1;
}

static int string_len(lua_State *L) {
    size_t len;
    luaL_checklstring(L, 1, &len);
    lua_pushinteger(L, (lua_Integer)len);
    return 1;
}

static int string_byte(lua_State *L) {
    size_t len, from, to;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    lua_settop(L, 3);
    if (lua_isnil(L, 2)) {
        lua_pushinteger(L, 1);
        lua_replace(L, 2);
    }
    slice(L, 2, len, first, &from, &to);
    if (from >= to) return 0;
    int most = sandbox_of(L)->limits.values;
    if (to - from > (size_t)most) return luaL_error(L, "more than %d values at once", most);
    int count = (int)(to - from);
    sandbox_charge(L, count);
    luaL_checkstack(L, count, "too many values");
    for (int i = 0; i < count; i++)
        lua_pushinteger(L, (unsigned char)s[from + (size_t)i]);
    return count;
}

static int string_char(lua_State *L) {
    luaL_Buffer out;
    int n = lua_gettop(L);
    sandbox_charge(L, 1 + n / 2);
    char *p = luaL_buffinitsize(L, &out, (size_t)n);
    for (int i = 1; i <= n; i++) {
        lua_Integer c = luaL_checkinteger(L, i);
        luaL_argcheck(L, c >= 0 && c <= 255, i, "value out of range");
        p[i - 1] = (char)c;
    }
    luaL_pushresultsize(&out, (size_t)n);
    return 1;
}

/* ---- whole texts ---- */

static char lower(char c) {
    if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
    return c;
}

static char upper(char c) {
    if (c >= 'a' && c <= 'z') return (char)(c - 'a' + 'A');
    return c;
}

static int map_text(lua_State *L, char (*map)(char)) {
    size_t len;
    luaL_Buffer out;
    const char *s = luaL_checklstring(L, 1, &len);
    lib_text_cost(L, len * 2);
    char *p = luaL_buffinitsize(L, &out, len);
    for (size_t i = 0; i < len; i++)
        p[i] = map(s[i]);
    luaL_pushresultsize(&out, len);
    return 1;
}

static int string_lower(lua_State *L) {
    return map_text(L, lower);
}

static int string_upper(lua_State *L) {
    return map_text(L, upper);
}

static int string_reverse(lua_State *L) {
    size_t len;
    luaL_Buffer out;
    const char *s = luaL_checklstring(L, 1, &len);
    lib_text_cost(L, len);
    char *p = luaL_buffinitsize(L, &out, len);
    for (size_t i = 0; i < len; i++)
        p[i] = s[len - 1 - i];
    luaL_pushresultsize(&out, len);
    return 1;
}

/* The length of n × len + (n - 1) × separator, or SIZE_MAX when it is beyond any limit. */
static size_t repeated_length(size_t len, size_t separator, lua_Unsigned n) {
    size_t part = len + separator;
    if (part == 0) return 0;
    if (n > (SIZE_MAX / 4) / part) return SIZE_MAX;
    return (size_t)n * part - separator;
}

static int string_rep(lua_State *L) {
    size_t len, separator_len;
    luaL_Buffer out;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer n = luaL_checkinteger(L, 2);
    const char *separator = luaL_optlstring(L, 3, "", &separator_len);
    size_t total = n > 0 ? repeated_length(len, separator_len, (lua_Unsigned)n) : 0;
    lib_text_cost(L, total);
    if (total == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    sandbox_charge(L, n / 8);
    char *p = luaL_buffinitsize(L, &out, total), *end = p + total;
    for (;;) {
        memcpy(p, s, len);
        p += len;
        if (p >= end) break;
        memcpy(p, separator, separator_len);
        p += separator_len;
        if (len == 0 && p >= end) break;
    }
    luaL_pushresultsize(&out, total);
    return 1;
}

/* ---- helpers ---- */

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static int string_trim(lua_State *L) {
    size_t len;
    const char *s = luaL_checklstring(L, 1, &len), *end = s + len;
    while (s < end && is_blank(*s))
        s++;
    while (end > s && is_blank(end[-1]))
        end--;
    lib_text_cost(L, len);
    lua_pushlstring(L, s, (size_t)(end - s));
    return 1;
}

/* split(s, separator): the parts between separators (a plain text, "," by default), as a list; "" gives one
 * empty part. */
static int string_split(lua_State *L) {
    size_t len, separator_len;
    const char *s = luaL_checklstring(L, 1, &len), *end = s + len;
    const char *separator = luaL_optlstring(L, 2, ",", &separator_len);
    luaL_argcheck(L, separator_len > 0, 2, "the separator is empty");
    lib_text_cost(L, len);
    lua_newtable(L);
    for (lua_Integer n = 1;; n++) {
        const char *at = memmem(s, (size_t)(end - s), separator, separator_len);
        sandbox_charge(L, 2);
        lua_pushlstring(L, s, (size_t)((at ? at : end) - s));
        lua_rawseti(L, -2, n);
        if (!at) return 1;
        s = at + separator_len;
    }
}

static int string_starts_with(lua_State *L) {
    size_t len, part_len;
    const char *s = luaL_checklstring(L, 1, &len), *part = luaL_checklstring(L, 2, &part_len);
    sandbox_charge(L, (int64_t)(part_len / 64));
    lua_pushboolean(L, part_len <= len && memcmp(s, part, part_len) == 0);
    return 1;
}

static int string_ends_with(lua_State *L) {
    size_t len, part_len;
    const char *s = luaL_checklstring(L, 1, &len), *part = luaL_checklstring(L, 2, &part_len);
    sandbox_charge(L, (int64_t)(part_len / 64));
    lua_pushboolean(L, part_len <= len && memcmp(s + len - part_len, part, part_len) == 0);
    return 1;
}

static int string_contains(lua_State *L) {
    size_t len, part_len;
    const char *s = luaL_checklstring(L, 1, &len), *part = luaL_checklstring(L, 2, &part_len);
    sandbox_charge(L, 1 + (int64_t)((len + part_len) / 16));
    lua_pushboolean(L, memmem(s, len, part, part_len) != NULL);
    return 1;
}

void lib_string_open(lua_State *L) {
    static const char *const removed[] = {"dump", "pack", "packsize", "unpack", "gfind", NULL};
    static const luaL_Reg functions[] = {{"byte", string_byte},
                                         {"char", string_char},
                                         {"contains", string_contains},
                                         {"ends_with", string_ends_with},
                                         {"find", lib_find},
                                         {"format", lib_format},
                                         {"gmatch", lib_gmatch},
                                         {"gsub", lib_gsub},
                                         {"len", string_len},
                                         {"lower", string_lower},
                                         {"match", lib_match},
                                         {"rep", string_rep},
                                         {"reverse", string_reverse},
                                         {"split", string_split},
                                         {"starts_with", string_starts_with},
                                         {"sub", string_sub},
                                         {"trim", string_trim},
                                         {"upper", string_upper},
                                         {NULL, NULL}};
    luaL_newlib(L, functions);
    sandbox_names_guard(L, "string", removed);
}
