/* What may be tried in a state. What fits no task is not tried; whether the rest is allowed is for the engine
 * to say. */
#include "scope.h"
#include <string.h>

static const struct {
    const char *handle;
    int64_t id;
} parts[PART_COUNT] = {
    [PART_INITIATOR] = {"gao.min", DEMO_GAO_MIN}, [PART_SIGNER1] = {"liu.yang", DEMO_LIU_YANG},
    [PART_SIGNER2] = {"zhao.lei", DEMO_ZHAO_LEI}, [PART_SIGNER3] = {"sun.li", DEMO_SUN_LI},
    [PART_ADDED1] = {"chen.wei", DEMO_CHEN_WEI},  [PART_ADDED2] = {"li.na", DEMO_LI_NA},
    [PART_TRANSFER] = {"xu.jing", DEMO_XU_JING},  [PART_HELPER] = {"zhou.jie", DEMO_ZHOU_JIE},
    [PART_LATE] = {"wang.fang", DEMO_WANG_FANG},
};

const char *part_handle(part_t part) {
    return parts[part].handle;
}

int64_t part_id(part_t part) {
    return parts[part].id;
}

part_t part_of(int64_t person) {
    int i = 0;
    while (i < PART_COUNT && parts[i].id != person)
        i++;
    return (part_t)i;
}

typedef struct making {
    const record_t *r;
    const counts_t *c;
    const bounds_t *b;
    moves_t *out;
} making_t;

static void put(making_t *m, command_kind_t kind, part_t actor, int task, int step, part_t person,
                int flags) {
    if (m->out->count == MOVES_MAX) return;
    m->out->list[m->out->count++] = (move_t){.kind = (uint8_t)kind,
                                             .actor = (uint8_t)actor,
                                             .person = (uint8_t)person,
                                             .flags = (uint8_t)flags,
                                             .task = (int16_t)task,
                                             .step = (int16_t)step};
}

bool op_is_extra(op_t op) {
    return op != OP_ABSTAIN && op != OP_TIMEOUT && op != OP_WITHDRAW;
}

bool counts_room(int bound, int count) {
    return bound == 0 || count < bound;
}

/* Those that were removed, too. */
static int signers_added(const record_t *r) {
    const plan_place_t *p = &r->plans[r->plan_count - 1];
    int n = 0;
    for (int32_t i = p->first; i < p->first + p->count; i++)
        n += r->steps[i].added && !r->steps[i].superseded && step_is_leaf(r->steps[i].kind);
    return n;
}

static bool allowed(const making_t *m, op_t op) {
    if (op_is_extra(op) && !counts_room(m->b->extras, m->c->extras)) return false;
    return m->b->ops & (uint32_t)op;
}

static void put_returns(making_t *m, part_t who, int task) {
    const record_t *r = m->r;
    if (!allowed(m, OP_RETURN)) return;
    put(m, COMMAND_RETURN, who, task, -1, PART_COUNT, 0);
    put(m, COMMAND_RETURN, who, task, -1, PART_COUNT, MOVE_STRAIGHT);
    const plan_place_t *p = &r->plans[r->plan_count - 1];
    for (int32_t i = p->first; i < p->first + p->count; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || step_is_group(s->kind) || s->opened_at == INSTANT_NONE) continue;
        if (s->no == r->tasks[task].step) continue;
        if (!counts_room(m->b->rounds, m->c->rounds)) {
            m->out->cut = true;
            continue;
        }
        put(m, COMMAND_RETURN, who, task, i, PART_COUNT, 0);
        put(m, COMMAND_RETURN, who, task, i, PART_COUNT, MOVE_STRAIGHT);
    }
}

/* To each step of the plan that is not open: forward, or back, which is a further time gone through. */
static void put_jumps(making_t *m) {
    const record_t *r = m->r;
    if (r->state != RECORD_OPEN || !allowed(m, OP_JUMP)) return;
    const plan_place_t *p = &r->plans[r->plan_count - 1];
    for (int32_t i = p->first; i < p->first + p->count; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || step_is_group(s->kind) || s->state == STEP_OPEN) continue;
        if (s->state != STEP_WAITING && !counts_room(m->b->rounds, m->c->rounds))
            m->out->cut = true;
        else
            put(m, COMMAND_JUMP, PART_OWNER, -1, i, PART_COUNT, 0);
    }
}

const step_t *suspended_by(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].added == ADDED_SUSPENSION && r->steps[i].state == STEP_OPEN) return &r->steps[i];
    return NULL;
}

static void put_administrator(making_t *m) {
    bool going = m->r->state == RECORD_OPEN || m->r->state == RECORD_RETURNED;
    put_jumps(m);
    if (going && allowed(m, OP_SUSPEND)) put(m, COMMAND_SUSPEND, PART_OWNER, -1, -1, PART_COUNT, 0);
    if (m->r->state == RECORD_SUSPENDED) put(m, COMMAND_RESUME, PART_OWNER, -1, -1, PART_COUNT, 0);
}

static void put_approver(making_t *m, part_t who, int task) {
    const task_t *t = &m->r->tasks[task];
    put(m, COMMAND_APPROVE, who, task, -1, PART_COUNT, 0);
    put(m, COMMAND_REFUSE, who, task, -1, PART_COUNT, 0);
    if (allowed(m, OP_ABSTAIN)) put(m, COMMAND_ABSTAIN, who, task, -1, PART_COUNT, 0);
    put_returns(m, who, task);
    int added = signers_added(m->r);
    if (allowed(m, OP_ADD) && added < m->b->signers)
        for (int where = ADDED_BEFORE; where <= ADDED_BESIDE; where++)
            put(m, COMMAND_ADD_SIGNER, who, task, -1, PART_ADDED1 + (part_t)added, where);
    if (allowed(m, OP_TRANSFER) && who != PART_TRANSFER)
        put(m, COMMAND_TRANSFER, who, task, -1, PART_TRANSFER, 0);
    if (allowed(m, OP_DELEGATE)) put(m, COMMAND_DELEGATE, who, task, -1, PART_HELPER, 0);
    if (allowed(m, OP_CLAIM) && record_step(m->r, t->step)->mode == DECIDE_ANY) {
        put(m, t->claimed ? COMMAND_UNCLAIM : COMMAND_CLAIM, who, task, -1, PART_COUNT, 0);
    }
    if (!allowed(m, OP_ASK)) return;
    for (size_t i = 0; i < m->r->step_count; i++) /* one question of a task at a time */
        if (m->r->steps[i].serves == t->id && m->r->steps[i].added == ADDED_QUESTION &&
            m->r->steps[i].state == STEP_OPEN)
            return;
    put(m, COMMAND_ASK, who, task, -1, PART_HELPER, 0);
}

static bool holds_seat(const record_t *r, int32_t step, part_t who) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == step && part_of(t->person) == who &&
            (t->state == TASK_OPEN || t->state == TASK_WAITING))
            return true;
    }
    return false;
}

/* Of seats that are open or wait for their turn, and of signers who are still to come: by who shares the step
 * or may have added them. */
static void put_removals(making_t *m, part_t who) {
    const record_t *r = m->r;
    if (!allowed(m, OP_REMOVE)) return;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        const step_t *s = record_step(r, t->step);
        part_t other = part_of(t->person);
        if ((t->state != TASK_OPEN && t->state != TASK_WAITING) || other == who || other == PART_COUNT)
            continue;
        bool may = s->added_by == part_id(who) || holds_seat(r, s->no, who);
        if (may && s->kind == STEP_APPROVE)
            put(m, COMMAND_REMOVE_SIGNER, who, -1, (int)(s - r->steps), other, 0);
    }
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->added != ADDED_AFTER || s->superseded || s->state != STEP_WAITING || !s->by) continue;
        if (s->added_by != part_id(who)) continue;
        for (part_t p = PART_ADDED1; p <= PART_ADDED2; p++)
            if (strcmp(s->by->key, part_handle(p)) == 0) put(m, COMMAND_REMOVE_SIGNER, who, -1, (int)i, p, 0);
    }
}

static void put_by_kind(making_t *m, int task) {
    const task_t *t = &m->r->tasks[task];
    part_t who = part_of(t->person);
    if (who == PART_COUNT) return;
    switch (record_step(m->r, t->step)->kind) {
    case STEP_APPROVE:
        put_approver(m, who, task);
        break;
    case STEP_ASSIST:
        put(m, COMMAND_DONE, who, task, -1, PART_COUNT, 0);
        break;
    case STEP_ANSWER:
        put(m, COMMAND_ANSWER, who, task, -1, PART_COUNT, 0);
        break;
    case STEP_ACKNOWLEDGE:
        put(m, COMMAND_ACKNOWLEDGE, who, task, -1, PART_COUNT, 0);
        break;
    case STEP_REVISE:
        if (counts_room(m->b->rounds, m->c->rounds))
            put(m, COMMAND_SUBMIT, who, -1, -1, PART_COUNT, 0);
        else
            m->out->cut = true;
        break;
    default:
        break;
    }
}

/* What may be taken back; help and answers are known, and stay. */
static bool is_decision(const task_t *t) {
    return t->state == TASK_DECIDED && !t->taken_back && t->outcome != OUTCOME_ASSISTED &&
           t->outcome != OUTCOME_ANSWERED;
}

/* Was somebody's latest decision one that led the record to a step before? */
static bool led_back(const record_t *r, part_t who) {
    const task_t *last = NULL;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool decided = is_decision(t) && t->decided_by == part_id(who);
        if (decided && (!last || t->ended_at >= last->ended_at)) last = t;
    }
    for (size_t i = 0; last && i < r->way_count; i++)
        if (r->ways[i].task == last->id) return true;
    return false;
}

/* Of this round, and not gone through again since, unless it was what led there. */
static bool counts_now(const record_t *r, const task_t *t) {
    const step_t *s = record_step(r, t->step);
    for (size_t i = 0; i < r->way_count; i++)
        if (r->ways[i].task == t->id) return true;
    return s->round == r->round && !s->superseded;
}

static void put_people(making_t *m) {
    const record_t *r = m->r;
    uint32_t hold = 0, decided = 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->state == TASK_OPEN) {
            put_by_kind(m, (int)i);
            hold |= UINT32_C(1) << part_of(t->person);
        } else if (t->state == TASK_DECIDED && !t->taken_back && t->decided_by && counts_now(r, t)) {
            decided |= UINT32_C(1) << part_of(t->decided_by);
        }
    }
    for (part_t p = 0; p < PART_COUNT; p++) {
        if (hold >> p & 1) put_removals(m, p);
        /* what stood before a way back is a part of the state: of these so many, where it is said how many */
        bool tried = m->b->take_backs > 0 || !led_back(r, p);
        if (decided >> p & 1 && tried && allowed(m, OP_TAKE_BACK) &&
            counts_room(m->b->take_backs, m->c->take_backs))
            put(m, COMMAND_TAKE_BACK, p, -1, -1, PART_COUNT, 0);
    }
    if (r->state == RECORD_REFUSED) {
        if (counts_room(m->b->rounds, m->c->rounds))
            put(m, COMMAND_SUBMIT, PART_INITIATOR, -1, -1, PART_COUNT, 0);
        else
            m->out->cut = true;
    }
    put_administrator(m);
    if (allowed(m, OP_WITHDRAW)) put(m, COMMAND_WITHDRAW, PART_INITIATOR, -1, -1, PART_COUNT, 0);
}

/* The clocks may fire in any order (transit.c). */
static void put_timer(making_t *m) {
    for (size_t i = 0; i < m->r->task_count; i++) {
        const cs_clock_t *clock = &m->r->clocks[i];
        if (clock->id && clock->state == CLOCK_RUNNING && clock->next_rung >= 0)
            put(m, COMMAND_FIRE, PART_COUNT, (int)i, -1, PART_COUNT, 0);
    }
}

void moves_of(const record_t *r, const counts_t *c, const bounds_t *b, moves_t *out) {
    making_t m = {.r = r, .c = c, .b = b, .out = out};
    out->count = 0;
    out->cut = false;
    if (r->state == RECORD_FINISHED || r->state == RECORD_WITHDRAWN || r->state == RECORD_ENDED_REFUSED)
        return;
    put_people(&m);
    if (b->ops & OP_TIMEOUT) put_timer(&m);
}

bool move_is_people(const move_t *m) {
    return m->kind != COMMAND_FIRE && m->kind != COMMAND_WITHDRAW;
}

bool move_is_extra(const move_t *m) {
    switch (m->kind) {
    case COMMAND_RETURN:
    case COMMAND_ADD_SIGNER:
    case COMMAND_REMOVE_SIGNER:
    case COMMAND_TRANSFER:
    case COMMAND_DELEGATE:
    case COMMAND_TAKE_BACK:
    case COMMAND_ASK:
    case COMMAND_CLAIM:
    case COMMAND_UNCLAIM:
    case COMMAND_SUSPEND:
    case COMMAND_JUMP:
        return true;
    default:
        return false;
    }
}

void move_text(const record_t *r, const move_t *m, char *out, size_t size) {
    static const char *const wheres[] = {"", " before", " after", " beside"};
    const char *step = m->task >= 0 ? record_step(r, r->tasks[m->task].step)->name : NULL;
    const char *holder = m->kind == COMMAND_FIRE && part_of(r->tasks[m->task].person) < PART_COUNT
                             ? part_handle(part_of(r->tasks[m->task].person))
                             : NULL;
    snprintf(out, size, "%s: %s%s%s%s%s%s%s%s%s%s%s",
             m->actor < PART_COUNT    ? part_handle(m->actor)
             : m->actor == PART_OWNER ? "the owner"
                                      : "timer",
             command_kind_word(m->kind), step ? " at " : "", step ? step : "", holder ? " held by " : "",
             holder ? holder : "", m->person < PART_COUNT ? ", " : "",
             m->person < PART_COUNT ? part_handle(m->person) : "",
             m->kind == COMMAND_ADD_SIGNER ? wheres[m->flags & 3] : "",
             m->step < 0                        ? ""
             : m->kind == COMMAND_REMOVE_SIGNER ? " at "
                                                : ", to ",
             m->step >= 0 ? r->steps[m->step].name : "",
             m->flags & MOVE_STRAIGHT ? " and straight back" : "");
}
