/* Sums over like records (approval.md A73): what a flow's rules may know of other records. The flow declares
 * it (`uses`), the store works it out within the writer's transaction, and what a rule read of it is kept
 * with the plan as facts, so that nobody has to work it out again. */
#ifndef CS_MODEL_USES_H
#define CS_MODEL_USES_H

#include "model/value.h"

struct record;

typedef struct use_def {
    const char *name;  /* in rules: r.recent */
    const char *flow;  /* whose records */
    const char *field; /* money or number, summed */
    const char **same; /* NULL-terminated, sorted: fields in which they agree with the record; "department"
                          and "initiator" are the record's own */
    int64_t within_ms; /* submitted so long ago at most */
    value_t zero;      /* the sum of none: 0 of the field's kind, of money in its currency */
} use_def_t;

enum { USES_MAX = 8, USE_SAME_MAX = 8, USED_NUMBERS_MAX = 20 };

/* What was found: records submitted, neither withdrawn nor refused, in the window that ends now; the record
 * itself is none of them. */
typedef struct used {
    int64_t count;
    value_t sum;                           /* of those in the currency of `zero` */
    const char *numbers[USED_NUMBERS_MAX]; /* the first of them, oldest first */
    size_t number_count;
} used_t;

/* What engine asks of the store. Errors as the store's; the result in the arena. */
typedef struct sums {
    void *ctx; /* NULL: there are no other records */
    int (*find)(void *ctx, const use_def_t *use, const struct record *record, instant_t until, arena_t *arena,
                used_t *out, diag_t *d);
} sums_t;

#endif
