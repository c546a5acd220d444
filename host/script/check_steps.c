/* What plans show about their steps: whether anybody can take them, whether they are ever there, what
 * somebody should know and accept. */
#include "script/check_private.h"
#include <stdio.h>
#include <string.h>

const char *steps_example(check_t *c, const fact_t *facts, size_t count, arena_t *arena) {
    const char *text = "";
    size_t told = 0;
    bool initiator = false;
    for (size_t i = 0; i < count && told < CHECK_EXAMPLE; i++) {
        if (!facts[i].path || strncmp(facts[i].path, "set.", 4) == 0) continue;
        const char *value = facts[i].text && *facts[i].text ? facts[i].text : "nil";
        const char *more = arena_printf(arena, "%s%s%s = %s", text, *text ? ", " : "", facts[i].path, value);
        if (more) text = more;
        initiator = initiator || strcmp(facts[i].path, "initiator") == 0;
        told++;
    }
    if (initiator || !c->initiators[c->initiator].handle) return text;
    const char *more =
        arena_printf(arena, "%s%sinitiator %s", text, *text ? ", " : "", c->initiators[c->initiator].handle);
    return more ? more : text;
}

static step_note_t *note_of(check_t *c, const step_t *step) {
    const char *file = step->why.file ? step->why.file : "";
    for (step_note_t *note = c->steps; note; note = note->next) {
        if (strcmp(note->name, step->name) == 0 && strcmp(note->file, file) == 0) return note;
    }
    step_note_t *note = arena_alloc(c->arena, sizeof *note);
    if (!note) return NULL;
    *note = (step_note_t){.file = arena_strdup(c->arena, file),
                          .name = arena_strdup(c->arena, step->name),
                          .line = step->why.line,
                          .next = c->steps};
    if (!note->file || !note->name) return NULL;
    c->steps = note;
    return note;
}

int steps_added(check_t *c, const step_t *step) {
    step_note_t *note = step->name && *step->name ? note_of(c, step) : NULL;
    if (note) note->present++;
    if (note) note->judged++;
    return note || !step->name || !*step->name ? 0 : -1;
}

/* Says something of a step, once for each step and code. */
static int say(check_t *c, check_severity_t severity, const step_t *step, const char *code, const char *name,
               const char *value, const char *example) {
    return check_say(c, severity, step->why.file, step->why.line, code, "step", step->name, name, value,
                     "example", example, NULL);
}

static const char *empty_word(empty_policy_t policy) {
    switch (policy) {
    case EMPTY_FALLBACK:
        return "fallback";
    case EMPTY_SUPERIOR:
        return "superior";
    case EMPTY_REFUSE:
        return "refuse";
    case EMPTY_PASSES:
        return "passes";
    }
    return "fallback";
}

/* The same of whoever is named, and nobody is there. */
static int say_nobody(check_t *c, check_severity_t severity, const step_t *step, const char *code,
                      const char *source, const char *coded, const char *example) {
    return check_say(c, severity, step->why.file, step->why.line, code, "step", step->name, "source", source,
                     "source_code", coded, "then", empty_word(step->on_empty), "example", example, NULL);
}

/* Has the policy an answer where the source finds nobody: somebody else, or what the rule says happens then?
 * A missing superior goes to the fallback too. */
static int policy_finds(check_t *c, const facts_t *facts, const step_t *step, bool *out, diag_t *d) {
    size_t count = 0;
    *out = step->on_empty == EMPTY_PASSES || step->on_empty == EMPTY_REFUSE;
    if (*out) return 0;
    if (people_count(c, facts, c->flow->fallback, &count, d) != 0) return -1;
    *out = count > 0;
    if (!*out && step->on_empty == EMPTY_SUPERIOR)
        *out = directory_superior(facts->directory, facts->record->initiator, facts->at) != 0;
    return 0;
}

/* A rule names somebody who leaves, or has left: the fallback will have it. */
static int say_leaving(check_t *c, const char *file, int32_t line, const char *step, const source_t *source) {
    char until[INSTANT_TEXT];
    person_info_t who;
    if (!source || !people_leaving(c, source, &who)) return 0;
    return check_say(c, CHECK_WARNING, file, line, "check.person_leaves", "step", step, "key", who.handle,
                     "until", instant_format(who.until, 0, true, until), "example", "", NULL);
}

static bool of_assignee(const source_t *s) {
    for (; s; s = s->next)
        if (s->kind == SOURCE_ASSIGNEE || of_assignee(s->of)) return true;
    return false;
}

/* A10: the assignee is whoever a task is late with. Before the step has people nobody is. */
static int judge_assignee(check_t *c, const step_t *step) {
    return of_assignee(step->by) ? say(c, CHECK_WARNING, step, "check.assignee", "key", "assignee", "") : 0;
}

static int judge_keys(check_t *c, const step_t *step) {
    const char *code, *key;
    if (say_leaving(c, step->why.file, step->why.line, step->name, step->by) != 0) return -1;
    if (!step->by || !people_unknown(c, step->by, &code, &key)) return 0;
    return say(c, CHECK_ERROR, step, code, "key", key, "");
}

/* Whether somebody is there of the step's people, or of one place among them. */
static int judge_place(check_t *c, const plan_t *plan, const step_t *step, const source_t *by,
                       const facts_t *facts, arena_t *scratch, bool *there, diag_t *d) {
    size_t count = 0;
    bool somebody;
    diag_t own;
    const char *source = source_text(by, scratch), *coded = source_code(by, scratch);
    *there = false;
    if (!source || !coded) return diag_memory(d);
    diag_init(&own);
    if (people_count(c, facts, by, &count, &own) != 0) {
        int failed = check_add(c, CHECK_ERROR, &own);
        diag_clear(&own);
        return failed;
    }
    *there = count > 0;
    if (*there) return 0;
    const char *example = steps_example(c, plan->facts, plan->fact_count, scratch);
    if (policy_finds(c, facts, step, &somebody, d) != 0) return -1;
    if (!somebody && step->kind != STEP_COPY)
        return say_nobody(c, CHECK_ERROR, step, "check.nobody", source, coded, example);
    if (step->kind == STEP_COPY)
        return say_nobody(c, CHECK_WARNING, step, "check.copy_nobody", source, coded, example);
    /* A text that nobody has written yet: worth knowing, no fault of the rule. */
    check_severity_t severity = strstr(source, CHECK_ORDINARY_TEXT) ? CHECK_NOTE : CHECK_WARNING;
    const char *said = step->on_empty == EMPTY_FALLBACK ? "check.vacant" : "check.vacant_said";
    return say_nobody(c, severity, step, said, source, coded, example);
}

/* Is it a place that is vacant when nobody is found? A field may be left empty, and a function name nobody on
 * purpose. */
static bool is_place(const source_t *s) {
    return s->kind != SOURCE_FIELD && s->kind != SOURCE_FUNCTION && s->kind != SOURCE_PICKED;
}

/* Where all of a list decide, each of its places is filled by itself (A11). */
static int judge_people(check_t *c, const plan_t *plan, const step_t *step, const facts_t *facts,
                        arena_t *scratch, diag_t *d) {
    const char *code, *key;
    bool there;
    if (!step->by || people_unknown(c, step->by, &code, &key)) return 0;
    if (judge_place(c, plan, step, step->by, facts, scratch, &there, d) != 0) return -1;
    bool each = step->kind != STEP_COPY && (step->mode == DECIDE_ALL || step->mode == DECIDE_IN_ORDER);
    if (!there || !each || step->by->first_only || !step->by->next) return 0;
    for (const source_t *s = step->by; s; s = s->next) {
        source_t alone = *s;
        alone.next = NULL;
        if (is_place(s) && judge_place(c, plan, step, &alone, facts, scratch, &there, d) != 0) return -1;
    }
    return 0;
}

/* What a rule allows in words. */
static int say_reason(check_t *c, const step_t *step, const char *code, const char *because, const char *zh) {
    return check_say(c, CHECK_RISK, step->why.file, step->why.line, code, "step", step->name, "because",
                     because, "because_zh", zh ? zh : because, NULL);
}

static int judge_ladder(check_t *c, const step_t *step) {
    int failed = 0;
    if (step->ladder.count == 0)
        return check_say(c, CHECK_WARNING, c->flow->file, c->flow->line, "check.no_ladder", "flow",
                         c->flow->name, "such", step->name, NULL);
    for (size_t i = 0; i < step->ladder.count; i++) {
        const rung_t *rung = &step->ladder.rungs[i];
        for (size_t k = 0; k < rung->act_count; k++) {
            /* of a monitor it is no approval: its function looked at the figures */
            if (rung->acts[k].action == RUNG_APPROVE && step->kind != STEP_MONITOR)
                failed |= say_reason(c, step, "check.risk_timeout_approves", rung->acts[k].because,
                                     rung->acts[k].because_zh);
        }
    }
    return failed;
}

/* A decider must be a step of this flow; which one decided is only known then. */
static int judge_risks(check_t *c, const step_t *step) {
    const char *because = step->passes_because ? step->passes_because : "", *zh = step->passes_because_zh;
    int failed = 0;
    if (step->on_empty == EMPTY_PASSES)
        failed |= say_reason(c, step, "check.risk_passes_if_empty", because, zh);
    if (step->on_self == SELF_ALLOWED) failed |= say_reason(c, step, "check.risk_self_allowed", because, zh);
    if (step->on_self == SELF_SKIP) failed |= say_reason(c, step, "check.risk_self_skip", because, zh);
    return failed;
}

/* A8 */
static int judge_rounds(check_t *c, const step_t *loop) {
    return check_say(c, CHECK_RISK, loop->why.file, loop->why.line, "check.risk_rounds_pass", "because",
                     loop->passes_because, "because_zh",
                     loop->passes_because_zh ? loop->passes_because_zh : loop->passes_because, NULL);
}

/* A73: there are no other records in a run, so what depends on them is seen one way alone. */
static bool asks_for_sums(const flow_t *flow, const plan_t *plan) {
    for (size_t u = 0; u < flow->use_count; u++) {
        size_t length = strlen(flow->uses[u].name);
        for (size_t i = 0; i < plan->fact_count; i++) {
            const char *path = plan->facts[i].path;
            if (path && strncmp(path, flow->uses[u].name, length) == 0 && path[length] == '.') return true;
        }
    }
    return false;
}

int steps_judge(check_t *c, const plan_t *plan, const facts_t *facts, bool judge, arena_t *scratch,
                diag_t *d) {
    bool sums = asks_for_sums(c->flow, plan);
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *step = &plan->steps[i];
        if (step->used_up == USED_UP_PASSES && step->state != STEP_LEFT_OUT && judge_rounds(c, step) != 0)
            return diag_memory(d);
        if (!step->name || !*step->name) continue;
        step_note_t *note = note_of(c, step);
        if (!note) return diag_memory(d);
        if (step->state == STEP_LEFT_OUT) {
            note->left_out++;
            note->sums |= sums;
            continue;
        }
        note->present++;
        if (step_is_group(step->kind)) {
            note->judged++;
            continue;
        }
        if (judge_keys(c, step) != 0 || judge_assignee(c, step) != 0 || judge_risks(c, step) != 0)
            return diag_memory(d);
        if (step->kind != STEP_COPY && judge_ladder(c, step) != 0) return diag_memory(d);
        if (!judge) continue;
        note->judged++;
        if (judge_people(c, plan, step, facts, scratch, d) != 0) return diag_memory(d);
        if (beside_judge(c, step, note->judged, facts, scratch) != 0) return diag_memory(d);
    }
    return 0;
}

int steps_judge_asked(check_t *c, const step_t *step, const facts_t *facts, arena_t *scratch, diag_t *d) {
    static const plan_t none;
    if (judge_keys(c, step) != 0) return diag_memory(d);
    return judge_people(c, &none, step, facts, scratch, d) != 0 ? diag_memory(d) : 0;
}

int steps_flow(check_t *c, const facts_t *facts, diag_t *d) {
    const flow_t *flow = c->flow;
    const char *code, *key;
    size_t count = 0;
    int failed = 0;
    if (!flow->fallback)
        return check_say(c, CHECK_ERROR, flow->file, flow->line, "check.no_fallback", "flow", flow->name,
                         NULL);
    if (people_unknown(c, flow->fallback, &code, &key))
        return check_say(c, CHECK_ERROR, flow->file, flow->line, code, "step", "fallback", "key", key,
                         "example", "", NULL);
    if (flow->deviation_to && people_unknown(c, flow->deviation_to, &code, &key))
        return check_say(c, CHECK_ERROR, flow->file, flow->line, code, "step", "deviation", "key", key,
                         "example", "", NULL);
    if (say_leaving(c, flow->file, flow->line, "fallback", flow->fallback) != 0 ||
        say_leaving(c, flow->file, flow->line, "deviation", flow->deviation_to) != 0)
        return -1;
    if (people_count(c, facts, flow->fallback, &count, d) != 0) return -1;
    arena_t scratch;
    arena_init(&scratch, 0);
    if (count == 0)
        failed = check_say(c, CHECK_ERROR, flow->file, flow->line, "check.fallback_nobody", "flow",
                           flow->name, "source", source_text(flow->fallback, &scratch), "source_code",
                           source_code(flow->fallback, &scratch), NULL);
    arena_free(&scratch);
    return failed;
}

typedef struct named {
    check_t *c;
    const char *file;
} named_t;

static int never_seen(void *ctx, const char *name, int32_t line) {
    const named_t *named = ctx;
    for (const step_note_t *note = named->c->steps; note; note = note->next) {
        if (strcmp(note->name, name) == 0 && strcmp(note->file, named->file) == 0) return 0;
    }
    return check_say(named->c, CHECK_WARNING, named->file, line, "check.step_never", "step", name, NULL);
}

int steps_finish(check_t *c, diag_t *d) {
    int failed = 0;
    c->flow = NULL;
    for (const step_note_t *note = c->steps; note; note = note->next) {
        if (note->present > 0 && note->judged == 0 && *note->name)
            failed |= check_say(c, CHECK_NOTE, note->file, note->line, "check.step_unjudged", "step",
                                note->name, NULL);
        if (note->present > 0 || note->left_out == 0) continue;
        failed |= check_say(c, note->sums ? CHECK_NOTE : CHECK_WARNING, note->file, note->line,
                            note->sums ? "check.step_asks_for_sums" : "check.step_always_left_out", "step",
                            note->name, NULL);
    }
    /* Where some run failed, what was not seen may be behind the failure. */
    for (size_t i = 0; i < c->file_count && !c->broken; i++) {
        named_t named = {c, c->files[i].file};
        failed |= tokens_steps(&c->files[i], never_seen, &named);
    }
    return failed ? diag_memory(d) : 0;
}
