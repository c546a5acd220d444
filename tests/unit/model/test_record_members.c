/* Each member of a record, its steps, tasks, clocks and all else in it is carried by its encoding, and none
 * is in no list. */
#include "covering.h"
#include "record_sample.h"

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
static void *the_standstill(record_t *r) {
    return &r->clocks[1].stood[0];
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
                                     N(record_t, closed_from, RECORD_OPEN),
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
                                    F(cs_clock_t, overran),
                                    X(cs_clock_t, stood),
                                    X(cs_clock_t, stood_count)};
static const member_t of_standstill[] = {N(standstill_t, from, 99), N(standstill_t, until, 99)};
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
    PART(the_standstill, of_standstill, standstill_t, true),
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_is_carried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
