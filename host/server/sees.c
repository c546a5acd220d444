/* Who may know of a record; see sees.h. */
#include "server/sees.h"
#include "engine/concerned.h"

enum { ADMINISTRATORS_MAX = 256, DEPARTMENTS_DEEP = 64 };
static const char ADMINISTRATOR[] = "administrator";

bool sees_as_administrator(const directory_t *directory, int64_t person, instant_t now) {
    int64_t people[ADMINISTRATORS_MAX];
    size_t count = directory_role_holders(directory, ADMINISTRATOR, NULL, now, people, ADMINISTRATORS_MAX);
    for (size_t i = 0; i < count && i < ADMINISTRATORS_MAX; i++)
        if (people[i] == person) return person != 0;
    return false;
}

bool sees_as_leader(const directory_t *directory, int64_t person, const char *department, instant_t now) {
    department_info_t info;
    for (int i = 0; i < DEPARTMENTS_DEEP && department != NULL; i++) {
        if (directory_head(directory, department, now) == person ||
            directory_leader(directory, department, now) == person)
            return true;
        department = directory_department(directory, department, &info) ? info.parent : NULL;
    }
    return false;
}

static bool is_draft(const record_t *record) {
    return record->round == 0 && record->task_count == 0;
}

bool sees_record(const directory_t *directory, const record_t *record, int64_t person, instant_t now) {
    if (person == 0) return false;
    if (record->initiator == person) return true;
    if (is_draft(record)) return false;
    if (sees_as_administrator(directory, person, now)) return true;
    for (size_t i = 0; i < record->task_count; i++) {
        const task_t *t = &record->tasks[i];
        if (t->person == person || t->principal == person || t->decided_by == person) return true;
    }
    return sees_as_leader(directory, person, record->department, now);
}

static bool reports(command_kind_t kind) {
    return kind == COMMAND_LOG || kind == COMMAND_WARN || kind == COMMAND_ORDER || kind == COMMAND_REQUEST ||
           kind == COMMAND_FILE_REPORT;
}

bool sees_by_command(const directory_t *directory, const record_t *record, const command_t *command,
                     instant_t now) {
    int64_t person = command->actor.person;
    if (sees_record(directory, record, person, now)) return true;
    return reports(command->kind) && !is_draft(record) && has_to_do_with(record, directory, person, now);
}
