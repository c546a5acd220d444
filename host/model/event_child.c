/* Events of what rules bring about on the way: records that open one another (A7; on the one that opens, and
 * on the one opened), steps that come into the plan. */
#include "model/codec.h"
#include "model/event_payload.h"

static void child_opened_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.child_opened.step, 1, INT32_MAX);
    buf_int(payload, e->u.child_opened.child);
    codec_put_name(payload, e->u.child_opened.flow);
    buf_flag(payload, e->u.child_opened.apart);
}

static void child_opened_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.child_opened.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    e->u.child_opened.child = cursor_int(payload);
    e->u.child_opened.flow = codec_get_name(payload);
    e->u.child_opened.apart = cursor_flag(payload);
}

static void child_ended_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.child_ended.child);
    codec_put_enum(payload, (int)e->u.child_ended.state, RECORD_DRAFT, RECORD_STATE_LAST);
}

static void child_ended_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.child_ended.child = cursor_int(payload);
    e->u.child_ended.state = (record_state_t)codec_get_enum(payload, RECORD_DRAFT, RECORD_STATE_LAST);
}

static void child_closed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.child_closed.child);
}

static void child_closed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.child_closed.child = cursor_int(payload);
}

static void child_again_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.child_open_again.child);
}

static void child_again_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.child_open_again.child = cursor_int(payload);
}

static void opened_by_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.opened_by.opener);
    codec_put_range(payload, e->u.opened_by.step, 1, INT32_MAX);
    codec_put_range(payload, e->u.opened_by.depth, 1, RECORD_DEPTH_MAX);
    buf_flag(payload, e->u.opened_by.waits);
}

static void opened_by_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.opened_by.opener = cursor_int(payload);
    e->u.opened_by.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    e->u.opened_by.depth = (int32_t)codec_get_range(payload, 1, RECORD_DEPTH_MAX);
    e->u.opened_by.waits = cursor_flag(payload);
}

static void closed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_text(payload, e->u.closed.cause);
    if (e->u.closed.from) codec_put_enum(payload, (int)e->u.closed.from, RECORD_DRAFT, RECORD_STATE_LAST);
}

static void closed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.closed.cause = cursor_text(payload);
    if (!payload->failed && payload->at < payload->end)
        e->u.closed.from = (record_state_t)codec_get_enum(payload, RECORD_DRAFT, RECORD_STATE_LAST);
}

static void open_again_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_flag(payload, e->u.open_again.suspended);
}

static void open_again_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.open_again.suspended = cursor_flag(payload);
}

static void plan_added_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.plan_added.at, 1, INT32_MAX);
    step_encode(&e->u.plan_added.group, payload);
    plan_encode(&e->u.plan_added.piece, payload);
}

static void plan_added_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.plan_added.at = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    step_decode(payload, &e->u.plan_added.group);
    plan_decode(payload, &e->u.plan_added.piece);
}

const event_codec_t event_child_codecs[] = {
    {EVENT_PLAN_ADDED, "plan.added", plan_added_encode, plan_added_decode},
    {EVENT_CHILD_OPENED, "child.opened", child_opened_encode, child_opened_decode},
    {EVENT_CHILD_ENDED, "child.ended", child_ended_encode, child_ended_decode},
    {EVENT_CHILD_CLOSED, "child.closed", child_closed_encode, child_closed_decode},
    {EVENT_CHILD_OPEN_AGAIN, "child.open_again", child_again_encode, child_again_decode},
    {EVENT_OPENED_BY, "record.opened_by", opened_by_encode, opened_by_decode},
    {EVENT_CLOSED, "record.closed", closed_encode, closed_decode},
    {EVENT_OPEN_AGAIN, "record.open_again", open_again_encode, open_again_decode},
    {0},
};
