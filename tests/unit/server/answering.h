/* What tests read in answers of the API. */
#ifndef TESTS_UNIT_SERVER_ANSWERING_H
#define TESTS_UNIT_SERVER_ANSWERING_H

#include "fixture.h"

static inline json_t *first(const json_t *answer, const char *list) {
    return json_array_get(json_object_get(answer, list), 0);
}

static inline size_t count_of(const json_t *answer, const char *list) {
    return json_array_size(json_object_get(answer, list));
}

static inline const char *handle_at(const json_t *object, const char *name) {
    return text_at(json_object_get(object, name), "handle");
}

#endif
