/* An independent recount: what each step and group has come to is worked out again from the decisions that
 * count, by the words of approval.md rather than by the engine's way, and must be what the record says. */
#include "scope.h"
#include <string.h>

typedef struct votes {
    int yes, no, blank, left; /* left: may still decide */
} votes_t;

typedef enum answer { GOES_ON, YES, NO, NOBODY } answer_t;

static const char *word(answer_t a) {
    static const char *const words[] = {"going on", "passed", "refused", "nobody's"};
    return words[a];
}

/* Was it come straight back to the step from a return in the one that it repeats? */
static bool is_straight_back(const record_t *r, const step_t *s) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == s->origin && t->outcome == OUTCOME_RETURNED && !t->taken_back && t->seen) return true;
    }
    return false;
}

/* A22: does that seat stand on an approval which its person gave in the step, as often as it was returned
 * from there straight since? No form changes here. */
static bool is_kept(const record_t *r, const step_t *s, const task_t *t) {
    const task_t *given = record_task(r, t->counts);
    if (!given || given->outcome != OUTCOME_APPROVED || given->taken_back || given->decided_by != t->person)
        return false;
    while (s && s->no != given->step)
        s = s->origin && is_straight_back(r, s) ? record_step(r, s->origin) : NULL;
    return s && s->mode != DECIDE_ANY;
}

static bool abstained(const step_t *s) {
    return step_left_for(s, "abstained");
}

static bool stands_in(const record_t *r, const step_t *s, int32_t group) {
    while (s && s->no != group)
        s = s->parent ? record_step(r, s->parent) : NULL;
    return s != NULL;
}

/* ---- A25, A2: signers before one seat of a step that hears all */

/* What came of it that a signer, with whoever they had sign with them, said no before a seat. */
typedef struct refusal {
    const step_t *step; /* as it stands now */
    const task_t *seat; /* that counts as refused; NULL: nobody has it now */
    bool counts;        /* not, if it was said before the step was gone through again */
} refusal_t;

/* Before whose seat were they, or whom they repeat, asked to sign? */
static const task_t *asked_before(const record_t *r, const step_t *signer) {
    const step_t *s = signer->added == ADDED_BEFORE && !signer->superseded ? signer : NULL;
    while (s && !s->serves)
        s = s->origin ? record_step(r, s->origin) : NULL;
    return s ? record_task(r, s->serves) : NULL;
}

static bool goes_back_to(const record_t *r, const step_t *s, int32_t no) {
    while (s && s->no != no)
        s = s->origin ? record_step(r, s->origin) : NULL;
    return s != NULL;
}

/* The step as it stands now with what the signer is in, and all that was to be signed with them. */
static const step_t *signed_now(const record_t *r, const step_t *signer, int32_t no, const step_t **whole) {
    for (*whole = signer; *whole && (*whole)->parent; *whole = record_step(r, (*whole)->parent))
        for (size_t i = 0; i < r->step_count; i++) {
            const step_t *s = &r->steps[i];
            if (!s->superseded && goes_back_to(r, s, no) && stands_in(r, s, (*whole)->parent) &&
                !stands_in(r, s, (*whole)->no))
                return s;
        }
    return NULL;
}

static bool is_against(const step_t *s) {
    return s->state == STEP_REFUSED || abstained(s);
}

/* The seat was there: it was closed as they refused. */
static bool closed_seat(const record_t *r, const step_t *signer, const step_t *step, const task_t *seat) {
    for (const step_t *s = signer; s && !stands_in(r, step, s->no);
         s = s->parent ? record_step(r, s->parent) : NULL)
        if (is_against(s) && s->ended_at == seat->ended_at) return seat->state == TASK_CLOSED;
    return false;
}

/* The seat that is not asked: of who had the signer come, else that of the place. */
static const task_t *never_asked(const record_t *r, const step_t *step, const task_t *then, int64_t by) {
    const task_t *place = NULL;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != step->no || t->state != TASK_CLOSED || t->opened_at != INSTANT_NONE) continue;
        if (t->person == by) return t;
        if (t->order == then->order) place = t;
    }
    return place;
}

static bool refusal_of(const record_t *r, const step_t *signer, refusal_t *out) {
    const step_t *whole;
    const task_t *seat = asked_before(r, signer);
    const step_t *step = seat ? signed_now(r, signer, seat->step, &whole) : NULL;
    if (!step || step->mode != DECIDE_ALL || step->on_refuse != ON_REFUSE_WAIT) return false;
    if (step->state == STEP_LEFT_OUT) return false; /* passed over, it hears nobody: they refuse all of it */
    *out = (refusal_t){.step = step, .seat = seat, .counts = true};
    if (step->no == seat->step) return closed_seat(r, signer, step, seat);
    const step_t *before = record_step(r, step->origin);
    while (before && before->ended_at == INSTANT_NONE)
        before = record_step(r, before->origin);
    out->seat = never_asked(r, step, seat, signer->added_by);
    out->counts = !before || signer->opened_at >= before->ended_at || whole->ended_at > before->ended_at;
    return is_against(whole);
}

static bool is_refused(const record_t *r, const task_t *seat) {
    refusal_t refusal;
    for (size_t i = 0; i < r->step_count; i++)
        if (refusal_of(r, &r->steps[i], &refusal) && refusal.counts && refusal.seat == seat) return true;
    return false;
}

/* Of those who have no seat there any more: nobody's no is lost. */
static int refused_beside(const record_t *r, const step_t *step) {
    refusal_t refusal;
    int count = 0;
    for (size_t i = 0; i < r->step_count; i++)
        count +=
            refusal_of(r, &r->steps[i], &refusal) && refusal.counts && refusal.step == step && !refusal.seat;
    return count;
}

/* Is it for such a seat that this member of a group was to sign, and not a part of its step? */
static bool signs_for_refused(const record_t *r, const step_t *member) {
    refusal_t refusal;
    for (size_t i = 0; i < r->step_count; i++)
        if (stands_in(r, &r->steps[i], member->no) && refusal_of(r, &r->steps[i], &refusal) &&
            !stands_in(r, refusal.step, member->no) && stands_in(r, refusal.step, member->parent))
            return true;
    return false;
}

/* Only the decisions of this step itself, none that was taken back, and those kept on a way straight back. */
static votes_t leaf_votes(const record_t *r, const step_t *s) {
    votes_t v = {.no = refused_beside(r, s)};
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != s->no || t->taken_back) continue;
        v.left += t->state == TASK_OPEN || t->state == TASK_WAITING;
        v.yes += t->outcome == OUTCOME_APPROVED || (t->outcome == OUTCOME_COUNTED && is_kept(r, s, t));
        v.no += t->outcome == OUTCOME_REFUSED || (t->state == TASK_CLOSED && is_refused(r, t));
        v.blank += t->outcome == OUTCOME_ABSTAINED;
    }
    return v;
}

static answer_t leaf_answer(const record_t *r, const step_t *s) {
    votes_t v = leaf_votes(r, s);
    if (v.yes == 0 && v.no == 0) return v.left ? GOES_ON : NOBODY;
    if (s->mode == DECIDE_ANY) return v.yes ? YES : NO;
    if (v.no && (s->mode == DECIDE_IN_ORDER || s->on_refuse != ON_REFUSE_WAIT || !v.left)) return NO;
    if (v.left) return GOES_ON;
    return v.no ? NO : YES;
}

static answer_t said(const step_t *s) {
    if (s->state == STEP_PASSED) return YES;
    if (s->state == STEP_REFUSED) return NO;
    return step_ended(s->state) ? NOBODY : GOES_ON;
}

static votes_t group_votes(const record_t *r, const step_t *g, int *members) {
    votes_t v = {0};
    *members = 0;
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->parent != g->no || s->superseded || s->state == STEP_LEFT_OUT) continue;
        if (signs_for_refused(r, s)) continue; /* it counts in the step */
        *members += s->state != STEP_CLOSED || abstained(s);
        v.left += s->state == STEP_WAITING || s->state == STEP_OPEN;
        v.yes += s->state == STEP_PASSED;
        v.no += s->state == STEP_REFUSED;
        v.blank += s->state == STEP_CLOSED && abstained(s);
    }
    return v;
}

/* Half of those present, rounded up, and more for than against. */
static answer_t vote_answer(votes_t v, int present) {
    int need = (present + 1) / 2;
    bool passes = v.yes >= need && v.yes > v.no + v.left;
    bool fails = v.yes + v.left < need || v.yes + v.left <= v.no;
    return passes ? YES : fails ? NO : GOES_ON;
}

static answer_t group_answer(const record_t *r, const step_t *g) {
    int members;
    votes_t v = group_votes(r, g, &members);
    switch (g->kind) {
    case STEP_ANY:
        return v.yes ? YES : v.no || !v.left ? NO : GOES_ON;
    case STEP_VOTE:
        return vote_answer(v, members);
    case STEP_ALL:
        if (v.no && (g->on_refuse != ON_REFUSE_WAIT || !v.left)) return NO;
        if (v.left) return GOES_ON;
        return v.no || (v.blank && !v.yes) ? NO : YES;
    default: /* a sequence, or branches: each has to be decided, and a blank decides nothing */
        if (v.no || v.blank) return NO;
        return v.left ? GOES_ON : YES;
    }
}

/* ---- nothing ends before all have spoken who are to */

/* Did a decision of the step itself end it? One that is counted may come to its turn as another is removed.
 */
static bool ended_by_decision(const record_t *r, const step_t *s) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool decided = t->state == TASK_DECIDED && !t->taken_back && t->outcome != OUTCOME_COUNTED;
        if (t->step == s->no && decided && t->ended_at == s->ended_at) return true;
    }
    return false;
}

/* A signer before a seat of a step beside it, with whom that one brought in. */
static bool signs_for_seat(const record_t *r, const step_t *member) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        const task_t *seat = s->added == ADDED_BEFORE && s->serves ? record_task(r, s->serves) : NULL;
        const step_t *step = seat ? record_step(r, seat->step) : NULL;
        if (step && stands_in(r, s, member->no) && !stands_in(r, step, member->no) &&
            stands_in(r, step, member->parent))
            return true;
    }
    return false;
}

/* Whoever was closed by what ended it might still have decided; but a signer before, whose seat went on. */
static bool cut_short(const record_t *r, const step_t *s) {
    for (size_t i = 0; i < r->task_count && !step_is_group(s->kind); i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == s->no && t->state == TASK_CLOSED && t->ended_at == s->ended_at)
            return ended_by_decision(r, s);
    }
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *m = &r->steps[i];
        if (m->parent == s->no && !m->superseded && m->state == STEP_CLOSED && !abstained(m) &&
            !signs_for_seat(r, m) && m->ended_at == s->ended_at)
            return true;
    }
    return false;
}

static bool hears_all(const step_t *s) {
    bool each = step_is_group(s->kind) ? s->kind != STEP_ANY && s->kind != STEP_VOTE : s->mode != DECIDE_ANY;
    bool waits = s->kind == STEP_ALL || s->mode == DECIDE_ALL ? s->on_refuse == ON_REFUSE_WAIT : false;
    return each && (s->state == STEP_PASSED || (s->state == STEP_REFUSED && waits));
}

/* What was closed from outside has nothing to say. A group may also have lost all its members that way. */
static bool check_one(world_t *w, const record_t *r, const step_t *s) {
    bool group = step_is_group(s->kind);
    if (s->superseded || s->state == STEP_WAITING || s->state == STEP_LEFT_OUT) return true;
    if (s->state == STEP_CLOSED && !abstained(s)) return true;
    if (hears_all(s) && cut_short(r, s))
        return broken(w, "%s is %s before all have spoken", s->name[0] ? s->name : step_kind_word(s->kind),
                      step_state_word(s->state));
    answer_t counted = group ? group_answer(r, s) : leaf_answer(r, s);
    if (counted == said(s)) return true;
    votes_t v = leaf_votes(r, s);
    return broken(w,
                  "%s is %s, and by the decisions that count %s (for %d, against %d, blank %d, to come %d)",
                  s->name[0] ? s->name : step_kind_word(s->kind), step_state_word(s->state), word(counted),
                  v.yes, v.no, v.blank, v.left);
}

bool check_recount(world_t *w, const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].kind <= STEP_APPROVE && r->steps[i].round == r->round &&
            !check_one(w, r, &r->steps[i]))
            return false;
    const plan_place_t *p = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    if (r->state == RECORD_FINISHED && p && r->steps[p->first].state != STEP_PASSED)
        return broken(w, "the record is finished, and its plan is not");
    return true;
}
