/* Hashing: BLAKE2b-256 (RFC 7693) by libsodium. */
#ifndef CS_BASE_HASH_H
#define CS_BASE_HASH_H

#include "base/buf.h"
#include <stdio.h>

enum { HASH_SIZE = 32, HASH_HEX = 65, SALT_SIZE = 16, HASH_ALG_BLAKE2B_256 = 1 };

typedef struct hash {
    uint8_t b[HASH_SIZE];
} hash_t;

/* Once per process before any other call here; -1 when libsodium can't start. */
int hash_setup(void);
void hash_of(const void *data, size_t len, hash_t *out);
/* Of all that is left to read, and how long it was; -1: it can't be read to its end (errno). */
int hash_stream(FILE *in, hash_t *out, int64_t *size);
/* Of several parts, each preceded by its length (8 bytes, little endian), so that no two lists collide. */
void hash_parts(const bytes_t *parts, size_t count, hash_t *out);
/* Keyed by a salt: the digest of a personal value that may be erased later. */
void hash_salted(const uint8_t salt[SALT_SIZE], const void *data, size_t len, hash_t *out);
bool hash_equal(const hash_t *a, const hash_t *b);
bool hash_is_zero(const hash_t *h);
char *hash_hex(const hash_t *h, char out[HASH_HEX]);
int hash_from_hex(const char *hex, hash_t *out);
/* Random bytes for salts and keys, from the system. */
void random_bytes(void *out, size_t len);

#endif
