/* What a command would do (preview): carried out on a copy in memory, after the rungs that are due, and what
 * changed by it told step by step. Nothing is written. So the way back of a record is seen before it is
 * confirmed (approval.md A22), and so is every other command. */
#include "server/api_effect.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include <string.h>

/* A step that is there before and after, and means the same. */
static bool unchanged(const step_t *before, const step_t *after) {
    return before != NULL && before->state == after->state && before->superseded == after->superseded;
}

static void add_step(effect_of_t *x, json_t *list, const step_t *after) {
    const step_t *before = record_step(&x->before, after->no);
    shape_t *s = &x->shape;
    if (unchanged(before, after) || (step_is_group(after->kind) && after->name[0] == '\0')) return;
    json_t *o = shape_step_named(s, after);
    shape_text(s, o, "before", before != NULL ? step_state_word(before->state) : NULL);
    shape_text(s, o, "after", step_state_word(after->state));
    shape_flag(s, o, "superseded", after->superseded);
    shape_add(s, list, o);
}

static json_t *steps_json(effect_of_t *x) {
    json_t *list = shape_array(&x->shape);
    const record_t *after = x->after.record;
    for (size_t i = 0; i < after->step_count; i++)
        add_step(x, list, &after->steps[i]);
    return list;
}

/* "opens", "ends", "moves" (to somebody else); NULL: it is as it was. */
static const char *change_of(const task_t *before, const task_t *after) {
    bool was = before != NULL && before->state == TASK_OPEN, is = after->state == TASK_OPEN;
    if (!was && is) return "opens";
    if (was && !is) return "ends";
    return was && before->person != after->person ? "moves" : NULL;
}

static json_t *tasks_json(effect_of_t *x) {
    json_t *list = shape_array(&x->shape);
    const record_t *after = x->after.record;
    for (size_t i = 0; i < after->task_count; i++) {
        const char *change = change_of(record_task(&x->before, after->tasks[i].id), &after->tasks[i]);
        if (change == NULL) continue;
        json_t *o = shape_task(&x->shape, after, i, x->after.now);
        shape_text(&x->shape, o, "change", change);
        shape_add(&x->shape, list, o);
    }
    return list;
}

void effect_put(effect_of_t *x, json_t *object) {
    shape_put(&x->shape, object, "steps", steps_json(x));
    shape_put(&x->shape, object, "tasks", tasks_json(x));
}

static json_t *messages_json(effect_of_t *x) {
    shape_t *s = &x->shape;
    json_t *list = shape_array(s);
    for (size_t i = 0; i < x->out.message_count; i++) {
        json_t *o = shape_object(s);
        shape_text(s, o, "kind", x->out.messages[i].kind);
        shape_person(s, o, "recipient", x->out.messages[i].recipient);
        shape_text(s, o, "step", x->out.messages[i].step);
        shape_add(s, list, o);
    }
    return list;
}

/* Fields that change, before and after; of those that whoever asks may see (A71). */
static void add_field(effect_of_t *x, json_t *list, const char *name, const value_t *before,
                      const value_t *after) {
    if (!shape_shows(&x->shape, name)) return;
    before = shape_shown_value(&x->shape, name, before);
    after = shape_shown_value(&x->shape, name, after);
    if (before && after && value_equal(before, after)) return;
    json_t *o = shape_object(&x->shape);
    shape_text(&x->shape, o, "name", name);
    shape_put(&x->shape, o, "before", before ? shape_value(&x->shape, before) : json_null());
    shape_put(&x->shape, o, "after", after ? shape_value(&x->shape, after) : json_null());
    shape_add(&x->shape, list, o);
}

static json_t *fields_json(effect_of_t *x) {
    json_t *list = shape_array(&x->shape);
    const record_t *before = &x->before, *after = x->after.record;
    for (size_t i = 0; i < after->field_count; i++)
        add_field(x, list, after->fields[i].name, record_field(before, after->fields[i].name),
                  &after->fields[i].value);
    for (size_t i = 0; i < before->field_count; i++)
        if (!record_field(after, before->fields[i].name))
            add_field(x, list, before->fields[i].name, &before->fields[i].value, NULL);
    return list;
}

/* Of a deviation (P2.3.3): what it would come to if whoever decides about it agrees; an error where that
 * would be refused. */
static int put_agreed(effect_of_t *x, json_t *root, arena_t *arena, diag_t *d) {
    shape_t *s = &x->shape;
    const task_t *task = record_task(x->after.record, x->out.task);
    buf_t bytes;
    buf_init(&bytes, 0);
    record_encode(x->after.record, &bytes);
    uint8_t *copy = bytes.failed ? NULL : arena_copy(arena, bytes.at, bytes.len);
    bytes_t then = {copy, bytes.len};
    buf_free(&bytes);
    if (task == NULL || copy == NULL) return diag_memory(d);
    if (record_decode(then, arena, &x->before, d) != 0) return -1;
    command_t agrees = {.kind = COMMAND_APPROVE,
                        .actor = {.kind = ACTOR_PERSON, .person = task->person, .uid = -1},
                        .record = x->before.id,
                        .task = task->id,
                        .at = INSTANT_NONE,
                        .supposed = true};
    diag_t refused = {0};
    json_t *o = shape_object(s);
    if (in_memory_decide(&x->after, &agrees, &x->out, &refused) != 0) {
        shape_put(s, o, "error", shape_error(s, &refused));
    } else {
        shape_also(s, x->after.record);
        shape_put(s, o, "fields", fields_json(x));
        effect_put(x, o);
    }
    diag_clear(&refused);
    shape_put(s, root, "if_agreed", o);
    return 0;
}

static json_t *answer_of(effect_of_t *x, const api_call_t *call, json_t *others, arena_t *arena, diag_t *d) {
    shape_t *s = &x->shape;
    const record_t *record = x->after.record;
    json_t *root = shape_answer(s);
    shape_put(s, root, "others", others);
    shape_also(s, record);
    shape_flag(s, root, "preview", true);
    shape_id(s, root, "record", record->id);
    shape_text(s, root, "number", x->before.number);
    shape_text(s, root, "state_before", record_state_word(x->before.state));
    shape_text(s, root, "state", record_state_word(record->state));
    shape_glossary(s, root, s->flow);
    shape_put(s, root, "fields", fields_json(x));
    effect_put(x, root);
    shape_put(s, root, "messages", messages_json(x));
    bool deviation = call->request.command.kind == COMMAND_DEVIATE;
    if (!deviation || put_agreed(x, root, arena, d) == 0) return shape_done(s, root, d);
    json_decref(root);
    return NULL;
}

int effect_fire_due(in_memory_t *m, diag_t *d) {
    const cs_clock_t *next;
    while ((next = in_memory_next_rung(m, m->now)) != NULL) {
        decide_out_t out;
        if (in_memory_fire(m, next, &out, d) != 0) return -1;
        if (out.event_count == 0) return diag_set(d, "clock.stuck", NULL);
    }
    return 0;
}

static int carry_out(effect_of_t *x, reader_t *r, const api_call_t *call, arena_t *arena, diag_t *d) {
    chain_t chain;
    const rules_t *rules;
    const flow_t *flow = NULL;
    command_t command = call->request.command;
    if (api_record(r, call, arena, &x->before, &chain, d) != 0 ||
        api_record(r, call, arena, &x->record, &chain, d) != 0 ||
        api_flow(r, &x->before, &rules, &flow, d) != 0 ||
        in_memory_take(r, arena, &x->record, &x->after, d) != 0 || effect_fire_due(&x->after, d) != 0)
        return -1;
    shape_about(&x->shape, r, call, &x->before, flow);
    command.record = x->record.id;
    return in_memory_decide(&x->after, &command, &x->out, d);
}

json_t *api_read_effect(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    effect_of_t x = {.shape = {.directory = r->snapshot->directory, .arena = &arena}};
    arena_init(&arena, 0);
    json_t *others = carry_out(&x, r, call, &arena, d) == 0 ? effect_others(&x, r, call, &arena, d) : NULL;
    json_t *answer = others != NULL ? answer_of(&x, call, others, &arena, d) : NULL;
    arena_free(&arena);
    return answer;
}
