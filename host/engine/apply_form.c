/* How the form of a record changes: it begins with a draft, fields are set or emptied, and the record
 * remembers in which version each was changed. */
#include "engine/applying.h"
#include "engine/copy.h"
#include "engine/course.h"
#include "engine/fields.h"
#include "engine/form.h"
#include "engine/tree.h"
#include <string.h>

/* Where `name` stands in the sorted fields, or belongs. */
static size_t field_place(const field_t *fields, size_t count, const char *name, bool *there) {
    size_t low = 0, high = count;
    *there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(fields[middle].name, name);
        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sets one field in an array that has room for it; an empty value takes it out. */
static size_t field_set(arena_t *arena, field_t *fields, size_t count, const field_t *field) {
    bool there;
    size_t at = field_place(fields, count, field->name, &there);
    if (field->value.kind == VALUE_NONE) {
        if (there) memmove(fields + at, fields + at + 1, (count - at - 1) * sizeof *fields);
        return there ? count - 1 : count;
    }
    if (!there) {
        memmove(fields + at + 1, fields + at, (count - at) * sizeof *fields);
        fields[at].name = arena_strdup(arena, field->name);
        if (!fields[at].name) return count;
    }
    fields[at].value = copy_value(arena, &field->value);
    return there ? count : count + 1;
}

static void set_fields(applying_t *a, const field_t *fields, size_t count) {
    record_t *r = a->record;
    field_t *now = arena_array(a->arena, r->field_count + count, sizeof *now);
    if (!now) return;
    if (r->field_count) memcpy(now, r->fields, r->field_count * sizeof *now);
    size_t held = r->field_count;
    for (size_t i = 0; i < count && !arena_failed(a->arena); i++)
        held = field_set(a->arena, now, held, &fields[i]);
    r->fields = held ? now : NULL;
    r->field_count = held;
    r->form_version = a->event->seq;
}

/* Remembers the version in which a field was changed; the array has room. */
static size_t change_set(arena_t *arena, field_change_t *list, size_t count, const char *name,
                         int64_t version) {
    size_t at = 0;
    while (at < count && strcmp(list[at].name, name) < 0)
        at++;
    if (at == count || strcmp(list[at].name, name) != 0) {
        memmove(list + at + 1, list + at, (count - at) * sizeof *list);
        list[at].name = arena_strdup(arena, name);
        count++;
    }
    list[at].version = version;
    return count;
}

static void set_changes(applying_t *a, const field_t *fields, size_t count) {
    record_t *r = a->record;
    field_change_t *now = arena_array(a->arena, r->change_count + count, sizeof *now);
    if (!now) return;
    if (r->change_count) memcpy(now, r->changes, r->change_count * sizeof *now);
    size_t held = r->change_count;
    for (size_t i = 0; i < count && !arena_failed(a->arena); i++)
        held = change_set(a->arena, now, held, fields[i].name, a->event->seq);
    r->changes = now;
    r->change_count = held;
}

const char *apply_drafted(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    if (!e->u.drafted.flow || !e->u.drafted.initiator) return "a draft needs a flow and an initiator";
    memset(r, 0, sizeof *r);
    r->id = e->record;
    r->flow = arena_strdup(a->arena, e->u.drafted.flow);
    r->department = arena_strdup(a->arena, e->u.drafted.department);
    r->initiator = e->u.drafted.initiator;
    r->ruleset = e->ruleset;
    r->state = RECORD_DRAFT;
    r->stage = -1;
    r->created_at = e->recorded;
    r->submitted_at = r->ended_at = INSTANT_NONE;
    set_fields(a, e->u.drafted.fields, e->u.drafted.field_count);
    return NULL;
}

/* The last plan of a record that is prepared is that of the preparation. */
static bool reads_a_field(const record_t *r, const field_t *fields, size_t count) {
    const plan_place_t *place = &r->plans[r->plan_count - 1];
    for (size_t i = 0; i < place->fact_count; i++)
        for (size_t j = 0; j < count; j++)
            if (fact_reads(place->facts[i].path, fields[j].name)) return true;
    return false;
}

/* A field that is as it was agreed to is no longer one that changed. */
static void unagreed_follow(record_t *r) {
    size_t held = 0;
    for (size_t i = 0; i < r->unagreed_count; i++) {
        const value_t *now = record_field(r, r->unagreed[i].name), *then = &r->unagreed[i].value;
        bool same = now ? value_equal(now, then) : then->kind == VALUE_NONE;
        if (!same) r->unagreed[held++] = r->unagreed[i];
    }
    r->unagreed_count = held;
    if (held == 0) r->unagreed = NULL;
}

void apply_fields(applying_t *a, const field_t *fields, size_t count) {
    set_fields(a, fields, count);
    set_changes(a, fields, count);
    if (a->record->unagreed_count && !arena_failed(a->arena)) unagreed_follow(a->record);
}

static void touch_revision(record_t *r) {
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *step = r->tasks[i].state == TASK_OPEN ? record_step(r, r->tasks[i].step) : NULL;
        if (step && step->kind == STEP_REVISE) r->tasks[i].touched = true;
    }
}

/* What was decided in the preparation that is over has been relied on. */
static void touch_preparation(record_t *r) {
    const plan_place_t *plan = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    for (size_t i = 0; plan && i < r->task_count; i++)
        if (r->tasks[i].state == TASK_DECIDED && plan_holds(plan, tree_index(r, r->tasks[i].step)))
            r->tasks[i].touched = true;
}

const char *apply_edited(applying_t *a) {
    record_t *r = a->record;
    const field_t *fields = a->event->u.edited.fields;
    size_t count = a->event->u.edited.field_count;
    if (count == 0) return "nothing was edited";
    task_t *task = a->event->u.edited.task ? record_task(r, a->event->u.edited.task) : NULL;
    if (a->event->u.edited.task && !task) return "no such task";
    if (record_has_ended(r->state)) return "the record has ended";
    bool unagreed = a->event->u.edited.unagreed;
    if (unagreed && r->plan_count == 0) return "nobody agreed to it";
    if (r->kept_round) apply_keep(a, fields, count);
    if (unagreed) /* departments agreed to the form as it was (P2.1.2) */
        keep_before(a, &a->record->unagreed, &a->record->unagreed_count, fields, count);
    apply_fields(a, fields, count);
    if (task) task->touched = true;
    if (a->event->u.edited.revised) touch_revision(r);
    if (a->event->u.edited.prepared) touch_preparation(r);
    if (r->state == RECORD_PREPARED && r->plan_count && (unagreed || reads_a_field(r, fields, count)))
        r->state = state_unprepared(r);
    return NULL;
}
