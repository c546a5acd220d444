/* The directory's rows as an import puts them: columns given as texts by name, checked and turned into values
 * here, written by one statement a table. */
#include "store/connection.h"
#include "store/tables.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef enum column_kind {
    COLUMN_TEXT,     /* required */
    COLUMN_OPTIONAL, /* NULL when absent or empty */
    COLUMN_KEY,      /* part of a key that may be absent: '' then */
    COLUMN_PERSON,   /* a handle, required; written as the person's id */
    COLUMN_OWNER,    /* a handle; 0 when absent */
    COLUMN_FROM,
    COLUMN_UNTIL,
    COLUMN_KIND, /* "human" (also when absent) or "service" */
    COLUMN_UID,  /* a number; -1 when absent */
} column_kind_t;

typedef struct column {
    const char *name;
    column_kind_t kind;
} column_t;

enum { COLUMNS_MAX = 12 };

/* In the order of the parameters of the statement. */
static const struct {
    const char *name;
    statement_t put, rows;
    column_t columns[COLUMNS_MAX];
} tables[] = {
    [PEOPLE_DEPARTMENTS] = {"departments",
                            ST_departments_put,
                            ST_departments_rows,
                            {{"key", COLUMN_TEXT},
                             {"parent", COLUMN_OPTIONAL},
                             {"name_en", COLUMN_TEXT},
                             {"name_zh", COLUMN_OPTIONAL},
                             {"calendar", COLUMN_OPTIONAL},
                             {"head_post", COLUMN_OPTIONAL},
                             {"leader_post", COLUMN_OPTIONAL},
                             {"from", COLUMN_FROM},
                             {"until", COLUMN_UNTIL}}},
    [PEOPLE_PERSONS] = {"persons",
                        ST_persons_put,
                        ST_persons_rows,
                        {{"handle", COLUMN_TEXT},
                         {"name", COLUMN_TEXT},
                         {"email", COLUMN_OPTIONAL},
                         {"department", COLUMN_OPTIONAL},
                         {"calendar", COLUMN_OPTIONAL},
                         {"kind", COLUMN_KIND},
                         {"owner", COLUMN_OWNER},
                         {"uid", COLUMN_UID},
                         {"from", COLUMN_FROM},
                         {"until", COLUMN_UNTIL}}},
    [PEOPLE_POSTS] =
        {"posts",
         ST_posts_put,
         ST_posts_rows,
         {{"post", COLUMN_TEXT}, {"person", COLUMN_PERSON}, {"from", COLUMN_FROM}, {"until", COLUMN_UNTIL}}},
    [PEOPLE_ROLES] = {"roles",
                      ST_roles_put,
                      ST_roles_rows,
                      {{"role", COLUMN_TEXT},
                       {"department", COLUMN_KEY},
                       {"person", COLUMN_PERSON},
                       {"from", COLUMN_FROM},
                       {"until", COLUMN_UNTIL}}},
    [PEOPLE_HOLDERS] = {"holders",
                        ST_holders_put,
                        ST_holders_rows,
                        {{"kind", COLUMN_TEXT},
                         {"item", COLUMN_TEXT},
                         {"person", COLUMN_PERSON},
                         {"from", COLUMN_FROM},
                         {"until", COLUMN_UNTIL}}},
    [PEOPLE_ATTRIBUTES] = {"attributes",
                           ST_attributes_put,
                           ST_attributes_rows,
                           {{"subject", COLUMN_TEXT}, {"name", COLUMN_TEXT}, {"value", COLUMN_TEXT}}},
    [PEOPLE_STAND_INS] = {"stand_ins",
                          ST_stand_ins_put,
                          ST_stand_ins_rows,
                          {{"principal", COLUMN_PERSON},
                           {"person", COLUMN_PERSON},
                           {"flow", COLUMN_KEY},
                           {"from", COLUMN_FROM},
                           {"until", COLUMN_UNTIL}}},
};

const char *people_table_name(people_table_t table) {
    return tables[table].name;
}

const char *people_column(people_table_t table, size_t index) {
    return index < COLUMNS_MAX ? tables[table].columns[index].name : NULL;
}

bool people_column_required(people_table_t table, size_t index) {
    const column_t *column = &tables[table].columns[index];
    return column->name && (column->kind == COLUMN_TEXT || column->kind == COLUMN_PERSON);
}

static int bad_value(people_table_t table, const column_t *column, const char *value, diag_t *d) {
    return diag_set(d, "people.value", "table", tables[table].name, "column", column->name, "value",
                    value ? value : "", NULL);
}

static int columns_known(people_table_t table, const char *const *pairs, diag_t *d) {
    for (; *pairs; pairs += 2) {
        bool known = false;
        for (size_t i = 0; i < COLUMNS_MAX && tables[table].columns[i].name; i++) {
            if (strcmp(tables[table].columns[i].name, *pairs) == 0) known = true;
        }
        if (!known) {
            return diag_set(d, "people.column", "table", tables[table].name, "column", *pairs, NULL);
        }
    }
    return 0;
}

/* An empty text is as good as none: a CSV file can't tell them apart. */
static const char *value_of(const char *const *pairs, const char *name) {
    for (; *pairs; pairs += 2) {
        if (strcmp(*pairs, name) == 0) return pairs[1] && pairs[1][0] ? pairs[1] : NULL;
    }
    return NULL;
}

static int person_find(store_t *s, const char *handle, int64_t *id, diag_t *d) {
    query_t q;
    *id = 0;
    if (query_open(&q, s, ST_person_id, d)) return -1;
    query_text(&q, handle);
    int row = query_next(&q, d);
    if (row > 0) *id = query_col_int(&q, 0);
    query_close(&q);
    return row < 0 ? -1 : 0;
}

/* An instant with its offset, or a date: its midnight in UTC. */
static bool time_read(const char *text, instant_t missing, int64_t *out) {
    day_t day;
    *out = missing;
    if (!text || instant_parse(text, out) == 0) return true;
    if (day_parse(text, &day)) return false;
    *out = (int64_t)day * MS_DAY;
    return true;
}

static bool number_read(const char *text, int64_t missing, int64_t *out) {
    char *end = NULL;
    *out = missing;
    if (!text) return true;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return *end == '\0' && errno == 0 && *out >= 0;
}

static bool kind_read(const char *text, int64_t *out) {
    *out = text && strcmp(text, "service") == 0 ? PERSON_SERVICE : PERSON_HUMAN;
    return !text || *out == PERSON_SERVICE || strcmp(text, "human") == 0;
}

/* The value as a number; texts are bound as they are. -1: it is none. */
static int number_of(store_t *s, people_table_t table, const column_t *column, const char *text, int64_t *out,
                     diag_t *d) {
    bool good = true;
    switch (column->kind) {
    case COLUMN_PERSON:
    case COLUMN_OWNER:
        *out = 0;
        if (text && person_find(s, text, out, d)) return -1;
        good = *out != 0 || (!text && column->kind == COLUMN_OWNER);
        break;
    case COLUMN_FROM:
        good = time_read(text, INSTANT_NONE, out);
        break;
    case COLUMN_UNTIL:
        good = time_read(text, INSTANT_MAX, out);
        break;
    case COLUMN_KIND:
        good = kind_read(text, out);
        break;
    case COLUMN_UID:
        good = number_read(text, -1, out);
        break;
    default:
        good = text != NULL || column->kind != COLUMN_TEXT;
    }
    return good ? 0 : bad_value(table, column, text, d);
}

static bool is_text(column_kind_t kind) {
    return kind == COLUMN_TEXT || kind == COLUMN_OPTIONAL || kind == COLUMN_KEY;
}

static void bind_column(query_t *q, column_kind_t kind, const char *text, int64_t number) {
    if (!is_text(kind))
        query_int(q, number);
    else
        query_text(q, !text && kind == COLUMN_KEY ? "" : text);
}

/* A window that ends as it begins is one that was taken back. */
static int window_check(people_table_t table, const column_t *columns, const int64_t *numbers,
                        const char *const *pairs, diag_t *d) {
    instant_t from = INSTANT_NONE, until = INSTANT_MAX;
    for (size_t i = 0; i < COLUMNS_MAX && columns[i].name; i++) {
        if (columns[i].kind == COLUMN_FROM) from = numbers[i];
        if (columns[i].kind == COLUMN_UNTIL) until = numbers[i];
    }
    if (from <= until) return 0;
    return diag_set(d, "people.window", "table", tables[table].name, "column", "until", "from",
                    value_of(pairs, "from"), "until", value_of(pairs, "until"), NULL);
}

int store_people_put(store_t *s, people_table_t table, const char *const *pairs, int64_t new_id, diag_t *d) {
    query_t q;
    int64_t numbers[COLUMNS_MAX] = {0};
    const column_t *columns = tables[table].columns;
    if (columns_known(table, pairs, d)) return -1;
    for (size_t i = 0; i < COLUMNS_MAX && columns[i].name; i++) {
        const char *text = value_of(pairs, columns[i].name);
        if (number_of(s, table, &columns[i], text, &numbers[i], d)) return -1;
    }
    if (window_check(table, columns, numbers, pairs, d)) return -1;
    if (query_open(&q, s, tables[table].put, d)) return -1;
    for (size_t i = 0; i < COLUMNS_MAX && columns[i].name; i++) {
        bind_column(&q, columns[i].kind, value_of(pairs, columns[i].name), numbers[i]);
    }
    if (table == PEOPLE_PERSONS) {
        query_int(&q, new_id);
        store_note_id(s, new_id);
    }
    return query_run(&q, NULL, d);
}

int store_people_changed(store_t *s, int64_t *version, diag_t *d) {
    query_t q;
    if (query_simple(s, ST_directory_changed, d) || query_open(&q, s, ST_latest_get, d)) return -1;
    int row = query_next(&q, d);
    if (row > 0) *version = query_col_int(&q, 2);
    query_close(&q);
    return row < 0 ? -1 : 0;
}

/* A number of a row as store_people_put takes it back; NULL: absent. */
static const char *number_text(column_kind_t kind, int64_t v, arena_t *arena) {
    char text[INSTANT_TEXT];
    switch (kind) {
    case COLUMN_FROM:
        return v == INSTANT_NONE ? NULL : arena_strdup(arena, instant_format(v, 0, true, text));
    case COLUMN_UNTIL:
        return v == INSTANT_MAX ? NULL : arena_strdup(arena, instant_format(v, 0, true, text));
    case COLUMN_KIND:
        return v == PERSON_SERVICE ? "service" : "human";
    default:
        return v < 0 ? NULL : arena_printf(arena, "%lld", (long long)v);
    }
}

static bool is_number(column_kind_t kind) {
    return kind == COLUMN_FROM || kind == COLUMN_UNTIL || kind == COLUMN_KIND || kind == COLUMN_UID;
}

/* The row's values in the order of the columns. */
static const char **row_values(query_t *q, const column_t *columns, arena_t *arena) {
    const char **values = arena_array(arena, COLUMNS_MAX, sizeof *values);
    for (int i = 0; values && i < COLUMNS_MAX && columns[i].name; i++) {
        if (is_number(columns[i].kind))
            values[i] = number_text(columns[i].kind, query_col_int(q, i), arena);
        else
            values[i] = query_col_text(q, i, arena);
        if (values[i] && !values[i][0]) values[i] = NULL;
    }
    return values;
}

int store_people_rows(store_t *s, people_table_t table, arena_t *arena, const char *const ***out,
                      size_t *count, diag_t *d) {
    query_t q;
    size_t room = 0;
    const char *const **rows = NULL;
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, tables[table].rows, d)) return -1;
    int row;
    while ((row = query_next(&q, d)) > 0) {
        if (*count == room) {
            size_t wanted = room ? room * 2 : 64;
            rows = arena_grow(arena, rows, room, wanted, sizeof *rows);
            room = wanted;
        }
        if (rows) rows[(*count)++] = row_values(&q, tables[table].columns, arena);
        if (arena_failed(arena)) {
            query_close(&q);
            return diag_memory(d);
        }
    }
    if (row < 0) return -1;
    *out = rows;
    return 0;
}
