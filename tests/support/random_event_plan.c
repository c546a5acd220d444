/* Random payloads of events about stages, steps, tasks and their clocks. */
#include "support/random_private.h"

step_t random_one_step(rng_t *r, int32_t no) {
    plan_t plan = random_plan(r, 1, no);
    while (plan.step_count == 0)
        plan = random_plan(r, 1, no);
    return plan.steps[0];
}

bool random_step_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_STAGE_OPENED:
        e->u.stage_opened.stage = random_small(r);
        e->u.stage_opened.round = random_small(r);
        e->u.stage_opened.plan = random_plan(r, 6, 1);
        return true;
    case EVENT_STAGE_ENDED:
        e->u.stage_ended.stage = random_small(r);
        e->u.stage_ended.passed = rng_chance(r, 50);
        return true;
    case EVENT_STEP_ADDED:
        e->u.step_added.step = random_one_step(r, 9);
        return true;
    case EVENT_STEP_OPENED:
        e->u.step_opened.step = random_small(r);
        return true;
    case EVENT_STEP_ENDED:
        e->u.step_ended.step = random_small(r);
        e->u.step_ended.state = (step_state_t)(rng_below(r, 4) + STEP_PASSED);
        e->u.step_ended.cause = random_maybe(r, 12);
        return true;
    default:
        return false;
    }
}

void random_task_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_TASK_OPENED:
        e->u.task_opened.task = random_id(r);
        e->u.task_opened.step = random_small(r);
        e->u.task_opened.order = random_small(r);
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
        e->u.task_opened.next_rung = random_small(r) - 1;
        e->u.task_opened.rung_at = random_instant(r);
        if (rng_chance(r, 20)) e->u.task_opened.rungs_past = 1 + rng_next(r) / 2;
        break;
    case EVENT_TASK_QUEUED:
        e->u.task_queued.task = random_id(r);
        e->u.task_queued.step = random_small(r);
        e->u.task_queued.order = random_small(r);
        e->u.task_queued.person = random_id(r);
        e->u.task_queued.principal = random_id(r);
        e->u.task_queued.reason = random_maybe(r, 12);
        e->u.task_queued.reason_text = random_maybe(r, 12);
        break;
    case EVENT_TASK_COUNTED:
        e->u.task_counted.task = random_id(r);
        e->u.task_counted.step = random_small(r);
        e->u.task_counted.order = random_small(r);
        e->u.task_counted.person = random_id(r);
        e->u.task_counted.reason = random_maybe(r, 12);
        e->u.task_counted.reason_text = random_maybe(r, 12);
        e->u.task_counted.earlier = random_id(r);
        break;
    case EVENT_TASK_DECIDED:
        e->u.task_decided.task = random_id(r);
        e->u.task_decided.outcome = (outcome_t)(rng_below(r, OUTCOME_COPIED) + 1);
        e->u.task_decided.opinion = random_maybe(r, 60);
        e->u.task_decided.check_count = rng_below(r, 3);
        e->u.task_decided.checks = random_make(r, 2, sizeof *e->u.task_decided.checks);
        for (size_t i = 0; i < e->u.task_decided.check_count; i++)
            e->u.task_decided.checks[i] =
                (require_t){.kind = REQUIRE_CHECK, .name = random_text(r, 9), .name_zh = random_maybe(r, 9)};
        e->u.task_decided.seen = (int64_t)rng_below(r, 3);
        e->u.task_decided.frees = rng_chance(r, 10);
        e->u.task_decided.opinion_count = rng_below(r, 3);
        e->u.task_decided.opinions = random_make(r, 2, sizeof *e->u.task_decided.opinions);
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
        if (rng_chance(r, 20)) e->u.task_reassigned.principal = random_id(r);
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
        e->u.clock_set.next_rung = random_small(r) - 1;
        e->u.clock_set.rung_at = random_instant(r);
        e->u.clock_set.cause = random_maybe(r, 12);
        e->u.clock_set.overran = rng_chance(r, 20);
        break;
    default:
        e->u.rung.clock = random_id(r);
        e->u.rung.rung = random_small(r);
        e->u.rung.outcome = (rung_outcome_t)(rng_below(r, RUNG_FAILED) + 1);
        e->u.rung.due = random_instant(r);
        e->u.rung.did = random_maybe(r, 12);
        e->u.rung.error = random_maybe(r, 12);
        e->u.rung.next_rung = random_small(r) - 1;
        e->u.rung.rung_at = random_instant(r);
        e->u.rung.brought = rng_chance(r, 20);
    }
}

bool random_change_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_CLOCK_PAUSED:
        e->u.clock_paused.clock = random_id(r);
        e->u.clock_paused.step = random_small(r);
        e->u.clock_paused.ran_ms = (int64_t)rng_below(r, MS_DAY);
        e->u.clock_paused.limit = random_limit(r);
        e->u.clock_paused.cause = random_maybe(r, 12);
        return true;
    case EVENT_CLOCK_RESUMED:
        e->u.clock_resumed.clock = random_id(r);
        e->u.clock_resumed.old_due = random_instant(r);
        e->u.clock_resumed.new_due = random_instant(r);
        e->u.clock_resumed.provisional = rng_chance(r, 50);
        e->u.clock_resumed.next_rung = random_small(r) - 1;
        e->u.clock_resumed.rung_at = random_instant(r);
        return true;
    case EVENT_PLAN_GROWN:
        e->u.plan_grown.at = random_small(r);
        e->u.plan_grown.group = random_one_step(r, 9);
        e->u.plan_grown.leaf = random_one_step(r, 10);
        if (rng_chance(r, 30)) e->u.plan_grown.task = random_id(r) | 1;
        return true;
    case EVENT_PLAN_REWOUND:
        e->u.plan_rewound.to = random_small(r);
        e->u.plan_rewound.from = random_small(r);
        e->u.plan_rewound.straight = rng_chance(r, 50);
        e->u.plan_rewound.cause = random_maybe(r, 12);
        if (rng_chance(r, 50)) e->u.plan_rewound.seen = 1 + (int64_t)rng_below(r, 1000);
        if (rng_chance(r, 50)) e->u.plan_rewound.task = random_id(r) | 1;
        return true;
    case EVENT_STAGE_RETURNED:
        e->u.stage_returned.task = random_id(r);
        e->u.stage_returned.step = random_small(r);
        e->u.stage_returned.seen = rng_chance(r, 50) ? random_id(r) : 0;
        return true;
    case EVENT_PLAN_RESTORED:
        e->u.plan_restored.first = random_small(r);
        return true;
    case EVENT_TASK_TAKEN_BACK:
        e->u.task_taken_back.task = random_id(r);
        e->u.task_taken_back.reason = random_maybe(r, 40);
        return true;
    case EVENT_STEP_RESET:
        e->u.step_reset.step = random_small(r);
        if (rng_chance(r, 4)) e->u.step_reset.serves = random_id(r);
        return true;
    case EVENT_LIMIT_TIGHTENED:
        e->u.limit_tightened.step = random_small(r);
        e->u.limit_tightened.was = random_limit(r);
        e->u.limit_tightened.within = random_limit(r);
        return true;
    case EVENT_SIGNER_REMOVED:
        e->u.signer_removed.step = random_small(r);
        e->u.signer_removed.place = random_small(r);
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
        e->u.stage_taken_back.stage = random_small(r);
        return true;
    case EVENT_PLAN_ADDED:
        e->u.plan_added.at = random_small(r) + 1;
        e->u.plan_added.group = random_one_step(r, 9);
        e->u.plan_added.piece = random_plan(r, 4, 10);
        e->u.plan_added.piece.facts = NULL;
        e->u.plan_added.piece.fact_count = 0;
        return true;
    case EVENT_CHILD_OPENED:
        e->u.child_opened.step = random_small(r) + 1;
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
        e->u.opened_by.step = random_small(r) + 1;
        e->u.opened_by.depth = (int32_t)rng_below(r, RECORD_DEPTH_MAX) + 1;
        e->u.opened_by.waits = rng_chance(r, 50);
        return true;
    case EVENT_PICKED:
        e->u.picked.step = arena_printf(r->arena, "step_%d", random_small(r));
        e->u.picked.task = random_id(r);
        e->u.picked.count = rng_below(r, 4);
        e->u.picked.people = random_make(r, e->u.picked.count, sizeof *e->u.picked.people);
        for (size_t i = 0; i < e->u.picked.count; i++)
            e->u.picked.people[i] = random_id(r);
        return true;
    case EVENT_CLOSED:
        e->u.closed.cause = random_maybe(r, 12);
        if (rng_chance(r, 50)) e->u.closed.from = (record_state_t)(rng_below(r, RECORD_STATE_LAST) + 1);
        return true;
    case EVENT_CHILD_OPEN_AGAIN:
        e->u.child_open_again.child = random_id(r);
        return true;
    case EVENT_OPEN_AGAIN:
        e->u.open_again.suspended = rng_chance(r, 50);
        return true;
    case EVENT_ASKED:
        e->u.asked.step = random_small(r);
        e->u.asked.task = random_id(r);
        e->u.asked.text = random_maybe(r, 40);
        return true;
    default:
        return false;
    }
}
