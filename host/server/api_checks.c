/* The named checks of a step (P1.3.1) in answers: which it must pass and, while it is open or to come, what
 * each of them finds now. They are asked as they would be for whoever decides. What one finds in a field that
 * is hidden from whoever reads is told without the field and the words. */
#include "server/api_guard.h"
#include "server/api_parts.h"

static json_t *finding_json(shape_t *s, const problem_t *p) {
    bool shown = p->field == NULL || shape_shows(s, p->field);
    json_t *o = shape_object(s);
    shape_text(s, o, "field", shown ? p->field : NULL);
    shape_words(s, o, "text", shown ? shape_guarded(s, p->text_en) : NULL,
                shown ? shape_guarded(s, p->text_zh) : NULL);
    shape_text(s, o, "file", p->file);
    shape_int(s, o, "line", p->line);
    return o;
}

/* "found", or "problem" where the check itself fails. */
static void put_found(shape_t *s, json_t *o, const explain_t *m, const check_def_t *check,
                      const task_t *task) {
    facts_t facts;
    problem_t *list = NULL;
    size_t count = 0;
    diag_t d = {0};
    int status = explain_facts(m, s->arena, &facts, &d);
    facts.task = task;
    if (status == 0)
        status = m->rules->comply(m->rules->ctx, m->flow, check, &facts, s->arena, &list, &count, &d);
    if (status != 0) {
        if (diag_is(&d, "memory.out")) s->failed = true;
        shape_put(s, o, "problem", shape_error(s, &d));
        diag_clear(&d);
        return;
    }
    json_t *found = shape_array(s);
    for (size_t i = 0; i < count; i++)
        shape_add(s, found, finding_json(s, &list[i]));
    shape_put(s, o, "found", found);
}

/* Whom the check is asked about: whoever holds the step now, or held it. NULL: nobody is known yet. */
static const task_t *task_of(const record_t *record, const step_t *step) {
    const task_t *last = NULL;
    for (size_t i = record->task_count; i-- > 0;) {
        const task_t *t = &record->tasks[i];
        if (t->step != step->no || t->taken_back) continue;
        if (t->state == TASK_OPEN) return t;
        if (last == NULL) last = t;
    }
    return last;
}

void shape_checks(shape_t *s, json_t *object, const explain_t *m, const step_t *step, bool run) {
    const flow_t *flow = m->flow;
    json_t *list = NULL;
    const task_t *task = run ? task_of(m->record, step) : NULL;
    for (size_t i = 0; flow != NULL && i < flow->check_count; i++) {
        const check_def_t *check = &flow->checks[i];
        if (!check_is_for(check, step)) continue;
        if (list == NULL) list = shape_array(s);
        json_t *o = shape_object(s);
        shape_text(s, o, "check", check->name);
        shape_words(s, o, "title", check->title_en, check->title_zh);
        shape_text(s, o, "clause", check->clause);
        shape_text(s, o, "file", check->file);
        shape_int(s, o, "line", check->line);
        if (task != NULL && m->rules != NULL && m->rules->comply != NULL) put_found(s, o, m, check, task);
        shape_add(s, list, o);
    }
    if (list != NULL) shape_put(s, object, "checks", list);
}
