/* Events of the business process: entries, and what is made of them. */
#include "engine/applying.h"

const char *apply_logged(applying_t *a) {
    int64_t task = a->event->u.logged.task;
    task_t *about = task != 0 ? record_task(a->record, task) : NULL;
    if (task != 0 && (!about || about->state != TASK_OPEN)) return "the task is not open";
    if (about) about->touched = true;
    if (a->record->entries == INT64_MAX) return "no more can be counted";
    a->record->entries++;
    return NULL;
}

const char *apply_rated(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    if (e->u.rated.level == RISK_NONE) return "no level";
    if (e->u.rated.waits && r->state != RECORD_SUSPENDED) return "the record is not suspended";
    if (e->u.rated.waits && !r->risk_rose) r->risk_rose_from = r->risk;
    r->risk_rose = e->u.rated.waits;
    if (!r->risk_rose) r->risk_rose_from = RISK_NONE;
    r->risk = e->u.rated.level;
    r->risk_because = arena_strdup(a->arena, e->u.rated.because);
    r->risk_because_zh = arena_strdup(a->arena, e->u.rated.because_zh);
    return NULL;
}

/* What it says stands with the event alone. */
const char *apply_warned(applying_t *a) {
    const step_t *step = record_step(a->record, a->event->u.warned.step);
    return step && step->state == STEP_OPEN ? NULL : "the step is not open";
}

/* Who was told what stands with the event alone. */
const char *apply_notified(applying_t *a) {
    const event_t *e = a->event;
    if (e->u.notified.count == 0) return "nobody was told";
    if (e->u.notified.task && !record_task(a->record, e->u.notified.task)) return "no such task";
    return NULL;
}

/* What was looked at, for whoever asks later: it is the next event that lets the task pass. */
const char *apply_complied(applying_t *a) {
    const event_t *e = a->event;
    const step_t *step = record_step(a->record, e->u.complied.step);
    if (!step || step->state != STEP_OPEN) return "the step is not open";
    return record_task(a->record, e->u.complied.task) ? NULL : "no such task";
}
