/* people.leaver: somebody leaves, and another takes over (A16); previewed, or carried out. */
#include "base/text.h"
#include "script/rule_text.h"
#include "server/api_private.h"
#include "server/host_internal.h"
#include "server/leaver_named.h"
#include "server/vacancies.h"

enum { LISTED_MAX = 1000 };

static int read_person(const api_call_t *call, const directory_t *directory, const char *field,
                       person_info_t *out, diag_t *d) {
    const char *handle;
    if (api_text(call->body, field, true, &handle, d) != 0) return -1;
    if (directory_by_handle(directory, handle, out)) return 0;
    return api_no_such_person(field, handle, d);
}

/* A date is the midnight that it begins with, in the company's zone. */
static int read_from(host_t *h, const api_call_t *call, const snapshot_t *snapshot, instant_t *out,
                     diag_t *d) {
    const char *text;
    day_t day;
    *out = host_now(h);
    if (api_text(call->body, "from", false, &text, d) != 0) return -1;
    if (text == NULL) return 0;
    if (instant_parse(text, out) != 0) {
        if (day_parse(text, &day) != 0)
            return diag_set(d, "api.value", "field", "from", "expected", "instant or date", NULL);
        *out = zone_instant(calendar_zone(calendar_set_find(snapshot->calendars, NULL)), day, 0);
    }
    return *out <= host_now(h) ? 0 : diag_set(d, "leaver.future", "from", text, NULL);
}

static int read_request(host_t *h, const api_call_t *call, const snapshot_t *snapshot, leaver_t *out,
                        diag_t *d) {
    person_info_t person, to;
    if (read_person(call, snapshot->directory, "person", &person, d) != 0 ||
        read_person(call, snapshot->directory, "to", &to, d) != 0 ||
        read_from(h, call, snapshot, &out->from, d) != 0 ||
        api_text(call->body, "reason", true, &out->reason, d) != 0)
        return -1;
    if (!has_words(out->reason)) return diag_set(d, "json.missing", "field", "reason", NULL);
    if (person.id == to.id) return diag_set(d, "leaver.same", "person", person.handle, NULL);
    if (!directory_active(snapshot->directory, to.id, host_now(h)))
        return diag_set(d, "person.inactive", "person", to.handle, NULL);
    out->person = person.handle;
    out->to = to.handle;
    out->person_id = person.id;
    out->to_id = to.id;
    out->stays = json_flag(call->body, "stays");
    out->actor = call->actor;
    return 0;
}

/* Where the rules in force name who leaves: looked for first, so that a failure stops nothing half-way. */
typedef struct named {
    naming_t *list;
    size_t count;
    leaver_named_t *records; /* whose form does */
    size_t record_count;
} named_t;

static int find_named(host_t *h, const snapshot_t *snapshot, const char *person, arena_t *arena, named_t *out,
                      diag_t *d) {
    bytes_t packed;
    ruleset_content_t content;
    if (hash_is_zero(&snapshot->ruleset)) return 0;
    if (store_ruleset_get(h->store, &snapshot->ruleset, arena, &packed, d) != 0 ||
        ruleset_unpack(packed, arena, &content, d) != 0)
        return -1;
    return rules_naming(&content, person, arena, &out->list, &out->count, d);
}

static int find_records(host_t *h, const leaver_t *l, arena_t *arena, named_t *out, diag_t *d) {
    if (l->stays) return 0; /* in service, they can be asked still */
    return leaver_named(h, l->person_id, LISTED_MAX, arena, &out->records, &out->record_count, d);
}

static json_t *records_json(shape_t *s, const named_t *named) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < named->record_count; i++) {
        const leaver_named_t *n = &named->records[i];
        json_t *o = shape_object(s);
        shape_id(s, o, "record", n->record);
        shape_text(s, o, "number", n->number);
        shape_text(s, o, "flow", n->flow);
        shape_text(s, o, "fields", n->fields);
        shape_add(s, list, o);
    }
    return list;
}

static json_t *named_json(shape_t *s, const named_t *named) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < named->count; i++) {
        const naming_t *n = &named->list[i];
        json_t *o = shape_object(s);
        shape_text(s, o, "file", n->file);
        shape_put(s, o, "line", n->file != NULL ? json_integer(n->line) : json_null());
        shape_text(s, o, "text", n->text);
        shape_text(s, o, "flow", n->flow);
        shape_text(s, o, "department", n->department);
        shape_text(s, o, "setting", n->setting);
        shape_add(s, list, o);
    }
    return list;
}

/* The rows, and the directory that they make: references and cycles are checked by building it. With
 * `preview` all of it is taken back. */
static int change_rows(host_t *h, const api_call_t *call, const leaver_t *l, bool preview, arena_t *arena,
                       leaver_rows_t *rows, directory_t **tried, diag_t *d) {
    int64_t version;
    if (admin_begin(h, d) != 0) return -1;
    int status = leaver_rows(h, l, arena, rows, d);
    if (status == 0) status = store_people_changed(h->store, &version, d);
    if (status == 0 && (*tried = store_directory(h->store, d)) == NULL) status = -1;
    if (status == 0 && !preview) status = leaver_owe(h, l, d);
    if (status == 0 && !preview) status = vacancies_owe_left(h, d);
    char *note = arena_printf(arena, "person=%s to=%s", l->person, l->to);
    if (status == 0 && note == NULL) status = diag_memory(d);
    if (!preview) return admin_end(h, call, status, "person.left", note, d);
    store_rollback(h->store);
    return status;
}

static json_t *rows_json(shape_t *s, const leaver_rows_t *rows) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < rows->count; i++) {
        json_t *o = shape_object(s);
        shape_text(s, o, "table", rows->list[i].table);
        shape_text(s, o, "change", rows->list[i].change);
        shape_text(s, o, "person", rows->list[i].person);
        shape_text(s, o, "what", rows->list[i].what);
        shape_add(s, list, o);
    }
    return list;
}

static json_t *task_json(shape_t *s, const leaver_task_t *t) {
    json_t *o = shape_object(s);
    shape_id(s, o, "record", t->record);
    shape_text(s, o, "number", t->number);
    shape_text(s, o, "flow", t->flow);
    shape_text(s, o, "step", t->step);
    shape_id(s, o, "task", t->task);
    shape_person(s, o, "to", t->to);
    shape_text(s, o, "reason", t->reason);
    shape_text(s, o, "reason_text", t->reason_text);
    shape_flag(s, o, "waiting", t->waiting);
    return o;
}

void shape_handed_over(shape_t *s, json_t *root, const leaver_tasks_t *tasks) {
    json_t *moved = shape_array(s), *refused = shape_array(s);
    for (size_t i = 0; i < tasks->count && i < LISTED_MAX; i++)
        shape_add(s, moved, task_json(s, &tasks->list[i]));
    for (size_t i = 0; i < tasks->refused_count && i < LISTED_MAX; i++) {
        json_t *o = shape_object(s);
        shape_id(s, o, "record", tasks->refused[i].record);
        shape_text(s, o, "number", tasks->refused[i].number);
        shape_put(s, o, "error", json_diag(tasks->refused[i].why));
        shape_add(s, refused, o);
    }
    shape_int(s, root, "moved", (int64_t)tasks->count);
    shape_int(s, root, "records", (int64_t)tasks->records);
    shape_put(s, root, "tasks", moved);
    shape_put(s, root, "refused", refused);
}

static json_t *answer(host_t *h, const leaver_rows_t *rows, const leaver_tasks_t *tasks, const named_t *named,
                      bool preview, arena_t *arena, diag_t *d) {
    snapshot_t *snapshot = host_snapshot(h);
    shape_t s = {.directory = snapshot->directory, .arena = arena};
    json_t *root = shape_answer(&s);
    shape_put(&s, root, "rows", rows_json(&s, rows));
    shape_handed_over(&s, root, tasks);
    shape_put(&s, root, "named", named_json(&s, named));
    shape_put(&s, root, "in_fields", records_json(&s, named));
    shape_flag(&s, root, "preview", preview);
    json_t *done = shape_done(&s, root, d);
    snapshot_unref(snapshot);
    return done;
}

json_t *api_admin_leaver(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    leaver_t l = {0};
    leaver_rows_t rows = {0};
    leaver_tasks_t tasks = {0};
    named_t named = {0};
    directory_t *tried = NULL;
    bool preview = json_flag(call->body, "preview");
    arena_init(&arena, 0);
    snapshot_t *snapshot = host_snapshot(h); /* its texts are those of the request's people */
    int status = read_request(h, call, snapshot, &l, d);
    if (status == 0) status = find_named(h, snapshot, l.person, &arena, &named, d);
    if (status == 0) status = find_records(h, &l, &arena, &named, d);
    if (status == 0) status = change_rows(h, call, &l, preview, &arena, &rows, &tried, d);
    if (status == 0) status = leaver_tasks(h, &l, preview ? tried : NULL, &arena, &tasks, d);
    if (status == 0 && !preview) status = leaver_settle(h, tasks.refused_count > 0 && !l.stays, d);
    json_t *done = status == 0 ? answer(h, &rows, &tasks, &named, preview, &arena, d) : NULL;
    leaver_done(&tasks);
    directory_unref(tried);
    snapshot_unref(snapshot);
    arena_free(&arena);
    return done;
}
