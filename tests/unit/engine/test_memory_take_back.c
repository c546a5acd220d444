/* Every allocation refused once where what was decided beside the plan, or as a request was prepared, is
 * taken back (A27). */
#include "deviation_scene.h"
#include "unit/engine/trial.h"

static void taken_back_by(trial_t *t, const char *who) {
    t->scene.now += MS_HOUR;
    t->command = scene_cmd(&t->scene, who, COMMAND_TAKE_BACK);
    t->command.text = "a slip";
    try_all(t);
}

/* Approvals are asked for again, the plan is made anew (60 EUR), or kept. */
static void an_adjustment_needs_its_memory(void **state) {
    (void)state;
    for (int keeps = 0; keeps < 2; keeps++) {
        trial_t t;
        memset(&t, 0, sizeof t);
        rules_of(&t.scene);
        t.scene.rules.flow.deviation_keeps_plan = keeps;
        approved(&t.scene);
        must(&t.scene, deviate(&t.scene, "sun.li", "steel has become dear", 6000));
        must(&t.scene, agree(&t.scene, "deviation"));
        taken_back_by(&t, "chen.wei");
    }
}

/* ... and closes what had been open. */
static void a_plan_that_takes_over_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    memset(&t, 0, sizeof t);
    rules_of(&t.scene);
    scene_t *s = &t.scene;
    to_be_inspected(s);
    must(s, deviate(s, "liu.yang", "half of it is enough", 3000));
    s->now += MS_HOUR;
    must(s, agree(s, "deviation"));
    taken_back_by(&t, "chen.wei");
}

static void a_check_needs_its_memory(void **state) {
    (void)state;
    field_t remedy[] = {text_field("measures", "a rail"), text_field("result", "it stands")};
    trial_t t;
    memset(&t, 0, sizeof t);
    rules_of(&t.scene);
    scene_t *s = &t.scene;
    approved(s);
    int64_t whom = scene_person(s, "gao.min");
    command_t c = scene_cmd(s, "chen.wei", COMMAND_ORDER);
    c.people = &whom;
    c.people_count = 1;
    c.text = "no rail";
    must(s, scene_command(s, &c));
    c = scene_cmd(s, "gao.min", COMMAND_LOG);
    c.step = "rectify";
    c.said = remedy;
    c.said_count = 2;
    must(s, scene_command(s, &c));
    must(s, as(s, "chen.wei", COMMAND_REFUSE, "it shakes"));
    taken_back_by(&t, "chen.wei");
}

static void an_approval_that_was_owed_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    memset(&t, 0, sizeof t);
    rules_of(&t.scene);
    scene_t *s = &t.scene;
    s->rules.flow.green_within = limit_hours(16);
    must(s, submit_urgent(s, "the roof leaks"));
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    taken_back_by(&t, "liu.yang");
}

static void a_refusal_of_a_department_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    memset(&t, 0, sizeof t);
    scene_t *s = &t.scene;
    scene_init(s);
    s->rules.flow.stage_count = 2;
    s->rules.stages[0] = (stage_def_t){.name = "consensus", .kind = STAGE_PREPARE};
    s->rules.stages[1] = (stage_def_t){.name = "approval", .kind = STAGE_APPROVAL};
    fixed_group(&s->rules, 0, 0, STEP_ALL);
    fixed_leaf(&s->rules, 0, 1, STEP_AGREE, "finance", &zhao);
    fixed_leaf(&s->rules, 0, 1, STEP_AGREE, "it", &sun);
    must(s, draft_by(s, "gao.min"));
    must(s, as(s, "gao.min", COMMAND_PREPARE, NULL));
    must(s, as(s, "sun.li", COMMAND_REFUSE, "no licence"));
    taken_back_by(&t, "sun.li");
}

/* Liu Yang has asked, and what somebody prepares is under way. */
static void asked(trial_t *t) {
    scene_t *s = &t->scene;
    memset(t, 0, sizeof *t);
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL | PERMIT_ASK_PAUSES;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(s, "gao.min");
    must(s, as_to(s, "liu.yang", COMMAND_ASK, "chen.wei", "what is it for?"));
    must(s, as_to(s, "liu.yang", COMMAND_DELEGATE, "li.na", NULL));
}

static void what_served_a_task_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    asked(&t);
    must(&t.scene, as(&t.scene, "liu.yang", COMMAND_APPROVE, NULL));
    taken_back_by(&t, "liu.yang");
}

static void a_record_that_is_open_again_with_its_step_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    asked(&t);
    command_t c = scene_cmd(&t.scene, "liu.yang", COMMAND_CLOSE);
    c.actor = (actor_t){.kind = ACTOR_RULE, .uid = -1};
    must(&t.scene, scene_command(&t.scene, &c));
    t.command = c;
    t.command.kind = COMMAND_OPEN_AGAIN;
    try_all(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_adjustment_needs_its_memory),
        cmocka_unit_test(a_plan_that_takes_over_needs_its_memory),
        cmocka_unit_test(a_check_needs_its_memory),
        cmocka_unit_test(an_approval_that_was_owed_needs_its_memory),
        cmocka_unit_test(a_refusal_of_a_department_needs_its_memory),
        cmocka_unit_test(what_served_a_task_needs_its_memory),
        cmocka_unit_test(a_record_that_is_open_again_with_its_step_needs_its_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
