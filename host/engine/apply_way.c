/* Ways back (A22, A8): led, kept, undone (A27). What a way back does to the plan, and how that is undone, are
 * functions of the tree (tree.h). A list of ways is never changed but replaced: a mark may hold the one of
 * before. */
#include "engine/applying.h"
#include "engine/tree.h"
#include <string.h>

/* The task of the step in which it was returned. */
static task_t *returned_at(const record_t *r, int32_t step) {
    for (size_t i = r->task_count; i-- > 0;) {
        task_t *t = &r->tasks[i];
        if (t->step == step && t->outcome == OUTCOME_RETURNED && !t->taken_back) return t;
    }
    return NULL;
}

static void way_add(applying_t *a, const way_back_t *way) {
    record_t *r = a->record;
    way_back_t *list = arena_array(a->arena, r->way_count + 1, sizeof *list);
    if (!list) return;
    if (r->way_count) memcpy(list, r->ways, r->way_count * sizeof *list);
    list[r->way_count++] = *way;
    r->ways = list;
}

static const char *rewind_plan(applying_t *a) {
    const event_t *e = a->event;
    bool loop = e->u.plan_rewound.cause && strcmp(e->u.plan_rewound.cause, "loop") == 0;
    if (loop) return tree_repeat(e->version, a->record, a->arena, e->u.plan_rewound.to);
    task_t *task = e->u.plan_rewound.seen ? returned_at(a->record, e->u.plan_rewound.from) : NULL;
    /* whoever returned it saw the form as it was then: what changes afterwards, they have not seen */
    if (task) task->seen = e->u.plan_rewound.seen;
    way_t way = !e->u.plan_rewound.straight ? WAY_THROUGH
                : e->u.plan_rewound.seen    ? WAY_STRAIGHT
                                            : WAY_STRAIGHT_AROUND;
    return tree_rewind_as(e->version, a->record, a->arena, e->u.plan_rewound.to, e->u.plan_rewound.from, way);
}

const char *apply_plan_rewound(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    int64_t task = e->u.plan_rewound.task;
    size_t count = r->step_count;
    if (task && !record_task(r, task)) return "no such task";
    const stood_t *before = task ? tree_stood(r, a->arena) : NULL;
    if (task && !before) return NULL;
    const char *problem = rewind_plan(a);
    if (problem || arena_failed(a->arena) || !task) return problem;
    way_back_t way = {.to = e->u.plan_rewound.to, .task = task, .last = tree_highest(r)};
    if (tree_way(r, a->arena, before, count, &way)) return NULL;
    way_add(a, &way);
    return NULL;
}

const char *apply_stage_returned(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    task_t *task = record_task(r, e->u.stage_returned.task);
    if (r->state != RECORD_OPEN) return "nothing is on its way";
    if (!task || task->outcome != OUTCOME_RETURNED) return "it was not returned";
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    for (int32_t i = plan->first; i < plan->first + plan->count; i++)
        if (r->steps[i].state == STEP_OPEN) return "a step of the stage is still open";
    size_t count = r->step_count;
    const stood_t *before = tree_stood(r, a->arena);
    if (!before) return NULL;
    const char *problem = tree_go_back(r, a->arena, e->u.stage_returned.step);
    way_back_t way = {.to = e->u.stage_returned.step, .task = task->id};
    if (problem || arena_failed(a->arena) || tree_way(r, a->arena, before, count, &way)) return problem;
    if (e->u.stage_returned.seen) task->seen = e->u.stage_returned.seen;
    way_add(a, &way);
    return NULL;
}

static size_t way_at(const record_t *r, int32_t first) {
    size_t i = 0;
    while (i < r->way_count && r->ways[i].first != first)
        i++;
    return i;
}

const char *apply_plan_restored(applying_t *a) {
    record_t *r = a->record;
    size_t at = way_at(r, a->event->u.plan_restored.first);
    if (at == r->way_count) return "no such way back";
    const way_back_t way = r->ways[at];
    const task_t *task = record_task(r, way.task);
    const step_t *from = task ? record_step(r, task->step) : NULL;
    if (!from) return "no such task";
    const char *problem = tree_restore(r, a->arena, &way, a->event->recorded);
    way_back_t *list = arena_array(a->arena, r->way_count, sizeof *list);
    if (problem || arena_failed(a->arena) || !list) return problem;
    for (size_t i = 0; i < r->task_count; i++) { /* an approval counted on it stands for nothing */
        const step_t *s = record_step(r, r->tasks[i].step);
        bool undone = s && s->superseded && step_left_for(s, "taken_back");
        if (undone && r->tasks[i].outcome == OUTCOME_COUNTED) r->tasks[i].taken_back = true;
    }
    if (way_back_to_stage(&way)) r->stage = from->stage;
    for (size_t i = 0, k = 0; i < r->way_count; i++)
        if (i != at) list[k++] = r->ways[i];
    r->ways = list;
    r->way_count--;
    return NULL;
}
