/* One command's work inside the writer's open transaction: the record loaded, its rungs that are due,
 * deciding, rows. writer.c makes batches of it, firing.c carries deadlines out with it; nobody else includes
 * it. */
#ifndef CS_SERVER_WORK_H
#define CS_SERVER_WORK_H

#include "server/host_internal.h"

/* What a command is carried out with. Everything in it lives in `arena`, until work_end or the end of the
 * batch. */
typedef struct work {
    host_t *h;
    snapshot_t *snapshot;
    instant_t now; /* the recorded time */
    arena_t *arena;
    record_t *record;         /* NULL: none yet */
    record_t *original;       /* COMMAND_COPY: the record to copy */
    const hash_t *migrate_to; /* COMMAND_MIGRATE: by which rules it goes on; NULL: those in force */
    chain_t chain;
    deadline_t *before; /* the record's deadline rows, so that store_write can delete them by key */
    size_t before_count;
} work_t;

/* How one command ended: carried out, refused (the others of its batch go on), or its rows could not be
 * written. */
typedef enum ended { ENDED_OK, ENDED_REFUSED, ENDED_FAILED } ended_t;

/* Work at the host's recorded time now, on no record yet. */
void work_begin(work_t *w, host_t *h, snapshot_t *snapshot);
/* One request or row of a batch is done with: its memory serves the next, so that a large batch works in no
 * more of it than a small one. Whatever was begun since batch_begin is gone. */
void work_end(host_t *h);
/* Takes the record from the cache or the store. */
int work_load(work_t *w, int64_t id, diag_t *d);
/* Takes it as the one to copy: what comes of the command is another. */
int work_load_original(work_t *w, int64_t id, diag_t *d);
/* Decides and writes, and carries out what it leads to on other records: all of it stands, or nothing.
 * w->record is the state after. After ENDED_REFUSED it is spoilt. */
ended_t work_decide(work_t *w, const command_t *command, decide_out_t *out, diag_t *d);
/* The parts of it, for follow_ups.c: decides alone (`failed` as in decide_in; incidents of a refusal are
 * written when `incidents`), and writes what was decided. */
ended_t work_decide_alone(work_t *w, const command_t *command, const diag_t *failed, bool incidents,
                          decide_out_t *out, diag_t *d);
int work_write(work_t *w, const decide_out_t *out, diag_t *d);
int work_write_incidents(work_t *w, const decide_out_t *out, diag_t *d);

/* follow_ups.c: what was decided (and not written yet) leads to commands on other records (A7). */
ended_t follow_ups_carry_out(work_t *w, const command_t *command, decide_out_t *out, diag_t *d);
/* Every rung due by `until` of the loaded record, of those above it and of those it waits for, the earliest
 * first: whichever of them ends may end the others. The record is the state after. */
ended_t work_fire_family(work_t *w, instant_t until, diag_t *d);
/* The earliest rung of this record that is due; NULL: none. */
const cs_clock_t *work_due_clock(const record_t *r, instant_t until);
/* One rung of the loaded record. *moved false: its clock did not wait for it. */
ended_t work_fire(work_t *w, int64_t clock, int32_t rung, instant_t due, bool *moved, diag_t *d);
/* Every rung of the loaded record that is due by `until`, the earliest first; *fired counts them. At the
 * instant of a deadline its rung comes before any command of the same instant (A60), whether or not the timer
 * has been here yet. */
ended_t work_fire_overdue(work_t *w, instant_t until, size_t *fired, diag_t *d);

/* The transaction around a batch; inside writer_open_transaction's it begins and commits nothing. When the
 * clock went back, begin writes the event that says so. */
int batch_begin(host_t *h, diag_t *d);
/* Commits when `status` is 0, else rolls back; the cache keeps or forgets what the batch put. 0: committed;
 * -1: the error is set (by the commit, or before). */
int batch_end(host_t *h, int status, diag_t *d);

#endif
