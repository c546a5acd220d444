/* A company's folder: countersign.db, countersign.conf (optional), documents/, run.sock. Opening it reads the
 * configuration, loads the plugins it names and opens the store; server, command line and tests all begin
 * here. */
#ifndef CS_SERVER_COMPANY_H
#define CS_SERVER_COMPANY_H

#include "server/api.h"
#include "server/config.h"

typedef struct company company_t;

/* FOLDER/countersign.conf (defaults when absent), its plugins, FOLDER/countersign.db for writing. `time`
 * NULL: the real clock. The caller closes it. Errors: company.none {folder} when there is no store,
 * restore.unfinished {file, kept} when there is one that stepped aside, config.*, plugin.*, store.*. */
company_t *company_open(const char *folder, const time_source_t *time, diag_t *d);
/* Makes the folder (or takes an empty one) and a store in it, with the company calendar in `zone`, then opens
 * it. company.exists {folder}. */
company_t *company_create(const char *folder, const char *zone, const time_source_t *time, diag_t *d);
/* As company_create, for one that is filled before it counts: until company_end its store has another name,
 * so that whoever dies over it leaves no half a company, and may begin again. */
company_t *company_begin(const char *folder, const char *zone, const time_source_t *time, diag_t *d);
/* The end of that: closes its store, for which nobody else may have a connection, and gives it its name when
 * `keep`, else takes it away. company_close is still to be called. company.exists: somebody else made one. */
int company_end(company_t *company, bool keep, diag_t *d);
/* As company_open, where the folder, the store or the configuration file is named. */
company_t *company_open_at(const config_place_t *where, const time_source_t *time, diag_t *d);
host_t *company_host(company_t *company);
const config_t *company_config(const company_t *company);
plugins_t *company_plugins(company_t *company);
void company_close(company_t *company); /* NULL is fine */

/* What the Unix user `uid` is to that store: its owner (or root), or not. company.none {store}. */
int company_caller(const char *store, int64_t uid, caller_t *out, diag_t *d);

#endif
