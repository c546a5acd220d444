/* The acceptance report (policy P2.5.3): what is in it, what is not (A71), and that it is the same each time.
 */
#include "server/report.h"
#include "support/demo_directory.h"
#include "support/fixed_rules.h"
#include "support/plain_calendars.h"
#include "unit/failing.h"
#include <string.h>

/* Monday 2026-03-02, 09:00 UTC. */
#define START (INT64_C(20514) * MS_DAY + 9 * MS_HOUR)

typedef struct made {
    fixed_rules_t rules;
    record_t record;
    step_t steps[6];
    plan_place_t plans[1];
    task_t tasks[4];
    field_t fields[4];
    row_t rows[2];
    value_t cells[2][2];
    field_def_t columns[2];
    field_right_t rights[2], hides;
    directory_t *dir;
    calendars_t calendars;
    arena_t arena;
    diag_t d;
} made_t;

static value_t text(const char *words) {
    return (value_t){.kind = VALUE_TEXT, .u.text = words};
}

static void put_form(made_t *m) {
    m->columns[0] =
        (field_def_t){.name = "criterion", .kind = VALUE_TEXT, .label_en = "Criterion", .label_zh = "标准"};
    m->columns[1] =
        (field_def_t){.name = "result", .kind = VALUE_CHOICE, .label_en = "Result", .label_zh = "结果"};
    m->rules.fields[3] = (field_def_t){.name = "criteria",
                                       .kind = VALUE_TABLE,
                                       .label_en = "Criteria",
                                       .label_zh = "验收标准",
                                       .columns = m->columns,
                                       .column_count = 2};
    m->rules.fields[4] =
        (field_def_t){.name = "report", .kind = VALUE_TEXT, .label_en = "File", .label_zh = "材料"};
    m->rules.flow.field_count = 5;
    m->cells[0][0] = text("holds <5 t & more");
    m->cells[0][1] = (value_t){.kind = VALUE_CHOICE, .u.text = "met"};
    m->cells[1][0] = text("looks well");
    m->rows[0] = (row_t){m->cells[0], 2};
    m->rows[1] = (row_t){m->cells[1], 2};
    m->fields[0] = (field_t){
        "amount", {.kind = VALUE_MONEY, .u.money = {.minor = 2685, .currency = "EUR", .digits = 2}}};
    m->fields[1] = (field_t){"criteria", {.kind = VALUE_TABLE, .u.table = {m->rows, 2}}};
    m->fields[2] = (field_t){"purpose", text("a bridge")};
    m->fields[3] = (field_t){"report", text("file 12")};
}

static step_t step(int32_t no, int32_t parent, step_kind_t kind, const char *name, step_state_t state) {
    return (step_t){.no = no,
                    .parent = parent,
                    .stage = 0,
                    .round = 1,
                    .kind = kind,
                    .state = state,
                    .name = name,
                    .opened_at = START,
                    .ended_at = START + 5 * MS_HOUR};
}

static task_t task(int64_t id, int32_t no, outcome_t outcome, int64_t hours, const char *opinion) {
    return (task_t){.id = id,
                    .step = no,
                    .person = DEMO_LIU_YANG,
                    .decided_by = DEMO_LIU_YANG,
                    .state = TASK_DECIDED,
                    .outcome = outcome,
                    .opinion = opinion,
                    .opened_at = START,
                    .ended_at = START + hours * MS_HOUR};
}

/* Handed over, refused, handed over again, accepted. */
static void put_record(made_t *m) {
    m->rights[0] = (field_right_t){.field = "criteria", .access = ACCESS_WRITE};
    m->rights[1] = (field_right_t){.field = "report", .access = ACCESS_WRITE};
    m->steps[0] = step(1, 0, STEP_SEQUENCE, "", STEP_PASSED);
    m->steps[1] = step(2, 1, STEP_ACT, "hand-over", STEP_PASSED);
    m->steps[1].form = (step_form_t){.rights = m->rights, .right_count = 2};
    m->steps[1].superseded = true;
    m->steps[2] = step(3, 1, STEP_APPROVE, "accept", STEP_REFUSED);
    m->steps[2].superseded = true;
    m->steps[3] = step(4, 1, STEP_ACT, "hand-over", STEP_PASSED);
    m->steps[4] = step(5, 1, STEP_APPROVE, "accept", STEP_PASSED);
    m->tasks[0] = task(10, 2, OUTCOME_DONE, 1, NULL);
    m->tasks[1] = task(11, 3, OUTCOME_REFUSED, 2, "a rail is missing");
    m->tasks[2] = task(12, 4, OUTCOME_DONE, 3, NULL);
    m->tasks[3] = task(13, 5, OUTCOME_APPROVED, 4, "it stands");
    m->plans[0] = (plan_place_t){.stage = 0, .round = 1, .first = 0, .count = 5};
    m->record = (record_t){.id = 7,
                           .flow = "demo.expense",
                           .department = "sales",
                           .initiator = DEMO_GAO_MIN,
                           .number = "EXP-2026-000007",
                           .state = RECORD_FINISHED,
                           .round = 1,
                           .submitted_at = START,
                           .fields = m->fields,
                           .field_count = 4,
                           .steps = m->steps,
                           .step_count = 5,
                           .plans = m->plans,
                           .plan_count = 1,
                           .tasks = m->tasks,
                           .task_count = 4};
}

static void make(made_t *m) {
    memset(m, 0, sizeof *m);
    fixed_rules_init(&m->rules);
    m->rules.stages[0] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    put_form(m);
    put_record(m);
    m->dir = demo_directory(1);
    m->calendars = plain_calendars();
    arena_init(&m->arena, 0);
    diag_init(&m->d);
}

static void unmake(made_t *m) {
    directory_unref(m->dir);
    arena_free(&m->arena);
    diag_clear(&m->d);
}

static const char *report_of(made_t *m, document_t *document) {
    report_on_t on = {
        .record = &m->record, .flow = &m->rules.flow, .directory = m->dir, .calendars = &m->calendars};
    bytes_t html;
    if (report_acceptance(&on, &m->arena, &html, document, &m->d) != 0) return NULL;
    return arena_strndup(&m->arena, (const char *)html.at, html.len);
}

static void P2_5_3_it_tells_criteria_rounds_materials_and_who_accepted(void **state) {
    (void)state;
    made_t m;
    document_t document;
    make(&m);
    const char *html = report_of(&m, &document);
    assert_non_null(html);
    static const char *const says[] = {
        "EXP-2026-000007", "26.85 EUR", "a bridge", "<td>met</td>", "holds &lt;5 t &amp; more",
        "<td>looks well</td><td>–</td>", "file 12", "a rail is missing", "it stands",
        /* refused at eleven, put right at twelve, accepted at one */
        "<td>2026-03-02 11:00</td><td>a rail is missing</td><td>2026-03-02 12:00</td>",
        "<td>2026-03-02 13:00</td><td>it stands</td><td>–</td>"};
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        if (!strstr(html, says[i])) fail_msg("not said: %s\n%s", says[i], html);
    assert_string_equal(document.name, "EXP-2026-000007-acceptance.html");
    assert_int_equal(document.kept_as, DOCUMENT_ACCEPTANCE);
    assert_int_equal(document.size, strlen(html));
    unmake(&m);
}

static void A61_what_the_timer_decided_is_not_said_to_be_the_holders(void **state) {
    (void)state;
    made_t m;
    document_t document;
    make(&m);
    assert_null(strstr(report_of(&m, &document), "timer"));
    m.tasks[3].decided_by = 0;
    assert_non_null(strstr(report_of(&m, &document), "<td>timer 定时器</td><td>2026-03-02 13:00</td>"));
    unmake(&m);
}

static void P2_5_3_made_twice_it_has_the_same_bytes(void **state) {
    (void)state;
    made_t m;
    document_t first, second;
    make(&m);
    const char *a = report_of(&m, &first), *b = report_of(&m, &second);
    assert_string_equal(a, b);
    assert_true(hash_equal(&first.content, &second.content));
    m.tasks[3].opinion = "it stands firmly";
    assert_non_null(report_of(&m, &second));
    assert_false(hash_equal(&first.content, &second.content));
    unmake(&m);
}

static void P2_5_3_there_is_none_before_the_acceptance_has_passed(void **state) {
    (void)state;
    made_t m;
    document_t document;
    make(&m);
    m.steps[0].state = STEP_OPEN;
    assert_null(report_of(&m, &document));
    assert_true(diag_is(&m.d, "acceptance.not_passed"));
    m.steps[0].state = STEP_PASSED;
    m.record.round = 2; /* begun anew since */
    assert_null(report_of(&m, &document));
    m.record.round = 1;
    m.rules.stages[0].kind = STAGE_APPROVAL;
    assert_null(report_of(&m, &document));
    unmake(&m);
}

/* A52: who skips the acceptance has nobody accept it before what is owed for it is decided. */
static void P2_5_3_there_is_none_while_the_acceptance_is_owed(void **state) {
    (void)state;
    made_t m;
    document_t document;
    make(&m);
    m.steps[4].state = STEP_LEFT_OUT;
    m.steps[5] = step(6, 0, STEP_APPROVE, "accept.owed", STEP_OPEN);
    m.steps[5].added = ADDED_DEBT;
    m.steps[5].origin = m.steps[4].no;
    m.record.step_count = 6;
    m.record.state = RECORD_OWING;
    assert_null(report_of(&m, &document));
    assert_true(diag_is(&m.d, "acceptance.not_passed"));
    m.steps[5].state = STEP_REFUSED;
    m.record.state = RECORD_PREPARED; /* on its way to another round */
    assert_null(report_of(&m, &document));
    m.steps[5].state = STEP_PASSED;
    assert_non_null(report_of(&m, &document));
    unmake(&m);
}

static void P2_5_3_what_stood_when_something_was_changed_after_the_end_was_accepted_before(void **state) {
    (void)state;
    made_t m;
    document_t document;
    make(&m);
    plan_place_t plans[] = {m.plans[0], {.stage = 0, .round = 2, .first = 5, .count = 1}};
    m.steps[5] = step(6, 0, STEP_APPROVE, "accept", STEP_LEFT_OUT);
    m.steps[5].left_out = "stands";
    m.steps[5].round = 2;
    m.record.step_count = 6;
    m.record.plans = plans;
    m.record.plan_count = 2;
    m.record.round = 2;
    const char *html = report_of(&m, &document);
    assert_non_null(html);
    assert_non_null(strstr(html, "it stands"));
    m.steps[5].left_out = "condition"; /* nobody was asked, nor had been */
    assert_null(report_of(&m, &document));
    unmake(&m);
}

static void P2_5_3_what_any_step_hides_is_not_in_it(void **state) {
    (void)state;
    made_t m;
    document_t document;
    make(&m);
    m.hides = (field_right_t){.field = "purpose", .access = ACCESS_HIDDEN};
    m.steps[4].form = (step_form_t){.rights = &m.hides, .right_count = 1};
    const char *html = report_of(&m, &document);
    assert_non_null(html);
    assert_null(strstr(html, "a bridge"));
    assert_non_null(strstr(html, "26.85 EUR"));
    unmake(&m);
}

static void P2_5_3_an_adjustment_is_told_with_before_and_after(void **state) {
    (void)state;
    made_t m;
    document_t document;
    make(&m);
    field_t after[] = {m.fields[0]}, before[] = {m.fields[0]};
    before[0].value.u.money.minor = 100;
    deviation_t deviation = {.step = 5,
                             .by = DEMO_SUN_LI,
                             .at = START,
                             .text = "steel has become dear",
                             .fields = after,
                             .field_count = 1,
                             .settled = true,
                             .before = before,
                             .before_count = 1,
                             .since = 3};
    m.record.deviations = &deviation;
    m.record.deviation_count = 1;
    const char *html = report_of(&m, &document);
    assert_non_null(strstr(html, "steel has become dear"));
    assert_non_null(strstr(html, "1.00 EUR → 26.85 EUR"));
    deviation.dropped = true;
    assert_null(strstr(report_of(&m, &document), "1.00 EUR → 26.85 EUR"));
    unmake(&m);
}

static int one(void *ctx) {
    made_t *m = ctx;
    document_t document;
    arena_reset(&m->arena);
    diag_clear(&m->d);
    const char *html = report_of(m, &document);
    if (!html) assert_string_equal(m->d.code ? m->d.code : "memory.out", "memory.out");
    return html ? 0 : -1;
}

static void P2_5_3_refused_memory_is_an_error(void **state) {
    (void)state;
    made_t m;
    make(&m);
    assert_true(each_allocation_fails(one, &m, true) > 0);
    unmake(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P2_5_3_it_tells_criteria_rounds_materials_and_who_accepted),
        cmocka_unit_test(A61_what_the_timer_decided_is_not_said_to_be_the_holders),
        cmocka_unit_test(P2_5_3_made_twice_it_has_the_same_bytes),
        cmocka_unit_test(P2_5_3_there_is_none_before_the_acceptance_has_passed),
        cmocka_unit_test(P2_5_3_there_is_none_while_the_acceptance_is_owed),
        cmocka_unit_test(P2_5_3_what_stood_when_something_was_changed_after_the_end_was_accepted_before),
        cmocka_unit_test(P2_5_3_what_any_step_hides_is_not_in_it),
        cmocka_unit_test(P2_5_3_an_adjustment_is_told_with_before_and_after),
        cmocka_unit_test(P2_5_3_refused_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
