/* Events of what administrators do to a record (A16, A50 to A53). */
#include "model/codec.h"
#include "model/event_payload.h"

static void put_step(buf_t *out, int32_t no) {
    codec_put_range(out, no, 0, INT32_MAX);
}

static int32_t get_step(cursor_t *in) {
    return (int32_t)codec_get_range(in, 0, INT32_MAX);
}

static void administered_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_enum(payload, (int)e->u.administered.act, COMMAND_JUMP, COMMAND_HAND_OVER);
    put_step(payload, e->u.administered.step);
    buf_int(payload, e->u.administered.task);
    event_put_words(personal, e->u.administered.reason);
}

static void administered_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.administered.act = (command_kind_t)codec_get_enum(payload, COMMAND_JUMP, COMMAND_HAND_OVER);
    e->u.administered.step = get_step(payload);
    e->u.administered.task = cursor_int(payload);
    e->u.administered.reason = event_get_words(personal);
}

static void completed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    buf_int(payload, e->u.task_completed.task);
    codec_put_enum(payload, (int)e->u.task_completed.outcome, OUTCOME_APPROVED, OUTCOME_ASSISTED);
    event_put_words(personal, e->u.task_completed.reason);
}

static void completed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.task_completed.task = cursor_int(payload);
    e->u.task_completed.outcome = (outcome_t)codec_get_enum(payload, OUTCOME_APPROVED, OUTCOME_ASSISTED);
    e->u.task_completed.reason = event_get_words(personal);
}

static void cancelled_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_enum(payload, (int)e->u.cancelled.from, RECORD_DRAFT, RECORD_STATE_LAST);
}

static void cancelled_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.cancelled.from = (record_state_t)codec_get_enum(payload, RECORD_DRAFT, RECORD_STATE_LAST);
}

static void suspended_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.suspended.step);
}

static void suspended_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.suspended.step = get_step(payload);
}

static void resumed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.resumed.step);
}

static void resumed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.resumed.step = get_step(payload);
}

static void jumped_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.plan_jumped.to);
}

static void jumped_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.plan_jumped.to = get_step(payload);
}

static void stage_jumped_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.stage_jumped.stage);
    put_step(payload, e->u.stage_jumped.step);
    buf_text(payload, e->u.stage_jumped.to);
}

static void stage_jumped_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.stage_jumped.stage = get_step(payload);
    e->u.stage_jumped.step = get_step(payload);
    e->u.stage_jumped.to = cursor_text(payload);
}

static void excepted_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.step_excepted.step);
    step_encode(&e->u.step_excepted.owed, payload);
}

static void excepted_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.step_excepted.step = get_step(payload);
    step_decode(payload, &e->u.step_excepted.owed);
}

void event_put_carried(buf_t *payload, const carried_t *steps, size_t count) {
    codec_put_count(payload, count, PLAN_STEPS_MAX);
    for (size_t i = 0; i < count && !payload->failed; i++) {
        put_step(payload, steps[i].old);
        put_step(payload, steps[i].now);
        codec_put_enum(payload, (int)steps[i].state, STEP_WAITING, STEP_LEFT_OUT);
    }
}

carried_t *event_get_carried(cursor_t *payload, size_t *count) {
    *count = codec_get_count(payload, PLAN_STEPS_MAX);
    carried_t *steps = codec_array(payload, *count, sizeof *steps);
    for (size_t i = 0; i < *count && !payload->failed; i++)
        steps[i] = (carried_t){.old = get_step(payload),
                               .now = get_step(payload),
                               .state = (step_state_t)codec_get_enum(payload, STEP_WAITING, STEP_LEFT_OUT)};
    if (payload->failed) *count = 0;
    return steps;
}

static void migrated_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_hash(payload, &e->u.migrated.from);
    buf_flag(payload, e->u.migrated.replanned);
    event_put_carried(payload, e->u.migrated.steps, e->u.migrated.step_count);
    if (e->u.migrated.stage_count) codec_put_count(payload, e->u.migrated.stage_count, STAGES_MOVED_MAX);
    for (size_t i = 0; i < e->u.migrated.stage_count && !payload->failed; i++) {
        codec_put_range(payload, e->u.migrated.stages[i].from, 0, INT32_MAX);
        codec_put_range(payload, e->u.migrated.stages[i].to, 0, INT32_MAX);
    }
    event_put_words(personal, e->u.migrated.reason);
}

static void migrated_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    codec_get_hash(payload, &e->u.migrated.from);
    e->u.migrated.replanned = cursor_flag(payload);
    e->u.migrated.steps = event_get_carried(payload, &e->u.migrated.step_count);
    e->u.migrated.reason = event_get_words(personal);
    if (payload->failed || payload->at == payload->end) return;
    e->u.migrated.stage_count = codec_get_count(payload, STAGES_MOVED_MAX);
    e->u.migrated.stages = codec_array(payload, e->u.migrated.stage_count, sizeof *e->u.migrated.stages);
    for (size_t i = 0; i < e->u.migrated.stage_count && !payload->failed; i++)
        e->u.migrated.stages[i] = (moved_stage_t){.from = (int32_t)codec_get_range(payload, 0, INT32_MAX),
                                                  .to = (int32_t)codec_get_range(payload, 0, INT32_MAX)};
    if (e->u.migrated.stage_count == 0) codec_fail(payload); /* not written so */
    if (payload->failed) e->u.migrated.stage_count = 0;
}

const event_codec_t event_admin_codecs[] = {
    {EVENT_ADMINISTERED, "record.administered", administered_encode, administered_decode},
    {EVENT_TASK_COMPLETED, "task.completed", completed_encode, completed_decode},
    {EVENT_CANCELLED, "record.cancelled", cancelled_encode, cancelled_decode},
    {EVENT_SUSPENDED, "record.suspended", suspended_encode, suspended_decode},
    {EVENT_RESUMED, "record.resumed", resumed_encode, resumed_decode},
    {EVENT_STEP_EXCEPTED, "step.excepted", excepted_encode, excepted_decode},
    {EVENT_MIGRATED, "record.migrated", migrated_encode, migrated_decode},
    {EVENT_STAGE_JUMPED, "stage.jumped", stage_jumped_encode, stage_jumped_decode},
    {EVENT_PLAN_JUMPED, "plan.jumped", jumped_encode, jumped_decode},
    {0},
};
