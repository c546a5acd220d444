/* Every allocation that decide makes is refused once: it says so, and nothing half-done comes out of it. */
#include "unit/engine/trial.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t clerks = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &sun};

static rung_act_t acts[2] = {{.action = RUNG_CALL, .function = "late"}, {.action = RUNG_REMIND}};
static rung_t rungs[2] = {
    {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &acts[0], .act_count = 1},
    {.name = "2",
     .anchor = RUNG_AFTER_DUE,
     .distance = {.kind = LIMIT_ELAPSED, .ms = 5},
     .acts = &acts[1],
     .act_count = 1},
};

static void begin(trial_t *t) {
    memset(t, 0, sizeof *t);
    scene_init(&t->scene);
    fixed_rules_t *rules = &t->scene.rules;
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(rules, 0, 1, STEP_APPROVE, "clerks", &clerks);
    step->mode = DECIDE_ALL;
    step->ladder = (ladder_t){rungs, 2};
    fixed_leaf(rules, 0, 1, STEP_COPY, "note", &wang);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "wang", &wang);
}

static void a_draft_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    field_t field = text_field("purpose", "train");
    begin(&t);
    t.command = scene_cmd(&t.scene, "gao.min", COMMAND_DRAFT);
    t.command.flow = "demo.expense";
    t.command.fields = &field;
    t.command.field_count = 1;
    try_all(&t);
}

static void a_submission_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    begin(&t);
    must(&t.scene, draft_by(&t.scene, "gao.min"));
    t.command = scene_cmd(&t.scene, "gao.min", COMMAND_SUBMIT);
    try_all(&t);
}

/* Reminders that were missed, each of somebody else (A61). */
static void merged_rungs_need_their_memory(void **state) {
    (void)state;
    static rung_act_t tells[] = {{.action = RUNG_NOTIFY, .who = &clerks},
                                 {.action = RUNG_REMIND},
                                 {.action = RUNG_NOTIFY, .who = &wang}};
    static rung_t missed[3];
    trial_t t;
    memset(&t, 0, sizeof t);
    scene_init(&t.scene);
    for (size_t i = 0; i < 3; i++) {
        missed[i] = rungs[1];
        missed[i].name = i == 0 ? "a" : i == 1 ? "b" : "c";
        missed[i].acts = &tells[i];
    }
    fixed_leaf(&t.scene.rules, 0, 0, STEP_APPROVE, "only", &sun)->ladder = (ladder_t){missed, 3};
    submit_by(&t.scene, "gao.min");
    const cs_clock_t *c = next_clock(t.scene.record);
    t.scene.now = c->rung_at + MS_DAY;
    t.command = (command_t){.kind = COMMAND_FIRE,
                            .actor = {.kind = ACTOR_TIMER, .uid = -1},
                            .clock = c->id,
                            .rung = c->next_rung,
                            .due = c->rung_at,
                            .at = INSTANT_NONE};
    try_all(&t);
}

static void a_decision_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    begin(&t);
    submit_by(&t.scene, "gao.min");
    must(&t.scene, as(&t.scene, "liu.yang", COMMAND_APPROVE, NULL));
    t.command = scene_cmd(&t.scene, "sun.li", COMMAND_APPROVE);
    try_all(&t);
}

static void a_refusal_that_opens_a_notice_needs_its_memory(void **state) {
    (void)state;
    trial_t t;
    begin(&t);
    t.scene.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    t.scene.rules.flow.acknowledge = true;
    submit_by(&t.scene, "gao.min");
    t.command = scene_cmd(&t.scene, "sun.li", COMMAND_REFUSE);
    t.command.text = "no";
    try_all(&t);
}

/* The only reason for which a firing is refused. */
static void a_rung_that_calls_a_function_needs_its_memory(void **state) {
    (void)state;
    static effect_t effects[2];
    effects[0] = (effect_t){.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "late")};
    effects[1] = (effect_t){.kind = EFFECT_REASSIGN, .who = &wang};
    for (int fails = 0; fails <= 1; fails++) {
        trial_t t;
        begin(&t);
        t.scene.rules.effects = (effects_t){effects, 2};
        submit_by(&t.scene, "gao.min");
        if (fails) t.scene.rules.call_fails = "rule.error";
        const cs_clock_t *c = next_clock(t.scene.record);
        t.scene.now = c->rung_at;
        t.command = (command_t){.kind = COMMAND_FIRE,
                                .actor = {.kind = ACTOR_TIMER, .uid = -1},
                                .clock = c->id,
                                .rung = c->next_rung,
                                .due = c->rung_at,
                                .at = INSTANT_NONE};
        if (fails) { /* an incident that finds no memory is dropped; the rung's outcome is not */
            each_allocation_fails(trial_run, &t, false);
            try_limits(&t);
            scene_free(&t.scene);
        } else {
            try_all(&t);
        }
    }
}

/* A pick of the initiator's, an approval that counts, a role kept apart. */
static void what_is_said_of_people_over_time_needs_its_memory(void **state) {
    (void)state;
    static const source_t range = {.kind = SOURCE_PICKED, .level = 2, .of = &clerks};
    static separate_t pair = {"again", "wang"};
    trial_t t;
    begin(&t);
    t.scene.rules.flow.picks = true;
    t.scene.rules.flow.separate = &pair;
    t.scene.rules.flow.separate_count = 1;
    fixed_leaf(&t.scene.rules, 0, 1, STEP_APPROVE, "picked", &range);
    t.scene.rules.steps[0][3].by = &clerks; /* wang */
    t.scene.rules.steps[0][3].same_person = SAME_ANYWHERE;
    must(&t.scene, draft_by(&t.scene, "gao.min"));
    int64_t people[] = {scene_person(&t.scene, "sun.li"), scene_person(&t.scene, "liu.yang")};
    pick_t pick = {.step = "picked", .people = people, .count = 2};
    command_t submit = scene_cmd(&t.scene, "gao.min", COMMAND_SUBMIT);
    submit.picks = &pick;
    submit.pick_count = 1;
    must(&t.scene, scene_command(&t.scene, &submit));
    must(&t.scene, as(&t.scene, "liu.yang", COMMAND_APPROVE, NULL));
    t.command =
        scene_cmd(&t.scene, "sun.li", COMMAND_APPROVE); /* counts for the next, opens the one picked for */
    try_all(&t);
}

static void a_submission_with_picks_needs_its_memory(void **state) {
    (void)state;
    static const source_t range = {.kind = SOURCE_PICKED, .level = 2, .of = &clerks};
    trial_t t;
    begin(&t);
    t.scene.rules.flow.picks = true;
    fixed_leaf(&t.scene.rules, 0, 1, STEP_APPROVE, "picked", &range);
    must(&t.scene, draft_by(&t.scene, "gao.min"));
    int64_t people[] = {scene_person(&t.scene, "sun.li"), scene_person(&t.scene, "liu.yang")};
    pick_t pick = {.step = "picked", .people = people, .count = 2};
    t.command = scene_cmd(&t.scene, "gao.min", COMMAND_SUBMIT);
    t.command.picks = &pick;
    t.command.pick_count = 1;
    try_all(&t);
}

/* What an initiator may do once it has ended (A42, A45, A46). */
static void what_comes_after_the_end_needs_its_memory(void **state) {
    (void)state;
    static const command_kind_t kinds[] = {COMMAND_WITHDRAW, COMMAND_COPY, COMMAND_CHANGE};
    static const traced_t traced[] = {{"wang", "amount"}};
    static change_rule_t rule = {.field = "amount"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        trial_t t;
        field_t amount = money_field("amount", 99900);
        begin(&t);
        t.scene.rules.flow.withdraw = WITHDRAW_AFTER_APPROVAL;
        t.scene.rules.flow.withdraw_within = limit_workdays(2);
        t.scene.rules.flow.changes = &rule;
        t.scene.rules.flow.change_count = 1;
        t.scene.rules.traced = traced;
        t.scene.rules.traced_count = 1;
        submit_by(&t.scene, "gao.min");
        must(&t.scene, as(&t.scene, "liu.yang", COMMAND_APPROVE, NULL));
        must(&t.scene, as(&t.scene, "sun.li", COMMAND_APPROVE, NULL));
        must(&t.scene, as(&t.scene, "wang.fang", COMMAND_APPROVE, NULL));
        assert_int_equal(t.scene.record->state, RECORD_FINISHED);
        t.command = scene_cmd(&t.scene, "gao.min", kinds[i]);
        t.command.text = "the price has changed";
        t.command.fields = kinds[i] == COMMAND_WITHDRAW ? NULL : &amount;
        t.command.field_count = kinds[i] == COMMAND_WITHDRAW ? 0 : 1;
        try_all(&t);
    }
}

/* P2.3.3: reported, agreed to with a plan worked out anew and approvals asked for again, and these refused.
 */
static void shape_by_amount(const record_t *r, arena_t *arena, plan_t *plan) {
    (void)arena;
    bool dear = record_field(r, "amount")->u.money.minor > 5000;
    for (size_t i = 0; i < plan->step_count; i++)
        if (!dear && strcmp(plan->steps[i].name, "inspect") == 0) plan->steps[i].state = STEP_LEFT_OUT;
}

static void a_deviation_needs_its_memory(void **state) {
    (void)state;
    static const traced_t traced[] = {{"wang", "amount"}};
    for (int i = 0; i < 3; i++) {
        trial_t t;
        field_t amount = money_field("amount", 99900);
        begin(&t);
        t.scene.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
        t.scene.rules.flow.stage_count = 2;
        t.scene.rules.shape = shape_by_amount;
        fixed_group(&t.scene.rules, 1, 0, STEP_SEQUENCE);
        fixed_leaf(&t.scene.rules, 1, 1, STEP_ACT, "build", &sun);
        fixed_leaf(&t.scene.rules, 1, 1, STEP_ACT, "inspect", &sun);
        t.scene.rules.traced = traced;
        t.scene.rules.traced_count = 1;
        submit_by(&t.scene, "gao.min");
        must(&t.scene, as(&t.scene, "liu.yang", COMMAND_APPROVE, NULL));
        must(&t.scene, as(&t.scene, "sun.li", COMMAND_APPROVE, NULL));
        must(&t.scene, as(&t.scene, "wang.fang", COMMAND_APPROVE, NULL));
        t.command = scene_cmd(&t.scene, "sun.li", COMMAND_DEVIATE);
        t.command.text = "dearer";
        t.command.fields = &amount;
        t.command.field_count = 1;
        if (i > 0) must(&t.scene, scene_command(&t.scene, &t.command));
        if (i > 0) t.command = scene_cmd(&t.scene, "chen.wei", COMMAND_APPROVE);
        if (i > 1) must(&t.scene, scene_command(&t.scene, &t.command));
        if (i > 1) t.command = scene_cmd(&t.scene, "wang.fang", COMMAND_REFUSE);
        t.command.text = "too dear";
        try_all(&t);
    }
}

static void what_an_administrator_does_needs_its_memory(void **state) {
    (void)state;
    static const command_kind_t kinds[] = {COMMAND_COMPLETE,  COMMAND_REASSIGN,  COMMAND_CANCEL,
                                           COMMAND_SUSPEND,   COMMAND_EXCEPTION, COMMAND_JUMP,
                                           COMMAND_HAND_OVER, COMMAND_RESUME};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        trial_t t;
        begin(&t);
        submit_by(&t.scene, "gao.min");
        int64_t people[2] = {scene_person(&t.scene, "chen.wei")};
        bool two = kinds[i] == COMMAND_HAND_OVER;
        if (two) people[1] = people[0];
        if (two) people[0] = scene_person(&t.scene, "liu.yang");
        t.command = scene_cmd(&t.scene, "xu.jing", kinds[i]);
        t.command.owner = true;
        t.command.text = "she is ill";
        t.command.holder = scene_person(&t.scene, "liu.yang");
        t.command.people = people;
        t.command.people_count = two ? 2 : 1;
        t.command.to_step = "wang";
        if (kinds[i] == COMMAND_EXCEPTION) t.command.step = "clerks";
        if (kinds[i] == COMMAND_RESUME) t.command.kind = COMMAND_SUSPEND;
        if (kinds[i] == COMMAND_RESUME) must(&t.scene, scene_command(&t.scene, &t.command));
        t.command.kind = kinds[i];
        try_all(&t);
    }
}

/* Fields written, checks ticked, a document attached (A21, A71). */
static void what_a_step_asks_of_the_form_needs_its_memory(void **state) {
    (void)state;
    static require_t requires[] = {{.kind = REQUIRE_FIELD, .name = "purpose"},
                                   {.kind = REQUIRE_CHECK, .name = "seen", .name_zh = "已核"}};
    static field_right_t rights[] = {{"contract", ACCESS_WRITE}, {"purpose", ACCESS_WRITE}};
    static const char *checks[] = {"已核"};
    for (int attach = 0; attach < 2; attach++) {
        trial_t t;
        begin(&t);
        t.scene.rules.fields[3] = (field_def_t){
            .name = "contract", .kind = VALUE_DOCUMENT, .label_en = "contract", .label_zh = "合同"};
        t.scene.rules.flow.field_count = 4;
        t.scene.rules.steps[0][1].form = (step_form_t){requires, 2, rights, 2};
        submit_by(&t.scene, "gao.min");
        field_t purpose = text_field("purpose", "chairs");
        field_t contract = {"contract",
                            {.kind = VALUE_DOCUMENT, .u.document = {.name = "a.pdf", .media_type = "a/b"}}};
        t.command = scene_cmd(&t.scene, "sun.li", attach ? COMMAND_ATTACH : COMMAND_APPROVE);
        t.command.fields = attach ? &contract : &purpose;
        t.command.field_count = 1;
        if (!attach) t.command.checks = checks;
        if (!attach) t.command.check_count = 1;
        try_all(&t);
    }
}

/* Columns of a table written, and emptied as the step opens (A71). */
static void what_a_step_opens_of_a_table_needs_its_memory(void **state) {
    (void)state;
    static field_def_t columns[] = {
        {.name = "item", .kind = VALUE_TEXT, .label_en = "item", .label_zh = "项目"},
        {.name = "mark", .kind = VALUE_TEXT, .label_en = "mark", .label_zh = "结果"}};
    static field_right_t rights[] = {{"lines.item", ACCESS_HIDDEN}, {"lines.mark", ACCESS_ANEW}};
    value_t cells[] = {{.kind = VALUE_TEXT, .u.text = "a"}, {.kind = VALUE_TEXT, .u.text = "good"}};
    row_t row = {cells, 2};
    field_t lines = {"lines", {.kind = VALUE_TABLE, .u.table = {&row, 1}}};
    for (int writes = 0; writes < 2; writes++) {
        trial_t t;
        begin(&t);
        t.scene.rules.fields[3] = (field_def_t){.name = "lines",
                                                .kind = VALUE_TABLE,
                                                .label_en = "lines",
                                                .label_zh = "明细",
                                                .columns = columns,
                                                .column_count = 2};
        t.scene.rules.flow.field_count = 4;
        t.scene.rules.steps[0][1].form = (step_form_t){.rights = rights, .right_count = 2};
        must(&t.scene, draft_by(&t.scene, "gao.min"));
        must(&t.scene, as_with(&t.scene, "gao.min", COMMAND_EDIT, lines));
        t.command = scene_cmd(&t.scene, "gao.min", COMMAND_SUBMIT);
        if (writes) {
            must(&t.scene, as(&t.scene, "gao.min", COMMAND_SUBMIT, NULL));
            t.command = scene_cmd(&t.scene, "sun.li", COMMAND_APPROVE);
            t.command.fields = &lines;
            t.command.field_count = 1;
        }
        try_all(&t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_needs_its_memory),
        cmocka_unit_test(a_submission_needs_its_memory),
        cmocka_unit_test(merged_rungs_need_their_memory),
        cmocka_unit_test(a_decision_needs_its_memory),
        cmocka_unit_test(a_refusal_that_opens_a_notice_needs_its_memory),
        cmocka_unit_test(a_rung_that_calls_a_function_needs_its_memory),
        cmocka_unit_test(what_is_said_of_people_over_time_needs_its_memory),
        cmocka_unit_test(a_submission_with_picks_needs_its_memory),
        cmocka_unit_test(what_comes_after_the_end_needs_its_memory),
        cmocka_unit_test(a_deviation_needs_its_memory),
        cmocka_unit_test(what_an_administrator_does_needs_its_memory),
        cmocka_unit_test(what_a_step_asks_of_the_form_needs_its_memory),
        cmocka_unit_test(what_a_step_opens_of_a_table_needs_its_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
