/* The power goes, at random calls to the disk, while a company works, while it is made, and while its store
 * is opened again; after each time the book of what was acknowledged is held against the store.
 *
 *     crash_power_loss [--seeds N] [--from K] [--quiet]     N companies (100), of the seeds K, K+1 … (1) */
#include "crash/book.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CUTS = 5, STEPS_MOST = 400, OPENINGS_MOST = 20 };

typedef struct totals {
    figures_t f;
    int64_t seeds, failed;
} totals_t;

/* When the power goes: now and then soon, mostly in the thick of it; half of the times with a commit. */
static void set_the_cut(site_t *s, book_t *b) {
    static const uint64_t MOST[] = {20, 200, 1000, 3000};
    uint64_t most = MOST[chance_below(&b->chance, 4)];
    if (chance_below(&b->chance, 2) == 0)
        disk_power_cut_on(s->disk, DISK_SYNC, 1 + (int64_t)chance_below(&b->chance, 1 + most / 20));
    else
        disk_power_cut_at(s->disk, 1 + (int64_t)chance_below(&b->chance, most));
}

/* A company that is there. What a cut leaves of one half made is refused in words, or is whole. */
static bool make_company(site_t *s, book_t *b) {
    diag_t d = {0};
    if (chance_below(&b->chance, 3) == 0) {
        disk_power_cut_at(s->disk, 1 + (int64_t)chance_below(&b->chance, 400));
        bool made = site_create(s, &d) == 0, furnished = made && site_furnish(s, &d) == 0;
        diag_clear(&d);
        disk_power_cut(s->disk);
        site_close(s);
        disk_power_on(s->disk);
        b->figures.cuts++;
        bool opened = site_open(s, false, &d) == 0;
        if (!opened && made) book_fail(b, "a company that was made can't be opened: %s", d.code);
        if (opened && furnished) return true;
        diag_clear(&d);
        site_close(s);
        site_clear(s);
    }
    if (site_create(s, &d) == 0 && site_furnish(s, &d) == 0) return true;
    book_fail(b, "the company can't be made: %s %s", d.code, d.cause != NULL ? d.cause->code : "");
    diag_clear(&d);
    return false;
}

/* Opens it, perhaps with the power going again meanwhile. */
static bool open_again(site_t *s, book_t *b) {
    diag_t d = {0};
    for (int tries = 0; tries < OPENINGS_MOST; tries++) {
        bool cut = tries < OPENINGS_MOST / 2 && chance_below(&b->chance, 3) == 0;
        disk_power_on(s->disk);
        disk_power_cut_at(s->disk, cut ? 1 + (int64_t)chance_below(&b->chance, 120) : 0);
        if (site_open(s, chance_below(&b->chance, 2) == 0, &d) == 0 && !disk_is_off(s->disk)) {
            disk_power_cut_at(s->disk, 0);
            return true;
        }
        if (!disk_is_off(s->disk)) {
            book_fail(b, "it can't be opened: %s %s", d.code, diag_get(&d, "detail"));
            diag_clear(&d);
            return false;
        }
        diag_clear(&d);
        site_close(s);
        b->figures.opening_cuts++;
    }
    book_fail(b, "it was never opened");
    return false;
}

static void work_until_the_power_goes(site_t *s, book_t *b) {
    diag_t d = {0};
    set_the_cut(s, b);
    for (int i = 0; i < STEPS_MOST && !disk_is_off(s->disk); i++)
        book_step(s, b);
    disk_power_cut(s->disk);
    /* The host tries to write again while there is no power. */
    if (chance_below(&b->chance, 4) == 0 && host_recover(s->host, &d) == 0)
        book_fail(b, "it took commands without power");
    diag_clear(&d);
    site_close(s);
    b->figures.cuts++;
}

/* The process is killed. What it had written is there for the next one, synced or not, and the power may go
 * before long. */
static void work_until_it_is_killed(site_t *s, book_t *b) {
    bool at_commit = chance_below(&b->chance, 2) == 0;
    disk_kill_on(s->disk, at_commit ? DISK_SYNC : DISK_ANY,
                 1 + (int64_t)chance_below(&b->chance, at_commit ? 30 : 2000));
    for (int i = 0; i < STEPS_MOST && !disk_is_off(s->disk); i++)
        book_step(s, b);
    site_close(s);
    b->figures.kills++;
}

static void must_serve(site_t *s, book_t *b) {
    if (!book_retry(s, b) || !book_fire(s, b, true)) book_fail(b, "it does not serve again");
    entry_t *draft = command_draft(s, b, true);
    if (!book_run(s, b, &draft, 1)) book_fail(b, "it does not take a command");
}

/* What a killed process had left undone in the open is asked for again, one by one: an answer says that it is
 * there, and the power goes right then. */
static bool answers_stand(site_t *s, book_t *b) {
    bool answered = false;
    for (size_t i = 0; i < b->count; i++) {
        entry_t *e = b->entries[i];
        if (e->state != ENTRY_DOUBT || e->events <= 0 || e->request.command.key == NULL) continue;
        answered = book_run(s, b, &e, 1) || answered;
    }
    if (!answered) return true;
    disk_power_cut(s->disk);
    site_close(s);
    b->figures.cuts++;
    if (!open_again(s, b)) return false;
    book_check(s, b);
    return b->failures == 0;
}

static void seed_run(uint64_t seed, const char *program, totals_t *totals) {
    site_t s;
    book_t b;
    char replay[160];
    snprintf(replay, sizeof replay, "%s --seeds 1 --from %" PRIu64, program, seed);
    site_begin(&s, seed);
    book_init(&b, seed, replay);
    bool there = make_company(&s, &b);
    for (int i = 0; there && b.failures == 0 && i < CUTS; i++) {
        if (chance_below(&b.chance, 4) == 0)
            work_until_it_is_killed(&s, &b);
        else
            work_until_the_power_goes(&s, &b);
        there = open_again(&s, &b);
        if (!there) break;
        book_check(&s, &b);
        if (b.failures > 0 || !answers_stand(&s, &b)) break;
        must_serve(&s, &b);
    }
    if (there && b.failures == 0) book_check(&s, &b);
    site_end(&s);
    totals->seeds++;
    totals->failed += b.failures > 0;
    const int64_t *from = (const int64_t *)&b.figures;
    int64_t *to = (int64_t *)&totals->f;
    for (size_t i = 0; i < sizeof b.figures / sizeof *from; i++)
        to[i] += from[i];
    book_free(&b);
}

static int usage(void) {
    fputs("usage: crash_power_loss [--seeds N] [--from K]\n", stderr);
    return 2;
}

int main(int argc, char **argv) {
    uint64_t seeds = 100, from = 1;
    totals_t t = {0};
    for (int i = 1; i < argc; i += 2) {
        char *end = NULL;
        if (i + 1 >= argc) return usage();
        uint64_t value = strtoull(argv[i + 1], &end, 10);
        if (*end != '\0') return usage();
        if (strcmp(argv[i], "--seeds") == 0)
            seeds = value;
        else if (strcmp(argv[i], "--from") == 0)
            from = value;
        else
            return usage();
    }
    for (uint64_t seed = from; seed < from + seeds && t.failed < 5; seed++)
        seed_run(seed, argv[0], &t);
    printf("power loss: %" PRId64 " companies, %" PRId64 " cuts (%" PRId64 " more while opening), %" PRId64
           " kills, %" PRId64 " commands acknowledged (%" PRId64 " refused, %" PRId64
           " answered again by their key), %" PRId64 " in doubt: %" PRId64 " batches whole, %" PRId64
           " not at all; %" PRId64 " rungs, %" PRId64 " messages, %" PRId64 " activations: %" PRId64
           " failed\n",
           t.seeds, t.f.cuts, t.f.opening_cuts, t.f.kills, t.f.done, t.f.refused, t.f.repeated, t.f.doubted,
           t.f.doubts_whole, t.f.doubts_gone, t.f.rungs, t.f.told, t.f.activations, t.failed);
    return t.failed == 0 ? 0 : 1;
}
