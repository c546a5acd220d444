/* Whom a request picks for later steps (A10): {"reviewer": "li.na,wu.yan"} or lists of handles, by step. */
#include "server/api_private.h"
#include <string.h>

static int pick_add(const directory_t *directory, const char *handle, size_t length, arena_t *arena,
                    pick_t *out, diag_t *d) {
    person_info_t person;
    char *text = arena_strndup(arena, handle, length);
    int64_t *more = text ? arena_grow(arena, out->people, out->count, out->count + 1, sizeof *more) : NULL;
    if (more == NULL) return diag_memory(d);
    out->people = more;
    if (!directory_by_handle(directory, text, &person)) return api_no_such_person("picks", text, d);
    if (out->count == PICK_PEOPLE_MAX)
        return diag_set(d, "api.value", "field", "picks", "expected", "at most 256 people", NULL);
    out->people[out->count++] = person.id;
    return 0;
}

static int pick_text(const directory_t *directory, const char *text, arena_t *arena, pick_t *out, diag_t *d) {
    while (*text != '\0') {
        size_t length = strcspn(text, ", ");
        if (length > 0 && pick_add(directory, text, length, arena, out, d) != 0) return -1;
        text += length + strspn(text + length, ", ");
    }
    return 0;
}

static int pick_value(const directory_t *directory, const json_t *value, arena_t *arena, pick_t *out,
                      diag_t *d) {
    size_t i;
    json_t *one;
    if (json_is_string(value)) return pick_text(directory, json_string_value(value), arena, out, d);
    if (!json_is_array(value))
        return diag_set(d, "api.value", "field", "picks", "expected", "handles by step", NULL);
    json_array_foreach((json_t *)value, i, one) {
        if (!json_is_string(one))
            return diag_set(d, "api.value", "field", "picks", "expected", "handles by step", NULL);
        if (pick_text(directory, json_string_value(one), arena, out, d) != 0) return -1;
    }
    return 0;
}

int api_picks(const json_t *object, const directory_t *directory, arena_t *arena, const pick_t **out,
              size_t *count, diag_t *d) {
    const char *step;
    json_t *value;
    *out = NULL;
    *count = 0;
    if (object == NULL || json_is_null(object)) return 0;
    if (!json_is_object(object))
        return diag_set(d, "api.value", "field", "picks", "expected", "handles by step", NULL);
    if (json_object_size(object) > RECORD_PICKS_MAX)
        return api_too_many("picks", "handles by step", RECORD_PICKS_MAX, d);
    pick_t *picks = arena_array(arena, json_object_size(object) + 1, sizeof *picks);
    if (picks == NULL) return diag_memory(d);
    json_object_foreach((json_t *)object, step, value) {
        picks[*count] = (pick_t){.step = arena_strdup(arena, step)};
        if (picks[*count].step == NULL) return diag_memory(d);
        if (pick_value(directory, value, arena, &picks[*count], d) != 0) return -1;
        *count += 1;
    }
    *out = picks;
    return 0;
}
