/* What administrators look after: messages on their way or stuck, and incidents. */
#include "server/api_private.h"
#include "store/outbox.h"
#include "store/queries.h"
#include <string.h>

static int only_administrators(reader_t *r, const api_call_t *call, diag_t *d) {
    if (api_acts_as_administrator(call, r->snapshot->directory, reader_now(r))) return 0;
    return diag_set(d, "actor.not_administrator", "verb", call->verb->name, NULL);
}

/* ---- outbox ---- */

static const char *state_word(outbox_state_t state) {
    static const char *const words[] = {"", "pending", "claimed", "delivered", "stuck"};
    return words[state <= OUTBOX_STUCK ? state : 0];
}

static int read_which(const api_call_t *call, outbox_list_t *out, diag_t *d) {
    diag_t wrong = {0};
    const char *state = json_text(call->body, "state", false, &wrong);
    *out = OUTBOX_LIST_ALL;
    if (wrong.code != NULL) {
        diag_copy(d, &wrong);
        return -1;
    }
    if (state == NULL || strcmp(state, "all") == 0) return 0;
    *out = strcmp(state, "stuck") == 0 ? OUTBOX_LIST_STUCK : OUTBOX_LIST_WAITING;
    if (*out == OUTBOX_LIST_STUCK || strcmp(state, "waiting") == 0) return 0;
    return diag_set(d, "api.value", "field", "state", "expected", "stuck, waiting or all", NULL);
}

static json_t *message_json(shape_t *s, const outbox_row_t *row) {
    const message_t *m = &row->message;
    json_t *o = shape_object(s);
    shape_id(s, o, "message", m->id);
    shape_text(s, o, "channel", row->channel);
    shape_person(s, o, "recipient", m->recipient);
    if (row->principal != 0) shape_person(s, o, "principal", row->principal);
    shape_text(s, o, "kind", m->kind);
    shape_id(s, o, "record", m->record);
    shape_id(s, o, "task", m->task);
    shape_text(s, o, "step", m->step);
    shape_instant(s, o, "due_at", m->due);
    shape_text(s, o, "text", m->text);
    shape_instant(s, o, "created_at", row->created_at);
    shape_text(s, o, "state", state_word(row->state));
    shape_int(s, o, "attempts", row->attempts);
    shape_instant(s, o, "next_attempt_at", row->next_attempt_at);
    shape_text(s, o, "last_error", row->last_error);
    shape_instant(s, o, "ended_at", row->ended_at);
    return o;
}

static json_t *outbox_answer(reader_t *r, const outbox_row_t *rows, size_t count, bool more, arena_t *arena,
                             diag_t *d) {
    shape_t s = {.directory = r->snapshot->directory, .arena = arena};
    json_t *root = shape_answer(&s), *list = shape_array(&s);
    for (size_t i = 0; i < count; i++)
        shape_add(&s, list, message_json(&s, &rows[i]));
    shape_put(&s, root, "messages", list);
    shape_id(&s, root, "next", more && count > 0 ? rows[count - 1].message.id : 0);
    return shape_done(&s, root, d);
}

/* A message that goes to several channels is not to be cut in two: of a page that is full, what belongs to
 * the last message is left for the next one. */
static size_t whole_messages(const outbox_row_t *rows, size_t count) {
    size_t keep = count;
    while (keep > 0 && rows[keep - 1].message.id == rows[count - 1].message.id)
        keep--;
    return keep > 0 ? keep : count;
}

json_t *api_read_outbox(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    outbox_list_t which;
    outbox_row_t *rows;
    size_t limit, count;
    int64_t after;
    json_t *answer = NULL;
    arena_init(&arena, 0);
    if (only_administrators(r, call, d) == 0 && read_which(call, &which, d) == 0 &&
        api_limit(r->host, call, &limit, d) == 0 && api_id(call, "after", &after, d) == 0 &&
        outbox_rows(r->store, which, after, limit + 1, &arena, &rows, &count, d) == 0) {
        bool more = count > limit;
        answer = outbox_answer(r, rows, more ? whole_messages(rows, count) : count, more, &arena, d);
    }
    arena_free(&arena);
    return answer;
}

/* ---- incidents ---- */

static json_t *incident_json(shape_t *s, const incident_row_t *row) {
    const incident_t *i = &row->incident;
    json_t *o = shape_object(s);
    shape_id(s, o, "incident", i->id);
    shape_instant(s, o, "at", row->at);
    shape_text(s, o, "code", i->code);
    shape_text(s, o, "text", i->text);
    shape_text(s, o, "file", i->file);
    shape_int(s, o, "line", i->line);
    shape_id(s, o, "record", i->record);
    shape_person(s, o, "person", i->person);
    shape_instant(s, o, "settled_at", row->settled_at);
    shape_person(s, o, "settled_by", row->settled_by);
    return o;
}

json_t *api_read_incidents(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    incident_row_t *rows;
    size_t limit, count;
    int64_t after;
    json_t *root = NULL;
    arena_init(&arena, 0);
    shape_t s = {.directory = r->snapshot->directory, .arena = &arena};
    if (only_administrators(r, call, d) == 0 && api_limit(r->host, call, &limit, d) == 0 &&
        api_id(call, "after", &after, d) == 0 &&
        store_incidents(r->store, !json_flag(call->body, "all"), after, limit, &arena, &rows, &count, d) ==
            0) {
        root = shape_answer(&s);
        json_t *list = shape_array(&s);
        for (size_t i = 0; i < count; i++)
            shape_add(&s, list, incident_json(&s, &rows[i]));
        shape_put(&s, root, "incidents", list);
        shape_id(&s, root, "next", count == limit ? rows[count - 1].incident.id : 0);
        root = shape_done(&s, root, d);
    }
    arena_free(&arena);
    return root;
}
