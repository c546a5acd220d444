/* Deep copies into an arena: what apply keeps of an event, so that a record never points into one. A failure
 * is remembered by the arena; apply asks once, at its end. */
#ifndef CS_ENGINE_COPY_H
#define CS_ENGINE_COPY_H

#include "model/plan.h"

value_t copy_value(arena_t *arena, const value_t *from);
const source_t *copy_source(arena_t *arena, const source_t *from);
step_t copy_step(arena_t *arena, const step_t *from);
fact_t *copy_facts(arena_t *arena, const fact_t *from, size_t count);

#endif
