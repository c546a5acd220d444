/* The map of a replay (FILE.map.lua): how a log's events stand for commands. The contract of such a file is
 * told at the head of rules/finance/declaration.map.lua. It runs in the sandbox of the rules, without their
 * vocabulary. */
#ifndef CS_CLI_REPLAY_MAP_H
#define CS_CLI_REPLAY_MAP_H

#include "cli/replay_log.h"
#include "script/ruleset.h"
#include "script/sandbox.h"
#include "store/tables.h"

enum { MAP_FIELDS_MAX = 64, MAP_ROLES_MAX = 32 };

typedef struct map_row {
    people_table_t table;
    const char **pairs; /* column, value, …, NULL */
} map_row_t;

typedef struct replay_map {
    sandbox_t *sandbox;
    sandbox_ref_t event;
    const char *file;
    arena_t arena;
    const char *flow, *initiator;
    const char *calendar; /* the definition as JSON, named "company" */
    map_row_t *rows;
    size_t row_count;
    setting_value_t *settings;
    size_t setting_count;
    const char **submissions; /* NULL-terminated */
} replay_map_t;

/* Loads the map. map.value {what, expected} and rule.* errors, with the file. The caller frees it, also after
 * a failure. */
int replay_map_open(replay_map_t *map, const char *path, diag_t *d);
void replay_map_close(replay_map_t *map);

/* What one event stands for. Texts are in the arena given. */
typedef struct map_command {
    const char *command, *as, *step, *text;
    bool text_supplied;
    const char *names[MAP_FIELDS_MAX], *values[MAP_FIELDS_MAX];
    bool supplied[MAP_FIELDS_MAX];
    size_t field_count;
    const char *why; /* not NULL: it stands for none, and this is why */
} map_command_t;

/* Asks the map. `later`: the roles that act later in the round; NULL at events that begin none. */
int replay_map_event(replay_map_t *map, const replay_log_t *log, size_t event, const char *const *later,
                     size_t later_count, arena_t *arena, map_command_t *out, diag_t *d);

#endif
