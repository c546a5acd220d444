/* Reading values back from Lua: raw, bounded, refused rather than bent. What the host does not understand
 * (NaN, a table keyed by tables, a list with a hole) is an error that names the place, as in "at
 * steps[2].by". */
#include "script/sandbox_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PATH_MAX_LEN = 160 };

/* The way to the value being read, from the inside outwards; put into words only for an error. */
typedef struct place {
    const struct place *around;
    const char *name; /* NULL: an item of a list */
    int64_t index;
} place_t;

typedef struct reading {
    lua_State *L;
    sandbox_t *sb;
    arena_t *arena;
    diag_t *d;
    int flags, items;
    const place_t *place; /* NULL: the whole value */
} reading_t;

/* Writes "steps[2].by"; a path too long is cut. */
static size_t write_path(const place_t *place, char *out, size_t room) {
    char clean[56];
    if (!place) return 0;
    size_t used = write_path(place->around, out, room);
    int n;
    if (place->name) {
        sandbox_clean_text(clean, sizeof clean, place->name, strlen(place->name));
        n = snprintf(out + used, room - used, "%s%s", used > 0 ? "." : "", clean);
    } else {
        n = snprintf(out + used, room - used, "[%lld]", (long long)place->index);
    }
    return n < 0 ? used : used + (size_t)n < room ? used + (size_t)n : room - 1;
}

static int refuse(reading_t *r, const char *what) {
    char path[PATH_MAX_LEN] = "", message[PATH_MAX_LEN + 120];
    bool inside = write_path(r->place, path, sizeof path) > 0;
    snprintf(message, sizeof message, "%s%s%s%s", inside ? "at " : "", path, inside ? ": " : "", what);
    return sandbox_report(r->sb, "rule.type", "type", message, r->d);
}

static int refuse_number(reading_t *r, const char *format, int64_t number) {
    char what[100];
    snprintf(what, sizeof what, format, (long long)number);
    return refuse(r, what);
}

static int read_number(reading_t *r, int idx, sandbox_value_t *out) {
    int whole;
    lua_Integer n = lua_tointegerx(r->L, idx, &whole);
    if (whole) {
        out->kind = SANDBOX_INTEGER;
        out->u.integer = n;
        return 0;
    }
    out->kind = SANDBOX_REAL;
    out->u.real = lua_tonumber(r->L, idx);
    if (isnan(out->u.real)) return refuse(r, "this is no number (0/0)");
    if (isinf(out->u.real)) return refuse(r, "this number is infinite");
    return 0;
}

static int read_text(reading_t *r, int idx, sandbox_value_t *out) {
    size_t len;
    const char *text = lua_tolstring(r->L, idx, &len);
    if (len > r->sb->limits.text_bytes) {
        return refuse_number(r, "this text is longer than %lld bytes", (int64_t)r->sb->limits.text_bytes);
    }
    if (!(r->flags & SANDBOX_READ_BINARY) && memchr(text, '\0', len))
        return refuse(r, "this text holds a zero byte");
    out->kind = SANDBOX_TEXT;
    out->u.text.len = len;
    out->u.text.at = arena_copy(r->arena, text, len + 1); /* Lua's texts end with a NUL */
    return out->u.text.at ? 0 : diag_memory(r->d);
}

/* Counts list items and fields of the table at idx; refuses other keys and holes. */
static int count_keys(reading_t *r, int idx, size_t *items, size_t *fields) {
    lua_State *L = r->L;
    lua_Integer highest = 0;
    *items = *fields = 0;
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING) {
            ++*fields;
        } else if (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1) {
            ++*items;
            if (lua_tointeger(L, -2) > highest) highest = lua_tointeger(L, -2);
        } else {
            return refuse(r, "its keys must be names, or numbers from 1");
        }
        if (++r->items > r->sb->limits.read_items) {
            return refuse_number(r, "there are more than %lld values in all", r->sb->limits.read_items);
        }
    }
    if (highest == (lua_Integer)*items) return 0;
    lua_Integer hole = 1;
    while (lua_rawgeti(L, idx, hole) != LUA_TNIL) {
        lua_pop(L, 1);
        hole++;
    }
    lua_pop(L, 1);
    return refuse_number(r, "the list has nothing (nil) as item %lld, but items after it", hole);
}

static int read_value(reading_t *r, int idx, int depth, sandbox_value_t *out);

/* The value on top (popped), which stands at `name` or `index` of the table being read. */
static int read_inner(reading_t *r, const char *name, int64_t index, int depth, sandbox_value_t *out) {
    const place_t inner = {r->place, name, index};
    r->place = &inner;
    int result = read_value(r, lua_gettop(r->L), depth, out);
    r->place = inner.around;
    lua_pop(r->L, 1);
    return result;
}

static int read_items(reading_t *r, int idx, int depth, sandbox_value_t *out) {
    size_t count = out->u.table.count;
    out->u.table.items = arena_array(r->arena, count, sizeof *out->u.table.items);
    if (!out->u.table.items) return diag_memory(r->d);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(r->L, idx, (lua_Integer)i + 1);
        if (read_inner(r, NULL, (int64_t)i + 1, depth, &out->u.table.items[i])) return -1;
    }
    return 0;
}

/* Moves the last field down to its place: by name, bytewise. */
static void sink(sandbox_field_t *fields, size_t root, size_t count) {
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && strcmp(fields[child].name, fields[child + 1].name) < 0) child++;
        if (strcmp(fields[root].name, fields[child].name) >= 0) return;
        sandbox_field_t moved = fields[root];
        fields[root] = fields[child];
        fields[child] = moved;
    }
}

/* Heap sort: in place, and its cost does not depend on the order found. */
static void sort_fields(sandbox_field_t *fields, size_t count) {
    for (size_t i = count / 2; i-- > 0;)
        sink(fields, i, count);
    for (size_t end = count; end-- > 1;) {
        sandbox_field_t largest = fields[0];
        fields[0] = fields[end];
        fields[end] = largest;
        sink(fields, 0, end);
    }
}

static int read_fields(reading_t *r, int idx, int depth, sandbox_value_t *out) {
    lua_State *L = r->L;
    size_t count = out->u.table.field_count, at = 0;
    sandbox_field_t *fields = arena_array(r->arena, count, sizeof *fields);
    if (!fields) return diag_memory(r->d);
    out->u.table.fields = fields;
    for (lua_pushnil(L); lua_next(L, idx);) {
        size_t len;
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tolstring(L, -2, &len) : NULL;
        if (!name || at >= count) {
            lua_pop(L, 1);
            continue;
        }
        if (strlen(name) != len) return refuse(r, "a name holds a zero byte");
        fields[at].name = arena_copy(r->arena, name, len + 1);
        if (!fields[at].name) return diag_memory(r->d);
        if (read_inner(r, name, 0, depth, &fields[at].value)) return -1;
        at++;
    }
    sort_fields(fields, count);
    return 0;
}

static int read_table(reading_t *r, int idx, int depth, sandbox_value_t *out) {
    if (depth >= r->sb->limits.read_depth) {
        return refuse_number(r, "tables stand more than %lld deep in each other", r->sb->limits.read_depth);
    }
    luaL_checkstack(r->L, 10, NULL);
    lua_pushvalue(r->L, idx);
    int table = lua_gettop(r->L);
    sandbox_resolve(r->L, table);
    out->kind = SANDBOX_TABLE;
    if (count_keys(r, table, &out->u.table.count, &out->u.table.field_count)) return -1;
    if (read_items(r, table, depth + 1, out) || read_fields(r, table, depth + 1, out)) return -1;
    lua_pop(r->L, 1);
    return 0;
}

static int read_value(reading_t *r, int idx, int depth, sandbox_value_t *out) {
    lua_State *L = r->L;
    memset(out, 0, sizeof *out);
    switch (lua_type(L, idx)) {
    case LUA_TNONE:
    case LUA_TNIL:
        out->kind = SANDBOX_NIL;
        return 0;
    case LUA_TBOOLEAN:
        out->kind = SANDBOX_FLAG;
        out->u.flag = lua_toboolean(L, idx);
        return 0;
    case LUA_TNUMBER:
        return read_number(r, idx, out);
    case LUA_TSTRING:
        return read_text(r, idx, out);
    case LUA_TTABLE:
        return read_table(r, idx, depth, out);
    case LUA_TFUNCTION:
        if (!(r->flags & SANDBOX_READ_FUNCTIONS)) return refuse(r, "a function can't stand here");
        lua_pushvalue(L, idx);
        out->kind = SANDBOX_FUNCTION;
        out->u.function = sandbox_keep(L);
        return 0;
    case LUA_TUSERDATA:
        if (!(r->flags & SANDBOX_READ_OBJECTS)) return refuse(r, "this kind of value can't stand here");
        out->kind = SANDBOX_OBJECT;
        out->u.object = lua_touserdata(L, idx);
        return 0;
    default:
        return refuse(r, "this kind of value can't stand here");
    }
}

int sandbox_read(lua_State *L, int idx, int flags, arena_t *arena, sandbox_value_t *out, diag_t *d) {
    reading_t r = {.L = L, .sb = sandbox_of(L), .arena = arena, .d = d, .flags = flags, .items = 1};
    int top = lua_gettop(L);
    idx = lua_absindex(L, idx);
    if (idx > top) idx = top + 1; /* beyond the stack: none */
    luaL_checkstack(L, 10, NULL);
    sandbox_note(r.sb);
    int result = read_value(&r, idx, 0, out);
    lua_settop(L, top);
    return result;
}

const sandbox_value_t *sandbox_value_get(const sandbox_value_t *table, const char *name) {
    if (!table || table->kind != SANDBOX_TABLE) return NULL;
    for (size_t i = 0; i < table->u.table.field_count; i++) {
        if (strcmp(table->u.table.fields[i].name, name) == 0) return &table->u.table.fields[i].value;
    }
    return NULL;
}

void sandbox_value_push(lua_State *L, const sandbox_value_t *value) {
    luaL_checkstack(L, 6, NULL);
    switch (value->kind) {
    case SANDBOX_FLAG:
        lua_pushboolean(L, value->u.flag);
        return;
    case SANDBOX_INTEGER:
        lua_pushinteger(L, value->u.integer);
        return;
    case SANDBOX_REAL:
        lua_pushnumber(L, value->u.real);
        return;
    case SANDBOX_TEXT:
        lua_pushlstring(L, value->u.text.at, value->u.text.len);
        return;
    case SANDBOX_TABLE:
        break;
    case SANDBOX_FUNCTION:
        sandbox_push(L, value->u.function);
        return;
    default:
        lua_pushnil(L);
        return;
    }
    lua_createtable(L, (int)value->u.table.count, (int)value->u.table.field_count);
    for (size_t i = 0; i < value->u.table.count; i++) {
        sandbox_value_push(L, &value->u.table.items[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    for (size_t i = 0; i < value->u.table.field_count; i++) {
        lua_pushstring(L, value->u.table.fields[i].name);
        sandbox_value_push(L, &value->u.table.fields[i].value);
        lua_rawset(L, -3);
    }
}
