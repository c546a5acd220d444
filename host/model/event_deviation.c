/* Events of deviations (policy P2.3.3), and of documents that the host makes of a record (P2.5.3). What
 * people wrote and what stood in the form is personal. */
#include "model/codec.h"
#include "model/event_payload.h"
#include "model/fields.h"

static void deviated_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_range(payload, e->u.deviated.step, 1, INT32_MAX);
    size_t before = e->u.deviated.before_count;
    if (!e->u.deviated.text && e->u.deviated.field_count == 0 && before == 0) return;
    buf_text(personal, e->u.deviated.text);
    field_list_encode(e->u.deviated.fields, e->u.deviated.field_count, RECORD_FIELDS_MAX, personal);
    if (before) field_list_encode(e->u.deviated.before, before, RECORD_FIELDS_MAX, personal);
}

static void deviated_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.deviated.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    if (!personal) return;
    e->u.deviated.text = cursor_text(personal);
    e->u.deviated.fields = field_list_decode(personal, RECORD_FIELDS_MAX, &e->u.deviated.field_count);
    if (!e->u.deviated.text && e->u.deviated.field_count == 0) codec_fail(personal);
    if (cursor_done(personal)) return;
    e->u.deviated.before = field_list_decode(personal, RECORD_FIELDS_MAX, &e->u.deviated.before_count);
    if (e->u.deviated.before_count == 0) codec_fail(personal);
}

static void adjusted_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_range(payload, e->u.adjusted.step, 1, INT32_MAX);
    if (e->u.adjusted.field_count == 0 && e->u.adjusted.before_count == 0) return;
    field_list_encode(e->u.adjusted.fields, e->u.adjusted.field_count, RECORD_FIELDS_MAX, personal);
    field_list_encode(e->u.adjusted.before, e->u.adjusted.before_count, RECORD_FIELDS_MAX, personal);
}

static void adjusted_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.adjusted.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    if (!personal) return;
    e->u.adjusted.fields = field_list_decode(personal, RECORD_FIELDS_MAX, &e->u.adjusted.field_count);
    e->u.adjusted.before = field_list_decode(personal, RECORD_FIELDS_MAX, &e->u.adjusted.before_count);
    if (e->u.adjusted.field_count == 0 && e->u.adjusted.before_count == 0) codec_fail(personal);
}

static void dropped_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_range(payload, e->u.adjustment_dropped.step, 1, INT32_MAX);
    size_t count = e->u.adjustment_dropped.field_count;
    if (count) field_list_encode(e->u.adjustment_dropped.fields, count, RECORD_FIELDS_MAX, personal);
}

static void dropped_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.adjustment_dropped.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    if (!personal) return;
    e->u.adjustment_dropped.fields =
        field_list_decode(personal, RECORD_FIELDS_MAX, &e->u.adjustment_dropped.field_count);
    if (e->u.adjustment_dropped.field_count == 0) codec_fail(personal);
}

static void replanned_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.replanned.step, 1, INT32_MAX);
    event_put_carried(payload, e->u.replanned.steps, e->u.replanned.step_count);
}

static void replanned_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.replanned.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    e->u.replanned.steps = event_get_carried(payload, &e->u.replanned.step_count);
}

static void taken_back_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    size_t count = e->u.adjustment_taken_back.field_count;
    codec_put_range(payload, e->u.adjustment_taken_back.step, 1, INT32_MAX);
    codec_put_count(payload, e->u.adjustment_taken_back.gone_count, RECORD_STEPS_MAX);
    int32_t last = 0;
    for (size_t i = 0; i < e->u.adjustment_taken_back.gone_count && !payload->failed; i++) {
        codec_put_range(payload, e->u.adjustment_taken_back.gone[i] - last, 1, INT32_MAX);
        last = e->u.adjustment_taken_back.gone[i];
    }
    if (count) field_list_encode(e->u.adjustment_taken_back.fields, count, RECORD_FIELDS_MAX, personal);
}

static void taken_back_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    int64_t no = 0;
    e->u.adjustment_taken_back.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    size_t count = e->u.adjustment_taken_back.gone_count = codec_get_count(payload, RECORD_STEPS_MAX);
    e->u.adjustment_taken_back.gone = codec_array(payload, count, sizeof(int32_t));
    for (size_t i = 0; i < count && !payload->failed; i++) {
        no += codec_get_range(payload, 1, INT32_MAX);
        if (no > INT32_MAX) codec_fail(payload);
        if (!payload->failed) e->u.adjustment_taken_back.gone[i] = (int32_t)no;
    }
    if (!personal) return;
    e->u.adjustment_taken_back.fields =
        field_list_decode(personal, RECORD_FIELDS_MAX, &e->u.adjustment_taken_back.field_count);
    if (e->u.adjustment_taken_back.field_count == 0) codec_fail(personal);
}

static void added_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.adjustment_added.step, 1, INT32_MAX);
}

static void added_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.adjustment_added.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
}

static void documented_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    document_encode(&e->u.documented.document, payload);
}

static void documented_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    document_decode(payload, &e->u.documented.document);
}

const event_codec_t event_deviation_codecs[] = {
    {EVENT_DEVIATED, "record.deviated", deviated_encode, deviated_decode},
    {EVENT_ADJUSTED, "record.adjusted", adjusted_encode, adjusted_decode},
    {EVENT_ADJUSTMENT_DROPPED, "record.adjustment_dropped", dropped_encode, dropped_decode},
    {EVENT_ADJUSTMENT_UNDONE, "record.adjustment_taken_back", taken_back_encode, taken_back_decode},
    {EVENT_ADJUSTMENT_ADDED, "record.adjustment_added", added_encode, added_decode},
    {EVENT_REPLANNED, "plan.replanned", replanned_encode, replanned_decode},
    {EVENT_DOCUMENTED, "record.documented", documented_encode, documented_decode},
    {0},
};
