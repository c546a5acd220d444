/* Why a step was asked for again, or why a plan was made anew with it: which change of values did that, what
 * they were before and after, and which thresholds of the rule lie between. Of an adjustment (P2.3.3) that
 * is the approvals that came into the plan because of it and the stage's own plan that took over; of a change
 * after the end (A46) the plans of its round. The rules are asked again, as they were and by the record as it
 * was: by the code that decides. */
#include "server/api_guard.h"
#include "server/why.h"
#include <string.h>

/* ---- the moments ---- */

/* Of before and after the values changed, both as of the time of the event that came of it. */
static int both_moments(why_told_t *w, int64_t before, explain_t *then, explain_t *now, bool *known,
                        diag_t *d) {
    bool knew = false;
    const event_t *e = w->brought;
    if (why_moment_at(w, before, e->recorded, then, &knew, d) != 0 ||
        why_moment_at(w, e->seq - 1, e->recorded, now, known, d) != 0)
        return -1;
    then->rules = now->rules; /* the values make the difference, nothing else */
    then->flow = now->flow;
    return 0;
}

/* ---- what is told wherever a rule fails ---- */

static int unless_memory(int result, diag_t *failed, bool *told, diag_t *d) {
    bool no_memory = result != 0 && diag_is(failed, "memory.out");
    *told = result == 0;
    diag_clear(failed);
    return no_memory ? diag_memory(d) : 0;
}

static int compare(why_told_t *w, const explain_t *then, const explain_t *now, const char *name,
                   why_again_t *out, diag_t *d) {
    diag_t failed = {0};
    bool told;
    int result = explain_difference(then, now, out->stage, name, w->arena, &out->difference, &failed);
    if (unless_memory(result, &failed, &told, d) != 0) return -1;
    if (!told) out->difference = (step_difference_t){0};
    out->drifted = out->drifted || !told;
    out->ruleset = now->rules->ruleset;
    return 0;
}

/* ---- three ways in which values change a plan ---- */

static void by_deviation(why_again_t *out, const char *cause, const deviation_t *deviation,
                         const event_t *e) {
    bool stands = deviation->since == e->seq; /* else it was taken back (A27), and is proposed once more */
    *out = (why_again_t){.cause = cause,
                         .deviation = deviation,
                         .before = stands ? deviation->before : e->u.adjusted.before,
                         .before_count = stands ? deviation->before_count : e->u.adjusted.before_count,
                         .after = stands ? deviation->fields : e->u.adjusted.fields,
                         .after_count = stands ? deviation->field_count : e->u.adjusted.field_count,
                         .stage = -1};
}

/* By which it was agreed to what brought the step about: it may have been before, and taken back. */
static const event_t *adjusted(const why_told_t *w, int32_t deviation) {
    for (size_t i = w->past.count; i-- > 0;) {
        const event_t *e = &w->past.rows[i].event;
        if (e->kind == EVENT_ADJUSTED && e->u.adjusted.step == deviation && e->seq < w->brought->seq)
            return e;
    }
    return NULL;
}

/* An approval asked for again because of an adjustment. */
static int reapproval(why_told_t *w, why_again_t *out, diag_t *d) {
    int32_t no = w->brought->u.plan_added.group.origin;
    const deviation_t *deviation = record_deviation(w->record, no);
    const event_t *e = adjusted(w, no);
    explain_t then, now;
    diag_t failed = {0};
    const char *name;
    again_t why;
    bool known = false, told;
    const plan_t *piece = &w->brought->u.plan_added.piece;
    size_t index = (size_t)(w->as->no - piece->steps[0].no);
    if (deviation == NULL || e == NULL || piece->steps[index].state == STEP_LEFT_OUT) return 0;
    by_deviation(out, "deviation", deviation, e);
    if (both_moments(w, e->seq - 1, &then, &now, &known, d) != 0) return -1;
    out->drifted = !known;
    if (!known) return 0;
    int result = explain_reapproval(&now, no, index, w->arena, &out->stage, &name, &why, &failed);
    if (unless_memory(result, &failed, &told, d) != 0) return -1;
    if (!told) out->stage = -1;
    out->because = told && out->stage >= 0 ? again_word(why) : NULL;
    out->drifted = out->stage < 0 || why == AGAIN_NOT;
    return out->stage >= 0 && name != NULL ? compare(w, &then, &now, name, out, d) : 0;
}

/* A step of a plan of a change after the end. */
static int changed(why_told_t *w, const record_t *before, why_again_t *out, diag_t *d) {
    explain_t then, now;
    diag_t failed = {0};
    again_t why;
    bool known = false, told;
    int32_t stage = w->brought->u.stage_opened.stage;
    const plan_t *plan = &w->brought->u.stage_opened.plan;
    size_t index = (size_t)(w->as->no - plan->steps[0].no);
    if (plan->steps[index].state == STEP_LEFT_OUT) return 0;
    *out = (why_again_t){.cause = "change",
                         .before = before->kept,
                         .before_count = before->kept_count,
                         .after = before->fields,
                         .after_count = before->field_count,
                         .stage = stage};
    if (both_moments(w, before->kept_since - 1, &then, &now, &known, d) != 0) return -1;
    out->drifted = !known;
    if (!known || w->as->name == NULL) return 0;
    int result = explain_change(&now, stage, index, w->arena, &why, &failed);
    if (unless_memory(result, &failed, &told, d) != 0) return -1;
    out->because = told ? again_word(why) : NULL;
    out->drifted = !told || why == AGAIN_NOT;
    return compare(w, &then, &now, w->as->name, out, d);
}

/* The adjustment by which the plan of that event took over; NULL: none. */
static const event_t *taken_over_by(const why_told_t *w) {
    for (size_t i = (size_t)w->brought->seq; i < w->past.count; i++) {
        const event_t *e = &w->past.rows[i].event;
        if (e->kind == EVENT_STAGE_OPENED || e->recorded != w->brought->recorded) return NULL;
        if (e->kind == EVENT_REPLANNED) return e;
    }
    return NULL;
}

static bool is_needed(const step_t *step) {
    return step != NULL && step->state != STEP_LEFT_OUT;
}

/* A step of a stage's plan made anew: told of those alone that it has, or has not, for the new values. */
static int replanned(why_told_t *w, const event_t *e, why_again_t *out, diag_t *d) {
    const deviation_t *deviation = record_deviation(w->record, e->u.replanned.step);
    const event_t *adjustment = adjusted(w, e->u.replanned.step);
    explain_t then, now;
    bool known = false;
    if (deviation == NULL || adjustment == NULL || w->as->name == NULL) return 0;
    by_deviation(out, "replanned", deviation, adjustment);
    out->stage = w->brought->u.stage_opened.stage;
    if (both_moments(w, adjustment->seq - 1, &then, &now, &known, d) != 0) return -1;
    out->drifted = !known;
    if (!known) return 0;
    if (compare(w, &then, &now, w->as->name, out, d) != 0) return -1;
    bool needed = is_needed(out->difference.after);
    if (needed == is_needed(out->difference.before)) *out = (why_again_t){0};
    if (out->cause != NULL) out->because = needed ? "needed" : "not_needed";
    return 0;
}

int why_again(why_told_t *w, why_again_t *out, diag_t *d) {
    const event_t *e = w->brought;
    record_t before;
    *out = (why_again_t){0};
    if (e == NULL || step_is_group(w->as->kind)) return 0;
    if (e->kind == EVENT_PLAN_ADDED && e->u.plan_added.group.added == ADDED_REAPPROVAL)
        return reapproval(w, out, d);
    if (e->kind != EVENT_STAGE_OPENED) return 0;
    const event_t *taken = taken_over_by(w);
    if (taken != NULL) return replanned(w, taken, out, d);
    if (past_record(&w->past, e->seq - 1, &before, d) != 0) return -1;
    return before.kept_round != 0 ? changed(w, &before, out, d) : 0;
}

const char *why_fact_before(const why_again_t *again, const fact_t *fact) {
    for (size_t i = 0; again->cause != NULL && i < again->difference.fact_count_before; i++) {
        const fact_t *before = &again->difference.facts_before[i];
        if (strcmp(before->path, fact->path) == 0)
            return strcmp(before->text, fact->text) != 0 ? before->text : NULL;
    }
    return NULL;
}

/* ---- as an answer ---- */

static const value_t *value_of(const field_t *fields, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0) return &fields[i].value;
    return NULL;
}

static json_t *value_json(why_told_t *w, const char *field, const value_t *value) {
    return value != NULL && value->kind != VALUE_NONE ? shape_field_value(&w->s, field, value) : json_null();
}

static json_t *fields_json(why_told_t *w, const why_again_t *again) {
    json_t *list = shape_array(&w->s);
    for (size_t i = 0; i < again->before_count; i++) {
        const char *name = again->before[i].name;
        const field_def_t *def = w->flow != NULL ? flow_field(w->flow, name) : NULL;
        if (!shape_shows(&w->s, name)) continue;
        json_t *o = shape_object(&w->s);
        shape_text(&w->s, o, "name", name);
        shape_words(&w->s, o, "label", def != NULL ? def->label_en : NULL,
                    def != NULL ? def->label_zh : NULL);
        shape_put(&w->s, o, "before", value_json(w, name, &again->before[i].value));
        shape_put(&w->s, o, "after", value_json(w, name, value_of(again->after, again->after_count, name)));
        shape_add(&w->s, list, o);
    }
    return list;
}

/* Those that changed, of the fields that were read for the step. */
static json_t *reads_json(why_told_t *w, const why_again_t *again) {
    json_t *list = shape_array(&w->s);
    for (size_t i = 0; i < again->difference.read_count; i++) {
        const char *name = again->difference.reads[i];
        if (value_of(again->before, again->before_count, name) != NULL && shape_shows(&w->s, name))
            shape_add(&w->s, list, json_string(name));
    }
    return list;
}

/* "director_above" of the setting that has that value; NULL: none that was read has. */
static const char *setting_of(const why_again_t *again, const char *text) {
    static const char SET[] = "set.";
    for (size_t i = 0; text != NULL && i < again->difference.fact_count; i++) {
        const fact_t *fact = &again->difference.facts[i];
        if (strncmp(fact->path, SET, strlen(SET)) == 0 && fact->text != NULL && strcmp(fact->text, text) == 0)
            return fact->path + strlen(SET);
    }
    return NULL;
}

static json_t *crossed_json(why_told_t *w, const why_again_t *again, const crossed_t *c) {
    json_t *o = shape_object(&w->s);
    shape_put(&w->s, o, "before", shape_value(&w->s, &c->before));
    shape_put(&w->s, o, "after", shape_value(&w->s, &c->after));
    shape_put(&w->s, o, "against", shape_value(&w->s, &c->against));
    if (!value_equal(&c->against_before, &c->against))
        shape_put(&w->s, o, "against_before", shape_value(&w->s, &c->against_before));
    shape_text(&w->s, o, "setting", setting_of(again, value_text(&c->against, w->arena)));
    shape_text(&w->s, o, "file", c->file);
    shape_int(&w->s, o, "line", c->line);
    shape_text(&w->s, o, "text", why_line(w, &again->ruleset, c->file, c->line));
    return o;
}

/* A sum of fields may tell of one that is hidden: then none is shown. */
static bool may_tell_crossed(const why_told_t *w, const why_again_t *again) {
    for (size_t i = 0; i < again->difference.read_count; i++)
        if (!shape_shows_fact(&w->s, again->difference.reads[i])) return false;
    return true;
}

/* What the plan of before said of it. */
static json_t *before_json(why_told_t *w, const step_t *step) {
    if (step == NULL) return json_null();
    json_t *o = shape_object(&w->s);
    shape_flag(&w->s, o, "needed", is_needed(step));
    shape_quoted(&w->s, o, "left_out", step->left_out, step);
    shape_words(&w->s, o, "because", shape_guarded(&w->s, step->why.because),
                shape_guarded(&w->s, step->why.because_zh));
    shape_text(&w->s, o, "file", step->why.file);
    shape_int(&w->s, o, "line", step->why.line);
    return o;
}

void why_again_put(why_told_t *w, const why_again_t *again, json_t *root) {
    shape_t *s = &w->s;
    if (again->cause == NULL) {
        shape_put(s, root, "again", json_null());
        return;
    }
    json_t *o = shape_object(s), *crossed = shape_array(s);
    shape_text(s, o, "cause", again->cause);
    shape_text(s, o, "because", again->because);
    shape_instant(s, o, "at", w->brought->recorded);
    shape_stage(s, o, w->flow, again->stage);
    shape_put(s, o, "fields", fields_json(w, again));
    shape_put(s, o, "reads", reads_json(w, again));
    shape_put(s, o, "before", before_json(w, again->difference.before));
    for (size_t i = 0; may_tell_crossed(w, again) && i < again->difference.crossed_count; i++)
        shape_add(s, crossed, crossed_json(w, again, &again->difference.crossed[i]));
    shape_put(s, o, "crossed", crossed);
    shape_flag(s, o, "drifted", again->drifted);
    shape_put(s, root, "again", o);
}
