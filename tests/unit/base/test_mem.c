/* Memory and arenas: zeroed, aligned, bounded, and refused when a test says so. */
#include "unit/failing.h"
#include <pthread.h>
#include <string.h>

static void memory_is_zeroed_and_a_size_of_0_is_valid(void **state) {
    (void)state;
    unsigned char *p = mem_alloc(4096);
    for (int i = 0; i < 4096; i++)
        assert_int_equal(p[i], 0);
    mem_free(p);
    p = mem_alloc(0);
    assert_non_null(p);
    p = mem_realloc(p, 0);
    assert_non_null(p);
    mem_free(p);
    mem_free(NULL);
}

static void the_nth_allocation_and_all_after_it_fail(void **state) {
    (void)state;
    mem_fail_after(3);
    char *a = mem_strdup("one"), *b = mem_alloc(1);
    assert_non_null(a);
    assert_non_null(b);
    assert_null(mem_realloc(a, 100));
    assert_null(mem_alloc(1));
    assert_null(mem_strdup("five"));
    assert_int_equal(mem_fail_count(), 5);
    mem_fail_after(0);
    assert_string_equal(a, "one");
    mem_free(a);
    mem_free(b);
    a = mem_alloc(1);
    assert_non_null(a);
    mem_free(a);
}

static void *allocate_elsewhere(void *ctx) {
    (void)ctx;
    void *p = mem_alloc(1);
    mem_free(p);
    return p ? (void *)1 : NULL;
}

static void failing_concerns_the_calling_thread_alone(void **state) {
    (void)state;
    pthread_t thread;
    void *got = NULL;
    mem_fail_after(1);
    assert_int_equal(pthread_create(&thread, NULL, allocate_elsewhere, NULL), 0);
    pthread_join(thread, &got);
    assert_non_null(got);
    assert_int_equal(mem_fail_count(), 0);
    mem_fail_after(0);
}

static void an_arena_gives_zeroed_aligned_memory_that_does_not_overlap(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    for (int round = 0; round < 3; round++) {
        unsigned char *blocks[500];
        size_t sizes[500];
        for (size_t i = 0; i < 500; i++) {
            sizes[i] = i % 50 == 49 ? i * 300 : i % 97;
            blocks[i] = arena_alloc(&arena, sizes[i]);
            assert_non_null(blocks[i]);
            assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
            for (size_t j = 0; j < sizes[i]; j++)
                assert_int_equal(blocks[i][j], 0);
            memset(blocks[i], (int)(i % 255) + 1, sizes[i]);
        }
        for (size_t i = 0; i < 500; i++) {
            for (size_t j = 0; j < sizes[i]; j++)
                assert_int_equal(blocks[i][j], i % 255 + 1);
        }
        arena_reset(&arena);
        assert_int_equal(arena.used, 0);
    }
    arena_free(&arena);
}

static void a_reset_arena_serves_small_work_without_new_memory(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    assert_non_null(arena_alloc(&arena, 500000));
    for (int i = 0; i < 2000; i++)
        assert_non_null(arena_alloc(&arena, 60));
    arena_reset(&arena);
    mem_fail_after(1);
    for (int i = 0; i < 200; i++)
        assert_non_null(arena_alloc(&arena, 60));
    mem_fail_after(0);
    arena_free(&arena);
}

static void an_arena_never_hands_out_more_than_its_limit(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 100);
    assert_non_null(arena_alloc(&arena, 90));
    assert_int_equal(arena.used, 96);
    assert_false(arena_failed(&arena));
    assert_null(arena_alloc(&arena, 5));
    assert_true(arena_failed(&arena));
    arena_reset(&arena);
    assert_false(arena_failed(&arena));
    assert_non_null(arena_alloc(&arena, 96));
    assert_null(arena_alloc(&arena, 0));
    arena_free(&arena);
}

static void an_array_that_overflows_is_refused(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    assert_null(arena_array(&arena, SIZE_MAX / 8 + 1, 16));
    assert_true(arena_failed(&arena));
    arena_reset(&arena);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_strndup(&arena, "x", SIZE_MAX));
    arena_free(&arena);
}

static void growing_keeps_the_old_and_zeroes_the_new(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    int *old = arena_array(&arena, 3, sizeof *old);
    for (int i = 0; i < 3; i++)
        old[i] = i + 1;
    int *more = arena_grow(&arena, old, 3, 6, sizeof *more);
    for (int i = 0; i < 6; i++)
        assert_int_equal(more[i], i < 3 ? i + 1 : 0);
    int *fewer = arena_grow(&arena, more, 6, 2, sizeof *fewer);
    assert_int_equal(fewer[1], 2);
    assert_non_null(arena_grow(&arena, NULL, 0, 4, sizeof *more));
    int *room = arena_room(&arena, more, 3, 100, sizeof *room);
    for (int i = 0; i < 3; i++)
        assert_int_equal(room[i], i + 1);
    room[99] = 7; /* all of it is there */
    assert_int_equal(((int *)arena_room(&arena, room, 100, 2, sizeof *room))[1], 2);
    assert_non_null(arena_room(&arena, NULL, 0, 4, sizeof *room));
    assert_null(arena_room(&arena, NULL, 0, SIZE_MAX / 2, 4));
    arena_free(&arena);
}

static void texts_are_copied_and_null_stays_null(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    assert_string_equal(arena_strdup(&arena, "会签"), "会签");
    assert_string_equal(arena_strndup(&arena, "countersign", 7), "counter");
    assert_string_equal(arena_printf(&arena, "%s-%06d", "EXP", 123), "EXP-000123");
    assert_memory_equal(arena_copy(&arena, "a\0b", 3), "a\0b", 3);
    assert_null(arena_strdup(&arena, NULL));
    assert_null(arena_strndup(&arena, NULL, 0));
    assert_false(arena_failed(&arena));
    arena_free(&arena);
}

static int build_in_an_arena(void *ctx) {
    (void)ctx;
    arena_t arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 100; i++)
        arena_printf(&arena, "%0*d", i * 40, i);
    int result = arena_failed(&arena) ? -1 : 0;
    arena_free(&arena);
    return result;
}

static void an_arena_remembers_each_refusal(void **state) {
    (void)state;
    assert_true(each_allocation_fails(build_in_an_arena, NULL, true) > 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_a_size_of_0_is_valid),
        cmocka_unit_test(the_nth_allocation_and_all_after_it_fail),
        cmocka_unit_test(failing_concerns_the_calling_thread_alone),
        cmocka_unit_test(an_arena_gives_zeroed_aligned_memory_that_does_not_overlap),
        cmocka_unit_test(a_reset_arena_serves_small_work_without_new_memory),
        cmocka_unit_test(an_arena_never_hands_out_more_than_its_limit),
        cmocka_unit_test(an_array_that_overflows_is_refused),
        cmocka_unit_test(growing_keeps_the_old_and_zeroes_the_new),
        cmocka_unit_test(texts_are_copied_and_null_stays_null),
        cmocka_unit_test(an_arena_remembers_each_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
