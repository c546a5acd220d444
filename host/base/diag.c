/* Errors as values. A new error is put together aside and then moved in, so that its parameters may be taken
 * from the error it replaces. The last byte of the store is always 0: the value of what found no room. */
#include "base/diag.h"
#include "base/mem.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void diag_init(diag_t *d) {
    if (d) memset(d, 0, sizeof *d);
}

static void causes_free(diag_t *cause) {
    while (cause) {
        diag_t *next = cause->cause;
        mem_free(cause);
        cause = next;
    }
}

void diag_clear(diag_t *d) {
    if (!d) return;
    causes_free(d->cause);
    diag_init(d);
}

/* True for a byte that continues a UTF-8 character. */
static bool continues(char c) {
    return ((unsigned char)c & 0xc0) == 0x80;
}

static void add(diag_t *d, const char *name, const char *value) {
    if (d->param_count >= DIAG_PARAMS_MAX) return;
    size_t room = DIAG_STORE - 1 - d->used;
    size_t len = value ? strnlen(value, room + 1) : 0;
    if (len > room) {
        len = room;
        while (len > 0 && continues(value[len]))
            len--;
    }
    d->params[d->param_count].name = name;
    d->params[d->param_count].at = d->used;
    d->param_count++;
    if (len > 0) memmove(d->store + d->used, value, len);
    d->store[d->used + len] = '\0';
    d->used = (uint16_t)(d->used + len + 1 < DIAG_STORE ? d->used + len + 1 : DIAG_STORE - 1);
}

static void fill(diag_t *d, const char *code, va_list args) {
    diag_init(d);
    d->code = code;
    const char *name;
    while ((name = va_arg(args, const char *)) != NULL)
        add(d, name, va_arg(args, const char *));
}

int diag_set(diag_t *d, const char *code, ...) {
    if (!d) return -1;
    diag_t fresh;
    va_list args;
    va_start(args, code);
    fill(&fresh, code, args);
    va_end(args);
    causes_free(d->cause);
    *d = fresh;
    return -1;
}

int diag_wrap(diag_t *d, const char *code, ...) {
    if (!d) return -1;
    diag_t fresh;
    va_list args;
    va_start(args, code);
    fill(&fresh, code, args);
    va_end(args);
    if (d->code) {
        fresh.cause = mem_alloc(sizeof *fresh.cause);
        if (fresh.cause) {
            *fresh.cause = *d;
        } else {
            causes_free(d->cause);
        }
    }
    *d = fresh;
    return -1;
}

void diag_param(diag_t *d, const char *name, const char *value) {
    if (d && d->code) add(d, name, value);
}

void diag_param_int(diag_t *d, const char *name, int64_t value) {
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    diag_param(d, name, text);
}

int diag_at(diag_t *d, const char *file, int line) {
    if (!d || !d->code) return -1;
    size_t len = file ? strlen(file) : 0;
    /* Of a path that is too long the end says more than the beginning. */
    if (len >= DIAG_FILE) {
        file += len - (DIAG_FILE - 1);
        while (continues(*file))
            file++;
        len = strlen(file);
    }
    if (len > 0) memmove(d->file, file, len);
    d->file[len] = '\0';
    d->line = line;
    return -1;
}

const char *diag_get(const diag_t *d, const char *name) {
    for (int i = 0; d && i < d->param_count; i++) {
        if (strcmp(d->params[i].name, name) == 0) return d->store + d->params[i].at;
    }
    return NULL;
}

bool diag_is(const diag_t *d, const char *code) {
    return d && d->code && strcmp(d->code, code) == 0;
}

int diag_memory(diag_t *d) {
    diag_clear(d);
    if (d) d->code = "memory.out";
    return -1;
}

void diag_copy(diag_t *to, const diag_t *from) {
    if (!to || to == from) return;
    diag_t fresh;
    diag_init(&fresh);
    if (from) fresh = *from;
    fresh.cause = NULL;
    diag_t *last = &fresh;
    for (const diag_t *c = from ? from->cause : NULL; c; c = c->cause) {
        last->cause = mem_alloc(sizeof *c);
        if (!last->cause) break;
        last = last->cause;
        *last = *c;
        last->cause = NULL;
    }
    causes_free(to->cause);
    *to = fresh;
}

void diag_append(diag_t *d, const diag_t *more) {
    if (!d || !d->code) return;
    while (d->cause)
        d = d->cause;
    d->cause = mem_alloc(sizeof *d->cause);
    if (!d->cause) return;
    diag_init(d->cause);
    diag_copy(d->cause, more);
}
