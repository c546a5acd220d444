/* Why something was opened beside the plan of a stage (P2.4, P4.3.2), or brought into it (P4.2.2): the
 * figures that the function of the rule saw which had it opened, and, of what answers a risk, that risk. The
 * function is asked again, for the record as it was just before; what it returns tells by its line whether it
 * is the one. */
#include "server/said.h"
#include "server/why.h"
#include <string.h>

typedef struct search {
    why_told_t *w;
    const explain_t *moment;
    why_t why;        /* where the rule has it opened */
    facts_t facts;    /* of the moment; their task is set for each function */
    tracing_t asking; /* that what is read is to be told */
    effects_t found;  /* of the function that had it opened; none: list is NULL */
    bool no_memory;
} search_t;

static bool opens_it(const search_t *s, const effects_t *effects) {
    for (size_t i = 0; i < effects->count; i++) {
        const effect_t *e = &effects->list[i];
        if (e->file != NULL && e->line == s->why.line && strcmp(e->file, s->why.file) == 0) return true;
    }
    return false;
}

static void keep(search_t *s, int failed, const effects_t *effects, diag_t *d) {
    if (failed && diag_is(d, "memory.out")) s->no_memory = true;
    if (!failed && opens_it(s, effects)) s->found = *effects;
    diag_clear(d);
}

static void try_function(search_t *s, const task_t *task, const char *function) {
    const rules_t *rules = s->moment->rules;
    effects_t effects = {0};
    diag_t failed = {0};
    if (function == NULL || s->found.list != NULL || s->no_memory) return;
    s->facts.task = task;
    int result =
        rules->call(rules->ctx, s->moment->flow, function, &s->facts, s->w->arena, &effects, &failed);
    keep(s, result, &effects, &failed);
}

/* What looks at figures then: the functions of the open monitors and ladders. */
static void try_open(search_t *s) {
    const record_t *r = s->moment->record;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        const step_t *step = record_step(r, task->step);
        if (task->state != TASK_OPEN || step == NULL) continue;
        try_function(s, task, step->watch);
        for (size_t k = 0; k < step->ladder.count; k++)
            for (size_t m = 0; m < step->ladder.rungs[k].act_count; m++)
                if (step->ladder.rungs[k].acts[m].action == RUNG_CALL)
                    try_function(s, task, step->ladder.rungs[k].acts[m].function);
    }
}

/* What answers a risk: what that was worked out from (P4.2.2). */
static void try_risk(search_t *s, why_figures_t *out) {
    const rules_t *rules = s->moment->rules;
    risk_t risk = {0};
    diag_t failed = {0};
    if (!s->moment->flow->has_risk || rules->risk == NULL) return;
    int result = rules->risk(rules->ctx, s->moment->flow, &s->facts, s->w->arena, &risk, &failed);
    bool answers = result == 0 && opens_it(s, &risk.response);
    keep(s, result, &risk.response, &failed);
    if (!answers) return;
    out->risk = risk.level;
    out->because = risk.because;
    out->because_zh = risk.because_zh;
}

/* The event with which a rule brought the step in, and where the rule says so; NULL: no rule did. */
static const event_t *brought_by_rule(const why_told_t *w, why_t *why) {
    const step_t *step = said_first(w->record, w->step);
    const event_t *e = step != NULL ? past_step_event(&w->past, EVENT_STEP_ADDED, step->no) : NULL;
    *why = e != NULL ? step->why : (why_t){0};
    if (e != NULL) return e;
    if (w->brought == NULL || !past_brought_in(w->brought)) return NULL;
    *why = w->brought->u.plan_added.group.why;
    return w->brought;
}

int why_figures(why_told_t *w, why_figures_t *out, diag_t *d) {
    explain_t moment;
    diag_t failed = {0};
    bool known = false;
    search_t s = {.w = w, .moment = &moment};
    const event_t *e = brought_by_rule(w, &s.why);
    *out = (why_figures_t){0};
    if (e == NULL || s.why.file == NULL) return 0;
    if (why_moment_at(w, e->seq - 1, e->recorded, &moment, &known, d) != 0) return -1;
    if (!known) return 0;
    if (explain_facts(&moment, w->arena, &s.facts, &failed) == 0) {
        s.facts.trace = &s.asking;
        try_risk(&s, out);
        try_open(&s);
    }
    s.no_memory = s.no_memory || diag_is(&failed, "memory.out");
    diag_clear(&failed);
    if (s.no_memory || s.asking.failed) return diag_memory(d);
    out->facts = s.found.read;
    out->count = s.found.read_count;
    return 0;
}
