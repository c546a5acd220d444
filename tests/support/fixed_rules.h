/* Rules for tests without Lua: one flow, whose form, stages, plans and answers the test fills in. */
#ifndef TESTS_SUPPORT_FIXED_RULES_H
#define TESTS_SUPPORT_FIXED_RULES_H

#include "model/rules.h"

enum { FIXED_STAGES = 4, FIXED_FIELDS = 8, FIXED_STEPS = 64 };

typedef struct fixed_rules {
    flow_t flow; /* points to the arrays below; the test may change anything */
    field_def_t fields[FIXED_FIELDS];
    stage_def_t stages[FIXED_STAGES];
    source_t fallback;
    plan_t plans[FIXED_STAGES]; /* of each stage; steps in `steps` below */
    step_t steps[FIXED_STAGES][FIXED_STEPS];
    const source_t *people;    /* answer to every SOURCE_FUNCTION */
    effects_t effects;         /* answer to every RUNG_CALL and every handler */
    risk_t risk;               /* answer where the flow has_risk */
    child_opening_t *openings; /* answer to every STEP_RECORD */
    size_t opening_count;
    /* What the flow's named checks find; NULL: nothing. `comply_fails` as below. */
    problem_t *(*finds)(const check_def_t *check, const facts_t *facts, arena_t *arena, size_t *count);
    const char *comply_fails;
    int comply_calls;
    problem_t *problems; /* answer to every check of a form */
    size_t problem_count;
    /* A code here makes that call fail with it, at demo.lua:7. */
    const char *openings_fail;
    const char *plan_fails, *people_fails, *call_fails, *check_fails;
    /* What is read for which step, told to whoever asks (A46); and what a plan is like for a record: NULL: as
     * above. Its facts and steps may be changed. */
    const traced_t *traced;
    size_t traced_count;
    void (*shape)(const record_t *record, arena_t *arena, plan_t *plan);
    const char *lacks;           /* the one function that they do not know; NULL: they know every one */
    const traced_t *people_read; /* by a function that names people, told likewise */
    size_t people_read_count;
    int handle_calls;
    int plan_calls, people_calls, call_calls, check_calls; /* how often each was asked */
} fixed_rules_t;

/* A flow "demo.expense" of one approval stage, prefix "EXP", with the fields amount (money in EUR, required),
 * purpose (text) and deputy (person), fallback person li.na, default limit three working days, refusals
 * finish, no ladder, no steps yet. */
void fixed_rules_init(fixed_rules_t *rules);
/* The interface over it; `rules` must outlive it. ruleset is the hash of "fixed". */
rules_t fixed_rules(fixed_rules_t *rules);

/* Appends a step to a stage's plan and returns it; its number counts from 1 and `parent` names one of them
 * (0 for the first). A group: refuse at once. */
step_t *fixed_group(fixed_rules_t *rules, int stage, int32_t parent, step_kind_t kind);
/* A leaf: `by` must outlive the rules; the first decides, default limit, empty → fallback, self → superior.
 */
step_t *fixed_leaf(fixed_rules_t *rules, int stage, int32_t parent, step_kind_t kind, const char *name,
                   const source_t *by);

/* Shorter spellings. */
source_t source_by(source_kind_t kind, const char *key);
limit_t limit_workdays(int32_t days);
limit_t limit_workhours(int64_t hours);
limit_t limit_hours(int64_t hours); /* around the clock */

#endif
