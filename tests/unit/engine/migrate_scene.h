/* A running record and the rules that it goes over to (A53). */
#ifndef TESTS_UNIT_ENGINE_MIGRATE_SCENE_H
#define TESTS_UNIT_ENGINE_MIGRATE_SCENE_H

#include "admin_scene.h"

/* The new rules: the same form; steps are put in by the test. */
static inline void later(scene_t *s) {
    s->has_later = true;
    fixed_group(&s->later, 0, 0, STEP_SEQUENCE);
}

static inline const hash_t *later_hash(void) {
    static hash_t hash;
    hash_of("later", 5, &hash);
    return &hash;
}

#endif
