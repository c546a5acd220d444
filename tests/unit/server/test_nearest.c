/* The nearest single change of a value that changes a route, against a search by brute force: for random
 * flows and a thousand random records. */
#include "unit/server/nearest_brute.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { FLOWS = 50, RECORDS = 4 };
#else
enum { FLOWS = 100, RECORDS = 10 };
#endif

static uint64_t seed = 20261122; /* another one may be given as an argument */
static bool every_field;         /* of those read, with the argument "all"; else one a record */

/* What `why` shows as read is what the search varies, and stands there as it is in the form. */
static void facts_are_the_form(try_t *t, const flow_t *flow, const bool *read) {
    plan_t plan;
    assert_int_equal(t->rules->plan(t->rules->ctx, flow, 0, &t->facts, &t->arena, &plan, &t->d), 0);
    for (size_t i = 0; i < flow->field_count; i++) {
        const value_t *value = record_field(&t->record, flow->fields[i].name);
        const fact_t *fact = NULL;
        person_info_t who = {.handle = ""};
        for (size_t k = 0; k < plan.fact_count; k++)
            if (strcmp(plan.facts[k].path, flow->fields[i].name) == 0) fact = &plan.facts[k];
        if (read[i] != (fact != NULL)) fail_flow("%s: shown as read, or not", flow->fields[i].name);
        if (fact == NULL || value == NULL) continue;
        if (value->kind == VALUE_PERSON) assert_true(directory_person(t->dir, value->u.person, &who));
        assert_string_equal(fact->text,
                            value->kind == VALUE_PERSON ? who.handle : value_text(value, &t->arena));
    }
}

static void one_record(flow_dice_t *dice, try_t *t, const flow_t *flow, const ruleset_literals_t *literals,
                       told_t *told) {
    bool read[FIELDS_MOST] = {false}, asked[FIELDS_MOST] = {false};
    route_stage_t stage = {.stage = 0, .record = &t->record, .at = t->facts.at};
    route_t route = {.ruleset = t->rs,
                     .rules = t->rules,
                     .flow = flow,
                     .directory = t->dir,
                     .calendars = t->facts.calendars,
                     .stages = &stage,
                     .count = 1};
    routes(t, flow, NULL, present, sizeof present);
    assert_int_equal(nearest_fields_read(&route, &t->arena, read, asked, &t->d), 0);
    facts_are_the_form(t, flow, read);
    for (size_t i = 0; every_field && i < flow->field_count; i++)
        one_field(t, &route, flow, &flow->fields[i], read[i], asked[i], literals, told);
    if (every_field) return;
    /* Two fields a record: one that was read, when there is one, and any. */
    size_t any = (size_t)between(dice, 0, (int64_t)flow->field_count - 1), chosen = any;
    for (size_t i = 0; i < flow->field_count; i++)
        if (read[(any + i) % flow->field_count]) chosen = (any + i) % flow->field_count;
    one_field(t, &route, flow, &flow->fields[chosen], read[chosen], asked[chosen], literals, told);
    if (between(dice, 0, 3) == 0 && any != chosen)
        one_field(t, &route, flow, &flow->fields[any], read[any], asked[any], literals, told);
}

static void the_search_agrees_with_brute_force_on_a_thousand_records(void **state) {
    flow_dice_t dice = {.state = seed, .text = source, .size = sizeof source, .fields = true};
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
        for (int k = 0; k < RECORDS; k++) {
            random_record(&dice, &t);
            one_record(&dice, &t, flow, &literals, &told);
        }
        try_close(&t);
    }
    print_message("%d records: %zu sides searched, %zu changes within reach found to the step, %zu beyond; "
                  "%zu values without order; %zu that are empty, or somebody; %zu fields not read\n",
                  FLOWS * RECORDS, told.asked, told.found, told.beyond, told.other_kinds, told.empties,
                  told.unread);
    assert_true(told.found > FLOWS * RECORDS / 3);
    assert_true(told.unread > 0 && told.other_kinds > 0 && told.beyond > 0 && told.empties > 0 &&
                told.anybody_else > 0);
}

/* ---- of one record each ---- */

typedef struct given {
    try_t t;
    const flow_t *flow;
    ruleset_literals_t literals;
} given_t;

/* A flow of two steps with these conditions, and a record of it. */
static void give(given_t *g, const char *first, const char *second) {
    flow_dice_t dice = {.state = seed, .text = source, .size = sizeof source};
    say_head(&dice);
    say(&dice,
        "  route = function(r) return sequence {\n"
        "    approve \"a\" { by = post \"boss\", within = workdays(1), when = %s },\n"
        "    approve \"b\" { by = post \"boss\", within = workdays(1), when = %s } } end\n"
        "}\n",
        first, second);
    try_open(&g->t, source);
    if (g->t.rs == NULL) fail_flow("%s", try_error(&g->t.d));
    g->flow = try_flow(&g->t, "random.flow");
    assert_int_equal(ruleset_literals(g->t.rs, g->flow, &g->t.arena, &g->literals, &g->t.d), 0);
    random_record(&dice, &g->t);
}

/* NONE empties it. */
static void put(given_t *g, const char *name, value_t value) {
    const field_t field = {name, value};
    field_t *list = arena_array(&g->t.arena, FIELDS_MOST, sizeof *list);
    g->t.record.field_count = with_field(&g->t.record, &field, list);
    g->t.record.fields = list;
}

/* The remainder is another one at each step, with what is compared after it. */
static void what_is_compared_after_a_remainder_is_found_too(void **state) {
    told_t told = {0};
    given_t g;
    bool all = every_field;
    (void)state;
    give(&g, "r.pieces % 9 == 11", "r.pieces * 7 == 581");
    put(&g, "pieces", whole(63));
    every_field = true;
    one_record(&(flow_dice_t){.state = seed}, &g.t, g.flow, &g.literals, &told);
    every_field = all;
    try_close(&g.t);
    assert_int_equal(told.found, 1);
}

static nearest_answer_t *answer_of(given_t *g, const char *name, bool asked) {
    route_stage_t stage = {.stage = 0, .record = &g->t.record, .at = g->t.facts.at};
    route_t route = {.ruleset = g->t.rs,
                     .rules = g->t.rules,
                     .flow = g->flow,
                     .directory = g->t.dir,
                     .calendars = g->t.facts.calendars,
                     .stages = &stage,
                     .count = 1};
    nearest_answer_t *answers;
    size_t count;
    const nearest_options_t options = {.asked = asked};
    assert_int_equal(nearest_of_field(&route, &g->t.record, flow_field(g->flow, name), &g->literals, &options,
                                      &g->t.arena, &answers, &count, &g->t.d),
                     0);
    assert_int_equal(count, 1);
    return answers;
}

/* The first of the values told of an empty field. */
static const char *told_first(given_t *g, const char *name) {
    put(g, name, (value_t){VALUE_NONE});
    const nearest_answer_t *a = answer_of(g, name, false);
    return a->other_count > 0 ? value_text(&a->others[0].part, &g->t.arena) : "nothing";
}

static void of_an_empty_field_a_value_past_the_threshold_is_told(void **state) {
    given_t g;
    (void)state;
    give(&g, "(r.extra or 0) > 3000", "r.gift == nil");
    assert_string_equal(told_first(&g, "extra"), "3001");
    assert_string_equal(told_first(&g, "gift"), "0.00 EUR");
    try_close(&g.t);
    give(&g, "(r.back or date \"2026-01-09\") < date \"1990-05-05\"",
         "r.unit ~= nil and r.unit.key ~= \"company\" and r.unit.key ~= \"hr\"");
    assert_string_equal(told_first(&g, "back"), "1990-05-04");
    assert_string_equal(told_first(&g, "unit"), "finance");
    try_close(&g.t);
}

/* Of more values than are told it is said that there are more. */
static void more_values_than_are_told_are_said_to_be_more(void **state) {
    (void)state;
    for (int named = NEAREST_OTHERS_TOLD; named <= NEAREST_OTHERS_TOLD + 1; named++) {
        char condition[256] = "r.code == \"C0\"";
        given_t g;
        for (int i = 1; i < named; i++) {
            size_t used = strlen(condition);
            snprintf(condition + used, sizeof condition - used, " or r.code == \"C%d\"", i);
        }
        give(&g, condition, "true");
        put(&g, "code", (value_t){.kind = VALUE_TEXT, .u.text = "none of them"});
        nearest_answer_t *a = answer_of(&g, "code", false);
        assert_int_equal(a->other_count, NEAREST_OTHERS_TOLD);
        assert_true(a->more_others == (named > NEAREST_OTHERS_TOLD));
        assert_false(a->any_other);
        try_close(&g.t);
    }
}

int main(int argc, char **argv) {
    if (argc > 1) seed = strtoull(argv[1], NULL, 10);
    every_field = argc > 2 && strcmp(argv[2], "all") == 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_search_agrees_with_brute_force_on_a_thousand_records),
        cmocka_unit_test(what_is_compared_after_a_remainder_is_found_too),
        cmocka_unit_test(more_values_than_are_told_are_said_to_be_more),
        cmocka_unit_test(of_an_empty_field_a_value_past_the_threshold_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
