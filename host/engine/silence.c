/* What the timer may decide; see silence.h. */
#include "engine/silence.h"
#include "engine/clocks.h"

int silence_decides(deciding_t *x, const step_t *step, bool pass, const char *because) {
    const char *bars = silence_bars(step, pass);
    if (pass && !has_words(because)) return diag_set(x->d, "rung.no_reason", "step", step->name, NULL);
    if (pass && step->kind == STEP_REVISE) /* nobody can revise a form by letting time pass */
        return diag_set(x->d, "rung.misfit", "step", step->name, "action", "approve", NULL);
    if (bars) return diag_set(x->d, "rung.silence", "step", step->name, "bars", bars, NULL);
    if (pass && x->record->risk == RISK_HIGH && (step->kind == STEP_APPROVE || step->kind == STEP_AGREE))
        return diag_set(x->d, "rung.risk_high", "step", step->name, NULL);
    return 0;
}

/* Nobody can sign beside what stands outside of the plan: they are told of it instead. */
static void fit(rung_act_t *act) {
    if (act->action == RUNG_ADD) *act = (rung_act_t){.action = RUNG_NOTIFY, .who = act->who};
}

static bool all_but_passing(rung_act_t *act) {
    fit(act);
    return act->action != RUNG_APPROVE;
}

static bool all_but_refusing(rung_act_t *act) {
    fit(act);
    return act->action != RUNG_REFUSE;
}

static bool all_but_deciding(rung_act_t *act) {
    return all_but_passing(act) && all_but_refusing(act);
}

static bool all(rung_act_t *act) {
    fit(act);
    return true;
}

ladder_t silence_ladder(deciding_t *x, const step_t *step, const ladder_t *from) {
    bool passes = !silence_bars(step, true), refuses = !silence_bars(step, false);
    ladder_t out = ladder_of(x, from,
                             passes && refuses ? all
                             : passes          ? all_but_refusing
                             : refuses         ? all_but_passing
                                               : all_but_deciding);
    return out.count ? out : ladder_watch(x->flow->fallback, x->arena);
}
