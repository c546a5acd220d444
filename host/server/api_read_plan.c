/* The preview (approval.md A41): the whole expected route of a form before it is submitted, and again at any
 * time. A record in memory is drafted and submitted, or one that is on its way is taken as it stands, and
 * then everybody in it decides well, each at the end of their time limit; what the engine makes of that is
 * the answer: steps, people, reasons, dates. Nothing is written. */
#include "server/api_effect.h"
#include "server/api_guard.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/fields.h"
#include "server/in_memory.h"
#include "server/likes.h"
#include <string.h>

enum { DECISIONS_MAX = 2000, PICKS_MAX = 16 };

typedef struct preview {
    in_memory_t m;
    const flow_t *flow;
    actor_t initiator;
    const rules_t *rules;
    record_t *stored; /* as it stands, of one that is no mere form; NULL: of a form */
    field_t *fields;  /* set now, of one that its initiator has in hand */
    size_t field_count;
    bool submitted;       /* what was in hand has been */
    diag_t problem;       /* why it can't go on beyond some step */
    int32_t problem_step; /* its no; 0: none */
    bool urgent;          /* by the green channel (A64) */
    const pick_t *picks;  /* the initiator's (A10) */
    size_t pick_count;
    pick_t stands[PICKS_MAX]; /* of those an approver will pick: who stands for them */
    size_t stand_count;
} preview_t;

static int send(preview_t *p, command_t *command, diag_t *d) {
    decide_out_t out;
    command->record = p->m.record != NULL ? p->m.record->id : 0;
    command->at = INSTANT_NONE;
    return in_memory_decide(&p->m, command, &out, d);
}

static int by_initiator(preview_t *p, command_kind_t kind, diag_t *d) {
    command_t command = {
        .kind = kind, .actor = p->initiator, .fields = p->fields, .field_count = p->field_count};
    if (kind == COMMAND_SUBMIT || kind == COMMAND_PREPARE) {
        command.picks = p->picks;
        command.pick_count = p->pick_count;
    }
    if (kind == COMMAND_SUBMIT && p->urgent) {
        command.urgent = true;
        command.text = "…"; /* the reason is still to be given */
    }
    return send(p, &command, d);
}

/* Somebody else has claimed the task (A28). */
static bool claimed_beside(const record_t *record, const task_t *task) {
    for (size_t i = 0; i < record->task_count; i++) {
        const task_t *t = &record->tasks[i];
        if (t->step == task->step && t->id != task->id && t->state == TASK_OPEN && t->claimed) return true;
    }
    return false;
}

/* Of a monitor: nothing waits for it, but the end of the work for a record of it that is overdue (P2.3.2). */
static bool asks_again(const record_t *record, const task_t *task) {
    const step_t *step = record_step(record, task->step);
    return step != NULL && step->kind == STEP_MONITOR;
}

/* About a deviation while approvals are asked for again because of another (P2.3.3): it is agreed to after
 * them. */
static bool agreed_later(const record_t *record, const task_t *task) {
    const step_t *step = record_step(record, task->step);
    if (step == NULL || step->added != ADDED_DEVIATION) return false;
    for (size_t i = 0; i < record->task_count; i++) {
        const task_t *t = &record->tasks[i];
        const step_t *other = t->state == TASK_OPEN ? record_step(record, t->step) : NULL;
        if (other != NULL && other->added != ADDED_DEVIATION && deviation_of(record, other) != NULL)
            return true;
    }
    return false;
}

/* The open task whose time ends first, of those that wait for nobody else; `monitors`: of these. */
static const task_t *first_task(const record_t *record, bool monitors, instant_t *due) {
    const task_t *first = NULL;
    for (size_t i = 0; i < record->task_count; i++) {
        const cs_clock_t *c = &record->clocks[i];
        if (record->tasks[i].state != TASK_OPEN || c->state == CLOCK_PAUSED) continue;
        if (claimed_beside(record, &record->tasks[i]) || agreed_later(record, &record->tasks[i]) ||
            asks_again(record, &record->tasks[i]) != monitors)
            continue;
        instant_t at = c->id != 0 ? c->due_at : record->tasks[i].opened_at;
        if (first == NULL || at < *due) first = &record->tasks[i], *due = at;
    }
    return first;
}

static const task_t *next_task(const record_t *record, instant_t *due) {
    const task_t *task = first_task(record, false, due);
    return task != NULL ? task : first_task(record, true, due);
}

static command_kind_t good_decision(step_kind_t kind) {
    switch (kind) {
    case STEP_ACT:
    case STEP_ASSIST:
    case STEP_MONITOR:
        return COMMAND_DONE;
    case STEP_ANSWER:
        return COMMAND_ANSWER;
    case STEP_AGREE:
        return COMMAND_AGREE;
    case STEP_ACKNOWLEDGE:
    case STEP_WARNING:
        return COMMAND_ACKNOWLEDGE;
    default:
        return COMMAND_APPROVE;
    }
}

/* A step that opens records ends with these: each is taken to end well, at the end of the step's time (A7).
 */
static int child_ends(preview_t *p, const step_t *step, diag_t *d) {
    const record_t *record = p->m.record;
    for (size_t i = 0; i < record->child_count; i++) {
        const child_t *child = &record->children[i];
        if (child->step != step->no || child->state != CHILD_OPEN) continue;
        command_t command = {.kind = COMMAND_CHILD_ENDED,
                             .actor = {.kind = ACTOR_RULE, .uid = -1},
                             .child = child->record,
                             .ended_as = RECORD_FINISHED};
        return send(p, &command, d);
    }
    return diag_set(d, "plan.stands_still", NULL);
}

/* Whoever suspended it resumes it when they said, whoever that is (A51). */
static int resume(preview_t *p, diag_t *d) {
    const record_t *record = p->m.record;
    command_t command = {
        .kind = COMMAND_RESUME, .actor = {.kind = ACTOR_SYSTEM, .uid = -1}, .owner = true, .text = "…"};
    for (size_t i = 0; i < record->task_count; i++) {
        const step_t *step =
            record->tasks[i].state == TASK_OPEN ? record_step(record, record->tasks[i].step) : NULL;
        if (step != NULL && step->added == ADDED_SUSPENSION && record->clocks[i].due_at > p->m.now)
            p->m.now = record->clocks[i].due_at;
    }
    return send(p, &command, d);
}

/* Whoever holds the next task decides it at the end of its time. */
static int decide_next(preview_t *p, diag_t *d) {
    instant_t due;
    person_info_t person;
    const record_t *record = p->m.record;
    const task_t *task = next_task(record, &due);
    const step_t *step = task != NULL ? record_step(record, task->step) : NULL;
    if (step == NULL) return diag_set(d, "plan.stands_still", NULL);
    bool service = directory_person(p->m.reader->snapshot->directory, task->person, &person) &&
                   person.kind == PERSON_SERVICE;
    command_t command = {.kind = good_decision(step->kind),
                         .actor = {.kind = service ? ACTOR_SERVICE : ACTOR_PERSON, .person = task->person},
                         .task = task->id,
                         .text = step->kind == STEP_ANSWER ? "…" : NULL,
                         .supposed = true,
                         .picks = p->stands,
                         .pick_count = p->stand_count};
    p->problem_step = step->no;
    if (due > p->m.now) p->m.now = due;
    if ((step->kind == STEP_RECORD ? child_ends(p, step, d) : send(p, &command, d)) != 0) return -1;
    p->stand_count = 0;
    p->problem_step = 0;
    return 0;
}

/* The record as it is now, to be gone on with when a command is refused. */
static int keep(preview_t *p, bytes_t *out, diag_t *d) {
    buf_t kept;
    buf_init(&kept, 0);
    record_encode(p->m.record, &kept);
    *out = (bytes_t){arena_copy(p->m.arena, kept.at, kept.len), kept.len};
    bool failed = kept.failed || out->at == NULL;
    buf_free(&kept);
    return failed ? diag_memory(d) : 0;
}

static int take_back(preview_t *p, bytes_t kept, diag_t *d) {
    p->m.record = arena_alloc(p->m.arena, sizeof *p->m.record);
    return p->m.record != NULL ? record_decode(kept, p->m.arena, p->m.record, d) : diag_memory(d);
}

static bool prepares(const preview_t *p) {
    return p->flow->stage_count > 0 && p->flow->stages[0].kind == STAGE_PREPARE;
}

/* Submitted again; prepared again first where what was agreed on no longer holds. A refused try spoils the
 * record. */
static int submit_again(preview_t *p, diag_t *d) {
    bytes_t kept;
    if (keep(p, &kept, d) != 0) return -1;
    if (by_initiator(p, COMMAND_SUBMIT, d) == 0) {
        p->submitted = true;
        return 0;
    }
    if (!prepares(p) || !diag_is(d, "prepare.needed")) return -1;
    diag_clear(d);
    return take_back(p, kept, d) == 0 ? by_initiator(p, COMMAND_PREPARE, d) : -1;
}

/* One move; 1: the record has come to its end or to rest. */
static int move(preview_t *p, diag_t *d) {
    int status;
    switch (p->m.record->state) {
    case RECORD_DRAFT:
        return by_initiator(p, prepares(p) ? COMMAND_PREPARE : COMMAND_SUBMIT, d);
    case RECORD_RETURNED:
    case RECORD_REFUSED:
        return p->stored == NULL || p->submitted ? 1 : submit_again(p, d);
    case RECORD_PREPARED:
        status = by_initiator(p, COMMAND_SUBMIT, d);
        p->submitted = true;
        return status;
    case RECORD_PREPARING:
    case RECORD_OPEN:
    case RECORD_OWING:
        return decide_next(p, d);
    case RECORD_SUSPENDED:
        return resume(p, d);
    default:
        return 1;
    }
}

/* Whom an approver will pick is not known: the first whom they may pick stands for them. False: nobody. */
static bool stand_in_pick(preview_t *p, const diag_t *d) {
    person_info_t person;
    const char *step = diag_get(d, "step"), *candidates = diag_get(d, "candidates");
    if (!diag_is(d, "pick.missing") || candidates == NULL || p->stand_count == PICKS_MAX) return false;
    char *first = arena_strndup(p->m.arena, candidates, strcspn(candidates, ", "));
    pick_t *pick = &p->stands[p->stand_count];
    *pick = (pick_t){.step = arena_strdup(p->m.arena, step),
                     .people = arena_array(p->m.arena, 1, sizeof(int64_t)),
                     .count = 1};
    if (first == NULL || pick->step == NULL || pick->people == NULL ||
        !directory_by_handle(p->m.reader->snapshot->directory, first, &person))
        return false;
    pick->people[0] = person.id;
    p->stand_count++;
    return true;
}

/* What the form itself lacks is the answer's error; what happens once it is under way is told in its step. A
 * refused command spoils the record, so each move is made on a copy. */
static int run(preview_t *p, diag_t *d) {
    for (int i = 0; i < DECISIONS_MAX; i++) {
        bytes_t bytes;
        if (p->m.record == NULL) return diag_set(d, "record.unknown", NULL);
        if (keep(p, &bytes, d) != 0) return -1;
        record_state_t before = p->m.record->state;
        int status = move(p, d);
        if (status > 0) return 0;
        if (status == 0) continue;
        bool in_hand = before != RECORD_PREPARING && before != RECORD_OPEN && before != RECORD_OWING &&
                       before != RECORD_SUSPENDED;
        if (in_hand || diag_is(d, "memory.out")) return -1;
        bool again = stand_in_pick(p, d);
        if (!again) diag_copy(&p->problem, d);
        diag_clear(d);
        if (take_back(p, bytes, d) != 0) return -1;
        if (!again) return 0;
    }
    return 0;
}

/* A stored record as it stands. Fields can be tried while it is with its initiator. */
static int begin_stored(reader_t *r, const api_call_t *call, arena_t *arena, preview_t *p, diag_t *d) {
    static const char *const OF_FORMS[] = {"flow", "department"};
    chain_t chain;
    record_t *record = arena_alloc(arena, sizeof *record);
    const rules_t *rules;
    bytes_t kept;
    for (size_t i = 0; i < 2; i++)
        if (json_object_get(call->body, OF_FORMS[i]) != NULL)
            return diag_set(d, "api.value", "field", OF_FORMS[i], "expected", "record or flow", NULL);
    p->stored = arena_alloc(arena, sizeof *p->stored);
    if (record == NULL || p->stored == NULL) return diag_memory(d);
    if (api_record(r, call, arena, record, &chain, d) != 0 ||
        api_fields(json_object_get(call->body, "fields"), arena, &p->fields, &p->field_count, d) != 0 ||
        in_memory_take(r, arena, record, &p->m, d) != 0 || api_flow(r, record, &rules, &p->flow, d) != 0)
        return -1;
    p->rules = rules;
    if (p->flow == NULL) return diag_set(d, "flow.unknown", "flow", record->flow, NULL);
    bool in_hand =
        record->state == RECORD_DRAFT || record->state == RECORD_RETURNED || record->state == RECORD_REFUSED;
    if (p->field_count > 0 && !in_hand)
        return diag_set(d, "record.state", "state", record_state_word(record->state), "command", "edit",
                        NULL);
    person_info_t initiator;
    if (p->field_count > 0 && call->actor.person != record->initiator) {
        bool known = directory_person(r->snapshot->directory, record->initiator, &initiator);
        return diag_set(d, "record.not_yours", "initiator", known ? initiator.handle : "", NULL);
    }
    command_t typed = {.fields = p->fields, .field_count = p->field_count};
    decide_in_t in = {.record = record, .directory = r->snapshot->directory, .rules = p->m.rules};
    if (fields_read(&in, arena, &typed, d) != 0) return -1;
    p->fields = typed.fields;
    p->field_count = typed.field_count;
    p->initiator = (actor_t){.kind = ACTOR_PERSON, .person = record->initiator, .uid = -1};
    return keep(p, &kept, d) == 0 ? record_decode(kept, arena, p->stored, d) : -1;
}

static int begin(reader_t *r, const api_call_t *call, arena_t *arena, preview_t *p, diag_t *d) {
    field_t *fields;
    size_t count;
    diag_t wrong = {0};
    p->urgent = json_is_true(json_object_get(call->body, "urgent"));
    if (json_object_get(call->body, "record") != NULL) return begin_stored(r, call, arena, p, d);
    const char *flow = json_text(call->body, "flow", true, &wrong);
    const char *department = json_text(call->body, "department", false, wrong.code == NULL ? &wrong : NULL);
    if (wrong.code != NULL) {
        diag_copy(d, &wrong);
        return -1;
    }
    if (call->actor.person == 0) {
        diag_set(d, "actor.no_person", NULL);
        diag_param_int(d, "uid", call->caller.uid);
        return -1;
    }
    p->initiator = call->actor;
    if (api_fields(json_object_get(call->body, "fields"), arena, &fields, &count, d) != 0 ||
        api_picks(json_object_get(call->body, "picks"), r->snapshot->directory, arena, &p->picks,
                  &p->pick_count, d) != 0 ||
        in_memory_begin(r, arena, &p->m, d) != 0)
        return -1;
    command_t draft = {.kind = COMMAND_DRAFT,
                       .actor = call->actor,
                       .flow = flow,
                       .department = department,
                       .fields = fields,
                       .field_count = count};
    if (send(p, &draft, d) != 0) return -1;
    p->rules = p->m.rules;
    return p->m.rules->flow(p->m.rules->ctx, flow, p->m.record->department, r->snapshot->directory, &p->flow,
                            d);
}

/* ---- the answer ---- */

/* Whose act it was, of what was decided before anything was played through: whoever the holder stands in for
 * may have done it (A15). */
static int64_t decided_before(const preview_t *p, const task_t *task) {
    const task_t *stood = p->stored != NULL ? record_task(p->stored, task->id) : NULL;
    return stood != NULL && stood->state == TASK_DECIDED ? stood->decided_by : 0;
}

/* The people of a step with the reason why each; when it begins and ends. */
static void put_people(shape_t *s, json_t *o, const preview_t *p, const step_t *step) {
    const record_t *record = p->m.record;
    json_t *people = shape_array(s);
    instant_t starts = INSTANT_NONE, due = INSTANT_NONE;
    bool provisional = false;
    for (size_t i = 0; i < record->task_count; i++) {
        const task_t *t = &record->tasks[i];
        const cs_clock_t *c = &record->clocks[i];
        if (t->step != step->no) continue;
        json_t *person = shape_object(s);
        shape_person(s, person, "person", t->person);
        shape_person(s, person, "principal", t->principal);
        if (decided_before(p, t) != 0) shape_person(s, person, "decided_by", decided_before(p, t));
        shape_reason(s, person, t->reason, t->reason_text);
        if (t->counts) shape_counted(s, person, record, t->counts);
        shape_add(s, people, person);
        if (starts == INSTANT_NONE || (t->opened_at != INSTANT_NONE && t->opened_at < starts))
            starts = t->opened_at;
        if (c->id != 0 && (due == INSTANT_NONE || c->due_at > due)) due = c->due_at;
        provisional = provisional || (c->id != 0 && c->provisional);
    }
    shape_put(s, o, "people", people);
    shape_instant(s, o, "starts_at", starts);
    shape_instant(s, o, "due_at", due);
    shape_flag(s, o, "provisional", provisional);
}

/* What has only been played through is expected, not done; what has ended before keeps its state. */
static const char *expected_word(const preview_t *p, const step_t *step) {
    step_state_t state = step->state;
    const step_t *stood = p->stored != NULL ? record_step(p->stored, step->no) : NULL;
    if (stood != NULL && (stood->state == STEP_OPEN || step_ended(stood->state)))
        return step_state_word(stood->state);

    if (state == STEP_PASSED || state == STEP_OPEN) return "expected";
    if (state == STEP_WAITING) return "not_reached";
    return step_state_word(state);
}

static json_t *step_json(shape_t *s, const preview_t *p, const step_t *step) {
    json_t *o = shape_step(s, step);
    const step_t *stood = p->stored != NULL ? record_step(p->stored, step->no) : NULL;
    shape_text(s, o, "state", expected_word(p, step));
    if (stood == NULL || stood->opened_at == INSTANT_NONE) json_object_del(o, "opened_at");
    if (stood == NULL || stood->ended_at == INSTANT_NONE) json_object_del(o, "ended_at");
    if (!step_is_group(step->kind)) put_people(s, o, p, step);
    explain_t moment = {.record = p->m.record,
                        .sums = likes_sums(p->m.reader->store),
                        .directory = p->m.reader->snapshot->directory,
                        .calendars = &p->m.reader->snapshot->working_time,
                        .rules = p->rules,
                        .flow = p->flow,
                        .at = p->m.now};
    bool to_come = step->state != STEP_LEFT_OUT && (stood == NULL || !step_ended(stood->state));
    if (to_come) shape_checks(s, o, &moment, step, true);
    if (step->no == p->problem_step) shape_put(s, o, "problem", shape_error(s, &p->problem));
    return o;
}

/* Plans of the round that the record comes to; the preparation is planned in the round before. */
static bool of_this_round(const record_t *record, const plan_place_t *place) {
    for (const plan_place_t *later = place + 1; later < record->plans + record->plan_count; later++)
        if (later->stage == place->stage) return false; /* prepared, or gone through, once more */
    return place->round == record->round || (place->stage == 0 && place->round + 1 == record->round);
}

static json_t *stages_json(shape_t *s, const preview_t *p) {
    const record_t *record = p->m.record;
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->plan_count; i++) {
        const plan_place_t *place = &record->plans[i];
        if (!of_this_round(record, place)) continue;
        json_t *o = shape_object(s), *steps = shape_array(s);
        shape_stage(s, o, p->flow, place->stage);
        shape_put(s, o, "facts", shape_facts(s, place->facts, place->fact_count));
        for (int32_t k = place->first; k < place->first + place->count; k++)
            if (!record->steps[k].superseded) shape_add(s, steps, step_json(s, p, &record->steps[k]));
        shape_put(s, o, "steps", steps);
        shape_add(s, list, o);
    }
    return list;
}

/* What is asked for beside the plan, the plan that answers a high risk say (P4.2.2), with its people and
 * dates. */
static json_t *beside_json(shape_t *s, const preview_t *p) {
    const record_t *record = p->m.record;
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->step_count; i++) {
        const step_t *step = &record->steps[i];
        const step_t *stood = p->stored != NULL ? record_step(p->stored, step->no) : NULL;
        bool asked = step->added == ADDED_DEMAND || step->added == ADDED_CHECK;
        if (!asked || step->round != record->round || (stood != NULL && step_ended(stood->state))) continue;
        shape_add(s, list, step_json(s, p, step));
    }
    return list;
}

/* What is owed for steps that this round passed over, with its people and dates (A52, A64). */
static json_t *owed_json(shape_t *s, const preview_t *p) {
    const record_t *record = p->m.record;
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->step_count; i++) {
        const step_t *step = &record->steps[i], *skipped = record_step(record, step->origin);
        bool now = step->round == record->round || step->state == STEP_OPEN; /* of an earlier round, still */
        if (step->added != ADDED_DEBT || !now || step_is_group(step->kind)) continue;
        json_t *o = step_json(s, p, step);
        shape_text(s, o, "for_step", skipped != NULL ? skipped->name : step->ahead_of);
        shape_text(s, o, "debt", debt_kind_word(debt_kind(step)));
        shape_add(s, list, o);
    }
    return list;
}

static json_t *answer(reader_t *r, const preview_t *p, const api_call_t *call, instant_t began,
                      arena_t *arena, diag_t *d) {
    const record_t *record = p->m.record;
    shape_t s = {.directory = r->snapshot->directory, .arena = arena};
    json_t *root = shape_answer(&s);
    int status = 0;
    if (p->stored != NULL) {
        shape_about(&s, r, call, p->stored, p->flow);
        shape_also(&s, record);
        shape_id(&s, root, "record", record->id);
        shape_text(&s, root, "number", p->stored->number);
        shape_text(&s, root, "stands", record_state_word(p->stored->state));
        status = shape_changes(&s, root, r, p->stored, p->flow, p->fields, p->field_count, d);
    }
    shape_text(&s, root, "flow", record->flow);
    shape_flow_title(&s, root, p->flow);
    shape_glossary(&s, root, p->flow);
    shape_text(&s, root, "department", record->department);
    shape_department(&s, root, "department_name", record->department);
    shape_person(&s, root, "initiator", record->initiator);
    shape_instant(&s, root, "now", began);
    shape_instant(&s, root, "expected_end",
                  record->state == RECORD_FINISHED ? record->ended_at : INSTANT_NONE);
    shape_text(&s, root, "state", record_state_word(record->state));
    shape_put(&s, root, "stages", stages_json(&s, p));
    shape_put(&s, root, "owed", owed_json(&s, p));
    shape_put(&s, root, "beside", beside_json(&s, p));
    shape_put(&s, root, "risk", shape_risk(&s, record->risk, record->risk_because, record->risk_because_zh));
    if (p->problem.code != NULL) shape_put(&s, root, "problem", shape_error(&s, &p->problem));
    if (status == 0 && p->stored != NULL && !record_is_over(p->stored->state))
        status = effect_put_end(&s, root, r, call, record, p->m.now, arena, d);
    if (status == 0) return shape_done(&s, root, d);
    json_decref(root);
    return NULL;
}

/* A round that goes by the rules in force is told in their words. */
static int follow_rules(preview_t *p, diag_t *d) {
    const record_t *r = p->m.record;
    if (p->stored == NULL || !hash_equal(&r->ruleset, &p->m.latest->ruleset)) return 0;
    p->rules = p->m.latest;
    return p->rules->flow(p->rules->ctx, r->flow, r->department, p->m.reader->snapshot->directory, &p->flow,
                          d);
}

json_t *api_read_plan(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    preview_t p = {0};
    json_t *root = NULL;
    arena_init(&arena, 0);
    if (begin(r, call, &arena, &p, d) == 0) {
        instant_t began = p.m.now;
        if (run(&p, d) == 0 && p.m.record != NULL && follow_rules(&p, d) == 0)
            root = answer(r, &p, call, began, &arena, d);
    }
    diag_clear(&p.problem);
    arena_free(&arena);
    return root;
}
