/* Breadth first over the states of one plan, so that the first way found to a fault is a shortest one; then
 * backwards from the ends over what people do: neither the clock nor a withdrawal may be the only way out.
 *
 * Of a state that was looked at, only a fingerprint, where it was first come from and what people lead it to
 * are kept; records are in the queue alone. That states which were joined are alike is tried on samples: a
 * twin, which came as other bytes to a state that was known, has to lead to the same states. */
#include "queue.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = UINT32_MAX, PATH_MAX_LEN = 256, TWINS_MAX = 16, TWIN_STEPS = 3, PROGRESS = (1 << 20) - 1 };

typedef struct print {
    uint64_t a, b;
} print_t;

typedef struct node {
    print_t print;
    uint32_t parent;
    uint32_t move : 10;   /* by which it was first come to: its place in moves_of the parent */
    uint32_t degree : 10; /* how many edges begin here */
    uint32_t end : 1, frontier : 1;
} node_t;
_Static_assert(MOVES_MAX < 1 << 10, "a move has its place");

typedef struct twin {
    before_t at; /* bytes owned */
    uint32_t node, from, move;
    int steps; /* how many were gone from a twin to get here */
} twin_t;

typedef struct led {
    uint64_t sum;        /* 0: not known */
    uint32_t from, move; /* a twin came so; NONE: the node itself */
} led_t;

typedef struct graph {
    node_t *nodes;
    uint32_t count, room;
    uint32_t *slots; /* open addressing; NONE: free */
    uint64_t slot_count;
    uint32_t *edges; /* to which node; those of a node lie together, in the order of nodes */
    size_t edge_count, edge_room;
    led_t *led; /* with twins: what each node leads to, by whoever was looked at first */
    queue_t queue;
    uint64_t transitions, met, twins;
    twin_t twin[TWINS_MAX];
    size_t twin_count;
} graph_t;

static void *must(void *p) {
    if (p) return p;
    fprintf(stderr, "scope: no memory\n");
    exit(2);
}

/* ---- nodes and edges */

static void rehash(graph_t *g, uint64_t slots) {
    free(g->slots);
    g->slots = must(malloc(slots * sizeof *g->slots));
    memset(g->slots, 0xff, slots * sizeof *g->slots);
    g->slot_count = slots;
    for (uint32_t n = 0; n < g->count; n++) {
        uint64_t s = g->nodes[n].print.a & (slots - 1);
        while (g->slots[s] != NONE)
            s = (s + 1) & (slots - 1);
        g->slots[s] = n;
    }
}

static uint64_t slot_find(const graph_t *g, print_t p) {
    uint64_t s = p.a & (g->slot_count - 1);
    for (; g->slots[s] != NONE; s = (s + 1) & (g->slot_count - 1)) {
        print_t other = g->nodes[g->slots[s]].print;
        if (other.a == p.a && other.b == p.b) break;
    }
    return s;
}

/* The node of that print; a new one when there is none, *fresh then. */
static uint32_t node_of(graph_t *g, print_t p, bool *fresh) {
    if ((uint64_t)g->count * 4 >= g->slot_count * 3) rehash(g, g->slot_count ? g->slot_count * 2 : 1024);
    uint64_t s = slot_find(g, p);
    *fresh = g->slots[s] == NONE;
    if (!*fresh) return g->slots[s];
    if (g->count == g->room) {
        g->room = g->room ? g->room + g->room / 2 : 1024;
        g->nodes = must(realloc(g->nodes, g->room * sizeof *g->nodes));
        if (g->led) g->led = must(realloc(g->led, g->room * sizeof *g->led));
    }
    if (g->led) g->led[g->count] = (led_t){0};
    g->nodes[g->count] = (node_t){.parent = NONE, .print = p};
    g->slots[s] = g->count;
    return g->count++;
}

static void edge_add(graph_t *g, uint32_t to) {
    if (g->edge_count == g->edge_room) {
        g->edge_room = g->edge_room ? g->edge_room + g->edge_room / 2 : 4096;
        g->edges = must(realloc(g->edges, g->edge_room * sizeof *g->edges));
    }
    g->edges[g->edge_count++] = to;
}

static print_t print_of(world_t *w, const record_t *r, const counts_t *c, instant_t now) {
    print_t p;
    hash_t h = canon_hash(w, r, c, now);
    memcpy(&p, h.b, sizeof p);
    return p;
}

/* The record in w->bytes waits to be looked at. */
static void wait_for_look(graph_t *g, uint32_t n, const world_t *w, const record_t *r, instant_t now,
                          const counts_t *c) {
    before_t at = {.bytes = {w->bytes.at, w->bytes.len}, .now = now, .counts = *c};
    g->nodes[n].end = record_at_end(r);
    queue_put(&g->queue, &at);
}

/* ---- what did not hold */

/* What each move leads to from here. */
static void print_moves(world_t *w, const before_t *from) {
    moves_t moves;
    record_t *r;
    char text[200];
    const record_t *at = world_look(w, from);
    if (!at) return;
    moves_of(at, &from->counts, &w->bounds, &moves);
    for (size_t i = 0; i < moves.count; i++) {
        instant_t now;
        counts_t counts;
        move_text(at, &moves.list[i], text, sizeof text);
        transit_t result = transit(w, from, &moves.list[i], &r, &now, &counts);
        print_t p = result == TRANSIT_DONE ? print_of(w, r, &counts, now) : (print_t){0};
        printf("    %s: %s %016" PRIx64 "\n", text, result == TRANSIT_DONE ? "to" : w->d.code, p.a);
    }
}

typedef struct replay {
    record_t *r;
    before_t at;
    buf_t kept;
} replay_t;

/* One move on, by its place in what may be tried there. */
static bool replay_move(world_t *w, replay_t *p, uint32_t place, bool carry_out) {
    moves_t moves;
    char text[200];
    buf_reset(&p->kept);
    buf_put(&p->kept, w->bytes.at, w->bytes.len);
    p->at.bytes = (bytes_t){p->kept.at, p->kept.len};
    const record_t *r = world_look(w, &p->at);
    if (!r) return false;
    moves_of(r, &p->at.counts, &w->bounds, &moves);
    if (place >= moves.count) return false;
    move_text(r, &moves.list[place], text, sizeof text);
    printf("  %s\n", text);
    return carry_out &&
           transit(w, &p->at, &moves.list[place], &p->r, &p->at.now, &p->at.counts) == TRANSIT_DONE;
}

/* The shortest way to a node, and one move more (NONE: no more); then what the moves from there lead to. */
static void print_way(world_t *w, const graph_t *g, uint32_t to, uint32_t last, bool moves) {
    uint32_t way[PATH_MAX_LEN];
    size_t count = 0;
    char problem[sizeof w->problem];
    replay_t p = {0};
    memcpy(problem, w->problem, sizeof problem);
    for (uint32_t n = to; g->nodes[n].parent != NONE && count < PATH_MAX_LEN; n = g->nodes[n].parent)
        way[count++] = g->nodes[n].move;
    printf("FAILED %s\n  %s\n  gao.min: draft, submit\n", w->plan.name, problem);
    buf_init(&p.kept, 0);
    bool on = transit_first(w, &p.r, &p.at.now, &p.at.counts) == TRANSIT_DONE;
    while (on && count-- > 0)
        on = replay_move(w, &p, way[count], true);
    if (on && last != NONE) on = replay_move(w, &p, last, moves);
    if (on && moves) {
        buf_reset(&p.kept);
        buf_put(&p.kept, w->bytes.at, w->bytes.len);
        p.at.bytes = (bytes_t){p.kept.at, p.kept.len};
        print_moves(w, &p.at);
    }
    buf_free(&p.kept);
}

/* ---- twins */

/* As a set, whatever the order of moves: one sum. */
static uint64_t mixed(print_t p) {
    uint64_t x = p.a ^ (p.b << 1);
    x ^= x >> 31;
    x *= UINT64_C(0x7fb5d329728ea185);
    return x ^ x >> 27;
}

static void twin_keep(graph_t *g, const world_t *w, instant_t now, const counts_t *c, twin_t t) {
    if (g->twin_count == TWINS_MAX) return;
    uint8_t *copy = must(malloc(w->bytes.len));
    memcpy(copy, w->bytes.at, w->bytes.len);
    t.at = (before_t){.bytes = {copy, w->bytes.len}, .now = now, .counts = *c};
    g->twin[g->twin_count++] = t;
}

/* Every w->twins-th that comes to a state that is known. */
static void twin_met(graph_t *g, const world_t *w, instant_t now, const counts_t *c, uint32_t node,
                     uint32_t from, size_t move) {
    if (!w->twins || g->met++ % w->twins) return;
    twin_keep(g, w, now, c, (twin_t){.node = node, .from = from, .move = (uint32_t)move});
}

static bool alike(world_t *w, graph_t *g, uint32_t node, uint64_t sum, const twin_t *t) {
    if (!g->led) return true;
    led_t *led = &g->led[node];
    sum |= 1; /* 0 is not known */
    if (!led->sum) *led = (led_t){sum, t ? t->from : NONE, t ? t->move : NONE};
    if (led->sum == sum) return true;
    broken(w, "two states that pass for the same lead to others");
    if (led->from != NONE) {
        print_way(w, g, led->from, led->move, true);
        printf("  and:\n");
    }
    return false;
}

static int twins_differ(world_t *w, graph_t *g, const twin_t *t) {
    print_way(w, g, t->from, t->move, false);
    printf("  (from a state like that, %d moves after a twin of another)\n", t->steps);
    print_moves(w, &t->at);
    print_way(w, g, t->node, NONE, true);
    return -1;
}

/* Goes on from a twin as from its node, and a few moves further. */
static int twin_expand(world_t *w, graph_t *g, const twin_t *t) {
    moves_t moves;
    record_t *r;
    uint64_t sum = 0;
    bool kept = t->steps >= TWIN_STEPS;
    const record_t *at = world_look(w, &t->at);
    if (!at) return twins_differ(w, g, t);
    moves_of(at, &t->at.counts, &w->bounds, &moves);
    size_t chosen = moves.count ? (g->twins * 7 + (size_t)t->steps) % moves.count : 0;
    g->twins++;
    for (size_t i = 0; i < moves.count; i++) {
        instant_t now;
        counts_t counts;
        transit_t result = transit(w, &t->at, &moves.list[i], &r, &now, &counts);
        if (result == TRANSIT_FAILED) return twins_differ(w, g, t);
        if (result == TRANSIT_REFUSED) continue;
        print_t p = print_of(w, r, &counts, now);
        sum += mixed(p);
        uint64_t s = slot_find(g, p);
        if (kept || i < chosen || g->slots[s] == NONE) continue;
        kept = true;
        twin_keep(g, w, now, &counts,
                  (twin_t){.node = g->slots[s], .from = t->node, .move = (uint32_t)i, .steps = t->steps + 1});
    }
    return alike(w, g, t->node, sum, t) ? 0 : twins_differ(w, g, t);
}

static void twins_forget(graph_t *g) {
    while (g->twin_count)
        free((void *)(uintptr_t)g->twin[--g->twin_count].at.bytes.at);
}

static int twins_expand(world_t *w, graph_t *g) {
    int result = 0;
    while (g->twin_count && result == 0) {
        twin_t t = g->twin[--g->twin_count];
        result = twin_expand(w, g, &t);
        free((void *)(uintptr_t)t.at.bytes.at);
    }
    return result;
}

/* ---- the walk */

static int expand(world_t *w, graph_t *g, uint32_t n, const before_t *from) {
    moves_t moves;
    record_t *r;
    uint64_t sum = 0;
    size_t before = g->edge_count;
    const record_t *at = world_look(w, from);
    if (!at) return print_way(w, g, n, NONE, false), -1;
    moves_of(at, &from->counts, &w->bounds, &moves);
    g->nodes[n].frontier = moves.cut;
    for (size_t i = 0; i < moves.count; i++) {
        instant_t now;
        counts_t counts;
        bool fresh;
        transit_t result = transit(w, from, &moves.list[i], &r, &now, &counts);
        if (result == TRANSIT_FAILED) return print_way(w, g, n, (uint32_t)i, false), -1;
        if (result == TRANSIT_REFUSED) continue;
        g->transitions++;
        print_t p = print_of(w, r, &counts, now);
        sum += mixed(p);
        uint32_t to = node_of(g, p, &fresh);
        if (move_is_people(&moves.list[i]) && to != n) edge_add(g, to);
        if (!fresh) {
            twin_met(g, w, now, &counts, to, n, i);
            continue;
        }
        g->nodes[to].parent = n;
        g->nodes[to].move = i & 0x3ff;
        wait_for_look(g, to, w, r, now, &counts);
    }
    g->nodes[n].degree = (g->edge_count - before) & 0x3ff;
    return alike(w, g, n, sum, NULL) ? 0 : (print_way(w, g, n, NONE, true), -1);
}

/* Which nodes can't come to an end, nor to where a bound alone stops them. NONE: all can; else the first.
 * Edges mostly lead on to later nodes: going over all from the last to the first, few times do. */
static uint32_t stuck(graph_t *g) {
    bool *good = must(calloc((size_t)g->count + 1, sizeof *good));
    bool more = true;
    for (uint32_t n = 0; n < g->count; n++)
        good[n] = g->nodes[n].end || g->nodes[n].frontier;
    while (more) {
        size_t first = g->edge_count;
        more = false;
        for (uint32_t n = g->count; n-- > 0;) {
            first -= g->nodes[n].degree;
            for (size_t i = 0; !good[n] && i < g->nodes[n].degree; i++)
                if (good[g->edges[first + i]]) good[n] = more = true;
        }
    }
    uint32_t found = NONE;
    for (uint32_t n = 0; n < g->count && found == NONE; n++)
        if (!good[n]) found = n;
    free(good);
    return found;
}

static void add_up(const graph_t *g, totals_t *t) {
    uint64_t depth = 0;
    t->plans++;
    t->states += g->count;
    t->transitions += g->transitions;
    t->twins += g->twins;
    if (g->count > t->most) t->most = g->count;
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
    wait_for_look(g, node_of(g, print_of(w, r, &counts, now), &fresh), w, r, now, &counts);
    for (uint32_t n = 0; n < g->count; n++) {
        before_t at;
        queue_get(&g->queue, &at);
        if (expand(w, g, n, &at) || twins_expand(w, g)) return -1;
        if ((n & PROGRESS) == PROGRESS)
            fprintf(stderr, "%s: %u of %u states looked at\n", w->plan.name, n + 1, g->count);
        if (g->count > w->bounds.states)
            return printf("FAILED %s\n  more than %u states\n", w->plan.name, w->bounds.states), -1;
    }
    uint32_t n = stuck(g);
    if (n == NONE) return 0;
    broken(w, "from here people can't bring it to an end");
    print_way(w, g, n, NONE, false);
    return -1;
}

int explore(world_t *w, totals_t *t) {
    graph_t g = {0};
    queue_init(&g.queue);
    if (w->twins) g.led = must(calloc(1, sizeof *g.led));
    w->refused = 0;
    int result = walk(w, &g);
    if (result == 0) add_up(&g, t);
    t->refused += w->refused;
    twins_forget(&g);
    queue_free(&g.queue);
    free(g.nodes);
    free(g.slots);
    free(g.edges);
    free(g.led);
    return result;
}
