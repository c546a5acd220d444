/* The computer; see machine.h. Only the lock file lies in a real folder: the store is on the disk in memory.
 */
#include "server/host_internal.h"
#include "simulation/sim.h"
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static instant_t shown(void *ctx) {
    return ((machine_t *)ctx)->clock;
}

void machine_wait(sim_t *s, int64_t ms) {
    machine_t *m = &s->machine;
    m->clock += ms;
    if (m->clock > m->latest) {
        s->totals.n[COUNT_DAYS] += m->clock / MS_DAY - m->latest / MS_DAY;
        m->latest = m->clock;
    }
}

bool machine_ready(const sim_t *s) {
    return s->machine.host != NULL && !host_read_only(s->machine.host);
}

bool machine_sure(const sim_t *s) {
    return machine_ready(s) && !s->machine.armed;
}

instant_t machine_next_due(sim_t *s) {
    instant_t next;
    diag_t d = {0};
    if (writer_next_due(s->machine.host, &next, &d) == 0) return next;
    if (store_fatal(&d))
        host_distrust(s->machine.host, &d);
    else
        sim_fail_diag(s, 0, "the next deadline can be read", "no error", &d);
    diag_clear(&d);
    return INSTANT_NONE;
}

static bool open_reader(sim_t *s) {
    machine_t *m = &s->machine;
    diag_t d = {0};
    if (reader_open(m->host, &m->reader, &d) != 0)
        return sim_fail_diag(s, 0, "a reader of the store", "it opens", &d);
    m->reading = true;
    return true;
}

bool machine_begin(sim_t *s, instant_t start, const char *zone) {
    machine_t *m = &s->machine;
    diag_t d = {0};
    strcpy(m->folder, "/dev/shm/countersign-simulation-XXXXXX");
    if (mkdtemp(m->folder) == NULL) {
        strcpy(m->folder, "/tmp/countersign-simulation-XXXXXX");
        if (mkdtemp(m->folder) == NULL) return sim_fail(s, 0, "a folder for the lock", "made", "none");
    }
    snprintf(m->path, sizeof m->path, "%s/countersign.db", m->folder);
    m->power_safe = s->seed % 4 != 3;
    m->disk = disk_new(2 * s->seed + !m->power_safe);
    m->clock = m->latest = start;
    m->options = (host_options_t){
        .time = {m, shown},
        .store = {.vfs = disk_vfs(m->disk), .read_ms = INT32_MAX},
        .channels = channel_names,
        .channel_count = CHANNELS,
        .cache_bytes = 64 << 10, /* small: records leave it and come back from the store */
        .rule_wall_ms = 60000,   /* the outcome must not hang on how fast this machine is */
    };
    m->host = host_create(m->path, zone, &m->options, &d);
    if (m->host == NULL) return sim_fail_diag(s, 0, "a new store", "made", &d);
    s->totals.n[COUNT_STARTS]++;
    return open_reader(s);
}

bool machine_start(sim_t *s) {
    machine_t *m = &s->machine;
    diag_t d = {0};
    m->host = host_open(m->path, &m->options, &d);
    if (m->host == NULL) return sim_fail_diag(s, 0, "the host started again", "it opens its store", &d);
    s->totals.n[COUNT_STARTS]++;
    return open_reader(s) && mail_begin(s);
}

void machine_stop(sim_t *s) {
    machine_t *m = &s->machine;
    if (m->reading) reader_close(&m->reader);
    m->reading = false;
    host_close(m->host);
    m->host = NULL;
    mail_drop(s);
}

void machine_dies(sim_t *s) {
    /* From here no call reaches the disk, not even those of closing. */
    disk_fail(s->machine.disk, DISK_ANY, 1, SQLITE_IOERR, true);
    machine_stop(s);
    disk_heal(s->machine.disk);
    s->machine.armed = false;
}

void machine_loses_power(sim_t *s) {
    machine_t *m = &s->machine;
    disk_power_cut(m->disk);
    machine_stop(s);
    disk_power_on(m->disk);
    disk_heal(m->disk);
    m->armed = false;
}

void machine_end(sim_t *s) {
    machine_t *m = &s->machine;
    char lock[sizeof m->path + 8];
    if (m->host != NULL) machine_stop(s);
    disk_free(m->disk);
    snprintf(lock, sizeof lock, "%s.lock", m->path);
    unlink(lock);
    unlink(m->path);
    rmdir(m->folder);
}
