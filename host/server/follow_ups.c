/* What a command leads to on other records (A7), in the transaction of the command itself; see work.h. The
 * command's rows are written first, then each follow-up is decided and written in turn, with what it leads to
 * itself behind those that wait. When one is refused, a savepoint takes all of it back, and the command that
 * led to it is refused with its error; a deadline is decided once more, to fail by it. */
#include "engine/form_words.h"
#include "server/work.h"
#include <string.h>

enum { FAMILY_MAX = RECORD_DEPTH_MAX + RECORD_CHILDREN_MAX + 1, RUN_MAX = 4096 };

typedef struct running {
    work_t *root;
    command_t *queue;
    size_t count, room;
    int64_t *touched; /* records that were written: the cache forgets them when it is all taken back */
    size_t touched_count;
    decide_out_t refused; /* what the follow-up that was refused left: its incidents */
} running_t;

static int touch(running_t *r, int64_t record, diag_t *d) {
    int64_t *list =
        arena_grow(r->root->arena, r->touched, r->touched_count, r->touched_count + 1, sizeof *list);
    if (list == NULL) return diag_memory(d);
    r->touched = list;
    list[r->touched_count++] = record;
    return 0;
}

static int enqueue(running_t *r, const decide_out_t *out, diag_t *d) {
    if (r->count + out->follow_up_count > RUN_MAX) {
        diag_set(d, "limit.follow_ups", NULL);
        diag_param_int(d, "limit", RUN_MAX);
        return -1;
    }
    if (r->count + out->follow_up_count > r->room) {
        size_t room = 2 * (r->count + out->follow_up_count);
        command_t *queue = arena_grow(r->root->arena, r->queue, r->count, room, sizeof *queue);
        if (queue == NULL) return diag_memory(d);
        r->queue = queue;
        r->room = room;
    }
    for (size_t i = 0; i < out->follow_up_count; i++)
        r->queue[r->count++] = out->follow_ups[i];
    return 0;
}

static ended_t carry_out(running_t *r, const command_t *command, diag_t *d) {
    work_t w;
    decide_out_t out;
    work_begin(&w, r->root->h, r->root->snapshot);
    w.now = r->root->now;
    if (command->kind != COMMAND_OPEN && work_load(&w, command->record, d) != 0)
        return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
    ended_t ended = work_decide_alone(&w, command, NULL, false, &out, d);
    if (ended == ENDED_REFUSED) r->refused = out;
    if (ended != ENDED_OK) return ended;
    if (enqueue(r, &out, d) != 0) return ENDED_REFUSED;
    if (out.event_count == 0) return ENDED_OK;
    return touch(r, out.record->id, d) != 0 || work_write(&w, &out, d) != 0 ? ENDED_FAILED : ENDED_OK;
}

/* The error says what was to be done, its cause why it can't be. */
static void name_refusal(const command_t *command, diag_t *d) {
    if (diag_is(d, "memory.out")) return;
    diag_wrap(d, "follow_up.refused", "command", command_kind_word(command->kind), NULL);
    if (command->flow != NULL) diag_param(d, "flow", command->flow);
    if (command->record != 0) diag_param_int(d, "record", command->record);
}

static ended_t run(running_t *r, const decide_out_t *out, diag_t *d) {
    if (touch(r, out->record->id, d) != 0 || work_write(r->root, out, d) != 0) return ENDED_FAILED;
    if (enqueue(r, out, d) != 0) return ENDED_REFUSED;
    for (size_t i = 0; i < r->count; i++) {
        command_t next = r->queue[i];
        ended_t ended = carry_out(r, &next, d);
        if (ended == ENDED_REFUSED) name_refusal(&next, d);
        if (ended != ENDED_OK) return ended;
    }
    return ENDED_OK;
}

/* Nothing of it stands. */
static int take_back(running_t *r, diag_t *d) {
    for (size_t i = 0; i < r->touched_count; i++)
        cache_drop(&r->root->h->cache, r->touched[i]);
    return store_rollback_to(r->root->h->store, d);
}

/* Nobody is there to be refused: the rung fails, and the fallback is told. */
static ended_t fail_rung(work_t *w, const command_t *command, decide_out_t *out, diag_t *d) {
    diag_t why = {0};
    diag_copy(&why, d);
    diag_clear(d);
    ended_t ended = work_load(w, command->record, d) == 0 ? work_decide_alone(w, command, &why, true, out, d)
                                                          : ENDED_FAILED;
    diag_clear(&why);
    if (ended == ENDED_OK && work_write(w, out, d) != 0) ended = ENDED_FAILED;
    if (ended == ENDED_OK) w->record = out->record;
    return ended;
}

static ended_t refuse(running_t *r, const command_t *command, decide_out_t *out, diag_t *d) {
    diag_t second = {0};
    if (take_back(r, &second) != 0) {
        diag_copy(d, &second);
        diag_clear(&second);
        return ENDED_FAILED;
    }
    if (command->kind == COMMAND_FIRE && !host_passing(d)) return fail_rung(r->root, command, out, d);
    if (work_write_incidents(r->root, &r->refused, &second) == 0) {
        /* what the other record was to be filled in with stands in this one, perhaps hidden (A71) */
        form_cut_error(r->root->record, NULL, r->root->snapshot->directory, command, r->root->now,
                       r->root->arena, d);
        return ENDED_REFUSED;
    }
    diag_copy(d, &second);
    diag_clear(&second);
    return ENDED_FAILED;
}

ended_t follow_ups_carry_out(work_t *w, const command_t *command, decide_out_t *out, diag_t *d) {
    running_t r = {.root = w};
    if (store_savepoint(w->h->store, d) != 0) return ENDED_FAILED;
    ended_t ended = run(&r, out, d);
    if (ended == ENDED_REFUSED) return refuse(&r, command, out, d);
    if (ended == ENDED_FAILED) return ended; /* the batch is rolled back, the savepoint with it */
    if (store_release(w->h->store, d) != 0) return ENDED_FAILED;
    w->record = out->record;
    bool changed_again = false; /* what it led to may have come back to it */
    for (size_t i = 0; i < r.count; i++)
        changed_again = changed_again || r.queue[i].record == w->record->id;
    return changed_again && work_load(w, w->record->id, d) != 0 ? ENDED_FAILED : ENDED_OK;
}

/* ---- deadlines of those that a record hangs together with */

/* The record that could not be loaded was disposed of: nothing of it is due. The error is cleared. */
static bool is_gone(diag_t *d) {
    if (!diag_is(d, "record.disposed")) return false;
    diag_clear(d);
    return true;
}

/* The record itself, those above it, and those that it waits for. */
static ended_t family_of(work_t *w, int64_t *ids, size_t *count, diag_t *d) {
    const record_t *r = w->record;
    *count = 0;
    ids[(*count)++] = r->id;
    for (size_t i = 0; i < r->child_count; i++)
        if (r->children[i].state == CHILD_OPEN) ids[(*count)++] = r->children[i].record;
    int64_t above = r->opener.waits ? r->opener.record : 0;
    for (int depth = 0; above != 0 && depth < RECORD_DEPTH_MAX; depth++) {
        work_t up;
        work_begin(&up, w->h, w->snapshot);
        if (work_load(&up, above, d) != 0) {
            if (is_gone(d)) return ENDED_OK;
            return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
        }
        ids[(*count)++] = above;
        above = up.record->opener.waits ? up.record->opener.record : 0;
    }
    return ENDED_OK;
}

/* Fires the earliest rung of all of them; *fired false: none is due. */
static ended_t fire_earliest(work_t *w, const int64_t *ids, size_t count, instant_t until, bool *fired,
                             diag_t *d) {
    work_t first;
    instant_t at = INSTANT_NONE;
    *fired = false;
    for (size_t i = 0; i < count; i++) {
        work_t one;
        work_begin(&one, w->h, w->snapshot);
        one.now = w->now;
        if (work_load(&one, ids[i], d) != 0) return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
        const cs_clock_t *c = work_due_clock(one.record, until);
        if (c == NULL || (at != INSTANT_NONE && c->rung_at >= at)) continue;
        first = one;
        at = c->rung_at;
    }
    if (at == INSTANT_NONE) return ENDED_OK;
    const cs_clock_t *c = work_due_clock(first.record, until);
    ended_t ended = work_fire(&first, c->id, c->next_rung, c->rung_at, fired, d);
    if (ended != ENDED_OK || *fired) return ended;
    diag_set(d, "clock.stuck", NULL);
    return ENDED_REFUSED;
}

ended_t work_fire_family(work_t *w, instant_t until, diag_t *d) {
    bool alone = w->record->opener.record == 0 && w->record->child_count == 0, any = false, fired = true;
    size_t count = 0, unused = 0;
    if (alone) return work_fire_overdue(w, until, &unused, d);
    int64_t *ids = arena_array(w->arena, FAMILY_MAX, sizeof *ids);
    if (ids == NULL) return diag_memory(d), ENDED_REFUSED;
    while (fired) {
        ended_t ended = family_of(w, ids, &count, d);
        if (ended == ENDED_OK) ended = fire_earliest(w, ids, count, until, &fired, d);
        if (ended != ENDED_OK) return ended;
        any = any || fired;
        if (fired && work_load(w, w->record->id, d) != 0)
            return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
    }
    return ENDED_OK;
}
