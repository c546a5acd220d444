/* Leaves of a plan: opening one finds its people and gives each a task with a clock; ending one closes the
 * tasks nobody decided. */
#include "engine/children.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include <string.h>

int step_ended_by(deciding_t *x, int32_t step, step_state_t state, const char *cause) {
    event_t e = {.u.step_ended = {.step = step, .state = state, .cause = cause}};
    return emit(x, EVENT_STEP_ENDED, &e);
}

int leaf_end(deciding_t *x, int32_t index, step_state_t state, const char *cause) {
    int32_t no = x->record->steps[index].no;
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *task = &x->record->tasks[i];
        if (task->step != no || (task->state != TASK_OPEN && task->state != TASK_WAITING)) continue;
        event_t e = {.u.task_closed = {.task = task->id, .cause = cause ? cause : "outcome"}};
        if (serving_close(x, task->id, e.u.task_closed.cause)) return -1;
        if (emit(x, EVENT_TASK_CLOSED, &e)) return -1;
    }
    if (record_step(x->record, no)->kind == STEP_RECORD && children_close(x, no)) return -1;
    return step_ended_by(x, no, state, cause);
}

int seat_open(deciding_t *x, const step_t *step, const task_t *seat, uint64_t past) {
    event_t e = {
        .u.task_opened =
            {
                .task = seat->id ? seat->id : id_next(x->in->ids, x->in->now),
                .step = step->no,
                .order = seat->order,
                .person = seat->person,
                .principal = seat->principal,
                .reason = seat->reason,
                .reason_text = seat->reason_text,
                .clock = id_next(x->in->ids, x->in->now),
                .rungs_past = past,
            },
    };
    if (clock_start(x, step, seat->person, &e)) return -1;
    if (emit(x, EVENT_TASK_OPENED, &e)) return -1;
    return tell(x, seat->person, "task.opened", record_task(x->record, e.u.task_opened.task), NULL);
}

int seat_queue(deciding_t *x, int32_t step, const task_t *seat) {
    event_t e = {
        .u.task_queued =
            {
                .task = id_next(x->in->ids, x->in->now),
                .step = step,
                .order = seat->order,
                .person = seat->person,
                .principal = seat->principal,
                .reason = seat->reason,
                .reason_text = seat->reason_text,
            },
    };
    return emit(x, EVENT_TASK_QUEUED, &e);
}

/* Opens a task: a new one with `id` 0, else the one that waited for its turn. Whose earlier approval counts
 * is not asked again. */
int leaf_seat(deciding_t *x, int32_t index, int32_t order, const found_t *who, int64_t id) {
    const step_t *step = &x->record->steps[index];
    const task_t *earlier;
    if (hears_all(step) && refused_ahead(x, step, order, who->person))
        return serving_refused_ahead(x, step, order, who);
    if (given_straight(x, step, who->person, &earlier)) return -1;
    if (!earlier && earlier_approval(x, step, who->person, &earlier)) return -1;
    bool counts = earlier != NULL;
    if (earlier && complies(x, step, earlier, &counts)) return -1;
    if (counts) {
        if (check_compliance(x, step->no, earlier->id)) return -1;
        step = &x->record->steps[index];
        task_t own = {
            .id = id, .order = order, .person = who->person, .reason = who->reason, .reason_text = who->text};
        return seat_count(x, step, &own, earlier->id);
    }
    int64_t stand_in = stand_in_of(x, step, who->person, 0);
    task_t seat = {.id = id,
                   .order = order,
                   .person = stand_in ? stand_in : who->person,
                   .principal = stand_in ? who->person : 0,
                   .reason = who->reason,
                   .reason_text = who->text};
    return seat_open(x, step, &seat, 0);
}

static int task_queue(deciding_t *x, int32_t index, int32_t order, const found_t *who) {
    task_t seat = {.order = order, .person = who->person, .reason = who->reason, .reason_text = who->text};
    return seat_queue(x, x->record->steps[index].no, &seat);
}

/* Where one of them is enough, and one approved before: nobody else need be asked. */
static int enough(deciding_t *x, const step_t *step, const people_t *people, const found_t **out) {
    *out = NULL;
    for (size_t i = 0; step->mode == DECIDE_ANY && i < people->count && !*out; i++) {
        const task_t *earlier;
        if (earlier_approval(x, step, people->list[i].person, &earlier)) return -1;
        bool counts = earlier != NULL;
        if (earlier && complies(x, step, earlier, &counts)) return -1;
        if (counts) *out = &people->list[i];
    }
    return 0;
}

static int seats_give(deciding_t *x, int32_t index, const people_t *people) {
    bool in_order = x->record->steps[index].mode == DECIDE_IN_ORDER;
    for (size_t i = 0; i < people->count; i++) {
        int result = in_order && i > 0 ? task_queue(x, index, (int32_t)i, &people->list[i])
                                       : leaf_seat(x, index, (int32_t)i, &people->list[i], 0);
        if (result) return -1;
    }
    return 0;
}

static int tasks_open(deciding_t *x, int32_t index, const people_t *people) {
    const found_t *alone;
    if (enough(x, &x->record->steps[index], people, &alone)) return -1;
    if (x->record->task_count + people->count > RECORD_TASKS_MAX)
        return limit_reached(x, "limit.tasks", RECORD_TASKS_MAX);
    if (alone) return leaf_seat(x, index, 0, alone, 0);
    x->seated = people;
    int result = seats_give(x, index, people);
    x->seated = NULL;
    return result;
}

/* The rule's policy refuses, not the person whose command brought the record here (A11). */
static int refused_by_rule(deciding_t *x, int32_t step, const char *cause) {
    actor_t actor = act_as_rule(x);
    int result = step_ended_by(x, step, STEP_REFUSED, cause);
    x->actor = actor;
    return result;
}

int records_open(deciding_t *x, int32_t index, const child_opening_t *list, size_t count) {
    step_t step = x->record->steps[index];
    people_t people;
    people_answer_t answer;
    const char *cause = NULL;
    event_t e = {.u.step_opened.step = step.no};
    if (step.state == STEP_WAITING && emit(x, EVENT_STEP_OPENED, &e)) return -1;
    if (step.wait == WAIT_NONE)
        return children_open(x, step.no, list, count) ? -1 : step_ended_by(x, step.no, STEP_PASSED, NULL);
    /* who answers for the records is somebody, whatever the rule says of an empty list */
    people.count = 0;
    step.on_empty = EMPTY_FALLBACK;
    if (people_of_step(x, &step, &people, &answer, &cause)) return -1;
    if (answer == PEOPLE_REFUSE) return refused_by_rule(x, step.no, cause);
    return tasks_open(x, index, &people) ? -1 : children_open(x, step.no, list, count);
}

/* A7. A list without items opens nothing: that passes where the rule says so in words, as any step without
 * people does. What a rule's effect opened once is not opened again when the step is gone through again. */
static int records_ask(deciding_t *x, int32_t index) {
    step_t step = x->record->steps[index];
    child_opening_t *list = NULL;
    size_t count;
    const effect_t *due = step.added ? opening_due(x, step.no) : NULL;
    if (due) return records_open(x, index, due->openings, due->opening_count);
    if (step.added) return step_ended_by(x, step.no, STEP_LEFT_OUT, "opened_once");
    if (openings_of(x, &step, &list, &count)) return -1;
    if (count > 0) return records_open(x, index, list, count);
    if (step.on_empty == EMPTY_PASSES && step.passes_because)
        return step_ended_by(x, step.no, STEP_LEFT_OUT, step.passes_because);
    diag_set(x->d, "children.none", "step", step.name, NULL);
    return step.why.file ? diag_at(x->d, step.why.file, step.why.line) : -1;
}

/* Finds the people of the step that opens, and gives each their seat. */
static int leaf_staff(deciding_t *x, int32_t index) {
    int32_t no = x->record->steps[index].no;
    people_t people;
    people_answer_t answer;
    const char *cause = NULL;
    people.count = 0;
    if (people_of_step(x, &x->record->steps[index], &people, &answer, &cause)) return -1;
    if (answer == PEOPLE_REFUSE) return refused_by_rule(x, no, cause);
    if (answer == PEOPLE_PASS) {
        if (strcmp(cause, VOTE_VACANT) == 0) vote_short(x, &x->record->steps[index], cause);
        return step_ended_by(x, no, STEP_LEFT_OUT, cause);
    }
    if (cause && strcmp(cause, VOTE_HELD) == 0) vote_short(x, &x->record->steps[index], cause);
    people_straight(x, &x->record->steps[index], &people);
    if (find_anew(x, no) || tasks_open(x, index, &people)) return -1;
    bool counted = x->record->steps[index].same_person || x->record->steps[index].origin;
    return counted ? leaf_settle(x, index) : 0;
}

int leaf_open(deciding_t *x, int32_t index) {
    people_t nobody;
    promised_t promised;
    nobody.count = 0;
    event_t e = {.u.step_opened.step = x->record->steps[index].no};
    if (emit(x, EVENT_STEP_OPENED, &e)) return -1;
    if (x->record->steps[index].kind == STEP_COPY) return copies_send(x, index, &nobody);
    if (x->record->steps[index].kind == STEP_RECORD) return records_ask(x, index);
    if (vote_promises(x, index, &promised)) return -1;
    const promised_t *outer = x->promised;
    x->promised = &promised;
    int result = leaf_staff(x, index);
    x->promised = outer;
    return result;
}

/* Whose turn comes next, of those who wait; NULL: nobody's, or somebody's turn has come already. */
static const task_t *next_turn(const record_t *r, int32_t step) {
    const task_t *next = NULL;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        if (task->step != step) continue;
        if (task->state == TASK_OPEN) return NULL;
        if (task->state == TASK_WAITING && (!next || task->order < next->order)) next = task;
    }
    return next;
}

/* Whoever left the company meanwhile is not passed over: the flow's fallback takes the seat. */
static int turn_open(deciding_t *x, int32_t index, const task_t *next) {
    found_t who = {.person = next->person, .reason = next->reason, .text = next->reason_text};
    if (!directory_active(x->in->directory, who.person, x->in->now) &&
        people_takeover(x, next, x->flow->fallback, &who))
        return -1;
    return leaf_seat(x, index, next->order, &who, next->id);
}

/* A turn for which an earlier approval counts is over as it comes: then the next one comes. */
int leaf_settle(deciding_t *x, int32_t index) {
    const step_t *leaf = &x->record->steps[index];
    if (hears_all(leaf) && serving_refused(x, leaf->no)) return -1;
    for (;;) {
        const step_t *step = &x->record->steps[index];
        step_state_t verdict = leaf_verdict(x->record, step);
        if (verdict) return leaf_end(x, index, verdict, verdict == STEP_CLOSED ? "abstained" : NULL);
        const task_t *next = step->mode == DECIDE_IN_ORDER ? next_turn(x->record, step->no) : NULL;
        if (!next) return 0;
        if (turn_open(x, index, next)) return -1;
    }
}
