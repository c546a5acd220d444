/* What a test does to its disk: makes calls fail, cuts the power, kills, looks. See disk.h. */
#include "support/disk_private.h"
#include <stdio.h>
#include <string.h>

/* The lock is taken also by those that only look. */
static disk_t *locked(const disk_t *disk) {
    disk_t *own = (disk_t *)disk;
    pthread_mutex_lock(&own->lock);
    return own;
}

static int64_t unlocked(disk_t *disk, int64_t value) {
    pthread_mutex_unlock(&disk->lock);
    return value;
}

void disk_heal(disk_t *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->armed = disk->has_failed = false;
    memset(disk->counts, 0, sizeof disk->counts);
    pthread_mutex_unlock(&disk->lock);
}

void disk_fail(disk_t *disk, disk_call_t call, int64_t n, int error, bool stays) {
    disk_heal(disk);
    pthread_mutex_lock(&disk->lock);
    disk->armed = true;
    disk->fail_call = call;
    disk->fail_n = n;
    disk->fail_error = error;
    disk->fail_stays = stays;
    pthread_mutex_unlock(&disk->lock);
}

int64_t disk_count(const disk_t *disk, disk_call_t call) {
    disk_t *own = locked(disk);
    return unlocked(own, own->counts[call]);
}

bool disk_failed(const disk_t *disk) {
    disk_t *own = locked(disk);
    return unlocked(own, own->has_failed) != 0;
}

void disk_kill_on(disk_t *disk, disk_call_t call, int64_t n) {
    disk_power_cut_on(disk, call, n);
    pthread_mutex_lock(&disk->lock);
    disk->spares = true;
    pthread_mutex_unlock(&disk->lock);
}

bool disk_is_off(const disk_t *disk) {
    disk_t *own = locked(disk);
    return unlocked(own, own->off) != 0;
}

void disk_power_cut(disk_t *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->spares = false;
    disk_cut(disk);
    pthread_mutex_unlock(&disk->lock);
}

void disk_power_cut_on(disk_t *disk, disk_call_t call, int64_t n) {
    pthread_mutex_lock(&disk->lock);
    disk->cut_call = call;
    disk->spares = false;
    disk->cut_in = n;
    pthread_mutex_unlock(&disk->lock);
}

void disk_power_cut_at(disk_t *disk, int64_t n) {
    disk_power_cut_on(disk, DISK_ANY, n);
}

void disk_power_on(disk_t *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->off = false;
    pthread_mutex_unlock(&disk->lock);
}

bool disk_has(const disk_t *disk, const char *path) {
    disk_t *own = locked(disk);
    return unlocked(own, disk_names_find(own, path) != NULL) != 0;
}

bool disk_copy_out(const disk_t *disk, const char *path, const char *real) {
    disk_t *own = locked(disk);
    const inode_t *inode = disk_names_find(own, path);
    FILE *out = inode != NULL ? fopen(real, "wb") : NULL;
    bool good = out != NULL;
    if (good && inode->medium.seen.len > 0)
        good = fwrite(inode->medium.seen.at, 1, inode->medium.seen.len, out) == inode->medium.seen.len;
    if (out != NULL) good = fclose(out) == 0 && good;
    return unlocked(own, good) != 0;
}
