/* What a drawing says: where each step stands in shape and word, how people were found, when things are due,
 * what is left out, earlier rounds; kinds that are not known yet; names that XML would trip over. */
#include "unit/cli/drawing.h"

/* ---- where a step stands ---- */

static json_t *one_step(const char *state, const char *task_state, const char *outcome, const char *clock) {
    char steps[512], tasks[1024];
    snprintf(
        steps, sizeof steps,
        "[{\"no\":1,\"parent\":0,\"kind\":\"approve\",\"name\":\"head\",\"state\":\"%s\",\"mode\":\"any\","
        "\"opened_at\":\"2026-03-02T01:00:00Z\",\"ended_at\":%s}]",
        state, strcmp(state, "open") == 0 ? "null" : "\"2026-03-03T02:30:00Z\"");
    snprintf(
        tasks, sizeof tasks,
        "[{\"step\":1," PERSON("Li Na") ",\"reason\":\"people.head\",\"reason_text\":\"hr\","
                                        "\"reason_of\":{\"en\":\"Human "
                                        "resources\",\"zh\":\"人力资源部\"},\"state\":\"%s\",\"outcome\":%s,"
                                        "\"ended_at\":%s,\"clock\":%s}]",
        task_state, outcome, strcmp(task_state, "open") == 0 ? "null" : "\"2026-03-03T02:30:00Z\"", clock);
    return record_of(steps, tasks);
}

#define DUE(at, more) "{\"state\":\"running\",\"due_at\":\"" at "\"" more "}"

static void each_state_has_a_shape_and_a_word_of_its_own(void **state) {
    cli_t *cli = *state;
    static const struct {
        const char *step, *task, *outcome, *clock, *mark, *words;
    } CASES[] = {
        {"passed", "decided", "\"approved\"", "null", "pass", "approved · 2026-03-03 02:30"},
        {"refused", "decided", "\"refused\"", "null", "ref", "refused · 2026-03-03"},
        {"closed", "decided", "\"returned\"", "null", "back", "returned · 2026-03-03"},
        {"closed", "closed", "null", "null", "shut", "closed · 2026-03-03"},
        {"open", "open", "null", DUE("2026-03-05T10:00:00Z", ""), "open", "open · approve"},
        {"open", "open", "null", DUE("2026-03-03T10:00:00Z", ",\"overdue\":true"), "late",
         "overdue · approve"},
        {"open", "open", "null", "{\"state\":\"paused\",\"due_at\":\"2026-03-05T10:00:00Z\"}", "stop",
         "paused"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        json_t *answer = one_step(CASES[i].step, CASES[i].task, CASES[i].outcome, CASES[i].clock);
        assert_marked(cli, answer, CASES[i].mark);
        assert_says(cli, answer, CASES[i].words);
        json_decref(answer);
    }
}

static void time_is_told_from_now_and_as_it_is(void **state) {
    cli_t *cli = *state;
    static const struct {
        const char *clock, *words;
    } CASES[] = {
        {DUE("2026-03-05T10:00:00Z", ""), "due in 1 d 9 h · 2026-03-05 10:00"},
        {DUE("2026-03-04T03:20:00Z", ""), "due in 2 h 20 min"},
        {DUE("2026-03-04T01:05:00Z", ""), "due in 5 min"},
        {DUE("2026-04-04T03:20:00Z", ""), "due in 31 d · "},
        {DUE("2026-03-03T22:00:00Z", ",\"overdue\":true"), "3 h late · was due 2026-03-03 22:00"},
        {DUE("2026-03-05T10:00:00Z", ",\"provisional\":true"), "(calendar not confirmed)"},
        {"{\"state\":\"paused\",\"due_at\":\"2026-03-05T10:00:00Z\",\"pause_cause\":\"an answer\"}",
         "time stands still: an answer"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        json_t *answer = one_step("open", "open", "null", CASES[i].clock);
        assert_says(cli, answer, CASES[i].words);
        json_decref(answer);
    }
    json_t *late = one_step("passed", "decided", "\"approved\"", DUE("2026-03-03T00:30:00Z", ""));
    assert_says(cli, late, "approved · 2026-03-03 02:30 · 2 h late");
    json_decref(late);
}

static void A61_what_the_timer_decided_is_told_as_its_act(void **state) {
    cli_t *cli = *state;
    json_t *answer = one_step("passed", "decided", "\"approved\"", "null");
    assert_says_not(cli, answer, "timer");
    json_object_set_new(json_array_get(json_object_get(answer, "tasks"), 0), "automatic",
                        json_string("timer"));
    assert_says(cli, answer, "approved by the timer · 2026-03-03 02:30");
    json_t *other = json_deep_copy(json_array_get(json_object_get(answer, "tasks"), 0));
    json_object_set_new(other, "automatic", json_null());
    json_array_insert_new(json_object_get(answer, "tasks"), 0, other);
    assert_says(cli, answer, "resources approved by the timer · 2026-03-03 02:30");
    assert_says(cli, answer, "resources approved · 2026-03-03 02:30"); /* the other one did it */
    json_object_set_new(other, "administered", json_true()); /* as A51 has it for an administrator's */
    json_object_set_new(other, "decided_by", json_pack("{s:s}", "handle", "zhao.lei"));
    assert_says(cli, answer, "resources · approved by an administrator zhao.lei");
    json_decref(answer);
}

static void people_are_told_by_name_and_how_they_were_found(void **state) {
    cli_t *cli = *state;
    json_t *answer = one_step("open", "open", "null", "null");
    assert_says(cli, answer, "Li Na · head of Human resources");
    json_decref(answer);
    answer = record_of(
        "[" STEP(1, 0, "approve", "head", "open") LEAF "]",
        "[{\"step\":1," PERSON("Zhou Jie") ",\"principal\":{\"name\":\"Li Na\"},\"state\":\"open\"}]");
    assert_says(cli, answer, "Zhou Jie for Li Na");
    json_decref(answer);
}

static void what_was_left_out_or_never_reached_is_told_with_its_reason(void **state) {
    cli_t *cli = *state;
    json_t *answer = record_of(
        "[" STEP(1, 0, "sequence", "", "closed") ",\"opened_at\":\"2026-03-02T01:00:00Z\"}," STEP(
            2, 1, "approve", "leader",
            "left_out") ",\"mode\":\"any\",\"why\":{\"because\":{\"en\":\"over "
                        "5,000\"}},\"left_out\":\"condition\"}," STEP(
                            3, 1, "act", "order", "closed") ",\"mode\":\"any\",\"left_out\":\"withdrawn\"}]",
        "[]");
    assert_says(cli, answer, "leader · not needed; does not apply: over 5,000");
    assert_says(cli, answer, "order · not reached: withdrawn");
    assert_marked(cli, answer, "out");
    json_decref(answer);
}

/* P1.3.1; what a check finds in a hidden field is told by its title alone. */
static void what_a_check_finds_stands_on_the_card_of_the_step_that_it_blocks(void **state) {
    cli_t *cli = *state;
    json_t *answer =
        record_of("[" STEP(1, 0, "approve", "head",
                           "open") ",\"checks\":[{\"check\":\"a\",\"title\":{\"en\":\"No interest\"},"
                                   "\"found\":[{\"text\":{\"en\":\"it is his own\"}}]},"
                                   "{\"check\":\"b\",\"title\":{\"en\":\"Kept secret\"},"
                                   "\"found\":[{\"text\":null}]},"
                                   "{\"check\":\"c\",\"title\":{\"en\":\"In order\"},"
                                   "\"found\":[]}]" LEAF "]",
                  "[]");
    assert_says(cli, answer, "may not pass: No interest: it is his own");
    assert_says(cli, answer, "may not pass: Kept secret\n");
    assert_says_not(cli, answer, "In order");
    json_decref(answer);
}

/* ---- groups ---- */

static json_t *group_of(const char *kind, const char *more) {
    char steps[1024];
    snprintf(steps, sizeof steps,
             "[{\"no\":1,\"parent\":0,\"kind\":\"%s\",\"name\":\"\",\"state\":\"open\",\"opened_at\":\"2026-"
             "03-02T01:00:"
             "00Z\"%s}," STEP(2, 1, "approve", "a",
                              "passed") ",\"mode\":\"any\",\"ended_at\":\"2026-03-02T02:00:00Z"
                                        "\"}," STEP(3, 1, "approve", "b", "open") LEAF
             "," STEP(4, 1, "approve", "c", "waiting") LEAF "]",
             kind, more);
    return record_of(steps, "[]");
}

static void a_group_says_its_rule_in_words(void **state) {
    cli_t *cli = *state;
    static const struct {
        const char *kind, *more, *words;
    } CASES[] = {
        {"all", "", "All of them (3)"},
        {"all", ",\"on_refuse\":\"wait\"", "all decide before a refusal counts"},
        {"all", ",\"on_refuse\":\"threshold\",\"refuse_need\":2", "2 refusals end it"},
        {"all", "", "1 of 3 decided"},
        {"any", "", "Any one of them"},
        {"any", ",\"need\":2", "Any 2 of 3"},
        {"vote", ",\"need\":2", "Vote: 2 of 3 needed"},
        {"parallel", "", "Side by side, until all have ended"},
        {"parallel", "", "1 of 3 ended"},
        {"loop", "", "Repeated"},
        {"loop", ",\"rounds\":3", "Repeated, at most 3 rounds"},
        {"loop", ",\"rounds\":1", "Repeated, at most one round\n"},
        {"loop", ",\"rounds\":3,\"when_used_up\":\"passes\",\"passes_because\":\"enough\"",
         "Repeated, at most 3 rounds, then it passes: enough"},
        {"committee", "", "Committee"}, /* one that nobody has thought of */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        json_t *answer = group_of(CASES[i].kind, CASES[i].more);
        assert_says(cli, answer, CASES[i].words);
        assert_says(cli, answer, "\nc\n");
        json_decref(answer);
    }
}

static void kinds_and_states_that_are_not_known_are_drawn_by_their_word(void **state) {
    cli_t *cli = *state;
    json_t *answer = record_of("[" STEP(1, 0, "inspection", "site", "suspended") LEAF "]", "[]");
    assert_says(cli, answer, "\nsite\n");
    assert_says(cli, answer, "suspended · inspection");
    json_decref(answer);
}

/* None of them comes after another, nor after the route. */
static void what_stands_beside_the_route_has_a_place_of_its_own(void **state) {
    cli_t *cli = *state;
    json_t *answer = record_of("[" STEP(1, 0, "monitor", "watch", "open") ",\"round\":1" LEAF "," STEP(
                                   2, 0, "approve", "head", "open") LEAF "]",
                               "[]");
    json_object_set_new(answer, "added_steps",
                        read_json("[" STEP(3, 0, "approve", "owed", "open") ",\"round\":1" LEAF "]"));
    char *words = words_of(cli, answer);
    const char *aside = strstr(words, "Beside the route");
    assert_non_null(aside);
    assert_true(strstr(words, "\nhead\n") < aside);
    assert_true(strstr(words, "\nwatch\n") > aside);
    assert_true(strstr(words, "\nowed\n") > aside);
    mem_free(words);
    json_decref(answer);
    answer = record_of("[" STEP(1, 0, "approve", "head", "open") LEAF "]", "[]");
    assert_says_not(cli, answer, "Beside the route");
    json_decref(answer);
}

/* ---- rounds ---- */

static json_t *two_rounds(void) {
    json_t *answer =
        record_of("[" STEP(1, 0, "approve", "head", "closed") LEAF "]",
                  "[{\"step\":1," PERSON(
                      "Han Mei") ",\"state\":\"decided\",\"outcome\":\"returned\","
                                 "\"opinion\":\"Which chairs?\",\"ended_at\":\"2026-03-02T06:00:00Z\"}]");
    json_object_set_new(answer, "round", json_integer(2));
    json_array_append_new(
        json_object_get(answer, "plans"),
        read_json("{\"stage\":\"approval\",\"round\":2,\"steps\":["
                  "{\"no\":3,\"parent\":0,\"kind\":\"approve\",\"name\":\"head\",\"title\":{\"en\":\"Head "
                  "again\"},\"state\":\"open\",\"mode\":\"any\"}]}"));
    json_object_set_new(answer, "added_steps",
                        read_json("[" STEP(2, 0, "revise", "revise", "passed") ",\"round\":1" LEAF "]"));
    return answer;
}

static void earlier_rounds_are_folded_to_what_ended_them_unless_all_are_asked_for(void **state) {
    cli_t *cli = *state;
    json_t *answer = two_rounds();
    assert_says(cli, answer, "Round 1\n");
    assert_says(cli, answer, "Han Mei returned · 2026-03-02");
    assert_says(cli, answer, "“Which chairs?”");
    assert_says(cli, answer, "Head again");
    assert_says_not(cli, answer, "Revise");
    json_object_set_new(json_array_get(json_object_get(answer, "tasks"), 0), "automatic",
                        json_string("timer"));
    assert_says(cli, answer, "Han Mei · returned by the timer 2026-03-02");
    draw_t d = drawing_of(cli, answer, false);
    d.all_rounds = true;
    char *svg = svg_of(&d, 688);
    assert_non_null(strstr(svg, ">Revise<"));
    assert_null(strstr(svg, "Round 1"));
    mem_free(svg);
    json_decref(answer);
}

/* ---- a preview ---- */

static void a_preview_tells_what_is_expected_and_what_stands_in_its_way(void **state) {
    cli_t *cli = *state;
    json_t *answer = read_json(
        "{\"ok\":true,\"title\":{\"en\":\"Purchase\"},\"now\":\"2026-03-02T01:00:00Z\",\"expected_end\":null,"
        "\"initiator\":{\"name\":\"Gao Min\"},\"stages\":[{\"stage\":\"approval\",\"steps\":["
        "{\"no\":1,\"parent\":0,\"kind\":\"sequence\",\"name\":\"\",\"state\":\"expected\"},"
        "{\"no\":2,\"parent\":1,\"kind\":\"approve\",\"name\":\"head\",\"state\":\"expected\",\"mode\":"
        "\"any\","
        "\"people\":[{" PERSON(
            "Li Na") "}],\"starts_at\":\"2026-03-02T01:00:00Z\",\"due_at\":\"2026-03-04T10:00:00Z\"},"
                     "{\"no\":3,\"parent\":1,\"kind\":\"approve\",\"name\":\"next\",\"state\":\"not_"
                     "reached\",\"mode\":\"any\","
                     "\"problem\":{\"code\":\"memory.out\",\"params\":{}}}]}]}");
    assert_says(cli, answer, "the route expected; nothing is submitted");
    assert_says(cli, answer, "2026-03-02 01:00 to 2026-03-04 10:00");
    assert_says(cli, answer, "the end can't be foreseen");
    assert_says(cli, answer, "Li Na");
    assert_says(cli, answer, cli_word(cli, "memory.out"));
    assert_marked(cli, answer, "exp");
    json_decref(answer);
}

/* ---- signs, languages, memory ---- */

static void signs_of_xml_and_characters_it_has_no_place_for_are_written_so_that_it_is_read(void **state) {
    cli_t *cli = *state;
    json_t *answer = record_of(
        "[{\"no\":1,\"parent\":0,\"kind\":\"approve\",\"name\":\"<b> & \\\"c\\\" 'd' ]]>\",\"state\":"
        "\"waiting\",\"mode\":\"any\"}," STEP(2, 0, "approve", "a\\u0001b\\uffffc", "waiting") LEAF "]",
        "[]");
    char *svg = drawn_of(cli, answer);
    assert_non_null(strstr(svg, "&lt;b&gt; &amp; &quot;c&quot; 'd' ]]&gt;"));
    assert_non_null(strstr(svg, "a b c"));
    assert_null(strstr(svg, "<b>"));
    mem_free(svg);
    json_decref(answer);
}

static void nothing_in_a_text_turns_the_direction_of_what_is_around_it(void **state) {
    cli_t *cli = *state;
    json_t *answer =
        record_of("[" STEP(1, 0, "approve", "a\\u202eb\\u2066c\\u2069d\\u200fe\\u061cf\\u009bg\\u2028h",
                           "waiting") LEAF "]",
                  "[]");
    char *svg = drawn_of(cli, answer);
    assert_non_null(strstr(svg, ">abcdef g h<"));
    mem_free(svg);
    json_decref(answer);
}

static void a_drawing_tells_in_words_what_it_shows(void **state) {
    cli_t *cli = *state;
    json_t *answer = one_step("open", "open", "null", "null");
    char *svg = drawn_of(cli, answer);
    assert_non_null(strstr(svg, "role='img'"));
    assert_non_null(strstr(svg, "<title>Purchase · PUR-1 · on its way</title>"));
    assert_non_null(strstr(svg, "<desc>head · open · Li Na.</desc>"));
    assert_null(strstr(svg, "href"));
    assert_null(strstr(svg, "<script"));
    assert_null(strstr(svg, "url("));
    mem_free(svg);
    json_decref(answer);
}

static void chinese_readers_get_chinese_words(void **state) {
    (void)state;
    cli_t zh;
    open_cli(&zh, "zh");
    json_t *answer = one_step("open", "open", "null", DUE("2026-03-05T10:00:00Z", ""));
    assert_says(&zh, answer, "办理中 · 审批");
    assert_says(&zh, answer, "Li Na · 人力资源部负责人");
    assert_says(&zh, answer, "还剩 1 天 9 小时 · 截止 2026-03-05");
    json_decref(answer);
    answer = group_of("any", ",\"need\":2");
    assert_says(&zh, answer, "或签：3 项中须 2 项同意");
    json_decref(answer);
    close_cli(&zh);
}

static void without_memory_there_is_no_drawing(void **state) {
    json_t *answer = two_rounds();
    one_drawing_t one = {((cli_t *)*state)->texts, answer};
    assert_true(each_allocation_fails(draw_once, &one, true) > 5);
    json_decref(answer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_has_a_shape_and_a_word_of_its_own),
        cmocka_unit_test(time_is_told_from_now_and_as_it_is),
        cmocka_unit_test(A61_what_the_timer_decided_is_told_as_its_act),
        cmocka_unit_test(people_are_told_by_name_and_how_they_were_found),
        cmocka_unit_test(what_was_left_out_or_never_reached_is_told_with_its_reason),
        cmocka_unit_test(what_a_check_finds_stands_on_the_card_of_the_step_that_it_blocks),
        cmocka_unit_test(a_group_says_its_rule_in_words),
        cmocka_unit_test(kinds_and_states_that_are_not_known_are_drawn_by_their_word),
        cmocka_unit_test(what_stands_beside_the_route_has_a_place_of_its_own),
        cmocka_unit_test(earlier_rounds_are_folded_to_what_ended_them_unless_all_are_asked_for),
        cmocka_unit_test(a_preview_tells_what_is_expected_and_what_stands_in_its_way),
        cmocka_unit_test(signs_of_xml_and_characters_it_has_no_place_for_are_written_so_that_it_is_read),
        cmocka_unit_test(nothing_in_a_text_turns_the_direction_of_what_is_around_it),
        cmocka_unit_test(a_drawing_tells_in_words_what_it_shows),
        cmocka_unit_test(chinese_readers_get_chinese_words),
        cmocka_unit_test(without_memory_there_is_no_drawing),
    };
    return cmocka_run_group_tests_name("draw", tests, open_one, close_one);
}
