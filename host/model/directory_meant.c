/* Suggestions for names that are no keys; see directory_meant.h. */
#include "model/directory_meant.h"
#include "base/near.h"
#include <string.h>
#include <strings.h>

static bool same(const char *name, const char *text) {
    return name != NULL && text[0] != '\0' && strcasecmp(name, text) == 0;
}

/* The whole name, or its beginning or end up to a blank. */
static bool is_called(const char *name, const char *text) {
    size_t length = strlen(text), all = name != NULL ? strlen(name) : 0;
    if (length == 0 || all < length) return false;
    bool begins = strncasecmp(name, text, length) == 0 && (name[length] == '\0' || name[length] == ' ');
    return begins || (all > length && name[all - length - 1] == ' ' && same(name + all - length, text));
}

/* ---- departments */

static bool department_near(const directory_t *dir, const char *text, department_info_t *out) {
    const char *best = NULL;
    department_info_t info;
    /* two at a time: the nearest so far, and the next */
    for (size_t i = 0; i < directory_departments(dir); i++) {
        if (!directory_department_at(dir, i, &info)) continue;
        const char *both[] = {best, info.key};
        best = best != NULL ? nearest_name(text, both, 2) : nearest_name(text, &both[1], 1);
    }
    return best != NULL && directory_department(dir, best, out);
}

bool directory_department_meant(const directory_t *dir, const char *text, department_info_t *out) {
    size_t found = 0;
    department_info_t info;
    for (size_t i = 0; i < directory_departments(dir); i++) {
        if (!directory_department_at(dir, i, &info)) continue;
        if (!same(info.key, text) && !same(info.name_en, text) && !same(info.name_zh, text)) continue;
        *out = info;
        found++;
    }
    return found == 1 || (found == 0 && department_near(dir, text, out));
}

/* ---- people */

static bool in_service(const person_info_t *person) {
    return person->kind == PERSON_HUMAN && person->until == INSTANT_MAX;
}

static bool person_near(const directory_t *dir, const char *text, person_info_t *out) {
    const char *best = NULL;
    person_info_t info;
    for (size_t i = 0; i < directory_people(dir); i++) {
        if (!directory_person_at(dir, i, &info) || !in_service(&info)) continue;
        const char *both[] = {best, info.handle};
        best = best != NULL ? nearest_name(text, both, 2) : nearest_name(text, &both[1], 1);
    }
    return best != NULL && directory_by_handle(dir, best, out);
}

bool directory_person_meant(const directory_t *dir, const char *text, person_info_t *out) {
    size_t found = 0;
    person_info_t info;
    for (size_t i = 0; i < directory_people(dir); i++) {
        if (!directory_person_at(dir, i, &info) || !in_service(&info)) continue;
        if (!same(info.handle, text) && !is_called(info.name, text)) continue;
        *out = info;
        found++;
    }
    return found == 1 || (found == 0 && person_near(dir, text, out));
}
