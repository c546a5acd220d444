/* The encoding of deviations, as records hold them. */
#include "model/deviation.h"
#include "model/codec.h"
#include "model/fields.h"
#include "model/record.h"

/* AS_REPORTED: what stood there then is kept, of one that is not settled. WAS: what stood before it was. */
enum { SETTLED = 1, DROPPED = 2, AS_REPORTED = 4, WAS = 8, FLAGS_ALL = 15 };

static void was_encode(const adjusted_was_t *w, buf_t *out) {
    codec_put_range(out, w->first, 1, INT32_MAX);
    codec_put_range(out, w->last, 0, INT32_MAX);
    codec_put_range(out, w->plans, 1, RECORD_PLANS_MAX);
    codec_put_range(out, w->decided, 0, INT64_MAX);
    codec_put_range(out, w->entries, 0, INT64_MAX);
    field_list_encode(w->fields, w->field_count, RECORD_FIELDS_MAX, out);
    field_list_encode(w->before, w->before_count, RECORD_FIELDS_MAX, out);
    codec_put_count(out, w->plan_count, RECORD_STEPS_MAX);
    for (size_t i = 0; i < w->plan_count && !out->failed; i++)
        step_was_encode(&w->plan[i], out);
}

static void was_decode(cursor_t *in, adjusted_was_t *out) {
    out->first = (int32_t)codec_get_range(in, 1, INT32_MAX);
    out->last = (int32_t)codec_get_range(in, 0, INT32_MAX);
    out->plans = (int32_t)codec_get_range(in, 1, RECORD_PLANS_MAX);
    out->decided = codec_get_range(in, 0, INT64_MAX);
    out->entries = codec_get_range(in, 0, INT64_MAX);
    out->fields = field_list_decode(in, RECORD_FIELDS_MAX, &out->field_count);
    out->before = field_list_decode(in, RECORD_FIELDS_MAX, &out->before_count);
    out->plan_count = codec_get_count(in, RECORD_STEPS_MAX);
    out->plan = codec_array(in, out->plan_count, sizeof *out->plan);
    for (size_t i = 0; i < out->plan_count && !in->failed; i++)
        step_was_decode(in, &out->plan[i]);
    if (in->failed) out->plan_count = 0;
}

void deviation_encode(const deviation_t *d, buf_t *out) {
    codec_put_range(out, d->step, 1, INT32_MAX);
    buf_int(out, d->by);
    codec_put_instant(out, d->at);
    buf_text(out, d->text);
    field_list_encode(d->fields, d->field_count, RECORD_FIELDS_MAX, out);
    bool reported = !d->settled && d->before_count > 0;
    codec_put_enum(out,
                   (d->settled ? SETTLED : 0) | (d->dropped ? DROPPED : 0) | (reported ? AS_REPORTED : 0) |
                       (d->was.first ? WAS : 0),
                   0, FLAGS_ALL);
    if (!d->settled) {
        if (d->dropped || d->since || d->group || d->was.first) out->failed = true;
        if (reported) field_list_encode(d->before, d->before_count, RECORD_FIELDS_MAX, out);
        return;
    }
    field_list_encode(d->before, d->before_count, RECORD_FIELDS_MAX, out);
    codec_put_range(out, d->since, 1, INT64_MAX);
    codec_put_range(out, d->group, 0, INT32_MAX);
    if (d->was.first) was_encode(&d->was, out);
}

void deviation_decode(cursor_t *in, deviation_t *out) {
    out->step = (int32_t)codec_get_range(in, 1, INT32_MAX);
    out->by = cursor_int(in);
    out->at = codec_get_instant(in);
    out->text = cursor_text(in);
    out->fields = field_list_decode(in, RECORD_FIELDS_MAX, &out->field_count);
    int flags = codec_get_enum(in, 0, FLAGS_ALL);
    out->settled = flags & SETTLED;
    out->dropped = flags & DROPPED;
    bool reported = flags & AS_REPORTED;
    if (((out->dropped || (flags & WAS)) && !out->settled) || (reported && out->settled)) codec_fail(in);
    if (!out->settled && !reported) return;
    out->before = field_list_decode(in, RECORD_FIELDS_MAX, &out->before_count);
    if (reported && out->before_count == 0) codec_fail(in);
    if (reported) return;
    out->since = codec_get_range(in, 1, INT64_MAX);
    out->group = (int32_t)codec_get_range(in, 0, INT32_MAX);
    if (flags & WAS) was_decode(in, &out->was);
}
