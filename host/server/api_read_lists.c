/* Reads that give lists of work: an inbox, records, what is due next. */
#include "engine/explain.h"
#include "engine/form_rights.h"
#include "server/api_guard.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/filters.h"
#include "store/queries.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_DIGITS = 20 /* with the end of the text: less than 64 bits have no more */ };

/* The flow as the active rules have it for a department, for its title; NULL: not known. */
static const flow_t *active_flow(shape_t *s, reader_t *r, const char *name, const char *department) {
    diag_t unknown = {0};
    const flow_t *flow = NULL;
    if (name == NULL || hash_is_zero(&r->snapshot->ruleset)) return NULL;
    ruleset_t *ruleset = shelf_get(r->shelf, r->store, &r->snapshot->ruleset, &unknown);
    const rules_t *rules = ruleset != NULL ? ruleset_rules(ruleset) : NULL;
    if (rules == NULL ||
        rules->flow(rules->ctx, name, department, r->snapshot->directory, &flow, &unknown) != 0)
        flow = NULL;
    if (diag_is(&unknown, "memory.out")) s->failed = true;
    diag_clear(&unknown);
    return flow;
}

static int wrong_field(const char *field, const char *expected, diag_t *d) {
    return diag_set(d, "api.value", "field", field, "expected", expected, NULL);
}

/* An optional text; *out NULL when it is not there. */
static int optional(const api_call_t *call, const char *field, const char **out, diag_t *d) {
    diag_t wrong = {0};
    *out = json_text(call->body, field, false, &wrong);
    if (wrong.code == NULL) return 0;
    diag_copy(d, &wrong);
    diag_clear(&wrong);
    return -1;
}

/* A person named by handle; 0 when the field is not there. */
static int person_field(const reader_t *r, const api_call_t *call, const char *field, int64_t *out,
                        diag_t *d) {
    const char *handle;
    person_info_t person;
    *out = 0;
    if (optional(call, field, &handle, d) != 0) return -1;
    if (handle == NULL) return 0;
    if (!directory_by_handle(r->snapshot->directory, handle, &person))
        return api_no_such_person(field, handle, d);
    *out = person.id;
    return 0;
}

/* ---- tasks ---- */

/* What stands in the record alone: what its step is called, as far as whoever asks may read it (A71), who has
 * claimed it (A28), and what remains of the limit of a clock that stands still. */
static int put_of_record(shape_t *s, reader_t *r, const api_call_t *call, const open_task_t *t, json_t *o,
                         diag_t *d) {
    bytes_t state;
    chain_t chain;
    record_t record;
    shape_t guarded = {.directory = s->directory, .arena = s->arena};
    if (store_record(r->store, t->record, s->arena, &state, &chain, d) != 0 ||
        record_decode_of(t->record, state, s->arena, &record, d) != 0)
        return -1;
    const step_t *step = record_step(&record, t->step);
    if (form_hides(&record)) shape_about(&guarded, r, call, &record, active_flow(s, r, t->flow, NULL));
    shape_step_title(&guarded, o, "step_title", step);
    s->failed = s->failed || guarded.failed;
    const task_t *task = record_task(&record, t->task);
    explain_t moment = {.record = &record,
                        .directory = s->directory,
                        .flow = active_flow(s, r, t->flow, NULL),
                        .at = reader_now(r)};
    int64_t claimer = task != NULL ? explain_claim(&moment, task, s->arena) : 0;
    if (claimer != 0) shape_person(s, o, "claimed_by", claimer);
    if (!t->paused) return 0;
    const cs_clock_t *clock = task != NULL ? record_task_clock(&record, task) : NULL;
    shape_put(s, o, "remaining", clock != NULL ? shape_remaining(s, clock) : json_null());
    return 0;
}

static json_t *task_json(shape_t *s, reader_t *r, const open_task_t *t, instant_t now) {
    json_t *o = shape_object(s);
    shape_id(s, o, "task", t->task);
    shape_id(s, o, "record", t->record);
    shape_text(s, o, "number", t->number);
    shape_text(s, o, "flow", t->flow);
    shape_flow_title(s, o, active_flow(s, r, t->flow, NULL));
    shape_int(s, o, "step_no", t->step);
    shape_text(s, o, "step", t->step_name);
    shape_text(s, o, "kind", step_kind_word(t->step_kind));
    shape_person(s, o, "initiator", t->initiator);
    shape_person(s, o, "holder", t->person);
    shape_person(s, o, "principal", t->principal);
    shape_instant(s, o, "opened_at", t->opened_at);
    shape_instant(s, o, "due_at", t->due_at);
    shape_flag(s, o, "provisional", t->provisional);
    shape_flag(s, o, "overdue", !t->paused && t->due_at != INSTANT_NONE && t->due_at <= now);
    shape_flag(s, o, "paused", t->paused);
    shape_text(s, o, "pause_cause", t->pause_cause);
    return o;
}

static json_t *tasks_answer(reader_t *r, const api_call_t *call, int64_t person, arena_t *arena, diag_t *d) {
    shape_t s = {.directory = r->snapshot->directory, .arena = arena};
    instant_t now = reader_now(r);
    open_task_t *tasks;
    size_t limit, count;
    int64_t after;
    if (api_limit(r->host, call, &limit, d) != 0 || api_id(call, "after", &after, d) != 0 ||
        store_tasks_of(r->store, person, after, limit, arena, &tasks, &count, d) != 0)
        return NULL;
    json_t *root = shape_answer(&s), *list = shape_array(&s);
    int status = 0;
    for (size_t i = 0; status == 0 && i < count; i++) {
        json_t *o = task_json(&s, r, &tasks[i], now);
        status = put_of_record(&s, r, call, &tasks[i], o, d);
        shape_add(&s, list, o);
    }
    shape_person(&s, root, "person", person);
    shape_instant(&s, root, "now", now);
    shape_put(&s, root, "tasks", list);
    shape_id(&s, root, "next", count == limit ? tasks[count - 1].task : 0);
    if (status == 0) return shape_done(&s, root, d);
    json_decref(root);
    return NULL;
}

json_t *api_read_tasks(reader_t *r, const api_call_t *call, diag_t *d) {
    int64_t person;
    if (person_field(r, call, "person", &person, d) != 0) return NULL;
    if (person == 0) person = call->actor.person;
    if (person == 0) {
        diag_set(d, "actor.no_person", NULL);
        diag_param_int(d, "uid", call->caller.uid);
        return NULL;
    }
    if (person != call->actor.person && !api_may_administer(call, r->snapshot->directory, reader_now(r))) {
        diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
        return NULL;
    }
    arena_t arena;
    arena_init(&arena, 0);
    json_t *answer = tasks_answer(r, call, person, &arena, d);
    arena_free(&arena);
    return answer;
}

/* ---- records ---- */

static record_state_t state_from(const char *word) {
    for (record_state_t state = RECORD_DRAFT; state <= RECORD_STATE_LAST; state++)
        if (strcmp(record_state_word(state), word) == 0) return state;
    return 0;
}

/* What may be asked for: the words that answers show, and all that have not ended. */
static int wrong_state(diag_t *d) {
    char words[256] = "";
    size_t length = 0;
    for (record_state_t state = RECORD_DRAFT; state <= RECORD_STATE_LAST; state++)
        length += (size_t)snprintf(words + length, sizeof words - length, "%s, ", record_state_word(state));
    (void)snprintf(words + length, sizeof words - length, "%s, going", shape_state_word(0, true));
    return wrong_field("state", words, d);
}

/* A person sees the records that he or she filed; others are found by number, or through a task. */
static int read_filter(reader_t *r, const api_call_t *call, record_filter_t *out, diag_t *d) {
    const char *state;
    memset(out, 0, sizeof *out);
    if (optional(call, "state", &state, d) != 0 || optional(call, "flow", &out->flow, d) != 0 ||
        optional(call, "department", &out->department, d) != 0 ||
        person_field(r, call, "initiator", &out->initiator, d) != 0 ||
        api_id(call, "after", &out->before, d) != 0)
        return -1;
    out->going = state != NULL && strcmp(state, "going") == 0;
    out->to_acknowledge = state != NULL && strcmp(state, shape_state_word(0, true)) == 0;
    if (state != NULL && !out->going && !out->to_acknowledge && (out->state = state_from(state)) == 0)
        return wrong_state(d);
    if (api_may_administer(call, r->snapshot->directory, reader_now(r)) &&
        call->actor.auth != AUTH_ENTERED_BY)
        return 0;
    if (out->initiator != 0 && out->initiator != call->actor.person)
        return diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
    out->initiator = call->actor.person;
    return 0;
}

/* Its row says that it is on its way, or owes something: was it refused meanwhile? A record that can't be
 * read is as its row says. */
static bool is_refused(shape_t *s, reader_t *r, const record_row_t *row) {
    diag_t unread = {0};
    bytes_t state;
    chain_t chain;
    record_t record;
    if (row->state != RECORD_OPEN && row->state != RECORD_OWING) return false;
    bool refused = store_record(r->store, row->id, s->arena, &state, &chain, &unread) == 0 &&
                   record_decode(state, s->arena, &record, &unread) == 0 && awaits_notice(&record);
    if (diag_is(&unread, "memory.out")) s->failed = true;
    diag_clear(&unread);
    return refused;
}

static json_t *record_json(shape_t *s, reader_t *r, const record_row_t *row) {
    const flow_t *flow = active_flow(s, r, row->flow, row->department);
    json_t *o = shape_object(s);
    shape_id(s, o, "record", row->id);
    shape_text(s, o, "number", row->number);
    shape_text(s, o, "flow", row->flow);
    shape_flow_title(s, o, flow);
    shape_text(s, o, "department", row->department);
    shape_person(s, o, "initiator", row->initiator);
    shape_text(s, o, "state", shape_state_word(row->state, is_refused(s, r, row)));
    shape_stage(s, o, flow, row->stage);
    shape_int(s, o, "round", row->round);
    shape_instant(s, o, "created_at", row->created_at);
    shape_instant(s, o, "submitted_at", row->submitted_at);
    shape_instant(s, o, "ended_at", row->ended_at);
    return o;
}

json_t *api_read_records(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    record_filter_t filter;
    record_row_t *rows;
    size_t limit, count;
    json_t *root = NULL;
    if (read_filter(r, call, &filter, d) == 0 && api_limit(r->host, call, &limit, d) == 0 &&
        store_records(r->store, &filter, limit, &arena, &rows, &count, d) == 0 &&
        (count > 0 || filter.before != 0 ||
         (filter_flow(r, filter.flow, d) == 0 &&
          filter_department(r->snapshot->directory, filter.department, d) == 0))) {
        root = shape_answer(&s);
        json_t *list = shape_array(&s);
        for (size_t i = 0; i < count; i++)
            shape_add(&s, list, record_json(&s, r, &rows[i]));
        shape_put(&s, root, "records", list);
        shape_id(&s, root, "next", count == limit ? rows[count - 1].id : 0);
        root = shape_done(&s, root, d);
    }
    arena_free(&arena);
    return root;
}

/* ---- deadlines ---- */

/* The name of the rung in its step's ladder; NULL when the record can't be read for it. */
static const char *rung_name(shape_t *s, reader_t *r, const deadline_row_t *row) {
    diag_t unread = {0};
    bytes_t state;
    chain_t chain;
    record_t record;
    const char *name = NULL;
    arena_t *arena = s->arena;
    if (store_record(r->store, row->deadline.record, arena, &state, &chain, &unread) == 0 &&
        record_decode(state, arena, &record, &unread) == 0) {
        const cs_clock_t *c = record_clock(&record, row->deadline.clock);
        const task_t *t = c != NULL ? record_task(&record, c->task) : NULL;
        const step_t *step = t != NULL ? record_step(&record, t->step) : NULL;
        if (step != NULL && row->deadline.rung >= 0 && (size_t)row->deadline.rung < step->ladder.count)
            name = step->ladder.rungs[row->deadline.rung].name;
    }
    if (diag_is(&unread, "memory.out")) s->failed = true;
    diag_clear(&unread);
    return name;
}

static json_t *deadline_json(shape_t *s, reader_t *r, const deadline_row_t *row) {
    json_t *o = shape_object(s);
    shape_instant(s, o, "due", row->deadline.due);
    shape_id(s, o, "record", row->deadline.record);
    shape_text(s, o, "number", row->number);
    shape_text(s, o, "flow", row->flow);
    shape_flow_title(s, o, active_flow(s, r, row->flow, NULL));
    shape_id(s, o, "task", row->task);
    shape_id(s, o, "clock", row->deadline.clock);
    shape_person(s, o, "person", row->person);
    shape_text(s, o, "step", row->step_name);
    shape_text(s, o, "rung", rung_name(s, r, row));
    shape_instant(s, o, "task_due_at", row->due_at);
    shape_flag(s, o, "provisional", row->provisional);
    return o;
}

/* Where a list was cut off: "2026-03-04T10:00:00Z/914827588776493056", the deadline's instant and its clock,
 * in the order of the list. *given false: from the earliest. */
static int read_place(const api_call_t *call, deadline_t *out, bool *given, diag_t *d) {
    const char *text;
    char due[INSTANT_TEXT] = "";
    if (optional(call, "after", &text, d) != 0) return -1;
    *given = text != NULL;
    if (text == NULL) return 0;
    size_t length = strcspn(text, "/");
    const char *clock = text + length + (text[length] == '/');
    if (length < sizeof due) memcpy(due, text, length);
    bool whole = clock[0] != '\0' && strlen(clock) < ID_DIGITS && clock[strspn(clock, "0123456789")] == '\0';
    if (!whole || instant_parse(due, &out->due) != 0) return wrong_field("after", "next of an answer", d);
    out->clock = strtoll(clock, NULL, 10);
    return 0;
}

static void put_place(shape_t *s, json_t *root, const deadline_t *last) {
    char due[INSTANT_TEXT];
    const char *text = last == NULL ? NULL
                                    : arena_printf(s->arena, "%s/%" PRId64,
                                                   instant_format(last->due, 0, true, due), last->clock);
    if (last != NULL && text == NULL) s->failed = true;
    shape_text(s, root, "next", text);
}

json_t *api_read_deadlines(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    instant_t now = reader_now(r);
    deadline_row_t *rows;
    deadline_t after = {0};
    bool given;
    size_t limit, count;
    json_t *root = NULL;
    if (!api_may_administer(call, r->snapshot->directory, now))
        diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
    else if (api_limit(r->host, call, &limit, d) == 0 && read_place(call, &after, &given, d) == 0 &&
             store_deadline_rows(r->store, given ? &after : NULL, limit, &arena, &rows, &count, d) == 0) {
        root = shape_answer(&s);
        json_t *list = shape_array(&s);
        for (size_t i = 0; i < count; i++)
            shape_add(&s, list, deadline_json(&s, r, &rows[i]));
        shape_instant(&s, root, "now", now);
        shape_put(&s, root, "deadlines", list);
        put_place(&s, root, count == limit ? &rows[count - 1].deadline : NULL);
        root = shape_done(&s, root, d);
    }
    arena_free(&arena);
    return root;
}
