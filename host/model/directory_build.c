/* From rows to a snapshot: sorts, resolves and checks what rows refer to, makes the indexes, gives back spare
 * memory. Nothing is served of a directory in which one reference is wrong. */
#include "model/directory_data.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int unknown(const char *what, const char *key, const char *in, diag_t *d) {
    return diag_set(d, "directory.unknown", "what", what, "key", key, "in", in, NULL);
}

static int unknown_person(int64_t id, const char *in, const char *of, diag_t *d) {
    char key[24], place[256];
    snprintf(key, sizeof key, "%" PRId64, id);
    snprintf(place, sizeof place, "%s %s", in, of);
    return unknown("person", key, place, d);
}

static int number_order(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int person_order(const void *a, const void *b) {
    return number_order(((const person_row_t *)a)->id, ((const person_row_t *)b)->id);
}

static int department_order(const void *a, const void *b, void *strings) {
    const department_row_t *x = a, *y = b;
    return strings_compare(strings, x->key, y->key);
}

static int holding_order(const void *a, const void *b, void *strings) {
    const holding_t *x = a, *y = b;
    int order = strings_compare(strings, x->key, y->key);
    if (order == 0) order = strings_compare(strings, x->item, y->item);
    if (order == 0) order = number_order(x->person, y->person);
    return order ? order : number_order(x->from, y->from);
}

static int attribute_order(const void *a, const void *b, void *strings) {
    const attribute_row_t *x = a, *y = b;
    int order = strings_compare(strings, x->subject, y->subject);
    return order ? order : strings_compare(strings, x->name, y->name);
}

static int stand_in_order(const void *a, const void *b) {
    const stand_in_row_t *x = a, *y = b;
    int order = number_order(x->principal, y->principal);
    if (order == 0) order = number_order(x->person, y->person);
    return order ? order : number_order(x->from, y->from);
}

static int handle_order(const void *a, const void *b, void *of) {
    const directory_t *dir = of;
    return strings_compare(&dir->strings, dir->people[*(const uint32_t *)a].handle,
                           dir->people[*(const uint32_t *)b].handle);
}

static int uid_order(const void *a, const void *b, void *of) {
    const directory_t *dir = of;
    return number_order(dir->people[*(const uint32_t *)a].uid, dir->people[*(const uint32_t *)b].uid);
}

static void sort_holdings(holdings_t *holdings, strings_t *strings) {
    if (holdings->count > 1)
        qsort_r(holdings->rows, holdings->count, sizeof *holdings->rows, holding_order, strings);
}

static void sort_rows(directory_t *dir) {
    strings_t *strings = &dir->strings;
    if (dir->people_count > 1) qsort(dir->people, dir->people_count, sizeof *dir->people, person_order);
    if (dir->department_count > 1)
        qsort_r(dir->departments, dir->department_count, sizeof *dir->departments, department_order, strings);
    sort_holdings(&dir->roles, strings);
    sort_holdings(&dir->posts, strings);
    sort_holdings(&dir->things, strings);
    if (dir->attribute_count > 1)
        qsort_r(dir->attributes, dir->attribute_count, sizeof *dir->attributes, attribute_order, strings);
    if (dir->stand_in_count > 1)
        qsort(dir->stand_ins, dir->stand_in_count, sizeof *dir->stand_ins, stand_in_order);
}

/* Turns the place of a department's key into its index + 1; -1: no such department. */
static int resolve(const directory_t *dir, uint32_t *key) {
    if (*key == 0) return 0;
    const department_row_t *found = directory_find_department(dir, strings_at(&dir->strings, *key));
    if (!found) return -1;
    *key = (uint32_t)(found - dir->departments) + 1;
    return 0;
}

/* Appends "a > b > c" piece by piece; what does not fit is left out. */
static void path_add(char *path, size_t size, const char *key) {
    size_t len = strlen(path);
    snprintf(path + len, size - len, "%s%s", len ? " > " : "", key);
}

/* Walks up from each department; one that is met again before the top is its own ancestor. `seen` holds for
 * each the walk that came by. */
static int check_department_cycles(const directory_t *dir, uint32_t *seen, diag_t *d) {
    for (uint32_t walk = 1; walk <= dir->department_count; walk++) {
        uint32_t at = walk;
        while (at != 0 && seen[at - 1] == 0) {
            seen[at - 1] = walk;
            at = dir->departments[at - 1].parent;
        }
        if (at == 0 || seen[at - 1] != walk) continue;
        const char *key = strings_at(&dir->strings, dir->departments[at - 1].key);
        char path[512] = "";
        uint32_t step = at;
        do {
            path_add(path, sizeof path, strings_at(&dir->strings, dir->departments[step - 1].key));
            step = dir->departments[step - 1].parent;
        } while (step != at);
        path_add(path, sizeof path, key);
        return diag_set(d, "directory.cycle", "what", "department", "key", key, "path", path, NULL);
    }
    return 0;
}

static int check_departments(directory_t *dir, diag_t *d) {
    for (size_t i = 0; i < dir->department_count; i++) {
        department_row_t *row = &dir->departments[i];
        const char *parent = strings_at(&dir->strings, row->parent);
        char in[256];
        snprintf(in, sizeof in, "department %s", strings_at(&dir->strings, row->key));
        if (resolve(dir, &row->parent) != 0) return unknown("department", parent, in, d);
    }
    if (dir->department_count == 0) return 0;
    uint32_t *seen = mem_alloc(dir->department_count * sizeof *seen);
    if (!seen) return diag_memory(d);
    int rc = check_department_cycles(dir, seen, d);
    mem_free(seen);
    return rc;
}

static int check_people(directory_t *dir, diag_t *d) {
    for (size_t i = 0; i < dir->people_count; i++) {
        person_row_t *row = &dir->people[i];
        const char *handle = strings_at(&dir->strings, row->handle);
        const char *department = strings_at(&dir->strings, row->department);
        if (resolve(dir, &row->department) != 0) {
            char in[256];
            snprintf(in, sizeof in, "person %s", handle);
            return unknown("department", department, in, d);
        }
        if (row->kind != PERSON_SERVICE) continue;
        /* A service account answers to somebody: to a human, never to itself or another account. */
        const person_row_t *owner = directory_find_person(dir, row->owner);
        if (!owner || owner->kind != PERSON_HUMAN) return unknown_person(row->owner, "owner of", handle, d);
    }
    return 0;
}

static int check_holdings(const directory_t *dir, const holdings_t *holdings, const char *what, diag_t *d) {
    for (size_t i = 0; i < holdings->count; i++) {
        const holding_t *row = &holdings->rows[i];
        const char *key = strings_at(&dir->strings, row->key), *item = strings_at(&dir->strings, row->item);
        if (!directory_find_person(dir, row->person)) return unknown_person(row->person, what, key, d);
        if (holdings == &dir->roles && item && !directory_find_department(dir, item)) {
            char in[256];
            snprintf(in, sizeof in, "%s %s", what, key);
            return unknown("department", item, in, d);
        }
    }
    return 0;
}

static int check_attributes(const directory_t *dir, diag_t *d) {
    for (size_t i = 0; i < dir->attribute_count; i++) {
        const char *subject = strings_at(&dir->strings, dir->attributes[i].subject);
        char in[256];
        snprintf(in, sizeof in, "attribute %s", strings_at(&dir->strings, dir->attributes[i].name));
        if (strncmp(subject, "department:", 11) == 0) {
            if (!directory_find_department(dir, subject + 11))
                return unknown("department", subject + 11, in, d);
        } else if (strncmp(subject, "person:", 7) == 0) {
            if (!directory_find_handle(dir, subject + 7)) return unknown("person", subject + 7, in, d);
        } else if (strncmp(subject, "post:", 5) == 0) {
            if (!directory_knows_post(dir, subject + 5)) return unknown("post", subject + 5, in, d);
        } else {
            return unknown("subject", subject, in, d);
        }
    }
    return 0;
}

static int make_indexes(directory_t *dir, diag_t *d) {
    if (dir->people_count == 0) return 0;
    dir->by_handle = mem_alloc(dir->people_count * sizeof *dir->by_handle);
    dir->by_uid = mem_alloc((dir->uid_count ? dir->uid_count : 1) * sizeof *dir->by_uid);
    if (!dir->by_handle || !dir->by_uid) return diag_memory(d);
    size_t uids = 0;
    for (uint32_t i = 0; i < dir->people_count; i++) {
        dir->by_handle[i] = i;
        if (dir->people[i].uid >= 0) dir->by_uid[uids++] = i;
    }
    qsort_r(dir->by_handle, dir->people_count, sizeof *dir->by_handle, handle_order, dir);
    qsort_r(dir->by_uid, uids, sizeof *dir->by_uid, uid_order, dir);
    return 0;
}

/* Gives back what the array holds beyond `count`; no memory for a smaller one leaves the larger. */
static void trim(void **rows, size_t count, size_t *cap, size_t size) {
    void *at = count > 0 && count < *cap ? mem_realloc(*rows, count * size) : NULL;
    if (!at) return;
    *rows = at;
    *cap = count;
}

static void trim_rows(directory_t *dir) {
    strings_freeze(&dir->strings);
    trim((void **)&dir->people, dir->people_count, &dir->people_cap, sizeof *dir->people);
    trim((void **)&dir->departments, dir->department_count, &dir->department_cap, sizeof *dir->departments);
    trim((void **)&dir->roles.rows, dir->roles.count, &dir->roles.cap, sizeof *dir->roles.rows);
    trim((void **)&dir->posts.rows, dir->posts.count, &dir->posts.cap, sizeof *dir->posts.rows);
    trim((void **)&dir->things.rows, dir->things.count, &dir->things.cap, sizeof *dir->things.rows);
    trim((void **)&dir->attributes, dir->attribute_count, &dir->attribute_cap, sizeof *dir->attributes);
    trim((void **)&dir->stand_ins, dir->stand_in_count, &dir->stand_in_cap, sizeof *dir->stand_ins);
}

static int check_stand_in_people(const directory_t *dir, diag_t *d) {
    for (size_t i = 0; i < dir->stand_in_count; i++) {
        const stand_in_row_t *row = &dir->stand_ins[i];
        const person_row_t *principal = directory_find_person(dir, row->principal);
        if (!principal) return unknown_person(row->principal, "stand-in", "principal", d);
        const char *handle = strings_at(&dir->strings, principal->handle);
        if (!directory_find_person(dir, row->person))
            return unknown_person(row->person, "stand-in of", handle, d);
    }
    return directory_check_stand_ins(dir, d);
}

directory_t *directory_build(directory_builder_t *b, int64_t version, diag_t *d) {
    directory_t *dir = b->dir;
    b->dir = NULL;
    directory_builder_free(b);
    sort_rows(dir);
    if (check_departments(dir, d) != 0 || check_people(dir, d) != 0 || make_indexes(dir, d) != 0 ||
        check_holdings(dir, &dir->roles, "role", d) != 0 ||
        check_holdings(dir, &dir->posts, "post", d) != 0 ||
        check_holdings(dir, &dir->things, "holder", d) != 0 || check_attributes(dir, d) != 0 ||
        check_stand_in_people(dir, d) != 0) {
        directory_free(dir);
        return NULL;
    }
    trim_rows(dir);
    dir->version = version;
    return dir;
}
