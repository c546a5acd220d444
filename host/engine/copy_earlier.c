/* A draft made from an earlier record of its initiator (A45): the fields that the flow still has, as far as
 * they still fit; what was left out is named, and the record that it comes from. Everything else (number,
 * plan, decisions, comments) is the other record's. */
#include "engine/acts.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include <string.h>

static bool given(const command_t *command, const char *name) {
    for (size_t i = 0; i < command->field_count; i++)
        if (command->fields[i].name && strcmp(command->fields[i].name, name) == 0) return true;
    return false;
}

/* Does the flow still have the field, and take the value? */
static bool still_fits(const deciding_t *x, const field_t *field) {
    const field_def_t *def = flow_field(x->flow, field->name);
    diag_t problem;
    diag_init(&problem);
    bool fits =
        def && field_check(def, &field->value, &problem) == 0 && known_here(x, def, &field->value, &problem);
    diag_clear(&problem);
    return fits;
}

/* What the command gives itself goes before what the other record has. */
static int take_fields(deciding_t *x, command_t *command, const char **left_out) {
    const record_t *from = x->in->original;
    const command_t *asked = x->in->command;
    field_t *fields = arena_array(x->arena, asked->field_count + from->field_count + 1, sizeof *fields);
    if (!fields) return diag_memory(x->d);
    if (asked->field_count) memcpy(fields, asked->fields, asked->field_count * sizeof *fields);
    command->fields = fields;
    *left_out = NULL;
    for (size_t i = 0; i < from->field_count; i++) {
        const char *name = from->fields[i].name;
        const field_def_t *def = flow_field(x->flow, name);
        if (given(asked, name) || (def && def->computed)) continue; /* that is worked out anew (A72) */
        if (still_fits(x, &from->fields[i])) {
            fields[command->field_count++] = from->fields[i];
            continue;
        }
        *left_out = *left_out ? arena_printf(x->arena, "%s, %s", *left_out, name) : name;
        if (!*left_out) return diag_memory(x->d);
    }
    return 0;
}

int do_copy(deciding_t *x) {
    const record_t *from = x->in->original;
    const actor_t *actor = &x->in->command->actor;
    person_info_t initiator;
    const char *department = NULL, *left_out = NULL;
    if (!from) return diag_set(x->d, "record.unknown", NULL);
    if (actor->kind == ACTOR_PROXY || actor->person != from->initiator)
        return diag_set(x->d, "record.not_yours", "initiator", handle_of(x, from->initiator), NULL);
    if (!directory_person(x->in->directory, actor->person, &initiator))
        return diag_set(x->d, "actor.unknown", "kind", actor_kind_word(actor->kind), NULL);
    if (draft_department(x, &initiator, &department)) return -1;
    if (x->rules->flow(x->rules->ctx, from->flow, department, x->in->directory, &x->flow, x->d)) return -1;
    command_t *command = arena_copy(x->arena, x->in->command, sizeof *command);
    decide_in_t *in = arena_copy(x->arena, x->in, sizeof *in);
    if (!command || !in) return diag_memory(x->d);
    command->flow = from->flow;
    if (take_fields(x, command, &left_out)) return -1;
    in->command = command; /* from here on it is a draft like any other */
    x->in = in;
    if (draft_for(x, &initiator, 0)) return -1;
    event_t e = {.u.made_from = {.record = from->id, .number = from->number, .left_out = left_out}};
    return emit(x, EVENT_MADE_FROM, &e);
}
