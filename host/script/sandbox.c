/* The life of a sandbox: made, called, ended. Whatever touches the Lua state does so inside one protected
 * call (sandbox_protect): a Lua error outside of one would end the process. */
#include "script/sandbox_internal.h"
#include <locale.h>
#include <string.h>

const char sandbox_key_refs = 0, sandbox_key_host = 0, sandbox_key_exports = 0, sandbox_key_trusted = 0,
           sandbox_key_unsealed = 0, sandbox_key_functions = 0, sandbox_key_values = 0,
           sandbox_key_storage = 0, sandbox_key_original = 0, sandbox_key_raised = 0, sandbox_key_errerr = 0,
           sandbox_key_chunk = 0, sandbox_key_names = 0;

void sandbox_registry(lua_State *L, const char *key) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, key);
}

/* ---- protected calls ---- */

typedef struct running {
    const sandbox_job_t *job;
    diag_t *d;
    int result;
} running_t;

static int run_job(lua_State *L) {
    running_t *r = lua_touserdata(L, 1);
    lua_settop(L, 0);
    r->result = r->job->body(L, r->job->ctx, r->d);
    return 0;
}

static void begin(sandbox_t *sb, const sandbox_job_t *job) {
    sb->running = true;
    sb->phase = job->phase;
    sb->file[0] = sb->trace[0] = '\0';
    sb->line = 0;
    if (sb->raised.code) diag_clear(&sb->raised);
    sb->raised_text = NULL;
    sb->cap = sb->limits.memory;
    sb->text_cap = job->whole_memory ? SIZE_MAX - 64 : sb->limits.text_bytes;
    if (sb->sealed && !job->whole_memory && sb->limits.call_memory < sb->cap - sb->sealed_size) {
        sb->cap = sb->sealed_size + sb->limits.call_memory;
    }
    sandbox_budget_start(sb);
}

/* Errors by the caller: nothing was run. */
static int check_usable(const sandbox_t *sb, diag_t *d) {
    if (sb->spoiled) return diag_set(d, "sandbox.spoiled", NULL);
    if (sb->running) return diag_set(d, "sandbox.order", "what", "called from inside a call", NULL);
    return 0;
}

int sandbox_protect(sandbox_t *sb, const sandbox_job_t *job, diag_t *d) {
    running_t r = {job, d, 0};
    if (check_usable(sb, d)) return -1;
    lua_State *L = sb->L;
    begin(sb, job);
    lua_settop(L, 0);
    lua_pushcfunction(L, sandbox_on_error); /* light functions and pointers: none of these takes memory */
    lua_pushcfunction(L, run_job);
    lua_pushlightuserdata(L, &r);
    int status = lua_pcall(L, 1, 0, 1);
    sb->running = false;
    int result = status == LUA_OK ? r.result : sandbox_translate(sb, status, d);
    lua_settop(L, 0);
    return result;
}

/* ---- creation ---- */

static int open_body(lua_State *L, void *ctx, diag_t *d) {
    (void)ctx;
    (void)d;
    static const char *const tables[] = {&sandbox_key_refs,    &sandbox_key_host,      &sandbox_key_exports,
                                         &sandbox_key_trusted, &sandbox_key_functions, &sandbox_key_values,
                                         &sandbox_key_names};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        lua_newtable(L);
        lua_rawsetp(L, LUA_REGISTRYINDEX, tables[i]);
    }
    lua_newtable(L); /* weak keys: what is let be may also be let go */
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &sandbox_key_unsealed);
    /* Lua 5.4.4 makes this text without protection when an error handler fails (upstream 25da574f): kept
     * alive, it is found instead of made. */
    lua_pushliteral(L, "error in error handling");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &sandbox_key_errerr);
    sandbox_names_open(L);
    sandbox_load_open(L);
    return 0;
}

static void fill_limits(sandbox_limits_t *l) {
#define DEFAULT(field, value)                                                                                \
    if (l->field <= 0) l->field = (value)
    DEFAULT(instructions, SANDBOX_INSTRUCTIONS);
    DEFAULT(cpu_ms, SANDBOX_CPU_MS);
    DEFAULT(wall_ms, SANDBOX_WALL_MS);
    DEFAULT(depth, SANDBOX_DEPTH);
    DEFAULT(values, SANDBOX_VALUES);
    DEFAULT(read_depth, SANDBOX_READ_DEPTH);
    DEFAULT(read_items, SANDBOX_READ_ITEMS);
#undef DEFAULT
    if (l->memory == 0) l->memory = SANDBOX_MEMORY;
    if (l->call_memory == 0) l->call_memory = SANDBOX_CALL_MEMORY;
    if (l->text_bytes == 0) l->text_bytes = SANDBOX_TEXT_BYTES;
    if (l->source_bytes == 0) l->source_bytes = SANDBOX_SOURCE_BYTES;
}

/* Comparing texts and writing numbers must not depend on where the host runs. */
static int check_locale(diag_t *d) {
    static const int categories[] = {LC_COLLATE, LC_NUMERIC};
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        const char *name = setlocale(categories[i], NULL);
        if (!name || (strcmp(name, "C") != 0 && strcmp(name, "POSIX") != 0)) {
            return diag_set(d, "sandbox.locale", "locale", name, NULL);
        }
    }
    return 0;
}

sandbox_t *sandbox_new(const sandbox_limits_t *limits, diag_t *d) {
    static const sandbox_job_t job = {.body = open_body, .phase = "load", .whole_memory = true};
    if (check_locale(d)) return NULL;
    sandbox_t *sb = mem_alloc(sizeof *sb);
    if (!sb) {
        diag_memory(d);
        return NULL;
    }
    if (limits) sb->limits = *limits;
    fill_limits(&sb->limits);
    sb->run_phase = "run";
    sb->cap = sb->limits.memory;
    sb->text_cap = SIZE_MAX - 64;
    diag_init(&sb->raised);
    lua_State *L = lua_newstate(sandbox_allocate, sb);
    if (!L) {
        sandbox_free(sb);
        diag_memory(d);
        return NULL;
    }
    *(sandbox_t **)lua_getextraspace(L) = sb;
    sb->L = L;
    if (sandbox_protect(sb, &job, d)) {
        sandbox_free(sb);
        return NULL;
    }
    return sb;
}

void sandbox_free(sandbox_t *sb) {
    if (!sb) return;
    if (sb->L) lua_close(sb->L);
    for (size_t i = 0; i < sb->file_count; i++)
        mem_free(sb->files[i].name);
    mem_free(sb->files);
    mem_free(sb->upvalues);
    diag_clear(&sb->raised);
    mem_free(sb);
}

const sandbox_limits_t *sandbox_limits(const sandbox_t *sb) {
    return &sb->limits;
}

bool sandbox_spoiled(const sandbox_t *sb) {
    return sb->spoiled;
}

size_t sandbox_memory(const sandbox_t *sb) {
    return sb->used;
}

int64_t sandbox_used(const sandbox_t *sb) {
    return sb->limits.instructions - sb->left;
}

void sandbox_set_phase(sandbox_t *sb, const char *phase) {
    sb->run_phase = phase;
}

void sandbox_set_context(sandbox_t *sb, void *context) {
    sb->context = context;
}

void *sandbox_context(lua_State *L) {
    return sandbox_of(L)->context;
}

/* ---- references ---- */

sandbox_ref_t sandbox_keep(lua_State *L) {
    sandbox_registry(L, &sandbox_key_refs);
    lua_insert(L, -2);
    int ref = luaL_ref(L, -2);
    lua_pop(L, 1);
    return ref == LUA_REFNIL ? SANDBOX_NO_REF : ref;
}

void sandbox_push(lua_State *L, sandbox_ref_t ref) {
    if (ref == SANDBOX_NO_REF) {
        lua_pushnil(L);
        return;
    }
    sandbox_registry(L, &sandbox_key_refs);
    lua_rawgeti(L, -1, ref);
    lua_remove(L, -2);
}

void sandbox_drop(lua_State *L, sandbox_ref_t ref) {
    if (ref == SANDBOX_NO_REF) return;
    sandbox_registry(L, &sandbox_key_refs);
    luaL_unref(L, -1, ref);
    lua_pop(L, 1);
}

/* ---- calls ---- */

int sandbox_run(sandbox_t *sb, sandbox_body_fn body, void *ctx, diag_t *d) {
    sandbox_job_t job = {.body = body, .ctx = ctx, .phase = sb->sealed ? sb->run_phase : "load"};
    int result = sandbox_protect(sb, &job, d);
    if (sb->sealed && !sb->spoiled && sandbox_restore(sb, result == 0 ? d : NULL)) return -1;
    return result;
}

typedef struct call {
    sandbox_ref_t function;
    sandbox_push_fn push;
    sandbox_read_fn read;
    void *ctx;
} call_t;

/* What is wrong with a result is told at the function that gave it, unless the reader knows better. */
static int place_at_function(lua_State *L, sandbox_ref_t function, diag_t *d) {
    lua_Debug ar;
    sandbox_push(L, function);
    if (!d || d->file[0] != '\0' || !lua_isfunction(L, -1)) return -1;
    lua_getinfo(L, ">S", &ar);
    if (ar.source[0] == '@') diag_at(d, ar.source + 1, ar.linedefined);
    return -1;
}

static int call_body(lua_State *L, void *ctx, diag_t *d) {
    const call_t *c = ctx;
    sandbox_push(L, c->function);
    int count = c->push ? c->push(L, c->ctx) : 0;
    lua_call(L, count, c->read ? LUA_MULTRET : 0);
    luaL_checkstack(L, LUA_MINSTACK, NULL); /* the results may have filled it */
    if (!c->read || c->read(L, lua_gettop(L), c->ctx, d) == 0) return 0;
    return place_at_function(L, c->function, d);
}

int sandbox_call(sandbox_t *sb, sandbox_ref_t function, sandbox_push_fn push, sandbox_read_fn read, void *ctx,
                 diag_t *d) {
    call_t c = {function, push, read, ctx};
    if (!sb->sealed) return diag_set(d, "sandbox.order", "what", "called before it was sealed", NULL);
    return sandbox_run(sb, call_body, &c, d);
}
