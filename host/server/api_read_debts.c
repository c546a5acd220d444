/* debts: what is owed, over all records: for approvals that urgent work began before (A64), for steps that
 * exceptions skipped (A52); and which of the former nobody made up before their record ended. An
 * administrator's to read; those of a department also whoever heads it, or is in charge of it or of one
 * above, reads. */
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/filters.h"
#include "store/queries.h"

/* Is that clock the one to be told of: the first that is due, a running one before any that stands still? */
static bool comes_before(const cs_clock_t *c, const cs_clock_t *first) {
    if (c->id == 0) return false;
    if (first == NULL || (first->state == CLOCK_PAUSED) != (c->state == CLOCK_PAUSED))
        return first == NULL || first->state == CLOCK_PAUSED;
    return c->due_at < first->due_at;
}

/* Who has it, and the earliest that it is due; or that its time stands still (A62), and what remains of it.
 */
static void put_holders(shape_t *s, json_t *o, const record_t *record, const step_t *step, instant_t now) {
    json_t *holders = shape_array(s);
    const cs_clock_t *first = NULL;
    for (size_t i = 0; i < record->task_count; i++) {
        const cs_clock_t *c = &record->clocks[i];
        if (record->tasks[i].step != step->no || record->tasks[i].state != TASK_OPEN) continue;
        shape_add(s, holders, shape_person_value(s, record->tasks[i].person));
        if (comes_before(c, first)) first = c;
    }
    bool paused = first != NULL && first->state == CLOCK_PAUSED;
    shape_put(s, o, "holders", holders);
    shape_instant(s, o, "due_at", first != NULL ? first->due_at : INSTANT_NONE);
    shape_flag(s, o, "overdue", first != NULL && !paused && first->due_at <= now);
    shape_flag(s, o, "paused", paused);
    shape_text(s, o, "pause_cause", paused ? first->pause_cause : NULL);
    shape_put(s, o, "remaining", first != NULL ? shape_remaining(s, first) : json_null());
}

static void put_debts(shape_t *s, json_t *list, const record_t *record, const flow_t *flow, instant_t now) {
    for (size_t i = 0; i < record->step_count; i++) {
        const step_t *step = &record->steps[i], *skipped = record_step(record, step->origin);
        bool open = step->added == ADDED_DEBT && step->state == STEP_OPEN && !step_is_group(step->kind);
        if (!open && !record_never_made_up(record, step)) continue;
        json_t *o = shape_object(s);
        shape_id(s, o, "record", record->id);
        shape_text(s, o, "number", record->number);
        shape_text(s, o, "flow", record->flow);
        shape_flow_title(s, o, flow);
        shape_text(s, o, "state", record_state_word(record->state));
        shape_text(s, o, "department", record->department);
        shape_text(s, o, "kind", debt_kind_word(debt_kind(step)));
        shape_text(s, o, "step", step->name);
        shape_text(s, o, "for_step", skipped != NULL ? skipped->name : step->ahead_of);
        shape_person(s, o, "granted_by", step->added_by);
        shape_instant(s, o, "opened_at", step->opened_at);
        put_holders(s, o, record, step, now);
        shape_flag(s, o, "ended", !open);
        shape_instant(s, o, "ended_at", step->ended_at);
        shape_add(s, list, o);
    }
}

static int put_record(reader_t *r, shape_t *s, json_t *list, int64_t id, diag_t *d) {
    bytes_t state;
    chain_t chain;
    record_t record;
    const rules_t *rules;
    const flow_t *flow;
    if (store_record(r->store, id, s->arena, &state, &chain, d) != 0 ||
        record_decode_of(id, state, s->arena, &record, d) != 0 || api_flow(r, &record, &rules, &flow, d) != 0)
        return -1;
    put_debts(s, list, &record, flow, reader_now(r));
    return 0;
}

static bool may_read(reader_t *r, const api_call_t *call, const char *department) {
    const directory_t *dir = r->snapshot->directory;
    instant_t now = reader_now(r);
    int64_t person = call->actor.person;
    if (api_may_administer(call, dir, now)) return true;
    return department != NULL && person != 0 && api_leads(dir, person, department, now);
}

json_t *api_read_debts(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    size_t limit, count = 0;
    int64_t after, *ids = NULL;
    const char *department;
    if (api_text(call->body, "department", false, &department, d) != 0) return NULL;
    if (!may_read(r, call, department)) {
        diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
        return NULL;
    }
    if (api_limit(r->host, call, &limit, d) != 0 || api_id(call, "after", &after, d) != 0) return NULL;
    arena_init(&arena, 0);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    json_t *root = shape_answer(&s), *list = shape_array(&s);
    int status = store_records_owed(r->store, department, after, limit, &arena, &ids, &count, d);
    if (status == 0 && count == 0 && after == 0)
        status = filter_department(r->snapshot->directory, department, d);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = put_record(r, &s, list, ids[i], d);
    shape_instant(&s, root, "now", reader_now(r));
    shape_put(&s, root, "debts", list);
    shape_id(&s, root, "next", count == limit ? ids[count - 1] : 0);
    json_t *done = status == 0 ? shape_done(&s, root, d) : NULL;
    if (status != 0) json_decref(root);
    arena_free(&arena);
    return done;
}
