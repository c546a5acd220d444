/* Walks a stage: runs its rule, sees which fields it read, and runs it again with every other value of each
 * of them, the fields read last first, so that every path is taken with every value of what it reads and no
 * field is varied that no path asks for. First a few rounds to hear the constants that values are compared
 * with: a short one, which hears most, and whole ones, whose plans are judged too, until none hears anything
 * new: that one counts. Last, every different plan once more for an initiator of each department. */
#include "model/plan_fit.h"
#include "script/check_private.h"
#include "script/words.h"
#include <string.h>

typedef struct walk {
    check_t *c;
    int32_t stage;
    bool counts;              /* this round's plans are judged */
    bool listens;             /* values that serve to hear constants are tried as well */
    bool limited, overworked; /* by the number of runs, or of plans; by what they cost */
    int64_t runs, judged, refused, most;
    int64_t work;   /* instructions of this round */
    size_t changes; /* how many values of a run may differ from the ordinary ones */
    way_t *ways;
    size_t way_count, way_room;
    uint8_t mended[CHECK_AXES + 1]; /* the form of this run, as the flow's own check takes it */
    size_t handled_before;          /* forms kept of the stages before */
    uint16_t order[CHECK_AXES + 1]; /* axes in the order in which the path at hand read them */
    arena_t scratch;                /* of one run */
    arena_t whole;                  /* of the stage */
    verdicts_t *verdicts;           /* of the first initiator's forms */
    bool reads_department;          /* attributes of the initiator or of their department */
    diag_t *d;
} walk_t;

/* ---- one run ---- */

facts_t check_facts(check_t *c, int32_t at) {
    const initiator_t *who = &c->initiators[c->initiator];
    size_t count = 0;
    for (size_t i = 0; i + 1 < c->axis_count; i++) { /* sorted by name, as a record's fields are */
        const value_t *value = &axis_now(c, i)->value;
        if (value->kind != VALUE_NONE) c->fields[count++] = (field_t){c->axes[i].name, *value};
    }
    const stage_def_t *stage = &c->flow->stages[at];
    bool before = stage->kind == STAGE_PREPARE;
    c->record = (record_t){
        .id = 1,
        .flow = c->flow->name,
        .department = who->department,
        .initiator = who->person,
        .state = before ? RECORD_PREPARING : RECORD_OPEN,
        .stage = at,
        .round = before ? 0 : 1,
        .created_at = values_at(c),
        .submitted_at = before ? INSTANT_NONE : values_at(c),
        .ended_at = INSTANT_NONE,
        .version = 1,
        .fields = c->fields,
        .field_count = count,
    };
    return (facts_t){
        .record = &c->record, .directory = c->dir, .calendars = c->calendars, .at = values_at(c)};
}

static facts_t make_facts(walk_t *w) {
    return check_facts(w->c, w->stage);
}

static int axis_of(const check_t *c, const char *path) {
    for (size_t i = 0; i < c->axis_count; i++) {
        if (strcmp(c->axes[i].name, path) == 0) return (int)i;
    }
    return -1;
}

/* Appends the axes that were read and stand not in the order yet. Returns how long it is then. */
static size_t note_reads(walk_t *w, const fact_t *facts, size_t count, size_t depth) {
    check_t *c = w->c;
    size_t n = depth;
    bool seen[CHECK_AXES + 1] = {false};
    for (size_t i = 0; i < depth; i++)
        seen[w->order[i]] = true;
    for (size_t i = 0; i < count; i++) {
        if (!facts[i].path) continue; /* memory ran out as it was noted */
        int axis = axis_of(c, facts[i].path);
        if (axis < 0) {
            bool own = strncmp(facts[i].path, "department.", 11) == 0 ||
                       strncmp(facts[i].path, "initiator.", 10) == 0;
            w->reads_department |= own || strcmp(facts[i].path, "initiator") == 0;
            if (own && facts[i].text) values_text(c, facts[i].text);
            continue;
        }
        c->axes[axis].read = true;
        if (seen[axis]) continue;
        seen[axis] = true;
        w->order[n++] = (uint16_t)axis;
    }
    return n;
}

static bool probing(const check_t *c) {
    for (size_t i = 0; i < c->axis_count; i++) {
        if (axis_now(c, i)->probe) return true;
    }
    return false;
}

int64_t check_cost(const check_t *c) {
    const ruleset_t *rs = c->rs;
    int64_t cost = rs->sb ? sandbox_used(rs->sb) : 0;
    if (!rs->sb || sandbox_spoiled(rs->sb)) cost += CHECK_WORK_STATE;
    return cost;
}

/* What the call just made has cost. */
static void note_work(walk_t *w) {
    int64_t cost = check_cost(w->c);
    w->work += cost;
    w->c->work += cost;
}

static bool out_of_work(walk_t *w) {
    if (w->work < w->c->options.work && w->c->work < CHECK_WORK) return false;
    w->overworked = true;
    return true;
}

/* What the flow's own check says of the form. 0; -1: the check itself failed, *d says how. */
static int form_judged(walk_t *w, const facts_t *facts, verdict_t *out, diag_t *d) {
    const check_t *c = w->c;
    problem_t *problems = NULL;
    size_t count = 0;
    const verdict_t *known = c->initiator == 0 ? verdict_known(w->verdicts, c) : NULL;
    if (known) {
        *out = *known;
        return 0;
    }
    int failed = c->rules->check(c->rules->ctx, c->flow, facts, &w->scratch, &problems, &count, d);
    note_work(w);
    if (failed) return -1;
    *out = (verdict_t){.taken = count == 0, .axes = arena_array(&w->scratch, count + 1, sizeof *out->axes)};
    if (!out->axes) return diag_memory(d);
    for (size_t i = 0; i < count; i++) {
        int axis = problems[i].field ? axis_of(c, problems[i].field) : -1;
        if (axis >= 0) out->axes[out->count++] = (uint16_t)axis;
    }
    if (c->initiator == 0) verdict_note(w->verdicts, c, out);
    return 0;
}

/* The values of this run that are not the ordinary ones: what a check read is not told. */
static const char *chosen(const check_t *c) {
    const char *text = "";
    for (size_t i = 0; i < c->axis_count; i++) {
        if (c->choice[i] == 0) continue;
        const value_t *value = &axis_now(c, i)->value;
        const char *words = value->kind == VALUE_NONE ? "nil" : value_text(value, c->arena);
        const char *more = arena_printf(c->arena, "%s%s%s = %s", text, *text ? ", " : "", c->axes[i].name,
                                        words ? words : "");
        if (more) text = more;
    }
    return *text ? text : "any form";
}

/* Fields that the route did not read may be what the form is refused for: other values of theirs are tried.
 * 1, 0, or -1 with the check's own failure in *failure. */
static int mend_form(walk_t *w, const bool *read, facts_t *facts, diag_t *failure) {
    check_t *c = w->c;
    for (int round = 0; round < 8; round++) {
        verdict_t verdict;
        *facts = make_facts(w);
        if (form_judged(w, facts, &verdict, failure) != 0) {
            if (w->counts) diag_param(failure, "example", chosen(c));
            return -1;
        }
        if (verdict.taken) return 1;
        bool changed = false;
        for (size_t i = 0; i < verdict.count && !changed; i++) {
            uint16_t axis = verdict.axes[i];
            if (read[axis] || c->choice[axis] + (size_t)1 >= c->axes[axis].count) continue;
            c->choice[axis]++;
            changed = true;
        }
        if (!changed) return 0;
    }
    return 0;
}

/* Whether the form of this run would have got to the route; the choices are as before afterwards. *facts are
 * of the form that does: what else is called for them may read what the route does not. */
static int form_verdict(walk_t *w, size_t depth, facts_t *facts, diag_t *failure) {
    check_t *c = w->c;
    uint8_t kept[CHECK_AXES + 1];
    bool read[CHECK_AXES + 1] = {false};
    for (size_t i = 0; i < depth; i++)
        read[w->order[i]] = true;
    memcpy(kept, c->choice, sizeof kept);
    int taken = mend_form(w, read, facts, failure);
    memcpy(w->mended, c->choice, sizeof kept);
    memcpy(c->choice, kept, sizeof kept);
    if (taken <= 0) *facts = make_facts(w);
    return taken;
}

static uint64_t hash_text(uint64_t hash, const char *text) {
    for (const unsigned char *p = (const unsigned char *)(text ? text : ""); *p; p++)
        hash = (hash ^ *p) * UINT64_C(1099511628211); /* FNV-1a */
    return (hash ^ 0xFF) * UINT64_C(1099511628211);
}

/* *way: its index; -1: there are too many. */
static int note_way(walk_t *w, const plan_t *plan, int64_t *way) {
    check_t *c = w->c;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *s = &plan->steps[i];
        hash = hash_text(hash, s->name);
        hash = hash_text(hash, s->state == STEP_LEFT_OUT ? "-" : source_text(s->by, &w->scratch));
    }
    for (size_t i = 0; i < w->way_count; i++) {
        *way = (int64_t)i;
        if (w->ways[i].hash == hash) return 0;
    }
    *way = -1;
    if (w->way_count >= CHECK_WAYS) {
        w->limited = true;
        return 0;
    }
    *way = (int64_t)w->way_count;
    if (w->way_count == w->way_room) {
        size_t room = w->way_room ? w->way_room * 2 : 16;
        way_t *more = arena_grow(c->arena, w->ways, w->way_count, room, sizeof *more);
        if (!more) return diag_memory(w->d);
        w->ways = more;
        w->way_room = room;
    }
    uint8_t *choice = arena_copy(c->arena, c->choice, c->axis_count);
    if (!choice) return diag_memory(w->d);
    w->ways[w->way_count++] = (way_t){hash, choice, false};
    return 0;
}

/* One form of each way, of the first initiator's, is kept for the handlers; the first for the risk. */
static int keep_for_handlers(walk_t *w, int64_t way) {
    check_t *c = w->c;
    if (way < 0 || w->ways[way].kept || c->initiator != 0) return 0;
    if (c->flow->handles == 0 && (!c->flow->has_risk || c->handled_count > 0)) return 0;
    w->ways[way].kept = true;
    return handlers_keep(c, w->stage, w->mended) != 0 ? diag_memory(w->d) : 0;
}

static int note_failure(walk_t *w, const diag_t *failure) {
    check_t *c = w->c;
    if (diag_is(failure, "memory.out")) return diag_memory(w->d);
    c->broken = true;
    return check_add(c, CHECK_ERROR, failure) != 0 ? diag_memory(w->d) : 0;
}

/* What decide would refuse the plan for, as it opens (model/plan_fit.h): the record would stand before the
 * stage, with nobody to help it on. */
static int judge_fit(walk_t *w, const plan_t *plan) {
    plan_t copy = *plan;
    diag_t misfit;
    if (plan->step_count == 0) return 0;
    copy.steps = arena_copy(&w->scratch, plan->steps, plan->step_count * sizeof *plan->steps);
    if (!copy.steps) return diag_memory(w->d);
    diag_init(&misfit);
    int failed = 0;
    if (plan_check(&copy, &misfit) != 0 || plan_normalise(&copy, &misfit) != 0) {
        diag_param(&misfit, "example", steps_example(w->c, plan->facts, plan->fact_count, w->c->arena));
        failed = check_add(w->c, CHECK_ERROR, &misfit) != 0 ? diag_memory(w->d) : 0;
    }
    diag_clear(&misfit);
    return failed;
}

/* What a run that counts showed. `taken`: whether the flow's own check takes the form; -1 when it failed. A
 * route that fails on a form which never gets to it is no fault. */
static int judge(walk_t *w, const plan_t *plan, const diag_t *failure, const facts_t *facts, int taken,
                 const diag_t *refusal) {
    if (taken < 0) return note_failure(w, refusal);
    if (failure->code) return taken ? note_failure(w, failure) : 0;
    int64_t way;
    if (note_way(w, plan, &way) != 0 || (taken && keep_for_handlers(w, way) != 0)) return -1;
    if (taken && judge_fit(w, plan) != 0) return -1;
    if (taken && w->c->flow->check_count > 0) {
        const char *example = steps_example(w->c, plan->facts, plan->fact_count, w->c->arena);
        if (compliance_run(w->c, plan, facts, example, &w->scratch, w->d) != 0) return -1;
        note_work(w);
    }
    return steps_judge(w->c, plan, facts, taken != 0, &w->scratch, w->d);
}

/* Runs the stage on the choices as they are. *n: how many axes its order has afterwards. */
static int run(walk_t *w, size_t depth, size_t *n) {
    check_t *c = w->c;
    plan_t plan = {0};
    diag_t failure, refusal;
    diag_init(&failure);
    diag_init(&refusal);
    arena_reset(&w->scratch);
    facts_t facts = make_facts(w);
    w->runs++;
    int failed = c->rules->plan(c->rules->ctx, c->flow, w->stage, &facts, &w->scratch, &plan, &failure);
    note_work(w);
    /* What a failed run read is in the arena of the run too. */
    const fact_t *read = failed ? c->rs->last_facts : plan.facts;
    size_t read_count = failed ? c->rs->last_fact_count : plan.fact_count;
    *n = note_reads(w, read, read_count, depth);
    bool counts = w->counts && !probing(c);
    if (counts && failed) diag_param(&failure, "example", steps_example(c, read, read_count, c->arena));
    int taken = form_verdict(w, *n, &facts, &refusal);
    counts = counts && !c->rs->said_aloud; /* else it may have gone another way than when nobody listens */
    w->judged += counts;
    w->refused += counts && taken == 0;
    int result = counts ? judge(w, &plan, &failure, &facts, taken, &refusal) : 0;
    diag_clear(&failure);
    diag_clear(&refusal);
    return result;
}

/* ---- all runs ---- */

static int explore(walk_t *w, size_t depth, size_t changed) {
    check_t *c = w->c;
    size_t n;
    if (w->runs >= w->most) {
        w->limited = true;
        return 0;
    }
    if (w->runs > 0 && out_of_work(w)) return 0;
    if (run(w, depth, &n) != 0) return -1;
    if (changed >= w->changes) return 0;
    for (size_t i = n; i-- > depth;) {
        uint16_t axis = w->order[i];
        uint8_t ordinary = c->choice[axis];
        for (size_t v = 0; v < c->axes[axis].count; v++) {
            if (v == ordinary || (!w->listens && c->axes[axis].values[v].probe)) continue;
            c->choice[axis] = (uint8_t)v;
            if (explore(w, i + 1, changed + 1) != 0) return -1;
        }
        c->choice[axis] = ordinary;
    }
    return 0;
}

/* All combinations, from the ordinary one, of at most `changes` other values. */
static int walk_round(walk_t *w, size_t changes) {
    w->changes = changes;
    memset(w->c->choice, 0, sizeof w->c->choice);
    int failed = explore(w, 0, 0);
    w->changes = SIZE_MAX;
    return failed;
}

static void begin_round(walk_t *w) {
    w->runs = w->judged = w->refused = 0;
    w->way_count = 0;
    w->c->handled_count = w->handled_before;
    w->limited = false;
}

/* *settled: the last round was whole, heard nothing new, and went as it does when nobody listens, so that it
 * is the one that counts. */
static int listen(walk_t *w, bool *settled) {
    check_t *c = w->c;
    int failed = 0;
    *settled = false;
    w->listens = true;
    heard_start(c);
    for (int round = 0; round <= CHECK_ROUNDS && !failed && !w->overworked; round++) {
        c->grown = false;
        w->counts = round > 0 && !c->rs->said_aloud;
        begin_round(w);
        failed = walk_round(w, round > 0 ? SIZE_MAX : 2);
        if (round > 0 && !c->grown) break;
    }
    *settled = w->counts && !c->grown && !w->limited && !w->overworked && !c->rs->said_aloud;
    heard_stop(c);
    w->listens = false;
    return failed;
}

/* All combinations; where they are too many, besides those that the limit allowed, all that differ from the
 * ordinary in two values: most of what goes wrong takes no more. */
static int walk_values(walk_t *w) {
    bool settled;
    if (listen(w, &settled) != 0) return -1;
    w->counts = true;
    w->work = 0;
    w->overworked = false;
    if (settled) {
        w->runs = w->judged;
        return 0;
    }
    verdicts_forget(w->verdicts); /* somebody listened, for which it may have gone another way */
    begin_round(w);
    if (walk_round(w, SIZE_MAX) != 0) return -1;
    if (!w->limited) return 0;
    int64_t most = w->most;
    w->most += most;
    int failed = walk_round(w, 2);
    w->most = most;
    return failed;
}

/* A person field's values were chosen for the first initiator: "the initiator" must be the one at hand. */
void initiator_move(check_t *c, size_t to) {
    int64_t before = c->initiators[c->initiator].person, after = c->initiators[to].person;
    for (size_t i = 0; i < c->axis_count; i++) {
        axis_t *axis = &c->axes[i];
        for (size_t v = 0; axis->kind == VALUE_PERSON && v < axis->count; v++) {
            int64_t *person = &axis->values[v].value.u.person;
            if (axis->values[v].value.kind != VALUE_PERSON) continue;
            *person = *person == before ? after : *person == after ? before : *person;
        }
    }
    c->initiator = to;
}

static int walk_initiators(walk_t *w) {
    check_t *c = w->c;
    size_t ways = w->way_count, n;
    for (size_t i = 1; i < c->initiator_count; i++) {
        initiator_move(c, i);
        for (size_t k = 0; k < ways && !out_of_work(w); k++) {
            memcpy(c->choice, w->ways[k].choice, c->axis_count);
            if (run(w, 0, &n) != 0) return -1;
        }
        /* What the route reads of the initiator may lead elsewhere with the same form. */
        if (w->reads_department && w->runs < w->most * 4) {
            int64_t most = w->most;
            w->most = w->runs + most / 8;
            memset(c->choice, 0, sizeof c->choice);
            int failed = explore(w, 0, 0);
            w->most = most;
            if (failed) return -1;
        }
    }
    initiator_move(c, 0);
    return 0;
}

static const char *varied(const check_t *c) {
    const char *text = "";
    for (size_t i = 0; i < c->axis_count; i++) {
        if (!c->axes[i].read || c->axes[i].count < 2) continue;
        const char *more = arena_printf(c->arena, "%s%s%s", text, *text ? ", " : "", c->axes[i].name);
        if (more) text = more;
    }
    return text;
}

static int note_cover(walk_t *w) {
    check_t *c = w->c;
    check_report_t *report = c->report;
    if (report->covered_count == c->covered_room) {
        size_t room = c->covered_room ? c->covered_room * 2 : 16;
        check_cover_t *more =
            arena_grow(c->arena, report->covered, report->covered_count, room, sizeof *more);
        if (!more) return diag_memory(w->d);
        report->covered = more;
        c->covered_room = room;
    }
    bool full = false;
    for (size_t i = 0; i < c->axis_count; i++)
        full = full || (c->axes[i].full && c->axes[i].read);
    report->covered[report->covered_count++] = (check_cover_t){
        .flow = c->flow->name,
        .department = c->flow->department,
        .stage = c->flow->stages[w->stage].name,
        .runs = w->runs,
        .refused = w->refused,
        .ways = (int64_t)w->way_count,
        .initiators = (int64_t)c->initiator_count,
        .varied = varied(c),
        .limited = w->limited || w->overworked || full,
    };
    if (!w->limited && !w->overworked && !full) return 0;
    c->limited = true;
    if (w->overworked && check_say(c, CHECK_NOTE, c->flow->file, c->flow->line, "check.work", "stage",
                                   c->flow->stages[w->stage].name, "runs",
                                   arena_printf(c->arena, "%lld", (long long)w->runs), NULL) != 0)
        return diag_memory(w->d);
    if (!w->limited && !full) return 0;
    return check_say(c, CHECK_NOTE, c->flow->file, c->flow->line, "check.limit", "stage",
                     c->flow->stages[w->stage].name, "limit",
                     arena_printf(c->arena, "%lld", (long long)w->most), NULL)
               ? diag_memory(w->d)
               : 0;
}

int walk_flow(check_t *c, diag_t *d) {
    for (size_t stage = 0; stage < c->flow->stage_count; stage++) {
        walk_t *w = mem_alloc(sizeof *w);
        if (!w) return diag_memory(d);
        w->c = c;
        w->handled_before = c->handled_count;
        w->stage = (int32_t)stage;
        w->most = c->options.runs;
        w->d = d;
        arena_init(&w->scratch, 0);
        arena_init(&w->whole, 0);
        w->verdicts = verdicts_new(&w->whole);
        if (!w->verdicts) (void)diag_memory(d);
        int failed = !w->verdicts || walk_values(w) != 0 || walk_initiators(w) != 0 || note_cover(w) != 0 ||
                     duties_check(c, w->stage, w->ways, w->way_count, d) != 0;
        arena_free(&w->scratch);
        arena_free(&w->whole);
        mem_free(w);
        if (failed) return -1;
    }
    return 0;
}
