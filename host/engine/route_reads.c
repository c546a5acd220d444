/* What the route reads of the form, and whether that changed: one notion for the same person again (A14), for
 * the way straight back (A22) and for a change after the end (A46). A route reads a field where its stage's
 * rule read it as it made the plan, and where the field says who the people of a step are: itself, or by a
 * function that reads it. */
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

bool field_changed(const record_t *r, const char *field, int64_t since) {
    for (size_t i = 0; i < r->change_count; i++)
        if (strcmp(r->changes[i].name, field) == 0) return r->changes[i].version > since;
    return false;
}

static bool any_changed(const record_t *r, int64_t since) {
    for (size_t i = 0; i < r->change_count; i++)
        if (r->changes[i].version > since) return true;
    return false;
}

/* "lines[2].amount" is read of the field `lines`. */
static bool is_of(const char *path, const char *field) {
    size_t length = strlen(field);
    return strncmp(path, field, length) == 0 && strchr(".[ ", path[length]);
}

static bool rule_reads_changed(const record_t *r, const plan_place_t *place, int64_t since) {
    for (size_t i = 0; i < r->change_count; i++)
        for (size_t k = 0; r->changes[i].version > since && k < place->fact_count; k++)
            if (is_of(place->facts[k].path, r->changes[i].name)) return true;
    return false;
}

/* What is asked of those fields that say who the people are. */
typedef struct asked {
    const char *field; /* is it this one? NULL: did one change? */
    int64_t since;     /* by a later version than that */
} asked_t;

static bool is_meant(const deciding_t *x, const asked_t *asked, const char *field) {
    return asked->field ? strcmp(asked->field, field) == 0 : field_changed(x->record, field, asked->since);
}

static int sources_read(deciding_t *x, const source_t *by, const asked_t *asked, int depth, bool *read);

/* A function that names people is asked when its step opens: what it reads is its step's, and so is what
 * those whom it names come from. It need not be asked with the record as it was: until it has read the first
 * field that changed, it does the same either time. One that fails may read anything. */
static int function_reads(deciding_t *x, const char *function, const asked_t *asked, int depth, bool *read) {
    tracing_t trace = {0};
    facts_t facts;
    source_t *named = NULL;
    diag_t failed;
    if (facts_of(x, NULL, &facts)) return -1;
    facts.trace = &trace;
    diag_init(&failed);
    int result = x->rules->people(x->rules->ctx, x->flow, function, &facts, x->arena, &named, &failed);
    bool no_memory = diag_is(&failed, "memory.out") || trace.failed;
    diag_clear(&failed);
    if (no_memory) return diag_memory(x->d);
    *read = result != 0;
    for (size_t i = 0; i < trace.count && !*read; i++)
        *read = is_meant(x, asked, trace.list[i].field);
    return *read ? 0 : sources_read(x, named, asked, depth + 1, read);
}

static int sources_read(deciding_t *x, const source_t *by, const asked_t *asked, int depth, bool *read) {
    if (depth > NESTING_MAX) return 0; /* whoever opens the step is told */
    for (; by && !*read; by = by->next) {
        if (by->kind == SOURCE_FIELD && by->key) *read = is_meant(x, asked, by->key);
        if (by->kind == SOURCE_FUNCTION && function_reads(x, by->key, asked, depth, read)) return -1;
        if (!*read && by->of && sources_read(x, by->of, asked, depth + 1, read)) return -1;
    }
    return 0;
}

int people_changed(deciding_t *x, const source_t *by, int64_t since, bool *changed) {
    const asked_t asked = {.since = since};
    *changed = false;
    return any_changed(x->record, since) ? sources_read(x, by, &asked, 0, changed) : 0;
}

int people_read(deciding_t *x, const source_t *by, const char *field, bool *reads) {
    const asked_t asked = {.field = field};
    *reads = false;
    return sources_read(x, by, &asked, 0, reads);
}

int route_changed(deciding_t *x, const plan_place_t *place, int64_t since, bool *changed) {
    const record_t *r = x->record;
    *changed = false;
    if (!place || !any_changed(r, since)) return 0;
    *changed = rule_reads_changed(r, place, since);
    bool left = place->count > 0 && r->steps[place->first].superseded; /* as a whole: all of it was */
    for (int32_t i = place->first; i < place->first + place->count && !*changed; i++)
        if ((left || !r->steps[i].superseded) && people_changed(x, r->steps[i].by, since, changed)) return -1;
    return 0;
}
