/* Between the two readers of holiday files and the preview: the dates that a file names, gathered, then
 * merged. */
#ifndef CS_CALENDAR_IMPORT_PRIVATE_H
#define CS_CALENDAR_IMPORT_PRIVATE_H

#include "calendar/import_holidays.h"

typedef struct import_named {
    day_t day;
    bool off;
    int line;
    const char *name; /* in the arena */
    uint32_t order;   /* of naming */
} import_named_t;

/* Grows in the arena; a failure is found by arena_failed. */
typedef struct import_list {
    arena_t *arena;
    import_named_t *named;
    size_t named_count, named_cap;
    import_note_t *notes;
    size_t note_count, note_cap;
} import_list_t;

void import_name(import_list_t *list, day_t day, bool off, int line, const char *name);
void import_note(import_list_t *list, import_why_t why, day_t day, int line, const char *name,
                 const char *detail);
int import_check_options(const calendar_def_t *before, const import_options_t *options, diag_t *d);

/* Merges what was named into the definition. With `replace` (and always when looking for what is kept)
 * exceptions from `first` to `last` that are of a year of which the file names some date are compared with
 * it. */
int import_merge(const calendar_def_t *before, const import_options_t *options, import_list_t *list,
                 day_t first, day_t last, import_preview_t *out, diag_t *d);

#endif
