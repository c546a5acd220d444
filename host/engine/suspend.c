/* Suspending a record and going on with it (A51). While it is suspended it takes no decisions and all its
 * clocks wait (A62), for a step that stands outside of the plan: whoever suspended it has the task to watch
 * over that, with a clock of its own. When that is due the watcher is reminded, then the flow's fallback
 * hears of it, and in the end has the task. Going on continues what remains of each limit. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/administering.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/serving.h"
#include "engine/tree.h"

const step_t *suspension(const record_t *r) {
    for (size_t i = r->step_count; i-- > 0;)
        if (r->steps[i].added == ADDED_SUSPENSION && r->steps[i].state == STEP_OPEN) return &r->steps[i];
    return NULL;
}

/* What is no decision: words, that a copy was read, and what an administrator does about who has the task,
 * about the whole, and about the rules that it goes by. */
static bool taken_meanwhile(command_kind_t kind) {
    return kind == COMMAND_COMMENT || kind == COMMAND_READ || kind == COMMAND_RESUME ||
           kind == COMMAND_CANCEL || kind == COMMAND_REASSIGN || kind == COMMAND_HAND_OVER ||
           kind == COMMAND_MIGRATE;
}

int check_suspended(deciding_t *x) {
    const record_t *r = x->record;
    const step_t *step = suspension(r);
    char at[INSTANT_TEXT];
    if (r->state != RECORD_SUSPENDED || taken_meanwhile(x->in->command->kind)) return 0;
    diag_set(x->d, "record.suspended", "command", command_kind_word(x->in->command->kind), NULL);
    for (size_t i = 0; step && i < r->task_count; i++) {
        if (r->tasks[i].step != step->no || r->tasks[i].state != TASK_OPEN) continue;
        diag_param(x->d, "watcher", handle_of(x, r->tasks[i].person));
        diag_param(x->d, "since", instant_format(step->opened_at, 0, true, at));
        diag_param(x->d, "due", instant_format(r->clocks[i].due_at, 0, true, at));
        break;
    }
    return -1;
}

/* How long until somebody has to look: until an instant, or so long, or as long as any step that the host
 * adds. */
static int watch_limit(deciding_t *x, limit_t *out) {
    const command_t *command = x->in->command;
    char at[INSTANT_TEXT];
    bool until = command->until != INSTANT_NONE && command->until != 0;
    *out = limit_or_usual(x->flow, command->within);
    if (until && command->within.kind != LIMIT_NONE) return diag_set(x->d, "suspend.both", NULL);
    if (!until) return 0;
    *out = (limit_t){.kind = LIMIT_ELAPSED, .ms = command->until - x->in->now};
    if (command->until > x->in->now && limit_valid(out)) return 0;
    return diag_set(x->d, "suspend.until", "until", instant_format(command->until, 0, true, at), NULL);
}

/* Who watches: whoever suspended it; where that is nobody of the directory, the flow's fallback. */
static const source_t *watcher(deciding_t *x) {
    source_t *by = arena_array(x->arena, 1, sizeof *by);
    if (by && x->actor.person) *by = (source_t){.kind = SOURCE_PERSON, .key = handle_of(x, x->actor.person)};
    return x->actor.person ? by : x->flow->fallback;
}

int do_suspend(deciding_t *x) {
    record_t *r = x->record;
    limit_t within;
    if (r->state != RECORD_PREPARING && r->state != RECORD_OPEN && r->state != RECORD_RETURNED &&
        r->state != RECORD_OWING)
        return wrong_state(x);
    if (watch_limit(x, &within)) return -1;
    if (r->step_count >= RECORD_STEPS_MAX) return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    event_t e = {.u.step_added.step = {.no = tree_highest(r) + 1,
                                       .stage = r->stage < 0 ? 0 : r->stage,
                                       .round = r->round,
                                       .kind = STEP_ACT,
                                       .state = STEP_WAITING,
                                       .name = step_name_free(x, "record", "suspended"),
                                       .by = watcher(x),
                                       .mode = DECIDE_ANY,
                                       .within = within,
                                       .ladder = ladder_watch(x->flow->fallback, x->arena),
                                       .on_empty = EMPTY_FALLBACK,
                                       .added = ADDED_SUSPENSION,
                                       .added_by = x->actor.person,
                                       .why = {.because = "suspended"},
                                       .opened_at = INSTANT_NONE,
                                       .ended_at = INSTANT_NONE}};
    if (!x->actor.person) e.u.step_added.step.ladder.count = 2; /* the fallback has it already */
    int32_t no = e.u.step_added.step.no;
    event_t held = {.u.suspended.step = no};
    if (!e.u.step_added.step.name || arena_failed(x->arena)) return diag_memory(x->d);
    if (administered(x, 0, 0) || emit(x, EVENT_STEP_ADDED, &e)) return -1;
    if (leaf_open(x, tree_index(r, no)) || emit(x, EVENT_SUSPENDED, &held)) return -1;
    if (tell_concerned(x, "record.suspended")) return -1;
    return clocks_follow(x);
}

/* Is a stage under way: not one whose refusal its initiator has still to take notice of? */
static bool stage_goes_on(const record_t *r) {
    const plan_place_t *plan = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    if ((r->state != RECORD_OPEN && r->state != RECORD_PREPARING) || !plan || plan->count == 0) return false;
    step_state_t root = r->steps[plan->first].state;
    return root != STEP_REFUSED && root != STEP_CLOSED;
}

int do_resume(deciding_t *x) {
    const step_t *step = suspension(x->record);
    if (x->record->state != RECORD_SUSPENDED || !step) return wrong_state(x);
    bool rose = x->record->risk_rose;
    risk_level_t since = x->record->risk_rose_from;
    event_t e = {.u.resumed.step = step->no};
    if (administered(x, 0, 0)) return -1;
    if (leaf_end(x, tree_index(x->record, e.u.resumed.step), STEP_PASSED, "resumed")) return -1;
    if (emit(x, EVENT_RESUMED, &e) || tell_concerned(x, "record.resumed")) return -1;
    /* records that it waited for may have ended; under other rules, others may have to be asked (A53), also
     * for what answers a risk that these find higher */
    if (risk_resume(x, rose, since)) return -1;
    return stage_goes_on(x->record) ? route_settle(x) : clocks_follow(x);
}
