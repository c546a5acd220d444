/* Commands carried out on a record that is in memory only: what a preview and a simulation do. The same
 * decide, the same rules and calendars as on the writer's thread; ids and numbers are thrown away, nothing is
 * written. */
#ifndef CS_SERVER_IN_MEMORY_H
#define CS_SERVER_IN_MEMORY_H

#include "server/reader.h"

typedef struct in_memory {
    reader_t *reader;
    arena_t *arena;        /* everything lies here */
    const rules_t *rules;  /* its own */
    const rules_t *latest; /* those in force: a next round may go by them */
    id_source_t ids;
    instant_t now;    /* its own clock: the caller moves it on */
    record_t *record; /* NULL before the draft */
} in_memory_t;

/* Begins without a record, at the reader's time, under the active rules. ruleset.none; ruleset.unknown. */
int in_memory_begin(reader_t *r, arena_t *arena, in_memory_t *out, diag_t *d);
/* Begins with a stored record, decoded in the arena, under its own rules. */
int in_memory_take(reader_t *r, arena_t *arena, record_t *record, in_memory_t *out, diag_t *d);
/* Carries one command out at m->now; form fields are read by the flow's definition first. The record moves
 * on. On failure it must not be used any more. Errors as decide. */
int in_memory_decide(in_memory_t *m, const command_t *command, decide_out_t *out, diag_t *d);
/* The clock whose rung comes first, at or before `until`; NULL: none. */
const cs_clock_t *in_memory_next_rung(const in_memory_t *m, instant_t until);
/* Fires it, moving the clock to its due time (never back). */
int in_memory_fire(in_memory_t *m, const cs_clock_t *clock, decide_out_t *out, diag_t *d);

#endif
