/* The single change of a value nearest to the present one that would have changed a record's route: for each
 * field that the route read, on either side of an ordered value, and among the others. */
#ifndef CS_SERVER_NEAREST_ROUTE_H
#define CS_SERVER_NEAREST_ROUTE_H

#include "server/nearest_field.h"

enum { NEAREST_OTHERS_TOLD = 8, NEAREST_RUNS_MAX = 60000 };

typedef struct nearest_change {
    bool found;
    value_t whole; /* the field with the change */
    value_t part;  /* what changed of it */
} nearest_change_t;

typedef struct nearest_answer {
    nearest_axis_t axis;
    nearest_change_t below, above;
    int64_t each_from, each_to; /* every value between these was tried */
    nearest_change_t others[NEAREST_OTHERS_TOLD];
    size_t other_count;
    bool any_other;   /* of a text: any other value than the present one; of a person: anybody else */
    bool more_others; /* there are more than are told */
    int64_t tried;    /* values */
    bool cut_short;   /* a limit was reached: what was not found may exist */
} nearest_answer_t;

/* How far values are tried one by one; 0: AXIS_EVERY_DAY, AXIS_EVERY_UNIT. */
typedef struct nearest_options {
    int64_t every_day, every_unit;
    bool asked; /* whoever stands in the field is asked by the route: nearest_fields_read */
} nearest_options_t;

/* Which fields of the form the route reads as it is: by name, into flags of flow->fields. Where people are
 * named by a function of the rule, all of them. `asked`: those in which somebody stands who is asked,
 * whatever the rule reads (`by = field "in_charge"`). Errors: memory.out. */
int nearest_fields_read(route_t *route, arena_t *arena, bool *read, bool *asked, diag_t *d);
/* All axes of the field, for the record that the newest plan was made from. Errors: memory.out. */
int nearest_of_field(route_t *route, const record_t *record, const field_def_t *field,
                     const ruleset_literals_t *literals, const nearest_options_t *options, arena_t *arena,
                     nearest_answer_t **out, size_t *count, diag_t *d);
/* The record of the newest stage that was planned, else the first: what present values are taken from. */
const record_t *route_record(const route_t *route);

#endif
