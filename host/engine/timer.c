/* FIRE: a rung of a task's ladder is due (A61). Each rung gets exactly one outcome; reminders missed while
 * the server was down are merged into the last of them, which tells everybody whom they would have told, each
 * once; what can't be carried out is recorded as failed and the flow's fallback gets the task. Never refused
 * but for memory. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/explain.h"
#include "engine/form.h"
#include "engine/seats.h"
#include <string.h>

/* The clock that waits for just this rung, now due; NULL: the row that fired is stale. */
static const cs_clock_t *clock_due_now(const deciding_t *x) {
    const command_t *command = x->in->command;
    const cs_clock_t *clock = record_clock(x->record, command->clock);
    if (!clock || clock->state != CLOCK_RUNNING || clock->next_rung < 0) return NULL;
    if (clock->next_rung != command->rung || clock->rung_at > x->in->now) return NULL;
    if (command->due != INSTANT_NONE && command->due != clock->rung_at) return NULL;
    return clock;
}

/* Only tells people something: may be merged into a later one. */
static bool only_tells(const rung_t *rung) {
    for (size_t i = 0; i < rung->act_count; i++)
        if (rung->acts[i].action != RUNG_REMIND && rung->acts[i].action != RUNG_NOTIFY) return false;
    return true;
}

/* Is the task with the initiator, who keeps it? */
static bool is_kept(const deciding_t *x, const task_t *task) {
    return initiator_keeps(x->record, x->in->directory, task, x->in->now);
}

/* The word of an action of the task's ladder, as it is carried out there. */
static const char *act_word(const deciding_t *x, const task_t *task, rung_action_t action) {
    static const char *const words[] = {
        [RUNG_REMIND] = "remind", [RUNG_NOTIFY] = "notify",   [RUNG_REASSIGN] = "reassign",
        [RUNG_REFUSE] = "refuse", [RUNG_APPROVE] = "approve", [RUNG_CALL] = "call",
        [RUNG_ADD] = "add",       [RUNG_RAISE] = "raise",     [RUNG_OPEN] = "open",
    };
    if ((action == RUNG_REASSIGN || action == RUNG_RAISE) && is_kept(x, task)) return "stays";
    if (action == RUNG_ADD && is_initiators_own(record_step(x->record, task->step))) return "notify";
    return action >= RUNG_REMIND && action <= RUNG_ACTION_LAST ? words[action] : "";
}

/* "remind notify", as recorded; what was brought in `before`, for all tasks of the step, is said to have
 * been.
 */
static const char *acts_text(deciding_t *x, const task_t *task, const rung_t *rung, bool before) {
    const char *text = "";
    for (size_t i = 0; text && i < rung->act_count; i++) {
        rung_action_t action = rung->acts[i].action;
        const char *word = act_word(x, task, action);
        if (before && action == RUNG_ADD) word = "already_added";
        if (before && action == RUNG_OPEN) word = "already_opened";
        text = arena_printf(x->arena, "%s%s%s", text, *text ? " " : "", word);
    }
    return text;
}

/* The rung that is due, while the record is unchanged. */
typedef struct firing {
    int64_t clock, task;
    int32_t step, rung;
    instant_t due;
    uint64_t merged; /* bits of the rungs before it that it speaks for */
} firing_t;

static const rung_t *rung_of(const deciding_t *x, const firing_t *f) {
    return &record_step(x->record, f->step)->ladder.rungs[f->rung];
}

/* The rung after this one, and when. */
static int rung_after(deciding_t *x, const firing_t *f, int32_t *next, instant_t *at) {
    const task_t *task = record_task(x->record, f->task);
    const cs_clock_t *clock = record_task_clock(x->record, task);
    uint64_t past = clock->rungs_past | UINT64_C(1) << f->rung;
    return clock_next(x, record_step(x->record, f->step), task, clock, past, true, next, at);
}

static int rung_record(deciding_t *x, const firing_t *f, rung_outcome_t outcome, const char *did,
                       const char *error, bool brought) {
    event_t e = {
        .u.rung =
            {
                .clock = f->clock,
                .rung = f->rung,
                .outcome = outcome,
                .due = f->due,
                .did = did,
                .error = error,
                .brought = brought,
            },
    };
    if (rung_after(x, f, &e.u.rung.next_rung, &e.u.rung.rung_at)) return -1;
    return emit(x, EVENT_RUNG, &e);
}

/* While this rung only tells and the next does too and is due as well, it is merged into that one. */
static int merge(deciding_t *x, firing_t *f) {
    while (only_tells(rung_of(x, f))) {
        int32_t next;
        instant_t at;
        if (rung_after(x, f, &next, &at)) return -1;
        if (next < 0 || at > x->in->now) return 0;
        if (!only_tells(&record_step(x->record, f->step)->ladder.rungs[next])) return 0;
        if (rung_record(x, f, RUNG_MERGED, NULL, NULL, false)) return -1;
        f->merged |= UINT64_C(1) << f->rung;
        f->rung = next;
        f->due = at;
    }
    return 0;
}

/* The message that an action is told by; NULL: it tells nobody. */
static const char *message_of(const char *word, size_t length) {
    if (length == 6 && strncmp(word, "remind", length) == 0) return "task.reminder";
    if (length == 6 && strncmp(word, "notify", length) == 0) return "task.overdue";
    return NULL;
}

/* ":1001,1002": the recipients of such messages since `first`, each once; at most TOLD_MAX. */
static const char *told_text(deciding_t *x, size_t first, const char *kind) {
    enum { TOLD_MAX = 64 };
    const char *text = "";
    size_t told = 0;
    for (size_t i = first; text && i < x->out->message_count && told < TOLD_MAX; i++) {
        const message_t *m = &x->out->messages[i];
        bool again = strcmp(m->kind, kind) != 0;
        for (size_t k = first; k < i && !again; k++)
            again =
                x->out->messages[k].recipient == m->recipient && strcmp(x->out->messages[k].kind, kind) == 0;
        if (again) continue;
        text = arena_printf(x->arena, "%s%s%lld", text, told++ > 0 ? "," : ":", (long long)m->recipient);
    }
    return text;
}

/* What the rung did, with whom it told: known when it is carried out, and put into its event, which is not
 * written yet. */
static int note_told(deciding_t *x, size_t event, size_t first) {
    const char *did = x->out->events[event].u.rung.did, *text = "";
    bool reminded = false, notified = false;
    while (text && *did) {
        size_t length = strcspn(did, " ");
        const char *kind = message_of(did, length);
        bool *done = kind && did[0] == 'r' ? &reminded : &notified;
        const char *told = kind && !*done ? told_text(x, first, kind) : "";
        bool top = x->at_top && length == 5 && strncmp(did, "raise", length) == 0;
        if (kind) *done = true;
        if (told)
            told = arena_printf(x->arena, "%s%s%.*s%s", text, *text ? " " : "", top ? 6 : (int)length,
                                top ? "at_top" : did, told);
        text = told;
        did += length + strspn(did + length, " ");
    }
    const char *const words[] = {"remind", "notify"}; /* by a function of the rule */
    for (size_t i = 0; text && i < 2; i++) {
        const char *told = i == 0     ? reminded ? "" : told_text(x, first, "task.reminder")
                               : notified ? ""
                                      : told_text(x, first, "task.overdue");
        if (!told || *told) text = told ? arena_printf(x->arena, "%s %s%s", text, words[i], told) : NULL;
    }
    if (!text) return diag_memory(x->d);
    x->out->events[event].u.rung.did = text;
    return 0;
}

/* Those that were missed speak by this one, the latest first: who has not heard of the task by it, does by
 * them. */
static int make_up(deciding_t *x, const firing_t *f, size_t since) {
    const ladder_t *ladder = &record_step(x->record, f->step)->ladder;
    for (size_t i = ladder->count; i-- > 0;)
        if (f->merged >> i & 1 && rung_made_up(x, f->task, &ladder->rungs[i], since)) return -1;
    return 0;
}

/* A reminder asks who stands in now (A15), whatever else comes with it. */
static int renew(deciding_t *x, const firing_t *f) {
    const ladder_t *ladder = &record_step(x->record, f->step)->ladder;
    for (size_t i = 0; i < ladder->count; i++)
        if (f->merged >> i & 1 && rung_reminds(&ladder->rungs[i])) return stand_in_renew(x, f->task);
    return 0;
}

/* Everything that may fail for a rule's, a calendar's or the directory's reasons. */
static int fire_rung(deciding_t *x, const firing_t *f) {
    const step_t *step = record_step(x->record, f->step);
    const task_t *task = record_task(x->record, f->task);
    /* a monitor's tasks come one after the other: each time it is late anew */
    const bool brings = step->kind != STEP_MONITOR && rung_brings(rung_of(x, f)),
               before = step->rungs_brought >> f->rung & 1;
    rung_t rung = *rung_of(x, f);
    instant_t at;
    effects_t effects = {0};
    if (rung_instant(x, &rung, task, record_task_clock(x->record, task), &at)) return -1;
    const char *did = acts_text(x, task, &rung, before);
    if (before) rung = rung_without(x, &rung);
    if (!did || arena_failed(x->arena)) return diag_memory(x->d);
    if (rung_call(x, f->task, &rung, &effects)) return -1;
    size_t event = x->out->event_count, message = x->out->message_count;
    x->at_top = false;
    if (rung_record(x, f, RUNG_FIRED, did, NULL, brings && !before)) return -1;
    if (renew(x, f) || rung_carry_out(x, f->task, &rung, &effects) || make_up(x, f, message)) return -1;
    if (risk_follow_change(x) || risk_settle(x) || authority_follow(x)) return -1;
    return note_told(x, event, message) ? -1 : openings_came(x);
}

/* Nobody may be there to take it over; then the task stays with its holder, and the incident says so. What
 * the initiator keeps stays, and the fallback hears of it. */
static int to_fallback(deciding_t *x, const firing_t *f) {
    found_t to;
    const task_t *task = record_task(x->record, f->task);
    mark_t mark;
    if (!x->flow) return 0; /* without its rules nobody knows the fallback: the task stays with its holder */
    if (mark_set(x, &mark)) return -1;
    int result = people_takeover(x, task, x->flow->fallback, &to);
    if (result == 0 && is_kept(x, task))
        result = tell(x, to.person, "task.overdue", task, NULL);
    else if (result == 0)
        result = task_reassign(x, f->task, &to, NULL, "rung.failed");
    return attempt_end(x, &mark, result);
}

static int rung_failed(deciding_t *x, const firing_t *f) {
    const char *code = x->d->code ? x->d->code : "";
    incident_note(x, x->d);
    diag_clear(x->d);
    if (rung_record(x, f, RUNG_FAILED, NULL, code, false)) return -1;
    return to_fallback(x, f);
}

/* Its own rules and no others. */
static int own_rules(deciding_t *x) {
    return x->rules ? use_rules(x, x->rules) : diag_set(x->d, "ruleset.missing", NULL);
}

/* The flow is asked for after the rung is known to be due; without it a rung can only fail. */
static int fire_due(deciding_t *x, firing_t *f) {
    mark_t mark;
    if (mark_set(x, &mark)) return -1;
    if (own_rules(x) == 0) {
        if (merge(x, f)) return -1;
        if (mark_set(x, &mark)) return -1;
        if (x->in->failed)
            diag_copy(x->d, x->in->failed); /* it was tried: nothing of it stands */
        else if (fire_rung(x, f) == 0)
            return 0;
    }
    if (diag_is(x->d, "memory.out") || arena_failed(x->arena)) return diag_memory(x->d);
    mark_return(x, &mark);
    x->out->task = 0;
    return rung_failed(x, f);
}

int do_fire(deciding_t *x) {
    const cs_clock_t *clock = x->record ? clock_due_now(x) : NULL;
    if (!clock) return 0;
    const task_t *task = record_task(x->record, clock->task);
    const step_t *step = task ? record_step(x->record, task->step) : NULL;
    if (!step || (size_t)clock->next_rung >= step->ladder.count) return 0;
    firing_t f = {.clock = clock->id,
                  .task = task->id,
                  .step = step->no,
                  .rung = clock->next_rung,
                  .due = clock->rung_at};
    return fire_due(x, &f);
}
