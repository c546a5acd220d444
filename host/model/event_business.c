/* Events of the business process: what is written down while a record is carried out, and what is made of it.
 */
#include "model/codec.h"
#include "model/event_payload.h"
#include "model/fields.h"
#include "model/flow.h"

static void logged_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_enum(payload, (int)e->u.logged.entry, ENTRY_WORK, ENTRY_LAST);
    buf_int(payload, e->u.logged.task);
    if (e->u.logged.field_count > 0)
        field_list_encode(e->u.logged.fields, e->u.logged.field_count, ENTRY_FIELDS_MAX, personal);
}

static void logged_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.logged.entry = (entry_kind_t)codec_get_enum(payload, ENTRY_WORK, ENTRY_LAST);
    e->u.logged.task = cursor_int(payload);
    if (!personal) return;
    e->u.logged.fields = field_list_decode(personal, ENTRY_FIELDS_MAX, &e->u.logged.field_count);
    if (e->u.logged.field_count == 0) codec_fail(personal);
}

static void rated_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_enum(payload, (int)e->u.rated.level, RISK_LOW, RISK_LAST);
    buf_text(payload, e->u.rated.because);
    buf_text(payload, e->u.rated.because_zh);
    if (e->u.rated.waits) buf_flag(payload, true);
}

static void rated_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.rated.level = (risk_level_t)codec_get_enum(payload, RISK_LOW, RISK_LAST);
    e->u.rated.because = cursor_text(payload);
    e->u.rated.because_zh = cursor_text(payload);
    if (payload->failed || payload->at == payload->end) return;
    e->u.rated.waits = cursor_flag(payload);
    if (!e->u.rated.waits) codec_fail(payload); /* not written so */
}

static void warned_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_range(payload, e->u.warned.step, 0, INT32_MAX);
    codec_put_enum(payload, (int)e->u.warned.severity, SEVERITY_NONE, SEVERITY_LAST);
    event_put_words(personal, e->u.warned.text);
    if (e->u.warned.text) event_put_words(personal, e->u.warned.text_zh);
}

/* What is said in both languages has the Chinese at its end. */
static const char *zh_after(cursor_t *personal) {
    bool more = personal && !personal->failed && personal->at < personal->end;
    return more ? event_get_words(personal) : NULL;
}

static void warned_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.warned.step = (int32_t)codec_get_range(payload, 0, INT32_MAX);
    e->u.warned.severity = (severity_t)codec_get_enum(payload, SEVERITY_NONE, SEVERITY_LAST);
    e->u.warned.text = event_get_words(personal);
    e->u.warned.text_zh = zh_after(personal);
}

static void complied_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    (void)personal;
    codec_put_range(payload, e->u.complied.step, 1, INT32_MAX);
    buf_int(payload, e->u.complied.task);
    codec_put_range(payload, (int64_t)e->u.complied.check_count, 1, CHECKS_MAX);
    for (size_t i = 0; i < e->u.complied.check_count && !payload->failed; i++)
        codec_put_name(payload, e->u.complied.checks[i]);
}

static void complied_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    (void)personal;
    e->u.complied.step = (int32_t)codec_get_range(payload, 1, INT32_MAX);
    e->u.complied.task = cursor_int(payload);
    size_t count = (size_t)codec_get_range(payload, 1, CHECKS_MAX);
    const char **checks = payload->failed ? NULL : codec_array(payload, count, sizeof *checks);
    for (size_t i = 0; checks && i < count && !payload->failed; i++)
        checks[i] = codec_get_name(payload);
    e->u.complied.checks = checks;
    e->u.complied.check_count = payload->failed ? 0 : count;
}

static void notified_encode(const event_t *e, buf_t *payload, buf_t *personal) {
    codec_put_name(payload, e->u.notified.about);
    buf_int(payload, e->u.notified.task);
    codec_put_range(payload, (int64_t)e->u.notified.count, 1, NOTIFIED_MAX);
    for (size_t i = 0; i < e->u.notified.count && !payload->failed; i++)
        buf_int(payload, e->u.notified.people[i]);
    event_put_words(personal, e->u.notified.text);
    if (e->u.notified.text) event_put_words(personal, e->u.notified.text_zh);
}

static void notified_decode(cursor_t *payload, cursor_t *personal, event_t *e) {
    e->u.notified.about = codec_get_name(payload);
    e->u.notified.task = cursor_int(payload);
    size_t count = (size_t)codec_get_range(payload, 1, NOTIFIED_MAX);
    int64_t *people = payload->failed ? NULL : codec_array(payload, count, sizeof *people);
    for (size_t i = 0; people && i < count && !payload->failed; i++)
        people[i] = cursor_int(payload);
    e->u.notified.people = people;
    e->u.notified.count = payload->failed ? 0 : count;
    e->u.notified.text = event_get_words(personal);
    e->u.notified.text_zh = zh_after(personal);
}

const event_codec_t event_business_codecs[] = {
    {EVENT_LOGGED, "record.logged", logged_encode, logged_decode},
    {EVENT_RATED, "record.rated", rated_encode, rated_decode},
    {EVENT_WARNED, "record.warned", warned_encode, warned_decode},
    {EVENT_NOTIFIED, "record.notified", notified_encode, notified_decode},
    {EVENT_COMPLIED, "step.complied", complied_encode, complied_decode},
    {0},
};
