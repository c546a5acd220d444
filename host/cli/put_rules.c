/* Rules of a throw-away company; see put_rules.h. */
#include "cli/put_rules.h"

static int keep(host_t *host, const hash_t *hash, bytes_t packed, const char *reason, diag_t *d) {
    store_t *store = host_store(host);
    instant_t now = host_now(host);
    if (store_begin(store, d) != 0) return -1;
    if (store_ruleset_put(store, hash, packed, 0, now, d) == 0 &&
        store_ruleset_activate(store, hash, 0, reason, now, d) == 0)
        return store_commit(store, d);
    store_rollback(store);
    return -1;
}

int put_rules(host_t *host, const ruleset_content_t *content, const char *reason, hash_t *active, diag_t *d) {
    buf_t packed;
    hash_t hash;
    buf_init(&packed, RULESET_MAX);
    int status = ruleset_pack(content, &packed, &hash, d);
    if (status == 0 && (active == NULL || !hash_equal(&hash, active))) {
        status = keep(host, &hash, (bytes_t){packed.at, packed.len}, reason, d);
        if (status == 0) status = host_reload(host, d);
        if (status == 0 && active != NULL) *active = hash;
    }
    buf_free(&packed);
    return status;
}
