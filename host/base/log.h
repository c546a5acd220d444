/* The log: one line an entry on standard error (or a sink a test sets), with time, level and key=value pairs.
 */
#ifndef CS_BASE_LOG_H
#define CS_BASE_LOG_H

#include "base/diag.h"

typedef enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR } log_level_t;

/* Entries below `level` are dropped. Safe from any thread. */
void log_set_level(log_level_t level);
/* NULL sink: standard error. Calls come one at a time; a sink must not log. The line has no line feed. */
void log_set_sink(void (*sink)(void *ctx, log_level_t level, const char *line), void *ctx);
/* Control characters become blanks; what is longer than 8 KiB is cut. Never allocates. */
void log_line(log_level_t level, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `what` and the error with its causes, as code(name=value …). */
void log_diag(log_level_t level, const char *what, const diag_t *d);

#endif
