/* Steps, tasks, fields and who is next, as answers show them; see api_parts.h. */
#include "server/api_parts.h"
#include "engine/tree.h"
#include "engine/withdraw.h"
#include "model/sentence.h"
#include "server/api_guard.h"
#include <stdio.h>
#include <string.h>

static const char *mode_word(decide_mode_t mode) {
    return mode == DECIDE_ALL ? "all" : mode == DECIDE_IN_ORDER ? "in_order" : "any";
}

static const char *on_refuse_word(on_refuse_t policy) {
    static const char *const words[] = {[ON_REFUSE_AT_ONCE] = "at_once",
                                        [ON_REFUSE_WAIT] = "wait",
                                        [ON_REFUSE_THRESHOLD] = "threshold",
                                        [ON_REFUSE_GO_ON] = "go_on"};
    return policy > 0 && (size_t)policy < sizeof words / sizeof *words ? words[policy] : "at_once";
}

static void put_both(shape_t *s, json_t *object, const char *name, const char *en, const char *zh) {
    char twin[32];
    shape_text(s, object, name, en);
    if (zh == NULL) return;
    snprintf(twin, sizeof twin, "%s_zh", name);
    shape_text(s, object, twin, zh);
}

void shape_quoted(shape_t *s, json_t *object, const char *name, const char *text, const step_t *step) {
    const char *en = step != NULL ? sentence_en(text, s->arena) : text;
    if (text != NULL && en == NULL) s->failed = true;
    put_both(s, object, name, en, step_sentence_zh(step, text));
}

void shape_sentence(shape_t *s, json_t *object, const char *name, const char *sentence) {
    const char *en = sentence_en(sentence, s->arena);
    if (sentence != NULL && en == NULL) s->failed = true;
    put_both(s, object, name, en, sentence_zh(sentence));
}

void shape_source(shape_t *s, json_t *object, const char *name, const source_t *source) {
    char code[32];
    const char *text = source != NULL ? source_text(source, s->arena) : NULL, *shown = shape_guarded(s, text);
    const char *coded = source != NULL ? source_code(source, s->arena) : NULL;
    if (source != NULL && (text == NULL || coded == NULL)) s->failed = true;
    snprintf(code, sizeof code, "%s_code", name);
    shape_text(s, object, name, shown);
    shape_text(s, object, code, shown == text ? coded : shown); /* what is hidden is so in both */
}

static void put_why(shape_t *s, json_t *object, const why_t *why) {
    if (why->file == NULL && why->because == NULL && why->because_zh == NULL) {
        shape_put(s, object, "why", json_null());
        return;
    }
    json_t *o = shape_object(s);
    shape_text(s, o, "file", why->file);
    shape_int(s, o, "line", why->line);
    shape_words(s, o, "because", shape_guarded(s, why->because), shape_guarded(s, why->because_zh));
    shape_put(s, object, "why", o);
}

void shape_department(shape_t *s, json_t *object, const char *name, const char *key) {
    department_info_t info;
    bool known = key != NULL && directory_department(s->directory, key, &info);
    shape_words(s, object, name, known ? info.name_en : NULL, known ? info.name_zh : NULL);
}

/* Reasons whose parameter is a department or somebody; of the others it may only look like one. */
static bool is_of_somebody(const char *reason) {
    static const char *const REASONS[] = {"people.head",           "people.leader",        "people.superior",
                                          "people.empty_superior", "people.self_superior", "people.person",
                                          "people.service"};
    for (size_t i = 0; reason != NULL && i < sizeof REASONS / sizeof *REASONS; i++)
        if (strcmp(reason, REASONS[i]) == 0) return true;
    return false;
}

/* Of the flow's fallback, which is told in one language: who that is, for words of one's own. */
static void put_fallback(shape_t *s, json_t *object, const char *reason, const char *text) {
    const source_t *fallback = s->flow != NULL ? s->flow->fallback : NULL;
    if (fallback == NULL || reason == NULL || text == NULL) return;
    if (strcmp(reason, "people.fallback") != 0 && strcmp(reason, "people.upward") != 0) return;
    const char *own = source_text(fallback, s->arena);
    if (own != NULL && strcmp(own, text) == 0)
        shape_text(s, object, "reason_code", source_code(fallback, s->arena));
}

void shape_reason(shape_t *s, json_t *object, const char *reason, const char *text) {
    person_info_t person;
    department_info_t department;
    text = shape_guarded(s, text);
    shape_text(s, object, "reason", reason);
    shape_text(s, object, "reason_text", text);
    put_fallback(s, object, reason, text);
    if (text == NULL || !is_of_somebody(reason))
        shape_put(s, object, "reason_of", json_null());
    else if (directory_department(s->directory, text, &department))
        shape_words(s, object, "reason_of", department.name_en, department.name_zh);
    else if (directory_by_handle(s->directory, text, &person))
        shape_words(s, object, "reason_of", person.name, NULL);
    else
        shape_put(s, object, "reason_of", json_null());
}

/* Of a single source without a list below: what the tasks found by it will give as their reason. */
static void put_by_reason(shape_t *s, json_t *object, const source_t *by) {
    static const char *const REASONS[] = {
        [SOURCE_PERSON] = "people.person",       [SOURCE_ROLE] = "people.role",
        [SOURCE_POST] = "people.post",           [SOURCE_HOLDER] = "people.holder",
        [SOURCE_HEAD] = "people.head",           [SOURCE_LEADER] = "people.leader",
        [SOURCE_SERVICE] = "people.service",     [SOURCE_FIELD] = "people.field",
        [SOURCE_INITIATOR] = "people.initiator", [SOURCE_DECIDER] = "people.decider"};
    bool simple = by != NULL && by->next == NULL && by->of == NULL && by->kind > SOURCE_NONE &&
                  (size_t)by->kind < sizeof REASONS / sizeof *REASONS && REASONS[by->kind] != NULL;
    if (!simple) {
        shape_put(s, object, "by_reason", json_null());
        return;
    }
    json_t *o = shape_object(s);
    shape_reason(s, o, REASONS[by->kind], by->kind == SOURCE_HOLDER ? by->item : by->key);
    shape_put(s, object, "by_reason", o);
}

/* What it asks for by name: a field, or a column of a table, which each row must have. */
static void put_required(shape_t *s, json_t *o, const char *name) {
    const field_def_t *def = s->flow != NULL ? flow_field(s->flow, name) : NULL, *table = NULL;
    const field_def_t *column = def == NULL && s->flow != NULL ? flow_column(s->flow, name, &table) : NULL;
    const value_t *value =
        s->about != NULL ? record_field(s->about, table != NULL ? table->name : name) : NULL;
    bool there = value != NULL && (column == NULL || table == NULL ||
                                   field_row_without(value, (size_t)(column - table->columns)) == 0);
    shape_text(s, o, "field", name);
    if (def != NULL) shape_words(s, o, "label", def->label_en, def->label_zh);
    if (column != NULL && table != NULL)
        shape_words(s, o, "label", arena_printf(s->arena, "%s: %s", table->label_en, column->label_en),
                    arena_printf(s->arena, "%s：%s", table->label_zh, column->label_zh));
    if (s->about != NULL && shape_shows(s, name)) shape_flag(s, o, "there", there);
}

/* A21: what the step asks for; whether it is there, of the record that the answer is about. */
static json_t *requires_json(shape_t *s, const step_form_t *form) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < form->require_count; i++) {
        const require_t *need = &form->requires[i];
        json_t *o = shape_object(s);
        shape_text(s, o, "kind", require_kind_word(need->kind));
        if (need->kind == REQUIRE_CHECK)
            shape_words(s, o, "check", need->name, need->name_zh);
        else
            put_required(s, o, need->name);
        shape_add(s, list, o);
    }
    return list;
}

/* A71: the fields that its people see otherwise than to read them. */
static json_t *rights_json(shape_t *s, const step_form_t *form) {
    json_t *o = shape_object(s);
    for (size_t i = 0; i < form->right_count; i++)
        shape_text(s, o, form->rights[i].field, field_access_word(form->rights[i].access));
    return o;
}

/* A8 */
static void put_used_up(shape_t *s, json_t *o, const step_t *step) {
    if (step->used_up == USED_UP_DECIDES) shape_text(s, o, "when_used_up", "decides");
    if (step->used_up != USED_UP_PASSES) return;
    shape_text(s, o, "when_used_up", "passes");
    shape_text(s, o, "passes_because", step->passes_because);
    if (step->passes_because_zh) shape_text(s, o, "passes_because_zh", step->passes_because_zh);
}

/* How it came in that no rule planned, and what repeats what: only where there is something to say. */
static void put_place(shape_t *s, json_t *o, const step_t *step) {
    static const char *const WORDS[] = {[ADDED_BEFORE] = "before",
                                        [ADDED_AFTER] = "after",
                                        [ADDED_BESIDE] = "beside",
                                        [ADDED_QUESTION] = "question",
                                        [ADDED_DELEGATION] = "delegation",
                                        [ADDED_SUSPENSION] = "suspension",
                                        [ADDED_DEBT] = "debt",
                                        [ADDED_DEMAND] = "demand",
                                        [ADDED_CHECK] = "check",
                                        [ADDED_WARNING] = "warning",
                                        [ADDED_REQUEST] = "request",
                                        [ADDED_DEVIATION] = "deviation",
                                        [ADDED_REAPPROVAL] = "reapproval",
                                        [ADDED_LAST + 1] = NULL};
    if (step->added > ADDED_NOT && step->added <= ADDED_LAST) shape_text(s, o, "added", WORDS[step->added]);
    if (step->superseded) shape_flag(s, o, "superseded", true);
    if (step->origin > 0) shape_int(s, o, "origin", step->origin);
    if (step->rounds_gone > 0) shape_int(s, o, "rounds_gone", step->rounds_gone);
}

/* A8: the round of the loop that repeats it, of the record that the answer is about. */
static void put_turn(shape_t *s, json_t *o, const step_t *step) {
    int32_t index = s->about != NULL ? tree_index(s->about, step->no) : -1, loop = -1;
    int32_t round = index >= 0 ? tree_round_of(s->about, index, &loop) : 0;
    if (round == 0 || s->about->steps[loop].rounds_max < 2) return;
    json_t *turn = shape_object(s);
    shape_int(s, turn, "round", round);
    shape_int(s, turn, "rounds", s->about->steps[loop].rounds_max);
    shape_put(s, o, "loop", turn);
}

json_t *shape_step(shape_t *s, const step_t *step) {
    json_t *o = shape_object(s);
    shape_int(s, o, "no", step->no);
    shape_int(s, o, "parent", step->parent);
    shape_text(s, o, "kind", step_kind_word(step->kind));
    shape_text(s, o, "name", step->name);
    shape_step_title(s, o, "title", step);
    shape_text(s, o, "state", step_state_word(step->state));
    if (!step_is_group(step->kind)) {
        shape_source(s, o, "by", step->by);
        put_by_reason(s, o, step->by);
        shape_text(s, o, "mode", mode_word(step->mode));
        shape_put(s, o, "within", shape_limit(s, &step->within));
        if (step->entry) shape_text(s, o, "asks_for", entry_word(step->entry));
    }
    if (step->kind == STEP_RECORD) {
        static const char *const waits[] = {[WAIT_ALL] = "all", [WAIT_ANY] = "any", [WAIT_NONE] = "none"};
        shape_text(s, o, "opens", step->opens);
        shape_text(s, o, "wait", step->wait > 0 && step->wait <= WAIT_NONE ? waits[step->wait] : NULL);
    }
    shape_int(s, o, "round", step->round);
    shape_text(s, o, "on_refuse", on_refuse_word(step->on_refuse));
    shape_int(s, o, "refuse_need", step->refuse_need);
    shape_int(s, o, "need", step->need);
    if (step->rounds_max > 0) shape_int(s, o, "rounds", step->rounds_max);
    put_used_up(s, o, step);
    put_turn(s, o, step);
    put_place(s, o, step);
    if (step->aspects != NULL) shape_text(s, o, "aspects", step->aspects);
    if (step->form.require_count > 0) shape_put(s, o, "requires", requires_json(s, &step->form));
    if (step->form.right_count > 0) shape_put(s, o, "fields", rights_json(s, &step->form));
    put_why(s, o, &step->why);
    shape_quoted(s, o, "left_out", step->left_out, step);
    shape_instant(s, o, "opened_at", step->opened_at);
    shape_instant(s, o, "ended_at", step->ended_at);
    return o;
}

json_t *shape_step_named(shape_t *s, const step_t *step) {
    if (step == NULL) return json_null();
    json_t *o = shape_object(s);
    shape_int(s, o, "no", step->no);
    shape_text(s, o, "name", step->name);
    shape_text(s, o, "kind", step_kind_word(step->kind));
    shape_step_title(s, o, "title", step);
    put_turn(s, o, step);
    put_why(s, o, &step->why);
    return o;
}

void shape_flow_title(shape_t *s, json_t *object, const flow_t *flow) {
    shape_words(s, object, "title", flow != NULL ? flow->title_en : NULL,
                flow != NULL ? flow->title_zh : NULL);
}

void shape_stage(shape_t *s, json_t *object, const flow_t *flow, int32_t stage) {
    bool known = flow != NULL && stage >= 0 && (size_t)stage < flow->stage_count;
    const stage_def_t *def = known ? &flow->stages[stage] : NULL;
    shape_text(s, object, "stage", known ? def->name : NULL);
    shape_words(s, object, "stage_title", known ? def->title_en : NULL, known ? def->title_zh : NULL);
}

/* A setting that is a time limit: what it says. */
static void put_limit(shape_t *s, json_t *o, const fact_t *fact) {
    limit_t limit;
    bool setting = strncmp(fact->path, "set.", 4) == 0;
    for (size_t i = 0; setting && s->flow != NULL && i < s->flow->setting_count; i++) {
        const setting_def_t *def = &s->flow->settings[i];
        if (strcmp(def->name, fact->path + 4) != 0 || strcmp(def->kind, "limit") != 0) continue;
        if (limit_parse(fact->text, &limit, NULL) == 0) shape_put(s, o, "limit", shape_limit(s, &limit));
    }
}

json_t *shape_risk(shape_t *s, risk_level_t level, const char *because, const char *because_zh) {
    if (level == RISK_NONE) return json_null();
    json_t *o = shape_object(s);
    shape_text(s, o, "level", risk_word(level));
    shape_words(s, o, "because", because, because_zh);
    return o;
}

json_t *shape_fact(shape_t *s, const fact_t *fact) {
    json_t *o = shape_object(s);
    shape_text(s, o, "path", fact->path);
    shape_shown(s, o, "text", fact->text);
    put_limit(s, o, fact);
    return o;
}

json_t *shape_facts(shape_t *s, const fact_t *facts, size_t count) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < count; i++) {
        if (!shape_shows_fact(s, facts[i].path)) continue;
        shape_add(s, list, shape_fact(s, &facts[i]));
    }
    return list;
}

static json_t *clock_of(shape_t *s, const cs_clock_t *c, const step_t *step, instant_t now) {
    if (c->id == 0) return json_null();
    json_t *o = shape_object(s);
    bool waits = step != NULL && c->next_rung >= 0 && (size_t)c->next_rung < step->ladder.count;
    shape_id(s, o, "clock", c->id);
    shape_text(s, o, "state", clock_state_word(c->state));
    shape_instant(s, o, "due_at", c->due_at);
    shape_flag(s, o, "provisional", c->provisional);
    shape_flag(s, o, "overdue", c->state == CLOCK_RUNNING && c->due_at <= now);
    shape_text(s, o, "calendar", c->calendar);
    shape_text(s, o, "pause_cause", c->pause_cause);
    shape_put(s, o, "remaining", shape_remaining(s, c));
    shape_text(s, o, "rung", waits ? step->ladder.rungs[c->next_rung].name : NULL);
    shape_instant(s, o, "rung_at", c->rung_at);
    return o;
}

void shape_counted(shape_t *s, json_t *object, const record_t *record, int64_t earlier) {
    const task_t *task = earlier ? record_task(record, earlier) : NULL;
    const step_t *step = task ? record_step(record, task->step) : NULL;
    if (step == NULL) {
        shape_put(s, object, "counted", json_null());
        return;
    }
    json_t *o = shape_object(s);
    shape_id(s, o, "task", task->id);
    shape_text(s, o, "step", step->name);
    shape_text(s, o, "outcome", outcome_word(task->outcome));
    shape_person(s, o, "by", task->decided_by);
    shape_instant(s, o, "at", task->ended_at);
    shape_put(s, object, "counted", o);
}

const char *task_automatic(const task_t *task) {
    bool nobody = task->state == TASK_DECIDED && task->decided_by == 0 && !task->administered;
    if (!nobody || task->outcome == OUTCOME_COPIED) return NULL; /* a copy that is not read yet */
    return task->outcome == OUTCOME_COUNTED ? "rule" : "timer";
}

int64_t shape_claimer(shape_t *s, const record_t *record, const task_t *task, instant_t now) {
    explain_t e = s->moment != NULL ? *s->moment : (explain_t){.directory = s->directory};
    e.record = (record_t *)(uintptr_t)record; /* only read */
    e.at = now;
    return explain_claim(&e, task, s->arena);
}

json_t *shape_task(shape_t *s, const record_t *record, size_t index, instant_t now) {
    const task_t *t = &record->tasks[index];
    const step_t *step = record_step(record, t->step);
    json_t *o = shape_object(s);
    shape_id(s, o, "task", t->id);
    shape_int(s, o, "step", t->step);
    shape_text(s, o, "step_name", step != NULL ? step->name : NULL);
    shape_person(s, o, "person", t->person);
    shape_person(s, o, "principal", t->principal);
    shape_reason(s, o, t->reason, t->reason_text);
    shape_text(s, o, "state", task_state_word(t->state));
    shape_text(s, o, "outcome", t->outcome == OUTCOME_NONE ? NULL : outcome_word(t->outcome));
    if (t->outcome == OUTCOME_COPIED)
        shape_instant(s, o, "read_at", t->decided_by ? t->ended_at : INSTANT_NONE);
    shape_quoted(s, o, "opinion", t->opinion, t->state == TASK_DECIDED && !t->decided_by ? step : NULL);
    shape_person(s, o, "decided_by", t->decided_by);
    shape_flag(s, o, "taken_back", t->taken_back); /* A27; of a copy: what it told no longer holds */
    shape_flag(s, o, "administered", t->administered);
    shape_text(s, o, "automatic", task_automatic(t));
    if (t->counts) shape_counted(s, o, record, t->counts);
    int64_t claimer = shape_claimer(s, record, t, now);
    if (claimer != 0) shape_person(s, o, "claimed_by", claimer);
    shape_instant(s, o, "opened_at", t->opened_at);
    shape_instant(s, o, "ended_at", t->ended_at);
    shape_put(s, o, "clock", clock_of(s, &record->clocks[index], step, now));
    return o;
}

json_t *shape_picks(shape_t *s, const record_t *record) {
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->pick_count; i++) {
        const pick_t *p = &record->picks[i];
        json_t *o = shape_object(s), *people = shape_array(s);
        for (size_t j = 0; j < p->count; j++)
            shape_add(s, people, shape_person_value(s, p->people[j]));
        shape_text(s, o, "step", p->step);
        shape_put(s, o, "people", people);
        shape_person(s, o, "by", p->by);
        shape_add(s, list, o);
    }
    return list;
}

/* ---- who is next ---- */

static void add_verbs(shape_t *s, json_t *list, int64_t person, int64_t task, const step_t *step,
                      const char *const *verbs) {
    json_t *o = shape_object(s), *names = shape_array(s);
    shape_person(s, o, "person", person);
    shape_id(s, o, "task", task);
    shape_text(s, o, "step", step != NULL ? step->name : NULL);
    for (; *verbs != NULL; verbs++)
        shape_add(s, names, json_string(*verbs));
    shape_put(s, o, "verbs", names);
    shape_add(s, list, o);
}

/* What decides; who of several has not claimed it (A28) may still hand it on, or ask. */
static size_t deciding_verbs(const step_t *step, const char **verbs) {
    size_t n = 0;
    if (step->kind == STEP_APPROVE) verbs[n++] = "approve";
    if (step->kind == STEP_AGREE) verbs[n++] = "agree";
    bool works = step->kind == STEP_ACT || step->kind == STEP_MONITOR;
    if (works) verbs[n++] = step->entry ? "log" : "done";
    if (step->kind == STEP_ACKNOWLEDGE || step->kind == STEP_WARNING) verbs[n++] = "acknowledge";
    if (step->kind == STEP_REVISE) verbs[n++] = "resubmit";
    if (step->kind == STEP_APPROVE || step->kind == STEP_AGREE) verbs[n++] = "refuse";
    if (step->kind == STEP_ASSIST) verbs[n++] = "done";
    if (step->kind == STEP_ANSWER) verbs[n++] = "answer";
    if (step->may_return) verbs[n++] = "return";
    if (step->permits & PERMIT_ABSTAIN) verbs[n++] = "abstain";
    return n;
}

static void add_task_verbs(shape_t *s, json_t *list, const record_t *record, const task_t *task,
                           instant_t now) {
    const step_t *step = record_step(record, task->step);
    const char *verbs[12] = {NULL};
    if (step == NULL) return;
    int64_t claimer = shape_claimer(s, record, task, now);
    size_t n = claimer == 0 || claimer == task->person ? deciding_verbs(step, verbs) : 0;
    if (step->permits & PERMIT_TRANSFER) verbs[n++] = "transfer";
    if (step->permits & PERMIT_DELEGATE) verbs[n++] = "delegate";
    if (step->permits & PERMIT_ASK && step->kind != STEP_ANSWER) verbs[n++] = "ask";
    if (step->permits & PERMIT_ADD_SIGNER) verbs[n++] = "add_signer";
    if (n > 0) add_verbs(s, list, task->person, task->id, step, verbs);
}

/* Is there a field that the initiator may change after the end (A46)? */
static bool changed_by_initiator(const flow_t *flow) {
    for (size_t i = 0; i < flow->change_count; i++)
        if (flow->changes[i].by == NULL) return true;
    return false;
}

static void add_initiator_verbs(shape_t *s, json_t *list, const record_t *record, const flow_t *flow,
                                bool approved) {
    static const char
        *const draft[] = {"edit", "submit", NULL},
               *const unprepared[] = {"edit", "prepare", NULL}, *const prepared[] = {"submit", NULL},
               *const refused[] = {"edit", "resubmit", NULL}, *const withdraw[] = {"withdraw", NULL},
               *const change[] = {"change", NULL}, *const both[] = {"withdraw", "change", NULL};
    bool prepares = flow != NULL && flow->stage_count > 0 && flow->stages[0].kind == STAGE_PREPARE;
    const char *const *verbs = NULL;
    if (record->state == RECORD_DRAFT) verbs = prepares ? unprepared : draft;
    if (record->state == RECORD_PREPARED) verbs = prepared;
    if (record->state == RECORD_REFUSED) verbs = refused;
    if (record->state == RECORD_OPEN && flow != NULL &&
        (flow->withdraw == WITHDRAW_BEFORE_END || flow->withdraw == WITHDRAW_AFTER_APPROVAL ||
         (flow->withdraw == WITHDRAW_BEFORE_DECISION && withdraw_decision(record) == NULL)))
        verbs = withdraw;
    bool changes = record->state == RECORD_FINISHED && flow != NULL && changed_by_initiator(flow);
    if (approved) verbs = withdraw;
    if (changes) verbs = approved ? both : change;
    if (verbs != NULL) add_verbs(s, list, record->initiator, 0, NULL, verbs);
}

json_t *shape_next(shape_t *s, const record_t *record, const flow_t *flow, bool withdraw, instant_t now) {
    static const char *const resume[] = {"resume", NULL};
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->task_count; i++) {
        const task_t *task = &record->tasks[i];
        const step_t *step = record_step(record, task->step);
        if (task->state != TASK_OPEN || step == NULL) continue;
        if (step->added == ADDED_SUSPENSION)
            add_verbs(s, list, task->person, task->id, step, resume);
        else if (record->state != RECORD_SUSPENDED) /* a suspended one takes no decisions */
            add_task_verbs(s, list, record, task, now);
    }
    add_initiator_verbs(s, list, record, flow, withdraw);
    return list;
}

/* ---- the form ---- */

static int64_t changed_in(const record_t *record, const char *name) {
    for (size_t i = 0; i < record->change_count; i++)
        if (strcmp(record->changes[i].name, name) == 0) return record->changes[i].version;
    return 0;
}

static json_t *field_of(shape_t *s, const record_t *record, const char *name, const field_def_t *def) {
    const value_t *value = record_field(record, name);
    value_kind_t kind = def != NULL ? def->kind : value != NULL ? value->kind : VALUE_NONE;
    json_t *o = shape_object(s);
    shape_definition(s, o, name, def, kind);
    shape_put(s, o, "value", shape_field_value(s, name, value));
    int64_t changed = changed_in(record, name);
    if (changed > 0) shape_int(s, o, "changed", changed);
    return o;
}

json_t *shape_fields(shape_t *s, const record_t *record, const flow_t *flow) {
    json_t *list = shape_array(s);
    for (size_t i = 0; flow != NULL && i < flow->field_count; i++)
        if (shape_shows(s, flow->fields[i].name))
            shape_add(s, list, field_of(s, record, flow->fields[i].name, &flow->fields[i]));
    for (size_t i = 0; i < record->field_count; i++)
        if ((flow == NULL || flow_field(flow, record->fields[i].name) == NULL) &&
            shape_shows(s, record->fields[i].name))
            shape_add(s, list, field_of(s, record, record->fields[i].name, NULL));
    return list;
}
