/* A company whose store lies on a disk in memory (support/disk.h), with made-up people, one flow and a clock
 * that is told: what the programs of this folder break and look at again. Its lock file alone is real. */
#ifndef TESTS_CRASH_COMPANY_ON_DISK_H
#define TESTS_CRASH_COMPANY_ON_DISK_H

#include "server/api.h"
#include "support/disk.h"

/* Monday, 2026-03-02, 10:00 in Amsterdam. */
#define COMPANY_START INT64_C(1772442000000)

typedef struct site {
    char folder[64], path[96];
    disk_t *disk;
    bool copied;   /* its folder is another one's */
    instant_t now; /* what the clock says; the program moves it */
    host_options_t options;
    host_t *host;    /* NULL while closed */
    reader_t reader; /* store NULL: none is open */
} site_t;

/* A folder and a disk; no store yet. Ends the program when it can't. */
void site_begin(site_t *s, uint64_t seed);
/* Another one that is what `from`, which is closed, is now, on a copy of its disk. It ends before that. */
void site_copy(site_t *s, const site_t *from, uint64_t seed);
void site_end(site_t *s);
/* Makes the store and opens it; then people and rules by site_furnish. -1: the error is set, nothing is open.
 */
int site_create(site_t *s, diag_t *d);
int site_furnish(site_t *s, diag_t *d);
/* Opens what is there. `reading`: with a reader beside the writer, open as long as it is. */
int site_open(site_t *s, bool reading, diag_t *d);
void site_close(site_t *s);
/* Removes what a creation that did not end has left. The power is on, all is closed. */
void site_clear(site_t *s);

/* For looking at what failed: the store's files as they are now, copied to the path that the variable
 * COUNTERSIGN_KEEP names, when it is set. */
void site_keep(site_t *s);

/* An administrator's request, JSON; 0: it was answered ok. */
int site_administer(site_t *s, const char *json, diag_t *d);
/* Rules whose threshold is another one each time: content that no earlier activation had. */
int site_activate(site_t *s, int threshold, diag_t *d);
/* Somebody by handle; the person's id, or 0. */
int64_t site_person(site_t *s, const char *handle);
actor_t site_actor(int64_t person);

#endif
