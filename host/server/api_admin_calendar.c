/* Calendars: a definition as a whole, or holidays from a published file into one, shown first when asked. */
#include "calendar/import_holidays.h"
#include "server/api_private.h"
#include "server/host_internal.h"
#include "server/reckon.h"
#include "server/reckon_owed.h"
#include <string.h>

/* Every calendar of the store must still make one set before any of it is kept; that set, for the caller to
 * give back. */
static int check_all(host_t *h, arena_t *arena, calendar_set_t **set, diag_t *d) {
    calendar_row_t *rows;
    size_t count;
    if (store_calendars(h->store, arena, &rows, &count, d) != 0) return -1;
    const char **definitions = arena_array(arena, count + 1, sizeof *definitions);
    if (definitions == NULL) return diag_memory(d);
    for (size_t i = 0; i < count; i++)
        definitions[i] = rows[i].definition;
    *set = host_calendars(definitions, count, d);
    return *set != NULL ? 0 : -1;
}

/* Keeps it in a transaction; with `preview` all is checked and nothing kept, and *tried is what would be: for
 * the caller to give back. */
static int put_definition(host_t *h, const api_call_t *call, const calendar_def_t *def, bool preview,
                          calendar_set_t **tried, arena_t *arena, diag_t *d) {
    json_t *value = calendar_def_write(def);
    char *text = value != NULL ? json_write(value) : NULL;
    int status = text == NULL ? diag_memory(d) : admin_begin(h, d);
    if (status == 0) {
        status = store_calendar_put(h->store, def->name, text, call->actor.person, host_now(h), d);
        if (status == 0) status = check_all(h, arena, tried, d);
        if (status == 0) status = reckon_owe(h, d);
        char *note = arena_printf(arena, "calendar=%s", def->name);
        if (status == 0 && note == NULL) status = diag_memory(d);
        if (preview || status != 0)
            store_rollback(h->store);
        else
            status = admin_end(h, call, 0, "calendar.changed", note, d);
    }
    if (!preview || status != 0) {
        calendar_set_release(*tried);
        *tried = NULL;
    }
    json_decref(value);
    mem_free(text);
    return status;
}

/* What moved, or with `tried` would move, for the answer: `moved` counts all, `due_times` lists the first of
 * them. */
static int put_moved(host_t *h, json_t *root, calendar_set_t *tried, shape_t *s, diag_t *d) {
    enum { LISTED_MAX = 1000 };
    moved_due_t *moved;
    size_t count;
    if (host_reckon(h, tried, LISTED_MAX, s->arena, &moved, &count, d) != 0) return -1;
    if (tried == NULL && reckon_settle(h, d) != 0) return -1;
    snapshot_t *snapshot = host_snapshot(h);
    json_t *list = shape_array(s);
    for (size_t i = 0; i < count && i < LISTED_MAX; i++) {
        json_t *o = shape_object(s);
        person_info_t person;
        shape_id(s, o, "record", moved[i].record);
        shape_text(s, o, "number", moved[i].number);
        shape_text(s, o, "step", moved[i].step);
        shape_text(s, o, "person",
                   directory_person(snapshot->directory, moved[i].person, &person) ? person.handle : NULL);
        shape_instant(s, o, "due_before", moved[i].before);
        shape_instant(s, o, "due_at", moved[i].after);
        shape_flag(s, o, "provisional", moved[i].provisional);
        shape_add(s, list, o);
    }
    snapshot_unref(snapshot);
    shape_int(s, root, "moved", (int64_t)count);
    shape_put(s, root, "due_times", list);
    return 0;
}

/* Whose it is: of how many people's limits it says the time. A name that the directory does not know is
 * nobody's. */
static int64_t used_by(host_t *h, const char *name) {
    snapshot_t *snapshot = host_snapshot(h);
    const directory_t *directory = snapshot->directory;
    int64_t count = 0;
    for (size_t i = 0; i < directory_people(directory); i++) {
        person_info_t person;
        if (!directory_person_at(directory, i, &person)) continue;
        const char *own = directory_calendar(directory, person.id);
        count += strcmp(own != NULL ? own : "company", name) == 0;
    }
    snapshot_unref(snapshot);
    return count;
}

json_t *api_admin_calendar_put(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    calendar_def_t def;
    json_t *definition = json_object_get(call->body, "definition"), *root = NULL;
    bool preview = json_flag(call->body, "preview");
    calendar_set_t *tried = NULL;
    shape_t s = {.arena = &arena};
    arena_init(&arena, 0);
    if (!json_is_object(definition))
        diag_set(d, "api.value", "field", "definition", "expected", "object", NULL);
    else if (calendar_def_read(definition, &arena, &def, d) == 0 &&
             put_definition(h, call, &def, preview, &tried, &arena, d) == 0) {
        root = shape_answer(&s);
        shape_text(&s, root, "calendar", def.name);
        shape_int(&s, root, "version", def.version);
        shape_flag(&s, root, "preview", preview);
        shape_int(&s, root, "people", used_by(h, def.name));
        if (put_moved(h, root, tried, &s, d) == 0) {
            root = shape_done(&s, root, d);
        } else {
            json_decref(root);
            root = NULL;
        }
    }
    calendar_set_release(tried);
    arena_free(&arena);
    return root;
}

/* ---- holidays ---- */

/* The definition as the store has it, by name; the company's when none is named. */
static int find_definition(host_t *h, const char *name, arena_t *arena, calendar_def_t *out, diag_t *d) {
    calendar_row_t *rows;
    size_t count;
    if (name == NULL) name = "company";
    if (store_calendars(h->store, arena, &rows, &count, d) != 0) return -1;
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, name) == 0)
            return calendar_def_parse(rows[i].definition, strlen(rows[i].definition), arena, out, d);
    return diag_set(d, "calendar.unknown", "calendar", name, NULL);
}

typedef struct import_request {
    const char *calendar, *content, *format;
    import_options_t options;
} import_request_t;

static int read_day(const json_t *body, const char *field, day_t missing, day_t *out, diag_t *d) {
    *out = missing;
    const char *text = json_text(body, field, false, d);
    if (text == NULL) return d->code == NULL ? 0 : -1;
    if (day_parse(text, out) == 0) return 0;
    return diag_set(d, "api.value", "field", field, "expected", "date", NULL);
}

/* An iCalendar file may repeat for ever: without dates last year's, this one's and those of the next two
 * years are read. */
static int read_import(host_t *h, const json_t *body, import_request_t *out, diag_t *d) {
    diag_t wrong = {0};
    int32_t year;
    int month, mday;
    day_to_civil((day_t)(host_now(h) / MS_DAY), &year, &month, &mday);
    import_options_t *o = &out->options;
    out->content = json_text(body, "content", true, &wrong);
    if (wrong.code == NULL) out->calendar = json_text(body, "calendar", false, &wrong);
    if (wrong.code == NULL) out->format = json_text(body, "format", false, &wrong);
    if (wrong.code == NULL) o->work_days = json_text(body, "work_days", false, &wrong);
    if (wrong.code == NULL) o->off_days = json_text(body, "off_days", false, &wrong);
    if (wrong.code == NULL) read_day(body, "confirmed_until", DAY_NONE, &o->confirmed_until, &wrong);
    if (wrong.code == NULL) read_day(body, "from", day_from_civil(year - 1, 1, 1), &o->from, &wrong);
    if (wrong.code == NULL) read_day(body, "until", day_from_civil(year + 2, 12, 31), &o->until, &wrong);
    o->replace = json_flag(body, "replace");
    bool known =
        out->format == NULL || strcmp(out->format, "holiday-cn") == 0 || strcmp(out->format, "ics") == 0;
    if (wrong.code == NULL && !known)
        diag_set(&wrong, "api.value", "field", "format", "expected", "holiday-cn or ics", NULL);
    if (wrong.code == NULL) return 0;
    diag_copy(d, &wrong);
    diag_clear(&wrong);
    return -1;
}

/* iCalendar begins with BEGIN:VCALENDAR, perhaps after a byte-order mark; the other is JSON. */
static bool is_icalendar(const import_request_t *request) {
    if (request->format != NULL) return strcmp(request->format, "ics") == 0;
    const char *at = request->content;
    if (strncmp(at, "\xef\xbb\xbf", 3) == 0) at += 3;
    while (*at == ' ' || *at == '\r' || *at == '\n' || *at == '\t')
        at++;
    return *at != '{';
}

static json_t *change_json(shape_t *s, const import_change_t *change) {
    char day[INSTANT_TEXT];
    json_t *o = shape_object(s);
    shape_text(s, o, "day", day_format(change->day, day));
    shape_text(s, o, "as", calendar_weekday_name(change->becomes));
    shape_text(s, o, "was", calendar_weekday_name(change->was));
    shape_int(s, o, "minutes", change->ms / MS_MINUTE);
    shape_int(s, o, "minutes_before", change->was_ms / MS_MINUTE);
    shape_text(s, o, "name", change->name);
    if (change->line > 0) shape_int(s, o, "line", change->line);
    return o;
}

static json_t *note_json(shape_t *s, const import_note_t *note) {
    char day[INSTANT_TEXT];
    json_t *o = shape_object(s);
    shape_text(s, o, "why", import_why_code(note->why));
    shape_text(s, o, "day", note->day == DAY_NONE ? NULL : day_format(note->day, day));
    if (note->line > 0) shape_int(s, o, "line", note->line);
    shape_text(s, o, "name", note->name);
    shape_text(s, o, "detail", note->detail);
    return o;
}

static json_t *import_answer(host_t *h, const import_preview_t *p, bool preview, calendar_set_t *tried,
                             arena_t *arena, diag_t *d) {
    shape_t s = {.arena = arena};
    char day[INSTANT_TEXT];
    json_t *root = shape_answer(&s), *days = shape_array(&s), *notes = shape_array(&s);
    for (size_t i = 0; i < p->change_count; i++)
        shape_add(&s, days, change_json(&s, &p->changes[i]));
    for (size_t i = 0; i < p->note_count; i++)
        shape_add(&s, notes, note_json(&s, &p->notes[i]));
    bool confirmed = p->after.confirmed_until != DAY_NONE;
    shape_text(&s, root, "calendar", p->after.name);
    shape_int(&s, root, "version", p->after.version);
    shape_text(&s, root, "confirmed_until", confirmed ? day_format(p->after.confirmed_until, day) : NULL);
    shape_put(&s, root, "days", days);
    shape_put(&s, root, "notes", notes);
    shape_int(&s, root, "unchanged", (int64_t)p->unchanged);
    shape_flag(&s, root, "preview", preview);
    /* A preview that would change nothing would move nothing. */
    if ((!preview || tried != NULL) && put_moved(h, root, tried, &s, d) != 0) {
        json_decref(root);
        return NULL;
    }
    return shape_done(&s, root, d);
}

json_t *api_admin_calendar_import(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    calendar_def_t before = {0};
    import_preview_t made = {0};
    import_request_t request = {0};
    calendar_set_t *tried = NULL;
    bool preview = json_flag(call->body, "preview");
    arena_init(&arena, 0);
    int status = read_import(h, call->body, &request, d);
    if (status == 0) status = find_definition(h, request.calendar, &arena, &before, d);
    if (status == 0)
        status = (is_icalendar(&request) ? import_icalendar : import_holiday_cn)(
            &before, request.content, strlen(request.content), &request.options, &arena, &made, d);
    if (status == 0 && made.after.version != before.version)
        status = put_definition(h, call, &made.after, preview, &tried, &arena, d);
    json_t *answer = status == 0 ? import_answer(h, &made, preview, tried, &arena, d) : NULL;
    calendar_set_release(tried);
    arena_free(&arena);
    return answer;
}
