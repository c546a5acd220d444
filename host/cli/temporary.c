/* Temporary folders and stores; see temporary.h. */
#include "cli/temporary.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *temporary_folder(cli_t *cli, const char *what, diag_t *d) {
    const char *base = getenv("TMPDIR");
    char *folder = arena_printf(&cli->arena, "%s/countersign-%s-XXXXXX", base != NULL ? base : "/tmp", what);
    if (folder != NULL && mkdtemp(folder) != NULL) return folder;
    diag_set(d, "file.write", "file", folder, "detail", strerror(errno), NULL);
    return NULL;
}

void store_unlink(cli_t *cli, const char *store) {
    static const char *const TAILS[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof TAILS / sizeof *TAILS; i++) {
        char *path = arena_printf(&cli->arena, "%s%s", store, TAILS[i]);
        if (path != NULL) unlink(path);
    }
}
