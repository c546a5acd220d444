/* What the checker says of a flow's named checks (P1.3.1): one before a step that no plan has would never be
 * run, in silence; and one that fails, for a form that gets to the step, stops everybody there. */
#include "script/check_private.h"
#include <string.h>

static bool is_a_step(const check_t *c, const char *name) {
    for (const step_note_t *note = c->steps; note; note = note->next)
        if (strcmp(note->name, name) == 0) return true;
    return false;
}

enum { EMPTIED_MAX = 8 }; /* forms of which each field that may be empty is emptied once */

int compliance_check(check_t *c) {
    c->complied = 0;
    for (size_t i = 0; i < c->flow->check_count; i++) {
        const check_def_t *check = &c->flow->checks[i];
        for (const char **step = check->steps; step && *step; step++)
            if (!is_a_step(c, *step) &&
                check_say(c, CHECK_ERROR, check->file, check->line, "check.compliance_step", "step", *step,
                          "check", check->name, "flow", c->flow->name, NULL) != 0)
                return -1;
    }
    return 0;
}

static const step_t *step_for(const check_def_t *check, const plan_t *plan) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].state != STEP_LEFT_OUT && check_is_for(check, &plan->steps[i]))
            return &plan->steps[i];
    return NULL;
}

/* One check for one form; where it fails, that is a finding. */
static int run_one(check_t *c, const check_def_t *check, const step_t *step, const facts_t *facts,
                   const char *example, arena_t *scratch, diag_t *d) {
    facts_t own = *facts;
    task_t task = {.step = step->no, .state = TASK_OPEN};
    problem_t *list = NULL;
    size_t count = 0;
    diag_t failed;
    if (step->on_empty != EMPTY_PASSES) task.person = facts->record->initiator; /* else perhaps nobody */
    own.task = &task;
    diag_init(&failed);
    int status = c->rules->comply(c->rules->ctx, c->flow, check, &own, scratch, &list, &count, &failed);
    if (status && !diag_is(&failed, "memory.out")) {
        diag_param(&failed, "example", example);
        status = check_add(c, CHECK_ERROR, &failed);
    }
    if (status) (void)diag_memory(d);
    diag_clear(&failed);
    return status ? -1 : 0;
}

/* Would the flow's own check take the form? A failure of that one is told elsewhere. */
static bool taken(const check_t *c, const facts_t *facts, arena_t *scratch) {
    problem_t *list = NULL;
    size_t count = 0;
    diag_t failed;
    diag_init(&failed);
    int status = c->rules->check(c->rules->ctx, c->flow, facts, scratch, &list, &count, &failed);
    diag_clear(&failed);
    return status == 0 && count == 0;
}

/* The same form with one field after the other empty that may be: a check has to bear that. */
static int run_emptied(check_t *c, const check_def_t *check, const step_t *step, const facts_t *facts,
                       arena_t *scratch, diag_t *d) {
    const record_t *r = facts->record;
    field_t *fields = arena_array(scratch, r->field_count + 1, sizeof *fields);
    if (!fields) return diag_memory(d);
    for (size_t i = 0; i < r->field_count; i++) {
        const field_def_t *def = flow_field(c->flow, r->fields[i].name);
        if (!def || def->required || def->computed) continue;
        record_t without = *r;
        facts_t own = *facts;
        memcpy(fields, r->fields, i * sizeof *fields);
        memcpy(fields + i, r->fields + i + 1, (r->field_count - i - 1) * sizeof *fields);
        without.fields = fields;
        without.field_count = r->field_count - 1;
        own.record = &without;
        if (!taken(c, &own, scratch)) continue;
        const char *example = arena_printf(c->arena, "%s = nil", def->name);
        if (!example || run_one(c, check, step, &own, example, scratch, d) != 0) return -1;
    }
    return 0;
}

int compliance_run(check_t *c, const plan_t *plan, const facts_t *facts, const char *example,
                   arena_t *scratch, diag_t *d) {
    bool first = c->complied++ < EMPTIED_MAX;
    for (size_t i = 0; i < c->flow->check_count; i++) {
        const check_def_t *check = &c->flow->checks[i];
        const step_t *step = step_for(check, plan);
        if (!step) continue;
        if (run_one(c, check, step, facts, example, scratch, d) != 0) return -1;
        if (first && run_emptied(c, check, step, facts, scratch, d) != 0) return -1;
    }
    return 0;
}
