/* Who a step goes to (approval.md A10), when nobody is found (A11), when it is the initiator (A12). */
#include "unit/engine/scene.h"

static const source_t initiator = {.kind = SOURCE_INITIATOR};
static const source_t nobody = {.kind = SOURCE_POST, .key = "finance.tax.head"};

static step_t *one_step(scene_t *s, const source_t *by) {
    scene_init(s);
    return fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "step", by);
}

/* The source gives just these, in the order of their tasks; `reason` is the first one's. */
static void expect_people(const source_t *by, const char *who, const char *reason, const char *text) {
    scene_t s;
    one_step(&s, by)->mode = DECIDE_ALL;
    char names[200] = "";
    submit_by(&s, "gao.min");
    for (size_t i = 0; i < s.record->task_count; i++) {
        person_info_t info;
        assert_true(directory_person(s.dir, s.record->tasks[i].person, &info));
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? " " : "", info.handle);
    }
    assert_string_equal(names, who);
    assert_string_equal(s.record->tasks[0].reason, reason);
    if (text) assert_string_equal(s.record->tasks[0].reason_text, text);
    scene_free(&s);
}

static void A10_each_source_finds_its_people_and_says_how(void **state) {
    (void)state;
    source_t s = source_by(SOURCE_PERSON, "wang.fang");
    expect_people(&s, "wang.fang", "people.person", "wang.fang");
    s = (source_t){.kind = SOURCE_ROLE, .key = "finance.administration", .item = "finance"};
    expect_people(&s, "liu.yang sun.li zhou.jie", "people.role", "finance.administration finance");
    s = source_by(SOURCE_POST, "company.cfo");
    expect_people(&s, "zhao.lei", "people.post", "company.cfo");
    s = (source_t){.kind = SOURCE_HOLDER, .key = "budget", .item = "SAL-01"};
    expect_people(&s, "chen.wei", "people.holder", "budget SAL-01");
    s = source_by(SOURCE_HEAD, "finance");
    expect_people(&s, "wang.fang", "people.head", "finance");
    s = source_by(SOURCE_LEADER, "finance");
    expect_people(&s, "zhao.lei", "people.leader", "finance");
    s = source_by(SOURCE_SERVICE, "treasury");
    expect_people(&s, "treasury", "people.service", "treasury");
    s = source_by(SOURCE_HEAD, NULL); /* of the initiator */
    expect_people(&s, "chen.wei", "people.head", "gao.min");
    s = source_by(SOURCE_SUPERIOR, NULL);
    expect_people(&s, "chen.wei", "people.superior", "gao.min");
    s = source_by(SOURCE_CHAIN, NULL);
    expect_people(&s, "chen.wei li.na", "people.chain", "1");
    s = (source_t){.kind = SOURCE_CHAIN, .level = 1};
    expect_people(&s, "chen.wei", "people.chain", "1");
    s = (source_t){.kind = SOURCE_CHAIN, .key = "sales.head"};
    expect_people(&s, "chen.wei", "people.chain", "1");
}

static void A10_the_head_of_a_head_is_the_one_above_and_a_leaders_leader_too(void **state) {
    (void)state;
    source_t wang = source_by(SOURCE_PERSON, "wang.fang");
    source_t s = {.kind = SOURCE_HEAD, .of = &wang};
    expect_people(&s, "li.na", "people.head", "wang.fang");
    source_t chen = source_by(SOURCE_PERSON, "chen.wei");
    s = (source_t){.kind = SOURCE_LEADER, .of = &chen};
    expect_people(&s, "li.na", "people.leader", "chen.wei");
}

static void A10_a_list_is_a_union_each_person_once_or_the_first_that_has_somebody(void **state) {
    (void)state;
    source_t head = source_by(SOURCE_HEAD, "finance");
    source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &head};
    source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    expect_people(&liu, "liu.yang wang.fang", "people.person", "liu.yang");
    source_t vacant = {.kind = SOURCE_POST, .key = "finance.tax.head", .next = &liu, .first_only = true};
    expect_people(&vacant, "liu.yang", "people.person", "liu.yang");
}

static void A10_a_person_named_in_the_form_and_whoever_decided_before(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    source_t deputy = source_by(SOURCE_FIELD, "deputy");
    source_t again = source_by(SOURCE_DECIDER, "named");
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "named", &deputy);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "file", &again);
    must(&s, draft_by(&s, "gao.min"));
    field_t field = {.name = "deputy", .value = {.kind = VALUE_PERSON, .u.person = DEMO_XU_JING}};
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, field));
    must(&s, as(&s, "xu.jing", COMMAND_APPROVE, NULL));
    const task_t *task = open_task(&s, "file", "xu.jing");
    assert_non_null(task);
    assert_string_equal(task->reason, "people.decider");
    scene_free(&s);
}

static void A10_a_function_names_a_source_and_one_that_names_itself_is_stopped(void **state) {
    (void)state;
    scene_t s;
    source_t function = source_by(SOURCE_FUNCTION, "buyers");
    source_t wang = source_by(SOURCE_PERSON, "wang.fang");
    one_step(&s, &function);
    s.rules.people = &wang;
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "step", "wang.fang"));
    scene_free(&s);

    one_step(&s, &function);
    s.rules.people = &function;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "people.depth");
    s.rules.people_fails = "rule.error";
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "rule.error");
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

static void A10_only_people_in_service_are_found(void **state) {
    (void)state;
    source_t gone = source_by(SOURCE_PERSON, "ma.chao"); /* left in 2025 */
    expect_people(&gone, "li.na", "people.fallback", NULL);
}

static void A11_nobody_found_goes_to_the_fallback_by_default(void **state) {
    (void)state;
    expect_people(&nobody, "li.na", "people.fallback", NULL);
}

static void A11_nobody_found_may_go_to_the_superior_or_be_refused_by_the_rule(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &nobody)->on_empty = EMPTY_SUPERIOR;
    submit_by(&s, "gao.min");
    assert_string_equal(open_task(&s, "step", "chen.wei")->reason, "people.empty_superior");
    scene_free(&s);

    one_step(&s, &nobody)->on_empty = EMPTY_REFUSE;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_string_equal(record_step_named(s.record, "step")->left_out, "people.none");
    bool by_rule = false;
    for (size_t i = 0; i < s.log_count; i++)
        if (s.log[i].kind == EVENT_STEP_ENDED) by_rule = s.log[i].actor == ACTOR_RULE;
    assert_true(by_rule); /* never shown as the initiator's own act */
    scene_free(&s);
}

static void A11_an_empty_step_passes_only_with_a_reason_in_words(void **state) {
    (void)state;
    scene_t s;
    step_t *step = one_step(&s, &nobody);
    step->on_empty = EMPTY_PASSES;
    step->passes_because = "tax has no head in small companies";
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(state_of(&s, "step"), STEP_LEFT_OUT);
    assert_string_equal(record_step_named(s.record, "step")->left_out, "tax has no head in small companies");
    scene_free(&s);

    one_step(&s, &nobody)->on_empty = EMPTY_PASSES;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    scene_free(&s);
}

static void A11_an_empty_step_that_passes_does_not_decide_a_choice(void **state) {
    (void)state;
    scene_t s;
    source_t wang = source_by(SOURCE_PERSON, "wang.fang");
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_ANY);
    step_t *step = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "empty", &nobody);
    step->on_empty = EMPTY_PASSES;
    step->passes_because = "vacant";
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "wang", &wang);
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_non_null(open_task(&s, "wang", "wang.fang"));
    scene_free(&s);
}

static void A12_the_initiator_is_replaced_by_their_superior(void **state) {
    (void)state;
    expect_people(&initiator, "chen.wei", "people.self_superior", "gao.min");
    /* of several only the initiator is replaced, and nobody counts twice */
    source_t sun = source_by(SOURCE_PERSON, "sun.li");
    source_t both = {.kind = SOURCE_INITIATOR, .next = &sun};
    expect_people(&both, "chen.wei sun.li", "people.self_superior", "gao.min");
    source_t chen = source_by(SOURCE_PERSON, "chen.wei");
    both.next = &chen;
    expect_people(&both, "chen.wei", "people.person", "chen.wei");
}

static void A12_at_the_top_it_goes_to_the_fallback_and_never_back_to_the_initiator(void **state) {
    (void)state;
    scene_t s;
    source_t zhao = source_by(SOURCE_PERSON, "zhao.lei");
    one_step(&s, &initiator);
    s.rules.flow.fallback = &zhao;
    submit_by(&s, "li.na"); /* the director, whom nobody is above */
    assert_string_equal(open_task(&s, "step", "zhao.lei")->reason, "people.fallback");
    scene_free(&s);

    one_step(&s, &initiator); /* the fallback is the initiator again */
    must(&s, draft_by(&s, "li.na"));
    refused_with(&s, as(&s, "li.na", COMMAND_SUBMIT, NULL), "self.approval");
    error_says(&s, "step", "step");
    scene_free(&s);
}

static void A12_the_rule_may_choose_otherwise_in_words(void **state) {
    (void)state;
    scene_t s;
    step_t *step = one_step(&s, &initiator);
    step->on_self = SELF_ALLOWED;
    step->passes_because = "petty cash";
    submit_by(&s, "gao.min");
    must(&s, as(&s, "gao.min", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);

    step = one_step(&s, &initiator);
    step->on_self = SELF_SKIP;
    step->passes_because = "the head files for the department";
    submit_by(&s, "gao.min");
    assert_int_equal(state_of(&s, "step"), STEP_LEFT_OUT);
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);

    one_step(&s, &initiator)->on_self = SELF_FALLBACK;
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "step", "li.na"));
    scene_free(&s);
}

static void A12_an_empty_step_whose_fallback_is_the_initiator_goes_to_the_superior(void **state) {
    (void)state;
    scene_t s;
    source_t gao = source_by(SOURCE_PERSON, "gao.min");
    one_step(&s, &nobody);
    s.rules.flow.fallback = &gao;
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "step", "chen.wei"));
    scene_free(&s);
}

/* The step's task as an older version of the directory or the rules could have given it away. */
static void task_held_by(scene_t *s, int64_t person, int64_t principal) {
    arena_t arena;
    record_t r;
    arena_init(&arena, 0);
    assert_int_equal(record_decode((bytes_t){s->bytes.at, s->bytes.len}, &arena, &r, NULL), 0);
    r.tasks[0].person = person;
    r.tasks[0].principal = principal;
    buf_reset(&s->folded);
    record_encode(&r, &s->folded);
    buf_reset(&s->bytes);
    record_encode(&r, &s->bytes);
    assert_false(s->bytes.failed || s->folded.failed);
    arena_free(&arena);
}

static void approve_as(scene_t *s, actor_t actor, const char *error) {
    command_t c = scene_cmd(s, "gao.min", COMMAND_APPROVE);
    c.actor = actor;
    c.actor.auth = AUTH_PEER_UID;
    c.actor.uid = -1;
    if (error)
        refused_with(s, scene_command(s, &c), error);
    else
        must(s, scene_command(s, &c));
}

static void A12_whoever_holds_the_task_the_initiator_does_not_decide_it(void **state) {
    (void)state;
    static const actor_t gao = {.kind = ACTOR_PERSON, .person = DEMO_GAO_MIN},
                         xu = {.kind = ACTOR_PERSON, .person = DEMO_XU_JING},
                         gao_for_xu = {.kind = ACTOR_PROXY,
                                       .person = DEMO_GAO_MIN,
                                       .principal = DEMO_XU_JING},
                         xu_for_gao = {
                             .kind = ACTOR_PROXY, .person = DEMO_XU_JING, .principal = DEMO_GAO_MIN};
    scene_t s;
    source_t head = source_by(SOURCE_PERSON, "chen.wei");
    one_step(&s, &head);
    submit_by(&s, "gao.min");
    task_held_by(&s, DEMO_GAO_MIN, 0);
    approve_as(&s, gao, "self.approval");
    error_says(&s, "initiator", "gao.min");
    task_held_by(&s, DEMO_XU_JING, DEMO_GAO_MIN); /* somebody stands in for the initiator */
    approve_as(&s, gao, "self.approval");
    approve_as(&s, xu_for_gao, "self.approval");
    task_held_by(&s, DEMO_GAO_MIN, DEMO_XU_JING); /* the initiator stands in for somebody */
    approve_as(&s, gao_for_xu, "self.approval");
    approve_as(&s, xu, "self.approval");
    assert_int_equal(s.record->state, RECORD_OPEN);
    task_held_by(&s, DEMO_XU_JING, 0);
    approve_as(&s, xu, NULL);
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A12_does_not_keep_the_initiator_from_work(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_ACT, "do", &initiator);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void actors_who_are_not_in_service_or_of_another_kind_are_refused(void **state) {
    (void)state;
    scene_t s;
    source_t treasury = source_by(SOURCE_SERVICE, "treasury");
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_ACT, "pay", &treasury);
    refused_with(&s, draft_by(&s, "ma.chao"), "actor.unknown");
    assert_string_equal(s.out.incidents[0].code, "attempt.without_right");
    submit_by(&s, "gao.min");
    command_t c = scene_cmd(&s, "treasury", COMMAND_DONE);
    c.actor.kind = ACTOR_PERSON; /* a program that says it is a person */
    refused_with(&s, scene_command(&s, &c), "actor.unknown");
    c.actor.kind = ACTOR_RULE;
    refused_with(&s, scene_command(&s, &c), "actor.unknown");
    c.actor.kind = ACTOR_TIMER;
    refused_with(&s, scene_command(&s, &c), "actor.unknown");
    c.actor = (actor_t){.kind = ACTOR_PROXY, .person = DEMO_XU_JING, .principal = DEMO_GAO_MIN};
    refused_with(&s, scene_command(&s, &c), "task.not_yours");
    c.kind = COMMAND_WITHDRAW; /* standing in is declared, not claimed (A15) */
    refused_with(&s, scene_command(&s, &c), "record.not_yours");
    must(&s, as(&s, "treasury", COMMAND_DONE, NULL));
    assert_int_equal(s.out.events[0].actor.kind, ACTOR_SERVICE);
    scene_free(&s);
}

static void more_people_than_a_step_holds_are_refused_with_the_limit(void **state) {
    (void)state;
    scene_t s;
    source_t crowd = source_by(SOURCE_ROLE, "crowd");
    one_step(&s, &crowd);
    directory_builder_t *b = demo_directory_builder();
    for (int64_t id = 5000; id < 5257; id++) {
        char handle[16];
        snprintf(handle, sizeof handle, "p%d", (int)id);
        person_info_t who = {.id = id,
                             .handle = handle,
                             .name = handle,
                             .department = "it",
                             .kind = PERSON_HUMAN,
                             .uid = -1,
                             .from = INSTANT_NONE,
                             .until = INSTANT_MAX};
        assert_int_equal(directory_add_person(b, &who, NULL), 0);
        assert_int_equal(directory_add_role(b, "crowd", NULL, id, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    }
    directory_unref(s.dir);
    s.dir = directory_build(b, 2, NULL);
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "limit.people");
    error_says(&s, "limit", "256");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A10_each_source_finds_its_people_and_says_how),
        cmocka_unit_test(A10_the_head_of_a_head_is_the_one_above_and_a_leaders_leader_too),
        cmocka_unit_test(A10_a_list_is_a_union_each_person_once_or_the_first_that_has_somebody),
        cmocka_unit_test(A10_a_person_named_in_the_form_and_whoever_decided_before),
        cmocka_unit_test(A10_a_function_names_a_source_and_one_that_names_itself_is_stopped),
        cmocka_unit_test(A10_only_people_in_service_are_found),
        cmocka_unit_test(A11_nobody_found_goes_to_the_fallback_by_default),
        cmocka_unit_test(A11_nobody_found_may_go_to_the_superior_or_be_refused_by_the_rule),
        cmocka_unit_test(A11_an_empty_step_passes_only_with_a_reason_in_words),
        cmocka_unit_test(A11_an_empty_step_that_passes_does_not_decide_a_choice),
        cmocka_unit_test(A12_the_initiator_is_replaced_by_their_superior),
        cmocka_unit_test(A12_at_the_top_it_goes_to_the_fallback_and_never_back_to_the_initiator),
        cmocka_unit_test(A12_the_rule_may_choose_otherwise_in_words),
        cmocka_unit_test(A12_an_empty_step_whose_fallback_is_the_initiator_goes_to_the_superior),
        cmocka_unit_test(A12_whoever_holds_the_task_the_initiator_does_not_decide_it),
        cmocka_unit_test(A12_does_not_keep_the_initiator_from_work),
        cmocka_unit_test(actors_who_are_not_in_service_or_of_another_kind_are_refused),
        cmocka_unit_test(more_people_than_a_step_holds_are_refused_with_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
