/* What happens to a record beside and after its course: made from another, open again after its end, changed
 * then; a copy that was read. */
#include "engine/applying.h"
#include "engine/copy.h"
#include <string.h>

/* What was sent before the record is open again stands no longer: whoever had a copy gets one of the new end.
 */
static void copies_void(record_t *r) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].outcome == OUTCOME_COPIED) r->tasks[i].taken_back = true;
}

/* Those of the end that stands again do. */
static void copies_hold(record_t *r) {
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *step = record_step(r, r->tasks[i].step);
        if (r->tasks[i].outcome == OUTCOME_COPIED && step && step->round == r->kept_round)
            r->tasks[i].taken_back = false;
    }
}

/* Back with its initiator in the same round; or, for a change, on its way in a round of its own, where what
 * was decided in the one before stands as far as it does not hang on the change. */
const char *apply_reopened(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    bool change = e->u.reopened.state == RECORD_OPEN;
    if (r->state != RECORD_FINISHED) return "the record has not ended well";
    if (!change && e->u.reopened.state != RECORD_RETURNED) return "no state to be open in";
    if (e->u.reopened.round != r->round + (change ? 1 : 0)) return "of another round";
    if (change) {
        r->kept_round = r->round;
        r->kept_since = e->seq;
    }
    r->round = e->u.reopened.round;
    r->state = e->u.reopened.state;
    r->ended_at = INSTANT_NONE;
    copies_void(r);
    return NULL;
}

void keep_before(applying_t *a, field_t **list, size_t *held, const field_t *fields, size_t count) {
    const record_t *r = a->record;
    field_t *kept = arena_room(a->arena, *list, *held, *held + count, sizeof *kept);
    if (!kept) return;
    *list = kept;
    for (size_t i = 0; i < count; i++) {
        bool there = false;
        for (size_t j = 0; j < *held; j++)
            there = there || strcmp(kept[j].name, fields[i].name) == 0;
        if (there) continue;
        const value_t *before = record_field(r, fields[i].name);
        field_t *one = &kept[(*held)++];
        *one = (field_t){.name = arena_strdup(a->arena, fields[i].name)};
        if (before) one->value = *before; /* values lie in the record's arena already */
    }
}

void apply_keep(applying_t *a, const field_t *fields, size_t count) {
    keep_before(a, &a->record->kept, &a->record->kept_count, fields, count);
}

const char *apply_amended(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    if (e->u.amended.field_count == 0) return "nothing was changed";
    bool looked_at = r->state == RECORD_OPEN && r->kept_round;
    if (r->state != RECORD_FINISHED && !looked_at) return "the record has not ended";
    if (looked_at) apply_keep(a, e->u.amended.fields, e->u.amended.field_count);
    apply_fields(a, e->u.amended.fields, e->u.amended.field_count);
    return NULL;
}

const char *apply_change_dropped(applying_t *a) {
    record_t *r = a->record;
    /* owing: what was left of it to approve is refused after all */
    bool goes_on = r->state == RECORD_OPEN || r->state == RECORD_RETURNED || r->state == RECORD_OWING;
    if (!goes_on || !r->kept_round) return "no change is looked at";
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].state == TASK_OPEN) return "a task is still open";
    apply_fields(a, r->kept, r->kept_count);
    copies_hold(r);
    apply_change_ends(r);
    r->state = RECORD_FINISHED;
    r->ended_at = a->event->recorded;
    return NULL;
}

void apply_change_ends(record_t *r) {
    r->kept_round = 0;
    r->kept_since = 0;
    r->kept = NULL;
    r->kept_count = 0;
}

/* Who read it stands where other tasks have who decided; it was sent as it opened, and ended as it was read.
 */
const char *apply_copy_read(applying_t *a) {
    task_t *task = record_task(a->record, a->event->u.copy_read.task);
    if (!task || task->outcome != OUTCOME_COPIED) return "no such copy";
    if (task->decided_by) return "it was read before";
    task->decided_by = task->person;
    task->ended_at = a->event->recorded;
    return NULL;
}

const char *apply_made_from(applying_t *a) {
    record_t *r = a->record;
    if (r->state != RECORD_DRAFT || r->round != 0 || r->made_from) return "the record began before";
    if (!a->event->u.made_from.record) return "from no record";
    r->made_from = a->event->u.made_from.record;
    r->made_from_number = arena_strdup(a->arena, a->event->u.made_from.number);
    r->made_from_left_out = arena_strdup(a->arena, a->event->u.made_from.left_out);
    return NULL;
}
