/* A scene for the engine's tests: one record of the demo company, moved by commands under a clock that the
 * test holds. Around every command it checks what must always be true:
 *
 *  - the record is written and read back before the command (that is the restart);
 *  - every event is written, read back and applied to a second record, which must come out the same to the
 * byte;
 *  - nothing is lost: scene_checks.h.
 */
#ifndef TESTS_UNIT_ENGINE_SCENE_H
#define TESTS_UNIT_ENGINE_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "support/demo_directory.h"
#include "support/fixed_rules.h"
#include "support/plain_calendars.h"
#include "unit/engine/scene_checks.h"
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SCENE_LOG = 4096 };

typedef struct logged {
    event_kind_t kind;
    actor_kind_t actor;
    int32_t step; /* of steps and tasks; 0: of neither */
    int64_t task;
    const char *name; /* of the step; points into `names` */
    int detail;       /* outcome, state or rung's outcome, whichever the kind has */
} logged_t;

typedef struct scene {
    fixed_rules_t rules, later; /* `later`: active now, where `has_later` */
    bool has_later;
    directory_t *dir;
    id_source_t ids;
    instant_t now;
    int64_t number; /* last of the series */
    debts_t debts;  /* of departments: nobody owes anything unless the test says so */
    arena_t arena;  /* of the last command; record and out live until the next */
    buf_t bytes;    /* the record, written; empty before the draft */
    buf_t folded;   /* the same, folded from the events read back */
    record_t *record;
    decide_out_t out;
    diag_t d;
    logged_t *log; /* of the last successful command */
    size_t log_count;
} scene_t;

/* Monday 2026-03-02, 09:00 UTC. */
#define SCENE_START (INT64_C(20514) * MS_DAY + 9 * MS_HOUR)

static inline void scene_init(scene_t *s) {
    memset(s, 0, sizeof *s);
    fixed_rules_init(&s->rules);
    fixed_rules_init(&s->later);
    s->dir = demo_directory(1);
    id_source_init(&s->ids, 1);
    s->now = SCENE_START;
    arena_init(&s->arena, 0);
    buf_init(&s->bytes, 0);
    buf_init(&s->folded, 0);
    diag_init(&s->d);
}

static inline void scene_free(scene_t *s) {
    directory_unref(s->dir);
    arena_free(&s->arena);
    buf_free(&s->bytes);
    buf_free(&s->folded);
    diag_clear(&s->d);
}

static inline int scene_number(void *ctx, const char *prefix, int32_t year, int64_t *out, diag_t *d) {
    scene_t *s = ctx;
    (void)prefix;
    (void)year;
    (void)d;
    *out = s->number + 1; /* kept only if the command succeeds: see scene_command */
    return 0;
}

static inline int64_t scene_person(const scene_t *s, const char *handle) {
    person_info_t who;
    assert_true(directory_by_handle(s->dir, handle, &who));
    return who.id;
}

/* ---- commands */

static inline void log_event(scene_t *s, const record_t *r, const event_t *e) {
    logged_t *l = &s->log[s->log_count++];
    *l = (logged_t){.kind = e->kind, .actor = e->actor.kind};
    switch (e->kind) {
    case EVENT_STEP_OPENED:
        l->step = e->u.step_opened.step;
        break;
    case EVENT_STEP_ENDED:
        l->step = e->u.step_ended.step;
        l->detail = (int)e->u.step_ended.state;
        break;
    case EVENT_TASK_OPENED:
        l->task = e->u.task_opened.task;
        break;
    case EVENT_TASK_DECIDED:
        l->task = e->u.task_decided.task;
        l->detail = (int)e->u.task_decided.outcome;
        break;
    case EVENT_TASK_CLOSED:
        l->task = e->u.task_closed.task;
        break;
    case EVENT_RUNG:
        l->task = record_clock(r, e->u.rung.clock)->task;
        l->detail = (int)e->u.rung.outcome;
        break;
    default:
        break;
    }
    if (l->task) l->step = record_task(r, l->task)->step;
    if (l->step) l->name = record_step(r, l->step)->name;
}

/* The event as a reader of the store sees it. */
static inline void reread(const event_t *e, arena_t *arena, event_t *out) {
    buf_t head, payload, personal;
    buf_init(&head, 0);
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    event_encode_head(e, &head);
    event_encode(e, &payload, &personal);
    assert_false(head.failed || payload.failed || personal.failed);
    cursor_t in;
    cursor_init(&in, (bytes_t){head.at, head.len}, arena);
    event_decode_head(&in, out);
    assert_true(cursor_done(&in));
    bytes_t words = {personal.at, personal.len};
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, &words, arena, out, NULL), 0);
    buf_free(&head);
    buf_free(&payload);
    buf_free(&personal);
}

/* Applies the events, read back, to the record folded so far; it must equal what decide gave. */
static inline void check_fold(scene_t *s) {
    arena_t arena;
    arena_init(&arena, 0);
    record_t *r = arena_alloc(&arena, sizeof *r);
    if (s->folded.len)
        assert_int_equal(record_decode((bytes_t){s->folded.at, s->folded.len}, &arena, r, NULL), 0);
    for (size_t i = 0; i < s->out.event_count; i++) {
        event_t e;
        diag_t d;
        diag_init(&d);
        reread(&s->out.events[i], &arena, &e);
        if (apply(r, &e, &arena, &d)) fail_msg("%s: %s", d.code, diag_get(&d, "problem"));
        log_event(s, r, &e);
    }
    buf_reset(&s->folded);
    record_encode(r, &s->folded);
    buf_reset(&s->bytes);
    record_encode(s->out.record, &s->bytes);
    assert_false(s->bytes.failed || s->folded.failed);
    assert_int_equal(s->bytes.len, s->folded.len);
    assert_memory_equal(s->bytes.at, s->folded.at, s->bytes.len);
    arena_free(&arena);
}

static inline record_t *scene_restart(scene_t *s) {
    arena_reset(&s->arena);
    s->record = NULL;
    s->log = NULL;
    if (!s->bytes.len) return NULL;
    record_t *r = arena_alloc(&s->arena, sizeof *r);
    assert_int_equal(record_decode((bytes_t){s->bytes.at, s->bytes.len}, &s->arena, r, NULL), 0);
    return r;
}

/* 0, or -1 with s->d set and the record as it was. */
static inline int scene_command(scene_t *s, const command_t *command) {
    rules_t rules = fixed_rules(&s->rules), later = fixed_rules(&s->later);
    calendars_t calendars = plain_calendars();
    hash_of("later", 5, &later.ruleset);
    record_t *before = scene_restart(s);
    bool copies = command->kind == COMMAND_COPY; /* what comes of it is another record */
    decide_in_t in = {
        .record = copies ? NULL : before,
        .original = copies ? before : NULL,
        .command = command,
        .now = s->now,
        .ids = &s->ids,
        .numbers = {.ctx = s, .next = scene_number},
        .debts = s->debts,
        .directory = s->dir,
        .calendars = &calendars,
        .rules = &rules,
        .latest = s->has_later ? &later : &rules,
    };
    if (copies && s->has_later) in.rules = &later;
    if (s->has_later && before && memcmp(&before->ruleset, &later.ruleset, sizeof later.ruleset) == 0)
        in.rules = &later;
    diag_clear(&s->d);
    int result = decide(&in, &s->arena, &s->out, &s->d);
    s->log_count = 0;
    if (result) {
        assert_non_null(s->d.code);
        assert_int_equal(s->out.event_count, 0);
        assert_int_equal(s->out.message_count, 0);
        if (s->bytes.len) s->record = arena_alloc(&s->arena, sizeof *s->record);
        if (s->bytes.len) record_decode((bytes_t){s->bytes.at, s->bytes.len}, &s->arena, s->record, NULL);
        return -1;
    }
    if (s->d.code) fail_msg("an error without refusal: %s", s->d.code);
    if (copies) buf_reset(&s->folded);
    s->record = s->out.record;
    if (s->record->number_seq > s->number) s->number = s->record->number_seq;
    s->log = arena_array(&s->arena, s->out.event_count + 1, sizeof *s->log);
    check_fold(s);
    check_record(s->record);
    return 0;
}

static inline command_t scene_cmd(scene_t *s, const char *who, command_kind_t kind) {
    person_info_t info;
    assert_true(directory_by_handle(s->dir, who, &info));
    return (command_t){
        .kind = kind,
        .actor = {.kind = info.kind == PERSON_SERVICE ? ACTOR_SERVICE : ACTOR_PERSON,
                  .person = info.id,
                  .auth = AUTH_PEER_UID,
                  .uid = -1},
        .record = s->record ? s->record->id : 0,
        .at = INSTANT_NONE,
        .due = INSTANT_NONE,
    };
}

static inline int as(scene_t *s, const char *who, command_kind_t kind, const char *text) {
    command_t c = scene_cmd(s, who, kind);
    c.text = text;
    return scene_command(s, &c);
}

static inline int as_on(scene_t *s, const char *who, command_kind_t kind, const char *step,
                        const char *text) {
    command_t c = scene_cmd(s, who, kind);
    c.text = text;
    c.step = step;
    return scene_command(s, &c);
}

/* To one person: whoever is asked, warned, added, removed … */
static inline int as_to(scene_t *s, const char *who, command_kind_t kind, const char *whom,
                        const char *text) {
    command_t c = scene_cmd(s, who, kind);
    int64_t person = scene_person(s, whom);
    c.people = &person;
    c.people_count = 1;
    c.text = text;
    return scene_command(s, &c);
}

static inline field_t money_field(const char *name, int64_t minor) {
    return (field_t){
        .name = name,
        .value = {.kind = VALUE_MONEY, .u.money = {.minor = minor, .currency = "EUR", .digits = 2}}};
}

static inline field_t text_field(const char *name, const char *text) {
    return (field_t){.name = name, .value = {.kind = VALUE_TEXT, .u.text = text}};
}

static inline int as_with(scene_t *s, const char *who, command_kind_t kind, field_t field) {
    command_t c = scene_cmd(s, who, kind);
    c.fields = &field;
    c.field_count = 1;
    return scene_command(s, &c);
}

/* Gao Min of sales drafts the demo flow with an amount of 26.85 EUR. */
static inline int draft_by(scene_t *s, const char *who) {
    field_t amount = money_field("amount", 2685);
    command_t c = scene_cmd(s, who, COMMAND_DRAFT);
    c.flow = "demo.expense";
    c.fields = &amount;
    c.field_count = 1;
    return scene_command(s, &c);
}

/* Both must succeed. */
static inline void submit_by(scene_t *s, const char *who) {
    if (draft_by(s, who)) fail_msg("draft: %s", s->d.code);
    if (as(s, who, COMMAND_SUBMIT, NULL)) fail_msg("submit: %s", s->d.code);
}

static inline void must(scene_t *s, int result) {
    if (result) fail_msg("%s (cause %s)", s->d.code, s->d.cause ? s->d.cause->code : "none");
}

/* Gao Min files it by the green channel (A64). */
static inline int submit_urgent(scene_t *s, const char *reason) {
    must(s, draft_by(s, "gao.min"));
    command_t c = scene_cmd(s, "gao.min", COMMAND_SUBMIT);
    c.urgent = true;
    c.text = reason;
    return scene_command(s, &c);
}

static inline void hour(scene_t *s) {
    s->now += MS_HOUR;
}

static inline void refused_with(scene_t *s, int result, const char *code) {
    assert_int_equal(result, -1);
    assert_string_equal(s->d.code, code);
}

static inline void error_says(scene_t *s, const char *param, const char *value) {
    const char *said = diag_get(&s->d, param);
    assert_non_null(said);
    assert_string_equal(said, value);
}

/* The timer fires a rung of a task's clock. */
static inline int fire_rung(scene_t *s, int64_t clock, int32_t rung, instant_t due) {
    command_t c = {.kind = COMMAND_FIRE,
                   .actor = {.kind = ACTOR_TIMER, .uid = -1},
                   .record = s->record ? s->record->id : 0,
                   .clock = clock,
                   .rung = rung,
                   .due = due,
                   .at = INSTANT_NONE};
    return scene_command(s, &c);
}

/* The clock whose rung comes next; NULL: none. */
static inline const cs_clock_t *next_clock(const record_t *r) {
    const cs_clock_t *next = NULL;
    for (size_t i = 0; i < r->task_count; i++) {
        const cs_clock_t *c = &r->clocks[i];
        if (c->id && c->state == CLOCK_RUNNING && c->next_rung >= 0 && (!next || c->rung_at < next->rung_at))
            next = c;
    }
    return next;
}

/* Fires the next rung, at its instant or at `now` if that is later. False: no rung waits. */
static inline bool fire_next(scene_t *s) {
    const cs_clock_t *c = next_clock(s->record);
    if (!c) return false;
    if (s->now < c->rung_at) s->now = c->rung_at;
    must(s, fire_rung(s, c->id, c->next_rung, c->rung_at));
    return true;
}

/* The open task of a step held by somebody; NULL: none. */
static inline const task_t *open_task(const scene_t *s, const char *step, const char *who) {
    const record_t *r = s->record;
    for (size_t i = r->task_count; i-- > 0;) {
        const task_t *t = &r->tasks[i];
        if (t->state != TASK_OPEN || strcmp(record_step(r, t->step)->name, step) != 0) continue;
        if (!who || t->person == scene_person(s, who)) return t;
    }
    return NULL;
}

static inline step_state_t state_of(const scene_t *s, const char *step) {
    const step_t *found = record_step_named(s->record, step);
    assert_non_null(found);
    return found->state;
}

/* The newest step of that name that counts; NULL: none does. */
static inline const step_t *counts(const scene_t *s, const char *name) {
    const step_t *found = NULL;
    for (size_t i = 0; i < s->record->step_count; i++) {
        const step_t *step = &s->record->steps[i];
        if (!step->superseded && step->name && strcmp(step->name, name) == 0) found = step;
    }
    return found;
}

/* How many messages of a kind went to somebody in the last command. */
static inline int told(const scene_t *s, const char *kind, const char *who) {
    int count = 0;
    for (size_t i = 0; i < s->out.message_count; i++)
        if (strcmp(s->out.messages[i].kind, kind) == 0 &&
            (!who || s->out.messages[i].recipient == scene_person(s, who)))
            count++;
    return count;
}

static inline int events_of(const scene_t *s, event_kind_t kind) {
    int count = 0;
    for (size_t i = 0; i < s->out.event_count; i++)
        count += s->out.events[i].kind == kind;
    return count;
}

#endif
