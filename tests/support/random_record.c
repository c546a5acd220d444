/* Random records: their plans, tasks and clocks, family, ways back, deviations. */
#include "support/random_private.h"
#include <assert.h>
#include <string.h>

field_t *random_fields(rng_t *r, size_t count, bool may_empty) {
    field_t *fields = random_make(r, count, sizeof *fields);
    for (size_t i = 0; i < count; i++) {
        char *name = arena_printf(r->arena, "field_%02zu", i);
        assert(name);
        fields[i].name = name;
        if (!may_empty || rng_chance(r, 70)) fields[i].value = random_value(r, false);
    }
    return fields;
}

static void random_plans(rng_t *r, record_t *rec, size_t steps) {
    rec->steps = random_make(r, steps, sizeof *rec->steps);
    rec->plans = random_make(r, steps, sizeof *rec->plans);
    while (rec->step_count < steps) {
        plan_t plan = random_plan(r, steps - rec->step_count, (int32_t)rec->step_count + 1);
        if (plan.step_count == 0) continue;
        memcpy(rec->steps + rec->step_count, plan.steps, plan.step_count * sizeof *plan.steps);
        rec->plans[rec->plan_count++] = (plan_place_t){.stage = random_small(r),
                                                       .round = random_small(r),
                                                       .first = (int32_t)rec->step_count,
                                                       .count = (int32_t)plan.step_count,
                                                       .facts = plan.facts,
                                                       .fact_count = plan.fact_count};
        rec->step_count += plan.step_count;
    }
}

static task_t random_task(rng_t *r, int64_t id) {
    return (task_t){.id = id,
                    .step = random_small(r),
                    .order = random_small(r),
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
                    .seen = rng_chance(r, 10) ? random_small(r) + 1 : 0,
                    .opinion = random_maybe(r, 40),
                    .decided_by = random_id(r),
                    .opened_at = random_instant(r),
                    .ended_at = random_instant(r)};
}

static cs_clock_t random_stood(rng_t *r, cs_clock_t clock) {
    clock.stood_count = rng_below(r, 4);
    clock.stood = random_make(r, clock.stood_count, sizeof *clock.stood);
    for (size_t i = 0; i < clock.stood_count; i++)
        clock.stood[i] = (standstill_t){random_instant(r), random_instant(r)};
    return clock;
}

static cs_clock_t random_clock(rng_t *r, int64_t task) {
    if (rng_chance(r, 20))
        return (cs_clock_t){.task = task,
                            .state = CLOCK_STOPPED,
                            .started_at = INSTANT_NONE,
                            .due_at = INSTANT_NONE,
                            .next_rung = -1,
                            .rung_at = INSTANT_NONE};
    cs_clock_t clock = {.id = task + 1,
                        .task = task,
                        .state = (clock_state_t)(rng_below(r, CLOCK_STOPPED) + 1),
                        .pause_cause = random_maybe(r, 6),
                        .pause_step = rng_chance(r, 30) ? random_small(r) + 1 : 0,
                        .calendar = random_maybe(r, 6),
                        .limit = random_limit(r),
                        .started_at = random_instant(r),
                        .ran_ms = (int64_t)rng_below(r, MS_DAY),
                        .due_at = random_instant(r),
                        .provisional = rng_chance(r, 30),
                        .overran = rng_chance(r, 20),
                        .next_rung = random_small(r) - 1,
                        .rung_at = random_instant(r),
                        .rungs_past = rng_next(r) >> rng_below(r, 64)};
    return rng_chance(r, 30) ? random_stood(r, clock) : clock;
}

static void random_tasks(rng_t *r, record_t *rec, size_t count) {
    int64_t id = random_id(r) / 4;
    rec->task_count = count;
    rec->tasks = random_make(r, count, sizeof *rec->tasks);
    rec->clocks = random_make(r, count, sizeof *rec->clocks);
    for (size_t i = 0; i < count; i++) {
        id += 2 + (int64_t)rng_below(r, 1000);
        rec->tasks[i] = random_task(r, id);
        rec->clocks[i] = random_clock(r, id);
    }
}

/* Records that it opened, and the one that opened it. */
static void random_family(rng_t *r, record_t *rec) {
    if (rng_chance(r, 20))
        rec->opener = (opener_t){random_id(r), random_small(r) + 1,
                                 (int32_t)rng_below(r, RECORD_DEPTH_MAX) + 1, rng_chance(r, 50)};
    if (rng_chance(r, 10)) rec->closed_from = (record_state_t)(rng_below(r, RECORD_STATE_LAST) + 1);
    if (!rng_chance(r, 20)) return;
    rec->child_count = 1 + rng_below(r, 4);
    rec->children = random_make(r, rec->child_count, sizeof *rec->children);
    for (size_t i = 0; i < rec->child_count; i++) {
        child_state_t state = (child_state_t)(rng_below(r, CHILD_APART) + 1);
        rec->children[i] = (child_t){.record = random_id(r),
                                     .step = random_small(r) + 1,
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
    rec->picks = random_make(r, rec->pick_count, sizeof *rec->picks);
    for (size_t i = 0; i < rec->pick_count; i++) {
        pick_t *p = &rec->picks[i];
        *p = (pick_t){
            .step = arena_printf(r->arena, "step_%02zu", i), .count = rng_below(r, 4), .by = random_id(r)};
        p->people = random_make(r, p->count, sizeof *p->people);
        for (size_t j = 0; j < p->count; j++)
            p->people[j] = random_id(r);
    }
}

static step_was_t random_step_was(rng_t *r) {
    return (step_was_t){.no = random_small(r) + 1,
                        .state = (step_state_t)(rng_below(r, STEP_LEFT_OUT) + 1),
                        .left_out = random_maybe(r, 8),
                        .ended_at = random_instant(r)};
}

static void random_ways(rng_t *r, record_t *rec) {
    rec->way_count = rng_chance(r, 20) ? rng_below(r, 3) : 0;
    rec->ways = random_make(r, rec->way_count, sizeof *rec->ways);
    for (size_t i = 0; i < rec->way_count; i++) {
        way_back_t *w = &rec->ways[i];
        *w = (way_back_t){.first = random_small(r) + 1,
                          .to = random_small(r) + 1,
                          .task = random_id(r),
                          .passed_count = rng_below(r, 4),
                          .changed_count = rng_below(r, 3)};
        if (rng_chance(r, 50)) w->last = w->first + random_small(r);
        w->passed = random_make(r, w->passed_count, sizeof *w->passed);
        w->changed = random_make(r, w->changed_count, sizeof *w->changed);
        for (size_t j = 0; j < w->passed_count; j++)
            w->passed[j] = (j > 0 ? w->passed[j - 1] : 0) + random_small(r) + 1;
        for (size_t j = 0; j < w->changed_count; j++)
            w->changed[j] = random_step_was(r);
    }
}

document_t random_document(rng_t *r) {
    document_t out = {.name = random_text(r, 12),
                      .media_type = random_text(r, 9),
                      .size = random_small(r),
                      .by = random_id(r),
                      .at = random_instant(r),
                      .kept_as = DOCUMENT_ACCEPTANCE};
    out.content = random_hash(r);
    return out;
}

static void random_was(rng_t *r, adjusted_was_t *w) {
    *w = (adjusted_was_t){.first = random_small(r) + 1,
                          .last = random_small(r),
                          .plans = random_small(r) + 1,
                          .decided = random_small(r),
                          .entries = random_small(r),
                          .field_count = rng_below(r, 3),
                          .plan_count = rng_below(r, 3)};
    w->fields = random_fields(r, w->field_count, true);
    w->before_count = rng_chance(r, 50) ? w->field_count : 0;
    w->before = random_fields(r, w->before_count, true);
    w->plan = random_make(r, w->plan_count, sizeof *w->plan);
    for (size_t j = 0; j < w->plan_count; j++)
        w->plan[j] = random_step_was(r);
}

static void random_deviations(rng_t *r, record_t *rec) {
    rec->deviation_count = rng_below(r, 3);
    rec->deviations = random_make(r, 3, sizeof *rec->deviations);
    for (size_t i = 0; i < rec->deviation_count; i++) {
        deviation_t *d = &rec->deviations[i];
        *d = (deviation_t){.step = random_small(r) + 1,
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
        d->since = random_small(r) + 1;
        d->group = random_small(r);
        d->dropped = rng_chance(r, 30);
        if (rng_chance(r, 50)) random_was(r, &d->was);
    }
    rec->unagreed_count = rng_below(r, 3);
    rec->unagreed = random_fields(r, rec->unagreed_count, true);
    rec->document_count = rng_below(r, 3);
    rec->documents = random_make(r, 3, sizeof *rec->documents);
    for (size_t i = 0; i < rec->document_count; i++)
        rec->documents[i] = random_document(r);
}

record_t *random_record(rng_t *r, size_t steps, size_t tasks) {
    record_t *rec = random_make(r, 1, sizeof *rec);
    *rec = (record_t){.id = random_id(r),
                      .flow = random_text(r, 20),
                      .department = random_maybe(r, 10),
                      .initiator = random_id(r),
                      .number = random_maybe(r, 16),
                      .number_year = random_small(r) + 1990,
                      .number_seq = random_id(r),
                      .state = (record_state_t)(rng_below(r, RECORD_STATE_LAST) + 1),
                      .stage = random_small(r) - 1,
                      .round = random_small(r),
                      .reopened = random_small(r),
                      .created_at = random_instant(r),
                      .submitted_at = random_instant(r),
                      .ended_at = random_instant(r),
                      .version = random_id(r),
                      .form_version = random_id(r),
                      .field_count = rng_below(r, 8),
                      .change_count = rng_below(r, 4),
                      .comments = random_small(r),
                      .entries = rng_chance(r, 50) ? random_small(r) : 0,
                      .urgent = rng_chance(r, 20) ? random_small(r) : 0,
                      .risk = (risk_level_t)rng_below(r, RISK_LAST + 1)};
    if (rec->state == RECORD_SUSPENDED)
        rec->suspended_from = (record_state_t)(rng_below(r, RECORD_RETURNED) + 1);
    rec->ruleset = random_hash(r);
    rec->fields = random_fields(r, rec->field_count, false);
    rec->changes = random_make(r, rec->change_count, sizeof *rec->changes);
    for (size_t i = 0; i < rec->change_count; i++)
        rec->changes[i] = (field_change_t){arena_printf(r->arena, "field_%02zu", i), random_small(r) + 1};
    random_picks(r, rec);
    random_deviations(r, rec);
    random_ways(r, rec);
    random_plans(r, rec, steps);
    random_tasks(r, rec, tasks);
    random_family(r, rec);
    return rec;
}
