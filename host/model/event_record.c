/* Events of a record as a whole: how it begins, changes, is submitted, comes back and ends. */
#include "model/codec.h"
#include "model/event_payload.h"
#include "model/fields.h"

/* Fields are personal through and through; none leave the part empty. */
static void put_fields(buf_t *personal, const field_t *fields, size_t count) {
    if (count > 0) field_list_encode(fields, count, RECORD_FIELDS_MAX, personal);
}

static field_t *get_fields(cursor_t *personal, size_t *count) {
    *count = 0;
    if (!personal) return NULL;
    field_t *fields = field_list_decode(personal, RECORD_FIELDS_MAX, count);
    if (*count == 0) codec_fail(personal);
    return fields;
}

static void drafted_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_name(payload, e->u.drafted.flow);
    buf_text(payload, e->u.drafted.department);
    buf_int(payload, e->u.drafted.initiator);
    put_fields(personal, e->u.drafted.fields, e->u.drafted.field_count);
}

static void drafted_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.drafted.flow = codec_get_name(payload);
    e->u.drafted.department = cursor_text(payload);
    e->u.drafted.initiator = cursor_int(payload);
    e->u.drafted.fields = get_fields(personal, &e->u.drafted.field_count);
}

static void edited_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    bool most = e->u.edited.revised || e->u.edited.prepared, more = e->u.edited.unagreed || most;
    if (e->u.edited.task || more) buf_int(payload, e->u.edited.task);
    if (more) buf_flag(payload, e->u.edited.unagreed);
    if (most) buf_flag(payload, e->u.edited.revised);
    if (e->u.edited.prepared) buf_flag(payload, true);
    put_fields(personal, e->u.edited.fields, e->u.edited.field_count);
}

static void edited_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    if (payload->at < payload->end) {
        e->u.edited.task = cursor_int(payload);
        bool written = e->u.edited.task != 0; /* what was not set would not have been, at the end */
        if (payload->at < payload->end) written = e->u.edited.unagreed = cursor_flag(payload);
        if (payload->at < payload->end) written = e->u.edited.revised = cursor_flag(payload);
        if (payload->at < payload->end) written = e->u.edited.prepared = cursor_flag(payload);
        if (!written) codec_fail(payload);
    }
    e->u.edited.fields = get_fields(personal, &e->u.edited.field_count);
}

static void submitted_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.submitted.round, 0, INT32_MAX);
    buf_text(payload, e->u.submitted.number);
    buf_int(payload, e->u.submitted.number_year);
    buf_int(payload, e->u.submitted.number_seq);
}

static void submitted_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.submitted.round = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.submitted.number = cursor_text(payload);
    e->u.submitted.number_year = (int32_t)codec_get_range(payload, INT32_MIN, INT32_MAX);
    e->u.submitted.number_seq = cursor_int(payload);
}

static void preparing_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.preparing.times, 0, INT32_MAX);
}

static void preparing_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.preparing.times = (int32_t)codec_get_range(payload, 0, INT32_MAX);
}

static void returned_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    buf_int(payload, e->u.returned.task);
    event_put_words(personal, e->u.returned.reason);
}

static void returned_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.returned.task = cursor_int(payload);
    e->u.returned.reason = event_get_words(personal);
}

static void withdrawn_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)payload;
    event_put_words(personal, e->u.withdrawn.reason);
}

static void withdrawn_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)payload;
    e->u.withdrawn.reason = event_get_words(personal);
}

static void ended_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_enum(payload, (int)e->u.ended.state, RECORD_DRAFT, RECORD_STATE_LAST);
}

static void ended_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.ended.state = (record_state_t)codec_get_enum(payload, RECORD_DRAFT, RECORD_STATE_LAST);
}

static void commented_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    buf_int(payload, e->u.commented.task);
    event_put_words(personal, e->u.commented.text);
}

static void commented_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.commented.task = cursor_int(payload);
    e->u.commented.text = event_get_words(personal);
}

static void copied_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.copied.task);
    codec_put_range(payload, e->u.copied.step, 0, INT32_MAX);
    buf_int(payload, e->u.copied.person);
    buf_text(payload, e->u.copied.reason);
    buf_text(payload, e->u.copied.reason_text);
}

static void copied_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.copied.task = cursor_int(payload);
    e->u.copied.step = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.copied.person = cursor_int(payload);
    e->u.copied.reason = cursor_text(payload);
    e->u.copied.reason_text = cursor_text(payload);
}

static void noted_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_name(payload, e->u.noted.code);
    buf_text(payload, e->u.noted.text);
}

static void noted_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.noted.code = codec_get_name(payload);
    e->u.noted.text = cursor_text(payload);
}

const event_codec_t event_record_codecs[] = {
    {EVENT_DRAFTED, "record.drafted", drafted_encode, drafted_decode},
    {EVENT_EDITED, "record.edited", edited_encode, edited_decode},
    {EVENT_SUBMITTED, "record.submitted", submitted_encode, submitted_decode},
    {EVENT_PREPARING, "record.preparing", preparing_encode, preparing_decode},
    {EVENT_RETURNED, "record.returned", returned_encode, returned_decode},
    {EVENT_WITHDRAWN, "record.withdrawn", withdrawn_encode, withdrawn_decode},
    {EVENT_ENDED, "record.ended", ended_encode, ended_decode},
    {EVENT_COMMENTED, "record.commented", commented_encode, commented_decode},
    {EVENT_COPIED, "record.copied", copied_encode, copied_decode},
    {EVENT_NOTED, "system.noted", noted_encode, noted_decode},
    {0},
};
