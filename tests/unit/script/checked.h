/* Rule files as the checker sees them: one file, or a folder, with the demo company's people, and what it
 * found. */
#ifndef TESTS_UNIT_SCRIPT_CHECKED_H
#define TESTS_UNIT_SCRIPT_CHECKED_H

#include "rules_folder.h"

#include "script/check.h"
#include "support/plain_calendars.h"

typedef struct checked {
    ruleset_t *rs;
    directory_t *dir;
    arena_t arena;
    check_report_t report;
} checked_t;

static inline void check_set(checked_t *c, ruleset_t *rs, directory_t *dir, const check_options_t *options) {
    calendars_t calendars = plain_calendars();
    diag_t d;
    diag_init(&d);
    c->rs = rs;
    c->dir = dir;
    arena_init(&c->arena, 0);
    if (rules_check(rs, dir, &calendars, options, &c->arena, &c->report, &d) != 0) folder_fail("check", &d);
}

static inline directory_t *people(void) {
    return folder_directory(SOURCE_DIR "/rules/company/people.lua");
}

/* One file, finance/t.lua, with the demo company's people. */
static inline void check_text(checked_t *c, const char *text) {
    const char *files[] = {"finance/t.lua", text, NULL};
    diag_t d;
    diag_init(&d);
    ruleset_t *rs = folder_of_texts(files, &d);
    if (!rs) folder_fail(text, &d);
    check_set(c, rs, people(), NULL);
}

/* The check of that file, with allocations refused: it says so each time, or it was not needed. */
static inline void check_without_memory(const char *text) {
    const char *files[] = {"finance/t.lua", text, NULL};
    calendars_t calendars = plain_calendars();
    directory_t *dir = people();
    int failures = 0;
    for (int64_t n = 1;; n += 1 + n / 8) {
        diag_t d;
        arena_t arena;
        check_report_t report;
        check_options_t options = {.at = INSTANT_NONE, .runs = 40};
        diag_init(&d);
        arena_init(&arena, 0);
        ruleset_t *rs = folder_of_texts(files, &d);
        mem_fail_after(n);
        int status = rules_check(rs, dir, &calendars, &options, &arena, &report, &d);
        bool reached = mem_fail_count() >= n;
        mem_fail_after(0);
        ruleset_close(rs);
        arena_free(&arena);
        if (status != 0) {
            assert_non_null(d.code);
            failures++;
        }
        diag_clear(&d);
        if (!reached) break;
    }
    assert_true(failures > 10);
    directory_unref(dir);
}

static inline void done(checked_t *c) {
    ruleset_close(c->rs);
    directory_unref(c->dir);
    arena_free(&c->arena);
}

static inline const check_finding_t *find(const checked_t *c, const char *code) {
    for (size_t i = 0; i < c->report.finding_count; i++) {
        if (strcmp(c->report.findings[i].what->code, code) == 0) return &c->report.findings[i];
    }
    return NULL;
}

static inline void tell_all(const checked_t *c) {
    for (size_t i = 0; i < c->report.finding_count; i++) {
        const diag_t *w = c->report.findings[i].what;
        print_message("%s %s:%d %s", check_severity_word(c->report.findings[i].severity), w->file, w->line,
                      w->code);
        for (int k = 0; k < w->param_count; k++)
            print_message(" %s=%s", w->params[k].name, w->store + w->params[k].at);
        print_message("\n");
    }
}

/* There is a finding with this code, severity and line, and this text in one of its parameters. */
static inline void expect(const checked_t *c, const char *code, check_severity_t severity, int line,
                          const char *part) {
    for (size_t i = 0; i < c->report.finding_count; i++) {
        const diag_t *w = c->report.findings[i].what;
        if (strcmp(w->code, code) != 0 || c->report.findings[i].severity != severity || w->line != line)
            continue;
        for (int k = 0; k < w->param_count; k++) {
            if (strstr(w->store + w->params[k].at, part)) return;
        }
    }
    tell_all(c);
    fail_msg("no %s %s at line %d with \"%s\"", check_severity_word(severity), code, line, part);
}

static inline void expect_counts(const checked_t *c, size_t errors, size_t warnings, size_t risks) {
    if (c->report.errors == errors && c->report.warnings == warnings && c->report.risks == risks) return;
    tell_all(c);
    fail_msg("%zu errors, %zu warnings, %zu risks; expected %zu, %zu, %zu", c->report.errors,
             c->report.warnings, c->report.risks, errors, warnings, risks);
}

#define HEAD                                                                                                 \
    "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = post \"finance.head\", within = "   \
    "workdays(2),\n"                                                                                         \
    "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"

/* One error, of that code and line, with that text in it. */
static inline void wrong(const char *text, const char *code, int line, const char *part) {
    checked_t c;
    check_text(&c, text);
    expect(&c, code, CHECK_ERROR, line, part);
    expect_counts(&c, 1, 0, 0);
    done(&c);
}

#endif
