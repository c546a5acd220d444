/* Due times owed; see reckon_owed.h. */
#include "server/reckon_owed.h"
#include "server/reckon.h"
#include "server/work.h"

static const char OWED[] = "calendar.reckon"; /* a setting: "owed", or empty */

int reckon_owe(host_t *h, diag_t *d) {
    return store_setting_put(h->store, OWED, "owed", d);
}

int reckon_settle(host_t *h, diag_t *d) {
    if (batch_begin(h, d) != 0) return -1;
    return batch_end(h, store_setting_put(h->store, OWED, "", d), d);
}

static int is_owed(host_t *h, bool *owed, diag_t *d) {
    arena_t arena;
    const char *value;
    arena_init(&arena, 0);
    int status = store_setting(h->store, OWED, &arena, &value, d);
    *owed = status == 0 && value != NULL && value[0] != '\0';
    arena_free(&arena);
    return status;
}

int reckon_owed(host_t *h, diag_t *d) {
    bool owed;
    arena_t arena;
    moved_due_t *moved;
    size_t count;
    if (is_owed(h, &owed, d) != 0) return -1;
    if (!owed) return 0;
    arena_init(&arena, 0);
    int status = host_reckon(h, NULL, 0, &arena, &moved, &count, d);
    arena_free(&arena);
    return status == 0 ? reckon_settle(h, d) : -1;
}
