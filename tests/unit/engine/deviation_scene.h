/* A record whose execution goes otherwise than planned (policy P2.3.3), and what is done to it in few words.
 */
#ifndef TESTS_UNIT_ENGINE_DEVIATION_SCENE_H
#define TESTS_UNIT_ENGINE_DEVIATION_SCENE_H

#include "admin_scene.h"

#define MONDAY_IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR)

static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};
static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};

/* "money" and "big" read the amount, "check" nothing; "big" is there over 100 EUR, "inspect" over 50. */
static const traced_t for_steps[] = {{"money", "amount"}, {"big", "amount"}, {"inspect", "amount"}};

static inline int64_t amount_of(const record_t *r) {
    const value_t *amount = record_field(r, "amount");
    return amount ? amount->u.money.minor : 0;
}

static inline void leave_out_below(const record_t *r, plan_t *plan, const char *step, int64_t most) {
    for (size_t i = 0; i < plan->step_count; i++) {
        if (strcmp(plan->steps[i].name, step) != 0 || amount_of(r) > most) continue;
        plan->steps[i].state = STEP_LEFT_OUT;
        plan->steps[i].left_out = "condition";
    }
}

static inline void shape(const record_t *r, arena_t *arena, plan_t *plan) {
    leave_out_below(r, plan, "big", 10000);
    leave_out_below(r, plan, "inspect", 5000);
    plan->facts = arena_array(arena, 1, sizeof *plan->facts);
    plan->fact_count = 1;
    plan->facts[0] = (fact_t){"amount", arena_printf(arena, "%d EUR", (int)(amount_of(r) / 100))};
}

/* Gao Min of sales, whose head is Chen Wei, applies; Sun Li builds, then, of what is dear, Liu inspects. */
static inline void rules_of(scene_t *s) {
    admin_scene(s);
    s->rules.stages[1] =
        (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION, .title_en = "e", .title_zh = "e"};
    s->rules.flow.stage_count = 2;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "money", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "big", &zhao);
    fixed_group(&s->rules, 1, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "build", &sun);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "inspect", &liu);
    s->rules.shape = shape;
    s->rules.traced = for_steps;
    s->rules.traced_count = 3;
}

static inline void approved(scene_t *s) {
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(s, "build", "sun.li"));
}

static inline void carried_out(scene_t *s) {
    rules_of(s);
    approved(s);
}

/* A third stage: Li Na accepts what was built. */
static inline void accepted_after(scene_t *s) {
    s->rules.stages[2] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    s->rules.flow.stage_count = 3;
    fixed_leaf(&s->rules, 2, 0, STEP_APPROVE, "accept", &li);
}

/* Filed at 60 EUR: Sun Li has built it, and Liu Yang inspects. */
static inline void to_be_inspected(scene_t *s) {
    must(s, draft_by(s, "gao.min"));
    must(s, as_with(s, "gao.min", COMMAND_SUBMIT, money_field("amount", 6000)));
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    must(s, as(s, "sun.li", COMMAND_DONE, NULL));
}

/* Sun Li reports it; `minor` 0: without saying what the amount should be. */
static inline int deviate(scene_t *s, const char *who, const char *text, int64_t minor) {
    command_t c = scene_cmd(s, who, COMMAND_DEVIATE);
    field_t amount = money_field("amount", minor);
    c.text = text;
    c.fields = &amount;
    c.field_count = minor ? 1 : 0;
    return scene_command(s, &c);
}

static inline int agree_with(scene_t *s, const char *step, field_t field) {
    command_t c = scene_cmd(s, "chen.wei", COMMAND_APPROVE);
    c.step = step;
    c.fields = &field;
    c.field_count = 1;
    return scene_command(s, &c);
}

static inline int agree(scene_t *s, const char *step) {
    return as_on(s, "chen.wei", COMMAND_APPROVE, step, NULL);
}

static inline int take_back(scene_t *s, const char *who) {
    return as(s, who, COMMAND_TAKE_BACK, "a slip");
}

static inline void adjusted(scene_t *s, int64_t minor) {
    carried_out(s);
    must(s, deviate(s, "sun.li", "steel has become dear", minor));
    must(s, agree(s, "deviation"));
}

static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

#endif
