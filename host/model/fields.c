/* The encoding of named values. */
#include "model/fields.h"
#include "model/codec.h"

void field_list_encode(const field_t *fields, size_t count, size_t most, buf_t *out) {
    codec_put_count(out, count, most);
    for (size_t i = 0; i < count && !out->failed; i++) {
        if (!fields[i].name) out->failed = true;
        buf_text(out, fields[i].name);
        value_encode(&fields[i].value, out);
    }
}

field_t *field_list_decode(cursor_t *in, size_t most, size_t *count) {
    *count = codec_get_count(in, most);
    field_t *fields = codec_array(in, *count, sizeof *fields);
    for (size_t i = 0; i < *count && !in->failed; i++) {
        fields[i].name = codec_get_name(in);
        value_decode(in, &fields[i].value);
    }
    if (in->failed) *count = 0;
    return fields;
}
