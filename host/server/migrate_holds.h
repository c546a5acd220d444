/* Which differences of the rules come to a record that migrates; see migrate_holds.c. */
#ifndef CS_SERVER_MIGRATE_HOLDS_H
#define CS_SERVER_MIGRATE_HOLDS_H

#include "engine/engine.h"
#include "server/api_shape.h"

/* Adds to a difference of two routes "when" its steps come to the record ("now", "next_round": once its
 * initiator submits it again, "never": it is through them), and to each of its steps whether it "holds" for
 * the record, which is as the events of `out` have left it; of a step that goes on with less time that alone
 * is left. Nothing where there is no difference (`diff` NULL). */
void migrate_holds(shape_t *s, json_t *diff, const record_t *record, const decide_out_t *out);

#endif
