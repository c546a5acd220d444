/* What a step asks of the form before it is decided (A21), and what its people may do with the fields (A71).
 * Both come from the rule that planned the step and stay with it; whether something is missing is looked at
 * when somebody decides. */
#ifndef CS_MODEL_STEP_FORM_H
#define CS_MODEL_STEP_FORM_H

#include "base/buf.h"

typedef enum require_kind {
    REQUIRE_FIELD = 1,    /* a field of the form has a value */
    REQUIRE_DOCUMENT = 2, /* the same of one that holds a document */
    REQUIRE_CHECK = 3,    /* whoever decides says that it was done */
} require_kind_t;

typedef struct require {
    require_kind_t kind;
    const char *name;    /* the field's name; of a check its words, in English or the only language */
    const char *name_zh; /* of a check, perhaps */
} require_t;

typedef enum field_access {
    ACCESS_HIDDEN = 1,
    ACCESS_READ = 2,
    ACCESS_WRITE = 3,
    ACCESS_ANEW = 4, /* to be written, and empty each time the step opens: what was found before stays on
                        record, and is found anew */
    ACCESS_LAST = ACCESS_ANEW,
} field_access_t;

/* A field that a step's people see otherwise than to read it, or a column of a table that they do not see, or
 * write while its rows and its other columns stay as they are: "criteria.result". */
typedef struct field_right {
    const char *field;
    field_access_t access; /* not to read */
} field_right_t;

typedef struct step_form {
    require_t *requires; /* in the order written */
    size_t require_count;
    field_right_t *rights; /* by field, each once */
    size_t right_count;
} step_form_t;

enum { REQUIRES_MAX = 32, RIGHTS_MAX = 128 };

bool step_form_empty(const step_form_t *f);
/* Of a field, or of a column as such a path: what is said of its table, unless that is less than its own. */
field_access_t step_form_access(const step_form_t *f, const char *field);
/* Is something of the field to be written: all of it, or a column? */
bool step_form_writes(const step_form_t *f, const char *field);
/* Canonical; an empty one is not written (the step says so). */
void step_form_encode(const step_form_t *f, buf_t *out);
void step_form_decode(cursor_t *in, step_form_t *out);
/* Checks that were ticked, as a decision's event holds them: at least one. */
void check_list_encode(const require_t *checks, size_t count, buf_t *out);
require_t *check_list_decode(cursor_t *in, size_t *count);
/* "field", "document", "check"; "hidden", "read", "write", "anew". */
const char *require_kind_word(require_kind_t kind);
const char *field_access_word(field_access_t access);

#endif
