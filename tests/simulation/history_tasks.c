/* The second account of tasks and of the rungs of their clocks; see history.h. */
#include "simulation/authority.h"
#include "simulation/history.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include "simulation/worktime.h"
#include <inttypes.h>
#include <string.h>

static past_task_t *task_of_clock(past_t *p, int64_t clock) {
    for (size_t i = p->task_count; i-- > 0;)
        if (p->tasks[i].clock == clock) return &p->tasks[i];
    return NULL;
}

static void add_task(sim_t *s, past_t *p, const past_task_t *task) {
    p->tasks = history_room(s, p->tasks, p->task_count, &p->task_room, sizeof *p->tasks);
    p->tasks[p->task_count++] = *task;
}

static bool task_opens(sim_t *s, past_t *p, const event_t *e) {
    past_step_t *step = past_step(p, e->u.task_opened.step);
    past_task_t *task = past_task(p, e->u.task_opened.task);
    if (step == NULL || step->ended) return history_misfit(s, e, "a task opens on a step that has not ended");
    if (e->u.task_opened.person == 0) return history_misfit(s, e, "every task has an owner");
    if (e->u.task_opened.clock == 0 || e->u.task_opened.no_clock)
        return history_misfit(s, e, "every open task has a clock");
    if (task != NULL && task->state != TASK_WAITING) return history_misfit(s, e, "a task opens once");
    past_task_t opened = {.id = e->u.task_opened.task,
                          .person = e->u.task_opened.person,
                          .principal = e->u.task_opened.principal,
                          .clock = e->u.task_opened.clock,
                          .step = e->u.task_opened.step,
                          .state = TASK_OPEN,
                          .outcomes = e->u.task_opened.rungs_past};
    if (!worktime_opens(s, p, &opened, e)) return false;
    if (task != NULL)
        *task = opened;
    else
        add_task(s, p, &opened);
    history_call_for(s, "task.opened", opened.person, p->id, opened.id);
    return true;
}

/* What they had given in the step before somebody beside them returned it (A22)? */
static bool was_kept(past_t *p, const past_step_t *step, const past_task_t *earlier) {
    const past_step_t *then = earlier != NULL ? past_step(p, earlier->step) : NULL;
    if (then == NULL || then->no == step->no || strcmp(then->name, step->name) != 0) return false;
    for (size_t i = 0; i < p->task_count; i++) {
        const past_step_t *where = p->tasks[i].returned ? past_step(p, p->tasks[i].step) : NULL;
        if (where != NULL && where->no >= then->no && where->no < step->no &&
            strcmp(where->name, step->name) == 0)
            return true;
    }
    return false;
}

static bool is_counted_for(const past_task_t *earlier, const event_t *e) {
    return earlier->by == e->u.task_counted.person || earlier->principal == e->u.task_counted.person;
}

/* What they gave before stands for them: an approval in the same round (A14), or their yes in the step that
 * this one repeats on a way straight back (A22); and good still. */
static bool task_counted(sim_t *s, past_t *p, const event_t *e) {
    past_step_t *step = past_step(p, e->u.task_counted.step);
    past_task_t *task = past_task(p, e->u.task_counted.task),
                *earlier = past_task(p, e->u.task_counted.earlier);
    const past_step_t *then = earlier != NULL ? past_step(p, earlier->step) : NULL;
    if (step == NULL || step->ended)
        return history_misfit(s, e, "an approval counts at a step that has not ended");
    bool kept = was_kept(p, step, earlier);
    if (then == NULL || earlier->taken_back || !(kept ? earlier->yes : earlier->approved))
        return history_misfit(s, e, "an approval counts that stands");
    if (!kept && (then->round != step->round || step->kind != STEP_APPROVE))
        return history_misfit(s, e, "an approval counts that was given in this round");
    if (!is_counted_for(earlier, e)) return history_misfit(s, e, "an approval counts for who gave it");
    if (task != NULL && task->state != TASK_WAITING) return history_misfit(s, e, "a task is counted once");
    past_task_t counted = {
        .id = e->u.task_counted.task, .person = e->u.task_counted.person, .step = step->no};
    counted.state = TASK_DECIDED;
    s->totals.n[kept ? COUNT_KEPT : COUNT_COUNTED]++;
    if (task != NULL)
        *task = counted;
    else
        add_task(s, p, &counted);
    return true;
}

static bool own_request(sim_t *s, past_t *p, const event_t *e, const past_step_t *step) {
    bool decides = step->kind == STEP_APPROVE || step->kind == STEP_AGREE;
    bool own = e->actor.person == p->initiator || e->actor.person == p->applicant;
    if (!decides || !own || step->own_allowed) return true;
    return sim_fail(s, p->id, "nobody decides their own request", "somebody else decides",
                    "%" PRId64 " decided step %d", e->actor.person, step->no);
}

static void overtake(sim_t *s, past_t *p, const past_task_t *task) {
    const past_step_t *step = past_step(p, task->step);
    if (task->clock == 0 || step == NULL) return;
    for (size_t i = 0; i < step->rungs; i++)
        if (!(task->outcomes >> i & 1)) s->totals.n[COUNT_RUNGS_OVERTAKEN]++;
}

static bool task_ends(sim_t *s, past_t *p, const event_t *e, int64_t id, task_state_t state) {
    past_task_t *task = past_task(p, id);
    if (task == NULL || task->state == TASK_DECIDED || task->state == TASK_CLOSED)
        return history_misfit(s, e, "a task ends once");
    if (state == TASK_DECIDED && task->state != TASK_OPEN)
        return history_misfit(s, e, "what is decided is open");
    if (task->state == TASK_OPEN) overtake(s, p, task);
    task->state = state;
    return true;
}

/* The form names whoever agrees to it, where a check of the rules minds. */
static bool blocked(const past_t *p, const event_t *e, const record_t *r) {
    const value_t *deputy = record_field(r, "deputy");
    outcome_t outcome = e->u.task_decided.outcome;
    return rules_check_deputy(p->flow) && (outcome == OUTCOME_APPROVED || outcome == OUTCOME_AGREED) &&
           e->actor.kind <= ACTOR_SERVICE && deputy != NULL && deputy->kind == VALUE_PERSON &&
           deputy->u.person == e->actor.person;
}

static bool task_decided(sim_t *s, past_t *p, const event_t *e, const record_t *r) {
    const past_task_t *task = past_task(p, e->u.task_decided.task);
    if (task == NULL) return history_misfit(s, e, "the task decided is known");
    const past_step_t *step = past_step(p, task->step);
    if (step == NULL || step->ended)
        return history_misfit(s, e, "nothing is decided on a step that has ended");
    if (e->actor.kind <= ACTOR_SERVICE) p->last_decider = e->actor.person;
    p->decided_since++;
    if (e->actor.kind <= ACTOR_SERVICE && !own_request(s, p, e, step)) return false;
    if (!step->beside && blocked(p, e, r))
        return history_misfit(s, e, "a named check that finds something blocks (P1.3.1)");
    bool passed = e->u.task_decided.opinion != NULL && strcmp(e->u.task_decided.opinion, RULES_PASS) == 0;
    if (e->actor.kind == ACTOR_TIMER && e->u.task_decided.outcome == OUTCOME_APPROVED &&
        !step->timer_approves && !(step->timer_asks && passed))
        return history_misfit(s, e, "time approves only where a rule says so in words");
    bool agreed = step->kind == STEP_APPROVE || step->kind == STEP_AGREE;
    if (e->actor.kind == ACTOR_TIMER && agreed && r->risk == RISK_HIGH &&
        e->u.task_decided.outcome != OUTCOME_REFUSED)
        return history_misfit(s, e, "time approves nothing where the risk is high (A61)");
    if (!task_ends(s, p, e, e->u.task_decided.task, TASK_DECIDED)) return false;
    past_task_t *decided = past_task(p, e->u.task_decided.task);
    outcome_t outcome = e->u.task_decided.outcome;
    decided->approved = outcome == OUTCOME_APPROVED;
    decided->yes = decided->approved || outcome == OUTCOME_AGREED || outcome == OUTCOME_DONE;
    decided->returned = outcome == OUTCOME_RETURNED;
    decided->by = e->actor.person;
    return true;
}

static bool task_moves(sim_t *s, past_t *p, const event_t *e) {
    past_task_t *task = past_task(p, e->u.task_reassigned.task);
    bool waits = task != NULL && task->state == TASK_WAITING; /* somebody leaves before their turn (A16) */
    if (task == NULL || (!waits && task->state != TASK_OPEN) || task->person != e->u.task_reassigned.from)
        return history_misfit(s, e, "a task moves from its holder");
    if (e->u.task_reassigned.to == 0) return history_misfit(s, e, "every task has an owner");
    if (e->u.task_reassigned.principal != 0 && e->u.task_reassigned.principal != task->principal)
        return history_misfit(s, e, "a stand-in's task stays its owner's");
    task->person = e->u.task_reassigned.to;
    task->principal = e->u.task_reassigned.principal;
    if (waits) return true; /* nobody was told of it yet */
    history_call_for(s, "task.reassigned", e->u.task_reassigned.to, p->id, task->id);
    history_call_for(s, "task.reassigned", e->u.task_reassigned.from, p->id, task->id);
    return true;
}

/* Somebody stands in for the owner, or no longer. */
static bool stood_in(sim_t *s, past_t *p, const event_t *e) {
    past_task_t *task = past_task(p, e->u.task_stood_in.task);
    if (task == NULL || task->state != TASK_OPEN || task->person != e->u.task_stood_in.from)
        return history_misfit(s, e, "an open task goes from its holder to a stand-in, or back");
    int64_t owner = task->principal != 0 ? task->principal : task->person;
    int64_t named =
        e->u.task_stood_in.principal != 0 ? e->u.task_stood_in.principal : e->u.task_stood_in.person;
    if (named != owner) return history_misfit(s, e, "a stand-in's task stays its owner's");
    task->person = e->u.task_stood_in.person;
    task->principal = e->u.task_stood_in.principal;
    history_call_for(s, "task.reassigned", task->person, p->id, task->id);
    return true;
}

static bool copied(sim_t *s, past_t *p, const event_t *e) {
    add_task(s, p,
             &(past_task_t){.id = e->u.copied.task,
                            .person = e->u.copied.person,
                            .step = e->u.copied.step,
                            .copy = true,
                            .state = TASK_DECIDED});
    history_call_for(s, "record.copied", e->u.copied.person, p->id, e->u.copied.task);
    return true;
}

/* ---- rungs ---- */

static bool rung(sim_t *s, past_t *p, const event_t *e) {
    static const count_t COUNTED[] = {[RUNG_FIRED] = COUNT_RUNGS_FIRED,
                                      [RUNG_MERGED] = COUNT_RUNGS_MERGED,
                                      [RUNG_OVERTAKEN] = COUNT_RUNGS_OVERTAKEN,
                                      [RUNG_FAILED] = COUNT_RUNGS_FAILED};
    past_task_t *task = task_of_clock(p, e->u.rung.clock);
    if (task == NULL || task->state != TASK_OPEN)
        return history_misfit(s, e, "a rung fires while its task is open");
    const past_step_t *step = past_step(p, task->step);
    if (step == NULL || step->ended) return history_misfit(s, e, "no rung fires on a step that has ended");
    if (e->u.rung.rung < 0 || (size_t)e->u.rung.rung >= step->rungs)
        return history_misfit(s, e, "the rung is of the ladder");
    if (task->outcomes >> e->u.rung.rung & 1) return history_misfit(s, e, "each rung has one outcome");
    if (e->u.rung.due > e->recorded) return history_misfit(s, e, "no rung fires before it is due");
    task->outcomes |= UINT64_C(1) << e->u.rung.rung;
    s->totals.n[COUNTED[e->u.rung.outcome]]++;
    const char *did = e->u.rung.did != NULL ? e->u.rung.did : "";
    if (e->u.rung.outcome == RUNG_FIRED && strncmp(did, "remind", 6) == 0)
        history_call_for(s, "task.reminder", 0, p->id, task->id);
    if (e->u.rung.outcome == RUNG_FIRED && strncmp(did, "notify", 6) == 0)
        history_call_for(s, "task.overdue", 0, p->id, task->id);
    return true;
}

bool history_task_take(sim_t *s, past_t *p, const event_t *e, const record_t *r) {
    past_task_t queued;
    switch (e->kind) {
    case EVENT_TASK_QUEUED:
        queued = (past_task_t){.id = e->u.task_queued.task,
                               .person = e->u.task_queued.person,
                               .step = e->u.task_queued.step,
                               .state = TASK_WAITING};
        add_task(s, p, &queued);
        return true;
    case EVENT_TASK_OPENED:
        return task_opens(s, p, e) &&
               authority_take(s, p, r, e->u.task_opened.person, e->u.task_opened.principal);
    case EVENT_TASK_DECIDED:
        return task_decided(s, p, e, r);
    case EVENT_TASK_COUNTED:
        return task_counted(s, p, e);
    case EVENT_TASK_COMPLETED:
        return task_ends(s, p, e, e->u.task_completed.task, TASK_DECIDED);
    case EVENT_TASK_CLOSED:
        return task_ends(s, p, e, e->u.task_closed.task, TASK_CLOSED);
    case EVENT_TASK_REASSIGNED:
        return task_moves(s, p, e) &&
               authority_take(s, p, r, e->u.task_reassigned.to, e->u.task_reassigned.principal);
    case EVENT_TASK_STOOD_IN:
        return stood_in(s, p, e) &&
               authority_take(s, p, r, e->u.task_stood_in.person, e->u.task_stood_in.principal);
    case EVENT_COPIED:
        return copied(s, p, e);
    case EVENT_RUNG:
        return rung(s, p, e);
    default:
        return true;
    }
}
