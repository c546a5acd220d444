/* A record that begins its work before its approvals (A64), and what is done to it in few words. */
#ifndef TESTS_UNIT_ENGINE_GREEN_SCENE_H
#define TESTS_UNIT_ENGINE_GREEN_SCENE_H

#include "admin_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t gao = {.kind = SOURCE_PERSON, .key = "gao.min"};

/* The channel: 16 hours around the clock; overdue debts bar. */
static inline void channel_scene(scene_t *s) {
    admin_scene(s);
    s->rules.flow.green_within = limit_hours(16);
    s->rules.flow.green_bars = BAR_OVERDUE;
    s->rules.flow.withdraw = WITHDRAW_BEFORE_END;
}

/* sequence: head (liu.yang), ship (gao.min acts), boss (li.na) */
static inline void work_between(scene_t *s) {
    channel_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_ACT, "ship", &gao);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "boss", &li);
    must(s, submit_urgent(s, "the roof leaks"));
}

static inline void two_stages(scene_t *s) {
    s->rules.flow.stage_count = 2;
    s->rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    fixed_group(&s->rules, 1, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "build", &wang)->may_return = true;
    fixed_leaf(&s->rules, 1, 1, STEP_APPROVE, "inspect", &chen);
}

#endif
