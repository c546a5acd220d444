/* How business goes (P1.1, P1.3.3): percentiles against sorted values, and a few records whose course is
 * known. */
#include "fixture.h"
#include "server/measures.h"

static uint64_t seed = 42;

static int64_t random_below(int64_t limit) {
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (int64_t)((seed >> 20) % (uint64_t)limit);
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void a_percentile_is_within_a_sixteenth_of_the_sorted_value(void **state) {
    enum { COUNT = 5000 };
    static int64_t values[COUNT];
    (void)state;
    for (int round = 0; round < 40; round++) {
        spread_t s = {0};
        int64_t limit = INT64_C(10) << (round % 38), sum = 0;
        int count = round == 0 ? 1 : round == 1 ? 3 : COUNT;
        for (int i = 0; i < count; i++) {
            values[i] = random_below(limit);
            sum += values[i];
            spread_add(&s, values[i]);
        }
        qsort(values, (size_t)count, sizeof *values, by_size);
        for (int p = 1; p <= 100; p++) {
            int64_t exact = values[(count * p + 99) / 100 - 1], told = spread_percentile(&s, p);
            assert_true(told >= exact);
            assert_true(told - exact <= exact / 16);
        }
        assert_int_equal(spread_percentile(&s, 100), values[count - 1]);
        assert_int_equal(spread_mean(&s), sum / count);
    }
}

static void an_empty_spread_and_one_of_extremes_are_told_too(void **state) {
    spread_t s = {0};
    (void)state;
    assert_int_equal(spread_percentile(&s, 50), 0);
    assert_int_equal(spread_mean(&s), 0);
    spread_add(&s, -5);
    assert_int_equal(spread_percentile(&s, 100), 0);
    spread_add(&s, INT64_MAX);
    spread_add(&s, INT64_MAX);
    assert_true(spread_percentile(&s, 100) == INT64_MAX);
    assert_true(s.sum == INT64_MAX);
}

static void act(fixture_t *f, const char *verb, const char *person, const char *number, const char *more) {
    must(ask(f, "{\"verb\":\"%s\",\"as\":\"%s\",\"record\":\"%s\"%s}", verb, person, number, more));
}

static long long count_of(const json_t *object, const char *name) {
    assert_true(json_is_integer(json_object_get(object, name)));
    return (long long)json_integer_value(json_object_get(object, name));
}

static const json_t *named(const json_t *list, const char *member, const char *name) {
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)list, i, one) {
        if (strcmp(text_at(one, member), name) == 0) return one;
    }
    fail_msg("nothing of that name: %s", name);
    return NULL;
}

/* Three purchases: a small one approved in an hour; a large one that the head lets lie for three days, and
 * the director refuses, submitted anew and approved; one that waits. A fourth is a draft. */
static void P1_1_what_each_flow_and_step_took_is_counted(void **state) {
    fixture_t f;
    char small[32], large[32], waiting[32];
    (void)state;
    fixture_begin(&f, NULL);
    file_purchase(&f, "20 EUR", small);
    file_purchase(&f, "900 EUR", large);
    atomic_store(&f.now, FIXTURE_START + MS_HOUR);
    act(&f, "approve", "chen.wei", small, "");
    atomic_store(&f.now, FIXTURE_START + 3 * MS_DAY);
    act(&f, "approve", "chen.wei", large, "");
    act(&f, "refuse", "li.na", large, ",\"reason\":\"too much\"");
    act(&f, "acknowledge", "gao.min", large, "");
    must(ask(
        &f,
        "{\"verb\":\"resubmit\",\"as\":\"gao.min\",\"record\":\"%s\",\"fields\":{\"amount\":\"800 EUR\"}}",
        large));
    act(&f, "approve", "chen.wei", large, "");
    act(&f, "approve", "li.na", large, "");
    file_purchase(&f, "30 EUR", waiting);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.purchase\"}"));
    must(ask(&f, "{\"verb\":\"measures\",\"least\":2}"));
    const json_t *flow = named(json_object_get(f.answer, "flows"), "flow", "sales.purchase");
    assert_int_equal(count_of(flow, "submitted"), 3);
    assert_int_equal(count_of(flow, "finished"), 2);
    assert_int_equal(count_of(flow, "going"), 1);
    assert_int_equal(count_of(flow, "again"), 1);
    assert_int_equal(count_of(flow, "late"), 1);
    assert_int_equal(count_of(json_object_get(flow, "took"), "longest_ms"), 3 * MS_DAY);
    const json_t *head = named(json_object_get(flow, "steps"), "step", "head"),
                 *director = named(json_object_get(flow, "steps"), "step", "director");
    assert_int_equal(count_of(head, "decided"), 3);
    assert_int_equal(count_of(head, "late"), 1);
    assert_true(json_is_true(json_object_get(head, "never_changed")));
    assert_int_equal(count_of(json_object_get(head, "waited"), "longest_ms"), 3 * 8 * MS_HOUR);
    assert_int_equal(count_of(director, "decided"), 2);
    assert_int_equal(count_of(director, "refused"), 1);
    assert_int_equal(count_of(director, "left_out"), 2);
    assert_true(json_is_false(json_object_get(director, "never_changed")));
    const json_t *notice = named(json_object_get(flow, "steps"), "step", "acknowledge");
    assert_true(json_is_false(json_object_get(notice, "never_changed"))); /* it is not there to change one */
    assert_string_equal(text_at(flow, "waits_longest"), "head");
    fixture_end(&f);
}

/* Whoever reads that four were submitted finds all four. */
static void P1_1_every_record_submitted_is_in_one_column(void **state) {
    fixture_t f;
    char number[7][32];
    (void)state;
    fixture_begin(&f, NULL);
    f.caller.uid = 54321;
    for (int i = 0; i < 7; i++)
        file_purchase(&f, "20 EUR", number[i]);
    act(&f, "approve", "chen.wei", number[0], "");
    must(ask(&f, "{\"verb\":\"suspend\",\"record\":\"%s\",\"within\":\"5 workdays\",\"reason\":\"an audit\"}",
             number[1]));
    must(ask(&f, "{\"verb\":\"cancel\",\"record\":\"%s\",\"reason\":\"closed down\"}", number[2]));
    act(&f, "withdraw", "gao.min", number[3], "");
    act(&f, "refuse", "chen.wei", number[4], ",\"reason\":\"too much\"");
    must(ask(&f,
             "{\"verb\":\"exception\",\"record\":\"%s\",\"step\":\"head\",\"within\":\"5 "
             "workdays\",\"reason\":\"on leave\"}",
             number[5]));
    must(ask(&f, "{\"verb\":\"measures\"}"));
    const json_t *flow = named(json_object_get(f.answer, "flows"), "flow", "sales.purchase");
    static const char *const COLUMNS[] = {"finished", "going", "refused", "withdrawn", "cancelled", "closed"};
    long long sum = 0;
    for (size_t i = 0; i < 6; i++)
        sum += count_of(flow, COLUMNS[i]);
    assert_int_equal(count_of(flow, "submitted"), 7);
    assert_int_equal(sum, 7);
    assert_int_equal(count_of(flow, "finished"), 1);
    assert_int_equal(count_of(flow, "cancelled"), 1);
    assert_int_equal(count_of(flow, "withdrawn"), 1);
    assert_int_equal(count_of(flow, "going"), 3);   /* suspended, owing, waiting */
    assert_int_equal(count_of(flow, "refused"), 1); /* though its initiator has yet to take notice */
    fixture_end(&f);
}

static void P1_3_3_what_waits_still_is_seen_and_may_wait_longest(void **state) {
    fixture_t f;
    char quick[32], waiting[32];
    (void)state;
    fixture_begin(&f, NULL);
    file_purchase(&f, "900 EUR", quick);
    atomic_store(&f.now, FIXTURE_START + 2 * MS_HOUR);
    act(&f, "approve", "chen.wei", quick, "");
    file_purchase(&f, "900 EUR", waiting);
    act(&f, "approve", "chen.wei", waiting, "");
    atomic_store(&f.now, FIXTURE_START + 2 * MS_HOUR + 7 * MS_DAY);
    must(ask(&f, "{\"verb\":\"measures\"}"));
    const json_t *flow = named(json_object_get(f.answer, "flows"), "flow", "sales.purchase");
    const json_t *director = named(json_object_get(flow, "steps"), "step", "director");
    assert_int_equal(count_of(director, "decided"), 0);
    assert_int_equal(count_of(director, "open"), 2);
    assert_int_equal(count_of(json_object_get(director, "waits"), "longest_ms"), 5 * 8 * MS_HOUR);
    assert_string_equal(text_at(flow, "waits_longest"), "director");
    fixture_end(&f);
}

/* The head lets it lie; it goes to the director with two more days, who decides in time: it was late. */
static void P1_1_a_deadline_that_was_missed_is_missed_whatever_limit_comes_after_it(void **state) {
    fixture_t f;
    char number[32];
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    fixture_rules(
        &f,
        "flow \"sales.purchase\" { owner = \"sales\", prefix = \"PUR\", fallback = post \"company.head\",\n"
        "  within = workdays(1), form = { amount = money { currency = \"EUR\" } },\n"
        "  overdue = ladder { { after = workhours(0), reassign = post \"company.head\", within = workdays(3) "
        "} },\n"
        "  route = function(r) return approve \"head\" { by = head_of(r.department) } end }\n");
    must(f.answer);
    file_purchase(&f, "20 EUR", number);
    atomic_store(&f.now, FIXTURE_START + 2 * MS_DAY);
    act(&f, "approve", "li.na", number, ""); /* the rung that is due comes first */
    must(ask(&f, "{\"verb\":\"measures\"}"));
    const json_t *flow = named(json_object_get(f.answer, "flows"), "flow", "sales.purchase");
    const json_t *head = named(json_object_get(flow, "steps"), "step", "head");
    assert_int_equal(count_of(flow, "finished"), 1);
    assert_int_equal(count_of(head, "late"), 1);
    assert_int_equal(count_of(flow, "late"), 1);
    fixture_end(&f);
}

static void only_records_of_the_flow_and_time_asked_for_count(void **state) {
    fixture_t f;
    char number[32];
    (void)state;
    fixture_begin(&f, NULL);
    file_purchase(&f, "20 EUR", number);
    must(ask(&f, "{\"verb\":\"measures\",\"from\":\"2026-03-03T00:00:00Z\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "flows")), 0);
    must(ask(&f, "{\"verb\":\"measures\",\"until\":\"2026-03-02T09:00:00Z\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "flows")), 0);
    must_refuse(ask(&f, "{\"verb\":\"measures\",\"flow\":\"sales.other\"}"), "flow.unknown");
    must(ask(&f, "{\"verb\":\"measures\",\"flow\":\"sales.purchase\",\"from\":\"2026-03-02T09:00:00Z\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "flows")), 1);
    fixture_end(&f);
}

static void they_are_for_administrators(void **state) {
    fixture_t f;
    (void)state;
    fixture_begin(&f, NULL);
    f.caller = (caller_t){.uid = 54321, .owner = false};
    must_refuse(ask(&f, "{\"verb\":\"measures\"}"), "actor.not_administrator");
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_percentile_is_within_a_sixteenth_of_the_sorted_value),
        cmocka_unit_test(an_empty_spread_and_one_of_extremes_are_told_too),
        cmocka_unit_test(P1_1_what_each_flow_and_step_took_is_counted),
        cmocka_unit_test(P1_1_every_record_submitted_is_in_one_column),
        cmocka_unit_test(P1_3_3_what_waits_still_is_seen_and_may_wait_longest),
        cmocka_unit_test(P1_1_a_deadline_that_was_missed_is_missed_whatever_limit_comes_after_it),
        cmocka_unit_test(only_records_of_the_flow_and_time_asked_for_count),
        cmocka_unit_test(they_are_for_administrators),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
