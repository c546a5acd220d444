/* Votes (A4): counts, fractions, weights, abstentions, ties, against every way in which the rest could vote;
 * loops (A8). */
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "scene.h"

enum { VOTERS_MAX = 5 };

typedef struct vote {
    step_t steps[VOTERS_MAX + 1];
    int32_t count;
} vote_t;

/* What each has done: w waits, y passed, n refused, a abstained. */
static void voted(vote_t *v, const char *what, const int32_t *weights) {
    v->count = 1 + (int32_t)strlen(what);
    for (int32_t i = 1; i < v->count; i++) {
        char c = what[i - 1];
        v->steps[i] = (step_t){.no = i + 1,
                               .parent = 1,
                               .kind = STEP_APPROVE,
                               .weight = weights ? weights[i - 1] : 0,
                               .state = c == 'y'   ? STEP_PASSED
                                        : c == 'n' ? STEP_REFUSED
                                        : c == 'a' ? STEP_CLOSED
                                                   : STEP_OPEN,
                               .left_out = c == 'a' ? "abstained" : NULL};
    }
}

static step_state_t verdict(vote_t *v, const char *what, const int32_t *weights) {
    voted(v, what, weights);
    return group_verdict(v->steps, v->count, 0);
}

static vote_t vote_of(int32_t need, int32_t of) {
    return (vote_t){
        .steps[0] = {.no = 1, .kind = STEP_VOTE, .state = STEP_OPEN, .need = need, .need_of = of}};
}

static void a_fraction_is_rounded_up(void **state) {
    (void)state;
    vote_t v = vote_of(2, 3);
    assert_int_equal(verdict(&v, "yyw", NULL), STEP_PASSED);
    assert_int_equal(verdict(&v, "yyww", NULL), 0); /* three of four */
    assert_int_equal(verdict(&v, "yyyw", NULL), STEP_PASSED);
    assert_int_equal(verdict(&v, "nnww", NULL), STEP_REFUSED);
}

static void a_tie_fails_unless_the_rule_says_otherwise(void **state) {
    (void)state;
    vote_t v = vote_of(1, 2);
    assert_int_equal(verdict(&v, "yynn", NULL), STEP_REFUSED);
    assert_int_equal(verdict(&v, "yynw", NULL), 0);
    assert_int_equal(verdict(&v, "yyna", NULL), STEP_PASSED);
    v.steps[0].tie = TIE_PASSES;
    assert_int_equal(verdict(&v, "yynn", NULL), STEP_PASSED);
    assert_int_equal(verdict(&v, "yynw", NULL), STEP_PASSED);
}

static void weights_count_and_so_do_abstentions_as_the_rule_says(void **state) {
    (void)state;
    static const int32_t weights[] = {3, 1, 1};
    vote_t v = vote_of(3, 5);
    assert_int_equal(verdict(&v, "yww", weights), STEP_PASSED);
    assert_int_equal(verdict(&v, "nww", weights), STEP_REFUSED);
    assert_int_equal(verdict(&v, "ayy", weights), STEP_REFUSED);
    v.steps[0].abstain = ABSTAIN_LEAVES;
    assert_int_equal(verdict(&v, "ayy", weights), STEP_PASSED);
}

/* The final verdict with all votes cast; by the definition, not by the code. */
static bool passes(const char *what, const int32_t *weights, const step_t *s) {
    int64_t yes = 0, no = 0, present = 0;
    for (size_t i = 0; what[i]; i++) {
        if (what[i] == 'y') yes += weights[i];
        if (what[i] == 'n') no += weights[i];
        if (what[i] != 'a' || s->abstain == ABSTAIN_STAYS) present += weights[i];
    }
    if (s->need_of == 0) return yes >= s->need;
    int64_t need = (present * s->need + s->need_of - 1) / s->need_of;
    if (yes < need || yes == 0) return false;
    return !(s->need * 2 == s->need_of && s->tie == TIE_FAILS && yes == no);
}

/* Does some way of voting on end that way? */
static bool can_end(char *what, const int32_t *weights, const step_t *s, bool passing) {
    char *open = strchr(what, 'w');
    if (!open) return passes(what, weights, s) == passing;
    bool found = false;
    for (const char *c = "yna"; *c && !found; c++) {
        *open = *c;
        found = can_end(what, weights, s, passing);
    }
    *open = 'w';
    return found;
}

static void it_ends_exactly_when_either_way_is_certain(void **state) {
    (void)state;
    static const int32_t weights[][VOTERS_MAX] = {{1, 1, 1, 1, 1}, {3, 1, 1, 2, 1}, {2, 2, 1, 1, 4}};
    static const int32_t needs[][2] = {{1, 2}, {2, 3}, {1, 3}, {3, 5}, {1, 1}, {2, 0}, {3, 0}};
    size_t looked = 0;
    for (size_t w = 0; w < 3; w++)
        for (size_t n = 0; n < sizeof needs / sizeof *needs; n++)
            for (int rule = 0; rule < 4; rule++)
                for (int code = 0; code < 1024; code++) {
                    char what[VOTERS_MAX + 1] = "";
                    for (int i = 0, c = code; i < VOTERS_MAX; i++, c /= 4)
                        what[i] = "wyna"[c % 4];
                    vote_t v = vote_of(needs[n][0], needs[n][1]);
                    v.steps[0].tie = rule & 1 ? TIE_PASSES : TIE_FAILS;
                    v.steps[0].abstain = rule & 2 ? ABSTAIN_LEAVES : ABSTAIN_STAYS;
                    bool may_pass = can_end(what, weights[w], &v.steps[0], true);
                    bool may_fail = can_end(what, weights[w], &v.steps[0], false);
                    step_state_t expected = may_pass && may_fail ? 0 : may_pass ? STEP_PASSED : STEP_REFUSED;
                    step_state_t got = verdict(&v, what, weights[w]);
                    if (got != expected)
                        fail_msg("%s, need %d/%d, rule %d, weights %zu: %d, not %d", what, (int)needs[n][0],
                                 (int)needs[n][1], rule, w, (int)got, (int)expected);
                    looked++;
                }
    assert_true(looked > 80000);
}

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};

static void whoever_abstains_alone_passes_nothing(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_ABSTAIN;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu);
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL), "task.not_permitted");
    scene_free(&s);
}

static void a_loop_goes_round_until_it_passes_or_its_rounds_are_used_up(void **state) {
    (void)state;
    for (int rounds = 2; rounds <= 3; rounds++) {
        scene_t s;
        scene_init(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = rounds;
        fixed_group(&s.rules, 0, 2, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 0, 3, STEP_ACT, "mend", &liu);
        fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "check", &wang);
        submit_by(&s, "gao.min");
        for (int round = 1; round <= rounds; round++) {
            must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
            must(&s, as(&s, "wang.fang", rounds == 3 && round == 3 ? COMMAND_APPROVE : COMMAND_REFUSE,
                        "not yet"));
        }
        assert_int_equal(s.record->state, rounds == 3 ? RECORD_FINISHED : RECORD_ENDED_REFUSED);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fraction_is_rounded_up),
        cmocka_unit_test(a_tie_fails_unless_the_rule_says_otherwise),
        cmocka_unit_test(weights_count_and_so_do_abstentions_as_the_rule_says),
        cmocka_unit_test(it_ends_exactly_when_either_way_is_certain),
        cmocka_unit_test(whoever_abstains_alone_passes_nothing),
        cmocka_unit_test(a_loop_goes_round_until_it_passes_or_its_rounds_are_used_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
