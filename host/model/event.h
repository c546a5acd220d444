/* Events: what happened to a record, in order; the only thing that changes its state (engine's apply). An
 * event says what happened, never a copy of the new state. Kinds and their versions are for ever: a new shape
 * gets a new version, the old one stays readable.
 *
 * An event is encoded in two parts: the payload, and the personal values (words people wrote, values of form
 * fields), which stand beside it and may be lawfully erased: the chain hashes only a salted digest of them.
 */
#ifndef CS_MODEL_EVENT_H
#define CS_MODEL_EVENT_H

#include "model/actor.h"
#include "model/command.h"
#include "model/opinion.h"
#include "model/record.h"

typedef enum event_kind {
    EVENT_DRAFTED = 1,      /* record begins: flow, department, initiator, fields */
    EVENT_EDITED = 2,       /* fields changed; VALUE_NONE empties one */
    EVENT_SUBMITTED = 3,    /* a round begins; the number is given in the first */
    EVENT_PREPARING = 4,    /* the initiator opened the prepare stage */
    EVENT_STAGE_OPENED = 5, /* with the plan that the rule returned, and the facts it read */
    EVENT_STAGE_ENDED = 6,
    EVENT_STEP_ADDED = 7, /* a step outside of the plan: a notice, a question, a warning … (not signers) */
    EVENT_STEP_OPENED = 8,
    EVENT_STEP_ENDED = 9, /* passed, refused, closed, left out; with a group, what waits below it is closed */
    EVENT_TASK_OPENED = 10,  /* with its clock */
    EVENT_TASK_DECIDED = 11, /* by a person, a service, or a timer: the actor says which. This and the next
                                stop the task's clock: each rung without an outcome is RUNG_OVERTAKEN by it */
    EVENT_TASK_CLOSED = 12,  /* without a decision: closed by an outcome, withdrawn, … */
    EVENT_TASK_REASSIGNED = 13,
    EVENT_RETURNED = 14, /* to the initiator */
    EVENT_WITHDRAWN = 15,
    EVENT_ENDED = 16, /* the record came to its end or to rest: `state` */
    EVENT_COMMENTED = 17,
    EVENT_CLOCK_SET = 18, /* a due time changed: old, new, why; of a paused clock its limit or its calendar */
    EVENT_RUNG = 19,      /* one outcome of one rung */
    EVENT_COPIED =
        20, /* somebody was sent a copy (A30): a task that is decided as it comes, without a clock */
    EVENT_TASK_QUEUED = 21,   /* of a leaf decided in order: whose turn comes later; TASK_OPENED with the same
                                 id opens it */
    EVENT_CLOCK_PAUSED = 22,  /* A62: it waits for a step; already paused: for another one now */
    EVENT_CLOCK_RESUMED = 23, /* runs again, with its due time before and now */
    EVENT_PLAN_GROWN =
        24, /* A25: a signer came into the plan, beside the step named, in a group around both */
    EVENT_PLAN_REWOUND = 25, /* A22, A8, A50: from a step back to one before it; what was gone through since
                                stands in the plan once more, to be gone through again */
    EVENT_TASK_TAKEN_BACK = 26,  /* A27: the decision counts no more; its step is open again */
    EVENT_STEP_RESET = 27,       /* waits again: it had opened, or been closed, for a reason that is gone */
    EVENT_TASK_CLAIMED = 28,     /* A28: or given back */
    EVENT_URGED = 29,            /* A43 */
    EVENT_STAGE_TAKEN_BACK = 36, /* A27: nothing was done yet in the stage that the decision had opened */
    EVENT_ASKED = 33,            /* A29: the question that a step of kind answer was added for */
    EVENT_TASK_STOOD_IN = 37,    /* A15: somebody stands in for its owner from now on, or no longer */
    EVENT_TASK_COUNTED = 60, /* what that person gave before stands for theirs, here (A14) or in the step that
                                this one repeats on a way straight back (A22); the rule's act */
    EVENT_PICKED = 61,       /* A10: somebody picked who a step is to have */
    EVENT_NOTED =
        30, /* on the system's own record (id 0): ruleset activated, people changed, recorded time held, … */
    EVENT_CHILD_OPENED = 70, /* A7: a step opened another record */
    EVENT_CHILD_ENDED = 71,  /* that record came to its end */
    EVENT_CHILD_CLOSED = 72, /* the step that waited for it ended first: it is closed with it */
    EVENT_OPENED_BY = 73,    /* of the other record: which one opened it */
    EVENT_PLAN_ADDED = 75,   /* a rule added steps to the plan, in a group around them and the step named */
    EVENT_URGENT = 76,       /* A64: the work of this round begins before its approvals */
    EVENT_DEBT_OWED = 77,    /* A64: a step of the plan that is owed from now on, as steps of their own */
    EVENT_STAGE_JUMPED = 78, /* A50: the present stage is passed over, for a step of another one */
    EVENT_CLOSED = 74,       /* the record ended with the one that had opened it */
    EVENT_DISPOSED = 31,     /* on the system's own record: records that are gone for good, with why */
    EVENT_REOPENED = 50, /* after its end: back with its initiator (A42), or on its way for a change (A46) */
    EVENT_AMENDED = 51,  /* A46: fields changed after the end */
    EVENT_CHANGE_DROPPED =
        52, /* A46: the change was refused or given up: the values of before, and the end, stand again */
    EVENT_COPY_READ = 53,      /* A30: by whom it was sent to */
    EVENT_MADE_FROM = 54,      /* A45: the draft takes its values from another record */
    EVENT_ADMINISTERED = 40,   /* A16, A50 to A53: what an administrator did, and why; what follows it are its
                                  consequences */
    EVENT_TASK_COMPLETED = 41, /* A51: a task ended in the administrator's name */
    EVENT_CANCELLED = 42,      /* A51 */
    EVENT_SUSPENDED = 43,      /* A51: it takes no decisions until RESUMED */
    EVENT_RESUMED = 44,        /* A51 */
    EVENT_STEP_EXCEPTED = 46,  /* A52: skipped, with what is owed for it as a step of its own */
    EVENT_MIGRATED = 47,    /* A53: the record goes on under the ruleset of the event's head; its plan of the
                               present stage, opened just before, takes over from the one before */
    EVENT_PLAN_JUMPED = 45, /* A50: forward, past what waited before that step; back: PLAN_REWOUND */
    EVENT_LOGGED = 80,      /* P2.3.2: an entry was written; with a task, to end it */
    EVENT_NOTIFIED = 83,    /* a rule told people something, asked about what happened to the record */
    EVENT_RATED = 81,       /* P4.2.1: the risk was worked out */
    EVENT_WARNED = 82,      /* P2.4.2: what a warning, or an order to put something right, says */
    EVENT_DEVIATED = 90,    /* P2.3.3: a deviation was reported */
    EVENT_ADJUSTED = 91,    /* P2.3.3: it was agreed to: fields as they are now, and as they were */
    EVENT_ADJUSTMENT_DROPPED = 92, /* P2.3.3: refused by who had approved before: values stand as they were */
    EVENT_REPLANNED = 93,          /* P2.3.3: the plan of the present stage, opened just before, takes over */
    EVENT_DOCUMENTED = 94,         /* P2.5.3: a document that the host made of the record */
    EVENT_DEBT_AHEAD = 115,        /* A64: what is owed from now on for a stage that is to come */
    EVENT_DEBT_CAME = 116, /* A64: that stage has come: what was owed ahead stands for a step of its plan */
    EVENT_DEBT_EXCUSED = 124, /* A52, A64: what was never made up need not be: an administrator's exception */
    EVENT_SIGNER_REMOVED = 117, /* A26: one of several who were to sign later, and had not been asked */
    EVENT_COMPLIED =
        100, /* P1.3.1: named checks were run and found nothing: the next event lets the task pass */
    EVENT_STAGE_RETURNED = 111,    /* A22: to a step of an earlier stage, whose plan, opened next, is gone
                                      through from there again */
    EVENT_PLAN_RESTORED = 112,     /* A27: the way back is undone: the plan stands as before it */
    EVENT_ADJUSTMENT_UNDONE = 113, /* A27, P2.3.3: values and plan stand as before it was agreed to */
    EVENT_ADJUSTMENT_ADDED = 114,  /* P2.3.3: what rules have added to the plan until here came of it */
    EVENT_CHILD_OPEN_AGAIN = 118,  /* A27: the step that waited for that record is open again, and so is it */
    EVENT_OPEN_AGAIN = 119,        /* A27: of that record: it goes on where it was closed */
    EVENT_LIMIT_TIGHTENED = 120,   /* P4.2.2: a step has less time, since the risk is higher now; of what is
                                      open there, CLOCK_SET says what that comes to */
} event_kind_t;

/* A record disposed of: what stays of it, so that a receipt for one of its events can still be matched. */
typedef struct disposed {
    int64_t record;
    const char *number; /* NULL: it never had one (a draft withdrawn) */
    const char *flow;
    record_state_t state; /* in which it had ended */
    int64_t length;       /* of its chain: how many events */
    hash_t head;          /* of its chain */
} disposed_t;

/* A step of the plan that takes over: what it goes on from, or, of a group, how it stands. */
typedef struct carried {
    int32_t old; /* 0: a group of the new plan, in `state`; of a loop, the one whose rounds it goes on with */
    int32_t now;
    step_state_t state;
} carried_t;

/* A stage that other rules have in another place, STAGE_GONE where they have it no more. */
typedef struct moved_stage {
    int32_t from, to;
} moved_stage_t;
enum { STAGE_GONE = INT32_MAX, STAGES_MOVED_MAX = 256 };

enum { DISPOSED_MAX = 1024 }; /* records in one event */
enum { NOTIFIED_MAX = 256 };  /* people told by one */

typedef enum rung_outcome {
    RUNG_FIRED = 1,
    RUNG_MERGED = 2,
    RUNG_OVERTAKEN = 3,
    RUNG_FAILED = 4
} rung_outcome_t;

typedef struct event {
    int64_t id;
    int64_t record; /* 0: the system's own record */
    int64_t seq;    /* from 1 within its record: the version it makes */
    event_kind_t kind;
    uint16_t version;   /* of the kind: how its payload is read, and how it is folded */
    instant_t at;       /* when it happened */
    instant_t recorded; /* when it was recorded; never before that of any earlier event in the store */
    actor_t actor;
    hash_t ruleset; /* under which it was decided; zero on the system's record */
    union {
        struct {
            const char *flow, *department;
            int64_t initiator;
            field_t *fields;
            size_t field_count;
        } drafted; /* fields: personal */
        struct {
            field_t *fields;
            size_t field_count;
            int64_t task;  /* A71: of the step at which it was written; 0: the form was its initiator's */
            bool unagreed; /* P2.1.2: departments had agreed to the form as it was before this */
            bool revised;  /* A27: by a person, with the task to revise it open */
            bool prepared; /* A27: by a person, its preparation over: what was decided in it stays so */
        } edited;          /* fields: personal */
        struct {
            int32_t round;
            const char *number;
            int32_t number_year;
            int64_t number_seq;
        } submitted; /* number NULL when it has one already */
        struct {
            int32_t times;
        } preparing;
        struct {
            int32_t stage, round;
            plan_t plan;
        } stage_opened; /* step numbers are the record's; states WAITING or LEFT_OUT */
        struct {
            int32_t stage;
            bool passed;
        } stage_ended;
        struct {
            step_t step;
        } step_added;
        struct {
            int32_t step;
        } step_opened;
        struct {
            int32_t step;
            step_state_t state;
            const char *cause;
        } step_ended; /* cause: a code, e.g. "outcome", "withdrawn", "empty" */
        struct {
            int64_t task;
            int32_t step, order;
            int64_t person, principal;
            const char *reason, *reason_text;
            int64_t clock;
            const char *calendar;
            limit_t limit;
            due_t due;
            int32_t next_rung;
            instant_t rung_at;
            bool no_clock;
            uint64_t rungs_past; /* of a seat that opens once more (A27): rungs that had come before */
        } task_opened;
        struct {
            int64_t task;
            int32_t step, order;
            int64_t person, principal;
            const char *reason, *reason_text;
        } task_queued;
        struct {
            int64_t task;
            outcome_t outcome;
            const char *opinion;
            require_t *checks; /* A21: of the step's checks, those that were ticked */
            size_t check_count;
            aspect_opinion_t *opinions; /* A20: by aspect */
            size_t opinion_count;
            int64_t seen; /* A14: the form version that was approved, where a later stage may count it; A22:
                             that was returned to the initiator to be come back straight; 0: neither, or kept
                             by apply */
            bool frees;   /* A25: it signed for the task that its step serves: that one's holder may go on */
        } task_decided;   /* opinion, opinions: personal */
        struct {
            int64_t task;
            const char *cause;
        } task_closed;
        struct {
            int64_t task;
            int64_t from, to;
            const char *reason, *reason_text;
            int64_t principal; /* in whose name it was held, and is (A15); 0: `to` has it in their own */
        } task_reassigned;
        struct {
            int64_t task;
            const char *reason;
        } returned; /* reason: personal */
        struct {
            const char *reason;
        } withdrawn; /* reason: personal */
        struct {
            record_state_t state;
        } ended;
        struct {
            int64_t task;
            const char *text;
        } commented; /* task 0: on the record. text: personal */
        struct {
            int64_t clock;
            clock_state_t state;
            const char *calendar; /* the holder's */
            instant_t old_due, new_due;
            bool provisional;
            limit_t limit;
            bool restarted; /* the limit runs from now, or, of a paused clock, whole from when it goes on;
                               else only its end moved */
            int32_t next_rung;
            instant_t rung_at;
            const char *cause;
            bool overran; /* the old due time has passed */
        } clock_set;
        struct {
            int64_t clock;
            int32_t rung;
            rung_outcome_t outcome;
            instant_t due;
            const char *did; /* "remind:1003 notify:1001,1002": what it did, and the ids of whom it told;
                                without them in events of before, and where nobody was told */
            const char *error;
            int32_t next_rung;
            instant_t rung_at;
            bool brought; /* it brought somebody or something in beside the step, for all its tasks */
        } rung;           /* error: code when failed */
        struct {
            int64_t task;
            int32_t step;
            int64_t person;
            const char *reason, *reason_text;
        } copied;
        struct {
            int64_t clock;
            int32_t step;   /* that it waits for */
            int64_t ran_ms; /* of the interval that ends now, in the limit's own time */
            limit_t limit;  /* what remains */
            const char *cause;
        } clock_paused;
        struct {
            int64_t clock;
            instant_t old_due, new_due;
            bool provisional;
            int32_t next_rung;
            instant_t rung_at;
        } clock_resumed;
        struct {
            int32_t at;   /* the step that both come to stand with */
            step_t group; /* sequence (before, after) or all (beside) */
            step_t leaf;  /* `added` says on which side */
            int64_t task; /* whose holder added the signer; 0: the leaf's `serves` says it, a rule did, or it
                             is not known */
        } plan_grown;
        struct {
            int32_t at;   /* the step that they come to stand with */
            step_t group; /* sequence (before, after) or all (beside); `added` says which */
            plan_t piece; /* its steps are numbered on after the group; without facts */
        } plan_added;
        struct {
            int32_t to, from; /* steps */
            bool straight;    /* what passed between the two need not be gone through again */
            const char *cause;
            int64_t seen; /* of a straight one: the form version then; what passed beside `from` in a branch
                             stands as well. 0 in events of before, of which neither holds */
            int64_t task; /* with whose decision: what stood before is kept, to be restored (A27). 0: by none,
                             and in events of before */
        } plan_rewound;
        struct {
            int64_t task;
            const char *reason;
        } task_taken_back; /* reason: personal */
        struct {
            int32_t step;
            int64_t
                serves; /* of a question or a delegation: the task that it serves from now on; 0: as before */
        } step_reset;
        struct {
            int64_t task;
            bool claimed; /* false: given back */
        } task_claimed;
        struct {
            int64_t task, person;
        } urged;
        struct {
            int64_t task, from, person, principal; /* principal 0: the owner has it back */
        } task_stood_in;
        struct {
            int64_t task; /* a new one, or the one that waited for its turn */
            int32_t step, order;
            int64_t person;
            const char *reason, *reason_text;
            int64_t earlier; /* the task in which they approved */
        } task_counted;
        struct {
            const char *step; /* its name */
            int64_t task;     /* with whose decision; 0: with the submission */
            int64_t *people;
            size_t count;
        } picked;
        struct {
            int32_t stage;
        } stage_taken_back;
        struct {
            int32_t step;
            int64_t task; /* whose holder asks; 0: of no task */
            const char *text;
        } asked; /* text: personal */
        struct {
            int32_t step;
            int64_t child;
            const char *flow;
            bool apart; /* no step waits for it */
        } child_opened;
        struct {
            int64_t child;
            record_state_t state; /* in which it ended, or came to rest */
        } child_ended;
        struct {
            int64_t child;
        } child_closed;
        struct {
            int64_t child;
        } child_open_again;
        struct {
            int64_t opener;
            int32_t step, depth;
            bool waits;
        } opened_by;
        struct {
            int32_t stage;  /* that the record goes on in */
            int32_t step;   /* back: where it was gone through before; 0: forward */
            const char *to; /* the step's name */
        } stage_jumped;
        struct {
            const char *reason;
        } urgent; /* reason: personal */
        struct {
            int32_t step; /* a leaf of a plan, or a group with what is below it */
            plan_t owed;  /* what stands for it, outside of the plan; no facts */
        } debt_owed;
        struct {
            plan_t owed; /* a tree outside of any plan; facts: what the rule of its stage read */
        } debt_ahead;
        struct {
            int32_t step; /* of the plan: a leaf, or a group with what is below it */
            int32_t owed; /* what stands for it: not decided yet, or passed */
        } debt_came;
        struct {
            int32_t step; /* that was owed */
        } debt_excused;
        struct {
            const char *cause;   /* a code */
            record_state_t from; /* where it can go on from if it is open again; 0 in events of before */
        } closed;
        struct {
            bool suspended; /* it was, as it was closed */
        } open_again;
        struct {
            record_state_t state; /* OPEN: for a change, in a round of its own; RETURNED */
            int32_t round;
            const char *cause;  /* "withdrawn", "changed" */
            const char *reason; /* personal */
        } reopened;
        struct {
            field_t *fields;
            size_t field_count;
            const char *reason;
        } amended; /* all of it personal */
        struct {
            const char *cause; /* "refused", "withdrawn" */
            const char *reason;
        } change_dropped; /* reason: personal */
        struct {
            int64_t task;
        } copy_read;
        struct {
            int64_t record;
            const char *number;
            const char *left_out; /* names of the fields that were not taken over, comma separated */
        } made_from;
        struct {
            command_kind_t act;
            int32_t step; /* 0: the record as a whole */
            int64_t task; /* 0: no single one */
            const char *reason;
        } administered; /* reason: personal */
        struct {
            int64_t task;
            outcome_t outcome;
            const char *reason;
        } task_completed; /* reason: personal */
        struct {
            record_state_t from; /* in which it stood */
        } cancelled;
        struct {
            int32_t step; /* the one that stands for it, with a watcher and a clock */
        } suspended;
        struct {
            int32_t step;
        } resumed;
        struct {
            int32_t to;
        } plan_jumped;
        struct {
            int32_t step;
            step_t owed;
        } step_excepted;
        struct {
            hash_t from;
            bool replanned; /* else no stage was under way */
            carried_t *steps;
            size_t step_count;
            const char *reason;    /* personal */
            moved_stage_t *stages; /* to come, for which something was owed ahead (A64); none in events of
                                      before, which left that where it was */
            size_t stage_count;
        } migrated;
        struct {
            entry_kind_t entry;
            int64_t task; /* 0: of none */
            field_t *fields;
            size_t field_count;
        } logged; /* fields: personal */
        struct {
            risk_level_t level;
            const char *because, *because_zh;
            bool waits; /* it rose while the record is suspended: what answers it is asked for later. Not in
                           events of before */
        } rated;        /* the rule's words */
        struct {
            int32_t step;
            severity_t severity; /* SEVERITY_NONE of an order */
            const char *text;
            const char *text_zh; /* of a rule that says it in both languages; NULL: none */
        } warned;                /* text, text_zh: personal */
        struct {
            const char *about; /* what the rule was asked about: "decided" …; of figures "watch" */
            int64_t task;      /* which it was about; 0: none */
            int64_t *people;   /* who were told: at least one */
            size_t count;
            const char *text;
            const char *text_zh; /* as of a warning */
        } notified;              /* text, text_zh: personal */
        struct {
            int32_t step; /* where it is decided */
            const char *text;
            field_t *fields; /* as proposed */
            size_t field_count;
            field_t *before; /* the same fields as they were then; none of what was reported before this was
                                kept */
            size_t before_count;
        } deviated; /* text, fields, before: personal */
        struct {
            int32_t step;
            field_t *fields; /* what takes effect; none: nothing of the form changes */
            size_t field_count;
            field_t *before; /* the same fields as they were */
            size_t before_count;
        } adjusted; /* fields, before: personal */
        struct {
            int32_t step;    /* where it had been agreed to */
            field_t *fields; /* that stand as they were; what was written since stays */
            size_t field_count;
        } adjustment_dropped; /* fields: personal */
        struct {
            int32_t step;
            carried_t *steps;
            size_t step_count;
        } replanned;
        struct {
            int32_t step;  /* where it had been agreed to */
            int32_t *gone; /* numbers, ascending: what came into the plan because of it, and goes */
            size_t gone_count;
            field_t *fields; /* that stand as they were */
            size_t field_count;
        } adjustment_taken_back; /* fields: personal */
        struct {
            int32_t step; /* where it was agreed to */
        } adjustment_added;
        struct {
            document_t document;
        } documented;
        struct {
            int32_t step;
            int64_t task;        /* that passes, or the earlier approval that stands for it (A14) */
            const char **checks; /* their names: at least one */
            size_t check_count;
        } complied;
        struct {
            int32_t step;
            int32_t place; /* among those whom the step names, from 0 */
            int64_t person;
        } signer_removed;
        struct {
            int64_t task; /* that was returned */
            int32_t step; /* to which: where it was gone through before */
            int64_t seen; /* to be come back straight: the form version then; else 0 */
        } stage_returned;
        struct {
            int32_t first; /* of the way back: the number of its first step */
        } plan_restored;
        struct {
            int32_t step;
            limit_t was, within;
        } limit_tightened;
        struct {
            const char *code;
            const char *text;
        } noted; /* text: parameters as name=value, space separated */
        struct {
            const char *reason;
            disposed_t *records;
            size_t record_count;
        } disposed; /* 1 to DISPOSED_MAX records, by id, each once */
    } u;
} event_t;

/* Head: everything of the struct but `u`, canonical; it is what the chain hashes together with payload and
 * digest. */
void event_encode_head(const event_t *e, buf_t *out);
void event_decode_head(cursor_t *in, event_t *out);
/* Payload and personal part of the kind at its version. Either may come out empty. */
void event_encode(const event_t *e, buf_t *payload, buf_t *personal);
/* Reads both into the arena; `personal` NULL or of length 0 with `erased`: the personal values read as empty.
 * event.corrupt {id, kind}; event.version {kind, version} when newer than this program. */
int event_decode(bytes_t payload, const bytes_t *personal, arena_t *arena, event_t *e, diag_t *d);
const char *event_kind_word(event_kind_t kind); /* "task.decided" */
/* The version of that kind that is written now; those before it are read, and folded, as they were. */
uint16_t event_version(event_kind_t kind);
const char *rung_outcome_word(rung_outcome_t outcome);

/* digest: hash_salted(salt, personal). The event's hash: hash_parts of previous hash, head, payload, digest.
 */
void event_hash(const hash_t *previous, bytes_t head, bytes_t payload, const hash_t *digest, hash_t *out);

#endif
