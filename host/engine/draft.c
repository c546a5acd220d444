/* The form in its initiator's hands: draft, edit, and what else belongs to whoever writes it. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/clocks.h"
#include "engine/computed.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/documents.h"
#include "engine/explain.h"
#include "engine/fields.h"
#include "engine/form.h"
#include "engine/form_rights.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "model/form_problems.h"

int use_rules(deciding_t *x, const rules_t *rules) {
    x->rules = rules;
    return rules->flow(rules->ctx, x->record->flow, x->record->department, x->in->directory, &x->flow, x->d);
}

bool is_initiator(const deciding_t *x) {
    const actor_t *actor = &x->in->command->actor;
    return actor->kind != ACTOR_PROXY && actor->person == x->record->initiator;
}

task_t *revise_task(const deciding_t *x) {
    const record_t *r = x->record;
    for (size_t i = r->task_count; i-- > 0;) {
        const step_t *step = r->tasks[i].state == TASK_OPEN ? record_step(r, r->tasks[i].step) : NULL;
        if (step && step->kind == STEP_REVISE) return &r->tasks[i];
    }
    return NULL;
}

static int check_writer(deciding_t *x) {
    const actor_t *actor = &x->in->command->actor;
    const task_t *task = revise_task(x);
    if (is_initiator(x)) return 0;
    if (task && actor->kind != ACTOR_PROXY && task->person == actor->person) return 0;
    return diag_set(x->d, "record.not_yours", "initiator", handle_of(x, x->record->initiator), NULL);
}

int wrong_state(const deciding_t *x) {
    const record_t *r = x->record;
    const char *state = awaits_notice(r) ? "to_acknowledge" : record_state_word(r->state);
    diag_set(x->d, "record.state", "state", state, "command", command_kind_word(x->in->command->kind), NULL);
    for (size_t i = r->task_count; i-- > 0;) {
        if (r->tasks[i].state != TASK_OPEN) continue;
        const step_t *step = record_step(r, r->tasks[i].step);
        diag_param(x->d, "due", step ? step->name : "");
        diag_param(x->d, "holder", holders_of(x, &r->tasks[i]));
        break;
    }
    return -1;
}

int check_form_version(deciding_t *x) {
    const record_t *r = x->record;
    int64_t seen = x->in->command->form_version;
    if (seen > r->version) { /* nobody saw that one: what changed since can't be told */
        diag_set(x->d, "form.version", NULL);
        diag_param_int(x->d, "given", seen);
        diag_param_int(x->d, "version", r->form_version);
        return -1;
    }
    if (seen == 0 || seen >= r->form_version) return 0;
    const char *first = NULL, *all = "";
    for (size_t i = 0; i < r->change_count; i++) {
        const char *name = r->changes[i].name;
        if (r->changes[i].version <= seen) continue;
        if (!form_shows(r, x->in->command->actor.person, name)) continue; /* never seen */
        all = arena_printf(x->arena, "%s%s%s", all, first ? ", " : "", name);
        if (!all) return diag_memory(x->d);
        if (!first) first = name;
    }
    if (!first) return 0;
    diag_set(x->d, "form.changed", "field", first, "fields", all, NULL);
    diag_param_int(x->d, "version", r->form_version);
    return -1;
}

/* What is wrong with one field as it was given, into `found`; false: nothing. */
static bool field_wrong(const deciding_t *x, const field_t *fields, size_t index, diag_t *found) {
    const char *name = fields[index].name ? fields[index].name : "";
    const field_def_t *def = flow_field(x->flow, name);
    if (!def) return diag_set(found, "field.unknown", "field", name, "flow", x->flow->name, NULL);
    if (def->computed)
        return diag_set(found, "field.computed", "field", name, "label", def->label_en, "label_zh",
                        def->label_zh, NULL);
    for (size_t i = 0; i < index; i++)
        if (strcmp(fields[i].name, name) == 0) return diag_set(found, "field.twice", "field", name, NULL);
    if (fields[index].value.kind == VALUE_NONE) return false;
    return field_check(def, &fields[index].value, found) || !known_here(x, def, &fields[index].value, found);
}

static int check_fields(deciding_t *x, const field_t *fields, size_t count) {
    form_problems_t p;
    diag_t found;
    form_problems_init(&p);
    diag_init(&found);
    for (size_t i = 0; i < count; i++)
        if (field_wrong(x, fields, i, &found)) form_problems_add(&p, x->flow, &found, fields[i].name);
    return form_problems_end(&p, x->d);
}

static bool differs(const record_t *r, const field_t *field) {
    const value_t *now = record_field(r, field->name);
    if (!now) return field->value.kind != VALUE_NONE;
    return !value_equal(now, &field->value);
}

static int recompute(deciding_t *x) {
    computed_t *list;
    size_t count;
    return compute_fields(x, &list, &count);
}

int fields_differing(deciding_t *x, const field_t *fields, size_t count, field_t **out, size_t *differing) {
    *differing = 0;
    if (check_fields(x, fields, count)) return -1;
    field_t *changed = *out = arena_array(x->arena, count + 1, sizeof *changed);
    if (!changed) return diag_memory(x->d);
    for (size_t i = 0; i < count; i++) {
        field_t *field = &changed[*differing];
        *field = fields[i];
        if (documents_stamp(x, record_field(x->record, field->name), &field->value) || hidden_kept(x, field))
            return -1;
        *differing += differs(x->record, field);
    }
    if (x->record->field_count + *differing > RECORD_FIELDS_MAX ||
        x->record->change_count + *differing > RECORD_FIELDS_MAX)
        return limit_reached(x, "limit.fields", RECORD_FIELDS_MAX);
    return 0;
}

int edit_fields(deciding_t *x, field_t *fields, size_t count) {
    field_t *changed;
    size_t differing;
    if (fields_differing(x, fields, count, &changed, &differing)) return -1;
    if (differing == 0) return 0;
    event_t e = {.u.edited = {.fields = changed,
                              .field_count = differing,
                              .task = x->writing_task,
                              .unagreed = unagreed(x, changed, differing),
                              .revised = x->actor.kind <= ACTOR_SERVICE && revise_task(x),
                              .prepared = x->actor.kind <= ACTOR_SERVICE && prepared_last(x)}};
    if (emit(x, EVENT_EDITED, &e) || recompute(x)) return -1;
    happened_t what = {
        .what = HAPPENED_CHANGED, .stage = x->record->stage, .fields = changed, .field_count = differing};
    return happened(x, &what);
}

/* The department whose version of the flow holds; department.unknown {department, person}. */
int draft_department(deciding_t *x, const person_info_t *initiator, const char **out) {
    department_info_t info;
    const char *key = x->in->command->department ? x->in->command->department : initiator->department;
    if (!key || !directory_department(x->in->directory, key, &info))
        return diag_set(x->d, "department.unknown", "department", key, "person", initiator->handle, NULL);
    *out = key;
    return 0;
}

int do_draft(deciding_t *x) {
    const actor_t *actor = &x->in->command->actor;
    person_info_t initiator;
    if (actor->kind == ACTOR_PROXY || !directory_person(x->in->directory, actor->person, &initiator))
        return diag_set(x->d, "actor.unknown", "kind", actor_kind_word(actor->kind), NULL);
    return draft_for(x, &initiator, 0);
}

int draft_for(deciding_t *x, const person_info_t *initiator, int64_t id) {
    const command_t *command = x->in->command;
    const char *department = NULL;
    if (draft_department(x, initiator, &department)) return -1;
    const char *name = command->flow ? command->flow : "";
    if (x->rules->flow(x->rules->ctx, name, department, x->in->directory, &x->flow, x->d)) return -1;
    if (check_fields(x, command->fields, command->field_count)) return -1;
    field_t *given = arena_array(x->arena, command->field_count, sizeof *given);
    x->record = arena_alloc(x->arena, sizeof *x->record);
    if (!x->record || !given) return diag_memory(x->d);
    size_t count = 0;
    for (size_t i = 0; i < command->field_count; i++) {
        if (command->fields[i].value.kind == VALUE_NONE) continue;
        given[count] = command->fields[i];
        if (documents_stamp(x, NULL, &given[count++].value)) return -1;
    }
    event_t e = {
        .record = id ? id : id_next(x->in->ids, x->in->now),
        .u.drafted =
            {
                .flow = name,
                .department = department,
                .initiator = initiator->id,
                .fields = given,
                .field_count = count,
            },
    };
    if (emit(x, EVENT_DRAFTED, &e)) return -1;
    return recompute(x);
}

/* Refused, it is on its way to its initiator only (A1): what keeps them from the form is theirs to do. */
static int unnoticed(deciding_t *x) {
    const record_t *r = x->record;
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *step = record_step(r, r->tasks[i].step);
        if (r->tasks[i].state != TASK_OPEN || !step || step->kind != STEP_ACKNOWLEDGE) continue;
        diag_set(x->d, "record.to_acknowledge", "command", command_kind_word(x->in->command->kind), "holder",
                 handle_of(x, r->tasks[i].person), NULL);
    }
    return -1;
}

int check_in_hand(deciding_t *x) {
    record_state_t state = x->record->state;
    if (check_writer(x)) return -1;
    if (awaits_notice(x->record)) return unnoticed(x);
    if (!form_in_hand(x->record)) return wrong_state(x);
    /* the record that waited for it was told how it ended, and has gone on */
    if (state == RECORD_REFUSED && x->record->opener.waits)
        return diag_set(x->d, "record.over", "state", record_state_word(state), NULL);
    return check_form_version(x);
}

int do_edit(deciding_t *x) {
    if (check_in_hand(x)) return -1;
    return edit_fields(x, x->in->command->fields, x->in->command->field_count);
}

int prepare(deciding_t *x) {
    event_t e = {.u.preparing.times = x->record->reopened + 1};
    if (emit(x, EVENT_PREPARING, &e)) return -1;
    if (risk_follow(x, false) || stage_open(x, 0)) return -1;
    return route_settle(x);
}

int do_prepare(deciding_t *x) {
    record_t *r = x->record;
    if (check_in_hand(x)) return -1;
    if (r->round > 0 && x->flow->latest && x->in->latest && use_rules(x, x->in->latest)) return -1;
    if (first_stage(x->flow) == 0) return diag_set(x->d, "prepare.none", "flow", x->flow->name, NULL);
    if (r->reopened >= ROUNDS_MAX) return limit_reached(x, "limit.rounds", ROUNDS_MAX);
    if (edit_fields(x, x->in->command->fields, x->in->command->field_count)) return -1;
    if (check_form(x)) return -1; /* what departments agree on is a whole form */
    if (picks_submitted(x, 0, 1)) return -1;
    return prepare(x);
}
