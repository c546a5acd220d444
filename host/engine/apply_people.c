/* People over time: whose earlier approval counts (A14), who was picked for a step (A10). */
#include "engine/applying.h"
#include <string.h>

/* Straight back (A22) also what was agreed to or done, and what a stand-in gave for whoever has the seat. */
static const char *check_earlier(const record_t *r, const event_t *e) {
    const task_t *earlier = record_task(r, e->u.task_counted.earlier);
    int64_t person = e->u.task_counted.person;
    if (!earlier || earlier->state != TASK_DECIDED || earlier->taken_back) return "no such approval";
    if (earlier->outcome != OUTCOME_APPROVED && earlier->outcome != OUTCOME_AGREED &&
        earlier->outcome != OUTCOME_DONE)
        return "it was no yes";
    if (earlier->decided_by != person && earlier->principal != person) return "somebody else gave it";
    return step_of_task(r, e->u.task_counted.step);
}

const char *apply_task_counted(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    const char *problem = check_earlier(r, e);
    if (problem) return problem;
    task_t *task = record_task(r, e->u.task_counted.task);
    if (task && (task->state != TASK_WAITING || task->step != e->u.task_counted.step))
        return "the task does not wait for its turn";
    if (task && task->person != e->u.task_counted.person) return "the turn is somebody else's";
    if (!task)
        task = task_add(a,
                        &(task_t){.id = e->u.task_counted.task,
                                  .step = e->u.task_counted.step,
                                  .order = e->u.task_counted.order,
                                  .person = e->u.task_counted.person,
                                  .reason = e->u.task_counted.reason,
                                  .reason_text = e->u.task_counted.reason_text},
                        &problem);
    if (!task) return problem;
    task->state = TASK_DECIDED;
    task->outcome = OUTCOME_COUNTED;
    task->counts = e->u.task_counted.earlier;
    task->opened_at = task->ended_at = e->recorded;
    return NULL;
}

/* In a new array: what was noted of the record before keeps the old one. */
const char *apply_picked(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    if (e->u.picked.count == 0) return "nobody was picked";
    if (e->u.picked.task && !record_task(r, e->u.picked.task)) return "no such task";
    bool again = record_pick(r, e->u.picked.step) != NULL;
    if (!again && r->pick_count == RECORD_PICKS_MAX) return "too many picks";
    size_t count = r->pick_count + !again, to = 0, from = 0;
    pick_t *picks = arena_array(a->arena, count, sizeof *picks);
    pick_t pick = {.step = arena_strdup(a->arena, e->u.picked.step),
                   .people =
                       arena_copy(a->arena, e->u.picked.people, e->u.picked.count * sizeof *pick.people),
                   .count = e->u.picked.count,
                   .by = e->actor.person};
    if (!picks || !pick.step || !pick.people) return NULL;
    while (from < r->pick_count && strcmp(r->picks[from].step, pick.step) < 0)
        picks[to++] = r->picks[from++];
    picks[to++] = pick;
    from += again;
    while (from < r->pick_count)
        picks[to++] = r->picks[from++];
    r->picks = picks;
    r->pick_count = count;
    return NULL;
}
