/* Events of the green channel: urgent work that begins before its approvals (A64). */
#include "model/codec.h"
#include "model/event_payload.h"

static void urgent_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)payload;
    event_put_words(personal, e->u.urgent.reason);
}

static void urgent_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)payload;
    e->u.urgent.reason = event_get_words(personal);
}

static void debt_owed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.debt_owed.step, 1, INT32_MAX);
    plan_encode(&e->u.debt_owed.owed, payload);
}

static void debt_owed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.debt_owed.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    plan_decode(payload, &e->u.debt_owed.owed);
}

static void debt_ahead_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    plan_encode(&e->u.debt_ahead.owed, payload);
}

static void debt_ahead_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    plan_decode(payload, &e->u.debt_ahead.owed);
}

static void debt_came_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.debt_came.step, 1, INT32_MAX);
    codec_put_range(payload, e->u.debt_came.owed, 1, INT32_MAX);
}

static void debt_came_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.debt_came.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    e->u.debt_came.owed = (int32_t)codec_get_range(payload, 1, INT32_MAX);
}

static void debt_excused_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.debt_excused.step, 1, INT32_MAX);
}

static void debt_excused_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.debt_excused.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
}

const event_codec_t event_owing_codecs[] = {
    {EVENT_URGENT, "record.urgent", urgent_encode, urgent_decode},
    {EVENT_DEBT_OWED, "debt.owed", debt_owed_encode, debt_owed_decode},
    {EVENT_DEBT_AHEAD, "debt.ahead", debt_ahead_encode, debt_ahead_decode},
    {EVENT_DEBT_CAME, "debt.came", debt_came_encode, debt_came_decode},
    {EVENT_DEBT_EXCUSED, "debt.excused", debt_excused_encode, debt_excused_decode},
    {0},
};
