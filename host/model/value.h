/* Values of form fields (approval.md A70). Exact: money is minor units with its currency, numbers are
 * decimals; no binary fractions anywhere. Text form (command line, JSON, rules' tests) and compact encoding.
 */
#ifndef CS_MODEL_VALUE_H
#define CS_MODEL_VALUE_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/instant.h"

typedef enum value_kind {
    VALUE_NONE = 0, /* the field is empty */
    VALUE_TEXT = 1,
    VALUE_MONEY = 2,
    VALUE_NUMBER = 3,
    VALUE_DATE = 4,
    VALUE_RANGE = 5, /* of dates, both included */
    VALUE_CHOICE = 6,
    VALUE_PERSON = 7,
    VALUE_DEPARTMENT = 8,
    VALUE_DOCUMENT = 9,
    VALUE_TABLE = 10,
    VALUE_FLAG = 11,
} value_kind_t;

typedef struct money {
    int64_t minor;    /* in the currency's minor unit */
    char currency[4]; /* ISO 4217, upper case */
    uint8_t digits;   /* of the minor unit: 2 for EUR and CNY, 0 for JPY, 3 for KWD */
} money_t;

typedef struct decimal {
    int64_t mantissa;
    uint8_t scale; /* 0 to 9: value = mantissa / 10^scale, without trailing zeros (one number, one form) */
} decimal_t;

/* The classes of the policy (P3.1): by the stage that a document came from. */
typedef enum document_class {
    DOCUMENT_INITIATION = 1,
    DOCUMENT_APPROVAL = 2,
    DOCUMENT_EXECUTION = 3,
    DOCUMENT_MONITORING = 4,
    DOCUMENT_ACCEPTANCE = 5,
} document_class_t;

/* What is known of a document; the content is stored elsewhere, under its hash. */
typedef struct document {
    const char *name, *media_type;
    hash_t content; /* BLAKE2b-256 */
    int64_t size;
    int64_t by;   /* who added it, a directory id; 0 while it is on its way into a record */
    instant_t at; /* when */
    document_class_t kept_as;
} document_t;

typedef struct value value_t;
typedef struct row {
    value_t *cells; /* in the order of the field's columns */
    size_t count;
} row_t;

struct value {
    value_kind_t kind;
    union {
        const char *text; /* also choice and department (its key) */
        money_t money;
        decimal_t number;
        day_t date;
        struct {
            day_t from, until;
        } range;
        int64_t person; /* directory id */
        document_t document;
        struct {
            row_t *rows;
            size_t count;
        } table;
        bool flag;
    } u;
};

/* A named value of a record. */
typedef struct field {
    const char *name;
    value_t value;
} field_t;

/* The most rows and columns of a table; a table's cells are no tables. More fails the buffer, or the cursor.
 */
enum { VALUE_ROWS_MAX = 10000, VALUE_CELLS_MAX = 64 };

void value_encode(const value_t *v, buf_t *out);
void value_decode(cursor_t *in, value_t *out);
/* "money", "date_range": the words of the rule vocabulary. */
const char *value_kind_word(value_kind_t kind);
bool value_equal(const value_t *a, const value_t *b);
void document_encode(const document_t *document, buf_t *out);
void document_decode(cursor_t *in, document_t *out);
/* The same name, type and content, whoever added it. */
bool document_same(const document_t *a, const document_t *b);
/* "initiation" … "acceptance"; "" for none. */
const char *document_class_word(document_class_t kept_as);
/* The plain text: "26.85 EUR", "12.5", "2026-01-31", "2026-01-01..2026-01-31", "yes"/"no", a person as "#id"
 * (callers that have a directory put the handle there instead). In the arena; NULL: no memory. */
char *value_text(const value_t *v, arena_t *arena);

/* "26.85" or "26.85 EUR" or "EUR 26.85"; `currency` (may be NULL) is taken when none is written. More
 * fraction digits than the currency has, an unknown currency and anything beyond 15 digits are refused:
 * value.money {text, problem, example}; problem is form, separators, unit, currency_missing,
 * currency_unknown, fraction or too_long. */
int money_parse(const char *s, const char *currency, money_t *out, diag_t *d);
/* Digits of the minor unit by ISO 4217; -1: no such currency. */
int currency_digits(const char *code);
/* <0, 0, >0 in *order; money.currencies {a, b} when they differ. */
int money_compare(const money_t *a, const money_t *b, int *order, diag_t *d);
/* a + b; money.overflow, money.currencies. */
int money_add(const money_t *a, const money_t *b, money_t *out, diag_t *d);
int decimal_parse(const char *s, decimal_t *out,
                  diag_t *d); /* value.number {text,
                                   problem: form, separators, unit, fraction, too_long} */
int decimal_compare(const decimal_t *a, const decimal_t *b);
/* a + b; number.overflow. */
int decimal_add(const decimal_t *a, const decimal_t *b, decimal_t *out, diag_t *d);

#endif
