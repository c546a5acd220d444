/* Long work on the command line: it shows how far it is, and SIGINT ends it at a safe point. */
#include "cli/verbs.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

volatile int cli_stop;

static void on_interrupt(int number) {
    (void)number;
    if (cli_stop) _exit(EXIT_INTERRUPTED); /* asked twice: now */
    cli_stop = 1;
}

void verb_interruptible(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, NULL);
}

void verb_progress(void *ctx, size_t done, size_t total) {
    cli_t *cli = ctx;
    if (!isatty(fileno(cli->err))) return;
    if (total > 0)
        fprintf(cli->err, "\r%zu / %zu%s", done, total, done == total ? "\n" : "");
    else
        fprintf(cli->err, "\r%zu ", done);
    fflush(cli->err);
}
