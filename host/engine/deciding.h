/* One run of decide: what its files share, private to this folder. The record in it is always the fold of the
 * events so far, since emit applies each as it is made; nobody else changes it.
 *
 * All functions return 0, or -1 with the error set in deciding->d. Indices of steps, not pointers, are kept
 * over an emit: apply may move the arrays. */
#ifndef CS_ENGINE_DECIDING_H
#define CS_ENGINE_DECIDING_H

#include "base/text.h"
#include "engine/again.h"
#include "engine/engine.h"

enum {
    ROUNDS_MAX = 1000,     /* of one record, preparations too; limit.rounds {limit} */
    TEXT_MAX = 65536,      /* bytes of a reason, opinion or comment; limit.text {limit} */
    MESSAGES_MAX = 100000, /* of one command; limit.messages {limit} */
    FOLLOW_UPS_MAX = 1024, /* of one command; limit.follow_ups {limit} */
};

typedef struct deciding {
    const decide_in_t *in;
    arena_t *arena;
    diag_t *d;
    decide_out_t *out;
    record_t *record;
    const rules_t *rules;
    const flow_t *flow;
    actor_t actor; /* of the events: the command's, or the rule's while a policy speaks */
    instant_t at;
    size_t event_room, message_room, incident_room, follow_up_room;
    int32_t first, count; /* the plan that is walked: steps [first, first + count) of the record */
    int64_t writing_task; /* A71: the task at whose step the form is being written; 0: none */
    bool handling;        /* a handler's effects are being carried out */
    bool in_hand;         /* the form was with whoever writes it when the command came */
    const char *about;    /* what the rule whose effects these are was asked about; NULL: a late task */
    bool stage_opens;     /* its plan is there, and what comes first in it opens in this command */
    struct opening_due *openings_due; /* records that open with the steps that stand for them */
    int32_t led_to;                   /* the step that a jump leads to, whatever stands before it; 0: none */
    bool at_top;                      /* a rung that should have raised a task found it at the top already */
    effects_t risk_answers;           /* what a risk that rose is to be answered by, not carried out yet */
    bool risk_grew;                   /* steps came into the plan by it, which may have to open */
    bool risk_rose;                   /* on the way: limits may be shorter now */
    const struct promised *promised;  /* to whom other seats of the vote will go; NULL: none opens */
    const struct supposed *supposed;  /* who will have steps to come; NULL: nobody asks */
    const struct people *seated; /* of the step whose seats are being given: nobody gets two; NULL: none */
} deciding_t;

/* What follows is the rule's doing, not of whoever's command brought it here. Gives the actor until now, who
 * is put back into x->actor when it is done. */
static inline actor_t act_as_rule(deciding_t *x) {
    actor_t before = x->actor;
    x->actor = (actor_t){.kind = ACTOR_RULE, .uid = -1};
    return before;
}

/* ---- facts.c */

/* Everything that the rules may look at now, sums over other records too. `task` may be NULL. */
int facts_of(deciding_t *x, const task_t *task, facts_t *out);

/* ---- emit.c */

/* Completes the head of `e` (id, seq, times, actor, ruleset), applies it and keeps a copy. */
int emit(deciding_t *x, event_kind_t kind, event_t *e);
/* What is needed to take back all that was decided since: a FIRE whose rule fails half-way. */
typedef struct mark {
    record_t record;
    size_t events, messages, incidents, follow_ups;
    struct opening_due *openings_due;
} mark_t;
int mark_set(deciding_t *x, mark_t *mark);
void mark_return(deciding_t *x, const mark_t *mark);
/* The end of what nobody may be stopped by: where `result` says that it failed, all since the mark is taken
 * back and an incident tells why. 0; memory.out alone is an error. */
int attempt_end(deciding_t *x, const mark_t *mark, int result);

/* A set of kinds of steps: bits. */
#define KIND(kind) (UINT32_C(1) << (kind))

/* ---- messages.c */

/* Adds what the stage is called to the error: stage_title in both languages; always -1. */
int stage_blame(deciding_t *x, const stage_def_t *stage);
/* Sets that error {limit}; always -1. */
int limit_reached(deciding_t *x, const char *code, int64_t limit);
int tell(deciding_t *x, int64_t recipient, const char *kind, const task_t *task, const char *text);
/* What a message says whose reader's language nobody knows: both where there are both, in the arena. */
const char *in_both(deciding_t *x, const char *text, const char *text_zh);
/* Keeps an error as an incident; no memory for it is no further error. */
void incident_note(deciding_t *x, const diag_t *error);
/* The person's handle, or "#id"; in the arena. */
const char *handle_of(const deciding_t *x, int64_t person);
/* Whose decision a task's is: a handle, "timer", or "administrator" for the store's owner. */
const char *decider_word(const deciding_t *x, const task_t *task);

#endif
