/* Reads about one record: as it stands, and what happened to it. */
#include "engine/explain.h"
#include "server/api_guard.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/likes.h"
#include "server/said.h"
#include "store/queries.h"
#include <string.h>

/* ---- show ---- */

static const char *fact_text(const plan_place_t *place, const char *use, const char *what) {
    size_t length = strlen(use);
    for (size_t i = 0; i < place->fact_count; i++) {
        const char *path = place->facts[i].path;
        if (path != NULL && strncmp(path, use, length) == 0 && path[length] == '.' &&
            strcmp(path + length + 1, what) == 0)
            return place->facts[i].text;
    }
    return NULL;
}

/* A73: the like records that the plan's rule was told of, in words that whoever approves is to read. */
static json_t *uses_json(shape_t *s, const plan_place_t *place, const flow_t *flow) {
    json_t *list = shape_array(s);
    for (size_t i = 0; flow != NULL && i < flow->use_count; i++) {
        const use_def_t *use = &flow->uses[i];
        const char *count = fact_text(place, use->name, "count");
        const char *path = arena_printf(s->arena, "%s.count", use->name);
        if (path == NULL) s->failed = true;
        if (count == NULL || path == NULL || !shape_shows_fact(s, path)) continue;
        json_t *o = shape_object(s);
        shape_text(s, o, "name", use->name);
        shape_shown(s, o, "count", count);
        shape_shown(s, o, "sum", fact_text(place, use->name, "sum"));
        shape_shown(s, o, "numbers", fact_text(place, use->name, "numbers"));
        shape_int(s, o, "days", (use->within_ms + MS_DAY - 1) / MS_DAY);
        shape_add(s, list, o);
    }
    return list;
}

static json_t *plan_json(shape_t *s, const record_t *record, const plan_place_t *place, const flow_t *flow) {
    json_t *o = shape_object(s), *steps = shape_array(s);
    shape_stage(s, o, flow, place->stage);
    shape_int(s, o, "round", place->round);
    shape_put(s, o, "facts", shape_facts(s, place->facts, place->fact_count));
    if (flow != NULL && flow->use_count > 0) shape_put(s, o, "uses", uses_json(s, place, flow));
    for (int32_t i = place->first; i < place->first + place->count; i++)
        shape_add(s, steps, shape_step_of(s, record, &record->steps[i]));
    shape_put(s, o, "steps", steps);
    return o;
}

static bool in_a_plan(const record_t *record, size_t step) {
    for (size_t i = 0; i < record->plan_count; i++)
        if ((int64_t)step >= record->plans[i].first &&
            (int64_t)step < (int64_t)record->plans[i].first + record->plans[i].count)
            return true;
    return false;
}

/* Steps that no rule planned: to take notice of a refusal, to revise. */
static json_t *added_json(shape_t *s, const record_t *record) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->step_count; i++)
        if (!in_a_plan(record, i)) shape_add(s, list, shape_step_of(s, record, &record->steps[i]));
    return list;
}

/* The stages that will be planned when those before have ended. */
static json_t *to_come_json(shape_t *s, const record_t *record, const flow_t *flow) {
    json_t *list = shape_array(s);
    bool under_way = record->state == RECORD_OPEN || record->state == RECORD_PREPARING ||
                     record->state == RECORD_PREPARED || record->state == RECORD_SUSPENDED;
    for (int32_t i = record->stage + 1; flow != NULL && under_way && i < (int32_t)flow->stage_count; i++) {
        json_t *o = shape_object(s);
        shape_stage(s, o, flow, i);
        shape_add(s, list, o);
    }
    return list;
}

/* The earlier record that the draft was made from (A45). */
static json_t *made_from_json(shape_t *s, const record_t *record) {
    if (record->made_from == 0) return json_null();
    json_t *o = shape_object(s);
    shape_id(s, o, "record", record->made_from);
    shape_text(s, o, "number", record->made_from_number);
    shape_text(s, o, "left_out", record->made_from_left_out);
    return o;
}

static void put_head(shape_t *s, json_t *root, const record_t *record, const flow_t *flow) {
    shape_id(s, root, "record", record->id);
    shape_text(s, root, "number", record->number);
    shape_text(s, root, "flow", record->flow);
    shape_flow_title(s, root, flow);
    shape_text(s, root, "department", record->department);
    shape_department(s, root, "department_name", record->department);
    shape_person(s, root, "initiator", record->initiator);
    shape_text(s, root, "state", shape_state_word(record->state, awaits_notice(record)));
    shape_opener(s, root, record);
    shape_put(s, root, "made_from", made_from_json(s, record));
    shape_stage(s, root, flow, record->stage);
    shape_int(s, root, "round", record->round);
    shape_hash(s, root, "ruleset", &record->ruleset);
    shape_int(s, root, "version", record->version);
    shape_int(s, root, "form_version", record->form_version);
    shape_instant(s, root, "created_at", record->created_at);
    shape_instant(s, root, "submitted_at", record->submitted_at);
    shape_instant(s, root, "ended_at", record->ended_at);
    shape_int(s, root, "comments", record->comments);
    shape_int(s, root, "entries", record->entries);
    shape_put(s, root, "risk", shape_risk(s, record->risk, record->risk_because, record->risk_because_zh));
    shape_flag(s, root, "urgent", record->urgent != 0 && record->urgent == record->round);
}

/* What is asked of its rules is asked now. */
static explain_t moment_of(reader_t *r, record_t *record, const rules_t *rules, const flow_t *flow) {
    return (explain_t){.record = record,
                       .sums = likes_sums(r->store),
                       .directory = r->snapshot->directory,
                       .calendars = &r->snapshot->working_time,
                       .rules = rules,
                       .flow = flow,
                       .at = reader_now(r)};
}

/* Until when a record that was approved may be withdrawn. */
static int find_until(const explain_t *moment, instant_t *until, diag_t *d) {
    *until = INSTANT_NONE;
    return moment->flow != NULL ? explain_withdraw(moment, until, d) : 0;
}

static json_t *show_answer(reader_t *r, const api_call_t *call, const explain_t *moment, instant_t until,
                           arena_t *arena, diag_t *d) {
    const record_t *record = moment->record;
    const flow_t *flow = moment->flow;
    shape_t s = {.directory = r->snapshot->directory, .arena = arena, .store = r->store, .moment = moment};
    instant_t now = reader_now(r);
    shape_about(&s, r, call, record, flow);
    json_t *root = shape_answer(&s), *plans = shape_array(&s), *tasks = shape_array(&s);
    put_head(&s, root, record, flow);
    shape_instant(&s, root, "now", now);
    shape_put(&s, root, "fields", shape_fields(&s, record, flow));
    int status = shape_suspended(&s, root, r, record, d);
    if (status == 0) status = shape_jumps(&s, root, r, record, d);
    if (status == 0) status = shape_changes(&s, root, r, record, flow, NULL, 0, d);
    for (size_t i = 0; i < record->plan_count; i++)
        shape_add(&s, plans, plan_json(&s, record, &record->plans[i], flow));
    shape_put(&s, root, "plans", plans);
    json_t *added = added_json(&s, record);
    shape_put(&s, root, "added_steps", added);
    if (status == 0) status = shape_saids(&s, added, r, record, d);
    shape_put(&s, root, "to_come", to_come_json(&s, record, flow));
    shape_put(&s, root, "deviations", shape_deviations(&s, record, flow));
    shape_put(&s, root, "documents", shape_documents(&s, record));
    for (size_t i = 0; i < record->task_count; i++)
        shape_add(&s, tasks, shape_task(&s, record, i, now));
    shape_put(&s, root, "tasks", tasks);
    if (record->pick_count > 0) shape_put(&s, root, "picks", shape_picks(&s, record));
    shape_instant(&s, root, "withdraw_until", until);
    shape_put(&s, root, "next", shape_next(&s, record, flow, until != INSTANT_NONE && now < until, now));
    if (status == 0) return shape_done(&s, root, d);
    json_decref(root);
    return NULL;
}

json_t *api_read_show(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    record_t record;
    chain_t chain;
    const rules_t *rules;
    const flow_t *flow;
    json_t *answer = NULL;
    instant_t until;
    if (api_record(r, call, &arena, &record, &chain, d) == 0 && api_flow(r, &record, &rules, &flow, d) == 0) {
        explain_t moment = moment_of(r, &record, rules, flow);
        if (find_until(&moment, &until, d) == 0) answer = show_answer(r, call, &moment, until, &arena, d);
    }
    arena_free(&arena);
    return answer;
}

/* ---- history ---- */

typedef struct history {
    int64_t id;
    record_t *record; /* NULL: the system's own */
    const flow_t *flow;
    event_row_t *rows;
    size_t count;
    bool more;
} history_t;

/* The system's own record is an administrator's to read; it has no state, only events. */
static int find_history(reader_t *r, const api_call_t *call, arena_t *arena, history_t *out, diag_t *d) {
    const json_t *name = json_object_get(call->body, "record");
    chain_t chain;
    const rules_t *rules;
    if (json_is_string(name) && strcmp(json_string_value(name), "0") == 0) {
        if (api_may_administer(call, r->snapshot->directory, reader_now(r))) return 0;
        return diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
    }
    out->record = arena_alloc(arena, sizeof *out->record);
    if (out->record == NULL) return diag_memory(d);
    if (api_record(r, call, arena, out->record, &chain, d) != 0 ||
        api_flow(r, out->record, &rules, &out->flow, d) != 0)
        return -1;
    out->id = out->record->id;
    return 0;
}

static json_t *history_answer(reader_t *r, const api_call_t *call, const history_t *h, arena_t *arena,
                              diag_t *d) {
    shape_t s = {.directory = r->snapshot->directory, .arena = arena, .store = r->store};
    if (h->record != NULL) shape_about(&s, r, call, h->record, h->flow);
    json_t *root = shape_answer(&s), *events = shape_array(&s);
    shape_put(&s, root, "record", json_id(h->id));
    shape_text(&s, root, "number", h->record != NULL ? h->record->number : NULL);
    shape_text(&s, root, "flow", h->record != NULL ? h->record->flow : NULL);
    shape_flow_title(&s, root, h->flow);
    if (h->record != NULL) shape_glossary(&s, root, h->flow);
    for (size_t i = 0; i < h->count; i++)
        shape_add(&s, events,
                  shape_event(&s, &h->rows[i].event, h->record, h->rows[i].erased, &h->rows[i].hash));
    shape_put(&s, root, "events", events);
    shape_put(&s, root, "before", h->more ? json_integer(h->rows[0].event.seq) : json_null());
    return shape_done(&s, root, d);
}

json_t *api_read_history(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    history_t h = {0};
    int64_t before, most = host_config(r->host)->result_rows_max;
    json_t *answer = NULL;
    if (find_history(r, call, &arena, &h, d) == 0 && api_id(call, "before", &before, d) == 0 &&
        store_events(r->store, h.id, before, most > 0 ? (size_t)most : 1000, EVENTS_OLDEST_FIRST, &arena,
                     &h.rows, &h.count, &h.more, d) == 0)
        answer = history_answer(r, call, &h, &arena, d);
    arena_free(&arena);
    return answer;
}
