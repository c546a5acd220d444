/* The test disk's folder: which names stand for which files, and which of that is on the medium. */
#include "support/disk_private.h"
#include <stdlib.h>
#include <string.h>

void *disk_made(size_t size) {
    void *p = calloc(1, size);
    if (p == NULL) abort();
    return p;
}

char *disk_copied(const char *text) {
    char *copy = disk_made(strlen(text) + 1);
    strcpy(copy, text);
    return copy;
}

inode_t *disk_inode_new(void) {
    inode_t *inode = disk_made(sizeof *inode);
    inode->users = 1;
    return inode;
}

void disk_inode_drop(inode_t *inode) {
    if (inode == NULL || --inode->users > 0) return;
    medium_free(&inode->medium);
    free(inode);
}

static inode_t *disk_inode_use(inode_t *inode) {
    if (inode != NULL) inode->users++;
    return inode;
}

static disk_name_t *name_of(const disk_t *disk, const char *path) {
    for (disk_name_t *name = disk->names; name != NULL; name = name->next)
        if (strcmp(name->path, path) == 0) return name;
    return NULL;
}

static inode_t *now(const disk_name_t *name) {
    return name->step_count > 0 ? name->steps[name->step_count - 1] : name->durable;
}

inode_t *disk_names_find(const disk_t *disk, const char *path) {
    const disk_name_t *name = name_of(disk, path);
    return name != NULL ? now(name) : NULL;
}

void disk_names_set(disk_t *disk, const char *path, inode_t *inode) {
    disk_name_t *name = name_of(disk, path);
    if (name == NULL) {
        name = *disk->names_end = disk_made(sizeof *name);
        name->path = disk_copied(path);
        disk->names_end = &name->next;
    }
    name->steps = realloc(name->steps, (name->step_count + 1) * sizeof(inode_t *));
    if (name->steps == NULL) abort();
    name->steps[name->step_count++] = disk_inode_use(inode);
}

/* On the medium: the name as it was after so many changes. */
static void settle(disk_name_t *name, size_t steps) {
    /* Users are counted, which the analyser does not follow. NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
    inode_t *kept = disk_inode_use(steps > 0 ? name->steps[steps - 1] : name->durable);
    for (size_t i = 0; i < name->step_count; i++)
        disk_inode_drop(name->steps[i]);
    disk_inode_drop(name->durable);
    name->durable = kept;
    name->step_count = 0;
}

static size_t folder_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

void disk_names_sync(disk_t *disk, const char *path) {
    size_t length = folder_length(path);
    for (disk_name_t *name = disk->names; name != NULL; name = name->next)
        if (folder_length(name->path) == length && memcmp(name->path, path, length) == 0)
            settle(name, name->step_count);
}

/* Whoever still has it mapped frees it. */
void disk_names_unshare(disk_t *disk) {
    for (disk_name_t *name = disk->names; name != NULL; name = name->next) {
        if (now(name) != NULL) now(name)->shared = NULL;
        if (name->durable != NULL) name->durable->shared = NULL;
    }
}

void disk_names_lose(disk_t *disk) {
    disk_names_unshare(disk);
    for (disk_name_t *name = disk->names; name != NULL; name = name->next)
        settle(name, chance_below(&disk->chance, name->step_count + 1));
    for (disk_name_t *name = disk->names; name != NULL; name = name->next) {
        if (name->durable == NULL) continue;
        medium_lose(&name->durable->medium, &disk->chance, disk->powersafe);
    }
}

void disk_names_copy(disk_t *to, const disk_t *from) {
    for (const disk_name_t *name = from->names; name != NULL; name = name->next) {
        const inode_t *source = now(name);
        if (source == NULL) continue;
        inode_t *inode = disk_inode_new();
        medium_write(&inode->medium, source->medium.seen.at, source->medium.seen.len, 0);
        medium_sync(&inode->medium);
        disk_names_set(to, name->path, inode);
        disk_inode_drop(inode);
        disk_names_sync(to, name->path);
    }
}

void disk_names_free(disk_t *disk) {
    for (disk_name_t *name = disk->names; name != NULL;) {
        disk_name_t *next = name->next;
        for (size_t i = 0; i < name->step_count; i++)
            disk_inode_drop(name->steps[i]);
        disk_inode_drop(name->durable);
        free(name->steps);
        free(name->path);
        free(name);
        name = next;
    }
}
