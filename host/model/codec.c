/* Readers and writers that the encodings of this folder share. */
#include "model/codec.h"
#include <string.h>

void codec_fail(cursor_t *in) {
    in->failed = true;
}

/* Zigzag plus one: INT64_MIN, which is INSTANT_NONE, wraps around to 0. */
void codec_put_instant(buf_t *out, instant_t t) {
    if (t != INSTANT_NONE && (t > INSTANT_MAX || t < -INSTANT_MAX)) {
        out->failed = true;
        return;
    }
    uint64_t sign = t < 0 ? UINT64_MAX : 0;
    buf_varint(out, (((uint64_t)t << 1) ^ sign) + 1);
}

instant_t codec_get_instant(cursor_t *in) {
    uint64_t v = cursor_varint(in) - 1;
    if (in->failed) return INSTANT_NONE;
    instant_t t = (instant_t)((v >> 1) ^ (0 - (v & 1)));
    if (t != INSTANT_NONE && (t > INSTANT_MAX || t < -INSTANT_MAX)) codec_fail(in);
    return in->failed ? INSTANT_NONE : t;
}

void codec_put_hash(buf_t *out, const hash_t *h) {
    buf_put(out, h->b, HASH_SIZE);
}

void codec_get_hash(cursor_t *in, hash_t *out) {
    memset(out, 0, sizeof *out);
    if (in->failed || (size_t)(in->end - in->at) < HASH_SIZE) {
        codec_fail(in);
        return;
    }
    memcpy(out->b, in->at, HASH_SIZE);
    in->at += HASH_SIZE;
}

void codec_put_enum(buf_t *out, int v, int first, int last) {
    if (v < first || v > last) {
        out->failed = true;
        return;
    }
    buf_u8(out, (uint8_t)v);
}

int codec_get_enum(cursor_t *in, int first, int last) {
    int v = cursor_u8(in);
    if (v < first || v > last) codec_fail(in);
    return in->failed ? first : v;
}

void codec_put_range(buf_t *out, int64_t v, int64_t least, int64_t most) {
    if (v < least || v > most) {
        out->failed = true;
        return;
    }
    buf_int(out, v);
}

int64_t codec_get_range(cursor_t *in, int64_t least, int64_t most) {
    int64_t v = cursor_int(in);
    if (v < least || v > most) codec_fail(in);
    return in->failed ? least : v;
}

void codec_put_count(buf_t *out, size_t count, size_t most) {
    if (count > most) {
        out->failed = true;
        return;
    }
    buf_varint(out, count);
}

size_t codec_get_count(cursor_t *in, size_t most) {
    size_t n = cursor_count(in);
    if (n > most) codec_fail(in);
    return in->failed ? 0 : n;
}

void codec_put_name(buf_t *out, const char *s) {
    buf_text(out, s ? s : "");
}

const char *codec_get_name(cursor_t *in) {
    const char *s = cursor_text(in);
    if (!s) codec_fail(in);
    return s ? s : "";
}

void *codec_array(cursor_t *in, size_t count, size_t size) {
    if (in->failed || count == 0) return NULL;
    void *at = in->arena ? arena_array(in->arena, count, size) : NULL;
    if (!at) codec_fail(in);
    return at;
}

void codec_put_ids(buf_t *out, const int64_t *ids, size_t count, size_t most) {
    codec_put_count(out, count, most);
    for (size_t i = 0; i < count && !out->failed; i++)
        buf_int(out, ids[i]);
}

int64_t *codec_get_ids(cursor_t *in, size_t most, size_t *count) {
    *count = codec_get_count(in, most);
    int64_t *ids = codec_array(in, *count, sizeof *ids);
    for (size_t i = 0; i < *count && !in->failed; i++)
        ids[i] = cursor_int(in);
    return ids;
}
