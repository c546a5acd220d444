/* What tests of rules share: a ruleset made of texts, a small company, and records with fields given as
 * texts. */
#ifndef TESTS_UNIT_SCRIPT_RULES_TRY_H
#define TESTS_UNIT_SCRIPT_RULES_TRY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/ruleset.h"
#include <cmocka.h>

typedef struct try_file {
    const char *name, *text;
} try_file_t;

typedef struct try {
    arena_t arena;
    buf_t packed;
    ruleset_t *rs;
    const rules_t *rules;
    directory_t *dir;
    record_t record;
    facts_t facts;
    diag_t d;
}
try_t;

/* "rule.argument(word=role expected=…) < cause(…) at file:line" */
static inline const char *try_error(const diag_t *d) {
    static char text[4096];
    size_t used = 0;
    text[0] = '\0';
    for (const diag_t *e = d; e && e->code && used < sizeof text - 256; e = e->cause) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s(", e == d ? "" : " < ", e->code);
        for (int i = 0; i < e->param_count && used < sizeof text - 256; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s=%s", i ? " " : "",
                                     e->params[i].name, e->store + e->params[i].at);
        used += (size_t)snprintf(text + used, sizeof text - used, ") at %s:%d", e->file, e->line);
    }
    return text;
}

static inline void try_person(directory_builder_t *b, int64_t id, const char *handle,
                              const char *department) {
    person_info_t p = {.id = id,
                       .handle = handle,
                       .name = handle,
                       .department = department,
                       .kind = PERSON_HUMAN,
                       .uid = -1,
                       .from = INSTANT_NONE,
                       .until = INSTANT_MAX};
    assert_int_equal(directory_add_person(b, &p, NULL), 0);
}

/* company ─ finance ─ treasury, company ─ hr; heads li.na (finance), wu.yan (hr); leader zhao.lei. */
static inline directory_t *try_company(void) {
    diag_t d;
    diag_init(&d);
    directory_builder_t *b = directory_builder_new(&d);
    const department_info_t departments[] = {
        {.key = "company",
         .name_en = "Company",
         .name_zh = "公司",
         .head_post = "boss",
         .leader_post = "boss"},
        {.key = "finance",
         .parent = "company",
         .name_en = "Finance",
         .name_zh = "财务",
         .head_post = "finance.head"},
        {.key = "treasury",
         .parent = "finance",
         .name_en = "Treasury",
         .name_zh = "资金",
         .head_post = "treasury.head"},
        {.key = "hr", .parent = "company", .name_en = "People", .name_zh = "人事", .head_post = "hr.head"},
    };
    for (size_t i = 0; i < sizeof departments / sizeof *departments; i++)
        assert_int_equal(directory_add_department(b, &departments[i], &d), 0);
    try_person(b, 1, "wang.fang", "hr");
    try_person(b, 2, "li.na", "finance");
    try_person(b, 3, "wu.yan", "hr");
    try_person(b, 4, "zhao.lei", "company");
    try_person(b, 5, "chen.jing", "treasury");
    directory_add_post(b, "finance.head", 2, INSTANT_NONE, INSTANT_MAX, &d);
    directory_add_post(b, "hr.head", 3, INSTANT_NONE, INSTANT_MAX, &d);
    directory_add_post(b, "treasury.head", 5, INSTANT_NONE, INSTANT_MAX, &d);
    directory_add_post(b, "boss", 4, INSTANT_NONE, INSTANT_MAX, &d);
    directory_add_role(b, "finance.administration", "finance", 2, INSTANT_NONE, INSTANT_MAX, &d);
    directory_add_attribute(b, "department:hr", "budget", "HR-01", &d);
    directory_add_attribute(b, "department:finance", "budget", "FIN-01", &d);
    directory_add_attribute(b, "person:wang.fang", "grade", "7", &d);
    directory_t *dir = directory_build(b, 1, &d);
    if (!dir) fail_msg("%s", try_error(&d));
    return dir;
}

static inline void try_pack(const try_file_t *files, size_t count, const setting_value_t *settings,
                            size_t setting_count, buf_t *out) {
    rule_file_t list[32];
    assert_true(count <= 32);
    for (size_t i = 0; i < count; i++)
        list[i] = (rule_file_t){files[i].name, {(const uint8_t *)files[i].text, strlen(files[i].text)}};
    ruleset_content_t content = {list, count, (setting_value_t *)settings, setting_count};
    diag_t d;
    diag_init(&d);
    if (ruleset_pack(&content, out, NULL, &d) != 0) fail_msg("%s", try_error(&d));
}

/* Opens; a failure is left in t->d, t->rs is NULL then. */
static inline void try_open_with(try_t *t, const try_file_t *files, size_t count,
                                 const setting_value_t *settings, size_t setting_count,
                                 const ruleset_options_t *options) {
    memset(t, 0, sizeof *t);
    assert_int_equal(hash_setup(), 0);
    arena_init(&t->arena, 0);
    buf_init(&t->packed, 0);
    diag_init(&t->d);
    try_pack(files, count, settings, setting_count, &t->packed);
    t->rs = ruleset_open((bytes_t){t->packed.at, t->packed.len}, options, &t->d);
    t->dir = try_company();
    if (t->rs) t->rules = ruleset_rules(t->rs);
    t->record = (record_t){.flow = "",
                           .department = "hr",
                           .initiator = 1,
                           .submitted_at = INSTANT_NONE,
                           .ended_at = INSTANT_NONE,
                           .stage = -1};
    t->facts = (facts_t){.record = &t->record, .directory = t->dir, .at = INT64_C(1767225600000)};
}

static inline void try_open(try_t *t, const char *text) {
    try_file_t file = {"company/a.lua", text};
    try_open_with(t, &file, 1, NULL, 0, NULL);
}

static inline void try_close(try_t *t) {
    ruleset_close(t->rs);
    directory_unref(t->dir);
    buf_free(&t->packed);
    arena_free(&t->arena);
    diag_clear(&t->d);
}

static inline const flow_t *try_flow(try_t *t, const char *name) {
    const flow_t *flow = NULL;
    if (!t->rs) fail_msg("%s", try_error(&t->d));
    if (t->rules->flow(t->rules->ctx, name, t->record.department, t->dir, &flow, &t->d) != 0)
        fail_msg("%s", try_error(&t->d));
    t->record.flow = flow->name;
    return flow;
}

static int try_by_name(const void *a, const void *b) {
    return strcmp(((const field_t *)a)->name, ((const field_t *)b)->name);
}

/* Fields as name, text, name, text, …, NULL. */
static inline void try_fields(try_t *t, const flow_t *flow, ...) {
    va_list list;
    t->record.fields = arena_array(&t->arena, 64, sizeof(field_t));
    t->record.field_count = 0;
    va_start(list, flow);
    for (const char *name = va_arg(list, const char *); name; name = va_arg(list, const char *)) {
        const char *text = va_arg(list, const char *);
        const field_def_t *def = flow_field(flow, name);
        if (!def) fail_msg("no field %s", name);
        field_t *f = &t->record.fields[t->record.field_count++];
        f->name = name;
        if (def->kind == VALUE_PERSON) {
            person_info_t info;
            assert_true(directory_by_handle(t->dir, text, &info));
            f->value = (value_t){.kind = VALUE_PERSON, .u.person = info.id};
        } else if (field_parse(def, text, &t->arena, &f->value, &t->d) != 0) {
            fail_msg("%s", try_error(&t->d));
        }
    }
    va_end(list);
    qsort(t->record.fields, t->record.field_count, sizeof(field_t), try_by_name);
}

static inline void try_put(char *out, size_t size, size_t *used, const char *text) {
    int n = snprintf(out + *used, size - *used, "%s%s", *used ? " " : "", text);
    if (n > 0) *used += (size_t)n;
}

/* The plan in one line: "sequence[ administration supervisor -director payment ]"; - is left out. */
static inline const char *try_shape(const plan_t *plan) {
    static char text[4096];
    size_t used = 0;
    int32_t open[PLAN_DEPTH_MAX + 1];
    int depth = 0;
    text[0] = '\0';
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *s = &plan->steps[i];
        char one[200];
        while (depth > 0 && open[depth - 1] != s->parent) {
            try_put(text, sizeof text, &used, "]");
            depth--;
        }
        const char *out = s->state == STEP_LEFT_OUT ? "-" : "";
        if (step_is_group(s->kind)) {
            snprintf(one, sizeof one, "%s%s%s%s[", out, step_kind_word(s->kind), s->name[0] ? ":" : "",
                     s->name);
            open[depth++] = s->no;
        } else {
            snprintf(one, sizeof one, "%s%s", out, s->name);
        }
        try_put(text, sizeof text, &used, one);
    }
    while (depth-- > 0)
        try_put(text, sizeof text, &used, "]");
    return text;
}

static inline int try_plan(try_t *t, const flow_t *flow, int32_t stage, plan_t *out) {
    return t->rules->plan(t->rules->ctx, flow, stage, &t->facts, &t->arena, out, &t->d);
}

static inline void try_planned(try_t *t, const flow_t *flow, const char *shape) {
    plan_t plan;
    if (try_plan(t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t->d));
    assert_string_equal(try_shape(&plan), shape);
}

#endif
