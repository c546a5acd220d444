/* What departments agreed to before the submission (P2.1.2): the form as it was then, all of it. Who agreed
 * to a budget of ten thousand has not agreed to one of a million, whichever fields the rule read to know whom
 * to ask. So what changes afterwards in the hands of whoever writes the form is agreed to anew, unless the
 * flow says of the field that it may change (needs_agreement = false). What comes back to what it was needs
 * nobody. What the flow opens to be written at a step, of the preparation or later, is not asked for again:
 * whoever agreed did so to a form in which that is still to be filled in. */
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/form_rights.h"
#include <stdio.h>
#include <string.h>

enum { NAMES = 512 };

bool form_in_hand(const record_t *r) {
    return r->state == RECORD_DRAFT || r->state == RECORD_PREPARED || r->state == RECORD_RETURNED ||
           r->state == RECORD_REFUSED;
}

const plan_place_t *last_preparation(const record_t *r) {
    for (size_t i = r->plan_count; i-- > 0;)
        if (r->plans[i].stage == 0) return &r->plans[i];
    return NULL;
}

bool prepared_last(const deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *plan = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    return plan && form_in_hand(r) && plan->stage < first_stage(x->flow) && plan->round == r->round;
}

/* The next task of that plan in which somebody agreed, from the index on; NULL: no more. */
static const task_t *next_agreement(const record_t *r, const plan_place_t *plan, size_t *from) {
    while (*from < r->task_count) {
        const task_t *task = &r->tasks[(*from)++];
        const step_t *step =
            task->state == TASK_DECIDED && !task->taken_back ? record_step(r, task->step) : NULL;
        if (!step || step->superseded || step->state != STEP_PASSED) continue;
        if (step - r->steps < plan->first || step - r->steps >= plan->first + plan->count) continue;
        if (task->outcome == OUTCOME_AGREED || task->outcome == OUTCOME_APPROVED) return task;
    }
    return NULL;
}

/* The preparation whose agreements stand: the last one, or, where nobody was asked in that one (a change
 * after the end left them out, since they stand), one before. NULL: none. */
static const plan_place_t *standing(const record_t *r) {
    for (size_t i = r->plan_count; i-- > 0;) {
        const plan_place_t *plan = &r->plans[i];
        step_state_t root = plan->count > 0 ? r->steps[plan->first].state : STEP_LEFT_OUT;
        if (plan->stage != 0 || root == STEP_LEFT_OUT) continue;
        return root == STEP_PASSED ? plan : NULL;
    }
    return NULL;
}

/* Did somebody agree in it? */
static bool agreed(const deciding_t *x) {
    size_t from = 0;
    if (first_stage(x->flow) == 0) return false;
    const plan_place_t *plan = standing(x->record);
    return plan && next_agreement(x->record, plan, &from);
}

static bool needs_agreement(const deciding_t *x, const char *field) {
    const field_def_t *def = flow_field(x->flow, field);
    return !def || !def->agreement_free;
}

bool unagreed(const deciding_t *x, const field_t *fields, size_t count) {
    if (!x->in_hand || !form_in_hand(x->record) || !agreed(x)) return false;
    for (size_t i = 0; i < count; i++)
        if (needs_agreement(x, fields[i].name)) return true;
    return false;
}

static void name_add(char *names, const char *name) {
    size_t used = strlen(names);
    if (used + strlen(name) + 3 < NAMES) snprintf(names + used, NAMES - used, "%s%s", used ? ", " : "", name);
}

/* Those who agreed, each once. */
static void agreed_by(const deciding_t *x, char *names) {
    const record_t *r = x->record;
    const plan_place_t *plan = standing(r);
    size_t from = 0;
    for (const task_t *task; plan && (task = next_agreement(r, plan, &from));) {
        size_t before = 0;
        const task_t *same = next_agreement(r, plan, &before);
        while (same->decided_by != task->decided_by)
            same = next_agreement(r, plan, &before);
        if (same == task) name_add(names, decider_word(x, task));
    }
}

int check_agreed(deciding_t *x) {
    const record_t *r = x->record;
    char fields[NAMES] = "", labels_en[NAMES] = "", labels_zh[NAMES] = "", by[NAMES] = "";
    bool some = false;
    for (size_t i = 0; i < r->unagreed_count; i++) {
        const char *name = r->unagreed[i].name;
        const field_def_t *def = flow_field(x->flow, name);
        if (!needs_agreement(x, name)) continue;
        some = true;
        if (!form_shows(r, x->in->command->actor.person, name)) continue;
        name_add(fields, name);
        name_add(labels_en, def ? def->label_en : name);
        name_add(labels_zh, def ? def->label_zh : name);
    }
    if (!some) return 0;
    agreed_by(x, by);
    return diag_set(x->d, "prepare.needed", "stage", x->flow->stages[0].name, "fields", fields, "labels_en",
                    labels_en, "labels_zh", labels_zh, "by", by, NULL);
}
