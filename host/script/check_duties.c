/* Duties kept apart (A13) that leave a step with nobody: such a form can't be submitted. Whom a step would
 * have, and who comes instead of one who is ruled out, is the engine's to say; so every way through the first
 * stage is submitted in memory by each initiator (check_submission_t), and what is refused for that reason is
 * told where the step stands. */
#include "script/check_private.h"
#include <string.h>

static const step_t *step_named(const plan_t *plan, const char *name) {
    for (size_t i = 0; name && i < plan->step_count; i++)
        if (plan->steps[i].name && strcmp(plan->steps[i].name, name) == 0) return &plan->steps[i];
    return NULL;
}

/* -1: no memory. A route that fails is told elsewhere. */
static int say_separated(check_t *c, int32_t stage, const facts_t *facts, const diag_t *why,
                         arena_t *scratch) {
    plan_t plan = {0};
    diag_t failure;
    diag_init(&failure);
    int failed = c->rules->plan(c->rules->ctx, c->flow, stage, facts, scratch, &plan, &failure);
    bool memory = diag_is(&failure, "memory.out");
    diag_clear(&failure);
    if (failed) return memory ? -1 : 0;
    const step_t *step = step_named(&plan, diag_get(why, "step"));
    const char *instead = diag_get(why, "instead");
    return check_say(c, CHECK_WARNING, step ? step->why.file : c->flow->file,
                     step ? step->why.line : c->flow->line, "check.separated", "step", diag_get(why, "step"),
                     "other", diag_get(why, "other"), "person", diag_get(why, "person"), "instead",
                     instead ? instead : "", "example",
                     steps_example(c, plan.facts, plan.fact_count, scratch), NULL);
}

static int submit(check_t *c, int32_t stage, arena_t *scratch, diag_t *d) {
    const check_submission_t *s = c->options.submission;
    facts_t facts = check_facts(c, stage);
    diag_t why;
    diag_init(&why);
    int refused = s->separated(s->ctx, c->rules, c->flow, &facts, scratch, &why, d);
    c->work += check_cost(c);
    if (refused > 0 && say_separated(c, stage, &facts, &why, scratch) != 0) refused = diag_memory(d);
    diag_clear(&why);
    return refused < 0 ? -1 : 0;
}

int duties_check(check_t *c, int32_t stage, const way_t *ways, size_t count, diag_t *d) {
    bool first = c->flow->stages[stage].kind != STAGE_PREPARE &&
                 (stage == 0 || c->flow->stages[stage - 1].kind == STAGE_PREPARE);
    arena_t scratch;
    size_t left = CHECK_DUTIES;
    int failed = 0;
    if (!c->options.submission || c->flow->separate_count == 0 || !first) return 0;
    arena_init(&scratch, 0);
    for (size_t i = 0; i < c->initiator_count && !failed; i++) {
        initiator_move(c, i);
        for (size_t k = 0; k < count && left > 0 && c->work < CHECK_WORK && !failed; k++, left--) {
            memcpy(c->choice, ways[k].choice, c->axis_count);
            arena_reset(&scratch);
            failed = submit(c, stage, &scratch, d);
        }
    }
    initiator_move(c, 0);
    arena_free(&scratch);
    return failed;
}
