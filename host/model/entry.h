/* Entries: what people write down about the course of a record, in the fields that its kind has and no
 * others (policy P2.3.2, P2.4.1). A step may ask for one each time; whoever holds its task ends it by writing
 * it. */
#ifndef CS_MODEL_ENTRY_H
#define CS_MODEL_ENTRY_H

#include "model/value.h"

typedef struct field_def field_def_t;

typedef enum entry_kind {
    ENTRY_NONE = 0,
    ENTRY_WORK = 1,       /* time, place, participants, content, problems, measures (P2.3.2) */
    ENTRY_REPORT = 2,     /* of a monitor, at intervals (P2.4.1) */
    ENTRY_INSPECTION = 3, /* a check on the spot (P2.4.1) */
    ENTRY_RESPONSE = 4,   /* a plan that answers a risk: strategy, who, what, until when (P4.3.2) */
    ENTRY_REMEDY = 5,     /* what was put right on an order (P2.4.2) */
    ENTRY_LAST = ENTRY_REMEDY,
} entry_kind_t;

enum { ENTRY_FIELDS_MAX = 8 };

/* Its fields in order; NULL for a kind that is none. They live for ever. */
const field_def_t *entry_fields(entry_kind_t kind, size_t *count);
const field_def_t *entry_field(entry_kind_t kind, const char *name); /* NULL: none of its fields */
/* The stable word of a kind ("work"), and back (ENTRY_NONE: unknown). */
const char *entry_word(entry_kind_t kind);
entry_kind_t entry_from(const char *word);

#endif
