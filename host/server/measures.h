/* How business goes (policy P1.1, P1.3.3): for each flow how long its records take, how many are late, gone
 * through again, left with a step passed over; for each of its steps how long people let it wait, how often
 * it was late, and whether it ever changed an outcome. Worked out from the states of records, one by one;
 * nothing is kept of it. */
#ifndef CS_SERVER_MEASURES_H
#define CS_SERVER_MEASURES_H

#include "calendar/calendar_set.h"
#include "model/record.h"
#include "server/spread.h"

enum {
    MEASURES_FLOWS_MAX = 1000, /* limit.measures {limit} */
    MEASURES_STEPS_MAX = 1000, /* of one flow, by name */
};

/* A step of that name, over all records of the flow and all their rounds. Only what people decide. */
typedef struct step_measure {
    const char *name;
    bool judges;    /* people approve or agree there: it could change an outcome */
    int64_t opened; /* how often */
    int64_t open;   /* tasks open now */
    int64_t decided,
        late; /* tasks decided; of these, at or after their due time, or one that it had before */
    int64_t refused, returned; /* decisions that changed an outcome */
    int64_t left_out;          /* how often it was not needed */
    int64_t passed_over;       /* skipped by an exception, or by an administrator */
    spread_t waited;           /* from its opening to its decision, in the holder's working time */
    spread_t waits;            /* the same of those open, up to now */
} step_measure_t;

typedef struct flow_measure {
    const char *flow;
    /* submitted is the sum of the others; going: also what is suspended, or owes its approvals still */
    int64_t submitted, finished, refused, withdrawn, cancelled, closed, going;
    int64_t again; /* submitted more than once, or a step gone through again */
    int64_t late;  /* with at least one decision that was late, or an open task past its due time */
    int64_t passed_over;
    spread_t took;         /* from the first submission to the end, of those finished: calendar time */
    spread_t working;      /* the same in the company's working time */
    step_measure_t *steps; /* by name */
    size_t step_count, step_room;
} flow_measure_t;

typedef struct measures {
    const calendar_set_t *calendars;
    arena_t *arena;
    instant_t now;
    flow_measure_t *flows; /* by name */
    size_t flow_count, flow_room;
} measures_t;

/* Counts one record in. One never submitted counts nowhere. Its texts are copied. memory.out; limit.measures
 * {limit}. */
int measures_add(measures_t *m, const record_t *record, diag_t *d);
/* Is it there to judge, and did nobody, in at least `least` decisions, ever refuse or return? */
bool step_never_changed(const step_measure_t *step, int64_t least);

#endif
