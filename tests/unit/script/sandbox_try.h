/* Runs one script in a sandbox of its own and gives what came out as text, the same bytes for the same
 * outcome: the values returned, joined by ", ", or the error as "CODE FILE:LINE KIND: MESSAGE". For the tests
 * of the sandbox. */
#ifndef TESTS_UNIT_SCRIPT_SANDBOX_TRY_H
#define TESTS_UNIT_SCRIPT_SANDBOX_TRY_H

#include "script/sandbox.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TRIED_TEXT = 2048 };

typedef struct tried {
    bool failed;
    char text[TRIED_TEXT];
    double cpu_ms; /* of the load or the call */
    bool spoiled;
} tried_t;

static inline double tried_clock_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline void tried_error(tried_t *t, const diag_t *d) {
    const char *kind = diag_get(d, "kind"), *message = diag_get(d, "message");
    t->failed = true;
    snprintf(t->text, sizeof t->text, "%s %s:%d %s: %s", d->code ? d->code : "(none)", d->file, d->line,
             kind ? kind : "-", message ? message : "-");
}

static inline void tried_value(lua_State *L, int i, tried_t *t) {
    char one[600];
    switch (lua_type(L, i)) {
    case LUA_TSTRING:
        snprintf(one, sizeof one, "%.500s", lua_tostring(L, i));
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, i)) {
            snprintf(one, sizeof one, "%" PRId64, (int64_t)lua_tointeger(L, i));
        } else {
            snprintf(one, sizeof one, "%.17g", lua_tonumber(L, i));
        }
        break;
    case LUA_TBOOLEAN:
        snprintf(one, sizeof one, "%s", lua_toboolean(L, i) ? "true" : "false");
        break;
    default:
        snprintf(one, sizeof one, "%s", luaL_typename(L, i));
        break;
    }
    size_t used = strlen(t->text);
    if (used < sizeof t->text - 4)
        snprintf(t->text + used, sizeof t->text - used, "%s%s", used > 0 ? ", " : "", one);
}

static inline int tried_read(lua_State *L, int count, void *ctx, diag_t *d) {
    (void)d;
    for (int i = 1; i <= count && i <= 20; i++)
        tried_value(L, i, ctx);
    return 0;
}

static inline int tried_read_kept(lua_State *L, void *ctx, diag_t *d) {
    (void)d;
    void **both = ctx;
    sandbox_push(L, *(sandbox_ref_t *)both[0]);
    tried_value(L, -1, both[1]);
    return 0;
}

/* Runs the script as a whole file, "attack.lua". */
static inline tried_t try_file(const char *script, size_t len, const sandbox_limits_t *limits) {
    tried_t t = {0};
    diag_t d;
    sandbox_ref_t result = SANDBOX_NO_REF;
    diag_init(&d);
    sandbox_t *sb = sandbox_new(limits, &d);
    double begin = tried_clock_ms();
    int failed = sb ? sandbox_load_rule(sb, "attack.lua", script, len, NULL, NULL, &result, &d) : -1;
    t.cpu_ms = tried_clock_ms() - begin;
    if (!failed) {
        void *both[] = {&result, &t};
        failed = sandbox_run(sb, tried_read_kept, both, &d);
    }
    if (failed) tried_error(&t, &d);
    t.spoiled = sb && sandbox_spoiled(sb);
    sandbox_free(sb);
    diag_clear(&d);
    return t;
}

/* Loads a file that returns a function, seals, and calls the function `times` times; the last outcome counts.
 */
static inline tried_t try_function(const char *file_text, size_t len, const sandbox_limits_t *limits,
                                   int times) {
    tried_t t = {0};
    diag_t d;
    sandbox_ref_t function;
    diag_init(&d);
    sandbox_t *sb = sandbox_new(limits, &d);
    int failed = !sb || sandbox_load_rule(sb, "attack.lua", file_text, len, NULL, NULL, &function, &d) ||
                 sandbox_seal(sb, &d);
    for (int i = 0; i < times && !failed; i++) {
        t.text[0] = '\0';
        double begin = tried_clock_ms();
        failed = sandbox_call(sb, function, NULL, tried_read, &t, &d);
        t.cpu_ms = tried_clock_ms() - begin;
    }
    if (failed) tried_error(&t, &d);
    t.spoiled = sb && sandbox_spoiled(sb);
    sandbox_free(sb);
    diag_clear(&d);
    return t;
}

/* The script as the body of a function that is called once. */
static inline tried_t try_call(const char *script, size_t len, const sandbox_limits_t *limits) {
    char *text = mem_alloc(len + 64);
    tried_t t = {0};
    if (!text) return t;
    int n = snprintf(text, len + 64, "return function(...) ");
    memcpy(text + n, script, len);
    memcpy(text + n + len, "\nend", sizeof "\nend");
    t = try_function(text, (size_t)n + len + 4, limits, 1);
    mem_free(text);
    return t;
}

#endif
