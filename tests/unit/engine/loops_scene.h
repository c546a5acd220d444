/* A loop with a limit on its rounds (A8), and who decides when they are used up. */
#ifndef TESTS_UNIT_ENGINE_LOOPS_SCENE_H
#define TESTS_UNIT_ENGINE_LOOPS_SCENE_H

#include "admin_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

/* sequence: loop of `rounds`: (mend by liu.yang, check by wang.fang); behind by chen.wei. */
static inline step_t *a_loop(fixed_rules_t *rules, int32_t rounds) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    step_t *loop = fixed_group(rules, 0, 1, STEP_LOOP);
    loop->rounds_max = rounds;
    fixed_group(rules, 0, 2, STEP_SEQUENCE);
    fixed_leaf(rules, 0, 3, STEP_ACT, "mend", &liu)->may_return = true;
    fixed_leaf(rules, 0, 3, STEP_APPROVE, "check", &wang)->may_return = true;
    return loop;
}

static inline step_t *and_then(fixed_rules_t *rules, const char *name, source_t *by) {
    step_t *last = fixed_leaf(rules, 0, 2, STEP_APPROVE, name, by);
    last->used_up = USED_UP_DECIDES;
    last->may_return = true;
    return last;
}

static inline void behind(fixed_rules_t *rules) {
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "behind", &chen)->may_return = true;
}

static inline void round_of(scene_t *s, command_kind_t verdict) {
    must(s, as(s, "liu.yang", COMMAND_DONE, NULL));
    must(s, as(s, "wang.fang", verdict, verdict == COMMAND_REFUSE ? "not yet" : NULL));
}

static inline const step_t *loop_of(const scene_t *s) {
    const step_t *found = NULL;
    for (size_t i = 0; i < s->record->step_count; i++)
        if (s->record->steps[i].kind == STEP_LOOP && !s->record->steps[i].superseded)
            found = &s->record->steps[i];
    return found;
}

static inline void return_to(scene_t *s, const char *who, const char *to) {
    command_t c = scene_cmd(s, who, COMMAND_RETURN);
    c.text = "look again";
    c.to_step = to;
    must(s, scene_command(s, &c));
}

static inline void a_last_word(scene_t *s, int32_t rounds) {
    admin_scene(s);
    a_loop(&s->rules, rounds);
    and_then(&s->rules, "last-word", &li);
    behind(&s->rules);
    submit_by(s, "gao.min");
}

#endif
