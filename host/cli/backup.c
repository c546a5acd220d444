/* countersign backup, restore: a copy made while people work; a copy put in the store's place. */
#include "store/backup.h"
#include "base/json.h"
#include "cli/verbs.h"
#include "store/store.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
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
        fprintf(cli->out, "{\"ok\": true}\n");
    else if (status == 0)
        fprintf(cli->out, "%s %s\n", cli_word(cli, "backup.done"), target);
    diag_clear(&d);
    return code;
}

/* The store that is there steps aside under a name of its own: nothing is ever overwritten. Its log goes with
 * it. */
static int set_aside(cli_t *cli, const char *store, char **kept, diag_t *d) {
    static const char *const TAILS[] = {"", "-wal", "-shm"};
    char stamp[32];
    time_t now = time(NULL);
    struct tm tm;
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &tm));
    *kept = arena_printf(&cli->arena, "%s.before-%s", store, stamp);
    if (*kept == NULL) return diag_memory(d);
    if (access(*kept, F_OK) == 0) return diag_set(d, "file.exists", "file", *kept, NULL);
    for (size_t i = 0; i < 3; i++) {
        char *from = arena_printf(&cli->arena, "%s%s", store, TAILS[i]),
             *to = arena_printf(&cli->arena, "%s%s", *kept, TAILS[i]);
        if (from == NULL || to == NULL) return diag_memory(d);
        if (rename(from, to) != 0 && errno != ENOENT)
            return diag_set(d, "file.write", "file", to, "detail", strerror(errno), NULL);
    }
    return 0;
}

/* Nobody may be writing the store that is about to be replaced: opening it for writing takes its lock, or
 * names who holds it. */
static int check_idle(const char *store, diag_t *d) {
    store_options_t options = {0};
    store_t *s = store_open(store, STORE_WRITE, &options, d);
    bool busy = s == NULL && diag_is(d, "store.busy");
    store_close(s);
    if (busy) return -1;
    diag_clear(d); /* a broken store is a reason to restore */
    return 0;
}

int verb_restore(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    const char *file = json_text(request, "file", true, &d), *store = file != NULL ? store_of(cli, &d) : NULL;
    char *kept = NULL;
    bool there = store != NULL && access(store, F_OK) == 0;
    char *fresh = store != NULL ? arena_printf(&cli->arena, "%s.restoring", store) : NULL;
    verb_interruptible();
    if (fresh == NULL) {
        if (d.code == NULL) diag_memory(&d);
    } else if (there && !json_flag(request, "replace"))
        diag_set(&d, "restore.exists", "file", store, NULL);
    else if (there && check_idle(store, &d) != 0) {
    } else if (unlink(fresh) != 0 && errno != ENOENT)
        diag_set(&d, "file.write", "file", fresh, "detail", strerror(errno), NULL);
    else if (store_backup(file, fresh, show_copying, cli, &d) == 0 &&
             (!there || set_aside(cli, store, &kept, &d) == 0) && rename(fresh, store) != 0)
        diag_set(&d, "file.write", "file", store, "detail", strerror(errno), NULL);
    int code = d.code != NULL ? cli_error(cli, &d) : EXIT_DONE;
    if (code == EXIT_DONE && !cli->json) {
        if (kept != NULL) fprintf(cli->out, "%s %s\n", cli_word(cli, "restore.kept"), kept);
        fprintf(cli->out, "%s\n", cli_word(cli, "restore.done"));
    }
    if (code == EXIT_DONE) code = verb_verify(cli, verb, request);
    diag_clear(&d);
    return code;
}
