/* What a flow does beside its routes, which no plan shows. The records that steps and rungs open are made for
 * some forms that lead there, and the functions of ladders and monitors are called: of a flow that does not
 * exist, with fields that it has not, or for somebody unknown, they would fail only when they are due. */
#include "script/check_private.h"
#include <string.h>

enum { OPENED_TRIED = 8 }; /* forms for which the records of one step are made, its functions called */

/* ---- without running anything */

/* P2.3.3: they are reported where a record is carried out. */
static int say_deviation(check_t *c) {
    const flow_t *flow = c->flow;
    bool said = flow->deviation_to || flow->deviation_within.kind != LIMIT_NONE || flow->deviation_keeps_plan;
    if (!said || flow->department) return 0;
    for (size_t i = 0; i < flow->stage_count; i++)
        if (flow->stages[i].kind == STAGE_EXECUTION || flow->stages[i].kind == STAGE_OTHER) return 0;
    return check_say(c, CHECK_ERROR, flow->file, flow->line, "check.deviation_stage", "flow", flow->name,
                     NULL);
}

int beside_check(check_t *c) {
    return say_deviation(c) ? -1 : 0;
}

/* ---- records that are opened */

/* A value that does not fit, none to open, too many: that hangs on the form of the day, not on the rules. */
static bool hangs_on_form(const diag_t *failed) {
    return strncmp(failed->code, "rule.", 5) != 0 && strncmp(failed->code, "flow.", 5) != 0;
}

/* Takes what `failed` holds as a finding of the step or rung of that name; -1: no memory. */
static int note_opening(check_t *c, const char *what, const char *name, diag_t *failed) {
    int status = 0;
    if (diag_is(failed, "memory.out")) status = -1;
    if (status == 0 && !hangs_on_form(failed)) {
        diag_param(failed, what, name);
        c->broken = true; /* what it would have added is not told as never there */
        status = check_add(c, CHECK_ERROR, failed);
    }
    diag_clear(failed);
    return status;
}

static int try_step(check_t *c, const step_t *step, const facts_t *facts, arena_t *scratch) {
    step_t own = *step;
    child_opening_t *list;
    size_t count;
    diag_t failed;
    diag_init(&failed);
    own.stage = facts->record->stage;
    if (c->rules->openings(c->rules->ctx, c->flow, &own, facts, scratch, &list, &count, &failed) == 0)
        return 0;
    diag_at(&failed, step->why.file, step->why.line); /* it was met as an option of the flow */
    return note_opening(c, "step", step->name, &failed);
}

/* Whom the effects name, and the steps that they add; what else they come to hangs on the record. */
static int judge_effects(check_t *c, const rung_t *rung, const effects_t *effects) {
    for (size_t i = 0; i < effects->count; i++) {
        const effect_t *e = &effects->list[i];
        const char *code, *key;
        const source_t *named = e->who;
        bool unknown = named && people_unknown(c, named, &code, &key);
        if (!unknown && e->check) unknown = people_unknown(c, e->check, &code, &key);
        for (size_t k = 0; k < e->step_count; k++) {
            if (steps_added(c, &e->steps[k]) != 0) return -1;
            if (!unknown && e->steps[k].by) unknown = people_unknown(c, e->steps[k].by, &code, &key);
        }
        if (unknown &&
            check_say(c, CHECK_ERROR, e->file ? e->file : rung->file, e->file ? e->line : rung->line, code,
                      "step", rung->name, "key", key, "example", "", NULL) != 0)
            return -1;
    }
    return 0;
}

/* A ladder of the flow is that of many steps: what is wrong with it is told once. A monitor's function is
 * called by a rung of its own. */
static int try_rung(check_t *c, const rung_t *rung, const facts_t *facts, arena_t *scratch) {
    for (size_t i = 0; i < rung->act_count; i++) {
        effects_t effects = {0};
        diag_t failed;
        if (rung->acts[i].action != RUNG_OPEN && rung->acts[i].action != RUNG_CALL) continue;
        diag_init(&failed);
        int status =
            c->rules->call(c->rules->ctx, c->flow, rung->acts[i].function, facts, scratch, &effects, &failed);
        status = status ? note_opening(c, "key", rung->name, &failed) : judge_effects(c, rung, &effects);
        if (status != 0) return -1;
    }
    return 0;
}

int beside_judge(check_t *c, const step_t *step, int64_t times, const facts_t *facts, arena_t *scratch) {
    task_t task = {.step = step->no, .state = TASK_OPEN, .person = facts->record->initiator};
    step_t late = *step;
    record_t record = *facts->record;
    facts_t own = *facts;
    if (times > OPENED_TRIED) return 0;
    if (step->kind == STEP_RECORD && try_step(c, step, facts, scratch) != 0) return -1;
    record.steps = &late;
    record.step_count = 1;
    own.record = &record;
    own.task = &task;
    for (size_t i = 0; i < step->ladder.count; i++)
        if (try_rung(c, &step->ladder.rungs[i], &own, scratch) != 0) return -1;
    return 0;
}
