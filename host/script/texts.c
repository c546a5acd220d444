/* Words for codes; see texts.h. The tables are Lua data, read in a sandbox like any other file. */
#include "script/texts.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "script/sandbox.h"
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    const char *code, *words;
} entry_t;

struct texts {
    arena_t arena;
    entry_t *entries; /* sorted by code */
    size_t count;
};

enum { TEXTS_MAX = 8000 };

typedef struct reading {
    texts_t *texts;
    sandbox_ref_t result;
    const char *file;
} reading_t;

static int by_code(const void *a, const void *b) {
    return strcmp(((const entry_t *)a)->code, ((const entry_t *)b)->code);
}

static int take_table(lua_State *L, void *ctx, diag_t *d) {
    reading_t *r = ctx;
    sandbox_push(L, r->result);
    sandbox_value_t table;
    if (sandbox_read(L, -1, 0, &r->texts->arena, &table, d) != 0) return -1;
    for (size_t i = 0; table.kind == SANDBOX_TABLE && i < table.u.table.field_count; i++) {
        const sandbox_field_t *f = &table.u.table.fields[i];
        if (f->value.kind != SANDBOX_TEXT || r->texts->count == TEXTS_MAX)
            return diag_set(d, "texts.entry", "code", f->name, "file", r->file, NULL);
        r->texts->entries[r->texts->count++] = (entry_t){f->name, f->value.u.text.at};
    }
    return 0;
}

static int read_file(texts_t *t, const embedded_file_t *file, diag_t *d) {
    sandbox_t *sb = sandbox_new(NULL, d);
    if (sb == NULL) return -1;
    reading_t reading = {.texts = t, .file = file->name};
    int status = sandbox_load_rule(sb, file->name, file->data, file->size, NULL, NULL, &reading.result, d);
    if (status == 0) status = sandbox_run(sb, take_table, &reading, d);
    sandbox_free(sb);
    return status;
}

/* "texts/cli_en.lua" is of language "en". */
static bool is_of(const char *name, const char *lang) {
    size_t length = strlen(name), tail = strlen("_") + strlen(lang) + strlen(".lua");
    if (strncmp(name, "texts/", 6) != 0 || length <= tail + 6) return false;
    const char *end = name + length - tail;
    return end[0] == '_' && strncmp(end + 1, lang, strlen(lang)) == 0 && strcmp(end + 1 + strlen(lang), ".lua") == 0;
}

texts_t *texts_open(const char *lang, diag_t *d) {
    texts_t *t = mem_alloc(sizeof *t);
    if (t == NULL) {
        diag_memory(d);
        return NULL;
    }
    arena_init(&t->arena, 0);
    t->entries = arena_array(&t->arena, TEXTS_MAX, sizeof *t->entries);
    int status = t->entries == NULL ? diag_memory(d) : 0, files = 0;
    for (const embedded_file_t *f = scripts_files; status == 0 && f->name != NULL; f++) {
        if (!is_of(f->name, lang)) continue;
        status = read_file(t, f, d);
        files++;
    }
    if (status == 0 && files == 0) status = diag_set(d, "texts.language", "lang", lang, NULL);
    if (status == 0) {
        qsort(t->entries, t->count, sizeof *t->entries, by_code);
        return t;
    }
    texts_close(t);
    return NULL;
}

void texts_close(texts_t *t) {
    if (t == NULL) return;
    arena_free(&t->arena);
    mem_free(t);
}

const char *texts_template(const texts_t *t, const char *code) {
    entry_t wanted = {.code = code};
    const entry_t *found = bsearch(&wanted, t->entries, t->count, sizeof wanted, by_code);
    return found != NULL ? found->words : NULL;
}

const char *texts_code_at(const texts_t *t, size_t index) {
    return index < t->count ? t->entries[index].code : NULL;
}

static void fill(buf_t *out, const char *words, const char *(*get)(void *ctx, const char *name), void *ctx) {
    for (const char *p = words; *p != '\0'; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        char name[64];
        if (end == NULL || (size_t)(end - p) > sizeof name) {
            buf_u8(out, (uint8_t)*p);
            continue;
        }
        memcpy(name, p + 1, (size_t)(end - p - 1));
        name[end - p - 1] = '\0';
        const char *value = get(ctx, name);
        buf_puts(out, value != NULL ? value : "");
        p = end;
    }
}

static char *finish(buf_t *b, arena_t *arena) {
    buf_u8(b, 0);
    char *text = b->failed ? NULL : arena_strdup(arena, (const char *)b->at);
    buf_free(b);
    return text;
}

char *texts_fill(const texts_t *t, const char *code, const char *(*get)(void *ctx, const char *name),
                 void *ctx, arena_t *arena) {
    const char *words = texts_template(t, code);
    buf_t b;
    buf_init(&b, 0);
    fill(&b, words != NULL ? words : code, get, ctx);
    return finish(&b, arena);
}

static const char *parameter(void *ctx, const char *name) {
    return diag_get(ctx, name);
}

static void one_error(const texts_t *t, const diag_t *e, buf_t *out) {
    if (e->file[0] != '\0' && e->line > 0)
        buf_printf(out, "%s:%d: ", e->file, e->line);
    else if (e->file[0] != '\0')
        buf_printf(out, "%s: ", e->file);
    const char *words = texts_template(t, e->code);
    if (words != NULL) {
        fill(out, words, parameter, (void *)(uintptr_t)e);
        return;
    }
    buf_puts(out, e->code);
    for (int i = 0; i < e->param_count; i++)
        buf_printf(out, " %s=%s", e->params[i].name, e->store + e->params[i].at);
}

char *texts_error(const texts_t *t, const diag_t *error, arena_t *arena) {
    buf_t b;
    buf_init(&b, 0);
    for (const diag_t *e = error; e != NULL; e = e->cause) {
        if (e != error) buf_puts(&b, "\n  ");
        one_error(t, e, &b);
    }
    return finish(&b, arena);
}
