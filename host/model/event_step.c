/* Events of stages and steps. */
#include "model/codec.h"
#include "model/event_payload.h"

static void stage_opened_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.stage_opened.stage, 0, INT32_MAX);
    codec_put_range(payload, e->u.stage_opened.round, 0, INT32_MAX);
    plan_encode(&e->u.stage_opened.plan, payload);
}

static void stage_opened_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.stage_opened.stage = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.stage_opened.round = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    plan_decode(payload, &e->u.stage_opened.plan);
}

static void stage_ended_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.stage_ended.stage, 0, INT32_MAX);
    buf_flag(payload, e->u.stage_ended.passed);
}

static void stage_ended_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.stage_ended.stage = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.stage_ended.passed = cursor_flag(payload);
}

static void step_added_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    step_encode(&e->u.step_added.step, payload);
}

static void step_added_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    step_decode(payload, &e->u.step_added.step);
}

static void step_opened_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.step_opened.step, 0, INT32_MAX);
}

static void step_opened_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.step_opened.step = (int32_t)codec_get_range(payload, 0, INT32_MAX);
}

static void step_ended_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.step_ended.step, 0, INT32_MAX);
    codec_put_enum(payload, (int)e->u.step_ended.state, STEP_PASSED, STEP_LEFT_OUT);
    buf_text(payload, e->u.step_ended.cause);
}

static void step_ended_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.step_ended.step = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.step_ended.state = (step_state_t)codec_get_enum(payload, STEP_PASSED, STEP_LEFT_OUT);
    e->u.step_ended.cause = cursor_text(payload);
}

const event_codec_t event_step_codecs[] = {
    {EVENT_STAGE_OPENED, "stage.opened", stage_opened_encode, stage_opened_decode},
    {EVENT_STAGE_ENDED, "stage.ended", stage_ended_encode, stage_ended_decode},
    {EVENT_STEP_ADDED, "step.added", step_added_encode, step_added_decode},
    {EVENT_STEP_OPENED, "step.opened", step_opened_encode, step_opened_decode},
    {EVENT_STEP_ENDED, "step.ended", step_ended_encode, step_ended_decode},
    {0},
};
