/* What people do: one row for each kind of command. A new operation of the product is one more row. */
#ifndef TESTS_SIMULATION_OPERATIONS_H
#define TESTS_SIMULATION_OPERATIONS_H

#include "model/event.h"
#include "server/writer.h"

typedef struct sim sim_t;

typedef struct operation {
    const char *name;
    command_kind_t kind;
    int weight;
    uint32_t states;     /* bit of record_state_t: the records it is aimed at, by their initiator; 0: any */
    uint32_t steps;      /* bit of step_kind_t: the open tasks it is aimed at, by their holder; 0: no task */
    event_kind_t leaves; /* the event that shows that it was carried out … */
    int which;           /* … and which of its kind, as operation_which says */
    int words;           /* percent that carry words; needed: 100 */
    int fields;          /* percent that carry form fields */
    bool may_leave_nothing;
    bool many;      /* one command may leave several such events */
    bool deviation; /* of what a deviation comes to */
    bool sought;    /* few records are fit for it: one is looked for */
    bool remark;    /* its words stand in a comment of their own */
} operation_t;

extern const operation_t operations[];
extern const size_t operation_count;

typedef struct claim claim_t;

/* Draws one command: mostly what somebody may do, now and then what nobody should. */
claim_t *operation_draw(sim_t *s);
/* The first row of that command. */
const operation_t *operation_row(command_kind_t kind);
/* The row of which this event (of a person) is the mark; NULL: none. */
const operation_t *operation_of(const event_t *e);
/* Tells events of one kind apart: the outcome of a decision, the kind of a step that was added, … */
int operation_which(const event_t *e);
/* Whose words stand in the event itself. */
bool operation_worded(const operation_t *op);

#endif
