/* The form of each round beside that of the round before; see changes.h. */
#include "server/changes.h"
#include <string.h>

/* One field's way through the events. */
typedef struct held {
    const char *name;
    const value_t *now, *then; /* at the last boundary between rounds */
    const value_t *prepared;   /* when departments were last asked to agree */
    const value_t *sent;       /* when it was last returned to a step */
    const value_t *ended;      /* when the record ended: what comes back when a change is dropped */
    int64_t seq;
} held_t;

typedef struct walk {
    arena_t *arena;
    held_t *held;
    size_t count, room;
    round_diff_t *rounds;
    size_t round_count;
    bool changing;    /* open again for a change, whose fields come with the next event */
    size_t of_change; /* where the rounds of the last change begin */
    int32_t round, preparation;
    const record_t *record;
    int32_t sent_from;   /* the step that has returned it and has not got it back; 0: none */
    int32_t sent_before; /* which that was before the last return */
} walk_t;

static held_t *find(walk_t *w, const char *name) {
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->held[i].name, name) == 0) return &w->held[i];
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 16;
        held_t *more = arena_grow(w->arena, w->held, w->count, room, sizeof *more);
        if (more == NULL) return NULL;
        w->held = more;
        w->room = room;
    }
    w->held[w->count] = (held_t){.name = name};
    return &w->held[w->count++];
}

static void set(walk_t *w, const field_t *fields, size_t count, int64_t seq) {
    for (size_t i = 0; i < count; i++) {
        held_t *h = find(w, fields[i].name);
        if (h == NULL) return;
        h->now = fields[i].value.kind != VALUE_NONE ? &fields[i].value : NULL;
        h->seq = seq;
    }
}

static bool differ(const value_t *a, const value_t *b) {
    return a == NULL || b == NULL ? a != b : !value_equal(a, b);
}

static void tell(walk_t *w, round_diff_t diff) {
    round_diff_t *more = arena_grow(w->arena, w->rounds, w->round_count, w->round_count + 1, sizeof *more);
    if (more == NULL) return;
    w->rounds = more;
    w->rounds[w->round_count++] = diff;
}

/* A round begins with what the fields are now. */
static void boundary(walk_t *w, int32_t round, bool pending) {
    field_diff_t *list = arena_array(w->arena, w->count + 1, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; list != NULL && i < w->count; i++) {
        held_t *h = &w->held[i];
        if (differ(h->then, h->now))
            list[count++] =
                (field_diff_t){.name = h->name, .before = h->then, .after = h->now, .seq = h->seq};
        h->then = h->now;
    }
    w->round = round;
    if (round >= 2 && count > 0)
        tell(w, (round_diff_t){.round = round, .pending = pending, .fields = list, .count = count});
}

/* Departments are asked to agree to what the fields are now: those that did before see what it is otherwise.
 */
static void asked_to_agree(walk_t *w, int32_t times, bool pending) {
    field_diff_t *list = arena_array(w->arena, w->count + 1, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; list != NULL && i < w->count; i++) {
        held_t *h = &w->held[i];
        if (differ(h->prepared, h->now))
            list[count++] =
                (field_diff_t){.name = h->name, .before = h->prepared, .after = h->now, .seq = h->seq};
        h->prepared = h->now;
    }
    w->preparation = times;
    if (times >= 2 && count > 0)
        tell(w, (round_diff_t){.round = w->round + 1,
                               .preparation = times,
                               .pending = pending,
                               .fields = list,
                               .count = count});
}

/* What became of the form on the way back, for whoever returned it. */
static void came_back(walk_t *w) {
    const step_t *from = w->sent_from ? record_step(w->record, w->sent_from) : NULL;
    field_diff_t *list = from != NULL ? arena_array(w->arena, w->count + 1, sizeof *list) : NULL;
    size_t count = 0;
    for (size_t i = 0; list != NULL && i < w->count; i++) {
        held_t *h = &w->held[i];
        if (differ(h->sent, h->now))
            list[count++] =
                (field_diff_t){.name = h->name, .before = h->sent, .after = h->now, .seq = h->seq};
    }
    w->sent_from = 0;
    if (count > 0)
        tell(w, (round_diff_t){.round = w->round, .from = from->name, .fields = list, .count = count});
}

static void send_back(walk_t *w, int32_t from) {
    int32_t before = w->sent_from;
    came_back(w); /* on the way it was returned once more */
    w->sent_before = before;
    w->sent_from = from;
    for (size_t i = 0; i < w->count; i++)
        w->held[i].sent = w->held[i].now;
}

/* Was it returned to the step that the one of that number repeats? Of a loop it is its body. */
static bool was_sent_by(const walk_t *w, int32_t first) {
    const step_t *s = record_step(w->record, first);
    const step_t *group = s != NULL && s->parent ? record_step(w->record, s->parent) : NULL;
    return w->sent_from && (group == NULL || group->kind != STEP_LOOP);
}

/* Does the step repeat the one that has returned it? */
static bool has_it_back(const walk_t *w, int32_t no) {
    const step_t *s = record_step(w->record, no);
    while (w->sent_from && s != NULL && s->no != w->sent_from)
        s = s->origin && s->origin < s->no ? record_step(w->record, s->origin) : NULL;
    return w->sent_from && s != NULL;
}

static void keep_end(walk_t *w) {
    for (size_t i = 0; i < w->count; i++)
        w->held[i].ended = w->held[i].now;
}

static void restore_end(walk_t *w, int64_t seq) {
    for (size_t i = 0; i < w->count; i++) {
        held_t *h = &w->held[i];
        if (differ(h->now, h->ended)) h->seq = seq;
        h->now = h->then = h->ended;
    }
}

static void look_at(walk_t *w, const event_t *e) {
    switch (e->kind) {
    case EVENT_DRAFTED:
        set(w, e->u.drafted.fields, e->u.drafted.field_count, e->seq);
        break;
    case EVENT_EDITED:
        set(w, e->u.edited.fields, e->u.edited.field_count, e->seq);
        break;
    case EVENT_ADJUSTED:
        set(w, e->u.adjusted.fields, e->u.adjusted.field_count, e->seq);
        break;
    case EVENT_ADJUSTMENT_DROPPED:
        set(w, e->u.adjustment_dropped.fields, e->u.adjustment_dropped.field_count, e->seq);
        break;
    case EVENT_ADJUSTMENT_UNDONE:
        set(w, e->u.adjustment_taken_back.fields, e->u.adjustment_taken_back.field_count, e->seq);
        break;
    case EVENT_PREPARING:
        asked_to_agree(w, e->u.preparing.times, false);
        break;
    case EVENT_PLAN_REWOUND:
        if (e->u.plan_rewound.cause != NULL && strcmp(e->u.plan_rewound.cause, "returned") == 0)
            send_back(w, e->u.plan_rewound.from);
        break;
    case EVENT_STAGE_RETURNED: {
        const task_t *task = record_task(w->record, e->u.stage_returned.task);
        if (task != NULL) send_back(w, task->step);
        break;
    }
    case EVENT_PLAN_RESTORED: /* as if it had not been returned; a loop's round is no return */
        if (was_sent_by(w, e->u.plan_restored.first)) w->sent_from = w->sent_before;
        break;
    case EVENT_STEP_OPENED:
        if (has_it_back(w, e->u.step_opened.step)) came_back(w);
        break;
    case EVENT_SUBMITTED:
        w->sent_from = 0; /* what it was in between stands with the round */
        boundary(w, e->u.submitted.round, false);
        break;
    case EVENT_REOPENED:
        keep_end(w);
        w->of_change = w->round_count;
        w->changing = e->u.reopened.state == RECORD_OPEN;
        w->round = e->u.reopened.round;
        break;
    case EVENT_AMENDED:
        set(w, e->u.amended.fields, e->u.amended.field_count, e->seq);
        if (w->changing) boundary(w, w->round, false);
        w->changing = false;
        break;
    case EVENT_CHANGE_DROPPED:
        restore_end(w, e->seq);
        for (size_t i = w->of_change; i < w->round_count; i++)
            w->rounds[i].dropped = true;
        break;
    default:
        break;
    }
}

/* What the initiator has in hand, and would submit as the next round. */
static bool in_hand(const record_t *r) {
    return r->round > 0 && (r->state == RECORD_RETURNED || r->state == RECORD_REFUSED ||
                            r->state == RECORD_PREPARED || r->state == RECORD_PREPARING);
}

int changes_read(const past_t *past, const record_t *record, const field_t *tried, size_t tried_count,
                 round_diff_t **out, size_t *count, diag_t *d) {
    walk_t w = {.arena = past->arena, .record = record};
    for (size_t i = 0; i < past->count; i++)
        look_at(&w, &past->rows[i].event);
    set(&w, tried, tried_count, 0);
    if (record->unagreed_count > 0 && record->state != RECORD_PREPARING)
        asked_to_agree(&w, w.preparation + 1, true);
    if (in_hand(record)) boundary(&w, record->round + 1, true);
    if (record->state == RECORD_OPEN) came_back(&w); /* is on its way back */
    *out = w.rounds;
    *count = w.round_count;
    return arena_failed(past->arena) ? diag_memory(d) : 0;
}
