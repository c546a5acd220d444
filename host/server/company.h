/* A company's folder: countersign.db, countersign.conf (optional), documents/, run.sock. Opening it reads the
 * configuration, loads the plugins it names and opens the store; server, command line and tests all begin
 * here. */
#ifndef CS_SERVER_COMPANY_H
#define CS_SERVER_COMPANY_H

#include "server/host.h"

typedef struct company company_t;

/* FOLDER/countersign.conf (defaults when absent), its plugins, FOLDER/countersign.db for writing. `time`
 * NULL: the real clock. The caller closes it. Errors: company.none {folder} when there is no store, config.*,
 * plugin.*, store.*. */
company_t *company_open(const char *folder, const time_source_t *time, diag_t *d);
/* Makes the folder (or takes an empty one) and a store in it, with the company calendar in `zone`, then opens
 * it. company.exists {folder}. */
company_t *company_create(const char *folder, const char *zone, const time_source_t *time, diag_t *d);
host_t *company_host(company_t *company);
void company_close(company_t *company); /* NULL is fine */

#endif
