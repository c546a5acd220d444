/* A copy of the store while people work: SQLite's online backup on a read-only connection, in slices. Nothing
 * waits for it. The copy is one file with nothing beside it, checked whole, on the disk when this returns. */
#ifndef CS_STORE_BACKUP_H
#define CS_STORE_BACKUP_H

#include "store/store.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum backup_phase { BACKUP_COPYING, BACKUP_CHECKING } backup_phase_t;
/* Called about ten times a second while copying and checking, with pages done and to do (0 of 0 while
 * checking: SQLite does not say); false stops the backup (store.stopped). */
typedef bool (*backup_progress_t)(void *ctx, backup_phase_t phase, int64_t done, int64_t total);

/* Copies the store at `source` to `target`, which must not exist (store.exists). Made under "<target>.part",
 * checked (`PRAGMA integrity_check`; store.corrupt {what}), synced, then given its name. On any failure
 * nothing is left; after a power cut or a kill the part may be, and backup.unfinished {file} tells the next.
 * `progress` may be NULL. Each write to the source begins the copy anew; after the third time the copy holds
 * a view of one moment instead, and the source's log grows until it is done. */
int store_backup(const char *source, const char *target, backup_progress_t progress, void *ctx, diag_t *d);

/* The store at `path` held for being replaced: it has the writer's lock (store.busy {pid} when somebody else
 * has), and its log is copied into the file where that can be read. One that is broken, or not there, can be
 * held as well; nothing can be read or written through what is returned. Given back by store_close, until
 * when nobody opens the store for writing. NULL: the error is set. */
store_t *store_hold(const char *path, diag_t *d);
/* Gives the finished copy `fresh`, which lies in the same folder, the name of the held store. What has that
 * name now, and what SQLite left beside it, takes the name `kept` first, which must be free (store.exists). A
 * store that is one file never lacks its name on the way;
 * *moved: there was something. Both names are on the disk when this returns. Where a name can't be given,
 * those given so far are taken back (restore.undone {file, kept, detail}); where that fails too, the old
 * store lies at `kept` (restore.unfinished {file, kept, detail}). */
int store_replace(store_t *held, const char *fresh, const char *kept, bool *moved, diag_t *d);

/* Gives a store that was made as `made`, and is closed by all, its name, which must be free (store.exists);
 * it is on the disk when this returns. `made` is left where that fails. */
int store_name(const char *made, const char *name, diag_t *d);

#endif
