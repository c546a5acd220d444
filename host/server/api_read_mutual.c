/* report.mutual: two people who approve each other's records in turn, over a window (A13). Nothing is wrong
 * with that by itself: it is for administrators to look at. */
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/filters.h"
#include "store/queries.h"

enum { RECORDS_SHOWN = 5 };

typedef struct window {
    instant_t from, until;
    const char *flow;
} window_t;

static json_t *records_json(shape_t *s, reader_t *r, const window_t *w, int64_t initiator, int64_t by,
                            diag_t *d) {
    int64_t *ids;
    size_t count;
    json_t *list = shape_array(s);
    if (store_approvals_between(r->store, initiator, by, w->from, w->until, w->flow, RECORDS_SHOWN, s->arena,
                                &ids, &count, d) != 0) {
        s->failed = true;
        return list;
    }
    for (size_t i = 0; i < count; i++)
        shape_add(s, list, json_id(ids[i]));
    return list;
}

static json_t *half_json(shape_t *s, reader_t *r, const window_t *w, int64_t by, int64_t initiator,
                         int64_t times, instant_t last, diag_t *d) {
    json_t *o = shape_object(s);
    shape_person(s, o, "by", by);
    shape_person(s, o, "initiator", initiator);
    shape_int(s, o, "times", times);
    shape_instant(s, o, "last_at", last);
    shape_put(s, o, "records", records_json(s, r, w, initiator, by, d));
    return o;
}

static json_t *answer(reader_t *r, const window_t *w, int64_t limit, arena_t *arena, diag_t *d) {
    mutual_t *pairs;
    size_t count;
    shape_t s = {.directory = r->snapshot->directory, .arena = arena};
    if (store_approvals_mutual(r->store, w->from, w->until, w->flow, (size_t)limit, arena, &pairs, &count,
                               d) != 0)
        return NULL;
    if (count == 0 && filter_flow(r, w->flow, d) != 0) return NULL;
    json_t *root = shape_answer(&s), *list = shape_array(&s);
    shape_instant(&s, root, "from", w->from);
    shape_instant(&s, root, "until", w->until);
    for (size_t i = 0; i < count; i++) {
        const mutual_t *m = &pairs[i];
        json_t *pair = shape_array(&s);
        shape_add(&s, pair, half_json(&s, r, w, m->a, m->b, m->by_a, m->last_by_a, d));
        shape_add(&s, pair, half_json(&s, r, w, m->b, m->a, m->by_b, m->last_by_b, d));
        shape_add(&s, list, pair);
    }
    shape_put(&s, root, "pairs", list);
    return shape_done(&s, root, d);
}

json_t *api_read_mutual(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    window_t w = {.from = 0};
    int64_t limit;
    json_t *root = NULL;
    if (!api_may_administer(call, r->snapshot->directory, reader_now(r))) {
        diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
        return NULL;
    }
    arena_init(&arena, 0);
    if (api_from(call->body, "from", r->snapshot, &w.from, d) == 0 &&
        api_instant(call->body, "until", r->snapshot, &w.until, d) == 0 &&
        api_text(call->body, "flow", false, &w.flow, d) == 0 &&
        json_int(call->body, "limit", false, 100, &limit, d) == 0) {
        if (w.from == INSTANT_NONE) w.from = 0;
        if (w.until == INSTANT_NONE) w.until = reader_now(r) + 1;
        if (limit < 1 || limit > 1000)
            diag_set(d, "api.value", "field", "limit", "expected", "1 to 1000", NULL);
        else
            root = answer(r, &w, limit, &arena, d);
    }
    arena_free(&arena);
    return root;
}
