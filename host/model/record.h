/* A record: one application on its way, with its form, its plans, its tasks and their clocks. It changes
 * nowhere but in engine's apply. */
#ifndef CS_MODEL_RECORD_H
#define CS_MODEL_RECORD_H

#include "base/hash.h"
#include "model/deviation.h"
#include "model/plan.h"
#include "model/risk.h"
#include "model/way_back.h"

typedef enum record_state {
    RECORD_DRAFT = 1,
    RECORD_PREPARING = 2, /* the prepare stage is open */
    RECORD_PREPARED = 3,  /* it ended well: may be submitted */
    RECORD_OPEN = 4,      /* submitted, some stage open */
    RECORD_REFUSED = 5,   /* at rest after a refusal that the initiator acknowledged; may be resubmitted */
    RECORD_RETURNED = 6,  /* with the initiator, who has an open `revise` task */
    RECORD_FINISHED = 7,  /* every stage ended well */
    RECORD_WITHDRAWN = 8,
    RECORD_ENDED_REFUSED = 9, /* a refusal ended it for good (on_refuse = finish) */
    RECORD_CLOSED = 10,       /* ended without an outcome of its own: with the record that had opened it */
    RECORD_SUSPENDED = 11,    /* A51: an administrator holds it; takes no decisions, all its clocks wait */
    RECORD_CANCELLED = 12,    /* A51: an administrator ended it */
    RECORD_OWING = 13,        /* A52: every stage ended well, and something is owed: not finished yet */
    RECORD_STATE_LAST = RECORD_OWING,
} record_state_t;

typedef enum task_state {
    TASK_OPEN = 1,
    TASK_DECIDED = 2,
    TASK_CLOSED = 3,
    TASK_WAITING =
        4, /* of a leaf decided in order: the person is known, the turn has not come; no clock yet */
} task_state_t;
typedef enum outcome {
    OUTCOME_NONE = 0,
    OUTCOME_APPROVED = 1,
    OUTCOME_REFUSED = 2,
    OUTCOME_DONE = 3,
    OUTCOME_AGREED = 4,
    OUTCOME_ACKNOWLEDGED = 5,
    OUTCOME_RETURNED = 6,
    OUTCOME_REVISED = 7,
    OUTCOME_COPIED = 8,
    OUTCOME_ABSTAINED = 9,
    OUTCOME_ANSWERED = 10,
    OUTCOME_ASSISTED = 11, /* prepared for the owner, who has it back */
    OUTCOME_COUNTED =
        12, /* an earlier approval of the same person stands for theirs (A14, A22); `counts` says which */
    OUTCOME_LAST = OUTCOME_COUNTED,
} outcome_t;

typedef enum clock_state { CLOCK_RUNNING = 1, CLOCK_PAUSED = 2, CLOCK_STOPPED = 3 } clock_state_t;

/* While a clock stood still: half-open, and `until` INSTANT_NONE of the last one while it still does. */
typedef struct standstill {
    instant_t from, until;
} standstill_t;

/* One clock a task. Its due time is derived: start, limit and calendar; a change is an event with old and
 * new. Only its next rung is a deadline row. */
typedef struct clock_s {
    int64_t id;
    int64_t task;
    clock_state_t state;
    const char *pause_cause; /* when paused: a code */
    int32_t pause_step;      /* when paused: the open step that it waits for, which has a clock of its own */
    const char *calendar;    /* the assignee's, when it started */
    limit_t limit;
    instant_t started_at; /* of the present running interval */
    int64_t ran_ms;       /* in the limit's own time, of the intervals before it; `limit` is what remains */
    instant_t due_at;
    bool provisional;
    int32_t next_rung;   /* index in the step's ladder; -1: no more */
    instant_t rung_at;   /* when it fires; INSTANT_NONE with -1 */
    uint64_t rungs_past; /* bit i: rung i of the ladder has its outcome (a ladder has at most 64 rungs) */
    bool overran;        /* a due time of it passed before it got the one that it has now */
    standstill_t
        *stood; /* oldest first; none of a pause that began before events said when (event_version) */
    size_t stood_count;
} cs_clock_t;

typedef struct task {
    int64_t id;
    int32_t step;            /* its no */
    int32_t order;           /* from 0, among the people of a leaf decided in order */
    int64_t person;          /* who holds it; a service account has an id too */
    int64_t principal;       /* not 0: held as stand-in for */
    const char *reason;      /* how the person was found: a code such as "people.head", "people.fallback" */
    const char *reason_text; /* its parameter: "finance", "finance.head" … */
    task_state_t state;
    outcome_t outcome;
    const char *opinion; /* the words given with the decision; NULL when none. Personal: erasable */
    int64_t decided_by;  /* of a copy (A30): who has read it, 0: not yet; ended_at is when */
    bool taken_back;     /* A27: the decision counts no more; a later task of the same step stands for it */
    bool touched;    /* commented on, claimed, handed over, a signer added: its opening can't be taken back;
                        of one decided in a preparation (P2.1.2): the form was written since */
    bool signed_for; /* A25: it was touched before a signer before it signed; `touched` counts from then on */
    instant_t urged_at; /* A43: when last; INSTANT_NONE or 0: never */
    bool claimed;       /* A28: of a step that whoever claims it first takes */
    bool administered;  /* A51: an administrator ended it, in their own name: no decision of its holder */
    int64_t
        counts; /* of OUTCOME_COUNTED: the task in which that person, or somebody for them, decided earlier */
    int64_t seen; /* the record's form_version when it was approved, kept where a later step may count it
                     (A14), or when it was returned to be come back straight (A22) */
    instant_t opened_at, ended_at;
} task_t;

/* Whose it is: of what a stand-in has, the principal. */
static inline int64_t task_owner(const task_t *t) {
    return t->principal ? t->principal : t->person;
}

/* When a field was last changed after the draft; one that was emptied too. */
typedef struct field_change {
    const char *name;
    int64_t version; /* the record's, made by that change */
} field_change_t;

/* A7: a record that a step of this one opened. */
typedef enum child_state {
    CHILD_OPEN = 1,
    CHILD_ENDED = 2,  /* as `ended_as` says */
    CHILD_CLOSED = 3, /* with the step that waited for it */
    CHILD_APART = 4,  /* no step waits for it: it is told of no more */
} child_state_t;
typedef struct child {
    int64_t record;
    int32_t step; /* its no */
    child_state_t state;
    record_state_t ended_as; /* of one that ended; else 0 */
    const char *flow;
    instant_t opened_at, ended_at;
} child_t;

/* Of a record that another one opened. */
typedef struct opener {
    int64_t record; /* 0: a person drafted it */
    int32_t step;   /* of that record: its no */
    int32_t depth;  /* how many records stand above: at least 1 */
    bool waits;     /* the step waits for this record's end */
} opener_t;
/* Who was picked for the step of that name (A10). */
typedef struct pick {
    const char *step;
    int64_t *people;
    size_t count;
    int64_t by; /* who picked them */
} pick_t;

/* One plan within the record: steps [first, first+count) of the record's array. */
typedef struct plan_place {
    int32_t stage, round;
    int32_t first, count; /* index into steps */
    fact_t *facts;
    size_t fact_count;
} plan_place_t;

typedef struct record {
    int64_t id;
    const char *flow;       /* "finance.declaration" */
    const char *department; /* of the initiator at the draft: decides which version of the flow applies */
    int64_t initiator;
    hash_t ruleset;     /* whose rules it runs under, fixed at (each) submission */
    const char *number; /* "EXP-2026-000123"; NULL until first submitted */
    int32_t number_year;
    int64_t number_seq;
    record_state_t state;
    record_state_t suspended_from; /* of a suspended one: the state that it goes back to; else 0 */
    int32_t stage;                 /* index into the flow's stages; -1 before any */
    int32_t round; /* from 1 at the first submission; 0 before. The prepare stage runs in the round before */
    int32_t reopened; /* how often preparation was started */
    instant_t created_at, submitted_at, ended_at;
    int64_t version;      /* events applied so far */
    int64_t form_version; /* `version` after the last change of a field */
    field_t *fields;      /* sorted by name; empty ones absent */
    size_t field_count;
    field_change_t *changes; /* sorted by name */
    size_t change_count;
    step_t *steps;
    size_t step_count;
    plan_place_t *plans;
    size_t plan_count;
    task_t *tasks; /* by id */
    size_t task_count;
    cs_clock_t *clocks; /* clocks[i] belongs to tasks[i]; id 0 and CLOCK_STOPPED while it has none */
    int64_t comments;   /* how many */
    opener_t opener;
    child_t *children; /* in the order of their opening, which is that of their ids */
    size_t child_count;
    /* A46: a change after the end is on its way. What was decided in the round `kept_round` stands unless it
     * read a field that changed since version `kept_since`; `kept`: these as they were before, empty ones
     * too. 0: no change is. */
    int32_t kept_round;
    int64_t kept_since;
    field_t *kept;
    size_t kept_count;
    int64_t made_from; /* A45: the record that the draft was made from; 0: none */
    const char *made_from_number;
    const char *made_from_left_out; /* names of its fields that were not taken over; NULL: none */
    int32_t urgent;                 /* A64: the round whose work began before its approvals; 0: none did */
    pick_t *picks;                  /* sorted by step */
    size_t pick_count;
    int64_t entries;   /* how many were written (P2.3.2) */
    risk_level_t risk; /* as it was last worked out (P4.2.1), and why */
    const char *risk_because, *risk_because_zh;
    bool risk_rose; /* while it is suspended: what answers it is asked for as it goes on, where it is higher
                       than `risk_rose_from`, what it was before */
    risk_level_t risk_rose_from;
    deviation_t *deviations; /* P2.3.3, in the order in which they were reported */
    size_t deviation_count;
    document_t *documents; /* that the host made of it, and kept (P2.5.3); of each name the newest */
    size_t document_count;
    field_t *unagreed; /* P2.1.2: fields that are not as the departments agreed to them: as they were then,
                          empty ones too */
    size_t unagreed_count;
    way_back_t *ways; /* A27: ways back of this round, in the order in which it was led there */
    size_t way_count;
    record_state_t closed_from; /* of one that was closed with the step that waited for it: where it goes on
                                   if that is open again, a suspended one suspended; else 0 */
    struct {
        size_t steps, plans, tasks, children;
    } room; /* no part of the state: how many the arrays can hold, kept by apply; 0: just what is there */
} record_t;

/* The most of each that a record holds; one with more can't be encoded (the buffer fails). */
enum {
    RECORD_FIELDS_MAX = 512,
    CLOCK_STOOD_MAX = 65536, /* times that one clock stood still */
    RECORD_STEPS_MAX = 16384,
    RECORD_PLANS_MAX = 1024,
    RECORD_TASKS_MAX = 16384,
    RECORD_CHILDREN_MAX = 1024,
    RECORD_DEPTH_MAX = 8, /* how deep records may open one another */
    RECORD_PICKS_MAX = 512,
    PICK_PEOPLE_MAX = 256,
    RECORD_DOCUMENTS_MAX = 64,
    RECORD_WAYS_MAX = RECORD_STEPS_MAX, /* each passes a step, which passes once */
};

/* Compact, versioned (first byte); the same state always gives the same bytes. */
void record_encode(const record_t *r, buf_t *out);
/* Into the arena; record.corrupt when the bytes are not a record, record.version {version} when newer than
 * this program. */
int record_decode(bytes_t from, arena_t *arena, record_t *out, diag_t *d);
/* The same for bytes that are kept as the state of record `id`: these two errors then name it (parameter
 * `id`), which bytes that can't be read do not. */
int record_decode_of(int64_t id, bytes_t from, arena_t *arena, record_t *out, diag_t *d);
const value_t *record_field(const record_t *r, const char *name); /* NULL: empty */
const pick_t *record_pick(const record_t *r, const char *step);   /* NULL: nobody was picked */
deviation_t *record_deviation(const record_t *r, int32_t step);   /* the one decided there; NULL: none */
step_t *record_step(const record_t *r, int32_t no);               /* NULL: none */
step_t *record_step_named(const record_t *r, const char *name);   /* the newest of that name; NULL: none */
task_t *record_task(const record_t *r, int64_t id);
cs_clock_t *record_clock(const record_t *r, int64_t id);
cs_clock_t *record_task_clock(const record_t *r, const task_t *task);
child_t *record_child(const record_t *r, int64_t record); /* NULL: none */
bool record_at_rest(const record_t *r);                   /* nothing is open */
/* It came to its end, or to rest after a refusal: whoever waits for it need not wait longer. */
bool record_is_over(record_state_t state);
/* It came to its end for good. */
bool record_has_ended(record_state_t state);
/* Was that owed by the green channel, and nobody had decided it as the record ended otherwise (A64)? It can't
 * be made up any more, but when the record is finished after all; nor was it excused. */
bool record_never_made_up(const record_t *r, const step_t *step);
/* "EXP-2026-000123", in the arena; NULL: no memory. */
char *record_number_write(arena_t *arena, const char *prefix, int32_t year, int64_t seq);
const char *record_state_word(record_state_t state);
const char *outcome_word(outcome_t outcome);
const char *task_state_word(task_state_t state);
/* The pause that it is in; NULL: it is in none, or nobody said since when. */
const standstill_t *clock_stands(const cs_clock_t *clock);
const char *clock_state_word(clock_state_t state);

#endif
