/* Inside the store: the few things done to files that SQLite does not do. */
#ifndef CS_STORE_PATH_H
#define CS_STORE_PATH_H

#include "base/diag.h"

/* `path` and `end` joined; the caller frees with mem_free. NULL: no memory. */
char *path_with(const char *path, const char *end);
/* What errno means for this path: store.not_found, store.exists, store.readonly, store.full, store.io {path,
 * detail}. Always -1. */
int path_failed(const char *path, diag_t *d);
/* Puts a file, or the folder that a file's name stands in, on the disk. */
int path_sync(const char *path, diag_t *d);
int path_sync_folder(const char *path, diag_t *d);
/* There, and may be read: store.not_found, store.unreadable {path, detail}. */
int path_readable(const char *path, diag_t *d);
/* Makes an empty file that must not exist, its name on the disk. */
int path_make(const char *path, diag_t *d);
/* Removes a database file and what SQLite puts beside it. vfs: its name, where the files are not the
 * system's; NULL. */
void path_remove(const char *path, const char *vfs);

#endif
