/* What silence can't decide. Where somebody has to write something, to look at it or to take notice, time
 * does none of these; what was passed over once has to be decided by somebody in the end. */
#include "model/silence.h"
#include <stddef.h>

/* To let it pass would be to say that somebody did what nobody did. */
static const char *bars_passing(const step_t *step) {
    switch (step->added) {
    case ADDED_DEBT:
        return "owed";
    case ADDED_DEVIATION:
        return "deviation";
    case ADDED_CHECK:
        return "check";
    case ADDED_SUSPENSION:
        return "suspension";
    default:
        break;
    }
    if (step->kind == STEP_WARNING) return "notice";
    if (step->kind == STEP_ANSWER) return "answer";
    return step->entry != ENTRY_NONE ? "entry" : NULL;
}

/* A refusal ends a warning, a request and what a monitor asks for, as an answer does, and nobody hears more
 * of it. A demand is asked for again then, a debt refuses the record: these may be refused. */
static const char *bars_refusing(const step_t *step) {
    if (step->added == ADDED_SUSPENSION) return "suspension";
    if (step->kind == STEP_WARNING) return "notice";
    if (step->added == ADDED_REQUEST) return "answer";
    return step->kind == STEP_MONITOR ? "monitor" : NULL;
}

const char *silence_bars(const step_t *step, bool pass) {
    return pass ? bars_passing(step) : bars_refusing(step);
}

const char *silence_bars_act(const step_t *step, const rung_act_t *act) {
    if (act->action != RUNG_APPROVE && act->action != RUNG_REFUSE) return NULL;
    return silence_bars(step, act->action == RUNG_APPROVE);
}
