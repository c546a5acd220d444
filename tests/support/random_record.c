/* Random records and events. */
#include "support/random_model.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

const event_kind_t random_event_kinds[] = {
    EVENT_DRAFTED,
    EVENT_EDITED,
    EVENT_SUBMITTED,
    EVENT_PREPARING,
    EVENT_STAGE_OPENED,
    EVENT_STAGE_ENDED,
    EVENT_STEP_ADDED,
    EVENT_STEP_OPENED,
    EVENT_STEP_ENDED,
    EVENT_TASK_OPENED,
    EVENT_TASK_QUEUED,
    EVENT_TASK_DECIDED,
    EVENT_TASK_CLOSED,
    EVENT_TASK_REASSIGNED,
    EVENT_RETURNED,
    EVENT_WITHDRAWN,
    EVENT_ENDED,
    EVENT_COMMENTED,
    EVENT_CLOCK_SET,
    EVENT_RUNG,
    EVENT_COPIED,
    EVENT_NOTED,
    EVENT_DISPOSED,
    EVENT_REOPENED,
    EVENT_AMENDED,
    EVENT_CHANGE_DROPPED,
    EVENT_COPY_READ,
    EVENT_MADE_FROM,
    EVENT_ADMINISTERED,
    EVENT_TASK_COMPLETED,
    EVENT_CANCELLED,
    EVENT_SUSPENDED,
    EVENT_RESUMED,
    EVENT_PLAN_JUMPED,
    EVENT_MIGRATED,
    EVENT_STEP_EXCEPTED,
    EVENT_LOGGED,
    EVENT_RATED,
    EVENT_WARNED,
    EVENT_URGENT,
    EVENT_DEBT_OWED,
    EVENT_DEVIATED,
    EVENT_ADJUSTED,
    EVENT_ADJUSTMENT_DROPPED,
    EVENT_REPLANNED,
    EVENT_DOCUMENTED,
    EVENT_COMPLIED,
    EVENT_STAGE_JUMPED,
    EVENT_NOTIFIED,
    EVENT_DEBT_AHEAD,
    EVENT_DEBT_CAME,
    EVENT_SIGNER_REMOVED,
    EVENT_PLAN_REWOUND,
    EVENT_STAGE_RETURNED,
    EVENT_PLAN_RESTORED,
    EVENT_LIMIT_TIGHTENED,
    EVENT_DEBT_EXCUSED,
    EVENT_ADJUSTMENT_ADDED,
    EVENT_ADJUSTMENT_UNDONE,
    (event_kind_t)0,
};

static void *make(rng_t *r, size_t count, size_t size) {
    void *at = arena_array(r->arena, count ? count : 1, size);
    assert(at);
    return at;
}

static int64_t random_id(rng_t *r) {
    return (int64_t)(rng_next(r) >> 1 >> rng_below(r, 40));
}

static instant_t random_instant(rng_t *r) {
    return rng_chance(r, 30) ? INSTANT_NONE : (instant_t)rng_below(r, UINT64_C(1) << 42);
}

static int32_t small(rng_t *r) {
    return (int32_t)rng_below(r, 64);
}

/* In order of name, each once. */
static field_t *random_fields(rng_t *r, size_t count, bool may_empty) {
    field_t *fields = make(r, count, sizeof *fields);
    for (size_t i = 0; i < count; i++) {
        char *name = arena_printf(r->arena, "field_%02zu", i);
        assert(name);
        fields[i].name = name;
        if (!may_empty || rng_chance(r, 70)) fields[i].value = random_value(r, false);
    }
    return fields;
}

static void random_plans(rng_t *r, record_t *rec, size_t steps) {
    rec->steps = make(r, steps, sizeof *rec->steps);
    rec->plans = make(r, steps, sizeof *rec->plans);
    while (rec->step_count < steps) {
        plan_t plan = random_plan(r, steps - rec->step_count, (int32_t)rec->step_count + 1);
        if (plan.step_count == 0) continue;
        memcpy(rec->steps + rec->step_count, plan.steps, plan.step_count * sizeof *plan.steps);
        rec->plans[rec->plan_count++] = (plan_place_t){.stage = small(r),
                                                       .round = small(r),
                                                       .first = (int32_t)rec->step_count,
                                                       .count = (int32_t)plan.step_count,
                                                       .facts = plan.facts,
                                                       .fact_count = plan.fact_count};
        rec->step_count += plan.step_count;
    }
}

static task_t random_task(rng_t *r, int64_t id) {
    return (task_t){.id = id,
                    .step = small(r),
                    .order = small(r),
                    .person = random_id(r),
                    .principal = rng_chance(r, 20) ? random_id(r) : 0,
                    .reason = random_maybe(r, 10),
                    .reason_text = random_maybe(r, 10),
                    .state = (task_state_t)(rng_below(r, TASK_WAITING) + 1),
                    .outcome = (outcome_t)rng_below(r, OUTCOME_LAST + 1),
                    .taken_back = rng_chance(r, 10),
                    .touched = rng_chance(r, 30),
                    .signed_for = rng_chance(r, 5),
                    .claimed = rng_chance(r, 10),
                    .administered = rng_chance(r, 10),
                    .counts = rng_chance(r, 10) ? random_id(r) : 0,
                    .seen = rng_chance(r, 10) ? small(r) + 1 : 0,
                    .opinion = random_maybe(r, 40),
                    .decided_by = random_id(r),
                    .opened_at = random_instant(r),
                    .ended_at = random_instant(r)};
}

static cs_clock_t random_clock(rng_t *r, int64_t task) {
    if (rng_chance(r, 20))
        return (cs_clock_t){.task = task,
                            .state = CLOCK_STOPPED,
                            .started_at = INSTANT_NONE,
                            .due_at = INSTANT_NONE,
                            .next_rung = -1,
                            .rung_at = INSTANT_NONE};
    return (cs_clock_t){.id = task + 1,
                        .task = task,
                        .state = (clock_state_t)(rng_below(r, CLOCK_STOPPED) + 1),
                        .pause_cause = random_maybe(r, 6),
                        .pause_step = rng_chance(r, 30) ? small(r) + 1 : 0,
                        .calendar = random_maybe(r, 6),
                        .limit = random_limit(r),
                        .started_at = random_instant(r),
                        .ran_ms = (int64_t)rng_below(r, MS_DAY),
                        .due_at = random_instant(r),
                        .provisional = rng_chance(r, 30),
                        .overran = rng_chance(r, 20),
                        .next_rung = small(r) - 1,
                        .rung_at = random_instant(r),
                        .rungs_past = rng_next(r) >> rng_below(r, 64)};
}

static void random_tasks(rng_t *r, record_t *rec, size_t count) {
    int64_t id = random_id(r) / 4;
    rec->task_count = count;
    rec->tasks = make(r, count, sizeof *rec->tasks);
    rec->clocks = make(r, count, sizeof *rec->clocks);
    for (size_t i = 0; i < count; i++) {
        id += 2 + (int64_t)rng_below(r, 1000);
        rec->tasks[i] = random_task(r, id);
        rec->clocks[i] = random_clock(r, id);
    }
}

/* Records that it opened, and the one that opened it. */
static void random_family(rng_t *r, record_t *rec) {
    if (rng_chance(r, 20))
        rec->opener = (opener_t){random_id(r), small(r) + 1, (int32_t)rng_below(r, RECORD_DEPTH_MAX) + 1,
                                 rng_chance(r, 50)};
    if (!rng_chance(r, 20)) return;
    rec->child_count = 1 + rng_below(r, 4);
    rec->children = make(r, rec->child_count, sizeof *rec->children);
    for (size_t i = 0; i < rec->child_count; i++) {
        child_state_t state = (child_state_t)(rng_below(r, CHILD_APART) + 1);
        rec->children[i] = (child_t){.record = random_id(r),
                                     .step = small(r) + 1,
                                     .state = state,
                                     .flow = random_text(r, 20),
                                     .opened_at = random_instant(r),
                                     .ended_at = random_instant(r)};
        if (state == CHILD_ENDED)
            rec->children[i].ended_as = (record_state_t)(rng_below(r, RECORD_STATE_LAST) + 1);
    }
}

static void random_picks(rng_t *r, record_t *rec) {
    rec->pick_count = rng_chance(r, 20) ? rng_below(r, 3) : 0;
    rec->picks = make(r, rec->pick_count, sizeof *rec->picks);
    for (size_t i = 0; i < rec->pick_count; i++) {
        pick_t *p = &rec->picks[i];
        *p = (pick_t){
            .step = arena_printf(r->arena, "step_%02zu", i), .count = rng_below(r, 4), .by = random_id(r)};
        p->people = make(r, p->count, sizeof *p->people);
        for (size_t j = 0; j < p->count; j++)
            p->people[j] = random_id(r);
    }
}

static step_was_t random_step_was(rng_t *r) {
    return (step_was_t){.no = small(r) + 1,
                        .state = (step_state_t)(rng_below(r, STEP_LEFT_OUT) + 1),
                        .left_out = random_maybe(r, 8),
                        .ended_at = random_instant(r)};
}

static void random_ways(rng_t *r, record_t *rec) {
    rec->way_count = rng_chance(r, 20) ? rng_below(r, 3) : 0;
    rec->ways = make(r, rec->way_count, sizeof *rec->ways);
    for (size_t i = 0; i < rec->way_count; i++) {
        way_back_t *w = &rec->ways[i];
        *w = (way_back_t){.first = small(r) + 1,
                          .to = small(r) + 1,
                          .task = random_id(r),
                          .passed_count = rng_below(r, 4),
                          .changed_count = rng_below(r, 3)};
        if (rng_chance(r, 50)) w->last = w->first + small(r);
        w->passed = make(r, w->passed_count, sizeof *w->passed);
        w->changed = make(r, w->changed_count, sizeof *w->changed);
        for (size_t j = 0; j < w->passed_count; j++)
            w->passed[j] = (j > 0 ? w->passed[j - 1] : 0) + small(r) + 1;
        for (size_t j = 0; j < w->changed_count; j++)
            w->changed[j] = random_step_was(r);
    }
}

static document_t random_document(rng_t *r);

static void random_was(rng_t *r, adjusted_was_t *w) {
    *w = (adjusted_was_t){.first = small(r) + 1,
                          .last = small(r),
                          .plans = small(r) + 1,
                          .decided = small(r),
                          .entries = small(r),
                          .field_count = rng_below(r, 3),
                          .plan_count = rng_below(r, 3)};
    w->fields = random_fields(r, w->field_count, true);
    w->before_count = rng_chance(r, 50) ? w->field_count : 0;
    w->before = random_fields(r, w->before_count, true);
    w->plan = make(r, w->plan_count, sizeof *w->plan);
    for (size_t j = 0; j < w->plan_count; j++)
        w->plan[j] = random_step_was(r);
}

static void random_deviations(rng_t *r, record_t *rec) {
    rec->deviation_count = rng_below(r, 3);
    rec->deviations = make(r, 3, sizeof *rec->deviations);
    for (size_t i = 0; i < rec->deviation_count; i++) {
        deviation_t *d = &rec->deviations[i];
        *d = (deviation_t){.step = small(r) + 1,
                           .by = random_id(r),
                           .at = random_instant(r),
                           .text = random_maybe(r, 40),
                           .field_count = rng_below(r, 3),
                           .settled = rng_chance(r, 50)};
        d->fields = random_fields(r, d->field_count, true);
        if (!d->settled && rng_chance(r, 50)) continue; /* reported before that was kept */
        d->before_count = d->field_count;
        d->before = random_fields(r, d->before_count, true);
        if (!d->settled) continue;
        d->since = small(r) + 1;
        d->group = small(r);
        d->dropped = rng_chance(r, 30);
        if (rng_chance(r, 50)) random_was(r, &d->was);
    }
    rec->unagreed_count = rng_below(r, 3);
    rec->unagreed = random_fields(r, rec->unagreed_count, true);
    rec->document_count = rng_below(r, 3);
    rec->documents = make(r, 3, sizeof *rec->documents);
    for (size_t i = 0; i < rec->document_count; i++)
        rec->documents[i] = random_document(r);
}

record_t *random_record(rng_t *r, size_t steps, size_t tasks) {
    record_t *rec = make(r, 1, sizeof *rec);
    *rec = (record_t){.id = random_id(r),
                      .flow = random_text(r, 20),
                      .department = random_maybe(r, 10),
                      .initiator = random_id(r),
                      .number = random_maybe(r, 16),
                      .number_year = small(r) + 1990,
                      .number_seq = random_id(r),
                      .state = (record_state_t)(rng_below(r, RECORD_STATE_LAST) + 1),
                      .stage = small(r) - 1,
                      .round = small(r),
                      .reopened = small(r),
                      .created_at = random_instant(r),
                      .submitted_at = random_instant(r),
                      .ended_at = random_instant(r),
                      .version = random_id(r),
                      .form_version = random_id(r),
                      .field_count = rng_below(r, 8),
                      .change_count = rng_below(r, 4),
                      .comments = small(r),
                      .entries = rng_chance(r, 50) ? small(r) : 0,
                      .urgent = rng_chance(r, 20) ? small(r) : 0,
                      .risk = (risk_level_t)rng_below(r, RISK_LAST + 1)};
    if (rec->state == RECORD_SUSPENDED)
        rec->suspended_from = (record_state_t)(rng_below(r, RECORD_RETURNED) + 1);
    for (size_t i = 0; i < HASH_SIZE; i++)
        rec->ruleset.b[i] = (uint8_t)rng_next(r);
    rec->fields = random_fields(r, rec->field_count, false);
    rec->changes = make(r, rec->change_count, sizeof *rec->changes);
    for (size_t i = 0; i < rec->change_count; i++)
        rec->changes[i] = (field_change_t){arena_printf(r->arena, "field_%02zu", i), small(r) + 1};
    random_picks(r, rec);
    random_deviations(r, rec);
    random_ways(r, rec);
    random_plans(r, rec, steps);
    random_tasks(r, rec, tasks);
    random_family(r, rec);
    return rec;
}

/* Payloads of tasks and their clocks. */
static void random_task_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_TASK_OPENED:
        e->u.task_opened.task = random_id(r);
        e->u.task_opened.step = small(r);
        e->u.task_opened.order = small(r);
        e->u.task_opened.person = random_id(r);
        e->u.task_opened.principal = random_id(r);
        e->u.task_opened.reason = random_maybe(r, 12);
        e->u.task_opened.reason_text = random_maybe(r, 12);
        e->u.task_opened.no_clock = rng_chance(r, 20);
        e->u.task_opened.next_rung = -1;
        e->u.task_opened.due.at = e->u.task_opened.rung_at = INSTANT_NONE;
        if (e->u.task_opened.no_clock) break;
        e->u.task_opened.clock = random_id(r);
        e->u.task_opened.calendar = random_maybe(r, 8);
        e->u.task_opened.limit = random_limit(r);
        e->u.task_opened.due = (due_t){.at = random_instant(r), .provisional = rng_chance(r, 50)};
        e->u.task_opened.next_rung = small(r) - 1;
        e->u.task_opened.rung_at = random_instant(r);
        if (rng_chance(r, 20)) e->u.task_opened.rungs_past = 1 + rng_next(r) / 2;
        break;
    case EVENT_TASK_QUEUED:
        e->u.task_queued.task = random_id(r);
        e->u.task_queued.step = small(r);
        e->u.task_queued.order = small(r);
        e->u.task_queued.person = random_id(r);
        e->u.task_queued.principal = random_id(r);
        e->u.task_queued.reason = random_maybe(r, 12);
        e->u.task_queued.reason_text = random_maybe(r, 12);
        break;
    case EVENT_TASK_DECIDED:
        e->u.task_decided.task = random_id(r);
        e->u.task_decided.outcome = (outcome_t)(rng_below(r, OUTCOME_COPIED) + 1);
        e->u.task_decided.opinion = random_maybe(r, 60);
        e->u.task_decided.check_count = rng_below(r, 3);
        e->u.task_decided.checks = make(r, 2, sizeof *e->u.task_decided.checks);
        for (size_t i = 0; i < e->u.task_decided.check_count; i++)
            e->u.task_decided.checks[i] =
                (require_t){.kind = REQUIRE_CHECK, .name = random_text(r, 9), .name_zh = random_maybe(r, 9)};
        e->u.task_decided.seen = (int64_t)rng_below(r, 3);
        e->u.task_decided.frees = rng_chance(r, 10);
        e->u.task_decided.opinion_count = rng_below(r, 3);
        e->u.task_decided.opinions = make(r, 2, sizeof *e->u.task_decided.opinions);
        for (size_t i = 0; i < e->u.task_decided.opinion_count; i++)
            e->u.task_decided.opinions[i] = (aspect_opinion_t){random_text(r, 9), random_text(r, 20)};
        break;
    case EVENT_TASK_CLOSED:
        e->u.task_closed.task = random_id(r);
        e->u.task_closed.cause = random_maybe(r, 12);
        break;
    case EVENT_TASK_REASSIGNED:
        e->u.task_reassigned.task = random_id(r);
        e->u.task_reassigned.from = random_id(r);
        e->u.task_reassigned.to = random_id(r);
        e->u.task_reassigned.reason = random_maybe(r, 12);
        e->u.task_reassigned.reason_text = random_maybe(r, 12);
        break;
    case EVENT_CLOCK_SET:
        e->u.clock_set.clock = random_id(r);
        e->u.clock_set.state = (clock_state_t)(rng_below(r, CLOCK_STOPPED) + 1);
        e->u.clock_set.calendar = random_maybe(r, 8);
        e->u.clock_set.old_due = random_instant(r);
        e->u.clock_set.new_due = random_instant(r);
        e->u.clock_set.provisional = rng_chance(r, 50);
        e->u.clock_set.limit = random_limit(r);
        e->u.clock_set.restarted = rng_chance(r, 50);
        e->u.clock_set.next_rung = small(r) - 1;
        e->u.clock_set.rung_at = random_instant(r);
        e->u.clock_set.cause = random_maybe(r, 12);
        e->u.clock_set.overran = rng_chance(r, 20);
        break;
    default:
        e->u.rung.clock = random_id(r);
        e->u.rung.rung = small(r);
        e->u.rung.outcome = (rung_outcome_t)(rng_below(r, RUNG_FAILED) + 1);
        e->u.rung.due = random_instant(r);
        e->u.rung.did = random_maybe(r, 12);
        e->u.rung.error = random_maybe(r, 12);
        e->u.rung.next_rung = small(r) - 1;
        e->u.rung.rung_at = random_instant(r);
        e->u.rung.brought = rng_chance(r, 20);
    }
}

/* Payloads of stages and steps; false: of something else. */
static bool random_step_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_STAGE_OPENED:
        e->u.stage_opened.stage = small(r);
        e->u.stage_opened.round = small(r);
        e->u.stage_opened.plan = random_plan(r, 6, 1);
        return true;
    case EVENT_STAGE_ENDED:
        e->u.stage_ended.stage = small(r);
        e->u.stage_ended.passed = rng_chance(r, 50);
        return true;
    case EVENT_STEP_ADDED: {
        plan_t plan = random_plan(r, 1, 9);
        while (plan.step_count == 0)
            plan = random_plan(r, 1, 9);
        e->u.step_added.step = plan.steps[0];
        return true;
    }
    case EVENT_STEP_OPENED:
        e->u.step_opened.step = small(r);
        return true;
    case EVENT_STEP_ENDED:
        e->u.step_ended.step = small(r);
        e->u.step_ended.state = (step_state_t)(rng_below(r, 4) + STEP_PASSED);
        e->u.step_ended.cause = random_maybe(r, 12);
        return true;
    default:
        return false;
    }
}

/* Payloads of the record as a whole; false: of something else. */
static void random_disposed(rng_t *r, event_t *e) {
    size_t count = 1 + rng_below(r, 4);
    disposed_t *list = make(r, count, sizeof *list);
    int64_t id = 0;
    for (size_t i = 0; i < count; i++) {
        id += 1 + (int64_t)rng_below(r, 100000);
        list[i] = (disposed_t){.record = id,
                               .number = random_maybe(r, 15),
                               .flow = i > 0 && rng_chance(r, 50) ? list[i - 1].flow : random_text(r, 20),
                               .state = (record_state_t)(1 + rng_below(r, RECORD_STATE_LAST)),
                               .length = small(r) + 1};
        hash_of(&id, sizeof id, &list[i].head);
    }
    e->u.disposed.reason = random_text(r, 30);
    e->u.disposed.records = list;
    e->u.disposed.record_count = count;
}

static bool random_record_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_DRAFTED:
        e->u.drafted.flow = random_text(r, 20);
        e->u.drafted.department = random_maybe(r, 10);
        e->u.drafted.initiator = random_id(r);
        e->u.drafted.field_count = rng_below(r, 6);
        e->u.drafted.fields = random_fields(r, e->u.drafted.field_count, true);
        return true;
    case EVENT_EDITED:
        e->u.edited.field_count = rng_below(r, 6);
        e->u.edited.fields = random_fields(r, e->u.edited.field_count, true);
        e->u.edited.task = rng_chance(r, 30) ? random_id(r) : 0;
        e->u.edited.unagreed = rng_chance(r, 20);
        e->u.edited.revised = rng_chance(r, 20);
        e->u.edited.prepared = rng_chance(r, 20);
        return true;
    case EVENT_SUBMITTED:
        e->u.submitted.round = small(r);
        e->u.submitted.number = random_maybe(r, 16);
        e->u.submitted.number_year = small(r);
        e->u.submitted.number_seq = random_id(r);
        return true;
    case EVENT_PREPARING:
        e->u.preparing.times = small(r);
        return true;
    case EVENT_RETURNED:
        e->u.returned.task = random_id(r);
        e->u.returned.reason = random_maybe(r, 40);
        return true;
    case EVENT_WITHDRAWN:
        e->u.withdrawn.reason = random_maybe(r, 40);
        return true;
    case EVENT_ENDED:
        e->u.ended.state = (record_state_t)(rng_below(r, RECORD_STATE_LAST) + 1);
        return true;
    case EVENT_COMMENTED:
        e->u.commented.task = random_id(r);
        e->u.commented.text = random_maybe(r, 60);
        return true;
    case EVENT_COPIED:
        e->u.copied.task = random_id(r);
        e->u.copied.step = small(r);
        e->u.copied.person = random_id(r);
        e->u.copied.reason = random_maybe(r, 12);
        e->u.copied.reason_text = random_maybe(r, 12);
        return true;
    case EVENT_NOTED:
        e->u.noted.code = random_text(r, 12);
        e->u.noted.text = random_maybe(r, 30);
        return true;
    case EVENT_DISPOSED:
        random_disposed(r, e);
        return true;
    default:
        return false;
    }
}

static step_t one_step(rng_t *r, int32_t no) {
    plan_t plan = random_plan(r, 1, no);
    while (plan.step_count == 0)
        plan = random_plan(r, 1, no);
    return plan.steps[0];
}

/* Payloads of what is an initiator's; false: of something else. */
static bool random_initiator_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_REOPENED:
        e->u.reopened.state = (record_state_t)(rng_below(r, RECORD_ENDED_REFUSED) + 1);
        e->u.reopened.round = small(r);
        e->u.reopened.cause = random_maybe(r, 12);
        e->u.reopened.reason = random_maybe(r, 40);
        return true;
    case EVENT_AMENDED:
        e->u.amended.field_count = rng_below(r, 6);
        e->u.amended.fields = random_fields(r, e->u.amended.field_count, true);
        e->u.amended.reason = random_maybe(r, 40);
        return true;
    case EVENT_CHANGE_DROPPED:
        e->u.change_dropped.cause = random_maybe(r, 12);
        e->u.change_dropped.reason = random_maybe(r, 40);
        return true;
    case EVENT_COPY_READ:
        e->u.copy_read.task = random_id(r);
        return true;
    case EVENT_MADE_FROM:
        e->u.made_from.record = random_id(r);
        e->u.made_from.number = random_maybe(r, 16);
        e->u.made_from.left_out = random_maybe(r, 30);
        return true;
    default:
        return false;
    }
}

/* Payloads of what changes on the way; false: of something else. */
static bool random_change_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_CLOCK_PAUSED:
        e->u.clock_paused.clock = random_id(r);
        e->u.clock_paused.step = small(r);
        e->u.clock_paused.ran_ms = (int64_t)rng_below(r, MS_DAY);
        e->u.clock_paused.limit = random_limit(r);
        e->u.clock_paused.cause = random_maybe(r, 12);
        return true;
    case EVENT_CLOCK_RESUMED:
        e->u.clock_resumed.clock = random_id(r);
        e->u.clock_resumed.old_due = random_instant(r);
        e->u.clock_resumed.new_due = random_instant(r);
        e->u.clock_resumed.provisional = rng_chance(r, 50);
        e->u.clock_resumed.next_rung = small(r) - 1;
        e->u.clock_resumed.rung_at = random_instant(r);
        return true;
    case EVENT_PLAN_GROWN:
        e->u.plan_grown.at = small(r);
        e->u.plan_grown.group = one_step(r, 9);
        e->u.plan_grown.leaf = one_step(r, 10);
        if (rng_chance(r, 30)) e->u.plan_grown.task = random_id(r) | 1;
        return true;
    case EVENT_PLAN_REWOUND:
        e->u.plan_rewound.to = small(r);
        e->u.plan_rewound.from = small(r);
        e->u.plan_rewound.straight = rng_chance(r, 50);
        e->u.plan_rewound.cause = random_maybe(r, 12);
        if (rng_chance(r, 50)) e->u.plan_rewound.seen = 1 + (int64_t)rng_below(r, 1000);
        if (rng_chance(r, 50)) e->u.plan_rewound.task = random_id(r) | 1;
        return true;
    case EVENT_STAGE_RETURNED:
        e->u.stage_returned.task = random_id(r);
        e->u.stage_returned.step = small(r);
        e->u.stage_returned.seen = rng_chance(r, 50) ? random_id(r) : 0;
        return true;
    case EVENT_PLAN_RESTORED:
        e->u.plan_restored.first = small(r);
        return true;
    case EVENT_TASK_TAKEN_BACK:
        e->u.task_taken_back.task = random_id(r);
        e->u.task_taken_back.reason = random_maybe(r, 40);
        return true;
    case EVENT_STEP_RESET:
        e->u.step_reset.step = small(r);
        return true;
    case EVENT_LIMIT_TIGHTENED:
        e->u.limit_tightened.step = small(r);
        e->u.limit_tightened.was = random_limit(r);
        e->u.limit_tightened.within = random_limit(r);
        return true;
    case EVENT_SIGNER_REMOVED:
        e->u.signer_removed.step = small(r);
        e->u.signer_removed.place = small(r);
        e->u.signer_removed.person = random_id(r);
        return true;
    case EVENT_TASK_CLAIMED:
        e->u.task_claimed.task = random_id(r);
        e->u.task_claimed.claimed = rng_chance(r, 50);
        return true;
    case EVENT_URGED:
        e->u.urged.task = random_id(r);
        e->u.urged.person = random_id(r);
        return true;
    case EVENT_TASK_STOOD_IN:
        e->u.task_stood_in.task = random_id(r);
        e->u.task_stood_in.from = random_id(r);
        e->u.task_stood_in.person = random_id(r);
        e->u.task_stood_in.principal = random_id(r);
        return true;
    case EVENT_STAGE_TAKEN_BACK:
        e->u.stage_taken_back.stage = small(r);
        return true;
    case EVENT_PLAN_ADDED:
        e->u.plan_added.at = small(r) + 1;
        e->u.plan_added.group = one_step(r, 9);
        e->u.plan_added.piece = random_plan(r, 4, 10);
        e->u.plan_added.piece.facts = NULL;
        e->u.plan_added.piece.fact_count = 0;
        return true;
    case EVENT_CHILD_OPENED:
        e->u.child_opened.step = small(r) + 1;
        e->u.child_opened.child = random_id(r);
        e->u.child_opened.flow = random_text(r, 20);
        e->u.child_opened.apart = rng_chance(r, 50);
        return true;
    case EVENT_CHILD_ENDED:
        e->u.child_ended.child = random_id(r);
        e->u.child_ended.state = (record_state_t)(rng_below(r, RECORD_STATE_LAST) + 1);
        return true;
    case EVENT_CHILD_CLOSED:
        e->u.child_closed.child = random_id(r);
        return true;
    case EVENT_OPENED_BY:
        e->u.opened_by.opener = random_id(r);
        e->u.opened_by.step = small(r) + 1;
        e->u.opened_by.depth = (int32_t)rng_below(r, RECORD_DEPTH_MAX) + 1;
        e->u.opened_by.waits = rng_chance(r, 50);
        return true;
    case EVENT_CLOSED:
        e->u.closed.cause = random_maybe(r, 12);
        return true;
    case EVENT_ASKED:
        e->u.asked.step = small(r);
        e->u.asked.task = random_id(r);
        e->u.asked.text = random_maybe(r, 40);
        return true;
    default:
        return false;
    }
}

/* Payloads of what administrators do; false: of something else. */
static bool random_admin_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_ADMINISTERED:
        e->u.administered.act =
            (command_kind_t)(COMMAND_JUMP + rng_below(r, COMMAND_HAND_OVER - COMMAND_JUMP + 1));
        e->u.administered.step = small(r);
        e->u.administered.task = random_id(r);
        e->u.administered.reason = random_maybe(r, 40);
        return true;
    case EVENT_TASK_COMPLETED:
        e->u.task_completed.task = random_id(r);
        e->u.task_completed.outcome = (outcome_t)(rng_below(r, OUTCOME_ASSISTED) + 1);
        e->u.task_completed.reason = random_maybe(r, 40);
        return true;
    case EVENT_CANCELLED:
        e->u.cancelled.from = (record_state_t)(rng_below(r, RECORD_STATE_LAST) + 1);
        return true;
    case EVENT_SUSPENDED:
        e->u.suspended.step = small(r);
        return true;
    case EVENT_STEP_EXCEPTED:
        e->u.step_excepted.step = small(r);
        e->u.step_excepted.owed = one_step(r, 9);
        return true;
    case EVENT_STAGE_JUMPED:
        e->u.stage_jumped.stage = small(r);
        e->u.stage_jumped.step = small(r);
        e->u.stage_jumped.to = random_maybe(r, 12);
        return true;
    case EVENT_URGENT:
        e->u.urgent.reason = random_maybe(r, 40);
        return true;
    case EVENT_DEBT_OWED:
        e->u.debt_owed.step = small(r) + 1;
        e->u.debt_owed.owed = random_plan(r, 4, 10);
        e->u.debt_owed.owed.facts = NULL;
        e->u.debt_owed.owed.fact_count = 0;
        return true;
    case EVENT_DEBT_AHEAD:
        e->u.debt_ahead.owed = random_plan(r, 4, 10);
        return true;
    case EVENT_DEBT_CAME:
        e->u.debt_came.step = small(r) + 1;
        e->u.debt_came.owed = small(r) + 1;
        return true;
    case EVENT_DEBT_EXCUSED:
        e->u.debt_excused.step = small(r) + 1;
        return true;
    case EVENT_MIGRATED:
        e->u.migrated.replanned = rng_chance(r, 70);
        e->u.migrated.step_count = rng_below(r, 5);
        e->u.migrated.steps = make(r, 5, sizeof(carried_t));
        for (size_t i = 0; i < e->u.migrated.step_count; i++)
            e->u.migrated.steps[i] =
                (carried_t){small(r), small(r), (step_state_t)(rng_below(r, STEP_LEFT_OUT) + 1)};
        e->u.migrated.reason = random_maybe(r, 40);
        return true;
    case EVENT_PLAN_JUMPED:
        e->u.plan_jumped.to = small(r);
        return true;
    case EVENT_RESUMED:
        e->u.resumed.step = small(r);
        return true;
    default:
        return false;
    }
}

/* Payloads of the business process; false: of something else. */
static bool random_business_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_LOGGED:
        e->u.logged.entry = (entry_kind_t)(1 + rng_below(r, ENTRY_LAST));
        e->u.logged.task = random_id(r);
        e->u.logged.field_count = rng_below(r, ENTRY_FIELDS_MAX + 1);
        e->u.logged.fields = random_fields(r, e->u.logged.field_count, true);
        return true;
    case EVENT_RATED:
        e->u.rated.level = (risk_level_t)(1 + rng_below(r, RISK_LAST));
        e->u.rated.because = random_maybe(r, 20);
        e->u.rated.because_zh = random_maybe(r, 20);
        return true;
    case EVENT_COMPLIED:
        e->u.complied.step = small(r) + 1;
        e->u.complied.task = random_id(r);
        e->u.complied.check_count = rng_below(r, 3) + 1;
        e->u.complied.checks = make(r, e->u.complied.check_count, sizeof *e->u.complied.checks);
        for (size_t i = 0; i < e->u.complied.check_count; i++)
            e->u.complied.checks[i] = random_text(r, 12);
        return true;
    case EVENT_NOTIFIED:
        e->u.notified.about = random_text(r, 12);
        e->u.notified.task = random_id(r);
        e->u.notified.count = rng_below(r, 3) + 1;
        e->u.notified.people = make(r, e->u.notified.count, sizeof *e->u.notified.people);
        for (size_t i = 0; i < e->u.notified.count; i++)
            e->u.notified.people[i] = random_id(r);
        e->u.notified.text = random_maybe(r, 40);
        return true;
    case EVENT_WARNED:
        e->u.warned.step = small(r);
        e->u.warned.severity = (severity_t)rng_below(r, SEVERITY_LAST + 1);
        e->u.warned.text = random_maybe(r, 40);
        if (e->u.warned.text) e->u.warned.text_zh = random_maybe(r, 40);
        return true;
    default:
        return false;
    }
}

static document_t random_document(rng_t *r) {
    document_t out = {.name = random_text(r, 12),
                      .media_type = random_text(r, 9),
                      .size = small(r),
                      .by = random_id(r),
                      .at = random_instant(r),
                      .kept_as = DOCUMENT_ACCEPTANCE};
    for (size_t i = 0; i < HASH_SIZE; i++)
        out.content.b[i] = (uint8_t)rng_next(r);
    return out;
}

/* Payloads of deviations and documents; false: of something else. */
static bool random_deviation_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_DEVIATED:
        e->u.deviated.step = small(r) + 1;
        e->u.deviated.text = random_maybe(r, 40);
        e->u.deviated.field_count = rng_below(r, 4);
        e->u.deviated.fields = random_fields(r, e->u.deviated.field_count, true);
        e->u.deviated.before_count = rng_chance(r, 70) ? e->u.deviated.field_count : 0;
        e->u.deviated.before = random_fields(r, e->u.deviated.before_count, true);
        return true;
    case EVENT_ADJUSTED:
        e->u.adjusted.step = small(r) + 1;
        e->u.adjusted.field_count = e->u.adjusted.before_count = rng_below(r, 4);
        e->u.adjusted.fields = random_fields(r, e->u.adjusted.field_count, true);
        e->u.adjusted.before = random_fields(r, e->u.adjusted.before_count, true);
        return true;
    case EVENT_ADJUSTMENT_DROPPED:
        e->u.adjustment_dropped.step = small(r) + 1;
        e->u.adjustment_dropped.field_count = rng_below(r, 4);
        e->u.adjustment_dropped.fields = random_fields(r, e->u.adjustment_dropped.field_count, true);
        return true;
    case EVENT_ADJUSTMENT_UNDONE:
        e->u.adjustment_taken_back.step = small(r) + 1;
        e->u.adjustment_taken_back.gone_count = rng_below(r, 4);
        e->u.adjustment_taken_back.gone = make(r, 4, sizeof *e->u.adjustment_taken_back.gone);
        for (size_t i = 0; i < e->u.adjustment_taken_back.gone_count; i++)
            e->u.adjustment_taken_back.gone[i] =
                (i > 0 ? e->u.adjustment_taken_back.gone[i - 1] : 0) + small(r) + 1;
        e->u.adjustment_taken_back.field_count = rng_below(r, 4);
        e->u.adjustment_taken_back.fields = random_fields(r, e->u.adjustment_taken_back.field_count, true);
        return true;
    case EVENT_ADJUSTMENT_ADDED:
        e->u.adjustment_added.step = small(r) + 1;
        return true;
    case EVENT_REPLANNED:
        e->u.replanned.step = small(r) + 1;
        e->u.replanned.step_count = rng_below(r, 4);
        e->u.replanned.steps = make(r, 4, sizeof *e->u.replanned.steps);
        for (size_t i = 0; i < e->u.replanned.step_count; i++)
            e->u.replanned.steps[i] = (carried_t){.old = small(r), .now = small(r), .state = STEP_OPEN};
        return true;
    case EVENT_DOCUMENTED:
        e->u.documented.document = random_document(r);
        return true;
    default:
        return false;
    }
}

event_t *random_event(rng_t *r, event_kind_t kind) {
    event_t *e = make(r, 1, sizeof *e);
    *e = (event_t){.id = random_id(r),
                   .record = random_id(r),
                   .seq = small(r) + 1,
                   .kind = kind,
                   .version = 1,
                   .at = random_instant(r),
                   .recorded = random_instant(r),
                   .actor = {.kind = (actor_kind_t)(rng_below(r, ACTOR_SYSTEM) + 1),
                             .person = random_id(r),
                             .principal = random_id(r),
                             .auth = (auth_kind_t)rng_below(r, AUTH_TOKEN + 1),
                             .uid = small(r) - 1}};
    for (size_t i = 0; i < HASH_SIZE; i++)
        e->ruleset.b[i] = (uint8_t)rng_next(r);
    if (!random_record_payload(r, e) && !random_step_payload(r, e) && !random_change_payload(r, e) &&
        !random_initiator_payload(r, e) && !random_admin_payload(r, e) && !random_business_payload(r, e) &&
        !random_deviation_payload(r, e))
        random_task_payload(r, e);
    return e;
}
