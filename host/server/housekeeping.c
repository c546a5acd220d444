/* Small pieces of work on the store between batches; see housekeeping.h. */
#include "server/housekeeping.h"
#include "base/log.h"
#include "server/host_internal.h"
#include "store/disposal.h"
#include "store/outbox.h"

enum { FORGOTTEN_MAX = 1000 };    /* so many rows keep a batch waiting for milliseconds */
enum { GIVE_BACK_US = 8 * 1000 }; /* so do pages for so long, and their commit */
#define FORGET_EVERY_MS ((instant_t)MS_HOUR)

/* Idempotency keys and delivered messages that are older than the configuration keeps them: a slice of them,
 * and whether there may be more. */
static int forget(house_t *house, host_t *h, instant_t now, diag_t *d) {
    const host_options_t *o = &h->options;
    instant_t keys = now - (instant_t)o->key_days * MS_DAY;
    instant_t messages = now - (instant_t)(o->message_days > 0 ? o->message_days : 90) * MS_DAY;
    size_t keys_gone = 0, messages_gone = 0;
    house->forget_at = now + FORGET_EVERY_MS;
    house->forgetting = false;
    if (store_begin(h->store, d) != 0) return -1;
    if (store_keys_forget(h->store, keys, FORGOTTEN_MAX, &keys_gone, d) == 0 &&
        outbox_forget(h->store, messages, FORGOTTEN_MAX, &messages_gone, d) == 0 &&
        store_commit(h->store, d) == 0) {
        house->forgetting = keys_gone >= FORGOTTEN_MAX || messages_gone >= FORGOTTEN_MAX;
        return 0;
    }
    store_rollback(h->store);
    return -1;
}

/* People come first, but not for ever: under a load that never ends the store would grow without end too. */
static bool forget_is_due(const house_t *house, instant_t now, bool waiting) {
    return house->forgetting || now >= house->forget_at + (waiting ? FORGET_EVERY_MS : 0);
}

int house_give_back(host_t *h, int64_t *given, diag_t *d) {
    int64_t most = h->options.give_back_pages, pages, bytes;
    *given = 0;
    if (store_free_pages(h->store, &pages, &bytes, d) != 0) return -1;
    if (pages <= h->options.free_pages) return 0;
    if (pages - h->options.free_pages < most) most = pages - h->options.free_pages;
    return store_give_back(h->store, most, GIVE_BACK_US, given, d);
}

/* Some free pages are kept, since what comes next needs them: only twice as many are worth the work. The file
 * gets shorter when the log is copied into it. */
static int give_back(house_t *house, host_t *h, diag_t *d) {
    int64_t kept = h->options.free_pages, pages, bytes, given;
    if (store_free_pages(h->store, &pages, &bytes, d) != 0) return -1;
    if (pages <= (house->giving_back ? kept : 2 * kept)) {
        bool ended = house->giving_back;
        house->giving_back = false;
        return ended ? store_checkpoint(h->store, d) : 0;
    }
    if (house_give_back(h, &given, d) != 0) return -1;
    house->none_given = given == 0;
    house->giving_back = given > 0;
    return 0;
}

bool house_keep(house_t *house, host_t *h, bool waiting) {
    diag_t d = {0};
    if (host_read_only(h)) {
        house->forgetting = house->giving_back = false;
        return false;
    }
    instant_t now = host_now(h);
    int status = store_checkpoint_maybe(h->store, waiting || house->giving_back, &d);
    if (status == 0 && forget_is_due(house, now, waiting))
        status = forget(house, h, now, &d);
    else if (status == 0 && !waiting && !house->none_given)
        status = give_back(house, h, &d);
    if (status != 0) {
        house->forgetting = house->giving_back = false;
        log_diag(LOG_LEVEL_WARN, "the store could not be tidied up", &d);
    }
    if (status != 0 && store_fatal(&d)) host_distrust(h, &d);
    diag_clear(&d);
    return house->forgetting || house->giving_back;
}
