/* The utf8 functions of rules, strict: overlong forms, surrogates and values beyond U+10FFFF are malformed.
 */
#include "script/sandbox_internal.h"
#include <string.h>

/* The character at s (n bytes left): its length, 0 when malformed. */
static size_t decode(const char *text, size_t n, uint32_t *code) {
    const unsigned char *s = (const unsigned char *)text;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (n == 0) return 0;
    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    size_t len = s[0] >= 0xF8 ? 0 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC2 ? 2 : 0;
    if (len == 0 || len > n) return 0;
    uint32_t c = s[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return 0;
    *code = c;
    return len;
}

static size_t encode(uint32_t c, char *out) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)((0xF00u >> len & 0xFF) | c);
    return len;
}

static bool continues(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* A byte position: from 1, negative from the end; 0 when before the beginning. */
static lua_Integer position(lua_Integer at, size_t len) {
    if (at >= 0) return at;
    return at < -(lua_Integer)len ? 0 : (lua_Integer)len + at + 1;
}

/* utf8.len(s, i, j): characters that begin between bytes i and j; nil and a place when malformed. */
static int utf8_len(lua_State *L) {
    size_t len;
    uint32_t code;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer at = position(luaL_optinteger(L, 2, 1), len), last = position(luaL_optinteger(L, 3, -1), len),
                n = 0;
    luaL_argcheck(L, at >= 1 && at - 1 <= (lua_Integer)len, 2, "position out of bounds");
    luaL_argcheck(L, last <= (lua_Integer)len, 3, "position out of bounds");
    sandbox_charge(L, 1 + (int64_t)(len / 8));
    for (at--; at < last; n++) {
        size_t taken = decode(s + at, len - (size_t)at, &code);
        if (taken == 0) {
            lua_pushnil(L);
            lua_pushinteger(L, at + 1);
            return 2;
        }
        at += (lua_Integer)taken;
    }
    lua_pushinteger(L, n);
    return 1;
}

static int utf8_codepoint(lua_State *L) {
    size_t len;
    uint32_t code;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer at = position(luaL_optinteger(L, 2, 1), len), last = position(luaL_optinteger(L, 3, at), len);
    luaL_argcheck(L, at >= 1, 2, "position out of bounds");
    luaL_argcheck(L, last <= (lua_Integer)len, 3, "position out of bounds");
    int n = 0, most = sandbox_of(L)->limits.values;
    for (at--; at < last; n++) {
        size_t taken = decode(s + at, len - (size_t)at, &code);
        if (taken == 0) return luaL_error(L, "invalid UTF-8 code");
        if (n >= most) return luaL_error(L, "more than %d values at once", most);
        luaL_checkstack(L, 1, "too many values");
        lua_pushinteger(L, code);
        at += (lua_Integer)taken;
    }
    sandbox_charge(L, 1 + n);
    return n;
}

static int utf8_char(lua_State *L) {
    luaL_Buffer out;
    int n = lua_gettop(L);
    sandbox_charge(L, 1 + n);
    luaL_buffinit(L, &out);
    for (int i = 1; i <= n; i++) {
        char bytes[4];
        lua_Integer c = luaL_checkinteger(L, i);
        luaL_argcheck(L, c >= 0 && c <= 0x10FFFF && (c < 0xD800 || c >= 0xE000), i, "value out of range");
        luaL_addlstring(&out, bytes, encode((uint32_t)c, bytes));
    }
    luaL_pushresult(&out);
    return 1;
}

/* utf8.offset(s, n, i): the byte where the n-th character counted from byte i begins; nil when there is none.
 */
static int utf8_offset(lua_State *L) {
    size_t len;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer n = luaL_checkinteger(L, 2), end = (lua_Integer)len;
    lua_Integer at = position(luaL_optinteger(L, 3, n > 0 ? 1 : end + 1), len) - 1;
    luaL_argcheck(L, at >= 0 && at <= end, 3, "position out of bounds");
    sandbox_charge(L, 1 + (int64_t)(len / 8));
    if (n == 0) {
        while (at > 0 && at < end && continues(s[at]))
            at--;
        lua_pushinteger(L, at + 1);
        return 1;
    }
    if (at < end && continues(s[at])) return luaL_error(L, "initial position is a continuation byte");
    for (; n < 0 && at > 0; n++) {
        do {
            at--;
        } while (at > 0 && continues(s[at]));
    }
    for (n -= n > 0; n > 0 && at < end; n--) {
        do {
            at++;
        } while (at < end && continues(s[at]));
    }
    if (n != 0) {
        lua_pushnil(L);
    } else {
        lua_pushinteger(L, at + 1);
    }
    return 1;
}

static int codes_step(lua_State *L) {
    size_t len;
    uint32_t code;
    const char *s = luaL_checklstring(L, 1, &len);
    lua_Integer at = luaL_checkinteger(L, 2);
    if (at > 0 && at <= (lua_Integer)len) { /* past the character before, which was well-formed */
        at += (lua_Integer)decode(s + at - 1, len - (size_t)at + 1, &code) - 1;
    }
    if (at < 0 || at >= (lua_Integer)len) return 0;
    if (decode(s + at, len - (size_t)at, &code) == 0) return luaL_error(L, "invalid UTF-8 code");
    lua_pushinteger(L, at + 1);
    lua_pushinteger(L, code);
    return 2;
}

static int utf8_codes(lua_State *L) {
    luaL_checkstring(L, 1);
    lua_pushcfunction(L, codes_step);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

void lib_utf8_open(lua_State *L) {
    static const char *const removed[] = {NULL};
    static const luaL_Reg functions[] = {{"char", utf8_char},     {"codepoint", utf8_codepoint},
                                         {"codes", utf8_codes},   {"len", utf8_len},
                                         {"offset", utf8_offset}, {NULL, NULL}};
    luaL_newlib(L, functions);
    lua_pushlstring(L, "[\0-\x7F\xC2-\xFD][\x80-\xBF]*", 14);
    lua_setfield(L, -2, "charpattern");
    sandbox_names_guard(L, "utf8", removed);
}
