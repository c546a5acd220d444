/* Who closed a task; see not_open.h. */
#include "server/not_open.h"
#include "store/queries.h"
#include <stdlib.h>
#include <string.h>

enum { SLICE = 32, SLICES_MAX = 16 }; /* events looked at, from the last one back */

/* The event by which that task was closed. NULL: not found. */
static const event_t *closing(work_t *w, int64_t task) {
    int64_t from = w->chain.last_event;
    const event_t *found = NULL;
    diag_t failed = {0};
    for (int slice = 0; slice < SLICES_MAX && from != 0 && found == NULL; slice++) {
        event_row_t *rows = NULL;
        size_t count = 0;
        if (store_events_back(w->h->store, w->record->id, from, SLICE, w->arena, &rows, &count, &failed) != 0)
            break;
        for (size_t i = 0; i < count && found == NULL; i++) {
            const event_t *e = &rows[i].event;
            if (e->kind == EVENT_TASK_CLOSED && e->u.task_closed.task == task) found = e;
        }
        from = count > 0 ? rows[count - 1].previous : 0;
    }
    diag_clear(&failed);
    return found;
}

/* Of several decisions at one instant the engine knows which. */
static bool by_decision(const event_t *e) {
    return strcmp(e->u.task_closed.cause, "outcome") == 0 || strcmp(e->u.task_closed.cause, "returned") == 0;
}

static const char *closer(const work_t *w, const actor_t *actor) {
    person_info_t who;
    bool person = actor->kind == ACTOR_PERSON || actor->kind == ACTOR_PROXY || actor->kind == ACTOR_SERVICE;
    return person && directory_person(w->snapshot->directory, actor->person, &who) ? who.handle : NULL;
}

void not_open_tell(work_t *w, diag_t *d) {
    if (!diag_is(d, "task.not_open") || w->record == NULL) return;
    const char *task = diag_get(d, "task"), *closed = diag_get(d, "closed");
    const char *at = closed != NULL ? closed : diag_get(d, "at");
    const event_t *e = task != NULL ? closing(w, strtoll(task, NULL, 10)) : NULL;
    if (e == NULL || e->u.task_closed.cause == NULL || (closed == NULL && by_decision(e))) return;
    const char *by = closer(w, &e->actor);
    diag_t told = {0};
    diag_set(&told, "task.not_open", "step", diag_get(d, "step"), "state", diag_get(d, "state"), "task", task,
             "at", at, by != NULL ? "cause" : "closed_for", e->u.task_closed.cause, NULL);
    if (by != NULL) diag_param(&told, "closer", by);
    diag_copy(d, &told);
    diag_clear(&told);
}
