/* Events: each kind is read back as written, its bytes never change, personal words can be erased. */
#include "encoding.h"

/* Head, payload and personal part in one run of bytes, so that the checks of encoding.h fit. */
static void write_whole(const event_t *e, buf_t *out) {
    buf_t head, payload, personal;
    buf_init(&head, 0);
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    event_encode_head(e, &head);
    event_encode(e, &payload, &personal);
    if (head.failed || payload.failed || personal.failed) out->failed = true;
    buf_bytes(out, (bytes_t){head.at, head.len});
    buf_bytes(out, (bytes_t){payload.at, payload.len});
    buf_bytes(out, (bytes_t){personal.at, personal.len});
    buf_free(&head);
    buf_free(&payload);
    buf_free(&personal);
}

static int read_whole(bytes_t from, arena_t *arena, event_t *e, diag_t *d) {
    cursor_t in, head;
    cursor_init(&in, from, arena);
    bytes_t head_bytes = cursor_bytes(&in), payload = cursor_bytes(&in), personal = cursor_bytes(&in);
    if (!cursor_done(&in)) return -1;
    cursor_init(&head, head_bytes, arena);
    event_decode_head(&head, e);
    if (!cursor_done(&head)) return -1;
    return event_decode(payload, &personal, arena, e, d);
}

static bool reread(bytes_t from, arena_t *arena, buf_t *again) {
    event_t e;
    if (read_whole(from, arena, &e, NULL) != 0) return false;
    write_whole(&e, again);
    return true;
}

/* Calls `check` with random events of every kind. */
static void for_each_kind(int seeds, void (*check)(const event_t *e, bytes_t bytes, rng_t *r)) {
    for (const event_kind_t *kind = random_event_kinds; *kind; kind++) {
        for (int seed = 1; seed <= seeds; seed++) {
            arena_t arena;
            buf_t bytes;
            arena_init(&arena, 0);
            buf_init(&bytes, 0);
            rng_t r = {.state = (uint64_t)seed * 1000 + *kind, .arena = &arena};
            event_t *e = random_event(&r, *kind);
            write_whole(e, &bytes);
            assert_false(bytes.failed);
            check(e, (bytes_t){bytes.at, bytes.len}, &r);
            buf_free(&bytes);
            arena_free(&arena);
        }
    }
}

/* So that none is left out of what is tried with each of them here, and by the fuzzer. */
static void every_kind_there_is_is_made_at_random(void **state) {
    (void)state;
    for (int kind = 1; kind <= UINT8_MAX; kind++) {
        const char *word = event_kind_word((event_kind_t)kind);
        const event_kind_t *at = random_event_kinds;
        while (*at && (int)*at != kind)
            at++;
        if (!*at && strcmp(word, "unknown") != 0) fail_msg("%s is not", word);
    }
}

static void same_again(const event_t *e, bytes_t bytes, rng_t *r) {
    (void)e;
    (void)r;
    check_same_again(reread, bytes);
    check_truncation(reread, bytes);
}

static void each_kind_is_read_back_as_written(void **state) {
    (void)state;
    for_each_kind(20, same_again);
}

static size_t flips_read;

static void flipped(const event_t *e, bytes_t bytes, rng_t *r) {
    (void)e;
    flips_read += check_flips(reread, bytes, r, 150);
}

static void flipped_bits_are_refused_or_spell_something_else(void **state) {
    (void)state;
    flips_read = 0;
    for_each_kind(12, flipped);
    assert_true(flips_read > 1000);
}

/* How many personal words and fields the event has now. */
static size_t personal_count(const event_t *e) {
    switch (e->kind) {
    case EVENT_DRAFTED:
        return e->u.drafted.field_count;
    case EVENT_EDITED:
        return e->u.edited.field_count;
    case EVENT_WARNED:
        return e->u.warned.text != NULL;
    case EVENT_NOTIFIED:
        return e->u.notified.text != NULL;
    case EVENT_LOGGED:
        return e->u.logged.field_count;
    case EVENT_DEVIATED:
        return e->u.deviated.field_count + e->u.deviated.before_count + (e->u.deviated.text != NULL);
    case EVENT_ADJUSTED:
        return e->u.adjusted.field_count + e->u.adjusted.before_count;
    case EVENT_ADJUSTMENT_DROPPED:
        return e->u.adjustment_dropped.field_count;
    case EVENT_ADJUSTMENT_UNDONE:
        return e->u.adjustment_taken_back.field_count;
    case EVENT_TASK_DECIDED:
        return e->u.task_decided.opinion != NULL || e->u.task_decided.opinion_count > 0;
    case EVENT_TASK_TAKEN_BACK:
        return e->u.task_taken_back.reason != NULL;
    case EVENT_ASKED:
        return e->u.asked.text != NULL;
    case EVENT_RETURNED:
        return e->u.returned.reason != NULL;
    case EVENT_WITHDRAWN:
        return e->u.withdrawn.reason != NULL;
    case EVENT_COMMENTED:
        return e->u.commented.text != NULL;
    case EVENT_REOPENED:
        return e->u.reopened.reason != NULL;
    case EVENT_AMENDED:
        return e->u.amended.field_count + (e->u.amended.reason != NULL);
    case EVENT_CHANGE_DROPPED:
        return e->u.change_dropped.reason != NULL;
    case EVENT_ADMINISTERED:
        return e->u.administered.reason != NULL;
    case EVENT_URGENT:
        return e->u.urgent.reason != NULL;
    case EVENT_MIGRATED:
        return e->u.migrated.reason != NULL;
    case EVENT_TASK_COMPLETED:
        return e->u.task_completed.reason != NULL;
    default:
        return 0;
    }
}

static void erase(const event_t *e, bytes_t bytes, rng_t *r) {
    (void)bytes;
    buf_t payload, personal, again, nothing;
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    buf_init(&again, 0);
    buf_init(&nothing, 0);
    event_encode(e, &payload, &personal);
    assert_true((personal.len > 0) == (personal_count(e) > 0));
    event_t read = *e;
    bytes_t empty = {0};
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, NULL, r->arena, &read, NULL), 0);
    assert_int_equal(personal_count(&read), 0);
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, &empty, r->arena, &read, NULL), 0);
    assert_int_equal(personal_count(&read), 0);
    event_encode(&read, &again, &nothing);
    assert_true(bytes_same((bytes_t){payload.at, payload.len}, &again)); /* all else is still there */
    assert_int_equal(nothing.len, 0);
    buf_free(&payload);
    buf_free(&personal);
    buf_free(&again);
    buf_free(&nothing);
}

static void erased_words_read_as_none_and_leave_the_rest(void **state) {
    (void)state;
    for_each_kind(20, erase);
}

/* A kind without personal values refuses a personal part, even an empty text. */
static void refuse_words(const event_t *e, bytes_t bytes, rng_t *r) {
    (void)bytes;
    static const uint8_t zero[] = {0};
    bytes_t words = {zero, sizeof zero};
    buf_t payload, personal;
    diag_t d;
    diag_init(&d);
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    event_encode(e, &payload, &personal);
    event_t read = *e;
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, &words, r->arena, &read, &d), -1);
    assert_true(diag_is(&d, "event.corrupt"));
    assert_string_equal(diag_get(&d, "kind"), event_kind_word(e->kind));
    diag_clear(&d);
    buf_free(&payload);
    buf_free(&personal);
}

static void a_personal_part_that_says_nothing_is_refused(void **state) {
    (void)state;
    for_each_kind(3, refuse_words);
}

static void kinds_and_versions_to_come_are_named(void **state) {
    (void)state;
    arena_t arena;
    diag_t d;
    arena_init(&arena, 0);
    diag_init(&d);
    event_t e = {.id = 5, .kind = EVENT_ENDED, .version = 2};
    assert_int_equal(event_decode((bytes_t){0}, NULL, &arena, &e, &d), -1);
    assert_true(diag_is(&d, "event.version"));
    assert_string_equal(diag_get(&d, "version"), "2");
    e = (event_t){.id = 5, .kind = (event_kind_t)99, .version = 1};
    assert_int_equal(event_decode((bytes_t){0}, NULL, &arena, &e, &d), -1);
    assert_true(diag_is(&d, "event.version"));
    assert_string_equal(diag_get(&d, "kind"), "99");
    diag_clear(&d);
    arena_free(&arena);
}

static void what_has_no_reader_is_not_written(void **state) {
    (void)state;
    buf_t payload, personal;
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    event_t e = {.kind = EVENT_ENDED, .version = 2, .u.ended.state = RECORD_FINISHED};
    event_encode(&e, &payload, &personal);
    assert_true(payload.failed);
    buf_reset(&payload);
    e = (event_t){.kind = EVENT_ENDED, .version = 1, .u.ended.state = (record_state_t)77};
    event_encode(&e, &payload, &personal);
    assert_true(payload.failed);
    buf_free(&payload);
    buf_free(&personal);
}

static int round_trip(void *ctx) {
    const event_t *e = ctx;
    arena_t arena;
    buf_t bytes;
    event_t read;
    arena_init(&arena, 0);
    buf_init(&bytes, 0);
    write_whole(e, &bytes);
    int rc = bytes.failed ? -1 : read_whole((bytes_t){bytes.at, bytes.len}, &arena, &read, NULL);
    buf_free(&bytes);
    arena_free(&arena);
    return rc;
}

static void refuse_memory(const event_t *e, bytes_t bytes, rng_t *r) {
    (void)bytes;
    (void)r;
    each_allocation_fails(round_trip, (void *)e, true);
}

static void each_refused_allocation_is_an_error(void **state) {
    (void)state;
    for_each_kind(2, refuse_memory);
}

static void every_part_moves_the_hash(void **state) {
    (void)state;
    static const uint8_t head[] = "head", payload[] = "payload";
    hash_t previous, digest, zero, first, other;
    memset(&zero, 0, sizeof zero);
    hash_of("a", 1, &previous);
    hash_of("b", 1, &digest);
    bytes_t h = {head, 4}, p = {payload, 7};
    event_hash(&previous, h, p, &digest, &first);
    event_hash(&digest, h, p, &digest, &other);
    assert_false(hash_equal(&first, &other));
    event_hash(&previous, p, h, &digest, &other);
    assert_false(hash_equal(&first, &other));
    event_hash(&previous, h, p, &previous, &other);
    assert_false(hash_equal(&first, &other));
    event_hash(&previous, (bytes_t){head, 3}, p, &digest, &other);
    assert_false(hash_equal(&first, &other));
    event_hash(NULL, h, p, &digest, &first);
    event_hash(&zero, h, p, &digest, &other);
    assert_true(hash_equal(&first, &other)); /* the first of a chain */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_there_is_is_made_at_random),
        cmocka_unit_test(each_kind_is_read_back_as_written),
        cmocka_unit_test(flipped_bits_are_refused_or_spell_something_else),
        cmocka_unit_test(erased_words_read_as_none_and_leave_the_rest),
        cmocka_unit_test(a_personal_part_that_says_nothing_is_refused),
        cmocka_unit_test(kinds_and_versions_to_come_are_named),
        cmocka_unit_test(what_has_no_reader_is_not_written),
        cmocka_unit_test(each_refused_allocation_is_an_error),
        cmocka_unit_test(every_part_moves_the_hash),
    };
    if (hash_setup() != 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
