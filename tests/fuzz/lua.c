/* Lua files that are not rules: the same bytes as a data file (people, calendars as data) and as the map of a
 * replay, which is asked about each event of a small log. */
#include "base/json.h"
#include "cli/data_file.h"
#include "cli/replay_map.h"
#include "fuzz/shared/pieces.h"

static const char CASES[] = "case_id,amount,budget\nc1,26.85,B1\nc2,,\n";
static const char EVENTS[] = "case_id,seq,activity,timestamp,resource,role\n"
                             "c1,1,submit,2020-01-01T08:00:00Z,STAFF,EMPLOYEE\n"
                             "c1,2,approve,2020-01-02T08:00:00Z,STAFF,HEAD\n"
                             "c2,1,pay,2020-01-03T08:00:00Z,SYSTEM,\n";

static const replay_log_t *small_log(void) {
    static replay_log_t log;
    diag_t d = {0};
    if (log.event_count == 0)
        FUZZ_MUST(replay_log_read(&log, fuzz_file(1, (const uint8_t *)CASES, sizeof CASES - 1),
                                  fuzz_file(2, (const uint8_t *)EVENTS, sizeof EVENTS - 1), &d) == 0);
    return &log;
}

static void ask(replay_map_t *map) {
    static const char *const later[] = {"HEAD"};
    const replay_log_t *log = small_log();
    for (size_t i = 0; i < log->event_count; i++) {
        arena_t arena;
        map_command_t command;
        diag_t d = {0};
        arena_init(&arena, 0);
        if (replay_map_event(map, log, i, i == 0 ? later : NULL, i == 0, &arena, &command, &d) != 0) {
            fuzz_refused(&d);
        } else if (command.why == NULL) {
            FUZZ_MUST(command.command != NULL && command.as != NULL && command.field_count <= MAP_FIELDS_MAX);
            for (size_t k = 0; k < command.field_count; k++)
                FUZZ_MUST(command.names[k] != NULL && command.values[k] != NULL);
        }
        arena_free(&arena);
    }
}

static void open_map(const char *path) {
    replay_map_t map;
    diag_t d = {0};
    if (replay_map_open(&map, path, &d) == 0) {
        FUZZ_MUST(map.flow != NULL && map.initiator != NULL && map.calendar != NULL &&
                  map.submissions != NULL);
        for (size_t i = 0; i < map.row_count; i++)
            FUZZ_MUST(map.rows[i].pairs != NULL);
        ask(&map);
    } else {
        fuzz_refused(&d);
    }
    replay_map_close(&map);
}

/* What is read can be sent: it is JSON. */
static void read_data(const char *path) {
    diag_t d = {0};
    json_t *value = data_file_read(path, &d);
    if (value == NULL) {
        fuzz_refused(&d);
        return;
    }
    char *text = json_write(value);
    FUZZ_MUST(text != NULL);
    json_t *again = json_read(text, strlen(text), strlen(text), &d);
    FUZZ_MUST(again != NULL && json_equal(value, again));
    json_decref(again);
    mem_free(text);
    json_decref(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_setup();
    const char *path = fuzz_file(0, data, size);
    read_data(path);
    open_map(path);
    return 0;
}

/* ---- the mutator ---- */

static const char *const WHOLES[] = {
    "return {\n  persons = {\n    { handle = \"li.na\", name = \"李娜\", department = \"sales\", uid = 4001 "
    "},\n  },\n"
    "  posts = { { post = \"sales.head\", person = \"li.na\" } },\n  yes = true, n = 3,\n}\n",
    "local person = { EMPLOYEE = \"a\", HEAD = \"b\" }\n"
    "return {\n  flow = \"finance.t\", initiator = \"a\",\n"
    "  calendar = { zone = \"UTC\", windows = { mon = { \"09:00-12:00\" } } },\n"
    "  directory = { persons = { { handle = \"a\", name = \"A\", department = \"d\" } } },\n"
    "  settings = { above = \"1 EUR\" },\n"
    "  submissions = { \"submit\" },\n"
    "  event = function(case, event, later)\n"
    "    if event.activity == \"submit\" then\n"
    "      return { command = \"submit\", as = person[event.role], fields = { amount = case.amount }, "
    "supplied = { x = \"1\" } }\n"
    "    end\n"
    "    if event.role == nil then return nil, \"nobody\" end\n"
    "    return { command = \"approve\", as = \"b\", step = \"head\", text = \"fine\", text_supplied = true "
    "}\n"
    "  end,\n}\n",
    NULL,
};

static const char *const PIECES[] = {
    "case",
    "event",
    "later",
    "case.amount",
    "event.role",
    "event.seq",
    "event.activity",
    "later.HEAD",
    "nil",
    "true",
    "3",
    "1.5",
    "0/0",
    "\"submit\"",
    "\"\\0\"",
    "\"\\xff\"",
    "\"\\u{10FFFF}\"",
    "{}",
    "{{}}",
    "{ 1, nil, 3 }",
    "{ [1] = 2, a = 3 }",
    "function() end",
    "command",
    "as",
    "step",
    "fields",
    "supplied",
    "text",
    "text_supplied",
    "why",
    "persons",
    "posts",
    "roles",
    "departments",
    "  calendar = { \"list\" },\n",
    "  event = function(c, e) return e end,\n",
    "  event = function() error({}) end,\n",
    "  event = function() return { command = 1 } end,\n",
    "  directory = { persons = { 3 } },\n",
    "  submissions = {},\n",
    "    for i = 1, 1e9 do end\n",
    "    local t = {} t.t = t return t\n",
    "    local m = {} for i = 1, 70 do m[\"f\" .. i] = \"x\" end\n",
    "      return { command = \"draft\", as = \"a\", fields = m, supplied = m }\n",
    "    for i = 1, 70 do person[i] = { i } end\n",
    "    return setmetatable({}, {})\n",
    "    return string.rep(\"x\", 1e6)\n",
    "local function f() return f() end\n",
    "return ",
    "end\n",
    "}\n",
    "{\n",
    "},\n",
    "(",
    ")",
    "=",
    "..",
    "#",
    "--[[",
    "]]",
    NULL,
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    return pieces_mutate(PIECES, WHOLES, data, size, room, seed);
}
