/* For tests, loaded before the program (LD_PRELOAD): the process kills itself, as kill -9 would, at the n-th
 * call that changes a file: before it, after it, or, of a write, with half of it done. So every edge of a
 * commit, a checkpoint, a backup or a rename can be tried.
 *
 * KILL_AT_CALL: which call, from 1; KILL_AT_HOW: before, half, after. KILL_AT_TOLD: a file to which, when the
 * process ends otherwise, the number of calls is written. Only regular files and names count: no sockets,
 * pipes or timers. */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum how { BEFORE, HALF, AFTER } how_t;

static long counted, at;
static how_t how;

__attribute__((constructor)) static void begin(void) {
    const char *call = getenv("KILL_AT_CALL"), *word = getenv("KILL_AT_HOW");
    at = call != NULL ? atol(call) : 0;
    how = word == NULL || strcmp(word, "before") == 0 ? BEFORE : strcmp(word, "half") == 0 ? HALF : AFTER;
}

__attribute__((destructor)) static void tell(void) {
    const char *path = getenv("KILL_AT_TOLD");
    FILE *out = path != NULL ? fopen(path, "w") : NULL;
    if (out == NULL) return;
    fprintf(out, "%ld\n", __atomic_load_n(&counted, __ATOMIC_RELAXED));
    fclose(out);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* Is it this call's turn? */
static int turn(void) {
    return __atomic_add_fetch(&counted, 1, __ATOMIC_RELAXED) == at;
}

static int is_file(int fd) {
    struct stat s;
    return fstat(fd, &s) == 0 && S_ISREG(s.st_mode);
}

#define REAL(name) ((__typeof__(&(name)))real(#name))

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) abort();
    return found;
}

/* A call that is done or not. */
#define WHOLE(counts, call)                                                                                  \
    int mine = (counts) && turn();                                                                           \
    if (mine && how != AFTER) die();                                                                         \
    __typeof__(call) result = call;                                                                          \
    if (mine) die();                                                                                         \
    return result

/* A write, which may be half done. */
#define PARTLY(name, size, ...)                                                                              \
    int mine = is_file(fd) && turn();                                                                        \
    if (mine && how == BEFORE) die();                                                                        \
    size_t part = mine && how == HALF ? (size) / 2 : (size);                                                 \
    ssize_t result = REAL(name)(fd, bytes, part, ##__VA_ARGS__);                                             \
    if (mine) die();                                                                                         \
    return result

ssize_t write(int fd, const void *bytes, size_t size) {
    PARTLY(write, size);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
    PARTLY(pwrite, size, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
    PARTLY(pwrite64, size, offset);
}
int ftruncate(int fd, off_t size) {
    WHOLE(1, REAL(ftruncate)(fd, size));
}
int ftruncate64(int fd, off64_t size) {
    WHOLE(1, REAL(ftruncate64)(fd, size));
}
int fsync(int fd) {
    WHOLE(1, REAL(fsync)(fd));
}
int fdatasync(int fd) {
    WHOLE(1, REAL(fdatasync)(fd));
}
int rename(const char *from, const char *to) {
    WHOLE(1, REAL(rename)(from, to));
}
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    WHOLE(1, REAL(renameat)(from_folder, from, to_folder, to));
}
int link(const char *from, const char *to) {
    WHOLE(1, REAL(link)(from, to));
}
int unlink(const char *path) {
    WHOLE(1, REAL(unlink)(path));
}
int unlinkat(int folder, const char *path, int flags) {
    WHOLE(1, REAL(unlinkat)(folder, path, flags));
}
int mkdir(const char *path, mode_t mode) {
    WHOLE(1, REAL(mkdir)(path, mode));
}

static mode_t mode_of(int flags, va_list more) {
    return (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = mode_of(flags, more);
    va_end(more);
    WHOLE((flags & O_CREAT) != 0, REAL(open)(path, flags, mode));
}
int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = mode_of(flags, more);
    va_end(more);
    WHOLE((flags & O_CREAT) != 0, REAL(open64)(path, flags, mode));
}
int openat(int folder, const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = mode_of(flags, more);
    va_end(more);
    WHOLE((flags & O_CREAT) != 0, REAL(openat)(folder, path, flags, mode));
}
