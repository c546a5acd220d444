/* Loading and asking a replay's map; see replay_map.h. */
#include "cli/replay_map.h"
#include "base/json.h"
#include "cli/data_file.h"
#include <string.h>

static int wrong(const replay_map_t *map, const char *what, const char *expected, diag_t *d) {
    diag_set(d, "map.value", "what", what, "expected", expected, NULL);
    return diag_at(d, map->file, 1);
}

static int text_of(replay_map_t *map, const sandbox_value_t *table, const char *name, bool needed,
                   const char **out, diag_t *d) {
    const sandbox_value_t *v = sandbox_value_get(table, name);
    *out = NULL;
    if (v == NULL && !needed) return 0;
    if (v == NULL || v->kind != SANDBOX_TEXT) return wrong(map, name, "text", d);
    *out = v->u.text.at;
    return 0;
}

static int read_calendar(replay_map_t *map, const sandbox_value_t *top, diag_t *d) {
    const sandbox_value_t *calendar = sandbox_value_get(top, "calendar");
    if (calendar == NULL || calendar->kind != SANDBOX_TABLE) return wrong(map, "calendar", "a table", d);
    json_t *json = value_json(calendar);
    json_object_set_new(json, "name", json_string("company"));
    char *text = json_write(json);
    json_decref(json);
    map->calendar = text == NULL ? NULL : arena_strdup(&map->arena, text);
    mem_free(text);
    return map->calendar == NULL ? diag_memory(d) : 0;
}

static const struct {
    const char *name;
    people_table_t table;
} TABLES[] = {{"departments", PEOPLE_DEPARTMENTS},
              {"persons", PEOPLE_PERSONS},
              {"posts", PEOPLE_POSTS},
              {"roles", PEOPLE_ROLES},
              {"holders", PEOPLE_HOLDERS},
              {"attributes", PEOPLE_ATTRIBUTES},
              {"stand_ins", PEOPLE_STAND_INS}};

static int read_row(replay_map_t *map, people_table_t table, const sandbox_value_t *row, diag_t *d) {
    if (row->kind != SANDBOX_TABLE) return wrong(map, "directory", "rows that are tables", d);
    const char **pairs = arena_array(&map->arena, 2 * row->u.table.field_count + 1, sizeof *pairs);
    if (pairs == NULL) return diag_memory(d);
    for (size_t i = 0; i < row->u.table.field_count; i++) {
        if (row->u.table.fields[i].value.kind != SANDBOX_TEXT)
            return wrong(map, row->u.table.fields[i].name, "text", d);
        pairs[2 * i] = row->u.table.fields[i].name;
        pairs[2 * i + 1] = row->u.table.fields[i].value.u.text.at;
    }
    map->rows[map->row_count++] = (map_row_t){table, pairs};
    return 0;
}

static int read_directory(replay_map_t *map, const sandbox_value_t *top, diag_t *d) {
    const sandbox_value_t *directory = sandbox_value_get(top, "directory");
    if (directory == NULL || directory->kind != SANDBOX_TABLE) return wrong(map, "directory", "a table", d);
    size_t total = 0;
    for (size_t t = 0; t < sizeof TABLES / sizeof *TABLES; t++) {
        const sandbox_value_t *list = sandbox_value_get(directory, TABLES[t].name);
        if (list != NULL && list->kind == SANDBOX_TABLE) total += list->u.table.count;
    }
    map->rows = arena_array(&map->arena, total + 1, sizeof *map->rows);
    if (map->rows == NULL) return diag_memory(d);
    for (size_t t = 0; t < sizeof TABLES / sizeof *TABLES; t++) {
        const sandbox_value_t *list = sandbox_value_get(directory, TABLES[t].name);
        for (size_t i = 0; list != NULL && list->kind == SANDBOX_TABLE && i < list->u.table.count; i++)
            if (read_row(map, TABLES[t].table, &list->u.table.items[i], d) != 0) return -1;
    }
    return 0;
}

static int read_lists(replay_map_t *map, const sandbox_value_t *top, diag_t *d) {
    const sandbox_value_t *list = sandbox_value_get(top, "submissions");
    if (list == NULL || list->kind != SANDBOX_TABLE)
        return wrong(map, "submissions", "a list of activities", d);
    map->submissions = arena_array(&map->arena, list->u.table.count + 1, sizeof *map->submissions);
    if (map->submissions == NULL) return diag_memory(d);
    for (size_t i = 0; i < list->u.table.count; i++) {
        if (list->u.table.items[i].kind != SANDBOX_TEXT)
            return wrong(map, "submissions", "a list of activities", d);
        map->submissions[i] = list->u.table.items[i].u.text.at;
    }
    const sandbox_value_t *settings = sandbox_value_get(top, "settings");
    if (settings == NULL) return 0;
    if (settings->kind != SANDBOX_TABLE) return wrong(map, "settings", "a table of texts", d);
    map->settings = arena_array(&map->arena, settings->u.table.field_count + 1, sizeof *map->settings);
    if (map->settings == NULL) return diag_memory(d);
    for (size_t i = 0; i < settings->u.table.field_count; i++) {
        if (settings->u.table.fields[i].value.kind != SANDBOX_TEXT)
            return wrong(map, "settings", "a table of texts", d);
        map->settings[map->setting_count++] =
            (setting_value_t){.flow = map->flow,
                              .name = settings->u.table.fields[i].name,
                              .text = settings->u.table.fields[i].value.u.text.at};
    }
    return 0;
}

/* Inside the sandbox: the file's table, read whole but for `event`, which is kept to be called. */
typedef struct opening {
    replay_map_t *map;
    sandbox_ref_t result;
} opening_t;

static int read_top(lua_State *L, void *ctx, diag_t *d) {
    opening_t *o = ctx;
    replay_map_t *map = o->map;
    sandbox_push(L, o->result);
    sandbox_value_t *top = arena_alloc(&map->arena, sizeof *top);
    if (top == NULL) return diag_memory(d);
    if (sandbox_read(L, -1, SANDBOX_READ_FUNCTIONS, &map->arena, top, d) != 0) return -1;
    if (top->kind != SANDBOX_TABLE) return wrong(map, "the file", "a table that it returns", d);
    const sandbox_value_t *event = sandbox_value_get(top, "event");
    if (event == NULL || event->kind != SANDBOX_FUNCTION) return wrong(map, "event", "a function", d);
    map->event = event->u.function;
    if (text_of(map, top, "flow", true, &map->flow, d) != 0 ||
        text_of(map, top, "initiator", true, &map->initiator, d) != 0)
        return -1;
    if (read_calendar(map, top, d) != 0 || read_directory(map, top, d) != 0) return -1;
    return read_lists(map, top, d);
}

int replay_map_open(replay_map_t *map, const char *path, diag_t *d) {
    memset(map, 0, sizeof *map);
    map->file = path;
    arena_init(&map->arena, 0);
    size_t size;
    char *bytes = file_read(path, RULE_FILE_MAX, &map->arena, &size, d);
    if (bytes == NULL) return -1;
    map->sandbox = sandbox_new(NULL, d);
    if (map->sandbox == NULL) return -1;
    opening_t opening = {.map = map};
    if (sandbox_load_rule(map->sandbox, path, bytes, size, NULL, NULL, &opening.result, d) != 0) return -1;
    if (opening.result == SANDBOX_NO_REF) return wrong(map, "the file", "a table that it returns", d);
    if (sandbox_run(map->sandbox, read_top, &opening, d) != 0) return -1;
    return sandbox_seal(map->sandbox, d);
}

void replay_map_close(replay_map_t *map) {
    sandbox_free(map->sandbox);
    arena_free(&map->arena);
}

typedef struct asking {
    replay_map_t *map;
    const replay_log_t *log;
    const log_event_t *event;
    const char *const *later;
    size_t later_count;
    arena_t *arena;
    map_command_t *out;
} asking_t;

static void push_named(lua_State *L, const char *name, const char *text) {
    if (text == NULL || text[0] == '\0') return;
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static int push_question(lua_State *L, void *ctx) {
    const asking_t *a = ctx;
    const log_case_t *c = &a->log->cases[a->event->log_case];
    lua_createtable(L, 0, (int)a->log->column_count);
    for (size_t i = 0; i < a->log->column_count; i++)
        push_named(L, a->log->columns[i], c->values[i]);
    lua_createtable(L, 0, 5);
    lua_pushinteger(L, (int)(a->event - &a->log->by_case[c->first]));
    lua_setfield(L, -2, "seq");
    push_named(L, "activity", a->event->activity);
    push_named(L, "resource", a->event->resource);
    push_named(L, "role", a->event->role);
    push_named(L, "timestamp", a->event->timestamp);
    if (a->later == NULL) return 2;
    lua_createtable(L, 0, (int)a->later_count);
    for (size_t i = 0; i < a->later_count; i++) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, a->later[i]);
    }
    return 3;
}

static int take_fields(const asking_t *a, const sandbox_value_t *answer, const char *name, bool supplied,
                       diag_t *d) {
    const sandbox_value_t *fields = sandbox_value_get(answer, name);
    if (fields == NULL) return 0;
    if (fields->kind != SANDBOX_TABLE) return wrong(a->map, name, "a table of texts", d);
    for (size_t i = 0; i < fields->u.table.field_count; i++) {
        const sandbox_field_t *f = &fields->u.table.fields[i];
        if (f->value.kind != SANDBOX_TEXT) return wrong(a->map, f->name, "text", d);
        if (a->out->field_count == MAP_FIELDS_MAX) return wrong(a->map, name, "at most 64 fields", d);
        a->out->names[a->out->field_count] = f->name;
        a->out->values[a->out->field_count] = f->value.u.text.at;
        a->out->supplied[a->out->field_count++] = supplied;
    }
    return 0;
}

static int read_answer(lua_State *L, int count, void *ctx, diag_t *d) {
    asking_t *a = ctx;
    sandbox_value_t answer = {.kind = SANDBOX_NIL}, why = {.kind = SANDBOX_NIL};
    if (count >= 1 && sandbox_read(L, 1, 0, a->arena, &answer, d) != 0) return -1;
    if (count >= 2 && sandbox_read(L, 2, 0, a->arena, &why, d) != 0) return -1;
    if (answer.kind == SANDBOX_NIL) {
        a->out->why = why.kind == SANDBOX_TEXT ? why.u.text.at : "";
        return 0;
    }
    if (answer.kind != SANDBOX_TABLE) return wrong(a->map, "event", "a table, or nil and why", d);
    const sandbox_value_t *flag = sandbox_value_get(&answer, "text_supplied");
    a->out->text_supplied = flag != NULL && flag->kind == SANDBOX_FLAG && flag->u.flag;
    if (text_of(a->map, &answer, "command", true, &a->out->command, d) != 0 ||
        text_of(a->map, &answer, "as", true, &a->out->as, d) != 0 ||
        text_of(a->map, &answer, "step", false, &a->out->step, d) != 0 ||
        text_of(a->map, &answer, "text", false, &a->out->text, d) != 0)
        return -1;
    return take_fields(a, &answer, "fields", false, d) != 0 ? -1
                                                            : take_fields(a, &answer, "supplied", true, d);
}

int replay_map_event(replay_map_t *map, const replay_log_t *log, size_t event, const char *const *later,
                     size_t later_count, arena_t *arena, map_command_t *out, diag_t *d) {
    memset(out, 0, sizeof *out);
    asking_t asking = {map, log, &log->by_case[event], later, later_count, arena, out};
    return sandbox_call(map->sandbox, map->event, push_question, read_answer, &asking, d);
}
