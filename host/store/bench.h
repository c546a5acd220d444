/* The bare store, for `countersign bench` (design.md §7): every statement that the store runs, with its
 * values, is recorded on a tape; the tape is then played into a fresh store: the same rows in the same
 * statements, but without loading, deciding, encoding or hashing. What is left is SQLite's own cost. */
#ifndef CS_STORE_BENCH_H
#define CS_STORE_BENCH_H

#include "store/store.h"

typedef struct tape tape_t;

tape_t *tape_new(diag_t *d); /* NULL: no memory */
void tape_free(tape_t *tape);
/* Records what the store runs from now on (transactions excepted: the player makes its own); NULL stops. The
 * tape must outlive that. */
void store_record_on(store_t *s, tape_t *tape);
/* Where the tape stands: take it after every command to play them in batches. */
size_t tape_mark(const tape_t *tape);
/* Forgets what was recorded after `mark`: a command that was rolled back. */
void tape_cut(tape_t *tape, size_t mark);
/* Plays [from, to), which must be marks, within the caller's transaction. */
int tape_play(store_t *s, const tape_t *tape, size_t from, size_t to, diag_t *d);

#endif
