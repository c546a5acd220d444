/* JSON at the borders: reading with the fields' names in the errors, and writing what is too long for a
 * double as text. jansson allocates through mem.h once json_setup was called. */
#include "base/json.h"
#include "base/buf.h"
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* jansson takes no heed when the text of a token can't grow, and then contradicts itself by an assertion. So
 * an allocation that is refused while it reads ends the reading at once: what it took is known, and given
 * back.
 *
 * What jansson gives back while it reads is mostly among the latest that it took. All else is kept until it
 * has read: looking each of them up would take the longer the more there is, and of a text that turns out to
 * be no JSON all is given back, the oldest first. */
enum { FEW_BLOCKS = 64, LATEST = 16 };
typedef struct blocks {
    void **at;
    size_t count, room;
    void *few[FEW_BLOCKS];
} blocks_t;
static _Thread_local struct {
    bool active;
    jmp_buf refused;
    blocks_t taken, kept; /* kept: given back, and among those taken still */
} reading;

static void blocks_begin(blocks_t *b) {
    b->at = b->few;
    b->count = 0;
    b->room = FEW_BLOCKS;
}

static void blocks_end(blocks_t *b) {
    if (b->at != b->few) mem_free(b->at);
}

static bool more_blocks(blocks_t *b) {
    bool few = b->at == b->few;
    void **more = mem_realloc(few ? NULL : b->at, b->room * 2 * sizeof *more);
    if (!more) return false;
    if (few) memcpy(more, b->few, sizeof b->few);
    b->at = more;
    b->room *= 2;
    return true;
}

static void reading_begin(void) {
    reading.active = true;
    blocks_begin(&reading.taken);
    blocks_begin(&reading.kept);
}

/* Gives back those of the list. */
static void reading_end(const blocks_t *unused) {
    reading.active = false;
    for (size_t i = 0; i < unused->count; i++)
        mem_free(unused->at[i]);
    blocks_end(&reading.taken);
    blocks_end(&reading.kept);
}

static void *json_alloc(size_t size) {
    blocks_t *taken = &reading.taken;
    if (!reading.active) return mem_alloc(size);
    bool known = taken->count < taken->room || more_blocks(taken);
    void *p = known ? mem_alloc(size) : NULL;
    if (!p) longjmp(reading.refused, 1);
    taken->at[taken->count++] = p;
    return p;
}

static void json_release(void *p) {
    blocks_t *taken = &reading.taken, *kept = &reading.kept;
    if (!reading.active || !p) {
        mem_free(p);
        return;
    }
    for (size_t i = taken->count, least = i > LATEST ? i - LATEST : 0; i-- > least;) {
        if (taken->at[i] != p) continue;
        taken->at[i] = taken->at[--taken->count];
        mem_free(p);
        return;
    }
    if (kept->count == kept->room && !more_blocks(kept)) longjmp(reading.refused, 1);
    kept->at[kept->count++] = p;
}

void json_setup(void) {
    json_set_alloc_funcs(json_alloc, json_release);
    json_object_seed(0);
}

json_t *json_read(const char *text, size_t len, size_t limit, diag_t *d) {
    json_error_t error;
    if (len > limit) {
        diag_set(d, "json.too_large", NULL);
        diag_param_int(d, "limit", limit > INT64_MAX ? INT64_MAX : (int64_t)limit);
        return NULL;
    }
    if (setjmp(reading.refused) != 0) {
        reading_end(&reading.taken);
        diag_memory(d);
        return NULL;
    }
    reading_begin();
    json_t *value = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    reading_end(&reading.kept);
    if (value) return value;
    diag_set(d, "json.syntax", NULL);
    diag_param_int(d, "line", error.line);
    diag_param_int(d, "column", error.column);
    diag_param(d, "text", error.text);
    return NULL;
}

char *json_write(const json_t *value) {
    return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
}

/* The value of a field, NULL when it is absent or null. */
static json_t *field_of(const json_t *object, const char *field) {
    json_t *value = json_object_get(object, field);
    return json_is_null(value) ? NULL : value;
}

static int wrong_type(diag_t *d, const char *field, const char *expected) {
    return diag_set(d, "json.type", "field", field, "expected", expected, NULL);
}

const char *json_text(const json_t *object, const char *field, bool required, diag_t *d) {
    json_t *value = field_of(object, field);
    if (!value) {
        if (required) diag_set(d, "json.missing", "field", field, NULL);
        return NULL;
    }
    if (!json_is_string(value)) {
        wrong_type(d, field, "text");
        return NULL;
    }
    return json_string_value(value);
}

/* A whole number in decimal, with nothing around it. */
static int int_from_text(const char *text, const char *field, int64_t *out, diag_t *d) {
    const char *digits = text[0] == '-' ? text + 1 : text;
    if (digits[0] == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return wrong_type(d, field, "integer");
    errno = 0;
    intmax_t v = strtoimax(text, NULL, 10);
    if (errno == ERANGE || v < INT64_MIN || v > INT64_MAX)
        return diag_set(d, "json.range", "field", field, NULL);
    *out = v;
    return 0;
}

int json_int(const json_t *object, const char *field, bool required, int64_t missing, int64_t *out,
             diag_t *d) {
    json_t *value = field_of(object, field);
    if (!value) {
        if (required) return diag_set(d, "json.missing", "field", field, NULL);
        *out = missing;
        return 0;
    }
    if (json_is_string(value)) return int_from_text(json_string_value(value), field, out, d);
    if (!json_is_integer(value)) return wrong_type(d, field, "integer");
    *out = json_integer_value(value);
    return 0;
}

bool json_flag(const json_t *object, const char *field) {
    return json_is_true(json_object_get(object, field));
}

json_t *json_id(int64_t id) {
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, id);
    return json_string(text);
}

json_t *json_instant(instant_t t) {
    char text[INSTANT_TEXT];
    return t == INSTANT_NONE ? json_null() : json_string(instant_format(t, 0, true, text));
}

/* How many bytes at s make one character that UTF-8 allows (RFC 3629, §4); 0: none. */
static size_t utf8_length(const unsigned char *s) {
    if (s[0] < 0x80) return 1;
    if (s[0] >= 0xc2 && s[0] <= 0xdf) return (s[1] & 0xc0) == 0x80 ? 2 : 0;
    if (s[0] >= 0xe0 && s[0] <= 0xef) {
        unsigned char low = s[0] == 0xe0 ? 0xa0 : 0x80, high = s[0] == 0xed ? 0x9f : 0xbf;
        return s[1] >= low && s[1] <= high && (s[2] & 0xc0) == 0x80 ? 3 : 0;
    }
    if (s[0] >= 0xf0 && s[0] <= 0xf4) {
        unsigned char low = s[0] == 0xf0 ? 0x90 : 0x80, high = s[0] == 0xf4 ? 0x8f : 0xbf;
        return s[1] >= low && s[1] <= high && (s[2] & 0xc0) == 0x80 && (s[3] & 0xc0) == 0x80 ? 4 : 0;
    }
    return 0;
}

bool json_is_text(const char *s) {
    for (size_t n; *s; s += n) {
        n = utf8_length((const unsigned char *)s);
        if (n == 0) return false;
    }
    return true;
}

json_t *json_lossy(const char *s) {
    if (!s) return json_null();
    json_t *value = json_string(s);
    if (value) return value;
    buf_t clean;
    buf_init(&clean, 0);
    for (size_t n; *s; s += n) {
        n = utf8_length((const unsigned char *)s);
        if (n > 0) {
            buf_put(&clean, s, n);
        } else {
            buf_puts(&clean, "\xef\xbf\xbd");
            n = 1;
        }
    }
    if (!clean.failed) value = json_stringn((const char *)clean.at, clean.len);
    buf_free(&clean);
    return value;
}

/* One error without its cause. */
static json_t *diag_alone(const diag_t *d) {
    json_t *object = json_object(), *params = json_object();
    bool ok = object && params;
    for (int i = 0; ok && i < d->param_count; i++) {
        ok = json_object_set_new(params, d->params[i].name, json_lossy(d->store + d->params[i].at)) == 0;
    }
    ok = ok && json_object_set_new(object, "code", d->code ? json_string(d->code) : json_null()) == 0;
    ok = ok && json_object_set(object, "params", params) == 0;
    if (d->file[0] != '\0') ok = ok && json_object_set_new(object, "file", json_lossy(d->file)) == 0;
    if (d->line > 0) ok = ok && json_object_set_new(object, "line", json_integer(d->line)) == 0;
    json_decref(params);
    if (ok) return object;
    json_decref(object);
    return NULL;
}

json_t *json_diag(const diag_t *d) {
    json_t *first = diag_alone(d), *last = first;
    for (const diag_t *c = d->cause; first && c; c = c->cause) {
        json_t *cause = diag_alone(c);
        if (json_object_set_new(last, "cause", cause)) {
            json_decref(first);
            return NULL;
        }
        last = cause;
    }
    return first;
}
