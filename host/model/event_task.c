/* Events of tasks, their clocks and the rungs of their ladders. */
#include "model/codec.h"
#include "model/event_payload.h"

/* -1: no more rungs. */
static void put_rung(buf_t *out, int32_t rung) {
    codec_put_range(out, rung, -1, LADDER_RUNGS_MAX - 1);
}

static int32_t get_rung(cursor_t *in) {
    return (int32_t)codec_get_range(in, -1, LADDER_RUNGS_MAX - 1);
}

static void opened_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.task_opened.task);
    codec_put_range(payload, e->u.task_opened.step, 0, INT32_MAX);
    codec_put_range(payload, e->u.task_opened.order, 0, INT32_MAX);
    buf_int(payload, e->u.task_opened.person);
    buf_int(payload, e->u.task_opened.principal);
    buf_text(payload, e->u.task_opened.reason);
    buf_text(payload, e->u.task_opened.reason_text);
    buf_flag(payload, e->u.task_opened.no_clock);
    if (e->u.task_opened.no_clock) return;
    buf_int(payload, e->u.task_opened.clock);
    buf_text(payload, e->u.task_opened.calendar);
    limit_encode(&e->u.task_opened.limit, payload);
    codec_put_instant(payload, e->u.task_opened.due.at);
    buf_flag(payload, e->u.task_opened.due.provisional);
    put_rung(payload, e->u.task_opened.next_rung);
    codec_put_instant(payload, e->u.task_opened.rung_at);
    if (e->u.task_opened.rungs_past) buf_varint(payload, e->u.task_opened.rungs_past);
}

static void opened_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.task_opened.task = cursor_int(payload);
    e->u.task_opened.step = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.task_opened.order = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.task_opened.person = cursor_int(payload);
    e->u.task_opened.principal = cursor_int(payload);
    e->u.task_opened.reason = cursor_text(payload);
    e->u.task_opened.reason_text = cursor_text(payload);
    e->u.task_opened.no_clock = cursor_flag(payload);
    if (e->u.task_opened.no_clock) {
        e->u.task_opened.due.at = e->u.task_opened.rung_at = INSTANT_NONE;
        e->u.task_opened.next_rung = -1;
        return;
    }
    e->u.task_opened.clock = cursor_int(payload);
    e->u.task_opened.calendar = cursor_text(payload);
    limit_decode(payload, &e->u.task_opened.limit);
    e->u.task_opened.due.at = codec_get_instant(payload);
    e->u.task_opened.due.provisional = cursor_flag(payload);
    e->u.task_opened.next_rung = get_rung(payload);
    e->u.task_opened.rung_at = codec_get_instant(payload);
    if (payload->failed || payload->at == payload->end) return;
    e->u.task_opened.rungs_past = cursor_varint(payload);
    if (!e->u.task_opened.rungs_past) codec_fail(payload); /* it would not have been written */
}

static void queued_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.task_queued.task);
    codec_put_range(payload, e->u.task_queued.step, 0, INT32_MAX);
    codec_put_range(payload, e->u.task_queued.order, 0, INT32_MAX);
    buf_int(payload, e->u.task_queued.person);
    buf_int(payload, e->u.task_queued.principal);
    buf_text(payload, e->u.task_queued.reason);
    buf_text(payload, e->u.task_queued.reason_text);
}

static void queued_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.task_queued.task = cursor_int(payload);
    e->u.task_queued.step = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.task_queued.order = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.task_queued.person = cursor_int(payload);
    e->u.task_queued.principal = cursor_int(payload);
    e->u.task_queued.reason = cursor_text(payload);
    e->u.task_queued.reason_text = cursor_text(payload);
}

static void decided_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    buf_int(payload, e->u.task_decided.task);
    codec_put_enum(payload, (int)e->u.task_decided.outcome, OUTCOME_APPROVED, OUTCOME_ASSISTED);
    if (e->u.task_decided.check_count > 0)
        check_list_encode(e->u.task_decided.checks, e->u.task_decided.check_count, payload);
    else if (e->u.task_decided.seen || e->u.task_decided.frees)
        codec_put_range(payload, 0, 0, 0); /* no checks, but more to come */
    if (e->u.task_decided.seen || e->u.task_decided.frees)
        codec_put_range(payload, e->u.task_decided.seen, e->u.task_decided.frees ? 0 : 1, INT64_MAX);
    if (e->u.task_decided.frees) codec_put_range(payload, 1, 1, 1);
    if (e->u.task_decided.opinion_count == 0) {
        event_put_words(personal, e->u.task_decided.opinion);
        return;
    }
    buf_text(personal, e->u.task_decided.opinion ? e->u.task_decided.opinion : "");
    opinion_list_encode(e->u.task_decided.opinions, e->u.task_decided.opinion_count, personal);
}

/* What only some decisions have. */
static void decided_more(cursor_t *payload, event_t *e) {
    if (payload->failed || payload->at == payload->end) return;
    bool checks = *payload->at != 0;
    if (checks)
        e->u.task_decided.checks = check_list_decode(payload, &e->u.task_decided.check_count);
    else
        (void)codec_get_range(payload, 0, 0);
    if (checks && (payload->failed || payload->at == payload->end)) return;
    e->u.task_decided.seen = codec_get_range(payload, 0, INT64_MAX);
    e->u.task_decided.frees = !payload->failed && payload->at < payload->end;
    if (e->u.task_decided.frees)
        (void)codec_get_range(payload, 1, 1);
    else if (e->u.task_decided.seen == 0)
        codec_fail(payload);
}

static void decided_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.task_decided.task = cursor_int(payload);
    e->u.task_decided.outcome = (outcome_t)codec_get_enum(payload, OUTCOME_APPROVED, OUTCOME_ASSISTED);
    decided_more(payload, e);
    e->u.task_decided.opinion = event_get_words(personal);
    if (!personal || personal->failed || personal->at == personal->end) return;
    if (e->u.task_decided.opinion && e->u.task_decided.opinion[0] == '\0') e->u.task_decided.opinion = NULL;
    e->u.task_decided.opinions = opinion_list_decode(personal, &e->u.task_decided.opinion_count);
}

static void closed_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.task_closed.task);
    buf_text(payload, e->u.task_closed.cause);
}

static void closed_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.task_closed.task = cursor_int(payload);
    e->u.task_closed.cause = cursor_text(payload);
}

static void reassigned_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.task_reassigned.task);
    buf_int(payload, e->u.task_reassigned.from);
    buf_int(payload, e->u.task_reassigned.to);
    buf_text(payload, e->u.task_reassigned.reason);
    buf_text(payload, e->u.task_reassigned.reason_text);
    if (e->u.task_reassigned.principal) buf_int(payload, e->u.task_reassigned.principal);
}

static void reassigned_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.task_reassigned.task = cursor_int(payload);
    e->u.task_reassigned.from = cursor_int(payload);
    e->u.task_reassigned.to = cursor_int(payload);
    e->u.task_reassigned.reason = cursor_text(payload);
    e->u.task_reassigned.reason_text = cursor_text(payload);
    if (payload->failed || payload->at == payload->end) return;
    e->u.task_reassigned.principal = cursor_int(payload);
    if (!e->u.task_reassigned.principal) codec_fail(payload); /* it would not have been written */
}

static void clock_set_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.clock_set.clock);
    codec_put_enum(payload, (int)e->u.clock_set.state, CLOCK_RUNNING, CLOCK_STOPPED);
    buf_text(payload, e->u.clock_set.calendar);
    codec_put_instant(payload, e->u.clock_set.old_due);
    codec_put_instant(payload, e->u.clock_set.new_due);
    buf_flag(payload, e->u.clock_set.provisional);
    limit_encode(&e->u.clock_set.limit, payload);
    buf_flag(payload, e->u.clock_set.restarted);
    put_rung(payload, e->u.clock_set.next_rung);
    codec_put_instant(payload, e->u.clock_set.rung_at);
    buf_text(payload, e->u.clock_set.cause);
    if (e->u.clock_set.overran) buf_flag(payload, true);
}

static void clock_set_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.clock_set.clock = cursor_int(payload);
    e->u.clock_set.state = (clock_state_t)codec_get_enum(payload, CLOCK_RUNNING, CLOCK_STOPPED);
    e->u.clock_set.calendar = cursor_text(payload);
    e->u.clock_set.old_due = codec_get_instant(payload);
    e->u.clock_set.new_due = codec_get_instant(payload);
    e->u.clock_set.provisional = cursor_flag(payload);
    limit_decode(payload, &e->u.clock_set.limit);
    e->u.clock_set.restarted = cursor_flag(payload);
    e->u.clock_set.next_rung = get_rung(payload);
    e->u.clock_set.rung_at = codec_get_instant(payload);
    e->u.clock_set.cause = cursor_text(payload);
    if (payload->at >= payload->end) return;
    e->u.clock_set.overran = cursor_flag(payload);
    if (!e->u.clock_set.overran) codec_fail(payload);
}

static void rung_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    buf_int(payload, e->u.rung.clock);
    codec_put_range(payload, e->u.rung.rung, 0, LADDER_RUNGS_MAX - 1);
    codec_put_enum(payload, (int)e->u.rung.outcome, RUNG_FIRED, RUNG_FAILED);
    codec_put_instant(payload, e->u.rung.due);
    buf_text(payload, e->u.rung.did);
    buf_text(payload, e->u.rung.error);
    put_rung(payload, e->u.rung.next_rung);
    codec_put_instant(payload, e->u.rung.rung_at);
    if (e->u.rung.brought) buf_flag(payload, true);
}

static void rung_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.rung.clock = cursor_int(payload);
    e->u.rung.rung = (int32_t)codec_get_range(payload, 0, LADDER_RUNGS_MAX - 1);
    e->u.rung.outcome = (rung_outcome_t)codec_get_enum(payload, RUNG_FIRED, RUNG_FAILED);
    e->u.rung.due = codec_get_instant(payload);
    e->u.rung.did = cursor_text(payload);
    e->u.rung.error = cursor_text(payload);
    e->u.rung.next_rung = get_rung(payload);
    e->u.rung.rung_at = codec_get_instant(payload);
    if (payload->failed || payload->at == payload->end) return;
    e->u.rung.brought = cursor_flag(payload);
    if (!e->u.rung.brought) codec_fail(payload); /* it would not have been written */
}

const event_codec_t event_task_codecs[] = {
    {EVENT_TASK_OPENED, "task.opened", opened_encode, opened_decode},
    {EVENT_TASK_QUEUED, "task.queued", queued_encode, queued_decode},
    {EVENT_TASK_DECIDED, "task.decided", decided_encode, decided_decode},
    {EVENT_TASK_CLOSED, "task.closed", closed_encode, closed_decode},
    {EVENT_TASK_REASSIGNED, "task.reassigned", reassigned_encode, reassigned_decode},
    {EVENT_CLOCK_SET, "clock.set", clock_set_encode, clock_set_decode},
    {EVENT_RUNG, "clock.rung", rung_encode, rung_decode},
    {0},
};
