/* One event of each kind, every member set: each member is carried, and the bytes are those that stores out
 * there hold. A golden line here never changes; a new shape of a payload gets a new version and a new line.
 */
#include "covering.h"
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

static const struct {
    event_kind_t kind;
    const char *word, *payload, *personal;
} golden[SAMPLES] = {
    {EVENT_DRAFTED, "record.drafted", "1466696e616e63652e6465636c61726174696f6e0673616c6573e00f",
     "0307616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8057472697000"},
    {EVENT_EDITED, "record.edited", "", "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_SUBMITTED, "record.submitted", "02104558502d323032362d303030313233d41ff601", ""},
    {EVENT_PREPARING, "record.preparing", "04", ""},
    {EVENT_STAGE_OPENED, "stage.opened",
     "0204030002000000010101000000000000000000000000000006612e6c756106000000000002040200000a0105"
     "68656164000001066c692e6e6100000000000280d0bb1b01023101010200010101066c692e6e61000000000000"
     "000006612e6c7561120101010000000000000802620000000001060200000b0604706179000000000000000000"
     "000000000000000006736d616c6c00000107616d6f756e740a32362e383520455552",
     ""},
    {EVENT_STAGE_ENDED, "stage.ended", "0201", ""},
    {EVENT_STEP_ADDED, "step.added",
     "00080000000e01077265766973650000000000000000000000000000000000000081a0d5edee6600", ""},
    {EVENT_STEP_OPENED, "step.opened", "04", ""},
    {EVENT_STEP_ENDED, "step.ended", "0404086f7574636f6d65", ""},
    {EVENT_TASK_OPENED, "task.opened",
     "8c010402d60fd20f0c70656f706c652e686561640866696e616e6365008e010673616c657301040181a0d5edee"
     "6601008ba0d5edee66",
     ""},
    {EVENT_TASK_QUEUED, "task.queued", "8c010402d60fd20f0d70656f706c652e636861696e0231", ""},
    {EVENT_TASK_DECIDED, "task.decided", "8c0102", "0de8b685e587bae9a284e7ae97"},
    {EVENT_TASK_CLOSED, "task.closed", "8c010a77697468647261776e", ""},
    {EVENT_TASK_REASSIGNED, "task.reassigned", "8c01d60fd20f0572756e670232", ""},
    {EVENT_RETURNED, "record.returned", "8c01", "0c776869636820747269703f"},
    {EVENT_WITHDRAWN, "record.withdrawn", "", "0a61206d697374616b65"},
    {EVENT_ENDED, "record.ended", "07", ""},
    {EVENT_COMMENTED, "record.commented", "8c01", "0f73656520746865207469636b6574"},
    {EVENT_CLOCK_SET, "clock.set",
     "8e01010673616c657381a0d5edee66d1afd5edee6601040ef6040102e9a7d5edee660963616c656e646172", ""},
    {EVENT_RUNG, "clock.rung", "8e01020481a0d5edee660772656d696e640b72756c652e6572726f720100", ""},
    {EVENT_COPIED, "record.copied",
     "90010ad80f0c70656f706c652e726f6c651766696e616e63652e61646d696e697374726174696f6e", ""},
    {EVENT_CLOCK_PAUSED, "clock.paused", "8e010880bab7030280968418097175657374696f6e", ""},
    {EVENT_CLOCK_RESUMED, "clock.resumed", "8e0181a0d5edee6693a0d5edee6601028ba0d5edee66", ""},
    {EVENT_PLAN_GROWN, "plan.grown",
     "04040a0000000101010000000000000000000000000000000000000000004001d60f040c0000000a010c686561642e6265666f7"
     "265000001066c692e6e610000000000000002000000000000000000000000000000d0017e01d60f8c01",
     ""},
    {EVENT_PLAN_REWOUND, "plan.rewound", "0408010972657475726e6564", ""},
    {EVENT_TASK_TAKEN_BACK, "task.taken_back", "8c01", "076120736c6970"},
    {EVENT_STEP_RESET, "step.reset", "06", ""},
    {EVENT_TASK_CLAIMED, "task.claimed", "8c0101", ""},
    {EVENT_SIGNER_REMOVED, "signer.removed", "0c02d60f", ""},
    {EVENT_LIMIT_TIGHTENED, "limit.tightened", "0c010600010201", ""},
    {EVENT_URGED, "record.urged", "8c01d60f", ""},
    {EVENT_TASK_STOOD_IN, "task.stood_in", "8c01d60fd80fd60f", ""},
    {EVENT_STAGE_TAKEN_BACK, "stage.taken_back", "04", ""},
    {EVENT_ASKED, "record.asked", "0c8c01", "0c776869636820747269703f"},
    {EVENT_PLAN_ADDED, "plan.added",
     "04040a000000020101000000000000000000000000000000000000000000400300030002000000010101000000000000"
     "000000000000000006612e6c756106000000000002040200000a010568656164000001066c692e6e6100000000000280"
     "d0bb1b01023101010200010101066c692e6e61000000000000000006612e6c7561120101010000000000000802620000"
     "000001060200000b0604706179000000000000000000000000000000000006736d616c6c000000",
     ""},
    {EVENT_CHILD_OPENED, "child.opened", "0c884016636f6d70616e792e72656374696669636174696f6e01", ""},
    {EVENT_CHILD_ENDED, "child.ended", "884007", ""},
    {EVENT_CHILD_CLOSED, "child.closed", "8840", ""},
    {EVENT_OPENED_BY, "record.opened_by", "c03e0c0201", ""},
    {EVENT_CLOSED, "record.closed", "076f70656e6572", ""},
    {EVENT_REOPENED, "record.reopened", "06040a77697468647261776e", "0a61206d697374616b65"},
    {EVENT_AMENDED, "record.amended", "",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a80f7468652070726963652066656c6c"},
    {EVENT_CHANGE_DROPPED, "record.change_dropped", "0872656675736564", "0a617320616772656564"},
    {EVENT_COPY_READ, "record.copy_read", "9001", ""},
    {EVENT_MADE_FROM, "record.made_from", "8840104558502d323032362d3030303132330574726970", ""},
    {EVENT_ADMINISTERED, "record.administered", "1f048c01", "0b73686520697320696c6c"},
    {EVENT_TASK_COMPLETED, "task.completed", "8c0101", "0b73686520697320696c6c"},
    {EVENT_CANCELLED, "record.cancelled", "04", ""},
    {EVENT_SUSPENDED, "record.suspended", "0c", ""},
    {EVENT_RESUMED, "record.resumed", "0c", ""},
    {EVENT_STEP_EXCEPTED, "step.excepted",
     "0604120000000b01097061792e6f776564000001066c692e6e6100000000000102000001000000000000000000000000000000c"
     "00207d60f06",
     ""},
    {EVENT_STAGE_JUMPED, "stage.jumped", "0206066275696c64", ""},
    {EVENT_STAGE_RETURNED, "stage.returned", "8c010612", ""},
    {EVENT_PLAN_RESTORED, "plan.restored", "0a", ""},
    {EVENT_URGENT, "record.urgent", "", "0f74686520726f6f66206c65616b73"},
    {EVENT_DEBT_OWED, "debt.owed",
     "06030002000000010101000000000000000000000000000006612e6c756106000000000002040200000a010568656164"
     "000001066c692e6e6100000000000280d0bb1b01023101010200010101066c692e6e61000000000000000006612e6c75"
     "61120101010000000000000802620000000001060200000b060470617900000000000000000000000000000000000673"
     "6d616c6c000000",
     ""},
    {EVENT_DEBT_AHEAD, "debt.ahead",
     "0104080004020a010a626f73732e6f776564000001066c692e6e6100000000000380a0f7360001000000000000000000"
     "0006677265656e00000000c08004070005626f7373060107616d6f756e740a32362e383520455552",
     ""},
    {EVENT_DEBT_CAME, "debt.came", "0604", ""},
    {EVENT_DEBT_EXCUSED, "debt.excused", "06", ""},
    {EVENT_MIGRATED, "record.migrated",
     "0102030000000000000000000000000000000000000000000000000000000000"
     "0102041803001602",
     "1474686520706f6c696379206f66204d61726368"},
    {EVENT_PLAN_JUMPED, "plan.jumped", "0a", ""},
    {EVENT_TASK_COUNTED, "task.counted", "90010a02d80f0c70656f706c652e686561640866696e616e63658c01", ""},
    {EVENT_PICKED, "record.picked", "0972657669657765728c0102d60fd80f", ""},
    {EVENT_LOGGED, "record.logged", "028c01",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_RATED, "record.rated", "03076c696b656c7907e58fafe883bd", ""},
    {EVENT_WARNED, "record.warned", "0c03", "086e6f207261696c"},
    {EVENT_DEVIATED, "record.deviated", "0c",
     "0b6974206973206c6174650207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_ADJUSTED, "record.adjusted", "0c",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a80207616d6f756e7402fa294555520208707572706"
     "f73650107e8bda6e7a5a8"},
    {EVENT_ADJUSTMENT_DROPPED, "record.adjustment_dropped", "0c",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_ADJUSTMENT_UNDONE, "record.adjustment_taken_back", "0c021204",
     "0207616d6f756e7402fa294555520208707572706f73650107e8bda6e7a5a8"},
    {EVENT_ADJUSTMENT_ADDED, "record.adjustment_added", "0c", ""},
    {EVENT_REPLANNED, "plan.replanned", "0c02041803001602", ""},
    {EVENT_DOCUMENTED, "record.documented",
     "0c7265706f72742e68746d6c0a746578742f68746d6c01020300000000000000000000000000000000000000000000000000000"
     "00000880e05d60f81a0d5edee66",
     ""},
    {EVENT_COMPLIED, "step.complied", "0c8c010409636f6e666c696374066c696d6974", ""},
    {EVENT_NOTIFIED, "record.notified", "08646563696465648c0104d60fd80f", "0b6974206973206c617465"},
    {EVENT_NOTED, "system.noted", "1272756c657365742e6163746976617465640962793d2331303031", ""},
    {EVENT_DISPOSED, "records.disposed",
     "106b6570742066697665207965617273038420104558502d323032362d3030303132331466696e616e6365"
     "2e6465636c61726174696f6e07300102030000000000000000000000000000000000000000000000000000"
     "000000050000080404000000000000000000000000000000000000000000000000000000000000009f2610"
     "5055522d323032362d30303030303111636f6d70616e792e70757263686173650924050000000000000000"
     "0000000000000000000000000000000000000000000000",
     ""},
};

static const char golden_head[] =
    "01020406010281a0d5edee6683a0d5edee6602d60fd20f02d03efc9c5b5bf12a899660b84ac10d73b1f3805213"
    "3ffe71cc8784ed7e4e0ec546c8";

static char *hex(const buf_t *b) {
    char *out = malloc(b->len * 2 + 1);
    assert_non_null(out);
    out[0] = '\0';
    for (size_t i = 0; i < b->len; i++)
        sprintf(out + 2 * i, "%02x", b->at[i]);
    return out;
}

static void check_hex(const buf_t *b, const char *expected, const char *what) {
    char *got = hex(b);
    if (strcmp(got, expected) != 0) fail_msg("%s is now %s", what, got);
    free(got);
}

static void the_bytes_of_each_kind_stay_as_they_are(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        event_t e = samples[i];
        buf_t payload, personal;
        e.version = 1;
        buf_init(&payload, 0);
        buf_init(&personal, 0);
        event_encode(&e, &payload, &personal);
        assert_false(payload.failed || personal.failed);
        assert_int_equal(e.kind, golden[i].kind);
        assert_string_equal(event_kind_word(e.kind), golden[i].word);
        check_hex(&payload, golden[i].payload, golden[i].word);
        check_hex(&personal, golden[i].personal, golden[i].word);
        buf_free(&payload);
        buf_free(&personal);
    }
}

#define N(member, other) MEMBER(event_t, member, MEMBER_NUMBER, other)
#define T(member) MEMBER(event_t, member, MEMBER_TEXT, 0)
#define F(member) MEMBER(event_t, member, MEMBER_FLAG, 0)
#define X(member) MEMBER(event_t, member, MEMBER_NESTED, 0)

static event_t head_sample(void) {
    event_t e = samples[0];
    e.id = 1;
    e.record = 2;
    e.seq = 3;
    e.version = 1;
    e.at = AT;
    e.recorded = AT + 1;
    e.actor = (actor_t){ACTOR_PROXY, 1003, 1001, AUTH_ENTERED_BY, 4008};
    hash_of("rules", 5, &e.ruleset);
    return e;
}

static const member_t of_head[] = {N(id, 99),
                                   N(record, 99),
                                   N(seq, 99),
                                   N(kind, EVENT_NOTED),
                                   N(version, 99),
                                   N(at, INSTANT_NONE),
                                   N(recorded, 99),
                                   N(actor.kind, ACTOR_SYSTEM),
                                   N(actor.person, 99),
                                   N(actor.principal, 99),
                                   N(actor.auth, AUTH_TOKEN),
                                   N(actor.uid, -1),
                                   MEMBER(event_t, ruleset, MEMBER_BYTES, 0)};

static void the_head_carries_each_member(void **state) {
    (void)state;
    members_complete("head", 0, offsetof(event_t, u), of_head, sizeof of_head / sizeof of_head[0]);
    for (size_t i = 0; i < sizeof of_head / sizeof of_head[0]; i++) {
        event_t e = head_sample(), read;
        buf_t bytes;
        cursor_t in;
        buf_init(&bytes, 0);
        member_change(&e, &of_head[i]);
        event_encode_head(&e, &bytes);
        cursor_init(&in, (bytes_t){bytes.at, bytes.len}, NULL);
        event_decode_head(&in, &read);
        assert_true(cursor_done(&in));
        if (!member_same(&e, &read, &of_head[i])) fail_msg("%s is not carried", of_head[i].name);
        buf_free(&bytes);
    }
}

static void the_bytes_of_the_head_stay_as_they_are(void **state) {
    (void)state;
    event_t e = head_sample();
    buf_t bytes;
    buf_init(&bytes, 0);
    event_encode_head(&e, &bytes);
    check_hex(&bytes, golden_head, "head");
    buf_free(&bytes);
}

static const member_t of_drafted[] = {T(u.drafted.flow), T(u.drafted.department), N(u.drafted.initiator, 99),
                                      X(u.drafted.fields), X(u.drafted.field_count)};
static const member_t of_edited[] = {X(u.edited.fields),   X(u.edited.field_count), N(u.edited.task, 99),
                                     F(u.edited.unagreed), F(u.edited.revised),     F(u.edited.prepared)};
static const member_t of_submitted[] = {N(u.submitted.round, 99), T(u.submitted.number),
                                        N(u.submitted.number_year, 99), N(u.submitted.number_seq, 99)};
static const member_t of_preparing[] = {N(u.preparing.times, 99)};
static const member_t of_stage_opened[] = {N(u.stage_opened.stage, 99), N(u.stage_opened.round, 99),
                                           X(u.stage_opened.plan)};
static const member_t of_stage_ended[] = {N(u.stage_ended.stage, 99), F(u.stage_ended.passed)};
static const member_t of_step_added[] = {N(u.step_added.step.no, 99), T(u.step_added.step.name),
                                         X(u.step_added.step)};
static const member_t of_step_opened[] = {N(u.step_opened.step, 99)};
static const member_t of_step_ended[] = {N(u.step_ended.step, 99), N(u.step_ended.state, STEP_CLOSED),
                                         T(u.step_ended.cause)};
static const member_t of_task_opened[] = {
    N(u.task_opened.task, 99),        N(u.task_opened.step, 99),      N(u.task_opened.order, 99),
    N(u.task_opened.person, 99),      N(u.task_opened.principal, 99), T(u.task_opened.reason),
    T(u.task_opened.reason_text),     N(u.task_opened.clock, 99),     T(u.task_opened.calendar),
    N(u.task_opened.limit.days, 99),  X(u.task_opened.limit),         N(u.task_opened.due.at, 99),
    F(u.task_opened.due.provisional), N(u.task_opened.next_rung, -1), N(u.task_opened.rung_at, 99),
    X(u.task_opened.no_clock),        N(u.task_opened.rungs_past, 5)};
static const member_t of_task_queued[] = {N(u.task_queued.task, 99),      N(u.task_queued.step, 99),
                                          N(u.task_queued.order, 99),     N(u.task_queued.person, 99),
                                          N(u.task_queued.principal, 99), T(u.task_queued.reason),
                                          T(u.task_queued.reason_text)};
static const member_t of_task_decided[] = {
    N(u.task_decided.task, 99),      N(u.task_decided.outcome, OUTCOME_APPROVED),
    T(u.task_decided.opinion),       X(u.task_decided.checks),
    X(u.task_decided.check_count),   X(u.task_decided.opinions),
    X(u.task_decided.opinion_count), N(u.task_decided.seen, 99),
    F(u.task_decided.frees)};
static const member_t of_task_closed[] = {N(u.task_closed.task, 99), T(u.task_closed.cause)};
static const member_t of_reassigned[] = {N(u.task_reassigned.task, 99), N(u.task_reassigned.from, 99),
                                         N(u.task_reassigned.to, 99), T(u.task_reassigned.reason),
                                         T(u.task_reassigned.reason_text)};
static const member_t of_returned[] = {N(u.returned.task, 99), T(u.returned.reason)};
static const member_t of_withdrawn[] = {T(u.withdrawn.reason)};
static const member_t of_ended[] = {N(u.ended.state, RECORD_REFUSED)};
static const member_t of_commented[] = {N(u.commented.task, 99), T(u.commented.text)};
static const member_t of_clock_set[] = {
    N(u.clock_set.clock, 99),     N(u.clock_set.state, CLOCK_STOPPED),  T(u.clock_set.calendar),
    N(u.clock_set.old_due, 99),   N(u.clock_set.new_due, INSTANT_NONE), F(u.clock_set.provisional),
    X(u.clock_set.limit),         N(u.clock_set.limit.minute, 99),      F(u.clock_set.restarted),
    N(u.clock_set.next_rung, -1), N(u.clock_set.rung_at, 99),           T(u.clock_set.cause),
    F(u.clock_set.overran)};
static const member_t of_rung[] = {
    N(u.rung.clock, 99),     N(u.rung.rung, 63),    N(u.rung.outcome, RUNG_MERGED),
    N(u.rung.due, 99),       T(u.rung.did),         T(u.rung.error),
    N(u.rung.next_rung, 63), N(u.rung.rung_at, 99), F(u.rung.brought)};
static const member_t of_copied[] = {N(u.copied.task, 99), N(u.copied.step, 99), N(u.copied.person, 99),
                                     T(u.copied.reason), T(u.copied.reason_text)};
static const member_t of_clock_paused[] = {N(u.clock_paused.clock, 99),    N(u.clock_paused.step, 99),
                                           N(u.clock_paused.ran_ms, 99),   X(u.clock_paused.limit),
                                           N(u.clock_paused.limit.ms, 99), T(u.clock_paused.cause)};
static const member_t of_clock_resumed[] = {N(u.clock_resumed.clock, 99),     N(u.clock_resumed.old_due, 99),
                                            N(u.clock_resumed.new_due, 99),   F(u.clock_resumed.provisional),
                                            N(u.clock_resumed.next_rung, -1), N(u.clock_resumed.rung_at, 99)};
static const member_t of_plan_grown[] = {N(u.plan_grown.at, 99),      N(u.plan_grown.group.no, 99),
                                         T(u.plan_grown.group.name),  X(u.plan_grown.group),
                                         N(u.plan_grown.leaf.no, 99), X(u.plan_grown.leaf),
                                         N(u.plan_grown.task, 99)};
static const member_t of_plan_rewound[] = {N(u.plan_rewound.to, 99),   N(u.plan_rewound.from, 99),
                                           F(u.plan_rewound.straight), T(u.plan_rewound.cause),
                                           N(u.plan_rewound.seen, 99), N(u.plan_rewound.task, 99)};
static const member_t of_task_taken_back[] = {N(u.task_taken_back.task, 99), T(u.task_taken_back.reason)};
static const member_t of_step_reset[] = {N(u.step_reset.step, 99)};
static const member_t of_task_claimed[] = {N(u.task_claimed.task, 99), F(u.task_claimed.claimed)};
static const member_t of_signer_removed[] = {N(u.signer_removed.step, 99), N(u.signer_removed.place, 99),
                                             N(u.signer_removed.person, 99)};
static const member_t of_limit_tightened[] = {N(u.limit_tightened.step, 99), X(u.limit_tightened.was),
                                              N(u.limit_tightened.was.days, 99), X(u.limit_tightened.within),
                                              N(u.limit_tightened.within.days, 99)};
static const member_t of_urged[] = {N(u.urged.task, 99), N(u.urged.person, 99)};
static const member_t of_task_stood_in[] = {N(u.task_stood_in.task, 99), N(u.task_stood_in.from, 99),
                                            N(u.task_stood_in.person, 99), N(u.task_stood_in.principal, 99)};
static const member_t of_stage_taken_back[] = {N(u.stage_taken_back.stage, 99)};
static const member_t of_asked[] = {N(u.asked.step, 99), N(u.asked.task, 99), T(u.asked.text)};
static const member_t of_plan_added[] = {N(u.plan_added.at, 99), N(u.plan_added.group.no, 99),
                                         X(u.plan_added.group), X(u.plan_added.piece)};
static const member_t of_child_opened[] = {N(u.child_opened.step, 99), N(u.child_opened.child, 99),
                                           T(u.child_opened.flow), F(u.child_opened.apart)};
static const member_t of_child_ended[] = {N(u.child_ended.child, 99), N(u.child_ended.state, RECORD_REFUSED)};
static const member_t of_child_closed[] = {N(u.child_closed.child, 99)};
static const member_t of_opened_by[] = {N(u.opened_by.opener, 99), N(u.opened_by.step, 99),
                                        N(u.opened_by.depth, 2), F(u.opened_by.waits)};
static const member_t of_closed[] = {T(u.closed.cause)};
static const member_t of_reopened[] = {N(u.reopened.state, RECORD_OPEN), N(u.reopened.round, 99),
                                       T(u.reopened.cause), T(u.reopened.reason)};
static const member_t of_amended[] = {X(u.amended.fields), X(u.amended.field_count), T(u.amended.reason)};
static const member_t of_change_dropped[] = {T(u.change_dropped.cause), T(u.change_dropped.reason)};
static const member_t of_copy_read[] = {N(u.copy_read.task, 99)};
static const member_t of_made_from[] = {N(u.made_from.record, 99), T(u.made_from.number),
                                        T(u.made_from.left_out)};
static const member_t of_administered[] = {N(u.administered.act, COMMAND_JUMP), N(u.administered.step, 99),
                                           N(u.administered.task, 99), T(u.administered.reason)};
static const member_t of_task_completed[] = {
    N(u.task_completed.task, 99), N(u.task_completed.outcome, OUTCOME_REFUSED), T(u.task_completed.reason)};
static const member_t of_cancelled[] = {N(u.cancelled.from, RECORD_DRAFT)};
static const member_t of_suspended[] = {N(u.suspended.step, 99)};
static const member_t of_resumed[] = {N(u.resumed.step, 99)};
static const member_t of_stage_jumped[] = {N(u.stage_jumped.stage, 99), N(u.stage_jumped.step, 99),
                                           T(u.stage_jumped.to)};
static const member_t of_stage_returned[] = {N(u.stage_returned.task, 99), N(u.stage_returned.step, 99),
                                             N(u.stage_returned.seen, 99)};
static const member_t of_plan_restored[] = {N(u.plan_restored.first, 99)};
static const member_t of_urgent[] = {T(u.urgent.reason)};
static const member_t of_debt_owed[] = {N(u.debt_owed.step, 99), X(u.debt_owed.owed)};
static const member_t of_debt_ahead[] = {X(u.debt_ahead.owed)};
static const member_t of_debt_came[] = {N(u.debt_came.step, 99), N(u.debt_came.owed, 99)};
static const member_t of_debt_excused[] = {N(u.debt_excused.step, 99)};
static const member_t of_step_excepted[] = {N(u.step_excepted.step, 99), X(u.step_excepted.owed)};
static const member_t of_migrated[] = {MEMBER(event_t, u.migrated.from, MEMBER_BYTES, 0),
                                       F(u.migrated.replanned),
                                       X(u.migrated.steps),
                                       X(u.migrated.step_count),
                                       T(u.migrated.reason),
                                       X(u.migrated.stages),
                                       X(u.migrated.stage_count)};
static const member_t of_plan_jumped[] = {N(u.plan_jumped.to, 99)};
static const member_t of_task_counted[] = {N(u.task_counted.task, 99),   N(u.task_counted.step, 99),
                                           N(u.task_counted.order, 99),  N(u.task_counted.person, 99),
                                           T(u.task_counted.reason),     T(u.task_counted.reason_text),
                                           N(u.task_counted.earlier, 99)};
static const member_t of_picked[] = {T(u.picked.step), N(u.picked.task, 99), X(u.picked.people),
                                     X(u.picked.count)};
static const member_t of_logged[] = {N(u.logged.entry, ENTRY_INSPECTION), N(u.logged.task, 99),
                                     X(u.logged.fields), X(u.logged.field_count)};
static const member_t of_rated[] = {N(u.rated.level, RISK_LOW), T(u.rated.because), T(u.rated.because_zh),
                                    F(u.rated.waits)};
static const member_t of_complied[] = {N(u.complied.step, 99), N(u.complied.task, 99), X(u.complied.checks),
                                       N(u.complied.check_count, 1)};
static const member_t of_notified[] = {T(u.notified.about),    N(u.notified.task, 99), X(u.notified.people),
                                       N(u.notified.count, 1), T(u.notified.text),     T(u.notified.text_zh)};
static const member_t of_warned[] = {N(u.warned.step, 99), N(u.warned.severity, SEVERITY_NONE),
                                     T(u.warned.text), T(u.warned.text_zh)};
static const member_t of_deviated[] = {N(u.deviated.step, 99), T(u.deviated.text),
                                       X(u.deviated.fields),   X(u.deviated.field_count),
                                       X(u.deviated.before),   X(u.deviated.before_count)};
static const member_t of_adjusted[] = {N(u.adjusted.step, 99), X(u.adjusted.fields),
                                       X(u.adjusted.field_count), X(u.adjusted.before),
                                       X(u.adjusted.before_count)};
static const member_t of_adjustment_dropped[] = {
    N(u.adjustment_dropped.step, 99), X(u.adjustment_dropped.fields), X(u.adjustment_dropped.field_count)};
static const member_t of_adjustment_taken_back[] = {
    N(u.adjustment_taken_back.step, 99), X(u.adjustment_taken_back.gone),
    X(u.adjustment_taken_back.gone_count), X(u.adjustment_taken_back.fields),
    X(u.adjustment_taken_back.field_count)};
static const member_t of_adjustment_added[] = {N(u.adjustment_added.step, 99)};
static const member_t of_replanned[] = {N(u.replanned.step, 99), X(u.replanned.steps),
                                        X(u.replanned.step_count)};
static const member_t of_documented[] = {X(u.documented.document)};
static const member_t of_noted[] = {T(u.noted.code), T(u.noted.text)};
static const member_t of_disposed[] = {T(u.disposed.reason), X(u.disposed.records),
                                       X(u.disposed.record_count)};

#define PART(list, member)                                                                                   \
    {                                                                                                        \
#member, list,                                                                                       \
            sizeof(list) / sizeof(list)[0], offsetof(event_t, u.member), sizeof(((event_t *)0)->u.member)    \
    }

/* In the order of `samples`. */
static const struct {
    const char *name;
    const member_t *list;
    size_t count, start, size;
} parts[SAMPLES] = {
    PART(of_drafted, drafted),
    PART(of_edited, edited),
    PART(of_submitted, submitted),
    PART(of_preparing, preparing),
    PART(of_stage_opened, stage_opened),
    PART(of_stage_ended, stage_ended),
    PART(of_step_added, step_added),
    PART(of_step_opened, step_opened),
    PART(of_step_ended, step_ended),
    PART(of_task_opened, task_opened),
    PART(of_task_queued, task_queued),
    PART(of_task_decided, task_decided),
    PART(of_task_closed, task_closed),
    PART(of_reassigned, task_reassigned),
    PART(of_returned, returned),
    PART(of_withdrawn, withdrawn),
    PART(of_ended, ended),
    PART(of_commented, commented),
    PART(of_clock_set, clock_set),
    PART(of_rung, rung),
    PART(of_copied, copied),
    PART(of_clock_paused, clock_paused),
    PART(of_clock_resumed, clock_resumed),
    PART(of_plan_grown, plan_grown),
    PART(of_plan_rewound, plan_rewound),
    PART(of_task_taken_back, task_taken_back),
    PART(of_step_reset, step_reset),
    PART(of_task_claimed, task_claimed),
    PART(of_signer_removed, signer_removed),
    PART(of_limit_tightened, limit_tightened),
    PART(of_urged, urged),
    PART(of_task_stood_in, task_stood_in),
    PART(of_stage_taken_back, stage_taken_back),
    PART(of_asked, asked),
    PART(of_plan_added, plan_added),
    PART(of_child_opened, child_opened),
    PART(of_child_ended, child_ended),
    PART(of_child_closed, child_closed),
    PART(of_opened_by, opened_by),
    PART(of_closed, closed),
    PART(of_reopened, reopened),
    PART(of_amended, amended),
    PART(of_change_dropped, change_dropped),
    PART(of_copy_read, copy_read),
    PART(of_made_from, made_from),
    PART(of_administered, administered),
    PART(of_task_completed, task_completed),
    PART(of_cancelled, cancelled),
    PART(of_suspended, suspended),
    PART(of_resumed, resumed),
    PART(of_step_excepted, step_excepted),
    PART(of_stage_jumped, stage_jumped),
    PART(of_stage_returned, stage_returned),
    PART(of_plan_restored, plan_restored),
    PART(of_urgent, urgent),
    PART(of_debt_owed, debt_owed),
    PART(of_debt_ahead, debt_ahead),
    PART(of_debt_came, debt_came),
    PART(of_debt_excused, debt_excused),
    PART(of_migrated, migrated),
    PART(of_plan_jumped, plan_jumped),
    PART(of_task_counted, task_counted),
    PART(of_picked, picked),
    PART(of_logged, logged),
    PART(of_rated, rated),
    PART(of_warned, warned),
    PART(of_deviated, deviated),
    PART(of_adjusted, adjusted),
    PART(of_adjustment_dropped, adjustment_dropped),
    PART(of_adjustment_taken_back, adjustment_taken_back),
    PART(of_adjustment_added, adjustment_added),
    PART(of_replanned, replanned),
    PART(of_documented, documented),
    PART(of_complied, complied),
    PART(of_notified, notified),
    PART(of_noted, noted),
    PART(of_disposed, disposed),
};

static void check_member(const event_t *sample, const member_t *m, const char *part) {
    arena_t arena;
    buf_t payload, personal;
    event_t e = *sample, read;
    e.version = 1;
    member_change(&e, m);
    arena_init(&arena, 0);
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    event_encode(&e, &payload, &personal);
    assert_false(payload.failed || personal.failed);
    read = e;
    bytes_t words = {personal.at, personal.len};
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, &words, &arena, &read, NULL), 0);
    if (!member_same(&e, &read, m)) fail_msg("%s: %s is not carried", part, m->name);
    buf_free(&payload);
    buf_free(&personal);
    arena_free(&arena);
}

static void every_member_of_a_payload_is_carried(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        members_complete(parts[i].name, parts[i].start, parts[i].size, parts[i].list, parts[i].count);
        for (size_t j = 0; j < parts[i].count; j++) {
            if (parts[i].list[j].type != MEMBER_NESTED)
                check_member(&samples[i], &parts[i].list[j], parts[i].name);
        }
    }
}

static void fields_plans_and_tasks_without_clock_are_carried(void **state) {
    (void)state;
    arena_t arena;
    buf_t payload, personal;
    arena_init(&arena, 0);
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    event_t e = samples[0], read;
    e.version = 1;
    event_encode(&e, &payload, &personal);
    read = e;
    bytes_t words = {personal.at, personal.len};
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, &words, &arena, &read, NULL), 0);
    assert_int_equal(read.u.drafted.field_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(read.u.drafted.fields[i].name, fields[i].name);
        assert_true(value_equal(&read.u.drafted.fields[i].value, &fields[i].value));
    }
    buf_reset(&payload);
    buf_reset(&personal);
    e = samples[9];
    e.version = 1;
    e.u.task_opened.no_clock = true;
    event_encode(&e, &payload, &personal);
    read = e;
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, NULL, &arena, &read, NULL), 0);
    assert_true(read.u.task_opened.no_clock);
    assert_int_equal(read.u.task_opened.clock, 0);
    assert_true(read.u.task_opened.due.at == INSTANT_NONE);
    assert_int_equal(read.u.task_opened.next_rung, -1);
    buf_free(&payload);
    buf_free(&personal);
    arena_free(&arena);
}

/* A53, A64: where nothing moved, nothing is written of it, as in events of before. */
static void stages_that_a_migration_moved_are_carried(void **state) {
    (void)state;
    moved_stage_t moved[] = {{2, 3}, {4, STAGE_GONE}};
    arena_t arena;
    buf_t payload, personal;
    arena_init(&arena, 0);
    for (size_t count = 0; count <= 2; count++) {
        buf_init(&payload, 0);
        buf_init(&personal, 0);
        event_t e = {
            .kind = EVENT_MIGRATED, .version = 1, .u.migrated = {.stages = moved, .stage_count = count}};
        event_encode(&e, &payload, &personal);
        event_t read = {.kind = EVENT_MIGRATED, .version = 1};
        assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, NULL, &arena, &read, NULL), 0);
        assert_int_equal(read.u.migrated.stage_count, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(read.u.migrated.stages[i].from, moved[i].from);
            assert_int_equal(read.u.migrated.stages[i].to, moved[i].to);
        }
        buf_free(&payload);
        buf_free(&personal);
    }
    arena_free(&arena);
}

static bool disposed_same(const disposed_t *a, const disposed_t *b) {
    bool numbers = a->number && b->number ? strcmp(a->number, b->number) == 0 : a->number == b->number;
    return a->record == b->record && numbers && strcmp(a->flow, b->flow) == 0 && a->state == b->state &&
           a->length == b->length && hash_equal(&a->head, &b->head);
}

/* What stays of a record disposed of, whether or not its flow is spelt again. */
static void each_record_disposed_of_is_carried(void **state) {
    (void)state;
    arena_t arena;
    buf_t payload, personal;
    arena_init(&arena, 0);
    buf_init(&payload, 0);
    buf_init(&personal, 0);
    event_t e = samples[SAMPLES - 1], read;
    e.version = 1;
    event_encode(&e, &payload, &personal);
    read = e;
    assert_int_equal(event_decode((bytes_t){payload.at, payload.len}, NULL, &arena, &read, NULL), 0);
    assert_int_equal(read.u.disposed.record_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(disposed_same(&read.u.disposed.records[i], &disposed[i]));
    buf_free(&payload);
    buf_free(&personal);
    arena_free(&arena);
}

/* No list can be written that a reader would refuse: out of order, twice the same, none, too many. */
static void a_list_that_could_not_be_read_is_not_written(void **state) {
    (void)state;
    static disposed_t many[DISPOSED_MAX + 1];
    disposed_t twice[2] = {disposed[0], disposed[0]}, back[2] = {disposed[1], disposed[0]};
    for (size_t i = 0; i < DISPOSED_MAX + 1; i++)
        many[i] = (disposed_t){.record = (int64_t)i + 1, .flow = "f", .state = RECORD_FINISHED, .length = 1};
    const struct {
        disposed_t *list;
        size_t count;
        bool good;
    } lists[] = {{twice, 2, false},
                 {back, 2, false},
                 {disposed, 0, false},
                 {many, DISPOSED_MAX + 1, false},
                 {many, DISPOSED_MAX, true}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        buf_t payload, personal;
        buf_init(&payload, 0);
        buf_init(&personal, 0);
        event_t e = {
            .kind = EVENT_DISPOSED, .version = 1, .u.disposed = {"why", lists[i].list, lists[i].count}};
        event_encode(&e, &payload, &personal);
        assert_int_equal(payload.failed, !lists[i].good);
        buf_free(&payload);
        buf_free(&personal);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stages_that_a_migration_moved_are_carried),
        cmocka_unit_test(each_record_disposed_of_is_carried),
        cmocka_unit_test(a_list_that_could_not_be_read_is_not_written),
        cmocka_unit_test(the_bytes_of_each_kind_stay_as_they_are),
        cmocka_unit_test(the_bytes_of_the_head_stay_as_they_are),
        cmocka_unit_test(the_head_carries_each_member),
        cmocka_unit_test(every_member_of_a_payload_is_carried),
        cmocka_unit_test(fields_plans_and_tasks_without_clock_are_carried),
    };
    if (hash_setup() != 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
