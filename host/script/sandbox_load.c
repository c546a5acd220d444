/* Bringing code in: the C functions of the host, trusted scripts, rule files; and what trusted scripts get
 * beyond the library of rules. */
#include "script/sandbox_internal.h"
#include <stdio.h>
#include <string.h>

typedef struct chunk {
    const char *file;          /* what errors name */
    char name[DIAG_FILE + 16]; /* Lua's name of the chunk: "@FILE" or "=vocabulary: NAME" */
    bytes_t text;
    sandbox_names_fn names;
    void *names_ctx;
    sandbox_ref_t *result;
    int line; /* how far the compiler has read */
} chunk_t;

/* ---- compiling ---- */

/* Remembers the file, so that the place in a message of Lua's can be read back. */
static int add_file(sandbox_t *sb, const char *name, bool trusted, diag_t *d) {
    if (sb->file_count == sb->file_room) {
        size_t room = sb->file_room ? sb->file_room * 2 : 16;
        sandbox_file_t *files = mem_realloc(sb->files, room * sizeof *files);
        if (!files) return diag_memory(d);
        sb->files = files;
        sb->file_room = room;
    }
    sandbox_file_t *file = &sb->files[sb->file_count];
    file->name = mem_strdup(name);
    if (!file->name) return diag_memory(d);
    file->trusted = trusted;
    file->short_name[0] = '\0';
    sb->file_count++;
    return 0;
}

/* Hands the text over in small pieces: between two of them the clock is looked at, because some texts take
 * the compiler quadratic time (thousands of "and" or "elseif" in one function). */
static const char *next_piece(lua_State *L, void *ctx, size_t *size) {
    enum { PIECE = 256 };
    chunk_t *c = ctx;
    const char *at = (const char *)c->text.at;
    lib_look_at_clock(L);
    *size = c->text.len < PIECE ? c->text.len : PIECE;
    c->text.at += *size;
    c->text.len -= *size;
    for (size_t i = 0; i < *size; i++)
        c->line += at[i] == '\n';
    return *size > 0 ? at : NULL;
}

/* Leaves the compiled chunk in the registry. */
static int compile_body(lua_State *L, void *ctx, diag_t *d) {
    (void)d;
    chunk_t *c = ctx;
    sandbox_t *sb = sandbox_of(L);
    lua_Debug ar;
    if (luaL_loadbufferx(L, "", 0, c->name, "t") != LUA_OK) return lua_error(L);
    lua_getinfo(L, ">S", &ar); /* how Lua will shorten the name */
    memcpy(sb->files[sb->file_count - 1].short_name, ar.short_src, sizeof ar.short_src);
    c->line = 1;
    int status = lua_load(L, next_piece, c, c->name, "t");
    if (status != LUA_OK) {
        sandbox_pass_fatal(L, status);
        return lua_error(L);
    }
    lua_rawsetp(L, LUA_REGISTRYINDEX, &sandbox_key_chunk);
    return 0;
}

static int compile(sandbox_t *sb, chunk_t *c, bool trusted, diag_t *d) {
    sandbox_job_t job = {.body = compile_body, .ctx = c, .phase = "compile", .whole_memory = true};
    if (add_file(sb, c->file, trusted, d)) return -1;
    if (sandbox_protect(sb, &job, d) == 0) return 0;
    if (d && d->file[0] == '\0') diag_at(d, c->file, c->line); /* what Lua gives no place for: nearly there */
    return -1;
}

/* Errors by the caller. */
static int check_order(const sandbox_t *sb, bool trusted, diag_t *d) {
    const char *what = NULL;
    if (sb->spoiled) return diag_set(d, "sandbox.spoiled", NULL);
    if (sb->running) what = "called from inside a call";
    if (sb->sealed) what = "loaded after it was sealed";
    if (trusted && sb->rules_begun) what = "a trusted script loaded after rules";
    return what ? diag_set(d, "sandbox.order", "what", what, NULL) : 0;
}

/* Pushes the compiled chunk with the environment on top of the stack (popped) in place. */
static void take_chunk(lua_State *L) {
    sandbox_registry(L, &sandbox_key_chunk);
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &sandbox_key_chunk);
    lua_insert(L, -2);
    if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1); /* a chunk always has _ENV as its upvalue */
}

/* ---- rule files ---- */

static int freeze_exports(lua_State *L, void *ctx, diag_t *d) {
    (void)ctx;
    (void)d;
    sandbox_registry(L, &sandbox_key_exports);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_istable(L, -1)) sandbox_freeze(L, -1);
    }
    sandbox_of(L)->rules_begun = true;
    return 0;
}

static int run_rule(lua_State *L, void *ctx, diag_t *d) {
    (void)d;
    const chunk_t *c = ctx;
    if (c->names) {
        lua_newtable(L);
        c->names(L, c->names_ctx);
    } else {
        lua_pushnil(L);
    }
    sandbox_names_environment(L);
    take_chunk(L);
    lua_call(L, 0, 1);
    if (c->result) *c->result = sandbox_keep(L);
    return 0;
}

int sandbox_load_rule(sandbox_t *sb, const char *file, const char *bytes, size_t size, sandbox_names_fn names,
                      void *ctx, sandbox_ref_t *result, diag_t *d) {
    char clean[DIAG_FILE];
    chunk_t c = {.file = clean, .names = names, .names_ctx = ctx, .result = result};
    sandbox_job_t freeze = {.body = freeze_exports, .phase = "load", .whole_memory = true};
    sandbox_job_t run = {.body = run_rule, .ctx = &c, .phase = "load"};
    if (result) *result = SANDBOX_NO_REF;
    if (check_order(sb, false, d)) return -1;
    sandbox_clean_text(clean, sizeof clean, file, strlen(file));
    snprintf(c.name, sizeof c.name, "@%s", clean);
    sb->phase = "compile";
    if (!sb->rules_begun && sandbox_protect(sb, &freeze, d)) return -1;
    if (sandbox_source_check(sb, clean, bytes, size, &c.text, d)) return -1;
    if (compile(sb, &c, false, d)) return -1;
    return sandbox_protect(sb, &run, d);
}

/* ---- trusted scripts ---- */

/* Adds the fields of the table on top to the exports. */
static void export_all(lua_State *L) {
    sandbox_registry(L, &sandbox_key_exports);
    int exports = lua_gettop(L), from = exports - 1;
    for (lua_pushnil(L); lua_next(L, from); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "a trusted script exports a name that is no text");
        lua_pushvalue(L, -2);
        if (lua_rawget(L, exports) != LUA_TNIL) luaL_error(L, "'%s' is exported twice", lua_tostring(L, -3));
        lua_pop(L, 1);
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, exports);
    }
    lua_pop(L, 1);
}

static int run_trusted(lua_State *L, void *ctx, diag_t *d) {
    (void)ctx;
    (void)d;
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    sandbox_registry(L, &sandbox_key_trusted);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    take_chunk(L);
    lua_call(L, 0, 1);
    if (lua_istable(L, -1)) export_all(L);
    return 0;
}

int sandbox_load_trusted(sandbox_t *sb, const char *name, const char *bytes, size_t size, diag_t *d) {
    chunk_t c = {.text = {(const uint8_t *)bytes, size}};
    sandbox_job_t run = {.body = run_trusted, .phase = "load", .whole_memory = true};
    if (check_order(sb, true, d)) return -1;
    snprintf(c.name, sizeof c.name, "=vocabulary: %.*s", DIAG_FILE - 1, name);
    c.file = c.name + 1;
    if (compile(sb, &c, true, d)) return -1;
    return sandbox_protect(sb, &run, d);
}

typedef struct registration {
    const luaL_Reg *functions;
} registration_t;

static int register_body(lua_State *L, void *ctx, diag_t *d) {
    (void)d;
    const registration_t *r = ctx;
    sandbox_registry(L, &sandbox_key_host);
    luaL_setfuncs(L, r->functions, 0);
    return 0;
}

int sandbox_register(sandbox_t *sb, const luaL_Reg *functions, diag_t *d) {
    registration_t r = {functions};
    sandbox_job_t job = {.body = register_body, .ctx = &r, .phase = "load", .whole_memory = true};
    if (check_order(sb, false, d)) return -1;
    return sandbox_protect(sb, &job, d);
}

/* ---- what trusted scripts get besides ---- */

static int raw_get(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    sandbox_resolve(L, 1);
    lua_rawget(L, 1);
    return 1;
}

static int raw_set(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 3);
    if (sandbox_is_frozen(L, 1)) return sandbox_frozen_write(L);
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

static int raw_equal(lua_State *L) {
    lua_pushboolean(L, lua_rawequal(L, 1, 2));
    return 1;
}

static int raw_len(lua_State *L) {
    luaL_argexpected(L, lua_istable(L, 1) || lua_type(L, 1) == LUA_TSTRING, 1, "table or string");
    sandbox_resolve(L, 1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

/* __concat: Debian's 5.4.4 writes through a stale stack pointer after a __concat that made the stack grow
 * (upstream 603b2c64).
 * __gc, __close: run when they want, hooks off. __mode: what is there depends on when garbage was collected.
 * A metatable that is its own __index: value.__index would hand it to the rule, which could change it for
 * all. */
void sandbox_check_metatable(lua_State *L, int idx, bool of_table) {
    static const char *const refused[] = {"__concat", "__gc", "__close", "__mode"};
    idx = lua_absindex(L, idx);
    for (size_t i = 0; i < (of_table ? sizeof refused / sizeof *refused : 1); i++) {
        lua_pushstring(L, refused[i]);
        if (lua_rawget(L, idx) != LUA_TNIL) luaL_error(L, "a metatable with %s is not allowed", refused[i]);
        lua_pop(L, 1);
    }
    lua_pushliteral(L, "__index");
    lua_rawget(L, idx);
    if (lua_rawequal(L, -1, idx))
        luaL_error(L, "a metatable that is its own __index is not allowed: give it a table of methods");
    lua_pop(L, 1);
}

static int set_metatable(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
    lua_settop(L, 2);
    if (sandbox_is_frozen(L, 1)) return sandbox_frozen_write(L);
    if (lua_istable(L, 2)) sandbox_check_metatable(L, 2, true);
    lua_setmetatable(L, 1);
    return 1;
}

static int get_metatable(lua_State *L) {
    luaL_checkany(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING || !lua_getmetatable(L, 1)) return 0;
    if (lua_istable(L, 1) && sandbox_is_frozen(L, 1)) lua_rawgetp(L, -1, &sandbox_key_original);
    return 1;
}

static int freeze_table(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    sandbox_freeze(L, 1);
    return 1;
}

static int mark_unsealed(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    if (sandbox_is_frozen(L, 1)) return sandbox_frozen_write(L);
    lua_settop(L, 1);
    sandbox_registry(L, &sandbox_key_unsealed);
    lua_pushvalue(L, 1);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    return 1;
}

static int where(lua_State *L) {
    char file[DIAG_FILE];
    int line;
    if (!sandbox_where(L, (int)luaL_optinteger(L, 1, 1), file, &line)) return 0;
    lua_pushstring(L, file);
    lua_pushinteger(L, line);
    return 2;
}

static int fail(lua_State *L) {
    luaL_checkstring(L, 1);
    lua_settop(L, 1);
    return lua_error(L);
}

static int nearest(lua_State *L) {
    const char *names[256];
    const char *name = luaL_checkstring(L, 1);
    size_t count = 0;
    luaL_checktype(L, 2, LUA_TTABLE);
    sandbox_resolve(L, 2);
    luaL_checkstack(L, 260, "too many names");
    while (count < 256 && lua_rawgeti(L, 2, (lua_Integer)count + 1) == LUA_TSTRING) {
        names[count++] = lua_tostring(L, -1);
    }
    const char *best = sandbox_nearest(name, names, count);
    if (best) {
        lua_pushstring(L, best);
    } else {
        lua_pushnil(L);
    }
    return 1;
}

void sandbox_load_open(lua_State *L) {
    static const luaL_Reg extras[] = {{"rawget", raw_get},
                                      {"rawset", raw_set},
                                      {"rawequal", raw_equal},
                                      {"rawlen", raw_len},
                                      {"setmetatable", set_metatable},
                                      {"getmetatable", get_metatable},
                                      {"freeze", freeze_table},
                                      {"unsealed", mark_unsealed},
                                      {"where", where},
                                      {"fail", fail},
                                      {"nearest", nearest},
                                      {NULL, NULL}};
    sandbox_registry(L, &sandbox_key_trusted);
    luaL_setfuncs(L, extras, 0);
    sandbox_registry(L, &sandbox_key_host);
    lua_setfield(L, -2, "host");
    lua_createtable(L, 0, 1);
    sandbox_registry(L, &sandbox_key_exports);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}
