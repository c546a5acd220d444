/* Events as they are decided: each is completed, applied and kept, so that the record seen by the rest of the
 * run is always the fold of its events. A mark allows to go back to an earlier point of the same run. */
#include "engine/deciding.h"
#include <string.h>

/* Room for one more element; NULL: no memory. */
static void *room_for(arena_t *arena, void *list, size_t count, size_t *room, size_t size) {
    if (count < *room) return list;
    size_t more = *room ? *room * 2 : 4; /* an event is big, and most commands make few */
    void *grown = arena_room(arena, list, count, more, size);
    if (grown) *room = more;
    return grown;
}

int emit(deciding_t *x, event_kind_t kind, event_t *e) {
    event_t *list =
        room_for(x->arena, x->out->events, x->out->event_count, &x->event_room, sizeof *x->out->events);
    if (!list) return diag_memory(x->d);
    x->out->events = list;
    e->kind = kind;
    e->version = event_version(kind);
    e->id = id_next(x->in->ids, x->in->now);
    e->record = x->record->id ? x->record->id : e->record;
    e->seq = x->record->version + 1;
    e->at = x->at;
    e->recorded = x->in->now;
    e->actor = x->actor;
    e->ruleset = x->rules ? x->rules->ruleset : x->record->ruleset;
    if (apply(x->record, e, x->arena, x->d)) return -1;
    list[x->out->event_count++] = *e;
    return 0;
}

/* A copy of an array, or NULL with no error when it is empty. */
static void *copy_of(arena_t *arena, const void *list, size_t count, size_t size) {
    return count ? arena_copy(arena, list, count * size) : NULL;
}

int mark_set(deciding_t *x, mark_t *mark) {
    record_t *r = &mark->record;
    *r = *x->record;
    r->fields = copy_of(x->arena, r->fields, r->field_count, sizeof *r->fields);
    r->changes = copy_of(x->arena, r->changes, r->change_count, sizeof *r->changes);
    r->steps = copy_of(x->arena, r->steps, r->step_count, sizeof *r->steps);
    r->plans = copy_of(x->arena, r->plans, r->plan_count, sizeof *r->plans);
    r->tasks = copy_of(x->arena, r->tasks, r->task_count, sizeof *r->tasks);
    r->clocks = copy_of(x->arena, r->clocks, r->task_count, sizeof *r->clocks);
    r->children = copy_of(x->arena, r->children, r->child_count, sizeof *r->children);
    r->deviations = copy_of(x->arena, r->deviations, r->deviation_count, sizeof *r->deviations);
    r->documents = copy_of(x->arena, r->documents, r->document_count, sizeof *r->documents);
    memset(&r->room, 0, sizeof r->room);
    mark->events = x->out->event_count;
    mark->messages = x->out->message_count;
    mark->incidents = x->out->incident_count;
    mark->follow_ups = x->out->follow_up_count;
    mark->openings_due = x->openings_due;
    return arena_failed(x->arena) ? diag_memory(x->d) : 0;
}

void mark_return(deciding_t *x, const mark_t *mark) {
    *x->record = mark->record;
    x->out->event_count = mark->events;
    x->out->message_count = mark->messages;
    x->out->incident_count = mark->incidents;
    x->out->follow_up_count = mark->follow_ups;
    x->openings_due = mark->openings_due;
}

int attempt_end(deciding_t *x, const mark_t *mark, int result) {
    if (result == 0) return 0;
    if (diag_is(x->d, "memory.out") || arena_failed(x->arena)) return diag_memory(x->d);
    mark_return(x, mark);
    incident_note(x, x->d);
    diag_clear(x->d);
    return 0;
}
