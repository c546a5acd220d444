/* Inside the test disk (disk.h): its files, their names, and what is shared between its parts. All of it is
 * used under the disk's lock. */
#ifndef TESTS_SUPPORT_DISK_PRIVATE_H
#define TESTS_SUPPORT_DISK_PRIVATE_H

#include "support/disk.h"
#include "support/disk_medium.h"
#include <pthread.h>
#include <sqlite3.h>

enum { SHARED_REGIONS = 64 }; /* of 32 KiB: 262,144 frames of a log */

/* The log's index, shared by the connections to one file until the power goes or the last one leaves. */
typedef struct shared {
    int users, count;
    void *regions[SHARED_REGIONS];
} shared_t;

typedef struct disk_file disk_file_t;

/* A file without its name: it lives while a name or an open file refers to it. */
typedef struct inode {
    medium_t medium;
    int users;
    disk_file_t *open;
    shared_t *shared;
} inode_t;

struct disk_file {
    sqlite3_file base;
    disk_t *disk;
    inode_t *inode;
    char *path;         /* NULL: a temporary one without a name */
    int64_t generation; /* of the disk when it was opened: the power has not gone since when it is the same */
    int lock_held;
    unsigned shm_exclusive, shm_shared;
    shared_t *shared;
    bool read_only, folder_to_sync, delete_on_close;
    disk_file_t *next;
};

/* What a name stands for: on the medium, and after each change since the folder's last sync. */
typedef struct disk_name {
    char *path;
    inode_t *durable;
    inode_t **steps;
    size_t step_count;
    struct disk_name *next;
} disk_name_t;

struct disk {
    sqlite3_vfs vfs;
    char name[40];
    pthread_mutex_t lock;
    chance_t chance;
    bool powersafe, off;
    bool spares; /* the cut to come is the process's end alone */
    int64_t generation, cut_in;
    disk_call_t cut_call;
    int open_files;
    disk_name_t *names, **names_end;
    int64_t counts[DISK_CALLS];
    bool armed, has_failed, fail_stays;
    disk_call_t fail_call;
    int64_t fail_n;
    int fail_error;
};

/* Zeroed memory; a copy of a text. Both abort without memory. */
void *disk_made(size_t size);
char *disk_copied(const char *text);

inode_t *disk_inode_new(void); /* one user */
void disk_inode_drop(inode_t *inode);

/* The power goes, or the process is killed. */
void disk_cut(disk_t *disk);

/* NULL: there is no such file. Not one more user. */
inode_t *disk_names_find(const disk_t *disk, const char *path);
/* From now on the name stands for that file; NULL: it is deleted. */
void disk_names_set(disk_t *disk, const char *path, inode_t *inode);
/* The folder that `path` stands in is on the medium. */
void disk_names_sync(disk_t *disk, const char *path);
/* The shared memory of every file is lost. */
void disk_names_unshare(disk_t *disk);
/* The power went: names and files are what the medium holds. */
void disk_names_lose(disk_t *disk);
void disk_names_copy(disk_t *to, const disk_t *from);
void disk_names_free(disk_t *disk);

#endif
