/* Values that an answer keeps to itself; see api_guard.h. */
#include "server/api_guard.h"
#include "engine/form_rights.h"
#include "server/past.h"
#include <string.h>

/* ---- what the answer is about ---- */

/* What an event gave to fields; entries have fields of their own (P2.3.2). */
static void add_event(form_words_t *words, const event_t *e) {
    switch (e->kind) {
    case EVENT_DRAFTED:
        form_words_fields(words, e->u.drafted.fields, e->u.drafted.field_count);
        break;
    case EVENT_EDITED:
        form_words_fields(words, e->u.edited.fields, e->u.edited.field_count);
        break;
    case EVENT_AMENDED:
        form_words_fields(words, e->u.amended.fields, e->u.amended.field_count);
        break;
    case EVENT_ADJUSTED:
        form_words_fields(words, e->u.adjusted.fields, e->u.adjusted.field_count);
        break;
    case EVENT_DEVIATED:
        form_words_fields(words, e->u.deviated.fields, e->u.deviated.field_count);
        break;
    default:
        break;
    }
}

/* A sentence of an earlier time tells of a value that is gone from the form. What can't be read here can't be
 * told from what may be said, and the answer fails. */
static void add_past(shape_t *s, reader_t *r) {
    past_t past;
    diag_t unread = {0};
    if (past_read(r, s->about, s->arena, &past, &unread) != 0) s->failed = true;
    diag_clear(&unread);
    for (size_t i = 0; !s->failed && i < past.count; i++)
        add_event(s->words, &past.rows[i].event);
}

void shape_about(shape_t *s, const reader_t *r, const api_call_t *call, const record_t *record,
                 const flow_t *flow) {
    s->about = record;
    s->flow = flow;
    s->viewer = form_viewer(r->snapshot->directory, call->actor.person, reader_now((reader_t *)r));
    s->guards = s->viewer != 0 && form_hides(record);
    if (!s->guards) return;
    s->words = arena_alloc(s->arena, sizeof *s->words);
    if (s->words == NULL) {
        s->failed = true;
        s->guards = false; /* there is no answer */
        return;
    }
    form_words_begin(s->words, record, flow, s->directory, s->viewer, s->arena);
    add_past(s, (reader_t *)r);
}

void shape_also(shape_t *s, const record_t *record) {
    if (s->guards) form_words_also(s->words, record);
}

void shape_also_facts(shape_t *s, const fact_t *facts, size_t count) {
    if (s->guards) form_words_facts(s->words, facts, count);
}

/* ---- what is shown of it ---- */

bool shape_shows(const shape_t *s, const char *field) {
    return !s->guards || form_words_show(s->words, field);
}

bool shape_shows_column(shape_t *s, const char *table, const char *column) {
    if (!s->guards) return true;
    const char *path = arena_printf(s->arena, "%s.%s", table, column);
    if (path == NULL) s->failed = true;
    return path != NULL && form_words_show(s->words, path);
}

const value_t *shape_shown_value(shape_t *s, const char *field, const value_t *value) {
    if (!s->guards || value == NULL) return value;
    const field_def_t *def = s->flow != NULL ? flow_field(s->flow, field) : NULL;
    const value_t *shown = form_shown(s->about, s->viewer, field, def, value, s->arena);
    if (shown == NULL) s->failed = true;
    return shown;
}

json_t *shape_field_value(shape_t *s, const char *field, const value_t *value) {
    return shape_value(s, shape_shown_value(s, field, value));
}

bool shape_shows_fact(const shape_t *s, const char *path) {
    return !s->guards || form_words_show_fact(s->words, path);
}

const char *shape_guarded(shape_t *s, const char *text) {
    return s->guards && form_words_told(s->words, text) ? "…" : text;
}

const char *shape_cut(shape_t *s, const char *text) {
    if (!s->guards) return text;
    text = form_words_cut(s->words, text);
    if (s->words->failed) s->failed = true;
    return text;
}

json_t *shape_error(shape_t *s, const diag_t *error) {
    diag_t told = {0};
    if (!s->guards) return json_diag(error);
    diag_copy(&told, error);
    form_words_cut_error(s->words, &told);
    json_t *json = json_diag(&told);
    diag_clear(&told);
    return json;
}

/* ---- names, by which programs and people go ---- */

bool shape_is_name(const char *key) {
    static const char *const NAMES[] = {
        "number",   "state", "state_before",    "stands",     "flow",  "kind", "step",  "step_name",
        "for_step", "name",  "handle",          "department", "field", "path", "file",  "code",
        "label",    "stage", "event",           "outcome",    "mode",  "auth", "class", "media_type",
        "severity", "level", "department_name", "stage_title"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(key, NAMES[i]) == 0) return true;
    return false;
}

/* ---- errors of reads ---- */

void api_guard_error(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    chain_t chain;
    diag_t unread = {0};
    const rules_t *rules;
    const flow_t *flow = NULL;
    arena_init(&arena, 0);
    record_t *record = arena_alloc(&arena, sizeof *record);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    if (record != NULL && json_is_string(json_object_get(call->body, "record")) &&
        api_record(r, call, &arena, record, &chain, &unread) == 0) {
        if (api_flow(r, record, &rules, &flow, &unread) != 0) flow = NULL;
        shape_about(&s, r, call, record, flow);
        if (s.guards) form_words_cut_error(s.words, d);
    }
    if (record == NULL || s.failed) diag_memory(d);
    diag_clear(&unread);
    arena_free(&arena);
}
