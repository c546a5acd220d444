/* The math functions of rules: those of Lua's own library that are short, exact and the same on every
 * machine. Left out: random numbers, and what the C library rounds in its own way (sin, exp, log …). */
#include "script/sandbox_internal.h"
#include <lualib.h>

void lib_math_open(lua_State *L) {
    static const char *const removed[] = {"random", "randomseed", "sin",   "cos",   "tan",   "asin",  "acos",
                                          "atan",   "exp",        "log",   "deg",   "rad",   "sinh",  "cosh",
                                          "tanh",   "pow",        "frexp", "ldexp", "log10", "atan2", NULL};
    static const char *const offered[] = {"abs",       "ceil", "floor", "fmod",       "max",
                                          "min",       "modf", "sqrt",  "type",       "ult",
                                          "tointeger", "pi",   "huge",  "maxinteger", "mininteger"};
    lua_pushcfunction(L, luaopen_math);
    lua_call(L, 0, 1);
    int whole = lua_gettop(L);
    lua_createtable(L, 0, sizeof offered / sizeof *offered);
    for (size_t i = 0; i < sizeof offered / sizeof *offered; i++) {
        lua_getfield(L, whole, offered[i]);
        lua_setfield(L, -2, offered[i]);
    }
    lua_remove(L, whole);
    sandbox_names_guard(L, "math", removed);
}
