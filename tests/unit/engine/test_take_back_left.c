/* What opens once more as a decision is taken back (A27) is given to nobody who has left meanwhile: the
 * flow's fallback, Li Na, has it, as if they had had it when they left (P1.3.4). */
#include "admin_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t liu_or_wang = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

/* That person's time is over from now on. */
static void leaves(scene_t *s, const char *handle) {
    directory_builder_t *b = directory_builder_new(NULL);
    for (size_t i = 0; i < directory_people(s->dir); i++) {
        person_info_t who;
        assert_true(directory_person_at(s->dir, i, &who));
        who.department = NULL;
        if (strcmp(who.handle, handle) == 0) who.until = s->now;
        assert_int_equal(directory_add_person(b, &who, NULL), 0);
    }
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
}

static void vacated(const scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, "li.na");
    assert_non_null(task);
    assert_string_equal(task->reason, "people.vacated");
    assert_int_equal(s->out.incident_count, 1);
    assert_string_equal(s->out.incidents[0].code, "task.vacated");
}

/* first (liu.yang or wang.fang), then last (chen.wei); Liu Yang has asked Xu Jing */
static void asked(scene_t *s) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu_or_wang)->permits = PERMIT_USUAL;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &chen);
    submit_by(s, "gao.min");
    must(s, as_to(s, "liu.yang", COMMAND_ASK, "xu.jing", "what for?"));
    hour(s);
}

static void P1_3_4_A27_a_seat_that_the_decision_had_closed(void **state) {
    (void)state;
    scene_t s;
    asked(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    leaves(&s, "liu.yang");
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "first", "liu.yang"));
    vacated(&s, "first");
    scene_free(&s);
}

static void P1_3_4_A27_A29_a_question_that_it_had_closed(void **state) {
    (void)state;
    scene_t s;
    asked(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    leaves(&s, "xu.jing");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    vacated(&s, "first.answer");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P1_3_4_A27_a_seat_that_the_decision_had_closed),
        cmocka_unit_test(P1_3_4_A27_A29_a_question_that_it_had_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
