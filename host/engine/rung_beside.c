/* What a rung brings in beside the step that is late (A61): somebody who signs too, or a record. The step
 * is late once, however many people let it lie, and each of them has a clock of their own: so it is brought
 * in by the first of their rungs, and the same rung of the others does without. */
#include "engine/clocks.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include "engine/serving.h"

static bool brings(const rung_act_t *act) {
    return act->action == RUNG_ADD || act->action == RUNG_OPEN;
}

/* Whoever comes in is escalated as the others are, but brings nobody and nothing in: late themselves, each
 * would bring in the same again, and they in their turn. */
static bool brings_nobody(rung_act_t *act) {
    return !brings(act);
}

bool rung_brings(const rung_t *rung) {
    for (size_t i = 0; i < rung->act_count; i++)
        if (brings(&rung->acts[i])) return true;
    return false;
}

static rung_t rung_of(deciding_t *x, const rung_t *from, bool (*keeps)(rung_act_t *act)) {
    rung_t rung = *from;
    rung.acts = arena_array(x->arena, from->act_count + 1, sizeof *rung.acts);
    rung.act_count = 0;
    for (size_t j = 0; rung.acts && j < from->act_count; j++) {
        rung_act_t act = from->acts[j];
        if (keeps(&act)) rung.acts[rung.act_count++] = act;
    }
    return rung;
}

rung_t rung_without(deciding_t *x, const rung_t *from) {
    return rung_of(x, from, brings_nobody);
}

ladder_t ladder_of(deciding_t *x, const ladder_t *from, bool (*keeps)(rung_act_t *act)) {
    rung_t *rungs = arena_array(x->arena, from->count + 1, sizeof *rungs);
    ladder_t out = {.rungs = rungs};
    for (size_t i = 0; rungs && i < from->count; i++) {
        rungs[out.count] = rung_of(x, &from->rungs[i], keeps);
        if (rungs[out.count].act_count) out.count++;
    }
    return out;
}

/* What is hidden from the people of a step is hidden from whoever a rung adds to it: nobody of them chose
 * that person. The step itself still requires what it does, and both have to sign: nothing is asked twice. */
static int hidden_as(deciding_t *x, const step_form_t *form, step_form_t *out) {
    field_right_t *rights = arena_array(x->arena, form->right_count + 1, sizeof *rights);
    if (!rights) return diag_memory(x->d);
    *out = (step_form_t){.rights = rights};
    for (size_t i = 0; i < form->right_count; i++)
        if (form->rights[i].access == ACCESS_HIDDEN) rights[out->right_count++] = form->rights[i];
    return 0;
}

/* Those people as a source. NULL: no memory. */
static const source_t *by_name(deciding_t *x, const people_t *people) {
    source_t *who = arena_array(x->arena, people->count, sizeof *who);
    for (size_t i = 0; who && i < people->count; i++)
        who[i] = (source_t){.kind = SOURCE_PERSON,
                            .key = handle_of(x, people->list[i].person),
                            .next = i + 1 < people->count ? &who[i + 1] : NULL};
    return who;
}

int sign_beside(deciding_t *x, int64_t task, const rung_act_t *act) {
    const step_t *step = record_step(x->record, record_task(x->record, task)->step);
    people_t people;
    people.count = 0;
    if (people_find(x, act->who, record_task(x->record, task), step->name, &people)) return -1;
    if (people.count == 0) return diag_set(x->d, "people.none", "step", step->name, NULL);
    const source_t *who = by_name(x, &people);
    step_t *beside = arena_alloc(x->arena, sizeof *beside);
    if (!who || !beside) return diag_memory(x->d);
    *beside = (step_t){.no = 1,
                       .kind = step->kind,
                       .state = STEP_WAITING,
                       .name = step_name_free(x, step->name, "beside"),
                       .by = who,
                       .mode = DECIDE_ANY,
                       .on_refuse = ON_REFUSE_AT_ONCE,
                       .within = act->within.kind != LIMIT_NONE ? act->within : step->within,
                       .ladder = ladder_of(x, &step->ladder, brings_nobody),
                       .on_empty = EMPTY_FALLBACK,
                       .on_self = SELF_SUPERIOR,
                       .permits = step->permits,
                       .why = {.because = "overdue"},
                       .opened_at = INSTANT_NONE,
                       .ended_at = INSTANT_NONE};
    if (!beside->name || arena_failed(x->arena) || hidden_as(x, &step->form, &beside->form))
        return diag_memory(x->d);
    if (step->kind != STEP_APPROVE && step->kind != STEP_ACT && step->kind != STEP_AGREE)
        return diag_set(x->d, "rung.misfit", "step", step->name, "action", "add", NULL);
    effect_t e = {.kind = EFFECT_ADD, .steps = beside, .step_count = 1, .where = ADDED_BESIDE};
    return course_carry_out(x, step->no, &e);
}
