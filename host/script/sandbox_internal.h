/* What the files of the sandbox share among themselves; nobody else includes it.
 *
 *   sandbox.c         life and calls            sandbox_error.c   Lua errors become diags
 *   sandbox_memory.c  the allocator             sandbox_names.c   environments, unknown names
 *   sandbox_budget.c  instructions and clock    sandbox_load.c    trusted scripts and rule files
 *   sandbox_source.c  what a rule's text may    sandbox_seal.c    freezing, no state between calls
 *                     not contain               sandbox_value.c   reading values back
 *   lib_*.c           the library of rules      text_pattern.c    the pattern matcher */
#ifndef CS_SCRIPT_SANDBOX_INTERNAL_H
#define CS_SCRIPT_SANDBOX_INTERNAL_H

#include "base/buf.h"
#include "script/sandbox.h"

/* Why a call has to end, whatever the rule does. */
typedef enum sandbox_fatal_kind {
    FATAL_NONE,
    FATAL_INSTRUCTIONS,
    FATAL_TIME, /* of the processor */
    FATAL_WALL, /* on the wall */
    FATAL_MEMORY,
    FATAL_TEXT, /* one text longer than allowed */
    FATAL_HOST, /* the host has no memory */
} sandbox_fatal_kind_t;

enum {
    SANDBOX_PERIOD = 1000,      /* instructions between two looks at the budget */
    SANDBOX_CHURN = 512 * 1024, /* bytes allocated between two looks at the clock */
    SANDBOX_WORK = 5000,        /* charged work between two looks at the clock */
    SANDBOX_MESSAGE = 400,      /* bytes of a message */
    SANDBOX_TRACE = 480,        /* bytes of a trace */
    SANDBOX_TRACE_FRAMES = 8,   /* frames in a trace */
    SANDBOX_LEVELS = 200,       /* frames searched for the author's */
};

/* A file loaded, to find it again from the shortened name in Lua's messages. */
typedef struct sandbox_file {
    char *name;
    bool trusted;
    char short_name[LUA_IDSIZE];
} sandbox_file_t;

/* An upvalue that outlives calls: the `upvalue`-th of the `function`-th function kept. */
typedef struct sandbox_upvalue {
    int function, upvalue;
} sandbox_upvalue_t;

struct sandbox {
    lua_State *L;
    sandbox_limits_t limits;
    void *context;
    const char *phase;     /* what errors name now */
    const char *run_phase; /* what it is for calls */
    bool running, spoiled, sealed, rules_begun;

    size_t used, cap, churn; /* memory: held, most allowed now, allocated since the last look at the clock */
    size_t sealed_size;      /* held when sealed */
    size_t text_cap;         /* longest text now */
    sandbox_fatal_kind_t refused; /* why the allocator last said no */

    int64_t left, work; /* budget: instructions left, charged since the last look at the clock */
    int period;         /* instructions until the hook */
    bool clock_runs;    /* started at the first look: short calls never ask for the time */
    int64_t wall_start, cpu_start, look_at; /* ns */
    sandbox_fatal_kind_t fatal;

    /* Where the last error of this call arose. */
    char file[DIAG_FILE];
    int line;
    char trace[SANDBOX_TRACE];
    diag_t raised;           /* by sandbox_raise */
    const char *raised_text; /* the Lua string that stands for it */

    sandbox_file_t *files;
    size_t file_count, file_room;
    sandbox_upvalue_t *upvalues;
    size_t upvalue_count, upvalue_room;
};

/* Keys of the registry, and of the metatables of frozen tables: addresses, so nothing clashes. */
extern const char sandbox_key_refs, sandbox_key_host, sandbox_key_exports, sandbox_key_trusted,
    sandbox_key_unsealed, sandbox_key_functions, sandbox_key_values, sandbox_key_storage,
    sandbox_key_original, sandbox_key_raised, sandbox_key_errerr, sandbox_key_chunk, sandbox_key_names;
void sandbox_registry(lua_State *L, const char *key); /* pushes registry[key] */

/* sandbox_memory.c */
void *sandbox_allocate(void *sandbox, void *block, size_t old_size, size_t new_size);

/* sandbox_budget.c */
void sandbox_budget_start(sandbox_t *sb);
/* Which time is used up, if any. */
sandbox_fatal_kind_t sandbox_late(sandbox_t *sb);
/* Ends the call: raises an error that no pcall of a rule catches. */
int sandbox_end_call(lua_State *L, sandbox_fatal_kind_t kind) __attribute__((noreturn));
/* For own pcalls: goes on unwinding if what was caught is fatal. */
void sandbox_pass_fatal(lua_State *L, int status);

/* sandbox_error.c */
/* Message handler of the outermost call: notes place and trace; never raises. */
int sandbox_on_error(lua_State *L);
/* Notes where the author's code stands now, and its frames. False: none of it is running, and what was noted
 * before stays. Allocates nothing: the allocator calls it too. */
bool sandbox_note(sandbox_t *sb);
/* The error value on top of the stack, and `status`, as a diag. Returns -1. */
int sandbox_translate(sandbox_t *sb, int status, diag_t *d);
/* rule.* at the place noted. Returns -1. */
int sandbox_report(sandbox_t *sb, const char *code, const char *kind, const char *message, diag_t *d);
/* Copies text that may be hostile: no control or direction characters, valid UTF-8, cut to fit. */
void sandbox_clean_text(char *out, size_t room, const char *text, size_t len);

/* sandbox.c */
typedef struct sandbox_job {
    sandbox_body_fn body;
    void *ctx;
    const char *phase;
    bool whole_memory; /* not bound to call_memory, no cap on texts: host work, compiling */
} sandbox_job_t;
int sandbox_protect(sandbox_t *sb, const sandbox_job_t *job, diag_t *d);

/* sandbox_names.c */
void sandbox_names_open(lua_State *L); /* makes exports and the trusted scripts' extras */
/* Pushes a new environment for a rule file; its own names in the table on top of the stack (popped), or nil.
 */
void sandbox_names_environment(lua_State *L);
/* Gives the library table on top a way to answer for what it lacks. */
void sandbox_names_guard(lua_State *L, const char *library, const char *const *removed);

/* sandbox_load.c */
void sandbox_load_open(lua_State *L); /* makes what trusted scripts get besides */
/* Raises when the metatable at idx has a metamethod that this Lua can't be trusted with. */
void sandbox_check_metatable(lua_State *L, int idx, bool of_table);

/* sandbox_source.c */
/* Refuses what 5.4.4 compiles wrongly or trips over, and what rules may not say. Returns the text to compile
 * in *text. -1: rule.syntax with file and line. */
int sandbox_source_check(sandbox_t *sb, const char *file, const char *bytes, size_t size, bytes_t *text,
                         diag_t *d);

/* sandbox_seal.c */
int sandbox_frozen_write(lua_State *L); /* __newindex of frozen tables */
/* Compares and restores upvalues. -1: a call changed one, error set. */
int sandbox_restore(sandbox_t *sb, diag_t *d);

/* Each pushes its table. */
void lib_base_open(lua_State *L); /* adds to the table on top instead */
void lib_string_open(lua_State *L);
void lib_table_open(lua_State *L);
void lib_math_open(lua_State *L);
void lib_utf8_open(lua_State *L);

/* For the library: a text as tostring gives it, pushed; no addresses. */
const char *lib_tostring(lua_State *L, int idx, size_t *len);
/* Raises the fatal error when a text of that size may not be made; charges for making it. */
void lib_text_cost(lua_State *L, size_t size);
/* For work whose size can't be told beforehand: raises the fatal error when the clock has run out. */
void lib_look_at_clock(lua_State *L);
/* string.format; lib_format.c */
int lib_format(lua_State *L);
/* pairs, next; lib_pairs.c */
int lib_pairs(lua_State *L);
int lib_next(lua_State *L);
/* find, match, gmatch, gsub; lib_match.c */
int lib_find(lua_State *L);
int lib_match(lua_State *L);
int lib_gmatch(lua_State *L);
int lib_gsub(lua_State *L);

#endif
