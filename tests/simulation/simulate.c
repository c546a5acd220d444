/* simulate: runs seeds, and says of the first that fails how to run it again, what did not hold, and after
 * which step. */
#include "base/json.h"
#include "base/log.h"
#include "simulation/actions.h"
#include "simulation/admin.h"
#include "simulation/checks.h"
#include "simulation/company.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STEPS = 250, FULL_EVERY = 60 };

static char running[80] = "simulate: no seed\n"; /* what a signal's handler writes */

static void on_signal(int number) {
    if (write(STDERR_FILENO, running, strlen(running)) < 0) _exit(3);
    signal(number, SIG_DFL);
    raise(number);
}

static void no_log(void *ctx, log_level_t level, const char *line) {
    (void)ctx, (void)level, (void)line;
}

/* Far from that of any other seed: two that stood a few draws apart would come to do the same. */
static uint64_t stream_of(uint64_t seed) {
    hash_t h;
    uint64_t state;
    hash_of(&seed, sizeof seed, &h);
    memcpy(&state, h.b, sizeof state);
    return state;
}

static bool begin(sim_t *s, uint64_t seed, bool each, bool print) {
    memset(s, 0, sizeof *s);
    s->seed = seed;
    s->each = each;
    s->rng.state = stream_of(seed);
    arena_init(&s->keep, 0);
    arena_init(&s->arena, 0);
    trace_begin(&s->trace, print);
    s->history.recorded = INSTANT_NONE;
    s->totals.n[COUNT_SEEDS] = 1;
    /* Some morning of 2026 or 2027. */
    instant_t start = INT64_C(1767600000000) + (int64_t)sim_below(s, 700) * MS_DAY;
    return machine_begin(s, start, company_zone(s)) && admin_found(s);
}

bool sim_run(sim_t *s, uint64_t seed, int64_t steps, bool each, bool print) {
    bool good = begin(s, seed, each, print);
    for (s->step = 1; good && s->step <= steps; s->step++) {
        arena_reset(&s->arena);
        s->totals.n[COUNT_STEPS]++;
        good = action_next(s);
        bool full = each || s->step % FULL_EVERY == 0;
        if (good && full && machine_ready(s)) good = check_store(s);
    }
    arena_reset(&s->arena);
    return good && check_at_rest(s);
}

void sim_end(sim_t *s) {
    machine_end(s);
    history_free(s);
    arena_free(&s->arena);
    arena_free(&s->keep);
}

/* ---- what is told of a failure ---- */

typedef struct options {
    uint64_t from;
    int64_t seeds, steps;
    bool trace, all; /* all: goes on after a seed that fails */
    bool every;      /* it is a failure when an operation was never carried out */
    bool brief;      /* of a seed that fails, the fewest steps after which it does are not looked for */
    const char *program;
} options_t;

static void print_failure(const sim_t *s) {
    const failure_t *f = &s->failure;
    fprintf(stderr,
            "  what:     %s\n  record:   %" PRId64 "\n  expected: %s\n  found:    %s\n  %s %" PRId64 "\n",
            f->what, f->record, f->expected, f->found, f->ending ? "at rest, after step" : "step:", f->step);
}

/* The fewest steps after which it fails. Each try is a run of its own; what a shorter run does is the
 * beginning of what a longer one does. */
static int64_t shrink(sim_t *s, const options_t *o, int64_t failed) {
    int64_t good = 0;
    while (failed - good > 1) {
        int64_t steps = good + (failed - good) / 2;
        bool held = sim_run(s, s->seed, steps, true, false);
        int64_t step = s->failure.step;
        bool ending = s->failure.ending;
        uint64_t seed = s->seed;
        sim_end(s);
        s->seed = seed;
        if (held)
            good = steps;
        else
            failed = ending || step >= steps ? steps : step > good ? step : steps;
    }
    (void)o;
    return failed;
}

static void tell(sim_t *s, const options_t *o) {
    fprintf(stderr,
            "seed %" PRIu64 " fails; to see it again:\n  %s --seeds 1 --from %" PRIu64 " --steps %" PRId64
            " --trace\n",
            s->seed, o->program, s->seed, o->steps);
    print_failure(s);
    fprintf(stderr, "  the last steps:\n");
    trace_print_last(&s->trace, stderr);
}

static void tell_shortest(sim_t *s, const options_t *o, int64_t step) {
    uint64_t seed = s->seed;
    int64_t steps = shrink(s, o, step);
    bool held = sim_run(s, seed, steps, true, false);
    fprintf(stderr,
            "the first step after which it fails is %" PRId64 ":\n  %s --seeds 1 --from %" PRIu64
            " --steps %" PRId64 "\n",
            steps, o->program, seed, steps);
    if (!held) print_failure(s);
    sim_end(s);
}

/* The first seed once more: the same to the last byte, or nothing here could be run again. */
static bool repeats(sim_t *s, const options_t *o, uint64_t hash) {
    bool good = sim_run(s, o->from, o->steps, false, false) && s->trace.hash == hash;
    if (!good)
        fprintf(stderr,
                "seed %" PRIu64 " is not the same when it is run again: trace %016" PRIx64
                ", then %016" PRIx64 "\n",
                o->from, hash, s->trace.hash);
    sim_end(s);
    return good;
}

/* ---- the program ---- */

static bool read_options(int argc, char **argv, options_t *o) {
    *o = (options_t){.from = 1, .seeds = 1, .steps = STEPS, .program = argv[0]};
    for (int i = 1; i < argc; i++) {
        bool trace = strcmp(argv[i], "--trace") == 0, all = strcmp(argv[i], "--all") == 0;
        o->trace |= trace;
        bool every = strcmp(argv[i], "--every") == 0, brief = strcmp(argv[i], "--brief") == 0;
        o->all |= all;
        o->every |= every;
        o->brief |= brief;
        if (trace || all || every || brief) continue;
        if (i + 1 == argc) return false;
        char *end;
        int64_t value = strtoll(argv[i + 1], &end, 10);
        if (*end != '\0' || value < 0) return false;
        if (strcmp(argv[i], "--seeds") == 0)
            o->seeds = value;
        else if (strcmp(argv[i], "--from") == 0)
            o->from = (uint64_t)value;
        else if (strcmp(argv[i], "--steps") == 0)
            o->steps = value;
        else
            return false;
        i++;
    }
    return true;
}

/* The hash of its trace stays in s. */
static bool one_seed(sim_t *s, const options_t *o, uint64_t seed, totals_t *all) {
    bool good = sim_run(s, seed, o->steps, false, o->trace);
    if (!good) tell(s, o);
    if (o->trace) printf("seed %" PRIu64 " trace %016" PRIx64 "\n", seed, s->trace.hash);
    int64_t step = s->failure.step;
    totals_add(all, &s->totals);
    sim_end(s);
    if (!good && !o->brief) tell_shortest(s, o, step < o->steps ? step : o->steps);
    return good;
}

int main(int argc, char **argv) {
    static sim_t s;
    options_t o;
    totals_t all = {0};
    if (!read_options(argc, argv, &o)) {
        fprintf(stderr,
                "usage: %s [--seeds N] [--from K] [--steps M] [--trace] [--all] [--every] [--brief]\n",
                argv[0]);
        return 2;
    }
    json_setup();
    if (hash_setup() != 0) return 2;
    log_set_sink(no_log, NULL);
    signal(SIGABRT, on_signal);
    signal(SIGSEGV, on_signal);
    time_t began = time(NULL);
    int64_t failed = 0;
    for (uint64_t seed = o.from; seed < o.from + (uint64_t)o.seeds && (failed == 0 || o.all); seed++) {
        snprintf(running, sizeof running, "simulate: ended in seed %" PRIu64 "\n", seed);
        bool good = one_seed(&s, &o, seed, &all);
        if (good && seed == o.from && !o.trace) good = repeats(&s, &o, s.trace.hash);
        failed += !good;
    }
    printf("simulation: seeds %" PRIu64 " to %" PRIu64 ", %" PRId64 " steps each, %ld s: ", o.from,
           o.from + (uint64_t)o.seeds - 1, o.steps, (long)(time(NULL) - began));
    printf(failed == 0 ? "all held\n" : "%" PRId64 " failed\n", failed);
    totals_print(&all, stdout);
    bool complete = !o.every || totals_complete(&all, stderr);
    return failed != 0 || !complete;
}
