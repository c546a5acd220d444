/* What people do: one row for each kind of command. A new operation of the product is one more row. */
#ifndef TESTS_SIMULATION_OPERATIONS_H
#define TESTS_SIMULATION_OPERATIONS_H

#include "server/writer.h"

typedef struct sim sim_t;

typedef struct operation {
    const char *name;
    command_kind_t kind;
    int weight;
    uint32_t states;     /* bit of record_state_t: the records it is aimed at, by their initiator; 0: any */
    uint32_t steps;      /* bit of step_kind_t: the open tasks it is aimed at, by their holder; 0: no task */
    event_kind_t leaves; /* the event that shows that it was carried out … */
    outcome_t outcome;   /* … with this outcome, when that is TASK_DECIDED */
    int words;           /* percent that carry words; needed: 100 */
    int fields;          /* percent that carry form fields */
    bool may_leave_nothing;
} operation_t;

extern const operation_t operations[];
extern const size_t operation_count;

typedef struct claim claim_t;

/* Draws one command: mostly what somebody may do, now and then what nobody should. */
claim_t *operation_draw(sim_t *s);
/* The row of which this event (of a person) is the mark; NULL: none. */
const operation_t *operation_of(event_kind_t kind, outcome_t outcome);

#endif
