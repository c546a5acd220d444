/* A copy of the store while people work: SQLite's online backup on a read-only connection, in slices. Nothing
 * waits for it. The copy is one file with nothing beside it, checked whole, on the disk when this returns. */
#ifndef CS_STORE_BACKUP_H
#define CS_STORE_BACKUP_H

#include "base/diag.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum backup_phase { BACKUP_COPYING, BACKUP_CHECKING } backup_phase_t;
/* Called about ten times a second while copying and checking, with pages done and to do (0 of 0 while
 * checking: SQLite does not say); false stops the backup (store.stopped). */
typedef bool (*backup_progress_t)(void *ctx, backup_phase_t phase, int64_t done, int64_t total);

/* Copies the store at `source` to `target`, which must not exist (store.exists). Made under "<target>.part",
 * checked (`PRAGMA integrity_check`; store.corrupt {what}), synced, then given its name. On any failure
 * nothing is left. `progress` may be NULL. Each write to the source begins the copy anew; after the third
 * time the copy holds a view of one moment instead, and the source's log grows until it is done. */
int store_backup(const char *source, const char *target, backup_progress_t progress, void *ctx, diag_t *d);

#endif
