/* What was said with a step that was opened beside the plan (P2.4): the words of a warning, an order, a
 * request, a question. They stand in its event, where they can be erased, and are looked up there. */
#include "server/api_guard.h"
#include "server/said.h"

const step_t *said_first(const record_t *record, const step_t *step) {
    const step_t *s = step;
    if (s->added == ADDED_CHECK) s = record_step(record, s->no - 1);
    while (s != NULL && s->added == ADDED_DEMAND && s->origin != 0)
        s = record_step(record, s->origin);
    return s;
}

static const event_t *said_with(const past_t *past, const record_t *record, const step_t *step) {
    const step_t *first = said_first(record, step);
    for (size_t i = 0; first != NULL && i < past->count; i++) {
        const event_t *e = &past->rows[i].event;
        if (e->kind == EVENT_WARNED && e->u.warned.step == first->no) return e;
        if (e->kind == EVENT_ASKED && e->u.asked.step == first->no) return e;
    }
    return NULL;
}

json_t *shape_said(shape_t *s, const past_t *past, const record_t *record, const step_t *step) {
    const event_t *e = said_with(past, record, step);
    if (e == NULL) return json_null();
    bool warned = e->kind == EVENT_WARNED;
    json_t *o = shape_object(s);
    shape_text(s, o, "text", warned ? e->u.warned.text : e->u.asked.text);
    if (warned && e->u.warned.text_zh != NULL) shape_text(s, o, "text_zh", e->u.warned.text_zh);
    if (warned && e->u.warned.severity != SEVERITY_NONE)
        shape_text(s, o, "severity", severity_word(e->u.warned.severity));
    shape_instant(s, o, "at", e->recorded);
    shape_put(s, o, "actor", shape_actor(s, &e->actor));
    return o;
}

static bool says(const step_t *step) {
    return step->added == ADDED_WARNING || step->added == ADDED_DEMAND || step->added == ADDED_CHECK ||
           step->added == ADDED_REQUEST;
}

int shape_saids(shape_t *s, json_t *steps, reader_t *r, const record_t *record, diag_t *d) {
    past_t past;
    bool read = false;
    size_t i;
    json_t *one;
    json_array_foreach(steps, i, one) {
        const step_t *step = record_step(record, (int32_t)json_integer_value(json_object_get(one, "no")));
        if (step == NULL || !says(step)) continue;
        if (!read && past_read(r, record, s->arena, &past, d) != 0) return -1;
        read = true;
        shape_put(s, one, "said", shape_said(s, &past, record, step));
    }
    return 0;
}
