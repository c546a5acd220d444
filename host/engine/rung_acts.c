/* What a rung does: reminds, tells, hands the task on, lets the timer decide, or asks a rule's function,
 * whose effects are checked before anything is done. */
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/explain.h"
#include "engine/form.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "engine/silence.h"
#include "model/sentence.h"
#include <string.h>

#define REMINDER "task.reminder"
#define OVERDUE "task.overdue"
#define AT_THE_TOP "people.top" /* why somebody has a task that was raised where nobody is above */

static const source_t assignee = {.kind = SOURCE_ASSIGNEE},
                      superior = {.kind = SOURCE_SUPERIOR, .of = &assignee};

static const step_t *step_of(const deciding_t *x, int64_t task) {
    return record_step(x->record, record_task(x->record, task)->step);
}

static bool still_open(const deciding_t *x, int64_t task) {
    return record_task(x->record, task)->state == TASK_OPEN;
}

int task_reassign(deciding_t *x, int64_t id, const found_t *to, const limit_t *within, const char *cause) {
    int64_t from = record_task(x->record, id)->person;
    event_t e = {
        .u.task_reassigned =
            {
                .task = id,
                .from = from,
                .to = to->person,
                .reason = to->reason,
                .reason_text = to->text,
                .principal = to->principal,
            },
    };
    if (emit(x, EVENT_TASK_REASSIGNED, &e)) return -1;
    if (clock_move(x, id, within, to->person, cause)) return -1;
    const task_t *task = record_task(x->record, id);
    if (tell(x, to->person, "task.reassigned", task, NULL)) return -1;
    return tell(x, from, "task.reassigned", task, NULL);
}

outcome_t passing(step_kind_t kind) {
    switch (kind) {
    case STEP_ACT:
    case STEP_RECORD:
    case STEP_MONITOR:
        return OUTCOME_DONE;
    case STEP_AGREE:
        return OUTCOME_AGREED;
    case STEP_ACKNOWLEDGE:
    case STEP_WARNING:
        return OUTCOME_ACKNOWLEDGED;
    case STEP_ANSWER:
        return OUTCOME_ANSWERED;
    case STEP_ASSIST:
        return OUTCOME_ASSISTED;
    default:
        return OUTCOME_APPROVED;
    }
}

int timer_decides(deciding_t *x, int64_t id, bool pass, const char *because) {
    step_kind_t kind = step_of(x, id)->kind;
    int32_t no = step_of(x, id)->no;
    if (silence_decides(x, step_of(x, id), pass, because)) return -1;
    event_t e = {
        .u.task_decided =
            {
                .task = id,
                .outcome = pass ? passing(kind) : OUTCOME_REFUSED,
                .opinion = because,
            },
    };
    if (pass && (check_required(x, step_of(x, id), &e) || check_compliance(x, no, id))) return -1;
    if (serving_close(x, id, "outcome")) return -1; /* a question that did not pause the clock */
    if (emit(x, EVENT_TASK_DECIDED, &e)) return -1;
    x->out->task = id;
    bool over;
    if (decided_told(x, id, &over)) return -1;
    if (over) return 0;
    if (kind != STEP_ACKNOWLEDGE && kind != STEP_REVISE) return settle_after(x, no);
    return pass ? acknowledged(x, no) : lapsed(x, no);
}

/* Whoever a source names, the holder when it names no source; the fallback when it names nobody. */
static int whom(deciding_t *x, int64_t id, const source_t *who, people_t *out) {
    const task_t *task = id ? record_task(x->record, id) : NULL;
    out->count = 0;
    if (!who && task) out->list[out->count++] = (found_t){.person = task->person};
    if (!who) return 0;
    const char *step = task ? step_of(x, id)->name : "";
    if (people_find(x, who, task, step, out)) return -1;
    if (out->count == 0 && people_fallback(x, step, task, out)) return -1;
    return out->count ? 0 : diag_set(x->d, "people.none", "step", step, NULL);
}

static int tell_them(deciding_t *x, int64_t id, const source_t *who, const char *kind, const char *text) {
    people_t people;
    if (whom(x, id, who, &people)) return -1;
    for (size_t i = 0; i < people.count; i++)
        if (tell(x, people.list[i].person, kind, id ? record_task(x->record, id) : NULL, text)) return -1;
    return 0;
}

/* Was that person told of what is late since that message? */
static bool told_since(const deciding_t *x, size_t since, int64_t person) {
    for (size_t i = since; i < x->out->message_count; i++) {
        const message_t *m = &x->out->messages[i];
        if (m->recipient == person && (strcmp(m->kind, REMINDER) == 0 || strcmp(m->kind, OVERDUE) == 0))
            return true;
    }
    return false;
}

bool rung_reminds(const rung_t *rung) {
    for (size_t i = 0; i < rung->act_count; i++)
        if (rung->acts[i].action == RUNG_REMIND) return true;
    return false;
}

int rung_made_up(deciding_t *x, int64_t task, const rung_t *rung, size_t since) {
    for (size_t i = 0; i < rung->act_count; i++) {
        const char *kind = rung->acts[i].action == RUNG_REMIND ? REMINDER : OVERDUE;
        people_t people;
        if (whom(x, task, rung->acts[i].who, &people)) return -1;
        for (size_t k = 0; k < people.count; k++)
            if (!told_since(x, since, people.list[k].person) &&
                tell(x, people.list[k].person, kind, record_task(x->record, task), NULL))
                return -1;
    }
    return 0;
}

/* What is with the initiator stays there: whom it would have gone to hears of it; where that is nobody, the
 * initiator. */
static int stays(deciding_t *x, const task_t *task, const source_t *who) {
    found_t to;
    if (people_takeover(x, task, who, &to) == 0) return tell(x, to.person, OVERDUE, task, NULL);
    if (!diag_is(x->d, "people.none")) return -1;
    diag_clear(x->d);
    return tell(x, task->person, REMINDER, task, NULL);
}

static int hand_on(deciding_t *x, int64_t id, const source_t *who, const limit_t *within) {
    found_t to;
    const task_t *task = record_task(x->record, id);
    if (initiator_keeps(x->record, x->in->directory, task, x->in->now)) return stays(x, task, who);
    if (people_takeover(x, task, who, &to)) return -1;
    return task_reassign(x, id, &to, within, "reassigned");
}

static bool has_task(const deciding_t *x, int64_t task) {
    return task && record_task(x->record, task) && still_open(x, task);
}

int effect_check(deciding_t *x, int64_t task, int32_t step, const effect_t *e) {
    switch (e->kind) {
    case EFFECT_REMIND:
        return has_task(x, task) ? 0 : effect_misfit(x, e, step, "remind", "no_task");
    case EFFECT_NOTIFY:
        return e->who || task ? 0 : effect_misfit(x, e, step, "notify", "nobody");
    case EFFECT_REASSIGN:
        if (!has_task(x, task)) return effect_misfit(x, e, step, "reassign", "no_task");
        if (!e->who) return effect_misfit(x, e, step, "reassign", "nobody");
        return limit_valid(&e->within) ? 0 : effect_misfit(x, e, step, "reassign", "limit_range");
    case EFFECT_REFUSE:
        if (!has_task(x, task)) return effect_misfit(x, e, step, "refuse", "no_task");
        return has_words(e->text) ? 0 : effect_misfit(x, e, step, "refuse", "no_reason");
    case EFFECT_PASS:
        if (!has_task(x, task)) return effect_misfit(x, e, step, "pass", "no_task");
        return has_words(e->text) ? 0 : effect_misfit(x, e, step, "pass", "no_reason");
    case EFFECT_SET_FIELD: {
        const field_def_t *def = e->field.name ? flow_field(x->flow, e->field.name) : NULL;
        if (!def) return effect_misfit(x, e, step, "set_field", "unknown_field");
        if (e->field.value.kind == VALUE_NONE) return 0;
        return field_check(def, &e->field.value, x->d);
    }
    case EFFECT_WARN:
    case EFFECT_RECTIFY:
    case EFFECT_RESPONSE:
        return opening_check(x, step ? record_step(x->record, step)->name : "", e);
    case EFFECT_ADD:
    case EFFECT_FINISH:
        return course_check(x, step, e);
    }
    return effect_misfit(x, e, step, "", "unknown");
}

int rung_call(deciding_t *x, int64_t task, const rung_t *rung, effects_t *out) {
    facts_t facts;
    *out = (effects_t){0};
    if (facts_of(x, record_task(x->record, task), &facts)) return -1;
    for (size_t i = 0; i < rung->act_count; i++) {
        effects_t more = {0};
        if (rung->acts[i].action != RUNG_CALL && rung->acts[i].action != RUNG_OPEN) continue;
        if (x->rules->call(x->rules->ctx, x->flow, rung->acts[i].function, &facts, x->arena, &more, x->d))
            return -1;
        if (out->count + more.count > EFFECTS_MAX)
            return effect_misfit(x, &more.list[0], step_of(x, task)->no, "", "too_many");
        for (size_t j = 0; j < more.count; j++)
            if (effect_check(x, task, step_of(x, task)->no, &more.list[j])) return -1;
        effect_t *list = arena_grow(x->arena, out->list, out->count, out->count + more.count, sizeof *list);
        if (!list) return diag_memory(x->d);
        for (size_t j = 0; j < more.count; j++)
            list[out->count + j] = more.list[j];
        out->list = list;
        out->count += more.count;
    }
    return 0;
}

static int set_field(deciding_t *x, field_t *field) {
    actor_t actor = act_as_rule(x);
    int result = edit_fields(x, field, 1);
    x->actor = actor;
    return result;
}

static int decide_by_effect(deciding_t *x, int64_t task, const effect_t *e) {
    const char *because = sentence_both(x->arena, e->text, e->text_zh);
    return because ? timer_decides(x, task, e->kind == EFFECT_PASS, because) : diag_memory(x->d);
}

int effect_carry_out(deciding_t *x, int64_t task, int32_t step, effect_t *e) {
    switch (e->kind) {
    case EFFECT_REMIND:
        if (!has_task(x, task)) return 0;
        if (stand_in_renew(x, task)) return -1;
        return tell_them(x, task, e->who, REMINDER, e->text);
    case EFFECT_NOTIFY:
        return x->about ? give_notice(x, task, e)
                        : tell_them(x, task, e->who, OVERDUE, in_both(x, e->text, e->text_zh));
    case EFFECT_REASSIGN:
        return has_task(x, task) ? hand_on(x, task, e->who, &e->within) : 0;
    case EFFECT_REFUSE:
    case EFFECT_PASS:
        return has_task(x, task) ? decide_by_effect(x, task, e) : 0;
    case EFFECT_SET_FIELD:
        return set_field(x, &e->field);
    case EFFECT_WARN:
    case EFFECT_RECTIFY:
    case EFFECT_RESPONSE:
        return opening_carry_out(x, e);
    case EFFECT_ADD:
    case EFFECT_FINISH:
        return course_carry_out(x, step, e);
    }
    return 0;
}

static int stays_at_top(deciding_t *x, const task_t *task) {
    x->at_top = true;
    return tell(x, task->person, REMINDER, task, NULL);
}

/* The task goes a level up. Who is at the top has nobody above: then the flow's fallback gets it, once, and
 * keeps it; it does not climb again from wherever that one stands. */
static int raise_level(deciding_t *x, int64_t id, const limit_t *within) {
    found_t to;
    const task_t *task = record_task(x->record, id);
    if (initiator_keeps(x->record, x->in->directory, task, x->in->now)) return stays(x, task, &superior);
    if (task->reason && strcmp(task->reason, AT_THE_TOP) == 0) return stays_at_top(x, task);
    if (people_takeover(x, task, &superior, &to)) {
        if (!diag_is(x->d, "people.none")) return -1;
        diag_clear(x->d); /* whoever is at the top is the fallback too */
        return stays_at_top(x, task);
    }
    if (strcmp(to.reason, "people.fallback") == 0 || found_upward(&to)) {
        to.reason = AT_THE_TOP;
        to.text = handle_of(x, task->person);
    }
    return task_reassign(x, id, &to, within, "reassigned");
}

static int act_carry_out(deciding_t *x, int64_t task, const rung_act_t *act) {
    switch (act->action) {
    case RUNG_REMIND:
        if (!still_open(x, task)) return 0;
        if (stand_in_renew(x, task)) return -1;
        return tell_them(x, task, act->who, REMINDER, NULL);
    case RUNG_NOTIFY:
        return tell_them(x, task, act->who, OVERDUE, NULL);
    case RUNG_REASSIGN:
        return still_open(x, task) ? hand_on(x, task, act->who, &act->within) : 0;
    case RUNG_REFUSE:
        return still_open(x, task) ? timer_decides(x, task, false, act->because) : 0;
    case RUNG_APPROVE:
        return still_open(x, task) ? timer_decides(x, task, true, act->because) : 0;
    case RUNG_RAISE:
        return still_open(x, task) ? raise_level(x, task, &act->within) : 0;
    case RUNG_ADD: /* nobody can sign beside what stands outside of the plan */
        if (is_initiators_own(step_of(x, task))) return tell_them(x, task, act->who, OVERDUE, NULL);
        return still_open(x, task) ? sign_beside(x, task, act) : 0;
    case RUNG_CALL:
    case RUNG_OPEN:
        return 0; /* its effects come after the acts */
    }
    return diag_set(x->d, "rung.misfit", "step", step_of(x, task)->name, "action", "", NULL);
}

int rung_carry_out(deciding_t *x, int64_t task, const rung_t *rung, const effects_t *effects) {
    /* the ladder is the step's own, placed for good; only the array of steps may move */
    const rung_act_t *acts = rung->acts;
    size_t count = rung->act_count;
    int32_t step = step_of(x, task)->no;
    bool grown = false; /* steps that came in are opened where it is their turn */
    for (size_t i = 0; i < effects->count; i++)
        grown = grown || effects->list[i].kind == EFFECT_ADD;
    for (size_t i = 0; i < count; i++)
        grown = grown || acts[i].action == RUNG_ADD;
    for (size_t i = 0; i < count; i++)
        if (act_carry_out(x, task, &acts[i])) return -1;
    /* whoever looks at figures tells of these, not that somebody is late */
    const char *about = x->about;
    x->about = record_step(x->record, step)->kind == STEP_MONITOR ? "watch" : NULL;
    int result = 0;
    for (size_t i = 0; i < effects->count && result == 0; i++)
        result = effect_carry_out(x, task, step, &effects->list[i]);
    x->about = about;
    if (result) return -1;
    return grown && is_under_way(x) ? route_settle(x) : 0;
}

int effects_of(deciding_t *x, int64_t task, const char *function) {
    rung_act_t act = {.action = RUNG_CALL, .function = function};
    rung_t rung = {.name = "", .acts = &act, .act_count = 1};
    effects_t effects;
    if (rung_call(x, task, &rung, &effects)) return -1;
    return rung_carry_out(x, task, &rung, &effects);
}
