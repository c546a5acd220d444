/* Risk (policy chapter 4): the level that a flow's rule works out of a form, why, and what answers it. */
#ifndef CS_MODEL_RISK_H
#define CS_MODEL_RISK_H

#include "model/effect.h"

typedef enum risk_level {
    RISK_NONE = 0, /* the flow does not say */
    RISK_LOW = 1,
    RISK_MEDIUM = 2,
    RISK_HIGH = 3,
    RISK_LAST = RISK_HIGH,
} risk_level_t;

typedef struct risk {
    risk_level_t level;
    const char *because, *because_zh; /* never NULL from rules; en, or the only language */
    effects_t response;               /* what answers it: high demands a plan (EFFECT_RESPONSE) */
} risk_t;

/* The stable word of a level ("high"), and back (RISK_NONE: unknown). */
const char *risk_word(risk_level_t level);
risk_level_t risk_from(const char *word);

#endif
