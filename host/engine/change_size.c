/* How far a change after the end goes (A46), where the flow says from what size one counts. It is measured
 * from what was approved: for each step that reads the field, from the value that the field had when the step
 * was decided, be that in an earlier round of which the step stands, or since when it was adjusted; so many
 * small changes come to a large one, whatever else was changed between them. */
#include "engine/adjusting.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/tree.h"
#include <string.h>

enum { NUMBER_SCALE = 9 }; /* the finest that a decimal can have */

/* ---- how far */

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

/* ---- what was approved */

typedef struct measuring {
    deciding_t *x;
    const change_rule_t *rule;
    const field_def_t *def;
    const value_t *now;
    bool approved, far; /* was a value found that somebody approved; is one far enough away? */
} measuring_t;

/* As that plan read it. NULL: it did not, or what it read is no value any more. */
static const value_t *read_by(const measuring_t *m, const plan_place_t *place) {
    value_t *out = arena_alloc(m->x->arena, sizeof *out);
    for (size_t k = 0; out && k < place->fact_count; k++) {
        const fact_t *fact = &place->facts[k];
        diag_t unread;
        if (strcmp(fact->path, m->def->name) != 0) continue;
        diag_init(&unread);
        bool read = field_parse(m->def, fact->text ? fact->text : "", m->x->arena, out, &unread) == 0;
        diag_clear(&unread);
        return read ? out : NULL;
    }
    return NULL;
}

static const value_t *said_of(const deviation_t *d, const char *field) {
    for (size_t i = 0; i < d->field_count; i++)
        if (strcmp(d->fields[i].name, field) == 0) return &d->fields[i].value;
    return NULL;
}

/* The value that the field got by an adjustment (P2.3.3): what had been decided was agreed to stand with it,
 * or was approved again. NULL: by none since the step was decided. */
static const value_t *adjusted_since(const measuring_t *m, const step_t *decided) {
    const record_t *r = m->x->record;
    const value_t *value = NULL;
    bool again = reapproval_of(r, decided);
    for (size_t i = 0; i < r->deviation_count; i++) {
        const deviation_t *d = &r->deviations[i];
        const step_t *at = record_step(r, d->step);
        bool since = again ? at->round == decided->round : at->ended_at >= decided->ended_at;
        const value_t *said = d->settled && !d->dropped && since ? said_of(d, m->def->name) : NULL;
        if (said) value = said;
    }
    return value;
}

/* The value by which a step of the newest plan of its stage was decided. */
static const value_t *decided_by_value(const measuring_t *m, const plan_place_t *place, const step_t *s) {
    const record_t *r = m->x->record;
    const step_t *again = approved_again(r, place, s), *in = again ? again : tree_decided_in(r, s);
    const value_t *adjusted = adjusted_since(m, in);
    if (adjusted) return adjusted;
    const plan_place_t *then = tree_plan(r, (int32_t)(in - r->steps));
    const value_t *value = then ? read_by(m, then) : NULL;
    return value ? value : read_by(m, place);
}

static void measure(measuring_t *m, const value_t *then) {
    m->approved = m->approved || then;
    m->far = m->far || (then && far_enough(m->rule, then, m->now));
}

/* ---- who read it */

static bool read_for(const tracing_t *trace, const char *step, const char *field) {
    for (size_t i = 0; i < trace->count; i++) {
        const traced_t *t = &trace->list[i];
        if ((!t->step || strcmp(t->step, step) == 0) && strcmp(t->field, field) == 0) return true;
    }
    return false;
}

/* What the stage's rule reads now; where it fails it is said to read nothing, and the change is refused as
 * its plan is asked for. */
static int trace_stage(measuring_t *m, int32_t stage, tracing_t *trace) {
    deciding_t *x = m->x;
    facts_t facts;
    diag_t failed;
    plan_t plan;
    *trace = (tracing_t){0};
    if (facts_of(x, NULL, &facts)) return -1;
    facts.trace = trace;
    diag_init(&failed);
    (void)x->rules->plan(x->rules->ctx, x->flow, stage, &facts, x->arena, &plan, &failed);
    bool no_memory = diag_is(&failed, "memory.out") || trace->failed;
    diag_clear(&failed);
    return no_memory ? diag_memory(x->d) : 0;
}

static int measure_stage(measuring_t *m, const plan_place_t *place) {
    tracing_t trace;
    if (trace_stage(m, place->stage, &trace)) return -1;
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        const step_t *s = &m->x->record->steps[i];
        bool counts = step_is_leaf(s->kind) && s->kind != STEP_COPY && s->name && !s->superseded;
        if (!counts || s->state == STEP_CLOSED || tree_not_needed(s)) continue;
        bool reads = read_for(&trace, s->name, m->def->name);
        if (!reads && people_read(m->x, s->by, m->def->name, &reads)) return -1;
        if (reads) measure(m, decided_by_value(m, place, s));
    }
    return 0;
}

/* As the last plan that read it has it. */
static const value_t *last_read(const measuring_t *m) {
    const record_t *r = m->x->record;
    for (size_t i = r->plan_count; i-- > 0;) {
        const value_t *value = round_stands(r, r->plans[i].round) ? read_by(m, &r->plans[i]) : NULL;
        if (value) return value;
    }
    return NULL;
}

int change_counts(deciding_t *x, const change_rule_t *rule, const field_t *field, bool *counts) {
    measuring_t m = {.x = x, .rule = rule, .def = flow_field(x->flow, field->name), .now = &field->value};
    *counts = true;
    if (rule->from.kind == VALUE_NONE && !rule->permille) return 0;
    for (int32_t stage = 0; stage < (int32_t)x->flow->stage_count; stage++) {
        const plan_place_t *place = standing_plan(x->record, stage);
        if (place && measure_stage(&m, place)) return -1;
    }
    if (!m.approved) measure(&m, last_read(&m));
    if (!m.approved) measure(&m, record_field(x->record, field->name));
    *counts = m.far || !m.approved;
    return 0;
}
