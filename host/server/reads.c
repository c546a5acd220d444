/* Reads on the thread pool; see reads.h. */
#include "server/reads.h"
#include <string.h>

struct reads {
    uv_loop_t *loop;
    reader_t *readers;
    reader_t **idle; /* a stack */
    size_t count, idle_count;
    read_work_t *first, **last; /* waiting */
    size_t waiting, limit;
};

static void run(uv_work_t *uv) {
    read_work_t *work = uv->data;
    reader_refresh(work->reader);
    work->run(work->reader, work);
}

static void after(uv_work_t *uv, int status);

static int begin(reads_t *reads, read_work_t *work) {
    work->reader = reads->idle[--reads->idle_count];
    work->uv.data = work;
    if (uv_queue_work(reads->loop, &work->uv, run, after) == 0) return 0;
    reads->idle[reads->idle_count++] = work->reader;
    return -1;
}

/* The reader is free for the next; `done` may free the work. A loop that takes no work takes none of those
 * waiting either: they are told so. */
static void after(uv_work_t *uv, int status) {
    (void)status; /* nothing is ever cancelled */
    read_work_t *work = uv->data;
    reads_t *reads = work->reads;
    reads->idle[reads->idle_count++] = work->reader;
    if (reads->first != NULL) {
        read_work_t *next = reads->first;
        reads->first = next->next;
        if (reads->first == NULL) reads->last = &reads->first;
        reads->waiting--;
        if (begin(reads, next) != 0) next->done(next);
    }
    work->done(work);
}

int reads_push(reads_t *reads, read_work_t *work, diag_t *d) {
    work->reads = reads;
    work->next = NULL;
    if (reads->idle_count > 0)
        return begin(reads, work) == 0 ? 0 : diag_set(d, "server.thread", "detail", "the pool is gone", NULL);
    if (reads->waiting >= reads->limit) {
        diag_set(d, "read.full", NULL);
        diag_param_int(d, "limit", (int64_t)reads->limit);
        return -1;
    }
    *reads->last = work;
    reads->last = &work->next;
    reads->waiting++;
    return 0;
}

reads_t *reads_new(uv_loop_t *loop, host_t *h, size_t readers, size_t limit, diag_t *d) {
    reads_t *reads = mem_alloc(sizeof *reads);
    if (reads == NULL) {
        diag_memory(d);
        return NULL;
    }
    reads->loop = loop;
    reads->limit = limit;
    reads->last = &reads->first;
    reads->readers = mem_alloc(readers * sizeof *reads->readers);
    reads->idle = mem_alloc(readers * sizeof(reader_t *));
    bool good = reads->readers != NULL && reads->idle != NULL;
    if (!good) diag_memory(d);
    while (good && reads->count < readers) {
        good = reader_open(h, &reads->readers[reads->count], d) == 0;
        if (good) reads->idle[reads->idle_count++] = &reads->readers[reads->count++];
    }
    if (good) return reads;
    reads_free(reads);
    return NULL;
}

void reads_free(reads_t *reads) {
    if (reads == NULL) return;
    while (reads->count > 0)
        reader_close(&reads->readers[--reads->count]);
    mem_free(reads->readers);
    mem_free(reads->idle);
    mem_free(reads);
}
