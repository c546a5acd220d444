/* Somebody leaves (离职交接, A16): posts, roles, holdings, stand-ins and service accounts go to whoever takes
 * over, in one commit; then what they hold of each record, in batches of a commit each. Whoever dies between
 * them leaves a mark in the store, and whoever opens it next does the rest. */
#ifndef CS_SERVER_LEAVER_H
#define CS_SERVER_LEAVER_H

#include "server/host.h"

typedef struct leaver {
    const char *person, *to;  /* handles, of people in the directory */
    int64_t person_id, to_id; /* to_id 0: nobody was named, it goes to the flow's fallback (vacancies.h) */
    instant_t from;           /* since when; never after the recorded time */
    bool stays;               /* in service, with other duties */
    const char *reason;       /* on each record */
    actor_t actor;
} leaver_t;

/* A row of the directory that ends, begins or changes. Texts are in the arena of the call. */
typedef struct leaver_row {
    const char *table, *change; /* "ended", "added", "changed" */
    const char *person;         /* whose row */
    const char *what;           /* "finance.head", "budget HR-01", "for li.na" … */
} leaver_row_t;

typedef struct leaver_rows {
    leaver_row_t *list;
    size_t count;
} leaver_rows_t;

/* Inside a transaction: changes the rows; the directory is not built anew. Errors as store_people_put. */
int leaver_rows(host_t *h, const leaver_t *l, arena_t *arena, leaver_rows_t *out, diag_t *d);

/* What became of one task. */
typedef struct leaver_task {
    int64_t record, task, to; /* to 0: closed, since that person decides the step already */
    const char *number;       /* NULL: none yet */
    const char *flow, *step;
    const char *reason, *reason_text; /* how that person was found */
    bool waiting;                     /* its turn has not come */
} leaver_task_t;

typedef struct leaver_refused {
    int64_t record;
    const char *number;
    diag_t *why; /* cleared by leaver_done */
} leaver_refused_t;

typedef struct leaver_tasks {
    leaver_task_t *list;
    size_t count, room;
    leaver_refused_t *refused; /* records in which nobody can take it; all of it stays with who left */
    size_t refused_count, refused_room;
    size_t records; /* in which something moved */
} leaver_tasks_t;

/* Moves what is left to move; with `tried`, as it would be with that directory, and nothing of it stays.
 * Again it moves nothing. -1: the batches before stand. Give *out back with leaver_done, also after an error.
 */
int leaver_tasks(host_t *h, const leaver_t *l, directory_t *tried, arena_t *arena, leaver_tasks_t *out,
                 diag_t *d);
void leaver_done(leaver_tasks_t *tasks);
/* Moves what `from` lists to the end of `to`. */
int leaver_join(leaver_tasks_t *to, leaver_tasks_t *from, arena_t *arena, diag_t *d);

/* Inside the transaction of the rows: from then on the tasks are owed. */
int leaver_owe(host_t *h, const leaver_t *l, diag_t *d);
/* They have been moved, or, with `left`, some are still with who left: a commit. */
int leaver_settle(host_t *h, bool left, diag_t *d);
/* Moves what is owed, if anything, and settles it. When a store was opened. */
int leaver_owed(host_t *h, diag_t *d);

#endif
