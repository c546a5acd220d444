/* A store in a folder of its own, and a record that goes through a short life by hand: drafted, submitted,
 * one step opened, decided, a second opened … each as one change with events and the state after them. */
#ifndef TESTS_UNIT_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/id.h"
#include "store/queries.h"
#include "store/tables.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FX_START INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
enum { FX_STEPS = 3 };

typedef struct fixture {
    char folder[64], path[96];
    store_t *store;
    arena_t arena;
    id_source_t ids;
    instant_t now;
    diag_t d;
} fixture_t;

/* Fails the test with the error's code and words. */
static inline void fx_ok(fixture_t *f, int rc) {
    if (rc == 0) return;
    const char *detail = diag_get(&f->d, "detail");
    fail_msg("%s: %s", f->d.code ? f->d.code : "no error is set", detail ? detail : "");
}

static inline void fx_refused(fixture_t *f, int rc, const char *code) {
    assert_int_equal(rc, -1);
    assert_string_equal(f->d.code ? f->d.code : "(none)", code);
}

static inline void fx_open(fixture_t *f, store_mode_t mode, const store_options_t *options) {
    f->store = store_open(f->path, mode, options, &f->d);
    fx_ok(f, f->store ? 0 : -1);
}

static inline void fx_close(fixture_t *f) {
    store_close(f->store);
    f->store = NULL;
}

static inline void fx_folder(fixture_t *f) {
    assert_int_equal(hash_setup(), 0);
    memset(f, 0, sizeof *f);
    diag_init(&f->d);
    arena_init(&f->arena, 0);
    id_source_init(&f->ids, 1);
    f->now = FX_START;
    strcpy(f->folder, "/tmp/store-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/company.db", f->folder);
}

static inline int fx_setup(void **state) {
    fixture_t *f = malloc(sizeof *f);
    fx_folder(f);
    fx_open(f, STORE_CREATE, NULL);
    *state = f;
    return 0;
}

static inline void fx_remove(fixture_t *f) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
}

static inline int fx_teardown(void **state) {
    fixture_t *f = *state;
    store_close(f->store);
    arena_free(&f->arena);
    diag_clear(&f->d);
    fx_remove(f);
    free(f);
    return 0;
}

/* Runs SQL as somebody who has the file could, past everything of ours; the result. */
static inline int fx_raw(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), SQLITE_OK);
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return rc;
}

/* The same with the store closed meanwhile. */
static inline void fx_tamper(fixture_t *f, const char *sql) {
    fx_close(f);
    assert_int_equal(fx_raw(f->path, sql), SQLITE_OK);
    fx_open(f, STORE_WRITE, NULL);
}

/* The life of one record. `before` is made by fx_change, which every step begins with. */
typedef struct life {
    record_t record;
    chain_t chain;
    event_t events[16];
    message_t messages[4];
    change_t change;
    step_t steps[FX_STEPS];
    task_t tasks[FX_STEPS];
    cs_clock_t clocks[FX_STEPS];
    field_t fields[1];
    char number[32];
    hash_t ruleset;
    bytes_t state;
} life_t;

static const char *const fx_channels[] = {"file"};

static inline void fx_change(fixture_t *f, life_t *l) {
    f->now += 1000;
    l->change = (change_t){.record = &l->record,
                           .events = l->events,
                           .messages = l->messages,
                           .channels = fx_channels,
                           .channel_count = 1,
                           .now = f->now};
    deadline_t *before = NULL;
    fx_ok(f, store_deadlines_of(&l->record, &f->arena, &before, &l->change.before_count, &f->d));
    l->change.before = before;
}

static inline event_t *fx_event(fixture_t *f, life_t *l, event_kind_t kind) {
    event_t *e = &l->events[l->change.event_count++];
    memset(e, 0, sizeof *e);
    e->id = id_next(&f->ids, f->now);
    e->record = l->record.id;
    e->seq = ++l->record.version;
    e->kind = kind;
    e->version = 1;
    e->at = e->recorded = f->now;
    e->actor = (actor_t){.kind = ACTOR_PERSON, .person = 7, .auth = AUTH_PEER_UID, .uid = 1000};
    e->ruleset = l->ruleset;
    return e;
}

static inline void fx_draft(fixture_t *f, life_t *l, int64_t initiator, const char *flow) {
    memset(l, 0, sizeof *l);
    hash_of("rules", 5, &l->ruleset);
    l->fields[0] =
        (field_t){.name = "purpose", .value = {.kind = VALUE_TEXT, .u.text = "a train to Shanghai"}};
    l->record = (record_t){.id = id_next(&f->ids, f->now + 1000),
                           .flow = flow,
                           .department = "finance",
                           .initiator = initiator,
                           .ruleset = l->ruleset,
                           .state = RECORD_DRAFT,
                           .stage = -1,
                           .submitted_at = INSTANT_NONE,
                           .ended_at = INSTANT_NONE,
                           .fields = l->fields,
                           .field_count = 1,
                           .steps = l->steps,
                           .tasks = l->tasks,
                           .clocks = l->clocks};
    fx_change(f, l);
    l->record.created_at = f->now;
    event_t *e = fx_event(f, l, EVENT_DRAFTED);
    e->u.drafted.flow = flow;
    e->u.drafted.department = "finance";
    e->u.drafted.initiator = initiator;
    e->u.drafted.fields = l->fields;
    e->u.drafted.field_count = 1;
}

static inline void fx_open_task(fixture_t *f, life_t *l, size_t i, int64_t person) {
    record_t *r = &l->record;
    instant_t due = f->now + 3 * (int64_t)MS_DAY;
    int64_t id = id_next(&f->ids, f->now), clock = id_next(&f->ids, f->now);
    l->steps[i].state = STEP_OPEN;
    l->steps[i].opened_at = f->now;
    fx_event(f, l, EVENT_STEP_OPENED)->u.step_opened.step = l->steps[i].no;
    l->tasks[i] = (task_t){.id = id,
                           .step = l->steps[i].no,
                           .person = person,
                           .reason = "people.head",
                           .reason_text = "finance",
                           .state = TASK_OPEN,
                           .opened_at = f->now,
                           .ended_at = INSTANT_NONE};
    l->clocks[i] = (cs_clock_t){.id = clock,
                                .task = id,
                                .state = CLOCK_RUNNING,
                                .limit = {.kind = LIMIT_ELAPSED, .ms = 3 * (int64_t)MS_DAY},
                                .started_at = f->now,
                                .due_at = due,
                                .next_rung = 0,
                                .rung_at = due};
    r->task_count = i + 1;
    event_t *e = fx_event(f, l, EVENT_TASK_OPENED);
    e->u.task_opened.task = id;
    e->u.task_opened.step = l->steps[i].no;
    e->u.task_opened.person = person;
    e->u.task_opened.reason = "people.head";
    e->u.task_opened.reason_text = "finance";
    e->u.task_opened.clock = clock;
    e->u.task_opened.limit = l->clocks[i].limit;
    e->u.task_opened.due.at = due;
    e->u.task_opened.rung_at = due;
    l->messages[l->change.message_count++] = (message_t){.id = id_next(&f->ids, f->now),
                                                         .recipient = person,
                                                         .kind = "task.opened",
                                                         .record = r->id,
                                                         .task = id,
                                                         .step = l->steps[i].name,
                                                         .due = due};
}

static inline void fx_submit(fixture_t *f, life_t *l, int64_t number, int64_t person) {
    static const char *const names[FX_STEPS] = {"administration", "supervisor", "director"};
    static const source_t by = {.kind = SOURCE_POST, .key = "finance.head"};
    record_t *r = &l->record;
    fx_change(f, l);
    snprintf(l->number, sizeof l->number, "EXP-2026-%06d", (int)number);
    r->number = l->number;
    r->number_year = 2026;
    r->number_seq = number;
    r->state = RECORD_OPEN;
    r->round = 1;
    r->stage = 0;
    r->submitted_at = f->now;
    event_t *e = fx_event(f, l, EVENT_SUBMITTED);
    e->u.submitted.round = 1;
    e->u.submitted.number = l->number;
    e->u.submitted.number_year = 2026;
    e->u.submitted.number_seq = number;
    for (int32_t i = 0; i < FX_STEPS; i++) {
        l->steps[i] = (step_t){.no = i + 1,
                               .round = 1,
                               .kind = STEP_APPROVE,
                               .state = STEP_WAITING,
                               .name = names[i],
                               .by = &by,
                               .mode = DECIDE_ANY,
                               .within = {.kind = LIMIT_ELAPSED, .ms = 3 * (int64_t)MS_DAY},
                               .on_empty = EMPTY_FALLBACK,
                               .on_self = SELF_SUPERIOR,
                               .on_refuse = ON_REFUSE_AT_ONCE,
                               .opened_at = INSTANT_NONE,
                               .ended_at = INSTANT_NONE};
    }
    r->step_count = FX_STEPS;
    e = fx_event(f, l, EVENT_STAGE_OPENED);
    e->u.stage_opened.round = 1;
    step_t *steps = arena_copy(&f->arena, l->steps, sizeof l->steps);
    assert_non_null(steps);
    e->u.stage_opened.plan = (plan_t){.steps = steps, .step_count = FX_STEPS};
    fx_open_task(f, l, 0, person);
}

/* Approves the open task; the next goes to `next`, or the record is finished when it was the last. */
static inline void fx_approve(fixture_t *f, life_t *l, int64_t next) {
    record_t *r = &l->record;
    fx_change(f, l);
    size_t i = r->task_count - 1;
    event_t *e = fx_event(f, l, EVENT_TASK_DECIDED);
    e->u.task_decided.task = l->tasks[i].id;
    e->u.task_decided.outcome = OUTCOME_APPROVED;
    e->u.task_decided.opinion = "looks right";
    l->tasks[i].state = TASK_DECIDED;
    l->tasks[i].outcome = OUTCOME_APPROVED;
    l->tasks[i].opinion = "looks right";
    l->tasks[i].decided_by = 7;
    l->tasks[i].ended_at = f->now;
    l->clocks[i].state = CLOCK_STOPPED;
    l->clocks[i].next_rung = -1;
    l->clocks[i].rung_at = INSTANT_NONE;
    e = fx_event(f, l, EVENT_STEP_ENDED);
    e->u.step_ended.step = l->steps[i].no;
    e->u.step_ended.state = STEP_PASSED;
    e->u.step_ended.cause = "outcome";
    l->steps[i].state = STEP_PASSED;
    l->steps[i].ended_at = f->now;
    if (i + 1 < FX_STEPS) {
        fx_open_task(f, l, i + 1, next);
        return;
    }
    r->state = RECORD_FINISHED;
    r->ended_at = f->now;
    fx_event(f, l, EVENT_STAGE_ENDED)->u.stage_ended.passed = true;
    fx_event(f, l, EVENT_ENDED)->u.ended.state = RECORD_FINISHED;
}

/* The change, written within the caller's transaction. */
static inline void fx_write(fixture_t *f, life_t *l) {
    fx_ok(f, store_write(f->store, &l->change, &l->chain, &f->arena, &l->state, &f->d));
}

static inline void fx_begin(fixture_t *f) {
    fx_ok(f, store_begin(f->store, &f->d));
}

static inline void fx_commit(fixture_t *f) {
    fx_ok(f, store_commit(f->store, &f->d));
}

/* Drafted, submitted as that number, first task at `person`: in one transaction. */
static inline void fx_submitted(fixture_t *f, life_t *l, int64_t number, int64_t person) {
    fx_begin(f);
    fx_draft(f, l, 7, "finance.declaration");
    fx_write(f, l);
    fx_submit(f, l, number, person);
    fx_write(f, l);
    fx_commit(f);
}

/* The same and approved three times. */
static inline void fx_finished(fixture_t *f, life_t *l, int64_t number, int64_t person) {
    fx_submitted(f, l, number, person);
    fx_begin(f);
    for (int i = 0; i < FX_STEPS; i++) {
        fx_approve(f, l, person);
        fx_write(f, l);
    }
    fx_commit(f);
}

#endif
