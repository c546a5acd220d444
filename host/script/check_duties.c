/* Duties kept apart (A13) that leave a step with nobody, and steps that nobody but the initiator could
 * decide, who is the flow's fallback too (A12): such a form can't be submitted. Whom a step would have, and
 * who comes instead of one who is ruled out, is the engine's to say; so every way through the first stage is
 * submitted in memory by each initiator whom it may concern (check_submission_t), and what is refused for
 * that reason is told where the step stands. */
#include "script/check_private.h"
#include <string.h>

static const step_t *step_named(const plan_t *plan, const char *name) {
    for (size_t i = 0; name && i < plan->step_count; i++)
        if (plan->steps[i].name && strcmp(plan->steps[i].name, name) == 0) return &plan->steps[i];
    return NULL;
}

static int say_separated(check_t *c, const char *file, int32_t line, const diag_t *why, const char *instead,
                         const char *example) {
    return check_say(c, CHECK_WARNING, file, line, "check.separated", "step", diag_get(why, "step"), "other",
                     diag_get(why, "other"), "person", diag_get(why, "person"), "instead", instead, "example",
                     example, NULL);
}

static int say_alone(check_t *c, const char *file, int32_t line, const diag_t *why, const char *instead,
                     const char *example) {
    return check_say(c, CHECK_WARNING, file, line, "check.initiator_alone", "step", diag_get(why, "step"),
                     "initiator", diag_get(why, "initiator"), "instead", instead, "example", example, NULL);
}

/* -1: no memory. A route that fails is told elsewhere. */
static int say(check_t *c, int32_t stage, const facts_t *facts, const diag_t *why, arena_t *scratch) {
    plan_t plan = {0};
    diag_t failure;
    diag_init(&failure);
    int failed = c->rules->plan(c->rules->ctx, c->flow, stage, facts, scratch, &plan, &failure);
    bool memory = diag_is(&failure, "memory.out");
    diag_clear(&failure);
    if (failed) return memory ? -1 : 0;
    const step_t *step = step_named(&plan, diag_get(why, "step"));
    const char *instead = diag_get(why, "instead"),
               *example = steps_example(c, plan.facts, plan.fact_count, scratch),
               *file = step ? step->why.file : c->flow->file;
    int32_t line = step ? step->why.line : c->flow->line;
    bool own = diag_is(why, "self.approval");
    return (own ? say_alone : say_separated)(c, file, line, why, instead ? instead : "", example);
}

static int submit(check_t *c, int32_t stage, arena_t *scratch, diag_t *d) {
    const check_submission_t *s = c->options.submission;
    facts_t facts = check_facts(c, stage);
    diag_t why;
    diag_init(&why);
    int refused = s->left_alone(s->ctx, c->rules, c->flow, &facts, scratch, &why, d);
    c->work += check_cost(c);
    if (refused > 0 && say(c, stage, &facts, &why, scratch) != 0) refused = diag_memory(d);
    diag_clear(&why);
    return refused < 0 ? -1 : 0;
}

typedef struct submitting {
    check_t *c;
    int32_t stage;
    const way_t *ways;
    size_t way_count, left; /* how many more forms */
    arena_t scratch;
} submitting_t;

/* Every way, by that initiator of the list. */
static int submit_all(submitting_t *s, size_t initiator, diag_t *d) {
    check_t *c = s->c;
    int failed = 0;
    initiator_move(c, initiator);
    for (size_t k = 0; k < s->way_count && s->left > 0 && c->work < CHECK_WORK && !failed; k++, s->left--) {
        memcpy(c->choice, s->ways[k].choice, c->axis_count);
        arena_reset(&s->scratch);
        failed = submit(c, s->stage, &s->scratch, d);
    }
    return failed;
}

/* The one person who is the fallback: whose own request nobody else may be left to decide. False: there are
 * several, or none. */
static bool lone_fallback(check_t *c, int32_t stage, initiator_t *out, diag_t *d, int *failed) {
    facts_t facts = check_facts(c, stage);
    person_info_t who;
    int64_t person[2];
    size_t count = 0;
    *failed = people_given(c, &facts, c->flow->fallback, person, 2, &count, d);
    if (*failed || count != 1 || !directory_person(c->dir, person[0], &who)) return false;
    *out = (initiator_t){who.id, who.handle, who.department};
    return who.kind == PERSON_HUMAN && who.department;
}

/* Its place in the list, where it is put behind the others if it is not there: there is room for one. */
static size_t place_of(check_t *c, const initiator_t *who) {
    size_t i = 0;
    while (i < c->initiator_count && c->initiators[i].person != who->person)
        i++;
    c->initiators[i] = *who;
    return i;
}

int duties_check(check_t *c, int32_t stage, const way_t *ways, size_t count, diag_t *d) {
    bool first = c->flow->stages[stage].kind != STAGE_PREPARE &&
                 (stage == 0 || c->flow->stages[stage - 1].kind == STAGE_PREPARE);
    initiator_t alone;
    int failed = 0;
    if (!c->options.submission || !c->dir || c->initiator_count == 0 || !first) return 0;
    submitting_t s = {.c = c, .stage = stage, .ways = ways, .way_count = count, .left = CHECK_DUTIES};
    bool lone = lone_fallback(c, stage, &alone, d, &failed);
    arena_init(&s.scratch, 0);
    for (size_t i = 0; c->flow->separate_count > 0 && i < c->initiator_count && !failed; i++) {
        lone = lone && c->initiators[i].person != alone.person; /* then it is one of these */
        failed = submit_all(&s, i, d);
    }
    if (!failed && lone) failed = submit_all(&s, place_of(c, &alone), d);
    initiator_move(c, 0);
    arena_free(&s.scratch);
    return failed;
}
