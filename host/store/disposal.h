/* Disposal: records that have ended go for good, with their events, personal values, steps, tasks, clocks,
 * delivered messages and settled incidents; and the pages that come free are given back to the file system.
 * What stays is one event on the chain of record 0 (EVENT_DISPOSED), and a row that finds it by the record's
 * id or number. Nothing here knows who may dispose of what, or when: whoever calls has decided that.
 *
 * Idempotency keys that name the record stay for as long as keys are kept: a command sent again must not be
 * carried out twice because its record is gone. They hold nothing of the record but its id and number.
 *
 * All but the reads are for the writer's connection, within a transaction. */
#ifndef CS_STORE_DISPOSAL_H
#define CS_STORE_DISPOSAL_H

#include "store/queries.h"

/* One row of a walk over records, of which some may be disposed of. */
typedef struct disposal_row {
    int64_t record;
    record_state_t state;
    instant_t ended_at; /* INSTANT_NONE: it has not ended */
} disposal_row_t;
/* The next `max` records with ids above `after`, of `flow` (NULL: of any), whatever their state: the cost is
 * that of `max` rows, however few of them have ended. Fewer than `max`: that was the end. */
int store_dispose_look(store_t *s, const char *flow, int64_t after, size_t max, arena_t *arena,
                       disposal_row_t **out, size_t *count, diag_t *d);

/* A record that may go. */
typedef struct disposal {
    disposed_t kept; /* what stays of it */
    instant_t ended_at;
    int64_t *events; /* ids */
    size_t event_count;
} disposal_t;

/* Looks whether that record may go, and what it consists of; in the arena. Its chain is checked on the way,
 * so that disposal takes no evidence of a change away. Refusals (store_disposal_refusal), each with {record,
 * number}: dispose.not_ended {state}, dispose.task_open {task}, dispose.clock_runs {clock},
 * dispose.message_waiting {message}, dispose.incident_open {incident}, dispose.has_document {document},
 * dispose.child_lives, dispose.opener_lives {other} (a record that it opened, or that opened it, is on its
 * way), dispose.damaged with what is damaged as its cause; store.not_found {id}. */
int store_disposal_check(store_t *s, int64_t record, arena_t *arena, disposal_t *out, diag_t *d);
/* True for an error that speaks of that record alone: others may go. */
bool store_disposal_refusal(const diag_t *d);

/* Takes them out: `event` is of EVENT_DISPOSED, with id, times, actor and reason given; its place on the
 * chain and the list of what went (by id; `list` is sorted here) are filled in. 1 to DISPOSED_MAX of them,
 * each as store_disposal_check gave it in the same transaction. On failure the transaction must be rolled
 * back. */
int store_dispose(store_t *s, event_t *event, disposal_t *list, size_t count, arena_t *arena, diag_t *d);

/* ---- reads ---- */

/* Sets record.disposed {record, number, at, by (a handle) or uid} when that number or id was disposed of,
 * store.not_found {record} when there never was one, or another error. Always -1. */
int store_gone(store_t *s, const char *name, diag_t *d);
/* The same for an id that is known to have been a record's. */
int store_gone_id(store_t *s, int64_t record, diag_t *d);

typedef struct disposed_row {
    int64_t record, event; /* the event on record 0 that says so */
    const char *number;    /* NULL: none */
} disposed_row_t;
/* Those with ids above `after`, by id. */
int store_disposed_rows(store_t *s, int64_t after, size_t max, arena_t *arena, disposed_row_t **out,
                        size_t *count, diag_t *d);
int store_disposed_row(store_t *s, int64_t record, arena_t *arena, disposed_row_t *out, bool *found,
                       diag_t *d);

/* The series of numbers, and whether a number is some record's or was one's. */
typedef struct series {
    const char *prefix;
    int32_t year;
    int64_t last; /* given */
} series_t;
int store_series(store_t *s, arena_t *arena, series_t **out, size_t *count, diag_t *d);
int store_number_held(store_t *s, const char *number, bool *held, diag_t *d);

/* ---- space ---- */

/* Pages of the file that nothing uses, and the size of one in bytes. On any connection. */
int store_free_pages(store_t *s, int64_t *pages, int64_t *page_bytes, diag_t *d);
/* Gives at most `max_pages` free pages back, in one transaction of its own, for about `max_us` at most (what
 * stands last in the file moves to where a page is free); *given: how many. The file gets shorter at the next
 * checkpoint. 0 of them: nothing is free, or the file was not made by this program (auto_vacuum is part of a
 * file from its first page on; every store has it since schema 1). */
int store_give_back(store_t *s, int64_t max_pages, int64_t max_us, int64_t *given, diag_t *d);

#endif
