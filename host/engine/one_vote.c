/* One person has one seat of a vote (A4): where heads are counted, nobody is several of them, by whatever way
 * a second seat would come: the rule's, a stand-in's, the fallback's, handed over, or by signing beside
 * another seat (A25), which has the vote when its holder abstains or is refused for. It is asked of votes,
 * and of groups in which more than one must approve; in all others each step is a duty of its own, and
 * whoever has two of them answers for both (A14 says when that is asked once). */
#include "engine/deciding.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

static bool counts_heads(const step_t *group) {
    return group->kind == STEP_VOTE || (group->kind == STEP_ANY && group->need > 1);
}

/* Where a number of refusals is needed, they are of as many people: so nobody comes to have two by what
 * people choose, whom they add or hand on to. Whom the rule names for two steps has two duties all the same:
 * left vacant, one would be an approval less. */
static bool counts_refusals(const step_t *group) {
    return (group->kind == STEP_ALL || group->kind == STEP_PARALLEL) &&
           group->on_refuse == ON_REFUSE_THRESHOLD;
}

/* Signers have that of whom they sign with: one seat is theirs together. */
static bool has_vote(const step_t *s) {
    return (s->kind == STEP_APPROVE || s->kind == STEP_AGREE) && !s->superseded &&
           (s->added == ADDED_NOT || is_signer(s));
}

/* What it takes to have another seat: to have decided there; besides, to be whom it is up to; or just to be
 * asked there, perhaps later. */
typedef enum having { HAVING_DECIDED, HAVING_ALONE, HAVING_ASKED } having_t;

/* Of several of whom one is enough, nobody has the seat alone before they claim or decide it. */
static bool sits(const deciding_t *x, const step_t *step, int64_t person, having_t having) {
    const record_t *r = x->record;
    size_t open = 0;
    if (having == HAVING_ASKED && signer_to_come(x, step, person)) return true;
    bool own = false, each = step->mode == DECIDE_ALL || step->mode == DECIDE_IN_ORDER;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != step->no || t->taken_back) continue;
        bool theirs = t->person == person || t->principal == person;
        if (t->state == TASK_DECIDED && t->outcome != OUTCOME_ABSTAINED &&
            (t->decided_by == person || t->principal == person || (t->outcome == OUTCOME_COUNTED && theirs)))
            return true;
        if (t->state != TASK_OPEN && t->state != TASK_WAITING) continue;
        open++;
        own = own || theirs;
        if (theirs && t->claimed && having != HAVING_DECIDED) return true;
    }
    if (!own || having == HAVING_DECIDED) return false;
    return having == HAVING_ASKED || open == 1 || each;
}

/* May somebody else decide the step in that person's place? */
static bool one_of_several(const record_t *r, const step_t *step, int64_t person) {
    if (step->mode == DECIDE_ALL || step->mode == DECIDE_IN_ORDER) return false;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool another = t->step == step->no && t->state == TASK_OPEN && !t->taken_back;
        if (another && t->person != person && t->principal != person) return true;
    }
    return false;
}

/* The step in another member of the group than the one that holds the index `own`, in which that person sits.
 */
static const step_t *sits_beside(const deciding_t *x, int32_t group, int32_t own, int64_t person,
                                 having_t having) {
    const record_t *r = x->record;
    for (int32_t m = tree_member(r, group, group); m >= 0; m = tree_member(r, group, m)) {
        if (tree_within(r, own, m)) continue;
        for (int32_t i = m; i < tree_end(r, m); i++)
            if (has_vote(&r->steps[i]) && sits(x, &r->steps[i], person, having)) return &r->steps[i];
    }
    return NULL;
}

/* Where the step stands in the record; -1: it is not of this record, or has no vote. */
static int32_t place_of(const record_t *r, const step_t *step) {
    int32_t at = has_vote(step) ? tree_index(r, step->no) : -1;
    bool same = at >= 0 && r->steps[at].name && step->name && strcmp(r->steps[at].name, step->name) == 0;
    return same ? at : -1;
}

/* The group above the one, or the step, at that index; -1: none. */
static int32_t above(const record_t *r, int32_t index) {
    return r->steps[index].parent ? tree_index(r, r->steps[index].parent) : -1;
}

static const step_t *beside(const deciding_t *x, const step_t *step, int64_t person, having_t having) {
    const record_t *r = x->record;
    int32_t own = person ? place_of(r, step) : -1; /* the store's owner is nobody in it */
    for (int32_t g = own >= 0 ? above(r, own) : -1; g >= 0; g = above(r, g)) {
        const step_t *group = &r->steps[g];
        bool counts = counts_heads(group) || (having == HAVING_ASKED && counts_refusals(group));
        const step_t *other = counts ? sits_beside(x, g, own, person, having) : NULL;
        if (other) return other;
    }
    return NULL;
}

/* The step itself, where a seat of it to come was promised to them. */
static const step_t *promised_to(const deciding_t *x, const step_t *step, int64_t person) {
    bool this = x->promised && x->promised->step == step->no && place_of(x->record, step) >= 0;
    return this && people_listed(&x->promised->people, person) ? step : NULL;
}

const step_t *vote_beside(const deciding_t *x, const step_t *step, int64_t person, bool decided) {
    /* whoever has another seat alone decides there, where somebody else can decide here */
    if (decided)
        return beside(x, step, person,
                      one_of_several(x->record, step, person) ? HAVING_ALONE : HAVING_DECIDED);
    const step_t *other = beside(x, step, person, HAVING_ALONE);
    return other ? other : promised_to(x, step, person);
}

static int refuse_beside(deciding_t *x, const step_t *step, int64_t person, const step_t *other) {
    if (!other) return 0;
    diag_set(x->d, "vote.seated", "step", step->name, "person", handle_of(x, person), NULL);
    if (other != step) diag_param(x->d, "other", other->name);
    return -1;
}

int refuse_second_vote(deciding_t *x, const step_t *step, int64_t person, bool decided) {
    return refuse_beside(x, step, person, vote_beside(x, step, person, decided));
}

int refuse_second_seat(deciding_t *x, const task_t *task, added_t where, int64_t person) {
    const step_t *step = record_step(x->record, task->step);
    const step_t *other = beside(x, step, person, HAVING_ASKED);
    if (!other) other = promised_to(x, step, person);
    return refuse_beside(x, step, person, other ? other : refuses_beside(x, task, where, person));
}

/* Whom the rule alone names for a step that waits: one person, who will have it. */
static int promise(deciding_t *x, const step_t *step, people_t *out) {
    people_t named;
    named.count = 0;
    for (const source_t *s = step->by; s; s = s->next)
        if (s->kind == SOURCE_FUNCTION) return 0; /* asked when it opens */
    if (people_find(x, step->by, NULL, owed_name(x->record, step), &named)) return -1;
    if (named.count != 1 || out->count == PEOPLE_MAX || people_listed(out, named.list[0].person)) return 0;
    out->list[out->count++] = named.list[0];
    return 0;
}

int vote_promises(deciding_t *x, int32_t index, promised_t *out) {
    const record_t *r = x->record;
    out->step = r->steps[index].no;
    out->people.count = 0;
    if (place_of(r, &r->steps[index]) < 0) return 0;
    for (int32_t g = above(r, index); g >= 0; g = above(r, g)) {
        if (!counts_heads(&r->steps[g])) continue;
        for (int32_t m = tree_member(r, g, g); m >= 0; m = tree_member(r, g, m)) {
            if (tree_within(r, index, m)) continue;
            for (int32_t i = m; i < tree_end(r, m); i++)
                if (has_vote(&r->steps[i]) && r->steps[i].state == STEP_WAITING &&
                    promise(x, &r->steps[i], &out->people))
                    return -1;
        }
    }
    return 0;
}

/* What would be left of the vote without the step: two at least, so that nobody is the whole of it, and
 * enough for what the rule needs. */
static bool can_spare(const record_t *r, int32_t group, int32_t own) {
    const step_t *vote = &r->steps[group];
    int64_t members = 0, weight = 0;
    for (int32_t m = tree_member(r, group, group); m >= 0; m = tree_member(r, group, m)) {
        const step_t *s = &r->steps[m];
        bool gone = s->state == STEP_LEFT_OUT || (s->state == STEP_CLOSED && !step_left_for(s, "abstained"));
        if (gone || m == own || s->kind == STEP_COPY) continue;
        members++;
        weight += vote->kind == STEP_VOTE && s->weight > 0 ? s->weight : 1;
    }
    return members >= 2 && (vote->need_of > 0 || weight >= vote->need);
}

bool vote_may_be_vacant(const deciding_t *x, const step_t *step) {
    const record_t *r = x->record;
    if (step->added_by) return place_of(r, step) >= 0 && signer_may_go(r, step);
    int32_t own = place_of(r, step), group = own >= 0 ? above(r, own) : -1;
    return group >= 0 && counts_heads(&r->steps[group]) && can_spare(r, group, own);
}

void vote_short(deciding_t *x, const step_t *step, const char *code) {
    diag_t told;
    diag_init(&told);
    diag_set(&told, code, "step", step->name, NULL);
    if (step->why.file) diag_at(&told, step->why.file, step->why.line);
    incident_note(x, &told);
    diag_clear(&told);
}
