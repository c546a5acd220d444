/* find, match, gmatch and gsub over text_pattern. One step of the matcher costs half an instruction;
 * a plain search is linear (memmem, two-way). */
#include "script/sandbox_internal.h"
#include "script/text_pattern.h"
#include <string.h>

enum { STEPS = 400, STEPS_PER_INSTRUCTION = 2 };

static void charge_steps(pattern_match_t *m) {
    sandbox_charge(m->ctx, (STEPS - m->steps) / STEPS_PER_INSTRUCTION);
    m->steps = STEPS;
}

/* Charges what is left of the last steps begun. */
static void settle_steps(const pattern_match_t *m) {
    sandbox_charge(m->ctx, 1 + (STEPS - m->steps) / STEPS_PER_INSTRUCTION);
}

static void begin(lua_State *L, pattern_match_t *m, pattern_t *p, const char *s, size_t len, int pattern_arg,
                  bool anchor) {
    size_t pattern_len;
    const char *text = luaL_checklstring(L, pattern_arg, &pattern_len);
    const char *wrong = pattern_compile(p, text, pattern_len, anchor);
    if (wrong) luaL_argerror(L, pattern_arg, wrong);
    memset(m->captures, 0, sizeof m->captures[0] * (size_t)p->capture_count);
    m->pattern = p;
    m->subject = s;
    m->end = s + len;
    m->out_of_steps = charge_steps;
    m->ctx = L;
    m->steps = STEPS;
}

static void push_capture(lua_State *L, const pattern_match_t *m, int i) {
    if (m->captures[i].len == PATTERN_POSITION) {
        lua_pushinteger(L, m->captures[i].at - m->subject + 1);
        return;
    }
    lib_text_cost(L, (size_t)m->captures[i].len);
    lua_pushlstring(L, m->captures[i].at, (size_t)m->captures[i].len);
}

/* Pushes the captures, or the whole match when there are none and `whole`. */
static int push_captures(lua_State *L, const pattern_match_t *m, const char *from, const char *to,
                         bool whole) {
    int n = m->pattern->capture_count;
    luaL_checkstack(L, n + 4, "too many captures");
    for (int i = 0; i < n; i++)
        push_capture(L, m, i);
    if (n > 0 || !whole) return n;
    lib_text_cost(L, (size_t)(to - from));
    lua_pushlstring(L, from, (size_t)(to - from));
    return 1;
}

/* The first match from `from` on; its begin, or NULL. */
static const char *search(pattern_match_t *m, const char *from, const char **to) {
    for (const char *s = from; s <= m->end; s++) {
        const char *end = pattern_match_at(m, s);
        if (end) {
            *to = end;
            return s;
        }
        if (m->pattern->anchored) return NULL;
    }
    return NULL;
}

/* Lua's positions: from 1, negative from the end. An offset that may be beyond the end. */
static size_t start_offset(lua_State *L, int arg, size_t len) {
    lua_Integer at = luaL_optinteger(L, arg, 1);
    if (at > 0) return (lua_Unsigned)at - 1 > len ? len + 1 : (size_t)at - 1;
    if (at == 0 || at < -(lua_Integer)len) return 0;
    return len - (size_t)-at;
}

static bool is_plain(const char *pattern, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (pattern[i] != '\0' && strchr("^$*+?.([%-", pattern[i])) return false;
    }
    return true;
}

static int find_plain(lua_State *L, const char *s, size_t len, const char *what, size_t what_len,
                      size_t from) {
    sandbox_charge(L, 1 + (int64_t)((len - from + what_len) / 16));
    const char *at = memmem(s + from, len - from, what, what_len);
    if (!at) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, at - s + 1);
    lua_pushinteger(L, at - s + (lua_Integer)what_len);
    return 2;
}

static int find_or_match(lua_State *L, bool find) {
    size_t len, what_len;
    pattern_t p;
    pattern_match_t m;
    const char *s = luaL_checklstring(L, 1, &len), *what = luaL_checklstring(L, 2, &what_len), *to;
    size_t from = start_offset(L, 3, len);
    if (from > len) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_plain(what, what_len)))
        return find_plain(L, s, len, what, what_len, from);
    begin(L, &m, &p, s, len, 2, true);
    const char *at = search(&m, s + from, &to);
    settle_steps(&m);
    if (!at) {
        lua_pushnil(L);
        return 1;
    }
    if (!find) return push_captures(L, &m, at, to, true);
    lua_pushinteger(L, at - s + 1);
    lua_pushinteger(L, to - s);
    return 2 + push_captures(L, &m, at, to, false);
}

int lib_find(lua_State *L) {
    return find_or_match(L, true);
}

int lib_match(lua_State *L) {
    return find_or_match(L, false);
}

/* Upvalues: subject, pattern, where to go on, the end of the last match (0: none). */
static int gmatch_step(lua_State *L) {
    size_t len;
    pattern_t p;
    pattern_match_t m;
    const char *to;
    const char *s = lua_tolstring(L, lua_upvalueindex(1), &len);
    size_t from = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(2));
    begin(L, &m, &p, s, len, 1, false);
    for (const char *at = s + from; at <= m.end; at++) {
        to = pattern_match_at(&m, at);
        if (!to || to - s + 1 == last) continue; /* not again the empty match where the last one ended */
        settle_steps(&m);
        lua_pushinteger(L, to - s);
        lua_replace(L, lua_upvalueindex(3));
        lua_pushinteger(L, to - s + 1);
        lua_replace(L, lua_upvalueindex(4));
        return push_captures(L, &m, at, to, true);
    }
    settle_steps(&m);
    lua_pushinteger(L, (lua_Integer)len + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 0;
}

int lib_gmatch(lua_State *L) {
    size_t len;
    pattern_t p;
    luaL_checklstring(L, 1, &len);
    const char *text = luaL_checklstring(L, 2, NULL);
    const char *wrong = pattern_compile(&p, text, lua_rawlen(L, 2), false);
    if (wrong) return luaL_argerror(L, 2, wrong);
    size_t from = start_offset(L, 3, len);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)from);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, gmatch_step, 4);
    return 1;
}

/* ---- gsub ---- */

/* Adds text, after a look at the size that comes out. */
static void add(lua_State *L, luaL_Buffer *out, const char *s, size_t len) {
    if (luaL_bufflen(out) + len > sandbox_of(L)->text_cap) lib_text_cost(L, luaL_bufflen(out) + len);
    sandbox_charge(L, (int64_t)(len / 32));
    luaL_addlstring(out, s, len);
}

/* Adds the value on top (a text or number, popped). */
static void add_top(lua_State *L, luaL_Buffer *out) {
    size_t len = lua_type(L, -1) == LUA_TSTRING ? lua_rawlen(L, -1) : 64;
    if (luaL_bufflen(out) + len > sandbox_of(L)->text_cap) lib_text_cost(L, luaL_bufflen(out) + len);
    sandbox_charge(L, 1 + (int64_t)(len / 32));
    luaL_addvalue(out);
}

/* A replacement text: %0 … %9 and %%. */
static void add_text(lua_State *L, luaL_Buffer *out, const pattern_match_t *m, const char *from,
                     const char *to) {
    size_t len;
    const char *text = lua_tolstring(L, 3, &len), *end = text + len;
    while (text < end) {
        const char *escape = memchr(text, '%', (size_t)(end - text));
        add(L, out, text, (size_t)((escape ? escape : end) - text));
        if (!escape) return;
        char what = '\0';
        if (escape + 1 < end) what = escape[1];
        int capture = what - '1';
        if (what == '%') {
            add(L, out, "%", 1);
        } else if (what == '0' || (capture == 0 && m->pattern->capture_count == 0)) {
            add(L, out, from, (size_t)(to - from));
        } else if (what < '0' || what > '9') {
            luaL_error(L, "invalid use of '%%' in replacement string");
        } else if (capture >= m->pattern->capture_count) {
            luaL_error(L, "invalid capture index %%%d in replacement string", capture + 1);
        } else {
            push_capture(L, m, capture);
            add_top(L, out);
        }
        text = escape + 2;
    }
}

/* What the function or table says; nil and false leave the match as it is. */
static void add_value(lua_State *L, luaL_Buffer *out, const pattern_match_t *m, const char *from,
                      const char *to) {
    if (lua_type(L, 3) == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(L, m, from, to, true), 1);
    } else {
        if (m->pattern->capture_count > 0) {
            push_capture(L, m, 0);
        } else {
            lib_text_cost(L, (size_t)(to - from));
            lua_pushlstring(L, from, (size_t)(to - from));
        }
        lua_gettable(L, 3);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        add(L, out, from, (size_t)(to - from));
        return;
    }
    if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    add_top(L, out);
}

int lib_gsub(lua_State *L) {
    size_t len;
    pattern_t p;
    pattern_match_t m;
    luaL_Buffer out;
    const char *s = luaL_checklstring(L, 1, &len), *last = NULL;
    int type = lua_type(L, 3);
    bool text = type == LUA_TSTRING || type == LUA_TNUMBER;
    luaL_argexpected(L, text || type == LUA_TTABLE || type == LUA_TFUNCTION, 3, "string/function/table");
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)len + 1), made = 0;
    lua_settop(L, 3);
    begin(L, &m, &p, s, len, 2, true);
    luaL_buffinit(L, &out);
    while (made < most) {
        const char *to = pattern_match_at(&m, s);
        if (to && to != last) {
            made++;
            sandbox_charge(L, 2);
            if (text) {
                add_text(L, &out, &m, s, to);
            } else {
                add_value(L, &out, &m, s, to);
            }
            s = last = to;
        } else if (s < m.end) {
            luaL_addchar(&out, *s++);
        } else {
            break;
        }
        if (p.anchored) break;
    }
    settle_steps(&m);
    add(L, &out, s, (size_t)(m.end - s));
    luaL_pushresult(&out);
    lua_pushinteger(L, made);
    return 2;
}
