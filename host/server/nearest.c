/* The search for the nearest change; see nearest.h. Distances from the present value are positive, whatever
 * the direction. */
#include "server/nearest.h"
#include "base/mem.h"
#include <math.h>
#include <string.h>

enum { WAITING_MAX = 8192, MARGIN = 2 };

/* How much further on a second look is taken: the first where the sides are seen to move. */
static const int64_t LOOKS[] = {1, 16, 256, 4096, 65536, 1048576};

typedef struct waiting {
    int64_t distance;
    bool met; /* two sides of a comparison were expected to meet there */
} waiting_t;

typedef struct search {
    const nearest_ask_t *ask;
    int direction;
    int64_t reach;                  /* the furthest distance that there is */
    int64_t same;                   /* the furthest distance known to change nothing */
    waiting_t waiting[WAITING_MAX]; /* to be tried, ascending */
    size_t count;
    comparisons_t here, further, last[NEAREST_WAYS_MAX]; /* last: at the value that was looked at before */
    int64_t looked[NEAREST_WAYS_MAX];                    /* its distance */
    bool jumps; /* some number was heard that does not go on as it went */
    nearest_found_t *out;
    diag_t *d;
} search_t;

static int64_t value_at(const search_t *s, int64_t distance) {
    return s->ask->present + s->direction * distance;
}

static int try_one(search_t *s, int64_t distance, bool *differs) {
    s->out->tried++;
    return s->ask->differs(s->ask->ctx, value_at(s, distance), differs, s->d);
}

static void found(search_t *s, int64_t distance) {
    s->out->found = true;
    s->out->value = value_at(s, distance);
}

/* ---- what to try ---- */

/* Keeps the nearest where there are too many. */
static void wait_for(search_t *s, int64_t distance, bool met) {
    if (distance <= s->same || distance > s->reach) return;
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->waiting[middle].distance < distance)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < s->count && s->waiting[low].distance == distance) {
        s->waiting[low].met = s->waiting[low].met || met;
        return;
    }
    if (low == WAITING_MAX) return;
    if (s->count == WAITING_MAX) s->count--;
    memmove(s->waiting + low + 1, s->waiting + low, (s->count - low) * sizeof *s->waiting);
    s->waiting[low] = (waiting_t){distance, met};
    s->count++;
}

static void wait_around(search_t *s, int64_t distance, int64_t margin, bool met) {
    for (int64_t i = -margin; i <= margin; i++)
        wait_for(s, distance + i, met);
}

/* The first one beyond what is known; distance 0: none. */
static waiting_t next(search_t *s) {
    size_t at = 0;
    while (at < s->count && s->waiting[at].distance <= s->same)
        at++;
    waiting_t first = at < s->count ? s->waiting[at] : (waiting_t){0};
    size_t gone = at < s->count ? at + 1 : at;
    memmove(s->waiting, s->waiting + gone, (s->count - gone) * sizeof *s->waiting);
    s->count -= gone;
    return first;
}

static bool same_outcome(double a, double b) {
    return (a > 0) == (b > 0) && (a < 0) == (b < 0);
}

/* Where the sides of each comparison would meet, if they went on moving as they did between the two looks.
 * After the first one with another outcome the rule may have gone another way: what follows are not the same
 * comparisons. A remainder that is another one says less: what follows is taken for the same while it stands
 * in the same places, and a value tried for nothing is no harm. */
static void meetings(search_t *s, int64_t distance, int64_t look) {
    size_t count = s->here.count < s->further.count ? s->here.count : s->further.count;
    bool parted = false;
    for (size_t i = 0; i < count; i++) {
        const comparison_t *a = &s->here.list[i], *b = &s->further.list[i];
        if (a->kind != b->kind || (parted && !a->again)) return;
        double moved = b->apart - a->apart;
        if (a->jumps) continue;
        parted = parted || !same_outcome(a->apart, b->apart);
        if (moved == 0) continue;
        double meet = -a->apart * (double)look / moved;
        if (!(fabs(meet) <= (double)(s->reach - distance))) continue;
        wait_around(s, distance + (int64_t)floor(meet), MARGIN, true);
    }
}

/* The same comparisons with the same outcomes as at the value looked at before: no more is to be learnt. */
static bool as_before(const search_t *s, int way) {
    const comparisons_t *last = &s->last[way];
    if (s->here.count != last->count) return false;
    for (size_t i = 0; i < s->here.count; i++) {
        const comparison_t *a = &s->here.list[i], *b = &last->list[i];
        if (a->kind != b->kind || !same_outcome(a->apart, b->apart)) return false;
        if (a->jumps && a->apart != b->apart) return false;
    }
    return true;
}

static int look_further(search_t *s, int64_t distance, int64_t look, int way) {
    const nearest_ask_t *ask = s->ask;
    int64_t value = value_at(s, distance + look);
    if (value < ask->least || value > ask->most) return 0;
    s->further.count = 0;
    if (ask->listen(ask->ctx, value, way, &s->further, s->d) != 0) return -1;
    meetings(s, distance, look);
    return 0;
}

/* A rule that looks at remainders or weekdays may change its mind a few steps behind where two sides met: so
 * many are tried one by one there too. */
static void try_behind(search_t *s, waiting_t at) {
    for (size_t i = 0; i < s->here.count; i++)
        s->jumps = s->jumps || s->here.list[i].jumps;
    for (int64_t i = 1; s->jumps && at.met && i <= s->ask->every; i++)
        wait_for(s, at.distance + i, false);
}

static int listen_in(search_t *s, waiting_t at, int way) {
    s->here.count = 0;
    if (s->ask->listen(s->ask->ctx, value_at(s, at.distance), way, &s->here, s->d) != 0) return -1;
    try_behind(s, at);
    bool near = at.distance - s->looked[way] <= MARGIN;
    if ((!at.met || (near && at.distance > 0)) && as_before(s, way)) return 0;
    s->last[way] = s->here;
    s->looked[way] = at.distance;
    for (size_t i = 0; i < sizeof LOOKS / sizeof *LOOKS; i++) {
        int64_t look = at.distance + LOOKS[i] > s->reach ? -LOOKS[i] : LOOKS[i];
        if (look_further(s, at.distance, look, way) != 0) return -1;
    }
    return 0;
}

static int listen(search_t *s, waiting_t at) {
    for (int way = 0; way < s->ask->ways && way < NEAREST_WAYS_MAX; way++)
        if (listen_in(s, at, way) != 0) return -1;
    return 0;
}

/* ---- the search ---- */

static int every_one(search_t *s, bool *done) {
    for (int64_t distance = 1; distance <= s->ask->every && distance <= s->reach; distance++) {
        if (try_one(s, distance, done) != 0) return -1;
        if (*done) {
            found(s, distance);
            return 0;
        }
        s->same = distance;
        if (listen(s, (waiting_t){.distance = distance}) != 0) return -1;
    }
    s->out->each_to = value_at(s, s->same);
    return 0;
}

/* `same` changes nothing, `differs` does. */
static int bisect(search_t *s, int64_t differs) {
    while (differs - s->same > 1) {
        int64_t middle = s->same + (differs - s->same) / 2;
        bool here;
        if (try_one(s, middle, &here) != 0) return -1;
        if (here)
            differs = middle;
        else
            s->same = middle;
    }
    found(s, differs);
    return 0;
}

static int further_on(search_t *s) {
    for (waiting_t at; (at = next(s)).distance > 0;) {
        bool differs;
        if (s->out->tried >= NEAREST_TRIES_MAX) {
            s->out->cut_short = true;
            return 0;
        }
        if (try_one(s, at.distance, &differs) != 0) return -1;
        if (differs) return bisect(s, at.distance);
        s->same = at.distance;
        if (listen(s, at) != 0) return -1;
    }
    return 0;
}

static int run(search_t *s) {
    bool done = false;
    for (size_t i = 0; i < s->ask->constant_count; i++)
        wait_around(s, s->direction * (s->ask->constants[i] - s->ask->present), 1, false);
    for (int64_t probe = 64; probe < s->reach && probe < INT64_MAX / 4; probe *= 4)
        wait_for(s, probe, false); /* in case nothing is heard of what changes far away */
    wait_for(s, s->reach, false);
    if (listen(s, (waiting_t){.met = true}) != 0 || every_one(s, &done) != 0) return -1;
    return done ? 0 : further_on(s);
}

int nearest_search(const nearest_ask_t *ask, int direction, nearest_found_t *out, diag_t *d) {
    *out = (nearest_found_t){.each_to = ask->present};
    int64_t reach = direction > 0 ? ask->most - ask->present : ask->present - ask->least;
    if (reach <= 0) return 0;
    search_t *s = mem_alloc(sizeof *s);
    if (s == NULL) return diag_memory(d);
    s->ask = ask;
    s->direction = direction;
    s->reach = reach;
    s->out = out;
    s->d = d;
    int status = run(s);
    mem_free(s);
    return status;
}
