/* Who did it: encoding and words. */
#include "model/actor.h"
#include "model/codec.h"

void actor_encode(const actor_t *a, buf_t *out) {
    codec_put_enum(out, (int)a->kind, ACTOR_PERSON, ACTOR_SYSTEM);
    buf_int(out, a->person);
    buf_int(out, a->principal);
    codec_put_enum(out, (int)a->auth, AUTH_NONE, AUTH_TOKEN);
    buf_int(out, a->uid);
}

void actor_decode(cursor_t *in, actor_t *out) {
    out->kind = (actor_kind_t)codec_get_enum(in, ACTOR_PERSON, ACTOR_SYSTEM);
    out->person = cursor_int(in);
    out->principal = cursor_int(in);
    out->auth = (auth_kind_t)codec_get_enum(in, AUTH_NONE, AUTH_TOKEN);
    out->uid = cursor_int(in);
}

const char *actor_kind_word(actor_kind_t kind) {
    switch (kind) {
    case ACTOR_PERSON:
        return "person";
    case ACTOR_PROXY:
        return "proxy";
    case ACTOR_SERVICE:
        return "service";
    case ACTOR_TIMER:
        return "timer";
    case ACTOR_RULE:
        return "rule";
    case ACTOR_SYSTEM:
        return "system";
    }
    return "unknown";
}

const char *auth_kind_word(auth_kind_t kind) {
    switch (kind) {
    case AUTH_NONE:
        return "none";
    case AUTH_PEER_UID:
        return "peer_uid";
    case AUTH_ENTERED_BY:
        return "entered_by";
    case AUTH_REPLAY:
        return "replay";
    case AUTH_SESSION:
        return "session";
    case AUTH_TOKEN:
        return "token";
    }
    return "unknown";
}
