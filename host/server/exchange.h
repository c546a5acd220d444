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
    bool done;
};

/* Begins one with a line; connection_answered is called when it is done, perhaps before this returns. NULL:
 * no memory for it. */
exchange_t *exchange_begin(service_t *s, connection_t *c, const caller_t *caller, const char *line,
                           size_t length);
/* Begins one that is answered already, with an error. */
exchange_t *exchange_refuse(service_t *s, connection_t *c, const diag_t *error);
/* When it is done. */
void exchange_free(exchange_t *x);

#endif
