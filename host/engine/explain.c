/* The deciding code asked without a command; see explain.h. Nothing is emitted, so ids and numbers are never
 * asked for. */
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/explaining.h"
#include "engine/form.h"
#include "engine/seats.h"
#include "engine/serving.h"

deciding_t *explain_begin(asking_t *a, const explain_t *e, arena_t *arena, diag_t *d) {
    static const command_t none = {.at = INSTANT_NONE};
    *a = (asking_t){.in = {.record = e->record,
                           .command = &none,
                           .now = e->at,
                           .directory = e->directory,
                           .calendars = e->calendars,
                           .sums = e->sums,
                           .rules = e->rules,
                           .latest = e->rules}};
    a->x = (deciding_t){.in = &a->in,
                        .arena = arena,
                        .d = d,
                        .out = &a->out,
                        .record = e->record,
                        .rules = e->rules,
                        .flow = e->flow,
                        .at = e->at};
    return &a->x;
}

int explain_facts(const explain_t *e, arena_t *arena, facts_t *out, diag_t *d) {
    asking_t a;
    return facts_of(explain_begin(&a, e, arena, d), NULL, out);
}

int explain_plan(const explain_t *e, int32_t stage, arena_t *arena, plan_t *out, diag_t *d) {
    asking_t a;
    return stage_plan(explain_begin(&a, e, arena, d), stage, out);
}

static int keep(const people_t *people, arena_t *arena, named_people_t *out, diag_t *d) {
    out->list = arena_array(arena, people->count + 1, sizeof *out->list);
    if (out->list == NULL) return diag_memory(d);
    for (size_t i = 0; i < people->count; i++)
        out->list[i] = (named_t){
            .person = people->list[i].person, .reason = people->list[i].reason, .text = people->list[i].text};
    out->count = people->count;
    return arena_failed(arena) ? diag_memory(d) : 0;
}

int explain_people(const explain_t *e, const step_t *step, arena_t *arena, named_people_t *out, diag_t *d) {
    asking_t a;
    people_t people = {.count = 0};
    people_answer_t answer = PEOPLE_FOUND;
    deciding_t *x = explain_begin(&a, e, arena, d);
    *out = (named_people_t){0};
    int failed = step->kind == STEP_COPY ? people_find(x, step->by, NULL, step->name, &people)
                                         : people_of_step(x, step, &people, &answer, &out->cause);
    if (failed) return -1;
    out->answer = answer == PEOPLE_REFUSE ? NAMED_REFUSES
                  : answer == PEOPLE_PASS ? NAMED_PASSES
                                          : NAMED_PEOPLE;
    if (out->answer != NAMED_PEOPLE) people.count = 0;
    if (keep(&people, arena, out, d)) return -1;
    for (size_t i = 0; i < out->count; i++) {
        const task_t *earlier;
        if (earlier_approval(x, step, out->list[i].person, &earlier)) return -1;
        bool counts = earlier != NULL;
        if (earlier && complies(x, step, earlier, &counts)) return -1;
        if (counts) out->list[i].counts = earlier->id;
    }
    return 0;
}

int explain_source(const explain_t *e, const source_t *source, const char *step, arena_t *arena,
                   named_people_t *out, diag_t *d) {
    asking_t a;
    people_t people = {.count = 0};
    source_t alone = *source;
    alone.next = NULL;
    *out = (named_people_t){.answer = NAMED_PEOPLE};
    if (people_find(explain_begin(&a, e, arena, d), &alone, NULL, step, &people)) return -1;
    return keep(&people, arena, out, d);
}

int explain_withdraw(const explain_t *e, instant_t *until, diag_t *d) {
    asking_t a;
    arena_t none;
    *until = INSTANT_NONE;
    if (e->record->state != RECORD_FINISHED || e->flow->withdraw != WITHDRAW_AFTER_APPROVAL ||
        (e->record->opener.record && e->record->opener.waits))
        return 0;
    arena_init(&none, 0);
    int result = withdraw_until(explain_begin(&a, e, &none, d), until);
    arena_free(&none);
    return result;
}

int explain_rung(const explain_t *e, const rung_t *rung, const task_t *task, const cs_clock_t *clock,
                 instant_t *at, diag_t *d) {
    asking_t a;
    arena_t none;
    arena_init(&none, 0);
    int result = rung_instant(explain_begin(&a, e, &none, d), rung, task, clock, at);
    arena_free(&none);
    return result;
}

int64_t explain_stand_in(const explain_t *e, const step_t *step, const task_t *task, arena_t *arena,
                         diag_t *d) {
    asking_t a;
    return stand_in_now(explain_begin(&a, e, arena, d), step, task);
}

int64_t explain_claim(const explain_t *e, const task_t *task, arena_t *arena) {
    asking_t a;
    const task_t *claim = claim_on(explain_begin(&a, e, arena, NULL), task);
    return claim ? claim->person : 0;
}
