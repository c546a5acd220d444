/* What bounds a person's authority (A15): an attribute such as approval_limit of their own, else of the posts
 * that they hold. */
#include "model/directory_data.h"
#include <stdio.h>
#include <string.h>

enum { SUBJECT_MAX = 256 };

static const char *attribute_of(const directory_t *dir, const char *what, const char *key, const char *name) {
    char subject[SUBJECT_MAX];
    int length = snprintf(subject, sizeof subject, "%s:%s", what, key);
    return length > 0 && (size_t)length < sizeof subject ? directory_attribute(dir, subject, name) : NULL;
}

size_t directory_bounds(const directory_t *dir, int64_t person, const char *name, instant_t at,
                        const char **out, size_t max) {
    person_info_t who;
    if (max == 0 || !directory_person(dir, person, &who)) return 0;
    const char *own = attribute_of(dir, "person", who.handle, name);
    if (own) {
        out[0] = own;
        return 1;
    }
    size_t count = 0;
    for (size_t i = 0; i < dir->posts.count && count < max; i++) {
        const holding_t *h = &dir->posts.rows[i];
        if (h->person != person || at < h->from || at >= h->until) continue;
        const char *bound = attribute_of(dir, "post", strings_at(&dir->strings, h->key), name);
        if (bound) out[count++] = bound;
    }
    return count;
}
