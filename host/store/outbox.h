/* The outbox: one row a message and channel, written in the commit that caused it (store_write), delivered at
 * least once under the message's id as key. Who delivers claims rows for a while; a claim that runs out is
 * taken by the next, so a holder that died delays its messages but loses none. All but the lists are for the
 * writer's connection, within a transaction. */
#ifndef CS_STORE_OUTBOX_H
#define CS_STORE_OUTBOX_H

#include "store/store.h"

typedef enum outbox_state {
    OUTBOX_PENDING = 1,
    OUTBOX_CLAIMED = 2,
    OUTBOX_DELIVERED = 3,
    OUTBOX_STUCK = 4,
} outbox_state_t;

typedef struct outbox_row {
    message_t message;
    int64_t principal; /* in whose name the recipient has its task (A15), as that is now; 0: nobody else's */
    const char *channel;
    outbox_state_t state;
    int32_t attempts; /* claims so far since it was written or resent */
    instant_t created_at;
    instant_t next_attempt_at; /* of a claimed one: when the claim runs out; INSTANT_NONE: none */
    const char *claimed_by;    /* NULL: nobody */
    const char *last_error;    /* NULL: none */
    instant_t ended_at;        /* delivered, or given up; INSTANT_NONE */
} outbox_row_t;

/* Claims at most `max` messages of the channel that are due at `now` (new ones, retries, claims that ran
 * out), the longest due first, for `holder` until now + lease_ms; attempts counts this one. */
int outbox_claim(store_t *s, const char *channel, const char *holder, instant_t now, int64_t lease_ms,
                 size_t max, arena_t *arena, outbox_row_t **out, size_t *count, diag_t *d);
/* Gives back what others than `holder` have claimed, for a store that nobody else has open for writing: they
 * died. Due at once, or, where it had been tried before, `retry_ms` later for each time: what it was that
 * died may have been the message. *count: how many. */
int outbox_release(store_t *s, const char *channel, const char *holder, instant_t now, int64_t retry_ms,
                   size_t *count, diag_t *d);
/* What became of a claimed message. outbox.lost {message, channel}: the claim is no longer this holder's (it
 * ran out and somebody else has it, or has delivered it). */
int outbox_delivered(store_t *s, int64_t message, const char *channel, const char *holder, instant_t now,
                     diag_t *d);
int outbox_retry(store_t *s, int64_t message, const char *channel, const char *holder, instant_t next,
                 const char *error, diag_t *d);
int outbox_give_up(store_t *s, int64_t message, const char *channel, const char *holder, instant_t now,
                   const char *error, diag_t *d);
/* Makes a stuck or delivered message pending again, its attempts counted anew. store.not_found {message,
 * channel}: none such, or it is on its way already. */
int outbox_resend(store_t *s, int64_t message, const char *channel, instant_t now, diag_t *d);
/* When a message of the channel is due next; INSTANT_NONE: none waits. */
int outbox_next(store_t *s, const char *channel, instant_t *out, diag_t *d);
/* Forgets at most `max` of those delivered before `before`; stuck ones stay. *count (may be NULL): how many.
 */
int outbox_forget(store_t *s, instant_t before, size_t max, size_t *count, diag_t *d);

typedef enum outbox_list {
    OUTBOX_LIST_ALL,
    OUTBOX_LIST_WAITING, /* pending and claimed */
    OUTBOX_LIST_STUCK
} outbox_list_t;
/* Rows with message ids above `after` (0: from the first), oldest first; a message that goes to several
 * channels is not cut in two as long as `max` is more than their number: go on from the last message but one
 * otherwise. */
int outbox_rows(store_t *s, outbox_list_t which, int64_t after, size_t max, arena_t *arena,
                outbox_row_t **out, size_t *count, diag_t *d);

#endif
