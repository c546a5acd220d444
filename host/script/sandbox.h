/* The sandbox: one Lua 5.4 state in which rules run under limits, apart from each other and from the host.
 *
 *   sandbox_new → sandbox_register … → sandbox_load_trusted … → sandbox_load_rule … → sandbox_seal
 *               → sandbox_call / sandbox_run, as often as wanted → sandbox_free
 *
 * Two kinds of code. *Trusted* scripts (the shipped vocabulary) see the library below, raw primitives and the
 * table `host` of C functions. *Rules* see the library and the names that trusted scripts export, nothing
 * else; they can't write a global, and reading a name that does not exist is an error that suggests the
 * nearest one.
 *
 * Promises, whatever a rule does: it ends within its limits; it never crashes or leaks; nothing that one call
 * does can be seen by another; the same call on the same arguments has the same fate and the same bytes as
 * its answer. How each is kept stands in the file that keeps it: sandbox_memory.c, sandbox_budget.c,
 * sandbox_seal.c, sandbox_source.c.
 *
 * Sealing: sandbox_seal walks everything that stays alive between calls (exports, references, and what
 * functions hold in their upvalues). Each table found is frozen: it keeps its identity, but its contents move
 * to a storage table behind it, so rules read it as before and writing is an error. Each upvalue is noted,
 * and restored after every call; a call that changed one fails with "rules keep no state". Tables with a
 * metatable (only trusted code can make these) keep their metamethods. C code that reads tables raw must go
 * through sandbox_resolve first.
 *
 * Not thread-safe: one sandbox belongs to one thread at a time. No global state: two sandboxes share nothing.
 * The process must stay in the "C" locale for LC_COLLATE and LC_NUMERIC (sandbox_new checks).
 *
 * Errors in a diag_t: rule.syntax, rule.runtime, rule.time, rule.memory, rule.type, with file and line of the
 * author's code and these parameters:
 *
 * - message: what went wrong, without place, control characters or addresses, at most 400 bytes
 * - phase: compile, load, check or run
 * - kind, what exactly it was: syntax, runtime, state, depth, instructions, time, wall, memory, text_size,
 * type
 * - trace: the author's frames, newest first, "FILE:LINE in NAME; …", at most 480 bytes; absent without any
 * - limit: the number of the limit reached (instructions, time, wall, memory, text_size only)
 *
 * Callers add department, flow and version with diag_param: three parameters are left, and 400 bytes. An
 * error that host code raised by sandbox_raise is kept whole as the cause.
 *
 * Other codes: memory.out, the host itself has no memory; sandbox.spoiled, used after a fatal error;
 * sandbox.order {what} and sandbox.locale {locale}, misuse by the host.
 *
 * Where rules differ from plain Lua: texts are not numbers ("10" + 1 is an error); pairs and next walk in a
 * fixed order and refuse keys without one; there is no metatable, coroutine, bit operator, _ENV or <close>; a
 * comparison can't stand inside [ ]; sort is stable; tostring shows no address; string has besides trim,
 * split, starts_with, ends_with and contains.
 *
 * An example, without the error handling:
 *
 *     static int push_facts(lua_State *L, void *ctx) { push_record(L, ctx); return 1; }
 *     static int read_plan(lua_State *L, int count, void *ctx, diag_t *d) { return plan_read(L, 1, ctx, d); }
 *
 *     sandbox_t *sb = sandbox_new(NULL, d);
 *     sandbox_register(sb, host_functions, d);
 *     sandbox_load_trusted(sb, "plans.lua", file->data, file->size, d);
 *     sandbox_load_rule(sb, "finance/declaration.lua", text, size, NULL, NULL, &route, d);
 *     sandbox_seal(sb, d);
 *     if (sandbox_call(sb, route, push_facts, read_plan, &call, d) && sandbox_spoiled(sb)) replace_it(sb);
 */
#ifndef CS_SCRIPT_SANDBOX_H
#define CS_SCRIPT_SANDBOX_H

#include "base/diag.h"
#include "base/mem.h"
#include <lauxlib.h>
#include <lua.h>

typedef struct sandbox sandbox_t;

/* Each limit has a name; 0 means its default. Per call: loading a file counts as a call too. */
typedef struct sandbox_limits {
    int64_t
        instructions;   /* per call: Lua instructions, and the like for work done in C (SANDBOX_INSTRUCTIONS).
                           Counted, not timed: the same rule on the same facts always has the same fate. */
    int64_t cpu_ms;     /* per call: processor time of the thread, behind `instructions` (SANDBOX_CPU_MS) */
    int64_t wall_ms;    /* per call: time on the wall, for a machine that is overloaded (SANDBOX_WALL_MS) */
    size_t memory;      /* per state: bytes, all in all (SANDBOX_MEMORY) */
    size_t call_memory; /* per call, once sealed: bytes that it may add (SANDBOX_CALL_MEMORY) */
    size_t text_bytes;  /* longest text that a rule can make (SANDBOX_TEXT_BYTES) */
    size_t source_bytes; /* longest rule file (SANDBOX_SOURCE_BYTES) */
    int depth;           /* functions calling functions (SANDBOX_DEPTH); noticed every 1000 instructions */
    int values;          /* most values that unpack, byte, codepoint … give at once (SANDBOX_VALUES) */
    int read_depth;      /* sandbox_read: tables in tables (SANDBOX_READ_DEPTH) */
    int read_items;      /* sandbox_read: values in all (SANDBOX_READ_ITEMS) */
} sandbox_limits_t;

enum {
    SANDBOX_INSTRUCTIONS = 1000000,
    SANDBOX_CPU_MS = 100,
    SANDBOX_WALL_MS = 2000,
    SANDBOX_MEMORY = 64 * 1024 * 1024,
    SANDBOX_CALL_MEMORY = 8 * 1024 * 1024,
    SANDBOX_TEXT_BYTES = 256 * 1024,
    SANDBOX_SOURCE_BYTES = 256 * 1024,
    SANDBOX_DEPTH = 1000,
    SANDBOX_VALUES = 4000,
    SANDBOX_READ_DEPTH = 32,
    SANDBOX_READ_ITEMS = 20000,
};

/* A value kept alive in the sandbox, by number. */
typedef int sandbox_ref_t;
#define SANDBOX_NO_REF (-2)

/* A new, empty sandbox; `limits` may be NULL (all defaults) and is copied. NULL: the error is set. */
sandbox_t *sandbox_new(const sandbox_limits_t *limits, diag_t *d);
/* Ends the state and frees everything; NULL is fine. */
void sandbox_free(sandbox_t *sb);
/* The limits in force, defaults filled in. */
const sandbox_limits_t *sandbox_limits(const sandbox_t *sb);
/* True after a fatal error (time, memory): every later use is refused; free it and make a new one. */
bool sandbox_spoiled(const sandbox_t *sb);
/* Bytes held now; instructions used by the last call, Lua's own counted in whole thousands. */
size_t sandbox_memory(const sandbox_t *sb);
int64_t sandbox_used(const sandbox_t *sb);
/* What errors name as their phase from now on: "check" or "run" (a literal; "run" at first). Files are
 * "compile" and "load" by themselves. */
void sandbox_set_phase(sandbox_t *sb, const char *phase);
/* A pointer of the caller's, for its C functions. */
void sandbox_set_context(sandbox_t *sb, void *context);

/* ---- loading ---- */

/* Adds C functions to the table `host` that trusted scripts see. Array ended by {NULL, NULL}. -1: error set.
 */
int sandbox_register(sandbox_t *sb, const luaL_Reg *functions, diag_t *d);
/* Runs a shipped script. `name` shows in errors as "vocabulary: NAME". Globals of a trusted script are its
 * own. If it returns a table, its fields with text keys become names that rules see (a name given twice is an
 * error). -1: error set. It sees the library of rules and besides:
 *
 * - host: the functions registered, and any field that scripts put there to share
 * - rawget, rawset, rawequal, rawlen, next: see through frozen tables; rawset refuses them
 * - setmetatable: no __gc, __close, __mode; no __concat (it can crash Debian's 5.4.4); no metatable that is
 * its own __index (rules could reach it as value.__index and change it for all)
 * - getmetatable: of a frozen table the original
 * - freeze(t): freezes t and every table in it, now; returns t
 * - unsealed(t): sandbox_seal will neither freeze t nor look into it: for state that lives in a call and that
 * the script itself empties; returns t
 * - where([level]): file and line of the author's code that called; 1, the default, is the nearest frame
 * - fail(message): an error at the nearest line of the author's code, without "vocabulary:" in front
 * - nearest(name, names): of an array of names the one nearest to `name`, or nil when none is near */
int sandbox_load_trusted(sandbox_t *sb, const char *name, const char *bytes, size_t size, diag_t *d);

/* Fills a table (on top of the stack of L) with names that only this file sees; may raise Lua errors. */
typedef void (*sandbox_names_fn)(lua_State *L, void *ctx);
/* Compiles and runs a rule file: text only, with or without a byte-order mark, CRLF or a #! line. `file` is
 * what errors name. `names` may be NULL. If `result` is not NULL it gets a reference to the first value that
 * the file returned, SANDBOX_NO_REF when none or nil. The first rule file freezes the exports. -1: error set;
 * a fatal one spoils. */
int sandbox_load_rule(sandbox_t *sb, const char *file, const char *bytes, size_t size, sandbox_names_fn names,
                      void *ctx, sandbox_ref_t *result, diag_t *d);
/* Freezes all that lives on; nothing can be loaded after it. Must come before sandbox_call. -1: error set. */
int sandbox_seal(sandbox_t *sb, diag_t *d);

/* ---- calling ---- */

/* Runs inside a protected call, under the limits of one call; may raise Lua errors, so holds nothing that
 * must be freed. Returns 0, or -1 with the error set in `d`. The stack is empty at first. */
typedef int (*sandbox_body_fn)(lua_State *L, void *ctx, diag_t *d);
/* Runs host code against the state: to walk what files declared, to call several functions under one budget.
 * Allowed before and after sealing. -1: error set. */
int sandbox_run(sandbox_t *sb, sandbox_body_fn body, void *ctx, diag_t *d);

/* Pushes the arguments and returns their number; may raise Lua errors. */
typedef int (*sandbox_push_fn)(lua_State *L, void *ctx);
/* Reads the results, at 1 … count of the stack; may raise Lua errors. Returns 0, or -1 with the error
 * set; when that has no file, it gets the file and line of the function called. */
typedef int (*sandbox_read_fn)(lua_State *L, int count, void *ctx, diag_t *d);
/* Calls a function kept by reference. `push` and `read` may be NULL (no arguments; results dropped) and run
 * inside the same protected call. -1: error set. Allocates nothing of its own in the common case. */
int sandbox_call(sandbox_t *sb, sandbox_ref_t function, sandbox_push_fn push, sandbox_read_fn read, void *ctx,
                 diag_t *d);

/* ---- for C functions that rules or trusted scripts call, and for bodies; these may raise Lua errors ---- */

sandbox_t *sandbox_of(lua_State *L);
void *sandbox_context(lua_State *L);
/* Pops the value on top and keeps it alive until sandbox_free; sandbox_push puts it back on the stack. */
sandbox_ref_t sandbox_keep(lua_State *L);
void sandbox_push(lua_State *L, sandbox_ref_t ref);
/* Drops a reference. Not after sealing. */
void sandbox_drop(lua_State *L, sandbox_ref_t ref);
/* Charges work done in C, in instructions (one is about 10 ns); raises the fatal error when the limit is
 * reached. Every C function whose work grows with its input calls it. */
void sandbox_charge(lua_State *L, int64_t work);
/* Raises an error that carries the diag (copied); the author's file and line are added. The rule's own pcall
 * can catch it (as text). Never returns. */
int sandbox_raise(lua_State *L, const diag_t *d) __attribute__((noreturn));
/* As sandbox_raise with code, parameters as of diag_set. */
int sandbox_fail(lua_State *L, const char *code, ...) __attribute__((noreturn, sentinel));
/* The place in the author's code that is being run: the `level`-th frame of a rule file from 1. False: none.
 * `file` has DIAG_FILE bytes. */
bool sandbox_where(lua_State *L, int level, char *file, int *line);
/* If the value at idx is a frozen table, replaces it by its storage, which has the contents and may be read
 * raw. */
void sandbox_resolve(lua_State *L, int idx);
/* Freezes the table at idx and all plain tables in it. */
void sandbox_freeze(lua_State *L, int idx);
/* True when the table at idx is frozen. */
bool sandbox_is_frozen(lua_State *L, int idx);
/* The name nearest to `name` among `count` names (Damerau-Levenshtein, at most a third of its length away,
 * ties to the first), or NULL. Raises nothing. */
const char *sandbox_nearest(const char *name, const char *const *names, size_t count);

/* ---- reading values back ---- */

typedef enum sandbox_kind {
    SANDBOX_NIL,
    SANDBOX_FLAG,
    SANDBOX_INTEGER,
    SANDBOX_REAL, /* finite, and no whole number that an integer can hold: 2.0 is read as the integer 2 */
    SANDBOX_TEXT,
    SANDBOX_TABLE,
    SANDBOX_FUNCTION, /* only when allowed; kept as a reference */
    SANDBOX_OBJECT,   /* userdata, only when allowed; the pointer lives as long as the value in Lua */
} sandbox_kind_t;

typedef struct sandbox_value {
    sandbox_kind_t kind;
    union {
        bool flag;
        int64_t integer;
        double real;
        struct {
            const char *at; /* NUL-terminated, and without a NUL inside unless `binary` was allowed */
            size_t len;
        } text;
        struct {
            struct sandbox_value *items; /* t[1] … t[count]; a list with a hole is refused */
            size_t count;
            struct sandbox_field *fields; /* text keys, sorted bytewise */
            size_t field_count;
        } table;
        sandbox_ref_t function;
        void *object;
    } u;
} sandbox_value_t;
typedef struct sandbox_field {
    const char *name;
    sandbox_value_t value;
} sandbox_field_t;

enum { SANDBOX_READ_FUNCTIONS = 1, SANDBOX_READ_OBJECTS = 2, SANDBOX_READ_BINARY = 4 };

/* Reads the value at idx into the arena: raw, no metamethods run; frozen tables seen through; bounded in
 * depth, count and text size. Refuses NaN and infinities, other keys, other kinds, cycles (by depth). -1:
 * rule.type {message: "at steps[2].by: …", phase, kind}. May raise Lua errors. `flags`: SANDBOX_READ_… */
int sandbox_read(lua_State *L, int idx, int flags, arena_t *arena, sandbox_value_t *out, diag_t *d);
/* The field of a table read, or NULL. */
const sandbox_value_t *sandbox_value_get(const sandbox_value_t *table, const char *name);
/* Pushes a value (a table as a new table); may raise Lua errors. */
void sandbox_value_push(lua_State *L, const sandbox_value_t *value);

#endif
