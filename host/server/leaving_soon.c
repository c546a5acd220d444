/* What will be without the people who hold it; see leaving_soon.h. */
#include "server/leaving_soon.h"
#include "base/instant.h"
#include "server/api_private.h"
#include "store/queries.h"
#include <string.h>

enum { LISTED_MAX = 1000 };

static void put_task(shape_t *s, json_t *list, const leaving_t *one, instant_t until, const record_t *r,
                     const task_t *t) {
    json_t *o = shape_object(s);
    shape_text(s, o, "person", one->person);
    shape_text(s, o, "post", one->post);
    shape_instant(s, o, "until", until);
    shape_id(s, o, "record", r->id);
    shape_text(s, o, "number", r->number);
    shape_text(s, o, "flow", r->flow);
    shape_text(s, o, "step", record_step(r, t->step)->name);
    shape_id(s, o, "task", t->id);
    shape_flag(s, o, "waiting", t->state == TASK_WAITING);
    shape_add(s, list, o);
}

static bool same(const char *a, const char *b) {
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Is it the post of a department's head, or of who is in charge of one? */
static bool heads(const directory_t *directory, const char *post) {
    department_info_t department;
    for (size_t i = 0; i < directory_departments(directory); i++)
        if (directory_department_at(directory, i, &department) &&
            (same(department.head_post, post) || same(department.leader_post, post)))
            return true;
    return false;
}

/* Was somebody found for the task by that post? */
static bool found_by(const directory_t *directory, const task_t *t, const char *post) {
    static const char *const ABOVE[] = {"people.head", "people.leader", "people.superior", "people.chain"};
    if (same(t->reason, "people.post")) return same(t->reason_text, post);
    for (size_t i = 0; i < sizeof ABOVE / sizeof *ABOVE; i++)
        if (same(t->reason, ABOVE[i])) return heads(directory, post);
    return false;
}

static bool is_concerned(const directory_t *directory, const leaving_t *one, int64_t person,
                         const task_t *t) {
    if (t->state != TASK_OPEN && t->state != TASK_WAITING) return false;
    if (t->person != person && t->principal != person) return false;
    return one->post == NULL || found_by(directory, t, one->post);
}

static int put_record(shape_t *s, host_t *h, json_t *list, const leaving_t *one, int64_t person,
                      instant_t until, int64_t id, arena_t *arena, diag_t *d) {
    record_t r;
    chain_t chain;
    bytes_t state;
    if (store_record(host_store(h), id, arena, &state, &chain, d) != 0 ||
        record_decode_of(id, state, arena, &r, d) != 0)
        return -1;
    for (size_t i = 0; i < r.task_count && json_array_size(list) < LISTED_MAX; i++)
        if (is_concerned(s->directory, one, person, &r.tasks[i]))
            put_task(s, list, one, until, &r, &r.tasks[i]);
    return 0;
}

static int put_one(shape_t *s, host_t *h, json_t *list, const leaving_t *one, arena_t *arena, diag_t *d) {
    person_info_t who;
    instant_t until;
    int64_t *ids;
    size_t count = 0;
    if (instant_parse(one->until, &until) != 0 || until <= host_now(h)) return 0;
    if (!directory_by_handle(s->directory, one->person, &who)) return 0;
    if (store_records_held(host_store(h), who.id, arena, &ids, &count, d) != 0) return -1;
    for (size_t i = 0; i < count; i++)
        if (put_record(s, h, list, one, who.id, until, ids[i], arena, d) != 0) return -1;
    return 0;
}

json_t *leaving_soon(shape_t *s, host_t *h, const leaving_t *list, size_t count, arena_t *arena, diag_t *d) {
    json_t *out = shape_array(s);
    for (size_t i = 0; i < count; i++)
        if (put_one(s, h, out, &list[i], arena, d) != 0) {
            json_decref(out);
            return NULL;
        }
    return out;
}
