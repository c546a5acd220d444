/* JSON at the borders (HTTP, command line, import), by jansson. Each getter names the field that is wrong:
 * errors json.missing {field}, json.type {field, expected}, json.range {field}. */
#ifndef CS_BASE_JSON_H
#define CS_BASE_JSON_H

#include "base/diag.h"
#include "base/instant.h"
#include <jansson.h>

/* Once per process, before any other thread: has jansson allocate through mem.h and seeds its hashing. */
void json_setup(void);
/* Parses one text, refusing duplicate keys and anything after it; errors json.syntax {line, column, text},
 * memory.out. The caller owns the result. `limit`: most bytes taken, else json.too_large {limit}. */
json_t *json_read(const char *text, size_t len, size_t limit, diag_t *d);
/* Compact, keys in the order they were set. The caller frees with mem_free; NULL: no memory. */
char *json_write(const json_t *value);
/* A required or optional text. Optional: NULL without error when absent or null. */
const char *json_text(const json_t *object, const char *field, bool required, diag_t *d);
/* A whole number given as a JSON integer or as text; 0 or `missing` when absent and not required. */
int json_int(const json_t *object, const char *field, bool required, int64_t missing, int64_t *out,
             diag_t *d);
bool json_flag(const json_t *object, const char *field);
/* 64-bit ids and times travel as text. */
json_t *json_id(int64_t id);
json_t *json_instant(instant_t t); /* ISO 8601 UTC; null for INSTANT_NONE */
/* Is it UTF-8 throughout (RFC 3629)? Only such texts can be written as JSON. */
bool json_is_text(const char *s);
/* A text of whatever bytes: those that are not UTF-8 become U+FFFD (jansson refuses them). null for NULL. */
json_t *json_lossy(const char *s);
/* {"code":…, "params":{…}, "file":…, "line":…, "cause":{…}}; the caller owns it; NULL: no memory. */
json_t *json_diag(const diag_t *d);

#endif
