/* The step that an event is about; see api_parts.h. */
#include "server/api_parts.h"

static const step_t *step_of_task(const record_t *record, int64_t task) {
    const task_t *t = task != 0 ? record_task(record, task) : NULL;
    return t != NULL ? record_step(record, t->step) : NULL;
}

static const step_t *step_of_clock(const record_t *record, int64_t clock) {
    const cs_clock_t *c = record_clock(record, clock);
    return c != NULL ? step_of_task(record, c->task) : NULL;
}

const step_t *event_step(const event_t *e, const record_t *record) {
    if (record == NULL) return NULL;
    switch (e->kind) {
    case EVENT_EDITED:
        return step_of_task(record, e->u.edited.task);
    case EVENT_STEP_ADDED:
        return record_step(record, e->u.step_added.step.no);
    case EVENT_STEP_OPENED:
        return record_step(record, e->u.step_opened.step);
    case EVENT_STEP_ENDED:
        return record_step(record, e->u.step_ended.step);
    case EVENT_TASK_OPENED:
        return record_step(record, e->u.task_opened.step);
    case EVENT_TASK_QUEUED:
        return record_step(record, e->u.task_queued.step);
    case EVENT_TASK_DECIDED:
        return step_of_task(record, e->u.task_decided.task);
    case EVENT_TASK_CLOSED:
        return step_of_task(record, e->u.task_closed.task);
    case EVENT_TASK_REASSIGNED:
        return step_of_task(record, e->u.task_reassigned.task);
    case EVENT_RETURNED:
        return step_of_task(record, e->u.returned.task);
    case EVENT_COMMENTED:
        return step_of_task(record, e->u.commented.task);
    case EVENT_COPIED:
        return record_step(record, e->u.copied.step);
    case EVENT_CLOCK_SET:
        return step_of_clock(record, e->u.clock_set.clock);
    case EVENT_RUNG:
        return step_of_clock(record, e->u.rung.clock);
    case EVENT_CLOCK_PAUSED:
        return step_of_clock(record, e->u.clock_paused.clock);
    case EVENT_CLOCK_RESUMED:
        return step_of_clock(record, e->u.clock_resumed.clock);
    case EVENT_PLAN_GROWN:
        return record_step(record, e->u.plan_grown.leaf.no);
    case EVENT_PLAN_REWOUND:
        return record_step(record, e->u.plan_rewound.to);
    case EVENT_STAGE_RETURNED:
        return record_step(record, e->u.stage_returned.step);
    case EVENT_PLAN_RESTORED:
        return record_step(record, e->u.plan_restored.first);
    case EVENT_TASK_TAKEN_BACK:
        return step_of_task(record, e->u.task_taken_back.task);
    case EVENT_STEP_RESET:
        return record_step(record, e->u.step_reset.step);
    case EVENT_LIMIT_TIGHTENED:
        return record_step(record, e->u.limit_tightened.step);
    case EVENT_SIGNER_REMOVED:
        return record_step(record, e->u.signer_removed.step);
    case EVENT_TASK_CLAIMED:
        return step_of_task(record, e->u.task_claimed.task);
    case EVENT_PICKED:
        return step_of_task(record, e->u.picked.task);
    case EVENT_TASK_COUNTED:
        return record_step(record, e->u.task_counted.step);
    case EVENT_URGED:
        return step_of_task(record, e->u.urged.task);
    case EVENT_TASK_STOOD_IN:
        return step_of_task(record, e->u.task_stood_in.task);
    case EVENT_ADMINISTERED:
        if (e->u.administered.step) return record_step(record, e->u.administered.step);
        return step_of_task(record, e->u.administered.task);
    case EVENT_STEP_EXCEPTED:
        return record_step(record, e->u.step_excepted.step);
    case EVENT_DEBT_OWED:
        return record_step(record, e->u.debt_owed.step);
    case EVENT_DEBT_AHEAD:
        return e->u.debt_ahead.owed.step_count > 0 ? record_step(record, e->u.debt_ahead.owed.steps[0].no)
                                                   : NULL;
    case EVENT_DEBT_CAME:
        return record_step(record, e->u.debt_came.step);
    case EVENT_DEBT_EXCUSED:
        return record_step(record, e->u.debt_excused.step);
    case EVENT_STAGE_JUMPED:
        return record_step(record, e->u.stage_jumped.step);
    case EVENT_PLAN_JUMPED:
        return record_step(record, e->u.plan_jumped.to);
    case EVENT_TASK_COMPLETED:
        return step_of_task(record, e->u.task_completed.task);
    case EVENT_ASKED:
        return record_step(record, e->u.asked.step);
    case EVENT_PLAN_ADDED:
        return record_step(record, e->u.plan_added.group.no + 1);
    case EVENT_CHILD_OPENED:
        return record_step(record, e->u.child_opened.step);
    case EVENT_COPY_READ:
        return step_of_task(record, e->u.copy_read.task);
    case EVENT_WARNED:
        return record_step(record, e->u.warned.step);
    case EVENT_DEVIATED:
        return record_step(record, e->u.deviated.step);
    case EVENT_ADJUSTED:
        return record_step(record, e->u.adjusted.step);
    case EVENT_ADJUSTMENT_DROPPED:
        return record_step(record, e->u.adjustment_dropped.step);
    case EVENT_ADJUSTMENT_UNDONE:
        return record_step(record, e->u.adjustment_taken_back.step);
    case EVENT_ADJUSTMENT_ADDED:
        return record_step(record, e->u.adjustment_added.step);
    case EVENT_REPLANNED:
        return record_step(record, e->u.replanned.step);
    case EVENT_COMPLIED:
        return record_step(record, e->u.complied.step);
    case EVENT_LOGGED:
        return step_of_task(record, e->u.logged.task);
    case EVENT_NOTIFIED:
        return step_of_task(record, e->u.notified.task);
    default:
        return NULL;
    }
}
