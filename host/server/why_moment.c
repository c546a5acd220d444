/* The record as it was at an earlier moment, and the rules that held for it then: what is told of a step is
 * told of that time. A step that was carried over into a plan of other rules (A53) was planned, opened and
 * decided under those before, and is told of by their files. */
#include "server/likes.h"
#include "server/why.h"

explain_t why_present(const why_told_t *w) {
    return (explain_t){.record = w->record,
                       .sums = likes_sums(w->reader->store),
                       .directory = w->reader->snapshot->directory,
                       .calendars = &w->reader->snapshot->working_time,
                       .rules = w->rules,
                       .flow = w->flow,
                       .at = w->now};
}

int why_moment_at(why_told_t *w, int64_t seq, instant_t at, explain_t *out, bool *known, diag_t *d) {
    diag_t gone = {0};
    *out = (explain_t){.record = arena_alloc(w->arena, sizeof *out->record),
                       .sums = likes_sums(w->reader->store),
                       .directory = w->reader->snapshot->directory,
                       .calendars = &w->reader->snapshot->working_time,
                       .at = at};
    if (out->record == NULL) return diag_memory(d);
    if (past_record(&w->past, seq, out->record, d) != 0) return -1;
    bool found = api_flow(w->reader, out->record, &out->rules, &out->flow, &gone) == 0;
    bool no_memory = diag_is(&gone, "memory.out");
    diag_clear(&gone);
    *known = found && out->flow != NULL;
    return no_memory ? diag_memory(d) : 0;
}

int why_moment(why_told_t *w, explain_t *out, diag_t *d) {
    const event_t *opened = past_step_event_ever(&w->past, EVENT_STEP_OPENED, w->step->no);
    bool known = false;
    *out = why_present(w);
    if (opened == NULL) return 0;
    if (why_moment_at(w, opened->seq, opened->recorded, out, &known, d) != 0) return -1;
    if (!known) { /* they are gone: asked of those that it goes by now */
        out->rules = w->rules;
        out->flow = w->flow;
    }
    return 0;
}

hash_t why_planned_under(const why_told_t *w) {
    const event_t *e = w->brought;
    const step_t *as;
    /* what is owed for a step has that one's rule, whenever it came to be owed */
    const step_t *for_it = w->as->added == ADDED_DEBT ? record_step(w->record, w->as->origin) : NULL;
    if (for_it != NULL) e = past_brought_by(&w->past, w->record, for_it, &as);
    if (e != NULL && !hash_is_zero(&e->ruleset)) return e->ruleset;
    return w->rules != NULL ? w->rules->ruleset : w->record->ruleset;
}

const flow_t *why_flow(why_told_t *w, const hash_t *ruleset) {
    diag_t gone = {0};
    const flow_t *flow = NULL;
    if (w->rules != NULL && hash_equal(ruleset, &w->rules->ruleset)) return w->flow;
    ruleset_t *found = shelf_get(w->reader->shelf, w->reader->store, ruleset, &gone);
    const rules_t *rules = found != NULL ? ruleset_rules(found) : NULL;
    if (rules != NULL && rules->flow(rules->ctx, w->record->flow, w->record->department,
                                     w->reader->snapshot->directory, &flow, &gone) != 0)
        flow = NULL;
    if (diag_is(&gone, "memory.out")) w->s.failed = true;
    diag_clear(&gone);
    return flow;
}
