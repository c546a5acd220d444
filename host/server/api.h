/* The API: one JSON object a request, one an answer; the same over the socket, from the command line without
 * a server, and later over HTTP.
 *
 * Request: {"verb":"approve", "as":"wang.fang", "key":"…", "record":"EXP-2026-000123", "task":"…",
 * "step":"…", "reason":"…", "fields":{…}, …} Answer:  {"ok":true, …} or {"ok":false,
 * "error":{"code","params","file","line","cause"}}. Ids, money and decimals are texts, times ISO 8601 in UTC.
 *
 * API.md beside this file lists every verb with what it takes and answers.
 *
 * A request is parsed on the thread that took it in (no I/O), carried out on the writer's thread (commands,
 * administration) or on a reader's. */
#ifndef CS_SERVER_API_H
#define CS_SERVER_API_H

#include "server/reader.h"
#include "server/writer.h"
#include <jansson.h>

/* Who is at the other end. */
typedef struct caller {
    int64_t uid; /* of the peer */
    bool owner;  /* it owns the store: may say `as` and administer */
} caller_t;

typedef enum api_kind {
    API_COMMAND, /* a request_t for writer_run */
    API_ADMIN,   /* carried out by api_admin on the writer's thread */
    API_READ,    /* carried out by api_read on a reader's */
} api_kind_t;

typedef struct api_verb api_verb_t;

typedef struct api_call {
    api_kind_t kind;
    const api_verb_t *verb;
    request_t request;  /* API_COMMAND; with a batch what is common to all of it */
    request_t *batch;   /* API_COMMAND on many records (A31): one for each; in the arena */
    size_t batch_count; /* 0: not many, `request` alone */
    json_t *body;       /* the whole request; a reference held by the call */
    actor_t actor;      /* who asks */
    caller_t caller;
} api_call_t;

/* Sorts and checks one request. Its texts are those of `body`, of which the call holds a reference; the rest
 * lies in the arena. The snapshot is used to know people. Form fields stay texts (tables: rows of texts): the
 * writer reads them as the flow's form says. Errors api.request, api.verb {verb, nearest}, api.field {field,
 * verb, nearest} (not one of this verb), api.value {field, expected}, json.*, actor.unknown {as},
 * actor.not_owner, actor.no_person {uid}. */
int api_parse(json_t *body, const caller_t *caller, const snapshot_t *snapshot, arena_t *arena,
              api_call_t *out, diag_t *d);
/* Gives back what the call holds (not the arena). */
void api_call_done(api_call_t *call);

/* Carries out a batch on the writer's thread, in its order, and gives its answer: every result, and the error
 * batch.refused {refused, of, done} when some of them are refusals. */
json_t *api_batch_run(host_t *h, const api_call_t *call);
/* The answer to a command. The caller owns it, as all answers below; NULL only for lack of memory. */
json_t *api_reply(const reply_t *reply);
json_t *api_error(const diag_t *d);
/* Administration: people, rules, settings, calendars, outbox resend, backup … On the writer's thread. Takes
 * the store's owner, or somebody in the role "administrator": actor.not_administrator. Each is one
 * transaction, with an event on the system's own record, and the snapshot built anew after it. */
json_t *api_admin(host_t *h, const api_call_t *call);
/* Reads, on a reader's thread, in one read transaction. A record is shown to those who have to do with it:
 * its initiator, whoever holds or held a task of it, heads and leaders of its department and those above,
 * administrators and the store's owner; a draft that nobody was given a task of only to its initiator and the
 * owner (A40); to others it is store.not_found. */
json_t *api_read(reader_t *r, const api_call_t *call);
/* All of it in one go, on the owning thread without a server: parse, carry out, answer. */
json_t *api_handle(host_t *h, reader_t *r, json_t *body, const caller_t *caller);

/* The verbs, for help and for the nearest name. */
struct api_verb {
    const char *name;
    const char *fields; /* what a request of it may carry besides verb, as and key; blanks between */
    api_kind_t kind;
    command_kind_t command; /* API_COMMAND */
    json_t *(*carry_out)(host_t *h, const api_call_t *call,
                         diag_t *d);                                 /* API_ADMIN; NULL: the error is set */
    json_t *(*read)(reader_t *r, const api_call_t *call, diag_t *d); /* API_READ; NULL: the error is set */
};
extern const api_verb_t api_verbs[]; /* ends with a NULL name */

#endif
