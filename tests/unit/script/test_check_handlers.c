/* What the checker says of handlers: it calls them for forms that get there, so that what would refuse
 * somebody's command one day is an error before the rules are in force. */
#include "checked.h"

/* A flow with an optional note and a computed field, whose handlers stand from line 5 on. */
#define FLOW(handlers)                                                                                       \
    HEAD "  form = { amount = money { currency = \"EUR\", required = true }, note = text {},\n"              \
         "    half = flag { computed = function(r) return r.amount > amount \"9000 EUR\" end } },\n"         \
         "  on = {\n" handlers "  },\n"                                                                      \
         "  stages = {\n"                                                                                    \
         "    approval = function(r) return sequence {\n"                                                    \
         "      approve \"a\" { by = head_of(r.department) },\n"                                             \
         "      approve \"b\" { by = leader_of(r.department), when = r.amount > amount \"100 EUR\" } } "     \
         "end,\n"                                                                                            \
         "    execution = function(r) return act \"do\" { by = post \"finance.head\" } end } }\n"

static void sound(const char *text) {
    checked_t c;
    check_text(&c, text);
    expect_counts(&c, 0, 0, 0);
    if (find(&c, "check.handlers")) fail_msg("not all forms");
    done(&c);
}

static void handlers_that_work_for_every_form_are_no_finding(void **state) {
    (void)state;
    sound(FLOW("    submitted = function(r, set, e) return set_field { note = \"new\" } end,\n"
               "    stage_opened = function(r, set, e)\n"
               "      if e.stage == \"approval\" then\n"
               "        return { notify { to = post \"finance.head\", text = e.stage },\n"
               "                 approve \"more\" { after = \"a\", by = post \"finance.head\" } }\n"
               "      end\n"
               "    end,\n"
               "    decided = function(r, set, e)\n"
               "      if e.step == \"a\" and e.outcome == \"approved\" and e.person.handle ~= \"\" then\n"
               "        return approve \"after-a\" { by = e.person }\n"
               "      end\n"
               "    end,\n"
               "    changed = function(r, set, e) if e.fields.note and not r.note then return nil end end,\n"
               "    ended = function(r, set, e) return notify(initiator) end,\n"));
}

static void what_a_handler_gets_wrong_is_an_error_where_it_stands(void **state) {
    (void)state;
    wrong(FLOW("    submitted = function(r, set, e) return set_field { nothing = 1 } end,\n"),
          "rule.unknown_field", 6, "nothing");
    wrong(FLOW("    stage_ended = function(r, set, e) return nobody(\"x\") end,\n"), "rule.unknown_global", 6,
          "nobody");
    wrong(FLOW("    ended = function(r, set, e)\n"
               "      if not e.passed then return notify { to = post \"gone\" } end end,\n"),
          "check.unknown_post", 7, "gone");
    wrong(FLOW("    decided = function(r, set, e)\n"
               "      return open_record \"m\" { flow = \"finance.gone\", within = workdays(1) } end,\n"),
          "rule.unknown_flow", 7, "finance.gone");
    wrong(FLOW("    submitted = function(r, set, e) return set_field { half = true } end,\n"),
          "field.computed", 1, "half");
}

static void branches_are_found_by_the_values_that_handlers_compare_with(void **state) {
    (void)state;
    wrong(FLOW("    submitted = function(r, set, e)\n"
               "      if r.amount >= amount \"7777 EUR\" and r.amount < amount \"7777.01 EUR\" then return "
               "set_field { nothing = 1 } end end,\n"),
          "rule.unknown_field", 7, "nothing");
    wrong(FLOW("    submitted = function(r, set, e)\n"
               "      if r.note == \"a word\" then return set_field { nothing = 1 } end end,\n"),
          "rule.unknown_field", 7, "nothing");
    wrong(FLOW("    submitted = function(r, set, e) return notify { to = initiator, text = r.note:upper() } "
               "end,\n"),
          "rule.type", 6, "submitted"); /* where there is no note */
    wrong(FLOW("    decided = function(r, set, e)\n"
               "      if e.step == \"b\" and e.outcome == \"refused\" then return set_field { nothing = 1 } "
               "end end,\n"),
          "rule.unknown_field", 7, "nothing");
}

static void steps_that_no_plan_has_or_this_one_leaves_out_are_an_error(void **state) {
    (void)state;
    wrong(FLOW("    stage_opened = function(r, set, e) if e.stage == \"approval\" then\n"
               "      return approve \"x\" { before = \"c\", by = initiator } end end,\n"),
          "effect.misfit", 7, "unknown_step");
    wrong(FLOW("    stage_opened = function(r, set, e) if e.stage == \"approval\" then\n"
               "      return approve \"x\" { before = \"b\", by = post \"finance.head\" } end end,\n"),
          "effect.misfit", 7, "step_ended"); /* where the sum is small */
    sound(FLOW("    stage_opened = function(r, set, e)\n"
               "      if e.stage == \"approval\" and r.amount > amount \"100 EUR\" then\n"
               "        return approve \"x\" { before = \"b\", by = post \"finance.head\" } end end,\n"));
}

#define OPENS                                                                                                \
    "open_record \"m\" { after = \"b\", flow = \"finance.t\", within = workdays(1), fields = { amount = "    \
    "r.amount } }"

static void a_record_opens_beside_no_step_that_has_not_begun(void **state) { /* A7 */
    (void)state;
    wrong(FLOW("    stage_opened = function(r, set, e)\n"
               "      if e.stage == \"approval\" and r.amount > amount \"100 EUR\" then\n"
               "        return " OPENS " end end,\n"),
          "effect.misfit", 8, "step_not_open");
    wrong(FLOW("    decided = function(r, set, e)\n"
               "      if e.step == \"a\" and r.amount > amount \"100 EUR\" then\n"
               "        return " OPENS " end end,\n"),
          "effect.misfit", 8, "step_not_open");
    sound(FLOW("    decided = function(r, set, e)\n"
               "      if e.step == \"b\" and e.outcome == \"approved\" then return " OPENS " end end,\n"));
}

static void what_two_fields_together_lead_to_is_found(void **state) {
    (void)state;
    wrong(FLOW("    submitted = function(r, set, e)\n"
               "      if r.note == \"a word\" and r.amount >= amount \"7777 EUR\" and r.amount < amount "
               "\"7777.01 EUR\" then return set_field { nothing = 1 } end end,\n"),
          "rule.unknown_field", 7, "nothing");
}

static void what_can_never_be_carried_out_is_an_error(void **state) {
    (void)state;
    wrong(FLOW("    decided = function(r, set, e) return pass \"it may\" end,\n"), "effect.misfit", 6,
          "no_task");
    wrong(FLOW("    ended = function(r, set, e)\n"
               "      return warn { to = initiator, text = \"late\" } end,\n"),
          "effect.misfit", 7, "over");
    wrong(FLOW("    stage_ended = function(r, set, e)\n"
               "      return warn { to = initiator, text = \"late\" } end,\n"),
          "effect.misfit", 7, "no_stage");
    wrong(FLOW("    submitted = function(r, set, e)\n"
               "      return approve \"x\" { by = post \"finance.head\" } end,\n"),
          "effect.misfit", 7, "no_stage");
}

static void a_value_that_does_not_fit_some_form_is_not_the_rules_fault(void **state) {
    (void)state;
    sound(HEAD "  form = { amount = money { currency = \"EUR\", required = true },\n"
               "    kind = choice { \"x\" }, note = text {} },\n"
               "  on = { submitted = function(r, set, e) if r.note then return set_field { kind = r.note } "
               "end end },\n"
               "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n");
}

static void forms_that_the_flows_own_check_refuses_are_told_to_no_handler(void **state) {
    (void)state;
    sound(HEAD "  form = { amount = money { currency = \"EUR\", required = true }, note = text {} },\n"
               "  check = function(r) if not r.note then return problem(\"note\", \"say why\", \"请写明\") "
               "end end,\n"
               "  on = { submitted = function(r, set, e) return notify { to = initiator, text = "
               "r.note:upper() } end },\n"
               "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n");
}

static void a_form_is_made_that_the_flows_own_check_takes(void **state) {
    (void)state;
    wrong(HEAD "  form = { amount = money { currency = \"EUR\", required = true }, note = text {}, other = "
               "text {} },\n"
               "  check = function(r) if not r.note then return problem(\"note\", \"say why\", \"请写明\") "
               "end end,\n"
               "  on = { submitted = function(r, set, e) return set_field { nothing = 1 } end },\n"
               "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n",
          "rule.unknown_field", 5, "nothing");
}

static void what_they_may_cost_is_bounded_and_said(void **state) {
    (void)state;
    checked_t c;
    check_text(&c, FLOW("    decided = function(r, set, e) for i = 1, 200000 do local x = i end end,\n"
                        "    changed = function(r, set, e) for i = 1, 200000 do local x = i end end,\n"
                        "    submitted = function(r, set, e) for i = 1, 200000 do local x = i end end,\n"));
    expect_counts(&c, 0, 0, 0);
    expect(&c, "check.handlers", CHECK_NOTE, 1, "finance.t");
    done(&c);
}

static void every_allocation_may_fail(void **state) {
    (void)state;
    check_without_memory(
        HEAD
        "  form = { note = text {} },\n"
        "  on = { submitted = function(r, set, e) return notify { to = initiator, text = \"new\" } end,\n"
        "    decided = function(r, set, e) return approve \"b\" { by = post \"gone\" } end },\n"
        "  route = function(r) return approve \"a\" { by = head_of(r.department) } end }\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handlers_that_work_for_every_form_are_no_finding),
        cmocka_unit_test(what_a_handler_gets_wrong_is_an_error_where_it_stands),
        cmocka_unit_test(branches_are_found_by_the_values_that_handlers_compare_with),
        cmocka_unit_test(steps_that_no_plan_has_or_this_one_leaves_out_are_an_error),
        cmocka_unit_test(a_record_opens_beside_no_step_that_has_not_begun),
        cmocka_unit_test(what_two_fields_together_lead_to_is_found),
        cmocka_unit_test(what_can_never_be_carried_out_is_an_error),
        cmocka_unit_test(a_value_that_does_not_fit_some_form_is_not_the_rules_fault),
        cmocka_unit_test(forms_that_the_flows_own_check_refuses_are_told_to_no_handler),
        cmocka_unit_test(a_form_is_made_that_the_flows_own_check_takes),
        cmocka_unit_test(what_they_may_cost_is_bounded_and_said),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
