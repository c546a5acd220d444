/* Copies (抄送, A30): sent at a step, or at the end, to be read and not decided; and who has read theirs. */
#include "engine/acts.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include "engine/tree.h"

/* Once a person a record (A30): but a copy that was called back, as what it told no longer holds, is none:
 * one of before a reopening, or of a step, such as `no` itself, that has waited again since. */
static bool was_copied(const record_t *r, int64_t person, int32_t no) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->outcome != OUTCOME_COPIED || t->person != person || t->taken_back || t->step == no) continue;
        const step_t *step = record_step(r, t->step);
        if (step && (step->superseded || step->state != STEP_WAITING)) return true;
    }
    return false;
}

int copies_send(deciding_t *x, int32_t index, people_t *people) {
    const step_t *step = &x->record->steps[index];
    int32_t no = step->no;
    if (people_find(x, step->by, NULL, step->name, people)) return -1;
    if (x->record->task_count + people->count > RECORD_TASKS_MAX)
        return limit_reached(x, "limit.tasks", RECORD_TASKS_MAX);
    for (size_t i = 0; i < people->count; i++) {
        const found_t *who = &people->list[i];
        if (was_copied(x->record, who->person, no)) continue;
        event_t e = {
            .u.copied =
                {
                    .task = id_next(x->in->ids, x->in->now),
                    .step = no,
                    .person = who->person,
                    .reason = who->reason,
                    .reason_text = who->text,
                },
        };
        if (emit(x, EVENT_COPIED, &e)) return -1;
        const task_t *task = record_task(x->record, e.u.copied.task);
        if (tell(x, who->person, "record.copied", task, NULL)) return -1;
    }
    return step_ended_by(x, no, STEP_PASSED, NULL);
}

int copies_at_end(deciding_t *x) {
    const flow_t *flow = x->flow;
    if (!flow->copy_at_end) return 0;
    if (x->record->step_count >= RECORD_STEPS_MAX) return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    event_t e = {
        .u.step_added.step =
            {
                .no = tree_highest(x->record) + 1,
                .stage = x->record->stage,
                .round = x->record->round,
                .kind = STEP_COPY,
                .state = STEP_WAITING,
                .name = "copy_at_end",
                .by = flow->copy_at_end,
                .mode = DECIDE_ANY,
                .on_empty = EMPTY_FALLBACK,
                .why = {.file = flow->file, .line = flow->line, .because = "copy_at_end"},
                .opened_at = INSTANT_NONE,
                .ended_at = INSTANT_NONE,
            },
    };
    if (emit(x, EVENT_STEP_ADDED, &e)) return -1;
    return leaf_open(x, (int32_t)x->record->step_count - 1);
}

/* All that the person was sent of this record, each once: reading it again changes nothing. A stand-in reads
 * for nobody else. */
int do_read(deciding_t *x) {
    const actor_t *actor = &x->in->command->actor;
    bool any = false;
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        if (t->outcome != OUTCOME_COPIED || t->person != actor->person || actor->kind == ACTOR_PROXY)
            continue;
        any = true;
        if (t->decided_by) continue;
        event_t e = {.u.copy_read.task = t->id};
        x->out->task = t->id;
        if (emit(x, EVENT_COPY_READ, &e)) return -1;
    }
    return any ? 0 : diag_set(x->d, "copy.none", NULL);
}
