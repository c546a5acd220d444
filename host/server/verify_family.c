/* verify: what a record says of those that it opened, and of the one that opened it, is what these say
 * themselves (A7). One that was disposed of since says nothing any more. */
#include "server/verify_system.h"
#include <string.h>

static int differs(const verifying_t *v, int64_t record, int64_t other, const char *what, diag_t *d) {
    (void)v;
    diag_set(d, "verify.family", "what", what, NULL);
    diag_param_int(d, "record", record);
    diag_param_int(d, "other", other);
    return -1;
}

/* *gone: it was disposed of. */
static int load(verifying_t *v, int64_t id, record_t *out, bool *gone, diag_t *d) {
    bytes_t state;
    chain_t chain;
    *gone = false;
    if (store_record(v->store, id, &v->arena, &state, &chain, d) == 0)
        return record_decode_of(id, state, &v->arena, out, d);
    if (!diag_is(d, "record.disposed")) return -1;
    diag_clear(d);
    *gone = true;
    return 0;
}

/* Is it that step, or one that goes on from it in another plan (A53)? */
static bool goes_on_from(const record_t *r, int32_t step, int32_t no) {
    for (const step_t *s = record_step(r, step); s != NULL; s = s->origin ? record_step(r, s->origin) : NULL)
        if (s->no == no) return true;
    return false;
}

static int check_child(verifying_t *v, const record_t *r, const child_t *c, diag_t *d) {
    record_t child;
    bool gone;
    if (load(v, c->record, &child, &gone, d) != 0)
        return diag_is(d, "store.not_found") ? differs(v, r->id, c->record, "no_record", d) : -1;
    if (gone) return 0;
    if (child.opener.record != r->id || !goes_on_from(r, c->step, child.opener.step))
        return differs(v, r->id, c->record, "opener", d);
    if (child.opener.waits != (c->state != CHILD_APART)) return differs(v, r->id, c->record, "waits", d);
    bool over = record_is_over(child.state);
    if (c->state == CHILD_OPEN && over) return differs(v, r->id, c->record, "over", d);
    if (c->state == CHILD_CLOSED && !over) return differs(v, r->id, c->record, "lives", d);
    return 0;
}

static int check_opener(verifying_t *v, const record_t *r, diag_t *d) {
    record_t opener;
    bool gone;
    if (load(v, r->opener.record, &opener, &gone, d) != 0)
        return diag_is(d, "store.not_found") ? differs(v, r->id, r->opener.record, "no_record", d) : -1;
    if (gone || record_child(&opener, r->id) != NULL) return 0;
    return differs(v, r->id, r->opener.record, "child", d);
}

int verify_family(verifying_t *v, const record_t *r, diag_t *d) {
    for (size_t i = 0; i < r->child_count; i++)
        if (check_child(v, r, &r->children[i], d) != 0) return -1;
    return r->opener.record != 0 ? check_opener(v, r, d) : 0;
}
