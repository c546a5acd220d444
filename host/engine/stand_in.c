/* Stand-ins (代理, A15): whom a person named for a time takes the task in their name. Windows are [from,
 * until); chains are followed to a small limit; nobody comes to decide by standing in what they may not
 * decide themselves, nor what is beyond the limit of either (approval_limit, of the person or their posts).
 * The principal may act all the same: it is one task, and whoever acts first ends it. */
#include "engine/deciding.h"

enum { CHAIN_MAX = 4, CANDIDATES_MAX = 16, BOUNDS_MAX = 16 };
static const char LIMIT[] = "approval_limit";

static bool stands_in(const step_t *step) {
    return step->kind == STEP_APPROVE || step->kind == STEP_AGREE || step->kind == STEP_ACT;
}

static bool holds_task(const record_t *r, int32_t step, int64_t person) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == step && (t->state == TASK_OPEN || t->state == TASK_WAITING) &&
            (t->person == person || t->principal == person))
            return true;
    }
    return false;
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

/* The first of those named who may have it: neither kept from it nor beyond what they may approve. */
static int64_t next_in_chain(const deciding_t *x, const step_t *step, int64_t person, int64_t principal) {
    int64_t list[CANDIDATES_MAX];
    size_t count =
        directory_stand_ins(x->in->directory, person, x->record->flow, x->in->now, list, CANDIDATES_MAX);
    for (size_t i = 0; i < count && i < CANDIDATES_MAX; i++)
        if (list[i] != principal && may_have(x, step, list[i]) && !beyond_limit(x, list[i]) &&
            !holds_task(x->record, step->no, list[i]))
            return list[i];
    return 0;
}

int64_t stand_in_of(const deciding_t *x, const step_t *step, int64_t principal) {
    int64_t person = 0, next = principal;
    if (!stands_in(step) || beyond_limit(x, principal)) return 0;
    for (int i = 0; i < CHAIN_MAX && next; i++) {
        next = next_in_chain(x, step, next, principal);
        if (next) person = next;
    }
    return person;
}

bool stand_in_holds(const deciding_t *x, int64_t principal, int64_t person) {
    int64_t list[CANDIDATES_MAX], at = principal;
    for (int i = 0; i < CHAIN_MAX && at; i++) {
        size_t count =
            directory_stand_ins(x->in->directory, at, x->record->flow, x->in->now, list, CANDIDATES_MAX);
        for (size_t j = 0; j < count && j < CANDIDATES_MAX; j++)
            if (list[j] == person) return true;
        at = count ? list[0] : 0;
    }
    return false;
}

int stand_in_renew(deciding_t *x, int64_t id) {
    const task_t *task = record_task(x->record, id);
    const step_t *step = record_step(x->record, task->step);
    int64_t owner = task->principal ? task->principal : task->person;
    if (!stands_in(step)) return 0;
    if (task->principal && stand_in_holds(x, owner, task->person) && !beyond_limit(x, owner) &&
        !beyond_limit(x, task->person))
        return 0;
    if (task->principal == 0 && !stand_in_of(x, step, owner)) return 0;
    int64_t person = stand_in_of(x, step, owner);
    event_t e = {.u.task_stood_in = {.task = id,
                                     .from = task->person,
                                     .person = person ? person : owner,
                                     .principal = person ? owner : 0}};
    if (emit(x, EVENT_TASK_STOOD_IN, &e)) return -1;
    if (clock_move(x, id, NULL, e.u.task_stood_in.person, "stand_in")) return -1;
    return tell(x, e.u.task_stood_in.person, "task.reassigned", record_task(x->record, id), NULL);
}
