/* The route of a record and what it would have been: the plan of each of its stages, computed by the record's
 * own rules from the record as it was when the stage was planned, or with other values, with some fields
 * changed. In memory;
 * nothing is written. What decides is what happens: steps left out, sentences and titles are no part of a
 * route. */
#ifndef CS_SERVER_ROUTE_H
#define CS_SERVER_ROUTE_H

#include "engine/explain.h"
#include "script/ruleset.h"
#include "server/past.h"

typedef struct route_stage {
    int32_t stage; /* index into the flow's stages */
    int64_t plan;  /* index in the record's plans; -1: none */
    bool opened;   /* it was planned; else it is expected, from the record as it is now */
    int32_t round;
    record_t
        *record; /* what is asked about: as it was just before the plan was made, with other values perhaps */
    record_t *planned; /* with those that it was made from; NULL: the same */
    instant_t at;
} route_stage_t;

typedef struct route {
    ruleset_t *ruleset;
    const rules_t *rules;
    const flow_t *flow;
    const directory_t *directory;
    const calendars_t *calendars;
    route_stage_t *stages;
    size_t count;
    const past_t *past; /* NULL: nothing was planned yet */
    sums_t sums;        /* over other records (A73) */
    int64_t runs;       /* how often a plan was asked for */
    bool *uncomputed; /* set where a function of a computed field fails for changed values; NULL: not asked */
} route_t;

/* The stages of a record: those of its flow, each with the newest plan that was made for it; the ones not
 * planned yet too, unless the record has ended. `out` has ruleset, rules, flow, directory and calendars set.
 * Errors as apply. */
int route_read(route_t *out, record_t *record, const past_t *past, instant_t now, arena_t *arena, diag_t *d);
/* From now on it is asked with the form's values of that record: as they stand now, say. memory.out. */
int route_with_values_of(route_t *route, const record_t *values, arena_t *arena, diag_t *d);

/* Fields put over those of the record; VALUE_NONE empties one. */
typedef struct route_change {
    const field_t *fields;
    size_t count;
} route_change_t;

/* What to ask about one stage with the fields changed; the record is a copy in the arena. NULL: no memory. */
explain_t *route_moment(const route_t *route, size_t stage, const route_change_t *change, arena_t *arena);
/* The same with the values that its plan was made from. */
explain_t *route_planned_moment(const route_t *route, size_t stage, arena_t *arena);
/* The plan of one stage. -1: the rule fails for these fields, or memory.out. */
int route_plan(route_t *route, size_t stage, const route_change_t *change, arena_t *arena, plan_t *out,
               diag_t *d);
/* The route of all stages as bytes: the same bytes mean the same route. A stage whose rule fails has the code
 * of its error. Whom functions of the rule name is part of it. -1: memory.out alone. */
int route_bytes(route_t *route, const route_change_t *change, arena_t *arena, buf_t *out, diag_t *d);
/* The same bytes of a plan as it was placed in a record (an event's), for a stage and the values that it was
 * made from: to see whether the rules, asked again, still give it. */
int route_plan_bytes(route_t *route, size_t stage, const plan_t *plan, arena_t *arena, buf_t *out, diag_t *d);
/* Does the step do anything? Not left out, nor below what is left out. */
bool route_takes(const step_t *step);

#endif
