/* Ids: milliseconds since 2020, the host's number, a counter. The source only ever counts up: what the clock
 * says moves it forward, never back. */
#include "base/id.h"

enum {
    HOST_BITS = 10,
    COUNTER_BITS = 12,
    HOST_MAX = (1 << HOST_BITS) - 1,
    COUNTER_MAX = (1 << COUNTER_BITS) - 1
};

#define EPOCH_2020 INT64_C(1577836800000)
#define MS_MAX ((INT64_C(1) << 41) - 1)

void id_source_init(id_source_t *ids, uint16_t host) {
    /* Millisecond 0, counter 0 counts as used: so no id is 0. */
    *ids = (id_source_t){.host = host & HOST_MAX};
}

int64_t id_next(id_source_t *ids, instant_t now) {
    int64_t ms = now < EPOCH_2020 ? 0 : now - EPOCH_2020;
    if (ms > ids->last_ms && ms <= MS_MAX) {
        ids->last_ms = ms;
        ids->counter = 0;
    } else if (ids->counter < COUNTER_MAX) {
        ids->counter++;
    } else if (ids->last_ms < MS_MAX) {
        ids->last_ms++;
        ids->counter = 0;
    } else {
        return 0;
    }
    return ids->last_ms << (HOST_BITS + COUNTER_BITS) | (int64_t)ids->host << COUNTER_BITS | ids->counter;
}

void id_source_after(id_source_t *ids, int64_t largest) {
    if (largest <= 0) return;
    int64_t ms = largest >> (HOST_BITS + COUNTER_BITS);
    uint16_t host = largest >> COUNTER_BITS & HOST_MAX;
    uint16_t counter = largest & COUNTER_MAX;
    /* Within one millisecond the host's number decides before the counter does. */
    if (host > ids->host) counter = COUNTER_MAX;
    if (host < ids->host) counter = 0;
    if (ms > ids->last_ms || (ms == ids->last_ms && counter > ids->counter)) {
        ids->last_ms = ms;
        ids->counter = counter;
    }
}

instant_t id_instant(int64_t id) {
    return (id >> (HOST_BITS + COUNTER_BITS)) + EPOCH_2020;
}

int64_t id_before(instant_t at) {
    int64_t ms = at < EPOCH_2020 ? 0 : at - EPOCH_2020;
    return ms > MS_MAX ? INT64_MAX : (ms << (HOST_BITS + COUNTER_BITS)) - 1;
}
