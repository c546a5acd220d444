/* Opening a company's store and keeping the snapshots around it; see host.h. */
#include "base/log.h"
#include "server/host_internal.h"
#include "server/leaver.h"
#include "server/reckon_owed.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const char COMPANY_CALENDAR[] =
    "{\"name\":\"company\",\"zone\":\"%s\",\"version\":1,\"windows\":{"
    "\"mon\":[\"09:00-12:00\",\"13:00-18:00\"],\"tue\":[\"09:00-12:00\",\"13:00-18:00\"],"
    "\"wed\":[\"09:00-12:00\",\"13:00-18:00\"],\"thu\":[\"09:00-12:00\",\"13:00-18:00\"],"
    "\"fri\":[\"09:00-12:00\",\"13:00-18:00\"]},\"days\":{}}";

snapshot_t *host_snapshot(host_t *h) {
    pthread_mutex_lock(&h->lock);
    snapshot_t *s = h->snapshot;
    __atomic_add_fetch(&s->references, 1, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&h->lock);
    return s;
}

void snapshot_unref(snapshot_t *s) {
    if (s == NULL || __atomic_sub_fetch(&s->references, 1, __ATOMIC_ACQ_REL) > 0) return;
    directory_unref(s->directory);
    calendar_set_release(s->calendars);
    mem_free(s);
}

calendar_set_t *host_calendars(const char *const *definitions, size_t count, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    calendar_def_t *defs = arena_array(&arena, count + 1, sizeof *defs);
    calendar_set_t *set = NULL;
    int status = defs == NULL ? diag_memory(d) : 0;
    for (size_t i = 0; status == 0 && i < count; i++)
        status = calendar_def_parse(definitions[i], strlen(definitions[i]), &arena, &defs[i], d);
    if (status == 0) status = calendar_set_create(defs, count, "company", NULL, &set, d);
    arena_free(&arena);
    return status == 0 ? set : NULL;
}

/* Every calendar of the store as one set; "company" is the default. */
static calendar_set_t *load_calendars(store_t *store, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    calendar_row_t *rows;
    size_t count;
    calendar_set_t *set = NULL;
    if (store_calendars(store, &arena, &rows, &count, d) == 0) {
        const char **definitions = arena_array(&arena, count + 1, sizeof *definitions);
        if (definitions == NULL) {
            diag_memory(d);
        } else {
            for (size_t i = 0; i < count; i++)
                definitions[i] = rows[i].definition;
            set = host_calendars(definitions, count, d);
        }
    }
    arena_free(&arena);
    return set;
}

static snapshot_t *snapshot_load(store_t *store, diag_t *d) {
    snapshot_t *s = mem_alloc(sizeof *s);
    if (s == NULL) {
        diag_memory(d);
        return NULL;
    }
    s->references = 1;
    bool found = false;
    s->directory = store_directory(store, d);
    if (s->directory != NULL) s->calendars = load_calendars(store, d);
    if (s->calendars == NULL || store_ruleset_active(store, &s->ruleset, &found, d) != 0) {
        directory_unref(s->directory);
        calendar_set_release(s->calendars);
        mem_free(s);
        return NULL;
    }
    if (!found) memset(&s->ruleset, 0, sizeof s->ruleset);
    s->working_time = calendar_set_calendars(s->calendars);
    return s;
}

int host_reload(host_t *h, diag_t *d) {
    snapshot_t *fresh = snapshot_load(h->store, d);
    h->stale = fresh == NULL;
    if (fresh == NULL) return -1;
    pthread_mutex_lock(&h->lock);
    snapshot_t *old = h->snapshot;
    h->snapshot = fresh;
    pthread_mutex_unlock(&h->lock);
    snapshot_unref(old);
    return 0;
}

/* Ids and recorded time go on from the newest in the store, whatever the clock says now. */
static int go_on_from_store(host_t *h, diag_t *d) {
    int64_t id;
    instant_t recorded;
    if (store_latest(h->store, &id, &recorded, d) != 0) return -1;
    if (id > 0) id_source_after(&h->ids, id);
    if (recorded > h->last_recorded) h->last_recorded = recorded;
    return 0;
}

static host_t *host_around(store_t *store, const char *path, const host_options_t *options, diag_t *d) {
    host_t *h = mem_alloc(sizeof *h);
    if (h == NULL) {
        store_close(store);
        diag_memory(d);
        return NULL;
    }
    h->store = store;
    h->options = *options;
    h->last_recorded = INSTANT_NONE;
    h->held_from = INSTANT_NONE;
    pthread_mutex_init(&h->lock, NULL);
    if (h->options.time.now == NULL) h->options.time = time_source_real();
    if (h->options.cache_bytes == 0) h->options.cache_bytes = (size_t)64 << 20;
    if (h->options.key_days == 0) h->options.key_days = 30;
    if (h->options.dispose_events == 0) h->options.dispose_events = 500;
    if (h->options.free_pages == 0) h->options.free_pages = 256;
    if (h->options.give_back_pages == 0) h->options.give_back_pages = 128;
    id_source_init(&h->ids, options->host_number);
    cache_init(&h->cache, h->options.cache_bytes);
    arena_init(&h->batch, 0);
    arena_init(&h->likes, 0);
    h->path = mem_strdup(path);
    if (h->path == NULL) diag_memory(d);
    if (h->path == NULL || go_on_from_store(h, d) != 0 || (h->shelf = shelf_new(&h->options, d)) == NULL ||
        (h->snapshot = snapshot_load(store, d)) == NULL || reckon_owed(h, d) != 0 || leaver_owed(h, d) != 0) {
        host_close(h);
        return NULL;
    }
    return h;
}

host_t *host_open(const char *path, const host_options_t *options, diag_t *d) {
    store_t *store = store_open(path, STORE_WRITE, &options->store, d);
    return store == NULL ? NULL : host_around(store, path, options, d);
}

host_t *host_create(const char *path, const char *zone, const host_options_t *options, diag_t *d) {
    char text[sizeof COMPANY_CALENDAR + 64];
    snprintf(text, sizeof text, COMPANY_CALENDAR, zone);
    /* A wrong zone is told before there is a file: without a calendar it could never be opened again. */
    calendar_set_t *tried = host_calendars((const char *const[]){text}, 1, d);
    if (tried == NULL) return NULL;
    calendar_set_release(tried);
    store_t *store = store_open(path, STORE_CREATE, &options->store, d);
    if (store == NULL) return NULL;
    time_source_t time = options->time.now != NULL ? options->time : time_source_real();
    if (store_begin(store, d) != 0 ||
        store_calendar_put(store, "company", text, 0, time.now(time.ctx), d) != 0 ||
        store_commit(store, d) != 0) {
        store_rollback(store);
        store_close(store);
        store_remove(path, &options->store);
        return NULL;
    }
    host_t *h = host_around(store, path, options, d);
    if (h == NULL) store_remove(path, &options->store);
    return h;
}

void host_close(host_t *h) {
    if (h == NULL) return;
    shelf_free(h->shelf);
    snapshot_unref(h->snapshot);
    cache_free(&h->cache);
    arena_free(&h->batch);
    arena_free(&h->likes);
    store_close(h->store);
    pthread_mutex_destroy(&h->lock);
    diag_clear(&h->broken);
    mem_free(h->path);
    mem_free(h);
}

store_t *host_store(host_t *h) {
    return h->store;
}

const host_options_t *host_config(const host_t *h) {
    return &h->options;
}

id_source_t *host_ids(host_t *h) {
    return &h->ids;
}

ruleset_shelf_t *host_shelf(host_t *h) {
    return h->shelf;
}

instant_t host_now(host_t *h) {
    instant_t now = h->options.time.now(h->options.time.ctx);
    if (now < h->last_recorded) {
        if (h->held_from == INSTANT_NONE) h->held_from = now;
        return h->last_recorded;
    }
    h->held_from = INSTANT_NONE;
    h->held_noted = false;
    h->last_recorded = now;
    return now;
}

bool host_read_only(const host_t *h) {
    return __atomic_load_n(&h->read_only, __ATOMIC_ACQUIRE);
}

void host_broken(host_t *h, diag_t *out) {
    pthread_mutex_lock(&h->lock);
    diag_copy(out, &h->broken);
    pthread_mutex_unlock(&h->lock);
}

void host_distrust(host_t *h, const diag_t *cause) {
    cache_clear(&h->cache);
    if (h->read_only) return;
    pthread_mutex_lock(&h->lock);
    diag_clear(&h->broken);
    diag_copy(&h->broken, cause);
    pthread_mutex_unlock(&h->lock);
    __atomic_store_n(&h->read_only, true, __ATOMIC_RELEASE);
    log_diag(LOG_LEVEL_ERROR, "the store failed: read-only until it can be trusted again", cause);
}

bool host_passing(const diag_t *d) {
    static const char *const CODES[] = {"memory.out", "host.read_only", "store.busy", "store.readonly",
                                        "store.failed"};
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++)
        if (diag_is(d, CODES[i])) return true;
    return store_fatal(d);
}

int host_refuse(host_t *h, diag_t *d) {
    diag_t why = {0};
    host_broken(h, &why);
    diag_wrap(&why, "host.read_only", NULL);
    diag_copy(d, &why);
    diag_clear(&why);
    return -1;
}

static int try_to_write(store_t *store, diag_t *d) {
    if (store_begin(store, d) != 0) return -1;
    if (store_setting_put(store, "host.recovered", "tried", d) == 0) return store_commit(store, d);
    store_rollback(store);
    return -1;
}

/* Opening anew lets SQLite recover from its log; the old connection may hold pages that never reached the
 * disk. What had been in doubt may stand: ids, recorded time and the snapshot are read anew, too. */
int host_recover(host_t *h, diag_t *d) {
    store_close(h->store);
    h->store = store_open(h->path, STORE_WRITE, &h->options.store, d);
    cache_clear(&h->cache);
    if (h->store == NULL || try_to_write(h->store, d) != 0 || go_on_from_store(h, d) != 0 ||
        host_reload(h, d) != 0 || reckon_owed(h, d) != 0 || leaver_owed(h, d) != 0)
        return -1;
    __atomic_store_n(&h->read_only, false, __ATOMIC_RELEASE);
    return 0;
}
