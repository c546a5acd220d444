/* Legality (合法性, P1.3.1): the named checks of the rules, which must find nothing before a step may pass.
 * One that finds something blocks, with its name, what it found and where the rule says so; whoever refuses,
 * returns or abstains is not hindered. That they were run, and found nothing, is the rule's own event, just
 * before the one that it let pass.
 *
 * Which checks a step must pass is asked of the rules that the record runs under at that time, not kept with
 * the step: after a migration those of the new rules hold, for what was planned before it too. */
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/form_rights.h"
#include <stdio.h>

typedef struct findings {
    diag_t causes; /* the first, the others after it */
    int64_t count;
    const char **run; /* names of the checks that were run */
    size_t run_count;
} findings_t;

/* Of a field that is hidden from whoever decides (A71) they hear no more than which check it is. */
static void finding_add(const deciding_t *x, findings_t *f, const check_def_t *check, const problem_t *p) {
    diag_t one;
    diag_init(&one);
    bool shown = !p->field || form_shows_cell(x->record, x->in->command->actor.person, p->field);
    diag_set(&one, "compliance.found", "check", check->name, "title", check->title_en, "title_zh",
             check->title_zh, "field", shown ? p->field : NULL, "text", shown ? p->text_en : NULL, "text_zh",
             shown ? p->text_zh : NULL, NULL);
    if (p->file) diag_at(&one, p->file, p->line);
    if (f->count++ == 0)
        diag_copy(&f->causes, &one);
    else
        diag_append(&f->causes, &one);
    diag_clear(&one);
}

/* The task as a check sees it: whoever it is held for may decide it themselves (A15), and then it is them
 * whom the check is asked about. */
static task_t as_decided(const deciding_t *x, const task_t *task) {
    const actor_t *actor = &x->in->command->actor;
    task_t seen = *task;
    bool decides = task->state == TASK_OPEN && actor->kind <= ACTOR_SERVICE;
    if (decides && task->principal && actor->person == task->principal) seen.person = task->principal;
    return seen;
}

/* Runs those that are for the step; `task` is the one that passes, or an earlier approval that stands for it.
 */
static int look(deciding_t *x, const step_t *step, const task_t *task, findings_t *f) {
    const flow_t *flow = x->flow;
    facts_t facts;
    *f = (findings_t){.run = arena_array(x->arena, flow->check_count, sizeof *f->run)};
    if (!f->run) return diag_memory(x->d);
    diag_init(&f->causes);
    task_t seen = as_decided(x, task);
    if (facts_of(x, &seen, &facts)) return -1;
    for (size_t i = 0; i < flow->check_count; i++) {
        problem_t *list = NULL;
        size_t count = 0;
        if (!check_is_for(&flow->checks[i], step)) continue;
        f->run[f->run_count++] = flow->checks[i].name;
        int failed =
            x->rules->comply(x->rules->ctx, flow, &flow->checks[i], &facts, x->arena, &list, &count, x->d);
        if (failed) {
            diag_clear(&f->causes);
            return -1;
        }
        for (size_t k = 0; k < count; k++)
            finding_add(x, f, &flow->checks[i], &list[k]);
    }
    return 0;
}

static int blocked(deciding_t *x, const step_t *step, findings_t *f) {
    char count[24];
    snprintf(count, sizeof count, "%lld", (long long)f->count);
    diag_copy(x->d, &f->causes);
    diag_clear(&f->causes);
    return diag_wrap(x->d, "compliance.blocked", "step", step->name, "count", count, NULL);
}

static int note(deciding_t *x, int32_t step, int64_t task, const findings_t *f) {
    event_t e = {.u.complied = {.step = step, .task = task, .checks = f->run, .check_count = f->run_count}};
    actor_t actor = act_as_rule(x);
    int result = emit(x, EVENT_COMPLIED, &e);
    x->actor = actor;
    return result;
}

static bool has_checks(const deciding_t *x) {
    return x->flow && x->flow->check_count > 0 && x->rules && x->rules->comply;
}

int check_compliance(deciding_t *x, int32_t no, int64_t task) {
    findings_t f;
    if (!has_checks(x)) return 0;
    if (look(x, record_step(x->record, no), record_task(x->record, task), &f)) return -1;
    if (f.count > 0) return blocked(x, record_step(x->record, no), &f);
    return f.run_count > 0 ? note(x, no, task, &f) : 0;
}

int complies(deciding_t *x, const step_t *step, const task_t *task, bool *out) {
    findings_t f;
    *out = true;
    if (!has_checks(x)) return 0;
    /* nobody decides it: what a check asks of whoever does is asked of nobody in particular */
    task_t nobody = {
        .step = step->no, .state = TASK_OPEN, .opened_at = INSTANT_NONE, .ended_at = INSTANT_NONE};
    if (look(x, step, task ? task : &nobody, &f)) return -1;
    *out = f.count == 0;
    diag_clear(&f.causes);
    return 0;
}
