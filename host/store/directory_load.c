/* The directory's rows as an immutable snapshot. Rows stream into the builder one by one: nothing of them is
 * kept here. */
#include "store/connection.h"
#include "store/tables.h"

typedef int (*add_row_t)(query_t *q, directory_builder_t *b, diag_t *d);

static int add_department(query_t *q, directory_builder_t *b, diag_t *d) {
    department_info_t info = {.key = query_peek_text(q, 0),
                              .parent = query_peek_text(q, 1),
                              .name_en = query_peek_text(q, 2),
                              .name_zh = query_peek_text(q, 3),
                              .calendar = query_peek_text(q, 4),
                              .head_post = query_peek_text(q, 5),
                              .leader_post = query_peek_text(q, 6)};
    return directory_add_department(b, &info, d);
}

static int add_person(query_t *q, directory_builder_t *b, diag_t *d) {
    person_info_t info = {.id = query_col_int(q, 0),
                          .handle = query_peek_text(q, 1),
                          .name = query_peek_text(q, 2),
                          .email = query_peek_text(q, 3),
                          .department = query_peek_text(q, 4),
                          .calendar = query_peek_text(q, 5),
                          .kind = (person_kind_t)query_col_int(q, 6),
                          .owner = query_col_int(q, 7),
                          .uid = query_col_int(q, 8),
                          .from = query_col_int(q, 9),
                          .until = query_col_int(q, 10)};
    return directory_add_person(b, &info, d);
}

static int add_post(query_t *q, directory_builder_t *b, diag_t *d) {
    return directory_add_post(b, query_peek_text(q, 0), query_col_int(q, 1), query_col_int(q, 2),
                              query_col_int(q, 3), d);
}

static int add_role(query_t *q, directory_builder_t *b, diag_t *d) {
    return directory_add_role(b, query_peek_text(q, 0), query_peek_text(q, 1), query_col_int(q, 2),
                              query_col_int(q, 3), query_col_int(q, 4), d);
}

static int add_holder(query_t *q, directory_builder_t *b, diag_t *d) {
    return directory_add_holder(b, query_peek_text(q, 0), query_peek_text(q, 1), query_col_int(q, 2),
                                query_col_int(q, 3), query_col_int(q, 4), d);
}

static int add_attribute(query_t *q, directory_builder_t *b, diag_t *d) {
    return directory_add_attribute(b, query_peek_text(q, 0), query_peek_text(q, 1), query_peek_text(q, 2), d);
}

static int add_stand_in(query_t *q, directory_builder_t *b, diag_t *d) {
    return directory_add_stand_in(b, query_col_int(q, 0), query_col_int(q, 1), query_peek_text(q, 2),
                                  query_col_int(q, 3), query_col_int(q, 4), d);
}

static int add_all(store_t *s, statement_t all, add_row_t add, directory_builder_t *b, diag_t *d) {
    query_t q;
    if (query_open(&q, s, all, d)) return -1;
    int row;
    while ((row = query_next(&q, d)) > 0) {
        if (query_texts(&q, d)) return -1;
        if (add(&q, b, d)) {
            query_close(&q);
            return -1;
        }
    }
    return row;
}

static int add_everything(store_t *s, directory_builder_t *b, int64_t *version, diag_t *d) {
    static const struct {
        statement_t all;
        add_row_t add;
    } parts[] = {{ST_departments_all, add_department},
                 {ST_persons_all, add_person},
                 {ST_posts_all, add_post},
                 {ST_roles_all, add_role},
                 {ST_holders_all, add_holder},
                 {ST_attributes_all, add_attribute},
                 {ST_stand_ins_all, add_stand_in}};
    query_t q;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (add_all(s, parts[i].all, parts[i].add, b, d)) return -1;
    }
    if (query_open(&q, s, ST_latest_get, d)) return -1;
    int row = query_next(&q, d);
    if (row > 0) *version = query_col_int(&q, 2);
    query_close(&q);
    return row < 0 ? -1 : 0;
}

directory_t *store_directory(store_t *s, diag_t *d) {
    bool own = false;
    int64_t version = 0;
    directory_builder_t *b = directory_builder_new(d);
    if (!b) return NULL;
    int rc = read_begin(s, &own, d);
    if (rc == 0) rc = read_end(s, own, add_everything(s, b, &version, d), d);
    if (rc == 0) return directory_build(b, version, d);
    directory_builder_free(b);
    return NULL;
}
