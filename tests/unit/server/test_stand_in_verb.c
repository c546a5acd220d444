/* Who may name stand-ins, and see who approves whom: one's own are one's own to name (A15), all else is an
 * administrator's. uid 54321 is Yu Ran, who has nothing to do with the rest. */
#include "unit/server/fixture.h"

static const char UNTIL[] = "2026-03-10";

static void a_person_names_their_own_stand_in_and_nobody_elses(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    f.caller = (caller_t){.uid = 54321, .owner = false};
    must(ask(&f, "{\"verb\":\"stand_in\",\"person\":\"chen.wei\",\"until\":\"%s\"}", UNTIL));
    assert_string_equal(text_at(json_object_get(f.answer, "principal"), "handle"), "yu.ran");
    assert_int_equal(json_array_size(json_object_get(f.answer, "stand_ins")), 1);
    must_refuse(ask(&f,
                    "{\"verb\":\"stand_in\",\"principal\":\"li.na\",\"person\":\"yu.ran\",\"until\":\"%s\"}",
                    UNTIL),
                "actor.not_administrator");
    must_refuse(ask(&f, "{\"verb\":\"stand_in\",\"principal\":\"li.na\",\"end\":true}"),
                "actor.not_administrator");
    must_refuse(ask(&f, "{\"verb\":\"stand_in\",\"principal\":\"li.na\"}"), "actor.not_administrator");
    f.caller.owner = true;
    must(ask(&f, "{\"verb\":\"stand_in\",\"principal\":\"li.na\",\"person\":\"chen.wei\",\"until\":\"%s\"}",
             UNTIL));
    must(ask(&f, "{\"verb\":\"stand_in\",\"principal\":\"yu.ran\",\"end\":true}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "stand_ins")), 0);
    fixture_end(&f);
}

/* One more right of everybody's takes no right of administrators away. */
static void other_acts_of_administration_stay_administrators(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    f.caller = (caller_t){.uid = 54321, .owner = false};
    must_refuse(ask(&f, "{\"verb\":\"people.import\",\"table\":\"stand_ins\",\"rows\":[]}"),
                "actor.not_administrator");
    must_refuse(ask(&f, "{\"verb\":\"report.mutual\"}"), "actor.not_administrator");
    f.caller.owner = true;
    must(ask(&f, "{\"verb\":\"report.mutual\"}"));
    fixture_end(&f);
}

static void a_stand_in_without_an_end_or_in_no_service_is_refused(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    f.caller = (caller_t){.uid = 54321, .owner = false};
    must_refuse(ask(&f, "{\"verb\":\"stand_in\",\"person\":\"chen.wei\"}"), "json.missing");
    assert_string_equal(error_param(f.answer, "field"), "until");
    must_refuse(ask(&f, "{\"verb\":\"stand_in\",\"person\":\"chen.wei\",\"until\":\"soon\"}"), "api.value");
    f.caller.uid = 999999;
    must_refuse(ask(&f, "{\"verb\":\"stand_in\",\"person\":\"chen.wei\",\"until\":\"%s\"}", UNTIL),
                "actor.no_person");
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_names_their_own_stand_in_and_nobody_elses),
        cmocka_unit_test(other_acts_of_administration_stay_administrators),
        cmocka_unit_test(a_stand_in_without_an_end_or_in_no_service_is_refused),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
