/* What people do; see operations.h. */
#include "simulation/operations.h"
#include "simulation/company.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <string.h>

#define BIT(x) (UINT32_C(1) << (x))

enum {
    IN_HAND = BIT(RECORD_DRAFT) | BIT(RECORD_PREPARED) | BIT(RECORD_RETURNED) | BIT(RECORD_REFUSED),
    GOING = BIT(RECORD_DRAFT) | BIT(RECORD_PREPARING) | BIT(RECORD_PREPARED) | BIT(RECORD_OPEN) |
            BIT(RECORD_RETURNED),
    TRIES = 6,
    RECENT = 60
};

const operation_t operations[] = {
    /* name, kind, weight, states, steps, leaves, outcome, words, fields, may leave nothing */
    {"draft", COMMAND_DRAFT, 16, 0, 0, EVENT_DRAFTED, OUTCOME_NONE, 0, 100, false},
    {"edit", COMMAND_EDIT, 6, IN_HAND, 0, EVENT_EDITED, OUTCOME_NONE, 0, 100, false},
    {"prepare", COMMAND_PREPARE, 8, IN_HAND, 0, EVENT_PREPARING, OUTCOME_NONE, 0, 0, false},
    {"submit", COMMAND_SUBMIT, 20, IN_HAND, 0, EVENT_SUBMITTED, OUTCOME_NONE, 0, 25, false},
    {"approve", COMMAND_APPROVE, 40, 0, BIT(STEP_APPROVE), EVENT_TASK_DECIDED, OUTCOME_APPROVED, 50, 0,
     false},
    {"refuse", COMMAND_REFUSE, 7, 0, BIT(STEP_APPROVE) | BIT(STEP_AGREE), EVENT_TASK_DECIDED, OUTCOME_REFUSED,
     90, 0, false},
    {"acknowledge", COMMAND_ACKNOWLEDGE, 8, 0, BIT(STEP_ACKNOWLEDGE), EVENT_TASK_DECIDED,
     OUTCOME_ACKNOWLEDGED, 30, 0, false},
    {"return", COMMAND_RETURN, 4, 0, BIT(STEP_APPROVE) | BIT(STEP_ACT), EVENT_TASK_DECIDED, OUTCOME_RETURNED,
     90, 0, false},
    {"done", COMMAND_DONE, 10, 0, BIT(STEP_ACT), EVENT_TASK_DECIDED, OUTCOME_DONE, 40, 0, false},
    {"withdraw", COMMAND_WITHDRAW, 2, GOING, 0, EVENT_WITHDRAWN, OUTCOME_NONE, 60, 0, false},
    {"comment", COMMAND_COMMENT, 5, GOING, 0, EVENT_COMMENTED, OUTCOME_NONE, 95, 0, false},
    {"agree", COMMAND_AGREE, 12, 0, BIT(STEP_AGREE), EVENT_TASK_DECIDED, OUTCOME_AGREED, 50, 0, false},
};
const size_t operation_count = sizeof operations / sizeof *operations;

const operation_t *operation_of(event_kind_t kind, outcome_t outcome) {
    for (size_t i = 0; i < operation_count; i++)
        if (operations[i].leaves == kind && operations[i].outcome == outcome) return &operations[i];
    return NULL;
}

static const operation_t *draw_row(sim_t *s) {
    int all = 0;
    for (size_t i = 0; i < operation_count; i++)
        all += operations[i].weight;
    int at = sim_below(s, all);
    for (size_t i = 0; i < operation_count; i++) {
        at -= operations[i].weight;
        if (at < 0) return &operations[i];
    }
    return &operations[0];
}

/* A record, mostly one of the newer ones. */
static past_t *any_record(sim_t *s) {
    size_t count = s->history.count, most = count < RECENT ? count : RECENT;
    if (count == 0) return NULL;
    if (sim_chance(s, 10)) most = count;
    return s->history.records[count - 1 - (size_t)sim_below(s, (int)most)];
}

static bool fits_task(past_t *p, const past_task_t *t, const operation_t *op) {
    const past_step_t *step = past_step(p, t->step);
    return t->state == TASK_OPEN && step != NULL && op->steps >> step->kind & 1;
}

/* Points it at a record, its task, whoever may do it. False: this one has nothing of the sort. */
static bool aim_at(sim_t *s, past_t *p, const operation_t *op, command_t *c) {
    c->record = p->id;
    c->actor.person = p->initiator;
    if (op->steps == 0) return op->states >> p->state & 1;
    size_t from = (size_t)sim_below(s, (int)p->task_count);
    for (size_t i = 0; i < p->task_count; i++) {
        const past_task_t *t = &p->tasks[(from + i) % p->task_count];
        if (!fits_task(p, t, op)) continue;
        c->actor.person = t->principal != 0 && sim_chance(s, 30) ? t->principal : t->person;
        if (sim_chance(s, 60)) c->task = t->id;
        return true;
    }
    return false;
}

static field_t text_of(const char *name, const char *text) {
    return (field_t){.name = name, .value = {.kind = VALUE_TEXT, .u.text = text}};
}

/* A few fields, as texts; the note carries the serial number. */
static void fill_in(sim_t *s, claim_t *c) {
    static const char *const REMARKS[] = {"", "plain", "boom", "urgent"};
    command_t *command = &c->request.command;
    field_t *f = sim_keep(s, 6, sizeof *f);
    size_t n = 0;
    f[n++] = text_of("note", sim_text(s, "#%llu", (unsigned long long)c->serial));
    if (command->kind == COMMAND_DRAFT ? sim_chance(s, 95) : sim_chance(s, 50)) {
        const char *wrong = sim_chance(s, 2) ? "much" : "";
        f[n++] = text_of("amount", sim_text(s, "%d.%02d%s", sim_below(s, 10000), sim_below(s, 100), wrong));
    }
    if (sim_chance(s, 60)) f[n++] = text_of("deputy", company_handle(s, sim_below(s, PEOPLE)));
    if (sim_chance(s, 15)) f[n++] = text_of("remark", REMARKS[sim_below(s, 4)]);
    if (sim_chance(s, 10)) f[n++] = text_of("kind", sim_chance(s, 80) ? "goods" : "nothing");
    if (sim_chance(s, 1)) f[n++] = text_of("no_such_field", "x");
    command->fields = f;
    command->field_count = n;
}

/* Somebody else, somewhere else, too late, without a reason … */
static void spoil(sim_t *s, claim_t *c) {
    command_t *command = &c->request.command;
    const past_t *other = any_record(s);
    switch (sim_below(s, 7)) {
    case 0:
        command->actor.person = s->people[sim_below(s, PEOPLE)];
        break;
    case 1:
        if (other != NULL && command->kind != COMMAND_DRAFT) command->record = other->id;
        break;
    case 2:
        command->form_version = 1 + sim_below(s, 4);
        break;
    case 3:
        if (other != NULL && other->task_count > 0) command->task = other->tasks[other->task_count - 1].id;
        break;
    case 4:
        command->text = NULL;
        break;
    case 5:
        command->actor.person = 4711; /* nobody */
        break;
    default:
        command->step = "no.such.step";
        break;
    }
}

/* Also by its number, as people name records. */
static void name_record(sim_t *s, claim_t *c) {
    const past_t *p = history_find(s, c->request.command.record);
    if (p == NULL || p->number[0] == '\0' || !sim_chance(s, 15)) return;
    c->request.record_name = sim_text(s, "%s", p->number);
    c->request.command.record = 0;
}

claim_t *operation_draw(sim_t *s) {
    const operation_t *op = NULL;
    command_t aimed = {0};
    for (int i = 0; i < TRIES && op == NULL; i++) {
        const operation_t *row = draw_row(s);
        past_t *p = any_record(s);
        aimed = (command_t){0};
        if (row->kind == COMMAND_DRAFT || (p != NULL && aim_at(s, p, row, &aimed))) op = row;
    }
    if (op == NULL || op->kind == COMMAND_DRAFT) {
        op = &operations[0];
        aimed = (command_t){.flow = rules_flow(sim_below(s, FLOWS)),
                            .actor.person = s->people[sim_below(s, PEOPLE)]};
        if (sim_chance(s, 10)) aimed.department = "d3";
    }
    claim_t *c = claim_new(s, op);
    command_t *command = &c->request.command;
    *command = aimed;
    command->kind = op->kind;
    command->actor.kind = command->actor.person == s->people[PEOPLE - 1] ? ACTOR_SERVICE : ACTOR_PERSON;
    command->actor.auth = AUTH_ENTERED_BY;
    command->at = INSTANT_NONE;
    const past_t *p = history_find(s, command->record);
    if (p != NULL && sim_chance(s, 50)) command->form_version = p->form_version;
    if (sim_chance(s, op->words)) command->text = sim_text(s, "said #%llu", (unsigned long long)c->serial);
    if (sim_chance(s, op->fields)) fill_in(s, c);
    if (sim_chance(s, 40)) command->key = sim_text(s, "k%lld", (long long)++s->claims.keys);
    if (sim_chance(s, 15)) spoil(s, c);
    name_record(s, c);
    return c;
}
