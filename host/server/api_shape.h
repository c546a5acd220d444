/* Building answers: JSON put together without a check after each call, because the first failure is
 * remembered and asked for once, at the end. Also the pieces that many answers share: a person, a pair of
 * texts, a value. */
#ifndef CS_SERVER_API_SHAPE_H
#define CS_SERVER_API_SHAPE_H

#include "base/json.h"
#include "model/command.h"
#include "model/directory.h"
#include "model/flow.h"

typedef struct shape {
    const directory_t *directory;
    arena_t *arena;      /* for texts on their way into JSON */
    bool failed;         /* no memory for some part */
    struct store *store; /* where other records are looked up; NULL: they are shown by their ids */
    /* set by shape_about (api_guard.h), all zero elsewhere: the record that the answer is about */
    const record_t *about;
    const flow_t *flow;
    int64_t viewer;               /* who asks; 0: may see all */
    bool guards;                  /* something may have to be kept from them */
    struct form_words *words;     /* what; NULL while nothing has to be */
    const struct explain *moment; /* with which the checks of its steps are asked; NULL: they are not told */
} shape_t;

/* Empty object, array. */
json_t *shape_object(shape_t *s);
json_t *shape_array(shape_t *s);
/* Takes `value`; NULL counts as a failure. */
void shape_put(shape_t *s, json_t *object, const char *name, json_t *value);
void shape_add(shape_t *s, json_t *array, json_t *value);
/* Short forms of the above; a NULL text becomes null. Values that whoever asks may not see are not in the
 * text (api_guard.h). */
void shape_text(shape_t *s, json_t *object, const char *name, const char *text);
/* The same of a text that is known to be theirs to see: a value, looked at by shape_shows before. */
void shape_shown(shape_t *s, json_t *object, const char *name, const char *text);
void shape_int(shape_t *s, json_t *object, const char *name, int64_t value);
void shape_flag(shape_t *s, json_t *object, const char *name, bool value);
void shape_id(shape_t *s, json_t *object, const char *name, int64_t id); /* 0: null */
void shape_instant(shape_t *s, json_t *object, const char *name, instant_t t);
void shape_hash(shape_t *s, json_t *object, const char *name, const hash_t *hash); /* zero: null */
/* {"en":…,"zh":…}; texts that are NULL are left out, null when both are. One that has a value which whoever
 * asks may not see is "…". */
void shape_words(shape_t *s, json_t *object, const char *name, const char *en, const char *zh);
/* {"id","handle","name"}; only the id when the directory does not know it; null for 0. */
json_t *shape_person_value(shape_t *s, int64_t id);
void shape_person(shape_t *s, json_t *object, const char *name, int64_t id);
/* The plain text of a value, a person by handle; a document as
 * {"name","size","media_type","blake2b","by","at", "class"}; a table as an array of arrays of these; null
 * when empty. */
json_t *shape_value(shape_t *s, const value_t *value);
/* {"kind","days"|"minutes"…,"text"} of a limit; null for none. */
json_t *shape_limit(shape_t *s, const limit_t *limit);
/* {"kind","person","principal","auth","uid"}. */
json_t *shape_actor(shape_t *s, const actor_t *actor);
/* The root with "ok": true in front is made by shape_answer; shape_done gives it back, or frees it, sets
 * memory.out and gives NULL when any part failed. */
json_t *shape_answer(shape_t *s);
json_t *shape_done(shape_t *s, json_t *root, diag_t *d);

#endif
