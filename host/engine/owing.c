/* What is owed: for a step that an exception skipped (A52), for approvals that urgent work began before
 * (A64). The same for both:
 *
 * It stands outside of the plan, beside all stages: the record goes on without it, through later stages too,
 * and it stays when the record is returned to a step before. A record whose stages have all ended well while
 * something is owed is not finished but "owing", until the last of it is decided: so it is never closed,
 * disposed of or withdrawn as if nothing were missing. What is refused afterwards refuses the record, as the
 * step would have. A record that is given back to its initiator begins anew, with every step: what an
 * exception owed then is owed no longer, what the green channel owes is (owed_on.c).
 *
 * A group that is one decision (a vote, say) is owed as one: a tree outside of the plan. */
#include "engine/owing.h"
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/serving.h"
#include "engine/silence.h"
#include "engine/tree.h"

/* ---- how it stands */

step_t owed_leaf(deciding_t *x, const step_t *step, debt_kind_t kind) {
    const uint32_t kept =
        PERMIT_TRANSFER | PERMIT_DELEGATE | PERMIT_ASK | PERMIT_ASK_PAUSES | PERMIT_TAKE_BACK;
    step_t owed = {.stage = step->stage,
                   .round = step->round,
                   .kind = step->kind,
                   .state = STEP_WAITING,
                   .name = step_name_free(x, step->name, "owed"),
                   .title_en = step->title_en,
                   .title_zh = step->title_zh,
                   .by = step->by,
                   .mode = step->mode,
                   .within = step->within,
                   .on_empty = EMPTY_FALLBACK,
                   .on_self = SELF_SUPERIOR,
                   .aspects = step->aspects,
                   .on_refuse = step->on_refuse,
                   .refuse_need = step->refuse_need,
                   .permits = step->permits & kept,
                   .added = ADDED_DEBT,
                   .origin = step->no,
                   .form = step->form,
                   .why = {.because = debt_kind_word(kind)},
                   .opened_at = INSTANT_NONE,
                   .ended_at = INSTANT_NONE};
    owed.ladder = silence_ladder(x, &owed, step->ladder.count ? &step->ladder : &x->flow->overdue);
    return owed;
}

int debts_open(deciding_t *x, int32_t since) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->no < since || s->added != ADDED_DEBT || s->parent || s->state != STEP_WAITING) continue;
        if (tree_advance(x, (int32_t)i)) return -1;
    }
    return 0;
}

/* ---- what follows from it */

bool owes(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].added == ADDED_DEBT && r->steps[i].state == STEP_OPEN) return true;
    return false;
}

bool owes_green(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].added == ADDED_DEBT && r->steps[i].state == STEP_OPEN &&
            debt_kind(&r->steps[i]) == DEBT_GREEN)
            return true;
    return false;
}

/* Is that owed for the step, or for the one that it repeats? What was asked for before its stage came is what
 * the step goes back to. */
static bool is_owed_for(const record_t *r, const step_t *debt, const step_t *step) {
    for (; step && step_is_owed(step); step = step->origin ? record_step(r, step->origin) : NULL)
        if (debt->origin == step->no || debt->no == step->origin) return true;
    return false;
}

bool owed_still(const record_t *r, const step_t *step) {
    for (size_t i = 0; step_is_owed(step) && i < r->step_count; i++)
        if (r->steps[i].added == ADDED_DEBT && r->steps[i].state == STEP_OPEN &&
            is_owed_for(r, &r->steps[i], step))
            return true;
    return false;
}

const char *owed_name(const record_t *r, const step_t *step) {
    const step_t *skipped = step->added == ADDED_DEBT ? record_step(r, step->origin) : NULL;
    return skipped ? skipped->name : step->ahead_of ? step->ahead_of : step->name;
}

const char *closed_for(const step_t *step, const char *cause) {
    return step->added == ADDED_DEBT && debt_kind(step) == DEBT_GREEN ? "record_ended" : cause;
}

int debts_end(deciding_t *x, const char *cause) {
    for (size_t i = x->record->step_count; i-- > 0;) { /* members before their group */
        const step_t *s = &x->record->steps[i];
        if (s->added != ADDED_DEBT || s->state != STEP_OPEN) continue;
        if (leaf_end(x, (int32_t)i, STEP_CLOSED, closed_for(s, cause))) return -1;
    }
    return 0;
}

int debts_close(deciding_t *x, const char *cause) {
    for (size_t i = x->record->step_count; i-- > 0;) { /* members before their group */
        const step_t *s = &x->record->steps[i];
        if (s->added != ADDED_DEBT || s->state != STEP_OPEN) continue;
        if (leaf_end(x, (int32_t)i, STEP_CLOSED, cause)) return -1;
    }
    return 0;
}

/* As if the step had been refused: its stage, also where that has passed and waits for what stands beside it,
 * and the record. Whoever has it to revise hears of it. */
static int debt_refused(deciding_t *x) {
    const record_t *r = x->record;
    bool going = beside_goes_on(r);
    if (!going && r->state != RECORD_OWING) { /* it is refused already, or was given back */
        if (r->state == RECORD_RETURNED &&
            tell(x, r->initiator, "record.debt_refused", NULL, x->in->command->text))
            return -1;
        return clocks_follow(x);
    }
    if (going) {
        event_t e = {.u.stage_ended = {.stage = r->plans[r->plan_count - 1].stage, .passed = false}};
        if (plan_close(x, "debt_refused") || emit(x, EVENT_STAGE_ENDED, &e)) return -1;
    }
    return debts_close(x, "outcome") ? -1 : stage_refused(x);
}

/* The whole that the step is owed with. */
static int32_t debt_of(const record_t *r, int32_t no) {
    const step_t *step = record_step(r, no);
    while (step->parent)
        step = record_step(r, step->parent);
    return step->no;
}

/* May something of the stage have waited for it? */
static bool stage_waited(const deciding_t *x, int32_t debt) {
    const record_t *r = x->record;
    const plan_place_t *plan = beside_goes_on(r) ? &r->plans[r->plan_count - 1] : NULL;
    return plan && plan->count > 0 && record_step(r, debt)->stage == plan->stage;
}

static int debt_settle(deciding_t *x, int32_t no) {
    int32_t debt = debt_of(x->record, no);
    if (tree_advance(x, tree_index(x->record, debt))) return -1;
    const step_t *step = record_step(x->record, debt);
    if (!step_ended(step->state)) return clocks_follow(x);
    if (step->state != STEP_PASSED) return debt_refused(x);
    if (debts_made_up(x)) return -1;
    if (x->record->state == RECORD_OWING && !owes(x->record)) return record_finish(x);
    return stage_waited(x, debt) ? route_settle(x) : clocks_follow(x);
}

/* Is it owed, or does it serve the task of what is owed? */
static bool beside_the_plan(const record_t *r, const step_t *step) {
    const task_t *served = step->serves ? record_task(r, step->serves) : NULL;
    const step_t *of = served ? record_step(r, served->step) : NULL;
    return r->state == RECORD_OWING || (of && of->added == ADDED_DEBT);
}

int settle_after(deciding_t *x, int32_t no) {
    const step_t *step = record_step(x->record, no);
    if (step->added == ADDED_DEBT) return debt_settle(x, no);
    if (!beside_the_plan(x->record, step)) return route_settle(x) || serving_told(x, no) ? -1 : 0;
    return serving_settle(x) || clocks_follow(x) || serving_told(x, no) ? -1 : 0;
}
