/* Who did it (design.md §6.4): a person, a proxy for one, a service account, a timer, a rule, or the system;
 * and how that was known. */
#ifndef CS_MODEL_ACTOR_H
#define CS_MODEL_ACTOR_H

#include "base/buf.h"

typedef enum actor_kind {
    ACTOR_PERSON = 1,
    ACTOR_PROXY = 2,   /* `person` acts for `principal` */
    ACTOR_SERVICE = 3, /* `person` is the service account's id; its owner is in the directory */
    ACTOR_TIMER = 4,
    ACTOR_RULE = 5,
    ACTOR_SYSTEM = 6,
} actor_kind_t;

typedef enum auth_kind {
    AUTH_NONE = 0,     /* timers, rules, the system */
    AUTH_PEER_UID = 1, /* the Unix socket's peer, whose uid the directory maps to this person */
    AUTH_ENTERED_BY =
        2,            /* `--as NAME`: the store's owner entered it for the person; `uid` is who entered it */
    AUTH_REPLAY = 3,  /* taken from a log that is replayed */
    AUTH_SESSION = 4, /* a password session (the HTTP server, later) */
    AUTH_TOKEN = 5,
} auth_kind_t;

typedef struct actor {
    actor_kind_t kind;
    int64_t person;    /* directory id; 0 for timer, rule, system */
    int64_t principal; /* 0 unless proxy */
    auth_kind_t auth;
    int64_t uid; /* of the process that entered it; -1: unknown */
} actor_t;

void actor_encode(const actor_t *a, buf_t *out);
void actor_decode(cursor_t *in, actor_t *out);
const char *actor_kind_word(actor_kind_t kind);
const char *auth_kind_word(auth_kind_t kind);

#endif
