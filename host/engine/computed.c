/* Computed fields (A72): worked out by the rules whenever the form changes and once more when it is
 * submitted, kept as values by an event of the rule's own. verify folds that event; it needs no rule. */
#include "engine/computed.h"
#include "engine/deciding.h"
#include "engine/form.h"

static int ask(deciding_t *x, computed_t **list, size_t *count) {
    facts_t facts;
    *list = NULL;
    *count = 0;
    if (!x->rules->compute) return 0;
    if (facts_of(x, NULL, &facts)) return -1;
    return x->rules->compute(x->rules->ctx, x->flow, &facts, x->arena, list, count, x->d);
}

static bool same(const value_t *then, const value_t *now) {
    return then ? value_equal(then, now) : now->kind == VALUE_NONE;
}

int compute_fields(deciding_t *x, computed_t **list, size_t *count) {
    if (ask(x, list, count)) return -1;
    field_t *changed = arena_array(x->arena, *count + 1, sizeof *changed);
    if (!changed) return diag_memory(x->d);
    size_t differing = 0;
    for (size_t i = 0; i < *count; i++) {
        const field_t *field = &(*list)[i].field;
        if (!same(record_field(x->record, field->name), &field->value)) changed[differing++] = *field;
    }
    if (differing == 0) return 0;
    if (x->record->field_count + differing > RECORD_FIELDS_MAX ||
        x->record->change_count + differing > RECORD_FIELDS_MAX)
        return limit_reached(x, "limit.fields", RECORD_FIELDS_MAX);
    event_t e = {.u.edited = {.fields = changed,
                              .field_count = differing,
                              .task = x->writing_task,
                              .unagreed = unagreed(x, changed, differing)}};
    actor_t actor = act_as_rule(x);
    event_t after = {.u.amended = {.fields = changed, .field_count = differing}};
    int result =
        x->record->state == RECORD_FINISHED ? emit(x, EVENT_AMENDED, &after) : emit(x, EVENT_EDITED, &e);
    x->actor = actor;
    return result;
}

/* A field that a submission needs, or that could not be worked out: something it reads is empty. */
void computed_missing(const deciding_t *x, const computed_t *list, size_t count, form_problems_t *p) {
    diag_t found;
    diag_init(&found);
    for (size_t i = 0; i < count; i++) {
        const field_def_t *def = flow_field(x->flow, list[i].field.name);
        bool missing = list[i].field.value.kind == VALUE_NONE && (list[i].lacks || (def && def->required));
        if (!missing) continue;
        const field_def_t *lacks = list[i].lacks ? flow_field(x->flow, list[i].lacks) : NULL;
        diag_set(&found, "field.not_computed", "field", list[i].field.name, "label",
                 def ? def->label_en : NULL, "label_zh", def ? def->label_zh : NULL, "lacks",
                 lacks ? lacks->label_en : list[i].lacks, "lacks_zh", lacks ? lacks->label_zh : list[i].lacks,
                 NULL);
        form_problems_add(p, x->flow, &found, list[i].field.name);
    }
}
