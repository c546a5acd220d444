/* Risk (policy P4.2): worked out anew when a form is prepared, submitted or changed, on its way or after the
 * end, and when the record goes on under other rules, and kept with its reasons. What answers it is the
 * rule's, but two things: where it is high, a plan that answers it must be approved before the stage can end,
 * and nothing is approved by letting time pass. */
#include "base/text.h"
#include "engine/adjusting.h"
#include "engine/beside.h"
#include <string.h>

/* Does this answer to the risk still count: is it to be written or checked yet, or found good? Not where the
 * risk fell before that and it was closed, nor where it was found wanting: what was asked for in its place
 * counts for itself. */
static bool counts(const record_t *r, const step_t *answer) {
    const step_t *check = record_step(r, answer->no + 1);
    if (!check || answer->state == STEP_CLOSED || check->state == STEP_CLOSED) return false;
    bool wanting = answer->state == STEP_REFUSED || check->state == STEP_REFUSED;
    return !wanting || !demand_repeated(r, answer->no);
}

/* Was a plan that answers the risk asked for in this round, or, where what was decided before a change after
 * the end stands, in one that ended well? */
static bool asked_for(const record_t *r, bool stands) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->added != ADDED_DEMAND || s->entry != ENTRY_RESPONSE || !counts(r, s)) continue;
        if (s->round == r->round || (stands && round_stands(r, s->round))) return true;
    }
    return false;
}

static const effect_t *plan_of(const risk_t *risk) {
    for (size_t i = 0; i < risk->response.count; i++)
        if (risk->response.list[i].kind == EFFECT_RESPONSE) return &risk->response.list[i];
    return NULL;
}

static int demand_plan(deciding_t *x, const risk_t *risk, bool stands) {
    const effect_t *plan = plan_of(risk);
    int32_t no;
    demand_t demand = {.name = plan->name ? plan->name : "response",
                       .entry = ENTRY_RESPONSE,
                       .by = plan->who,
                       .check = plan->check,
                       .within = plan->within,
                       .check_within = plan->check_within,
                       .why = {.file = plan->file ? plan->file : x->flow->file,
                               .line = plan->file ? plan->line : x->flow->line,
                               .because = risk->because,
                               .because_zh = risk->because_zh}};
    return asked_for(x->record, stands) ? 0 : demand_open(x, &demand, &no);
}

/* By the rule, not by whoever's command brought it here. */
static int respond(deciding_t *x, const risk_t *risk, bool stands) {
    actor_t actor = act_as_rule(x);
    int result = risk->level == RISK_HIGH ? demand_plan(x, risk, stands)
                                          : demands_close(x, ENTRY_RESPONSE, "risk.lower");
    x->actor = actor;
    return result;
}

/* The stage under way was refused, and waits for its initiator's notice: nothing is to be answered any more.
 */
static bool was_refused(const record_t *r) {
    const plan_place_t *plan = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    return plan && plan->count > 0 && plan->round == r->round && !beside_goes_on(r);
}

/* Does this event write into the form of a record that is on its way, or had ended (A46)? */
static bool writes_form(event_kind_t kind) {
    return kind == EVENT_EDITED || kind == EVENT_ADJUSTED || kind == EVENT_ADJUSTMENT_DROPPED ||
           kind == EVENT_ADJUSTMENT_UNDONE || kind == EVENT_AMENDED || kind == EVENT_CHANGE_DROPPED;
}

/* Does the plan that was approved before a change after the end (A46) answer the risk still? Not where it was
 * not high then, or is another one by what this command writes. */
static bool answered_before(const deciding_t *x, bool same) {
    bool writes = false;
    for (size_t i = 0; i < x->out->event_count; i++)
        writes = writes || writes_form(x->out->events[i].kind);
    return x->record->kept_round && x->record->risk == RISK_HIGH && (same || !writes);
}

/* Does it rise for a record that is held in its course? Then what answers it waits until that goes on. */
static bool rises_meanwhile(const record_t *r, risk_level_t level) {
    bool held = r->state == RECORD_SUSPENDED && r->suspended_from == RECORD_OPEN;
    return held && level > (r->risk_rose ? r->risk_rose_from : r->risk);
}

/* `since`: the level that has been answered. */
static int follow(deciding_t *x, bool always, risk_level_t since) {
    risk_t risk = {0};
    record_t *r = x->record;
    facts_t facts = {
        .record = r, .directory = x->in->directory, .calendars = x->in->calendars, .at = x->in->now};
    if (!x->flow->has_risk || !x->rules->risk) return 0;
    if (x->rules->risk(x->rules->ctx, x->flow, &facts, x->arena, &risk, x->d)) return -1;
    if (risk.level == RISK_HIGH && !plan_of(&risk))
        return diag_set(x->d, "risk.no_response", "flow", x->flow->name, NULL);
    bool same = risk.level == r->risk && text_same(risk.because, r->risk_because) &&
                text_same(risk.because_zh, r->risk_because_zh);
    bool stands = answered_before(x, same);
    bool rises = always || risk.level > since;
    event_t e = {.u.rated = {.level = risk.level,
                             .because = risk.because,
                             .because_zh = risk.because_zh,
                             .waits = rises_meanwhile(r, risk.level)}};
    if ((always || !same) && emit(x, EVENT_RATED, &e)) return -1;
    if (r->state != RECORD_OPEN || was_refused(r)) return 0;
    if (rises) x->risk_answers = risk.response;
    if (rises && !always) x->risk_rose = true;
    return respond(x, &risk, stands);
}

int risk_follow(deciding_t *x, bool always) {
    return follow(x, always, x->record->risk);
}

int risk_resume(deciding_t *x, bool rose, risk_level_t since) {
    if (!rose && x->record->risk != RISK_HIGH) return 0;
    return follow(x, false, rose ? since : x->record->risk) || risk_answer(x) ? -1 : 0;
}

int risk_hold(deciding_t *x) {
    const record_t *r = x->record;
    if (r->risk != RISK_HIGH || r->state != RECORD_OPEN || asked_for(r, r->kept_round != 0)) return 0;
    return follow(x, false, r->risk);
}

int risk_becomes_high(deciding_t *x, bool *high) {
    risk_t risk = {0};
    facts_t facts = {
        .record = x->record, .directory = x->in->directory, .calendars = x->in->calendars, .at = x->in->now};
    *high = false;
    if (!x->flow->has_risk || !x->rules->risk) return 0;
    if (x->rules->risk(x->rules->ctx, x->flow, &facts, x->arena, &risk, x->d)) return -1;
    *high = risk.level == RISK_HIGH && x->record->risk != RISK_HIGH;
    return 0;
}

int risk_follow_change(deciding_t *x) {
    bool changed = false, after_end = false;
    for (size_t i = 0; x->record && i < x->out->event_count; i++) {
        event_kind_t kind = x->out->events[i].kind;
        changed = changed || writes_form(kind);
        after_end = after_end || kind == EVENT_AMENDED || kind == EVENT_CHANGE_DROPPED;
    }
    bool follows =
        x->record && (x->record->state == RECORD_OPEN || x->record->state == RECORD_OWING || after_end);
    return changed && follows && (risk_follow(x, false) || risk_answer(x)) ? -1 : 0;
}
