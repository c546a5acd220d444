/* A change after the end (A46): of a field that the flow lets be changed then, by whom it says, and as far as
 * it counts (change_size.c). Steps whose reasons read the field are opened again, in a round of their own;
 * what else was decided stands (change_plan.c). A change that is too small, or that no reason reads, is only
 * noted. One that is refused, or given up, leaves everything as it was approved: the values of before, and
 * the end. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/computed.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include <string.h>

static const change_rule_t *rule_of(const flow_t *flow, const char *field) {
    for (size_t i = 0; i < flow->change_count; i++)
        if (strcmp(flow->changes[i].field, field) == 0) return &flow->changes[i];
    return NULL;
}

static int not_allowed(deciding_t *x, const char *field, const char *problem) {
    return diag_set(x->d, "change.not_allowed", "field", field, "problem", problem, NULL);
}

/* By whom it counts: the initiator, unless the rule says who else. */
static int check_by(deciding_t *x, const change_rule_t *rule) {
    const actor_t *actor = &x->in->command->actor;
    people_t people = {.count = 0};
    if (!rule->by)
        return is_initiator(x) ? 0
                               : diag_set(x->d, "record.not_yours", "initiator",
                                          handle_of(x, x->record->initiator), NULL);
    if (people_find(x, rule->by, NULL, rule->field, &people)) return -1;
    for (size_t i = 0; i < people.count && actor->kind != ACTOR_PROXY; i++)
        if (people.list[i].person == actor->person) return 0;
    return diag_set(x->d, "change.not_yours", "field", rule->field, "by", source_text(rule->by, x->arena),
                    "by_code", source_code(rule->by, x->arena), NULL);
}

static int check_change(deciding_t *x, const field_t *fields, size_t count) {
    const record_t *r = x->record;
    if (r->state != RECORD_FINISHED) return wrong_state(x);
    if (r->opener.record && r->opener.waits) return not_allowed(x, NULL, "opener");
    if (!has_words(x->in->command->text))
        return diag_set(x->d, "reason.required", "command", command_kind_word(COMMAND_CHANGE), NULL);
    for (size_t i = 0; i < count; i++) {
        const change_rule_t *rule = rule_of(x->flow, fields[i].name);
        if (!rule) return not_allowed(x, fields[i].name, "rule");
        if (check_by(x, rule)) return -1;
    }
    return r->round < ROUNDS_MAX ? 0 : limit_reached(x, "limit.rounds", ROUNDS_MAX);
}

/* Those that are too small to count come first. */
static int note_small(deciding_t *x, field_t *fields, size_t count, size_t *noted) {
    *noted = 0;
    for (size_t i = 0; i < count; i++) {
        bool counts;
        if (change_counts(x, rule_of(x->flow, fields[i].name), &fields[i], &counts)) return -1;
        if (counts) continue;
        field_t small = fields[i];
        memmove(fields + *noted + 1, fields + *noted, (i - *noted) * sizeof *fields);
        fields[(*noted)++] = small;
    }
    return 0;
}

/* ---- doing it */

static int amend(deciding_t *x, field_t *fields, size_t count) {
    computed_t *list;
    size_t computed;
    event_t e = {.u.amended = {.fields = fields, .field_count = count, .reason = x->in->command->text}};
    if (count == 0) return 0;
    return emit(x, EVENT_AMENDED, &e) ? -1 : compute_fields(x, &list, &computed);
}

/* Do these, too small to count by themselves, make the risk high? Then they count: a high risk is answered
 * (P4.2.2). It is tried, and nothing of it stays. */
static int raises_risk(deciding_t *x, field_t *fields, size_t count, bool *out) {
    mark_t mark;
    *out = false;
    if (count == 0) return 0;
    if (mark_set(x, &mark) || amend(x, fields, count) || risk_becomes_high(x, out)) return -1;
    mark_return(x, &mark);
    return 0;
}

/* How many steps would be opened again. */
static int count_opened(deciding_t *x, size_t *opened) {
    *opened = 0;
    for (int32_t i = 0; i < (int32_t)x->flow->stage_count; i++) {
        plan_t plan;
        if (stage_plan(x, i, &plan) || plan_keep(x, i, &plan, opened, NULL)) return -1;
    }
    return 0;
}

/* A risk that is another one now, and high, is answered anew before anything is decided: that opens it, too.
 * *opened 0: no reason reads it, and nothing was done. */
static int reopen(deciding_t *x, field_t *fields, size_t count, size_t *opened) {
    mark_t mark;
    event_t e = {.u.reopened = {.state = RECORD_OPEN, .round = x->record->round + 1, .cause = "changed"}};
    if (mark_set(x, &mark) || tell_those_told(x, "record.reopened", x->in->command->text)) return -1;
    if (emit(x, EVENT_REOPENED, &e) || amend(x, fields, count) || count_opened(x, opened)) return -1;
    size_t steps = x->record->step_count;
    if (risk_follow(x, false)) return -1;
    *opened += x->record->step_count - steps;
    if (*opened == 0) mark_return(x, &mark);
    return 0;
}

int do_change(deciding_t *x) {
    field_t *fields = NULL;
    size_t count = 0, noted = 0, opened = 0;
    if (fields_differing(x, x->in->command->fields, x->in->command->field_count, &fields, &count)) return -1;
    if (check_change(x, fields, count) || check_form_version(x)) return -1;
    if (count == 0) return 0;
    bool raises;
    if (note_small(x, fields, count, &noted) || raises_risk(x, fields, noted, &raises)) return -1;
    if (raises) noted = 0;
    if (amend(x, fields, noted)) return -1;
    if (noted < count && reopen(x, fields + noted, count - noted, &opened)) return -1;
    if (opened == 0) {
        if (amend(x, fields + noted, count - noted) || check_form(x)) return -1;
        return tell_those_told(x, "record.amended", x->in->command->text);
    }
    return check_form(x) ? -1 : stage_next(x, 0);
}

int change_drop(deciding_t *x, const char *cause, const char *reason) {
    event_t e = {.u.change_dropped = {.cause = cause, .reason = reason}};
    if (debts_close(x, "outcome") || emit(x, EVENT_CHANGE_DROPPED, &e)) return -1;
    return tell_those_told(x, "record.change_dropped", reason);
}
