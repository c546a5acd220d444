/* What rules brought into a plan on its way (P4.2.2, A61) goes on under other rules (A53), and in a plan that
 * an adjustment changed (P2.3.3): who was asked stays asked, who was not is asked in turn. */
#include "admin_scene.h"
#include "risk_scene.h"

static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"},
                      chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

/* A reviewer beside "money", on the side given, and somebody who watches. */
typedef struct answers {
    step_t review, watch;
    effect_t list[2];
} answers_t;

static risk_t medium(answers_t *a, added_t where) {
    a->review = reviewer("review", STEP_APPROVE, &zhao);
    a->review.permits = PERMIT_USUAL;
    a->watch = reviewer("watch", STEP_MONITOR, &chen);
    a->list[0] = (effect_t){
        .kind = EFFECT_ADD, .steps = &a->review, .step_count = 1, .where = where, .beside = "money"};
    a->list[1] = (effect_t){.kind = EFFECT_ADD, .steps = &a->watch, .step_count = 1};
    return (risk_t){.level = RISK_MEDIUM, .because = "it is so", .response = {a->list, 2}};
}

static field_right_t writes = {"purpose", ACCESS_WRITE};

/* sequence: check (liu.yang, who writes the purpose, by which the risk rises), money (li.na) */
static void risen(scene_t *s, answers_t *a, added_t where) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "check", &liu)->form =
        (step_form_t){.rights = &writes, .right_count = 1};
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "money", &li);
    s->rules.flow.has_risk = true;
    s->rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
    submit_by(s, "gao.min");
    s->rules.risk = medium(a, where);
    field_t field = text_field("purpose", "a tower");
    command_t c = scene_cmd(s, "liu.yang", COMMAND_APPROVE);
    c.step = "check";
    c.fields = &field;
    c.field_count = 1;
    must(s, scene_command(s, &c));
    s->has_later = true;
    s->later.flow.has_risk = true;
    s->later.risk = s->rules.risk;
    fixed_group(&s->later, 0, 0, STEP_SEQUENCE);
}

static const step_t *counts_once(const scene_t *s, const char *name) {
    const step_t *found = NULL;
    for (size_t i = 0; i < s->record->step_count; i++) {
        const step_t *step = &s->record->steps[i];
        if (step->superseded || !step->name || strcmp(step->name, name) != 0) continue;
        assert_null(found); /* once */
        found = step;
    }
    return found;
}

static void A53_P4_2_2_who_looks_at_a_risk_goes_on_with_their_task_and_who_watches_too(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    risen(&s, &a, ADDED_BEFORE);
    int64_t review = open_task(&s, "review", "zhao.lei")->id, watch = open_task(&s, "watch", "chen.wei")->id;
    instant_t due = due_of(&s, "review");
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "money", &li);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "last", &wang);
    s.now += MS_HOUR;
    must(&s, migrate(&s));
    assert_int_equal(record_task(s.record, review)->state, TASK_OPEN);
    assert_int_equal(record_task(s.record, watch)->state, TASK_OPEN);
    assert_int_equal(due_of(&s, "review"), due);
    assert_int_equal(told(&s, "task.opened", "zhao.lei"), 0); /* nobody is asked anew */
    assert_int_equal(counts_once(&s, "review")->state, STEP_OPEN);
    assert_int_equal(counts_once(&s, "watch")->state, STEP_OPEN);
    assert_null(open_task(&s, "money", NULL)); /* which still comes after it */
    must(&s, as_on(&s, "zhao.lei", COMMAND_APPROVE, "review", NULL));
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "money", NULL));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "last", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_P4_2_2_who_was_not_asked_yet_is_asked_in_turn(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    risen(&s, &a, ADDED_AFTER);
    assert_null(open_task(&s, "review", NULL));
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "money", &li);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "last", &wang);
    must(&s, migrate(&s));
    assert_int_equal(counts_once(&s, "review")->state, STEP_WAITING);
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "money", NULL));
    assert_non_null(open_task(&s, "review", "zhao.lei"));
    assert_null(open_task(&s, "last", NULL));
    must(&s, as_on(&s, "zhao.lei", COMMAND_APPROVE, "review", NULL));
    assert_non_null(open_task(&s, "last", "wang.fang"));
    scene_free(&s);
}

static void A53_P4_2_2_where_its_place_is_gone_it_is_asked_after_the_whole_plan(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    risen(&s, &a, ADDED_AFTER);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &li);
    must(&s, migrate(&s));
    assert_null(open_task(&s, "review", NULL));
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "other", NULL));
    assert_non_null(open_task(&s, "review", "zhao.lei"));
    must(&s, as_on(&s, "zhao.lei", COMMAND_APPROVE, "review", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_P4_2_2_a_step_that_the_new_plan_has_by_that_name_is_the_same(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    risen(&s, &a, ADDED_BEFORE);
    int64_t review = open_task(&s, "review", "zhao.lei")->id;
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "review", &zhao);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "money", &li);
    must(&s, migrate(&s));
    assert_int_equal(record_task(s.record, review)->state, TASK_OPEN);
    assert_non_null(counts_once(&s, "review"));
    scene_free(&s);
}

/* A piece with an order of its own beside what is the whole plan. */
static void A53_P4_2_2_a_piece_of_several_stands_as_it_stood(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    step_t piece[3] = {reviewer("", STEP_SEQUENCE, NULL), reviewer("first", STEP_APPROVE, &zhao),
                       reviewer("second", STEP_APPROVE, &chen)};
    piece[1].no = 2;
    piece[2].no = 3;
    piece[1].parent = piece[2].parent = 1;
    admin_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "money", &li);
    s.rules.flow.has_risk = true;
    s.rules.risk = medium(&a, ADDED_BEFORE);
    a.list[0].steps = piece;
    a.list[0].step_count = 3;
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "zhao.lei", COMMAND_APPROVE, "first", NULL));
    int64_t second = open_task(&s, "second", "chen.wei")->id;
    s.has_later = true;
    s.later.flow.has_risk = true;
    s.later.risk = s.rules.risk;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "money", &li);
    must(&s, migrate(&s));
    assert_int_equal(counts_once(&s, "first")->state, STEP_PASSED);
    assert_int_equal(record_task(s.record, second)->state, TASK_OPEN);
    assert_null(open_task(&s, "money", NULL));
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "second", NULL));
    assert_non_null(open_task(&s, "money", "li.na"));
    assert_non_null(open_task(&s, "watch", "chen.wei"));
    scene_free(&s);
}

/* The new rules put an approval before work that nobody has begun, which waits for that, and after it comes
 * the reviewer as before. */
static void A53_P4_2_2_with_work_that_waits_now_it_waits_as_well(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "money", &li);
    s.rules.flow.has_risk = true;
    s.rules.risk = medium(&a, ADDED_AFTER);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "money", "li.na"));
    s.has_later = true;
    s.later.flow.has_risk = true;
    s.later.risk = s.rules.risk;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_ACT, "money", &li);
    must(&s, migrate(&s));
    assert_null(open_task(&s, "money", NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
    must(&s, as_on(&s, "li.na", COMMAND_DONE, "money", NULL));
    must(&s, as_on(&s, "zhao.lei", COMMAND_APPROVE, "review", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_a_signer_whom_somebody_added_still_comes_first(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    risen(&s, &a, ADDED_BEFORE);
    int64_t people[1] = {scene_person(&s, "wang.fang")};
    command_t c = scene_cmd(&s, "zhao.lei", COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "money", &li);
    refused_with(&s, migrate(&s), "migrate.added");
    error_says(&s, "step", "review.before");
    error_says(&s, "remove", "remove-signer");
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "review.before", NULL));
    must(&s, migrate(&s));
    assert_non_null(open_task(&s, "review", "zhao.lei"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A53_P4_2_2_who_looks_at_a_risk_goes_on_with_their_task_and_who_watches_too),
        cmocka_unit_test(A53_P4_2_2_who_was_not_asked_yet_is_asked_in_turn),
        cmocka_unit_test(A53_P4_2_2_where_its_place_is_gone_it_is_asked_after_the_whole_plan),
        cmocka_unit_test(A53_P4_2_2_a_step_that_the_new_plan_has_by_that_name_is_the_same),
        cmocka_unit_test(A53_P4_2_2_a_piece_of_several_stands_as_it_stood),
        cmocka_unit_test(A53_P4_2_2_with_work_that_waits_now_it_waits_as_well),
        cmocka_unit_test(A53_a_signer_whom_somebody_added_still_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
