/* Opinions by aspect (A20; policy P2.2.2): whoever approves signs one on each aspect that the step asks for;
 * they are kept with the decision and told with the task. */
#include "scene.h"
#include <stdlib.h>

typedef struct office {
    scene_t s;
    source_t li_na;
    step_t *judge;
} office_t;

static office_t *office(const char *aspects) {
    office_t *o = calloc(1, sizeof *o);
    scene_init(&o->s);
    o->li_na = source_by(SOURCE_PERSON, "li.na");
    fixed_group(&o->s.rules, 0, 0, STEP_SEQUENCE);
    o->judge = fixed_leaf(&o->s.rules, 0, 1, STEP_APPROVE, "judge", &o->li_na);
    o->judge->aspects = aspects;
    submit_by(&o->s, "gao.min");
    return o;
}

static void office_free(office_t *o) {
    scene_free(&o->s);
    free(o);
}

static int give(office_t *o, command_kind_t kind, const char *text, aspect_opinion_t *list, size_t count) {
    command_t c = scene_cmd(&o->s, "li.na", kind);
    c.text = text;
    c.opinions = list;
    c.opinion_count = count;
    return scene_command(&o->s, &c);
}

static aspect_opinion_t sound = {"feasibility", "sound"}, covered = {"budget", "covered by HR-01"};

static void A20_approving_needs_an_opinion_on_each_aspect(void **state) {
    (void)state;
    office_t *o = office("feasibility,budget");
    refused_with(&o->s, give(o, COMMAND_APPROVE, "yes", NULL, 0), "opinion.required");
    error_says(&o->s, "aspects", "feasibility, budget");
    refused_with(&o->s, give(o, COMMAND_APPROVE, NULL, &sound, 1), "opinion.required");
    error_says(&o->s, "aspects", "budget");
    aspect_opinion_t blank[] = {sound, {"budget", "  "}}, wide[] = {{"budget", "\u3000"}, sound};
    refused_with(&o->s, give(o, COMMAND_APPROVE, NULL, blank, 2), "opinion.required");
    refused_with(&o->s, give(o, COMMAND_APPROVE, NULL, wide, 2), "opinion.required");
    assert_int_equal(state_of(&o->s, "judge"), STEP_OPEN);
    aspect_opinion_t both[] = {covered, sound};
    must(&o->s, give(o, COMMAND_APPROVE, NULL, both, 2));
    assert_int_equal(state_of(&o->s, "judge"), STEP_PASSED);
    office_free(o);
}

static void A20_they_are_kept_one_by_one_with_the_decision_and_told_as_a_whole(void **state) {
    (void)state;
    office_t *o = office("feasibility,budget");
    aspect_opinion_t both[] = {sound, covered};
    must(&o->s, give(o, COMMAND_APPROVE, "go ahead", both, 2));
    size_t found = 0;
    for (size_t i = 0; i < o->s.out.event_count; i++) {
        const event_t *e = &o->s.out.events[i];
        if (e->kind != EVENT_TASK_DECIDED) continue;
        found++;
        assert_int_equal(e->u.task_decided.opinion_count, 2);
        assert_string_equal(e->u.task_decided.opinions[0].aspect, "feasibility");
        assert_string_equal(e->u.task_decided.opinions[1].text, "covered by HR-01");
        assert_string_equal(e->u.task_decided.opinion, "go ahead");
    }
    assert_int_equal(found, 1);
    const record_t *r = o->s.record;
    assert_string_equal(r->tasks[r->task_count - 1].opinion,
                        "go ahead; feasibility: sound; budget: covered by HR-01");
    office_free(o);
}

static void A20_whoever_refuses_may_and_need_not(void **state) {
    (void)state;
    office_t *o = office("feasibility,budget");
    aspect_opinion_t against = {"budget", "not covered"};
    must(&o->s, give(o, COMMAND_REFUSE, "too dear", &against, 1));
    assert_int_equal(state_of(&o->s, "judge"), STEP_REFUSED);
    office_free(o);
    o = office("feasibility,budget");
    must(&o->s, give(o, COMMAND_REFUSE, "too dear", NULL, 0));
    office_free(o);
}

static void A20_an_aspect_that_nobody_asked_for_is_a_mistake(void **state) {
    (void)state;
    office_t *o = office("feasibility");
    aspect_opinion_t list[] = {sound, {"feasibilit", "x"}};
    refused_with(&o->s, give(o, COMMAND_APPROVE, NULL, list, 2), "opinion.unknown");
    error_says(&o->s, "aspects", "feasibility");
    office_free(o);
    o = office(NULL);
    refused_with(&o->s, give(o, COMMAND_APPROVE, NULL, &sound, 1), "opinion.unknown");
    must(&o->s, give(o, COMMAND_APPROVE, "yes", NULL, 0));
    office_free(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A20_approving_needs_an_opinion_on_each_aspect),
        cmocka_unit_test(A20_they_are_kept_one_by_one_with_the_decision_and_told_as_a_whole),
        cmocka_unit_test(A20_whoever_refuses_may_and_need_not),
        cmocka_unit_test(A20_an_aspect_that_nobody_asked_for_is_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
