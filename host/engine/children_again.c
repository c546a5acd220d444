/* Records that were closed with the step that waited for them, open again with it (A7, A27): each goes on
 * where it was, by an event of its own. What had been decided in it stands, and nothing is asked twice. */
#include "engine/acts.h"
#include "engine/children.h"
#include "engine/clocks.h"
#include "engine/form.h"
#include "engine/take_back.h"
#include "engine/tree.h"

/* ---- of the record that waits */

int children_open_again(deciding_t *x, int32_t no, instant_t then) {
    for (size_t i = 0; i < x->record->child_count; i++) {
        const child_t *child = &x->record->children[i];
        if (child->step != no || child->state != CHILD_CLOSED || child->ended_at != then) continue;
        command_t again = {.kind = COMMAND_OPEN_AGAIN, .record = child->record};
        event_t e = {.u.child_open_again.child = child->record};
        if (emit(x, EVENT_CHILD_OPEN_AGAIN, &e) || follow_up(x, &again)) return -1;
    }
    return 0;
}

/* ---- of the one that is waited for */

/* Was it closed as the record was: by that cause, or waiting in a group that was? What serves a task opens
 * with its seat. */
static bool closed_with(const record_t *r, const step_t *s, const bool *marks) {
    if (s->state != STEP_CLOSED || s->ended_at != r->ended_at || s->superseded) return false;
    if (s->serves && !s->parent) return false;
    if (!s->left_out) return s->parent && marks[tree_index(r, s->parent)];
    return step_left_for(s, "opener") || (s->added == ADDED_DEBT && step_left_for(s, "record_ended"));
}

int do_open_again(deciding_t *x) {
    const record_t *r = x->record;
    bool *marks = arena_array(x->arena, r->step_count + 1, sizeof *marks);
    event_t e = {.u.open_again.suspended = false};
    if (!marks) return diag_memory(x->d);
    if (r->state != RECORD_CLOSED) return wrong_state(x);
    if (!r->closed_from) /* by a program of before, which did not keep where it stood */
        return diag_set(x->d, "record.stays_closed", NULL);
    for (size_t i = 0; i < r->step_count; i++) { /* groups before their members */
        marks[i] = closed_with(r, &r->steps[i], marks);
        if (marks[i] && r->steps[i].added == ADDED_SUSPENSION) e.u.open_again.suspended = true;
    }
    instant_t then = r->ended_at;
    if (emit(x, EVENT_OPEN_AGAIN, &e) || steps_open_again(x, marks, then)) return -1;
    if (tell(x, x->record->initiator, "record.open_again", NULL, NULL)) return -1;
    return clocks_follow(x);
}
