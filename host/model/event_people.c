/* Events of people over time: whose earlier approval counts, who was picked. */
#include "model/codec.h"
#include "model/event_payload.h"

static void counted_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.task_counted.task);
    codec_put_range(payload, e->u.task_counted.step, 0, INT32_MAX);
    codec_put_range(payload, e->u.task_counted.order, 0, INT32_MAX);
    buf_int(payload, e->u.task_counted.person);
    buf_text(payload, e->u.task_counted.reason);
    buf_text(payload, e->u.task_counted.reason_text);
    buf_int(payload, e->u.task_counted.earlier);
}

static void counted_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.task_counted.task = cursor_int(payload);
    e->u.task_counted.step = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.task_counted.order = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.task_counted.person = cursor_int(payload);
    e->u.task_counted.reason = cursor_text(payload);
    e->u.task_counted.reason_text = cursor_text(payload);
    e->u.task_counted.earlier = cursor_int(payload);
}

static void picked_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_name(payload, e->u.picked.step);
    buf_int(payload, e->u.picked.task);
    codec_put_ids(payload, e->u.picked.people, e->u.picked.count, PICK_PEOPLE_MAX);
}

static void picked_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.picked.step = codec_get_name(payload);
    e->u.picked.task = cursor_int(payload);
    e->u.picked.people = codec_get_ids(payload, PICK_PEOPLE_MAX, &e->u.picked.count);
}

const event_codec_t event_people_codecs[] = {
    {EVENT_PICKED, "record.picked", picked_encode, picked_decode},
    {EVENT_TASK_COUNTED, "task.counted", counted_encode, counted_decode},
    {0},
};
