/* Effects: what a rule's function returns; engine checks them and carries them out in the same commit. */
#ifndef CS_MODEL_EFFECT_H
#define CS_MODEL_EFFECT_H

#include "model/ladder.h"
#include "model/value.h"

typedef enum effect_kind {
    EFFECT_REMIND = 1,    /* who */
    EFFECT_NOTIFY = 2,    /* who, text */
    EFFECT_REASSIGN = 3,  /* who, within */
    EFFECT_REFUSE = 4,    /* text: the reason */
    EFFECT_SET_FIELD = 5, /* field */
    EFFECT_WARN = 70,     /* P2.4.2: who must take notice, within; severity, text, name */
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

typedef struct effect {
    effect_kind_t kind;
    const source_t *who;
    limit_t within;
    const char *text;
    field_t field;
    const source_t *check; /* who looks at what was done */
    limit_t check_within;
    severity_t severity;
    const char *name; /* of the step that it opens; NULL: by its kind. A warning of a name that is still open,
                         or that no figure changed since, is not given again */
} effect_t;

typedef struct effects {
    effect_t *list;
    size_t count;
} effects_t;

enum { EFFECTS_MAX = 32 };

/* The stable word of a severity ("major"), and back (SEVERITY_NONE: unknown); model/risk.c. */
const char *severity_word(severity_t severity);
severity_t severity_from(const char *word);

#endif
