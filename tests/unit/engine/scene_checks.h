/* What must always be true of a record, whatever was done to it: what is on its way has an open task, each
 * open task has an owner and a clock that runs or waits for something, each task that ended has a stopped
 * clock whose rungs all have an outcome. */
#ifndef TESTS_UNIT_ENGINE_SCENE_CHECKS_H
#define TESTS_UNIT_ENGINE_SCENE_CHECKS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "model/record.h"
#include <cmocka.h>

static inline bool scene_task_of(const record_t *r, const step_t *step, task_state_t state) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == step->no && r->tasks[i].state == state) return true;
    return false;
}

static inline void check_open_task(const record_t *r, const task_t *t, const cs_clock_t *c) {
    const step_t *step = record_step(r, t->step);
    assert_non_null(step);
    assert_int_equal(step->state, STEP_OPEN);
    assert_true(t->person != 0);
    assert_true(c->id != 0 && c->task == t->id);
    if (c->state == CLOCK_PAUSED) { /* its cause is open, and has a clock itself */
        const step_t *cause = record_step(r, c->pause_step);
        assert_non_null(cause);
        assert_int_equal(cause->state, STEP_OPEN);
        bool runs = false;
        for (size_t i = 0; i < r->task_count; i++)
            runs = runs ||
                   (r->tasks[i].step == cause->no && r->tasks[i].state == TASK_OPEN && r->clocks[i].id != 0);
        assert_true(runs);
        assert_int_equal(c->next_rung, -1);
        return;
    }
    assert_int_equal(c->state, CLOCK_RUNNING);
    /* what was overrun before the clock waited stays overrun */
    bool overrun = c->limit.kind != LIMIT_NONE && c->limit.days == 0 && c->limit.ms == 0;
    assert_true(c->due_at != INSTANT_NONE && (c->due_at >= c->started_at || overrun));
    uint64_t all = step->ladder.count >= 64 ? UINT64_MAX : (UINT64_C(1) << step->ladder.count) - 1;
    bool more = (c->rungs_past & all) != all;
    assert_int_equal(more, c->next_rung >= 0);
    assert_int_equal(more, c->rung_at != INSTANT_NONE);
    if (more) assert_false(c->rungs_past >> c->next_rung & 1);
}

static inline void check_ended_task(const record_t *r, const task_t *t, const cs_clock_t *c) {
    const step_t *step = record_step(r, t->step);
    assert_true(t->ended_at != INSTANT_NONE);
    assert_int_equal(t->state == TASK_DECIDED, t->outcome != OUTCOME_NONE);
    if (c->id == 0) return; /* a copy, or a turn that never came */
    assert_int_equal(c->state, CLOCK_STOPPED);
    assert_int_equal(c->next_rung, -1);
    uint64_t all = step->ladder.count >= 64 ? UINT64_MAX : (UINT64_C(1) << step->ladder.count) - 1;
    assert_true(c->rungs_past == all);
}

static inline void check_tasks(const record_t *r) {
    size_t open = 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        const step_t *step = record_step(r, t->step);
        if (t->state == TASK_OPEN) {
            open++;
            check_open_task(r, t, &r->clocks[i]);
        } else if (t->state == TASK_WAITING) {
            assert_int_equal(step->mode, DECIDE_IN_ORDER);
            assert_true(scene_task_of(r, step, TASK_OPEN));
            assert_true(t->person != 0);
        } else {
            check_ended_task(r, t, &r->clocks[i]);
        }
        bool judged = t->outcome == OUTCOME_APPROVED || t->outcome == OUTCOME_REFUSED;
        if (judged && t->decided_by == r->initiator) assert_int_equal(step->on_self, SELF_ALLOWED);
    }
    bool under_way = r->state == RECORD_OPEN || r->state == RECORD_PREPARING || r->state == RECORD_RETURNED;
    if (under_way) assert_true(open > 0);
    if (record_at_rest(r)) assert_int_equal(open, 0);
}

static inline bool scene_open_below(const record_t *r, const step_t *group) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].parent == group->no && r->steps[i].state == STEP_OPEN) return true;
    for (size_t i = 0; i < r->step_count; i++) /* what is owed for it stands outside of the plan (A64) */
        if (r->steps[i].added == ADDED_DEBT && r->steps[i].state == STEP_OPEN &&
            r->steps[i].stage == group->stage)
            return true;
    return false;
}

static inline void check_steps(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *step = &r->steps[i];
        const step_t *group = step->parent ? record_step(r, step->parent) : NULL;
        if (step->state == STEP_OPEN && step_is_group(step->kind)) assert_true(scene_open_below(r, step));
        if (step->state == STEP_OPEN && !step_is_group(step->kind))
            assert_true(scene_task_of(r, step, TASK_OPEN));
        if (step->state == STEP_OPEN && group) assert_int_equal(group->state, STEP_OPEN);
        if (group && step_ended(group->state)) assert_true(step_ended(step->state));
        if (step_ended(step->state) && step->opened_at != INSTANT_NONE)
            assert_true(step->ended_at >= step->opened_at);
    }
}

static inline void check_record(const record_t *r) {
    check_tasks(r);
    check_steps(r);
}

#endif
