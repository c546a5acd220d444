/* Each call to the disk fails: the first, the second, and so on through a day of a company, for each reason
 * that a disk may have, once and for good. Each time: an error that says so in words, what was acknowledged
 * is there, nothing is half done, and the company serves again when the reason is gone; also after the power
 * goes then.
 *
 *     crash_every_call [--samples N] [--rounds R] [--cause NAME]
 *
 * about N calls of each reason (12; 0: every one), each of them R times (1), each time on another disk;
 *
 *     crash_every_call --cause NAME --n N --round K [--making 1]
 *
 * one of them, as it was printed when it failed. */
#include "crash/book.h"
#include "script/texts.h"
#include "store/queries.h"
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 24, MORNING = 6, NOON = 12, STEPS_BROKEN = 3, FURNISHED_STEPS = 12 };

typedef struct cause {
    const char *name;
    disk_call_t call;
    int error;
    const char *code; /* what people are told */
} cause_t;

static const cause_t CAUSES[] = {
    {"full", DISK_WRITE, SQLITE_FULL, "store.full"},
    {"write", DISK_WRITE, SQLITE_IOERR_WRITE, "store.io"},
    {"sync", DISK_SYNC, SQLITE_IOERR_FSYNC, "store.io"},
    {"read", DISK_READ, SQLITE_IOERR_READ, "store.io"},
    {"open", DISK_OPEN, SQLITE_CANTOPEN, "store.io"},
    {"truncate", DISK_TRUNCATE, SQLITE_IOERR_TRUNCATE, "store.io"},
    {"size", DISK_SIZE, SQLITE_IOERR_FSTAT, "store.io"},
    {"delete", DISK_DELETE, SQLITE_IOERR_DELETE, "store.io"},
    {"access", DISK_ACCESS, SQLITE_IOERR_ACCESS, "store.io"},
    {"lock", DISK_LOCK, SQLITE_IOERR_LOCK, "store.io"},
    {"locked", DISK_LOCK, SQLITE_BUSY, "store.busy"},
    {"shared", DISK_SHARED, SQLITE_IOERR_SHMMAP, "store.io"},
    {"shared-locked", DISK_SHARED, SQLITE_BUSY, "store.busy"},
    {"any", DISK_ANY, SQLITE_IOERR, "store.io"},
};
enum { CAUSE_COUNT = sizeof CAUSES / sizeof CAUSES[0] };

typedef struct run {
    const char *program;
    site_t prepared; /* a company that has been at work for a while, closed, … */
    book_t kept;     /* … and its book */
    const cause_t *cause;
    bool stays;
    int64_t n;
    bool making;           /* a company, instead of a day of one */
    int64_t rounds, round; /* each call so often, each time on another disk */
    texts_t *texts[2];
    int64_t trials, failed, errors, recoveries;
} run_t;

/* ---- what is said ---- */

static bool has_words(const run_t *run, const char *code) {
    return texts_template(run->texts[0], code) != NULL && texts_template(run->texts[1], code) != NULL;
}

/* Each error of the store is the documented one of this reason, or says that the host is read-only and why.
 */
static void judge(book_t *b, const diag_t *error) {
    run_t *run = b->judge_ctx;
    const char *code = error->code, *cause = error->cause != NULL ? error->cause->code : NULL;
    run->errors++;
    if (diag_is(error, "administration")) {
        code = diag_get(error, "code");
        cause = diag_get(error, "cause");
        if (cause != NULL && *cause == '\0') cause = NULL;
    }
    if (!has_words(run, code)) book_fail(b, "%s has no words", code);
    bool wrapped = strcmp(code, "host.read_only") == 0 || strcmp(code, "host.reload") == 0;
    if (wrapped && cause == NULL) book_fail(b, "%s does not say why", code);
    const char *what = wrapped && cause != NULL ? cause : code;
    if (strcmp(what, run->cause->code) != 0) book_fail(b, "%s is told as %s", run->cause->name, what);
}

/* ---- one trial ---- */

static void arm(run_t *run, site_t *s) {
    disk_fail(s->disk, run->cause->call, run->n, run->cause->error, run->stays);
}

static void look(site_t *s, book_t *b) {
    arena_t arena;
    open_task_t *tasks;
    size_t count;
    diag_t d = {0};
    if (s->reader.store == NULL) return;
    arena_init(&arena, 0);
    if (store_tasks_of(s->reader.store, site_person(s, "chen.wei"), 0, 100, &arena, &tasks, &count, &d) != 0)
        judge(b, &d);
    diag_clear(&d);
    arena_free(&arena);
}

/* Every other time nobody reads: then the log is read anew whenever the writer is opened again. */
static bool reads(const book_t *b) {
    return ((const run_t *)b->judge_ctx)->round % 2 == 0;
}

/* A day's work until the call fails, and a little longer; at noon it is closed and opened again. */
static void work(site_t *s, book_t *b) {
    int after = 0;
    diag_t d = {0};
    for (int i = 0; i < STEPS && after < STEPS_BROKEN; i++) {
        if (disk_failed(s->disk)) after++;
        look(s, b);
        if (i == MORNING)
            book_activate(s, b);
        else
            book_step(s, b);
        if (i != NOON) continue;
        site_close(s);
        if (site_open(s, reads(b), &d) == 0) continue;
        judge(b, &d);
        diag_clear(&d);
        return;
    }
}

static bool must_open(site_t *s, book_t *b) {
    diag_t d = {0};
    if (site_open(s, reads(b), &d) == 0) return true;
    book_fail(b, "it does not open again: %s %s", d.code, diag_get(&d, "detail"));
    diag_clear(&d);
    return false;
}

/* The reason is gone: it writes again, at once or after it was told to try. */
static void must_serve(run_t *run, site_t *s, book_t *b) {
    diag_t d = {0};
    if (host_read_only(s->host)) {
        run->recoveries++;
        if (host_recover(s->host, &d) != 0 || host_read_only(s->host))
            book_fail(b, "it stays read-only: %s", d.code != NULL ? d.code : "");
        diag_clear(&d);
    }
    /* What nobody has touched since may be known to the store alone: the first command says so. */
    entry_t *first = command_draft(s, b, true);
    if (!book_run(s, b, &first, 1) && host_read_only(s->host)) {
        run->recoveries++;
        if (host_recover(s->host, &d) != 0) book_fail(b, "it stays read-only: %s", d.code);
        diag_clear(&d);
    }
    if (!book_retry(s, b) || !book_fire(s, b, true)) book_fail(b, "it does not serve again");
    entry_t *draft = command_draft(s, b, true);
    if (!book_run(s, b, &draft, 1)) book_fail(b, "it does not take a command");
}

/* While it is broken for good, trying again must not tell that it is whole unless it is. */
static void try_in_vain(site_t *s, book_t *b) {
    diag_t d = {0};
    if (!host_read_only(s->host)) return;
    if (host_recover(s->host, &d) != 0) judge(b, &d);
    diag_clear(&d);
    book_batch(s, b);
}

static void replay_text(const run_t *run, char *out, size_t size) {
    snprintf(out, size, "%s --cause %s%s --n %" PRId64 " --round %" PRId64 "%s", run->program,
             run->cause->name, run->stays ? "-stays" : "", run->n, run->round,
             run->making ? " --making 1" : "");
}

/* True: the call came. */
static bool trial(run_t *run) {
    site_t s;
    book_t b;
    char replay[160];
    diag_t d = {0};
    replay_text(run, replay, sizeof replay);
    /* Where a sync may fail, on a disk whose log can be written again: of an even seed. */
    bool sync = run->cause->call == DISK_SYNC || run->cause->call == DISK_ANY;
    site_copy(&s, &run->prepared, (uint64_t)run->round * (sync ? 2 : 1));
    book_copy(&b, &run->kept, 7, replay);
    b.judge = judge;
    b.judge_ctx = run;
    arm(run, &s);
    if (site_open(&s, reads(&b), &d) == 0) {
        work(&s, &b);
        if (run->stays && s.host != NULL) try_in_vain(&s, &b);
    } else {
        judge(&b, &d);
        diag_clear(&d);
    }
    bool came = disk_failed(s.disk);
    disk_heal(s.disk);
    if (s.host != NULL || must_open(&s, &b)) {
        must_serve(run, &s, &b);
        book_check(&s, &b);
        disk_power_cut(s.disk);
        site_close(&s);
        disk_power_on(s.disk);
        if (b.failures == 0 && must_open(&s, &b)) {
            book_check(&s, &b);
            must_serve(run, &s, &b);
        }
    }
    site_end(&s);
    run->trials++;
    run->failed += b.failures > 0;
    book_free(&b);
    return came;
}

/* The same while the company is made: then there is one, or none and nothing in its place. */
static bool trial_of_making(run_t *run) {
    site_t s;
    book_t b;
    char replay[160];
    diag_t d = {0};
    replay_text(run, replay, sizeof replay);
    site_begin(&s, (uint64_t)run->n);
    book_init(&b, 7, replay);
    b.judge = judge;
    b.judge_ctx = run;
    arm(run, &s);
    bool made = site_create(&s, &d) == 0;
    bool came = disk_failed(s.disk);
    disk_heal(s.disk);
    if (!made) {
        judge(&b, &d);
        diag_clear(&d);
        if (run->stays) site_clear(&s); /* what can't be deleted stays */
        if (site_create(&s, &d) != 0) book_fail(&b, "it can't be made any more: %s", d.code);
        diag_clear(&d);
    }
    if (s.host != NULL && site_furnish(&s, &d) != 0) book_fail(&b, "it can't be furnished: %s", d.code);
    diag_clear(&d);
    if (s.host != NULL) must_serve(run, &s, &b);
    if (s.host != NULL) book_check(&s, &b);
    site_end(&s);
    run->trials++;
    run->failed += b.failures > 0;
    book_free(&b);
    return came;
}

/* ---- all of them ---- */

/* How many such calls a day has. */
static int64_t calls_of_a_day(run_t *run) {
    site_t s;
    book_t b;
    diag_t d = {0};
    site_copy(&s, &run->prepared, 1);
    book_copy(&b, &run->kept, 7, "");
    b.judge_ctx = run;
    if (site_open(&s, true, &d) != 0) abort();
    work(&s, &b);
    int64_t count = disk_count(s.disk, run->cause->call);
    site_end(&s);
    book_free(&b);
    return count;
}

static void all_calls(run_t *run, int64_t samples) {
    int64_t calls = calls_of_a_day(run), failed = run->failed, trials = run->trials;
    for (int stays = 0; stays < 2; stays++) {
        run->stays = stays != 0;
        bool each = samples == 0 || calls <= samples ||
                    run->cause->call == DISK_SYNC; /* these are few, and matter most */
        int64_t step = each ? 1 : calls / samples;
        run->n = each ? 1 : 1 + stays * step / 2;
        for (; run->n <= calls && run->failed - failed < 3; run->n += step)
            for (int i = 0; i < run->rounds + (run->cause->call == DISK_SYNC); i++, run->round++)
                trial(run);
        run->making = true;
        for (run->n = 1; run->failed - failed < 3 && trial_of_making(run); run->n += samples == 0 ? 1 : 7) {
        }
        run->making = false;
    }
    printf("%-14s %6" PRId64 " calls a day, %6" PRId64 " trials, %" PRId64 " failed\n", run->cause->name,
           calls, run->trials - trials, run->failed - failed);
    fflush(stdout);
}

/* A company that has been at work, closed, its disk as it is then. */
static void prepare(site_t *s, book_t *b) {
    diag_t d = {0};
    site_begin(s, 2);
    book_init(b, 3, "");
    if (site_create(s, &d) != 0 || site_furnish(s, &d) != 0) {
        printf("no company: %s\n", d.code);
        exit(2);
    }
    for (int i = 0; i < FURNISHED_STEPS; i++)
        book_step(s, b);
    /* As after a kill: with a log that has to be read again. */
    disk_t *left = disk_copy(s->disk, 2);
    site_close(s);
    disk_free(s->disk);
    s->disk = left;
    s->options.store.vfs = disk_vfs(left);
}

static int usage(void) {
    fputs("usage: crash_every_call [--samples N] [--rounds R] [--cause NAME[-stays]] [--n N --round K "
          "[--making 1]]\n",
          stderr);
    return 2;
}

static const cause_t *cause_named(const char *name, bool *stays) {
    for (size_t i = 0; i < CAUSE_COUNT; i++) {
        size_t length = strlen(CAUSES[i].name);
        if (strncmp(name, CAUSES[i].name, length) != 0) continue;
        *stays = strcmp(name + length, "-stays") == 0;
        if (*stays || name[length] == '\0') return &CAUSES[i];
    }
    return NULL;
}

int main(int argc, char **argv) {
    run_t run = {.program = argv[0], .rounds = 1};
    const char *only = NULL;
    int64_t samples = 12, n = 0;
    diag_t d = {0};
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 >= argc) return usage();
        if (strcmp(argv[i], "--samples") == 0)
            samples = strtoll(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--cause") == 0)
            only = argv[i + 1];
        else if (strcmp(argv[i], "--n") == 0)
            n = strtoll(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--rounds") == 0)
            run.rounds = strtoll(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--round") == 0)
            run.round = strtoll(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--making") == 0)
            run.making = argv[i + 1][0] == '1';
        else
            return usage();
    }
    if (only != NULL && cause_named(only, &run.stays) == NULL) return usage();
    prepare(&run.prepared, &run.kept);
    run.texts[0] = texts_open("en", &d);
    run.texts[1] = texts_open("zh", &d);
    if (run.texts[0] == NULL || run.texts[1] == NULL) return 2;
    for (size_t i = 0; i < CAUSE_COUNT; i++) {
        bool stays = false;
        if (only != NULL && cause_named(only, &stays) != &CAUSES[i]) continue;
        run.stays = stays;
        run.cause = &CAUSES[i];
        run.n = n;
        if (n > 0 && run.making)
            trial_of_making(&run);
        else if (n > 0)
            trial(&run);
        else
            all_calls(&run, samples);
    }
    printf("every call: %" PRId64 " trials, %" PRId64 " errors told, %" PRId64 " recoveries: %" PRId64
           " failed\n",
           run.trials, run.errors, run.recoveries, run.failed);
    texts_close(run.texts[0]);
    texts_close(run.texts[1]);
    site_end(&run.prepared);
    book_free(&run.kept);
    return run.failed == 0 ? 0 : 1;
}
