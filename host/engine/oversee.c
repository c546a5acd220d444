/* What people who watch over a record do beside its plan (policy P2.4.2, P2.4.3): warn those concerned, order
 * something to be put right, ask a department for information. */
#include "engine/acts.h"
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/form.h"
#include "engine/seats.h"

static const source_t *person_source(deciding_t *x, const int64_t *list, size_t count) {
    source_t *all = arena_array(x->arena, count, sizeof *all);
    for (size_t i = 0; all && i < count; i++)
        all[i] = (source_t){
            .kind = SOURCE_PERSON, .key = handle_of(x, list[i]), .next = i + 1 < count ? &all[i + 1] : NULL};
    return all;
}

/* On a record that is on its way, of somebody who has to do with it, in words. */
static int check_can(deciding_t *x) {
    const command_t *command = x->in->command;
    if (!beside_goes_on(x->record)) return wrong_state(x);
    if (check_concerned(x)) return -1;
    if (!has_words(command->text))
        return diag_set(x->d, "reason.required", "command", command_kind_word(command->kind), NULL);
    if (limit_valid(&command->within)) return 0;
    return diag_set(x->d, "value.limit", "text", "", NULL);
}

static int check_people(deciding_t *x, size_t most) {
    const command_t *command = x->in->command;
    if (command->people_count == 0 || command->people_count > most)
        return diag_set(x->d, "person.required", "command", command_kind_word(command->kind), NULL);
    for (size_t i = 0; i < command->people_count; i++) {
        if (check_person(x, command->people[i])) return -1;
        if (command->people[i] == x->actor.person)
            return diag_set(x->d, "person.yourself", "command", command_kind_word(command->kind), NULL);
    }
    return 0;
}

static int answered(deciding_t *x, int32_t step) {
    for (size_t i = x->record->task_count; i-- > 0;)
        if (x->record->tasks[i].step == step) x->out->task = x->record->tasks[i].id;
    return clocks_follow(x);
}

int do_warn(deciding_t *x) {
    const command_t *command = x->in->command;
    severity_t severity = command->severity ? command->severity : SEVERITY_MAJOR;
    int32_t no;
    if (check_can(x) || check_people(x, PEOPLE_MAX)) return -1;
    const source_t *whom = person_source(x, command->people, command->people_count);
    if (!whom) return diag_memory(x->d);
    const why_t why = {.because = "warning"};
    const said_t said = {command->text, NULL};
    if (warning_open(x, "warning", whom, command->within, &why, severity, said, &no)) return -1;
    if (severity == SEVERITY_SEVERE && tell_above(x, "severe", "record.warned", NULL, said)) return -1;
    return answered(x, no);
}

/* Those above the record's department, and whoever was set to watch it. */
static int check_may_order(deciding_t *x) {
    int64_t person = x->in->command->actor.person;
    if (is_above(x, person)) return 0;
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        const step_t *step = record_step(x->record, t->step);
        if (t->person == person && step && step->kind == STEP_MONITOR && step->entry == ENTRY_INSPECTION)
            return 0;
    }
    return diag_set(x->d, "order.not_above", "person", handle_of(x, person), NULL);
}

int do_order(deciding_t *x) {
    const command_t *command = x->in->command;
    int32_t no;
    if (check_can(x) || check_may_order(x) || check_people(x, 1)) return -1;
    const source_t *by = person_source(x, command->people, 1);
    const source_t *check = person_source(x, &x->actor.person, 1);
    if (!by || !check) return diag_memory(x->d);
    demand_t demand = {.name = "rectify",
                       .entry = ENTRY_REMEDY,
                       .by = by,
                       .check = check,
                       .within = command->within,
                       .why = {.because = "rectify"}};
    if (order_open(x, &demand, (said_t){command->text, NULL}, &no)) return -1;
    return answered(x, no);
}

int do_request(deciding_t *x) {
    const command_t *command = x->in->command;
    department_info_t info;
    int32_t no;
    if (check_can(x)) return -1;
    if (!command->department || !directory_department(x->in->directory, command->department, &info))
        return diag_set(x->d, "request.department", "department",
                        command->department ? command->department : "", NULL);
    source_t *whom = arena_array(x->arena, 1, sizeof *whom);
    if (!whom) return diag_memory(x->d);
    *whom = (source_t){.kind = SOURCE_HEAD, .key = info.key};
    if (request_open(x, whom, command->within, command->text, &no)) return -1;
    return answered(x, no);
}
