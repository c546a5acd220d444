/* A SQLite VFS for tests: the system's own, but a chosen write or sync fails. What fails is the n-th call of
 * its sort from the arming on, over all files (database, log, journals), and, if told so, every one after it
 * until it is disarmed: a full disk stays full. One for the whole process; not for several threads. */
#ifndef TESTS_SUPPORT_FAILING_VFS_H
#define TESTS_SUPPORT_FAILING_VFS_H

#include <stdbool.h>

#define FAILING_VFS "failing"

typedef enum failing_call { FAILING_WRITE, FAILING_SYNC, FAILING_CALLS } failing_call_t;

/* Makes it known to SQLite under FAILING_VFS; again is harmless. 0, or -1. */
int failing_vfs_register(void);
/* The n-th call (from 1) gives `error` (SQLITE_FULL as for ENOSPC, SQLITE_IOERR_WRITE or SQLITE_IOERR_FSYNC
 * as for EIO) and does nothing; counting starts anew. */
void failing_vfs_arm(failing_call_t call, int n, int error, bool stays);
void failing_vfs_disarm(void);
/* Calls of that sort since the last arming or disarming. */
int failing_vfs_count(failing_call_t call);

#endif
