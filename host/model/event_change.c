/* Events of what people and administrators change while a record is on its way: clocks that pause, signers
 * who come in, ways back. */
#include "model/codec.h"
#include "model/event_payload.h"

static void put_step(buf_t *out, int32_t no) {
    codec_put_range(out, no, 0, INT32_MAX);
}

static int32_t get_step(cursor_t *in) {
    return (int32_t)codec_get_range(in, 0, INT32_MAX);
}

static void paused_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.clock_paused.clock);
    put_step(payload, e->u.clock_paused.step);
    codec_put_range(payload, e->u.clock_paused.ran_ms, 0, INT64_MAX);
    limit_encode(&e->u.clock_paused.limit, payload);
    buf_text(payload, e->u.clock_paused.cause);
}

static void paused_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.clock_paused.clock = cursor_int(payload);
    e->u.clock_paused.step = get_step(payload);
    e->u.clock_paused.ran_ms = codec_get_range(payload, 0, INT64_MAX);
    limit_decode(payload, &e->u.clock_paused.limit);
    e->u.clock_paused.cause = cursor_text(payload);
}

static void resumed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.clock_resumed.clock);
    codec_put_instant(payload, e->u.clock_resumed.old_due);
    codec_put_instant(payload, e->u.clock_resumed.new_due);
    buf_flag(payload, e->u.clock_resumed.provisional);
    codec_put_range(payload, e->u.clock_resumed.next_rung, -1, LADDER_RUNGS_MAX - 1);
    codec_put_instant(payload, e->u.clock_resumed.rung_at);
}

static void resumed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.clock_resumed.clock = cursor_int(payload);
    e->u.clock_resumed.old_due = codec_get_instant(payload);
    e->u.clock_resumed.new_due = codec_get_instant(payload);
    e->u.clock_resumed.provisional = cursor_flag(payload);
    e->u.clock_resumed.next_rung = (int32_t)codec_get_range(payload, -1, LADDER_RUNGS_MAX - 1);
    e->u.clock_resumed.rung_at = codec_get_instant(payload);
}

static void grown_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.plan_grown.at);
    step_encode(&e->u.plan_grown.group, payload);
    step_encode(&e->u.plan_grown.leaf, payload);
    if (e->u.plan_grown.task) buf_int(payload, e->u.plan_grown.task);
}

static void grown_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.plan_grown.at = get_step(payload);
    step_decode(payload, &e->u.plan_grown.group);
    step_decode(payload, &e->u.plan_grown.leaf);
    if (payload->failed || payload->at == payload->end) return;
    e->u.plan_grown.task = cursor_int(payload);
    if (!e->u.plan_grown.task) codec_fail(payload); /* it would not have been written */
}

static void rewound_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.plan_rewound.to);
    put_step(payload, e->u.plan_rewound.from);
    buf_flag(payload, e->u.plan_rewound.straight);
    buf_text(payload, e->u.plan_rewound.cause);
    int64_t task = e->u.plan_rewound.task;
    if (e->u.plan_rewound.seen || task) codec_put_range(payload, e->u.plan_rewound.seen, 0, INT64_MAX);
    if (task) buf_int(payload, task);
}

static void rewound_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.plan_rewound.to = get_step(payload);
    e->u.plan_rewound.from = get_step(payload);
    e->u.plan_rewound.straight = cursor_flag(payload);
    e->u.plan_rewound.cause = cursor_text(payload);
    if (payload->failed || payload->at == payload->end) return;
    e->u.plan_rewound.seen = codec_get_range(payload, 0, INT64_MAX);
    bool more = !payload->failed && payload->at < payload->end;
    if (more) e->u.plan_rewound.task = cursor_int(payload);
    if (more ? !e->u.plan_rewound.task : !e->u.plan_rewound.seen) codec_fail(payload); /* not written so */
}

static void stage_returned_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.stage_returned.task);
    put_step(payload, e->u.stage_returned.step);
    codec_put_range(payload, e->u.stage_returned.seen, 0, INT64_MAX);
}

static void stage_returned_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.stage_returned.task = cursor_int(payload);
    e->u.stage_returned.step = get_step(payload);
    e->u.stage_returned.seen = codec_get_range(payload, 0, INT64_MAX);
}

static void restored_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.plan_restored.first);
}

static void restored_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.plan_restored.first = get_step(payload);
}

static void taken_back_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    buf_int(payload, e->u.task_taken_back.task);
    event_put_words(personal, e->u.task_taken_back.reason);
}

static void taken_back_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.task_taken_back.task = cursor_int(payload);
    e->u.task_taken_back.reason = event_get_words(personal);
}

static void reset_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.step_reset.step);
    if (e->u.step_reset.serves) buf_int(payload, e->u.step_reset.serves);
}

static void reset_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.step_reset.step = get_step(payload);
    if (!payload->failed && payload->at < payload->end) e->u.step_reset.serves = cursor_int(payload);
}

static void claimed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.task_claimed.task);
    buf_flag(payload, e->u.task_claimed.claimed);
}

static void claimed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.task_claimed.task = cursor_int(payload);
    e->u.task_claimed.claimed = cursor_flag(payload);
}

static void urged_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.urged.task);
    buf_int(payload, e->u.urged.person);
}

static void urged_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.urged.task = cursor_int(payload);
    e->u.urged.person = cursor_int(payload);
}

static void stood_in_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.task_stood_in.task);
    buf_int(payload, e->u.task_stood_in.from);
    buf_int(payload, e->u.task_stood_in.person);
    buf_int(payload, e->u.task_stood_in.principal);
}

static void stood_in_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.task_stood_in.task = cursor_int(payload);
    e->u.task_stood_in.from = cursor_int(payload);
    e->u.task_stood_in.person = cursor_int(payload);
    e->u.task_stood_in.principal = cursor_int(payload);
}

static void stage_back_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.stage_taken_back.stage, 0, INT32_MAX);
}

static void stage_back_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.stage_taken_back.stage = (int32_t)codec_get_range(payload, 0, INT32_MAX);
}

static void signer_removed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.signer_removed.step);
    put_step(payload, e->u.signer_removed.place);
    buf_int(payload, e->u.signer_removed.person);
}

static void signer_removed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.signer_removed.step = get_step(payload);
    e->u.signer_removed.place = get_step(payload);
    e->u.signer_removed.person = cursor_int(payload);
}

static void tightened_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    put_step(payload, e->u.limit_tightened.step);
    limit_encode(&e->u.limit_tightened.was, payload);
    limit_encode(&e->u.limit_tightened.within, payload);
}

static void tightened_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.limit_tightened.step = get_step(payload);
    limit_decode(payload, &e->u.limit_tightened.was);
    limit_decode(payload, &e->u.limit_tightened.within);
}

static void asked_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    put_step(payload, e->u.asked.step);
    buf_int(payload, e->u.asked.task);
    event_put_words(personal, e->u.asked.text);
}

static void asked_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.asked.step = get_step(payload);
    e->u.asked.task = cursor_int(payload);
    e->u.asked.text = event_get_words(personal);
}

const event_codec_t event_change_codecs[] = {
    {EVENT_CLOCK_PAUSED, "clock.paused", paused_encode, paused_decode},
    {EVENT_CLOCK_RESUMED, "clock.resumed", resumed_encode, resumed_decode},
    {EVENT_PLAN_GROWN, "plan.grown", grown_encode, grown_decode},
    {EVENT_PLAN_REWOUND, "plan.rewound", rewound_encode, rewound_decode},
    {EVENT_STAGE_RETURNED, "stage.returned", stage_returned_encode, stage_returned_decode},
    {EVENT_PLAN_RESTORED, "plan.restored", restored_encode, restored_decode},
    {EVENT_TASK_TAKEN_BACK, "task.taken_back", taken_back_encode, taken_back_decode},
    {EVENT_STEP_RESET, "step.reset", reset_encode, reset_decode},
    {EVENT_TASK_CLAIMED, "task.claimed", claimed_encode, claimed_decode},
    {EVENT_URGED, "record.urged", urged_encode, urged_decode},
    {EVENT_TASK_STOOD_IN, "task.stood_in", stood_in_encode, stood_in_decode},
    {EVENT_STAGE_TAKEN_BACK, "stage.taken_back", stage_back_encode, stage_back_decode},
    {EVENT_ASKED, "record.asked", asked_encode, asked_decode},
    {EVENT_SIGNER_REMOVED, "signer.removed", signer_removed_encode, signer_removed_decode},
    {EVENT_LIMIT_TIGHTENED, "limit.tightened", tightened_encode, tightened_decode},
    {0},
};
