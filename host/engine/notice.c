/* What a rule tells people when it was asked about something that happened, or about figures: a message of
 * its own kind, since nobody is late, and an event, so that the record says who was told what. */
#include "engine/clocks.h"
#include "engine/deciding.h"
#include "engine/seats.h"

/* Whoever the source names, the holder of the task where it names nobody in particular; the fallback where
 * it names nobody at all. */
static int find(deciding_t *x, const task_t *task, const char *step, const source_t *who, people_t *out) {
    out->count = 0;
    if (!who && task) {
        out->list[out->count++].person = task->person;
        return 0;
    }
    if (who && people_find(x, who, task, step, out)) return -1;
    if (out->count == 0 && people_fallback(x, step, task, out)) return -1;
    return out->count ? 0 : diag_set(x->d, "people.none", "step", step, NULL);
}

int give_notice(deciding_t *x, int64_t id, const effect_t *e) {
    const task_t *task = id ? record_task(x->record, id) : NULL;
    const step_t *step = task ? record_step(x->record, task->step) : NULL;
    people_t people;
    if (find(x, task, step ? step->name : "", e->who, &people)) return -1;
    int64_t *told = arena_array(x->arena, people.count, sizeof *told);
    if (!told) return diag_memory(x->d);
    const char *text = in_both(x, e->text, e->text_zh);
    for (size_t i = 0; i < people.count; i++) {
        told[i] = people.list[i].person;
        if (tell(x, told[i], "record.notice", task, text)) return -1;
    }
    event_t notified = {.u.notified = {.about = x->about,
                                       .task = task ? task->id : 0,
                                       .people = told,
                                       .count = people.count,
                                       .text = e->text,
                                       .text_zh = e->text_zh}};
    actor_t actor = act_as_rule(x);
    int result = emit(x, EVENT_NOTIFIED, &notified);
    x->actor = actor;
    return result;
}
