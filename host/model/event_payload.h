/* The parts of an event by kind, private to this folder: for each theme a pair that writes and reads payload
 * and personal part. `personal` of a reader is NULL when that part is empty or was erased; a writer leaves it
 * empty when there is nothing personal to keep. All versions so far have the same shape. */
#ifndef CS_MODEL_EVENT_PAYLOAD_H
#define CS_MODEL_EVENT_PAYLOAD_H

#include "model/event.h"

typedef struct event_codec {
    event_kind_t kind;
    const char *word;
    void (*encode)(const event_t *e, buf_t *payload, buf_t *personal);
    void (*decode)(cursor_t *payload, cursor_t *personal, event_t *e);
} event_codec_t;

/* Each table ends with a kind of 0. */
extern const event_codec_t event_record_codecs[]; /* drafted, edited, submitted … noted: event_record.c */
extern const event_codec_t event_step_codecs[];   /* stages and steps: event_step.c */
extern const event_codec_t event_task_codecs[];   /* tasks and clocks: event_task.c */
extern const event_codec_t
    event_change_codecs[]; /* what people and administrators change on the way: event_change.c */
extern const event_codec_t event_child_codecs[];     /* what rules bring about: event_child.c */
extern const event_codec_t event_initiator_codecs[]; /* reopened, amended … made from: event_initiator.c */
extern const event_codec_t event_people_codecs[];    /* people over time: event_people.c */
extern const event_codec_t event_system_codecs[];    /* disposed: event_system.c */
extern const event_codec_t event_admin_codecs[];     /* what administrators do: event_admin.c */
extern const event_codec_t event_business_codecs[];  /* entries, monitors, risk: event_business.c */
extern const event_codec_t event_owing_codecs[];     /* the green channel: event_owing.c */
extern const event_codec_t event_deviation_codecs[]; /* deviations: event_deviation.c */

/* A personal text: nothing when NULL; present, it must not be. */
void event_put_words(buf_t *personal, const char *text);
const char *event_get_words(cursor_t *personal);
/* Which steps of a plan that takes over go on from which. */
void event_put_carried(buf_t *payload, const carried_t *steps, size_t count);
carried_t *event_get_carried(cursor_t *payload, size_t *count);

#endif
