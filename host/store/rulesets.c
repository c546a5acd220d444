/* Rulesets by the hash of their content, which of them was active when, and the small number that stands for
 * a hash in other rows. */
#include "store/connection.h"
#include "store/tables.h"
#include <string.h>
#include <zlib.h>

enum { CONTENT_MAX = 64 * 1024 * 1024 };

static int number_find(store_t *s, const hash_t *hash, int64_t *no, diag_t *d) {
    query_t q;
    *no = 0;
    if (query_open(&q, s, ST_ruleset_no, d)) return -1;
    query_hash(&q, hash);
    int row = query_next(&q, d);
    if (row > 0) *no = query_col_int(&q, 0);
    query_close(&q);
    return row < 0 ? -1 : 0;
}

static int number_make(store_t *s, const hash_t *hash, int64_t *no, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_ruleset_name, d)) return -1;
    query_hash(&q, hash);
    if (query_run(&q, NULL, d)) return -1;
    *no = sqlite3_last_insert_rowid(s->db);
    return 0;
}

int ruleset_number(store_t *s, const hash_t *hash, bool make, int64_t *no, diag_t *d) {
    *no = 0;
    if (hash_is_zero(hash)) return 0;
    size_t place = hash->b[0] % RULESET_CACHE;
    if (s->rulesets[place].no && hash_equal(&s->rulesets[place].hash, hash)) {
        *no = s->rulesets[place].no;
        return 0;
    }
    if (number_find(s, hash, no, d)) return -1;
    if (*no == 0 && make && number_make(s, hash, no, d)) return -1;
    if (*no) {
        s->rulesets[place].hash = *hash;
        s->rulesets[place].no = *no;
    }
    return 0;
}

static int put_packed(store_t *s, const hash_t *hash, bytes_t content, bytes_t packed, int64_t by,
                      instant_t now, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_ruleset_put, d)) return -1;
    query_hash(&q, hash);
    query_int(&q, now);
    query_int(&q, by);
    query_int(&q, (int64_t)content.len);
    query_blob(&q, packed.at, packed.len);
    return query_run(&q, NULL, d);
}

int store_ruleset_put(store_t *s, const hash_t *hash, bytes_t content, int64_t by, instant_t now, diag_t *d) {
    if (content.len > CONTENT_MAX) {
        diag_set(d, "store.too_large", "what", "ruleset", NULL);
        diag_param_int(d, "limit", CONTENT_MAX);
        return -1;
    }
    uLongf length = compressBound((uLong)content.len);
    uint8_t *packed = mem_alloc(length);
    if (!packed) return diag_memory(d);
    int rc = compress2(packed, &length, content.at ? content.at : (const Bytef *)"", (uLong)content.len, 6);
    rc = rc == Z_OK ? put_packed(s, hash, content, (bytes_t){packed, length}, by, now, d) : diag_memory(d);
    mem_free(packed);
    return rc;
}

static int unpack(query_t *q, arena_t *arena, bytes_t *content, diag_t *d) {
    int64_t size = query_col_int(q, 0);
    bytes_t packed = query_peek_blob(q, 1);
    if (size < 0 || size > CONTENT_MAX || !packed.at) {
        return diag_set(d, "store.corrupt", "what", "the size of a ruleset", NULL);
    }
    uint8_t *at = arena_alloc(arena, (size_t)size + 1);
    if (!at) return diag_memory(d);
    uLongf length = (uLongf)size + 1;
    int rc = uncompress(at, &length, packed.at, (uLong)packed.len);
    if (rc == Z_MEM_ERROR) return diag_memory(d);
    if (rc != Z_OK || (int64_t)length != size) {
        return diag_set(d, "store.corrupt", "what", "the content of a ruleset", NULL);
    }
    *content = (bytes_t){at, length};
    return 0;
}

int store_ruleset_get(store_t *s, const hash_t *hash, arena_t *arena, bytes_t *content, diag_t *d) {
    query_t q;
    char hex[HASH_HEX];
    *content = (bytes_t){NULL, 0};
    if (query_open(&q, s, ST_ruleset_get, d)) return -1;
    query_hash(&q, hash);
    int row = query_next(&q, d);
    if (row < 0) return -1;
    if (row == 0) return diag_set(d, "store.not_found", "ruleset", hash_hex(hash, hex), NULL);
    int rc = unpack(&q, arena, content, d);
    query_close(&q);
    return rc;
}

int store_ruleset_activate(store_t *s, const hash_t *hash, int64_t by, const char *reason, instant_t now,
                           diag_t *d) {
    query_t q;
    int changed = 0;
    char hex[HASH_HEX];
    if (query_open(&q, s, ST_activation_put, d)) return -1;
    query_hash(&q, hash);
    query_int(&q, now);
    query_int(&q, by);
    query_text(&q, reason ? reason : "");
    if (query_run(&q, &changed, d)) return -1;
    return changed == 1 ? 0 : diag_set(d, "store.not_found", "ruleset", hash_hex(hash, hex), NULL);
}

int store_ruleset_active(store_t *s, hash_t *out, bool *found, diag_t *d) {
    query_t q;
    *found = false;
    *out = (hash_t){{0}};
    if (query_open(&q, s, ST_ruleset_active, d)) return -1;
    int row = query_next(&q, d);
    if (row > 0) *found = query_col_hash(&q, 0, out);
    query_close(&q);
    return row < 0 ? -1 : 0;
}

static void ruleset_row(query_t *q, void *item, arena_t *arena) {
    ruleset_row_t *row = item;
    (void)arena;
    query_col_hash(q, 0, &row->hash);
    row->added_at = query_col_int(q, 1);
    row->added_by = query_col_int(q, 2);
    row->active = query_col_int(q, 3) != 0;
    row->activated_at = query_col_instant(q, 4);
}

int store_rulesets(store_t *s, arena_t *arena, ruleset_row_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    int rc = query_open(&q, s, ST_rulesets_list, d);
    if (rc == 0) rc = query_list(&q, arena, sizeof **out, ruleset_row, &list, d);
    *out = list.at;
    *count = list.count;
    return rc;
}

static void activation_row(query_t *q, void *item, arena_t *arena) {
    activation_t *row = item;
    query_col_hash(q, 0, &row->hash);
    row->at = query_col_int(q, 1);
    row->by = query_col_int(q, 2);
    row->reason = query_col_text(q, 3, arena);
}

int store_activations(store_t *s, arena_t *arena, activation_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    int rc = query_open(&q, s, ST_activations_list, d);
    if (rc == 0) rc = query_list(&q, arena, sizeof **out, activation_row, &list, d);
    *out = list.at;
    *count = list.count;
    return rc;
}
