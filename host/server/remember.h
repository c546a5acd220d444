/* Idempotency keys: the answer to a command is remembered under its actor and key, with a digest of the
 * command. Refusals are not remembered. */
#ifndef CS_SERVER_REMEMBER_H
#define CS_SERVER_REMEMBER_H

#include "server/writer.h"

/* Works out the request's digest; *repeated: it had been answered, and the answer is in *reply. key.reused
 * {key}: the same key with another body; record.disposed: it was carried out, and its record is gone by now.
 */
int remember_find(host_t *h, const request_t *request, arena_t *arena, hash_t *digest, reply_t *reply,
                  bool *repeated);
int remember_put(host_t *h, const request_t *request, const hash_t *digest, reply_t *reply, instant_t now);

#endif
