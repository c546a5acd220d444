/* Separation of duties; see duties.h. */
#include "simulation/duties.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

bool duties_apart(int flow) {
    return flow % 3 == 0;
}

static bool kept_apart(const char *flow) {
    for (int i = 0; i < FLOWS; i++)
        if (duties_apart(i) && strcmp(rules_flow(i), flow) == 0) return true;
    return false;
}

/* 1 or 2: of which of the two this task is, signers added to the step included; 0: of neither. */
static int duty_of(const record_t *r, const task_t *t) {
    const step_t *step = record_step(r, t->step);
    bool deciding = step->kind == STEP_APPROVE || step->kind == STEP_AGREE || step->kind == STEP_ACT;
    size_t length = step->name != NULL ? strcspn(step->name, ".") : 0;
    if (!deciding || length != 2 || step->name[0] != 's' || t->taken_back || t->outcome == OUTCOME_COPIED)
        return 0;
    return step->name[1] == '1' ? 1 : step->name[1] == '2' ? 2 : 0;
}

static bool has(const task_t *t, int64_t person) {
    if (person == 0) return false;
    if (t->state == TASK_DECIDED) return t->decided_by == person || (t->decided_by && t->principal == person);
    return (t->state == TASK_OPEN || t->state == TASK_WAITING) &&
           (t->person == person || t->principal == person);
}

/* Somebody of the one task who is of the other too; 0: nobody. */
static int64_t shared(const task_t *a, const task_t *b) {
    const int64_t people[] = {a->state == TASK_DECIDED ? a->decided_by : a->person, a->principal};
    for (size_t i = 0; i < 2; i++)
        if (has(a, people[i]) && has(b, people[i])) return people[i];
    return 0;
}

bool check_duties(sim_t *s, const past_t *p, const record_t *r) {
    if (!kept_apart(r->flow)) return true;
    int *duty = sim_take(s, r->task_count + 1, sizeof *duty);
    for (size_t i = 0; i < r->task_count; i++)
        duty[i] = duty_of(r, &r->tasks[i]);
    for (size_t i = 0; i < r->task_count; i++) {
        for (size_t k = 0; duty[i] == 1 && k < r->task_count; k++) {
            if (duty[k] != 2) continue;
            int64_t person = shared(&r->tasks[i], &r->tasks[k]);
            if (person != 0)
                return sim_fail(s, p->id, "nobody holds two roles that a rule keeps apart (A13)",
                                "s1 and s2 with others", "%" PRId64 " has task %" PRId64 " and %" PRId64,
                                person, r->tasks[i].id, r->tasks[k].id);
            s->totals.n[COUNT_DUTIES]++;
        }
    }
    return true;
}
