/* Events of what belongs to an initiator after a draft was made from another record, and after the end: a
 * record that is open again, a field changed then, a copy that was read. */
#include "model/codec.h"
#include "model/event_payload.h"
#include "model/fields.h"

static void reopened_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_enum(payload, (int)e->u.reopened.state, RECORD_DRAFT, RECORD_ENDED_REFUSED);
    codec_put_range(payload, e->u.reopened.round, 0, INT32_MAX);
    buf_text(payload, e->u.reopened.cause);
    event_put_words(personal, e->u.reopened.reason);
}

static void reopened_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.reopened.state = (record_state_t)codec_get_enum(payload, RECORD_DRAFT, RECORD_ENDED_REFUSED);
    e->u.reopened.round = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.reopened.cause = cursor_text(payload);
    e->u.reopened.reason = event_get_words(personal);
}

/* Fields and reason are both personal: the fields first. */
static void amended_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)payload;
    size_t count = e->u.amended.field_count;
    if (count == 0 && !e->u.amended.reason) return;
    field_list_encode(e->u.amended.fields, count, RECORD_FIELDS_MAX, personal);
    buf_text(personal, e->u.amended.reason);
}

static void amended_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)payload;
    if (!personal) return;
    e->u.amended.fields = field_list_decode(personal, RECORD_FIELDS_MAX, &e->u.amended.field_count);
    e->u.amended.reason = cursor_text(personal);
    if (e->u.amended.field_count == 0 && !e->u.amended.reason) codec_fail(personal);
}

static void dropped_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    buf_text(payload, e->u.change_dropped.cause);
    event_put_words(personal, e->u.change_dropped.reason);
}

static void dropped_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.change_dropped.cause = cursor_text(payload);
    e->u.change_dropped.reason = event_get_words(personal);
}

static void copy_read_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.copy_read.task);
}

static void copy_read_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.copy_read.task = cursor_int(payload);
}

static void made_from_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.made_from.record);
    buf_text(payload, e->u.made_from.number);
    buf_text(payload, e->u.made_from.left_out);
}

static void made_from_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.made_from.record = cursor_int(payload);
    e->u.made_from.number = cursor_text(payload);
    e->u.made_from.left_out = cursor_text(payload);
}

const event_codec_t event_initiator_codecs[] = {
    {EVENT_REOPENED, "record.reopened", reopened_encode, reopened_decode},
    {EVENT_AMENDED, "record.amended", amended_encode, amended_decode},
    {EVENT_CHANGE_DROPPED, "record.change_dropped", dropped_encode, dropped_decode},
    {EVENT_COPY_READ, "record.copy_read", copy_read_encode, copy_read_decode},
    {EVENT_MADE_FROM, "record.made_from", made_from_encode, made_from_decode},
    {0},
};
