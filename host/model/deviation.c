/* The encoding of deviations, as records hold them. */
#include "model/deviation.h"
#include "model/codec.h"
#include "model/fields.h"
#include "model/record.h"

/* AS_REPORTED: what stood there then is kept, of one that is not settled. */
enum { SETTLED = 1, DROPPED = 2, AS_REPORTED = 4, FLAGS_ALL = 7 };

void deviation_encode(const deviation_t *d, buf_t *out) {
    codec_put_range(out, d->step, 1, INT32_MAX);
    buf_int(out, d->by);
    codec_put_instant(out, d->at);
    buf_text(out, d->text);
    field_list_encode(d->fields, d->field_count, RECORD_FIELDS_MAX, out);
    bool reported = !d->settled && d->before_count > 0;
    codec_put_enum(out,
                   (d->settled ? SETTLED : 0) | (d->dropped ? DROPPED : 0) | (reported ? AS_REPORTED : 0), 0,
                   FLAGS_ALL);
    if (!d->settled) {
        if (d->dropped || d->since || d->group) out->failed = true;
        if (reported) field_list_encode(d->before, d->before_count, RECORD_FIELDS_MAX, out);
        return;
    }
    field_list_encode(d->before, d->before_count, RECORD_FIELDS_MAX, out);
    codec_put_range(out, d->since, 1, INT64_MAX);
    codec_put_range(out, d->group, 0, INT32_MAX);
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
    if ((out->dropped && !out->settled) || (reported && out->settled)) codec_fail(in);
    if (!out->settled && !reported) return;
    out->before = field_list_decode(in, RECORD_FIELDS_MAX, &out->before_count);
    if (reported && out->before_count == 0) codec_fail(in);
    if (reported) return;
    out->since = codec_get_range(in, 1, INT64_MAX);
    out->group = (int32_t)codec_get_range(in, 0, INT32_MAX);
}
