/* Who has a task, for whoever is told that they have not: all who may decide there, or who of them has
 * claimed it (A28). */
#include "engine/seats.h"
#include "engine/serving.h"

enum { NAMED_MAX = 12 }; /* of a long list the first are enough to find out whom to ask */

/* May whoever claimed it decide it still: in service, and standing in where they do that? */
static bool claim_holds(const deciding_t *x, const task_t *t) {
    if (!directory_active(x->in->directory, t->person, x->in->now)) return false;
    return stands_in_still(x, t);
}

const task_t *claimed_by_other(const deciding_t *x, const task_t *task) {
    const record_t *r = x->record;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == task->step && t->id != task->id && t->state == TASK_OPEN && t->claimed &&
            claim_holds(x, t))
            return t;
    }
    return NULL;
}

const task_t *claim_on(const deciding_t *x, const task_t *task) {
    if (task->state != TASK_OPEN) return NULL;
    return task->claimed && claim_holds(x, task) ? task : claimed_by_other(x, task);
}

const char *holders_of(const deciding_t *x, const task_t *task) {
    const record_t *r = x->record;
    const task_t *claim = claim_on(x, task);
    const char *names = "";
    size_t count = 0;
    if (claim || task->state != TASK_OPEN) return handle_of(x, (claim ? claim : task)->person);
    for (size_t i = 0; names && i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != task->step || t->state != TASK_OPEN) continue;
        if (count == NAMED_MAX) return arena_printf(x->arena, "%s, …", names);
        names = arena_printf(x->arena, "%s%s%s", names, count++ ? ", " : "", handle_of(x, t->person));
    }
    return names;
}
