/* Returns to a step of an earlier stage (退回, A22): by whoever works or accepts to whoever approved, say.
 * What that step led to lies in the stages since: what is open in the present one is closed, the earlier
 * stage is gone through from the step on, and the stages after it open anew in their turn. What was decided
 * before the step stands, and so does what stands beside the plans: demands, warnings, requests, deviations
 * not decided yet, what is owed. None of these depends on the step; the stage that it is returned to waits
 * for them. */
#include "engine/return_stage.h"
#include "engine/adjusting.h"
#include "engine/administering.h"
#include "engine/course.h"
#include "engine/stage_again.h"
#include "engine/tree.h"
#include <string.h>

enum { TARGETS_SHOWN = 12 };

/* Approvals asked for again because of an adjustment (P2.3.3) are given or refused first: a return past them
 * would leave its values, and some of those who have to agree to them unasked. */
static bool is_asking_again(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].added == ADDED_REAPPROVAL && asked_again(r, r->steps[i].no)) return true;
    return false;
}

/* Of an earlier stage, by whose plan it is gone through again. */
static bool stage_may_be(deciding_t *x, int32_t index) {
    plan_t plan;
    bool anew, not_first;
    if (x->record->kept_round || x->record->state != RECORD_OPEN || is_asking_again(x->record)) return false;
    int failed = stage_again(x, index, &plan, &anew, &not_first);
    diag_clear(x->d);
    return !failed && !not_first;
}

/* The steps of one plan to which it could be returned, added to `list`. */
static void targets_in(deciding_t *x, const step_t *from, int32_t stage, int *count, const char **list) {
    const record_t *r = x->record;
    const plan_place_t *plan = stage_plan_last(r, stage);
    for (int32_t i = plan ? plan->first : 0; plan && i < plan->first + plan->count; i++) {
        const step_t *s = &r->steps[i];
        bool asks = step_is_leaf(s->kind) && s->kind != STEP_COPY && s->kind != STEP_MONITOR;
        if (!asks || s->superseded || !s->name || !s->name[0] || return_misfit(r, from, i)) continue;
        if (stage != r->stage && !stage_may_be(x, i)) continue;
        const char *of = stage != r->stage ? x->flow->stages[stage].name : "", *comma = **list ? ", " : "";
        const char *more = arena_printf(x->arena, "%s%s%s%s%s", *list, comma, of, *of ? "/" : "", s->name);
        if (more && (*count)++ < TARGETS_SHOWN) *list = more;
    }
}

static const char *targets(deciding_t *x, const step_t *from) {
    const char *list = "";
    int count = 0;
    for (int32_t stage = x->record->stage; stage >= first_stage(x->flow); stage--)
        targets_in(x, from, stage, &count, &list);
    if (count > TARGETS_SHOWN) list = arena_printf(x->arena, "%s …", list);
    return list && *list ? list : NULL;
}

int no_return(deciding_t *x, const step_t *from, const char *problem) {
    const char *possible = targets(x, from);
    if (arena_failed(x->arena)) return diag_memory(x->d);
    return diag_set(x->d, "return.target", "step", from->name, "to", x->in->command->to_step, "problem",
                    problem, "possible", possible, NULL);
}

/* ---- which step */

static int find_earlier(deciding_t *x, const step_t *from, int32_t only, const char *name, int32_t *index) {
    const record_t *r = x->record;
    int found = 0;
    for (int32_t stage = first_stage(x->flow); stage < r->stage; stage++) {
        int32_t at = only >= 0 && stage != only ? -1 : tree_named(r, stage_plan_last(r, stage), name);
        if (at < 0) continue;
        *index = at;
        found++;
    }
    if (found > 1) return no_return(x, from, "several");
    return found ? 0 : no_return(x, from, "unknown");
}

int return_find(deciding_t *x, const step_t *from, int32_t *index) {
    const record_t *r = x->record;
    const plan_place_t *plan = r->plan_count > 0 ? &r->plans[r->plan_count - 1] : NULL;
    const char *name;
    int32_t only = stage_said(x, &name);
    if (only < 0) *index = tree_named(r, plan, x->in->command->to_step);
    if (only == r->stage) *index = tree_named(r, plan, name);
    if ((only < 0 || only == r->stage) && *index >= 0) return 0;
    if (only < 0 && name != x->in->command->to_step) return no_return(x, from, "unknown_stage");
    if (only > r->stage) return no_return(x, from, "not_visited");
    if (r->state != RECORD_OPEN || only == r->stage) return no_return(x, from, "unknown");
    return find_earlier(x, from, only, name, index);
}

/* ---- may it go there */

int return_check_stage(deciding_t *x, const step_t *from, int32_t index) {
    plan_t plan;
    bool anew, not_first;
    if (x->record->kept_round) return no_return(x, from, "change"); /* only some steps are asked in it */
    if (is_asking_again(x->record)) return no_return(x, from, "asked_again");
    if (stage_again(x, index, &plan, &anew, &not_first)) return -1;
    return not_first ? no_return(x, from, "planned_anew") : 0;
}

/* ---- it goes there */

static int close_stage(deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    bool *marks = arena_array(x->arena, r->step_count, sizeof *marks);
    if (!marks) return diag_memory(x->d);
    for (int32_t i = plan->first; i < plan->first + plan->count; i++)
        marks[i] = true;
    return tell_closing(x, marks) || steps_close(x, marks, r->step_count, "returned") ? -1 : 0;
}

int returned_to_stage(deciding_t *x, int64_t task, int32_t index) {
    const record_t *r = x->record;
    const step_t *from = record_step(r, record_task(r, task)->step);
    int32_t to = r->steps[index].no, stage = r->steps[index].stage;
    bool anew, not_first, straight = x->in->command->straight;
    plan_t plan;
    /* asked once more: a handler of this decision may have written what the stage's plan reads */
    if (stage_again(x, index, &plan, &anew, &not_first)) return -1;
    if (not_first) return no_return(x, from, "planned_anew");
    if (straight && !anew && straight_past(x, index, &plan)) return -1;
    if (close_stage(x)) return -1;
    event_t e = {.u.stage_returned = {.task = task, .step = to, .seen = straight ? r->form_version : 0}};
    if (emit(x, EVENT_STAGE_RETURNED, &e) || stage_place(x, stage, &plan)) return -1;
    if (tell(x, x->record->initiator, "record.sent_back", NULL, x->in->command->text)) return -1;
    x->out->task = task;
    return route_settle(x);
}
