/* A folder of rules with its people, for tests: rule files packed and opened, and people.lua made into a
 * directory. */
#ifndef TESTS_UNIT_SCRIPT_RULES_FOLDER_H
#define TESTS_UNIT_SCRIPT_RULES_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "script/ruleset.h"
#include "script/sandbox.h"
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline char *folder_slurp(const char *path, size_t *size) {
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("no %s", path);
    char *text = calloc(1, 1 << 20);
    *size = fread(text, 1, (1 << 20) - 1, f);
    (void)fclose(f);
    return text;
}

static inline void folder_fail(const char *what, const diag_t *d) {
    char words[2048] = "";
    for (int i = 0; i < d->param_count; i++) {
        strcat(words, " ");
        strcat(words, d->params[i].name);
        strcat(words, "=");
        strcat(words, d->store + d->params[i].at);
    }
    fail_msg("%s: %s%s at %s:%d", what, d->code ? d->code : "?", words, d->file, d->line);
}

/* The ruleset of files given as name, text, …, NULL. */
static inline ruleset_t *folder_of_texts(const char *const *files, diag_t *d) {
    rule_file_t list[16];
    ruleset_content_t content = {.files = list};
    buf_t packed;
    hash_t hash;
    for (; files[0]; files += 2) {
        bytes_t bytes = {(const uint8_t *)files[1], strlen(files[1])};
        list[content.file_count++] = (rule_file_t){files[0], bytes};
    }
    buf_init(&packed, RULESET_MAX);
    if (ruleset_pack(&content, &packed, &hash, d) != 0) folder_fail("pack", d);
    ruleset_t *rs = ruleset_open((bytes_t){packed.at, packed.len}, NULL, d);
    buf_free(&packed);
    return rs;
}

static inline ruleset_t *folder_open(const char *folder, diag_t *d) {
    arena_t arena;
    ruleset_content_t content;
    buf_t packed;
    hash_t hash;
    arena_init(&arena, 0);
    buf_init(&packed, RULESET_MAX);
    if (ruleset_read_folder(folder, &arena, &content, d) != 0 ||
        ruleset_pack(&content, &packed, &hash, d) != 0)
        folder_fail(folder, d);
    ruleset_t *rs = ruleset_open((bytes_t){packed.at, packed.len}, NULL, d);
    buf_free(&packed);
    arena_free(&arena);
    return rs;
}

/* ---- people.lua ---- */

static inline const char *folder_text(const sandbox_value_t *row, const char *name) {
    const sandbox_value_t *v = sandbox_value_get(row, name);
    return v && v->kind == SANDBOX_TEXT ? v->u.text.at : NULL;
}

typedef struct folder_people {
    directory_builder_t *builder;
    const sandbox_value_t *top;
    sandbox_ref_t result;
    sandbox_value_t value;
    arena_t arena;
    directory_t *directory;
} folder_people_t;

static inline int64_t folder_person(const folder_people_t *p, const char *handle) {
    const sandbox_value_t *list = sandbox_value_get(p->top, "persons");
    for (size_t i = 0; handle && i < list->u.table.count; i++) {
        if (strcmp(folder_text(&list->u.table.items[i], "handle"), handle) == 0) return 1001 + (int64_t)i;
    }
    if (handle) fail_msg("people.lua: no person %s", handle);
    return 0;
}

static inline void folder_row(folder_people_t *p, const char *table, const sandbox_value_t *row, size_t index,
                              diag_t *d) {
    int64_t person = folder_person(p, folder_text(row, "person"));
    int failed = 0;
    if (strcmp(table, "departments") == 0) {
        department_info_t info = {folder_text(row, "key"),        folder_text(row, "parent"),
                                  folder_text(row, "name_en"),    folder_text(row, "name_zh"),
                                  folder_text(row, "calendar"),   folder_text(row, "head_post"),
                                  folder_text(row, "leader_post")};
        failed = directory_add_department(p->builder, &info, d);
    } else if (strcmp(table, "persons") == 0) {
        const char *kind = folder_text(row, "kind");
        person_info_t info = {.id = 1001 + (int64_t)index,
                              .handle = folder_text(row, "handle"),
                              .name = folder_text(row, "name"),
                              .department = folder_text(row, "department"),
                              .kind = kind && strcmp(kind, "service") == 0 ? PERSON_SERVICE : PERSON_HUMAN,
                              .owner = folder_person(p, folder_text(row, "owner")),
                              .uid = -1,
                              .from = INSTANT_NONE,
                              .until = INSTANT_MAX};
        failed = directory_add_person(p->builder, &info, d);
    } else if (strcmp(table, "posts") == 0) {
        failed =
            directory_add_post(p->builder, folder_text(row, "post"), person, INSTANT_NONE, INSTANT_MAX, d);
    } else if (strcmp(table, "roles") == 0) {
        failed = directory_add_role(p->builder, folder_text(row, "role"), folder_text(row, "department"),
                                    person, INSTANT_NONE, INSTANT_MAX, d);
    } else if (strcmp(table, "holders") == 0) {
        failed = directory_add_holder(p->builder, folder_text(row, "kind"), folder_text(row, "item"), person,
                                      INSTANT_NONE, INSTANT_MAX, d);
    } else if (strcmp(table, "attributes") == 0) {
        failed = directory_add_attribute(p->builder, folder_text(row, "subject"), folder_text(row, "name"),
                                         folder_text(row, "value"), d);
    }
    if (failed) folder_fail(table, d);
}

static inline int folder_read(lua_State *L, void *ctx, diag_t *d) {
    folder_people_t *p = ctx;
    sandbox_push(L, p->result);
    return sandbox_read(L, -1, 0, &p->arena, &p->value, d);
}

/* The caller owns one reference. */
static inline directory_t *folder_directory(const char *path) {
    static const char *const tables[] = {"departments", "persons", "posts", "roles", "holders", "attributes"};
    folder_people_t p = {0};
    diag_t d;
    size_t size;
    char *text = folder_slurp(path, &size);
    diag_init(&d);
    arena_init(&p.arena, 0);
    sandbox_t *sb = sandbox_new(NULL, &d);
    p.builder = directory_builder_new(&d);
    if (sandbox_load_rule(sb, "people.lua", text, size, NULL, NULL, &p.result, &d) != 0 ||
        sandbox_run(sb, folder_read, &p, &d) != 0)
        folder_fail(path, &d);
    p.top = &p.value;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        const sandbox_value_t *list = sandbox_value_get(p.top, tables[t]);
        for (size_t i = 0; list && i < list->u.table.count; i++)
            folder_row(&p, tables[t], &list->u.table.items[i], i, &d);
    }
    directory_t *dir = directory_build(p.builder, 1, &d);
    if (!dir) folder_fail(path, &d);
    sandbox_free(sb);
    arena_free(&p.arena);
    free(text);
    return dir;
}

#endif
