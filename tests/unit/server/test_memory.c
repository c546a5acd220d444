/* Each place that asks for memory is refused once: a request then gets an error or no answer, nothing leaks,
 * nothing breaks, and the next one is served as if nothing had been. */
#include "fixture.h"

typedef struct asked {
    fixture_t *f;
    json_t *body;
} asked_t;

static int ask_once(void *ctx) {
    asked_t *a = ctx;
    json_t *answer = api_handle(company_host(a->f->company), &a->f->reader, a->body, &a->f->caller);
    bool good = answer != NULL && is_ok(answer);
    json_decref(answer);
    return good ? 0 : -1;
}

/* As each_allocation_fails, with gaps that grow. Returns how many allocations there are. */
static int64_t many_allocations_fail(asked_t *a) {
    for (int64_t n = 1; n < 10000000; n += 1 + n / 100 * 10) {
        mem_fail_after(n);
        int result = ask_once(a);
        int64_t made = mem_fail_count();
        mem_fail_after(0);
        if (made >= n) continue;
        assert_int_equal(result, 0);
        return made;
    }
    fail_msg("it never got through");
    return -1;
}

static int64_t try_each(fixture_t *f, const char *format, const char *argument) {
    char text[512];
    diag_t d = {0};
    snprintf(text, sizeof text, format, argument);
    asked_t a = {f, json_read(text, strlen(text), sizeof text, &d)};
    assert_non_null(a.body);
    int64_t made = many_allocations_fail(&a);
    json_decref(a.body);
    return made;
}

static void reads_survive_without_memory(void **state) {
    (void)state;
    static const char *const reads[] = {
        "{\"verb\":\"tasks\",\"as\":\"chen.wei\"}",
        "{\"verb\":\"records\"}",
        "{\"verb\":\"show\",\"record\":\"%s\"}",
        "{\"verb\":\"history\",\"record\":\"%s\"}",
        "{\"verb\":\"deadlines\"}",
        "{\"verb\":\"outbox\"}",
        "{\"verb\":\"incidents\"}",
        "{\"verb\":\"plan\",\"as\":\"gao.min\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"600\"}}",
        "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"2026-04-01\"}",
        "{\"verb\":\"rules\"}",
        "{\"verb\":\"settings\"}",
        "{\"verb\":\"people.export\",\"table\":\"persons\"}",
        "{\"verb\":\"calendar\",\"calendar\":\"company\"}",
        "{\"verb\":\"status\"}",
    };
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "600", number);
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++)
        assert_true(try_each(&f, reads[i], number) > 3);
    fixture_end(&f);
}

static int64_t version_of(fixture_t *f, const char *number) {
    must(ask(f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    return json_integer_value(json_object_get(f->answer, "version"));
}

static void a_command_without_memory_has_no_effect(void **state) {
    (void)state;
    fixture_t f;
    char number[32], other[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    file_purchase(&f, "26.85", other);
    int64_t before = version_of(&f, number);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", other));
    assert_true(try_each(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\",\"key\":\"k\"}",
                         number) > 20);
    assert_int_equal(version_of(&f, number), version_of(&f, other)); /* once, however often it was tried */
    assert_true(version_of(&f, number) > before);
    fixture_end(&f);
}

static void administration_without_memory_is_whole_or_not_at_all(void **state) {
    (void)state;
    static const char *const acts[] = {
        "{\"verb\":\"people.import\",\"table\":\"roles\",\"rows\":[{\"role\":\"buyer\",\"person\":\"gao."
        "min\"}]}",
        "{\"verb\":\"settings.set\",\"flow\":\"sales.purchase\",\"name\":\"director_above\",\"value\":\"50 "
        "EUR\"}",
        "{\"verb\":\"calendar.put\",\"definition\":{\"name\":\"site\",\"zone\":\"Asia/"
        "Shanghai\",\"windows\":{\"mon\":[\"09:00-17:00\"]}}}",
        "{\"verb\":\"rules.rollback\"}",
    };
    fixture_t f;
    fixture_begin(&f, NULL);
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        assert_true(try_each(&f, acts[i], "") > 10);
    must(ask(&f, "{\"verb\":\"people.export\",\"table\":\"roles\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "rows")), 1);
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_survive_without_memory),
        cmocka_unit_test(a_command_without_memory_has_no_effect),
        cmocka_unit_test(administration_without_memory_is_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
