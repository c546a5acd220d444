/* What a replay leaves: cases.csv, tasks.csv, rungs.csv, summary.json, and a table for people. */
#include "base/json.h"
#include "cli/csv.h"
#include "cli/print_private.h"
#include "cli/replay_waits.h"
#include "cli/table.h"
#include "cli/temporary.h"
#include "cli/verbs.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char OPEN_AT[] = "open at "; /* how cases.csv tells a case left elsewhere */

static FILE *create(const char *folder, const char *name, arena_t *arena, diag_t *d) {
    char *path = arena_printf(arena, "%s/%s", folder, name);
    FILE *file = path != NULL ? fopen(path, "w") : NULL;
    if (file == NULL)
        diag_set(d, "file.write", "file", path != NULL ? path : name, "detail", strerror(errno), NULL);
    return file;
}

/* Closing tells whether everything reached the file. */
static int finish(FILE *file, const char *name, diag_t *d) {
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed)
        return diag_set(d, "file.write", "file", name, "detail", strerror(errno), NULL);
    return 0;
}

static void put_instant(FILE *out, instant_t t, char end) {
    char text[INSTANT_TEXT];
    csv_put(out, t == INSTANT_NONE ? "" : instant_format(t, 0, true, text), end);
}

static int write_cases(replay_t *r, const char *folder, diag_t *d) {
    FILE *out = create(folder, "cases.csv", &r->arena, d);
    if (out == NULL) return -1;
    fputs("case_id,ok,event,reason\n", out);
    for (size_t i = 0; i < r->log.case_count; i++) {
        const case_run_t *c = &r->cases[i];
        csv_put(out, r->log.cases[i].id, ',');
        fprintf(out, "%d,", c->ok);
        if (c->event >= 0) fprintf(out, "%d", c->event);
        fputc(',', out);
        csv_put(out, c->reason != NULL ? c->reason : "", '\n');
    }
    return finish(out, "cases.csv", d);
}

static int write_tasks(replay_t *r, const waits_t *waits, const char *folder, diag_t *d) {
    FILE *out = create(folder, "tasks.csv", &r->arena, d);
    if (out == NULL) return -1;
    fputs("case_id,round,step,role,opened,decided,outcome,wait_s,working_s\n", out);
    for (size_t i = 0; i < waits->count; i++) {
        const wait_t *w = &waits->list[i];
        csv_put(out, w->case_id, ',');
        fprintf(out, "%d,", w->round);
        csv_put(out, w->step, ',');
        csv_put(out, w->role, ',');
        put_instant(out, w->opened, ',');
        put_instant(out, w->decided, ',');
        csv_put(out, w->outcome, ',');
        fprintf(out, "%lld,%lld\n", (long long)w->wait_s, (long long)w->working_s);
    }
    return finish(out, "tasks.csv", d);
}

static int write_rungs(replay_t *r, const waits_t *waits, const char *folder, diag_t *d) {
    FILE *out = create(folder, "rungs.csv", &r->arena, d);
    if (out == NULL) return -1;
    fputs("case_id,round,step,rung,due,fired,outcome\n", out);
    for (size_t i = 0; i < waits->rung_count; i++) {
        const rung_row_t *w = &waits->rungs[i];
        csv_put(out, w->case_id, ',');
        fprintf(out, "%d,", w->round);
        csv_put(out, w->step, ',');
        csv_put(out, w->rung, ',');
        put_instant(out, w->due, ',');
        put_instant(out, w->fired, ',');
        csv_put(out, w->outcome, '\n');
    }
    return finish(out, "rungs.csv", d);
}

typedef struct reason_count {
    const char *reason;
    const char *example; /* of the first case: with its parameters */
    size_t count;
} reason_count_t;

static int most_first(const void *a, const void *b) {
    const reason_count_t *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return strcmp(x->reason, y->reason);
}

/* How often each reason; ids in them (a task's, an instant's) stay as they are. */
static reason_count_t *count_reasons(replay_t *r, size_t *count) {
    reason_count_t *list = arena_array(&r->arena, r->log.case_count + 1, sizeof *list);
    *count = 0;
    for (size_t i = 0; list != NULL && i < r->log.case_count; i++) {
        if (r->cases[i].ok || r->cases[i].reason == NULL) continue;
        /* The code alone: parameters differ from case to case. */
        size_t length = strncmp(r->cases[i].reason, OPEN_AT, strlen(OPEN_AT)) == 0
                            ? strlen(r->cases[i].reason)
                            : strcspn(r->cases[i].reason, " ");
        size_t k = 0;
        while (k < *count &&
               (strncmp(list[k].reason, r->cases[i].reason, length) != 0 || list[k].reason[length] != '\0'))
            k++;
        if (k == *count) {
            list[*count].example = r->cases[i].reason;
            list[(*count)++].reason = arena_strndup(&r->arena, r->cases[i].reason, length);
        }
        if (list[k].reason == NULL) return NULL;
        list[k].count++;
    }
    if (list != NULL) qsort(list, *count, sizeof *list, most_first);
    return list;
}

static json_t *summary_of(replay_t *r, waits_t *waits) {
    size_t count;
    json_t *reasons = json_object(), *supplied = json_object(), *steps = json_array();
    reason_count_t *list = count_reasons(r, &count);
    for (size_t i = 0; list != NULL && i < count; i++)
        json_object_set_new(reasons, list[i].reason, json_integer((json_int_t)list[i].count));
    for (size_t i = 0; i < r->supplied_count; i++)
        json_object_set_new(supplied, r->supplied[i].name, json_integer((json_int_t)r->supplied[i].count));
    step_waits_t *rows = waits_by_step(waits, &count);
    for (size_t i = 0; rows != NULL && i < count; i++) {
        json_t *buckets = json_array();
        for (int b = 0; b < WAIT_BUCKETS; b++)
            json_array_append_new(buckets, json_integer((json_int_t)rows[i].buckets[b]));
        json_array_append_new(steps,
                              json_pack("{s:s,s:I,s:I,s:I,s:o}", "step", rows[i].step, "decisions",
                                        (json_int_t)rows[i].count, "median_s", (json_int_t)rows[i].median_s,
                                        "p90_s", (json_int_t)rows[i].p90_s, "histogram", buckets));
    }
    json_t *bounds = json_array();
    for (int b = 0; b < WAIT_BUCKETS - 1; b++)
        json_array_append_new(bounds, json_integer((json_int_t)wait_bounds[b]));
    return json_pack("{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:b,s:o,s:o,s:o,s:o}", "flow", r->map.flow,
                     "cases", (json_int_t)r->log.case_count, "ok", (json_int_t)r->ok, "events",
                     (json_int_t)r->log.event_count, "commands", (json_int_t)r->commands, "refused",
                     (json_int_t)r->refused, "not_played_after_a_refusal", (json_int_t)r->unplayed, "rungs",
                     (json_int_t)r->rungs, "events_without_time", (json_int_t)r->log.undated,
                     "events_moved_to_their_cases_clock", (json_int_t)r->log.moved, "stopped", r->stopped,
                     "reasons", reasons, "supplied_by_the_map", supplied, "histogram_bounds_s", bounds,
                     "waiting", steps);
}

static int write_summary(replay_t *r, waits_t *waits, const char *folder, diag_t *d) {
    FILE *out = create(folder, "summary.json", &r->arena, d);
    if (out == NULL) return -1;
    json_t *summary = summary_of(r, waits);
    if (summary == NULL) {
        fclose(out);
        return diag_memory(d);
    }
    json_dumpf(summary, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(summary);
    return finish(out, "summary.json", d);
}

int replay_write(replay_t *r, const char *folder, diag_t *d) {
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return diag_set(d, "file.write", "file", folder, "detail", strerror(errno), NULL);
    waits_t waits;
    int status = waits_gather(r, &waits, d);
    if (status == 0) status = write_cases(r, folder, d);
    if (status == 0) status = write_tasks(r, &waits, folder, d);
    if (status == 0) status = write_rungs(r, &waits, folder, d);
    if (status == 0) status = write_summary(r, &waits, folder, d);
    waits_free(&waits);
    return status;
}

static void print_span(cli_t *cli, int64_t seconds) {
    if (seconds >= 2 * 86400)
        fprintf(cli->out, "%8.1f %s", (double)seconds / 86400, cli_word(cli, "replay.days"));
    else if (seconds >= 2 * 3600)
        fprintf(cli->out, "%8.1f %s", (double)seconds / 3600, cli_word(cli, "replay.hours"));
    else
        fprintf(cli->out, "%8.1f %s", (double)seconds / 60, cli_word(cli, "replay.minutes"));
}

static void print_histogram(cli_t *cli, const size_t *total) {
    size_t most = 1;
    for (int b = 0; b < WAIT_BUCKETS; b++)
        if (total[b] > most) most = total[b];
    for (int b = 0; b < WAIT_BUCKETS; b++) {
        char code[24];
        snprintf(code, sizeof code, "replay.bucket.%d", b + 1);
        const char *label = cli_word(cli, code);
        fprintf(cli->out, "  %s%*s %7zu  ", label,
                (int)(18 - (text_width(label) < 18 ? text_width(label) : 18)), "", total[b]);
        for (size_t k = 0; k < total[b] * 50 / most; k++)
            fputs("█", cli->out);
        fputc('\n', cli->out);
    }
}

static void print_waits(replay_t *r, cli_t *cli) {
    waits_t waits;
    diag_t d = {0};
    size_t count = 0, total[WAIT_BUCKETS] = {0};
    step_waits_t *rows = waits_gather(r, &waits, &d) == 0 ? waits_by_step(&waits, &count) : NULL;
    fprintf(cli->out, "\n%s\n", cli_word(cli, "replay.waiting"));
    for (size_t i = 0; rows != NULL && i < count; i++) {
        fprintf(cli->out, "  %-20s %7zu   %s", rows[i].step, rows[i].count, cli_word(cli, "replay.median"));
        print_span(cli, rows[i].median_s);
        fprintf(cli->out, "   %s", cli_word(cli, "replay.p90"));
        print_span(cli, rows[i].p90_s);
        fputc('\n', cli->out);
        for (int b = 0; b < WAIT_BUCKETS; b++)
            total[b] += rows[i].buckets[b];
    }
    fputc('\n', cli->out);
    print_histogram(cli, total);
    diag_clear(&d);
    waits_free(&waits);
}

/* Numbers for the sentences of the report, by name. */
static const char *number_named(void *ctx, const char *name) {
    const replay_t *r = ctx;
    static _Thread_local char text[24];
    size_t n;
    if (strcmp(name, "cases") == 0)
        n = r->log.case_count;
    else if (strcmp(name, "ok") == 0)
        n = r->ok;
    else if (strcmp(name, "others") == 0)
        n = r->log.case_count - r->ok;
    else if (strcmp(name, "commands") == 0)
        n = r->commands;
    else if (strcmp(name, "rungs") == 0)
        n = r->rungs;
    else
        return NULL;
    snprintf(text, sizeof text, "%zu", n);
    return text;
}

/* What the files call "open at STEP". */
static const char *steps_left_open(void *ctx, const char *name) {
    const char *reason = ctx;
    return strcmp(name, "steps") == 0 ? reason + strlen(OPEN_AT) : NULL;
}

/* A reason as the files have it, and in words: a code by its first case. */
static void print_reason(cli_t *cli, const reason_count_t *reason) {
    if (strncmp(reason->reason, OPEN_AT, strlen(OPEN_AT)) == 0) {
        fprintf(cli->out, "  %7zu  %s\n", reason->count,
                texts_fill(cli->texts, "replay.open_at", steps_left_open, (void *)(uintptr_t)reason->reason,
                           &cli->arena));
        return;
    }
    const char *parameters = reason->example + strlen(reason->reason);
    fprintf(cli->out, "  %7zu  %s — %s\n", reason->count, reason->reason,
            print_note(cli, reason->reason, parameters + strspn(parameters, " ")));
}

void replay_print(replay_t *r, cli_t *cli) {
    size_t count;
    reason_count_t *list = count_reasons(r, &count);
    if (r->stopped) fprintf(cli->out, "%s\n", cli_word(cli, "replay.stopped"));
    fprintf(cli->out, "%s\n", texts_fill(cli->texts, "replay.cases", number_named, r, &cli->arena));
    fprintf(cli->out, "%s\n", texts_fill(cli->texts, "replay.commands", number_named, r, &cli->arena));
    for (size_t i = 0; list != NULL && i < count && i < 20; i++)
        print_reason(cli, &list[i]);
    if (r->supplied_count > 0) fprintf(cli->out, "\n%s\n", cli_word(cli, "replay.supplied"));
    for (size_t i = 0; i < r->supplied_count; i++)
        fprintf(cli->out, "  %7zu  %s\n", r->supplied[i].count, r->supplied[i].name);
    print_waits(r, cli);
}

int verb_replay(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    diag_t d = {0};
    char *folder = NULL;
    const char *store = json_text(request, "store", false, &d);
    /* A store of its own in the system's temporary folder, unless one is named. */
    if (store == NULL && (folder = temporary_folder(cli, "replay", &d)) != NULL)
        store = arena_printf(&cli->arena, "%s/replay.db", folder);
    replay_options_t options = {.rules = json_text(request, "rules", true, &d),
                                .flow = json_text(request, "flow", false, &d),
                                .map = json_text(request, "map", true, &d),
                                .cases = json_text(request, "cases", true, &d),
                                .events = json_text(request, "events", true, &d),
                                .store = store,
                                .progress = verb_progress,
                                .progress_ctx = cli,
                                .stop = &cli_stop};
    const char *out = json_text(request, "out", false, &d);
    verb_interruptible();
    replay_t replay = {0};
    int status = store == NULL || d.code != NULL ? -1 : replay_run(&replay, &options, &d);
    if (status == 0 && out != NULL) status = replay_write(&replay, out, &d);
    int code = status == 0 ? EXIT_DONE : cli_error(cli, &d);
    if (status == 0 && cli->json) {
        waits_t waits;
        if (waits_gather(&replay, &waits, &d) == 0) {
            cli_print_json(cli, summary_of(&replay, &waits));
        }
        waits_free(&waits);
    } else if (status == 0) {
        replay_print(&replay, cli);
    }
    if (status == 0 && replay.stopped) code = EXIT_INTERRUPTED;
    if (store != NULL) replay_free(&replay);
    if (folder != NULL) {
        if (store != NULL) store_unlink(cli, store);
        rmdir(folder);
    }
    diag_clear(&d);
    return code;
}
