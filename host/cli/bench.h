/* What the parts of `countersign bench` share: what is asked for, what was measured and whether it met its
 * budget (design.md §7), and the companies to measure on. Each part measures one thing and stands in the file
 * of its name; bench.c runs them one after the other. */
#ifndef CS_CLI_BENCH_H
#define CS_CLI_BENCH_H

#include "cli/here.h"
#include "server/writer.h"

/* How much of each; three sizes stand in bench.c. */
typedef struct bench_sizes {
    const char *name; /* "quick", "short", "full" */
    size_t decisions_1, decisions_16, decisions_128, rounds;
    size_t routes;
    size_t socket, socket_rounds;
    size_t open_records, storm, people, starts; /* each open record has OPEN_TASKS deadlines */
    size_t finished, inbox_reads;
    size_t idle_s, singles;
} bench_sizes_t;

enum { OPEN_TASKS = 10 };

typedef struct bench {
    cli_t *cli;
    const char *only; /* NULL: all */
    const bench_sizes_t *sizes;
    const char *log, *map, *rules; /* of the replay; NULL: not given */
    json_t *measured, *skipped;
} bench_t;

/* ---- bench_tell.c: figures and their budgets ---- */

typedef enum budget_sense { BUDGET_NONE, BUDGET_AT_LEAST, BUDGET_BELOW } budget_sense_t;

/* One line: a figure alone, or two and their ratio. `name`, `unit`: words of the family "bench". */
typedef struct measured {
    const char *name, *unit;
    size_t size; /* of what it was measured on or with; 0: nothing to say */
    double value;
    double against, ratio; /* against 0: there is none, and the budget is one of the value */
    budget_sense_t sense;
    double limit;
} measured_t;

/* Finite, and within its budget; true without one. */
bool bench_met(const measured_t *m);
/* {"name","size","unit","value","against","ratio","budget":{"sense","limit"},"met"}, null where there is
 * none. NULL: no memory. */
json_t *bench_json(const measured_t *m);
/* A line for people. */
void bench_print(cli_t *cli, const measured_t *m);
/* Keeps it for --json, or prints it. */
void bench_tell(bench_t *b, const measured_t *m);
/* Says that a measurement was not made; `why`: a word of the family "bench". */
void bench_skip(bench_t *b, const char *name, const char *why);
/* What takes long, on cli->err when that is a terminal. */
void bench_doing(bench_t *b, const char *what);

double bench_seconds(void); /* monotonic */
/* Sorts; `part` 0.5: the median, 0.99: the value that 99 % don't exceed. 0 for an empty list. */
double bench_part(double *values, size_t count, double part);

/* ---- bench_company.c: a company of this run's own ---- */

/* It lies in a folder of its own in the company's folder, or, where there is none, in the system's temporary
 * one, so that what is measured is that disk. Its clock is cli->clock. */
typedef struct bench_company {
    bench_t *b;
    char *folder;
    here_t here; /* closed while a server has the store */
    actor_t initiator, approver;
} bench_company_t;

int bench_company_open(bench_company_t *c, bench_t *b, diag_t *d);
/* Lets go of the store, for a server; and takes it again. */
void bench_company_leave(bench_company_t *c);
int bench_company_again(bench_company_t *c, diag_t *d);
/* Takes everything away. */
void bench_company_close(bench_company_t *c);
host_t *bench_host(const bench_company_t *c);
const char *bench_path(const bench_company_t *c, const char *name); /* in the folder; in cli's arena */

/* One command in a commit (or the open transaction) of its own. */
int bench_command(bench_company_t *c, const command_t *command, reply_t *reply, diag_t *d);
/* A record drafted and submitted. */
int bench_file_one(bench_company_t *c, const char *flow, int64_t *record, diag_t *d);
/* Many of them in a few large transactions, `every_us` of cli->clock from one to the next. */
int bench_file(bench_company_t *c, const char *flow, size_t count, int64_t every_us, int64_t *records,
               diag_t *d);
/* Approvals of [records, records + count) by the writer, `batch` a commit. Seconds; 0 with the error set. */
double bench_approve(bench_company_t *c, const int64_t *records, size_t count, size_t batch, diag_t *d);

/* ---- bench_fill.c: many records like one ---- */

/* As many more records like that one, which must have been made at one instant: its events with other ids and
 * times, through the engine's apply and the store's own writing. The first is made `every_us` after
 * cli->clock, which moves on with each. -1 also when stopped by SIGINT (bench.stopped). */
int bench_fill(bench_company_t *c, int64_t record, size_t count, int64_t every_us, diag_t *d);
/* One record of `every` is verified (0: the whole store); the first difference is the error. The store must
 * be let go of. */
int bench_fill_check(bench_company_t *c, int64_t every, diag_t *d);

/* ---- bench_server.c: the program as a server, and its clients ---- */

typedef struct bench_server {
    pid_t pid; /* 0: none */
    const char *socket;
} bench_server_t;

/* Starts `countersign serve` on the company (let go of) and asks for `handle`'s tasks; *seconds (may be NULL)
 * until the answer is here. */
int bench_server_start(bench_server_t *s, const bench_company_t *c, const char *handle, double *seconds,
                       diag_t *d);
void bench_server_stop(bench_server_t *s);
int64_t bench_server_resident(const bench_server_t *s); /* bytes; -1: not known */
int64_t bench_server_switches(const bench_server_t *s); /* how often its threads were woken so far */

/* Requests over connections, each of which sends the next one when it has the answer of the last. */
typedef struct bench_load {
    const char *socket;
    size_t connections; /* 64 at most */
    /* The next request, a line with its end, in `room`; 0: no more. */
    size_t (*next)(void *ctx, char *room, size_t size);
    /* Asked every few milliseconds; true: no more is sent. NULL: never. */
    bool (*over)(void *ctx);
    void *ctx;
    double pause_s;    /* between an answer and the next request of its connection */
    double *latencies; /* in seconds; room for all requests */
    size_t room;
    /* given back: */
    size_t done, refused;
    double seconds;
    char refusal[256]; /* the first answer that was none, cut */
} bench_load_t;

int bench_load_run(bench_load_t *load, diag_t *d);

/* Requests of a load that approve one record after the other. */
typedef struct bench_approvals {
    const int64_t *records;
    size_t count, next;
} bench_approvals_t;
size_t bench_approval(void *ctx, char *room, size_t size);

/* ---- the measurements ---- */

int bench_decisions(bench_t *b, diag_t *d);
int bench_socket(bench_t *b, diag_t *d);
int bench_route(bench_t *b, diag_t *d);
int bench_pending(bench_t *b, diag_t *d); /* deadlines and start: the same store serves both */
int bench_inbox(bench_t *b, diag_t *d);
int bench_idle(bench_t *b, diag_t *d);
int bench_lateness(bench_t *b, diag_t *d);
int bench_replay(bench_t *b, diag_t *d);
bool bench_wants(const bench_t *b, const char *name);

#endif
