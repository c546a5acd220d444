/* apply takes an event only where it can follow: a chain that was broken or tampered with is named, not
 * folded. */
#include "unit/engine/scene.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};

static void expect_misfit(scene_t *s, event_t e, const char *problem) {
    diag_t d;
    arena_t arena;
    record_t r;
    diag_init(&d);
    arena_init(&arena, 0);
    assert_int_equal(record_decode((bytes_t){s->bytes.at, s->bytes.len}, &arena, &r, NULL), 0);
    e.id = 77;
    e.version = e.version ? e.version : 1;
    if (!e.record) e.record = r.id;
    if (!e.seq) e.seq = r.version + 1;
    e.recorded = s->now;
    assert_int_equal(apply(&r, &e, &arena, &d), -1);
    assert_string_equal(d.code, "event.misfit");
    assert_string_equal(diag_get(&d, "id"), "77");
    assert_string_equal(diag_get(&d, "problem"), problem);
    diag_clear(&d);
    arena_free(&arena);
}

static void one_open_step(scene_t *s) {
    static rung_act_t act = {.action = RUNG_REMIND};
    static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "one", &wang)->ladder = (ladder_t){&rung, 1};
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "two", &wang);
    submit_by(s, "gao.min");
}

static void an_event_out_of_its_place_is_refused(void **state) {
    (void)state;
    scene_t s;
    one_open_step(&s);
    int64_t v = s.record->version;
    expect_misfit(&s, (event_t){.kind = EVENT_COMMENTED, .seq = v}, "out of sequence");
    expect_misfit(&s, (event_t){.kind = EVENT_COMMENTED, .seq = v + 2}, "out of sequence");
    expect_misfit(&s, (event_t){.kind = EVENT_COMMENTED, .record = 5}, "of another record");
    expect_misfit(&s, (event_t){.kind = EVENT_COMMENTED, .version = 2}, "unknown version of its kind");
    expect_misfit(&s, (event_t){.kind = EVENT_DRAFTED}, "the record began before");
    expect_misfit(&s, (event_t){.kind = (event_kind_t)99}, "unknown kind");
    expect_misfit(&s, (event_t){.kind = EVENT_NOTED}, "only the system's own record is noted on");
    scene_free(&s);
}

static void steps_and_tasks_end_once_and_only_when_what_is_below_has_ended(void **state) {
    (void)state;
    scene_t s;
    one_open_step(&s);
    int64_t task = s.record->tasks[0].id;
    event_t e = {.kind = EVENT_STEP_OPENED, .u.step_opened.step = 2};
    expect_misfit(&s, e, "the step does not wait");
    e.u.step_opened.step = 9;
    expect_misfit(&s, e, "no such step");
    e = (event_t){.kind = EVENT_STEP_ENDED, .u.step_ended = {.step = 1, .state = STEP_PASSED}};
    expect_misfit(&s, e, "a step below is still open");
    e.u.step_ended.step = 2;
    expect_misfit(&s, e, "a task of the step is still open");
    e.u.step_ended.step = 3;
    expect_misfit(&s, e, "the step is not open");
    e = (event_t){.kind = EVENT_STAGE_ENDED, .u.stage_ended = {.stage = 0, .passed = true}};
    expect_misfit(&s, e, "a step is still open");
    e = (event_t){.kind = EVENT_ENDED, .u.ended.state = RECORD_FINISHED};
    expect_misfit(&s, e, "a task is still open");
    expect_misfit(&s, (event_t){.kind = EVENT_WITHDRAWN}, "a task is still open");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    e = (event_t){.kind = EVENT_TASK_DECIDED, .u.task_decided = {.task = task, .outcome = OUTCOME_REFUSED}};
    expect_misfit(&s, e, "the task is not open");
    e = (event_t){.kind = EVENT_TASK_CLOSED, .u.task_closed.task = task};
    expect_misfit(&s, e, "the task has ended");
    scene_free(&s);
}

static void a_task_always_has_an_owner_and_ids_grow(void **state) {
    (void)state;
    scene_t s;
    one_open_step(&s);
    int64_t task = s.record->tasks[0].id;
    event_t e = {.kind = EVENT_TASK_OPENED, .u.task_opened = {.task = task + 1, .step = 2}};
    expect_misfit(&s, e, "a task without an owner");
    e.u.task_opened.person = DEMO_LIU_YANG;
    e.u.task_opened.task = task - 1;
    expect_misfit(&s, e, "ids of tasks only grow");
    e.u.task_opened.task = task;
    expect_misfit(&s, e, "the task does not wait for its turn");
    e.u.task_opened.step = 3;
    expect_misfit(&s, e, "the step is not open");
    e = (event_t){.kind = EVENT_TASK_REASSIGNED,
                  .u.task_reassigned = {.task = task, .from = DEMO_LIU_YANG, .to = DEMO_SUN_LI}};
    expect_misfit(&s, e, "the task is somebody else's");
    e.u.task_reassigned.from = DEMO_WANG_FANG;
    e.u.task_reassigned.to = 0;
    expect_misfit(&s, e, "a task without an owner");
    e.u.task_reassigned.to = DEMO_SUN_LI;
    e.u.task_reassigned.principal = DEMO_WANG_FANG; /* it is held in nobody's name */
    expect_misfit(&s, e, "it is another's");
    scene_free(&s);
}

static void a_rung_has_one_outcome(void **state) {
    (void)state;
    scene_t s;
    one_open_step(&s);
    int64_t clock = s.record->clocks[0].id;
    event_t e = {.kind = EVENT_RUNG,
                 .u.rung = {.clock = clock, .outcome = RUNG_FIRED, .next_rung = -1, .rung_at = INSTANT_NONE}};
    e.u.rung.rung = 1;
    expect_misfit(&s, e, "no such rung");
    assert_true(fire_next(&s));
    e.u.rung.rung = 0;
    expect_misfit(&s, e, "the rung has its outcome");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    expect_misfit(&s, e, "the clock has stopped");
    e.u.rung.clock = 12;
    expect_misfit(&s, e, "no such clock");
    e = (event_t){.kind = EVENT_CLOCK_SET,
                  .u.clock_set = {.clock = s.record->clocks[1].id, .state = CLOCK_RUNNING}};
    expect_misfit(&s, e, "it was due at another time");
    scene_free(&s);
}

static void rounds_stages_and_numbers_follow_one_another(void **state) {
    (void)state;
    scene_t s;
    one_open_step(&s);
    event_t e = {.kind = EVENT_SUBMITTED, .u.submitted.round = 2};
    expect_misfit(&s, e, "the record is on its way");
    e.u.submitted.round = 3;
    expect_misfit(&s, e, "not the next round");
    e = (event_t){.kind = EVENT_PREPARING, .u.preparing.times = 1};
    expect_misfit(&s, e, "the record is not with its initiator");
    e = (event_t){.kind = EVENT_STAGE_ENDED, .u.stage_ended.stage = 3};
    expect_misfit(&s, e, "another stage is open");
    step_t step = {.no = 1, .state = STEP_WAITING, .kind = STEP_APPROVE, .name = "x"};
    e = (event_t){.kind = EVENT_STAGE_OPENED,
                  .u.stage_opened = {.round = 1, .plan = {.steps = &step, .step_count = 1}}};
    expect_misfit(&s, e, "steps are not numbered on");
    e.u.stage_opened.round = 2;
    expect_misfit(&s, e, "of another round");
    e = (event_t){.kind = EVENT_STEP_ADDED, .u.step_added.step = step};
    expect_misfit(&s, e, "steps are not numbered on");
    scene_free(&s);
    scene_init(&s);
    must(&s, draft_by(&s, "gao.min"));
    e = (event_t){.kind = EVENT_SUBMITTED, .u.submitted.round = 1};
    expect_misfit(&s, e, "a number is given once, at the first submission");
    expect_misfit(&s, (event_t){.kind = EVENT_RETURNED}, "nothing is on its way");
    expect_misfit(&s, (event_t){.kind = EVENT_EDITED}, "nothing was edited");
    scene_free(&s);
}

static void the_systems_own_record_takes_notes_alone(void **state) {
    (void)state;
    arena_t arena;
    record_t r = {0};
    diag_t d;
    diag_init(&d);
    arena_init(&arena, 0);
    event_t e = {.id = 1, .kind = EVENT_NOTED, .version = 1, .seq = 1, .u.noted.code = "ruleset.activated"};
    assert_int_equal(apply(&r, &e, &arena, &d), 0);
    assert_int_equal(r.version, 1);
    e.seq = 2;
    assert_int_equal(apply(&r, &e, &arena, &d), 0);
    e.seq = 3;
    e.kind = EVENT_WITHDRAWN;
    assert_int_equal(apply(&r, &e, &arena, &d), -1);
    e.kind = EVENT_TASK_DECIDED;
    assert_int_equal(apply(&r, &e, &arena, &d), -1);
    diag_clear(&d);
    arena_free(&arena);
}

/* What apply keeps lies in its own arena: the event may go. */
static void a_record_never_points_into_an_event(void **state) {
    (void)state;
    arena_t kept, gone;
    record_t r = {0};
    arena_init(&kept, 0);
    arena_init(&gone, 0);
    field_t *fields = arena_array(&gone, 1, sizeof *fields);
    fields[0] = text_field(arena_strdup(&gone, "purpose"), arena_strdup(&gone, "train"));
    event_t e = {
        .id = 1,
        .record = 9,
        .seq = 1,
        .version = 1,
        .kind = EVENT_DRAFTED,
        .u.drafted = {
            .flow = arena_strdup(&gone, "demo"), .initiator = 5, .fields = fields, .field_count = 1}};
    assert_int_equal(apply(&r, &e, &kept, NULL), 0);
    arena_free(&gone);
    assert_string_equal(r.flow, "demo");
    assert_string_equal(record_field(&r, "purpose")->u.text, "train");
    arena_free(&kept);
}

static void what_an_administrator_did_has_to_fit_the_record(void **state) {
    (void)state;
    scene_t s;
    one_open_step(&s);
    int64_t task = open_task(&s, "one", NULL)->id;
    event_t e = {.kind = EVENT_ADMINISTERED, .u.administered = {.act = COMMAND_CANCEL, .step = 9}};
    expect_misfit(&s, e, "no such step");
    e.u.administered.step = 0;
    e.u.administered.task = 9;
    expect_misfit(&s, e, "no such task");
    e = (event_t){.kind = EVENT_TASK_COMPLETED, .u.task_completed = {.task = 9, .outcome = OUTCOME_DONE}};
    expect_misfit(&s, e, "no such task");
    e.u.task_completed.task = task;
    e.u.task_completed.outcome = OUTCOME_NONE;
    expect_misfit(&s, e, "no outcome");
    e = (event_t){.kind = EVENT_CANCELLED, .u.cancelled.from = RECORD_DRAFT};
    expect_misfit(&s, e, "the record is in another state");
    e.u.cancelled.from = RECORD_OPEN;
    expect_misfit(&s, e, "a task is still open");
    e = (event_t){.kind = EVENT_SUSPENDED, .u.suspended.step = 2};
    expect_misfit(&s, e, "no step stands for it");
    e = (event_t){.kind = EVENT_RESUMED, .u.resumed.step = 2};
    expect_misfit(&s, e, "the record is not suspended");
    e = (event_t){.kind = EVENT_STEP_EXCEPTED, .u.step_excepted = {.step = 9}};
    expect_misfit(&s, e, "no such step in a plan");
    e.u.step_excepted.step = 2;
    expect_misfit(&s, e, "the step does not wait");
    e.u.step_excepted.step = 3;
    expect_misfit(&s, e, "steps are not numbered on");
    e.u.step_excepted.owed = (step_t){.no = 4, .kind = STEP_APPROVE, .state = STEP_OPEN};
    expect_misfit(&s, e, "not a step to be owed");
    e.u.step_excepted.owed.state = STEP_WAITING;
    expect_misfit(&s, e, "it is owed for another step");
    step_t owed[2] = {
        {.no = 4, .kind = STEP_APPROVE, .state = STEP_WAITING, .added = ADDED_DEBT, .origin = 3},
        {.no = 5, .kind = STEP_APPROVE, .state = STEP_WAITING, .added = ADDED_DEBT, .parent = 4}};
    e = (event_t){.kind = EVENT_DEBT_OWED,
                  .u.debt_owed = {.step = 9, .owed = {.steps = owed, .step_count = 2}}};
    expect_misfit(&s, e, "no such step in a plan");
    e.u.debt_owed.step = 2;
    expect_misfit(&s, e, "the step does not wait");
    e.u.debt_owed.step = 3;
    expect_misfit(&s, e, "a step outside its tree");
    owed[1].no = 7;
    expect_misfit(&s, e, "steps are not numbered on");
    owed[0].added = ADDED_NOT;
    expect_misfit(&s, e, "not a step to be owed");
    owed[0].origin = 2;
    expect_misfit(&s, e, "it is owed for another step");
    e.u.debt_owed.owed.step_count = 0;
    expect_misfit(&s, e, "nothing to be owed");
    e = (event_t){.kind = EVENT_ENDED, .u.ended.state = RECORD_OWING};
    expect_misfit(&s, e, "it is not what is owed");
    e = (event_t){.kind = EVENT_MIGRATED};
    expect_misfit(&s, e, "it was under other rules");
    e.u.migrated.from = s.record->ruleset;
    e.u.migrated.replanned = true;
    expect_misfit(&s, e, "there is no plan before");
    e.u.migrated.replanned = false;
    e.u.migrated.stages = &(moved_stage_t){0, 1};
    e.u.migrated.stage_count = 1;
    expect_misfit(&s, e, "a stage that is not to come");
    e = (event_t){.kind = EVENT_PLAN_JUMPED, .u.plan_jumped.to = 9};
    expect_misfit(&s, e, "not within a plan");
    e.u.plan_jumped.to = 2;
    expect_misfit(&s, e, "the step does not wait");
    e.u.plan_jumped.to = 3;
    expect_misfit(&s, e, "a step to pass over is still open");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    e = (event_t){.kind = EVENT_TASK_COMPLETED, .u.task_completed = {.task = task, .outcome = OUTCOME_DONE}};
    expect_misfit(&s, e, "the task is not open");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_out_of_its_place_is_refused),
        cmocka_unit_test(steps_and_tasks_end_once_and_only_when_what_is_below_has_ended),
        cmocka_unit_test(a_task_always_has_an_owner_and_ids_grow),
        cmocka_unit_test(a_rung_has_one_outcome),
        cmocka_unit_test(rounds_stages_and_numbers_follow_one_another),
        cmocka_unit_test(the_systems_own_record_takes_notes_alone),
        cmocka_unit_test(a_record_never_points_into_an_event),
        cmocka_unit_test(what_an_administrator_did_has_to_fit_the_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
