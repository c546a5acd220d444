/* What a step hides from its people (A71) they see by no other step, and hear by no error and no message. */
#include "admin_scene.h"
#include "engine/form_rights.h"
#include "engine/form_words.h"
#include <stdlib.h>

/* Gao Min's expense of 26.85 goes to Li Na ("buy"), Wang Fang ("look") and Liu Yang ("pay"); Xu Jing
 * administers. */
typedef struct office {
    scene_t s;
    source_t by[3];
    step_t *steps[3];
    field_right_t rights[3];
} office_t;

static office_t *office(void) {
    static const char *const WHO[] = {"li.na", "wang.fang", "liu.yang"}, *const WHAT[] = {"buy", "look",
                                                                                          "pay"};
    office_t *o = calloc(1, sizeof *o);
    admin_scene(&o->s);
    fixed_group(&o->s.rules, 0, 0, STEP_SEQUENCE);
    for (size_t i = 0; i < 3; i++) {
        o->by[i] = source_by(SOURCE_PERSON, WHO[i]);
        o->steps[i] = fixed_leaf(&o->s.rules, 0, 1, STEP_APPROVE, WHAT[i], &o->by[i]);
        o->steps[i]->permits = PERMIT_USUAL;
    }
    return o;
}

static void office_free(office_t *o) {
    scene_free(&o->s);
    free(o);
}

static void hides(office_t *o, size_t step) {
    o->rights[step] = (field_right_t){"amount", ACCESS_HIDDEN};
    o->steps[step]->form.rights = &o->rights[step];
    o->steps[step]->form.right_count = 1;
}

static bool sees(office_t *o, const char *who) {
    return form_shows(o->s.record, scene_person(&o->s, who), "amount");
}

/* Xu Jing has "look" skipped; that person owes it. */
static void skip_look(office_t *o, const char *who) {
    int64_t people[1] = {scene_person(&o->s, who)};
    command_t c = scene_cmd(&o->s, "xu.jing", COMMAND_EXCEPTION);
    c.text = "it can't wait";
    c.step = "look";
    c.within = limit_workdays(5);
    c.people = people;
    c.people_count = 1;
    must(&o->s, scene_command(&o->s, &c));
}

static void
A71_who_owes_a_skipped_step_sees_no_more_than_it_shows_whatever_the_administrator_sees(void **state) {
    (void)state;
    office_t *o = office();
    hides(o, 1);
    o->by[0].key = "xu.jing"; /* who decides a step that shows it */
    submit_by(&o->s, "gao.min");
    must(&o->s, as(&o->s, "xu.jing", COMMAND_APPROVE, NULL));
    assert_true(sees(o, "xu.jing"));
    skip_look(o, "wang.fang");
    assert_false(sees(o, "wang.fang"));
    office_free(o);
}

static void A71_who_owes_a_skipped_step_decides_it_by_what_it_shows(void **state) {
    (void)state;
    office_t *o = office();
    hides(o, 0);
    submit_by(&o->s, "gao.min");
    skip_look(o, "wang.fang"); /* Xu Jing has no part in the record */
    assert_true(sees(o, "wang.fang"));
    assert_false(sees(o, "li.na"));
    office_free(o);
}

static void A71_a_warning_and_an_order_show_nothing_that_was_hidden(void **state) {
    (void)state;
    static const command_kind_t KINDS[] = {COMMAND_WARN, COMMAND_ORDER};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        office_t *o = office();
        hides(o, 1);
        o->by[0].key = "chen.wei"; /* who sees it, and warns */
        submit_by(&o->s, "gao.min");
        must(&o->s, as(&o->s, "chen.wei", COMMAND_APPROVE, NULL));
        int64_t warned[1] = {scene_person(&o->s, "wang.fang")};
        command_t c = scene_cmd(&o->s, "chen.wei", KINDS[i]);
        c.text = "look at it";
        c.people = warned;
        c.people_count = 1;
        c.severity = SEVERITY_MINOR;
        must(&o->s, scene_command(&o->s, &c));
        assert_non_null(open_task(&o->s, i == 0 ? "warning" : "rectify", "wang.fang"));
        assert_true(sees(o, "chen.wei"));
        assert_false(sees(o, "wang.fang"));
        office_free(o);
    }
}

/* ---- words ---- */

static void A71_an_error_tells_no_value_that_is_hidden_from_who_gets_it(void **state) {
    (void)state;
    static problem_t wrong = {.field = "purpose",
                              .text_en = "26.85 EUR is too much for chairs",
                              .text_zh = "26.85 太多，126.85 不是"};
    office_t *o = office();
    o->rights[0] = (field_right_t){"amount", ACCESS_HIDDEN};
    o->rights[1] = (field_right_t){"purpose", ACCESS_WRITE};
    o->steps[0]->form.rights = o->rights;
    o->steps[0]->form.right_count = 2;
    submit_by(&o->s, "gao.min");
    o->s.rules.problems = &wrong;
    o->s.rules.problem_count = 1;
    command_t c = scene_cmd(&o->s, "li.na", COMMAND_APPROVE);
    field_t purpose = text_field("purpose", "chairs");
    c.fields = &purpose;
    c.field_count = 1;
    refused_with(&o->s, scene_command(&o->s, &c), "form.invalid");
    assert_string_equal(diag_get(o->s.d.cause, "text"), "… is too much for chairs");
    assert_string_equal(diag_get(o->s.d.cause, "text_zh"), "… 太多，126.85 不是");
    assert_string_equal(diag_get(o->s.d.cause, "field"), "purpose");
    office_free(o);
}

static effect_t tells;

static const char *message_to(const office_t *o, const char *who) {
    for (size_t i = 0; i < o->s.out.message_count; i++)
        if (o->s.out.messages[i].recipient == scene_person(&o->s, who) &&
            strcmp(o->s.out.messages[i].kind, "record.notice") == 0)
            return o->s.out.messages[i].text;
    fail_msg("%s was not told", who);
    return NULL;
}

static void A71_a_message_tells_each_only_what_they_may_see(void **state) {
    (void)state;
    office_t *o = office();
    source_t third = source_by(SOURCE_PERSON, "xu.jing"), second = source_by(SOURCE_PERSON, "wang.fang"),
             first = source_by(SOURCE_PERSON, "li.na");
    first.next = &second;
    second.next = &third;
    hides(o, 1);
    tells = (effect_t){.kind = EFFECT_NOTIFY, .who = &first, .text = "it costs 26.85 EUR"};
    o->s.rules.effects = (effects_t){&tells, 1};
    o->s.rules.flow.handles = UINT32_C(1) << HAPPENED_DECIDED;
    submit_by(&o->s, "gao.min");
    must(&o->s, as(&o->s, "li.na", COMMAND_APPROVE, NULL));
    assert_string_equal(message_to(o, "li.na"), "it costs 26.85 EUR");
    assert_string_equal(message_to(o, "wang.fang"), "it costs …");
    assert_string_equal(message_to(o, "xu.jing"), "it costs 26.85 EUR"); /* administers */
    office_free(o);
}

static const char *cut(const value_t *value, const char *text) {
    static arena_t arena;
    static record_t record;
    static step_t step;
    static field_right_t right = {"secret", ACCESS_HIDDEN};
    static field_t field;
    static form_words_t words;
    arena_free(&arena);
    arena_init(&arena, 0);
    field = (field_t){.name = "secret", .value = *value};
    step = (step_t){.form = {.rights = &right, .right_count = 1}};
    record = (record_t){.initiator = 1, .fields = &field, .field_count = 1, .steps = &step, .step_count = 1};
    directory_t *dir = demo_directory(1);
    form_words_begin(&words, &record, NULL, dir, DEMO_SUN_LI, &arena);
    text = form_words_cut(&words, text);
    directory_unref(dir);
    return text;
}

static void A71_a_value_is_known_again_as_sentences_write_it(void **state) {
    (void)state;
    value_t money = {.kind = VALUE_MONEY, .u.money = {.minor = 8300, .digits = 2, .currency = "CNY"}};
    assert_string_equal(cut(&money, "83.00 CNY, 83.00 or 83, not 183, 83.5, 1.83, 83.001 or 1,83"),
                        "…, … or …, not 183, 83.5, 1.83, 83.001 or 1,83");
    value_t text = {.kind = VALUE_TEXT, .u.text = "no"};
    assert_string_equal(cut(&text, "no: not known, no2, 否no否"), "…: not known, no2, 否…否");
    text.u.text = "secret";
    assert_string_equal(cut(&text, "topsecretsecret"), "top……");
    text.u.text = "x";
    assert_string_equal(cut(&text, "x by x"), "x by x"); /* says too little */
    value_t person = {.kind = VALUE_PERSON, .u.person = DEMO_SUN_LI};
    assert_string_equal(cut(&person, "for sun.li"), "for …");
    value_t date = {.kind = VALUE_RANGE, .u.range = {20514, 20515}};
    assert_string_equal(cut(&date, "2026-03-02 to 2026-03-03"), "… to …");
    value_t cells[2] = {{.kind = VALUE_TEXT, .u.text = "zyzzyva"}, money};
    row_t row = {.cells = cells, .count = 2};
    value_t table = {.kind = VALUE_TABLE, .u.table = {.rows = &row, .count = 1}};
    assert_string_equal(cut(&table, "line zyzzyva of 83"), "line … of …");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            A71_who_owes_a_skipped_step_sees_no_more_than_it_shows_whatever_the_administrator_sees),
        cmocka_unit_test(A71_who_owes_a_skipped_step_decides_it_by_what_it_shows),
        cmocka_unit_test(A71_a_warning_and_an_order_show_nothing_that_was_hidden),
        cmocka_unit_test(A71_an_error_tells_no_value_that_is_hidden_from_who_gets_it),
        cmocka_unit_test(A71_a_message_tells_each_only_what_they_may_see),
        cmocka_unit_test(A71_a_value_is_known_again_as_sentences_write_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
