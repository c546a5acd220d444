/* A flow of one stage whose body is what a test of rules' words is about: what it plans, or how it fails. */
#ifndef TESTS_UNIT_SCRIPT_VOCABULARY_H
#define TESTS_UNIT_SCRIPT_VOCABULARY_H

#include "rules_try.h"

#define FORM                                                                                                 \
    "  form = { amount = money { currency = 'EUR' }, fee = money {}, count = number {}, rate = number {},\n" \
    "    note = text {}, day = date {}, trip = date_range {}, kind = choice { 'goods', 'services' },\n"      \
    "    buyer = person {}, unit = department {}, urgent = flag {},\n"                                       \
    "    lines = table_of { price = money { currency = 'EUR' }, pieces = number {} } },\n"

/* A flow whose stage has this function body; the fifth line of the file is its first. */
#define FLOW(body)                                                                                           \
    "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(3),\n" FORM                     \
    "  route = function(r, set)\n"                                                                           \
    "" body "\n  end }\n"
enum { FLOW_LINE = 7 };

/* Plans the body and compares the shape. */
static inline void plans(const char *source, const char *shape, ...) {
    va_list list;
    try_t t;
    try_open(&t, source);
    const flow_t *flow = try_flow(&t, "a.flow");
    const char *args[16] = {0};
    size_t count = 0;
    va_start(list, shape);
    for (const char *s = va_arg(list, const char *); s && count < 14; s = va_arg(list, const char *))
        args[count++] = s;
    va_end(list);
    try_fields(&t, flow, args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7], args[8],
               args[9], NULL);
    try_planned(&t, flow, shape);
    try_close(&t);
}

/* A condition over the fields holds (the step is there) or not. */
#define HOLDS(condition, ...)                                                                                \
    plans(FLOW("return approve 'x' { by = initiator, when = " condition " }"), "sequence[ x ]", __VA_ARGS__, \
          NULL)
#define HOLDS_NOT(condition, ...)                                                                            \
    plans(FLOW("return approve 'x' { by = initiator, when = " condition " }"), "sequence[ -x ]",             \
          __VA_ARGS__, NULL)

/* The innermost error of planning the body. */
static inline void fails(const char *source, const char *code, const char *params, int line, ...) {
    va_list list;
    try_t t;
    plan_t plan;
    try_open(&t, source);
    const flow_t *flow = try_flow(&t, "a.flow");
    const char *args[16] = {0};
    size_t count = 0;
    va_start(list, line);
    for (const char *s = va_arg(list, const char *); s && count < 14; s = va_arg(list, const char *))
        args[count++] = s;
    va_end(list);
    try_fields(&t, flow, args[0], args[1], args[2], args[3], args[4], args[5], NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
    const diag_t *inner = &t.d;
    while (inner->cause)
        inner = inner->cause;
    char text[1024] = "";
    for (int i = 0; i < inner->param_count; i++) {
        const char *name = inner->params[i].name;
        if (!strcmp(name, "flow") || !strcmp(name, "ruleset") || !strcmp(name, "phase") ||
            !strcmp(name, "kind") || !strcmp(name, "trace"))
            continue;
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s=%s", used ? " " : "", name,
                 inner->store + inner->params[i].at);
    }
    if (strcmp(inner->code, code) != 0 || (params && strcmp(text, params) != 0))
        print_error("%s\n", try_error(&t.d));
    assert_string_equal(inner->code, code);
    if (params) assert_string_equal(text, params);
    assert_string_equal(t.d.file, "company/a.lua");
    assert_int_equal(t.d.line, line);
    try_close(&t);
}
#define FAILS(condition, code, params, ...)                                                                  \
    fails(FLOW("return approve 'x' { by = initiator, when = " condition " }"), code, params, FLOW_LINE,      \
          __VA_ARGS__, NULL)

#endif
