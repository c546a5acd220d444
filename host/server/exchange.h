/* One request and its answer: parsed on the loop thread, carried out on the writer's or a reader's, answered
 * on the loop thread again. */
#ifndef CS_SERVER_EXCHANGE_H
#define CS_SERVER_EXCHANGE_H

#include "server/api.h"
#include "server/connection.h"

typedef struct exchange exchange_t;
struct exchange {
    service_t *service;
    connection_t *connection;
    exchange_t *next; /* the connection's order */
    arena_t arena;
    api_call_t call;
    job_t job;
    read_work_t read;
    json_t *answer;
    char *text; /* the answer as one line; owned. NULL when done: there was no memory for it */
    bool started, done;
};

/* Begins one with a line: what can't be understood is answered at once, the rest waits for exchange_start.
 * connection_answered is called when it is done, perhaps before this or exchange_start returns. NULL: no
 * memory for it. */
exchange_t *exchange_begin(service_t *s, connection_t *c, const caller_t *caller, const char *line,
                           size_t length);
/* Hands it to the writer or to a reader; once. */
void exchange_start(exchange_t *x);
/* Not done, and changes something; … and may change how requests are understood. */
bool exchange_writes(const exchange_t *x);
bool exchange_administers(const exchange_t *x);
/* Begins one that is answered already, with an error. */
exchange_t *exchange_refuse(service_t *s, connection_t *c, const diag_t *error);
/* When it is done. */
void exchange_free(exchange_t *x);

#endif
