/* Every allocation refused once in what the business process and rules bring about on the way: entries and
 * monitors (P2.3.2, P2.4.1), warnings, orders and requests (P2.4.2, P2.4.3), risk (P4.2), loops (A8), other
 * rules (A53), handlers and rungs (A61). */
#include "unit/engine/trial.h"

static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

static rung_act_t remind = {.action = RUNG_REMIND};
static rung_t later_rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &remind, .act_count = 1};

/* sequence: first (liu.yang), second (wang.fang), each with a ladder. */
static void two_steps(trial_t *t) {
    memset(t, 0, sizeof *t);
    scene_init(&t->scene);
    fixed_group(&t->scene.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&t->scene.rules, 0, 1, STEP_APPROVE, "first", &liu)->ladder = (ladder_t){&later_rung, 1};
    fixed_leaf(&t->scene.rules, 0, 1, STEP_APPROVE, "second", &wang)->ladder = (ladder_t){&later_rung, 1};
}

static void command(trial_t *t, const char *who, command_kind_t kind, const char *text) {
    t->command = scene_cmd(&t->scene, who, kind);
    t->command.text = text;
}

/* ---- entries, monitors */

static field_t work[6];

static void a_work_record_that_ends_a_task_and_asks_again_needs_its_memory(void **state) {
    (void)state;
    static const char *const names[] = {"time", "place", "participants", "content", "problems", "measures"};
    static effect_t over = {
        .kind = EFFECT_WARN, .who = &wang, .text = "over the budget", .severity = SEVERITY_MAJOR};
    for (size_t i = 0; i < 6; i++)
        work[i] = text_field(names[i], i == 0 ? "2026-03-02 09:00" : "tiles");
    trial_t t;
    two_steps(&t);
    step_t *monitor = fixed_leaf(&t.scene.rules, 0, 1, STEP_MONITOR, "records", &liu);
    monitor->within = limit_workdays(5);
    monitor->entry = ENTRY_WORK;
    monitor->ladder = (ladder_t){&later_rung, 1};
    step_t *figures = fixed_leaf(&t.scene.rules, 0, 1, STEP_MONITOR, "figures", &chen);
    figures->within = limit_workdays(1);
    figures->watch = "approval/figures/watch";
    submit_by(&t.scene, "gao.min");
    t.scene.rules.effects = (effects_t){&over, 1}; /* the figures are beyond it from now on */
    command(&t, "liu.yang", COMMAND_LOG, NULL);
    t.command.said = work;
    t.command.said_count = 6;
    try_all(&t);
}

/* ---- warnings, orders, requests */

static void what_people_open_beside_the_plan_needs_its_memory(void **state) {
    (void)state;
    static const command_kind_t kinds[] = {COMMAND_WARN, COMMAND_ORDER, COMMAND_REQUEST};
    for (size_t i = 0; i < 3; i++) {
        trial_t t;
        two_steps(&t);
        submit_by(&t.scene, "gao.min");
        int64_t people[1] = {scene_person(&t.scene, "gao.min")};
        command(&t, "chen.wei", kinds[i], "no rail");
        t.command.people = people;
        t.command.people_count = kinds[i] == COMMAND_REQUEST ? 0 : 1;
        t.command.severity = kinds[i] == COMMAND_WARN ? SEVERITY_SEVERE : SEVERITY_NONE;
        t.command.department = kinds[i] == COMMAND_REQUEST ? "finance" : NULL;
        try_all(&t);
    }
}

static void what_is_answered_beside_it_and_asked_for_again_needs_its_memory(void **state) {
    (void)state;
    static field_t remedy[2];
    remedy[0] = text_field("measures", "a rail");
    remedy[1] = text_field("result", "it stands");
    for (int checked = 0; checked < 2;
         checked++) { /* the answer opens its check; refused, it is ordered again */
        trial_t t;
        two_steps(&t);
        submit_by(&t.scene, "gao.min");
        int64_t people[1] = {scene_person(&t.scene, "gao.min")};
        command(&t, "chen.wei", COMMAND_ORDER, "no rail");
        t.command.people = people;
        t.command.people_count = 1;
        must(&t.scene, scene_command(&t.scene, &t.command));
        command(&t, "gao.min", COMMAND_LOG, NULL);
        t.command.step = "rectify";
        t.command.said = remedy;
        t.command.said_count = 2;
        if (checked) must(&t.scene, scene_command(&t.scene, &t.command));
        if (checked) command(&t, "chen.wei", COMMAND_REFUSE, "it shakes");
        if (checked) t.command.step = "rectify.check";
        try_all(&t);
    }
}

/* ---- risk */

static void a_high_risk_and_the_plan_that_answers_it_need_their_memory(void **state) {
    (void)state;
    static effect_t plan = {.kind = EFFECT_RESPONSE, .who = &wang, .check = &chen};
    trial_t t;
    two_steps(&t);
    t.scene.rules.flow.has_risk = true;
    t.scene.rules.risk =
        (risk_t){.level = RISK_HIGH, .because = "likely", .because_zh = "可能", .response = {&plan, 1}};
    must(&t.scene, draft_by(&t.scene, "gao.min"));
    command(&t, "gao.min", COMMAND_SUBMIT, NULL);
    try_all(&t);
}

static void what_answers_a_risk_that_rises_needs_its_memory(void **state) {
    (void)state;
    static field_right_t writes = {"purpose", ACCESS_WRITE};
    static step_t review = {.no = 1,
                            .kind = STEP_APPROVE,
                            .state = STEP_WAITING,
                            .name = "review",
                            .by = &chen,
                            .mode = DECIDE_ANY,
                            .on_refuse = ON_REFUSE_AT_ONCE,
                            .within = {.kind = LIMIT_WORKDAYS, .days = 1},
                            .on_empty = EMPTY_FALLBACK,
                            .on_self = SELF_SUPERIOR,
                            .opened_at = INSTANT_NONE,
                            .ended_at = INSTANT_NONE};
    static effect_t answers[3] = {
        {.kind = EFFECT_RESPONSE, .who = &wang, .check = &chen},
        {.kind = EFFECT_ADD, .steps = &review, .step_count = 1, .where = ADDED_BEFORE, .beside = "second"},
        {.kind = EFFECT_NOTIFY, .who = &liu, .text = "it has become risky", .text_zh = "风险升高"}};
    static change_rule_t rule = {.field = "amount"};
    for (int ended = 0; ended < 2; ended++) { /* written at a step; a small change after the end */
        trial_t t;
        field_t purpose = text_field("purpose", "a tower"), amount = money_field("amount", 2786);
        two_steps(&t);
        rule.from = money_field("amount", 10000).value;
        t.scene.rules.flow.changes = &rule;
        t.scene.rules.flow.change_count = 1;
        t.scene.rules.flow.has_risk = true;
        t.scene.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
        t.scene.rules.steps[0][1].form = (step_form_t){.rights = &writes, .right_count = 1};
        submit_by(&t.scene, "gao.min");
        if (ended) must(&t.scene, as(&t.scene, "liu.yang", COMMAND_APPROVE, NULL));
        if (ended) must(&t.scene, as(&t.scene, "wang.fang", COMMAND_APPROVE, NULL));
        t.scene.rules.risk = (risk_t){.level = RISK_HIGH, .because = "it is so", .response = {answers, 3}};
        command(&t, ended ? "gao.min" : "liu.yang", ended ? COMMAND_CHANGE : COMMAND_APPROVE,
                "it has changed");
        t.command.fields = ended ? &amount : &purpose;
        t.command.field_count = 1;
        try_all(&t);
    }
}

/* ---- what a function says in both languages, and signers who go before they were asked */

static void a_refusal_by_a_function_in_both_languages_needs_its_memory(void **state) {
    (void)state;
    static rung_act_t call = {.action = RUNG_CALL, .function = "late"};
    static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &call, .act_count = 1};
    static effect_t refuse = {.kind = EFFECT_REFUSE, .text = "nobody came", .text_zh = "无人处理"};
    trial_t t;
    two_steps(&t);
    t.scene.rules.steps[0][1].ladder = (ladder_t){&rung, 1};
    t.scene.rules.effects = (effects_t){&refuse, 1};
    submit_by(&t.scene, "gao.min");
    const cs_clock_t *c = &t.scene.record->clocks[0];
    t.scene.now = c->rung_at;
    t.command = (command_t){.kind = COMMAND_FIRE,
                            .actor = {.kind = ACTOR_TIMER, .uid = -1},
                            .clock = c->id,
                            .rung = c->next_rung,
                            .due = c->rung_at,
                            .at = INSTANT_NONE};
    try_all(&t);
}

static void one_of_several_signers_to_come_is_removed_with_memory_alone(void **state) {
    (void)state;
    trial_t t;
    two_steps(&t);
    t.scene.rules.steps[0][1].permits = PERMIT_USUAL;
    submit_by(&t.scene, "gao.min");
    int64_t people[2] = {scene_person(&t.scene, "li.na"), scene_person(&t.scene, "chen.wei")};
    command(&t, "liu.yang", COMMAND_ADD_SIGNER, NULL);
    t.command.people = people;
    t.command.people_count = 2;
    t.command.where = ADDED_AFTER;
    must(&t.scene, scene_command(&t.scene, &t.command));
    command(&t, "liu.yang", COMMAND_REMOVE_SIGNER, NULL);
    t.command.people = people;
    t.command.people_count = 1;
    each_allocation_fails(trial_run, &t, true);
    assert_int_equal(t.successes, 1);
    scene_free(&t.scene);
}

/* ---- loops */

static void what_comes_when_rounds_are_used_up_needs_its_memory(void **state) {
    (void)state;
    for (int way = 0; way < 3; way++) { /* one more round; somebody decides; it passes for a reason */
        trial_t t;
        memset(&t, 0, sizeof t);
        scene_init(&t.scene);
        fixed_group(&t.scene.rules, 0, 0, STEP_SEQUENCE);
        step_t *loop = fixed_group(&t.scene.rules, 0, 1, STEP_LOOP);
        loop->rounds_max = way == 0 ? 2 : 1;
        fixed_leaf(&t.scene.rules, 0, 2, STEP_APPROVE, "check", &liu);
        if (way == 1)
            fixed_leaf(&t.scene.rules, 0, 2, STEP_APPROVE, "last-word", &wang)->used_up = USED_UP_DECIDES;
        if (way == 2) loop->used_up = USED_UP_PASSES;
        if (way == 2) loop->passes_because = "one draft is enough";
        submit_by(&t.scene, "gao.min");
        command(&t, "liu.yang", COMMAND_REFUSE, "not yet");
        try_all(&t);
    }
}

/* ---- other rules */

static void a_record_that_goes_on_under_other_rules_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    two_steps(&t);
    submit_by(&t.scene, "gao.min");
    must(&t.scene, as(&t.scene, "liu.yang", COMMAND_APPROVE, "fine"));
    t.scene.has_later = true;
    fixed_group(&t.scene.later, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&t.scene.later, 0, 1, STEP_APPROVE, "first", &chen);
    fixed_leaf(&t.scene.later, 0, 1, STEP_APPROVE, "new", &chen)->ladder = (ladder_t){&later_rung, 1};
    fixed_leaf(&t.scene.later, 0, 1, STEP_APPROVE, "second", &wang);
    command(&t, "xu.jing", COMMAND_MIGRATE, "the policy of March");
    t.command.owner = true;
    try_all(&t);
}

/* ---- what rules return */

static void a_handler_and_what_it_wants_need_their_memory(void **state) {
    (void)state;
    static step_t piece[3];
    static child_opening_t opening = {.flow = "demo.expense"};
    memset(piece, 0, sizeof piece);
    piece[0] = (step_t){
        .no = 1, .kind = STEP_ALL, .state = STEP_WAITING, .name = "", .on_refuse = ON_REFUSE_AT_ONCE};
    for (int i = 1; i < 3; i++)
        piece[i] = (step_t){.no = i + 1,
                            .parent = 1,
                            .kind = STEP_APPROVE,
                            .state = STEP_WAITING,
                            .name = i == 1 ? "left" : "right",
                            .by = i == 1 ? &wang : &chen,
                            .mode = DECIDE_ANY,
                            .within = limit_workdays(2),
                            .on_empty = EMPTY_FALLBACK,
                            .on_self = SELF_SUPERIOR,
                            .on_refuse = ON_REFUSE_AT_ONCE,
                            .opened_at = INSTANT_NONE,
                            .ended_at = INSTANT_NONE};
    static effect_t effects[4];
    effects[0] = (effect_t){.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "late")};
    effects[1] = (effect_t){.kind = EFFECT_NOTIFY, .who = &chen, .text = "look"};
    effects[2] = (effect_t){.kind = EFFECT_ADD, .steps = piece, .step_count = 3, .where = ADDED_AFTER};
    static step_t opens;
    opens = (step_t){.no = 1,
                     .kind = STEP_RECORD,
                     .state = STEP_WAITING,
                     .name = "mend",
                     .by = &liu,
                     .opens = "demo.expense",
                     .wait = WAIT_ALL,
                     .within = limit_workdays(5),
                     .on_empty = EMPTY_FALLBACK,
                     .on_self = SELF_SUPERIOR,
                     .on_refuse = ON_REFUSE_AT_ONCE,
                     .opened_at = INSTANT_NONE,
                     .ended_at = INSTANT_NONE};
    effects[3] = (effect_t){
        .kind = EFFECT_ADD, .steps = &opens, .step_count = 1, .openings = &opening, .opening_count = 1};
    for (size_t count = 1; count <= 4; count++) {
        trial_t t;
        two_steps(&t);
        submit_by(&t.scene, "gao.min");
        t.scene.rules.flow.handles = UINT32_C(1) << HAPPENED_DECIDED;
        t.scene.rules.effects = (effects_t){effects, count};
        command(&t, "liu.yang", COMMAND_APPROVE, NULL);
        try_all(&t);
    }
    trial_t t; /* and the record that opens as the stage does */
    two_steps(&t);
    must(&t.scene, draft_by(&t.scene, "gao.min"));
    t.scene.rules.flow.handles = UINT32_C(1) << HAPPENED_STAGE_OPENED;
    t.scene.rules.effects = (effects_t){&effects[3], 1};
    command(&t, "gao.min", COMMAND_SUBMIT, NULL);
    try_all(&t);
}

static void a_handler_that_finishes_the_record_needs_its_memory(void **state) {
    (void)state;
    static effect_t done = {.kind = EFFECT_FINISH, .text = "nothing is left to be done"};
    trial_t t;
    two_steps(&t);
    t.scene.rules.steps[0][1].kind = t.scene.rules.steps[0][2].kind = STEP_ACT;
    submit_by(&t.scene, "gao.min");
    t.scene.rules.flow.handles = UINT32_C(1) << HAPPENED_DECIDED;
    t.scene.rules.effects = (effects_t){&done, 1};
    command(&t, "liu.yang", COMMAND_DONE, NULL);
    try_all(&t);
}

static void a_rung_that_adds_or_raises_needs_its_memory(void **state) {
    (void)state;
    static const rung_action_t actions[] = {RUNG_ADD, RUNG_RAISE};
    for (size_t i = 0; i < 2; i++) {
        static rung_act_t act;
        static rung_t rung;
        act = (rung_act_t){.action = actions[i], .who = &wang};
        rung = (rung_t){.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
        trial_t t;
        two_steps(&t);
        t.scene.rules.steps[0][1].ladder = (ladder_t){&rung, 1};
        submit_by(&t.scene, "gao.min");
        const cs_clock_t *c = next_clock(t.scene.record);
        t.scene.now = c->rung_at;
        t.command = (command_t){.kind = COMMAND_FIRE,
                                .actor = {.kind = ACTOR_TIMER, .uid = -1},
                                .clock = c->id,
                                .rung = c->next_rung,
                                .due = c->rung_at,
                                .at = INSTANT_NONE};
        try_all(&t);
    }
}

/* Urgent work, and the stage behind it for which approvals were asked for ahead (A64): what can't be asked
 * ahead of its stage for want of memory is not passed over. */
static void what_is_owed_ahead_of_its_stage_needs_its_memory(void **state) {
    (void)state;
    for (int comes = 0; comes <= 2; comes++) {
        trial_t t;
        two_steps(&t);
        t.scene.rules.flow.green_within = limit_hours(16);
        t.scene.rules.flow.stage_count = 3;
        t.scene.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
        t.scene.rules.stages[2] = (stage_def_t){.name = "second", .kind = STAGE_APPROVAL};
        fixed_leaf(&t.scene.rules, 1, 0, STEP_ACT, "build", &chen);
        fixed_group(&t.scene.rules, 2, 0, STEP_SEQUENCE);
        fixed_leaf(&t.scene.rules, 2, 1, STEP_APPROVE, "boss", &liu);
        fixed_group(&t.scene.rules, 2, 1, STEP_VOTE)->need = 1;
        fixed_leaf(&t.scene.rules, 2, 3, STEP_APPROVE, "one", &wang);
        fixed_leaf(&t.scene.rules, 2, 3, STEP_APPROVE, "other", &chen);
        must(&t.scene, draft_by(&t.scene, "gao.min"));
        command(&t, "gao.min", COMMAND_SUBMIT, NULL);
        t.command.urgent = true;
        t.command.text = "the roof leaks";
        if (comes) {
            must(&t.scene, scene_command(&t.scene, &t.command));
            if (comes == 2) t.scene.rules.steps[2][1].by = &wang; /* asked of others by then */
            command(&t, "chen.wei", COMMAND_DONE, NULL);
        }
        try_all(&t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_work_record_that_ends_a_task_and_asks_again_needs_its_memory),
        cmocka_unit_test(what_people_open_beside_the_plan_needs_its_memory),
        cmocka_unit_test(what_is_answered_beside_it_and_asked_for_again_needs_its_memory),
        cmocka_unit_test(a_high_risk_and_the_plan_that_answers_it_need_their_memory),
        cmocka_unit_test(what_comes_when_rounds_are_used_up_needs_its_memory),
        cmocka_unit_test(a_record_that_goes_on_under_other_rules_needs_its_memory),
        cmocka_unit_test(a_handler_and_what_it_wants_need_their_memory),
        cmocka_unit_test(a_handler_that_finishes_the_record_needs_its_memory),
        cmocka_unit_test(a_rung_that_adds_or_raises_needs_its_memory),
        cmocka_unit_test(what_answers_a_risk_that_rises_needs_its_memory),
        cmocka_unit_test(a_refusal_by_a_function_in_both_languages_needs_its_memory),
        cmocka_unit_test(what_is_owed_ahead_of_its_stage_needs_its_memory),
        cmocka_unit_test(one_of_several_signers_to_come_is_removed_with_memory_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
