/* A deviation (policy P2.3.3): something that goes otherwise than was planned, reported while a record is
 * carried out; what the head of the department made of it, and what that changed. */
#ifndef CS_MODEL_DEVIATION_H
#define CS_MODEL_DEVIATION_H

#include "base/buf.h"
#include "base/instant.h"
#include "model/value.h"

typedef struct deviation {
    int32_t step; /* of whoever decides about it: its no */
    int64_t by;   /* who reported it */
    instant_t at;
    const char *text; /* personal: erasable */
    field_t *fields;  /* as proposed; once settled, what took effect. An empty value empties the field */
    size_t field_count;
    bool settled; /* the plan was adjusted, or goes on, as was agreed */
    /* Its fields as they were, empty ones too: as it was reported; once settled, as it took effect. None of
     * those reported before this was kept. */
    field_t *before;
    size_t before_count;
    int64_t since; /* the record's version that the adjustment made; 0: not settled */
    int32_t group; /* where approvals are asked for again because of it: that group's no; 0: none are */
    bool dropped;  /* one of them was refused: the values of before stand again */
} deviation_t;

enum { RECORD_DEVIATIONS_MAX = 256 }; /* of one record */

void deviation_encode(const deviation_t *d, buf_t *out);
void deviation_decode(cursor_t *in, deviation_t *out);

#endif
