/* Who has to do with a record without holding a task of it: those may write entries, warn, report. */
#include "engine/concerned.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include <string.h>

static const char *department_of(const directory_t *directory, int64_t person) {
    person_info_t info;
    return directory_person(directory, person, &info) ? info.department : NULL;
}

static bool heads(const record_t *record, const directory_t *directory, int64_t person, instant_t now) {
    const char *key = record->department;
    department_info_t info;
    for (int level = 0; key && level < SUPERIORS_MAX; level++) {
        if (directory_head(directory, key, now) == person || directory_leader(directory, key, now) == person)
            return true;
        key = directory_department(directory, key, &info) ? info.parent : NULL;
    }
    return false;
}

static bool holds_or_held(const record_t *record, const directory_t *directory, int64_t person) {
    const char *department = department_of(directory, person);
    for (size_t i = 0; i < record->task_count; i++) {
        const task_t *t = &record->tasks[i];
        if (t->person == person || t->principal == person || t->decided_by == person) return true;
        if (t->state != TASK_OPEN || !department) continue;
        const char *theirs = department_of(directory, t->person);
        if (theirs && strcmp(theirs, department) == 0) return true;
    }
    return false;
}

bool has_to_do_with(const record_t *record, const directory_t *directory, int64_t person, instant_t now) {
    if (person == 0) return false;
    return person == record->initiator || holds_or_held(record, directory, person) ||
           heads(record, directory, person, now);
}

bool is_above(const deciding_t *x, int64_t person) {
    return heads(x->record, x->in->directory, person, x->in->now);
}

int check_concerned(deciding_t *x) {
    int64_t person = x->in->command->actor.person;
    if (has_to_do_with(x->record, x->in->directory, person, x->in->now)) return 0;
    return diag_set(x->d, "record.not_concerned", "person", handle_of(x, person), "command",
                    command_kind_word(x->in->command->kind), NULL);
}
