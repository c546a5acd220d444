/* verify: what a store says is what its events make of it. Every chain is hashed again, every record rebuilt
 * by apply and compared with the tables byte by byte, rows that belong to nothing are looked for, and records
 * that are not there any more: disposed of, as the company's own chain says, or missing. In slices, on a
 * read-only connection of its own, while people work. */
#ifndef CS_SERVER_VERIFY_H
#define CS_SERVER_VERIFY_H

#include "store/store.h"

typedef struct verify_options {
    /* Each record that does not hold, with the first difference found in it; 0: rows of no record. */
    void (*found)(void *ctx, int64_t record, const diag_t *difference);
    void (*progress)(void *ctx, size_t done, size_t total); /* NULL: none; total 0: not known */
    void *ctx;
    const volatile int *stop; /* not 0: ends after the record in hand; NULL: never */
    int64_t every; /* 0: all of it; else a sample: one record of so many, and no look for rows of no record */
} verify_options_t;

typedef struct verify_report {
    int64_t records, events, differences;
    bool stopped;
} verify_report_t;

/* 0: looked at everything (the report says what was found); -1: the store could not be read. Differences:
 * store.chain, store.rows, store.stray, and verify.state {record, at} when the fold of events is not the
 * state stored, event.misfit, event.corrupt; verify.disposed {record, number, what} when the company's chain
 * and the rows of what was disposed of do not agree, verify.missing {number} for a number whose record is
 * neither there nor disposed of. Memory: one record's events at a time. */
int verify_store(const char *path, const store_options_t *options, const verify_options_t *verify,
                 verify_report_t *out, diag_t *d);

#endif
