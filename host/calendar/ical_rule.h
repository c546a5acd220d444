/* The dates that a recurrence rule (RFC 5545 §3.3.10) names, for events of whole days. libical reads the
 * rule; its own expansion searches centuries for what a senseless rule never yields, so we look at each date
 * once instead: a rule costs no more than the days between its start and the last date wanted, whatever it
 * says. */
#ifndef CS_CALENDAR_ICAL_RULE_H
#define CS_CALENDAR_ICAL_RULE_H

#include "base/instant.h"

#include <libical/ical.h>

typedef struct ical_rule_ask {
    day_t start;       /* DTSTART: counting and default parts begin there */
    day_t from, until; /* dates wanted, both included */
    int most;          /* dates to give at most */
    int64_t *days;     /* looked at: counted down from what may still be spent */
    void *ctx;
    void (*each)(void *ctx, day_t day); /* ascending */
} ical_rule_ask_t;

typedef enum ical_rule_end {
    ICAL_RULE_DONE,
    ICAL_RULE_MORE,    /* there were more than `most` */
    ICAL_RULE_SPENT,   /* `days` ran out */
    ICAL_RULE_FAST,    /* repeats by the hour or faster */
    ICAL_RULE_UNKNOWN, /* another calendar's rule (RFC 7529), or the n-th Monday of a day or week */
} ical_rule_end_t;

/* BYHOUR, BYMINUTE and BYSECOND are passed over, as the RFC wants of whole days. */
ical_rule_end_t ical_rule_dates(const struct icalrecurrencetype *rule, const ical_rule_ask_t *ask);

#endif
