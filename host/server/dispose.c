/* One slice of a disposal: see dispose.h. */
#include "server/dispose.h"
#include "base/log.h"
#include "server/housekeeping.h"
#include "server/work.h"
#include <string.h>

/* Rows looked at in one slice, so that it ends also where few of them may go, and at one read. */
enum { LOOKED_MAX = 1000, LOOK = 100 };

typedef struct slicing {
    host_t *h;
    const dispose_request_t *request;
    arena_t *arena;
    dispose_slice_t *out;
    int64_t events; /* of what goes so far */
} slicing_t;

static bool is_full(const slicing_t *s) {
    return s->events >= s->h->options.dispose_events || s->out->gone_count == DISPOSED_MAX;
}

static int refused(slicing_t *s, int64_t record, const char *name, diag_t *d) {
    dispose_slice_t *out = s->out;
    dispose_refused_t *list =
        arena_grow(s->arena, out->refused, out->refused_count, out->refused_count + 1, sizeof *list);
    diag_t *why = arena_alloc(s->arena, sizeof *why);
    const char *number = diag_get(d, "number");
    char *copy = name == NULL && number != NULL && number[0] != '\0' ? arena_strdup(s->arena, number) : NULL;
    if (list == NULL || why == NULL || arena_failed(s->arena)) return diag_memory(d);
    *why = *d; /* its causes too */
    memset(d, 0, sizeof *d);
    list[out->refused_count++] = (dispose_refused_t){record, name != NULL ? name : copy, why};
    out->refused = list;
    return 0;
}

/* One that is named twice goes once. */
static bool is_listed(const dispose_slice_t *out, int64_t record) {
    for (size_t i = 0; i < out->gone_count; i++)
        if (out->gone[i].kept.record == record) return true;
    return false;
}

static int take(slicing_t *s, int64_t record, const char *name, diag_t *d) {
    dispose_slice_t *out = s->out;
    disposal_t one;
    if (is_listed(out, record)) return 0;
    if (store_disposal_check(s->h->store, record, s->arena, &one, d) != 0)
        return store_disposal_refusal(d) ? refused(s, record, name, d) : -1;
    out->gone[out->gone_count++] = one;
    s->events += (int64_t)one.event_count;
    return 0;
}

static int take_named(slicing_t *s, diag_t *d) {
    const dispose_request_t *r = s->request;
    size_t i = r->after > 0 ? (size_t)r->after : 0;
    for (; i < r->name_count && !is_full(s); i++) {
        int64_t record;
        int status = store_record_find(s->h->store, r->names[i], &record, d);
        if (status == 0)
            status = take(s, record, r->names[i], d);
        else if (store_disposal_refusal(d))
            status = refused(s, 0, r->names[i], d);
        if (status != 0) return -1;
    }
    s->out->next = i < r->name_count ? (int64_t)i : 0;
    return 0;
}

/* Those that have not ended, or later, are not what was asked for: nothing is said of them. */
static bool is_meant(const dispose_request_t *r, const disposal_row_t *row) {
    return row->ended_at != INSTANT_NONE && row->ended_at < r->ended_before && record_has_ended(row->state);
}

static int take_ended(slicing_t *s, diag_t *d) {
    const dispose_request_t *r = s->request;
    int64_t after = r->after;
    size_t looked = 0, count = LOOK;
    while (count == LOOK && looked < LOOKED_MAX && !is_full(s)) {
        disposal_row_t *rows;
        if (store_dispose_look(s->h->store, r->flow, after, LOOK, s->arena, &rows, &count, d) != 0) return -1;
        size_t i = 0;
        for (; i < count && !is_full(s); i++) {
            if (is_meant(r, &rows[i]) && take(s, rows[i].record, NULL, d) != 0) return -1;
            after = rows[i].record;
        }
        looked += i;
        if (i < count) count = LOOK; /* the rest is the next slice's */
    }
    s->out->next = count == LOOK ? after : 0;
    return 0;
}

static int look(slicing_t *s, diag_t *d) {
    s->out->gone = arena_array(s->arena, DISPOSED_MAX, sizeof *s->out->gone);
    if (s->out->gone == NULL) return diag_memory(d);
    return s->request->names != NULL ? take_named(s, d) : take_ended(s, d);
}

static int take_out(slicing_t *s, diag_t *d) {
    host_t *h = s->h;
    dispose_slice_t *out = s->out;
    if (out->gone_count == 0) return 0;
    instant_t now = host_now(h);
    event_t event = {.id = id_next(&h->ids, now),
                     .kind = EVENT_DISPOSED,
                     .version = 1,
                     .at = now,
                     .recorded = now,
                     .actor = *s->request->actor,
                     .u.disposed.reason = s->request->reason};
    for (size_t i = 0; i < out->gone_count; i++)
        cache_drop(&h->cache, out->gone[i].kept.record);
    if (store_dispose(h->store, &event, out->gone, out->gone_count, s->arena, d) != 0) return -1;
    out->event = event.id;
    return 0;
}

/* The pages that came free, before there are too many of them (housekeeping.h). The slice stands whatever
 * becomes of this. */
static void give_back(host_t *h) {
    diag_t d = {0};
    int64_t given;
    if (h->in_transaction || house_give_back(h, &given, &d) == 0) return;
    log_diag(LOG_LEVEL_WARN, "free pages could not be given back", &d);
    if (store_fatal(&d)) host_distrust(h, &d);
    diag_clear(&d);
}

int host_dispose(host_t *h, const dispose_request_t *request, arena_t *arena, dispose_slice_t *out,
                 diag_t *d) {
    slicing_t s = {.h = h, .request = request, .arena = arena, .out = out};
    *out = (dispose_slice_t){0};
    if (batch_begin(h, d) != 0) return -1;
    int status = look(&s, d);
    if (status == 0 && !request->preview) status = take_out(&s, d);
    if (batch_end(h, status, d) == 0) {
        if (out->event != 0) give_back(h);
        return 0;
    }
    if (store_fatal(d)) host_distrust(h, d);
    return -1;
}

void dispose_done(dispose_slice_t *slice) {
    for (size_t i = 0; i < slice->refused_count; i++)
        diag_clear(slice->refused[i].why);
    *slice = (dispose_slice_t){0};
}
