/* Definitions of calendars, and what importing a file makes of them. */
#ifndef TESTS_UNIT_CALENDAR_IMPORTED_H
#define TESTS_UNIT_CALENDAR_IMPORTED_H

#include "unit/calendar/samples.h"

#include <time.h>

#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"
#define FILE_OF(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"

typedef int (*importer_t)(const calendar_def_t *before, const char *text, size_t len,
                          const import_options_t *options, arena_t *arena, import_preview_t *out, diag_t *d);

/* A definition, and what became of it. */
typedef struct run {
    arena_t arena;
    calendar_def_t def;
    import_options_t options;
    import_preview_t preview;
} run_t;

static inline void run_start(run_t *r, const char *def) {
    arena_init(&r->arena, 0);
    read_def(def, &r->arena, &r->def);
    r->options = plain_options();
}

static inline void run_file(run_t *r, importer_t import, const char *text) {
    diag_t d = {0};
    must(import(&r->def, text, strlen(text), &r->options, &r->arena, &r->preview, &d), &d);
}

static inline void run_refused(run_t *r, importer_t import, const char *text, const char *code, int line) {
    diag_t d = {0};
    int result = import(&r->def, text, strlen(text), &r->options, &r->arena, &r->preview, &d);
    if (result == 0 || strcmp(d.code, code) != 0 || d.line != line)
        fail_msg("%.60s…: %s, line %d", text, result ? d.code : "accepted", d.line);
    diag_clear(&d);
}

static inline void run_end(run_t *r) {
    arena_free(&r->arena);
}

static inline int becomes(const run_t *r, const char *date) {
    return calendar_def_day(&r->preview.after, date_of(date));
}

/* The note of that sort on that date (NULL: any), or NULL. */
static inline const import_note_t *note(const run_t *r, import_why_t why, const char *date) {
    for (size_t i = 0; i < r->preview.note_count; i++)
        if (r->preview.notes[i].why == why && (date == NULL || r->preview.notes[i].day == date_of(date)))
            return &r->preview.notes[i];
    return NULL;
}

/* Dates off between 2000 and 2029 that one event with these lines gives, as "20260101 20260102 …". */
static inline char *dates_of(run_t *r, const char *lines, char *out, size_t size) {
    char text[4096];
    size_t at = 0;
    snprintf(text, sizeof text, FILE_OF("%s"), lines);
    run_file(r, import_icalendar, text);
    out[0] = '\0';
    for (size_t i = 0; i < r->preview.change_count && at < size - 20; i++) {
        char date[INSTANT_TEXT];
        at += (size_t)snprintf(out + at, size - at, "%s%s", at ? " " : "",
                               day_format(r->preview.changes[i].day, date));
    }
    return out;
}

#endif
