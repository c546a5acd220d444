/* A department in a form is one that there is, and a person somebody in service (A70, A72). Ma Chao has left.
 */
#include "unit/engine/scene.h"

static field_def_t columns[] = {
    {.name = "department", .kind = VALUE_DEPARTMENT, .label_en = "Department", .label_zh = "部门"}};
static field_def_t people_columns[] = {
    {.name = "who", .kind = VALUE_PERSON, .label_en = "Who", .label_zh = "人员"}};

static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};

/* The form has a department, and a table of them; Liu approves. */
static void begin(scene_t *s) {
    scene_init(s);
    s->rules.fields[3] =
        (field_def_t){.name = "unit", .kind = VALUE_DEPARTMENT, .label_en = "Unit", .label_zh = "部门"};
    s->rules.fields[4] = (field_def_t){.name = "involved",
                                       .kind = VALUE_TABLE,
                                       .label_en = "Involved",
                                       .label_zh = "涉及部门",
                                       .columns = columns,
                                       .column_count = 1};
    s->rules.fields[5] = (field_def_t){
        .name = "in_charge", .kind = VALUE_PERSON, .label_en = "In charge", .label_zh = "负责人"};
    s->rules.fields[6] = (field_def_t){.name = "team",
                                       .kind = VALUE_TABLE,
                                       .label_en = "Team",
                                       .label_zh = "成员",
                                       .columns = people_columns,
                                       .column_count = 1};
    s->rules.flow.field_count = 7;
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "clerk", &liu);
    must(s, draft_by(s, "gao.min"));
}

static field_t unit(const char *key) {
    return (field_t){.name = "unit", .value = {.kind = VALUE_DEPARTMENT, .u.text = key}};
}

static void A70_a_department_that_nobody_knows_is_refused_with_the_nearest_name(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    refused_with(&s, as_with(&s, "gao.min", COMMAND_EDIT, unit("finanse")), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.department");
    assert_string_equal(diag_get(s.d.cause, "field"), "unit");
    assert_string_equal(diag_get(s.d.cause, "department"), "finanse");
    assert_string_equal(diag_get(s.d.cause, "nearest"), "finance");
    refused_with(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, unit("nowhere")), "form.invalid");
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, unit("finance")));
    scene_free(&s);
}

static void A70_so_is_one_in_a_table_named_by_its_cell(void **state) {
    (void)state;
    scene_t s;
    value_t cells[] = {{.kind = VALUE_DEPARTMENT, .u.text = "sales"},
                       {.kind = VALUE_DEPARTMENT, .u.text = "saless"}};
    row_t rows[] = {{.cells = &cells[0], .count = 1}, {.cells = &cells[1], .count = 1}};
    field_t involved = {.name = "involved",
                        .value = {.kind = VALUE_TABLE, .u.table = {.rows = rows, .count = 2}}};
    begin(&s);
    refused_with(&s, as_with(&s, "gao.min", COMMAND_EDIT, involved), "form.invalid");
    assert_string_equal(diag_get(s.d.cause, "field"), "involved[2].department");
    assert_string_equal(diag_get(s.d.cause, "label_en"), "Involved 2: Department");
    assert_string_equal(diag_get(s.d.cause, "nearest"), "sales");
    cells[1].u.text = "finance";
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, involved));
    scene_free(&s);
}

static void put_directory(scene_t *s, const department_info_t *more) {
    directory_builder_t *b = demo_directory_builder();
    if (more) assert_int_equal(directory_add_department(b, more, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 1, NULL);
    assert_non_null(s->dir);
}

/* The company was organised anew meanwhile: whoever submits says where it belongs now. */
static void A70_a_department_that_is_no_more_stops_nobody_on_the_way_but_whoever_submits(void **state) {
    (void)state;
    scene_t s;
    static field_right_t writes = {.field = "purpose", .access = ACCESS_WRITE};
    static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
    static const department_info_t lab = {.key = "lab", .parent = "company", .name_en = "Lab"};
    begin(&s);
    memset(s.rules.steps, 0, sizeof s.rules.steps);
    s.rules.plans[0].step_count = 0;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "clerk", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "boss", &wang);
    s.rules.steps[0][1].form = (step_form_t){.rights = &writes, .right_count = 1};
    s.rules.steps[0][2].may_return = true;
    put_directory(&s, &lab);
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, unit("lab")));
    put_directory(&s, NULL);
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, text_field("purpose", "seen")));
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "whose is it?"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.department");
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, unit("finance")));
    scene_free(&s);
}

static void A45_a_copy_leaves_a_department_that_is_no_more_out(void **state) {
    (void)state;
    scene_t s;
    static const department_info_t lab = {.key = "lab", .parent = "company", .name_en = "Lab"};
    begin(&s);
    put_directory(&s, &lab);
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, unit("lab")));
    put_directory(&s, NULL);
    must(&s, as(&s, "gao.min", COMMAND_COPY, NULL));
    assert_null(record_field(s.record, "unit"));
    assert_string_equal(s.record->made_from_left_out, "unit");
    scene_free(&s);
}

static field_t in_charge(int64_t person) {
    return (field_t){.name = "in_charge", .value = {.kind = VALUE_PERSON, .u.person = person}};
}

static void A72_who_is_not_in_service_is_refused_at_the_field(void **state) {
    (void)state;
    scene_t s;
    value_t cell = {.kind = VALUE_PERSON, .u.person = DEMO_MA_CHAO};
    row_t row = {.cells = &cell, .count = 1};
    field_t team = {.name = "team", .value = {.kind = VALUE_TABLE, .u.table = {.rows = &row, .count = 1}}};
    begin(&s);
    refused_with(&s, as_with(&s, "gao.min", COMMAND_EDIT, in_charge(DEMO_MA_CHAO)), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.person_left");
    assert_string_equal(diag_get(s.d.cause, "field"), "in_charge");
    assert_string_equal(diag_get(s.d.cause, "person"), "ma.chao");
    refused_with(&s, as_with(&s, "gao.min", COMMAND_EDIT, team), "form.invalid");
    assert_string_equal(diag_get(s.d.cause, "field"), "team[1].who");
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, in_charge(DEMO_LIU_YANG)));
    scene_free(&s);
}

/* Gao Min drafts it while Ma Chao is there, and submits it after he left. */
static void A72_who_left_since_the_draft_is_refused_as_it_is_submitted_and_stops_nobody_later(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    s.now = INT64_C(20089) * MS_DAY - MS_HOUR;
    buf_reset(&s.bytes);
    buf_reset(&s.folded);
    s.record = NULL;
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, in_charge(DEMO_MA_CHAO)));
    s.now += 2 * MS_HOUR;
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.person_left");
    s.now -= 2 * MS_HOUR;
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    s.now += 2 * MS_HOUR; /* it is on its way: whoever has it in hand names another, nobody is stopped */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A70_a_department_that_nobody_knows_is_refused_with_the_nearest_name),
        cmocka_unit_test(A70_so_is_one_in_a_table_named_by_its_cell),
        cmocka_unit_test(A70_a_department_that_is_no_more_stops_nobody_on_the_way_but_whoever_submits),
        cmocka_unit_test(A72_who_is_not_in_service_is_refused_at_the_field),
        cmocka_unit_test(A72_who_left_since_the_draft_is_refused_as_it_is_submitted_and_stops_nobody_later),
        cmocka_unit_test(A45_a_copy_leaves_a_department_that_is_no_more_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
