/* Steps of two plans compared by their names; see route_diff.h. */
#include "server/route_diff.h"
#include "server/api_guard.h"
#include <string.h>

typedef struct side {
    explain_t *moment;
    plan_t plan;
    diag_t failed; /* why there is no plan */
} side_t;

typedef struct diff {
    shape_t *s;
    arena_t *arena;
    side_t before, after;
    json_t *steps;
    diag_t *d;
} diff_t;

static const char *name_of(const step_t *step) {
    return step->name != NULL ? step->name : "";
}

static bool is_leaf(const step_t *step) {
    return !step_is_group(step->kind);
}

/* The leaf of that name, taken or left out; NULL: the rule does not mention it. */
static const step_t *leaf_named(const plan_t *plan, const char *name) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (is_leaf(&plan->steps[i]) && strcmp(name_of(&plan->steps[i]), name) == 0) return &plan->steps[i];
    return NULL;
}

static bool taken(const step_t *step) {
    return step != NULL && route_takes(step);
}

/* ---- people ---- */

/* Who a step would have had then; a failure is told in its place. */
static int people_json(diff_t *f, const side_t *side, const step_t *step, json_t **out) {
    named_people_t named;
    diag_t failed = {0};
    *out = shape_array(f->s);
    if (explain_people(side->moment, step, f->arena, &named, &failed) != 0) {
        bool no_memory = diag_is(&failed, "memory.out");
        json_t *o = shape_object(f->s);
        if (!no_memory) shape_put(f->s, o, "problem", shape_error(f->s, &failed));
        shape_add(f->s, *out, o);
        diag_clear(&failed);
        return no_memory ? diag_memory(f->d) : 0;
    }
    if (named.answer != NAMED_PEOPLE) {
        json_t *o = shape_object(f->s);
        shape_text(f->s, o, "answer", named.answer == NAMED_REFUSES ? "refuses" : "passes");
        shape_quoted(f->s, o, "cause", named.cause, step);
        shape_add(f->s, *out, o);
    }
    for (size_t i = 0; i < named.count; i++) {
        json_t *o = shape_object(f->s);
        shape_person(f->s, o, "person", named.list[i].person);
        shape_text(f->s, o, "reason", named.list[i].reason);
        shape_text(f->s, o, "reason_text", shape_guarded(f->s, named.list[i].text));
        shape_add(f->s, *out, o);
    }
    return 0;
}

/* ---- one step ---- */

static json_t *entry(diff_t *f, const char *change, const step_t *step) {
    json_t *o = shape_object(f->s), *told = shape_step(f->s, step);
    shape_text(f->s, o, "change", change);
    if (json_is_object(told)) {
        json_object_del(told, "opened_at");
        json_object_del(told, "ended_at");
    }
    shape_put(f->s, o, "step", told);
    shape_add(f->s, f->steps, o);
    return o;
}

/* Only on one side; `other` is what the other side says of it, which may be why it is left out there. */
static int one_sided(diff_t *f, const char *change, const side_t *side, const step_t *step,
                     const step_t *other) {
    json_t *o = entry(f, change, step), *people;
    shape_quoted(f->s, o, "left_out", other != NULL ? other->left_out : NULL, other);
    if (other != NULL) shape_put(f->s, o, "left_out_why", shape_step_named(f->s, other));
    if (people_json(f, side, step, &people) != 0) return -1;
    shape_put(f->s, o, "people", people);
    return 0;
}

static json_t *aspect(diff_t *f, json_t *list, const char *what, json_t *before, json_t *after) {
    json_t *o = shape_object(f->s);
    shape_text(f->s, o, "what", what);
    shape_put(f->s, o, "before", before);
    shape_put(f->s, o, "after", after);
    shape_add(f->s, list, o);
    return o;
}

/* Where it stands in a file is no part of it: other lines above it move it. */
static ladder_t placeless(const ladder_t *ladder, arena_t *arena, bool *failed) {
    ladder_t out = {arena_array(arena, ladder->count + 1, sizeof *out.rungs), ladder->count};
    if (out.rungs == NULL) {
        *failed = true;
        return (ladder_t){0};
    }
    for (size_t i = 0; i < ladder->count; i++) {
        out.rungs[i] = ladder->rungs[i];
        out.rungs[i].file = NULL;
        out.rungs[i].line = 0;
    }
    return out;
}

static bool same_ladder(const ladder_t *a, const ladder_t *b, arena_t *arena, bool *failed) {
    buf_t x, y;
    ladder_t of_a = placeless(a, arena, failed), of_b = placeless(b, arena, failed);
    buf_init(&x, 0);
    buf_init(&y, 0);
    ladder_encode(&of_a, &x);
    ladder_encode(&of_b, &y);
    bool same = buf_same(&x, &y);
    *failed = *failed || x.failed || y.failed;
    buf_free(&x);
    buf_free(&y);
    return same;
}

static bool same_limit(const limit_t *a, const limit_t *b) {
    return a->kind == b->kind && a->same_time == b->same_time && a->days == b->days &&
           a->minute == b->minute && a->ms == b->ms;
}

static bool same_form(const step_form_t *a, const step_form_t *b, bool *failed) {
    buf_t x, y;
    buf_init(&x, 0);
    buf_init(&y, 0);
    step_form_encode(a, &x);
    step_form_encode(b, &y);
    bool same = buf_same(&x, &y);
    *failed = *failed || x.failed || y.failed;
    buf_free(&x);
    buf_free(&y);
    return same;
}

static void settings_of(diff_t *f, json_t *list, const step_t *a, const step_t *b) {
    if (a->kind != b->kind)
        aspect(f, list, "kind", json_string(step_kind_word(a->kind)), json_string(step_kind_word(b->kind)));
    if (!same_limit(&a->within, &b->within))
        aspect(f, list, "within", shape_limit(f->s, &a->within), shape_limit(f->s, &b->within));
    if (a->mode != b->mode) aspect(f, list, "decide", json_integer(a->mode), json_integer(b->mode));
    if (a->on_empty != b->on_empty)
        aspect(f, list, "if_empty", json_integer(a->on_empty), json_integer(b->on_empty));
    if (a->on_self != b->on_self)
        aspect(f, list, "if_initiator", json_integer(a->on_self), json_integer(b->on_self));
    if (a->may_return != b->may_return)
        aspect(f, list, "may_return", json_boolean(a->may_return), json_boolean(b->may_return));
    if (strcmp(a->aspects != NULL ? a->aspects : "", b->aspects != NULL ? b->aspects : "") != 0)
        aspect(f, list, "aspects", json_lossy(a->aspects), json_lossy(b->aspects));
    if (!same_form(&a->form, &b->form, &f->s->failed))
        aspect(f, list, "require", json_integer((json_int_t)a->form.require_count),
               json_integer((json_int_t)b->form.require_count));
    if (!same_ladder(&a->ladder, &b->ladder, f->arena, &f->s->failed))
        aspect(f, list, "overdue", json_integer((json_int_t)a->ladder.count),
               json_integer((json_int_t)b->ladder.count));
}

static int both_sides(diff_t *f, const step_t *a, const step_t *b) {
    json_t *before = NULL, *after = NULL, *list = shape_array(f->s);
    const char *by = source_text(a->by, f->arena), *now_by = source_text(b->by, f->arena);
    settings_of(f, list, a, b);
    if (people_json(f, &f->before, a, &before) != 0 || people_json(f, &f->after, b, &after) != 0 ||
        by == NULL || now_by == NULL) {
        json_decref(before);
        json_decref(after);
        json_decref(list);
        return diag_memory(f->d);
    }
    bool people = !json_equal(before, after);
    if (people || strcmp(by, now_by) != 0) {
        json_t *o = aspect(f, list, "people", before, after);
        shape_text(f->s, o, "by_before", shape_guarded(f->s, by));
        shape_text(f->s, o, "by_after", shape_guarded(f->s, now_by));
    } else {
        json_decref(before);
        json_decref(after);
    }
    if (json_array_size(list) == 0) {
        json_decref(list);
        return 0;
    }
    shape_put(f->s, entry(f, "changed", b), "aspects", list);
    return 0;
}

/* ---- all steps, and how they stand to one another ---- */

static int compare_steps(diff_t *f) {
    for (size_t i = 0; i < f->after.plan.step_count; i++) {
        const step_t *step = &f->after.plan.steps[i];
        if (!is_leaf(step) || !route_takes(step)) continue;
        const step_t *was = leaf_named(&f->before.plan, name_of(step));
        int status = taken(was) ? both_sides(f, was, step) : one_sided(f, "added", &f->after, step, was);
        if (status != 0) return -1;
    }
    for (size_t i = 0; i < f->before.plan.step_count; i++) {
        const step_t *step = &f->before.plan.steps[i];
        if (!is_leaf(step) || !route_takes(step)) continue;
        const step_t *is = leaf_named(&f->after.plan, name_of(step));
        if (!taken(is) && one_sided(f, "gone", &f->before, step, is) != 0) return -1;
    }
    return 0;
}

/* "sequence(head any 2(tax audit))" of the steps that both sides have: order, groups, and what a group needs.
 */
static void shape_text_of(buf_t *out, const plan_t *plan, const plan_t *other, int32_t group) {
    for (int32_t i = group < 0 ? 0 : plan_child(plan->steps, plan->step_count, group, group);
         i >= 0 && i < (int32_t)plan->step_count;
         i = group < 0 ? -1 : plan_child(plan->steps, plan->step_count, group, i)) {
        const step_t *step = &plan->steps[i];
        if (!route_takes(step)) continue;
        if (is_leaf(step)) {
            if (taken(leaf_named(other, name_of(step)))) buf_printf(out, "%s ", name_of(step));
            continue;
        }
        size_t before = out->len;
        buf_printf(out, "%s", step_kind_word(step->kind));
        if (step->need > 0) buf_printf(out, " %d", (int)step->need);
        if (step->on_refuse != ON_REFUSE_AT_ONCE) buf_printf(out, " refuse %d", (int)step->refuse_need);
        buf_puts(out, "(");
        size_t inside = out->len;
        shape_text_of(out, plan, other, i);
        if (out->len == inside) {
            out->len = before;
            continue;
        }
        if (out->at[out->len - 1] == ' ') out->len--;
        buf_puts(out, ") ");
    }
}

static const char *shape_of_plan(diff_t *f, const plan_t *plan, const plan_t *other) {
    buf_t text;
    buf_init(&text, 0);
    if (plan->step_count > 0) shape_text_of(&text, plan, other, -1);
    /* nothing was written of a plan that could not be made, or where no step is on both sides */
    const char *out = text.failed     ? NULL
                      : text.len == 0 ? ""
                                      : arena_strndup(f->arena, (const char *)text.at, text.len);
    if (out == NULL) f->s->failed = true;
    buf_free(&text);
    return out != NULL ? out : "";
}

static void compare_shapes(diff_t *f, json_t *o) {
    const char *before = shape_of_plan(f, &f->before.plan, &f->after.plan);
    const char *after = shape_of_plan(f, &f->after.plan, &f->before.plan);
    json_t *shape = json_null();
    if (strcmp(before, after) != 0) {
        shape = shape_object(f->s);
        shape_text(f->s, shape, "before", before);
        shape_text(f->s, shape, "after", after);
    }
    shape_put(f->s, o, "shape", shape);
}

/* ---- the stage ---- */

static int plan_side(diff_t *f, route_t *route, size_t stage, const route_change_t *change, side_t *side) {
    side->moment = route_moment(route, stage, change, f->arena);
    if (side->moment == NULL) return diag_memory(f->d);
    route->runs++;
    if (explain_plan(side->moment, route->stages[stage].stage, f->arena, &side->plan, &side->failed) == 0)
        return 0;
    side->plan = (plan_t){0};
    return diag_is(&side->failed, "memory.out") ? diag_memory(f->d) : 0;
}

/* The plan that the rules give again for the values that the stage's own was made from; as bytes. *told
 * false: they fail now. */
static int planned_again(diff_t *f, route_t *route, size_t stage, buf_t *out, bool *told) {
    plan_t plan;
    diag_t failed = {0};
    explain_t *moment = route_planned_moment(route, stage, f->arena);
    if (moment == NULL) return diag_memory(f->d);
    route->runs++;
    *told = explain_plan(moment, route->stages[stage].stage, f->arena, &plan, &failed) == 0;
    bool no_memory = diag_is(&failed, "memory.out");
    diag_clear(&failed);
    if (no_memory) return diag_memory(f->d);
    return *told ? route_plan_bytes(route, stage, &plan, f->arena, out, f->d) : 0;
}

/* Does the plan leave out what was decided before: of a change after the end, or gone back to? Such a one is
 * not what the rules give. */
static bool leans_on_earlier(const plan_t *plan) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].state == STEP_LEFT_OUT && plan->steps[i].origin != 0) return true;
    return false;
}

/* Do the rules, asked again for the record as it was, give another plan than they gave then? What the
 * directory says of people and departments without a date may have changed, or values were erased. */
static int drifted(diff_t *f, route_t *route, size_t stage, bool *out) {
    const event_t *e =
        route->stages[stage].opened ? past_plan_event(route->past, (size_t)route->stages[stage].plan) : NULL;
    buf_t then, again;
    bool told = true;
    *out = false;
    if (e == NULL || leans_on_earlier(&e->u.stage_opened.plan)) return 0;
    buf_init(&then, 0);
    buf_init(&again, 0);
    int status = planned_again(f, route, stage, &again, &told);
    if (status == 0 && told)
        status = route_plan_bytes(route, stage, &e->u.stage_opened.plan, f->arena, &then, f->d);
    *out = status == 0 && told && !buf_same(&then, &again);
    buf_free(&then);
    buf_free(&again);
    return status;
}

static void put_problem(diff_t *f, json_t *o, const char *name, const side_t *side) {
    shape_put(f->s, o, name, side->failed.code != NULL ? shape_error(f->s, &side->failed) : json_null());
}

/* What the rules worked out of other values, and read then, is hidden as it is of the record (A71). */
static void guard_side(diff_t *f, const side_t *side) {
    if (side->moment != NULL) shape_also(f->s, side->moment->record);
    shape_also_facts(f->s, side->plan.facts, side->plan.fact_count);
}

static int compare(diff_t *f, route_t *old, route_t *route, size_t stage, const route_change_t *before,
                   const route_change_t *after, json_t *o) {
    const route_stage_t *at = &route->stages[stage];
    bool other = false;
    if (plan_side(f, old, stage, before, &f->before) != 0 ||
        plan_side(f, route, stage, after, &f->after) != 0 ||
        (before->count == 0 && drifted(f, route, stage, &other) != 0))
        return -1;
    guard_side(f, &f->before);
    guard_side(f, &f->after);
    shape_stage(f->s, o, route->flow, at->stage);
    shape_int(f->s, o, "round", at->round);
    shape_flag(f->s, o, "opened", at->opened);
    shape_instant(f->s, o, "at", at->at);
    shape_flag(f->s, o, "drifted", other);
    put_problem(f, o, "problem", &f->after);
    put_problem(f, o, "problem_before", &f->before);
    if (f->before.failed.code == NULL && f->after.failed.code == NULL && compare_steps(f) != 0) return -1;
    compare_shapes(f, o);
    bool failing = (f->before.failed.code != NULL) != (f->after.failed.code != NULL);
    shape_flag(f->s, o, "differs",
               failing || json_array_size(f->steps) > 0 || json_is_object(json_object_get(o, "shape")));
    shape_put(f->s, o, "facts", shape_facts(f->s, f->after.plan.facts, f->after.plan.fact_count));
    return 0;
}

int route_diff(shape_t *s, route_t *route, size_t stage, const route_change_t *before,
               const route_change_t *after, json_t **out, diag_t *d) {
    json_t *o = shape_object(s);
    diff_t f = {.s = s, .arena = s->arena, .steps = shape_array(s), .d = d};
    shape_put(s, o, "steps", f.steps);
    int status = compare(&f, route, route, stage, before, after, o);
    diag_clear(&f.before.failed);
    diag_clear(&f.after.failed);
    *out = o;
    return status;
}

int route_diff_rules(shape_t *s, route_t *before, route_t *after, json_t **out, diag_t *d) {
    const route_change_t none = {0};
    json_t *o = shape_object(s);
    diff_t f = {.s = s, .arena = s->arena, .steps = shape_array(s), .d = d};
    shape_put(s, o, "steps", f.steps);
    int status = compare(&f, before, after, 0, &none, &none, o);
    diag_clear(&f.before.failed);
    diag_clear(&f.after.failed);
    *out = o;
    return status;
}
