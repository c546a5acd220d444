/* The Unix socket that the server listens on, and who is at the other end of one. */
#ifndef CS_SERVER_SOCKET_H
#define CS_SERVER_SOCKET_H

#include "base/diag.h"

/* Binds and listens at `path`, mode 0660. A socket left by a process that died is replaced; one behind which
 * somebody answers is left alone: server.running {socket}. Other errors: server.socket {socket, detail},
 * server.socket_path {socket, limit}. The descriptor is the caller's, non-blocking. */
int socket_listen(const char *path, int *fd, diag_t *d);
/* The user of the process at the other end; -1: unknown. */
int64_t socket_peer_uid(int fd);

#endif
