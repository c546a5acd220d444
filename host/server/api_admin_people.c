/* Importing the directory: rows of one table, or of several at once, put in one transaction. What changes is
 * found by comparing each table before and after; a preview does all of it and then takes it back. Whoever it
 * ends holds no task any more (vacancies.h). */
#include "calendar/calendar_set.h"
#include "calendar/zone.h"
#include "server/api_private.h"
#include "server/leaving_soon.h"
#include "server/vacancies.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TABLES = PEOPLE_STAND_INS + 1, COLUMNS_MAX = 16, ROWS_MAX = 500000 };

typedef const char *const *row_values_t;

typedef struct table_rows {
    row_values_t *rows;
    size_t count;
} table_rows_t;

typedef struct import {
    host_t *h;
    snapshot_t *snapshot;
    arena_t *arena;
    table_rows_t before[TABLES];
    bool touched[TABLES];
    int64_t added, changed, unchanged, ended;
    bool leaves; /* somebody's time ends otherwise than it did, or what nobody could take is looked at again
                  */
    bool again;  /* the latter */
    directory_t *tried;     /* of a preview in which somebody does: as it would be */
    leaver_tasks_t vacated; /* what went over */
    leaving_t *leaving;     /* whose time, or whose post, ends otherwise than it did */
    size_t leaving_count;
    json_t *list; /* rows that are not unchanged */
    shape_t shape;
} import_t;

static int table_from(const char *name, people_table_t *out, diag_t *d) {
    for (int i = 0; i < TABLES; i++) {
        if (strcmp(people_table_name(i), name) != 0) continue;
        *out = (people_table_t)i;
        return 0;
    }
    return diag_set(d, "people.table", "table", name, NULL);
}

/* ---- putting rows ---- */

static const char *cell_text(const json_t *value, arena_t *arena) {
    if (json_is_string(value)) return json_string_value(value);
    if (json_is_integer(value)) return arena_printf(arena, "%" PRId64, (int64_t)json_integer_value(value));
    return NULL;
}

/* A date in from or until is a day of the company: from its beginning, until its end. Other texts as they
 * are.
 */
static const char *company_time(import_t *x, const char *column, const char *text) {
    day_t day;
    char out[INSTANT_TEXT];
    bool until = strcmp(column, "until") == 0;
    if (text == NULL || (strcmp(column, "from") != 0 && !until)) return text;
    if (day_parse(text, &day) != 0) return text;
    day += until;
    const calendar_t *company = calendar_set_find(x->snapshot->calendars, NULL);
    return arena_strdup(x->arena,
                        instant_format(zone_instant(calendar_zone(company), day, 0), 0, false, out));
}

static int put_row(import_t *x, people_table_t table, json_t *row, diag_t *d) {
    const char *pairs[2 * COLUMNS_MAX + 1] = {NULL}, *name;
    json_t *value;
    size_t n = 0;
    if (!json_is_object(row) || json_object_size(row) > COLUMNS_MAX)
        return diag_set(d, "api.value", "field", "rows", "expected", "objects by column", NULL);
    json_object_foreach(row, name, value) {
        const char *text = cell_text(value, x->arena);
        if (text == NULL && !json_is_null(value))
            return diag_set(d, "people.value", "table", people_table_name(table), "column", name, "value",
                            "?", NULL);
        if (text != NULL && strcmp(name, "handle") == 0 && strpbrk(text, ", ") != NULL) /* it names nobody */
            return diag_set(d, "people.value", "table", people_table_name(table), "column", name, "value",
                            text, NULL);
        pairs[n++] = name;
        pairs[n++] = text != NULL ? company_time(x, name, text) : "";
    }
    int64_t id = table == PEOPLE_PERSONS ? id_next(host_ids(x->h), host_now(x->h)) : 0;
    return store_people_put(host_store(x->h), table, pairs, id, d);
}

/* The columns that the head of a file names, also where there is no row under it. */
static int check_columns(people_table_t table, const json_t *columns, diag_t *d) {
    if (columns != NULL && !json_is_array(columns))
        return diag_set(d, "json.type", "field", "columns", "expected", "array", NULL);
    for (size_t i = 0; i < json_array_size(columns); i++) {
        const char *name = json_string_value(json_array_get(columns, i));
        size_t k = 0;
        while (name != NULL && people_column(table, k) != NULL && strcmp(people_column(table, k), name) != 0)
            k++;
        if (name == NULL || people_column(table, k) == NULL)
            return diag_set(d, "people.column", "table", people_table_name(table), "column",
                            name != NULL ? name : "", NULL);
    }
    return 0;
}

static int put_rows(import_t *x, people_table_t table, json_t *rows, diag_t *d) {
    json_t *row;
    size_t i;
    if (!json_is_array(rows) || json_array_size(rows) > ROWS_MAX)
        return diag_set(d, "api.value", "field", "rows", "expected", "an array of at most 500000 rows", NULL);
    if (store_people_rows(host_store(x->h), table, x->arena, &x->before[table].rows, &x->before[table].count,
                          d) != 0)
        return -1;
    x->touched[table] = true;
    json_array_foreach(rows, i, row) {
        if (put_row(x, table, row, d) == 0) continue;
        if (d->param_count < DIAG_PARAMS_MAX) diag_param_int(d, "row", (int64_t)i + 1);
        return -1;
    }
    return 0;
}

/* One table, or an object of several; in the order in which they refer to each other. */
static int put_all(import_t *x, const api_call_t *call, diag_t *d) {
    json_t *tables = api_given(call->body, "tables");
    diag_t wrong = {0};
    people_table_t table;
    const char *name = json_text(call->body, "table", tables == NULL, &wrong);
    if (wrong.code != NULL) {
        diag_copy(d, &wrong);
        return -1;
    }
    if (name != NULL) {
        if (tables != NULL)
            return diag_set(d, "api.value", "field", "tables", "expected", "table or tables", NULL);
        if (table_from(name, &table, d) != 0) return -1;
        if (check_columns(table, api_given(call->body, "columns"), d) != 0) return -1;
        return put_rows(x, table, json_object_get(call->body, "rows"), d);
    }
    json_t *rows;
    if (!json_is_object(tables))
        return diag_set(d, "json.type", "field", "tables", "expected", "object", NULL);
    if (api_given(call->body, "rows") != NULL)
        return diag_set(d, "api.value", "field", "rows", "expected", "table or tables", NULL);
    json_object_foreach(tables, name, rows) {
        if (table_from(name, &table, d) != 0) return -1;
    }
    for (int i = 0; i < TABLES; i++) {
        rows = json_object_get(tables, people_table_name(i));
        if (rows != NULL && put_rows(x, (people_table_t)i, rows, d) != 0) return -1;
    }
    return 0;
}

/* ---- what changed ---- */

static const char *text_of(row_values_t row, size_t column) {
    return row[column] != NULL ? row[column] : "";
}

static size_t columns_of(people_table_t table) {
    size_t n = 0;
    while (n < COLUMNS_MAX && people_column(table, n) != NULL)
        n++;
    return n;
}

/* The columns that tell a row from others: see store_people_put. */
static bool is_key(people_table_t table, size_t column) {
    const char *name = people_column(table, column);
    if (table == PEOPLE_DEPARTMENTS) return strcmp(name, "key") == 0;
    if (table == PEOPLE_PERSONS) return strcmp(name, "handle") == 0;
    if (table == PEOPLE_ATTRIBUTES) return strcmp(name, "value") != 0;
    return strcmp(name, "until") != 0;
}

static int compare_keys(people_table_t table, row_values_t a, row_values_t b) {
    for (size_t i = 0; people_column(table, i) != NULL; i++) {
        int order = is_key(table, i) ? strcmp(text_of(a, i), text_of(b, i)) : 0;
        if (order != 0) return order;
    }
    return 0;
}

/* qsort has no argument for the table: rows are sorted by a merge of their own. */
static int sort_rows(people_table_t table, table_rows_t *t, arena_t *arena) {
    row_values_t *from = t->rows, *to = arena_array(arena, t->count + 1, sizeof *to);
    if (to == NULL) return -1;
    for (size_t width = 1; width < t->count; width *= 2) {
        for (size_t start = 0; start < t->count; start += 2 * width) {
            size_t a = start, b = start + width < t->count ? start + width : t->count, middle = b;
            size_t end = b + width < t->count ? b + width : t->count;
            for (size_t at = start; at < end; at++) {
                bool left = a < middle && (b >= end || compare_keys(table, from[a], from[b]) <= 0);
                to[at] = left ? from[a++] : from[b++];
            }
        }
        row_values_t *swap = from;
        from = to;
        to = swap;
    }
    t->rows = from;
    return 0;
}

static void note_row(import_t *x, people_table_t table, const char *change, row_values_t row) {
    json_t *o = shape_object(&x->shape), *key = shape_object(&x->shape);
    for (size_t i = 0; people_column(table, i) != NULL; i++)
        if (is_key(table, i) && row[i] != NULL) shape_text(&x->shape, key, people_column(table, i), row[i]);
    shape_text(&x->shape, o, "table", people_table_name(table));
    shape_text(&x->shape, o, "change", change);
    shape_put(&x->shape, o, "key", key);
    shape_add(&x->shape, x->list, o);
}

/* Keeps whom a row ends, or a row that is new and ends. */
static int note_leaving(import_t *x, people_table_t table, row_values_t row, diag_t *d) {
    leaving_t one = {0};
    for (size_t i = 0; people_column(table, i) != NULL; i++) {
        const char *column = people_column(table, i);
        if (strcmp(column, table == PEOPLE_PERSONS ? "handle" : "person") == 0) one.person = row[i];
        if (table == PEOPLE_POSTS && strcmp(column, "post") == 0) one.post = row[i];
        if (strcmp(column, "until") == 0) one.until = row[i];
    }
    if ((table != PEOPLE_PERSONS && table != PEOPLE_POSTS) || one.person == NULL || one.until == NULL)
        return 0;
    leaving_t *list = arena_grow(x->arena, x->leaving, x->leaving_count, x->leaving_count + 1, sizeof *list);
    if (list == NULL) return diag_memory(d);
    list[x->leaving_count++] = one;
    x->leaving = list;
    return 0;
}

/* Ended: its `until` came closer; all else that differs is a change. */
static int compare_row(import_t *x, people_table_t table, row_values_t old, row_values_t fresh, diag_t *d) {
    size_t different = 0, columns = columns_of(table);
    bool ends = false;
    for (size_t i = 0; i < columns; i++) {
        if (strcmp(text_of(old, i), text_of(fresh, i)) == 0) continue;
        different++;
        ends = strcmp(people_column(table, i), "until") == 0 && fresh[i] != NULL;
    }
    if (different == 0) {
        x->unchanged++;
        return 0;
    }
    bool ended = ends && different == 1;
    x->leaves = x->leaves || (ends && table == PEOPLE_PERSONS);
    if (ended)
        x->ended++;
    else
        x->changed++;
    note_row(x, table, ended ? "ended" : "changed", fresh);
    return ends ? note_leaving(x, table, fresh, d) : 0;
}

static int compare_table(import_t *x, people_table_t table, diag_t *d) {
    table_rows_t after, *before = &x->before[table];
    if (store_people_rows(host_store(x->h), table, x->arena, &after.rows, &after.count, d) != 0) return -1;
    if (sort_rows(table, before, x->arena) != 0 || sort_rows(table, &after, x->arena) != 0)
        return diag_memory(d);
    for (size_t a = 0, b = 0; b < after.count; b++) {
        while (a < before->count && compare_keys(table, before->rows[a], after.rows[b]) < 0)
            a++;
        if (a < before->count && compare_keys(table, before->rows[a], after.rows[b]) == 0) {
            if (compare_row(x, table, before->rows[a], after.rows[b], d) != 0) return -1;
            continue;
        }
        x->added++;
        note_row(x, table, "added", after.rows[b]);
    }
    return 0;
}

/* ---- the whole ---- */

static int import_all(import_t *x, const api_call_t *call, diag_t *d) {
    int64_t version;
    if (put_all(x, call, d) != 0) return -1;
    for (int i = 0; i < TABLES; i++)
        if (x->touched[i] && compare_table(x, (people_table_t)i, d) != 0) return -1;
    if (store_people_changed(host_store(x->h), &version, d) != 0) return -1;
    /* References and cycles are checked by building what would be served from it. */
    directory_t *directory = store_directory(host_store(x->h), d);
    if (directory == NULL) return -1;
    x->tried = directory;
    if (vacancies_left(x->h, &x->again, d) != 0) return -1;
    x->leaves = x->leaves || x->again;
    return x->leaves ? vacancies_owe(x->h, d) : 0;
}

/* What those hold who are in service now and would not be, or whose tasks nobody could take so far. */
static int look_at_vacated(import_t *x, const api_call_t *call, diag_t *d) {
    instant_t now = host_now(x->h);
    person_info_t person;
    for (size_t i = 0; x->leaves && i < directory_people(x->tried); i++) {
        if (!directory_person_at(x->tried, i, &person) || person.until > now) continue;
        if (!x->again && !directory_active(x->snapshot->directory, person.id, now)) continue;
        leaver_t l = {.person_id = person.id, .reason = VACANCIES_REASON, .actor = call->actor};
        leaver_tasks_t one;
        int status = leaver_tasks(x->h, &l, x->tried, x->arena, &one, d);
        if (status == 0) status = leaver_join(&x->vacated, &one, x->arena, d);
        leaver_done(&one);
        if (status != 0) return -1;
    }
    return 0;
}

static int hand_over_vacated(import_t *x, const api_call_t *call, diag_t *d) {
    instant_t next;
    if (!x->leaves || vacancies_next(x->h, &next, d) != 0) return x->leaves ? -1 : 0;
    return next != INSTANT_NONE && next <= host_now(x->h)
               ? vacancies_mend(x->h, &call->actor, x->arena, &x->vacated, d)
               : 0;
}

static json_t *answer(import_t *x, bool preview, diag_t *d) {
    json_t *root = shape_answer(&x->shape);
    shape_int(&x->shape, root, "added", x->added);
    shape_int(&x->shape, root, "changed", x->changed);
    shape_int(&x->shape, root, "ended", x->ended);
    shape_int(&x->shape, root, "unchanged", x->unchanged);
    shape_put(&x->shape, root, "rows", x->list);
    if (x->leaves) shape_handed_over(&x->shape, root, &x->vacated);
    json_t *soon = leaving_soon(&x->shape, x->h, x->leaving, x->leaving_count, x->arena, d);
    if (soon == NULL) {
        json_decref(root);
        return NULL;
    }
    if (json_array_size(soon) > 0)
        shape_put(&x->shape, root, "soon", soon);
    else
        json_decref(soon);
    shape_flag(&x->shape, root, "preview", preview);
    return shape_done(&x->shape, root, d);
}

json_t *api_admin_people(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    bool preview = json_flag(call->body, "preview");
    import_t *x = arena_alloc(&arena, sizeof *x);
    if (x == NULL) {
        diag_memory(d);
        return NULL;
    }
    *x = (import_t){.h = h, .arena = &arena, .shape = {.arena = &arena}};
    x->list = shape_array(&x->shape);
    x->snapshot = host_snapshot(h);
    int status = admin_begin(h, d);
    if (status == 0) {
        status = import_all(x, call, d);
        if (preview || status != 0) {
            store_rollback(host_store(h));
        } else {
            char text[128];
            snprintf(text, sizeof text, "added=%" PRId64 " changed=%" PRId64 " ended=%" PRId64, x->added,
                     x->changed, x->ended);
            status = admin_end(h, call, 0, "people.imported", text, d);
        }
    }
    snapshot_t *now = host_snapshot(h); /* people who are new are in it */
    x->shape.directory = x->tried != NULL && preview ? x->tried : now->directory;
    if (status == 0) status = preview ? look_at_vacated(x, call, d) : hand_over_vacated(x, call, d);
    json_t *result = NULL;
    if (status == 0)
        result = answer(x, preview, d);
    else
        json_decref(x->list);
    leaver_done(&x->vacated);
    directory_unref(x->tried);
    snapshot_unref(now);
    snapshot_unref(x->snapshot);
    arena_free(&arena);
    return result;
}
