/* The encoding of a ladder, and the one that is there without any rule. */
#include "model/ladder.h"
#include "model/codec.h"

/* Beside the action: the reason stands there in both languages. One without is written as before there were
 * any. */
enum { IN_BOTH = 64 };

static void act_encode(const rung_act_t *a, buf_t *out) {
    if (a->action < RUNG_REMIND || a->action > RUNG_ACTION_LAST) out->failed = true;
    buf_u8(out, (uint8_t)((int)a->action | (a->because_zh ? IN_BOTH : 0)));
    source_encode(a->who, out);
    limit_encode(&a->within, out);
    buf_text(out, a->function);
    buf_text(out, a->because);
    if (a->because_zh) buf_text(out, a->because_zh);
}

static void act_decode(cursor_t *in, rung_act_t *a) {
    int action = codec_get_enum(in, RUNG_REMIND, RUNG_ACTION_LAST | IN_BOTH);
    a->action = (rung_action_t)(action & ~IN_BOTH);
    if (a->action < RUNG_REMIND || a->action > RUNG_ACTION_LAST) codec_fail(in);
    a->who = source_decode(in);
    limit_decode(in, &a->within);
    a->function = cursor_text(in);
    a->because = cursor_text(in);
    if (!(action & IN_BOTH)) return;
    a->because_zh = cursor_text(in);
    if (!a->because_zh) codec_fail(in);
}

static void rung_encode(const rung_t *r, buf_t *out) {
    codec_put_name(out, r->name);
    codec_put_enum(out, (int)r->anchor, RUNG_AFTER_DUE, RUNG_FRACTION);
    if (r->anchor == RUNG_FRACTION) {
        codec_put_range(out, r->permille, 1, 999);
    } else {
        limit_encode(&r->distance, out);
    }
    codec_put_count(out, r->act_count, RUNG_ACTS_MAX);
    for (size_t i = 0; i < r->act_count && !out->failed; i++)
        act_encode(&r->acts[i], out);
    buf_text(out, r->file);
    codec_put_range(out, r->line, 0, INT32_MAX);
}

static void rung_decode(cursor_t *in, rung_t *r) {
    r->name = codec_get_name(in);
    r->anchor = (rung_anchor_t)codec_get_enum(in, RUNG_AFTER_DUE, RUNG_FRACTION);
    if (r->anchor == RUNG_FRACTION) {
        r->permille = (int32_t)codec_get_range(in, 1, 999);
    } else {
        limit_decode(in, &r->distance);
    }
    r->act_count = codec_get_count(in, RUNG_ACTS_MAX);
    r->acts = codec_array(in, r->act_count, sizeof *r->acts);
    for (size_t i = 0; i < r->act_count && !in->failed; i++)
        act_decode(in, &r->acts[i]);
    r->file = cursor_text(in);
    r->line = (int32_t)codec_get_range(in, 0, INT32_MAX);
}

void ladder_encode(const ladder_t *l, buf_t *out) {
    codec_put_count(out, l->count, LADDER_RUNGS_MAX);
    for (size_t i = 0; i < l->count && !out->failed; i++)
        rung_encode(&l->rungs[i], out);
}

void ladder_decode(cursor_t *in, ladder_t *out) {
    *out = (ladder_t){.count = codec_get_count(in, LADDER_RUNGS_MAX)};
    out->rungs = codec_array(in, out->count, sizeof *out->rungs);
    for (size_t i = 0; i < out->count && !in->failed; i++)
        rung_decode(in, &out->rungs[i]);
    if (in->failed) *out = (ladder_t){0};
}

static limit_t days(int32_t count) {
    return count ? (limit_t){.kind = LIMIT_WORKDAYS, .days = count} : (limit_t){.kind = LIMIT_ELAPSED};
}

ladder_t ladder_watch(const source_t *fallback, arena_t *arena) {
    const rung_act_t remind = {.action = RUNG_REMIND}, notify = {.action = RUNG_NOTIFY, .who = fallback},
                     hand_on = {.action = RUNG_REASSIGN, .who = fallback};
    rung_act_t *acts = arena_array(arena, 4, sizeof *acts);
    rung_t *rungs = arena_array(arena, 3, sizeof *rungs);
    if (!acts || !rungs) return (ladder_t){0};
    acts[0] = acts[1] = remind;
    acts[2] = notify;
    acts[3] = hand_on;
    rungs[0] = (rung_t){
        .name = "1", .anchor = RUNG_AFTER_DUE, .distance = days(0), .acts = &acts[0], .act_count = 1};
    rungs[1] = (rung_t){
        .name = "2", .anchor = RUNG_AFTER_DUE, .distance = days(1), .acts = &acts[1], .act_count = 2};
    rungs[2] = (rung_t){
        .name = "3", .anchor = RUNG_AFTER_DUE, .distance = days(3), .acts = &acts[3], .act_count = 1};
    return (ladder_t){.rungs = rungs, .count = 3};
}
