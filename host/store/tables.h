/* The store's slower tables: rulesets, calendars, the directory. Written by administrators' commands, read
 * when a snapshot is built. */
#ifndef CS_STORE_TABLES_H
#define CS_STORE_TABLES_H

#include "store/store.h"

typedef struct ruleset_row {
    hash_t hash;
    int64_t added_at, added_by;
    bytes_t content; /* the ruleset's canonical bytes (script/ruleset.h), compressed in the store */
    bool active;
    instant_t activated_at; /* last; INSTANT_NONE: never */
} ruleset_row_t;
int store_ruleset_put(store_t *s, const hash_t *hash, bytes_t content, int64_t by, instant_t now,
                      diag_t *d); /* again: no harm */
int store_ruleset_get(store_t *s, const hash_t *hash, arena_t *arena, bytes_t *content, diag_t *d);
int store_ruleset_activate(store_t *s, const hash_t *hash, int64_t by, const char *reason, instant_t now,
                           diag_t *d);
/* The active one: *found false before the first activation. */
int store_ruleset_active(store_t *s, hash_t *out, bool *found, diag_t *d);
/* All, newest first, without content. And the activations, newest first. */
int store_rulesets(store_t *s, arena_t *arena, ruleset_row_t **out, size_t *count, diag_t *d);
typedef struct activation {
    hash_t hash;
    instant_t at;
    int64_t by;
    const char *reason;
} activation_t;
int store_activations(store_t *s, arena_t *arena, activation_t **out, size_t *count, diag_t *d);

/* Calendars: the definition as JSON text (calendar/), by name; the newest version holds, older ones stay. */
int store_calendar_put(store_t *s, const char *name, const char *definition, int64_t by, instant_t now,
                       diag_t *d);
typedef struct calendar_row {
    const char *name, *definition;
    int32_t version;
} calendar_row_t;
int store_calendars(store_t *s, arena_t *arena, calendar_row_t **out, size_t *count, diag_t *d);

/* The directory. Each row has validity [from, until). People get their id here. */
typedef enum people_table {
    PEOPLE_DEPARTMENTS,
    PEOPLE_PERSONS,
    PEOPLE_POSTS,
    PEOPLE_ROLES,
    PEOPLE_HOLDERS,
    PEOPLE_ATTRIBUTES,
    PEOPLE_STAND_INS
} people_table_t;
/* Puts one row (columns as texts, by name; pairs of column and value, ended by NULL), replacing the row of
 * the same key; a person's id is kept, or is `new_id` (others don't use it). Holdings that should end are
 * closed by giving `until`. An empty or NULL value is as good as none. The columns, keys marked *, required
 * ones !:
 * - departments: key*! parent name_en! name_zh calendar head_post leader_post from until
 * - persons: handle*! name! email department calendar kind (human|service) owner uid from until
 * - posts: post*! person*! from* until
 * - roles: role*! department* person*! from* until
 * - holders: kind*! item*! person*! from* until
 * - attributes: subject*! name*! value! (subject: "department:KEY", "person:HANDLE" or "post:KEY")
 * - stand_ins: principal*! person*! flow* from* until
 *
 * A person in another row is named by the handle and must be there already. from, until: an instant with its
 * offset, or a date (midnight UTC: who knows the company's zone gives an instant); absent: always.
 * people.column {table, column}, people.value {table, column, value}. */
int store_people_put(store_t *s, people_table_t table, const char *const *pairs, int64_t new_id, diag_t *d);
/* The table's name as above, its columns in that order (NULL after the last), and which are required. */
const char *people_table_name(people_table_t table);
const char *people_column(people_table_t table, size_t index);
bool people_column_required(people_table_t table, size_t index);
/* All rows of a table: (*out)[row][column], the columns in the order of people_column, as store_people_put
 * takes them; NULL: none. In the arena. */
int store_people_rows(store_t *s, people_table_t table, arena_t *arena, const char *const ***out,
                      size_t *count, diag_t *d);
/* Counts up the version; to be called once at the end of an import, in its transaction. */
int store_people_changed(store_t *s, int64_t *version, diag_t *d);
/* The whole as a snapshot; the caller owns a reference. NULL: error. */
directory_t *store_directory(store_t *s, diag_t *d);

#endif
