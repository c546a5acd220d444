/* Where a company is and how it is served: its folder, and the settings in its file.
 *
 * A company is a folder: countersign.db (the store), countersign.conf (optional), documents/, run.sock (while
 * it is served). Naming the folder, or the store in it, is enough: all else has a default.
 *
 * The file: one `name = value` a line; `#` begins a comment; blank lines are fine. Relative paths are
 * relative to the file's folder. A name not listed here, one given twice, and a value out of range are errors
 * with file and line.
 *
 *   store, socket, documents, plugin_folder     paths
 *   plugins = file iban                         which to load, by name
 *   plugin.NAME.SETTING = …                     what a plugin is told
 *   and each limit of design.md §6: config_limits lists names, ranges, defaults and what they mean
 *
 * Errors, with file and line where there is one: config.unknown {name, nearest}, config.twice {name},
 * config.syntax {text}, config.value {name, value, least, most}, config.read {file, detail}, config.too_large
 * {limit}, memory.out. */
#ifndef CS_SERVER_CONFIG_H
#define CS_SERVER_CONFIG_H

#include "server/host.h"
#include "server/plugins.h"

/* Whole numbers, each with its unit in the name. */
typedef struct limits {
    int64_t batch_max, batch_us, queue_max, fire_batch, key_days, message_days, cache_mib, checkpoint_pages;
    int64_t dispose_events, free_pages, give_back_pages;
    int64_t readers, read_queue_max, read_ms, result_rows_max;
    int64_t connections_max, request_max_bytes, owner_request_max_bytes, pipeline_max, unsent_max_bytes;
    int64_t rule_instructions, rule_wall_ms, rule_memory_mib;
    int64_t deliver_attempts_max, deliver_retry_s, deliver_retry_max_s;
    int64_t recover_retry_max_s, host_number;
} limits_t;

typedef struct config {
    arena_t arena; /* holds all texts */
    const char *folder, *store, *socket, *documents, *plugin_folder;
    const char *file; /* the file read; NULL: none */
    const char **plugins;
    size_t plugin_count;
    plugin_setting_t *settings; /* of plugins */
    size_t setting_count;
    limits_t limits;
} config_t;

typedef struct config_limit {
    const char *name;
    int64_t least, most, otherwise; /* range and default */
    const char *meaning;            /* for the list of settings, in English */
    size_t at;                      /* offset in limits_t */
} config_limit_t;
extern const config_limit_t config_limits[]; /* sorted by name; ends with a NULL name */

/* Where the caller says the company is; each may be NULL. `file` NULL: countersign.conf in the folder, if
 * there is one. `store` wins over what the file says. All NULL: the working folder. */
typedef struct config_place {
    const char *folder, *store, *file;
} config_place_t;

/* Fills in *out; the caller gives it back with config_free, also after an error. Nothing is created or opened
 * but the file, and the folder of the plugins is looked for: `plugins` beside the program, else
 * ../lib/countersign/plugins. */
int config_open(const config_place_t *where, config_t *out, diag_t *d);
void config_free(config_t *config);
/* Reads settings from text, over what is there; `name` is what errors name, `folder` what paths are relative
 * to. */
int config_read(config_t *config, const char *text, size_t length, const char *name, const char *folder,
                diag_t *d);
/* What the host is opened with. Functions and channels are those of `plugins`; NULL: none. */
host_options_t config_host_options(const config_t *config, const plugins_t *plugins);
/* The plugins named in it, open. NULL: the error is set. */
plugins_t *config_plugins(const config_t *config, diag_t *d);

#endif
