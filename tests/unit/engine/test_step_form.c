/* What a step asks of the form before it is decided (A21), what its people may write and see (A71). */
#include "engine/form_rights.h"
#include "scene.h"
#include <stdlib.h>

/* Gao Min's expense goes to Li Na ("buy"), then to Wang Fang ("pay"). */
typedef struct office {
    scene_t s;
    source_t li_na, wang_fang;
    step_t *buy, *pay;
    require_t requires[3];
    field_right_t rights[2];
    field_def_t *contract;
} office_t;

static office_t *office(void) {
    office_t *o = calloc(1, sizeof *o);
    scene_init(&o->s);
    o->li_na = source_by(SOURCE_PERSON, "li.na");
    o->wang_fang = source_by(SOURCE_PERSON, "wang.fang");
    fixed_group(&o->s.rules, 0, 0, STEP_SEQUENCE);
    o->buy = fixed_leaf(&o->s.rules, 0, 1, STEP_APPROVE, "buy", &o->li_na);
    o->pay = fixed_leaf(&o->s.rules, 0, 1, STEP_ACT, "pay", &o->wang_fang);
    o->buy->may_return = true;
    return o;
}

static void office_free(office_t *o) {
    scene_free(&o->s);
    free(o);
}

/* "buy" asks for a purpose, and that somebody has seen the goods. */
static void asks(office_t *o) {
    o->requires[0] = (require_t){.kind = REQUIRE_FIELD, .name = "purpose"};
    o->requires[1] = (require_t){.kind = REQUIRE_CHECK, .name = "seen the goods", .name_zh = "已验货"};
    o->requires[2] = (require_t){.kind = REQUIRE_CHECK, .name = "counted them"};
    o->buy->form.requires = o->requires;
    o->buy->form.require_count = 3;
}

static void right(office_t *o, step_t *step, size_t at, const char *field, field_access_t access) {
    o->rights[at] = (field_right_t){field, access};
    step->form.rights = &o->rights[at];
    step->form.right_count = 1;
}

static int decide_with(scene_t *s, const char *who, command_kind_t kind, field_t *fields, size_t count,
                       const char **checks, size_t check_count) {
    command_t c = scene_cmd(s, who, kind);
    c.text = "words";
    c.fields = fields;
    c.field_count = count;
    c.checks = checks;
    c.check_count = check_count;
    return scene_command(s, &c);
}

static const char *const BOTH[] = {"2", "已验货"};

static void what_is_missing_is_told_all_at_once(void **state) { /* A21 */
    (void)state;
    office_t *o = office();
    asks(o);
    submit_by(&o->s, "gao.min");
    refused_with(&o->s, as(&o->s, "li.na", COMMAND_APPROVE, NULL), "require.missing");
    error_says(&o->s, "step", "buy");
    error_says(&o->s, "count", "3");
    const diag_t *field = o->s.d.cause, *seen = field->cause, *counted = seen->cause;
    assert_string_equal(field->code, "field.required");
    assert_string_equal(diag_get(field, "field"), "purpose");
    assert_string_equal(seen->code, "check.required");
    assert_string_equal(diag_get(seen, "check"), "seen the goods");
    assert_string_equal(diag_get(seen, "check_zh"), "已验货");
    assert_string_equal(diag_get(counted, "check"), "counted them");
    assert_null(counted->cause);
    office_free(o);
}

static void P2_5_2_a_text_of_blanks_is_not_what_a_step_requires(void **state) {
    (void)state;
    office_t *o = office();
    asks(o);
    right(o, o->buy, 0, "purpose", ACCESS_WRITE);
    submit_by(&o->s, "gao.min");
    field_t purpose = text_field("purpose", " \u3000");
    refused_with(&o->s, decide_with(&o->s, "li.na", COMMAND_APPROVE, &purpose, 1, (const char **)BOTH, 2),
                 "require.missing");
    assert_string_equal(o->s.d.cause->code, "field.required");
    assert_string_equal(diag_get(o->s.d.cause, "field"), "purpose");
    office_free(o);
}

static void ticks_are_kept_with_the_decision_in_the_order_of_the_step(void **state) { /* A21 */
    (void)state;
    office_t *o = office();
    asks(o);
    right(o, o->buy, 0, "purpose", ACCESS_WRITE);
    submit_by(&o->s, "gao.min");
    field_t purpose = text_field("purpose", "chairs");
    must(&o->s, decide_with(&o->s, "li.na", COMMAND_APPROVE, &purpose, 1, (const char **)BOTH, 2));
    assert_int_equal(state_of(&o->s, "buy"), STEP_PASSED);
    for (size_t i = 0; i < o->s.out.event_count; i++) {
        const event_t *e = &o->s.out.events[i];
        if (e->kind != EVENT_TASK_DECIDED) continue;
        assert_int_equal(e->u.task_decided.check_count, 2);
        assert_string_equal(e->u.task_decided.checks[0].name, "seen the goods");
        assert_string_equal(e->u.task_decided.checks[1].name, "counted them");
    }
    office_free(o);
}

static void a_check_that_the_step_has_not_is_a_mistake(void **state) {
    (void)state;
    office_t *o = office();
    const char *ticked[] = {"seen the good"};
    asks(o);
    submit_by(&o->s, "gao.min");
    refused_with(&o->s, decide_with(&o->s, "li.na", COMMAND_APPROVE, NULL, 0, ticked, 1), "check.unknown");
    ticked[0] = "3"; /* there are two */
    refused_with(&o->s, decide_with(&o->s, "li.na", COMMAND_APPROVE, NULL, 0, ticked, 1), "check.unknown");
    office_free(o);
}

static void refusing_and_returning_ask_for_nothing(void **state) { /* A21 */
    (void)state;
    for (int way = 0; way < 2; way++) {
        office_t *o = office();
        asks(o);
        submit_by(&o->s, "gao.min");
        must(&o->s, as(&o->s, "li.na", way ? COMMAND_REFUSE : COMMAND_RETURN, "there is no purpose"));
        office_free(o);
    }
}

static void refusing_writes_nothing_and_ticks_nothing(void **state) {
    (void)state;
    office_t *o = office();
    asks(o);
    right(o, o->buy, 0, "purpose", ACCESS_WRITE);
    submit_by(&o->s, "gao.min");
    field_t purpose = text_field("purpose", "chairs");
    refused_with(&o->s, decide_with(&o->s, "li.na", COMMAND_REFUSE, &purpose, 1, NULL, 0), "decision.form");
    refused_with(&o->s, decide_with(&o->s, "li.na", COMMAND_REFUSE, NULL, 0, (const char **)BOTH, 1),
                 "decision.form");
    office_free(o);
}

static void a_timeout_does_not_pass_what_the_step_still_lacks(void **state) { /* A21, A61 */
    (void)state;
    static rung_act_t act = {.action = RUNG_APPROVE, .because = "small sums pass"};
    static rung_t rung = {.name = "1",
                          .anchor = RUNG_AFTER_DUE,
                          .distance = {.kind = LIMIT_ELAPSED},
                          .acts = &act,
                          .act_count = 1};
    office_t *o = office();
    o->requires[0] = (require_t){.kind = REQUIRE_FIELD, .name = "purpose"};
    o->buy->form.requires = o->requires;
    o->buy->form.require_count = 1;
    o->buy->ladder = (ladder_t){.rungs = &rung, .count = 1};
    submit_by(&o->s, "gao.min");
    assert_true(fire_next(&o->s));
    assert_int_equal(state_of(&o->s, "buy"), STEP_OPEN);
    const event_t *fired = NULL;
    for (size_t i = 0; i < o->s.out.event_count; i++)
        if (o->s.out.events[i].kind == EVENT_RUNG) fired = &o->s.out.events[i];
    assert_non_null(fired);
    assert_int_equal(fired->u.rung.outcome, RUNG_FAILED);
    assert_string_equal(fired->u.rung.error, "require.missing");
    office_free(o);
}

static void what_is_written_with_a_decision_names_its_task(void **state) { /* A71 */
    (void)state;
    office_t *o = office();
    right(o, o->buy, 0, "purpose", ACCESS_WRITE);
    submit_by(&o->s, "gao.min");
    int64_t task = open_task(&o->s, "buy", NULL)->id;
    field_t purpose = text_field("purpose", "chairs");
    must(&o->s, decide_with(&o->s, "li.na", COMMAND_APPROVE, &purpose, 1, NULL, 0));
    assert_int_equal(o->s.out.events[0].kind, EVENT_EDITED);
    assert_int_equal(o->s.out.events[0].u.edited.task, task);
    assert_string_equal(record_field(o->s.record, "purpose")->u.text, "chairs");
    office_free(o);
}

static void only_what_the_step_opens_can_be_written(void **state) { /* A71 */
    (void)state;
    office_t *o = office();
    right(o, o->buy, 0, "purpose", ACCESS_WRITE);
    submit_by(&o->s, "gao.min");
    field_t amount = money_field("amount", 100);
    refused_with(&o->s, decide_with(&o->s, "li.na", COMMAND_APPROVE, &amount, 1, NULL, 0),
                 "field.not_writable");
    error_says(&o->s, "field", "amount");
    assert_int_equal(state_of(&o->s, "buy"), STEP_OPEN);
    office_free(o);
}

static void what_is_written_is_checked_as_the_form_is(void **state) { /* A71, A72 */
    (void)state;
    static problem_t wrong = {.field = "purpose", .text_en = "no chairs", .text_zh = "不买椅子"};
    office_t *o = office();
    right(o, o->buy, 0, "purpose", ACCESS_WRITE);
    submit_by(&o->s, "gao.min");
    field_t purpose = text_field("purpose", "chairs");
    o->s.rules.problems = &wrong;
    o->s.rules.problem_count = 1;
    refused_with(&o->s, decide_with(&o->s, "li.na", COMMAND_APPROVE, &purpose, 1, NULL, 0), "form.invalid");
    assert_string_equal(o->s.d.cause->code, "field.check");
    /* without writing nothing is checked anew: the form is the initiator's to answer for */
    must(&o->s, as(&o->s, "li.na", COMMAND_APPROVE, NULL));
    office_free(o);
}

static void a_problem_of_a_hidden_field_is_told_without_its_name(void **state) { /* A71 */
    (void)state;
    static problem_t wrong = {.field = "amount", .text_en = "26.85 is too much", .text_zh = "太多"};
    office_t *o = office();
    o->rights[0] = (field_right_t){"amount", ACCESS_HIDDEN};
    o->rights[1] = (field_right_t){"purpose", ACCESS_WRITE};
    o->buy->form.rights = o->rights;
    o->buy->form.right_count = 2;
    submit_by(&o->s, "gao.min");
    o->s.rules.problems = &wrong;
    o->s.rules.problem_count = 1;
    field_t purpose = text_field("purpose", "chairs");
    refused_with(&o->s, decide_with(&o->s, "li.na", COMMAND_APPROVE, &purpose, 1, NULL, 0), "form.invalid");
    assert_string_equal(diag_get(&o->s.d, "fields"), "");
    assert_string_equal(o->s.d.cause->code, "field.hidden_wrong");
    assert_int_equal(o->s.d.cause->param_count, 0);
    office_free(o);
}

static void a_change_of_a_hidden_field_does_not_stop_who_never_saw_it(void **state) { /* A71 */
    (void)state;
    for (int hidden = 0; hidden < 2; hidden++) {
        office_t *o = office();
        if (hidden) right(o, o->buy, 0, "amount", ACCESS_HIDDEN);
        must(&o->s, draft_by(&o->s, "gao.min"));
        int64_t seen = o->s.record->form_version;
        must(&o->s, as_with(&o->s, "gao.min", COMMAND_EDIT, money_field("amount", 100)));
        must(&o->s, as(&o->s, "gao.min", COMMAND_SUBMIT, NULL));
        command_t c = scene_cmd(&o->s, "li.na", COMMAND_APPROVE);
        c.form_version = seen;
        if (hidden)
            must(&o->s, scene_command(&o->s, &c));
        else
            refused_with(&o->s, scene_command(&o->s, &c), "form.changed");
        office_free(o);
    }
}

static void somebody_with_several_roles_sees_the_union(void **state) { /* A71 */
    (void)state;
    office_t *o = office();
    right(o, o->buy, 0, "amount", ACCESS_HIDDEN);
    submit_by(&o->s, "gao.min");
    int64_t li_na = scene_person(&o->s, "li.na"), wang_fang = scene_person(&o->s, "wang.fang");
    assert_false(form_shows(o->s.record, li_na, "amount"));
    assert_true(form_shows(o->s.record, li_na, "purpose"));
    assert_true(form_shows(o->s.record, scene_person(&o->s, "gao.min"), "amount")); /* wrote it */
    assert_false(
        form_shows(o->s.record, wang_fang, "amount")); /* not yet of the record: what no step hides */
    assert_true(form_shows(o->s.record, 0, "amount"));
    assert_false(form_shows_fact(o->s.record, li_na, "amount"));
    assert_true(form_shows_fact(o->s.record, li_na, "amounts"));
    must(&o->s, as(&o->s, "li.na", COMMAND_APPROVE, NULL));
    assert_true(form_shows(o->s.record, wang_fang, "amount"));
    assert_false(form_shows(o->s.record, li_na, "amount"));
    office_free(o);

    o = office(); /* Li Na in both steps: the second shows it */
    right(o, o->buy, 0, "amount", ACCESS_HIDDEN);
    o->pay->by = &o->li_na;
    submit_by(&o->s, "gao.min");
    must(&o->s, as(&o->s, "li.na", COMMAND_APPROVE, NULL));
    assert_true(form_shows(o->s.record, scene_person(&o->s, "li.na"), "amount"));
    office_free(o);
}

static void nobody_sees_more_through_whom_they_asked(void **state) { /* A71, A29 */
    (void)state;
    office_t *o = office();
    right(o, o->buy, 0, "amount", ACCESS_HIDDEN);
    o->buy->permits = PERMIT_USUAL;
    submit_by(&o->s, "gao.min");
    int64_t zhao = scene_person(&o->s, "wang.fang");
    command_t c = scene_cmd(&o->s, "li.na", COMMAND_ASK);
    c.people = &zhao;
    c.people_count = 1;
    c.text = "how much is it?";
    must(&o->s, scene_command(&o->s, &c));
    assert_false(form_shows(o->s.record, zhao, "amount"));
    assert_true(form_shows(o->s.record, zhao, "purpose"));
    office_free(o);
}

static int attach(scene_t *s, const char *who, const char *name, const char *content) {
    field_t f = {.name = "contract",
                 .value = {.kind = VALUE_DOCUMENT,
                           .u.document = {.name = name, .media_type = "application/pdf", .size = 9}}};
    hash_of(content, strlen(content), &f.value.u.document.content);
    return decide_with(s, who, COMMAND_ATTACH, &f, 1, NULL, 0);
}

static void a_document_says_who_added_it_when_and_as_what(void **state) { /* A21, P3.1 */
    (void)state;
    office_t *o = office();
    o->s.rules.fields[3] =
        (field_def_t){.name = "contract", .kind = VALUE_DOCUMENT, .label_en = "c", .label_zh = "c"};
    o->s.rules.flow.field_count = 4;
    right(o, o->pay, 0, "contract", ACCESS_WRITE);
    must(&o->s, draft_by(&o->s, "gao.min"));
    refused_with(&o->s, as(&o->s, "gao.min", COMMAND_ATTACH, NULL), "attach.nothing");
    o->s.now += MS_HOUR;
    must(&o->s, attach(&o->s, "gao.min", "a.pdf", "first"));
    const document_t *added = &record_field(o->s.record, "contract")->u.document;
    assert_int_equal(added->by, scene_person(&o->s, "gao.min"));
    assert_int_equal(added->at, SCENE_START + MS_HOUR);
    assert_int_equal(added->kept_as, DOCUMENT_INITIATION);
    o->s.now += MS_HOUR;
    must(&o->s, attach(&o->s, "gao.min", "a.pdf", "first"));
    assert_int_equal(o->s.out.event_count, 0); /* the same */
    must(&o->s, as(&o->s, "gao.min", COMMAND_SUBMIT, NULL));
    refused_with(&o->s, attach(&o->s, "gao.min", "b.pdf", "second"), "task.not_yours");
    refused_with(&o->s, attach(&o->s, "li.na", "b.pdf", "second"), "field.not_writable");
    o->buy->permits = PERMIT_USUAL;
    must(&o->s, as(&o->s, "li.na", COMMAND_APPROVE, NULL));
    must(&o->s, attach(&o->s, "wang.fang", "b.pdf", "second"));
    added = &record_field(o->s.record, "contract")->u.document;
    assert_int_equal(added->by, scene_person(&o->s, "wang.fang"));
    assert_int_equal(added->kept_as, DOCUMENT_APPROVAL);
    office_free(o);
}

static void A65_a_document_entered_later_is_there_from_when_it_was_entered(void **state) {
    (void)state;
    office_t *o = office();
    o->s.rules.fields[3] =
        (field_def_t){.name = "contract", .kind = VALUE_DOCUMENT, .label_en = "c", .label_zh = "c"};
    o->s.rules.flow.field_count = 4;
    must(&o->s, draft_by(&o->s, "gao.min"));
    o->s.now += MS_DAY;
    command_t c = scene_cmd(&o->s, "gao.min", COMMAND_EDIT);
    field_t contract = {.name = "contract",
                        .value = {.kind = VALUE_DOCUMENT, .u.document = {.name = "a.pdf", .size = 1}}};
    c.fields = &contract;
    c.field_count = 1;
    c.at = o->s.now - MS_HOUR; /* it is said to have come an hour ago */
    must(&o->s, scene_command(&o->s, &c));
    assert_int_equal(record_field(o->s.record, "contract")->u.document.at, o->s.now);
    assert_int_equal(o->s.out.events[0].at, o->s.now - MS_HOUR);
    assert_int_equal(o->s.out.events[0].recorded, o->s.now);
    office_free(o);
}

static void what_was_attached_to_cant_be_opened_anew_by_taking_back(void **state) { /* A27 */
    (void)state;
    for (int attached = 0; attached < 2; attached++) {
        office_t *o = office();
        o->s.rules.fields[3] =
            (field_def_t){.name = "contract", .kind = VALUE_DOCUMENT, .label_en = "c", .label_zh = "c"};
        o->s.rules.flow.field_count = 4;
        o->buy->permits = PERMIT_USUAL;
        right(o, o->pay, 0, "contract", ACCESS_WRITE);
        submit_by(&o->s, "gao.min");
        must(&o->s, as(&o->s, "li.na", COMMAND_APPROVE, NULL));
        if (attached) must(&o->s, attach(&o->s, "wang.fang", "b.pdf", "second"));
        int result = as(&o->s, "li.na", COMMAND_TAKE_BACK, "too early");
        assert_int_equal(result, attached ? -1 : 0);
        office_free(o);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_is_told_all_at_once),
        cmocka_unit_test(P2_5_2_a_text_of_blanks_is_not_what_a_step_requires),
        cmocka_unit_test(ticks_are_kept_with_the_decision_in_the_order_of_the_step),
        cmocka_unit_test(a_check_that_the_step_has_not_is_a_mistake),
        cmocka_unit_test(refusing_and_returning_ask_for_nothing),
        cmocka_unit_test(refusing_writes_nothing_and_ticks_nothing),
        cmocka_unit_test(a_timeout_does_not_pass_what_the_step_still_lacks),
        cmocka_unit_test(what_is_written_with_a_decision_names_its_task),
        cmocka_unit_test(only_what_the_step_opens_can_be_written),
        cmocka_unit_test(what_is_written_is_checked_as_the_form_is),
        cmocka_unit_test(a_problem_of_a_hidden_field_is_told_without_its_name),
        cmocka_unit_test(a_change_of_a_hidden_field_does_not_stop_who_never_saw_it),
        cmocka_unit_test(somebody_with_several_roles_sees_the_union),
        cmocka_unit_test(nobody_sees_more_through_whom_they_asked),
        cmocka_unit_test(a_document_says_who_added_it_when_and_as_what),
        cmocka_unit_test(A65_a_document_entered_later_is_there_from_when_it_was_entered),
        cmocka_unit_test(what_was_attached_to_cant_be_opened_anew_by_taking_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
