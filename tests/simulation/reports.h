/* What comes of an acceptance (P2.5.3): its report, read and filed; and milestones (P2.3.1), of which a
 * monitor's rule warns. */
#ifndef TESTS_SIMULATION_REPORTS_H
#define TESTS_SIMULATION_REPORTS_H

#include "simulation/history.h"

/* Whoever has to do with a record reads the report of its acceptance and files it: what is filed is what was
 * read, once. */
bool reports_act(sim_t *s);
/* A report is filed of what was accepted, and the same one is not filed again. */
bool report_filed(sim_t *s, past_t *p, const event_t *e, const record_t *r);
/* Warned of: a milestone whose day has passed, and that was not reached. */
bool milestone_warned(sim_t *s, const past_t *p, const event_t *e, const record_t *r);

#endif
