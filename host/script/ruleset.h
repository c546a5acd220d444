/* Rulesets: the rule files of a company and its departments with the settings in force, as one frozen,
 * content-hashed whole, and the instances that run them: one Lua state a version and thread, built from the
 * same bytes, never shared. rules_t (model/rules.h) is what engine sees of an instance.
 *
 * Errors: rule.syntax, rule.runtime, rule.time, rule.memory, rule.type, rule.unknown_word, rule.check …, each
 * with file, line, phase, message and what to do. */
#ifndef CS_SCRIPT_RULESET_H
#define CS_SCRIPT_RULESET_H

#include "model/function.h"
#include "model/rules.h"

typedef struct rule_file {
    const char *name; /* relative to the rules folder, '/' between parts: "finance/declaration.lua" */
    bytes_t content;
} rule_file_t;

/* A setting changed by an administrator (or a department), over what the file says. */
typedef struct setting_value {
    const char *flow, *department /* NULL: company */, *name, *text;
} setting_value_t;

enum { RULE_FILE_MAX = 256 * 1024, RULE_FILES_MAX = 1000, RULESET_MAX = 16 * 1024 * 1024 };

typedef struct ruleset_content {
    rule_file_t *files; /* sorted by name */
    size_t file_count;
    setting_value_t *settings; /* sorted by flow, department, name */
    size_t setting_count;
} ruleset_content_t;

/* Reads every *.lua below `folder` except *.map.lua and people.lua (bounded; links that leave the folder,
 * unreadable and too large files are errors that name them). */
int ruleset_read_folder(const char *folder, arena_t *arena, ruleset_content_t *out, diag_t *d);
/* Canonical bytes and their hash: the ruleset's identity. */
int ruleset_pack(const ruleset_content_t *content, buf_t *out, hash_t *hash, diag_t *d);
int ruleset_unpack(bytes_t packed, arena_t *arena, ruleset_content_t *out, diag_t *d);

typedef struct ruleset ruleset_t;

typedef struct ruleset_options {
    const pure_function_t *functions; /* plugins' */
    size_t function_count;
    int64_t instructions, wall_ms,
        memory; /* per call, per call, per state; 0: the named defaults of sandbox.h */
} ruleset_options_t;

/* Builds an instance for the calling thread: loads the vocabulary, runs each file, closes and checks every
 * declaration. NULL: the first error is set. */
ruleset_t *ruleset_open(bytes_t packed, const ruleset_options_t *options, diag_t *d);
/* As ruleset_open, but goes on past files that fail and collects up to `max` errors (each with file and
 * line), for the checker. */
ruleset_t *ruleset_open_all(bytes_t packed, const ruleset_options_t *options, diag_t *errors, size_t max,
                            size_t *count);
void ruleset_close(ruleset_t *rs); /* NULL is fine */
/* A rule ran out of time or memory in it: its answers are no longer to be relied on; close it and open it
 * anew from the same bytes. */
bool ruleset_spoiled(const ruleset_t *rs);
const rules_t *ruleset_rules(ruleset_t *rs);
const hash_t *ruleset_hash(const ruleset_t *rs);
/* The flows declared, extensions included (their `department` says whose); by index, NULL past the end. */
const flow_t *ruleset_flow_at(ruleset_t *rs, size_t index);

/* A rule test, as declared: `test "…" { flow, by, department, fields, settings, at, expect, … }`. */
typedef struct rule_test {
    const char *name, *file;
    int32_t line;
    const char *flow, *by, *department; /* NULL: not given */
    const char *at;                     /* date or instant */
    struct rule_test_field {
        const char *name, *text; /* a cell of a table: "lines.2.price", rows in order from 1 */
    } * fields;
    size_t field_count;
    setting_value_t *settings;
    size_t setting_count;
    const char *stage;   /* NULL: the first after prepare */
    const char **expect; /* step names in order, NULL-terminated; a parallel or any group is written "{a b}"
                            by its children's names */
    const char **expect_people; /* "step=handle[,handle…]", NULL-terminated; NULL: not asked */
    const char *expect_error;   /* code; NULL: not asked */
    const char **picks;         /* whom the initiator picks, as expect_people; NULL: nobody */
    bool urgent;                /* by the green channel (A64) */
    const char **expect_owed;   /* the approvals that are owed then, by name; NULL: not asked */
    const char **blocks; /* "step=check[,check…]", what checks find something for the form as it is, sorted;
                            NULL: not asked */
} rule_test_t;
const rule_test_t *ruleset_test_at(ruleset_t *rs, size_t index);

/* For the checker: tells `heard` of each comparison (<, <=, ==) of amounts, numbers and dates that a rule
 * makes, with both values. While somebody listens, whole numbers of the form are numbers of the host too (==
 * with a literal is then not heard, and false): what such a run returns is not to be used. NULL: nobody
 * listens. */
typedef void (*ruleset_heard_fn)(void *ctx, const value_t *a, const value_t *b);
void ruleset_listen(ruleset_t *rs, ruleset_heard_fn heard, void *ctx);
/* While somebody listens: tells also each number that a rule comes by without comparing it aloud (what it
 * reads, what it computes, days between dates), with the same ctx. Whoever looks for the value of a field at
 * which something changes finds it by these and the literals below. `plain`: whole numbers stay Lua's own, so
 * that the run does just what it always does, and what is computed from them makes no sound. `jumps`: a
 * remainder, a weekday, a month: it does not go on as it went. */
typedef void (*ruleset_made_fn)(void *ctx, const value_t *made, bool jumps);
void ruleset_listen_made(ruleset_t *rs, ruleset_made_fn made, bool plain);
/* Within a call of either function: where in the rules it comes from; the same number for the same file and
 * line. */
int64_t ruleset_heard_place(ruleset_t *rs);

/* The literals that stand in the files of a flow (its own and those that extend it), each once: numbers as
 * written, texts without their quotes. Constants that a rule may compare with are among them, or are
 * settings. In the arena; memory.out. */
typedef struct ruleset_literals {
    const char **numbers, **texts;
    size_t number_count, text_count;
} ruleset_literals_t;
int ruleset_literals(const ruleset_t *rs, const flow_t *flow, arena_t *arena, ruleset_literals_t *out,
                     diag_t *d);

#endif
