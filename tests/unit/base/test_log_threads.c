/* The log, written by several threads while its sink and its level change: lines stay whole, each comes once.
 */
#include "base/log.h"
#include "unit/failing.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 4, LINES = 500 };

typedef struct seen {
    int lines, torn; /* without a lock of its own: calls come one at a time */
} seen_t;

static void look(void *ctx, log_level_t level, const char *line) {
    seen_t *seen = ctx;
    const char *at = strstr(line, "begin ");
    (void)level;
    seen->lines++;
    if (at == NULL || strlen(at) < 4 || strcmp(at + strlen(at) - 4, " end") != 0) seen->torn++;
}

static void *write_lines(void *arg) {
    for (int i = 0; i < LINES; i++)
        log_line(LOG_LEVEL_WARN, "begin %d of %d end", i, *(const int *)arg);
    return NULL;
}

static void lines_of_several_threads_stay_whole(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    int numbers[THREADS];
    seen_t seen[2] = {{0}, {0}};
    log_set_sink(look, &seen[0]);
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, write_lines, &numbers[i]), 0);
    }
    for (int i = 0; i < 200; i++) {
        log_set_sink(look, &seen[i % 2]);
        log_set_level(i % 2 ? LOG_LEVEL_INFO : LOG_LEVEL_WARN);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    log_set_sink(NULL, NULL);
    log_set_level(LOG_LEVEL_INFO);
    assert_int_equal(seen[0].torn + seen[1].torn, 0);
    assert_int_equal(seen[0].lines + seen[1].lines, THREADS * LINES);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_of_several_threads_stay_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
