/* One event of each kind, every member set. */
#ifndef TESTS_UNIT_MODEL_EVENT_SAMPLES_H
#define TESTS_UNIT_MODEL_EVENT_SAMPLES_H

#include "../failing.h"
#include "model/event.h"

static source_t li_na = {.kind = SOURCE_PERSON, .key = "li.na"};
static rung_act_t acts[] = {{.action = RUNG_REMIND, .who = &li_na}};
static rung_t rungs[] = {{.name = "1",
                          .anchor = RUNG_AFTER_DUE,
                          .distance = {.kind = LIMIT_WORKDAYS, .days = 1},
                          .acts = acts,
                          .act_count = 1,
                          .file = "a.lua",
                          .line = 9}};
static step_t steps[] = {{.no = 1,
                          .kind = STEP_SEQUENCE,
                          .state = STEP_WAITING,
                          .name = "",
                          .why = {.file = "a.lua", .line = 3},
                          .opened_at = INSTANT_NONE,
                          .ended_at = INSTANT_NONE},
                         {.no = 2,
                          .parent = 1,
                          .kind = STEP_APPROVE,
                          .state = STEP_WAITING,
                          .name = "head",
                          .by = &li_na,
                          .mode = DECIDE_ANY,
                          .within = {.kind = LIMIT_WORKTIME, .ms = 28800000},
                          .ladder = {rungs, 1},
                          .on_empty = EMPTY_FALLBACK,
                          .on_self = SELF_SUPERIOR,
                          .why = {.file = "a.lua", .line = 4, .because = "b"},
                          .opened_at = INSTANT_NONE,
                          .ended_at = INSTANT_NONE},
                         {.no = 3,
                          .parent = 1,
                          .kind = STEP_ACT,
                          .state = STEP_LEFT_OUT,
                          .name = "pay",
                          .ladder = {rungs, 1},
                          .left_out = "small",
                          .opened_at = INSTANT_NONE,
                          .ended_at = INSTANT_NONE}};
static step_t ahead[] = {{.no = 4,
                          .stage = 2,
                          .round = 1,
                          .kind = STEP_APPROVE,
                          .state = STEP_WAITING,
                          .name = "boss.owed",
                          .by = &li_na,
                          .mode = DECIDE_ANY,
                          .within = {.kind = LIMIT_ELAPSED, .ms = 57600000},
                          .added = ADDED_DEBT,
                          .ahead_of = "boss",
                          .ahead_form = 3,
                          .why = {.because = "green"},
                          .opened_at = INSTANT_NONE,
                          .ended_at = INSTANT_NONE}};
static fact_t facts[] = {{.path = "amount", .text = "26.85 EUR"}};
static field_t fields[] = {
    {"amount", {.kind = VALUE_MONEY, .u.money = {.minor = 2685, .currency = "EUR", .digits = 2}}},
    {"purpose", {.kind = VALUE_TEXT, .u.text = "车票"}},
    {"trip", {.kind = VALUE_NONE}}};

#define AT INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static carried_t carried[] = {{2, 12, STEP_PASSED}, {0, 11, STEP_OPEN}};

static disposed_t disposed[] = {
    {4100, "EXP-2026-000123", "finance.declaration", RECORD_FINISHED, 24, {{1, 2, 3}}},
    {4105, NULL, "finance.declaration", RECORD_WITHDRAWN, 2, {{4}}},
    {9000, "PUR-2026-000001", "company.purchase", RECORD_ENDED_REFUSED, 18, {{5}}},
};

static int64_t picked[] = {1003, 1004};
static int32_t gone[] = {9, 11};

static const char *check_names[] = {"conflict", "limit"};
static const event_t samples[] = {
    {.kind = EVENT_DRAFTED, .u.drafted = {"finance.declaration", "sales", 1008, fields, 3}},
    {.kind = EVENT_EDITED, .u.edited = {fields, 2}},
    {.kind = EVENT_SUBMITTED, .u.submitted = {1, "EXP-2026-000123", 2026, 123}},
    {.kind = EVENT_PREPARING, .u.preparing = {2}},
    {.kind = EVENT_STAGE_OPENED, .u.stage_opened = {1, 2, {steps, 3, facts, 1}}},
    {.kind = EVENT_STAGE_ENDED, .u.stage_ended = {1, true}},
    {.kind = EVENT_STEP_ADDED,
     .u.step_added = {{.no = 4,
                       .kind = STEP_REVISE,
                       .state = STEP_WAITING,
                       .name = "revise",
                       .opened_at = AT,
                       .ended_at = INSTANT_NONE}}},
    {.kind = EVENT_STEP_OPENED, .u.step_opened = {2}},
    {.kind = EVENT_STEP_ENDED, .u.step_ended = {2, STEP_REFUSED, "outcome"}},
    {.kind = EVENT_TASK_OPENED,
     .u.task_opened = {70,
                       2,
                       1,
                       1003,
                       1001,
                       "people.head",
                       "finance",
                       71,
                       "sales",
                       {.kind = LIMIT_WORKDAYS, .days = 2, .same_time = true},
                       {AT, true},
                       0,
                       AT + 5,
                       false}},
    {.kind = EVENT_TASK_QUEUED, .u.task_queued = {70, 2, 1, 1003, 1001, "people.chain", "1"}},
    {.kind = EVENT_TASK_DECIDED, .u.task_decided = {70, OUTCOME_REFUSED, "超出预算"}},
    {.kind = EVENT_TASK_CLOSED, .u.task_closed = {70, "withdrawn"}},
    {.kind = EVENT_TASK_REASSIGNED, .u.task_reassigned = {70, 1003, 1001, "rung", "2"}},
    {.kind = EVENT_RETURNED, .u.returned = {70, "which trip?"}},
    {.kind = EVENT_WITHDRAWN, .u.withdrawn = {"a mistake"}},
    {.kind = EVENT_ENDED, .u.ended = {RECORD_FINISHED}},
    {.kind = EVENT_COMMENTED, .u.commented = {70, "see the ticket"}},
    {.kind = EVENT_CLOCK_SET,
     .u.clock_set = {71,
                     CLOCK_RUNNING,
                     "sales",
                     AT,
                     AT + 1000,
                     true,
                     {.kind = LIMIT_DAY_TIME, .days = 7, .minute = 315},
                     true,
                     1,
                     AT + 500,
                     "calendar"}},
    {.kind = EVENT_RUNG, .u.rung = {71, 1, RUNG_FAILED, AT, "remind", "rule.error", -1, INSTANT_NONE}},
    {.kind = EVENT_COPIED, .u.copied = {72, 5, 1004, "people.role", "finance.administration"}},
    {.kind = EVENT_CLOCK_PAUSED,
     .u.clock_paused = {71, 4, 3600000, {.kind = LIMIT_WORKTIME, .ms = 25200000}, "question"}},
    {.kind = EVENT_CLOCK_RESUMED, .u.clock_resumed = {71, AT, AT + 9, true, 1, AT + 5}},
    {.kind = EVENT_PLAN_GROWN,
     .u.plan_grown = {2,
                      {.no = 5,
                       .kind = STEP_SEQUENCE,
                       .state = STEP_WAITING,
                       .name = "",
                       .added = ADDED_BEFORE,
                       .added_by = 1003,
                       .opened_at = INSTANT_NONE,
                       .ended_at = INSTANT_NONE},
                      {.no = 6,
                       .kind = STEP_APPROVE,
                       .state = STEP_WAITING,
                       .name = "head.before",
                       .by = &li_na,
                       .mode = DECIDE_ALL,
                       .permits = PERMIT_USUAL,
                       .added = ADDED_BEFORE,
                       .added_by = 1003,
                       .serves = 70,
                       .opened_at = INSTANT_NONE,
                       .ended_at = INSTANT_NONE}}},
    {.kind = EVENT_PLAN_REWOUND, .u.plan_rewound = {2, 4, true, "returned"}},
    {.kind = EVENT_TASK_TAKEN_BACK, .u.task_taken_back = {70, "a slip"}},
    {.kind = EVENT_STEP_RESET, .u.step_reset = {3}},
    {.kind = EVENT_TASK_CLAIMED, .u.task_claimed = {70, true}},
    {.kind = EVENT_SIGNER_REMOVED, .u.signer_removed = {6, 1, 1003}},
    {.kind = EVENT_LIMIT_TIGHTENED,
     .u.limit_tightened = {6,
                           {.kind = LIMIT_WORKDAYS, .days = 3},
                           {.kind = LIMIT_WORKDAYS, .days = 1, .same_time = true}}},
    {.kind = EVENT_URGED, .u.urged = {70, 1003}},
    {.kind = EVENT_TASK_STOOD_IN, .u.task_stood_in = {70, 1003, 1004, 1003}},
    {.kind = EVENT_STAGE_TAKEN_BACK, .u.stage_taken_back = {2}},
    {.kind = EVENT_ASKED, .u.asked = {6, 70, "which trip?"}},
    {.kind = EVENT_PLAN_ADDED,
     .u.plan_added = {2,
                      {.no = 5,
                       .kind = STEP_ALL,
                       .state = STEP_WAITING,
                       .name = "",
                       .added = ADDED_BESIDE,
                       .opened_at = INSTANT_NONE,
                       .ended_at = INSTANT_NONE},
                      {.steps = steps, .step_count = 3}}},
    {.kind = EVENT_CHILD_OPENED, .u.child_opened = {6, 4100, "company.rectification", true}},
    {.kind = EVENT_CHILD_ENDED, .u.child_ended = {4100, RECORD_FINISHED}},
    {.kind = EVENT_CHILD_CLOSED, .u.child_closed = {4100}},
    {.kind = EVENT_OPENED_BY, .u.opened_by = {4000, 6, 1, true}},
    {.kind = EVENT_CLOSED, .u.closed = {"opener"}},
    {.kind = EVENT_CHILD_OPEN_AGAIN, .u.child_open_again = {4100}},
    {.kind = EVENT_OPEN_AGAIN, .u.open_again = {true}},
    {.kind = EVENT_REOPENED, .u.reopened = {RECORD_RETURNED, 2, "withdrawn", "a mistake"}},
    {.kind = EVENT_AMENDED, .u.amended = {fields, 2, "the price fell"}},
    {.kind = EVENT_CHANGE_DROPPED, .u.change_dropped = {"refused", "as agreed"}},
    {.kind = EVENT_COPY_READ, .u.copy_read = {72}},
    {.kind = EVENT_MADE_FROM, .u.made_from = {4100, "EXP-2026-000123", "trip"}},
    {.kind = EVENT_ADMINISTERED, .u.administered = {COMMAND_COMPLETE, 2, 70, "she is ill"}},
    {.kind = EVENT_TASK_COMPLETED, .u.task_completed = {70, OUTCOME_APPROVED, "she is ill"}},
    {.kind = EVENT_CANCELLED, .u.cancelled = {RECORD_OPEN}},
    {.kind = EVENT_SUSPENDED, .u.suspended = {6}},
    {.kind = EVENT_RESUMED, .u.resumed = {6}},
    {.kind = EVENT_STEP_EXCEPTED,
     .u.step_excepted = {3,
                         {.no = 9,
                          .kind = STEP_ACT,
                          .state = STEP_WAITING,
                          .name = "pay.owed",
                          .by = &li_na,
                          .mode = DECIDE_ANY,
                          .within = {.kind = LIMIT_WORKDAYS, .days = 1},
                          .added = ADDED_DEBT,
                          .added_by = 1003,
                          .origin = 3,
                          .opened_at = INSTANT_NONE,
                          .ended_at = INSTANT_NONE}}},
    {.kind = EVENT_STAGE_JUMPED, .u.stage_jumped = {1, 3, "build"}},
    {.kind = EVENT_STAGE_RETURNED, .u.stage_returned = {70, 3, 9}},
    {.kind = EVENT_PLAN_RESTORED, .u.plan_restored = {5}},
    {.kind = EVENT_URGENT, .u.urgent = {"the roof leaks"}},
    {.kind = EVENT_DEBT_OWED, .u.debt_owed = {3, {steps, 3, NULL, 0}}},
    {.kind = EVENT_DEBT_AHEAD, .u.debt_ahead = {{ahead, 1, facts, 1}}},
    {.kind = EVENT_DEBT_CAME, .u.debt_came = {3, 2}},
    {.kind = EVENT_DEBT_EXCUSED, .u.debt_excused = {3}},
    {.kind = EVENT_MIGRATED, .u.migrated = {{{1, 2, 3}}, true, carried, 2, "the policy of March"}},
    {.kind = EVENT_PLAN_JUMPED, .u.plan_jumped = {5}},
    {.kind = EVENT_TASK_COUNTED, .u.task_counted = {72, 5, 1, 1004, "people.head", "finance", 70}},
    {.kind = EVENT_PICKED, .u.picked = {"reviewer", 70, picked, 2}},
    {.kind = EVENT_LOGGED, .u.logged = {ENTRY_REPORT, 70, fields, 2}},
    {.kind = EVENT_RATED, .u.rated = {RISK_HIGH, "likely", "可能"}},
    {.kind = EVENT_WARNED, .u.warned = {6, SEVERITY_SEVERE, "no rail"}},
    {.kind = EVENT_DEVIATED, .u.deviated = {6, "it is late", fields, 2}},
    {.kind = EVENT_ADJUSTED, .u.adjusted = {6, fields, 2, fields, 2}},
    {.kind = EVENT_ADJUSTMENT_DROPPED, .u.adjustment_dropped = {6, fields, 2}},
    {.kind = EVENT_ADJUSTMENT_UNDONE, .u.adjustment_taken_back = {6, gone, 2, fields, 2}},
    {.kind = EVENT_ADJUSTMENT_ADDED, .u.adjustment_added = {6}},
    {.kind = EVENT_REPLANNED, .u.replanned = {6, carried, 2}},
    {.kind = EVENT_DOCUMENTED,
     .u.documented = {{"report.html", "text/html", {{1, 2, 3}}, 900, 1003, AT, DOCUMENT_ACCEPTANCE}}},
    {.kind = EVENT_COMPLIED, .u.complied = {6, 70, check_names, 2}},
    {.kind = EVENT_NOTIFIED, .u.notified = {"decided", 70, picked, 2, "it is late"}},
    {.kind = EVENT_NOTED, .u.noted = {"ruleset.activated", "by=#1001"}},
    {.kind = EVENT_DISPOSED, .u.disposed = {"kept five years", disposed, 3}},
};

enum { SAMPLES = sizeof samples / sizeof samples[0] };

/* The sample of that kind, as it is written now. */
static inline event_t sample_of(event_kind_t kind) {
    size_t i = 0;
    while (samples[i].kind != kind)
        i++;
    event_t e = samples[i];
    e.version = 1;
    return e;
}

/* The payload as a reader of the store gets it: written and read. */
static inline event_t reread(const event_t *e, arena_t *arena) {
    event_t read = {.kind = e->kind, .version = e->version};
    buf_t payload, personal;
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    event_encode(e, &payload, &personal);
    assert_false(payload.failed || personal.failed);
    bytes_t words = {personal.at, personal.len};
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, &words, arena, &read, NULL), 0);
    buf_free(&payload);
    buf_free(&personal);
    return read;
}

/* An event with a head of its own. */
static inline event_t head_sample(void) {
    event_t e = sample_of(EVENT_DRAFTED);
    e.id = 1;
    e.record = 2;
    e.seq = 3;
    e.at = AT;
    e.recorded = AT + 1;
    e.actor = (actor_t){ACTOR_PROXY, 1003, 1001, AUTH_ENTERED_BY, 4008};
    hash_of("rules", 5, &e.ruleset);
    return e;
}

#endif
