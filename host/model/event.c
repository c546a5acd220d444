/* Events: the head, the hash of the chain, and the way from a kind to what reads and writes its parts. */
#include "model/event.h"
#include "model/codec.h"
#include "model/event_payload.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HEAD_ENCODING = 1 };

/* What is written now. A kind has a new version where its payload has another shape, or where the same
 * payload is folded otherwise: what was written stays what it meant. */
uint16_t event_version(event_kind_t kind) {
    /* 2: who had refused, or decided together, is gone through again too, or passed over; 3: and stands where
     * it stood (engine/tree.h) */
    if (kind == EVENT_PLAN_REWOUND) return 3;
    if (kind == EVENT_STAGE_JUMPED) return 2;
    /* 2: whom a signer before it had brought in sign for the seat that opens again (engine/apply_task.c) */
    if (kind == EVENT_TASK_OPENED) return 2;
    /* 2: what was done at the task before says nothing of what is done after (A27) */
    if (kind == EVENT_TASK_DECIDED) return 2;
    /* 2: what stood before is kept, and can be made to stand again (A27) */
    if (kind == EVENT_ADJUSTED || kind == EVENT_REPLANNED) return 2;
    /* 2: the clock keeps when it stood still (A62) */
    return kind == EVENT_CLOCK_PAUSED ? 2 : 1;
}

void event_encode_head(const event_t *e, buf_t *out) {
    buf_u8(out, HEAD_ENCODING);
    buf_int(out, e->id);
    buf_int(out, e->record);
    codec_put_range(out, e->seq, 1, INT64_MAX);
    codec_put_enum(out, (int)e->kind, 1, UINT8_MAX);
    codec_put_range(out, e->version, 1, UINT16_MAX);
    codec_put_instant(out, e->at);
    codec_put_instant(out, e->recorded);
    actor_encode(&e->actor, out);
    codec_put_hash(out, &e->ruleset);
}

void event_decode_head(cursor_t *in, event_t *out) {
    memset(out, 0, sizeof *out);
    if (cursor_u8(in) != HEAD_ENCODING) codec_fail(in);
    out->id = cursor_int(in);
    out->record = cursor_int(in);
    out->seq = codec_get_range(in, 1, INT64_MAX);
    out->kind = (event_kind_t)codec_get_enum(in, 1, UINT8_MAX);
    out->version = (uint16_t)codec_get_range(in, 1, UINT16_MAX);
    out->at = codec_get_instant(in);
    out->recorded = codec_get_instant(in);
    actor_decode(in, &out->actor);
    codec_get_hash(in, &out->ruleset);
}

static const event_codec_t *codec_in(const event_codec_t *table, event_kind_t kind) {
    for (; table->kind; table++) {
        if (table->kind == kind) return table;
    }
    return NULL;
}

static const event_codec_t *codec_of(event_kind_t kind) {
    const event_codec_t *codec = codec_in(event_task_codecs, kind);
    if (!codec) codec = codec_in(event_step_codecs, kind);
    if (!codec) codec = codec_in(event_change_codecs, kind);
    if (!codec) codec = codec_in(event_admin_codecs, kind);
    if (!codec) codec = codec_in(event_people_codecs, kind);
    if (!codec) codec = codec_in(event_record_codecs, kind);
    if (!codec) codec = codec_in(event_child_codecs, kind);
    if (!codec) codec = codec_in(event_initiator_codecs, kind);
    if (!codec) codec = codec_in(event_system_codecs, kind);
    if (!codec) codec = codec_in(event_business_codecs, kind);
    if (!codec) codec = codec_in(event_owing_codecs, kind);
    if (!codec) codec = codec_in(event_deviation_codecs, kind);
    return codec;
}

void event_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    const event_codec_t *codec = codec_of(e->kind);
    if (codec && e->version >= 1 && e->version <= event_version(e->kind)) {
        codec->encode(e, payload, personal);
    } else {
        payload->failed = true;
    }
}

static int event_newer(const event_t *e, diag_t *d) {
    char kind[16], version[16];
    snprintf(kind, sizeof kind, "%d", (int)e->kind);
    snprintf(version, sizeof version, "%d", (int)e->version);
    return diag_set(d, "event.version", "kind", kind, "version", version, NULL);
}

int event_decode(bytes_t payload, const bytes_t *personal, arena_t *arena, event_t *e, diag_t *d) {
    const event_codec_t *codec = codec_of(e->kind);
    if (!codec || e->version > event_version(e->kind)) return event_newer(e, d);
    bool kept = personal && personal->len > 0;
    cursor_t first, second;
    cursor_init(&first, payload, arena);
    cursor_init(&second, kept ? *personal : (bytes_t){0}, arena);
    memset(&e->u, 0, sizeof e->u);
    codec->decode(&first, kept ? &second : NULL, e);
    if (cursor_done(&first) && cursor_done(&second)) return 0;
    memset(&e->u, 0, sizeof e->u);
    if (arena_failed(arena)) return diag_memory(d);
    char id[24];
    snprintf(id, sizeof id, "%" PRId64, e->id);
    return diag_set(d, "event.corrupt", "id", id, "kind", codec->word, NULL);
}

const char *event_kind_word(event_kind_t kind) {
    const event_codec_t *codec = codec_of(kind);
    return codec ? codec->word : "unknown";
}

const char *rung_outcome_word(rung_outcome_t outcome) {
    switch (outcome) {
    case RUNG_FIRED:
        return "fired";
    case RUNG_MERGED:
        return "merged";
    case RUNG_OVERTAKEN:
        return "overtaken";
    case RUNG_FAILED:
        return "failed";
    }
    return "unknown";
}

void event_hash(const hash_t *previous, bytes_t head, bytes_t payload, const hash_t *digest, hash_t *out) {
    static const hash_t none;
    const hash_t *before = previous ? previous : &none;
    bytes_t parts[] = {
        {.at = before->b, .len = HASH_SIZE}, head, payload, {.at = digest->b, .len = HASH_SIZE}};
    hash_parts(parts, sizeof parts / sizeof parts[0], out);
}

void event_put_words(buf_t *personal, const char *text) {
    if (text) buf_text(personal, text);
}

const char *event_get_words(cursor_t *personal) {
    if (!personal) return NULL;
    const char *text = cursor_text(personal);
    if (!text) codec_fail(personal);
    return text;
}
