/* One command: the record is read from its bytes (the restart), the command decided, every event written,
 * read back and applied to the record as it was, which must come out the same to the byte; then everything
 * that must hold is looked at. */
#include "scope.h"
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

bool broken(world_t *w, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(w->problem, sizeof w->problem, format, args);
    va_end(args);
    return false;
}

static void image_init(image_t *im) {
    arena_init(&im->arena, 0);
    buf_init(&im->kept, 0);
    im->at = NULL;
}

static void image_free(image_t *im) {
    arena_free(&im->arena);
    buf_free(&im->kept);
}

int world_init(world_t *w, const bounds_t *bounds) {
    buf_t *const bufs[] = {&w->bytes, &w->folded, &w->canon, &w->head, &w->payload, &w->personal};
    memset(w, 0, sizeof *w);
    w->bounds = *bounds;
    w->dir = demo_directory(1);
    id_source_init(&w->ids, 1);
    image_init(&w->deciding);
    image_init(&w->folding);
    arena_init(&w->looking, 0);
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_init(bufs[i], 0);
    diag_init(&w->d);
    return w->dir ? 0 : -1;
}

void world_free(world_t *w) {
    directory_unref(w->dir);
    image_free(&w->deciding);
    image_free(&w->folding);
    arena_free(&w->looking);
    buf_t *const bufs[] = {&w->bytes, &w->folded, &w->canon, &w->head, &w->payload, &w->personal};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_free(bufs[i]);
    diag_clear(&w->d);
}

static int one_number(void *ctx, const char *prefix, int32_t year, int64_t *out, diag_t *d) {
    (void)ctx;
    (void)prefix;
    (void)year;
    (void)d;
    *out = 1;
    return 0;
}

/* The event as a reader of the store sees it. */
static bool reread(world_t *w, const event_t *e, event_t *out) {
    arena_t *arena = &w->folding.arena;
    buf_reset(&w->head);
    buf_reset(&w->payload);
    buf_reset(&w->personal);
    event_encode_head(e, &w->head);
    event_encode(e, &w->payload, &w->personal);
    if (w->head.failed || w->payload.failed || w->personal.failed) return false;
    cursor_t in;
    cursor_init(&in, (bytes_t){w->head.at, w->head.len}, arena);
    event_decode_head(&in, out);
    bytes_t words = {w->personal.at, w->personal.len};
    return cursor_done(&in) &&
           event_decode((bytes_t){w->payload.at, w->payload.len}, &words, arena, out, NULL) == 0;
}

static record_t *read_back(world_t *w, bytes_t bytes, arena_t *arena) {
    record_t *r = arena_alloc(arena, sizeof *r);
    if (r && record_decode(bytes, arena, r, NULL) == 0) return r;
    broken(w, "the record can't be read back");
    return NULL;
}

/* Reads it, and keeps how it lies, if it lies in one piece. */
static record_t *image_read(world_t *w, image_t *im, bytes_t bytes) {
    arena_reset(&im->arena);
    im->at = NULL;
    record_t *r = read_back(w, bytes, &im->arena);
    if (!r) return NULL;
    size_t used = im->arena.used;
    const char *end = arena_alloc(&im->arena, 1);
    buf_reset(&im->kept);
    if (end != (const char *)r + used) return r;
    buf_put(&im->kept, r, used);
    if (!im->kept.failed) im->at = r;
    return r;
}

static record_t *image_fresh(world_t *w, image_t *im, bytes_t bytes) {
    if (im->at) {
        arena_reset(&im->arena);
        if (arena_copy(&im->arena, im->kept.at, im->kept.len) == im->at) return im->at;
    }
    return image_read(w, im, bytes);
}

const record_t *world_look(world_t *w, const before_t *from) {
    arena_reset(&w->looking);
    w->deciding.at = w->folding.at = NULL;
    w->old = from->bytes.len ? read_back(w, from->bytes, &w->looking) : NULL;
    return w->old;
}

/* Time-outs come in every order, whatever the limits: the clock is taken to have begun so much earlier that
 * its rung is due now. */
static void bring_forward(record_t *r, int64_t id, instant_t now) {
    cs_clock_t *c = id ? record_clock(r, id) : NULL;
    if (!c || c->rung_at <= now) return;
    instant_t earlier = c->rung_at - now;
    c->started_at -= earlier;
    c->due_at -= earlier;
    c->rung_at = now;
}

/* The state is the fold of its events; and what was ended stays so. */
static bool check_fold(world_t *w, bytes_t from, const command_t *command, instant_t now,
                       const decide_out_t *out) {
    record_t *r;
    if (from.len) {
        r = image_fresh(w, &w->folding, from);
    } else {
        arena_reset(&w->folding.arena);
        r = arena_alloc(&w->folding.arena, sizeof *r);
    }
    if (!r) return false;
    if (from.len) bring_forward(r, command->clock, now);
    for (size_t i = 0; i < out->event_count; i++) {
        event_t e;
        if (!reread(w, &out->events[i], &e))
            return broken(w, "event %s can't be read back", event_kind_word(out->events[i].kind));
        if (apply(r, &e, &w->folding.arena, &w->d))
            return broken(w, "fold: %s: %s", w->d.code, diag_get(&w->d, "problem"));
    }
    buf_reset(&w->folded);
    record_encode(r, &w->folded);
    buf_reset(&w->bytes);
    record_encode(out->record, &w->bytes);
    if (w->bytes.failed || w->folded.failed) return broken(w, "the record can't be written");
    if (w->bytes.len != w->folded.len || memcmp(w->bytes.at, w->folded.at, w->bytes.len) != 0)
        return broken(w, "the state is not the fold of its events");
    return !w->old || check_step_by_step(w, w->old, out->record);
}

/* Errors by which the engine would contradict itself. */
static bool never(const diag_t *d) {
    static const char *const codes[] = {"event.misfit",    "record.corrupt", "memory.out",
                                        "command.unknown", "record.unknown", "limit.missing",
                                        "actor.unknown",   "plan.shape"};
    for (const diag_t *e = d; e; e = e->cause)
        for (size_t i = 0; e->code && i < sizeof codes / sizeof *codes; i++)
            if (strcmp(e->code, codes[i]) == 0) return true;
    return false;
}

static transit_t run(world_t *w, bytes_t from, const command_t *command, instant_t now, record_t *before,
                     decide_out_t *out) {
    rules_t rules = fixed_rules(&w->plan.rules);
    calendars_t calendars = plain_calendars();
    decide_in_t in = {.record = before,
                      .command = command,
                      .now = now,
                      .ids = &w->ids,
                      .numbers = {.next = one_number},
                      .directory = w->dir,
                      .calendars = &calendars,
                      .rules = &rules,
                      .latest = &rules};
    diag_clear(&w->d);
    if (decide(&in, &w->deciding.arena, out, &w->d)) {
        if (never(&w->d)) return broken(w, "%s: %s", w->d.code, diag_get(&w->d, "problem")), TRANSIT_FAILED;
        if (command->kind == COMMAND_FIRE)
            return broken(w, "a rung was refused: %s", w->d.code), TRANSIT_FAILED;
        w->refused++;
        return TRANSIT_REFUSED;
    }
    if (command->kind == COMMAND_FIRE && out->event_count == 0)
        return broken(w, "a rung that was due did nothing"), TRANSIT_FAILED;
    for (size_t i = 0; i < out->event_count;
         i++) /* who is left may run out: the task then stays where it is */
        if (out->events[i].kind == EVENT_RUNG && out->events[i].u.rung.outcome == RUNG_FAILED &&
            strcmp(out->events[i].u.rung.error, "people.none") != 0)
            return broken(w, "a rung failed: %s", out->events[i].u.rung.error), TRANSIT_FAILED;
    if (!check_fold(w, from, command, now, out) || !check_state(w, out->record) ||
        !check_recount(w, out->record))
        return TRANSIT_FAILED;
    return TRANSIT_DONE;
}

static command_t command_of(const record_t *r, const move_t *m, int64_t *person) {
    command_t c = {.kind = (command_kind_t)m->kind, .record = r->id, .at = INSTANT_NONE, .due = INSTANT_NONE};
    c.actor = (actor_t){.kind = ACTOR_PERSON, .auth = AUTH_PEER_UID, .uid = -1};
    if (m->actor < PART_COUNT) c.actor.person = part_id((part_t)m->actor);
    if (m->kind == COMMAND_FIRE) {
        const cs_clock_t *clock = &r->clocks[m->task];
        c.actor = (actor_t){.kind = ACTOR_TIMER, .uid = -1};
        c.clock = clock->id;
        c.rung = clock->next_rung;
        c.due = clock->rung_at;
        return c;
    }
    c.text = "because";
    if (m->actor == PART_OWNER) {
        c.actor.kind = ACTOR_SYSTEM;
        c.owner = true;
    }
    if (m->task >= 0) c.task = r->tasks[m->task].id;
    if (m->step >= 0) *(m->kind == COMMAND_REMOVE_SIGNER ? &c.step : &c.to_step) = r->steps[m->step].name;
    c.straight = m->flags & MOVE_STRAIGHT;
    c.where = (added_t)(m->flags & 3);
    if (m->person < PART_COUNT) {
        *person = part_id((part_t)m->person);
        c.people = person;
        c.people_count = 1;
    }
    return c;
}

static bool rewound(const decide_out_t *out) {
    for (size_t i = 0; i < out->event_count; i++)
        if (out->events[i].kind == EVENT_PLAN_REWOUND || out->events[i].kind == EVENT_SUBMITTED) return true;
    return false;
}

/* Whoever leads the record to a step gets it there: it is asked, or waits for those who sign before it; but a
 * seat of a vote that nobody may have who sits there already is vacant (A4, A11). */
static bool check_led(world_t *w, const record_t *r, const char *to) {
    const plan_place_t *p = &r->plans[r->plan_count - 1];
    for (int32_t i = p->first; i < p->first + p->count; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || step_is_group(s->kind) || strcmp(s->name, to) != 0) continue;
        return !step_ended(s->state) || step_left_for(s, "vote.vacant") ||
               broken(w, "%s is %s though the record was led there", to, step_state_word(s->state));
    }
    return broken(w, "%s is gone though the record was led there", to);
}

transit_t transit(world_t *w, const before_t *from, const move_t *m, record_t **after, instant_t *now,
                  counts_t *counts) {
    record_t *r;
    int64_t person;
    decide_out_t out = {0};
    r = image_fresh(w, &w->deciding, from->bytes);
    if (!r) return TRANSIT_FAILED;
    *now = from->now + MS_MINUTE;
    if (m->kind == COMMAND_FIRE) bring_forward(r, r->clocks[m->task].id, *now);
    command_t c = command_of(r, m, &person);
    transit_t result = run(w, from->bytes, &c, *now, r, &out);
    if (result != TRANSIT_DONE) return result;
    if (c.to_step && !check_led(w, out.record, c.to_step)) return TRANSIT_FAILED;
    *counts = from->counts;
    counts->take_backs += w->bounds.take_backs && m->kind == COMMAND_TAKE_BACK;
    counts->extras += w->bounds.extras && move_is_extra(m);
    counts->rounds += w->bounds.rounds && rewound(&out);
    *after = out.record;
    return TRANSIT_DONE;
}

transit_t transit_first(world_t *w, record_t **after, instant_t *now, counts_t *counts) {
    field_t amount = {
        .name = "amount",
        .value = {.kind = VALUE_MONEY, .u.money = {.minor = 2685, .currency = "EUR", .digits = 2}}};
    command_t c = {
        .kind = COMMAND_DRAFT,
        .flow = "demo.expense",
        .fields = &amount,
        .field_count = 1,
        .actor = {.kind = ACTOR_PERSON, .person = part_id(PART_INITIATOR), .auth = AUTH_PEER_UID, .uid = -1},
        .at = INSTANT_NONE,
        .due = INSTANT_NONE};
    decide_out_t out = {0};
    arena_reset(&w->deciding.arena);
    w->deciding.at = w->folding.at = NULL;
    w->old = NULL;
    *now = SCOPE_START;
    *counts = (counts_t){.rounds = w->bounds.rounds ? 1 : 0};
    transit_t result = run(w, (bytes_t){0}, &c, *now, NULL, &out);
    if (result != TRANSIT_DONE) return broken(w, "draft: %s", w->d.code), TRANSIT_FAILED;
    buf_t drafted;
    buf_init(&drafted, 0);
    buf_put(&drafted, w->bytes.at, w->bytes.len);
    c = (command_t){.kind = COMMAND_SUBMIT,
                    .actor = c.actor,
                    .record = out.record->id,
                    .at = INSTANT_NONE,
                    .due = INSTANT_NONE};
    result = run(w, (bytes_t){drafted.at, drafted.len}, &c, *now, out.record, &out);
    buf_free(&drafted);
    *after = out.record;
    if (result == TRANSIT_REFUSED) return broken(w, "submit: %s", w->d.code), TRANSIT_FAILED;
    return result;
}
