/* What somebody waited for is there: a signer before (A25) has signed, a question (A29) is answered, what was
 * delegated (A24) is done. Whoever waited hears of it; and the signer may take it back (A27) until they have
 * gone on. */
#include "scene.h"

static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

/* board: Liu Yang and Wang Fang, who both decide; then last */
static void board(scene_t *s) {
    static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
    scene_init(s);
    s->rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "board", &liu);
    step->mode = DECIDE_ALL;
    step->permits = PERMIT_USUAL;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(s, "gao.min");
}

static int to(scene_t *s, const char *who, command_kind_t kind, const char *whom, const char *text) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, kind);
    c.people = people;
    c.people_count = 1;
    c.text = text;
    c.where = kind == COMMAND_ADD_SIGNER ? ADDED_BEFORE : ADDED_NOT;
    return scene_command(s, &c);
}

static const cs_clock_t *clock_of(const scene_t *s, const char *step, const char *who) {
    const task_t *task = open_task(s, step, who);
    assert_non_null(task);
    return record_task_clock(s->record, task);
}

/* The task was handed to Sun Li, who had Chen Wei sign first; an hour later Chen Wei has. */
static void chen_signed(scene_t *s) {
    board(s);
    s->now += MS_HOUR;
    must(s, to(s, "liu.yang", COMMAND_TRANSFER, "sun.li", NULL));
    must(s, to(s, "sun.li", COMMAND_ADD_SIGNER, "chen.wei", NULL));
    s->now += MS_HOUR;
    must(s, as(s, "chen.wei", COMMAND_APPROVE, NULL));
    s->now += MS_HOUR;
}

static void A25_A27_a_signer_before_takes_the_signature_back_until_the_holder_goes_on(void **state) {
    (void)state;
    scene_t s;
    chen_signed(&s);
    assert_int_equal(clock_of(&s, "board", "sun.li")->state, CLOCK_RUNNING);
    must(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, "the wrong one"));
    assert_int_equal(told(&s, "task.taken_back", "sun.li"), 1); /* they had heard that it was there */
    assert_non_null(open_task(&s, "board.before", "chen.wei"));
    /* it is with whom it was handed to, who waits again with what remains; who decides beside does not */
    assert_int_equal(clock_of(&s, "board", "sun.li")->state, CLOCK_PAUSED);
    assert_int_equal(clock_of(&s, "board", "wang.fang")->state, CLOCK_RUNNING);
    refused_with(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL), "task.waits");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "last", "li.na"));
    scene_free(&s);
}

static void A25_A27_not_once_whoever_it_was_for_has_gone_on(void **state) {
    (void)state;
    scene_t s;
    chen_signed(&s);
    must(&s, as(&s, "sun.li", COMMAND_COMMENT, "I look into it"));
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    error_says(&s, "by", "sun.li");
    scene_free(&s);
    chen_signed(&s);
    must(&s, to(&s, "sun.li", COMMAND_TRANSFER, "zhou.jie", NULL));
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    scene_free(&s);
    chen_signed(&s);
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    error_says(&s, "by", "sun.li");
    scene_free(&s);
    chen_signed(&s); /* another signer has relied on it */
    must(&s, to(&s, "sun.li", COMMAND_ADD_SIGNER, "zhou.jie", NULL));
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    error_says(&s, "by", "zhou.jie");
    scene_free(&s);
}

static void A25_A27_not_once_whoever_it_was_for_was_removed(void **state) {
    (void)state;
    scene_t s;
    chen_signed(&s);
    must(&s, to(&s, "wang.fang", COMMAND_REMOVE_SIGNER, "sun.li", NULL));
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL), "take_back.stands");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "last", "li.na"));
    scene_free(&s);
}

/* Who worked there before the signature keeps what opened the step from being taken back all the same. */
static void A27_what_was_done_before_the_signature_counts_for_others(void **state) {
    (void)state;
    scene_t s;
    source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &chen);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang)->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, to(&s, "wang.fang", COMMAND_ADD_SIGNER, "sun.li", NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    scene_free(&s);
    scene_init(&s); /* nor the turn before it, of those who decide in order */
    step_t *step = fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "board", &liu);
    step->mode = DECIDE_IN_ORDER;
    step->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, to(&s, "wang.fang", COMMAND_ADD_SIGNER, "sun.li", NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    error_says(&s, "by", "wang.fang");
    scene_free(&s);
}

/* A refusal that sent the record back: all that it closed is open again as it was. */
static void A25_A27_a_signer_before_takes_a_refusal_back(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    must(&s, to(&s, "liu.yang", COMMAND_TRANSFER, "sun.li", NULL));
    must(&s, to(&s, "sun.li", COMMAND_ADD_SIGNER, "chen.wei", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    s.now += MS_HOUR;
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "too dear"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    must(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, "the wrong one"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(clock_of(&s, "board", "sun.li")->state, CLOCK_PAUSED);
    assert_null(open_task(&s, "board", "wang.fang")); /* she has decided, and that stands */
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "last", "li.na"));
    scene_free(&s);
}

/* Two of three had approved: a no that is taken back leaves that as it is, and the next step's time too. */
static void A4_A27_a_vote_that_decided_nothing_is_not_taken_back_once_the_vote_is_over(void **state) {
    (void)state;
    scene_t s;
    static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"},
                    sun = {.kind = SOURCE_PERSON, .key = "sun.li"},
                    li = {.kind = SOURCE_PERSON, .key = "li.na"};
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "one", &chen);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "two", &sun);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "three", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "next", &li);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "too dear"));
    must(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL)); /* nothing is certain yet */
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "too dear"));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    int64_t task = open_task(&s, "next", "li.na")->id;
    s.now += MS_HOUR;
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL), "take_back.stands");
    error_says(&s, "step", "one");
    assert_int_equal(open_task(&s, "next", "li.na")->id, task);
    must(&s, as(&s, "sun.li", COMMAND_TAKE_BACK, NULL)); /* without this one it is open again */
    assert_null(open_task(&s, "next", NULL));
    assert_non_null(open_task(&s, "two", "sun.li"));
    scene_free(&s);
}

static void A43_whoever_waits_for_a_signer_is_not_urged_but_the_signer(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    must(&s, to(&s, "liu.yang", COMMAND_ADD_SIGNER, "chen.wei", NULL));
    must(&s, as(&s, "gao.min", COMMAND_URGE, NULL));
    assert_int_equal(told(&s, "task.urged", "chen.wei"), 1);
    assert_int_equal(told(&s, "task.urged", "wang.fang"), 1);
    assert_int_equal(told(&s, "task.urged", NULL), 2);
    scene_free(&s);
}

static void
A26_A27_a_signer_who_was_removed_is_not_asked_again_after_a_decision_was_taken_back(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    int64_t people[1] = {scene_person(&s, "chen.wei")};
    c.people = people;
    c.people_count = 1;
    c.where = ADDED_AFTER;
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, to(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei", NULL));
    assert_non_null(open_task(&s, "last", "li.na"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "board.after", NULL));
    assert_non_null(open_task(&s, "last", "li.na"));
    scene_free(&s);
}

/* ---- whoever waited hears of it */

static void A25_the_holder_hears_that_the_signers_before_have_signed(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    must(&s, to(&s, "liu.yang", COMMAND_ADD_SIGNER, "chen.wei", NULL));
    must(&s, to(&s, "liu.yang", COMMAND_ADD_SIGNER, "sun.li", NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(told(&s, "task.back", NULL), 0); /* another has still to */
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, "with that price"));
    assert_int_equal(told(&s, "task.back", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.back", NULL), 1);
    assert_string_equal(s.out.messages[s.out.message_count - 1].text, "with that price");
    scene_free(&s);
}

static void A24_A29_who_asked_or_delegated_hears_of_the_answer(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    must(&s, to(&s, "liu.yang", COMMAND_ASK, "gao.min", "which trip?"));
    must(&s, as(&s, "gao.min", COMMAND_ANSWER, "the one to Delft"));
    assert_int_equal(told(&s, "task.back", "liu.yang"), 1);
    assert_string_equal(s.out.messages[s.out.message_count - 1].text, "the one to Delft");
    must(&s, to(&s, "liu.yang", COMMAND_DELEGATE, "chen.wei", NULL));
    must(&s, to(&s, "liu.yang", COMMAND_TRANSFER, "sun.li", NULL)); /* whoever has it by then */
    must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
    assert_int_equal(told(&s, "task.back", "sun.li"), 1);
    scene_free(&s);
}

static void A29_a_question_ends_for_the_reason_for_which_its_task_does(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    must(&s, to(&s, "liu.yang", COMMAND_ASK, "chen.wei", "which trip?"));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_string_equal(record_step_named(s.record, "board.answer")->left_out, "withdrawn");
    refused_with(&s, as(&s, "chen.wei", COMMAND_ANSWER, "Delft"), "task.not_open");
    error_says(&s, "state", "withdrawn");
    assert_non_null(diag_get(&s.d, "closed")); /* nobody decided it */
    assert_null(diag_get(&s.d, "by"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A25_A27_a_signer_before_takes_the_signature_back_until_the_holder_goes_on),
        cmocka_unit_test(A25_A27_not_once_whoever_it_was_for_has_gone_on),
        cmocka_unit_test(A25_A27_not_once_whoever_it_was_for_was_removed),
        cmocka_unit_test(A27_what_was_done_before_the_signature_counts_for_others),
        cmocka_unit_test(A25_A27_a_signer_before_takes_a_refusal_back),
        cmocka_unit_test(A4_A27_a_vote_that_decided_nothing_is_not_taken_back_once_the_vote_is_over),
        cmocka_unit_test(A43_whoever_waits_for_a_signer_is_not_urged_but_the_signer),
        cmocka_unit_test(A26_A27_a_signer_who_was_removed_is_not_asked_again_after_a_decision_was_taken_back),
        cmocka_unit_test(A25_the_holder_hears_that_the_signers_before_have_signed),
        cmocka_unit_test(A24_A29_who_asked_or_delegated_hears_of_the_answer),
        cmocka_unit_test(A29_a_question_ends_for_the_reason_for_which_its_task_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
