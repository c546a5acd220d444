/* A record of four stages that takes the green channel (A64): approval, execution, a second approval,
 * acceptance. */
#ifndef TESTS_UNIT_ENGINE_GREEN_STAGES_SCENE_H
#define TESTS_UNIT_ENGINE_GREEN_STAGES_SCENE_H

#include "admin_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

/* Who builds may write the amount and name a deputy. */
static field_right_t writes[] = {{.field = "amount", .access = ACCESS_WRITE},
                                 {.field = "deputy", .access = ACCESS_WRITE}};

/* What the route reads and asks for; as four_stages has it until a test says otherwise. */
static bool reads_amount, boss_needed;

static inline void shape(const record_t *r, arena_t *arena, plan_t *plan) {
    const value_t *amount = record_field(r, "amount");
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].name && strcmp(plan->steps[i].name, "boss") == 0 && !boss_needed)
            plan->steps[i].state = STEP_LEFT_OUT;
    if (!reads_amount) return;
    plan->facts = arena_array(arena, 1, sizeof *plan->facts);
    plan->fact_count = 1;
    plan->facts[0] = (fact_t){"amount", arena_printf(arena, "%d", amount ? (int)amount->u.money.minor : 0)};
}

/* approval: head (liu.yang); execution: build (wang.fang); second approval: boss (li.na); acceptance: inspect
 * (chen.wei). The channel: 16 hours around the clock. */
static inline void four_stages(scene_t *s) {
    admin_scene(s);
    reads_amount = false;
    boss_needed = true;
    s->rules.shape = shape;
    s->rules.flow.green_within = limit_hours(16);
    s->rules.flow.withdraw = WITHDRAW_BEFORE_END;
    s->rules.flow.stage_count = 4;
    s->rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    s->rules.stages[2] = (stage_def_t){.name = "second", .kind = STAGE_APPROVAL};
    s->rules.stages[3] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "head", &liu);
    step_t *build = fixed_leaf(&s->rules, 1, 0, STEP_ACT, "build", &wang);
    build->may_return = true;
    build->permits = PERMIT_USUAL;
    build->form.rights = writes;
    build->form.right_count = 2;
    fixed_leaf(&s->rules, 2, 0, STEP_APPROVE, "boss", &li);
    fixed_leaf(&s->rules, 3, 0, STEP_APPROVE, "inspect", &chen);
}

static inline void begun(scene_t *s) {
    four_stages(s);
    must(s, submit_urgent(s, "the roof leaks"));
}

/* Wang Fang has built it. */
static inline void built(scene_t *s) {
    must(s, as(s, "wang.fang", COMMAND_DONE, NULL));
}

#endif
