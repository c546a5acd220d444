/* What is left of a plan when its conditions have left steps out; see plan_fit.h. Decide asks it of each plan
 * before it opens, and the checker of each that comes out. */
#include "model/plan_fit.h"
#include <stdio.h>

enum { NAMED_MAX = 400 }; /* bytes of a list of steps; more are not told */

static int misshapen(const step_t *s, const char *problem, diag_t *d) {
    diag_set(d, "plan.shape", "step", s->name, "problem", problem, NULL);
    if (s->why.file) diag_at(d, s->why.file, s->why.line);
    return -1;
}

/* Members of a group left out are left out with it. Steps stand in preorder, so one pass downwards will do.
 */
static void leave_out_below(plan_t *plan) {
    for (size_t i = 1; i < plan->step_count; i++) {
        step_t *s = &plan->steps[i];
        const step_t *group = &plan->steps[s->parent - 1];
        if (group->state != STEP_LEFT_OUT || s->state == STEP_LEFT_OUT) continue;
        s->state = STEP_LEFT_OUT;
        s->left_out = group->left_out;
    }
}

/* "a, b": members of the group that are there, or that are left out; those without a name by their kind. */
static void names_of(const plan_t *plan, int32_t group, bool left, char out[NAMED_MAX]) {
    const step_t *steps = plan->steps;
    size_t count = plan->step_count, used = 0;
    out[0] = '\0';
    for (int32_t j = plan_member(steps, count, group, group); j >= 0;
         j = plan_member(steps, count, group, j)) {
        const step_t *s = &steps[j];
        if ((s->state == STEP_LEFT_OUT) != left || s->used_up == USED_UP_DECIDES || s->kind == STEP_COPY)
            continue;
        const char *name = s->name && *s->name ? s->name : step_kind_word(s->kind);
        int n = snprintf(out + used, NAMED_MAX - used, "%s%s", used ? ", " : "", name);
        if (n < 0 || used + (size_t)n >= NAMED_MAX) {
            out[used] = '\0';
            return;
        }
        used += (size_t)n;
    }
}

static int too_few(const plan_t *plan, int32_t group, diag_t *d) {
    char asked[NAMED_MAX], left[NAMED_MAX];
    names_of(plan, group, false, asked);
    names_of(plan, group, true, left);
    (void)misshapen(&plan->steps[group], "need_above_members", d);
    diag_param_int(d, "need", plan->steps[group].need);
    diag_param(d, "asked", asked);
    if (*left) diag_param(d, "left", left);
    diag_param(d, "remedy", "need");
    return -1;
}

/* How many members there are, as their votes count; *present: copies too. */
static int32_t members_of(const plan_t *plan, int32_t group, int32_t *present) {
    const step_t *steps = plan->steps, *s = &steps[group];
    int32_t members = 0;
    *present = 0;
    for (int32_t j = plan_member(steps, plan->step_count, group, group); j >= 0;
         j = plan_member(steps, plan->step_count, group, j)) {
        if (steps[j].state == STEP_LEFT_OUT || steps[j].used_up == USED_UP_DECIDES) continue;
        ++*present;
        if (steps[j].kind == STEP_COPY) continue;
        members += s->kind == STEP_VOTE && steps[j].weight > 0 ? steps[j].weight : 1;
    }
    return members;
}

int plan_normalise(plan_t *plan, diag_t *d) {
    int32_t count = (int32_t)plan->step_count, present;
    if (count == 0) return 0;
    leave_out_below(plan);
    for (int32_t i = count; i-- > 0;) { /* upwards: members before their group */
        step_t *s = &plan->steps[i];
        if (!step_is_group(s->kind) || s->state == STEP_LEFT_OUT) continue;
        int32_t members = members_of(plan, i, &present);
        if (present == 0) {
            s->state = STEP_LEFT_OUT;
            s->left_out = "empty";
            continue;
        }
        if (s->kind == STEP_VOTE && s->need < 1) return misshapen(s, "vote_without_need", d);
        if (s->need_of > 0 && s->need > s->need_of) return misshapen(s, "fraction_above_one", d);
        bool counted = (s->kind == STEP_VOTE && s->need_of == 0) || (s->kind == STEP_ANY && s->need > 1);
        if (counted && members < s->need) return too_few(plan, i, d);
    }
    leave_out_below(plan); /* monitors of groups that turned out empty */
    return 0;
}
