/* Rules and settings: a new version is built whole, checked whole, and only then made the active one. A
 * changed setting is a new version too, since settings are part of it. */
#include "base/text.h"
#include "script/check.h"
#include "server/api_private.h"
#include "server/check_submission.h"
#include "server/filters.h"
#include <stdlib.h>
#include <string.h>

enum { ERRORS_MAX = 64, REASON_MAX = 2000 };

typedef struct activation_work {
    host_t *h;
    const api_call_t *call;
    arena_t *arena;
    ruleset_content_t content;
    buf_t packed;
    hash_t hash, previous; /* previous zero: none was active */
    diag_t *errors;        /* ERRORS_MAX of them */
    size_t error_count;
    json_t *dropped, *findings;
    shape_t shape;
} activation_work_t;

static int begin(activation_work_t *w, host_t *h, const api_call_t *call, arena_t *arena, diag_t *d) {
    bool found;
    *w = (activation_work_t){.h = h, .call = call, .arena = arena, .shape = {.arena = arena}};
    buf_init(&w->packed, RULESET_MAX);
    w->errors = arena_array(arena, ERRORS_MAX, sizeof *w->errors);
    if (w->errors == NULL) return diag_memory(d);
    if (store_ruleset_active(host_store(h), &w->previous, &found, d) != 0) return -1;
    if (!found) memset(&w->previous, 0, sizeof w->previous);
    w->dropped = shape_array(&w->shape);
    w->findings = shape_array(&w->shape);
    return 0;
}

static void end(activation_work_t *w) {
    for (size_t i = 0; w->errors != NULL && i < ERRORS_MAX; i++)
        diag_clear(&w->errors[i]);
    json_decref(w->dropped);
    json_decref(w->findings);
    buf_free(&w->packed);
}

/* The content of a version kept in the store. */
static int load_content(activation_work_t *w, const hash_t *hash, ruleset_content_t *out, diag_t *d) {
    bytes_t packed;
    if (store_ruleset_get(host_store(w->h), hash, w->arena, &packed, d) != 0) return -1;
    return ruleset_unpack(packed, w->arena, out, d);
}

/* ---- files of a request ---- */

static int by_name(const void *a, const void *b) {
    return strcmp(((const rule_file_t *)a)->name, ((const rule_file_t *)b)->name);
}

/* A path within the folder of rules, as errors will name it: never one that leads out of it. */
static bool is_inside(const char *name) {
    while (*name != '\0') {
        size_t length = strcspn(name, "/");
        bool dots = name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'));
        if (length == 0 || dots) return false;
        name += length;
        if (*name == '/' && *++name == '\0') return false;
    }
    return true;
}

static int read_files(activation_work_t *w, diag_t *d) {
    json_t *list = json_object_get(w->call->body, "files"), *item;
    size_t i, count = json_array_size(list);
    if (!json_is_array(list) || count == 0 || count > RULE_FILES_MAX)
        return diag_set(d, "api.value", "field", "files", "expected", "an array of files", NULL);
    w->content.files = arena_array(w->arena, count, sizeof *w->content.files);
    if (w->content.files == NULL) return diag_memory(d);
    json_array_foreach(list, i, item) {
        const char *name = json_text(item, "name", true, d);
        const char *text = name != NULL ? json_text(item, "content", true, d) : NULL;
        if (text == NULL) return -1;
        if (name[0] == '\0' || !is_inside(name))
            return diag_set(d, "api.value", "field", "files", "expected", "paths within the folder", NULL);
        size_t length = json_string_length(json_object_get(item, "content"));
        w->content.files[i] = (rule_file_t){name, {(const uint8_t *)text, length}};
    }
    w->content.file_count = count;
    qsort(w->content.files, count, sizeof *w->content.files, by_name);
    for (i = 1; i < count; i++)
        if (strcmp(w->content.files[i - 1].name, w->content.files[i].name) == 0)
            return diag_set(d, "api.value", "field", "files", "expected", "each name once", NULL);
    return 0;
}

/* ---- building and checking ---- */

static ruleset_options_t options_of(const host_t *h) {
    const host_options_t *o = host_config(h);
    return (ruleset_options_t){.functions = o->functions,
                               .function_count = o->function_count,
                               .instructions = o->rule_instructions,
                               .wall_ms = o->rule_wall_ms,
                               .memory = o->rule_memory};
}

/* NULL: w->errors has at least one, or, when it could not even be tried, d is set. */
static ruleset_t *open_packed(activation_work_t *w, bytes_t packed, diag_t *d) {
    ruleset_options_t options = options_of(w->h);
    ruleset_t *rs = ruleset_open_all(packed, &options, w->errors, ERRORS_MAX, &w->error_count);
    if (rs != NULL && w->error_count == 0) return rs;
    ruleset_close(rs);
    if (w->error_count == 0) diag_memory(d);
    return NULL;
}

/* The same of w->content. */
static ruleset_t *open_content(activation_work_t *w, diag_t *d) {
    buf_reset(&w->packed);
    if (ruleset_pack(&w->content, &w->packed, &w->hash, d) != 0) return NULL;
    return open_packed(w, (bytes_t){w->packed.at, w->packed.len}, d);
}

static const setting_def_t *find_setting(ruleset_t *rs, const char *flow, const char *department,
                                         const char *name) {
    const flow_t *f;
    for (size_t i = 0; (f = ruleset_flow_at(rs, i)) != NULL; i++) {
        if (strcmp(f->name, flow) != 0 || (f->department != NULL && !text_same(f->department, department)))
            continue;
        for (size_t k = 0; k < f->setting_count; k++)
            if (strcmp(f->settings[k].name, name) == 0) return &f->settings[k];
    }
    return NULL;
}

/* What administrators set before goes on to hold, where the new files still have such a setting. */
static int carry_settings(activation_work_t *w, ruleset_t *without, const ruleset_content_t *old, diag_t *d) {
    w->content.settings = arena_array(w->arena, old->setting_count + 1, sizeof *w->content.settings);
    if (w->content.settings == NULL) return diag_memory(d);
    w->content.setting_count = 0;
    for (size_t i = 0; i < old->setting_count; i++) {
        const setting_value_t *v = &old->settings[i];
        if (find_setting(without, v->flow, v->department, v->name) != NULL) {
            w->content.settings[w->content.setting_count++] = *v;
            continue;
        }
        json_t *o = shape_object(&w->shape);
        shape_text(&w->shape, o, "flow", v->flow);
        shape_text(&w->shape, o, "department", v->department);
        shape_text(&w->shape, o, "name", v->name);
        shape_text(&w->shape, o, "value", v->text);
        shape_add(&w->shape, w->dropped, o);
    }
    return 0;
}

/* What the checker finds wrong is an error of activation; the rest is told. */
static int run_checker(activation_work_t *w, ruleset_t *rs, diag_t *d) {
    check_report_t report;
    check_options_t options = {.at = host_now(w->h), .submission = &engine_submission};
    snapshot_t *snapshot = host_snapshot(w->h);
    const directory_t *people = directory_people(snapshot->directory) > 0 ? snapshot->directory : NULL;
    int status = rules_check(rs, people, &snapshot->working_time, &options, w->arena, &report, d);
    for (size_t i = 0; status == 0 && i < report.finding_count; i++) {
        const check_finding_t *f = &report.findings[i];
        if (f->severity == CHECK_ERROR) {
            if (w->error_count < ERRORS_MAX) diag_copy(&w->errors[w->error_count++], f->what);
            continue;
        }
        json_t *o = json_diag(f->what);
        if (o == NULL) w->shape.failed = true;
        shape_text(&w->shape, o, "severity", check_severity_word(f->severity));
        shape_text(&w->shape, o, "flow", f->flow);
        shape_add(&w->shape, w->findings, o);
    }
    snapshot_unref(snapshot);
    return status;
}

/* 0: w->packed and w->hash are fit to be activated. -1: w->errors, or d when there are none. */
static int build(activation_work_t *w, const ruleset_content_t *old, diag_t *d) {
    ruleset_t *rs = open_content(w, d);
    if (rs == NULL) return -1;
    if (old != NULL && old->setting_count > 0) {
        int status = carry_settings(w, rs, old, d);
        ruleset_close(rs);
        rs = status == 0 ? open_content(w, d) : NULL;
        if (rs == NULL) return -1;
    }
    int status = run_checker(w, rs, d);
    ruleset_close(rs);
    return status == 0 && w->error_count == 0 ? 0 : -1;
}

/* ---- answers ---- */

static json_t *errors_answer(activation_work_t *w) {
    json_t *root = api_error(&w->errors[0]), *list = shape_array(&w->shape);
    for (size_t i = 0; i < w->error_count; i++)
        shape_add(&w->shape, list, json_diag(&w->errors[i]));
    if (root == NULL) {
        json_decref(list);
        return NULL;
    }
    shape_put(&w->shape, root, "errors", list);
    return root;
}

static json_t *done_answer(activation_work_t *w, bool preview, diag_t *d) {
    json_t *root = shape_answer(&w->shape);
    shape_hash(&w->shape, root, "ruleset", &w->hash);
    shape_hash(&w->shape, root, "previous", &w->previous);
    shape_flag(&w->shape, root, "unchanged", hash_equal(&w->hash, &w->previous));
    shape_flag(&w->shape, root, "preview", preview);
    shape_put(&w->shape, root, "findings", json_incref(w->findings));
    shape_put(&w->shape, root, "settings_dropped", json_incref(w->dropped));
    return shape_done(&w->shape, root, d);
}

static int read_reason(const api_call_t *call, const char **out, diag_t *d) {
    diag_t wrong = {0};
    const char *reason = json_text(call->body, "reason", false, &wrong);
    *out = reason != NULL ? reason : "";
    if (wrong.code != NULL) {
        diag_copy(d, &wrong);
        return -1;
    }
    if (strlen(*out) > REASON_MAX)
        return diag_set(d, "api.value", "field", "reason", "expected", "at most 2000 bytes", NULL);
    return 0;
}

/* Puts the version in the store and makes it the active one; no harm when it is active already. */
static int activate(activation_work_t *w, const char *code, diag_t *d) {
    host_t *h = w->h;
    char hex[HASH_HEX];
    const char *reason, *text;
    int64_t by = w->call->actor.person;
    instant_t now = host_now(h);
    if (read_reason(w->call, &reason, d) != 0) return -1;
    text = arena_printf(w->arena, "ruleset=%s reason=%s", hash_hex(&w->hash, hex), reason);
    if (text == NULL) return diag_memory(d);
    if (admin_begin(h, d) != 0) return -1;
    int status = 0;
    if (w->packed.len > 0)
        status =
            store_ruleset_put(host_store(h), &w->hash, (bytes_t){w->packed.at, w->packed.len}, by, now, d);
    if (status == 0) status = store_ruleset_activate(host_store(h), &w->hash, by, reason, now, d);
    return admin_end(h, w->call, status, code, text, d);
}

/* ---- the verbs ---- */

json_t *api_admin_rules_activate(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    activation_work_t w;
    ruleset_content_t old = {0};
    bool preview = json_flag(call->body, "preview");
    json_t *answer = NULL;
    arena_init(&arena, 0);
    int status = begin(&w, h, call, &arena, d);
    if (status == 0 && !hash_is_zero(&w.previous)) status = load_content(&w, &w.previous, &old, d);
    if (status == 0) status = read_files(&w, d);
    if (status == 0) status = build(&w, &old, d);
    if (status == 0 && !preview && !hash_equal(&w.hash, &w.previous))
        status = activate(&w, "rules.activated", d);
    if (status == 0)
        answer = done_answer(&w, preview, d);
    else if (w.error_count > 0)
        answer = errors_answer(&w);
    end(&w);
    arena_free(&arena);
    return answer;
}

int api_ruleset_named(host_t *h, const char *named, arena_t *arena, hash_t *out, diag_t *d) {
    ruleset_row_t *rows;
    size_t count, found = 0;
    if (store_rulesets(host_store(h), arena, &rows, &count, d) != 0) return -1;
    for (size_t i = 0; i < count && strlen(named) >= 4; i++) {
        char hex[HASH_HEX];
        if (strncmp(hash_hex(&rows[i].hash, hex), named, strlen(named)) != 0) continue;
        *out = rows[i].hash;
        found++;
    }
    if (found == 1) return 0;
    return diag_set(d, found == 0 ? "ruleset.unknown" : "ruleset.ambiguous", "hash", named, NULL);
}

/* The version that the call names; without one, the one that was active before the present one. */
static int find_earlier(activation_work_t *w, diag_t *d) {
    const char *named;
    activation_t *activations;
    size_t count;
    if (api_text(w->call->body, "ruleset", false, &named, d) != 0) return -1;
    if (named != NULL) return api_ruleset_named(w->h, named, w->arena, &w->hash, d);
    if (store_activations(host_store(w->h), w->arena, &activations, &count, d) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        if (hash_equal(&activations[i].hash, &w->previous)) continue;
        w->hash = activations[i].hash;
        return 0;
    }
    return diag_set(d, "ruleset.no_earlier", NULL);
}

/* The version that is kept, as it is, held against the organisation of now: what it was checked against then
 * may be gone. -1: w->errors, or d when there are none. */
static int check_kept(activation_work_t *w, diag_t *d) {
    bytes_t packed;
    if (store_ruleset_get(host_store(w->h), &w->hash, w->arena, &packed, d) != 0) return -1;
    ruleset_t *rs = open_packed(w, packed, d);
    if (rs == NULL) return -1;
    int status = run_checker(w, rs, d);
    ruleset_close(rs);
    return status == 0 && w->error_count == 0 ? 0 : -1;
}

json_t *api_admin_rules_rollback(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    activation_work_t w;
    bool preview = json_flag(call->body, "preview");
    json_t *answer = NULL;
    arena_init(&arena, 0);
    int status = begin(&w, h, call, &arena, d);
    if (status == 0) status = find_earlier(&w, d);
    if (status == 0) status = check_kept(&w, d);
    if (status == 0 && !preview) status = activate(&w, "rules.rolled_back", d);
    if (status == 0)
        answer = done_answer(&w, preview, d);
    else if (w.error_count > 0)
        answer = errors_answer(&w);
    end(&w);
    arena_free(&arena);
    return answer;
}

/* ---- one setting ---- */

static int compare_settings(const setting_value_t *a, const setting_value_t *b) {
    int order = strcmp(a->flow, b->flow);
    if (order == 0)
        order =
            strcmp(a->department != NULL ? a->department : "", b->department != NULL ? b->department : "");
    return order != 0 ? order : strcmp(a->name, b->name);
}

/* Puts, replaces or (text NULL) drops it, keeping the order. */
static int change_setting(activation_work_t *w, const ruleset_content_t *old, const setting_value_t *value,
                          diag_t *d) {
    setting_value_t *list = arena_array(w->arena, old->setting_count + 2, sizeof *list);
    if (list == NULL) return diag_memory(d);
    size_t n = 0;
    bool placed = value->text == NULL;
    for (size_t i = 0; i < old->setting_count; i++) {
        int order = compare_settings(&old->settings[i], value);
        if (order > 0 && !placed) {
            list[n++] = *value;
            placed = true;
        }
        if (order != 0) list[n++] = old->settings[i];
    }
    if (!placed) list[n++] = *value;
    w->content = *old;
    w->content.settings = list;
    w->content.setting_count = n;
    return 0;
}

/* A setting of a department that there is not would hold for nobody, and nobody would be told. */
static int check_department(host_t *h, const char *department, diag_t *d) {
    snapshot_t *snapshot = host_snapshot(h);
    const directory_t *dir = snapshot->directory;
    int status = directory_departments(dir) > 0 ? filter_department(dir, department, d) : 0;
    snapshot_unref(snapshot);
    return status;
}

static int read_setting(host_t *h, const api_call_t *call, setting_value_t *out, diag_t *d) {
    diag_t wrong = {0};
    out->flow = json_text(call->body, "flow", true, &wrong);
    if (out->flow != NULL) out->name = json_text(call->body, "name", true, &wrong);
    if (wrong.code == NULL) out->department = json_text(call->body, "department", false, &wrong);
    if (wrong.code == NULL) out->text = json_text(call->body, "value", false, &wrong);
    if (wrong.code == NULL) return out->text == NULL ? 0 : check_department(h, out->department, d);
    diag_copy(d, &wrong);
    return -1;
}

json_t *api_admin_settings(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    activation_work_t w;
    ruleset_content_t old;
    setting_value_t value = {0};
    json_t *answer = NULL;
    arena_init(&arena, 0);
    int status = begin(&w, h, call, &arena, d);
    if (status == 0) status = read_setting(h, call, &value, d);
    if (status == 0 && hash_is_zero(&w.previous)) status = diag_set(d, "ruleset.none", NULL);
    if (status == 0) status = load_content(&w, &w.previous, &old, d);
    if (status == 0) status = change_setting(&w, &old, &value, d);
    if (status == 0) status = build(&w, NULL, d);
    if (status == 0 && !hash_equal(&w.hash, &w.previous)) status = activate(&w, "setting.changed", d);
    if (status == 0)
        answer = done_answer(&w, false, d);
    else if (w.error_count > 0)
        answer = errors_answer(&w);
    end(&w);
    arena_free(&arena);
    return answer;
}
