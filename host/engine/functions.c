/* Which functions of a step the rules have not; see functions.h. */
#include "engine/functions.h"

static int look(deciding_t *x, const char *function, const char **out) {
    facts_t facts;
    bool known = true;
    if (*out || !x->rules->knows) return 0;
    if (facts_of(x, NULL, &facts)) return -1;
    if (x->rules->knows(x->rules->ctx, x->flow, function, &facts, x->arena, &known, x->d)) return -1;
    if (!known) *out = function;
    return 0;
}

static int look_at_people(deciding_t *x, const source_t *by, const char **out) {
    for (; by && !*out; by = by->next) {
        if (by->kind == SOURCE_FUNCTION && look(x, by->key, out)) return -1;
        if (by->of && look_at_people(x, by->of, out)) return -1;
    }
    return 0;
}

int function_missing(deciding_t *x, const step_t *step, const char **out) {
    *out = NULL;
    for (size_t i = 0; i < step->ladder.count && !*out; i++)
        for (size_t k = 0; k < step->ladder.rungs[i].act_count; k++) {
            const rung_act_t *act = &step->ladder.rungs[i].acts[k];
            bool calls = act->action == RUNG_CALL || act->action == RUNG_OPEN;
            if (calls && look(x, act->function, out)) return -1;
            if (look_at_people(x, act->who, out)) return -1;
        }
    if (step->watch && look(x, step->watch, out)) return -1;
    return step->kind == STEP_MONITOR ? look_at_people(x, step->by, out) : 0;
}
