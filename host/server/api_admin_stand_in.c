/* stand_in: a person names who stands in for them for a time, or ends that (A15); an administrator for
 * others. Kept with its validity, noted on the company's chain. Open tasks move at their next reminder, those
 * that open later as they open: the answer lists which, and a preview writes nothing. */
#include "base/text.h"
#include "engine/explain.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/work.h"
#include "store/queries.h"
#include <string.h>

enum { TASKS_SHOWN = 200 };

typedef const char *const *row_values_t;

typedef struct declaring {
    host_t *h;
    const api_call_t *call;
    snapshot_t *snapshot;
    arena_t *arena;
    shape_t s;
    person_info_t principal, person; /* person.id 0: none named */
    const char *flow;                /* NULL: all */
    instant_t from, until, now;
    bool end, preview;
    json_t *list, *tasks;
} declaring_t;

static int read_person(const declaring_t *x, const char *field, person_info_t *out, diag_t *d) {
    const char *handle;
    if (api_text(x->call->body, field, false, &handle, d) != 0) return -1;
    if (handle == NULL) return 0;
    if (directory_by_handle(x->snapshot->directory, handle, out)) return 0;
    return api_no_such_person(field, handle, d);
}

/* One's own stand-ins are one's own to name; those of others, an administrator's. */
static int read_principal(declaring_t *x, diag_t *d) {
    const directory_t *directory = x->snapshot->directory;
    if (read_person(x, "principal", &x->principal, d) != 0) return -1;
    if (x->principal.id == 0 && !directory_person(directory, x->call->actor.person, &x->principal))
        return diag_set(d, "actor.no_person", NULL);
    if (x->principal.id == x->call->actor.person || api_acts_as_administrator(x->call, directory, x->now))
        return 0;
    return diag_set(d, "actor.not_administrator", "verb", x->call->verb->name, NULL);
}

static int check_flow(const declaring_t *x, diag_t *d) {
    const flow_t *flow;
    if (x->flow == NULL || hash_is_zero(&x->snapshot->ruleset)) return 0;
    ruleset_t *rules = shelf_get(x->h->shelf, x->h->store, &x->snapshot->ruleset, d);
    if (rules == NULL) return -1;
    for (size_t i = 0; (flow = ruleset_flow_at(rules, i)) != NULL; i++)
        if (strcmp(flow->name, x->flow) == 0) return 0;
    return diag_set(d, "flow.unknown", "flow", x->flow, NULL);
}

static int read_call(declaring_t *x, diag_t *d) {
    x->now = host_now(x->h);
    x->end = json_flag(x->call->body, "end");
    x->preview = json_flag(x->call->body, "preview");
    if (read_principal(x, d) != 0 || read_person(x, "person", &x->person, d) != 0 ||
        api_text(x->call->body, "flow", false, &x->flow, d) != 0 || check_flow(x, d) != 0 ||
        api_from(x->call->body, "from", x->snapshot, &x->from, d) != 0 ||
        api_instant(x->call->body, "until", x->snapshot, &x->until, d) != 0)
        return -1;
    if (x->from == INSTANT_NONE) x->from = x->now;
    if (x->person.id == 0 || x->end) return 0;
    if (x->until == INSTANT_NONE) return diag_set(d, "json.missing", "field", "until", NULL);
    if (x->until <= x->from || x->until <= x->now) return diag_set(d, "stand_in.window", NULL);
    if (directory_active(x->snapshot->directory, x->person.id, x->from)) return 0;
    return diag_set(d, "person.inactive", "person", x->person.handle, NULL);
}

static int put_row(declaring_t *x, const char *person, const char *flow, const char *from, instant_t until,
                   diag_t *d) {
    char text[INSTANT_TEXT];
    const char *pairs[] = {"principal", x->principal.handle,
                           "person",    person,
                           "flow",      flow != NULL ? flow : "",
                           "from",      from,
                           "until",     instant_format(until, 0, true, text),
                           NULL};
    return store_people_put(x->h->store, PEOPLE_STAND_INS, pairs, 0, d);
}

/* Is the row one that is to end: the principal's, of that person and flow where they are named, not over yet?
 */
static bool ends(const declaring_t *x, row_values_t row, instant_t from, instant_t until) {
    if (!text_same(row[0], x->principal.handle) || until <= x->now || from >= until) return false;
    if (x->person.id != 0 && !text_same(row[1], x->person.handle)) return false;
    return x->flow == NULL || text_same(row[2], x->flow);
}

/* A window that has not begun never will: it ends as it begins. */
static int end_rows(declaring_t *x, const row_values_t *rows, size_t count, size_t *ended, diag_t *d) {
    for (size_t i = 0; i < count; i++) {
        instant_t from = INSTANT_NONE, until = INSTANT_MAX;
        if (rows[i][3] != NULL) (void)instant_parse(rows[i][3], &from);
        if (rows[i][4] != NULL) (void)instant_parse(rows[i][4], &until);
        if (!ends(x, rows[i], from, until)) continue;
        if (put_row(x, rows[i][1], rows[i][2], rows[i][3] != NULL ? rows[i][3] : "",
                    from > x->now ? from : x->now, d) != 0)
            return -1;
        ++*ended;
    }
    return *ended > 0 ? 0 : diag_set(d, "stand_in.none", "principal", x->principal.handle, NULL);
}

static int change(declaring_t *x, diag_t *d) {
    char from[INSTANT_TEXT];
    row_values_t *rows;
    size_t count, ended = 0;
    if (x->end) {
        if (store_people_rows(x->h->store, PEOPLE_STAND_INS, x->arena, &rows, &count, d) != 0) return -1;
        return end_rows(x, rows, count, &ended, d);
    }
    if (x->person.id == 0) return 0;
    return put_row(x, x->person.handle, x->flow, instant_format(x->from, 0, true, from), x->until, d);
}

/* ---- what moves ---- */

/* When the task's ladder reminds next; INSTANT_NONE: no more. */
static instant_t next_reminder(const explain_t *e, const step_t *step, const task_t *task,
                               const cs_clock_t *clock) {
    instant_t next = INSTANT_NONE, at;
    if (clock->id == 0 || clock->state != CLOCK_RUNNING) return next;
    for (size_t i = 0; i < step->ladder.count; i++) {
        const rung_t *rung = &step->ladder.rungs[i];
        bool reminds = false;
        for (size_t k = 0; k < rung->act_count; k++)
            reminds = reminds || rung->acts[k].action == RUNG_REMIND;
        if (!reminds || clock->rungs_past >> i & 1 || explain_rung(e, rung, task, clock, &at, NULL) != 0)
            continue;
        if (next == INSTANT_NONE || at < next) next = at;
    }
    return next;
}

/* Who has an open task, as a directory has it: when that is asked, and who it is then. */
typedef struct held {
    instant_t asked; /* at its next reminder; INSTANT_NONE: none comes */
    int64_t to;
} held_t;

static int find_holder(declaring_t *x, const open_task_t *row, const directory_t *directory, held_t *out,
                       diag_t *d) {
    work_t w;
    snapshot_t would_be = {.directory = (directory_t *)(uintptr_t)directory,
                           .calendars = x->snapshot->calendars,
                           .working_time = x->snapshot->working_time,
                           .ruleset = x->snapshot->ruleset};
    work_begin(&w, x->h, &would_be);
    if (work_load(&w, row->record, d) != 0) return -1;
    const task_t *task = record_task(w.record, row->task);
    const step_t *step = task != NULL ? record_step(w.record, task->step) : NULL;
    ruleset_t *ruleset = shelf_get(x->h->shelf, x->h->store, &w.record->ruleset, d);
    const rules_t *rules = ruleset != NULL ? ruleset_rules(ruleset) : NULL;
    explain_t e = {
        .record = w.record, .directory = directory, .calendars = &would_be.working_time, .rules = rules};
    if (step == NULL || rules == NULL ||
        rules->flow(rules->ctx, w.record->flow, w.record->department, directory, &e.flow, d) != 0)
        return -1;
    const cs_clock_t *clock = &w.record->clocks[task - w.record->tasks];
    e.at = x->now;
    out->asked = next_reminder(&e, step, task, clock);
    e.at = out->asked != INSTANT_NONE && out->asked > x->now ? out->asked : x->now;
    out->to = explain_stand_in(&e, step, task, x->arena, d);
    return 0;
}

/* One that stands in for somebody else's sake is theirs to list only where what is declared moves it. */
static int put_task(declaring_t *x, const open_task_t *row, int64_t owner, const directory_t *directory,
                    diag_t *d) {
    held_t held, before;
    if (find_holder(x, row, directory, &held, d) != 0) return -1;
    if (owner != x->principal.id) {
        if (find_holder(x, row, x->snapshot->directory, &before, d) != 0) return -1;
        if (before.to == held.to) return 0;
    }
    json_t *o = shape_object(&x->s);
    shape_id(&x->s, o, "task", row->task);
    shape_id(&x->s, o, "record", row->record);
    shape_text(&x->s, o, "number", row->number);
    shape_text(&x->s, o, "step", row->step_name);
    shape_person(&x->s, o, "person", row->person);
    shape_person(&x->s, o, "principal", row->principal);
    shape_person(&x->s, o, "to", held.to);
    shape_instant(&x->s, o, "asked_at", held.asked);
    shape_add(&x->s, x->tasks, o);
    return 0;
}

/* The owner's open tasks, and those that others hold in their place, along a chain too; of another owner than
 * the principal just these: what is with the owner still is not the principal's to read. */
static int put_tasks_of(declaring_t *x, int64_t owner, const directory_t *directory, diag_t *d) {
    open_task_t *rows;
    size_t count;
    if (store_tasks_of(x->h->store, owner, 0, TASKS_SHOWN, x->arena, &rows, &count, d) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        bool own = rows[i].principal == 0 && rows[i].person == owner && owner == x->principal.id,
             theirs = own || rows[i].principal == owner;
        if (theirs && (x->flow == NULL || text_same(rows[i].flow, x->flow)) &&
            put_task(x, &rows[i], owner, directory, d) != 0)
            return -1;
    }
    return 0;
}

static bool listed(const char *const *handles, size_t count, const char *handle) {
    for (size_t i = 0; i < count; i++)
        if (text_same(handles[i], handle)) return true;
    return false;
}

/* Their tasks, and those of whoever they stand in for, at whatever time and along whatever chain: what is
 * declared may move these on, or back. */
static int put_tasks(declaring_t *x, const row_values_t *rows, size_t count, const directory_t *directory,
                     diag_t *d) {
    const char **owners = arena_array(x->arena, count + 1, sizeof *owners);
    size_t found = 1;
    if (owners == NULL) return diag_memory(d);
    owners[0] = x->principal.handle;
    for (size_t at = 0; at < found; at++) {
        person_info_t owner;
        if (directory_by_handle(directory, owners[at], &owner) &&
            put_tasks_of(x, owner.id, directory, d) != 0)
            return -1;
        for (size_t i = 0; i < count; i++)
            if (text_same(rows[i][1], owners[at]) && !listed(owners, found, rows[i][0]))
                owners[found++] = rows[i][0];
    }
    return 0;
}

/* Their windows that are not over, and whose tasks they concern. */
static int put_list(declaring_t *x, const directory_t *directory, diag_t *d) {
    row_values_t *rows;
    size_t count;
    if (store_people_rows(x->h->store, PEOPLE_STAND_INS, x->arena, &rows, &count, d) != 0 ||
        put_tasks(x, rows, count, directory, d) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        person_info_t who;
        instant_t until = INSTANT_MAX;
        if (!text_same(rows[i][0], x->principal.handle)) continue;
        if (!directory_by_handle(directory, rows[i][1], &who)) continue;
        if (rows[i][4] != NULL) (void)instant_parse(rows[i][4], &until);
        if (until <= x->now || text_same(rows[i][3], rows[i][4])) continue;
        json_t *o = shape_object(&x->s);
        shape_person(&x->s, o, "person", who.id);
        shape_text(&x->s, o, "flow", rows[i][2] != NULL && rows[i][2][0] != '\0' ? rows[i][2] : NULL);
        shape_text(&x->s, o, "from", rows[i][3]);
        shape_text(&x->s, o, "until", rows[i][4]);
        shape_add(&x->s, x->list, o);
    }
    return 0;
}

static int carry_out(declaring_t *x, diag_t *d) {
    int64_t version;
    if (change(x, d) != 0 || store_people_changed(x->h->store, &version, d) != 0) return -1;
    /* References and cycles are checked by building what would be served from it. */
    directory_t *directory = store_directory(x->h->store, d);
    if (directory == NULL) return -1;
    x->s.directory = directory;
    int status = put_list(x, directory, d);
    x->s.directory = x->snapshot->directory;
    directory_unref(directory);
    return status;
}

static const char *note_of(declaring_t *x) {
    char from[INSTANT_TEXT], until[INSTANT_TEXT];
    const char *flow = x->flow != NULL ? x->flow : "";
    if (x->end)
        return arena_printf(x->arena, "principal=%s person=%s flow=%s", x->principal.handle,
                            x->person.id != 0 ? x->person.handle : "", flow);
    return arena_printf(x->arena, "principal=%s person=%s flow=%s from=%s until=%s", x->principal.handle,
                        x->person.handle, flow, instant_format(x->from, 0, true, from),
                        instant_format(x->until, 0, true, until));
}

static json_t *answer(declaring_t *x, diag_t *d) {
    json_t *root = shape_answer(&x->s);
    shape_person(&x->s, root, "principal", x->principal.id);
    shape_put(&x->s, root, "stand_ins", x->list);
    shape_put(&x->s, root, "tasks", x->tasks);
    shape_flag(&x->s, root, "preview", x->preview);
    return shape_done(&x->s, root, d);
}

static int run(declaring_t *x, diag_t *d) {
    if (read_call(x, d) != 0 || admin_begin(x->h, d) != 0) return -1;
    if (x->person.id == 0 && !x->end) x->preview = true; /* asked who there is */
    int status = carry_out(x, d);
    if (status == 0 && !x->preview) {
        const char *note = note_of(x);
        if (note == NULL) status = diag_memory(d);
        return admin_end(x->h, x->call, status, x->end ? "stand_in.ended" : "stand_in.declared", note, d);
    }
    store_rollback(x->h->store);
    return status;
}

json_t *api_admin_stand_in(host_t *h, const api_call_t *call, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    declaring_t x = {.h = h, .call = call, .arena = &arena, .snapshot = host_snapshot(h)};
    x.s = (shape_t){.directory = x.snapshot->directory, .arena = &arena};
    x.list = shape_array(&x.s);
    x.tasks = shape_array(&x.s);
    json_t *result = NULL;
    if (run(&x, d) == 0) {
        result = answer(&x, d);
    } else {
        json_decref(x.list);
        json_decref(x.tasks);
    }
    snapshot_unref(x.snapshot);
    arena_free(&arena);
    return result;
}
