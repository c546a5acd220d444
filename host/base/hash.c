/* BLAKE2b-256 by libsodium: for content hashes, chains of events and digests of personal values. */
#include "base/hash.h"
#include <sodium.h>
#include <string.h>

_Static_assert(HASH_SIZE >= crypto_generichash_BYTES_MIN && HASH_SIZE <= crypto_generichash_BYTES_MAX,
               "size");
_Static_assert(SALT_SIZE >= crypto_generichash_KEYBYTES_MIN, "a salt is a key of BLAKE2b");

int hash_setup(void) {
    return sodium_init() < 0 ? -1 : 0;
}

void hash_of(const void *data, size_t len, hash_t *out) {
    crypto_generichash(out->b, HASH_SIZE, data, len, NULL, 0);
}

int hash_stream(FILE *in, hash_t *out, int64_t *size) {
    crypto_generichash_state state;
    uint8_t part[16384];
    size_t got;
    *size = 0;
    crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
    while ((got = fread(part, 1, sizeof part, in)) > 0) {
        crypto_generichash_update(&state, part, got);
        *size += (int64_t)got;
    }
    crypto_generichash_final(&state, out->b, HASH_SIZE);
    return ferror(in) ? -1 : 0;
}

void hash_parts(const bytes_t *parts, size_t count, hash_t *out) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
    for (size_t i = 0; i < count; i++) {
        uint8_t size[8];
        for (int j = 0; j < 8; j++)
            size[j] = (uint8_t)((uint64_t)parts[i].len >> (8 * j));
        crypto_generichash_update(&state, size, sizeof size);
        if (parts[i].len > 0) crypto_generichash_update(&state, parts[i].at, parts[i].len);
    }
    crypto_generichash_final(&state, out->b, HASH_SIZE);
}

void hash_salted(const uint8_t salt[SALT_SIZE], const void *data, size_t len, hash_t *out) {
    crypto_generichash(out->b, HASH_SIZE, data, len, salt, SALT_SIZE);
}

bool hash_equal(const hash_t *a, const hash_t *b) {
    return sodium_memcmp(a->b, b->b, HASH_SIZE) == 0;
}

bool hash_is_zero(const hash_t *h) {
    return sodium_is_zero(h->b, HASH_SIZE) == 1;
}

char *hash_hex(const hash_t *h, char out[HASH_HEX]) {
    return sodium_bin2hex(out, HASH_HEX, h->b, HASH_SIZE);
}

int hash_from_hex(const char *hex, hash_t *out) {
    hash_t read;
    size_t size;
    if (!hex || strlen(hex) != HASH_HEX - 1) return -1;
    if (sodium_hex2bin(read.b, HASH_SIZE, hex, HASH_HEX - 1, NULL, &size, NULL) || size != HASH_SIZE)
        return -1;
    *out = read;
    return 0;
}

void random_bytes(void *out, size_t len) {
    randombytes_buf(out, len);
}
