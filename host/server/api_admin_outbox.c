/* Sending a message again, and saying that an incident was seen to. */
#include "server/api_private.h"
#include "store/outbox.h"
#include "store/queries.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Through one channel, or through each in use that has it and is not about to send it anyway. */
static int resend(host_t *h, int64_t message, const char *channel, int64_t *resent, diag_t *d) {
    const host_options_t *o = host_config(h);
    if (channel != NULL) {
        *resent = 1;
        return outbox_resend(host_store(h), message, channel, host_now(h), d);
    }
    for (size_t i = 0; i < o->channel_count; i++) {
        diag_t missing = {0};
        int status = outbox_resend(host_store(h), message, o->channels[i], host_now(h), &missing);
        bool fatal = status != 0 && !diag_is(&missing, "store.not_found");
        if (fatal) diag_copy(d, &missing);
        diag_clear(&missing);
        if (fatal) return -1;
        if (status == 0) ++*resent;
    }
    if (*resent > 0) return 0;
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, message);
    return diag_set(d, "outbox.not_found", "message", text, NULL);
}

json_t *api_admin_outbox_resend(host_t *h, const api_call_t *call, diag_t *d) {
    diag_t wrong = {0};
    shape_t s = {0};
    int64_t message, resent = 0;
    char text[64];
    if (json_int(call->body, "message", true, 0, &message, d) != 0) return NULL;
    const char *channel = json_text(call->body, "channel", false, &wrong);
    if (wrong.code != NULL) {
        diag_copy(d, &wrong);
        return NULL;
    }
    snprintf(text, sizeof text, "message=%" PRId64, message);
    if (admin_begin(h, d) != 0) return NULL;
    int status = resend(h, message, channel, &resent, d);
    if (admin_end(h, call, status, "outbox.resent", text, d) != 0) return NULL;
    json_t *root = shape_answer(&s);
    shape_int(&s, root, "resent", resent);
    return shape_done(&s, root, d);
}

json_t *api_admin_incident_settle(host_t *h, const api_call_t *call, diag_t *d) {
    shape_t s = {0};
    int64_t incident;
    bool found = false;
    char text[64];
    if (json_int(call->body, "incident", true, 0, &incident, d) != 0) return NULL;
    snprintf(text, sizeof text, "incident=%" PRId64, incident);
    if (admin_begin(h, d) != 0) return NULL;
    int status = store_incident_settle(host_store(h), incident, call->actor.person, host_now(h), &found, d);
    if (status == 0 && !found)
        status = diag_set(d, "incident.not_found", "incident", text + strlen("incident="), NULL);
    if (admin_end(h, call, status, "incident.settled", text, d) != 0) return NULL;
    return shape_done(&s, shape_answer(&s), d);
}
