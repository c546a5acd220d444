/* Opinions by aspect (A20, P2.2.2): where a step asks for them, whoever approves signs one for each aspect;
 * whoever refuses or returns may. */
#include "engine/deciding.h"
#include "engine/form.h"
#include <string.h>

/* Is that one of the names between commas? */
static bool asked_for(const char *aspects, const char *aspect) {
    size_t length = strlen(aspect);
    for (const char *at = aspects; at && *at;) {
        size_t here = strcspn(at, ",");
        if (here == length && strncmp(at, aspect, length) == 0) return true;
        at += here + (at[here] == ',');
    }
    return false;
}

static bool given(const command_t *command, const char *aspect, size_t length) {
    for (size_t i = 0; i < command->opinion_count; i++)
        if (strlen(command->opinions[i].aspect) == length &&
            strncmp(command->opinions[i].aspect, aspect, length) == 0)
            return true;
    return false;
}

/* Those of the step's aspects that the command says nothing of, between commas; NULL: no memory. */
static const char *lacking(const deciding_t *x, const step_t *step) {
    const char *list = "";
    for (const char *at = step->aspects; list && at && *at;) {
        size_t length = strcspn(at, ",");
        if (!given(x->in->command, at, length))
            list = arena_printf(x->arena, "%s%s%.*s", list, *list ? ", " : "", (int)length, at);
        at += length + (at[length] == ',');
    }
    return list;
}

static int check_given(deciding_t *x, const step_t *step) {
    const command_t *command = x->in->command;
    if (command->opinion_count > ASPECTS_MAX) return limit_reached(x, "limit.text", ASPECTS_MAX);
    for (size_t i = 0; i < command->opinion_count; i++) {
        const aspect_opinion_t *o = &command->opinions[i];
        if (!asked_for(step->aspects, o->aspect))
            return diag_set(x->d, "opinion.unknown", "step", step->name, "aspect", o->aspect, "aspects",
                            step->aspects ? step->aspects : "", NULL);
        if (!has_words(o->text))
            return diag_set(x->d, "opinion.required", "step", step->name, "aspects", o->aspect, NULL);
        if (strlen(o->text) > TEXT_MAX) return limit_reached(x, "limit.text", TEXT_MAX);
    }
    return 0;
}

int keep_opinions(deciding_t *x, const step_t *step, bool passes, event_t *decided) {
    const command_t *command = x->in->command;
    if (check_given(x, step)) return -1;
    const char *missing = passes ? lacking(x, step) : "";
    if (!missing) return diag_memory(x->d);
    if (*missing) return diag_set(x->d, "opinion.required", "step", step->name, "aspects", missing, NULL);
    decided->u.task_decided.opinions = command->opinions;
    decided->u.task_decided.opinion_count = command->opinion_count;
    return 0;
}
