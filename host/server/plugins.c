/* Loading plugins; see plugins.h. plugin_call.c has what happens when they are called. */
#include "base/log.h"
#include "server/plugins_private.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_LONGEST = 32, PATH_LONGEST = 4096 };

/* What every error of a plugin names. */
static int refuse(diag_t *d, const char *code, const char *plugin, const char *file, const char *name,
                  const char *value) {
    diag_set(d, code, "plugin", plugin, "file", file, NULL);
    if (name != NULL) diag_param(d, name, value);
    return -1;
}

static int misshaped(diag_t *d, const plugin_t *p, const char *slot, const char *problem) {
    diag_set(d, "plugin.shape", "plugin", p->name, "file", p->file, "slot", slot, "problem", problem, NULL);
    return -1;
}

static bool good_name(const char *name) {
    size_t length = name == NULL ? 0 : strlen(name);
    return length > 0 && length <= NAME_LONGEST &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

/* Two words with a dot between, as rules write a function of a library. */
static bool good_function_name(const char *name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    if (name == NULL || strlen(name) > 2 * NAME_LONGEST) return false;
    size_t first = strspn(name, letters);
    if (first == 0 || name[first] != '.' || name[0] < 'a' || name[first + 1] < 'a') return false;
    return name[first + 1 + strspn(name + first + 1, letters)] == '\0';
}

/* ---- the table ---- */

static int check_channels(const plugin_t *p, diag_t *d) {
    if (p->is.channel_count > 0 && p->is.channels == NULL) return misshaped(d, p, "channels", "NULL");
    for (size_t i = 0; i < p->is.channel_count; i++) {
        const struct cs_channel *c = &p->is.channels[i];
        if (!good_name(c->name)) return misshaped(d, p, "channel.name", "not a name");
        if (c->open == NULL || c->deliver == NULL || c->close == NULL)
            return misshaped(d, p, "channel", "open, deliver or close is NULL");
        if (c->deliver_ms == 0 || c->deliver_ms > CS_DELIVER_MS_MAX)
            return misshaped(d, p, "channel.deliver_ms", "outside 1 to CS_DELIVER_MS_MAX");
    }
    return 0;
}

static int check_functions(const plugin_t *p, diag_t *d) {
    if (p->is.function_count > 0 && p->is.functions == NULL) return misshaped(d, p, "functions", "NULL");
    for (size_t i = 0; i < p->is.function_count; i++) {
        const struct cs_function *f = &p->is.functions[i];
        if (!good_function_name(f->name))
            return misshaped(d, p, "function.name", "not of the form word.word");
        if (f->call == NULL) return misshaped(d, p, "function.call", "NULL");
        if (f->arguments_min > f->arguments_max || f->arguments_max > CS_ARGUMENTS_MAX)
            return misshaped(d, p, "function.arguments_max",
                             "not between arguments_min and CS_ARGUMENTS_MAX");
    }
    return 0;
}

/* Finds the table and takes a copy: a plugin built with fewer slots has zero in those that came later. */
static int find_table(plugin_t *p, diag_t *d) {
    const struct cs_plugin *table = dlsym(p->library, CS_PLUGIN_SYMBOL);
    if (table == NULL) return refuse(d, "plugin.symbol", p->name, p->file, "symbol", CS_PLUGIN_SYMBOL);
    /* Nothing but the version may be read before it is known to be ours. */
    if (table->version != CS_PLUGIN_VERSION) {
        refuse(d, "plugin.version", p->name, p->file, NULL, NULL);
        diag_param_int(d, "version", table->version);
        diag_param_int(d, "known", CS_PLUGIN_VERSION);
        return -1;
    }
    if (table->size < offsetof(struct cs_plugin, function_count) + sizeof table->function_count)
        return misshaped(d, p, "size", "too small");
    memcpy(&p->is, table, table->size < sizeof p->is ? table->size : sizeof p->is);
    if (p->is.name == NULL || strcmp(p->is.name, p->name) != 0)
        return misshaped(d, p, "name", "not the file's name");
    return check_channels(p, d) != 0 || check_functions(p, d) != 0 ? -1 : 0;
}

/* ---- one plugin ---- */

static void host_log(const struct cs_host *host, enum cs_log_level level, const char *text) {
    const plugin_t *p = (const plugin_t *)((const char *)host - offsetof(plugin_t, host));
    log_level_t as = level <= CS_LOG_DEBUG  ? LOG_LEVEL_DEBUG
                     : level == CS_LOG_INFO ? LOG_LEVEL_INFO
                     : level == CS_LOG_WARN ? LOG_LEVEL_WARN
                                            : LOG_LEVEL_ERROR;
    log_line(as, "plugin=%s %s", p->name, text != NULL ? text : "");
}

/* Its own settings, in the form that plugins take; freed by the caller. */
static struct cs_setting *settings_of(const plugin_t *p, const plugin_setting_t *settings, size_t count,
                                      size_t *own) {
    struct cs_setting *list = mem_alloc((count + 1) * sizeof *list);
    *own = 0;
    for (size_t i = 0; list != NULL && i < count; i++)
        if (strcmp(settings[i].plugin, p->name) == 0)
            list[(*own)++] = (struct cs_setting){settings[i].name, settings[i].value};
    return list;
}

static int open_channels(plugin_t *p, const struct cs_setting *settings, size_t count, diag_t *d) {
    struct cs_error error;
    p->channels = mem_alloc((p->is.channel_count + 1) * sizeof *p->channels);
    if (p->channels == NULL) return diag_memory(d);
    for (size_t i = 0; i < p->is.channel_count; i++) {
        channel_t *c = &p->channels[i];
        *c = (channel_t){.is = p->is.channels[i]};
        error.text[0] = '\0';
        if (c->is.open(p->self, settings, count, &c->self, &error) != 0) {
            error.text[sizeof error.text - 1] = '\0';
            refuse(d, "plugin.channel", p->name, p->file, "channel", c->is.name);
            diag_param(d, "detail", error.text);
            return -1;
        }
        p->open_channels++;
    }
    return 0;
}

static int open_plugin(plugin_t *p, const struct cs_setting *settings, size_t count, diag_t *d) {
    struct cs_error error = {0};
    p->host = (struct cs_host){CS_PLUGIN_VERSION, sizeof p->host, host_log};
    if (p->is.open != NULL && p->is.open(&p->host, settings, count, &p->self, &error) != 0) {
        error.text[sizeof error.text - 1] = '\0';
        return refuse(d, "plugin.open", p->name, p->file, "detail", error.text);
    }
    p->opened = true;
    return open_channels(p, settings, count, d);
}

static int load_plugin(plugin_t *p, const char *folder, const char *name, const plugin_setting_t *settings,
                       size_t setting_count, diag_t *d) {
    char file[PATH_LONGEST];
    if (!good_name(name)) return refuse(d, "plugin.name", name, folder, NULL, NULL);
    int length = snprintf(file, sizeof file, "%s/%s.so", folder, name);
    if (length >= (int)sizeof file) return refuse(d, "plugin.missing", name, folder, NULL, NULL);
    p->name = mem_strdup(name);
    p->file = mem_strdup(file);
    if (p->name == NULL || p->file == NULL) return diag_memory(d);
    if (access(file, F_OK) != 0) return refuse(d, "plugin.missing", name, file, NULL, NULL);
    p->library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (p->library == NULL) {
        const char *detail = dlerror();
        return refuse(d, "plugin.load", name, file, "detail", detail != NULL ? detail : "");
    }
    if (find_table(p, d) != 0) return -1;
    size_t own;
    struct cs_setting *list = settings_of(p, settings, setting_count, &own);
    if (list == NULL) return diag_memory(d);
    int status = open_plugin(p, list, own, d);
    mem_free(list);
    return status;
}

/* As much of it as was opened. */
static void close_plugin(plugin_t *p) {
    while (p->open_channels > 0) {
        channel_t *c = &p->channels[--p->open_channels];
        c->is.close(c->self);
    }
    if (p->opened && p->is.close != NULL) p->is.close(p->self);
    if (p->library != NULL) dlclose(p->library);
    mem_free(p->channels);
    mem_free(p->name);
    mem_free(p->file);
}

/* ---- all of them ---- */

static int by_function(const void *a, const void *b) {
    return strcmp(((const pure_function_t *)a)->name, ((const pure_function_t *)b)->name);
}

static int by_channel(const void *a, const void *b) {
    const channel_t *x = *(channel_t *const *)a, *y = *(channel_t *const *)b;
    return strcmp(x->is.name, y->is.name);
}

/* The plugin that a channel or function in the lists is of, for the error. */
static int twice(const plugins_t *all, const char *code, const char *what, const char *name, diag_t *d) {
    const plugin_t *last = &all->list[all->count - 1];
    for (size_t i = 0; i < all->count; i++) {
        const plugin_t *p = &all->list[i];
        for (size_t k = 0; k < p->is.channel_count; k++)
            if (strcmp(p->is.channels[k].name, name) == 0) last = p;
        for (size_t k = 0; k < p->is.function_count; k++)
            if (strcmp(p->is.functions[k].name, name) == 0) last = p;
    }
    return refuse(d, code, last->name, last->file, what, name);
}

static int list_channels(plugins_t *all, diag_t *d) {
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++)
        n += all->list[i].is.channel_count;
    all->channels = mem_alloc((n + 1) * sizeof(channel_t *));
    all->channel_names = mem_alloc((n + 1) * sizeof(char *));
    if (all->channels == NULL || all->channel_names == NULL) return diag_memory(d);
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->list[i].is.channel_count; k++)
            all->channels[all->channel_count++] = &all->list[i].channels[k];
    qsort(all->channels, n, sizeof(channel_t *), by_channel);
    for (size_t i = 0; i < n; i++) {
        all->channel_names[i] = all->channels[i]->is.name;
        if (i > 0 && strcmp(all->channel_names[i - 1], all->channel_names[i]) == 0)
            return twice(all, "plugin.channel_twice", "channel", all->channel_names[i], d);
    }
    return 0;
}

static int list_functions(plugins_t *all, diag_t *d) {
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++)
        n += all->list[i].is.function_count;
    all->functions = mem_alloc((n + 1) * sizeof *all->functions);
    all->calls = mem_alloc((n + 1) * sizeof *all->calls);
    if (all->functions == NULL || all->calls == NULL) return diag_memory(d);
    for (size_t i = 0; i < all->count; i++) {
        for (size_t k = 0; k < all->list[i].is.function_count; k++) {
            size_t at = all->function_count++;
            all->calls[at] = (function_call_t){&all->list[i], &all->list[i].is.functions[k]};
            all->functions[at] =
                (pure_function_t){all->calls[at].is->name, plugin_call_function, &all->calls[at]};
        }
    }
    qsort(all->functions, n, sizeof *all->functions, by_function);
    for (size_t i = 1; i < n; i++)
        if (strcmp(all->functions[i - 1].name, all->functions[i].name) == 0)
            return twice(all, "plugin.function_twice", "function", all->functions[i].name, d);
    return 0;
}

/* A setting for a plugin that is not loaded is a mistake worth telling before it is missed. */
static int check_settings(const char *const *names, size_t count, const plugin_setting_t *settings,
                          size_t setting_count, diag_t *d) {
    for (size_t i = 0; i < setting_count; i++) {
        bool found = false;
        for (size_t k = 0; k < count && !found; k++)
            found = strcmp(settings[i].plugin, names[k]) == 0;
        if (!found) return refuse(d, "plugin.setting", settings[i].plugin, "", "setting", settings[i].name);
    }
    return 0;
}

static int load_all(plugins_t *all, const char *folder, const char *const *names, size_t count,
                    const plugin_setting_t *settings, size_t setting_count, diag_t *d) {
    if (check_settings(names, count, settings, setting_count, d) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++)
            if (strcmp(names[k], names[i]) == 0)
                return refuse(d, "plugin.twice", names[i], folder, NULL, NULL);
        all->count++;
        if (load_plugin(&all->list[i], folder, names[i], settings, setting_count, d) != 0) return -1;
    }
    return list_channels(all, d) != 0 || list_functions(all, d) != 0 ? -1 : 0;
}

plugins_t *plugins_load(const char *folder, const char *const *names, size_t count,
                        const plugin_setting_t *settings, size_t setting_count, diag_t *d) {
    plugins_t *all = mem_alloc(sizeof *all);
    plugin_t *list = mem_alloc((count + 1) * sizeof *list);
    if (all == NULL || list == NULL) {
        mem_free(all);
        mem_free(list);
        diag_memory(d);
        return NULL;
    }
    all->list = list;
    if (load_all(all, folder, names, count, settings, setting_count, d) == 0) return all;
    plugins_close(all);
    return NULL;
}

void plugins_close(plugins_t *all) {
    if (all == NULL) return;
    while (all->count > 0)
        close_plugin(&all->list[--all->count]);
    mem_free(all->list);
    mem_free(all->channels);
    mem_free(all->channel_names);
    mem_free(all->functions);
    mem_free(all->calls);
    mem_free(all);
}
