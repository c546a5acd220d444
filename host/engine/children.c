/* Sub-records (子流程, A7). A step opens records, or one per item of a list, and waits for all, any or none
 * of them. decide sees one record alone, so what concerns another is a follow-up: a command that the host
 * carries out in the same commit, or the causing command is refused with it. Its actor is the rule, never the
 * person whose command brought the record here. */
#include "engine/children.h"
#include "engine/acts.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/seats.h"
#include <string.h>

static const actor_t the_rule = {.kind = ACTOR_RULE, .uid = -1};

/* ---- follow-ups */

int follow_up(deciding_t *x, const command_t *command) {
    decide_out_t *out = x->out;
    if (out->follow_up_count == FOLLOW_UPS_MAX) return limit_reached(x, "limit.follow_ups", FOLLOW_UPS_MAX);
    if (out->follow_up_count == x->follow_up_room) {
        size_t more = x->follow_up_room ? x->follow_up_room * 2 : 4;
        command_t *grown =
            arena_grow(x->arena, out->follow_ups, out->follow_up_count, more, sizeof *out->follow_ups);
        if (!grown) return diag_memory(x->d);
        out->follow_ups = grown;
        x->follow_up_room = more;
    }
    command_t *c = &out->follow_ups[out->follow_up_count++];
    *c = *command;
    c->actor = the_rule;
    c->at = c->due = INSTANT_NONE;
    return 0;
}

/* ---- what the step that opens does */

/* In whose name: whom the rule says, else whoever initiated this one; where that is nobody in service, the
 * fallback's (A11), for the department that this one is for: nobody who decides here could mend that. */
static int find_initiator(deciding_t *x, const child_opening_t *what, const char *step, int64_t *out,
                          const char **department) {
    static const source_t initiator = {.kind = SOURCE_INITIATOR};
    people_t people;
    people.count = 0;
    if (people_find(x, what->initiator ? what->initiator : &initiator, NULL, step, &people)) return -1;
    *department = what->department;
    if (people.count == 0 && !what->department) *department = x->record->department;
    if (people.count == 0 && people_fallback(x, step, NULL, &people)) return -1;
    if (people.count == 0) return diag_set(x->d, "people.none", "step", step, NULL);
    *out = people.list[0].person;
    return 0;
}

static int open_one(deciding_t *x, int32_t no, const child_opening_t *what, bool waits) {
    const char *department = NULL;
    int64_t *initiator = arena_alloc(x->arena, sizeof *initiator);
    if (!initiator) return diag_memory(x->d);
    const char *step = record_step(x->record, no)->name;
    if (find_initiator(x, what, step, initiator, &department)) return -1;
    event_t e = {
        .u.child_opened = {
            .step = no, .child = id_next(x->in->ids, x->in->now), .flow = what->flow, .apart = !waits}};
    if (emit(x, EVENT_CHILD_OPENED, &e)) return -1;
    command_t open = {
        .kind = COMMAND_OPEN,
        .child = e.u.child_opened.child,
        .flow = what->flow,
        .department = department,
        .fields = what->fields,
        .field_count = what->field_count,
        .people = initiator,
        .people_count = 1,
        .opener = {
            .record = x->record->id, .step = no, .depth = x->record->opener.depth + 1, .waits = waits}};
    return follow_up(x, &open);
}

int openings_of(deciding_t *x, const step_t *step, child_opening_t **list, size_t *count) {
    facts_t facts;
    *count = 0;
    if (!x->rules->openings) return diag_set(x->d, "ruleset.missing", NULL);
    if (facts_of(x, NULL, &facts)) return -1;
    if (x->rules->openings(x->rules->ctx, x->flow, step, &facts, x->arena, list, count, x->d)) return -1;
    if (*count > OPENINGS_MAX) return limit_reached(x, "limit.children", OPENINGS_MAX);
    if (*count == 0 || x->record->opener.depth < RECORD_DEPTH_MAX) return 0;
    return limit_reached(x, "limit.record_depth", RECORD_DEPTH_MAX);
}

int children_open(deciding_t *x, int32_t no, const child_opening_t *list, size_t count) {
    bool waits = record_step(x->record, no)->wait != WAIT_NONE;
    if (x->record->child_count + count > RECORD_CHILDREN_MAX)
        return limit_reached(x, "limit.children", RECORD_CHILDREN_MAX);
    for (size_t i = 0; i < count; i++)
        if (open_one(x, no, &list[i], waits)) return -1;
    return 0;
}

int children_close(deciding_t *x, int32_t no) {
    for (size_t i = 0; i < x->record->child_count; i++) {
        const child_t *child = &x->record->children[i];
        if (child->step != no || child->state != CHILD_OPEN) continue;
        command_t close = {.kind = COMMAND_CLOSE, .record = child->record};
        event_t e = {.u.child_closed.child = child->record};
        if (emit(x, EVENT_CHILD_CLOSED, &e) || follow_up(x, &close)) return -1;
    }
    return 0;
}

/* A timer may decide for those who answer for the records: then that stands. */
static step_state_t decided_for(const record_t *r, const step_t *leaf) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != leaf->no || t->state != TASK_DECIDED || t->taken_back) continue;
        return t->outcome == OUTCOME_REFUSED ? STEP_REFUSED : STEP_PASSED;
    }
    return 0;
}

static int64_t refusals_needed(const step_t *leaf, int64_t records) {
    if (leaf->on_refuse == ON_REFUSE_WAIT) return records;
    if (leaf->on_refuse != ON_REFUSE_THRESHOLD || leaf->refuse_need < 1) return 1;
    return leaf->refuse_need < records ? leaf->refuse_need : records;
}

step_state_t children_verdict(const record_t *r, const step_t *leaf) {
    int64_t open = 0, passed = 0, refused = 0;
    step_state_t decided = decided_for(r, leaf);
    if (decided) return decided;
    for (size_t i = 0; i < r->child_count; i++) {
        const child_t *c = &r->children[i];
        if (c->step != leaf->no || c->state == CHILD_CLOSED || c->state == CHILD_APART) continue;
        open += c->state == CHILD_OPEN;
        passed += c->state == CHILD_ENDED && c->ended_as == RECORD_FINISHED;
        refused += c->state == CHILD_ENDED && c->ended_as != RECORD_FINISHED;
    }
    bool any = leaf->wait == WAIT_ANY;
    if (leaf->on_refuse == ON_REFUSE_GO_ON)
        return open == 0 || (any && passed + refused > 0) ? STEP_PASSED : 0;
    if (any && passed > 0) return STEP_PASSED;
    if (leaf->on_refuse == ON_REFUSE_WAIT && open > 0) return 0;
    if (leaf->on_refuse == ON_REFUSE_WAIT) return refused > 0 ? STEP_REFUSED : STEP_PASSED;
    if (refused > 0 && refused >= refusals_needed(leaf, open + passed + refused)) return STEP_REFUSED;
    if (open > 0) return 0;
    return any && passed == 0 ? STEP_REFUSED : STEP_PASSED;
}

int do_child_ended(deciding_t *x) {
    const command_t *command = x->in->command;
    const child_t *child = record_child(x->record, command->child);
    if (!child || child->state != CHILD_OPEN) return 0; /* the step did not wait so long */
    event_t e = {.u.child_ended = {.child = child->record, .state = command->ended_as}};
    if (emit(x, EVENT_CHILD_ENDED, &e)) return -1;
    record_state_t state = x->record->state;
    return state == RECORD_OPEN || state == RECORD_PREPARING ? route_settle(x) : 0;
}

/* ---- what the record that was opened does */

int do_open(deciding_t *x) {
    const command_t *command = x->in->command;
    person_info_t initiator;
    if (command->people_count != 1 || !directory_person(x->in->directory, command->people[0], &initiator) ||
        !directory_active(x->in->directory, initiator.id, x->in->now))
        return diag_set(x->d, "person.inactive", "person",
                        handle_of(x, command->people_count ? command->people[0] : 0), NULL);
    if (draft_for(x, &initiator, command->child)) return -1;
    event_t e = {.u.opened_by = {.opener = command->opener.record,
                                 .step = command->opener.step,
                                 .depth = command->opener.depth,
                                 .waits = command->opener.waits}};
    if (emit(x, EVENT_OPENED_BY, &e)) return -1;
    return submit_opened(x);
}

int do_close(deciding_t *x) {
    if (record_is_over(x->record->state)) return 0; /* it ended by itself in the meantime */
    if (x->record->plan_count && plan_close(x, "opener")) return -1;
    if (added_close(x, "opener")) return -1;
    event_t e = {.u.closed = {.cause = "opener", .from = x->record->state}};
    if (emit(x, EVENT_CLOSED, &e)) return -1;
    return tell(x, x->record->initiator, "record.ended", NULL, record_state_word(RECORD_CLOSED));
}

int tell_opener(deciding_t *x, bool was_over) {
    const record_t *r = x->record;
    if (!r || !r->opener.record || !r->opener.waits || was_over || !record_is_over(r->state)) return 0;
    if (x->in->command->kind == COMMAND_CLOSE) return 0; /* it knows */
    command_t ended = {
        .kind = COMMAND_CHILD_ENDED, .record = r->opener.record, .child = r->id, .ended_as = r->state};
    return follow_up(x, &ended);
}
