/* What a step asks for before it is approved, done or agreed to (A21): fields and documents that the form
 * must have, and checks that whoever decides ticks. Refusing and returning ask for nothing: whoever finds
 * that the contract is missing must be able to send the record back. All that is missing is told at once. */
#include "engine/deciding.h"
#include "engine/form.h"
#include <stdio.h>
#include <string.h>

typedef struct missing {
    diag_t causes; /* the first, the others after it */
    int64_t count;
} missing_t;

static void missing_add(missing_t *m, const diag_t *one) {
    if (m->count++ == 0)
        diag_copy(&m->causes, one);
    else
        diag_append(&m->causes, one);
}

static void field_missing(const deciding_t *x, missing_t *m, const require_t *need) {
    diag_t one;
    diag_init(&one);
    const field_def_t *def = flow_field(x->flow, need->name);
    const char *code = need->kind == REQUIRE_DOCUMENT ? "document.required"
                       : def && def->computed         ? "require.computed" /* nobody can fill it in */
                                                      : "field.required";
    diag_set(&one, code, "field", need->name, "label", def ? def->label_en : NULL, "label_zh",
             def ? def->label_zh : NULL, NULL);
    missing_add(m, &one);
}

/* A column is there when each row has it; the first that does not is named: "lines[2].price". */
static bool column_missing(const deciding_t *x, missing_t *m, const require_t *need) {
    const field_def_t *table, *column = flow_column(x->flow, need->name, &table);
    diag_t one;
    if (!column) return false;
    size_t row = field_row_without(record_field(x->record, table->name), (size_t)(column - table->columns));
    if (row == 0) return true;
    const char *cell = arena_printf(x->arena, "%s[%zu].%s", table->name, row, column->name),
               *label = arena_printf(x->arena, "%s %zu: %s", table->label_en, row, column->label_en),
               *label_zh = arena_printf(x->arena, "%s %zu：%s", table->label_zh, row, column->label_zh);
    diag_init(&one);
    diag_set(&one, need->kind == REQUIRE_DOCUMENT ? "document.required" : "field.required", "field", cell,
             "label", label, "label_zh", label_zh, NULL);
    missing_add(m, &one);
    return true;
}

static void check_missing(missing_t *m, const require_t *need) {
    diag_t one;
    diag_init(&one);
    diag_set(&one, "check.required", "check", need->name, "check_zh", need->name_zh, NULL);
    missing_add(m, &one);
}

/* Is that what somebody ticked: the check's words in either language, or its place among the step's? */
static bool meant(const require_t *check, int place, const char *ticked) {
    char number[16];
    snprintf(number, sizeof number, "%d", place);
    return strcmp(ticked, check->name) == 0 || (check->name_zh && strcmp(ticked, check->name_zh) == 0) ||
           strcmp(ticked, number) == 0;
}

/* Index of the check that was ticked; -1: the step has no such. */
static int check_find(const step_form_t *form, const char *ticked) {
    int place = 0;
    for (size_t i = 0; i < form->require_count; i++)
        if (form->requires[i].kind == REQUIRE_CHECK && meant(&form->requires[i], ++place, ticked))
            return (int)i;
    return -1;
}

static int unknown_check(deciding_t *x, const step_t *step, const char *ticked) {
    const char *list = "";
    for (size_t i = 0; list && i < step->form.require_count; i++)
        if (step->form.requires[i].kind == REQUIRE_CHECK)
            list = arena_printf(x->arena, "%s%s“%s”", list, *list ? ", " : "", step->form.requires[i].name);
    if (!list) return diag_memory(x->d);
    return diag_set(x->d, "check.unknown", "step", step->name, "check", ticked, "checks", list, NULL);
}

/* A bit for each that the command ticks. */
static int ticks(deciding_t *x, const step_t *step, uint64_t *out) {
    const command_t *command = x->in->command;
    *out = 0;
    for (size_t i = 0; i < command->check_count; i++) {
        int at = check_find(&step->form, command->checks[i]);
        if (at < 0) return unknown_check(x, step, command->checks[i]);
        *out |= UINT64_C(1) << at;
    }
    return 0;
}

/* Those ticked, in the step's order, as the event keeps them. */
static int keep_ticks(deciding_t *x, const step_t *step, uint64_t ticked, event_t *decided) {
    if (!ticked) return 0;
    require_t *kept = arena_array(x->arena, step->form.require_count, sizeof *kept);
    if (!kept) return diag_memory(x->d);
    size_t count = 0;
    for (size_t i = 0; i < step->form.require_count; i++)
        if (ticked >> i & 1) kept[count++] = step->form.requires[i];
    decided->u.task_decided.checks = kept;
    decided->u.task_decided.check_count = count;
    return 0;
}

int check_required(deciding_t *x, const step_t *step, event_t *decided) {
    uint64_t ticked;
    char count[24];
    missing_t m = {.count = 0};
    if (ticks(x, step, &ticked)) return -1;
    diag_init(&m.causes);
    for (size_t i = 0; i < step->form.require_count; i++) {
        const require_t *need = &step->form.requires[i];
        if (need->kind == REQUIRE_CHECK) {
            if (!(ticked >> i & 1)) check_missing(&m, need);
        } else if (column_missing(x, &m, need)) {
            continue;
        } else if (field_is_empty(record_field(x->record, need->name))) {
            field_missing(x, &m, need);
        }
    }
    if (arena_failed(x->arena)) {
        diag_clear(&m.causes);
        return diag_memory(x->d);
    }
    if (m.count == 0) return keep_ticks(x, step, ticked, decided);
    snprintf(count, sizeof count, "%lld", (long long)m.count);
    diag_copy(x->d, &m.causes);
    diag_clear(&m.causes);
    return diag_wrap(x->d, "require.missing", "step", step->name, "count", count, NULL);
}
