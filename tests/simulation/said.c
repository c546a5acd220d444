/* What commands carry; see said.h. */
#include "simulation/said.h"
#include "simulation/company.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <string.h>

static field_t text_of(const char *name, const char *text) {
    return (field_t){.name = name, .value = {.kind = VALUE_TEXT, .u.text = text}};
}

static const char *day_from_now(sim_t *s, int days) {
    char text[INSTANT_TEXT];
    return sim_text(s, "%s", day_format((day_t)(s->machine.clock / MS_DAY) + days, text));
}

/* Two of them, as rows (P2.3.1). */
static field_t milestones(sim_t *s) {
    return text_of("milestones",
                   sim_text(s, "[[\"m1\",\"%s\"],[\"m2\",\"%s\"]]", day_from_now(s, sim_below(s, 9)),
                            day_from_now(s, sim_below(s, 60))));
}

/* Of what goes otherwise than planned: a sum so much higher or lower that it mostly crosses what rules
 * compare it with (P2.3.3). */
static int otherwise(sim_t *s, const command_t *c) {
    const past_t *p = history_find(s, c->record);
    record_t r;
    diag_t d = {0};
    if (p == NULL || record_decode((bytes_t){p->folded.at, p->folded.len}, &s->arena, &r, &d) != 0) {
        diag_clear(&d);
        return sim_below(s, 10000);
    }
    const value_t *amount = record_field(&r, "amount");
    bool high = amount != NULL && amount->u.money.minor > 450000;
    return high ? sim_below(s, 600) : 8400 + sim_below(s, 600);
}

void said_form(sim_t *s, claim_t *c) {
    static const char *const REMARKS[] = {"", "plain", "boom", "urgent"};
    command_t *command = &c->request.command;
    field_t *f = sim_keep(s, 12, sizeof *f);
    size_t n = 0;
    f[n++] = text_of("note", sim_text(s, "#%llu", (unsigned long long)c->serial));
    int often = command->kind == COMMAND_DRAFT ? 95 : command->kind == COMMAND_DEVIATE ? 85 : 50;
    if (sim_chance(s, often)) {
        const char *wrong = sim_chance(s, 2) ? "much" : "";
        int whole = command->kind == COMMAND_DEVIATE ? otherwise(s, command) : sim_below(s, 10000);
        f[n++] = text_of("amount", sim_text(s, "%d.%02d%s", whole, sim_below(s, 100), wrong));
    }
    if (sim_chance(s, 60)) f[n++] = text_of("deputy", company_handle(s, sim_below(s, PEOPLE)));
    if (sim_chance(s, 15)) f[n++] = text_of("remark", REMARKS[sim_below(s, 4)]);
    if (sim_chance(s, 10)) f[n++] = text_of("kind", sim_chance(s, 80) ? "goods" : "nothing");
    if (sim_chance(s, command->kind == COMMAND_DRAFT ? 40 : 3)) f[n++] = milestones(s);
    if (sim_chance(s, 12))
        f[n++] = text_of("pieces", sim_text(s, "%d.%d", sim_below(s, 90), sim_below(s, 9)));
    if (sim_chance(s, 12)) f[n++] = text_of("day", day_from_now(s, sim_below(s, 30)));
    if (sim_chance(s, 12))
        f[n++] = text_of("span", sim_text(s, "%s..%s", day_from_now(s, 0), day_from_now(s, sim_below(s, 9))));
    if (sim_chance(s, 20)) f[n++] = text_of("unit", sim_text(s, "d%d", sim_below(s, DEPARTMENTS)));
    if (sim_chance(s, 12)) f[n++] = text_of("hasty", sim_chance(s, 50) ? "yes" : "no");
    if (sim_chance(s, 1)) f[n++] = text_of("no_such_field", "x");
    command->fields = f;
    command->field_count = n;
}

static void add_field(sim_t *s, command_t *c, const field_t *field) {
    field_t *f = sim_keep(s, c->field_count + 1, sizeof *f);
    if (c->field_count > 0) memcpy(f, c->fields, c->field_count * sizeof *f);
    f[c->field_count++] = *field;
    c->fields = f;
}

/* ---- documents and entries ---- */

static void add_document(sim_t *s, claim_t *c) {
    const char *name = sim_text(s, "paper #%llu", (unsigned long long)c->serial);
    field_t field = {
        .name = "doc",
        .value = {.kind = VALUE_DOCUMENT,
                  .u.document = {.name = name, .media_type = "text/plain", .size = 1 + sim_below(s, 5000)}}};
    hash_of(name, strlen(name), &field.value.u.document.content);
    add_field(s, &c->request.command, &field);
}

/* Its fields, one of them left out now and then. */
static void add_entry(sim_t *s, claim_t *c, entry_kind_t kind) {
    size_t count;
    const field_def_t *defs = entry_fields(kind, &count);
    for (size_t i = 0; i < count; i++) {
        const char *text = sim_text(s, "seen to #%llu", (unsigned long long)c->serial);
        if (strcmp(defs[i].name, "time") == 0) text = "2026-01-02";
        if (defs[i].kind == VALUE_CHOICE) text = defs[i].choices[sim_below(s, 2)];
        if (defs[i].kind == VALUE_DEPARTMENT) text = "d1";
        if (defs[i].kind == VALUE_PERSON) text = company_handle(s, sim_below(s, 40));
        if (defs[i].kind == VALUE_RANGE) text = "2026-01-02..2028-01-03";
        field_t field = text_of(defs[i].name, text);
        if (!sim_chance(s, 1)) add_field(s, &c->request.command, &field);
    }
}

/* ---- what a step asks for ---- */

static void add_opinions(sim_t *s, command_t *c, const char *aspects) {
    aspect_opinion_t *list = sim_keep(s, ASPECTS_MAX, sizeof *list);
    for (const char *at = aspects; *at != '\0' && c->opinion_count < ASPECTS_MAX;) {
        size_t length = strcspn(at, ",");
        list[c->opinion_count++] =
            (aspect_opinion_t){.aspect = sim_text(s, "%.*s", (int)length, at), .text = "as it should be"};
        at += length + (at[length] == ',');
    }
    c->opinions = list;
}

static void add_checks(sim_t *s, command_t *c, int count) {
    const char **list = sim_keep(s, (size_t)count, sizeof *list);
    for (int i = 0; i < count; i++)
        list[i] = sim_text(s, "%d", i + 1);
    c->checks = list;
    c->check_count = (size_t)count;
}

/* One of those from whom the rules let people pick (rules.c). */
static pick_t pick_for(sim_t *s, const char *step) {
    int64_t *people = sim_keep(s, 1, sizeof *people);
    people[0] = s->people[sim_chance(s, 97) ? 21 + sim_below(s, 3) : sim_below(s, PEOPLE)];
    return (pick_t){.step = step, .people = people, .count = 1};
}

static void add_pick(sim_t *s, command_t *c, const char *step) {
    pick_t *list = sim_keep(s, c->pick_count + 1, sizeof *list);
    if (c->pick_count > 0) memcpy(list, c->picks, c->pick_count * sizeof *list);
    list[c->pick_count++] = pick_for(s, step);
    c->picks = list;
}

void said_picks(sim_t *s, const past_t *p, command_t *c) {
    for (int i = 0; p != NULL && i < FLOWS; i++)
        for (size_t k = 0; strcmp(rules_flow(i), p->flow) == 0 && k < s->wishes[i].count; k++)
            if (sim_chance(s, 97)) add_pick(s, c, sim_text(s, "%s", s->wishes[i].step[k]));
}

/* The step whose task it is about; NULL: none, or it can't be told. */
static past_step_t *step_of(past_t *p, const command_t *c) {
    for (size_t i = p->task_count; i-- > 0;) {
        const past_task_t *t = &p->tasks[i];
        bool theirs = t->person == c->actor.person || t->principal == c->actor.person;
        if (t->state != TASK_OPEN || (c->task != 0 ? t->id != c->task : !theirs)) continue;
        past_step_t *step = past_step(p, t->step);
        if (c->task != 0 || c->kind != COMMAND_LOG || (step != NULL && step->entry != ENTRY_NONE))
            return step;
    }
    return NULL;
}

static void passes(sim_t *s, past_t *p, const past_step_t *step, command_t *c) {
    if (step->aspects != NULL && sim_chance(s, 95)) add_opinions(s, c, step->aspects);
    if (step->checks > 0 && sim_chance(s, 95)) add_checks(s, c, step->checks);
    if (step->writes_remark && sim_chance(s, 70)) {
        field_t field = text_of("remark", sim_chance(s, 50) ? "looked at" : "plain");
        add_field(s, c, &field);
    }
    for (size_t i = 0; i < p->step_count; i++) {
        const past_step_t *later = &p->steps[i];
        bool asks = !later->ended && later->picked_by != NULL && strcmp(later->picked_by, step->name) == 0;
        if (asks && sim_chance(s, 95)) add_pick(s, c, later->name);
    }
}

void said_with(sim_t *s, past_t *p, claim_t *c) {
    command_t *command = &c->request.command;
    const past_step_t *step = step_of(p, command);
    switch (command->kind) {
    case COMMAND_LOG:
        add_entry(s, c, step != NULL && step->entry != ENTRY_NONE ? step->entry : ENTRY_WORK);
        if (step != NULL && step->writes_reached && sim_chance(s, 70)) {
            field_t reached = text_of(
                "reached", sim_text(s, "[[\"m%d\",\"%s\"]]", 1 + sim_below(s, 2), day_from_now(s, 0)));
            add_field(s, command, &reached);
        }
        break;
    case COMMAND_ATTACH:
        add_document(s, c);
        break;
    case COMMAND_APPROVE:
    case COMMAND_AGREE:
    case COMMAND_DONE:
        if (step != NULL) passes(s, p, step, command);
        if (step != NULL && step->writes_doc && sim_chance(s, 60)) add_document(s, c);
        break;
    default:
        break;
    }
}
