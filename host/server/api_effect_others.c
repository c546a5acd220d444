/* What a command would do to other records (A7): to the one that waits for the end of this one, to those that
 * it opens or closes. They are carried out in memory one after the other, as on the writer's thread
 * (follow_ups.c), so a preview is refused by what would refuse the command. */
#include "engine/form_rights.h"
#include "server/api_effect.h"
#include "server/api_parts.h"
#include "store/queries.h"
#include <string.h>

enum { OTHERS_MAX = RECORD_DEPTH_MAX + RECORD_CHILDREN_MAX, QUEUE_MAX = 4096 };

typedef struct other {
    effect_of_t *x;
    const char *led; /* the word of the command that came first to it */
} other_t;

typedef struct others {
    effect_of_t *first; /* of the record that the command is about */
    reader_t *reader;
    const api_call_t *call;
    arena_t *arena;
    other_t *list;
    size_t count;
    command_t *queue;
    size_t queued;
    int64_t given; /* the last id that any of them was given: in memory, too, none is given twice */
} others_t;

static int limit(diag_t *d) {
    diag_set(d, "limit.follow_ups", NULL);
    return diag_param_int(d, "limit", QUEUE_MAX), -1;
}

static int enqueue(others_t *o, const decide_out_t *out, diag_t *d) {
    size_t more = o->queued + out->follow_up_count;
    if (more > QUEUE_MAX) return limit(d);
    command_t *queue = arena_grow(o->arena, o->queue, o->queued, more + 1, sizeof *queue);
    if (queue == NULL) return diag_memory(d);
    for (size_t i = 0; i < out->follow_up_count; i++)
        queue[o->queued++] = out->follow_ups[i];
    o->queue = queue;
    return 0;
}

static int load(others_t *o, effect_of_t *x, int64_t id, diag_t *d) {
    chain_t chain;
    bytes_t state;
    const rules_t *rules;
    const flow_t *flow = NULL;
    if (store_record(o->reader->store, id, o->arena, &state, &chain, d) != 0 ||
        record_decode_of(id, state, o->arena, &x->before, d) != 0 ||
        record_decode_of(id, state, o->arena, &x->record, d) != 0 ||
        api_flow(o->reader, &x->before, &rules, &flow, d) != 0 ||
        in_memory_take(o->reader, o->arena, &x->record, &x->after, d) != 0 ||
        effect_fire_due(&x->after, d) != 0)
        return -1;
    shape_about(&x->shape, o->reader, o->call, &x->before, flow);
    return 0;
}

/* The record that the command is for, as it is by now; NULL: an error. */
static effect_of_t *find(others_t *o, const command_t *command, diag_t *d) {
    for (size_t i = 0; i < o->count; i++)
        if (o->list[i].x->after.record != NULL && o->list[i].x->after.record->id == command->record)
            return o->list[i].x;
    if (command->record == o->first->before.id) return o->first;
    effect_of_t *x = o->count < OTHERS_MAX ? arena_alloc(o->arena, sizeof *x) : NULL;
    if (x == NULL) {
        if (o->count == OTHERS_MAX)
            limit(d);
        else
            diag_memory(d);
        return NULL;
    }
    *x = (effect_of_t){.shape = {.directory = o->reader->snapshot->directory, .arena = o->arena}};
    int status = command->kind == COMMAND_OPEN ? in_memory_begin(o->reader, o->arena, &x->after, d)
                                               : load(o, x, command->record, d);
    if (status != 0) return NULL;
    x->after.now = o->first->after.now;
    o->list[o->count++] = (other_t){.x = x, .led = command_kind_word(command->kind)};
    return x;
}

static int carry_out(others_t *o, const command_t *command, diag_t *d) {
    effect_of_t *x = find(o, command, d);
    decide_out_t out;
    if (x == NULL) return -1;
    id_source_after(&x->after.ids, o->given);
    if (in_memory_decide(&x->after, command, &out, d) == 0) {
        o->given = id_next(&x->after.ids, x->after.now);
        return enqueue(o, &out, d);
    }
    if (diag_is(d, "memory.out")) return -1;
    diag_wrap(d, "follow_up.refused", "command", command_kind_word(command->kind), NULL);
    if (command->flow != NULL) diag_param(d, "flow", command->flow);
    if (command->record != 0) diag_param_int(d, "record", command->record);
    return -1;
}

static void put(others_t *o, json_t *list, effect_of_t *x, const char *led) {
    shape_t *s = &x->shape;
    const record_t *record = x->after.record;
    const flow_t *flow = NULL;
    const rules_t *rules = NULL;
    diag_t unused = {0};
    bool known = x->before.id != 0;
    if (record == NULL || !api_may_see(o->call, s->directory, record, o->first->after.now)) return;
    if (!known && api_flow(o->reader, record, &rules, &flow, &unused) == 0) s->flow = flow;
    diag_clear(&unused);
    shape_also(s, record);
    json_t *one = shape_object(s);
    if (known) shape_id(s, one, "record", record->id);
    shape_text(s, one, "number", known ? x->before.number : NULL);
    shape_text(s, one, "flow", record->flow);
    shape_flow_title(s, one, s->flow);
    shape_text(s, one, "led_by", led);
    shape_text(s, one, "state_before", known ? record_state_word(x->before.state) : NULL);
    shape_text(s, one, "state", record_state_word(record->state));
    shape_glossary(s, one, s->flow);
    if (known || !form_hides(record)) effect_put(x, one); /* there is no past yet to tell its words from */
    shape_add(s, list, one);
}

json_t *effect_others(effect_of_t *x, reader_t *r, const api_call_t *call, arena_t *arena, diag_t *d) {
    others_t o = {.first = x,
                  .reader = r,
                  .call = call,
                  .arena = arena,
                  .given = id_next(&x->after.ids, x->after.now),
                  .list = arena_array(arena, OTHERS_MAX, sizeof *o.list)};
    if (o.list == NULL) {
        diag_memory(d);
        return NULL;
    }
    if (enqueue(&o, &x->out, d) != 0) return NULL;
    for (size_t i = 0; i < o.queued; i++) {
        command_t command = o.queue[i];
        if (carry_out(&o, &command, d) != 0) return NULL;
    }
    json_t *list = shape_array(&x->shape);
    for (size_t i = 0; i < o.count; i++) {
        put(&o, list, o.list[i].x, o.list[i].led);
        x->shape.failed = x->shape.failed || o.list[i].x->shape.failed;
    }
    return list;
}

int effect_put_end(shape_t *s, json_t *root, reader_t *r, const api_call_t *call, const record_t *record,
                   instant_t now, arena_t *arena, diag_t *d) {
    if (record->opener.record == 0 || !record->opener.waits || !record_is_over(record->state)) return 0;
    command_t ended = {.kind = COMMAND_CHILD_ENDED,
                       .actor = {.kind = ACTOR_RULE, .uid = -1},
                       .record = record->opener.record,
                       .child = record->id,
                       .ended_as = record->state,
                       .at = INSTANT_NONE};
    effect_of_t *x = arena_alloc(arena, sizeof *x);
    if (x == NULL) return diag_memory(d);
    *x = (effect_of_t){.shape = {.directory = s->directory, .arena = arena}};
    x->before.id = record->id;
    x->after.now = now;
    x->out.follow_ups = &ended;
    x->out.follow_up_count = 1;
    json_t *others = effect_others(x, r, call, arena, d);
    s->failed = s->failed || x->shape.failed;
    if (others != NULL) {
        shape_put(s, root, "others", others);
        return 0;
    }
    if (diag_is(d, "memory.out")) return -1;
    shape_put(s, root, "problem", shape_error(s, d));
    diag_clear(d);
    return 0;
}
