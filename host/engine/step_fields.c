/* Writing the form at a step (A71): whoever holds the task may write the fields that the step opens to them,
 * and no others. What they write is checked as the whole form is, and its event names the task. */
#include "engine/deciding.h"
#include "engine/form.h"

static int not_writable(deciding_t *x, const step_t *step, const char *name, const field_def_t *def) {
    return diag_set(x->d, "field.not_writable", "step", step->name, "field", name, "label",
                    def ? def->label_en : NULL, "label_zh", def ? def->label_zh : NULL, NULL);
}

static int check_writable(deciding_t *x, const step_t *step) {
    const command_t *command = x->in->command;
    for (size_t i = 0; i < command->field_count; i++) {
        const char *name = command->fields[i].name ? command->fields[i].name : "";
        field_access_t access = step_form_access(&step->form, name);
        const field_def_t *def = access == ACCESS_HIDDEN ? NULL : flow_field(x->flow, name);
        bool columns = false;
        if (access >= ACCESS_WRITE) continue;
        if (def && check_columns(x, step, def, &command->fields[i], &columns)) return -1;
        if (!columns) return not_writable(x, step, name, def);
    }
    return 0;
}

int write_at_step(deciding_t *x, int64_t task) {
    const command_t *command = x->in->command;
    if (command->field_count == 0) return 0;
    const step_t *step = record_step(x->record, record_task(x->record, task)->step);
    if (check_writable(x, step)) return -1;
    int64_t before = x->record->version;
    x->writing_task = task;
    int result = edit_fields(x, command->fields, command->field_count);
    x->writing_task = 0;
    if (result || x->record->version == before) return result;
    return check_form(x);
}
