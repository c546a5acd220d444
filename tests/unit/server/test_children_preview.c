/* A preview of what opens records that open others themselves (A7, A41): no two of all these are taken for
 * the same in memory, where each numbers what it makes. */
#include "children.h"

/* Both kinds open one; a copy on the way makes them number it otherwise. */
static const char RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post \"company.head\",\n"
    "  form = { lines = rows { columns = { what = text {} } } }, within = workdays(30),\n"
    "  route = function(r, set) return sequence {\n"
    "    approve \"head\" { by = person \"chen.wei\" },\n"
    "    open_record \"mend\" { flow = \"sales.mend\",\n"
    "      fields = each(r.lines, function(line) return { what = line.what } end) } } end }\n"
    "flow \"sales.mend\" { owner = \"sales\", prefix = \"MND\", fallback = post \"company.head\",\n"
    "  form = { what = text { required = true } }, within = workdays(3),\n"
    "  route = function(r, set) return choose {\n"
    "    approve \"check\" { by = person \"li.na\", when = r.what == \"inner\" },\n"
    "    sequence { copy_to \"told\" { to = person \"yu.ran\", when = r.what == \"copied\" },\n"
    "      open_record \"inner\" { flow = \"sales.mend\", fields = { what = \"inner\" } } } } end }\n";

static void a41_it_tells_of_what_is_opened_by_what_it_opens(void **state) {
    (void)state;
    fixture_t f;
    char fields[2048];
    size_t used = (size_t)snprintf(fields, sizeof fields, "{\"lines\":[");
    fixture_create(&f, NULL);
    fixture_people(&f);
    fixture_rules(&f, RULES);
    must(f.answer);
    for (int i = 0; i < 40; i++)
        used += (size_t)snprintf(fields + used, sizeof fields - used, "%s{\"what\":\"%s\"}", i ? "," : "",
                                 i % 2 ? "copied" : "nested");
    snprintf(fields + used, sizeof fields - used, "]}");
    file_order(&f, fields);
    atomic_fetch_add(&f.now, 1); /* what is numbered now is numbered from the beginning, by each of them */
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\",\"preview\":true}", order));
    assert_int_equal(json_array_size(json_object_get(f.answer, "others")), 80);
    must(as(&f, "approve", "chen.wei", order)); /* so it is */
    assert_string_equal(state_of(&f, "MND-2026-000080"), "open");
    fixture_end_clean(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a41_it_tells_of_what_is_opened_by_what_it_opens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
