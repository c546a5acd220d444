/* Effects: what a rule's function returns; engine checks them and carries them out in the same commit. */
#ifndef CS_MODEL_EFFECT_H
#define CS_MODEL_EFFECT_H

#include "model/plan.h"
#include "model/value.h"

typedef enum effect_kind {
    EFFECT_REMIND = 1,    /* who */
    EFFECT_NOTIFY = 2,    /* who, text */
    EFFECT_REASSIGN = 3,  /* who, within */
    EFFECT_REFUSE = 4,    /* text: the reason */
    EFFECT_SET_FIELD = 5, /* field */
    EFFECT_ADD = 6,    /* steps: come into the plan beside a step; with openings: a step that opens records */
    EFFECT_FINISH = 7, /* text: why the record needs no more */
    EFFECT_PASS = 8,   /* text: why the task's step passes without its people */
    EFFECT_WARN = 70,  /* P2.4.2: who must take notice, within; severity, text, name */
    EFFECT_RECTIFY = 71,  /* P2.4.2: who puts it right, within; who checks it, check_within; text */
    EFFECT_RESPONSE = 72, /* P4.3.2: who writes the plan that answers the risk, and who approves it */
} effect_kind_t;

typedef enum severity {
    SEVERITY_NONE = 0,
    SEVERITY_MINOR = 1,
    SEVERITY_MAJOR = 2,
    SEVERITY_SEVERE = 3,
    SEVERITY_LAST = SEVERITY_SEVERE,
} severity_t;

/* A record that a step opens (A7): in whose name, for which department, and what it is filled in with. */
typedef struct child_opening {
    const char *flow;
    const char *department;    /* NULL: the initiator's own */
    const source_t *initiator; /* NULL: whoever initiated the record that opens it */
    field_t *fields;
    size_t field_count;
} child_opening_t;

enum { OPENINGS_MAX = 128 }; /* of one step */

typedef struct effect {
    effect_kind_t kind;
    const source_t *who;
    limit_t within;
    const char *text;
    const char *text_zh; /* the same in Chinese; NULL: in one language only */
    field_t field;
    const source_t *check; /* who looks at what was done */
    limit_t check_within;
    severity_t severity;
    const char *name; /* of the step that it opens; NULL: by its kind. A warning of a name that is still open,
                         or that no figure changed since, is not given again */
    /* ADD: a piece of a plan, in preorder, numbered and its parents named from 1 */
    step_t *steps;
    size_t step_count;
    added_t where; /* before, after or beside; 0: after, and beside for one that opens records */
    const char
        *beside; /* the name of the step; NULL: the one that the function is asked about, else the plan */
    child_opening_t *openings;
    size_t opening_count;
    const char *file; /* where the rule says so */
    int32_t line;
} effect_t;

typedef struct effects {
    effect_t *list;
    size_t count;
    const fact_t *read; /* what the function read; only where facts->trace asks for it */
    size_t read_count;
} effects_t;

enum { EFFECTS_MAX = 32 };

/* The stable word of a severity ("major"), and back (SEVERITY_NONE: unknown); model/risk.c. */
const char *severity_word(severity_t severity);
severity_t severity_from(const char *word);

#endif
