/* Words for codes: templates are filled as texts.h says, both languages have the same codes and parameters,
 * every code in the C files has words, and so has every state, kind and outcome. */
#include "both_languages.h"

/* ---- templates ---- */

/* Fills the words of an error as one would see it. */
static void assert_told(const texts_t *t, diag_t *d, const char *expected) {
    arena_t arena;
    arena_init(&arena, 0);
    char *told = texts_error(t, d, &arena);
    assert_non_null(told);
    assert_string_equal(told, expected);
    arena_free(&arena);
    diag_clear(d);
}

static void an_error_names_place_parameters_and_what_to_do(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "rule.unknown_word", "word", "withn", "in", "approve \"head\"", "near", "within", NULL);
    diag_at(&d, "finance/declaration.lua", 12);
    assert_told(l->en, &d,
                "finance/declaration.lua:12: approve \"head\" has no `withn`. Did you mean `within`?");
    diag_set(&d, "rule.unknown_word", "word", "withn", "in", "approve \"head\"", "near", "within", NULL);
    assert_told(l->zh, &d, "approve \"head\" 没有 `withn`。是否指 `within`？");
}

static void an_optional_part_goes_when_a_parameter_is_empty_or_absent(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "rule.unknown_word", "word", "xyzzy", "in", "flow", "near", "", NULL);
    assert_told(l->en, &d, "flow has no `xyzzy`.");
    diag_set(&d, "rule.unknown_word", "word", "xyzzy", "in", "flow", NULL);
    assert_told(l->en, &d, "flow has no `xyzzy`.");
}

static void assert_people(const texts_t *t, const char *code, const char *expected) {
    arena_t arena;
    arena_init(&arena, 0);
    assert_string_equal(texts_source(t, code, &arena), expected);
    arena_free(&arena);
}

static void people_are_told_in_the_readers_language(void **state) {
    languages_t *l = *state;
    assert_people(l->en, "(head \"finance\")", "head of finance");
    assert_people(l->zh, "(superior (head (initiator)))", "发起人所在部门的负责人的上级");
    assert_people(l->en, "(superior (head (initiator)))", "superior of head of the department of initiator");
    assert_people(l->zh, "(first (post \"a\") (post \"b\"))", "岗位 a，否则岗位 b");
    assert_people(l->en, "(each (role \"clerk\" \"sales\") (assignee))", "role clerk in sales, assignee");
    assert_people(l->en, "(chain (initiator) 2)", "superiors of initiator, 2 levels");
    assert_people(l->en, "(holder \"budget\" \"a \\\"b\\\\\")", "holder of budget a \"b\\");
}

static void what_is_no_code_of_people_is_told_as_it_is(void **state) {
    languages_t *l = *state;
    static const char *const texts[] = {"head of finance",
                                        "(head \"finance\"",
                                        "(head) (head)",
                                        "(nobody \"x",
                                        "…",
                                        "",
                                        "(chain 99999999999999999999999999999999999)",
                                        "(unknown \"x\")",
                                        "((((((((((((((((((((("};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_people(l->zh, texts[i], texts[i]);
}

static void a_list_of_aspects_is_told_with_what_has_to_be_typed(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "opinion.unknown", "step", "head", "aspect", "x", "aspects", "budget,feasibility", NULL);
    assert_told(l->zh, &d,
                "步骤 head 不要求对“x”签署意见；要求的是：budget（预算）、feasibility（可行性）。");
}

static void a_list_has_the_marks_of_the_language(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "task.ambiguous", "steps", "head, legal, board", NULL);
    assert_told(l->zh, &d,
                "您有多个待办步骤：head、legal、board。请用 --step 指明哪一步，名称相同时用 --task。");
    diag_set(&d, "task.ambiguous", "steps", "head, legal, board", NULL);
    assert_told(
        l->en, &d,
        "Several steps wait for you: head, legal, board. Say which one with --step, or --task where they "
        "are called alike.");
}

static void a_word_of_a_family_is_told_in_the_readers_language(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "task.not_open", "step", "head", "state", "open", "by", "li.na", "outcome", "approved", "at",
             "2026-03-02T01:00:59.500Z", NULL);
    assert_told(
        l->en, &d,
        "head is not open any more: li.na decided (approved) at 2026-03-02 01:00 UTC. `countersign history` "
        "tells more.");
    diag_set(&d, "task.not_open", "step", "head", "by", "timer", "outcome", "refused", NULL);
    assert_told(l->zh, &d, "head 不在办理中：定时器 已决定（拒绝）。经过见 countersign history。");
    assert_string_equal(texts_word(l->zh, "state", "finished"), "已办结");
    assert_string_equal(texts_word(l->en, "state", "no such state"), "no such state");
}

static void whoever_is_unknown_is_told_once_as_what_they_acted(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "actor.unknown", "kind", "person", NULL);
    assert_told(l->en, &d,
                "Nobody here is known who could do this as a person. Check the name in the people table.");
}

static void a_label_is_told_in_the_readers_language_or_else_the_fields_name(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "field.required", "field", "budget", "label_en", "Budget", "label_zh", "预算", NULL);
    assert_told(l->en, &d, "Budget is missing. Fill it in.");
    diag_set(&d, "field.required", "field", "budget", "label", "Budget", "label_zh", "预算", NULL);
    assert_told(l->zh, &d, "预算 必填，请填写。");
    diag_set(&d, "field.required", "field", "budget", "label", "Budget", "label_zh", NULL, NULL);
    assert_told(l->zh, &d, "Budget 必填，请填写。");
    diag_set(&d, "field.required", "field", "budget", "label_en", NULL, NULL);
    assert_told(l->en, &d, "budget is missing. Fill it in.");
}

static void brackets_and_braces_that_are_meant_are_doubled(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "rule.no_plan", "flow", "a.b", "stage", "approval", NULL);
    assert_told(l->en, &d,
                "The function of stage approval in a.b returned nothing. Let it return its steps: return "
                "sequence { … "
                "}.");
}

static void causes_are_told_below_the_error(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "field.unknown", "field", "amnt", "flow", "a.b", "nearest", "amount", NULL);
    diag_wrap(&d, "form.invalid", "count", "1", "fields", "amnt", NULL);
    assert_told(
        l->en, &d,
        "The form is not in order (1: amnt).\n  The flow a.b has no field amnt. Did you mean amount?");
}

static void a_form_with_several_problems_names_each_field_by_its_label(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "form.invalid", "count", "2", "fields", "amount, what", "labels_en", "Amount, Item",
             "labels_zh", "金额, 物品", NULL);
    assert_told(l->en, &d, "The form is not in order (2: Amount, Item).");
    diag_set(&d, "form.invalid", "count", "2", "fields", "amount, what", "labels_en", "Amount, Item",
             "labels_zh", "金额, 物品", NULL);
    assert_told(l->zh, &d, "表单有误（2 处：金额、物品）。");
}

static void an_error_that_host_code_raised_in_a_rule_is_told_once(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "rule.division", NULL);
    diag_at(&d, "a.lua", 3);
    diag_wrap(&d, "rule.runtime", "message", "rule.division", "phase", "run", "example", "amount = 0 EUR",
              NULL);
    diag_at(&d, "a.lua", 3);
    assert_told(l->en, &d,
                "a.lua:3: A division by zero. Ask first whether the divisor is zero. For example with amount "
                "= 0 EUR.");
}

static void a_code_without_words_is_told_as_it_is(void **state) {
    languages_t *l = *state;
    diag_t d = {0};
    diag_set(&d, "no.such_code", "a", "1", "b", "two", NULL);
    assert_told(l->en, &d, "no.such_code a=1 b=two");
}

static void a_language_that_is_not_there_is_refused_by_name(void **state) {
    (void)state;
    diag_t d = {0};
    assert_null(texts_open("fr", &d));
    assert_true(diag_is(&d, "texts.language"));
    assert_string_equal(diag_get(&d, "lang"), "fr");
    diag_clear(&d);
}

static int open_and_tell(void *ctx) {
    (void)ctx;
    diag_t d = {0};
    arena_t arena;
    arena_init(&arena, 0);
    texts_t *t = texts_open("en", &d);
    bool opened = t != NULL;
    if (opened) diag_set(&d, "flow.unknown", "flow", "x", "near", "y", NULL);
    bool told = opened && texts_error(t, &d, &arena) != NULL;
    texts_close(t);
    arena_free(&arena);
    diag_clear(&d);
    return told ? 0 : -1;
}

static void refused_memory_is_an_error_and_leaves_nothing_behind(void **state) {
    (void)state;
    (void)each_allocation_fails(open_and_tell, NULL, false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_names_place_parameters_and_what_to_do),
        cmocka_unit_test(an_optional_part_goes_when_a_parameter_is_empty_or_absent),
        cmocka_unit_test(people_are_told_in_the_readers_language),
        cmocka_unit_test(what_is_no_code_of_people_is_told_as_it_is),
        cmocka_unit_test(a_list_of_aspects_is_told_with_what_has_to_be_typed),
        cmocka_unit_test(a_list_has_the_marks_of_the_language),
        cmocka_unit_test(a_word_of_a_family_is_told_in_the_readers_language),
        cmocka_unit_test(whoever_is_unknown_is_told_once_as_what_they_acted),
        cmocka_unit_test(a_label_is_told_in_the_readers_language_or_else_the_fields_name),
        cmocka_unit_test(brackets_and_braces_that_are_meant_are_doubled),
        cmocka_unit_test(causes_are_told_below_the_error),
        cmocka_unit_test(a_form_with_several_problems_names_each_field_by_its_label),
        cmocka_unit_test(an_error_that_host_code_raised_in_a_rule_is_told_once),
        cmocka_unit_test(a_code_without_words_is_told_as_it_is),
        cmocka_unit_test(a_language_that_is_not_there_is_refused_by_name),
        cmocka_unit_test(refused_memory_is_an_error_and_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, open_both, close_both);
}
