/* LOG: an entry is written (policy P2.3.2): the fields that its kind has, no others, none missing. It ends
 * the writer's task that asks for such an entry; without one it is kept all the same. */
#include "engine/acts.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/seats.h"
#include "model/form_problems.h"
#include <stdio.h>
#include <string.h>

enum { ASKING_KINDS = KIND(STEP_ACT) | KIND(STEP_MONITOR) };

static const field_t *said(const command_t *command, const char *name) {
    for (size_t i = 0; i < command->said_count; i++)
        if (strcmp(command->said[i].name, name) == 0) return &command->said[i];
    return NULL;
}

static int invalid(deciding_t *x, const char *field) {
    return diag_wrap(x->d, "form.invalid", "count", "1", "fields", field, NULL);
}

/* The day that a work record's time begins with is one that has come. */
static int check_time(deciding_t *x, const char *text) {
    char day[11], today[INSTANT_TEXT];
    civil_t local;
    int32_t offset;
    day_t from;
    const calendars_t *c = x->in->calendars;
    snprintf(day, sizeof day, "%.10s", text);
    if (day_parse(day, &from)) return diag_set(x->d, "entry.time", "time", text, NULL);
    if (c->local(c->ctx, NULL, x->in->now, &local, &offset, x->d)) return -1;
    day_t now = day_from_civil(local.year, local.month, local.day);
    if (from <= now) return 0;
    return diag_set(x->d, "entry.future", "time", text, "today", day_format(now, today), NULL);
}

static int check_one(deciding_t *x, const field_def_t *def, const field_t *field) {
    if (field_required(def, field ? &field->value : NULL, x->d)) return -1;
    if (!field) return 0;
    if (field_check(def, &field->value, x->d)) return -1;
    return strcmp(def->name, "time") == 0 ? check_time(x, field->value.u.text) : 0;
}

/* All that is wrong with it is told at once, as of a form. */
static int check_said(deciding_t *x, entry_kind_t kind) {
    const command_t *command = x->in->command;
    form_problems_t p;
    size_t count;
    const field_def_t *defs = entry_fields(kind, &count);
    form_problems_init(&p);
    for (size_t i = 0; i < command->said_count; i++) {
        const char *name = command->said[i].name;
        bool first = said(command, name) == &command->said[i], known = entry_field(kind, name) != NULL;
        if (!known) diag_set(x->d, "entry.field", "field", name, "entry", entry_word(kind), NULL);
        if (known && !first) diag_set(x->d, "field.twice", "field", name, NULL);
        if (!known || !first) form_problems_add(&p, NULL, x->d, name);
    }
    for (size_t i = 0; i < count; i++)
        if (check_one(x, &defs[i], said(command, defs[i].name)))
            form_problems_add(&p, NULL, x->d, defs[i].name);
    return form_problems_end(&p, x->d);
}

static bool asks(const deciding_t *x, const task_t *task, entry_kind_t kind) {
    const command_t *command = x->in->command;
    const step_t *step = record_step(x->record, task->step);
    int64_t person = command->actor.person;
    if (task->state != TASK_OPEN || !step || !step->entry) return false;
    if (kind != ENTRY_NONE && step->entry != kind) return false;
    if (command->step && strcmp(step->name, command->step) != 0) return false;
    return task->person == person || task->principal == person;
}

/* The actor's task that asks for such an entry; one that was named must. NULL in *out: none. */
static int task_asking(deciding_t *x, task_t **out) {
    const command_t *command = x->in->command;
    record_t *r = x->record;
    size_t found = 0;
    *out = NULL;
    if (command->task) return task_find(x, ASKING_KINDS, out);
    for (size_t i = 0; i < r->task_count; i++) {
        if (!asks(x, &r->tasks[i], command->entry)) continue;
        found++;
        *out = &r->tasks[i];
    }
    if (found > 1 || (found == 0 && command->step)) return task_find(x, ASKING_KINDS, out);
    return 0;
}

static int pick_kind(deciding_t *x, const task_t *task, entry_kind_t *out) {
    const step_t *step = task ? record_step(x->record, task->step) : NULL;
    entry_kind_t wanted = step ? step->entry : ENTRY_NONE, given = x->in->command->entry;
    if (step && (!wanted || (given && given != wanted)))
        return diag_set(x->d, "entry.misfit", "step", step->name, "asks", entry_word(wanted), "entry",
                        entry_word(given), NULL);
    *out = wanted ? wanted : given ? given : ENTRY_WORK;
    return 0;
}

int do_log(deciding_t *x) {
    const command_t *command = x->in->command;
    task_t *task;
    entry_kind_t kind = ENTRY_NONE;
    if (x->record->state != RECORD_OPEN) return wrong_state(x);
    if (task_asking(x, &task) || pick_kind(x, task, &kind)) return -1;
    if (!task && check_concerned(x)) return -1;
    if (!task && command->field_count > 0) { /* the form is written at a step */
        const char *name = command->fields[0].name;
        diag_set(x->d, "entry.field", "field", name, "entry", entry_word(kind), NULL);
        return invalid(x, name);
    }
    if (check_said(x, kind)) return -1;
    int64_t id = task ? task->id : 0;
    event_t e = {
        .u.logged = {.entry = kind, .task = id, .fields = command->said, .field_count = command->said_count}};
    if (emit(x, EVENT_LOGGED, &e)) return -1;
    return id ? decide_done(x, record_task(x->record, id)) : 0;
}
