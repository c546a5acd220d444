/* The files of apply, private to this folder: each takes the events of one theme. They return NULL, or what
 * is wrong with the event for this state, in a few words; memory is asked of the arena, whose failure apply
 * sees. */
#ifndef CS_ENGINE_APPLYING_H
#define CS_ENGINE_APPLYING_H

#include "model/event.h"

typedef struct applying {
    record_t *record;
    const event_t *event;
    arena_t *arena;
} applying_t;

/* apply_form.c */
const char *apply_drafted(applying_t *a);
const char *apply_edited(applying_t *a);
/* apply_course.c: where the record as a whole stands */
const char *apply_submitted(applying_t *a);
const char *apply_preparing(applying_t *a);
const char *apply_returned(applying_t *a);
const char *apply_withdrawn(applying_t *a);
const char *apply_ended(applying_t *a);
/* The state that a record falls back to when its preparation does not hold: a draft, or with the initiator.
 */
record_state_t state_unprepared(const record_t *r);
/* The state in which it is when a decision is taken back: that it came to by it, or its preparation did
 * (A27). What a return had opened has been closed. */
record_state_t state_taken_back(const record_t *r);
/* apply_plan.c */
const char *apply_stage_opened(applying_t *a);
const char *apply_stage_ended(applying_t *a);
const char *apply_step_added(applying_t *a);
const char *apply_step_opened(applying_t *a);
const char *apply_step_ended(applying_t *a);
/* apply_task.c */
const char *apply_task_queued(applying_t *a);
const char *apply_task_opened(applying_t *a);
const char *apply_task_decided(applying_t *a);
const char *apply_task_closed(applying_t *a);
const char *apply_task_reassigned(applying_t *a);
const char *apply_copied(applying_t *a);
const char *apply_clock_set(applying_t *a);
const char *apply_rung(applying_t *a);

/* apply_change.c: what people and administrators change on the way */
const char *apply_clock_paused(applying_t *a);
const char *apply_clock_resumed(applying_t *a);
const char *apply_plan_grown(applying_t *a);
const char *apply_signer_removed(applying_t *a);
const char *apply_limit_tightened(applying_t *a);
const char *apply_plan_added(applying_t *a);
const char *apply_task_taken_back(applying_t *a);
const char *apply_stage_taken_back(applying_t *a);
const char *apply_step_reset(applying_t *a);
const char *apply_task_claimed(applying_t *a);
const char *apply_urged(applying_t *a);
/* apply_way.c: ways back */
const char *apply_plan_rewound(applying_t *a);
const char *apply_stage_returned(applying_t *a);
const char *apply_plan_restored(applying_t *a);
/* apply_after.c */
const char *apply_reopened(applying_t *a);
const char *apply_amended(applying_t *a);
const char *apply_change_dropped(applying_t *a);
const char *apply_copy_read(applying_t *a);
const char *apply_made_from(applying_t *a);
void apply_change_ends(record_t *r); /* no change is looked at any more */
/* Puts the fields as they are now into `list` of `*held`, but those that are in it already: what they were
 * before something changed them, each once, in the order in which they were changed. */
void keep_before(applying_t *a, field_t **list, size_t *held, const field_t *fields, size_t count);
/* The same of a change that is looked at. */
void apply_keep(applying_t *a, const field_t *fields, size_t count);
/* Sets or empties the fields, and remembers that they changed. */
void apply_fields(applying_t *a, const field_t *fields, size_t count);
const char *apply_task_stood_in(applying_t *a);
const char *apply_asked(applying_t *a);

/* apply_child.c: records that open one another */
const char *apply_opened_by(applying_t *a);
const char *apply_child_opened(applying_t *a);
const char *apply_child_ended(applying_t *a);
const char *apply_child_closed(applying_t *a);
const char *apply_closed(applying_t *a);
const char *apply_child_open_again(applying_t *a);
const char *apply_open_again(applying_t *a);
/* apply_admin.c: what administrators do */
const char *apply_administered(applying_t *a);
const char *apply_task_completed(applying_t *a);
const char *apply_cancelled(applying_t *a);
const char *apply_suspended(applying_t *a);
const char *apply_resumed(applying_t *a);
const char *apply_plan_jumped(applying_t *a);
const char *apply_stage_jumped(applying_t *a);
const char *apply_step_excepted(applying_t *a);
/* apply_owing.c: the green channel */
const char *apply_urgent(applying_t *a);
const char *apply_debt_owed(applying_t *a);
const char *apply_debt_ahead(applying_t *a);
const char *apply_debt_came(applying_t *a);
const char *apply_debt_excused(applying_t *a);
/* apply_migrated.c */
const char *apply_migrated(applying_t *a);
/* The plan opened last takes over from the one before it in the same stage: these steps go on. What ends with
 * the one before does so with that cause. */
const char *apply_take_over(applying_t *a, const carried_t *steps, size_t count, const char *cause);
/* A copy of the step after all others, outside of any plan; NULL: no memory. */
step_t *apply_place_step(applying_t *a, const step_t *from);

/* Ends the task and stops its clock. */
void apply_task_end(applying_t *a, task_t *task, task_state_t state);
/* apply_people.c: people over time */
const char *apply_task_counted(applying_t *a);
const char *apply_picked(applying_t *a);
/* apply_task.c: a task without a clock is appended; NULL without a problem: no memory. */
task_t *task_add(applying_t *a, const task_t *task, const char **problem);
/* NULL: the step of that number is there and open. */
const char *step_of_task(const record_t *r, int32_t no);
/* apply_business.c: what is written down while a record is carried out, and what is made of it */
const char *apply_logged(applying_t *a);
const char *apply_rated(applying_t *a);
const char *apply_warned(applying_t *a);
/* apply_deviation.c */
const char *apply_deviated(applying_t *a);
const char *apply_adjusted(applying_t *a);
const char *apply_adjustment_dropped(applying_t *a);
const char *apply_reapproval(applying_t *a); /* of a PLAN_ADDED whose group is one */
const char *apply_replanned(applying_t *a);
const char *apply_documented(applying_t *a);
/* apply_adjusted.c */
const char *apply_adjustment_added(applying_t *a);
const char *apply_adjustment_taken_back(applying_t *a);
const char *apply_complied(applying_t *a);
const char *apply_notified(applying_t *a);

/* `list` with room for one more element after `count`; `*room` follows. NULL: no memory. */
void *apply_room(arena_t *arena, void *list, size_t count, size_t more, size_t *room, size_t size);

#endif
