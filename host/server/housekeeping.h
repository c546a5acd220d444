/* Keeping the store's house between batches: its log copied into the file, idempotency keys and delivered
 * messages forgotten when they are old, pages that nothing uses given back to the file system. Each call does
 * one small piece, so that whoever comes meanwhile waits for milliseconds. On the thread that owns the host.
 */
#ifndef CS_SERVER_HOUSEKEEPING_H
#define CS_SERVER_HOUSEKEEPING_H

#include "server/host.h"

/* What is remembered from one piece to the next; zeroed at the start. */
typedef struct house {
    instant_t
        forget_at; /* when what is old is next looked for: once an hour, two while people wait all the time */
    bool forgetting;  /* the last look did not come to the end of it */
    bool giving_back; /* more pages are free than are kept for what comes */
    bool none_given;  /* this file gives nothing back (it was made by something else): not tried again */
} house_t;

/* One piece. `waiting`: people wait, so nothing is given back and the log is kept short. True: there is more
 * to do at once, when nobody waits. A store that fails is told to the log and distrusted; one that can't be
 * written is left alone. */
bool house_keep(house_t *house, host_t *h, bool waiting);

/* One step of giving back what is free beyond what is kept: at most `give_back_pages`, and about 8 ms.
 * *given: how many. Whoever frees many pages calls it after each commit, waiting people or not: SQLite
 * searches its list of free pages from the front for every page that it takes off the file's end, so that a
 * list left to grow to hundreds of thousands costs a millisecond a page, where a short one costs a fiftieth
 * of that. */
int house_give_back(host_t *h, int64_t *given, diag_t *d);

#endif
