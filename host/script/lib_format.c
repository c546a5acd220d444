/* string.format for rules: %d %i %c %x %X %o %e %E %f %g %G %s and %%, each with flags, a width and a
 * precision of at most two digits. No %p (addresses), %q and %a (for programs). %s takes any value, as
 * tostring shows it. */
#include "script/sandbox_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* "%-+ #0", two digits, ".", two digits, "ll", the letter: fits. */
typedef struct spec {
    char text[24];
    size_t len;
    char letter;
    bool plain; /* no flag, width or precision */
} spec_t;

/* Reads what stands between % and the letter. Returns what comes after the letter. */
static const char *read_spec(lua_State *L, const char *at, const char *end, spec_t *spec) {
    const char *first = at;
    while (at < end && *at != '\0' && strchr("-+ #0", *at) && at - first < 5)
        at++;
    for (int part = 0; part < 2; part++) {
        if (part == 1) {
            if (at >= end || *at != '.') break;
            at++;
        }
        for (int digits = 0; digits < 2 && at < end && *at >= '0' && *at <= '9'; digits++)
            at++;
    }
    if (at >= end || *at == '\0' || !strchr("dicxXoeEfgGs", *at)) {
        char shown[16];
        sandbox_clean_text(shown, sizeof shown, first - 1, (size_t)(end - first) + 1);
        luaL_error(L,
                   "invalid format '%s' (at most two digits for width and precision, one of d i c x X o e E "
                   "f g G s)",
                   shown);
    }
    spec->letter = *at;
    spec->plain = at == first;
    spec->text[0] = '%';
    spec->len = 1 + (size_t)(at - first);
    memcpy(spec->text + 1, first, (size_t)(at - first));
    return at + 1;
}

/* Ends the spec for snprintf: a length and the letter. */
static const char *finish(spec_t *spec, const char *length) {
    snprintf(spec->text + spec->len, sizeof spec->text - spec->len, "%s%c", length, spec->letter);
    return spec->text;
}

/* The spec holds flags, at most two digits twice and a letter that fits the argument: checked by read_spec.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void add_integer(lua_State *L, luaL_Buffer *out, spec_t *spec, int arg) {
    lua_Integer n = luaL_checkinteger(L, arg);
    char *p = luaL_prepbuffsize(out, 128);
    int len = spec->letter == 'c' ? snprintf(p, 128, finish(spec, ""), (int)(unsigned char)n)
                                  : snprintf(p, 128, finish(spec, "ll"), (long long)n);
    luaL_addsize(out, len > 0 && len < 128 ? (size_t)len : 0);
}

static void add_real(lua_State *L, luaL_Buffer *out, spec_t *spec, int arg) {
    lua_Number n = luaL_checknumber(L, arg);
    char *p = luaL_prepbuffsize(out, 512); /* 309 digits of 1e308, 99 after the point */
    int len = isnan(n) ? snprintf(p, 512, "nan") : snprintf(p, 512, finish(spec, ""), n);
    sandbox_charge(L, 20 + (len > 0 ? len : 0)); /* far from 1, each digit is long arithmetic */
    luaL_addsize(out, len > 0 && len < 512 ? (size_t)len : 0);
}

static void add_string(lua_State *L, luaL_Buffer *out, spec_t *spec, int arg) {
    size_t len;
    const char *s = lib_tostring(L, arg, &len);
    lib_text_cost(L, luaL_bufflen(out) + len);
    if (spec->plain ||
        (len >= 100 && !memchr(spec->text, '.', spec->len))) { /* no width pads a longer text */
        luaL_addvalue(out);
        return;
    }
    char padded[128]; /* the buffer takes nothing while the text stands above it on the stack */
    luaL_argcheck(L, strlen(s) == len, arg, "text contains zeros");
    int made = snprintf(padded, sizeof padded, finish(spec, ""), s);
    lua_pop(L, 1);
    luaL_addlstring(out, padded, made > 0 && made < (int)sizeof padded ? (size_t)made : 0);
}

#pragma GCC diagnostic pop

int lib_format(lua_State *L) {
    size_t len;
    luaL_Buffer out;
    spec_t spec;
    int arg = 1, args = lua_gettop(L);
    const char *at = luaL_checklstring(L, 1, &len), *end = at + len;
    luaL_buffinit(L, &out);
    while (at < end) {
        const char *percent = memchr(at, '%', (size_t)(end - at));
        luaL_addlstring(&out, at, (size_t)((percent ? percent : end) - at));
        if (!percent) break;
        at = percent + 1;
        if (at < end && *at == '%') {
            luaL_addchar(&out, '%');
            at++;
            continue;
        }
        at = read_spec(L, at, end, &spec);
        if (++arg > args) return luaL_argerror(L, arg, "no value");
        sandbox_charge(L, 4);
        if (spec.letter == 's') {
            add_string(L, &out, &spec, arg);
        } else if (strchr("dicxXo", spec.letter)) {
            add_integer(L, &out, &spec, arg);
        } else {
            add_real(L, &out, &spec, arg);
        }
    }
    lib_text_cost(L, luaL_bufflen(&out));
    luaL_pushresult(&out);
    return 1;
}
