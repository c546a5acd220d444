/* A second account of every record, folded from events alone, knowing nothing of decide: who holds what,
 * which step has ended, which rung has had its outcome, which numbers were given. */
#ifndef TESTS_SIMULATION_HISTORY_H
#define TESTS_SIMULATION_HISTORY_H

#include "store/queries.h"

typedef struct sim sim_t;

typedef struct past_step {
    int32_t no, stage, round;
    step_kind_t kind;
    bool open, ended;
    bool own_allowed;    /* the rule lets the initiator decide it, in words */
    bool timer_approves; /* a rung of its ladder approves, in words */
    bool timer_asks;     /* a function may let it pass, in words (rules.c) */
    size_t rungs;
    const char *name;
    uint32_t permits;
    bool may_return;
    bool deviates;       /* somebody decides there what a deviation comes to (P2.3.3) */
    bool debt;           /* what is owed for a step that was skipped (A52) */
    bool beside;         /* opened beside the plan: a demand, its check, a warning, a request (P2.4.2) */
    entry_kind_t entry;  /* what its people write down */
    const char *aspects; /* each of which wants an opinion, between commas */
    int checks;          /* to be ticked */
    bool writes_remark, writes_doc; /* its people may write these fields, and mostly have to */
    bool writes_reached;            /* which milestones were reached */
    const char *picked_by;          /* the step whose people pick its people (A10); NULL: nobody picks them */
} past_step_t;

/* A record that this one opened (A7). */
typedef struct past_child {
    int64_t record;
    int32_t step;
    child_state_t state;
} past_child_t;

enum { STOOD_KEPT = 32 };

typedef struct past_task {
    int64_t id, person, principal, clock; /* clock 0: none */
    int32_t step;
    task_state_t state;
    uint64_t outcomes; /* rungs that have one */
    /* its clock, kept by worktime.c */
    const char *calendar;
    limit_t limit; /* what remains, once it waited */
    instant_t due, run_from;
    int64_t ran; /* in the intervals before that; `walked`: each of them by the oracle */
    bool waits, walked;
    instant_t opened;
    standstill_t stood[STOOD_KEPT]; /* the last is open while it waits */
    size_t stood_count;             /* more than are kept: not known */
    int64_t by;                     /* who decided it */
    bool copy, approved, taken_back;
    bool yes, returned; /* approved, agreed or done; given back */
} past_task_t;

typedef struct past {
    int64_t id, initiator;
    const char *flow;
    char number[32];
    record_state_t state;
    int32_t round;
    int64_t applicant; /* who submitted the present round */
    int64_t form_version;
    int64_t last_decider; /* 0: none yet */
    int64_t opener;       /* the record that opened it (A7); 0: a person drafted it */
    bool opener_waits;
    bool changing; /* a change after the end is on its way (A46) */
    bool
        plan_stands; /* as an adjustment (P2.3.3) or other rules (A53) had made it, and nobody made it anew */
    bool risk_known; /* it was worked out by the rules that it goes by */
    instant_t ended_at;       /* INSTANT_NONE: it has not, or is open again */
    const char *drafted_with; /* the words in its draft's note */
    hash_t filed;             /* the report that was filed last (P2.5.3); zero: none */
    chain_t chain;            /* as far as it was read */
    buf_t folded;             /* its state, made by apply from the events read */
    buf_t unadjusted;         /* what stood before the adjustment that was agreed to last (P2.3.3) */
    int32_t adjusted_step;    /* by the step of that number */
    int64_t decided_since;    /* how many tasks were decided after it */
    past_step_t *steps;
    size_t step_count, step_room;
    past_task_t *tasks;
    size_t task_count, task_room;
    past_child_t *children;
    size_t child_count, child_room;
} past_t;

typedef struct series {
    char prefix[16];
    int32_t year;
    int64_t given, highest;
    uint8_t *seen; /* by number */
    size_t room;
} series_t;

/* A message that an event must have caused. */
typedef struct expected {
    const char *kind;
    int64_t recipient, record, task;
} expected_t;

typedef struct history {
    past_t **records; /* by id */
    size_t count, room;
    chain_t system; /* of record 0 */
    series_t *series;
    size_t series_count, series_room;
    instant_t recorded; /* the latest of all events */
    int64_t last_event;
    int64_t adjusted; /* the record of which a deviation was agreed to last; 0: none */
    /* of the step in hand */
    expected_t *expected;
    size_t expected_count, expected_room;
    event_t **events;
    size_t event_count, event_room;
} history_t;

past_t *history_find(sim_t *s, int64_t record); /* NULL: none */
past_t *history_add(sim_t *s, int64_t record);
void history_remove(sim_t *s, past_t *p); /* disposed of: as if it had never been */
past_task_t *past_task(past_t *p, int64_t id);
past_step_t *past_step(past_t *p, int32_t no);
/* Takes one event, after which the record is `r`: false when it can't follow what is known. What becomes of
 * the tree of steps where it grows or is gone through again is looked up in `r`; all else is the event's. */
bool history_take(sim_t *s, past_t *p, const event_t *e, const record_t *r);
/* The same of events about tasks and rungs; true for all others. history_tasks.c. */
bool history_task_take(sim_t *s, past_t *p, const event_t *e, const record_t *r);
/* A message that must stand in the outbox; of recipient 0: to anybody. */
void history_call_for(sim_t *s, const char *kind, int64_t recipient, int64_t record, int64_t task);
/* Room for one more in a list kept for the run; as it is, or a longer one with the same at its beginning. */
void *history_room(sim_t *s, void *list, size_t count, size_t *room, size_t size);
/* A record's history makes no sense: `why` says what had to be. Always false. */
bool history_misfit(sim_t *s, const event_t *e, const char *why);
void history_free(sim_t *s);

#endif
