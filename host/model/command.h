/* Commands: what somebody wants done to one record. Everything that changes a record is one. */
#ifndef CS_MODEL_COMMAND_H
#define CS_MODEL_COMMAND_H

#include "model/actor.h"
#include "model/opinion.h"
#include "model/record.h"

typedef enum command_kind {
    COMMAND_DRAFT = 1,   /* flow, fields → a new record */
    COMMAND_EDIT = 2,    /* fields; the initiator's, while it is a draft, returned or refused at rest */
    COMMAND_PREPARE = 3, /* open the prepare stage */
    COMMAND_SUBMIT = 4,  /* submit, or resubmit as a new round; may carry fields */
    COMMAND_APPROVE = 5,
    COMMAND_REFUSE = 6, /* reason required */
    COMMAND_ACKNOWLEDGE = 7,
    COMMAND_RETURN = 8, /* to the initiator, or to_step; straight; reason required */
    COMMAND_DONE = 9,   /* work done */
    COMMAND_WITHDRAW = 10,
    COMMAND_COMMENT = 11,
    COMMAND_AGREE = 12,         /* in the prepare stage */
    COMMAND_ABSTAIN = 13,       /* A20 */
    COMMAND_TRANSFER = 14,      /* A23: people[0], reason */
    COMMAND_DELEGATE = 15,      /* A24: people[0] */
    COMMAND_ADD_SIGNER = 16,    /* A25: people, where, mode, within */
    COMMAND_REMOVE_SIGNER = 17, /* A26: people[0] */
    COMMAND_TAKE_BACK = 18,     /* A27 */
    COMMAND_ASK = 19,           /* A29: people[0], text; within */
    COMMAND_ANSWER = 22,        /* A29: text */
    COMMAND_CLAIM = 23,         /* A28 */
    COMMAND_UNCLAIM = 24,
    COMMAND_URGE = 25,      /* A43: the initiator's */
    COMMAND_JUMP = 30,      /* A50: an administrator's, as those that follow: to_step, reason */
    COMMAND_COMPLETE = 31,  /* A51: a task, in the administrator's name; refuse, reason */
    COMMAND_REASSIGN = 32,  /* A51: people[0], within, reason */
    COMMAND_CANCEL = 33,    /* A51: reason */
    COMMAND_SUSPEND = 34,   /* A51: until, or within; reason */
    COMMAND_RESUME = 35,    /* A51: reason; whoever watches over the suspension may, too */
    COMMAND_EXCEPTION = 36, /* A52: step, people (who owes it), within, reason; of what was owed by the green
                               channel and never made up (A64): that it need not be */
    COMMAND_MIGRATE = 37,   /* A53: to the ruleset given as the latest; reason */
    COMMAND_HAND_OVER = 38, /* A16: what people[0] holds goes to people[1]; reason */
    COMMAND_COPY = 40,      /* A45: `record` (an earlier one) and fields → a new draft */
    COMMAND_READ = 41,      /* A30: the copies that the actor was sent */
    COMMAND_CHANGE = 42,    /* A46: fields of a finished record, reason */
    COMMAND_FIRE = 20,      /* the timer's: rung `rung` of clock `clock` is due */
    COMMAND_OPEN = 60,      /* A7, a rule's: a record that another one opens, drafted and submitted */
    COMMAND_CLOSE = 61,     /* a rule's: the step that waited for the record has ended */
    COMMAND_CHILD_ENDED = 62, /* a rule's: a record that this one opened has ended */
    COMMAND_RECKON =
        21,           /* the system's: a calendar changed; the record's due times are worked out anew (A63) */
    COMMAND_LOG = 70, /* P2.3.2: writes an entry, and ends the actor's task that asks for one */
    COMMAND_WARN = 71,        /* P2.4.2: people, who must take notice; severity, text, within */
    COMMAND_ORDER = 72,       /* P2.4.2: people[0] puts something right, the actor checks it; text, within */
    COMMAND_REQUEST = 73,     /* P2.4.3: department, text, within */
    COMMAND_DEVIATE = 74,     /* P2.3.3: what goes otherwise than planned: text, fields as proposed, within */
    COMMAND_FILE_REPORT = 75, /* P2.5.3: the report that the host made goes on record: document */
    COMMAND_ATTACH = 55, /* A21: documents into the form, without deciding: the initiator's while the form is
                            theirs, else of whoever holds a task whose step opens the field */
    COMMAND_OPEN_AGAIN = 121, /* A27, a rule's: the step that the record was closed with is open again */
} command_kind_t;

typedef struct command {
    command_kind_t kind;
    actor_t actor;
    const char *key;        /* idempotency key, scoped to its actor; NULL: none */
    int64_t record;         /* 0 with DRAFT; with COPY the earlier one */
    int64_t task;           /* 0: the actor's only open task (of `step`, if given) */
    const char *step;       /* a step's name; NULL: any */
    int64_t form_version;   /* the form version the actor saw; 0: not said */
    const char *flow;       /* DRAFT */
    const char *department; /* DRAFT: NULL: the initiator's own; REQUEST: who is asked */
    field_t *fields;
    size_t field_count;
    const char *text; /* reason, opinion, comment */
    int64_t clock;    /* FIRE */
    int32_t rung;     /* FIRE */
    instant_t due;    /* FIRE: the due time of the row, kept in the event */
    int64_t *people;  /* who is meant: directory ids */
    size_t people_count;
    added_t where;       /* ADD_SIGNER: before, after, beside */
    decide_mode_t mode;  /* ADD_SIGNER: how several decide; 0: all */
    limit_t within;      /* LIMIT_NONE: the step's own */
    const char *to_step; /* RETURN: the name of the step to go to; NULL: the initiator */
    bool straight;       /* RETURN: it comes back straight to whoever returned it */
    int64_t holder;      /* COMPLETE, REASSIGN: whose task; 0: not said */
    bool refuse;         /* COMPLETE: the task is refused */
    instant_t until;     /* SUSPEND: when its watcher is reminded; INSTANT_NONE or 0: not said */
    bool owner;          /* the store's owner gives it, who may administer */
    const pick_t
        *picks; /* PREPARE, SUBMIT, APPROVE, AGREE, DONE: who steps are to have (A10); `by` is not read */
    size_t pick_count;
    instant_t at;            /* when it happened; INSTANT_NONE: now. Never after the recorded time */
    int64_t child;           /* CHILD_ENDED; of OPEN: the id that the new record gets */
    record_state_t ended_as; /* CHILD_ENDED */
    opener_t opener;         /* OPEN; its initiator is people[0] */
    const char **checks;     /* APPROVE, AGREE, DONE: A21, ticked: words of a check, or its place from 1 */
    size_t check_count;
    aspect_opinion_t *opinions; /* decisions: A20, by aspect */
    size_t opinion_count;
    bool supposed;      /* decisions, in previews: as if all that the step asks for were there (A20, A21), and
                           written */
    bool urgent;        /* SUBMIT, A64: by the green channel; text: why */
    entry_kind_t entry; /* LOG; ENTRY_NONE: what the actor's task asks for, else work */
    field_t *said;      /* LOG: the entry's fields; `fields` are the form's */
    size_t said_count;
    severity_t severity;        /* WARN; SEVERITY_NONE: major */
    const document_t *document; /* FILE_REPORT: as the host made it of the record */
} command_t;

/* An administrator's: A16, A50 to A53. */
bool command_administers(command_kind_t kind);
const char *command_kind_word(command_kind_t kind);

/* To be told, in the commit that caused it; one outbox row for each channel in use. */
typedef struct message {
    int64_t id;        /* the key under which it is delivered, at least once */
    int64_t recipient; /* directory id */
    const char *kind;  /* "task.opened", "task.reminder", "task.overdue", "task.reassigned", "record.ended",
                          "record.returned", "record.copied", "record.reopened" … */
    int64_t record, task;
    const char *step;
    instant_t due; /* of the task; INSTANT_NONE */
    const char *text;
} message_t;

/* What an administrator must be told though no record changed for it: a rule that failed, an attempt without
 * right. */
typedef struct incident {
    int64_t id;
    const char *code; /* of the error */
    const char *text; /* its parameters, name=value, space separated, cause after " < " */
    const char *file;
    int32_t line;
    int64_t record;
    int64_t person;
} incident_t;

#endif
