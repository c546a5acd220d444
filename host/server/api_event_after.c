/* What events say that come beside and after a record's course; see api_parts.h. */
#include "server/api_parts.h"

void shape_event_after(shape_t *s, json_t *o, const event_t *e) {
    switch (e->kind) {
    case EVENT_REOPENED:
        shape_text(s, o, "state", record_state_word(e->u.reopened.state));
        shape_int(s, o, "round", e->u.reopened.round);
        shape_text(s, o, "cause", e->u.reopened.cause);
        shape_text(s, o, "reason", e->u.reopened.reason);
        break;
    case EVENT_AMENDED:
        shape_put(s, o, "fields", shape_values(s, e->u.amended.fields, e->u.amended.field_count));
        shape_text(s, o, "reason", e->u.amended.reason);
        break;
    case EVENT_CHANGE_DROPPED:
        shape_text(s, o, "cause", e->u.change_dropped.cause);
        shape_text(s, o, "reason", e->u.change_dropped.reason);
        break;
    case EVENT_COPY_READ:
        shape_id(s, o, "task", e->u.copy_read.task);
        break;
    case EVENT_MADE_FROM:
        shape_id(s, o, "record", e->u.made_from.record);
        shape_text(s, o, "number", e->u.made_from.number);
        shape_text(s, o, "left_out", e->u.made_from.left_out);
        break;
    default:
        break;
    }
}
