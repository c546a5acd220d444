/* What a flow's own check said of forms, by the fields that it read of them: it reads nothing else that
 * differs from one form of a stage to the next (the day of submission is always part of what is compared), so
 * of another form with the same values there it says the same, and need not be asked. That is most of them:
 * routes and checks rarely read the same. */
#include "script/check_private.h"
#include "script/words.h"
#include <string.h>

enum { SETS_MAX = 8, FORMS_MAX = 4096, SLOTS = 2 * FORMS_MAX };

/* Forms of which the same fields were read. */
typedef struct form_set {
    size_t width; /* axes */
    uint16_t *axes;
    uint8_t *keys; /* their choices, `width` bytes a form */
    verdict_t *verdicts;
    size_t count;
    uint16_t *slots; /* of forms, by hash: their number from 1; 0: free */
} form_set_t;

struct verdicts {
    arena_t *arena;
    size_t count;
    form_set_t sets[SETS_MAX];
};

verdicts_t *verdicts_new(arena_t *arena) {
    verdicts_t *t = arena_alloc(arena, sizeof *t);
    if (!t) return NULL;
    *t = (verdicts_t){.arena = arena};
    return t;
}

void verdicts_forget(verdicts_t *t) {
    t->count = 0;
}

/* The slot that holds this form, or the free one where it belongs. */
static size_t slot_of(const form_set_t *s, const uint8_t *key) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < s->width; i++)
        hash = (hash ^ key[i]) * 16777619u;
    size_t slot = hash % SLOTS;
    while (s->slots[slot] != 0 && memcmp(s->keys + (s->slots[slot] - 1) * s->width, key, s->width) != 0)
        slot = (slot + 1) % SLOTS;
    return slot;
}

static void key_of(const form_set_t *s, const check_t *c, uint8_t *key) {
    for (size_t i = 0; i < s->width; i++)
        key[i] = c->choice[s->axes[i]];
}

const verdict_t *verdict_known(const verdicts_t *t, const check_t *c) {
    uint8_t key[CHECK_AXES + 1];
    for (size_t i = 0; i < t->count; i++) {
        const form_set_t *s = &t->sets[i];
        key_of(s, c, key);
        size_t number = s->slots[slot_of(s, key)];
        if (number != 0) return &s->verdicts[number - 1];
    }
    return NULL;
}

static size_t axes_read(const check_t *c, uint16_t *out) {
    size_t n = 0;
    for (size_t i = 0; i + 1 < c->axis_count; i++) {
        size_t field = (size_t)(c->axes[i].field - c->flow->fields);
        if (c->rs->last_fields_read[field / 64] >> (field % 64) & 1) out[n++] = (uint16_t)i;
    }
    out[n++] = (uint16_t)(c->axis_count - 1); /* the day of submission */
    return n;
}

/* That of these axes, perhaps a new one; NULL: there is no room. */
static form_set_t *set_of(verdicts_t *t, const uint16_t *axes, size_t width) {
    for (size_t i = 0; i < t->count; i++) {
        form_set_t *s = &t->sets[i];
        if (s->width == width && memcmp(s->axes, axes, width * sizeof *axes) == 0) return s;
    }
    if (t->count == SETS_MAX) return NULL;
    form_set_t s = {.width = width,
                    .axes = arena_copy(t->arena, axes, width * sizeof *axes),
                    .keys = arena_alloc(t->arena, width * FORMS_MAX),
                    .verdicts = arena_array(t->arena, FORMS_MAX, sizeof *s.verdicts),
                    .slots = arena_array(t->arena, SLOTS, sizeof *s.slots)};
    if (!s.axes || !s.keys || !s.verdicts || !s.slots) return NULL; /* then it is asked each time */
    t->sets[t->count] = s;
    return &t->sets[t->count++];
}

void verdict_note(verdicts_t *t, const check_t *c, const verdict_t *verdict) {
    uint16_t axes[CHECK_AXES + 1] = {0};
    uint8_t key[CHECK_AXES + 1];
    verdict_t kept = *verdict;
    form_set_t *s = set_of(t, axes, axes_read(c, axes));
    if (!s || s->count == FORMS_MAX) return;
    key_of(s, c, key);
    size_t slot = slot_of(s, key);
    if (s->slots[slot] != 0) return;
    if (kept.count > 0) kept.axes = arena_copy(t->arena, kept.axes, kept.count * sizeof *kept.axes);
    if (kept.count > 0 && !kept.axes) return;
    memcpy(s->keys + s->count * s->width, key, s->width);
    s->verdicts[s->count] = kept;
    s->slots[slot] = (uint16_t)++s->count;
}
