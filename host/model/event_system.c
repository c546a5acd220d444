/* Events of the system's own record that say more than a note: records disposed of. A company may dispose of
 * millions of them, and this is all that stays of each: ids as the distance from the one before, a flow only
 * where it changes. */
#include "model/codec.h"
#include "model/event_payload.h"
#include <string.h>

static bool same_flow(const char *flow, const char *before) {
    return before && strcmp(flow, before) == 0;
}

static void disposed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    int64_t id = 0;
    const char *flow = NULL;
    (void)personal;
    codec_put_name(payload, e->u.disposed.reason);
    if (e->u.disposed.record_count == 0) payload->failed = true;
    codec_put_count(payload, e->u.disposed.record_count, DISPOSED_MAX);
    for (size_t i = 0; i < e->u.disposed.record_count && !payload->failed; i++) {
        const disposed_t *r = &e->u.disposed.records[i];
        if (r->record <= id) payload->failed = true;
        buf_varint(payload, (uint64_t)(r->record - id));
        buf_text(payload, r->number);
        buf_text(payload, same_flow(r->flow ? r->flow : "", flow) ? NULL : r->flow ? r->flow : "");
        codec_put_enum(payload, (int)r->state, RECORD_DRAFT, RECORD_STATE_LAST);
        codec_put_range(payload, r->length, 1, INT64_MAX);
        codec_put_hash(payload, &r->head);
        id = r->record;
        flow = r->flow ? r->flow : "";
    }
}

/* The flow where it is another than that of the record before: one list has one spelling. */
static const char *get_flow(cursor_t *payload, const char *before) {
    const char *flow = cursor_text(payload);
    if (flow ? same_flow(flow, before) : before == NULL) codec_fail(payload);
    return flow ? flow : before ? before : "";
}

static int64_t get_id(cursor_t *payload, int64_t before) {
    uint64_t more = cursor_varint(payload);
    if (more == 0 || more > (uint64_t)(INT64_MAX - before)) codec_fail(payload);
    return payload->failed ? before : before + (int64_t)more;
}

static void disposed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    int64_t id = 0;
    const char *flow = NULL;
    (void)personal;
    e->u.disposed.reason = codec_get_name(payload);
    size_t count = codec_get_count(payload, DISPOSED_MAX);
    disposed_t *list = codec_array(payload, count, sizeof *list);
    if (!list) {
        codec_fail(payload);
        return;
    }
    for (size_t i = 0; i < count && !payload->failed; i++) {
        list[i].record = id = get_id(payload, id);
        list[i].number = cursor_text(payload);
        list[i].flow = flow = get_flow(payload, flow);
        list[i].state = (record_state_t)codec_get_enum(payload, RECORD_DRAFT, RECORD_STATE_LAST);
        list[i].length = codec_get_range(payload, 1, INT64_MAX);
        codec_get_hash(payload, &list[i].head);
    }
    e->u.disposed.records = list;
    e->u.disposed.record_count = count;
}

const event_codec_t event_system_codecs[] = {
    {EVENT_DISPOSED, "records.disposed", disposed_encode, disposed_decode},
    {0},
};
