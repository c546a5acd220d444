/* The configuration file and where a company's things are; see config.h. */
#include "server/config.h"
#include "server/fields.h"
#include "server/writer.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 256 * 1024, NAMES_MAX = 64 };

#define LIMIT(name, least, most, otherwise, meaning)                                                         \
    { #name, least, most, otherwise, meaning, offsetof(limits_t, name) }

const config_limit_t config_limits[] = {
    LIMIT(batch_max, 1, 10000, WRITER_BATCH_MAX, "most commands in one commit"),
    LIMIT(batch_us, 0, 1000000, WRITER_BATCH_US, "longest a command waits for others to share its commit"),
    LIMIT(cache_mib, 1, 65536, 64, "memory for records that are being worked on"),
    LIMIT(checkpoint_pages, 100, 1000000, 1000, "pages in the store's log before it is folded in"),
    LIMIT(connections_max, 1, 65536, 256, "open connections on the socket"),
    LIMIT(deliver_attempts_max, 1, 1000, 12, "attempts at a message before it is shown as stuck"),
    LIMIT(deliver_retry_max_s, 1, 604800, 3600, "longest wait between two attempts"),
    LIMIT(deliver_retry_s, 1, 86400, 15, "wait after the first failed attempt; doubled after each"),
    LIMIT(dispose_events, 1, 1000000, 500, "events of records disposed of in one commit, about"),
    LIMIT(fire_batch, 1, 10000, 64, "most deadlines fired in one commit"),
    LIMIT(free_pages, 1, 1000000, 256, "empty pages kept in the store's file for what comes"),
    LIMIT(give_back_pages, 1, 100000, 128, "most empty pages given back to the file system at once"),
    LIMIT(host_number, 0, 1023, 0, "this host's number, in the ids it makes"),
    LIMIT(key_days, 1, 3660, 30, "how long idempotency keys are kept"),
    LIMIT(message_days, 1, 36500, 90, "how long delivered messages are kept"),
    LIMIT(owner_request_max_bytes, 1024, 1073741824, 67108864,
          "longest request of the store's owner: imports, rules"),
    LIMIT(pipeline_max, 1, 4096, 64, "requests of one connection that may wait for their answers"),
    LIMIT(queue_max, 1, 1000000, 4096, "commands that may wait for the writer"),
    LIMIT(read_ms, 10, 600000, 2000, "longest that one read may take"),
    LIMIT(read_queue_max, 1, 1000000, 1024, "reads that may wait for a reader"),
    LIMIT(readers, 1, 64, 2, "reads carried out at the same time"),
    LIMIT(recover_retry_max_s, 1, 86400, 60,
          "longest wait between two tries to write again after a failed write"),
    LIMIT(request_max_bytes, 1024, 67108864, 1048576, "longest request"),
    LIMIT(result_rows_max, 1, 1000000, 1000, "most rows in one answer"),
    LIMIT(rule_instructions, 10000, 1000000000, 1000000, "Lua instructions of one call of a rule"),
    LIMIT(rule_memory_mib, 1, 4096, 64, "memory of one version of the rules in one thread"),
    LIMIT(rule_wall_ms, 1, 60000, 2000, "longest that one call of a rule may take"),
    LIMIT(unsent_max_bytes, 4096, 1073741824, 4194304,
          "answers a connection has not taken before it is read on"),
    {NULL, 0, 0, 0, NULL, 0},
};

static int64_t *limit_place(limits_t *limits, const config_limit_t *limit) {
    return (int64_t *)((char *)limits + limit->at);
}

/* ---- paths ---- */

static const char *path_under(config_t *c, const char *folder, const char *path) {
    if (path[0] == '/' || strcmp(folder, ".") == 0) return arena_strdup(&c->arena, path);
    return arena_printf(&c->arena, "%s/%s", folder, path);
}

/* What stands before the last '/'. */
static const char *folder_of(config_t *c, const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return ".";
    if (slash == path) return "/";
    return arena_strndup(&c->arena, path, (size_t)(slash - path));
}

/* Beside the program when it was built, in lib/ when it was installed. */
static const char *find_plugin_folder(config_t *c) {
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) return "plugins";
    program[length] = '\0';
    const char *folder = folder_of(c, program);
    if (folder == NULL) return NULL;
    const char *beside = arena_printf(&c->arena, "%s/plugins", folder);
    if (beside != NULL && access(beside, F_OK) == 0) return beside;
    return arena_printf(&c->arena, "%s/../lib/countersign/plugins", folder);
}

/* ---- one line ---- */

static bool is_blank(char ch) {
    return ch == ' ' || ch == '\t' || ch == '\r';
}

/* Without blanks around it. */
static const char *trimmed(config_t *c, const char *from, const char *to) {
    while (from < to && is_blank(*from))
        from++;
    while (to > from && is_blank(to[-1]))
        to--;
    return arena_strndup(&c->arena, from, (size_t)(to - from));
}

static int set_number(config_t *c, const config_limit_t *limit, const char *value, diag_t *d) {
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (value[0] != '\0' && *end == '\0' && errno == 0 && number >= limit->least && number <= limit->most) {
        *limit_place(&c->limits, limit) = number;
        return 0;
    }
    diag_set(d, "config.value", "name", limit->name, "value", value, NULL);
    diag_param_int(d, "least", limit->least);
    diag_param_int(d, "most", limit->most);
    return -1;
}

static int set_plugins(config_t *c, const char *value, diag_t *d) {
    c->plugin_count = 0;
    c->plugins = arena_array(&c->arena, strlen(value) / 2 + 1, sizeof *c->plugins);
    if (c->plugins == NULL) return diag_memory(d);
    while (*value != '\0') {
        size_t length = strcspn(value, " \t,");
        if (length > 0) {
            const char *name = arena_strndup(&c->arena, value, length);
            if (name == NULL) return diag_memory(d);
            c->plugins[c->plugin_count++] = name;
        }
        value += length + (value[length] != '\0');
    }
    return 0;
}

/* plugin.NAME.SETTING */
static int set_plugin_setting(config_t *c, const char *name, const char *value, diag_t *d) {
    const char *plugin = name + strlen("plugin.");
    const char *dot = strchr(plugin, '.');
    if (dot == NULL || dot == plugin || dot[1] == '\0')
        return diag_set(d, "config.unknown", "name", name, "nearest", "plugin.NAME.SETTING", NULL);
    plugin_setting_t *grown =
        arena_grow(&c->arena, c->settings, c->setting_count, c->setting_count + 1, sizeof *grown);
    if (grown == NULL) return diag_memory(d);
    c->settings = grown;
    c->settings[c->setting_count] = (plugin_setting_t){
        arena_strndup(&c->arena, plugin, (size_t)(dot - plugin)), arena_strdup(&c->arena, dot + 1), value};
    c->setting_count++;
    return arena_failed(&c->arena) ? diag_memory(d) : 0;
}

static int unknown(const char *name, diag_t *d) {
    const char *names[NAMES_MAX] = {"store", "socket", "documents", "plugin_folder", "plugins"};
    size_t count = 5;
    for (const config_limit_t *limit = config_limits; limit->name != NULL; limit++)
        names[count++] = limit->name;
    const char *near = nearest_name(name, names, count);
    return diag_set(d, "config.unknown", "name", name, "nearest", near != NULL ? near : "", NULL);
}

static int set_one(config_t *c, const char *name, const char *value, const char *folder, diag_t *d) {
    const struct {
        const char *name, **at;
    } paths[] = {{"store", &c->store},
                 {"socket", &c->socket},
                 {"documents", &c->documents},
                 {"plugin_folder", &c->plugin_folder}};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (strcmp(paths[i].name, name) != 0) continue;
        if (value[0] == '\0') return diag_set(d, "config.value", "name", name, "value", "", NULL);
        *paths[i].at = path_under(c, folder, value);
        return *paths[i].at != NULL ? 0 : diag_memory(d);
    }
    for (const config_limit_t *limit = config_limits; limit->name != NULL; limit++)
        if (strcmp(limit->name, name) == 0) return set_number(c, limit, value, d);
    if (strcmp(name, "plugins") == 0) return set_plugins(c, value, d);
    if (strncmp(name, "plugin.", strlen("plugin.")) == 0) return set_plugin_setting(c, name, value, d);
    return unknown(name, d);
}

/* ---- the file ---- */

typedef struct reading {
    config_t *config;
    const char *folder;
    const char **seen; /* names given so far */
    size_t count;
} reading_t;

static int read_line(reading_t *r, const char *line, const char *end, diag_t *d) {
    arena_t *arena = &r->config->arena;
    while (line < end && is_blank(*line))
        line++;
    if (line == end || *line == '#') return 0;
    const char *equals = memchr(line, '=', (size_t)(end - line));
    if (equals == NULL)
        return diag_set(d, "config.syntax", "text", arena_strndup(arena, line, (size_t)(end - line)), NULL);
    const char *name = trimmed(r->config, line, equals), *value = trimmed(r->config, equals + 1, end);
    if (name == NULL || value == NULL) return diag_memory(d);
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->seen[i], name) == 0) return diag_set(d, "config.twice", "name", name, NULL);
    const char **grown = arena_grow(arena, r->seen, r->count, r->count + 1, sizeof *grown);
    if (grown == NULL) return diag_memory(d);
    r->seen = grown;
    r->seen[r->count++] = name;
    return set_one(r->config, name, value, r->folder, d);
}

int config_read(config_t *c, const char *text, size_t length, const char *name, const char *folder,
                diag_t *d) {
    reading_t r = {.config = c, .folder = folder};
    const char *end = text + length;
    for (int line = 1; text < end; line++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        if (stop == NULL) stop = end;
        if (read_line(&r, text, stop, d) != 0) return diag_at(d, name, line);
        text = stop + 1;
    }
    return 0;
}

static int read_failed(const char *path, diag_t *d) {
    return diag_set(d, "config.read", "file", path, "detail", strerror(errno), NULL);
}

static int read_file(config_t *c, const char *path, diag_t *d) {
    FILE *in = fopen(path, "re");
    if (in == NULL) return read_failed(path, d);
    char *text = mem_alloc(FILE_MAX + 1);
    int status = text == NULL ? diag_memory(d) : 0;
    size_t length = text == NULL ? 0 : fread(text, 1, FILE_MAX + 1, in);
    if (status == 0 && ferror(in)) status = read_failed(path, d);
    if (status == 0 && length > FILE_MAX) {
        status = diag_set(d, "config.too_large", NULL);
        diag_param_int(d, "limit", FILE_MAX);
        diag_at(d, path, 0);
    }
    fclose(in);
    const char *folder = status == 0 ? folder_of(c, path) : NULL;
    if (status == 0 && folder == NULL) status = diag_memory(d);
    if (status == 0) status = config_read(c, text, length, path, folder, d);
    mem_free(text);
    return status;
}

/* ---- the whole ---- */

static void set_defaults(config_t *c) {
    c->store = path_under(c, c->folder, "countersign.db");
    c->socket = path_under(c, c->folder, "run.sock");
    c->documents = path_under(c, c->folder, "documents");
    c->plugin_folder = find_plugin_folder(c);
    for (const config_limit_t *limit = config_limits; limit->name != NULL; limit++)
        *limit_place(&c->limits, limit) = limit->otherwise;
}

int config_open(const config_place_t *where, config_t *c, diag_t *d) {
    memset(c, 0, sizeof *c);
    arena_init(&c->arena, 0);
    c->folder = where->folder != NULL  ? arena_strdup(&c->arena, where->folder)
                : where->store != NULL ? folder_of(c, where->store)
                : where->file != NULL  ? folder_of(c, where->file)
                                       : ".";
    if (c->folder == NULL) return diag_memory(d);
    set_defaults(c);
    c->file = where->file != NULL ? arena_strdup(&c->arena, where->file)
                                  : path_under(c, c->folder, "countersign.conf");
    if (arena_failed(&c->arena)) return diag_memory(d);
    if (where->file == NULL && access(c->file, F_OK) != 0) c->file = NULL;
    if (c->file != NULL && read_file(c, c->file, d) != 0) return -1;
    if (where->store != NULL) c->store = arena_strdup(&c->arena, where->store);
    return arena_failed(&c->arena) ? diag_memory(d) : 0;
}

void config_free(config_t *c) {
    arena_free(&c->arena);
    memset(c, 0, sizeof *c);
}

host_options_t config_host_options(const config_t *c, const plugins_t *plugins) {
    host_options_t o = {
        .host_number = (uint16_t)c->limits.host_number,
        .cache_bytes = (size_t)c->limits.cache_mib << 20,
        .key_days = (int32_t)c->limits.key_days,
        .result_rows_max = c->limits.result_rows_max,
        .message_days = (int32_t)c->limits.message_days,
        .dispose_events = (int32_t)c->limits.dispose_events,
        .free_pages = (int32_t)c->limits.free_pages,
        .give_back_pages = (int32_t)c->limits.give_back_pages,
        .rule_instructions = c->limits.rule_instructions,
        .rule_wall_ms = c->limits.rule_wall_ms,
        .rule_memory = c->limits.rule_memory_mib << 20,
        .store = {.checkpoint_pages = (int32_t)c->limits.checkpoint_pages, .read_ms = c->limits.read_ms}};
    if (plugins != NULL) {
        o.functions = plugins_functions(plugins, &o.function_count);
        o.channels = plugins_channels(plugins, &o.channel_count);
    }
    return o;
}

plugins_t *config_plugins(const config_t *c, diag_t *d) {
    return plugins_load(c->plugin_folder, c->plugins, c->plugin_count, c->settings, c->setting_count, d);
}
