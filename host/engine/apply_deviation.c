/* Deviations (P2.3.3): reported, agreed to, and what that changed; and documents that the host made (P2.5.3).
 */
#include "engine/applying.h"
#include "engine/copy.h"
#include "engine/tree.h"
#include <string.h>

static field_t *copy_fields(arena_t *arena, const field_t *from, size_t count) {
    field_t *to = arena_array(arena, count + 1, sizeof *to);
    for (size_t i = 0; to && i < count; i++) {
        to[i].name = arena_strdup(arena, from[i].name);
        to[i].value = copy_value(arena, &from[i].value);
    }
    return to;
}

const char *apply_deviated(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    const step_t *step = record_step(r, e->u.deviated.step);
    if (!step || step->added != ADDED_DEVIATION || step->state != STEP_OPEN)
        return "no step decides about it";
    if (record_deviation(r, step->no)) return "it decides about another";
    if (r->deviation_count >= RECORD_DEVIATIONS_MAX) return "no more can be kept";
    size_t before = e->u.deviated.before_count;
    if (before && before != e->u.deviated.field_count) return "other fields before than after";
    deviation_t *list =
        arena_grow(a->arena, r->deviations, r->deviation_count, r->deviation_count + 1, sizeof *list);
    if (!list) return NULL;
    r->deviations = list;
    list[r->deviation_count++] =
        (deviation_t){.step = step->no,
                      .by = e->actor.person,
                      .at = e->recorded,
                      .text = arena_strdup(a->arena, e->u.deviated.text),
                      .fields = copy_fields(a->arena, e->u.deviated.fields, e->u.deviated.field_count),
                      .field_count = e->u.deviated.field_count,
                      .before = before ? copy_fields(a->arena, e->u.deviated.before, before) : NULL,
                      .before_count = before};
    return NULL;
}

/* Of version 1 nothing of what stood before was kept. */
static void keep_was(applying_t *a, deviation_t *d) {
    const record_t *r = a->record;
    if (a->event->version == 1) return;
    d->was = (adjusted_was_t){.first = tree_highest(r) + 1,
                              .plans = (int32_t)r->plan_count,
                              .decided = tasks_decided(r),
                              .entries = r->entries,
                              .fields = d->fields,
                              .field_count = d->field_count,
                              .before = d->before,
                              .before_count = d->before_count};
}

const char *apply_adjusted(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    deviation_t *d = record_deviation(r, e->u.adjusted.step);
    const step_t *step = record_step(r, e->u.adjusted.step);
    if (!d || !step) return "no such deviation";
    if (step->state != STEP_PASSED || d->settled) return "it was not agreed to, or before";
    if (e->u.adjusted.before_count != e->u.adjusted.field_count) return "other fields before than after";
    keep_was(a, d);
    d->settled = true;
    d->since = e->seq;
    d->field_count = e->u.adjusted.field_count;
    d->fields = copy_fields(a->arena, e->u.adjusted.fields, d->field_count);
    d->before_count = e->u.adjusted.before_count;
    d->before = copy_fields(a->arena, e->u.adjusted.before, d->before_count);
    if (d->field_count) apply_fields(a, e->u.adjusted.fields, d->field_count);
    return NULL;
}

const char *apply_adjustment_dropped(applying_t *a) {
    const event_t *e = a->event;
    deviation_t *d = record_deviation(a->record, e->u.adjustment_dropped.step);
    if (!d || !d->settled || d->dropped || !d->group) return "no adjustment waits for approval";
    d->dropped = true;
    size_t count = e->u.adjustment_dropped.field_count;
    if (count) apply_fields(a, e->u.adjustment_dropped.fields, count);
    return NULL;
}

const char *apply_reapproval(applying_t *a) {
    const step_t *group = &a->event->u.plan_added.group;
    deviation_t *d = record_deviation(a->record, group->origin);
    if (!d || !d->settled || d->group) return "no adjustment asks for it";
    d->group = group->no;
    return NULL;
}

/* The plan that another one takes over from, as it stands. Of version 1 it was not kept. */
static step_was_t *plan_was(applying_t *a, size_t *count) {
    const record_t *r = a->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 2];
    step_was_t *list = arena_array(a->arena, (size_t)plan->count + 1, sizeof *list);
    *count = 0;
    for (int32_t i = plan->first; list && i < plan->first + plan->count; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded) continue;
        list[(*count)++] =
            (step_was_t){.no = s->no, .state = s->state, .left_out = s->left_out, .ended_at = s->ended_at};
    }
    return list;
}

const char *apply_replanned(applying_t *a) {
    const event_t *e = a->event;
    deviation_t *d = record_deviation(a->record, e->u.replanned.step);
    if (!d || !d->settled) return "nothing was adjusted";
    if (a->record->plan_count < 2) return "there is no plan before";
    bool keeps = e->version > 1 && d->was.first && !d->dropped;
    size_t count = 0;
    step_was_t *was = keeps ? plan_was(a, &count) : NULL;
    const char *problem = apply_take_over(a, e->u.replanned.steps, e->u.replanned.step_count, "replanned");
    if (problem || !keeps) return problem;
    d->was.plan = was;
    d->was.plan_count = count;
    return NULL;
}

/* Of each name the newest is kept. */
const char *apply_documented(applying_t *a) {
    const document_t *from = &a->event->u.documented.document;
    record_t *r = a->record;
    size_t at = 0;
    if (!from->name || !from->kept_as) return "a document without name or class";
    while (at < r->document_count && strcmp(r->documents[at].name, from->name) != 0)
        at++;
    if (at == RECORD_DOCUMENTS_MAX) return "no more can be kept";
    if (at == r->document_count) {
        document_t *list = arena_grow(a->arena, r->documents, at, at + 1, sizeof *list);
        if (!list) return NULL;
        r->documents = list;
        r->document_count++;
    }
    value_t value = {.kind = VALUE_DOCUMENT, .u.document = *from};
    r->documents[at] = copy_value(a->arena, &value).u.document;
    return NULL;
}
