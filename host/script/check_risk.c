/* What the checker says of a flow's risk (P4.2): it is worked out for every form that differs in what it
 * reads, also where no route asks for it, so that one which fails, or answers a high risk by no plan, is an
 * error before it refuses somebody's command. What answers a risk is judged as the steps of a route are: its
 * people, its limits, what it lets pass; and a step beside which it is to stand should be there.
 *
 * Forms. From the ordinary one that gets to the first stage, all values of the fields that the function reads
 * together, those included that it compares them with; a field that is read only beyond some value counts
 * from then on. Bounded by the number of forms and by what the calls may cost; where that was not all of
 * them, a note says so. */
#include "script/check_private.h"
#include "script/words.h"
#include <string.h>

enum { RISK_FORMS = 4000 }; /* of one flow, each time it is gone through */
/* Of one flow, in the sandbox's instructions. */
#define RISK_WORK (CHECK_WORK_STAGE / 4)

typedef struct rating {
    check_t *c;
    int32_t stage;
    bool read[CHECK_AXES]; /* by index of its axes */
    bool more;             /* one more is read than before */
    bool judges;           /* else it is only listened to */
    int64_t forms, work;
    arena_t *scratch;
} rating_t;

/* ---- what answers it */

/* Is there a step of that name in some plan of the flow? */
static bool is_known_step(const check_t *c, const char *name) {
    for (const step_note_t *note = c->steps; note; note = note->next)
        if (strcmp(note->name, name) == 0) return true;
    return false;
}

static const char *asked_name(const effect_t *e) {
    if (e->name) return e->name;
    return e->kind == EFFECT_WARN       ? "warning"
           : e->kind == EFFECT_RECTIFY  ? "rectify"
           : e->kind == EFFECT_RESPONSE ? "response"
                                        : "notice";
}

/* Whom it asks beside the plan; the flow's fallback answers where there is nobody. */
static int judge_who(rating_t *r, const effect_t *e, const source_t *who, const facts_t *facts, diag_t *d) {
    step_t step = {.kind = e->kind == EFFECT_NOTIFY ? STEP_COPY : STEP_ACT,
                   .name = asked_name(e),
                   .by = who,
                   .on_empty = EMPTY_FALLBACK,
                   .why = {.file = e->file, .line = e->line}};
    return who ? steps_judge_asked(r->c, &step, facts, r->scratch, d) : 0;
}

static int judge_piece(rating_t *r, const effect_t *e, const facts_t *facts, diag_t *d) {
    plan_t piece = {.steps = e->steps, .step_count = e->step_count};
    if (e->beside && !is_known_step(r->c, e->beside) &&
        check_say(r->c, CHECK_WARNING, e->file ? e->file : r->c->flow->file,
                  e->file ? e->line : r->c->flow->line, "check.risk_beside", "step", e->beside, NULL) != 0)
        return diag_memory(d);
    return steps_judge(r->c, &piece, facts, true, r->scratch, d);
}

static int judge_answers(rating_t *r, const risk_t *risk, const facts_t *facts, diag_t *d) {
    bool planned = false;
    for (size_t i = 0; i < risk->response.count; i++) {
        const effect_t *e = &risk->response.list[i];
        planned = planned || e->kind == EFFECT_RESPONSE;
        int failed = e->kind == EFFECT_ADD
                         ? judge_piece(r, e, facts, d)
                         : judge_who(r, e, e->who, facts, d) || judge_who(r, e, e->check, facts, d);
        if (failed) return -1;
    }
    if (risk->level != RISK_HIGH || planned) return 0;
    return check_say(r->c, CHECK_ERROR, r->c->flow->file, r->c->flow->line, "risk.no_response", "flow",
                     r->c->flow->name, NULL)
               ? diag_memory(d)
               : 0;
}

/* ---- one form */

static void note_read(rating_t *r, const tracing_t *trace) {
    check_t *c = r->c;
    for (size_t i = 0; i < trace->count; i++)
        for (size_t k = 0; k < c->axis_count && k < CHECK_AXES; k++) {
            const field_def_t *field = c->axes[k].field;
            if (!field || r->read[k] || strcmp(field->name, trace->list[i].field) != 0) continue;
            r->read[k] = r->more = c->axes[k].read = true;
        }
}

/* A rule that fails. What hangs on the form of the day is told when there is one. */
static int note_failure(rating_t *r, diag_t *failed) {
    check_t *c = r->c;
    int status = diag_is(failed, "memory.out") ? -1 : 0;
    const char *example = "";
    for (size_t k = 0; status == 0 && k < c->axis_count && k < CHECK_AXES; k++) {
        const char *text = r->read[k] ? value_text(&axis_now(c, k)->value, r->scratch) : NULL;
        const char *more = text ? arena_printf(r->scratch, "%s%s%s = %s", example, *example ? ", " : "",
                                               c->axes[k].name, *text ? text : "nil")
                                : NULL;
        if (more) example = more;
    }
    if (status == 0 && r->judges && strncmp(failed->code, "rule.", 5) == 0) {
        diag_param(failed, "key", "risk");
        diag_param(failed, "example", example);
        c->broken = true;
        status = check_add(c, CHECK_ERROR, failed);
    }
    diag_clear(failed);
    return status;
}

/* The form of the choices as they are, if it can be submitted. */
static int rate(rating_t *r, diag_t *d) {
    check_t *c = r->c;
    problem_t *problems;
    size_t count = 0;
    risk_t risk = {0};
    tracing_t trace = {0};
    diag_t failed;
    facts_t facts = check_facts(c, r->stage);
    arena_reset(r->scratch);
    diag_init(&failed);
    int status = c->rules->check(c->rules->ctx, c->flow, &facts, r->scratch, &problems, &count, &failed);
    bool memory = diag_is(&failed, "memory.out");
    diag_clear(&failed);
    if (memory) return diag_memory(d);
    if (status || count > 0) return 0;
    facts.trace = &trace;
    r->forms++;
    status = c->rules->risk(c->rules->ctx, c->flow, &facts, r->scratch, &risk, &failed);
    r->work += check_cost(c);
    note_read(r, &trace);
    if (status) return note_failure(r, &failed) ? diag_memory(d) : 0;
    facts.trace = NULL;
    return r->judges && !c->rs->said_aloud ? judge_answers(r, &risk, &facts, d) : 0;
}

/* ---- all of them */

/* The next values of what is read, as a counter goes on; false: it has come round. */
static bool next_form(rating_t *r) {
    check_t *c = r->c;
    for (size_t i = 0; i < c->axis_count && i < CHECK_AXES; i++) {
        while (r->read[i] && (size_t)c->choice[i] + 1 < c->axes[i].count) {
            c->choice[i]++;
            if (!r->judges || !c->axes[i].values[c->choice[i]].probe) return true;
        }
        if (r->read[i]) c->choice[i] = 0;
    }
    return false;
}

/* Anew from the ordinary form whenever one more field is read. *cut: there were more. */
static int rate_all(rating_t *r, const uint8_t *from, bool *cut, diag_t *d) {
    r->forms = 0;
    *cut = false;
    do {
        r->more = false;
        memcpy(r->c->choice, from, r->c->axis_count);
        for (size_t i = 0; i < r->c->axis_count && i < CHECK_AXES; i++)
            if (r->read[i]) r->c->choice[i] = 0;
        do {
            *cut = r->forms >= RISK_FORMS || r->work >= RISK_WORK;
            if (!*cut && rate(r, d) != 0) return -1;
        } while (!*cut && !r->more && next_form(r));
    } while (r->more && !*cut);
    return 0;
}

int risk_check(check_t *c, diag_t *d) {
    arena_t scratch;
    bool cut = false;
    if (!c->flow->has_risk || c->handled_count == 0) return 0;
    rating_t r = {.c = c, .stage = c->handled[0].stage, .scratch = &scratch};
    arena_init(&scratch, 0);
    heard_start(c);
    int failed = rate_all(&r, c->handled[0].choice, &cut, d);
    heard_stop(c);
    r.judges = true;
    if (!failed) failed = rate_all(&r, c->handled[0].choice, &cut, d);
    memset(c->choice, 0, sizeof c->choice);
    arena_free(&scratch);
    if (failed || !cut) return failed;
    return check_say(c, CHECK_NOTE, c->flow->file, c->flow->line, "check.risk_forms", "flow", c->flow->name,
                     "forms", arena_printf(c->arena, "%lld", (long long)r.forms), NULL)
               ? diag_memory(d)
               : 0;
}
