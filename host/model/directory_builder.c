/* Taking in the rows of a directory, one by one. Duplicates are told at once, so that an import can name its
 * line; what a row refers to may still follow, and is checked by directory_build. */
#include "model/directory_data.h"
#include <inttypes.h>
#include <stdio.h>

directory_builder_t *directory_builder_new(diag_t *d) {
    directory_builder_t *b = mem_alloc(sizeof *b);
    if (b) b->dir = mem_alloc(sizeof *b->dir);
    if (!b || !b->dir) {
        mem_free(b);
        diag_memory(d);
        return NULL;
    }
    atomic_init(&b->dir->refs, 1);
    return b;
}

void directory_builder_free(directory_builder_t *b) {
    if (!b) return;
    if (b->dir) directory_free(b->dir);
    number_set_free(&b->names);
    number_set_free(&b->ids);
    number_set_free(&b->uids);
    number_set_free(&b->attributes);
    mem_free(b);
}

/* Makes sure that one more row of `size` fits into *rows; -1: no memory. */
static int room(void **rows, size_t count, size_t *cap, size_t size) {
    if (count < *cap) return 0;
    size_t more = *cap ? *cap + *cap / 2 : 16;
    void *at = mem_realloc(*rows, more * size);
    if (!at) return -1;
    *rows = at;
    *cap = more;
    return 0;
}

static int duplicate(const char *what, const char *key, diag_t *d) {
    return diag_set(d, "directory.duplicate", "what", what, "key", key, NULL);
}

/* Puts a number into a set of what there can be only once. */
static int once(number_set_t *set, uint64_t number, const char *what, const char *key, diag_t *d) {
    int put = number_set_put(set, number);
    if (put < 0) return diag_memory(d);
    return put == 0 ? duplicate(what, key, d) : 0;
}

static int empty(const char *what, const char *key, diag_t *d) {
    return diag_set(d, "directory.invalid", "what", what, "key", key, NULL);
}

int directory_add_department(directory_builder_t *b, const department_info_t *department, diag_t *d) {
    directory_t *dir = b->dir;
    strings_t *strings = &dir->strings;
    department_row_t row = {0};
    if (!department->key || !department->key[0]) return empty("department", "", d);
    if (strings_put(strings, department->key, &row.key) != 0 ||
        strings_put(strings, department->parent, &row.parent) != 0 ||
        strings_put(strings, department->name_en, &row.name_en) != 0 ||
        strings_put(strings, department->name_zh, &row.name_zh) != 0 ||
        strings_put(strings, department->calendar, &row.calendar) != 0 ||
        strings_put(strings, department->head_post, &row.head_post) != 0 ||
        strings_put(strings, department->leader_post, &row.leader_post) != 0 ||
        room((void **)&dir->departments, dir->department_count, &dir->department_cap, sizeof row) != 0)
        return diag_memory(d);
    if (once(&b->names, row.key | UINT64_C(1) << 32, "department", department->key, d) != 0) return -1;
    dir->departments[dir->department_count++] = row;
    return 0;
}

int directory_add_person(directory_builder_t *b, const person_info_t *person, diag_t *d) {
    directory_t *dir = b->dir;
    strings_t *strings = &dir->strings;
    person_row_t row = {.id = person->id,
                        .owner = person->kind == PERSON_SERVICE ? person->owner : 0,
                        .uid = person->uid,
                        .from = person->from,
                        .until = person->until,
                        .kind = (uint8_t)person->kind};
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, person->id);
    if (person->id <= 0) return empty("id", number, d);
    if (!person->handle || !person->handle[0]) return empty("handle", number, d);
    if (person->kind != PERSON_HUMAN && person->kind != PERSON_SERVICE)
        return empty("kind", person->handle, d);
    if (strings_put(strings, person->handle, &row.handle) != 0 ||
        strings_put(strings, person->name, &row.name) != 0 ||
        strings_put(strings, person->email, &row.email) != 0 ||
        strings_put(strings, person->department, &row.department) != 0 ||
        strings_put(strings, person->calendar, &row.calendar) != 0 ||
        room((void **)&dir->people, dir->people_count, &dir->people_cap, sizeof row) != 0)
        return diag_memory(d);
    if (row.name == 0) row.name = row.handle;
    if (once(&b->names, row.handle, "handle", person->handle, d) != 0) return -1;
    if (once(&b->ids, (uint64_t)row.id, "id", number, d) != 0) return -1;
    if (row.uid >= 0) {
        snprintf(number, sizeof number, "%" PRId64, row.uid);
        if (once(&b->uids, (uint64_t)row.uid, "uid", number, d) != 0) return -1;
        dir->uid_count++;
    }
    dir->people[dir->people_count++] = row;
    return 0;
}

static int add_holding(directory_builder_t *b, holdings_t *to, const char *key, const char *item,
                       holding_t row, diag_t *d) {
    if (strings_put(&b->dir->strings, key, &row.key) != 0 ||
        strings_put(&b->dir->strings, item, &row.item) != 0 ||
        room((void **)&to->rows, to->count, &to->cap, sizeof row) != 0)
        return diag_memory(d);
    to->rows[to->count++] = row;
    return 0;
}

int directory_add_post(directory_builder_t *b, const char *post, int64_t person, instant_t from,
                       instant_t until, diag_t *d) {
    holding_t row = {.person = person, .from = from, .until = until};
    if (!post || !post[0]) return empty("post", "", d);
    return add_holding(b, &b->dir->posts, post, NULL, row, d);
}

int directory_add_role(directory_builder_t *b, const char *role, const char *department, int64_t person,
                       instant_t from, instant_t until, diag_t *d) {
    holding_t row = {.person = person, .from = from, .until = until};
    if (!role || !role[0]) return empty("role", "", d);
    return add_holding(b, &b->dir->roles, role, department, row, d);
}

int directory_add_holder(directory_builder_t *b, const char *kind, const char *item, int64_t person,
                         instant_t from, instant_t until, diag_t *d) {
    holding_t row = {.person = person, .from = from, .until = until};
    if (!kind || !kind[0]) return empty("holder", item ? item : "", d);
    if (!item || !item[0]) return empty("holder", kind, d);
    return add_holding(b, &b->dir->things, kind, item, row, d);
}

int directory_add_attribute(directory_builder_t *b, const char *subject, const char *name, const char *value,
                            diag_t *d) {
    directory_t *dir = b->dir;
    attribute_row_t row = {0};
    if (!subject || !subject[0] || !name || !name[0]) return empty("attribute", name ? name : "", d);
    if (strings_put(&dir->strings, subject, &row.subject) != 0 ||
        strings_put(&dir->strings, name, &row.name) != 0 ||
        strings_put(&dir->strings, value, &row.value) != 0 ||
        room((void **)&dir->attributes, dir->attribute_count, &dir->attribute_cap, sizeof row) != 0)
        return diag_memory(d);
    char key[256];
    snprintf(key, sizeof key, "%s %s", subject, name);
    if (once(&b->attributes, (uint64_t)row.subject << 32 | row.name, "attribute", key, d) != 0) return -1;
    dir->attributes[dir->attribute_count++] = row;
    return 0;
}

int directory_add_stand_in(directory_builder_t *b, int64_t principal, int64_t person, const char *flow,
                           instant_t from, instant_t until, diag_t *d) {
    directory_t *dir = b->dir;
    stand_in_row_t row = {.principal = principal, .person = person, .from = from, .until = until};
    if (strings_put(&dir->strings, flow, &row.flow) != 0 ||
        room((void **)&dir->stand_ins, dir->stand_in_count, &dir->stand_in_cap, sizeof row) != 0)
        return diag_memory(d);
    dir->stand_ins[dir->stand_in_count++] = row;
    return 0;
}
