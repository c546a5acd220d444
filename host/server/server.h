/* The server: a company's host behind a Unix socket. One JSON object a line, one answer a line, in the order
 * of the requests on each connection (API.md).
 *
 * Threads: the caller's runs the loop (connections, the alarm for deadlines, signals); one writes (queue.h);
 * a few read (reads.h); one for each channel delivers (delivery.h). No disk, Lua or plugin on the loop's.
 *
 * The socket (mode 0660) is made anew when nobody answers behind it, and taken away at the end. Who is at the
 * other end is told by the kernel (SO_PEERCRED) and kept with each event. */
#ifndef CS_SERVER_SERVER_H
#define CS_SERVER_SERVER_H

#include "server/company.h"

typedef struct server server_t;

/* Starts the threads and listens on the company's socket; the company must outlive it, and its host belongs
 * to the server until server_free. With `signals`, SIGTERM and SIGINT end server_run. NULL: the error is set:
 * server.running {socket} (somebody answers there), server.socket {socket, detail}, server.socket_path
 * {socket, limit}, server.thread, server.timer, store.*, memory.out. */
server_t *server_start(company_t *company, bool signals, diag_t *d);
/* Serves until it is told to stop; then takes no more requests, finishes those under way, and returns. */
void server_run(server_t *s);
/* Tells it to stop. Any thread, also before server_run. */
void server_stop(server_t *s);
/* After server_run: ends the threads (a delivery under way is waited for). NULL is fine. */
void server_free(server_t *s);

#endif
