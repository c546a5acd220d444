/* One record after the other into the sums of its flow and steps; see measures.h. */
#include "server/measures.h"
#include "calendar/working_time.h"
#include "engine/explain.h"
#include <string.h>

/* Where a flow stands in the list, or would. */
static size_t place_of_flow(const measures_t *m, const char *name, bool *found) {
    size_t low = 0, high = m->flow_count;
    *found = false;
    while (low < high && !*found) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(m->flows[middle].flow, name);
        *found = order == 0;
        if (order >= 0) high = middle;
        if (order < 0) low = middle + 1;
    }
    return high;
}

static int too_many(int64_t limit, diag_t *d) {
    diag_set(d, "limit.measures", NULL);
    diag_param_int(d, "limit", limit);
    return -1;
}

/* Room for one more at `place`; NULL: no memory. */
static void *insert(arena_t *arena, void *list, size_t *count, size_t *room, size_t place, size_t size) {
    if (*count == *room) {
        size_t more = *room > 0 ? *room * 2 : 8;
        list = arena_grow(arena, list, *count, more, size);
        if (list == NULL) return NULL;
        *room = more;
    }
    char *at = (char *)list + place * size;
    memmove(at + size, at, (*count - place) * size);
    memset(at, 0, size);
    ++*count;
    return list;
}

static flow_measure_t *flow_of(measures_t *m, const char *name, diag_t *d) {
    bool found;
    size_t place = place_of_flow(m, name, &found);
    if (found) return &m->flows[place];
    if (m->flow_count >= MEASURES_FLOWS_MAX) {
        too_many(MEASURES_FLOWS_MAX, d);
        return NULL;
    }
    const char *copy = arena_strdup(m->arena, name);
    void *list = insert(m->arena, m->flows, &m->flow_count, &m->flow_room, place, sizeof *m->flows);
    if (copy == NULL || list == NULL) {
        diag_memory(d);
        return NULL;
    }
    m->flows = list;
    m->flows[place].flow = copy;
    return &m->flows[place];
}

static step_measure_t *step_of(measures_t *m, flow_measure_t *f, const char *name, diag_t *d) {
    size_t place = 0;
    while (place < f->step_count && strcmp(f->steps[place].name, name) < 0)
        place++;
    if (place < f->step_count && strcmp(f->steps[place].name, name) == 0) return &f->steps[place];
    if (f->step_count >= MEASURES_STEPS_MAX) {
        too_many(MEASURES_STEPS_MAX, d);
        return NULL;
    }
    const char *copy = arena_strdup(m->arena, name);
    void *list = insert(m->arena, f->steps, &f->step_count, &f->step_room, place, sizeof *f->steps);
    if (copy == NULL || list == NULL) {
        diag_memory(d);
        return NULL;
    }
    f->steps = list;
    f->steps[place].name = copy;
    return &f->steps[place];
}

/* Working time by that calendar; one that is gone counts as the company's. */
static int64_t worked(const measures_t *m, const char *calendar, instant_t from, instant_t until) {
    int64_t ms = 0;
    diag_t outside = {0};
    const calendar_t *c = calendar_set_find(m->calendars, calendar);
    if (c == NULL) c = calendar_set_find(m->calendars, NULL);
    if (c == NULL || work_between(c, from, until, &ms, &outside) != 0) ms = until - from;
    diag_clear(&outside);
    return ms;
}

static bool is_decision(const task_t *t) {
    return t->state == TASK_DECIDED && t->outcome != OUTCOME_COPIED && t->outcome != OUTCOME_REVISED &&
           !t->taken_back;
}

static bool is_late(const measures_t *m, const task_t *t, const cs_clock_t *clock) {
    if (clock->id == 0 || clock->due_at == INSTANT_NONE) return false;
    if (clock->overran)
        return true; /* whoever has it since was given another limit; it was late all the same */
    if (t->state == TASK_OPEN) return clock->state == CLOCK_RUNNING && m->now >= clock->due_at;
    return t->ended_at >= clock->due_at; /* at that very instant it is late (A60) */
}

/* A step that was to be gone through and was not, by somebody's word. */
static bool is_passed_over(const step_t *s) {
    static const char *const CAUSES[] = {"jumped", "exception", "green", "migrated"};
    for (size_t i = 0; s->left_out != NULL && i < sizeof CAUSES / sizeof *CAUSES; i++)
        if (strcmp(s->left_out, CAUSES[i]) == 0) return true;
    return false;
}

static int add_step(measures_t *m, flow_measure_t *f, const step_t *s, diag_t *d) {
    if (step_is_group(s->kind) || s->name == NULL || s->name[0] == '\0' || s->kind == STEP_COPY) return 0;
    step_measure_t *out = step_of(m, f, s->name, d);
    if (out == NULL) return -1;
    out->judges = out->judges || s->kind == STEP_APPROVE || s->kind == STEP_AGREE;
    if (s->opened_at != INSTANT_NONE) out->opened++;
    if (is_passed_over(s))
        out->passed_over++;
    else if (s->state == STEP_LEFT_OUT)
        out->left_out++;
    return 0;
}

static int add_task(measures_t *m, flow_measure_t *f, const record_t *r, size_t index, diag_t *d) {
    const task_t *t = &r->tasks[index];
    const cs_clock_t *clock = &r->clocks[index];
    const step_t *s = record_step(r, t->step);
    if ((!is_decision(t) && t->state != TASK_OPEN) || s == NULL || s->name == NULL || s->name[0] == '\0')
        return 0;
    step_measure_t *out = step_of(m, f, s->name, d);
    if (out == NULL) return -1;
    if (t->state == TASK_OPEN) {
        out->open++;
        spread_add(&out->waits, worked(m, clock->calendar, t->opened_at, m->now));
        return 0;
    }
    out->decided++;
    out->late += is_late(m, t, clock);
    out->refused += t->outcome == OUTCOME_REFUSED;
    out->returned += t->outcome == OUTCOME_RETURNED;
    spread_add(&out->waited, worked(m, clock->calendar, t->opened_at, t->ended_at));
    return 0;
}

static bool gone_through_again(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].superseded) return true;
    return r->round > 1;
}

/* A record knows when it was submitted last; its first round began with the steps that opened then. */
static instant_t first_submitted(const record_t *r) {
    instant_t first = r->submitted_at;
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->round >= 1 && s->opened_at != INSTANT_NONE && s->opened_at < first) first = s->opened_at;
    }
    return first;
}

static void add_course(measures_t *m, flow_measure_t *f, const record_t *r) {
    bool late = false, over = false;
    for (size_t i = 0; i < r->task_count; i++)
        late = late || ((is_decision(&r->tasks[i]) || r->tasks[i].state == TASK_OPEN) &&
                        is_late(m, &r->tasks[i], &r->clocks[i]));
    for (size_t i = 0; i < r->step_count; i++)
        over = over || is_passed_over(&r->steps[i]);
    f->submitted++;
    f->late += late;
    f->passed_over += over;
    f->again += gone_through_again(r);
    f->finished += r->state == RECORD_FINISHED;
    bool refused = r->state == RECORD_ENDED_REFUSED || r->state == RECORD_REFUSED || awaits_notice(r);
    f->refused += refused;
    f->withdrawn += r->state == RECORD_WITHDRAWN;
    f->cancelled += r->state == RECORD_CANCELLED;
    f->closed += r->state == RECORD_CLOSED;
    f->going += !record_is_over(r->state) && !refused;
    if (r->state != RECORD_FINISHED) return;
    instant_t began = first_submitted(r);
    spread_add(&f->took, r->ended_at - began);
    spread_add(&f->working, worked(m, NULL, began, r->ended_at));
}

int measures_add(measures_t *m, const record_t *r, diag_t *d) {
    if (r->round == 0 || r->submitted_at == INSTANT_NONE) return 0;
    flow_measure_t *f = flow_of(m, r->flow, d);
    if (f == NULL) return -1;
    add_course(m, f, r);
    for (size_t i = 0; i < r->step_count; i++)
        if (add_step(m, f, &r->steps[i], d) != 0) return -1;
    for (size_t i = 0; i < r->task_count; i++)
        if (add_task(m, f, r, i, d) != 0) return -1;
    return 0;
}

bool step_never_changed(const step_measure_t *step, int64_t least) {
    return step->judges && step->decided >= least && step->refused + step->returned == 0;
}
