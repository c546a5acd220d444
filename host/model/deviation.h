/* A deviation (policy P2.3.3): something that goes otherwise than was planned, reported while a record is
 * carried out; what the head of the department made of it, and what that changed. */
#ifndef CS_MODEL_DEVIATION_H
#define CS_MODEL_DEVIATION_H

#include "base/buf.h"
#include "base/instant.h"
#include "model/value.h"
#include "model/way_back.h"

/* What stood before an adjustment took effect, kept so that whoever agreed to it can take that back (A27). */
typedef struct adjusted_was {
    int32_t first;    /* steps from this number on came with it, or later; 0: nothing is kept */
    int32_t last;     /* steps up to this number are its rules' doing too; 0: they added none */
    int32_t plans;    /* how many the record had */
    int64_t decided;  /* how many tasks somebody had decided */
    int64_t entries;  /* how many were written */
    field_t *fields;  /* as proposed */
    field_t *before;  /* as they were when it was reported; none where that was not kept */
    step_was_t *plan; /* the steps of the plan from which another one took over */
    size_t field_count, before_count, plan_count;
} adjusted_was_t;

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
    adjusted_was_t was;
} deviation_t;

enum { RECORD_DEVIATIONS_MAX = 256 }; /* of one record */

void deviation_encode(const deviation_t *d, buf_t *out);
void deviation_decode(cursor_t *in, deviation_t *out);

#endif
