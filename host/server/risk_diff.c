/* The risk with other values; see risk_diff.h. */
#include "server/risk_diff.h"
#include <string.h>

/* The newest stage that was opened, else the first: from its record the form is asked about. */
static size_t stage_asked(const route_t *route) {
    size_t stage = route->count - 1;
    while (stage > 0 && !route->stages[stage].opened)
        stage--;
    return stage;
}

/* A rule that fails has no level; its error is told with the stages. */
static int risk_with(route_t *route, const route_change_t *change, explain_t **moment, risk_t *out,
                     arena_t *arena, diag_t *d) {
    facts_t facts;
    diag_t failed = {0};
    *out = (risk_t){0};
    *moment = route_moment(route, stage_asked(route), change, arena);
    if (*moment == NULL) return diag_memory(d);
    if (explain_facts(*moment, arena, &facts, &failed) != 0 ||
        route->rules->risk(route->rules->ctx, route->flow, &facts, arena, out, &failed) != 0)
        out->level = RISK_NONE;
    bool no_memory = diag_is(&failed, "memory.out");
    diag_clear(&failed);
    return no_memory ? diag_memory(d) : 0;
}

static const effect_t *plan_of(const risk_t *risk) {
    for (size_t i = 0; i < risk->response.count; i++)
        if (risk->response.list[i].kind == EFFECT_RESPONSE) return &risk->response.list[i];
    return NULL;
}

static int put_people(shape_t *s, const explain_t *moment, const source_t *who, json_t *o, const char *name,
                      diag_t *d) {
    named_people_t named = {0};
    diag_t failed = {0};
    json_t *list = shape_array(s);
    shape_put(s, o, name, list);
    int status = explain_source(moment, who, "response", s->arena, &named, &failed);
    bool no_memory = diag_is(&failed, "memory.out");
    diag_clear(&failed);
    for (size_t i = 0; status == 0 && i < named.count; i++) {
        json_t *one = shape_object(s);
        shape_person(s, one, "person", named.list[i].person);
        shape_reason(s, one, named.list[i].reason, named.list[i].text);
        shape_add(s, list, one);
    }
    return no_memory ? diag_memory(d) : 0;
}

static int response_json(shape_t *s, const explain_t *moment, const effect_t *plan, json_t **out, diag_t *d) {
    *out = shape_object(s);
    if (plan->within.kind != LIMIT_NONE) shape_put(s, *out, "within", shape_limit(s, &plan->within));
    if (plan->check_within.kind != LIMIT_NONE)
        shape_put(s, *out, "check_within", shape_limit(s, &plan->check_within));
    if (put_people(s, moment, plan->who, *out, "by", d) == 0 &&
        put_people(s, moment, plan->check, *out, "check", d) == 0)
        return 0;
    json_decref(*out);
    return -1;
}

/* ---- what else it is answered by */

/* One thing that a risk is answered by: a leaf of a piece that comes into the plan, or an effect by itself.
 */
typedef struct answer {
    const effect_t *effect;
    const step_t *leaf; /* of EFFECT_ADD */
    const char *name;   /* of its step; "" of a notice */
} answer_t;

static const char *usual_name(const effect_t *e) {
    if (e->name != NULL) return e->name;
    return e->kind == EFFECT_WARN       ? "warning"
           : e->kind == EFFECT_RECTIFY  ? "rectify"
           : e->kind == EFFECT_RESPONSE ? "response"
                                        : "";
}

static const char *effect_word(effect_kind_t kind) {
    return kind == EFFECT_ADD        ? "add"
           : kind == EFFECT_WARN     ? "warn"
           : kind == EFFECT_RECTIFY  ? "rectify"
           : kind == EFFECT_RESPONSE ? "response"
                                     : "notify";
}

/* The one after `*at`, which counts effects, and the leaves of one (`*leaf`). False: no more. */
static bool next_answer(const risk_t *risk, size_t *at, size_t *leaf, answer_t *out) {
    for (; *at < risk->response.count; (*at)++, *leaf = 0) {
        const effect_t *e = &risk->response.list[*at];
        if (e->kind != EFFECT_ADD) {
            *out = (answer_t){.effect = e, .name = usual_name(e)};
            (*at)++;
            return true;
        }
        while (*leaf < e->step_count) {
            const step_t *step = &e->steps[(*leaf)++];
            if (step_is_group(step->kind) || step->name == NULL || step->state == STEP_LEFT_OUT) continue;
            *out = (answer_t){.effect = e, .leaf = step, .name = step->name};
            return true;
        }
    }
    return false;
}

static bool has_answer(const risk_t *risk, const answer_t *like) {
    answer_t a;
    size_t at = 0, leaf = 0;
    while (next_answer(risk, &at, &leaf, &a))
        if (a.effect->kind == like->effect->kind && strcmp(a.name, like->name) == 0) return true;
    return false;
}

static int answer_json(shape_t *s, const explain_t *moment, const char *change, const answer_t *a,
                       json_t *list, diag_t *d) {
    const effect_t *e = a->effect;
    const limit_t *within = a->leaf != NULL ? &a->leaf->within : &e->within;
    json_t *o = shape_object(s);
    shape_add(s, list, o);
    shape_text(s, o, "change", change);
    shape_text(s, o, "effect", effect_word(e->kind));
    shape_text(s, o, "step", a->name[0] != '\0' ? a->name : NULL);
    shape_words(s, o, "title", a->leaf != NULL ? a->leaf->title_en : NULL,
                a->leaf != NULL ? a->leaf->title_zh : NULL);
    shape_words(s, o, "text", e->text, e->text_zh);
    if (within->kind != LIMIT_NONE) shape_put(s, o, "within", shape_limit(s, within));
    if (put_people(s, moment, a->leaf != NULL ? a->leaf->by : e->who, o, "people", d) != 0) return -1;
    return e->check == NULL ? 0 : put_people(s, moment, e->check, o, "check", d);
}

/* Those that `risk` has and `other` has not; the plan that answers a high one is told by itself where it
 * comes.
 */
static int put_answers(shape_t *s, const explain_t *moment, const risk_t *risk, const risk_t *other,
                       const char *change, json_t *list, diag_t *d) {
    answer_t a;
    size_t at = 0, leaf = 0;
    while (next_answer(risk, &at, &leaf, &a)) {
        bool asked = a.effect->kind != EFFECT_RESPONSE || risk->level == RISK_HIGH;
        bool told = a.effect->kind == EFFECT_RESPONSE && strcmp(change, "added") == 0;
        bool both = a.effect->kind == EFFECT_RESPONSE ? other->level == RISK_HIGH : has_answer(other, &a);
        if (asked && !told && !both && answer_json(s, moment, change, &a, list, d) != 0) return -1;
    }
    return 0;
}

static bool same(const risk_t *a, const risk_t *b) {
    return a->level == b->level && strcmp(a->because ? a->because : "", b->because ? b->because : "") == 0;
}

int risk_diff(shape_t *s, route_t *route, const route_change_t *before, const route_change_t *after,
              json_t **out, diag_t *d) {
    explain_t *then, *now;
    risk_t was, is;
    json_t *response = json_null();
    *out = json_null();
    if (route->count == 0 || !route->flow->has_risk || route->rules->risk == NULL) return 0;
    if (risk_with(route, before, &then, &was, s->arena, d) != 0 ||
        risk_with(route, after, &now, &is, s->arena, d) != 0)
        return -1;
    if (same(&was, &is)) return 0;
    const effect_t *plan = is.level == RISK_HIGH && was.level != RISK_HIGH ? plan_of(&is) : NULL;
    if (plan != NULL && response_json(s, now, plan, &response, d) != 0) return -1;
    json_t *answers = shape_array(s);
    if (put_answers(s, now, &is, &was, "added", answers, d) != 0 ||
        put_answers(s, then, &was, &is, "gone", answers, d) != 0) {
        json_decref(response);
        json_decref(answers);
        return -1;
    }
    *out = shape_object(s);
    shape_put(s, *out, "answers", answers);
    shape_put(s, *out, "before", shape_risk(s, was.level, was.because, was.because_zh));
    shape_put(s, *out, "after", shape_risk(s, is.level, is.because, is.because_zh));
    shape_put(s, *out, "response", response);
    return 0;
}
