/* Breadth first over the states of one plan, so that the first way found to a fault is a shortest one; then
 * backwards from the ends over what people do: neither the clock nor a withdrawal may be the only way out. */
#include "scope.h"
#include <stdlib.h>
#include <string.h>

enum { NONE = UINT32_MAX, PATH_MAX_LEN = 256 };

typedef struct node {
    uint32_t parent;
    move_t move;
    bool end, frontier;
    hash_t hash;
    before_t at; /* bytes owned until it was looked at */
} node_t;

typedef struct edge {
    uint32_t from, to;
} edge_t;

typedef struct graph {
    node_t *nodes;
    uint32_t count, room;
    uint32_t *slots; /* open addressing; NONE: free */
    uint32_t slot_count;
    edge_t *edges;
    size_t edge_count, edge_room;
    uint64_t transitions;
} graph_t;

static void *must(void *p) {
    if (p) return p;
    fprintf(stderr, "scope: no memory\n");
    exit(2);
}

static uint32_t slot_of(const hash_t *h, uint32_t slots) {
    uint64_t k;
    memcpy(&k, h->b, sizeof k);
    return (uint32_t)(k & (slots - 1));
}

static void rehash(graph_t *g, uint32_t slots) {
    free(g->slots);
    g->slots = must(malloc(slots * sizeof *g->slots));
    memset(g->slots, 0xff, slots * sizeof *g->slots);
    g->slot_count = slots;
    for (uint32_t n = 0; n < g->count; n++) {
        uint32_t s = slot_of(&g->nodes[n].hash, slots);
        while (g->slots[s] != NONE)
            s = (s + 1) & (slots - 1);
        g->slots[s] = n;
    }
}

/* The node of that hash; a new one when there is none, *fresh then. */
static uint32_t node_of(graph_t *g, const hash_t *h, bool *fresh) {
    if (g->count * 2 >= g->slot_count) rehash(g, g->slot_count ? g->slot_count * 2 : 1024);
    uint32_t s = slot_of(h, g->slot_count);
    for (; g->slots[s] != NONE; s = (s + 1) & (g->slot_count - 1)) {
        *fresh = false;
        if (hash_equal(&g->nodes[g->slots[s]].hash, h)) return g->slots[s];
    }
    if (g->count == g->room) {
        g->room = g->room ? g->room * 2 : 1024;
        g->nodes = must(realloc(g->nodes, g->room * sizeof *g->nodes));
    }
    *fresh = true;
    g->nodes[g->count] = (node_t){.parent = NONE, .hash = *h};
    g->slots[s] = g->count;
    return g->count++;
}

static void edge_add(graph_t *g, uint32_t from, uint32_t to) {
    if (g->edge_count == g->edge_room) {
        g->edge_room = g->edge_room ? g->edge_room * 2 : 4096;
        g->edges = must(realloc(g->edges, g->edge_room * sizeof *g->edges));
    }
    g->edges[g->edge_count++] = (edge_t){from, to};
}

/* Takes over the record in w->bytes. */
static void node_fill(node_t *n, const world_t *w, const record_t *r, instant_t now, const counts_t *c) {
    uint8_t *copy = must(malloc(w->bytes.len));
    memcpy(copy, w->bytes.at, w->bytes.len);
    n->at = (before_t){.bytes = {copy, w->bytes.len}, .now = now, .counts = *c};
    n->end = r->state == RECORD_FINISHED || r->state == RECORD_REFUSED || r->state == RECORD_ENDED_REFUSED ||
             r->state == RECORD_WITHDRAWN;
}

static void node_done(node_t *n) {
    free((void *)(uintptr_t)n->at.bytes.at);
    n->at.bytes = (bytes_t){0};
}

/* The shortest way to a node, and one move more. */
static void print_way(world_t *w, const graph_t *g, uint32_t to, const move_t *last) {
    move_t way[PATH_MAX_LEN];
    size_t count = 0;
    char problem[sizeof w->problem], text[200];
    memcpy(problem, w->problem, sizeof problem);
    for (uint32_t n = to; g->nodes[n].parent != NONE && count < PATH_MAX_LEN; n = g->nodes[n].parent)
        way[count++] = g->nodes[n].move;
    printf("FAILED %s\n  %s\n  gao.min: draft, submit\n", w->plan.name, problem);
    record_t *r;
    before_t at;
    buf_t kept;
    buf_init(&kept, 0);
    transit_t result = transit_first(w, &r, &at.now, &at.counts);
    for (size_t i = count + (last ? 1 : 0); i-- > 0 && result == TRANSIT_DONE;) {
        const move_t *m = last ? (i == 0 ? last : &way[i - 1]) : &way[i];
        move_text(r, m, text, sizeof text);
        printf("  %s\n", text);
        if (last && i == 0) break;
        buf_reset(&kept);
        buf_put(&kept, w->bytes.at, w->bytes.len);
        at.bytes = (bytes_t){kept.at, kept.len};
        if (!world_look(w, &at)) break;
        result = transit(w, &at, m, &r, &at.now, &at.counts);
    }
    buf_free(&kept);
}

static int expand(world_t *w, graph_t *g, uint32_t n) {
    moves_t moves;
    record_t *r;
    const record_t *at = world_look(w, &g->nodes[n].at);
    if (!at) return print_way(w, g, n, NULL), -1;
    moves_of(at, &g->nodes[n].at.counts, &w->bounds, g->nodes[n].at.now, &moves);
    g->nodes[n].frontier = moves.cut;
    for (size_t i = 0; i < moves.count; i++) {
        instant_t now;
        counts_t counts;
        bool fresh;
        before_t from = g->nodes[n].at;
        transit_t result = transit(w, &from, &moves.list[i], &r, &now, &counts);
        if (result == TRANSIT_FAILED) return print_way(w, g, n, &moves.list[i]), -1;
        if (result == TRANSIT_REFUSED) continue;
        g->transitions++;
        hash_t h = canon_hash(w, r, &counts, now);
        uint32_t to = node_of(g, &h, &fresh);
        if (move_is_people(&moves.list[i]) || moves.due) edge_add(g, n, to);
        if (!fresh) continue;
        g->nodes[to].parent = n;
        g->nodes[to].move = moves.list[i];
        node_fill(&g->nodes[to], w, r, now, &counts);
    }
    node_done(&g->nodes[n]);
    return 0;
}

static int by_target(const void *a, const void *b) {
    uint32_t x = ((const edge_t *)a)->to, y = ((const edge_t *)b)->to;
    return x < y ? -1 : x > y;
}

/* Which nodes can come to an end, or to where a bound alone stops them. NONE: all; else the first that can't.
 */
static uint32_t stuck(graph_t *g) {
    qsort(g->edges, g->edge_count, sizeof *g->edges, by_target);
    uint32_t *first = must(calloc((size_t)g->count + 1, sizeof *first)),
             *queue = must(malloc(g->count * sizeof *queue));
    bool *good = must(calloc(g->count, sizeof *good));
    uint32_t head = 0, tail = 0, found = NONE;
    for (size_t i = 0; i < g->edge_count; i++)
        first[g->edges[i].to + 1]++;
    for (uint32_t n = 0; n < g->count; n++) {
        first[n + 1] += first[n];
        good[n] = g->nodes[n].end || g->nodes[n].frontier;
        if (good[n]) queue[tail++] = n;
    }
    while (head < tail) {
        uint32_t n = queue[head++];
        for (uint32_t i = first[n]; i < first[n + 1]; i++) {
            uint32_t from = g->edges[i].from;
            if (!good[from]) queue[tail++] = from;
            good[from] = true;
        }
    }
    for (uint32_t n = 0; n < g->count && found == NONE; n++)
        if (!good[n]) found = n;
    free(first);
    free(queue);
    free(good);
    return found;
}

static void add_up(const graph_t *g, totals_t *t) {
    uint64_t depth = 0;
    t->plans++;
    t->states += g->count;
    t->transitions += g->transitions;
    for (uint32_t n = 0; n < g->count; n++) {
        t->ends += g->nodes[n].end;
        t->frontier += g->nodes[n].frontier;
    }
    for (uint32_t n = g->count ? g->count - 1 : 0; g->count && g->nodes[n].parent != NONE;
         n = g->nodes[n].parent)
        depth++;
    if (depth > t->depth) t->depth = depth;
}

static int walk(world_t *w, graph_t *g) {
    record_t *r;
    instant_t now;
    counts_t counts;
    bool fresh;
    if (transit_first(w, &r, &now, &counts) != TRANSIT_DONE)
        return printf("FAILED %s\n  %s\n  at its submission\n", w->plan.name, w->problem), -1;
    hash_t h = canon_hash(w, r, &counts, now);
    uint32_t root = node_of(g, &h, &fresh);
    node_fill(&g->nodes[root], w, r, now, &counts);
    for (uint32_t n = 0; n < g->count; n++) {
        if (expand(w, g, n)) return -1;
        if (g->count > w->bounds.states)
            return printf("FAILED %s\n  more than %u states\n", w->plan.name, w->bounds.states), -1;
    }
    uint32_t n = stuck(g);
    if (n == NONE) return 0;
    broken(w, "from here people can't bring it to an end");
    print_way(w, g, n, NULL);
    return -1;
}

int explore(world_t *w, totals_t *t) {
    graph_t g = {0};
    w->refused = 0;
    int result = walk(w, &g);
    if (result == 0) add_up(&g, t);
    t->refused += w->refused;
    for (uint32_t n = 0; n < g.count; n++)
        node_done(&g.nodes[n]);
    free(g.nodes);
    free(g.slots);
    free(g.edges);
    return result;
}
