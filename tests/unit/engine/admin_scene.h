/* A scene with an administrator: Xu Jing of IT is in the role, and in no route. */
#ifndef TESTS_UNIT_ENGINE_ADMIN_SCENE_H
#define TESTS_UNIT_ENGINE_ADMIN_SCENE_H

#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};

static inline void admin_scene(scene_t *s) {
    scene_init(s);
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(
        directory_add_role(b, "administrator", NULL, DEMO_XU_JING, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 1, NULL);
    assert_non_null(s->dir);
}

/* sequence: first (liu.yang), second (wang.fang), third (li.na), submitted by gao.min */
static inline void three_steps(scene_t *s) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(s, "gao.min");
}

/* What an administrator does about a step, to somebody; NULL: not said. */
static inline int act(scene_t *s, const char *who, command_kind_t kind, const char *step, const char *whom) {
    int64_t people[1] = {whom ? scene_person(s, whom) : 0};
    command_t c = scene_cmd(s, who, kind);
    c.text = "she is ill";
    c.step = step;
    c.people = people;
    c.people_count = whom ? 1 : 0;
    return scene_command(s, &c);
}

/* To a step (A50). */
static inline int jump(scene_t *s, const char *to) {
    command_t c = scene_cmd(s, "xu.jing", COMMAND_JUMP);
    c.text = "the offer runs out today";
    c.to_step = to;
    return scene_command(s, &c);
}

/* To the rules that are active now (A53). */
static inline int migrate(scene_t *s) {
    return as(s, "xu.jing", COMMAND_MIGRATE, "the policy of March");
}

static inline clock_state_t clock_of(const scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, NULL);
    assert_non_null(task);
    return record_task_clock(s->record, task)->state;
}

static inline instant_t due_of(const scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, NULL);
    assert_non_null(task);
    return record_task_clock(s->record, task)->due_at;
}

/* The command's event of that kind; NULL: none. */
static inline const event_t *event_of(const scene_t *s, event_kind_t kind) {
    for (size_t i = 0; i < s->out.event_count; i++)
        if (s->out.events[i].kind == kind) return &s->out.events[i];
    return NULL;
}

#endif
