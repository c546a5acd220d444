/* The plan: the tree of steps that a stage's rule returned, as data (design.md §2). Steps stand in preorder
 * in one array; a group's children follow it and name it as parent. Steps of earlier rounds and stages stay
 * in the record, marked by round and stage. */
#ifndef CS_MODEL_PLAN_H
#define CS_MODEL_PLAN_H

#include "model/entry.h"
#include "model/ladder.h"
#include "model/step_form.h"
#include "model/value.h"

typedef enum step_kind {
    STEP_SEQUENCE = 1, /* A1: children one after another */
    STEP_ALL = 2,      /* A2: every child decides */
    STEP_ANY = 3,      /* A3: the first decision of a child wins */
    STEP_VOTE = 4,     /* A4: `need` of the children, or by weight */
    STEP_PARALLEL = 5, /* A5: branches side by side, joined when all that were opened have ended */
    STEP_LOOP = 6,     /* A8: its body, one member, is repeated until it passes, `rounds_max` times at most;
                          another one may decide when these are used up */
    STEP_APPROVE = 10, /* leaves: people decide */
    STEP_ACT = 11,     /* people or a service carry something out: done */
    STEP_AGREE = 12,   /* a department agrees in the prepare stage */
    STEP_ACKNOWLEDGE = 13, /* the initiator takes notice of a refusal */
    STEP_REVISE = 14,      /* the initiator has it back: revises and resubmits */
    STEP_COPY = 15,        /* A30: ends as soon as it opens */
    STEP_ANSWER = 16,      /* A29: somebody was asked; serves the task of who asked */
    STEP_ASSIST = 17,      /* A24: somebody prepares for the owner of the task it serves, who then decides */
    STEP_RECORD = 18,      /* A7: opens other records; its people answer for them, nobody decides it */
    STEP_MONITOR = 24,     /* P2.4.1: beside the other members of its group while that is open; asks again and
                              again, each time by a task with a clock of its own, and decides nothing */
    STEP_WARNING = 25,     /* P2.4.2: people take notice of what threatens */
    STEP_GROUP_LAST = STEP_LOOP,
    STEP_LEAF_LAST = STEP_WARNING,
} step_kind_t;

typedef enum step_state {
    STEP_WAITING = 1,
    STEP_OPEN = 2,
    STEP_PASSED = 3, /* approved, done, agreed, acknowledged, revised, copied */
    STEP_REFUSED = 4,
    STEP_CLOSED = 5,   /* closed by the outcome of something else; never deleted */
    STEP_LEFT_OUT = 6, /* `when` was false, or a policy left it out: `left_out` says why */
} step_state_t;

typedef enum decide_mode {                      /* several people in one leaf */
                           DECIDE_ANY = 1,      /* the first of them (default) */
                           DECIDE_ALL = 2,      /* all of them */
                           DECIDE_IN_ORDER = 3, /* one after the other */
} decide_mode_t;

/* What the people of a leaf may do with their task besides deciding it. */
typedef enum permit {
    PERMIT_TRANSFER = 1,      /* A23 */
    PERMIT_DELEGATE = 2,      /* A24 */
    PERMIT_ADD_SIGNER = 4,    /* A25 */
    PERMIT_REMOVE_SIGNER = 8, /* A26 */
    PERMIT_ASK = 16,          /* A29 */
    PERMIT_TAKE_BACK = 32,    /* A27 */
    PERMIT_ABSTAIN = 64,      /* A20 */
    PERMIT_ADD_AGAIN = 128,   /* whoever they add may add signers too */
    PERMIT_ASK_PAUSES = 256,  /* their clock pauses while a question is open */
} permit_t;
enum {
    PERMIT_USUAL = PERMIT_TRANSFER | PERMIT_DELEGATE | PERMIT_ADD_SIGNER | PERMIT_REMOVE_SIGNER | PERMIT_ASK |
                   PERMIT_TAKE_BACK, /* where a rule says nothing */
    PERMIT_ALL = 511,
};

/* How a step came into the plan that no rule planned. */
typedef enum added {
    ADDED_NOT = 0,
    ADDED_BEFORE = 1, /* A25: signers */
    ADDED_AFTER = 2,
    ADDED_BESIDE = 3,
    ADDED_QUESTION = 4,
    ADDED_DELEGATION = 5,
    ADDED_SUSPENSION = 6, /* A51: stands for it, with a watcher and a clock */
    ADDED_DEBT = 7, /* A52, A64: what is owed for its `origin`, which an exception or urgent work passed */
    /* What was opened beside the plan of a stage, which does not end before it (engine/beside.c). */
    ADDED_DEMAND = 70,    /* somebody has to answer: a response plan, a rectification */
    ADDED_CHECK = 71,     /* of the demand numbered before it: is the answer good? */
    ADDED_WARNING = 72,   /* P2.4.2 */
    ADDED_REQUEST = 73,   /* P2.4.3: a department is asked for information */
    ADDED_DEVIATION = 90, /* P2.3.3: somebody decides what a deviation comes to */
    /* A group around a stage's plan, the first member, and approvals asked for again because of a deviation
     * (its `origin`): what these refuse does not refuse the stage. */
    ADDED_REAPPROVAL = 91,
    ADDED_LAST = ADDED_REAPPROVAL,
} added_t;

/* Why a step with ADDED_DEBT is owed. */
typedef enum debt_kind {
    DEBT_GREEN = 1,     /* A64: urgent work began before it */
    DEBT_EXCEPTION = 2, /* A52: an administrator had it skipped */
    DEBT_LAST = DEBT_EXCEPTION,
} debt_kind_t;

typedef enum tie { TIE_FAILS = 0, TIE_PASSES = 1 } tie_t; /* A4 */
/* A4: what those who abstain come to: they stay in the number from which the votes needed are worked out, or
 * leave it. */
typedef enum abstain { ABSTAIN_STAYS = 0, ABSTAIN_LEAVES = 1 } abstain_t;

typedef enum on_refuse { /* in a group or a leaf of several */
                         ON_REFUSE_AT_ONCE = 1,
                         ON_REFUSE_WAIT = 2,
                         ON_REFUSE_THRESHOLD = 3, /* `refuse_need` refusals */
                         ON_REFUSE_GO_ON = 4,     /* of the records that a step opened: however they end */
} on_refuse_t;

/* A7: which of the records that a step opened it waits for. */
typedef enum wait_for { WAIT_ALL = 1, WAIT_ANY = 2, WAIT_NONE = 3 } wait_for_t;

typedef enum empty_policy {
    EMPTY_FALLBACK = 1,
    EMPTY_SUPERIOR = 2,
    EMPTY_REFUSE = 3,
    EMPTY_PASSES = 4
} empty_policy_t; /* A11 */
typedef enum self_policy {
    SELF_SUPERIOR = 1,
    SELF_ALLOWED = 2,
    SELF_SKIP = 3,
    SELF_FALLBACK = 4
} self_policy_t; /* A12 */

/* A14: does an earlier approval of the same person, in the same round, stand for theirs in this step? */
typedef enum same_person {
    SAME_OFF = 0,
    SAME_CONSECUTIVE = 1, /* when it was given in the step just before */
    SAME_ANYWHERE = 2,
} same_person_t;

/* A8: what comes of a loop whose rounds are used up. */
typedef enum used_up {
    USED_UP_REFUSES = 0, /* it is refused, or its member that decides then is asked */
    USED_UP_PASSES = 1,  /* of a loop: it passes, for the reason in `passes_because` */
    USED_UP_DECIDES = 2, /* of a member of a loop: it is gone through then, and says what the loop comes to */
} used_up_t;

/* Why a step is there: the rule's place and sentence. */
typedef struct why {
    const char *file;
    int32_t line;
    const char *because; /* en, or the only language */
    const char *because_zh;
} why_t;

typedef struct step {
    int32_t no;     /* from 1, unique in the record over all rounds and stages */
    int32_t parent; /* its group's no; 0 for the root of a plan */
    int32_t stage, round;
    step_kind_t kind;
    step_state_t state;
    const char *name; /* unique in its plan; groups may have "" */
    const char *title_en, *title_zh;
    /* leaves */
    const source_t *by;
    decide_mode_t mode;
    limit_t within; /* LIMIT_NONE: the flow's default was filled in by the rules; engine never sees NONE on a
                       leaf with people */
    ladder_t ladder;
    empty_policy_t on_empty;
    self_policy_t on_self;
    const char *passes_because;    /* the reason required by EMPTY_PASSES, SELF_ALLOWED, SELF_SKIP and
                                      USED_UP_PASSES */
    const char *passes_because_zh; /* the same in Chinese; NULL: in one language only */
    const char *aspects;           /* opinions asked for, comma separated; NULL: none */
    bool may_return; /* its people may return the record: to the initiator, or to a step before (A22) */
    /* groups */
    on_refuse_t on_refuse;
    int32_t refuse_need, need; /* need: for ANY and VOTE, how many passed children end it; 0: ANY 1 */
    /* A4, of votes: `need` of `need_of` (a fraction, rounded up) of the weights present; need_of 0: a count
     */
    int32_t need_of;
    tie_t tie;
    abstain_t abstain;
    int32_t weight; /* of a member of a vote; 0: 1 */
    /* A8 */
    int32_t rounds_max;
    used_up_t used_up;
    int32_t rounds_gone;    /* of a loop that goes on in another plan: how many were gone through before */
    uint64_t rungs_brought; /* bit i: rung i of its ladder brought in beside it what it brings, once for all
                               its tasks (A61) */
    uint32_t permits;       /* bits of permit_t */
    /* A7 */
    const char *opens; /* of STEP_RECORD: the flow of the records; what they are filled in with is asked of
                          the rules as the step opens */
    wait_for_t wait;
    /* of steps added while the record was on its way */
    added_t added;
    int64_t added_by; /* the person; 0: a rule, a timer */
    int64_t serves; /* the task for whose holder it was added; while it is open that task's clock may pause */
    int32_t origin; /* the step that this one repeats (returned, repeated): its no; 0: none */
    bool superseded;  /* repeated by a later one: what was decided in it no longer counts */
    step_form_t form; /* A21, A71: of leaves */
    same_person_t same_person;
    entry_kind_t entry; /* what its people write down to end their task; ENTRY_NONE: nothing */
    const char *watch;  /* of a monitor: the rule's function that looks at the figures; NULL: none */
    /* A64: of what is owed ahead of its stage: what its step is called there, "" of a group without a name,
     * and the form version as it was asked for. NULL: its stage had come, or it is not owed. */
    const char *ahead_of;
    int64_t ahead_form;
    why_t why;
    const char *left_out; /* why it is LEFT_OUT, CLOSED, or ended by a policy: a code or a sentence */
    instant_t opened_at, ended_at; /* INSTANT_NONE until then */
} step_t;

/* A fact that a route read, and its value then. */
typedef struct fact {
    const char *path; /* "amount", "department.budget", "set.director_above" */
    const char *text;
} fact_t;

/* What a stage's rule returned. Numbers and parents are relative to the plan (first step 1) until engine
 * places it in a record. */
typedef struct plan {
    step_t *steps;
    size_t step_count;
    fact_t *facts;
    size_t fact_count;
} plan_t;

enum { PLAN_STEPS_MAX = 512, PLAN_DEPTH_MAX = 16, PLAN_FACTS_MAX = 256 };

bool step_is_group(step_kind_t kind);
bool step_is_leaf(step_kind_t kind);
bool step_ended(step_state_t state); /* passed, refused, closed or left out */
/* Was it left out, closed, or ended by a policy for that cause (`left_out`)? */
bool step_left_for(const step_t *s, const char *cause);
/* Did all its people abstain? */
bool step_abstained(const step_t *s);
/* Refused; and so it is, where each must decide, by whoever abstains. */
bool step_against(const step_t *s);
/* Of a step that is owed, by its why; "green" or "exception". The step that it is owed for is left out for
 * that cause: step_is_owed. */
debt_kind_t debt_kind(const step_t *owed);
const char *debt_kind_word(debt_kind_t kind);
bool step_is_owed(const step_t *s);
void step_encode(const step_t *s, buf_t *out);
void step_decode(cursor_t *in, step_t *out);
void plan_encode(const plan_t *p, buf_t *out);
void plan_decode(cursor_t *in, plan_t *out);
/* Index of the next child of the group at `group` after index `after` (pass `group` for the first); -1: no
 * more. */
int32_t plan_child(const step_t *steps, size_t count, int32_t group, int32_t after);
/* The same, passing over monitors, and over members that are superseded by a repetition. */
int32_t plan_member(const step_t *steps, size_t count, int32_t group, int32_t after);
/* Of a loop: what it repeats, as it is gone through now, or with `resort` the member that decides when the
 * rounds are used up; -1: it has none. */
int32_t plan_loop_member(const step_t *steps, size_t count, int32_t loop, bool resort);
/* The same in Chinese, where the text is a sentence in both languages (sentence.h), or one that the step
 * carries in both: why it passes, why its ladder decides; of what a step, a task or an event quotes of its
 * rule. NULL: it is none. */
const char *step_sentence_zh(const step_t *s, const char *text);
/* The stable word of a kind or state ("approve", "open"), and back (0: unknown). */
const char *step_kind_word(step_kind_t kind);
const char *step_state_word(step_state_t state);
step_kind_t step_kind_from(const char *word);
step_state_t step_state_from(const char *word);
/* Checks the shape: preorder, parents are groups before their children, names unique, depth and counts within
 * the limits, leaves have `by` and `within` (copies need no limit). Errors plan.shape {step, problem}. */
int plan_check(const plan_t *p, diag_t *d);

#endif
