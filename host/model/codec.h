/* What the encodings of this folder share, private to it: small readers and writers over base/buf.h.
 * A writer marks the buffer failed rather than write what its reader would refuse, so that nothing is ever
 * stored that can't be read back; a reader marks the cursor failed and gives a harmless value. */
#ifndef CS_MODEL_CODEC_H
#define CS_MODEL_CODEC_H

#include "base/buf.h"
#include "base/hash.h"
#include "base/instant.h"

/* INSTANT_NONE takes one byte. Instants beyond the year 9999, either way, are refused. */
void codec_put_instant(buf_t *out, instant_t t);
instant_t codec_get_instant(cursor_t *in);
/* 32 bytes as they are. */
void codec_put_hash(buf_t *out, const hash_t *h);
void codec_get_hash(cursor_t *in, hash_t *out);
/* One byte from `first` to `last`. */
void codec_put_enum(buf_t *out, int v, int first, int last);
int codec_get_enum(cursor_t *in, int first, int last);
/* A number from `least` to `most`. */
void codec_put_range(buf_t *out, int64_t v, int64_t least, int64_t most);
int64_t codec_get_range(cursor_t *in, int64_t least, int64_t most);
/* How many items follow, at most `most`. */
void codec_put_count(buf_t *out, size_t count, size_t most);
size_t codec_get_count(cursor_t *in, size_t most);
/* A count of at most `most`, then ids. */
void codec_put_ids(buf_t *out, const int64_t *ids, size_t count, size_t most);
int64_t *codec_get_ids(cursor_t *in, size_t most, size_t *count);
/* A text that is never NULL: NULL is written as "". */
void codec_put_name(buf_t *out, const char *s);
const char *codec_get_name(cursor_t *in);
/* Room for `count` items in the cursor's arena; NULL for none, or when that fails (then the cursor has). */
void *codec_array(cursor_t *in, size_t count, size_t size);
void codec_fail(cursor_t *in);

#endif
