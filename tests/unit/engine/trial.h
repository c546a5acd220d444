/* One command of the engine, tried with every allocation refused once and with arenas that are a little
 * larger each time: it says so, and nothing half done comes out of it. */
#ifndef TESTS_UNIT_ENGINE_TRIAL_H
#define TESTS_UNIT_ENGINE_TRIAL_H

#include "unit/engine/scene.h"
#include "unit/failing.h"

typedef struct trial {
    scene_t scene;
    command_t command;
    int successes;
    size_t limit; /* of the arena; 0: none */
} trial_t;

/* One run on a fresh copy of the record; the scene itself stays as it is. */
static inline int trial_run(void *ctx) {
    trial_t *t = ctx;
    scene_t *s = &t->scene;
    rules_t rules = fixed_rules(&s->rules), later = fixed_rules(&s->later);
    calendars_t calendars = plain_calendars();
    arena_t arena;
    diag_t d;
    decide_out_t out;
    record_t record;
    id_source_t ids = s->ids;
    hash_of("later", 5, &later.ruleset);
    decide_in_t in = {.command = &t->command,
                      .now = s->now,
                      .ids = &ids,
                      .numbers = {.ctx = s, .next = scene_number},
                      .directory = s->dir,
                      .calendars = &calendars,
                      .rules = &rules,
                      .latest = s->has_later ? &later : &rules};
    arena_init(&arena, t->limit);
    diag_init(&d);
    int result = 0;
    if (s->bytes.len) result = record_decode((bytes_t){s->bytes.at, s->bytes.len}, &arena, &record, &d);
    bool copies = t->command.kind == COMMAND_COPY;
    if (s->bytes.len && !copies) in.record = &record;
    if (s->bytes.len && copies) in.original = &record;
    if (result == 0) {
        result = decide(&in, &arena, &out, &d);
        if (result) assert_null(out.record);
        if (result) assert_int_equal(out.event_count, 0);
        if (result == 0) assert_true(out.event_count > 0);
    }
    if (result) assert_string_equal(d.code, "memory.out");
    t->successes += result == 0;
    diag_clear(&d);
    arena_free(&arena);
    return result;
}

/* An arena hands out many pieces of one allocation: each is refused by a limit that is a little higher each
 * time. */
static inline void try_limits(trial_t *t) {
    int refused = 0;
    for (t->limit = 16; trial_run(t); t->limit += 16)
        refused++;
    t->limit = 0;
    assert_true(refused > 20);
}

static inline void try_all(trial_t *t) {
    int64_t made = each_allocation_fails(trial_run, t, true);
    assert_true(made > 0);
    assert_int_equal(t->successes, 1);
    try_limits(t);
    scene_free(&t->scene);
}

#endif
