/* What is owed by the green channel (A64) when the record is given back to its initiator. The work has begun,
 * and nobody agreed to it yet: a return neither pays the debt nor ends it. It stays open while the initiator
 * has the record and through the rounds that follow: with its people, its limit and its ladder, listed, and
 * barring as before. It is made up by its own decision, or when the same step is approved in a later round,
 * since who approves it then knows what was done.
 *
 * What an exception owes (A52) is asked for by the next round like every step: it is owed no longer. */
#include "engine/administering.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/owing.h"
#include "engine/tree.h"
#include <string.h>

int debts_given_back(deciding_t *x) {
    for (size_t i = x->record->step_count; i-- > 0;) { /* members before their group */
        const step_t *s = &x->record->steps[i];
        if (s->added != ADDED_DEBT || s->state != STEP_OPEN || debt_kind(s) == DEBT_GREEN) continue;
        if (leaf_end(x, (int32_t)i, STEP_CLOSED, "returned")) return -1;
    }
    return 0;
}

/* A group that is one decision is decided as one, where it is owed. */
static bool of_earlier_round(const record_t *r, const step_t *debt) {
    return debt->added == ADDED_DEBT && debt->state == STEP_OPEN && debt->round < r->round &&
           debt->parent == 0 && !step_is_group(debt->kind) && debt_kind(debt) == DEBT_GREEN;
}

/* The step of that name, in a plan of a later round or owed by it, was approved. */
static bool approved_since(const record_t *r, const step_t *debt) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->round <= debt->round || s->kind != debt->kind || s->state != STEP_PASSED || s->superseded)
            continue;
        if (!s->name || (s->added != ADDED_DEBT && !tree_plan(r, (int32_t)i))) continue;
        if (strcmp(owed_name(r, s), owed_name(r, debt)) == 0) return true;
    }
    return false;
}

int debts_made_up(deciding_t *x) {
    const record_t *r = x->record;
    for (size_t i = 0; i < r->step_count; i++) {
        if (!of_earlier_round(r, &r->steps[i]) || !approved_since(r, &r->steps[i])) continue;
        bool *closing = arena_array(x->arena, r->step_count, sizeof *closing);
        if (!closing) return diag_memory(x->d);
        closing[i] = true;
        if (tell_closing(x, closing) || leaf_end(x, (int32_t)i, STEP_CLOSED, "made_up")) return -1;
    }
    return 0;
}
