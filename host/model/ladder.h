/* A ladder (超时升级, approval.md A61): rungs before and after a task's due time, and what each does. */
#ifndef CS_MODEL_LADDER_H
#define CS_MODEL_LADDER_H

#include "model/limit.h"
#include "model/source.h"

typedef enum rung_anchor {
    RUNG_AFTER_DUE = 1,
    RUNG_BEFORE_DUE = 2,
    RUNG_AFTER_OPEN = 3, /* `distance` from the opening: "05:15 on the seventh day" */
    RUNG_FRACTION = 4,   /* `permille` of the span from opening to due, in the limit's own time */
} rung_anchor_t;

typedef enum rung_action {
    RUNG_REMIND = 1,   /* a message to `who` (assignee) */
    RUNG_NOTIFY = 2,   /* a message to `who` (copy to) */
    RUNG_REASSIGN = 3, /* the task moves to `who`; its limit becomes `within` if given, else what remains */
    RUNG_REFUSE = 4,   /* the step is refused, by the timer */
    RUNG_APPROVE = 5,  /* only where the rule says so in words (`because`) */
    RUNG_CALL = 6,     /* the Lua function `function`; its effects are carried out */
    RUNG_ADD = 7,      /* `who` sign beside, within `within` if given, else the step's own limit */
    RUNG_RAISE = 8,    /* the task moves to the next superior of its holder; `within` as of REASSIGN */
    RUNG_OPEN = 9,     /* the record that `function` names opens beside the step (A7) */
    RUNG_ACTION_LAST = RUNG_OPEN,
} rung_action_t;

typedef struct rung_act {
    rung_action_t action;
    const source_t *who;
    limit_t within;
    const char *function;
    const char *because;
    const char *because_zh; /* the same in Chinese; NULL: in one language only */
} rung_act_t;

typedef struct rung {
    const char *name; /* unique in its ladder; "1", "2", … unless the rule names it */
    rung_anchor_t anchor;
    limit_t distance;
    int32_t permille; /* 1 to 999 */
    rung_act_t *acts;
    size_t act_count;
    const char *file;
    int32_t line;
} rung_t;

typedef struct ladder {
    rung_t *rungs; /* in the order written; the clock takes them by instant */
    size_t count;
} ladder_t;

enum { LADDER_RUNGS_MAX = 64, RUNG_ACTS_MAX = 16 };

/* For what has to be watched where no rule says how late is late: whoever has it is reminded when it is due,
 * a working day later the fallback hears of it too, after three the fallback has it. Three rungs; none, and
 * the arena has failed, without memory. */
ladder_t ladder_watch(const source_t *fallback, arena_t *arena);
void ladder_encode(const ladder_t *l, buf_t *out);
void ladder_decode(cursor_t *in, ladder_t *out);

#endif
