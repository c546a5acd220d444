/* Random events: the kinds there are, the head, and the payloads of a record as a whole. Other payloads:
 * random_event_plan.c, random_event_business.c. */
#include "support/random_private.h"

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
    EVENT_CLOCK_PAUSED,
    EVENT_CLOCK_RESUMED,
    EVENT_PLAN_GROWN,
    EVENT_TASK_TAKEN_BACK,
    EVENT_STEP_RESET,
    EVENT_TASK_CLAIMED,
    EVENT_URGED,
    EVENT_TASK_STOOD_IN,
    EVENT_TASK_COUNTED,
    EVENT_PICKED,
    EVENT_STAGE_TAKEN_BACK,
    EVENT_ASKED,
    EVENT_PLAN_ADDED,
    EVENT_CHILD_OPENED,
    EVENT_CHILD_ENDED,
    EVENT_CHILD_CLOSED,
    EVENT_OPENED_BY,
    EVENT_CLOSED,
    EVENT_CHILD_OPEN_AGAIN,
    EVENT_OPEN_AGAIN,
    (event_kind_t)0,
};

static void random_disposed(rng_t *r, event_t *e) {
    size_t count = 1 + rng_below(r, 4);
    disposed_t *list = random_make(r, count, sizeof *list);
    int64_t id = 0;
    for (size_t i = 0; i < count; i++) {
        id += 1 + (int64_t)rng_below(r, 100000);
        list[i] = (disposed_t){.record = id,
                               .number = random_maybe(r, 15),
                               .flow = i > 0 && rng_chance(r, 50) ? list[i - 1].flow : random_text(r, 20),
                               .state = (record_state_t)(1 + rng_below(r, RECORD_STATE_LAST)),
                               .length = random_small(r) + 1};
        hash_of(&id, sizeof id, &list[i].head);
    }
    e->u.disposed.reason = random_text(r, 30);
    e->u.disposed.records = list;
    e->u.disposed.record_count = count;
}

/* Payloads of the record as a whole; false: of something else. */
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
        e->u.submitted.round = random_small(r);
        e->u.submitted.number = random_maybe(r, 16);
        e->u.submitted.number_year = random_small(r);
        e->u.submitted.number_seq = random_id(r);
        return true;
    case EVENT_PREPARING:
        e->u.preparing.times = random_small(r);
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
        e->u.copied.step = random_small(r);
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

/* Payloads of what is an initiator's; false: of something else. */
static bool random_initiator_payload(rng_t *r, event_t *e) {
    switch (e->kind) {
    case EVENT_REOPENED:
        e->u.reopened.state = (record_state_t)(rng_below(r, RECORD_ENDED_REFUSED) + 1);
        e->u.reopened.round = random_small(r);
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

event_t *random_event(rng_t *r, event_kind_t kind) {
    event_t *e = random_make(r, 1, sizeof *e);
    *e = (event_t){.id = random_id(r),
                   .record = random_id(r),
                   .seq = random_small(r) + 1,
                   .kind = kind,
                   .version = 1,
                   .at = random_instant(r),
                   .recorded = random_instant(r),
                   .actor = {.kind = (actor_kind_t)(rng_below(r, ACTOR_SYSTEM) + 1),
                             .person = random_id(r),
                             .principal = random_id(r),
                             .auth = (auth_kind_t)rng_below(r, AUTH_TOKEN + 1),
                             .uid = random_small(r) - 1}};
    e->ruleset = random_hash(r);
    if (!random_record_payload(r, e) && !random_step_payload(r, e) && !random_change_payload(r, e) &&
        !random_initiator_payload(r, e) && !random_admin_payload(r, e) && !random_business_payload(r, e) &&
        !random_deviation_payload(r, e))
        random_task_payload(r, e);
    return e;
}
