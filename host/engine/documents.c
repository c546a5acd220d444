/* Documents on their way into a form: who added them, when, and the class that the policy gives them (P3.1).
 * The content itself is not here: its hash says which one is meant. */
#include "engine/documents.h"
#include "engine/acts.h"
#include "engine/copy.h"
#include "engine/form.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include <string.h>

/* By the stage that a document comes from; in a stage of another name, as in the one before it. */
static document_class_t class_of(const deciding_t *x) {
    const task_t *task = x->writing_task ? record_task(x->record, x->writing_task) : NULL;
    const step_t *step = task ? record_step(x->record, task->step) : NULL;
    document_class_t found = DOCUMENT_INITIATION;
    for (int32_t i = 0; step && i <= step->stage && (size_t)i < x->flow->stage_count; i++) {
        const stage_def_t *stage = &x->flow->stages[i];
        if (stage->kind == STAGE_APPROVAL) found = DOCUMENT_APPROVAL;
        if (stage->kind == STAGE_EXECUTION) found = DOCUMENT_EXECUTION;
        if (stage->kind == STAGE_ACCEPTANCE) found = DOCUMENT_ACCEPTANCE;
        if (stage->kind == STAGE_OTHER && strcmp(stage->name, "monitoring") == 0) found = DOCUMENT_MONITORING;
    }
    return found;
}

/* The same document in what was there before: it was added then. */
static const document_t *kept(const value_t *old, const document_t *document) {
    if (!old) return NULL;
    if (old->kind == VALUE_DOCUMENT)
        return document_same(&old->u.document, document) ? &old->u.document : NULL;
    for (size_t i = 0; old->kind == VALUE_TABLE && i < old->u.table.count; i++) {
        const row_t *row = &old->u.table.rows[i];
        for (size_t j = 0; j < row->count; j++)
            if (row->cells[j].kind == VALUE_DOCUMENT && document_same(&row->cells[j].u.document, document))
                return &row->cells[j].u.document;
    }
    return NULL;
}

static void stamp(const deciding_t *x, const value_t *old, document_t *document) {
    const document_t *before = kept(old, document);
    if (document->kept_as) return; /* out of a record that opened this one */
    if (before) {
        document->by = before->by;
        document->at = before->at;
        document->kept_as = before->kept_as;
        return;
    }
    document->by = x->in->command->actor.person;
    document->at = x->in->now; /* when it was there to be seen; its event has when it is said to have come */
    document->kept_as = class_of(x);
}

static bool holds_documents(const value_t *value) {
    if (value->kind == VALUE_DOCUMENT) return true;
    for (size_t i = 0; value->kind == VALUE_TABLE && i < value->u.table.count; i++)
        for (size_t j = 0; j < value->u.table.rows[i].count; j++)
            if (value->u.table.rows[i].cells[j].kind == VALUE_DOCUMENT) return true;
    return false;
}

int documents_stamp(const deciding_t *x, const value_t *old, value_t *value) {
    if (!holds_documents(value)) return 0;
    *value = copy_value(x->arena, value);
    if (arena_failed(x->arena)) return diag_memory(x->d);
    if (value->kind == VALUE_DOCUMENT) stamp(x, old, &value->u.document);
    for (size_t i = 0; value->kind == VALUE_TABLE && i < value->u.table.count; i++) {
        const row_t *row = &value->u.table.rows[i];
        for (size_t j = 0; j < row->count; j++)
            if (row->cells[j].kind == VALUE_DOCUMENT) stamp(x, old, &row->cells[j].u.document);
    }
    return 0;
}

/* ---- attach */

/* A document; or a table in which nothing but documents is otherwise than before. */
static bool only_documents(const deciding_t *x, const field_def_t *def, const value_t *value) {
    const value_t *then = record_field(x->record, def->name);
    if (def->kind == VALUE_DOCUMENT) return true;
    if (def->kind != VALUE_TABLE || value->kind != VALUE_TABLE) return false;
    size_t had = then && then->kind == VALUE_TABLE ? then->u.table.count : 0;
    if (value->u.table.count < had) return false;
    for (size_t i = 0; i < value->u.table.count; i++) {
        const row_t *row = &value->u.table.rows[i], *old = i < had ? &then->u.table.rows[i] : NULL;
        for (size_t j = 0; j < row->count && j < def->column_count; j++) {
            bool same = old && j < old->count ? value_equal(&old->cells[j], &row->cells[j])
                                              : row->cells[j].kind == VALUE_NONE;
            if (def->columns[j].kind != VALUE_DOCUMENT && !same) return false;
        }
    }
    return true;
}

static int check_documents(deciding_t *x) {
    const command_t *command = x->in->command;
    for (size_t i = 0; i < command->field_count; i++) {
        const field_t *field = &command->fields[i];
        const field_def_t *def = flow_field(x->flow, field->name ? field->name : "");
        if (def && !only_documents(x, def, &field->value))
            return diag_set(x->d, "attach.no_document", "field", def->name, "label", def->label_en,
                            "label_zh", def->label_zh, NULL);
    }
    return command->field_count ? 0 : diag_set(x->d, "attach.nothing", NULL);
}

/* Is the form the actor's own now? */
static bool in_hand(const deciding_t *x) {
    record_state_t state = x->record->state;
    return !x->in->command->task && !x->in->command->step && is_initiator(x) &&
           (state == RECORD_DRAFT || state == RECORD_PREPARED || state == RECORD_RETURNED ||
            state == RECORD_REFUSED);
}

int do_attach(deciding_t *x) {
    task_t *task;
    if (check_documents(x)) return -1;
    if (in_hand(x)) return do_edit(x);
    if (task_find(x, KIND(STEP_APPROVE) | KIND(STEP_ACT) | KIND(STEP_AGREE), &task)) return -1;
    const step_t *step = record_step(x->record, task->step);
    const task_t *other = claimed_by_other(x, task);
    int64_t id = task->id;
    if (other)
        return diag_set(x->d, "task.claimed", "step", step->name, "by", handle_of(x, other->person), NULL);
    if (check_stand_in(x, task)) return -1;
    if (check_form_version(x) || write_at_step(x, id)) return -1;
    x->out->task = id;
    return 0;
}
