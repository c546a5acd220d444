/* Stand-ins: who they are, and that nobody comes to stand in for themselves.
 *
 * Windows and flows make a cycle a matter of time and of flow: A for B in May and B for A in June is none. If
 * there is a cycle at some time, there is one at the beginning of the window in it that begins last; so from
 * each stand-in, at its beginning, the ones that hold then are followed, once for each flow named. */
#include "model/directory_data.h"
#include <stdio.h>
#include <string.h>

/* Index of the first stand-in of this principal, or where it would be. */
static size_t first_of(const directory_t *dir, int64_t principal) {
    size_t low = 0, high = dir->stand_in_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (dir->stand_ins[middle].principal < principal) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t directory_stand_ins(const directory_t *dir, int64_t principal, const char *flow, instant_t at,
                           int64_t *out, size_t max) {
    size_t count = 0;
    int64_t last = 0;
    for (size_t i = first_of(dir, principal); i < dir->stand_in_count; i++) {
        const stand_in_row_t *row = &dir->stand_ins[i];
        if (row->principal != principal) break;
        const char *only = strings_at(&dir->strings, row->flow);
        if (row->person == last || at < row->from || at >= row->until) continue;
        if (only && (!flow || strcmp(only, flow) != 0)) continue;
        if (!directory_active(dir, row->person, at)) continue;
        last = row->person;
        if (count < max) out[count] = row->person;
        count++;
    }
    return count;
}

/* A walk from one stand-in along those that hold at `at` for `flow` (0: those for all flows). */
typedef struct walk {
    const directory_t *dir;
    instant_t at;
    uint32_t flow;
    uint32_t stamp;
    uint32_t *seen; /* for each stand-in the stamp of the last walk that took it */
    uint32_t *path; /* the stand-ins from the start to here */
    size_t length;
} walk_t;

static bool holds(const walk_t *w, const stand_in_row_t *row) {
    return row->from <= w->at && w->at < row->until && (row->flow == 0 || row->flow == w->flow);
}

/* The next stand-in of `principal`, from index `from` on, that this walk has not taken; the count: none. */
static size_t next_of(const walk_t *w, int64_t principal, size_t from) {
    for (size_t i = from; i < w->dir->stand_in_count; i++) {
        const stand_in_row_t *row = &w->dir->stand_ins[i];
        if (row->principal != principal) break;
        if (w->seen[i] != w->stamp && holds(w, row)) return i;
    }
    return w->dir->stand_in_count;
}

/* Depth first; true when the walk comes back to the principal of `start`: then path is the cycle. */
static bool comes_back(walk_t *w, size_t start) {
    const stand_in_row_t *rows = w->dir->stand_ins;
    w->length = 0;
    w->path[w->length++] = (uint32_t)start;
    w->seen[start] = w->stamp;
    while (w->length > 0) {
        const stand_in_row_t *here = &rows[w->path[w->length - 1]];
        if (here->person == rows[start].principal) return true;
        size_t next = next_of(w, here->person, first_of(w->dir, here->person));
        if (next == w->dir->stand_in_count) {
            w->length--;
            continue;
        }
        w->seen[next] = w->stamp;
        w->path[w->length++] = (uint32_t)next;
    }
    return false;
}

static int tell_cycle(const walk_t *w, diag_t *d) {
    const directory_t *dir = w->dir;
    char path[512];
    size_t used = 0;
    const char *first = "";
    for (size_t i = 0; i <= w->length && used < sizeof path; i++) {
        const stand_in_row_t *row = &dir->stand_ins[w->path[i < w->length ? i : 0]];
        const person_row_t *person = directory_find_person(dir, row->principal);
        const char *handle = person ? strings_at(&dir->strings, person->handle) : "?";
        if (i == 0) first = handle;
        used += (size_t)snprintf(path + used, sizeof path - used, "%s%s", i ? " > " : "", handle);
    }
    return diag_set(d, "directory.cycle", "what", "stand_in", "key", first, "path", path, NULL);
}

/* The walks from one stand-in: for its own flow, or, when it is for all, for each flow named and for none. */
static int check_from(walk_t *w, size_t start, diag_t *d) {
    const stand_in_row_t *row = &w->dir->stand_ins[start];
    if (row->from >= row->until) return 0;
    w->at = row->from;
    w->flow = row->flow;
    w->stamp++;
    if (comes_back(w, start)) return tell_cycle(w, d);
    if (row->flow != 0) return 0;
    uint32_t tried = 0; /* flows mostly come in runs: the same is not tried again at once */
    for (size_t i = 0; i < w->dir->stand_in_count; i++) {
        uint32_t flow = w->dir->stand_ins[i].flow;
        if (flow == 0 || flow == tried) continue;
        tried = w->flow = flow;
        w->stamp++;
        if (comes_back(w, start)) return tell_cycle(w, d);
    }
    return 0;
}

int directory_check_stand_ins(const directory_t *dir, diag_t *d) {
    size_t count = dir->stand_in_count;
    if (count == 0) return 0;
    walk_t w = {.dir = dir};
    w.seen = mem_alloc(count * sizeof *w.seen);
    w.path = mem_alloc(count * sizeof *w.path);
    int rc = 0;
    if (w.seen && w.path) {
        for (size_t i = 0; i < count && rc == 0; i++)
            rc = check_from(&w, i, d);
    } else {
        rc = diag_memory(d);
    }
    mem_free(w.seen);
    mem_free(w.path);
    return rc;
}
