/* The nearest single change of a value that changes a route, against a search by brute force: for random
 * flows and a thousand random records. */
#include "unit/server/nearest_brute.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { FLOWS = 50, RECORDS = 4 };
#else
enum { FLOWS = 100, RECORDS = 10 };
#endif

static uint64_t seed = 20261122; /* another one may be given as an argument */

static void one_record(flow_dice_t *dice, try_t *t, const flow_t *flow, const ruleset_literals_t *literals,
                       told_t *told) {
    bool read[16] = {false};
    random_record(dice, t);
    route_stage_t stage = {.stage = 0, .record = &t->record, .at = t->facts.at};
    route_t route = {.ruleset = t->rs,
                     .rules = t->rules,
                     .flow = flow,
                     .directory = t->dir,
                     .calendars = t->facts.calendars,
                     .stages = &stage,
                     .count = 1};
    routes(t, flow, NULL, present, sizeof present);
    assert_int_equal(nearest_fields_read(&route, &t->arena, read, &t->d), 0);
    /* Two fields a record: one that was read, when there is one, and any. */
    size_t any = (size_t)between(dice, 0, (int64_t)flow->field_count - 1), chosen = any;
    for (size_t i = 0; i < flow->field_count; i++)
        if (read[(any + i) % flow->field_count]) chosen = (any + i) % flow->field_count;
    one_field(t, &route, flow, &flow->fields[chosen], read[chosen], literals, told);
    if (between(dice, 0, 3) == 0 && any != chosen)
        one_field(t, &route, flow, &flow->fields[any], read[any], literals, told);
}

static void the_search_agrees_with_brute_force_on_a_thousand_records(void **state) {
    flow_dice_t dice = {.state = seed, .text = source, .size = sizeof source};
    told_t told = {0};
    (void)state;
    print_message("seed %llu\n", (unsigned long long)dice.state);
    for (int i = 0; i < FLOWS; i++) {
        try_t t;
        ruleset_literals_t literals;
        random_flow(&dice);
        try_open(&t, source);
        if (t.rs == NULL) fail_flow("%s", try_error(&t.d));
        const flow_t *flow = try_flow(&t, "random.flow");
        assert_int_equal(ruleset_literals(t.rs, flow, &t.arena, &literals, &t.d), 0);
        for (int k = 0; k < RECORDS; k++)
            one_record(&dice, &t, flow, &literals, &told);
        try_close(&t);
    }
    print_message("%d records: %zu sides searched, %zu changes within reach found to the step, %zu beyond; "
                  "%zu values without order; %zu fields not read\n",
                  FLOWS * RECORDS, told.asked, told.found, told.beyond, told.other_kinds, told.unread);
    assert_true(told.found > FLOWS * RECORDS / 3);
    assert_true(told.unread > 0 && told.other_kinds > 0 && told.beyond > 0);
}

int main(int argc, char **argv) {
    if (argc > 1) seed = strtoull(argv[1], NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_search_agrees_with_brute_force_on_a_thousand_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
