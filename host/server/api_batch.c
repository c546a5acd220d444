/* One decision on many tasks (批量, approval.md A31): a request with `records` becomes a command for each of
 * them. Each stands alone: decided by itself, refused by itself, under an idempotency key of its own, so that
 * a batch sent again does what is left of it and nothing twice. They are carried out in their order, in
 * slices of one commit each. */
#include "server/api_private.h"
#include <string.h>

static int wrong(const char *field, const char *expected, diag_t *d) {
    return diag_set(d, "api.value", "field", field, "expected", expected, NULL);
}

/* The batch's key, then what the command is about: the same task has the same key wherever it stands in the
 * list. */
static int derive_key(command_t *c, const char *record, arena_t *arena, diag_t *d) {
    if (c->key == NULL) return 0;
    c->key = arena_printf(arena, "%s/%s/%s/%lld", c->key, record, c->step != NULL ? c->step : "",
                          (long long)c->task);
    return c->key != NULL ? 0 : diag_memory(d);
}

/* A number or an id, or an object that also says which task, and which version of the form was seen. */
static int read_item(const json_t *item, arena_t *arena, request_t *out, diag_t *d) {
    static const char EXPECTED[] = "numbers, or objects with record, task, step, form_version";
    command_t *c = &out->command;
    if (json_is_string(item)) {
        out->record_name = json_string_value(item);
        return derive_key(c, out->record_name, arena, d);
    }
    if (!json_is_object(item)) return wrong("records", EXPECTED, d);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)item, name, value) {
        bool known = strcmp(name, "record") == 0 || strcmp(name, "task") == 0 || strcmp(name, "step") == 0 ||
                     strcmp(name, "form_version") == 0;
        if (!known) return wrong("records", EXPECTED, d);
    }
    const char *step = NULL;
    if (api_text(item, "record", true, &out->record_name, d) != 0 ||
        api_text(item, "step", false, &step, d) != 0 || json_int(item, "task", false, 0, &c->task, d) != 0 ||
        api_form_version(item, &c->form_version, d) != 0)
        return -1;
    if (step != NULL) c->step = step;
    return derive_key(c, out->record_name, arena, d);
}

int api_batch(const json_t *body, arena_t *arena, api_call_t *out, diag_t *d) {
    const json_t *list = api_given(body, "records"), *item;
    size_t i, count = json_array_size(list);
    if (list == NULL) return 0;
    if (!json_is_array(list) || count == 0) return wrong("records", "a list", d);
    if (api_given(body, "record") != NULL) return wrong("record", "record or records", d);
    if (json_is_true(json_object_get(body, "preview"))) return wrong("preview", "one record", d);
    if (api_given(body, "task") != NULL) return wrong("task", "task in records", d);
    if (api_given(body, "form_version") != NULL) return wrong("form_version", "form_version in records", d);
    if (count > API_BATCH_MAX) {
        diag_set(d, "api.batch", NULL);
        diag_param_int(d, "most", API_BATCH_MAX);
        return -1;
    }
    out->batch = arena_array(arena, count, sizeof *out->batch);
    if (out->batch == NULL) return diag_memory(d);
    json_array_foreach((json_t *)list, i, item) {
        out->batch[i] = out->request;
        if (read_item(item, arena, &out->batch[i], d) != 0) return -1;
    }
    out->batch_count = count;
    return 0;
}

/* One result: as an answer to that command alone, and the record as it was named. */
static json_t *result_of(const reply_t *reply, const request_t *request) {
    json_t *one = api_reply(reply);
    if (one == NULL) return NULL;
    if (reply->ok || json_object_set_new(one, "record", json_string(request->record_name)) == 0) return one;
    json_decref(one);
    return NULL;
}

static json_t *whole(json_t *results, size_t count, size_t refused) {
    diag_t d = {0};
    json_t *root;
    if (refused > 0) {
        diag_set(&d, "batch.refused", NULL);
        diag_param_int(&d, "refused", (int64_t)refused);
        diag_param_int(&d, "of", (int64_t)count);
        if (refused < count) diag_param_int(&d, "done", (int64_t)(count - refused));
        root = api_error(&d);
        diag_clear(&d);
    } else {
        root = json_pack("{s:b}", "ok", 1);
    }
    if (root == NULL || json_object_set(root, "results", results) != 0) {
        json_decref(root);
        root = NULL;
    }
    json_decref(results);
    return root;
}

/* Which records are meant; 0: none that could be found, which the writer says again. */
static void find_all(host_t *h, const api_call_t *call, int64_t *ids) {
    for (size_t i = 0; i < call->batch_count; i++) {
        diag_t d = {0};
        if (store_record_find(host_store(h), call->batch[i].record_name, &ids[i], &d) != 0) ids[i] = 0;
        diag_clear(&d);
    }
}

static bool is_same_text(const char *a, const char *b) {
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool is_same_place(const command_t *a, const command_t *b) {
    return a->task == b->task && is_same_text(a->step, b->step);
}

static bool names_place(const command_t *c) {
    return c->task != 0 || c->step != NULL;
}

/* With a key, what is named twice in the same words is done once. Otherwise the second time would decide
 * whatever comes next there: without a key, by its number and by its id, or with its task and without. */
static bool is_twice(const request_t *list, const int64_t *ids, size_t at) {
    const command_t *own = &list[at].command;
    for (size_t i = 0; i < at; i++) {
        const command_t *other = &list[i].command;
        bool named_so = strcmp(list[i].record_name, list[at].record_name) == 0;
        if (!named_so && (ids[at] == 0 || ids[i] != ids[at])) continue;
        bool same = is_same_place(own, other);
        if (same ? !named_so || own->key == NULL : !names_place(own) || !names_place(other)) return true;
    }
    return false;
}

json_t *api_batch_run(host_t *h, const api_call_t *call) {
    reply_t *replies = mem_alloc(WRITER_BATCH_MAX * sizeof *replies);
    int64_t *ids = mem_alloc(call->batch_count * sizeof *ids);
    json_t *results = replies != NULL && ids != NULL ? json_array() : NULL;
    size_t refused = 0, count;
    if (results != NULL) find_all(h, call, ids);
    for (size_t i = 0; results != NULL && i < call->batch_count; i++)
        call->batch[i].twice = is_twice(call->batch, ids, i);
    for (size_t at = 0; results != NULL && at < call->batch_count; at += count) {
        count = call->batch_count - at < WRITER_BATCH_MAX ? call->batch_count - at : WRITER_BATCH_MAX;
        writer_run(h, call->batch + at, replies, count);
        for (size_t i = 0; i < count; i++) {
            bool kept = results != NULL &&
                        json_array_append_new(results, result_of(&replies[i], &call->batch[at + i])) == 0;
            refused += !replies[i].ok;
            diag_clear(&replies[i].error);
            if (kept) continue;
            json_decref(results);
            results = NULL;
        }
    }
    mem_free(ids);
    mem_free(replies);
    return results != NULL ? whole(results, call->batch_count, refused) : NULL;
}
