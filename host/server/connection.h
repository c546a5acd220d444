/* Connections: lines in, lines out. Each request is an exchange (exchange.h); answers go out in the order of
 * the requests, whichever is done first. A connection is not read while too many of its requests wait for
 * answers, or too many bytes of answers have not been taken. All on the loop thread. */
#ifndef CS_SERVER_CONNECTION_H
#define CS_SERVER_CONNECTION_H

#include "server/config.h"
#include "server/queue.h"
#include "server/reads.h"
#include <uv.h>

enum { READ_BLOCK = 65536 };

typedef struct connection connection_t;

/* What connections and exchanges need of the server. */
typedef struct service {
    uv_loop_t *loop;
    host_t *host;
    queue_t *queue;
    reads_t *reads;
    const limits_t *limits;
    const char *store; /* its path: who owns it may administer */
    connection_t *connections;
    size_t count; /* of open connections */
    size_t alive; /* of these and of closed ones with something under way */
    bool stopping;
    bool owed; /* a connection could not be taken for lack of memory: connection_accept is to be called again
                */
    void (*empty)(struct service *s); /* the last is gone, and nothing is under way */
    char block[READ_BLOCK];           /* what is being read; used up before the next read */
} service_t;

/* Takes the connection that `listener` has for us. Beyond the limit it is told so and closed. */
void connection_accept(service_t *s, uv_stream_t *listener);
/* No more requests are taken; each connection is closed when what it asked has been answered. */
void connections_stop(service_t *s);
/* All are closed now, whatever is under way. */
void connections_close(service_t *s);

/* For exchange.c: its answer is there. The connection writes it out when its turn comes. */
void connection_answered(connection_t *c);

#endif
