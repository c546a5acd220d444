/* The writer's cache: what it keeps, what it undoes, what it lets go. */
#include "unit/failing.h"

#include "server/cache.h"
#include <string.h>

static void put(cache_t *cache, int64_t record, const char *state, int64_t version) {
    chain_t chain = {.version = version};
    cache_put(cache, record, (bytes_t){(const uint8_t *)state, strlen(state)}, &chain);
}

static bool holds(cache_t *cache, int64_t record, const char *state, int64_t version) {
    bytes_t got;
    chain_t chain;
    return cache_get(cache, record, &got, &chain) && got.len == strlen(state) &&
           memcmp(got.at, state, got.len) == 0 && chain.version == version;
}

static bool lacks(cache_t *cache, int64_t record) {
    bytes_t got;
    chain_t chain;
    return !cache_get(cache, record, &got, &chain);
}

static void what_was_put_is_found_until_it_is_put_anew(void **state) {
    (void)state;
    cache_t cache;
    cache_init(&cache, 1 << 20);
    assert_true(lacks(&cache, 1));
    put(&cache, 1, "one", 1);
    put(&cache, 2, "two", 1);
    put(&cache, 1, "one again", 2);
    assert_true(holds(&cache, 1, "one again", 2));
    assert_true(holds(&cache, 2, "two", 1));
    cache_free(&cache);
}

static void undo_forgets_what_the_failed_batch_put_and_nothing_else(void **state) {
    (void)state;
    cache_t cache;
    cache_init(&cache, 1 << 20);
    put(&cache, 1, "kept", 1);
    put(&cache, 2, "changed", 1);
    cache_keep(&cache);
    put(&cache, 2, "provisional", 2);
    put(&cache, 3, "provisional", 1);
    cache_undo(&cache);
    assert_true(holds(&cache, 1, "kept", 1));
    assert_true(lacks(
        &cache, 2)); /* the store has the old one: reading it again is right, a stale copy would not be */
    assert_true(lacks(&cache, 3));
    cache_free(&cache);
}

static void over_its_limit_the_longest_unused_goes_first(void **state) {
    (void)state;
    cache_t cache;
    char large[400];
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    cache_init(&cache, 4096);
    put(&cache, 1, large, 1);
    for (int64_t i = 2; i <= 40; i++) {
        assert_true(holds(&cache, 1, large, 1)); /* asked for each time, so it stays */
        put(&cache, i, large, 1);
        assert_true(cache.bytes <= 4096);
    }
    assert_true(lacks(&cache, 2));
    assert_true(holds(&cache, 40, large, 1));
    cache_free(&cache);
}

static void many_records_are_found_after_the_table_grew(void **state) {
    (void)state;
    cache_t cache;
    cache_init(&cache, 64 << 20);
    for (int64_t i = 1; i <= 20000; i++)
        put(&cache, i * 4096, "state", i);
    for (int64_t i = 1; i <= 20000; i++)
        assert_true(holds(&cache, i * 4096, "state", i));
    cache_free(&cache);
}

static void without_memory_it_forgets_instead_of_failing(void **state) {
    (void)state;
    for (int64_t n = 1; n < 12; n++) {
        cache_t cache;
        cache_init(&cache, 1 << 20);
        put(&cache, 1, "before", 1);
        mem_fail_after(n);
        put(&cache, 1, "after", 2);
        put(&cache, 2, "new", 1);
        mem_fail_after(0);
        assert_true(lacks(&cache, 1) || holds(&cache, 1, "after", 2));
        assert_true(lacks(&cache, 2) || holds(&cache, 2, "new", 1));
        cache_free(&cache);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_found_until_it_is_put_anew),
        cmocka_unit_test(undo_forgets_what_the_failed_batch_put_and_nothing_else),
        cmocka_unit_test(over_its_limit_the_longest_unused_goes_first),
        cmocka_unit_test(many_records_are_found_after_the_table_grew),
        cmocka_unit_test(without_memory_it_forgets_instead_of_failing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
