/* Plans and sources: the shape is checked, children are found, shared parts are written once. */
#include "../failing.h"
#include "support/fixed_rules.h"
#include <string.h>

static source_t by = {.kind = SOURCE_ROLE, .key = "finance.administration"};

/* sequence(a, all(b, c), d) */
static plan_t *sample(fixed_rules_t *rules) {
    fixed_rules_init(rules);
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "a", &by);
    fixed_group(rules, 0, 1, STEP_ALL);
    fixed_leaf(rules, 0, 3, STEP_APPROVE, "b", &by);
    fixed_leaf(rules, 0, 3, STEP_APPROVE, "c", &by);
    fixed_leaf(rules, 0, 1, STEP_ACT, "d", &by);
    return &rules->plans[0];
}

static void children_are_found_in_order(void **state) {
    (void)state;
    static fixed_rules_t rules;
    plan_t *p = sample(&rules);
    assert_int_equal(plan_child(p->steps, p->step_count, 0, 0), 1);
    assert_int_equal(plan_child(p->steps, p->step_count, 0, 1), 2);
    assert_int_equal(plan_child(p->steps, p->step_count, 0, 2), 5);
    assert_int_equal(plan_child(p->steps, p->step_count, 0, 5), -1);
    assert_int_equal(plan_child(p->steps, p->step_count, 2, 2), 3);
    assert_int_equal(plan_child(p->steps, p->step_count, 2, 3), 4);
    assert_int_equal(plan_child(p->steps, p->step_count, 2, 4), -1);
    assert_int_equal(plan_child(p->steps, p->step_count, 1, 1), -1);
}

static void expect_problem(const plan_t *p, const char *step, const char *problem, int line) {
    diag_t d;
    diag_init(&d);
    if (plan_check(p, &d) != -1) fail_msg("no problem, expected %s", problem);
    assert_true(diag_is(&d, "plan.shape"));
    assert_string_equal(diag_get(&d, "problem"), problem);
    assert_string_equal(diag_get(&d, "step"), step);
    assert_int_equal(d.line, line);
    diag_clear(&d);
}

static void a_good_plan_passes(void **state) {
    (void)state;
    static fixed_rules_t rules;
    diag_t d;
    diag_init(&d);
    assert_int_equal(plan_check(sample(&rules), &d), 0);
    plan_t empty = {0};
    assert_int_equal(plan_check(&empty, &d), 0);
}

static void what_is_wrong_with_a_leaf_is_named(void **state) {
    (void)state;
    static fixed_rules_t rules;
    plan_t *p = sample(&rules);
    p->steps[1].by = NULL;
    expect_problem(p, "a", "nobody", 12);
    p->steps[1].state = STEP_LEFT_OUT;
    assert_int_equal(plan_check(p, NULL), 0); /* nobody is needed for what does not happen */
    p = sample(&rules);
    p->steps[5].within = (limit_t){0};
    expect_problem(p, "d", "no_limit", 16);
    p->steps[5].kind = STEP_COPY;
    assert_int_equal(plan_check(p, NULL), 0);
    p = sample(&rules);
    p->steps[3].name = "";
    expect_problem(p, "4", "no_name", 14);
    p->steps[3].name = "a";
    expect_problem(p, "a", "name_twice", 14);
    p = sample(&rules);
    p->steps[1].on_empty = EMPTY_PASSES;
    expect_problem(p, "a", "no_reason", 12);
    p->steps[1].passes_because = "clause 4";
    assert_int_equal(plan_check(p, NULL), 0);
    p->steps[1].within = (limit_t){.kind = LIMIT_WORKDAYS, .days = LIMIT_DAYS_MAX + 1};
    expect_problem(p, "a", "limit_range", 12);
}

static void what_is_wrong_with_the_tree_is_named(void **state) {
    (void)state;
    static fixed_rules_t rules;
    plan_t *p = sample(&rules);
    p->steps[5].parent = 0;
    expect_problem(p, "d", "second_root", 16);
    p = sample(&rules);
    p->steps[5].parent = 2; /* a leaf */
    expect_problem(p, "d", "parent", 16);
    p = sample(&rules);
    p->steps[1].parent = 3; /* a group that comes later */
    expect_problem(p, "a", "parent", 12);
    p = sample(&rules);
    p->steps[5].parent = 3; /* d as a child of the inner group: fine */
    assert_int_equal(plan_check(p, NULL), 0);
    p->steps[4].parent = 1; /* then it is closed by c */
    expect_problem(p, "d", "parent", 16);
    p = sample(&rules);
    p->steps[2].no = 9;
    expect_problem(p, "9", "number", 13);
    p = sample(&rules);
    p->steps[0].on_refuse = ON_REFUSE_THRESHOLD;
    expect_problem(p, "1", "refuse_need", 11);
}

static void depth_and_size_are_bounded(void **state) {
    (void)state;
    static fixed_rules_t rules;
    fixed_rules_init(&rules);
    for (int i = 0; i < PLAN_DEPTH_MAX; i++)
        fixed_group(&rules, 0, i, STEP_SEQUENCE);
    assert_int_equal(plan_check(&rules.plans[0], NULL), 0);
    fixed_group(&rules, 0, PLAN_DEPTH_MAX, STEP_SEQUENCE);
    expect_problem(&rules.plans[0], "17", "too_deep", 27);
    plan_t huge = {.step_count = PLAN_STEPS_MAX + 1};
    expect_problem(&huge, "", "too_many_steps", 0);
    buf_t bytes;
    buf_init(&bytes, 0);
    plan_encode(&huge, &bytes);
    assert_true(bytes.failed);
    buf_free(&bytes);
}

/* A ladder and a file that all steps share cost their bytes once, and their memory too. */
static void shared_ladders_and_files_are_written_once(void **state) {
    (void)state;
    static fixed_rules_t rules;
    static rung_act_t act = {.action = RUNG_REMIND};
    static rung_t one[] = {
        {.name = "reminder of the deadline", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1}};
    rung_t same[] = {one[0]}, other[] = {one[0]};
    other[0].line = 5;
    plan_t *p = sample(&rules), read;
    arena_t arena;
    buf_t bytes;
    cursor_t in;
    arena_init(&arena, 0);
    buf_init(&bytes, 0);
    p->steps[1].ladder = (ladder_t){one, 1};
    plan_encode(p, &bytes);
    size_t once = bytes.len;
    buf_reset(&bytes);
    p->steps[3].ladder = (ladder_t){one, 1};
    p->steps[4].ladder = (ladder_t){same, 1}; /* equal, elsewhere in memory */
    plan_encode(p, &bytes);
    assert_true(bytes.len <= once);
    cursor_init(&in, (bytes_t){bytes.at, bytes.len}, &arena);
    plan_decode(&in, &read);
    assert_true(cursor_done(&in));
    assert_int_equal(read.steps[4].ladder.count, 1);
    assert_ptr_equal(read.steps[1].ladder.rungs, read.steps[4].ladder.rungs);
    assert_ptr_equal(read.steps[0].why.file, read.steps[5].why.file);
    assert_string_equal(read.steps[5].why.file, "demo.lua");
    buf_reset(&bytes);
    p->steps[4].ladder = (ladder_t){other, 1};
    plan_encode(p, &bytes);
    assert_true(bytes.len > once + 20);
    buf_free(&bytes);
    arena_free(&arena);
}

/* Two steps that differ in one byte of their ladder, or of their file: with that byte made equal they would
 * be the same plan spelled at greater length. */
static void what_could_be_shared_must_be(void **state) {
    (void)state;
    for (int file = 0; file < 2; file++) {
        static fixed_rules_t rules;
        rung_t first = {.name = "rung-a", .anchor = RUNG_AFTER_DUE},
               second = {.name = "rung-b", .anchor = RUNG_AFTER_DUE};
        plan_t *p = sample(&rules), read;
        p->steps[1].ladder = (ladder_t){&first, 1};
        p->steps[3].ladder = (ladder_t){&second, 1};
        p->steps[4].why.file = "demo.lub";
        arena_t arena;
        buf_t bytes;
        cursor_t in;
        arena_init(&arena, 0);
        buf_init(&bytes, 0);
        plan_encode(p, &bytes);
        cursor_init(&in, (bytes_t){bytes.at, bytes.len}, &arena);
        plan_decode(&in, &read);
        assert_true(cursor_done(&in));
        uint8_t *differs = memmem(bytes.at, bytes.len, file ? "demo.lub" : "rung-b", file ? 8 : 6);
        assert_non_null(differs);
        differs[file ? 7 : 5] = 'a';
        cursor_init(&in, (bytes_t){bytes.at, bytes.len}, &arena);
        plan_decode(&in, &read);
        assert_true(in.failed);
        buf_free(&bytes);
        arena_free(&arena);
    }
}

static void words_go_both_ways(void **state) {
    (void)state;
    for (int kind = 0; kind < 32; kind++) {
        const char *word = step_kind_word((step_kind_t)kind);
        bool is = (kind >= STEP_SEQUENCE && kind <= STEP_LOOP) ||
                  (kind >= STEP_APPROVE && kind <= STEP_RECORD) || kind == STEP_MONITOR ||
                  kind == STEP_WARNING;
        assert_int_equal(step_kind_from(word), is ? kind : 0);
        assert_int_equal(step_is_group((step_kind_t)kind), kind >= STEP_SEQUENCE && kind <= STEP_LOOP);
    }
    for (int s = 0; s < 9; s++)
        assert_int_equal(step_state_from(step_state_word((step_state_t)s)),
                         s >= STEP_WAITING && s <= STEP_LEFT_OUT ? s : 0);
    assert_string_equal(step_state_word(STEP_LEFT_OUT), "left_out");
    assert_string_equal(step_kind_word(STEP_APPROVE), "approve");
    assert_false(step_ended(STEP_OPEN));
    assert_true(step_ended(STEP_CLOSED));
}

static void sources_are_told_in_words(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    source_t initiator = {.kind = SOURCE_INITIATOR};
    source_t head = {.kind = SOURCE_HEAD, .of = &initiator};
    source_t post = {.kind = SOURCE_POST, .key = "finance.head"};
    source_t list = {.kind = SOURCE_HEAD, .key = "finance", .next = &post};
    source_t holder = {.kind = SOURCE_HOLDER, .key = "budget", .item = "HR-01"};
    source_t in = {.kind = SOURCE_ROLE, .key = "clerk", .item = "sales"};
    source_t chain = {.kind = SOURCE_CHAIN, .of = &initiator, .level = 2};
    source_t superior = {.kind = SOURCE_SUPERIOR, .of = &head};
    assert_string_equal(source_text(&by, &arena), "role finance.administration");
    assert_string_equal(source_text(&in, &arena), "role clerk in sales");
    assert_string_equal(source_text(&head, &arena), "head of the department of initiator");
    assert_string_equal(source_text(&superior, &arena), "superior of head of the department of initiator");
    assert_string_equal(source_text(&list, &arena), "head of finance, post finance.head");
    list.first_only = true;
    assert_string_equal(source_text(&list, &arena), "head of finance, else post finance.head");
    assert_string_equal(source_text(&holder, &arena), "holder of budget HR-01");
    assert_string_equal(source_text(&chain, &arena), "superiors of initiator, 2 levels");
    assert_string_equal(source_text(NULL, &arena), "nobody");
    assert_string_equal(source_code(&in, &arena), "(role \"clerk\" \"sales\")");
    assert_string_equal(source_code(&superior, &arena), "(superior (head (initiator)))");
    assert_string_equal(source_code(&list, &arena), "(first (head \"finance\") (post \"finance.head\"))");
    assert_string_equal(source_code(&chain, &arena), "(chain (initiator) 2)");
    assert_string_equal(
        source_code(&(source_t){.kind = SOURCE_HOLDER, .key = "budget", .item = "a \"b\\"}, &arena),
        "(holder \"budget\" \"a \\\"b\\\\\")");
    assert_string_equal(source_code(NULL, &arena), "");
    arena_free(&arena);
}

/* Deeper or longer than allowed: not written, and bytes that say so are not followed. */
static void sources_are_bounded(void **state) {
    (void)state;
    source_t deep[SOURCE_DEPTH_MAX + 1] = {{0}}, many[SOURCE_LIST_MAX + 1] = {{0}};
    buf_t bytes;
    buf_init(&bytes, 0);
    for (size_t i = 0; i < SOURCE_DEPTH_MAX + 1; i++)
        deep[i] = (source_t){.kind = SOURCE_SUPERIOR, .of = i > 0 ? &deep[i - 1] : NULL};
    for (size_t i = 0; i < SOURCE_LIST_MAX + 1; i++)
        many[i] = (source_t){.kind = SOURCE_INITIATOR, .next = i > 0 ? &many[i - 1] : NULL};
    source_encode(&deep[SOURCE_DEPTH_MAX - 1], &bytes);
    source_encode(&many[SOURCE_LIST_MAX - 1], &bytes);
    assert_false(bytes.failed);
    source_encode(&deep[SOURCE_DEPTH_MAX], &bytes);
    assert_true(bytes.failed);
    buf_reset(&bytes);
    source_encode(&many[SOURCE_LIST_MAX], &bytes);
    assert_true(bytes.failed);
    buf_free(&bytes);
    /* kind, no key, no item, level 0, not first_only, of: the same again, a million times */
    enum { LEVELS = 1000000 };
    uint8_t *endless = mem_alloc(LEVELS * 5);
    assert_non_null(endless);
    for (size_t i = 0; i < LEVELS; i++)
        endless[i * 5] = SOURCE_SUPERIOR;
    arena_t arena;
    cursor_t in;
    arena_init(&arena, 0);
    cursor_init(&in, (bytes_t){endless, LEVELS * 5}, &arena);
    assert_null(source_decode(&in));
    assert_true(in.failed);
    assert_true(arena.used < 10000);
    arena_free(&arena);
    mem_free(endless);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_are_found_in_order),
        cmocka_unit_test(a_good_plan_passes),
        cmocka_unit_test(what_is_wrong_with_a_leaf_is_named),
        cmocka_unit_test(what_is_wrong_with_the_tree_is_named),
        cmocka_unit_test(depth_and_size_are_bounded),
        cmocka_unit_test(shared_ladders_and_files_are_written_once),
        cmocka_unit_test(what_could_be_shared_must_be),
        cmocka_unit_test(words_go_both_ways),
        cmocka_unit_test(sources_are_told_in_words),
        cmocka_unit_test(sources_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
