/* Records that name who leaves; see leaver_named.h. */
#include "server/leaver_named.h"
#include "model/record_naming.h"
#include "server/host_internal.h"
#include "store/queries.h"

enum { SLICE = 256 };

typedef struct naming_walk {
    host_t *h;
    int64_t person;
    size_t max;
    arena_t *arena; /* of what is found */
    leaver_named_t *list;
    size_t count;
} naming_walk_t;

/* `scratch` holds the record while it is looked at. */
static int look_at(naming_walk_t *w, const record_row_t *row, arena_t *scratch, diag_t *d) {
    record_t r;
    chain_t chain;
    bytes_t state;
    if (row->state == RECORD_DRAFT) return 0;
    if (store_record(w->h->store, row->id, scratch, &state, &chain, d) != 0 ||
        record_decode_of(row->id, state, scratch, &r, d) != 0)
        return -1;
    const char *fields = record_naming(&r, w->person, scratch);
    if (fields == NULL) return diag_memory(d);
    if (*fields == '\0') return 0;
    w->list[w->count++] = (leaver_named_t){.record = r.id,
                                           .number = arena_strdup(w->arena, r.number),
                                           .flow = arena_strdup(w->arena, r.flow),
                                           .fields = arena_strdup(w->arena, fields)};
    return arena_failed(w->arena) ? diag_memory(d) : 0;
}

/* One page of records; *before: where the next one begins, 0: there is none. */
static int look_at_page(naming_walk_t *w, int64_t *before, diag_t *d) {
    record_filter_t going = {.going = true, .before = *before};
    record_row_t *rows;
    size_t count = 0;
    arena_t page, scratch;
    arena_init(&page, 0);
    arena_init(&scratch, 0);
    int status = store_records(w->h->store, &going, SLICE, &page, &rows, &count, d);
    for (size_t i = 0; status == 0 && i < count && w->count < w->max; i++) {
        arena_reset(&scratch);
        status = look_at(w, &rows[i], &scratch, d);
    }
    *before = status == 0 && count == SLICE ? rows[count - 1].id : 0;
    arena_free(&scratch);
    arena_free(&page);
    return status;
}

int leaver_named(host_t *h, int64_t person, size_t max, arena_t *arena, leaver_named_t **out, size_t *count,
                 diag_t *d) {
    naming_walk_t w = {.h = h,
                       .person = person,
                       .max = max,
                       .arena = arena,
                       .list = arena_array(arena, max, sizeof *w.list)};
    int64_t before = 0;
    if (w.list == NULL) return diag_memory(d);
    do {
        if (look_at_page(&w, &before, d) != 0) return -1;
    } while (before != 0 && w.count < max);
    *out = w.list;
    *count = w.count;
    return 0;
}
