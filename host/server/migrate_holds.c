/* Of the differences between two versions of the rules those that come to one record which migrates (A53). A
 * route is compared with a route; what of it happens here hangs on where the record is: what was asked for
 * goes on as it was, what was decided stays so, and a record that is through its stage has nothing to come of
 * it. */
#include "server/migrate_holds.h"
#include "engine/tree.h"
#include <string.h>

static const event_t *event_of(const decide_out_t *out, event_kind_t kind) {
    for (size_t i = 0; i < out->event_count; i++)
        if (out->events[i].kind == kind) return &out->events[i];
    return NULL;
}

/* The plan that took over: of the stage that the record was in, which it may have left in the same command.
 */
static const plan_place_t *taken_over(const record_t *r, const decide_out_t *out) {
    const event_t *e = event_of(out, EVENT_STAGE_OPENED);
    const plan_t *plan = e ? &e->u.stage_opened.plan : NULL;
    return plan && plan->step_count ? tree_plan(r, tree_index(r, plan->steps[0].no)) : NULL;
}

/* The leaf of that name in the plan, of those gone through again the last; NULL: it has none, or does not
 * need it.
 */
static const step_t *leaf_of(const record_t *r, const plan_place_t *plan, const char *name) {
    for (int32_t i = plan->first + plan->count; i-- > plan->first;) {
        const step_t *s = &r->steps[i];
        bool named = !step_is_group(s->kind) && s->name && strcmp(s->name, name) == 0;
        if (named && !tree_not_needed(s)) return s;
    }
    return NULL;
}

/* Has a risk that the new rules find higher shortened the limit of what goes on (P4.2.2)? */
static bool is_tightened(const decide_out_t *out, int32_t step) {
    for (size_t i = 0; i < out->event_count; i++)
        if (out->events[i].kind == EVENT_LIMIT_TIGHTENED && out->events[i].u.limit_tightened.step == step)
            return true;
    return false;
}

/* Of a step that goes on nothing else comes of the new rules. */
static bool leave_the_limit(json_t *entry) {
    json_t *aspects = json_object_get(entry, "aspects");
    for (size_t i = json_array_size(aspects); i-- > 0;) {
        const char *what = json_string_value(json_object_get(json_array_get(aspects, i), "what"));
        if (!what || strcmp(what, "within") != 0) (void)json_array_remove(aspects, i);
    }
    return json_array_size(aspects) > 0;
}

/* It was not asked for before, and is now or will be; or it goes on, with less time. */
static bool is_to_come(const record_t *r, const plan_place_t *now, const char *name, const decide_out_t *out,
                       json_t *entry) {
    const step_t *s = leaf_of(r, now, name);
    if (!s || (s->state != STEP_WAITING && s->state != STEP_OPEN)) return false;
    return s->origin == 0 || (is_tightened(out, s->no) && leave_the_limit(entry));
}

/* It was asked for, or would have been, and is not any more. */
static bool was_to_come(const record_t *r, const plan_place_t *before, const char *name) {
    const step_t *s = leaf_of(r, before, name);
    return s && step_left_for(s, "migrated");
}

static bool holds_now(const record_t *r, const plan_place_t *now, const decide_out_t *out, json_t *entry) {
    const char *name = json_string_value(json_object_get(json_object_get(entry, "step"), "name"));
    const char *change = json_string_value(json_object_get(entry, "change"));
    if (!name || !change) return false;
    if (strcmp(change, "gone") != 0) return is_to_come(r, now, name, out, entry);
    return now > r->plans && was_to_come(r, now - 1, name);
}

/* Its initiator has it, and may submit it again; else it is through its stage, and at most owes something. */
static bool begins_again(const record_t *r) {
    record_state_t state = r->state == RECORD_SUSPENDED ? r->suspended_from : r->state;
    return state == RECORD_DRAFT || state == RECORD_PREPARED || state == RECORD_RETURNED ||
           state == RECORD_REFUSED;
}

void migrate_holds(shape_t *s, json_t *diff, const record_t *record, const decide_out_t *out) {
    const event_t *e = event_of(out, EVENT_MIGRATED);
    size_t i;
    json_t *entry;
    if (!json_is_object(diff) || !e) return;
    const plan_place_t *now = e->u.migrated.replanned ? taken_over(record, out) : NULL;
    bool again = !now && begins_again(record);
    shape_text(s, diff, "when", now ? "now" : again ? "next_round" : "never");
    json_array_foreach(json_object_get(diff, "steps"), i, entry)
        shape_flag(s, entry, "holds", now ? holds_now(record, now, out, entry) : again);
}
