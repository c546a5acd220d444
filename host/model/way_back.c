/* The encoding of ways back, as records hold them. */
#include "model/way_back.h"
#include "model/codec.h"
#include "model/record.h"

static void passed_encode(const way_back_t *w, buf_t *out) {
    codec_put_count(out, w->passed_count, RECORD_STEPS_MAX);
    for (size_t i = 0; i < w->passed_count && !out->failed; i++) {
        int64_t last = i > 0 ? w->passed[i - 1] : 0;
        codec_put_range(out, w->passed[i] - last, 1, INT32_MAX);
    }
}

static void passed_decode(cursor_t *in, way_back_t *out) {
    int64_t no = 0;
    out->passed_count = codec_get_count(in, RECORD_STEPS_MAX);
    out->passed = codec_array(in, out->passed_count, sizeof *out->passed);
    for (size_t i = 0; i < out->passed_count && !in->failed; i++) {
        no += codec_get_range(in, 1, INT32_MAX);
        if (no > INT32_MAX) codec_fail(in);
        if (!in->failed) out->passed[i] = (int32_t)no;
    }
}

void step_was_encode(const step_was_t *s, buf_t *out) {
    codec_put_range(out, s->no, 1, INT32_MAX);
    codec_put_enum(out, (int)s->state, STEP_WAITING, STEP_LEFT_OUT);
    buf_text(out, s->left_out);
    codec_put_instant(out, s->ended_at);
}

void step_was_decode(cursor_t *in, step_was_t *out) {
    out->no = (int32_t)codec_get_range(in, 1, INT32_MAX);
    out->state = (step_state_t)codec_get_enum(in, STEP_WAITING, STEP_LEFT_OUT);
    out->left_out = cursor_text(in);
    out->ended_at = codec_get_instant(in);
}

void way_back_encode(const way_back_t *w, buf_t *out) {
    if (w->last && w->last < w->first) out->failed = true;
    codec_put_range(out, w->first, 1, INT32_MAX);
    codec_put_range(out, w->last, 0, INT32_MAX);
    codec_put_range(out, w->to, 1, INT32_MAX);
    buf_int(out, w->task);
    passed_encode(w, out);
    codec_put_count(out, w->changed_count, RECORD_STEPS_MAX);
    for (size_t i = 0; i < w->changed_count && !out->failed; i++)
        step_was_encode(&w->changed[i], out);
}

void way_back_decode(cursor_t *in, way_back_t *out) {
    out->first = (int32_t)codec_get_range(in, 1, INT32_MAX);
    out->last = (int32_t)codec_get_range(in, 0, INT32_MAX);
    if (out->last && out->last < out->first) codec_fail(in);
    out->to = (int32_t)codec_get_range(in, 1, INT32_MAX);
    out->task = cursor_int(in);
    passed_decode(in, out);
    out->changed_count = codec_get_count(in, RECORD_STEPS_MAX);
    out->changed = codec_array(in, out->changed_count, sizeof *out->changed);
    for (size_t i = 0; i < out->changed_count && !in->failed; i++)
        step_was_decode(in, &out->changed[i]);
    if (in->failed) out->passed_count = out->changed_count = 0;
}

bool way_back_passed(const way_back_t *w, int32_t no) {
    size_t low = 0, high = w->passed_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->passed[middle] == no) return true;
        if (no < w->passed[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

bool way_back_to_stage(const way_back_t *w) {
    return w->last == 0;
}
