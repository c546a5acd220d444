/* The search of nearest.c, asked of routes; see nearest_route.h. */
#include "server/nearest_route.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KIND_JUMPS = 900, KIND_MADE = 1000, KINDS = 2048, CONSTANTS_HEARD_MAX = 128 };

typedef struct asking {
    route_t *route;
    const nearest_axis_t *axis;
    buf_t same; /* the route of the present value */
    buf_t other;
    arena_t scratch;
    double constants[CONSTANTS_HEARD_MAX];
    size_t constant_count;
    comparisons_t *heard; /* while listening */
    int64_t runs_before;
    uint8_t finest; /* decimals of what a number was compared with */
    bool uncomputed;
} asking_t;

/* ---- one value ---- */

static int route_of(asking_t *a, const value_t *whole, buf_t *out, diag_t *d) {
    const field_t field = {a->axis->field->name, *whole};
    const route_change_t change = {&field, 1};
    return route_bytes(a->route, &change, &a->scratch, out, d);
}

/* A value from which the rules can't work the form out, being beyond all that they count with, is none that
 * it can have. */
static int differs_as(asking_t *a, const value_t *whole, bool *out, diag_t *d) {
    a->uncomputed = false;
    if (route_of(a, whole, &a->other, d) != 0) return -1;
    *out = !a->uncomputed && !buf_same(&a->other, &a->same);
    return 0;
}

static int differs(void *ctx, int64_t step, bool *out, diag_t *d) {
    asking_t *a = ctx;
    value_t whole;
    arena_reset(&a->scratch);
    if (axis_value(a->axis, step, &a->scratch, &whole, d) != 0) return -1;
    return differs_as(a, &whole, out, d);
}

/* ---- what is compared ---- */

static double plain(const decimal_t *n) {
    return (double)n->mantissa / pow(10, n->scale);
}

/* One heard: where in the rules, and of what kind, tells it from others. */
static void compared(const asking_t *a, int32_t kind, bool again, double apart) {
    comparisons_t *out = a->heard;
    if (out->count == COMPARISONS_MAX) return;
    int64_t place = ruleset_heard_place(a->route->ruleset);
    out->list[out->count++] = (comparison_t){
        .kind = place * KINDS + kind, .again = again, .jumps = kind == KIND_JUMPS, .apart = apart};
}

static void hear(void *ctx, const value_t *left, const value_t *right) {
    asking_t *a = ctx;
    if (left->kind != right->kind) return;
    if (left->kind == VALUE_MONEY && strcmp(left->u.money.currency, right->u.money.currency) == 0)
        compared(a, VALUE_MONEY, false, (double)left->u.money.minor - (double)right->u.money.minor);
    if (left->kind == VALUE_DATE)
        compared(a, VALUE_DATE, false, (double)left->u.date - (double)right->u.date);
    if (left->kind != VALUE_NUMBER) return;
    compared(a, VALUE_NUMBER, false, plain(&left->u.number) - plain(&right->u.number));
    /* The field itself, compared with something that has more decimals: its steps are that fine. */
    if (value_equal(left, &a->axis->present) && right->u.number.scale > a->finest)
        a->finest = right->u.number.scale;
    if (value_equal(right, &a->axis->present) && left->u.number.scale > a->finest)
        a->finest = left->u.number.scale;
}

/* A number that a rule has may be compared with a constant without a sound. */
static void made(void *ctx, const value_t *value, bool jumps) {
    asking_t *a = ctx;
    double n = plain(&value->u.number);
    if (jumps) {
        compared(a, KIND_JUMPS, false, n);
        return;
    }
    for (size_t i = 0; i < a->constant_count; i++)
        compared(a, KIND_MADE + (int32_t)i, i > 0, n - a->constants[i]);
}

/* Aloud: whole numbers are heard, and what is computed from them, but == with a literal is not what it is. As
 * it is: the run does what it always does, and says less. */
enum { WAY_ALOUD, WAY_AS_IT_IS, WAYS };

static int listen(void *ctx, int64_t step, int way, comparisons_t *out, diag_t *d) {
    asking_t *a = ctx;
    value_t whole;
    arena_reset(&a->scratch);
    if (axis_value(a->axis, step, &a->scratch, &whole, d) != 0) return -1;
    a->heard = out;
    ruleset_listen(a->route->ruleset, hear, a);
    ruleset_listen_made(a->route->ruleset, made, way == WAY_AS_IT_IS);
    int status = route_of(a, &whole, &a->other, d); /* for its sound alone */
    ruleset_listen(a->route->ruleset, NULL, NULL);
    a->heard = NULL;
    return status;
}

static void know_constants(asking_t *a, const ruleset_literals_t *literals) {
    diag_t ignored = {0};
    decimal_t n;
    for (size_t i = 0; i < literals->number_count && a->constant_count < CONSTANTS_HEARD_MAX; i++)
        if (decimal_parse(literals->numbers[i], &n, &ignored) == 0)
            a->constants[a->constant_count++] = plain(&n);
    for (size_t i = 0; i < a->route->flow->setting_count && a->constant_count < CONSTANTS_HEARD_MAX; i++)
        if (decimal_parse(a->route->flow->settings[i].text, &n, &ignored) == 0)
            a->constants[a->constant_count++] = plain(&n);
    diag_clear(&ignored);
}

/* ---- one axis ---- */

static int found_at(const nearest_axis_t *axis, const nearest_found_t *found, arena_t *arena,
                    nearest_change_t *out, diag_t *d) {
    out->found = found->found;
    if (!found->found) return 0;
    if (axis_value(axis, found->value, arena, &out->whole, d) != 0) return -1;
    out->part = axis_part_of(axis, &out->whole);
    return 0;
}

/* What the field is compared with at its present value may be finer than the value itself. */
static int finer(asking_t *a, nearest_axis_t *axis, arena_t *arena, diag_t *d) {
    comparisons_t *heard;
    if (axis->present.kind != VALUE_NUMBER) return 0;
    heard = arena_alloc(arena, sizeof *heard);
    if (heard == NULL) return diag_memory(d);
    if (listen(a, axis->step, WAY_ALOUD, heard, d) != 0) return -1;
    axis_finer(axis, a->finest);
    return 0;
}

static int both_sides(asking_t *a, nearest_answer_t *out, const record_t *record,
                      const ruleset_literals_t *literals, const nearest_options_t *options, arena_t *arena,
                      diag_t *d) {
    nearest_axis_t *axis = &out->axis;
    int64_t *constants;
    size_t count;
    nearest_found_t below, above;
    if (finer(a, axis, arena, d) != 0 ||
        axis_constants(axis, a->route, record, literals, arena, &constants, &count, d) != 0)
        return -1;
    bool days = axis->present.kind == VALUE_DATE;
    int64_t every = days ? options->every_day : options->every_unit;
    if (every == 0) every = days ? AXIS_EVERY_DAY : AXIS_EVERY_UNIT;
    nearest_ask_t ask = {.ctx = a,
                         .present = axis->step,
                         .least = axis->least,
                         .most = axis->most,
                         .every = every,
                         .constants = constants,
                         .constant_count = count,
                         .differs = differs,
                         .ways = WAYS,
                         .listen = listen};
    if (nearest_search(&ask, -1, &below, d) != 0 || nearest_search(&ask, 1, &above, d) != 0) return -1;
    out->each_from = below.found ? below.value : below.each_to;
    out->each_to = above.found ? above.value : above.each_to;
    out->tried += below.tried + above.tried;
    out->cut_short = out->cut_short || below.cut_short || above.cut_short;
    return found_at(axis, &below, arena, &out->below, d) != 0 ||
                   found_at(axis, &above, arena, &out->above, d) != 0
               ? -1
               : 0;
}

/* A text that nothing compares with: where it changes the route, any other one does. So does anybody else in
 * a field whose person is asked. */
static int any_other(asking_t *a, nearest_answer_t *out, const nearest_options_t *options, diag_t *d) {
    static const char ANY[] = "\x01 any other text";
    if (options->asked && out->axis.def->kind == VALUE_PERSON) out->any_other = true;
    if (out->axis.def->kind != VALUE_TEXT) return 0;
    value_t part = {.kind = VALUE_TEXT, .u.text = ANY}, whole;
    arena_reset(&a->scratch);
    if (axis_put(&out->axis, &part, &a->scratch, &whole, d) != 0) return -1;
    return differs_as(a, &whole, &out->any_other, d);
}

static int one_other(asking_t *a, nearest_answer_t *out, const value_t *part, arena_t *arena, bool *changes,
                     diag_t *d) {
    nearest_change_t more,
        *change = out->other_count < NEAREST_OTHERS_TOLD ? &out->others[out->other_count] : &more;
    arena_reset(&a->scratch);
    if (axis_put(&out->axis, part, arena, &change->whole, d) != 0 ||
        differs_as(a, &change->whole, changes, d) != 0)
        return -1;
    out->tried++;
    if (!*changes) return 0;
    out->more_others = change == &more;
    if (out->more_others) return 0;
    change->found = true;
    change->part = *part;
    out->other_count++;
    return 0;
}

static size_t rows_in(const value_t *v) {
    return v->kind == VALUE_TABLE ? v->u.table.count : 0;
}

/* Without which of its rows it would be another route; without how many, where no single one does, and
 * without any; with how many more. */
static int all_rows(asking_t *a, nearest_answer_t *out, const ruleset_literals_t *literals, arena_t *arena,
                    diag_t *d) {
    value_t *list;
    size_t count, rows = rows_in(&out->axis.present);
    bool less = false;
    if (axis_others(&out->axis, a->route, literals, arena, &list, &count, d) != 0) return -1;
    for (size_t i = 0; i < count && !out->more_others; i++) {
        size_t with = rows_in(&list[i]);
        bool changes;
        if (less && with > 0 && with + 1 < rows) continue;
        if (one_other(a, out, &list[i], arena, &changes, d) != 0) return -1;
        if (changes && with > rows) return 0;
        less = less || changes;
    }
    return 0;
}

static int all_others(asking_t *a, nearest_answer_t *out, const ruleset_literals_t *literals,
                      const nearest_options_t *options, arena_t *arena, diag_t *d) {
    value_t *list;
    size_t count;
    if (axis_others(&out->axis, a->route, literals, arena, &list, &count, d) != 0 ||
        any_other(a, out, options, d) != 0)
        return -1;
    for (size_t i = 0; i < count && !out->more_others; i++) {
        /* With any other all that the rules name change it too; then only "empty" is worth telling besides.
         */
        if (out->any_other && list[i].kind != VALUE_NONE) continue;
        bool changes;
        value_t beside;
        if (one_other(a, out, &list[i], arena, &changes, d) != 0) return -1;
        /* what is more than a threshold is no value that the rule names */
        for (int side = 1; side >= -1 && !changes; side -= 2)
            if (axis_beside(&out->axis, &list[i], side, &beside) &&
                one_other(a, out, &beside, arena, &changes, d) != 0)
                return -1;
    }
    return 0;
}

static int one_axis(asking_t *a, nearest_answer_t *out, const record_t *record,
                    const ruleset_literals_t *literals, const nearest_options_t *options, arena_t *arena,
                    diag_t *d) {
    a->axis = &out->axis;
    a->finest = 0;
    arena_reset(&a->scratch);
    if (route_of(a, &out->axis.whole, &a->same, d) != 0) return -1;
    if (a->route->runs - a->runs_before > NEAREST_RUNS_MAX) {
        out->cut_short = true;
        return 0;
    }
    if (out->axis.ordered && both_sides(a, out, record, literals, options, arena, d) != 0) return -1;
    return out->axis.def->kind == VALUE_TABLE ? all_rows(a, out, literals, arena, d)
                                              : all_others(a, out, literals, options, arena, d);
}

int nearest_of_field(route_t *route, const record_t *record, const field_def_t *field,
                     const ruleset_literals_t *literals, const nearest_options_t *options, arena_t *arena,
                     nearest_answer_t **out, size_t *count, diag_t *d) {
    nearest_axis_t *axes;
    if (axes_of(field, record_field(record, field->name), arena, &axes, count, d) != 0) return -1;
    *out = arena_array(arena, *count + 1, sizeof **out);
    if (*out == NULL) return diag_memory(d);
    asking_t *a = arena_alloc(arena, sizeof *a);
    if (a == NULL) return diag_memory(d);
    a->route = route;
    route->uncomputed = &a->uncomputed;
    a->runs_before = 0;
    buf_init(&a->same, 0);
    buf_init(&a->other, 0);
    arena_init(&a->scratch, 0);
    know_constants(a, literals);
    int status = 0;
    for (size_t i = 0; status == 0 && i < *count; i++) {
        (*out)[i].axis = axes[i];
        status = one_axis(a, &(*out)[i], record, literals, options, arena, d);
    }
    route->uncomputed = NULL;
    arena_free(&a->scratch);
    buf_free(&a->same);
    buf_free(&a->other);
    return status;
}

/* ---- which fields ---- */

static bool by_function(const source_t *source) {
    for (; source != NULL; source = source->next)
        if (source->kind == SOURCE_FUNCTION || (source->of != NULL && by_function(source->of))) return true;
    return false;
}

static bool asks(const source_t *source, const char *field) {
    for (; source != NULL; source = source->next)
        if (source->kind == SOURCE_FIELD && source->key != NULL && strcmp(source->key, field) == 0)
            return true;
    return false;
}

static void read_by(const flow_t *flow, const plan_t *plan, bool *read) {
    bool all = false;
    for (size_t i = 0; i < plan->step_count; i++)
        all = all || by_function(plan->steps[i].by);
    for (size_t i = 0; i < flow->field_count; i++)
        for (size_t k = 0; k < plan->fact_count && !read[i]; k++)
            read[i] = all || strcmp(plan->facts[k].path, flow->fields[i].name) == 0;
    for (size_t i = 0; all && i < flow->field_count; i++)
        read[i] = true;
}

/* Nobody changes who stands in a computed field: that is read, as any other of them. */
static void asked_by(const flow_t *flow, const plan_t *plan, bool *read, bool *asked) {
    for (size_t i = 0; i < flow->field_count; i++) {
        bool *flag = flow->fields[i].computed ? &read[i] : &asked[i];
        for (size_t k = 0; k < plan->step_count && !*flag; k++)
            *flag = route_takes(&plan->steps[k]) && asks(plan->steps[k].by, flow->fields[i].name);
    }
}

/* A computed field (A72) is nobody's to change: what it was worked out from is, and it may have been worked
 * out from one before it. */
static int read_through(route_t *route, arena_t *arena, bool *read, diag_t *d) {
    const record_t *record = route_record(route);
    facts_t facts = {.record = record,
                     .directory = route->directory,
                     .calendars = route->calendars,
                     .at = route->stages[0].at};
    computed_t *list = NULL;
    size_t count = 0;
    diag_t failed = {0};
    if (route->rules->compute == NULL) return 0;
    int status = route->rules->compute(route->rules->ctx, route->flow, &facts, arena, &list, &count, &failed);
    bool no_memory = diag_is(&failed, "memory.out");
    diag_clear(&failed);
    if (no_memory) return diag_memory(d);
    for (size_t i = status == 0 ? count : 0; i-- > 0;)
        for (size_t k = 0; k < route->flow->field_count; k++) {
            if (strcmp(route->flow->fields[k].name, list[i].field.name) != 0 || !read[k]) continue;
            const plan_t through = {.facts = (fact_t *)list[i].read, .fact_count = list[i].read_count};
            read_by(route->flow, &through, read);
        }
    for (size_t k = 0; k < route->flow->field_count; k++)
        read[k] = read[k] && !route->flow->fields[k].computed;
    return 0;
}

int nearest_fields_read(route_t *route, arena_t *arena, bool *read, bool *asked, diag_t *d) {
    static const route_change_t none;
    for (size_t i = 0; i < route->count; i++) {
        plan_t plan;
        diag_t failed = {0};
        int status = route_plan(route, i, &none, arena, &plan, &failed);
        bool no_memory = diag_is(&failed, "memory.out");
        diag_clear(&failed);
        if (no_memory) return diag_memory(d);
        if (status == 0) {
            read_by(route->flow, &plan, read);
            asked_by(route->flow, &plan, read, asked);
            continue;
        }
        /* A rule that fails for the present values: what it read before it failed is not kept. */
        for (size_t k = 0; k < route->flow->field_count; k++)
            read[k] = true;
    }
    return read_through(route, arena, read, d);
}

const record_t *route_record(const route_t *route) {
    const route_stage_t *newest = &route->stages[0];
    for (size_t i = 0; i < route->count; i++)
        if (route->stages[i].opened) newest = &route->stages[i];
    return newest->record;
}
