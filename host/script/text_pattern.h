/* Lua's patterns (reference manual, §6.4.1), compiled to a short program and matched by backtracking that
 * counts its steps, so that a pattern that explodes costs its rule the budget and nobody else the processor.
 *
 * Differences from Lua's own matcher: a pattern has at most 256 parts and 32 character sets; classes are
 * those of ASCII whatever the locale; a malformed pattern is an error before anything is matched. */
#ifndef CS_SCRIPT_TEXT_PATTERN_H
#define CS_SCRIPT_TEXT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATTERN_NODES = 256, PATTERN_SETS = 32, PATTERN_CAPTURES = 32, PATTERN_POSITION = -1 };

typedef struct pattern_node {
    uint8_t op, repeat;
    uint8_t a, b; /* a character, a set, a capture, the two ends of %b */
} pattern_node_t;

typedef struct pattern {
    pattern_node_t nodes[PATTERN_NODES];
    uint8_t sets[PATTERN_SETS][32]; /* one bit a character */
    int node_count, set_count, capture_count;
    bool anchored; /* began with ^ */
} pattern_t;

/* Compiles `len` bytes; `anchor`: a leading ^ ties the match to its start (not so in gmatch). NULL, or what
 * is wrong with the pattern (a literal). */
const char *pattern_compile(pattern_t *p, const char *text, size_t len, bool anchor);

typedef struct pattern_match {
    const pattern_t *pattern;
    const char *subject, *end;
    /* Called when `steps` reaches 0; sets it anew, or does not return. */
    void (*out_of_steps)(struct pattern_match *m);
    void *ctx;
    int64_t steps;
    struct {
        const char *at;
        ptrdiff_t len; /* PATTERN_POSITION: a position capture () */
    } captures[PATTERN_CAPTURES];
} pattern_match_t;

/* Matches at `at` exactly. The end of the match, or NULL. Recurses at most once a node. */
const char *pattern_match_at(pattern_match_t *m, const char *at);

#endif
