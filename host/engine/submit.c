/* Submission: the form is whole, the preparation holds, a number is given once, a round begins and its first
 * stage opens. Every problem of the form is told at once. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/clocks.h"
#include "engine/computed.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/form_rights.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "model/form_problems.h"
#include <string.h>

/* Of a field, or a column, that is hidden from whoever writes (A71) they hear no more than that something is
 * wrong. */
static void problem_add(const deciding_t *x, form_problems_t *p, diag_t *found, const char *field) {
    const char *at = diag_get(found, "field");
    if (field && !form_shows_cell(x->record, x->in->command->actor.person, at ? at : field)) {
        diag_set(found, "field.hidden_wrong", NULL);
        field = NULL;
    }
    form_problems_add(p, x->flow, found, field);
}

static void check_defined(const deciding_t *x, form_problems_t *p) {
    diag_t found;
    diag_init(&found);
    for (size_t i = 0; i < x->flow->field_count; i++) {
        const field_def_t *def = &x->flow->fields[i];
        const value_t *value = record_field(x->record, def->name);
        if (!value && def->computed) continue; /* what is missing is what it is worked out from */
        bool wrong = field_required(def, value, &found) || (value && field_check(def, value, &found));
        /* on its way a form keeps a department that is no more, and who has left; whoever has it in hand
         * names another */
        if (!wrong && value && form_in_hand(x->record)) wrong = !known_here(x, def, value, &found);
        if (wrong) problem_add(x, p, &found, def->name);
    }
}

/* A new version of the rules may no longer know a field. */
static void check_known(const deciding_t *x, form_problems_t *p) {
    diag_t found;
    diag_init(&found);
    for (size_t i = 0; i < x->record->field_count; i++) {
        const char *name = x->record->fields[i].name;
        if (flow_field(x->flow, name)) continue;
        diag_set(&found, "field.unknown", "field", name, "flow", x->flow->name, NULL);
        problem_add(x, p, &found, name);
    }
}

/* The flow's own checks (A72). */
static int check_by_rules(deciding_t *x, form_problems_t *p) {
    facts_t facts;
    problem_t *list = NULL;
    size_t count = 0;
    if (!x->rules->check) return 0;
    if (facts_of(x, NULL, &facts)) return -1;
    if (x->rules->check(x->rules->ctx, x->flow, &facts, x->arena, &list, &count, x->d)) return -1;
    diag_t found;
    diag_init(&found);
    for (size_t i = 0; i < count; i++) {
        diag_set(&found, "field.check", "field", list[i].field, "text", list[i].text_en, "text_zh",
                 list[i].text_zh, NULL);
        if (list[i].file) diag_at(&found, list[i].file, list[i].line);
        problem_add(x, p, &found, list[i].field);
    }
    return 0;
}

int check_form(deciding_t *x) {
    form_problems_t p;
    computed_t *computed;
    size_t count;
    if (compute_fields(x, &computed, &count)) return -1;
    form_problems_init(&p);
    check_defined(x, &p);
    check_known(x, &p);
    if (p.count == 0) computed_missing(x, computed, count, &p);
    /* the rules' checks may count on a form that is otherwise whole */
    if (p.count == 0 && check_by_rules(x, &p)) return -1;
    return form_problems_end(&p, x->d);
}

static const char *fact_text(const fact_t *facts, size_t count, const char *path) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(facts[i].path, path) == 0) return facts[i].text ? facts[i].text : "";
    return NULL;
}

/* The path of a fact that is not the same in both; NULL: none. */
const char *fact_differing(const fact_t *a, size_t a_count, const fact_t *b, size_t b_count) {
    for (size_t i = 0; i < a_count; i++) {
        const char *text = fact_text(b, b_count, a[i].path);
        if (!text || strcmp(text, a[i].text ? a[i].text : "") != 0) return a[i].path;
    }
    for (size_t i = 0; i < b_count; i++)
        if (!fact_text(a, a_count, b[i].path)) return b[i].path;
    return NULL;
}

static int prepare_needed(deciding_t *x, const char *fact) {
    diag_set(x->d, "prepare.needed", "stage", x->flow->stages[0].name, NULL);
    const field_def_t *field = fact ? flow_field(x->flow, fact) : NULL;
    if (fact) diag_param(x->d, "fact", fact);
    if (field) diag_param(x->d, "label_en", field->label_en);
    if (field) diag_param(x->d, "label_zh", field->label_zh);
    return stage_blame(x, &x->flow->stages[0]);
}

/* Did the preparation end well, for the plan that the rule gives now? */
static int check_prepared_as(deciding_t *x, const plan_t *plan) {
    const record_t *r = x->record;
    const plan_place_t *last = last_preparation(r);
    if (!last || last->count == 0) return prepare_needed(x, NULL);
    if (r->steps[last->first].state != STEP_PASSED && r->steps[last->first].state != STEP_LEFT_OUT)
        return prepare_needed(x, NULL);
    if (check_agreed(x)) return -1;
    const char *fact = fact_differing(last->facts, last->fact_count, plan->facts, plan->fact_count);
    if (fact) return prepare_needed(x, fact);
    if ((size_t)last->count != plan->step_count) return prepare_needed(x, NULL);
    for (int32_t i = 0; i < last->count; i++) { /* the same facts under other rules may ask others */
        const char *then = r->steps[last->first + i].name, *now = plan->steps[i].name;
        if (strcmp(then ? then : "", now ? now : "") != 0) return prepare_needed(x, now);
    }
    return 0;
}

/* A preparation that nobody has a part in is passed on the way. */
static int check_prepared(deciding_t *x) {
    plan_t plan;
    if (first_stage(x->flow) == 0) return 0;
    if (stage_plan(x, 0, &plan)) return -1;
    if (plan.step_count > 0 && plan.steps[0].state != STEP_LEFT_OUT) return check_prepared_as(x, &plan);
    if (x->record->state == RECORD_PREPARED) return 0;
    if (stage_open(x, 0)) return -1;
    event_t e = {.u.stage_ended = {.stage = 0, .passed = true}};
    return emit(x, EVENT_STAGE_ENDED, &e);
}

/* "EXP-2026-000123": the year is the company's. */
static int give_number(deciding_t *x, event_t *e) {
    civil_t local;
    int32_t offset;
    const char *prefix = x->flow->prefix && x->flow->prefix[0] ? x->flow->prefix : "REC";
    const calendars_t *c = x->in->calendars;
    if (c->local(c->ctx, NULL, x->in->now, &local, &offset, x->d)) return -1;
    int64_t seq = 0;
    if (x->in->numbers.next(x->in->numbers.ctx, prefix, local.year, &seq, x->d)) return -1;
    e->u.submitted.number = record_number_write(x->arena, prefix, local.year, seq);
    e->u.submitted.number_year = local.year;
    e->u.submitted.number_seq = seq;
    return e->u.submitted.number ? 0 : diag_memory(x->d);
}

static int begin_round(deciding_t *x) {
    event_t e = {.u.submitted.round = x->record->round + 1};
    if (x->record->round >= ROUNDS_MAX) return limit_reached(x, "limit.rounds", ROUNDS_MAX);
    if (!x->record->number && give_number(x, &e)) return -1;
    if (emit(x, EVENT_SUBMITTED, &e)) return -1;
    happened_t what = {.what = HAPPENED_SUBMITTED, .stage = -1};
    return happened(x, &what);
}

int submit_opened(deciding_t *x) {
    plan_t plan = {0};
    if (check_form(x)) return -1;
    if (first_stage(x->flow) != 0) {
        if (stage_plan(x, 0, &plan)) return -1;
        if (plan.step_count > 0 && plan.steps[0].state != STEP_LEFT_OUT) return prepare(x);
    }
    if (check_prepared(x) || begin_round(x)) return -1;
    return stage_next(x, first_stage(x->flow));
}

int do_submit(deciding_t *x) {
    const record_t *r = x->record;
    if (check_in_hand(x)) return -1;
    /* what was prepared under some rules is submitted under them */
    bool again = r->round > 0 && r->state != RECORD_PREPARED;
    if (again && x->flow->latest && x->in->latest && use_rules(x, x->in->latest)) return -1;
    if (edit_fields(x, x->in->command->fields, x->in->command->field_count)) return -1;
    if ((x->in->command->urgent && green_check(x)) || check_form(x)) return -1;
    if (check_prepared(x) || picks_submitted(x, first_stage(x->flow), (int32_t)x->flow->stage_count))
        return -1;
    if (revise_task(x) && revised(x)) return -1;
    if (begin_round(x) || risk_follow(x, true)) return -1;
    if (x->in->command->urgent && green_begin(x)) return -1;
    if (stage_next(x, first_stage(x->flow)) || duties_ahead(x)) return -1;
    return x->in->command->urgent ? owed_ahead(x) : 0;
}
