/* Reads holidays from iCalendar files. ical_lines.c cuts the file into events, libical reads each one's dates
 * and rule, ical_rule.c repeats it; what counts is the dates of events that last whole days. */
#include "calendar/ical_lines.h"
#include "calendar/ical_rule.h"
#include "calendar/import_private.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

enum { DATES_MAX = 1000, RULES_MAX = 8, ALL_LOOKED_MAX = 30000000, ALL_DAYS_MAX = 400000 };

/* An event that replaces one date of a series (RECURRENCE-ID). */
typedef struct moved {
    const char *uid;
    day_t day;
} moved_t;

typedef struct reading {
    const import_options_t *options;
    arena_t *arena;
    import_list_t list;
    moved_t *moved;
    size_t moved_count, moved_cap;
    bool worked;       /* the pattern for make-up days fitted some event */
    int64_t days_left; /* that rules may still look at */
    bool overflow;
} reading_t;

/* What is known of the event in hand. */
typedef struct event {
    icalcomponent *component;
    const char *summary; /* in the arena */
    const char *uid;     /* libical's, while the component lives; "" when none */
    int line;
    bool off;                /* else a make-up day */
    int32_t length;          /* days */
    size_t inside;           /* dates of it within those wanted */
    bool cut;                /* some of its dates are left out */
    bool noted;              /* why it has none is said already */
    day_t except[DATES_MAX]; /* EXDATE */
    int except_count;
    bool replaces; /* a date of a series: has a RECURRENCE-ID */
} event_t;

/* --- patterns --- */

static const char *next_character(const char *s) {
    do
        s++;
    while (((unsigned char)*s & 0xc0) == 0x80);
    return s;
}

/* '*' and '?' against the whole text; back to the last '*' when it does not fit. */
static bool glob(const char *pattern, const char *text) {
    const char *star = NULL, *retry = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            retry = text;
        } else if (*pattern == '?') {
            pattern++;
            text = next_character(text);
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star;
            text = retry = next_character(retry);
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

static bool fits(const char *pattern, const char *text) {
    if (pattern[strcspn(pattern, "*?")] != '\0') return glob(pattern, text);
    return strstr(text, pattern) != NULL;
}

/* --- dates --- */

/* libical takes 31 February for valid: check for ourselves. */
static bool date_of(struct icaltimetype t, day_t *out) {
    if (t.year < 1 || t.year > 9999 || t.month < 1 || t.month > 12 || t.day < 1 ||
        t.day > month_days(t.year, t.month))
        return false;
    *out = day_from_civil(t.year, t.month, t.day);
    return true;
}

static int by_uid_then_day(const void *a, const void *b) {
    const moved_t *x = a, *y = b;
    int order = strcmp(x->uid, y->uid);
    return order != 0 ? order : (x->day > y->day) - (x->day < y->day);
}

static bool is_excepted(const reading_t *r, const event_t *e, day_t day) {
    moved_t key = {e->uid, day};
    for (int i = 0; i < e->except_count; i++)
        if (e->except[i] == day) return true;
    return !e->replaces && r->moved_count > 0 &&
           bsearch(&key, r->moved, r->moved_count, sizeof key, by_uid_then_day) != NULL;
}

/* One occurrence: all its days that are wanted. */
static void add_days(reading_t *r, event_t *e, day_t first) {
    if (is_excepted(r, e, first)) return;
    for (day_t day = first; day < first + e->length; day++) {
        if (day < r->options->from || day > r->options->until) continue;
        r->overflow = r->overflow || r->list.named_count >= ALL_DAYS_MAX;
        if (r->overflow) return;
        import_name(&r->list, day, e->off, e->line, e->summary);
        e->inside++;
    }
}

/* --- repeats --- */

typedef struct occurrence {
    reading_t *reading;
    event_t *event;
} occurrence_t;

static void add_occurrence(void *ctx, day_t day) {
    const occurrence_t *o = ctx;
    add_days(o->reading, o->event, day);
}

static void repeat(reading_t *r, event_t *e, day_t start, const struct icalrecurrencetype *rule) {
    occurrence_t each = {r, e};
    ical_rule_ask_t ask = {start,
                           r->options->from - e->length,
                           r->options->until,
                           IMPORT_REPEATS_MAX,
                           &r->days_left,
                           &each,
                           add_occurrence};
    switch (ical_rule_dates(rule, &ask)) {
    case ICAL_RULE_DONE:
        return;
    case ICAL_RULE_MORE:
        e->cut = true;
        return;
    case ICAL_RULE_SPENT:
        r->overflow = true;
        return;
    case ICAL_RULE_FAST:
        import_note(&r->list, IMPORT_REPEATS, start, e->line, e->summary, NULL);
        break;
    case ICAL_RULE_UNKNOWN:
        import_note(&r->list, IMPORT_UNREADABLE, start, e->line, e->summary, "RRULE");
        break;
    }
    e->noted = true;
}

/* What an event repeats by. A component of libical has one cursor over its properties: all are read before
 * use. */
typedef struct repeats {
    struct icalrecurrencetype rules[RULES_MAX];
    day_t dates[DATES_MAX]; /* RDATE */
    int rule_count, date_count;
} repeats_t;

static void read_repeats(event_t *e, repeats_t *all) {
    icalproperty *p = icalcomponent_get_first_property(e->component, ICAL_ANY_PROPERTY);
    for (; p != NULL; p = icalcomponent_get_next_property(e->component, ICAL_ANY_PROPERTY)) {
        day_t day;
        switch (icalproperty_isa(p)) {
        case ICAL_RECURRENCEID_PROPERTY:
            e->replaces = true;
            break;
        case ICAL_EXDATE_PROPERTY:
            if (!date_of(icalproperty_get_exdate(p), &day)) break;
            if (e->except_count < DATES_MAX)
                e->except[e->except_count++] = day;
            else
                e->cut = true;
            break;
        case ICAL_RDATE_PROPERTY:
            if (!date_of(icalproperty_get_rdate(p).time, &day)) break;
            if (all->date_count < DATES_MAX)
                all->dates[all->date_count++] = day;
            else
                e->cut = true;
            break;
        case ICAL_RRULE_PROPERTY:
            if (all->rule_count == RULES_MAX) break;
            all->rules[all->rule_count++] = icalproperty_get_rrule(p);
            break;
        default:
            break;
        }
    }
}

static void add_event(reading_t *r, event_t *e, day_t start) {
    repeats_t all = {.rule_count = 0};
    read_repeats(e, &all);
    if (all.rule_count == 0) add_days(r, e, start);
    for (int i = 0; i < all.rule_count; i++)
        repeat(r, e, start, &all.rules[i]);
    for (int i = 0; i < all.date_count; i++)
        add_days(r, e, all.dates[i]);
    if (e->cut) import_note(&r->list, IMPORT_CUT, start, e->line, e->summary, NULL);
    if (e->inside == 0 && !e->noted) import_note(&r->list, IMPORT_OUTSIDE, start, e->line, e->summary, NULL);
}

/* --- one event --- */

/* How many days it lasts: DTEND is the first date after it. 0: something that is no number of days. */
static int64_t length_of(const event_t *e, day_t start) {
    icalproperty *end = icalcomponent_get_first_property(e->component, ICAL_DTEND_PROPERTY);
    icalproperty *lasts = icalcomponent_get_first_property(e->component, ICAL_DURATION_PROPERTY);
    day_t day;
    if (end != NULL) {
        struct icaltimetype t = icalproperty_get_dtend(end);
        if (!t.is_date || !date_of(t, &day) || day < start) return 0;
        return day == start ? 1 : (int64_t)day - start; /* some write a day's own date as its end */
    }
    if (lasts == NULL) return 1;
    struct icaldurationtype l = icalproperty_get_duration(lasts);
    if (l.is_neg || l.hours || l.minutes || l.seconds) return 0;
    return (int64_t)l.weeks * 7 + l.days;
}

/* Off, a make-up day, or neither (false), by the summary. */
static bool sort_of_day(reading_t *r, event_t *e) {
    const import_options_t *o = r->options;
    bool work = o->work_days != NULL && fits(o->work_days, e->summary);
    r->worked = r->worked || work;
    e->off = !work;
    return work || o->off_days == NULL || fits(o->off_days, e->summary);
}

static void read_event(reading_t *r, event_t *e) {
    icalproperty *wrong = icalcomponent_get_first_property(e->component, ICAL_XLICERROR_PROPERTY);
    day_t start;
    struct icaltimetype begins = icalcomponent_get_dtstart(e->component);
    bool dated = date_of(begins, &start);
    if (!dated) start = DAY_NONE;
    if (wrong != NULL || !dated) {
        const char *why = wrong ? icalproperty_get_xlicerror(wrong) : "DTSTART";
        import_note(&r->list, IMPORT_UNREADABLE, start, e->line, e->summary,
                    arena_strdup(r->arena, why ? why : ""));
        return;
    }
    if (icalcomponent_get_status(e->component) == ICAL_STATUS_CANCELLED) {
        import_note(&r->list, IMPORT_CANCELLED, start, e->line, e->summary, NULL);
        return;
    }
    if (!sort_of_day(r, e)) {
        import_note(&r->list, IMPORT_UNMATCHED, start, e->line, e->summary, NULL);
        return;
    }
    if (!begins.is_date) {
        import_note(&r->list, IMPORT_TIMED, start, e->line, e->summary, NULL);
        return;
    }
    int64_t length = length_of(e, start);
    if (length <= 0 || length > IMPORT_LENGTH_MAX) {
        import_why_t why = length <= 0 ? IMPORT_UNREADABLE : IMPORT_TOO_LONG;
        import_note(&r->list, why, start, e->line, e->summary, length <= 0 ? "DTEND" : NULL);
        return;
    }
    e->length = (int32_t)length;
    add_event(r, e, start);
}

/* First pass: which dates of which series are replaced by an event of their own. */
static void read_moved(reading_t *r, const event_t *e) {
    day_t day;
    icalproperty *p = icalcomponent_get_first_property(e->component, ICAL_RECURRENCEID_PROPERTY);
    if (p == NULL || e->uid[0] == '\0' || !date_of(icalproperty_get_recurrenceid(p), &day)) return;
    if (r->moved_count == r->moved_cap) {
        size_t more = r->moved_cap ? r->moved_cap * 2 : 16;
        moved_t *bigger = arena_grow(r->arena, r->moved, r->moved_count, more, sizeof *bigger);
        if (bigger == NULL) return;
        r->moved = bigger;
        r->moved_cap = more;
    }
    r->moved[r->moved_count++] = (moved_t){arena_strdup(r->arena, e->uid), day};
}

static int parse_event(reading_t *r, const ical_lines_t *lines, bool first_pass) {
    event_t e = {.line = lines->event_line};
    e.component = icalparser_parse_string((const char *)lines->event.at);
    if (e.component == NULL || icalcomponent_isa(e.component) != ICAL_VEVENT_COMPONENT) {
        if (!first_pass) import_note(&r->list, IMPORT_UNREADABLE, DAY_NONE, e.line, NULL, "VEVENT");
    } else {
        const char *uid = icalcomponent_get_uid(e.component);
        e.uid = uid ? uid : "";
        if (first_pass) {
            read_moved(r, &e);
        } else {
            const char *summary = icalcomponent_get_summary(e.component);
            e.summary = arena_strdup(r->arena, summary ? summary : "");
            if (e.summary != NULL) read_event(r, &e);
        }
    }
    if (e.component != NULL) icalcomponent_free(e.component);
    return arena_failed(r->arena) ? -1 : 0;
}

static int too_many(int line, diag_t *d) {
    diag_set(d, "import.too_many_events", NULL);
    diag_param_int(d, "limit", IMPORT_EVENTS_MAX);
    return diag_at(d, NULL, line);
}

static int read_events(reading_t *r, const char *text, size_t len, bool first_pass, diag_t *d) {
    ical_lines_t lines;
    int found, events = 0;
    ical_lines_init(&lines, text, len);
    while ((found = ical_lines_next(&lines, d)) == 1) {
        if (parse_event(r, &lines, first_pass) != 0) found = diag_memory(d);
        if (++events > IMPORT_EVENTS_MAX || r->overflow) found = too_many(lines.event_line, d);
        if (found != 1) break;
    }
    ical_lines_free(&lines);
    return found;
}

int import_icalendar(const calendar_def_t *before, const char *text, size_t len,
                     const import_options_t *options, arena_t *arena, import_preview_t *out, diag_t *d) {
    memset(out, 0, sizeof *out);
    if (import_check_options(before, options, d) != 0) return -1;
    day_t from = options->from, until = options->until;
    if (from < day_from_civil(1, 1, 1) || until > day_from_civil(9998, 12, 31) || until < from ||
        (int64_t)until - from > IMPORT_YEARS_MAX * 366)
        return diag_set(d, "import.option", "option", "from", NULL);
    if (len > IMPORT_ICAL_MAX) {
        diag_set(d, "import.too_large", NULL);
        diag_param_int(d, "limit", IMPORT_ICAL_MAX);
        return -1;
    }
    reading_t r = {.options = options, .arena = arena, .list = {.arena = arena}, .days_left = ALL_LOOKED_MAX};
    if (read_events(&r, text, len, true, d) != 0) return -1;
    if (r.moved_count > 0) qsort(r.moved, r.moved_count, sizeof *r.moved, by_uid_then_day);
    if (read_events(&r, text, len, false, d) != 0) return -1;
    if (options->work_days != NULL && !r.worked)
        import_note(&r.list, IMPORT_NO_MATCH, DAY_NONE, 0, options->work_days, NULL);
    return import_merge(before, options, &r.list, from, until, out, d); /* what lies outside was not read */
}
