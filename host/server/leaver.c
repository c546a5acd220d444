/* What somebody who leaves holds of each record; see leaver.h. */
#include "server/leaver.h"
#include "base/json.h"
#include "base/log.h"
#include "server/vacancies.h"
#include "server/work.h"
#include "store/queries.h"
#include <string.h>

enum { SLICE = 64 };
static const char OWED[] = "leaver.owed"; /* a setting: a leaver_t as JSON, or empty */

typedef struct moving {
    host_t *h;
    snapshot_t *snapshot;
    const leaver_t *l;
    bool dry;
    arena_t *arena;
    leaver_tasks_t *out;
} moving_t;

/* ---- what is told */

static int add_task(moving_t *m, const record_t *r, int64_t id, diag_t *d) {
    leaver_tasks_t *out = m->out;
    const task_t *t = record_task(r, id);
    if (out->count == out->room) {
        size_t more = out->room > 0 ? 2 * out->room : 64;
        leaver_task_t *grown = arena_grow(m->arena, out->list, out->count, more, sizeof *grown);
        if (grown == NULL) return diag_memory(d);
        out->list = grown;
        out->room = more;
    }
    out->list[out->count++] = (leaver_task_t){.record = r->id,
                                              .task = id,
                                              .to = t->state == TASK_CLOSED ? 0 : t->person,
                                              .number = arena_strdup(m->arena, r->number),
                                              .flow = arena_strdup(m->arena, r->flow),
                                              .step = arena_strdup(m->arena, record_step(r, t->step)->name),
                                              .reason = arena_strdup(m->arena, t->reason),
                                              .reason_text = arena_strdup(m->arena, t->reason_text),
                                              .waiting = t->state == TASK_WAITING};
    return arena_failed(m->arena) ? diag_memory(d) : 0;
}

static int add_refused(moving_t *m, int64_t record, const char *number, diag_t *why, diag_t *d) {
    leaver_tasks_t *out = m->out;
    if (out->refused_count == out->refused_room) {
        size_t more = out->refused_room > 0 ? 2 * out->refused_room : 16;
        leaver_refused_t *grown = arena_grow(m->arena, out->refused, out->refused_count, more, sizeof *grown);
        if (grown == NULL) return diag_memory(d);
        out->refused = grown;
        out->refused_room = more;
    }
    leaver_refused_t *one = &out->refused[out->refused_count];
    *one = (leaver_refused_t){.record = record,
                              .number = arena_strdup(m->arena, number),
                              .why = arena_alloc(m->arena, sizeof *one->why)};
    if (arena_failed(m->arena)) return diag_memory(d);
    diag_copy(one->why, why);
    out->refused_count++;
    return 0;
}

void leaver_done(leaver_tasks_t *tasks) {
    for (size_t i = 0; i < tasks->refused_count; i++)
        diag_clear(tasks->refused[i].why);
    tasks->refused_count = 0;
}

int leaver_join(leaver_tasks_t *to, leaver_tasks_t *from, arena_t *arena, diag_t *d) {
    leaver_task_t *list = arena_grow(arena, to->list, to->count, to->count + from->count + 1, sizeof *list);
    leaver_refused_t *refused = arena_grow(arena, to->refused, to->refused_count,
                                           to->refused_count + from->refused_count + 1, sizeof *refused);
    if (list == NULL || refused == NULL) return diag_memory(d);
    for (size_t i = 0; i < from->count; i++)
        list[to->count + i] = from->list[i];
    for (size_t i = 0; i < from->refused_count; i++)
        refused[to->refused_count + i] = from->refused[i];
    to->list = list;
    to->refused = refused;
    to->count = to->room = to->count + from->count;
    to->refused_count = to->refused_room = to->refused_count + from->refused_count;
    to->records += from->records;
    from->refused_count = 0; /* they are told by the other list now */
    return 0;
}

/* ---- one record after the other */

static int tell_moved(moving_t *m, const record_t *r, const decide_out_t *out, diag_t *d) {
    for (size_t i = 0; i < out->event_count; i++) {
        const event_t *e = &out->events[i];
        if (e->kind == EVENT_ADMINISTERED && add_task(m, r, e->u.administered.task, d) != 0) return -1;
    }
    m->out->records += out->event_count > 0;
    return 0;
}

static int move_one(moving_t *m, int64_t id, diag_t *d) {
    work_t w;
    decide_out_t out;
    int64_t people[2] = {m->l->person_id, m->l->to_id};
    command_t command = {.kind = COMMAND_HAND_OVER,
                         .actor = m->l->actor,
                         .record = id,
                         .people = people,
                         .people_count = m->l->to_id != 0 ? 2 : 1,
                         .text = m->l->reason,
                         .owner = true, /* whoever asked for it was looked at */
                         .at = INSTANT_NONE};
    diag_t why = {0};
    size_t fired = 0;
    work_begin(&w, m->h, m->snapshot);
    int status = work_load(&w, id, &why);
    const char *number = status == 0 ? w.record->number : NULL;
    ended_t ended = status == 0 ? work_fire_overdue(&w, w.now, &fired, &why) : ENDED_REFUSED;
    if (ended == ENDED_OK) ended = work_decide(&w, &command, &out, &why);
    if (ended == ENDED_OK) status = tell_moved(m, w.record, &out, d);
    bool passing = ended == ENDED_FAILED || (ended != ENDED_OK && host_passing(&why));
    if (passing) {
        diag_copy(d, &why);
        status = -1;
    } else if (ended != ENDED_OK) {
        status = add_refused(m, id, number, &why, d);
    }
    diag_clear(&why);
    return status;
}

static int move_slice(moving_t *m, const int64_t *ids, size_t count, diag_t *d) {
    if (batch_begin(m->h, d) != 0) return -1;
    int status = 0;
    for (size_t i = 0; status == 0 && i < count; i++)
        status = move_one(m, ids[i], d);
    bool looked = m->dry && status == 0;
    status = batch_end(m->h, looked ? -1 : status, d);
    return looked ? 0 : status;
}

int leaver_tasks(host_t *h, const leaver_t *l, directory_t *tried, arena_t *arena, leaver_tasks_t *out,
                 diag_t *d) {
    moving_t m = {
        .h = h, .snapshot = host_snapshot(h), .l = l, .dry = tried != NULL, .arena = arena, .out = out};
    snapshot_t *own = m.snapshot;
    /* Lives as long as this call, and nobody else sees it. Not copied whole: others count the references. */
    snapshot_t would_be = {.directory = tried,
                           .calendars = own->calendars,
                           .working_time = own->working_time,
                           .ruleset = own->ruleset};
    int64_t *ids;
    size_t count = 0;
    *out = (leaver_tasks_t){0};
    if (m.dry) m.snapshot = &would_be;
    int status = store_records_held(h->store, l->person_id, arena, &ids, &count, d);
    for (size_t i = 0; status == 0 && i < count; i += SLICE)
        status = move_slice(&m, &ids[i], count - i < SLICE ? count - i : SLICE, d);
    snapshot_unref(own);
    return status;
}

/* ---- owed */

int leaver_owe(host_t *h, const leaver_t *l, diag_t *d) {
    json_t *o = json_pack("{s:o,s:o,s:s,s:i,s:o,s:i,s:o}", "person", json_id(l->person_id), "to",
                          json_id(l->to_id), "reason", l->reason, "actor", (int)l->actor.kind, "by",
                          json_id(l->actor.person), "auth", (int)l->actor.auth, "uid", json_id(l->actor.uid));
    char *text = o != NULL ? json_write(o) : NULL;
    int status = text != NULL ? store_setting_put(h->store, OWED, text, d) : diag_memory(d);
    mem_free(text);
    json_decref(o);
    return status;
}

int leaver_settle(host_t *h, bool left, diag_t *d) {
    if (batch_begin(h, d) != 0) return -1;
    int status = store_setting_put(h->store, OWED, "", d);
    if (status == 0 && left) status = vacancies_note_left(h, d);
    return batch_end(h, status, d);
}

static int read_owed(const char *text, json_t **value, leaver_t *out, diag_t *d) {
    int64_t kind, auth;
    *value = json_read(text, strlen(text), strlen(text), d);
    if (*value == NULL || json_int(*value, "person", true, 0, &out->person_id, d) != 0 ||
        json_int(*value, "to", true, 0, &out->to_id, d) != 0 ||
        json_int(*value, "by", true, 0, &out->actor.person, d) != 0 ||
        json_int(*value, "uid", true, 0, &out->actor.uid, d) != 0 ||
        json_int(*value, "actor", true, 0, &kind, d) != 0 || json_int(*value, "auth", true, 0, &auth, d) != 0)
        return -1;
    out->reason = json_text(*value, "reason", true, d);
    out->actor.kind = (actor_kind_t)kind;
    out->actor.auth = (auth_kind_t)auth;
    return out->reason != NULL ? 0 : -1;
}

/* What is refused stays with who left, until the directory changes, and is told to the log: nobody asks any
 * more. */
static int move_owed(host_t *h, const leaver_t *l, arena_t *arena, diag_t *d) {
    leaver_tasks_t moved;
    int status = leaver_tasks(h, l, NULL, arena, &moved, d);
    for (size_t i = 0; i < moved.refused_count; i++)
        log_diag(LOG_LEVEL_WARN, "a task of somebody who left could not be handed over",
                 moved.refused[i].why);
    bool left = moved.refused_count > 0;
    leaver_done(&moved);
    return status == 0 ? leaver_settle(h, left, d) : -1;
}

int leaver_owed(host_t *h, diag_t *d) {
    arena_t arena;
    const char *text;
    json_t *value = NULL;
    leaver_t l = {0};
    arena_init(&arena, 0);
    int status = store_setting(h->store, OWED, &arena, &text, d);
    bool owed = status == 0 && text != NULL && text[0] != '\0';
    if (owed) status = read_owed(text, &value, &l, d);
    if (owed && status == 0) status = move_owed(h, &l, &arena, d);
    json_decref(value);
    arena_free(&arena);
    return status;
}
