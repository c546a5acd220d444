/* Rules put into force in a company of this run's own (replay, test, bench), without the checks and the event
 * of an administrator's activation. */
#ifndef CS_CLI_PUT_RULES_H
#define CS_CLI_PUT_RULES_H

#include "script/ruleset.h"
#include "server/host.h"

/* Keeps and activates the ruleset, and gives the host its new snapshot; nothing is done when it is *active
 * already (NULL: never). One transaction of its own. */
int put_rules(host_t *host, const ruleset_content_t *content, const char *reason, hash_t *active, diag_t *d);

#endif
