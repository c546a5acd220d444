/* The encodings of model/, and apply on whatever they give. The first byte says which: bytes that are read
 * are the one spelling of what was read, so that writing it gives the same bytes again; an event that apply
 * takes leaves a record that can be written and read. */
#include "engine/engine.h"
#include "fuzz/shared/fuzz.h"
#include "model/flow.h"

/* Reads `from` and writes what was read; false: refused. */
typedef bool (*reread_t)(bytes_t from, arena_t *arena, buf_t *again);

enum { ARENA_MAX = 256 << 20 };

static void look_at_steps(const step_t *steps, size_t count, arena_t *arena) {
    for (size_t i = 0; i < count; i++) {
        source_text(steps[i].by, arena);
        step_kind_word(steps[i].kind);
        step_state_word(steps[i].state);
        plan_child(steps, count, (int32_t)i, (int32_t)i);
    }
}

static bool reread_record(bytes_t from, arena_t *arena, buf_t *again) {
    record_t r;
    diag_t d = {0};
    if (record_decode(from, arena, &r, &d) != 0) {
        fuzz_refused(&d);
        return false;
    }
    record_encode(&r, again);
    look_at_steps(r.steps, r.step_count, arena);
    for (size_t i = 0; i < r.task_count; i++) {
        FUZZ_MUST(record_task(&r, r.tasks[i].id) == &r.tasks[i]);
        cs_clock_t *clock = record_task_clock(&r, &r.tasks[i]);
        FUZZ_MUST(clock == NULL ? r.clocks[i].id == 0 : clock == &r.clocks[i]);
    }
    for (size_t i = 0; i < r.field_count; i++)
        FUZZ_MUST(value_text(&r.fields[i].value, arena) != NULL);
    record_at_rest(&r);
    return true;
}

/* An event's three parts stand one after the other, head and payload with two bytes of length before them. */
static bool take_part(bytes_t *from, bytes_t *out) {
    if (from->len < 2) return false;
    size_t length = (size_t)from->at[0] | (size_t)from->at[1] << 8;
    if (length > from->len - 2) return false;
    *out = (bytes_t){from->at + 2, length};
    from->at += 2 + length;
    from->len -= 2 + length;
    return true;
}

static void put_part(buf_t *out, const buf_t *part) {
    buf_u8(out, (uint8_t)part->len);
    buf_u8(out, (uint8_t)(part->len >> 8));
    buf_put(out, part->at, part->len);
    if (part->len > UINT16_MAX) out->failed = true;
}

static void put_event(const event_t *e, buf_t *out) {
    buf_t head, payload, personal;
    buf_init(&head, 0), buf_init(&payload, 0), buf_init(&personal, 0);
    event_encode_head(e, &head);
    event_encode(e, &payload, &personal);
    put_part(out, &head);
    put_part(out, &payload);
    buf_put(out, personal.at, personal.len);
    if (head.failed || payload.failed || personal.failed) out->failed = true;
    buf_free(&head), buf_free(&payload), buf_free(&personal);
}

static bool take_event(bytes_t from, arena_t *arena, event_t *e) {
    bytes_t head, payload;
    cursor_t in;
    diag_t d = {0};
    if (!take_part(&from, &head) || !take_part(&from, &payload)) return false;
    cursor_init(&in, head, arena);
    event_decode_head(&in, e);
    if (!cursor_done(&in)) return false;
    event_kind_word(e->kind);
    if (event_decode(payload, from.len > 0 ? &from : NULL, arena, e, &d) == 0) return true;
    fuzz_refused(&d);
    return false;
}

static bool reread_event(bytes_t from, arena_t *arena, buf_t *again) {
    event_t e;
    if (!take_event(from, arena, &e)) return false;
    put_event(&e, again);
    return true;
}

static bool reread_plan(bytes_t from, arena_t *arena, buf_t *again) {
    plan_t plan;
    cursor_t in;
    diag_t d = {0};
    cursor_init(&in, from, arena);
    plan_decode(&in, &plan);
    if (!cursor_done(&in)) return false;
    plan_encode(&plan, again);
    look_at_steps(plan.steps, plan.step_count, arena);
    if (plan_check(&plan, &d) != 0) fuzz_refused(&d);
    return true;
}

static bool reread_value(bytes_t from, arena_t *arena, buf_t *again) {
    value_t value;
    cursor_t in;
    cursor_init(&in, from, arena);
    value_decode(&in, &value);
    if (!cursor_done(&in)) return false;
    value_encode(&value, again);
    FUZZ_MUST(value_text(&value, arena) != NULL);
    FUZZ_MUST(value_equal(&value, &value));
    return true;
}

static bool reread_source(bytes_t from, arena_t *arena, buf_t *again) {
    cursor_t in;
    cursor_init(&in, from, arena);
    source_t *source = source_decode(&in);
    if (!cursor_done(&in)) return false;
    source_encode(source, again);
    source_text(source, arena);
    return true;
}

static bool reread_ladder(bytes_t from, arena_t *arena, buf_t *again) {
    ladder_t ladder;
    cursor_t in;
    cursor_init(&in, from, arena);
    ladder_decode(&in, &ladder);
    if (!cursor_done(&in)) return false;
    ladder_encode(&ladder, again);
    return true;
}

static bool reread_limit(bytes_t from, arena_t *arena, buf_t *again) {
    limit_t limit;
    cursor_t in;
    cursor_init(&in, from, arena);
    limit_decode(&in, &limit);
    if (!cursor_done(&in)) return false;
    FUZZ_MUST(limit_valid(&limit));
    limit_encode(&limit, again);
    return true;
}

/* Ids of the input's events hardly ever fit; the small numbers 0 to 15 stand for the record's own, in order.
 */
static void aim_id(int64_t *id, const record_t *r, bool clock) {
    if (*id < 0 || *id > 15 || (size_t)*id >= r->task_count) return;
    *id = clock ? r->clocks[*id].id : r->tasks[*id].id;
}

static void aim(event_t *e, const record_t *r) {
    e->record = e->kind == EVENT_DRAFTED ? e->record : r->id;
    if (r->version < INT64_MAX) e->seq = r->version + 1;
    if (e->kind == EVENT_TASK_OPENED) aim_id(&e->u.task_opened.task, r, false);
    if (e->kind == EVENT_TASK_DECIDED) aim_id(&e->u.task_decided.task, r, false);
    if (e->kind == EVENT_TASK_CLOSED) aim_id(&e->u.task_closed.task, r, false);
    if (e->kind == EVENT_TASK_REASSIGNED) aim_id(&e->u.task_reassigned.task, r, false);
    if (e->kind == EVENT_RETURNED) aim_id(&e->u.returned.task, r, false);
    if (e->kind == EVENT_COMMENTED) aim_id(&e->u.commented.task, r, false);
    if (e->kind == EVENT_CLOCK_SET) aim_id(&e->u.clock_set.clock, r, true);
    if (e->kind == EVENT_RUNG) aim_id(&e->u.rung.clock, r, true);
}

static void check_written(const record_t *r, arena_t *arena) {
    buf_t first, second;
    record_t read;
    diag_t d = {0};
    buf_init(&first, 0), buf_init(&second, 0);
    record_encode(r, &first);
    if (!first.failed) {
        FUZZ_MUST(record_decode((bytes_t){first.at, first.len}, arena, &read, &d) == 0);
        record_encode(&read, &second);
        FUZZ_MUST(!second.failed && first.len == second.len && memcmp(first.at, second.at, first.len) == 0);
    }
    buf_free(&first), buf_free(&second);
}

/* A record (none: the state before a draft), then events, each with its length before it. */
static bool fold(bytes_t from, arena_t *arena, buf_t *again) {
    record_t r = {0};
    bytes_t state, one;
    event_t e;
    diag_t d = {0};
    (void)again;
    if (!take_part(&from, &state)) return false;
    if (state.len > 0 && record_decode(state, arena, &r, NULL) != 0) return false;
    while (take_part(&from, &one) && take_event(one, arena, &e)) {
        aim(&e, &r);
        if (apply(&r, &e, arena, &d) != 0) {
            fuzz_refused(&d);
            break; /* a record that refused an event is thrown away */
        }
        check_written(&r, arena);
    }
    return false;
}

static const reread_t CODECS[] = {reread_record, reread_event,  reread_plan,  reread_value,
                                  reread_source, reread_ladder, reread_limit, fold};
enum { CODEC_COUNT = sizeof CODECS / sizeof *CODECS };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    arena_t arena;
    buf_t again;
    fuzz_setup();
    arena_init(&arena, ARENA_MAX);
    buf_init(&again, 0);
    bytes_t body = {data + 1, size - 1};
    if (CODECS[data[0] % CODEC_COUNT](body, &arena, &again)) {
        FUZZ_MUST(!again.failed);
        FUZZ_MUST(again.len == body.len && memcmp(again.at, body.at, body.len) == 0);
    }
    FUZZ_MUST(!arena_failed(&arena)); /* no input of this size needs so much */
    buf_free(&again);
    arena_free(&arena);
    return 0;
}

/* ---- the mutator: begins with what the host itself would write ---- */

static void put_random_event(rng_t *r, buf_t *out, bool aimed) {
    size_t kinds = 0;
    while (random_event_kinds[kinds] != 0)
        kinds++;
    event_t *e = random_event(r, random_event_kinds[rng_below(r, kinds)]);
    if (aimed) { /* all these stand at the same place or are told apart by their kind: the task, or the clock
                  */
        if (e->kind == EVENT_TASK_DECIDED) e->u.task_decided.task = (int64_t)rng_below(r, 8);
        if (e->kind == EVENT_TASK_CLOSED) e->u.task_closed.task = (int64_t)rng_below(r, 8);
        if (e->kind == EVENT_TASK_REASSIGNED) e->u.task_reassigned.task = (int64_t)rng_below(r, 8);
        if (e->kind == EVENT_CLOCK_SET) e->u.clock_set.clock = (int64_t)rng_below(r, 8);
        if (e->kind == EVENT_RUNG) e->u.rung.clock = (int64_t)rng_below(r, 8);
    }
    put_event(e, out);
}

/* Now and then a number of it stands at the end of its range: what is counted on from there must not
 * overflow. */
static void put_record(rng_t *r, buf_t *out, size_t steps, size_t tasks) {
    record_t *record = random_record(r, steps, tasks);
    uint64_t which = rng_below(r, 40);
    int32_t little = (int32_t)rng_below(r, 3);
    if (which == 0) record->round = INT32_MAX - little;
    if (which == 1) record->reopened = INT32_MAX - little;
    if (which == 2) record->version = INT64_MAX - little;
    if (which == 3) record->comments = INT64_MAX - little;
    if (which == 4 && record->step_count > 0) record->steps[record->step_count - 1].no = INT32_MAX - little;
    record_encode(record, out);
}

static void put_fold(rng_t *r, buf_t *out) {
    buf_t part;
    buf_init(&part, 0);
    if (rng_chance(r, 80)) put_record(r, &part, rng_below(r, 8), rng_below(r, 6));
    put_part(out, &part);
    for (size_t count = rng_below(r, 8); count > 0; count--) {
        buf_reset(&part);
        put_random_event(r, &part, true);
        put_part(out, &part);
    }
    buf_free(&part);
}

static void make(rng_t *r, buf_t *out) {
    uint8_t which = (uint8_t)rng_below(r, CODEC_COUNT);
    buf_u8(out, which);
    reread_t codec = CODECS[which];
    plan_t plan;
    value_t value;
    ladder_t ladder;
    limit_t limit;
    if (codec == reread_record)
        put_record(r, out, rng_below(r, 12), rng_below(r, 8));
    else if (codec == reread_event)
        put_random_event(r, out, false);
    else if (codec == reread_plan)
        plan = random_plan(r, 12, 1), plan_encode(&plan, out);
    else if (codec == reread_value)
        value = random_value(r, false), value_encode(&value, out);
    else if (codec == reread_source)
        source_encode(random_source(r, 4), out);
    else if (codec == reread_ladder)
        ladder = random_ladder(r, 5), ladder_encode(&ladder, out);
    else if (codec == reread_limit)
        limit = random_limit(r), limit_encode(&limit, out);
    else
        put_fold(r, out);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    arena_t arena;
    buf_t out;
    if (seed % 5 != 0) return LLVMFuzzerMutate(data, size, room);
    arena_init(&arena, 0);
    rng_t r = {.state = seed, .arena = &arena};
    buf_init(&out, room);
    make(&r, &out);
    if (!out.failed) memcpy(data, out.at, out.len);
    size_t result = out.failed ? LLVMFuzzerMutate(data, size, room) : out.len;
    buf_free(&out);
    arena_free(&arena);
    return result;
}
