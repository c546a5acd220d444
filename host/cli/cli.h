/* The command line: one file a verb (or a family of them). A verb that is also an API verb builds a JSON
 * request, sends it to the running server or, without one, opens the store and carries it out by the same
 * code, and prints the answer for people, or as it is with --json. */
#ifndef CS_CLI_CLI_H
#define CS_CLI_CLI_H

#include "base/diag.h"
#include "base/instant.h"
#include "script/texts.h"
#include <jansson.h>
#include <stdio.h>

/* Exit codes: what went wrong, for scripts. */
enum {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1, /* the command was understood and refused: the record, the rules or the rights say no */
    EXIT_USAGE = 2,   /* the words of the command are off */
    EXIT_FAILED = 3,  /* the store, a file or the server failed */
    EXIT_INTERRUPTED = 130, /* by SIGINT, at a safe point */
};

typedef struct cli {
    const char *folder; /* of the company: countersign.db, countersign.conf, documents, run.sock */
    const char *as;     /* --as NAME; NULL: the person whose Unix user this is */
    const char *key;    /* --key: idempotency key */
    instant_t clock;    /* --clock TIME, for demo data: what the time is; INSTANT_NONE: the real clock */
    bool json;          /* --json */
    bool data;          /* what is printed is a file (CSV, HTML, SVG), not words for a terminal */
    bool zh;            /* words in Chinese: --lang zh, else LANG, LC_MESSAGES, LC_ALL */
    texts_t *texts;
    const json_t *form, *settings; /* what the answer at hand calls them; print_learn */
    struct zone *zone;             /* the company's, for showing times; asked for once; NULL: UTC */
    bool zone_asked;
    arena_t arena; /* of this run */
    FILE *out, *err;
} cli_t;

/* How an argument becomes part of the request. */
typedef enum arg_kind {
    ARG_TEXT,
    ARG_FLAG,        /* an option without a value */
    ARG_NUMBER,      /* a whole number */
    ARG_PAIRS,       /* repeated: NAME=VALUE, into an object */
    ARG_LIST,        /* positional, repeated: into an array */
    ARG_ONE_OR_MORE, /* positional, repeated: one as it is, several into an array, whose name ends in "s" */
} arg_kind_t;

typedef struct arg {
    const char *name;  /* positional: its name in the request; option: "--reason" without the dashes */
    const char *field; /* of the request; NULL: as `name` */
    arg_kind_t kind;
    bool option, required;
} arg_t;

typedef struct verb {
    const char *name;  /* "approve"; two words for families: "rules list" */
    const char *api;   /* the request's verb; NULL: carried out by `run` alone */
    const arg_t *args; /* ends with a NULL name */
    /* NULL: send the request, print the answer with `print`. Otherwise runs the verb; `request` holds the
     * arguments. Returns the exit code. */
    int (*run)(cli_t *cli, const struct verb *verb, json_t *request);
    void (*print)(cli_t *cli, const json_t *answer);
} verb_t;

/* All verbs, in the order that help lists them; ends with a NULL name. */
extern const verb_t cli_verbs[];

/* The whole command line. Returns the exit code. */
int cli_main(int argc, char **argv);

/* Turns the words after the verb into a request. Errors usage.missing {argument}, usage.unknown {option,
 * nearest}, usage.value {option}, usage.pair {text}. */
int args_parse(const verb_t *verb, int argc, char **argv, json_t *request, diag_t *d);

/* Sends a request to the server of cli->folder, or opens the store. The caller owns the answer; NULL: the
 * error is set (server.gone, store.*). Where it becomes words (neither --json nor a file), its texts are made
 * harmless for a terminal. */
json_t *client_call(cli_t *cli, json_t *request, int *code);
/* The same for several requests one after the other: one connection, or the store opened once. client_open
 * gives the exit code; when that is EXIT_DONE, client_close ends it. */
typedef struct client client_t;
int client_open(cli_t *cli, client_t **out);
json_t *client_ask(client_t *client, json_t *request, int *code);
/* Does a server answer at the company's socket? */
bool client_served(cli_t *cli);
/* The host when the store was opened here; NULL: a server has it, and keeps its house itself. */
struct host *client_host(client_t *client);
void client_close(client_t *client); /* NULL is fine */
/* Sends it, prints the answer, gives the exit code. */
int client_run(cli_t *cli, const verb_t *verb, json_t *request);
/* The same, after `blame` has looked at each error of a refusal, the outermost first: the caller may know
 * where what it is about was written. */
typedef void (*client_blame_fn)(void *ctx, json_t *error);
int client_run_blaming(cli_t *cli, const verb_t *verb, json_t *request, client_blame_fn blame, void *ctx);
/* The same as client_run where what is printed is a file for programs. */
int client_run_data(cli_t *cli, const verb_t *verb, json_t *request);

/* Writes the text to the file; file.write {file, detail}. */
int cli_write_file(const char *path, const char *text, diag_t *d);
/* Prints an error in the reader's words, with what to do next; as JSON with --json. Returns the exit code
 * that goes with it. */
int cli_error(cli_t *cli, const diag_t *d);
/* The same for an answer that is a refusal; all of its errors where there are several (broken rules). */
int cli_answer_error(cli_t *cli, json_t *answer);
/* The words for an error as answers have it: {"code", "params", "file", "line", "cause"}; in the run's arena.
 */
const char *cli_error_words(cli_t *cli, const json_t *error);
/* Prints an answer as JSON; takes it. NULL: no memory was left for it, and nothing is printed. */
void cli_print_json(cli_t *cli, json_t *answer);
/* The words for a code without parameters: headings, states, verbs. */
const char *cli_word(cli_t *cli, const char *code);
/* Help for one verb, or the list of them (NULL). */
void cli_help(cli_t *cli, const verb_t *verb, FILE *out);
/* "2026-03-02 17:00" in the company's zone as the answer gives it, or "" for null. */
const char *cli_time(cli_t *cli, const json_t *instant);

#endif
