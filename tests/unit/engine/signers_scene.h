/* A record of two steps whose people have others sign with them (A25), and what is done about those in few
 * words. */
#ifndef TESTS_UNIT_ENGINE_SIGNERS_SCENE_H
#define TESTS_UNIT_ENGINE_SIGNERS_SCENE_H

#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};

/* sequence: first (whoever is given), second (wang.fang); not filed yet */
static inline step_t *first_and_second(scene_t *s, const source_t *by) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", by);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    return &s->rules.steps[0][1];
}

static inline void two_steps(scene_t *s) {
    first_and_second(s, &liu);
    submit_by(s, "gao.min");
}

static inline int add(scene_t *s, const char *who, const char *whom, added_t where) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = where;
    return scene_command(s, &c);
}

/* Whoever adds several says how they decide (A25). */
static inline int add_two(scene_t *s, const char *who, added_t where, decide_mode_t mode) {
    int64_t people[2] = {scene_person(s, "li.na"), scene_person(s, "chen.wei")};
    command_t c = scene_cmd(s, who, COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 2;
    c.where = where;
    c.mode = mode;
    return scene_command(s, &c);
}

static inline int remove_signer(scene_t *s, const char *who, const char *whom) {
    return as_to(s, who, COMMAND_REMOVE_SIGNER, whom, NULL);
}

static inline void approve(scene_t *s, const char *who) {
    must(s, as(s, who, COMMAND_APPROVE, NULL));
}

/* Liu Yang approves, and Wang Fang has it. */
static inline void on_to_second(scene_t *s) {
    approve(s, "liu.yang");
    assert_non_null(open_task(s, "second", "wang.fang"));
}

static inline const cs_clock_t *clock_of(const scene_t *s, const char *step, const char *who) {
    const task_t *task = open_task(s, step, who);
    assert_non_null(task);
    return record_task_clock(s->record, task);
}

#endif
