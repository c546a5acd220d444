/* An order that opens records of another flow as it goes, and waits for them (A7). */
#ifndef TESTS_UNIT_SERVER_CHILDREN_H
#define TESTS_UNIT_SERVER_CHILDREN_H

#include "asking.h"

/* An order, whose step "mend" opens records of "sales.mend"; `%s` stands for options of that step. */
static const char MEND_RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post \"company.head\",\n"
    "  form = { what = text {}, lines = rows { columns = { what = text {}, price = text {} } } },\n"
    "  withdraw = \"before_end\", within = workdays(30),\n"
    "  route = function(r, set) return sequence {\n"
    "    approve \"head\" { by = head_of(r.department), within = workdays(1),\n"
    "      overdue = ladder { { after = workdays(1), approve = because \"a test says so\" } } },\n"
    "    open_record \"mend\" { flow = \"sales.mend\", within = workdays(5),\n"
    "      overdue = ladder { { after = workdays(1), refuse = \"it took too long\" } }, %s },\n"
    "    approve \"boss\" { by = post \"company.head\" } } end }\n"
    "flow \"sales.mend\" { owner = \"sales\", prefix = \"MND\", fallback = post \"company.head\",\n"
    "  form = { what = text { required = true }, price = money { currency = \"EUR\" },\n"
    "    what_twice = text { computed = function(r) return r.what and r.what .. r.what end } }, within = "
    "workdays(3),\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(2) }, copy_at_end = person "
    "\"yu.ran\",\n"
    "  overdue = ladder { { after = workdays(1), refuse = \"nobody mended it\" } },\n"
    "  route = function(r, set) return choose {\n"
    "    open_record \"deeper\" { flow = \"sales.mend\", fields = { what = r.what }, when = r.what == "
    "\"endless\" },\n"
    "    sequence { when = r.what == \"nested\",\n"
    "      open_record \"inner\" { flow = \"sales.mend\", fields = { what = \"inner\" } } },\n"
    "    approve \"check\" { by = post \"company.head\" } } end }\n";

static inline void begin(fixture_t *f, const char *options) {
    char *rules = NULL;
    fixture_create(f, NULL);
    fixture_people(f);
    if (asprintf(&rules, MEND_RULES, options) < 0) abort();
    fixture_rules(f, rules);
    free(rules);
    must(f->answer);
}

static char order[32];

/* An order by gao.min, submitted; not yet approved by the head. */
static inline void file_order(fixture_t *f, const char *fields) {
    file_record(f, "sales.order", fields, order);
}

static inline void step_is(fixture_t *f, const char *name, const char *state) {
    assert_string_equal(text_at(step_of(f, order, name), "state"), state);
}

static inline const json_t *child(fixture_t *f, size_t i) {
    return json_array_get(json_object_get(step_of(f, order, "mend"), "records"), i);
}

static inline void child_is(fixture_t *f, size_t i, const char *stands, const char *state) {
    const json_t *c = child(f, i);
    assert_string_equal(text_at(c, "stands"), stands);
    assert_string_equal(text_at(c, "state"), state);
}

#define THREE "{\"lines\":[{\"what\":\"a leg\"},{\"what\":\"an arm\"},{\"what\":\"a seat\"}]}"
#define EACH "fields = each(r.lines, function(line) return { what = line.what } end)"

static inline void begin_three(fixture_t *f, const char *options) {
    begin(f, options);
    file_order(f, THREE);
    must(as(f, "approve", "chen.wei", order));
    for (size_t i = 0; i < 3; i++)
        child_is(f, i, "awaited", "open");
    assert_null(child(f, 3));
}

#endif
