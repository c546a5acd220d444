/* The rows of the directory when somebody leaves: what they hold ends, and begins for whoever takes over at
 * the same instant, so that who held what is known for every day. Who stood in for somebody is followed by
 * them; who stood in for the leaver has nobody to stand in for any more. See leaver.h. */
#include "server/host_internal.h"
#include "server/leaver.h"
#include <string.h>

enum { COLUMNS_MAX = 16 };

typedef struct rows {
    host_t *h;
    const leaver_t *l;
    arena_t *arena;
    leaver_rows_t *out;
    size_t room;
} rows_t;

static const char *cell(people_table_t table, const char *const *row, const char *name) {
    for (size_t i = 0; people_column(table, i) != NULL; i++)
        if (strcmp(people_column(table, i), name) == 0) return row[i];
    return NULL;
}

static bool is(const char *a, const char *b) {
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static instant_t time_of(const char *text, instant_t missing) {
    instant_t out = missing;
    return text == NULL || instant_parse(text, &out) != 0 ? missing : out;
}

static instant_t begins(people_table_t table, const char *const *row) {
    return time_of(cell(table, row, "from"), INSTANT_NONE);
}

static instant_t ends(people_table_t table, const char *const *row) {
    return time_of(cell(table, row, "until"), INSTANT_MAX);
}

static const char *time_text(rows_t *x, instant_t t) {
    char text[INSTANT_TEXT];
    if (t == INSTANT_NONE || t == INSTANT_MAX) return "";
    return arena_strdup(x->arena, instant_format(t, 0, true, text));
}

/* The row with some of its values replaced: `pairs` of column and value, ended by NULL. */
static int put(rows_t *x, people_table_t table, const char *const *row, const char *const *pairs, diag_t *d) {
    const char *all[2 * COLUMNS_MAX + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < COLUMNS_MAX && people_column(table, i) != NULL; i++) {
        const char *name = people_column(table, i), *value = row[i];
        for (const char *const *p = pairs; *p != NULL; p += 2)
            if (strcmp(*p, name) == 0) value = p[1];
        all[n++] = name;
        all[n++] = value != NULL ? value : "";
    }
    return store_people_put(x->h->store, table, all, 0, d);
}

static int note(rows_t *x, people_table_t table, const char *change, const char *person, const char *what,
                diag_t *d) {
    leaver_rows_t *out = x->out;
    if (out->count == x->room) {
        size_t more = x->room > 0 ? 2 * x->room : 16;
        leaver_row_t *grown = arena_grow(x->arena, out->list, out->count, more, sizeof *grown);
        if (grown == NULL) return diag_memory(d);
        out->list = grown;
        x->room = more;
    }
    out->list[out->count++] = (leaver_row_t){people_table_name(table), change, person, what};
    return what == NULL ? diag_memory(d) : 0;
}

/* What the row is about, in few words. */
static const char *what_of(rows_t *x, people_table_t table, const char *const *row) {
    const char *second = NULL, *first = row[0];
    if (table == PEOPLE_ROLES) second = cell(table, row, "department");
    if (table == PEOPLE_HOLDERS) second = cell(table, row, "item");
    if (table == PEOPLE_STAND_INS) first = cell(table, row, "principal"), second = cell(table, row, "flow");
    return second != NULL ? arena_printf(x->arena, "%s %s", first, second) : first;
}

/* Has `who` a row about the same thing that holds from `from` to `until`? */
static bool held_already(people_table_t table, const char *const *const *rows, size_t count,
                         const char *const *like, const char *who, instant_t from, instant_t until) {
    for (size_t r = 0; r < count; r++) {
        bool same = is(cell(table, rows[r], "person"), who);
        for (size_t i = 0; same && people_column(table, i) != NULL; i++) {
            const char *name = people_column(table, i), *a = rows[r][i], *b = like[i];
            if (is(name, "person") || is(name, "from") || is(name, "until")) continue;
            same = is(a, b) || (a == NULL && b == NULL);
        }
        if (same && begins(table, rows[r]) <= from && ends(table, rows[r]) >= until) return true;
    }
    return false;
}

static int end_row(rows_t *x, people_table_t table, const char *const *row, diag_t *d) {
    instant_t from = begins(table, row);
    const char *until = time_text(x, from != INSTANT_NONE && from > x->l->from ? from : x->l->from);
    const char *const pairs[] = {"until", until, NULL};
    if (until == NULL) return diag_memory(d);
    if (put(x, table, row, pairs, d) != 0) return -1;
    return note(x, table, "ended", cell(table, row, "person"), what_of(x, table, row), d);
}

static int begin_row(rows_t *x, people_table_t table, const char *const *row, diag_t *d) {
    instant_t from = begins(table, row);
    if (from == INSTANT_NONE || from < x->l->from) from = x->l->from;
    const char *since = time_text(x, from);
    const char *const pairs[] = {"person", x->l->to, "from", since, NULL};
    if (since == NULL) return diag_memory(d);
    if (put(x, table, row, pairs, d) != 0) return -1;
    return note(x, table, "added", x->l->to, what_of(x, table, row), d);
}

/* One table of holdings: posts, roles, things, stand-ins. */
static int hand_on(rows_t *x, people_table_t table, diag_t *d) {
    const char *const **rows;
    size_t count;
    if (store_people_rows(x->h->store, table, x->arena, &rows, &count, d) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        const char *const *row = rows[i];
        const char *principal = table == PEOPLE_STAND_INS ? cell(table, row, "principal") : NULL;
        bool theirs = is(cell(table, row, "person"), x->l->person), for_them = is(principal, x->l->person);
        instant_t until = ends(table, row), from = begins(table, row);
        if ((!theirs && !for_them) || until <= x->l->from || until <= from) continue;
        if (from == INSTANT_NONE || from < x->l->from) from = x->l->from;
        if (end_row(x, table, row, d) != 0) return -1;
        bool follows = theirs && !for_them && !is(principal, x->l->to) &&
                       !held_already(table, rows, count, row, x->l->to, from, until);
        if (follows && begin_row(x, table, row, d) != 0) return -1;
    }
    return 0;
}

/* Accounts of services have an owner; who leaves is in service until then. */
static int people(rows_t *x, diag_t *d) {
    const people_table_t table = PEOPLE_PERSONS;
    const char *const **rows;
    size_t count;
    const char *const owner[] = {"owner", x->l->to, NULL};
    if (store_people_rows(x->h->store, table, x->arena, &rows, &count, d) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        const char *handle = cell(table, rows[i], "handle");
        instant_t from = begins(table, rows[i]); /* who never came leaves as they would have come */
        const char *until = time_text(x, from != INSTANT_NONE && from > x->l->from ? from : x->l->from);
        const char *const left[] = {"until", until, NULL};
        if (until == NULL) return diag_memory(d);
        if (is(cell(table, rows[i], "owner"), x->l->person) &&
            (put(x, table, rows[i], owner, d) != 0 || note(x, table, "changed", handle, "owner", d) != 0))
            return -1;
        if (!x->l->stays && is(handle, x->l->person) && ends(table, rows[i]) > x->l->from &&
            (put(x, table, rows[i], left, d) != 0 || note(x, table, "ended", handle, "", d) != 0))
            return -1;
    }
    return 0;
}

int leaver_rows(host_t *h, const leaver_t *l, arena_t *arena, leaver_rows_t *out, diag_t *d) {
    static const people_table_t tables[] = {PEOPLE_POSTS, PEOPLE_ROLES, PEOPLE_HOLDERS, PEOPLE_STAND_INS};
    rows_t x = {.h = h, .l = l, .arena = arena, .out = out};
    *out = (leaver_rows_t){0};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (hand_on(&x, tables[i], d) != 0) return -1;
    return people(&x, d);
}
