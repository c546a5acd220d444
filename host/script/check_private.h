/* What the files of the checker share; private to script/.
 *
 *   check.c         the order of the work, findings, flows
 *   check_source.c  the rule files as tokens: literals, steps and settings that the text names
 *   check_values.c  the values that a form's fields are given
 *   check_heard.c   comparisons as they happen, and the tables' own check
 *   check_walk.c    runs a stage over the values
 *   check_verdict.c  what the flow's own check is known to say of a form
 *   check_steps.c   what the plans that came out show about their steps
 *   check_people.c  whom a source gives
 *   check_owner.c   whose flows and extensions these are
 *   check_beside.c  records that steps and rungs open, functions of ladders and monitors, deviations
 *   check_handlers.c  handlers
 *   check_duties.c  steps that are left with nobody: duties kept apart, one's own request */
#ifndef CS_SCRIPT_CHECK_PRIVATE_H
#define CS_SCRIPT_CHECK_PRIVATE_H

#include "script/check.h"

enum {
    CHECK_VALUES = 64, /* of one field */
    CHECK_AXES = 256,  /* fields that can be varied in one flow; those beyond keep their first value */
    CHECK_ROUNDS = 5,  /* of listening for constants, before the runs that count */
    CHECK_EXAMPLE = 6, /* facts told in an example */
};

/* ---- tokens ---- */

typedef enum token_kind { TOKEN_NAME = 1, TOKEN_TEXT, TOKEN_NUMBER, TOKEN_MARK } token_kind_t;
typedef struct token {
    token_kind_t kind;
    const char *text; /* NUL-terminated; a text without its quotes and with plain escapes resolved */
    int32_t line;
} token_t;
typedef struct tokens {
    const char *file;
    token_t *list;
    size_t count;
} tokens_t;

/* Is there a token of that kind at `i`, with that text (NULL: any)? */
bool token_is(const tokens_t *t, size_t i, token_kind_t kind, const char *text);
/* Comments are left out. Never fails but for memory: what is no Lua was told when the file was loaded. */
int tokens_read(const rule_file_t *file, arena_t *arena, tokens_t *out);
/* Calls `each` for every literal of that kind that the file compares with the field of that name (r.kind ==
 * "x", also by a local of the field's name, or one that was set from the field). */
typedef int (*literal_fn)(void *ctx, const char *text);
int tokens_literals(const tokens_t *t, token_kind_t kind, const char *field, literal_fn each, void *ctx);
/* Is the field given to a table's column of this name anywhere ({ column = r.field })? True when the names
 * are the same. */
bool tokens_feeds(const tokens_t *t, const char *field, const char *column);
/* Does the text name a field or setting by that name (x.name, field "name")? */
bool tokens_mention(const tokens_t *t, const char *name);
/* The steps that the file names in so many words: approve "name" { … }, not approve("name-" .. i); but not
 * what a rung opens. */
typedef int (*step_fn)(void *ctx, const char *name, int32_t line);
int tokens_steps(const tokens_t *t, step_fn each, void *ctx);
/* Does the file take texts apart (s:match, s:find, s:sub …)? */
bool tokens_patterns(const tokens_t *t);

/* ---- values ---- */

typedef struct check_value {
    value_t value;
    bool probe;    /* only to hear what it is compared with */
    bool ordinary; /* no constant of a rule: no other field has it */
} check_value_t;

/* One thing that is varied. */
typedef struct axis {
    const field_def_t *field; /* NULL: the day of submission */
    const char *name;
    value_kind_t kind;
    check_value_t values[CHECK_VALUES];
    size_t count;
    bool full; /* more values were wanted than fit */
    bool read; /* by some run */
} axis_t;

typedef struct check check_t;

/* ---- findings about steps ---- */

typedef struct step_note {
    const char *file, *name;
    int32_t line;
    int64_t present, left_out,
        judged; /* judged: in a plan that a form got to which the flow's own check takes */
    bool sums;  /* the plan that left it out asked for sums over like records (A73), which no run has */
    struct step_note *next;
} step_note_t;

typedef struct initiator {
    int64_t person;
    const char *handle, *department;
} initiator_t;

/* One way through a stage: a plan of its own, and the values that led there. */
typedef struct way {
    uint64_t hash;
    uint8_t *choice;
    bool kept; /* for the handlers */
} way_t;

/* A form that gets to a stage, for its handlers. */
typedef struct handled {
    int32_t stage;
    uint8_t *choice;
} handled_t;

struct check {
    ruleset_t *rs;
    const rules_t *rules;
    const directory_t *dir;
    const calendars_t *calendars;
    check_options_t options;
    arena_t *arena; /* the report's */
    check_report_t *report;
    size_t finding_room, covered_room;
    tokens_t *files;
    size_t file_count;
    step_note_t *steps; /* of all flows */
    int64_t work;       /* instructions so far, of all flows */
    bool broken;        /* some run failed: what was never seen is not told as never */
    bool limited;

    /* the flow at hand */
    const flow_t *flow;
    axis_t *axes; /* fields by name, then the day of submission */
    size_t axis_count;
    bool grown; /* a value was added */
    uint8_t choice[CHECK_AXES + 1];
    initiator_t *initiators;
    size_t initiator_count, initiator;
    record_t record;
    field_t fields[CHECK_AXES];
    bool listening;
    int complied; /* forms for which its named checks were run */
    handled_t *handled;
    size_t handled_count, handled_room;
    int64_t handled_forms, handled_work; /* for which its handlers were called; what that cost */
    uint64_t handled_reads;              /* a mark of what they read of the last form, in order */
    bool handled_part;                   /* not all forms that there are */
};

/* Adds a finding; parameters as of diag_set, with file and line. -1: no memory. A finding with the same code,
 * place and first parameter as an earlier one of this flow is dropped. */
int check_add(check_t *c, check_severity_t severity, const diag_t *what);
int check_say(check_t *c, check_severity_t severity, const char *file, int32_t line, const char *code, ...)
    __attribute__((sentinel));

/* Makes the axes of the flow at hand. */
int values_open(check_t *c, diag_t *d);
/* Adds a value, or the values around a constant, unless they are there or don't fit the field. */
typedef enum value_use { VALUE_TRIED, VALUE_PROBED, VALUE_ORDINARY } value_use_t;
void values_add(check_t *c, axis_t *axis, const value_t *value, value_use_t use);
void values_around(check_t *c, axis_t *axis, const value_t *constant);
/* A text that a fact had: every text field may have the same. */
void values_text(check_t *c, const char *text);
const check_value_t *axis_now(const check_t *c, size_t axis);

/* The instant of submission that the choice makes. */
instant_t values_at(const check_t *c);

/* Starts and stops listening to comparisons. */
void heard_start(check_t *c);
void heard_stop(check_t *c);
/* The tables' gaps and overlaps; how many tables and combinations. */
int heard_tables(check_t *c, diag_t *d);
/* The texts in conditions on a column, one call each. */
int heard_table_texts(check_t *c, const char *column, literal_fn each, void *ctx, diag_t *d);

/* check_handlers.c: keeps the form of these choices, that of one more way through the stage; calls the
 * flow's handlers for the forms kept, after the walk. -1: no memory, *d says so. */
int handlers_keep(check_t *c, int32_t stage, const uint8_t *choice);
int handlers_check(check_t *c, diag_t *d);
/* check_risk.c: what its risk comes to, and is answered by, after the walk. -1: no memory, *d says so. */
int risk_check(check_t *c, diag_t *d);
/* The facts of the choices as they are, in that stage; what the call just made has cost. */
facts_t check_facts(check_t *c, int32_t stage);
int64_t check_cost(const check_t *c);

/* check_verdict.c: what the flow's own check says of a form: whether it takes it, and the axes of the fields
 * in which it found something. */
typedef struct verdict {
    bool taken;
    uint16_t *axes;
    size_t count;
} verdict_t;
/* Of one stage and one initiator. NULL: no memory. */
typedef struct verdicts verdicts_t;
verdicts_t *verdicts_new(arena_t *arena);
/* What it said of a form with the same values where it reads any; NULL: it has to be asked. */
const verdict_t *verdict_known(const verdicts_t *t, const check_t *c);
/* What the check that was run just now said of the form of the choices as they are. */
void verdict_note(verdicts_t *t, const check_t *c, const verdict_t *verdict);
/* What was known may no longer be so. */
void verdicts_forget(verdicts_t *t);

/* Walks every stage of the flow at hand. */
int walk_flow(check_t *c, diag_t *d);
/* Makes that one the initiator at hand. */
void initiator_move(check_t *c, size_t to);
/* check_duties.c: after the walk of a stage; the choices and the initiator at hand are others afterwards. -1:
 * no memory, *d says so. */
int duties_check(check_t *c, int32_t stage, const way_t *ways, size_t count, diag_t *d);

/* What a plan shows: people of its steps, if `judge`; presence. `example` is made when it is needed. */
int steps_judge(check_t *c, const plan_t *plan, const facts_t *facts, bool judge, arena_t *scratch,
                diag_t *d);
/* The same of whoever is asked beside the plan, whose limit and ladder are the flow's. */
int steps_judge_asked(check_t *c, const step_t *step, const facts_t *facts, arena_t *scratch, diag_t *d);
/* A step that a handler adds is one that is there; -1: no memory. */
int steps_added(check_t *c, const step_t *step);
/* What no run showed, once all flows are walked. */
int steps_finish(check_t *c, diag_t *d);
/* check_owner.c: before any flow is walked. -1: no memory. */
int owners_check(check_t *c);
/* check_separate.c: after the walk of a flow. -1: no memory. */
int separate_check(check_t *c);
/* check_compliance.c: what is wrong with a flow's named checks after its walk; -1: no memory. Runs each for a
 * form that got to a step which must pass it. */
int compliance_check(check_t *c);
int compliance_run(check_t *c, const plan_t *plan, const facts_t *facts, const char *example,
                   arena_t *scratch, diag_t *d);
/* check_beside.c: what a flow says beside its routes; and the records that a step in the plan, and the rungs
 * of its ladder, open, and what these call, for the first few of the forms (`times`: which this is) that lead
 * to it. -1: no memory. */
int beside_check(check_t *c);
int beside_judge(check_t *c, const step_t *step, int64_t times, const facts_t *facts, arena_t *scratch);
/* The flow's fallback, people's accepted risks and the like, without running anything. */
int steps_flow(check_t *c, const facts_t *facts, diag_t *d);
/* "amount = 5.00 EUR, kind = x" of the facts that a route read; in the arena. */
const char *steps_example(check_t *c, const fact_t *facts, size_t count, arena_t *arena);

/* How many people the source gives: options.people, or the directory. */
int people_count(check_t *c, const facts_t *facts, const source_t *source, size_t *out, diag_t *d);
/* Those whom the source gives, by the directory, at most `max` of them. */
int people_given(check_t *c, const facts_t *facts, const source_t *source, int64_t *list, size_t max,
                 size_t *out, diag_t *d);
/* The first key in the source that the directory does not know at all, as a finding's code and key; false:
 * none. */
bool people_unknown(const check_t *c, const source_t *source, const char **code, const char **key);
/* The first person whom the source names by their handle, and whose time in service ends, or has ended: at
 * whatever moment the check is made for, that is known. False: none. */
bool people_leaving(const check_t *c, const source_t *source, person_info_t *out);

#endif
