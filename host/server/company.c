/* A company's folder, opened; see company.h. */
#include "server/company.h"
#include "store/backup.h"
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct company {
    config_t config;
    plugins_t *plugins;
    host_t *host;
    const char *making; /* the store's name until it is whole; NULL: it has its own */
};

enum { FOLDER_MODE = 0770 };

/* Where somebody died between the old store's stepping aside and the new one's taking its name, the old one
 * is what there is. */
static bool find_kept(const company_t *c, diag_t *d) {
    glob_t found;
    char pattern[PATH_MAX];
    bool kept = false;
    snprintf(pattern, sizeof pattern, "%s.before-*Z", c->config.store);
    if (glob(pattern, 0, NULL, &found) != 0) return false;
    kept = found.gl_pathc > 0; /* in order: the last is the newest */
    if (kept)
        diag_set(d, "restore.unfinished", "file", c->config.store, "kept", found.gl_pathv[found.gl_pathc - 1],
                 "detail", strerror(EINTR), NULL);
    globfree(&found);
    return kept;
}

static void no_store(const company_t *c, const char *folder, diag_t *d) {
    if (errno == EACCES)
        diag_set(d, "store.unreadable", "path", c->config.store, "detail", strerror(errno), NULL);
    else if (!find_kept(c, d))
        diag_set(d, "company.none", "folder", folder, "store", c->config.store, NULL);
}

static int make_folder(const char *folder, diag_t *d) {
    if (mkdir(folder, FOLDER_MODE) == 0 || errno == EEXIST) return 0;
    return diag_set(d, "company.folder", "folder", folder, "detail", strerror(errno), NULL);
}

/* Configuration and plugins; the store is left to the caller. `time` NULL: the real clock. */
static company_t *begin(const config_place_t *where, const time_source_t *time, host_options_t *options,
                        diag_t *d) {
    company_t *c = mem_alloc(sizeof *c);
    if (c == NULL) {
        diag_memory(d);
        return NULL;
    }
    if (config_open(where, &c->config, d) != 0 || (c->plugins = config_plugins(&c->config, d)) == NULL) {
        company_close(c);
        return NULL;
    }
    *options = config_host_options(&c->config, c->plugins);
    if (time != NULL) options->time = *time;
    return c;
}

static company_t *opened(company_t *c) {
    if (c->host != NULL) return c;
    company_close(c);
    return NULL;
}

company_t *company_open_at(const config_place_t *where, const time_source_t *time, diag_t *d) {
    host_options_t options;
    company_t *c = begin(where, time, &options, d);
    if (c == NULL) return NULL;
    if (access(c->config.store, F_OK) != 0)
        no_store(c, c->config.folder, d);
    else
        c->host = host_open(c->config.store, &options, d);
    return opened(c);
}

company_t *company_open(const char *folder, const time_source_t *time, diag_t *d) {
    return company_open_at(&(config_place_t){.folder = folder}, time, d);
}

/* One that somebody left there who died over it is thrown away, under the lock of whoever makes one. */
static int make_way(const char *making, diag_t *d) {
    store_t *held = store_hold(making, d);
    if (held == NULL) return -1;
    store_remove(making, NULL);
    store_close(held);
    return 0;
}

/* A folder for a company that is not there yet; NULL: the error is set. */
static company_t *begin_new(const char *folder, const time_source_t *time, host_options_t *options,
                            diag_t *d) {
    if (make_folder(folder, d) != 0) return NULL;
    company_t *c = begin(&(config_place_t){.folder = folder}, time, options, d);
    if (c == NULL) return NULL;
    bool there = access(c->config.store, F_OK) == 0;
    if (there) diag_set(d, "company.exists", "folder", folder, "store", c->config.store, NULL);
    if (!there && !find_kept(c, d) && make_folder(c->config.documents, d) == 0) return c;
    company_close(c);
    return NULL;
}

company_t *company_create(const char *folder, const char *zone, const time_source_t *time, diag_t *d) {
    host_options_t options;
    company_t *c = begin_new(folder, time, &options, d);
    if (c == NULL) return NULL;
    c->host = host_create(c->config.store, zone, &options, d);
    return opened(c);
}

company_t *company_begin(const char *folder, const char *zone, const time_source_t *time, diag_t *d) {
    host_options_t options;
    company_t *c = begin_new(folder, time, &options, d);
    if (c == NULL) return NULL;
    c->making = arena_printf(&c->config.arena, "%s.making", c->config.store);
    if (c->making == NULL)
        diag_memory(d);
    else if (make_way(c->making, d) == 0)
        c->host = host_create(c->making, zone, &options, d);
    return opened(c);
}

/* The end of the last connection copies the log into the file. */
int company_end(company_t *c, bool keep, diag_t *d) {
    char lock[PATH_MAX];
    host_close(c->host);
    c->host = NULL;
    int status = keep ? store_name(c->making, c->config.store, d) : 0;
    if (status != 0 && diag_is(d, "store.exists"))
        diag_set(d, "company.exists", "folder", c->config.folder, "store", c->config.store, NULL);
    store_remove(c->making, NULL);
    snprintf(lock, sizeof lock, "%s.lock", c->making);
    unlink(lock);
    return status;
}

host_t *company_host(company_t *c) {
    return c->host;
}

const config_t *company_config(const company_t *c) {
    return &c->config;
}

plugins_t *company_plugins(company_t *c) {
    return c->plugins;
}

void company_close(company_t *c) {
    if (c == NULL) return;
    host_close(c->host);
    plugins_close(c->plugins);
    config_free(&c->config);
    mem_free(c);
}

int company_caller(const char *store, int64_t uid, caller_t *out, diag_t *d) {
    struct stat owner;
    if (stat(store, &owner) != 0) return diag_set(d, "company.none", "folder", store, "store", store, NULL);
    *out = (caller_t){.uid = uid, .owner = uid == 0 || uid == (int64_t)owner.st_uid};
    return 0;
}
