/* When two states are the same: ids are renamed in order, instants dropped, and what can have no part any
 * more left out: steps superseded or of earlier rounds, decisions taken back, answered questions, and, where
 * no decision can be taken back any more, who was closed, what they had asked and what was touched. What is
 * left out must not be read by the engine again: states that were joined are tried against each other
 * (explore.c). */
#include "engine/course.h"
#include "engine/serving.h"
#include "engine/tree.h"
#include "scope.h"
#include <stdlib.h>
#include <string.h>

enum { CANON_STEPS = 256, CANON_TASKS = 256 };

typedef struct seat {
    int16_t step, index;
    const task_t *task;
} seat_t;

typedef struct canon {
    const record_t *r;
    buf_t *out;
    bool back;                 /* decisions may still be taken back */
    bool ways;                 /* of these, such as led to a step before */
    bool plan;                 /* the plan matters */
    int16_t step[CANON_STEPS]; /* its place among those that matter; -1 */
    int16_t task[CANON_TASKS];
    seat_t seats[CANON_TASKS];
    size_t seat_count;
    instant_t ended[CANON_TASKS]; /* in the order in which they are come across */
    size_t ended_count;
} canon_t;

/* ---- what matters */

/* The task in which the round was returned to the initiator, to come straight back. */
static bool returned_straight(const record_t *r) {
    for (size_t i = r->task_count; i-- > 0;) {
        const task_t *t = &r->tasks[i];
        if (t->outcome != OUTCOME_RETURNED || t->taken_back) continue;
        const step_t *s = record_step(r, t->step);
        if (s->round == r->round && !s->superseded) return t->seen != 0;
    }
    return false;
}

/* While the initiator has it, what stood in the plan is asked for by who takes the return back, and by the
 * way straight back alone. */
static bool plan_matters(const record_t *r, bool back) {
    record_state_t state = r->state == RECORD_SUSPENDED ? r->suspended_from : r->state;
    if (state == RECORD_RETURNED || state == RECORD_REFUSED)
        return (back && state == RECORD_RETURNED) || returned_straight(r);
    return state == RECORD_OPEN;
}

static bool way_is_touched(const record_t *r, const way_back_t *way) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool on_it = t->step >= way->first && t->step <= way->last;
        if (on_it && (t->touched || t->signed_for || t->state == TASK_DECIDED)) return true;
    }
    return false;
}

/* May the way back still be taken back, perhaps once another one was? */
static bool way_lives(const record_t *r, size_t at) {
    const way_back_t *way = &r->ways[at];
    if (way_is_touched(r, way)) return false;
    for (int32_t no = way->first; no <= way->last; no++) {
        const step_t *s = record_step(r, no);
        size_t i = at + 1;
        while (s && s->superseded && i < r->way_count && !way_back_passed(&r->ways[i], no))
            i++;
        if (s && s->superseded && (i == r->way_count || !way_lives(r, i))) return false;
    }
    return true;
}

/* A step that counts no more, and does again when the way back that passed it is taken back. */
static bool is_kept(const canon_t *k, const step_t *s) {
    for (size_t i = 0; k->ways && i < k->r->way_count; i++)
        if (way_back_passed(&k->r->ways[i], s->no)) return way_lives(k->r, i);
    return false;
}

/* A question that ended with its task opens again with it, when what ended that is taken back. */
static bool may_serve_again(const canon_t *k, const step_t *s) {
    const task_t *t = s->serves ? record_task(k->r, s->serves) : NULL;
    return k->back && t && !t->taken_back && served_until(s, t);
}

static bool step_matters(const canon_t *k, size_t i) {
    const record_t *r = k->r;
    const step_t *s = &r->steps[i];
    if (s->superseded && !is_kept(k, s)) return false;
    if (s->added == ADDED_SUSPENSION) return s->state == STEP_OPEN;
    if (s->parent == 0 && (s->serves || s->kind == STEP_ACKNOWLEDGE || s->kind == STEP_REVISE))
        return s->state == STEP_OPEN || may_serve_again(k, s);
    if (!k->plan) return false;
    const plan_place_t *p = &r->plans[r->plan_count - 1];
    return (int32_t)i >= p->first && (int32_t)i < p->first + p->count;
}

static int16_t step_place(const canon_t *k, int32_t no) {
    const step_t *s = no ? record_step(k->r, no) : NULL;
    size_t i = s ? (size_t)(s - k->r->steps) : CANON_STEPS;
    return (int16_t)(i < CANON_STEPS ? k->step[i] : -1);
}

static int16_t task_place(const canon_t *k, int64_t id) {
    const task_t *t = id ? record_task(k->r, id) : NULL;
    size_t i = t ? (size_t)(t - k->r->tasks) : CANON_TASKS;
    return (int16_t)(i < CANON_TASKS ? k->task[i] : -1);
}

/* A closed seat may open again when it was closed as its step ended, and what ended that is taken back. */
static bool seat_matters(const canon_t *k, const task_t *t) {
    if (step_place(k, t->step) < 0 || t->taken_back) return false;
    if (t->state != TASK_CLOSED) return true;
    const step_t *s = record_step(k->r, t->step);
    return k->back && step_ended(s->state) && s->ended_at == t->ended_at;
}

/* ---- an order that does not ask in which order things came */

static int by_place(const void *a, const void *b) {
    const seat_t *x = a, *y = b;
    if (x->step != y->step) return x->step < y->step ? -1 : 1;
    if (x->task->order != y->task->order) return x->task->order < y->task->order ? -1 : 1;
    if (x->task->person != y->task->person) return x->task->person < y->task->person ? -1 : 1;
    if (x->task->state != y->task->state) return x->task->state < y->task->state ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

static void place_seats(canon_t *k) {
    k->seat_count = 0;
    for (size_t i = 0; i < k->r->task_count; i++) {
        const task_t *t = &k->r->tasks[i];
        k->task[i] = -1;
        if (!seat_matters(k, t)) continue;
        k->seats[k->seat_count++] = (seat_t){step_place(k, t->step), (int16_t)i, t};
    }
    qsort(k->seats, k->seat_count, sizeof *k->seats, by_place);
    for (size_t i = 0; i < k->seat_count; i++)
        k->task[k->seats[i].index] = (int16_t)i;
}

/* First those of the plan, which stand in its order; what serves a task stands in that of the tasks. */
static void place_steps(canon_t *k) {
    int16_t n = 0;
    const record_t *r = k->r;
    for (size_t i = 0; i < r->step_count; i++)
        k->step[i] = (int16_t)(step_matters(k, i) && (r->steps[i].parent || !r->steps[i].serves) ? n++ : -1);
    place_seats(k);
    for (size_t s = 0, served = k->seat_count; s < served; s++) {
        for (int added = ADDED_QUESTION; added <= ADDED_DELEGATION; added++)
            for (size_t i = 0; i < r->step_count; i++) {
                const step_t *x = &r->steps[i];
                if (x->parent == 0 && (int)x->added == added && x->serves == k->seats[s].task->id &&
                    step_matters(k, i))
                    k->step[i] = n++;
            }
    }
    place_seats(k);
}

/* ---- what is written of each */

/* Only whether two ended at the same instant is ever asked. */
static void put_ended(canon_t *k, instant_t at) {
    size_t i = 0;
    if (!k->back) return;
    while (i < k->ended_count && k->ended[i] != at)
        i++;
    if (i == k->ended_count) k->ended[k->ended_count++] = at;
    buf_int(k->out, at == INSTANT_NONE ? -1 : (int64_t)i);
}

static int left_out_code(const step_t *s) {
    static const char *const words[] = {"abstained", "straight",     "jumped",
                                        "removed",   "gone_through", "returned"};
    int i = 0;
    while (s->left_out && i < (int)(sizeof words / sizeof *words) && strcmp(s->left_out, words[i]) != 0)
        i++;
    return s->left_out ? i + 1 : 0;
}

static bool was_handed(const task_t *t) {
    return t->reason &&
           (strcmp(t->reason, "people.transferred") == 0 || strcmp(t->reason, "people.reassigned") == 0);
}

/* 0: not handed on; 1: from whom its place in the step is; 2: further on. */
static uint8_t handed(const record_t *r, const task_t *t) {
    const source_t *place = record_step(r, t->step)->by;
    for (int32_t i = 0; place && i < t->order; i++)
        place = place->next;
    bool first = place && place->key && t->reason_text && strcmp(place->key, t->reason_text) == 0;
    return was_handed(t) ? first ? 1 : 2 : 0;
}

/* May the step still be come back to straight (engine/straight_people.c)? */
static const task_t *returned_in(const canon_t *k, const step_t *s) {
    if (!s->origin || (step_ended(s->state) && !k->back)) return NULL;
    for (size_t i = k->r->task_count; i-- > 0;) {
        const task_t *t = &k->r->tasks[i];
        if (t->step == s->origin && t->outcome == OUTCOME_RETURNED && !t->taken_back && t->seen) return t;
    }
    return NULL;
}

static bool is_named(const step_t *s, int64_t person) {
    for (const source_t *place = s->by; place; place = place->next)
        if (place->key && strcmp(place->key, part_handle(part_of(person))) == 0) return true;
    return false;
}

/* Whose place in a step it is: that of the seat opened last there. */
static bool sits_elsewhere(const record_t *r, const task_t *seat, int64_t person) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool last = t->step == seat->step && t->id != seat->id;
        for (size_t n = i + 1; n < r->task_count && last; n++)
            last = r->tasks[n].step != t->step || r->tasks[n].order != t->order;
        if (last && (t->person == person || t->decided_by == person)) return true;
    }
    return false;
}

/* Of another plan: does the yes lack a signer, whom they had come, or one who sits there no more? */
static bool lacks_signer(const record_t *r, const step_t *s, const task_t *yes) {
    int32_t at = tree_index(r, yes->step);
    if (tree_plan(r, at) == tree_plan(r, (int32_t)(s - r->steps))) return false;
    for (int32_t group; r->steps[at].parent; at = group) {
        group = tree_index(r, r->steps[at].parent);
        const step_t *g = &r->steps[group];
        if (!g->added || sits_elsewhere(r, yes, g->added_by)) continue;
        for (int32_t i = group + 1; i < tree_end(r, group); i++) {
            const step_t *x = &r->steps[i];
            bool signed_it =
                x->state == STEP_PASSED || x->state == STEP_LEFT_OUT || step_left_for(x, "abstained");
            if (!tree_within(r, i, at) && step_is_leaf(x->kind) && !x->superseded && !signed_it) return true;
        }
    }
    return false;
}

/* Who said yes there has the seat again as it was handed to them, or one of their own. */
static bool keeps_yes(const record_t *r, const step_t *s, const task_t *t) {
    bool yes = t->outcome == OUTCOME_APPROVED || t->outcome == OUTCOME_COUNTED;
    if (!yes || t->taken_back || s->mode == DECIDE_ANY || part_of(t->person) == PART_COUNT) return false;
    return handed(r, t) == 1 || is_named(s, t->person);
}

/* Who returned the step that this one repeats, and who had said yes there: they have their seats again, also
 * such as they had been handed, from whom. */
static void put_straight(canon_t *k, const step_t *s) {
    const record_t *r = k->r;
    const task_t *back = returned_in(k, s);
    uint32_t yes = 0;
    for (size_t i = 0; back && i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == s->origin && keeps_yes(r, s, t) && !lacks_signer(r, s, t))
            yes |= UINT32_C(1) << part_of(t->person);
    }
    buf_varint(k->out, yes);
    buf_u8(k->out, (uint8_t)(back && yes ? part_of(back->person) : PART_COUNT));
    for (int32_t order = 0; back && order < PART_COUNT; order++)
        for (size_t i = 0; i < r->task_count; i++) {
            const task_t *t = &r->tasks[i];
            bool again = t->step == s->origin && (t == back || keeps_yes(r, s, t));
            if (!again || t->order != order || !was_handed(t)) continue;
            buf_int(k->out, order);
            buf_u8(k->out, (uint8_t)part_of(t->person));
            buf_u8(k->out, handed(r, t));
        }
}

/* Somebody did something there, even if it was taken back: what opened the step stays. What is counted there
 * nobody did. */
static bool was_touched(const record_t *r, const step_t *s) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool decided = t->state == TASK_DECIDED && t->outcome != OUTCOME_COUNTED;
        if (t->step == s->no && (t->touched || t->signed_for || decided)) return true;
    }
    return false;
}

/* For which place of a step that hears all a signer refuses who is asked again as the step is, where who had
 * them come is not. */
static void put_signed(canon_t *k, const step_t *s) {
    const step_t *was = s;
    while (was && !was->serves)
        was = was->origin ? record_step(k->r, was->origin) : NULL;
    const task_t *seat = was ? record_task(k->r, was->serves) : NULL;
    buf_int(k->out, seat && hears_all(record_step(k->r, seat->step)) ? seat->order : -1);
}

static void put_step(canon_t *k, const step_t *s) {
    buf_u8(k->out, (uint8_t)s->kind);
    buf_u8(k->out, (uint8_t)s->state);
    buf_int(k->out, step_place(k, s->parent));
    buf_u8(k->out, (uint8_t)s->added);
    buf_u8(k->out, (uint8_t)part_of(s->added_by));
    buf_int(k->out, task_place(k, s->serves));
    buf_flag(k->out, s->serves != 0); /* it may be for a task that counts no more */
    put_signed(k, s);
    buf_int(k->out, s->added ? 0 : s->why.line);
    buf_text(k->out, s->by ? s->by->key : NULL);
    buf_varint(k->out, s->permits);
    buf_u8(k->out, (uint8_t)left_out_code(s));
    buf_flag(k->out, s->opened_at != INSTANT_NONE);
    buf_flag(k->out, s->superseded);
    put_straight(k, s);
    put_ended(k, s->ended_at);
    if (k->back) buf_flag(k->out, was_touched(k->r, s));
}

/* How much is left matters only in that something is: limits are longer than any way. */
static void put_clock(canon_t *k, const cs_clock_t *c, instant_t until) {
    bool paused = c->state == CLOCK_PAUSED || (c->state == CLOCK_STOPPED && c->pause_step);
    buf_u8(k->out, (uint8_t)c->state);
    buf_varint(k->out, c->rungs_past);
    buf_flag(k->out, paused);
    buf_int(k->out, c->state == CLOCK_PAUSED ? step_place(k, c->pause_step) : -1);
    buf_flag(k->out, paused ? c->limit.ms > 0 || c->limit.kind == LIMIT_WORKDAYS : c->due_at > until);
}

/* How many decisions of the same person came after this one: the latest is the one taken back. */
static int64_t decided_since(const canon_t *k, const task_t *t) {
    int64_t n = 0;
    for (size_t i = 0; t->decided_by && i < k->seat_count; i++) {
        const task_t *o = k->seats[i].task;
        n += o->state == TASK_DECIDED && o->decided_by == t->decided_by && o->ended_at > t->ended_at;
    }
    return n;
}

/* A notice after the decision was acknowledged, or closed by an administrator: it is not taken back past
 * that. */
static bool notice_touched(const record_t *r, const task_t *decision) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        const step_t *s = record_step(r, t->step);
        bool notice = s->parent == 0 && !s->serves && !s->added && !s->superseded;
        if (notice && s->opened_at >= decision->ended_at && (t->touched || t->state == TASK_DECIDED))
            return true;
    }
    return false;
}

/* Was something done since in what the decision had opened, also what is gone through again by now? A signer
 * before has not opened what they sign for, and takes nothing back once that is not open any more. */
static bool touched_since(const record_t *r, const task_t *decision) {
    int32_t own = tree_index(r, decision->step);
    const step_t *by = &r->steps[own];
    const task_t *served = by->added == ADDED_BEFORE && by->parent ? record_task(r, by->serves) : NULL;
    int32_t signed_for = served ? tree_member(r, tree_index(r, by->parent), own) : -1;
    if (served && served->state != TASK_OPEN) return false;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        int32_t at = tree_index(r, t->step);
        const step_t *s = &r->steps[at];
        bool decided = t->state == TASK_DECIDED && t->outcome != OUTCOME_COUNTED;
        bool done = t->touched || t->signed_for || decided;
        bool since = s->opened_at != INSTANT_NONE && s->opened_at >= decision->ended_at;
        if (!done || !since || (signed_for >= 0 && tree_within(r, at, signed_for))) continue;
        if (tree_followed(r, at, own)) return true;
    }
    return false;
}

/* In a step decided in order, did somebody whose turn came after it decide since, and take that back? */
static bool turn_used(const record_t *r, const task_t *decision) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool later = t->step == decision->step && t->order > decision->order && t->taken_back &&
                     t->outcome != OUTCOME_COUNTED && t->ended_at >= decision->ended_at;
        if (later && record_step(r, t->step)->mode == DECIDE_IN_ORDER) return true;
    }
    return false;
}

/* Did signers before it sign? Then what its holder did since keeps them from taking that back. */
static bool is_signed_for(const record_t *r, const task_t *t) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->serves == t->id && s->added == ADDED_BEFORE && s->parent && s->state == STEP_PASSED)
            return true;
    }
    return false;
}

/* How many signers for the same task signed after this one. */
static int64_t signed_since(const canon_t *k, const task_t *t) {
    const step_t *own = record_step(k->r, t->step);
    int64_t n = 0;
    for (size_t i = 0; own->serves && own->added == ADDED_BEFORE && i < k->seat_count; i++) {
        const task_t *o = k->seats[i].task;
        const step_t *s = record_step(k->r, o->step);
        n += s->serves == own->serves && s->added == ADDED_BEFORE && o->state == TASK_DECIDED &&
             o->ended_at > t->ended_at;
    }
    return n;
}

static void put_seat(canon_t *k, const seat_t *seat, instant_t now) {
    const task_t *t = seat->task;
    bool asked = k->back && (record_step(k->r, t->step)->mode == DECIDE_IN_ORDER || is_signed_for(k->r, t));
    const cs_clock_t *c = &k->r->clocks[seat->index];
    buf_int(k->out, seat->step);
    buf_u8(k->out, (uint8_t)part_of(t->person));
    buf_int(k->out, t->order);
    buf_u8(k->out, (uint8_t)t->state);
    buf_u8(k->out, handed(k->r, t));
    if (t->state == TASK_OPEN) {
        buf_u8(k->out, (uint8_t)((asked ? t->touched : 0) + 2 * t->claimed));
        put_clock(k, c, now);
        return;
    }
    buf_u8(k->out, (uint8_t)part_of(t->decided_by));
    buf_u8(k->out, (uint8_t)t->outcome);
    buf_flag(k->out, t->seen != 0);
    if (!k->back) return;
    put_ended(k, t->ended_at);
    if (t->state == TASK_DECIDED) {
        buf_int(k->out, decided_since(k, t));
        buf_int(k->out, signed_since(k, t));
        buf_flag(k->out, notice_touched(k->r, t));
        buf_flag(k->out, touched_since(k->r, t) || turn_used(k->r, t));
    } else {
        buf_flag(k->out, asked && (t->touched || t->signed_for));
    }
    if (c->id) put_clock(k, c, t->ended_at);
}

static void put_counts(canon_t *k, const counts_t *c) {
    buf_u8(k->out, c->rounds);
    buf_u8(k->out, c->take_backs);
    buf_u8(k->out, c->extras);
}

/* How many decisions of theirs somebody may take back before a way back of theirs that is not taken back any
 * more bars those before it; -1: it bars none. */
static int64_t barred_at(const canon_t *k, int64_t person) {
    const task_t *last = NULL;
    int64_t all = 0;
    for (size_t i = 0; i < k->r->way_count; i++) {
        const task_t *t = record_task(k->r, k->r->ways[i].task);
        bool stands = t->decided_by == person && !t->taken_back && !(k->ways && way_lives(k->r, i));
        if (stands && (!last || t->ended_at >= last->ended_at)) last = t;
    }
    if (!last) return -1;
    for (size_t i = 0; i < k->seat_count; i++)
        all += k->seats[i].task->state == TASK_DECIDED && k->seats[i].task->decided_by == person;
    int64_t since = decided_since(k, last);
    return all > since ? since : -1;
}

static void put_barred(canon_t *k) {
    for (size_t part = 0; k->back && part < PART_COUNT; part++)
        buf_int(k->out, barred_at(k, part_id((part_t)part)));
}

/* Of a way back that may be taken back what stood before it. */
static void put_ways(canon_t *k) {
    const record_t *r = k->r;
    for (size_t i = 0; k->ways && i < r->way_count; i++) {
        const way_back_t *way = &r->ways[i];
        if (!way_lives(r, i)) continue;
        buf_int(k->out, step_place(k, way->first));
        buf_int(k->out, task_place(k, way->task));
        for (size_t n = 0; n < way->changed_count; n++) {
            buf_int(k->out, step_place(k, way->changed[n].no));
            buf_u8(k->out, (uint8_t)way->changed[n].state);
            buf_text(k->out, way->changed[n].left_out);
            put_ended(k, way->changed[n].ended_at);
        }
    }
}

hash_t canon_hash(world_t *w, const record_t *r, const counts_t *c, instant_t now) {
    canon_t k = {.r = r, .out = &w->canon};
    hash_t h;
    k.back = w->bounds.ops & OP_TAKE_BACK && counts_room(w->bounds.take_backs, c->take_backs) &&
             counts_room(w->bounds.extras, c->extras);
    if (r->step_count > CANON_STEPS || r->task_count > CANON_TASKS) {
        fprintf(stderr, "scope: a record beyond what is compared\n");
        exit(2);
    }
    k.ways = k.back && w->bounds.take_backs > 0;
    k.plan = plan_matters(r, k.back);
    buf_reset(&w->canon);
    place_steps(&k);
    buf_u8(k.out, (uint8_t)r->state);
    buf_u8(k.out, (uint8_t)r->suspended_from);
    put_counts(&k, c);
    for (size_t i = 0; i < r->step_count; i++) /* in the order of their places */
        if (k.step[i] >= 0 && (r->steps[i].parent || !r->steps[i].serves)) put_step(&k, &r->steps[i]);
    for (size_t s = 0; s < k.seat_count; s++)
        for (size_t i = 0; i < r->step_count; i++)
            if (k.step[i] >= 0 && !r->steps[i].parent && r->steps[i].serves == k.seats[s].task->id)
                put_step(&k, &r->steps[i]);
    for (size_t i = 0; i < k.seat_count; i++)
        put_seat(&k, &k.seats[i], now);
    put_barred(&k);
    put_ways(&k);
    hash_of(w->canon.at, w->canon.len, &h);
    return h;
}
