/* Hot aggregates of the writer: encoded states and where their chains stand, by record id, bounded in bytes,
 * least recently used out first. Changes of a batch are provisional until cache_keep; cache_undo takes them
 * back, so that a failed commit leaves nothing behind. */
#ifndef CS_SERVER_CACHE_H
#define CS_SERVER_CACHE_H

#include "store/store.h"

typedef struct cache_entry cache_entry_t;
typedef struct cache {
    cache_entry_t **slots;
    size_t slot_count; /* a power of two */
    size_t count, bytes, limit;
    uint64_t batch; /* counts the batches kept: what was put in the present one can be undone */
    cache_entry_t *newest, *oldest;
} cache_t;

void cache_init(cache_t *cache, size_t limit);
void cache_free(cache_t *cache);
void cache_clear(cache_t *cache);
/* False: not there. The bytes live until the next call. */
bool cache_get(cache_t *cache, int64_t record, bytes_t *state, chain_t *chain);
/* Copies in; for lack of memory it forgets the record instead, which only costs a read. */
void cache_put(cache_t *cache, int64_t record, bytes_t state, const chain_t *chain);
/* Forgets that record, whether or not the batch stands. */
void cache_drop(cache_t *cache, int64_t record);
/* Forgets every record put since the last cache_keep (the batch failed), or lets them stand (it was
 * committed). */
void cache_undo(cache_t *cache);
void cache_keep(cache_t *cache);

#endif
