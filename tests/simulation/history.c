/* The second account: what each event says; see history.h. What must hold of a record's history by itself is
 * asked here, event by event. */
#include "simulation/history.h"
#include "model/fields.h"
#include "simulation/asked.h"
#include "simulation/disposing.h"
#include "simulation/family.h"
#include "simulation/plans.h"
#include "simulation/reports.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include "simulation/worktime.h"
#include <inttypes.h>
#include <string.h>

void *history_room(sim_t *s, void *list, size_t count, size_t *room, size_t size) {
    if (count < *room) return list;
    size_t more = *room * 2 + 8;
    void *grown = sim_keep(s, more, size);
    if (count > 0) memcpy(grown, list, count * size);
    *room = more;
    return grown;
}

past_t *history_find(sim_t *s, int64_t record) {
    history_t *h = &s->history;
    size_t low = 0, high = h->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (h->records[middle]->id == record) return h->records[middle];
        if (h->records[middle]->id < record)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

past_t *history_add(sim_t *s, int64_t record) {
    history_t *h = &s->history;
    h->records = history_room(s, h->records, h->count, &h->room, sizeof *h->records);
    past_t *p = sim_keep(s, 1, sizeof *p);
    p->id = record;
    buf_init(&p->folded, 0);
    buf_init(&p->unadjusted, 0);
    size_t at = h->count++;
    for (; at > 0 && h->records[at - 1]->id > record; at--)
        h->records[at] = h->records[at - 1];
    h->records[at] = p;
    s->totals.n[COUNT_RECORDS]++;
    return p;
}

void history_remove(sim_t *s, past_t *p) {
    history_t *h = &s->history;
    size_t at = 0;
    while (h->records[at] != p)
        at++;
    memmove(&h->records[at], &h->records[at + 1], (--h->count - at) * sizeof *h->records);
    buf_free(&p->folded);
    buf_free(&p->unadjusted);
}

past_task_t *past_task(past_t *p, int64_t id) {
    for (size_t i = p->task_count; i-- > 0;)
        if (p->tasks[i].id == id) return &p->tasks[i];
    return NULL;
}

past_step_t *past_step(past_t *p, int32_t no) {
    for (size_t i = p->step_count; i-- > 0;)
        if (p->steps[i].no == no) return &p->steps[i];
    return NULL;
}

bool history_misfit(sim_t *s, const event_t *e, const char *why) {
    return sim_fail(s, e->record, "a record's history makes sense", why,
                    "event %" PRId64 " seq %" PRId64 " %s", e->id, e->seq, event_kind_word(e->kind));
}

void history_call_for(sim_t *s, const char *kind, int64_t recipient, int64_t record, int64_t task) {
    history_t *h = &s->history;
    h->expected = history_room(s, h->expected, h->expected_count, &h->expected_room, sizeof *h->expected);
    h->expected[h->expected_count++] = (expected_t){kind, recipient, record, task};
}

/* ---- steps ---- */

static past_step_t step_as(sim_t *s, const step_t *step, int32_t stage, int32_t round) {
    bool approves = false, asks = false;
    for (size_t i = 0; i < step->ladder.count; i++)
        for (size_t k = 0; k < step->ladder.rungs[i].act_count; k++) {
            rung_action_t action = step->ladder.rungs[i].acts[k].action;
            approves |= action == RUNG_APPROVE;
            asks |= action == RUNG_CALL;
        }
    const source_t *by = step->by;
    int checks = 0;
    while (by != NULL && by->kind != SOURCE_PICKED)
        by = by->next;
    for (size_t i = 0; i < step->form.require_count; i++)
    checks += step->form.requires[i].kind == REQUIRE_CHECK;
    return (past_step_t){.no = step->no,
                         .stage = stage,
                         .round = round,
                         .kind = step->kind,
                         .ended = step->state == STEP_LEFT_OUT,
                         .own_allowed = step->on_self == SELF_ALLOWED && step->passes_because != NULL &&
                                        step->passes_because[0] != '\0',
                         .timer_approves = approves,
                         .timer_asks = asks,
                         .rungs = step->ladder.count,
                         .permits = step->permits,
                         .may_return = step->may_return,
                         .deviates = step->added == ADDED_DEVIATION,
                         .debt = step->added == ADDED_DEBT && step->parent == 0,
                         .beside = step->added >= ADDED_DEMAND && step->added <= ADDED_LAST,
                         .entry = step->entry,
                         .aspects = step->aspects != NULL ? sim_text(s, "%s", step->aspects) : NULL,
                         .checks = checks,
                         .writes_remark = step_form_access(&step->form, "remark") == ACCESS_WRITE,
                         .writes_doc = step_form_access(&step->form, "doc") == ACCESS_WRITE,
                         .writes_reached = step_form_access(&step->form, "reached") == ACCESS_WRITE,
                         .picked_by = by != NULL ? sim_text(s, "%s", by->key != NULL ? by->key : "") : NULL,
                         .name = sim_text(s, "%s", step->name != NULL ? step->name : "")};
}

static void add_step(sim_t *s, past_t *p, const step_t *step, int32_t stage, int32_t round) {
    p->steps = history_room(s, p->steps, p->step_count, &p->step_room, sizeof *p->steps);
    p->steps[p->step_count++] = step_as(s, step, stage, round);
}

/* The tree of steps has changed: those that are new, and those that are open again. */
static bool steps_follow(sim_t *s, past_t *p, const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *now = &r->steps[i];
        past_step_t *known = past_step(p, now->no);
        if (known == NULL)
            add_step(s, p, now, now->stage, now->round);
        else
            known->ended = step_ended(now->state);
    }
    return true;
}

/* Another plan takes over: what was carried over goes on in it, under its number there. */
static bool carried_over(sim_t *s, past_t *p, const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++) {
        past_step_t *known = past_step(p, r->steps[i].no);
        if (known == NULL) continue;
        *known = step_as(s, &r->steps[i], r->steps[i].stage, r->steps[i].round);
        known->ended = step_ended(r->steps[i].state);
    }
    for (size_t i = 0; i < p->task_count; i++)
        p->tasks[i].step = record_task(r, p->tasks[i].id)->step;
    for (size_t i = 0; i < p->child_count; i++)
        p->children[i].step = record_child(r, p->children[i].record)->step;
    return true;
}

static bool step_ends(sim_t *s, past_t *p, const event_t *e) {
    past_step_t *step = past_step(p, e->u.step_ended.step);
    if (step == NULL) return history_misfit(s, e, "the step that ends is known");
    if (step->ended) return history_misfit(s, e, "a step ends once");
    step->ended = true;
    step->open = false;
    return true;
}

/* ---- the record ---- */

static series_t *series_of(sim_t *s, const event_t *e) {
    history_t *h = &s->history;
    char prefix[16];
    snprintf(prefix, sizeof prefix, "%.*s", (int)strcspn(e->u.submitted.number, "-"), e->u.submitted.number);
    for (size_t i = 0; i < h->series_count; i++)
        if (strcmp(h->series[i].prefix, prefix) == 0 && h->series[i].year == e->u.submitted.number_year)
            return &h->series[i];
    h->series = history_room(s, h->series, h->series_count, &h->series_room, sizeof *h->series);
    series_t *series = &h->series[h->series_count++];
    *series = (series_t){.year = e->u.submitted.number_year};
    snprintf(series->prefix, sizeof series->prefix, "%s", prefix);
    return series;
}

static bool numbered(sim_t *s, past_t *p, const event_t *e) {
    int64_t no = e->u.submitted.number_seq;
    if (p->number[0] != '\0') return history_misfit(s, e, "a record gets one number");
    snprintf(p->number, sizeof p->number, "%s", e->u.submitted.number);
    series_t *series = series_of(s, e);
    if (no < 1 || no > 1000000) return history_misfit(s, e, "numbers run from 1");
    while ((size_t)no >= series->room)
        series->seen = history_room(s, series->seen, series->room, &series->room, 1);
    if (series->seen[no]) return history_misfit(s, e, "a number is given once");
    series->seen[no] = 1;
    series->given++;
    if (no > series->highest) series->highest = no;
    return true;
}

static bool submitted(sim_t *s, past_t *p, const event_t *e) {
    p->round = e->u.submitted.round;
    p->state = RECORD_OPEN;
    p->applicant = e->actor.person;
    return e->u.submitted.number == NULL || numbered(s, p, e);
}

static bool owes(const past_t *p) {
    for (size_t i = 0; i < p->step_count; i++)
        if (p->steps[i].debt && !p->steps[i].ended) return true;
    return false;
}

/* At its end or at rest nothing is open any more, and nothing owed. */
static bool comes_to_rest(sim_t *s, past_t *p, const event_t *e, record_state_t state) {
    p->state = state;
    p->changing = false;
    p->ended_at = record_has_ended(state) ? e->recorded : INSTANT_NONE;
    if (state == RECORD_FINISHED && owes(p)) return history_misfit(s, e, "what owes is not finished (A52)");
    for (size_t i = 0; i < p->task_count; i++)
        if (p->tasks[i].state == TASK_OPEN) return history_misfit(s, e, "what has ended has no open task");
    return true;
}

/* Skipped, for something that is owed from then on (A52). */
static bool step_excepted(sim_t *s, past_t *p, const event_t *e) {
    past_step_t *step = past_step(p, e->u.step_excepted.step);
    if (step == NULL) return history_misfit(s, e, "the step that is skipped is known");
    step->ended = true;
    step->open = false;
    add_step(s, p, &e->u.step_excepted.owed, e->u.step_excepted.owed.stage, e->u.step_excepted.owed.round);
    return true;
}

/* What is left out without having begun (A64), or as its stage is left (A50), is not open any more. */
static bool steps_left_out(sim_t *s, past_t *p, const record_t *r) {
    if (!steps_follow(s, p, r)) return false;
    for (size_t i = 0; i < p->step_count; i++)
        if (p->steps[i].ended) p->steps[i].open = false;
    return true;
}

/* Every stage has ended well. */
static bool ends(sim_t *s, past_t *p, const event_t *e) {
    if (e->u.ended.state != RECORD_REFUSED) history_call_for(s, "record.ended", p->initiator, p->id, 0);
    if (e->u.ended.state != RECORD_OWING) return comes_to_rest(s, p, e, e->u.ended.state);
    p->state = RECORD_OWING;
    return owes(p) || history_misfit(s, e, "something is owed");
}

/* After its end: back with its initiator, or on its way for a change (A42, A46). */
static bool reopened(sim_t *s, past_t *p, const event_t *e) {
    if (p->state != RECORD_FINISHED) return history_misfit(s, e, "what is open again had ended well");
    s->totals.n[e->u.reopened.state == RECORD_OPEN ? COUNT_CHANGING : COUNT_REOPENED]++;
    p->state = e->u.reopened.state;
    p->round = e->u.reopened.round;
    p->changing = e->u.reopened.state == RECORD_OPEN;
    p->ended_at = INSTANT_NONE;
    return true;
}

static bool change_dropped(sim_t *s, past_t *p, const event_t *e) {
    if (!p->changing) return history_misfit(s, e, "a change that is dropped was on its way");
    return comes_to_rest(s, p, e, RECORD_FINISHED);
}

static bool taken_back(sim_t *s, past_t *p, const event_t *e, const record_t *r) {
    past_task_t *task = past_task(p, e->u.task_taken_back.task);
    if (task == NULL || task->state != TASK_DECIDED || task->taken_back)
        return history_misfit(s, e, "what is taken back was decided, and stood");
    task->taken_back = true;
    const past_step_t *step = past_step(p, task->step);
    if (step != NULL && (step->deviates || step->beside || step->debt)) s->totals.n[COUNT_BACK_BESIDE]++;
    if (p->state == RECORD_DRAFT || p->state == RECORD_PREPARED) s->totals.n[COUNT_BACK_PREPARED]++;
    p->state = r->state;
    return steps_follow(s, p, r);
}

static void fields_written(const field_t *fields, size_t count, buf_t *out) {
    buf_reset(out);
    field_list_encode(fields, count, RECORD_FIELDS_MAX, out);
}

static bool adjusted(sim_t *s, past_t *p, const event_t *e) {
    p->form_version = e->seq;
    p->adjusted_step = e->u.adjusted.step;
    s->history.adjusted = p->id;
    p->decided_since = 0;
    fields_written(e->u.adjusted.before, e->u.adjusted.before_count, &p->unadjusted);
    return true;
}

/* What was agreed to and is taken back: the form says what it said before, and what was proposed waits to be
 * decided (A27). */
static bool adjustment_taken_back(sim_t *s, past_t *p, const event_t *e, const record_t *r) {
    const deviation_t *d = record_deviation(r, e->u.adjustment_taken_back.step);
    const field_t *fields = e->u.adjustment_taken_back.fields;
    size_t count = e->u.adjustment_taken_back.field_count;
    buf_t now;
    buf_init(&now, 0);
    fields_written(fields, count, &now);
    bool same = now.len == p->unadjusted.len && memcmp(now.at, p->unadjusted.at, now.len) == 0;
    buf_free(&now);
    bool last = p->adjusted_step == e->u.adjustment_taken_back.step;
    if (last ? !same : count > 0) /* of one that changed nothing, whatever came after it */
        return history_misfit(s, e, "the last adjustment is taken back, to what stood before it (A27)");
    if (count > 0 && p->decided_since > 0)
        return history_misfit(s, e, "what is taken back was relied on by nobody's decision (A27)");
    for (size_t i = 0; i < count; i++) {
        const value_t *value = record_field(r, fields[i].name);
        bool stands = value ? value_equal(value, &fields[i].value) : fields[i].value.kind == VALUE_NONE;
        if (!stands) return history_misfit(s, e, "what is taken back leaves the form as it was (A27)");
    }
    if (d == NULL || d->settled || d->group != 0)
        return history_misfit(s, e, "a deviation taken back waits to be decided (A27)");
    for (size_t i = 0; i < r->step_count; i++)
        if (step_left_for(&r->steps[i], "taken_back") && !step_ended(r->steps[i].state))
            return history_misfit(s, e, "what an adjustment brought ends with it (A27)");
    s->totals.n[COUNT_BACK_ADJUSTED]++;
    p->form_version = e->seq;
    p->plan_stands = true;
    return steps_follow(s, p, r) && carried_over(s, p, r);
}

/* A stage that ends well has waited for what stands beside it (P2.4.2, P2.4.3). */
static bool nothing_beside(sim_t *s, past_t *p, const event_t *e) {
    for (size_t i = 0; i < p->task_count; i++) {
        const past_step_t *step = past_step(p, p->tasks[i].step);
        if (p->tasks[i].state == TASK_OPEN && step != NULL && step->beside && !step->ended)
            return history_misfit(s, e, "a stage waits for what was demanded beside it (P2.4.2)");
    }
    return true;
}

/* What still waits in a group that ends is closed with it, without an event of its own: of a loop that
 * passed, also whoever would have decided instead (A8). */
static bool closed_with(past_t *p, const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++) {
        past_step_t *known = past_step(p, r->steps[i].no);
        if (known != NULL && !known->open && r->steps[i].state == STEP_CLOSED) known->ended = true;
    }
    return true;
}

static bool stage_ends(sim_t *s, past_t *p, const event_t *e) {
    if (e->u.stage_ended.passed && !nothing_beside(s, p, e)) return false;
    if (p->state != RECORD_PREPARING) return true;
    if (e->u.stage_ended.passed)
        p->state = RECORD_PREPARED;
    else
        history_call_for(s, "record.returned", p->initiator, p->id, 0), p->state = RECORD_DRAFT;
    return true;
}

static bool take_kind(sim_t *s, past_t *p, const event_t *e, const record_t *r) {
    switch (e->kind) {
    case EVENT_DRAFTED:
        p->initiator = p->applicant = e->u.drafted.initiator;
        p->flow = sim_text(s, "%s", e->u.drafted.flow);
        p->drafted_with = asked_words(p, e) != NULL ? sim_text(s, "%s", asked_words(p, e)) : NULL;
        p->state = RECORD_DRAFT;
        p->form_version = e->seq;
        return true;
    case EVENT_EDITED:
        p->form_version = e->seq;
        return true;
    case EVENT_PREPARING:
        p->state = RECORD_PREPARING;
        return true;
    case EVENT_SUBMITTED:
        return submitted(s, p, e);
    case EVENT_STAGE_OPENED:
        p->plan_stands = false;
        if (!plans_opened(s, p, e, r)) return false;
        for (size_t i = 0; i < e->u.stage_opened.plan.step_count; i++)
            add_step(s, p, &e->u.stage_opened.plan.steps[i], e->u.stage_opened.stage,
                     e->u.stage_opened.round);
        return true;
    case EVENT_STAGE_ENDED:
        return stage_ends(s, p, e);
    case EVENT_STEP_ADDED:
        add_step(s, p, &e->u.step_added.step, e->u.step_added.step.stage, e->u.step_added.step.round);
        return true;
    case EVENT_STEP_ENDED:
        return step_ends(s, p, e) && closed_with(p, r);
    case EVENT_DOCUMENTED:
        return report_filed(s, p, e, r);
    case EVENT_LOGGED:
        s->totals.n[COUNT_ENTRIES]++;
        return true;
    case EVENT_RATED:
        s->totals.n[COUNT_RATED]++;
        p->risk_known = true;
        return true;
    case EVENT_PICKED:
        s->totals.n[COUNT_PICKED]++;
        return true;
    case EVENT_WARNED:
        if (e->actor.kind == ACTOR_RULE) s->totals.n[COUNT_WARNED]++;
        return milestone_warned(s, p, e, r);
    case EVENT_RETURNED:
        p->state = RECORD_RETURNED;
        history_call_for(s, "record.returned", p->initiator, p->id, 0);
        return true;
    case EVENT_WITHDRAWN:
        return comes_to_rest(s, p, e, RECORD_WITHDRAWN);
    case EVENT_ENDED:
        return ends(s, p, e);
    case EVENT_REOPENED:
        return reopened(s, p, e);
    case EVENT_CHANGE_DROPPED:
        return change_dropped(s, p, e);
    case EVENT_STEP_EXCEPTED:
        return step_excepted(s, p, e);
    case EVENT_DEBT_OWED:
        s->totals.n[COUNT_OWED]++;
        return steps_left_out(s, p, r);
    case EVENT_DEBT_AHEAD:
        s->totals.n[COUNT_AHEAD]++;
        return steps_left_out(s, p, r);
    case EVENT_DEBT_EXCUSED:
        s->totals.n[COUNT_EXCUSED]++;
        return true;
    case EVENT_DEBT_CAME:
    case EVENT_STAGE_JUMPED:
        return steps_left_out(s, p, r);
    case EVENT_CLOSED:
        history_call_for(s, "record.ended", p->initiator, p->id, 0);
        return comes_to_rest(s, p, e, RECORD_CLOSED);
    case EVENT_OPEN_AGAIN:
        if (p->state != RECORD_CLOSED) return history_misfit(s, e, "what is open again was closed (A7)");
        history_call_for(s, "record.open_again", p->initiator, p->id, 0);
        p->state = r->state;
        p->changing = r->kept_round != 0;
        p->ended_at = INSTANT_NONE;
        return true;
    case EVENT_MIGRATED:
        s->totals.n[COUNT_MIGRATED]++;
        p->risk_known = false;
        p->plan_stands = !e->u.migrated.replanned;
        return carried_over(s, p, r);
    case EVENT_ADJUSTED:
        return adjusted(s, p, e);
    case EVENT_ADJUSTMENT_DROPPED:
        p->plan_stands = true;
        p->form_version = e->seq;
        return true;
    case EVENT_ADJUSTMENT_UNDONE:
        return adjustment_taken_back(s, p, e, r);
    case EVENT_OPENED_BY:
    case EVENT_CHILD_OPENED:
    case EVENT_CHILD_ENDED:
    case EVENT_CHILD_CLOSED:
    case EVENT_CHILD_OPEN_AGAIN:
        return family_take(s, p, e);
    case EVENT_TASK_TAKEN_BACK:
        return taken_back(s, p, e, r);
    case EVENT_PLAN_ADDED:
        s->totals.n[COUNT_ADDED_BY_RULES]++;
        return steps_follow(s, p, r);
    case EVENT_REPLANNED:
        s->totals.n[COUNT_REPLANNED]++;
        return carried_over(s, p, r);
    case EVENT_PLAN_REWOUND:
        return steps_follow(s, p, r) && plans_rewound(s, p, e, r);
    case EVENT_PLAN_GROWN:
    case EVENT_STEP_RESET:
    case EVENT_STAGE_TAKEN_BACK:
    case EVENT_STAGE_RETURNED:
    case EVENT_PLAN_RESTORED:
    case EVENT_PLAN_JUMPED:
        return steps_follow(s, p, r);
    case EVENT_CANCELLED:
        return comes_to_rest(s, p, e, RECORD_CANCELLED);
    case EVENT_URGED:
        history_call_for(s, "task.urged", e->u.urged.person, p->id, e->u.urged.task);
        return true;
    case EVENT_CLOCK_PAUSED:
    case EVENT_CLOCK_RESUMED:
    case EVENT_CLOCK_SET:
        return worktime_take(s, p, e, r);
    default:
        return history_task_take(s, p, e, r);
    }
}

bool history_take(sim_t *s, past_t *p, const event_t *e, const record_t *r) {
    history_t *h = &s->history;
    h->events = history_room(s, h->events, h->event_count, &h->event_room, sizeof(event_t *));
    event_t *kept = sim_take(s, 1, sizeof *kept);
    *kept = *e;
    h->events[h->event_count++] = kept;
    s->totals.n[COUNT_EVENTS]++;
    if (p == NULL) return e->kind != EVENT_DISPOSED || disposing_take(s, e);
    return take_kind(s, p, e, r) && asked_for(s, p, e);
}

void history_free(sim_t *s) {
    for (size_t i = 0; i < s->history.count; i++) {
        buf_free(&s->history.records[i]->folded);
        buf_free(&s->history.records[i]->unadjusted);
    }
}
