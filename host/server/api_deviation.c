/* Deviations (P2.3.3) and the documents that the host made of a record (P2.5.3), as answers show them; see
 * api_parts.h. Values of fields that whoever asks may not see are left out (A71). */
#include "server/api_guard.h"
#include "server/api_parts.h"
#include <string.h>

/* Is it one of the approvals asked for again, which an administrator passed over (A50)? */
static bool is_passed_over(const record_t *record, const step_t *s, const deviation_t *d) {
    bool out = s->state == STEP_LEFT_OUT || s->state == STEP_CLOSED;
    return out && step_left_for(s, "jumped") && !s->superseded && !step_is_group(s->kind) &&
           s->added != ADDED_DEVIATION && deviation_of(record, s) == d;
}

bool deviation_passed_over(const record_t *record, const deviation_t *d) {
    for (size_t i = 0; d->group && i < record->step_count; i++)
        if (is_passed_over(record, &record->steps[i], d)) return true;
    return false;
}

/* "reported", "agreed", "approving" (others are asked again), "passed_over" (they were not asked to the end),
 * "refused", "dropped", "closed" with its round. */
static const char *stands(const record_t *record, const deviation_t *d) {
    const step_t *step = record_step(record, d->step);
    const step_t *group = d->group ? record_step(record, d->group) : NULL;
    if (d->dropped) return "dropped";
    if (group && !group->superseded && !step_ended(group->state)) {
        for (size_t i = (size_t)(group - record->steps); i < record->step_count; i++) {
            const step_t *s = &record->steps[i];
            if (s->state == STEP_OPEN && !s->superseded && !step_is_group(s->kind) &&
                deviation_of(record, s) == d)
                return "approving";
        }
    }
    if (deviation_passed_over(record, d)) return "passed_over";
    if (d->settled) return "agreed";
    if (!step || step->state == STEP_CLOSED) return "closed";
    return step->state == STEP_REFUSED ? "refused" : "reported";
}

/* As it was then; of one reported before that was kept, as it is now. */
static const value_t *value_before(const record_t *record, const deviation_t *d, size_t i) {
    if (i < d->before_count) return &d->before[i].value;
    return d->settled ? NULL : record_field(record, d->fields[i].name);
}

static json_t *fields_json(shape_t *s, const record_t *record, const deviation_t *d, const flow_t *flow) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < d->field_count; i++) {
        if (!shape_shows(s, d->fields[i].name)) continue;
        const value_t *before = value_before(record, d, i);
        const field_def_t *def = flow ? flow_field(flow, d->fields[i].name) : NULL;
        json_t *o = shape_object(s);
        shape_text(s, o, "name", d->fields[i].name);
        if (def) shape_words(s, o, "label", def->label_en, def->label_zh);
        shape_put(s, o, "before", shape_field_value(s, d->fields[i].name, before));
        shape_put(s, o, "after", shape_field_value(s, d->fields[i].name, &d->fields[i].value));
        shape_add(s, list, o);
    }
    return list;
}

json_t *shape_deviation(shape_t *s, const record_t *record, const deviation_t *d, const flow_t *flow) {
    const step_t *step = record_step(record, d->step);
    json_t *o = shape_object(s);
    shape_int(s, o, "step", d->step);
    shape_text(s, o, "step_name", step ? step->name : NULL);
    shape_person(s, o, "by", d->by);
    shape_instant(s, o, "at", d->at);
    shape_text(s, o, "text", d->text);
    shape_text(s, o, "stands", stands(record, d));
    shape_put(s, o, "fields", fields_json(s, record, d, flow));
    if (!deviation_passed_over(record, d)) return o;
    json_t *names = shape_array(s);
    for (size_t i = 0; i < record->step_count; i++)
        if (is_passed_over(record, &record->steps[i], d))
            shape_add(s, names, json_lossy(record->steps[i].name));
    shape_put(s, o, "passed_over", names);
    return o;
}

json_t *shape_deviations(shape_t *s, const record_t *record, const flow_t *flow) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->deviation_count; i++)
        shape_add(s, list, shape_deviation(s, record, &record->deviations[i], flow));
    return list;
}

const deviation_t *deviation_of(const record_t *record, const step_t *step) {
    if (step->added == ADDED_DEVIATION) return record_deviation(record, step->no);
    for (int levels = 0; step && step->parent && levels <= PLAN_DEPTH_MAX; levels++) {
        const step_t *group = record_step(record, step->parent);
        if (group && group->added == ADDED_REAPPROVAL && step->no > group->no)
            return record_deviation(record, group->origin);
        step = group;
    }
    return NULL;
}

static json_t *document_json(shape_t *s, const document_t *d) {
    json_t *o = shape_object(s);
    shape_text(s, o, "name", d->name);
    shape_text(s, o, "media_type", d->media_type);
    shape_hash(s, o, "blake2b", &d->content);
    shape_int(s, o, "size", d->size);
    shape_text(s, o, "class", document_class_word(d->kept_as));
    shape_person(s, o, "by", d->by);
    shape_instant(s, o, "at", d->at);
    return o;
}

json_t *shape_documents(shape_t *s, const record_t *record) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->document_count; i++)
        shape_add(s, list, document_json(s, &record->documents[i]));
    return list;
}

void shape_event_deviation(shape_t *s, json_t *o, const event_t *e) {
    switch (e->kind) {
    case EVENT_DEVIATED:
        shape_int(s, o, "step", e->u.deviated.step);
        shape_text(s, o, "text", e->u.deviated.text);
        if (e->u.deviated.before_count > 0)
            shape_put(s, o, "before_fields",
                      shape_values(s, e->u.deviated.before, e->u.deviated.before_count));
        shape_put(s, o, "fields", shape_values(s, e->u.deviated.fields, e->u.deviated.field_count));
        break;
    case EVENT_ADJUSTED:
        shape_int(s, o, "step", e->u.adjusted.step);
        shape_put(s, o, "before_fields", shape_values(s, e->u.adjusted.before, e->u.adjusted.before_count));
        shape_put(s, o, "fields", shape_values(s, e->u.adjusted.fields, e->u.adjusted.field_count));
        break;
    case EVENT_ADJUSTMENT_DROPPED:
        shape_int(s, o, "step", e->u.adjustment_dropped.step);
        shape_put(s, o, "fields",
                  shape_values(s, e->u.adjustment_dropped.fields, e->u.adjustment_dropped.field_count));
        break;
    case EVENT_ADJUSTMENT_UNDONE:
        shape_int(s, o, "step", e->u.adjustment_taken_back.step);
        shape_put(s, o, "fields",
                  shape_values(s, e->u.adjustment_taken_back.fields, e->u.adjustment_taken_back.field_count));
        break;
    case EVENT_ADJUSTMENT_ADDED:
        shape_int(s, o, "step", e->u.adjustment_added.step);
        break;
    case EVENT_REPLANNED:
        shape_int(s, o, "step", e->u.replanned.step);
        break;
    case EVENT_DOCUMENTED:
        shape_put(s, o, "document", document_json(s, &e->u.documented.document));
        break;
    default:
        break;
    }
}
