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
} effect_kind_t;

typedef struct effect {
    effect_kind_t kind;
    const source_t *who;
    limit_t within;
    const char *text;
    field_t field;
} effect_t;

typedef struct effects {
    effect_t *list;
    size_t count;
} effects_t;

enum { EFFECTS_MAX = 32 };

#endif
