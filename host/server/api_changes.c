/* What changed in a form from round to round, as answers show it; see api_parts.h. */
#include "server/api_guard.h"
#include "server/api_parts.h"
#include "server/changes.h"

/* Nothing that whoever asks may see of it. */
static bool is_same(shape_t *s, const field_diff_t *f) {
    const value_t *before = shape_shown_value(s, f->name, f->before),
                  *after = shape_shown_value(s, f->name, f->after);
    return before != NULL && after != NULL && value_equal(before, after);
}

static json_t *round_json(shape_t *s, const round_diff_t *round, const flow_t *flow) {
    json_t *o = shape_object(s), *fields = shape_array(s);
    shape_int(s, o, "round", round->round);
    if (round->preparation > 0) shape_int(s, o, "preparation", round->preparation);
    if (round->from != NULL) shape_text(s, o, "returned_from", round->from);
    shape_flag(s, o, "pending", round->pending);
    shape_flag(s, o, "dropped", round->dropped);
    for (size_t i = 0; i < round->count; i++) {
        const field_diff_t *f = &round->fields[i];
        if (!shape_shows(s, f->name) || is_same(s, f)) continue;
        const field_def_t *def = flow != NULL ? flow_field(flow, f->name) : NULL;
        json_t *one = shape_object(s);
        shape_text(s, one, "name", f->name);
        shape_words(s, one, "label", def != NULL ? def->label_en : NULL, def != NULL ? def->label_zh : NULL);
        shape_put(s, one, "before", shape_field_value(s, f->name, f->before));
        shape_put(s, one, "after", shape_field_value(s, f->name, f->after));
        if (f->seq > 0) shape_int(s, one, "seq", f->seq);
        shape_add(s, fields, one);
    }
    shape_put(s, o, "fields", fields);
    return o;
}

int shape_changes(shape_t *s, json_t *object, reader_t *r, const record_t *record, const flow_t *flow,
                  const field_t *tried, size_t tried_count, diag_t *d) {
    json_t *list = shape_array(s);
    past_t past;
    round_diff_t *rounds = NULL;
    size_t count = 0;
    int status = 0;
    if (record->round > 0 || record->reopened > 0) { /* else there is nothing to compare with */
        status = past_read(r, record, s->arena, &past, d);
        if (status == 0) status = changes_read(&past, record, tried, tried_count, &rounds, &count, d);
    }
    for (size_t i = 0; status == 0 && i < count; i++)
        shape_add(s, list, round_json(s, &rounds[i], flow));
    shape_put(s, object, "changes", list);
    return status;
}
