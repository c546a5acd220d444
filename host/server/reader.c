/* Readers; see reader.h. */
#include "server/reader.h"
#include "server/host_internal.h"
#include <string.h>

int reader_open(host_t *h, reader_t *out, diag_t *d) {
    *out = (reader_t){.host = h};
    out->store = store_open(h->path, STORE_READ, &h->options.store, d);
    if (out->store != NULL) out->shelf = shelf_new(&h->options, d);
    if (out->shelf == NULL) {
        reader_close(out);
        return -1;
    }
    out->snapshot = host_snapshot(h);
    return 0;
}

void reader_close(reader_t *r) {
    snapshot_unref(r->snapshot);
    shelf_free(r->shelf);
    store_close(r->store);
    memset(r, 0, sizeof *r);
}

void reader_refresh(reader_t *r) {
    snapshot_t *fresh = host_snapshot(r->host);
    snapshot_unref(r->snapshot);
    r->snapshot = fresh;
}

instant_t reader_now(const reader_t *r) {
    time_source_t time = host_config(r->host)->time;
    return time.now(time.ctx);
}
