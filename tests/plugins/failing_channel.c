/* For tests: a channel that a test steers through a folder (setting "folder"): while a file "fail" is in it
 * each delivery is to be tried again, while "refuse" is in it each is given up, while "slow" is in it each
 * takes a twentieth of a second; otherwise the message's key
 * and attempt are added as a line to the file "delivered". While "closed" is in it the channel can't be
 * opened. Opening and closing leave lines in the file "life". */
#include <countersign/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_LONGEST = 1024 };

typedef struct steered {
    char folder[PATH_LONGEST];
} steered_t;

static int exists(const steered_t *s, const char *name) {
    char path[PATH_LONGEST + 32];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    return access(path, F_OK) == 0;
}

static int append(const steered_t *s, const char *name, const char *text, unsigned number) {
    char path[PATH_LONGEST + 32];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    FILE *out = fopen(path, "a");
    if (out == NULL) return -1;
    fprintf(out, "%s %u\n", text, number);
    return fclose(out);
}

static int open_plugin(const struct cs_host *host, const struct cs_setting *settings, size_t count,
                       void **plugin, struct cs_error *error) {
    (void)host;
    steered_t *s = malloc(sizeof *s);
    if (s == NULL) return -1;
    s->folder[0] = '\0';
    for (size_t i = 0; i < count; i++)
        if (strcmp(settings[i].name, "folder") == 0)
            snprintf(s->folder, sizeof s->folder, "%s", settings[i].value);
    if (append(s, "life", "plugin opened", 1) != 0) {
        snprintf(error->text, sizeof error->text, "the folder is missing");
        free(s);
        return -1;
    }
    *plugin = s;
    return 0;
}

static void close_plugin(void *plugin) {
    append(plugin, "life", "plugin closed", 1);
    free(plugin);
}

static int channel_open(void *plugin, const struct cs_setting *settings, size_t count, void **channel,
                        struct cs_error *error) {
    (void)settings, (void)count;
    if (exists(plugin, "closed")) {
        snprintf(error->text, sizeof error->text, "it is closed");
        return -1;
    }
    append(plugin, "life", "channel opened", 1);
    *channel = plugin;
    return 0;
}

static enum cs_delivery channel_deliver(void *channel, const struct cs_message *message,
                                        struct cs_error *error) {
    if (exists(channel, "slow")) usleep(50000);
    if (exists(channel, "refuse")) {
        snprintf(error->text, sizeof error->text, "no such mailbox");
        return CS_GIVE_UP;
    }
    if (exists(channel, "fail")) {
        append(channel, "tried", message->key, message->attempt);
        snprintf(error->text, sizeof error->text, "the line is down");
        return CS_TRY_AGAIN;
    }
    append(channel, "delivered", message->key, message->attempt);
    return CS_DELIVERED;
}

static void channel_close(void *channel) {
    append(channel, "life", "channel closed", 1);
}

/* sample.broken(kind): answers with something wrong, for the host to notice. */
static int call_broken(void *plugin, const struct cs_value *arguments, size_t count,
                       struct cs_result *result) {
    (void)plugin, (void)count;
    const char *how = arguments[0].kind == CS_TEXT ? arguments[0].text : "";
    if (strcmp(how, "error") == 0) {
        strcpy(result->error.text, "asked to fail");
        return -1;
    }
    result->kind = CS_TEXT;
    strcpy(result->text, "\xc3(");
    if (strcmp(how, "unended") == 0) memset(result->text, 'x', sizeof result->text);
    if (strcmp(how, "number") == 0) {
        result->kind = CS_NUMBER;
        strcpy(result->text, "twelve");
    }
    if (strcmp(how, "kind") == 0) result->kind = (enum cs_kind)99;
    return 0;
}

/* sample.same(value): gives back what it was given. */
static int call_same(void *plugin, const struct cs_value *arguments, size_t count, struct cs_result *result) {
    (void)plugin, (void)count;
    result->kind = arguments[0].kind;
    result->flag = arguments[0].flag;
    if (arguments[0].text != NULL) snprintf(result->text, sizeof result->text, "%s", arguments[0].text);
    return 0;
}

static const struct cs_channel channels[] = {
    {"failing", 1000, channel_open, channel_deliver, channel_close},
};
static const struct cs_function functions[] = {
    {"sample.same", 1, 1, call_same},
    {"sample.broken", 1, 1, call_broken},
};

const struct cs_plugin cs_plugin = {
    .version = CS_PLUGIN_VERSION,
    .size = sizeof(struct cs_plugin),
    .name = "failing_channel",
    .about = "A channel that fails when a test says so",
    .open = open_plugin,
    .close = close_plugin,
    .channels = channels,
    .channel_count = sizeof channels / sizeof channels[0],
    .functions = functions,
    .function_count = sizeof functions / sizeof functions[0],
};
