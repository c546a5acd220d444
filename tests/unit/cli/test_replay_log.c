/* Reading logs: CSV, clocks of cases, the merge, and what a round's roles are. */
#include "unit/failing.h"

#include "cli/csv.h"
#include "cli/replay_log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

typedef struct files {
    char folder[64], cases[96], events[96];
} files_t;

static void write_file(const char *path, const char *text) {
    FILE *out = fopen(path, "wb");
    if (out == NULL) fail_msg("%s can't be written", path);
    fputs(text, out);
    fclose(out);
}

static void write_log(files_t *f, const char *cases, const char *events) {
    strcpy(f->folder, "/tmp/countersign-log-XXXXXX");
    if (mkdtemp(f->folder) == NULL) fail_msg("no folder");
    snprintf(f->cases, sizeof f->cases, "%s/cases.csv", f->folder);
    snprintf(f->events, sizeof f->events, "%s/events.csv", f->folder);
    write_file(f->cases, cases);
    write_file(f->events, events);
}

static void remove_log(files_t *f) {
    unlink(f->cases);
    unlink(f->events);
    rmdir(f->folder);
}

static const char CASES[] = "case_id,amount\nA,1.00\nB,2.00\n";
#define HEAD "case_id,seq,activity,timestamp,resource,role\n"

static void quotes_doubled_quotes_and_breaks_are_read_and_written_alike(void **state) {
    (void)state;
    files_t f;
    diag_t d = {0};
    write_log(&f,
              "\xEF\xBB\xBF"
              "a,b\r\n\"x, \"\"y\"\"\nz\",2\r\n\r\nlast,",
              "");
    csv_t *csv = csv_open(f.cases, &d);
    assert_non_null(csv);
    assert_int_equal(csv_column(csv, "a"), 0);
    assert_int_equal(csv_next(csv, &d), 1);
    assert_string_equal(csv_field(csv, 0), "x, \"y\"\nz");
    assert_string_equal(csv_field(csv, 1), "2");
    assert_int_equal(csv_line(csv), 2);
    assert_int_equal(csv_next(csv, &d), 1);
    assert_string_equal(csv_field(csv, 0), "last");
    assert_string_equal(csv_field(csv, 1), "");
    assert_int_equal(csv_next(csv, &d), 0);
    csv_close(csv);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    csv_put(out, "x, \"y\"\nz", ',');
    csv_put(out, "plain", '\n');
    fclose(out);
    assert_string_equal(text, "\"x, \"\"y\"\"\nz\",plain\n");
    free(text);
    remove_log(&f);
}

static void a_row_of_another_width_and_an_open_quote_name_the_line(void **state) {
    (void)state;
    static const struct {
        const char *text, *code;
        int line;
    } CASES_WRONG[] = {{"a,b\n1,2\n1,2,3\n", "csv.columns", 3}, {"a,b\n1,\"2\n3", "csv.quote", 2}};
    for (size_t i = 0; i < 2; i++) {
        files_t f;
        diag_t d = {0};
        write_log(&f, CASES_WRONG[i].text, "");
        csv_t *csv = csv_open(f.cases, &d);
        int got = 1;
        while (got == 1)
            got = csv_next(csv, &d);
        assert_int_equal(got, -1);
        assert_string_equal(d.code, CASES_WRONG[i].code);
        assert_int_equal(d.line, CASES_WRONG[i].line);
        diag_clear(&d);
        csv_close(csv);
        remove_log(&f);
    }
}

static void a_cases_clock_never_runs_back_and_an_event_without_a_time_happens_when_it_stands(void **state) {
    (void)state;
    files_t f;
    diag_t d = {0};
    replay_log_t log;
    write_log(&f, CASES,
              HEAD
              "A,2,late,2020-01-01T08:00:00Z,R,x\n" /* written before its turn, and earlier than event 1 */
              "A,0,first,,R,x\n"                    /* no time: the case begins at the first time found */
              "A,1,second,2020-01-01T10:00:00Z,R,x\n"
              "B,0,other,2020-01-01T09:00:00+00:00,R,x\n");
    if (replay_log_read(&log, f.cases, f.events, &d) != 0) fail_msg("%s", d.code);
    assert_int_equal(log.event_count, 4);
    assert_int_equal(log.undated, 1);
    assert_int_equal(log.moved, 1);
    /* B at 9; then A: all three at 10, in the order of seq. */
    const char *order[] = {"other", "first", "second", "late"};
    for (int i = 0; i < 4; i++)
        assert_string_equal(log.by_case[log.by_time[i]].activity, order[i]);
    for (int i = 1; i < 4; i++)
        assert_int_equal(log.by_case[log.by_time[i]].at, INT64_C(1577872800000));
    replay_log_free(&log);
    remove_log(&f);
}

static void the_roles_of_a_round_end_where_the_next_submission_begins(void **state) {
    (void)state;
    files_t f;
    diag_t d = {0};
    replay_log_t log;
    const char *submissions[] = {"S", NULL}, *roles[8];
    write_log(
        &f, CASES,
        HEAD
        "A,0,S,2020-01-01T08:00:00Z,R,emp\nA,1,x,2020-01-01T08:01:00Z,R,su\nA,2,x,2020-01-01T08:02:00Z,R,su\n"
        "A,3,S,2020-01-01T08:03:00Z,R,emp\nA,4,x,2020-01-01T08:04:00Z,R,di\n");
    if (replay_log_read(&log, f.cases, f.events, &d) != 0) fail_msg("%s", d.code);
    assert_int_equal(replay_log_later(&log, 0, submissions, roles, 8), 1);
    assert_string_equal(roles[0], "su");
    assert_int_equal(replay_log_later(&log, 3, submissions, roles, 8), 1);
    assert_string_equal(roles[0], "di");
    replay_log_free(&log);
    remove_log(&f);
}

static void what_is_wrong_with_a_log_names_file_and_line(void **state) {
    (void)state;
    static const struct {
        const char *events, *code;
        int line;
    } WRONG[] = {
        {HEAD "A,0,x,2020-01-01T08:00:00Z,R,r\nC,0,x,2020-01-01T08:00:00Z,R,r\n", "log.case", 3},
        {HEAD "A,first,x,2020-01-01T08:00:00Z,R,r\n", "log.seq", 2},
        {HEAD "A,0,x,yesterday,R,r\n", "log.timestamp", 2},
        {"case_id,seq,activity,timestamp,resource\nA,0,x,2020-01-01T08:00:00Z,R\n", "csv.column", 1},
        {HEAD "A,0,x,,R,r\n", "log.undated", 0},
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        files_t f;
        diag_t d = {0};
        replay_log_t log;
        write_log(&f, CASES, WRONG[i].events);
        assert_int_equal(replay_log_read(&log, f.cases, f.events, &d), -1);
        assert_string_equal(d.code, WRONG[i].code);
        assert_int_equal(d.line, WRONG[i].line);
        diag_clear(&d);
        replay_log_free(&log);
        remove_log(&f);
    }
}

/* A file that says less than it did must not be taken for all there is: whoever is missing from a list of
 * people would be taken off. */
static void a_packed_file_that_is_cut_off_or_damaged_is_refused(void **state) {
    (void)state;
    files_t f;
    diag_t d = {0};
    static char packed[65536];
    char line[32];
    write_log(&f, "", "");
    gzFile out = gzopen(f.cases, "wb");
    gzputs(out, "a,b\n");
    for (int i = 0; i < 40000; i++) {
        snprintf(line, sizeof line, "%d,%d\n", i * 7919, i % 1000 * i);
        gzputs(out, line);
    }
    gzclose(out);
    FILE *in = fopen(f.cases, "rb");
    size_t size = fread(packed, 1, sizeof packed, in);
    fclose(in);
    assert_int_equal(size, sizeof packed); /* more than this: what was read is only its beginning */
    for (int damaged = 0; damaged < 2; damaged++) {
        packed[60000] ^= damaged ? 0x55 : 0;
        FILE *cut = fopen(f.cases, "wb");
        fwrite(packed, 1, sizeof packed, cut);
        fclose(cut);
        int got = 1, rows = 0;
        csv_t *csv = csv_open(f.cases, &d);
        while (csv != NULL && (got = csv_next(csv, &d)) > 0)
            rows++;
        assert_int_equal(got, -1);
        if (!damaged)
            assert_string_equal(d.code, "csv.read"); /* damage may show as a row of the wrong width first */
        assert_true(rows > 0 && d.line > 1);
        csv_close(csv);
        diag_clear(&d);
    }
    remove_log(&f);
}

static void a_zero_byte_is_refused_with_its_line(void **state) {
    (void)state;
    files_t f;
    diag_t d = {0};
    static const char text[] = "a,b\n1,2\n3\0,4\n";
    write_log(&f, "", "");
    FILE *out = fopen(f.cases, "wb");
    fwrite(text, 1, sizeof text - 1, out);
    fclose(out);
    csv_t *csv = csv_open(f.cases, &d);
    assert_non_null(csv);
    assert_int_equal(csv_next(csv, &d), 1);
    assert_int_equal(csv_next(csv, &d), -1);
    assert_string_equal(d.code, "csv.nul");
    assert_int_equal(d.line, 3);
    csv_close(csv);
    diag_clear(&d);
    remove_log(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packed_file_that_is_cut_off_or_damaged_is_refused),
        cmocka_unit_test(a_zero_byte_is_refused_with_its_line),
        cmocka_unit_test(quotes_doubled_quotes_and_breaks_are_read_and_written_alike),
        cmocka_unit_test(a_row_of_another_width_and_an_open_quote_name_the_line),
        cmocka_unit_test(a_cases_clock_never_runs_back_and_an_event_without_a_time_happens_when_it_stands),
        cmocka_unit_test(the_roles_of_a_round_end_where_the_next_submission_begins),
        cmocka_unit_test(what_is_wrong_with_a_log_names_file_and_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
