/* The checker (countersign check): runs each route over the values that matter to it, and tells what can go
 * wrong before it does. Shown by running, not by reading: every stage's own function is called on records
 * made up for it.
 *
 * Values. A flow's form fields get the values around every constant that the rules compare them with:
 * amounts, numbers and dates tell the checker so themselves (each comparison is heard), choices and flags
 * have few values, texts get the literals that the rule file compares them with, and the conditions of its
 * decision tables. Which fields a route reads is seen as it runs, and only these are varied: every path is
 * walked with every value of what it reads, until the limit. Then every way through is run again for one
 * initiator of each department.
 *
 * A flow's handlers are called too, about all that can happen to a record (check_handlers.c).
 *
 * What it can't show is part of the report: texts that rules take apart by patterns, values computed from
 * several fields, whatever lies beyond the limit. */
#ifndef CS_SCRIPT_CHECK_H
#define CS_SCRIPT_CHECK_H

#include "script/ruleset.h"

enum {
    CHECK_RUNS = 20000,    /* runs of one stage, for its values */
    CHECK_INITIATORS = 48, /* departments that an initiator is taken from */
    CHECK_WAYS = 2000,     /* different plans of one stage */
    /* What rules may cost while they are checked, in the sandbox's instructions (about 10 ns each), so that
     * the same files always get the same report: of one stage, listening and judging each, and of all of
     * them. A rule that runs into its own limits costs a new state too (CHECK_WORK_STATE). */
    CHECK_WORK_STAGE = 200000000,
    CHECK_WORK = 2000000000,
    CHECK_WORK_STATE = 500000,
    CHECK_FINDINGS = 1000,
    CHECK_DUTIES =
        2000, /* forms of one flow that are submitted to see whether each step is left with somebody */
};

typedef enum check_severity {
    CHECK_ERROR = 1,   /* such rules are not activated */
    CHECK_WARNING = 2, /* probably not meant */
    CHECK_RISK = 3,    /* meant, and said in words: listed so that somebody accepts it */
    CHECK_NOTE = 4,    /* what could not be shown, or is only good to know */
} check_severity_t;

typedef struct check_finding {
    check_severity_t severity;
    const char *flow, *department; /* NULL: of the files, not of a flow */
    /* Code "check.…" or that of the rule's own error, parameters, file and line. `what`'s words say what to
     * do. */
    const diag_t *what;
} check_finding_t;

/* What was covered of one stage of one flow (as it holds for one department). */
typedef struct check_cover {
    const char *flow, *department, *stage;
    int64_t runs;    /* routes computed */
    int64_t refused; /* of these, forms that the flow's own check refuses: not judged */
    int64_t ways;    /* different plans */
    int64_t initiators;
    const char *varied; /* the fields that were varied, comma separated */
    bool limited;       /* a limit was reached: not every combination was run */
} check_cover_t;

typedef struct check_report {
    check_finding_t *findings; /* by severity, then file and line */
    size_t finding_count;
    size_t errors, warnings, risks, notes;
    check_cover_t *covered;
    size_t covered_count;
    int64_t tables, table_points; /* decision tables, and the combinations of their classes looked at */
} check_report_t;

/* How many people a source gives for these facts (approval.md A10, before A11 and A12). */
typedef struct check_people {
    void *ctx;
    int (*count)(void *ctx, const facts_t *facts, const flow_t *flow, const source_t *source, size_t *out,
                 diag_t *d);
} check_people_t;

/* Submits a form in memory, by these rules and its initiator. 1: refused, since a step is left with nobody:
 * by roles kept apart (A13), *why is people.separated {step, other, person, instead}; since nobody comes
 * instead of the initiator (A12), self.approval {step, initiator, instead}. 0: not for that reason; -1: no
 * memory. */
typedef struct check_submission {
    void *ctx;
    int (*left_alone)(void *ctx, const rules_t *rules, const flow_t *flow, const facts_t *facts,
                      arena_t *scratch, diag_t *why, diag_t *d);
} check_submission_t;

typedef struct check_options {
    const check_people_t *people;         /* NULL: the checker asks the directory itself */
    const check_submission_t *submission; /* NULL: who is left to decide is not looked at */
    instant_t at;                         /* the moment it is run for; INSTANT_NONE: 2026-01-15T10:00:00Z */
    int64_t runs;                         /* of each stage; 0: CHECK_RUNS */
    int64_t work;                         /* of each stage; 0: CHECK_WORK_STAGE */
} check_options_t;

/* Checks an open ruleset. `dir` may be NULL: then only what needs no people is checked, and a note says so.
 * The report's parts live in the arena. Returns 0 also when errors were found: they are the report; -1: it
 * could not be made (memory.out, sandbox.*). A rule that fails or runs out of its limits is a finding. Not
 * thread-safe: as the ruleset. */
int rules_check(ruleset_t *rs, const directory_t *dir, const calendars_t *calendars,
                const check_options_t *options, arena_t *arena, check_report_t *out, diag_t *d);

/* "error", "warning", "risk", "note". */
const char *check_severity_word(check_severity_t severity);

/* A text that the rules compare with nothing, in examples and findings. */
#define CHECK_ORDINARY_TEXT "any other text"

#endif
