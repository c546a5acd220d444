/* A step that answers a risk, as a rule would write it. */
#ifndef TESTS_UNIT_ENGINE_RISK_SCENE_H
#define TESTS_UNIT_ENGINE_RISK_SCENE_H

#include "scene.h"

static inline step_t reviewer(const char *name, step_kind_t kind, const source_t *by) {
    return (step_t){.no = 1,
                    .kind = kind,
                    .state = STEP_WAITING,
                    .name = name,
                    .by = by,
                    .mode = DECIDE_ANY,
                    .on_refuse = ON_REFUSE_AT_ONCE,
                    .within = limit_workdays(1),
                    .on_empty = EMPTY_FALLBACK,
                    .on_self = SELF_SUPERIOR,
                    .opened_at = INSTANT_NONE,
                    .ended_at = INSTANT_NONE};
}

/* Somebody writes the plan that answers a risk, at that step. */
static inline int write_response(scene_t *s, const char *who, const char *step) {
    field_t said[] = {
        {.name = "strategy", .value = {.kind = VALUE_CHOICE, .u.text = "reduce"}},
        {.name = "department", .value = {.kind = VALUE_DEPARTMENT, .u.text = "sales"}},
        {.name = "person", .value = {.kind = VALUE_PERSON, .u.person = scene_person(s, who)}},
        text_field("measures", "a guard"),
        {.name = "planned", .value = {.kind = VALUE_RANGE, .u.range = {20514, 20520}}},
    };
    command_t c = scene_cmd(s, who, COMMAND_LOG);
    c.step = step;
    c.said = said;
    c.said_count = 5;
    return scene_command(s, &c);
}

#endif
