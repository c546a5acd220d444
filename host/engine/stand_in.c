/* Stand-ins (代理, A15): whom a person named for a time takes the task in their name. Windows are [from,
 * until); chains are followed to a small limit; nobody comes to decide by standing in what they may not
 * decide themselves, nor what is beyond the limit of either (approval_limit, of the person or their posts).
 * The principal may act all the same: it is one task, and whoever acts first ends it. */
#include "engine/clocks.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include <string.h>

enum { CHAIN_MAX = 4, CANDIDATES_MAX = 16, BOUNDS_MAX = 16, REACHED_MAX = 256 };
static const char LIMIT[] = "approval_limit";

static bool stands_in(const step_t *step) {
    return step->kind == STEP_APPROVE || step->kind == STEP_AGREE || step->kind == STEP_ACT;
}

/* The amount that the record is about, as the flow says; NULL: none is given. */
static const money_t *amount_of(const deciding_t *x) {
    const value_t *value = x->flow && x->flow->amount ? record_field(x->record, x->flow->amount) : NULL;
    return value && value->kind == VALUE_MONEY ? &value->u.money : NULL;
}

const char *beyond_limit(const deciding_t *x, int64_t person) {
    const money_t *amount = amount_of(x);
    const char *bounds[BOUNDS_MAX];
    if (!amount) return NULL;
    size_t count = directory_bounds(x->in->directory, person, LIMIT, x->in->now, bounds, BOUNDS_MAX);
    for (size_t i = 0; i < count; i++) {
        money_t limit;
        int order;
        /* what can't be read, or is of another currency, allows nothing */
        if (money_parse(bounds[i], NULL, &limit, NULL) == 0 &&
            money_compare(amount, &limit, &order, NULL) == 0 && order <= 0)
            return NULL;
    }
    return count > 0 ? bounds[0] : NULL;
}

/* Could it be given to that person: neither kept from it nor beyond what they may approve? */
static bool fit(const deciding_t *x, const step_t *step, int64_t person) {
    return may_have(x, step, person) && !beyond_limit(x, person);
}

/* The first of those named who may have it. */
static int64_t next_in_chain(const deciding_t *x, const step_t *step, int64_t person, int64_t principal,
                             int64_t own) {
    int64_t list[CANDIDATES_MAX];
    size_t count =
        directory_stand_ins(x->in->directory, person, x->record->flow, x->in->now, list, CANDIDATES_MAX);
    for (size_t i = 0; i < count && i < CANDIDATES_MAX; i++)
        if (list[i] != principal && fit(x, step, list[i]) && !is_seated(x, step->no, list[i], own))
            return list[i];
    return 0;
}

int64_t stand_in_of(const deciding_t *x, const step_t *step, int64_t principal, int64_t own) {
    int64_t person = 0, next = principal;
    if (!stands_in(step) || beyond_limit(x, principal)) return 0;
    for (int i = 0; i < CHAIN_MAX && next; i++) {
        next = next_in_chain(x, step, next, principal, own);
        if (next) person = next;
    }
    return person;
}

/* Adds those whom `at` names to the `count` there are; how many there are then. */
static size_t widen(const deciding_t *x, int64_t at, int64_t *reached, size_t count) {
    int64_t list[CANDIDATES_MAX];
    size_t named =
        directory_stand_ins(x->in->directory, at, x->record->flow, x->in->now, list, CANDIDATES_MAX);
    for (size_t i = 0; i < named && i < CANDIDATES_MAX && count < REACHED_MAX; i++) {
        bool known = false;
        for (size_t j = 0; j < count && !known; j++)
            known = reached[j] == list[i];
        if (!known) reached[count++] = list[i];
    }
    return count;
}

/* Any of those named may have been taken, and, of each who could have had it, any whom they named: who was
 * first when the task was given may hold another of the step, or none any more. */
bool stand_in_holds(const deciding_t *x, const step_t *step, int64_t principal, int64_t person) {
    int64_t reached[REACHED_MAX] = {principal};
    size_t from = 0, count = 1;
    for (int i = 0; i < CHAIN_MAX; i++)
        for (size_t until = count; from < until; from++)
            if (from == 0 || fit(x, step, reached[from])) count = widen(x, reached[from], reached, count);
    for (size_t i = 1; i < count; i++)
        if (reached[i] == person) return true;
    return false;
}

static bool acts_for(const deciding_t *x, const task_t *task) {
    return task->principal && x->in->command->actor.person == task->person;
}

/* ---- handed on by whoever stands in (A23) */

static bool handed_for(const task_t *task) {
    return task->principal && task->reason && strcmp(task->reason, HANDED_FOR) == 0;
}

bool stands_in_still(const deciding_t *x, const task_t *task) {
    return !task->principal || handed_for(task) ||
           stand_in_holds(x, record_step(x->record, task->step), task->principal, task->person);
}

int check_stand_in(deciding_t *x, const task_t *task) {
    if (!acts_for(x, task) || stands_in_still(x, task)) return 0;
    return diag_set(x->d, "stand_in.over", "step", record_step(x->record, task->step)->name, "principal",
                    handle_of(x, task->principal), NULL);
}

static int check_within(deciding_t *x, const task_t *task, int64_t person) {
    int64_t over = beyond_limit(x, task->principal) ? task->principal : person;
    const char *limit = beyond_limit(x, over);
    if (!limit) return 0;
    return diag_set(x->d, "stand_in.ceiling", "step", record_step(x->record, task->step)->name, "person",
                    handle_of(x, over), "principal", handle_of(x, task->principal), "limit", limit, NULL);
}

int check_ceiling(deciding_t *x, const task_t *task) {
    return acts_for(x, task) ? check_within(x, task, task->person) : 0;
}

int check_hand_on(deciding_t *x, const task_t *task, int64_t to) {
    if (check_stand_in(x, task) || check_within(x, task, to)) return -1;
    int64_t by = stand_in_of(x, record_step(x->record, task->step), to, task->id);
    if (!by) return 0;
    return diag_set(x->d, "stand_in.away", "step", record_step(x->record, task->step)->name, "person",
                    handle_of(x, to), "by", handle_of(x, by), NULL);
}

/* It was given to that person, so it is theirs while they are there and may decide it; nobody stands in for
 * them in turn, since the principal named neither. */
static bool stays(const deciding_t *x, const step_t *step, const task_t *task) {
    return handed_for(task) && directory_active(x->in->directory, task->person, x->in->now) &&
           !beyond_limit(x, task->principal) && fit(x, step, task->person) &&
           !stand_in_of(x, step, task->person, task->id);
}

/* ---- asked again */

int64_t stand_in_now(const deciding_t *x, const step_t *step, const task_t *task) {
    if (stays(x, step, task)) return task->person;
    int64_t person = stand_in_of(x, step, task_owner(task), task->id);
    return person ? person : task_owner(task);
}

/* Why its holder had it, and who that was, does not tell why the next one has it. */
static int take_from_handed(deciding_t *x, const task_t *task, int64_t to) {
    int64_t owner = task_owner(task);
    found_t who = {.person = to,
                   .reason = ASKED_AGAIN,
                   .text = handle_of(x, task->person),
                   .principal = to == owner ? 0 : owner};
    return task_reassign(x, task->id, &who, NULL, "stand_in");
}

/* Whoever stands in now has it, whoever had it: who is away themselves passes it on, too. */
int stand_in_ask(deciding_t *x, int64_t id) {
    const task_t *task = record_task(x->record, id);
    const step_t *step = record_step(x->record, task->step);
    int64_t owner = task_owner(task);
    if (!stands_in(step)) return 0;
    int64_t person = stand_in_of(x, step, owner, id);
    if (task->person == (person ? person : owner)) return 0;
    if (handed_for(task)) return take_from_handed(x, task, person ? person : owner);
    event_t e = {.u.task_stood_in = {.task = id,
                                     .from = task->person,
                                     .person = person ? person : owner,
                                     .principal = person ? owner : 0}};
    if (emit(x, EVENT_TASK_STOOD_IN, &e)) return -1;
    if (clock_move(x, id, NULL, e.u.task_stood_in.person, "stand_in")) return -1;
    return tell(x, e.u.task_stood_in.person, "task.reassigned", record_task(x->record, id), NULL);
}

int stand_in_renew(deciding_t *x, int64_t id) {
    const task_t *task = record_task(x->record, id);
    return stays(x, record_step(x->record, task->step), task) ? 0 : stand_in_ask(x, id);
}

/* ---- the amount grows on the way */

bool given_beyond(const deciding_t *x, const task_t *task) {
    const task_t *given =
        task && task->outcome == OUTCOME_COUNTED ? record_task(x->record, task->counts) : task;
    if (!given || given->state != TASK_DECIDED || given->taken_back) return false;
    bool stood_in = given->principal && given->decided_by == given->person;
    return stood_in && (beyond_limit(x, given->person) || beyond_limit(x, given->principal));
}

bool beyond_by_now(const deciding_t *x, const step_t *step) {
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        if (t->step == step->no && !t->taken_back && given_beyond(x, t)) return true;
    }
    return false;
}

static bool names(const field_t *fields, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (fields[i].name && strcmp(fields[i].name, name) == 0) return true;
    return false;
}

/* Other rules may hold the limits against another field. */
static bool changes_amount(const event_t *e, const char *amount) {
    if (e->kind == EVENT_EDITED) return names(e->u.edited.fields, e->u.edited.field_count, amount);
    if (e->kind == EVENT_ADJUSTED) return names(e->u.adjusted.fields, e->u.adjusted.field_count, amount);
    if (e->kind == EVENT_ADJUSTMENT_DROPPED)
        return names(e->u.adjustment_dropped.fields, e->u.adjustment_dropped.field_count, amount);
    if (e->kind == EVENT_ADJUSTMENT_UNDONE)
        return names(e->u.adjustment_taken_back.fields, e->u.adjustment_taken_back.field_count, amount);
    return e->kind == EVENT_MIGRATED;
}

int authority_follow(deciding_t *x) {
    bool changed = false;
    const char *amount = x->record && x->flow ? x->flow->amount : NULL;
    for (size_t i = 0; amount && i < x->out->event_count; i++)
        changed = changed || changes_amount(&x->out->events[i], amount);
    if (!changed) return 0;
    actor_t actor = act_as_rule(x);
    int result = 0;
    for (size_t i = 0; result == 0 && i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        bool open = t->state == TASK_OPEN && t->principal;
        if (open && (beyond_limit(x, t->person) || beyond_limit(x, t->principal)))
            result = stand_in_renew(x, t->id);
    }
    x->actor = actor;
    return result;
}
