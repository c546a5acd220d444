/* The log: entries are put together in a buffer of fixed size, so that running out of memory can be told too.
 * Level and sink are the process's own, as standard error is; a lock keeps lines whole. */
#include "base/log.h"
#include "base/instant.h"
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 8192 };

static atomic_int lowest = LOG_LEVEL_INFO;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void (*sink_call)(void *ctx, log_level_t level, const char *line); /* under lock */
static void *sink_ctx;                                                    /* under lock */

typedef struct line {
    size_t len;
    char text[LINE_MAX_BYTES];
} line_t;

void log_set_level(log_level_t level) {
    atomic_store(&lowest, (int)level);
}

void log_set_sink(void (*sink)(void *ctx, log_level_t level, const char *line), void *ctx) {
    pthread_mutex_lock(&lock);
    sink_call = sink;
    sink_ctx = ctx;
    pthread_mutex_unlock(&lock);
}

static void append_list(line_t *line, const char *format, va_list args) {
    size_t room = sizeof line->text - line->len;
    int n = vsnprintf(line->text + line->len, room, format, args);
    if (n > 0) line->len += (size_t)n < room ? (size_t)n : room - 1;
}

__attribute__((format(printf, 2, 3))) static void append(line_t *line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    append_list(line, format, args);
    va_end(args);
}

static void begin(line_t *line, log_level_t level) {
    static const char *const names[] = {"debug", "info", "warn", "error"};
    char now[INSTANT_TEXT];
    time_source_t clock = time_source_real();
    line->len = 0;
    append(line, "%s %s ", instant_format(clock.now(clock.ctx), 0, true, now), names[level]);
}

/* An entry is one line: what would break it, or steer a terminal, becomes a blank. */
static void finish(line_t *line, log_level_t level) {
    for (size_t i = 0; i < line->len; i++) {
        if ((unsigned char)line->text[i] < ' ' || line->text[i] == 0x7f) line->text[i] = ' ';
    }
    pthread_mutex_lock(&lock);
    if (sink_call) {
        line->text[line->len] = '\0';
        sink_call(sink_ctx, level, line->text);
    } else {
        line->text[line->len] = '\n';
        for (size_t at = 0; at <= line->len;) {
            ssize_t n = write(STDERR_FILENO, line->text + at, line->len + 1 - at);
            if (n <= 0) break;
            at += (size_t)n;
        }
    }
    pthread_mutex_unlock(&lock);
}

void log_line(log_level_t level, const char *format, ...) {
    if ((int)level < atomic_load(&lowest)) return;
    line_t line;
    va_list args;
    begin(&line, level);
    va_start(args, format);
    append_list(&line, format, args);
    va_end(args);
    finish(&line, level);
}

void log_diag(log_level_t level, const char *what, const diag_t *d) {
    if ((int)level < atomic_load(&lowest)) return;
    line_t line;
    begin(&line, level);
    append(&line, "%s", what);
    for (; d; d = d->cause) {
        append(&line, ": %s(", d->code ? d->code : "no error");
        for (int i = 0; i < d->param_count; i++) {
            append(&line, "%s%s=%s", i > 0 ? " " : "", d->params[i].name, d->store + d->params[i].at);
        }
        append(&line, ")");
        if (d->file[0] != '\0') append(&line, " at %s:%d", d->file, d->line);
    }
    finish(&line, level);
}
