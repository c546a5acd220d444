/* Random plans, random commands, the same for the same seed: whatever happens, what scene.h checks after each
 * command stays true, the timer is never refused, and from wherever a run has come to, the record can still
 * be brought to its end. */
#include "support/random_model.h"
#include "unit/engine/scene.h"
#include <stdlib.h>

enum { RUNS = 1000, COMMANDS = 60, SOURCES = 12, LADDERS = 4 };

static const char *const handles[] = {"li.na",    "zhao.lei", "wang.fang", "liu.yang", "sun.li",
                                      "zhou.jie", "chen.wei", "gao.min",   "xu.jing",  "dong.mei"};
enum { HANDLES = sizeof handles / sizeof *handles };

typedef struct world {
    rng_t rng;
    scene_t scene;
    source_t sources[SOURCES];
    ladder_t ladders[LADDERS];
    rung_t rungs[LADDERS][5];
    rung_act_t acts[LADDERS][5];
    effect_t effects[2];
    fact_t fact;
    bool urgent; /* submitted by the green channel, where it has one */
} world_t;

static int pick(world_t *w, int below) {
    return (int)rng_below(&w->rng, (uint64_t)below);
}

static void make_sources(world_t *w) {
    static const source_t assignee = {.kind = SOURCE_ASSIGNEE};
    source_t *s = w->sources;
    s[0] = source_by(SOURCE_PERSON, "wang.fang");
    s[1] = source_by(SOURCE_PERSON, "liu.yang");
    s[2] = (source_t){.kind = SOURCE_ROLE, .key = "finance.administration", .item = "finance"};
    s[3] = source_by(SOURCE_POST, "finance.tax.head"); /* vacant */
    s[4] = source_by(SOURCE_INITIATOR, NULL);
    s[5] = (source_t){.kind = SOURCE_CHAIN, .level = 3};
    s[6] = (source_t){.kind = SOURCE_HEAD, .of = &assignee}; /* nobody but in ladders */
    s[7] = (source_t){.kind = SOURCE_INITIATOR, .next = &s[2]};
    s[8] = source_by(SOURCE_FUNCTION, "who");
    s[9] = source_by(SOURCE_DECIDER, "s1");
    s[10] = (source_t){.kind = SOURCE_PERSON, .key = "dong.mei", .next = &s[1]};
    s[11] = source_by(SOURCE_FIELD, "deputy");
}

static void make_ladder(world_t *w, int l) {
    size_t count = (size_t)pick(w, 5);
    for (size_t i = 0; i < count; i++) {
        rung_act_t *act = &w->acts[l][i];
        *act = (rung_act_t){.action = (rung_action_t)(1 + pick(w, 6)), .function = "late"};
        if (pick(w, 3)) act->who = &w->sources[pick(w, SOURCES)];
        if (pick(w, 2)) act->because = "because";
        if (pick(w, 2)) act->within = limit_hours(1 + pick(w, 40));
        w->rungs[l][i] = (rung_t){
            .name = "r",
            .anchor = (rung_anchor_t)(1 + pick(w, 4)),
            .distance = pick(w, 2) ? limit_hours(pick(w, 60)) : limit_workdays(pick(w, 4)),
            .permille = 1 + pick(w, 999),
            .acts = act,
            .act_count = 1,
        };
    }
    w->ladders[l] = (ladder_t){.rungs = w->rungs[l], .count = count};
}

static void make_leaf(world_t *w, int stage, int32_t parent, bool prepare) {
    static const step_kind_t kinds[] = {STEP_APPROVE, STEP_APPROVE, STEP_APPROVE, STEP_ACT, STEP_COPY};
    static const char *const names[] = {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7",
                                        "s8", "s9", "sa", "sb", "sc", "sd", "se", "sf"};
    size_t count = w->scene.rules.plans[stage].step_count;
    step_kind_t kind = prepare ? STEP_AGREE : kinds[pick(w, 5)];
    step_t *s =
        fixed_leaf(&w->scene.rules, stage, parent, kind, names[count % 16], &w->sources[pick(w, SOURCES)]);
    if (kind != STEP_COPY) {
        s->within = pick(w, 2) ? limit_hours(1 + pick(w, 80)) : limit_workdays(1 + pick(w, 4));
        s->ladder = w->ladders[pick(w, LADDERS)];
    }
    s->mode = (decide_mode_t)(1 + pick(w, 3));
    s->on_refuse = (on_refuse_t)(1 + pick(w, 3));
    s->refuse_need = 1 + pick(w, 3);
    s->on_empty = (empty_policy_t)(1 + pick(w, 4));
    s->on_self = (self_policy_t)(1 + pick(w, 4));
    s->passes_because = "because";
    s->may_return = pick(w, 2);
    if (pick(w, 8) == 0) {
        s->state = STEP_LEFT_OUT;
        s->left_out = "because";
    }
}

static void make_tree(world_t *w, int stage, int32_t parent, int depth, bool prepare);

/* A8: what is repeated, and perhaps somebody who decides when the rounds are used up, or words by which it
 * passes. */
static void make_loop(world_t *w, int stage, int32_t parent, int depth, bool prepare) {
    fixed_rules_t *rules = &w->scene.rules;
    step_t *loop = fixed_group(rules, stage, parent, STEP_LOOP);
    int32_t no = loop->no;
    int then = pick(w, 3);
    loop->rounds_max = 1 + pick(w, 3);
    if (then == 1) loop->used_up = USED_UP_PASSES;
    loop->passes_because = then == 1 ? "because" : NULL;
    make_tree(w, stage, no, depth - 1, prepare);
    if (then != 2 || rules->plans[stage].step_count >= 13) return;
    make_leaf(w, stage, no, prepare);
    step_t *last = &rules->steps[stage][rules->plans[stage].step_count - 1];
    last->kind = prepare ? STEP_AGREE : STEP_APPROVE;
    last->used_up = USED_UP_DECIDES;
    if (last->within.kind == LIMIT_NONE) last->within = limit_workdays(1);
}

/* Up to three levels of groups, up to 14 steps. */
static void make_tree(world_t *w, int stage, int32_t parent, int depth, bool prepare) {
    fixed_rules_t *rules = &w->scene.rules;
    if (depth > 0 && pick(w, 7) == 0 && rules->plans[stage].step_count <= 10) {
        make_loop(w, stage, parent, depth, prepare);
        return;
    }
    if (depth == 0 || pick(w, 3) == 0 || rules->plans[stage].step_count > 10) {
        make_leaf(w, stage, parent, prepare);
        return;
    }
    step_t *group = fixed_group(rules, stage, parent, (step_kind_t)(STEP_SEQUENCE + pick(w, 5)));
    int32_t no = group->no;
    group->on_refuse = (on_refuse_t)(1 + pick(w, 3));
    group->refuse_need = 1 + pick(w, 2);
    group->need = group->kind == STEP_VOTE ? 1 + pick(w, 2) : pick(w, 3);
    for (int i = 1 + pick(w, 3); i > 0 && rules->plans[stage].step_count < 13; i--)
        make_tree(w, stage, no, depth - 1, prepare);
}

/* Dong Mei of finance leaves after five days; Xu Jing administers. */
static directory_t *directory_with_a_leaver(void) {
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(
        directory_add_role(b, "administrator", NULL, DEMO_XU_JING, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    person_info_t dong = {.id = 1900,
                          .handle = "dong.mei",
                          .name = "董梅",
                          .department = "finance",
                          .kind = PERSON_HUMAN,
                          .uid = -1,
                          .from = INSTANT_NONE,
                          .until = SCENE_START + 5 * (instant_t)MS_DAY};
    assert_int_equal(directory_add_person(b, &dong, NULL), 0);
    directory_t *dir = directory_build(b, 2, NULL);
    assert_non_null(dir);
    return dir;
}

/* What the amount decides, so that deviations change plans and have approvals asked for again. */
static const traced_t traced[] = {{"s1", "amount"}, {"s4", "amount"}, {NULL, "amount"}};

static void shape(const record_t *r, arena_t *arena, plan_t *plan) {
    const value_t *amount = record_field(r, "amount");
    (void)arena;
    if (!amount || amount->u.money.minor % 3 != 2) return;
    for (size_t i = 0; i < plan->step_count; i++) {
        step_t *s = &plan->steps[i];
        if (step_is_group(s->kind) || s->state != STEP_WAITING || !strchr("258c", s->name[1])) continue;
        s->state = STEP_LEFT_OUT;
        s->left_out = "condition";
    }
}

/* P1.3.1: some amounts nobody may agree to, and one step's people not to an even one. */
static const char *one_step[] = {"s3", NULL};
static check_def_t checks[] = {{.name = "amount", .title_en = "Amount", .title_zh = "金额"},
                               {.name = "even", .title_en = "Even", .title_zh = "偶数", .steps = one_step}};

static problem_t *finds(const check_def_t *check, const facts_t *facts, arena_t *arena, size_t *count) {
    const value_t *amount = record_field(facts->record, "amount");
    int64_t minor = amount ? amount->u.money.minor : 0;
    problem_t *list = arena_array(arena, 1, sizeof *list);
    if (list) *list = (problem_t){.field = "amount", .text_en = "not so much", .text_zh = "过高"};
    *count = check->steps ? minor % 2 == 0 : minor == 3;
    return list;
}

static void make_world(world_t *w, uint64_t seed) {
    memset(w, 0, sizeof *w);
    w->rng.state = seed;
    scene_init(&w->scene);
    directory_unref(w->scene.dir);
    w->scene.dir = directory_with_a_leaver();
    make_sources(w);
    for (int i = 0; i < LADDERS; i++)
        make_ladder(w, i);
    fixed_rules_t *rules = &w->scene.rules;
    bool prepare = pick(w, 3) == 0;
    rules->flow.stage_count = 1 + rng_below(&w->rng, 3);
    for (int i = 0; i < 3; i++) {
        rules->stages[i] = (stage_def_t){.name = "stage", .kind = i ? STAGE_EXECUTION : STAGE_APPROVAL};
        if (pick(w, 6)) make_tree(w, i, 0, 3, prepare && i == 0);
    }
    if (prepare) rules->stages[0].kind = STAGE_PREPARE;
    if (prepare) rules->stages[1].kind = STAGE_APPROVAL;
    w->urgent = seed % 2 == 0 && rules->flow.stage_count > (prepare ? 1 : 0);
    rules->flow.green_within = limit_hours(20);
    w->fact = (fact_t){.path = "amount", .text = "?"};
    rules->plans[0].facts = &w->fact;
    rules->plans[0].fact_count = rules->plans[0].step_count ? 1 : 0;
    rules->flow.on_refuse = pick(w, 3) ? REFUSE_TO_INITIATOR : REFUSE_FINISH;
    rules->flow.acknowledge = pick(w, 2);
    rules->flow.withdraw = (withdraw_policy_t)(1 + pick(w, 3));
    rules->flow.overdue = w->ladders[pick(w, LADDERS)];
    rules->people = &w->sources[pick(w, 3)];
    rules->traced = traced;
    rules->traced_count = 1 + (size_t)pick(w, 3);
    if (pick(w, 2)) rules->shape = shape;
    rules->flow.deviation_keeps_plan = pick(w, 4) == 0;
    w->effects[0] = (effect_t){.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "set by a rule")};
    w->effects[1] = (effect_t){.kind = EFFECT_REASSIGN, .who = &w->sources[pick(w, SOURCES)]};
    rules->effects = (effects_t){w->effects, (size_t)pick(w, 3)};
    if (pick(w, 10) == 0) rules->call_fails = "rule.error";
    if (pick(w, 3)) return;
    rules->flow.checks = checks;
    rules->flow.check_count = 1 + rng_below(&w->rng, 2);
    rules->finds = finds;
}

static command_kind_t command_for(world_t *w, step_kind_t kind) {
    int n = pick(w, 8);
    if (kind == STEP_ACT) return n == 0 ? COMMAND_RETURN : COMMAND_DONE;
    if (kind == STEP_ACKNOWLEDGE) return COMMAND_ACKNOWLEDGE;
    if (kind == STEP_REVISE) return COMMAND_SUBMIT;
    if (n == 0) return COMMAND_RETURN;
    if (n <= 2) return COMMAND_REFUSE;
    return kind == STEP_AGREE ? COMMAND_AGREE : COMMAND_APPROVE;
}

static uint64_t deviated, again, replanned, dropped, rounds_used_up, blocked, complied;

/* A holder in service does what fits one of the open tasks. -1: it was refused, or nothing is open. */
static int act_on_open_task(world_t *w, bool kindly) {
    scene_t *s = &w->scene;
    const record_t *r = s->record;
    size_t at = r->task_count ? (size_t)pick(w, (int)r->task_count) : 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[(at + i) % r->task_count];
        if (t->state != TASK_OPEN || !directory_active(s->dir, t->person, s->now)) continue;
        person_info_t who;
        assert_true(directory_person(s->dir, t->person, &who));
        step_kind_t kind = record_step(r, t->step)->kind;
        command_kind_t wanted = command_for(w, kind);
        while (kindly && (wanted == COMMAND_REFUSE || wanted == COMMAND_RETURN))
            wanted = command_for(w, kind);
        command_t c = scene_cmd(s, who.handle, wanted);
        c.text = "because";
        c.task = kind == STEP_REVISE ? 0 : t->id;
        if (pick(w, 6) == 0) c.form_version = 1 + pick(w, (int)r->version);
        if (kindly) c.form_version = 0;
        return scene_command(s, &c);
    }
    return -1;
}

static int anybody_does_anything(world_t *w) {
    static const command_kind_t kinds[] = {
        COMMAND_EDIT, COMMAND_PREPARE, COMMAND_SUBMIT,  COMMAND_APPROVE,     COMMAND_REFUSE, COMMAND_RETURN,
        COMMAND_DONE, COMMAND_AGREE,   COMMAND_COMMENT, COMMAND_ACKNOWLEDGE, COMMAND_DEVIATE};
    const char *who = pick(w, 2) ? handles[pick(w, HANDLES)] : "gao.min";
    field_t fields[2] = {money_field("amount", 1 + pick(w, 3)),
                         {.name = "deputy", .value = {.kind = VALUE_PERSON, .u.person = 1001 + pick(w, 10)}}};
    command_t c = scene_cmd(&w->scene, who, kinds[pick(w, 11)]);
    if (pick(w, 30) == 0) c.kind = COMMAND_WITHDRAW;
    c.urgent = c.kind == COMMAND_SUBMIT && w->urgent;
    c.text = pick(w, 4) ? "because" : NULL;
    bool writes = c.kind == COMMAND_EDIT || c.kind == COMMAND_DEVIATE;
    if (writes || (c.kind == COMMAND_SUBMIT && pick(w, 2))) {
        c.fields = fields;
        c.field_count = 1 + rng_below(&w->rng, 2);
    }
    return scene_command(&w->scene, &c);
}

static int submit(world_t *w) {
    command_t c = scene_cmd(&w->scene, "gao.min", COMMAND_SUBMIT);
    c.urgent = w->urgent;
    c.text = "it can't wait";
    return scene_command(&w->scene, &c);
}

/* Errors that would mean that engine contradicts itself. */
static void check_error(const scene_t *s) {
    static const char *const never[] = {"event.misfit", "record.corrupt", "memory.out",  "command.unknown",
                                        "task.unknown", "record.unknown", "limit.steps", "limit.missing"};
    blocked += diag_is(&s->d, "compliance.blocked");
    for (const diag_t *e = &s->d; e; e = e->cause)
        for (size_t i = 0; e->code && i < sizeof never / sizeof *never; i++)
            if (strcmp(e->code, never[i]) == 0) fail_msg("%s: %s", e->code, diag_get(e, "problem"));
}

/* What is carried out goes otherwise (P2.3.3): reported by the initiator, and mostly agreed to at once. */
static void goes_otherwise(world_t *w) {
    scene_t *s = &w->scene;
    field_t amount = money_field("amount", 1 + pick(w, 5));
    command_t c = scene_cmd(s, "gao.min", COMMAND_DEVIATE);
    person_info_t head;
    c.text = "because";
    c.fields = &amount;
    c.field_count = 1;
    if (scene_command(s, &c)) {
        check_error(s);
        return;
    }
    deviated++;
    const task_t *task = record_task(s->record, s->out.task);
    assert_true(directory_person(s->dir, task->person, &head));
    if (pick(w, 4) == 0) return;
    c = scene_cmd(s, head.handle, COMMAND_APPROVE);
    c.task = task->id;
    if (scene_command(s, &c)) check_error(s);
}

static void one_command(world_t *w) {
    scene_t *s = &w->scene;
    int n = pick(w, 10);
    bool carried_out =
        s->record->state == RECORD_OPEN && s->rules.stages[s->record->stage].kind == STAGE_EXECUTION;
    if (carried_out && pick(w, 3) == 0) {
        goes_otherwise(w);
        return;
    }
    s->now += pick(w, 3) ? pick(w, MS_HOUR) : (instant_t)pick(w, 40) * MS_HOUR;
    if (n < 5) {
        if (act_on_open_task(w, false)) check_error(s);
    } else if (n < 8) {
        if (anybody_does_anything(w)) check_error(s);
    } else {
        fire_next(s); /* fails the test when it is refused */
    }
}

/* ---- what is in the way, and who puts it right */

static uint64_t helped, refused_to_go_on;

/* An administrator, in favour of the first whom it may be; `refuse`: in nobody's, the task is refused. */
static bool administers(world_t *w, command_kind_t kind, int64_t task, const char *step, bool refuse) {
    for (size_t i = 0; i < (refuse ? 1 : HANDLES); i++) {
        int64_t people[1] = {scene_person(&w->scene, handles[i])};
        command_t c = scene_cmd(&w->scene, "xu.jing", kind);
        c.text = "it has to go on";
        c.task = task;
        c.step = step;
        c.people = people;
        c.people_count = !refuse;
        c.refuse = refuse;
        if (scene_command(&w->scene, &c) == 0) {
            helped++;
            return true;
        }
        check_error(&w->scene);
    }
    return false;
}

/* The task of somebody who left the company, with no rung of a ladder to hand it on (A16). */
static const task_t *left_behind(const scene_t *s) {
    for (size_t i = 0; i < s->record->task_count; i++) {
        const task_t *t = &s->record->tasks[i];
        if (t->state == TASK_OPEN && !directory_active(s->dir, t->person, s->now)) return t;
    }
    return NULL;
}

/* Who decides about a deviation that can't be agreed to, now or any more, refuses it (P2.3.3). */
static bool deviation_is_refused(world_t *w) {
    scene_t *s = &w->scene;
    for (size_t i = 0; i < s->record->task_count; i++) {
        const task_t *t = &s->record->tasks[i];
        person_info_t who;
        if (t->state != TASK_OPEN || record_step(s->record, t->step)->added != ADDED_DEVIATION) continue;
        assert_true(directory_person(s->dir, t->person, &who));
        command_t c = scene_cmd(s, who.handle, COMMAND_REFUSE);
        c.text = "because";
        c.task = t->id;
        if (scene_command(s, &c)) return false;
        refused_to_go_on++;
        return true;
    }
    return false;
}

/* Nobody who may decide is left where the initiator asked, since whoever else there is revised it in their
 * place (A12): the initiator revises it, or the step is skipped for something that is owed (A52). Where it is
 * not planned yet the record goes back first, or ends: refused, or cancelled where there is nothing to
 * refuse.
 */
static bool somebody_else_decides(world_t *w) {
    scene_t *s = &w->scene;
    char step[64];
    int64_t open = 0;
    snprintf(step, sizeof step, "%s", diag_get(&s->d, "step"));
    for (size_t i = 0; i < s->record->task_count; i++) {
        const task_t *t = &s->record->tasks[i];
        if (t->state == TASK_OPEN) open = t->id;
        if (t->state == TASK_OPEN && record_step(s->record, t->step)->kind == STEP_REVISE)
            return administers(w, COMMAND_REASSIGN, t->id, NULL, false);
    }
    return administers(w, COMMAND_EXCEPTION, 0, step, false) ||
           administers(w, COMMAND_COMPLETE, open, NULL, true) ||
           administers(w, COMMAND_CANCEL, 0, NULL, true);
}

/* A deviation that can't be agreed to. */
static bool is_held_by_deviation(const scene_t *s) {
    const char *code = s->d.code ? s->d.code : "";
    return strncmp(code, "replan.", 7) == 0 || strcmp(code, "deviation.still_approving") == 0 ||
           strcmp(code, "limit.depth") == 0;
}

/* A record that stays where it is has somebody who can bring it further. */
static bool somebody_helps(world_t *w) {
    scene_t *s = &w->scene;
    const task_t *left = left_behind(s);
    if (diag_is(&s->d, "self.approval") || diag_is(&s->d, "vote.seated")) return somebody_else_decides(w);
    if (is_held_by_deviation(s) && deviation_is_refused(w)) return true;
    return left && administers(w, COMMAND_REASSIGN, left->id, NULL, false);
}

/* Nobody refuses any more: does it come to an end? */
static void bring_to_an_end(world_t *w) {
    scene_t *s = &w->scene;
    int32_t rounds = s->record->round, preparations = s->record->reopened;
    s->rules.finds = NULL; /* whatever stood in the way is put right */
    for (int i = 0; i < 500; i++) {
        record_state_t state = s->record->state;
        /* a vacant post whose rule refuses (A11) does so in every round: it stays with its initiator */
        if (s->record->round > rounds + 3 && state == RECORD_RETURNED) return;
        if (s->record->reopened > preparations + 3) return;
        if (state == RECORD_FINISHED || state == RECORD_WITHDRAWN || state == RECORD_ENDED_REFUSED ||
            state == RECORD_REFUSED || state == RECORD_CANCELLED)
            return;
        if (state == RECORD_DRAFT || state == RECORD_PREPARED) {
            if (as(s, "gao.min", COMMAND_SUBMIT, NULL) == 0) continue;
            if (diag_is(&s->d, "prepare.needed") && as(s, "gao.min", COMMAND_PREPARE, NULL) == 0) continue;
            if (!diag_is(&s->d, "plan.shape")) fail_msg("can't be submitted: %s", s->d.code);
            return; /* a flow that can't be submitted: a draft is at rest */
        }
        if (act_on_open_task(w, true) == 0) continue;
        check_error(s);
        if (state == RECORD_RETURNED && diag_is(&s->d, "prepare.needed") &&
            as(s, "gao.min", COMMAND_PREPARE, NULL) == 0)
            continue;
        if (fire_next(s)) continue;
        if (!diag_is(&s->d, "plan.shape") && somebody_helps(w)) continue;
        /* the next stage's rule makes a plan that can't be carried out: the rules have to be put right */
        if (diag_is(&s->d, "plan.shape")) return;
        fail_msg("stuck by %s", s->d.code ? s->d.code : "nothing");
    }
    fail_msg("no end after 500 commands: %s, round %d, preparations %d, tasks %zu, error %s",
             record_state_word(s->record->state), (int)s->record->round, (int)s->record->reopened,
             s->record->task_count, s->d.code ? s->d.code : "none");
}

static uint64_t runs = RUNS; /* or as many as were asked for: engine_test_random 10000 */
static uint64_t counted[RECORD_STATE_LAST + 1], fired, commands, owed;

static void whatever_is_done_nothing_is_lost_and_every_record_still_reaches_its_end(void **state) {
    (void)state;
    static world_t w;
    for (uint64_t seed = 1; seed <= runs; seed++) {
        make_world(&w, seed);
        must(&w.scene, draft_by(&w.scene, "gao.min"));
        if (submit(&w)) check_error(&w.scene);
        owed += w.scene.record->urgent != 0;
        for (int i = 0; i < COMMANDS; i++) {
            one_command(&w);
            commands++;
            fired += (uint64_t)events_of(&w.scene, EVENT_RUNG);
            again += (uint64_t)events_of(&w.scene, EVENT_PLAN_ADDED);
            replanned += (uint64_t)events_of(&w.scene, EVENT_REPLANNED);
            dropped += (uint64_t)events_of(&w.scene, EVENT_ADJUSTMENT_DROPPED);
            complied += (uint64_t)events_of(&w.scene, EVENT_COMPLIED);
        }
        bring_to_an_end(&w);
        counted[w.scene.record->state]++;
        for (size_t i = 0; i < w.scene.record->step_count; i++) {
            const step_t *s = &w.scene.record->steps[i];
            rounds_used_up += s->used_up == USED_UP_DECIDES && s->opened_at != INSTANT_NONE;
        }
        scene_free(&w.scene);
    }
    printf("runs %" PRIu64 ", commands %" PRIu64 ", rungs with an outcome %" PRIu64 "; at the end:", runs,
           commands, fired);
    for (int i = RECORD_DRAFT; i <= RECORD_STATE_LAST; i++)
        if (counted[i]) printf(" %s %" PRIu64, record_state_word((record_state_t)i), counted[i]);
    printf("\ndeviations %" PRIu64 ": approvals asked again %" PRIu64 ", planned anew %" PRIu64
           ", dropped %" PRIu64 "\n",
           deviated, again, replanned, dropped);
    printf("brought further by an administrator %" PRIu64 ", by a refusal %" PRIu64 "\n", helped,
           refused_to_go_on);
    printf("loops whose rounds were used up and that somebody decided %" PRIu64
           "; blocked by a check %" PRIu64 ", let pass %" PRIu64 "\n",
           rounds_used_up, blocked, complied);
    assert_true(helped > 0 && refused_to_go_on > 0);
    assert_true(rounds_used_up > 10 && blocked > 10 && complied > 10);
    assert_true(deviated > 0 && again > 0 && replanned > 0 && dropped > 0);
    assert_true(counted[RECORD_FINISHED] > runs / 10); /* it does show something */
    assert_true(fired > runs);
    assert_true(owed > runs / 8);
}

int main(int argc, char **argv) {
    if (argc > 1) runs = strtoull(argv[1], NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_done_nothing_is_lost_and_every_record_still_reaches_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
