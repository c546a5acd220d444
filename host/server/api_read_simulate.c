/* What would fire on a record until a date if nobody did anything: its deadlines are carried out on a copy in
 * memory, in the order of time, each at its due time. Nothing is written. */
#include "server/api_guard.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/in_memory.h"
#include <string.h>

enum { FIRINGS_MAX = 1000 };

static json_t *messages_json(shape_t *s, const decide_out_t *out) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < out->message_count; i++) {
        const message_t *m = &out->messages[i];
        json_t *o = shape_object(s);
        shape_text(s, o, "kind", m->kind);
        shape_person(s, o, "recipient", m->recipient);
        shape_text(s, o, "step", m->step);
        shape_text(s, o, "text", m->text);
        shape_add(s, list, o);
    }
    return list;
}

static json_t *events_json(shape_t *s, const decide_out_t *out) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < out->event_count; i++)
        shape_add(s, list, shape_event(s, &out->events[i], out->record, false, NULL));
    return list;
}

/* The outcome of the rung that was due. */
static const event_t *rung_event(const decide_out_t *out, int64_t clock, int32_t rung) {
    for (size_t i = 0; i < out->event_count; i++) {
        const event_t *e = &out->events[i];
        if (e->kind == EVENT_RUNG && e->u.rung.clock == clock && e->u.rung.rung == rung) return e;
    }
    return NULL;
}

static json_t *firing_json(shape_t *s, const decide_out_t *out, const cs_clock_t *clock, int64_t holder) {
    const task_t *task = record_task(out->record, clock->task);
    const step_t *step = task != NULL ? record_step(out->record, task->step) : NULL;
    const event_t *e = rung_event(out, clock->id, clock->next_rung);
    shape_also(s, out->record);
    bool named = step != NULL && clock->next_rung >= 0 && (size_t)clock->next_rung < step->ladder.count;
    json_t *o = shape_object(s);
    shape_instant(s, o, "due", clock->rung_at);
    shape_text(s, o, "step", step != NULL ? step->name : NULL);
    shape_id(s, o, "task", clock->task);
    shape_person(s, o, "person", holder);
    shape_text(s, o, "rung", named ? step->ladder.rungs[clock->next_rung].name : NULL);
    shape_text(s, o, "outcome", e != NULL ? rung_outcome_word(e->u.rung.outcome) : NULL);
    shape_did(s, o, e != NULL ? e->u.rung.did : NULL);
    shape_looked(s, o, step);
    shape_text(s, o, "error", e != NULL ? e->u.rung.error : NULL);
    shape_put(s, o, "messages", messages_json(s, out));
    shape_put(s, o, "events", events_json(s, out));
    return o;
}

/* -1: the error is set. */
static int fire_all(in_memory_t *m, instant_t until, shape_t *s, json_t *list, bool *more, diag_t *d) {
    const cs_clock_t *next;
    *more = false;
    for (int i = 0; (next = in_memory_next_rung(m, until)) != NULL; i++) {
        if (i == FIRINGS_MAX) {
            *more = true;
            return 0;
        }
        cs_clock_t clock = *next;
        const task_t *task = record_task(m->record, clock.task);
        int64_t holder = task != NULL ? task->person : 0;
        decide_out_t out;
        if (in_memory_fire(m, next, &out, d) != 0) return -1;
        if (out.event_count == 0) return diag_set(d, "clock.stuck", NULL);
        shape_add(s, list, firing_json(s, &out, &clock, holder));
    }
    return 0;
}

static json_t *open_tasks(shape_t *s, const record_t *record, instant_t now) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->task_count; i++)
        if (record->tasks[i].state == TASK_OPEN) shape_add(s, list, shape_task(s, record, i, now));
    return list;
}

static json_t *simulate(in_memory_t *m, const api_call_t *call, instant_t until, arena_t *arena, diag_t *d) {
    shape_t s = {.directory = m->reader->snapshot->directory, .arena = arena};
    record_t present = *m->record; /* what is seen is a question of the record as it is */
    shape_about(&s, m->reader, call, &present, NULL);
    bool more;
    json_t *root = shape_answer(&s), *list = shape_array(&s);
    shape_id(&s, root, "record", m->record->id);
    shape_text(&s, root, "number", m->record->number);
    shape_instant(&s, root, "now", m->now);
    shape_instant(&s, root, "until", until);
    int status = fire_all(m, until, &s, list, &more, d);
    shape_put(&s, root, "firings", list);
    if (status != 0) {
        json_decref(root);
        return NULL;
    }
    shape_flag(&s, root, "more", more);
    shape_text(&s, root, "state", record_state_word(m->record->state));
    shape_put(&s, root, "tasks", open_tasks(&s, m->record, until));
    return shape_done(&s, root, d);
}

json_t *api_read_simulate(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    record_t record;
    chain_t chain;
    in_memory_t m;
    instant_t until;
    json_t *answer = NULL;
    arena_init(&arena, 0);
    if (api_instant(call->body, "until", r->snapshot, &until, d) == 0) {
        if (until == INSTANT_NONE)
            diag_set(d, "json.missing", "field", "until", NULL);
        else if (api_record(r, call, &arena, &record, &chain, d) == 0 &&
                 in_memory_take(r, &arena, &record, &m, d) == 0)
            answer = simulate(&m, call, until, &arena, d);
    }
    arena_free(&arena);
    return answer;
}
