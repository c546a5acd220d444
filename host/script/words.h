/* What the files that carry the rule vocabulary share; private to script/.
 *
 *   objects.c, money_lua.c, date_lua.c, limit_lua.c   values
 *   source_lua.c, nodes.c                             words that declare: people, steps, fields, flows
 *   facts.c, facts_people.c, facts_rows.c             what a rule may look at
 *   *_read.c                                          what rules returned, as the structs of model/
 *   variant.c, extend.c                               a flow as it holds for one department
 *   ruleset*.c, rules_calls.c                         the whole, and what engine asks of it
 *
 * The sandbox's context is the ruleset; the running call stands in its `call`. */
#ifndef CS_SCRIPT_WORDS_H
#define CS_SCRIPT_WORDS_H

#include "base/embedded.h"
#include "script/objects.h"
#include "script/ruleset.h"
#include "script/sandbox.h"

/* ---- what is declared ---- */

typedef enum node_kind {
    NODE_STEP = 1, /* value: step_kind_t, or STEP_CHOOSE */
    NODE_FIELD,    /* value: value_kind_t */
    NODE_STAGE,    /* stage "name" { … } */
    NODE_LADDER,   /* ladder { … } */
    NODE_SETTING,  /* setting { value, label = … } */
    NODE_REFUSE,   /* to_initiator { … } */
    NODE_WITHDRAW, /* after_approval(limit) */
    NODE_REASON,   /* value: reason_kind_t; the text is its name, words in both languages its options */
    NODE_PROBLEM,  /* problem("field", text) */
    NODE_EFFECT,   /* value: effect_kind_t */
    NODE_DECLARED, /* value: declared_kind_t: flow, extend, test */
    NODE_USE,      /* sum_of { … } */
    NODE_REQUIRE,  /* value: require_kind_t: document "…", checklist { … } */
    NODE_CHECK,    /* check "name" { … } */
} node_kind_t;

/* A group of which only the first branch that applies is taken; a sequence in the plan. */
enum { STEP_CHOOSE = 100 };

typedef enum reason_kind { REASON_PASSES = 1, REASON_ALLOWED, REASON_SKIP, REASON_BECAUSE } reason_kind_t;
typedef enum declared_kind { DECLARED_FLOW = 1, DECLARED_EXTENSION, DECLARED_TEST } declared_kind_t;

/* User values: 1 the options (a table, or what the word was given), 2 the name. */
typedef struct node {
    object_t head;
    uint16_t what, value;
    int32_t line;
    uint32_t order;   /* of its making: tables forget the order in which they were written */
    const char *file; /* lives as long as the ruleset */
    const char *name; /* lives as long as the node; NULL: none */
} node_t;

void nodes_setup(lua_State *L);
/* rule.half_declared {word, name} when a file ended with a `flow "name"` that no options followed. */
int nodes_check_begun(ruleset_t *rs, diag_t *d);
node_t *node_at(lua_State *L, int idx, node_kind_t what); /* NULL: none */
const char *node_word(lua_State *L, int idx);             /* "approve", "ladder" … */
const char *node_kind_word(const node_t *node);
/* Pushes the node's options, seen through freezing. */
void node_options(lua_State *L, int idx);
/* host.word(NAME): the function that rules call by that name. */
int nodes_word(lua_State *L);

/* Sources of people: source_lua.c. User values: 1 key, 2 item, 3 `of` or the list. */
typedef struct source_object {
    object_t head;
    source_kind_t kind; /* SOURCE_NONE: a list of alternatives, in user value 3 */
    int32_t level;
} source_object_t;
void source_setup(lua_State *L);
extern const luaL_Reg source_words[];
int word_handle(lua_State *L); /* person "wang.fang" */
int source_word(lua_State *L); /* host.source(NAME) */
/* Replaces the key on top of the stack by the source of that kind. */
void source_push_simple(lua_State *L, source_kind_t kind);

/* ---- the ruleset ---- */

typedef struct declared {
    declared_kind_t kind;
    const char *name, *file;
    int32_t line;
    const char *folder;     /* the department whose folder it stands in; NULL: the company's */
    const char *department; /* of an extension */
    sandbox_ref_t options;
} declared_t;

/* Names as Lua interned them: a short text is the same text exactly when it has the same address. */
typedef struct names {
    const char **at;
    size_t count;
} names_t;
int names_find(const names_t *names, const char *interned); /* -1: none */

/* A flow as it holds for one department: the company's, with the extensions above the department applied. */
typedef struct variant {
    flow_t flow; /* first: a flow_t of ours is a variant */
    declared_t *base;
    declared_t **extensions; /* the furthest ancestor first */
    size_t extension_count;
    const char **chain; /* departments whose extensions or settings it carries, furthest first */
    size_t chain_count;
    bool settings_differ;    /* from the company's */
    bool broken;             /* an error was found while reading it; never handed out */
    struct variant *company; /* the variant without any department's changes; itself, perhaps */
    names_t fields, settings;
    int values;       /* slot: a table, setting name → value */
    int *stage_slots; /* functions of the stages */
} variant_t;

/* What the running call looks at. */
typedef struct call {
    const facts_t *facts;
    const variant_t *variant;
    const char *stage; /* name; NULL: none */
    arena_t *arena;
    bool quiet; /* reads are not logged */
    fact_t *log;
    size_t log_count, log_room;
    uint64_t fields_read[8], settings_read[2];
    risk_level_t risk;      /* of the variant, once it was asked for */
    bool rating;            /* its function is running */
    const char *last_empty; /* the field last read that was empty */
    int computing;          /* A72: the place of the field being worked out, from 1; 0: none */
} call_t;

enum {
    RULESET_FIELDS_MAX = 512,
    RULESET_SETTINGS_MAX = 128,
    RULESET_DECLARED_MAX = 20000,
    RULESET_VARIANTS_MAX = 4096,
    RULESET_NAME_MAX = 40, /* bytes of a field's or setting's name */
    RULESET_STEP_NAME_MAX = 80,
    RULESET_WORDS_MAX = 64,
};

struct ruleset {
    sandbox_t *sb;
    ruleset_options_t options;
    arena_t arena;
    ruleset_content_t content;
    const char **folders; /* of each file: the department whose folder it stands in, or NULL */
    bool *skipped;        /* files that ruleset_open_all passed over */
    hash_t hash;
    const char *file, *folder; /* being loaded; NULL: none */
    bool loading;
    uint32_t nodes; /* made so far */
    struct {
        const char *word, *file; /* word NULL: none */
        int32_t line;
        char name[RULESET_STEP_NAME_MAX + 1];
    } begun; /* flow "name" whose options have not come yet */
    const char *last_file;
    declared_t *declared;
    size_t declared_count, declared_room, declared_next;
    variant_t **variants;
    size_t variant_count, variant_room;
    size_t listed; /* the first of variants: what ruleset_flow_at shows */
    rule_test_t *tests;
    size_t test_count;
    names_t step_keys;
    size_t memo;                  /* names kept by nodes.c */
    int memos[RULESET_WORDS_MAX]; /* references in the registry, as the next */
    int metatables[OBJECT_KINDS], singletons[OBJECT_KINDS];
    call_t call;
    ruleset_heard_fn heard; /* NULL: nobody listens */
    ruleset_made_fn made;   /* NULL: not wanted */
    lua_State *heard_in;    /* what is heard comes from there */
    bool numbers_aloud;     /* whole numbers are the host's too, so that they are heard */
    bool said_aloud;        /* one was, since somebody listens: what ran may have gone another way for it */
    void *heard_ctx;
    struct known *known; /* attribute names that the directory has, by directory version */
    int64_t known_version;
    const fact_t
        *last_facts; /* what the last call read, also when it failed; in that call's arena (checker) */
    size_t last_fact_count;
    uint64_t
        last_fields_read[8]; /* by the last call, told or not: a bit for each field of the flow (checker) */
    int check_table, table_texts; /* slots of the functions of scripts/checker, set as they are loaded */
    rules_t rules;
};

ruleset_t *ruleset_of(lua_State *L);

/* ---- trace.c: which step a field is read for. Nothing where nobody asks. */

void tracing_field(lua_State *L, const char *field);
/* The first half of a step, and the call that makes it. */
void tracing_begin(lua_State *L, const char *name);
void tracing_end(lua_State *L, const char *name);
/* What is read from now on is read for that step; NULL: for none. */
void tracing_of(lua_State *L, const char *step);
void tracing_choose(lua_State *L, int idx);
/* trace_compared.c: two values were compared; the members of a choose share that. */
void tracing_compared(lua_State *L, const value_t *a, const value_t *b, bool held);
void tracing_share(lua_State *L, const char *step, const char *other, size_t before);

/* The field of the record last read that was empty, or NULL. */
const char *words_last_empty(lua_State *L);
/* Tells whoever listens, or traces, that the two were compared, and whether that held. */
void words_heard(lua_State *L, const value_t *a, const value_t *b, bool held);
/* Tells whoever listens that a rule has this number now. */
void words_made(lua_State *L, const decimal_t *number, bool jumps);
/* Pushes a whole number that came from the form in some way (days between dates, a weekday), and tells it. */
void words_push_count(lua_State *L, int64_t count, bool jumps);
/* Raises rule.unknown_name {name, of, near}. Never returns a value. */
int words_unknown(lua_State *L, const char *of, const char *name, const char *const *names, size_t count);
/* check_heard.c. host.keep_checker(NAME, function): scripts/checker hands its functions to C.
 * host.adjacent(a, b): true when no value lies between two amounts of one currency, or two dates. */
int word_keep_checker(lua_State *L);
int word_adjacent(lua_State *L);
/* The C functions that the shipped scripts build the vocabulary from. */
extern const luaL_Reg words_functions[];
/* Metatables and memo tables, in a new state. */
int words_setup(lua_State *L, void *ruleset, diag_t *d);
/* A copy of a file's name that lives as long as the ruleset. */
const char *ruleset_file_name(ruleset_t *rs, const char *file);
/* Keeps the value on top (popped) in the state, outside of what the sandbox freezes; slot_push gives it back.
 */
int slot_keep(lua_State *L);
void slot_push(lua_State *L, int slot);
/* The text's address as Lua interned it, kept for the life of the state. */
const char *words_intern(lua_State *L, const char *text);

/* ---- facts: facts.c ---- */

void facts_setup(lua_State *L);
void facts_push_record(lua_State *L);
void facts_push_settings(lua_State *L);
void facts_push_task(lua_State *L);
/* Calls the flow's risk function: pushes what it returned, three values. */
void facts_call_risk(lua_State *L);
/* A table that says what a flow's handler is asked about. */
void facts_push_happened(lua_State *L, const happened_t *what);
/* Any value of a form, as rules see it. `def` may be NULL. */
void facts_push_value(lua_State *L, const value_t *v, const field_def_t *def, const char *path);
void facts_log(lua_State *L, const char *path, const char *text);
/* The same, unless the path stands in the log already. */
void facts_log_once(lua_State *L, const char *path, const char *text);
/* Names that no form field may have: the record's own. */
const char *const *facts_reserved(size_t *count);
/* Pushes a department or person; `path` names it in the log and must live as long as the call. */
void department_push(lua_State *L, const char *key, const char *path);
void person_push(lua_State *L, int64_t id, const char *path);
const char *department_at(lua_State *L, int idx); /* its key, or NULL */
int64_t person_at(lua_State *L, int idx);         /* its id, or 0 */
/* The handle of a person, in the directory or the arena of the call; NULL: no such person. */
const char *person_handle(lua_State *L, int64_t id);
void facts_people_setup(lua_State *L);
void facts_people_forget(ruleset_t *rs); /* what was learnt about a directory */
void rows_push(lua_State *L, const value_t *table, const field_def_t *def, const char *path);
void facts_rows_setup(lua_State *L);
int word_sum(lua_State *L);
int word_is_empty(lua_State *L);
int word_unit(lua_State *L);

/* ---- reading what rules returned ---- */

/* Functions here return 0, or -1 with `d` set; they may raise Lua errors too. Those that return 0 leave the
 * stack as it was. */
typedef struct reader {
    lua_State *L;
    ruleset_t *rs;
    arena_t *arena;
    diag_t *d;
    const variant_t *variant; /* NULL while the flow itself is read */
    const char *file;         /* where what is being read stands */
    int32_t line;
    const char *what;        /* "flow \"company.purchase\"": for messages */
    const node_t *node;      /* the step being read, which then says what; NULL: none */
    const char *path;        /* prefix of references to functions: "approval"; "*" for the flow's own */
    const char *step;        /* its name follows the path; NULL: none */
    const char *wanted;      /* a reference whose function is looked for; NULL: none */
    int *found;              /* counts when it was met; the function is in the registry (reader_push_found) */
    const ladder_t *overdue; /* the flow's default ladder, copied into the arena; NULL: not yet */
    int32_t steps;           /* read so far */
    int32_t stage;
    bool prepare; /* the stage is a prepare stage: a group of those concerned may be empty */
    bool adding;  /* an extension's steps are read: they say after or before which step they stand */
} reader_t;

/* What is being read, for messages: "approve \"director\""; the prefix of references: "approval/director". In
 * the arena. */
const char *read_what(const reader_t *rd);
const char *read_path(const reader_t *rd);
/* Sets the error with the place being read. Returns -1. */
int read_fail(const reader_t *rd, const char *code, ...) __attribute__((sentinel));
/* Is every name in the table at idx a field of the flow, `found` of which were read? rule.unknown_field
 * {field, flow, near}, rule.unnamed {in}. */
int read_known_fields(const reader_t *rd, int idx, const flow_t *flow, size_t found);
/* rule.expected {in, word, expected, got}. */
int read_expected(const reader_t *rd, int idx, const char *word, const char *expected);
/* Pushes a slot for each of the keys, filled with its value or nil; *base is the first slot's index. Other
 * keys are errors (rule.unknown_word {word, in, near}); so are entries without a name unless `items` is
 * given, which gets their count (holes: rule.hole {in, index}). `interned`: the keys' addresses, or NULL. */
int read_options(const reader_t *rd, int idx, const char *const *keys, size_t count, const names_t *interned,
                 int *base, uint32_t *given, lua_Integer *items);
/* A text of 1 to `most` bytes, into the arena. */
int read_text(const reader_t *rd, int idx, const char *word, size_t most, const char **out);
/* The words of because "…", allowed { en = …, zh = … } and their like, at idx; *zh NULL: of one text. */
int read_reason(const reader_t *rd, int idx, const node_t *reason, const char *word, const char **en,
                const char **zh);
/* Puts one more reason to those that are there, each in both languages if any is. */
int join_reasons(const reader_t *rd, const char *en, const char *zh, const char **all_en,
                 const char **all_zh);
/* A text, or { en = …, zh = … }; a text alone is English when not `both`. */
int read_words(const reader_t *rd, int idx, const char *word, bool both, const char **en, const char **zh);
int read_flag(const reader_t *rd, int idx, const char *word, bool *out);
int read_count(const reader_t *rd, int idx, const char *word, int32_t least, int32_t most, int32_t *out);
int read_limit(const reader_t *rd, int idx, const char *word, limit_t *out);
/* A part between 0.001 and 0.999, as thousandths; else rule.expected of `fraction`. */
int read_permille(const reader_t *rd, int idx, const char *expected, int32_t *out);
/* A flow's `changes`, after its form: change_read.c. */
int flow_changes_read(reader_t *rd, int idx, flow_t *out);
/* Index in a NULL-terminated list of words, by the text at idx; -1 with rule.expected. */
int read_one_of(const reader_t *rd, int idx, const char *word, const char *const *words,
                const char *expected);
/* A source, a person, a list of them (all together) or a function; references are rd->path/word[/n]. */
int read_source(reader_t *rd, int idx, const char *word, const source_t **out);
int read_ladder(reader_t *rd, int idx, ladder_t *out);
/* Has the step's ladder decide only what silence may (A61). What it may not is an error of a ladder that is
 * the step's `own` (rule.silence {step, bars}); the flow's is for many steps: there such a rung is left out,
 * and where nothing is left somebody is told all the same (ladder_watch). */
int ladder_fits(const reader_t *rd, step_t *s, bool own);
void reader_push_found(lua_State *L);
/* If this reference is the wanted one, keeps the function at idx. */
void reader_offer(const reader_t *rd, int idx, const char *reference);

enum { RULE_WORDS_MAX = 1000, RULE_TITLE_MAX = 200 };

/* The tree that a stage's function returned, or an extension's steps: plan_read.c. */
typedef struct branch branch_t;
struct branch {
    step_t step;
    bool fixed;
    const char *beside; /* of an added step: the one it stands after or before */
    bool after;
    branch_t *parent, *first, *last, *next;
};
/* Reads one node, or a list of them (a sequence), at idx. */
int branch_read(reader_t *rd, int idx, branch_t **out);
/* The same as further children of `parent`. */
int branch_read_into(reader_t *rd, int idx, branch_t *parent, int depth);
/* Of a loop whose body has been read: `rounds` and `when_used_up` at these places, 0: not given. loop_read.c
 */
int loop_read(reader_t *rd, int rounds, int used_up, branch_t *loop, int depth);
branch_t *branch_find(branch_t *root, const char *name);
branch_t *branch_group(reader_t *rd, step_kind_t kind);
void branch_append(branch_t *group, branch_t *child);
/* Puts `child` beside `where`, under the same parent. */
void branch_beside(branch_t *where, branch_t *child, bool after);
/* Takes the place of `old` under its parent. */
void branch_replace(branch_t *old, branch_t *by);
/* Marks it and all below left out. */
void branch_leave_out(branch_t *b, const char *reason);
int branch_flatten(branch_t *root, arena_t *arena, plan_t *out, diag_t *d);
/* Options that a department changes in a step: values stand in the slots from `base`, in this order. */
extern const char *const STEP_CHANGES[];
enum { STEP_CHANGE_COUNT = 12 };
int step_change(reader_t *rd, int base, uint32_t given, step_t *s);
int step_aspects(const reader_t *rd, int idx, step_t *s);
/* step_form_read.c: `require` adds to what the step asks for, `fields` says anew what those named are to its
 * people. step_form_weaker: what of a fixed step was loosened, "require" or "fields"; NULL: nothing. */
int step_requires(const reader_t *rd, int idx, step_t *s);
int step_rights(const reader_t *rd, int idx, step_t *s);
/* Fields that whoever decides the step signs for: as if its rule had read them. Nothing of it is kept. */
int step_signs(const reader_t *rd, int idx, const step_t *s);
const char *step_form_weaker(const step_form_t *then, const step_form_t *now);
int read_same_person(const reader_t *rd, int idx, same_person_t *out);
/* The green channel of a flow: green_read.c. The second: it has approvals that urgent work could begin
 * before.
 */
int green_read(reader_t *rd, int idx, flow_t *out);
int green_check_stages(const reader_t *rd, const flow_t *flow);
/* Adds pairs of roles kept apart to the flow: separate_read.c. */
int separate_read(reader_t *rd, int idx, flow_t *flow);
/* The addresses of the option words in this state, for read_options. -1: no memory. */
int step_keys_intern(lua_State *L, ruleset_t *rs);

/* Steps that open records: record_read.c. Pushes a copy of the options at idx without those that only they
 * have; reads these into the step; and reads what is opened, as the step opens. */
void record_step_common(lua_State *L, int idx);
int record_step_read(reader_t *rd, int idx, step_t *s);
int record_openings_read(reader_t *rd, int idx, const flow_t *flow, child_opening_t **out, size_t *count);

/* checks_read.c: named checks of a flow (`declared` 0), or of the extension of that number from 1, added to
 * those that are there. flow_check_push: pushes the function of one; -1: it is gone. */
int flow_checks_read(reader_t *rd, int idx, int32_t declared, flow_t *flow);
int flow_check_push(lua_State *L, const variant_t *v, const check_def_t *check);

/* What a department changes: extend.c. */
int extend_apply(reader_t *rd, const variant_t *v, branch_t **root);

/* What the company fixed: fixed.c. */
/* The fixed steps of the company's tree, as they were before an extension touched it. */
typedef struct fixed_steps {
    step_t *at;
    size_t count;
} fixed_steps_t;
int fixed_note(branch_t *company, arena_t *arena, fixed_steps_t *out, diag_t *d);
/* rule.fixed {step, what} when one is missing or weaker in the other. */
int fixed_check(const reader_t *rd, const variant_t *v, const fixed_steps_t *fixed, branch_t *root);
/* The same people, found in the same way. */
bool sources_alike(const source_t *a, const source_t *b);

/* uses.c: what a flow declares of sums over like records (A73), and r.NAME of such a declaration. */
int uses_read(reader_t *rd, int idx, flow_t *flow);
/* Pushes it; false: the flow has no use of that name. */
bool uses_push(lua_State *L, const char *name);
void uses_setup(lua_State *L);

/* form_read.c, flow_read.c, setting_read.c, test_read.c, effect_read.c */
int form_read(reader_t *rd, int idx, field_def_t **out, size_t *count);
int flow_read(reader_t *rd, variant_t *v);
/* The settings of a variant and their values in force, sorted by name; *slot: a table, name → value. */
int settings_read(reader_t *rd, const variant_t *v, setting_def_t **out, size_t *count, int *slot);
/* Its stages in order; slots[i] keeps the function of the i-th. */
int stages_read(reader_t *rd, const variant_t *v, stage_def_t **out, size_t *count, int **slots);
int test_read(reader_t *rd, const declared_t *declared, rule_test_t *out);
/* Text of a plain value: a text, number, flag, money, date, limit; NULL when it has none. */
const char *plain_text(const reader_t *rd, int idx);
/* A value of a form from what a rule holds. */
int value_read(reader_t *rd, int idx, const field_def_t *def, const char *word, value_t *out);
/* The same without a look at the field's limits. */
int value_read_as(reader_t *rd, int idx, const field_def_t *def, const char *word, value_t *out);
/* Appends what a function wants done: effects, and steps that come into the plan. */
int effects_read(reader_t *rd, int idx, effects_t *out);
/* Reasons at idx: a text, { en = …, zh = … }, or a list of those, put together; nil: none. */
int reasons_read(reader_t *rd, int idx, const char **en, const char **zh);
int problems_read(reader_t *rd, int idx, problem_t **list, size_t *count);

/* variant.c */
/* The flows declared, and each with one extension; errors go into the list. */
int variants_open(ruleset_t *rs, diag_t *errors, size_t max, size_t *count);
/* The company's own variant of a flow; NULL: no flow has that name. */
const variant_t *variant_company(const ruleset_t *rs, const char *name);
int variant_for(ruleset_t *rs, const char *name, const char *department, const directory_t *dir,
                const flow_t **out, diag_t *d);
/* After a new state was made: only the parts that live in it; the rest goes into the arena, to be thrown
 * away. */
int variant_link(lua_State *L, ruleset_t *rs, variant_t *v, arena_t *arena, diag_t *d);

/* Comparisons in the text of a file that can never hold: rule.never_equal {field, type, literal, instead,
 * near}; quotients that are no exact number: rule.binary_division {field}. literals.c */
int literals_check(const ruleset_t *rs, size_t index, diag_t *d);

/* compute.c: rules_t.compute */
int rules_compute(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, computed_t **out,
                  size_t *count, diag_t *d);

/* rules_calls.c */
void rules_open(ruleset_t *rs);
/* Adds to the error which flow failed, and under which version. */
void rules_context(const ruleset_t *rs, const variant_t *v, diag_t *d);
/* ruleset.c: a state that is fit for a call; a spoiled one is made anew. */
int ruleset_ready(ruleset_t *rs, diag_t *d);

#endif
