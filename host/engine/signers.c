/* Signers who come in and go (加签, 减签: A25, A26), and tasks that are handed on (转办: A23). */
#include "engine/acts.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "engine/tree.h"
#include <string.h>

enum { DECIDED_KINDS = KIND(STEP_APPROVE) | KIND(STEP_AGREE) | KIND(STEP_ACT) };

int check_permit(deciding_t *x, const step_t *step, permit_t permit) {
    if (step->permits & (uint32_t)permit) return 0;
    return diag_set(x->d, "task.not_permitted", "step", step->name, "command",
                    command_kind_word(x->in->command->kind), NULL);
}

int check_person(deciding_t *x, int64_t person) {
    if (directory_active(x->in->directory, person, x->in->now)) return 0;
    return diag_set(x->d, "person.inactive", "person", handle_of(x, person), NULL);
}

int check_newcomer(deciding_t *x, const step_t *step, int64_t person) {
    if (check_person(x, person)) return -1;
    if (!may_decide(x, step, person))
        return diag_set(x->d, "self.approval", "step", step->name, "initiator",
                        handle_of(x, x->record->initiator), NULL);
    return refuse_separated(x, step, person, false);
}

static int one_person(deciding_t *x, int64_t *out) {
    const command_t *command = x->in->command;
    if (command->people_count != 1)
        return diag_set(x->d, "person.required", "command", command_kind_word(command->kind), NULL);
    *out = command->people[0];
    return 0;
}

int do_transfer(deciding_t *x) {
    task_t *task;
    int64_t to = 0;
    if (one_person(x, &to) || task_find(x, DECIDED_KINDS | KIND(STEP_MONITOR), &task)) return -1;
    const step_t *step = record_step(x->record, task->step);
    int64_t id = task->id;
    bool back = task->principal == to; /* by who stands in for them, or in spite of it */
    bool in_their_name = task->principal && !back && x->in->command->actor.person == task->person;
    if (check_permit(x, step, PERMIT_TRANSFER) || check_newcomer(x, step, to) || check_seat(x, task, to))
        return -1;
    if (in_their_name && check_hand_on(x, task, to)) return -1;
    found_t who = {.person = to, .reason = "people.transferred", .text = handle_of(x, task->person)};
    if (in_their_name) who.reason = HANDED_FOR;
    if (in_their_name) who.principal = task->principal;
    if (x->in->command->text) {
        event_t e = {.u.commented = {.task = id, .text = x->in->command->text}};
        if (emit(x, EVENT_COMMENTED, &e)) return -1;
    }
    x->out->task = id;
    if (task_reassign(x, id, &who, NULL, "transferred")) return -1;
    return back || in_their_name
               ? 0
               : stand_in_renew(x, id); /* it would lie with who is away until the next reminder */
}

/* ---- A25 */

static const char *where_word(added_t where) {
    return where == ADDED_BEFORE ? "before" : where == ADDED_AFTER ? "after" : "beside";
}

static const source_t *persons(deciding_t *x, const int64_t *list, size_t count) {
    source_t *all = arena_array(x->arena, count, sizeof *all);
    for (size_t i = 0; all && i < count; i++)
        all[i] = (source_t){
            .kind = SOURCE_PERSON, .key = handle_of(x, list[i]), .next = i + 1 < count ? &all[i + 1] : NULL};
    return all;
}

static int check_room(deciding_t *x, const step_t *step) {
    int32_t index = tree_index(x->record, step->no);
    if (tree_depth(x->record, index) + 1 >= PLAN_DEPTH_MAX)
        return limit_reached(x, "limit.depth", PLAN_DEPTH_MAX);
    if (x->record->step_count + 2 <= RECORD_STEPS_MAX &&
        tree_plan(x->record, index)->count + 2 <= PLAN_STEPS_MAX)
        return 0;
    return limit_reached(x, "limit.steps", PLAN_STEPS_MAX);
}

static int check_signers(deciding_t *x, const task_t *task, const int64_t *list, size_t count) {
    const step_t *step = record_step(x->record, task->step);
    if (count == 0)
        return diag_set(x->d, "person.required", "command", command_kind_word(x->in->command->kind), NULL);
    if (count > PEOPLE_MAX) {
        diag_set(x->d, "limit.people", "step", step->name, NULL);
        diag_param_int(x->d, "limit", PEOPLE_MAX);
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        person_info_t who;
        if (check_newcomer(x, step, list[i])) return -1;
        if (directory_person(x->in->directory, list[i], &who) && who.kind == PERSON_SERVICE)
            return diag_set(x->d, "signer.service", "person", who.handle, NULL); /* nobody signs by it */
        if (seat_held(x->record, step->no, list[i], 0))
            return diag_set(x->d, "task.held_already", "step", step->name, "person", handle_of(x, list[i]),
                            NULL);
        if (refuse_second_seat(x, task, x->in->command->where, list[i])) return -1;
        for (size_t j = 0; j < i; j++)
            if (list[j] == list[i])
                return diag_set(x->d, "person.twice", "person", handle_of(x, list[i]), NULL);
    }
    return 0;
}

/* What the new signers may do is what the adder's step lets its people do; to add again only if the rule says
 * so. */
static uint32_t signer_permits(const step_t *step) {
    return step->permits & PERMIT_ADD_AGAIN ? step->permits : step->permits & ~(uint32_t)PERMIT_ADD_SIGNER;
}

int do_add_signer(deciding_t *x) {
    const command_t *command = x->in->command;
    task_t *task;
    if (task_find(x, DECIDED_KINDS, &task)) return -1;
    const step_t *step = record_step(x->record, task->step);
    int64_t id = task->id;
    added_t where = command->where;
    if (where != ADDED_BEFORE && where != ADDED_AFTER && where != ADDED_BESIDE)
        return diag_set(x->d, "signer.where", NULL);
    if (check_permit(x, step, PERMIT_ADD_SIGNER) ||
        check_signers(x, task, command->people, command->people_count) || check_room(x, step))
        return -1;
    int32_t no = tree_highest(x->record) + 1;
    event_t e = {
        .u.plan_grown =
            {
                .at = step->no,
                .task = where == ADDED_BEFORE ? 0 : id,
                .group = {.no = no,
                          .kind = where == ADDED_BESIDE ? STEP_ALL : STEP_SEQUENCE,
                          .state = STEP_WAITING,
                          .name = "",
                          .on_refuse = ON_REFUSE_AT_ONCE,
                          .added = where,
                          .added_by = x->actor.person,
                          .why = {.because = "signer"},
                          .opened_at = INSTANT_NONE,
                          .ended_at = INSTANT_NONE},
                .leaf = {.no = no + 1,
                         .kind = STEP_APPROVE,
                         .state = STEP_WAITING,
                         .name = step_name_free(x, step->name, where_word(where)),
                         .by = persons(x, command->people, command->people_count),
                         .mode = command->mode ? command->mode : DECIDE_ALL,
                         .on_refuse = ON_REFUSE_AT_ONCE,
                         .within = command->within.kind != LIMIT_NONE ? command->within : step->within,
                         .ladder = step->ladder,
                         .on_empty = EMPTY_FALLBACK,
                         .on_self = SELF_SUPERIOR,
                         .permits = signer_permits(step),
                         .added = where,
                         .added_by = x->actor.person,
                         .serves = where == ADDED_BEFORE ? id : 0,
                         .why = {.because = "signer"},
                         .opened_at = INSTANT_NONE,
                         .ended_at = INSTANT_NONE},
            },
    };
    if (!e.u.plan_grown.leaf.name || !e.u.plan_grown.leaf.by) return diag_memory(x->d);
    if (emit(x, EVENT_PLAN_GROWN, &e)) return -1;
    if (command->text) {
        event_t words = {.u.commented = {.task = id, .text = command->text}};
        if (emit(x, EVENT_COMMENTED, &words)) return -1;
    }
    x->out->task = id;
    return route_settle(x);
}

/* ---- A26 */

/* How many of the step have decided or still may. */
static size_t members_left(const record_t *r, int32_t step) {
    size_t count = 0;
    for (size_t i = 0; i < r->task_count; i++)
        count += r->tasks[i].step == step && !r->tasks[i].taken_back && r->tasks[i].state != TASK_CLOSED;
    return count;
}

bool is_signer(const step_t *s) {
    return s->added == ADDED_BEFORE || s->added == ADDED_AFTER || s->added == ADDED_BESIDE;
}

/* Has whoever brought in the signers of that step a say still, where they were brought in? */
static bool adder_is_there(const record_t *r, const step_t *step) {
    int32_t group = tree_index(r, step->parent);
    for (size_t i = 0; group >= 0 && i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        int32_t at = tree_index(r, t->step);
        bool theirs = t->person == step->added_by || t->principal == step->added_by;
        if (theirs && t->state != TASK_CLOSED && !t->taken_back && at >= 0 && tree_within(r, at, group))
            return true;
    }
    return false;
}

/* Did the actor add the signers of that step, or those who did and were removed since? */
static bool brought_in(const deciding_t *x, const step_t *step) {
    const record_t *r = x->record;
    if (!step->added) return false;
    if (step->added_by == x->actor.person) return true;
    int32_t group = is_signer(step) && step->parent ? tree_index(r, step->parent) : -1;
    if (group < 0 || adder_is_there(r, step)) return false;
    for (int32_t i = group + 1; i < tree_end(r, group); i++) {
        const step_t *s = &r->steps[i];
        if (s->no < step->no && step_is_leaf(s->kind) && is_signer(s) && brought_in(x, s)) return true;
    }
    return false;
}

/* Whom the actor may remove: who shares the actor's own step, or came in by the actor. */
static const task_t *removable(deciding_t *x, int64_t person) {
    const record_t *r = x->record;
    const char *wanted = x->in->command->step;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->person != person && t->principal != person) continue;
        if (t->state != TASK_OPEN && t->state != TASK_WAITING) continue;
        const step_t *s = record_step(r, t->step);
        if (wanted && strcmp(s->name, wanted) != 0) continue;
        if (brought_in(x, s)) return t;
        const task_t *own = seat_held(r, s->no, x->actor.person, 0);
        if (own && own != t && s->permits & PERMIT_REMOVE_SIGNER) return t;
    }
    return NULL;
}

/* Were all the others in that group signers too, and have been removed? Then it goes with its last one. */
static bool others_gone(const record_t *r, int32_t group, const step_t *step) {
    if (!is_signer(&r->steps[group])) return false;
    for (int32_t i = group + 1; i < tree_end(r, group); i++) {
        const step_t *s = &r->steps[i];
        if (s->no == step->no || s->superseded || step_is_group(s->kind)) continue;
        if (!is_signer(s) || s->state != STEP_LEFT_OUT) return false;
    }
    return true;
}

bool signer_may_go(const record_t *r, const step_t *step) {
    int32_t at = tree_index(r, step->no);
    int32_t group = is_signer(step) && step->parent ? tree_index(r, step->parent) : -1;
    while (group >= 0 && others_gone(r, group, step)) {
        at = group;
        group = r->steps[at].parent ? tree_index(r, r->steps[at].parent) : -1;
    }
    for (int32_t m = group >= 0 ? tree_member(r, group, group) : -1; m >= 0; m = tree_member(r, group, m)) {
        const step_t *other = &r->steps[m];
        if (m != at && other->state != STEP_CLOSED && other->state != STEP_LEFT_OUT) return true;
    }
    return false;
}

/* Where the step names that person, from 0; -1: it does not. */
static int32_t named_at(const step_t *step, const char *handle) {
    int32_t place = 0;
    for (const source_t *by = step->by; by; by = by->next, place++)
        if (by->kind == SOURCE_PERSON && strcmp(by->key, handle) == 0) return place;
    return -1;
}

bool signer_to_come(const deciding_t *x, const step_t *step, int64_t person) {
    return is_signer(step) && step->added_by && step->state == STEP_WAITING && !step->superseded &&
           named_at(step, handle_of(x, person)) >= 0;
}

/* The step that the actor added for that person, perhaps among others, none of whom has been asked yet; NULL:
 * none. */
static const step_t *added_to_come(const deciding_t *x, int64_t person) {
    const record_t *r = x->record;
    const char *wanted = x->in->command->step, *handle = handle_of(x, person);
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        bool own = s->added == ADDED_AFTER && step_is_leaf(s->kind) && brought_in(x, s);
        if (!own || s->superseded || s->state != STEP_WAITING) continue;
        if (wanted && strcmp(s->name, wanted) != 0) continue;
        if (named_at(s, handle) >= 0) return s;
    }
    return NULL;
}

/* Why not: who shares the step with the actor stays where its rule does not let them be removed. */
static int not_removable(deciding_t *x, int64_t person) {
    const record_t *r = x->record;
    const char *wanted = x->in->command->step;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        const step_t *s = record_step(r, t->step);
        if (t->person != person && t->principal != person) continue;
        if ((t->state != TASK_OPEN && t->state != TASK_WAITING) || (wanted && strcmp(s->name, wanted) != 0))
            continue;
        const task_t *own = seat_held(r, s->no, x->actor.person, 0);
        if (own && own != t && check_permit(x, s, PERMIT_REMOVE_SIGNER)) return -1;
    }
    return diag_set(x->d, "signer.not_removable", "person", handle_of(x, person), NULL);
}

/* Nobody hears of it: whom the step names have not been told that they are to sign. */
static int remove_to_come(deciding_t *x, const step_t *step, int64_t person) {
    event_t e = {.u.signer_removed = {
                     .step = step->no, .place = named_at(step, handle_of(x, person)), .person = person}};
    if (step->by->next) return emit(x, EVENT_SIGNER_REMOVED, &e);
    return step_ended_by(x, step->no, STEP_LEFT_OUT, "removed") ? -1 : route_settle(x);
}

int do_remove_signer(deciding_t *x) {
    int64_t person = 0;
    if (one_person(x, &person)) return -1;
    const task_t *task = removable(x, person);
    const step_t *to_come = task ? NULL : added_to_come(x, person);
    if (to_come && (to_come->by->next || signer_may_go(x->record, to_come)))
        return remove_to_come(x, to_come, person);
    if (!task) return not_removable(x, person);
    const step_t *step = record_step(x->record, task->step);
    bool last = members_left(x->record, step->no) < 2;
    int32_t no = step->no;
    if (last && !signer_may_go(x->record, step))
        return diag_set(x->d, "signer.last", "step", step->name, "person", handle_of(x, person), NULL);
    event_t e = {.u.task_closed = {.task = task->id, .cause = "removed"}};
    if (tell(x, task->person, "task.removed", task, x->in->command->text)) return -1;
    if (serving_close(x, task->id, "removed")) return -1;
    if (emit(x, EVENT_TASK_CLOSED, &e)) return -1;
    if (last && step_ended_by(x, no, STEP_LEFT_OUT, "removed")) return -1;
    return route_settle(x) || serving_told(x, no) ? -1 : 0;
}
