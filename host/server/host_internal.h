/* What host.c, writer.c and their neighbours in this folder share of the host; nobody else includes it. */
#ifndef CS_SERVER_HOST_INTERNAL_H
#define CS_SERVER_HOST_INTERNAL_H

#include "server/cache.h"
#include "server/writer.h"
#include <pthread.h>

/* More damaged records than this and the store needs a person, not a server. */
enum { SET_ASIDE_MAX = 256 };

struct host {
    store_t *store; /* NULL only between a failed host_recover and the next try */
    host_options_t options;
    char *path;
    id_source_t ids;
    instant_t last_recorded;
    instant_t held_from; /* the clock's own time when it was first seen behind last_recorded; INSTANT_NONE: it
                            is not */
    bool held_noted;     /* an event says so */
    cache_t cache;       /* encoded states of hot records */
    arena_t batch;       /* of the batch being carried out */
    ruleset_shelf_t *shelf;
    snapshot_t *snapshot; /* under `lock` */
    pthread_mutex_t lock;
    int64_t set_aside[SET_ASIDE_MAX]; /* clocks whose deadlines can't be carried out, see writer_fire */
    size_t set_aside_count;
    arena_t likes; /* likes.c: what rules declared of sums over like records, as the store has it */
    struct like_rule *like_rules;
    size_t like_rule_count;
    hash_t likes_of; /* the version of the rules that this holds for */
    bool likes_known;
    instant_t
        vacant_next; /* vacancies.c: when somebody's time is over next, by that version of the directory */
    int64_t vacant_of;
    bool vacant_known;
    bool in_transaction; /* writer_open_transaction */
    bool read_only;
    bool stale;    /* the snapshot is older than what was committed: the next batch, or act of administration,
                      builds it    anew */
    diag_t broken; /* why */
};

/* After a fatal error: drops the cache, refuses commands until host_recover. */
void host_distrust(host_t *h, const diag_t *cause);
/* An error that is not about the record or the command in hand: no memory, or a store that can't do it now.
 * What is due is tried again then, never set aside or recorded as failed for it. */
bool host_passing(const diag_t *d);
/* Sets host.read_only with its cause. Always -1. */
int host_refuse(host_t *h, diag_t *d);
/* A calendar set from definitions in JSON; the one named "company" is the default. */
calendar_set_t *host_calendars(const char *const *definitions, size_t count, diag_t *d);

#endif
