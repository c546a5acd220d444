/* Why a step that was decided is decided again: after the end, when a field has changed (A46), or because of
 * an adjustment (P2.3.3). Kept nowhere: change_plan.c works it out, explain.h asks it. */
#ifndef CS_ENGINE_AGAIN_H
#define CS_ENGINE_AGAIN_H

typedef enum again {
    AGAIN_NOT = 0,   /* it stands */
    AGAIN_NEEDED,    /* its rule left it out before, and has it now */
    AGAIN_NEW,       /* the plan of before had none of its name */
    AGAIN_UNDECIDED, /* nobody had decided it */
    AGAIN_PEOPLE,    /* it is for other people now */
    AGAIN_READS,     /* what changed was read for it */
    AGAIN_NAMES,     /* what changed says who decides it */
    AGAIN_BEYOND,    /* a stand-in decided it whose authority, or the principal's, does not go so far now */
    AGAIN_WHOLE,     /* it is one decision with a step that is decided again */
} again_t;

/* The stable word: "needed". */
const char *again_word(again_t again);

#endif
