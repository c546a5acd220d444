/* A field of the form, or a part of one, as something that can be varied: what its steps are, which values
 * lie on either side, which ones a rule may compare it with. Values without an order (choices, flags, texts,
 * people) are a list to try. */
#ifndef CS_SERVER_NEAREST_FIELD_H
#define CS_SERVER_NEAREST_FIELD_H

#include "server/nearest.h"
#include "server/route.h"

enum {
    AXIS_EVERY_DAY = 400,  /* dates are tried one by one for more than a year to either side */
    AXIS_EVERY_UNIT = 120, /* amounts and numbers so many steps */
    AXIS_OTHERS_MAX = 400, /* values without an order that are tried */
    AXIS_CONSTANTS_MAX = 2000,
    AXIS_CELLS_MAX = 60, /* cells of tables that are varied */
};

typedef enum axis_part { AXIS_WHOLE = 1, AXIS_FROM, AXIS_UNTIL, AXIS_CELL } axis_part_t;

typedef struct nearest_axis {
    const field_def_t *field; /* of the form */
    const field_def_t *def;   /* of what is varied: the field, or a column */
    axis_part_t part;
    size_t row, column;
    const char *path; /* "amount", "trip.to", "lines[2].price", "lines": its rows */
    value_t whole;    /* the field's present value */
    value_t present;  /* of what is varied */
    bool ordered;     /* it has steps: the next three hold */
    int64_t step, least, most;
    uint8_t scale; /* of numbers: how many decimals a step has */
} nearest_axis_t;

/* The axes of a field for its present value (NULL: empty); none for documents. In the arena. */
int axes_of(const field_def_t *field, const value_t *present, arena_t *arena, nearest_axis_t **out,
            size_t *count, diag_t *d);
/* Counts a number's steps by a finer unit, when something compares it with more decimals. */
void axis_finer(nearest_axis_t *axis, uint8_t scale);
/* The whole field with its part so many steps from zero; in the arena. -1: memory.out. */
int axis_value(const nearest_axis_t *axis, int64_t step, arena_t *arena, value_t *out, diag_t *d);
/* The whole field with its part set to a value. */
int axis_put(const nearest_axis_t *axis, const value_t *part, arena_t *arena, value_t *out, diag_t *d);
/* The part that varies, of a whole. */
value_t axis_part_of(const nearest_axis_t *axis, const value_t *whole);
/* The step of a length of one, as text: "0.01", "1", "1 day" is told as "1". */
const char *axis_step_text(const nearest_axis_t *axis, arena_t *arena);

/* What may be compared with an axis: steps worth trying. `others`: the record's other values. */
int axis_constants(const nearest_axis_t *axis, const route_t *route, const record_t *record,
                   const ruleset_literals_t *literals, arena_t *arena, int64_t **out, size_t *count,
                   diag_t *d);
/* Of an empty field whose values have steps: the one above (1) or below (-1) a value. False: there is none.
 */
bool axis_beside(const nearest_axis_t *axis, const value_t *value, int side, value_t *out);
/* Values to try instead, of an axis without order, and "empty" where the field may be. */
int axis_others(const nearest_axis_t *axis, const route_t *route, const ruleset_literals_t *literals,
                arena_t *arena, value_t **out, size_t *count, diag_t *d);
/* The same of the rows of a table: without each, and with more. Those with more come last, the fewest first.
 */
int axis_rows(const nearest_axis_t *axis, const route_t *route, arena_t *arena, value_t **out, size_t *count,
              diag_t *d);

#endif
