/* Reads: who may see what, and what they share: finding a record and its flow. What each answers:
 * api_read_*.c. */
#include "server/api_guard.h"
#include "server/api_private.h"
#include "server/sees.h"
#include <string.h>

bool api_is_administrator(const api_call_t *call, const directory_t *directory, instant_t now) {
    return sees_as_administrator(directory, call->actor.person, now);
}

bool api_may_administer(const api_call_t *call, const directory_t *directory, instant_t now) {
    return call->caller.owner || api_is_administrator(call, directory, now);
}

bool api_acts_as_administrator(const api_call_t *call, const directory_t *directory, instant_t now) {
    if (call->actor.auth == AUTH_ENTERED_BY) return api_is_administrator(call, directory, now);
    return api_may_administer(call, directory, now);
}

bool api_leads(const directory_t *directory, int64_t person, const char *department, instant_t now) {
    return sees_as_leader(directory, person, department, now);
}

bool api_may_see(const api_call_t *call, const directory_t *directory, const record_t *record,
                 instant_t now) {
    return call->caller.owner || sees_record(directory, record, call->actor.person, now);
}

static int not_found(const char *name, diag_t *d) {
    return diag_set(d, "store.not_found", "record", name, NULL);
}

int api_record(reader_t *r, const api_call_t *call, arena_t *arena, record_t *out, chain_t *chain,
               diag_t *d) {
    diag_t wrong = {0};
    int64_t id;
    bytes_t state;
    const char *name = json_text(call->body, "record", true, &wrong);
    if (name == NULL) {
        diag_copy(d, &wrong);
        diag_clear(&wrong);
        return -1;
    }
    if (store_record_find(r->store, name, &id, d) != 0) return -1;
    if (id == 0) return not_found(name, d);
    if (store_record(r->store, id, arena, &state, chain, d) != 0 ||
        record_decode_of(id, state, arena, out, d) != 0)
        return -1;
    if (!api_may_see(call, r->snapshot->directory, out, reader_now(r))) return not_found(name, d);
    return 0;
}

int api_flow(reader_t *r, const record_t *record, const rules_t **rules, const flow_t **flow, diag_t *d) {
    const hash_t *hash = record->number == NULL ? &r->snapshot->ruleset : &record->ruleset;
    *rules = NULL;
    *flow = NULL;
    if (hash_is_zero(hash)) return 0;
    ruleset_t *ruleset = shelf_get(r->shelf, r->store, hash, d);
    if (ruleset == NULL) return -1;
    *rules = ruleset_rules(ruleset);
    diag_t unknown = {0};
    if ((*rules)->flow((*rules)->ctx, record->flow, record->department, r->snapshot->directory, flow,
                       &unknown) != 0)
        *flow = NULL;
    bool no_memory = diag_is(&unknown, "memory.out");
    diag_clear(&unknown);
    return no_memory ? diag_memory(d) : 0;
}

json_t *api_read(reader_t *r, const api_call_t *call) {
    diag_t d = {0};
    json_t *answer = NULL;
    if (store_begin(r->store, &d) == 0) {
        answer = (call->verb->read != NULL ? call->verb->read : api_read_effect)(r, call, &d);
        if (answer == NULL) api_guard_error(r, call, &d);
        store_rollback(r->store);
    }
    if (answer == NULL) answer = api_error(&d);
    diag_clear(&d);
    return answer;
}
