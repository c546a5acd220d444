/* Values that an answer keeps to itself; see api_guard.h. */
#include "server/api_guard.h"
#include "engine/form_rights.h"
#include <string.h>

void shape_about(shape_t *s, const reader_t *r, const api_call_t *call, const record_t *record,
                 const flow_t *flow) {
    s->about = record;
    s->flow = flow;
    s->viewer = call->actor.person;
    if (api_is_administrator(call, r->snapshot->directory, reader_now((reader_t *)r))) s->viewer = 0;
    s->guards = s->viewer != 0 && form_hides(record);
}

bool shape_shows(const shape_t *s, const char *field) {
    return !s->guards || form_shows(s->about, s->viewer, field);
}

/* A sum over like records tells of the fields that it sums and compares. */
static bool shows_use(const shape_t *s, const char *path) {
    for (size_t i = 0; s->flow != NULL && i < s->flow->use_count; i++) {
        const use_def_t *use = &s->flow->uses[i];
        size_t length = strlen(use->name);
        if (strncmp(path, use->name, length) != 0 || path[length] != '.') continue;
        if (!shape_shows(s, use->field)) return false;
        for (size_t k = 0; use->same[k] != NULL; k++)
            if (!shape_shows(s, use->same[k])) return false;
    }
    return true;
}

bool shape_shows_fact(const shape_t *s, const char *path) {
    return !s->guards || path == NULL || (form_shows_fact(s->about, s->viewer, path) && shows_use(s, path));
}

/* What a value looks like within a sentence; NULL: too little to tell it from other words. */
static const char *telling(shape_t *s, const value_t *value) {
    person_info_t who;
    const char *text = NULL;
    switch (value->kind) {
    case VALUE_PERSON:
        if (directory_person(s->directory, value->u.person, &who)) text = who.handle;
        break;
    case VALUE_TEXT:
    case VALUE_MONEY:
    case VALUE_NUMBER:
    case VALUE_DATE:
    case VALUE_RANGE:
    case VALUE_CHOICE:
    case VALUE_DEPARTMENT:
        text = value_text(value, s->arena);
        if (text == NULL) s->failed = true;
        break;
    default:
        break;
    }
    return text != NULL && strlen(text) > 1 ? text : NULL;
}

/* The same of values that a route read before, which the form may not have any more. */
static bool tells_of_fact(const shape_t *s, const char *text) {
    for (size_t i = 0; i < s->about->plan_count; i++) {
        const plan_place_t *plan = &s->about->plans[i];
        for (size_t k = 0; k < plan->fact_count; k++) {
            const char *value = plan->facts[k].text;
            if (value != NULL && strlen(value) > 1 && strstr(text, value) != NULL &&
                !shape_shows_fact(s, plan->facts[k].path))
                return true;
        }
    }
    return false;
}

const char *shape_guarded(shape_t *s, const char *text) {
    if (!s->guards || text == NULL) return text;
    for (size_t i = 0; i < s->about->field_count; i++) {
        if (shape_shows(s, s->about->fields[i].name)) continue;
        const char *value = telling(s, &s->about->fields[i].value);
        if (value != NULL && strstr(text, value) != NULL) return "…";
    }
    return tells_of_fact(s, text) ? "…" : text;
}
