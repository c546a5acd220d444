/* Which records are alike, and their sums; see likes.h. */
#include "server/likes.h"
#include "base/fold.h"
#include "store/likes.h"
#include <string.h>

/* A record that was made long before it was submitted is looked for as well. */
#define DRAFT_AGE (INT64_C(180) * MS_DAY)
enum { BACKLOG = 256 };

/* How values are compared: part of a rule's hash, so that rows of another way are not looked at. */
#define COMPARED "folded"

/* ---- keys ---- */

static const char *same_text(const use_def_t *use, arena_t *arena) {
    const char *text = "";
    for (size_t i = 0; text != NULL && use->same[i] != NULL; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? "," : "", use->same[i]);
    return text;
}

static void rule_hash(const char *flow, const char *field, const char *same, hash_t *out) {
    bytes_t parts[] = {{(const uint8_t *)flow, strlen(flow)},
                       {(const uint8_t *)field, strlen(field)},
                       {(const uint8_t *)same, strlen(same)},
                       {(const uint8_t *)COMPARED, strlen(COMPARED)}};
    hash_parts(parts, 4, out);
}

/* What stands in that field, as text that is compared: words that people typed without regard to case, width
 * and blanks. NULL: nothing, or no memory. */
static const char *own_text(const record_t *record, const char *name, size_t length, arena_t *arena) {
    if (length == strlen("department") && strncmp(name, "department", length) == 0 &&
        record_field(record, "department") == NULL)
        return record->department;
    if (length == strlen("initiator") && strncmp(name, "initiator", length) == 0)
        return arena_printf(arena, "#%lld", (long long)record->initiator);
    char *field = arena_strndup(arena, name, length);
    const value_t *value = field != NULL ? record_field(record, field) : NULL;
    if (value == NULL) return NULL;
    return value->kind == VALUE_TEXT ? text_fold(value->u.text, arena) : value_text(value, arena);
}

/* The hash of rule and values. *out false: a field is empty, and the record is like no other. */
static int key_of(const hash_t *rule, const char *same, const record_t *record, arena_t *arena, hash_t *key,
                  bool *out, diag_t *d) {
    bytes_t parts[1 + USE_SAME_MAX] = {{rule->b, HASH_SIZE}};
    size_t count = 1;
    *out = false;
    for (const char *name = same; *name != '\0' && count <= USE_SAME_MAX;) {
        size_t length = strcspn(name, ",");
        const char *text = own_text(record, name, length, arena);
        if (arena_failed(arena)) return diag_memory(d);
        if (text == NULL || text[0] == '\0') return 0;
        parts[count++] = (bytes_t){(const uint8_t *)text, strlen(text)};
        name += length + (name[length] == ',');
    }
    hash_parts(parts, count, key);
    *out = true;
    return 0;
}

/* ---- finding ---- */

typedef struct summing {
    const use_def_t *use;
    arena_t *arena;
    used_t *out;
} summing_t;

static int add_money(summing_t *s, const value_t *value, diag_t *d) {
    money_t *sum = &s->out->sum.u.money;
    if (strcmp(value->u.money.currency, sum->currency) != 0) return 0;
    return money_add(sum, &value->u.money, sum, d);
}

static int add_number(summing_t *s, const value_t *value, diag_t *d) {
    decimal_t *sum = &s->out->sum.u.number;
    return decimal_add(sum, &value->u.number, sum, d);
}

static int add_one(void *ctx, bytes_t bytes, const char *number, diag_t *d) {
    summing_t *s = ctx;
    cursor_t in;
    value_t value;
    cursor_init(&in, bytes, s->arena);
    value_decode(&in, &value);
    if (in.failed)
        return arena_failed(s->arena) ? diag_memory(d) : diag_set(d, "store.corrupt", "what", "likes", NULL);
    s->out->count++;
    if (s->out->number_count < USED_NUMBERS_MAX && number != NULL)
        s->out->numbers[s->out->number_count++] = number;
    if (value.kind != s->out->sum.kind) return 0;
    return value.kind == VALUE_MONEY ? add_money(s, &value, d) : add_number(s, &value, d);
}

static int find(void *ctx, const use_def_t *use, const record_t *record, instant_t until, arena_t *arena,
                used_t *out, diag_t *d) {
    hash_t rule, key;
    bool some;
    summing_t s = {.use = use, .arena = arena, .out = out};
    const char *same = same_text(use, arena);
    *out = (used_t){.sum = use->zero};
    if (same == NULL) return diag_memory(d);
    rule_hash(use->flow, use->field, same, &rule);
    if (key_of(&rule, same, record, arena, &key, &some, d) != 0) return -1;
    return some
               ? store_likes_find(ctx, &key, until - use->within_ms, until, record->id, arena, add_one, &s, d)
               : 0;
}

sums_t likes_sums(store_t *store) {
    return (sums_t){.ctx = store, .find = find};
}

/* ---- keeping ---- */

/* Submitted, and neither given up nor refused: also what waits, or owes its approvals still. */
static bool counts(const record_t *r) {
    record_state_t state = r->state == RECORD_SUSPENDED ? r->suspended_from : r->state;
    return r->round > 0 && r->submitted_at != INSTANT_NONE &&
           (state == RECORD_OPEN || state == RECORD_RETURNED || state == RECORD_FINISHED ||
            state == RECORD_PREPARING || state == RECORD_PREPARED || state == RECORD_OWING);
}

static int put(host_t *h, const like_rule_t *rule, const record_t *record, arena_t *arena, diag_t *d) {
    hash_t key;
    bool some;
    buf_t bytes;
    const value_t none = {VALUE_NONE}, *value = record_field(record, rule->field);
    if (!counts(record)) return 0;
    if (key_of(&rule->rule, rule->same, record, arena, &key, &some, d) != 0) return -1;
    if (!some) return 0;
    buf_init(&bytes, 0);
    value_encode(value != NULL ? value : &none, &bytes);
    int status = bytes.failed ? diag_memory(d)
                              : store_like_put(h->store, &key, record->submitted_at, record->id,
                                               (bytes_t){bytes.at, bytes.len}, d);
    buf_free(&bytes);
    return status;
}

int likes_write(host_t *h, const record_t *record, arena_t *arena, diag_t *d) {
    bool forgotten = false;
    for (size_t i = 0; i < h->like_rule_count; i++) {
        const like_rule_t *rule = &h->like_rules[i];
        if (strcmp(rule->flow, record->flow) != 0) continue;
        if (!forgotten && store_likes_forget(h->store, record->id, d) != 0) return -1;
        forgotten = true;
        if (put(h, rule, record, arena, d) != 0) return -1;
    }
    return 0;
}

/* ---- learning what the rules declare ---- */

static int backlog_one(host_t *h, const like_rule_t *rule, int64_t id, diag_t *d) {
    arena_t arena;
    bytes_t state = {0};
    chain_t chain;
    arena_init(&arena, 0);
    record_t *record = arena_alloc(&arena, sizeof *record);
    if (record == NULL) return diag_memory(d);
    int status = store_record(h->store, id, &arena, &state, &chain, d);
    if (status == 0 && record_decode_of(id, state, &arena, record, d) != 0) {
        /* a damaged record is verify's to tell of; the others count all the same */
        status = diag_is(d, "memory.out") ? -1 : 0;
        if (status == 0) diag_clear(d);
    } else if (status == 0) {
        status = put(h, rule, record, &arena, d);
    }
    arena_free(&arena);
    return status;
}

static int backlog(host_t *h, const like_rule_t *rule, diag_t *d) {
    int64_t ids[BACKLOG], after = id_before(rule->since - DRAFT_AGE);
    for (;;) {
        size_t count;
        if (store_likes_backlog(h->store, rule->flow, after, BACKLOG, ids, &count, d) != 0) return -1;
        for (size_t i = 0; i < count; i++)
            if (backlog_one(h, rule, ids[i], d) != 0) return -1;
        if (count < BACKLOG) return 0;
        after = ids[count - 1];
    }
}

static const like_rule_t *known(const host_t *h, const hash_t *rule) {
    for (size_t i = 0; i < h->like_rule_count; i++)
        if (hash_equal(&h->like_rules[i].rule, rule)) return &h->like_rules[i];
    return NULL;
}

/* Rows for it from the beginning of its window on; those of before are there when it was declared before. */
static int learn(host_t *h, const use_def_t *use, diag_t *d) {
    like_rule_t rule = {.flow = use->flow,
                        .field = use->field,
                        .same = same_text(use, &h->batch),
                        .since = host_now(h) - use->within_ms};
    if (rule.same == NULL) return diag_memory(d);
    rule_hash(rule.flow, rule.field, rule.same, &rule.rule);
    const like_rule_t *before = known(h, &rule.rule);
    if (before != NULL && before->since <= rule.since) return 0;
    return store_like_rule_put(h->store, &rule, d) != 0 || backlog(h, &rule, d) != 0 ? -1 : 0;
}

static bool is_current(const like_rule_t *rule, hash_t *now) {
    rule_hash(rule->flow, rule->field, rule->same, now);
    return hash_equal(now, &rule->rule);
}

/* What was learnt by an earlier program, which compared otherwise, is learnt again. */
static int learn_again(host_t *h, diag_t *d) {
    for (size_t i = 0; i < h->like_rule_count; i++) {
        like_rule_t rule = h->like_rules[i];
        if (is_current(&h->like_rules[i], &rule.rule) || known(h, &rule.rule) != NULL) continue;
        if (store_like_rule_put(h->store, &rule, d) != 0 || backlog(h, &rule, d) != 0) return -1;
    }
    return 0;
}

static int read_rules(host_t *h, diag_t *d) {
    arena_reset(&h->likes);
    h->like_rules = NULL;
    h->like_rule_count = 0;
    return store_like_rules(h->store, &h->likes, &h->like_rules, &h->like_rule_count, d);
}

/* Those alone that compare as this program does. */
static void drop_earlier(host_t *h) {
    hash_t now;
    size_t count = 0;
    for (size_t i = 0; i < h->like_rule_count; i++)
        if (is_current(&h->like_rules[i], &now)) h->like_rules[count++] = h->like_rules[i];
    h->like_rule_count = count;
}

int likes_follow(host_t *h, diag_t *d) {
    diag_t gone = {0};
    const hash_t *active = &h->snapshot->ruleset;
    if (h->likes_known && hash_equal(&h->likes_of, active)) return 0;
    if (read_rules(h, d) != 0 || learn_again(h, d) != 0 || read_rules(h, d) != 0) return -1;
    /* rules that can't be had carry nothing out either */
    ruleset_t *ruleset = hash_is_zero(active) ? NULL : shelf_get(h->shelf, h->store, active, &gone);
    bool passing = ruleset == NULL && host_passing(&gone);
    if (passing) diag_copy(d, &gone);
    diag_clear(&gone);
    if (passing) return -1;
    bool more = false;
    for (size_t i = 0; ruleset != NULL; i++) {
        const flow_t *flow = ruleset_flow_at(ruleset, i);
        if (flow == NULL) break;
        for (size_t k = 0; k < flow->use_count; k++, more = true)
            if (learn(h, &flow->uses[k], d) != 0) return -1;
    }
    if (more && read_rules(h, d) != 0) return -1;
    drop_earlier(h);
    h->likes_of = *active;
    h->likes_known = true;
    return 0;
}

void likes_forget(host_t *h) {
    h->likes_known = false;
}
