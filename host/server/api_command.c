/* Commands in a request: from JSON to what the writer takes. */
#include "server/api_private.h"
#include <string.h>

int api_text(const json_t *body, const char *field, bool required, const char **out, diag_t *d) {
    diag_t wrong = {0};
    const char *text = json_text(body, field, required, &wrong);
    if (wrong.code != NULL) {
        diag_copy(d, &wrong);
        return -1;
    }
    *out = text;
    return 0;
}

/* Words given with a command go by several names; one of them is enough. */
static int read_words(const json_t *body, const char **out, diag_t *d) {
    static const char *const names[] = {"text", "reason", "opinion", "comment"};
    *out = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *text;
        if (api_text(body, names[i], false, &text, d) != 0) return -1;
        if (text == NULL) continue;
        if (*out != NULL) return diag_set(d, "api.value", "field", names[i], "expected", "one text", NULL);
        *out = text;
    }
    return 0;
}

/* When it happened, if not now: only for what the owner enters for others. */
static int read_at(const json_t *body, const api_call_t *call, instant_t *out, diag_t *d) {
    const char *at;
    *out = INSTANT_NONE;
    if (api_text(body, "at", false, &at, d) != 0) return -1;
    if (at == NULL) return 0;
    if (call->actor.auth != AUTH_ENTERED_BY)
        return diag_set(d, "api.value", "field", "at", "expected", "as", NULL);
    if (instant_parse(at, out) != 0)
        return diag_set(d, "api.value", "field", "at", "expected", "instant", NULL);
    return 0;
}

/* Handles, one or several between commas; `holder` is one. */
static int read_people(const json_t *body, const directory_t *directory, arena_t *arena, command_t *c,
                       diag_t *d) {
    const char *text, *holder;
    person_info_t held_by = {.id = 0};
    if (api_text(body, "person", false, &text, d) != 0 || api_text(body, "holder", false, &holder, d) != 0)
        return -1;
    if (holder != NULL && !directory_by_handle(directory, holder, &held_by))
        return api_no_such_person("holder", holder, d);
    c->holder = held_by.id;
    if (text == NULL) return 0;
    c->people = arena_array(arena, PICK_PEOPLE_MAX, sizeof *c->people);
    if (c->people == NULL) return diag_memory(d);
    while (*text != '\0') {
        size_t length = strcspn(text, ", ");
        person_info_t person;
        char *handle = arena_strndup(arena, text, length);
        if (handle == NULL) return diag_memory(d);
        if (length > 0 && !directory_by_handle(directory, handle, &person))
            return api_no_such_person("person", handle, d);
        if (c->people_count == PICK_PEOPLE_MAX)
            return diag_set(d, "api.value", "field", "person", "expected", "at most 256 people", NULL);
        if (length > 0) c->people[c->people_count++] = person.id;
        text += length + strspn(text + length, ", ");
    }
    return 0;
}

typedef struct choice {
    const char *word;
    int value;
} choice_t;

static int read_choice(const json_t *body, const char *field, const choice_t *choices, const char *expected,
                       int *out, diag_t *d) {
    const char *text;
    if (api_text(body, field, false, &text, d) != 0) return -1;
    if (text == NULL) return 0;
    for (const choice_t *c = choices; c->word != NULL; c++) {
        if (strcmp(c->word, text) != 0) continue;
        *out = c->value;
        return 0;
    }
    return diag_set(d, "api.value", "field", field, "expected", expected, NULL);
}

static int read_entry_kind(const json_t *body, entry_kind_t *out, diag_t *d) {
    const char *text;
    if (api_text(body, "entry", false, &text, d) != 0) return -1;
    if (text == NULL) return 0;
    *out = entry_from(text);
    if (*out != ENTRY_NONE) return 0;
    return diag_set(d, "api.value", "field", "entry", "expected",
                    "work, report, inspection, response or remedy", NULL);
}

static int read_severity(const json_t *body, severity_t *out, diag_t *d) {
    const char *text;
    if (api_text(body, "severity", false, &text, d) != 0) return -1;
    if (text == NULL) return 0;
    *out = severity_from(text);
    if (*out != SEVERITY_NONE) return 0;
    return diag_set(d, "api.value", "field", "severity", "expected", "minor, major or severe", NULL);
}

static int read_limit(const json_t *body, limit_t *out, diag_t *d) {
    const char *text;
    if (api_text(body, "within", false, &text, d) != 0) return -1;
    if (text == NULL || limit_parse(text, out, d) == 0) return 0;
    if (diag_is(d, "value.limit")) diag_param(d, "field", "within");
    return -1;
}

/* Texts of a list: what was ticked (A21). */
static int read_checks(const json_t *body, arena_t *arena, command_t *c, diag_t *d) {
    const json_t *list = json_object_get(body, "checks");
    if (list == NULL || json_is_null(list)) return 0;
    if (!json_is_array(list))
        return diag_set(d, "api.value", "field", "checks", "expected", "list of texts", NULL);
    if (json_array_size(list) > REQUIRES_MAX) return api_too_many("checks", "list of texts", REQUIRES_MAX, d);
    c->checks = arena_array(arena, json_array_size(list) + 1, sizeof *c->checks);
    if (c->checks == NULL) return diag_memory(d);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text == NULL)
            return diag_set(d, "api.value", "field", "checks", "expected", "list of texts", NULL);
        c->checks[c->check_count++] = text;
    }
    return 0;
}

/* An opinion on each of several aspects (A20): an object of texts. */
static int read_opinions(json_t *body, arena_t *arena, command_t *c, diag_t *d) {
    json_t *object = json_object_get(body, "opinions"), *text;
    const char *aspect;
    if (object == NULL || json_is_null(object)) return 0;
    if (!json_is_object(object))
        return diag_set(d, "api.value", "field", "opinions", "expected", "object of texts", NULL);
    if (json_object_size(object) > ASPECTS_MAX)
        return api_too_many("opinions", "object of texts", ASPECTS_MAX, d);
    c->opinions = arena_array(arena, json_object_size(object) + 1, sizeof *c->opinions);
    if (c->opinions == NULL) return diag_memory(d);
    json_object_foreach(object, aspect, text) {
        if (!json_is_string(text) || aspect[0] == '\0')
            return diag_set(d, "api.value", "field", "opinions", "expected", "object of texts", NULL);
        c->opinions[c->opinion_count++] = (aspect_opinion_t){aspect, json_string_value(text)};
    }
    return 0;
}

/* What only some commands carry: who is meant, on which side, how they decide, how long, where to. */
static int read_more(const json_t *body, const snapshot_t *snapshot, arena_t *arena, command_t *c,
                     diag_t *d) {
    static const choice_t sides[] = {
        {"before", ADDED_BEFORE}, {"after", ADDED_AFTER}, {"beside", ADDED_BESIDE}, {NULL, 0}};
    static const choice_t modes[] = {
        {"any", DECIDE_ANY}, {"all", DECIDE_ALL}, {"in_order", DECIDE_IN_ORDER}, {NULL, 0}};
    int where = 0, mode = 0;
    if (read_people(body, snapshot->directory, arena, c, d) != 0 ||
        read_choice(body, "where", sides, "before, after or beside", &where, d) != 0 ||
        read_choice(body, "decide", modes, "any, all or in_order", &mode, d) != 0 ||
        read_limit(body, &c->within, d) != 0 || read_checks(body, arena, c, d) != 0 ||
        read_opinions((json_t *)body, arena, c, d) != 0 ||
        api_instant(body, "until", snapshot, &c->until, d) != 0 || read_entry_kind(body, &c->entry, d) != 0 ||
        read_severity(body, &c->severity, d) != 0 || api_text(body, "to", false, &c->to_step, d) != 0)
        return -1;
    c->where = (added_t)where;
    c->mode = (decide_mode_t)mode;
    c->straight = json_is_true(json_object_get(body, "straight"));
    c->refuse = json_is_true(json_object_get(body, "refuse"));
    c->urgent = json_is_true(json_object_get(body, "urgent"));
    if (c->until == INSTANT_NONE) c->until = 0;
    return 0;
}

int api_form_version(const json_t *object, int64_t *out, diag_t *d) {
    const json_t *given = json_object_get(object, "form_version");
    if (json_int(object, "form_version", false, 0, out, d) != 0) return -1;
    if (given == NULL || json_is_null(given) || *out >= 1) return 0;
    diag_set(d, "api.value", "field", "form_version", "expected", "integer", NULL);
    diag_param_int(d, "least", 1);
    return -1;
}

int api_command(const json_t *body, const snapshot_t *snapshot, arena_t *arena, api_call_t *out, diag_t *d) {
    request_t *request = &out->request;
    command_t *c = &request->command;
    bool draft = out->verb->command == COMMAND_DRAFT, many = api_given(body, "records") != NULL;
    *request = (request_t){.guarded = !out->caller.owner,
                           .command = {.kind = out->verb->command,
                                       .actor = out->actor,
                                       .owner = out->caller.owner && out->actor.auth != AUTH_ENTERED_BY}};
    if (api_text(body, "record", !draft && !many, &request->record_name, d) != 0 ||
        api_text(body, "key", false, &c->key, d) != 0 || api_text(body, "step", false, &c->step, d) != 0 ||
        api_text(body, "flow", draft, &c->flow, d) != 0 ||
        api_text(body, "department", false, &c->department, d) != 0 || read_words(body, &c->text, d) != 0 ||
        read_at(body, out, &c->at, d) != 0 || json_int(body, "task", false, 0, &c->task, d) != 0 ||
        api_form_version(body, &c->form_version, d) != 0 || read_more(body, snapshot, arena, c, d) != 0 ||
        api_picks(json_object_get(body, "picks"), snapshot->directory, arena, &c->picks, &c->pick_count, d) !=
            0 ||
        api_fields(json_object_get(body, "fields"), arena, &c->fields, &c->field_count, d) != 0 ||
        api_batch(body, arena, out, d) != 0) /* last: each of a batch is a copy of the command */
        return -1;
    /* a submission keeps no other reason: it is not to be lost unsaid */
    if (c->kind == COMMAND_SUBMIT && !c->urgent && c->text != NULL) return diag_set(d, "submit.reason", NULL);
    return 0;
}
