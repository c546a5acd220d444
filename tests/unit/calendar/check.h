/* What the calendar tests share: cmocka, random numbers with a printed seed, the n-th allocation failing. */
#ifndef TESTS_CALENDAR_CHECK_H
#define TESTS_CALENDAR_CHECK_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/instant.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64 (S. Vigna): one seed, the same numbers everywhere. */
typedef struct dice {
    uint64_t state;
} dice_t;

static inline dice_t dice_new(const char *test, uint64_t seed) {
    print_message("%s: seed %llu\n", test, (unsigned long long)seed);
    return (dice_t){seed};
}

static inline uint64_t dice_roll(dice_t *d) {
    uint64_t z = (d->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* low to high, both included. */
static inline int64_t dice_between(dice_t *d, int64_t low, int64_t high) {
    return low + (int64_t)(dice_roll(d) % (uint64_t)(high - low + 1));
}

static inline instant_t instant_of(const char *text) {
    instant_t t = 0;
    if (instant_parse(text, &t) != 0) fail_msg("not an instant: %s", text);
    return t;
}

static inline day_t date_of(const char *text) {
    day_t day = 0;
    if (day_parse(text, &day) != 0) fail_msg("not a date: %s", text);
    return day;
}

/* Fails with the error's code and parameters unless `result` is 0. */
static inline void must(int result, diag_t *d) {
    if (result == 0) return;
    char line[2048] = "";
    size_t at = 0;
    for (const diag_t *e = d; e != NULL && e->code != NULL; e = e->cause) {
        at += (size_t)snprintf(line + at, sizeof line - at, " %s", e->code);
        for (int i = 0; i < e->param_count && at < sizeof line - 200; i++)
            at += (size_t)snprintf(line + at, 160, " %s=%s", e->params[i].name, e->store + e->params[i].at);
        at += (size_t)snprintf(line + at, 100, " line %d;", e->line);
    }
    diag_clear(d);
    fail_msg("refused:%s", line);
}

/* Fails unless the call was refused with exactly this code; clears the error. */
static inline void refused(int result, diag_t *d, const char *code) {
    if (result == 0) fail_msg("accepted, but %s was expected", code);
    if (!diag_is(d, code)) fail_msg("refused with %s, not %s", d->code ? d->code : "nothing", code);
    diag_clear(d);
}

/* Runs `body` with the first, second, third … allocation failing until it succeeds: each time it fails it
 * must say "no memory". Returns how many allocations it needed. */
static inline int64_t each_allocation(int (*body)(void *ctx, diag_t *d), void *ctx) {
    for (int64_t n = 1;; n++) {
        diag_t d = {0};
        mem_fail_after(n);
        int result = body(ctx, &d);
        int64_t made = mem_fail_count();
        mem_fail_after(0);
        if (result == 0 && made < n) {
            diag_clear(&d);
            return n - 1;
        }
        const diag_t *root = &d;
        while (root->cause != NULL)
            root = root->cause;
        if (result != 0 && (root->code == NULL || strcmp(root->code, "memory.out") != 0))
            fail_msg("allocation %lld failed, but the error is %s", (long long)n,
                     root->code ? root->code : "none");
        if (result == 0) fail_msg("allocation %lld failed unnoticed", (long long)n);
        diag_clear(&d);
    }
}

/* A whole file; the caller frees with free. NULL when it isn't there. */
static inline char *slurp(const char *path, size_t *len) {
    FILE *f = fopen(path, "rb");
    if (f == NULL) return NULL;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *text = size >= 0 ? malloc((size_t)size + 1) : NULL;
    *len = text ? fread(text, 1, (size_t)size, f) : 0;
    fclose(f);
    if (text) text[*len] = '\0';
    return text;
}

#endif
