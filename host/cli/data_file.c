/* Lua data files; see data_file.h. */
#include "cli/data_file.h"
#include "base/json.h"
#include "script/ruleset.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

json_t *value_json(const sandbox_value_t *v) {
    switch (v->kind) {
    case SANDBOX_TEXT:
        return json_lossy(v->u.text.at);
    case SANDBOX_INTEGER:
        return json_integer(v->u.integer);
    case SANDBOX_FLAG:
        return json_boolean(v->u.flag);
    case SANDBOX_TABLE:
        break;
    default:
        return json_null();
    }
    json_t *out = v->u.table.count > 0 ? json_array() : json_object();
    for (size_t i = 0; i < v->u.table.count; i++)
        json_array_append_new(out, value_json(&v->u.table.items[i]));
    for (size_t i = 0; v->u.table.count == 0 && i < v->u.table.field_count; i++)
        json_object_set_new(out, v->u.table.fields[i].name, value_json(&v->u.table.fields[i].value));
    return out;
}

char *file_read(const char *path, size_t limit, arena_t *arena, size_t *size, diag_t *d) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        diag_set(d, "file.open", "file", path, "detail", strerror(errno), NULL);
        return NULL;
    }
    buf_t b;
    char block[16384];
    size_t got;
    buf_init(&b, limit + 1);
    while ((got = fread(block, 1, sizeof block, file)) > 0 && !b.failed)
        buf_put(&b, block, got);
    bool unread = ferror(file) != 0;
    fclose(file);
    char *bytes = NULL;
    if (unread)
        diag_set(d, "file.open", "file", path, "detail", strerror(EIO), NULL);
    else if (b.failed || b.len > limit)
        diag_set(d, "file.too_large", "file", path, NULL);
    else if ((bytes = arena_alloc(arena, b.len + 1)) == NULL)
        diag_memory(d);
    else if (b.len > 0)
        memcpy(bytes, b.at, b.len);
    *size = b.len;
    buf_free(&b);
    return bytes;
}

typedef struct reading {
    sandbox_ref_t result;
    arena_t arena;
    const char *path;
    json_t *out;
} reading_t;

static int take(lua_State *L, void *ctx, diag_t *d) {
    reading_t *r = ctx;
    sandbox_value_t value;
    if (r->result == SANDBOX_NO_REF) return diag_set(d, "data.table", "file", r->path, NULL);
    sandbox_push(L, r->result);
    if (sandbox_read(L, -1, 0, &r->arena, &value, d) != 0) return -1;
    if (value.kind != SANDBOX_TABLE) return diag_set(d, "data.table", "file", r->path, NULL);
    r->out = value_json(&value);
    return r->out == NULL ? diag_memory(d) : 0;
}

json_t *data_file_read(const char *path, diag_t *d) {
    reading_t r = {.path = path};
    size_t size;
    arena_init(&r.arena, 0);
    sandbox_t *sb = NULL;
    char *bytes = file_read(path, RULE_FILE_MAX, &r.arena, &size, d);
    if (bytes != NULL) sb = sandbox_new(NULL, d);
    if (sb != NULL && sandbox_load_rule(sb, path, bytes, size, NULL, NULL, &r.result, d) == 0)
        sandbox_run(sb, take, &r, d);
    sandbox_free(sb);
    arena_free(&r.arena);
    return r.out;
}
