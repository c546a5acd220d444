/* What a department decided as a request was prepared (P2.1.2) is taken back (A27) while whoever writes the
 * form has done nothing since: then it is prepared once more, as it was. */
#include "way_back_scene.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t xu = {.kind = SOURCE_PERSON, .key = "xu.jing"};

/* Wang and Xu agree, then Liu approves. */
static void preparing(scene_t *s) {
    scene_init(s);
    s->rules.flow.stage_count = 2;
    s->rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s->rules.stages[0] = (stage_def_t){.name = "consensus", .kind = STAGE_PREPARE};
    s->rules.stages[1] = (stage_def_t){.name = "approval", .kind = STAGE_APPROVAL};
    fixed_group(&s->rules, 0, 0, STEP_ALL);
    step_t *finance = fixed_leaf(&s->rules, 0, 1, STEP_AGREE, "finance", &wang);
    finance->may_return = true;
    finance->permits = PERMIT_USUAL;
    fixed_leaf(&s->rules, 0, 1, STEP_AGREE, "it", &xu);
    fixed_leaf(&s->rules, 1, 0, STEP_APPROVE, "clerk", &liu)->may_return = true;
    must(s, draft_by(s, "gao.min"));
    must(s, as(s, "gao.min", COMMAND_PREPARE, NULL));
    hour(s);
}

static instant_t due(const scene_t *s, const char *step) {
    return record_task_clock(s->record, open_task(s, step, NULL))->due_at;
}

static void agreed_and_approved(scene_t *s) {
    must(s, as(s, "wang.fang", COMMAND_AGREE, NULL));
    must(s, as(s, "xu.jing", COMMAND_AGREE, NULL));
    assert_int_equal(s->record->state, RECORD_PREPARED);
    must(s, as(s, "gao.min", COMMAND_SUBMIT, NULL));
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s->record->state, RECORD_FINISHED);
    scene_free(s);
}

static void A27_a_refusal_or_a_return_is_taken_back_and_all_are_asked_as_they_were(void **state) {
    (void)state;
    const command_kind_t by[] = {COMMAND_REFUSE, COMMAND_RETURN};
    for (size_t i = 0; i < 2; i++) {
        scene_t s;
        preparing(&s);
        instant_t finance = due(&s, "finance"), it = due(&s, "it");
        must(&s, as(&s, "wang.fang", by[i], "what for?"));
        assert_int_equal(s.record->state, RECORD_DRAFT);
        assert_null(open_task(&s, "it", NULL));
        hour(&s);
        must(&s, take_back(&s, "wang.fang"));
        assert_int_equal(s.record->state, RECORD_PREPARING);
        assert_int_equal(s.record->reopened, 1);
        assert_int_equal(told(&s, "record.return_taken_back", "gao.min"), 1);
        assert_int_equal(due(&s, "finance"), finance); /* she has had it all along */
        assert_true(due(&s, "it") > it);               /* from him it was taken for an hour */
        refused_with(&s, as(&s, "gao.min", COMMAND_EDIT, NULL), "record.state");
        agreed_and_approved(&s);
    }
}

/* What she did before she decided is not what the initiator did after. */
static void A27_A29_what_was_asked_or_remarked_before_does_not_keep_anybody_from_it(void **state) {
    (void)state;
    scene_t s;
    preparing(&s);
    must(&s, as(&s, "wang.fang", COMMAND_COMMENT, "I look into it"));
    must(&s, as_to(&s, "wang.fang", COMMAND_ASK, "gao.min", "what for?"));
    must(&s, as(&s, "gao.min", COMMAND_ANSWER, "the fair"));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not this year"));
    must(&s, take_back(&s, "wang.fang"));
    assert_non_null(open_task(&s, "finance", "wang.fang"));
    agreed_and_approved(&s);
}

static void A27_not_once_the_initiator_has_written_the_form(void **state) {
    (void)state;
    const command_kind_t by[] = {COMMAND_REFUSE, COMMAND_RETURN};
    for (size_t i = 0; i < 2; i++) {
        scene_t s;
        preparing(&s);
        must(&s, as(&s, "wang.fang", by[i], "what for?"));
        must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "a fair")));
        refused_with(&s, take_back(&s, "wang.fang"), "take_back.edited");
        error_says(&s, "initiator", "gao.min");
        must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL)); /* and the departments are asked anew */
        refused_with(&s, take_back(&s, "wang.fang"), "take_back.none");
        agreed_and_approved(&s);
    }
}

static void A27_only_the_decision_by_which_it_ended_and_by_nobody_else(void **state) {
    (void)state;
    scene_t s;
    preparing(&s);
    must(&s, as(&s, "xu.jing", COMMAND_AGREE, NULL));
    hour(&s);
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    refused_with(&s, take_back(&s, "xu.jing"), "record.state");
    refused_with(&s, take_back(&s, "liu.yang"), "take_back.none");
    must(&s, take_back(&s, "wang.fang"));
    assert_null(open_task(&s, "it", NULL)); /* what he agreed to stands */
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
    assert_int_equal(s.record->state, RECORD_PREPARED);
    scene_free(&s);
}

static void A27_an_agreement_is_taken_back_until_it_is_submitted(void **state) {
    (void)state;
    scene_t s;
    preparing(&s);
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
    hour(&s);
    must(&s, as(&s, "xu.jing", COMMAND_AGREE, NULL));
    hour(&s);
    must(&s, take_back(&s, "wang.fang")); /* though his came after it */
    assert_int_equal(s.record->state, RECORD_PREPARING);
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "record.state");
    assert_null(open_task(&s, "it", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    refused_with(&s, take_back(&s, "wang.fang"), "take_back.none");
    scene_free(&s);
    preparing(&s);
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
    must(&s, as(&s, "xu.jing", COMMAND_AGREE, NULL));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "a fair")));
    refused_with(&s, take_back(&s, "xu.jing"), "take_back.edited");
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, (field_t){.name = "purpose"}));
    refused_with(&s, take_back(&s, "xu.jing"), "take_back.edited"); /* they have gone on all the same */
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    agreed_and_approved(&s);
}

/* In a later round its initiator has the record to revise all along, with a clock that runs. */
static void A27_in_the_next_round_the_revision_stays_with_whoever_has_it(void **state) {
    (void)state;
    for (int edits = 0; edits < 2; edits++) {
        scene_t s;
        preparing(&s);
        must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
        must(&s, as(&s, "xu.jing", COMMAND_AGREE, NULL));
        must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
        must(&s, as(&s, "liu.yang", COMMAND_RETURN, "which supplier?"));
        hour(&s);
        must(&s, as_with(&s, "gao.min", COMMAND_PREPARE, text_field("purpose", "tiles")));
        int64_t revision = open_task(&s, "revise", "gao.min")->id;
        must(&s, as(&s, "xu.jing", COMMAND_REFUSE, "no"));
        assert_int_equal(s.record->state, RECORD_RETURNED);
        if (edits) {
            must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "bricks")));
            refused_with(&s, take_back(&s, "xu.jing"), "take_back.edited");
            scene_free(&s);
            continue;
        }
        refused_with(&s, take_back(&s, "liu.yang"), "take_back.none"); /* a preparation came since */
        hour(&s);
        must(&s, take_back(&s, "xu.jing"));
        assert_int_equal(s.record->state, RECORD_PREPARING);
        assert_int_equal(open_task(&s, "revise", "gao.min")->id, revision);
        agreed_and_approved(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_a_refusal_or_a_return_is_taken_back_and_all_are_asked_as_they_were),
        cmocka_unit_test(A27_A29_what_was_asked_or_remarked_before_does_not_keep_anybody_from_it),
        cmocka_unit_test(A27_not_once_the_initiator_has_written_the_form),
        cmocka_unit_test(A27_only_the_decision_by_which_it_ended_and_by_nobody_else),
        cmocka_unit_test(A27_an_agreement_is_taken_back_until_it_is_submitted),
        cmocka_unit_test(A27_in_the_next_round_the_revision_stays_with_whoever_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
