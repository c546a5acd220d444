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

#endif
