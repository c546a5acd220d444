/* What a ruleset is made of: rule files and the settings in force, read from a folder, packed into canonical
 * bytes whose hash is its identity, and unpacked again. */
#include "script/ruleset.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PACK_VERSION = 1, FOLDER_DEPTH_MAX = 8, NAME_MAX_BYTES = 159, SETTINGS_MAX = 10000 };
static const char MAGIC[] = "countersign-rules";

/* ---- reading a folder ---- */

typedef struct folder {
    char root[PATH_MAX]; /* without links */
    arena_t *arena;
    ruleset_content_t *out;
    size_t room, total;
    diag_t *d;
} folder_t;

static int file_fail(const folder_t *f, const char *code, const char *name, const char *problem) {
    return diag_set(f->d, code, "file", name, "problem", problem, NULL);
}

static bool ends_with(const char *name, const char *end) {
    size_t length = strlen(name), tail = strlen(end);
    return length >= tail && strcmp(name + length - tail, end) == 0;
}

/* Maps of a replay and the people of a company are no rules. */
static bool is_rule_file(const char *base) {
    return ends_with(base, ".lua") && !ends_with(base, ".map.lua") && strcmp(base, "people.lua") != 0;
}

static int read_content(const folder_t *f, const char *path, const char *name, const struct stat *info,
                        bytes_t *out) {
    size_t size = (size_t)info->st_size, have = 0;
    uint8_t *bytes = arena_alloc(f->arena, size + 1);
    if (!bytes) return diag_memory(f->d);
    FILE *file = fopen(path, "rbe");
    if (!file) return file_fail(f, "ruleset.unreadable", name, strerror(errno));
    have = fread(bytes, 1, size, file);
    bool failed = ferror(file) != 0 || have != size || fgetc(file) != EOF;
    (void)fclose(file);
    if (failed) return file_fail(f, "ruleset.unreadable", name, "it changed while it was read");
    *out = (bytes_t){bytes, size};
    return 0;
}

static int add_file(folder_t *f, const char *path, const char *name, const struct stat *info) {
    if (info->st_size > RULE_FILE_MAX) return file_fail(f, "ruleset.too_large", name, "file");
    f->total += (size_t)info->st_size + strlen(name) + 16;
    if (f->total > RULESET_MAX) return file_fail(f, "ruleset.too_large", name, "ruleset");
    if (f->out->file_count == RULE_FILES_MAX) return file_fail(f, "ruleset.too_large", name, "files");
    if (f->out->file_count == f->room) {
        size_t room = f->room ? f->room * 2 : 32;
        rule_file_t *more = arena_grow(f->arena, f->out->files, f->out->file_count, room, sizeof *more);
        if (!more) return diag_memory(f->d);
        f->out->files = more;
        f->room = room;
    }
    rule_file_t *file = &f->out->files[f->out->file_count];
    file->name = arena_strdup(f->arena, name);
    if (!file->name) return diag_memory(f->d);
    if (read_content(f, path, name, info, &file->content) != 0) return -1;
    f->out->file_count++;
    return 0;
}

/* A link may point anywhere inside the folder, nowhere else. */
static int check_link(const folder_t *f, const char *path, const char *name) {
    char real[PATH_MAX];
    size_t length = strlen(f->root);
    if (!realpath(path, real)) return file_fail(f, "ruleset.unreadable", name, strerror(errno));
    if (strncmp(real, f->root, length) != 0 || (real[length] != '/' && real[length] != '\0'))
        return file_fail(f, "ruleset.link_leaves", name, "link");
    return 0;
}

static int read_entries(folder_t *f, const char *path, const char *prefix, int depth);

static int read_entry(folder_t *f, const char *path, const char *prefix, const char *base, int depth) {
    char full[PATH_MAX], name[PATH_MAX];
    struct stat info;
    int n = snprintf(full, sizeof full, "%s/%s", path, base);
    int m = snprintf(name, sizeof name, "%s%s%s", prefix, prefix[0] ? "/" : "", base);
    if (n < 0 || m < 0 || (size_t)n >= sizeof full || m > NAME_MAX_BYTES)
        return file_fail(f, "ruleset.unreadable", base, "its name is too long");
    if (lstat(full, &info) != 0) return file_fail(f, "ruleset.unreadable", name, strerror(errno));
    if (S_ISLNK(info.st_mode)) {
        if (check_link(f, full, name) != 0) return -1;
        if (stat(full, &info) != 0) return file_fail(f, "ruleset.unreadable", name, strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) return read_entries(f, full, name, depth + 1);
    if (!is_rule_file(base)) return 0;
    if (!S_ISREG(info.st_mode)) return file_fail(f, "ruleset.unreadable", name, "it is no plain file");
    return add_file(f, full, name, &info);
}

static int read_entries(folder_t *f, const char *path, const char *prefix, int depth) {
    if (depth > FOLDER_DEPTH_MAX) return file_fail(f, "ruleset.too_large", prefix, "depth");
    DIR *dir = opendir(path);
    if (!dir) return file_fail(f, "ruleset.unreadable", prefix[0] ? prefix : path, strerror(errno));
    int failed = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry =
            readdir(dir); /* cppcheck-suppress readdirCalled ; this thread's own dir */
        if (!entry) {
            if (errno)
                failed = file_fail(f, "ruleset.unreadable", prefix[0] ? prefix : path, strerror(errno));
            break;
        }
        if (entry->d_name[0] == '.') continue;
        failed = read_entry(f, path, prefix, entry->d_name, depth);
        if (failed) break;
    }
    (void)closedir(dir);
    return failed;
}

static int file_order(const void *a, const void *b) {
    return strcmp(((const rule_file_t *)a)->name, ((const rule_file_t *)b)->name);
}

int ruleset_read_folder(const char *folder, arena_t *arena, ruleset_content_t *out, diag_t *d) {
    folder_t f = {.arena = arena, .out = out, .d = d};
    *out = (ruleset_content_t){0};
    if (!realpath(folder, f.root)) return file_fail(&f, "ruleset.unreadable", folder, strerror(errno));
    if (read_entries(&f, f.root, "", 1) != 0) return -1;
    if (out->file_count > 0) qsort(out->files, out->file_count, sizeof *out->files, file_order);
    return 0;
}

/* ---- packing ---- */

static const char *plain(const char *s) {
    return s ? s : "";
}

static int setting_order(const void *a, const void *b) {
    const setting_value_t *x = *(const setting_value_t *const *)a, *y = *(const setting_value_t *const *)b;
    int order = strcmp(x->flow, y->flow);
    if (order == 0) order = strcmp(plain(x->department), plain(y->department));
    return order ? order : strcmp(x->name, y->name);
}

static int named_order(const void *a, const void *b) {
    return strcmp((*(const rule_file_t *const *)a)->name, (*(const rule_file_t *const *)b)->name);
}

/* Whatever the order of the lists, the bytes are the same. */
static int pack_files(const ruleset_content_t *c, buf_t *out, arena_t *arena, diag_t *d) {
    const rule_file_t **files = arena_array(arena, c->file_count, sizeof(rule_file_t *));
    if (!files) return diag_memory(d);
    for (size_t i = 0; i < c->file_count; i++)
        files[i] = &c->files[i];
    if (c->file_count) qsort(files, c->file_count, sizeof(rule_file_t *), named_order);
    buf_varint(out, c->file_count);
    for (size_t i = 0; i < c->file_count; i++) {
        if (i > 0 && strcmp(files[i - 1]->name, files[i]->name) == 0)
            return diag_set(d, "ruleset.file_twice", "file", files[i]->name, NULL);
        buf_text(out, files[i]->name);
        buf_bytes(out, files[i]->content);
    }
    return 0;
}

static int pack_settings(const ruleset_content_t *c, buf_t *out, arena_t *arena, diag_t *d) {
    const setting_value_t **settings = arena_array(arena, c->setting_count, sizeof(setting_value_t *));
    if (!settings) return diag_memory(d);
    for (size_t i = 0; i < c->setting_count; i++)
        settings[i] = &c->settings[i];
    if (c->setting_count) qsort(settings, c->setting_count, sizeof(setting_value_t *), setting_order);
    buf_varint(out, c->setting_count);
    for (size_t i = 0; i < c->setting_count; i++) {
        const setting_value_t *s = settings[i];
        if (i > 0 && setting_order(&settings[i - 1], &settings[i]) == 0)
            return diag_set(d, "ruleset.setting_twice", "flow", s->flow, "setting", s->name, NULL);
        buf_text(out, s->flow);
        buf_text(out, s->department && s->department[0] ? s->department : NULL);
        buf_text(out, s->name);
        buf_text(out, s->text);
    }
    return 0;
}

int ruleset_pack(const ruleset_content_t *content, buf_t *out, hash_t *hash, diag_t *d) {
    arena_t arena;
    size_t from = out->len;
    if (content->file_count > RULE_FILES_MAX || content->setting_count > SETTINGS_MAX)
        return diag_set(d, "ruleset.too_large", "file", "", "problem", "files", NULL);
    arena_init(&arena, 0);
    buf_text(out, MAGIC);
    buf_u8(out, PACK_VERSION);
    int failed = pack_files(content, out, &arena, d) != 0 || pack_settings(content, out, &arena, d) != 0;
    arena_free(&arena);
    if (failed) return -1;
    if (out->failed) return diag_memory(d);
    if (out->len - from > RULESET_MAX)
        return diag_set(d, "ruleset.too_large", "file", "", "problem", "ruleset", NULL);
    if (hash) hash_of(out->at + from, out->len - from, hash);
    return 0;
}

int ruleset_unpack(bytes_t packed, arena_t *arena, ruleset_content_t *out, diag_t *d) {
    cursor_t in;
    *out = (ruleset_content_t){0};
    cursor_init(&in, packed, arena);
    const char *magic = cursor_text(&in);
    if (arena_failed(arena)) return diag_memory(d);
    if (!magic || strcmp(magic, MAGIC) != 0) return diag_set(d, "ruleset.corrupt", NULL);
    if (cursor_u8(&in) != PACK_VERSION) return diag_set(d, "ruleset.version", NULL);
    out->file_count = cursor_count(&in);
    if (out->file_count > RULE_FILES_MAX) in.failed = true;
    out->files = in.failed ? NULL : arena_array(arena, out->file_count, sizeof *out->files);
    for (size_t i = 0; out->files && i < out->file_count && !in.failed; i++) {
        out->files[i].name = cursor_text(&in);
        out->files[i].content = cursor_bytes(&in);
        if (!out->files[i].name) in.failed = true;
    }
    out->setting_count = cursor_count(&in);
    if (out->setting_count > SETTINGS_MAX) in.failed = true;
    out->settings = in.failed ? NULL : arena_array(arena, out->setting_count, sizeof *out->settings);
    for (size_t i = 0; out->settings && i < out->setting_count && !in.failed; i++) {
        setting_value_t *s = &out->settings[i];
        s->flow = cursor_text(&in);
        s->department = cursor_text(&in);
        s->name = cursor_text(&in);
        s->text = cursor_text(&in);
        if (!s->flow || !s->name || !s->text) in.failed = true;
    }
    if (arena_failed(arena)) return diag_memory(d);
    return cursor_done(&in) ? 0 : diag_set(d, "ruleset.corrupt", NULL);
}
