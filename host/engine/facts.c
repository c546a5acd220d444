/* What rules may look at in this run: the record as it is, and the sums over other records that the flow
 * declared (A73), asked for once for each state of the form. */
#include "engine/deciding.h"

static int uses_find(deciding_t *x, const used_t **out) {
    const flow_t *flow = x->flow;
    *out = NULL;
    if (!flow || flow->use_count == 0 || !x->in->sums.find) return 0;
    used_t *used = arena_array(x->arena, flow->use_count, sizeof *used);
    if (!used) return diag_memory(x->d);
    for (size_t i = 0; i < flow->use_count; i++)
        if (x->in->sums.find(x->in->sums.ctx, &flow->uses[i], x->record, x->in->now, x->arena, &used[i],
                             x->d))
            return -1;
    *out = used;
    return 0;
}

int facts_of(deciding_t *x, const task_t *task, facts_t *out) {
    *out = (facts_t){.record = x->record,
                     .directory = x->in->directory,
                     .calendars = x->in->calendars,
                     .at = x->in->now,
                     .task = task};
    return uses_find(x, &out->used);
}
