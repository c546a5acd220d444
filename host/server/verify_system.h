/* What verify.c asks about the company as a whole; nobody else includes it. */
#ifndef CS_SERVER_VERIFY_SYSTEM_H
#define CS_SERVER_VERIFY_SYSTEM_H

#include "server/verify.h"

/* One verification under way. */
typedef struct verifying {
    store_t *store;
    const verify_options_t *options;
    verify_report_t *report;
    arena_t arena; /* of one record, or of one slice */
} verifying_t;

/* Counts a difference, tells it, and clears it. */
void verify_tell(const verifying_t *v, int64_t record, diag_t *difference);

/* verify.family {record, other, what}: it and a record that it opened, or that opened it, contradict each
 * other. */
int verify_family(verifying_t *v, const record_t *record, diag_t *d);

/* The chain of record 0; that what it says was disposed of is known as such, and nothing else is; that every
 * number given is some record's or was disposed of. Differences are told and counted as verify_store does.
 * -1: the store could not be read. */
int verify_system(store_t *store, const verify_options_t *options, verify_report_t *report, diag_t *d);

#endif
