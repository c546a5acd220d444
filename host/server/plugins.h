/* Plugins: shared libraries found by name in one folder, loaded whole or not at all (countersign/plugin.h).
 * Gives the pure functions that rules may call and the channels that the outbox delivers through.
 *
 * Errors, each with {plugin, file}: plugin.name (no file name of its own), plugin.twice, plugin.missing,
 * plugin.load {detail: the linker's words}, plugin.symbol {symbol} (it exports no such table), plugin.version
 * {version, known}, plugin.shape {slot, problem}, plugin.open {detail: its own words}, plugin.channel
 * {channel, detail}, plugin.channel_twice {channel}, plugin.function_twice {function}, plugin.setting
 * {setting} (settings for a plugin that is not loaded); memory.out. */
#ifndef CS_SERVER_PLUGINS_H
#define CS_SERVER_PLUGINS_H

#include "base/diag.h"
#include "model/function.h"
#include <countersign/plugin.h>

typedef struct plugins plugins_t;

typedef struct plugin_setting {
    const char *plugin, *name, *value;
} plugin_setting_t;

/* Loads `count` plugins named in `names` from `folder` and opens them and their channels with their settings.
 * Nothing of the arguments is kept. NULL: the error is set, and nothing is loaded or open any more. No
 * plugins: fine. */
plugins_t *plugins_load(const char *folder, const char *const *names, size_t count,
                        const plugin_setting_t *settings, size_t setting_count, diag_t *d);
/* Closes channels, plugins and libraries, the last opened first. No call may be under way. NULL is fine. */
void plugins_close(plugins_t *plugins);

/* All functions, sorted by name; they live as long as the plugins. Calling one: function.failed {function,
 * message}. Thread-safe. */
const pure_function_t *plugins_functions(const plugins_t *plugins, size_t *count);
/* Names of the channels, sorted. */
const char *const *plugins_channels(const plugins_t *plugins, size_t *count);
/* Longest that one delivery through it may take, in ms. */
int64_t plugins_deliver_ms(const plugins_t *plugins, size_t channel);
/* Delivers through the channel of that index; blocks for up to its deliver_ms. One call at a time for each
 * channel. Unless CS_DELIVERED, `d` has channel.failed {channel, detail}. */
enum cs_delivery plugins_deliver(plugins_t *plugins, size_t channel, const struct cs_message *message,
                                 diag_t *d);

#endif
