/* Ladders for the tests of rungs: made rung by rung, each with one act, and put on a step of Wang's. */
#ifndef TESTS_UNIT_ENGINE_LADDER_SCENE_H
#define TESTS_UNIT_ENGINE_LADDER_SCENE_H

#include "unit/engine/scene.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t initiator = {.kind = SOURCE_INITIATOR};
static const source_t nobody = {.kind = SOURCE_POST, .key = "finance.tax.head"};
static const source_t assignee = {.kind = SOURCE_ASSIGNEE};
static const source_t head_of_assignee = {.kind = SOURCE_HEAD, .of = &assignee};

enum { RUNGS = 6 };
static rung_t rungs[RUNGS];
static rung_act_t acts[RUNGS];
static size_t rung_count;

static inline void no_rungs(void) {
    memset(rungs, 0, sizeof rungs);
    memset(acts, 0, sizeof acts);
    rung_count = 0;
}

static inline rung_act_t *rung(rung_anchor_t anchor, limit_t distance, rung_action_t action,
                               const source_t *who) {
    static const char *const names[] = {"1", "2", "3", "4", "5", "6"};
    size_t i = rung_count++;
    acts[i] = (rung_act_t){.action = action, .who = who};
    rungs[i] =
        (rung_t){.name = names[i], .anchor = anchor, .distance = distance, .acts = &acts[i], .act_count = 1};
    return &acts[i];
}

/* One step of Wang's within ten hours of the wall clock, with the rungs made so far. */
static inline step_t *wang_step(scene_t *s) {
    scene_init(s);
    step_t *step = fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "step", &wang);
    step->within = limit_hours(10);
    step->ladder = (ladder_t){rungs, rung_count};
    return step;
}

static inline const cs_clock_t *clock_of(const scene_t *s) {
    return &s->record->clocks[0];
}

static inline instant_t hours(double h) {
    return SCENE_START + (instant_t)(h * MS_HOUR);
}

#endif
