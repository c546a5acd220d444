/* A change after the end (A46): of a field that the flow lets be changed then, by whom it says, and as far as
 * it counts. Steps whose reasons read the field are opened again, in a round of their own; what else was
 * decided stands (change_plan.c). A change that is too small, or that no reason reads, is only noted. One
 * that is refused, or given up, leaves everything as it was approved: the values of before, and the end. */
#include "engine/computed.h"
#include "engine/deciding.h"
#include <string.h>

enum { NUMBER_SCALE = 9 }; /* the finest that a decimal can have */

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
                    NULL);
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

/* ---- how much */

/* Its size in the smallest unit of its kind; false: it has none, or is of another currency than `like`. */
static bool size_of(const value_t *v, const value_t *like, __int128 *out) {
    if (v->kind != like->kind) return false;
    if (v->kind == VALUE_MONEY) {
        *out = v->u.money.minor;
        return strcmp(v->u.money.currency, like->u.money.currency) == 0;
    }
    if (v->kind != VALUE_NUMBER) return false;
    *out = v->u.number.mantissa;
    for (int i = v->u.number.scale; i < NUMBER_SCALE; i++)
        *out *= 10;
    return true;
}

static __int128 positive(__int128 n) {
    return n < 0 ? -n : n;
}

/* Is `now` as far from `then` as the rule says? What can't be compared by size is. */
static bool far_enough(const change_rule_t *rule, const value_t *then, const value_t *now) {
    __int128 before, after, from;
    if (!size_of(then, then, &before) || !size_of(now, then, &after)) return true;
    __int128 distance = positive(after - before);
    if (rule->permille && distance * 1000 >= rule->permille * positive(before)) return true;
    if (rule->from.kind == VALUE_NONE) return false;
    return !size_of(&rule->from, then, &from) || distance >= positive(from);
}

/* What the field was when it was approved: as the last plan that read it has it, so that many small changes
 * come to a large one. NULL: no plan read it. */
static const value_t *approved(deciding_t *x, const field_def_t *def) {
    const record_t *r = x->record;
    value_t *out = arena_alloc(x->arena, sizeof *out);
    for (size_t i = r->plan_count; out && i-- > 0;) {
        if (!round_stands(r, r->plans[i].round)) continue;
        for (size_t k = 0; k < r->plans[i].fact_count; k++) {
            const fact_t *fact = &r->plans[i].facts[k];
            if (strcmp(fact->path, def->name) != 0) continue;
            diag_t unread;
            diag_init(&unread);
            bool read = field_parse(def, fact->text ? fact->text : "", x->arena, out, &unread) == 0;
            diag_clear(&unread);
            return read ? out : NULL;
        }
    }
    return NULL;
}

static bool counts(deciding_t *x, const field_t *field) {
    const change_rule_t *rule = rule_of(x->flow, field->name);
    if (rule->from.kind == VALUE_NONE && !rule->permille) return true;
    const value_t *then = approved(x, flow_field(x->flow, field->name));
    if (!then) then = record_field(x->record, field->name);
    return !then || far_enough(rule, then, &field->value);
}

/* ---- doing it */

static int amend(deciding_t *x, field_t *fields, size_t count) {
    computed_t *list;
    size_t computed;
    event_t e = {.u.amended = {.fields = fields, .field_count = count, .reason = x->in->command->text}};
    if (count == 0) return 0;
    return emit(x, EVENT_AMENDED, &e) ? -1 : compute_fields(x, &list, &computed);
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

/* *opened 0: no reason reads it, and nothing was done. */
static int reopen(deciding_t *x, field_t *fields, size_t count, size_t *opened) {
    mark_t mark;
    event_t e = {.u.reopened = {.state = RECORD_OPEN, .round = x->record->round + 1, .cause = "changed"}};
    if (mark_set(x, &mark) || tell_those_told(x, "record.reopened", x->in->command->text)) return -1;
    if (emit(x, EVENT_REOPENED, &e) || amend(x, fields, count) || count_opened(x, opened)) return -1;
    if (*opened == 0) mark_return(x, &mark);
    return 0;
}

int do_change(deciding_t *x) {
    field_t *fields = NULL;
    size_t count = 0, noted = 0, opened = 0;
    if (fields_differing(x, x->in->command->fields, x->in->command->field_count, &fields, &count)) return -1;
    if (check_change(x, fields, count) || check_form_version(x)) return -1;
    if (count == 0) return 0;
    for (size_t i = 0; i < count; i++) { /* those that are only noted first */
        if (counts(x, &fields[i])) continue;
        field_t small = fields[i];
        memmove(fields + noted + 1, fields + noted, (i - noted) * sizeof *fields);
        fields[noted++] = small;
    }
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
