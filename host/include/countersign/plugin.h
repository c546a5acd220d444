/* What a plugin of Countersign is: the only header that a plugin includes.
 *
 * A plugin is one shared library. It exports one symbol, a constant table:
 *
 *     const struct cs_plugin cs_plugin = { .version = CS_PLUGIN_VERSION, .size = sizeof(struct cs_plugin), …
 * };
 *
 * The configuration names the plugins to load (`plugins = file iban`) and gives each its settings
 * (`plugin.file.folder = /var/spool/countersign`). The host takes a plugin whole or not at all: another
 * version, a missing symbol, a slot that must be set and is not, an `open` that fails: the host says which
 * plugin and why, closes what it had opened, and does not start.
 *
 * A plugin offers channels, functions, or both.
 *   - A channel carries messages out of the house (mail, webhook, a folder). It may do I/O and may block.
 *   - A function is called by rules, in the middle of a decision. It must be pure: the same arguments give
 * the same answer, for ever; no I/O, no clock, no random numbers, no state that one call leaves to another.
 *
 * Threads
 *   - cs_plugin.open, cs_channel.open, cs_channel.close and cs_plugin.close are called on one thread, before
 *     and after all other calls.
 *   - deliver is called on a worker thread, one call at a time for each channel; two channels of one plugin
 * may be called side by side.
 *   - a function is called from any number of threads at once.
 *   - host->log may be called from any thread at any time between open and close.
 *
 * Ownership
 *   - The table and everything that it points to belong to the plugin and must stay as they are from open to
 *     close. What the host hands in (texts, arrays, the place for an answer) lives until the call returns;
 *     copy what must stay. Nothing is freed across the border: the host gives the place, the plugin fills it.
 *
 * Blocking
 *   - A channel says in `deliver_ms` how long one delivery may take at the most, and must keep its own
 *     time-outs below that. The host can't interrupt it; it waits for a delivery under way before it closes,
 *     and its lease on the message is based on this time: longer, and the message may go out twice.
 *   - A function returns within about 100 microseconds for 4 KiB of arguments. It is not interrupted.
 *
 * A plugin must not call exit or abort, install signal handlers, change the locale, the working folder or the
 * environment, and must not throw through the border. Texts are UTF-8 and NUL-terminated. */
#ifndef COUNTERSIGN_PLUGIN_H
#define COUNTERSIGN_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Counts up with each change of a struct below that is not only slots added at the end of cs_plugin. */
#define CS_PLUGIN_VERSION 2
#define CS_PLUGIN_SYMBOL "cs_plugin"

enum {
    CS_ERROR_TEXT = 512,        /* bytes of an error's text, its NUL included */
    CS_RESULT_TEXT = 4096,      /* bytes of a function's answer, its NUL included */
    CS_ARGUMENTS_MAX = 16,      /* most arguments of a function */
    CS_DELIVER_MS_MAX = 300000, /* longest deliver_ms accepted: five minutes */
};

/* One setting of the configuration: `plugin.file.folder = /x` is {"folder", "/x"}. */
struct cs_setting {
    const char *name, *value;
};

/* Where a call that fails says why: for a person, in English, without the plugin's name. The host hands it in
 * empty and cuts off what is too long. */
struct cs_error {
    char text[CS_ERROR_TEXT];
};

enum cs_log_level { CS_LOG_DEBUG = 0, CS_LOG_INFO = 1, CS_LOG_WARN = 2, CS_LOG_ERROR = 3 };

/* What the host offers. Lives until cs_plugin.close has returned. */
struct cs_host {
    uint32_t version; /* CS_PLUGIN_VERSION of the host */
    uint32_t size;    /* of this struct in the host: slots beyond it do not exist */
    void (*log)(const struct cs_host *host, enum cs_log_level level, const char *text);
};

/* ---- channels ---- */

/* One message to one person. Any text but key, kind and recipient may be NULL: not known, or none. */
struct cs_message {
    const char *key;  /* the same for every attempt at the same message: deliver twice under one key, and the
                         recipient should have it once. Digits only */
    const char *kind; /* "task.opened", "task.reminder", "task.overdue", "task.reassigned", "record.ended",
                         "record.returned", "record.copied", "record.reopened", "record.notice", "task.urged",
                         "task.taken_back" … */
    const char *recipient; /* handle: "wang.fang" */
    const char *name, *email;
    const char *record; /* the record's id, in decimal */
    const char *number; /* "EXP-2026-000123" */
    const char *flow, *step;
    const char *task; /* its id, in decimal */
    const char *due;  /* of the task: ISO 8601, UTC */
    const char *text;
    uint32_t attempt; /* from 1 */
    /* In whose name the recipient has the task, as a stand-in (A15): handle and name. NULL: in their own. */
    const char *principal, *principal_name;
};

enum cs_delivery {
    CS_DELIVERED = 0,
    CS_TRY_AGAIN =
        1,          /* later, by the host's back-off; after too many attempts the message is shown as stuck */
    CS_GIVE_UP = 2, /* it can't ever be delivered: shown as stuck at once */
};

struct cs_channel {
    const char *name;    /* unique in the host; a-z 0-9 - _ ; at most 32 bytes */
    uint32_t deliver_ms; /* longest that one delivery may take; 1 to CS_DELIVER_MS_MAX */
    /* 0: open; *channel is handed to the other two. Otherwise error is filled in and close is not called.
     * `plugin` is what cs_plugin.open gave. */
    int (*open)(void *plugin, const struct cs_setting *settings, size_t count, void **channel,
                struct cs_error *error);
    enum cs_delivery (*deliver)(void *channel, const struct cs_message *message, struct cs_error *error);
    void (*close)(void *channel);
};

/* ---- functions for rules ---- */

enum cs_kind {
    CS_NONE = 0,
    CS_TEXT = 1,
    CS_NUMBER = 2, /* text: a decimal such as "-12.5"; at most 18 digits, at most 9 after the point */
    CS_FLAG = 3,   /* flag: 0 or 1 */
    CS_MONEY = 4,  /* text: "26.85 EUR" */
    CS_DATE = 5,   /* text: "2026-01-31" */
};

struct cs_value {
    const char *text; /* NULL for CS_NONE and CS_FLAG */
    enum cs_kind kind;
    int flag;
};

struct cs_result {
    enum cs_kind kind; /* CS_NONE at first */
    int flag;
    char text[CS_RESULT_TEXT];
    struct cs_error error;
};

struct cs_function {
    const char *name; /* as rules write it: "iban.valid"; two words of a-z 0-9 _ with a dot between */
    uint32_t arguments_min, arguments_max; /* the host refuses other counts; at most CS_ARGUMENTS_MAX */
    /* 0: result filled in. Otherwise result->error is, and the rule that called fails with it. */
    int (*call)(void *plugin, const struct cs_value *arguments, size_t count, struct cs_result *result);
};

/* ---- the plugin ---- */

struct cs_plugin {
    uint32_t version;  /* CS_PLUGIN_VERSION */
    uint32_t size;     /* sizeof(struct cs_plugin): slots beyond it count as zero */
    const char *name;  /* the file's name without .so: a-z 0-9 - _ */
    const char *about; /* one sentence */
    /* May be NULL: nothing to open. 0: *plugin is handed to all others. Otherwise error is filled in and
     * nothing else is called. A setting that the plugin does not know should fail here, or in its channel. */
    int (*open)(const struct cs_host *host, const struct cs_setting *settings, size_t count, void **plugin,
                struct cs_error *error);
    void (*close)(void *plugin); /* may be NULL */
    const struct cs_channel *channels;
    size_t channel_count;
    const struct cs_function *functions;
    size_t function_count;
};

/* Put before the table's definition: makes it visible though all else is hidden. */
#if defined(__GNUC__)
#define CS_EXPORT __attribute__((visibility("default")))
#else
#define CS_EXPORT
#endif
extern CS_EXPORT const struct cs_plugin cs_plugin;

#ifdef __cplusplus
}
#endif

#endif
