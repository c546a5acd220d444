/* Questions to a directory. All are answered by binary search in sorted arrays; nothing here allocates. */
#include "model/directory_data.h"
#include <string.h>

void directory_free(directory_t *dir) {
    strings_free(&dir->strings);
    mem_free(dir->people);
    mem_free(dir->by_handle);
    mem_free(dir->by_uid);
    mem_free(dir->departments);
    mem_free(dir->roles.rows);
    mem_free(dir->posts.rows);
    mem_free(dir->things.rows);
    mem_free(dir->attributes);
    mem_free(dir->stand_ins);
    mem_free(dir);
}

directory_t *directory_ref(directory_t *dir) {
    atomic_fetch_add_explicit(&dir->refs, 1, memory_order_relaxed);
    return dir;
}

void directory_unref(directory_t *dir) {
    if (dir && atomic_fetch_sub_explicit(&dir->refs, 1, memory_order_acq_rel) == 1) directory_free(dir);
}

int64_t directory_version(const directory_t *dir) {
    return dir->version;
}

size_t directory_bytes(const directory_t *dir) {
    size_t indexes = dir->people_count + (dir->uid_count ? dir->uid_count : 1);
    return sizeof *dir + dir->strings.cap + dir->people_cap * sizeof *dir->people +
           indexes * sizeof *dir->by_handle + dir->department_cap * sizeof *dir->departments +
           (dir->roles.cap + dir->posts.cap + dir->things.cap) * sizeof(holding_t) +
           dir->attribute_cap * sizeof *dir->attributes + dir->stand_in_cap * sizeof *dir->stand_ins;
}

size_t directory_people(const directory_t *dir) {
    return dir->people_count;
}

size_t directory_departments(const directory_t *dir) {
    return dir->department_count;
}

const person_row_t *directory_find_person(const directory_t *dir, int64_t id) {
    size_t low = 0, high = dir->people_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const person_row_t *row = &dir->people[middle];
        if (row->id == id) return row;
        if (row->id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const department_row_t *directory_find_department(const directory_t *dir, const char *key) {
    size_t low = 0, high = key ? dir->department_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(strings_at(&dir->strings, dir->departments[middle].key), key);
        if (order == 0) return &dir->departments[middle];
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const person_row_t *directory_find_handle(const directory_t *dir, const char *handle) {
    size_t low = 0, high = handle ? dir->people_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const person_row_t *row = &dir->people[dir->by_handle[middle]];
        int order = strcmp(strings_at(&dir->strings, row->handle), handle);
        if (order == 0) return row;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static const person_row_t *find_uid(const directory_t *dir, int64_t uid) {
    size_t low = 0, high = dir->uid_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const person_row_t *row = &dir->people[dir->by_uid[middle]];
        if (row->uid == uid) return row;
        if (row->uid < uid) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static bool tell_person(const directory_t *dir, const person_row_t *row, person_info_t *out) {
    if (!row) return false;
    const strings_t *strings = &dir->strings;
    *out = (person_info_t){.id = row->id,
                           .handle = strings_at(strings, row->handle),
                           .name = strings_at(strings, row->name),
                           .email = strings_at(strings, row->email),
                           .calendar = strings_at(strings, row->calendar),
                           .kind = (person_kind_t)row->kind,
                           .owner = row->owner,
                           .uid = row->uid,
                           .from = row->from,
                           .until = row->until};
    if (row->department) out->department = strings_at(strings, dir->departments[row->department - 1].key);
    return true;
}

bool directory_person(const directory_t *dir, int64_t id, person_info_t *out) {
    return tell_person(dir, directory_find_person(dir, id), out);
}

bool directory_person_at(const directory_t *dir, size_t index, person_info_t *out) {
    return tell_person(dir, index < dir->people_count ? &dir->people[index] : NULL, out);
}

bool directory_by_handle(const directory_t *dir, const char *handle, person_info_t *out) {
    return tell_person(dir, directory_find_handle(dir, handle), out);
}

bool directory_by_uid(const directory_t *dir, int64_t uid, person_info_t *out) {
    return tell_person(dir, find_uid(dir, uid), out);
}

static bool tell_department(const directory_t *dir, const department_row_t *row, department_info_t *out) {
    if (!row) return false;
    const strings_t *strings = &dir->strings;
    *out = (department_info_t){.key = strings_at(strings, row->key),
                               .name_en = strings_at(strings, row->name_en),
                               .name_zh = strings_at(strings, row->name_zh),
                               .calendar = strings_at(strings, row->calendar),
                               .head_post = strings_at(strings, row->head_post),
                               .leader_post = strings_at(strings, row->leader_post)};
    if (row->parent) out->parent = strings_at(strings, dir->departments[row->parent - 1].key);
    return true;
}

bool directory_department(const directory_t *dir, const char *key, department_info_t *out) {
    return tell_department(dir, directory_find_department(dir, key), out);
}

bool directory_department_at(const directory_t *dir, size_t index, department_info_t *out) {
    return tell_department(dir, index < dir->department_count ? &dir->departments[index] : NULL, out);
}

/* The department above; NULL at the top. */
static const department_row_t *above(const directory_t *dir, const department_row_t *row) {
    return row->parent ? &dir->departments[row->parent - 1] : NULL;
}

bool directory_within(const directory_t *dir, const char *key, const char *ancestor) {
    const department_row_t *top = directory_find_department(dir, ancestor);
    const department_row_t *row = top ? directory_find_department(dir, key) : NULL;
    while (row && row != top)
        row = above(dir, row);
    return row != NULL;
}

const char *directory_attribute(const directory_t *dir, const char *subject, const char *name) {
    size_t low = 0, high = dir->attribute_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const attribute_row_t *row = &dir->attributes[middle];
        int order = strcmp(strings_at(&dir->strings, row->subject), subject);
        if (order == 0) order = strcmp(strings_at(&dir->strings, row->name), name);
        if (order == 0) return row->value ? strings_at(&dir->strings, row->value) : "";
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static bool active(const person_row_t *row, instant_t at) {
    return row && row->from <= at && at < row->until;
}

bool directory_active(const directory_t *dir, int64_t person, instant_t at) {
    return active(directory_find_person(dir, person), at);
}

const char *directory_calendar(const directory_t *dir, int64_t person) {
    const person_row_t *row = directory_find_person(dir, person);
    if (!row) return NULL;
    if (row->calendar) return strings_at(&dir->strings, row->calendar);
    const department_row_t *department = row->department ? &dir->departments[row->department - 1] : NULL;
    while (department && !department->calendar)
        department = above(dir, department);
    return department ? strings_at(&dir->strings, department->calendar) : NULL;
}

/* Index of the first holding of key and item, or where it would be; item NULL comes before all others. */
static size_t first_holding(const directory_t *dir, const holdings_t *of, const char *key, const char *item) {
    size_t low = 0, high = of->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const holding_t *row = &of->rows[middle];
        int order = strcmp(strings_at(&dir->strings, row->key), key);
        const char *has = strings_at(&dir->strings, row->item);
        if (order == 0 && item) order = has ? strcmp(has, item) : -1;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool known(const directory_t *dir, const holdings_t *of, const char *key) {
    size_t at = key ? first_holding(dir, of, key, NULL) : of->count;
    return at < of->count && strcmp(strings_at(&dir->strings, of->rows[at].key), key) == 0;
}

/* Those found so far, in order of id and each once; ids beyond max are counted, not kept. */
typedef struct found {
    int64_t *out;
    size_t max, count;
} found_t;

/* Puts an id in its place. Runs of holdings come sorted, so mostly that is the end. Only those kept can be
 * compared with: the count is exact as long as it does not exceed max, and at least right in being more. */
static void found_add(found_t *found, int64_t id) {
    size_t kept = found->count < found->max ? found->count : found->max;
    size_t at = kept;
    while (at > 0 && found->out[at - 1] > id)
        at--;
    if (at > 0 && found->out[at - 1] == id) return;
    found->count++;
    if (at >= found->max) return;
    size_t last = kept < found->max ? kept : found->max - 1;
    memmove(&found->out[at + 1], &found->out[at], (last - at) * sizeof *found->out);
    found->out[at] = id;
}

/* Adds who has key and item then, and is in service. `any`: whatever the item. */
static void collect(const directory_t *dir, const holdings_t *of, const char *key, const char *item, bool any,
                    instant_t at, found_t *found) {
    for (size_t i = first_holding(dir, of, key, item); i < of->count; i++) {
        const holding_t *row = &of->rows[i];
        if (strcmp(strings_at(&dir->strings, row->key), key) != 0) return;
        const char *has = strings_at(&dir->strings, row->item);
        if (!any && (item ? !has || strcmp(has, item) != 0 : has != NULL)) return;
        if (row->from <= at && at < row->until && directory_active(dir, row->person, at))
            found_add(found, row->person);
    }
}

size_t directory_role_holders(const directory_t *dir, const char *role, const char *department, instant_t at,
                              int64_t *out, size_t max) {
    found_t found = {.out = out, .max = max};
    if (!role) return 0;
    collect(dir, &dir->roles, role, NULL, department == NULL, at, &found);
    if (department) collect(dir, &dir->roles, role, department, false, at, &found);
    return found.count;
}

size_t directory_post_holders(const directory_t *dir, const char *post, instant_t at, int64_t *out,
                              size_t max) {
    found_t found = {.out = out, .max = max};
    if (post) collect(dir, &dir->posts, post, NULL, true, at, &found);
    return found.count;
}

size_t directory_holders(const directory_t *dir, const char *kind, const char *item, instant_t at,
                         int64_t *out, size_t max) {
    found_t found = {.out = out, .max = max};
    if (kind && item) collect(dir, &dir->things, kind, item, false, at, &found);
    return found.count;
}

/* The holder of a post with the lowest id; 0: nobody. */
static int64_t post_holder(const directory_t *dir, uint32_t post, instant_t at) {
    int64_t holder = 0;
    return directory_post_holders(dir, strings_at(&dir->strings, post), at, &holder, 1) ? holder : 0;
}

int64_t directory_head(const directory_t *dir, const char *department, instant_t at) {
    const department_row_t *row = directory_find_department(dir, department);
    return row ? post_holder(dir, row->head_post, at) : 0;
}

int64_t directory_leader(const directory_t *dir, const char *department, instant_t at) {
    const department_row_t *row = directory_find_department(dir, department);
    while (row && !row->leader_post)
        row = above(dir, row);
    return row ? post_holder(dir, row->leader_post, at) : 0;
}

int64_t directory_superior(const directory_t *dir, int64_t person, instant_t at) {
    const person_row_t *of = directory_find_person(dir, person);
    const department_row_t *row = of && of->department ? &dir->departments[of->department - 1] : NULL;
    for (; row; row = above(dir, row)) {
        int64_t head = post_holder(dir, row->head_post, at);
        if (head != 0 && head != person) return head;
    }
    return 0;
}

bool directory_knows_role(const directory_t *dir, const char *role) {
    return known(dir, &dir->roles, role);
}

bool directory_knows_post(const directory_t *dir, const char *post) {
    if (known(dir, &dir->posts, post)) return true;
    /* A head's or leader's post is known before anybody holds it. */
    for (size_t i = 0; post && i < dir->department_count; i++) {
        const char *head = strings_at(&dir->strings, dir->departments[i].head_post);
        const char *leader = strings_at(&dir->strings, dir->departments[i].leader_post);
        if ((head && strcmp(head, post) == 0) || (leader && strcmp(leader, post) == 0)) return true;
    }
    return false;
}

bool directory_knows_holder(const directory_t *dir, const char *kind) {
    return known(dir, &dir->things, kind);
}
