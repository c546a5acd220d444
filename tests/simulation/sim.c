/* What every part of the simulation uses: chance, memory, failure. See sim.h. */
#include "simulation/sim.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int sim_below(sim_t *s, int below) {
    return below > 0 ? (int)rng_below(&s->rng, (uint64_t)below) : 0;
}

bool sim_chance(sim_t *s, int percent) {
    return sim_below(s, 100) < percent;
}

static void *must_have(void *p) {
    if (p != NULL) return p;
    fprintf(stderr, "simulate: no memory\n");
    abort();
}

void *sim_keep(sim_t *s, size_t count, size_t size) {
    return must_have(arena_array(&s->keep, count, size));
}

void *sim_take(sim_t *s, size_t count, size_t size) {
    return must_have(arena_array(&s->arena, count, size));
}

const char *sim_text(sim_t *s, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return must_have(arena_strdup(&s->keep, text));
}

bool sim_fail(sim_t *s, int64_t record, const char *what, const char *expected, const char *format, ...) {
    failure_t *f = &s->failure;
    if (f->failed) return false;
    f->failed = true;
    f->step = s->step;
    f->record = record;
    snprintf(f->what, sizeof f->what, "%s", what);
    snprintf(f->expected, sizeof f->expected, "%s", expected);
    va_list args;
    va_start(args, format);
    vsnprintf(f->found, sizeof f->found, format, args);
    va_end(args);
    return false;
}

bool sim_fail_diag(sim_t *s, int64_t record, const char *what, const char *expected, diag_t *found) {
    char text[WORDS_MAX];
    size_t used = 0;
    text[0] = '\0';
    for (const diag_t *d = found; d != NULL && used < sizeof text; d = d->cause) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", d == found ? "" : " < ",
                                 d->code != NULL ? d->code : "no error");
        for (int i = 0; i < d->param_count && used < sizeof text; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, " %s=%s", d->params[i].name,
                                     d->store + d->params[i].at);
    }
    sim_fail(s, record, what, expected, "%s", text);
    diag_clear(found);
    return false;
}
