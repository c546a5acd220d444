/* The program: scope [--subset quick|long] [--share I/N] [--plan N] [--signers N] [--rounds N] [--ops MASK]
 * [--list]. It prints its bounds, a line for each family of plans, and the totals; it fails at the first
 * thing that does not hold, with the plan and the shortest way there. */
#include "scope.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct options {
    const char *subset;
    int share, shares, plan, ladders;
    bool list, verbose, on;
    bounds_t bounds;
} options_t;

static int usage(void) {
    fprintf(stderr, "usage: scope [--subset quick|long] [--share I/N] [--plan N] [--signers N] [--rounds N]\n"
                    "             [--take-backs N] [--ops MASK] [--list] [--verbose] [--on]\n");
    return 2;
}

static int read_options(int argc, char **argv, options_t *o) {
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--list") == 0)
            o->list = true;
        else if (strcmp(argv[i], "--verbose") == 0)
            o->verbose = true;
        else if (strcmp(argv[i], "--on") == 0)
            o->on = true;
        else if (!value)
            return usage();
        else if (i++, strcmp(argv[i - 1], "--subset") == 0)
            o->subset = value;
        else if (strcmp(argv[i - 1], "--plan") == 0)
            o->plan = atoi(value);
        else if (strcmp(argv[i - 1], "--signers") == 0)
            o->bounds.signers = atoi(value);
        else if (strcmp(argv[i - 1], "--rounds") == 0)
            o->bounds.rounds = atoi(value);
        else if (strcmp(argv[i - 1], "--take-backs") == 0)
            o->bounds.take_backs = atoi(value);
        else if (strcmp(argv[i - 1], "--ops") == 0)
            o->bounds.ops = (uint32_t)strtoul(value, NULL, 0);
        else if (strcmp(argv[i - 1], "--share") != 0 || sscanf(value, "%d/%d", &o->share, &o->shares) != 2 ||
                 o->shares < 1)
            return usage();
    }
    return 0;
}

static void print_line(const char *name, const totals_t *t) {
    printf("  %-10s %4" PRIu64 " plans %10" PRIu64 " states %11" PRIu64 " transitions %11" PRIu64
           " refused %9" PRIu64 " ends %9" PRIu64 " at the bound, depth %" PRIu64 "\n",
           name, t->plans, t->states, t->transitions, t->refused, t->ends, t->frontier, t->depth);
}

static void add_totals(totals_t *to, const totals_t *t) {
    to->plans += t->plans;
    to->states += t->states;
    to->transitions += t->transitions;
    to->refused += t->refused;
    to->ends += t->ends;
    to->frontier += t->frontier;
    if (t->depth > to->depth) to->depth = t->depth;
}

static int run_plans(world_t *w, const options_t *o, totals_t by_family[FAMILIES]) {
    int failed = 0, total = plan_total();
    for (int i = 0; i < total * o->ladders; i++) {
        totals_t t = {0};
        if (o->plan >= 0 ? i != o->plan : i % o->shares != o->share) continue;
        plan_make(&w->plan, i % total, i / total);
        if (o->list) {
            printf("%3d %s\n", i, w->plan.name);
            continue;
        }
        int result = explore(w, &t);
        if (o->verbose) {
            print_line(w->plan.name, &t);
            fflush(stdout);
        }
        failed |= result;
        add_totals(&by_family[w->plan.family], &t);
        if (failed && !o->on) return -1;
    }
    return failed;
}

int main(int argc, char **argv) {
    options_t o = {
        .subset = "quick",
        .shares = 1,
        .plan = -1,
        .ladders = 2,
        .bounds = {.signers = -1, .rounds = -1, .take_backs = -1, .ops = OP_USUAL, .states = 20000000}};
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (read_options(argc, argv, &o)) return 2;
    bool quick = strcmp(o.subset, "quick") == 0;
    if (!quick && strcmp(o.subset, "long") != 0) return usage();
    if (o.bounds.signers < 0) o.bounds.signers = quick ? 1 : 2;
    if (o.bounds.rounds < 0) o.bounds.rounds = quick ? 2 : 3;
    if (o.bounds.take_backs < 0) o.bounds.take_backs = quick ? 1 : 2;
    totals_t by_family[FAMILIES] = {0}, all = {0};
    world_t w;
    time_t began = time(NULL);
    if (hash_setup() || world_init(&w, &o.bounds)) return 2;
    printf("scope, %s: at most three steps and three signers; bounds: %d signers added, gone through %d "
           "times, %d "
           "decisions taken back, one time-out a step, one question of a task at a time, operations 0x%x\n",
           o.subset, o.bounds.signers, o.bounds.rounds, o.bounds.take_backs, o.bounds.ops);
    int failed = run_plans(&w, &o, by_family);
    for (int f = 0; f < FAMILIES && !o.list; f++) {
        if (by_family[f].plans) print_line(family_name(f), &by_family[f]);
        add_totals(&all, &by_family[f]);
    }
    if (!o.list) print_line("all", &all);
    printf("%s in %ld s\n", failed ? "FAILED" : "all held", (long)(time(NULL) - began));
    world_free(&w);
    return failed ? 1 : 0;
}
