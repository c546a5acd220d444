/* Deviations (policy P2.3.3): whoever carries a record out, or its initiator, reports what goes otherwise
 * than was planned, and perhaps what the form should say instead. It opens a step for the head of the
 * department beside the plan, which the stage waits for. Refused, all goes on as planned. Agreed to, the
 * values proposed, or the head's own, take effect: before and after stand in one event; the plan of the stage
 * is worked out anew (replan.c), and approvals that read what changed are asked for again (reapprove.c). When
 * one of these is refused, the values of before stand again, and it goes on as it was approved. One
 * adjustment after the other: while approvals are asked for again, no other is agreed to. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/computed.h"
#include "engine/form.h"
#include "engine/form_rights.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

static field_t *values_now(deciding_t *x, const field_t *fields, size_t count) {
    field_t *now = arena_array(x->arena, count + 1, sizeof *now);
    for (size_t i = 0; now && i < count; i++) {
        const value_t *value = record_field(x->record, fields[i].name);
        now[i] = (field_t){.name = fields[i].name};
        if (value) now[i].value = *value;
    }
    return now;
}

/* ---- reported */

/* Whoever had a part in the stage's plan, or applies for the record. */
static bool has_part(const deciding_t *x) {
    const record_t *r = x->record;
    int64_t person = x->actor.person;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    if (person == r->initiator) return true;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        int32_t at = tree_index(r, t->step);
        bool active = t->state == TASK_OPEN || t->state == TASK_DECIDED;
        if (active && plan_holds(plan, at) &&
            (t->person == person || t->principal == person || t->decided_by == person))
            return true;
    }
    return false;
}

static int check_deviate(deciding_t *x) {
    const command_t *command = x->in->command;
    const record_t *r = x->record;
    if (!beside_goes_on(r)) return wrong_state(x);
    const stage_def_t *stage = &x->flow->stages[r->stage];
    if (stage->kind != STAGE_EXECUTION && stage->kind != STAGE_OTHER) {
        diag_set(x->d, "deviation.stage", "stage", stage->name, NULL);
        return stage_blame(x, stage);
    }
    if (!has_part(x))
        return diag_set(x->d, "record.not_concerned", "person", handle_of(x, x->actor.person), "command",
                        command_kind_word(command->kind), NULL);
    if (!has_words(command->text))
        return diag_set(x->d, "reason.required", "command", command_kind_word(command->kind), NULL);
    if (!limit_valid(&command->within)) return diag_set(x->d, "value.limit", "text", "", NULL);
    if (r->deviation_count >= RECORD_DEVIATIONS_MAX)
        return limit_reached(x, "limit.deviations", RECORD_DEVIATIONS_MAX);
    return check_form_version(x);
}

/* Nobody changes, or asks about, what is hidden from them (A71). */
static int check_seen(deciding_t *x, const char *step) {
    const command_t *command = x->in->command;
    for (size_t i = 0; i < command->field_count; i++) {
        const char *name = command->fields[i].name ? command->fields[i].name : "";
        if (form_shows(x->record, x->in->command->actor.person, name)) continue;
        return diag_set(x->d, "field.not_writable", "step", step, "field", name, NULL);
    }
    return 0;
}

/* The head of the department, unless the flow says who else; the one above of whoever reports it. */
static const source_t *decided_by(deciding_t *x) {
    source_t *head = arena_alloc(x->arena, sizeof *head), *self = arena_alloc(x->arena, sizeof *self),
             *above = arena_alloc(x->arena, sizeof *above);
    people_t people = {.count = 0};
    if (!head || !self || !above) return NULL;
    *head = (source_t){.kind = SOURCE_HEAD, .key = x->record->department};
    *self = (source_t){.kind = SOURCE_PERSON, .key = handle_of(x, x->actor.person)};
    *above = (source_t){.kind = SOURCE_SUPERIOR, .of = self};
    const source_t *by = x->flow->deviation_to ? x->flow->deviation_to : head;
    if (people_find(x, by, NULL, "deviation", &people)) return NULL;
    if (people.count == 0 && people_fallback(x, "deviation", NULL, &people)) return NULL;
    return people.count == 1 && people.list[0].person == x->actor.person ? above : by;
}

static int decided_at(deciding_t *x, step_t *step) {
    limit_t within = x->in->command->within;
    *step = (step_t){.kind = STEP_APPROVE,
                     .name = beside_name(x, "deviation"),
                     .by = decided_by(x),
                     .mode = DECIDE_ANY,
                     .within = within.kind != LIMIT_NONE ? within : x->flow->deviation_within,
                     .added = ADDED_DEVIATION,
                     .why = {.because = "deviation"}};
    if (step->by) return beside_open(x, step);
    return x->d->code ? -1 : diag_memory(x->d);
}

/* Would the form be in order with these? Else whoever decides could only refuse: it is tried, and nothing of
 * it stays. */
static int check_proposed(deciding_t *x, field_t *fields, size_t count) {
    mark_t mark;
    event_t e = {.u.edited = {.fields = fields, .field_count = count}};
    if (count == 0) return 0;
    if (mark_set(x, &mark)) return -1;
    int result = emit(x, EVENT_EDITED, &e) || check_form(x) ? -1 : 0;
    mark_return(x, &mark);
    return result;
}

int do_deviate(deciding_t *x) {
    const command_t *command = x->in->command;
    field_t *fields = NULL;
    size_t count = 0;
    step_t step;
    if (check_deviate(x) || check_seen(x, "deviation")) return -1;
    if (fields_differing(x, command->fields, command->field_count, &fields, &count)) return -1;
    if (check_proposed(x, fields, count) || decided_at(x, &step)) return -1;
    field_t *before = values_now(x, fields, count);
    if (!before) return diag_memory(x->d);
    event_t e = {.u.deviated = {.step = step.no,
                                .text = command->text,
                                .fields = fields,
                                .field_count = count,
                                .before = before,
                                .before_count = count}};
    if (emit(x, EVENT_DEVIATED, &e)) return -1;
    for (size_t i = x->record->task_count; i-- > 0;)
        if (x->record->tasks[i].step == step.no) x->out->task = x->record->tasks[i].id;
    if (x->actor.person != x->record->initiator &&
        tell(x, x->record->initiator, "record.deviated", NULL, command->text))
        return -1;
    return clocks_follow(x);
}

/* ---- decided */

/* What was proposed, and what whoever decides says instead or besides. */
static int agreed_fields(deciding_t *x, const deviation_t *d, int64_t by, field_t **out, size_t *count) {
    const command_t *command = x->in->command;
    const task_t *task = by ? record_task(x->record, by) : NULL;
    bool given = command->kind == COMMAND_APPROVE && task && task->step == d->step;
    size_t own = given ? command->field_count : 0;
    field_t *list = arena_array(x->arena, own + d->field_count + 1, sizeof *list);
    if (!list) return diag_memory(x->d);
    if (own) memcpy(list, command->fields, own * sizeof *list);
    *count = own;
    for (size_t i = 0; i < d->field_count; i++) {
        bool said = false;
        for (size_t k = 0; k < own; k++)
            said = said || (list[k].name && strcmp(list[k].name, d->fields[i].name) == 0);
        if (!said) list[(*count)++] = d->fields[i];
    }
    return fields_differing(x, list, *count, out, count);
}

/* Nor do they agree to an amount that is beyond them: by what is computed from the new values, too. It is
 * tried, and nothing of it stays. */
static int check_amount(deciding_t *x, const deviation_t *d, int64_t task) {
    mark_t mark;
    event_t e = {0};
    computed_t *list;
    size_t computed;
    if (!x->flow->amount || !record_task(x->record, task)->principal) return 0;
    if (agreed_fields(x, d, task, &e.u.edited.fields, &e.u.edited.field_count)) return -1;
    if (e.u.edited.field_count == 0) return 0;
    if (mark_set(x, &mark)) return -1;
    int result = emit(x, EVENT_EDITED, &e) || compute_fields(x, &list, &computed) ||
                         check_ceiling(x, record_task(x->record, task))
                     ? -1
                     : 0;
    mark_return(x, &mark);
    return result;
}

int deviation_check(deciding_t *x, int64_t id, bool passes) {
    const task_t *task = record_task(x->record, id);
    const step_t *step = record_step(x->record, task->step);
    const deviation_t *d = record_deviation(x->record, step->no);
    int64_t person = x->in->command->actor.person;
    if (d && (d->by == person || d->by == task->principal))
        return diag_set(x->d, "deviation.own", "step", step->name, "person", handle_of(x, d->by), NULL);
    if (!passes) return 0;
    return check_seen(x, step->name) || (d && check_amount(x, d, id)) ? -1 : 0;
}

/* The approval by which an earlier adjustment is being looked at; NULL: none is. */
static const step_t *approving(const record_t *r) {
    const step_t *step = NULL;
    for (size_t i = 0; !step && i < r->deviation_count; i++) {
        const deviation_t *d = &r->deviations[i];
        if (d->group && !d->dropped) step = asked_again(r, d->group);
    }
    return step;
}

const step_t *deviation_awaits(const record_t *r, const task_t *task) {
    const deviation_t *d = record_deviation(r, task->step);
    const step_t *step = d && d->field_count > 0 ? approving(r) : NULL;
    return step && step->state == STEP_OPEN ? step : NULL;
}

/* Computed fields, the risk, the plan, approvals: all by the new values. */
static int follow_values(deciding_t *x) {
    computed_t *list;
    size_t computed;
    return compute_fields(x, &list, &computed) || risk_follow(x, false) ? -1 : 0;
}

static int tell_both(deciding_t *x, int32_t deviation, const char *kind) {
    const record_t *r = x->record;
    int64_t by = record_deviation(r, deviation)->by;
    if (tell(x, by, kind, NULL, x->in->command->text)) return -1;
    return by == r->initiator ? 0 : tell(x, r->initiator, kind, NULL, x->in->command->text);
}

/* Have rules added steps to the plan since that event of this run? */
static bool rules_added(const deciding_t *x, size_t since) {
    for (size_t i = since; i < x->out->event_count; i++) {
        const event_t *e = &x->out->events[i];
        if (e->kind == EVENT_PLAN_ADDED && e->u.plan_added.group.added != ADDED_REAPPROVAL) return true;
    }
    return false;
}

/* They go with the adjustment, if that is taken back (A27). */
static int emit_added(deciding_t *x, int32_t step) {
    event_t e = {.u.adjustment_added.step = step};
    return emit(x, EVENT_ADJUSTMENT_ADDED, &e);
}

static int adjust(deciding_t *x, int32_t step) {
    size_t first = x->out->event_count;
    field_t *fields = NULL;
    size_t count = 0;
    if (agreed_fields(x, record_deviation(x->record, step), x->out->task, &fields, &count)) return -1;
    if (count && approving(x->record))
        return diag_set(x->d, "deviation.still_approving", "step", record_step(x->record, step)->name, NULL);
    field_t *before = values_now(x, fields, count);
    if (!before) return diag_memory(x->d);
    event_t e = {
        .u.adjusted = {
            .step = step, .fields = fields, .field_count = count, .before = before, .before_count = count}};
    if (emit(x, EVENT_ADJUSTED, &e) || tell_both(x, step, "record.adjusted")) return -1;
    if (count == 0) return 0;
    happened_t what = {
        .what = HAPPENED_CHANGED, .stage = x->record->stage, .fields = fields, .field_count = count};
    if (follow_values(x) || check_form(x) || happened(x, &what)) return -1;
    if (x->record->state != RECORD_OPEN) return 0; /* a handler finished it */
    /* what the route has by the new level now need not come in once more */
    if (replan_stage(x, step) || approvals_again(x, step) || risk_answer(x)) return -1;
    return rules_added(x, first) ? emit_added(x, step) : 0;
}

int deviations_settle(deciding_t *x) {
    for (size_t i = 0; i < x->record->deviation_count; i++) {
        const deviation_t *d = &x->record->deviations[i];
        const step_t *step = record_step(x->record, d->step);
        if (d->settled || step->state != STEP_PASSED || step->round != x->record->round) continue;
        if (x->record->state == RECORD_OPEN && adjust(x, d->step)) return -1;
    }
    return 0;
}

/* ---- approvals refused */

/* The fields that nobody has written since. */
static int untouched(deciding_t *x, const deviation_t *d, field_t **out, size_t *count) {
    const record_t *r = x->record;
    field_t *list = arena_array(x->arena, d->before_count + 1, sizeof *list);
    if (!list) return diag_memory(x->d);
    *count = 0;
    for (size_t i = 0; i < d->before_count; i++) {
        bool later = false;
        for (size_t k = 0; k < r->change_count; k++)
            later = later ||
                    (strcmp(r->changes[k].name, d->before[i].name) == 0 && r->changes[k].version > d->since);
        if (!later) list[(*count)++] = d->before[i];
    }
    *out = list;
    return 0;
}

/* Where the plan can't be worked out anew, it stays as it is: nobody is kept from refusing. */
static int replan_if_it_can(deciding_t *x, int32_t step) {
    mark_t mark;
    if (mark_set(x, &mark)) return -1;
    return attempt_end(x, &mark, replan_stage(x, step));
}

static int drop(deciding_t *x, int32_t step) {
    event_t e = {.u.adjustment_dropped.step = step};
    if (untouched(x, record_deviation(x->record, step), &e.u.adjustment_dropped.fields,
                  &e.u.adjustment_dropped.field_count))
        return -1;
    if (emit(x, EVENT_ADJUSTMENT_DROPPED, &e) || tell_both(x, step, "record.adjustment_dropped")) return -1;
    return follow_values(x) || replan_if_it_can(x, step) ? -1 : 0;
}

int deviations_follow(deciding_t *x, bool *dropped) {
    *dropped = false;
    for (size_t i = 0; i < x->record->deviation_count; i++) {
        const deviation_t *d = &x->record->deviations[i];
        const step_t *group = d->group && !d->dropped ? record_step(x->record, d->group) : NULL;
        if (!group || group->round != x->record->round || refused_again(x->record, d->group) < 0) continue;
        if (drop(x, d->step)) return -1;
        *dropped = true;
    }
    return 0;
}
