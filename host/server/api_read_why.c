/* Why a step is there, or why it is not: its rule, the facts that the rule read, its people, its time, its
 * end. Everything is taken from the record's events, from the rules that it runs under and from the directory
 * at the time that is told of. */
#include "script/rule_text.h"
#include "server/api_guard.h"
#include "server/fields.h"
#include "server/said.h"
#include "server/why.h"
#include <stdlib.h>
#include <string.h>

/* ---- which step ---- */

static int no_such_step(const why_told_t *w, const char *name, diag_t *d) {
    const char **names = arena_array(w->arena, w->record->step_count + 1, sizeof *names);
    size_t count = 0;
    if (names == NULL) return diag_memory(d);
    for (size_t i = 0; i < w->record->step_count; i++)
        if (w->record->steps[i].name != NULL) names[count++] = w->record->steps[i].name;
    const char *near = nearest_name(name, names, count);
    return diag_set(d, "step.unknown", "step", name, "nearest", near != NULL ? near : "", NULL);
}

/* The newest of that name, or the one of that number. */
static int find_step(why_told_t *w, const char *name, diag_t *d) {
    char *end;
    w->step = record_step_named(w->record, name);
    if (w->step != NULL) return 0;
    long no = strtol(name, &end, 10);
    if (*name != '\0' && *end == '\0' && no > 0 && no <= INT32_MAX)
        w->step = record_step(w->record, (int32_t)no);
    return w->step != NULL ? 0 : no_such_step(w, name, d);
}

/* ---- its rule ---- */

const char *why_line(why_told_t *w, const hash_t *ruleset, const char *file, int32_t line) {
    bytes_t packed;
    ruleset_content_t content;
    diag_t gone = {0};
    const char *text = NULL;
    if (store_ruleset_get(w->reader->store, ruleset, w->arena, &packed, &gone) == 0 &&
        ruleset_unpack(packed, w->arena, &content, &gone) == 0)
        text = rule_line(&content, file, line, w->arena);
    if (diag_is(&gone, "memory.out") || arena_failed(w->arena)) w->s.failed = true;
    diag_clear(&gone);
    return text;
}

/* "rule": where it stands, its line as written, the flow and the clause that it carries out. */
static void put_rule(why_told_t *w, json_t *root) {
    const why_t *why = &w->step->why;
    if (why->file == NULL) {
        shape_put(&w->s, root, "rule", json_null());
        return;
    }
    const hash_t under = why_planned_under(w);
    const flow_t *flow = why_flow(w, &under);
    json_t *o = shape_object(&w->s);
    shape_text(&w->s, o, "file", why->file);
    shape_int(&w->s, o, "line", why->line);
    shape_text(&w->s, o, "text", why_line(w, &under, why->file, why->line));
    shape_words(&w->s, o, "because", shape_guarded(&w->s, why->because),
                shape_guarded(&w->s, why->because_zh));
    shape_text(&w->s, o, "clause", flow != NULL ? flow->clause : NULL);
    shape_hash(&w->s, o, "ruleset", &under);
    shape_put(&w->s, root, "rule", o);
}

/* ---- what the rule read ---- */

/* The value of a fact now, where it is a field of the form. */
static const char *fact_now(why_told_t *w, const fact_t *fact) {
    if (w->flow == NULL || flow_field(w->flow, fact->path) == NULL) return NULL;
    const value_t *value = record_field(w->record, fact->path);
    person_info_t who;
    if (value == NULL) return "";
    if (value->kind == VALUE_PERSON && directory_person(w->s.directory, value->u.person, &who))
        return who.handle;
    return value_text(value, w->arena);
}

static void put_fact(why_told_t *w, json_t *list, const why_again_t *again, const fact_t *fact) {
    if (!shape_shows_fact(&w->s, fact->path)) return;
    const char *now = fact_now(w, fact), *before = why_fact_before(again, fact);
    json_t *o = shape_fact(&w->s, fact);
    bool empty = now != NULL && now[0] == '\0' && strcmp(fact->text, "[]") == 0; /* a table without rows */
    if (now != NULL && !empty && strcmp(now, fact->text) != 0) shape_shown(&w->s, o, "now", now);
    if (before != NULL) shape_shown(&w->s, o, "before", before);
    shape_add(&w->s, list, o);
}

/* Of what is owed those that its step was planned by; of what came in by itself, a signer say, none. */
static const plan_place_t *planned_in(const why_told_t *w) {
    const step_t *step = w->as->added == ADDED_DEBT ? record_step(w->record, w->as->origin) : w->as;
    bool planned = w->as->added == ADDED_DEBT || w->brought == NULL || w->brought->kind == EVENT_STAGE_OPENED;
    int64_t index = planned && step != NULL ? past_plan_of(w->record, step) : -1;
    return index >= 0 ? &w->record->plans[index] : NULL;
}

static int put_facts(why_told_t *w, json_t *root, const why_again_t *again, diag_t *d) {
    const event_t *e = w->brought;
    const plan_place_t *plan = planned_in(w);
    bool asked_again = again->cause != NULL && plan == NULL;
    const fact_t *facts = asked_again ? again->difference.facts : plan != NULL ? plan->facts : NULL;
    size_t count = asked_again ? again->difference.fact_count : plan != NULL ? plan->fact_count : 0;
    if (e != NULL && e->kind == EVENT_DEBT_AHEAD) { /* as its stage's rule had it then (A64) */
        facts = e->u.debt_ahead.owed.facts;
        count = e->u.debt_ahead.owed.fact_count;
    }
    json_t *list = shape_array(&w->s), *planned = json_null();
    shape_put(&w->s, root, "facts", list);
    why_figures_t figures = {0};
    if (count == 0 && plan == NULL && why_figures(w, &figures, d) != 0) return -1;
    if (figures.count > 0) {
        facts = figures.facts;
        count = figures.count;
    }
    shape_put(&w->s, root, "risk", shape_risk(&w->s, figures.risk, figures.because, figures.because_zh));
    for (size_t i = 0; i < count; i++)
        put_fact(w, list, again, &facts[i]);
    if (e != NULL) {
        planned = shape_object(&w->s);
        shape_instant(&w->s, planned, "at", e->recorded);
        shape_text(&w->s, planned, "kind", event_kind_word(e->kind));
        shape_put(&w->s, planned, "actor", shape_actor(&w->s, &e->actor));
    }
    shape_put(&w->s, root, "planned", planned);
    return 0;
}

/* ---- how it ended, and what happened to it ---- */

static bool ends_things(event_kind_t kind) {
    return kind == EVENT_TASK_DECIDED || kind == EVENT_TASK_COMPLETED || kind == EVENT_CANCELLED ||
           kind == EVENT_RETURNED || kind == EVENT_WITHDRAWN || kind == EVENT_CHILD_ENDED;
}

/* Is it the step, by its number or by one that it had in a plan from which it was carried over? */
static bool goes_by(const why_told_t *w, int32_t no) {
    for (int32_t one = w->step->no; one != 0; one = past_carried_from(&w->past, one))
        if (one == no) return true;
    return false;
}

/* What was decided, in the same command, before the step ended. */
static const event_t *what_ended(const past_t *past, const event_t *ended) {
    for (size_t i = (size_t)ended->seq; i-- > 0;) {
        const event_t *e = &past->rows[i].event;
        if (e->recorded != ended->recorded) break;
        if (ends_things(e->kind)) return e;
    }
    /* The withdrawal of a record is told after what it closes. */
    for (size_t i = (size_t)ended->seq; i < past->count; i++) {
        const event_t *e = &past->rows[i].event;
        if (e->recorded != ended->recorded) break;
        if (e->kind == EVENT_RETURNED || e->kind == EVENT_WITHDRAWN || e->kind == EVENT_CANCELLED) return e;
    }
    return NULL;
}

/* A step that waited below a group which ended was closed with it, without an event of its own. */
static const event_t *end_of(const why_told_t *w) {
    const step_t *step = w->step;
    for (int deep = 0; step != NULL && deep <= PLAN_DEPTH_MAX; deep++) {
        const event_t *e = past_step_event_ever(&w->past, EVENT_STEP_ENDED, step->no);
        /* one of before it was open again, as a decision was taken back, is not its end */
        if (e != NULL && e->recorded == w->step->ended_at) return e;
        step = step->parent != 0 ? record_step(w->record, step->parent) : NULL;
    }
    return NULL;
}

static void put_end(why_told_t *w, json_t *root) {
    const event_t *e = step_ended(w->step->state) && w->step->ended_at != INSTANT_NONE ? end_of(w) : NULL;
    if (e == NULL) {
        shape_put(&w->s, root, "ended", json_null());
        return;
    }
    const event_t *by = what_ended(&w->past, e);
    json_t *o = shape_object(&w->s);
    shape_instant(&w->s, o, "at", e->recorded);
    shape_text(&w->s, o, "state", step_state_word(w->step->state));
    shape_quoted(&w->s, o, "cause", e->u.step_ended.cause, w->step);
    shape_put(&w->s, o, "actor", shape_actor(&w->s, &e->actor));
    shape_put(&w->s, o, "with",
              !goes_by(w, e->u.step_ended.step)
                  ? shape_step_named(&w->s, record_step(w->record, e->u.step_ended.step))
                  : json_null());
    shape_put(&w->s, o, "by",
              by != NULL ? shape_event(&w->s, by, w->record, w->past.rows[by->seq - 1].erased, NULL)
                         : json_null());
    shape_put(&w->s, root, "ended", o);
}

/* P1.3.1: what was run and found nothing as the step passed, or what its checks find now. */
static void put_checks(why_told_t *w, json_t *root) {
    const event_t *e = NULL; /* the last of them: several people may have passed it */
    for (size_t i = 0; i < w->past.count; i++) {
        const event_t *one = &w->past.rows[i].event;
        if (one->kind == EVENT_COMPLIED && goes_by(w, one->u.complied.step)) e = one;
    }
    explain_t moment = why_present(w);
    if (!step_ended(w->step->state)) shape_checks(&w->s, root, &moment, w->step, w->step->state == STEP_OPEN);
    if (!step_ended(w->step->state) || e == NULL) return;
    json_t *list = shape_array(&w->s);
    const flow_t *flow = why_flow(w, &e->ruleset); /* whose checks they were */
    for (size_t i = 0; i < e->u.complied.check_count; i++) {
        json_t *o = shape_object(&w->s);
        shape_text(&w->s, o, "check", e->u.complied.checks[i]);
        shape_instant(&w->s, o, "passed_at", e->recorded);
        for (size_t k = 0; flow != NULL && k < flow->check_count; k++) {
            const check_def_t *check = &flow->checks[k];
            if (strcmp(check->name, e->u.complied.checks[i]) != 0) continue;
            shape_words(&w->s, o, "title", check->title_en, check->title_zh);
            shape_text(&w->s, o, "clause", check->clause);
        }
        shape_add(&w->s, list, o);
    }
    shape_put(&w->s, root, "checks", list);
}

static void put_events(why_told_t *w, json_t *root) {
    json_t *list = shape_array(&w->s);
    for (size_t i = 0; i < w->past.count; i++) {
        const event_row_t *row = &w->past.rows[i];
        const step_t *about = event_step(&row->event, w->record);
        if (about != NULL && goes_by(w, about->no))
            shape_add(&w->s, list, shape_event(&w->s, &row->event, w->record, row->erased, NULL));
    }
    shape_put(&w->s, root, "events", list);
}

/* ---- others of its name ---- */

/* Is one what the other goes on as, in a plan that took over? */
static bool the_same(const why_told_t *w, int32_t one, int32_t other) {
    if (goes_by(w, other)) return true;
    for (; other != 0; other = past_carried_from(&w->past, other))
        if (other == one) return true;
    return false;
}

/* "others": what else is called so on the record, the newest first: of an earlier round, or plan. A name asks
 * for the newest alone; these are asked for by their numbers. */
static void put_others(why_told_t *w, json_t *root) {
    enum { OTHERS_SHOWN = 32 };
    json_t *list = shape_array(&w->s);
    const char *name = w->step->name;
    bool named = name != NULL && name[0] != '\0';
    for (size_t i = w->record->step_count; named && i-- > 0;) {
        const step_t *other = &w->record->steps[i];
        if (other->name == NULL || strcmp(other->name, name) != 0) continue;
        if (the_same(w, w->step->no, other->no) || json_array_size(list) == OTHERS_SHOWN) continue;
        json_t *o = shape_step_of(&w->s, w->record, other);
        shape_stage(&w->s, o, w->flow, other->stage);
        shape_add(&w->s, list, o);
    }
    shape_put(&w->s, root, "others", list);
}

/* ---- the answer ---- */

static json_t *answer(why_told_t *w, diag_t *d) {
    shape_t *s = &w->s;
    why_again_t again;
    if (why_again(w, &again, d) != 0) return NULL;
    json_t *root = shape_answer(s);
    shape_id(s, root, "record", w->record->id);
    shape_text(s, root, "number", w->record->number);
    shape_text(s, root, "flow", w->record->flow);
    shape_flow_title(s, root, w->flow);
    shape_person(s, root, "initiator", w->record->initiator);
    shape_hash(s, root, "ruleset", &w->record->ruleset);
    shape_instant(s, root, "now", w->now);
    shape_stage(s, root, w->flow, w->step->stage);
    shape_int(s, root, "round", w->step->round);
    shape_put(s, root, "step", shape_step_of(s, w->record, w->step));
    const deviation_t *deviation =
        again.deviation != NULL ? again.deviation : deviation_of(w->record, w->step);
    shape_put(s, root, "deviation",
              deviation ? shape_deviation(s, w->record, deviation, w->flow) : json_null());
    shape_flag(s, root, "erased", w->past.erased);
    shape_glossary(s, root, w->flow);
    why_again_put(w, &again, root);
    put_rule(w, root);
    shape_put(s, root, "said", shape_said(s, &w->past, w->record, w->step));
    put_end(w, root);
    put_checks(w, root);
    put_events(w, root);
    put_others(w, root);
    if (put_facts(w, root, &again, d) != 0 || why_people(w, root, d) != 0 || why_time(w, root, d) != 0) {
        json_decref(root);
        return NULL;
    }
    return shape_done(s, root, d);
}

json_t *api_read_why(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    record_t record;
    chain_t chain;
    diag_t wrong = {0};
    json_t *root = NULL;
    arena_init(&arena, 0);
    why_told_t w = {.reader = r,
                    .s = {.directory = r->snapshot->directory, .arena = &arena, .store = r->store},
                    .arena = &arena,
                    .record = &record,
                    .now = reader_now(r)};
    const char *step = json_text(call->body, "step", true, &wrong);
    if (step == NULL) {
        diag_copy(d, &wrong);
    } else if (step[0] == '\0') { /* the root of a plan has no name, and is nobody's question */
        diag_set(d, "json.missing", "field", "step", NULL);
    } else if (api_record(r, call, &arena, &record, &chain, d) == 0 &&
               api_flow(r, &record, &w.rules, &w.flow, d) == 0 && find_step(&w, step, d) == 0 &&
               past_read(r, &record, &arena, &w.past, d) == 0) {
        shape_about(&w.s, r, call, &record, w.flow);
        w.brought = past_brought_by(&w.past, &record, w.step, &w.as);
        root = answer(&w, d);
    }
    diag_clear(&wrong);
    arena_free(&arena);
    return root;
}
