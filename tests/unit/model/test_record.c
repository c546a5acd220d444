/* A record: its encoding carries every member; things in it are found. */
#include "covering.h"
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
                               .rungs_past = 5}};
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

static record_t sample(void) {
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

static void *the_record(record_t *r) {
    return r;
}
static void *the_step(record_t *r) {
    return &r->steps[1];
}
static void *the_source(record_t *r) {
    return (source_t *)(uintptr_t)r->steps[1].by;
}
static void *the_rung(record_t *r) {
    return &r->steps[1].ladder.rungs[0];
}
static void *the_fraction(record_t *r) {
    return &r->steps[1].ladder.rungs[1];
}
static void *the_act(record_t *r) {
    return &r->steps[1].ladder.rungs[0].acts[0];
}
static void *the_plan(record_t *r) {
    return &r->plans[0];
}
static void *the_fact(record_t *r) {
    return &r->plans[0].facts[0];
}
static void *the_task(record_t *r) {
    return &r->tasks[1];
}
static void *the_clock(record_t *r) {
    return &r->clocks[1];
}
static void *the_pick(record_t *r) {
    return &r->picks[0];
}
static void *the_change(record_t *r) {
    return &r->changes[0];
}

static void *the_child(record_t *r) {
    return &r->children[0];
}
static void *the_deviation(record_t *r) {
    return &r->deviations[1];
}
static void *the_adjusted(record_t *r) {
    return &r->deviations[1].was;
}
static void *the_way(record_t *r) {
    return &r->ways[0];
}
static void *the_step_before(record_t *r) {
    return &r->ways[0].changed[0];
}

#define N(type, member, other) MEMBER(type, member, MEMBER_NUMBER, other)
#define T(type, member) MEMBER(type, member, MEMBER_TEXT, 0)
#define F(type, member) MEMBER(type, member, MEMBER_FLAG, 0)
#define X(type, member) MEMBER(type, member, MEMBER_NESTED, 0)

static const member_t of_record[] = {N(record_t, id, 99),
                                     T(record_t, flow),
                                     T(record_t, department),
                                     N(record_t, initiator, 99),
                                     MEMBER(record_t, ruleset, MEMBER_BYTES, 0),
                                     T(record_t, number),
                                     N(record_t, number_year, 99),
                                     N(record_t, number_seq, 99),
                                     N(record_t, state, RECORD_FINISHED),
                                     X(record_t, suspended_from) /* of a suspended one alone */,
                                     N(record_t, stage, -1),
                                     N(record_t, round, 99),
                                     N(record_t, reopened, 99),
                                     N(record_t, created_at, 99),
                                     N(record_t, submitted_at, INSTANT_NONE),
                                     N(record_t, ended_at, INSTANT_MAX),
                                     N(record_t, version, 99),
                                     N(record_t, form_version, 99),
                                     X(record_t, fields),
                                     X(record_t, field_count),
                                     X(record_t, changes),
                                     X(record_t, change_count),
                                     X(record_t, steps),
                                     X(record_t, step_count),
                                     X(record_t, plans),
                                     X(record_t, plan_count),
                                     X(record_t, tasks),
                                     X(record_t, task_count),
                                     X(record_t, clocks),
                                     N(record_t, comments, 99),
                                     N(record_t, opener.record, 99),
                                     N(record_t, opener.step, 99),
                                     N(record_t, opener.depth, 2),
                                     F(record_t, opener.waits),
                                     X(record_t, children),
                                     X(record_t, child_count),
                                     N(record_t, kept_round, 99),
                                     N(record_t, kept_since, 99),
                                     X(record_t, kept),
                                     X(record_t, kept_count),
                                     N(record_t, made_from, 99),
                                     T(record_t, made_from_number),
                                     T(record_t, made_from_left_out),
                                     N(record_t, urgent, 2),
                                     X(record_t, picks),
                                     X(record_t, pick_count),
                                     N(record_t, entries, 99),
                                     N(record_t, risk, RISK_MEDIUM),
                                     T(record_t, risk_because),
                                     T(record_t, risk_because_zh),
                                     F(record_t, risk_rose),
                                     N(record_t, risk_rose_from, RISK_MEDIUM),
                                     X(record_t, deviations),
                                     X(record_t, deviation_count),
                                     X(record_t, documents),
                                     X(record_t, document_count),
                                     X(record_t, unagreed),
                                     X(record_t, unagreed_count),
                                     X(record_t, ways),
                                     X(record_t, way_count),
                                     X(record_t, room) /* no part of the state */};
static const member_t of_step[] = {N(step_t, no, 99),
                                   N(step_t, parent, 0),
                                   N(step_t, stage, 99),
                                   N(step_t, round, 99),
                                   N(step_t, kind, STEP_ACT),
                                   N(step_t, state, STEP_PASSED),
                                   T(step_t, name),
                                   T(step_t, title_en),
                                   T(step_t, title_zh),
                                   X(step_t, by),
                                   N(step_t, mode, DECIDE_ALL),
                                   X(step_t, within),
                                   X(step_t, ladder),
                                   N(step_t, on_empty, EMPTY_REFUSE),
                                   N(step_t, on_self, SELF_SKIP),
                                   T(step_t, passes_because),
                                   T(step_t, passes_because_zh),
                                   T(step_t, aspects),
                                   F(step_t, may_return),
                                   N(step_t, on_refuse, ON_REFUSE_WAIT),
                                   N(step_t, refuse_need, 99),
                                   N(step_t, need, 99),
                                   N(step_t, need_of, 99),
                                   N(step_t, tie, TIE_PASSES),
                                   N(step_t, abstain, ABSTAIN_LEAVES),
                                   N(step_t, weight, 99),
                                   N(step_t, rounds_max, 99),
                                   N(step_t, used_up, USED_UP_PASSES),
                                   N(step_t, rounds_gone, 9),
                                   N(step_t, rungs_brought, 9),
                                   N(step_t, permits, 99),
                                   T(step_t, opens),
                                   N(step_t, wait, WAIT_ANY),
                                   N(step_t, added, ADDED_BESIDE),
                                   N(step_t, added_by, 99),
                                   N(step_t, serves, 99),
                                   N(step_t, origin, 1),
                                   F(step_t, superseded),
                                   X(step_t, form),
                                   N(step_t, same_person, SAME_CONSECUTIVE),
                                   N(step_t, entry, ENTRY_INSPECTION),
                                   T(step_t, watch),
                                   T(step_t, ahead_of),
                                   N(step_t, ahead_form, 99),
                                   T(step_t, why.file),
                                   N(step_t, why.line, 99),
                                   T(step_t, why.because),
                                   T(step_t, why.because_zh),
                                   T(step_t, left_out),
                                   N(step_t, opened_at, 99),
                                   N(step_t, ended_at, 99),
                                   N(step_t, within.ms, 99)};
static const member_t of_source[] = {N(source_t, kind, SOURCE_HEAD), T(source_t, key),      T(source_t, item),
                                     N(source_t, level, -99),        X(source_t, of),       X(source_t, next),
                                     F(source_t, first_only),        N(source_t, level, 99)};
static const member_t of_rung[] = {T(rung_t, name),
                                   N(rung_t, anchor, RUNG_AFTER_OPEN),
                                   N(rung_t, distance.days, 99),
                                   F(rung_t, distance.same_time),
                                   X(rung_t, distance),
                                   X(rung_t, permille),
                                   X(rung_t, acts),
                                   X(rung_t, act_count),
                                   T(rung_t, file),
                                   N(rung_t, line, 99)};
static const member_t of_fraction[] = {N(rung_t, permille, 99)};
static const member_t of_act[] = {
    N(rung_act_t, action, RUNG_REFUSE), X(rung_act_t, who),      X(rung_act_t, within),
    N(rung_act_t, within.ms, 99),       T(rung_act_t, function), T(rung_act_t, because),
    T(rung_act_t, because_zh)};
static const member_t of_plan[] = {N(plan_place_t, stage, 99),
                                   N(plan_place_t, round, 99),
                                   N(plan_place_t, first, 1) /* with a count that still fits */,
                                   N(plan_place_t, count, 1),
                                   X(plan_place_t, facts),
                                   X(plan_place_t, fact_count)};
static const member_t of_fact[] = {T(fact_t, path), T(fact_t, text)};
static const member_t of_task[] = {N(task_t, id, 99),
                                   N(task_t, step, 99),
                                   N(task_t, order, 99),
                                   N(task_t, person, 99),
                                   N(task_t, principal, 99),
                                   T(task_t, reason),
                                   T(task_t, reason_text),
                                   N(task_t, state, TASK_WAITING),
                                   N(task_t, outcome, OUTCOME_REVISED),
                                   T(task_t, opinion),
                                   N(task_t, decided_by, 99),
                                   F(task_t, taken_back),
                                   F(task_t, touched),
                                   F(task_t, signed_for),
                                   N(task_t, urged_at, 99),
                                   F(task_t, claimed),
                                   F(task_t, administered),
                                   N(task_t, counts, 99),
                                   N(task_t, seen, 99),
                                   N(task_t, opened_at, 99),
                                   N(task_t, ended_at, 99)};
static const member_t of_clock[] = {N(cs_clock_t, id, 99),
                                    X(cs_clock_t, task) /* its task's, always */,
                                    N(cs_clock_t, state, CLOCK_PAUSED),
                                    T(cs_clock_t, pause_cause),
                                    N(cs_clock_t, pause_step, 99),
                                    T(cs_clock_t, calendar),
                                    X(cs_clock_t, limit),
                                    N(cs_clock_t, limit.ms, 99),
                                    N(cs_clock_t, started_at, 99),
                                    N(cs_clock_t, ran_ms, 99),
                                    N(cs_clock_t, due_at, 99),
                                    F(cs_clock_t, provisional),
                                    N(cs_clock_t, next_rung, -1),
                                    N(cs_clock_t, rung_at, 99),
                                    N(cs_clock_t, rungs_past, -1),
                                    F(cs_clock_t, overran)};
static const member_t of_deviation[] = {N(deviation_t, step, 99),
                                        N(deviation_t, by, 99),
                                        N(deviation_t, at, 99),
                                        T(deviation_t, text),
                                        X(deviation_t, fields),
                                        X(deviation_t, field_count),
                                        X(deviation_t, settled) /* a settled one has more */,
                                        X(deviation_t, before),
                                        X(deviation_t, before_count),
                                        N(deviation_t, since, 99),
                                        N(deviation_t, group, 99),
                                        F(deviation_t, dropped),
                                        X(deviation_t, was)};
static const member_t of_adjusted[] = {
    N(adjusted_was_t, first, 99),   N(adjusted_was_t, last, 99),    N(adjusted_was_t, plans, 99),
    N(adjusted_was_t, decided, 99), N(adjusted_was_t, entries, 99), X(adjusted_was_t, fields),
    X(adjusted_was_t, field_count), X(adjusted_was_t, before),      X(adjusted_was_t, before_count),
    X(adjusted_was_t, plan),        X(adjusted_was_t, plan_count)};
static const member_t of_pick[] = {T(pick_t, step), X(pick_t, people), X(pick_t, count), N(pick_t, by, 99)};
static const member_t of_change[] = {T(field_change_t, name), N(field_change_t, version, 99)};
static const member_t of_way[] = {N(way_back_t, first, 6), N(way_back_t, last, 99),
                                  N(way_back_t, to, 99),   N(way_back_t, task, 99),
                                  X(way_back_t, passed),   X(way_back_t, passed_count),
                                  X(way_back_t, changed),  X(way_back_t, changed_count)};
static const member_t of_step_before[] = {N(step_was_t, no, 99), N(step_was_t, state, STEP_REFUSED),
                                          T(step_was_t, left_out), N(step_was_t, ended_at, 99)};
static const member_t of_child[] = {N(child_t, record, 99),
                                    N(child_t, step, 99),
                                    N(child_t, state, CHILD_OPEN),
                                    N(child_t, ended_as, RECORD_REFUSED),
                                    T(child_t, flow),
                                    N(child_t, opened_at, 99),
                                    N(child_t, ended_at, 99)};

#define PART(find, list, type, whole)                                                                        \
    { #type, find, list, sizeof(list) / sizeof(list)[0], sizeof(type), whole }

static const struct {
    const char *name;
    void *(*find)(record_t *r);
    const member_t *list;
    size_t count, size;
    bool whole; /* the list has every member */
} parts[] = {
    PART(the_record, of_record, record_t, true),
    PART(the_step, of_step, step_t, true),
    PART(the_source, of_source, source_t, true),
    PART(the_rung, of_rung, rung_t, true),
    PART(the_fraction, of_fraction, rung_t, false),
    PART(the_act, of_act, rung_act_t, true),
    PART(the_plan, of_plan, plan_place_t, true),
    PART(the_fact, of_fact, fact_t, true),
    PART(the_task, of_task, task_t, true),
    PART(the_clock, of_clock, cs_clock_t, true),
    PART(the_change, of_change, field_change_t, true),
    PART(the_child, of_child, child_t, true),
    PART(the_pick, of_pick, pick_t, true),
    PART(the_deviation, of_deviation, deviation_t, true),
    PART(the_adjusted, of_adjusted, adjusted_was_t, true),
    PART(the_way, of_way, way_back_t, true),
    PART(the_step_before, of_step_before, step_was_t, true),
};

/* Changes one member of the sample, and finds it changed in what was written and read. */
static void check_member(size_t part, const member_t *m) {
    arena_t arena;
    arena_init(&arena, 0);
    buf_t before, after;
    buf_init(&before, 0);
    buf_init(&after, 0);
    record_t original = sample(), changed, read;
    record_encode(&original, &before);
    /* A copy of its own, so that the sample stays as it is. */
    assert_int_equal(record_decode((bytes_t){before.at, before.len}, &arena, &changed, NULL), 0);
    member_change(parts[part].find(&changed), m);
    if (m->type == MEMBER_NUMBER && parts[part].list == of_plan && strcmp(m->name, "first") == 0)
        changed.plans[0].count = 1;
    if (parts[part].list == of_task) changed.clocks[1].task = changed.tasks[1].id;
    record_encode(&changed, &after);
    assert_false(after.failed);
    assert_int_equal(record_decode((bytes_t){after.at, after.len}, &arena, &read, NULL), 0);
    if (!member_same(parts[part].find(&changed), parts[part].find(&read), m))
        fail_msg("%s.%s is not carried", parts[part].name, m->name);
    if (before.len == after.len && memcmp(before.at, after.at, after.len) == 0)
        fail_msg("%s.%s does not show in the bytes", parts[part].name, m->name);
    buf_free(&before);
    buf_free(&after);
    arena_free(&arena);
}

static void every_member_is_carried(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].whole) members_complete(parts[i].name, 0, parts[i].size, parts[i].list, parts[i].count);
        for (size_t j = 0; j < parts[i].count; j++) {
            if (parts[i].list[j].type != MEMBER_NESTED) check_member(i, &parts[i].list[j]);
        }
    }
}

static void values_are_carried(void **state) {
    (void)state;
    arena_t arena;
    buf_t bytes;
    arena_init(&arena, 0);
    buf_init(&bytes, 0);
    record_t r = sample(), read;
    record_encode(&r, &bytes);
    assert_int_equal(record_decode((bytes_t){bytes.at, bytes.len}, &arena, &read, NULL), 0);
    assert_true(value_equal(record_field(&read, "amount"), &fields[0].value));
    assert_true(value_equal(record_field(&read, "purpose"), &fields[1].value));
    assert_null(record_field(&read, "a"));
    assert_null(record_field(&read, "b"));
    assert_null(record_field(&read, "z"));
    buf_free(&bytes);
    arena_free(&arena);
}

/* What would not be read is not written either. */
static void check_unwritable(const record_t *r) {
    buf_t bytes;
    buf_init(&bytes, 0);
    record_encode(r, &bytes);
    assert_true(bytes.failed);
    buf_free(&bytes);
}

static void what_could_not_be_read_is_not_written(void **state) {
    (void)state;
    record_t r = sample();
    field_t twice[] = {fields[0], fields[0]}, backwards[] = {fields[1], fields[0]}, empty[] = {{.name = "a"}};
    r.fields = twice;
    check_unwritable(&r);
    r.fields = backwards;
    check_unwritable(&r);
    r.fields = empty;
    r.field_count = 1;
    check_unwritable(&r);
    r = sample();
    step_t rootless[] = {steps[0], steps[1]};
    r.steps = rootless;
    rootless[0].parent = 2; /* below one that comes later: nobody would get to the root */
    check_unwritable(&r);
    rootless[0].parent = 9;
    check_unwritable(&r);
    r = sample();
    plan_place_t outside = {.first = 1, .count = 2};
    r.plans = &outside;
    check_unwritable(&r);
    r = sample();
    task_t unordered[] = {tasks[1], tasks[0]};
    r.tasks = unordered;
    check_unwritable(&r);
    r = sample();
    cs_clock_t strange[] = {clocks[0], clocks[1]};
    strange[1].task = 10;
    r.clocks = strange;
    check_unwritable(&r);
    r = sample();
    r.created_at = INSTANT_MAX + 1;
    check_unwritable(&r);
    r = sample();
    r.task_count = RECORD_TASKS_MAX + 1;
    check_unwritable(&r);
}

/* A damaged record with a number at the end of its range would overflow with the next round or event. */
static void numbers_that_are_counted_on_from_have_room_for_one_more(void **state) {
    (void)state;
    record_t r = sample();
    r.round = INT32_MAX;
    check_unwritable(&r);
    r = sample();
    r.reopened = INT32_MAX;
    check_unwritable(&r);
    r = sample();
    r.version = INT64_MAX;
    check_unwritable(&r);
    r = sample();
    r.comments = INT64_MAX;
    check_unwritable(&r);
    r = sample();
    step_t last[] = {steps[0], steps[1]};
    last[1].no = INT32_MAX;
    r.steps = last;
    check_unwritable(&r);
}

static void steps_tasks_and_clocks_are_found(void **state) {
    (void)state;
    record_t r = sample();
    assert_ptr_equal(record_step(&r, 2), &steps[1]);
    assert_null(record_step(&r, 3));
    assert_null(record_step(&r, 0));
    step_t moved[] = {steps[1], steps[0]}, same_name[] = {steps[1], steps[1]};
    r.steps = moved;
    assert_ptr_equal(record_step(&r, 2), &moved[0]);
    same_name[1].no = 5;
    r.steps = same_name;
    assert_ptr_equal(record_step_named(&r, "c"), &same_name[1]); /* the newest */
    assert_null(record_step_named(&r, "none"));
    assert_ptr_equal(record_task(&r, 10), &tasks[0]);
    assert_ptr_equal(record_task(&r, 20), &tasks[1]);
    assert_null(record_task(&r, 15));
    assert_ptr_equal(record_clock(&r, 30), &clocks[1]);
    assert_null(record_clock(&r, 0));
    assert_ptr_equal(record_task_clock(&r, &tasks[1]), &clocks[1]);
    assert_null(record_task_clock(&r, &tasks[0])); /* it has none */
}

static void a_record_rests_when_nothing_is_open(void **state) {
    (void)state;
    record_t r = sample();
    assert_false(record_at_rest(&r));
    r.state = RECORD_FINISHED;
    assert_false(record_at_rest(&r)); /* a task is open */
    r.task_count = 1;
    assert_true(record_at_rest(&r));
    r.state = RECORD_OPEN;
    assert_false(record_at_rest(&r));
    r.state = RECORD_DRAFT;
    assert_true(record_at_rest(&r));
}

static void a_suspended_record_alone_carries_what_it_goes_back_to(void **state) {
    (void)state;
    record_t r = sample(), read;
    r.suspended_from = RECORD_OPEN;
    check_unwritable(&r);
    r.state = RECORD_SUSPENDED;
    arena_t arena;
    buf_t bytes;
    arena_init(&arena, 0);
    buf_init(&bytes, 0);
    record_encode(&r, &bytes);
    assert_false(bytes.failed);
    assert_int_equal(record_decode((bytes_t){bytes.at, bytes.len}, &arena, &read, NULL), 0);
    assert_int_equal(read.suspended_from, RECORD_OPEN);
    buf_free(&bytes);
    arena_free(&arena);
}

static void words_are_stable(void **state) {
    (void)state;
    assert_string_equal(record_state_word(RECORD_DRAFT), "draft");
    assert_string_equal(record_state_word(RECORD_ENDED_REFUSED), "ended_refused");
    assert_string_equal(record_state_word(RECORD_SUSPENDED), "suspended");
    assert_string_equal(record_state_word(RECORD_CANCELLED), "cancelled");
    assert_string_equal(record_state_word(RECORD_OWING), "owing");
    assert_string_equal(record_state_word((record_state_t)0), "unknown");
    assert_string_equal(outcome_word(OUTCOME_NONE), "none");
    assert_string_equal(outcome_word(OUTCOME_COPIED), "copied");
    assert_string_equal(outcome_word((outcome_t)99), "unknown");
    assert_string_equal(task_state_word(TASK_WAITING), "waiting");
    assert_string_equal(task_state_word((task_state_t)0), "unknown");
    assert_string_equal(clock_state_word(CLOCK_PAUSED), "paused");
    assert_string_equal(clock_state_word((clock_state_t)9), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_is_carried),
        cmocka_unit_test(values_are_carried),
        cmocka_unit_test(what_could_not_be_read_is_not_written),
        cmocka_unit_test(numbers_that_are_counted_on_from_have_room_for_one_more),
        cmocka_unit_test(steps_tasks_and_clocks_are_found),
        cmocka_unit_test(a_record_rests_when_nothing_is_open),
        cmocka_unit_test(a_suspended_record_alone_carries_what_it_goes_back_to),
        cmocka_unit_test(words_are_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
