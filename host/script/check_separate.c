/* Roles that a flow keeps apart (A13): a name that no step has keeps nothing apart, silently. */
#include "script/check_private.h"
#include <string.h>

/* Is it carried out somewhere, so that a deviation may be reported (P2.3.3)? */
static bool deviates(const flow_t *flow) {
    for (size_t i = 0; i < flow->stage_count; i++)
        if (flow->stages[i].kind == STAGE_EXECUTION || flow->stages[i].kind == STAGE_OTHER) return true;
    return false;
}

static bool is_a_step(const check_t *c, const char *name) {
    if (strcmp(name, "initiator") == 0) return true;
    if (strcmp(name, "deviation") == 0 && deviates(c->flow)) return true;
    for (const step_note_t *note = c->steps; note; note = note->next)
        if (strcmp(note->name, name) == 0) return true;
    return false;
}

int separate_check(check_t *c) {
    for (size_t i = 0; i < c->flow->separate_count; i++) {
        const separate_t *pair = &c->flow->separate[i];
        const char *wrong = !is_a_step(c, pair->a) ? pair->a : !is_a_step(c, pair->b) ? pair->b : NULL;
        if (wrong && check_say(c, CHECK_WARNING, c->flow->file, c->flow->line, "check.separate_unknown",
                               "flow", c->flow->name, "step", wrong, NULL) != 0)
            return -1;
    }
    return 0;
}
