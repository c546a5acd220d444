/* Typing of form fields; see fields.h. */
#include "server/fields.h"
#include "engine/copy.h"
#include "model/directory_meant.h"
#include "model/form_problems.h"
#include "server/api_private.h"
#include "server/cells.h"
#include <string.h>

static int unknown_field(const flow_t *flow, const char *name, arena_t *arena, diag_t *d) {
    const char **names = arena_array(arena, flow->field_count + 1, sizeof *names);
    if (names == NULL) return diag_memory(d);
    for (size_t i = 0; i < flow->field_count; i++)
        names[i] = flow->fields[i].name;
    const char *near = nearest_name(name, names, flow->field_count);
    return diag_set(d, "field.unknown", "field", name, "nearest", near != NULL ? near : "", "flow",
                    flow->name, NULL);
}

/* One cell or field. A person is a handle, which only the directory knows. */
static int read_one(const field_def_t *def, const directory_t *directory, arena_t *arena, value_t *value,
                    diag_t *d) {
    if (value->kind != VALUE_TEXT) return 0;
    if (value->u.text == NULL || value->u.text[0] == '\0') {
        value->kind = VALUE_NONE;
        return 0;
    }
    if (def->kind != VALUE_PERSON) {
        value_t read;
        if (field_parse(def, value->u.text, arena, &read, d) != 0) return -1;
        *value = read;
        return 0;
    }
    person_info_t person;
    if (!directory_by_handle(directory, value->u.text, &person)) {
        bool meant = directory_person_meant(directory, value->u.text, &person);
        return diag_set(d, "field.person", "field", def->name, "person", value->u.text, "label_en",
                        def->label_en, "label_zh", def->label_zh, "nearest", meant ? person.handle : "",
                        "called", meant ? person.name : "", NULL);
    }
    *value = (value_t){.kind = VALUE_PERSON, .u.person = person.id};
    return 0;
}

static int unknown_column(const field_def_t *def, const char *name, arena_t *arena, diag_t *d) {
    const char **names = arena_array(arena, def->column_count + 1, sizeof *names);
    if (names == NULL) return diag_memory(d);
    for (size_t i = 0; i < def->column_count; i++)
        names[i] = def->columns[i].name;
    const char *near = nearest_name(name, names, def->column_count);
    return diag_set(d, "field.column", "field", def->name, "column", name, "nearest",
                    near != NULL ? near : "", NULL);
}

/* A row given as pairs of name and cell, in the order of the columns; cells not given are empty. */
static int order_row(const field_def_t *def, const row_t *from, arena_t *arena, row_t *to, diag_t *d) {
    to->count = def->column_count;
    to->cells = arena_array(arena, def->column_count + 1, sizeof *to->cells);
    if (to->cells == NULL) return diag_memory(d);
    for (size_t i = 0; i + 1 < from->count; i += 2) {
        size_t c = 0;
        while (c < def->column_count && strcmp(def->columns[c].name, from->cells[i].u.text) != 0)
            c++;
        if (c == def->column_count) return unknown_column(def, from->cells[i].u.text, arena, d);
        to->cells[c] = from->cells[i + 1];
    }
    return 0;
}

static int read_table(const field_def_t *def, const directory_t *directory, arena_t *arena, value_t *value,
                      diag_t *d) {
    size_t count = value->u.table.count;
    row_t *rows = arena_array(arena, count + 1, sizeof *rows);
    if (rows == NULL) return diag_memory(d);
    for (size_t i = 0; i < count; i++) {
        const row_t *from = &value->u.table.rows[i];
        row_t ordered;
        if (from->count > 0 && from->cells[0].kind == VALUE_CHOICE) {
            if (order_row(def, from, arena, &ordered, d) != 0) return -1;
            from = &ordered;
        }
        if (from->count != def->column_count) return diag_set(d, "field.columns", "field", def->name, NULL);
        rows[i].cells = arena_copy(arena, from->cells, from->count * sizeof *from->cells);
        if (rows[i].cells == NULL) return diag_memory(d);
        rows[i].count = from->count;
        for (size_t c = 0; c < from->count; c++)
            if (read_one(&def->columns[c], directory, arena, &rows[i].cells[c], d) != 0)
                return field_in_cell(def, &def->columns[c], i, d);
    }
    value->u.table.rows = rows;
    return 0;
}

/* A table as a text is JSON: an array of rows, as a request would have it. */
static int read_rows(const field_def_t *def, const directory_t *directory, arena_t *arena, value_t *value,
                     diag_t *d) {
    const char *text = value->u.text;
    diag_t wrong = {0};
    json_t *rows = json_read(text, strlen(text), strlen(text), &wrong), *whole = json_object();
    field_t *fields = NULL;
    size_t count = 0;
    int status = -1;
    if (whole == NULL)
        diag_memory(d);
    else if (!json_is_array(rows))
        diag_set(d, "field.rows", "field", def->name, "label_en", def->label_en, "label_zh", def->label_zh,
                 NULL);
    else if (json_object_set(whole, def->name, rows) != 0)
        diag_memory(d);
    else
        status = api_fields(whole, arena, &fields, &count, d);
    if (status == 0) *value = copy_value(arena, &fields[0].value);
    json_decref(rows);
    json_decref(whole);
    diag_clear(&wrong);
    if (status == 0 && arena_failed(arena)) status = diag_memory(d);
    return status == 0 ? read_table(def, directory, arena, value, d) : -1;
}

static int read_field(const flow_t *flow, const directory_t *directory, arena_t *arena, field_t *field,
                      diag_t *d) {
    const field_def_t *def = flow_field(flow, field->name);
    if (def == NULL) return unknown_field(flow, field->name, arena, d);
    if (def->kind == VALUE_TABLE && field->value.kind == VALUE_TEXT && field->value.u.text != NULL &&
        field->value.u.text[0] != '\0')
        return read_rows(def, directory, arena, &field->value, d);
    return def->kind == VALUE_TABLE && field->value.kind == VALUE_TABLE
               ? read_table(def, directory, arena, &field->value, d)
               : read_one(def, directory, arena, &field->value, d);
}

/* Of what was given with an entry, its own fields; the others are the form's. */
static int read_entry(const decide_in_t *in, arena_t *arena, command_t *command, diag_t *d) {
    entry_kind_t kind = command->entry;
    size_t count = command->field_count, own = 0, others = 0;
    field_t *said = arena_array(arena, count + 1, sizeof *said);
    field_t *form = arena_array(arena, count + 1, sizeof *form);
    if (said == NULL || form == NULL) return diag_memory(d);
    for (size_t i = 0; i < count; i++) {
        field_t *field = &command->fields[i];
        const field_def_t *def = entry_field(kind, field->name);
        if (def == NULL) {
            form[others++] = *field;
            continue;
        }
        said[own] = *field;
        if (read_one(def, in->directory, arena, &said[own].value, d) != 0)
            return diag_wrap(d, "form.invalid", "field", def->name, "label_en", def->label_en, "label_zh",
                             def->label_zh, NULL);
        own += said[own].value.kind != VALUE_NONE;
    }
    command->said = said;
    command->said_count = own;
    command->fields = form;
    command->field_count = others;
    return 0;
}

/* The next open task of the actor's from index *at on, of those that the command may mean, whose step asks
 * for an entry; NULL: none. */
static const step_t *next_asking(const record_t *record, const command_t *command, size_t *at) {
    while (record != NULL && *at < record->task_count) {
        const task_t *task = &record->tasks[(*at)++];
        const step_t *step = task->state == TASK_OPEN ? record_step(record, task->step) : NULL;
        bool theirs = task->person == command->actor.person || task->principal == command->actor.person;
        if (step == NULL || step->entry == ENTRY_NONE || !theirs) continue;
        if (command->step != NULL && strcmp(step->name, command->step) != 0) continue;
        if (command->task != 0 && task->id != command->task) continue;
        return step;
    }
    return NULL;
}

/* What the actor's open task asks for, where the command does not say what it writes. */
static entry_kind_t entry_asked(const record_t *record, const command_t *command) {
    size_t at = 0;
    const step_t *step = next_asking(record, command, &at);
    return step != NULL ? step->entry : ENTRY_WORK;
}

/* A name that neither the entry nor the form has, where nobody said what is written: another of the steps
 * that ask for one may be meant, or none asks for any. One alone was meant, and the name is a slip. */
static int name_entry(const record_t *record, const command_t *command, const char *field, arena_t *arena,
                      diag_t *d) {
    const char *steps = "";
    size_t at = 0, count = 0;
    for (const step_t *s; steps != NULL && (s = next_asking(record, command, &at)) != NULL; count++)
        steps = arena_printf(arena, "%s%s%s", steps, count > 0 ? ", " : "", s->name);
    if (steps == NULL) return diag_memory(d);
    if (count > 1) return diag_set(d, "task.ambiguous", "steps", steps, NULL);
    if (count == 1) return 0;
    diag_set(d, "entry.not_asked", "field", field, NULL);
    if (command->step != NULL) diag_param(d, "step", command->step);
    return -1;
}

static int check_names(const flow_t *flow, const record_t *record, const command_t *command, arena_t *arena,
                       diag_t *d) {
    for (size_t i = 0; i < command->field_count; i++) {
        const char *name = command->fields[i].name;
        cell_name_t cell;
        bool of_table = cell_name_read(name, arena, &cell) && flow_field(flow, cell.table) != NULL;
        if (!of_table && flow_field(flow, name) == NULL) return name_entry(record, command, name, arena, d);
    }
    return 0;
}

/* The column that a cell's name means; -1: the error is set. */
static int column_of(const field_def_t *table, const cell_name_t *name, arena_t *arena, diag_t *d) {
    const char *columns = "";
    if (name->column == NULL && table->column_count == 1) return 0;
    for (size_t i = 0; columns != NULL && i < table->column_count; i++) {
        if (name->column != NULL && strcmp(table->columns[i].name, name->column) == 0) return (int)i;
        columns = arena_printf(arena, "%s%s%s", columns, i > 0 ? ", " : "", table->columns[i].name);
    }
    if (columns == NULL) return diag_memory(d);
    if (name->column != NULL) return unknown_column(table, name->column, arena, d);
    diag_set(d, "field.row_column", "field", table->name, "label", table->label_en, "label_zh",
             table->label_zh, "columns", columns, NULL);
    diag_param_int(d, "row", (int64_t)name->row);
    return -1;
}

/* One cell that a field's name means, read by its column. */
static int read_cell(const flow_t *flow, const cell_name_t *name, cells_t *cells, const field_t *field,
                     diag_t *d) {
    const field_def_t *table = flow_field(flow, name->table);
    value_t value = field->value;
    if (table == NULL) return unknown_field(flow, name->table, cells->arena, d);
    if (table->kind != VALUE_TABLE) return unknown_field(flow, field->name, cells->arena, d);
    int column = column_of(table, name, cells->arena, d);
    if (column < 0) return -1;
    if (value.kind == VALUE_TABLE)
        return diag_set(d, "api.value", "field", field->name, "expected", "text", NULL);
    /* its row is there, also where its value can't be read */
    if (cells_put(cells, table, name->row, (size_t)column, &(value_t){VALUE_NONE}, d) != 0) return -1;
    if (read_one(&table->columns[column], cells->in->directory, cells->arena, &value, d) != 0)
        return field_in_cell(table, &table->columns[column], name->row - 1, d);
    return cells_put(cells, table, name->row, (size_t)column, &value, d);
}

/* What nobody could mend field by field is told alone: no memory, a name that does not exist, with the near
 * one. */
static bool told_alone(const diag_t *found) {
    return diag_is(found, "memory.out") || diag_is(found, "field.unknown");
}

/* Each field, and the tables of which cells were named after them. */
static int read_all(const flow_t *flow, cells_t *cells, const command_t *command, field_t *fields,
                    size_t *count, diag_t *d) {
    form_problems_t problems;
    form_problems_init(&problems);
    *count = 0;
    for (size_t i = 0; i <= command->field_count; i++) {
        diag_t found = {0};
        cell_name_t name;
        const char *about = NULL;
        int status;
        if (i == command->field_count) {
            status = cells_end(cells, fields, count, &about, &found);
        } else if (cell_name_read(command->fields[i].name, cells->arena, &name)) {
            about = name.table;
            status = read_cell(flow, &name, cells, &command->fields[i], &found);
        } else {
            field_t *field = &fields[(*count)++];
            *field = command->fields[i];
            about = field->name;
            status = read_field(flow, cells->in->directory, cells->arena, field, &found);
        }
        if (status == 0) continue;
        if (told_alone(&found)) {
            diag_copy(d, &found);
            diag_clear(&found);
            diag_clear(&problems.all);
            return -1;
        }
        form_problems_add(&problems, flow, &found, about);
    }
    return form_problems_end(&problems, d);
}

int fields_read(const decide_in_t *in, arena_t *arena, command_t *command, diag_t *d) {
    bool entry_said = command->kind != COMMAND_LOG || command->entry != ENTRY_NONE;
    if (command->kind == COMMAND_LOG) {
        if (command->entry == ENTRY_NONE) command->entry = entry_asked(in->record, command);
        if (read_entry(in, arena, command, d) != 0) return -1;
    }
    if (command->field_count == 0) return 0;
    const char *name = in->record != NULL ? in->record->flow : command->flow;
    const char *department = in->record != NULL ? in->record->department : command->department;
    person_info_t actor;
    if (department == NULL && directory_person(in->directory, command->actor.person, &actor))
        department = actor.department;
    const flow_t *flow;
    if (in->rules->flow(in->rules->ctx, name, department, in->directory, &flow, d) != 0) return -1;
    if (!entry_said && check_names(flow, in->record, command, arena, d) != 0) return -1;
    cells_t cells = {.in = in, .arena = arena, .most = command->field_count};
    field_t *fields = arena_array(arena, command->field_count + 1, sizeof *fields);
    size_t count;
    if (fields == NULL) return diag_memory(d);
    if (read_all(flow, &cells, command, fields, &count, d) != 0) return -1;
    if (arena_failed(arena)) return diag_memory(d);
    command->fields = fields;
    command->field_count = count;
    return 0;
}
