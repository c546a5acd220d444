/* The preview (approval.md A41): the whole expected route of a form before it is submitted. A record in
 * memory is drafted and submitted, and then everybody in it decides well, each at the end of their time
 * limit; what the engine makes of that is the answer: steps, people, reasons, dates. Nothing is written. */
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/in_memory.h"
#include <string.h>

enum { DECISIONS_MAX = 2000, PICKS_MAX = 16 };

typedef struct preview {
    in_memory_t m;
    const flow_t *flow;
    actor_t initiator;
    diag_t problem;       /* why it can't go on beyond some step */
    int32_t problem_step; /* its no; 0: none */
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
    command_t command = {.kind = kind, .actor = p->initiator};
    if (kind == COMMAND_SUBMIT || kind == COMMAND_PREPARE) {
        command.picks = p->picks;
        command.pick_count = p->pick_count;
    }
    return send(p, &command, d);
}

/* The open task whose time ends first. */
static const task_t *next_task(const record_t *record, instant_t *due) {
    const task_t *first = NULL;
    for (size_t i = 0; i < record->task_count; i++) {
        const cs_clock_t *c = &record->clocks[i];
        if (record->tasks[i].state != TASK_OPEN) continue;
        instant_t at = c->id != 0 ? c->due_at : record->tasks[i].opened_at;
        if (first == NULL || at < *due) first = &record->tasks[i], *due = at;
    }
    return first;
}

static command_kind_t good_decision(step_kind_t kind) {
    switch (kind) {
    case STEP_ACT:
        return COMMAND_DONE;
    case STEP_AGREE:
        return COMMAND_AGREE;
    case STEP_ACKNOWLEDGE:
        return COMMAND_ACKNOWLEDGE;
    default:
        return COMMAND_APPROVE;
    }
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
                         .picks = p->stands,
                         .pick_count = p->stand_count};
    p->problem_step = step->no;
    if (due > p->m.now) p->m.now = due;
    if (send(p, &command, d) != 0) return -1;
    p->stand_count = 0;
    p->problem_step = 0;
    return 0;
}

/* One move; 1: the record has come to its end or to rest. */
static int move(preview_t *p, diag_t *d) {
    switch (p->m.record->state) {
    case RECORD_DRAFT: {
        bool prepares = p->flow->stage_count > 0 && p->flow->stages[0].kind == STAGE_PREPARE;
        return by_initiator(p, prepares ? COMMAND_PREPARE : COMMAND_SUBMIT, d);
    }
    case RECORD_PREPARED:
        return by_initiator(p, COMMAND_SUBMIT, d);
    case RECORD_PREPARING:
    case RECORD_OPEN:
        return decide_next(p, d);
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
        buf_t kept;
        buf_init(&kept, 0);
        record_encode(p->m.record, &kept);
        bytes_t bytes = {arena_copy(p->m.arena, kept.at, kept.len), kept.len};
        bool failed = kept.failed || bytes.at == NULL;
        buf_free(&kept);
        if (failed) return diag_memory(d);
        record_state_t before = p->m.record->state;
        int status = move(p, d);
        if (status > 0) return 0;
        if (status == 0) continue;
        if (before == RECORD_DRAFT || diag_is(d, "memory.out")) return -1;
        bool again = stand_in_pick(p, d);
        if (!again) diag_copy(&p->problem, d);
        diag_clear(d);
        p->m.record = arena_alloc(p->m.arena, sizeof *p->m.record);
        if (p->m.record == NULL) return diag_memory(d);
        if (record_decode(bytes, p->m.arena, p->m.record, d) != 0) return -1;
        if (!again) return 0;
    }
    return 0;
}

static int begin(reader_t *r, const api_call_t *call, arena_t *arena, preview_t *p, diag_t *d) {
    field_t *fields;
    size_t count;
    diag_t wrong = {0};
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
    return p->m.rules->flow(p->m.rules->ctx, flow, p->m.record->department, r->snapshot->directory, &p->flow,
                            d);
}

/* ---- the answer ---- */

/* The people of a step with the reason why each; when it begins and ends. */
static void put_people(shape_t *s, json_t *o, const record_t *record, const step_t *step) {
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

/* What has only been played through is expected, not done. */
static const char *expected_word(step_state_t state) {
    if (state == STEP_PASSED || state == STEP_OPEN) return "expected";
    if (state == STEP_WAITING) return "not_reached";
    return step_state_word(state);
}

static json_t *step_json(shape_t *s, const preview_t *p, const step_t *step) {
    json_t *o = shape_step(s, step);
    shape_text(s, o, "state", expected_word(step->state));
    json_object_del(o, "opened_at");
    json_object_del(o, "ended_at");
    if (!step_is_group(step->kind)) put_people(s, o, p->m.record, step);
    if (step->no == p->problem_step) shape_put(s, o, "problem", json_diag(&p->problem));
    return o;
}

static json_t *stages_json(shape_t *s, const preview_t *p) {
    const record_t *record = p->m.record;
    json_t *list = shape_array(s);
    for (size_t i = 0; i < record->plan_count; i++) {
        const plan_place_t *place = &record->plans[i];
        json_t *o = shape_object(s), *steps = shape_array(s);
        shape_stage(s, o, p->flow, place->stage);
        shape_put(s, o, "facts", shape_facts(s, place->facts, place->fact_count));
        for (int32_t k = place->first; k < place->first + place->count; k++)
            shape_add(s, steps, step_json(s, p, &record->steps[k]));
        shape_put(s, o, "steps", steps);
        shape_add(s, list, o);
    }
    return list;
}

static json_t *answer(const preview_t *p, instant_t began, arena_t *arena, diag_t *d) {
    const record_t *record = p->m.record;
    shape_t s = {.directory = p->m.reader->snapshot->directory, .arena = arena};
    json_t *root = shape_answer(&s);
    shape_text(&s, root, "flow", record->flow);
    shape_flow_title(&s, root, p->flow);
    shape_text(&s, root, "department", record->department);
    shape_department(&s, root, "department_name", record->department);
    shape_person(&s, root, "initiator", record->initiator);
    shape_instant(&s, root, "now", began);
    shape_instant(&s, root, "expected_end",
                  record->state == RECORD_FINISHED ? record->ended_at : INSTANT_NONE);
    shape_text(&s, root, "state", record_state_word(record->state));
    shape_put(&s, root, "stages", stages_json(&s, p));
    if (p->problem.code != NULL) shape_put(&s, root, "problem", json_diag(&p->problem));
    return shape_done(&s, root, d);
}

json_t *api_read_plan(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    preview_t p = {0};
    json_t *root = NULL;
    arena_init(&arena, 0);
    if (begin(r, call, &arena, &p, d) == 0) {
        instant_t began = p.m.now;
        if (run(&p, d) == 0) root = answer(&p, began, &arena, d);
    }
    diag_clear(&p.problem);
    arena_free(&arena);
    return root;
}
