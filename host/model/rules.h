/* What engine asks of rules. script/ answers it, one instance a thread; a test answers it with C functions.
 * All answers are pure: the same facts give the same answer. Errors: rule.* with file, line and phase;
 * nothing is decided by an error. */
#ifndef CS_MODEL_RULES_H
#define CS_MODEL_RULES_H

#include "model/actor.h"
#include "model/directory.h"
#include "model/effect.h"
#include "model/flow.h"
#include "model/limit.h"
#include "model/record.h"
#include "model/risk.h"

/* Which fields of the form a rule read, and for which step: asked for by facts->trace (A46, P2.3.3). */
typedef struct traced {
    const char *step;  /* by name; NULL: outside of any, so perhaps for every one */
    const char *field; /* "amount", "lines" */
} traced_t;

/* Two amounts, numbers or dates that a rule compared, and what that came to. */
typedef struct compared {
    const char *step; /* as above */
    value_t left, right;
    bool held;
    const char *file; /* of the rule, or of the row of its decision table; NULL: unknown */
    int32_t line;
} compared_t;

typedef struct tracing {
    traced_t *list;
    size_t count, room;
    bool compares; /* what it compares is wanted too */
    /* whole numbers are told as well: == with a literal is not what it is then, and the answer not to be used
     */
    bool aloud;
    compared_t *compared;
    size_t compared_count, compared_room;
    bool failed; /* no memory for some */
    /* whoever answers keeps here where it is: */
    const char *step, *begun;
    size_t begun_at, begun_compared;
    bool quiet;
} tracing_t;

/* Everything a rule may look at. */
typedef struct facts {
    const record_t *record;
    const directory_t *directory;
    const calendars_t *calendars;
    instant_t at;       /* the recorded time: rules see it as the day of submission, while there is none, and
                           as `task.today` where they get a task */
    const task_t *task; /* that a rung's function is about, or that a named check lets pass; else NULL */
    const used_t
        *used; /* one for each of the flow's uses; NULL: none was looked for, and there is nothing like it */
    tracing_t *trace; /* to be filled by whatever is asked; NULL: nobody wants it */
} facts_t;

/* One thing wrong with a form: which field, and what to do, in both languages. */
typedef struct problem {
    const char *field; /* NULL: the form as a whole */
    const char *text_en, *text_zh;
    const char *file;
    int32_t line;
} problem_t;

/* What a flow's handlers are asked about: `on = { decided = function(r, set, e) … end }`. */
typedef enum happening {
    HAPPENED_SUBMITTED = 0,    /* a round begins; its first stage is planned afterwards */
    HAPPENED_STAGE_OPENED = 1, /* it is planned, nothing of it is open yet */
    HAPPENED_STAGE_ENDED = 2,
    HAPPENED_DECIDED = 3, /* a task; its step has not ended by it yet */
    HAPPENED_CHANGED = 4, /* fields, by somebody or by a ladder; not by a handler */
    HAPPENED_ENDED = 5,   /* the record came to its end */
    HAPPENINGS = 6,
} happening_t;

typedef struct happened {
    happening_t what;
    int32_t stage;         /* index; -1: none */
    bool passed;           /* STAGE_ENDED, ENDED */
    const task_t *task;    /* DECIDED */
    const field_t *fields; /* CHANGED */
    size_t field_count;
    actor_kind_t by;
} happened_t;

/* The word by which a flow names it: "decided". */
const char *happening_word(happening_t what);

/* A field that the rule works out (A72), from the fields before it. */
typedef struct computed {
    field_t field;     /* VALUE_NONE: there is none */
    const char *lacks; /* it could not be worked out: this field is empty; NULL: nothing was missing */
    const fact_t *read;
    size_t read_count;
} computed_t;

typedef struct rules {
    void *ctx;
    hash_t ruleset;
    /* The flow of that name as it holds for a department (the nearest extension above it). flow.unknown
     * {flow}. The result lives as long as the rules. */
    int (*flow)(void *ctx, const char *name, const char *department, const directory_t *dir,
                const flow_t **out, diag_t *d);
    /* The plan of one stage, shape and `fixed` steps checked; results in the arena. An empty plan (no steps)
     * passes. */
    int (*plan)(void *ctx, const flow_t *flow, int32_t stage, const facts_t *facts, arena_t *arena,
                plan_t *out, diag_t *d);
    /* SOURCE_FUNCTION: the source it names for these facts. */
    int (*people)(void *ctx, const flow_t *flow, const char *function, const facts_t *facts, arena_t *arena,
                  source_t **out, diag_t *d);
    /* RUNG_CALL. */
    int (*call)(void *ctx, const flow_t *flow, const char *function, const facts_t *facts, arena_t *arena,
                effects_t *out, diag_t *d);
    /* What the flow's handlers want done, those of departments included; asked only where flow->handles has
     * the bit. */
    int (*handle)(void *ctx, const flow_t *flow, const happened_t *what, const facts_t *facts, arena_t *arena,
                  effects_t *out, diag_t *d);
    /* The records that a step of kind STEP_RECORD opens, for the facts of now. None: *count is 0. */
    int (*openings)(void *ctx, const flow_t *flow, const step_t *step, const facts_t *facts, arena_t *arena,
                    child_opening_t **out, size_t *count, diag_t *d);
    /* The flow's own checks of a form (A72); no problems: *count is 0. */
    int (*check)(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, problem_t **out,
                 size_t *count, diag_t *d);
    /* What one of the flow's named checks finds (P1.3.1) for the facts of now, whose task is the one that is
     * about to pass; nothing: *count is 0. May be NULL where no flow has any. */
    int (*comply)(void *ctx, const flow_t *flow, const check_def_t *check, const facts_t *facts,
                  arena_t *arena, problem_t **out, size_t *count, diag_t *d);
    /* All computed fields of the form, in its order; NULL: the rules know none. A function that fails where
     * something that it read is empty leaves its field empty; any other failure is an error. */
    int (*compute)(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, computed_t **out,
                   size_t *count, diag_t *d);
    /* How risky the form is, of a flow that says so (flow->has_risk). May be NULL where no flow does. */
    int (*risk)(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, risk_t *out, diag_t *d);
    /* Would a function that a step of other rules names (of its ladder, of its people, what watches) be found
     * in these, for the facts of now? NULL: all would. */
    int (*knows)(void *ctx, const flow_t *flow, const char *function, const facts_t *facts, arena_t *arena,
                 bool *known, diag_t *d);
} rules_t;

#endif
