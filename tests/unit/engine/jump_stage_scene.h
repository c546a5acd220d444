/* A record of three stages of two steps each, led from one to another (A50). */
#ifndef TESTS_UNIT_ENGINE_JUMP_STAGE_SCENE_H
#define TESTS_UNIT_ENGINE_JUMP_STAGE_SCENE_H

#include "admin_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

/* approval: head (liu.yang), boss (li.na); execution: build (wang.fang), test (chen.wei);
 * acceptance: check (chen.wei), accept (li.na); each one after the other, not submitted yet */
static inline void stages(scene_t *s) {
    static const char *const names[] = {"approval", "execution", "acceptance"};
    admin_scene(s);
    s->rules.flow.stage_count = 3;
    for (int i = 0; i < 3; i++) {
        s->rules.stages[i] = (stage_def_t){.name = names[i], .kind = (stage_kind_t)(STAGE_APPROVAL + i)};
        fixed_group(&s->rules, i, 0, STEP_SEQUENCE);
    }
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "boss", &li);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "build", &wang);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "test", &chen);
    fixed_leaf(&s->rules, 2, 1, STEP_ACT, "check", &chen);
    fixed_leaf(&s->rules, 2, 1, STEP_APPROVE, "accept", &li);
}

static inline void submitted(scene_t *s) {
    stages(s);
    submit_by(s, "gao.min");
}

/* To where the acceptance begins. */
static inline void to_acceptance(scene_t *s) {
    submitted(s);
    must(s, as(s, "liu.yang", COMMAND_APPROVE, "fine"));
    must(s, as(s, "li.na", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_DONE, NULL));
    must(s, as(s, "chen.wei", COMMAND_DONE, NULL));
    assert_non_null(open_task(s, "check", "chen.wei"));
}

static inline const char *cause_of(const scene_t *s, const char *name) {
    const char *cause = record_step_named(s->record, name)->left_out;
    return cause ? cause : "";
}

#endif
