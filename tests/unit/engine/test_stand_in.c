/* Stand-ins (A15): Zhou Jie stands in for Wang Fang from 2026-08-03 until 2026-08-10 (demo directory). */
#include "scene.h"

static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};

#define MONDAY_IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR)

static void begin(scene_t *s, instant_t at, const char *who) {
    scene_init(s);
    s->now = at;
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "only", &wang);
    submit_by(s, who);
}

static void the_record_names_both_and_either_may_act(void **state) {
    (void)state;
    scene_t s;
    begin(&s, MONDAY_IN_AUGUST, "gao.min");
    const task_t *task = open_task(&s, "only", "zhou.jie");
    assert_non_null(task);
    assert_int_equal(task->principal, scene_person(&s, "wang.fang"));
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
    begin(&s, MONDAY_IN_AUGUST, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_null(open_task(&s, "only", "zhou.jie"));
    scene_free(&s);
}

/* Not at the next reminder: whoever hands it on would wait for nobody until then. */
static void A15_A23_what_is_handed_to_somebody_who_is_away_is_with_their_stand_in_at_once(void **state) {
    (void)state;
    static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
    for (int administrator = 0; administrator < 2; administrator++) {
        scene_t s;
        scene_init(&s);
        s.now = MONDAY_IN_AUGUST;
        fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &liu)->permits = PERMIT_ALL;
        submit_by(&s, "gao.min");
        int64_t wang_fang = scene_person(&s, "wang.fang");
        command_t c = scene_cmd(&s, administrator ? "sun.li" : "liu.yang",
                                administrator ? COMMAND_REASSIGN : COMMAND_TRANSFER);
        c.people = &wang_fang;
        c.people_count = 1;
        c.step = "only";
        c.text = "more to do with it";
        c.owner = administrator;
        must(&s, scene_command(&s, &c));
        const task_t *task = open_task(&s, "only", NULL);
        assert_int_equal(task->person, scene_person(&s, "zhou.jie"));
        assert_int_equal(task->principal, wang_fang);
        assert_int_equal(told(&s, "task.reassigned", "zhou.jie"), 1);
        must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
        scene_free(&s);
    }
}

static void outside_of_the_window_nobody_stands_in(void **state) {
    (void)state;
    scene_t s;
    begin(&s, MONDAY_IN_AUGUST - 9 * MS_HOUR - 1, "gao.min");
    assert_non_null(open_task(&s, "only", "wang.fang"));
    scene_free(&s);
    begin(&s, MONDAY_IN_AUGUST + 7 * MS_DAY, "gao.min");
    assert_non_null(open_task(&s, "only", "wang.fang"));
    scene_free(&s);
}

static void when_the_window_is_over_the_stand_in_decides_no_more(void **state) {
    (void)state;
    scene_t s;
    begin(&s, MONDAY_IN_AUGUST, "gao.min");
    s.now = MONDAY_IN_AUGUST + 7 * MS_DAY;
    refused_with(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL), "stand_in.over");
    error_says(&s, "principal", "wang.fang");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void nobody_decides_their_own_request_by_standing_in(void **state) {
    (void)state;
    scene_t s;
    begin(&s, MONDAY_IN_AUGUST, "zhou.jie");
    assert_null(open_task(&s, "only", "zhou.jie"));
    assert_non_null(open_task(&s, "only", "wang.fang"));
    scene_free(&s);
}

static rung_act_t remind_acts[] = {{.action = RUNG_REMIND}};
static rung_t reminders[] = {{.name = "1",
                              .anchor = RUNG_AFTER_OPEN,
                              .distance = {.kind = LIMIT_ELAPSED, .ms = 2 * MS_HOUR},
                              .acts = remind_acts,
                              .act_count = 1},
                             {.name = "2",
                              .anchor = RUNG_AFTER_OPEN,
                              .distance = {.kind = LIMIT_ELAPSED, .ms = 8 * MS_DAY},
                              .acts = remind_acts,
                              .act_count = 1}};

static void who_stands_in_is_asked_again_at_each_reminder(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST - 10 * MS_HOUR; /* before the window */
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &wang)->ladder = (ladder_t){reminders, 2};
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "only", "wang.fang"));
    assert_true(fire_next(&s));
    const task_t *task = open_task(&s, "only", "zhou.jie");
    assert_non_null(task);
    assert_int_equal(task->principal, scene_person(&s, "wang.fang"));
    assert_true(fire_next(&s)); /* the window is over */
    task = open_task(&s, "only", "wang.fang");
    assert_non_null(task);
    assert_int_equal(task->principal, 0);
    scene_free(&s);
}

/* A61: the reminder spoke by another rung, which reminds nobody. */
static void A15_who_stands_in_is_asked_also_at_a_reminder_that_was_missed(void **state) {
    (void)state;
    rung_act_t notify = {.action = RUNG_NOTIFY, .who = &wang};
    rung_t rungs[] = {reminders[0], reminders[0]};
    rungs[1].name = "2";
    rungs[1].acts = &notify;
    scene_t s;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST - 10 * MS_HOUR;
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &wang)->ladder = (ladder_t){rungs, 2};
    submit_by(&s, "gao.min");
    s.now = MONDAY_IN_AUGUST + MS_DAY;
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "only", "zhou.jie"));
    assert_int_equal(told(&s, "task.reminder", "zhou.jie"), 1);
    assert_int_equal(told(&s, "task.overdue", "wang.fang"), 1);
    scene_free(&s);
}

/* What those three say of approval_limit: NULL: nothing. The record is about 26.85 EUR. */
static bool stands_in_with(const char *principal, const char *post, const char *stand_in) {
    scene_t s;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST;
    s.rules.flow.amount = "amount";
    directory_builder_t *b = demo_directory_builder();
    if (principal)
        assert_int_equal(directory_add_attribute(b, "person:wang.fang", "approval_limit", principal, NULL),
                         0);
    if (post)
        assert_int_equal(directory_add_attribute(b, "post:finance.head", "approval_limit", post, NULL), 0);
    if (stand_in)
        assert_int_equal(directory_add_attribute(b, "person:zhou.jie", "approval_limit", stand_in, NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 2, NULL);
    assert_non_null(s.dir);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &wang);
    submit_by(&s, "gao.min");
    bool stands = open_task(&s, "only", "zhou.jie") != NULL;
    assert_int_equal(stands, open_task(&s, "only", "wang.fang") == NULL);
    scene_free(&s);
    return stands;
}

static void A15_nobody_stands_in_beyond_the_principals_limit_or_their_own(void **state) {
    (void)state;
    assert_true(stands_in_with(NULL, NULL, NULL));
    assert_true(stands_in_with("26.85 EUR", NULL, NULL)); /* up to the limit */
    assert_false(stands_in_with("26.84 EUR", NULL, NULL));
    assert_false(stands_in_with(NULL, NULL, "26.84 EUR"));
    assert_true(stands_in_with("100 EUR", NULL, "26.85 EUR"));
    assert_false(stands_in_with("100 EUR", NULL, "20 EUR"));
    assert_false(stands_in_with("20 EUR", NULL, "100 EUR"));
}

static void A15_a_limit_is_the_persons_own_or_that_of_their_post(void **state) {
    (void)state;
    assert_false(stands_in_with(NULL, "20 EUR", NULL));
    assert_true(stands_in_with(NULL, "30 EUR", NULL));
    assert_true(stands_in_with("30 EUR", "20 EUR", NULL));
    assert_false(stands_in_with("20 EUR", "30 EUR", NULL));
}

static void A15_a_limit_in_another_currency_or_none_at_all_allows_nothing(void **state) {
    (void)state;
    assert_false(stands_in_with("1000 CNY", NULL, NULL));
    assert_false(stands_in_with("a lot", NULL, NULL));
}

static void limited(scene_t *s, const char *whose, const char *limit) {
    char key[64];
    snprintf(key, sizeof key, "person:%s", whose);
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, key, "approval_limit", limit, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
}

/* Whoever took the task stands beyond the limit of `whose` once that is lowered, which no record hears of. */
static void limit_holds(const char *whose) {
    scene_t s;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST;
    s.rules.flow.amount = "amount";
    limited(&s, whose, "100 EUR");
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &wang)->ladder = (ladder_t){reminders, 2};
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "only", "zhou.jie"));
    limited(&s, whose, "20 EUR");
    refused_with(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL), "stand_in.ceiling");
    error_says(&s, "person", whose);
    error_says(&s, "limit", "20 EUR");
    assert_true(fire_next(&s)); /* asked again */
    assert_non_null(open_task(&s, "only", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL)); /* no limit of her own decisions is meant */
    scene_free(&s);
}

static void A15_the_limit_holds_when_the_stand_in_decides_and_at_each_reminder(void **state) {
    (void)state;
    limit_holds("wang.fang");
    limit_holds("zhou.jie");
}

/* The amount becomes 9,999 EUR by what the rung's function returns. */
static void grows_by_a_ladder(const char *whose) {
    effect_t change = {.kind = EFFECT_SET_FIELD, .field = money_field("amount", 999900)};
    rung_act_t act = {.action = RUNG_CALL, .function = "change"};
    rung_t rung = {.name = "1",
                   .anchor = RUNG_AFTER_OPEN,
                   .distance = {.kind = LIMIT_ELAPSED, .ms = MS_HOUR},
                   .acts = &act,
                   .act_count = 1};
    scene_t s;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST;
    s.rules.flow.amount = "amount";
    s.rules.effects = (effects_t){&change, 1};
    limited(&s, whose, "100 EUR");
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &wang)->ladder = (ladder_t){&rung, 1};
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "only", "zhou.jie"));
    assert_true(fire_next(&s));
    assert_null(open_task(&s, "only", "zhou.jie"));
    assert_non_null(open_task(&s, "only", "wang.fang"));
    assert_int_equal(told(&s, "task.reassigned", "wang.fang"), 1);
    scene_free(&s);
}

static void A15_a_timer_that_changes_the_amount_takes_the_task_from_whom_it_is_beyond(void **state) {
    (void)state;
    grows_by_a_ladder("wang.fang");
    grows_by_a_ladder("zhou.jie");
}

/* Zhou Jie for Wang Fang, Liu Yang for Zhou Jie, and so on along the list. */
static const task_t *chain_of(scene_t *s, const int64_t *people, size_t count) {
    directory_builder_t *b = demo_directory_builder();
    for (size_t i = 0; i + 1 < count; i++)
        assert_int_equal(
            directory_add_stand_in(b, people[i], people[i + 1], NULL, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    scene_init(s);
    s->now = MONDAY_IN_AUGUST;
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "only", &wang);
    submit_by(s, "gao.min");
    return open_task(s, "only", NULL);
}

static void A15_chains_are_followed_to_a_small_limit(void **state) {
    (void)state;
    scene_t s;
    const int64_t people[] = {DEMO_ZHOU_JIE, DEMO_LIU_YANG, DEMO_SUN_LI, DEMO_CHEN_WEI, DEMO_XU_JING};
    const task_t *task = chain_of(&s, people, 3); /* Wang Fang's own stand-in is Zhou Jie */
    assert_int_equal(task->person, DEMO_SUN_LI);
    assert_int_equal(task->principal, scene_person(&s, "wang.fang"));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    scene_free(&s);
    task = chain_of(&s, people, 5);
    assert_int_equal(task->person, DEMO_CHEN_WEI); /* the fourth, and no further */
    scene_free(&s);
}

/* Wang Fang names Zhou Jie, and Liu Yang, who comes first; Sun Li stands in for Zhou Jie. `who` asks,
 * with a reminder after two hours. */
static void two_ways(scene_t *s, const char *who, ladder_t ladder) {
    const instant_t until = MONDAY_IN_AUGUST + INT64_C(30) * MS_DAY;
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(
        directory_add_stand_in(b, DEMO_WANG_FANG, DEMO_LIU_YANG, NULL, INSTANT_NONE, until, NULL), 0);
    assert_int_equal(directory_add_stand_in(b, DEMO_ZHOU_JIE, DEMO_SUN_LI, NULL, INSTANT_NONE, until, NULL),
                     0);
    scene_init(s);
    s->now = MONDAY_IN_AUGUST;
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "only", &wang)->ladder = ladder;
    submit_by(s, who);
}

static void A15_whoever_gets_the_task_along_a_chain_may_decide_it(void **state) {
    (void)state;
    scene_t s;
    two_ways(&s, "liu.yang", (ladder_t){0}); /* the first named is who asks */
    assert_int_equal(open_task(&s, "only", NULL)->person, DEMO_SUN_LI);
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A15_at_a_reminder_it_stays_with_the_end_of_the_chain(void **state) {
    (void)state;
    scene_t s;
    two_ways(&s, "liu.yang", (ladder_t){reminders, 1});
    assert_true(fire_next(&s));
    assert_int_equal(open_task(&s, "only", NULL)->person, DEMO_SUN_LI);
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void names(scene_t *s, int64_t principal, int64_t person) {
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_stand_in(b, principal, person, NULL, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
}

static void A15_a_stand_in_who_names_one_in_turn_passes_it_on_at_the_reminder(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST;
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &wang)->ladder = (ladder_t){reminders, 1};
    submit_by(&s, "gao.min");
    assert_int_equal(open_task(&s, "only", NULL)->person, DEMO_ZHOU_JIE);
    names(&s, DEMO_ZHOU_JIE, DEMO_SUN_LI);
    assert_true(fire_next(&s));
    const task_t *task = open_task(&s, "only", NULL);
    assert_int_equal(task->person, DEMO_SUN_LI);
    assert_int_equal(task->principal, DEMO_WANG_FANG);
    scene_free(&s);
}

static void A15_a_reminder_by_a_function_asks_anew_as_well(void **state) {
    (void)state;
    scene_t s;
    effect_t remind = {.kind = EFFECT_REMIND};
    rung_act_t call = {.action = RUNG_CALL, .function = "nudge"};
    rung_t rung = reminders[0];
    rung.acts = &call;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST - 10 * MS_HOUR; /* before the window */
    s.rules.effects = (effects_t){&remind, 1};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &wang)->ladder = (ladder_t){&rung, 1};
    submit_by(&s, "gao.min");
    assert_int_equal(open_task(&s, "only", NULL)->person, DEMO_WANG_FANG);
    assert_true(fire_next(&s));
    assert_int_equal(open_task(&s, "only", NULL)->person, DEMO_ZHOU_JIE);
    assert_string_equal(s.out.messages[s.out.message_count - 1].kind, "task.reminder");
    assert_int_equal(s.out.messages[s.out.message_count - 1].recipient, DEMO_ZHOU_JIE);
    scene_free(&s);
}

static source_t zhou = {.kind = SOURCE_PERSON, .key = "zhou.jie"};
static source_t zhou_then_wang = {.kind = SOURCE_PERSON, .key = "zhou.jie", .next = &wang};
static source_t wang_then_zhou = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &zhou};

/* Zhou Jie decides his own seat of two; whose is the other, also after a reminder? */
static void other_seat_stays(const source_t *by, decide_mode_t mode) {
    scene_t s;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST;
    step_t *step = fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", by);
    step->mode = mode;
    step->ladder = (ladder_t){reminders, 2};
    submit_by(&s, "gao.min");
    if (!open_task(&s, "only", "zhou.jie")) must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    if (by == &wang_then_zhou && mode == DECIDE_IN_ORDER) { /* hers came first */
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
        return;
    }
    assert_non_null(open_task(&s, "only", "wang.fang"));
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_non_null(open_task(&s, "only", "wang.fang"));
    refused_with(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL), "task.not_open");
    scene_free(&s);
}

static void A2_A15_nobody_decides_two_seats_of_a_step_by_standing_in(void **state) {
    (void)state;
    other_seat_stays(&zhou_then_wang, DECIDE_IN_ORDER);
    other_seat_stays(&zhou_then_wang, DECIDE_ALL);
    other_seat_stays(&wang_then_zhou, DECIDE_IN_ORDER);
    other_seat_stays(&wang_then_zhou, DECIDE_ALL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_record_names_both_and_either_may_act),
        cmocka_unit_test(A15_A23_what_is_handed_to_somebody_who_is_away_is_with_their_stand_in_at_once),
        cmocka_unit_test(outside_of_the_window_nobody_stands_in),
        cmocka_unit_test(when_the_window_is_over_the_stand_in_decides_no_more),
        cmocka_unit_test(nobody_decides_their_own_request_by_standing_in),
        cmocka_unit_test(who_stands_in_is_asked_again_at_each_reminder),
        cmocka_unit_test(A15_who_stands_in_is_asked_also_at_a_reminder_that_was_missed),
        cmocka_unit_test(A15_nobody_stands_in_beyond_the_principals_limit_or_their_own),
        cmocka_unit_test(A15_a_limit_is_the_persons_own_or_that_of_their_post),
        cmocka_unit_test(A15_a_limit_in_another_currency_or_none_at_all_allows_nothing),
        cmocka_unit_test(A15_the_limit_holds_when_the_stand_in_decides_and_at_each_reminder),
        cmocka_unit_test(A15_a_timer_that_changes_the_amount_takes_the_task_from_whom_it_is_beyond),
        cmocka_unit_test(A15_chains_are_followed_to_a_small_limit),
        cmocka_unit_test(A15_whoever_gets_the_task_along_a_chain_may_decide_it),
        cmocka_unit_test(A15_at_a_reminder_it_stays_with_the_end_of_the_chain),
        cmocka_unit_test(A15_a_stand_in_who_names_one_in_turn_passes_it_on_at_the_reminder),
        cmocka_unit_test(A15_a_reminder_by_a_function_asks_anew_as_well),
        cmocka_unit_test(A2_A15_nobody_decides_two_seats_of_a_step_by_standing_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
