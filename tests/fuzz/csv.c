/* CSV files, plain or gzip, and the two that a replay reads. The first byte says which: 'r' two files of a
 * log, one after the other with a zero byte between them; else one file, of which each row is written and
 * read again. */
#include "cli/csv.h"
#include "cli/replay_log.h"
#include "fuzz/shared/pieces.h"
#include <zlib.h>

enum { ROLES_MAX = 16 };

/* Copies what is read into `out`, as csv_put writes it; false when it was not read to its end. */
static bool copy_rows(csv_t *csv, FILE *out, size_t *rows) {
    diag_t d = {0};
    size_t columns = csv_columns(csv);
    int got, line = 0;
    FUZZ_MUST(columns > 0 && columns <= CSV_COLUMNS_MAX);
    for (size_t i = 0; i < columns; i++) {
        FUZZ_MUST(csv_column(csv, csv_name(csv, i)) <= (int)i);
        csv_put(out, csv_name(csv, i), i + 1 < columns ? ',' : '\n');
    }
    while ((got = csv_next(csv, &d)) > 0) {
        FUZZ_MUST(csv_line(csv) > line);
        line = csv_line(csv);
        for (size_t i = 0; i < columns; i++)
            csv_put(out, csv_field(csv, (int)i), i + 1 < columns ? ',' : '\n');
        ++*rows;
    }
    if (got < 0) fuzz_refused(&d);
    if (csv_need(csv, "case_id", &d) < 0) fuzz_refused(&d);
    return got == 0;
}

static csv_t *open_bytes(int slot, const uint8_t *data, size_t size) {
    diag_t d = {0};
    csv_t *csv = csv_open(fuzz_file(slot, data, size), &d);
    if (csv == NULL) fuzz_refused(&d);
    return csv;
}

/* What is written reads as the same, so writing that gives the same bytes. */
static void read_file(bytes_t file) {
    char *first = NULL, *second = NULL;
    size_t first_size = 0, second_size = 0, rows = 0, again = 0;
    csv_t *csv = open_bytes(0, file.at, file.len);
    if (csv == NULL) return;
    FILE *out = open_memstream(&first, &first_size);
    bool whole = copy_rows(csv, out, &rows);
    bool marked = strncmp(csv_name(csv, 0), "\xEF\xBB\xBF", 3) == 0 ||
                  strncmp(csv_name(csv, 0), "\x1f\x8b", 2) == 0 || csv_name(csv, 0)[0] == '\0';
    csv_close(csv);
    fclose(out);
    csv = whole && !marked ? open_bytes(1, (const uint8_t *)first, first_size) : NULL;
    if (whole && !marked) {
        FUZZ_MUST(csv != NULL);
        out = open_memstream(&second, &second_size);
        FUZZ_MUST(copy_rows(csv, out, &again));
        FUZZ_MUST(again == rows);
        fclose(out);
        FUZZ_MUST(first_size == second_size && memcmp(first, second, first_size) == 0);
        csv_close(csv);
        free(second);
    }
    free(first);
}

static void look_at_log(const replay_log_t *log) {
    static const char *const submissions[] = {"submit", NULL};
    const char *roles[ROLES_MAX];
    for (size_t i = 0; i < log->event_count; i++) {
        const log_event_t *e = &log->by_case[i];
        FUZZ_MUST(e->log_case >= 0 && (size_t)e->log_case < log->case_count && e->at != INSTANT_NONE);
        FUZZ_MUST(replay_log_later(log, i, submissions, roles, ROLES_MAX) <= ROLES_MAX);
        if (i == 0) continue;
        FUZZ_MUST(log->by_case[log->by_time[i - 1]].at <= log->by_case[log->by_time[i]].at);
        FUZZ_MUST(log->by_case[i - 1].log_case < e->log_case ||
                  (log->by_case[i - 1].log_case == e->log_case && log->by_case[i - 1].at <= e->at));
    }
    size_t events = 0;
    for (size_t i = 0; i < log->case_count; i++)
        events += (size_t)log->cases[i].count;
    FUZZ_MUST(events == log->event_count);
}

static void read_log(bytes_t input) {
    bytes_t cases, events;
    replay_log_t log;
    diag_t d = {0};
    fuzz_split(input, &cases, &events);
    if (replay_log_read(&log, fuzz_file(0, cases.at, cases.len), fuzz_file(1, events.at, events.len), &d) ==
        0)
        look_at_log(&log);
    else
        fuzz_refused(&d);
    replay_log_free(&log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_setup();
    bytes_t input = {data, size};
    if (size > 0 && data[0] == 'r')
        read_log((bytes_t){data + 1, size - 1});
    else
        read_file(input);
    return 0;
}

/* ---- the mutator ---- */

static const char *const PIECES[] = {
    "case_id",
    "handle",
    "name",
    "department",
    "seq",
    "activity",
    "timestamp",
    "resource",
    "role",
    "\"",
    "\"\"",
    ",",
    "\"a,b\"",
    "\"two\nlines\"",
    "\"he said \"\"no\"\"\"",
    "\r\n",
    "\xEF\xBB\xBF",
    "c1,1,submit,2020-01-01T00:00:00Z,u,EMPLOYEE\n",
    "c2,2,approve,,u,\n",
    "c1,3,pay,2019-12-31T23:59:59+01:00,SYSTEM,UNDEFINED\n",
    "c2,x\n",
    "li.na,Li Na,sales\n",
    "\n\n",
    "c1",
    "c2",
    "0",
    "2147483647",
    "2147483648",
    "2020-02-30T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
    NULL,
};

static const char *const WHOLES[] = {
    "handle,name,department\nli.na,Li Na,sales\n\"chen.wei\",\"Chen, Wei\",\"it\"\r\n\n\"a \"\"b\"\"\",,x\n",
    "rcase_id,amount\nc1,26.85\nc2,\nc3,\"1,5\"\n%case_id,seq,activity,timestamp,resource,role\n"
    "c1,1,submit,2020-01-01T00:00:00Z,u,EMPLOYEE\nc1,2,approve,2020-01-02T00:00:00Z,v,HEAD\n"
    "c2,1,submit,2020-01-01T00:00:00Z,u,EMPLOYEE\n",
    NULL,
};

/* gzip of what is there. */
static size_t pack(uint8_t *data, size_t size, size_t room) {
    z_stream z = {.next_in = data, .avail_in = (uInt)size};
    size_t result = size;
    uint8_t *packed = malloc(room);
    FUZZ_MUST(packed != NULL && deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_out = packed;
    z.avail_out = (uInt)room;
    if (deflate(&z, Z_FINISH) == Z_STREAM_END) {
        result = (size_t)z.total_out;
        memcpy(data, packed, result);
    }
    deflateEnd(&z);
    free(packed);
    return result;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    size_t made = pieces_mutate(PIECES, WHOLES, data, size, room, seed);
    uint8_t *cut = seed % 3 == 0 ? memchr(data, '%', made) : NULL;
    if (cut != NULL && data[0] == 'r') *cut = '\0'; /* where the second file begins */
    return seed % 97 == 0 ? pack(data, made, room) : made;
}
