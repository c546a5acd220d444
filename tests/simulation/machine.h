/* The computer that the host runs on: a clock that may step, a disk that may fail, a process that dies. */
#ifndef TESTS_SIMULATION_MACHINE_H
#define TESTS_SIMULATION_MACHINE_H

#include "server/api.h"
#include "support/disk.h"

typedef struct sim sim_t;

typedef struct machine {
    char folder[48], path[80];
    disk_t *disk;
    bool power_safe;  /* what is torn harms nothing beside it, as SQLite takes any disk under Linux */
    instant_t clock;  /* what it shows */
    instant_t latest; /* the latest that it ever showed */
    host_options_t options;
    host_t *host;    /* NULL: the process does not run */
    reader_t reader; /* of the same process: what others see of the store */
    bool reading;
    int64_t memory_ends; /* with the n-th allocation of the next batch; 0: there is enough */
    bool armed;          /* the disk, or the power, is about to fail */
} machine_t;

/* The folder, the disk, an empty store in it, and the host on it. */
bool machine_begin(sim_t *s, instant_t start, const char *zone);
void machine_end(sim_t *s);
/* Opens the host, which must come up. */
bool machine_start(sim_t *s);
/* It is closed in good order. */
void machine_stop(sim_t *s);
/* The process is gone: what it wrote is there, what it had not written is not. */
void machine_dies(sim_t *s);
/* The power goes: what was not synced may be lost, torn, in another order. Comes back without the process. */
void machine_loses_power(sim_t *s);
/* The clock moves on (or, by a negative time, is put back). */
void machine_wait(sim_t *s, int64_t ms);
/* The earliest deadline, as the server asks for it: a store that fails at that is trusted no more, and the
 * answer is none. */
instant_t machine_next_due(sim_t *s);
bool machine_ready(const sim_t *s); /* runs, and takes commands */
bool machine_sure(const sim_t *s);  /* besides, nothing is about to fail: what is read can be relied on */

#endif
