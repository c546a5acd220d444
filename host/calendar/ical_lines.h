/* Cuts an iCalendar file (RFC 5545) into its events, with line numbers, and keeps of each only the lines that
 * tell when it is and what it is called. That is all that libical gets to see: less to go wrong, and errors
 * have a line. */
#ifndef CS_CALENDAR_ICAL_LINES_H
#define CS_CALENDAR_ICAL_LINES_H

#include "base/buf.h"
#include "base/diag.h"

enum { ICAL_LINE_MAX = 16384, ICAL_DEPTH_MAX = 8 };

typedef struct ical_lines {
    const char *at, *end;
    int line;                      /* number of the line at `at` */
    int depth;                     /* components open */
    char open[ICAL_DEPTH_MAX][32]; /* their names */
    bool any;                      /* a VCALENDAR was there */
    buf_t unfolded;                /* the line in hand, NUL-terminated */
    buf_t event;                   /* BEGIN:VEVENT … END:VEVENT, NUL-terminated */
    int event_line;                /* of its BEGIN */
} ical_lines_t;

void ical_lines_init(ical_lines_t *lines, const char *text, size_t len);
void ical_lines_free(ical_lines_t *lines);
/* 1: `event` and `event_line` hold the next event; 0: the file has ended well; -1 with the error set, and its
 * line: import.not_icalendar, import.structure {text}, import.line_too_long {limit}, import.nul,
 * import.not_utf8, memory.out.
 */
int ical_lines_next(ical_lines_t *lines, diag_t *d);

#endif
