/* A decision that closed another record with its step is taken back (A7, A27): that record goes on where it
 * was, in the same commit, and no second one is opened. */
#include "children.h"

/* head, then what is mended beside the opinion of li.na, who may return it; a repair asks two. */
static const char RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post \"company.head\",\n"
    "  form = { what = text {} }, within = workdays(30),\n"
    "  route = function(r, set) return sequence {\n"
    "    approve \"head\" { by = person \"chen.wei\" },\n"
    "    parallel { open_record \"mend\" { flow = \"sales.mend\", fields = { what = r.what } },\n"
    "      approve \"side\" { by = person \"li.na\", may_return = true } } } end }\n"
    "flow \"sales.mend\" { owner = \"sales\", prefix = \"MND\", fallback = post \"company.head\",\n"
    "  form = { what = text { required = true } }, within = workdays(3),\n"
    "  route = function(r, set) return choose {\n"
    "    sequence { when = r.what == \"nested\",\n"
    "      open_record \"inner\" { flow = \"sales.mend\", fields = { what = \"inner\" } } },\n"
    "    sequence { approve \"look\" { by = person \"chen.wei\", may_return = true },\n"
    "      approve \"check\" { by = person \"yu.ran\" } } } end }\n";

static void mending(fixture_t *f, const char *what) {
    char fields[64];
    fixture_create(f, NULL);
    fixture_people(f);
    fixture_rules(f, RULES);
    must(f->answer);
    snprintf(fields, sizeof fields, "{\"what\":\"%s\"}", what);
    file_order(f, fields);
    must(as(f, "approve", "chen.wei", order));
}

/* li.na returns the order to its first step, which closes what is mended, and takes that back. */
static void returned_and_taken_back(fixture_t *f) {
    must(ask(f,
             "{\"verb\":\"return\",\"as\":\"li.na\",\"record\":\"%s\",\"to\":\"head\",\"reason\":\"oops\"}",
             order));
    assert_string_equal(state_of(f, "MND-2026-000001"), "closed");
    must(as(f, "take_back", "li.na", order));
}

/* The step that counts, not its repetition, which was put away. */
static const json_t *mend(fixture_t *f) {
    size_t i, k;
    json_t *plan, *step;
    json_array_foreach(json_object_get(show(f, order), "plans"), i, plan) {
        json_array_foreach(json_object_get(plan, "steps"), k, step) {
            if (json_array_size(json_object_get(step, "records")) > 0) return step;
        }
    }
    return NULL;
}

static void mended_is(fixture_t *f, const char *stands, const char *state) {
    const json_t *records = json_object_get(mend(f), "records");
    assert_int_equal(json_array_size(records), 1); /* no second one was opened */
    assert_string_equal(text_at(json_array_get(records, 0), "stands"), stands);
    assert_string_equal(text_at(json_array_get(records, 0), "state"), state);
}

static void a7_a27_what_was_decided_in_it_stands_and_it_carries_the_order_on(void **state) {
    (void)state;
    fixture_t f;
    mending(&f, "a chair");
    must(as(&f, "approve", "chen.wei", "MND-2026-000001"));
    returned_and_taken_back(&f);
    mended_is(&f, "awaited", "open");
    assert_string_equal(text_at(step_of(&f, "MND-2026-000001", "look"), "state"), "passed");
    assert_string_equal(text_at(step_of(&f, "MND-2026-000001", "check"), "state"), "open");
    assert_string_equal(
        text_at(json_object_get(event_of(&f, "MND-2026-000001", "record.open_again"), "actor"), "kind"),
        "rule");
    assert_non_null(event_of(&f, order, "child.open_again"));
    must(as(&f, "approve", "yu.ran", "MND-2026-000001"));
    mended_is(&f, "ended", "finished");
    must(as(&f, "approve", "li.na", order));
    assert_string_equal(state_of(&f, order), "finished");
    fixture_end_clean(&f); /* verify, too */
}

static void a7_a27_one_that_was_with_its_initiator_is_so_again(void **state) {
    (void)state;
    fixture_t f;
    mending(&f, "a chair");
    must(ask(
        &f,
        "{\"verb\":\"return\",\"as\":\"chen.wei\",\"record\":\"MND-2026-000001\",\"reason\":\"which?\"}"));
    returned_and_taken_back(&f);
    assert_string_equal(state_of(&f, "MND-2026-000001"), "returned");
    must(ask(&f, "{\"verb\":\"resubmit\",\"as\":\"gao.min\",\"record\":\"MND-2026-000001\"}"));
    assert_string_equal(text_at(step_of(&f, "MND-2026-000001", "look"), "state"), "open");
    fixture_end_clean(&f);
}

static void a7_a27_so_does_what_it_waits_for_itself(void **state) {
    (void)state;
    fixture_t f;
    mending(&f, "nested");
    must(as(&f, "approve", "chen.wei", "MND-2026-000002"));
    returned_and_taken_back(&f);
    assert_string_equal(state_of(&f, "MND-2026-000002"), "open");
    must(as(&f, "approve", "yu.ran", "MND-2026-000002"));
    assert_string_equal(state_of(&f, "MND-2026-000001"), "finished");
    assert_string_equal(text_at(mend(&f), "state"), "passed");
    fixture_end_clean(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a7_a27_what_was_decided_in_it_stands_and_it_carries_the_order_on),
        cmocka_unit_test(a7_a27_one_that_was_with_its_initiator_is_so_again),
        cmocka_unit_test(a7_a27_so_does_what_it_waits_for_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
