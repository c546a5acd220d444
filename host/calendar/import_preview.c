/* Makes a preview of the dates that a holiday file names: sorts them, settles dates named twice, and merges
 * them with the exceptions that the definition has. */
#include "calendar/import_private.h"

#include <stdlib.h>
#include <string.h>

const char *import_why_code(import_why_t why) {
    static const char *const codes[] = {
        [IMPORT_EMPTY] = "import.empty",
        [IMPORT_GAP] = "import.gap",
        [IMPORT_KEPT] = "import.kept",
        [IMPORT_WORKS] = "import.works",
        [IMPORT_CONFLICT] = "import.conflict",
        [IMPORT_TIMED] = "import.timed",
        [IMPORT_CANCELLED] = "import.cancelled",
        [IMPORT_UNMATCHED] = "import.unmatched",
        [IMPORT_NO_MATCH] = "import.no_match",
        [IMPORT_OUTSIDE] = "import.outside",
        [IMPORT_CUT] = "import.cut",
        [IMPORT_TOO_LONG] = "import.too_long",
        [IMPORT_REPEATS] = "import.repeats",
        [IMPORT_UNREADABLE] = "import.unreadable",
    };
    return codes[why];
}

/* Room for one more; NULL: no memory. */
static void *grow(arena_t *arena, void *items, size_t count, size_t *cap, size_t size) {
    if (count < *cap) return items;
    size_t more = *cap ? *cap * 2 : 32;
    void *bigger = arena_grow(arena, items, count, more, size);
    if (bigger != NULL) *cap = more;
    return bigger;
}

void import_name(import_list_t *list, day_t day, bool off, int line, const char *name) {
    import_named_t *named =
        grow(list->arena, list->named, list->named_count, &list->named_cap, sizeof *named);
    if (named == NULL) return;
    list->named = named;
    named[list->named_count] = (import_named_t){day, off, line, name, (uint32_t)list->named_count};
    list->named_count++;
}

void import_note(import_list_t *list, import_why_t why, day_t day, int line, const char *name,
                 const char *detail) {
    import_note_t *notes = grow(list->arena, list->notes, list->note_count, &list->note_cap, sizeof *notes);
    if (notes == NULL) return;
    list->notes = notes;
    notes[list->note_count++] = (import_note_t){why, day, line, name, detail};
}

int import_check_options(const calendar_def_t *before, const import_options_t *options, diag_t *d) {
    int as = options->works_as ? options->works_as : 1;
    if (as < 1 || as > 7 || before->window_count[as - 1] == 0)
        return diag_set(d, "import.option", "option", "works_as", NULL);
    return 0;
}

static int by_day_then_order(const void *a, const void *b) {
    const import_named_t *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static int by_line_then_day(const void *a, const void *b) {
    const import_note_t *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return (x->why > y->why) - (x->why < y->why);
}

/* One entry a date, ascending. Named both ways a date works: the day that is made up is the exception to the
 * rest. */
static void settle(import_list_t *list) {
    size_t kept = 0;
    if (list->named_count > 0) qsort(list->named, list->named_count, sizeof *list->named, by_day_then_order);
    for (size_t i = 0; i < list->named_count; i++) {
        import_named_t *next = &list->named[i], *last = kept > 0 ? &list->named[kept - 1] : NULL;
        if (last == NULL || last->day != next->day) {
            list->named[kept++] = *next;
            continue;
        }
        if (last->off == next->off) continue;
        import_note(list, IMPORT_CONFLICT, next->day, next->line, next->name, last->name);
        if (last->off) *last = *next;
    }
    list->named_count = kept;
}

typedef struct merge {
    const calendar_def_t *before;
    import_list_t *list;
    import_preview_t *out;
    calendar_day_t *days; /* of out->after */
    int works_as;
    bool chosen; /* works_as was asked for, not supposed */
    bool replace;
    day_t first, last; /* what of the calendar the file may speak of */
} merge_t;

/* What a file calls a day may be longer than a calendar keeps: cut between two characters. */
static const char *name_kept(merge_t *m, const char *name) {
    size_t length = name != NULL ? strlen(name) : 0;
    if (length <= CALENDAR_DAY_NAME_MAX) return length > 0 ? name : NULL;
    length = CALENDAR_DAY_NAME_MAX;
    while (length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80)
        length--;
    return arena_strndup(m->list->arena, name, length);
}

static void put(merge_t *m, day_t day, int as, const char *name) {
    if (as == DAY_ORDINARY) return;
    m->days[m->out->after.day_count++] = (calendar_day_t){day, (int8_t)as, name_kept(m, name)};
}

static void change(merge_t *m, day_t day, int was, int becomes, const char *name, int line) {
    put(m, day, becomes, name);
    if (was == becomes) {
        m->out->unchanged++;
        return;
    }
    m->out->changes[m->out->change_count++] = (import_change_t){day,
                                                                (int8_t)was,
                                                                (int8_t)becomes,
                                                                calendar_def_work(m->before, day, was),
                                                                calendar_def_work(m->before, day, becomes),
                                                                name,
                                                                line};
}

static void merge_named(merge_t *m, const import_named_t *named, int was) {
    int becomes = DAY_OFF;
    if (!named->off) {
        bool works = calendar_def_work(m->before, named->day, DAY_ORDINARY) > 0;
        becomes = works ? DAY_ORDINARY : m->works_as;
        if (works && was == DAY_ORDINARY)
            import_note(m->list, IMPORT_WORKS, named->day, named->line, named->name, NULL);
        if (!works && was > DAY_OFF && !m->chosen) becomes = was; /* works already, as somebody wanted */
    }
    change(m, named->day, was, becomes, named->name, named->line);
}

/* Does the file name some date from this one to that one? */
static bool names_any(const import_list_t *list, day_t from, day_t until) {
    size_t low = 0, high = list->named_count; /* the first that is not before `from` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->named[middle].day < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->named_count && list->named[low].day <= until;
}

/* Is the date of a year that the file is about? */
static bool is_spoken_of(const merge_t *m, day_t day) {
    int32_t year;
    int month, mday;
    if (day < m->first || day > m->last) return false;
    day_to_civil(day, &year, &month, &mday);
    return names_any(m->list, day_from_civil(year, 1, 1), day_from_civil(year, 12, 31));
}

/* An exception that the file doesn't name. */
static void merge_old(merge_t *m, const calendar_day_t *old) {
    bool spoken_of = is_spoken_of(m, old->day);
    if (spoken_of && m->replace) {
        change(m, old->day, old->as, DAY_ORDINARY, NULL, 0);
        return;
    }
    put(m, old->day, old->as, old->name);
    if (spoken_of) import_note(m->list, IMPORT_KEPT, old->day, 0, NULL, calendar_weekday_name(old->as));
}

static void merge_all(merge_t *m) {
    const calendar_day_t *old = m->before->days, *end = old + m->before->day_count;
    const import_named_t *named = m->list->named;
    size_t left = m->list->named_count;
    while (old != end || left > 0) {
        if (left == 0 || (old != end && old->day < named->day)) {
            merge_old(m, old++);
            continue;
        }
        bool both = old != end && old->day == named->day;
        merge_named(m, named, both ? old->as : DAY_ORDINARY);
        old += both;
        named++;
        left--;
    }
}

int import_merge(const calendar_def_t *before, const import_options_t *options, import_list_t *list,
                 day_t first, day_t last, import_preview_t *out, diag_t *d) {
    if (arena_failed(list->arena)) return diag_memory(d);
    settle(list);
    size_t most = before->day_count + list->named_count;
    out->after = *before;
    out->after.day_count = 0;
    out->changes = arena_array(list->arena, most, sizeof *out->changes);
    merge_t m = {.before = before, .list = list, .out = out, .first = first, .last = last};
    m.days = arena_array(list->arena, most, sizeof *m.days);
    m.works_as = options->works_as ? options->works_as : 1;
    m.chosen = options->works_as != 0;
    m.replace = options->replace;
    if (out->changes == NULL || m.days == NULL) return diag_memory(d);
    out->after.days = m.days;
    merge_all(&m);
    if (arena_failed(list->arena)) return diag_memory(d);
    if (options->confirmed_until != DAY_NONE) out->after.confirmed_until = options->confirmed_until;
    bool same = out->change_count == 0 && out->after.confirmed_until == before->confirmed_until;
    if (!same) out->after.version++;
    if (list->note_count > 0) qsort(list->notes, list->note_count, sizeof *list->notes, by_line_then_day);
    out->notes = list->notes;
    out->note_count = list->note_count;
    return calendar_def_check(&out->after, d);
}
