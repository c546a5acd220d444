/* What plugins.c, which loads, and plugin_call.c, which calls, share; nobody else includes it. */
#ifndef CS_SERVER_PLUGINS_PRIVATE_H
#define CS_SERVER_PLUGINS_PRIVATE_H

#include "server/plugins.h"

typedef struct channel {
    struct cs_channel is;
    void *self; /* what its open gave */
} channel_t;

typedef struct plugin {
    char *name, *file;
    void *library;       /* of dlopen */
    struct cs_plugin is; /* a copy of its table */
    struct cs_host host;
    void *self; /* what its open gave */
    bool opened;
    channel_t *channels;
    size_t open_channels;
} plugin_t;

/* The ctx of a pure_function_t. */
typedef struct function_call {
    const plugin_t *plugin;
    const struct cs_function *is;
} function_call_t;

struct plugins {
    plugin_t *list;
    size_t count;
    channel_t **channels; /* sorted by name */
    const char **channel_names;
    size_t channel_count;
    pure_function_t *functions; /* sorted by name */
    function_call_t *calls;
    size_t function_count;
};

/* The call of every pure_function_t that plugins give. */
int plugin_call_function(void *ctx, const value_t *arguments, size_t count, arena_t *arena, value_t *out,
                         diag_t *d);

#endif
