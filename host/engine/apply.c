/* The only place that changes a record: one event, one step forward. It asks nothing but the record and the
 * event, so verify can rebuild every record without rules, calendars or directory. */
#include "engine/applying.h"
#include "engine/engine.h"
#include <string.h>

void *apply_room(arena_t *arena, void *list, size_t count, size_t more, size_t *room, size_t size) {
    if (count + more <= *room) return list;
    size_t wanted = *room < 8 ? 8 : *room * 2;
    if (wanted < count + more) wanted = count + more;
    void *grown = arena_room(arena, list, count, wanted, size);
    if (grown) *room = wanted;
    return grown;
}

static const char *apply_noted(applying_t *a) {
    return a->record->id == 0 ? NULL : "only the system's own record is noted on";
}

static const char *apply_commented(applying_t *a) {
    int64_t task = a->event->u.commented.task;
    task_t *about = task != 0 ? record_task(a->record, task) : NULL;
    if (task != 0 && !about) return "no such task";
    if (about) about->touched = true;
    if (a->record->comments == INT64_MAX) return "no more can be counted";
    a->record->comments++;
    return NULL;
}

static const char *apply_kind(applying_t *a) {
    switch (a->event->kind) {
    case EVENT_DRAFTED:
        return apply_drafted(a);
    case EVENT_EDITED:
        return apply_edited(a);
    case EVENT_SUBMITTED:
        return apply_submitted(a);
    case EVENT_PREPARING:
        return apply_preparing(a);
    case EVENT_STAGE_OPENED:
        return apply_stage_opened(a);
    case EVENT_STAGE_ENDED:
        return apply_stage_ended(a);
    case EVENT_STEP_ADDED:
        return apply_step_added(a);
    case EVENT_STEP_OPENED:
        return apply_step_opened(a);
    case EVENT_STEP_ENDED:
        return apply_step_ended(a);
    case EVENT_TASK_OPENED:
        return apply_task_opened(a);
    case EVENT_TASK_DECIDED:
        return apply_task_decided(a);
    case EVENT_TASK_CLOSED:
        return apply_task_closed(a);
    case EVENT_TASK_REASSIGNED:
        return apply_task_reassigned(a);
    case EVENT_RETURNED:
        return apply_returned(a);
    case EVENT_WITHDRAWN:
        return apply_withdrawn(a);
    case EVENT_ENDED:
        return apply_ended(a);
    case EVENT_COMMENTED:
        return apply_commented(a);
    case EVENT_CLOCK_SET:
        return apply_clock_set(a);
    case EVENT_RUNG:
        return apply_rung(a);
    case EVENT_COPIED:
        return apply_copied(a);
    case EVENT_TASK_QUEUED:
        return apply_task_queued(a);
    case EVENT_CLOCK_PAUSED:
        return apply_clock_paused(a);
    case EVENT_CLOCK_RESUMED:
        return apply_clock_resumed(a);
    case EVENT_PLAN_GROWN:
        return apply_plan_grown(a);
    case EVENT_LIMIT_TIGHTENED:
        return apply_limit_tightened(a);
    case EVENT_SIGNER_REMOVED:
        return apply_signer_removed(a);
    case EVENT_PLAN_ADDED:
        return apply_plan_added(a);
    case EVENT_PLAN_REWOUND:
        return apply_plan_rewound(a);
    case EVENT_STAGE_RETURNED:
        return apply_stage_returned(a);
    case EVENT_PLAN_RESTORED:
        return apply_plan_restored(a);
    case EVENT_TASK_TAKEN_BACK:
        return apply_task_taken_back(a);
    case EVENT_STAGE_TAKEN_BACK:
        return apply_stage_taken_back(a);
    case EVENT_STEP_RESET:
        return apply_step_reset(a);
    case EVENT_TASK_CLAIMED:
        return apply_task_claimed(a);
    case EVENT_TASK_STOOD_IN:
        return apply_task_stood_in(a);
    case EVENT_PICKED:
        return apply_picked(a);
    case EVENT_TASK_COUNTED:
        return apply_task_counted(a);
    case EVENT_URGED:
        return apply_urged(a);
    case EVENT_ASKED:
        return apply_asked(a);
    case EVENT_OPENED_BY:
        return apply_opened_by(a);
    case EVENT_CHILD_OPENED:
        return apply_child_opened(a);
    case EVENT_CHILD_ENDED:
        return apply_child_ended(a);
    case EVENT_CHILD_CLOSED:
        return apply_child_closed(a);
    case EVENT_CHILD_OPEN_AGAIN:
        return apply_child_open_again(a);
    case EVENT_OPEN_AGAIN:
        return apply_open_again(a);
    case EVENT_CLOSED:
        return apply_closed(a);
    case EVENT_REOPENED:
        return apply_reopened(a);
    case EVENT_AMENDED:
        return apply_amended(a);
    case EVENT_CHANGE_DROPPED:
        return apply_change_dropped(a);
    case EVENT_COPY_READ:
        return apply_copy_read(a);
    case EVENT_MADE_FROM:
        return apply_made_from(a);
    case EVENT_ADMINISTERED:
        return apply_administered(a);
    case EVENT_TASK_COMPLETED:
        return apply_task_completed(a);
    case EVENT_CANCELLED:
        return apply_cancelled(a);
    case EVENT_SUSPENDED:
        return apply_suspended(a);
    case EVENT_RESUMED:
        return apply_resumed(a);
    case EVENT_PLAN_JUMPED:
        return apply_plan_jumped(a);
    case EVENT_STAGE_JUMPED:
        return apply_stage_jumped(a);
    case EVENT_STEP_EXCEPTED:
        return apply_step_excepted(a);
    case EVENT_URGENT:
        return apply_urgent(a);
    case EVENT_DEBT_OWED:
        return apply_debt_owed(a);
    case EVENT_DEBT_AHEAD:
        return apply_debt_ahead(a);
    case EVENT_DEBT_CAME:
        return apply_debt_came(a);
    case EVENT_DEBT_EXCUSED:
        return apply_debt_excused(a);
    case EVENT_MIGRATED:
        return apply_migrated(a);
    case EVENT_LOGGED:
        return apply_logged(a);
    case EVENT_RATED:
        return apply_rated(a);
    case EVENT_DEVIATED:
        return apply_deviated(a);
    case EVENT_ADJUSTED:
        return apply_adjusted(a);
    case EVENT_ADJUSTMENT_UNDONE:
        return apply_adjustment_taken_back(a);
    case EVENT_ADJUSTMENT_ADDED:
        return apply_adjustment_added(a);
    case EVENT_ADJUSTMENT_DROPPED:
        return apply_adjustment_dropped(a);
    case EVENT_REPLANNED:
        return apply_replanned(a);
    case EVENT_DOCUMENTED:
        return apply_documented(a);
    case EVENT_WARNED:
        return apply_warned(a);
    case EVENT_COMPLIED:
        return apply_complied(a);
    case EVENT_NOTIFIED:
        return apply_notified(a);
    case EVENT_NOTED:
    case EVENT_DISPOSED:
        return apply_noted(a);
    }
    return "unknown kind";
}

/* Does the event belong to this record at this point? */
static const char *check_head(const record_t *r, const event_t *e) {
    if (e->seq < 1 || e->seq - 1 != r->version) return "out of sequence";
    if (e->version < 1 || e->version > event_version(e->kind)) return "unknown version of its kind";
    if (e->kind == EVENT_DRAFTED) {
        if (r->version != 0) return "the record began before";
        return e->record != 0 ? NULL : "a record's id is never 0";
    }
    if (e->record != r->id) return "of another record";
    if (e->kind == EVENT_NOTED || e->kind == EVENT_DISPOSED || r->id != 0) return NULL;
    return r->version == 0 ? "the record has not begun" : "the system's own record takes notes alone";
}

static int misfit(diag_t *d, const event_t *e, const char *problem) {
    diag_set(d, "event.misfit", "kind", event_kind_word(e->kind), "problem", problem, NULL);
    diag_param_int(d, "id", e->id);
    return -1;
}

int apply(record_t *record, const event_t *event, arena_t *arena, diag_t *d) {
    applying_t a = {.record = record, .event = event, .arena = arena};
    const char *problem = check_head(record, event);
    if (!problem) problem = apply_kind(&a);
    if (arena_failed(arena)) return diag_memory(d);
    if (problem) return misfit(d, event, problem);
    record->version = event->seq;
    return 0;
}
