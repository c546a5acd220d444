/* The API: sorting a request, who asks, and putting together the simplest answers; see api.h. The verbs stand
 * in api_verbs.c, what they do in api_read_*.c and api_admin_*.c. */
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/fields.h"
#include <string.h>

enum { NAMES_MAX = 64 };

/* ---- what may be in a request ---- */

static const api_verb_t *find_verb(const char *name) {
    for (const api_verb_t *v = api_verbs; v->name != NULL; v++)
        if (strcmp(v->name, name) == 0) return v;
    return NULL;
}

static int unknown_verb(const char *name, diag_t *d) {
    const char *names[NAMES_MAX];
    size_t count = 0;
    for (const api_verb_t *v = api_verbs; v->name != NULL && count < NAMES_MAX; v++)
        names[count++] = v->name;
    const char *near = nearest_name(name, names, count);
    return diag_set(d, "api.verb", "verb", name, "nearest", near != NULL ? near : "", NULL);
}

/* Every command on a record can be tried first; a draft has `plan` for it. */
static bool can_preview(const api_verb_t *verb) {
    return verb->kind == API_COMMAND && verb->command != COMMAND_DRAFT && verb->command != COMMAND_COPY;
}

/* The verb's fields, one by one. */
static size_t list_fields(const api_verb_t *verb, arena_t *arena, const char **out, diag_t *d) {
    size_t count = 3;
    out[0] = "verb", out[1] = "as", out[2] = "key";
    if (can_preview(verb)) out[count++] = "preview";
    for (const char *at = verb->fields; *at != '\0' && count < NAMES_MAX;) {
        size_t length = strcspn(at, " ");
        out[count] = arena_strndup(arena, at, length);
        if (out[count] == NULL) {
            diag_memory(d);
            return 0;
        }
        count++;
        at += length + (at[length] == ' ');
    }
    return count;
}

/* A field that the verb does not know is a mistake of the sender: nothing is passed over in silence. */
static int check_fields(json_t *body, const api_verb_t *verb, arena_t *arena, diag_t *d) {
    const char *known[NAMES_MAX], *name;
    json_t *value;
    size_t count = list_fields(verb, arena, known, d);
    if (count == 0) return -1;
    json_object_foreach(body, name, value) {
        size_t i = 0;
        while (i < count && strcmp(known[i], name) != 0)
            i++;
        if (i < count) continue;
        const char *near = nearest_name(name, known, count);
        return diag_set(d, "api.field", "field", name, "verb", verb->name, "nearest",
                        near != NULL ? near : "", NULL);
    }
    return 0;
}

/* What is true or false is nothing else: were "yes" taken for no, what somebody wanted to look at first
 * would be done (`preview`). */
static int check_flags(const json_t *body, diag_t *d) {
    static const char *const flags[] = {"preview", "straight", "refuse", "urgent", "all",
                                        "nearest", "end",      "stays",  "replace"};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const json_t *given = json_object_get(body, flags[i]);
        if (given != NULL && !json_is_null(given) && !json_is_boolean(given))
            return diag_set(d, "json.type", "field", flags[i], "expected", "boolean", NULL);
    }
    return 0;
}

/* A key is kept for as long as the server remembers (key_days), whoever chose it. */
static int check_key(const json_t *body, diag_t *d) {
    const char *key;
    if (api_text(body, "key", false, &key, d) != 0) return -1;
    if (key == NULL || (key[0] != '\0' && strlen(key) <= API_KEY_MAX)) return 0;
    diag_set(d, "api.value", "field", "key", "expected", "text of so many bytes", NULL);
    diag_param_int(d, "least", 1);
    diag_param_int(d, "most", API_KEY_MAX);
    return -1;
}

/* ---- who asks ---- */

static actor_t actor_of(const person_info_t *person, auth_kind_t auth, int64_t uid) {
    actor_kind_t kind = person->kind == PERSON_SERVICE ? ACTOR_SERVICE : ACTOR_PERSON;
    return (actor_t){.kind = kind, .person = person->id, .auth = auth, .uid = uid};
}

/* The owner of the store may enter what somebody else decided; the event says so. Otherwise it is whoever the
 * peer's Unix user is. The owner needs to be nobody in the directory to administer and to read. */
static int find_actor(const json_t *body, const caller_t *caller, const directory_t *directory,
                      api_call_t *out, diag_t *d) {
    diag_t wrong = {0};
    person_info_t person;
    const char *as = json_text(body, "as", false, &wrong);
    if (wrong.code != NULL) {
        diag_copy(d, &wrong);
        return -1;
    }
    if (as != NULL) {
        if (!caller->owner) return diag_set(d, "actor.not_owner", "as", as, NULL);
        if (!directory_by_handle(directory, as, &person)) return diag_set(d, "actor.unknown", "as", as, NULL);
        out->actor = actor_of(&person, AUTH_ENTERED_BY, caller->uid);
        return 0;
    }
    if (directory_by_uid(directory, caller->uid, &person)) {
        out->actor = actor_of(&person, AUTH_PEER_UID, caller->uid);
        return 0;
    }
    out->actor = (actor_t){.kind = ACTOR_SYSTEM, .auth = AUTH_PEER_UID, .uid = caller->uid};
    if (caller->owner && (out->kind != API_COMMAND || command_administers(out->verb->command))) return 0;
    diag_set(d, "actor.no_person", NULL);
    diag_param_int(d, "uid", caller->uid);
    return -1;
}

int api_parse(json_t *body, const caller_t *caller, const snapshot_t *snapshot, arena_t *arena,
              api_call_t *out, diag_t *d) {
    const char *name;
    memset(out, 0, sizeof *out);
    if (!json_is_object(body)) return diag_set(d, "api.request", NULL);
    if (api_text(body, "verb", true, &name, d) != 0) return -1;
    out->verb = find_verb(name);
    if (out->verb == NULL) return unknown_verb(name, d);
    out->kind = out->verb->kind;
    out->caller = *caller;
    if (check_fields(body, out->verb, arena, d) != 0 || check_flags(body, d) != 0 ||
        check_key(body, d) != 0 || find_actor(body, caller, snapshot->directory, out, d) != 0)
        return -1;
    if (out->kind == API_COMMAND && api_command(body, snapshot, arena, out, d) != 0) return -1;
    if (can_preview(out->verb) && json_is_true(json_object_get(body, "preview"))) out->kind = API_READ;
    out->body = json_incref(body);
    return 0;
}

void api_call_done(api_call_t *call) {
    json_decref(call->body);
    call->body = NULL;
}

/* ---- fields that many verbs have ---- */

int api_limit(const host_t *h, const api_call_t *call, size_t *out, diag_t *d) {
    int64_t limit, most = host_config(h)->result_rows_max;
    if (most <= 0) most = 1000;
    if (json_int(call->body, "limit", false, API_ROWS < most ? API_ROWS : most, &limit, d) != 0) return -1;
    if (limit < 1 || limit > most) {
        diag_set(d, "api.value", "field", "limit", "expected", "integer", NULL);
        diag_param_int(d, "least", 1);
        diag_param_int(d, "most", most);
        return -1;
    }
    *out = (size_t)limit;
    return 0;
}

int api_id(const api_call_t *call, const char *field, int64_t *out, diag_t *d) {
    if (json_int(call->body, field, false, 0, out, d) != 0) return -1;
    if (*out >= 0) return 0;
    diag_set(d, "api.value", "field", field, "expected", "integer", NULL);
    diag_param_int(d, "least", 0);
    return -1;
}

json_t *api_given(const json_t *body, const char *field) {
    json_t *value = json_object_get(body, field);
    return json_is_null(value) ? NULL : value;
}

int api_too_many(const char *field, const char *expected, int64_t most, diag_t *d) {
    diag_set(d, "api.value", "field", field, "expected", expected, NULL);
    diag_param_int(d, "most", most);
    return -1;
}

int api_no_such_person(const char *field, const char *handle, diag_t *d) {
    return diag_set(d, "person.unknown", "person", handle, "field", field, NULL);
}

/* `days` after the day that a date names. */
static int read_time(const json_t *body, const char *field, const snapshot_t *snapshot, int days,
                     instant_t *out, diag_t *d) {
    const char *text;
    day_t day;
    *out = INSTANT_NONE;
    if (api_text(body, field, false, &text, d) != 0) return -1;
    if (text == NULL || instant_parse(text, out) == 0) return 0;
    if (day_parse(text, &day) != 0)
        return diag_set(d, "api.value", "field", field, "expected", "instant or date", NULL);
    const calendar_t *company = calendar_set_find(snapshot->calendars, NULL);
    *out = zone_instant(calendar_zone(company), day + days, 0);
    return 0;
}

int api_instant(const json_t *body, const char *field, const snapshot_t *snapshot, instant_t *out,
                diag_t *d) {
    return read_time(body, field, snapshot, 1, out, d);
}

int api_from(const json_t *body, const char *field, const snapshot_t *snapshot, instant_t *out, diag_t *d) {
    return read_time(body, field, snapshot, 0, out, d);
}

/* ---- answers ---- */

json_t *api_error(const diag_t *d) {
    json_t *error = json_diag(d);
    json_t *answer = error == NULL ? NULL : json_pack("{s:b,s:o}", "ok", 0, "error", error);
    return answer;
}

json_t *api_reply(const reply_t *reply) {
    if (!reply->ok) return api_error(&reply->error);
    shape_t s = {0};
    json_t *root = shape_answer(&s);
    shape_id(&s, root, "record", reply->record);
    shape_text(&s, root, "number", reply->number[0] != '\0' ? reply->number : NULL);
    shape_text(&s, root, "state", shape_state_word(reply->state, reply->notice));
    shape_int(&s, root, "version", reply->version);
    shape_int(&s, root, "form_version", reply->form_version);
    shape_id(&s, root, "task", reply->task);
    shape_flag(&s, root, "repeated", reply->repeated);
    return shape_done(&s, root, NULL);
}

static json_t *carry_out(host_t *h, reader_t *r, const api_call_t *call) {
    if (call->kind == API_ADMIN) return api_admin(h, call);
    if (call->kind == API_READ) {
        reader_refresh(r);
        return api_read(r, call);
    }
    if (call->batch_count > 0) return api_batch_run(h, call);
    reply_t reply;
    writer_run(h, &call->request, &reply, 1);
    json_t *answer = api_reply(&reply);
    diag_clear(&reply.error);
    return answer;
}

json_t *api_handle(host_t *h, reader_t *r, json_t *body, const caller_t *caller) {
    arena_t arena;
    api_call_t call;
    diag_t d = {0};
    arena_init(&arena, 0);
    snapshot_t *snapshot = host_snapshot(h);
    bool good = api_parse(body, caller, snapshot, &arena, &call, &d) == 0;
    snapshot_unref(snapshot);
    json_t *answer = good ? carry_out(h, r, &call) : api_error(&d);
    if (good) api_call_done(&call);
    diag_clear(&d);
    arena_free(&arena);
    return answer;
}
