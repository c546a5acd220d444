/* What happens to a route on its course, as a drawing shows it: an administrator's jump (A50), rounds of a
 * loop (A8), adjustments that are approved again (P2.3.3), the green channel (A64), a suspension (A51, A62).
 */
#include "unit/cli/drawing.h"

#define PASSED_AT                                                                                            \
    ",\"mode\":\"any\",\"opened_at\":\"2026-03-02T01:00:00Z\",\"ended_at\":\"2026-03-02T02:00:00Z\"}"
#define OPENED ",\"opened_at\":\"2026-03-02T01:00:00Z\"}"

static void with(json_t *answer, const char *member, const char *value) {
    json_object_set_new(answer, member, read_json(value));
}

/* These stand in the drawing one after the other. */
static void assert_in_order(cli_t *cli, const json_t *answer, const char *const *words) {
    char *said = words_of(cli, answer), *at = said;
    for (; *words != NULL; words++) {
        char *found = strstr(at, *words);
        if (found == NULL) fail_msg("“%s” not in its place in:%s", *words, said);
        at = found + strlen(*words);
    }
    mem_free(said);
}

static size_t times(const char *text, const char *part) {
    size_t count = 0;
    for (const char *p = text; (p = strstr(p, part)) != NULL; p++)
        count++;
    return count;
}

/* ---- A50 ---- */

static json_t *jumped(void) {
    json_t *answer = record_of(
        "[" STEP(1, 0, "sequence", "", "open") OPENED "," STEP(2, 1, "approve", "head", "passed") PASSED_AT
        "," STEP(3, 1, "approve", "finance", "left_out") ",\"left_out\":\"jumped\",\"mode\":\"any\"}," STEP(
            4, 1, "approve", "manager", "open") LEAF "]",
        "[]");
    with(answer, "jumps",
         "[{\"at\":\"2026-03-03T07:00:00Z\",\"by\":{\"name\":\"Zhao Lei\"},\"reason\":\"The frost comes.\","
         "\"to\":{\"no\":4,\"name\":\"manager\"}}]");
    return answer;
}

static void
A50_a_jump_is_shown_as_the_administrators_with_the_reason_before_the_step_it_led_to(void **state) {
    json_t *answer = jumped();
    static const char *const ORDER[] = {"\nhead\n",
                                        "finance · not reached: an administrator went",
                                        "Zhao Lei, as an administrator",
                                        "had it go on from manager",
                                        "2026-03-03 07:00",
                                        "“The frost comes.”",
                                        "\nmanager\n",
                                        NULL};
    assert_in_order(*state, answer, ORDER);
    assert_marked(*state, answer, "jump");
    with(answer, "jumps",
         "[{\"at\":\"2026-03-03T07:00:00Z\",\"by\":null,\"reason\":null,\"to\":{\"no\":4}}]");
    assert_says(*state, answer, "\nAn administrator\n"); /* the store's owner */
    with(answer, "jumps", "[]");
    assert_says_not(*state, answer, "administrator\n");
    json_decref(answer);
}

static void A50_also_to_a_branch_beside_others(void **state) {
    json_t *answer = record_of("[" STEP(1, 0, "all", "", "open") OPENED "," STEP(2, 1, "approve", "a", "open")
                                   LEAF "," STEP(3, 1, "approve", "b", "open") LEAF "]",
                               "[]");
    with(answer, "jumps", "[{\"by\":{\"name\":\"Zhao Lei\"},\"to\":{\"no\":3,\"name\":\"b\"}}]");
    static const char *const ORDER[] = {"\na\n", "Zhao Lei, as an administrator", "\nb\n", NULL};
    assert_in_order(*state, answer, ORDER);
    json_decref(answer);
}

/* ---- A8 ---- */

#define ROUND(no, leaf, state, more)                                                                         \
    STEP(no, 1, "sequence", "", state)                                                                       \
    more OPENED "," STEP(leaf, no, "approve", "check", state) PASSED_AT

static json_t *three_rounds(void) {
    json_t *answer = record_of(
        "[" STEP(1, 0, "loop", "",
                 "open") ",\"rounds\":3" OPENED
                         "," ROUND(2, 3, "refused", ",\"superseded\":true") "," ROUND(
                             4, 5, "refused",
                             ",\"superseded\":true") "," ROUND(6, 7, "refused",
                                                               "") "," STEP(8, 1, "sequence", "",
                                                                            "open") ",\"when_used_up\":"
                                                                                    "\"decides\"" OPENED
                                                                                    "," STEP(9, 8, "approve",
                                                                                             "engineer",
                                                                                             "passed")
                                                                                        PASSED_AT
        "," STEP(10, 8, "approve", "last-word", "open") LEAF "]",
        "[{\"step\":3," PERSON("Zhou Jie") ",\"state\":\"decided\",\"outcome\":\"refused\",\"opinion\":\"Too "
                                           "loose.\",\"ended_at\":\"2026-03-02T02:00:00Z\"}]");
    return answer;
}

static void A8_rounds_of_a_loop_have_numbers_and_those_that_are_over_are_folded(void **state) {
    json_t *answer = three_rounds();
    static const char *const ORDER[] = {"Repeated, at most 3 rounds",
                                        "\nRound 1\n",
                                        "Zhou Jie refused",
                                        "“Too loose.”",
                                        "\nRound 2\n",
                                        "Round 3 · refused",
                                        "\ncheck\n",
                                        NULL};
    assert_in_order(*state, answer, ORDER);
    draw_t all = drawing_of(*state, answer, false);
    all.all_rounds = true;
    char *svg = svg_of(&all, 688), *folded = drawn_of(*state, answer);
    assert_int_equal(times(folded, "class='c'") + times(folded, "class='c now'"), 3);
    assert_int_equal(times(svg, "class='c'") + times(svg, "class='c now'"), 5); /* each round's card */
    mem_free(svg);
    mem_free(folded);
    json_decref(answer);
}

static void A8_a_loop_that_goes_on_elsewhere_counts_the_rounds_that_were_gone(void **state) {
    json_t *answer =
        record_of("[" STEP(1, 0, "loop", "", "open") ",\"rounds\":5,\"rounds_gone\":2" OPENED
                                                     "," STEP(2, 1, "approve", "check", "open") LEAF "]",
                  "[]");
    assert_says(*state, answer, "Round 3 · open");
    json_decref(answer);
}

static void A8_who_decides_when_the_rounds_are_used_up_says_so_also_as_a_group(void **state) {
    json_t *answer = three_rounds();
    static const char *const ORDER[] = {"Round 3", "When the rounds are used up", "\nengineer\n",
                                        "\nlast-word\n", NULL};
    assert_in_order(*state, answer, ORDER);
    json_decref(answer);
}

/* ---- P2.3.3 ---- */

/* A plan with so many adjustments around it, one approval each. */
static json_t *adjusted(int count) {
    char steps[8192], deviations[4096] = "[";
    size_t used = 0, told = 1;
    int parent = 0;
    used += (size_t)snprintf(steps, sizeof steps, "[");
    for (int i = count; i > 0; i--) {
        int group = 100 + i;
        used += (size_t)snprintf(
            steps + used, sizeof steps - used,
            "{\"no\":%d,\"parent\":%d,\"kind\":\"all\",\"name\":\"\",\"state\":\"open\","
            "\"added\":\"reapproval\",\"origin\":%d,\"opened_at\":\"2026-03-02T01:00:00Z\"},",
            group, parent, 200 + i);
        told += (size_t)snprintf(
            deviations + told, sizeof deviations - told,
            "%s{\"step\":%d,\"text\":\"reason %d\",\"fields\":[{\"name\":\"budget\",\"label\":"
            "{\"en\":\"Budget\"},\"before\":\"%d EUR\",\"after\":\"%d EUR\"}]}",
            i < count ? "," : "", 200 + i, i, i, i + 1);
        parent = group;
    }
    used += (size_t)snprintf(
        steps + used, sizeof steps - used,
        "{\"no\":1,\"parent\":%d,\"kind\":\"act\",\"name\":\"build\",\"state\":\"open\"" LEAF, parent);
    for (int i = 1; i <= count; i++)
        used += (size_t)snprintf(
            steps + used, sizeof steps - used,
            ",{\"no\":%d,\"parent\":%d,\"kind\":\"approve\",\"name\":\"leader-%d\",\"state\":"
            "\"passed\"" PASSED_AT,
            10 + i, 100 + i, i);
    snprintf(steps + used, sizeof steps - used, "]");
    snprintf(deviations + told, sizeof deviations - told, "]");
    json_t *answer = record_of(steps, "[]");
    with(answer, "deviations", deviations);
    return answer;
}

static int depth_of(cli_t *cli, const json_t *answer) {
    draw_t d = drawing_of(cli, answer, false);
    draw_box_t *root = draw_route(&d);
    assert_int_equal(draw_layout(root, 688, d.arena), 0);
    return root->depth;
}

static void P2_3_3_approvals_asked_again_stand_beside_the_plan_each_with_what_was_adjusted(void **state) {
    json_t *answer = adjusted(2);
    static const char *const ORDER[] = {"Goes on while it is approved again",
                                        "The plan · open",
                                        "\nbuild\n",
                                        "Approved again",
                                        "“reason 1”",
                                        "Budget: 1 EUR → 2 EUR",
                                        "\nleader-1\n",
                                        "Approved again",
                                        "“reason 2”",
                                        "Budget: 2 EUR → 3 EUR",
                                        "\nleader-2\n",
                                        NULL};
    assert_in_order(*state, answer, ORDER);
    json_decref(answer);
}

static void P2_3_3_however_many_adjustments_there_were_no_box_is_nested_deeper(void **state) {
    json_t *one = adjusted(1), *many = adjusted(8);
    assert_int_equal(depth_of(*state, one), depth_of(*state, many));
    char *svg = drawn_of(*state, many);
    assert_int_equal(times(svg, "class='g now'") + times(svg, "class='g'"), 1); /* one frame */
    assert_int_equal(times(svg, "class='n'"), 9);                               /* and its lanes */
    mem_free(svg);
    json_decref(one);
    json_decref(many);
}

static void P2_3_3_a_plan_that_another_took_over_from_is_folded_and_keeps_what_was_adjusted(void **state) {
    json_t *answer = adjusted(1);
    json_t *plans = json_object_get(answer, "plans"), *before = json_deep_copy(json_array_get(plans, 0));
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(before, "steps"), i, step)
        json_object_set_new(step, "superseded", json_true());
    json_array_insert_new(plans, 0, before);
    static const char *const ORDER[] = {"Approval, as it was planned before",
                                        "“reason 1”",
                                        "Budget: 1 EUR → 2 EUR",
                                        "leader-1",
                                        "\nApproval\n",
                                        "Goes on while it is approved again",
                                        NULL};
    assert_in_order(*state, answer, ORDER);
    json_decref(answer);
}

static void P2_3_3_who_decides_about_a_deviation_is_shown_with_it_and_not_by_its_name_alone(void **state) {
    json_t *answer = record_of("[" STEP(1, 0, "act", "build", "open") LEAF "]", "[]");
    with(answer, "added_steps",
         "[" STEP(2, 0, "approve", "deviation.2",
                  "open") ",\"round\":1,\"added\":\"deviation\","
                          "\"title\":{\"en\":\"Deviation 2\",\"zh\":\"偏差 2\"}" LEAF "]");
    with(answer, "deviations", "[{\"step\":2,\"text\":\"It is dearer.\",\"fields\":[]}]");
    static const char *const ORDER[] = {"Beside the route", "Deviation 2", "“It is dearer.”", NULL};
    assert_in_order(*state, answer, ORDER);
    json_decref(answer);
}

/* ---- A64 ---- */

#define LEFT_OUT(no, parent, kind, name, cause)                                                              \
    STEP(no, parent, kind, name, "left_out") ",\"left_out\":\"" cause "\",\"mode\":\"any\"}"

static void A64_a_stage_gone_past_by_the_green_channel_says_so_and_lists_what_is_owed(void **state) {
    static const char PLAN[] = "[" LEFT_OUT(1, 0, "sequence", "", "empty");
    static const char HEAD[] = "," LEFT_OUT(2, 1, "approve", "head", "green");
    static const char BRANCHES[] = "," LEFT_OUT(3, 1, "all", "", "empty");
    static const char LEGAL[] = "," LEFT_OUT(4, 3, "approve", "legal", "green");
    static const char MANAGER[] = "," LEFT_OUT(5, 1, "approve", "manager", "condition") "]";
    char steps[2048];
    (void)snprintf(steps, sizeof steps, "%s%s%s%s%s", PLAN, HEAD, BRANCHES, LEGAL, MANAGER);
    json_t *answer = record_of(steps, "[]");
    with(answer, "added_steps",
         "[" STEP(6, 0, "approve", "head.owed",
                  "passed") ",\"round\":1,\"added\":\"debt\",\"origin\":2" PASSED_AT
                            "," STEP(7, 0, "approve", "legal.owed",
                                     "open") ",\"round\":1,\"added\":\"debt\",\"origin\":4" LEAF "]");
    static const char *const ORDER[] = {"By the green channel",
                                        "the work began before these approvals",
                                        "head · passed",
                                        "legal · open",
                                        "manager · not needed",
                                        "Beside the route",
                                        NULL};
    assert_in_order(*state, answer, ORDER);
    assert_says_not(*state, answer, "nothing in it");
    char *svg = drawn_of(*state, answer);
    assert_int_equal(times(svg, "By the green channel"), 1);
    mem_free(svg);
    assert_marked(*state, answer, "owed");
    json_decref(answer);
}

/* What was asked for before its stage came is what the step goes back to. */
static void A64_what_was_owed_ahead_of_its_stage_is_told_at_its_step(void **state) {
    json_t *answer = record_of("[" STEP(5, 0, "approve", "boss",
                                        "left_out") ",\"left_out\":\"green\",\"mode\":\"any\",\"origin\":4}]",
                               "[]");
    with(answer, "added_steps",
         "[" STEP(4, 0, "approve", "boss.owed", "open") ",\"round\":1,\"added\":\"debt\"" LEAF "]");
    static const char *const ORDER[] = {"By the green channel", "boss · open", NULL};
    assert_in_order(*state, answer, ORDER);
    json_decref(answer);
}

static void what_stood_before_is_not_said_to_be_not_needed(void **state) {
    json_t *answer =
        record_of("[" STEP(1, 0, "approve", "head", "left_out") ",\"left_out\":\"stands\",\"mode\":\"any\","
                                                                "\"why\":{\"because\":{\"en\":\"dear\"}}}]",
                  "[]");
    assert_says(*state, answer, "head · decided before, and the change does not touch it");
    json_decref(answer);
}

/* ---- A51, A62 ---- */

static void A51_a_suspended_record_says_since_when_and_what_remains_of_each_limit(void **state) {
    json_t *answer = record_of(
        "[" STEP(1, 0, "approve", "head", "open") LEAF "]",
        "[{\"step\":1," PERSON(
            "Li Na") ",\"state\":\"open\",\"clock\":{\"state\":\"paused\","
                     "\"pause_cause\":\"suspended\",\"due_at\":\"2026-03-04T10:00:00Z\",\"remaining\":"
                     "{\"kind\":\"worktime\",\"seconds\":79200}}}]");
    json_object_set_new(answer, "state", json_string("suspended"));
    with(answer, "suspended",
         "{\"since\":\"2026-03-02T03:00:00Z\",\"until\":\"2026-03-20T16:00:00Z\",\"by\":{\"name\":\"Zhao "
         "Lei\"},"
         "\"watcher\":{\"name\":\"Zhao Lei\"},\"reason\":\"It is looked at.\"}");
    assert_says(
        *state, answer,
        "Suspended since 2026-03-02 03:00 by Zhao Lei until 2026-03-20 16:00, when Zhao Lei is reminded: “It "
        "is looked at.”");
    assert_says(*state, answer, "time stands still: the record is suspended · 22 h of working time left");
    assert_says_not(*state, answer, "2026-03-04 10:00");
    assert_marked(*state, answer, "stop");
    json_decref(answer);
}

/* ---- P2.4 ---- */

static json_t *watched(void) {
#define LOOKED(day)                                                                                          \
    "{\"step\":2," PERSON("Chen Hao") ",\"state\":\"decided\",\"outcome\":\"done\",\"automatic\":\"timer\"," \
                                      "\"opinion\":\"timetable\",\"ended_at\":\"2026-03-" day                \
                                      "T10:00:00Z\"}"
    json_t *answer = record_of("[" STEP(1, 0, "act", "work", "open") ",\"round\":1" LEAF "," STEP(
                                   2, 0, "monitor", "figures", "open") ",\"round\":1" LEAF "]",
                               "[" LOOKED("02") "," LOOKED("03") ",{\"step\":2," PERSON(
                                   "Qian Min") ",\"state\":\"open\","
                                               "\"reason\":\"people.field\",\"reason_text\":\"in_charge\"}]");
    with(answer, "fields", "[{\"name\":\"in_charge\",\"label\":{\"en\":\"Person in charge\"}}]");
    with(answer, "added_steps",
         "[" STEP(3, 0, "warning", "over-budget",
                  "open") ",\"round\":1,\"added\":\"warning\",\"title\":{\"en\":\"Warning\",\"zh\":\"预警\"},"
                          "\"said\":{\"text\":\"more was "
                          "spent\",\"text_zh\":\"支出超过\"}" LEAF "]");
    with(answer, "to_come", "[{\"stage\":\"acceptance\",\"stage_title\":{\"en\":\"acceptance\"}}]");
    return answer;
}

static void P2_4_1_a_monitor_says_how_often_it_was_answered_and_who_has_it_now(void **state) {
    json_t *answer = watched();
    assert_says(*state, answer, "2 so far, the last 2026-03-03 10:00");
    assert_says(*state, answer, "Qian Min · from the form's Person in charge");
    assert_says_not(*state, answer, "Chen Hao");
    assert_says_not(*state, answer, "any one of these decides");
    json_decref(answer);
}

static void P2_4_2_a_warning_says_what_is_wrong(void **state) {
    json_t *answer = watched();
    assert_says(*state, answer, "Warning\nopen");
    assert_says(*state, answer, "“more was spent”");
    json_decref(answer);
}

static void the_stages_to_come_stand_before_the_end(void **state) {
    json_t *answer = watched();
    static const char *const ORDER[] = {"\nwork\n", "Acceptance · to come", "End", NULL};
    assert_in_order(*state, answer, ORDER);
    with(answer, "to_come", "[]");
    assert_says_not(*state, answer, "to come");
    json_decref(answer);
}

static void monitors_of_a_plan_that_another_took_over_from_are_not_shown_beside(void **state) {
    json_t *answer = watched();
    json_t *plans = json_object_get(answer, "plans"), *again = json_deep_copy(json_array_get(plans, 0));
    json_object_set_new(json_array_get(json_object_get(json_array_get(plans, 0), "steps"), 0), "superseded",
                        json_true());
    json_array_append_new(plans, again);
    char *words = words_of(*state, answer);
    assert_int_equal(times(strstr(words, "Beside the route"), "\nfigures\n"), 1);
    mem_free(words);
    json_decref(answer);
}

static void without_memory_there_is_no_drawing(void **state) {
    json_t *answers[] = {jumped(), three_rounds(), adjusted(2), watched()};
    for (size_t i = 0; i < 4; i++) {
        one_drawing_t one = {((cli_t *)*state)->texts, answers[i]};
        assert_true(each_allocation_fails(draw_once, &one, true) > 5);
        json_decref(answers[i]);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(A50_a_jump_is_shown_as_the_administrators_with_the_reason_before_the_step_it_led_to),
        TEST(A50_also_to_a_branch_beside_others),
        TEST(A8_rounds_of_a_loop_have_numbers_and_those_that_are_over_are_folded),
        TEST(A8_a_loop_that_goes_on_elsewhere_counts_the_rounds_that_were_gone),
        TEST(A8_who_decides_when_the_rounds_are_used_up_says_so_also_as_a_group),
        TEST(P2_3_3_approvals_asked_again_stand_beside_the_plan_each_with_what_was_adjusted),
        TEST(P2_3_3_however_many_adjustments_there_were_no_box_is_nested_deeper),
        TEST(P2_3_3_a_plan_that_another_took_over_from_is_folded_and_keeps_what_was_adjusted),
        TEST(P2_3_3_who_decides_about_a_deviation_is_shown_with_it_and_not_by_its_name_alone),
        TEST(A64_a_stage_gone_past_by_the_green_channel_says_so_and_lists_what_is_owed),
        TEST(A64_what_was_owed_ahead_of_its_stage_is_told_at_its_step),
        TEST(what_stood_before_is_not_said_to_be_not_needed),
        TEST(A51_a_suspended_record_says_since_when_and_what_remains_of_each_limit),
        TEST(P2_4_1_a_monitor_says_how_often_it_was_answered_and_who_has_it_now),
        TEST(P2_4_2_a_warning_says_what_is_wrong),
        TEST(the_stages_to_come_stand_before_the_end),
        TEST(monitors_of_a_plan_that_another_took_over_from_are_not_shown_beside),
        TEST(without_memory_there_is_no_drawing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
