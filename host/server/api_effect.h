/* What a command would do to one record, as a preview tells it: shared by the preview of the record that the
 * command is about and those of others that it leads to (A7). */
#ifndef CS_SERVER_API_EFFECT_H
#define CS_SERVER_API_EFFECT_H

#include "server/api_guard.h"
#include "server/in_memory.h"

typedef struct effect_of {
    shape_t shape;
    record_t before; /* zeroed: there was none yet */
    record_t record; /* where `after` begins */
    in_memory_t after;
    decide_out_t out;
} effect_of_t;

/* Rungs that are due come first, as on the writer's thread (A60). */
int effect_fire_due(in_memory_t *m, diag_t *d);
/* "steps", "tasks": what changed. */
void effect_put(effect_of_t *x, json_t *object);

/* api_effect_others.c: carries out what the command led to on other records, and on this one by them, and
 * gives the list of those that the caller may see. follow_up.refused {command, flow, record}: the command
 * would be refused. NULL: an error. */
json_t *effect_others(effect_of_t *x, reader_t *r, const api_call_t *call, arena_t *arena, diag_t *d);

/* Of a route, whose record comes to its end with it: "others", what that does to the record that waits for
 * the end; or "problem", why that could not go on. Nothing where none waits. */
int effect_put_end(shape_t *s, json_t *root, reader_t *r, const api_call_t *call, const record_t *record,
                   instant_t now, arena_t *arena, diag_t *d);

#endif
