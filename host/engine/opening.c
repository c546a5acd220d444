/* What rules have opened beside the plan by their effects: warnings, orders to put something right, plans
 * that answer a risk. A function may look at the same figures again and again: a warning that is still open,
 * or that nothing changed since, is not given twice. */
#include "engine/beside.h"
#include <string.h>

static const char *name_of(const effect_t *e) {
    if (e->name) return e->name;
    return e->kind == EFFECT_WARN ? "warning" : e->kind == EFFECT_RECTIFY ? "rectify" : "response";
}

static const char *word_of(const effect_t *e) {
    return e->kind == EFFECT_WARN ? "warn" : e->kind == EFFECT_RECTIFY ? "rectify" : "response_plan";
}

int opening_check(deciding_t *x, const char *step, const effect_t *e) {
    const char *problem = NULL;
    if (!e->who) problem = "nobody";
    if (e->kind != EFFECT_WARN && !e->check) problem = "nobody";
    if (e->kind != EFFECT_RESPONSE && !has_words(e->text)) problem = "no_reason";
    if (!limit_valid(&e->within) || !limit_valid(&e->check_within)) problem = "limit_range";
    return problem
               ? diag_set(x->d, "effect.misfit", "step", step, "effect", word_of(e), "problem", problem, NULL)
               : 0;
}

/* Is it the name of the step, or of a repetition of it ("over.2")? */
static bool is_called(const char *step, const char *name) {
    size_t length = strlen(name);
    return step && strncmp(step, name, length) == 0 &&
           (step[length] == '\0' ||
            (step[length] == '.' && step[length + 1] >= '0' && step[length + 1] <= '9'));
}

/* The newest of that name in this round that was opened beside the plan. */
static const step_t *newest(const record_t *r, added_t added, const char *name) {
    const step_t *found = NULL;
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->added == added && s->round == r->round && is_called(s->name, name)) found = s;
    }
    return found;
}

/* Did the command at hand change figures? By the timetable it is told again. */
static bool is_news(const deciding_t *x) {
    if (x->in->command->kind == COMMAND_FIRE) return true;
    for (size_t i = 0; i < x->out->event_count; i++)
        if (x->out->events[i].kind == EVENT_EDITED || x->out->events[i].kind == EVENT_ADJUSTED) return true;
    return false;
}

static bool was_opened(const deciding_t *x, added_t added, const char *name) {
    const step_t *last = newest(x->record, added, name);
    return last && (!step_ended(last->state) || !is_news(x));
}

/* Once each: whoever heads the record's department, whoever is in charge of it, and the superior of whoever
 * it is about. */
static size_t above(const deciding_t *x, const task_t *task, int64_t list[static 3]) {
    const directory_t *dir = x->in->directory;
    const int64_t people[] = {directory_head(dir, x->record->department, x->in->now),
                              directory_leader(dir, x->record->department, x->in->now),
                              task ? directory_superior(dir, task->person, x->in->now) : 0};
    size_t count = 0;
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        bool there = people[i] == 0;
        for (size_t k = 0; k < count; k++)
            there = there || list[k] == people[i];
        if (!there) list[count++] = people[i];
    }
    return count;
}

int tell_above(deciding_t *x, const char *about, const char *kind, const task_t *task, said_t said) {
    int64_t people[3] = {0};
    size_t count = above(x, task, people);
    const char *text = in_both(x, said.text, said.text_zh);
    for (size_t i = 0; i < count; i++)
        if (tell(x, people[i], kind, task, text)) return -1;
    if (!count) return 0;
    event_t told = {.u.notified = {.about = about,
                                   .task = task ? task->id : 0,
                                   .people = arena_copy(x->arena, people, count * sizeof *people),
                                   .count = count,
                                   .text = said.text,
                                   .text_zh = said.text_zh}};
    return told.u.notified.people ? emit(x, EVENT_NOTIFIED, &told) : diag_memory(x->d);
}

static const task_t *task_of(const record_t *r, int32_t step) {
    for (size_t i = r->task_count; i-- > 0;)
        if (r->tasks[i].step == step) return &r->tasks[i];
    return NULL;
}

int order_open(deciding_t *x, const demand_t *demand, said_t said, int32_t *no) {
    if (demand_open(x, demand, no)) return -1;
    event_t e = {
        .u.warned = {.step = *no, .severity = SEVERITY_NONE, .text = said.text, .text_zh = said.text_zh}};
    if (emit(x, EVENT_WARNED, &e)) return -1;
    return tell_above(x, "ordered", "record.ordered", task_of(x->record, *no), said);
}

static int demand_of(deciding_t *x, const effect_t *e) {
    int32_t no;
    demand_t demand = {.name = name_of(e),
                       .entry = e->kind == EFFECT_RESPONSE ? ENTRY_RESPONSE : ENTRY_REMEDY,
                       .by = e->who,
                       .check = e->check,
                       .within = e->within,
                       .check_within = e->check_within,
                       .why = {.file = e->file, .line = e->line, .because = word_of(e)}};
    if (was_opened(x, ADDED_DEMAND, demand.name)) return 0;
    return e->kind == EFFECT_RECTIFY ? order_open(x, &demand, (said_t){e->text, e->text_zh}, &no)
                                     : demand_open(x, &demand, &no);
}

int opening_carry_out(deciding_t *x, const effect_t *e) {
    int32_t no;
    if (x->record->state != RECORD_OPEN) return 0; /* what it was about has ended */
    if (e->kind != EFFECT_WARN) return demand_of(x, e);
    if (was_opened(x, ADDED_WARNING, name_of(e))) return 0;
    const why_t why = {.file = e->file, .line = e->line, .because = "warning"};
    return warning_open(x, name_of(e), e->who, e->within, &why, e->severity, (said_t){e->text, e->text_zh},
                        &no);
}
