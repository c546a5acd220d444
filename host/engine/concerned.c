/* Who has to do with a record without holding a task of it: those may write entries, warn, report. */
#include "engine/deciding.h"
#include "engine/seats.h"
#include <string.h>

static const char *department_of(const deciding_t *x, int64_t person) {
    person_info_t info;
    return directory_person(x->in->directory, person, &info) ? info.department : NULL;
}

bool is_above(const deciding_t *x, int64_t person) {
    const directory_t *dir = x->in->directory;
    const char *key = x->record->department;
    department_info_t info;
    for (int level = 0; key && level < SUPERIORS_MAX; level++) {
        if (directory_head(dir, key, x->in->now) == person ||
            directory_leader(dir, key, x->in->now) == person)
            return true;
        key = directory_department(dir, key, &info) ? info.parent : NULL;
    }
    return false;
}

static bool holds_or_held(const deciding_t *x, int64_t person) {
    const char *department = department_of(x, person);
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        if (t->person == person || t->principal == person || t->decided_by == person) return true;
        if (t->state != TASK_OPEN || !department) continue;
        const char *theirs = department_of(x, t->person);
        if (theirs && strcmp(theirs, department) == 0) return true;
    }
    return false;
}

int check_concerned(deciding_t *x) {
    int64_t person = x->in->command->actor.person;
    if (person == x->record->initiator || holds_or_held(x, person) || is_above(x, person)) return 0;
    return diag_set(x->d, "record.not_concerned", "person", handle_of(x, person), "command",
                    command_kind_word(x->in->command->kind), NULL);
}
