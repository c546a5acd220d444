/* A company's folder, opened; see company.h. */
#include "server/company.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct company {
    config_t config;
    plugins_t *plugins;
    host_t *host;
};

enum { FOLDER_MODE = 0770 };

static int no_store(const company_t *c, const char *folder, diag_t *d) {
    return diag_set(d, "company.none", "folder", folder, "store", c->config.store, NULL);
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

company_t *company_create(const char *folder, const char *zone, const time_source_t *time, diag_t *d) {
    host_options_t options;
    if (make_folder(folder, d) != 0) return NULL;
    company_t *c = begin(&(config_place_t){.folder = folder}, time, &options, d);
    if (c == NULL) return NULL;
    if (access(c->config.store, F_OK) == 0)
        diag_set(d, "company.exists", "folder", folder, "store", c->config.store, NULL);
    else if (make_folder(c->config.documents, d) == 0)
        c->host = host_create(c->config.store, zone, &options, d);
    return opened(c);
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
