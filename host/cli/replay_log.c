/* Reading an event log; see replay_log.h. */
#include "cli/replay_log.h"
#include "cli/csv.h"
#include <stdlib.h>
#include <string.h>

/* Text id → index, by sorting once: cases are looked up for every event. */
typedef struct id_index {
    const char *id;
    int32_t at;
} id_index_t;

static int by_id(const void *a, const void *b) {
    return strcmp(((const id_index_t *)a)->id, ((const id_index_t *)b)->id);
}

static int read_cases(replay_log_t *log, const char *path, diag_t *d) {
    csv_t *csv = csv_open(path, d);
    if (csv == NULL) return -1;
    int id = csv_need(csv, "case_id", d), got = id < 0 ? -1 : 1;
    size_t room = 0;
    log->column_count = csv_columns(csv);
    log->columns = arena_array(&log->arena, log->column_count, sizeof *log->columns);
    for (size_t i = 0; log->columns != NULL && i < log->column_count; i++)
        log->columns[i] = arena_strdup(&log->arena, csv_name(csv, i));
    while (got > 0 && (got = csv_next(csv, d)) > 0) {
        if (log->case_count == room) {
            size_t wider = room == 0 ? 1024 : room * 2;
            log->cases = arena_grow(&log->arena, log->cases, room, wider, sizeof *log->cases);
            room = wider;
        }
        if (arena_failed(&log->arena)) break;
        log_case_t *c = &log->cases[log->case_count++];
        c->id = arena_strdup(&log->arena, csv_field(csv, id));
        c->values = arena_array(&log->arena, log->column_count, sizeof *c->values);
        for (size_t i = 0; c->values != NULL && i < log->column_count; i++)
            c->values[i] = arena_strdup(&log->arena, csv_field(csv, (int)i));
    }
    csv_close(csv);
    if (arena_failed(&log->arena)) return diag_memory(d);
    return got < 0 ? -1 : 0;
}

typedef struct columns {
    int id, seq, activity, timestamp, resource, role;
} columns_t;

static int find_columns(const csv_t *csv, columns_t *c, diag_t *d) {
    c->id = csv_need(csv, "case_id", d);
    c->seq = c->id < 0 ? -1 : csv_need(csv, "seq", d);
    c->activity = c->seq < 0 ? -1 : csv_need(csv, "activity", d);
    c->timestamp = c->activity < 0 ? -1 : csv_need(csv, "timestamp", d);
    c->resource = c->timestamp < 0 ? -1 : csv_need(csv, "resource", d);
    c->role = c->resource < 0 ? -1 : csv_need(csv, "role", d);
    return c->role < 0 ? -1 : 0;
}

static int read_event(replay_log_t *log, csv_t *csv, const columns_t *c, const id_index_t *index,
                      const char *path, log_event_t *e, diag_t *d) {
    id_index_t wanted = {.id = csv_field(csv, c->id)};
    const id_index_t *found = bsearch(&wanted, index, log->case_count, sizeof *index, by_id);
    if (found == NULL) {
        diag_set(d, "log.case", "case", wanted.id, NULL);
        return diag_at(d, path, csv_line(csv));
    }
    char *end;
    long seq = strtol(csv_field(csv, c->seq), &end, 10);
    if (*end != '\0' || end == csv_field(csv, c->seq) || seq < 0 || seq > INT32_MAX) {
        diag_set(d, "log.seq", "seq", csv_field(csv, c->seq), NULL);
        return diag_at(d, path, csv_line(csv));
    }
    e->log_case = found->at;
    e->seq = (int32_t)seq;
    e->activity = arena_strdup(&log->arena, csv_field(csv, c->activity));
    e->resource = arena_strdup(&log->arena, csv_field(csv, c->resource));
    e->role = arena_strdup(&log->arena, csv_field(csv, c->role));
    e->timestamp = arena_strdup(&log->arena, csv_field(csv, c->timestamp));
    e->at = INSTANT_NONE;
    if (e->timestamp != NULL && e->timestamp[0] != '\0' && instant_parse(e->timestamp, &e->at) != 0) {
        diag_set(d, "log.timestamp", "timestamp", e->timestamp, NULL);
        return diag_at(d, path, csv_line(csv));
    }
    return 0;
}

static int read_events(replay_log_t *log, const char *path, diag_t *d) {
    id_index_t *index = arena_array(&log->arena, log->case_count + 1, sizeof *index);
    if (index == NULL) return diag_memory(d);
    for (size_t i = 0; i < log->case_count; i++)
        index[i] = (id_index_t){log->cases[i].id, (int32_t)i};
    qsort(index, log->case_count, sizeof *index, by_id);
    csv_t *csv = csv_open(path, d);
    if (csv == NULL) return -1;
    columns_t columns;
    int got = find_columns(csv, &columns, d) != 0 ? -1 : 1;
    size_t room = 0;
    while (got > 0 && (got = csv_next(csv, d)) > 0) {
        if (log->event_count == room) {
            size_t wider = room == 0 ? 4096 : room * 2;
            log->by_case = arena_grow(&log->arena, log->by_case, room, wider, sizeof *log->by_case);
            room = wider;
        }
        if (arena_failed(&log->arena)) break;
        if (read_event(log, csv, &columns, index, path, &log->by_case[log->event_count], d) != 0)
            got = -1;
        else
            log->event_count++;
    }
    csv_close(csv);
    if (arena_failed(&log->arena)) return diag_memory(d);
    return got < 0 ? -1 : 0;
}

static int in_case_order(const void *a, const void *b) {
    const log_event_t *x = a, *y = b;
    if (x->log_case != y->log_case) return x->log_case < y->log_case ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* The instant of each event: a case's clock never runs back, and an event without a time happens when the
 * clock stands. The clock of a case begins at the first time found in it. */
static int run_clocks(replay_log_t *log, diag_t *d) {
    for (size_t i = 0, next; i < log->event_count; i = next) {
        log_case_t *c = &log->cases[log->by_case[i].log_case];
        instant_t clock = INSTANT_NONE;
        for (next = i; next < log->event_count && log->by_case[next].log_case == log->by_case[i].log_case;
             next++)
            if (clock == INSTANT_NONE) clock = log->by_case[next].at;
        if (clock == INSTANT_NONE) return diag_set(d, "log.undated", "case", c->id, NULL);
        c->first = (int32_t)i;
        c->count = (int32_t)(next - i);
        for (size_t k = i; k < next; k++) {
            log_event_t *e = &log->by_case[k];
            if (e->at == INSTANT_NONE)
                log->undated++;
            else if (e->at < clock)
                log->moved++;
            if (e->at == INSTANT_NONE || e->at < clock) e->at = clock;
            clock = e->at;
        }
    }
    return 0;
}

typedef struct moment {
    instant_t at;
    int32_t event;
} moment_t;

static int in_time_order(const void *a, const void *b) {
    const moment_t *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return x->event < y->event ? -1 : x->event > y->event;
}

static int merge(replay_log_t *log, diag_t *d) {
    moment_t *moments = arena_array(&log->arena, log->event_count + 1, sizeof *moments);
    log->by_time = arena_array(&log->arena, log->event_count + 1, sizeof *log->by_time);
    if (moments == NULL || log->by_time == NULL) return diag_memory(d);
    for (size_t i = 0; i < log->event_count; i++)
        moments[i] = (moment_t){log->by_case[i].at, (int32_t)i};
    qsort(moments, log->event_count, sizeof *moments, in_time_order);
    for (size_t i = 0; i < log->event_count; i++)
        log->by_time[i] = moments[i].event;
    return 0;
}

int replay_log_read(replay_log_t *log, const char *cases, const char *events, diag_t *d) {
    memset(log, 0, sizeof *log);
    arena_init(&log->arena, 0);
    if (read_cases(log, cases, d) != 0 || read_events(log, events, d) != 0) return -1;
    if (log->event_count > 0) qsort(log->by_case, log->event_count, sizeof *log->by_case, in_case_order);
    return run_clocks(log, d) != 0 ? -1 : merge(log, d);
}

void replay_log_free(replay_log_t *log) {
    arena_free(&log->arena);
}

static bool is_one_of(const char *text, const char *const *list) {
    for (; *list != NULL; list++)
        if (strcmp(text, *list) == 0) return true;
    return false;
}

size_t replay_log_later(const replay_log_t *log, size_t event, const char *const *submissions,
                        const char **roles, size_t max) {
    const log_case_t *c = &log->cases[log->by_case[event].log_case];
    size_t end = (size_t)c->first + (size_t)c->count, found = 0;
    for (size_t i = event + 1; i < end && !is_one_of(log->by_case[i].activity, submissions); i++) {
        bool known = log->by_case[i].role[0] == '\0';
        for (size_t k = 0; k < found && !known; k++)
            known = strcmp(roles[k], log->by_case[i].role) == 0;
        if (!known && found < max) roles[found++] = log->by_case[i].role;
    }
    return found;
}
