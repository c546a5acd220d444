/* Rows for sums over like records; see likes.h. */
#include "store/likes.h"
#include "store/connection.h"

static void rule_row(query_t *q, void *item, arena_t *arena) {
    like_rule_t *r = item;
    (void)query_col_hash(q, 0, &r->rule);
    r->flow = query_col_text(q, 1, arena);
    r->field = query_col_text(q, 2, arena);
    r->same = query_col_text(q, 3, arena);
    r->since = query_col_instant(q, 4);
}

int store_like_rules(store_t *s, arena_t *arena, like_rule_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list;
    if (query_open(&q, s, ST_like_rules_all, d) || query_list(&q, arena, sizeof **out, rule_row, &list, d))
        return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

int store_like_rule_put(store_t *s, const like_rule_t *rule, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_like_rule_put, d)) return -1;
    query_hash(&q, &rule->rule);
    query_text(&q, rule->flow);
    query_text(&q, rule->field);
    query_text(&q, rule->same);
    query_int(&q, rule->since);
    return query_run(&q, NULL, d);
}

int store_like_put(store_t *s, const hash_t *key, instant_t at, int64_t record, bytes_t value, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_like_put, d)) return -1;
    query_hash(&q, key);
    query_int(&q, at);
    query_int(&q, record);
    query_blob(&q, value.at, value.len);
    return query_run(&q, NULL, d);
}

int store_likes_forget(store_t *s, int64_t record, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_likes_forget, d)) return -1;
    query_int(&q, record);
    return query_run(&q, NULL, d);
}

int store_likes_find(store_t *s, const hash_t *key, instant_t from, instant_t until, int64_t except,
                     arena_t *arena, like_fn each, void *ctx, diag_t *d) {
    query_t q;
    int got;
    if (query_open(&q, s, ST_likes_find, d)) return -1;
    query_hash(&q, key);
    query_int(&q, from);
    query_int(&q, until);
    query_int(&q, except);
    while ((got = query_next(&q, d)) == 1) {
        bytes_t value = query_col_blob(&q, 0, arena);
        const char *number = query_col_text(&q, 1, arena);
        if (each(ctx, value, number, d)) {
            query_close(&q);
            return -1;
        }
    }
    return got;
}

int store_likes_backlog(store_t *s, const char *flow, int64_t after, size_t most, int64_t *out, size_t *count,
                        diag_t *d) {
    query_t q;
    int got;
    *count = 0;
    if (query_open(&q, s, ST_likes_backlog, d)) return -1;
    query_text(&q, flow);
    query_int(&q, after);
    query_int(&q, (int64_t)most);
    while ((got = query_next(&q, d)) == 1)
        out[(*count)++] = query_col_int(&q, 0);
    return got;
}
