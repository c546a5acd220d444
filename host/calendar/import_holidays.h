/* Holidays from published files into a calendar's definition, first as a preview: what would change, what
 * would not and why. Nothing is written here: whoever shows the preview keeps `after` when it is accepted.
 *
 * Two forms: the JSON files of holiday-cn, one a year
 * ({"year":2026,"days":[{"name":…,"date":…,"isOffDay":…}]}), and iCalendar (RFC 5545), of which events that
 * last whole days count. The same input always gives the same preview. */
#ifndef CS_CALENDAR_IMPORT_HOLIDAYS_H
#define CS_CALENDAR_IMPORT_HOLIDAYS_H

#include "calendar/calendar.h"

enum {
    IMPORT_JSON_MAX = 1024 * 1024,
    IMPORT_ICAL_MAX = 8 * 1024 * 1024,
    IMPORT_EVENTS_MAX = 20000,
    IMPORT_REPEATS_MAX = 2000, /* of one event, within the dates wanted */
    IMPORT_LENGTH_MAX = 400,   /* days of one event */
    IMPORT_YEARS_MAX = 30,     /* from `from` to `until` */
};

typedef struct import_options {
    int works_as; /* the weekday that a make-up day works as, 1 to 7; 0: Monday. A date that has working hours
                     of its own stays an ordinary day */
    /* Exceptions of the definition that the file does not name are dropped, of each year that it names some
     * date of: of JSON the year that it is of, and what lies between that and the dates that it names of the
     * years beside it; of iCalendar from `from` to `until`. Without it they are kept, and noted: an amended
     * notice may have taken a day back. */
    bool replace;
    day_t confirmed_until; /* DAY_NONE: JSON, the end of the file's year; iCalendar, as it was */
    /* iCalendar only. A pattern is matched against an event's summary, case counting: with '*' (anything) or
     * '?' (one character) against the whole of it, otherwise any part of it. */
    const char *work_days; /* what matches is a make-up day; NULL: none is */
    const char
        *off_days;     /* what matches is off, all else is passed over; NULL: all but make-up days are off */
    day_t from, until; /* the dates wanted, both included */
} import_options_t;

typedef struct import_change {
    day_t day;
    int8_t was, becomes; /* DAY_ORDINARY, DAY_OFF, 1 to 7 */
    int64_t was_ms,
        ms;           /* working time of the date before and after; equal: the change is one of words only */
    const char *name; /* the holiday's name or the event's summary; NULL: dropped by `replace` */
    int line;         /* of the event in an iCalendar file, else 0 */
} import_change_t;

/* What was not taken over, or needs a look: */
typedef enum import_why {
    IMPORT_EMPTY, /* the file names no day: nothing is confirmed by it */
    IMPORT_GAP,  /* years between the calendar's confirmed date and the file's year are unknown: not confirmed
                  */
    IMPORT_KEPT, /* an exception of the definition that the file does not name */
    IMPORT_WORKS,      /* a make-up day that works anyway */
    IMPORT_CONFLICT,   /* a date named both off and as a make-up day: it works */
    IMPORT_TIMED,      /* an event of certain hours, not of whole days */
    IMPORT_CANCELLED,  /* STATUS:CANCELLED */
    IMPORT_UNMATCHED,  /* neither pattern fits the summary */
    IMPORT_NO_MATCH,   /* the pattern for make-up days fits no event at all; `name` is the pattern */
    IMPORT_OUTSIDE,    /* none of its days lies within the dates wanted */
    IMPORT_CUT,        /* repeats more often than IMPORT_REPEATS_MAX: the rest is left out */
    IMPORT_TOO_LONG,   /* longer than IMPORT_LENGTH_MAX days */
    IMPORT_REPEATS,    /* repeats by the hour or faster */
    IMPORT_UNREADABLE, /* its dates or rules can't be read; `detail` says what */
} import_why_t;

typedef struct import_note {
    import_why_t why;
    day_t day;          /* DAY_NONE: no date */
    int line;           /* 0: none */
    const char *name;   /* summary or name; NULL: none */
    const char *detail; /* NULL: none */
} import_note_t;

typedef struct import_preview {
    calendar_def_t after;     /* the definition with all changes, version one higher unless nothing changed */
    import_change_t *changes; /* ascending by date */
    size_t change_count;
    import_note_t *notes; /* by line, then date */
    size_t note_count;
    size_t unchanged; /* dates named that are in the definition just so already */
} import_preview_t;

/* The stable code of a note, "import.timed"; scripts/texts has its words. */
const char *import_why_code(import_why_t why);

/* The preview and all in it lies in the arena, or belongs to `before`, which must outlive it and is not
 * changed. `text` must outlive nothing. Errors of both: calendar.too_many, import.option {option} (works_as a
 * weekday without windows, dates wanted that are none or too far apart), memory.out, and
 * - of the JSON: json.*, import.field {field, expected}, import.date {field, text} (no date, or not of the
 * file's year nor next to its turn), import.twice {field, text};
 * - of iCalendar, with the line: import.not_icalendar, import.structure {text}, import.line_too_long {limit},
 *   import.nul, import.too_large {limit}, import.too_many_events {limit} (or their repeats name more than
 *   400,000 dates, or look at more than 30 million). */
int import_holiday_cn(const calendar_def_t *before, const char *text, size_t len,
                      const import_options_t *options, arena_t *arena, import_preview_t *out, diag_t *d);
int import_icalendar(const calendar_def_t *before, const char *text, size_t len,
                     const import_options_t *options, arena_t *arena, import_preview_t *out, diag_t *d);

#endif
