/* Random payloads of events of administrators, of the business process and of deviations. */
#include "support/random_private.h"

bool random_admin_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_ADMINISTERED:
        e->u.administered.act =
            (command_kind_t)(COMMAND_JUMP + rng_below(r, COMMAND_HAND_OVER - COMMAND_JUMP + 1));
        e->u.administered.step = random_small(r);
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
        e->u.suspended.step = random_small(r);
        return true;
    case EVENT_STEP_EXCEPTED:
        e->u.step_excepted.step = random_small(r);
        e->u.step_excepted.owed = random_one_step(r, 9);
        return true;
    case EVENT_STAGE_JUMPED:
        e->u.stage_jumped.stage = random_small(r);
        e->u.stage_jumped.step = random_small(r);
        e->u.stage_jumped.to = random_maybe(r, 12);
        return true;
    case EVENT_URGENT:
        e->u.urgent.reason = random_maybe(r, 40);
        return true;
    case EVENT_DEBT_OWED:
        e->u.debt_owed.step = random_small(r) + 1;
        e->u.debt_owed.owed = random_plan(r, 4, 10);
        e->u.debt_owed.owed.facts = NULL;
        e->u.debt_owed.owed.fact_count = 0;
        return true;
    case EVENT_DEBT_AHEAD:
        e->u.debt_ahead.owed = random_plan(r, 4, 10);
        return true;
    case EVENT_DEBT_CAME:
        e->u.debt_came.step = random_small(r) + 1;
        e->u.debt_came.owed = random_small(r) + 1;
        return true;
    case EVENT_DEBT_EXCUSED:
        e->u.debt_excused.step = random_small(r) + 1;
        return true;
    case EVENT_MIGRATED:
        e->u.migrated.replanned = rng_chance(r, 70);
        e->u.migrated.step_count = rng_below(r, 5);
        e->u.migrated.steps = random_make(r, 5, sizeof(carried_t));
        for (size_t i = 0; i < e->u.migrated.step_count; i++)
            e->u.migrated.steps[i] = (carried_t){random_small(r), random_small(r),
                                                 (step_state_t)(rng_below(r, STEP_LEFT_OUT) + 1)};
        e->u.migrated.reason = random_maybe(r, 40);
        return true;
    case EVENT_PLAN_JUMPED:
        e->u.plan_jumped.to = random_small(r);
        return true;
    case EVENT_RESUMED:
        e->u.resumed.step = random_small(r);
        return true;
    default:
        return false;
    }
}

bool random_business_payload(rng_t *r, event_t *e) {
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
        e->u.complied.step = random_small(r) + 1;
        e->u.complied.task = random_id(r);
        e->u.complied.check_count = rng_below(r, 3) + 1;
        e->u.complied.checks = random_make(r, e->u.complied.check_count, sizeof *e->u.complied.checks);
        for (size_t i = 0; i < e->u.complied.check_count; i++)
            e->u.complied.checks[i] = random_text(r, 12);
        return true;
    case EVENT_NOTIFIED:
        e->u.notified.about = random_text(r, 12);
        e->u.notified.task = random_id(r);
        e->u.notified.count = rng_below(r, 3) + 1;
        e->u.notified.people = random_make(r, e->u.notified.count, sizeof *e->u.notified.people);
        for (size_t i = 0; i < e->u.notified.count; i++)
            e->u.notified.people[i] = random_id(r);
        e->u.notified.text = random_maybe(r, 40);
        return true;
    case EVENT_WARNED:
        e->u.warned.step = random_small(r);
        e->u.warned.severity = (severity_t)rng_below(r, SEVERITY_LAST + 1);
        e->u.warned.text = random_maybe(r, 40);
        if (e->u.warned.text) e->u.warned.text_zh = random_maybe(r, 40);
        return true;
    default:
        return false;
    }
}

bool random_deviation_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_DEVIATED:
        e->u.deviated.step = random_small(r) + 1;
        e->u.deviated.text = random_maybe(r, 40);
        e->u.deviated.field_count = rng_below(r, 4);
        e->u.deviated.fields = random_fields(r, e->u.deviated.field_count, true);
        e->u.deviated.before_count = rng_chance(r, 70) ? e->u.deviated.field_count : 0;
        e->u.deviated.before = random_fields(r, e->u.deviated.before_count, true);
        return true;
    case EVENT_ADJUSTED:
        e->u.adjusted.step = random_small(r) + 1;
        e->u.adjusted.field_count = e->u.adjusted.before_count = rng_below(r, 4);
        e->u.adjusted.fields = random_fields(r, e->u.adjusted.field_count, true);
        e->u.adjusted.before = random_fields(r, e->u.adjusted.before_count, true);
        return true;
    case EVENT_ADJUSTMENT_DROPPED:
        e->u.adjustment_dropped.step = random_small(r) + 1;
        e->u.adjustment_dropped.field_count = rng_below(r, 4);
        e->u.adjustment_dropped.fields = random_fields(r, e->u.adjustment_dropped.field_count, true);
        return true;
    case EVENT_ADJUSTMENT_UNDONE:
        e->u.adjustment_taken_back.step = random_small(r) + 1;
        e->u.adjustment_taken_back.gone_count = rng_below(r, 4);
        e->u.adjustment_taken_back.gone = random_make(r, 4, sizeof *e->u.adjustment_taken_back.gone);
        for (size_t i = 0; i < e->u.adjustment_taken_back.gone_count; i++)
            e->u.adjustment_taken_back.gone[i] =
                (i > 0 ? e->u.adjustment_taken_back.gone[i - 1] : 0) + random_small(r) + 1;
        e->u.adjustment_taken_back.field_count = rng_below(r, 4);
        e->u.adjustment_taken_back.fields = random_fields(r, e->u.adjustment_taken_back.field_count, true);
        return true;
    case EVENT_ADJUSTMENT_ADDED:
        e->u.adjustment_added.step = random_small(r) + 1;
        return true;
    case EVENT_REPLANNED:
        e->u.replanned.step = random_small(r) + 1;
        e->u.replanned.step_count = rng_below(r, 4);
        e->u.replanned.steps = random_make(r, 4, sizeof *e->u.replanned.steps);
        for (size_t i = 0; i < e->u.replanned.step_count; i++)
            e->u.replanned.steps[i] =
                (carried_t){.old = random_small(r), .now = random_small(r), .state = STEP_OPEN};
        return true;
    case EVENT_DOCUMENTED:
        e->u.documented.document = random_document(r);
        return true;
    default:
        return false;
    }
}
