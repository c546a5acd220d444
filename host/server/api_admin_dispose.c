/* Disposal of records that have ended: one slice a request (dispose.h); whoever asks goes on with `next`. */
#include "base/json.h"
#include "base/text.h"
#include "server/api_private.h"
#include "server/dispose.h"

enum { NAMED_MAX = 1000 };

/* A date is the midnight that it begins with, in the company's zone. */
static int read_before(host_t *h, const api_call_t *call, instant_t *out, diag_t *d) {
    diag_t wrong = {0};
    day_t day;
    const char *text = json_text(call->body, "ended_before", true, &wrong);
    if (text == NULL) {
        diag_copy(d, &wrong);
        diag_clear(&wrong);
        return -1;
    }
    if (instant_parse(text, out) == 0) return 0;
    if (day_parse(text, &day) != 0)
        return diag_set(d, "api.value", "field", "ended_before", "expected", "instant or date", NULL);
    snapshot_t *snapshot = host_snapshot(h);
    *out = zone_instant(calendar_zone(calendar_set_find(snapshot->calendars, NULL)), day, 0);
    snapshot_unref(snapshot);
    return 0;
}

static int read_names(const json_t *list, arena_t *arena, dispose_request_t *out, diag_t *d) {
    size_t count = json_array_size(list);
    const char **names = arena_array(arena, count + 1, sizeof *names);
    if (!json_is_array(list) || count == 0 || count > NAMED_MAX)
        return diag_set(d, "api.value", "field", "records", "expected", "1 to 1000 numbers", NULL);
    if (names == NULL) return diag_memory(d);
    for (size_t i = 0; i < count; i++) {
        names[i] = json_string_value(json_array_get(list, i));
        if (names[i] == NULL)
            return diag_set(d, "api.value", "field", "records", "expected", "1 to 1000 numbers", NULL);
    }
    out->names = names;
    out->name_count = count;
    return 0;
}

static int read_reason(const api_call_t *call, dispose_request_t *out, diag_t *d) {
    diag_t wrong = {0};
    out->preview = json_flag(call->body, "preview");
    out->reason = json_text(call->body, "reason", !out->preview, &wrong);
    if (wrong.code == NULL && out->reason != NULL && !has_words(out->reason) && !out->preview)
        diag_set(&wrong, "json.missing", "field", "reason", NULL);
    if (wrong.code == NULL) out->flow = json_text(call->body, "flow", false, &wrong);
    if (wrong.code == NULL) return 0;
    diag_copy(d, &wrong);
    diag_clear(&wrong);
    return -1;
}

static int read_request(host_t *h, const api_call_t *call, arena_t *arena, dispose_request_t *out,
                        diag_t *d) {
    const json_t *records = json_object_get(call->body, "records");
    *out = (dispose_request_t){.actor = &call->actor};
    if (read_reason(call, out, d) != 0 || api_id(call, "after", &out->after, d) != 0) return -1;
    if (records == NULL || json_is_null(records)) return read_before(h, call, &out->ended_before, d);
    if (out->flow != NULL || json_object_get(call->body, "ended_before") != NULL)
        return diag_set(d, "api.value", "field", "records", "expected", "records or ended_before", NULL);
    return read_names(records, arena, out, d);
}

static json_t *gone_json(shape_t *s, const disposal_t *gone) {
    json_t *o = shape_object(s);
    shape_id(s, o, "record", gone->kept.record);
    shape_text(s, o, "number", gone->kept.number);
    shape_text(s, o, "flow", gone->kept.flow);
    shape_text(s, o, "state", record_state_word(gone->kept.state));
    shape_instant(s, o, "ended_at", gone->ended_at);
    shape_int(s, o, "events", gone->kept.length);
    return o;
}

static json_t *refused_json(shape_t *s, const dispose_refused_t *refused) {
    json_t *o = shape_object(s);
    shape_id(s, o, "record", refused->record);
    shape_text(s, o, "number", refused->name);
    shape_put(s, o, "error", json_diag(refused->why));
    return o;
}

static json_t *slice_json(const dispose_slice_t *slice, bool preview, arena_t *arena, diag_t *d) {
    shape_t s = {.arena = arena};
    json_t *root = shape_answer(&s), *gone = shape_array(&s), *refused = shape_array(&s);
    for (size_t i = 0; i < slice->gone_count; i++)
        shape_add(&s, gone, gone_json(&s, &slice->gone[i]));
    for (size_t i = 0; i < slice->refused_count; i++)
        shape_add(&s, refused, refused_json(&s, &slice->refused[i]));
    shape_put(&s, root, "disposed", gone);
    shape_put(&s, root, "refused", refused);
    shape_id(&s, root, "event", slice->event);
    shape_id(&s, root, "next", slice->next);
    shape_flag(&s, root, "preview", preview);
    return shape_done(&s, root, d);
}

json_t *api_admin_dispose(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    dispose_request_t request;
    dispose_slice_t slice = {0};
    json_t *answer = NULL;
    arena_init(&arena, 0);
    if (read_request(h, call, &arena, &request, d) == 0 && host_dispose(h, &request, &arena, &slice, d) == 0)
        answer = slice_json(&slice, request.preview, &arena, d);
    dispose_done(&slice);
    arena_free(&arena);
    return answer;
}
