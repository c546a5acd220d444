/* Unfolds lines, follows BEGIN and END, collects the lines wanted of each event. */
#include "calendar/ical_lines.h"

#include "base/json.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void ical_lines_init(ical_lines_t *lines, const char *text, size_t len) {
    memset(lines, 0, sizeof *lines);
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    lines->at = text;
    lines->end = text + len;
    lines->line = 1;
    buf_init(&lines->unfolded, 0);
    buf_init(&lines->event, 0);
}

void ical_lines_free(ical_lines_t *lines) {
    buf_free(&lines->unfolded);
    buf_free(&lines->event);
}

static int fail(int line, const char *code, const char *text, diag_t *d) {
    diag_set(d, code, "text", text, NULL);
    return diag_at(d, NULL, line);
}

static int too_long(int line, diag_t *d) {
    diag_set(d, "import.line_too_long", NULL);
    diag_param_int(d, "limit", ICAL_LINE_MAX);
    return diag_at(d, NULL, line);
}

/* The next line, continuations (RFC 5545 §3.1) joined on. 1, 0 at the end, -1. Its number is in *line. */
static int next_line(ical_lines_t *lines, int *line, diag_t *d) {
    buf_t *b = &lines->unfolded;
    buf_reset(b);
    *line = lines->line;
    if (lines->at == lines->end) return 0;
    for (;;) {
        const char *start = lines->at, *stop = memchr(start, '\n', (size_t)(lines->end - start));
        const char *next = stop ? stop + 1 : lines->end;
        size_t len = (size_t)((stop ? stop : lines->end) - start);
        if (memchr(start, '\0', len)) return fail(lines->line, "import.nul", "", d);
        if (len > 0 && start[len - 1] == '\r') len--;
        if (b->len + len > ICAL_LINE_MAX) return too_long(*line, d);
        buf_put(b, start, len);
        lines->at = next;
        lines->line++;
        if (next == lines->end || (*next != ' ' && *next != '\t')) break;
        lines->at++; /* the blank that says "continued" */
    }
    buf_u8(b, 0);
    if (b->failed) return diag_memory(d);
    /* only now: a line may be folded within a character */
    return json_is_text((const char *)b->at) ? 1 : fail(*line, "import.not_utf8", "", d);
}

/* What follows `word` and a colon, or NULL. */
static const char *after(const char *text, const char *word) {
    size_t len = strlen(word);
    return strncasecmp(text, word, len) == 0 && text[len] == ':' ? text + len + 1 : NULL;
}

static bool wanted(const char *text) {
    static const char *const names[] = {"SUMMARY", "DTSTART", "DTEND", "DURATION",      "RRULE",
                                        "RDATE",   "EXDATE",  "UID",   "RECURRENCE-ID", "STATUS"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]);
        if (strncasecmp(text, names[i], len) == 0 && (text[len] == ':' || text[len] == ';')) return true;
    }
    return false;
}

static bool in_event(const ical_lines_t *lines) {
    return lines->depth > 0 && strcasecmp(lines->open[lines->depth - 1], "VEVENT") == 0;
}

static int begin(ical_lines_t *lines, const char *name, int line, diag_t *d) {
    bool event = strcasecmp(name, "VEVENT") == 0, outer = strcasecmp(name, "VCALENDAR") == 0;
    bool fits = outer ? lines->depth == 0 : event ? lines->depth == 1 : lines->depth > 0;
    if (!lines->any && !outer) return fail(line, "import.not_icalendar", name, d);
    size_t size = strlen(name) + 1;
    if (!fits || lines->depth == ICAL_DEPTH_MAX || size > sizeof lines->open[0])
        return fail(line, "import.structure", name, d);
    memcpy(lines->open[lines->depth++], name, size);
    lines->any = true;
    if (event) {
        buf_reset(&lines->event);
        buf_puts(&lines->event, "BEGIN:VEVENT\r\n");
        lines->event_line = line;
    }
    return 0;
}

/* 1: it ended an event. */
static int end(ical_lines_t *lines, const char *name, int line, diag_t *d) {
    if (lines->depth == 0 || strcasecmp(lines->open[lines->depth - 1], name) != 0)
        return fail(line, "import.structure", name, d);
    bool event = in_event(lines);
    lines->depth--;
    if (!event) return 0;
    buf_puts(&lines->event, "END:VEVENT\r\n");
    buf_u8(&lines->event, 0);
    return lines->event.failed ? diag_memory(d) : 1;
}

int ical_lines_next(ical_lines_t *lines, diag_t *d) {
    int line, found;
    while ((found = next_line(lines, &line, d)) == 1) {
        const char *text = (const char *)lines->unfolded.at, *name;
        int done = 0;
        if (text[0] == '\0') continue;
        if ((name = after(text, "BEGIN")) != NULL) {
            done = begin(lines, name, line, d);
        } else if (!lines->any) {
            return fail(line, "import.not_icalendar", "", d);
        } else if ((name = after(text, "END")) != NULL) {
            done = end(lines, name, line, d);
        } else if (in_event(lines) && wanted(text)) {
            buf_puts(&lines->event, text);
            buf_puts(&lines->event, "\r\n");
        }
        if (done != 0) return done;
    }
    if (found < 0) return -1;
    if (!lines->any) return fail(line, "import.not_icalendar", "", d);
    if (lines->depth > 0) return fail(line, "import.structure", lines->open[lines->depth - 1], d);
    return 0;
}
