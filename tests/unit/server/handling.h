/* An order with a ladder and handlers, as a test gives them: what they return besides plans. */
#ifndef TESTS_UNIT_SERVER_HANDLING_H
#define TESTS_UNIT_SERVER_HANDLING_H

#include "asking.h"

/* `%s`: the ladder of the head's step, then the handlers. */
static const char ORDER_RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = person \"yu.ran\", within = "
    "workdays(30),\n"
    "  form = { what = text {}, note = text {} },\n"
    "  stages = {\n"
    "    approval = function(r, set) return sequence {\n"
    "      approve \"head\" { by = head_of(r.department), within = workdays(1), overdue = ladder { %s } },\n"
    "      approve \"boss\" { by = post \"company.head\", when = r.what ~= \"small\" } } end,\n"
    "    execution = function(r, set) return sequence { act \"make\" { by = initiator }, act \"ship\" { by = "
    "initiator } }\n"
    "      end },\n"
    "  on = { %s } }\n"
    "flow \"sales.mend\" { owner = \"sales\", prefix = \"MND\", fallback = post \"company.head\", within = "
    "workdays(9),\n"
    "  form = { what = text { required = true } },\n"
    "  route = function(r, set) return approve \"check\" { by = post \"company.head\" } end }\n";

static char order[32];

/* The rules come before the people: else what is to fail here one day would be found as they are checked. */
static inline void begin(fixture_t *f, const char *ladder, const char *handlers, const char *more) {
    char *rules = NULL, *all = NULL;
    fixture_create(f, NULL);
    if (asprintf(&rules, ORDER_RULES, ladder, handlers) < 0 || asprintf(&all, "%s%s", rules, more) < 0)
        abort();
    fixture_rules(f, all);
    free(rules);
    free(all);
    must(f->answer);
    fixture_people(f);
}

static inline void file_order(fixture_t *f, const char *what) {
    char fields[128];
    snprintf(fields, sizeof fields, "{\"what\":\"%s\"}", what);
    file_record(f, "sales.order", fields, order);
}

/* The state of a step; "none": there is no such step. */
static inline const char *step(fixture_t *f, const char *name) {
    const json_t *found = step_of(f, order, name);
    return found != NULL ? text_at(found, "state") : "none";
}

/* Who holds the open task of that step; "": nobody. */
static inline const char *holder(fixture_t *f, const char *name) {
    size_t i;
    const char *found = "";
    json_t *task, *tasks = json_object_get(show(f, order), "tasks");
    json_array_foreach(tasks, i, task) {
        if (strcmp(text_at(task, "step_name"), name) == 0 && strcmp(text_at(task, "state"), "open") == 0)
            found = text_at(json_object_get(task, "person"), "handle");
    }
    return found;
}

static inline int count_of(fixture_t *f, const char *kind) {
    size_t i;
    int count = 0;
    json_t *event;
    must(ask(f, "{\"verb\":\"history\",\"record\":\"%s\"}", order));
    json_array_foreach(json_object_get(f->answer, "events"), i, event) {
        count += strcmp(text_at(event, "kind"), kind) == 0;
    }
    return count;
}

#endif
