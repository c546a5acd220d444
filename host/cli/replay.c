/* Feeding a log through the engine; see replay.h. Each event becomes a command at its instant; deadlines due
 * by then are fired first, so that the deadlines of all cases interleave with the commands as they would have
 * on one clock. */
#include "cli/replay.h"
#include "cli/put_rules.h"
#include "server/writer.h"
#include <string.h>

enum { EVENTS_A_COMMIT = 512, FIRE_BATCH = 256 };

static instant_t virtual_now(void *ctx) {
    return ((replay_t *)ctx)->now;
}

char *replay_reason(const diag_t *error, arena_t *arena) {
    char *text = arena_strdup(arena, "");
    for (const diag_t *e = error; e != NULL && text != NULL; e = e->cause) {
        text = arena_printf(arena, "%s%s%s", text, e == error ? "" : " < ", e->code);
        for (int i = 0; text != NULL && i < e->param_count; i++)
            text = arena_printf(arena, "%s %s=%s", text, e->params[i].name, e->store + e->params[i].at);
    }
    return text;
}

/* The fresh company: the map's calendar and people, the rules with the map's settings. */
static int put_people(replay_t *r, diag_t *d) {
    store_t *store = host_store(r->host);
    int64_t version;
    for (size_t i = 0; i < r->map.row_count; i++) {
        const map_row_t *row = &r->map.rows[i];
        if (store_people_put(store, row->table, row->pairs, id_next(host_ids(r->host), r->now), d) != 0)
            return -1;
    }
    return store_people_changed(store, &version, d);
}

/* The folder's rules with the settings of the map. */
static int put_replayed_rules(replay_t *r, diag_t *d) {
    ruleset_content_t content;
    if (ruleset_read_folder(r->options.rules, &r->arena, &content, d) != 0) return -1;
    content.settings = r->map.settings;
    content.setting_count = r->map.setting_count;
    return put_rules(r->host, &content, "replay", NULL, d);
}

static int make_company(replay_t *r, diag_t *d) {
    host_options_t options = {.time = {r, virtual_now}};
    r->host = host_create(r->options.store, "UTC", &options, d);
    if (r->host == NULL) return -1;
    store_t *store = host_store(r->host);
    if (store_begin(store, d) != 0) return -1;
    if (store_calendar_put(store, "company", r->map.calendar, 0, r->now, d) != 0 || put_people(r, d) != 0) {
        store_rollback(store);
        return -1;
    }
    return store_commit(store, d) != 0 ? -1 : put_replayed_rules(r, d);
}

/* Every deadline due by `until`, each at its own instant. */
static int fire_until(replay_t *r, instant_t until, diag_t *d) {
    for (;;) {
        instant_t due;
        if (writer_next_due(r->host, &due, d) != 0) return -1;
        if (due == INSTANT_NONE || due > until) break;
        size_t fired;
        bool more;
        if (due > r->now) r->now = due;
        if (writer_fire(r->host, due, FIRE_BATCH, &fired, &more, d) != 0) return -1;
        if (fired == 0) return diag_set(d, "clock.stuck", NULL);
        r->rungs += fired;
    }
    r->now = until;
    return 0;
}

static const struct {
    const char *word;
    command_kind_t kind;
} COMMANDS[] = {
    {"draft", COMMAND_DRAFT},   {"submit", COMMAND_SUBMIT},           {"approve", COMMAND_APPROVE},
    {"refuse", COMMAND_REFUSE}, {"acknowledge", COMMAND_ACKNOWLEDGE}, {"done", COMMAND_DONE},
    {"return", COMMAND_RETURN}, {"withdraw", COMMAND_WITHDRAW},       {"comment", COMMAND_COMMENT}};

static command_kind_t kind_of(const char *word) {
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if (strcmp(COMMANDS[i].word, word) == 0) return COMMANDS[i].kind;
    return 0;
}

static void count_supplied(replay_t *r, const char *name) {
    for (size_t i = 0; i < r->supplied_count; i++) {
        if (strcmp(r->supplied[i].name, name) == 0) {
            r->supplied[i].count++;
            return;
        }
    }
    if (r->supplied_count == MAP_FIELDS_MAX) return;
    r->supplied[r->supplied_count++] = (struct replay_count){arena_strdup(&r->arena, name), 1};
}

/* The person who acts, by handle. */
static int find_actor(replay_t *r, const char *handle, actor_t *out, diag_t *d) {
    snapshot_t *snapshot = host_snapshot(r->host);
    person_info_t person;
    bool found = directory_by_handle(snapshot->directory, handle, &person);
    if (found)
        *out = (actor_t){.kind = person.kind == PERSON_SERVICE ? ACTOR_SERVICE : ACTOR_PERSON,
                         .person = person.id,
                         .auth = AUTH_REPLAY,
                         .uid = -1};
    snapshot_unref(snapshot);
    return found ? 0 : diag_set(d, "actor.unknown", "as", handle, NULL);
}

static int run_one(replay_t *r, const command_t *command, case_run_t *run, int64_t *task, diag_t *d) {
    request_t request = {.command = *command};
    request.command.record = command->kind == COMMAND_DRAFT ? 0 : run->record;
    reply_t reply;
    writer_run(r->host, &request, &reply, 1);
    r->commands++;
    if (!reply.ok) {
        diag_copy(d, &reply.error);
        diag_clear(&reply.error);
        return -1;
    }
    run->record = reply.record;
    *task = reply.task;
    return 0;
}

/* The event's command; -1: refused, with the reason. */
static int play(replay_t *r, size_t event, const map_command_t *m, case_run_t *run, arena_t *arena,
                diag_t *d) {
    if (m->why != NULL) return diag_set(d, "replay.unmapped", "why", m->why, NULL);
    command_t command = {.kind = kind_of(m->command),
                         .step = m->step,
                         .text = m->text,
                         .at = INSTANT_NONE,
                         .flow = r->map.flow};
    if (command.kind == 0) return diag_set(d, "replay.command", "command", m->command, NULL);
    if (find_actor(r, m->as, &command.actor, d) != 0) return -1;
    command.fields = arena_array(arena, m->field_count + 1, sizeof *command.fields);
    if (command.fields == NULL) return diag_memory(d);
    for (size_t i = 0; i < m->field_count; i++) {
        command.fields[i] = (field_t){m->names[i], {.kind = VALUE_TEXT, .u.text = m->values[i]}};
        if (m->supplied[i]) count_supplied(r, m->names[i]);
    }
    command.field_count = m->field_count;
    if (m->text_supplied) count_supplied(r, "(text)");
    if (command.kind == COMMAND_DRAFT && run->record != 0) return diag_set(d, "replay.begun", NULL);
    if (command.kind == COMMAND_SUBMIT && run->record == 0) {
        command_t draft = command;
        draft.kind = COMMAND_DRAFT;
        if (run_one(r, &draft, run, &r->tasks[event], d) != 0) return -1;
    }
    if (command.kind != COMMAND_DRAFT && run->record == 0) return diag_set(d, "replay.no_record", NULL);
    return run_one(r, &command, run, &r->tasks[event], d);
}

static bool begins_round(const replay_t *r, const log_event_t *e) {
    for (const char **s = r->map.submissions; *s != NULL; s++)
        if (strcmp(*s, e->activity) == 0) return true;
    return false;
}

/* Plays one event of the log; what the engine refuses ends its case, what the map or the store can't do ends
 * the replay. */
static int play_event(replay_t *r, size_t event, arena_t *arena, diag_t *d) {
    const log_event_t *e = &r->log.by_case[event];
    case_run_t *run = &r->cases[e->log_case];
    if (fire_until(r, e->at > r->now ? e->at : r->now, d) != 0) return -1;
    if (run->event >= 0) {
        r->unplayed++;
        return 0;
    }
    const char *later[MAP_ROLES_MAX];
    bool round = begins_round(r, e);
    size_t count = round ? replay_log_later(&r->log, event, r->map.submissions, later, MAP_ROLES_MAX) : 0;
    map_command_t m;
    if (replay_map_event(&r->map, &r->log, event, round ? later : NULL, count, arena, &m, d) != 0) return -1;
    diag_t refusal = {0};
    if (play(r, event, &m, run, arena, &refusal) == 0) return 0;
    if (store_fatal(&refusal) || host_read_only(r->host)) {
        diag_copy(d, &refusal);
        diag_clear(&refusal);
        return -1;
    }
    run->event = (int32_t)(event - (size_t)r->log.cases[e->log_case].first);
    run->reason = replay_reason(&refusal, &r->arena);
    diag_clear(&refusal);
    r->refused++;
    return run->reason == NULL ? diag_memory(d) : 0;
}

static int play_all(replay_t *r, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    int status = writer_open_transaction(r->host, d);
    for (size_t i = 0; status == 0 && i < r->log.event_count; i++) {
        if (r->options.stop != NULL && *r->options.stop) {
            r->stopped = true;
            break;
        }
        status = play_event(r, (size_t)r->log.by_time[i], &arena, d);
        arena_reset(&arena);
        if (status == 0 && i % EVENTS_A_COMMIT == EVENTS_A_COMMIT - 1) {
            status = writer_close_transaction(r->host, d);
            if (status == 0) status = writer_open_transaction(r->host, d);
            if (r->options.progress != NULL)
                r->options.progress(r->options.progress_ctx, i + 1, r->log.event_count);
        }
    }
    if (status == 0) status = writer_close_transaction(r->host, d);
    if (status == 0 && r->options.progress != NULL)
        r->options.progress(r->options.progress_ctx, r->log.event_count, r->log.event_count);
    arena_free(&arena);
    return status;
}

/* "open at supervisor": the names of the steps that are open. */
static char *open_at(const record_t *record, arena_t *arena) {
    char *text = arena_strdup(arena, "open at");
    const char *between = " ";
    for (size_t i = 0; text != NULL && i < record->step_count; i++) {
        if (record->steps[i].state != STEP_OPEN || step_is_group(record->steps[i].kind)) continue;
        text = arena_printf(arena, "%s%s%s", text, between, record->steps[i].name);
        between = ", ";
    }
    return text;
}

/* Did the record come to rest? Finished, a draft never submitted, or a refusal that the initiator has
 * acknowledged. */
static int judge(replay_t *r, case_run_t *run, arena_t *arena, diag_t *d) {
    if (run->event >= 0) return 0;
    if (run->record == 0) {
        run->reason = arena_strdup(&r->arena, "no events");
        return run->reason == NULL ? diag_memory(d) : 0;
    }
    bytes_t state;
    chain_t chain;
    record_t record;
    if (store_record(host_store(r->host), run->record, arena, &state, &chain, d) != 0 ||
        record_decode_of(run->record, state, arena, &record, d) != 0)
        return -1;
    run->ok = record_has_ended(record.state) || record.state == RECORD_REFUSED ||
              (record.state == RECORD_DRAFT && record.number == NULL);
    if (run->ok)
        r->ok++;
    else
        run->reason = open_at(&record, &r->arena);
    return !run->ok && run->reason == NULL ? diag_memory(d) : 0;
}

static int judge_all(replay_t *r, diag_t *d) {
    arena_t arena;
    store_t *store = host_store(r->host);
    if (store_begin(store, d) != 0)
        return -1; /* all that is read in one transaction: locks cost more than rows */
    arena_init(&arena, 0);
    int status = 0;
    for (size_t i = 0; status == 0 && i < r->log.case_count; i++) {
        status = judge(r, &r->cases[i], &arena, d);
        arena_reset(&arena);
    }
    arena_free(&arena);
    store_rollback(store);
    return status;
}

int replay_run(replay_t *r, const replay_options_t *options, diag_t *d) {
    memset(r, 0, sizeof *r);
    r->options = *options;
    arena_init(&r->arena, 0);
    if (replay_map_open(&r->map, options->map, d) != 0 ||
        replay_log_read(&r->log, options->cases, options->events, d) != 0)
        return -1;
    if (options->flow != NULL && strcmp(options->flow, r->map.flow) != 0)
        return diag_set(d, "replay.flow", "flow", options->flow, "map", r->map.flow, NULL);
    r->cases = arena_array(&r->arena, r->log.case_count + 1, sizeof *r->cases);
    r->tasks = arena_array(&r->arena, r->log.event_count + 1, sizeof *r->tasks);
    if (r->cases == NULL || r->tasks == NULL) return diag_memory(d);
    for (size_t i = 0; i < r->log.case_count; i++)
        r->cases[i].event = -1;
    r->now = r->log.event_count > 0 ? r->log.by_case[r->log.by_time[0]].at : 0;
    if (make_company(r, d) != 0 || play_all(r, d) != 0) return -1;
    return judge_all(r, d);
}

void replay_free(replay_t *r) {
    host_close(r->host);
    replay_map_close(&r->map);
    replay_log_free(&r->log);
    arena_free(&r->arena);
}
