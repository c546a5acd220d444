/* records.migrate: running records go on under the rules in force now, or another version of them that is
 * kept (A53), a slice of them a request, in one commit; with `preview` what would change, and nothing is
 * written. A record that goes by them already is passed over, so a request that was cut off is made again and
 * goes on. */
#include "base/text.h"
#include "engine/tree.h"
#include "server/api_private.h"
#include "server/migrate_holds.h"
#include "server/past.h"
#include "server/route_diff.h"
#include "server/work.h"
#include "store/queries.h"
#include <string.h>

enum { SLICE = 32, NAMED_MAX = 500 };

typedef struct migrating {
    host_t *h;
    const api_call_t *call;
    snapshot_t *snapshot;
    const char *reason;
    hash_t target; /* the rules that they go on under */
    bool preview;
    int32_t first_new; /* of the record at hand: steps numbered from here on came with it */
    shape_t s;
    json_t *migrated, *refused;
    json_t *titles; /* of the record at hand: what the steps named are called */
    int64_t passed_over;
} migrating_t;

/* ---- what would change */

/* The record's flow by some rules. */
static int flow_of(migrating_t *m, const record_t *record, const hash_t *hash, ruleset_t **ruleset,
                   const flow_t **out, diag_t *d) {
    *ruleset = shelf_get(m->h->shelf, m->h->store, hash, d);
    if (*ruleset == NULL) return -1;
    const rules_t *rules = ruleset_rules(*ruleset);
    return rules->flow(rules->ctx, record->flow, record->department, m->snapshot->directory, out, d);
}

/* The present stage by some rules, as a route of that stage alone. */
static int route_of(migrating_t *m, const record_t *record, const hash_t *hash, instant_t now, route_t *out,
                    diag_t *d) {
    ruleset_t *ruleset;
    const flow_t *flow;
    if (flow_of(m, record, hash, &ruleset, &flow, d) != 0) return -1;
    *out = (route_t){.ruleset = ruleset,
                     .flow = flow,
                     .rules = ruleset_rules(ruleset),
                     .directory = m->snapshot->directory,
                     .calendars = &m->snapshot->working_time,
                     .stages = arena_array(m->s.arena, 1, sizeof *out->stages),
                     .count = 1};
    if (out->stages == NULL) return diag_memory(d);
    out->stages[0] = (route_stage_t){
        .stage = record->stage, .plan = -1, .round = record->round, .record = (record_t *)record, .at = now};
    return 0;
}

/* null where there is no stage to compare, or the new rules do not know the flow: then it is refused anyway.
 */
static int diff_of(migrating_t *m, const record_t *record, instant_t now, json_t *o, json_t **out,
                   diag_t *d) {
    route_t before, after;
    diag_t unknown = {0};
    *out = NULL;
    if (record->stage < 0) return 0;
    bool known = route_of(m, record, &record->ruleset, now, &before, &unknown) == 0 &&
                 route_of(m, record, &m->target, now, &after, &unknown) == 0 &&
                 (size_t)record->stage < before.flow->stage_count &&
                 (size_t)record->stage < after.flow->stage_count;
    bool passing = host_passing(&unknown);
    if (passing) diag_copy(d, &unknown);
    diag_clear(&unknown);
    if (passing) return -1;
    if (known) shape_words(&m->s, o, "title", after.flow->title_en, after.flow->title_zh);
    return known ? route_diff_rules(&m->s, &before, &after, out, d) : 0;
}

static void put_title(migrating_t *m, const step_t *step) {
    json_t *called = shape_object(&m->s);
    shape_step_title(&m->s, called, "title", step);
    shape_put(&m->s, m->titles, step->name, called);
}

static void put_one_kept(migrating_t *m, json_t *kept, const step_t *step, step_state_t state) {
    json_t *one = shape_object(&m->s);
    shape_text(&m->s, one, "step", step->name);
    shape_text(&m->s, one, "state", step_state_word(state));
    if (state == STEP_LEFT_OUT) shape_text(&m->s, one, "left_out", step->left_out);
    shape_add(&m->s, kept, one);
    put_title(m, step);
}

static bool is_carried(const decide_out_t *out, int32_t no) {
    for (size_t i = 0; i < out->event_count; i++) {
        const event_t *e = &out->events[i];
        for (size_t k = 0; e->kind == EVENT_MIGRATED && k < e->u.migrated.step_count; k++)
            if (e->u.migrated.steps[k].now == no) return true;
    }
    return false;
}

/* What a rule had brought into the plan, and nobody was asked yet, comes along and is asked in turn. */
static void put_waiting(migrating_t *m, json_t *kept, const record_t *record, const decide_out_t *out,
                        const plan_t *piece) {
    for (size_t i = 0; i < piece->step_count; i++) {
        const step_t *step = record_step(record, piece->steps[i].no);
        if (!step_is_group(step->kind) && step->origin != 0 && !is_carried(out, step->no))
            put_one_kept(m, kept, step, step->state);
    }
}

/* What stands beside the plan goes on as it stood, whatever the plan is. */
static void put_beside(migrating_t *m, json_t *kept, const record_t *record) {
    for (size_t i = 0; i < record->step_count; i++) {
        const step_t *step = &record->steps[i];
        bool beside = past_plan_of(record, step) < 0 && !step_is_group(step->kind) && !step->serves &&
                      step->state == STEP_OPEN;
        if (beside && step->no < m->first_new) put_one_kept(m, kept, step, STEP_OPEN);
    }
}

static void put_kept(migrating_t *m, json_t *o, const record_t *record, const decide_out_t *out) {
    json_t *kept = shape_array(&m->s), *closed = shape_array(&m->s), *held = shape_array(&m->s);
    bool over = false; /* the other rules have taken over: what comes in now is what they ask for */
    for (size_t i = 0; i < out->event_count; i++) {
        const event_t *e = &out->events[i];
        for (size_t k = 0; e->kind == EVENT_MIGRATED && k < e->u.migrated.step_count; k++) {
            const carried_t *c = &e->u.migrated.steps[k];
            const step_t *step = record_step(record, c->now);
            if (c->old != 0 && !step_is_group(step->kind)) put_one_kept(m, kept, step, c->state);
        }
        over = over || e->kind == EVENT_MIGRATED;
        if (e->kind == EVENT_PLAN_ADDED && !over) put_waiting(m, kept, record, out, &e->u.plan_added.piece);
        const char *cause = e->kind == EVENT_STEP_ENDED ? e->u.step_ended.cause : NULL;
        json_t *list = NULL;
        if (cause != NULL && strcmp(cause, "migrated") == 0) list = closed;
        if (cause != NULL && strcmp(cause, "held") == 0) list = held;
        const step_t *ended = list != NULL ? record_step(record, e->u.step_ended.step) : NULL;
        if (ended == NULL) continue;
        shape_add(&m->s, list, json_lossy(ended->name));
        put_title(m, ended);
    }
    put_beside(m, kept, record);
    shape_put(&m->s, o, "kept", kept);
    shape_put(&m->s, o, "closed", closed);
    shape_put(&m->s, o, "held", held);
}

static void put_names(migrating_t *m, json_t *list, const plan_t *plan) {
    for (size_t i = 0; i < plan->step_count; i++) {
        if (step_is_group(plan->steps[i].kind)) continue;
        shape_add(&m->s, list, json_lossy(plan->steps[i].name));
        put_title(m, &plan->steps[i]);
    }
}

/* What the new rules say of its risk, where that is not what it was, and what they ask for it: plans, orders,
 * warnings, reviewers. */
static void put_risk(migrating_t *m, json_t *o, risk_level_t before, const record_t *record,
                     const decide_out_t *out) {
    json_t *asked = shape_array(&m->s);
    bool over = false;
    for (size_t i = 0; i < out->event_count; i++) {
        const event_t *e = &out->events[i];
        added_t added = e->kind == EVENT_STEP_ADDED ? e->u.step_added.step.added : ADDED_NOT;
        over = over || e->kind == EVENT_MIGRATED;
        if (added == ADDED_DEMAND || added == ADDED_WARNING)
            shape_add(&m->s, asked, json_lossy(e->u.step_added.step.name));
        if (e->kind == EVENT_PLAN_ADDED && over) put_names(m, asked, &e->u.plan_added.piece);
        if (e->kind == EVENT_DEBT_AHEAD) put_names(m, asked, &e->u.debt_ahead.owed); /* (A64) */
    }
    shape_put(&m->s, o, "asked", asked);
    if (before == record->risk) return;
    json_t *risk = shape_object(&m->s);
    shape_text(&m->s, risk, "before", before != RISK_NONE ? risk_word(before) : NULL);
    shape_text(&m->s, risk, "after", risk_word(record->risk));
    shape_put(&m->s, o, "risk", risk);
}

static json_t *people_of(migrating_t *m, const record_t *record, int32_t step) {
    json_t *people = shape_array(&m->s);
    for (size_t i = 0; i < record->task_count; i++) {
        const task_t *task = &record->tasks[i];
        if (task->step == step && task->state == TASK_OPEN)
            shape_add(&m->s, people, shape_person_value(&m->s, task->person));
    }
    return people;
}

/* Whom it asks at once, with the stage where that is not the one which it was in: where all that its present
 * stage still asked for is needed no more, it goes on to the next. */
static void put_opened(migrating_t *m, json_t *o, const record_t *record, const decide_out_t *out,
                       int32_t stage_before) {
    const flow_t *flow = NULL;
    diag_t unknown = {0};
    json_t *opened = shape_array(&m->s);
    bool over = false;
    ruleset_t *ruleset;
    if (flow_of(m, record, &m->target, &ruleset, &flow, &unknown) != 0) flow = NULL;
    diag_clear(&unknown);
    for (size_t i = 0; i < out->event_count; i++) {
        const event_t *e = &out->events[i];
        over = over || e->kind == EVENT_MIGRATED;
        const step_t *step =
            over && e->kind == EVENT_STEP_OPENED ? record_step(record, e->u.step_opened.step) : NULL;
        if (!step || step_is_group(step->kind) || step->state != STEP_OPEN || past_plan_of(record, step) < 0)
            continue;
        json_t *one = shape_object(&m->s);
        shape_text(&m->s, one, "step", step->name);
        if (step->stage != stage_before) shape_stage(&m->s, one, flow, step->stage);
        shape_put(&m->s, one, "people", people_of(m, record, step->no));
        shape_add(&m->s, opened, one);
        put_title(m, step);
    }
    shape_put(&m->s, o, "opened", opened);
}

/* ---- one record */

static json_t *head(migrating_t *m, const record_t *record) {
    json_t *o = shape_object(&m->s);
    shape_id(&m->s, o, "record", record->id);
    shape_text(&m->s, o, "number", record->number);
    shape_text(&m->s, o, "flow", record->flow);
    shape_hash(&m->s, o, "from", &record->ruleset);
    shape_hash(&m->s, o, "to", &m->target);
    return o;
}

static void refuse(migrating_t *m, json_t *o, const diag_t *why) {
    shape_put(&m->s, o, "error", json_diag(why));
    shape_add(&m->s, m->refused, o);
}

static int carry_out(migrating_t *m, work_t *w, json_t *o, json_t *diff, diag_t *d) {
    decide_out_t out;
    diag_t why = {0};
    command_t command = {.kind = COMMAND_MIGRATE,
                         .actor = m->call->actor,
                         .record = w->record->id,
                         .text = m->reason,
                         .owner = true, /* whoever acts was looked at */
                         .at = INSTANT_NONE};
    risk_level_t risk = w->record->risk;
    int32_t stage = w->record->stage;
    m->first_new = tree_highest(w->record) + 1;
    ended_t ended = work_decide(w, &command, &out, &why);
    bool passing = ended == ENDED_FAILED || (ended != ENDED_OK && host_passing(&why));
    shape_put(&m->s, o, "diff", diff != NULL ? diff : json_null());
    if (ended == ENDED_OK) {
        migrate_holds(&m->s, diff, w->record, &out);
        m->titles = shape_object(&m->s);
        shape_text(&m->s, o, "state", record_state_word(w->record->state));
        put_kept(m, o, w->record, &out);
        put_opened(m, o, w->record, &out, stage);
        put_risk(m, o, risk, w->record, &out);
        shape_put(&m->s, o, "titles", m->titles);
        shape_add(&m->s, m->migrated, o);
    } else if (passing) {
        diag_copy(d, &why);
        json_decref(o);
    } else {
        refuse(m, o, &why);
    }
    diag_clear(&why);
    return passing ? -1 : 0;
}

static int migrate_one(migrating_t *m, int64_t id, diag_t *d) {
    work_t w;
    json_t *diff = NULL;
    size_t fired = 0;
    work_begin(&w, m->h, m->snapshot);
    if (work_load(&w, id, d) != 0) return -1;
    const record_t *r = w.record;
    if (record_has_ended(r->state) || decide_by_latest(r) || hash_equal(&r->ruleset, &m->target)) {
        m->passed_over++;
        return 0;
    }
    if (work_fire_overdue(&w, w.now, &fired, d) != ENDED_OK) return -1;
    w.migrate_to = &m->target;
    json_t *o = head(m, w.record);
    if (diff_of(m, w.record, w.now, o, &diff, d) != 0) {
        json_decref(o);
        return -1;
    }
    return carry_out(m, &w, o, diff, d);
}

/* ---- which */

static int named(migrating_t *m, const json_t *names, diag_t *d) {
    size_t i;
    json_t *name;
    bool texts = json_is_array(names) && json_array_size(names) <= NAMED_MAX;
    json_array_foreach((json_t *)names, i, name) {
        texts = texts && json_is_string(name);
    }
    if (!texts) return diag_set(d, "api.value", "field", "records", "expected", "1 to 500 numbers", NULL);
    json_array_foreach((json_t *)names, i, name) {
        int64_t id = 0;
        diag_t why = {0};
        const char *text = json_string_value(name);
        int status = store_record_find(m->h->store, text, &id, &why);
        if (status == 0 && id == 0) status = diag_set(&why, "store.not_found", "record", text, NULL);
        if (status != 0 && host_passing(&why)) {
            diag_copy(d, &why);
            diag_clear(&why);
            return -1;
        }
        if (status != 0) {
            json_t *o = shape_object(&m->s);
            shape_text(&m->s, o, "number", text);
            refuse(m, o, &why);
            diag_clear(&why);
            continue;
        }
        if (migrate_one(m, id, d) != 0) return -1;
    }
    return 0;
}

/* A flow that neither the rules nor any running record know is a slip: of none it would just say none. */
static int check_flow(migrating_t *m, const char *flow, diag_t *d) {
    flow_t const *found;
    diag_t unknown = {0};
    ruleset_t *rules = shelf_get(m->h->shelf, m->h->store, &m->target, d);
    if (rules == NULL) return -1;
    const rules_t *asked = ruleset_rules(rules);
    if (asked->flow(asked->ctx, flow, NULL, m->snapshot->directory, &found, &unknown) == 0) return 0;
    diag_copy(d, &unknown);
    diag_clear(&unknown);
    return -1;
}

static int going(migrating_t *m, int64_t *next, diag_t *d) {
    record_filter_t filter = {.going = true};
    record_row_t *rows;
    size_t count;
    if (api_text(m->call->body, "flow", false, &filter.flow, d) != 0 ||
        api_id(m->call, "after", &filter.before, d) != 0 ||
        store_records(m->h->store, &filter, SLICE, m->s.arena, &rows, &count, d) != 0)
        return -1;
    if (filter.flow != NULL && filter.before == 0 && count == 0 && check_flow(m, filter.flow, d) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (migrate_one(m, rows[i].id, d) != 0) return -1;
    *next = count == SLICE ? rows[count - 1].id : 0;
    return 0;
}

/* Those that the call names, else those in force. */
static int find_target(migrating_t *m, diag_t *d) {
    const char *named;
    m->target = m->snapshot->ruleset;
    if (hash_is_zero(&m->target)) return diag_set(d, "ruleset.none", NULL);
    if (api_text(m->call->body, "ruleset", false, &named, d) != 0) return -1;
    return named != NULL ? api_ruleset_named(m->h, named, m->s.arena, &m->target, d) : 0;
}

static int run(migrating_t *m, int64_t *next, diag_t *d) {
    const json_t *names = json_object_get(m->call->body, "records");
    if (find_target(m, d) != 0) return -1;
    if (batch_begin(m->h, d) != 0) return -1;
    int status = names != NULL && !json_is_null(names) ? named(m, names, d) : going(m, next, d);
    bool looked = m->preview && status == 0;
    status = batch_end(m->h, looked ? -1 : status, d);
    return looked ? 0 : status;
}

json_t *api_admin_migrate(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    int64_t next = 0;
    migrating_t m = {.h = h, .call = call, .preview = json_flag(call->body, "preview")};
    if (api_text(call->body, "reason", true, &m.reason, d) != 0) return NULL;
    if (!has_words(m.reason)) {
        diag_set(d, "json.missing", "field", "reason", NULL);
        return NULL;
    }
    arena_init(&arena, 0);
    m.snapshot = host_snapshot(h);
    m.s = (shape_t){.directory = m.snapshot->directory, .arena = &arena};
    json_t *root = shape_answer(&m.s);
    m.migrated = shape_array(&m.s);
    m.refused = shape_array(&m.s);
    shape_put(&m.s, root, "migrated", m.migrated);
    shape_put(&m.s, root, "refused", m.refused);
    int status = run(&m, &next, d);
    shape_int(&m.s, root, "passed_over", m.passed_over);
    shape_id(&m.s, root, "next", next);
    shape_flag(&m.s, root, "preview", m.preview);
    json_t *done = status == 0 ? shape_done(&m.s, root, d) : NULL;
    if (status != 0) json_decref(root);
    snapshot_unref(m.snapshot);
    arena_free(&arena);
    return done;
}
