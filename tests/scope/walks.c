/* Random walks within bounds that can't be gone through whole: all plans, two added signers, all operations
 * mixed, ways back taken back too. What must hold in every state is looked at in each that is come to, and
 * from where a walk ends people have to bring the record to its end, by what leads on. A walk that
 * fails is shortened as far as it still fails. Swarm verification (Holzmann, Joshi, Groce, 2008): what can't
 * be exhausted is sampled by many small searches; and most walks leave some operations out, so that the
 * others mix the more (swarm testing: Groce, Zhang, Eide, Chen, Regehr, 2012). */
#include "scope.h"
#include "support/random_model.h"
#include <stdlib.h>
#include <string.h>

enum { TEXT = 200, TRIES = 24, LEADING_ON = 200, LEADS_ON = 9 };

typedef char said_t[TEXT];

typedef struct seen {
    uint64_t *prints; /* open addressing; 0: free */
    uint64_t room, count;
} seen_t;

typedef struct walking {
    world_t *w;
    rng_t rng;
    said_t *way; /* what was done, in words: places of a record are others when something is left out */
    size_t count, most;
    uint32_t ops; /* of all walks; w->bounds.ops: of this one */
    record_t *r;  /* until the next move is tried */
    bool ended;
    before_t at;
    buf_t kept;
    seen_t seen;
    totals_t *t;
} walking_t;

static void *must(void *p) {
    if (p) return p;
    fprintf(stderr, "scope: no memory\n");
    exit(2);
}

/* ---- states seen */

static bool seen_put(seen_t *s, uint64_t print);

static void seen_grow(seen_t *s) {
    seen_t more = {.room = s->room ? s->room * 2 : 1024};
    more.prints = must(calloc(more.room, sizeof *more.prints));
    for (uint64_t i = 0; i < s->room; i++)
        if (s->prints[i]) seen_put(&more, s->prints[i]);
    free(s->prints);
    *s = more;
}

static bool seen_put(seen_t *s, uint64_t print) {
    if (s->count * 4 >= s->room * 3) seen_grow(s);
    uint64_t i = print & (s->room - 1);
    while (s->prints[i] && s->prints[i] != print)
        i = (i + 1) & (s->room - 1);
    if (s->prints[i]) return false;
    s->prints[i] = print;
    s->count++;
    return true;
}

/* ---- one move */

/* The state that the last move led to is where the next one begins. */
static void stand(walking_t *k) {
    uint64_t print;
    uint32_t ops = k->w->bounds.ops;
    k->w->bounds.ops = k->ops; /* what a state is depends on what may still be done */
    hash_t h = canon_hash(k->w, k->r, &k->at.counts, k->at.now);
    k->w->bounds.ops = ops;
    memcpy(&print, h.b, sizeof print);
    seen_put(&k->seen, print | 1);
    k->ended = record_at_end(k->r);
    buf_reset(&k->kept);
    buf_put(&k->kept, k->w->bytes.at, k->w->bytes.len);
    if (k->kept.failed) must(NULL);
    k->at.bytes = (bytes_t){k->kept.at, k->kept.len};
}

static bool begin(walking_t *k) {
    k->at = (before_t){0};
    if (transit_first(k->w, &k->r, &k->at.now, &k->at.counts) != TRANSIT_DONE) return false;
    stand(k);
    return true;
}

/* False: it can't be read. */
static bool look(walking_t *k, const record_t **r, moves_t *moves) {
    *r = world_look(k->w, &k->at);
    if (*r) moves_of(*r, &k->at.counts, &k->w->bounds, moves);
    return *r != NULL;
}

static transit_t go(walking_t *k, const move_t *m) {
    before_t next = k->at;
    transit_t result = transit(k->w, &k->at, m, &k->r, &next.now, &next.counts);
    if (result != TRANSIT_DONE) return result;
    k->at = next;
    k->t->transitions++;
    stand(k);
    return result;
}

/* ---- to its end */

/* What leads a record on, the first first; -1: does not. Somebody may be left with what they may not decide
 * (A4): they hand it on, or somebody gives it back to the initiator. */
static int leads_on(const move_t *m) {
    static const uint8_t kinds[] = {COMMAND_RESUME,  COMMAND_DONE,        COMMAND_ANSWER,
                                    COMMAND_APPROVE, COMMAND_ACKNOWLEDGE, COMMAND_SUBMIT,
                                    COMMAND_REFUSE,  COMMAND_TRANSFER,    COMMAND_RETURN};
    _Static_assert(sizeof kinds == LEADS_ON, "as many as are tried");
    for (int i = 0; i < LEADS_ON; i++)
        if (kinds[i] == m->kind) return m->step < 0 ? i : -1;
    return -1;
}

/* One move that leads on; REFUSED: there is none. */
static transit_t lead_on(walking_t *k) {
    const record_t *r;
    moves_t moves;
    if (!look(k, &r, &moves)) return TRANSIT_FAILED;
    for (int wanted = 0; wanted < LEADS_ON; wanted++)
        for (size_t i = 0; i < moves.count; i++) {
            if (leads_on(&moves.list[i]) != wanted) continue;
            transit_t result = go(k, &moves.list[i]);
            if (result != TRANSIT_REFUSED) return result;
        }
    return TRANSIT_REFUSED;
}

static bool bring_to_end(walking_t *k) {
    for (int i = 0; i < LEADING_ON; i++) {
        if (k->ended) return true;
        transit_t result = lead_on(k);
        if (result == TRANSIT_FAILED) return false;
        if (result == TRANSIT_REFUSED) break;
    }
    return broken(k->w, "from here people can't bring it to an end");
}

/* ---- what failed */

/* Does it fail without move `without`? What can't be done then is passed over. */
static bool fails(walking_t *k, const said_t *way, size_t count, size_t without) {
    const record_t *r;
    moves_t moves;
    said_t said;
    if (!begin(k)) return true;
    for (size_t n = 0; n < count; n++) {
        if (n == without) continue;
        if (!look(k, &r, &moves)) return true;
        size_t i = 0;
        for (; i < moves.count; i++) {
            move_text(r, &moves.list[i], said, sizeof said);
            if (strcmp(said, way[n]) == 0) break;
        }
        if (i < moves.count && go(k, &moves.list[i]) == TRANSIT_FAILED) return true;
    }
    return !bring_to_end(k);
}

static int shorten(walking_t *k) {
    for (size_t was = SIZE_MAX; was > k->count;) {
        was = k->count;
        for (size_t i = k->count; i-- > 0;) {
            if (!fails(k, k->way, k->count, i)) continue;
            memmove(k->way + i, k->way + i + 1, (--k->count - i) * sizeof *k->way);
        }
    }
    bool same = fails(k, k->way, k->count, SIZE_MAX);
    printf("FAILED %s\n  %s\n  gao.min: draft, submit\n", k->w->plan.name,
           same ? k->w->problem : "it held the second time");
    for (size_t i = 0; i < k->count; i++)
        printf("  %s\n", k->way[i]);
    return -1;
}

/* ---- at random */

/* Half by what they are, so that rare operations come as often as those of which there are many. */
static size_t pick(walking_t *k, const moves_t *moves) {
    size_t i = rng_below(&k->rng, moves->count);
    if (rng_chance(&k->rng, 50)) return i;
    uint8_t kinds[MOVES_MAX];
    size_t count = 0;
    for (size_t n = 0; n < moves->count; n++) {
        bool known = false;
        for (size_t c = 0; c < count && !known; c++)
            known = kinds[c] == moves->list[n].kind;
        if (!known) kinds[count++] = moves->list[n].kind;
    }
    uint8_t kind = kinds[rng_below(&k->rng, count)];
    do
        i = rng_below(&k->rng, moves->count);
    while (moves->list[i].kind != kind);
    return i;
}

/* In a hundred: what ends a record comes more seldom, so that walks are long. */
static unsigned chance_of(const move_t *m) {
    switch (m->kind) {
    case COMMAND_WITHDRAW:
        return 3;
    case COMMAND_APPROVE:
    case COMMAND_REFUSE:
        return 40;
    default:
        return 100;
    }
}

/* REFUSED: nothing that was tried may be done. */
static transit_t random_move(walking_t *k) {
    const record_t *r;
    moves_t moves;
    if (!look(k, &r, &moves)) return TRANSIT_FAILED;
    for (int tries = 0; tries < TRIES && moves.count; tries++) {
        const move_t *m = &moves.list[pick(k, &moves)];
        if (!rng_chance(&k->rng, chance_of(m))) continue;
        move_text(r, m, k->way[k->count], sizeof *k->way);
        transit_t result = go(k, m);
        if (result == TRANSIT_REFUSED) continue;
        k->count++;
        return result;
    }
    return TRANSIT_REFUSED;
}

static int walk_once(walking_t *k) {
    size_t length = 1 + rng_below(&k->rng, k->most);
    k->count = 0;
    k->w->bounds.ops = k->ops & (rng_chance(&k->rng, 25) ? OP_ALL : (uint32_t)rng_next(&k->rng));
    if (!begin(k))
        return printf("FAILED %s\n  %s\n  at its submission\n", k->w->plan.name, k->w->problem), -1;
    while (k->count < length) {
        transit_t result = random_move(k);
        if (result == TRANSIT_FAILED) return shorten(k);
        if (result == TRANSIT_REFUSED) break;
    }
    if (k->count > k->t->depth) k->t->depth = k->count;
    k->t->ends += k->ended;
    return bring_to_end(k) ? 0 : shorten(k);
}

int walk_at_random(world_t *w, const walks_t *walks, uint64_t plan, totals_t *t) {
    walking_t k = {
        .w = w, .rng = {walks->seed * 1000003 + plan}, .most = walks->length, .ops = w->bounds.ops, .t = t};
    int result = 0;
    buf_init(&k.kept, 0);
    k.way = must(calloc(walks->length, sizeof *k.way));
    w->refused = 0;
    for (uint32_t i = 0; i < walks->count && result == 0; i++)
        result = walk_once(&k);
    w->bounds.ops = k.ops;
    t->plans++;
    t->states += k.seen.count;
    t->refused += w->refused;
    free(k.seen.prints);
    free(k.way);
    buf_free(&k.kept);
    return result;
}
