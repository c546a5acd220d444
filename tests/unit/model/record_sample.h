/* A record with every member set: a step and a task of each shape that its encoding tells apart. */
#ifndef TESTS_UNIT_MODEL_RECORD_SAMPLE_H
#define TESTS_UNIT_MODEL_RECORD_SAMPLE_H

#include "model/record.h"

static source_t inner = {.kind = SOURCE_INITIATOR};
static source_t second = {.kind = SOURCE_POST, .key = "b"};
static source_t by = {
    .kind = SOURCE_ROLE, .key = "a", .item = "b", .level = 3, .of = &inner, .next = &second};
static rung_act_t acts[] = {{.action = RUNG_CALL,
                             .who = &by,
                             .within = {.kind = LIMIT_ELAPSED, .ms = 5},
                             .function = "f",
                             .because = "g"}};
static rung_t rungs[] = {{.name = "1",
                          .anchor = RUNG_AFTER_DUE,
                          .distance = {.kind = LIMIT_WORKDAYS, .days = 2},
                          .acts = acts,
                          .act_count = 1,
                          .file = "h",
                          .line = 4},
                         {.name = "2", .anchor = RUNG_FRACTION, .permille = 500}};
static step_t steps[] = {{.no = 1, .kind = STEP_SEQUENCE, .state = STEP_OPEN, .name = ""},
                         {.no = 2,
                          .parent = 1,
                          .stage = 1,
                          .round = 2,
                          .kind = STEP_APPROVE,
                          .state = STEP_WAITING,
                          .name = "c",
                          .title_en = "d",
                          .title_zh = "e",
                          .by = &by,
                          .mode = DECIDE_ANY,
                          .within = {.kind = LIMIT_ELAPSED, .ms = 9},
                          .ladder = {rungs, 2},
                          .on_empty = EMPTY_FALLBACK,
                          .on_self = SELF_SUPERIOR,
                          .passes_because = "f",
                          .aspects = "g",
                          .on_refuse = ON_REFUSE_AT_ONCE,
                          .refuse_need = 1,
                          .need = 1,
                          .opens = "w",
                          .wait = WAIT_ALL,
                          .ahead_of = "z",
                          .ahead_form = 6,
                          .why = {.file = "h", .line = 7, .because = "i", .because_zh = "j"},
                          .left_out = "k",
                          .opened_at = 8,
                          .ended_at = INSTANT_NONE}};
static fact_t facts[] = {{.path = "l", .text = "m"}};
static plan_place_t plans[] = {
    {.stage = 1, .round = 1, .first = 0, .count = 2, .facts = facts, .fact_count = 1}};
static int64_t picked[] = {3, 4};
static pick_t picks[] = {{.step = "c", .people = picked, .count = 2, .by = 5}};
static task_t tasks[] = {{.id = 10, .step = 2, .state = TASK_DECIDED, .opened_at = 1},
                         {.id = 20,
                          .step = 2,
                          .order = 1,
                          .person = 1,
                          .principal = 2,
                          .reason = "n",
                          .reason_text = "o",
                          .state = TASK_OPEN,
                          .outcome = OUTCOME_NONE,
                          .opinion = "p",
                          .decided_by = 3,
                          .opened_at = 4,
                          .ended_at = 5}};
static standstill_t stood[] = {{1, 2}, {3, INSTANT_NONE}};
static cs_clock_t clocks[] = {{.task = 10, .state = CLOCK_STOPPED, .next_rung = -1},
                              {.id = 30,
                               .task = 20,
                               .state = CLOCK_RUNNING,
                               .pause_cause = "q",
                               .calendar = "r",
                               .limit = {.kind = LIMIT_ELAPSED, .ms = 7},
                               .started_at = 1,
                               .ran_ms = 2,
                               .due_at = 3,
                               .next_rung = 0,
                               .rung_at = 4,
                               .rungs_past = 5,
                               .stood = stood,
                               .stood_count = 2}};
static field_t fields[] = {{"amount", {.kind = VALUE_FLAG, .u.flag = true}},
                           {"purpose", {.kind = VALUE_TEXT, .u.text = "s"}}};
static field_change_t changes[] = {{"amount", 3}};
static child_t children[] = {{.record = 40,
                              .step = 2,
                              .state = CHILD_ENDED,
                              .ended_as = RECORD_FINISHED,
                              .flow = "x",
                              .opened_at = 1,
                              .ended_at = 2}};

static step_was_t adjusted_steps[] = {{.no = 1, .state = STEP_PASSED, .left_out = "j", .ended_at = 4}};
static deviation_t deviations[] = {{.step = 1, .by = 3, .at = 5, .text = "y"},
                                   {.step = 2,
                                    .by = 3,
                                    .at = 5,
                                    .text = "y",
                                    .fields = fields,
                                    .field_count = 1,
                                    .settled = true,
                                    .before = fields,
                                    .before_count = 1,
                                    .since = 6,
                                    .group = 1,
                                    .was = {.first = 4,
                                            .last = 5,
                                            .plans = 1,
                                            .decided = 2,
                                            .entries = 3,
                                            .fields = fields,
                                            .field_count = 1,
                                            .before = fields,
                                            .before_count = 1,
                                            .plan = adjusted_steps,
                                            .plan_count = 1}}};
static int32_t passed[] = {2, 5};
static step_was_t changed_steps[] = {{.no = 1, .state = STEP_PASSED, .left_out = "j", .ended_at = 4}};
static way_back_t ways[] = {{.first = 7,
                             .last = 9,
                             .to = 2,
                             .task = 3,
                             .passed = passed,
                             .passed_count = 2,
                             .changed = changed_steps,
                             .changed_count = 1}};
static document_t documents[] = {
    {.name = "z", .media_type = "text/html", .size = 9, .by = 3, .at = 5, .kept_as = DOCUMENT_ACCEPTANCE}};

static inline record_t sample(void) {
    return (record_t){.id = 1,
                      .flow = "t",
                      .department = "u",
                      .initiator = 2,
                      .number = "v",
                      .number_year = 2026,
                      .number_seq = 3,
                      .state = RECORD_OPEN,
                      .stage = 0,
                      .round = 1,
                      .reopened = 2,
                      .created_at = 4,
                      .submitted_at = 5,
                      .ended_at = 6,
                      .version = 7,
                      .form_version = 8,
                      .fields = fields,
                      .field_count = 2,
                      .changes = changes,
                      .change_count = 1,
                      .steps = steps,
                      .step_count = 2,
                      .plans = plans,
                      .plan_count = 1,
                      .tasks = tasks,
                      .task_count = 2,
                      .clocks = clocks,
                      .comments = 9,
                      .risk = RISK_LOW,
                      .risk_rose = true,
                      .deviations = deviations,
                      .deviation_count = 2,
                      .documents = documents,
                      .document_count = 1,
                      .unagreed = fields,
                      .unagreed_count = 1,
                      .ways = ways,
                      .way_count = 1,
                      .opener = {.record = 50, .step = 3, .depth = 1, .waits = true},
                      .children = children,
                      .child_count = 1,
                      .kept_round = 1,
                      .kept_since = 6,
                      .kept = fields,
                      .kept_count = 1,
                      .made_from = 4,
                      .made_from_number = "w",
                      .made_from_left_out = "x",
                      .urgent = 1,
                      .picks = picks,
                      .pick_count = 1};
}

#endif
