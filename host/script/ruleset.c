/* An instance of a ruleset: the state that its files were loaded into, what they declared, and the flows read
 * from it. A rule that runs into a limit of time or memory costs the state, not the instance: the next call
 * gets a new one, made from the same bytes. */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

ruleset_t *ruleset_of(lua_State *L) {
    return sandbox_context(L);
}

int names_find(const names_t *names, const char *interned) {
    for (size_t i = 0; i < names->count; i++) {
        if (names->at[i] == interned) return (int)i;
    }
    return -1;
}

const char *ruleset_file_name(ruleset_t *rs, const char *file) {
    if (rs->last_file && strcmp(rs->last_file, file) == 0) return rs->last_file;
    for (size_t i = 0; i < rs->content.file_count; i++) {
        if (strcmp(rs->content.files[i].name, file) == 0) return rs->last_file = rs->content.files[i].name;
    }
    return "";
}

/* The department whose folder a file stands in: the last folder's name, none for the top and for company/.
 * -1: no memory. */
static int folder_of(ruleset_t *rs, const char *file, const char **out) {
    static const char company[] = "company";
    const char *end = strrchr(file, '/'), *start = end;
    *out = NULL;
    if (!end) return 0;
    while (start > file && start[-1] != '/')
        start--;
    size_t length = (size_t)(end - start);
    if (length == sizeof company - 1 && strncmp(start, company, length) == 0) return 0;
    *out = arena_strndup(&rs->arena, start, length);
    return *out ? 0 : -1;
}

static int read_folders(ruleset_t *rs) {
    rs->skipped = arena_array(&rs->arena, rs->content.file_count, sizeof *rs->skipped);
    rs->folders = arena_array(&rs->arena, rs->content.file_count, sizeof *rs->folders);
    for (size_t i = 0; rs->folders && i < rs->content.file_count; i++) {
        if (folder_of(rs, rs->content.files[i].name, &rs->folders[i]) != 0) return -1;
    }
    return rs->skipped && rs->folders ? 0 : -1;
}

/* ---- loading ---- */

static int load_vocabulary(ruleset_t *rs, diag_t *d) {
    static const char prefix[] = "vocabulary/", words[] = "vocabulary/words.lua", checker[] = "checker/";
    /* Those that others build on come first; the rest in the table's order. */
    static const char *const first[] = {"vocabulary/values.lua", "vocabulary/plans.lua"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        const embedded_file_t *f = embedded_find(scripts_files, first[i]);
        if (f && sandbox_load_trusted(rs->sb, f->name + sizeof prefix - 1, f->data, f->size, d) != 0)
            return -1;
    }
    for (const embedded_file_t *f = scripts_files; f->name; f++) {
        bool early = false;
        for (size_t i = 0; i < sizeof first / sizeof *first; i++)
            early = early || strcmp(first[i], f->name) == 0;
        if (early || strncmp(f->name, prefix, sizeof prefix - 1) != 0 || strcmp(f->name, words) == 0)
            continue;
        if (sandbox_load_trusted(rs->sb, f->name + sizeof prefix - 1, f->data, f->size, d) != 0) return -1;
    }
    for (const embedded_file_t *f = scripts_files; f->name; f++) {
        if (strncmp(f->name, checker, sizeof checker - 1) == 0 &&
            sandbox_load_trusted(rs->sb, f->name, f->data, f->size, d) != 0)
            return -1;
    }
    return 0;
}

static int new_state(ruleset_t *rs, diag_t *d) {
    sandbox_limits_t limits = {.instructions = rs->options.instructions,
                               .wall_ms = rs->options.wall_ms,
                               .memory = (size_t)rs->options.memory};
    sandbox_free(rs->sb);
    rs->sb = sandbox_new(&limits, d);
    if (!rs->sb) return -1;
    rs->memo = 0;
    rs->declared_next = 0;
    sandbox_set_context(rs->sb, rs);
    rs->loading = true;
    if (sandbox_run(rs->sb, words_setup, rs, d) != 0) return -1;
    if (sandbox_register(rs->sb, words_functions, d) != 0 || sandbox_register(rs->sb, source_words, d) != 0)
        return -1;
    return load_vocabulary(rs, d);
}

static int load_file(ruleset_t *rs, size_t index, diag_t *d) {
    const rule_file_t *file = &rs->content.files[index];
    rs->file = file->name;
    rs->folder = rs->folders[index];
    int failed = sandbox_load_rule(rs->sb, file->name, (const char *)file->content.at, file->content.len,
                                   NULL, NULL, NULL, d);
    rs->file = rs->folder = NULL;
    if (!failed) failed = nodes_check_begun(rs, d);
    rs->begun.word = NULL;
    return failed;
}

/* Loads every file that is not skipped. With `errors`, files that fail are skipped and noted; a fatal failure
 * means starting again without the file. Returns -1 when nothing can be loaded, or, without `errors`, at the
 * first error. */
static int load_files(ruleset_t *rs, diag_t *errors, size_t max, size_t *count, diag_t *d) {
    size_t before = 0;
    for (size_t i = 0; i < rs->content.file_count; i++) {
        if (rs->skipped[i]) continue;
        before = rs->declared_count;
        if (load_file(rs, i, d) == 0) continue;
        if (!errors) return -1;
        if (*count < max) diag_copy(&errors[*count], d);
        ++*count;
        diag_clear(d);
        rs->skipped[i] = true;
        rs->declared_count = rs->declared_next = before;
        if (!sandbox_spoiled(rs->sb)) continue;
        rs->declared_count = 0;
        if (new_state(rs, d) != 0) return -1;
        i = (size_t)-1;
    }
    rs->loading = false;
    return sandbox_seal(rs->sb, d);
}

typedef struct link {
    ruleset_t *rs;
    arena_t *arena;
} link_t;

static int link_body(lua_State *L, void *ctx, diag_t *d) {
    const link_t *link = ctx;
    for (size_t i = 0; i < link->rs->variant_count; i++) {
        variant_t *v = link->rs->variants[i];
        if (!v->broken && variant_link(L, link->rs, v, link->arena, d) != 0) return -1;
    }
    return 0;
}

int ruleset_ready(ruleset_t *rs, diag_t *d) {
    link_t link = {rs, NULL};
    size_t ignored = 0;
    arena_t arena;
    if (rs->sb && !sandbox_spoiled(rs->sb)) return 0;
    if (new_state(rs, d) != 0 || load_files(rs, NULL, 0, &ignored, d) != 0) {
        sandbox_free(rs->sb);
        rs->sb = NULL;
        return -1;
    }
    arena_init(&arena, 0);
    link.arena = &arena;
    int failed = sandbox_run(rs->sb, link_body, &link, d);
    arena_free(&arena);
    return failed;
}

/* ---- life ---- */

static ruleset_t *make(bytes_t packed, const ruleset_options_t *options, diag_t *d) {
    ruleset_t *rs = mem_alloc(sizeof *rs);
    if (!rs) {
        (void)diag_memory(d);
        return NULL;
    }
    arena_init(&rs->arena, 0);
    if (options) rs->options = *options;
    rs->known_version = -1;
    void *copy = arena_copy(&rs->arena, packed.at, packed.len);
    if (!copy) {
        (void)diag_memory(d);
        ruleset_close(rs);
        return NULL;
    }
    hash_of(packed.at, packed.len, &rs->hash);
    if (ruleset_unpack((bytes_t){copy, packed.len}, &rs->arena, &rs->content, d) != 0) {
        ruleset_close(rs);
        return NULL;
    }
    int failed = read_folders(rs) != 0 ? diag_memory(d) : new_state(rs, d);
    if (failed) {
        ruleset_close(rs);
        return NULL;
    }
    rules_open(rs);
    return rs;
}

ruleset_t *ruleset_open(bytes_t packed, const ruleset_options_t *options, diag_t *d) {
    size_t count = 0;
    ruleset_t *rs = make(packed, options, d);
    if (!rs) return NULL;
    if (load_files(rs, NULL, 0, &count, d) == 0 && variants_open(rs, d, 1, &count) == 0) return rs;
    ruleset_close(rs);
    return NULL;
}

ruleset_t *ruleset_open_all(bytes_t packed, const ruleset_options_t *options, diag_t *errors, size_t max,
                            size_t *count) {
    diag_t d;
    diag_init(&d);
    *count = 0;
    for (size_t i = 0; i < max; i++)
        diag_init(&errors[i]);
    ruleset_t *rs = make(packed, options, &d);
    if (rs && load_files(rs, errors, max, count, &d) == 0) {
        (void)variants_open(rs, errors, max, count);
        if (*count > max) *count = max;
        diag_clear(&d);
        return rs;
    }
    if (*count < max) diag_copy(&errors[(*count)++], &d);
    if (*count > max) *count = max;
    diag_clear(&d);
    ruleset_close(rs);
    return NULL;
}

void ruleset_close(ruleset_t *rs) {
    if (!rs) return;
    sandbox_free(rs->sb);
    facts_people_forget(rs);
    arena_free(&rs->arena);
    mem_free(rs);
}

bool ruleset_spoiled(const ruleset_t *rs) {
    return !rs->sb || sandbox_spoiled(rs->sb);
}

const rules_t *ruleset_rules(ruleset_t *rs) {
    return &rs->rules;
}

const hash_t *ruleset_hash(const ruleset_t *rs) {
    return &rs->hash;
}

const flow_t *ruleset_flow_at(ruleset_t *rs, size_t index) {
    for (size_t i = 0; i < rs->listed; i++) {
        if (!rs->variants[i]->broken && index-- == 0) return &rs->variants[i]->flow;
    }
    return NULL;
}

const rule_test_t *ruleset_test_at(ruleset_t *rs, size_t index) {
    return index < rs->test_count ? &rs->tests[index] : NULL;
}

void ruleset_listen(ruleset_t *rs, ruleset_heard_fn heard, void *ctx) {
    rs->heard = heard;
    rs->heard_ctx = ctx;
    rs->made = NULL;
    rs->numbers_aloud = heard != NULL;
    rs->said_aloud = false;
}

void ruleset_listen_made(ruleset_t *rs, ruleset_made_fn made, bool plain) {
    rs->made = made;
    rs->numbers_aloud = rs->heard != NULL && !plain;
}
