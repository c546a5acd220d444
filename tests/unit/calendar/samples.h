/* Calendars and holiday files that several tests use. */
#ifndef TESTS_CALENDAR_SAMPLES_H
#define TESTS_CALENDAR_SAMPLES_H

#include "calendar/import_holidays.h"
#include "calendar/working_time.h"
#include "unit/calendar/check.h"

#include <zlib.h>

#define DATA_DIR SOURCE_DIR "/../shared/data"

#define OFFICE_WINDOWS                                                                                       \
    "\"windows\":{\"mon\":[\"09:00-12:00\",\"13:00-18:00\"],\"tue\":[\"09:00-12:00\",\"13:00-18:00\"],"      \
    "\"wed\":[\"09:00-12:00\",\"13:00-18:00\"],\"thu\":[\"09:00-12:00\",\"13:00-18:00\"],"                   \
    "\"fri\":[\"09:00-12:00\",\"13:00-17:00\"]}"

static const char office_text[] = "{\"name\":\"office\",\"zone\":\"Europe/Amsterdam\"," OFFICE_WINDOWS "}";
static const char shanghai_text[] = "{\"name\":\"shanghai\",\"zone\":\"Asia/Shanghai\"," OFFICE_WINDOWS "}";
/* All hours of Monday to Friday. */
static const char weekdays_text[] =
    "{\"name\":\"weekdays\",\"zone\":\"Europe/Amsterdam\",\"windows\":{\"mon\":[\"00:00-24:00\"],"
    "\"tue\":[\"00:00-24:00\"],\"wed\":[\"00:00-24:00\"],\"thu\":[\"00:00-24:00\"],\"fri\":[\"00:00-24:00\"]}"
    "}";

static inline void read_def(const char *text, arena_t *arena, calendar_def_t *def) {
    diag_t d = {0};
    must(calendar_def_parse(text, strlen(text), arena, def, &d), &d);
}

/* A calendar with the zone that it needs. */
typedef struct built {
    zone_t *zone;
    calendar_t *calendar;
} built_t;

static inline built_t build_def(const calendar_def_t *def) {
    diag_t d = {0};
    built_t b;
    must(zone_load(NULL, def->zone, &b.zone, &d), &d);
    must(calendar_create(def, b.zone, &b.calendar, &d), &d);
    return b;
}

static inline built_t build_text(const char *text) {
    arena_t arena;
    calendar_def_t def;
    arena_init(&arena, 0);
    read_def(text, &arena, &def);
    built_t b = build_def(&def);
    arena_free(&arena);
    return b;
}

static inline void built_free(built_t *b) {
    calendar_free(b->calendar);
    zone_free(b->zone);
}

static inline import_options_t plain_options(void) {
    return (import_options_t){
        .confirmed_until = DAY_NONE, .from = date_of("2000-01-01"), .until = date_of("2029-12-31")};
}

/* One year's file of holiday-cn taken over into `def`. False, with a line, where the file is absent. */
static inline bool import_year(calendar_def_t *def, int year, const import_options_t *options, arena_t *arena,
                               import_preview_t *out) {
    char path[512];
    size_t len;
    diag_t d = {0};
    snprintf(path, sizeof path, "%s/holiday-cn/%d.json", DATA_DIR, year);
    char *text = slurp(path, &len);
    if (text == NULL) {
        print_message("skipped: no %s\n", path);
        return false;
    }
    must(import_holiday_cn(def, text, len, options, arena, out, &d), &d);
    *def = out->after;
    free(text);
    return true;
}

#endif
