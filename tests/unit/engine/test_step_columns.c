/* Tables of which a step opens columns alone (A71), and what its people find anew each time it opens. */
#include "engine/form_rights.h"
#include "scene.h"
#include <stdlib.h>

static field_def_t columns[] = {
    {.name = "criterion", .kind = VALUE_TEXT, .required = true, .label_en = "Criterion", .label_zh = "标准"},
    {.name = "mark", .kind = VALUE_TEXT, .label_en = "Mark", .label_zh = "结果"},
    {.name = "proof", .kind = VALUE_DOCUMENT, .label_en = "Proof", .label_zh = "证明"}};

/* Gao Min's criteria go to Li Na ("check"), who marks them, then to Wang Fang ("accept"), who may return. */
typedef struct office {
    scene_t s;
    source_t li_na, wang_fang;
    step_t *check, *accept;
    field_right_t rights[2];
    value_t cells[3][3];
    row_t rows[3];
} office_t;

static value_t words(const char *text) {
    return text ? (value_t){.kind = VALUE_TEXT, .u.text = text} : (value_t){.kind = VALUE_NONE};
}

static value_t paper(const char *name, const char *content) {
    value_t v = {.kind = VALUE_DOCUMENT, .u.document = {.name = name, .media_type = "a/b"}};
    hash_of(content, strlen(content), &v.u.document.content);
    return v;
}

/* The criteria with these marks, as somebody gives them; the first has a proof. */
static field_t criteria(office_t *o, const char *first, const char *second, size_t rows) {
    static const char *const names[] = {"in time", "whole", "new"};
    const char *marks[] = {first, second, NULL};
    for (size_t i = 0; i < 3; i++) {
        o->cells[i][0] = words(names[i]);
        o->cells[i][1] = words(marks[i]);
        o->cells[i][2] = i == 0 ? paper("a.pdf", "seen") : words(NULL);
        o->rows[i] = (row_t){o->cells[i], 3};
    }
    return (field_t){"criteria", {.kind = VALUE_TABLE, .u.table = {o->rows, rows}}};
}

static office_t *office(field_access_t access) {
    office_t *o = calloc(1, sizeof *o);
    scene_init(&o->s);
    o->li_na = source_by(SOURCE_PERSON, "li.na");
    o->wang_fang = source_by(SOURCE_PERSON, "wang.fang");
    o->s.rules.fields[3] = (field_def_t){.name = "criteria",
                                         .kind = VALUE_TABLE,
                                         .label_en = "Criteria",
                                         .label_zh = "验收标准",
                                         .columns = columns,
                                         .column_count = 3};
    o->s.rules.flow.field_count = 4;
    fixed_group(&o->s.rules, 0, 0, STEP_SEQUENCE);
    o->check = fixed_leaf(&o->s.rules, 0, 1, STEP_ACT, "check", &o->li_na);
    o->accept = fixed_leaf(&o->s.rules, 0, 1, STEP_APPROVE, "accept", &o->wang_fang);
    o->accept->may_return = true;
    o->check->permits = o->accept->permits = PERMIT_USUAL;
    o->rights[0] = (field_right_t){"criteria.mark", access};
    o->check->form = (step_form_t){.rights = o->rights, .right_count = 1};
    must(&o->s, draft_by(&o->s, "gao.min"));
    must(&o->s, as_with(&o->s, "gao.min", COMMAND_EDIT, criteria(o, NULL, NULL, 2)));
    return o;
}

static office_t *submitted(field_access_t access) {
    office_t *o = office(access);
    must(&o->s, as(&o->s, "gao.min", COMMAND_SUBMIT, NULL));
    return o;
}

static void office_free(office_t *o) {
    scene_free(&o->s);
    free(o);
}

static const char *mark(const office_t *o, size_t row) {
    const value_t *v = &record_field(o->s.record, "criteria")->u.table.rows[row].cells[1];
    return v->kind == VALUE_TEXT ? v->u.text : NULL;
}

static void check(office_t *o, field_t field) {
    must(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, field));
}

static void an_open_column_is_written_and_all_else_of_the_table_stays(void **state) { /* A71 */
    (void)state;
    office_t *o = submitted(ACCESS_WRITE);
    check(o, criteria(o, "met", "not met", 2));
    assert_string_equal(mark(o, 0), "met");
    assert_string_equal(mark(o, 1), "not met");
    assert_int_equal(state_of(&o->s, "check"), STEP_PASSED);
    office_free(o);
}

static void another_column_is_not_written(void **state) { /* A71 */
    (void)state;
    office_t *o = submitted(ACCESS_WRITE);
    field_t field = criteria(o, "met", "met", 2);
    o->cells[1][0] = words("half");
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, field), "field.cell_kept");
    error_says(&o->s, "field", "criteria");
    error_says(&o->s, "row", "2");
    error_says(&o->s, "column", "criterion");
    error_says(&o->s, "columns", "mark");
    field = criteria(o, "met", "met", 2);
    o->cells[0][2] = paper("a.pdf", "forged");
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, field), "field.cell_kept");
    error_says(&o->s, "row", "1");
    error_says(&o->s, "column", "proof");
    field = criteria(o, "met", "met", 2);
    o->cells[1][0] = words(NULL);
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, field), "field.cell_kept");
    assert_null(mark(o, 0));
    office_free(o);
}

static void rows_are_neither_added_nor_taken_out_nor_moved(void **state) { /* A71 */
    (void)state;
    office_t *o = submitted(ACCESS_WRITE);
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, criteria(o, "met", "met", 3)),
                 "field.rows_kept");
    error_says(&o->s, "rows", "2");
    error_says(&o->s, "given", "3");
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, criteria(o, "met", "met", 1)),
                 "field.rows_kept");
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, (field_t){.name = "criteria"}),
                 "field.rows_kept");
    field_t field = criteria(o, "met", "met", 2);
    row_t first = o->rows[0];
    o->rows[0] = o->rows[1];
    o->rows[1] = first;
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, field), "field.cell_kept");
    office_free(o);
}

static void what_is_no_table_is_told_as_such(void **state) {
    (void)state;
    office_t *o = submitted(ACCESS_WRITE);
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, text_field("criteria", "all met")),
                 "form.invalid");
    assert_string_equal(o->s.d.cause->code, "field.type");
    office_free(o);
}

static void who_has_no_column_of_it_writes_none(void **state) { /* A71 */
    (void)state;
    office_t *o = submitted(ACCESS_WRITE);
    check(o, criteria(o, "met", "met", 2));
    refused_with(&o->s, as_with(&o->s, "wang.fang", COMMAND_APPROVE, criteria(o, "met", "met", 2)),
                 "field.not_writable");
    office_free(o);
}

/* The last event that changed a field. */
static const event_t *edited(const scene_t *s) {
    const event_t *found = NULL;
    for (size_t i = 0; i < s->out.event_count; i++)
        if (s->out.events[i].kind == EVENT_EDITED) found = &s->out.events[i];
    return found;
}

static int return_to_check(office_t *o) {
    command_t c = scene_cmd(&o->s, "wang.fang", COMMAND_RETURN);
    c.text = "look again";
    c.to_step = "check";
    return scene_command(&o->s, &c);
}

static void what_is_found_anew_is_empty_each_time_the_step_opens(void **state) { /* A71, A22 */
    (void)state;
    office_t *o = submitted(ACCESS_ANEW);
    assert_null(edited(&o->s)); /* there was nothing */
    check(o, criteria(o, "met", "not met", 2));
    assert_string_equal(mark(o, 1), "not met");
    must(&o->s, return_to_check(o));
    assert_null(mark(o, 0));
    assert_null(mark(o, 1));
    const value_t *table = record_field(o->s.record, "criteria");
    assert_int_equal(table->u.table.count, 2);
    assert_string_equal(table->u.table.rows[1].cells[0].u.text, "whole");
    assert_int_equal(table->u.table.rows[0].cells[2].kind, VALUE_DOCUMENT);
    assert_non_null(edited(&o->s));
    assert_int_equal(edited(&o->s)->actor.kind, ACTOR_RULE);
    assert_int_equal(edited(&o->s)->u.edited.task, 0);
    office_free(o);
}

static void what_is_to_be_written_stays_when_the_step_opens_again(void **state) { /* A71, A22 */
    (void)state;
    office_t *o = submitted(ACCESS_WRITE);
    check(o, criteria(o, "met", "not met", 2));
    must(&o->s, return_to_check(o));
    assert_string_equal(mark(o, 0), "met");
    office_free(o);
}

static void the_initiators_own_marks_do_not_stand_either(void **state) { /* A71 */
    (void)state;
    office_t *o = office(ACCESS_ANEW);
    must(&o->s, as_with(&o->s, "gao.min", COMMAND_EDIT, criteria(o, "met", "met", 2)));
    must(&o->s, as(&o->s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_null(mark(o, 0));
    office_free(o);
}

static void who_takes_back_what_they_decided_sees_what_they_wrote(void **state) { /* A27 */
    (void)state;
    office_t *o = submitted(ACCESS_ANEW);
    check(o, criteria(o, "met", "met", 2));
    must(&o->s, as(&o->s, "li.na", COMMAND_TAKE_BACK, "too early"));
    assert_int_equal(state_of(&o->s, "check"), STEP_OPEN);
    assert_string_equal(mark(o, 0), "met");
    office_free(o);
}

static void what_a_decision_emptied_does_not_keep_it_from_being_taken_back(void **state) { /* A27 */
    (void)state;
    office_t *o = office(ACCESS_WRITE);
    o->rights[1] = (field_right_t){"purpose", ACCESS_ANEW};
    o->accept->form = (step_form_t){.rights = &o->rights[1], .right_count = 1};
    must(&o->s, as_with(&o->s, "gao.min", COMMAND_EDIT, text_field("purpose", "chairs")));
    must(&o->s, as(&o->s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&o->s, as(&o->s, "li.na", COMMAND_DONE, NULL));
    assert_null(record_field(o->s.record, "purpose")); /* a whole field, as "accept" opened */
    must(&o->s, as(&o->s, "li.na", COMMAND_TAKE_BACK, "too early"));
    assert_int_equal(state_of(&o->s, "check"), STEP_OPEN);
    office_free(o);
}

/* "check" hides who proves it, and opens the marks; Xu Jing would see all. */
static office_t *proof_hidden(void) {
    office_t *o = office(ACCESS_WRITE);
    o->rights[1] = (field_right_t){"criteria.proof", ACCESS_HIDDEN};
    o->check->form.right_count = 2;
    must(&o->s, as(&o->s, "gao.min", COMMAND_SUBMIT, NULL));
    return o;
}

static const value_t *proof(const office_t *o, size_t row) {
    return &record_field(o->s.record, "criteria")->u.table.rows[row].cells[2];
}

static void a_column_is_hidden_and_the_rows_are_not(void **state) { /* A71 */
    (void)state;
    office_t *o = proof_hidden();
    const record_t *r = o->s.record;
    int64_t li_na = scene_person(&o->s, "li.na"), gao = scene_person(&o->s, "gao.min"),
            nobody = scene_person(&o->s, "xu.jing");
    const field_def_t *def = &o->s.rules.fields[3];
    bool hidden[VALUE_CELLS_MAX];
    assert_true(form_shows(r, li_na, "criteria"));
    assert_false(form_shows(r, li_na, "criteria.proof"));
    assert_false(form_shows_cell(r, li_na, "criteria[2].proof"));
    assert_true(form_shows_cell(r, li_na, "criteria[2].mark"));
    assert_true(form_shows(r, gao, "criteria.proof")); /* wrote it */
    assert_false(form_shows(r, nobody, "criteria.proof"));
    assert_true(form_hidden_columns(r, li_na, "criteria", def, hidden));
    assert_false(hidden[0] || hidden[1]);
    assert_true(hidden[2]);
    assert_true(form_hidden_columns(r, li_na, "criteria", NULL, hidden)); /* which is which? */
    assert_true(hidden[0] && hidden[1] && hidden[2]);
    assert_false(form_hidden_columns(r, gao, "criteria", def, hidden));
    const value_t *value = record_field(r, "criteria");
    const value_t *shown = form_shown(r, li_na, "criteria", def, value, &o->s.arena);
    assert_int_equal(shown->u.table.count, 2);
    assert_string_equal(shown->u.table.rows[0].cells[0].u.text, "in time");
    assert_int_equal(shown->u.table.rows[0].cells[2].kind, VALUE_NONE);
    assert_int_equal(proof(o, 0)->kind, VALUE_DOCUMENT);
    assert_ptr_equal(form_shown(r, gao, "criteria", def, value, &o->s.arena), value);
    assert_false(form_shows_fact(r, li_na, "criteria")); /* it may have been read of that column */
    assert_true(form_shows_fact(r, li_na, "amount"));
    office_free(o);
}

static void what_stands_in_a_hidden_column_stays_whatever_is_given_of_it(void **state) { /* A71 */
    (void)state;
    office_t *o = proof_hidden();
    field_t field = criteria(o, "met", "not met", 2);
    o->cells[0][2] = words(NULL); /* as they see it */
    o->cells[1][2] = paper("b.pdf", "guessed");
    check(o, field);
    assert_string_equal(mark(o, 0), "met");
    assert_string_equal(proof(o, 0)->u.document.name, "a.pdf");
    assert_int_equal(proof(o, 1)->kind, VALUE_NONE);
    office_free(o);
}

static void what_is_wrong_in_a_hidden_column_is_told_without_it(void **state) { /* A71 */
    (void)state;
    office_t *o = proof_hidden();
    static problem_t wrong = {.field = "criteria[1].proof", .text_en = "not a.pdf", .text_zh = "不是 a.pdf"};
    o->s.rules.problems = &wrong;
    o->s.rules.problem_count = 1;
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, criteria(o, "met", "met", 2)), "form.invalid");
    assert_string_equal(o->s.d.cause->code, "field.hidden_wrong");
    o->s.rules.problem_count = 0;
    office_free(o);
}

static void a_required_column_is_there_when_each_row_has_it(void **state) { /* A21 */
    (void)state;
    require_t need = {.kind = REQUIRE_FIELD, .name = "criteria.mark"};
    office_t *o = office(ACCESS_WRITE);
    o->check->form.requires = &need;
    o->check->form.require_count = 1;
    must(&o->s, as(&o->s, "gao.min", COMMAND_SUBMIT, NULL));
    refused_with(&o->s, as_with(&o->s, "li.na", COMMAND_DONE, criteria(o, "met", NULL, 2)),
                 "require.missing");
    assert_string_equal(o->s.d.cause->code, "field.required");
    assert_string_equal(diag_get(o->s.d.cause, "field"), "criteria[2].mark");
    assert_string_equal(diag_get(o->s.d.cause, "label"), "Criteria 2: Mark");
    check(o, criteria(o, "met", "not met", 2));
    assert_int_equal(state_of(&o->s, "check"), STEP_PASSED);
    office_free(o);
}

static void no_handler_is_told_of_what_was_emptied(void **state) {
    (void)state;
    office_t *o = submitted(ACCESS_ANEW);
    check(o, criteria(o, "met", "met", 2));
    o->s.rules.flow.handles = 1u << HAPPENED_CHANGED;
    o->s.rules.handle_calls = 0;
    must(&o->s, return_to_check(o));
    assert_null(mark(o, 0));
    assert_int_equal(o->s.rules.handle_calls, 0);
    office_free(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_column_is_written_and_all_else_of_the_table_stays),
        cmocka_unit_test(another_column_is_not_written),
        cmocka_unit_test(rows_are_neither_added_nor_taken_out_nor_moved),
        cmocka_unit_test(what_is_no_table_is_told_as_such),
        cmocka_unit_test(who_has_no_column_of_it_writes_none),
        cmocka_unit_test(what_is_found_anew_is_empty_each_time_the_step_opens),
        cmocka_unit_test(what_is_to_be_written_stays_when_the_step_opens_again),
        cmocka_unit_test(the_initiators_own_marks_do_not_stand_either),
        cmocka_unit_test(who_takes_back_what_they_decided_sees_what_they_wrote),
        cmocka_unit_test(what_a_decision_emptied_does_not_keep_it_from_being_taken_back),
        cmocka_unit_test(a_column_is_hidden_and_the_rows_are_not),
        cmocka_unit_test(what_stands_in_a_hidden_column_stays_whatever_is_given_of_it),
        cmocka_unit_test(what_is_wrong_in_a_hidden_column_is_told_without_it),
        cmocka_unit_test(a_required_column_is_there_when_each_row_has_it),
        cmocka_unit_test(no_handler_is_told_of_what_was_emptied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
