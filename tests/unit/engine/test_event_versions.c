/* What was written stays what it meant: events of a kind's earlier version are folded as they were, so that
 * verify finds in an old store what that store's program made of them. */
#include "deviation_scene.h"
#include "engine/tree.h"

/* The record as it is, folded on by the events of the command that follows, up to the one of that kind, which
 * is read as of that version. */
typedef struct folding {
    buf_t before;
    arena_t arena;
    record_t record;
} folding_t;

static void keep(folding_t *f, const scene_t *s) {
    buf_init(&f->before, 0);
    arena_init(&f->arena, 0);
    record_encode(s->record, &f->before);
    assert_false(f->before.failed);
}

static const record_t *fold(folding_t *f, const scene_t *s, event_kind_t kind, uint16_t version) {
    diag_t d = {0};
    assert_int_equal(record_decode((bytes_t){f->before.at, f->before.len}, &f->arena, &f->record, &d), 0);
    for (size_t i = 0; i < s->out.event_count; i++) {
        event_t e = s->out.events[i];
        bool last = e.kind == kind;
        if (last) assert_int_equal(e.version, event_version(kind));
        if (last) e.version = version;
        if (apply(&f->record, &e, &f->arena, &d)) fail_msg("%s", diag_get(&d, "problem"));
        if (last) return &f->record;
    }
    fail_msg("no such event");
    return NULL;
}

static void done(folding_t *f) {
    buf_free(&f->before);
    arena_free(&f->arena);
}

static bool repeated(const record_t *r, const char *name) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].superseded && r->steps[i].name && strcmp(r->steps[i].name, name) == 0) return true;
    return false;
}

/* Version 2: whoever decided for a group is gone through again when somebody is led into it. */
static void a_way_back_of_version_1_leaves_whoever_had_decided(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_ANY);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "b", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    keep(&f, &s);
    must(&s, jump(&s, "b"));
    assert_true(repeated(fold(&f, &s, EVENT_PLAN_REWOUND, 3), "a"));
    assert_true(repeated(fold(&f, &s, EVENT_PLAN_REWOUND, 2), "a"));
    assert_false(repeated(fold(&f, &s, EVENT_PLAN_REWOUND, 1), "a"));
    done(&f);
    scene_free(&s);
}

/* The same for a jump to an earlier stage, into a branch that was refused while the others carried it. */
static void a_jump_of_version_1_to_an_earlier_stage_leaves_a_refusal_before_it(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    admin_scene(&s);
    step_t *branches = fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    branches->on_refuse = ON_REFUSE_THRESHOLD;
    branches->refuse_need = 2;
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "x", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "y", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "z", &chen);
    s.rules.flow.stage_count = 2;
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    fixed_leaf(&s.rules, 1, 0, STEP_ACT, "build", &li);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 1);
    keep(&f, &s);
    must(&s, jump(&s, "y"));
    assert_true(repeated(fold(&f, &s, EVENT_STAGE_JUMPED, 2), "x"));
    assert_false(repeated(fold(&f, &s, EVENT_STAGE_JUMPED, 1), "x"));
    done(&f);
    scene_free(&s);
}

/* Version 2: what nobody got to stays as it is, also what its rule left out behind what waits. */
static void a_way_back_of_version_1_repeats_what_a_rule_left_out_behind_what_waits(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "needless", &chen)->state = STEP_LEFT_OUT;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    keep(&f, &s);
    must(&s, jump(&s, "first"));
    assert_false(repeated(fold(&f, &s, EVENT_PLAN_REWOUND, 2), "needless"));
    assert_true(repeated(fold(&f, &s, EVENT_PLAN_REWOUND, 1), "needless"));
    done(&f);
    scene_free(&s);
}

/* Version 2: a step that had refused its sequence is passed over when somebody is led past it. */
static void a_way_back_of_version_1_leaves_a_refusal_before_it(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    admin_scene(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    keep(&f, &s);
    must(&s, jump(&s, "second"));
    assert_true(repeated(fold(&f, &s, EVENT_PLAN_REWOUND, 2), "first"));
    assert_false(repeated(fold(&f, &s, EVENT_PLAN_REWOUND, 1), "first"));
    done(&f);
    scene_free(&s);
}

static int32_t place(const record_t *r, const char *name) {
    return tree_named(r, &r->plans[r->plan_count - 1], name);
}

/* Version 3: it stays where it was, before the group that holds the step led to. */
static void a_way_back_of_version_2_puts_what_is_passed_over_behind(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    admin_scene(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_group(&s.rules, 0, 1, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "left", &wang);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "right", &li);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &chen);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "first"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    keep(&f, &s);
    must(&s, jump(&s, "right"));
    const record_t *r = fold(&f, &s, EVENT_PLAN_REWOUND, 3);
    assert_true(place(r, "first") < place(r, "right"));
    r = fold(&f, &s, EVENT_PLAN_REWOUND, 2);
    assert_true(place(r, "first") > place(r, "right"));
    done(&f);
    scene_free(&s);
}

/* Version 3: a vote is one decision, also on a way straight back. */
static void a_way_back_of_version_2_passes_over_the_others_of_a_vote(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "p", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "q", &wang);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "s", &chen);
    step_t *last = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &li);
    last->may_return = true;
    last->permits = PERMIT_ALL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    keep(&f, &s);
    command_t c = scene_cmd(&s, "li.na", COMMAND_RETURN);
    c.text = "look again";
    c.to_step = "s";
    c.straight = true;
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_non_null(open_task(&s, "p", "liu.yang"));
    assert_non_null(open_task(&s, "s", "chen.wei"));
    const record_t *r = fold(&f, &s, EVENT_PLAN_REWOUND, 2);
    assert_int_equal(r->steps[place(r, "p")].state, STEP_LEFT_OUT);
    done(&f);
    scene_free(&s);
}

/* Does p's signer sign for the seat of p that is open: of the record as it is, or folded on as of that
 * version?
 */
static bool signs_for_open(const scene_t *s, folding_t *f, uint16_t version) {
    const record_t *r = s->record;
    diag_t d = {0};
    if (f)
        assert_int_equal(record_decode((bytes_t){f->before.at, f->before.len}, &f->arena, &f->record, &d), 0);
    for (size_t i = 0; f && i < s->out.event_count; i++) {
        event_t e = s->out.events[i];
        if (e.kind == EVENT_TASK_OPENED) e.version = version;
        if (apply(&f->record, &e, &f->arena, &d)) fail_msg("%s", diag_get(&d, "problem"));
    }
    if (f) r = &f->record;
    const task_t *served = record_task(r, r->steps[place(r, "p.before")].serves);
    return served && served->state == TASK_OPEN;
}

/* Version 2 of TASK_OPENED: whom a signer before a seat brought in signs for the seat that opens again. */
static void a_seat_that_opened_again_by_version_1_did_not_wait_for_whom_a_signer_brought_in(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "p", &liu)->permits = PERMIT_ALL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "q", &wang)->permits = PERMIT_ALL;
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    submit_by(&s, "gao.min");
    int64_t li_na = scene_person(&s, "li.na"), chen_wei = scene_person(&s, "chen.wei");
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    c.people = &li_na;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    c = scene_cmd(&s, "li.na", COMMAND_ADD_SIGNER);
    c.people = &chen_wei;
    c.people_count = 1;
    c.where = ADDED_BESIDE;
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL)); /* whom she brought in has still to sign */
    s.now += MS_HOUR;
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    s.now += MS_HOUR;
    keep(&f, &s);
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, "after all"));
    assert_int_equal(clock_of(&s, "p"), CLOCK_PAUSED);
    assert_true(signs_for_open(&s, NULL, 2));
    assert_false(signs_for_open(&s, &f, 1));
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.waits");
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    done(&f);
    scene_free(&s);
}

/* Version 2: what was done at the task before is not what is done after. */
static void a_decision_of_version_1_stays_touched_by_what_was_done_before(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    admin_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "a", &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_COMMENT, "I look into it"));
    keep(&f, &s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_false(fold(&f, &s, EVENT_TASK_DECIDED, 2)->tasks[0].touched);
    assert_true(fold(&f, &s, EVENT_TASK_DECIDED, 1)->tasks[0].touched);
    done(&f);
    scene_free(&s);
}

/* Version 2: what stood before an adjustment is kept, the plan that another one took over from too, so that
 * it can be made to stand again (A27). */
static void an_adjustment_of_version_1_keeps_nothing_of_what_stood_before(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    keep(&f, &s);
    must(&s, agree(&s, "deviation"));
    assert_int_not_equal(fold(&f, &s, EVENT_ADJUSTED, 2)->deviations[0].was.first, 0);
    assert_int_equal(fold(&f, &s, EVENT_ADJUSTED, 1)->deviations[0].was.first, 0);
    assert_int_not_equal(fold(&f, &s, EVENT_REPLANNED, 2)->deviations[0].was.plan_count, 0);
    assert_int_equal(fold(&f, &s, EVENT_REPLANNED, 1)->deviations[0].was.plan_count, 0);
    done(&f);
    scene_free(&s);
}

/* Version 2: the clock keeps since when it stands still (A62). */
static void a_pause_of_version_1_says_nothing_of_when(void **state) {
    (void)state;
    scene_t s;
    folding_t f;
    three_steps(&s);
    keep(&f, &s);
    must(&s, as(&s, "xu.jing", COMMAND_SUSPEND, "it is looked at"));
    const record_t *r = fold(&f, &s, EVENT_CLOCK_PAUSED, 2);
    assert_int_equal(r->clocks[0].stood_count, 1);
    r = fold(&f, &s, EVENT_CLOCK_PAUSED, 1);
    assert_int_equal(r->clocks[0].state, CLOCK_PAUSED);
    assert_int_equal(r->clocks[0].stood_count, 0);
    done(&f);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_way_back_of_version_1_leaves_whoever_had_decided),
        cmocka_unit_test(a_jump_of_version_1_to_an_earlier_stage_leaves_a_refusal_before_it),
        cmocka_unit_test(a_way_back_of_version_1_repeats_what_a_rule_left_out_behind_what_waits),
        cmocka_unit_test(a_way_back_of_version_1_leaves_a_refusal_before_it),
        cmocka_unit_test(a_way_back_of_version_2_puts_what_is_passed_over_behind),
        cmocka_unit_test(a_way_back_of_version_2_passes_over_the_others_of_a_vote),
        cmocka_unit_test(a_seat_that_opened_again_by_version_1_did_not_wait_for_whom_a_signer_brought_in),
        cmocka_unit_test(a_decision_of_version_1_stays_touched_by_what_was_done_before),
        cmocka_unit_test(an_adjustment_of_version_1_keeps_nothing_of_what_stood_before),
        cmocka_unit_test(a_pause_of_version_1_says_nothing_of_when),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
