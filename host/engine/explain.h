/* Questions about a record that decide nothing: what a rule plans for it, whom a step or one of its sources
 * names, when a rung is due. They are answered by the code that decides (route.c, people.c, people_policy.c,
 * clocks.c), so that an explanation can't say anything else than what would happen. Pure, as the engine. */
#ifndef CS_ENGINE_EXPLAIN_H
#define CS_ENGINE_EXPLAIN_H

#include "engine/again.h"
#include "model/rules.h"

/* What they may look at. The record is only read; it may be one as it was at an earlier time, with `at` that
 * time. */
typedef struct explain {
    record_t *record;
    const directory_t *directory;
    const calendars_t *calendars;
    const rules_t *rules;
    const flow_t *flow;
    instant_t at;
    sums_t sums; /* over other records, by that time */
} explain_t;

/* Somebody named, and by what: reason and text as a task has them. */
typedef struct named {
    int64_t person;
    const char *reason, *text;
    int64_t counts; /* of explain_people: the task whose approval would stand for theirs (A14); 0: none */
} named_t;

typedef enum named_answer { NAMED_PEOPLE = 1, NAMED_REFUSES = 2, NAMED_PASSES = 3 } named_answer_t;

typedef struct named_people {
    named_answer_t answer;
    const char *cause; /* with the other two answers: a code, or the rule's sentence */
    named_t *list;
    size_t count;
} named_people_t;

/* What the rules may look at then, sums over other records too. */
int explain_facts(const explain_t *e, arena_t *arena, facts_t *out, diag_t *d);
/* The plan of a stage for the record as it is, in the shape in which it would be opened: numbers and parents
 * are the plan's own, from 1. Errors as rules->plan, plan.shape. */
int explain_plan(const explain_t *e, int32_t stage, arena_t *arena, plan_t *out, diag_t *d);
/* Who a step would have if it opened now, A11 and A12 applied. Errors as decide's for opening a step:
 * people.*, self.approval, limit.people, rule.*. */
int explain_people(const explain_t *e, const step_t *step, arena_t *arena, named_people_t *out, diag_t *d);
/* Whom one source names for a step of that name (what is listed after it is left alone), without regard to
 * A11 and A12. */
int explain_source(const explain_t *e, const source_t *source, const char *step, arena_t *arena,
                   named_people_t *out, diag_t *d);
/* When a rung of a running clock is due, as the clock stands. */
int explain_rung(const explain_t *e, const rung_t *rung, const task_t *task, const cs_clock_t *clock,
                 instant_t *at, diag_t *d);

/* Is that a notice of a refusal, or a revision, that is with the initiator, who is in service? Then no ladder
 * hands it on: whoever would have it is told. */
bool initiator_keeps(const record_t *r, const directory_t *directory, const task_t *task, instant_t now);
/* Was it refused, by a step or by what was owed, and its initiator has yet to take notice, while its state
 * says still that it is on its way, or owes something? */
bool awaits_notice(const record_t *r);
/* Until when its initiator may withdraw a record that has ended well (A42); INSTANT_NONE: not at all. */
int explain_withdraw(const explain_t *e, instant_t *until, diag_t *d);

/* Who has claimed the open task, or one of its step, so that nobody else decides there (A28); 0: nobody. */
int64_t explain_claim(const explain_t *e, const task_t *task, arena_t *arena);

/* Who would have that open task of the step at a reminder: whoever stands in, or its owner (A15). */
int64_t explain_stand_in(const explain_t *e, const step_t *step, const task_t *task, arena_t *arena,
                         diag_t *d);

/* ---- explain_again.c: what is asked for again */

/* Why the step of that index among the approvals that the adjustment asks for again (P2.3.3) is among them.
 * `e` is as it was just before they came into the plan. *stage: of whose plan it is, -1: it is not among
 * them; *name: what it is called there. Errors as decide's. */
int explain_reapproval(const explain_t *e, int32_t deviation, size_t index, arena_t *arena, int32_t *stage,
                       const char **name, again_t *why, diag_t *d);
/* The same of a step of that index in the plan of a stage of a changed record (A46), as it was just before it
 * was planned. */
int explain_change(const explain_t *e, int32_t stage, size_t index, arena_t *arena, again_t *why, diag_t *d);

/* A comparison of a rule that came to something else with other values. */
typedef struct crossed {
    value_t before, after;
    value_t against_before, against; /* the same, but where that changed too */
    const char *file;                /* as of compared_t */
    int32_t line;
} crossed_t;

/* One step of a stage's plan with two states of a record beside each other. */
typedef struct step_difference {
    const step_t *before, *after;       /* NULL: the plan has none of that name */
    const fact_t *facts_before, *facts; /* that the rule read for the whole plan */
    size_t fact_count_before, fact_count;
    const char **reads; /* fields that were read for the step, either time, each once */
    size_t read_count;
    crossed_t *crossed;
    size_t crossed_count;
} step_difference_t;

/* A rule that fails with the values of before leaves that side empty; with those of after it is the error. */
int explain_difference(const explain_t *before, const explain_t *after, int32_t stage, const char *step,
                       arena_t *arena, step_difference_t *out, diag_t *d);

#endif
