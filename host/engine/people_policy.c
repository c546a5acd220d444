/* What happens when a source names nobody (A11), the initiator of what is to be approved (A12), or somebody
 * whose role is kept apart from it (A13). Nothing passes by itself and nobody decides their own request,
 * unless the rule says so in words. */
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/owing.h"
#include "engine/seats.h"

static bool in_words(const step_t *step) {
    return has_words(step->passes_because);
}

/* Steps that decide about a request, as against carrying it out or taking notice. */
static bool decides(const step_t *step) {
    return step->kind == STEP_APPROVE || step->kind == STEP_AGREE;
}

/* The initiator, or whoever revised the request in the initiator's place and submitted this round of it. */
bool applies_for(const deciding_t *x, int64_t person) {
    const record_t *r = x->record;
    if (person == r->initiator) return true;
    if (person == 0) return false; /* the store's owner */
    for (size_t i = r->task_count; i-- > 0;) {
        if (r->tasks[i].outcome != OUTCOME_REVISED) continue;
        const step_t *step = record_step(r, r->tasks[i].step);
        return step && step->round == r->round - 1 && r->tasks[i].decided_by == person;
    }
    return false;
}

bool may_decide(const deciding_t *x, const step_t *step, int64_t person) {
    if (!decides(step) || !applies_for(x, person)) return true;
    return step->on_self == SELF_ALLOWED && in_words(step);
}

int people_none(deciding_t *x, const step_t *step) {
    diag_set(x->d, "people.none", "step", step->name, NULL);
    if (step->by) diag_param(x->d, "source", source_text(step->by, x->arena));
    if (step->by) diag_param(x->d, "source_code", source_code(step->by, x->arena));
    if (step->why.file) diag_at(x->d, step->why.file, step->why.line);
    return -1;
}

/* A11: who it goes to when the source named nobody. */
static int find_instead(deciding_t *x, const step_t *step, people_t *out) {
    if (step->on_empty == EMPTY_SUPERIOR) {
        int64_t superior = directory_superior(x->in->directory, x->record->initiator, x->in->now);
        if (superior && directory_active(x->in->directory, superior, x->in->now)) {
            out->list[0] = (found_t){
                .person = superior,
                .reason = "people.empty_superior",
                .text = handle_of(x, x->record->initiator),
            };
            out->count = 1;
            return 0;
        }
    }
    if (people_fallback(x, step->name, NULL, out)) return -1;
    if (out->count > 0 && found_upward(&out->list[0])) out->count = 1; /* the nearest, not all above */
    return out->count ? 0 : people_none(x, step);
}

/* ---- several places of which each has to decide */

typedef struct seating {
    deciding_t *x;
    const step_t *step;
    people_t *out;
    bool refused; /* the rule refuses where a place is vacant */
    int depth;    /* of functions that name functions */
} seating_t;

/* Is there a place that can be vacant: not a field that was left empty, nor what nobody has decided or
 * picked?
 */
static bool is_place(const seating_t *s, const source_t *source) {
    const record_t *r = s->x->record;
    const value_t *value;
    switch (source->kind) {
    case SOURCE_FIELD:
        value = source->key ? record_field(r, source->key) : NULL;
        return value && value->kind == VALUE_PERSON;
    case SOURCE_PICKED:
        return record_pick(r, owed_name(r, s->step)) != NULL;
    case SOURCE_DECIDER:
    case SOURCE_ASSIGNEE:
    case SOURCE_NONE:
        return false;
    default:
        return true;
    }
}

/* Is one of several who were picked not there any more? Each of them was to decide. */
static bool pick_missing(const seating_t *s, const source_t *source, size_t there) {
    const pick_t *pick = record_pick(s->x->record, owed_name(s->x->record, s->step));
    return source->kind == SOURCE_PICKED && pick && there < pick->count;
}

/* What the rule says of nobody found, of this place alone. */
static int seat_vacant(seating_t *s, people_t *some) {
    bool passes = s->step->on_empty == EMPTY_PASSES && in_words(s->step);
    if (s->step->on_empty == EMPTY_REFUSE) s->refused = true;
    if (passes && complies(s->x, s->step, NULL, &passes)) return -1;
    return passes || s->refused ? 0 : find_instead(s->x, s->step, some);
}

static int seats_join(seating_t *s, const people_t *some) {
    for (size_t i = 0; i < some->count; i++) {
        if (people_listed(s->out, some->list[i].person)) continue;
        if (s->out->count == PEOPLE_MAX) {
            diag_set(s->x->d, "limit.people", "step", s->step->name, NULL);
            diag_param_int(s->x->d, "limit", PEOPLE_MAX);
            return -1;
        }
        s->out->list[s->out->count++] = some->list[i];
    }
    return 0;
}

static int seat_list(seating_t *s, const source_t *by);

static int seat_function(seating_t *s, const char *function) {
    deciding_t *x = s->x;
    facts_t facts;
    source_t *named = NULL;
    if (s->depth == NESTING_MAX) return diag_set(x->d, "people.depth", "step", s->step->name, NULL);
    if (facts_of(x, NULL, &facts)) return -1;
    if (x->rules->people(x->rules->ctx, x->flow, function, &facts, x->arena, &named, x->d)) return -1;
    s->depth++;
    int result = seat_list(s, named);
    s->depth--;
    return result;
}

static int seat_list(seating_t *s, const source_t *by) {
    bool alternatives = by && by->first_only; /* then the list is one place */
    for (; by; by = alternatives ? NULL : by->next) {
        people_t some;
        some.count = 0;
        source_t alone = *by;
        if (!alternatives) alone.next = NULL;
        if (by->kind == SOURCE_FUNCTION && !alternatives) {
            if (seat_function(s, by->key)) return -1;
            continue;
        }
        if (people_find(s->x, &alone, NULL, owed_name(s->x->record, s->step), &some)) return -1;
        bool vacant = some.count == 0 ? is_place(s, by) : pick_missing(s, by, some.count);
        if (seats_join(s, &some)) return -1;
        some.count = 0;
        if (vacant && (seat_vacant(s, &some) || seats_join(s, &some))) return -1;
    }
    return 0;
}

/* Where each of several decides, a place that is vacant does not pass because the others are not: what the
 * rule says of nobody found holds for it alone. So they are looked up anew, place by place, once it is known
 * that somebody is there: of a list where nobody is, the rule speaks as a whole, and once. */
static int fill_vacant(deciding_t *x, const step_t *step, people_t *out, people_answer_t *answer) {
    bool each = step->mode == DECIDE_ALL || step->mode == DECIDE_IN_ORDER;
    bool several =
        step->by && (step->by->next || step->by->kind == SOURCE_FUNCTION || step->by->kind == SOURCE_PICKED);
    if (!each || !several || step->by->first_only) return 0;
    seating_t s = {.x = x, .step = step, .out = out};
    out->count = 0;
    if (seat_list(&s, step->by)) return -1;
    if (s.refused) *answer = PEOPLE_REFUSE;
    return 0;
}

static void take_out(people_t *people, size_t at) {
    for (size_t i = at + 1; i < people->count; i++)
        people->list[i - 1] = people->list[i];
    people->count--;
}

/* The rules keep that person from it: by a role that they hold, or another seat of the vote. */
static bool kept_apart(const deciding_t *x, const step_t *step, int64_t person) {
    return separated_from(x, step, person, false) || vote_beside(x, step, person, false);
}

/* Neither applies for it nor is kept apart from it. */
static bool fit(const deciding_t *x, const step_t *step, int64_t person) {
    bool own = decides(step) && applies_for(x, person);
    return !own && !kept_apart(x, step, person);
}

static bool first_fit(const deciding_t *x, const step_t *step, const people_t *people, found_t *out) {
    for (size_t i = 0; i < people->count; i++) {
        if (!fit(x, step, people->list[i].person)) continue;
        *out = people->list[i];
        return true;
    }
    return false;
}

/* Nobody who comes next may have it either: they are named, since it is them whom the rules keep from it. */
static int none_instead(deciding_t *x, const step_t *step, int64_t person, const people_t *tried) {
    const char *names = NULL;
    for (size_t i = 0; i < tried->count; i++)
        if (tried->list[i].person != person)
            names = arena_printf(x->arena, "%s%s%s", names ? names : "", names ? ", " : "",
                                 handle_of(x, tried->list[i].person));
    if (!refuse_separated(x, step, person, false) &&
        (!may_decide(x, step, person) || !refuse_second_vote(x, step, person, false)))
        diag_set(x->d, "self.approval", "step", step->name, "initiator", handle_of(x, person), NULL);
    if (names) diag_param(x->d, "instead", names);
    if (step->why.file) diag_at(x->d, step->why.file, step->why.line);
    return -1;
}

/* Who decides instead of one who applies for it (A12), or holds a role that is kept apart from it (A13): the
 * superior; the first of the fallback whom nothing keeps from it; whoever stands above these. */
static int instead_of(deciding_t *x, const step_t *step, int64_t person, found_t *out) {
    bool own = !may_decide(x, step, person);
    const char *reason = own                                      ? "people.self_superior"
                         : separated_from(x, step, person, false) ? "people.separate_superior"
                                                                  : "people.seated_superior";
    const found_t self = {.person = person};
    people_t above, fallback;
    above.count = fallback.count = 0;
    people_superiors(x, &self, reason, &above);
    if ((!own || step->on_self != SELF_FALLBACK) && above.count > 0 && fit(x, step, above.list[0].person)) {
        *out = above.list[0];
        return 0;
    }
    if (people_fallback(x, step->name, NULL, &fallback)) return -1;
    if (first_fit(x, step, &fallback, out) || first_fit(x, step, &above, out)) return 0;
    for (size_t i = 0, named = fallback.count; i < named; i++)
        people_superiors(x, &fallback.list[i], "people.upward", &fallback);
    if (first_fit(x, step, &fallback, out)) return 0;
    for (size_t i = 0; i < fallback.count; i++)
        if (above.count < PEOPLE_MAX && !people_listed(&above, fallback.list[i].person))
            above.list[above.count++] = fallback.list[i];
    return none_instead(x, step, person, &above);
}

/* Where somebody who may not have it stands among the people; the count when nobody does. */
static size_t place_of_unfit(const deciding_t *x, const step_t *step, const people_t *people) {
    size_t i = 0;
    while (i < people->count && may_have(x, step, people->list[i].person))
        i++;
    return i;
}

/* Is one of them enough, and is there another who may have it? */
static bool others_remain(const deciding_t *x, const step_t *step, const people_t *people) {
    if (step->mode == DECIDE_ALL || step->mode == DECIDE_IN_ORDER) return false;
    for (size_t i = 0; i < people->count; i++)
        if (may_have(x, step, people->list[i].person)) return true;
    return false;
}

/* Who takes the place of one who may not have it. Where others have the step as well, whom the rules keep
 * apart is passed over; so is an applicant for whom nobody is found. `instead` without a person: nobody, as
 * the rule says or since others remain. */
static int place_taken(deciding_t *x, const step_t *step, const people_t *people, int64_t person,
                       found_t *instead) {
    bool skip = step->on_self == SELF_SKIP && in_words(step) && !may_decide(x, step, person);
    if (skip && complies(x, step, NULL, &skip)) return -1;
    bool others = others_remain(x, step, people);
    *instead = (found_t){0};
    if (skip || (others && kept_apart(x, step, person))) return 0;
    if (instead_of(x, step, person, instead) == 0) return 0;
    if (!others || !diag_is(x->d, "self.approval")) return -1;
    diag_clear(x->d);
    *instead = (found_t){0};
    return 0;
}

/* Each who may not have it is taken out or replaced by one who may, so this ends. */
static int replace_unfit(deciding_t *x, const step_t *step, people_t *people) {
    for (size_t at; (at = place_of_unfit(x, step, people)) < people->count;) {
        found_t instead;
        if (place_taken(x, step, people, people->list[at].person, &instead)) return -1;
        if (instead.person == 0 || people_listed(people, instead.person))
            take_out(people, at);
        else
            people->list[at] = instead;
    }
    return 0;
}

/* Nothing but their seat in the vote keeps that person from it. */
static bool only_seated(const deciding_t *x, const step_t *step, int64_t person) {
    return may_decide(x, step, person) && !separated_from(x, step, person, false) &&
           vote_beside(x, step, person, false);
}

static bool first_seated(const deciding_t *x, const step_t *step, const people_t *people, found_t *out) {
    for (size_t i = 0; i < people->count; i++) {
        if (!only_seated(x, step, people->list[i].person)) continue;
        *out = people->list[i];
        return true;
    }
    return false;
}

/* Of those named, and who comes next. */
static int find_seated(deciding_t *x, const step_t *step, const people_t *named, found_t *out) {
    people_t next;
    next.count = 0;
    *out = (found_t){0};
    if (first_seated(x, step, named, out)) return 0;
    for (size_t i = 0; i < named->count; i++)
        people_superiors(x, &named->list[i], "people.self_superior", &next);
    if (first_seated(x, step, &next, out)) return 0;
    next.count = 0;
    if (people_fallback(x, step->name, NULL, &next)) return -1;
    first_seated(x, step, &next, out);
    return 0;
}

/* Each who could have it sits in the vote: then it is a seat less, not somebody twice. Where it can't be
 * spared, it is with one of them, who decides but one and hands the other on. */
static int short_of_voters(deciding_t *x, const step_t *step, people_t *people, people_answer_t *answer,
                           const char **cause) {
    found_t seated;
    if (!diag_is(x->d, "vote.seated") && !diag_is(x->d, "self.approval")) return -1;
    bool spared = vote_may_be_vacant(x, step);
    if (find_seated(x, step, people, &seated)) return -1;
    if (seated.person == 0) return -1;
    diag_clear(x->d);
    *cause = spared || step->on_empty == EMPTY_REFUSE ? VOTE_VACANT : VOTE_HELD;
    if (step->on_empty == EMPTY_REFUSE)
        *answer = PEOPLE_REFUSE;
    else if (spared)
        *answer = PEOPLE_PASS;
    else
        people->list[0] = seated, people->count = 1;
    return 0;
}

int people_of_step(deciding_t *x, const step_t *step, people_t *out, people_answer_t *answer,
                   const char **cause) {
    *answer = PEOPLE_FOUND;
    if (people_find(x, step->by, NULL, owed_name(x->record, step), out)) return -1;
    if (out->count == 0) {
        *cause = "people.none";
        if (step->on_empty == EMPTY_REFUSE) *answer = PEOPLE_REFUSE;
        bool passes = step->on_empty == EMPTY_PASSES && in_words(step);
        /* what a check blocks does not pass for want of people either: then somebody has to see to it */
        if (passes && complies(x, step, NULL, &passes)) return -1;
        if (passes) {
            *cause = step->passes_because;
            *answer = PEOPLE_PASS;
        }
        if (*answer != PEOPLE_FOUND) return 0;
        if (find_instead(x, step, out)) return -1;
    } else if (fill_vacant(x, step, out, answer)) {
        return -1;
    }
    if (*answer == PEOPLE_REFUSE) {
        *cause = "people.none";
        return 0;
    }
    if (replace_unfit(x, step, out)) return short_of_voters(x, step, out, answer, cause);
    if (out->count > 0) return 0;
    *cause = step->passes_because; /* only SELF_SKIP takes out the last one, and says why */
    *answer = PEOPLE_PASS;
    return 0;
}
