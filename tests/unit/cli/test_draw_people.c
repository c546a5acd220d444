/* What a card tells of many people, of those who were asked anew, of who was added; what a drawing says of
 * groups that were left out, and of a plan that took over from another. */
#include "unit/cli/drawing.h"

/* A step of `count` people, one after the other; the first `decided` have approved, the next has it. */
static json_t *of_many(size_t count, size_t decided) {
    json_t *answer = record_of(
        "[{\"no\":1,\"parent\":0,\"kind\":\"approve\",\"name\":\"council\",\"state\":\"open\",\"mode\":"
        "\"in_order\",\"opened_at\":\"2026-03-02T01:00:00Z\"}]",
        "[]");
    for (size_t i = 0; i < count; i++) {
        const char *state = i < decided ? "decided" : i == decided ? "open" : "waiting";
        char text[256];
        snprintf(text, sizeof text,
                 "{\"step\":1,\"person\":{\"id\":\"%zu\",\"name\":\"Member %zu.\"},\"state\":\"%s\"%s}", i,
                 i + 1, state, i < decided ? ",\"outcome\":\"approved\"" : "");
        json_array_append_new(json_object_get(answer, "tasks"), read_json(text));
    }
    return answer;
}

static void of_many_people_those_who_have_it_or_were_against_are_shown_and_the_rest_is_counted(void **state) {
    json_t *answer = of_many(40, 20), *against = json_array_get(json_object_get(answer, "tasks"), 14);
    json_object_set_new(against, "outcome", json_string("refused"));
    json_object_set_new(against, "opinion", json_string("It goes too far."));
    assert_says(*state, answer, "Member 15. · refused");
    assert_says(*state, answer, "“It goes too far.”");
    assert_says(*state, answer, "Member 21.");
    assert_says_not(*state, answer, "Member 22.");
    assert_says(*state, answer, "and 32 more: 13 decided, 19 wait");
    json_decref(answer);
    answer = of_many(40, 0);
    assert_says(*state, answer, "and 32 wait");
    json_decref(answer);
}

/* A27: who took a decision back is asked again, and is one person all the same. */
static void A27_who_was_asked_anew_is_one_of_one(void **state) {
    json_t *answer =
        record_of("[" STEP(1, 0, "approve", "head", "open") LEAF "]",
                  "[{\"step\":1," PERSON("Li Na") ",\"state\":\"decided\",\"outcome\":\"approved\",\"taken_"
                                                  "back\":true},{\"step\":1," PERSON("Li Na") ",\"state\":"
                                                                                              "\"open\"}]");
    assert_says(*state, answer, "approved, taken back");
    assert_says_not(*state, answer, "any one of these");
    json_decref(answer);
    answer = record_of(
        "[" STEP(1, 0, "approve", "head", "open") LEAF "]",
        "[{\"step\":1," PERSON("Li Na") ",\"state\":\"closed\"},{\"step\":1," PERSON("Li Na") ",\"state\":"
                                                                                              "\"open\"}]");
    assert_says_not(*state, answer, "closed"); /* its opening was taken back before anybody had touched it */
    json_decref(answer);
}

/* A25, A24, A29: nobody has to read "third.before.beside". */
static void A25_what_somebody_added_is_called_after_the_step_it_was_added_to(void **state) {
    cli_t zh;
    json_t *answer = record_of(
        "[" STEP(1, 0, "sequence", "", "open") ",\"opened_at\":\"2026-03-02T01:00:00Z\"}," STEP(
            2, 1, "approve", "third.before",
            "open") ",\"added\":\"before\"" LEAF
                    "," STEP(3, 1, "approve", "third.before.beside",
                             "open") ",\"added\":\"beside\"" LEAF
                                     ",{\"no\":4,\"parent\":1,\"kind\":\"approve\",\"name\":\"third\","
                                     "\"title\":{\"en\":\"Third "
                                     "reader\",\"zh\":\"三审\"},\"state\":\"open\",\"mode\":\"any\"}]",
        "[]");
    json_object_set_new(answer, "added_steps",
                        read_json("[" STEP(5, 0, "answer", "third.answer2",
                                           "open") ",\"round\":1,\"added\":\"question\"" LEAF "]"));
    assert_says(*state, answer, "\nSigner before Third reader\n");
    assert_says(*state, answer, "Signer beside signer before Third reader");
    assert_says(*state, answer, "\nQuestion at Third reader\n");
    open_cli(&zh, "zh");
    assert_says(&zh, answer, "\n三审的前加签\n");
    assert_says(&zh, answer, "\n三审的前加签的并加签\n");
    close_cli(&zh);
    json_decref(answer);
}

#define NEVER(no, name)                                                                                      \
    STEP(no, 2, "approve", name, "left_out") ",\"mode\":\"any\",\"left_out\":\"condition\"}"

static void a_group_without_a_title_that_was_left_out_is_told_by_what_is_in_it(void **state) {
    json_t *answer = record_of(
        "[" STEP(1, 0, "sequence", "", "open") ",\"opened_at\":\"2026-03-02T01:00:00Z\"}," STEP(
            2, 1, "all", "",
            "left_out") ",\"left_out\":\"condition\"}," NEVER(3,
                                                              "finance") "," NEVER(4,
                                                                                   "legal") "," STEP(5, 1,
                                                                                                     "approv"
                                                                                                     "e",
                                                                                                     "head",
                                                                                                     "open")
            LEAF "]",
        "[]");
    assert_says(*state, answer, "finance, legal · not needed: its condition does not hold");
    json_decref(answer);
}

/* A50: nobody has looked at the group since both its branches were passed over. */
static void A50_a_group_of_which_nothing_is_left_does_not_wait(void **state) {
    json_t *answer = record_of(
        "[" STEP(1, 0, "sequence", "", "open") ",\"opened_at\":\"2026-03-02T01:00:00Z\"}," STEP(
            2, 1, "all", "",
            "waiting") "}," STEP(3, 2, "approve", "a",
                                 "left_out") ",\"mode\":\"any\",\"left_"
                                             "out\":\"jumped\"}," STEP(
                                                 4, 2, "approve", "b",
                                                 "left_out") ",\"mode\":\"any\",\"left_out\":\"jumped\"}"
                                                             "," STEP(5, 1, "approve", "last", "open") LEAF
        "]",
        "[]");
    assert_says(*state, answer, "not reached: an administrator went past it");
    assert_says_not(*state, answer, "waits");
    json_decref(answer);
}

/* A rule's sentence is told only of what its condition left out: else it would be a false reason. */
static void A22_what_happened_to_a_step_is_told_rather_than_its_rules_sentence(void **state) {
    json_t *answer = record_of("[" STEP(1, 0, "approve", "leader",
                                        "left_out") ",\"mode\":\"any\",\"why\":{\"because\":{\"en\":\"over "
                                                    "5,000\"}},\"left_out\":\"straight\"}]",
                               "[]");
    assert_says(*state, answer, "leader · passed before, not gone through again");
    assert_says_not(*state, answer, "5,000");
    json_decref(answer);
}

#define LONG                                                                                                 \
    "Statement of the joint committee on the harmonisation of procurement, tendering, contracting, "         \
    "acceptance, warranty and disposal procedures in the year after next, second reading"

/* A41: who is asked is shown, though the others are expected to decide without them. */
static void A41_a_preview_shows_whom_others_may_overtake(void **state) {
    json_t *answer = read_json(
        "{\"ok\":true,\"title\":{\"en\":\"Seal\"},\"now\":\"2026-03-02T01:00:00Z\",\"stages\":[{\"stage\":"
        "\"approval\",\"steps\":[{\"no\":1,\"parent\":0,\"kind\":\"any\",\"name\":\"\",\"state\":"
        "\"expected\"},"
        "{\"no\":2,\"parent\":1,\"kind\":\"approve\",\"name\":\"a\",\"state\":\"expected\",\"mode\":\"any\","
        "\"people\":[{" PERSON(
            "Li Na") "}]},{\"no\":3,\"parent\":1,\"kind\":\"approve\",\"name\":\"b\","
                     "\"state\":\"closed\",\"left_out\":\"outcome\",\"mode\":\"any\",\"people\":[{" PERSON(
                         "Xu Qing") "}],"
                                    "\"starts_at\":\"2026-03-02T01:00:00Z\",\"due_at\":\"2026-03-04T10:00:"
                                    "00Z\"}]}]}");
    assert_says(*state, answer, "2026-03-02 01:00 to 2026-03-04 10:00");
    assert_says(*state, answer, "Xu Qing");
    assert_says(*state, answer, "others may decide first");
    assert_says_not(*state, answer, "not reached");
    json_decref(answer);
}

/* A14, A23: people read titles and names, not what is typed. */
static void A14_what_counts_and_who_handed_over_are_told_by_title_and_name(void **state) {
    json_t *answer = record_of(
        "[{\"no\":1,\"parent\":0,\"kind\":\"approve\",\"name\":\"second\",\"title\":{\"en\":\"Second "
        "reader\"},\"state\":\"open\",\"mode\":\"all\",\"opened_at\":\"2026-03-02T01:00:00Z\"}]",
        "[{\"step\":1," PERSON(
            "Li Na") ",\"state\":\"decided\",\"outcome\":\"approved\",\"counted\":{\"step\":"
                     "\"second\",\"outcome\":\"approved\"}},{\"step\":1,\"person\":{\"id\":\"8\","
                     "\"handle\":\"y\",\"name\":\"Xu Qing\"},\"reason\":\"people.transferred\","
                     "\"reason_text\":\"x\",\"state\":\"open\"}]");
    assert_says(*state, answer, "approval at Second reader counts");
    assert_says(*state, answer, "Xu Qing · handed over by Li Na");
    json_decref(answer);
}

static void a_long_title_does_not_push_out_why_its_step_was_left_out(void **state) {
    json_t *answer = record_of(
        "[" STEP(1, 0, "approve", LONG, "left_out") ",\"mode\":\"any\",\"left_out\":\"exception\"}]", "[]");
    assert_says(*state, answer, "Statement of the joint committee");
    assert_says(*state, answer, "by an exception: owed afterwards");
    json_decref(answer);
}

/* A53: it goes on with what began when the plan before it did. */
static void A53_a_plan_that_took_over_from_another_was_submitted_when_that_was(void **state) {
    json_t *answer =
        record_of("[" STEP(1, 0, "approve", "head", "passed") ",\"superseded\":true" LEAF "]", "[]");
    json_array_append_new(
        json_object_get(answer, "plans"),
        read_json(
            "{\"stage\":\"approval\",\"round\":1,\"steps\":[{\"no\":2,\"parent\":0,\"kind\":\"approve\","
            "\"name\":\"head\",\"state\":\"open\",\"mode\":\"any\",\"opened_at\":\"2026-03-03T08:00:00Z\"}]"
            "}"));
    assert_says(*state, answer, "Gao Min submitted it · 2026-03-02 01:00");
    assert_says_not(*state, answer, "2026-03-03 08:00");
    json_decref(answer);
}

static void A7_records_beyond_those_shown_are_not_counted_as_people(void **state) {
    (void)state;
    cli_t zh;
    json_t *answer = record_of("[" STEP(1, 0, "record", "lots", "open") LEAF "]", "[]"),
           *step = json_array_get(
               json_object_get(json_array_get(json_object_get(answer, "plans"), 0), "steps"), 0),
           *records = json_array();
    for (int i = 0; i < 10; i++)
        json_array_append_new(records,
                              read_json("{\"record\":\"1\",\"number\":\"CHD-1\",\"state\":\"open\"}"));
    json_object_set_new(step, "records", records);
    open_cli(&zh, "zh");
    assert_says(&zh, answer, "另有 2 张");
    close_cli(&zh);
    json_decref(answer);
}

static void without_memory_there_is_no_drawing_of_many(void **state) {
    json_t *answer = of_many(12, 3);
    one_drawing_t one = {((cli_t *)*state)->texts, answer};
    assert_true(each_allocation_fails(draw_once, &one, true) > 5);
    json_decref(answer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_many_people_those_who_have_it_or_were_against_are_shown_and_the_rest_is_counted),
        cmocka_unit_test(A27_who_was_asked_anew_is_one_of_one),
        cmocka_unit_test(A25_what_somebody_added_is_called_after_the_step_it_was_added_to),
        cmocka_unit_test(a_group_without_a_title_that_was_left_out_is_told_by_what_is_in_it),
        cmocka_unit_test(A50_a_group_of_which_nothing_is_left_does_not_wait),
        cmocka_unit_test(A22_what_happened_to_a_step_is_told_rather_than_its_rules_sentence),
        cmocka_unit_test(A41_a_preview_shows_whom_others_may_overtake),
        cmocka_unit_test(A14_what_counts_and_who_handed_over_are_told_by_title_and_name),
        cmocka_unit_test(a_long_title_does_not_push_out_why_its_step_was_left_out),
        cmocka_unit_test(A53_a_plan_that_took_over_from_another_was_submitted_when_that_was),
        cmocka_unit_test(A7_records_beyond_those_shown_are_not_counted_as_people),
        cmocka_unit_test(without_memory_there_is_no_drawing_of_many),
    };
    return cmocka_run_group_tests_name("draw_people", tests, open_one, close_one);
}
