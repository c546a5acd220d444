/* Reads about the company as a whole: its rules and settings, people, calendars, and how it is. */
#include "base/text.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/filters.h"
#include "store/backup.h"
#include "store/disposal.h"
#include <string.h>
#include <sys/stat.h>

enum { COUNT_LIMIT = 100000, COLUMNS_MAX = 16, PATH_LONGEST = 4096 };

/* The active ruleset; NULL with *none when there is none yet. */
static ruleset_t *active(reader_t *r, bool *none, diag_t *d) {
    *none = hash_is_zero(&r->snapshot->ruleset);
    return *none ? NULL : shelf_get(r->shelf, r->store, &r->snapshot->ruleset, d);
}

static int only_administrators(reader_t *r, const api_call_t *call, diag_t *d) {
    if (api_may_administer(call, r->snapshot->directory, reader_now(r))) return 0;
    return diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
}

/* ---- rules ---- */

static json_t *names_of_stages(shape_t *s, const flow_t *flow) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < flow->stage_count; i++)
        shape_add(s, list, json_lossy(flow->stages[i].name));
    return list;
}

static json_t *names_of_fields(shape_t *s, const flow_t *flow) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < flow->field_count; i++) {
        const field_def_t *def = &flow->fields[i];
        json_t *o = shape_object(s);
        shape_text(s, o, "name", def->name);
        shape_words(s, o, "label", def->label_en, def->label_zh);
        shape_flag(s, o, "required", def->required);
        shape_add(s, list, o);
    }
    return list;
}

static json_t *flows_json(shape_t *s, ruleset_t *rs) {
    json_t *list = shape_array(s);
    const flow_t *flow;
    for (size_t i = 0; rs != NULL && (flow = ruleset_flow_at(rs, i)) != NULL; i++) {
        json_t *o = shape_object(s);
        shape_text(s, o, "flow", flow->name);
        shape_text(s, o, "department", flow->department);
        shape_flow_title(s, o, flow);
        shape_text(s, o, "owner", flow->owner);
        shape_text(s, o, "clause", flow->clause);
        shape_text(s, o, "prefix", flow->prefix);
        shape_text(s, o, "file", flow->file);
        shape_int(s, o, "line", flow->line);
        shape_put(s, o, "fields", names_of_fields(s, flow));
        shape_put(s, o, "stages", names_of_stages(s, flow));
        shape_add(s, list, o);
    }
    return list;
}

static json_t *rulesets_json(shape_t *s, const ruleset_row_t *rows, size_t count) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < count; i++) {
        json_t *o = shape_object(s);
        shape_hash(s, o, "ruleset", &rows[i].hash);
        shape_instant(s, o, "added_at", rows[i].added_at);
        shape_person(s, o, "added_by", rows[i].added_by);
        shape_flag(s, o, "active", rows[i].active);
        shape_instant(s, o, "activated_at", rows[i].activated_at);
        shape_add(s, list, o);
    }
    return list;
}

static json_t *activations_json(shape_t *s, const activation_t *rows, size_t count) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < count; i++) {
        json_t *o = shape_object(s);
        shape_hash(s, o, "ruleset", &rows[i].hash);
        shape_instant(s, o, "at", rows[i].at);
        shape_person(s, o, "by", rows[i].by);
        shape_text(s, o, "reason", rows[i].reason);
        shape_add(s, list, o);
    }
    return list;
}

/* The content of the active version; with no version yet, an empty one. */
static int active_content(reader_t *r, arena_t *arena, ruleset_content_t *out, diag_t *d) {
    bytes_t packed;
    memset(out, 0, sizeof *out);
    if (hash_is_zero(&r->snapshot->ruleset)) return 0;
    if (store_ruleset_get(r->store, &r->snapshot->ruleset, arena, &packed, d) != 0) return -1;
    return ruleset_unpack(packed, arena, out, d);
}

static json_t *files_json(shape_t *s, const ruleset_content_t *content) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < content->file_count; i++) {
        json_t *o = shape_object(s);
        shape_text(s, o, "name", content->files[i].name);
        shape_int(s, o, "size", (int64_t)content->files[i].content.len);
        shape_add(s, list, o);
    }
    return list;
}

json_t *api_read_rules(reader_t *r, const api_call_t *call, diag_t *d) {
    (void)call;
    arena_t arena;
    arena_init(&arena, 0);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    ruleset_row_t *rulesets;
    activation_t *activations;
    ruleset_content_t content;
    size_t count, times;
    bool none;
    json_t *root = NULL;
    ruleset_t *rs = active(r, &none, d);
    if ((rs != NULL || none) && store_rulesets(r->store, &arena, &rulesets, &count, d) == 0 &&
        store_activations(r->store, &arena, &activations, &times, d) == 0 &&
        active_content(r, &arena, &content, d) == 0) {
        root = shape_answer(&s);
        shape_hash(&s, root, "active", &r->snapshot->ruleset);
        shape_put(&s, root, "rulesets", rulesets_json(&s, rulesets, count));
        shape_put(&s, root, "activations", activations_json(&s, activations, times));
        shape_put(&s, root, "flows", flows_json(&s, rs));
        shape_put(&s, root, "files", files_json(&s, &content));
        root = shape_done(&s, root, d);
    }
    arena_free(&arena);
    return root;
}

/* ---- settings ---- */

static bool was_changed(const ruleset_content_t *content, const flow_t *flow, const setting_def_t *def) {
    for (size_t i = 0; i < content->setting_count; i++) {
        const setting_value_t *v = &content->settings[i];
        if (text_same(v->flow, flow->name) && text_same(v->department, flow->department) &&
            text_same(v->name, def->name))
            return true;
    }
    return false;
}

static void add_settings(shape_t *s, json_t *list, const flow_t *flow, const ruleset_content_t *content) {
    for (size_t i = 0; i < flow->setting_count; i++) {
        const setting_def_t *def = &flow->settings[i];
        json_t *o = shape_object(s);
        shape_text(s, o, "flow", flow->name);
        shape_text(s, o, "department", flow->department);
        shape_text(s, o, "name", def->name);
        shape_text(s, o, "kind", def->kind);
        shape_text(s, o, "value", def->text);
        shape_flag(s, o, "changed", was_changed(content, flow, def));
        shape_words(s, o, "label", def->label_en, def->label_zh);
        shape_add(s, list, o);
    }
}

json_t *api_read_settings(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    ruleset_content_t content;
    diag_t wrong = {0};
    const char *only = json_text(call->body, "flow", false, &wrong);
    bool none;
    json_t *root = NULL;
    ruleset_t *rs = wrong.code == NULL ? active(r, &none, d) : NULL;
    if (wrong.code != NULL) {
        diag_copy(d, &wrong);
    } else if ((rs != NULL || none) && active_content(r, &arena, &content, d) == 0 &&
               filter_flow(r, only, d) == 0) {
        root = shape_answer(&s);
        json_t *list = shape_array(&s);
        const flow_t *flow;
        for (size_t i = 0; rs != NULL && (flow = ruleset_flow_at(rs, i)) != NULL; i++)
            if (only == NULL || strcmp(only, flow->name) == 0) add_settings(&s, list, flow, &content);
        shape_put(&s, root, "settings", list);
        root = shape_done(&s, root, d);
    }
    arena_free(&arena);
    return root;
}

/* ---- people ---- */

static json_t *row_json(shape_t *s, const char *const *row, size_t columns) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < columns; i++)
        shape_add(s, list, json_lossy(row[i]));
    return list;
}

static json_t *people_answer(reader_t *r, people_table_t table, arena_t *arena, diag_t *d) {
    shape_t s = {.directory = r->snapshot->directory, .arena = arena};
    const char *const **rows;
    size_t count, columns = 0;
    if (store_people_rows(r->store, table, arena, &rows, &count, d) != 0) return NULL;
    json_t *root = shape_answer(&s), *names = shape_array(&s), *list = shape_array(&s);
    for (const char *name; columns < COLUMNS_MAX && (name = people_column(table, columns)) != NULL; columns++)
        shape_add(&s, names, json_string(name));
    for (size_t i = 0; i < count; i++)
        shape_add(&s, list, row_json(&s, rows[i], columns));
    shape_text(&s, root, "table", people_table_name(table));
    shape_put(&s, root, "columns", names);
    shape_put(&s, root, "rows", list);
    return shape_done(&s, root, d);
}

json_t *api_read_people(reader_t *r, const api_call_t *call, diag_t *d) {
    diag_t wrong = {0};
    json_t *answer = NULL;
    const char *name = json_text(call->body, "table", true, &wrong);
    if (only_administrators(r, call, d) != 0) return NULL;
    if (name == NULL) {
        diag_copy(d, &wrong);
        return NULL;
    }
    for (int table = 0; table <= PEOPLE_STAND_INS; table++) {
        if (strcmp(people_table_name(table), name) != 0) continue;
        arena_t arena;
        arena_init(&arena, 0);
        answer = people_answer(r, table, &arena, d);
        arena_free(&arena);
        return answer;
    }
    diag_set(d, "people.table", "table", name, NULL);
    return NULL;
}

/* ---- calendars ---- */

static json_t *calendars_json(shape_t *s, const calendar_set_t *set) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < calendar_set_count(set); i++) {
        const calendar_t *c = calendar_set_at(set, i);
        char day[INSTANT_TEXT];
        day_t until = calendar_confirmed_until(c);
        json_t *o = shape_object(s);
        shape_text(s, o, "name", calendar_name(c));
        shape_text(s, o, "zone", zone_name(calendar_zone(c)));
        shape_int(s, o, "version", calendar_version(c));
        shape_text(s, o, "confirmed_until", until == DAY_NONE ? NULL : day_format(until, day));
        shape_add(s, list, o);
    }
    return list;
}

/* The definition as it was put. */
static json_t *definition_json(reader_t *r, const char *name, arena_t *arena, diag_t *d) {
    calendar_row_t *rows;
    size_t count;
    if (store_calendars(r->store, arena, &rows, &count, d) != 0) return NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, name) == 0)
            return json_read(rows[i].definition, strlen(rows[i].definition), CALENDAR_JSON_MAX, d);
    diag_set(d, "calendar.unknown", "calendar", name, NULL);
    return NULL;
}

json_t *api_read_calendar(reader_t *r, const api_call_t *call, diag_t *d) {
    diag_t wrong = {0};
    arena_t arena;
    arena_init(&arena, 0);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    json_t *root = NULL, *definition = NULL;
    const char *name = json_text(call->body, "calendar", false, &wrong);
    if (wrong.code != NULL)
        diag_copy(d, &wrong);
    else if (name == NULL || (definition = definition_json(r, name, &arena, d)) != NULL) {
        root = shape_answer(&s);
        if (name != NULL)
            shape_put(&s, root, "calendar", definition);
        else
            shape_put(&s, root, "calendars", calendars_json(&s, r->snapshot->calendars));
        root = shape_done(&s, root, d);
    }
    arena_free(&arena);
    return root;
}

/* ---- how it is ---- */

static json_t *counts_json(shape_t *s, const store_counts_t *counts) {
    json_t *o = shape_object(s), *states = shape_object(s);
    for (int state = RECORD_DRAFT; state <= RECORD_STATE_LAST; state++)
        if (state != RECORD_FINISHED) shape_int(s, states, record_state_word(state), counts->by_state[state]);
    shape_int(s, states, shape_state_word(0, true), counts->to_acknowledge);
    shape_int(s, o, "records", counts->records);
    shape_put(s, o, "by_state", states);
    shape_int(s, o, "open_tasks", counts->open_tasks);
    shape_int(s, o, "deadlines", counts->deadlines);
    shape_int(s, o, "overdue_deadlines", counts->overdue);
    shape_int(s, o, "messages_waiting", counts->waiting);
    shape_int(s, o, "messages_stuck", counts->stuck);
    shape_int(s, o, "incidents", counts->incidents);
    shape_int(s, o, "counted_to", COUNT_LIMIT);
    return o;
}

static int64_t size_of(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

static void put_broken(shape_t *s, json_t *root, host_t *h) {
    diag_t broken = {0};
    bool read_only = host_read_only(h);
    shape_flag(s, root, "read_only", read_only);
    if (read_only) {
        host_broken(h, &broken);
        shape_put(s, root, "broken", json_diag(&broken));
        diag_clear(&broken);
    }
}

json_t *api_read_status(reader_t *r, const api_call_t *call, diag_t *d) {
    (void)call;
    arena_t arena;
    arena_init(&arena, 0);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    instant_t now = reader_now(r);
    store_counts_t counts;
    int64_t pages, page_bytes;
    const char *path = store_path(r->store), *log = arena_printf(&arena, "%s-wal", path);
    json_t *root = NULL;
    if (log == NULL)
        diag_memory(d);
    else if (store_count(r->store, COUNT_LIMIT, now, &counts, d) == 0 &&
             store_free_pages(r->store, &pages, &page_bytes, d) == 0) {
        root = shape_answer(&s);
        shape_instant(&s, root, "now", now);
        put_broken(&s, root, r->host);
        shape_text(&s, root, "store", path);
        shape_int(&s, root, "store_bytes", size_of(path));
        shape_int(&s, root, "free_bytes", pages * page_bytes);
        shape_int(&s, root, "log_bytes", size_of(log));
        shape_hash(&s, root, "ruleset", &r->snapshot->ruleset);
        shape_int(&s, root, "people", (int64_t)directory_people(r->snapshot->directory));
        shape_int(&s, root, "departments", (int64_t)directory_departments(r->snapshot->directory));
        shape_put(&s, root, "counts", counts_json(&s, &counts));
        root = shape_done(&s, root, d);
    }
    arena_free(&arena);
    return root;
}

/* A copy takes its time: the view of the store that this read began with is given back first, so that the log
 * does not grow meanwhile for its sake. */
json_t *api_read_backup(reader_t *r, const api_call_t *call, diag_t *d) {
    diag_t wrong = {0};
    shape_t s = {0};
    const char *file = json_text(call->body, "file", true, &wrong);
    if (only_administrators(r, call, d) != 0) return NULL;
    if (file == NULL || file[0] != '/') {
        if (file != NULL) diag_set(&wrong, "api.value", "field", "file", "expected", "absolute path", NULL);
        diag_copy(d, &wrong);
        return NULL;
    }
    store_rollback(r->store);
    if (store_backup(store_path(r->store), file, NULL, NULL, d) != 0) return NULL;
    json_t *root = shape_answer(&s);
    shape_text(&s, root, "file", file);
    shape_int(&s, root, "bytes", size_of(file));
    return shape_done(&s, root, d);
}
