/* Every allocation refused once where a record is led back, across stages too, and where that is taken back
 * (A22, A27). */
#include "unit/engine/trial.h"

static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

/* approval: head (liu.yang), boss (li.na); execution: build (wang.fang), then test (chen.wei), who has it */
static void working(trial_t *t) {
    memset(t, 0, sizeof *t);
    scene_t *s = &t->scene;
    scene_init(s);
    s->rules.flow.stage_count = 2;
    s->rules.stages[0] = (stage_def_t){.name = "approval", .kind = STAGE_APPROVAL};
    s->rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "boss", &li);
    fixed_group(&s->rules, 1, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "build", &wang);
    step_t *test = fixed_leaf(&s->rules, 1, 1, STEP_ACT, "test", &chen);
    test->may_return = true;
    test->permits = PERMIT_USUAL;
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "li.na", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_DONE, NULL));
}

static command_t back(trial_t *t, const char *to) {
    command_t c = scene_cmd(&t->scene, "chen.wei", COMMAND_RETURN);
    c.text = "look again";
    c.to_step = to;
    c.straight = true;
    return c;
}

static const char *const targets[] = {"build", "head"}; /* in its own stage, and in an earlier one */

static void a_return_to_a_step_needs_its_memory(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        trial_t t;
        working(&t);
        t.command = back(&t, targets[i]);
        try_all(&t);
    }
}

static void taking_it_back_needs_its_memory(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        trial_t t;
        working(&t);
        command_t c = back(&t, targets[i]);
        must(&t.scene, scene_command(&t.scene, &c));
        t.command = scene_cmd(&t.scene, "chen.wei", COMMAND_TAKE_BACK);
        try_all(&t);
    }
}

static void coming_back_straight_across_stages_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    working(&t);
    command_t c = back(&t, "boss");
    must(&t.scene, scene_command(&t.scene, &c));
    t.command = scene_cmd(&t.scene, "li.na", COMMAND_APPROVE);
    try_all(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_return_to_a_step_needs_its_memory),
        cmocka_unit_test(taking_it_back_needs_its_memory),
        cmocka_unit_test(coming_back_straight_across_stages_needs_its_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
