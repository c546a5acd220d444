/* What Chen Wei agreed to, or not, about a deviation, and takes back (A27, P2.3.3). */
#ifndef TESTS_UNIT_ENGINE_TAKE_BACK_SCENE_H
#define TESTS_UNIT_ENGINE_TAKE_BACK_SCENE_H

#include "deviation_scene.h"

/* Every step of the plan, with its place, its state and its end: what must be as it was. */
typedef struct standing {
    char text[4096];
} standing_t;

static inline standing_t standing(const scene_t *s) {
    standing_t out;
    const record_t *r = s->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    size_t size = sizeof out.text,
           used = (size_t)snprintf(out.text, size, "%d of %zu;", plan->stage, r->plan_count);
    for (int32_t i = plan->first; i < plan->first + plan->count; i++) {
        const step_t *step = &r->steps[i];
        used += (size_t)snprintf(out.text + used, size - used, "%d %d %d %d %lld %s;", step->no, step->parent,
                                 step->superseded, step->state, (long long)step->ended_at,
                                 step->left_out ? step->left_out : "");
    }
    return out;
}

static inline void reported(scene_t *s, int64_t minor) {
    carried_out(s);
    hour(s);
    must(s, deviate(s, "sun.li", "steel has become dear", minor));
    hour(s);
}

static inline void agreed(scene_t *s, int64_t minor) {
    reported(s, minor);
    must(s, agree(s, "deviation"));
    hour(s);
}

/* Chen Wei takes back an hour later what he decided last, and the plan stands as before. */
static inline void undone(scene_t *s, const standing_t *before) {
    hour(s);
    must(s, take_back(s, "chen.wei"));
    standing_t after = standing(s);
    assert_string_equal(before->text, after.text);
}

/* It is with Chen Wei as it was: with what was proposed, and nothing else. */
static inline void waits_again(const scene_t *s, int64_t minor) {
    const deviation_t *d = &s->record->deviations[0];
    assert_non_null(open_task(s, "deviation", "chen.wei"));
    assert_false(d->settled);
    assert_int_equal(d->group, 0);
    assert_int_equal(d->since, 0);
    assert_int_equal(d->was.first, 0);
    assert_int_equal(d->field_count, minor ? 1 : 0);
    assert_int_equal(d->before_count, minor ? 1 : 0);
    if (minor) assert_int_equal(d->fields[0].value.u.money.minor, minor);
    if (minor) assert_int_equal(d->before[0].value.u.money.minor, 2685);
    assert_int_equal(amount_of(s->record), 2685);
}

/* ... and once he has refused it and the work is done, that is the end. */
static inline void refused_then_done(scene_t *s) {
    must(s, as(s, "chen.wei", COMMAND_REFUSE, "as planned"));
    if (open_task(s, "build", NULL)) must(s, as(s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s->record->state, RECORD_FINISHED);
    scene_free(s);
}

#endif
