/* How business goes (policy P1.1, P1.3.3): a walk over the records of the time asked for, a slice at a time,
 * so that the store's log is not kept for its sake. For administrators: it tells of everybody's records. */
#include "server/api_private.h"
#include "server/filters.h"
#include "server/measures.h"
#include "store/queries.h"
#include <string.h>

enum {
    SLICE = 500,         /* records in one read of the store */
    DECISIONS_LEAST = 20 /* before a step is told to have changed nothing */
};

typedef struct asked {
    const char *flow; /* NULL: all */
    instant_t from, until;
    int64_t least;
} asked_t;

static int read_asked(reader_t *r, const api_call_t *call, asked_t *out, diag_t *d) {
    if (api_text(call->body, "flow", false, &out->flow, d) != 0 ||
        api_from(call->body, "from", r->snapshot, &out->from, d) != 0 ||
        api_instant(call->body, "until", r->snapshot, &out->until, d) != 0)
        return -1;
    return json_int(call->body, "least", false, DECISIONS_LEAST, &out->least, d);
}

static bool wanted(const asked_t *asked, const record_t *record) {
    if (asked->flow != NULL && strcmp(asked->flow, record->flow) != 0) return false;
    if (record->submitted_at == INSTANT_NONE) return false;
    if (asked->from != INSTANT_NONE && record->submitted_at < asked->from) return false;
    return asked->until == INSTANT_NONE || record->submitted_at < asked->until;
}

static int add_one(reader_t *r, int64_t id, const asked_t *asked, arena_t *scratch, measures_t *m,
                   diag_t *d) {
    bytes_t state;
    chain_t chain;
    record_t record;
    if (store_record(r->store, id, scratch, &state, &chain, d) != 0 ||
        record_decode_of(id, state, scratch, &record, d) != 0)
        return -1;
    return wanted(asked, &record) ? measures_add(m, &record, d) : 0;
}

/* The view of the store is given back after each slice. */
static int walk(reader_t *r, const asked_t *asked, measures_t *m, diag_t *d) {
    arena_t scratch;
    int64_t *ids, last = 0;
    size_t count = SLICE;
    int status = 0;
    arena_init(&scratch, 0);
    while (status == 0 && count == SLICE) {
        arena_reset(&scratch);
        status = store_record_ids(r->store, last, SLICE, &scratch, &ids, &count, d);
        for (size_t i = 0; status == 0 && i < count; i++)
            status = add_one(r, last = ids[i], asked, &scratch, m, d);
        store_rollback(r->store);
        if (store_begin(r->store, status == 0 ? d : NULL) != 0) status = -1;
    }
    arena_free(&scratch);
    return status;
}

static json_t *spread_json(shape_t *s, const spread_t *spread) {
    if (spread->count == 0) return json_null();
    json_t *o = shape_object(s);
    shape_int(s, o, "mean_ms", spread_mean(spread));
    shape_int(s, o, "median_ms", spread_percentile(spread, 50));
    shape_int(s, o, "p90_ms", spread_percentile(spread, 90));
    shape_int(s, o, "longest_ms", spread->most);
    return o;
}

static json_t *step_json(shape_t *s, const step_measure_t *m, int64_t least) {
    json_t *o = shape_object(s);
    shape_text(s, o, "step", m->name);
    shape_int(s, o, "opened", m->opened);
    shape_int(s, o, "open", m->open);
    shape_int(s, o, "decided", m->decided);
    shape_int(s, o, "late", m->late);
    shape_int(s, o, "refused", m->refused);
    shape_int(s, o, "returned", m->returned);
    shape_int(s, o, "left_out", m->left_out);
    shape_int(s, o, "passed_over", m->passed_over);
    shape_put(s, o, "waited", spread_json(s, &m->waited));
    shape_put(s, o, "waits", spread_json(s, &m->waits));
    shape_flag(s, o, "never_changed", step_never_changed(m, least));
    return o;
}

static int64_t waited_in_all(const step_measure_t *step) {
    int64_t sum = step->waited.sum;
    return step->waits.sum > INT64_MAX - sum ? INT64_MAX : sum + step->waits.sum;
}

/* Which of its steps waits longest in all, what is open still included; NULL: nobody was asked in any. */
static const char *slowest(const flow_measure_t *f) {
    const step_measure_t *most = NULL;
    for (size_t i = 0; i < f->step_count; i++)
        if (f->steps[i].decided + f->steps[i].open > 0 &&
            (most == NULL || waited_in_all(&f->steps[i]) > waited_in_all(most)))
            most = &f->steps[i];
    return most != NULL ? most->name : NULL;
}

static json_t *flow_json(shape_t *s, const flow_measure_t *f, int64_t least) {
    json_t *o = shape_object(s), *steps = shape_array(s);
    shape_text(s, o, "flow", f->flow);
    shape_int(s, o, "submitted", f->submitted);
    shape_int(s, o, "finished", f->finished);
    shape_int(s, o, "refused", f->refused);
    shape_int(s, o, "withdrawn", f->withdrawn);
    shape_int(s, o, "cancelled", f->cancelled);
    shape_int(s, o, "closed", f->closed);
    shape_int(s, o, "going", f->going);
    shape_int(s, o, "late", f->late);
    shape_int(s, o, "again", f->again);
    shape_int(s, o, "passed_over", f->passed_over);
    shape_put(s, o, "took", spread_json(s, &f->took));
    shape_put(s, o, "took_working", spread_json(s, &f->working));
    shape_text(s, o, "waits_longest", slowest(f));
    for (size_t i = 0; i < f->step_count; i++)
        shape_add(s, steps, step_json(s, &f->steps[i], least));
    shape_put(s, o, "steps", steps);
    return o;
}

json_t *api_read_measures(reader_t *r, const api_call_t *call, diag_t *d) {
    asked_t asked = {0};
    arena_t arena;
    json_t *root = NULL;
    arena_init(&arena, 0);
    measures_t m = {.calendars = r->snapshot->calendars, .arena = &arena, .now = reader_now(r)};
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    if (!api_may_administer(call, r->snapshot->directory, m.now)) {
        diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
    } else if (read_asked(r, call, &asked, d) == 0 && walk(r, &asked, &m, d) == 0 &&
               (m.flow_count > 0 || filter_flow(r, asked.flow, d) == 0)) {
        root = shape_answer(&s);
        json_t *flows = shape_array(&s);
        shape_instant(&s, root, "now", m.now);
        shape_int(&s, root, "least", asked.least);
        for (size_t i = 0; i < m.flow_count; i++)
            shape_add(&s, flows, flow_json(&s, &m.flows[i], asked.least));
        shape_put(&s, root, "flows", flows);
        root = shape_done(&s, root, d);
    }
    arena_free(&arena);
    return root;
}
