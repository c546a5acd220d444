/* What people do on a record's ways back (A22, A27), in few words. */
#ifndef TESTS_UNIT_ENGINE_WAY_BACK_SCENE_H
#define TESTS_UNIT_ENGINE_WAY_BACK_SCENE_H

#include "scene.h"

/* To a step; NULL: to the initiator. `straight`: and from there straight back. */
static inline int give_back(scene_t *s, const char *who, const char *to, bool straight) {
    command_t c = scene_cmd(s, who, COMMAND_RETURN);
    c.text = "look again";
    c.to_step = to;
    c.straight = straight;
    return scene_command(s, &c);
}

static inline int take_back(scene_t *s, const char *who) {
    return as(s, who, COMMAND_TAKE_BACK, "I see it now");
}

static inline void approve(scene_t *s, const char *who) {
    must(s, as(s, who, COMMAND_APPROVE, NULL));
}

/* Every step that counts, with its state and its end: what must be as it was. */
static inline void stands(const scene_t *s, char *out, size_t size) {
    size_t used = 0;
    out[0] = 0;
    for (size_t i = 0; i < s->record->step_count; i++) {
        const step_t *step = &s->record->steps[i];
        if (step->superseded || (!step->parent && i > 0)) continue;
        used += (size_t)snprintf(out + used, size - used, "%d %d %lld %s;", step->no, step->state,
                                 (long long)step->ended_at, step->left_out ? step->left_out : "");
    }
}

#endif
