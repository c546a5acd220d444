/* A flow as the rules declare it: what can be listed and checked without running a rule. Owned by its
 * ruleset, immutable. */
#ifndef CS_MODEL_FLOW_H
#define CS_MODEL_FLOW_H

#include "model/plan.h"
#include "model/uses.h"

typedef struct field_def field_def_t;
struct field_def {
    const char *name;
    value_kind_t kind;
    bool required;
    bool computed;                         /* A72: worked out by the rule, never given */
    bool agreement_free;                   /* P2.1.2: may change after the departments agreed */
    const char *label_en, *label_zh;       /* never NULL: the name when the rule gives none */
    const char *currency;                  /* money; NULL: any */
    const char **choices;                  /* choice: NULL-terminated */
    const char **choices_en, **choices_zh; /* what people call each; NULL: what it is called itself */
    bool has_min, has_max;
    value_t min, max;     /* of the same kind */
    int32_t max_length;   /* text: characters; 0: the host's limit */
    field_def_t *columns; /* table */
    size_t column_count;
};

typedef enum stage_kind {
    STAGE_PREPARE = 1,
    STAGE_APPROVAL = 2,
    STAGE_EXECUTION = 3,
    STAGE_ACCEPTANCE = 4,
    STAGE_OTHER = 5
} stage_kind_t;

typedef struct stage_def {
    const char *name;
    stage_kind_t kind;
    const char *title_en, *title_zh;
} stage_def_t;

typedef struct setting_def {
    const char *name;
    const char *kind; /* "money", "limit", "number", "text", "flag", "source" */
    const char *text; /* its value in force, as text */
    const char *label_en, *label_zh;
} setting_def_t;

typedef enum refuse_policy { REFUSE_FINISH = 1, REFUSE_TO_INITIATOR = 2 } refuse_policy_t;
typedef enum withdraw_policy {
    WITHDRAW_BEFORE_DECISION = 1,
    WITHDRAW_BEFORE_END = 2,
    WITHDRAW_NEVER = 3,
    WITHDRAW_AFTER_APPROVAL = 4 /* any time before the end, and for `withdraw_within` after it */
} withdraw_policy_t;

/* A64: which debts of a department keep it from the next green channel. */
typedef enum bar { BAR_OVERDUE = 1, BAR_ANY = 2, BAR_NEVER = 3 } bar_t;

/* A46: a field that may be changed after the end. */
typedef struct change_rule {
    const char *field;
    const source_t *by; /* NULL: the initiator */
    /* A smaller change than both is only noted; neither given: every one counts. */
    value_t from;     /* this far from what was approved, of the field's kind; VALUE_NONE: not said */
    int32_t permille; /* or this part of it; 0: not said */
} change_rule_t;

/* Between two urgings of one task, where the flow says nothing: four hours. */
#define FLOW_URGE_MS (4 * MS_HOUR)

/* A13: two roles on one record that one person can't hold: names of steps, "deviation" (P2.3.3), or
 * "initiator". */
typedef struct separate {
    const char *a, *b;
    bool one_way; /* who has or had a gets b no more; who decided b may still get a */
} separate_t;

/* A named check of the rules, which must find nothing before a step may pass (P1.3.1). */
typedef struct check_def {
    const char *name;
    const char *title_en, *title_zh; /* never NULL */
    const char *clause;              /* that it carries out; NULL: not said */
    const char **steps; /* names of steps, NULL-terminated; NULL: each in which somebody decides */
    const char *file;
    int32_t line;
    int32_t declared, place; /* the ruleset's own: where its function is found again */
} check_def_t;

enum { CHECKS_MAX = 64 };

typedef struct flow {
    const char *name;       /* "company.purchase" */
    const char *department; /* the department whose extension this is; NULL: the company's own */
    const char *title_en, *title_zh;
    const char *owner; /* department key */
    const char *clause;
    const char *prefix; /* of record numbers: "EXP" */
    const source_t *fallback;
    field_def_t *fields;
    size_t field_count;
    stage_def_t *stages; /* in order; at most one PREPARE, first */
    size_t stage_count;
    setting_def_t *settings;
    size_t setting_count;
    use_def_t *uses; /* A73 */
    size_t use_count;
    limit_t within;            /* default limit of a step */
    refuse_policy_t on_refuse; /* A1 */
    bool acknowledge;          /* with TO_INITIATOR: notice is taken first */
    limit_t acknowledge_within, revise_within;
    ladder_t overdue; /* default ladder; also of acknowledge and revise */
    withdraw_policy_t withdraw;
    limit_t withdraw_within; /* A42: with AFTER_APPROVAL; the time run equals it: too late */
    change_rule_t *changes;  /* A46: none: nothing is changed after the end */
    size_t change_count;
    const source_t *copy_at_end;  /* A30: who gets a copy when a record ends; NULL: nobody */
    limit_t urge_every;           /* A43: how long between two urgings of one task */
    bool has_risk;                /* its rules say how risky a form is */
    const source_t *deviation_to; /* P2.3.3: who decides; NULL: the head of the record's department */
    limit_t deviation_within;     /* LIMIT_NONE: as whatever is opened beside a plan */
    bool deviation_keeps_plan;    /* an adjustment leaves the plan of the stage as it is */
    bool deviation_fixed; /* no department has it decided by others, later, or leaves the plan as it is */
    bool latest;          /* a new round takes the rules active then */
    const char *amount;   /* A15: the money field that people's approval_limit is held against; NULL: none */
    separate_t *separate;
    size_t separate_count;
    bool picks;                /* some step may have whoever somebody picks (A10) */
    same_person_t same_person; /* A14: of steps that say nothing themselves */
    /* A64: urgent work may begin before its approvals, which then have this limit and ladder; LIMIT_NONE:
     * there is no green channel */
    limit_t green_within;
    ladder_t green_overdue; /* none: the steps' own */
    bar_t green_bars;
    uint32_t handles;    /* bits of happening_t that it has handlers for */
    check_def_t *checks; /* in the order written, the company's first */
    size_t check_count;
    const char *file;
    int32_t line;
    int32_t handle; /* the ruleset's own number for it */
} flow_t;

const field_def_t *flow_field(const flow_t *flow, const char *name); /* NULL: none */
/* The column that "lines.price" names, and its table; NULL: none. */
const field_def_t *flow_column(const flow_t *flow, const char *path, const field_def_t **table);
/* Does a stage after this one ask somebody to agree: is anything to be approved, or accepted (P2.5)? */
bool flow_agreement_to_come(const flow_t *flow, int32_t stage);
/* Must the step pass that check? One that names no steps is for each in which people approve or agree; one
 * that names them, for these; either also for what came in for such a step: signers, what is owed, who
 * approves again. */
bool check_is_for(const check_def_t *check, const step_t *step);
/* The most characters of a text whose definition names no limit. */
enum { FIELD_TEXT_MAX = 20000 };

/* Checks a value against its definition: field.type {expected}, field.range {value, min, max}, field.choice
 * {value, choices}, field.currency {expected, value}, field.length {max, length}; each with {field, label_en,
 * label_zh}. The field of a table's cell reads "lines[2].amount". An empty value is fine here: a draft may
 * lack what a submission needs. */
int field_check(const field_def_t *def, const value_t *value, diag_t *d);
/* Tells the error of a column as of its cell in that row (from 0): "lines[2].amount", "Lines 3: Amount". -1.
 */
int field_in_cell(const field_def_t *table, const field_def_t *column, size_t row, diag_t *d);
/* What a choice is called in either language: of a value with words of its own; false: it has none. */
bool field_choice_label(const field_def_t *def, const char *value, const char **en, const char **zh);
/* Does it say nothing: no value, a text without words, a table without rows? NULL: yes. */
bool field_is_empty(const value_t *value);
/* The first row of the table, from 1, that says nothing in the column of that place; 0: none. `table` NULL:
 * it has no rows. */
size_t field_row_without(const value_t *table, size_t column);
/* Is there a value where one is required, also in each row of a table? What says nothing is none.
 * field.required {field, label_en, label_zh}. `value` may be NULL: empty. */
int field_required(const field_def_t *def, const value_t *value, diag_t *d);
/* Reads a field's value from its text ("26.85", "2026-01-31", "2026-01-01..2026-01-31", "yes"); "" is empty.
 * A choice may also be called by its words in either language.
 * A person by handle is left to the caller, who gets VALUE_TEXT back; "#42" is the person of that id.
 * Documents and tables have no text form: field.type {problem: attached, no_text_form}. Errors as
 * field_check, and value.money, value.number {text, problem}, value.date, value.date_range, value.flag
 * {text}, with the field and its labels added. `out` is left empty by an error. */
int field_parse(const field_def_t *def, const char *text, arena_t *arena, value_t *out, diag_t *d);

#endif
