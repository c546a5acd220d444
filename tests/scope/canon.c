/* When two states are the same: ids are renamed in order, instants replaced by their order, and what can have
 * no part any more (steps superseded or of earlier rounds, their tasks, decisions taken back, answered
 * questions) left out. Whether it really has no part is what the checks of every transition look at, before
 * states are joined. */
#include "scope.h"
#include <string.h>

enum { CANON_STEPS = 256, CANON_TASKS = 256, CANON_INSTANTS = 128 };

typedef struct canon {
    const record_t *r;
    buf_t *out;
    int16_t step[CANON_STEPS]; /* its place among those that matter; -1 */
    int16_t task[CANON_TASKS];
    instant_t at[CANON_INSTANTS];
    size_t at_count;
} canon_t;

static bool plan_matters(const record_t *r) {
    return r->state == RECORD_OPEN || (r->state == RECORD_SUSPENDED && r->suspended_from == RECORD_OPEN);
}

static bool step_matters(const record_t *r, size_t i) {
    const step_t *s = &r->steps[i];
    if (s->superseded) return false;
    if (s->added == ADDED_SUSPENSION) return s->state == STEP_OPEN;
    if (s->parent == 0 && (s->serves || s->kind == STEP_ACKNOWLEDGE || s->kind == STEP_REVISE))
        return s->state == STEP_OPEN;
    if (!plan_matters(r)) return false;
    const plan_place_t *p = &r->plans[r->plan_count - 1];
    return (int32_t)i >= p->first && (int32_t)i < p->first + p->count;
}

static int16_t step_place(const canon_t *k, int32_t no) {
    const step_t *s = no ? record_step(k->r, no) : NULL;
    size_t i = s ? (size_t)(s - k->r->steps) : CANON_STEPS;
    return (int16_t)(i < CANON_STEPS ? k->step[i] : -1);
}

static bool task_matters(const canon_t *k, const task_t *t) {
    return step_place(k, t->step) >= 0 && !t->taken_back;
}

static void rename_all(canon_t *k) {
    int16_t n = 0;
    for (size_t i = 0; i < k->r->step_count && i < CANON_STEPS; i++)
        k->step[i] = (int16_t)(step_matters(k->r, i) ? n++ : -1);
    n = 0;
    for (size_t i = 0; i < k->r->task_count && i < CANON_TASKS; i++)
        k->task[i] =
            (int16_t)(task_matters(k, &k->r->tasks[i]) && k->r->tasks[i].state != TASK_CLOSED ? n++ : -1);
}

static int16_t task_place(const canon_t *k, int64_t id) {
    const task_t *t = id ? record_task(k->r, id) : NULL;
    size_t i = t ? (size_t)(t - k->r->tasks) : CANON_TASKS;
    return (int16_t)(i < CANON_TASKS ? k->task[i] : -1);
}

static int left_out_code(const step_t *s) {
    if (!s->left_out) return 0;
    if (strcmp(s->left_out, "abstained") == 0) return 1;
    return strcmp(s->left_out, "straight") == 0 ? 2 : strcmp(s->left_out, "jumped") == 0 ? 3 : 4;
}

static void put_step(canon_t *k, const step_t *s) {
    buf_u8(k->out, (uint8_t)s->kind);
    buf_u8(k->out, (uint8_t)s->state);
    buf_int(k->out, step_place(k, s->parent));
    buf_u8(k->out, (uint8_t)s->added);
    buf_u8(k->out, (uint8_t)part_of(s->added_by));
    buf_int(k->out, task_place(k, s->serves));
    buf_int(k->out, s->added ? 0 : s->why.line);
    buf_text(k->out, s->by ? s->by->key : NULL);
    buf_varint(k->out, s->permits);
    buf_u8(k->out, (uint8_t)left_out_code(s));
    buf_flag(k->out, s->opened_at != INSTANT_NONE);
}

static void note(canon_t *k, instant_t at) {
    size_t i = 0;
    while (i < k->at_count && k->at[i] < at)
        i++;
    if ((i < k->at_count && k->at[i] == at) || k->at_count == CANON_INSTANTS) return;
    memmove(&k->at[i + 1], &k->at[i], (k->at_count - i) * sizeof at);
    k->at[i] = at;
    k->at_count++;
}

static int64_t rank(const canon_t *k, instant_t at) {
    size_t i = 0;
    while (i < k->at_count && k->at[i] != at)
        i++;
    return (int64_t)i;
}

static instant_t clock_at(const cs_clock_t *c) {
    if (c->id == 0 || c->state == CLOCK_STOPPED) return INSTANT_NONE;
    return c->state == CLOCK_PAUSED ? c->due_at : c->rung_at;
}

static void put_clock(canon_t *k, const cs_clock_t *c) {
    buf_u8(k->out, (uint8_t)c->state);
    buf_varint(k->out, c->rungs_past);
    buf_int(k->out, c->next_rung);
    if (c->state == CLOCK_PAUSED) {
        buf_int(k->out, step_place(k, c->pause_step));
        buf_flag(k->out, c->limit.ms > 0);
    }
    instant_t at = clock_at(c);
    buf_int(k->out, at == INSTANT_NONE ? -1 : rank(k, at));
}

static void put_tasks(canon_t *k) {
    const record_t *r = k->r;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (!task_matters(k, t) || t->state == TASK_CLOSED) continue;
        buf_int(k->out, step_place(k, t->step));
        buf_u8(k->out, (uint8_t)part_of(t->person));
        buf_u8(k->out, (uint8_t)part_of(t->decided_by));
        buf_int(k->out, t->order);
        buf_u8(k->out, (uint8_t)t->state);
        buf_u8(k->out, (uint8_t)t->outcome);
        buf_u8(k->out, (uint8_t)(t->touched + 2 * t->claimed));
        if (t->state == TASK_OPEN) put_clock(k, &r->clocks[i]);
    }
}

/* Seats that were closed: who, where and how, each once. */
static void put_closed(canon_t *k) {
    const record_t *r = k->r;
    for (int32_t step = 0, n = 0; step < (int32_t)r->step_count && step < CANON_STEPS; step++) {
        if (k->step[step] < 0) continue;
        uint8_t seats[PART_COUNT + 1] = {0};
        for (size_t i = 0; i < r->task_count; i++) {
            const task_t *t = &r->tasks[i];
            if (t->step == r->steps[step].no && t->state == TASK_CLOSED)
                seats[part_of(t->person)] |= (uint8_t)(1 + 2 * t->touched + (t->order << 2));
        }
        buf_int(k->out, n++);
        buf_put(k->out, seats, sizeof seats);
    }
}

hash_t canon_hash(world_t *w, const record_t *r, const counts_t *c, instant_t now) {
    canon_t k = {.r = r, .out = &w->canon};
    hash_t h;
    buf_reset(&w->canon);
    rename_all(&k);
    note(&k, now);
    for (size_t i = 0; i < r->task_count; i++)
        if (clock_at(&r->clocks[i]) != INSTANT_NONE && r->tasks[i].state == TASK_OPEN)
            note(&k, clock_at(&r->clocks[i]));
    buf_u8(k.out, (uint8_t)r->state);
    buf_u8(k.out, (uint8_t)r->suspended_from);
    buf_u8(k.out, c->signers);
    buf_u8(k.out, c->rounds);
    buf_u8(k.out, c->take_backs);
    buf_u8(k.out, c->extras);
    buf_int(k.out, rank(&k, now));
    for (size_t i = 0; i < r->step_count; i++)
        if (i < CANON_STEPS && k.step[i] >= 0) put_step(&k, &r->steps[i]);
    put_tasks(&k);
    if (plan_matters(r)) put_closed(&k);
    hash_of(w->canon.at, w->canon.len, &h);
    return h;
}
