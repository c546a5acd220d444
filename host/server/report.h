/* Documents that the host makes of a record: the acceptance report (policy P2.5.3). A pure function of the
 * record, its flow and the directory: made twice, the same bytes. Whoever reads it, it says the same: values
 * of fields that any step hides from its people (A71) are not in it. */
#ifndef CS_SERVER_REPORT_H
#define CS_SERVER_REPORT_H

#include "engine/engine.h"

typedef struct report_on {
    const record_t *record;
    const flow_t *flow;
    const directory_t *directory;
    const calendars_t *calendars; /* times are the company's */
} report_on_t;

/* The report as HTML in both languages, in the arena; `document` says its name, hash, size and class. Errors
 * acceptance.not_passed {state}: no stage of acceptance has ended well, or a step of it is owed still (A52);
 * calendar.*, memory.out. */
int report_acceptance(const report_on_t *on, arena_t *arena, bytes_t *html, document_t *document, diag_t *d);
/* Of FILE_REPORT: makes the report of the record and puts its document into the command. */
int report_prepare(const decide_in_t *in, arena_t *arena, command_t *command, diag_t *d);

#endif
