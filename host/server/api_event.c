/* Events as answers show them: what each kind says, by the names of model/event.h; see api_parts.h. */
#include "server/api_guard.h"
#include "server/api_parts.h"
#include <stdlib.h>
#include <string.h>

json_t *shape_values(shape_t *s, const field_t *fields, size_t count) {
    json_t *o = shape_object(s);
    for (size_t i = 0; i < count; i++)
        if (shape_shows(s, fields[i].name))
            shape_put(s, o, fields[i].name, shape_field_value(s, fields[i].name, &fields[i].value));
    return o;
}

static json_t *steps_json(shape_t *s, const plan_t *plan) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < plan->step_count; i++)
        shape_add(s, list, shape_step(s, &plan->steps[i]));
    return list;
}

static json_t *disposed_json(shape_t *s, const event_t *e) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < e->u.disposed.record_count; i++) {
        const disposed_t *r = &e->u.disposed.records[i];
        json_t *o = shape_object(s);
        shape_id(s, o, "record", r->record);
        shape_text(s, o, "number", r->number);
        shape_text(s, o, "flow", r->flow);
        shape_text(s, o, "state", record_state_word(r->state));
        shape_int(s, o, "events", r->length);
        shape_hash(s, o, "head", &r->head);
        shape_add(s, list, o);
    }
    return list;
}

static void record_data(shape_t *s, json_t *o, const event_t *e) {
    switch (e->kind) {
    case EVENT_DRAFTED:
        shape_text(s, o, "flow", e->u.drafted.flow);
        shape_text(s, o, "department", e->u.drafted.department);
        shape_person(s, o, "initiator", e->u.drafted.initiator);
        shape_put(s, o, "fields", shape_values(s, e->u.drafted.fields, e->u.drafted.field_count));
        break;
    case EVENT_EDITED:
        if (e->u.edited.task != 0) shape_id(s, o, "task", e->u.edited.task);
        if (e->u.edited.unagreed) shape_flag(s, o, "unagreed", true);
        shape_put(s, o, "fields", shape_values(s, e->u.edited.fields, e->u.edited.field_count));
        break;
    case EVENT_SUBMITTED:
        shape_int(s, o, "round", e->u.submitted.round);
        shape_text(s, o, "number", e->u.submitted.number);
        break;
    case EVENT_PREPARING:
        shape_int(s, o, "times", e->u.preparing.times);
        break;
    case EVENT_RETURNED:
        shape_id(s, o, "task", e->u.returned.task);
        shape_text(s, o, "reason", e->u.returned.reason);
        break;
    case EVENT_WITHDRAWN:
        shape_text(s, o, "reason", e->u.withdrawn.reason);
        break;
    case EVENT_ENDED:
        shape_text(s, o, "state", record_state_word(e->u.ended.state));
        break;
    case EVENT_COMMENTED:
        shape_id(s, o, "task", e->u.commented.task);
        shape_text(s, o, "text", e->u.commented.text);
        break;
    case EVENT_NOTED:
        shape_text(s, o, "code", e->u.noted.code);
        shape_text(s, o, "text", e->u.noted.text);
        break;
    case EVENT_DISPOSED:
        shape_text(s, o, "reason", e->u.disposed.reason);
        shape_put(s, o, "records", disposed_json(s, e));
        break;
    default:
        break;
    }
}

static void step_data(shape_t *s, json_t *o, const event_t *e) {
    switch (e->kind) {
    case EVENT_STAGE_OPENED:
        shape_int(s, o, "stage", e->u.stage_opened.stage);
        shape_int(s, o, "round", e->u.stage_opened.round);
        shape_put(s, o, "steps", steps_json(s, &e->u.stage_opened.plan));
        shape_put(s, o, "facts",
                  shape_facts(s, e->u.stage_opened.plan.facts, e->u.stage_opened.plan.fact_count));
        break;
    case EVENT_STAGE_ENDED:
        shape_int(s, o, "stage", e->u.stage_ended.stage);
        shape_flag(s, o, "passed", e->u.stage_ended.passed);
        break;
    case EVENT_STEP_ADDED:
        shape_put(s, o, "step", shape_step(s, &e->u.step_added.step));
        break;
    case EVENT_STEP_OPENED:
        shape_int(s, o, "step", e->u.step_opened.step);
        break;
    case EVENT_STEP_ENDED:
        shape_int(s, o, "step", e->u.step_ended.step);
        shape_text(s, o, "state", step_state_word(e->u.step_ended.state));
        shape_sentence(s, o, "cause", e->u.step_ended.cause);
        break;
    default:
        break;
    }
}

static void task_opened_data(shape_t *s, json_t *o, const event_t *e) {
    shape_id(s, o, "task", e->u.task_opened.task);
    shape_int(s, o, "step", e->u.task_opened.step);
    shape_int(s, o, "order", e->u.task_opened.order);
    shape_person(s, o, "person", e->u.task_opened.person);
    shape_person(s, o, "principal", e->u.task_opened.principal);
    shape_text(s, o, "reason", e->u.task_opened.reason);
    shape_text(s, o, "reason_text", e->u.task_opened.reason_text);
    if (e->u.task_opened.no_clock) return;
    shape_id(s, o, "clock", e->u.task_opened.clock);
    shape_text(s, o, "calendar", e->u.task_opened.calendar);
    shape_put(s, o, "limit", shape_limit(s, &e->u.task_opened.limit));
    shape_instant(s, o, "due_at", e->u.task_opened.due.at);
    shape_flag(s, o, "provisional", e->u.task_opened.due.provisional);
    shape_int(s, o, "next_rung", e->u.task_opened.next_rung);
    shape_instant(s, o, "rung_at", e->u.task_opened.rung_at);
}

/* What was ticked (A21). */
static json_t *checks_json(shape_t *s, const event_t *e) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < e->u.task_decided.check_count; i++) {
        const require_t *check = &e->u.task_decided.checks[i];
        json_t *o = shape_object(s);
        shape_words(s, o, "check", check->name, check->name_zh);
        shape_add(s, list, o);
    }
    return list;
}

/* Opinions by aspect (A20). */
static json_t *opinions_json(shape_t *s, const event_t *e) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < e->u.task_decided.opinion_count; i++) {
        json_t *o = shape_object(s);
        shape_text(s, o, "aspect", e->u.task_decided.opinions[i].aspect);
        shape_text(s, o, "text", e->u.task_decided.opinions[i].text);
        shape_add(s, list, o);
    }
    return list;
}

static void task_data(shape_t *s, json_t *o, const event_t *e) {
    switch (e->kind) {
    case EVENT_TASK_OPENED:
        task_opened_data(s, o, e);
        break;
    case EVENT_TASK_QUEUED:
        shape_id(s, o, "task", e->u.task_queued.task);
        shape_int(s, o, "step", e->u.task_queued.step);
        shape_int(s, o, "order", e->u.task_queued.order);
        shape_person(s, o, "person", e->u.task_queued.person);
        shape_person(s, o, "principal", e->u.task_queued.principal);
        shape_text(s, o, "reason", e->u.task_queued.reason);
        shape_text(s, o, "reason_text", e->u.task_queued.reason_text);
        break;
    case EVENT_TASK_DECIDED:
        shape_id(s, o, "task", e->u.task_decided.task);
        shape_text(s, o, "outcome", outcome_word(e->u.task_decided.outcome));
        shape_text(s, o, "opinion", e->u.task_decided.opinion);
        if (e->u.task_decided.check_count > 0) shape_put(s, o, "checks", checks_json(s, e));
        if (e->u.task_decided.opinion_count > 0) shape_put(s, o, "opinions", opinions_json(s, e));
        break;
    case EVENT_TASK_CLOSED:
        shape_id(s, o, "task", e->u.task_closed.task);
        shape_sentence(s, o, "cause", e->u.task_closed.cause);
        break;
    case EVENT_TASK_REASSIGNED:
        shape_id(s, o, "task", e->u.task_reassigned.task);
        shape_person(s, o, "from", e->u.task_reassigned.from);
        shape_person(s, o, "to", e->u.task_reassigned.to);
        shape_text(s, o, "reason", e->u.task_reassigned.reason);
        shape_text(s, o, "reason_text", e->u.task_reassigned.reason_text);
        shape_person(s, o, "principal", e->u.task_reassigned.principal);
        break;
    case EVENT_COPIED:
        shape_id(s, o, "task", e->u.copied.task);
        shape_int(s, o, "step", e->u.copied.step);
        shape_person(s, o, "person", e->u.copied.person);
        shape_text(s, o, "reason", e->u.copied.reason);
        shape_text(s, o, "reason_text", e->u.copied.reason_text);
        break;
    default:
        break;
    }
}

/* "remind:1003 notify:1001" as "did": "remind notify", and "told": whom, each once. */
void shape_did(shape_t *s, json_t *o, const char *did) {
    json_t *told = shape_array(s);
    const char *words = did;
    for (const char *p = did; p != NULL && *p != '\0';) {
        size_t word = strcspn(p, ": "), whole = strcspn(p, " ");
        const char *more =
            arena_printf(s->arena, "%s%s%.*s", p == did ? "" : words, p == did ? "" : " ", (int)word, p);
        if (more == NULL) s->failed = true;
        words = more != NULL ? more : "";
        for (const char *id = p + word; id < p + whole;) {
            char *end;
            long long person = strtoll(id + 1, &end, 10);
            if (end == id + 1) break;
            shape_add(s, told, shape_person_value(s, person));
            id = end;
        }
        p += whole + strspn(p + whole, " ");
    }
    shape_text(s, o, "did", words);
    shape_put(s, o, "told", told);
}

void shape_looked(shape_t *s, json_t *o, const step_t *step) {
    static const char APPROVE[] = "approve";
    const char *did = json_string_value(json_object_get(o, "did"));
    const char *at = did && step && step->kind == STEP_MONITOR ? strstr(did, APPROVE) : NULL;
    if (at == NULL) return;
    const char *words = arena_printf(s->arena, "%.*slook%s", (int)(at - did), did, at + sizeof APPROVE - 1);
    if (words == NULL) s->failed = true;
    shape_text(s, o, "did", words);
}

static void clock_data(shape_t *s, json_t *o, const event_t *e) {
    if (e->kind == EVENT_CLOCK_SET) {
        shape_id(s, o, "clock", e->u.clock_set.clock);
        shape_text(s, o, "state", clock_state_word(e->u.clock_set.state));
        shape_text(s, o, "calendar", e->u.clock_set.calendar);
        shape_instant(s, o, "old_due", e->u.clock_set.old_due);
        shape_instant(s, o, "new_due", e->u.clock_set.new_due);
        shape_flag(s, o, "provisional", e->u.clock_set.provisional);
        shape_put(s, o, "limit", shape_limit(s, &e->u.clock_set.limit));
        shape_int(s, o, "next_rung", e->u.clock_set.next_rung);
        shape_instant(s, o, "rung_at", e->u.clock_set.rung_at);
        shape_text(s, o, "cause", e->u.clock_set.cause);
    } else if (e->kind == EVENT_RUNG) {
        shape_id(s, o, "clock", e->u.rung.clock);
        shape_int(s, o, "rung", e->u.rung.rung);
        shape_text(s, o, "outcome", rung_outcome_word(e->u.rung.outcome));
        shape_instant(s, o, "due", e->u.rung.due);
        shape_did(s, o, e->u.rung.did);
        shape_text(s, o, "error", e->u.rung.error);
        shape_int(s, o, "next_rung", e->u.rung.next_rung);
        shape_instant(s, o, "rung_at", e->u.rung.rung_at);
    }
}

static void pause_data(shape_t *s, json_t *o, const event_t *e) {
    if (e->kind == EVENT_CLOCK_PAUSED) {
        shape_id(s, o, "clock", e->u.clock_paused.clock);
        shape_int(s, o, "step", e->u.clock_paused.step);
        shape_int(s, o, "ran_ms", e->u.clock_paused.ran_ms);
        shape_put(s, o, "limit", shape_limit(s, &e->u.clock_paused.limit));
        shape_text(s, o, "cause", e->u.clock_paused.cause);
    } else if (e->kind == EVENT_CLOCK_RESUMED) {
        shape_id(s, o, "clock", e->u.clock_resumed.clock);
        shape_instant(s, o, "old_due", e->u.clock_resumed.old_due);
        shape_instant(s, o, "new_due", e->u.clock_resumed.new_due);
        shape_flag(s, o, "provisional", e->u.clock_resumed.provisional);
        shape_int(s, o, "next_rung", e->u.clock_resumed.next_rung);
        shape_instant(s, o, "rung_at", e->u.clock_resumed.rung_at);
    }
}

json_t *shape_event_data(shape_t *s, const event_t *e) {
    json_t *o = shape_object(s);
    record_data(s, o, e);
    step_data(s, o, e);
    task_data(s, o, e);
    clock_data(s, o, e);
    pause_data(s, o, e);
    shape_event_change(s, o, e);
    shape_child_event(s, o, e);
    shape_event_after(s, o, e);
    shape_event_deviation(s, o, e);
    shape_event_admin(s, o, e);
    return o;
}

/* "stage_name", "stage_title". */
static void shape_stage_named(shape_t *s, json_t *data, int32_t stage) {
    bool known = s->flow != NULL && stage >= 0 && (size_t)stage < s->flow->stage_count;
    const stage_def_t *def = known ? &s->flow->stages[stage] : NULL;
    if (def == NULL) return;
    shape_text(s, data, "stage_name", def->name);
    shape_words(s, data, "stage_title", def->title_en, def->title_zh);
}

/* "rung_name": as the ladder calls it. */
static void put_rung_name(shape_t *s, json_t *data, const event_t *e, const step_t *step) {
    if (e->kind != EVENT_RUNG || step == NULL || e->u.rung.rung < 0 ||
        (size_t)e->u.rung.rung >= step->ladder.count)
        return;
    shape_text(s, data, "rung_name", step->ladder.rungs[e->u.rung.rung].name);
}

/* Names of what the payload has by number, and the rule's own sentences in Chinese as well. */
static void put_names(shape_t *s, json_t *data, const event_t *e, const record_t *record,
                      const step_t *step) {
    bool person = e->actor.person != 0;
    switch (e->kind) {
    case EVENT_STAGE_OPENED:
        shape_stage_named(s, data, e->u.stage_opened.stage);
        break;
    case EVENT_STAGE_ENDED:
        shape_stage_named(s, data, e->u.stage_ended.stage);
        break;
    case EVENT_STAGE_JUMPED:
        shape_stage_named(s, data, e->u.stage_jumped.stage);
        break;
    case EVENT_STAGE_TAKEN_BACK:
        shape_stage_named(s, data, e->u.stage_taken_back.stage);
        break;
    case EVENT_DEBT_AHEAD:
        if (step != NULL) shape_stage_named(s, data, step->stage);
        break;
    case EVENT_DEBT_CAME:
        if (record != NULL)
            shape_put(s, data, "owed", shape_step_named(s, record_step(record, e->u.debt_came.owed)));
        break;
    case EVENT_STEP_ENDED:
        shape_quoted(s, data, "cause", e->u.step_ended.cause, step);
        break;
    case EVENT_TASK_DECIDED:
        shape_quoted(s, data, "opinion", e->u.task_decided.opinion, person ? NULL : step);
        break;
    case EVENT_STAGE_RETURNED: {
        const task_t *task = record != NULL ? record_task(record, e->u.stage_returned.task) : NULL;
        if (step != NULL) shape_stage_named(s, data, step->stage);
        if (task != NULL)
            shape_put(s, data, "from_step", shape_step_named(s, record_step(record, task->step)));
        break;
    }
    case EVENT_PLAN_REWOUND:
        if (record != NULL)
            shape_put(s, data, "from_step", shape_step_named(s, record_step(record, e->u.plan_rewound.from)));
        break;
    case EVENT_LOGGED: {
        size_t count;
        const field_def_t *defs = entry_fields(e->u.logged.entry, &count);
        json_t *form = shape_array(s);
        for (size_t i = 0; i < count; i++) {
            json_t *o = shape_object(s);
            shape_definition(s, o, defs[i].name, &defs[i], defs[i].kind);
            shape_add(s, form, o);
        }
        shape_put(s, data, "form", form);
        break;
    }
    default:
        break;
    }
}

json_t *shape_event(shape_t *s, const event_t *e, const record_t *record, bool erased, const hash_t *hash) {
    const step_t *step = event_step(e, record);
    json_t *o = shape_object(s), *data = shape_event_data(s, e);
    put_rung_name(s, data, e, step);
    if (e->kind == EVENT_RUNG) shape_looked(s, data, step);
    put_names(s, data, e, record, step);
    shape_id(s, o, "event", e->id);
    shape_int(s, o, "seq", e->seq);
    shape_text(s, o, "kind", event_kind_word(e->kind));
    shape_int(s, o, "version", e->version);
    shape_instant(s, o, "at", e->at);
    shape_instant(s, o, "recorded", e->recorded);
    shape_put(s, o, "actor", shape_actor(s, &e->actor));
    shape_hash(s, o, "ruleset", &e->ruleset);
    shape_put(s, o, "step", shape_step_named(s, step));
    shape_put(s, o, "data", data);
    shape_flag(s, o, "erased", erased);
    if (hash != NULL) shape_hash(s, o, "hash", hash);
    return o;
}
