/* countersign backup, restore: a copy made while people work; a copy put in the store's place. */
#include "store/backup.h"
#include "base/json.h"
#include "cli/verbs.h"
#include "store/store.h"
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool show_copying(void *ctx, backup_phase_t phase, int64_t done, int64_t total) {
    if (phase == BACKUP_COPYING) verb_progress(ctx, (size_t)done, (size_t)total);
    return !cli_stop;
}

/* Where the store is, as the company's configuration says; NULL: the error is set. */
static const char *store_of(cli_t *cli, diag_t *d) {
    company_paths_t paths;
    return here_paths(cli, &paths, d) == 0 ? paths.store : NULL;
}

int verb_backup(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    diag_t d = {0};
    const char *target = json_text(request, "file", true, &d);
    const char *source = target != NULL ? store_of(cli, &d) : NULL;
    verb_interruptible();
    int status = source == NULL ? -1 : store_backup(source, target, show_copying, cli, &d);
    int code = status == 0 ? EXIT_DONE : cli_stop ? EXIT_INTERRUPTED : cli_error(cli, &d);
    if (status == 0 && cli->json)
        cli_print_json(cli, json_pack("{s:b,s:o}", "ok", 1, "file", json_lossy(target)));
    else if (status == 0)
        fprintf(cli->out, "%s %s\n", cli_word(cli, "backup.done"), target);
    diag_clear(&d);
    return code;
}

/* The name under which the store that is there is kept. */
static char *kept_name(cli_t *cli, const char *store) {
    char stamp[32];
    time_t now = time(NULL);
    struct tm tm;
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%S", gmtime_r(&now, &tm));
    char *name = arena_printf(&cli->arena, "%s.before-%sZ", store, stamp);
    for (int i = 2; name != NULL && access(name, F_OK) == 0; i++)
        name = arena_printf(&cli->arena, "%s.before-%s.%dZ", store, stamp, i);
    return name;
}

/* A restore that was cut off may have given the store a second name already. */
static void remove_second_names(const char *store) {
    struct stat own, other;
    glob_t found;
    char pattern[PATH_MAX];
    snprintf(pattern, sizeof pattern, "%s.before-*Z", store);
    if (stat(store, &own) != 0 || glob(pattern, 0, NULL, &found) != 0) return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (stat(found.gl_pathv[i], &other) == 0 && other.st_dev == own.st_dev && other.st_ino == own.st_ino)
            unlink(found.gl_pathv[i]);
    globfree(&found);
}

/* What an interrupted restore has left; nobody else makes one while the store is held. */
static int remove_left(const char *file, diag_t *d) {
    static const char *const ENDS[] = {"", "-wal", "-shm", "-journal"};
    char name[PATH_MAX];
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
        snprintf(name, sizeof name, "%s%s", file, ENDS[i]);
        if (unlink(name) != 0 && errno != ENOENT)
            return diag_set(d, "file.write", "file", name, "detail", strerror(errno), NULL);
    }
    return 0;
}

/* The writer's lock is held from before the copy is made until it has the store's name: no command can be
 * acknowledged into a file that is about to step aside. *kept NULL: there was nothing to keep. */
static int restore(cli_t *cli, const char *file, const char *store, bool replace, char **kept, diag_t *d) {
    char *fresh = arena_printf(&cli->arena, "%s.restoring", store);
    char *part = arena_printf(&cli->arena, "%s.restoring.part", store);
    bool moved = false;
    *kept = kept_name(cli, store);
    if (fresh == NULL || part == NULL || *kept == NULL) return diag_memory(d);
    if (!replace && access(store, F_OK) == 0) return diag_set(d, "restore.exists", "file", store, NULL);
    store_t *held = store_hold(store, d);
    if (held == NULL) return -1;
    int status = 0;
    if (!replace && access(store, F_OK) == 0) /* made since it was looked for */
        status = diag_set(d, "restore.exists", "file", store, NULL);
    else if (remove_left(fresh, d) != 0 || remove_left(part, d) != 0)
        status = -1;
    if (status == 0) remove_second_names(store);
    if (status == 0) status = store_backup(file, fresh, show_copying, cli, d);
    if (status == 0) {
        status = store_replace(held, fresh, *kept, &moved, d);
        if (status != 0) unlink(fresh);
    }
    store_close(held);
    if (!moved) *kept = NULL;
    return status;
}

int verb_restore(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    const char *file = json_text(request, "file", true, &d), *store = file != NULL ? store_of(cli, &d) : NULL;
    char *kept = NULL;
    verb_interruptible();
    if (store != NULL && mkdir(cli->folder, 0770) != 0 && errno != EEXIST) {
        diag_set(&d, "company.folder", "folder", cli->folder, "detail", strerror(errno), NULL);
        store = NULL;
    }
    int status = store == NULL ? -1 : restore(cli, file, store, json_flag(request, "replace"), &kept, &d);
    int code = status == 0 ? EXIT_DONE : cli_stop ? EXIT_INTERRUPTED : cli_error(cli, &d);
    if (code == EXIT_DONE && !cli->json) {
        if (kept != NULL) fprintf(cli->out, "%s %s\n", cli_word(cli, "restore.kept"), kept);
        fprintf(cli->out, "%s\n", cli_word(cli, "restore.done"));
    }
    if (code == EXIT_DONE) code = verb_verify(cli, verb, request);
    diag_clear(&d);
    return code;
}
