/* How bytes reach the medium, and how they don't; see disk_medium.h. Each sector decides for itself how many
 * of the changes that touch it have reached it: none, all, or the first few. */
#include "support/disk_medium.h"
#include <stdlib.h>
#include <string.h>

uint64_t chance_next(chance_t *c) {
    uint64_t z = (c->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t chance_below(chance_t *c, uint64_t n) {
    return n == 0 ? 0 : chance_next(c) % n;
}

static void *grown(void *p, size_t size) {
    p = realloc(p, size);
    if (p == NULL) abort();
    return p;
}

static void held_resize(bytes_held_t *held, size_t len) {
    if (len > held->room) {
        held->room = len + len / 2 + 4096;
        held->at = grown(held->at, held->room);
    }
    if (len > held->len) memset(held->at + held->len, 0, len - held->len);
    held->len = len;
}

static void held_put(bytes_held_t *held, const unsigned char *data, size_t len, size_t at) {
    if (at + len > held->len) held_resize(held, at + len);
    if (len > 0) memcpy(held->at + at, data, len);
}

static void held_copy(bytes_held_t *to, const bytes_held_t *from) {
    held_resize(to, from->len);
    if (from->len > 0) memcpy(to->at, from->at, from->len);
}

static void forget_changes(medium_t *m) {
    for (size_t i = 0; i < m->change_count; i++)
        free(m->changes[i].data);
    m->change_count = 0;
}

void medium_free(medium_t *m) {
    forget_changes(m);
    free(m->changes);
    free(m->seen.at);
    free(m->durable.at);
    memset(m, 0, sizeof *m);
}

static void note(medium_t *m, unsigned char *data, size_t len, size_t at) {
    if (m->change_count == m->change_room) {
        m->change_room = m->change_room * 2 + 16;
        m->changes = grown(m->changes, m->change_room * sizeof *m->changes);
    }
    m->changes[m->change_count++] = (medium_change_t){data, len, at, m->seen.len};
}

void medium_write(medium_t *m, const void *data, size_t len, size_t at) {
    if (len == 0) return;
    unsigned char *copy = grown(NULL, len);
    memcpy(copy, data, len);
    held_put(&m->seen, copy, len, at);
    note(m, copy, len, at);
}

void medium_resize(medium_t *m, size_t size) {
    held_resize(&m->seen, size);
    note(m, NULL, 0, size);
}

static void carry_out(bytes_held_t *held, const medium_change_t *change) {
    if (change->data != NULL)
        held_put(held, change->data, change->len, change->at);
    else
        held_resize(held, change->at);
}

void medium_sync(medium_t *m) {
    for (size_t i = 0; i < m->change_count; i++)
        carry_out(&m->durable, &m->changes[i]);
    forget_changes(m);
}

/* ---- what was not synced ---- */

/* How the changes of one file came through: all or none of them, those up to some moment, or each sector for
 * itself. */
typedef enum fate { FATE_NONE, FATE_ALL, FATE_UNTIL, FATE_SECTORS } fate_t;

typedef struct loss {
    const medium_t *m;
    chance_t *chance;
    fate_t fate;
    size_t until; /* FATE_UNTIL: so many changes */
    bool powersafe;
    bytes_held_t out;
} loss_t;

static bool touches(const medium_change_t *change, size_t sector) {
    size_t from = sector * MEDIUM_SECTOR, to = from + MEDIUM_SECTOR;
    if (change->data == NULL) return change->at < to;
    return change->at < to && change->at + change->len > from;
}

/* The sector's bytes after one more change. */
static void sector_change(unsigned char *bytes, size_t sector, const medium_change_t *change) {
    size_t from = sector * MEDIUM_SECTOR;
    for (size_t i = 0; i < MEDIUM_SECTOR; i++) {
        size_t at = from + i;
        if (change->data == NULL) {
            if (at >= change->at) bytes[i] = 0;
        } else if (at >= change->at && at < change->at + change->len) {
            bytes[i] = change->data[at - change->at];
        }
    }
}

static size_t how_many(loss_t *l, size_t touching) {
    switch (l->fate) {
    case FATE_NONE:
        return 0;
    case FATE_ALL:
        return touching;
    default:
        return chance_below(l->chance, touching + 1);
    }
}

static void harm(chance_t *c, unsigned char *bytes) {
    size_t from = chance_below(c, MEDIUM_SECTOR), to = from + chance_below(c, MEDIUM_SECTOR - from + 1);
    for (size_t i = from; i < to; i++)
        bytes[i] = (unsigned char)chance_next(c);
}

/* The write that did not end: from some byte on, or up to it, the sector is as before. A disk that isn't
 * powersafe may leave anything in it. */
static void tear(loss_t *l, unsigned char *bytes, size_t sector, const medium_change_t *next) {
    unsigned char after[MEDIUM_SECTOR];
    memcpy(after, bytes, sizeof after);
    sector_change(after, sector, next);
    size_t place = chance_below(l->chance, MEDIUM_SECTOR + 1);
    if (chance_below(l->chance, 2) == 0)
        memcpy(bytes, after, place);
    else
        memcpy(bytes + place, after + place, MEDIUM_SECTOR - place);
    if (!l->powersafe && next->data != NULL && chance_below(l->chance, 2) == 0) harm(l->chance, bytes);
}

static void sector_settle(loss_t *l, size_t sector) {
    const medium_t *m = l->m;
    unsigned char bytes[MEDIUM_SECTOR] = {0};
    size_t from = sector * MEDIUM_SECTOR, touching = 0, kept = 0;
    size_t limit = l->fate == FATE_UNTIL ? l->until : m->change_count;
    for (size_t i = 0; i < limit; i++)
        touching += touches(&m->changes[i], sector);
    if (from < m->durable.len) {
        size_t there = m->durable.len - from < MEDIUM_SECTOR ? m->durable.len - from : MEDIUM_SECTOR;
        memcpy(bytes, m->durable.at + from, there);
    } else if (touching > 0 && l->fate == FATE_SECTORS && chance_below(l->chance, 4) == 0) {
        harm(l->chance, bytes); /* what the place held before it was this file's */
    }
    size_t keep = l->fate == FATE_UNTIL ? touching : how_many(l, touching);
    for (size_t i = 0; i < limit; i++) {
        if (!touches(&m->changes[i], sector)) continue;
        if (kept++ < keep) {
            sector_change(bytes, sector, &m->changes[i]);
            continue;
        }
        if (l->fate == FATE_SECTORS && chance_below(l->chance, 4) == 0)
            tear(l, bytes, sector, &m->changes[i]);
        break;
    }
    size_t end = from + MEDIUM_SECTOR < l->out.len ? from + MEDIUM_SECTOR : l->out.len;
    if (from < end) memcpy(l->out.at + from, bytes, end - from);
}

static int by_number(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

/* The sectors that any change touches, each once, in order; up to the end of the larger of both sizes. */
static size_t *touched_sectors(const medium_t *m, size_t largest, size_t *count) {
    size_t *all = NULL, n = 0, room = 0;
    for (size_t i = 0; i < m->change_count; i++) {
        const medium_change_t *change = &m->changes[i];
        size_t first = change->at / MEDIUM_SECTOR;
        size_t end = change->data != NULL ? change->at + change->len : largest;
        for (size_t sector = first; sector * MEDIUM_SECTOR < end; sector++) {
            if (n == room) all = grown(all, (room = room * 2 + 64) * sizeof *all);
            all[n++] = sector;
        }
    }
    if (n > 0) qsort(all, n, sizeof *all, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || all[kept - 1] != all[i]) all[kept++] = all[i];
    *count = kept;
    return all;
}

/* How long the file is: its size is changed with the writes, and is as little synced as they are. */
static size_t settle_size(loss_t *l) {
    const medium_t *m = l->m;
    size_t made = m->change_count;
    if (l->fate == FATE_NONE) made = 0;
    if (l->fate == FATE_UNTIL) made = l->until;
    if (l->fate == FATE_SECTORS) made = chance_below(l->chance, m->change_count + 1);
    return made == 0 ? m->durable.len : m->changes[made - 1].size_after;
}

/* What is on the medium now, of all that may be. */
static void settle(medium_t *m, chance_t *c, bool powersafe) {
    if (m->change_count == 0) return;
    static const fate_t fates[] = {FATE_NONE,  FATE_ALL,     FATE_UNTIL,   FATE_UNTIL,
                                   FATE_UNTIL, FATE_SECTORS, FATE_SECTORS, FATE_SECTORS};
    loss_t l = {.m = m, .chance = c, .powersafe = powersafe};
    l.fate = fates[chance_below(c, sizeof fates / sizeof fates[0])];
    l.until = chance_below(c, m->change_count + 1);
    size_t largest = m->durable.len, count;
    for (size_t i = 0; i < m->change_count; i++)
        if (m->changes[i].size_after > largest) largest = m->changes[i].size_after;
    held_copy(&l.out, &m->durable);
    held_resize(&l.out, settle_size(&l));
    size_t *sectors = touched_sectors(m, largest, &count);
    for (size_t i = 0; i < count; i++)
        sector_settle(&l, sectors[i]);
    free(sectors);
    free(m->durable.at);
    m->durable = l.out;
    forget_changes(m);
}

void medium_sync_failed(medium_t *m, chance_t *c, bool may_forget) {
    settle(m, c, true);
    if (may_forget && chance_below(c, 2) == 0) held_copy(&m->seen, &m->durable);
}

void medium_lose(medium_t *m, chance_t *c, bool powersafe) {
    settle(m, c, powersafe);
    held_copy(&m->seen, &m->durable);
}
