/* Whoever somebody picks for a step out of a range (发起人自选, A10): the initiator with the submission, or
 * who approves an earlier step with that approval. A pick is checked against the range when it is made, and a
 * step that nobody was picked for is an error then; when the step opens, those who are still in the range
 * have it. */
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <stdio.h>
#include <string.h>

/* The steps among which picks are asked for: plans, or what of one has still to come. */
typedef struct asking {
    const step_t *steps[RECORD_PLANS_MAX];
    size_t counts[RECORD_PLANS_MAX], plans;
    bool must[RECORD_PLANS_MAX]; /* else one may be given already */
    const char *by;              /* the step whose approval comes; NULL: the submission */
} asking_t;

/* The source in the list that asks this one to pick; NULL: none. */
static const source_t *asks(const source_t *s, const char *by) {
    for (; s; s = s->next) {
        bool same = by ? s->key && strcmp(s->key, by) == 0 : !s->key;
        if (s->kind == SOURCE_PICKED && same) return s;
        const source_t *below = s->kind == SOURCE_PICKED ? NULL : asks(s->of, by);
        if (below) return below;
    }
    return NULL;
}

static bool to_come(const step_t *s) {
    return step_is_leaf(s->kind) && s->state == STEP_WAITING && !s->superseded;
}

/* The step of that name that asks for a pick; NULL: none. */
static const step_t *asked(const asking_t *a, const char *name, const source_t **source) {
    for (size_t i = 0; i < a->plans; i++)
        for (size_t j = 0; j < a->counts[i]; j++) {
            const step_t *s = &a->steps[i][j];
            if (!to_come(s) || strcmp(s->name, name) != 0) continue;
            *source = asks(s->by, a->by);
            if (*source) return s;
        }
    return NULL;
}

static bool among(const people_t *people, int64_t person) {
    for (size_t i = 0; i < people->count; i++)
        if (people->list[i].person == person) return true;
    return false;
}

/* The first people of a range, for whoever has to pick: "li.na, wu.yan …". */
static const char *candidates(const deciding_t *x, const people_t *range) {
    enum { SHOWN = 12 };
    const char *text = "";
    for (size_t i = 0; i < range->count && i < SHOWN && text; i++)
        text = arena_printf(x->arena, "%s%s%s", text, i ? ", " : "", handle_of(x, range->list[i].person));
    return text && range->count > SHOWN ? arena_printf(x->arena, "%s …", text) : text;
}

static int blame(deciding_t *x, const char *code, const step_t *step, const people_t *range) {
    diag_set(x->d, code, "step", step->name, "title", step->title_en, "title_zh", step->title_zh, NULL);
    const char *text = candidates(x, range);
    return text ? diag_param(x->d, "candidates", text), -1 : diag_memory(x->d);
}

static int check_pick(deciding_t *x, const step_t *step, const source_t *source, const pick_t *pick) {
    people_t range;
    range.count = 0;
    if (people_find(x, source->of, NULL, step->name, &range)) return -1;
    if (!pick || pick->count == 0) return blame(x, "pick.missing", step, &range);
    if (pick->count > (size_t)source->level || pick->count > PICK_PEOPLE_MAX) {
        diag_set(x->d, "pick.count", "step", step->name, NULL);
        diag_param_int(x->d, "most", source->level);
        return -1;
    }
    for (size_t i = 0; i < pick->count; i++) {
        if (!among(&range, pick->people[i])) {
            (void)blame(x, "pick.outside", step, &range);
            diag_param(x->d, "person", handle_of(x, pick->people[i]));
            return -1;
        }
        for (size_t j = 0; j < i; j++)
            if (pick->people[j] == pick->people[i])
                return diag_set(x->d, "pick.twice", "step", step->name, "person",
                                handle_of(x, pick->people[i]), NULL);
    }
    return 0;
}

static const pick_t *given(const command_t *command, const char *step) {
    for (size_t i = 0; i < command->pick_count; i++)
        if (strcmp(command->picks[i].step, step) == 0) return &command->picks[i];
    return NULL;
}

/* Each that is given is asked for, and in its range. */
static int check_given(deciding_t *x, const asking_t *a) {
    const command_t *command = x->in->command;
    const source_t *source;
    for (size_t i = 0; i < command->pick_count; i++) {
        const step_t *step = asked(a, command->picks[i].step, &source);
        if (step && check_pick(x, step, source, &command->picks[i])) return -1;
        if (step) continue;
        diag_set(x->d, "pick.unknown", "step", command->picks[i].step, NULL);
        if (a->by) diag_param(x->d, "by", a->by);
        return -1;
    }
    return 0;
}

static bool same_pick(const pick_t *a, const pick_t *b) {
    return a && a->count == b->count && memcmp(a->people, b->people, a->count * sizeof *a->people) == 0;
}

static int take(deciding_t *x, const pick_t *pick, int64_t task) {
    event_t e = {
        .u.picked = {.step = pick->step, .task = task, .people = pick->people, .count = pick->count}};
    if (same_pick(record_pick(x->record, pick->step), pick)) return 0;
    return emit(x, EVENT_PICKED, &e);
}

static int take_given(deciding_t *x, int64_t task) {
    for (size_t i = 0; i < x->in->command->pick_count; i++)
        if (take(x, &x->in->command->picks[i], task)) return -1;
    return 0;
}

/* Every step that asks has a pick in its range, of this command or an earlier one. *count: how many have not;
 * the first of these is the error. */
static int check_asked(deciding_t *x, const asking_t *a, int64_t *count, const char **steps) {
    diag_t first;
    diag_init(&first);
    *count = 0;
    *steps = "";
    for (size_t i = 0; i < a->plans; i++)
        for (size_t j = 0; a->must[i] && j < a->counts[i]; j++) {
            const step_t *s = &a->steps[i][j];
            const source_t *source = to_come(s) ? asks(s->by, a->by) : NULL;
            if (!source) continue;
            const pick_t *pick = given(x->in->command, s->name);
            if (check_pick(x, s, source, pick ? pick : record_pick(x->record, s->name)) == 0) continue;
            if ((*count)++ == 0) diag_copy(&first, x->d);
            *steps = arena_printf(x->arena, "%s%s%s", *steps, **steps ? ", " : "", s->name);
            if (!*steps) *steps = "";
        }
    if (*count > 0) diag_copy(x->d, &first);
    diag_clear(&first);
    if (arena_failed(x->arena)) return diag_memory(x->d);
    return *count > 0 ? -1 : 0;
}

static bool is_pick_error(const diag_t *d) {
    return d->code && strncmp(d->code, "pick.", 5) == 0;
}

/* A pick that is missing or wrong is a fault of the form, told as such. */
static int form_fault(deciding_t *x, int64_t count, const char *steps) {
    char text[24];
    if (!is_pick_error(x->d)) return -1;
    snprintf(text, sizeof text, "%lld", (long long)count);
    return diag_wrap(x->d, "form.invalid", "count", text, "fields", steps, NULL);
}

int picks_submitted(deciding_t *x, int32_t from, int32_t until) {
    asking_t a; /* big: only what is in use is filled in */
    int64_t count = 1;
    const char *steps = x->in->command->pick_count ? x->in->command->picks[0].step : "";
    if (!x->flow->picks && x->in->command->pick_count == 0) return 0;
    a.plans = 0;
    a.by = NULL;
    for (int32_t stage = 0; x->flow->picks && stage < (int32_t)x->flow->stage_count; stage++) {
        plan_t plan;
        if (stage_plan(x, stage, &plan)) {
            if (stage == from || diag_is(x->d, "memory.out")) return -1;
            diag_clear(x->d); /* a later stage may ask for what is not there yet */
            continue;
        }
        if (a.plans == RECORD_PLANS_MAX) break;
        a.must[a.plans] = stage >= from && stage < until;
        a.steps[a.plans] = plan.steps;
        a.counts[a.plans++] = plan.step_count;
    }
    if (check_given(x, &a) || check_asked(x, &a, &count, &steps)) return form_fault(x, count, steps);
    return take_given(x, 0);
}

int picks_decided(deciding_t *x, const step_t *step, int64_t task) {
    asking_t a;
    int64_t count;
    const char *steps;
    if (!x->flow->picks && x->in->command->pick_count == 0) return 0;
    const plan_place_t *place = tree_plan(x->record, tree_index(x->record, step->no));
    a.plans = 0;
    a.by = step->name;
    if (place) {
        a.steps[0] = x->record->steps + place->first;
        a.counts[0] = (size_t)place->count;
        a.must[0] = true;
        a.plans = 1;
    }
    if (check_given(x, &a) || check_asked(x, &a, &count, &steps)) return -1;
    return take_given(x, task);
}
