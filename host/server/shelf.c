/* Rulesets of one thread, by hash; see host.h. Few enough to look through one by one. */
#include "server/host.h"
#include <string.h>

enum { SHELF_MAX = 8 };

struct ruleset_shelf {
    ruleset_options_t options;
    struct {
        ruleset_t *ruleset; /* NULL: free */
        uint64_t used;      /* when last, by `turn` */
    } places[SHELF_MAX];
    uint64_t turn;
};

ruleset_shelf_t *shelf_new(const host_options_t *options, diag_t *d) {
    ruleset_shelf_t *shelf = mem_alloc(sizeof *shelf);
    if (shelf == NULL) {
        diag_memory(d);
        return NULL;
    }
    shelf->options.functions = options->functions;
    shelf->options.function_count = options->function_count;
    shelf->options.instructions = options->rule_instructions;
    shelf->options.wall_ms = options->rule_wall_ms;
    shelf->options.memory = options->rule_memory;
    return shelf;
}

void shelf_free(ruleset_shelf_t *shelf) {
    if (shelf == NULL) return;
    for (int i = 0; i < SHELF_MAX; i++)
        ruleset_close(shelf->places[i].ruleset);
    mem_free(shelf);
}

/* The place to put one more: a free one, else that of the longest unused. The one asked for just before is
 * never it: a command may need two. */
static int place_for(ruleset_shelf_t *shelf) {
    int oldest = 0;
    for (int i = 0; i < SHELF_MAX; i++) {
        if (shelf->places[i].ruleset == NULL) return i;
        if (shelf->places[i].used < shelf->places[oldest].used) oldest = i;
    }
    return oldest;
}

ruleset_t *shelf_get(ruleset_shelf_t *shelf, store_t *store, const hash_t *hash, diag_t *d) {
    for (int i = 0; i < SHELF_MAX; i++) {
        if (shelf->places[i].ruleset == NULL || !hash_equal(ruleset_hash(shelf->places[i].ruleset), hash))
            continue;
        if (ruleset_spoiled(shelf->places[i].ruleset)) {
            /* A rule ran out of time or memory in it: built anew from the same bytes. */
            ruleset_close(shelf->places[i].ruleset);
            shelf->places[i].ruleset = NULL;
            break;
        }
        shelf->places[i].used = ++shelf->turn;
        return shelf->places[i].ruleset;
    }
    arena_t arena;
    arena_init(&arena, 0);
    bytes_t content;
    ruleset_t *fresh = NULL;
    if (store_ruleset_get(store, hash, &arena, &content, d) == 0)
        fresh = ruleset_open(content, &shelf->options, d);
    arena_free(&arena);
    if (fresh == NULL) return NULL;
    int place = place_for(shelf);
    ruleset_close(shelf->places[place].ruleset);
    shelf->places[place].ruleset = fresh;
    shelf->places[place].used = ++shelf->turn;
    return fresh;
}
