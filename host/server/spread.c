/* Classes of sizes; see spread.h. Values below 16 have a class each; above, the four bits behind the leading
 * one name it. */
#include "server/spread.h"

enum { LINEAR = 16, BITS = 4 };

static int leading(uint64_t value) {
    return 63 - __builtin_clzll(value);
}

static int class_of(int64_t value) {
    if (value < LINEAR) return (int)value;
    int top = leading((uint64_t)value), shift = top - BITS;
    int place = LINEAR * (shift + 1) + (int)((uint64_t)value >> shift) - LINEAR;
    return place < SPREAD_CLASSES ? place : SPREAD_CLASSES - 1;
}

/* The largest value of a class. */
static int64_t end_of(int place) {
    if (place < LINEAR) return place;
    int shift = place / LINEAR - 1;
    return (int64_t)(((uint64_t)(place % LINEAR + LINEAR + 1) << shift) - 1);
}

void spread_add(spread_t *s, int64_t value) {
    if (value < 0) value = 0;
    s->count++;
    if (value > s->most) s->most = value;
    if (__builtin_add_overflow(s->sum, value, &s->sum)) s->sum = INT64_MAX;
    uint32_t *cell = &s->classes[class_of(value)];
    if (*cell < UINT32_MAX) ++*cell;
}

int64_t spread_percentile(const spread_t *s, int percent) {
    if (s->count == 0) return 0;
    int64_t wanted = (s->count / 100) * percent + (s->count % 100 * percent + 99) / 100, seen = 0;
    for (int i = 0; i < SPREAD_CLASSES - 1; i++) {
        seen += s->classes[i];
        if (seen >= wanted) return end_of(i) < s->most ? end_of(i) : s->most;
    }
    return s->most;
}

int64_t spread_mean(const spread_t *s) {
    return s->count > 0 ? s->sum / s->count : 0;
}
