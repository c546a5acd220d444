/* A channel that writes each message as one JSON file into a folder, for whatever picks it up there. The file
 * is named by the message's key and put in place whole (written beside, flushed to the disk, renamed), so
 * whoever reads the folder never sees half a message, and a message delivered twice is the same file again.
 *
 * Setting: folder (required): where to, a whole path; made if it does not exist (its parent must). */
#include <countersign/plugin.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_LONGEST = 40, DELIVER_MS = 10000 };

typedef struct folder {
    int fd; /* of the folder: names below are relative to it, whatever is renamed above */
} folder_t;

static int fail(struct cs_error *error, const char *what, const char *name) {
    snprintf(error->text, sizeof error->text, "%s %s: %s", what, name, strerror(errno));
    return -1;
}

static int channel_open(void *plugin, const struct cs_setting *settings, size_t count, void **channel,
                        struct cs_error *error) {
    (void)plugin;
    const char *path = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(settings[i].name, "folder") != 0) {
            snprintf(error->text, sizeof error->text, "no setting is called %s; there is: folder",
                     settings[i].name);
            return -1;
        }
        path = settings[i].value;
    }
    if (path == NULL || path[0] == '\0') {
        snprintf(error->text, sizeof error->text,
                 "the setting folder is missing: say plugin.file.folder = PATH");
        return -1;
    }
    /* Relative to what? The host may be started anywhere. */
    if (path[0] != '/') {
        snprintf(error->text, sizeof error->text, "the folder must be a whole path, from / on: %s", path);
        return -1;
    }
    if (mkdir(path, 0770) != 0 && errno != EEXIST) return fail(error, "can't make the folder", path);
    folder_t *folder = malloc(sizeof *folder);
    if (folder == NULL) return fail(error, "can't open the folder", path);
    folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0 || faccessat(folder->fd, ".", W_OK | X_OK, AT_EACCESS) != 0) {
        fail(error, "can't write in the folder", path);
        if (folder->fd >= 0) close(folder->fd);
        free(folder);
        return -1;
    }
    *channel = folder;
    return 0;
}

static void channel_close(void *channel) {
    folder_t *folder = channel;
    close(folder->fd);
    free(folder);
}

/* A JSON string; bytes above 0x7f pass as they are (the host's texts are UTF-8). */
static void put_string(FILE *out, const char *s) {
    fputc('"', out);
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < ' ' || c == 0x7f)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static void put_member(FILE *out, const char *name, const char *value) {
    if (value == NULL) return;
    fprintf(out, ",\n  \"%s\": ", name);
    put_string(out, value);
}

/* The attempt is not in it: every attempt writes the same bytes. */
static void put_message(FILE *out, const struct cs_message *m) {
    fputs("{\n  \"key\": ", out);
    put_string(out, m->key);
    put_member(out, "kind", m->kind);
    put_member(out, "recipient", m->recipient);
    put_member(out, "name", m->name);
    put_member(out, "email", m->email);
    put_member(out, "record", m->record);
    put_member(out, "number", m->number);
    put_member(out, "flow", m->flow);
    put_member(out, "step", m->step);
    put_member(out, "task", m->task);
    put_member(out, "principal", m->principal);
    put_member(out, "principal_name", m->principal_name);
    put_member(out, "due", m->due);
    put_member(out, "text", m->text);
    fputs("\n}\n", out);
}

/* Writes and flushes the file `name` in the folder; false with errno when any of it failed. */
static int write_file(int folder, const char *name, const struct cs_message *m) {
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (fd < 0) return -1;
    FILE *out = fdopen(fd, "w");
    if (out == NULL) {
        close(fd);
        return -1;
    }
    put_message(out, m);
    int bad = fflush(out) != 0 || ferror(out) || fsync(fd) != 0;
    int error = errno;
    if (fclose(out) != 0 && !bad) {
        bad = 1;
        error = errno;
    }
    errno = error;
    return bad ? -1 : 0;
}

static enum cs_delivery channel_deliver(void *channel, const struct cs_message *m, struct cs_error *error) {
    folder_t *folder = channel;
    char name[KEY_LONGEST + 8], draft[KEY_LONGEST + 8];
    if (m->key[0] == '\0' || strspn(m->key, "0123456789") != strlen(m->key) || strlen(m->key) > KEY_LONGEST) {
        snprintf(error->text, sizeof error->text, "the key is not a number");
        return CS_GIVE_UP;
    }
    snprintf(name, sizeof name, "%s.json", m->key);
    snprintf(draft, sizeof draft, ".%s.part", m->key);
    if (write_file(folder->fd, draft, m) != 0) {
        fail(error, "can't write", draft);
        unlinkat(folder->fd, draft, 0);
        return CS_TRY_AGAIN;
    }
    if (renameat(folder->fd, draft, folder->fd, name) != 0) {
        fail(error, "can't put in place", name);
        unlinkat(folder->fd, draft, 0);
        return CS_TRY_AGAIN;
    }
    if (fsync(folder->fd) != 0) {
        fail(error, "can't flush the folder of", name);
        return CS_TRY_AGAIN;
    }
    return CS_DELIVERED;
}

static const struct cs_channel channels[] = {
    {"file", DELIVER_MS, channel_open, channel_deliver, channel_close},
};

const struct cs_plugin cs_plugin = {
    .version = CS_PLUGIN_VERSION,
    .size = sizeof(struct cs_plugin),
    .name = "file",
    .about = "Writes each message as a JSON file into a folder",
    .open = NULL,  /* what it keeps belongs to the channel */
    .close = NULL, /* see above */
    .channels = channels,
    .channel_count = sizeof channels / sizeof channels[0],
    .functions = NULL,
    .function_count = 0,
};
