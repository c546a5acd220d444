/* Administration on the writer's thread: the right to it, and one transaction around each act, with a note on
 * the system's own record and the snapshot built anew after it. What each does: api_admin_*.c. */
#include "base/log.h"
#include "server/api_private.h"
#include "server/host_internal.h"

int admin_begin(host_t *h, diag_t *d) {
    return store_begin(h->store, d);
}

static int fail(host_t *h, diag_t *d) {
    store_rollback(h->store);
    if (store_fatal(d)) host_distrust(h, d);
    return -1;
}

int admin_end(host_t *h, const api_call_t *call, int status, const char *code, const char *text, diag_t *d) {
    if (status == 0) status = writer_note(h, &call->actor, code, text, d);
    if (status != 0 || store_commit(h->store, d) != 0) return fail(h, d);
    if (host_reload(h, d) == 0) return 0;
    /* It stands, but this process knows what was before: to be told, not hidden. A store that failed is
     * opened again, and with that what was changed is loaded. */
    log_diag(LOG_LEVEL_ERROR, "what an administrator changed could not be loaded", d);
    if (store_fatal(d)) host_distrust(h, d);
    return diag_wrap(d, "host.reload", NULL);
}

static json_t *refuse_read_only(host_t *h) {
    diag_t d = {0};
    host_refuse(h, &d);
    json_t *answer = api_error(&d);
    diag_clear(&d);
    return answer;
}

json_t *api_admin(host_t *h, const api_call_t *call) {
    diag_t d = {0};
    json_t *answer = NULL;
    if (host_read_only(h)) return refuse_read_only(h);
    if (h->stale && host_reload(h, &d) != 0) { /* what stands already would be taken for nothing new */
        answer = api_error(&d);
        diag_clear(&d);
        return answer;
    }
    snapshot_t *snapshot = host_snapshot(h);
    bool may = api_acts_as_administrator(call, snapshot->directory, host_now(h)) ||
               call->verb->carry_out == api_admin_stand_in; /* one's own to name; it looks itself */
    snapshot_unref(snapshot);
    if (!may)
        diag_set(&d, "actor.not_administrator", "verb", call->verb->name, NULL);
    else
        answer = call->verb->carry_out(h, call, &d);
    if (answer == NULL && store_fatal(&d)) host_distrust(h, &d);
    if (answer == NULL) answer = api_error(&d);
    diag_clear(&d);
    return answer;
}
